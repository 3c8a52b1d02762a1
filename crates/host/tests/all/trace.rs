//! What each request costs, as `--trace` tells it.

use crate::host::{Host, manifest};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

const APP: &str = r#"
[[trigger.http]]
route = "/web/..."
component = "web"

[[trigger.http]]
route = { private = true }
component = "inner"

[component.web]
source = "GUEST"
sqlite_databases = ["default"]
allowed_outbound_hosts = ["http://*.spin.internal"]

[component.inner]
source = "GUEST"
sqlite_databases = ["default"]
"#;

const TABLES: &str = "PRAGMA journal_mode = WAL
CREATE TABLE counter (id INTEGER PRIMARY KEY, n INTEGER)
CREATE TABLE entry (n INTEGER)
INSERT INTO counter VALUES (1, 0)";

/// A host that traces, and the file it traces to.
fn tracing(arguments: &[&str]) -> (Host, PathBuf) {
    let file = std::sync::Mutex::new(PathBuf::new());
    let host = Host::start_with(&manifest(APP), |command| {
        let state = command.get_args().last().unwrap().to_owned();
        let path = PathBuf::from(state).with_file_name("trace.jsonl");
        command.arg("--trace").arg(&path).args(arguments);
        *file.lock().unwrap() = path;
    });
    host.post("/web/sql", TABLES);
    (host, file.into_inner().unwrap())
}

