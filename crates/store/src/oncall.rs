//! Call-outs: who is called when somebody is in danger, and who has acknowledged it. What is sealed is opened by whoever calls.

use minsheng_core::audit::{Act, Entry};
use minsheng_core::messages::MessageStatus;
use minsheng_core::oncall::CallOutStatus;
use minsheng_core::similar::ComparedTicket;
use minsheng_types::category::Category;
use minsheng_types::clock::Timestamp;
use minsheng_types::ids::TicketId;
use minsheng_types::text::{DeptCode, Place};
use minsheng_types::words::{Role, State};
use minsheng_vault::Chain;

use crate::row::{Columns, to_json};
use crate::similar::{self, compared_columns};
use crate::windows::Purged;
use crate::{Db, Ends, Error, audit, immediate, values};

/// What whoever tells citizens, and calls people, is called in the audit log.
const SYSTEM: &str = "system:notify";

pub(crate) fn by_the_system(act: Act, object: String, detail: String) -> Entry {
    Entry { sub: SYSTEM.into(), role: Role::System, act: act.to_string(), object, detail, changes: None }
}

pub const NEWEST_ONCALL: &str =
    "SELECT version, sealed FROM oncall WHERE version = (SELECT max(version) FROM oncall)";

/// The lists in force, sealed, and their version; nothing where there are none.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn newest<D: Db>(db: &D) -> Result<Option<(u32, Vec<u8>)>, Error> {
    let row = db.run(NEWEST_ONCALL, vec![]).await?.into_iter().next();
    row.map(|row| {
        let mut row = Columns::of(row);
        Ok((row.count()?, row.blob()?))
    })
    .transpose()
}

pub const INSERT_ONCALL: &str = "INSERT INTO oncall (version, sealed, created_at, created_by) SELECT ?1, ?2, ?3, ?4 \
     WHERE ?1 = 1 + (SELECT coalesce(max(version), 0) FROM oncall) RETURNING version";

/// Former lists hold numbers that are needed no more.
pub const FORGET_ONCALL: &str = "DELETE FROM oncall WHERE version < ?1";

/// Makes these the lists of this version; `false` when somebody was faster.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn replace<D: Db>(
    db: &D,
    chain: &Chain,
    version: u32,
    sealed: Vec<u8>,
    entry: &Entry,
    now: Timestamp,
) -> Result<bool, Error> {
    immediate(db, async |db| {
        if db.run(INSERT_ONCALL, values![version, sealed.clone(), now, entry.sub.as_str()]).await?.is_empty()
        {
            return Ok(Ends::RollBack(false));
        }
        db.run(FORGET_ONCALL, values![version]).await?;
        audit::append(db, chain, now, std::slice::from_ref(entry)).await?;
        Ok(Ends::Commit(true))
    })
    .await
}

pub const RESEAL_ONCALL: &str =
    "UPDATE oncall SET sealed = ?3 WHERE version = ?1 AND sealed = ?2 RETURNING version";

/// Puts the lists under another data key; `false` where somebody was faster.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn reseal<D: Db>(
    db: &D,
    chain: &Chain,
    version: u32,
    before: Vec<u8>,
    sealed: Vec<u8>,
    now: Timestamp,
) -> Result<bool, Error> {
    immediate(db, async |db| {
        if db.run(RESEAL_ONCALL, values![version, before.clone(), sealed.clone()]).await?.is_empty() {
            return Ok(Ends::RollBack(false));
        }
        let entry = by_the_system(Act::KeyringReseal, "oncall".into(), String::new());
        audit::append(db, chain, now, &[entry]).await?;
        Ok(Ends::Commit(true))
    })
    .await
}

/// Of the events after ?1 up to ?2: whatever has become an emergency, or another department's, is called out once.
pub const OPEN_CALLOUTS: &str = "INSERT INTO callout (ticket_id, dept, status, next_at, opened_at) \
     SELECT t.id, coalesce(t.lead, ''), 'calling', ?3, ?3 FROM outbox AS o CROSS JOIN ticket AS t ON t.id = o.ticket_id \
     WHERE o.seq > ?1 AND o.seq <= ?2 AND o.urgency = 'emergency' AND t.urgency = 'emergency' AND t.closed_at IS NULL \
     AND t.answered_at IS NULL ON CONFLICT DO NOTHING RETURNING id";

