//! What a request costs the database when functions are warm: statements, each of which is a round trip on libSQL, and pages
//! of SQLite's log. `crates/store/tests/counted.rs` counts what the store's functions send; this counts what a request
//! sends, by whatever functions it is passed on to. A table holds the figures: whoever adds a statement says so here.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use blackbox::faults::on_embedded_host;
use blackbox::token::{now, totp};
use blackbox::{CLEAR, Person, Request, Setup, TestApp, Ticket, VAGUE, model_of, seconds_from_now};
use minsheng_core::operation::{Op, Operation, TABLE, matches};
use minsheng_types::category::Category;
use serde_json::{Value, json};

/// An operation, the statements that one request sends at most, and the pages that it writes as a rule.
type Row = (&'static str, &'static str, u64, u64);

/// How many pages more than in the table are none too many: where a page of an index splits depends on what it holds.
const MARGIN: u64 = 3;

/// What each operation costs in its usual case, the dearest of them where there are several: of all that `updates` can do,
/// say. What is called every second or minute is counted with nothing to do, as it is called as a rule.
const ROWS: &[Row] = &[
    ("POST", "/v1/tickets", 6, 22),
    ("GET", "/v1/tickets", 2, 0),
    ("GET", "/v1/tickets/counts", 1, 0),
    ("GET", "/v1/tickets/{id}", 1, 0),
    ("GET", "/v1/tickets/{id}/similar", 3, 0),
    ("POST", "/v1/similar", 2, 0),
    ("POST", "/v1/classify", 1, 0),
    ("POST", "/v1/understanding", 0, 0),
    ("POST", "/v1/tickets/{id}/classification", 5, 11),
    ("GET", "/v1/models", 3, 0),
    ("POST", "/v1/models", 6, 3),
    ("POST", "/v1/models/{id}/trial", 8, 2),
    ("POST", "/v1/models/{id}/activation", 11, 3),
    ("POST", "/v1/models/rollback", 10, 3),
    ("GET", "/v1/models/settled", 5, 2),
    ("POST", "/v1/tickets/{id}/assignment", 5, 13),
    ("POST", "/v1/tickets/{id}/updates", 6, 18),
    ("POST", "/v1/tickets/{id}/rating", 5, 12),
    ("GET", "/v1/notices", 2, 0),
    ("POST", "/v1/notices", 7, 8),
    ("GET", "/v1/notices/{id}", 2, 0),
    ("PUT", "/v1/notices/{id}", 7, 7),
    ("DELETE", "/v1/notices/{id}", 7, 7),
    ("GET", "/v1/notices.atom", 1, 0),
    ("GET", "/v1/notices.json", 1, 0),
    ("GET", "/v1/notices.ics", 1, 0),
    ("GET", "/v1/surveys", 1, 0),
    ("POST", "/v1/surveys", 6, 5),
    ("GET", "/v1/surveys/{id}", 1, 0),
    ("PUT", "/v1/surveys/{id}", 6, 4),
    ("DELETE", "/v1/surveys/{id}", 6, 4),
    ("POST", "/v1/surveys/{id}/answers", 5, 3),
    ("GET", "/v1/surveys/{id}/answers", 2, 0),
    ("GET", "/v1/surveys/{id}/results", 2, 0),
    ("GET", "/v1/adopted", 2, 0),
    ("GET", "/v1/adopted.atom", 2, 0),
    ("GET", "/embed.js", 0, 0),
    ("GET", "/v1/qr.svg", 0, 0),
    ("GET", "/v1/departments", 1, 0),
    ("POST", "/v1/departments", 6, 5),
    ("GET", "/v1/catalogue", 1, 0),
    ("PUT", "/v1/catalogue", 7, 8),
    ("GET", "/v1/catalogue/try", 1, 0),
    ("GET", "/v1/settings", 1, 0),
    ("PUT", "/v1/settings", 9, 6),
    ("POST", "/v1/tick", 37, 0),
    ("POST", "/v1/tick/index", 2, 0),
    ("GET", "/v1/auth/me", 1, 0),
    ("POST", "/v1/auth/login", 13, 11),
    ("POST", "/v1/auth/refresh", 8, 4),
    ("POST", "/v1/auth/logout", 6, 7),
    ("POST", "/v1/auth/password", 13, 5),
    ("POST", "/v1/auth/factor", 7, 3),
    ("POST", "/v1/auth/factor/confirmation", 13, 6),
    ("POST", "/v1/auth/codes", 10, 4),
    ("POST", "/v1/auth/citizens", 9, 5),
    ("POST", "/v1/auth/wechat", 8, 4),
    ("GET", "/v1/accounts", 2, 0),
    ("POST", "/v1/accounts", 6, 4),
    ("GET", "/v1/accounts/{id}", 2, 0),
    ("PUT", "/v1/accounts/{id}", 8, 3),
    ("POST", "/v1/accounts/{id}/revocation", 6, 7),
    ("DELETE", "/v1/accounts/{id}/lock", 6, 4),
    ("DELETE", "/v1/accounts/{id}/factor", 8, 4),
    ("GET", "/v1/keys", 1, 0),
    ("POST", "/v1/keys", 5, 5),
    ("DELETE", "/v1/keys/{id}", 6, 3),
    ("GET", "/v1/my/tickets", 1, 0),
    ("GET", "/v1/workflow", 1, 0),
    ("GET", "/v1/words", 0, 0),
    ("GET", "/v1/taxonomy", 0, 0),
    ("GET", "/v1/openapi.json", 0, 0),
    ("GET", "/openapi.json", 0, 0),
    ("GET", "/docs", 0, 0),
    ("GET", "/v1/tickets/{id}/reporter", 5, 2),
    ("POST", "/v1/tickets/{id}/reporter", 5, 2),
    ("PUT", "/v1/tickets/{id}/reporter", 6, 6),
    ("DELETE", "/v1/tickets/{id}/reporter", 9, 7),
    ("POST", "/v1/callers", 5, 2),
    ("GET", "/v1/my/data", 6, 2),
    ("DELETE", "/v1/my/data", 20, 10),
    ("GET", "/v1/audit", 5, 2),
    ("GET", "/v1/audit/verify", 6, 2),
    ("GET", "/v1/ready", 4, 0),
    ("GET", "/v1/stats/kpi", 4, 0),
    ("GET", "/v1/stats/trend", 3, 0),
    ("GET", "/v1/stats/hotspots", 2, 0),
    ("GET", "/v1/stats/topics", 2, 0),
    ("GET", "/v1/stats/public", 3, 0),
    ("POST", "/v1/calls", 7, 5),
    ("POST", "/v1/import", 12, 15),
    ("DELETE", "/v1/import/{id}", 26, 12),
    ("GET", "/v1/knowledge", 3, 0),
    ("POST", "/v1/knowledge", 7, 11),
    ("GET", "/v1/knowledge/{id}", 1, 0),
    ("PUT", "/v1/knowledge/{id}", 7, 10),
    ("DELETE", "/v1/knowledge/{id}", 7, 10),
    ("GET", "/v1/knowledge/{id}/versions", 2, 0),
    ("POST", "/v1/knowledge/{id}/helpful", 4, 3),
    ("POST", "/v1/knowledge/suggest", 2, 0),
    ("POST", "/v1/knowledge/check", 0, 0),
    ("POST", "/v1/tickets/{id}/draft", 3, 0),
    ("GET", "/v1/tickets/{id}/attachments", 2, 0),
    ("POST", "/v1/tickets/{id}/attachments", 3, 5),
    ("GET", "/v1/tickets/{id}/attachments/{attachment}", 3, 0),
    ("PUT", "/v1/tickets/{id}/attachments/{attachment}", 13, 7),
    ("DELETE", "/v1/tickets/{id}/attachments/{attachment}", 6, 7),
    ("GET", "/v1/events", 2, 0),
    ("GET", "/v1/events/batch", 2, 0),
    ("GET", "/v1/events/{id}", 1, 0),
    ("GET", "/v1/webhooks", 1, 0),
    ("POST", "/v1/webhooks", 6, 5),
    ("GET", "/v1/webhooks/{id}", 1, 0),
    ("PUT", "/v1/webhooks/{id}", 7, 3),
    ("DELETE", "/v1/webhooks/{id}", 7, 6),
    ("POST", "/v1/webhooks/{id}/secret", 7, 3),
    ("POST", "/v1/webhooks/{id}/replay", 7, 2),
    ("GET", "/v1/webhooks/{id}/deliveries", 2, 0),
    ("POST", "/v1/webhooks/{id}/retry", 6, 6),
    ("POST", "/v1/webhooks/{id}/test", 6, 2),
    ("POST", "/v1/tick/attachments", 4, 0),
    ("POST", "/v1/deliver", 1, 0),
    ("POST", "/v1/notify", 1, 0),
    ("POST", "/v1/messages/preview", 1, 0),
    ("GET", "/v1/messages/wechat", 1, 0),
    ("GET", "/v1/tickets/{id}/messages", 2, 0),
    ("POST", "/v1/messages/reports", 7, 3),
    ("POST", "/v1/messages/replies", 9, 4),
    ("GET", "/v1/oncall", 5, 2),
    ("PUT", "/v1/oncall", 8, 3),
    ("GET", "/v1/oncall/ack", 0, 0),
    ("POST", "/v1/oncall/ack", 7, 4),
    ("GET", "/v1/incidents", 1, 0),
    ("POST", "/v1/incidents/{id}/notice", 9, 9),
    ("GET", "/open311/discovery.xml", 0, 0),
    ("GET", "/open311/discovery.json", 0, 0),
    ("GET", "/open311/v2/discovery.xml", 0, 0),
    ("GET", "/open311/v2/discovery.json", 0, 0),
    ("GET", "/open311/v2/services.xml", 0, 0),
    ("GET", "/open311/v2/services.json", 0, 0),
    ("GET", "/open311/v2/services/{id}", 1, 0),
    ("POST", "/open311/v2/requests.xml", 6, 20),
    ("POST", "/open311/v2/requests.json", 6, 20),
    ("GET", "/open311/v2/requests.xml", 1, 0),
    ("GET", "/open311/v2/requests.json", 1, 0),
    ("GET", "/open311/v2/requests/{id}", 1, 0),
    ("GET", "/open311/v2/tokens/{id}", 1, 0),
    ("POST", "/open311/v2/servicerequestupdates.xml", 6, 9),
    ("POST", "/open311/v2/servicerequestupdates.json", 6, 9),
    ("GET", "/open311/v2/servicerequestupdates.xml", 1, 0),
    ("GET", "/open311/v2/servicerequestupdates.json", 1, 0),
    ("GET", "/open311/v2/bulk.csv", 1, 0),
];

