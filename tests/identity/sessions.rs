//! Log-in, second factor, refresh and log-out.

use super::*;

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
    // Something on top of every wait, or a slow machine would let it go by; less than clocks may differ by.
    let later = |seconds: i64| {
        edit(&app, &format!("UPDATE login_try SET last_at = last_at + {seconds}, ends_at = ends_at + 3600"))
    };
    fails(here, "slowed", 5);
    later(50);
    let refused = from(here, "slowed", PASSWORD);
    let first = retry_after(&refused);
    assert!(first <= 80, "{first}");
    refused.problem(401, "invalid_credentials");
    from(there, "slowed", PASSWORD).expect(200);
    later(-80);
    fails(here, "slowed", 1);
    later(50);
    let second = retry_after(&from(here, "slowed", PASSWORD));
    assert!(second <= 110 && second > first - 30, "{first}, then {second}");
    later(-110);
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
    later(50);
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
    edit(&app, "UPDATE rate_window SET count = 9, ends_at = ends_at + 50");
    logs_in(&app, "eager", PASSWORD);
    let refused = tries(&app, "eager", PASSWORD);
    assert!((1..=110).contains(&retry_after(&refused)), "{}", retry_after(&refused));
    let problem = refused.problem(429, "too_many_requests");
    assert!(text(&problem, "detail").contains("频繁"), "{problem}");
    tries(&app, "another", PASSWORD).problem(401, "invalid_credentials");
    edit(&app, "UPDATE rate_window SET ends_at = ends_at - 150");
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