/// The call-outs of the same department with which this one (?1) may be one event, as its ticket and theirs are compared: those
/// that came before it, since then, and for which people are called or somebody has acknowledged; itself first.
pub const LIST_EVENTS: &str = concat!(
    "SELECT ",
    compared_columns!(),
    ", c.id FROM callout AS c INDEXED BY callout_by_opening CROSS JOIN ticket AS t ON t.id = c.ticket_id \
     WHERE c.opened_at >= ?2 AND c.id <= ?1 AND c.dept = (SELECT dept FROM callout WHERE id = ?1) \
     AND (c.id = ?1 OR c.joins IS NULL AND c.status IN ('calling', 'acknowledged')) ORDER BY c.opened_at DESC, c.id DESC LIMIT ?3"
);

/// What a call-out may be one event with.
#[derive(Clone, Debug, Default)]
pub struct Events {
    /// The tickets, its own first.
    pub tickets: Vec<ComparedTicket>,
    /// Their call-outs.
    pub callouts: Vec<i64>,
}

/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn events<D: Db>(db: &D, callout: i64, since: Timestamp, limit: u32) -> Result<Events, Error> {
    let mut events = Events::default();
    for row in db.run(LIST_EVENTS, values![callout, since, limit]).await? {
        let mut row = Columns::of(row);
        let id = row.id()?;
        events.tickets.push(similar::read(id, &mut row)?);
        events.callouts.push(row.integer()?);
    }
    Ok(events)
}

/// Only what nobody was called for joins, and only what has joined nothing itself.
pub const JOIN: &str = "UPDATE callout SET status = 'joined', joins = ?2 WHERE id = ?1 AND step = 0 AND status = 'calling' \
     AND EXISTS (SELECT 1 FROM callout WHERE id = ?2 AND joins IS NULL AND status IN ('calling', 'acknowledged')) \
     RETURNING ticket_id, (SELECT ticket_id FROM callout WHERE id = ?2)";

/// For this call-out nobody is called while people are for another one of the same event; `false` where that is over by now.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn join<D: Db>(
    db: &D,
    chain: &Chain,
    callout: i64,
    joined: i64,
    now: Timestamp,
) -> Result<bool, Error> {
    immediate(db, async |db| {
        let row = db.run(JOIN, values![callout, joined]).await?.into_iter().next();
        let Some(row) = row else { return Ok(Ends::RollBack(false)) };
        let mut row = Columns::of(row);
        let (ticket, of) = (row.id()?, row.id()?);
        let entry = by_the_system(Act::OncallJoin, ticket.to_string(), of.to_string());
        audit::append(db, chain, now, &[entry]).await?;
        Ok(Ends::Commit(true))
    })
    .await
}

/// A call-out whose next step is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueCallOut {
    pub id: i64,
    pub step: u32,
    pub department: Option<DeptCode>,
    pub district: Option<Place>,
    /// The case has another lead by now, was signed for, answered or closed.
    pub is_over: bool,
    /// The department has signed for it: it knows of the event.
    pub is_signed: bool,
}

pub const LIST_DUE_CALLOUTS: &str = "SELECT c.id, c.step, t.lead, t.district, \
     t.closed_at IS NOT NULL OR t.answered_at IS NOT NULL OR coalesce(t.signed_at >= c.opened_at, 0) OR c.dept <> coalesce(t.lead, ''), \
     coalesce(t.signed_at >= c.opened_at, 0) \
     FROM callout AS c CROSS JOIN ticket AS t ON t.id = c.ticket_id WHERE c.status = 'calling' AND c.next_at <= ?1 \
     ORDER BY c.next_at LIMIT ?2";

/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn due<D: Db>(db: &D, now: Timestamp, limit: u32) -> Result<Vec<DueCallOut>, Error> {
    let read = |row| {
        let mut row = Columns::of(row);
        Ok(DueCallOut {
            id: row.integer()?,
            step: row.count()?,
            department: row.maybe_word()?,
            district: row.maybe_word()?,
            is_over: row.flag()?,
            is_signed: row.flag()?,
        })
    };
    db.run(LIST_DUE_CALLOUTS, values![now, limit]).await?.into_iter().map(read).collect()
}

/// What a call-out comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    pub id: i64,
    /// The step that was due.
    pub step: u32,
    pub status: CallOutStatus,
    pub next_at: Timestamp,
    /// The names of those who are called now.
    pub names: Vec<String>,
    /// What had joined it goes on by itself.
    pub lets_go: bool,
}

