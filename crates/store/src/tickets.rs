//! Tickets and their histories.

use minsheng_core::audit::Entry;
use minsheng_core::knowledge::Cited;
use minsheng_core::ticket::{Event, Ticket};
use minsheng_core::workflow::Change;
use minsheng_language::classify::Suggestion;
use minsheng_types::clock::Timestamp;
use minsheng_types::ids::{Idempotency, TicketId};
use minsheng_types::text::DeptCode;
use minsheng_types::words::Action;
use minsheng_vault::Chain;

use crate::made::{Earlier, Made, find_made, made_before};
use crate::row::Columns;
use crate::ticket_row::{self, UpdateExtras, insert_values, without_personal};
use crate::{Db, Ends, Error, Row, Value, assessment, audit, immediate, values};

pub use crate::ticket_row::{
    Added, FIND_TICKET, FIND_WITH_PARENT, INSERT_TICKET, LIST_LATEST, LIST_TICKETS, Sealed, Stored, after,
    before, find, find_with_parent, number,
};

/// A submission on its way in, as it stands once it is stored. The ticket's number is made by the insert.
#[derive(Debug)]
pub struct NewTicket<'a> {
    /// Its id is not used; its version is the number of its events.
    pub ticket: &'a Ticket,
    /// What has happened to it: that it came in, and what the hotline made of it by itself.
    pub events: &'a [Event],
    pub query_hash: [u8; 32],
    /// What of the ticket must not be stored in the clear, and is not.
    pub sealed: Option<Sealed>,
    pub idempotency: Option<&'a Idempotency>,
}

pub const FIND_SUBMISSION: &str = "SELECT id, request_hash FROM ticket WHERE idempotency_key = ?1";

/// Stores a submission whole: ticket, events, audit, its share of the assessment. Its words wait to be indexed, see
/// [`crate::indexing`].
///
/// # Errors
/// [`Error::Unavailable`]; nothing was stored.
pub async fn insert<D: Db>(db: &D, chain: &Chain, new: &NewTicket<'_>) -> Result<Made<TicketId>, Error> {
    let Some(last) = new.events.last() else {
        return Err(Error::Corrupt("a submission without an event".into()));
    };
    let ticket = without_personal(new.ticket);
    let row = insert_values(&ticket, new.query_hash, new.sealed.clone(), new.idempotency);
    immediate(db, async |db| {
        let Some(row) = db.run(&INSERT_TICKET, row).await?.into_iter().next() else {
            return made_before(db, FIND_SUBMISSION, new.idempotency, Columns::id).await;
        };
        let mut row = Columns::of(row);
        let (id, end) = (row.id()?, audit::read_end(&mut row)?);
        let events: Vec<_> = new.events.iter().map(|event| (id, event)).collect();
        insert_unkeyed_events(db, &events).await?;
        assessment::record(db, id, None, &ticket).await?;
        audit::append_to(db, chain, end, last.at, &entries(&events)).await?;
        Ok(Ends::Commit(Made::New(id)))
    })
    .await
}

fn entries(events: &[(TicketId, &Event)]) -> Vec<Entry> {
    events.iter().map(|(id, event)| Entry::of_event(*id, event)).collect()
}

pub const FIND_ACTION: &str = "SELECT ticket_id, request_hash FROM event WHERE idempotency_key = ?1";

/// The ticket on which an action was already taken under this key.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn find_action<D: Db>(db: &D, idempotency: &Idempotency) -> Result<Option<Earlier>, Error> {
    find_made(db, FIND_ACTION, idempotency, Columns::id).await
}

/// What the hotline made of a submission by itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Triage {
    pub suggestion: Option<Suggestion>,
    /// Where the system dispatched it to.
    pub lead: Option<DeptCode>,
    /// By when it was due then.
    pub due_at: Option<Timestamp>,
}

/// The machine's suggestion never changes, but for what a person makes of it; its dispatch, if there was one, is the second event.
pub const FIND_TRIAGE: &str = "SELECT suggestion, dispatch.lead, coalesce(dispatch.due_at, first.due_at) FROM ticket \
     JOIN event AS first ON first.ticket_id = ticket.id AND first.seq = 1 \
     LEFT JOIN event AS dispatch ON dispatch.ticket_id = ticket.id AND dispatch.seq = 2 AND dispatch.action = 'assign' \
     AND dispatch.role = 'system' WHERE id = ?1";

