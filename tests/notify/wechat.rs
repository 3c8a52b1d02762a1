//! Citizens who log in by WeChat are told through it. WeChat is a real server on loopback, which knows one token at a time.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex, MutexGuard};

use blackbox::{Person, Setup, TestApp, Ticket, VAGUE};
use serde_json::{Value, json};

use crate::messages::told;
use crate::{database, notify, says, time_passes};

const APP: &str = "wx0123456789abcdef";
const SECRET: &str = "the&secret";
const OPENID: &str = "oPlanted-1_a";

/// What WeChat says of a message.
#[derive(Clone, Copy, Debug)]
enum Says {
    Code(i64),
    Status(u16),
    Garbage,
    /// It takes what it is sent and never says so.
    Silence,
}

#[derive(Default)]
struct State {
    /// Who logs in next.
    openid: String,
    /// How many tokens it has given.
    tokens: u32,
    /// The one that is good.
    good: String,
    /// What it says of the next messages; of others that it takes them.
    next: VecDeque<Says>,
    /// What it says of tokens, in place of one.
    no_token: Option<i64>,
    /// The messages that it took.
    took: Vec<Value>,
}

struct WeChat {
    address: String,
    state: Arc<Mutex<State>>,
}

impl WeChat {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let state: Arc<Mutex<State>> = Arc::default();
        let wechat = Self { address, state: Arc::clone(&state) };
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (mut stream, state) = (stream.unwrap(), Arc::clone(&state));
                std::thread::spawn(move || {
                    let mut reader = BufReader::new(stream.try_clone().unwrap());
                    let Some((line, body)) = request(&mut reader) else { return };
                    let says = answer(&mut state.lock().unwrap(), &line, &body);
                    let (status, body) = match says {
                        Ok(body) => (200, body),
                        Err(Says::Code(code)) => (200, json!({"errcode": code, "errmsg": "…"}).to_string()),
                        Err(Says::Status(status)) => (status, String::new()),
                        Err(Says::Garbage) => (200, "<html>".into()),
                        Err(Says::Silence) => return drop(reader.read_to_end(&mut Vec::new())),
                    };
                    let length = body.len();
                    let head = format!(
                        "HTTP/1.1 {status} X\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
                    );
                    // Whoever asked may have gone meanwhile.
                    let _went = stream.write_all((head + &body).as_bytes()).is_err();
                });
            }
        });
        wechat
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    fn says(&self, next: &[Says]) {
        self.state().next = next.iter().copied().collect();
    }

    /// The messages that it took since the last time.
    fn took(&self) -> Vec<Value> {
        std::mem::take(&mut self.state().took)
    }

    fn setup(&self) -> Setup {
        Setup::default()
            .variable("wechat_url", &self.address)
            .variable("wechat_app", APP)
            .variable("wechat_secret", SECRET)
    }

    /// A hotline at which it is day all the time, with two templates.
    fn hotline(&self) -> TestApp {
        let app = self.setup().start();
        says(&app, json!({"wechat": templates()}));
        app
    }

    /// Somebody who has just logged in.
    fn logs_in(&self, app: &TestApp, openid: &str) -> Person {
        self.state().openid = openid.to_owned();
        let tokens = app.citizen().post("/v1/auth/wechat", &json!({"code": "a"})).value(200);
        app.with_token(tokens["access_token"].as_str().unwrap())
    }
}

