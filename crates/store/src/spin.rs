//! [`Db`] on Spin's SQLite, with a pool per instance.
//!
//! Opening is about as dear as opening a file and reading the schema, so an instance keeps its
//! connections. A request takes one for itself, since statements of two requests on one connection
//! would share a transaction. A connection goes back only when it is between transactions; one that
//! a failed or abandoned request leaves in the middle is closed, which rolls back.
//!
//! Spin runs a statement in one call or as a stream of rows. One call is the cheaper (a list of
//! departments took 179 µs of processor time instead of 236), and holds up the whole instance for as
//! long as it takes. So reads, and what is done inside a transaction, which nobody else can make
//! wait, are one call; whatever may wait for another writer's lock, `BEGIN IMMEDIATE` first of all,
//! is streamed. Were it not, a request waiting for the lock could hold up the one in its own
//! instance that has it.

use std::cell::Cell;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use spin_sdk::sqlite::wit::sqlite::Connection;
use spin_sdk::sqlite::{RowResult, Value as Sql};

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
    let connection = Connection::open_async("default".to_owned()).await.map_err(unavailable)?;
    let db = Pooled { connection: Some(connection), in_transaction: Cell::new(false) };
    if durability == Durability::Normal {
        // Full is what SQLite starts with. libSQL decides for itself and refuses: not an error.
        let _refused_by_libsql = db.run("PRAGMA synchronous = NORMAL", vec![]).await.is_err();
    }
    let _refused_by_libsql = db.run(migrate::ROOM, vec![]).await.is_err();
    migrate::overwrite_what_goes(&db).await;
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
        let begins = sql.starts_with("BEGIN");
        if begins {
            self.in_transaction.set(true);
        }
        let values: Vec<Sql> = values.into_iter().map(to_sql).collect();
        let rows = if self.in_transaction.get() && !begins || sql.starts_with("SELECT") {
            connection.execute(sql, &values).map_err(unavailable)?.rows
        } else {
            streamed(connection, sql, values).await?
        };
        if sql == "COMMIT" || sql == "ROLLBACK" {
            self.in_transaction.set(false);
        }
        Ok(rows.into_iter().map(|row| row.values.into_iter().map(from_sql).collect()).collect())
    }
}

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
