//! Dispatching a ticket.

use minsheng_api::requests::AssignmentRequest;
use minsheng_core::intake::by_catalogue;
use minsheng_core::workflow::Input;
use minsheng_desk::{Act, FoundTicket, RequestContext, act_for_staff, catalogue_of, open};
use minsheng_edge::{Answer, Call, Problem};
use minsheng_types::words::Action;

use crate::machines_word;

pub async fn assign(call: &Call) -> Result<Answer, Problem> {
    let request: AssignmentRequest = call.parse()?;
    machines_word::check(call, request.classification.as_ref())?;
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
