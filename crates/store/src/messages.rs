//! Messages to citizens: made of the outbox by whoever sends them, behind the backs of those who write tickets; claimed,
//! sent and recorded by any number of calls at once, each of which may break off at any point.

use minsheng_core::audit::Act;
use minsheng_core::message::{MessageChannel, Occasion};
use minsheng_core::messages::{Handed, MessageSettings, MessageStatus, Reported, Unsent};
use minsheng_core::rules::Rules;
use minsheng_core::scheduled::apply_scheduled;
use minsheng_core::workflow::Input;
use minsheng_types::clock::{DAY, Timestamp};
use minsheng_types::ids::TicketId;
use minsheng_types::text::Remark;
use minsheng_types::words::Action;
use minsheng_vault::Chain;

use crate::oncall::by_the_system;
use crate::row::{Columns, to_json};
use crate::tickets::{Alongside, record as record_events, update};
use crate::windows::Purged;
use crate::{Db, Ends, Error, assessment, audit, immediate, oncall, ticket_row, values};

/// Events that one transaction looks through.
const WINDOW: u32 = 500;

pub const FIND_MESSAGE_SETTINGS: &str =
    "SELECT body ->> '$.messages' FROM settings WHERE version = (SELECT max(version) FROM settings)";

/// What the city says of messages; the usual where it says nothing.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn settings<D: Db>(db: &D) -> Result<MessageSettings, Error> {
    let row = db.run(FIND_MESSAGE_SETTINGS, vec![]).await?.into_iter().next();
    let found = row.map(|row| Columns::of(row).maybe_json()).transpose()?.flatten();
    Ok(found.unwrap_or_default())
}

/// Whether anything is to be done: events that nothing was made of yet, messages that are due, calls likewise, lists of those on
/// duty that are not under the data key that writes (?2, as a sealed text begins).
pub const ANY_MESSAGES: &str = "SELECT coalesce((SELECT max(seq) FROM outbox), 0) > cursor, \
     EXISTS (SELECT 1 FROM message WHERE status = 'pending' AND next_at <= ?1), \
     EXISTS (SELECT 1 FROM callout WHERE status = 'calling' AND next_at <= ?1) \
     OR EXISTS (SELECT 1 FROM callout_call WHERE status = 'pending' AND next_at <= ?1), \
     silent_at <= ?1, EXISTS (SELECT 1 FROM oncall WHERE version = (SELECT max(version) FROM oncall) AND substr(sealed, 1, 2) IS NOT ?2) \
     FROM message_place WHERE id = 1";

/// What there is to do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Work {
    pub to_make: bool,
    pub due: bool,
    pub calls: bool,
    pub silence: bool,
    pub to_reseal: bool,
}

/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn work<D: Db>(db: &D, now: Timestamp, sealed_under: [u8; 2]) -> Result<Work, Error> {
    let row = db
        .run(ANY_MESSAGES, values![now, sealed_under.to_vec()])
        .await?
        .into_iter()
        .next()
        .unwrap_or_default();
    let mut row = Columns::of(row);
    Ok(Work {
        to_make: row.flag()?,
        due: row.flag()?,
        calls: row.flag()?,
        silence: row.flag()?,
        to_reseal: row.flag()?,
    })
}

/// How far messages are made, and how far they may be now.
pub const FIND_PLACE: &str = "SELECT cursor, (SELECT max(seq) FROM (SELECT seq FROM outbox WHERE seq > cursor ORDER BY seq LIMIT ?1)), \
     (SELECT count(*) FROM (SELECT seq FROM outbox WHERE seq > cursor ORDER BY seq LIMIT ?1)) FROM message_place WHERE id = 1";

/// By which channel somebody (`told`) is told: by the one that they chose, or else by the city's rule (?5).
macro_rules! made_of {
    ($told:literal, $more:literal) => {
        concat!(
            "SELECT told.id, o.seq, coalesce(told.reporter ->> 'messages', \
             iif(?5 AND told.phone_hash IS NOT NULL AND told.integrator IS NULL, 'sms', 'none')) AS told_by, \
             row.value ->> 1, 'pending', ?4, ?4 FROM outbox AS o \
             CROSS JOIN event AS e ON e.ticket_id = o.ticket_id AND e.seq = o.version \
             CROSS JOIN json_each(?3) AS row ON row.value ->> 0 = e.action AND (NOT row.value ->> 2 OR e.public IS NOT NULL)",
            $more,
            " CROSS JOIN ticket AS told ON ",
            $told,
            " WHERE o.seq > ?1 AND o.seq <= ?2 AND told.erased_at IS NULL AND told.left_at IS NULL AND told_by <> 'none'"
        )
    };
}

