//! The words of new tickets: what full-text search and tickets like them find them by. A submission only queues its
//! ticket (`to_index`, a trigger's work), and the scheduled work writes the words of many at once, which is a fraction
//! of the pages. Until then search and [`crate::similar`] look through what waits.

use minsheng_language::similarity::{TextToIndex, terms};
use minsheng_language::terms::index_terms;

use crate::row::{Columns, to_json};
use crate::{Db, Ends, Error, immediate, similar, values};

pub use minsheng_language::similarity::SeenTerms;

/// Tickets of one batch. Writers wait for it, and smaller ones write more pages in all.
pub const BATCH: u32 = 50;

/// What one batch has done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BatchOutcome {
    /// Tickets whose words were written.
    pub indexed: u32,
    /// There are more tickets.
    pub more: bool,
}

/// What citizens have added to their demand, as everybody reads it who works on it: each on a line, behind a line's end.
macro_rules! added_text {
    () => {
        "coalesce((SELECT group_concat(char(10) || public, '') FROM event WHERE event.ticket_id = t.id \
         AND action IN ('supply_info', 'supplement')), '')"
    };
}
pub(crate) use added_text;

/// The text in which a search looks: subject, content, and what was added.
macro_rules! searched_text {
    () => {
        concat!("coalesce(t.subject || char(10), '') || t.content || ", crate::indexing::added_text!())
    };
}
pub(crate) use searched_text;

pub const LIST_TO_INDEX: &str = concat!(
    "SELECT queued.ticket_id, coalesce(t.subject || char(10), '') || t.content, ",
    added_text!(),
    " FROM (SELECT ticket_id FROM to_index WHERE ticket_id > 0 ORDER BY ticket_id LIMIT ?1) AS queued CROSS JOIN ticket t ON t.id = queued.ticket_id"
);

/// Says that a ticket's words are others, see 0034 of the schema.
pub const REWORD: &str = "INSERT INTO ticket_reworded (ticket_id, words) VALUES (?1, ?2)";

/// What becomes of a ticket's words where its demand says something else; nothing where it says the same.
pub(crate) fn reworded(before: &str, after: &str) -> Option<String> {
    if index_terms(before) == index_terms(after) {
        return None;
    }
    let (old, new) = (terms(before), terms(after));
    let without = |all: &[String], others: &[String]| {
        all.iter().filter(|term| !others.contains(term)).cloned().collect::<Vec<_>>()
    };
    Some(to_json(&(without(&old, &new), without(&new, &old))))
}

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
    let (mut waiting, mut later) = (Vec::new(), Vec::new());
    for row in db.run(LIST_TO_INDEX, values![limit]).await? {
        let mut row = Columns::of(row);
        let (id, demand, added) = (row.id()?, row.text()?, row.text()?);
        if !added.is_empty() {
            later.push((id, index_terms(&added)));
        }
        waiting.push((id, TextToIndex::of(&demand)));
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
        // Tickets like it are found by the demand alone, searches find what was added as well.
        let words = mine().map(|(id, text)| {
            let added = later.iter().find(|(other, _)| other == id);
            let added = added.map_or_else(String::new, |(_, added)| format!(" {added}"));
            (id.as_i64(), format!("{}{added}", text.words()))
        });
        let words: Vec<(i64, String)> = words.collect();
        db.run(INSERT_WORDS, values![to_json(&words)]).await?;
        similar::index_tickets(db, mine(), known).await?;
        Ok(Ends::Commit(BatchOutcome { indexed: claimed.len() as u32, more }))
    })
    .await
}
