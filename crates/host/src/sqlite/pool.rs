//! The physical connections to one database, and who gets which.
//!
//! A component's connection is a handle; it needs a physical connection only while a statement runs or a
//! transaction is open. Between those it gives it back, and the next statement, of whichever handle, takes
//! the one that was given back last. So there are about as many physical connections as statements run at
//! once, where there would otherwise be as many as all instances of all components keep. That matters
//! because each has a cache of pages, which another's commit makes useless, and prepared statements, which
//! are dear to make.
//!
//! Handles must not notice. What a handle sets with a PRAGMA is its own: the physical connections are sorted
//! by the settings made on them, and a handle takes one with exactly its own. What cannot be repeated on
//! another connection, such as a temporary table, makes the connection the handle's for good ([`super::effects`]).

use super::effects::Effects;
use rusqlite::config::DbConfig;
use rusqlite::functions::FunctionFlags;
use rusqlite::hooks::{Action, AuthAction, AuthContext, Authorization, Wal};
use std::path::Path;
use std::sync::atomic::{AtomicI64, AtomicU8, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Physical connections kept without use; beyond, the one unused for longest is closed.
const KEPT: usize = 16;

/// Statements that stay prepared on each connection.
const PREPARED: usize = 128;

/// More settings than this on one handle, or longer texts, are not worth repeating elsewhere.
const MOST_SETTINGS: usize = 16;
const LONGEST_SETTING: usize = 100;

/// The busy time-out that a connection starts with, as on Spin.
pub const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// The PRAGMAs that make a connection what a handle has set, in order.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Settings(Vec<Box<str>>);

impl Settings {
    /// These and `text` after them; `None` when that is too much. Since each assigns constants, a text that
    /// comes again makes its earlier place void.
    pub fn with(&self, text: &str) -> Option<Self> {
        let text = text.trim();
        let mut all: Vec<Box<str>> = self.0.iter().filter(|known| ***known != *text).cloned().collect();
        all.push(text.into());
        (text.len() <= LONGEST_SETTING && all.len() <= MOST_SETTINGS).then_some(Self(all))
    }
}

/// One of SQLite's connections.
#[derive(Debug)]
pub struct Physical {
    pub sqlite: rusqlite::Connection,
    effects: Arc<AtomicU8>,
    busy_timeout: Duration,
    /// What `last_insert_rowid()` says in SQL: the handle's number, not this connection's.
    last_insert_rowid: Arc<AtomicI64>,
    /// The last row that a statement inserted, as the hook saw it.
    inserted: Arc<Mutex<Option<i64>>>,
    /// The pages in the write-ahead log after the last commit, 0 if there was none.
    committed: Arc<AtomicU32>,
    /// Nothing can be written on it: where a file cannot be opened to be written SQLite opens it to be read.
    read_only: bool,
}

impl Physical {
    /// A new connection, set up as Spin's are: what rusqlite's own build chooses (busy time-out of 5 s,
    /// foreign keys on, journal and synchronous as the file says), ATTACH of files denied, and without moving the
    /// write-ahead log by itself. Blocks.
    pub fn open(path: &Path, settings: &Settings) -> rusqlite::Result<Self> {
        let mut sqlite = rusqlite::Connection::open(path)?;
        sqlite.set_prepared_statement_cache_capacity(PREPARED);
        // Without this, a statement whose parameters the planner might look at is prepared again each time
        // they change. A plan is chosen once, by the statement's text.
        sqlite.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        let effects = Arc::new(AtomicU8::new(0));
        let seen = Arc::clone(&effects);
        sqlite.authorizer(Some(move |context: AuthContext<'_>| {
            seen.fetch_or(Effects::of(&context).bits(), Ordering::Relaxed);
            authorize(&context)
        }))?;
        let last_insert_rowid = Arc::new(AtomicI64::new(0));
        let lent = Arc::clone(&last_insert_rowid);
        let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_INNOCUOUS;
        sqlite.create_scalar_function("last_insert_rowid", 0, flags, move |_| {
            Ok(lent.load(Ordering::Relaxed))
        })?;
        let inserted = Arc::new(Mutex::new(None));
        let hooked = Arc::clone(&inserted);
        sqlite.update_hook(Some(move |action, _: &str, _: &str, row| {
            if action == Action::SQLITE_INSERT {
                *lock(&hooked) = Some(row);
            }
        }))?;
        let committed = Arc::new(AtomicU32::new(0));
        let hooked = Arc::clone(&committed);
        // Instead of SQLite's own hook, which would move the log here and now: [`super::wal`].
        sqlite.wal_hook(Some(move |_: &mut Wal, pages| {
            hooked.store(u32::try_from(pages).unwrap_or_default(), Ordering::Relaxed);
            Ok(())
        }))?;
        for setting in &settings.0 {
            sqlite.execute_batch(setting)?;
        }
        let read_only = sqlite.is_readonly("main")?;
        let busy_timeout = BUSY_TIMEOUT;
        let physical =
            Self { sqlite, effects, busy_timeout, last_insert_rowid, inserted, committed, read_only };
        physical.take_effects();
        Ok(physical)
    }

    /// The effects of what was prepared since this was last asked.
    pub fn take_effects(&self) -> Effects {
        Effects::from_bits(self.effects.swap(0, Ordering::Relaxed))
    }

    /// The pages in the write-ahead log after a commit since this was last asked.
    pub fn take_committed(&self) -> Option<u32> {
        Some(self.committed.swap(0, Ordering::Relaxed)).filter(|pages| *pages > 0)
    }

    pub fn set_busy_timeout(&mut self, timeout: Duration) {
        // Fails only for numbers beyond what SQLite holds, and these came from SQLite.
        if self.busy_timeout != timeout && self.sqlite.busy_timeout(timeout).is_ok() {
            self.busy_timeout = timeout;
        }
    }

    /// The busy time-out, after a statement that may have changed it.
    pub fn read_busy_timeout(&mut self) -> rusqlite::Result<Duration> {
        let millis = self.sqlite.query_row("PRAGMA busy_timeout", [], |row| row.get::<_, u32>(0));
        // The question itself leaves a trace there.
        self.take_effects();
        let millis = millis?;
        self.busy_timeout = Duration::from_millis(millis.into());
        Ok(self.busy_timeout)
    }

    /// From now on `last_insert_rowid()` in SQL says what the handle that has this connection expects.
    pub fn lend(&self, last_insert_rowid: i64) {
        self.last_insert_rowid.store(last_insert_rowid, Ordering::Relaxed);
    }

    /// The row that was inserted last since `before` was what this connection inserted last. SQLite does
    /// not say whether a statement inserted a row of the same number again: the hook does.
    pub fn inserted_since(&self, before: i64) -> Option<i64> {
        let now = self.sqlite.last_insert_rowid();
        let seen = lock(&self.inserted).take();
        (now != before || seen == Some(now)).then_some(now)
    }
}

