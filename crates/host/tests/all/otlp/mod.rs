//! Traces, as a collector gets them.

mod collector;

use crate::client::Connection;
use crate::host::{Host, command, manifest};
use collector::{Collector, Reply, Span, one};
use serde_json::Value;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::process::Command;

const APP: &str = r#"
[[trigger.http]]
route = "/web/:what"
component = "web"

[[trigger.http]]
route = { private = true }
component = "inner"

[variables]
proxies = { default = "0" }

[application.tool.minsheng-host]
proxies_variable = "proxies"

[component.web]
source = "GUEST"
sqlite_databases = ["default"]
allowed_outbound_hosts = ["http://*.spin.internal", "http://127.0.0.1:*"]

[component.inner]
source = "GUEST"
sqlite_databases = ["default"]
"#;

const TABLES: &str = "PRAGMA journal_mode = WAL
CREATE TABLE counter (id INTEGER PRIMARY KEY, n INTEGER)
CREATE TABLE entry (n INTEGER)
INSERT INTO counter VALUES (1, 0)";

/// What no span may have in it, and every request has.
const SECRET: &str = "13800138000";

/// The route, as spans are called after it.
const GET: &str = "GET /web/:what";

/// A host that sends to `collector`.
fn sending(collector: &Collector, change: impl FnOnce(&mut Command)) -> Host {
    Host::start_with(&manifest(APP), |command| {
        collector.tell(command);
        change(command);
    })
}

/// One that sends soon, and tells at the second address how many spans it has sent and dropped.
fn watched(collector: &Collector, change: impl FnOnce(&mut Command)) -> (Host, SocketAddr) {
    let host = sending(collector, |command| {
        command.env("OTEL_BSP_SCHEDULE_DELAY", "20").args(["--metrics", "127.0.0.1:0"]);
        change(command);
    });
    let line: Value = serde_json::from_str(&host.log_with(&["serving metrics"])).unwrap();
    let address = line["address"].as_str().unwrap().parse().unwrap();
    (host, address)
}

/// Spans that were sent, and dropped.
fn told(address: SocketAddr) -> [u64; 2] {
    let mut connection = Connection::open(address);
    connection.send(&format!("GET /metrics HTTP/1.1\r\nhost: {address}\r\ncontent-length: 0\r\n\r\n"));
    let body = connection.receive().unwrap().body;
    ["minsheng_spans_sent_total ", "minsheng_spans_dropped_total "]
        .map(|name| body.lines().find_map(|line| line.strip_prefix(name)?.parse().ok()).unwrap())
}

/// Asks for a path, with something in query and headers that is nobody's business.
fn ask(host: &Host, path: &str) -> u16 {
    let join = if path.contains('?') { '&' } else { '?' };
    let headers = format!("query-code: {SECRET}\r\nx-api-key: {SECRET}\r\n");
    host.send("GET", &format!("{path}{join}phone={SECRET}"), &headers, "").status
}

fn attributes(span: &Span, names: &[&str]) -> Vec<Option<String>> {
    names.iter().map(|name| span.says(name).map(str::to_owned)).collect()
}

fn said(values: &[&str]) -> Vec<Option<String>> {
    values.iter().map(|value| Some((*value).to_owned())).collect()
}

#[test]
fn a_request_is_one_trace_of_everything_that_is_done_for_it() {
    let collector = Collector::start();
    let host = sending(&collector, |command| {
        command.env("OTEL_EXPORTER_OTLP_HEADERS", "authorization=Bearer%20of-the-collector");
    });
    host.post("/web/sql", TABLES);
    assert_eq!(ask(&host, "/web/call?url=http://inner.spin.internal/transaction?n=1"), 200);
    let spans = collector.spans_of(host);
    let root = one(&spans, GET);
    assert!(root.is_root() && root.0["kind"] == 2 && !root.failed(), "{root:?}");
    let names = [
        "http.request.method",
        "http.route",
        "http.response.status_code",
        "minsheng.component",
        "minsheng.origin",
    ];
    assert_eq!(attributes(root, &names), said(&["GET", "/web/:what", "200", "web", "client"]));
    let call = one(&spans, "GET inner");
    assert!(call.is_child_of(root) && call.0["kind"] == 1, "{call:?}");
    let names = ["minsheng.component", "minsheng.target", "http.response.status_code"];
    assert_eq!(attributes(call, &names), said(&["web", "inner", "200"]));
    let statements: Vec<_> = spans.iter().filter(|span| span.is_child_of(call)).collect();
    let sql: Vec<_> = statements.iter().map(|span| span.says("db.query.text").unwrap()).collect();
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
    let names = ["db.system.name", "db.operation.name", "db.response.returned_rows", "minsheng.component"];
    assert_eq!(attributes(statements[1], &names), said(&["sqlite", "SELECT", "1", "inner"]));
    assert!(statements[4].says("minsheng.pages").is_some_and(|pages| pages != "0"), "{:?}", statements[4]);
    for span in &spans {
        let (begun, ended) = span.period();
        assert!(begun <= ended, "{span:?}");
        let within = |parent: &Span| parent.period().0 <= begun && ended <= parent.period().1;
        assert!(!span.is_child_of(call) || within(call), "{span:?}");
    }
    // The tables were made by a trace of its own.
    let other = one(&spans, "POST /web/:what");
    assert!(other.is_root() && other.text("traceId") != root.text("traceId"));
    let numbers: std::collections::BTreeSet<_> = spans.iter().map(|span| span.text("spanId")).collect();
    assert_eq!(numbers.len(), spans.len());

    let resource = collector.bodies()[0]["resourceSpans"][0]["resource"]["attributes"].to_string();
    assert!(resource.contains("service.name") && resource.contains("\"minsheng\""), "{resource}");
    let head = &collector.heads()[0];
    for line in [
        "post /v1/traces http/1.1",
        "content-type: application/json",
        "authorization: bearer of-the-collector",
    ] {
        assert!(head.contains(line), "{head}");
    }
}

