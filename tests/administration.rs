//! What administrators see of accounts and keys, and that one of them is always left.

use std::time::Duration;

use blackbox::{Answer, Person, Setup, TestApp, moment, seconds_from_now};
use serde_json::{Value, json};

const PASSWORD: &str = "correct horse battery";
const WRONG: &str = "路灯坏了已经三天没有人修";

/// Changes or reads what no request can.
fn edit(app: &TestApp, sql: &str) -> usize {
    let db = rusqlite::Connection::open(app.database()).unwrap();
    db.busy_timeout(Duration::from_secs(30)).unwrap();
    db.execute(sql, []).unwrap()
}

fn lines(app: &TestApp, sql: &str) -> Vec<String> {
    let db = rusqlite::Connection::open(app.database()).unwrap();
    let mut statement = db.prepare(sql).unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
}

#[track_caller]
fn hire(app: &TestApp, id: &str, roles: &[&str]) -> Value {
    let body = json!({"id": id, "name": "某人", "roles": roles, "password": PASSWORD});
    app.admin().post("/v1/accounts", &body).value(201)
}

fn tries(app: &TestApp, id: &str, password: &str) -> Answer {
    app.citizen().post("/v1/auth/login", &json!({"username": id, "password": password}))
}

#[track_caller]
fn logged_in(app: &TestApp, id: &str) -> Person {
    let tokens = tries(app, id, PASSWORD).value(200);
    app.with_token(tokens["access_token"].as_str().unwrap())
}

fn path(id: &str) -> String {
    format!("/v1/accounts/{id}")
}

#[test]
fn administrators_see_which_accounts_are_locked_and_unlock_them() {
    let app = TestApp::start();
    let admin = app.admin();
    for id in ["careful", "hasty"] {
        assert_eq!(hire(&app, id, &["agent"])["locked_until"], Value::Null);
    }
    let fails = |id: &str, times: usize| {
        for _ in 0..times {
            tries(&app, id, WRONG).problem(401, "invalid_credentials");
        }
    };
    fails("careful", 4);
    fails("hasty", 5);
    // The wait made longer, or a slow machine would let it go by; by less than clocks may differ.
    edit(&app, "UPDATE login_try SET last_at = last_at + 50, ends_at = ends_at + 3600 WHERE failures >= 5");
    let seen = admin.get(&path("hasty")).value(200);
    let until = moment(&seen["locked_until"]);
    assert!(until <= moment(&json!(seconds_from_now(80))), "{seen}");
    assert_eq!(admin.get(&path("careful")).value(200)["locked_until"], Value::Null);
    let listed = admin.lists_all("/v1/accounts", "limit=1");
    let locked = |id: &str| {
        let line = listed.items.iter().find(|line| line["id"] == id).unwrap();
        line["locked_until"].clone()
    };
    assert_eq!((locked("hasty"), locked("careful")), (seen["locked_until"].clone(), Value::Null));

    // Another change leaves the lock, and says so.
    let put = json!({"name": "急性子", "roles": ["agent"]});
    assert_eq!(admin.put(&path("hasty"), &put).value(200)["locked_until"], seen["locked_until"]);
    for person in [app.agent(), app.supervisor(), app.handler("jtj")] {
        person.delete("/v1/accounts/hasty/lock").problem(403, "forbidden");
    }
    tries(&app, "hasty", PASSWORD).problem(401, "invalid_credentials");
    let unlocked = admin.delete("/v1/accounts/hasty/lock").value(200);
    assert_eq!((&unlocked["id"], &unlocked["locked_until"]), (&json!("hasty"), &Value::Null));
    logged_in(&app, "hasty");

    // It is safe to repeat, and only what it did is in the audit log.
    assert_eq!(admin.delete("/v1/accounts/hasty/lock").value(200)["locked_until"], Value::Null);
    admin.delete("/v1/accounts/nobody/lock").problem(404, "not_found");
    admin.delete("/v1/accounts/no%20body/lock").problem(404, "not_found");
    admin.get("/v1/accounts/hasty/lock").problem(405, "method_not_allowed");
    let log = lines(
        &app,
        "SELECT sub || ' ' || act || ' ' || object FROM audit WHERE act LIKE '%lock%' ORDER BY seq",
    );
    assert_eq!(log, ["system:identity account.locked hasty", "admin-1 account.unlock hasty"]);

    // A wait that is over is none.
    edit(&app, "DELETE FROM rate_window");
    fails("careful", 1);
    fails("careful", 4);
    edit(&app, "UPDATE login_try SET last_at = last_at + 50, ends_at = ends_at + 3600");
    assert!(admin.get(&path("careful")).value(200)["locked_until"].is_string());
    edit(&app, "UPDATE login_try SET last_at = last_at - 80");
    assert_eq!(admin.get(&path("careful")).value(200)["locked_until"], Value::Null);
}

