//! [`Db`] on Spin's SQLite, with a pool per instance.
//!
//! Opening is about as dear as opening a file and reading the schema, so an instance keeps its
//! connections. A request takes one for itself, since statements of two requests on one connection
//! would share a transaction. What becomes of a connection is decided in [`crate::connection`].
//!
//! Spin runs a statement in one call or as a stream of rows. One call is the cheaper: a list of
//! departments took 179 µs of processor time instead of 236. On a libSQL server, where a call lasts for an exchange, all are streamed:
//! the instance's other requests go on meanwhile, and come to share its transactions ([`crate::shared`]).

use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use spin_sdk::sqlite::wit::sqlite::Connection;
use spin_sdk::sqlite::{Error as OpenError, RowResult, Value as Sql};
use spin_sdk::time::sleep;
use spin_sdk::wasip3::wit_bindgen::{StreamReader, StreamWriter};
use spin_sdk::wasip3::wit_stream;

use crate::connection::{ConnectionState, Execution, Failure, OnFailure, Release};
use crate::shared::{Outcome, Shared};
use crate::turns::{Turn, Turns};
use crate::{Db, Ends, Error, Row, Value, immediate, migrate};

/// Enough for the requests that an instance serves at once.
const KEPT: usize = 16;

/// A stream that ends when a turn has come, or a transaction has ended: what one request can wake another by.
type Call = StreamWriter<u8>;

/// A transaction on its way from one request to the next. It is rolled back where nobody takes it.
struct Open(Option<(Arc<Connection>, ConnectionState, Shared<Call>)>);

