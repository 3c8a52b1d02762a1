//! The audit log as an administrator reads it, and as somebody finds it who has tampered with the
//! database's file. Each test has a hotline of its own: the log counts.

use blackbox::{Person, TestApp, VAGUE, moment};
use rusqlite::Connection;
use serde_json::{Value, json};

const AUDIT: &str = "/v1/audit";

/// The file as somebody has it who can get at the disk.
fn file(app: &TestApp) -> Connection {
    let connection = Connection::open(app.database()).unwrap();
    connection.busy_timeout(std::time::Duration::from_secs(10)).unwrap();
    connection
}

/// `sub`, `role`, `act` and `object` of rows.
fn told(items: &[Value]) -> Vec<[&str; 4]> {
    let row = |item: &'static str| item;
    let names = ["sub", "role", "act", "object"].map(row);
    items.iter().map(|item| names.map(|name| item[name].as_str().unwrap())).collect()
}

fn verdict(app: &TestApp, query: &str) -> Value {
    app.admin().get(&format!("{AUDIT}/verify?{query}")).value(200)
}

#[test]
fn it_says_who_did_what_to_what_newest_first() {
    let app = TestApp::start();
    let ticket = app.citizen().submits(VAGUE);
    app.agent().assigns(&ticket, &json!({"lead": "jtj"}));
    app.handler("jtj").does(&ticket, "sign", json!({}));
    app.publisher().post("/v1/notices", &json!({"title": "停水", "body": "今晚停水"})).expect(201);
    app.admin().post("/v1/departments", &json!({"code": "dmv", "name": "车辆管理所"})).expect(201);
    let rules = app.admin().get("/v1/catalogue").value(200)["rules"].clone();
    app.admin().put("/v1/catalogue", &json!({"rules": rules})).expect(200);
    let settings = app.admin().get("/v1/settings").value(200);
    let mut settings = settings.as_object().unwrap().clone();
    settings.remove("version");
    app.admin().put("/v1/settings", &Value::Object(settings)).expect(200);

    let page = app.admin().lists(AUDIT, "limit=100");
    assert_eq!(page.next, None);
    let mut expected = vec![
        ["admin-1", "admin", "audit.read", ""],
        ["admin-1", "admin", "settings.replace", "1"],
        ["admin-1", "admin", "catalogue.replace", "3"],
        ["admin-1", "admin", "department.put", "dmv"],
        ["publisher-1", "publisher", "notice.publish", "1"],
        ["handler-jtj-1", "handler", "ticket.sign", &ticket.id],
        ["agent-1", "agent", "ticket.assign", &ticket.id],
        ["system:submit", "system", "ticket.classify", &ticket.id],
        ["", "reporter", "ticket.submit", &ticket.id],
    ];
    assert_eq!(told(&page.items), expected);
    for (place, item) in page.items.iter().enumerate() {
        assert_eq!(item["seq"], page.items.len() - place);
        assert_eq!(item["hash"].as_str().unwrap().len(), 64);
        moment(&item["at"]);
    }
    assert_eq!(page.items[5]["detail"], "assigned → in_progress");
    // Page by page it is the same, with a row for each page that was read.
    let pages = app.admin().lists_all(AUDIT, "limit=4");
    expected.insert(0, ["admin-1", "admin", "audit.read", ""]);
    assert_eq!(told(&pages.items), expected);
    let reads = app.admin().lists_all(AUDIT, "act=audit.read").items;
    assert_eq!(reads.len(), 5, "one, three pages, and this one");
    assert_eq!(reads[0]["detail"], "act", "which filters, not what was typed into them");
}

