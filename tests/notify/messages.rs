//! Messages to citizens.

use blackbox::{Person, TestApp, Ticket, VAGUE};
use serde_json::{Value, json};

use crate::{Gateway, Mood, database, notify, says, start, time_passes};

const PHONE: &str = "13800138000";

fn submits(app: &TestApp, reporter: Value) -> Ticket {
    app.citizen().submits_all(&json!({"content": VAGUE, "reporter": reporter}))
}

fn by_sms(app: &TestApp) -> Ticket {
    submits(app, json!({"phone": PHONE, "messages": "sms"}))
}

pub fn told(person: &Person, ticket: &Ticket) -> Vec<String> {
    let items = person.lists_all(&ticket.path("messages"), "").items;
    let word = |one: &Value, name: &str| one[name].as_str().unwrap_or("-").to_owned();
    items
        .iter()
        .map(|one| {
            format!(
                "{} {} {} {}",
                word(one, "channel"),
                word(one, "occasion"),
                word(one, "status"),
                word(one, "because")
            )
        })
        .collect()
}

#[test]
fn a_citizen_hears_what_becomes_of_a_demand_and_opens_it_by_the_link() {
    let gateway = Gateway::start();
    let app = start(&gateway);
    let ticket = by_sms(&app);
    let other = submits(&app, json!({"phone": PHONE}));
    let done = notify(&app);
    assert_eq!((&done["made"], &done["sent"]), (&json!(1), &json!(1)));
    let [message] = &gateway.took()[..] else { panic!("one message") };
    assert_eq!(
        (&message["phone"], &message["path"], &message["token"]),
        (&json!(PHONE), &json!("/sms"), &json!("Bearer shown"))
    );
    assert_eq!(message["id"], message["key"]);
    let text = message["text"].as_str().unwrap();
    assert!(text.starts_with("【12345】") && text.contains(&ticket.id), "{text}");
    let (_, link) = text.split_once("https://hotline.example/track#").unwrap();
    let (number, token) = link.split_once('.').unwrap();
    assert_eq!(number, ticket.id);
    // What the link holds stands in for the query code, on this ticket alone.
    let reader = app.citizen().with("Query-Code", token);
    assert_eq!(reader.get(&ticket.path("")).value(200)["id"], ticket.id);
    reader.get(&other.path("")).problem(404, "not_found");
    let altered = app.citizen().with("Query-Code", &token.replacen('2', "3", 1));
    altered.get(&ticket.path("")).problem(404, "not_found");
    assert_eq!(notify(&app)["sent"], 0, "once");
    // An answer asks for a rating, which goes by the same link.
    app.agent().does(&ticket, "answer", json!({"public": "已解决"}));
    notify(&app);
    let texts = gateway.texts();
    assert!(texts.len() == 1 && texts[0].contains("评价"), "{texts:?}");
    reader.post(&ticket.path("rating"), &json!({"resolved": true, "satisfaction": "satisfied"})).expect(200);
    let listed = told(&app.agent(), &ticket);
    assert!(listed.ends_with(&["sms answered sent -".into(), "sms received sent -".into()]), "{listed:?}");
    let whole = app.agent().get(&ticket.path("messages")).whole();
    assert!(!whole.contains(PHONE), "{whole}");
    // Every sending stands in the audit log, without the number.
    let lines = app.admin().lists_all("/v1/audit", &format!("object={}&act=message.send", ticket.id)).items;
    assert!(lines.len() >= 2 && lines.iter().all(|line| !line.to_string().contains(PHONE)), "{lines:?}");
    assert!(!app.log().contains(PHONE) && !app.log().contains(token));
}

