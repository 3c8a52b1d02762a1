//! Who may show themselves: staff with a password, other systems with an API key, citizens with a code
//! that was sent to their telephone. What time would do is done to the times in the database.

use std::collections::BTreeSet;
use std::io::{BufReader, Write as _};
use std::net::TcpListener;
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use blackbox::token::{claims, now};
use blackbox::{Answer, CLEAR, Manifest, Person, Request, Setup, TestApp, Ticket, VAGUE, app, received};
use serde_json::{Value, json};

const PASSWORD: &str = "correct horse battery";
const OTHER: &str = "路灯坏了已经三天没有人修";

// ---------------------------------------------------------------- helpers

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

// ---------------------------------------------------------------- accounts

#[test]
fn administrators_manage_accounts() {
    let admin = app().admin();
    let body = json!({"id": "Wang.Wu", "name": "王五", "roles": ["handler", "publisher"], "dept": "jtj"});
    let answer = admin.post("/v1/accounts", &body).expect(201);
    assert_eq!(answer.header("location"), Some("/v1/accounts/wang.wu"));
    assert_eq!(answer.header("etag"), Some("\"1\""));
    let made = answer.json();
    for (field, expected) in [
        ("id", json!("wang.wu")),
        ("name", json!("王五")),
        ("roles", json!(["handler", "publisher"])),
        ("dept", json!("jtj")),
        ("active", json!(true)),
        ("has_password", json!(false)),
        ("version", json!(1)),
    ] {
        assert_eq!(made[field], expected, "{field}");
    }
    assert_eq!(admin.get("/v1/accounts/wang.wu").value(200), made);
    assert_eq!(admin.get("/v1/accounts/WANG.WU").value(200), made, "names are not told apart by case");
    let mut again = body.clone();
    again["id"] = "wang.WU".into();
    admin.post("/v1/accounts", &again).problem(409, "already_exists");
    assert!(admin.lists_all("/v1/accounts", "limit=2").ids().contains(&"wang.wu"));

    let put = json!({"name": "王五", "roles": ["agent"], "password": PASSWORD});
    admin.with("If-Match", "\"7\"").put("/v1/accounts/wang.wu", &put).problem(412, "version_mismatch");
    let answer = admin.with("If-Match", "\"1\"").put("/v1/accounts/wang.wu", &put).expect(200);
    assert_eq!(answer.header("etag"), Some("\"2\""));
    let changed = answer.json();
    assert_eq!((&changed["roles"], &changed["dept"]), (&json!(["agent"]), &Value::Null));
    assert_eq!((&changed["has_password"], &changed["version"]), (&json!(true), &json!(2)));
    for path in ["/v1/accounts/nobody", "/v1/accounts/no%20body"] {
        admin.get(path).problem(404, "not_found");
        admin.put(path, &put).problem(404, "not_found");
    }
    admin.post("/v1/accounts/nobody/revocation", &json!({})).problem(404, "not_found");
}

#[test]
fn an_account_is_refused_with_what_is_wrong_and_nothing_is_stored() {
    let good = json!({"id": "refused", "name": "某人", "roles": ["agent"], "password": PASSWORD});
    for (field, value, pointer, code) in [
        ("id", json!("张三"), "/id", "malformed"),
        ("id", json!("citizen:1"), "/id", "malformed"),
        ("id", json!(""), "/id", "empty"),
        ("name", json!(" "), "/name", "empty"),
        ("roles", json!([]), "/roles", "empty"),
        ("roles", json!(["agent", "emperor"]), "/roles/1", "unknown_value"),
        ("roles", json!(["system"]), "/roles/0", "unknown_value"),
        ("roles", json!(["reporter"]), "/roles/0", "unknown_value"),
        ("roles", json!(["integrator"]), "/roles/0", "unknown_value"),
        ("roles", json!(["handler"]), "/dept", "missing"),
        ("dept", json!("nowhere"), "/dept", "not_found"),
        ("password", json!("short"), "/password", "too_short"),
        ("password", json!("长".repeat(129)), "/password", "guessable"),
        ("password", json!("长城abc".repeat(26)), "/password", "too_long"),
        ("password", json!("Password123"), "/password", "guessable"),
        ("password", json!("tab\tin the middle"), "/password", "control_character"),
        ("version", json!(1), "/version", "unknown_field"),
    ] {
        let mut body = good.clone();
        body[field] = value;
        app().admin().post("/v1/accounts", &body).faults(&[(pointer, code)]);
    }
    let own = json!({"id": "refused.name", "name": "某人", "roles": ["agent"], "password": "Refused.Name"});
    app().admin().post("/v1/accounts", &own).faults(&[("/password", "guessable")]);
    app().admin().get("/v1/accounts/refused").problem(404, "not_found");
    for person in [app().agent(), app().supervisor(), app().handler("jtj"), app().system()] {
        person.post("/v1/accounts", &good).problem(403, "forbidden");
        person.get("/v1/accounts").problem(403, "forbidden");
    }
    app().citizen().post("/v1/accounts", &good).problem(401, "unauthenticated");
}

#[test]
fn administrators_cannot_take_their_own_rights_away() {
    hire(app(), "the.admin", &["admin", "agent"], None);
    hire(app(), "successor", &["admin"], None);
    let me = with(app(), &logs_in(app(), "the.admin", PASSWORD));
    let put = |roles: Value, active| json!({"name": "管理员", "roles": roles, "active": active});
    me.put("/v1/accounts/the.admin", &put(json!(["agent"]), true)).faults(&[("/roles", "yourself")]);
    me.put("/v1/accounts/the.admin", &put(json!(["admin"]), false)).faults(&[("/active", "yourself")]);
    assert_eq!(me.get("/v1/accounts/the.admin").value(200)["version"], 1);
    assert_eq!(me.put("/v1/accounts/the.admin", &put(json!(["admin"]), true)).value(200)["version"], 2);
    // Another one can.
    app().admin().put("/v1/accounts/the.admin", &put(json!(["agent"]), false)).expect(200);
}

// ---------------------------------------------------------------- sessions

#[test]
fn staff_log_in_with_the_rights_of_their_account() {
    hire(app(), "li.si", &["handler"], Some("zjj"));
    let ticket = app().citizen().submits(VAGUE);
    let tokens = logs_in(app(), "LI.SI", PASSWORD);
    assert_eq!((&tokens["token_type"], &tokens["expires_in"]), (&json!("Bearer"), &json!(600)));
    assert_eq!(tokens["refresh_expires_in"], 12 * 3600);
    let token = claimed(text(&tokens, "access_token"));
    assert_eq!(
        (&token["sub"], &token["roles"], &token["dept"]),
        (&json!("li.si"), &json!(["handler"]), &json!("zjj"))
    );
    let left = token["exp"].as_i64().unwrap() - now();
    assert!((1..=600).contains(&left), "{left}");
    let me = with(app(), &tokens);
    let who = me.get("/v1/auth/me").value(200);
    assert_eq!((&who["sub"], &who["sid"]), (&json!("li.si"), &token["sid"]));
    me.get("/v1/tickets").expect(200);
    me.get(&ticket.path("")).problem(404, "not_found");
    app().agent().assigns(&ticket, &json!({"lead": "zjj"}));
    let signed = me.does(&ticket, "sign", json!({}));
    assert_eq!(signed["timeline"].as_array().unwrap().last().unwrap()["by"], "li.si");
    me.get("/v1/accounts").problem(403, "forbidden");
}

