//! The key-value store: what can be made again, and a city's own models.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};
use minsheng_runtime_config::StoreConfig;
use minsheng_store::native::Native;
use minsheng_store::{Db as _, Value};
use pollster::block_on;
use tools::private;

use crate::servers::redis_store::Redis;

/// As Spin and the embedded host have it.
const CREATE: &str = "CREATE TABLE IF NOT EXISTS spin_key_value (
    store TEXT NOT NULL,
    key   TEXT NOT NULL,
    value BLOB NOT NULL,
    PRIMARY KEY (store, key)
)";
const INSERT: &str = "INSERT INTO spin_key_value (store, key, value) VALUES ('default', ?1, ?2)";
const ALL: &str = "SELECT key, value FROM spin_key_value WHERE store = 'default' ORDER BY key";
const THERE: &str = "SELECT 1 FROM sqlite_schema WHERE name = 'spin_key_value'";

/// In a server that is being written to. A hotline has no such key.
const UNFINISHED: &str = "minsheng copy: unfinished";

type Entries = BTreeMap<String, Vec<u8>>;

/// That it may be written to: nothing is in it, or what an earlier copy has left.
///
/// # Errors
/// When something else is.
pub fn is_free(to: &StoreConfig) -> Result<()> {
    match to {
        StoreConfig::File(path) => ensure!(
            path.metadata().map_or(0, |file| file.len()) == 0,
            "{} is there already: move it out of the way, or leave the store out with --without-store",
            path.display()
        ),
        StoreConfig::Redis(url) => {
            let mut server = Redis::open(url)?;
            ensure!(
                server.size()? == 0 || server.get(UNFINISHED)?.is_some(),
                "{} has keys already: name a database of its own in `url` (redis://…/NUMBER), or leave the store out with --without-store",
                server.name()
            );
        }
    }
    Ok(())
}

/// Copies all keys; how many.
///
/// # Errors
/// When they cannot be read or written, or are not the same afterwards.
pub fn copy(from: &StoreConfig, to: &StoreConfig) -> Result<usize> {
    let entries = match from {
        StoreConfig::File(path) => of_file(path)?,
        StoreConfig::Redis(url) => of_server(&mut Redis::open(url)?)?,
    };
    is_free(to)?;
    match to {
        StoreConfig::File(path) => into_file(&entries, path)?,
        StoreConfig::Redis(url) => into_server(&entries, &mut Redis::open(url)?)?,
    }
    Ok(entries.len())
}

fn of_file(path: &Path) -> Result<Entries> {
    if path.metadata().map_or(0, |file| file.len()) == 0 {
        return Ok(Entries::new());
    }
    let database = Native::open_to_read(path)?;
    if block_on(database.run(THERE, vec![]))?.is_empty() {
        return Ok(Entries::new());
    }
    let rows = block_on(database.run(ALL, vec![]))?;
    rows.into_iter()
        .map(|row| match <[Value; 2]>::try_from(row) {
            Ok([Value::Text(key), Value::Blob(value)]) => Ok((key, value)),
            Ok([Value::Text(key), Value::Text(value)]) => Ok((key, value.into_bytes())),
            _ => bail!("{} has a key that is none", path.display()),
        })
        .collect()
}

fn of_server(server: &mut Redis) -> Result<Entries> {
    let keys = server.keys()?;
    ensure!(
        !keys.iter().any(|key| key == UNFINISHED),
        "{} holds what a copy that was broken off has left: begin that one again first",
        server.name()
    );
    let mut entries = Entries::new();
    for key in keys {
        // One that has gone meanwhile is gone.
        if let Some(value) = server.get(&key)? {
            entries.insert(key, value);
        }
    }
    Ok(entries)
}

fn into_file(entries: &Entries, path: &Path) -> Result<()> {
    let part: PathBuf = path.with_added_extension("copying");
    if let Some(folder) = path.parent() {
        private::folder(folder)?;
    }
    private::create(&part)?;
    let database = Native::open(&part)?;
    let run = |sql: &str, values| block_on(database.run(sql, values)).map(drop);
    run("PRAGMA journal_mode = OFF", vec![])?;
    run(CREATE, vec![])?;
    run("BEGIN", vec![])?;
    for (key, value) in entries {
        run(INSERT, vec![key.as_str().into(), value.clone().into()])?;
    }
    run("COMMIT", vec![])?;
    drop(database);
    ensure!(
        of_file(&part)? == *entries,
        "{} is not what was written to it: is the disk sound?",
        part.display()
    );
    File::open(&part)?.sync_all()?;
    fs::rename(&part, path).with_context(|| format!("cannot name {}", path.display()))
}

fn into_server(entries: &Entries, server: &mut Redis) -> Result<()> {
    server.set(UNFINISHED, b"1")?;
    for key in server.keys()? {
        if key != UNFINISHED && !entries.contains_key(&key) {
            server.delete(&key)?;
        }
    }
    for (key, value) in entries {
        server.set(key, value)?;
    }
    for (key, value) in entries {
        ensure!(
            server.get(key)?.as_ref() == Some(value),
            "{} has another value under {key} than was written: does somebody else use it, or does it throw keys away (maxmemory-policy)?",
            server.name()
        );
    }
    server.delete(UNFINISHED)
}