pub const CLIMB: &str = "UPDATE callout SET step = step + 1, status = ?3, next_at = ?4 WHERE id = ?1 AND step = ?2 AND status = 'calling' \
     RETURNING ticket_id";

pub const INSERT_CALLS: &str = "INSERT INTO callout_call (callout, step, place, name, status, first_at, next_at) \
     SELECT ?1, ?2, name.key, name.value, 'pending', ?4, ?4 FROM json_each(?3) AS name WHERE true ON CONFLICT DO NOTHING";

pub const LET_GO: &str = "UPDATE callout SET status = 'calling', joins = NULL, next_at = ?2 WHERE joins = ?1 AND status = 'joined'";

/// Climbs the ladders, each step once.
///
/// # Errors
/// [`Error::Unavailable`]; nothing was stored.
pub async fn climb<D: Db>(db: &D, chain: &Chain, moves: &[Move], now: Timestamp) -> Result<(), Error> {
    immediate(db, async |db| {
        let mut entries = Vec::new();
        for Move { id, step, status, next_at, names, lets_go } in moves {
            let row = db.run(CLIMB, values![*id, *step, status.as_str(), *next_at]).await?.into_iter().next();
            let Some(row) = row else { continue };
            let ticket = Columns::of(row).id()?;
            if *lets_go {
                db.run(LET_GO, values![*id, now]).await?;
            }
            if *status == CallOutStatus::Exhausted {
                entries.push(by_the_system(Act::OncallExhaust, ticket.to_string(), String::new()));
            }
            if !names.is_empty() {
                db.run(INSERT_CALLS, values![*id, *step, to_json(names), now]).await?;
            }
        }
        audit::append(db, chain, now, &entries).await?;
        Ok(Ends::Commit(()))
    })
    .await
}

/// A call that is this request's for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimedCall {
    pub callout: i64,
    pub step: u32,
    pub place: u32,
    pub name: String,
    pub attempts: u32,
    pub first_at: Timestamp,
    pub ticket: TicketId,
    /// Whose ladder it is.
    pub department: Option<DeptCode>,
    pub district: Option<Place>,
    pub category: Option<Category>,
}

pub const CLAIM_CALLS: &str = "UPDATE callout_call SET next_at = ?2, attempts = attempts + 1 WHERE (callout, step, place) IN \
     (SELECT callout, step, place FROM callout_call WHERE status = 'pending' AND next_at <= ?1 ORDER BY next_at LIMIT ?3) \
     RETURNING callout, step, place, name, attempts, first_at";

pub const FIND_CALLED: &str = "SELECT t.id, nullif(c.dept, ''), t.district, t.category FROM callout AS c \
     CROSS JOIN ticket AS t ON t.id = c.ticket_id WHERE c.id = ?1";

/// Takes up to `limit` calls that are due, so that nobody else does until `until`. A gateway that is left alone is tried all the
/// same: somebody is in danger.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn claim<D: Db>(
    db: &D,
    now: Timestamp,
    until: Timestamp,
    limit: u32,
) -> Result<Vec<ClaimedCall>, Error> {
    immediate(db, async |db| {
        let mut claimed = Vec::new();
        for row in db.run(CLAIM_CALLS, values![now, until, limit]).await? {
            let mut row = Columns::of(row);
            let callout = row.integer()?;
            let (step, place, name) = (row.count()?, row.count()?, row.text()?);
            let (attempts, first_at) = (row.count()?, row.time()?);
            let of = db.run(FIND_CALLED, values![callout]).await?.into_iter().next();
            let mut of = Columns::of(of.unwrap_or_default());
            let (ticket, department) = (of.id()?, of.maybe_word()?);
            let (district, category) = (of.maybe_word()?, of.maybe_word()?);
            claimed.push(ClaimedCall {
                callout,
                step,
                place,
                name,
                attempts,
                first_at,
                ticket,
                department,
                district,
                category,
            });
        }
        Ok(Ends::Commit(claimed))
    })
    .await
}

/// Where nobody of a step can be reached the next one is not waited for.
pub const CALL_NEXT_NOW: &str = "UPDATE callout SET next_at = ?2 WHERE id = ?1 AND status = 'calling' AND next_at > ?2 \
     AND EXISTS (SELECT 1 FROM callout_call WHERE callout = ?1 AND step = callout.step - 1 AND status = 'bounced') \
     AND NOT EXISTS (SELECT 1 FROM callout_call WHERE callout = ?1 AND step = callout.step - 1 AND status <> 'bounced')";