fn lock(inserted: &Mutex<Option<i64>>) -> MutexGuard<'_, Option<i64>> {
    inserted.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A component must not reach files besides its databases. Temporary and in-memory ones are its own.
fn authorize(context: &AuthContext<'_>) -> Authorization {
    match context.action {
        AuthAction::Attach { filename } if !matches!(filename, "" | ":memory:") => Authorization::Deny,
        _ => Authorization::Allow,
    }
}

/// The physical connections of one database that nobody uses at the moment.
#[derive(Debug, Default)]
pub struct Pool(Mutex<Idle>);

#[derive(Debug, Default)]
struct Idle {
    /// Given back last stands last.
    stack: Vec<(Arc<Settings>, Physical)>,
    closed: bool,
}

impl Pool {
    /// The connection with these settings that was given back last.
    pub fn take(&self, settings: &Arc<Settings>) -> Option<Physical> {
        let mut idle = self.idle();
        let place =
            idle.stack.iter().rposition(|(known, _)| Arc::ptr_eq(known, settings) || known == settings)?;
        Some(idle.stack.remove(place).1)
    }

    /// Takes back a connection, without what was left open on it; none that cannot write, so that a file system which was
    /// read-only for a while is written to again.
    pub fn give_back(&self, settings: &Arc<Settings>, physical: Physical) {
        if physical.read_only {
            return;
        }
        if !physical.sqlite.is_autocommit()
            && (physical.sqlite.execute_batch("ROLLBACK").is_err() || !physical.sqlite.is_autocommit())
        {
            return;
        }
        let mut idle = self.idle();
        if idle.closed {
            return;
        }
        let surplus = (idle.stack.len() >= KEPT).then(|| idle.stack.remove(0));
        idle.stack.push((Arc::clone(settings), physical));
        drop(idle);
        drop(surplus);
    }