#[test]
fn who_is_told_is_the_citizens_choice_then_the_citys() {
    let gateway = Gateway::start();
    let app = start(&gateway);
    let letter = submits(&app, json!({"email": "wang@example.com", "messages": "email", "language": "en"}));
    let nowhere = submits(&app, json!({"messages": "sms"}));
    let landline = submits(&app, json!({"phone": "0731-88881234", "messages": "sms"}));
    let wechat = submits(&app, json!({"phone": PHONE, "messages": "wechat"}));
    assert_eq!(notify(&app)["dropped"], 3);
    let [mail] = &gateway.took()[..] else { panic!("one letter") };
    assert_eq!((&mail["to"], &mail["from"]), (&json!(["wang@example.com"]), &json!("hotline@city.example")));
    assert!(mail["text"].as_str().unwrap().contains("taken down") && mail["path"] == "/mail");
    assert_eq!(told(&app.agent(), &letter), ["email received sent -"]);
    for ticket in [&nowhere, &landline] {
        assert_eq!(told(&app.agent(), ticket), ["sms received dropped no_address"]);
    }
    assert_eq!(told(&app.agent(), &wechat), ["wechat received dropped no_gateway"]);
    says(
        &app,
        json!({"sms_by_default": true, "not_told": ["assigned"], "texts": [
        {"occasion": "received", "zh": "收到 {number}", "en": "Got {number}"}]}),
    );
    let usual = submits(&app, json!({"phone": PHONE}));
    submits(&app, json!({"phone": PHONE, "messages": "none"}));
    app.agent().assigns(&usual, &json!({"lead": "jtj"}));
    notify(&app);
    assert_eq!(gateway.texts(), [format!("收到 {}", usual.id)]);
    // The choice can be changed, and shows to staff.
    assert_eq!(app.agent().sees(&letter)["reporter"]["messages"], "email");
    app.reporter(&letter).put(&letter.path("reporter"), &json!({"messages": "none"})).expect(200);
    app.agent().does(&letter, "answer", json!({"public": "已解决"}));
    assert_eq!(notify(&app)["made"], 0);
    app.citizen()
        .post("/v1/tickets", &json!({"content": VAGUE, "reporter": {"messages": "fax"}}))
        .expect(422);
}

#[test]
fn a_gateway_that_fails_hangs_or_answers_garbage_loses_nothing() {
    let gateway = Gateway::start();
    let app = start(&gateway);
    let ticket = by_sms(&app);
    let moods =
        [Mood::Answers(503), Mood::Answers(401), Mood::Garbage, Mood::Redirects, Mood::Endless, Mood::Hangs];
    let mut keys = Vec::new();
    for mood in moods {
        gateway.is_in(mood);
        let done = notify(&app);
        assert_eq!((&done["sent"], &done["failed"]), (&json!(0), &json!(1)), "{mood:?}");
        keys.extend(gateway.took().into_iter().map(|one| one["key"].clone()));
        assert_eq!(told(&app.agent(), &ticket), ["sms received pending -"]);
        time_passes(&app);
    }
    gateway.is_in(Mood::Answers(200));
    assert_eq!(notify(&app)["sent"], 1);
    keys.extend(gateway.took().into_iter().map(|one| one["key"].clone()));
    assert!(keys.len() > moods.len() && keys.iter().all(|key| *key == keys[0]), "the gateway knows it again");
    assert_eq!(told(&app.agent(), &ticket), ["sms received sent -"]);
}

#[test]
fn an_address_that_is_none_is_tried_no_more_for_this_ticket() {
    let gateway = Gateway::start();
    let app = start(&gateway);
    let ticket = by_sms(&app);
    gateway.is_in(Mood::Answers(422));
    assert_eq!(notify(&app)["lost"], 1);
    gateway.is_in(Mood::Answers(200));
    app.agent().does(&ticket, "answer", json!({"public": "已解决"}));
    notify(&app);
    assert_eq!(
        told(&app.agent(), &ticket),
        ["sms answered dropped bad_address", "sms received bounced refused"]
    );
    assert_eq!(gateway.took().len(), 1);
}