#[test]
fn every_wrong_way_to_log_in_is_answered_alike() {
    hire(app(), "one.way", &["agent"], None);
    hire(app(), "gone.away", &["agent"], None);
    let put = json!({"name": "某人", "roles": ["agent"], "active": false});
    app().admin().put("/v1/accounts/gone.away", &put).expect(200);
    let body = json!({"id": "no.password", "name": "某人", "roles": ["agent"]});
    app().admin().post("/v1/accounts", &body).expect(201);
    let mut answers = BTreeSet::new();
    for (name, password) in [
        ("one.way", OTHER),
        ("one.way", "x"),
        ("gone.away", PASSWORD),
        ("no.password", PASSWORD),
        ("nobody.at.all", PASSWORD),
    ] {
        let answer = tries(app(), name, password);
        assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
        answers.insert(answer.problem(401, "invalid_credentials").to_string());
    }
    assert_eq!(answers.len(), 1, "{answers:?}");
    for (body, pointer, code) in [
        (json!({"password": PASSWORD}), "/username", "missing"),
        (json!({"username": "张三", "password": PASSWORD}), "/username", "malformed"),
        (json!({"username": "one.way"}), "/password", "missing"),
        (json!({"username": "one.way", "password": ""}), "/password", "empty"),
        (json!({"username": "one.way", "password": "长".repeat(129)}), "/password", "too_long"),
    ] {
        app().citizen().post("/v1/auth/login", &body).faults(&[(pointer, code)]);
    }
}

#[test]
fn wrong_passwords_slow_down_who_shows_them_and_lock_nobody_out() {
    let app = Setup::default().variable("proxies", "1").start();
    let from = |client: &str, name: &str, password: &str| {
        let body = json!({"username": name, "password": password});
        app.citizen().with("X-Forwarded-For", client).post("/v1/auth/login", &body)
    };
    let fails = |client: &str, name: &str, times: usize| {
        for _ in 0..times {
            from(client, name, OTHER).problem(401, "invalid_credentials");
        }
    };
    for name in ["slowed", "reset", "careful", "attacked"] {
        hire(&app, name, &["agent"], None);
    }
    let (here, there) = ("203.0.113.1", "203.0.113.2");
    // An hour on top of every wait, or a slow machine would let it go by.
    let later = |seconds: i64| {
        edit(&app, &format!("UPDATE login_try SET last_at = last_at + {seconds}, ends_at = ends_at + 3600"))
    };
    fails(here, "slowed", 5);
    later(3600);
    let refused = from(here, "slowed", PASSWORD);
    let first = retry_after(&refused);
    assert!(first <= 3630, "{first}");
    refused.problem(401, "invalid_credentials");
    from(there, "slowed", PASSWORD).expect(200);
    later(-3630);
    fails(here, "slowed", 1);
    later(3600);
    let second = retry_after(&from(here, "slowed", PASSWORD));
    assert!(second <= 3660 && second > first - 30, "{first}, then {second}");
    later(-3660);
    from(here, "slowed", PASSWORD).expect(200);

    // An administrator who sets a new password lets everybody try anew.
    fails(here, "reset", 5);
    let put = json!({"name": "某人", "roles": ["agent"], "password": OTHER});
    app.admin().put("/v1/accounts/reset", &put).expect(200);
    from(here, "reset", OTHER).expect(200);

    // Four are not five, and the right one starts the count anew.
    for _ in 0..2 {
        fails(here, "careful", 4);
        from(here, "careful", PASSWORD).expect(200);
    }

    // A name that all the world tries opens to its holder at once: at home, and at a client that nobody knows.
    from(here, "attacked", PASSWORD).expect(200);
    for n in 0..20 {
        fails(&format!("198.51.100.{n}"), "attacked", 1);
    }
    later(3600);
    from("198.51.100.1", "attacked", PASSWORD).problem(401, "invalid_credentials");
    fails(here, "attacked", 4);
    from(here, "attacked", PASSWORD).expect(200);
    from("192.0.2.77", "attacked", PASSWORD).expect(200);

    // A name that nobody has is slowed down like any other.
    fails(here, "nobody", 5);
    assert_eq!(
        texts(&app, "SELECT object FROM audit WHERE act = 'account.locked'"),
        ["slowed", "reset", "attacked", "-"]
    );
}