#[test]
fn nothing_that_is_anybodys_business_is_told() {
    let (collector, outside) = (Collector::start(), Collector::start());
    let host = sending(&collector, |_| {});
    host.post("/web/sql", &format!("{TABLES}\nSELECT '{SECRET}', {SECRET}\nSELECT nothing FROM '{SECRET}'"));
    ask(&host, &format!("/web/call?url=http://inner.spin.internal/{SECRET}"));
    // Whoever is called outside is told no more of the trace than of anything else.
    ask(&host, &format!("/web/call?url=http://{}/{SECRET}?{SECRET}", outside.address));
    ask(&host, "/web/trap");
    ask(&host, &format!("/{SECRET}"));
    let spans = collector.spans_of(host);
    let all = collector.bodies().iter().map(Value::to_string).collect::<String>();
    for word in [SECRET, "phone", "query-code", "x-api-key", "url.", "nothing FROM '"] {
        assert!(!all.contains(word), "{word} in {all}");
    }
    assert!(spans.iter().any(|span| span.text("name") == "GET"), "and yet there is one where no route leads");
    let heads = outside.heads();
    assert!(heads.len() == 1 && !heads[0].contains("traceparent"), "{heads:?}");
}

#[test]
fn a_call_to_the_outside_is_told_by_its_host() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let closed = listener.local_addr().unwrap().port();
    drop(listener);
    let (collector, outside) = (Collector::start(), Collector::replying([Reply::With(404, "")]));
    let open = outside.address.port();
    for (port, what, kind) in
        [(open, "http.response.status_code", "404"), (closed, "error.type", "connection_refused")]
    {
        let host = sending(&collector, |_| {});
        host.ok(&format!("/web/call?url=http://127.0.0.1:{port}/"));
        let before = collector.spans().len();
        let spans = &collector.spans_of(host)[before..];
        let call = one(spans, "GET");
        assert!(call.is_child_of(one(spans, GET)) && call.0["kind"] == 3 && call.failed(), "{call:?}");
        let names = ["server.address", "server.port", "minsheng.component", what];
        assert_eq!(attributes(call, &names), said(&["127.0.0.1", &port.to_string(), "web", kind]));
    }
}

#[test]
fn a_trace_is_found_by_what_the_log_calls_the_request() {
    let collector = Collector::start();
    let host = sending(&collector, |_| {});
    assert_eq!(host.get("/web/trap").status, 500);
    let line: Value = serde_json::from_str(&host.log_with(&["request failed"])).unwrap();
    let spans = collector.spans_of(host);
    let root = one(&spans, GET);
    assert_eq!(root.says("minsheng.request"), line["request"].as_str());
    assert_eq!((root.failed(), root.says("error.type")), (true, Some("500")));
}

