//! API keys of other systems. Stored is a hash; the key itself was shown once.

use minsheng_core::audit::Entry;
use minsheng_core::identity::KeyView;
use minsheng_types::clock::{Day, Timestamp};
use minsheng_types::ids::Idempotency;
use minsheng_vault::Chain;

use crate::made::{Made, made_before};
use crate::row::{Columns, to_json};
use crate::{Db, Ends, Error, audit, immediate, values};

macro_rules! key_columns {
    () => {
        "id, name, scopes, created_at, created_by, expires_at, revoked_at, last_used_on"
    };
}

fn read(row: &mut Columns) -> Result<KeyView, Error> {
    Ok(KeyView {
        id: row.text()?,
        name: row.text()?,
        scopes: row.json()?,
        created_at: row.time()?,
        created_by: row.text()?,
        expires_at: row.maybe_time()?,
        revoked_at: row.maybe_time()?,
        last_used_on: row.maybe_day()?,
    })
}

pub const FIND_API_KEY: &str = concat!("SELECT ", key_columns!(), ", hash FROM api_key WHERE id = ?1");

/// The key of this id, with what is stored of its secret.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn find<D: Db>(db: &D, id: &str) -> Result<Option<(KeyView, Vec<u8>)>, Error> {
    let rows = db.run(FIND_API_KEY, values![id]).await?;
    let read = |row| {
        let mut row = Columns::of(row);
        Ok((read(&mut row)?, row.blob()?))
    };
    rows.into_iter().next().map(read).transpose()
}

pub const LIST_API_KEYS: &str =
    concat!("SELECT seq, ", key_columns!(), " FROM api_key WHERE seq < ?1 ORDER BY seq DESC LIMIT ?2");

/// The newest first, with the number that the next page ends before.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn list<D: Db>(db: &D, before: Option<i64>, limit: u32) -> Result<Vec<(i64, KeyView)>, Error> {
    let rows = db.run(LIST_API_KEYS, values![before.unwrap_or(i64::MAX), limit]).await?;
    let read = |row| {
        let mut row = Columns::of(row);
        Ok((row.integer()?, read(&mut row)?))
    };
    rows.into_iter().map(read).collect()
}

pub const INSERT_API_KEY: &str = "INSERT INTO api_key (id, name, scopes, hash, created_at, created_by, expires_at, idempotency_key, \
     request_hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT (idempotency_key) DO NOTHING RETURNING id";

pub const FIND_MADE_KEY: &str =
    concat!("SELECT ", key_columns!(), ", request_hash FROM api_key WHERE idempotency_key = ?1");

/// Stores a new key, or answers the one that already stands under the same idempotency key.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn insert<D: Db>(
    db: &D,
    chain: &Chain,
    key: &KeyView,
    hash: [u8; 32],
    entry: &Entry,
    idempotency: Option<&Idempotency>,
) -> Result<Made<KeyView>, Error> {
    immediate(db, async |db| {
        let row = values![
            key.id.as_str(),
            key.name.as_str(),
            to_json(&key.scopes),
            hash,
            key.created_at,
            key.created_by.as_str(),
            key.expires_at,
            idempotency.map(|idempotency| idempotency.key),
            idempotency.map(|idempotency| idempotency.request),
        ];
        if !db.run(INSERT_API_KEY, row).await?.is_empty() {
            audit::append(db, chain, key.created_at, std::slice::from_ref(entry)).await?;
            return Ok(Ends::Commit(Made::New(key.clone())));
        }
        made_before(db, FIND_MADE_KEY, idempotency, read).await
    })
    .await
}

pub const USE_API_KEY: &str =
    "UPDATE api_key SET last_used_on = ?2 WHERE id = ?1 AND coalesce(last_used_on, 0) < ?2 RETURNING id";

/// Notes that a key was used on this day; `false` when that was known.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn used<D: Db>(db: &D, id: &str, day: Day) -> Result<bool, Error> {
    immediate(db, async |db| {
        Ok(Ends::Commit(!db.run(USE_API_KEY, values![id, day.number()]).await?.is_empty()))
    })
    .await
}

pub const REVOKE_API_KEY: &str =
    "UPDATE api_key SET revoked_at = ?2 WHERE id = ?1 AND revoked_at IS NULL RETURNING id";

/// Revokes a key; one that is revoked stays so since when it was.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn revoke<D: Db>(
    db: &D,
    chain: &Chain,
    id: &str,
    entry: &Entry,
    now: Timestamp,
) -> Result<bool, Error> {
    immediate(db, async |db| {
        if db.run(REVOKE_API_KEY, values![id, now]).await?.is_empty() {
            return Ok(Ends::RollBack(false));
        }
        audit::append(db, chain, now, std::slice::from_ref(entry)).await?;
        Ok(Ends::Commit(true))
    })
    .await
}