#[test]
fn a_second_factor_is_asked_for_and_each_code_is_good_once() {
    let app = TestApp::start();
    hire(&app, "careful", &["admin"], None);
    let shown = |more: Value| {
        let mut body = json!({"username": "careful", "password": PASSWORD});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    let login = |more: Value| {
        // How often is told elsewhere.
        edit(&app, "DELETE FROM rate_window");
        app.citizen().post("/v1/auth/login", &shown(more))
    };
    let wrong = json!({"username": "careful", "password": OTHER});
    app.citizen().post("/v1/auth/factor", &wrong).problem(401, "invalid_credentials");
    let confirm =
        |code: &str| app.citizen().post("/v1/auth/factor/confirmation", &shown(json!({"code": code})));
    confirm("123456").problem(404, "not_found");
    let made = app.citizen().post("/v1/auth/factor", &shown(json!({}))).value(201);
    let secret = text(&made, "secret");
    assert_eq!(text(&made, "uri"), format!("otpauth://totp/12345:careful?secret={secret}&issuer=12345"));
    login(json!({})).expect(200);
    let code = |steps: i64| totp(secret, now() / 30 + steps);
    confirm(&code(-9)).problem(401, "invalid_code");
    let first = code(0);
    let paper = confirm(&first).value(200)["recovery_codes"].clone();
    assert_eq!(paper.as_array().unwrap().len(), 10);
    app.citizen().post("/v1/auth/factor", &shown(json!({}))).problem(409, "already_exists");
    // From now on.
    login(json!({})).problem(401, "second_factor_needed");
    login(json!({"code": first})).problem(401, "invalid_code");
    let tokens = login(json!({"code": code(1)})).value(200);
    login(json!({"code": paper[0]})).expect(200);
    login(json!({"code": paper[0]})).problem(401, "invalid_code");
    let typed = text(&json!({"code": paper[1]}), "code").to_lowercase().replace('-', " ");
    login(json!({"code": typed})).expect(200);
    app.citizen().post("/v1/auth/login", &shown(json!({"code": "12"}))).faults(&[("/code", "malformed")]);
    let stored = texts(&app, "SELECT hex(sealed) FROM second_factor");
    assert!(stored.len() == 1 && !stored[0].contains(secret));
    // Whoever has lost it turns to an administrator.
    let reset = |person: &Person| person.delete("/v1/accounts/careful/factor");
    reset(&app.agent()).problem(403, "forbidden");
    reset(&app.admin()).expect(200);
    reset(&app.admin()).expect(200);
    refreshes(&app, &tokens).problem(401, "unauthenticated");
    edit(&app, "DELETE FROM login_try");
    login(json!({})).expect(200);
    let acts = "SELECT sub || ' ' || act FROM audit WHERE act LIKE 'account.factor%' OR act = 'account.recovery' ORDER BY seq";
    let told = [
        "careful account.factor",
        "careful account.recovery",
        "careful account.recovery",
        "admin-1 account.factor_reset",
    ];
    assert_eq!(texts(&app, acts), told);
}

#[test]
fn roles_that_need_a_second_factor_say_so_at_log_in() {
    let app = TestApp::start();
    hire(&app, "boss", &["admin", "publisher"], None);
    hire(&app, "plain", &["agent"], None);
    let mut settings = app.citizen().get("/v1/settings").value(200);
    settings.as_object_mut().unwrap().remove("version");
    settings["second_factor"] = json!(["admin"]);
    app.admin().put("/v1/settings", &settings).expect(200);
    tries(&app, "boss", PASSWORD).problem(403, "second_factor_unset");
    tries(&app, "boss", OTHER).problem(401, "invalid_credentials");
    logs_in(&app, "plain", PASSWORD);
    let body = json!({"username": "boss", "password": PASSWORD});
    let secret = text(&app.citizen().post("/v1/auth/factor", &body).value(201), "secret").to_owned();
    tries(&app, "boss", PASSWORD).problem(403, "second_factor_unset");
    let with_code = |steps: i64| json!({"username": "boss", "password": PASSWORD, "code": totp(&secret, now() / 30 + steps)});
    app.citizen().post("/v1/auth/factor/confirmation", &with_code(0)).expect(200);
    tries(&app, "boss", PASSWORD).problem(401, "second_factor_needed");
    app.citizen().post("/v1/auth/login", &with_code(1)).expect(200);
}

/// What an authenticator shows in this step of time, by hand.
fn totp(secret: &str, step: i64) -> String {
    use hmac::Mac as _;
    let five =
        |letter: u8| b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".iter().position(|known| *known == letter).unwrap();
    let bits: Vec<u8> = secret
        .bytes()
        .flat_map(|letter| (0..5).rev().map(move |bit| (five(letter) >> bit & 1) as u8))
        .collect();
    let key: Vec<u8> =
        bits.chunks_exact(8).map(|byte| byte.iter().fold(0, |sum, bit| sum << 1 | bit)).collect();
    let mut mac = hmac::Hmac::<sha1::Sha1>::new_from_slice(&key).unwrap();
    mac.update(&step.to_be_bytes());
    let hash = mac.finalize().into_bytes();
    let at = usize::from(hash[19] & 15);
    let number = u32::from_be_bytes(hash[at..at + 4].try_into().unwrap()) & 0x7fff_ffff;
    format!("{:06}", number % 1_000_000)
}

#[test]
fn a_session_that_has_ended_takes_its_access_token_with_it() {
    let app = TestApp::start();
    let admin = app.admin();
    let put = |body: Value| admin.put("/v1/accounts/ending", &body).expect(200);
    hire(&app, "ending", &["agent"], None);
    let rights = |roles: Value, active: bool| json!({"name": "某人", "roles": roles, "active": active});
    type End<'a> = &'a dyn Fn(&Value);
    let ends: [(&str, End<'_>); 4] = [
        ("a log-out", &|tokens| {
            let body = json!({"refresh_token": tokens["refresh_token"]});
            app.citizen().post("/v1/auth/logout", &body).expect(204);
        }),
        ("a revocation", &|_| drop(admin.post("/v1/accounts/ending/revocation", &json!({})).expect(200))),
        ("another role", &|_| drop(put(rights(json!(["supervisor"]), true)))),
        ("an account that is inactive", &|_| drop(put(rights(json!(["supervisor"]), false)))),
    ];
    for (what, end) in ends {
        let tokens = logs_in(&app, "ending", PASSWORD);
        let me = with(&app, &tokens);
        me.get("/v1/tickets").expect(200);
        me.get("/v1/notices").expect(200);
        end(&tokens);
        me.get("/v1/auth/me").problem(401, "unauthenticated");
        // Others may believe for a few seconds what they were told a moment ago.
        for path in ["/v1/tickets", "/v1/notices"] {
            eventually(what, || me.get(path).status == 401);
        }
    }
    // Another password ends the account's other sessions.
    put(rights(json!(["agent"]), true));
    let (here, there) = (logs_in(&app, "ending", PASSWORD), logs_in(&app, "ending", PASSWORD));
    let body = json!({"old": PASSWORD, "new": OTHER});
    with(&app, &here).post("/v1/auth/password", &body).expect(204);
    eventually("another password", || with(&app, &there).get("/v1/tickets").status == 401);
    with(&app, &here).get("/v1/tickets").expect(200);
}

#[test]
fn wrong_passwords_that_come_at_once_are_all_counted() {
    hire(app(), "in.a.hurry", &["agent"], None);
    std::thread::scope(|scope| {
        for _ in 0..5 {
            scope.spawn(|| tries(app(), "in.a.hurry", OTHER).problem(401, "invalid_credentials"));
        }
    });
    tries(app(), "in.a.hurry", PASSWORD).problem(401, "invalid_credentials");
}

#[test]
fn whoever_tries_too_often_has_to_wait() {
    let app = TestApp::start();
    hire(&app, "eager", &["agent"], None);
    logs_in(&app, "eager", PASSWORD);
    // Nine times within a minute that is made longer, or a slow machine would let it go by.
    edit(&app, "UPDATE rate_window SET count = 9, ends_at = ends_at + 3600");
    logs_in(&app, "eager", PASSWORD);
    let refused = tries(&app, "eager", PASSWORD);
    assert!((3000..=3660).contains(&retry_after(&refused)), "{}", retry_after(&refused));
    let problem = refused.problem(429, "too_many_requests");
    assert!(text(&problem, "detail").contains("频繁"), "{problem}");
    tries(&app, "another", PASSWORD).problem(401, "invalid_credentials");
    edit(&app, "UPDATE rate_window SET ends_at = ends_at - 3661");
    logs_in(&app, "eager", PASSWORD);

    // One machine that tries everybody.
    edit(&app, "UPDATE rate_window SET count = 120");
    tries(&app, "yet.another", PASSWORD).problem(429, "too_many_requests");
    let forwarded = app.citizen().with("X-Forwarded-For", "203.0.113.9");
    let body = json!({"username": "and.another", "password": PASSWORD});
    forwarded.post("/v1/auth/login", &body).problem(429, "too_many_requests");
}

#[test]
fn behind_proxies_clients_are_told_apart_by_what_the_proxies_say() {
    let app = Setup::default().variable("proxies", "1").start();
    let tries_from = |forwarded: &str, name: &str| {
        let body = json!({"username": name, "password": PASSWORD});
        app.citizen().with("X-Forwarded-For", forwarded).post("/v1/auth/login", &body)
    };
    tries_from("203.0.113.9", "first").problem(401, "invalid_credentials");
    edit(&app, "UPDATE rate_window SET count = 120");
    tries_from("203.0.113.9", "second").problem(429, "too_many_requests");
    tries_from("198.51.100.7, 203.0.113.9", "third").problem(429, "too_many_requests");
    tries_from("203.0.113.9, 198.51.100.7", "fourth").problem(401, "invalid_credentials");
    // Several lines of the header are one list.
    let tries_in_lines = |lines: [&str; 2], name: &str| {
        let body = json!({"username": name, "password": PASSWORD});
        let lines = lines.map(|line| ("X-Forwarded-For", line));
        app.citizen().send(Request::post("/v1/auth/login", &body).headers(&lines))
    };
    tries_in_lines(["198.51.100.8", "203.0.113.9"], "fifth").problem(429, "too_many_requests");
    tries_in_lines(["203.0.113.9", "198.51.100.8:5123"], "sixth").problem(401, "invalid_credentials");
}

#[test]
fn a_refresh_token_is_good_once_and_a_second_use_ends_the_session() {
    hire(app(), "fresh", &["agent"], None);
    let first = logs_in(app(), "fresh", PASSWORD);
    let elsewhere = logs_in(app(), "fresh", PASSWORD);
    let second = refreshes(app(), &first).value(200);
    assert_ne!(first["refresh_token"], second["refresh_token"]);
    let sid = |tokens: &Value| claimed(text(tokens, "access_token"))["sid"].clone();
    assert_eq!(sid(&first), sid(&second));
    assert!(second["refresh_expires_in"].as_i64().unwrap() <= 12 * 3600);
    with(app(), &second).get("/v1/tickets").expect(200);
    let third = refreshes(app(), &second).value(200);
    refreshes(app(), &first).problem(401, "unauthenticated");
    refreshes(app(), &third).problem(401, "unauthenticated");
    refreshes(app(), &elsewhere).expect(200);
    let unknown = json!({"refresh_token": "0".repeat(64)});
    app().citizen().post("/v1/auth/refresh", &unknown).problem(401, "unauthenticated");
    app()
        .citizen()
        .post("/v1/auth/refresh", &json!({"refresh_token": "x"}))
        .faults(&[("/refresh_token", "malformed")]);
}

#[test]
fn a_session_lasts_a_shift_and_not_longer() {
    let app = TestApp::start();
    hire(&app, "shift", &["agent"], None);
    let tokens = logs_in(&app, "shift", PASSWORD);
    edit(&app, "UPDATE session SET expires_at = expires_at - 12 * 3600 + 300");
    let tokens = refreshes(&app, &tokens).value(200);
    assert!(tokens["refresh_expires_in"].as_i64().unwrap() <= 300);
    assert!(tokens["expires_in"].as_i64().unwrap() <= 300, "no token outlives its session: {tokens}");
    edit(&app, "UPDATE session SET expires_at = expires_at - 300");
    refreshes(&app, &tokens).problem(401, "unauthenticated");
}

#[test]
fn logging_out_ends_one_session() {
    hire(app(), "leaving", &["agent"], None);
    let (here, there) = (logs_in(app(), "leaving", PASSWORD), logs_in(app(), "leaving", PASSWORD));
    let out = |tokens: &Value| {
        app().citizen().post("/v1/auth/logout", &json!({"refresh_token": tokens["refresh_token"]}))
    };
    let answer = out(&here).expect(204);
    assert!(answer.body.is_empty());
    out(&here).expect(204);
    refreshes(app(), &here).problem(401, "unauthenticated");
    refreshes(app(), &there).expect(200);
}

#[test]
fn whoever_is_logged_in_changes_the_own_password() {
    hire(app(), "changing", &["agent"], None);
    let (here, there) = (logs_in(app(), "changing", PASSWORD), logs_in(app(), "changing", PASSWORD));
    let me = with(app(), &here);
    let change = |old: &str, new: &str| me.post("/v1/auth/password", &json!({"old": old, "new": new}));
    change(OTHER, "another fine password").problem(401, "invalid_credentials");
    change(PASSWORD, "password123").faults(&[("/new", "guessable")]);
    change(PASSWORD, "short").faults(&[("/new", "too_short")]);
    assert!(change(PASSWORD, OTHER).expect(204).body.is_empty());
    refreshes(app(), &there).problem(401, "unauthenticated");
    refreshes(app(), &here).expect(200);
    tries(app(), "changing", PASSWORD).problem(401, "invalid_credentials");
    logs_in(app(), "changing", OTHER);
    // A token that was not made by a log-in belongs to no account, whatever name it bears.
    let body = json!({"old": OTHER, "new": PASSWORD});
    let forged = app().with_claims(&claims("changing", &["agent"], None));
    forged.post("/v1/auth/password", &body).problem(403, "forbidden");
    app().citizen().post("/v1/auth/password", &body).problem(401, "unauthenticated");
    logs_in(app(), "changing", OTHER);
}

#[test]
fn what_changes_an_accounts_rights_ends_its_sessions() {
    let app = TestApp::start();
    hire(&app, "moving", &["handler"], Some("jtj"));
    let admin = app.admin();
    let put = |body: Value| admin.put("/v1/accounts/moving", &body).value(200);
    let mut account = json!({"name": "某人", "roles": ["handler"], "dept": "jtj"});
    let tokens = logs_in(&app, "moving", PASSWORD);
    account["name"] = "别的名字".into();
    put(account.clone());
    let mut tokens = refreshes(&app, &tokens).value(200);
    for (field, value) in [
        ("dept", json!("zjj")),
        ("roles", json!(["handler", "agent"])),
        ("password", json!(OTHER)),
        ("active", json!(false)),
    ] {
        account[field] = value;
        put(account.clone());
        refreshes(&app, &tokens).problem(401, "unauthenticated");
        if field != "active" {
            let password = if account["password"].is_null() { PASSWORD } else { OTHER };
            tokens = logs_in(&app, "moving", password);
            account.as_object_mut().unwrap().remove("password");
            edit(&app, "DELETE FROM rate_window");
            if password == OTHER {
                // So that the next change is of one thing alone.
                put(account.clone());
                tokens = refreshes(&app, &tokens).value(200);
            }
        }
    }
    eventually("what was handed out before ends too", || {
        with(&app, &tokens).get("/v1/tickets").status == 401
    });
    tries(&app, "moving", OTHER).problem(401, "invalid_credentials");
}

#[test]
fn an_account_is_logged_out_everywhere() {
    hire(app(), "lost.phone", &["agent"], None);
    let sessions = [(); 3].map(|()| logs_in(app(), "lost.phone", PASSWORD));
    let revoked = app().admin().post("/v1/accounts/lost.phone/revocation", &json!({})).value(200);
    assert_eq!(revoked["sessions"], 3);
    for tokens in &sessions {
        refreshes(app(), tokens).problem(401, "unauthenticated");
    }
    logs_in(app(), "lost.phone", PASSWORD);
    app().agent().post("/v1/accounts/lost.phone/revocation", &json!({})).problem(403, "forbidden");
}

#[test]
fn tokens_name_the_issuer_and_audience_that_are_wanted() {
    let app = Setup::default()
        .variable("jwt_issuer", "https://id.example.com")
        .variable("jwt_audience", "hotline")
        .start();
    let mut boss = claims("boss", &["admin"], None);
    (boss["iss"], boss["aud"]) = ("https://id.example.com".into(), "hotline".into());
    let body = json!({"id": "here", "name": "某人", "roles": ["agent"], "password": PASSWORD});
    app.with_claims(&boss).post("/v1/accounts", &body).expect(201);
    let tokens = logs_in(&app, "here", PASSWORD);
    with(&app, &tokens).get("/v1/tickets").expect(200);
    let token = claimed(text(&tokens, "access_token"));
    assert_eq!((&token["iss"], &token["aud"]), (&json!("https://id.example.com"), &json!("hotline")));
}

// ---------------------------------------------------------------- keys

/// A key with these scopes, as it is shown this once, and its id.
#[track_caller]
fn key(app: &TestApp, scopes: &[&str]) -> (Person, Value) {
    let made = app.admin().post("/v1/keys", &json!({"name": "住建平台", "scopes": scopes})).value(201);
    (app.citizen().with("X-API-Key", text(&made, "key")), made)
}

#[test]
fn a_key_is_shown_once_and_then_only_named() {
    let (_, made) = key(app(), &["tickets:write", "tickets:read", "tickets:write"]);
    let (id, shown) = (text(&made, "id"), text(&made, "key"));
    assert!(shown.starts_with(&format!("msk_{id}_")) && shown.len() == 4 + 16 + 1 + 64, "{shown}");
    assert_eq!(made["scopes"], json!(["tickets:write", "tickets:read"]));
    assert_eq!(
        (&made["created_by"], &made["expires_at"], &made["revoked_at"]),
        (&json!("admin-1"), &Value::Null, &Value::Null)
    );
    let listed = app().admin().lists_all("/v1/keys", "limit=2");
    let line = listed.items.iter().find(|line| line["id"] == id).expect("it is listed");
    assert!(line.get("key").is_none() && !line.to_string().contains(&shown[25..]), "{line}");
    for (body, pointer, code) in [
        (json!({"scopes": ["tickets:read"]}), "/name", "missing"),
        (json!({"name": "x"}), "/scopes", "missing"),
        (json!({"name": "x", "scopes": []}), "/scopes", "empty"),
        (json!({"name": "x", "scopes": ["tickets:read", "everything"]}), "/scopes/1", "unknown_value"),
        (json!({"name": "x", "scopes": ["tick"]}), "/scopes/0", "unknown_value"),
        (
            json!({"name": "x", "scopes": ["tickets:read"], "expires_at": "2020-01-01T00:00:00Z"}),
            "/expires_at",
            "out_of_range",
        ),
    ] {
        app().admin().post("/v1/keys", &body).faults(&[(pointer, code)]);
    }
    for path in ["/v1/keys", "/v1/accounts"] {
        app().supervisor().get(path).problem(403, "forbidden");
    }
    app().admin().delete("/v1/keys/0123456789abcdef").problem(404, "not_found");
}

#[test]
fn making_a_key_is_safe_to_retry() {
    let admin = app().admin().with_key("a key for the key");
    let body = json!({"name": "重试", "scopes": ["tickets:read"]});
    let first = admin.post("/v1/keys", &body).value(201);
    let again = admin.post("/v1/keys", &body).expect(201);
    assert_eq!(again.header("idempotent-replay"), Some("true"));
    assert_eq!(again.json(), first);
    app().citizen().with("X-API-Key", text(&first, "key")).get("/v1/auth/me").expect(200);
    let other = json!({"name": "重试", "scopes": ["tickets:write"]});
    admin.post("/v1/keys", &other).problem(422, "idempotency_key_reused");
}

#[test]
fn an_integrator_hands_in_and_reads_its_own_tickets() {
    let (writes, made) = key(app(), &["tickets:write"]);
    let (both, _) = key(app(), &["tickets:read", "tickets:write"]);
    let who = writes.get("/v1/auth/me").value(200);
    let sub = format!("key:{}", text(&made, "id"));
    assert_eq!((&who["sub"], &who["roles"]), (&json!(sub), &json!(["integrator"])));
    assert_eq!((&who["scopes"], who.get("expires_at")), (&json!(["tickets:write"]), None));
    let ticket = writes.submits(VAGUE);
    let seen = app().agent().sees(&ticket);
    assert_eq!(
        (&seen["timeline"][0]["by"], &seen["timeline"][0]["role"]),
        (&json!(sub), &json!("integrator"))
    );
    writes.get(&ticket.path("")).problem(403, "forbidden");
    let own =
        both.submits_all(&json!({"content": VAGUE, "reporter": {"name": "张三", "phone": "13800138000"}}));
    let view = both.sees(&own);
    assert_eq!((&view["reporter"], &view["allowed_actions"]), (&Value::Null, &json!([])));
    both.get(&ticket.path("")).problem(404, "not_found");
    both.get(&app().citizen().submits(VAGUE).path("")).problem(404, "not_found");
    // A key does nothing that its scopes do not name, with or without a query code.
    both.get("/v1/tickets").problem(403, "forbidden");
    both.get("/v1/my/tickets").problem(403, "forbidden");
    both.with("Query-Code", &own.code).tries(&own, "urge", json!({})).problem(403, "forbidden");
    both.post(&own.path("rating"), &json!({"resolved": true, "satisfaction": "satisfied"}))
        .problem(403, "forbidden");
    // What everybody may it may as well.
    both.get("/v1/notices").expect(200);
    both.post("/v1/classify", &json!({"text": CLEAR})).expect(200);
}

#[test]
fn each_scope_opens_its_operations_and_no_others() {
    for scope in ["tickets:write", "tickets:read", "calls:write", "stats:read"] {
        let (person, _) = key(app(), &[scope]);
        let status = person.post("/v1/tickets", &json!({"content": VAGUE})).status;
        assert_eq!(status, if scope == "tickets:write" { 201 } else { 403 }, "{scope}");
        let status = person.get("/v1/tickets/20200101000001").status;
        assert_eq!(status, if scope == "tickets:read" { 404 } else { 403 }, "{scope}");
    }
}

#[test]
fn a_key_that_is_no_good_is_refused_even_where_none_is_needed() {
    let (_, made) = key(app(), &["tickets:read"]);
    let shown = text(&made, "key");
    let wrong_secret =
        format!("{}{}", &shown[..shown.len() - 1], if shown.ends_with('0') { '1' } else { '0' });
    let unknown = format!("msk_{}_{}", "0".repeat(16), "0".repeat(64));
    for bad in [wrong_secret.as_str(), &unknown, "", "msk_", "tick", &shown[4..], &shown.to_uppercase()] {
        for path in ["/v1/notices", "/v1/auth/me", "/v1/tickets/20200101000001"] {
            let answer = app().citizen().with("X-API-Key", bad).get(path);
            answer.problem(401, "unauthenticated");
        }
    }
    for person in [app().agent(), app().with_token("x.y.z")] {
        person.with("X-API-Key", shown).get("/v1/notices").problem(400, "invalid_header");
    }
}

#[test]
fn a_key_ends_when_it_is_revoked_or_has_had_its_time() {
    let (person, made) = key(app(), &["tickets:read"]);
    let id = text(&made, "id");
    person.get("/v1/notices").expect(200);
    let revoked = app().admin().delete(&format!("/v1/keys/{id}")).value(200);
    assert!(revoked["revoked_at"].is_string());
    person.get("/v1/auth/me").problem(401, "unauthenticated");
    // Others may believe for a few seconds what they were told a moment ago.
    eventually("a revoked key is refused", || person.get("/v1/notices").status == 401);
    let again = app().admin().delete(&format!("/v1/keys/{id}")).value(200);
    assert_eq!(again["revoked_at"], revoked["revoked_at"], "it stays so since then");

    let body =
        json!({"name": "临时", "scopes": ["tickets:read"], "expires_at": blackbox::seconds_from_now(3600)});
    let made = app().admin().post("/v1/keys", &body).value(201);
    let person = app().citizen().with("X-API-Key", text(&made, "key"));
    assert_eq!(person.get("/v1/auth/me").value(200)["expires_at"], made["expires_at"]);
    edit(
        app(),
        &format!("UPDATE api_key SET expires_at = expires_at - 3601 WHERE id = '{}'", text(&made, "id")),
    );
    person.get("/v1/auth/me").problem(401, "unauthenticated");
    person.get("/v1/notices").problem(401, "unauthenticated");
}

#[test]
fn the_schedulers_key_opens_the_scheduled_work_and_nothing_else() {
    let app = Setup::default().variable("tick_key", "a long random key for the scheduler").start();
    let scheduler = app.citizen().with("X-API-Key", "a long random key for the scheduler");
    let who = scheduler.get("/v1/auth/me").value(200);
    assert_eq!(
        (&who["sub"], &who["roles"], &who["scopes"]),
        (&json!("system:scheduler"), &json!(["system"]), &json!(["tick"]))
    );
    scheduler.get("/v1/notices").expect(200);
    let ticket = app.citizen().submits(VAGUE);
    for path in ["/v1/tickets", "/v1/catalogue", &ticket.path("")] {
        scheduler.get(path).problem(403, "forbidden");
    }
    scheduler.post("/v1/tickets", &json!({"content": VAGUE})).problem(403, "forbidden");
    scheduler.tries(&ticket, "accept", json!({})).problem(403, "forbidden");
    app.citizen().with("X-API-Key", "another").get("/v1/notices").problem(401, "unauthenticated");
}

#[test]
fn while_nobody_can_be_asked_keys_wait_and_tokens_go_on() {
    let app = Setup::default().manifest(Manifest::read().trapping("auth")).start();
    let shown = format!("msk_{}_{}", "0".repeat(16), "0".repeat(64));
    let person = app.citizen().with("X-API-Key", &shown);
    let answer = person.get("/v1/notices");
    assert_eq!(answer.header("retry-after"), Some("1"));
    answer.problem(503, "unavailable");
    app.agent().get("/v1/tickets").expect(200);
}

// ---------------------------------------------------------------- citizens

/// What the gateway was handed.
#[derive(Clone, Debug)]
struct Message {
    head: String,
    body: Value,
}

impl Message {
    fn code(&self) -> String {
        let text = text(&self.body, "text");
        let digits: Vec<&str> =
            text.split(|c: char| !c.is_ascii_digit()).filter(|run| run.len() == 6).collect();
        assert_eq!(digits.len(), 1, "{text}");
        digits[0].to_owned()
    }
}

/// A gateway for short messages: a real server on loopback.
struct Gateway {
    address: String,
    messages: Arc<Mutex<Vec<Message>>>,
    status: Arc<AtomicU16>,
}

impl Gateway {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let gateway = Self {
            address: listener.local_addr().unwrap().to_string(),
            messages: Arc::default(),
            status: Arc::new(AtomicU16::new(200)),
        };
        let (messages, status) = (Arc::clone(&gateway.messages), Arc::clone(&gateway.status));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut reader = BufReader::new(stream.try_clone().unwrap());
                let (head, body) = received(&mut reader);
                messages.lock().unwrap().push(Message { head, body });
                let status = status.load(Ordering::SeqCst);
                let answer =
                    format!("HTTP/1.1 {status} X\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{{}}");
                stream.write_all(answer.as_bytes()).unwrap();
            }
        });
        gateway
    }

    /// What was sent to a number, the newest last.
    fn sent_to(&self, phone: &str) -> Vec<Message> {
        let messages = self.messages.lock().unwrap();
        messages.iter().filter(|message| message.body["phone"] == phone).cloned().collect()
    }

    fn code_of(&self, phone: &str) -> String {
        self.sent_to(phone).last().unwrap_or_else(|| panic!("nothing was sent to {phone}")).code()
    }
}

