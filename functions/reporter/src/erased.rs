//! Deleting who reported.

use minsheng_core::audit::Act;
use minsheng_core::ticket::Ticket;
use minsheng_desk::{FoundTicket, RequestContext, entry, storage_problem};
use minsheng_edge::{Call, Problem};
use minsheng_store::personal;

/// Whether the hotline owes the reporter an answer: not to one who withdrew what others wait for.
pub fn is_owed(ticket: &Ticket) -> bool {
    ticket.state.is_open() && ticket.left_at.is_none()
}

/// The ticket without its reporter; nothing when somebody was faster.
pub async fn erased(
    call: &Call,
    db: &RequestContext,
    found: &FoundTicket,
) -> Result<Option<Ticket>, Problem> {
    let (ticket, seen) = (&found.ticket, found.personal_version);
    let entry = entry(call, Act::ReporterErase, ticket.id.to_string(), ticket.state.as_str());
    personal::erase(db, db.chain(), seen, ticket, call.now, &entry).await.map_err(storage_problem)
}
