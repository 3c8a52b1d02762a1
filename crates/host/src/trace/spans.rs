//! Spans for a collector: what each kind of thing that is done is called there, by OpenTelemetry's semantic conventions, and
//! what is told of it (docs/SEEING.md has the table).
//!
//! Only what the manifest says or the host counts goes out, and a statement's text without what stands in it as a value.
//! Paths, queries, headers and bodies never do: they name tickets, and hold codes, names and telephone numbers.

use super::done::{Call, LONGEST_SQL, Outside, Period, Request, Statement, micros};
use crate::exposition::Text;
use crate::otlp::{Caller, Exporter, Kind, Sampler, Span, SpanId, TraceId, Value};
use http::Method;
use std::borrow::Cow;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// The methods that are told by name; any other is the standard's `_OTHER`.
const METHODS: [&str; 9] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "CONNECT", "TRACE"];
const OTHER: &str = "_OTHER";
/// How whoever stops to wait for an answer ends a call.
const CANCELLED: &str = "cancelled";
/// Waiting is told from here on, in microseconds.
const WORTH_TELLING: u64 = 100;

/// Where spans go, and which.
pub struct Spans {
    exporter: Exporter,
    sampler: Sampler,
}

/// One request's trace.
#[derive(Debug)]
pub struct Trace {
    id: TraceId,
    caller: Option<SpanId>,
    /// The same moment by both clocks: spans are as long as the steady one says.
    begun: (Instant, Duration),
    /// Spans are called by numbers that follow each other from one of chance.
    next: AtomicU64,
}

/// Where a span stands in its trace.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    id: SpanId,
    parent: Option<SpanId>,
}

/// A span before it has a place.
#[derive(Debug)]
pub struct Shape {
    name: Cow<'static, str>,
    kind: Kind,
    attributes: Vec<(&'static str, Value)>,
    failed: bool,
}

/// What has a span when it is done.
pub trait Shown {
    fn show(&self) -> Shape;
}

impl Spans {
    pub fn new(exporter: Exporter, sampler: Sampler) -> Self {
        Self { exporter, sampler }
    }

    /// A trace begins, or goes on here; nothing if it is not to be told.
    pub fn begin(&self, caller: Option<Caller>) -> Option<Trace> {
        let id = match caller {
            Some(caller) => caller.trace,
            None => TraceId::random()?,
        };
        if !self.sampler.tells(id, caller) {
            return None;
        }
        let mut chance = [0; 8];
        getrandom::fill(&mut chance).ok()?;
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Some(Trace {
            id,
            caller: caller.map(|caller| caller.span),
            begun: (Instant::now(), now),
            next: AtomicU64::new(u64::from_ne_bytes(chance)),
        })
    }

    pub fn take(&self, span: Span) {
        self.exporter.take(span);
    }

    pub fn write_metrics(&self, text: &mut Text) {
        self.exporter.write_metrics(text);
    }

    pub async fn end(&self) {
        self.exporter.end().await;
    }
}

impl Trace {
    /// Of the request itself.
    pub fn root(&self) -> Place {
        Place { id: self.next(), parent: self.caller }
    }

    /// Of what is done because of what stands at `place`.
    pub fn below(&self, place: Place) -> Place {
        Place { id: self.next(), parent: Some(place.id) }
    }

    fn next(&self) -> SpanId {
        SpanId::new(self.next.fetch_add(1, Ordering::Relaxed))
    }

    pub fn span(&self, place: Place, period: Period, shape: Shape) -> Span {
        let (begun, time) = self.begun;
        let nanoseconds = |moment: Instant| {
            let time = time + moment.saturating_duration_since(begun);
            u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
        };
        Span {
            trace: self.id,
            id: place.id,
            parent: place.parent,
            name: shape.name,
            kind: shape.kind,
            begun: nanoseconds(period.begun),
            ended: nanoseconds(period.ended),
            attributes: shape.attributes,
            failed: shape.failed,
        }
    }
}

impl Shape {
    fn new(name: impl Into<Cow<'static, str>>, kind: Kind) -> Self {
        Self { name: name.into(), kind, attributes: Vec::with_capacity(8), failed: false }
    }

    fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.attributes.push((name, value.into()));
        self
    }

    fn failed(mut self, kind: impl Into<Value>) -> Self {
        self.failed = true;
        self.with("error.type", kind)
    }

    /// How it was answered, where statuses from `worst` on are failures.
    fn answered(self, status: Option<u16>, worst: u16) -> Self {
        match status {
            None => self.failed(CANCELLED),
            Some(status) if status >= worst => {
                self.with("http.response.status_code", status).failed(status.to_string())
            }
            Some(status) => self.with("http.response.status_code", status),
        }
    }

    /// How long it waited to be let in, if that is worth telling.
    pub fn waited(&mut self, micros: u64) {
        if micros >= WORTH_TELLING {
            self.attributes.push(("minsheng.wait_microseconds", micros.into()));
        }
    }
}

