//! API keys of other systems.

use super::*;

/// A key with these scopes, as it is shown this once, and its id.
#[track_caller]
pub fn key(app: &TestApp, scopes: &[&str]) -> (Person, Value) {
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
    assert_eq!((&view["reporter"], &view["allowed_actions"]), (&Value::Null, &json!(["supplement"])));
    both.get(&ticket.path("")).problem(404, "not_found");
    both.get(&app().citizen().submits(VAGUE).path("")).problem(404, "not_found");
    // A key does nothing that its scopes do not name, with or without a query code.
    writes.get("/v1/tickets").problem(403, "forbidden");
    both.get("/v1/my/tickets").problem(403, "forbidden");
    // Its own it may add to; a code beside the key makes no citizen of it.
    both.with("Query-Code", &own.code).tries(&own, "urge", json!({})).problem(409, "action_not_allowed");
    both.does(&own, "supplement", json!({"public": "又坏了一盏"}));
    let seen = app().agent().sees(&own);
    let added = seen["timeline"].as_array().unwrap().last().unwrap();
    assert_eq!((&added["action"], &added["role"]), (&json!("supplement"), &json!("integrator")));
    both.tries(&ticket, "supplement", json!({"public": "x"})).problem(404, "not_found");
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
