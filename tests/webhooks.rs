//! Events as they are handed out: to a receiver that is a real server on loopback, checked with the library that Standard
//! Webhooks publishes.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use blackbox::{CLEAR, Person, Setup, TestApp, VAGUE};
use serde_json::{Value, json};
use standardwebhooks::Webhook;

const WEBHOOKS: &str = "/v1/webhooks";
/// An upper bound that ends a hung test.
const PATIENCE: Duration = Duration::from_secs(120);

/// What a receiver was sent.
#[derive(Clone, Debug)]
struct Message {
    headers: http::HeaderMap,
    body: Vec<u8>,
}

impl Message {
    fn event(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().unwrap()
    }

    /// Holds it to a secret as receivers do.
    fn is_signed_with(&self, secret: &str) -> bool {
        Webhook::new(secret).unwrap().verify(&self.body, &self.headers).is_ok()
    }
}

/// How a receiver answers.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Mood {
    Answers(u16, &'static str),
    /// Takes what it is sent and never says so.
    Hangs,
}

/// What has come, and how it is answered.
struct State {
    inner: Mutex<(Vec<Message>, Mood)>,
    came: Condvar,
}

/// A receiver: a real server on loopback.
struct Receiver {
    address: String,
    state: Arc<State>,
}

impl Receiver {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let receiver = Self {
            address,
            state: Arc::new(State {
                inner: Mutex::new((Vec::new(), Mood::Answers(204, ""))),
                came: Condvar::new(),
            }),
        };
        let state = Arc::clone(&receiver.state);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (mut stream, state) = (stream.unwrap(), Arc::clone(&state));
                std::thread::spawn(move || {
                    let mut reader = BufReader::new(stream.try_clone().unwrap());
                    // Who is killed in the middle of a request has sent nothing.
                    let Some(message) = message(&mut reader) else { return };
                    let mood = {
                        let mut inner = state.inner.lock().unwrap();
                        inner.0.push(message);
                        state.came.notify_all();
                        inner.1.clone()
                    };
                    match mood {
                        Mood::Answers(status, more) => {
                            let answer = format!(
                                "HTTP/1.1 {status} X\r\n{more}content-length: 0\r\nconnection: close\r\n\r\n"
                            );
                            // It may have gone meanwhile.
                            drop(stream.write_all(answer.as_bytes()));
                        }
                        Mood::Hangs => drop(reader.read_to_end(&mut Vec::new())),
                    }
                });
            }
        });
        receiver
    }

    fn url(&self) -> String {
        format!("http://{}/hook", self.address)
    }

    fn host(&self) -> String {
        format!("http://{}", self.address)
    }

    fn is_in(&self, mood: Mood) {
        self.state.inner.lock().unwrap().1 = mood;
    }

    fn messages(&self) -> Vec<Message> {
        self.state.inner.lock().unwrap().0.clone()
    }

    /// Waits until what has come fits.
    #[track_caller]
    fn waits_until(&self, fits: impl Fn(&[Message]) -> bool) {
        let begun = Instant::now();
        let mut inner = self.state.inner.lock().unwrap();
        while !fits(&inner.0) {
            assert!(begun.elapsed() < PATIENCE, "{} messages came, and not those", inner.0.len());
            inner = self.state.came.wait_timeout(inner, Duration::from_millis(100)).unwrap().0;
        }
    }
}

fn message(reader: &mut impl BufRead) -> Option<Message> {
    let (mut headers, mut line) = (http::HeaderMap::new(), String::new());
    reader.read_line(&mut line).ok().filter(|length| *length > 0)?;
    assert_eq!(line, "POST /hook HTTP/1.1\r\n");
    loop {
        line.clear();
        reader.read_line(&mut line).ok().filter(|length| *length > 0)?;
        let Some((name, value)) = line.trim_end().split_once(": ") else { break };
        headers.insert(http::HeaderName::from_bytes(name.as_bytes()).unwrap(), value.parse().unwrap());
    }
    let mut body = vec![0; headers["content-length"].to_str().unwrap().parse().unwrap()];
    reader.read_exact(&mut body).ok()?;
    Some(Message { headers, body })
}

