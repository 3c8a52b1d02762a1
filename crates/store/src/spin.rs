//! [`Db`] on Spin's SQLite, with a pool per instance.
//!
//! Opening is about as dear as opening a file and reading the schema, so an instance keeps its
//! connections. A request takes one for itself, since statements of two requests on one connection
//! would share a transaction. A connection goes back only when it is between transactions; one that
//! a failed or abandoned request leaves in the middle is closed, which rolls back.

use std::cell::Cell;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use spin_sdk::sqlite::{Connection, Value as Sql};

use crate::{Db, Error, Row, Value, migrate};

/// Enough for the requests that an instance serves at once.
const KEPT: usize = 16;

static POOL: Mutex<Vec<Connection>> = Mutex::new(Vec::new());

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
    connection: Option<Connection>,
    in_transaction: Cell<bool>,
}

impl std::fmt::Debug for Pooled {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pooled")
    }
}

/// Takes a connection, opening and preparing one when none is free.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn connect(durability: Durability) -> Result<Pooled, Error> {
    let kept = POOL.lock().ok().and_then(|mut pool| pool.pop());
    if let Some(connection) = kept {
        return Ok(Pooled { connection: Some(connection), in_transaction: Cell::new(false) });
    }
    let connection = Connection::open_default().await.map_err(unavailable)?;
    let db = Pooled { connection: Some(connection), in_transaction: Cell::new(false) };
    if durability == Durability::Normal {
        // Full is what SQLite starts with. libSQL decides for itself and refuses: not an error.
        let _refused_by_libsql = db.run("PRAGMA synchronous = NORMAL", vec![]).await.is_err();
    }
    if !MIGRATED.load(Ordering::Relaxed) {
        migrate::migrate(&db).await?;
        MIGRATED.store(true, Ordering::Relaxed);
    }
    Ok(db)
}

impl Db for Pooled {
    async fn run(&self, sql: &str, values: Vec<Value>) -> Result<Vec<Row>, Error> {
        let connection =
            self.connection.as_ref().ok_or_else(|| Error::Unavailable("connection is gone".into()))?;
        if sql.starts_with("BEGIN") {
            self.in_transaction.set(true);
        }
        // Errors of a statement arrive with its rows, never before: always collect.
        let result = connection.execute(sql, values.into_iter().map(to_sql)).await.map_err(unavailable)?;
        let rows = result.collect().await.map_err(unavailable)?;
        if sql == "COMMIT" || sql == "ROLLBACK" {
            self.in_transaction.set(false);
        }
        Ok(rows.into_iter().map(|row| row.values.into_iter().map(from_sql).collect()).collect())
    }
}

impl Drop for Pooled {
    fn drop(&mut self) {
        let Some(connection) = self.connection.take().filter(|_| !self.in_transaction.get()) else { return };
        if let Some(mut pool) = POOL.lock().ok().filter(|pool| pool.len() < KEPT) {
            pool.push(connection);
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