#[test]
fn filters_narrow_it_and_bad_ones_are_refused() {
    let app = TestApp::start();
    let ticket = app.citizen().submits(VAGUE);
    let other = app.citizen().submits(VAGUE);
    app.agent().assigns(&ticket, &json!({"lead": "jtj"}));
    app.agent().assigns(&other, &json!({"lead": "jtj"}));
    let found = |query: &str| app.admin().lists_all(AUDIT, query).items;
    assert_eq!(
        told(&found(&format!("object={}", ticket.id)))[1..],
        [
            ["agent-1", "agent", "ticket.assign", &ticket.id],
            ["system:submit", "system", "ticket.classify", &ticket.id],
            ["", "reporter", "ticket.submit", &ticket.id],
        ],
        "and before them that somebody looked"
    );
    assert_eq!(told(&found("sub=agent-1")).len(), 2);
    assert_eq!(told(&found("act=ticket.assign")).len(), 2);
    assert_eq!(told(&found(&format!("act=ticket.assign&object={}&sub=agent-1", other.id))).len(), 1);
    assert_eq!(found("sub=agent-1&act=ticket.sign").len(), 0);
    let hour = |hours: i64| blackbox::seconds_from_now(3600 * hours);
    assert_eq!(found(&format!("sub=agent-1&from={}&to={}", hour(-1), hour(1))).len(), 2);
    assert_eq!(found(&format!("sub=agent-1&from={}", hour(1))).len(), 0);
    assert_eq!(found(&format!("to={}", hour(-1))).len(), 0);
    for query in ["from=yesterday", "to=1", "limit=0", "limit=101", "cursor=x", "subject=x"] {
        app.admin().get(&format!("{AUDIT}?{query}")).problem(400, "invalid_parameter");
    }
    let hash = "0".repeat(64);
    for query in [
        "after=-1".to_owned(),
        "after=x".to_owned(),
        "head_seq=1".to_owned(),
        format!("head_hash={hash}"),
        "head_seq=1&head_hash=00".to_owned(),
    ] {
        app.admin().get(&format!("{AUDIT}/verify?{query}")).problem(400, "invalid_parameter");
    }
}

#[test]
fn it_is_for_administrators() {
    let app = TestApp::start();
    for path in [AUDIT.to_owned(), format!("{AUDIT}/verify")] {
        app.citizen().get(&path).problem(401, "unauthenticated");
        let staff = [app.agent(), app.supervisor(), app.handler("jtj"), app.publisher(), app.system()];
        for person in staff {
            person.get(&path).problem(403, "forbidden");
        }
        app.admin().post(&path, &json!({})).problem(405, "method_not_allowed");
    }
    assert_eq!(verdict(&app, "")["rows"], 0, "nobody saw anything");
}

#[test]
fn every_event_of_a_ticket_is_in_it_and_whoever_looks_is_too() {
    let app = TestApp::start();
    let ticket = app.citizen().submits(blackbox::CLEAR);
    let dept = ticket.department().to_owned();
    let handler = app.handler(&dept);
    handler.does(&ticket, "sign", json!({}));
    handler.does(&ticket, "contact", json!({}));
    handler.does(&ticket, "reply", json!({"note": "已核实", "public": "已经办好", "resolved": true}));
    app.supervisor().does(&ticket, "approve", json!({}));
    app.reporter(&ticket).rates(&ticket, true, "satisfied");
    app.reporter(&ticket).get(&ticket.path("reporter")).expect(200);
    app.supervisor().post(&ticket.path("reporter"), &json!({"reason": "核对"})).expect(200);
    let count = |sql: &str| file(&app).query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    let rows = count("SELECT count(*) FROM audit WHERE act LIKE 'ticket.%'");
    assert_eq!(rows, count("SELECT count(*) FROM event"));
    let story = app.admin().lists_all(AUDIT, &format!("object={}", ticket.id)).items;
    let acts: Vec<&str> = story.iter().map(|item| item["act"].as_str().unwrap()).collect();
    let expected = ["reporter.reveal", "reporter.read", "ticket.rate", "ticket.approve"];
    assert_eq!(acts[1..5], expected);
    assert_eq!(verdict(&app, "")["intact"], true);
}