/// Operations that send more than the budget of their kind, and why.
const OVER: &[(&str, &str, &str)] = &[
    ("GET", "/v1/tickets/{id}/similar", "the ticket, how rare its words are, and what shares them"),
    ("GET", "/v1/models", "which model classifies is read by itself, as every demand does"),
    (
        "POST",
        "/v1/models/{id}/trial",
        "tickets are read a page at a time, and a line of the audit log is written",
    ),
    ("POST", "/v1/models/{id}/activation", "a model is checked before, and the list is read back after"),
    ("POST", "/v1/models/rollback", "which model was before is read first, and the list is read back after"),
    ("PUT", "/v1/catalogue", "departments and models in force are read first"),
    (
        "PUT",
        "/v1/settings",
        "what is left out stays, and is read first; warnings look into the catalogue and the rules in force",
    ),
    ("POST", "/v1/notices", "the city's list of categories is read first, and the notice is read back"),
    (
        "PUT",
        "/v1/notices/{id}",
        "what is left out stays, and is read first; so is the city's list of categories",
    ),
    ("DELETE", "/v1/notices/{id}", "the notice and the city's list of categories are read first"),
    ("GET", "/v1/knowledge", "of a search: how rare words are, which entries hold them, and these"),
    ("POST", "/v1/knowledge", "a version has a row of its own, and the entry is read back"),
    ("PUT", "/v1/knowledge/{id}", "a version has a row of its own, and the entry is read first"),
    ("DELETE", "/v1/knowledge/{id}", "a version has a row of its own, and the entry is read first"),
    ("POST", "/v1/tickets/{id}/draft", "the ticket, how rare its words are, and entries that hold them"),
    ("POST", "/v1/auth/login", "attempts are counted in a transaction before the password is looked at"),
    ("POST", "/v1/auth/refresh", "attempts are counted in a transaction before the token is looked at"),
    (
        "POST",
        "/v1/auth/password",
        "the session is asked about, and attempts are counted before the password is looked at",
    ),
    ("POST", "/v1/auth/factor", "attempts are counted in a transaction before the password is looked at"),
    (
        "POST",
        "/v1/auth/factor/confirmation",
        "attempts are counted in a transaction before the password is looked at",
    ),
    ("POST", "/v1/auth/codes", "each of the limits of a telephone and a client is counted"),
    ("POST", "/v1/auth/citizens", "attempts are counted in a transaction before the code is looked at"),
    ("POST", "/v1/auth/wechat", "attempts are counted in a transaction before WeChat is asked"),
    (
        "PUT",
        "/v1/accounts/{id}",
        "sessions end and attempts are forgotten in the same transaction, and the lock is read back",
    ),
    ("DELETE", "/v1/accounts/{id}/factor", "sessions end in the same transaction, and the lock is read back"),
    (
        "DELETE",
        "/v1/tickets/{id}/reporter",
        "what the audit log has of the person is put out in the same transaction",
    ),
    (
        "DELETE",
        "/v1/my/data",
        "each ticket is a transaction of its own, and each line of a log-in is three statements",
    ),
    (
        "GET",
        "/v1/ready",
        "it tries whether the database can be written to, in a transaction that is rolled back",
    ),
    ("GET", "/v1/stats/kpi", "calls by telephone, how far figures are counted, and what is in force"),
    ("GET", "/v1/stats/trend", "how far figures are counted, and what is in force"),
    ("GET", "/v1/stats/public", "figures of two spans, and how far they are counted"),
    ("POST", "/v1/calls", "how many a day has is counted in the same transaction"),
    (
        "POST",
        "/v1/import",
        "what is known already and how far figures are counted is read, and each ticket has a statement of its own",
    ),
    (
        "DELETE",
        "/v1/import/{id}",
        "each table that knows of a ticket has a statement of its own, for all tickets at once",
    ),
    (
        "PUT",
        "/v1/tickets/{id}/attachments/{attachment}",
        "the last part: it is stored, then all of the file is read and cleaned",
    ),
    ("GET", "/v1/tickets/{id}/attachments/{attachment}", "whose ticket it is, the file, and its bytes"),
    ("POST", "/v1/tick/attachments", "each kind of what may be due is asked for by itself"),
    ("PUT", "/v1/webhooks/{id}", "what is left out stays, and is read first; the webhook is read back"),
    ("DELETE", "/v1/webhooks/{id}", "deliveries go in the same transaction, and the webhook is read first"),
    ("POST", "/v1/webhooks/{id}/secret", "the webhook is read first and read back"),
    ("POST", "/v1/webhooks/{id}/replay", "the webhook is read first and read back"),
    ("POST", "/v1/tick", "each kind of what may be due is asked for by itself"),
    (
        "PUT",
        "/v1/oncall",
        "what is left out stays, and is read first; so are departments, and older versions go",
    ),
    ("POST", "/v1/oncall/ack", "a callout and its calls are two tables"),
    (
        "POST",
        "/v1/incidents/{id}/notice",
        "the incident and the city's list of categories are read first, and the notice is read back",
    ),
    ("POST", "/v1/messages/reports", "messages and calls are two tables, and which are known is read first"),
    (
        "POST",
        "/v1/messages/replies",
        "who is on duty and what waits for them is read first, then as by the link",
    ),
];