#[test]
fn the_proxys_trace_goes_on_and_a_clients_does_not() {
    let (trace, span) = ("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7");
    for (proxies, flags, goes_on) in
        [("1", "01", Some(true)), ("1", "00", None), ("0", "01", Some(false)), ("0", "00", Some(false))]
    {
        let collector = Collector::start();
        let host = sending(&collector, |command| {
            command.env("SPIN_VARIABLE_PROXIES", proxies);
        });
        let header = format!("traceparent: 00-{trace}-{span}-{flags}\r\n");
        let answer = host.send("GET", "/web/call?url=http://inner.spin.internal/headers", &header, "");
        assert_eq!(answer.status, 200);
        // Components get what came, and nothing of ours.
        assert_eq!(answer.line("traceparent"), None, "{answer:?}");
        let spans = collector.spans_of(host);
        let Some(goes_on) = goes_on else {
            assert!(spans.is_empty(), "the proxy tells nothing of it: {spans:?}");
            continue;
        };
        let root = one(&spans, GET);
        let caller = (root.text("traceId"), root.text("parentSpanId"));
        assert_eq!(caller == (trace, span), goes_on, "{proxies} {flags}: {root:?}");
        assert!(
            goes_on || root.is_root() && root.text("traceId") != trace && root.0["links"].is_null(),
            "{root:?}"
        );
        assert!(one(&spans, "GET inner").is_child_of(root));
    }
}

#[test]
fn what_is_not_to_be_told_is_not() {
    for (name, value, argument) in [
        ("OTEL_TRACES_SAMPLER", "always_off", "1"),
        ("OTEL_TRACES_SAMPLER", "traceidratio", "0"),
        ("OTEL_TRACES_SAMPLER", "parentbased_traceidratio", "0"),
        ("OTEL_SDK_DISABLED", "true", "1"),
        ("OTEL_TRACES_EXPORTER", "none", "1"),
    ] {
        let collector = Collector::start();
        let host = sending(&collector, |command| {
            command.env(name, value).env("OTEL_TRACES_SAMPLER_ARG", argument);
        });
        host.ok("/web/call?url=http://inner.spin.internal/hello");
        assert!(collector.spans_of(host).is_empty(), "{name}={value}");
        assert!(collector.heads().is_empty(), "{name}={value}: nobody is called");
    }
}

#[test]
fn what_the_host_calls_by_itself_is_a_trace_of_its_own() {
    let collector = Collector::start();
    let schedule =
        "[[application.tool.minsheng-host.schedule]]\npath = \"/web/hello\"\nevery_seconds = 86400\n";
    let host = Host::start_with(&manifest(&format!("{APP}{schedule}")), |command| {
        collector.tell(command);
        command.args(["--log-level", "debug"]);
    });
    host.log_with(&["scheduled call made"]);
    let spans = collector.spans_of(host);
    let root = one(&spans, "POST /web/:what");
    assert!(root.is_root() && root.0["kind"] == 1, "{root:?}");
    assert_eq!(root.says("minsheng.origin"), Some("schedule"));
}

#[test]
fn requests_that_share_an_instance_keep_their_statements_apart() {
    let collector = Collector::start();
    let host = sending(&collector, |command| {
        command.env("OTEL_BSP_MAX_QUEUE_SIZE", "100000");
    });
    host.post("/web/sql", TABLES);
    let most = || {
        std::thread::scope(|scope| {
            let asked = || host.ok("/web/together?ms=200").parse::<usize>().unwrap();
            let clients: Vec<_> = (0..8).map(|_| scope.spawn(asked)).collect();
            clients.into_iter().map(|client| client.join().unwrap()).max().unwrap()
        })
    };
    host.wait_until("an instance that is shared", || most() > 1);
    let spans = collector.spans_of(host);
    let roots: Vec<_> = spans.iter().filter(|span| span.text("name") == GET).collect();
    assert!(roots.len() >= 8);
    for root in roots {
        assert_eq!(spans.iter().filter(|span| span.is_child_of(root)).count(), 2, "{root:?}");
    }
}

#[test]
fn a_call_that_is_given_up_and_a_client_that_goes_are_told_as_such() {
    let collector = Collector::start();
    let (host, told_at) = watched(&collector, |_| {});
    host.ok("/web/give-up?url=http://inner.spin.internal/slow?ms=2000&ms=50");
    let mut connection = Connection::open(host.address);
    connection.send("GET /web/slow?ms=1000 HTTP/1.1\r\nhost: x\r\n\r\n");
    // Under way: its answer does not come yet.
    std::thread::sleep(std::time::Duration::from_millis(300));
    drop(connection);
    host.wait_until("three spans", || told(told_at)[0] == 3);
    let spans = collector.spans_of(host);
    for span in &spans {
        let cancelled = span.says("http.response.status_code").is_none();
        assert_eq!(
            (span.failed(), span.says("error.type")),
            (cancelled, cancelled.then_some("cancelled")),
            "{span:?}"
        );
    }
    assert!(one(&spans, "GET inner").failed());
    assert_eq!(spans.iter().filter(|span| span.failed()).count(), 2, "{spans:?}");
}

