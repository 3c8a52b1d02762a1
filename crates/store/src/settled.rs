//! Messages whose category people have settled: what a model is tried on and learns from. Of a ticket only what says so is
//! read: whole tickets would cost the component that carries the models 40 KiB.

use minsheng_core::models::Settled;
use minsheng_core::ticket::{Rating, Ticket};
use minsheng_types::ids::TicketId;
use minsheng_types::text::Content;
use serde::Deserialize;

use crate::row::{Columns, read_each};
use crate::ticket_row::unread;
use crate::{Db, Error, Row, Unreadable, values};

macro_rules! select {
    ($which:literal) => {
        concat!(
            "SELECT id, kind, urgency, category, subcategory, subject, content, reporter, suggestion, needs_review, answered_at, \
             rating_resolved, satisfaction, rework_count, rounds FROM ticket WHERE ",
            $which
        )
    };
}

/// A ticket's number, with its message where the category is settled.
pub type Read = (TicketId, Option<Settled>);

pub const LIST_SETTLED: &str = select!("id > ?1 ORDER BY id LIMIT ?2");

/// Of the tickets after this number, in the order in which they came in; of those whose rows say what the domain does
/// not know, what that is.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn after<D: Db>(db: &D, id: i64, limit: u32) -> Result<Vec<Result<Read, Unreadable>>, Error> {
    read_all(db.run(LIST_SETTLED, values![id, limit]).await?)
}

pub const LIST_SETTLED_LATEST: &str = select!("id < ?1 ORDER BY id DESC LIMIT ?2");

/// As [`after`], before this number and backward.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn before<D: Db>(db: &D, id: i64, limit: u32) -> Result<Vec<Result<Read, Unreadable>>, Error> {
    read_all(db.run(LIST_SETTLED_LATEST, values![id, limit]).await?)
}

fn read_all(rows: Vec<Row>) -> Result<Vec<Result<Read, Unreadable>>, Error> {
    read_each(rows, |id, row| Ok((id, Settled::of(&read(id, row)?))))
}

/// What is stored of a reporter, as far as it protects them.
#[derive(Deserialize)]
struct Protection {
    #[serde(default)]
    confidential: bool,
}

/// The ticket as far as [`Settled::of`] asks.
fn read(id: TicketId, row: &mut Columns) -> Result<Ticket, Error> {
    let mut ticket = unread(id)?;
    ticket.kind = row.word()?;
    ticket.urgency = row.word()?;
    ticket.category = row.maybe_word()?;
    ticket.subcategory = row.maybe_word()?;
    ticket.demand.subject = row.maybe_word()?;
    ticket.demand.content = row.word::<Content>()?;
    ticket.reporter.confidential = row.json::<Protection>()?.confidential;
    ticket.suggestion = row.maybe_json()?;
    ticket.needs_review = row.flag()?;
    ticket.answered_at = row.maybe_time()?;
    ticket.rating = match (row.maybe_flag()?, row.maybe_word()?) {
        (Some(resolved), Some(satisfaction)) => Some(Rating { resolved, satisfaction, comment: None }),
        _ => None,
    };
    ticket.rework_count = row.count()?;
    ticket.rounds = row.maybe_json()?.unwrap_or_default();
    Ok(ticket)
}

/// The number of a ticket, whether or not it could be read.
#[must_use]
pub fn number(read: &Result<Read, Unreadable>) -> TicketId {
    match read {
        Ok((id, _)) => *id,
        Err(unreadable) => unreadable.id,
    }
}