/// Operations without a row, and why.
const WITHOUT: &[(&str, &str, &str)] = &[];

/// The budget of a row in statements: of a submission, of what writes nothing, and of any other change.
fn budget(&(method, path, _, pages): &Row) -> u64 {
    match operation(method, path).map(|row| row.op) {
        Some(Op::SubmitTicket | Op::Open311PostRequest) => 8,
        _ if pages == 0 => 2,
        _ => 6,
    }
}

fn operation(method: &str, path: &str) -> Option<&'static Operation> {
    TABLE.iter().find(|row| row.method.as_str() == method && row.path == path)
}

/// The operation that serves a path.
fn served(method: &str, path: &str) -> &'static Operation {
    let path = path.split('?').next().unwrap();
    let fits = |row: &&Operation| row.method.as_str() == method && matches(row.path, path).is_some();
    let mut found: Vec<&Operation> = TABLE.iter().filter(fits).collect();
    found.sort_by_key(|row| row.path.contains('{'));
    found.first().unwrap_or_else(|| panic!("no operation: {method} {path}"))
}

#[test]
fn every_operation_has_a_row_or_a_reason_and_a_row_over_its_budget_too() {
    let mut named: BTreeSet<(&str, &str)> = BTreeSet::new();
    let of_rows = ROWS.iter().map(|(method, path, _, _)| (*method, *path));
    for (method, path) in of_rows.chain(WITHOUT.iter().map(|(method, path, _)| (*method, *path))) {
        assert!(operation(method, path).is_some(), "no operation: {method} {path}");
        assert!(named.insert((method, path)), "twice: {method} {path}");
    }
    let missing: Vec<String> = TABLE
        .iter()
        .filter(|row| !named.contains(&(row.method.as_str(), row.path)))
        .map(|row| format!("{} {}", row.method.as_str(), row.path))
        .collect();
    assert!(missing.is_empty(), "no row says what they cost, and no reason why not: {missing:#?}");
    let over: BTreeSet<(&str, &str)> =
        ROWS.iter().filter(|row| row.2 > budget(row)).map(|row| (row.0, row.1)).collect();
    let excused: BTreeSet<(&str, &str)> = OVER.iter().map(|(method, path, _)| (*method, *path)).collect();
    assert_eq!(over, excused, "what is over its budget, and what has a reason");
    assert!(OVER.iter().chain(WITHOUT).all(|(_, _, reason)| !reason.is_empty()));
}

#[test]
fn a_request_costs_so_many_statements() {
    // On servers a write by itself is a transaction: two statements more.
    if !on_embedded_host() {
        return;
    }
    let mut city = City::found();
    for part in PARTS {
        part(&mut city);
    }
    let costs = city.costs;
    let mut all = String::new();
    let mut wrong = Vec::new();
    for row in TABLE {
        let (method, path) = (row.method.as_str(), row.path);
        let Some(cost) = costs.get(&(method, path)) else {
            if !WITHOUT.iter().any(|other| (other.0, other.1) == (method, path)) {
                wrong.push(format!("{method} {path} was not called"));
            }
            continue;
        };
        let (statements, pages) = (cost.statements, cost.pages);
        all += &format!("    ({method:?}, {path:?}, {statements}, {pages}),\n");
        match ROWS.iter().find(|other| (other.0, other.1) == (method, path)) {
            None => wrong.push(format!("{method} {path} has no row")),
            Some(row) if statements > row.2 => {
                let sql = cost.sql.join("\n    ");
                wrong.push(format!(
                    "{method} {path} sends {statements} statements, not {}:\n    {sql}",
                    row.2
                ));
            }
            Some(row) if pages > row.3 + MARGIN => {
                wrong.push(format!("{method} {path} writes {pages} pages, not {}", row.3));
            }
            Some(_) => {}
        }
    }
    assert!(wrong.is_empty(), "{}\nthe table as it is now:\n{all}", wrong.join("\n"));
    let calls = costs[&("POST", "/v1/tickets")].calls;
    assert_eq!(calls, 1, "the classifier reads a demand once, and nobody else is asked");
}

/// What one request costs.
#[derive(Clone, Debug, Default)]
struct Cost {
    statements: u64,
    pages: u64,
    /// Of one component by another.
    calls: u64,
    /// The statements' beginnings.
    sql: Vec<String>,
}

/// How often each request is made, one right after the other. The first warms its function, and of the others the cheapest
/// counts: now and then one of them reads settings again, or asks whether a session goes on.
const TIMES: usize = 4;

/// An upper bound that ends a hung test.
const PATIENCE: Duration = Duration::from_secs(60);

/// What the host writes while it traces.
struct Trace {
    file: BufReader<File>,
    /// What has come of the next line.
    begun: String,
}

impl Trace {
    /// The next line, if all of it is there.
    fn line(&mut self) -> Option<Value> {
        self.file.read_line(&mut self.begun).unwrap();
        self.begun.ends_with('\n').then(|| serde_json::from_str(&std::mem::take(&mut self.begun)).unwrap())
    }

    /// What it says of the request that was just answered: its line is written when the answer has gone, those of its
    /// statements before it.
    fn cost(&mut self, operation: &Operation) -> Cost {
        let begun = Instant::now();
        let mut statements: Vec<Value> = Vec::new();
        loop {
            let Some(line) = self.line() else {
                assert!(begun.elapsed() < PATIENCE, "no line of {}", operation.id);
                std::thread::sleep(Duration::from_millis(1));
                continue;
            };
            let Some(path) = line["path"].as_str() else {
                // The others are of calls.
                if line["sql"].is_string() {
                    statements.push(line);
                }
                continue;
            };
            if line["method"] == operation.method.as_str() && matches(operation.path, path).is_some() {
                let number = |name: &str| line[name].as_u64().unwrap();
                let own = statements.iter().filter(|statement| statement["request"] == line["request"]);
                // How long SQLite waits for a lock is set without asking the database, and a libSQL server is not told.
                let (settings, own): (Vec<_>, Vec<_>) =
                    own.partition(|one| text(one, "sql").starts_with("PRAGMA busy_timeout = "));
                let sql = own.iter().map(|one| format!("{}: {}", text(one, "component"), text(one, "sql")));
                let sql = sql.collect();
                return Cost {
                    statements: number("statements") - settings.len() as u64,
                    pages: number("pages"),
                    calls: number("calls"),
                    sql,
                };
            }
        }
    }
}

