//! Key-value stores in SQLite files, in Spin's own table: all in one, unless the runtime configuration has files of their own.
//!
//! What components keep here can be rebuilt, so the file is set to a write-ahead log without a flush at
//! each write; Spin reads such a file as well. Reads have a connection of their own, so that they never
//! wait for a write, and run where they stand: they take a few microseconds.

use crate::bindings::key_value::Error;
use crate::sqlite::check;
use rusqlite::{Connection, OptionalExtension as _};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

const CREATE: &str = "CREATE TABLE IF NOT EXISTS spin_key_value (
    store TEXT NOT NULL,
    key   TEXT NOT NULL,
    value BLOB NOT NULL,
    PRIMARY KEY (store, key)
)";
const GET: &str = "SELECT value FROM spin_key_value WHERE store = ?1 AND key = ?2";
const EXISTS: &str = "SELECT 1 FROM spin_key_value WHERE store = ?1 AND key = ?2";
const SET: &str = "INSERT INTO spin_key_value (store, key, value) VALUES (?1, ?2, ?3)
    ON CONFLICT (store, key) DO UPDATE SET value = ?3";
const DELETE: &str = "DELETE FROM spin_key_value WHERE store = ?1 AND key = ?2";
const KEYS: &str = "SELECT key FROM spin_key_value WHERE store = ?1";

/// A file with stores.
#[derive(Debug)]
pub struct KeyValue {
    path: PathBuf,
    reader: Mutex<Option<Connection>>,
    writer: Mutex<Option<Connection>>,
}

/// An open store: a name within the file.
#[derive(Clone, Debug)]
pub struct Store {
    file: Arc<KeyValue>,
    name: Arc<str>,
}

impl KeyValue {
    /// The stores in the file at `path`. Nothing is opened or created yet.
    pub fn new(path: PathBuf) -> Self {
        Self { path, reader: Mutex::default(), writer: Mutex::default() }
    }

    /// Whether the file can be served from.
    ///
    /// # Errors
    /// As [`check`].
    pub fn check(&self) -> anyhow::Result<()> {
        check(&self.path)
    }

    /// Closes the file; a later use opens it again.
    pub fn close(&self) {
        lock(&self.reader).take();
        lock(&self.writer).take();
    }

    fn open(&self) -> rusqlite::Result<Connection> {
        // The folder of a file that the runtime configuration names may be missing; SQLite then says what is wrong.
        self.path.parent().and_then(|folder| std::fs::create_dir_all(folder).ok());
        let connection = Connection::open(&self.path)?;
        connection.pragma_update(None, "journal_mode", "wal")?;
        connection.pragma_update(None, "synchronous", "normal")?;
        connection.execute(CREATE, [])?;
        Ok(connection)
    }

    fn with<R>(
        &self,
        connection: &Mutex<Option<Connection>>,
        work: impl FnOnce(&Connection) -> rusqlite::Result<R>,
    ) -> Result<R, Error> {
        let mut connection = lock(connection);
        let connection = match &mut *connection {
            Some(connection) => connection,
            empty => empty.insert(self.open().map_err(other)?),
        };
        work(connection).map_err(other)
    }

    fn read<R>(&self, work: impl FnOnce(&Connection) -> rusqlite::Result<R>) -> Result<R, Error> {
        self.with(&self.reader, work)
    }

    fn write<R>(&self, work: impl FnOnce(&Connection) -> rusqlite::Result<R>) -> Result<R, Error> {
        self.with(&self.writer, work)
    }
}

impl Store {
    pub fn new(file: Arc<KeyValue>, name: &str) -> Self {
        Self { file, name: name.into() }
    }

    pub fn get(&self, key: &str) -> Result<Option<Vec<u8>>, Error> {
        self.file.read(|connection| {
            connection.prepare_cached(GET)?.query_row([&*self.name, key], |row| row.get(0)).optional()
        })
    }

    pub fn exists(&self, key: &str) -> Result<bool, Error> {
        self.file.read(|connection| connection.prepare_cached(EXISTS)?.exists([&*self.name, key]))
    }

    /// Blocks.
    pub fn set(&self, key: &str, value: &[u8]) -> Result<(), Error> {
        self.file.write(|connection| {
            connection.prepare_cached(SET)?.execute(rusqlite::params![&*self.name, key, value]).map(drop)
        })
    }

    /// Blocks.
    pub fn delete(&self, key: &str) -> Result<(), Error> {
        self.file.write(|connection| connection.prepare_cached(DELETE)?.execute([&*self.name, key]).map(drop))
    }

    /// Blocks.
    pub fn keys(&self) -> Result<Vec<String>, Error> {
        self.file.read(|connection| {
            connection.prepare_cached(KEYS)?.query_map([&*self.name], |row| row.get(0))?.collect()
        })
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// An error without a name of its own in the interface.
pub fn other(error: impl ToString) -> Error {
    Error::Other(error.to_string())
}
