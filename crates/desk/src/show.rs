//! Finding a ticket for a caller, and showing as much of it as they may see.

use std::rc::Rc;

use http::StatusCode;
use minsheng_api::answers::{TicketView, Viewer};
use minsheng_core::access::Party;
use minsheng_core::rules::Rules;
use minsheng_core::ticket::Ticket;
use minsheng_edge::problem::Kind;
use minsheng_edge::{Answer, Call, Problem};
use minsheng_store::in_force::Versions;
use minsheng_store::{Db, tickets};
use minsheng_types::ids::TicketId;

use crate::departments::Departments;
use crate::personal::open_personal;
use crate::rules::rules_of;
use crate::storage_problem::storage_problem;

/// A ticket that exists for this caller.
#[derive(Debug)]
pub struct FoundTicket {
    pub ticket: Ticket,
    /// What it was merged into.
    pub parent: Option<Ticket>,
    pub parties: Vec<Party>,
    pub holds_code: bool,
    /// Counts the changes of personal data.
    pub personal_version: u32,
    /// What was in force when it was read.
    pub versions: Versions,
    /// The settings in force.
    pub rules: Rc<Rules>,
}

/// The ticket, if it exists and the caller may know.
///
/// # Errors
/// 404 in both other cases, so that nobody can tell them apart; 403 for staff who know the ticket, and may not do this.
pub async fn find<D: Db>(call: &Call, db: &D, id: TicketId) -> Result<FoundTicket, Problem> {
    let found = tickets::find_with_parent(db, id).await.map_err(storage_problem)?;
    let (stored, parent) = found.ok_or(Kind::NotFound)?;
    let holds_code = call.holds_code(&stored.query_hash);
    let mut ticket = stored.ticket;
    if !call.caller.reaches(call.operation, &ticket, holds_code) {
        let known = call.caller.is_staff_to(&ticket);
        return Err(if known { Kind::Forbidden } else { Kind::NotFound }.into());
    }
    open_personal(&mut ticket, stored.sealed.as_deref()).await?;
    let parties = call.caller.parties(&ticket, holds_code);
    let rules = rules_of(db, stored.versions.settings).await?;
    Ok(FoundTicket {
        ticket,
        parent: parent.map(|parent| parent.ticket),
        parties,
        holds_code,
        personal_version: stored.personal_version,
        versions: stored.versions,
        rules,
    })
}

/// The whole story of the ticket that was found, as it now is, with its version.
///
/// # Errors
/// 503.
pub async fn show<D: Db>(
    call: &Call,
    db: &D,
    ticket: &Ticket,
    found: &FoundTicket,
) -> Result<Answer, Problem> {
    show_with(call, db, ticket, found, unchanged).await
}

/// What a function adds to a ticket before it is shown.
pub type ViewExtension = fn(TicketView, &Call, &Ticket) -> TicketView;

/// Adds nothing.
#[must_use]
pub fn unchanged(view: TicketView, _: &Call, _: &Ticket) -> TicketView {
    view
}

/// Adds what stands out in a reply that waits for its review.
#[must_use]
pub fn with_reply_hints(view: TicketView, call: &Call, ticket: &Ticket) -> TicketView {
    view.with_reply_hints(ticket, call.caller.is_staff_to(ticket), call.lang)
}

/// As [`show`], with what the function adds.
///
/// # Errors
/// 503.
pub async fn show_with<D: Db>(
    call: &Call,
    db: &D,
    ticket: &Ticket,
    found: &FoundTicket,
    adds: ViewExtension,
) -> Result<Answer, Problem> {
    let view = adds(view(call, db, ticket, found).await?, call, ticket);
    Ok(Answer::json(StatusCode::OK, &view)?.version(ticket.version))
}

/// As [`show`], for an answer that holds more than the ticket.
///
/// # Errors
/// 503.
pub async fn view<D: Db>(
    call: &Call,
    db: &D,
    ticket: &Ticket,
    found: &FoundTicket,
) -> Result<TicketView, Problem> {
    let (events, parents) =
        tickets::events_with(db, ticket.id, ticket.parent).await.map_err(storage_problem)?;
    let departments = Departments::of(db, found.versions.departments, call.lang).await?;
    let viewer = Viewer {
        caller: &call.caller,
        holds_code: found.holds_code,
        lang: call.lang,
        now: call.now,
        rules: &found.rules,
    };
    let name_of = |code: &_| departments.name_of(code);
    let mut view = TicketView::new(ticket, &events, &viewer, &name_of);
    if let Some(parent) = parent_of(db, ticket, found).await? {
        view = view.following(&parent, &parents, call.lang, &name_of);
    }
    Ok(view)
}

/// What the ticket is merged into: as it was found, unless it has been merged since.
async fn parent_of<D: Db>(db: &D, ticket: &Ticket, found: &FoundTicket) -> Result<Option<Ticket>, Problem> {
    match (ticket.parent, &found.parent) {
        (Some(id), Some(known)) if known.id == id => Ok(Some(known.clone())),
        (Some(id), _) => {
            Ok(tickets::find(db, id).await.map_err(storage_problem)?.map(|parent| parent.ticket))
        }
        (None, _) => Ok(None),
    }
}