/// An app that sends short messages through a gateway of its own.
fn texting() -> (TestApp, Gateway) {
    let gateway = Gateway::start();
    let app = Setup::default()
        .variable("sms_url", &format!("http://{}/v2/send", gateway.address))
        .variable("sms_gateway", &format!("http://{}", gateway.address))
        .variable("sms_token", "the gateway's token")
        .variable("hotline_name", "长沙12345")
        .start();
    // The first request makes the database.
    app.citizen().get("/v1/departments").expect(200);
    (app, gateway)
}

/// The one that tests share which do not alter the clock of everybody.
fn shared() -> &'static (TestApp, Gateway) {
    static SHARED: LazyLock<(TestApp, Gateway)> = LazyLock::new(texting);
    &SHARED
}

fn asks(app: &TestApp, phone: &str) -> Answer {
    app.citizen().post("/v1/auth/codes", &json!({"phone": phone}))
}

fn shows(app: &TestApp, phone: &str, code: &str) -> Answer {
    app.citizen().post("/v1/auth/citizens", &json!({"phone": phone, "code": code}))
}

/// Another code than this one.
fn wrong(code: &str) -> String {
    format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000)
}

/// The citizen with this telephone, who has proved it.
#[track_caller]
fn proved((app, gateway): &(TestApp, Gateway), phone: &str) -> Person {
    asks(app, phone).expect(202);
    with(app, &shows(app, phone, &gateway.code_of(phone)).value(200))
}