/// A gateway that had taken a call says later that the number is none, or that it arrived; once.
pub const REPORT_CALLS: &str = "UPDATE callout_call SET status = a.value ->> 4 FROM json_each(?1) AS a WHERE a.value ->> 0 = 'call' \
     AND callout_call.callout = a.value ->> 1 AND callout_call.step = a.value ->> 2 AND callout_call.place = a.value ->> 3 \
     AND callout_call.status = 'sent' RETURNING callout_call.callout, callout_call.name, callout_call.status, \
     (SELECT ticket_id FROM callout WHERE id = callout_call.callout)";

/// Takes reports of calls ([`crate::messages::report`]): the lines of the audit log.
pub(crate) async fn report<D: Db>(db: &D, lines: &str, now: Timestamp) -> Result<Vec<Entry>, Error> {
    let mut entries = Vec::new();
    for row in db.run(REPORT_CALLS, values![lines]).await? {
        let mut row = Columns::of(row);
        let (callout, name) = (row.integer()?, row.text()?);
        let detail = format!("{name} {}", row.word::<MessageStatus>()?);
        entries.push(by_the_system(Act::OncallCall, row.id()?.to_string(), detail));
        db.run(CALL_NEXT_NOW, values![callout, now]).await?;
    }
    Ok(entries)
}

/// A call that nobody has acknowledged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenCall {
    pub callout: i64,
    pub step: u32,
    pub place: u32,
    pub name: String,
    /// Whose ladder it is.
    pub department: Option<DeptCode>,
    pub district: Option<Place>,
    pub called_at: Option<Timestamp>,
}

/// Of call-outs since then.
pub const LIST_OPEN_CALLS: &str = "SELECT c.id, k.step, k.place, k.name, nullif(c.dept, ''), t.district, k.ended_at \
     FROM callout AS c INDEXED BY callout_by_opening CROSS JOIN ticket AS t ON t.id = c.ticket_id \
     CROSS JOIN callout_call AS k ON k.callout = c.id WHERE c.opened_at >= ?1 AND c.acknowledged_at IS NULL \
     AND c.status IN ('calling', 'exhausted') AND k.status IN ('sent', 'delivered') ORDER BY c.opened_at DESC, c.id DESC LIMIT ?2";

/// Who was called last comes first.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn open_calls<D: Db>(db: &D, since: Timestamp, limit: u32) -> Result<Vec<OpenCall>, Error> {
    let read = |row| {
        let mut row = Columns::of(row);
        Ok(OpenCall {
            callout: row.integer()?,
            step: row.count()?,
            place: row.count()?,
            name: row.text()?,
            department: row.maybe_word()?,
            district: row.maybe_word()?,
            called_at: row.maybe_time()?,
        })
    };
    let rows = db.run(LIST_OPEN_CALLS, values![since, limit]).await?;
    let mut calls = rows.into_iter().map(read).collect::<Result<Vec<OpenCall>, Error>>()?;
    calls.sort_by_key(|call| std::cmp::Reverse(call.called_at));
    Ok(calls)
}

/// What became of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallOutcome {
    pub call: ClaimedCall,
    pub status: MessageStatus,
    pub next_at: Option<Timestamp>,
    pub at: Timestamp,
}

pub const RECORD_CALLS: &str = "UPDATE callout_call SET status = a.value ->> 4, next_at = coalesce(a.value ->> 5, next_at), ended_at = a.value ->> 6 \
     FROM json_each(?1) AS a WHERE callout_call.callout = a.value ->> 0 AND callout_call.step = a.value ->> 1 \
     AND callout_call.place = a.value ->> 2 AND callout_call.status = 'pending' AND callout_call.attempts = a.value ->> 3 \
     RETURNING callout_call.callout, callout_call.step, callout_call.place";