/// A hotline that is counted.
struct City {
    app: TestApp,
    gateway: Gateway,
    trace: Trace,
    costs: BTreeMap<(&'static str, &'static str), Cost>,
}

impl City {
    fn found() -> Self {
        let gateway = Gateway::start();
        let host = gateway.host();
        let app = Setup::default()
            .traced()
            .variable("sms_gateway", &host)
            .variable("sms_url", &format!("{host}/sms"))
            .variable("public_url", "https://hotline.example")
            .variable("webhook_host", &host)
            .variable("wechat_url", &host)
            .variable("wechat_app", "wx0123456789abcdef")
            .variable("wechat_secret", "secret")
            .variable("llm_host", &host)
            .variable("llm_url", &format!("{host}/v1/chat/completions"))
            .variable("llm_model", "city-model")
            .start();
        // The first request makes the database, and messages go out at any hour.
        app.citizen().get("/v1/departments").expect(200);
        let always = json!({"messages": {"quiet_from": "00:00", "quiet_to": "00:00"}});
        app.admin().put("/v1/settings", &always).expect(200);
        let file = BufReader::new(File::open(app.trace()).unwrap());
        let trace = Trace { file, begun: String::new() };
        Self { app, gateway, trace, costs: BTreeMap::new() }
    }

    /// Sends requests of one operation one after the other, and counts the cheapest of them; the answers. Where an operation
    /// is counted in several ways, the dearest counts.
    #[track_caller]
    fn counts(&mut self, requests: &[(Person, Request)]) -> Vec<blackbox::Answer> {
        let line = requests[0].1.line();
        let (method, path) = line.split_once(' ').unwrap();
        let operation = served(method, path);
        // What came before is of no interest.
        while self.trace.line().is_some() {}
        let mut costs = Vec::new();
        let mut answers = Vec::new();
        for (who, request) in requests {
            let answer = who.send(request.clone());
            let refused = format!("{}: {} {}", request.line(), answer.status, answer.whole());
            assert!((200..300).contains(&answer.status), "{refused}");
            answers.push(answer);
            costs.push(self.trace.cost(operation));
        }
        let pages = costs.iter().map(|cost| cost.pages).min().unwrap();
        let least = costs.into_iter().min_by_key(|cost| cost.statements).unwrap();
        let most = self.costs.entry((operation.method.as_str(), operation.path)).or_default();
        let pages = most.pages.max(pages);
        if least.statements > most.statements {
            *most = least;
        }
        most.pages = pages;
        answers
    }

    /// Counts what somebody asks for again and again.
    #[track_caller]
    fn asks(&mut self, who: &Person, request: Request) -> blackbox::Answer {
        self.counts(&vec![(who.clone(), request); TIMES]).pop().unwrap()
    }

    #[track_caller]
    fn reads(&mut self, who: &Person, path: &str) -> blackbox::Answer {
        self.asks(who, Request::new("GET", path))
    }

    /// Counts what somebody does to several things, each once.
    #[track_caller]
    fn does<T>(
        &mut self,
        who: &Person,
        method: &str,
        things: impl IntoIterator<Item = T>,
        what: impl Fn(&T) -> (String, Value),
    ) -> Vec<blackbox::Answer> {
        let request = |thing: T| {
            let (path, body) = what(&thing);
            let request = Request::new(method, &path);
            (who.clone(), if method == "DELETE" { request } else { request.json(&body) })
        };
        let requests: Vec<_> = things.into_iter().map(request).collect();
        self.counts(&requests)
    }

    /// Counts what somebody posts with something new each time.
    #[track_caller]
    fn posts(&mut self, who: &Person, path: &str, body: impl Fn(usize) -> Value) -> Vec<blackbox::Answer> {
        self.does(who, "POST", 0..TIMES, |n| (path.to_owned(), body(*n)))
    }

    /// Tickets that a person has to look at.
    fn tickets(&self) -> Vec<Ticket> {
        (0..TIMES).map(|_| self.app.agent().submits(VAGUE)).collect()
    }

    /// Tickets that a department works on.
    fn in_progress(&self) -> Vec<Ticket> {
        let tickets = self.tickets();
        for ticket in &tickets {
            self.app.agent().assigns(ticket, &json!({"lead": "jtj"}));
            self.app.handler("jtj").does(ticket, "sign", json!({}));
        }
        tickets
    }

    /// Counts an action that is taken on each of the tickets.
    #[track_caller]
    fn acts(&mut self, who: &Person, tickets: &[Ticket], action: &str, more: &Value) {
        let mut body = more.clone();
        body["action"] = action.into();
        self.does(who, "POST", tickets, |ticket| (ticket.path("updates"), body.clone()));
    }

    /// As [`City::acts`], by whoever handed each of them in.
    #[track_caller]
    fn reporters(&mut self, tickets: &[Ticket], what: &str, body: &Value) {
        let request = |ticket: &Ticket| {
            (self.app.reporter(ticket), Request::new("POST", &ticket.path(what)).json(body))
        };
        let requests: Vec<_> = tickets.iter().map(request).collect();
        self.counts(&requests);
    }

    fn database(&self) -> rusqlite::Connection {
        let database = rusqlite::Connection::open(self.app.database()).unwrap();
        database.busy_timeout(Duration::from_secs(30)).unwrap();
        database
    }

    /// The citizen whose telephone it is, who has proved it.
    fn citizen(&self, phone: &str) -> Person {
        self.app.citizen().post("/v1/auth/codes", &json!({"phone": phone})).expect(202);
        let shown = json!({"phone": phone, "code": self.gateway.code_of(phone)});
        let tokens = self.app.citizen().post("/v1/auth/citizens", &shown).value(200);
        self.app.with_token(text(&tokens, "access_token"))
    }
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_else(|| panic!("no {name}: {value}"))
}

/// The ids of what was made.
fn ids(answers: &[blackbox::Answer]) -> Vec<String> {
    answers.iter().map(|answer| text(&answer.json(), "id").to_owned()).collect()
}

fn phone(kind: u32, n: usize) -> String {
    format!("138{kind:04}{n:04}")
}

/// Everybody outside: what sends short messages, a receiver of events, WeChat and a language model, on loopback.
struct Gateway {
    address: String,
    /// What came to be sent to a telephone.
    texts: Arc<Mutex<Vec<Value>>>,
}

impl Gateway {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let gateway = Self { address: listener.local_addr().unwrap().to_string(), texts: Arc::default() };
        let texts = Arc::clone(&gateway.texts);
        std::thread::spawn(move || {
            for (n, stream) in listener.incoming().enumerate() {
                let mut stream = stream.unwrap();
                let mut reader = BufReader::new(stream.try_clone().unwrap());
                let mut head = String::new();
                while !head.ends_with("\r\n\r\n") && reader.read_line(&mut head).unwrap() > 0 {}
                let small = head.to_ascii_lowercase();
                let length =
                    small.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
                let mut body = vec![0; length.unwrap_or(0)];
                reader.read_exact(&mut body).unwrap();
                if head.starts_with("POST /sms") {
                    texts.lock().unwrap().push(serde_json::from_slice(&body).unwrap());
                }
                let answer = json!({
                    "session_key": "key", "openid": format!("o{n}"),
                    "choices": [{"message": {"role": "assistant", "content": "您好，已登记。"}}],
                })
                .to_string();
                let head =
                    format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close", answer.len());
                // Who asked may have gone meanwhile.
                drop(stream.write_all(format!("{head}\r\n\r\n{answer}").as_bytes()));
            }
        });
        gateway
    }

    fn host(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What was sent to a telephone last.
    fn text_of(&self, phone: &str) -> String {
        let texts = self.texts.lock().unwrap();
        let last = texts.iter().rev().find(|one| one["phone"] == phone);
        text(last.unwrap_or_else(|| panic!("nothing was sent to {phone}")), "text").to_owned()
    }

    fn code_of(&self, phone: &str) -> String {
        let text = self.text_of(phone);
        let runs = text.split(|c: char| !c.is_ascii_digit());
        runs.into_iter().find(|run| run.len() == 6).unwrap_or_else(|| panic!("no code: {text}")).to_owned()
    }
}