/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn triage<D: Db>(db: &D, id: TicketId) -> Result<Triage, Error> {
    let rows = db.run(FIND_TRIAGE, values![id]).await?;
    let Some(row) = rows.into_iter().next() else { return Ok(Triage::default()) };
    let mut row = Columns::of(row);
    let suggestion: Option<Suggestion> = row.maybe_json()?;
    let suggestion = suggestion.map(|suggestion| Suggestion { confirmed: false, ..suggestion });
    Ok(Triage { suggestion, lead: row.maybe_word()?, due_at: row.maybe_time()? })
}

pub const LIST_EVENTS: &str = "SELECT ticket_id, seq, at, action, role, sub, dept, state_from, state_to, lead, due_at, public, note, \
     knowledge, knowledge_version FROM event WHERE ticket_id IN (?1, ?2) ORDER BY ticket_id, seq";

/// The ticket's history, oldest first.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn events<D: Db>(db: &D, id: TicketId) -> Result<Vec<Event>, Error> {
    Ok(events_with(db, id, None).await?.0)
}

/// The ticket's history and that of its parent, oldest first.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn events_with<D: Db>(
    db: &D,
    id: TicketId,
    parent: Option<TicketId>,
) -> Result<(Vec<Event>, Vec<Event>), Error> {
    let (mut own, mut parents) = (Vec::new(), Vec::new());
    for row in db.run(LIST_EVENTS, values![id, parent]).await? {
        let mut row = Columns::of(row);
        let of_this = row.id()? == id;
        let event = read_event(&mut row)?;
        if of_this { &mut own } else { &mut parents }.push(event);
    }
    Ok((own, parents))
}

fn read_event(row: &mut Columns) -> Result<Event, Error> {
    Ok(Event {
        seq: row.count()?,
        at: row.time()?,
        action: row.word()?,
        role: row.word()?,
        sub: row.text()?,
        dept: row.maybe_word()?,
        from: row.maybe_word()?,
        to: row.word()?,
        lead: row.maybe_word()?,
        due_at: row.maybe_time()?,
        public: row.maybe_text()?,
        note: row.maybe_text()?,
        cited: match (row.maybe_integer()?, row.maybe_integer()?) {
            (Some(id), Some(version)) => u32::try_from(version).ok().map(|version| Cited { id, version }),
            _ => None,
        },
    })
}

const EVENT_COLUMNS: usize = 17;

/// Writes events; `false` when one stands already under their key.
async fn insert_events<D: Db>(
    db: &D,
    events: &[(TicketId, &Event)],
    idempotency: Option<&Idempotency>,
) -> Result<bool, Error> {
    let (sql, rows) = events_statement(events, idempotency);
    Ok(db.run(&sql, rows).await?.len() == events.len())
}

fn events_statement(
    events: &[(TicketId, &Event)],
    idempotency: Option<&Idempotency>,
) -> (String, Vec<Value>) {
    let mut sql = String::from(
        "INSERT INTO event (ticket_id, seq, at, action, role, sub, dept, state_from, state_to, lead, due_at, public, \
         note, knowledge, knowledge_version, idempotency_key, request_hash) VALUES ",
    );
    let mut all = Vec::with_capacity(events.len() * EVENT_COLUMNS);
    for (place, (id, event)) in events.iter().enumerate() {
        sql.push_str(if place == 0 {
            "(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
        } else {
            ", (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
        });
        // One request makes one key, however many events: it stands with the last.
        let key = idempotency.filter(|_| place + 1 == events.len());
        all.extend(values![
            *id,
            event.seq,
            event.at,
            event.action.as_str(),
            event.role.as_str(),
            event.sub.as_str(),
            event.dept.as_ref().map(DeptCode::as_str),
            event.from.map(|state| state.as_str()),
            event.to.as_str(),
            event.lead.as_ref().map(DeptCode::as_str),
            event.due_at,
            event.public.as_deref(),
            event.note.as_deref(),
            event.cited.map(|cited| cited.id),
            event.cited.map(|cited| cited.version),
            key.map(|key| key.key),
            key.map(|key| key.request),
        ]);
    }
    sql.push_str(" ON CONFLICT (idempotency_key) WHERE idempotency_key IS NOT NULL DO NOTHING RETURNING seq");
    (sql, all)
}

