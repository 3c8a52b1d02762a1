//! Handles share physical connections, and must not notice.

use crate::host::{Host, PLAIN, manifest};
use std::fmt::Write as _;

/// A host with the table `entry` in WAL mode, where short statements run in place.
fn with_table() -> Host {
    let host = Host::start(&manifest(PLAIN));
    host.sql("PRAGMA journal_mode = WAL\nCREATE TABLE entry (id INTEGER PRIMARY KEY, n INTEGER)");
    host
}

/// Runs `script` twice, so that the host knows the statements the second time, and compares what its lines
/// said. Each line is a connection's number and a statement, and after `=>` what it says.
fn check(host: &Host, script: &str) {
    for _ in 0..2 {
        let (statements, expected): (Vec<_>, Vec<_>) =
            script.lines().map(|line| line.trim().split_once(" => ").unwrap_or((line.trim(), ""))).unzip();
        let answer = host.post("/sql-many", &statements.join("\n"));
        assert_eq!(answer.status, 200, "{answer:?}");
        let mut said = answer.body.lines();
        for (statement, expected) in statements.iter().zip(expected) {
            if !statement.is_empty() && !statement.ends_with(" drop") {
                let said = said.next().unwrap();
                assert!(said.contains(expected), "{statement}: {said}");
            }
        }
    }
}

#[test]
fn settings_stay_with_their_handle() {
    check(
        &with_table(),
        "1 PRAGMA synchronous = NORMAL
        2 PRAGMA synchronous => (2)
        1 PRAGMA synchronous => (1)
        2 PRAGMA foreign_keys = OFF
        1 PRAGMA foreign_keys => (1)
        2 PRAGMA foreign_keys => (0)
        1 PRAGMA synchronous = FULL
        1 PRAGMA synchronous => (2)
        1 PRAGMA synchronous = NORMAL
        1 PRAGMA synchronous => (1)
        1 PRAGMA busy_timeout = 77
        2 PRAGMA busy_timeout => (5000)
        1 PRAGMA busy_timeout => (77)
        3 /* odd */ PRAGMA recursive_triggers = ON
        3 EXPLAIN PRAGMA query_only = ON
        4 SELECT 1; PRAGMA foreign_keys = OFF => late error
        5 PRAGMA recursive_triggers => (0)
        5 PRAGMA query_only => (0)
        5 PRAGMA foreign_keys => (1)
        5 PRAGMA synchronous => (2)
        3 PRAGMA recursive_triggers => (1)
        3 PRAGMA query_only => (1)
        4 PRAGMA foreign_keys => (0)
        1 BEGIN
        1 PRAGMA cache_size = 123
        1 COMMIT
        1 PRAGMA cache_size => (123)
        2 PRAGMA cache_size => (-2000)
        1 PRAGMA synchronous => (1)",
    );
}

#[test]
fn what_is_temporary_stays_with_its_handle() {
    check(
        &with_table(),
        "1 CREATE TEMP TABLE own (x)
        1 INSERT INTO own VALUES (5)
        2 SELECT x FROM own => no such table
        2 ATTACH ':memory:' AS other
        2 CREATE TABLE other.own (x)
        1 SELECT x FROM own => (5)
        1 drop
        2 SELECT x FROM own => [x]
        3 SELECT x FROM own => no such table
        3 SELECT x FROM other.own => no such table",
    );
}

#[test]
fn a_transaction_is_its_handles_alone() {
    check(
        &with_table(),
        "1 DELETE FROM entry
        1 BEGIN IMMEDIATE
        1 INSERT INTO entry (n) VALUES (1)
        2 SELECT count(*) FROM entry => (0)
        1 SELECT count(*) FROM entry => (1)
        2 COMMIT => late error:
        1 drop
        2 SELECT count(*) FROM entry => (0)
        3 BEGIN IMMEDIATE
        3 INSERT INTO entry (n) VALUES (1)
        3 COMMIT
        2 SELECT count(*) FROM entry => (1)
        2 SAVEPOINT here
        2 DELETE FROM entry
        3 SELECT count(*) FROM entry => (1)
        2 ROLLBACK TO here
        2 RELEASE here
        2 SELECT count(*) FROM entry => (1)",
    );
}

#[test]
fn the_last_row_inserted_is_each_handles_own() {
    check(
        &with_table(),
        "1 CREATE TABLE second (id INTEGER PRIMARY KEY)
        1 INSERT INTO second VALUES (20)
        2 counts => 0 0
        2 DELETE FROM second
        2 INSERT INTO second VALUES (20)
        2 counts => 1 20
        1 INSERT INTO second VALUES (21)
        2 INSERT INTO second VALUES (20) ON CONFLICT DO UPDATE SET id = 20
        2 SELECT last_insert_rowid() => (20)
        2 INSERT INTO second VALUES (last_insert_rowid() + 10)
        2 SELECT last_insert_rowid() => (30)
        1 SELECT last_insert_rowid() => (21)
        2 INSERT INTO second VALUES (22)
        2 DELETE FROM second WHERE id = 22
        2 counts => 1 22
        1 counts => 1 21",
    );
}

#[test]
fn counts_are_each_handles_own() {
    check(
        &with_table(),
        "1 DROP TABLE entry
        1 CREATE TABLE entry (id INTEGER PRIMARY KEY, n INTEGER)
        1 counts => 0 0
        1 INSERT INTO entry VALUES (10, 1), (11, 1)
        2 counts => 0 0
        2 SELECT count(*) FROM entry => (2)
        2 counts => 0 0
        2 INSERT INTO entry VALUES (20, 1)
        1 SELECT 1
        1 counts => 2 11
        1 INSERT OR IGNORE INTO entry VALUES (20, 1)
        1 counts => 0 11
        1 SELECT last_insert_rowid() => (11)
        2 SELECT last_insert_rowid() => (20)
        3 SELECT last_insert_rowid(), changes(), total_changes() => (0,0,0)
        3 UPDATE entry SET n = 2
        3 SELECT changes(), total_changes() => (3,3)
        3 counts => 3 0
        2 CREATE TABLE IF NOT EXISTS other (x)
        2 counts => 1 20
        2 BEGIN
        2 SELECT changes() => are only known within the transaction
        2 UPDATE entry SET n = 3 WHERE id = 20
        2 SELECT changes() => (1)
        2 COMMIT
        2 SELECT changes() => are only known within the transaction
        2 counts => 1 20",
    );
}

#[test]
fn many_handles_need_few_physical_connections() {
    let host = with_table();
    let mut script = String::new();
    for round in 0..3 {
        for number in 0..100 {
            let statement = match round {
                0 => "PRAGMA synchronous = NORMAL",
                1 => "INSERT INTO entry (n) VALUES (1)",
                _ => "SELECT max(n) FROM entry => (1)",
            };
            writeln!(script, "{number} {statement}").unwrap();
        }
    }
    check(&host, script.trim_end());
    assert!(host.times_open("sqlite_db.db") <= 6, "{}", host.times_open("sqlite_db.db"));
}

#[test]
fn physical_connections_are_used_again() {
    let host = with_table();
    let begins: Vec<String> = (0..60).map(|number| format!("{number} BEGIN")).collect();
    let reads: Vec<String> = (0..60).map(|number| format!("{number} SELECT count(*) FROM entry")).collect();
    // Twice. SQLite keeps the descriptors of connections it has closed, and uses them for later ones.
    check(&host, &format!("{}\n{}", begins.join("\n"), reads.join("\n")));
    assert!(host.times_open("sqlite_db.db") <= 64, "{}", host.times_open("sqlite_db.db"));
}