/// Of the ticket itself, and of those that were merged into it: as far as they may see it, which one that came to be
/// protected alone takes from them.
pub const MAKE_MESSAGES: &str = concat!(
    "INSERT INTO message (ticket_id, seq, channel, occasion, status, created_at, next_at) ",
    made_of!("told.id = o.ticket_id", ""),
    " UNION ALL ",
    made_of!(
        "told.parent = o.ticket_id AND told.state = 'merged' AND (told.kind = 'report' OR told.reporter ->> 'confidential' \
         OR NOT EXISTS (SELECT 1 FROM ticket AS above WHERE above.id = o.ticket_id AND (above.kind = 'report' \
         OR above.reporter ->> 'confidential')))",
        " AND row.value ->> 3"
    ),
    " ON CONFLICT DO NOTHING RETURNING seq"
);

pub const MOVE_PLACE: &str = "UPDATE message_place SET cursor = ?2 WHERE id = 1 AND cursor = ?1";

/// What was made of events.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Made {
    pub messages: u32,
    pub callouts: u32,
    /// There may be more.
    pub more: bool,
}

/// Makes messages and call-outs of the events that came since the last time.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`]; nothing was stored.
pub async fn make<D: Db>(db: &D, settings: &MessageSettings, now: Timestamp) -> Result<Made, Error> {
    let told: Vec<_> = settings
        .told()
        .map(|row| (row.action.as_str(), row.occasion.as_str(), row.public_only, row.of_children))
        .collect();
    let told = to_json(&told);
    immediate(db, async |db| {
        let row = db.run(FIND_PLACE, values![WINDOW]).await?.into_iter().next().unwrap_or_default();
        let mut row = Columns::of(row);
        let (cursor, until, count) = (row.integer()?, row.maybe_integer()?, row.count()?);
        let Some(until) = until else { return Ok(Ends::RollBack(Made::default())) };
        let row = values![cursor, until, told.as_str(), now, settings.sms_by_default];
        let messages = db.run(MAKE_MESSAGES, row).await?.len() as u32;
        let callouts = db.run(oncall::OPEN_CALLOUTS, values![cursor, until, now]).await?.len() as u32;
        db.run(MOVE_PLACE, values![cursor, until]).await?;
        Ok(Ends::Commit(Made { messages, callouts, more: count == WINDOW }))
    })
    .await
}

/// A message that is this call's for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimed {
    pub ticket: TicketId,
    pub seq: i64,
    pub channel: MessageChannel,
    pub occasion: Occasion,
    /// This one counted.
    pub attempts: u32,
    pub first_at: Timestamp,
}

/// A gateway that is left alone is given nothing.
pub const CLAIM_MESSAGES: &str = "UPDATE message SET next_at = ?2, attempts = attempts + 1, first_at = coalesce(first_at, ?1) \
     WHERE (ticket_id, seq) IN (SELECT m.ticket_id, m.seq FROM message AS m WHERE m.status = 'pending' AND m.next_at <= ?1 \
     AND NOT EXISTS (SELECT 1 FROM gateway AS g WHERE g.channel = m.channel AND g.rests_until > ?1) ORDER BY m.next_at LIMIT ?3) \
     RETURNING ticket_id, seq, channel, occasion, attempts, first_at";