/// A hotline that may call these receivers.
fn calling(receivers: &[&Receiver]) -> Setup {
    let names = ["webhook_host", "webhook_host2", "webhook_host3", "webhook_host4"];
    receivers.iter().zip(names).fold(Setup::default(), |setup, (one, name)| setup.variable(name, &one.host()))
}

#[track_caller]
fn made(app: &TestApp, receiver: &Receiver, more: Value) -> Value {
    let mut body = json!({"name": "某系统", "url": receiver.url()});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    app.admin().post(WEBHOOKS, &body).value(201)
}

fn path(webhook: &Value) -> String {
    format!("{WEBHOOKS}/{}", webhook["id"].as_str().unwrap())
}

fn secret(webhook: &Value) -> &str {
    webhook["secret"].as_str().unwrap()
}

/// Hands out until there is no more; what that was in all.
#[track_caller]
fn deliver(app: &TestApp) -> [u64; 3] {
    let mut sums = [0; 3];
    loop {
        let done = app.system().post("/v1/deliver", &json!({})).value(200);
        for (sum, name) in sums.iter_mut().zip(["delivered", "failed", "dead"]) {
            *sum += done[name].as_u64().unwrap();
        }
        if done["more"] == false {
            return sums;
        }
    }
}

fn database(app: &TestApp) -> rusqlite::Connection {
    let database = rusqlite::Connection::open(app.database()).unwrap();
    database.busy_timeout(Duration::from_secs(30)).unwrap();
    database
}

/// As if all pauses were over.
fn time_passes(app: &TestApp) {
    let sql = "UPDATE delivery SET next_at = 0; UPDATE webhook SET rests_until = 0, leased_until = 0";
    database(app).execute_batch(sql).unwrap();
}

fn log(app: &TestApp, webhook: &Value, query: &str) -> Vec<Value> {
    app.admin().lists_all(&format!("{}/deliveries", path(webhook)), query).items
}

