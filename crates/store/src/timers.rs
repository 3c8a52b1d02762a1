//! What the clock does to tickets: those whose time has come, and what core says is due of them.
//!
//! Written by many at once: a transaction for each ticket would be a flush to the disk each, and on
//! libSQL half a dozen round trips. Every ticket keeps its own guard all the same: one that somebody
//! else has changed is left out, and the rest of the transaction stands.

use std::sync::LazyLock;

use minsheng_core::audit::{self as log, Entry};
use minsheng_core::rules::Rules;
use minsheng_core::scheduled::{Due, SYSTEM, due};
use minsheng_core::ticket::Ticket;
use minsheng_core::timers::{Step, next};
use minsheng_core::workflow::Change;
use minsheng_types::clock::Timestamp;
use minsheng_types::ids::TicketId;
use minsheng_types::words::Role;
use minsheng_vault::Chain;

use crate::row::{Columns, read_each, to_json};
use crate::ticket_row::{self, Stored, select, select_with};
use crate::tickets::{Alongside, record, update};
use crate::{Db, Ends, Error, Unreadable, assessment, audit, immediate, personal, values};

/// Two queues, so that what is owed to citizens never waits for what is only put away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Queue {
    /// Open tickets: reminding, supervising, closing what nobody rates.
    Owed,
    /// Finished ones: archiving, erasing.
    Finished,
}

/// Files go with the reporter, whoever that is.
const HAS_FILES: &str = ", EXISTS (SELECT 1 FROM attachment WHERE ticket_id = ticket.id)";

pub static LIST_OWED: LazyLock<String> = LazyLock::new(|| {
    select_with(
        HAS_FILES,
        "ticket INDEXED BY ticket_to_wake WHERE closed_at IS NULL AND wake_at <= ?1 ORDER BY wake_at, id LIMIT ?2",
    )
});

pub static LIST_FINISHED: LazyLock<String> = LazyLock::new(|| {
    select_with(
        HAS_FILES,
        "ticket INDEXED BY ticket_to_put_away WHERE closed_at IS NOT NULL AND wake_at <= ?1 ORDER BY wake_at, id LIMIT ?2",
    )
});

/// What became of the tickets that were looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BatchOutcome {
    /// Tickets read.
    pub looked_at: u32,
    /// Steps taken, in the order in which they were due.
    pub taken: Vec<(TicketId, Step)>,
    /// Tickets that somebody else changed meanwhile.
    pub conflicts: u32,
    /// Rows that the domain does not understand. They are postponed.
    pub broken: Vec<Unreadable>,
}

/// Looks at up to `limit` tickets whose time has come, the longest overdue first, and does what is
/// due. A step that changes the ticket is taken with its event and audit row or not at all.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`]; steps that were not taken are due as before.
pub async fn run_batch<D: Db>(
    db: &D,
    chain: &Chain,
    rules: &Rules,
    queue: Queue,
    now: Timestamp,
    limit: u32,
) -> Result<BatchOutcome, Error> {
    let sql = match queue {
        Queue::Owed => &LIST_OWED,
        Queue::Finished => &LIST_FINISHED,
    };
    let rows = db.run(sql, values![now, limit]).await?;
    let mut batch = BatchOutcome { looked_at: rows.len() as u32, ..BatchOutcome::default() };
    let (mut acts, mut looks) = (Vec::new(), Vec::new());
    for read in read_each(rows, |id, row| Ok((ticket_row::read(id, row)?, row.flag()?)))? {
        match read {
            Ok((stored, has_files)) => match act_of(stored, has_files, rules, now) {
                Ok(act) => acts.push(act),
                Err(look) => looks.push(look),
            },
            Err(broken) => batch.broken.push(broken),
        }
    }
    if !acts.is_empty() {
        batch.taken = take(db, chain, &acts, now).await?;
        batch.conflicts = (acts.len() - batch.taken.len()) as u32;
    }
    if !looks.is_empty() {
        set_wakes(db, &looks).await?;
    }
    for broken in &batch.broken {
        db.run(POSTPONE, values![broken.id, now.plus(PATIENCE), now]).await?;
    }
    Ok(batch)
}

/// A ticket as it was read, and what is due of it.
struct Act {
    before: Ticket,
    step: Step,
    /// Nothing for erasing, which is none of the workflow's.
    change: Option<Box<Change>>,
}

/// When a ticket, of this version, has to be looked at again.
type Look = (TicketId, u32, Option<Timestamp>);

fn act_of(stored: Stored, has_files: bool, rules: &Rules, now: Timestamp) -> Result<Act, Look> {
    let holds_personal_data = has_files || stored.holds_personal_data();
    let before = stored.ticket;
    match due(&before, rules, now) {
        Due::Act(step, change) => Ok(Act { before, step, change: Some(change) }),
        Due::Erase if holds_personal_data => Ok(Act { before, step: Step::Erase, change: None }),
        Due::Erase => Err((before.id, before.version, None)),
        Due::Recheck(at) => Err((before.id, before.version, at)),
    }
}