fn request(reader: &mut impl BufRead) -> Option<(String, Vec<u8>)> {
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|length| *length > 0)?;
    let first = line.trim_end().to_owned();
    let mut length = 0;
    loop {
        line.clear();
        reader.read_line(&mut line).ok().filter(|length| *length > 0)?;
        let Some((name, value)) = line.trim_end().split_once(": ") else { break };
        if name.eq_ignore_ascii_case("content-length") {
            length = value.parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some((first, body))
}

fn answer(state: &mut State, line: &str, body: &[u8]) -> Result<String, Says> {
    let path = line.split(' ').nth(1).unwrap();
    if path.starts_with("/sns/jscode2session?") {
        return Ok(json!({"session_key": "k", "openid": state.openid}).to_string());
    }
    let body: Value = serde_json::from_slice(body).unwrap();
    if path == "/cgi-bin/stable_token" {
        let asked = json!({"grant_type": "client_credential", "appid": APP, "secret": SECRET, "force_refresh": false});
        assert_eq!(body, asked);
        state.tokens += 1;
        if let Some(code) = state.no_token {
            return Err(Says::Code(code));
        }
        state.good = format!("Planted-token.{}", state.tokens);
        return Ok(json!({"access_token": state.good, "expires_in": 7200}).to_string());
    }
    let token = path.strip_prefix("/cgi-bin/message/subscribe/send?access_token=").unwrap();
    if token != state.good {
        return Err(Says::Code(40001));
    }
    match state.next.pop_front() {
        None | Some(Says::Code(0)) => {
            state.took.push(body);
            Ok(json!({"errcode": 0, "errmsg": "ok", "msgid": 1}).to_string())
        }
        Some(says) => Err(says),
    }
}

fn templates() -> Value {
    json!([
        {"occasion": "received", "template_id": "tmpl_received", "fields": [
            {"key": "character_string1", "says": "number"}, {"key": "phrase2", "says": "state"}]},
        {"occasion": "answered", "template_id": "tmpl_answered", "fields": [
            {"key": "character_string1", "says": "number"}, {"key": "thing2", "says": "hotline"}]},
    ])
}

fn hands_in(person: &Person) -> Ticket {
    person.submits_all(&json!({"content": VAGUE, "reporter": {"messages": "wechat"}}))
}

fn known(app: &TestApp) -> i64 {
    database(app).query_row("SELECT count(*) FROM wechat_person", [], |row| row.get(0)).unwrap()
}

/// In no file that the hotline writes, and in no log.
fn assert_nowhere(app: &TestApp, secrets: &[&str]) {
    for (path, bytes) in app.files() {
        for secret in secrets {
            let found = bytes.windows(secret.len()).any(|some| some == secret.as_bytes());
            assert!(!found, "{secret} is in {}", path.display());
        }
    }
}

#[test]
fn a_citizen_who_logs_in_by_wechat_is_told_through_it_of_their_own_tickets() {
    let wechat = WeChat::start();
    let app = wechat.hotline();
    let zhang = wechat.logs_in(&app, OPENID);
    let other = wechat.logs_in(&app, "oPlanted-1_b");
    let ticket = hands_in(&zhang);
    assert_eq!(notify(&app)["sent"], 1);
    let message = json!({
        "touser": OPENID, "template_id": "tmpl_received", "page": format!("pages/ticket/index?id={}", ticket.id),
        "data": {"character_string1": {"value": ticket.id}, "phrase2": {"value": "待受理"}},
        "miniprogram_state": "formal", "lang": "zh_CN",
    });
    assert_eq!(wechat.took(), [message]);
    app.agent().does(&ticket, "answer", json!({"public": "已解决，找王小明"}));
    assert_eq!(notify(&app)["sent"], 1);
    let took = wechat.took();
    assert_eq!(
        took[0]["data"],
        json!({"character_string1": {"value": ticket.id}, "thing2": {"value": "12345"}})
    );
    assert_eq!(wechat.state().tokens, 1, "a token is kept");
    assert_eq!(told(&app.agent(), &ticket), ["wechat answered sent -", "wechat received sent -"]);
    // The other's goes to the other, and what nobody handed in who is known to WeChat goes nowhere.
    hands_in(&other);
    let by_phone = app
        .citizen()
        .submits_all(&json!({"content": VAGUE, "reporter": {"phone": "13800138000", "messages": "wechat"}}));
    let done = notify(&app);
    assert_eq!((&done["sent"], &done["dropped"]), (&json!(1), &json!(1)));
    assert_eq!(wechat.took()[0]["touser"], "oPlanted-1_b");
    assert_eq!(told(&app.agent(), &by_phone), ["wechat received dropped no_address"]);
    // What has no template is not told; what needs no WeChat is told as ever.
    app.agent().does(
        &by_phone,
        "decline",
        json!({"public": "不属于政府职责", "reason_code": "not_government", "turn_to": "物业公司"}),
    );
    let declined = hands_in(&zhang);
    app.agent().does(
        &declined,
        "decline",
        json!({"public": "不属于政府职责", "reason_code": "not_government", "turn_to": "物业公司"}),
    );
    notify(&app);
    assert_eq!(
        told(&app.agent(), &declined),
        ["wechat declined dropped no_template", "wechat received sent -"]
    );
    let lines = app.admin().lists_all("/v1/audit", &format!("object={}&act=message.send", ticket.id)).items;
    assert_eq!(lines.len(), 2);
    assert_nowhere(&app, &["oPlanted-1", "Planted-token", "the&secret", "the%26secret"]);
}

#[test]
fn a_token_that_is_over_is_fetched_anew_once_and_what_waited_for_it_is_sent() {
    let wechat = WeChat::start();
    let app = wechat.hotline();
    let zhang = wechat.logs_in(&app, OPENID);
    hands_in(&zhang);
    notify(&app);
    wechat.took();
    // Somebody else has ended it.
    wechat.state().good = "another".into();
    hands_in(&zhang);
    hands_in(&zhang);
    assert_eq!(notify(&app)["sent"], 2);
    assert_eq!((wechat.took().len(), wechat.state().tokens), (2, 2));
    // And no token is good: after one more it is left.
    wechat.says(&[Says::Code(42001), Says::Code(42001)]);
    let ticket = hands_in(&zhang);
    assert_eq!(notify(&app)["failed"], 1);
    assert_eq!(wechat.state().tokens, 3);
    assert_eq!(told(&app.agent(), &ticket), ["wechat received pending -"]);
    // Nor is there one, as where the operator has another secret.
    wechat.state().good = "another".into();
    wechat.state().no_token = Some(40125);
    time_passes(&app);
    assert_eq!(notify(&app)["failed"], 1);
    assert!(app.logs("errcode 40125"), "the operator is told");
    wechat.state().no_token = None;
    time_passes(&app);
    assert_eq!(notify(&app)["sent"], 1);
    assert_nowhere(&app, &["oPlanted-1", "Planted-token", "the&secret", "the%26secret"]);
}

#[test]
fn what_wechat_says_of_a_message_decides_over_it() {
    let wechat = WeChat::start();
    let app = wechat.hotline();
    says(&app, json!({"per_day": 100}));
    let zhang = wechat.logs_in(&app, OPENID);
    wechat.says(&[Says::Code(43101)]);
    let unasked = hands_in(&zhang);
    assert_eq!(notify(&app)["dropped"], 1);
    assert_eq!(told(&app.agent(), &unasked), ["wechat received dropped no_consent"]);
    // An operator's mistake is tried again, and others are not held up by it.
    wechat.says(&[Says::Code(40037)]);
    let mistaken = hands_in(&zhang);
    assert_eq!(notify(&app)["failed"], 1);
    hands_in(&zhang);
    assert_eq!(notify(&app)["sent"], 1, "WeChat does not rest");
    assert!(app.logs("errcode 40037"));
    for trouble in [Says::Code(-1), Says::Code(45009), Says::Status(502), Says::Garbage, Says::Silence] {
        wechat.says(&[trouble]);
        let ticket = hands_in(&zhang);
        assert_eq!(notify(&app)["failed"], 1, "{trouble:?}");
        let waits = hands_in(&zhang);
        assert_eq!(notify(&app)["sent"], 0, "WeChat rests: {trouble:?}");
        time_passes(&app);
        notify(&app);
        for ticket in [&ticket, &waits] {
            assert_eq!(told(&app.agent(), ticket), ["wechat received sent -"], "{trouble:?}");
        }
    }
    assert_eq!(told(&app.agent(), &mistaken), ["wechat received sent -"]);
    // Nobody has this openid any more.
    wechat.says(&[Says::Code(40003)]);
    let gone = hands_in(&zhang);
    assert_eq!(notify(&app)["lost"], 1);
    app.agent().does(&gone, "answer", json!({"public": "已解决"}));
    notify(&app);
    assert_eq!(
        told(&app.agent(), &gone),
        ["wechat answered dropped bad_address", "wechat received bounced refused"]
    );
}

#[test]
fn an_openid_goes_with_the_last_ticket_and_is_not_kept_for_nothing() {
    let wechat = WeChat::start();
    let app = wechat.setup().start();
    wechat.logs_in(&app, OPENID);
    assert_eq!(known(&app), 0, "the city tells nobody by it");
    assert_eq!(app.citizen().get("/v1/messages/wechat").value(200)["items"], json!([]));
    says(&app, json!({"wechat": templates()}));
    let zhang = wechat.logs_in(&app, OPENID);
    let tickets = [hands_in(&zhang), hands_in(&zhang)];
    wechat.logs_in(&app, "oPlanted-1_b");
    wechat.logs_in(&app, "oPlanted-1_b");
    let third = wechat.logs_in(&app, "oPlanted-1_c");
    assert_eq!(known(&app), 3);
    third.delete("/v1/my/data").expect(200);
    assert_eq!(known(&app), 2, "who wants to be forgotten is");
    notify(&app);
    for ticket in &tickets {
        app.agent().does(ticket, "answer", json!({"public": "已解决"}));
        app.reporter(ticket).rates(ticket, true, "satisfied");
    }
    // A day later: who never handed anything in is forgotten, and nobody else.
    database(&app).execute_batch("UPDATE wechat_person SET forget_at = 0").unwrap();
    app.system().post("/v1/tick", &json!({})).expect(200);
    assert_eq!(known(&app), 1);
    app.reporter(&tickets[0]).delete(&tickets[0].path("reporter")).expect(200);
    assert_eq!(known(&app), 1, "the other ticket is theirs still");
    let planted: Vec<u8> =
        database(&app).query_row("SELECT sealed FROM wechat_person", [], |row| row.get(0)).unwrap();
    let is_there =
        || app.files().iter().any(|(_, bytes)| bytes.windows(planted.len()).any(|some| some == planted));
    assert!(is_there(), "there is something to find");
    zhang.delete("/v1/my/data").expect(200);
    assert_eq!(known(&app), 0);
    wechat.took();
    time_passes(&app);
    notify(&app);
    assert_eq!(wechat.took(), Vec::<Value>::new(), "whoever is erased is told nothing more");
    database(&app).query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    assert_nowhere(&app, &["oPlanted-1"]);
    assert!(!app.overwrites() || !is_there(), "nor is it kept as it was sealed");
}

#[test]
fn openids_go_under_the_newest_data_key() {
    const OLD: &str = "1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
    const NEW: &str = "2:HxscGRgXFhUUExIREA8ODQwLCgkIBwYFBAMCAQABAgM";
    let wechat = WeChat::start();
    let mut app = wechat.setup().variable("data_keys", OLD).start();
    says(&app, json!({"wechat": templates()}));
    let ticket = hands_in(&wechat.logs_in(&app, OPENID));
    app.restart_with("data_keys", &format!("{NEW},{OLD}"));
    let resealed = || app.system().post("/v1/tick", &json!({})).value(200)["resealed"].as_i64().unwrap();
    assert_eq!(resealed(), 1, "the ticket has nothing to seal");
    assert_eq!(resealed(), 0);
    let told_of = app.admin().lists("/v1/audit", "act=personal.reseal").items;
    assert_eq!((told_of.len(), &told_of[0]["detail"]), (1, &json!("1 openids, key 1")));
    app.restart_with("data_keys", NEW);
    assert_eq!(notify(&app)["sent"], 1);
    assert_eq!(wechat.took()[0]["touser"], OPENID);
    // In another's row it opens for nobody.
    let moved =
        "UPDATE wechat_person SET phone_hash = zeroblob(32); UPDATE ticket SET phone_hash = zeroblob(32)";
    database(&app).execute_batch("DROP TRIGGER wechat_goes_with_the_last_ticket").unwrap();
    database(&app).execute_batch(moved).unwrap();
    app.agent().does(&ticket, "answer", json!({"public": "已解决"}));
    assert_eq!(notify(&app)["waiting"], 1);
    assert!(app.logs("openid: it was altered or moved") && !app.log().contains(OPENID));
}

#[test]
fn everybody_learns_what_consent_can_be_asked_for_and_templates_are_looked_at() {
    let wechat = WeChat::start();
    let app = wechat.hotline();
    let items = app.citizen().get("/v1/messages/wechat").value(200)["items"].clone();
    let wanted = json!([
        {"occasion": "received", "template_id": "tmpl_received"},
        {"occasion": "answered", "template_id": "tmpl_answered"},
    ]);
    assert_eq!(items, wanted);
    says(&app, json!({"not_told": ["received"]}));
    assert_eq!(app.citizen().get("/v1/messages/wechat").value(200)["items"].as_array().unwrap().len(), 1);
    let put = |wechat: Value| app.admin().put("/v1/settings", &json!({"messages": {"wechat": wechat}}));
    let template = |key: &str, says: &str| json!([{"occasion": "closed", "template_id": "t", "fields": [{"key": key, "says": says}]}]);
    put(template("thing1", "state")).expect(200);
    put(template("thing0", "state")).faults(&[("/messages/wechat/0/fields/0/key", "malformed")]);
    put(template("name1", "state")).faults(&[("/messages/wechat/0/fields/0/key", "malformed")]);
    put(template("thing1", "link")).faults(&[("/messages/wechat/0/fields/0/says", "unknown_value")]);
    put(template("time1", "state")).faults(&[("/messages/wechat/0/fields/0/says", "unknown_value")]);
    let twice = json!([template("thing1", "state")[0], template("thing1", "state")[0]]);
    put(twice).faults(&[("/messages/wechat/1/occasion", "duplicate")]);
    put(json!([{"occasion": "closed", "template_id": "t", "fields": []}]))
        .faults(&[("/messages/wechat/0/fields", "empty")]);
    put(json!([{"occasion": "closed", "template_id": "a b", "fields": []}]))
        .faults(&[("/messages/wechat/0/template_id", "malformed")]);
    // Without a mini-program nobody can consent.
    let nothing = TestApp::start();
    nothing.admin().put("/v1/settings", &json!({"messages": {"wechat": templates()}})).expect(200);
    assert_eq!(nothing.citizen().get("/v1/messages/wechat").value(200)["items"], json!([]));
}