impl Drop for Open {
    fn drop(&mut self) {
        if let Some((connection, ..)) = &self.0 {
            let _closed_all_the_same = connection.execute("ROLLBACK", &[]).is_err();
        }
    }
}

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
    writers: Turns<Call, Open>,
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

    /// A connection that nobody uses.
    fn take(&self) -> Option<(Arc<Connection>, ConnectionState)> {
        self.pool.lock().ok()?.pop()
    }

    /// Takes back a connection in this state, or closes it.
    fn give_back(&self, connection: Arc<Connection>, state: ConnectionState) {
        match state.end() {
            Release::Keep => {
                if let Some(mut pool) = self.pool.lock().ok().filter(|pool| pool.len() < KEPT) {
                    pool.push((connection, state));
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

type Running<'a> = Pin<Box<dyn Future<Output = Result<Vec<Row>, Error>> + 'a>>;

/// A connection for one request.
pub struct Pooled {
    /// Nothing after it was handed on.
    connection: RefCell<Option<Arc<Connection>>>,
    state: Cell<ConnectionState>,
    kept: &'static Kept,
    label: &'static str,
    durability: Durability,
    /// While this writes.
    turn: RefCell<Option<Turn<Call, Open>>>,
    /// Those who are done in the transaction that is open, on a libSQL server.
    shared: RefCell<Option<Shared<Call>>>,
    /// What has become of the one that was handed on, if it was not committed.
    failed: Cell<Option<Outcome>>,
    /// Commits by itself: others have failed what it had done before.
    alone: Cell<bool>,
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
    let db = match kept.take() {
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
        Self {
            connection: RefCell::new(Some(connection)),
            state: Cell::new(state),
            kept,
            label,
            durability,
            turn: RefCell::default(),
            shared: RefCell::default(),
            failed: Cell::default(),
            alone: Cell::default(),
        }
    }

    /// The connection; another one where it was handed on.
    async fn connection(&self) -> Result<Arc<Connection>, Error> {
        if let Some(connection) = &*self.connection.borrow() {
            return Ok(Arc::clone(connection));
        }
        let (connection, state) = match self.kept.take() {
            Some(free) => free,
            None => {
                let opened = opened(self.kept, self.label, self.durability).await.map_err(unavailable)?;
                (opened, ConnectionState::new())
            }
        };
        self.state.set(state);
        self.connection.replace(Some(Arc::clone(&connection)));
        Ok(connection)
    }

    fn let_go(&self) {
        if let Some(connection) = self.connection.take() {
            self.kept.give_back(connection, self.state.get());
        }
    }

    /// Goes on with the transaction that came with the turn, if one did.
    fn goes_on(&self) -> bool {
        let handed = self.turn.borrow_mut().as_mut().and_then(Turn::handed);
        let Some((connection, state, shared)) = handed.and_then(|mut open| open.0.take()) else {
            return false;
        };
        self.let_go();
        self.connection.replace(Some(connection));
        self.state.set(state.goes_on());
        self.shared.replace(Some(shared));
        true
    }

    /// Hands the open transaction on, with the turn.
    ///
    /// # Errors
    /// Nobody waits for it.
    fn hand_on(&self, shared: Shared<Call>) -> Result<(), Shared<Call>> {
        let Some(turn) = self.turn.take() else { return Err(shared) };
        let Some(connection) = self.connection.take() else { return Err(shared) };
        let Err((turn, mut open)) = turn.hand_on(Open(Some((connection, self.state.get(), shared)))) else {
            self.state.set(ConnectionState::new());
            return Ok(());
        };
        self.turn.replace(Some(turn));
        let (connection, _, shared) = open.0.take().ok_or_else(Shared::begun)?;
        self.connection.replace(Some(connection));
        Err(shared)
    }

    /// Commits, or leaves that to whoever waits for the turn.
    async fn commit(&self) -> Result<(), Error> {
        let Some(shared) = self.shared.take() else {
            return self.statement("COMMIT", vec![]).await.map(drop);
        };
        if self.alone.get() {
            return self.commit_for_all(shared).await;
        }
        match self.leave_to_others(shared).await? {
            Outcome::Committed => Ok(()),
            outcome => {
                self.failed.set(Some(outcome));
                self.alone.set(true);
                Err(failed_with_others())
            }
        }
    }

    /// Hands the transaction on, and waits for its end; commits it where nobody goes on with it.
    async fn leave_to_others(&self, mut shared: Shared<Call>) -> Result<Outcome, Error> {
        if shared.may_be_handed_on() {
            let (call, called) = wit_stream::new();
            let awaited = shared.wait(call);
            match self.hand_on(shared) {
                Ok(()) => {
                    until_called(called).await;
                    return Ok(awaited.outcome());
                }
                Err(back) => shared = back,
            }
            shared.wait_no_more();
        }
        self.commit_for_all(shared).await.map(|()| Outcome::Committed)
    }

    async fn commit_for_all(&self, mut shared: Shared<Call>) -> Result<(), Error> {
        shared.is_being_committed();
        self.shared.replace(Some(shared));
        self.statement("COMMIT", vec![]).await?;
        if let Some(shared) = self.shared.take() {
            shared.committed();
        }
        Ok(())
    }

    /// Undoes what the request has done. Where that is nothing, others go on with what they did, and it waits for the end of it all
    /// the same: what it has read there is not to be told before it is committed.
    ///
    /// # Errors
    /// It could not, or what it has read there was undone.
    async fn roll_back(&self) -> Result<(), Error> {
        match self.failed.take() {
            Some(Outcome::Undone) => return Ok(()),
            Some(_) => return Err(Error::Unavailable("nobody knows whether it was committed".into())),
            None => {}
        }
        let of_others =
            self.shared.borrow_mut().take_if(|shared| shared.is_of_others() && !shared.is_committing());
        let undone = of_others.is_some();
        if let Some(shared) = of_others {
            if !self.state.get().has_done_nothing() {
                self.shared.replace(Some(shared));
            } else if self.leave_to_others(shared).await.is_ok_and(|outcome| outcome == Outcome::Committed) {
                return Ok(());
            } else if !self.state.get().may_hold_the_lock() {
                return Err(failed_with_others());
            }
        }
        let rolled_back = self.statement("ROLLBACK", vec![]).await;
        if let Some(shared) = self.shared.take().filter(|_| rolled_back.is_ok()) {
            shared.rolled_back();
        }
        if undone { Err(failed_with_others()) } else { rolled_back.map(drop) }
    }

    /// Waits for a turn, which lasts until the transaction has ended. Whoever waited for too long asks once and fails.
    async fn take_turn(&self) {
        let (call, called) = wit_stream::new();
        let place = self.kept.writers.line_up(call);
        let mut turn = place.turn();
        if turn.is_none() {
            until_called(called).await;
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
        let old = self.connection.replace(Some(new));
        let state = self.state.get();
        self.state.set(state.replaced());
        if let Some(old) = old.filter(|_| state.may_hold_the_lock()) {
            // By name, as when a connection is let go.
            let _closed_all_the_same = streamed(&old, "ROLLBACK", vec![]).await.is_err();
        }
        Ok(())
    }

    /// Whether this is a libSQL server, which decides for itself.
    fn refuses(&self) -> bool {
        self.kept.refuses.load(Ordering::Relaxed)
    }

    /// Runs a statement, as often as it may be run. In a box, so that a component carries the code once.
    fn statement<'a>(&'a self, sql: &'a str, values: Vec<Value>) -> Running<'a> {
        Box::pin(self.run_statement(sql, values))
    }

    /// As [`Self::statement`], on a libSQL server.
    fn on_server<'a>(&'a self, sql: &'a str, values: Vec<Value>) -> Running<'a> {
        let stands_alone = self.state.get().stands_alone(sql);
        Box::pin(async move {
            match sql {
                "COMMIT" => self.commit().await.map(|()| Vec::new()),
                "ROLLBACK" => self.roll_back().await.map(|()| Vec::new()),
                "BEGIN IMMEDIATE" => {
                    let rows = self.statement(sql, values).await?;
                    self.shared.borrow_mut().get_or_insert_with(Shared::begun);
                    Ok(rows)
                }
                // What fails by itself may have happened all the same, and is not run again; a transaction is.
                _ if stands_alone => {
                    immediate(self, async |db| db.statement(sql, values.clone()).await.map(Ends::Commit))
                        .await
                }
                _ => self.statement(sql, values).await,
            }
        })
    }

    async fn run_statement(&self, sql: &str, values: Vec<Value>) -> Result<Vec<Row>, Error> {
        let mut connection = self.connection().await?;
        let values: Vec<Sql> = values.into_iter().map(to_sql).collect();
        let (first, state, kept) = (Instant::now(), self.state.get(), self.kept);
        // A libSQL server has a queue, but answers some commits behind whoever is in it.
        let mut takes_a_turn = state.takes_a_turn(sql) && (kept.writers.is_taken() || self.refuses());
        let mut replaces = state.must_be_replaced(sql).then_some(Duration::ZERO);
        let rows = loop {
            if takes_a_turn && self.turn.borrow().is_none() {
                self.take_turn().await;
                if self.goes_on() {
                    return Ok(Vec::new());
                }
            }
            if let Some(pause) = replaces.take() {
                self.replace().await?;
                connection = self.connection().await?;
                sleep(pause).await;
            }
            let patience = self.update_state(|state| state.patience(sql));
            if let Some(patience) = patience.filter(|_| !self.refuses()) {
                // Waits for nobody.
                let _refused_by_libsql = connection.execute(patience, &[]).is_err();
            }
            let begun = Instant::now();
            let error = match self.tried(&connection, sql, &values).await {
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
                    break Err(failed_at(sql, error));
                }
            }
        };
        if !self.state.get().may_hold_the_lock() {
            self.turn.take();
        }
        Ok(rows?.into_iter().map(|row| row.values.into_iter().map(from_sql).collect()).collect())
    }

    /// One try.
    async fn tried(
        &self,
        connection: &Connection,
        sql: &str,
        values: &[Sql],
    ) -> Result<Vec<RowResult>, OpenError> {
        let on_server = self.refuses();
        let rows = match self.update_state(|state| state.begin(sql, on_server)) {
            Execution::Blocking => connection.execute(sql, values).map(|done| done.rows),
            Execution::Streamed => streamed(connection, sql, values.to_owned()).await,
        }?;
        self.update_state(|state| state.succeeded(sql, rows.is_empty()));
        Ok(rows)
    }
}

impl Db for Pooled {
    async fn run(&self, sql: &str, values: Vec<Value>) -> Result<Vec<Row>, Error> {
        let running = if self.refuses() { self.on_server(sql, values) } else { self.statement(sql, values) };
        running.await
    }
}

/// Until the [`Call`] at the other end is dropped.
fn until_called(mut called: StreamReader<u8>) -> Pin<Box<dyn Future<Output = ()>>> {
    Box::pin(async move {
        called.read(Vec::new()).await;
    })
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
    /// Before others are told that it failed.
    fn drop(&mut self) {
        self.let_go();
    }
}

/// Which statement it was, by how it begins: its values are not in it.
fn failed_at(sql: &str, error: spin_sdk::sqlite::Error) -> Error {
    let begins = sql.get(..60).unwrap_or(sql);
    Error::Unavailable(format!("{error}, at {begins}"))
}

/// What a request has done or read in a transaction that others shared is not so.
fn failed_with_others() -> Error {
    Error::Unavailable("the transaction that others shared failed".into())
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