/// Groups of operations, each of which makes what it needs.
const PARTS: [fn(&mut City); 15] = [
    submitting,
    updates,
    judging,
    understanding,
    rules,
    opinion,
    answers,
    staff,
    citizens,
    files,
    told,
    emergencies,
    open311,
    figures,
    scheduled,
];

fn submitting(city: &mut City) {
    let (agent, nobody) = (city.app.agent(), city.app.citizen());
    city.posts(&nobody, "/v1/tickets", |_| json!({"content": CLEAR}));
    city.posts(&nobody, "/v1/tickets", |n| {
        let content = format!("麓山南路{n}号门口的路灯坏了，请尽快修理");
        json!({"content": content, "location": {"address": "麓山南路1号", "district": "岳麓区"},
            "reporter": {"name": "王小明", "phone": phone(1, n)}})
    });
    let ticket = agent.submits(VAGUE);
    for path in ["/v1/tickets", "/v1/tickets?state=pending", "/v1/tickets?q=路灯", "/v1/tickets/counts"] {
        city.reads(&agent, &path.replace("路灯", "%E8%B7%AF%E7%81%AF"));
    }
    city.reads(&agent, &ticket.path(""));
    let reporter = city.app.reporter(&ticket);
    city.reads(&reporter, &ticket.path(""));
    city.reads(&agent, &ticket.path("similar"));
    city.posts(&nobody, "/v1/similar", |_| json!({"text": "路灯坏了"}));
    city.reads(&agent, &ticket.path("messages"));
}

fn updates(city: &mut City) {
    let (agent, supervisor, system) = (city.app.agent(), city.app.supervisor(), city.app.system());
    let handler = city.app.handler("jtj");
    let tickets = city.tickets();
    let classified = json!({"category": "交通运输", "urgency": "urgent"});
    city.does(&agent, "POST", &tickets, |ticket| (ticket.path("classification"), classified.clone()));
    city.reporters(&tickets, "updates", &json!({"action": "supplement", "public": "又坏了两盏"}));
    city.acts(&agent, &tickets, "correct", &json!({"content": "路灯坏了，共五盏"}));
    city.reporters(&tickets, "updates", &json!({"action": "urge"}));
    city.acts(&agent, &tickets, "request_info", &json!({"public": "在哪里？"}));
    city.reporters(&tickets, "updates", &json!({"action": "supply_info", "public": "麓山南路"}));
    city.acts(&supervisor, &tickets, "supervise", &json!({"level": 1, "reason": "久拖不决"}));
    city.acts(&agent, &tickets, "accept", &json!({}));
    let lead = json!({"lead": "jtj", "assists": ["cgj"]});
    city.does(&agent, "POST", &tickets, |ticket| (ticket.path("assignment"), lead.clone()));
    city.acts(&handler, &tickets, "request_return", &json!({"reason": "不是我们的"}));
    city.acts(&supervisor, &tickets, "reject_return", &json!({}));
    city.acts(&handler, &tickets, "sign", &json!({}));
    city.acts(&handler, &tickets, "contact", &json!({}));
    city.acts(&handler, &tickets, "progress", &json!({"public": "正在办理"}));
    let later = json!({"due_at": seconds_from_now(3 * 86_400), "reason": "缺零件"});
    city.acts(&handler, &tickets, "request_extension", &later);
    city.acts(&supervisor, &tickets, "approve_extension", &json!({}));
    city.acts(&supervisor, &tickets, "suspend", &json!({"reason": "等下雨天过去"}));
    city.acts(&supervisor, &tickets, "resume", &json!({"reason": "雨停了"}));
    let reply = json!({"public": "已修好", "note": "换了灯", "resolved": true});
    city.acts(&handler, &tickets, "reply", &reply);
    city.acts(&supervisor, &tickets, "send_back", &json!({"reason": "说清楚"}));
    city.acts(&handler, &tickets, "reply", &reply);
    city.acts(&supervisor, &tickets, "approve", &json!({}));
    city.acts(&supervisor, &tickets, "close", &json!({}));
    city.acts(&supervisor, &tickets, "exclude", &json!({"reason": "重复"}));
    city.acts(&system, &tickets, "archive", &json!({}));
    let parent = agent.submits(VAGUE);
    let children = city.tickets();
    city.acts(&agent, &children, "merge", &json!({"parent": parent.id}));
    city.acts(&agent, &children, "split", &json!({}));
    city.reporters(&children, "updates", &json!({"action": "withdraw"}));
    let declined = city.tickets();
    city.acts(
        &agent,
        &declined,
        "decline",
        &json!({"reason_code": "no_facts", "public": "说不清", "turn_to": "12345"}),
    );
    city.acts(&supervisor, &declined, "reopen", &json!({"reason": "说清了"}));
    let handed_on = city.tickets();
    city.acts(&agent, &handed_on, "accept", &json!({}));
    city.does(&agent, "POST", &handed_on, |ticket| (ticket.path("assignment"), lead.clone()));
    city.acts(
        &supervisor,
        &handed_on,
        "recall",
        &json!({"reason": "派错了", "reason_code": "wrong_dispatch"}),
    );
    city.does(&supervisor, "POST", &handed_on, |ticket| (ticket.path("assignment"), lead.clone()));
    city.acts(&supervisor, &handed_on, "reassign", &json!({"lead": "hbj", "reason": "职责调整"}));
    let other = city.app.handler("hbj");
    city.acts(&other, &handed_on, "sign", &json!({}));
    let longer = json!({"due_at": seconds_from_now(10 * 86_400), "reason": "缺零件"});
    city.acts(&other, &handed_on, "request_extension", &longer);
    city.acts(&supervisor, &handed_on, "reject_extension", &json!({"reason": "时间够了"}));
    city.acts(&other, &handed_on, "request_return", &json!({"reason": "不是我们的"}));
    city.acts(&supervisor, &handed_on, "approve_return", &json!({}));
    let by_catalogue = city.tickets();
    for ticket in &by_catalogue {
        agent.classifies(ticket, &json!({"category": "交通运输"}));
    }
    city.does(&agent, "POST", &by_catalogue, |ticket| (ticket.path("assignment"), json!({})));
}

fn judging(city: &mut City) {
    let (agent, tickets) = (city.app.agent(), city.in_progress());
    for ticket in &tickets {
        city.app.handler("jtj").does(
            ticket,
            "reply",
            json!({"public": "修好了", "note": "好", "resolved": true}),
        );
        city.app.supervisor().does(ticket, "approve", json!({}));
    }
    city.reporters(&tickets, "rating", &json!({"resolved": false, "satisfaction": "dissatisfied"}));
    let answered = city.tickets();
    city.acts(&agent, &answered, "answer", &json!({"public": "已解决"}));
    city.reporters(&answered, "rating", &json!({"resolved": true, "satisfaction": "satisfied"}));
}