fn demand(content: &str, phone: &str) -> Value {
    json!({"content": content, "reporter": {"phone": phone}})
}

#[test]
fn a_citizen_proves_the_telephone_and_sees_all_their_tickets() {
    let (app, gateway) = shared();
    let phone = "13800138001";
    let tickets: Vec<Ticket> = ["第一件", "第二件", "第三件"]
        .map(|content| app.citizen().submits_all(&demand(content, phone)))
        .into();
    let abroad = app.citizen().submits_all(&demand("第四件", "+86 138-0013-8001"));
    let other = app.citizen().submits_all(&demand("别人的", "13800138999"));
    let anonymous = app.citizen().submits(VAGUE);
    assert_eq!(asks(app, phone).value(202)["expires_in"], 300);
    let token = shows(app, phone, &gateway.code_of(phone)).value(200);
    assert_eq!((&token["token_type"], &token["expires_in"]), (&json!("Bearer"), &json!(1800)));
    assert!(token.get("refresh_token").is_none());
    let claims = claimed(text(&token, "access_token"));
    assert_eq!(claims["roles"], json!(["reporter"]));
    assert!(text(&claims, "sub").starts_with("citizen:") && !claims.to_string().contains("13800138001"));
    let me = with(app, &token);

    let all = me.lists_all("/v1/my/tickets", "limit=2");
    let expected: Vec<&str> =
        [&abroad, &tickets[2], &tickets[1], &tickets[0]].map(|ticket| ticket.id.as_str()).into();
    assert_eq!(all.ids(), expected);
    let line = &all.items[3];
    for (field, expected) in [("state", "pending"), ("state_label", "待受理"), ("subject", "第一件")] {
        assert_eq!(line[field], expected, "{line}");
    }
    assert!(line["created_at"].is_string() && line["due_at"].is_string(), "{line}");
    assert_eq!((&line["answered"], &line["rating_wanted"]), (&json!(false), &json!(false)));

    app.agent().does(&tickets[0], "answer", json!({"public": "已经修好了。"}));
    let en = me.with("Accept-Language", "en").lists("/v1/my/tickets", "");
    let line = en.items.last().unwrap();
    assert_eq!((&line["state"], &line["state_label"]), (&json!("follow_up"), &json!("waiting for a rating")));
    assert_eq!((&line["answered"], &line["rating_wanted"]), (&json!(true), &json!(true)));

    // What they hand in from now on is theirs without saying the number again.
    let fifth = me.submits("第五件");
    assert_eq!(me.lists("/v1/my/tickets", "limit=1").ids(), [&fifth.id]);

    // Everything of a reporter works on their own tickets, without a query code …
    assert_eq!(me.sees(&tickets[0])["answer"], "已经修好了。");
    assert_eq!(me.rates(&tickets[0], true, "satisfied")["state"], "closed");
    me.does(&tickets[1], "urge", json!({}));
    me.does(&tickets[2], "withdraw", json!({}));
    assert!(blackbox::texts(&me.sees(&abroad)["allowed_actions"]).contains(&"withdraw"));
    // … and on no others'.
    for not_theirs in [&other, &anonymous] {
        me.get(&not_theirs.path("")).problem(404, "not_found");
        me.tries(not_theirs, "withdraw", json!({})).problem(404, "not_found");
        let rating = json!({"resolved": true, "satisfaction": "satisfied"});
        me.post(&not_theirs.path("rating"), &rating).problem(404, "not_found");
    }
    for path in ["/v1/tickets", "/v1/catalogue", "/v1/accounts", "/v1/keys"] {
        me.get(path).problem(403, "forbidden");
    }
    me.post(&tickets[1].path("assignment"), &json!({"lead": "jtj"})).problem(403, "forbidden");
}

