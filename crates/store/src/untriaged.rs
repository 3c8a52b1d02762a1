//! Submissions that were interrupted between being stored and being classified.

use minsheng_types::clock::Timestamp;
use minsheng_types::ids::TicketId;
use minsheng_types::text::{Content, Subject};
use minsheng_types::words::{Kind, Urgency};

use crate::row::{Columns, read_each, to_json};
use crate::{Db, Error, Unreadable, values};

/// What classification has to know of a ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Untriaged {
    pub id: TicketId,
    pub version: u32,
    /// Subject and content together.
    pub text: String,
    /// What the citizen said or the rules saw.
    pub kind: Kind,
    pub urgency: Urgency,
}

/// What was tried longest ago comes first, so that one that fails again and again stands in nobody's
/// way. A category without a suggestion is a person's word.
pub const LIST_UNTRIAGED: &str = "SELECT id, version, subject, content, kind, urgency FROM ticket INDEXED BY ticket_untriaged \
     WHERE state = 'pending' AND suggestion IS NULL AND category IS NULL AND tried_at <= ?1 ORDER BY tried_at, id LIMIT ?2";

/// Demands without a classification for which one was last tried at `until` or before; of a row that
/// the domain does not understand, its number and what is about it.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn list<D: Db>(
    db: &D,
    until: Timestamp,
    limit: u32,
) -> Result<Vec<Result<Untriaged, Unreadable>>, Error> {
    read_each(db.run(LIST_UNTRIAGED, values![until, limit]).await?, read)
}

fn read(id: TicketId, row: &mut Columns) -> Result<Untriaged, Error> {
    let version = row.count()?;
    let (subject, content) = (row.maybe_word::<Subject>()?, row.word::<Content>()?);
    let text = match subject {
        Some(subject) => format!("{subject}\n{content}"),
        None => content.to_string(),
    };
    Ok(Untriaged { id, version, text, kind: row.word()?, urgency: row.word()? })
}

pub const MARK_TRIED: &str =
    "UPDATE ticket SET tried_at = ?2 WHERE id IN (SELECT value FROM json_each(?1)) RETURNING id";

/// These have just been tried, in vain.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn mark_tried<D: Db>(db: &D, tickets: &[TicketId], now: Timestamp) -> Result<(), Error> {
    let numbers: Vec<i64> = tickets.iter().map(|id| id.as_i64()).collect();
    db.run(MARK_TRIED, values![to_json(&numbers), now]).await.map(drop)
}