fn understanding(city: &mut City) {
    let (nobody, admin, system) = (city.app.citizen(), city.app.admin(), city.app.system());
    city.posts(&nobody, "/v1/classify", |_| json!({"text": CLEAR}));
    city.posts(&system, "/v1/understanding", |_| json!({"text": CLEAR}));
    let model = |n: usize| model_of(['灯', '路', '水', '电'][n], Category::Agriculture, 0.5);
    let upload = |n: usize| {
        let request = Request::new("POST", "/v1/models").header("Content-Type", "application/octet-stream");
        (city.app.admin(), request.body(model(n)))
    };
    let uploads: Vec<_> = (0..TIMES).map(upload).collect();
    let models = ids(&city.counts(&uploads));
    let listed = city.reads(&admin, "/v1/models").json();
    let built_in = text(&listed["items"][0], "id");
    city.reads(&admin, "/v1/models/settled");
    city.does(&admin, "POST", &models, |id| (format!("/v1/models/{id}/trial"), json!({})));
    city.does(&admin, "POST", &models, |id| {
        (format!("/v1/models/{id}/activation"), json!({"reason": "本市数据"}))
    });
    city.posts(&admin, "/v1/models/rollback", |_| json!({}));
    admin.post(&format!("/v1/models/{built_in}/activation"), &json!({})).expect(200);
}

fn rules(city: &mut City) {
    let (nobody, admin) = (city.app.citizen(), city.app.admin());
    city.reads(&nobody, "/v1/departments");
    city.posts(&admin, "/v1/departments", |n| json!({"code": format!("new{n}"), "name": format!("新局{n}")}));
    let catalogue = city.reads(&admin, "/v1/catalogue").json();
    city.reads(&admin, "/v1/catalogue/try?text=%E8%B7%AF%E7%81%AF");
    city.asks(&admin, Request::new("PUT", "/v1/catalogue").json(&json!({"rules": catalogue["rules"]})));
    city.reads(&nobody, "/v1/settings");
    city.does(&admin, "PUT", 0..TIMES, |n| ("/v1/settings".into(), json!({"hotspots": {"days": 7 + n}})));
    for path in [
        "/v1/workflow",
        "/v1/words",
        "/v1/taxonomy",
        "/v1/openapi.json",
        "/openapi.json",
        "/docs",
        "/embed.js",
        "/v1/qr.svg",
    ] {
        city.reads(&nobody, path);
    }
}

fn opinion(city: &mut City) {
    let (nobody, publisher, agent) = (city.app.citizen(), city.app.publisher(), city.app.agent());
    let supervisor = city.app.supervisor();
    let notices = ids(&city.posts(
        &publisher,
        "/v1/notices",
        |n| json!({"title": format!("停水{n}"), "body": "今晚停水"}),
    ));
    for path in ["/v1/notices", "/v1/notices.atom", "/v1/notices.json", "/v1/notices.ics"] {
        city.reads(&nobody, path);
    }
    city.reads(&nobody, &format!("/v1/notices/{}", notices[0]));
    city.does(&publisher, "PUT", &notices, |id| (format!("/v1/notices/{id}"), json!({"body": "今晚不停水"})));
    city.does(&publisher, "DELETE", &notices, |id| (format!("/v1/notices/{id}"), Value::Null));

    let survey = |n: usize| {
        json!({"title": format!("公交{n}"), "closes_at": seconds_from_now(86_400), "results": "public",
            "questions": [{"id": "q", "kind": "text", "text": "建议"},
                {"id": "s", "kind": "scale", "text": "满意吗？", "highest": 5}]})
    };
    let surveys = ids(&city.posts(&publisher, "/v1/surveys", survey));
    city.reads(&nobody, "/v1/surveys");
    let path = format!("/v1/surveys/{}", surveys[0]);
    city.reads(&nobody, &path);
    let citizen = |n: usize| {
        let claims = blackbox::token::claims(&format!("citizen:{n:064x}"), &["reporter"], None);
        let answer = json!({"answers": [{"question": "q", "text": "请加开夜班车"}, {"question": "s", "choices": [4]}]});
        (city.app.with_claims(&claims), Request::new("POST", &format!("{path}/answers")).json(&answer))
    };
    let people: Vec<_> = (0..TIMES).map(citizen).collect();
    city.counts(&people);
    city.reads(&publisher, &format!("{path}/answers"));
    city.reads(&publisher, &format!("{path}/results"));
    city.does(&publisher, "PUT", &surveys, |id| (format!("/v1/surveys/{id}"), json!({"title": "公交线路"})));
    city.does(&publisher, "DELETE", &surveys, |id| (format!("/v1/surveys/{id}"), Value::Null));
    let suggestions = city.tickets();
    for ticket in &suggestions {
        agent.does(ticket, "correct", json!({"kind": "suggestion"}));
        agent.does(ticket, "answer", json!({"public": "好建议"}));
    }
    city.acts(&supervisor, &suggestions, "adopt", &json!({"public": "已加开"}));
    city.reads(&nobody, "/v1/adopted");
    city.reads(&nobody, "/v1/adopted.atom");
}

fn answers(city: &mut City) {
    let (nobody, publisher, agent) = (city.app.citizen(), city.app.publisher(), city.app.agent());
    let entry = |n: usize| json!({"kind": "guide", "title": format!("路灯报修指南{n}"), "body": "路灯坏了请提供灯杆编号。"});
    let entries = ids(&city.posts(&publisher, "/v1/knowledge", entry));
    let path = |id: &str| format!("/v1/knowledge/{id}");
    city.reads(&nobody, "/v1/knowledge");
    city.reads(&nobody, "/v1/knowledge?q=%E8%B7%AF%E7%81%AF");
    city.reads(&nobody, &path(&entries[0]));
    city.does(&publisher, "PUT", &entries, |id| (path(id), json!({"body": "路灯坏了请说在哪里。"})));
    city.reads(&publisher, &format!("{}/versions", path(&entries[0])));
    city.posts(&nobody, &format!("{}/helpful", path(&entries[0])), |_| json!({"helpful": true}));
    city.posts(&nobody, "/v1/knowledge/suggest", |_| json!({"text": "门口的路灯坏了"}));
    city.posts(
        &agent,
        "/v1/knowledge/check",
        |_| json!({"question": "路灯坏了", "reply": "您好，路灯已修好。"}),
    );
    let ticket = agent.submits("门口的路灯坏了");
    city.posts(&agent, &ticket.path("draft"), |_| json!({}));
    city.does(&publisher, "DELETE", &entries, |id| (path(id), Value::Null));
}

const PASSWORD: &str = "correct horse battery";

