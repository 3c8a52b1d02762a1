//! `spin:sqlite` on a libSQL server, where all goes well.

use crate::host::Host;
use hrana_double::{Double, Sqld};
use std::time::Duration;
use tempfile::TempDir;

/// A host, and the server that its database is on.
pub struct City {
    pub host: Host,
    pub server: Server,
    pub folder: TempDir,
}

pub enum Server {
    Double(Double),
    /// Where `LIBSQL_SERVER_BIN` names one.
    Real(Sqld),
}

impl Server {
    fn url(&self) -> String {
        match self {
            Self::Double(double) => double.url(),
            Self::Real(sqld) => sqld.url(),
        }
    }
}

pub fn config(url: &str, token: &str) -> String {
    format!("[sqlite_database.default]\ntype = \"libsql\"\nurl = \"{url}\"\ntoken = \"{token}\"\n")
}

impl City {
    /// On the double.
    pub fn start() -> Self {
        let folder = TempDir::new().unwrap();
        let double = Double::start(&folder.path().join("city.db")).unwrap();
        Self::on(Server::Double(double), folder)
    }

    /// On a real server, where there is one.
    pub fn real() -> Option<Self> {
        let folder = TempDir::new().unwrap();
        let Some(sqld) = Sqld::start(folder.path()).unwrap() else {
            println!("LEFT OUT: LIBSQL_SERVER_BIN names no libSQL server");
            return None;
        };
        Some(Self::on(Server::Real(sqld), folder))
    }

    fn on(server: Server, folder: TempDir) -> Self {
        let host = Host::start_configured(&config(&server.url(), ""));
        Self { host, server, folder }
    }

    /// On the double, with two tables.
    pub fn with_tables() -> Self {
        let city = Self::start();
        city.fill();
        city.double().seen();
        city
    }

    pub fn fill(&self) {
        self.host.sql(
            "CREATE TABLE counter (id INTEGER PRIMARY KEY, n INTEGER NOT NULL)
CREATE TABLE entry (id INTEGER PRIMARY KEY, n INTEGER)
INSERT INTO counter VALUES (1, 0)",
        );
    }

    /// Another host on the same database.
    pub fn other_host(&self) -> Host {
        Host::start_configured(&config(&self.server.url(), ""))
    }

    pub fn double(&self) -> &Double {
        match &self.server {
            Server::Double(double) => double,
            Server::Real(_) => panic!("what a real server does no test decides"),
        }
    }

    /// The number of entries, and the counter.
    pub fn state(&self) -> String {
        self.host.sql("SELECT (SELECT count(*) FROM entry), n FROM counter")[0].clone()
    }

    /// How often the server was asked since this was last called.
    pub fn asked(&self, text: &str) -> usize {
        self.double().seen().iter().filter(|seen| seen.contains(text)).count()
    }
}

/// What holds on the double holds on a real server as well.
macro_rules! on_each_server {
    ($($name:ident),+ $(,)?) => {
        mod on_the_double {
            $(#[test]
            fn $name() {
                super::$name(&super::City::start());
            })+
        }

        mod on_a_real_server {
            $(#[test]
            fn $name() {
                if let Some(city) = super::City::real() {
                    super::$name(&city);
                }
            })+
        }
    };
}

on_each_server! {
    values_and_columns,
    values_come_back_as_they_went,
    errors_come_late_or_early_as_from_a_file,
    settings_that_the_server_refuses_are_errors_and_no_more,
    transactions_of_many_writers,
    two_hosts_share_a_database,
    who_waits_long_enough_ends_the_transaction_of_another_host,
    a_trap_in_a_transaction_frees_the_next_writer,
    what_a_connection_sets_is_its_own,
    what_a_stream_remembers_of_others_is_not_told,
}

fn values_and_columns(city: &City) {
    let lines = city.host.sql(
        "SELECT 1 AS a, 2.5 AS b, 'three' AS c, x'0405' AS d, NULL AS e
SELECT 1 UNION SELECT 2
CREATE TABLE t (x)
INSERT INTO t VALUES (7), (8)
INSERT INTO t VALUES (9) RETURNING x, rowid
SELECT count(*) AS n FROM t",
    );
    assert_eq!(
        lines,
        [
            "[a,b,c,d,e] (1,2.5,'three',blob of 2,null)",
            "[1] (1) (2)",
            "[] ",
            "[] ",
            "[x,rowid] (9,3)",
            "[n] (3)",
            "changes 1, last row 3"
        ]
    );
    assert!(!city.host.state("sqlite_db.db").exists(), "nothing is kept on this machine");
}

fn values_come_back_as_they_went(city: &City) {
    let kinds = "null integer integer real real real text text blob blob".split(' ').enumerate();
    let expected: Vec<String> = kinds.map(|(number, kind)| format!("({},'{kind}')", number + 1)).collect();
    assert_eq!(city.host.ok("/sql-values").lines().collect::<Vec<_>>(), expected);
    // The same as from a file.
    assert_eq!(
        Host::start(&crate::host::manifest(crate::host::PLAIN)).ok("/sql-values").lines().collect::<Vec<_>>(),
        expected
    );
}

