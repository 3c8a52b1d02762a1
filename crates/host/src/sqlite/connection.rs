//! One connection of a component, and how a statement runs on it.

use super::database::Database;
use super::statements::Statement;
use super::writer_queue::{PATIENCE, Turn};
use crate::bindings::sqlite::{Error, RowResult, Value};
use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::{Mutex, OwnedMutexGuard};

/// The most that the rows of one statement may take up in the host's memory.
const MOST_BYTES: usize = 64 << 20;

/// What SQLite says of a locked database.
const LOCKED: &str = "database is locked";

/// A connection. Clones are the same connection; its statements run one after the other.
#[derive(Clone, Debug)]
pub struct Connection {
    database: Arc<Database>,
    session: Arc<Mutex<Session>>,
}

/// The order matters: an open transaction is rolled back before the turn passes to the next writer.
#[derive(Debug)]
struct Session {
    sqlite: rusqlite::Connection,
    turn: Option<Turn>,
    /// As the component may have set it.
    busy_timeout: Duration,
}

/// How a statement went: perhaps some rows, and perhaps an error after them.
#[derive(Debug, Default)]
pub struct Outcome {
    pub columns: Vec<String>,
    pub rows: Vec<RowResult>,
    pub error: Option<Error>,
}

impl Outcome {
    fn failed(message: impl ToString) -> Self {
        Self { error: Some(Error::Io(message.to_string())), ..Self::default() }
    }
}

impl Connection {
    pub async fn open(database: Arc<Database>) -> Result<Self, Error> {
        let connect = {
            let database = Arc::clone(&database);
            move || database.connect()
        };
        match tokio::task::spawn_blocking(connect).await {
            Ok(Ok(sqlite)) => {
                let session = Session { sqlite, turn: None, busy_timeout: PATIENCE };
                Ok(Self { database, session: Arc::new(Mutex::new(session)) })
            }
            Ok(Err(error)) => Err(Error::Io(error.to_string())),
            Err(error) => Err(Error::Io(error.to_string())),
        }
    }

    pub async fn last_insert_rowid(&self) -> i64 {
        self.session.lock().await.sqlite.last_insert_rowid()
    }

    pub async fn changes(&self) -> u64 {
        self.session.lock().await.sqlite.changes()
    }

    /// Runs one statement to its end.
    pub async fn execute(&self, sql: String, parameters: Vec<Value>) -> Outcome {
        let session = Arc::clone(&self.session).lock_owned().await;
        let statement = self.database.statements.look_up(&sql);
        let mut task = Task { database: Arc::clone(&self.database), session, statement, sql, parameters };
        if task.statement.writes().is_none() {
            task = match task.learn().await {
                Ok(task) => task,
                Err(outcome) => return outcome,
            };
        }
        if !task.take_turn().await {
            return Outcome::failed(LOCKED);
        }
        task.run().await
    }
}

/// A statement about to run, with everything it needs. It owns all of that, to be able to change threads.
struct Task {
    database: Arc<Database>,
    session: OwnedMutexGuard<Session>,
    statement: Arc<Statement>,
    sql: String,
    parameters: Vec<Value>,
}

impl Task {
    /// Asks SQLite whether the statement writes.
    async fn learn(self) -> Result<Self, Outcome> {
        let asked = tokio::task::spawn_blocking(move || {
            let writes =
                self.session.sqlite.prepare_cached(&self.sql).map(|statement| !statement.readonly())?;
            self.statement.set_writes(writes);
            rusqlite::Result::<Self>::Ok(self)
        });
        match asked.await {
            Ok(Ok(task)) => Ok(task),
            Ok(Err(error)) => Err(Outcome::failed(error)),
            Err(error) => Err(Outcome::failed(error)),
        }
    }

    /// Enters the writers' queue if the statement is to take SQLite's write lock; `false` when its turn did
    /// not come.
    async fn take_turn(&mut self) -> bool {
        if self.session.turn.is_some() || self.statement.writes() != Some(true) || is_pragma(&self.sql) {
            return true;
        }
        if self.session.sqlite.is_autocommit() {
            self.session.turn = self.database.queue.enter(PATIENCE).await;
            return self.session.turn.is_some();
        }
        // A transaction that began by reading holds on to what it has read. Were it to wait here, whoever
        // writes might have to wait for it; so it only marks its turn if it can, and SQLite decides.
        self.session.turn = self.database.queue.try_enter();
        true
    }

