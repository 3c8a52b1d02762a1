//! Webhooks: who is told of events. Their secrets are sealed; the secrets themselves were shown once.

use minsheng_core::audit::Entry;
use minsheng_core::delivery::Failure;
use minsheng_core::endpoint::Endpoint;
use minsheng_core::events::EventType;
use minsheng_types::clock::Timestamp;
use minsheng_types::ids::Idempotency;
use minsheng_types::text::{DeptCode, Name};
use minsheng_vault::Chain;

use crate::made::{Made, made_before};
use crate::row::{Columns, to_json};
use crate::{Db, Ends, Error, audit, immediate, values};

/// A webhook, and how its receiver fares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    pub seq: i64,
    pub id: String,
    pub version: u32,
    pub name: Name,
    pub url: Endpoint,
    /// All where it is empty.
    pub types: Vec<EventType>,
    /// Of the tickets that this department led when it happened.
    pub department: Option<DeptCode>,
    /// Of the tickets that this API key handed in, by its id.
    pub key: Option<String>,
    pub enabled: bool,
    /// Why the system disabled it: `gone` or `unreachable`.
    pub disabled_because: Option<String>,
    pub former_until: Option<Timestamp>,
    pub created_at: Timestamp,
    pub created_by: String,
    pub updated_at: Timestamp,
    /// Up to where the outbox was looked through for it.
    pub cursor: i64,
    pub failing_since: Option<Timestamp>,
    pub rests_until: Timestamp,
    pub pending: u32,
    pub dead: u32,
}

macro_rules! webhook_columns {
    () => {
        "w.seq, w.id, w.version, w.name, w.url, w.types, w.department, w.key_id, w.enabled, w.disabled_because, w.former_until, \
         w.created_at, w.created_by, w.updated_at, w.cursor, w.failing_since, w.rests_until, \
         (SELECT count(*) FROM delivery AS d WHERE d.webhook = w.seq AND d.status = 'pending'), \
         (SELECT count(*) FROM delivery AS d WHERE d.webhook = w.seq AND d.status = 'dead')"
    };
}

fn read(row: &mut Columns) -> Result<Webhook, Error> {
    Ok(Webhook {
        seq: row.integer()?,
        id: row.text()?,
        version: row.count()?,
        name: row.word()?,
        url: row.word()?,
        types: row
            .maybe_json::<Vec<String>>()?
            .unwrap_or_default()
            .iter()
            .filter_map(|word| EventType::of_stored(word))
            .collect(),
        department: row.maybe_word()?,
        key: row.maybe_text()?,
        enabled: row.flag()?,
        disabled_because: row.maybe_text()?,
        former_until: row.maybe_time()?,
        created_at: row.time()?,
        created_by: row.text()?,
        updated_at: row.time()?,
        cursor: row.integer()?,
        failing_since: row.maybe_time()?,
        rests_until: row.time()?,
        pending: row.count()?,
        dead: row.count()?,
    })
}

/// As it is stored; none means all.
fn words(types: &[EventType]) -> Option<String> {
    let words: Vec<String> = types.iter().map(|one| one.stored()).collect();
    Some(to_json(&words)).filter(|_| !words.is_empty())
}

pub const LIST_WEBHOOKS: &str = concat!(
    "SELECT ",
    webhook_columns!(),
    " FROM webhook AS w WHERE w.seq < ?1 ORDER BY w.seq DESC LIMIT ?2"
);

/// The newest first.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn list<D: Db>(db: &D, before: Option<i64>, limit: u32) -> Result<Vec<Webhook>, Error> {
    let rows = db.run(LIST_WEBHOOKS, values![before.unwrap_or(i64::MAX), limit]).await?;
    rows.into_iter().map(|row| read(&mut Columns::of(row))).collect()
}

pub const FIND_WEBHOOK: &str = concat!("SELECT ", webhook_columns!(), " FROM webhook AS w WHERE w.id = ?1");

/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn find<D: Db>(db: &D, id: &str) -> Result<Option<Webhook>, Error> {
    db.run(FIND_WEBHOOK, values![id])
        .await?
        .into_iter()
        .next()
        .map(|row| read(&mut Columns::of(row)))
        .transpose()
}

/// A webhook's sealed secrets: the one that is good, and the one before it with until when that is good as well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secrets {
    pub current: Vec<u8>,
    pub former: Option<(Vec<u8>, Timestamp)>,
}

pub(crate) fn read_secrets(row: &mut Columns) -> Result<Secrets, Error> {
    let (current, former, until) = (row.blob()?, row.maybe_blob()?, row.maybe_time()?);
    Ok(Secrets { current, former: former.zip(until) })
}

pub const FIND_SECRETS: &str = "SELECT secret, former_secret, former_until FROM webhook WHERE id = ?1";

/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn secrets<D: Db>(db: &D, id: &str) -> Result<Option<Secrets>, Error> {
    db.run(FIND_SECRETS, values![id])
        .await?
        .into_iter()
        .next()
        .map(|row| read_secrets(&mut Columns::of(row)))
        .transpose()
}

