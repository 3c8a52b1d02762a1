//! Citizens are told by message, and those on duty called: by gateways that are a real server on loopback, which fails, hangs,
//! answers garbage and comes back.

mod messages;
mod oncall;
mod wechat;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use blackbox::{Setup, TestApp};
use serde_json::{Value, json};

/// How a gateway answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mood {
    Answers(u16),
    /// With a body that never ends.
    Endless,
    /// What is no HTTP.
    Garbage,
    /// Somewhere else.
    Redirects,
    /// Takes what it is sent and never says so.
    Hangs,
}

/// What came, its header `Idempotency-Key` as `key` and its path as `path`, and how it is answered.
struct Gateway {
    address: String,
    state: Arc<Mutex<(Vec<Value>, Mood)>>,
}

impl Gateway {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let state = Arc::new(Mutex::new((Vec::new(), Mood::Answers(200))));
        let gateway = Self { address, state: Arc::clone(&state) };
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (mut stream, state) = (stream.unwrap(), Arc::clone(&state));
                std::thread::spawn(move || {
                    let mut reader = BufReader::new(stream.try_clone().unwrap());
                    // Who is killed in the middle of a request has sent nothing.
                    let Some(message) = message(&mut reader) else { return };
                    let mood = {
                        let mut state = state.lock().unwrap();
                        state.0.push(message);
                        state.1
                    };
                    // Whoever asked may have gone meanwhile, in all of these.
                    let mut say = |what: String| stream.write_all(what.as_bytes()).is_ok();
                    let end = "content-length: 0\r\nconnection: close\r\n\r\n";
                    match mood {
                        Mood::Answers(status) => _ = say(format!("HTTP/1.1 {status} X\r\n{end}")),
                        Mood::Redirects => {
                            let there = "location: http://127.0.0.1:9/elsewhere";
                            say(format!("HTTP/1.1 307 X\r\n{there}\r\n{end}"));
                        }
                        Mood::Garbage => _ = say("\0\0 GARBAGE\r\n\r\n".into()),
                        Mood::Endless => {
                            say("HTTP/1.1 500 X\r\n\r\n".into());
                            while say("x".repeat(4096)) {}
                        }
                        Mood::Hangs => drop(reader.read_to_end(&mut Vec::new())),
                    }
                });
            }
        });
        gateway
    }

    fn is_in(&self, mood: Mood) {
        self.state.lock().unwrap().1 = mood;
    }

    /// What has come since the last time.
    fn took(&self) -> Vec<Value> {
        std::mem::take(&mut self.state.lock().unwrap().0)
    }

    fn texts(&self) -> Vec<String> {
        self.took().iter().map(|one| one["text"].as_str().unwrap().to_owned()).collect()
    }
}

fn message(reader: &mut impl BufRead) -> Option<Value> {
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|length| *length > 0)?;
    let path = line.split(' ').nth(1)?.to_owned();
    let (mut length, mut key, mut token) = (0, String::new(), String::new());
    loop {
        line.clear();
        reader.read_line(&mut line).ok().filter(|length| *length > 0)?;
        let Some((name, value)) = line.trim_end().split_once(": ") else { break };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.parse().unwrap(),
            "idempotency-key" => key = value.to_owned(),
            "authorization" => token = value.to_owned(),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let mut message: Value = serde_json::from_slice(&body).unwrap();
    let object = message.as_object_mut().unwrap();
    object.extend([("path".into(), path.into()), ("key".into(), key.into()), ("token".into(), token.into())]);
    Some(message)
}

/// A hotline with this gateway for short messages and letters.
fn setup(gateway: &Gateway) -> Setup {
    let host = format!("http://{}", gateway.address);
    Setup::default()
        .variable("sms_gateway", &host)
        .variable("sms_url", &format!("{host}/sms"))
        .variable("sms_token", "shown")
        .variable("mail_host", &host)
        .variable("mail_url", &format!("{host}/mail"))
        .variable("mail_from", "hotline@city.example")
        .variable("public_url", "https://hotline.example")
}

/// A hotline at which it is day all the time.
fn start(gateway: &Gateway) -> TestApp {
    let app = setup(gateway).start();
    says(&app, json!({}));
    app
}

/// Has the city say this of messages.
#[track_caller]
fn says(app: &TestApp, messages: Value) {
    let mut all = json!({"quiet_from": "00:00", "quiet_to": "00:00"});
    all.as_object_mut().unwrap().extend(messages.as_object().unwrap().clone());
    app.admin().put("/v1/settings", &json!({"messages": all})).expect(200);
}

/// Works until there is no more to do; what that was in all.
#[track_caller]
fn notify(app: &TestApp) -> Value {
    let mut sums = serde_json::Map::new();
    loop {
        let done = app.system().post("/v1/notify", &json!({})).value(200);
        for (name, count) in done.as_object().unwrap() {
            if let Some(count) = count.as_u64() {
                let before = sums.get(name).and_then(Value::as_u64).unwrap_or_default();
                sums.insert(name.clone(), (before + count).into());
            }
        }
        if done["more"] == false {
            return sums.into();
        }
    }
}

fn database(app: &TestApp) -> rusqlite::Connection {
    let database = rusqlite::Connection::open(app.database()).unwrap();
    database.busy_timeout(std::time::Duration::from_secs(30)).unwrap();
    database
}

/// As if all pauses, leases and quiet hours were over.
fn time_passes(app: &TestApp) {
    let sql = "UPDATE message SET next_at = 0 WHERE status = 'pending'; UPDATE gateway SET rests_until = 0;
               UPDATE callout_call SET next_at = 0 WHERE status = 'pending'; UPDATE callout SET next_at = 0 WHERE status = 'calling'";
    database(app).execute_batch(sql).unwrap();
}
