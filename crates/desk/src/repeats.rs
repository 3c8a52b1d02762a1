//! Whether a citizen has brought the same before.

use minsheng_core::rules::Rules;
use minsheng_core::ticket::Ticket;
use minsheng_edge::Problem;
use minsheng_store::{Db, repeats};
use minsheng_types::category::Category;
use minsheng_types::ids::TicketId;

use crate::storage_problem::storage_problem;

/// The earlier ticket that this one repeats if it is about `category`.
///
/// # Errors
/// 503.
pub async fn find_repeated<D: Db>(
    db: &D,
    ticket: &Ticket,
    category: Category,
    rules: &Rules,
) -> Result<Option<TicketId>, Problem> {
    let since = ticket.created_at.plus(-rules.settings.repeat_days.days());
    repeats::earlier(db, ticket, category, since).await.map_err(storage_problem)
}
