//! What the hotline makes by itself of what a text was understood to say: when it comes in, or later, when the
//! scheduled work asks again.

use minsheng_core::intake;
use minsheng_core::ticket::Ticket;
use minsheng_core::workflow::Change;
use minsheng_edge::Problem;
use minsheng_edge::chain::AsSystem;
use minsheng_edge::problem::Kind;
use minsheng_language::classify::Suggestion;
use minsheng_store::Db;
use minsheng_store::tickets::{self, Saved, Stored};
use minsheng_types::ids::TicketId;

use crate::in_force::InForce;
use crate::repeats::find_repeated;
use crate::request_context::RequestContext;
use crate::storage_problem::storage_problem;
use crate::understand::{PATIENCE, understand};

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Triaged {
    Dispatched,
    /// A person dispatches it.
    Classified,
    /// Somebody else changed the ticket first, and it is theirs now.
    Conflict,
}

/// What a suggestion makes of a ticket that nobody has looked at, as [`intake::triage`] says.
///
/// # Errors
/// 503.
pub async fn triaged_change<D: Db>(
    system: AsSystem<'_>,
    db: &D,
    ticket: &Ticket,
    suggestion: Suggestion,
    in_force: &InForce,
) -> Result<Option<Change>, Problem> {
    let repeat_of = find_repeated(db, ticket, suggestion.category, &in_force.rules).await?;
    Ok(intake::triage(ticket, suggestion, repeat_of, in_force.for_intake(), system.from, system.now))
}

/// Classifies a ticket, and dispatches it when the classification is sure of itself.
///
/// # Errors
/// 503; the ticket stands as it was.
pub async fn triage(system: AsSystem<'_>, db: &RequestContext, id: TicketId) -> Result<Triaged, Problem> {
    let found = tickets::find(db, id).await.map_err(storage_problem)?.ok_or(Kind::NotFound)?;
    let Stored { ticket, versions, .. } = found;
    if !intake::is_untouched(&ticket) {
        return Ok(Triaged::Conflict);
    }
    let in_force = InForce::of(db, versions).await?;
    let understood =
        understand(system, &ticket.text(), &in_force, PATIENCE).await.map_err(Problem::unavailable)?;
    let change = triaged_change(system, db, &ticket, understood.classification, &in_force).await?;
    let Some(change) = change else { return Ok(Triaged::Conflict) };
    let dispatched = change.ticket.lead.is_some();
    match tickets::save(db, db.chain(), &ticket, &[change], None, None).await.map_err(storage_problem)? {
        Saved::Now if dispatched => Ok(Triaged::Dispatched),
        Saved::Now => Ok(Triaged::Classified),
        Saved::Stale | Saved::Before => Ok(Triaged::Conflict),
    }
}
