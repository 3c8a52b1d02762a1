//! Handing out what the outbox holds. Any number of calls may be at it at once, and each may break off at any point: an event
//! becomes a delivery in the transaction that moves the webhook's place, a receiver is served by whoever holds its lease, and
//! what was sent and not recorded is sent again when the lease has run out.

use minsheng_core::audit::{Act, Entry};
use minsheng_core::delivery::{Answer, Failure, Fate};
use minsheng_core::events::Happening;
use minsheng_core::scheduled::SYSTEM;
use minsheng_types::clock::Timestamp;
use minsheng_types::words::Role;
use minsheng_vault::Chain;

use crate::outbox::{happening_columns, kind_now};
use crate::row::{Columns, to_json};
use crate::webhooks::{FALL_DUE, Secrets, read_secrets};
use crate::{Db, Ends, Error, audit, immediate, outbox, values};

/// Events that one transaction looks through for each webhook.
const WINDOW: u32 = 200;
/// Deliveries that wait for one receiver at most; the rest wait in the outbox.
const WAITING: u32 = 1000;

/// Whether anything is to be done: events that no webhook's deliveries know of, receivers that are due, secrets that are
/// not under the data key that writes (?2, as a sealed text begins).
pub const ANY_WORK: &str = "SELECT EXISTS (SELECT 1 FROM webhook AS w WHERE w.enabled = 1 AND w.cursor < (SELECT max(seq) FROM outbox)), \
     EXISTS (SELECT 1 FROM webhook AS w WHERE w.enabled = 1 AND w.leased_until <= ?1 AND w.rests_until <= ?1 \
     AND EXISTS (SELECT 1 FROM delivery AS d WHERE d.webhook = w.seq AND d.status = 'pending' AND d.next_at <= ?1)), \
     EXISTS (SELECT 1 FROM webhook AS w WHERE substr(w.secret, 1, 2) IS NOT ?2)";

/// What there is to do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Work {
    pub to_fan_out: bool,
    pub due: bool,
    pub to_reseal: bool,
}

/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn work<D: Db>(db: &D, now: Timestamp, sealed_under: [u8; 2]) -> Result<Work, Error> {
    let row =
        db.run(ANY_WORK, values![now, sealed_under.to_vec()]).await?.into_iter().next().unwrap_or_default();
    let mut row = Columns::of(row);
    Ok(Work { to_fan_out: row.flag()?, due: row.flag()?, to_reseal: row.flag()? })
}

/// Webhooks that events wait for, how far each has come, where what is kept begins, and how far it may go now.
pub const LIST_LAGGING: &str = "SELECT w.seq, w.id, w.cursor, (SELECT from_seq FROM outbox_kept WHERE id = 1), \
     (SELECT max(seq) FROM (SELECT o.seq FROM outbox AS o WHERE o.seq > w.cursor ORDER BY o.seq LIMIT ?1)) \
     FROM webhook AS w WHERE w.enabled = 1 AND w.cursor < (SELECT max(seq) FROM outbox) \
     AND (SELECT count(*) FROM (SELECT 1 FROM delivery AS d WHERE d.webhook = w.seq AND d.status = 'pending' LIMIT ?2)) < ?2";

/// One that was delivered before is delivered again: it was asked for.
pub const FAN_OUT: &str = concat!(
    "INSERT INTO delivery (webhook, seq, subject, status, next_at) SELECT w.seq, o.seq, \
     coalesce('ticket.' || o.ticket_id, substr(o.kind, 1, instr(o.kind, '.')) \
     || iif(o.kind IN ('catalogue.replaced', 'settings.replaced'), '', o.data ->> 0)), 'pending', ?2 \
     FROM json_each(?1) AS step CROSS JOIN webhook AS w ON w.seq = step.value ->> 0 \
     CROSS JOIN outbox AS o ON o.seq > step.value ->> 1 AND o.seq <= step.value ->> 2 LEFT JOIN ticket AS t ON t.id = o.ticket_id \
     WHERE (w.types IS NULL OR ",
    kind_now!(),
    " IN (SELECT value FROM json_each(w.types))) AND (w.department IS NULL OR o.lead = w.department) \
     AND (w.key_id IS NULL OR t.integrator = 'key:' || w.key_id) \
     ON CONFLICT (webhook, seq) DO UPDATE SET status = 'pending', attempts = 0, next_at = excluded.next_at WHERE status <> 'pending' \
     RETURNING seq"
);

pub const MOVE_ON: &str = "UPDATE webhook SET cursor = step.value ->> 2 FROM json_each(?1) AS step WHERE webhook.seq = step.value ->> 0";