fn errors_come_late_or_early_as_from_a_file(city: &City) {
    city.fill();
    let lines = city.host.sql("SELEC 1\nINSERT INTO counter VALUES (1, 0)\nSELECT 1; SELECT 2\nSELECT 3");
    assert!(lines[0].starts_with("[] late error: ") && lines[0].contains("syntax error"), "{}", lines[0]);
    assert!(lines[1].contains("UNIQUE constraint failed: counter.id (SQLITE_CONSTRAINT)"), "{}", lines[1]);
    assert!(lines[2].contains("late error") && lines[2].contains("more than one statement"), "{}", lines[2]);
    assert_eq!(lines[3], "[3] (3)");
    let answer =
        city.host.post("/sql-sync", "INSERT INTO entry (n) VALUES (5)\nSELECT n FROM entry\nSELEC 1");
    let lines: Vec<&str> = answer.body.lines().collect();
    assert_eq!(lines[..2], ["[] ", "[n] (5)"]);
    assert!(lines[2].starts_with("early error: "), "{}", lines[2]);
    assert_eq!(lines[3], "changes 1, last row 1");
    assert_eq!(city.host.ok("/undrained"), "(1) 0 (7)");
}

fn settings_that_the_server_refuses_are_errors_and_no_more(city: &City) {
    let lines = city
        .host
        .sql("PRAGMA journal_mode = WAL\nPRAGMA synchronous = NORMAL\nPRAGMA foreign_keys\nSELECT 1");
    assert!(lines[0].contains("late error") && lines[1].contains("late error"), "{lines:?}");
    assert_eq!(lines[2..4], ["[foreign_keys] (1)", "[1] (1)"]);
}

fn transactions_of_many_writers(city: &City) {
    city.fill();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| assert_eq!(city.host.ok("/transaction?n=5"), "committed"));
        }
    });
    assert!(city.state().ends_with("(20,20)"), "{}", city.state());
    for _ in 0..5 {
        assert_eq!(city.host.ok("/pooled-write"), "written");
    }
    assert!(city.state().ends_with("(25,25)"), "{}", city.state());
}

fn two_hosts_share_a_database(city: &City) {
    city.fill();
    let other = city.other_host();
    std::thread::scope(|scope| {
        scope.spawn(|| assert_eq!(city.host.ok("/transaction?n=5"), "committed"));
        scope.spawn(|| assert_eq!(other.ok("/transaction?n=5"), "committed"));
    });
    assert_eq!(other.sql("SELECT n FROM counter")[0], "[n] (10)");
}

#[test]
fn what_a_connection_leaves_open_is_rolled_back_by_name() {
    let city = City::with_tables();
    assert_eq!(city.host.ok("/abandon"), "abandoned");
    let mut seen = Vec::new();
    city.host.wait_until("ROLLBACK", || {
        seen.extend(city.double().seen());
        seen.iter().any(|text| text == "close")
    });
    let end: Vec<&String> = seen.iter().rev().take(2).collect();
    assert_eq!(end, ["close", "execute ROLLBACK"], "{seen:?}");
    assert_eq!(city.host.ok("/transaction?n=1"), "committed");
    assert!(city.state().ends_with("(1,1)"), "{}", city.state());
}

/// Whoever waits on the same host waits for their turn there, and no server ends anything.
fn who_waits_long_enough_ends_the_transaction_of_another_host(city: &City) {
    city.fill();
    let other = city.other_host();
    // Holds a transaction on the one host, while transactions come on the same or the other until it is over.
    let held_beside = |busy: &Host| {
        std::thread::scope(|scope| {
            let held = scope.spawn(|| city.host.get("/hold?ms=7000"));
            while !held.is_finished() {
                assert_eq!(busy.ok("/transaction?n=1"), "committed");
            }
            held.join().unwrap()
        })
    };
    assert_eq!(held_beside(&city.host).body, "held");
    let ended = held_beside(&other);
    // Run again, its row would have another number than the component was told.
    assert!(ended.status == 500 && ended.body.contains("nothing to commit"), "{ended:?}");
    assert_eq!(city.host.sql("SELECT count(*) FROM entry WHERE n = -2")[0], "[count(*)] (1)");
    assert_eq!(city.host.ok("/transaction?n=1"), "committed", "and nothing stays behind");
}

fn a_trap_in_a_transaction_frees_the_next_writer(city: &City) {
    city.fill();
    assert_eq!(city.host.get("/hold?ms=1&trap=yes").status, 500);
    assert_eq!(city.host.ok("/transaction?n=1"), "committed");
    assert!(city.state().ends_with("(1,1)"), "{}", city.state());
}