/// Takes up to `limit` messages that are due, so that nobody else does until `until`.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn claim<D: Db>(
    db: &D,
    now: Timestamp,
    until: Timestamp,
    limit: u32,
) -> Result<Vec<Claimed>, Error> {
    let read = |row| {
        let mut row = Columns::of(row);
        Ok(Claimed {
            ticket: row.id()?,
            seq: row.integer()?,
            channel: row.word()?,
            occasion: row.word()?,
            attempts: row.count()?,
            first_at: row.time()?,
        })
    };
    immediate(db, async |db| {
        let rows = db.run(CLAIM_MESSAGES, values![now, until, limit]).await?;
        let mut claimed = rows.into_iter().map(read).collect::<Result<Vec<Claimed>, _>>()?;
        claimed.sort_by_key(|one| (one.seq, one.ticket));
        Ok(Ends::Commit(claimed))
    })
    .await
}

/// What decides over a message beside the ticket.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Beside {
    /// How often this person was told since then.
    pub sent: u32,
    /// The address has bounced for this ticket.
    pub bad_address: bool,
    /// A newer message of this ticket waits.
    pub overtaken: bool,
}

pub const FIND_BESIDE: &str = "SELECT (SELECT count(*) FROM message WHERE person = ?1 AND ended_at >= ?2 AND status IN ('sent', 'delivered')), \
     EXISTS (SELECT 1 FROM message WHERE ticket_id = ?3 AND person = ?1 AND status = 'bounced'), \
     EXISTS (SELECT 1 FROM message WHERE ticket_id = ?3 AND seq > ?4 AND status = 'pending')";

/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn beside<D: Db>(
    db: &D,
    person: &str,
    since: Timestamp,
    claimed: &Claimed,
) -> Result<Beside, Error> {
    let row = values![person, since, claimed.ticket, claimed.seq];
    let row = db.run(FIND_BESIDE, row).await?.into_iter().next().unwrap_or_default();
    let mut row = Columns::of(row);
    Ok(Beside { sent: row.count()?, bad_address: row.flag()?, overtaken: row.flag()? })
}

/// What became of a message that was claimed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    pub claimed: Claimed,
    pub status: MessageStatus,
    pub because: Option<Unsent>,
    /// When it is tried again.
    pub next_at: Option<Timestamp>,
    /// Nothing was tried: it waits as if nobody had looked at it.
    pub waits: bool,
    pub person: Option<String>,
    pub at: Timestamp,
}

/// How a gateway fares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GatewayFares {
    pub channel: MessageChannel,
    pub failures: u32,
    pub rests_until: Option<Timestamp>,
}

/// Whoever claimed it last records it, and only while it waits.
pub const RECORD_MESSAGES: &str = "UPDATE message SET status = a.value ->> 3, because = a.value ->> 4, next_at = coalesce(a.value ->> 5, next_at), \
     attempts = a.value ->> 6, first_at = iif(a.value ->> 6 = 0, NULL, first_at), person = coalesce(a.value ->> 7, person), \
     ended_at = a.value ->> 8 FROM json_each(?1) AS a WHERE message.ticket_id = a.value ->> 0 AND message.seq = a.value ->> 1 \
     AND message.status = 'pending' AND message.attempts = a.value ->> 2 RETURNING message.ticket_id, message.seq";

pub const KEEP_GATEWAY: &str =
    "UPDATE gateway SET failures = ?2, rests_until = coalesce(?3, rests_until) WHERE channel = ?1";

pub const FIND_GATEWAYS: &str = "SELECT channel, failures FROM gateway";

/// How often in a row each gateway has failed.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn gateways<D: Db>(db: &D) -> Result<Vec<GatewayFares>, Error> {
    let read = |row| {
        let mut row = Columns::of(row);
        Ok(GatewayFares { channel: row.word()?, failures: row.count()?, rests_until: None })
    };
    db.run(FIND_GATEWAYS, vec![]).await?.into_iter().map(read).collect()
}

