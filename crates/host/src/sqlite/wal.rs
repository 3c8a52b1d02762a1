//! The write-ahead log of a database: how long it is, and moving its pages into the database's file.
//!
//! Left to itself SQLite moves them within some writer's commit, as soon as the log has 1,000 pages: that writer
//! waits for it, and all those behind it in the queue. Here a connection of the host's own does it beside them.
//! Neither writers nor readers wait for that; but a log to which pages are added all the while is never moved
//! whole, and so never begins anew. When it has become long, the host therefore takes a turn in the writers'
//! queue, and moves the little that is left.
//!
//! A crash loses nothing: SQLite finds a log that was left behind, as it would on Spin.

use super::writer_queue::{PATIENCE, WriterQueue};
use crate::log;
use rusqlite::Connection;
use rusqlite::wal::CheckpointMode;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;

/// Pages by which the log grows before they are moved: as often as SQLite itself would.
const STEP: u32 = 1_000;

/// Pages from which on the log has to begin anew: 64 MiB, where a page has 4 KiB.
const LONG: u32 = 16_384;

/// How long readers that are in the log may keep it from beginning anew. Writers wait meanwhile.
const READERS: Duration = Duration::from_millis(100);

/// The log of one database.
#[derive(Debug)]
pub struct Log {
    path: PathBuf,
    length: Mutex<Length>,
    due: Notify,
    mover: Mutex<Mover>,
}

/// In pages.
#[derive(Debug)]
struct Length {
    /// After the last commit.
    now: u32,
    /// At which pages are to be moved next.
    next: u32,
}

#[derive(Debug, Default)]
enum Mover {
    #[default]
    Unused,
    Open(Connection),
    Closed,
}

impl Log {
    pub fn new(database: &Path) -> Self {
        Self {
            path: database.to_owned(),
            length: Mutex::new(Length { now: 0, next: STEP }),
            due: Notify::new(),
            mover: Mutex::default(),
        }
    }

    /// Notes that a commit left the log with `pages`, and says how many of them it added. Commits are noted one
    /// after the other, since each has its turn in the writers' queue.
    pub fn committed(&self, pages: u32) -> u32 {
        let mut length = self.length();
        let before = std::mem::replace(&mut length.now, pages);
        let added = match pages.checked_sub(before) {
            Some(added) if added > 0 => added,
            // A log that has not grown has begun anew.
            _ => {
                length.next = STEP;
                pages
            }
        };
        if pages >= length.next {
            length.next = pages.saturating_add(STEP);
            self.due.notify_one();
        }
        added
    }

    /// Moves pages whenever there are enough of them, until the log is closed.
    pub async fn keep_short(self: Arc<Self>, queue: Arc<WriterQueue>) {
        loop {
            self.due.notified().await;
            let Some(pages) = self.move_beside(CheckpointMode::PASSIVE).await else { return };
            if pages < LONG {
                continue;
            }
            let turn = queue.enter(PATIENCE).await;
            if turn.is_some() && self.move_beside(CheckpointMode::RESTART).await.is_none() {
                return;
            }
        }
    }

    async fn move_beside(self: &Arc<Self>, mode: CheckpointMode) -> Option<u32> {
        let log = Arc::clone(self);
        tokio::task::spawn_blocking(move || log.move_pages(mode)).await.ok().flatten()
    }

    /// Moves what can be moved; the length of the log, or `None` when it is closed. Blocks.
    pub fn move_pages(&self, mode: CheckpointMode) -> Option<u32> {
        let mut mover = self.mover();
        let moved = match &*mover {
            Mover::Closed => return None,
            Mover::Open(connection) => checkpoint(connection, mode),
            Mover::Unused => Connection::open(&self.path).and_then(|connection| {
                connection.busy_timeout(READERS)?;
                let moved = checkpoint(&connection, mode);
                *mover = Mover::Open(connection);
                moved
            }),
        };
        match moved {
            Ok(pages) => Some(pages),
            Err(error) => {
                // Nothing is lost, and the next commits bring another try, on another connection: this one may have been
                // opened while nothing could be written.
                log::debug("the log of a database was not moved", &[("error", &error)]);
                *mover = Mover::Unused;
                Some(0)
            }
        }
    }

    /// Begins with a log that somebody else may have left. Blocks.
    pub fn begin(&self) {
        let left = self.move_pages(CheckpointMode::PASSIVE).unwrap_or_default();
        self.length().now = left;
    }

    /// Ends the moving; SQLite moves the rest when the last connection is closed.
    pub fn close(&self) {
        *self.mover() = Mover::Closed;
        self.due.notify_one();
    }

    fn length(&self) -> MutexGuard<'_, Length> {
        self.length.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn mover(&self) -> MutexGuard<'_, Mover> {
        self.mover.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The length of the log; 0 where there is none.
fn checkpoint(connection: &Connection, mode: CheckpointMode) -> rusqlite::Result<u32> {
    // A connection sees that a database has got a log when it reads, and not before.
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    let (pages, _) = connection.wal_checkpoint_v2(None::<&str>, mode)?;
    Ok(u32::try_from(pages).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use tokio::time::timeout;

    use super::*;

    #[test]
    fn pages_of_a_commit_are_what_it_added() {
        let log = Log::new(Path::new("unused"));
        for (pages, added) in [(3, 3), (10, 7), (2, 2), (1_500, 1_498), (1_500, 1_500), (1_501, 1)] {
            assert_eq!(log.committed(pages), added, "{pages}");
        }
    }

    /// Pages that are never moved shall fail the test and not hang it.
    const NEVER: Duration = Duration::from_secs(120);

    #[tokio::test]
    async fn pages_are_moved_beside_the_writers() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("a.db");
        let log = Arc::new(Log::new(&path));
        // Before there is a log.
        log.begin();
        let writer = Connection::open(&path).unwrap();
        writer
            .execute_batch("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; CREATE TABLE t (x)")
            .unwrap();
        let queue = Arc::new(WriterQueue::default());
        let moving = tokio::spawn(Arc::clone(&log).keep_short(Arc::clone(&queue)));
        let turn = queue.enter(PATIENCE).await.unwrap();
        writer.execute("INSERT INTO t VALUES (zeroblob(5000000))", []).unwrap();
        let moved = || {
            let (pages, moved) = writer.wal_checkpoint_v2(None::<&str>, CheckpointMode::NOOP).unwrap();
            (pages > 1_000).then_some(pages == moved)
        };
        assert_eq!(moved(), Some(false));
        log.committed(1_300);
        all_moved(moved).await;
        // A long log waits for its turn to begin anew.
        writer.execute("INSERT INTO t VALUES (zeroblob(80000000))", []).unwrap();
        log.committed(20_000);
        all_moved(moved).await;
        drop(turn);
        let again = async {
            loop {
                let turn = queue.enter(PATIENCE).await.unwrap();
                writer.execute("INSERT INTO t VALUES (1)", []).unwrap();
                drop(turn);
                if moved().is_none() {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        timeout(NEVER, again).await.expect("the log begins anew");
        log.close();
        timeout(NEVER, moving).await.expect("it ends when the log is closed").unwrap();
    }

    async fn all_moved(moved: impl Fn() -> Option<bool>) {
        let wait = async {
            while moved() == Some(false) {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        timeout(NEVER, wait).await.expect("the pages are moved");
    }
}
