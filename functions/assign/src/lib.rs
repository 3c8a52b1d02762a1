//! `POST /v1/tickets/{id}/assignment`: dispatches a ticket, by hand or by the catalogue.
#![cfg(target_arch = "wasm32")]

use minsheng_api::requests::AssignmentRequest;
use minsheng_core::capability::Capability;
use minsheng_core::intake::by_catalogue;
use minsheng_core::workflow::Input;
use minsheng_desk::{Act, FoundTicket, RequestContext, act_for_staff, catalogue_of, open};
use minsheng_edge::serve::{routes, serve};
use minsheng_edge::{Answer, Call, Problem};
use minsheng_types::invalid::Invalid;
use minsheng_types::words::Action;
use spin_sdk::http::{BoxBody, Request, Response};
use spin_sdk::http_service;

#[http_service]
async fn handle(request: Request) -> Response<BoxBody> {
    serve(routes!("assign"), request, assign).await
}

async fn assign(call: &Call) -> Result<Answer, Problem> {
    let request: AssignmentRequest = call.parse()?;
    if request.classification.is_some() && !call.caller.can(Capability::GiveMachinesWord) {
        return Err(Problem::field("/classification", Invalid::Elsewhere));
    }
    let db = open(call).await?;
    act_for_staff(call, &db, async |found| choose(&db, &request, found).await).await
}

/// By hand when a lead is named, else by the catalogue, which gives its time either way. Where the catalogue names
/// nobody the lead is missing, and core says so.
async fn choose(
    db: &RequestContext,
    request: &AssignmentRequest,
    found: &FoundTicket,
) -> Result<Act, Problem> {
    let input = Input {
        // The first department that signed goes before the catalogue.
        lead: request.lead.clone().or_else(|| found.ticket.responsible.clone()),
        assists: request.assists.clone(),
        due_at: request.due_at,
        note: request.note.clone(),
        suggestion: request.classification.clone(),
        ..Input::default()
    };
    let catalogue = catalogue_of(db, found.versions.catalogue).await?;
    Ok(Act { action: Action::Assign, input: by_catalogue(input, &found.ticket, &catalogue) })
}