#[test]
fn what_could_not_be_taken_is_sent_again_and_said_once() {
    let busy = Reply::With(503, r#"{"message":"full for now"}"#);
    let collector = Collector::replying([busy.clone(), busy]);
    let (mut host, told_at) = watched(&collector, |_| {});
    host.ok("/web/hello");
    host.wait_until("the span", || told(told_at) == [1, 0]);
    host.ok("/web/hello");
    host.wait_until("the next one", || told(told_at) == [2, 0]);
    host.log_with(&["warn", "traces cannot be sent for now", "full for now", "OTEL_EXPORTER_OTLP_ENDPOINT"]);
    host.log_with(&["info", "traces are sent again"]);
    host.stop();
    let (log, spans) = (host.log(), collector.spans());
    assert_eq!(spans.len(), 2, "each once: {spans:?}");
    assert_eq!(collector.heads().len(), 4);
    for line in ["cannot be sent", "sent again"] {
        assert_eq!(log.matches(line).count(), 1, "{log}");
    }
}

#[test]
fn what_is_refused_is_lost_and_counted() {
    let refused = Reply::With(400, r#"{"message":"none of mine"}"#);
    let part = Reply::With(200, r#"{"partialSuccess":{"rejectedSpans":"1","errorMessage":"too old"}}"#);
    let collector = Collector::replying([refused.clone(), refused, part]);
    let (mut host, told_at) = watched(&collector, |_| {});
    for (requests, counts) in [[0, 1], [0, 2], [0, 3], [1, 3]].into_iter().enumerate() {
        host.ok("/web/hello");
        host.wait_until("the count", || told(told_at) == counts);
        assert_eq!(collector.heads().len(), requests + 1, "nothing is sent twice");
    }
    host.stop();
    let log = host.log();
    for (line, word) in
        [("traces are refused", "none of mine"), ("some of the traces are refused", "too old")]
    {
        assert!(host.log_with(&[&format!("\"{line}\"")]).contains(word), "{log}");
        assert_eq!(log.matches(&format!("\"{line}\"")).count(), 1, "{log}");
    }
}

#[test]
fn a_collector_that_is_away_or_slow_keeps_nobody_waiting() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let away = listener.local_addr().unwrap();
    drop(listener);
    let slow = Collector::replying(vec![Reply::Late; 100]);
    for address in [away, slow.address] {
        let (mut host, told_at) = watched(&slow, |command| {
            command
                .env("OTEL_EXPORTER_OTLP_ENDPOINT", format!("http://{address}"))
                .env("OTEL_EXPORTER_OTLP_TIMEOUT", "200")
                .env("OTEL_BSP_MAX_QUEUE_SIZE", "8");
        });
        // The first batch is tried for a minute; of what comes meanwhile eight have room.
        for _ in 0..100 {
            host.ok("/web/hello");
        }
        host.wait_until("spans without room", || told(told_at)[1] > 0);
        host.log_with(&["warn", "traces cannot be sent for now", &address.to_string()]);
        host.stop();
        let log = host.log();
        assert_eq!(log.matches("cannot be sent").count(), 1, "{log}");
        assert!(!log.contains("before all requests"), "{log}");
    }
    assert!(slow.spans().is_empty());
}

#[test]
fn the_file_and_the_collector_are_told_the_same() {
    let collector = Collector::start();
    let mut file = std::path::PathBuf::new();
    let mut host = sending(&collector, |command| {
        let state = std::path::PathBuf::from(command.get_args().last().unwrap());
        file = state.with_file_name("trace.jsonl");
        command.arg("--trace").arg(&file).arg("--trace-statements");
    });
    host.post("/web/sql", TABLES);
    host.ok("/web/call?url=http://inner.spin.internal/transaction?n=1");
    host.stop();
    let text = std::fs::read_to_string(&file).unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let (spans, has) =
        (collector.spans(), |name: &str| lines.iter().filter(|line| !line[name].is_null()).count());
    let says = |name: &str| spans.iter().filter(|span| span.says(name).is_some()).count();
    assert_eq!((has("path"), has("target"), has("sql")), (2, 1, 9));
    assert_eq!((says("minsheng.origin"), says("minsheng.target"), says("db.query.text")), (2, 1, 9));
}

#[test]
fn what_cannot_be_done_as_told_is_refused_at_the_start() {
    for (name, value, parts) in [
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc", ["OTEL_EXPORTER_OTLP_TRACES_PROTOCOL=http/json", "4318"]),
        ("OTEL_TRACES_SAMPLER", "sometimes", ["always_on", "traceidratio"]),
        (
            "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
            "collector:4317",
            ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://"],
        ),
    ] {
        let folder = tempfile::TempDir::new().unwrap();
        let mut command = command(folder.path(), &manifest(APP));
        command.env("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318").env(name, value);
        let output = command.output().unwrap();
        let log = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && parts.iter().all(|part| log.contains(part)), "{log}");
        assert!(!folder.path().join("state").exists(), "nothing has begun by then");
    }
}