#[test]
fn what_a_gateway_reports_later_is_shown_and_an_address_that_is_none_is_tried_no_more() {
    let gateway = Gateway::start();
    let app = start(&gateway);
    let ticket = by_sms(&app);
    notify(&app);
    let id = gateway.took()[0]["id"].as_str().unwrap().to_owned();
    let made =
        app.admin().post("/v1/keys", &json!({"name": "短信网关", "scopes": ["messages:write"]})).value(201);
    let key = app.citizen().with("X-API-Key", made["key"].as_str().unwrap());
    let report = |id: &str, status: &str| {
        key.post("/v1/messages/reports", &json!({"reports": [{"id": id, "status": status}]}))
    };
    assert_eq!(report(&id, "delivered").value(200), json!({"taken": 1, "unknown": []}));
    assert_eq!(report(&id, "delivered").value(200)["taken"], 0, "once");
    assert_eq!(told(&app.agent(), &ticket), ["sms received delivered -"]);
    report(&id, "eaten").faults(&[("/reports/0/status", "unknown_value")]);
    let many = vec![json!({"id": id, "status": "bounced"}); 101];
    key.post("/v1/messages/reports", &json!({"reports": many})).faults(&[("/reports", "too_many")]);
    let bounced = by_sms(&app);
    notify(&app);
    let id = gateway.took()[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(report(&id, "bounced").value(200)["taken"], 1);
    app.agent().does(&bounced, "answer", json!({"public": "已解决"}));
    notify(&app);
    assert!(gateway.took().is_empty(), "it is not written to again");
    let lines = app.admin().lists_all("/v1/audit", &format!("object={}&act=message.send", bounced.id)).items;
    assert!(lines.iter().any(|line| line["detail"] == "sms received bounced"), "{lines:?}");
}

#[test]
fn nobody_is_told_at_night_nor_too_often_but_of_emergencies() {
    let gateway = Gateway::start();
    let app = start(&gateway);
    says(&app, json!({"per_day": 1}));
    let first = by_sms(&app);
    notify(&app);
    let second = by_sms(&app);
    assert_eq!(notify(&app)["waiting"], 1);
    assert_eq!(told(&app.agent(), &first), ["sms received sent -"]);
    assert_eq!(told(&app.agent(), &second), ["sms received pending -"]);
    // It waits, and what comes after it takes its place.
    app.agent().does(&second, "answer", json!({"public": "已解决"}));
    time_passes(&app);
    notify(&app);
    assert_eq!(told(&app.agent(), &second), ["sms answered pending -", "sms received dropped overtaken"]);
    says(&app, json!({"per_day": 100, "quiet_from": "00:00", "quiet_to": "24:00"}));
    time_passes(&app);
    assert_eq!(notify(&app)["waiting"], 1);
    let gas = app.citizen().submits_all(&json!({"content": "现在楼道里煤气泄漏了，味道很大",
        "reporter": {"phone": PHONE, "messages": "sms"}}));
    notify(&app);
    assert!(told(&app.agent(), &gas).iter().all(|one| one.ends_with("sent -")), "somebody is in danger");
    gateway.took();
    says(&app, json!({}));
    time_passes(&app);
    assert_eq!(notify(&app)["sent"], 1);
}

#[test]
fn whoever_is_erased_is_told_nothing_more() {
    let gateway = Gateway::start();
    let app = start(&gateway);
    let ticket = by_sms(&app);
    notify(&app);
    gateway.took();
    // Its closing waits for the morning, and the citizen has everything deleted before that.
    says(&app, json!({"quiet_from": "00:00", "quiet_to": "24:00"}));
    app.agent().does(&ticket, "answer", json!({"public": "已解决"}));
    app.reporter(&ticket).rates(&ticket, true, "satisfied");
    notify(&app);
    app.reporter(&ticket).delete(&ticket.path("reporter")).expect(200);
    says(&app, json!({}));
    time_passes(&app);
    notify(&app);
    assert_eq!(gateway.took(), Vec::<Value>::new());
    let listed = told(&app.agent(), &ticket);
    assert!(listed.contains(&"sms answered dropped erased".to_owned()), "{listed:?}");
    let left: i64 = database(&app)
        .query_row("SELECT count(*) FROM message WHERE person IS NOT NULL", [], |row| row.get(0))
        .unwrap();
    assert_eq!(left, 0, "nothing says to whom anything was sent");
}

#[test]
fn what_was_sent_and_not_recorded_is_sent_again_under_its_id_and_nothing_else_is() {
    let gateway = Gateway::start();
    let mut app = start(&gateway);
    let tickets: Vec<Ticket> = (0..3).map(|_| by_sms(&app)).collect();
    gateway.is_in(Mood::Hangs);
    let killer = app.killer();
    std::thread::scope(|scope| {
        let call = scope.spawn(|| {
            // It has no answer: the hotline is killed while the gateway thinks.
            drop(app.system().try_send(blackbox::Request::new("POST", "/v1/notify").json(&json!({}))));
        });
        while gateway.state.lock().unwrap().0.len() < 3 {
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        killer.kill();
        call.join().unwrap();
    });
    let first: Vec<Value> = gateway.took().into_iter().map(|one| one["key"].clone()).collect();
    gateway.is_in(Mood::Answers(200));
    app.restart();
    assert_eq!(notify(&app)["sent"], 0, "they are somebody's still");
    time_passes(&app);
    assert_eq!(notify(&app)["sent"], 3);
    let mut second: Vec<Value> = gateway.took().into_iter().map(|one| one["key"].clone()).collect();
    let mut first = first;
    first.sort_by_key(Value::to_string);
    second.sort_by_key(Value::to_string);
    assert_eq!(first, second, "the same ids: the gateway may know them again");
    assert_eq!(tickets.len(), 3);
    // Two at once send each once.
    let more: Vec<Ticket> = (0..12).map(|_| by_sms(&app)).collect();
    says(&app, json!({"per_day": 100}));
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| app.system().post("/v1/notify", &json!({})).expect(200));
        }
    });
    notify(&app);
    assert_eq!(gateway.took().len(), more.len());
}

