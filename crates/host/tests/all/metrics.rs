//! `/metrics`, as Prometheus reads it.

use crate::client::{Answer, Connection};
use crate::host::{Host, PATIENCE, manifest};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::net::SocketAddr;
use std::process::{Command, Stdio};
use std::time::Instant;

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
key_value_stores = ["default"]
allowed_outbound_hosts = ["http://*.spin.internal"]

[component.inner]
source = "GUEST"
sqlite_databases = ["default"]

[[application.tool.minsheng-host.schedule]]
path = "/web/tick"
every_seconds = 86400
"#;

/// A host that is watched, and where.
fn watched() -> (Host, SocketAddr) {
    let host = Host::start_with(&manifest(APP), |command| {
        command.args(["--metrics", "127.0.0.1:0"]);
    });
    let line: Value = serde_json::from_str(&host.log_with(&["serving metrics"])).unwrap();
    let address = line["address"].as_str().unwrap().parse().unwrap();
    (host, address)
}

fn ask(address: SocketAddr, method: &str, path: &str) -> Answer {
    let mut connection = Connection::open(address);
    connection.send(&format!("{method} {path} HTTP/1.1\r\nhost: {address}\r\ncontent-length: 0\r\n\r\n"));
    connection.receive().unwrap()
}

/// What is told now, by series.
fn series(address: SocketAddr) -> BTreeMap<String, f64> {
    let answer = ask(address, "GET", "/metrics");
    assert_eq!((answer.status, answer.complete), (200, true), "{answer:?}");
    let samples = answer.body.lines().filter(|line| !line.starts_with('#'));
    samples
        .map(|line| {
            let (series, value) = line.rsplit_once(' ').unwrap();
            (series.to_owned(), value.parse().unwrap())
        })
        .collect()
}

