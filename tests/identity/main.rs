//! Who may show themselves: staff with a password, other systems with an API key, citizens with a code
//! that was sent to their telephone. What time would do is done to the times in the database.

mod accounts;
mod citizens;
mod keys;
mod secrets;
mod sessions;
mod wechat;

use std::collections::BTreeSet;
use std::io::{BufReader, Write as _};
use std::net::TcpListener;
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use blackbox::token::{claims, now, totp};
use blackbox::{Answer, CLEAR, Manifest, Person, Request, Setup, TestApp, Ticket, VAGUE, app, received};
use serde_json::{Value, json};

const PASSWORD: &str = "correct horse battery";
const OTHER: &str = "路灯坏了已经三天没有人修";

/// Changes or reads what no request can.
fn edit(app: &TestApp, sql: &str) -> usize {
    let db = rusqlite::Connection::open(app.database()).unwrap();
    db.busy_timeout(Duration::from_secs(30)).unwrap();
    db.execute(sql, []).unwrap()
}

fn texts(app: &TestApp, sql: &str) -> Vec<String> {
    let db = rusqlite::Connection::open(app.database()).unwrap();
    let mut statement = db.prepare(sql).unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
}

/// An account of this name that can log in.
#[track_caller]
fn hire(app: &TestApp, id: &str, roles: &[&str], dept: Option<&str>) -> Value {
    let body = json!({"id": id, "name": "某人", "roles": roles, "dept": dept, "password": PASSWORD});
    app.admin().post("/v1/accounts", &body).value(201)
}

fn tries(app: &TestApp, username: &str, password: &str) -> Answer {
    app.citizen().post("/v1/auth/login", &json!({"username": username, "password": password}))
}

#[track_caller]
fn logs_in(app: &TestApp, username: &str, password: &str) -> Value {
    tries(app, username, password).value(200)
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_else(|| panic!("no {name}: {value}"))
}

fn with(app: &TestApp, tokens: &Value) -> Person {
    app.with_token(text(tokens, "access_token"))
}

fn refreshes(app: &TestApp, tokens: &Value) -> Answer {
    app.citizen().post("/v1/auth/refresh", &json!({"refresh_token": tokens["refresh_token"]}))
}

/// What a token claims.
fn claimed(token: &str) -> Value {
    let payload = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&BASE64.decode(payload).unwrap()).unwrap()
}

fn retry_after(answer: &Answer) -> i64 {
    answer.header("retry-after").expect("Retry-After").parse().unwrap()
}

/// Waits until something is so, for as long as a hung test may take.
#[track_caller]
fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while !holds() {
        assert!(Instant::now() < deadline, "never: {what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}