#[test]
fn a_name_that_was_tried_before_there_was_an_account_is_shown_as_locked() {
    let app = TestApp::start();
    for _ in 0..5 {
        tries(&app, "newcomer", WRONG).problem(401, "invalid_credentials");
    }
    assert!(hire(&app, "newcomer", &["agent"])["locked_until"].is_string());
}

#[test]
fn the_last_administrator_who_can_log_in_stays_one() {
    let app = TestApp::start();
    for id in ["first", "second"] {
        hire(&app, id, &["admin", "agent"]);
    }
    // Neither of these two can take an administrator's place.
    hire(&app, "an.agent", &["agent"]);
    let silent = json!({"id": "silent", "name": "某人", "roles": ["admin"]});
    app.admin().post("/v1/accounts", &silent).expect(201);
    let (first, second) = (logged_in(&app, "first"), logged_in(&app, "second"));
    let away = json!({"name": "某人", "roles": ["admin", "agent"], "active": false});
    let demoted = json!({"name": "某人", "roles": ["agent"]});
    first.put(&path("second"), &away).expect(200);

    for body in [&away, &demoted] {
        let problem = app.admin().put(&path("first"), body).problem(409, "last_administrator");
        assert!(problem["detail"].as_str().unwrap().contains("最后一个"), "{problem}");
        // The token of the one who was dismissed ended with the session.
        second.put(&path("first"), body).problem(401, "unauthenticated");
    }
    let english = app.admin().with("Accept-Language", "en").put(&path("first"), &away).value(409);
    assert!(english["detail"].as_str().unwrap().is_ascii(), "{english}");
    assert_eq!(first.get(&path("first")).value(200)["version"], 1, "nothing was changed");
    logged_in(&app, "first");

    // Others come and go, and with a successor the first may go, too.
    first.put(&path("silent"), &json!({"name": "某人", "roles": ["agent"]})).expect(200);
    first.put(&path("an.agent"), &json!({"name": "某人", "roles": ["agent"], "active": false})).expect(200);
    first.put(&path("second"), &json!({"roles": ["admin"], "active": true})).expect(200);
    app.admin().put(&path("first"), &demoted).expect(200);
    app.admin().put(&path("second"), &away).problem(409, "last_administrator");
}

#[test]
fn a_key_shows_the_day_on_which_it_was_used_last() {
    let app = TestApp::start();
    let make = |name: &str| {
        let body = json!({"name": name, "scopes": ["tickets:read"]});
        app.admin().post("/v1/keys", &body).value(201)
    };
    let (used, unused) = (make("用的"), make("没用的"));
    assert_eq!((&used["last_used_on"], &unused["last_used_on"]), (&Value::Null, &Value::Null));
    let shows =
        |key: &Value| app.citizen().with("X-API-Key", key["key"].as_str().unwrap()).get("/v1/auth/me");
    let last_used = |key: &Value| {
        let listed = app.admin().lists_all("/v1/keys", "");
        let line = listed.items.iter().find(|line| line["id"] == key["id"]).unwrap();
        line["last_used_on"].clone()
    };
    shows(&used).expect(200);
    let today = moment(&app.admin().get("/v1/keys").json()["items"][0]["created_at"]).date().to_string();
    // Midnight may pass while this runs.
    let is_recent = |day: &Value| day.as_str().is_some_and(|day| *today <= *day && day.len() == 10);
    assert!(is_recent(&last_used(&used)), "{}", last_used(&used));
    assert_eq!(last_used(&unused), Value::Null);

    // Another day is noted once it is used again.
    edit(&app, "UPDATE api_key SET last_used_on = 20260105 WHERE last_used_on IS NOT NULL");
    assert_eq!(last_used(&used), json!("2026-01-05"));
    for _ in 0..3 {
        shows(&used).expect(200);
    }
    assert!(is_recent(&last_used(&used)), "{}", last_used(&used));

    // One that opens nothing was not used.
    app.admin().delete(&format!("/v1/keys/{}", unused["id"].as_str().unwrap())).expect(200);
    shows(&unused).problem(401, "unauthenticated");
    assert_eq!(last_used(&unused), Value::Null);
}

