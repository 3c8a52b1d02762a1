//! Databases of earlier releases, brought to this one's version.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::Stdio;

use minsheng_store::native::Native;
use minsheng_store::{Db as _, Value, migrate};
use pollster::block_on;

use crate::hotline::{Hotline, command, ends, minsheng, refused};

const TO_DO: i32 = 3;

/// A hotline whose database has been through so many migrations and has departments, as each has.
fn earlier(version: usize) -> Hotline {
    let hotline = Hotline::new();
    let path = hotline.state().join("sqlite_db.db");
    fs::remove_file(&path).unwrap();
    let db = Native::open(&path).unwrap();
    let run = |sql: &str| block_on(db.run(sql, vec![])).unwrap();
    run("PRAGMA journal_mode = WAL");
    for migration in migrate::all().unwrap().iter().take(version) {
        migrate::statements(migration).for_each(|statement| drop(run(statement)));
    }
    run(&format!("PRAGMA user_version = {version}"));
    drop(db);
    hotline
}

fn version(hotline: &Hotline) -> i64 {
    hotline.database().schema().unwrap()
}

/// All tables, indexes and triggers, and what the migrations themselves put into the catalogue.
fn schema(database: &Native) -> Vec<Vec<Value>> {
    let run = |sql: &str| block_on(database.run(sql, vec![])).unwrap();
    let mut all = run("SELECT type, name, sql FROM sqlite_schema ORDER BY type, name");
    all.extend(run("SELECT code, name FROM department ORDER BY code"));
    all
}

fn fresh() -> Vec<Vec<Value>> {
    let database = Native::in_memory().unwrap();
    block_on(migrate::migrate(&database)).unwrap();
    schema(&database)
}

