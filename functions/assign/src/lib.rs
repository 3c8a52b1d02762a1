//! `POST /v1/tickets/{id}/assignment` dispatches a ticket, by hand or by the catalogue;
//! `POST /v1/tickets/{id}/classification` stores a person's word on what it is about, or the machine's.
#![cfg(target_arch = "wasm32")]

mod classification;
mod dispatch;
mod machines_word;

use minsheng_core::operation::Op;
use minsheng_edge::Call;
use minsheng_edge::serve::{not_served, routes, serve};
use spin_sdk::http::{BoxBody, Request, Response};
use spin_sdk::http_service;

#[http_service]
async fn handle(request: Request) -> Response<BoxBody> {
    serve(routes!("assign"), request, async |call: &Call| match call.op() {
        Op::AssignTicket => dispatch::assign(call).await,
        Op::ClassifyTicket => classification::classify(call).await,
        _ => Err(not_served(call.operation)),
    })
    .await
}