#[test]
fn the_list_of_ones_own_tickets_wants_a_proved_telephone() {
    let (app, _) = shared();
    let ticket = app.citizen().submits_all(&demand(VAGUE, "13800138002"));
    app.citizen().get("/v1/my/tickets").problem(401, "unauthenticated");
    app.reporter(&ticket).get("/v1/my/tickets").problem(401, "unauthenticated");
    for roles in [&["agent"][..], &["admin"], &["reporter"]] {
        app.with_claims(&claims("someone", roles, None)).get("/v1/my/tickets").problem(403, "forbidden");
    }
    let me = proved(shared(), "13800138003");
    assert_eq!(me.lists("/v1/my/tickets", "").items.len(), 0);
    me.get("/v1/my/tickets?limit=0").problem(400, "invalid_parameter");
    me.get("/v1/my/tickets?cursor=x").problem(400, "invalid_parameter");
}

#[test]
fn nobody_learns_from_the_answer_whether_a_number_has_tickets() {
    let (app, gateway) = shared();
    app.citizen().submits_all(&demand(VAGUE, "13800138004"));
    let known = asks(app, "13800138004").expect(202);
    let unknown = asks(app, "13800138005").expect(202);
    assert_eq!((known.json(), known.header("location")), (unknown.json(), unknown.header("location")));
    assert_eq!((gateway.sent_to("13800138004").len(), gateway.sent_to("13800138005").len()), (1, 1));
    let refused = |phone| shows(app, phone, &wrong(&gateway.code_of(phone))).problem(401, "invalid_code");
    assert_eq!(refused("13800138004"), refused("13800138005"));
    assert_eq!(refused("13800138004"), shows(app, "13800138006", "123456").problem(401, "invalid_code"));
}