fn upgrade(hotline: &Hotline, more: &[&str]) -> (i32, String) {
    let state = hotline.named("state");
    let arguments = [&["upgrade", "--state", &state], more].concat();
    ends(command(&arguments).output().unwrap())
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    let mut names: Vec<String> = entries.map(|name| name.into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn what_there_is_to_do_is_told_then_done_and_then_there_is_nothing() {
    for at_once in [&[][..], &["--at-once"]] {
        let hotline = earlier(18);
        let path = hotline.state().join("sqlite_db.db");
        let before = fs::read(&path).unwrap();
        let (code, said) = upgrade(&hotline, &["--check"]);
        assert_eq!(code, TO_DO, "{said}");
        assert!(said.contains(&format!("version 18 of {}", migrate::COUNT)), "{said}");
        assert!(said.contains("19  0019_fewer_indexes: What is written for nothing"), "{said}");
        assert!(said.contains("ok   keys: they open it") && said.contains("ok   room: at most "), "{said}");
        assert!(said.contains("ok   in use: by nobody"), "{said}");
        assert_eq!(
            (version(&hotline), fs::read(&path).unwrap() == before),
            (18, true),
            "nothing was changed"
        );
        let (code, said) = upgrade(&hotline, at_once);
        assert_eq!(code, 0, "{said}");
        let last = format!("{0} of {0}  ", migrate::COUNT);
        assert!(said.contains("19 of ") && said.contains(&last), "a line for each: {said}");
        let (code, said) = upgrade(&hotline, &["--check"]);
        assert!(code == 0 && said.contains("nothing to do"), "{said}");
        let (code, said) = upgrade(&hotline, &[]);
        assert!(code == 0 && said.contains("nothing to do"), "{said}");
        assert_eq!(schema(&hotline.database()), fresh());
    }
}

#[test]
fn rows_that_migrations_go_through_are_counted() {
    let hotline = earlier(1);
    let (code, said) = upgrade(&hotline, &["--check"]);
    assert!(code == TO_DO && !said.contains("rows at most"), "nothing is in it: {said}");
    let hotline = earlier(3);
    block_on(hotline.database().run(
        "INSERT INTO notice (id, version, title, body, category, publish_at, pinned, withdrawn, created_at, updated_at, created_by) \
         VALUES (1, 1, 'a', 'b', 'outage', 0, 0, 0, 0, 0, 'wu'), (2, 1, 'a', 'b', 'outage', 0, 0, 0, 0, 0, 'wu')",
        vec![],
    ))
    .unwrap();
    let (_, said) = upgrade(&hotline, &["--check"]);
    assert!(said.contains("changes notice: 2 rows at most"), "{said}");
    assert!(said.contains("copies notice to notice_of_any_category: 2 rows at most"), "{said}");
    let (code, said) = upgrade(&hotline, &[]);
    assert_eq!(code, 0, "{said}");
    assert_eq!(hotline.titles().len(), 2);
}

#[test]
fn what_was_killed_goes_on_behind_what_is_stored() {
    for lines in [1, 3, 9] {
        let hotline = earlier(1);
        let state = hotline.named("state");
        let mut running = command(&["upgrade", "--state", &state])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut said = BufReader::new(running.stdout.take().unwrap()).lines().map_while(Result::ok);
        let last = said.by_ref().take(lines).last().unwrap();
        running.kill().unwrap();
        running.wait().unwrap();
        let told: i64 = last.split(' ').next().unwrap().parse().unwrap();
        let stored = version(&hotline);
        // What was told as run is stored by the next statement.
        assert!(stored + 1 >= told && stored <= migrate::COUNT as i64, "{told}, {stored}");
        assert_eq!(hotline.database().damage().unwrap(), Vec::<String>::new());
        let (code, said) = upgrade(&hotline, &[]);
        assert_eq!(code, 0, "{said}");
        assert_eq!(schema(&hotline.database()), fresh());
    }
}

#[test]
fn what_is_in_the_way_is_named_and_nothing_is_done() {
    let hotline = earlier(18);
    let untouched = || assert_eq!(version(&hotline), 18);
    // Keys of another database.
    let db = hotline.database();
    let sealed = hotline.vault().seal_key("audit", &[7; 32], [1; 12]).unwrap();
    block_on(minsheng_store::keyring::find_or_insert(&db, "audit", sealed)).unwrap();
    drop(db);
    let keys = hotline.state().join("data_keys");
    let own = fs::read(&keys).unwrap();
    fs::write(&keys, "1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8").unwrap();
    for more in [&["--check"][..], &[]] {
        let (code, said) = upgrade(&hotline, more);
        assert!(code == 1 && said.contains("not the keys that sealed this database"), "{said}");
        untouched();
    }
    fs::write(&keys, own).unwrap();
    // A variable that the new release requires.
    let manifest = hotline.place.path().join("spin.toml");
    fs::write(&manifest, "[variables]\nnobody_sets_this = { required = true }\n").unwrap();
    let (code, said) = upgrade(&hotline, &["--check", "--manifest", manifest.to_str().unwrap()]);
    assert!(code == 1 && said.contains("BAD  variables: SPIN_VARIABLE_NOBODY_SETS_THIS"), "{said}");
    // Somebody writes: they are waited for, and nobody is left waiting here.
    let lock = File::create(hotline.state().join("host.lock")).unwrap();
    fs::write(hotline.state().join("host.lock"), "the host with pid 7\n").unwrap();
    lock.lock().unwrap();
    let (code, said) = upgrade(&hotline, &["--check"]);
    assert!(code == TO_DO && said.contains("in use: by the host with pid 7"), "{said}");
    drop(lock);
    untouched();
    // A newer release has been here.
    block_on(hotline.database().run("PRAGMA user_version = 99", vec![])).unwrap();
    for more in [&["--check"][..], &[], &["--at-once"]] {
        let (code, said) = upgrade(&hotline, more);
        assert!(code == 1 && said.contains("version 99 and is newer than this program"), "{said}");
    }
    assert_eq!(version(&hotline), 99);
}

#[test]
fn a_rehearsal_leaves_nothing_behind() {
    let hotline = earlier(18);
    let folder = hotline.place.path().join("rehearsal");
    let (code, said) = upgrade(&hotline, &["--rehearse", folder.to_str().unwrap()]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("it took ") && said.contains("the log had "), "{said}");
    assert_eq!((version(&hotline), names(&folder)), (18, vec![]));
}

/// As a host leaves it that was killed before its first migration.
#[test]
fn a_database_without_tables_gets_them() {
    let hotline = earlier(0);
    refused(hotline.backs_up("nothing"), "has nothing in it yet");
    let (code, said) = upgrade(&hotline, &["--check"]);
    assert!(code == TO_DO && said.contains("version 0 of") && said.contains("0 tickets"), "{said}");
    minsheng(&["doctor", "--state", &hotline.named("state")]).unwrap();
    let (code, said) = upgrade(&hotline, &[]);
    assert_eq!(code, 0, "{said}");
    assert_eq!(schema(&hotline.database()), fresh());
}

#[test]
fn where_nothing_is_there_is_nothing_to_do() {
    let hotline = Hotline::new();
    fs::remove_file(hotline.state().join("sqlite_db.db")).unwrap();
    let (code, said) = upgrade(&hotline, &["--check"]);
    assert!(code == 0 && said.contains("is not there yet"), "{said}");
    assert!(!hotline.state().join("sqlite_db.db").exists());
    refused(
        minsheng(&["upgrade", "--check", "--rehearse", "x", "--state", &hotline.named("state")]),
        "--rehearse",
    );
}
