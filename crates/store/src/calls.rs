//! Telephone calls, and what they add up to by day.

use minsheng_core::assessment::span::Span;
use minsheng_core::assessment::{Counter, Counts};
use minsheng_core::audit::Entry;
use minsheng_core::calls::Call;
use minsheng_types::bounded_int::BoundedInt;
use minsheng_types::clock::Timestamp;
use minsheng_types::ids::TicketId;
use minsheng_types::text::Name;
use minsheng_vault::Chain;

use crate::audit::end_of_audit;
use crate::row::{Columns, to_json};
use crate::windows::Purged;
use crate::{Db, Ends, Error, Row, audit, immediate, values};

pub const FIND_CALLS: &str = "SELECT id, offered_at, answered_at, ended_at, waited_seconds, agent, ticket, queue FROM call \
     WHERE id IN (SELECT value FROM json_each(?1))";

pub const INSERT_CALLS: &str = "INSERT INTO call (id, offered_at, answered_at, ended_at, waited_seconds, agent, ticket, queue) \
     SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7 FROM json_each(?1)";

pub const ADD_CALLS: &str = concat!(
    "INSERT INTO call_day (day, calls_offered, calls_answered, calls_answered_in_15s, calls_waited_seconds) \
     SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4 FROM json_each(?1) WHERE true \
     ON CONFLICT (day) DO UPDATE SET calls_offered = calls_offered + excluded.calls_offered, \
     calls_answered = calls_answered + excluded.calls_answered, \
     calls_answered_in_15s = calls_answered_in_15s + excluded.calls_answered_in_15s, \
     calls_waited_seconds = calls_waited_seconds + excluded.calls_waited_seconds RETURNING ",
    end_of_audit!()
);

/// The columns of `call_day` after the day.
const COUNTERS: [Counter; 4] =
    [Counter::CallsOffered, Counter::CallsAnswered, Counter::CallsAnsweredSoon, Counter::CallsWaited];

/// What became of some calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recorded {
    /// So many were not known yet, and are stored.
    New(usize),
    /// Calls at these places are known with other content; nothing was stored.
    Refused(Vec<usize>),
}

/// Stores the calls that are not known yet and counts them.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn record<D: Db>(
    db: &D,
    chain: &Chain,
    calls: &[Call],
    entry: &Entry,
    now: Timestamp,
) -> Result<Recorded, Error> {
    immediate(db, async |db| {
        let ids: Vec<&str> = calls.iter().map(|call| call.id.as_str()).collect();
        let rows = db.run(FIND_CALLS, values![to_json(&ids)]).await?;
        let known: Vec<Call> = rows.into_iter().map(read).collect::<Result<_, _>>()?;
        let (mut new, mut refused): (Vec<&Call>, Vec<usize>) = (Vec::new(), Vec::new());
        for (place, call) in calls.iter().enumerate() {
            match known.iter().chain(new.iter().copied()).find(|other| other.id == call.id) {
                None => new.push(call),
                Some(other) if other == call => {}
                Some(_) => refused.push(place),
            }
        }
        if !refused.is_empty() {
            return Ok(Ends::RollBack(Recorded::Refused(refused)));
        }
        if !new.is_empty() {
            db.run(INSERT_CALLS, values![to_json(&new.iter().map(|call| row(call)).collect::<Vec<_>>())])
                .await?;
            let row = db.run(ADD_CALLS, values![to_json(&by_day(&new))]).await?.into_iter().next();
            let end = audit::read_end(&mut Columns::of(row.unwrap_or_default()))?;
            let detail = format!("{} new of {}", new.len(), calls.len());
            audit::append_to(db, chain, end, now, &[Entry { detail, ..entry.clone() }]).await?;
        }
        Ok(Ends::Commit(Recorded::New(new.len())))
    })
    .await
}

fn row(call: &Call) -> impl serde::Serialize {
    let seconds = |at: Option<Timestamp>| at.map(Timestamp::unix);
    (
        call.id.as_str(),
        call.offered_at.unix(),
        seconds(call.answered_at),
        seconds(call.ended_at),
        call.waited_seconds.map(BoundedInt::get),
        call.agent.as_ref().map(Name::as_str),
        call.ticket.map(TicketId::as_i64),
        call.queue.as_ref().map(Name::as_str),
    )
}

fn read(row: Row) -> Result<Call, Error> {
    let mut row = Columns::of(row);
    Ok(Call {
        id: row.word()?,
        offered_at: row.time()?,
        answered_at: row.maybe_time()?,
        ended_at: row.maybe_time()?,
        waited_seconds: row
            .maybe_integer()?
            .map(|waited| BoundedInt::nearest(u32::try_from(waited).unwrap_or(0))),
        agent: row.maybe_word()?,
        ticket: row.maybe_id()?,
        queue: row.maybe_word()?,
        contradicted: false,
    })
}

/// What has to be added to each day.
fn by_day(calls: &[&Call]) -> Vec<[i64; 5]> {
    let mut days: Vec<(u32, Counts)> = Vec::new();
    for call in calls {
        minsheng_core::assessment::merge(&mut days, call.offered_at.day().number(), &call.counts(), 1);
    }
    let line = |(day, counts): &(u32, Counts)| {
        let [offered, answered, soon, waited] = COUNTERS.map(|counter| counts.get(counter));
        [i64::from(*day), offered, answered, soon, waited]
    };
    days.iter().map(line).collect()
}

pub const UNKNOWN_TICKETS: &str =
    "SELECT value FROM json_each(?1) WHERE NOT EXISTS (SELECT 1 FROM ticket WHERE ticket.id = value)";

/// Those of the tickets that do not exist.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn unknown_tickets<D: Db>(db: &D, tickets: &[TicketId]) -> Result<Vec<TicketId>, Error> {
    if tickets.is_empty() {
        return Ok(Vec::new());
    }
    let numbers: Vec<i64> = tickets.iter().map(|ticket| ticket.as_i64()).collect();
    let rows = db.run(UNKNOWN_TICKETS, values![to_json(&numbers)]).await?;
    rows.into_iter().map(|row| Columns::of(row).id()).collect()
}

pub const CALLS_BY_DAY: &str = "SELECT day, calls_offered, calls_answered, calls_answered_in_15s, calls_waited_seconds FROM call_day \
     WHERE day BETWEEN ?1 AND ?2 ORDER BY day";

/// The calls of each day that had any.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn by_days<D: Db>(db: &D, span: Span) -> Result<Vec<(u32, Counts)>, Error> {
    let rows = db.run(CALLS_BY_DAY, values![span.from().number(), span.to().number()]).await?;
    let read = |row| {
        let mut row = Columns::of(row);
        let day = row.count()?;
        let mut counts = Counts::default();
        for counter in COUNTERS {
            counts.add(counter, row.integer()?);
        }
        Ok((day, counts))
    };
    rows.into_iter().map(read).collect()
}

pub const PURGE_CALLS: &str = "DELETE FROM call WHERE id IN \
     (SELECT id FROM call WHERE offered_at < ?1 ORDER BY offered_at LIMIT ?2) RETURNING 1";

/// Deletes calls that came before this, up to `limit` of them; what they add up to stays.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn purge<D: Db>(db: &D, before: Timestamp, limit: u32) -> Result<Purged, Error> {
    let mut purged = Purged::default();
    purged.add(db.run(PURGE_CALLS, values![before, limit]).await?.len(), limit);
    Ok(purged)
}