#[test]
fn a_text_is_tried_before_anybody_reads_it() {
    let gateway = Gateway::start();
    let app = start(&gateway);
    let preview = |body: Value| app.admin().post("/v1/messages/preview", &body);
    let shown = preview(json!({"occasion": "answered", "language": "en"})).value(200);
    assert!(
        shown["text"].as_str().unwrap().contains("was answered") && shown["parts"].as_u64() > Some(1),
        "{shown}"
    );
    let own = preview(json!({"occasion": "closed", "text": "{hotline}：{number} {state}"})).value(200);
    assert!(own["text"].as_str().unwrap().starts_with("12345：2026") && own["parts"] == 1, "{own}");
    preview(json!({"occasion": "closed", "text": "{phone}"})).faults(&[("/text", "unknown_value")]);
    preview(json!({"occasion": "closed", "text": ""})).faults(&[("/text", "empty")]);
    preview(json!({"occasion": "birthday"})).faults(&[("/occasion", "unknown_value")]);
    let bad = json!({"messages": {"texts": [{"occasion": "closed", "zh": "{name}", "en": "x"}]}});
    app.admin().put("/v1/settings", &bad).expect(422);
    assert!(gateway.took().is_empty(), "nothing was sent");
}

#[test]
fn a_case_that_is_silent_for_long_reports_itself() {
    let gateway = Gateway::start();
    let app = start(&gateway);
    let ticket = by_sms(&app);
    app.agent().assigns(&ticket, &json!({"lead": "jtj"}));
    notify(&app);
    gateway.took();
    database(&app)
        .execute_batch(
            "UPDATE ticket SET created_at = created_at - 30 * 86400; UPDATE event SET at = at - 30 * 86400;
             UPDATE message_place SET silent_at = 0",
        )
        .unwrap();
    assert_eq!(notify(&app)["silent"], 1);
    let texts = gateway.texts();
    assert!(texts.len() == 1 && texts[0].contains("仍在办理"), "{texts:?}");
    let story = app.agent().sees(&ticket);
    let actions: Vec<&str> =
        story["timeline"].as_array().unwrap().iter().map(|one| one["action"].as_str().unwrap()).collect();
    assert!(actions.contains(&"remind"), "{actions:?}");
    database(&app).execute_batch("UPDATE message_place SET silent_at = 0").unwrap();
    assert_eq!(notify(&app)["silent"], 0, "once in so many days");
}