#[test]
fn the_message_is_in_the_callers_language_and_shows_the_gateways_token() {
    let (app, gateway) = shared();
    asks(app, "13800138007").expect(202);
    app.citizen()
        .with("Accept-Language", "en")
        .post("/v1/auth/codes", &json!({"phone": "13800138008"}))
        .expect(202);
    let (zh, en) = (&gateway.sent_to("13800138007")[0], &gateway.sent_to("13800138008")[0]);
    for (message, lang, word) in [(zh, "zh", "验证码"), (en, "en", "your code is")] {
        assert_eq!(message.body["lang"], lang);
        let text = text(&message.body, "text");
        assert!(
            text.contains(word) && text.contains("长沙12345") && text.contains(&message.code()),
            "{text}"
        );
        let head = message.head.to_ascii_lowercase();
        assert!(head.starts_with("post /v2/send http/1.1\r\n"), "{head}");
        assert!(head.contains("authorization: bearer the gateway's token\r\n"), "{head}");
        assert!(head.contains("content-type: application/json\r\n"), "{head}");
    }
}

#[test]
fn a_code_opens_once() {
    let (app, gateway) = shared();
    let phone = "13800138009";
    asks(app, phone).expect(202);
    let code = gateway.code_of(phone);
    shows(app, "13800138010", &code).problem(401, "invalid_code");
    shows(app, phone, &wrong(&code)).problem(401, "invalid_code");
    shows(app, "+86 138 0013 8009", &format!(" {} {} ", &code[..3], &code[3..])).expect(200);
    shows(app, phone, &code).problem(401, "invalid_code");
    shows(app, phone, "12345").faults(&[("/code", "malformed")]);
    app.citizen().post("/v1/auth/citizens", &json!({"phone": phone})).faults(&[("/code", "missing")]);
}

#[test]
fn one_code_opens_for_one_of_many_who_show_it_at_once() {
    let (app, gateway) = shared();
    let phone = "13800138011";
    asks(app, phone).expect(202);
    let code = gateway.code_of(phone);
    let opened: usize = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(|| shows(app, phone, &code).status)).collect();
        threads.into_iter().map(|thread| usize::from(thread.join().unwrap() == 200)).sum()
    });
    assert_eq!(opened, 1);
}

#[test]
fn a_code_dies_of_wrong_tries_of_age_and_of_a_newer_one() {
    let (app, gateway) = texting();
    let again = |phone: &str| {
        edit(&app, "DELETE FROM rate_window");
        asks(&app, phone).expect(202);
        gateway.code_of(phone)
    };
    let phone = "13800138000";
    let code = again(phone);
    for _ in 0..5 {
        shows(&app, phone, &wrong(&code)).problem(401, "invalid_code");
    }
    shows(&app, phone, &code).problem(401, "invalid_code");

    let code = again(phone);
    edit(&app, "UPDATE one_time_code SET expires_at = expires_at - 301");
    shows(&app, phone, &code).problem(401, "invalid_code");
    edit(&app, "UPDATE one_time_code SET expires_at = expires_at + 301");
    let newer = again(phone);
    if newer != code {
        shows(&app, phone, &code).problem(401, "invalid_code");
    }
    shows(&app, phone, &newer).expect(200);
}

#[test]
fn codes_are_sent_to_mobile_numbers_and_not_too_often() {
    let (app, gateway) = texting();
    for phone in ["12345", "073112345678", "+85251234567", "1380013800"] {
        asks(&app, phone).faults(&[("/phone", "malformed")]);
    }
    asks(&app, "no number").faults(&[("/phone", "malformed")]);
    app.citizen().post("/v1/auth/codes", &json!({})).faults(&[("/phone", "missing")]);
    let phone = "13800138000";
    asks(&app, phone).expect(202);
    for again in [phone, "+8613800138000"] {
        let refused = asks(&app, again);
        assert!((1..=60).contains(&retry_after(&refused)));
        refused.problem(429, "too_many_requests");
    }
    asks(&app, "13800138001").expect(202);
    // The minute over, four more within the hour; then the hour over, five more within the day.
    let let_pass =
        |seconds: u32| edit(&app, &format!("UPDATE rate_window SET ends_at = ends_at - {seconds}"));
    for _ in 0..4 {
        let_pass(60);
        asks(&app, phone).expect(202);
    }
    let_pass(60);
    let refused = asks(&app, phone);
    assert!((60..=3600).contains(&retry_after(&refused)), "{}", retry_after(&refused));
    refused.problem(429, "too_many_requests");
    for _ in 0..5 {
        let_pass(3600);
        asks(&app, phone).expect(202);
    }
    let_pass(3600);
    let refused = asks(&app, phone);
    assert!(retry_after(&refused) > 3600);
    refused.problem(429, "too_many_requests");
    assert_eq!(gateway.sent_to(phone).len(), 10);
    let_pass(86_400);
    asks(&app, phone).expect(202);
    // One machine that asks for everybody, and one that tries everybody.
    edit(&app, "UPDATE rate_window SET count = 120, ends_at = ends_at + 600");
    asks(&app, "13800138002").problem(429, "too_many_requests");
    shows(&app, "13800138002", "123456").problem(401, "invalid_code");
    edit(&app, "UPDATE rate_window SET count = 120");
    shows(&app, "13800138003", "123456").problem(429, "too_many_requests");
}