/// A hotline with a few rows in its log.
fn busy() -> (TestApp, Person) {
    let app = TestApp::start();
    for _ in 0..3 {
        let ticket = app.citizen().submits(VAGUE);
        app.agent().assigns(&ticket, &json!({"lead": "jtj"}));
    }
    let admin = app.admin();
    (app, admin)
}

/// The schema's triggers out of the way while `sql` runs, and back again: a careful hand.
fn tamper(file: &Connection, sql: &str) {
    let triggers: Vec<(String, String)> = file
        .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name LIKE 'audit%'")
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert!(triggers.len() >= 7);
    let dropped: String = triggers.iter().map(|(name, _)| format!("DROP TRIGGER {name};")).collect();
    let restored: String = triggers.iter().map(|(_, sql)| format!("{sql};")).collect();
    file.execute_batch(&format!("BEGIN IMMEDIATE; {dropped} {sql}; {restored} COMMIT")).unwrap();
}

#[test]
fn whoever_tampers_with_the_file_is_found() {
    let (app, admin) = busy();
    let intact = verdict(&app, "");
    let rows = intact["rows"].as_i64().unwrap();
    assert_eq!((&intact["intact"], rows), (&json!(true), 9), "{intact}");
    assert_eq!(intact["head"]["seq"], 9);
    assert_eq!(intact["next"], Value::Null);
    let file = file(&app);
    // From here on ten: that somebody looked is the tenth.
    file.execute_batch(
        "CREATE TABLE kept AS SELECT * FROM audit; CREATE TABLE kept_head AS SELECT * FROM audit_head",
    )
    .unwrap();
    let last = "UPDATE audit_head SET seq = 9, hash = (SELECT hash FROM audit WHERE seq = 9)";
    let forged = "at, 'mallory', role, act, object, detail, x'00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff', request, changes";
    let shift = "UPDATE audit SET seq = -seq WHERE seq >= 5; UPDATE audit SET seq = 1 - seq WHERE seq < 0; \
                 UPDATE audit_head SET seq = 11";
    for (name, sql, at, what) in [
        (
            "a field altered",
            "UPDATE audit SET object = '20200101000001' WHERE seq = 4".to_owned(),
            4,
            "altered",
        ),
        ("a time altered", "UPDATE audit SET at = at - 60 WHERE seq = 1".to_owned(), 1, "altered"),
        ("one removed in the middle", "DELETE FROM audit WHERE seq = 5".to_owned(), 5, "removed"),
        ("the newest removed", "DELETE FROM audit WHERE seq = 10".to_owned(), 10, "cut_off"),
        ("all removed", "DELETE FROM audit".to_owned(), 1, "cut_off"),
        (
            "one inserted in the middle",
            format!("{shift}; INSERT INTO audit SELECT 5, {forged} FROM audit WHERE seq = 4"),
            5,
            "inserted",
        ),
        (
            "one added",
            format!("INSERT INTO audit SELECT 11, {forged} FROM audit WHERE seq = 4"),
            11,
            "inserted",
        ),
        (
            "two swapped",
            "UPDATE audit SET seq = -6 WHERE seq = 6; UPDATE audit SET seq = 6 WHERE seq = 7; \
             UPDATE audit SET seq = 7 WHERE seq = -6"
                .to_owned(),
            6,
            "altered",
        ),
        ("the head moved back", last.to_owned(), 10, "inserted"),
        ("the head's hash altered", "UPDATE audit_head SET hash = zeroblob(32)".to_owned(), 10, "altered"),
        ("the head removed", "DELETE FROM audit_head".to_owned(), 11, "cut_off"),
        (
            "hashes rebuilt without the key",
            format!(
                "CREATE TEMP TABLE f AS SELECT seq, {forged} FROM audit WHERE seq >= 9; DELETE FROM audit WHERE seq >= 9; \
                 INSERT INTO audit SELECT * FROM f; DROP TABLE f; \
                 UPDATE audit_head SET hash = (SELECT hash FROM audit WHERE seq = 10)"
            ),
            9,
            "altered",
        ),
    ] {
        tamper(&file, &sql);
        let found = verdict(&app, "");
        assert_eq!(found["intact"], false, "{name}: {found}");
        assert_eq!((&found["broken_at"], &found["what"]), (&json!(at), &json!(what)), "{name}: {found}");
        let english = admin.with("Accept-Language", "en").get(&format!("{AUDIT}/verify")).value(200);
        assert!(found["detail"].is_string() && english["detail"] != found["detail"], "{name}: in words");
        let restored = "DELETE FROM audit; INSERT INTO audit SELECT * FROM kept; DELETE FROM audit_head; \
                        INSERT INTO audit_head SELECT * FROM kept_head";
        tamper(&file, restored);
        let head = file.query_row("SELECT count(*), max(seq) FROM audit", [], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?))
        });
        assert_eq!(head.unwrap(), (10, 10));
    }
    let again = verdict(&app, "");
    assert_eq!((&again["intact"], &again["rows"]), (&json!(true), &json!(10)), "{again}");
}