/// Records what became of calls: who was called stands in the audit log by name, without the number.
///
/// # Errors
/// [`Error::Unavailable`]; nothing was recorded, and whoever was called is called again.
pub async fn record<D: Db>(
    db: &D,
    chain: &Chain,
    outcomes: &[CallOutcome],
    now: Timestamp,
) -> Result<(), Error> {
    type Line<'a> = (i64, u32, u32, u32, &'a str, Option<i64>, Option<i64>);
    let line = |outcome: &CallOutcome| -> Line<'static> {
        let CallOutcome { call, status, next_at, at } = outcome;
        let ended = (*status != MessageStatus::Pending).then(|| at.unix());
        let next = next_at.map(Timestamp::unix);
        (call.callout, call.step, call.place, call.attempts, status.as_str(), next, ended)
    };
    let lines = to_json(&outcomes.iter().map(line).collect::<Vec<_>>());
    immediate(db, async |db| {
        let mut entries = Vec::new();
        for row in db.run(RECORD_CALLS, values![lines.as_str()]).await? {
            let mut row = Columns::of(row);
            let key = (row.integer()?, row.count()?, row.count()?);
            let same =
                |outcome: &&CallOutcome| (outcome.call.callout, outcome.call.step, outcome.call.place) == key;
            let ended = |outcome: &&CallOutcome| outcome.status != MessageStatus::Pending;
            entries.extend(outcomes.iter().find(same).filter(ended).map(|outcome| {
                let detail = format!("{} {}", outcome.call.name, outcome.status);
                by_the_system(Act::OncallCall, outcome.call.ticket.to_string(), detail)
            }));
            db.run(CALL_NEXT_NOW, values![key.0, now]).await?;
        }
        audit::append(db, chain, now, &entries).await?;
        Ok(Ends::Commit(()))
    })
    .await
}

/// What somebody has acknowledged, and who did first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acknowledged {
    pub ticket: TicketId,
    pub at: Timestamp,
    pub by: String,
}

/// The first who does stands there; whose ladder went on without them may do it later.
pub const ACKNOWLEDGE: &str = "UPDATE callout SET status = 'acknowledged', acknowledged_at = ?4, \
     acknowledged_by = (SELECT name FROM callout_call WHERE callout = ?1 AND step = ?2 AND place = ?3) \
     WHERE id = ?1 AND acknowledged_at IS NULL AND EXISTS (SELECT 1 FROM callout_call WHERE callout = ?1 AND step = ?2 AND place = ?3) \
     RETURNING ticket_id";

pub const FIND_ACKNOWLEDGED: &str = "SELECT ticket_id, acknowledged_at, acknowledged_by FROM callout WHERE id = ?1 AND acknowledged_at IS NOT NULL";

/// Calls that were not sent yet need not be.
pub const CALL_NOBODY_ELSE: &str =
    "UPDATE callout_call SET status = 'dead', ended_at = ?2 WHERE callout = ?1 AND status = 'pending'";

/// Somebody who was called has acknowledged it; nothing where there was no such call.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn acknowledge<D: Db>(
    db: &D,
    chain: &Chain,
    [callout, step, place]: [i64; 3],
    now: Timestamp,
) -> Result<Option<Acknowledged>, Error> {
    immediate(db, async |db| {
        let is_first = !db.run(ACKNOWLEDGE, values![callout, step, place, now]).await?.is_empty();
        let row = db.run(FIND_ACKNOWLEDGED, values![callout]).await?.into_iter().next();
        let Some(row) = row else { return Ok(Ends::RollBack(None)) };
        let mut row = Columns::of(row);
        let found = Acknowledged { ticket: row.id()?, at: row.time()?, by: row.text()? };
        if !is_first {
            return Ok(Ends::RollBack(Some(found)));
        }
        db.run(CALL_NOBODY_ELSE, values![callout, now]).await?;
        let entry = Entry {
            sub: format!("oncall:{}", found.by),
            role: Role::System,
            act: Act::OncallAcknowledge.to_string(),
            object: found.ticket.to_string(),
            detail: String::new(),
            changes: None,
        };
        audit::append(db, chain, now, &[entry]).await?;
        Ok(Ends::Commit(Some(found)))
    })
    .await
}

/// A call-out as it is shown, with the incident that its ticket belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallOut {
    pub id: i64,
    pub ticket: TicketId,
    /// Into what the ticket was merged, the ticket whose call-out it has joined, or the first ticket of the many that are like it;
    /// itself otherwise.
    pub incident: TicketId,
    pub state: State,
    pub category: Option<Category>,
    pub district: Option<Place>,
    pub department: Option<DeptCode>,
    pub status: CallOutStatus,
    pub opened_at: Timestamp,
    pub acknowledged_at: Option<Timestamp>,
    pub acknowledged_by: Option<String>,
    /// Name, step, status, when.
    pub calls: Vec<(String, u32, MessageStatus, Option<i64>)>,
    pub notices: Vec<i64>,
}

