//! Keys that the installation makes for itself and keeps sealed: the audit log's and the one under
//! which telephone numbers are looked up. Unlike the data keys, which seal them, they never change.

use minsheng_core::audit::Entry;
use minsheng_types::clock::Timestamp;
use minsheng_vault::Chain;

use crate::row::Columns;
use crate::{Db, Ends, Error, audit, immediate, values};

pub const FIND_KEY: &str = "SELECT sealed FROM keyring WHERE name = ?1";

/// Whoever is first makes the key.
pub const INSERT_KEY: &str =
    "INSERT INTO keyring (name, sealed) VALUES (?1, ?2) ON CONFLICT (name) DO NOTHING";

pub const REPLACE_KEY: &str = "UPDATE keyring SET sealed = ?3 WHERE name = ?1 AND sealed = ?2 RETURNING name";

/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn find<D: Db>(db: &D, name: &str) -> Result<Option<Vec<u8>>, Error> {
    let rows = db.run(FIND_KEY, values![name]).await?;
    rows.into_iter().next().map(|row| Columns::of(row).blob()).transpose()
}

/// The key as it is sealed: the one that stands, or else `fresh`.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn find_or_insert<D: Db>(db: &D, name: &str, fresh: Vec<u8>) -> Result<Vec<u8>, Error> {
    db.run(INSERT_KEY, values![name, fresh]).await?;
    find(db, name).await?.ok_or_else(|| Error::Corrupt(format!("the key {name} is not kept")))
}

/// There are as many as the installation has uses for keys: a handful.
pub const LIST_KEYS: &str = "SELECT name, sealed FROM keyring";

/// Every key as it is sealed, by name.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn all<D: Db>(db: &D) -> Result<Vec<(String, Vec<u8>)>, Error> {
    let rows = db.run(LIST_KEYS, vec![]).await?;
    let read = |row| {
        let mut row = Columns::of(row);
        Ok((row.text()?, row.blob()?))
    };
    rows.into_iter().map(read).collect()
}

/// Puts the same key under another seal; `false` when somebody else has done so.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn reseal<D: Db>(
    db: &D,
    chain: &Chain,
    (name, before): (&str, Vec<u8>),
    after: Vec<u8>,
    now: Timestamp,
    entry: &Entry,
) -> Result<bool, Error> {
    immediate(db, async |db| {
        if db.run(REPLACE_KEY, values![name, before.clone(), after.clone()]).await?.is_empty() {
            return Ok(Ends::RollBack(false));
        }
        audit::append(db, chain, now, std::slice::from_ref(entry)).await?;
        Ok(Ends::Commit(true))
    })
    .await
}
