//! One connection of a component, and how a statement runs on it.

use super::database::Database;
use super::effects::Effects;
use super::pool::{BUSY_TIMEOUT, Physical, Settings};
use super::rows::Outcome;
use super::statements::Statement;
use super::writer_queue::{PATIENCE, Turn};
use crate::bindings::sqlite::{Error, Value};
use crate::log;
use crate::trace::Cost;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::{Mutex, OwnedMutexGuard};

/// What SQLite says of a locked database.
const LOCKED: &str = "database is locked";

/// What cannot be known: the rows were changed on a physical connection that others have used since.
const NO_CHANGES: &str = "changes() and total_changes() in SQL are only known within the transaction that \
    changed rows: use RETURNING, or the connection's own function";

/// A connection. Clones are the same connection; its statements run one after the other.
#[derive(Clone, Debug)]
pub struct Connection {
    database: Arc<Database>,
    session: Arc<Mutex<Session>>,
}

/// What makes a handle a connection of its own.
#[derive(Debug)]
struct Session {
    database: Arc<Database>,
    settings: Arc<Settings>,
    /// Within a transaction, and for good if it is private.
    physical: Option<Physical>,
    private: bool,
    /// Passes to the next writer after an open transaction was rolled back: see `drop`.
    turn: Option<Turn>,
    /// As the component may have set it.
    busy_timeout: Duration,
    last_insert_rowid: i64,
    changes: u64,
    /// Whether the physical connection's own count of changes is this handle's.
    owns_changes: bool,
    /// Whether this handle ever changed rows.
    has_changed: bool,
}