fn what_a_connection_sets_is_its_own(city: &City) {
    let script = "a SELECT 1
a PRAGMA foreign_keys = OFF
a PRAGMA foreign_keys
b PRAGMA foreign_keys
a drop
c PRAGMA foreign_keys";
    let answer = city.host.post("/sql-many", script);
    assert_eq!(
        answer.body.lines().collect::<Vec<_>>(),
        ["[1] (1)", "[] ", "[foreign_keys] (0)", "[foreign_keys] (1)", "[foreign_keys] (1)"]
    );
}

fn what_a_stream_remembers_of_others_is_not_told(city: &City) {
    city.fill();
    let script = "a INSERT INTO entry (n) VALUES (1)
b SELECT last_insert_rowid()
b SELECT changes()
a counts
b counts
b BEGIN IMMEDIATE
b INSERT INTO entry (n) VALUES (2), (3)
b SELECT changes(), last_insert_rowid()
b ROLLBACK
a INSERT INTO entry (n) VALUES (4) ON CONFLICT DO NOTHING
a DELETE FROM entry WHERE n = 99
a counts";
    let answer = city.host.post("/sql-many", script);
    let lines: Vec<&str> = answer.body.lines().collect();
    assert_eq!(lines[0], "[] ");
    for line in &lines[1..3] {
        assert!(line.contains("late error") && line.contains("RETURNING"), "{line}");
    }
    assert_eq!(lines[3..5], ["1 1", "0 0"]);
    assert_eq!(lines[7], "[changes(),last_insert_rowid()] (2,3)");
    assert_eq!(lines[11], "0 2", "the last one inserted nothing");
}

#[test]
fn a_server_of_the_older_version() {
    let city = City::start();
    city.double().fault(|faults| faults.only_version_2 = true);
    city.host
        .sql("CREATE TABLE counter (id INTEGER PRIMARY KEY, n INTEGER)\nINSERT INTO counter VALUES (1, 0)");
    city.host.sql("CREATE TABLE entry (id INTEGER PRIMARY KEY, n INTEGER)");
    assert_eq!(city.host.ok("/transaction?n=3"), "committed");
    assert_eq!(city.host.ok("/abandon"), "abandoned");
    assert_eq!(city.host.ok("/transaction?n=1"), "committed");
    let lines =
        city.host.sql("BEGIN\nSAVEPOINT a\nINSERT INTO entry (n) VALUES (9)\nRELEASE a\nROLLBACK\nSELECT 1");
    assert_eq!(lines[..6], ["[] ", "[] ", "[] ", "[] ", "[] ", "[1] (1)"]);
    assert!(city.state().ends_with("(4,4)"), "{}", city.state());
    let seen = city.double().seen();
    assert!(!seen.is_empty() && seen.iter().all(|seen| !seen.contains("get_autocommit")), "{seen:?}");
    city.host.log_with(&["hrana 2"]);
}

#[test]
fn where_the_server_wants_to_be_asked_next() {
    let city = City::with_tables();
    let address = format!("http://localhost:{}/", city.double().address().port());
    city.double().fault(|faults| faults.base_url = Some(address));
    assert_eq!(city.host.ok("/transaction?n=3"), "committed");
    assert!(city.state().ends_with("(3,3)"), "{}", city.state());
}

#[test]
fn a_slow_server_keeps_nobody_else_waiting() {
    let city = City::with_tables();
    city.double().fault(|faults| faults.latency = Duration::from_secs(3));
    std::thread::scope(|scope| {
        let slow = scope.spawn(|| city.host.sql("SELECT 1")[0].clone());
        city.host.wait_until("the statement", || !slow.is_finished());
        assert_eq!(city.host.ok("/hello"), "hello");
        assert!(!slow.is_finished(), "the component waited for the server");
        assert_eq!(slow.join().unwrap(), "[1] (1)");
    });
}

#[test]
fn streams_are_closed_when_nobody_needs_them() {
    let mut city = City::with_tables();
    assert!(city.double().open_streams() > 0, "there is one for the next statement");
    let double = city.double();
    city.host.wait_until("the end of the streams", || double.open_streams() == 0);
    city.host.sql("SELECT 1");
    assert!(city.double().open_streams() > 0);
    city.host.stop();
    assert_eq!(city.double().open_streams(), 0, "a host that stops leaves none");
}

/// Others could not write until the server ends the transaction.
#[test]
fn what_is_left_open_is_rolled_back_before_the_host_ends() {
    let mut city = City::with_tables();
    city.double().fault(|faults| faults.latency = Duration::from_secs(1));
    assert_eq!(city.host.ok("/abandon"), "abandoned");
    city.host.stop();
    let seen = city.double().seen();
    assert_eq!(seen[seen.len() - 2..], ["execute ROLLBACK", "close"], "{seen:?}");
    assert_eq!(city.double().open_streams(), 0);
}