/// Of the last days, whatever became of them, the newest first; an incident's notices go by its own number.
pub const LIST_CALLOUTS: &str = "SELECT c.id, t.id, coalesce(t.parent, first.parent, h.hotspot_id, first.id) AS incident, t.state, t.category, t.district, \
     nullif(c.dept, ''), c.status, c.opened_at, c.acknowledged_at, c.acknowledged_by, \
     (SELECT json_group_array(json_array(name, step, status, ended_at)) FROM \
     (SELECT name, step, status, ended_at FROM callout_call WHERE callout = c.id ORDER BY step, place)), \
     (SELECT json_group_array(notice_id) FROM (SELECT notice_id FROM incident_notice WHERE incident = coalesce(t.parent, first.parent, h.hotspot_id, first.id) ORDER BY notice_id)) \
     FROM callout AS c INDEXED BY callout_by_opening CROSS JOIN ticket AS t ON t.id = c.ticket_id \
     CROSS JOIN callout AS led ON led.id = coalesce(c.joins, c.id) CROSS JOIN ticket AS first ON first.id = led.ticket_id \
     LEFT JOIN hotspot_ticket AS h ON h.ticket_id = first.id WHERE c.opened_at >= ?1 ORDER BY c.opened_at DESC LIMIT ?2";

/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn callouts<D: Db>(db: &D, since: Timestamp, limit: u32) -> Result<Vec<CallOut>, Error> {
    let read = |row| {
        let mut row = Columns::of(row);
        Ok(CallOut {
            id: row.integer()?,
            ticket: row.id()?,
            incident: row.id()?,
            state: row.word()?,
            category: row.maybe_word()?,
            district: row.maybe_word()?,
            department: row.maybe_word()?,
            status: row.word()?,
            opened_at: row.time()?,
            acknowledged_at: row.maybe_time()?,
            acknowledged_by: row.maybe_text()?,
            calls: row.json()?,
            notices: row.json()?,
        })
    };
    db.run(LIST_CALLOUTS, values![since, limit]).await?.into_iter().map(read).collect()
}

/// A notice tells of an incident.
pub const ADD_INCIDENT_NOTICE: &str =
    "INSERT INTO incident_notice (incident, notice_id) VALUES (?1, ?2) ON CONFLICT DO NOTHING";

/// The call-outs of what was finished before ?1, the oldest first; those that others have joined go after these.
pub const LIST_OVER: &str = "SELECT c.id FROM callout AS c INDEXED BY callout_by_opening CROSS JOIN ticket AS t ON t.id = c.ticket_id \
     WHERE c.opened_at < ?1 AND c.status <> 'calling' AND t.closed_at < ?1 \
     AND NOT EXISTS (SELECT 1 FROM callout AS joined WHERE joined.joins = c.id) ORDER BY c.opened_at LIMIT ?2";
pub const FORGET_CALLS: &str = "DELETE FROM callout_call WHERE callout IN (SELECT value FROM json_each(?1))";
pub const FORGET_CALLOUTS: &str =
    "DELETE FROM callout WHERE id IN (SELECT value FROM json_each(?1)) RETURNING 1";

pub const PURGE_INCIDENT_NOTICES: &str = "DELETE FROM incident_notice WHERE (incident, notice_id) IN (SELECT n.incident, n.notice_id \
     FROM incident_notice AS n CROSS JOIN ticket AS t ON t.id = n.incident WHERE n.incident < ?2 AND t.closed_at < ?1 \
     ORDER BY n.incident LIMIT ?3) RETURNING 1";

/// Deletes the call-outs of tickets that were finished before this, and which notices told of them, up to `limit` of each.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn purge<D: Db>(db: &D, before: Timestamp, limit: u32) -> Result<Purged, Error> {
    let mut purged = Purged::default();
    let over = db.run(LIST_OVER, values![before, limit]).await?;
    if !over.is_empty() {
        let over: Result<Vec<i64>, Error> = over.into_iter().map(|row| Columns::of(row).integer()).collect();
        let over = to_json(&over?);
        let gone = immediate(db, async |db| {
            db.run(FORGET_CALLS, values![over.as_str()]).await?;
            Ok(Ends::Commit(db.run(FORGET_CALLOUTS, values![over.as_str()]).await?.len()))
        });
        purged.add(gone.await?, limit);
    }
    let notices =
        db.run(PURGE_INCIDENT_NOTICES, values![before, TicketId::floor(before.day()), limit]).await?;
    purged.add(notices.len(), limit);
    Ok(purged)
}