/// Writes events that have no key.
pub(crate) async fn insert_unkeyed_events<D: Db>(db: &D, events: &[(TicketId, &Event)]) -> Result<(), Error> {
    if events.is_empty() || insert_events(db, events, None).await? {
        Ok(())
    } else {
        Err(Error::Corrupt("an event without a key was refused for its key".into()))
    }
}

/// A ticket can be merged into another as long as that one has not itself been put away.
pub const FIND_PARENT: &str =
    "SELECT state NOT IN ('merged', 'withdrawn', 'archived') FROM ticket WHERE id = ?1";

/// Whether a ticket may be merged into `parent` now; `None` when there is no such ticket.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn takes_children<D: Db>(db: &D, parent: TicketId) -> Result<Option<bool>, Error> {
    let rows = db.run(FIND_PARENT, values![parent]).await?;
    rows.into_iter().next().map(|row| Columns::of(row).flag()).transpose()
}

/// What became of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saved {
    /// It is stored.
    Now,
    /// Somebody else changed the ticket first; nothing was stored.
    Stale,
    /// The same request was carried out before; nothing was stored.
    Before,
}

/// Stores the change of `before` into the last of `changes`, with one event for each, and with the personal data
/// that it has added to.
///
/// # Errors
/// [`Error::Unavailable`]; nothing was stored.
pub async fn save<D: Db>(
    db: &D,
    chain: &Chain,
    before: &Ticket,
    changes: &[Change],
    added: Option<&Added>,
    idempotency: Option<&Idempotency>,
) -> Result<Saved, Error> {
    let Some(after) = changes.last().map(|change| &change.ticket) else { return Ok(Saved::Now) };
    // Looked at under the lock, or two tickets could be merged into each other at once.
    let merges = changes.iter().any(|change| change.event.action == Action::Merge);
    let extras = UpdateExtras { parent: after.parent.filter(|_| merges), added };
    let events: Vec<_> = changes.iter().map(|change| (after.id, &change.event)).collect();
    immediate(db, async |db| {
        let Some(end) = update_with(db, before, after, extras).await? else {
            return Ok(Ends::RollBack(Saved::Stale));
        };
        if !insert_events(db, &events, idempotency).await? {
            return Ok(Ends::RollBack(Saved::Before));
        }
        assessment::record(db, after.id, Some(before), after).await?;
        audit::append_to(db, chain, end, after.updated_at, &entries(&events)).await?;
        Ok(Ends::Commit(Saved::Now))
    })
    .await
}

/// Writes what `before` has become, inside a transaction, and answers the end of the audit log; nothing when it is not
/// what stands there. What it means for assessment is recorded by whoever calls this.
pub(crate) async fn update<D: Db>(
    db: &D,
    before: &Ticket,
    after: &Ticket,
) -> Result<Option<audit::End>, Error> {
    update_with(db, before, after, UpdateExtras::default()).await
}

async fn update_with<D: Db>(
    db: &D,
    before: &Ticket,
    after: &Ticket,
    extras: UpdateExtras<'_>,
) -> Result<Option<audit::End>, Error> {
    let (sql, row) = ticket_row::update(before, after, extras);
    let rows = db.run(&sql, row).await?;
    rows.into_iter().next().map(|row: Row| audit::read_end(&mut Columns::of(row))).transpose()
}

/// Statements that a change of `before` into `after` can make, for the test of query plans.
#[must_use]
pub fn every_statement(
    before: &Ticket,
    after: &Ticket,
    added: &Added,
    event: &Event,
) -> Vec<(String, Vec<Value>)> {
    let mut statements = vec![events_statement(&[(after.id, event)], None)];
    for parent in [None, Some(after.id)] {
        for added in [None, Some(added)] {
            statements.push(ticket_row::update(before, after, UpdateExtras { parent, added }));
        }
    }
    statements.push(ticket_row::update(before, before, UpdateExtras::default()));
    statements
}
