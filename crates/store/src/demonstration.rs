//! The made-up tickets of a demonstration, taken out again with all that hangs on them and all that they count for.
//! Which they are says the reference under which each was taken over, so that nothing else can be meant.

use minsheng_core::audit::Entry;
use minsheng_core::ticket::Ticket;
use minsheng_language::similarity::terms;
use minsheng_types::clock::Timestamp;
use minsheng_vault::Chain;

use crate::row::{Columns, to_json};
use crate::ticket_row::{read_all, select};
use crate::{Db, Ends, Error, Value, assessment, audit, hanging, immediate, import, values};

/// What became of a batch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Removed {
    pub removed: u32,
    /// Those that were merged with others than these: a real citizen waits on one of them.
    pub kept: u32,
}

/// Of these tickets, those that others hang on or that hang on others.
pub const LIST_MIXED: &str = "SELECT id FROM ticket WHERE id IN (SELECT value FROM json_each(?1)) \
     AND parent IS NOT NULL AND parent NOT IN (SELECT value FROM json_each(?1)) \
     UNION ALL SELECT parent FROM ticket WHERE parent IN (SELECT value FROM json_each(?1)) \
     AND id NOT IN (SELECT value FROM json_each(?1))";

/// By which tickets like it would find it.
pub const FORGET_TELLING_WORDS: &str =
    "DELETE FROM telling_word WHERE word IN (SELECT value FROM json_each(?2)) AND ticket_id = ?1";

/// What is left of hot spots without these tickets.
pub const SHRINK_HOTSPOTS: &str = "UPDATE hotspot SET \
     size = size - (SELECT count(*) FROM hotspot_ticket WHERE hotspot_id = hotspot.id AND ticket_id IN (SELECT value FROM json_each(?1))), \
     reporters = min(reporters, size - (SELECT count(*) FROM hotspot_ticket WHERE hotspot_id = hotspot.id AND ticket_id IN \
     (SELECT value FROM json_each(?1)))) \
     WHERE id IN (SELECT hotspot_id FROM hotspot_ticket WHERE ticket_id IN (SELECT value FROM json_each(?1)))";
/// Those that nothing is left of.
pub const DELETE_HOTSPOTS: &str = "DELETE FROM hotspot WHERE size <= 0 AND id IN \
     (SELECT hotspot_id FROM hotspot_ticket WHERE ticket_id IN (SELECT value FROM json_each(?1)))";

/// What had joined theirs goes on by itself, as after a ladder's end: somebody real waits behind it.
pub const LET_JOINED_CALLOUTS_GO: &str = "UPDATE callout SET joins = NULL, \
     next_at = iif(status = 'joined', ?2, next_at), status = iif(status = 'joined', 'calling', status) WHERE joins IN \
     (SELECT id FROM callout WHERE ticket_id IN (SELECT value FROM json_each(?1)))";
pub const DELETE_CALLS_OF_CALLOUTS: &str = "DELETE FROM callout_call WHERE callout IN \
     (SELECT id FROM callout WHERE ticket_id IN (SELECT value FROM json_each(?1)))";

const FORGET_REFERENCES: &str = "DELETE FROM imported WHERE reference IN (";

fn forgetting(references: usize) -> String {
    format!("{FORGET_REFERENCES}?{})", ", ?".repeat(references.saturating_sub(1)))
}

fn reading() -> String {
    select("ticket WHERE id IN (SELECT value FROM json_each(?1))")
}

/// Takes out what was taken over under these references, all of it or nothing: the tickets, what happened to them, what they
/// count for, and that they were ever taken over. `entry` tells of it, and is completed with how many they were.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`]; nothing was changed.
pub async fn remove<D: Db>(
    db: &D,
    chain: &Chain,
    references: &[[u8; 32]],
    entry: &Entry,
    now: Timestamp,
) -> Result<Removed, Error> {
    immediate(db, async |db| {
        let all = import::find(db, references).await?;
        let ids: Vec<i64> = all.iter().map(|(_, id)| id.as_i64()).collect();
        let mixed = db.run(LIST_MIXED, values![to_json(&ids)]).await?;
        let mixed: Result<Vec<i64>, Error> =
            mixed.into_iter().map(|row| Ok(Columns::of(row).id()?.as_i64())).collect();
        let mixed = mixed?;
        let going: Vec<&([u8; 32], _)> = all.iter().filter(|(_, id)| !mixed.contains(&id.as_i64())).collect();
        let removed = Removed { removed: going.len() as u32, kept: (all.len() - going.len()) as u32 };
        if going.is_empty() {
            return Ok(Ends::RollBack(removed));
        }
        let ids = to_json(&going.iter().map(|(_, id)| id.as_i64()).collect::<Vec<_>>());
        let tickets = read_all(db.run(&reading(), values![ids.as_str()]).await?)?;
        let tickets: Result<Vec<Ticket>, Error> = tickets
            .into_iter()
            .map(|read| read.map_err(|unreadable| Error::Corrupt(format!("ticket {}", unreadable.id))))
            .collect();
        let tickets = tickets?;
        assessment::record_gone(db, &tickets).await?;
        for ticket in &tickets {
            db.run(FORGET_TELLING_WORDS, values![ticket.id, to_json(&terms(&ticket.text()))]).await?;
        }
        db.run(LET_JOINED_CALLOUTS_GO, values![ids.as_str(), now]).await?;
        for sql in [SHRINK_HOTSPOTS, DELETE_HOTSPOTS, DELETE_CALLS_OF_CALLOUTS] {
            db.run(sql, values![ids.as_str()]).await?;
        }
        hanging::take_out(db, &ids).await?;
        let references = going.iter().map(|(reference, _)| Value::from(*reference)).collect();
        db.run(&forgetting(going.len()), references).await?;
        let detail = format!("{} removed, {} kept", removed.removed, removed.kept);
        audit::append(db, chain, now, &[Entry { detail, ..entry.clone() }]).await?;
        Ok(Ends::Commit(removed))
    })
    .await
}

/// The statements that are put together, for the test of query plans.
#[must_use]
pub fn every_statement() -> Vec<(String, Vec<Value>)> {
    let more = [(reading(), values!["[1, 2]"]), (forgetting(2), values![[0_u8; 32], [1_u8; 32]])];
    hanging::every_statement().chain(more).collect()
}