impl Shown for Request {
    fn show(&self) -> Shape {
        // What the host calls by itself is no load that clients bring.
        let kind = if self.origin == "client" { Kind::Server } else { Kind::Internal };
        let method = method(&self.method);
        let name = match &self.route {
            Some((route, _)) => Cow::Owned(format!("{} {route}", said(method))),
            None => said(method).into(),
        };
        let mut shape =
            Shape::new(name, kind).with("http.request.method", method).with("minsheng.origin", self.origin);
        if let Some((route, component)) = &self.route {
            shape = shape.with("http.route", route).with("minsheng.component", component);
        }
        if let Some(id) = self.id {
            shape = shape.with("minsheng.request", id.to_string());
        }
        shape.answered(self.status, 500)
    }
}

impl Shown for Call {
    fn show(&self) -> Shape {
        let method = method(&self.method);
        Shape::new(format!("{} {}", said(method), self.target), Kind::Internal)
            .with("http.request.method", method)
            .with("minsheng.component", &self.component)
            .with("minsheng.target", self.target.clone())
            .answered(self.status, 500)
    }
}

impl Shown for Outside {
    fn show(&self) -> Shape {
        let method = method(&self.method);
        let mut shape = Shape::new(said(method), Kind::Client)
            .with("http.request.method", method)
            .with("minsheng.component", &self.component)
            .with("server.address", self.host.clone());
        if let Some(port) = self.port {
            shape = shape.with("server.port", port);
        }
        match self.end {
            Some(Err(kind)) => shape.failed(kind),
            Some(Ok(status)) => shape.answered(Some(status), 400),
            None => shape.answered(None, 400),
        }
    }
}

impl Shown for Statement {
    fn show(&self) -> Shape {
        let text = without_values(&self.sql);
        let operation = operation(&text);
        let mut shape = Shape::new(operation.clone(), Kind::Client)
            .with("db.system.name", self.system)
            .with("db.operation.name", operation)
            .with("db.query.text", text)
            .with("minsheng.component", &self.component);
        if let Some((_, Some(cost))) = self.end {
            shape = shape.with("db.response.returned_rows", cost.rows as u64);
            if let Some(pages) = cost.committed {
                shape = shape.with("minsheng.pages", u64::from(pages));
            }
            shape.waited(micros(cost.waited));
        }
        match self.end {
            Some((true, _)) => shape,
            // What the database says of it may have values in it.
            Some((false, _)) => shape.failed(OTHER),
            None => shape.failed(CANCELLED),
        }
    }
}

fn method(method: &Method) -> &'static str {
    METHODS.into_iter().find(|known| *known == method.as_str()).unwrap_or(OTHER)
}

