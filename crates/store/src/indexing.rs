//! The words of new tickets: what full-text search and tickets like them find them by. A submission only queues its
//! ticket (`to_index`, a trigger's work), and the scheduled work writes the words of many at once, which is a fraction
//! of the pages. Until then search and [`crate::similar`] look through what waits.

use minsheng_language::similarity::TextToIndex;

use crate::row::{Columns, to_json};
use crate::{Db, Ends, Error, immediate, similar, values};

pub use minsheng_language::similarity::SeenTerms;

/// What one batch has done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BatchOutcome {
    /// Tickets whose words were written.
    pub indexed: u32,
    /// There are more tickets.
    pub more: bool,
}

pub const LIST_TO_INDEX: &str = "SELECT queued.ticket_id, coalesce(t.subject || char(10), '') || t.content \
     FROM (SELECT ticket_id FROM to_index WHERE ticket_id > 0 ORDER BY ticket_id LIMIT ?1) AS queued CROSS JOIN ticket t ON t.id = queued.ticket_id";

/// Whoever is second finds it done.
pub const CLAIM: &str =
    "DELETE FROM to_index WHERE ticket_id IN (SELECT value FROM json_each(?1)) RETURNING ticket_id";

/// A release of before there was a queue wrote the words itself.
pub const INSERT_WORDS: &str =
    "INSERT OR REPLACE INTO ticket_words (rowid, words) SELECT value ->> 0, value ->> 1 FROM json_each(?1)";

/// Writes the words of up to `limit` tickets that wait, the oldest first, each once whoever else is at it.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`]; nothing was stored.
pub async fn run_batch<D: Db>(db: &D, limit: u32) -> Result<BatchOutcome, Error> {
    run_batch_knowing(db, &mut SeenTerms::new(), limit).await
}

/// As [`run_batch`], by one who has done it before: `known` is how rare terms are that were met then.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`]; nothing was stored.
pub async fn run_batch_knowing<D: Db>(
    db: &D,
    known: &mut SeenTerms,
    limit: u32,
) -> Result<BatchOutcome, Error> {
    // Read and made ready without a lock.
    let mut waiting = Vec::new();
    for row in db.run(LIST_TO_INDEX, values![limit]).await? {
        let mut row = Columns::of(row);
        waiting.push((row.id()?, TextToIndex::of(&row.text()?)));
    }
    if waiting.is_empty() {
        return Ok(BatchOutcome::default());
    }
    similar::learn(db, known, &waiting).await?;
    let known = &*known;
    let more = waiting.len() >= limit as usize;
    let ids: Vec<i64> = waiting.iter().map(|(id, _)| id.as_i64()).collect();
    immediate(db, async |db| {
        let mut claimed = Vec::new();
        for row in db.run(CLAIM, values![to_json(&ids)]).await? {
            claimed.push(Columns::of(row).id()?);
        }
        if claimed.is_empty() {
            return Ok(Ends::RollBack(BatchOutcome { indexed: 0, more }));
        }
        let mine = || waiting.iter().filter(|(id, _)| claimed.contains(id));
        let words: Vec<(i64, &str)> = mine().map(|(id, text)| (id.as_i64(), text.words())).collect();
        db.run(INSERT_WORDS, values![to_json(&words)]).await?;
        similar::index_tickets(db, mine(), known).await?;
        Ok(Ends::Commit(BatchOutcome { indexed: claimed.len() as u32, more }))
    })
    .await
}