    /// Runs it here if it is known to be short and nothing can make it wait, else on another thread.
    async fn run(mut self) -> Outcome {
        if self.database.is_wal() && self.statement.is_short() && !is_pragma(&self.sql) {
            self.session.set_busy_timeout(Duration::ZERO);
            let (outcome, busy) = self.attempt();
            let patience = self.session.busy_timeout;
            self.session.set_busy_timeout(patience);
            if !busy {
                return outcome;
            }
        }
        let ran = tokio::task::spawn_blocking(move || {
            let (outcome, _) = self.attempt();
            if is_pragma(&self.sql) {
                self.look_at_settings();
            }
            outcome
        });
        ran.await.unwrap_or_else(Outcome::failed)
    }

    /// Runs it on this thread; also says whether it failed because the database was busy.
    fn attempt(&mut self) -> (Outcome, bool) {
        let begun = Instant::now();
        let mut outcome = Outcome::default();
        let failure = fill(&mut outcome, &self.session.sqlite, &self.sql, &self.parameters).err();
        self.statement.took(begun.elapsed());
        if self.session.sqlite.is_autocommit() {
            self.session.turn = None;
        }
        let busy = failure.as_ref().and_then(rusqlite::Error::sqlite_error_code)
            == Some(rusqlite::ErrorCode::DatabaseBusy);
        outcome.error = failure.map(|failure| Error::Io(failure.to_string()));
        (outcome, busy)
    }

    /// A PRAGMA may have changed what the host goes by. If it cannot be read, what was known stays.
    fn look_at_settings(&mut self) {
        let timeout = self.session.sqlite.query_row("PRAGMA busy_timeout", [], |row| row.get::<_, u32>(0));
        if let Ok(millis) = timeout {
            self.session.busy_timeout = Duration::from_millis(millis.into());
        }
        self.database.look_at_journal().ok();
    }
}

impl Session {
    fn set_busy_timeout(&self, timeout: Duration) {
        // Fails only for numbers beyond what SQLite holds, and these came from SQLite.
        self.sqlite.busy_timeout(timeout).ok();
    }
}

fn fill(
    outcome: &mut Outcome,
    sqlite: &rusqlite::Connection,
    sql: &str,
    parameters: &[Value],
) -> rusqlite::Result<()> {
    let mut statement = sqlite.prepare_cached(sql)?;
    outcome.columns = statement.column_names().map(str::to_owned).collect();
    let width = outcome.columns.len();
    let mut rows = statement.query(rusqlite::params_from_iter(parameters.iter().map(Parameter)))?;
    let mut bytes = 0;
    while let Some(row) = rows.next()? {
        let mut values = Vec::with_capacity(width);
        for column in 0..width {
            let value = value(row.get_ref(column)?);
            bytes += size(&value);
            values.push(value);
        }
        if bytes > MOST_BYTES {
            outcome.rows.clear();
            return Err(rusqlite::Error::ToSqlConversionFailure(
                format!("query result exceeds limit of {MOST_BYTES} bytes").into(),
            ));
        }
        outcome.rows.push(RowResult { values });
    }
    Ok(())
}

fn value(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Integer(number),
        ValueRef::Real(number) => Value::Real(number),
        ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Blob(bytes) => Value::Blob(bytes.to_vec()),
    }
}

fn size(value: &Value) -> usize {
    size_of::<Value>()
        + match value {
            Value::Text(text) => text.len(),
            Value::Blob(bytes) => bytes.len(),
            _ => 0,
        }
}

/// Binds a value without copying it.
struct Parameter<'a>(&'a Value);

impl ToSql for Parameter<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.0 {
            Value::Null => ValueRef::Null,
            Value::Integer(number) => ValueRef::Integer(*number),
            Value::Real(number) => ValueRef::Real(*number),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Blob(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

/// Settings are no writes, even those that SQLite counts as such.
fn is_pragma(sql: &str) -> bool {
    sql.trim_start().get(..6).is_some_and(|word| word.eq_ignore_ascii_case("pragma"))
}