#[test]
fn what_the_gateway_does_not_take_is_not_kept() {
    let (app, gateway) = texting();
    let phone = "13800138000";
    for (status, minute) in [(500, 1), (401, 2), (302, 3)] {
        gateway.status.store(status, Ordering::SeqCst);
        let answer = asks(&app, phone);
        assert_eq!(answer.header("retry-after"), Some("60"), "{status}");
        answer.problem(503, "unavailable");
        assert_eq!(texts(&app, "SELECT hex(code_hash) FROM one_time_code"), Vec::<String>::new());
        shows(&app, phone, &gateway.code_of(phone)).problem(401, "invalid_code");
        assert_eq!(gateway.sent_to(phone).len(), minute);
        edit(&app, "UPDATE rate_window SET ends_at = ends_at - 60");
    }
    gateway.status.store(202, Ordering::SeqCst);
    asks(&app, phone).expect(202);
    shows(&app, phone, &gateway.code_of(phone)).expect(200);
}

#[test]
fn a_gateway_that_is_away_or_not_allowed_is_503() {
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    for gateway in [format!("http://{nobody}"), "http://sms.invalid".to_owned()] {
        let app = Setup::default()
            .variable("sms_url", &format!("http://{nobody}/send"))
            .variable("sms_gateway", &gateway)
            .start();
        asks(&app, "13800138000").problem(503, "unavailable");
        assert_eq!(texts(&app, "SELECT hex(code_hash) FROM one_time_code"), Vec::<String>::new());
    }
}

#[test]
fn without_a_gateway_there_are_no_codes() {
    let answer = asks(app(), "13800138000");
    assert_eq!(answer.header("retry-after"), None, "waiting does not help");
    answer.problem(503, "sms_not_configured");
    shows(app(), "13800138000", "123456").problem(401, "invalid_code");
}

// ---------------------------------------------------------------- secrets

#[test]
fn nothing_secret_is_logged_or_stored_as_it_is() {
    let pair = texting();
    let (app, gateway) = &pair;
    let phone = "13912345678";
    app.citizen().submits_all(&demand(VAGUE, phone));
    hire(app, "careful.one", &["admin"], None);
    let tokens = logs_in(app, "careful.one", PASSWORD);
    let me = with(app, &tokens);
    let newer = refreshes(app, &tokens).value(200);
    me.post("/v1/auth/password", &json!({"old": PASSWORD, "new": OTHER})).expect(204);
    tries(app, "careful.one", "a wrong password").problem(401, "invalid_credentials");
    tries(app, "mistyped-password-9", "x").problem(401, "invalid_credentials");
    let (person, made) = key(app, &["tickets:write"]);
    person.submits(VAGUE);
    asks(app, phone).expect(202);
    let code = gateway.code_of(phone);
    shows(app, phone, &wrong(&code)).problem(401, "invalid_code");
    let citizen = shows(app, phone, &code).value(200);
    with(app, &citizen).get("/v1/my/tickets").expect(200);
    gateway.status.store(500, Ordering::SeqCst);
    edit(app, "DELETE FROM rate_window");
    asks(app, phone).problem(503, "unavailable");

    let hashes = texts(app, "SELECT password FROM account WHERE id = 'careful.one'");
    assert!(hashes[0].starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hashes:?}");
    let log = app.log();
    let database = app.database();
    let mut files = vec![std::fs::read(&database).unwrap()];
    files.extend(std::fs::read(database.with_extension("db-wal")).ok());
    let holds = |secret: &str| {
        files.iter().any(|file| file.windows(secret.len()).any(|bytes| bytes == secret.as_bytes()))
    };
    assert!(holds("careful.one"), "the database is looked at");
    assert!(log.contains("/v1/auth/codes"), "the log is looked at");
    let shown = text(&made, "key");
    for secret in [
        PASSWORD,
        OTHER,
        "a wrong password",
        "mistyped-password-9",
        text(&tokens, "refresh_token"),
        text(&newer, "refresh_token"),
        text(&tokens, "access_token"),
        text(&citizen, "access_token"),
        &shown[21..],
        phone,
        "the gateway's token",
    ] {
        assert!(!log.contains(secret), "logged: {secret}");
        assert!(!holds(secret), "stored: {secret}");
    }
    // Six digits can stand anywhere by chance, but not between quotes or on a line of their own.
    assert!(!log.contains(&format!("\"{code}")) && !log.contains(&format!(" {code}")));
    let stored = texts(app, "SELECT hex(code_hash) || hex(phone_hash) FROM one_time_code");
    let digits: String = code.bytes().map(|byte| format!("{byte:02X}")).collect();
    assert!(!stored.concat().contains(&digits));
}

#[test]
fn what_is_done_to_accounts_and_keys_is_in_the_audit_log() {
    let (app, gateway) = texting();
    hire(&app, "watched", &["agent"], None);
    let tokens = logs_in(&app, "watched", PASSWORD);
    let newer = refreshes(&app, &tokens).value(200);
    with(&app, &newer).post("/v1/auth/password", &json!({"old": PASSWORD, "new": OTHER})).expect(204);
    refreshes(&app, &tokens).problem(401, "unauthenticated");
    let tokens = logs_in(&app, "watched", OTHER);
    app.citizen().post("/v1/auth/logout", &json!({"refresh_token": tokens["refresh_token"]})).expect(204);
    app.admin().post("/v1/accounts/watched/revocation", &json!({})).expect(200);
    let put = json!({"name": "某人", "roles": ["handler"], "dept": "jtj", "active": false});
    app.admin().put("/v1/accounts/watched", &put).expect(200);
    let (_, made) = key(&app, &["tickets:read"]);
    app.admin().delete(&format!("/v1/keys/{}", text(&made, "id"))).expect(200);
    asks(&app, "13800138000").expect(202);
    shows(&app, "13800138000", &gateway.code_of("13800138000")).expect(200);
    let id = text(&made, "id");
    let expected = [
        "admin-1 admin account.put watched agent, -, active".to_owned(),
        "admin-1 admin account.password watched ".to_owned(),
        "watched agent account.login watched ".to_owned(),
        "watched agent account.password watched ".to_owned(),
        "system:identity system session.reuse watched ".to_owned(),
        "watched agent account.login watched ".to_owned(),
        "watched agent account.logout watched ".to_owned(),
        "admin-1 admin account.revoke watched ".to_owned(),
        "admin-1 admin account.put watched handler, jtj, inactive".to_owned(),
        format!("admin-1 admin key.create {id} 住建平台: tickets:read"),
        format!("admin-1 admin key.revoke {id} 住建平台"),
    ];
    let all = "sub || ' ' || role || ' ' || act || ' ' || object || ' ' || detail";
    let log = texts(&app, &format!("SELECT {all} FROM audit WHERE act NOT LIKE 'citizen.%' ORDER BY seq"));
    assert_eq!(log, expected);
    let citizens = texts(&app, "SELECT sub FROM audit WHERE act = 'citizen.login' AND role = 'reporter'");
    assert!(citizens.len() == 1 && citizens[0].starts_with("citizen:"), "{citizens:?}");
}

#[test]
fn accounts_and_keys_survive_a_crash() {
    let mut app = TestApp::start();
    hire(&app, "steady", &["agent"], None);
    let tokens = logs_in(&app, "steady", PASSWORD);
    let (_, made) = key(&app, &["tickets:write"]);
    app.restart();
    refreshes(&app, &tokens).expect(200);
    logs_in(&app, "steady", PASSWORD);
    app.citizen().with("X-API-Key", text(&made, "key")).submits(VAGUE);
}