/// A method in a span's name.
fn said(method: &'static str) -> &'static str {
    if method == OTHER { "HTTP" } else { method }
}

/// What a statement does: its first word.
fn operation(sql: &str) -> String {
    let word = sql.split(|letter: char| !letter.is_ascii_alphabetic()).next().unwrap_or_default();
    if word.is_empty() { "SQL".to_owned() } else { word.to_ascii_uppercase() }
}

/// The beginning of a statement with a `?` for each value in it. This application's have none, and are as they are; another's
/// may be written with somebody's name in the middle.
fn without_values(sql: &str) -> String {
    let mut told = String::new();
    let mut count = 0;
    let mut rest = sql.trim_start().chars().peekable();
    let mut last = ' ';
    while let Some(letter) = rest.next() {
        if count == LONGEST_SQL {
            break;
        }
        let is_part = |letter: char| letter.is_alphanumeric() || letter == '_';
        let mut shown = letter;
        if letter == '\'' {
            // To its end, or to that of the statement; a doubled one goes on, as another value beside it.
            rest.by_ref().find(|letter| *letter == '\'');
            shown = '?';
        } else if letter.is_ascii_digit() && !is_part(last) && !"?:@$\"".contains(last) {
            while rest.next_if(|letter| is_part(*letter) || *letter == '.').is_some() {}
            shown = '?';
        }
        last = letter;
        told.push(shown);
        count += 1;
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::Cost;
    use minsheng_request_id::RequestId;
    use std::collections::BTreeSet;
    use std::sync::Arc;

    const SEEING: &str = include_str!("../../../../docs/SEEING.md");

    fn text(value: &Value) -> String {
        match value {
            Value::Text(text) => text.to_string(),
            Value::Name(name) => name.to_string(),
            Value::Number(number) => number.to_string(),
        }
    }

    fn attributes(shape: &Shape) -> Vec<(&'static str, String)> {
        shape.attributes.iter().map(|(name, value)| (*name, text(value))).collect()
    }

    #[test]
    fn a_statement_is_told_without_what_stands_in_it_as_a_value() {
        for (sql, told) in [
            ("SELECT n FROM t1 WHERE id = ?1 AND k = :k2", "SELECT n FROM t1 WHERE id = ?1 AND k = :k2"),
            ("SELECT * FROM t WHERE name = '张三' LIMIT 50", "SELECT * FROM t WHERE name = ? LIMIT ?"),
            ("VALUES ('it''s', 13800138000, 1.5e3, 0xff)", "VALUES (??, ?, ?, ?)"),
            ("SELECT x'c0ffee', \"c1\"", "SELECT x?, \"c1\""),
            ("SELECT 'never ends 13800138000", "SELECT ?"),
            ("  COMMIT", "COMMIT"),
            ("", ""),
        ] {
            assert_eq!(without_values(sql), told, "{sql}");
        }
        assert_eq!(without_values(&format!("SELECT {}", "民".repeat(100))).chars().count(), LONGEST_SQL);
        let hidden = format!("SELECT {}'secret'", "n, ".repeat(24));
        assert!(!without_values(&hidden).contains("sec"), "where it is cut, too");
    }

    #[test]
    fn a_statement_is_named_by_what_it_does() {
        for (sql, name) in [
            ("select 1", "SELECT"),
            ("BEGIN IMMEDIATE", "BEGIN"),
            ("PRAGMA journal_mode", "PRAGMA"),
            ("", "SQL"),
            ("-- a word", "SQL"),
        ] {
            assert_eq!(operation(&without_values(sql)), name, "{sql}");
        }
    }

    #[test]
    fn a_request_is_named_by_its_route_and_never_by_its_path() {
        let request = |method: &str, route: Option<&str>, status| Request {
            origin: "client",
            method: Method::from_bytes(method.as_bytes()).unwrap(),
            path: "/v1/tickets/20261123000042".to_owned(),
            route: route.map(|route| (Arc::from(route), Arc::from("track"))),
            id: None,
            status,
        };
        let found = request("GET", Some("/v1/tickets/:id"), Some(200)).show();
        assert_eq!((&*found.name, found.kind, found.failed), ("GET /v1/tickets/:id", Kind::Server, false));
        assert_eq!(
            attributes(&found),
            [
                ("http.request.method", "GET".to_owned()),
                ("minsheng.origin", "client".to_owned()),
                ("http.route", "/v1/tickets/:id".to_owned()),
                ("minsheng.component", "track".to_owned()),
                ("http.response.status_code", "200".to_owned()),
            ]
        );
        let none = request("BREW", None, Some(404)).show();
        assert_eq!(
            (&*none.name, none.failed),
            ("HTTP", false),
            "what clients send wrong is no failure of ours"
        );
        assert_eq!(attributes(&none)[0], ("http.request.method", "_OTHER".to_owned()));
        for (status, kind) in [(Some(503), "503"), (None, "cancelled")] {
            let failed = request("GET", None, status).show();
            assert!(failed.failed && attributes(&failed).contains(&("error.type", kind.to_owned())));
        }
    }

    /// Everything that can be told of anything.
    fn shapes() -> Vec<Shape> {
        let (component, method) = (Arc::from("submit"), Method::POST);
        let component = || Arc::clone(&component);
        let cost = Cost {
            begun: Instant::now(),
            waited: Duration::from_secs(1),
            ran: Duration::ZERO,
            hopped: true,
            rows: 1,
            committed: Some(2),
        };
        vec![
            Request {
                origin: "client",
                method: method.clone(),
                path: String::new(),
                route: Some((Arc::from("/v1/tickets"), component())),
                id: Some(RequestId::random([1; 16])),
                status: Some(500),
            }
            .show(),
            Call {
                component: component(),
                target: "classify".to_owned(),
                method: method.clone(),
                status: None,
            }
            .show(),
            Outside {
                component: component(),
                method,
                host: "c.example".to_owned(),
                port: Some(1),
                end: None,
            }
            .show(),
            Statement {
                component: component(),
                system: "sqlite",
                sql: "COMMIT".to_owned(),
                end: Some((false, Some(cost))),
            }
            .show(),
        ]
    }

    #[test]
    fn the_manual_has_what_is_told_and_nothing_else() {
        let shapes = shapes();
        let told = shapes.iter().flat_map(|shape| shape.attributes.iter().map(|(name, _)| *name));
        let told: BTreeSet<&str> = told.collect();
        let (_, table) = SEEING.split_once("| attribute | of | means |\n").unwrap();
        let rows = table.lines().map_while(|line| line.strip_prefix('|')).skip(1);
        let named: BTreeSet<&str> = rows.map(|row| row.split('`').nth(1).unwrap()).collect();
        assert_eq!(told, named);
    }

    #[test]
    fn what_waits_hardly_at_all_does_not_say_so() {
        for (micros, told) in [(0, false), (WORTH_TELLING - 1, false), (WORTH_TELLING, true)] {
            let mut shape = Shape::new("x", Kind::Internal);
            shape.waited(micros);
            assert_eq!(!shape.attributes.is_empty(), told, "{micros}");
        }
    }
}