    /// Closes those that nobody uses, and the others when they are given back.
    pub fn close(&self) {
        let mut idle = self.idle();
        idle.closed = true;
        let stack = std::mem::take(&mut idle.stack);
        drop(idle);
        drop(stack);
    }

    /// How many nobody uses.
    pub fn unused(&self) -> usize {
        self.idle().stack.len()
    }

    fn idle(&self) -> MutexGuard<'_, Idle> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn physical(settings: &Settings) -> Physical {
        Physical::open(Path::new(":memory:"), settings).unwrap()
    }

    fn synchronous(physical: &Physical) -> i64 {
        physical.sqlite.query_row("PRAGMA synchronous", [], |row| row.get(0)).unwrap()
    }

    #[test]
    fn settings_are_kept_apart() {
        let pool = Pool::default();
        let plain = Arc::new(Settings::default());
        let normal = Arc::new(plain.with("PRAGMA synchronous = NORMAL").unwrap());
        pool.give_back(&plain, physical(&plain));
        assert!(pool.take(&normal).is_none());
        pool.give_back(&normal, physical(&normal));
        let same = Arc::new(Settings::default().with(" PRAGMA synchronous = NORMAL ").unwrap());
        assert_eq!(synchronous(&pool.take(&same).unwrap()), 1);
        assert_eq!(synchronous(&pool.take(&plain).unwrap()), 2);
        assert!(pool.take(&plain).is_none());
    }

    #[test]
    fn settings_are_bounded() {
        let mut settings = Settings::default();
        for number in 0..MOST_SETTINGS {
            settings = settings.with(&format!("PRAGMA cache_size = {number}")).unwrap();
        }
        assert!(settings.with("PRAGMA cache_size = 3").is_some(), "it replaces an earlier one");
        assert!(settings.with("PRAGMA cache_size = 100").is_none());
        assert!(Settings::default().with(&format!("PRAGMA cache_size ={:200}", 3)).is_none());
    }

    #[test]
    fn what_was_opened_to_be_read_alone_is_not_kept() {
        let folder = tempfile::TempDir::new().unwrap();
        let (path, plain) = (folder.path().join("a.db"), Arc::new(Settings::default()));
        let (pool, whole) = (Pool::default(), Physical::open(&path, &plain).unwrap());
        whole.sqlite.execute_batch("CREATE TABLE t (x)").unwrap();
        // Who is root may open it to be written whatever its mode says.
        let read_only = Physical { read_only: true, ..Physical::open(&path, &plain).unwrap() };
        assert!(!whole.read_only);
        pool.give_back(&plain, read_only);
        assert!(pool.take(&plain).is_none());
        pool.give_back(&plain, whole);
        assert!(pool.take(&plain).is_some());
    }

    #[test]
    fn a_transaction_is_rolled_back_and_few_are_kept() {
        let pool = Pool::default();
        let plain = Arc::new(Settings::default());
        let open = physical(&plain);
        open.sqlite.execute_batch("CREATE TABLE t (x); BEGIN; INSERT INTO t VALUES (1)").unwrap();
        pool.give_back(&plain, open);
        let again = pool.take(&plain).unwrap();
        let count: i64 = again.sqlite.query_row("SELECT count(*) FROM t", [], |row| row.get(0)).unwrap();
        assert_eq!(count, 0);
        for _ in 0..KEPT + 5 {
            pool.give_back(&plain, physical(&plain));
        }
        assert_eq!(pool.idle().stack.len(), KEPT);
        pool.close();
        pool.give_back(&plain, again);
        assert!(pool.take(&plain).is_none());
    }
}