/// Records what became of messages: each that ended stands in the audit log, without the number.
///
/// # Errors
/// [`Error::Unavailable`]; nothing was recorded, and what was sent is sent again.
pub async fn record<D: Db>(
    db: &D,
    chain: &Chain,
    outcomes: &[Outcome],
    fares: &[GatewayFares],
    now: Timestamp,
) -> Result<(), Error> {
    type Line<'a> = (i64, i64, u32, &'a str, Option<Unsent>, Option<i64>, u32, Option<&'a str>, Option<i64>);
    fn line(outcome: &Outcome) -> Line<'_> {
        let Outcome { claimed, status, because, next_at, waits, .. } = outcome;
        let attempts = if *waits { claimed.attempts.saturating_sub(1) } else { claimed.attempts };
        let ended = (*status != MessageStatus::Pending).then(|| outcome.at.unix());
        let (id, seq, next) = (claimed.ticket.as_i64(), claimed.seq, next_at.map(Timestamp::unix));
        let person = outcome.person.as_deref();
        (id, seq, claimed.attempts, status.as_str(), *because, next, attempts, person, ended)
    }
    let lines = to_json(&outcomes.iter().map(line).collect::<Vec<_>>());
    immediate(db, async |db| {
        let mut entries = Vec::new();
        for row in db.run(RECORD_MESSAGES, values![lines.as_str()]).await? {
            let mut row = Columns::of(row);
            let (ticket, seq) = (row.id()?, row.integer()?);
            let same = |outcome: &&Outcome| outcome.claimed.ticket == ticket && outcome.claimed.seq == seq;
            let ended = |outcome: &&Outcome| {
                !matches!(outcome.status, MessageStatus::Pending | MessageStatus::Dropped)
            };
            entries.extend(outcomes.iter().find(same).filter(ended).map(|outcome| {
                let Claimed { channel, occasion, .. } = outcome.claimed;
                let detail = format!("{channel} {occasion} {}", outcome.status);
                by_the_system(Act::MessageSend, ticket.to_string(), detail)
            }));
        }
        for GatewayFares { channel, failures, rests_until } in fares {
            db.run(KEEP_GATEWAY, values![channel.as_str(), *failures, *rests_until]).await?;
        }
        audit::append(db, chain, now, &entries).await?;
        Ok(Ends::Commit(()))
    })
    .await
}

/// Which of these are messages or calls at all.
pub const FIND_HANDED: &str = "SELECT a.key FROM json_each(?1) AS a WHERE EXISTS (SELECT 1 FROM message \
     WHERE ticket_id = a.value ->> 1 AND seq = a.value ->> 2 AND a.value ->> 0 = 'message') \
     OR EXISTS (SELECT 1 FROM callout_call WHERE callout = a.value ->> 1 AND step = a.value ->> 2 AND place = a.value ->> 3 \
     AND a.value ->> 0 = 'call')";

/// A gateway that had taken one says later that the address is none, or that it arrived; once.
pub const REPORT_MESSAGES: &str = "UPDATE message SET status = a.value ->> 4, because = iif(a.value ->> 4 = 'bounced', 'refused', NULL) \
     FROM json_each(?1) AS a WHERE a.value ->> 0 = 'message' AND message.ticket_id = a.value ->> 1 AND message.seq = a.value ->> 2 \
     AND message.status = 'sent' RETURNING message.ticket_id, message.channel, message.occasion, message.status";

/// Takes what a gateway reports of messages and calls that it had taken: how many said something new, and the places in the list
/// of those that name nothing.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`]; nothing was recorded.
pub async fn report<D: Db>(
    db: &D,
    chain: &Chain,
    reports: &[(Handed, Reported)],
    now: Timestamp,
) -> Result<(u32, Vec<usize>), Error> {
    type Line = (&'static str, i64, i64, i64, &'static str);
    let line = |(handed, reported): &(Handed, Reported)| -> Line {
        match *handed {
            Handed::Message { ticket, seq } => ("message", ticket.as_i64(), seq, 0, reported.as_str()),
            Handed::Call { callout, step, place } => {
                ("call", callout, step.into(), place.into(), reported.as_str())
            }
        }
    };
    let lines = to_json(&reports.iter().map(line).collect::<Vec<_>>());
    immediate(db, async |db| {
        let mut known = Vec::new();
        for row in db.run(FIND_HANDED, values![lines.as_str()]).await? {
            known.push(Columns::of(row).count()? as usize);
        }
        let unknown = (0..reports.len()).filter(|place| !known.contains(place)).collect();
        let (mut taken, mut entries) = (0, Vec::new());
        for row in db.run(REPORT_MESSAGES, values![lines.as_str()]).await? {
            let mut row = Columns::of(row);
            let ticket = row.id()?;
            let (channel, occasion) = (row.word::<MessageChannel>()?, row.word::<Occasion>()?);
            let detail = format!("{channel} {occasion} {}", row.word::<MessageStatus>()?);
            entries.push(by_the_system(Act::MessageSend, ticket.to_string(), detail));
            taken += 1;
        }
        let called = oncall::report(db, &lines, now).await?;
        taken += called.len() as u32;
        entries.extend(called);
        audit::append(db, chain, now, &entries).await?;
        Ok(Ends::Commit((taken, unknown)))
    })
    .await
}

