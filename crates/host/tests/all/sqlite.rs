//! SQLite: Spin's semantics, grants, transactions, the writers' queue.

use crate::host::{Host, PLAIN, manifest};
use std::time::{Duration, Instant};

const TABLES: &str = "CREATE TABLE counter (id INTEGER PRIMARY KEY, n INTEGER NOT NULL)
CREATE TABLE entry (id INTEGER PRIMARY KEY, n INTEGER)
INSERT INTO counter VALUES (1, 0)";
const WAL: &str = "PRAGMA journal_mode = WAL";

fn with_tables(wal: bool) -> Host {
    let host = Host::start(&manifest(PLAIN));
    host.sql(&format!("{TABLES}\n{}", if wal { WAL } else { "" }));
    host
}

/// The number of entries, and the counter.
fn state(host: &Host) -> String {
    host.sql("SELECT (SELECT count(*) FROM entry), n FROM counter")[0].clone()
}

#[test]
fn values_and_columns() {
    let host = Host::start(&manifest(PLAIN));
    let lines = host.sql(
        "SELECT 1 AS a, 2.5 AS b, 'three' AS c, x'0405' AS d, NULL AS e
SELECT 1 UNION SELECT 2
CREATE TABLE t (x)
INSERT INTO t VALUES (7), (8)
INSERT INTO t VALUES (9) RETURNING x, rowid",
    );
    assert_eq!(
        lines,
        [
            "[a,b,c,d,e] (1,2.5,'three',blob of 2,null)",
            "[1] (1) (2)",
            "[] ",
            "[] ",
            "[x,rowid] (9,3)",
            "changes 1, last row 3"
        ]
    );
}

#[test]
fn connections_start_as_on_spin() {
    let host = Host::start(&manifest(PLAIN));
    let lines = host.sql("PRAGMA journal_mode\nPRAGMA synchronous\nPRAGMA busy_timeout\nPRAGMA foreign_keys");
    assert_eq!(
        lines[..4],
        ["[journal_mode] ('delete')", "[synchronous] (2)", "[timeout] (5000)", "[foreign_keys] (1)"]
    );
}

#[test]
fn errors_come_late() {
    let host = with_tables(false);
    let lines = host.sql(
        "SELEC 1\nINSERT INTO counter VALUES (1, 0)\nSELECT ?1\nSELECT 1; SELECT 2\nSELECT 1; -- that is all",
    );
    assert!(lines[0].starts_with("[] late error: ") && lines[0].contains("syntax error"), "{}", lines[0]);
    assert!(
        lines[1].starts_with("[] late error: ") && lines[1].contains("UNIQUE constraint failed"),
        "{}",
        lines[1]
    );
    assert!(
        lines[2].starts_with("[?1] late error: ") && lines[2].contains("Wrong number of parameters"),
        "{}",
        lines[2]
    );
    // On Spin the second statement would be lost without a word.
    assert!(lines[3].contains("late error") && lines[3].contains("Multiple statements"), "{}", lines[3]);
    assert_eq!(lines[4], "[1] (1)");
}

#[test]
fn functions_that_are_not_async() {
    let host = with_tables(true);
    let answer = host.post("/sql-sync", "INSERT INTO entry (n) VALUES (5)\nSELECT n FROM entry\nSELEC 1");
    let lines: Vec<&str> = answer.body.lines().collect();
    assert_eq!(lines[..2], ["[] ", "[n] (5)"]);
    assert!(lines[2].starts_with("early error: "), "{}", lines[2]);
    assert_eq!(lines[3], "changes 1, last row 1");
}

#[test]
fn unread_rows_keep_nobody_waiting() {
    let host = Host::start(&manifest(PLAIN));
    assert_eq!(host.ok("/undrained"), "(1) 0 (7)");
}

#[test]
fn too_large_a_result_is_an_error() {
    let host = Host::start(&manifest(PLAIN));
    let rows = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100) SELECT zeroblob(1000000) FROM n";
    assert!(host.sql(rows)[0].contains("query result exceeds limit"));
    assert_eq!(host.ok("/hello"), "hello");
}

#[test]
fn databases_are_granted_by_the_manifest() {
    let two = PLAIN.replace("[\"default\"]", "[\"default\", \"second\"]");
    let host = Host::start(&manifest(&two));
    assert_eq!(host.post("/sql?db=second", "CREATE TABLE t (x)").body, "[] \nchanges 0, last row 0");
    assert!(host.post("/sql?db=third", "SELECT 1").body.contains("AccessDenied"));
    host.log_with(&["add \\\"third\\\" to sqlite_databases of [component.web]"]);
    assert!(host.state("sqlite/second.db").exists());
    assert!(!host.state("sqlite/third.db").exists());
}