#[test]
fn many_administrators_who_dismiss_each_other_at_once_leave_one() {
    let app = TestApp::start();
    let names = ["a.one", "a.two", "a.three", "a.four"];
    let people = names.map(|name| {
        hire(&app, name, &["admin"]);
        logged_in(&app, name)
    });
    let away = json!({"name": "某人", "roles": ["agent"]});
    std::thread::scope(|scope| {
        for (place, person) in people.iter().enumerate() {
            let (names, away) = (&names, &away);
            scope.spawn(move || {
                for name in names.iter().cycle().skip(place + 1).take(names.len() - 1) {
                    let status = person.put(&path(name), away).status;
                    // Whoever was dismissed meanwhile is nobody any more.
                    assert!(matches!(status, 200 | 401 | 409 | 412), "{status}");
                }
            });
        }
    });
    let left = lines(&app, "SELECT id FROM account WHERE active = 1 AND roles LIKE '%admin%'");
    assert_eq!(left.len(), 1, "{left:?}");
}

/// What is there of a resource that can be `PUT`, with every field that may be absent, by the path of its operation.
fn made(app: &TestApp, template: &str) -> (Person, String) {
    let id = |answer: Value| answer["id"].as_str().unwrap().to_owned();
    match template {
        "/v1/catalogue" | "/v1/settings" => (app.admin(), template.to_owned()),
        "/v1/oncall" => {
            let person = json!({"name": "王五", "phone": "13900000002"});
            let list = json!({"department": "jtj", "district": "岳麓区", "steps": [{"people": [person]}]});
            let body = json!({"minutes": 7, "lists": [list], "supervisors": [person]});
            app.admin().put(template, &body).expect(200);
            (app.admin(), template.to_owned())
        }
        "/v1/accounts/{id}" => {
            let body = json!({"id": "to.agree", "name": "某人", "roles": ["handler"], "dept": "jtj", "active": false,
                "password": PASSWORD});
            app.admin().post("/v1/accounts", &body).expect(201);
            (app.admin(), path("to.agree"))
        }
        "/v1/notices/{id}" => {
            let body = json!({"title": "停水", "body": "今晚停水", "category": "outage", "pinned": true,
                "publish_at": "2026-01-01T00:00:00Z", "expires_at": seconds_from_now(86_400),
                "starts_at": seconds_from_now(3_600), "ends_at": seconds_from_now(7_200), "place": "桐梓坡路",
                "districts": ["岳麓区"]});
            let made = id(app.publisher().post("/v1/notices", &body).value(201));
            (app.publisher(), template.replace("{id}", &made))
        }
        "/v1/surveys/{id}" => {
            let body = json!({"title": "公交", "title_en": "Buses", "intro": "说明", "intro_en": "About", "results": "public",
                "opens_at": "2026-01-01T00:00:00Z", "closes_at": seconds_from_now(86_400), "respondents": "telephone",
                "districts": ["岳麓区"], "ages": true, "draft": true, "questions": [
                    {"id": "q", "kind": "several", "text": "为什么", "text_en": "Why", "required": true, "most": 1,
                        "options": [{"text": "近", "text_en": "near"}, {"text": "快"}]}]});
            let made = id(app.publisher().post("/v1/surveys", &body).value(201));
            (app.publisher(), template.replace("{id}", &made))
        }
        "/v1/knowledge/{id}" => {
            let body = json!({"kind": "guide", "title": "补办社保卡", "body": "带身份证", "category": "交通运输",
                "subcategory": "出租车管理", "districts": ["岳麓区"], "department": "jtj", "source": "某办法",
                "source_url": "https://example.org/", "valid_from": "2026-01-01T00:00:00Z",
                "valid_to": "2099-01-01T00:00:00Z", "review_at": "2098-01-01T00:00:00Z"});
            let made = id(app.publisher().post("/v1/knowledge", &body).value(201));
            let made = template.replace("{id}", &made);
            // With a draft beside it, which stays too.
            app.publisher().put(&made, &json!({"title": "补办社保卡（新）", "draft": true})).expect(200);
            (app.publisher(), made)
        }
        "/v1/webhooks/{id}" => {
            let key = app.admin().post("/v1/keys", &json!({"name": "某系统", "scopes": ["tickets:write"]}));
            let body = json!({"name": "某系统", "url": "https://crm.example.org/hook", "enabled": false,
                "types": ["cn.minsheng.ticket.assigned.v1"], "department": "jtj", "key": id(key.value(201))});
            let made = id(app.admin().post("/v1/webhooks", &body).value(201));
            (app.admin(), template.replace("{id}", &made))
        }
        "/v1/tickets/{id}/reporter" => {
            let demand = json!({"content": "路灯坏了，请尽快来修。", "reporter": {"name": "张三", "phone": "问我儿子",
                "email": "z@example.org", "address": "人民路 1 号", "confidential": true, "reply_wanted": true}});
            let ticket = app.citizen().submits_all(&demand);
            (app.reporter(&ticket), ticket.path("reporter"))
        }
        other => panic!("{other} takes a PUT and is not tried here"),
    }
}

