//! A citizen's own tickets, found by the hash of the telephone that they have proved.

use minsheng_core::workflow::is_ratable;
use minsheng_core::worklist::MyTicket;
use minsheng_types::clock::Timestamp;
use minsheng_types::ids::TicketId;
use minsheng_types::words::{Lang, State};

use crate::row::Columns;
use crate::{Db, Error, values};

/// A merged ticket is answered with its parent.
pub const LIST_MINE: &str = "SELECT id, state, coalesce(subject, substr(content, 1, 40)), created_at, due_at, answered_at IS NOT NULL, \
     (SELECT above.answered_at IS NOT NULL AND above.state <> 'archived' FROM ticket AS above WHERE above.id = ticket.parent), \
     disputed, satisfaction IS NOT NULL FROM ticket INDEXED BY ticket_by_phone WHERE phone_hash = ?1 AND id < ?2 \
     ORDER BY id DESC LIMIT ?3";

/// A page, the newest first, and the number that the next one ends before.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn page<D: Db>(
    db: &D,
    phone_hash: [u8; 32],
    before: Option<i64>,
    limit: u32,
    lang: Lang,
) -> Result<(Vec<MyTicket>, Option<TicketId>), Error> {
    // One more than asked for tells whether there is a next page.
    let row = values![phone_hash, before.unwrap_or(i64::MAX), limit + 1];
    let rows = db.run(LIST_MINE, row).await?;
    let mut tickets: Vec<MyTicket> =
        rows.into_iter().map(|row| read(Columns::of(row), lang)).collect::<Result<_, _>>()?;
    let more = tickets.len() > limit as usize;
    tickets.truncate(limit as usize);
    let next = tickets.last().filter(|_| more).map(|ticket| ticket.id);
    Ok((tickets, next))
}

fn read(mut row: Columns, lang: Lang) -> Result<MyTicket, Error> {
    let (id, state, subject) = (row.id()?, row.word::<State>()?, row.text()?);
    let (created_at, due_at): (Timestamp, _) = (row.time()?, row.maybe_time()?);
    let (answered_itself, parent_answered) = (row.flag()?, row.maybe_flag()?.unwrap_or(false));
    let (disputed, rated) = (row.flag()?, row.flag()?);
    let answered = answered_itself || parent_answered;
    let rating_wanted = is_ratable(state, disputed, parent_answered, rated);
    let state_label = state.label(lang).to_owned();
    Ok(MyTicket { id, state, state_label, subject, created_at, due_at, answered, rating_wanted })
}