/// Makes deliveries of the events that came since the last time; how many, and whether there may be more.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`]; nothing was stored.
pub async fn fan_out<D: Db>(db: &D, chain: &Chain, now: Timestamp) -> Result<(u32, bool), Error> {
    immediate(db, async |db| {
        let (mut steps, mut missed) = (Vec::new(), Vec::new());
        for row in db.run(LIST_LAGGING, values![WINDOW, WAITING]).await? {
            let mut row = Columns::of(row);
            let (webhook, id, cursor) = (row.integer()?, row.text()?, row.integer()?);
            let (kept_from, until) = (row.integer()?, row.integer()?);
            if cursor < kept_from {
                missed.push(by_the_system(Act::WebhookMissed, id, format!("{} – {kept_from}", cursor + 1)));
            }
            steps.push((webhook, cursor, until));
        }
        if steps.is_empty() {
            return Ok(Ends::RollBack((0, false)));
        }
        let steps = to_json(&steps);
        let made = db.run(FAN_OUT, values![steps.as_str(), now]).await?.len() as u32;
        db.run(MOVE_ON, values![steps]).await?;
        audit::append(db, chain, now, &missed).await?;
        Ok(Ends::Commit((made, true)))
    })
    .await
}

fn by_the_system(act: Act, webhook: impl Into<String>, detail: impl Into<String>) -> Entry {
    Entry {
        sub: SYSTEM.into(),
        role: Role::System,
        act: act.to_string(),
        object: webhook.into(),
        detail: detail.into(),
        changes: None,
    }
}

/// A receiver that is this call's alone for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimed {
    pub webhook: i64,
    pub id: String,
    pub url: String,
    pub secrets: Secrets,
    /// In a row.
    pub failures: u32,
    pub failing_since: Option<Timestamp>,
    /// Which call's it is.
    pub lease: i64,
}

/// Those first that were served longest ago.
pub const CLAIM_RECEIVERS: &str = "UPDATE webhook SET leased_until = ?2, lease = ?3, served_at = ?1 WHERE seq IN (SELECT w.seq FROM webhook AS w \
     WHERE w.enabled = 1 AND w.leased_until <= ?1 AND w.rests_until <= ?1 \
     AND EXISTS (SELECT 1 FROM delivery AS d WHERE d.webhook = w.seq AND d.status = 'pending' AND d.next_at <= ?1) \
     ORDER BY w.served_at, w.seq LIMIT ?4) \
     RETURNING seq, id, url, secret, former_secret, former_until, failures, failing_since";

/// Takes up to `limit` receivers that are due and nobody else's, until `until`.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn claim<D: Db>(
    db: &D,
    now: Timestamp,
    until: Timestamp,
    lease: i64,
    limit: u32,
) -> Result<Vec<Claimed>, Error> {
    let read = |row| {
        let mut row = Columns::of(row);
        Ok(Claimed {
            webhook: row.integer()?,
            id: row.text()?,
            url: row.text()?,
            secrets: read_secrets(&mut row)?,
            failures: row.count()?,
            failing_since: row.maybe_time()?,
            lease,
        })
    };
    immediate(db, async |db| {
        let rows = db.run(CLAIM_RECEIVERS, values![now, until, lease, limit]).await?;
        Ok(Ends::Commit(rows.into_iter().map(read).collect::<Result<_, _>>()?))
    })
    .await
}

/// What is due for one receiver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    pub seq: i64,
    /// Whose events are handed out in their order.
    pub subject: String,
    /// Made before.
    pub attempts: u32,
    /// None of an event that is no longer kept.
    pub happening: Option<Happening>,
}

/// Not before an earlier event of the same subject that waits.
pub const LIST_DUE: &str = concat!(
    "SELECT d.seq, d.subject, d.attempts, o.seq IS NOT NULL, ",
    happening_columns!(),
    " FROM delivery AS d INDEXED BY delivery_pending LEFT JOIN outbox AS o ON o.seq = d.seq LEFT JOIN ticket AS t ON t.id = o.ticket_id \
     WHERE d.webhook = ?1 AND d.status = 'pending' AND d.next_at <= ?2 AND NOT EXISTS (SELECT 1 FROM delivery AS e \
     INDEXED BY delivery_of_subject WHERE e.webhook = d.webhook AND e.subject = d.subject AND e.status = 'pending' AND e.seq < d.seq \
     AND e.next_at > ?2) ORDER BY d.seq LIMIT ?3"
);

/// What is due for a receiver, in the order in which it happened.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn due<D: Db>(db: &D, webhook: i64, now: Timestamp, limit: u32) -> Result<Vec<Due>, Error> {
    let read = |row| {
        let mut row = Columns::of(row);
        let (seq, subject, attempts, kept) = (row.integer()?, row.text()?, row.count()?, row.flag()?);
        let happening = if kept { Some(outbox::read(&mut row)?) } else { None };
        Ok(Due { seq, subject, attempts, happening })
    };
    db.run(LIST_DUE, values![webhook, now, limit]).await?.into_iter().map(read).collect()
}

/// What became of one attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attempt {
    pub seq: i64,
    pub answer: Answer,
    pub fate: Fate,
    pub at: Timestamp,
    pub millis: u32,
}