#[test]
fn an_end_that_was_kept_outside_finds_a_log_that_was_put_back() {
    let (app, _) = busy();
    let head = verdict(&app, "")["head"].clone();
    let pin = format!("head_seq={}&head_hash={}", head["seq"], head["hash"].as_str().unwrap());
    let kept = verdict(&app, &pin);
    assert_eq!(kept["intact"], true, "{kept}");
    assert_eq!(
        verdict(&app, &pin.to_uppercase().replace("HEAD_SEQ", "head_seq").replace("HEAD_HASH", "head_hash"))
            ["intact"],
        true
    );
    let wrong = verdict(&app, &format!("head_seq=9&head_hash={}", "ab".repeat(32)));
    assert_eq!((&wrong["broken_at"], &wrong["what"]), (&json!(9), &json!("altered")));
    let file = file(&app);
    let cut = "DELETE FROM audit WHERE seq > 4; UPDATE audit_head SET seq = 4, hash = (SELECT hash FROM audit WHERE seq = 4)";
    tamper(&file, cut);
    let found = verdict(&app, &pin);
    assert_eq!((&found["broken_at"], &found["what"]), (&json!(5), &json!("cut_off")), "{found}");
    // That log goes on, and grows past the row that was kept.
    let ticket = app.citizen().submits(VAGUE);
    for _ in 0..5 {
        app.agent().does(&ticket, "urge", json!({}));
    }
    let found = verdict(&app, &pin);
    assert_eq!((&found["broken_at"], &found["what"]), (&json!(9), &json!("altered")), "{found}");
}

#[test]
fn a_long_log_is_walked_in_several_requests() {
    let (app, _) = busy();
    let first = verdict(&app, "after=4");
    assert_eq!((&first["intact"], &first["rows"], &first["next"]), (&json!(true), &json!(5), &Value::Null));
    tamper(&file(&app), "UPDATE audit SET detail = 'x' WHERE seq = 3");
    assert_eq!(verdict(&app, "after=4")["intact"], true, "behind it all is as it was");
    assert_eq!(verdict(&app, "after=2")["broken_at"], 3);
    let beyond = verdict(&app, "after=500");
    assert_eq!(beyond["what"], "cut_off", "a row that an earlier walk had seen: {beyond}");
}

#[test]
fn sql_alone_changes_nothing() {
    let (app, _) = busy();
    let file = file(&app);
    for sql in [
        "UPDATE audit SET detail = 'x'",
        "DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)",
        "INSERT OR REPLACE INTO audit SELECT * FROM audit WHERE seq = 3",
        "UPDATE audit_head SET seq = seq - 1",
        "UPDATE audit_head SET seq = seq + 1",
        "INSERT OR REPLACE INTO audit_head VALUES (1, 0, zeroblob(32))",
        "DELETE FROM audit_head",
    ] {
        assert!(file.execute_batch(sql).is_err(), "{sql}");
    }
    assert_eq!(verdict(&app, "")["intact"], true);
}

