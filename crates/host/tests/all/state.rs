//! The state folder: nobody but the user of the service looks into it.

use crate::host::{Host, PLAIN, command, manifest, refusal_in};
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

#[test]
fn a_second_host_on_the_folder_is_told_who_has_it() {
    let mut first = Host::start(&manifest(PLAIN));
    let folder = first.folder();
    let message = refusal_in(folder.path(), &manifest(PLAIN));
    let holder = format!("pid {} at http://{}", first.pid(), first.address);
    assert!(message.contains(&holder) && message.contains("--state"), "{message}");
    assert_eq!(first.ok("/hello"), "hello", "the first goes on");
    first.signal(rustix::process::Signal::KILL);
    first.wait();
    assert_eq!(
        Host::start_in(folder, &manifest(PLAIN), |_| {}).ok("/hello"),
        "hello",
        "the lock goes with its holder"
    );
}

#[test]
fn a_damaged_database_is_found_before_anything_is_served() {
    let folder = Arc::new(TempDir::new().unwrap());
    let mut host = Host::start_in(Arc::clone(&folder), &manifest(PLAIN), |_| {});
    work(&host);
    host.stop();
    for name in ["sqlite_db.db", "sqlite_key_value.db"] {
        let path = folder.path().join("state").join(name);
        let sound = std::fs::read(&path).unwrap();
        let mut damaged = sound.clone();
        damaged[100..].fill(0xa5);
        for bytes in [damaged, b"this is no database at all ".repeat(500), sound[..sound.len() / 2].to_vec()]
        {
            std::fs::write(&path, bytes).unwrap();
            let message = refusal_in(folder.path(), &manifest(PLAIN));
            assert!(message.contains(name) && message.contains("the last backup"), "{message}");
        }
        std::fs::write(&path, &sound).unwrap();
    }
    assert_eq!(
        Host::start_in(folder, &manifest(PLAIN), |_| {}).sql("SELECT count(*) FROM t")[0],
        "[count(*)] (1)"
    );
}

/// Root may write everywhere, so that the host runs as somebody else where the tests are root's.
#[test]
fn what_the_host_may_not_write_is_found_before_anything_is_served() {
    const NOBODY: u32 = 65_534;
    let folder = Arc::new(TempDir::new().unwrap());
    let mut host = Host::start_in(Arc::clone(&folder), &manifest(PLAIN), |_| {});
    work(&host);
    host.stop();
    let root = rustix::process::geteuid().is_root();
    // Where nobody can read it as well: the program and what it serves.
    let program = folder.path().join("minsheng-host");
    std::fs::copy(env!("CARGO_BIN_EXE_minsheng-host"), &program).unwrap();
    std::fs::copy(crate::host::guest(), folder.path().join("guest.wasm")).unwrap();
    let text = manifest(&PLAIN.replace("GUEST", "guest.wasm"));
    let message = || {
        let plain = command(folder.path(), &text);
        let mut command = std::process::Command::new(&program);
        command.args(plain.get_args()).env("MINSHENG_HOST_CACHE", folder.path().join("compiled"));
        if root {
            give(folder.path(), NOBODY);
            use std::os::unix::process::CommandExt as _;
            command.uid(NOBODY).gid(NOBODY);
        }
        let output = command.output().unwrap();
        assert!(!output.status.success() && output.stdout.is_empty(), "it started");
        String::from_utf8(output.stderr).unwrap()
    };
    let (state, database) = (folder.path().join("state"), folder.path().join("state/sqlite_db.db"));
    std::fs::set_permissions(&database, Permissions::from_mode(0o400)).unwrap();
    let told = message();
    assert!(told.contains("sqlite_db.db") && told.contains("to the user of this service"), "{told}");
    std::fs::set_permissions(&database, Permissions::from_mode(0o600)).unwrap();
    std::fs::remove_file(state.join("host.lock")).unwrap();
    std::fs::set_permissions(&state, Permissions::from_mode(0o500)).unwrap();
    let told = message();
    assert!(told.contains("cannot write in the state folder"), "{told}");
    std::fs::set_permissions(&state, Permissions::from_mode(0o700)).unwrap();
}

/// Gives a folder and everything in it to a user.
fn give(path: &Path, user: u32) {
    std::os::unix::fs::chown(path, Some(user), Some(user)).unwrap();
    if path.is_dir() {
        std::fs::read_dir(path).unwrap().for_each(|entry| give(&entry.unwrap().path(), user));
    }
}
