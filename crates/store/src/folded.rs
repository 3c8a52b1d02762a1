//! What was indexed before words were read alike however they are written: 路燈 as 路灯, Ａ３ as a3. The scheduled work goes
//! through it once, from the newest down. Tickets that would stand under other words now are queued like new ones
//! ([`crate::indexing`]); entries of the knowledge base, which are few, are written anew at once.

use minsheng_language::folding::{folded_char, is_unseen};

use crate::knowledge::{self, ToFold};
use crate::row::{Columns, to_json};
use crate::{Db, Ends, Error, immediate, values};

/// How far down it is done; no row where nothing is left, or was there.
pub const FIND_FOLDED_TO: &str = "SELECT below FROM to_fold WHERE kind = ?1";

pub const LIST_TICKETS_TO_FOLD: &str = "SELECT t.id, coalesce(t.subject || char(10), '') || t.content FROM ticket t WHERE t.id < ?1 \
     ORDER BY t.id DESC LIMIT ?2";

/// Whoever is second finds it done.
pub const MOVE_FOLDED_TO: &str =
    "UPDATE to_fold SET below = ?3 WHERE kind = ?1 AND below = ?2 RETURNING below";

pub const FINISH_FOLDING: &str = "DELETE FROM to_fold WHERE kind = ?1 AND below = ?2";

pub const QUEUE_TICKETS: &str =
    "INSERT INTO to_index (ticket_id) SELECT value FROM json_each(?1) WHERE true ON CONFLICT DO NOTHING";

/// Whether a text stands under other words now than as it was written; small letters always did.
fn is_written_otherwise(text: &str) -> bool {
    let is_word = char::is_alphanumeric;
    let changes =
        |ch: char| is_unseen(ch) || folded_char(ch) != ch && (is_word(ch) || is_word(folded_char(ch)));
    text.chars().any(|ch| !ch.is_ascii() && changes(ch))
}

/// Queues those of `limit` older tickets that stand under other words now; whether there are none left.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`]; nothing was stored.
pub async fn queue_tickets<D: Db>(db: &D, limit: u32) -> Result<bool, Error> {
    let Some(below) = below(db, "ticket").await? else { return Ok(true) };
    let (mut queued, mut lowest, mut count) = (Vec::new(), 0, 0);
    for row in db.run(LIST_TICKETS_TO_FOLD, values![below, limit]).await? {
        let mut row = Columns::of(row);
        let (id, text) = (row.integer()?, row.text()?);
        (lowest, count) = (id, count + 1);
        if is_written_otherwise(&text) {
            queued.push(id);
        }
    }
    let last = count < limit;
    immediate(db, async |db| {
        if db.run(MOVE_FOLDED_TO, values!["ticket", below, lowest]).await?.is_empty() {
            return Ok(Ends::RollBack(false));
        }
        if !queued.is_empty() {
            db.run(QUEUE_TICKETS, values![to_json(&queued)]).await?;
        }
        if last {
            db.run(FINISH_FOLDING, values!["ticket", lowest]).await?;
        }
        Ok(Ends::Commit(last))
    })
    .await
}

/// Writes anew what those of `limit` older entries are found under that stand under other words now; whether there are
/// none left.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`]; nothing was stored.
pub async fn rewrite_entries<D: Db>(db: &D, limit: u32) -> Result<bool, Error> {
    if below(db, "knowledge").await?.is_none() {
        return Ok(true);
    }
    immediate(db, async |db| {
        let Some(below) = below(db, "knowledge").await? else { return Ok(Ends::RollBack(true)) };
        let (mut lowest, mut count) = (below, 0);
        for entry in knowledge::to_fold(db, below, limit).await? {
            (lowest, count) = (entry.id, count + 1);
            let ToFold { title, body, .. } = &entry;
            if is_written_otherwise(title) || is_written_otherwise(body) {
                knowledge::fold(db, &entry).await?;
            }
        }
        let last = count < limit;
        let (sql, row) = match last {
            true => (FINISH_FOLDING, values!["knowledge", below]),
            false => (MOVE_FOLDED_TO, values!["knowledge", below, lowest]),
        };
        db.run(sql, row).await?;
        Ok(Ends::Commit(last))
    })
    .await
}

async fn below<D: Db>(db: &D, kind: &str) -> Result<Option<i64>, Error> {
    let row = db.run(FIND_FOLDED_TO, values![kind]).await?.into_iter().next();
    row.map(|row| Columns::of(row).integer()).transpose()
}

#[cfg(test)]
mod tests {
    use super::is_written_otherwise;

    #[test]
    fn what_stood_under_the_same_words_is_left_alone() {
        for same in ["路灯坏了，A3区 LED", "ELAN é", ""] {
            assert!(!is_written_otherwise(same), "{same}");
        }
        for other in ["路燈", "Ａ3", "路\u{200B}灯"] {
            assert!(is_written_otherwise(other), "{other}");
        }
    }
}