/// A message as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub seq: i64,
    pub channel: MessageChannel,
    pub occasion: Occasion,
    pub status: MessageStatus,
    pub because: Option<Unsent>,
    pub attempts: u32,
    pub created_at: Timestamp,
    pub next_at: Timestamp,
    pub ended_at: Option<Timestamp>,
}

pub const LIST_MESSAGES: &str = "SELECT seq, channel, occasion, status, because, attempts, created_at, next_at, ended_at \
     FROM message WHERE ticket_id = ?1 AND seq < ?2 ORDER BY seq DESC LIMIT ?3";

/// A ticket's messages, the newest first.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn list<D: Db>(
    db: &D,
    ticket: TicketId,
    before: Option<i64>,
    limit: u32,
) -> Result<Vec<Message>, Error> {
    let rows = db.run(LIST_MESSAGES, values![ticket, before.unwrap_or(i64::MAX), limit]).await?;
    let read = |row| {
        let mut row = Columns::of(row);
        Ok(Message {
            seq: row.integer()?,
            channel: row.word()?,
            occasion: row.word()?,
            status: row.word()?,
            because: row.maybe_word()?,
            attempts: row.count()?,
            created_at: row.time()?,
            next_at: row.time()?,
            ended_at: row.maybe_time()?,
        })
    };
    rows.into_iter().map(read).collect()
}

/// Seconds from one look at all open tickets to the next.
const ROUND: i64 = 3600;

pub const FIND_SILENT_PLACE: &str = "SELECT silent_to FROM message_place WHERE id = 1 AND silent_at <= ?1";

pub const KEEP_SILENT_PLACE: &str = "UPDATE message_place SET silent_to = ?1, silent_at = ?2 WHERE id = 1";

/// Open tickets that came in before a moment, each with when it last said something to its citizen, or was last asked for it.
pub const LIST_OPEN: &str = "SELECT t.id, t.created_at > ?3 OR t.stopped_at IS NOT NULL, \
     max(coalesce((SELECT max(e.at) FROM event AS e WHERE e.ticket_id = t.id \
     AND (e.public IS NOT NULL OR e.action IN ('submit', 'supply_info', 'reopen', 'resume'))), t.created_at), \
     coalesce((SELECT told_at FROM silence WHERE ticket_id = t.id), 0)) \
     FROM ticket AS t WHERE t.closed_at IS NULL AND t.id > ?1 ORDER BY t.id LIMIT ?2";

pub const KEEP_SILENCE: &str = "INSERT INTO silence (ticket_id, told_at) VALUES (?1, ?2) \
     ON CONFLICT (ticket_id) DO UPDATE SET told_at = excluded.told_at";

pub const MAKE_SILENT_MESSAGE: &str = "INSERT INTO message (ticket_id, seq, channel, occasion, status, created_at, next_at) \
     SELECT told.id, ?2, coalesce(told.reporter ->> 'messages', \
     iif(?4 AND told.phone_hash IS NOT NULL AND told.integrator IS NULL, 'sms', 'none')) AS told_by, 'silent', 'pending', ?3, ?3 \
     FROM ticket AS told WHERE told.id = ?1 AND told.erased_at IS NULL AND told_by <> 'none' ON CONFLICT DO NOTHING";

/// Why a department is reminded.
const REASON: &str =
    "较长时间没有对诉求人公开的进展，请尽快反馈 / no progress was told to the citizen for long";