/// It begins with what happens from now on.
pub const INSERT_WEBHOOK: &str = "INSERT INTO webhook (id, name, url, types, department, key_id, enabled, secret, created_at, \
     created_by, updated_at, cursor, idempotency_key, request_hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?9, \
     (SELECT seq FROM audit_head WHERE id = 1), ?11, ?12) ON CONFLICT (idempotency_key) DO NOTHING RETURNING id";

pub const FIND_MADE_WEBHOOK: &str = "SELECT id, request_hash FROM webhook WHERE idempotency_key = ?1";

/// Stores a new webhook, or answers the id of the one that already stands under the same idempotency key.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn insert<D: Db>(
    db: &D,
    chain: &Chain,
    webhook: &Webhook,
    sealed: Vec<u8>,
    entry: &Entry,
    idempotency: Option<&Idempotency>,
) -> Result<Made<String>, Error> {
    immediate(db, async |db| {
        let row = values![
            webhook.id.as_str(),
            webhook.name.as_str(),
            webhook.url.to_string(),
            words(&webhook.types),
            webhook.department.as_ref().map(DeptCode::as_str),
            webhook.key.as_deref(),
            webhook.enabled,
            sealed.clone(),
            webhook.created_at,
            webhook.created_by.as_str(),
            idempotency.map(|idempotency| idempotency.key),
            idempotency.map(|idempotency| idempotency.request),
        ];
        if !db.run(INSERT_WEBHOOK, row).await?.is_empty() {
            audit::append(db, chain, webhook.created_at, std::slice::from_ref(entry)).await?;
            return Ok(Ends::Commit(Made::New(webhook.id.clone())));
        }
        made_before(db, FIND_MADE_WEBHOOK, idempotency, Columns::text).await
    })
    .await
}

/// Whoever enables it, or gives it another address, has it tried at once.
pub const UPDATE_WEBHOOK: &str = "UPDATE webhook SET version = version + 1, name = ?3, url = ?4, types = ?5, department = ?6, key_id = ?7, \
     disabled_because = iif(?8, NULL, disabled_because), rests_until = iif(?8 AND NOT enabled OR url <> ?4, 0, rests_until), \
     failures = iif(?8 AND NOT enabled OR url <> ?4, 0, failures), \
     failing_since = iif(?8 AND NOT enabled OR url <> ?4, NULL, failing_since), enabled = ?8, updated_at = ?9 \
     WHERE id = ?1 AND version = ?2 RETURNING version";

pub const FALL_DUE: &str =
    "UPDATE delivery SET next_at = ?2 WHERE webhook = ?1 AND status = 'pending' AND next_at > ?2";

/// Stores a webhook over the version that it was made from; `false` when that is no longer current. With `at_once` what
/// waits for it is tried now.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn update<D: Db>(
    db: &D,
    chain: &Chain,
    webhook: &Webhook,
    at_once: bool,
    entry: &Entry,
) -> Result<bool, Error> {
    immediate(db, async |db| {
        let row = values![
            webhook.id.as_str(),
            webhook.version,
            webhook.name.as_str(),
            webhook.url.to_string(),
            words(&webhook.types),
            webhook.department.as_ref().map(DeptCode::as_str),
            webhook.key.as_deref(),
            webhook.enabled,
            webhook.updated_at,
        ];
        if db.run(UPDATE_WEBHOOK, row).await?.is_empty() {
            return Ok(Ends::RollBack(false));
        }
        if at_once {
            db.run(FALL_DUE, values![webhook.seq, webhook.updated_at]).await?;
        }
        audit::append(db, chain, webhook.updated_at, std::slice::from_ref(entry)).await?;
        Ok(Ends::Commit(true))
    })
    .await
}

pub const ROTATE_SECRET: &str = "UPDATE webhook SET former_secret = secret, former_until = ?3, secret = ?2, updated_at = ?4, \
     version = version + 1 WHERE id = ?1 RETURNING id";

/// Puts a new secret in the place of the one that is good, which stays good until then; `false` where there is no such webhook.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn rotate<D: Db>(
    db: &D,
    chain: &Chain,
    id: &str,
    sealed: Vec<u8>,
    former_until: Timestamp,
    entry: &Entry,
    now: Timestamp,
) -> Result<bool, Error> {
    immediate(db, async |db| {
        if db.run(ROTATE_SECRET, values![id, sealed.clone(), former_until, now]).await?.is_empty() {
            return Ok(Ends::RollBack(false));
        }
        audit::append(db, chain, now, std::slice::from_ref(entry)).await?;
        Ok(Ends::Commit(true))
    })
    .await
}

pub const DELETE_DELIVERIES: &str = "DELETE FROM delivery WHERE webhook = ?1";

pub const DELETE_WEBHOOK: &str = "DELETE FROM webhook WHERE seq = ?1 RETURNING id";