/// How a receiver fares after a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fares {
    pub failures: u32,
    pub failing_since: Option<Timestamp>,
    pub rests_until: Option<Timestamp>,
    /// It takes things again after it did not answer: what waits for it need wait no longer.
    pub recovered: bool,
    /// `gone` or `unreachable`.
    pub disabled_because: Option<&'static str>,
}

pub const RECORD: &str = "UPDATE delivery SET status = a.value ->> 1, attempts = attempts + 1, next_at = coalesce(a.value ->> 2, next_at), \
     last_at = a.value ->> 3, answer = a.value ->> 4, failure = a.value ->> 5, millis = a.value ->> 6 \
     FROM json_each(?2) AS a WHERE delivery.webhook = ?1 AND delivery.seq = a.value ->> 0 AND delivery.status = 'pending'";

/// Whoever holds the lease gives it back; one that ran out is somebody else's.
pub const KEEP_FARES: &str = "UPDATE webhook SET failures = ?2, failing_since = ?3, rests_until = coalesce(?4, rests_until), \
     enabled = iif(?5 IS NULL, enabled, 0), disabled_because = coalesce(?5, disabled_because), \
     leased_until = iif(lease = ?6 AND ?7, 0, leased_until) WHERE seq = ?1 RETURNING id";

/// Records what a call did for a receiver, and gives its lease back where it is done with it.
///
/// # Errors
/// [`Error::Unavailable`]; nothing was recorded, and what was sent is sent again.
pub async fn record<D: Db>(
    db: &D,
    chain: &Chain,
    claimed: &Claimed,
    attempts: &[Attempt],
    fares: Fares,
    done: bool,
    now: Timestamp,
) -> Result<(), Error> {
    type Line<'a> = (i64, &'a str, Option<i64>, i64, Option<u16>, Option<Failure>, u32);
    let line = |attempt: &Attempt| -> Line<'static> {
        let Attempt { seq, answer, fate, at, millis } = *attempt;
        let (status, next) = match fate {
            Fate::Delivered => ("delivered", None),
            Fate::Again(next) => ("pending", Some(next.unix())),
            Fate::Dead => ("dead", None),
        };
        let (answer, failure) = match answer {
            Answer::Status(status, _) => (Some(status), None),
            Answer::None(failure) => (None, Some(failure)),
        };
        (seq, status, next, at.unix(), answer, failure, millis)
    };
    let lines: Vec<Line<'_>> = attempts.iter().map(line).collect();
    immediate(db, async |db| {
        if !lines.is_empty() {
            db.run(RECORD, values![claimed.webhook, to_json(&lines)]).await?;
        }
        if fares.recovered {
            db.run(FALL_DUE, values![claimed.webhook, now]).await?;
        }
        let Fares { failures, failing_since, rests_until, disabled_because, .. } = fares;
        let row = values![
            claimed.webhook,
            failures,
            failing_since,
            rests_until,
            disabled_because,
            claimed.lease,
            done
        ];
        let there = !db.run(KEEP_FARES, row).await?.is_empty();
        if let Some(why) = disabled_because.filter(|_| there) {
            audit::append(db, chain, now, &[by_the_system(Act::WebhookDisable, claimed.id.as_str(), why)])
                .await?;
        }
        Ok(Ends::Commit(()))
    })
    .await
}

/// Webhooks whose secrets are not under the data key that writes.
pub const LIST_TO_RESEAL: &str = "SELECT id, secret, former_secret, former_until FROM webhook WHERE substr(secret, 1, 2) IS NOT ?1 LIMIT ?2";

/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn to_reseal<D: Db>(
    db: &D,
    sealed_under: [u8; 2],
    limit: u32,
) -> Result<Vec<(String, Secrets)>, Error> {
    let read = |row| {
        let mut row = Columns::of(row);
        Ok((row.text()?, read_secrets(&mut row)?))
    };
    db.run(LIST_TO_RESEAL, values![sealed_under.to_vec(), limit]).await?.into_iter().map(read).collect()
}

/// Unless somebody has given it another one meanwhile.
pub const RESEAL_SECRET: &str =
    "UPDATE webhook SET secret = ?3, former_secret = ?4 WHERE id = ?1 AND secret = ?2 RETURNING id";

/// Puts a webhook's secrets under another data key; `false` where somebody was faster.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn reseal<D: Db>(
    db: &D,
    chain: &Chain,
    id: &str,
    before: Vec<u8>,
    secret: Vec<u8>,
    former: Option<Vec<u8>>,
    now: Timestamp,
) -> Result<bool, Error> {
    immediate(db, async |db| {
        if db
            .run(RESEAL_SECRET, values![id, before.clone(), secret.clone(), former.clone()])
            .await?
            .is_empty()
        {
            return Ok(Ends::RollBack(false));
        }
        audit::append(db, chain, now, &[by_the_system(Act::KeyringReseal, id, "webhook")]).await?;
        Ok(Ends::Commit(true))
    })
    .await
}