fn acts(app: &TestApp, webhook: &Value) -> Vec<String> {
    let lines = app.admin().lists_all("/v1/audit", &format!("object={}", webhook["id"].as_str().unwrap()));
    lines.items.iter().rev().map(|line| line["act"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn an_event_is_handed_out_once_signed_as_the_standard_has_it() {
    let receiver = Receiver::start();
    let app = calling(&[&receiver]).start();
    app.citizen().submits(VAGUE);
    let webhook = made(&app, &receiver, json!({}));
    assert!(secret(&webhook).starts_with("whsec_") && webhook["version"] == 1 && webhook["pending"] == 0);
    let ticket = app.citizen().submits(VAGUE);
    app.agent().assigns(&ticket, &json!({"lead": "jtj"}));
    let [delivered, failed, dead] = deliver(&app);
    let messages = receiver.messages();
    assert_eq!((delivered, failed, dead), (messages.len() as u64, 0, 0));
    let story = app.agent().get(&format!("/v1/events?ticket={}", ticket.id)).value(200);
    let story = story["items"].as_array().unwrap();
    assert_eq!(
        messages.iter().map(Message::event).collect::<Vec<_>>(),
        *story,
        "what came after it was made"
    );
    for message in &messages {
        assert!(message.is_signed_with(secret(&webhook)));
        let other = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        assert!(!message.is_signed_with(other));
        let altered = Message { body: [&message.body[..], b" "].concat(), ..message.clone() };
        assert!(!altered.is_signed_with(secret(&webhook)));
        assert_eq!(message.header("webhook-id"), message.event()["id"]);
        assert_eq!(message.header("content-type"), "application/cloudevents+json");
        assert!(message.headers.get("authorization").is_none() && message.headers.get("x-api-key").is_none());
    }
    assert_eq!(deliver(&app), [0, 0, 0], "once");
    let lines = log(&app, &webhook, "limit=1");
    assert_eq!(lines.len(), messages.len());
    let line = &lines[0];
    assert_eq!(
        (&line["status"], &line["answer"], &line["attempts"]),
        (&json!("delivered"), &json!(204), &json!(1))
    );
    assert_eq!((&line["event"], &line["next_at"]), (&story.last().unwrap()["id"], &Value::Null));
    // Any scheduler may call it, with or without a body; nobody else.
    app.admin().post("/v1/deliver", &json!({})).expect(200);
    app.supervisor().post("/v1/deliver", &json!({})).problem(403, "forbidden");
    app.citizen().post("/v1/deliver", &json!({})).problem(401, "unauthenticated");
    app.system().post("/v1/deliver", &json!({"now": 1})).problem(422, "invalid_fields");
}

#[test]
fn what_was_not_taken_is_tried_again_later_and_holds_up_its_own_ticket_alone() {
    let receiver = Receiver::start();
    let app = calling(&[&receiver]).start();
    let webhook = made(
        &app,
        &receiver,
        json!({"types": ["cn.minsheng.ticket.submitted.v1", "cn.minsheng.ticket.declined.v1"]}),
    );
    receiver.is_in(Mood::Answers(500, ""));
    let ticket = app.citizen().submits(VAGUE);
    assert_eq!(deliver(&app), [0, 1, 0]);
    // Its pause is longer than this test may take.
    database(&app).execute_batch("UPDATE delivery SET next_at = next_at + 3600").unwrap();
    receiver.is_in(Mood::Answers(200, ""));
    app.agent().does(
        &ticket,
        "decline",
        json!({"reason": "不属于受理范围", "reason_code": "not_government", "turn_to": "请向有关单位反映"}),
    );
    let other = app.citizen().submits(VAGUE);
    assert_eq!(deliver(&app), [1, 0, 0]);
    let subjects = || -> Vec<String> {
        receiver
            .messages()
            .iter()
            .map(|message| message.event()["subject"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(subjects(), [ticket.id.as_str(), &other.id], "the other ticket does not wait");
    let waiting = log(&app, &webhook, "status=pending");
    assert_eq!(waiting.len(), 2);
    assert_eq!((&waiting[1]["attempts"], &waiting[1]["answer"]), (&json!(1), &json!(500)));
    assert!(waiting[1]["next_at"].is_string() && waiting[0]["attempts"] == 0);
    time_passes(&app);
    assert_eq!(deliver(&app), [2, 0, 0]);
    assert_eq!(subjects(), [ticket.id.as_str(), &other.id, &ticket.id, &ticket.id]);
    let kinds: Vec<Value> =
        receiver.messages()[2..].iter().map(|message| message.event()["type"].clone()).collect();
    assert_eq!(
        kinds,
        ["cn.minsheng.ticket.submitted.v1", "cn.minsheng.ticket.declined.v1"],
        "in their order"
    );
    let ids: Vec<String> =
        receiver.messages().iter().map(|message| message.header("webhook-id").to_owned()).collect();
    assert_eq!(ids[0], ids[2], "by its id a receiver knows it again");
    // Whoever is led elsewhere has not been told: redirects are not followed.
    receiver.is_in(Mood::Answers(302, "location: /hook\r\n"));
    app.citizen().submits(VAGUE);
    let before = receiver.messages().len();
    assert_eq!((deliver(&app), receiver.messages().len()), ([0, 1, 0], before + 1));
}

#[test]
fn a_receiver_that_does_not_answer_is_left_alone_and_comes_back() {
    let receiver = Receiver::start();
    let app = calling(&[&receiver]).start();
    let webhook = made(&app, &receiver, json!({"types": ["cn.minsheng.ticket.submitted.v1"]}));
    receiver.is_in(Mood::Hangs);
    for _ in 0..3 {
        app.citizen().submits(VAGUE);
    }
    assert_eq!(deliver(&app), [0, 1, 0], "one attempt tells of all");
    let view = app.admin().get(&path(&webhook)).value(200);
    assert!(
        view["rests_until"].is_string() && view["failing_since"].is_string() && view["pending"] == 3,
        "{view}"
    );
    let lines = log(&app, &webhook, "status=pending");
    assert_eq!((&lines[2]["failure"], &lines[2]["answer"]), (&json!("timeout"), &Value::Null));
    receiver.is_in(Mood::Answers(503, "retry-after: 3600\r\n"));
    time_passes(&app);
    assert_eq!(deliver(&app), [0, 1, 0]);
    let next =
        log(&app, &webhook, "status=pending").iter().find(|line| line["answer"] == 503).unwrap()["next_at"]
            .clone();
    assert!(
        blackbox::moment(&next) > time::OffsetDateTime::now_utc() + time::Duration::minutes(50),
        "{next}"
    );
    receiver.is_in(Mood::Answers(200, ""));
    database(&app).execute_batch("UPDATE webhook SET rests_until = 0").unwrap();
    // The second is taken; the first need not wait for its hour then.
    assert_eq!(deliver(&app), [3, 0, 0]);
    let view = app.admin().get(&path(&webhook)).value(200);
    assert_eq!((&view["failing_since"], &view["pending"]), (&Value::Null, &json!(0)));
    // Nobody there at all.
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut app = app;
    app.restart_with("webhook_host2", &format!("http://{nobody}"));
    app.admin().put(&path(&webhook), &json!({"url": format!("http://{nobody}/hook")})).expect(200);
    app.citizen().submits(VAGUE);
    assert_eq!(deliver(&app), [0, 1, 0]);
    assert_eq!(log(&app, &webhook, "status=pending")[0]["failure"], "refused");
}

#[test]
fn what_is_never_taken_becomes_a_dead_letter_and_one_who_is_gone_is_not_called_again() {
    let receiver = Receiver::start();
    let app = calling(&[&receiver]).start();
    let webhook = made(&app, &receiver, json!({"types": ["cn.minsheng.ticket.submitted.v1"]}));
    receiver.is_in(Mood::Answers(400, ""));
    app.citizen().submits(VAGUE);
    let mut all = [0; 3];
    for _ in 0..10 {
        for (sum, done) in all.iter_mut().zip(deliver(&app)) {
            *sum += done;
        }
        time_passes(&app);
    }
    assert_eq!((all, deliver(&app)), ([0, 9, 1], [0, 0, 0]), "ten attempts");
    let dead = log(&app, &webhook, "status=dead");
    assert_eq!((dead.len(), &dead[0]["attempts"], &dead[0]["answer"]), (1, &json!(10), &json!(400)));
    assert_eq!(app.admin().get(&path(&webhook)).value(200)["dead"], 1);
    receiver.is_in(Mood::Answers(200, ""));
    let retry = |body: Value| app.admin().post(&format!("{}/retry", path(&webhook)), &body);
    assert_eq!(retry(json!({"events": ["1"]})).value(200), json!({"retried": 0}));
    assert_eq!(retry(json!({"events": [dead[0]["event"]]})).value(200), json!({"retried": 1}));
    assert_eq!(retry(json!({})).value(200), json!({"retried": 0}));
    retry(json!({"events": vec!["1"; 101]})).faults(&[("/events", "too_many")]);
    assert_eq!(deliver(&app), [1, 0, 0]);
    // Gone.
    receiver.is_in(Mood::Answers(410, ""));
    app.citizen().submits(VAGUE);
    assert_eq!(deliver(&app), [0, 1, 0]);
    let view = app.admin().get(&path(&webhook)).value(200);
    assert_eq!((&view["enabled"], &view["disabled_because"]), (&json!(false), &json!("gone")));
    time_passes(&app);
    app.citizen().submits(VAGUE);
    assert_eq!(deliver(&app), [0, 0, 0]);
    // Enabled again it is told of what it has missed, and at once.
    receiver.is_in(Mood::Answers(200, ""));
    let enabled = app.admin().put(&path(&webhook), &json!({"enabled": true})).value(200);
    assert_eq!((&enabled["disabled_because"], &enabled["version"]), (&Value::Null, &json!(2)));
    assert_eq!(deliver(&app), [2, 0, 0]);
    // Five days of nothing but failures.
    receiver.is_in(Mood::Answers(500, ""));
    app.citizen().submits(VAGUE);
    assert_eq!(deliver(&app), [0, 1, 0]);
    database(&app).execute_batch("UPDATE webhook SET failing_since = failing_since - 5 * 86400").unwrap();
    time_passes(&app);
    assert_eq!(deliver(&app), [0, 1, 0]);
    assert_eq!(app.admin().get(&path(&webhook)).value(200)["disabled_because"], "unreachable");
    assert_eq!(
        acts(&app, &webhook),
        ["webhook.create", "webhook.retry", "webhook.disable", "webhook.replace", "webhook.disable"]
    );
}

#[test]
fn a_secret_is_shown_once_and_changed_without_a_gap() {
    let receiver = Receiver::start();
    let app = calling(&[&receiver]).start();
    let own = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    let webhook = made(&app, &receiver, json!({"secret": own}));
    assert_eq!(secret(&webhook), own);
    let admin = app.admin();
    let rotate = |body: Value| admin.post(&format!("{}/secret", path(&webhook)), &body);
    for bad in ["whsec_", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZI", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_%%%"] {
        rotate(json!({"secret": bad})).faults(&[("/secret", "malformed")]);
        let body = json!({"name": "x", "url": receiver.url(), "secret": bad});
        admin.post(WEBHOOKS, &body).faults(&[("/secret", "malformed")]);
    }
    rotate(json!({"overlap_hours": 721})).faults(&[("/overlap_hours", "out_of_range")]);
    admin
        .with("If-Match", "\"9\"")
        .post(&format!("{}/secret", path(&webhook)), &json!({}))
        .problem(412, "version_mismatch");
    let rotated = rotate(json!({})).value(200);
    let new = secret(&rotated).to_owned();
    assert!(new != own && rotated["former_secret_until"].is_string() && rotated["version"] == 2);
    app.citizen().submits(VAGUE);
    deliver(&app);
    for message in receiver.messages() {
        assert!(message.is_signed_with(own) && message.is_signed_with(&new), "either is good");
    }
    let before = receiver.messages().len();
    database(&app).execute_batch("UPDATE webhook SET former_until = 1").unwrap();
    app.citizen().submits(VAGUE);
    deliver(&app);
    for message in &receiver.messages()[before..] {
        assert!(!message.is_signed_with(own) && message.is_signed_with(&new));
    }
    // It stands nowhere in the clear: neither as it is shown nor its bytes.
    let shown = [own, new.as_str()].map(|secret| secret.strip_prefix("whsec_").unwrap().to_owned());
    use base64::Engine;
    let bytes = shown.each_ref().map(|text| base64::engine::general_purpose::STANDARD.decode(text).unwrap());
    for (file, content) in app.files() {
        for needle in shown.iter().map(String::as_bytes).chain(bytes.iter().map(Vec::as_slice)) {
            assert!(!content.windows(needle.len()).any(|window| window == needle), "{}", file.display());
        }
    }
    for answer in [admin.get(&path(&webhook)).value(200), json!(admin.lists_all(WEBHOOKS, "").items)] {
        assert!(!answer.to_string().contains("secret\":\"whsec"), "{answer}");
    }
    let audit = admin.lists_all("/v1/audit", &format!("object={}", webhook["id"].as_str().unwrap()));
    assert!(!json!(audit.items).to_string().contains("whsec"));
}

#[test]
fn only_hosts_that_the_operator_allows_are_called() {
    let receiver = Receiver::start();
    let app = calling(&[&receiver]).variable("webhook_host2", "https://*.example.org").start();
    let admin = app.admin();
    let add = |url: &str| admin.post(WEBHOOKS, &json!({"name": "x", "url": url}));
    add("https://crm.example.org/hook").expect(201);
    let port = receiver.address.rsplit(':').next().unwrap();
    add(&format!("http://2130706433:{port}/hook")).expect(201);
    for url in [
        "http://127.0.0.1:1/",
        "http://crm.example.org/",
        "https://example.org/",
        "https://crm.example.org:8443/",
        "https://evil.example.com/#.example.org",
        "https://crm.example.org@evil.example.com/",
        "https://127.0.0.1/",
        "http://169.254.169.254/latest/meta-data",
        "http://localhost/",
        "http://[::1]/",
        "http://0x7f000001/",
        "http://classify.spin.internal/v1/understanding",
        "ftp://crm.example.org/",
        "crm.example.org",
        "",
    ] {
        add(url).faults(&[("/url", "malformed")]);
    }
    for (more, pointer, code) in [
        (json!({"types": ["ticket.assigned"]}), "/types/0", "unknown_value"),
        (
            json!({"types": ["cn.minsheng.ticket.signed.v1", "cn.minsheng.ticket.signed.v1"]}),
            "/types/1",
            "duplicate",
        ),
        (json!({"department": "nobody"}), "/department", "not_found"),
        (json!({"key": "nobody"}), "/key", "not_found"),
        (json!({"cursor": "7"}), "/cursor", "unknown_field"),
        (json!({"name": ""}), "/name", "empty"),
    ] {
        let mut body = json!({"name": "x", "url": receiver.url()});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        admin.post(WEBHOOKS, &body).faults(&[(pointer, code)]);
    }
    // What the operator takes back is not called any more.
    let webhook = made(&app, &receiver, json!({}));
    let mut app = app;
    app.restart_with("webhook_host", "https://other.example");
    app.citizen().submits(VAGUE);
    deliver(&app);
    assert!(receiver.messages().is_empty());
    assert_eq!(log(&app, &webhook, "status=pending").last().unwrap()["failure"], "denied");
}

#[test]
fn whoever_is_slow_keeps_nobody_waiting() {
    let (slow, quick) = (Receiver::start(), Receiver::start());
    let app = calling(&[&slow, &quick]).start();
    made(&app, &slow, json!({}));
    made(&app, &quick, json!({}));
    slow.is_in(Mood::Hangs);
    app.citizen().submits(VAGUE);
    std::thread::scope(|scope| {
        // One call and no other.
        let call = scope.spawn(|| app.system().post("/v1/deliver", &json!({})).expect(200));
        slow.waits_until(|messages| !messages.is_empty());
        let later = app.citizen().submits(VAGUE);
        quick.waits_until(|messages| {
            messages.iter().any(|message| message.event()["subject"] == later.id.as_str())
        });
        call.join().unwrap();
    });
}

#[test]
fn a_webhook_is_told_of_what_it_asks_for_tried_replayed_changed_and_deleted() {
    let (all, some) = (Receiver::start(), Receiver::start());
    let app = calling(&[&all, &some]).start();
    let admin = app.admin();
    let key = admin.post("/v1/keys", &json!({"name": "某系统", "scopes": ["tickets:write"]})).value(201);
    let integrator = app.citizen().with("X-API-Key", key["key"].as_str().unwrap());
    let everything = made(&app, &all, json!({}));
    let filters = json!({"department": "jtj", "types": ["cn.minsheng.ticket.assigned.v1"], "key": key["id"]});
    let filtered = made(&app, &some, filters.clone());
    assert_eq!(
        (&filtered["department"], &filtered["types"], &filtered["key"]),
        (&json!("jtj"), &filters["types"], &key["id"])
    );
    let own = integrator.submits(VAGUE);
    let other = app.citizen().submits(VAGUE);
    for ticket in [&own, &other] {
        app.agent().assigns(ticket, &json!({"lead": "jtj"}));
    }
    deliver(&app);
    let subjects = |receiver: &Receiver| -> Vec<String> {
        receiver
            .messages()
            .iter()
            .map(|message| message.event()["subject"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(subjects(&some), [own.id.as_str()]);
    let first = all.messages();
    assert!(first.len() >= 4);
    // Tried: signed like everything else, and told to nobody else.
    let tested = admin.post(&format!("{}/test", path(&filtered)), &json!({})).value(200);
    assert_eq!((&tested["delivered"], &tested["status"]), (&json!(true), &json!(204)));
    let test = some.messages().pop().unwrap();
    assert!(
        test.is_signed_with(secret(&filtered)) && test.event()["type"] == "cn.minsheng.webhook.tested.v1"
    );
    some.is_in(Mood::Answers(404, ""));
    let tested = admin.post(&format!("{}/test", path(&filtered)), &json!({})).value(200);
    assert_eq!((&tested["delivered"], &tested["status"]), (&json!(false), &json!(404)));
    assert_eq!(
        app.admin().get(&path(&filtered)).value(200)["failing_since"],
        Value::Null,
        "a test counts for nothing"
    );
    // Replayed from a place on.
    let replay = |after: &str| admin.post(&format!("{}/replay", path(&everything)), &json!({"after": after}));
    replay(first[0].header("webhook-id")).expect(200);
    deliver(&app);
    let again: Vec<String> =
        all.messages()[first.len()..].iter().map(|message| message.header("webhook-id").to_owned()).collect();
    let wanted: Vec<String> =
        first[1..].iter().map(|message| message.header("webhook-id").to_owned()).collect();
    assert_eq!(again, wanted);
    replay("99999999").problem(410, "events_gone");
    replay("x").faults(&[("/after", "malformed")]);
    // Changed: what is left out stays.
    let changed =
        admin.with("If-Match", "\"1\"").put(&path(&filtered), &json!({"types": [], "key": null})).value(200);
    assert_eq!(
        (&changed["department"], &changed["types"], &changed["key"]),
        (&json!("jtj"), &json!([]), &Value::Null)
    );
    admin
        .with("If-Match", "\"1\"")
        .put(&path(&filtered), &json!({"name": "y"}))
        .problem(412, "version_mismatch");
    admin.put(&path(&filtered), &json!({"url": "http://127.0.0.1:1/"})).faults(&[("/url", "malformed")]);
    assert_eq!(admin.lists_all(WEBHOOKS, "limit=1").items.len(), 2);
    admin.delete(&path(&filtered)).expect(204);
    admin.get(&path(&filtered)).problem(404, "not_found");
    for (method, tail) in
        [("deliveries", None), ("test", Some(json!({}))), ("replay", Some(json!({"after": "0"})))]
    {
        let place = format!("{}/{method}", path(&filtered));
        match tail {
            None => admin.get(&place),
            Some(body) => admin.post(&place, &body),
        }
        .problem(404, "not_found");
    }
    admin.get(&format!("{}/deliveries?status=lost", path(&everything))).problem(400, "invalid_parameter");
    app.supervisor().get(WEBHOOKS).problem(403, "forbidden");
}

#[test]
fn making_a_webhook_is_safe_to_retry() {
    let receiver = Receiver::start();
    let app = calling(&[&receiver]).start();
    let admin = app.admin().with_key("one webhook");
    let body = json!({"name": "重试", "url": receiver.url()});
    let first = admin.post(WEBHOOKS, &body).value(201);
    let again = admin.post(WEBHOOKS, &body).expect(201);
    assert_eq!((again.header("idempotent-replay"), again.json()), (Some("true"), first));
    admin
        .post(WEBHOOKS, &json!({"name": "别的", "url": receiver.url()}))
        .problem(422, "idempotency_key_reused");
    assert_eq!(app.admin().lists_all(WEBHOOKS, "").items.len(), 1);
}

#[test]
fn two_calls_at_once_hand_out_to_one_receiver_one_after_the_other() {
    let receiver = Receiver::start();
    let app = calling(&[&receiver]).start();
    made(&app, &receiver, json!({}));
    for _ in 0..20 {
        app.citizen().submits(CLEAR);
    }
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| deliver(&app));
        }
    });
    deliver(&app);
    let ids: Vec<String> =
        receiver.messages().iter().map(|message| message.header("webhook-id").to_owned()).collect();
    let mut once = ids.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!(once.len(), ids.len(), "nothing twice where nothing broke");
}

/// Submits tickets and works on them until told to stop, or the app is gone.
fn works(app: &TestApp, citizen: &Person, rounds: usize) {
    let post = |person: &Person, path: &str, body: Value| {
        person
            .try_send(blackbox::Request::new("POST", path).json(&body))
            .ok()
            .filter(|answer| answer.status < 300)
    };
    for _ in 0..rounds {
        let Some(answer) = post(citizen, "/v1/tickets", json!({"content": VAGUE})) else { return };
        let place = format!("/v1/tickets/{}", answer.json()["id"].as_str().unwrap());
        let steps = [
            (app.agent(), "assignment", json!({"lead": "jtj"})),
            (app.handler("jtj"), "updates", json!({"action": "sign"})),
        ];
        for (who, what, body) in steps {
            if post(&who, &format!("{place}/{what}"), body).is_none() {
                return;
            }
        }
    }
}

#[test]
fn nothing_is_lost_and_no_order_broken_through_crashes_of_the_host_and_moods_of_the_receiver() {
    let receiver = Receiver::start();
    let mut app = calling(&[&receiver]).scheduled().start();
    let webhook = made(&app, &receiver, json!({}));
    let moods = [
        Mood::Answers(204, ""),
        Mood::Answers(500, ""),
        Mood::Hangs,
        Mood::Answers(503, "retry-after: 1\r\n"),
        Mood::Answers(204, ""),
    ];
    for mood in moods {
        receiver.is_in(mood);
        let before = receiver.messages().len();
        let killer = app.killer();
        std::thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| works(&app, &app.citizen(), 6));
            }
            // In the middle of handing out.
            receiver.waits_until(|messages| messages.len() > before);
            killer.kill();
        });
        app.restart();
        // A receiver that rests would keep the next round waiting.
        time_passes(&app);
    }
    receiver.is_in(Mood::Answers(200, ""));
    let begun = Instant::now();
    loop {
        time_passes(&app);
        let view = app.admin().get(&path(&webhook)).value(200);
        let latest = app.agent().get("/v1/events?after=latest").value(200);
        let cursor: i64 = view["cursor"].as_str().unwrap().parse().unwrap();
        let rest = app.agent().get(&format!("/v1/events?after={cursor}")).value(200);
        if view["pending"] == 0
            && rest["items"] == json!([])
            && rest["next"].as_str() <= latest["next"].as_str()
        {
            break;
        }
        assert!(begun.elapsed() < PATIENCE, "{view}");
        std::thread::sleep(Duration::from_millis(200));
    }
    let (mut events, mut after) = (Vec::new(), "0".to_owned());
    loop {
        let page = app.agent().get(&format!("/v1/events?limit=100&after={after}")).value(200);
        events.extend(page["items"].as_array().unwrap().iter().cloned());
        page["next"].as_str().unwrap().clone_into(&mut after);
        if page["more"] == false {
            break;
        }
    }
    let messages = receiver.messages();
    assert!(messages.iter().all(|message| message.is_signed_with(secret(&webhook))));
    let mut first: BTreeMap<String, (usize, Value)> = BTreeMap::new();
    for (place, message) in messages.iter().enumerate() {
        let (_, event) =
            first.entry(message.header("webhook-id").to_owned()).or_insert((place, message.event()));
        assert_eq!(*event, message.event(), "the same however often it is sent");
    }
    assert!(events.len() > 20);
    assert_eq!(first.len(), events.len(), "nothing that did not happen");
    let mut last: BTreeMap<String, usize> = BTreeMap::new();
    for event in &events {
        let (place, told) =
            first.get(event["id"].as_str().unwrap()).unwrap_or_else(|| panic!("lost: {event}"));
        assert_eq!(told, event);
        let before = last.insert(event["subject"].as_str().unwrap().to_owned(), *place);
        assert!(before.is_none_or(|before| before < *place), "out of order: {event}");
    }
}
