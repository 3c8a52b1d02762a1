//! `GET /v1/workflow` and `GET /v1/openapi.json`: the hotline's interface as data. Also the answer
//! for every path that nobody serves, which is a 404 like any other.
#![cfg(target_arch = "wasm32")]

use http::StatusCode;
use minsheng_core::operation::Op;
use minsheng_core::workflow;
use minsheng_edge::serve::{not_served, serve};
use minsheng_edge::{Answer, Call};
use spin_sdk::http::{BoxBody, Request, Response};
use spin_sdk::http_service;

/// Seconds for which caches may keep what changes only with a release.
const RELEASE: i64 = 3600;

#[http_service]
async fn handle(request: Request) -> Response<BoxBody> {
    serve("workflow", request, async |call: &Call| match call.op() {
        Op::ReadWorkflow => Ok(Answer::ok(&workflow::document())?.cacheable(RELEASE)),
        Op::ReadOpenApi => {
            let document = include_bytes!("../../../schemas/openapi.json").as_slice();
            Ok(Answer::raw(StatusCode::OK, "application/json", document).cacheable(RELEASE))
        }
        _ => Err(not_served(call.operation)),
    })
    .await
}
