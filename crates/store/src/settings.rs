//! The versions of the settings.

use minsheng_core::audit::Entry;
use minsheng_core::rules::Rules;
use minsheng_core::settings::Settings;
use minsheng_types::clock::Timestamp;
use minsheng_vault::Chain;

use crate::row::{Columns, to_json};
use crate::{Db, Ends, Error, Row, audit, immediate, values};

pub const NEWEST_SETTINGS: &str = "SELECT version, compiled FROM settings \
     WHERE version = (SELECT max(version) FROM settings) AND version <> ?1";

/// The version in force, or nothing when that is the one `known` already, or the one that a city
/// starts with.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn newer<D: Db>(db: &D, known: i64) -> Result<Option<Rules>, Error> {
    let rows = db.run(NEWEST_SETTINGS, values![known]).await?;
    let read = |row| {
        let mut row = Columns::of(row);
        let (version, line) = (row.integer()?, row.text()?);
        Rules::parse(version, &line).ok_or_else(|| Error::Corrupt(format!("settings {version}")))
    };
    rows.into_iter().next().map(read).transpose()
}

pub const NEWEST_DOCUMENT: &str =
    "SELECT version, body FROM settings WHERE version = (SELECT max(version) FROM settings)";

/// The document in force with its version; nothing where it is the one that a city starts with.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn newest<D: Db>(db: &D) -> Result<Option<(i64, Settings)>, Error> {
    let rows = db.run(NEWEST_DOCUMENT, vec![]).await?;
    rows.into_iter().next().map(read).transpose()
}

fn read(row: Row) -> Result<(i64, Settings), Error> {
    let mut row = Columns::of(row);
    Ok((row.integer()?, row.json()?))
}

/// As [`newest`], as text: as reading gives it, and as it is stored where it cannot be read, which must not keep a better one
/// out. Version 0 where a city has none of its own.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn newest_text<D: Db>(db: &D) -> Result<(i64, String), Error> {
    let Some(row) = db.run(NEWEST_DOCUMENT, vec![]).await?.into_iter().next() else {
        return Ok((0, to_json(&Settings::default())));
    };
    let mut row = Columns::of(row);
    let (version, stored) = (row.integer()?, row.text()?);
    // Written before a field was there it lacks that, and reading gives it as it is by default.
    let read: Option<Settings> = serde_json::from_slice(stored.as_bytes()).ok();
    Ok((version, read.map_or(stored, |settings| to_json(&settings))))
}

pub const FIND_DOCUMENT: &str = "SELECT version, body FROM settings WHERE version = ?1";

/// The document of a version, whether or not it is in force. What a city starts with is stored nowhere.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn find<D: Db>(db: &D, version: i64) -> Result<Option<(i64, Settings)>, Error> {
    if version == 0 {
        return Ok(Some((0, Settings::default())));
    }
    let rows = db.run(FIND_DOCUMENT, values![version]).await?;
    rows.into_iter().next().map(read).transpose()
}

pub const NEWEST_SETTINGS_VERSION: &str = "SELECT coalesce(max(version), 0) FROM settings";

/// The version in force, whatever stands in it.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn version<D: Db>(db: &D) -> Result<i64, Error> {
    let newest = db.run(NEWEST_SETTINGS_VERSION, vec![]).await?.into_iter().next().unwrap_or_default();
    Columns::of(newest).integer()
}

pub const INSERT_SETTINGS: &str =
    "INSERT INTO settings (version, body, compiled, created_at, created_by) VALUES (?1, ?2, ?3, ?4, ?5)";

/// Makes `settings` the version after `seen`; nothing when another version has come since.
///
/// # Errors
/// [`Error::Unavailable`]; [`Error::Corrupt`] for settings whose rules could not be read again.
pub async fn replace<D: Db>(
    db: &D,
    chain: &Chain,
    seen: i64,
    settings: &Settings,
    entry: Entry,
    now: Timestamp,
) -> Result<Option<i64>, Error> {
    let next = seen + 1;
    let compiled = settings.compiled();
    if Rules::parse(next, &compiled).is_none() {
        return Err(Error::Corrupt(format!("settings {next}")));
    }
    immediate(db, async |db| {
        // The transaction holds the write lock: what is newest now stays so until it ends.
        if version(db).await? != seen {
            return Ok(Ends::RollBack(None));
        }
        let row = values![next, to_json(settings), compiled.clone(), now, entry.sub.as_str()];
        db.run(INSERT_SETTINGS, row).await?;
        audit::append(db, chain, now, &[Entry { object: next.to_string(), ..entry.clone() }]).await?;
        Ok(Ends::Commit(Some(next)))
    })
    .await
}