/// Looks at up to `limit` open tickets: what has said nothing to its citizen for the city's number of working days reminds its
/// department, and tells the citizen. How many did, and whether there are more to look at.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn report_silence<D: Db>(
    db: &D,
    chain: &Chain,
    settings: &MessageSettings,
    rules: &Rules,
    now: Timestamp,
    limit: u32,
) -> Result<(u32, bool), Error> {
    let place = db.run(FIND_SILENT_PLACE, values![now]).await?.into_iter().next();
    let Some(place) = place.map(|row| Columns::of(row).integer()).transpose()? else { return Ok((0, false)) };
    let days = i64::from(settings.silent_days.get());
    if days == 0 {
        db.run(KEEP_SILENT_PLACE, values![0_u32, now.plus(ROUND)]).await?;
        return Ok((0, false));
    }
    let rows = db.run(LIST_OPEN, values![place, limit, now.plus(-days * DAY)]).await?;
    let (more, mut last, mut told) = (rows.len() == limit as usize, place, 0);
    for row in rows {
        let mut row = Columns::of(row);
        let (id, is_young, since) = (row.id()?, row.flag()?, row.time()?);
        last = id.as_i64();
        let silent = || rules.calendar.working_between(since, now) >= days * rules.calendar.day_length();
        if !is_young && silent() && remind(db, chain, settings, rules, id, now).await? {
            told += 1;
        }
    }
    let (to, at) = if more { (last, now) } else { (0, now.plus(ROUND)) };
    db.run(KEEP_SILENT_PLACE, values![to, at]).await?;
    Ok((told, more))
}

async fn remind<D: Db>(
    db: &D,
    chain: &Chain,
    settings: &MessageSettings,
    rules: &Rules,
    id: TicketId,
    now: Timestamp,
) -> Result<bool, Error> {
    let stored = match ticket_row::find(db, id).await {
        // What cannot be read is logged when its time comes.
        Err(Error::Corrupt(_)) => None,
        stored => stored?,
    };
    let Some(before) = stored.map(|stored| stored.ticket).filter(|ticket| ticket.state.owes_work()) else {
        return Ok(false);
    };
    let input = Input { reason: Remark::parse(REASON).ok(), ..Input::default() };
    let Some(change) = apply_scheduled(&before, Action::Remind, &input, now, rules) else { return Ok(false) };
    immediate(db, async |db| {
        let Some(end) = update(db, &before, &change.ticket).await? else { return Ok(Ends::RollBack(false)) };
        let tally = assessment::addition((Some(&before), &change.ticket), None);
        let alongside = Alongside { tally, ..Alongside::default() };
        let (seq, _) = record_events(db, chain, end, &[(id, &change.event)], None, alongside).await?;
        db.run(KEEP_SILENCE, values![id, now]).await?;
        if !settings.not_told.contains(&Occasion::Silent) {
            db.run(MAKE_SILENT_MESSAGE, values![id, seq, now, settings.sms_by_default]).await?;
        }
        Ok(Ends::Commit(true))
    })
    .await
}

/// Numbers begin with their day, so the oldest come first. What waits to be sent is not over.
pub const PURGE_MESSAGES: &str = "DELETE FROM message WHERE (ticket_id, seq) IN (SELECT m.ticket_id, m.seq FROM message AS m \
     CROSS JOIN ticket AS t ON t.id = m.ticket_id WHERE m.ticket_id < ?2 AND m.status <> 'pending' AND coalesce(m.ended_at, m.created_at) < ?1 \
     AND t.closed_at < ?1 ORDER BY m.ticket_id LIMIT ?3) RETURNING 1";

pub const PURGE_SILENCE: &str = "DELETE FROM silence WHERE ticket_id IN (SELECT s.ticket_id FROM silence AS s \
     CROSS JOIN ticket AS t ON t.id = s.ticket_id WHERE s.ticket_id < ?2 AND s.told_at < ?1 AND t.closed_at < ?1 \
     ORDER BY s.ticket_id LIMIT ?3) RETURNING 1";

/// Deletes what citizens were told of tickets that were finished before this, up to `limit` of each kind.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn purge<D: Db>(db: &D, before: Timestamp, limit: u32) -> Result<Purged, Error> {
    let mut purged = Purged::default();
    for sql in [PURGE_MESSAGES, PURGE_SILENCE] {
        let rows = db.run(sql, values![before, TicketId::floor(before.day()), limit]).await?;
        purged.add(rows.len(), limit);
    }
    Ok(purged)
}