/// What changed by the newest line of an act.
fn changed(app: &TestApp, act: &str) -> (Value, Vec<String>) {
    let line = app.admin().lists(AUDIT, &format!("act={act}&limit=1")).items.remove(0);
    let changes = line["changes"].as_array().cloned().unwrap_or_default();
    let told = |change: &Value| {
        format!("{}: {} → {}", change["field"].as_str().unwrap(), change["before"], change["after"])
    };
    let told = changes.iter().map(told).collect();
    (line, told)
}

#[test]
fn it_says_what_changed_from_what_to_what_and_no_secret() {
    let app = TestApp::start();
    let admin = app.admin();
    admin.put("/v1/settings", &json!({"urges_per_day": 5, "sign": {"hours": 3}})).expect(200);
    let (_, told) = changed(&app, "settings.replace");
    assert_eq!(told, [r#"/sign: {"working_hours":4} → {"hours":3}"#, "/urges_per_day: 2 → 5"]);

    let mut rules = admin.get("/v1/catalogue").value(200)["rules"].clone();
    let removed = rules.as_array_mut().unwrap().remove(0);
    let added = json!({"category": "民政", "district": "岳麓区", "lead": "mzj", "assists": []});
    rules.as_array_mut().unwrap().push(added.clone());
    admin.put("/v1/catalogue", &json!({ "rules": rules })).expect(200);
    let (line, told) = changed(&app, "catalogue.replace");
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(
        (&line["changes"][0]["field"], &line["changes"][0]["before"]),
        (&json!("/rules"), &json!([removed]))
    );
    assert_eq!(line["changes"][0]["after"], json!([added]));

    let department = json!({"code": "dmv", "name": "车辆管理所", "name_en": "Vehicle Office"});
    admin.post("/v1/departments", &department).expect(201);
    admin.post("/v1/departments", &json!({"code": "dmv", "name": "车管所"})).expect(200);
    assert_eq!(changed(&app, "department.put").1, [r#"/name: "车辆管理所" → "车管所""#]);

    let account =
        json!({"id": "wang", "name": "王五", "roles": ["agent"], "password": "correct horse battery"});
    admin.post("/v1/accounts", &account).expect(201);
    admin
        .put("/v1/accounts/wang", &json!({"active": false, "password": "another long password"}))
        .expect(200);
    assert_eq!(changed(&app, "account.put").1, ["/active: true → false"]);
    let key = admin.post("/v1/keys", &json!({"name": "接口", "scopes": ["stats:read"]})).value(201);
    let (_, told) = changed(&app, "key.create");
    assert!(told.contains(&r#"/scopes: null → ["stats:read"]"#.to_owned()), "{told:?}");
    admin.delete(&format!("/v1/keys/{}", key["id"].as_str().unwrap())).expect(200);
    let (_, told) = changed(&app, "key.revoke");
    assert!(told.len() == 1 && told[0].starts_with("/revoked_at: null → "), "{told:?}");

    let all = Value::Array(admin.lists_all(AUDIT, "").items).to_string();
    for secret in ["horse", "another long", key["key"].as_str().unwrap(), "argon2"] {
        assert!(!all.contains(secret), "{secret}");
    }
    assert_eq!(verdict(&app, "")["intact"], true);
}

#[test]
fn an_act_that_no_line_can_tell_of_is_refused_with_those_that_can() {
    let app = TestApp::start();
    let words = app.citizen().get("/v1/words").value(200);
    let acts = words["lists"]["acts"].as_array().unwrap();
    for act in acts {
        app.admin().get(&format!("{AUDIT}?act={}", act["id"].as_str().unwrap())).expect(200);
    }
    for unknown in ["reporter.revele", "ticket.fly", "settings"] {
        let problem = app.admin().get(&format!("{AUDIT}?act={unknown}")).problem(400, "invalid_parameter");
        let error = &problem["errors"][0];
        assert_eq!((&error["pointer"], &error["code"]), (&json!("?act"), &json!("unknown_value")));
        assert_eq!(error["allowed"].as_array().unwrap().len(), acts.len());
    }
    // Whatever has happened is among them.
    let ticket = app.citizen().submits(VAGUE);
    app.agent().assigns(&ticket, &json!({"lead": "jtj"}));
    for line in app.admin().lists_all(AUDIT, "").items {
        assert!(acts.iter().any(|act| act["id"] == line["act"]), "{line}");
    }
}

#[test]
fn a_request_is_found_by_what_its_answer_says() {
    let app = TestApp::start();
    let id = |answer: &blackbox::Answer| answer.header("x-request-id").expect("a request id").to_owned();
    let submitted = app.citizen().post("/v1/tickets", &json!({ "content": VAGUE })).expect(201);
    let other = app.citizen().post("/v1/tickets", &json!({ "content": VAGUE })).expect(201);
    assert_ne!(id(&submitted), id(&other));
    let number = submitted.json()["id"].as_str().unwrap().to_owned();
    let found = app.admin().lists_all(AUDIT, &format!("request={}", id(&submitted))).items;
    assert!(!found.is_empty() && found.iter().all(|line| line["object"] == number.as_str()), "{found:?}");
    assert!(found.iter().all(|line| line["request"] == id(&submitted).as_str()));
    assert!(app.logs(&format!("\"request\":\"{}\"", id(&submitted))), "and in the log");
    // A problem says it as well, however early it is met.
    for answer in [
        app.citizen().post("/v1/tickets", &json!({"content": ""})),
        app.citizen().get("/v1/tickets"),
        app.citizen().get("/nowhere"),
        app.citizen().with("Authorization", "Bearer nonsense").get("/v1/notices"),
        app.agent().get("/v1/tickets/20200101000001"),
    ] {
        let named = id(&answer);
        assert_eq!(answer.json()["instance"], format!("urn:uuid:{named}"));
        assert!(app.logs(&format!("\"request\":\"{named}\"")), "{named}");
    }
    let problem = app.admin().get(&format!("{AUDIT}?request=17")).problem(400, "invalid_parameter");
    assert_eq!(
        (&problem["errors"][0]["pointer"], &problem["errors"][0]["code"]),
        (&json!("?request"), &json!("malformed"))
    );
    // A client names no request.
    let wished = "0b9f5f5e-3c1f-4f0e-9a51-5d2d4c1f7a10";
    let answer = app.citizen().with("X-Request-Id", wished).get("/v1/notices").expect(200);
    assert_ne!(id(&answer), wished);
    let answer = app.agent().with("X-Request-Id", wished).get("/v1/tickets").expect(200);
    assert_ne!(id(&answer), wished, "not by way of another function either");
    assert_eq!(verdict(&app, "")["intact"], true);
}

#[test]
fn a_request_or_a_change_that_is_altered_is_found() {
    let altered = [
        "UPDATE audit SET request = zeroblob(16) WHERE seq = 1",
        "UPDATE audit SET request = NULL WHERE seq = 1",
        "UPDATE audit SET changes = '[]' WHERE seq = 1",
    ];
    for sql in altered {
        let app = TestApp::start();
        app.admin().post("/v1/departments", &json!({"code": "dmv", "name": "车辆管理所"})).expect(201);
        assert!(file(&app).execute(sql, []).is_err(), "SQL alone is refused: {sql}");
        let file = file(&app);
        file.execute("DROP TRIGGER audit_is_not_altered", []).unwrap();
        assert_eq!(file.execute(sql, []).unwrap(), 1, "{sql}");
        let found = verdict(&app, "");
        assert_eq!((&found["intact"], &found["broken_at"]), (&json!(false), &json!(1)), "{sql}: {found}");
    }
}