#[test]
fn other_files_are_out_of_reach() {
    let host = Host::start(&manifest(PLAIN));
    let file = host.state("attached.db");
    let lines = host.sql(&format!(
        "ATTACH '{0}' AS other\nATTACH 'file:{0}' AS other\nVACUUM INTO '{0}'\nATTACH ':memory:' AS own\nVACUUM",
        file.display()
    ));
    for line in &lines[..3] {
        assert!(line.contains("not authorized") || line.contains("authorization denied"), "{line}");
    }
    assert_eq!(lines[3..5], ["[] ", "[] "]);
    assert!(!file.exists());
}

#[test]
fn a_dropped_connection_rolls_back() {
    for wal in [false, true] {
        let host = with_tables(wal);
        for _ in 0..3 {
            assert_eq!(host.ok("/abandon"), "abandoned");
        }
        assert_eq!(host.ok("/transaction?n=1"), "committed");
        assert!(state(&host).ends_with("(1,1)"), "{}", state(&host));
    }
}

#[test]
fn a_trap_in_a_transaction_frees_the_next_writer() {
    for wal in [false, true] {
        let host = with_tables(wal);
        std::thread::scope(|scope| {
            let trapping = scope.spawn(|| host.get("/hold?ms=300&trap=yes").status);
            std::thread::sleep(Duration::from_millis(100));
            assert_eq!(host.get("/sql").status, 200);
            assert_eq!(trapping.join().unwrap(), 500);
        });
        assert_eq!(host.ok("/transaction?n=1"), "committed");
        assert!(state(&host).ends_with("(1,1)"), "{}", state(&host));
    }
}

#[test]
fn sixteen_writers_all_succeed() {
    for wal in [false, true] {
        let host = with_tables(wal);
        let plain = "INSERT INTO entry (n) VALUES (1)\nPRAGMA user_version";
        std::thread::scope(|scope| {
            for _ in 0..16 {
                scope.spawn(|| assert_eq!(host.ok("/transaction?n=25"), "committed"));
            }
            // Single statements stand in the same queue.
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..10 {
                        assert_eq!(host.sql(plain)[0], "[] ");
                    }
                });
            }
        });
        assert!(state(&host).ends_with("(440,400)"), "{}", state(&host));
    }
}

#[test]
fn pooled_connections_under_load() {
    let host = with_tables(true);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| (0..40).for_each(|_| assert_eq!(host.ok("/pooled-write"), "written")));
            scope.spawn(|| (0..40).for_each(|_| drop(host.ok("/pooled-read"))));
        }
    });
    assert!(state(&host).ends_with("(320,320)"), "{}", state(&host));
}

#[test]
fn a_writer_that_waits_too_long_is_told_so_and_readers_do_not_wait() {
    let host = with_tables(true);
    std::thread::scope(|scope| {
        let holding = scope.spawn(|| host.ok("/hold?ms=6500"));
        std::thread::sleep(Duration::from_millis(300));
        let writers: Vec<_> = ["INSERT INTO entry (n) VALUES (3)", "BEGIN IMMEDIATE"]
            .map(|statement| {
                scope.spawn(|| {
                    let begun = Instant::now();
                    (host.sql(statement)[0].clone(), begun.elapsed())
                })
            })
            .into();
        assert!(state(&host).ends_with("(0,0)"));
        assert!(!holding.is_finished(), "the reader waited for the writer");
        for writer in writers {
            let (line, waited) = writer.join().unwrap();
            assert!(line.contains("database is locked"), "{line}");
            assert!(waited > Duration::from_secs(4), "{waited:?}");
        }
        assert_eq!(holding.join().unwrap(), "held");
    });
    assert_eq!(host.ok("/transaction?n=1"), "committed");
}

#[test]
fn another_process_may_hold_the_lock() {
    let host = with_tables(true);
    // So that the host knows these statements to be short, and would run them where they stand.
    host.ok("/transaction?n=20");
    let other = rusqlite::Connection::open(host.state("sqlite_db.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE; INSERT INTO entry (n) VALUES (99)").unwrap();
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| host.ok("/transaction?n=1"));
        std::thread::sleep(Duration::from_millis(300));
        assert_eq!(host.ok("/hello"), "hello");
        assert!(!waiting.is_finished());
        other.execute_batch("COMMIT").unwrap();
        assert_eq!(waiting.join().unwrap(), "committed");
    });
    assert!(state(&host).ends_with("(22,21)"), "{}", state(&host));
}

#[test]
fn the_file_is_spins() {
    let mut host = with_tables(true);
    host.ok("/transaction?n=3");
    host.stop();
    assert!(!host.state("sqlite_db.db-wal").exists(), "the write-ahead log is folded up");
    let file = rusqlite::Connection::open(host.state("sqlite_db.db")).unwrap();
    assert_eq!(file.query_row("SELECT n FROM counter", [], |row| row.get::<_, i64>(0)).unwrap(), 3);
    file.execute("UPDATE counter SET n = 50", []).unwrap();
    drop(file);
    let host = Host::start_in(host.folder(), &manifest(PLAIN), |_| {});
    assert!(state(&host).ends_with("(3,50)"), "{}", state(&host));
}
