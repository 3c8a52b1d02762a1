//! Demands that could not be understood when they came in.

use minsheng_types::clock::Timestamp;
use minsheng_types::ids::TicketId;

use crate::row::{Columns, to_json};
use crate::{Db, Error, values};

/// What was tried longest ago comes first, so that one that fails again and again stands in nobody's
/// way. A category without a suggestion is a person's word.
pub const LIST_UNTRIAGED: &str = "SELECT id FROM ticket INDEXED BY ticket_untriaged \
     WHERE state = 'pending' AND suggestion IS NULL AND category IS NULL AND tried_at <= ?1 ORDER BY tried_at, id LIMIT ?2";

/// When what nobody but a person is to dispatch was tried last: no time is as late.
pub(crate) const NEVER: Timestamp = Timestamp::from_unix(i64::MAX);

/// Demands without a classification for which one was last tried at `until` or before.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn list<D: Db>(db: &D, until: Timestamp, limit: u32) -> Result<Vec<TicketId>, Error> {
    db.run(LIST_UNTRIAGED, values![until, limit])
        .await?
        .into_iter()
        .map(|row| Columns::of(row).id())
        .collect()
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
