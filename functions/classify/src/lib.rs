//! `POST /v1/classify` suggests what a text is about; `POST /v1/tickets/{id}/classification` stores
//! a person's word on a ticket, or the machine's. `/v1/models`: which model that machine is.
#![cfg(target_arch = "wasm32")]

mod active;
mod models;
mod suggest;
mod trial;

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
        Op::ClassifyTicket => suggest::for_ticket(call).await,
        Op::TryCatalogue => trial::try_catalogue(call).await,
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
