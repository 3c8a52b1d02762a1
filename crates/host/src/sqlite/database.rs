//! The databases of an application: where their files are, and what their connections share.

use super::check::check;
use super::pool::{Physical, Pool, Settings};
use super::statements::Statements;
use super::wal::Log;
use super::writer_queue::WriterQueue;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::runtime::Handle;

/// All databases that some component is granted.
#[derive(Debug)]
pub struct Databases {
    state: PathBuf,
    /// By name. Two names of one file are one database: it has one lock, and so one queue.
    open: BTreeMap<String, Arc<Database>>,
    /// Those in files, by what [`file`] says.
    files: BTreeMap<PathBuf, Arc<Database>>,
}

/// One database file.
#[derive(Debug)]
pub struct Database {
    path: PathBuf,
    pub(super) queue: Arc<WriterQueue>,
    pub(super) log: Arc<Log>,
    pub(super) statements: Statements,
    pub(super) pool: Pool,
    /// What handles begin with.
    pub(super) plain: Arc<Settings>,
    /// Whether the journal is a write-ahead log: then readers never wait for writers.
    wal: AtomicBool,
    /// A connection of the host's own, open from the first use until the host stops. Without it SQLite
    /// would fold up the write-ahead log each time the last component lets go of the file.
    anchor: Mutex<Option<rusqlite::Connection>>,
}

impl Databases {
    /// The databases in the folder `state`, laid out as Spin does.
    pub fn new(state: &Path) -> Self {
        Self { state: state.to_owned(), open: BTreeMap::new(), files: BTreeMap::new() }
    }

    /// The database `name`. Nothing is opened or created yet.
    pub fn get(&mut self, name: &str) -> Arc<Database> {
        let path = match name {
            "default" => self.state.join("sqlite_db.db"),
            other => self.state.join("sqlite").join(format!("{other}.db")),
        };
        self.get_at(name, path)
    }

    /// The database `name`, which is at `path`.
    pub fn get_at(&mut self, name: &str, path: PathBuf) -> Arc<Database> {
        let database = self.files.entry(file(&path)).or_insert_with(|| Arc::new(Database::new(path)));
        Arc::clone(self.open.entry(name.to_owned()).or_insert_with(|| Arc::clone(database)))
    }

    /// Where each of them is, by what [`file`] says.
    pub fn files(&self) -> impl Iterator<Item = &Path> {
        self.files.keys().map(PathBuf::as_path)
    }

    /// Whether each of them can be served from.
    ///
    /// # Errors
    /// As [`check`].
    pub fn check(&self) -> anyhow::Result<()> {
        self.files.values().try_for_each(|database| check(&database.path))
    }

    /// Each of them, by its name.
    pub(super) fn each(&self) -> impl Iterator<Item = (&str, &Database)> {
        self.open.iter().map(|(name, database)| (name.as_str(), &**database))
    }

    /// Closes all connections, the host's own last, and so folds up the write-ahead logs.
    pub fn close(&self) {
        for database in self.files.values() {
            database.pool.close();
            database.log.close();
            database.anchor().take();
        }
    }
}

/// The same for all ways to name one file, which may not be there yet.
pub fn file(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let known = path.ancestors().find_map(|there| Some((there, there.canonicalize().ok()?)));
    let Some((there, known)) = known else { return path };
    // Joining nothing would make a folder of it.
    let rest = path.strip_prefix(there).ok().filter(|rest| *rest != Path::new(""));
    rest.map_or_else(|| known.clone(), |rest| known.join(rest))
}

impl Database {
    pub fn new(path: PathBuf) -> Self {
        Self {
            queue: Arc::default(),
            log: Arc::new(Log::new(&path)),
            path,
            statements: Statements::default(),
            pool: Pool::default(),
            plain: Arc::default(),
            wal: AtomicBool::new(false),
            anchor: Mutex::new(None),
        }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn is_wal(&self) -> bool {
        self.wal.load(Ordering::Relaxed)
    }

    pub(super) fn is_open(&self) -> bool {
        self.anchor().is_some()
    }

    /// A new connection with `settings`. Blocks.
    pub(super) fn connect(&self, settings: &Settings) -> rusqlite::Result<Physical> {
        Physical::open(&self.path, settings)
    }

    /// Opens the file, creating it if need be, and sees to its log from then on. Blocks.
    pub(super) fn open(&self, runtime: &Handle) -> anyhow::Result<()> {
        if let Some(folder) = self.path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let mut anchor = self.anchor();
        if anchor.is_none() {
            *anchor = Some(rusqlite::Connection::open(&self.path)?);
            self.log.begin();
            runtime.spawn(Arc::clone(&self.log).keep_short(Arc::clone(&self.queue)));
        }
        drop(anchor);
        Ok(self.look_at_journal()?)
    }

    /// Notes which kind of journal the file has; a component may have changed it. Blocks.
    pub(super) fn look_at_journal(&self) -> rusqlite::Result<()> {
        if self.is_wal() {
            return Ok(());
        }
        if let Some(anchor) = &*self.anchor() {
            // Reads the file and not only its header, so that the anchor holds a write-ahead log open.
            anchor.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
            let mode: String = anchor.query_row("PRAGMA journal_mode", [], |row| row.get(0))?;
            self.wal.store(mode == "wal", Ordering::Relaxed);
        }
        Ok(())
    }

    fn anchor(&self) -> MutexGuard<'_, Option<rusqlite::Connection>> {
        self.anchor.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_names_of_one_file_are_one_database_with_one_queue() {
        let folder = tempfile::TempDir::new().unwrap();
        let (real, link) = (folder.path().join("real"), folder.path().join("link"));
        std::fs::create_dir(&real).unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        for there in [false, true] {
            if there {
                std::fs::write(real.join("city.db"), "").unwrap();
                std::os::unix::fs::symlink(real.join("city.db"), real.join("other name")).unwrap();
            }
            let mut databases = Databases::new(&real);
            let city = databases.get_at("city", real.join("city.db"));
            let mut same = vec![link.join("city.db"), real.join("./city.db"), link.join("../real/city.db")];
            same.extend(there.then(|| link.join("other name")));
            for (number, path) in same.into_iter().enumerate() {
                let same = databases.get_at(&number.to_string(), path.clone());
                assert!(Arc::ptr_eq(&city.queue, &same.queue), "{}", path.display());
            }
            let another = databases.get_at("another", real.join("city.db-another"));
            assert!(!Arc::ptr_eq(&city.queue, &another.queue));
        }
        let nowhere = folder.path().join("nowhere/yet/city.db");
        assert_eq!(file(&nowhere), folder.path().canonicalize().unwrap().join("nowhere/yet/city.db"));
    }
}
