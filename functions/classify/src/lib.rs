//! `POST /v1/classify` and, for other functions, `POST /v1/understanding` say what a text is about; `/v1/models`: which
//! model says it. No ticket is changed here, so the workflow stays out of the component that carries a model.
#![cfg(target_arch = "wasm32")]

mod active;
mod models;
mod suggest;

use minsheng_core::operation::Op;
use minsheng_edge::Call;
use minsheng_edge::serve::{not_served, routes, serve};
use spin_sdk::http::{BoxBody, Request, Response};
use spin_sdk::http_service;

#[http_service]
async fn handle(request: Request) -> Response<BoxBody> {
    serve(routes!("classify"), request, async |call: &Call| match call.op() {
        Op::ClassifyText => suggest::for_text(call).await,
        Op::Understand => suggest::understand(call).await,
        Op::ListModels => models::list(call).await,
        Op::UploadModel => models::upload(call).await,
        Op::TryModel => models::run_trial(call).await,
        Op::ActivateModel => models::activate(call).await,
        Op::RollBackModel => models::roll_back(call).await,
        Op::ListSettled => models::settled(call).await,
        _ => Err(not_served(call.operation)),
    })
    .await
}
