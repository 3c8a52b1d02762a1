//! What could not be understood when it came in is understood later: the scheduled work asks again.

use minsheng_core::intake;
use minsheng_edge::Problem;
use minsheng_edge::chain::AsSystem;
use minsheng_edge::problem::Kind;
use minsheng_store::tickets::{self, Saved};
use minsheng_store::{in_force, personal};
use minsheng_types::ids::TicketId;
use minsheng_types::words::State;

use crate::in_force::InForce;
use crate::office::Office;
use crate::stored::stored;
use crate::understand::understand;

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Triaged {
    Dispatched,
    /// A person dispatches it.
    Classified,
    /// Somebody else changed the ticket first, and it is theirs now.
    Overtaken,
}

/// Classifies a ticket, and dispatches it when the classification is sure of itself.
///
/// # Errors
/// 503; the ticket stands as it was.
pub async fn triage(system: AsSystem<'_>, db: &Office, id: TicketId) -> Result<Triaged, Problem> {
    let ticket = tickets::find(db, id).await.map_err(stored)?.ok_or(Kind::NotFound)?.ticket;
    if ticket.state != State::Pending || ticket.suggestion.is_some() || ticket.category.is_some() {
        return Ok(Triaged::Overtaken);
    }
    let versions = in_force::versions(db).await.map_err(stored)?;
    let in_force = InForce::of(db, versions).await?;
    let understood = understand(system, &ticket.text(), &in_force).await.map_err(Problem::unavailable)?;
    let suggestion = understood.classification;
    let since = ticket.created_at.plus(-in_force.rules.settings.repeat_days.days());
    let repeat_of = personal::earlier(db, &ticket, suggestion.category, since).await.map_err(stored)?;
    let change =
        intake::triage(&ticket, suggestion, repeat_of, in_force.for_intake(), system.from, system.now);
    let Some(change) = change else { return Ok(Triaged::Overtaken) };
    let dispatched = change.ticket.lead.is_some();
    match tickets::save(db, db.chain(), &ticket, &[change], None, None).await.map_err(stored)? {
        Saved::Now if dispatched => Ok(Triaged::Dispatched),
        Saved::Now => Ok(Triaged::Classified),
        Saved::Stale | Saved::Before => Ok(Triaged::Overtaken),
    }
}
