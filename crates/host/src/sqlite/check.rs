//! What is wrong with a database's file, before anything is served from it.

use anyhow::{Context as _, bail};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags, ffi};
use std::path::Path;
use std::time::Duration;

/// A file of so many bytes is looked through whole, in some tenths of a second; of a larger one what each use begins
/// with.
const WHOLE: u64 = 32 << 20;
/// A backup may be at work, and a host that was killed leaves a log to be put in order.
const PATIENCE: Duration = Duration::from_secs(5);

/// Whether the file can be read and written, and is whole as far as a start can wait for that. One that is not there
/// is made when it is needed.
///
/// # Errors
/// Names the file, what is wrong with it and what to do.
pub fn check(path: &Path) -> anyhow::Result<()> {
    let Ok(metadata) = path.metadata() else { return Ok(()) };
    let what = match examine(path, metadata.len() <= WHOLE) {
        Ok(()) => return Ok(()),
        Err(error) => error,
    };
    let remedy = match what.downcast_ref::<rusqlite::Error>().and_then(rusqlite::Error::sqlite_error_code) {
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::CannotOpen) => {
            "give the state folder and the files in it to the user of this service, on a file system that can be written"
        }
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            "end the program that has it open, a shell or a backup for instance"
        }
        Some(ErrorCode::DiskFull) => "make room on the disk",
        _ => "keep the file, and put the last backup in its place",
    };
    Err(what.context(format!("the database {} cannot be used ({remedy})", path.display())))
}

fn examine(path: &Path, whole: bool) -> anyhow::Result<()> {
    if !path.is_file() {
        bail!("it is no file");
    }
    let database = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    if database.is_readonly("main")? {
        // SQLite then begins what is to write as if it were to read.
        return Err(rusqlite::Error::SqliteFailure(ffi::Error::new(ffi::SQLITE_READONLY), None).into());
    }
    database.busy_timeout(PATIENCE)?;
    // What a host that was killed left in the log stays there, for the connections that work with it.
    database.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    database.execute_batch("BEGIN IMMEDIATE; ROLLBACK")?;
    let sql = if whole {
        "PRAGMA integrity_check(1)"
    } else {
        "SELECT 'ok' FROM (SELECT count(*) FROM sqlite_schema)"
    };
    let found: String = database.query_row(sql, [], |row| row.get(0))?;
    if found == "ok" {
        return Ok(());
    }
    Err(anyhow::Error::msg(found)).context("it is damaged")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::FileExt as _;

    /// A database of some pages, a log beside it.
    fn database(folder: &Path) -> std::path::PathBuf {
        let path = folder.join("a.db");
        let database = Connection::open(&path).unwrap();
        database
            .execute_batch(
                "PRAGMA journal_mode = WAL; CREATE TABLE t (n INTEGER PRIMARY KEY, text TEXT NOT NULL)",
            )
            .unwrap();
        for _ in 0..200 {
            database.execute("INSERT INTO t (text) VALUES (?1)", ["x".repeat(500)]).unwrap();
        }
        path
    }

    fn refusal(path: &Path) -> String {
        format!("{:#}", check(path).unwrap_err())
    }

    #[test]
    fn what_is_whole_or_not_there_is_served() {
        let folder = tempfile::TempDir::new().unwrap();
        check(&folder.path().join("nothing.db")).unwrap();
        let path = database(folder.path());
        check(&path).unwrap();
        assert!(!folder.path().join("nothing.db").exists(), "nothing is made by looking");
        std::fs::write(folder.path().join("empty.db"), "").unwrap();
        check(&folder.path().join("empty.db")).unwrap();
    }

    #[test]
    fn what_is_damaged_is_found_wherever_it_is() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = database(folder.path());
        let sound = std::fs::read(&path).unwrap();
        let page = 4096;
        assert!(sound.len() > 20 * page);
        let overwritten = |at: usize| {
            let mut bytes = sound.clone();
            bytes[at..at + page].fill(0xa5);
            bytes
        };
        let cases = [
            ("the header", overwritten(0)),
            ("the middle", overwritten(10 * page)),
            ("the end", sound[..sound.len() - 5 * page].to_vec()),
            ("all of it", b"this is no database at all ".repeat(500)),
        ];
        for (what, bytes) in cases {
            std::fs::write(&path, bytes).unwrap();
            let refusal = refusal(&path);
            assert!(refusal.contains("a.db") && refusal.contains("the last backup"), "{what}: {refusal}");
        }
        std::fs::write(&path, &sound).unwrap();
        check(&path).unwrap();
        let file = std::fs::OpenOptions::new().write(true).open(&path).unwrap();
        file.write_at(&[0xff; 8], 3 * page as u64).unwrap();
        assert!(refusal(&path).contains("damaged"), "{}", refusal(&path));
    }

    #[test]
    fn what_cannot_be_used_otherwise_says_so() {
        let folder = tempfile::TempDir::new().unwrap();
        std::fs::create_dir(folder.path().join("folder.db")).unwrap();
        assert!(refusal(&folder.path().join("folder.db")).contains("it is no file"));
    }
}
