//! The words of new tickets: what full-text search and tickets like them find them by. A submission only queues its
//! ticket (`to_index`, a trigger's work), and the scheduled work writes the words of many at once, which is a fraction
//! of the pages. Until then search and [`crate::similar`] look through what waits.

use minsheng_language::similarity::{Profile, distinct, terms};
use minsheng_language::terms::index_terms;
use minsheng_types::ids::TicketId;

use crate::row::{Columns, to_json};
use crate::{Db, Ends, Error, immediate, similar, values};

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

/// A ticket with the words that are written for it.
struct Waiting {
    id: TicketId,
    words: String,
    profile: Profile,
}

/// Writes the words of up to `limit` tickets that wait, the oldest first, each once whoever else is at it.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`]; nothing was stored.
pub async fn run_batch<D: Db>(db: &D, limit: u32) -> Result<BatchOutcome, Error> {
    let waiting = waiting(db, limit).await?;
    if waiting.is_empty() {
        return Ok(BatchOutcome::default());
    }
    let more = waiting.len() >= limit as usize;
    let ids: Vec<i64> = waiting.iter().map(|ticket| ticket.id.as_i64()).collect();
    immediate(db, async |db| {
        let mut claimed = Vec::new();
        for row in db.run(CLAIM, values![to_json(&ids)]).await? {
            claimed.push(Columns::of(row).id()?);
        }
        if claimed.is_empty() {
            return Ok(Ends::RollBack(BatchOutcome { indexed: 0, more }));
        }
        let mine = || waiting.iter().filter(|ticket| claimed.contains(&ticket.id));
        let words: Vec<(i64, &str)> =
            mine().map(|ticket| (ticket.id.as_i64(), ticket.words.as_str())).collect();
        db.run(INSERT_WORDS, values![to_json(&words)]).await?;
        let profiles: Vec<(TicketId, &Profile)> = mine().map(|ticket| (ticket.id, &ticket.profile)).collect();
        similar::index_tickets(db, &profiles).await?;
        Ok(Ends::Commit(BatchOutcome { indexed: claimed.len() as u32, more }))
    })
    .await
}

/// What waits, read and made ready without a lock.
async fn waiting<D: Db>(db: &D, limit: u32) -> Result<Vec<Waiting>, Error> {
    let mut texts = Vec::new();
    for row in db.run(LIST_TO_INDEX, values![limit]).await? {
        let mut row = Columns::of(row);
        let (id, text) = (row.id()?, row.text()?);
        let terms = terms(&text);
        texts.push((id, text, terms));
    }
    if texts.is_empty() {
        return Ok(Vec::new());
    }
    let all = distinct(texts.iter().map(|(_, _, terms)| terms));
    let rarity = similar::rarity(db, &all).await?;
    let ready = |(id, text, terms): (TicketId, String, Vec<String>)| Waiting {
        id,
        words: index_terms(&text),
        profile: Profile::new(&text, terms, &rarity),
    };
    Ok(texts.into_iter().map(ready).collect())
}
