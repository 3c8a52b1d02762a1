//! `POST /v1/tickets/{id}/assignment` dispatches a ticket, by hand or by the catalogue;
//! `POST /v1/tickets/{id}/classification` stores a person's word on what it is about, or the machine's.
#![cfg(target_arch = "wasm32")]

mod classification;
mod dispatch;

use minsheng_core::capability::Capability;
use minsheng_core::operation::Op;
use minsheng_edge::serve::{not_served, routes, serve};
use minsheng_edge::{Call, Problem};
use minsheng_language::classify::Suggestion;
use minsheng_types::invalid::Invalid;
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

/// A classification that a machine has made comes from the hotline itself.
fn check_machines_word(call: &Call, given: Option<&Suggestion>) -> Result<(), Problem> {
    if given.is_some() && !call.caller.can(Capability::GiveMachinesWord) {
        return Err(Problem::field("/classification", Invalid::Elsewhere));
    }
    Ok(())
}