/// Deletes a webhook and what is known of its deliveries; `false` where somebody else has.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn delete<D: Db>(
    db: &D,
    chain: &Chain,
    seq: i64,
    entry: &Entry,
    now: Timestamp,
) -> Result<bool, Error> {
    immediate(db, async |db| {
        db.run(DELETE_DELIVERIES, values![seq]).await?;
        if db.run(DELETE_WEBHOOK, values![seq]).await?.is_empty() {
            return Ok(Ends::RollBack(false));
        }
        audit::append(db, chain, now, std::slice::from_ref(entry)).await?;
        Ok(Ends::Commit(true))
    })
    .await
}

/// From a place that is kept on, and no further than there is anything.
pub const REPLAY: &str = "UPDATE webhook SET cursor = ?2 WHERE seq = ?1 AND ?2 >= (SELECT from_seq FROM outbox_kept WHERE id = 1) \
     AND ?2 <= (SELECT seq FROM audit_head WHERE id = 1) RETURNING id";

/// Has a webhook's events behind `after` handed out again, those that were delivered too; `false` when what came next is no
/// longer kept.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn replay<D: Db>(
    db: &D,
    chain: &Chain,
    seq: i64,
    after: i64,
    entry: &Entry,
    now: Timestamp,
) -> Result<bool, Error> {
    immediate(db, async |db| {
        if db.run(REPLAY, values![seq, after]).await?.is_empty() {
            return Ok(Ends::RollBack(false));
        }
        audit::append(db, chain, now, std::slice::from_ref(entry)).await?;
        Ok(Ends::Commit(true))
    })
    .await
}

/// Dead letters that one request has tried again.
const RETRIED: u32 = 1000;

pub const RETRY_DEAD: &str = "UPDATE delivery SET status = 'pending', attempts = 0, next_at = ?2 WHERE webhook = ?1 AND seq IN \
     (SELECT seq FROM delivery WHERE webhook = ?1 AND status = 'dead' AND (?3 IS NULL OR seq IN (SELECT value FROM json_each(?3))) \
     ORDER BY seq LIMIT ?4) RETURNING seq";

/// Has dead letters tried again: these, or all where none is named. How many there were.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn retry<D: Db>(
    db: &D,
    chain: &Chain,
    seq: i64,
    events: &[i64],
    entry: &Entry,
    now: Timestamp,
) -> Result<u32, Error> {
    immediate(db, async |db| {
        let named = Some(to_json(&events)).filter(|_| !events.is_empty());
        let count = db.run(RETRY_DEAD, values![seq, now, named, RETRIED]).await?.len() as u32;
        if count == 0 {
            return Ok(Ends::RollBack(0));
        }
        audit::append(db, chain, now, std::slice::from_ref(entry)).await?;
        Ok(Ends::Commit(count))
    })
    .await
}

/// One event for one webhook, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    pub seq: i64,
    pub at: Option<Timestamp>,
    pub kind: Option<EventType>,
    pub status: String,
    pub attempts: u32,
    pub next_at: Timestamp,
    pub last_at: Option<Timestamp>,
    pub answer: Option<u32>,
    pub failure: Option<Failure>,
    pub millis: Option<u32>,
}

/// Each with an index of its own, the first by the table's key.
macro_rules! list_deliveries {
    ($which:literal) => {
        concat!(
            "SELECT d.seq, o.at, ",
            crate::outbox::kind_now!(),
            ", d.status, d.attempts, d.next_at, d.last_at, d.answer, d.failure, d.millis FROM delivery AS d \
             LEFT JOIN outbox AS o ON o.seq = d.seq LEFT JOIN ticket AS t ON t.id = o.ticket_id \
             WHERE d.webhook = ?1 AND d.seq < ?2",
            $which,
            " ORDER BY d.seq DESC LIMIT ?3"
        )
    };
}

pub const LIST_DELIVERIES: &str = list_deliveries!("");

pub const LIST_PENDING: &str = list_deliveries!(" AND d.status = 'pending'");

pub const LIST_DEAD: &str = list_deliveries!(" AND d.status = 'dead'");

/// Which deliveries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    All,
    Pending,
    Dead,
}

/// A webhook's deliveries, the newest events first.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn deliveries<D: Db>(
    db: &D,
    webhook: i64,
    which: Which,
    before: Option<i64>,
    limit: u32,
) -> Result<Vec<Delivery>, Error> {
    let sql = match which {
        Which::All => LIST_DELIVERIES,
        Which::Pending => LIST_PENDING,
        Which::Dead => LIST_DEAD,
    };
    let rows = db.run(sql, values![webhook, before.unwrap_or(i64::MAX), limit]).await?;
    let read = |row| {
        let mut row = Columns::of(row);
        Ok(Delivery {
            seq: row.integer()?,
            at: row.maybe_time()?,
            kind: row.maybe_text()?.and_then(|word| EventType::of_stored(&word)),
            status: row.text()?,
            attempts: row.count()?,
            next_at: row.time()?,
            last_at: row.maybe_time()?,
            answer: row.maybe_integer()?.and_then(|status| u32::try_from(status).ok()),
            failure: row.maybe_word()?,
            millis: row.maybe_integer()?.and_then(|millis| u32::try_from(millis).ok()),
        })
    };
    rows.into_iter().map(read).collect()
}
