//! [`Db`] on Spin's SQLite, with a pool per instance.
//!
//! Opening is about as dear as opening a file and reading the schema, so an instance keeps its
//! connections. A request takes one for itself, since statements of two requests on one connection
//! would share a transaction. What becomes of a connection is decided in [`crate::connection`].
//!
//! Spin runs a statement in one call or as a stream of rows. One call is the cheaper: a list of
//! departments took 179 µs of processor time instead of 236.

use std::cell::{Cell, RefCell};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use spin_sdk::sqlite::wit::sqlite::Connection;
use spin_sdk::sqlite::{RowResult, Value as Sql};

use crate::connection::{ConnectionState, Execution, OnFailure, Release};
use crate::{Db, Error, Row, Value, migrate};

/// Enough for the requests that an instance serves at once.
const KEPT: usize = 16;

/// Connections, and since when nobody has used them.
static POOL: Mutex<Vec<(Arc<Connection>, Instant)>> = Mutex::new(Vec::new());

/// This instance has seen that the schema is up to date. It never goes back.
static MIGRATED: AtomicBool = AtomicBool::new(false);

/// How much an acknowledged write survives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// Loss of power.
    Full,
    /// A crash of the program, not loss of power.
    Normal,
}

/// A connection for one request.
pub struct Pooled {
    connection: RefCell<Arc<Connection>>,
    state: Cell<ConnectionState>,
    label: &'static str,
    durability: Durability,
}

impl std::fmt::Debug for Pooled {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pooled")
    }
}

/// Takes a connection to the database of this label, opening and preparing one when none is free. An instance has one database.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn connect(label: &'static str, durability: Durability) -> Result<Pooled, Error> {
    let kept = POOL.lock().ok().and_then(|mut pool| pool.pop());
    let db = match kept {
        Some((connection, since)) => {
            let state = Cell::new(ConnectionState::reused(since.elapsed()));
            Pooled { connection: RefCell::new(connection), state, label, durability }
        }
        None => {
            let connection = RefCell::new(opened(label, durability).await?);
            Pooled { connection, state: Cell::new(ConnectionState::new()), label, durability }
        }
    };
    if !MIGRATED.load(Ordering::Relaxed) {
        migrate::migrate(&db).await?;
        MIGRATED.store(true, Ordering::Relaxed);
    }
    Ok(db)
}

/// A new connection with its settings.
async fn opened(label: &str, durability: Durability) -> Result<Arc<Connection>, Error> {
    let connection = Connection::open_async(label.to_owned()).await.map_err(unavailable)?;
    if durability == Durability::Normal {
        // Full is what SQLite starts with. libSQL decides for itself and refuses: not an error.
        let _refused_by_libsql = streamed(&connection, "PRAGMA synchronous = NORMAL", vec![]).await.is_err();
    }
    for pragma in [migrate::ROOM, migrate::SPARE_FILES, migrate::OVERWRITE] {
        let _refused_by_libsql = streamed(&connection, pragma, vec![]).await.is_err();
    }
    Ok(Arc::new(connection))
}

impl Pooled {
    fn update_state<T>(&self, change: impl FnOnce(&mut ConnectionState) -> T) -> T {
        let mut state = self.state.get();
        let answer = change(&mut state);
        self.state.set(state);
        answer
    }

    async fn replace(&self) -> Result<(), Error> {
        // What the old one had begun is rolled back with it.
        let new = opened(self.label, self.durability).await?;
        self.connection.replace(new);
        self.state.set(ConnectionState::new());
        Ok(())
    }

    /// One try; nothing when it is to be made again on another connection.
    async fn tried(&self, sql: &str, values: Vec<Sql>) -> Result<Option<Vec<RowResult>>, Error> {
        let connection = Arc::clone(&self.connection.borrow());
        let begun = Instant::now();
        let outcome = match self.update_state(|state| state.begin(sql)) {
            Execution::Blocking => {
                connection.execute(sql, &values).map(|done| done.rows).map_err(unavailable)
            }
            Execution::Streamed => streamed(&connection, sql, values).await,
        };
        match outcome {
            Ok(rows) => {
                self.update_state(|state| state.succeeded(sql));
                Ok(Some(rows))
            }
            Err(error) => match self.update_state(|state| state.failed(sql, begun.elapsed())) {
                OnFailure::Fail => Err(error),
                OnFailure::Replace => Ok(None),
            },
        }
    }
}

impl Db for Pooled {
    async fn run(&self, sql: &str, values: Vec<Value>) -> Result<Vec<Row>, Error> {
        if self.state.get().must_probe(sql) && self.tried(PROBE, vec![]).await?.is_none() {
            self.replace().await?;
        }
        let values: Vec<Sql> = values.into_iter().map(to_sql).collect();
        let again = self.state.get().may_be_replaced(sql).then(|| values.clone());
        let rows = match self.tried(sql, values).await? {
            Some(rows) => rows,
            None => {
                self.replace().await?;
                let gone = || Error::Unavailable("a new connection is gone".into());
                self.tried(sql, again.unwrap_or_default()).await?.ok_or_else(gone)?
            }
        };
        Ok(rows.into_iter().map(|row| row.values.into_iter().map(from_sql).collect()).collect())
    }
}

/// Asks nothing but whether anybody answers.
const PROBE: &str = "SELECT 1";

/// Runs a statement that may have to wait for another writer, while the instance's other requests go
/// on. Its errors arrive with its rows and never before: all of both is always read.
async fn streamed(connection: &Connection, sql: &str, values: Vec<Sql>) -> Result<Vec<RowResult>, Error> {
    let (_, rows, outcome) = connection.execute_async(sql.to_owned(), values).await.map_err(unavailable)?;
    let rows = rows.collect().await;
    outcome.await.map_err(unavailable)?;
    Ok(rows)
}

impl Drop for Pooled {
    fn drop(&mut self) {
        let connection = Arc::clone(&self.connection.borrow());
        match self.state.get().end() {
            Release::Keep => {
                if let Some(mut pool) = POOL.lock().ok().filter(|pool| pool.len() < KEPT) {
                    pool.push((connection, Instant::now()));
                }
            }
            Release::Close => {}
            Release::RollBackAndClose => {
                // By name, so that nobody waits for the lock until the connection is gone, which rolls back as well.
                let _closed_all_the_same = connection.execute("ROLLBACK", &[]).is_err();
            }
        }
    }
}

fn unavailable(error: spin_sdk::sqlite::Error) -> Error {
    Error::Unavailable(error.to_string())
}

fn to_sql(value: Value) -> Sql {
    match value {
        Value::Null => Sql::Null,
        Value::Integer(number) => Sql::Integer(number),
        Value::Real(number) => Sql::Real(number),
        Value::Text(text) => Sql::Text(text),
        Value::Blob(bytes) => Sql::Blob(bytes),
    }
}

fn from_sql(value: Sql) -> Value {
    match value {
        Sql::Null => Value::Null,
        Sql::Integer(number) => Value::Integer(number),
        Sql::Real(number) => Value::Real(number),
        Sql::Text(text) => Value::Text(text),
        Sql::Blob(bytes) => Value::Blob(bytes),
    }
}
