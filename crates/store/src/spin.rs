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
use std::time::{Duration, Instant};

use spin_sdk::sqlite::wit::sqlite::Connection;
use spin_sdk::sqlite::{Error as OpenError, RowResult, Value as Sql};
use spin_sdk::time::sleep;
use spin_sdk::wasip3::wit_bindgen::StreamWriter;
use spin_sdk::wasip3::wit_stream;

use crate::connection::{ConnectionState, Execution, Failure, OnFailure, Release};
use crate::turns::{Turn, Turns};
use crate::{Db, Error, Row, Value, migrate};

/// Enough for the requests that an instance serves at once.
const KEPT: usize = 16;

/// A stream that ends when a turn has come: what one request can wake another by.
type Call = StreamWriter<u8>;

/// What an instance keeps of a database.
struct Kept {
    /// Connections, and what became of them.
    pool: Mutex<Vec<(Arc<Connection>, ConnectionState)>>,
    /// This instance has seen that the schema is up to date. It never goes back.
    migrated: AtomicBool,
    /// All settings were refused: a libSQL server decides for itself. Whoever asks for them again would only wait for the answers.
    refuses: AtomicBool,
    /// The database was away for as long as it is waited for, and nobody waits again until it answers.
    away: AtomicBool,
    writers: Turns<Call>,
}

impl Kept {
    const fn nothing() -> Self {
        Self {
            pool: Mutex::new(Vec::new()),
            migrated: AtomicBool::new(false),
            refuses: AtomicBool::new(false),
            away: AtomicBool::new(false),
            writers: Turns::free(),
        }
    }
}

static MAIN: Kept = Kept::nothing();
static ARCHIVE: Kept = Kept::nothing();

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
    kept: &'static Kept,
    label: &'static str,
    durability: Durability,
    /// While this writes.
    turn: RefCell<Option<Turn<Call>>>,
}

impl std::fmt::Debug for Pooled {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pooled")
    }
}

/// Takes a connection to the database of this label, opening and preparing one when none is free. An instance has one database,
/// and one archive beside it.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn connect(label: &'static str, durability: Durability) -> Result<Pooled, Error> {
    let denied = || Error::Unavailable(format!("no database is called {label} here"));
    connect_to(&MAIN, label, durability).await?.ok_or_else(denied)
}

/// As [`connect`], to the archive of this label; nothing where the manifest grants none. What it has acknowledged survives
/// the loss of power whatever the other one's does, for the originals are deleted after it.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn connect_to_archive(label: &'static str) -> Result<Option<Pooled>, Error> {
    connect_to(&ARCHIVE, label, Durability::Full).await
}

async fn connect_to(
    kept: &'static Kept,
    label: &'static str,
    durability: Durability,
) -> Result<Option<Pooled>, Error> {
    let free = kept.pool.lock().ok().and_then(|mut pool| pool.pop());
    let db = match free {
        Some((connection, state)) => Pooled::new(connection, state, kept, label, durability),
        None => {
            let connection = match opened(kept, label, durability).await {
                Ok(connection) => connection,
                Err(OpenError::AccessDenied | OpenError::NoSuchDatabase) => return Ok(None),
                Err(error) => return Err(unavailable(error)),
            };
            Pooled::new(connection, ConnectionState::new(), kept, label, durability)
        }
    };
    if !kept.migrated.load(Ordering::Relaxed) {
        migrate::migrate(&db).await?;
        kept.migrated.store(true, Ordering::Relaxed);
    }
    Ok(Some(db))
}

/// A new connection with its settings.
async fn opened(kept: &Kept, label: &str, durability: Durability) -> Result<Arc<Connection>, OpenError> {
    let connection = Connection::open_async(label.to_owned()).await?;
    if !kept.refuses.load(Ordering::Relaxed) {
        // Full is what SQLite starts with.
        let normal = (durability == Durability::Normal).then_some("PRAGMA synchronous = NORMAL");
        let mut refused = true;
        for pragma in normal.into_iter().chain([migrate::ROOM, migrate::SPARE_FILES, migrate::OVERWRITE]) {
            refused &= streamed(&connection, pragma, vec![]).await.is_err();
        }
        kept.refuses.store(refused, Ordering::Relaxed);
    }
    Ok(Arc::new(connection))
}

impl Pooled {
    fn new(
        connection: Arc<Connection>,
        state: ConnectionState,
        kept: &'static Kept,
        label: &'static str,
        durability: Durability,
    ) -> Self {
        let (connection, state) = (RefCell::new(connection), Cell::new(state));
        Self { connection, state, kept, label, durability, turn: RefCell::new(None) }
    }

    /// Waits for a turn, which lasts until the transaction has ended. Whoever waited for too long asks once and fails.
    async fn take_turn(&self) {
        let (call, mut called) = wit_stream::new();
        let place = self.kept.writers.line_up(call);
        let mut turn = place.turn();
        if turn.is_none() {
            called.read(Vec::new()).await;
            turn = place.turn();
        }
        self.turn.replace(turn);
    }

    fn update_state<T>(&self, change: impl FnOnce(&mut ConnectionState) -> T) -> T {
        let mut state = self.state.get();
        let answer = change(&mut state);
        self.state.set(state);
        answer
    }