impl Connection {
    pub async fn open(database: Arc<Database>) -> Result<Self, Error> {
        if !database.is_open() {
            let opened = tokio::task::spawn_blocking({
                let database = Arc::clone(&database);
                let runtime = tokio::runtime::Handle::current();
                move || database.open(&runtime)
            });
            match opened.await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => return Err(Error::Io(error.to_string())),
                Err(error) => return Err(Error::Io(error.to_string())),
            }
        }
        let session = Session {
            database: Arc::clone(&database),
            settings: Arc::clone(&database.plain),
            physical: None,
            private: false,
            turn: None,
            busy_timeout: BUSY_TIMEOUT,
            last_insert_rowid: 0,
            changes: 0,
            owns_changes: false,
            has_changed: false,
        };
        Ok(Self { database, session: Arc::new(Mutex::new(session)) })
    }

    pub async fn last_insert_rowid(&self) -> i64 {
        self.session.lock().await.last_insert_rowid
    }

    pub async fn changes(&self) -> u64 {
        self.session.lock().await.changes
    }

    /// Runs one statement to its end.
    pub async fn execute(&self, sql: String, parameters: Vec<Value>) -> Outcome {
        let asked = Instant::now();
        let session = Arc::clone(&self.session).lock_owned().await;
        let statement = self.database.statements.look_up(&sql);
        let pragma = is_pragma(&sql);
        let mut task = Task { session, statement, sql, parameters, pragma, asked, hopped: false };
        if !task.pragma && !task.statement.is_known() {
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
    session: OwnedMutexGuard<Session>,
    statement: Arc<Statement>,
    sql: String,
    parameters: Vec<Value>,
    /// Settings are no writes, even those that SQLite counts as such. They are not prepared before they run,
    /// since many take effect by that.
    pragma: bool,
    asked: Instant,
    /// Whether it left its component's thread.
    hopped: bool,
}

impl Task {
    /// Asks SQLite what the statement does.
    async fn learn(mut self) -> Result<Self, Outcome> {
        self.hopped = true;
        let asked = tokio::task::spawn_blocking(move || {
            let physical = self.session.obtain()?;
            // Not from the connection's cache: what is in there has been asked about already.
            let writes = physical.sqlite.prepare(&self.sql).map(|statement| !statement.readonly());
            let effects = physical.take_effects();
            self.session.settle(physical, effects, None);
            self.statement.learn(writes?, effects);
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
        if self.session.turn.is_some() || self.pragma || !self.statement.writes() {
            return true;
        }
        if !self.session.in_transaction() {
            self.session.turn = self.session.database.queue.enter(PATIENCE).await;
            return self.session.turn.is_some();
        }
        // A transaction that began by reading holds on to what it has read. Were it to wait here, whoever
        // writes might have to wait for it; so it only marks its turn if it can, and SQLite decides.
        self.session.turn = self.session.database.queue.try_enter();
        true
    }

    /// Runs it here if it is known to be short and nothing can make it wait, else on another thread.
    async fn run(mut self) -> Outcome {
        let effects = self.statement.effects();
        let asks_in_vain = effects.has(Effects::ASKS_CHANGES) && !self.session.owns_changes;
        if asks_in_vain && (self.session.has_changed || self.session.physical.is_some()) {
            self.session.leave_queue();
            return Outcome::failed(NO_CHANGES);
        }
        if effects.has(Effects::SETTING) && self.session.physical.is_none() {
            // Where it was set already, setting it again changes nothing.
            if let Some(settings) = self.session.settings.with(&self.sql) {
                self.session.settings = Arc::new(settings);
            }
        }
        let here = self.session.database.is_wal()
            && self.statement.is_short(self.session.turn.is_some())
            && !asks_in_vain
            && !effects.has(Effects::SPECIAL | Effects::PRIVATE);
        if here && let Some(mut physical) = self.session.at_hand() {
            physical.set_busy_timeout(Duration::ZERO);
            let (outcome, busy) = self.attempt(physical);
            if !busy {
                return outcome;
            }
            if self.statement.writes() && !self.session.in_transaction() && self.session.turn.is_none() {
                self.session.turn = self.session.database.queue.enter(PATIENCE).await;
            }
        }
        self.hopped = true;
        let ran = tokio::task::spawn_blocking(move || {
            let physical = if asks_in_vain { self.session.obtain_fresh() } else { self.session.obtain() };
            match physical {
                Ok(physical) => self.attempt(physical).0,
                Err(error) => {
                    self.session.leave_queue();
                    Outcome::failed(error)
                }
            }
        });
        ran.await.unwrap_or_else(Outcome::failed)
    }

    /// Runs it on this thread; also says whether it failed because the database was busy.
    fn attempt(&mut self, physical: Physical) -> (Outcome, bool) {
        let begun = Instant::now();
        let mut outcome = Outcome::default();
        let before = physical.sqlite.last_insert_rowid();
        let failure = self.fill(&mut outcome, &physical.sqlite).err();
        let ran = begun.elapsed();
        self.statement.took(ran);
        outcome.cost = Some(Cost {
            begun,
            waited: begun.duration_since(self.asked),
            ran,
            hopped: self.hopped,
            rows: outcome.rows.len(),
            committed: physical.take_committed().map(|pages| self.session.database.log.committed(pages)),
        });
        let effects = physical.take_effects();
        if self.pragma && failure.is_none() {
            self.statement.learn(false, effects);
        }
        if let Some(row) = physical.inserted_since(before) {
            self.session.last_insert_rowid = row;
        }
        if outcome.ran && self.statement.counts_changes() {
            self.session.changes = physical.sqlite.changes();
            self.session.owns_changes = true;
            self.session.has_changed = true;
        }
        let setting = (self.pragma && failure.is_none()).then_some(self.sql.as_str());
        self.session.settle(physical, effects, setting);
        let busy = failure.as_ref().and_then(rusqlite::Error::sqlite_error_code)
            == Some(rusqlite::ErrorCode::DatabaseBusy);
        outcome.error = failure.map(|failure| Error::Io(failure.to_string()));
        (outcome, busy)
    }

    fn fill(&self, outcome: &mut Outcome, sqlite: &rusqlite::Connection) -> rusqlite::Result<()> {
        if self.pragma {
            return outcome.fill(&mut sqlite.prepare(&self.sql)?, &self.parameters);
        }
        let mut statement = sqlite.prepare_cached(&self.sql)?;
        outcome.fill(&mut statement, &self.parameters)
    }
}

impl Session {
    fn in_transaction(&self) -> bool {
        self.physical.as_ref().is_some_and(|physical| !physical.sqlite.is_autocommit())
    }

    /// The physical connection held, or one that is free.
    fn at_hand(&mut self) -> Option<Physical> {
        let held = self.physical.take();
        let physical = held.or_else(|| self.database.pool.take(&self.settings))?;
        physical.lend(self.last_insert_rowid);
        Some(physical)
    }

    /// The same, or a new one, which waits as long as the handle wants. Blocks.
    fn obtain(&mut self) -> rusqlite::Result<Physical> {
        match self.at_hand() {
            Some(mut physical) => {
                physical.set_busy_timeout(self.busy_timeout);
                Ok(physical)
            }
            None => self.connect(),
        }
    }

    /// A new one for good, on which nobody has changed anything. Blocks.
    fn obtain_fresh(&mut self) -> rusqlite::Result<Physical> {
        let physical = self.connect()?;
        self.private = true;
        self.owns_changes = true;
        Ok(physical)
    }

    fn connect(&self) -> rusqlite::Result<Physical> {
        let mut physical = self.database.connect(&self.settings)?;
        physical.lend(self.last_insert_rowid);
        physical.set_busy_timeout(self.busy_timeout);
        Ok(physical)
    }

    /// After something was prepared, and perhaps run, on `physical`: gives it back unless it must stay.
    /// `setting` is the text that ran, if that was a PRAGMA and went well.
    fn settle(&mut self, mut physical: Physical, effects: Effects, setting: Option<&str>) {
        let autocommit = physical.sqlite.is_autocommit();
        if effects.has(Effects::SPECIAL) {
            // If it cannot be read, what was known stays.
            if let Ok(timeout) = physical.read_busy_timeout() {
                self.busy_timeout = timeout;
            }
            if let Err(error) = self.database.look_at_journal() {
                log::debug("which journal a database has is not known", &[("error", &error)]);
            }
        }
        if effects.has(Effects::PRIVATE) {
            self.private = true;
        } else if effects.has(Effects::SETTING) && !self.private {
            match setting.filter(|_| autocommit).and_then(|text| self.settings.with(text)) {
                Some(settings) if settings == *self.settings => {}
                Some(settings) => self.settings = Arc::new(settings),
                None => self.private = true,
            }
        }
        if self.private || !autocommit {
            self.physical = Some(physical);
        } else {
            self.owns_changes = false;
            self.database.pool.give_back(&self.settings, physical);
        }
        if autocommit {
            self.turn = None;
        }
    }

    /// Lets the next writer go first if there is no transaction to write in.
    fn leave_queue(&mut self) {
        if !self.in_transaction() {
            self.turn = None;
        }
    }
}

impl Drop for Session {
    /// An open transaction is rolled back here, and so before the turn passes on.
    fn drop(&mut self) {
        if let Some(physical) = self.physical.take().filter(|_| !self.private) {
            self.database.pool.give_back(&self.settings, physical);
        }
    }
}

fn is_pragma(sql: &str) -> bool {
    sql.trim_start().get(..6).is_some_and(|word| word.eq_ignore_ascii_case("pragma"))
}
