//! Tickets that repeat an earlier one of the same citizen. Where no department is to know whose a ticket is, it neither
//! repeats another nor is repeated: who sees the one and knows its reporter would know the other's, if only from a count.

use std::sync::LazyLock;

use minsheng_core::ticket::Ticket;
use minsheng_types::category::Category;
use minsheng_types::clock::Timestamp;
use minsheng_types::ids::TicketId;

use crate::row::Columns;
use crate::{Db, Error, Value, assessment, ticket_row, values};

/// Numbers begin with the day, so that only those of the span are read.
pub const FIND_EARLIER: &str = "SELECT id FROM ticket WHERE phone_hash = ?1 AND id > ?2 AND id < ?3 AND category = ?4 \
     AND created_at >= ?5 AND kind <> 'report' AND NOT reporter ->> 'confidential' AND NOT reporter ->> 'anonymous' \
     ORDER BY id DESC LIMIT 1";

/// The newest ticket before this one that the same citizen handed in about the same category since then.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn earlier<D: Db>(
    db: &D,
    ticket: &Ticket,
    category: Category,
    since: Timestamp,
) -> Result<Option<TicketId>, Error> {
    let Some(phone_hash) = ticket.phone_hash.filter(|_| !ticket.hides_the_reporter()) else {
        return Ok(None);
    };
    let values: Vec<Value> =
        values![phone_hash, TicketId::floor(since.day()), ticket.id, category.as_str(), since];
    let rows = db.run(FIND_EARLIER, values).await?;
    rows.into_iter().next().map(|row| Columns::of(row).id()).transpose()
}

/// The tickets that repeat this one: their reporter is its own.
pub static LIST_REPEATS: LazyLock<String> =
    LazyLock::new(|| ticket_row::select("ticket WHERE phone_hash = ?1 AND repeat_of = ?2"));

pub const FORGET_REPEATS: &str =
    "UPDATE ticket SET repeat_of = NULL WHERE phone_hash = ?1 AND repeat_of = ?2";

/// Has no ticket repeat one whose reporter nobody is to know from now on. Only inside the transaction that makes `after` of
/// `before`.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub(crate) async fn forget_hidden<D: Db>(db: &D, before: &Ticket, after: &Ticket) -> Result<(), Error> {
    let hides = after.hides_the_reporter() && !before.hides_the_reporter();
    let Some(phone_hash) = before.phone_hash.filter(|_| hides) else { return Ok(()) };
    let rows = db.run(&LIST_REPEATS, values![phone_hash, after.id]).await?;
    // What cannot be read counts for nothing in the assessment.
    let repeats: Vec<Ticket> = ticket_row::read_all(rows)?.into_iter().flatten().collect();
    if repeats.is_empty() {
        return Ok(());
    }
    db.run(FORGET_REPEATS, values![phone_hash, after.id]).await?;
    let alone: Vec<Ticket> =
        repeats.iter().map(|ticket| Ticket { repeat_of: None, ..ticket.clone() }).collect();
    let changes: Vec<(&Ticket, &Ticket)> = repeats.iter().zip(&alone).collect();
    assessment::record_all(db, &changes).await
}