    async fn replace(&self) -> Result<(), Error> {
        let new = opened(self.kept, self.label, self.durability).await.map_err(unavailable)?;
        let old = self.connection.replace(new);
        let state = self.state.get();
        self.state.set(state.replaced());
        if state.may_hold_the_lock() {
            // By name, as when a connection is let go.
            let _closed_all_the_same = streamed(&old, "ROLLBACK", vec![]).await.is_err();
        }
        Ok(())
    }

    /// Whether this is a libSQL server, which decides for itself.
    fn refuses(&self) -> bool {
        self.kept.refuses.load(Ordering::Relaxed)
    }

    /// Runs a statement, as often as it may be run.
    async fn statement(&self, sql: &str, values: Vec<Value>) -> Result<Vec<Row>, Error> {
        let mut values: Vec<Sql> = values.into_iter().map(to_sql).collect();
        let (first, state, kept) = (Instant::now(), self.state.get(), self.kept);
        // A libSQL server has a queue, but answers some commits behind whoever is in it.
        let mut takes_a_turn = state.takes_a_turn(sql) && (kept.writers.is_taken() || self.refuses());
        let mut replaces = state.must_be_replaced(sql).then_some(Duration::ZERO);
        let rows = loop {
            if takes_a_turn && self.turn.borrow().is_none() {
                self.take_turn().await;
            }
            if let Some(pause) = replaces.take() {
                self.replace().await?;
                sleep(pause).await;
            }
            let patience = self.update_state(|state| state.patience(sql));
            if let Some(patience) = patience.filter(|_| !self.refuses()) {
                // Waits for nobody.
                let _refused_by_libsql = self.connection.borrow().execute(patience, &[]).is_err();
            }
            let begun = Instant::now();
            let error = match self.tried(sql, &mut values).await {
                Ok(rows) => {
                    kept.away.store(false, Ordering::Relaxed);
                    break Ok(rows);
                }
                Err(error) => error,
            };
            let failure = Failure { took: begun.elapsed(), since: first.elapsed() };
            match self.update_state(|state| state.failed(sql, failure, kept.away.load(Ordering::Relaxed))) {
                OnFailure::Again => takes_a_turn = true,
                OnFailure::Replace(pause) => replaces = Some(pause),
                OnFailure::Fail => {
                    kept.away.fetch_or(failure.is_away(), Ordering::Relaxed);
                    break Err(failed(sql, error));
                }
            }
        };
        if !self.state.get().may_hold_the_lock() {
            self.turn.take();
        }
        Ok(rows?.into_iter().map(|row| row.values.into_iter().map(from_sql).collect()).collect())
    }

    /// One try, which leaves the values of what may be tried again.
    async fn tried(&self, sql: &str, values: &mut Vec<Sql>) -> Result<Vec<RowResult>, OpenError> {
        let connection = Arc::clone(&self.connection.borrow());
        let rows = match self.update_state(|state| state.begin(sql)) {
            Execution::Blocking => connection.execute(sql, &*values).map(|done| done.rows),
            Execution::Streamed => streamed(&connection, sql, std::mem::take(values)).await,
        }?;
        self.update_state(|state| state.succeeded(sql));
        Ok(rows)
    }
}

impl Db for Pooled {
    async fn run(&self, sql: &str, values: Vec<Value>) -> Result<Vec<Row>, Error> {
        if !(self.refuses() && self.state.get().stands_alone(sql)) {
            return self.statement(sql, values).await;
        }
        // What fails by itself may have happened all the same, and is not run again; a `BEGIN` is.
        self.statement("BEGIN IMMEDIATE", vec![]).await?;
        let mut outcome = self.statement(sql, values).await;
        if outcome.is_ok() {
            outcome = self.statement("COMMIT", vec![]).await.and(outcome);
        }
        if outcome.is_err() {
            let _closed_all_the_same = self.statement("ROLLBACK", vec![]).await.is_err();
        }
        outcome
    }
}

/// Runs a statement that may have to wait for another writer, while the instance's other requests go
/// on. Its errors arrive with its rows and never before: all of both is always read.
async fn streamed(
    connection: &Connection,
    sql: &str,
    values: Vec<Sql>,
) -> Result<Vec<RowResult>, spin_sdk::sqlite::Error> {
    let (_, rows, outcome) = connection.execute_async(sql.to_owned(), values).await?;
    let rows = rows.collect().await;
    outcome.await?;
    Ok(rows)
}

impl Drop for Pooled {
    fn drop(&mut self) {
        let connection = Arc::clone(&self.connection.borrow());
        match self.state.get().end() {
            Release::Keep => {
                if let Some(mut pool) = self.kept.pool.lock().ok().filter(|pool| pool.len() < KEPT) {
                    pool.push((connection, self.state.get()));
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

/// Which statement it was, by how it begins: its values are not in it.
fn failed(sql: &str, error: spin_sdk::sqlite::Error) -> Error {
    let begins = sql.get(..60).unwrap_or(sql);
    Error::Unavailable(format!("{error}, at {begins}"))
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
