//! Finding a ticket for a caller, and showing as much of it as they may see.

use http::StatusCode;
use minsheng_core::access::Party;
use minsheng_core::answers::{TicketView, Viewer};
use minsheng_core::ids::TicketId;
use minsheng_core::ticket::Ticket;
use minsheng_edge::problem::Kind;
use minsheng_edge::{Answer, Call, Problem};
use minsheng_store::{Db, tickets};

use crate::{Departments, calendar, stored};

/// A ticket that exists for this caller.
#[derive(Debug)]
pub struct Found {
    pub ticket: Ticket,
    pub parties: Vec<Party>,
    pub holds_code: bool,
}

/// The ticket, if it exists and the caller may know.
///
/// # Errors
/// 404 in both other cases, so that nobody can tell them apart.
pub async fn find<D: Db>(call: &Call, db: &D, id: TicketId) -> Result<Found, Problem> {
    let stored = tickets::find(db, id).await.map_err(stored)?.ok_or(Kind::NotFound)?;
    let holds_code = call.holds_code(&stored.query_hash);
    if !call.caller.may_see(&stored.ticket, holds_code) {
        return Err(Kind::NotFound.into());
    }
    let parties = call.caller.parties(&stored.ticket, holds_code);
    Ok(Found { ticket: stored.ticket, parties, holds_code })
}

/// The whole story, with its version.
///
/// # Errors
/// 503.
pub async fn show<D: Db>(call: &Call, db: &D, ticket: &Ticket, holds_code: bool) -> Result<Answer, Problem> {
    let events = tickets::events(db, ticket.id).await.map_err(stored)?;
    let departments = Departments::load(call, db).await?;
    let viewer =
        Viewer { caller: &call.caller, holds_code, lang: call.lang, now: call.now, calendar: calendar() };
    let view = TicketView::new(ticket, &events, &viewer, &|code| departments.name_of(code));
    Ok(Answer::json(StatusCode::OK, &view)?.version(ticket.version))
}