fn staff(city: &mut City) {
    let (nobody, admin) = (city.app.citizen(), city.app.admin());
    let account = |n: usize| json!({"id": format!("person{n}"), "name": "某人", "roles": ["agent"], "password": PASSWORD});
    let accounts = ids(&city.posts(&admin, "/v1/accounts", account));
    city.reads(&admin, "/v1/accounts");
    city.reads(&admin, "/v1/accounts/person0");
    let login = |id: &&String| ("/v1/auth/login".to_owned(), json!({"username": id, "password": PASSWORD}));
    let tokens =
        |answers: &[blackbox::Answer]| answers.iter().map(blackbox::Answer::json).collect::<Vec<Value>>();
    let sessions = tokens(&city.does(&nobody, "POST", &accounts, login));
    let refresh = |path: &'static str| {
        move |tokens: &&Value| (path.to_owned(), json!({"refresh_token": tokens["refresh_token"]}))
    };
    let sessions = tokens(&city.does(&nobody, "POST", &sessions, refresh("/v1/auth/refresh")));
    let person = city.app.with_token(text(&sessions[0], "access_token"));
    city.reads(&person, "/v1/auth/me");
    let changes = |n: usize| {
        let person = city.app.with_token(text(&sessions[n], "access_token"));
        let body = json!({"old": PASSWORD, "new": format!("{PASSWORD} {n}")});
        (person, Request::new("POST", "/v1/auth/password").json(&body))
    };
    let changes: Vec<_> = (0..TIMES).map(changes).collect();
    city.counts(&changes);
    city.does(&nobody, "POST", &sessions, refresh("/v1/auth/logout"));
    city.does(&admin, "PUT", &accounts, |id| {
        (format!("/v1/accounts/{id}"), json!({"name": "另一人", "roles": ["agent"], "password": PASSWORD}))
    });
    let shown = |id: &str, more: Value| {
        let mut body = json!({"username": id, "password": PASSWORD});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    let factors =
        city.does(&nobody, "POST", &accounts, |id| ("/v1/auth/factor".into(), shown(id, json!({}))));
    let secrets: Vec<(String, String)> = accounts
        .iter()
        .cloned()
        .zip(factors.iter().map(|made| text(&made.json(), "secret").to_owned()))
        .collect();
    city.does(&nobody, "POST", &secrets, |(id, secret)| {
        ("/v1/auth/factor/confirmation".into(), shown(id, json!({"code": totp(secret, now() / 30)})))
    });
    city.does(&admin, "DELETE", &accounts, |id| (format!("/v1/accounts/{id}/factor"), Value::Null));
    for id in &accounts {
        city.app.citizen().post("/v1/auth/login", &shown(id, json!({}))).expect(200);
    }
    city.does(&admin, "POST", &accounts, |id| (format!("/v1/accounts/{id}/revocation"), json!({})));
    for id in &accounts {
        city.app.citizen().post("/v1/auth/login", &json!({"username": id, "password": "x"})).expect(401);
    }
    city.does(&admin, "DELETE", &accounts, |id| (format!("/v1/accounts/{id}/lock"), Value::Null));
    let keys = ids(&city.posts(
        &admin,
        "/v1/keys",
        |n| json!({"name": format!("系统{n}"), "scopes": ["tickets:write"]}),
    ));
    city.reads(&admin, "/v1/keys");
    city.does(&admin, "DELETE", &keys, |id| (format!("/v1/keys/{id}"), Value::Null));
    city.reads(&admin, "/v1/audit");
    city.reads(&admin, "/v1/audit/verify");
    city.reads(&nobody, "/v1/ready");
}

fn citizens(city: &mut City) {
    let (nobody, agent, supervisor) = (city.app.citizen(), city.app.agent(), city.app.supervisor());
    city.posts(&nobody, "/v1/auth/codes", |n| json!({"phone": phone(2, n)}));
    let codes: Vec<Value> = (0..TIMES)
        .map(|n| json!({"phone": phone(2, n), "code": city.gateway.code_of(&phone(2, n))}))
        .collect();
    city.does(&nobody, "POST", &codes, |body| ("/v1/auth/citizens".into(), (*body).clone()));
    city.posts(&nobody, "/v1/auth/wechat", |n| json!({"code": format!("code{n}")}));
    let hands_in = |kind: u32, n: usize| {
        let reporter = json!({"name": "王小明", "phone": phone(kind, n)});
        let ticket = agent.submits_all(&json!({"content": VAGUE, "reporter": reporter}));
        agent.does(&ticket, "answer", json!({"public": "已解决"}));
        city.app.reporter(&ticket).rates(&ticket, true, "satisfied");
        ticket
    };
    let people: Vec<(Person, Ticket)> =
        (0..TIMES).map(|n| (city.citizen(&phone(3, n)), hands_in(3, n))).collect();
    let (citizen, ticket) = people[0].clone();
    let tickets: Vec<Ticket> = (0..TIMES).map(|n| hands_in(4, n)).collect();
    city.reads(&citizen, "/v1/my/tickets");
    city.reads(&citizen, "/v1/my/data");
    let path = ticket.path("reporter");
    city.reads(&citizen, &path);
    city.posts(&agent, &path, |_| json!({"reason": "回访"}));
    city.does(&agent, "PUT", 0..TIMES, |n| (path.clone(), json!({"name": format!("王大明{n}")})));
    city.posts(&agent, "/v1/callers", |_| json!({"phone": phone(3, 0)}));
    city.does(&supervisor, "DELETE", &tickets, |ticket| (ticket.path("reporter"), Value::Null));
    let erases: Vec<_> =
        people.iter().map(|(person, _)| (person.clone(), Request::new("DELETE", "/v1/my/data"))).collect();
    city.counts(&erases);
}

fn files(city: &mut City) {
    let (agent, system) = (city.app.agent(), city.app.system());
    let ticket = agent.submits(VAGUE);
    let picture = b"\xff\xd8\xff\xdb\0\x02\xff\xda\0\x02a picture, almost\xff\xd9".as_slice();
    let made = city.posts(
        &agent,
        &ticket.path("attachments"),
        |n| json!({"name": format!("{n}.jpg"), "media_type": "image/jpeg", "size": picture.len()}),
    );
    let urls: Vec<String> = made.iter().map(|made| text(&made.json(), "url").to_owned()).collect();
    let put = |url: &String| {
        let request = Request::new("PUT", url).header("Content-Type", "application/octet-stream");
        (agent.clone(), request.body(picture))
    };
    let puts: Vec<_> = urls.iter().map(put).collect();
    city.counts(&puts);
    city.reads(&agent, &ticket.path("attachments"));
    city.reads(&agent, &urls[0]);
    city.does(&agent, "DELETE", &urls, |url| ((*url).clone(), Value::Null));
    city.posts(&system, "/v1/tick/attachments", |_| json!({}));
}

fn told(city: &mut City) {
    let (admin, agent, system) = (city.app.admin(), city.app.agent(), city.app.system());
    let host = city.gateway.host();
    let webhooks = ids(&city.posts(
        &admin,
        "/v1/webhooks",
        |n| json!({"name": format!("系统{n}"), "url": format!("{host}/hook{n}")}),
    ));
    let path = |id: &str| format!("/v1/webhooks/{id}");
    let one = path(&webhooks[0]);
    city.reads(&admin, "/v1/webhooks");
    city.reads(&admin, &one);
    city.does(&admin, "PUT", &webhooks, |id| (path(id), json!({"name": "另一系统"})));
    city.posts(&admin, &format!("{one}/secret"), |_| json!({}));
    city.posts(&admin, &format!("{one}/test"), |_| json!({}));
    city.reads(&agent, "/v1/events");
    city.reads(&agent, "/v1/events/batch");
    let events = agent.get("/v1/events").value(200);
    let event = text(&events["items"][0], "id").to_owned();
    city.reads(&agent, &format!("/v1/events/{event}"));
    let deliver = || while system.post("/v1/deliver", &json!({})).value(200)["more"] == true {};
    deliver();
    city.posts(&system, "/v1/deliver", |_| json!({}));
    agent.submits(VAGUE);
    deliver();
    city.reads(&admin, &format!("{one}/deliveries"));
    city.database().execute_batch("UPDATE delivery SET status = 'dead'").unwrap();
    city.does(&admin, "POST", &webhooks, |id| (format!("{}/retry", path(id)), json!({})));
    deliver();
    city.posts(&admin, &format!("{one}/replay"), |_| json!({"after": event}));
    city.does(&admin, "DELETE", &webhooks, |id| (path(id), Value::Null));
}

