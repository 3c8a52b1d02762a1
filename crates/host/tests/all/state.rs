//! The state folder: nobody but the user of the service looks into it.

use crate::host::{Host, PLAIN, manifest};
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;

/// Everything in a folder, with what others may do with it.
fn for_others(folder: &Path) -> Vec<(PathBuf, u32)> {
    let mut found = vec![(folder.to_owned(), mode(folder) & 0o077)];
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(for_others(&path));
        } else {
            found.push((path.clone(), mode(&path) & 0o077));
        }
    }
    found
}

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

/// Writes to the database and to the key-value store.
fn work(host: &Host) {
    host.sql("PRAGMA journal_mode = WAL\nCREATE TABLE IF NOT EXISTS t (n INTEGER)\nINSERT INTO t VALUES (1)");
    host.ok("/kv-set?key=a&value=b");
}

#[test]
fn what_the_host_makes_is_its_users_alone() {
    let folder = Arc::new(TempDir::new().unwrap());
    let mut host = Host::start_in(Arc::clone(&folder), &manifest(PLAIN), |command| {
        command.arg("--trace").arg(folder.path().join("state/trace.jsonl"));
    });
    work(&host);
    let state = folder.path().join("state");
    let found = for_others(&state);
    for name in ["sqlite_db.db", "sqlite_db.db-wal", "sqlite_db.db-shm", "sqlite_key_value.db", "trace.jsonl"]
    {
        assert!(found.contains(&(state.join(name), 0)), "{name}: {found:?}");
    }
    assert!(found.iter().all(|(_, others)| *others == 0), "{found:?}");
    assert_eq!((mode(&state), mode(&state.join("sqlite_db.db"))), (0o700, 0o600));
    host.stop();
}

#[test]
fn what_was_open_to_others_is_closed_at_the_start() {
    let folder = Arc::new(TempDir::new().unwrap());
    let mut host = Host::start_in(Arc::clone(&folder), &manifest(PLAIN), |_| {});
    work(&host);
    host.stop();
    let state = folder.path().join("state");
    for (path, _) in for_others(&state) {
        let open = if path.is_dir() { 0o755 } else { 0o644 };
        std::fs::set_permissions(&path, Permissions::from_mode(open)).unwrap();
    }
    let host = Host::start_in(folder, &manifest(PLAIN), |_| {});
    work(&host);
    assert!(for_others(&state).iter().all(|(_, others)| *others == 0), "{:?}", for_others(&state));
    assert_eq!(host.sql("SELECT count(*) FROM t")[0], "[count(*)] (2)", "nothing is lost by it");
}