async fn take<D: Db>(
    db: &D,
    chain: &Chain,
    acts: &[Act],
    now: Timestamp,
) -> Result<Vec<(TicketId, Step)>, Error> {
    immediate(db, async |db| {
        let (mut taken, mut events, mut erasures) = (Vec::new(), Vec::new(), Vec::new());
        let mut changes = Vec::new();
        for act in acts {
            let before = &act.before;
            let applied = match &act.change {
                Some(change) => update(db, before, &change.ticket).await?.is_some(),
                None => personal::erase_in_transaction(db, chain, None, before, &[], now).await?.is_some(),
            };
            if !applied {
                continue;
            }
            taken.push((before.id, act.step));
            match &act.change {
                Some(change) => {
                    events.push((before.id, &change.event));
                    changes.push((before, &change.ticket));
                }
                None => erasures.push(erased(before.id)),
            }
        }
        if taken.is_empty() {
            return Ok(Ends::RollBack(taken));
        }
        let end = record(db, chain, audit::end(db).await?, &events, None, Alongside::default()).await?;
        audit::append_to(db, chain, end, now, &erasures).await?;
        assessment::record_all(db, &changes).await?;
        Ok(Ends::Commit(taken))
    })
    .await
}

fn erased(id: TicketId) -> Entry {
    Entry {
        sub: SYSTEM.into(),
        role: Role::System,
        act: log::Act::ReporterErase.to_string(),
        object: id.to_string(),
        detail: "retention".into(),
        changes: None,
    }
}

/// Neither an event nor of any interest to the audit log.
pub const SET_WAKES: &str = "UPDATE ticket SET wake_at = look.value ->> 2 FROM json_each(?1) AS look \
     WHERE ticket.id = look.value ->> 0 AND ticket.version = look.value ->> 1 RETURNING ticket.id";

async fn set_wakes<D: Db>(db: &D, looks: &[Look]) -> Result<(), Error> {
    let looks: Vec<_> =
        looks.iter().map(|(id, version, at)| (id.as_i64(), version, at.map(Timestamp::unix))).collect();
    db.run(SET_WAKES, values![to_json(&looks)]).await.map(drop)
}

/// Seconds after which a row is tried again that cannot be read.
const PATIENCE: i64 = 3600;

pub const POSTPONE: &str = "UPDATE ticket SET wake_at = ?2 WHERE id = ?1 AND wake_at <= ?3 RETURNING id";

pub const FIND_RESCHEDULE_PROGRESS: &str = "SELECT settings_version, up_to FROM looked_anew WHERE id = 1";

pub const FIND_WINDOW: &str =
    "SELECT max(id), count(*) FROM (SELECT id FROM ticket WHERE id > ?1 ORDER BY id LIMIT ?2)";

pub static LIST_WINDOW: LazyLock<String> =
    LazyLock::new(|| select("ticket WHERE id > ?1 AND id <= ?2 AND wake_at IS NOT NULL"));

pub const SAVE_RESCHEDULE_PROGRESS: &str = "UPDATE looked_anew SET settings_version = ?3, up_to = ?4 \
     WHERE id = 1 AND settings_version = ?1 AND up_to IS ?2 RETURNING id";

/// After a change of the settings, works out when the next `limit` tickets have to be looked at: a
/// shorter time to keep something counts for what is kept already. Deadlines that were given stand.
/// Whether there is more of it.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn reschedule<D: Db>(db: &D, rules: &Rules, now: Timestamp, limit: u32) -> Result<bool, Error> {
    let row = db.run(FIND_RESCHEDULE_PROGRESS, vec![]).await?.into_iter().next().unwrap_or_default();
    let mut row = Columns::of(row);
    let (version, up_to) = (row.integer()?, row.maybe_integer()?);
    let from = match up_to {
        Some(id) if version == rules.version => id,
        _ if version < rules.version => 0,
        // Done; or somebody else knows newer settings and is at it.
        _ => return Ok(false),
    };
    let window = db.run(FIND_WINDOW, values![from, limit]).await?.into_iter().next().unwrap_or_default();
    let mut window = Columns::of(window);
    let (last, count) = (window.maybe_integer()?.unwrap_or(from), window.count()?);
    let mut looks: Vec<Look> = Vec::new();
    for read in ticket_row::read_all(db.run(&LIST_WINDOW, values![from, last]).await?)? {
        // What cannot be read is logged when its time comes: all of these have one.
        let Ok(ticket) = read else { continue };
        let at = next(&ticket, rules, now).map(|(at, _)| at);
        if at != ticket.wake_at {
            looks.push((ticket.id, ticket.version, at));
        }
    }
    if !looks.is_empty() {
        set_wakes(db, &looks).await?;
    }
    let more = count == limit;
    let kept = values![version, up_to, rules.version, more.then_some(last)];
    db.run(SAVE_RESCHEDULE_PROGRESS, kept).await?;
    Ok(more)
}