/// The same, once it is as `wanted`: a request is counted when its answer has gone, which its client may see first.
fn once(address: SocketAddr, wanted: impl Fn(&BTreeMap<String, f64>) -> bool) -> BTreeMap<String, f64> {
    let begun = Instant::now();
    loop {
        let series = series(address);
        if wanted(&series) {
            return series;
        }
        assert!(begun.elapsed() < PATIENCE, "it goes on to be {series:#?}");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
}

fn requests(component: &str, method: &str, origin: &str, status: &str) -> String {
    format!(
        "minsheng_requests_total{{component=\"{component}\",method=\"{method}\",origin=\"{origin}\",status=\"{status}\"}}"
    )
}

fn near(value: Option<&f64>, wanted: f64) -> bool {
    value.is_some_and(|value| (value - wanted).abs() < 1e-9)
}

#[test]
fn what_happened_is_told_and_promtool_reads_it() {
    let (host, address) = watched();
    assert_eq!(host.post("/web/sql", "CREATE TABLE entry (n INTEGER)").status, 200);
    host.ok("/web/hello");
    host.ok("/web/call?url=http://inner.spin.internal/hello");
    assert_eq!(host.get("/nowhere").status, 404);
    let last = requests("none", "GET", "client", "4xx");
    let told = once(address, |told| near(told.get(&last), 1.0));
    let time = |origin| format!("minsheng_scheduled_calls_total{{path=\"/web/tick\",outcome=\"{origin}\"}}");
    once(address, |told| told.get(&time("good")).is_some_and(|calls| *calls + told[&time("failed")] > 0.0));
    for (series, value) in [
        (requests("web", "GET", "client", "2xx"), 2.0),
        (requests("web", "GET", "client", "5xx"), 0.0),
        (requests("web", "POST", "client", "2xx"), 1.0),
        (requests("inner", "GET", "component", "2xx"), 1.0),
        ("minsheng_refused_total{origin=\"client\"}".to_owned(), 0.0),
        ("minsheng_requests_in_flight{origin=\"client\"}".to_owned(), 0.0),
        ("minsheng_request_duration_seconds_count{component=\"inner\",origin=\"component\"}".to_owned(), 1.0),
    ] {
        assert!(near(told.get(&series), value), "{series} is not {value} in {told:#?}");
    }
    let database = |name: &str, more: &str| told[&format!("{name}{{database=\"default\"{more}}}")];
    assert!(database("minsheng_writer_wait_seconds_count", "") >= 1.0);
    assert!(database("minsheng_database_idle_connections", "") >= 1.0);
    assert!(database("minsheng_database_bytes", ",file=\"database\"") > 0.0);
    promtool(&ask(address, "GET", "/metrics").body);
}

/// Asked whether this is the format, and whether names are as they should be.
fn promtool(text: &str) {
    let mut promtool = Command::new("promtool");
    promtool.args(["check", "metrics"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let Ok(mut child) = promtool.spawn() else {
        assert!(std::env::var_os("CI").is_none(), "promtool is missing: apt-get install prometheus");
        return;
    };
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let said = child.wait_with_output().unwrap();
    let said = (said.status.success(), String::from_utf8_lossy(&said.stderr).into_owned());
    assert_eq!(said, (true, String::new()), "of\n{text}");
}

#[test]
fn whatever_clients_send_there_are_no_more_labels_than_before() {
    let (host, address) = watched();
    let storm = |number: usize| {
        for (method, path) in [("GET", "web/hello"), ("GET", "nowhere"), ("BREW", "web"), ("HUSH", "nowhere")]
        {
            host.send(method, &format!("/{path}/{number}?q={number}"), "x-api-key: 民\r\n", "");
        }
        // No host is named.
        let mut connection = Connection::open(host.address);
        connection.send(&format!("GET /{number} HTTP/1.1\r\nconnection: close\r\n\r\n"));
        assert_eq!(connection.receive().unwrap().status, 400);
    };
    storm(0);
    let bad = requests("none", "GET", "client", "4xx");
    let names = |told: &BTreeMap<String, f64>| -> BTreeSet<String> { told.keys().cloned().collect() };
    let before = once(address, |told| told.get(&bad).is_some_and(|count| *count >= 2.0));
    (1..20).for_each(storm);
    let after = once(address, |told| told.get(&bad).is_some_and(|count| *count >= 40.0));
    assert_eq!(names(&before), names(&after));
    assert!(after.contains_key(&requests("none", "other", "client", "4xx")));
    let values = after.keys().flat_map(|series| series.split('"').skip(1).step_by(2));
    let known = ["web", "inner", "none", "default", "/web/tick", "client", "component", "schedule"];
    let strange: Vec<&str> = values
        .filter(|value| !known.contains(value) && value.contains(['?', '/', '民']))
        .chain(after.keys().filter(|series| series.contains("BREW")).map(String::as_str))
        .collect();
    assert!(strange.is_empty(), "{strange:?}");
}

#[test]
fn metrics_stand_at_their_own_address_and_nothing_else_does() {
    let (mut host, address) = watched();
    assert_eq!(host.get("/metrics").status, 404, "not where the public asks");
    for (method, path, status) in
        [("GET", "/metrics", 200), ("POST", "/metrics", 405), ("GET", "/web/hello", 404)]
    {
        assert_eq!(ask(address, method, path).status, status, "{method} {path}");
    }
    let answer = ask(address, "GET", "/metrics");
    assert_eq!(answer.header("content-type"), Some("text/plain; version=0.0.4; charset=utf-8"));
    // Who asks nothing keeps neither others from asking nor the host from ending.
    let silent: Vec<Connection> = (0..4).map(|_| Connection::open(address)).collect();
    assert_eq!(ask(address, "GET", "/metrics").status, 200);
    host.stop();
    drop(silent);
}

#[test]
fn an_address_that_is_taken_is_named() {
    let (_host, address) = watched();
    let folder = tempfile::TempDir::new().unwrap();
    let mut command = crate::host::command(folder.path(), &manifest(APP));
    let output = command.args(["--metrics", &address.to_string()]).output().unwrap();
    let log = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && log.contains("--metrics ADDRESS"), "{log}");
    assert!(log.contains(&address.to_string()), "{log}");
    assert!(!folder.path().join("state").exists(), "nothing has begun by then");
}