/// All lines that were written, once the host has stopped.
fn lines(mut host: Host, file: &Path) -> Vec<Value> {
    host.stop();
    let text = std::fs::read_to_string(file).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_request_is_counted_with_all_that_it_calls() {
    let (host, file) = tracing(&[]);
    host.ok("/web/transaction?n=3");
    host.ok("/web/call?url=http://inner.spin.internal/transaction?n=2");
    host.ok("/web/hello");
    assert_eq!(host.get("/nowhere?secret=1").status, 404);
    let log = std::fs::metadata(host.state("sqlite_db.db-wal")).unwrap().len();
    let lines = lines(host, &file);
    for (number, (path, component, status, calls, statements, commits)) in [
        ("/web/sql", Some("web"), 200, 0, 4, 3),
        ("/web/transaction", Some("web"), 200, 0, 15, 3),
        ("/web/call", Some("web"), 200, 1, 10, 2),
        ("/web/hello", Some("web"), 200, 0, 0, 0),
        ("/nowhere", None, 404, 0, 0, 0),
    ]
    .into_iter()
    .enumerate()
    {
        let line = &lines[number];
        let said = ["request", "origin", "path", "component", "status", "calls", "statements", "commits"]
            .map(|name| line[name].clone());
        let number = number + 1;
        let expected = [
            json!(number),
            json!("client"),
            json!(path),
            json!(component),
            json!(status),
            json!(calls),
            json!(statements),
            json!(commits),
        ];
        assert_eq!(said, expected, "{line}");
        assert_eq!(line["pages"].as_u64().unwrap() > 0, commits > 0, "{line}");
        let guests = line["guests"].as_object().unwrap();
        assert_eq!(guests.contains_key(component.unwrap_or_default()), component.is_some(), "{line}");
        let [sql, guest, all] = ["sql_microseconds", "guest_microseconds", "microseconds"]
            .map(|name| line[name].as_u64().unwrap());
        // Whole microseconds: what is quick may take none of them.
        assert!((sql == 0 || statements > 0) && (guest == 0 || component.is_some()), "{line}");
        assert!(sql <= all && guest <= all, "{line}");
    }
    assert_eq!(lines.len(), 5);
    // Every page of the log was written by one of these requests.
    let pages: u64 = lines.iter().map(|line| line["pages"].as_u64().unwrap()).sum();
    assert_eq!(log, 32 + pages * (24 + 4096));
}

#[test]
fn requests_at_once_are_told_apart() {
    let (host, file) = tracing(&[]);
    std::thread::scope(|scope| {
        for client in 0..8 {
            let host = &host;
            scope.spawn(move || {
                for _ in 0..10 {
                    host.ok(if client % 2 == 0 { "/web/pooled-write" } else { "/web/pooled-read" });
                }
            });
        }
    });
    let lines = lines(host, &file);
    assert_eq!(lines.len(), 81);
    for line in &lines {
        let count = match line["path"].as_str().unwrap() {
            "/web/pooled-write" => json!([4, 1]),
            "/web/pooled-read" => json!([1, 0]),
            _ => continue,
        };
        assert_eq!(json!([line["statements"], line["commits"]]), count, "{line}");
    }
}

#[test]
fn those_that_share_an_instance_are_told_apart() {
    let (host, file) = tracing(&[]);
    let most = || {
        std::thread::scope(|scope| {
            let asked = || host.ok("/web/together?ms=200").parse::<usize>().unwrap();
            let clients: Vec<_> = (0..8).map(|_| scope.spawn(asked)).collect();
            clients.into_iter().map(|client| client.join().unwrap()).max().unwrap()
        })
    };
    host.wait_until("an instance that is shared", || most() > 1);
    for line in lines(host, &file).iter().filter(|line| line["path"] == "/web/together") {
        assert_eq!(line["statements"], 2, "{line}");
    }
}

#[test]
fn statements_have_lines_too_if_wanted() {
    let (host, file) = tracing(&["--trace-statements"]);
    host.ok("/web/call?url=http://inner.spin.internal/transaction?n=1");
    let lines = lines(host, &file);
    let statements: Vec<_> = lines.iter().filter(|line| line["sql"] != Value::Null).collect();
    let of_second: Vec<_> = statements.iter().filter(|line| line["request"] == 2).collect();
    let sql: Vec<_> = of_second.iter().map(|line| line["sql"].as_str().unwrap()).collect();
    assert_eq!(
        sql,
        [
            "BEGIN IMMEDIATE",
            "SELECT n FROM counter",
            "UPDATE counter SET n = ?1",
            "INSERT INTO entry (n) VALUES (?1)",
            "COMMIT"
        ]
    );
    assert!(of_second.iter().all(|line| line["component"] == "inner"));
    assert_eq!(of_second[1]["rows"], 1);
    let request = lines.iter().find(|line| line["request"] == 2 && line["path"].is_string()).unwrap();
    assert_eq!(of_second[4]["pages"], request["pages"]);
    assert_eq!(statements.len(), 9);
    let begun: Vec<_> = of_second.iter().map(|line| line["begun_microseconds"].as_u64().unwrap()).collect();
    assert!(begun.is_sorted(), "one after the other: {begun:?}");
}

/// From when to when it was, in microseconds since its request began.
fn period(line: &Value) -> (u64, u64) {
    let [begun, took] = ["begun_microseconds", "microseconds"].map(|name| line[name].as_u64().unwrap());
    (begun, begun + took)
}

#[test]
fn calls_have_lines_that_show_what_goes_on_beside_them() {
    let (host, file) = tracing(&["--trace-statements"]);
    host.ok("/web/beside?url=http://inner.spin.internal/slow?ms=1000");
    let lines = lines(host, &file);
    let of_second: Vec<_> = lines.iter().filter(|line| line["request"] == 2).collect();
    let [call] = of_second.iter().filter(|line| line["target"] == "inner").collect::<Vec<_>>()[..] else {
        panic!("{of_second:?}")
    };
    assert_eq!(call["component"], "web");
    let [statement] = of_second.iter().filter(|line| line["sql"].is_string()).collect::<Vec<_>>()[..] else {
        panic!("{of_second:?}")
    };
    let ((call_begun, call_ended), (begun, ended)) = (period(call), period(statement));
    assert!(call_begun <= begun && ended <= call_ended, "{call} {statement}");
    let request = of_second.iter().find(|line| line["path"].is_string()).unwrap();
    assert_eq!(request["calls"], 1);
    assert!(call_ended <= request["microseconds"].as_u64().unwrap(), "{call} {request}");
}

#[test]
fn a_call_that_is_given_up_has_a_line_all_the_same() {
    let (host, file) = tracing(&["--trace-statements"]);
    assert_eq!(host.ok("/web/give-up?url=http://inner.spin.internal/slow?ms=2000&ms=100"), "given up");
    let lines = lines(host, &file);
    let of_second: Vec<_> = lines.iter().filter(|line| line["request"] == 2).collect();
    let targets: Vec<_> = of_second.iter().map(|line| line["target"].as_str()).collect();
    assert_eq!(targets, [Some("inner"), None], "the call's line, and then its request's");
    assert_eq!(of_second[1]["path"], "/web/give-up");
}