#[test]
fn every_put_takes_what_get_gives_and_what_is_left_out_stays() {
    let app = Setup::default().variable("webhook_host", "https://crm.example.org").start();
    let document = app.citizen().get("/v1/openapi.json").value(200);
    let paths = document["paths"].as_object().unwrap().iter();
    // Bytes are no resource with fields.
    let of_fields = |of: &Value| of["put"]["requestBody"]["content"].get("application/json").is_some();
    let puts: Vec<&String> = paths.filter(|(_, of)| of_fields(of)).map(|(path, _)| path).collect();
    assert!(puts.len() >= 6, "{puts:?}");
    for template in puts {
        let (person, path) = made(&app, template);
        let reads = || {
            let mut read = person.get(&path).value(200);
            // What counts changes, and says when the last was.
            for counter in ["version", "updated_at"] {
                read.as_object_mut().unwrap().remove(counter);
            }
            read
        };
        let before = reads();
        person.put(&path, &person.get(&path).value(200)).expect(200);
        assert_eq!(reads(), before, "{template}: the same");
        for field in before.as_object().unwrap().keys() {
            let mut without = before.clone();
            without.as_object_mut().unwrap().remove(field);
            person.put(&path, &without).expect(200);
            assert_eq!(reads(), before, "{template} without {field}");
            person.put(&path, &json!({field: before[field]})).expect(200);
            assert_eq!(reads(), before, "{template} with {field} alone");
        }
        let refused = person.put(&path, &json!({"misspelt": 1}));
        refused.faults(&[("/misspelt", "unknown_field")]);
    }
}

#[test]
fn a_new_password_revives_no_account() {
    let app = TestApp::start();
    hire(&app, "dismissed", &["agent"]);
    app.admin().put(&path("dismissed"), &json!({"active": false})).expect(200);
    let changed =
        app.admin().put(&path("dismissed"), &json!({"password": "another long password"})).value(200);
    assert_eq!(
        (&changed["active"], &changed["roles"], &changed["name"]),
        (&json!(false), &json!(["agent"]), &json!("某人"))
    );
    tries(&app, "dismissed", "another long password").problem(401, "invalid_credentials");
    assert_eq!(app.admin().put(&path("dismissed"), &json!({"active": true})).value(200)["active"], true);
    app.citizen()
        .post("/v1/auth/login", &json!({"username": "dismissed", "password": "another long password"}))
        .expect(200);
}