/// Departments with somebody on duty.
const ON_DUTY: [&str; TIMES] = ["jtj", "cgj", "zjj", "hbj"];

/// An emergency at each of these places, of which each department's person was told; the tickets, and what was said.
fn calls(city: &City, places: [&str; TIMES]) -> (Vec<Ticket>, Vec<String>) {
    let hands_in = |(place, lead): (&str, &str)| {
        let ticket = city.app.citizen().submits(&format!("{place}楼道里煤气泄漏了，味道很大"));
        city.database().execute("UPDATE ticket SET lead = ?1 WHERE id = ?2", [lead, &ticket.id]).unwrap();
        ticket
    };
    let tickets: Vec<Ticket> = places.into_iter().zip(ON_DUTY).map(hands_in).collect();
    notify(city);
    (tickets, (0..TIMES).map(|n| city.gateway.text_of(&phone(9, n))).collect())
}

/// Has all messages go out.
fn notify(city: &City) {
    while city.app.system().post("/v1/notify", &json!({})).value(200)["more"] == true {}
}

fn emergencies(city: &mut City) {
    let (admin, agent, system, nobody) =
        (city.app.admin(), city.app.agent(), city.app.system(), city.app.citizen());
    let list = |(n, dept): (usize, &str)| json!({"department": dept, "steps": [{"people": [{"name": format!("班长{n}"), "phone": phone(9, n)}]}]});
    let lists: Vec<Value> = ON_DUTY.into_iter().enumerate().map(list).collect();
    let lists = json!({"minutes": 60, "by_reply": true, "lists": lists});
    city.does(&admin, "PUT", 0..TIMES, |_| ("/v1/oncall".into(), lists.clone()));
    city.reads(&admin, "/v1/oncall");
    notify(city);
    city.posts(&system, "/v1/notify", |_| json!({}));
    for n in 0..TIMES {
        let reporter = json!({"phone": phone(5, n), "messages": "sms"});
        agent.submits_all(&json!({"content": VAGUE, "reporter": reporter}));
    }
    notify(city);
    let sent = city.gateway.texts.lock().unwrap().iter().rev().take(TIMES).cloned().collect::<Vec<_>>();
    city.posts(
        &system,
        "/v1/messages/reports",
        |n| json!({"reports": [{"id": sent[n]["id"], "status": "delivered"}]}),
    );
    city.posts(&admin, "/v1/messages/preview", |_| json!({"occasion": "answered"}));
    city.reads(&nobody, "/v1/messages/wechat");
    city.reads(&nobody, "/v1/oncall/ack");
    let (tickets, said) = calls(city, ["银杏小区", "梧桐小区", "翠竹苑", "桂花城"]);
    city.reads(&admin, "/v1/incidents");
    city.does(&admin, "POST", &tickets, |ticket| {
        (format!("/v1/incidents/{}/notice", ticket.id), json!({"title": "燃气抢修", "body": "请绕行"}))
    });
    city.does(&nobody, "POST", &said, |text| {
        let token = text.split_once("/v1/oncall/ack#").unwrap().1.split_whitespace().next();
        ("/v1/oncall/ack".into(), json!({"token": token}))
    });
    let (_, said) = calls(city, ["青松里", "海棠湾", "荷塘月色", "枫林坊"]);
    let replied = city.posts(&system, "/v1/messages/replies", |n| {
        let number = said[n].split_once("回复 ").unwrap().1;
        let number: String = number.chars().take_while(char::is_ascii_digit).collect();
        json!({"replies": [{"phone": phone(9, n), "text": number}]})
    });
    for answer in &replied {
        assert_eq!(answer.json()["acknowledged"].as_array().unwrap().len(), 1, "{}", answer.text());
    }
}

fn open311(city: &mut City) {
    let (admin, nobody) = (city.app.admin(), city.app.citizen());
    let scopes = json!({"name": "城市随手拍", "scopes": ["tickets:write", "tickets:read"]});
    let key = admin.post("/v1/keys", &scopes).value(201);
    let system = nobody.with("X-API-Key", text(&key, "key"));
    let form = |path: &str, body: String| {
        Request::new("POST", path).header("Content-Type", "application/x-www-form-urlencoded").body(body)
    };
    for path in ["/open311/discovery", "/open311/v2/discovery", "/open311/v2/services"] {
        for end in ["xml", "json"] {
            city.reads(&nobody, &format!("{path}.{end}"));
        }
    }
    city.reads(&nobody, "/open311/v2/services/0102.json");
    let mut made = Vec::new();
    for end in ["xml", "json"] {
        let path = format!("/open311/v2/requests.{end}");
        let post = |n: usize| {
            let body = format!(
                "service_code=0102&lat=28.2&long=112.93&description=lamp{n}{end}&address_string=somewhere"
            );
            (system.clone(), form(&path, body))
        };
        let posts: Vec<_> = (0..TIMES).map(post).collect();
        made = city.counts(&posts);
        city.reads(&nobody, &path);
    }
    let id = text(&made[0].json()[0], "service_request_id").to_owned();
    city.reads(&nobody, &format!("/open311/v2/requests/{id}.json"));
    city.reads(&nobody, &format!("/open311/v2/tokens/{id}.json"));
    for end in ["xml", "json"] {
        let path = format!("/open311/v2/servicerequestupdates.{end}");
        let post = |n: usize| {
            let body = format!("service_request_id={id}&update_id={end}{n}&description=two+more+{end}{n}");
            (system.clone(), form(&path, body))
        };
        let posts: Vec<_> = (0..TIMES).map(post).collect();
        city.counts(&posts);
        city.reads(&nobody, &path);
    }
    city.reads(&nobody, "/open311/v2/bulk.csv");
}

fn figures(city: &mut City) {
    let (admin, nobody, system) = (city.app.admin(), city.app.citizen(), city.app.system());
    for path in [
        "/v1/stats/kpi",
        "/v1/stats/kpi?by=department",
        "/v1/stats/trend",
        "/v1/stats/hotspots",
        "/v1/stats/topics",
    ] {
        city.reads(&admin, path);
    }
    city.reads(&nobody, "/v1/stats/public");
    let call = |n: usize| json!({"id": format!("c{n}"), "offered_at": seconds_from_now(-600), "answered_at": seconds_from_now(-590)});
    city.posts(&system, "/v1/calls", |n| json!({"calls": [call(n)]}));
    let old = |n: usize| {
        json!({"source": format!("demo-{n}"), "tickets": [{"external_ref": format!("demo-{n}-1"), "created_at": "2023-05-04T09:00:00+08:00",
            "state": "closed", "content": "路灯坏了", "category": "城乡建设", "department": "cgj", "answer": "已修好",
            "closed_at": "2023-05-05T09:00:00+08:00", "satisfaction": "satisfied"}]})
    };
    city.posts(&admin, "/v1/import", old);
    city.does(&admin, "DELETE", 0..TIMES, |n| (format!("/v1/import/demo-{n}"), Value::Null));
}

/// What is called every second or minute has as a rule nothing to do.
fn scheduled(city: &mut City) {
    let system = city.app.system();
    for path in ["/v1/tick/index", "/v1/tick"] {
        while system.post(path, &json!({})).value(200)["more"] == true {}
        city.posts(&system, path, |_| json!({}));
    }
}
