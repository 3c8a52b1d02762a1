//! Emergencies reach a person.

use blackbox::{TestApp, Ticket};
use serde_json::{Value, json};

use crate::{Gateway, Mood, notify, start, time_passes};

const ONCALL: &str = "/v1/oncall";
const GAS: &str = "现在楼道里煤气泄漏了，味道很大";

fn person(name: &str, phone: &str) -> Value {
    json!({"name": name, "phone": phone})
}

fn lists() -> Value {
    json!({
        "minutes": 5,
        "lists": [
            {"steps": [{"people": [person("班长", "13900000001")]}, {"people": [person("主任", "13900000002")]}]},
            {"department": "jtj", "steps": [{"people": [person("交通", "13900000003")]}]}
        ],
        "supervisors": [person("督办", "13900000009")]
    })
}

fn emergency(app: &TestApp) -> Ticket {
    let ticket = app.citizen().submits(GAS);
    assert_eq!(app.agent().sees(&ticket)["urgency"], "emergency");
    ticket
}

fn phones(gateway: &Gateway) -> Vec<String> {
    gateway.took().iter().map(|one| one["phone"].as_str().unwrap().to_owned()).collect()
}

fn token(text: &str) -> String {
    text.split_once("/v1/oncall/ack#").unwrap().1.to_owned()
}

/// The incident that a ticket's number stands for.
fn incident(app: &TestApp, ticket: &Ticket) -> Value {
    let incidents = app.supervisor().get("/v1/incidents").value(200);
    let mut items = incidents["items"].as_array().unwrap().clone().into_iter();
    items.find(|one| one["id"] == ticket.id.as_str()).unwrap_or_else(|| panic!("{incidents}"))
}

#[test]
fn one_after_the_other_is_called_until_somebody_acknowledges() {
    let gateway = Gateway::start();
    let app = start(&gateway);
    app.admin().put(ONCALL, &lists()).expect(200);
    // As nobody has dispatched it yet.
    let ticket = emergency(&app);
    crate::database(&app).execute_batch("UPDATE ticket SET lead = NULL").unwrap();
    let done = notify(&app);
    assert_eq!((&done["callouts"], &done["called"]), (&json!(1), &json!(1)));
    let [call] = &gateway.took()[..] else { panic!("one call") };
    assert_eq!(call["phone"], "13900000001");
    let text = call["text"].as_str().unwrap();
    assert!(
        text.contains(&ticket.id) && !text.contains("煤气泄漏了"),
        "nothing that a citizen wrote: {text}"
    );
    let first = token(text);
    assert_eq!(notify(&app)["called"], 0, "not before the next step is due");
    time_passes(&app);
    assert_eq!(notify(&app)["called"], 1);
    assert_eq!(phones(&gateway), ["13900000002"]);
    time_passes(&app);
    notify(&app);
    assert_eq!(phones(&gateway), ["13900000009"], "the supervisor last");
    // The page behind the link acknowledges nothing by itself.
    let page = app.citizen().get("/v1/oncall/ack").expect(200);
    assert!(page.header("content-type").unwrap().starts_with("text/html"));
    assert_eq!(incident(&app, &ticket)["acknowledged"], false);
    let acknowledge = |token: &str| app.citizen().post("/v1/oncall/ack", &json!({"token": token}));
    acknowledge(&first.replacen(|c: char| c.is_ascii_hexdigit(), "f", 1)).problem(404, "not_found");
    acknowledge("1.0.0.ffffffffffffffffffffffff").problem(404, "not_found");
    let told = acknowledge(&first).value(200);
    assert_eq!((&told["ticket"], &told["acknowledged_by"]), (&json!(ticket.id), &json!("班长")));
    assert_eq!(acknowledge(&first).value(200), told, "once");
    time_passes(&app);
    assert_eq!(notify(&app)["called"], 0, "nobody else is called");
    let shown = incident(&app, &ticket);
    assert_eq!((&shown["acknowledged"], &shown["open"]), (&json!(true), &json!(true)));
    let names: Vec<&str> = shown["callouts"][0]["calls"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["班长", "主任", "督办"]);
    let lines =
        app.admin().lists_all("/v1/audit", &format!("object={}&act=oncall.acknowledge", ticket.id)).items;
    assert_eq!((lines.len(), &lines[0]["sub"]), (1, &json!("oncall:班长")));
    for phone in ["13900000001", "13900000002", "13900000009"] {
        assert!(!app.log().contains(phone));
        let files = app.files();
        let database = files.iter().filter(|(path, _)| path.extension().is_some_and(|end| end == "db"));
        for (path, bytes) in database {
            assert!(!bytes.windows(phone.len()).any(|some| some == phone.as_bytes()), "{}", path.display());
        }
    }
}

#[test]
fn a_departments_own_people_are_called_once_it_leads() {
    let gateway = Gateway::start();
    let app = start(&gateway);
    app.admin().put(ONCALL, &lists()).expect(200);
    let ticket = emergency(&app);
    crate::database(&app).execute_batch("UPDATE ticket SET lead = 'jtj'").unwrap();
    notify(&app);
    assert_eq!(phones(&gateway), ["13900000003"]);
    let shown = incident(&app, &ticket);
    assert_eq!(
        (&shown["callouts"][0]["department"], &shown["callouts"][0]["status"]),
        (&json!("jtj"), &json!("calling"))
    );
}

#[test]
fn a_call_that_does_not_get_through_is_made_again() {
    let gateway = Gateway::start();
    let app = start(&gateway);
    app.admin().put(ONCALL, &lists()).expect(200);
    gateway.is_in(Mood::Answers(503));
    emergency(&app);
    crate::database(&app).execute_batch("UPDATE ticket SET lead = NULL").unwrap();
    assert_eq!(notify(&app)["failed"], 1);
    gateway.is_in(Mood::Answers(200));
    crate::database(&app).execute_batch("UPDATE callout_call SET next_at = 0").unwrap();
    assert_eq!(notify(&app)["called"], 1);
    let keys: Vec<Value> = gateway.took().iter().map(|one| one["key"].clone()).collect();
    assert!(keys.len() == 2 && keys[0] == keys[1], "{keys:?}");
}

#[test]
fn lists_are_one_document_whose_numbers_only_administrators_see() {
    let gateway = Gateway::start();
    let app = start(&gateway);
    assert_eq!(app.admin().get(ONCALL).value(200)["version"], 0);
    let made = app.admin().put(ONCALL, &lists()).value(200);
    assert_eq!((&made["version"], &made["supervisors"][0]["phone"]), (&json!(1), &json!("13900000009")));
    let seen = app.supervisor().get(ONCALL).value(200);
    assert_eq!(seen["supervisors"][0]["phone"], "139****0009");
    app.supervisor().put(ONCALL, &lists()).problem(403, "forbidden");
    // What is left out stays; an older version is not built upon.
    let changed = app.admin().with("If-Match", "\"1\"").put(ONCALL, &json!({"minutes": 10})).value(200);
    assert_eq!((&changed["version"], &changed["lists"]), (&json!(2), &made["lists"]));
    app.admin()
        .with("If-Match", "\"1\"")
        .put(ONCALL, &json!({"minutes": 9}))
        .problem(412, "version_mismatch");
    let landline = json!({"supervisors": [person("a", "0731-88881234")]});
    app.admin().put(ONCALL, &landline).faults(&[("/supervisors/0/phone", "malformed")]);
    let nobody =
        json!({"lists": [{"department": "nowhere", "steps": [{"people": [person("a", "13900000001")]}]}]});
    app.admin().put(ONCALL, &nobody).expect(422);
    app.admin().put(ONCALL, &json!({"minutes": 0})).faults(&[("/minutes", "out_of_range")]);
    let lines = app.admin().lists_all("/v1/audit", "act=oncall.replace").items;
    assert!(lines.len() == 2 && !json!(lines).to_string().contains("13900000009"), "{lines:?}");
}

#[test]
fn everybody_is_told_of_an_incident_by_one_notice() {
    let gateway = Gateway::start();
    let app = start(&gateway);
    let ticket = emergency(&app);
    notify(&app);
    assert_eq!(
        incident(&app, &ticket)["callouts"][0]["status"],
        "exhausted",
        "nobody is on duty, and it shows"
    );
    let path = format!("/v1/incidents/{}/notice", ticket.id);
    let notice = json!({"title": "燃气抢修", "body": "请绕行"});
    let publisher = app.publisher().with("Idempotency-Key", "once");
    let made = publisher.post(&path, &notice).value(201);
    assert_eq!(publisher.post(&path, &notice).value(201)["id"], made["id"]);
    assert_eq!(incident(&app, &ticket)["notices"].as_array().unwrap().len(), 1);
    let shown = app.citizen().get(&format!("/v1/notices/{}", made["id"].as_str().unwrap())).value(200);
    assert_eq!((&shown["title"], &shown["pinned"]), (&json!("燃气抢修"), &json!(true)));
    let quiet = app.citizen().submits(blackbox::VAGUE);
    let nothing = format!("/v1/incidents/{}/notice", quiet.id);
    app.publisher().post(&nothing, &notice).problem(404, "not_found");
    app.agent().post(&path, &notice).problem(403, "forbidden");
}

#[test]
fn several_reports_of_one_event_are_one_incident_for_which_people_are_called_once() {
    let gateway = Gateway::start();
    let app = start(&gateway);
    app.admin().put(ONCALL, &lists()).expect(200);
    const HERE: [&str; 3] = [
        "岳麓区银杏小区3栋楼道里煤气泄漏了，味道很大，请马上派人来",
        "银杏小区3栋煤气泄漏，楼道里味道很大，快来人",
        "岳麓区银杏小区3栋楼道煤气泄漏，味道非常大",
    ];
    let reports = HERE.map(|text| app.citizen().submits(text));
    let elsewhere = app.citizen().submits("天心区梧桐小区着火了，火很大，有人被困在里面");
    for ticket in reports.iter().chain([&elsewhere]) {
        assert_eq!(app.agent().sees(ticket)["urgency"], "emergency", "{}", ticket.id);
    }
    crate::database(&app).execute_batch("UPDATE ticket SET lead = NULL").unwrap();
    assert_eq!(notify(&app)["called"], 2, "once for each event");
    let calls = gateway.took();
    let shown = incident(&app, &reports[0]);
    let tickets: Vec<&str> =
        shown["tickets"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
    assert_eq!(tickets.len(), 3, "{shown}");
    assert!(reports.iter().all(|ticket| tickets.contains(&ticket.id.as_str())), "{shown}");
    let statuses: Vec<&str> =
        shown["callouts"].as_array().unwrap().iter().map(|one| one["status"].as_str().unwrap()).collect();
    assert_eq!(statuses.iter().filter(|status| **status == "joined").count(), 2, "{shown}");
    // Whoever acknowledges it knows of all of them.
    let call = calls.iter().find(|one| one["text"].as_str().unwrap().contains(&reports[0].id)).unwrap();
    let token = token(call["text"].as_str().unwrap());
    app.citizen().post("/v1/oncall/ack", &json!({"token": token})).expect(200);
    assert_eq!(incident(&app, &reports[0])["acknowledged"], true);
    assert_eq!(incident(&app, &elsewhere)["acknowledged"], false);
    let later = app.citizen().submits(HERE[1]);
    crate::database(&app).execute_batch("UPDATE ticket SET lead = NULL").unwrap();
    assert_eq!(notify(&app)["called"], 0, "nor for what comes after that");
    assert!(incident(&app, &reports[0])["tickets"].as_array().unwrap().contains(&json!(later.id)));
    let line = &app.admin().lists_all("/v1/audit", &format!("object={}&act=oncall.join", later.id)).items[0];
    assert_eq!(line["detail"], reports[0].id.as_str());
}

#[test]
fn a_call_is_acknowledged_by_answering_it() {
    let gateway = Gateway::start();
    let app = start(&gateway);
    app.admin().put(ONCALL, &lists()).expect(200);
    let made = app.admin().put(ONCALL, &json!({"by_reply": true})).value(200);
    assert_eq!(
        (&made["by_reply"], &made["lists"][0]["steps"][0]["people"][0]["name"]),
        (&json!(true), &json!("班长"))
    );
    let ticket = emergency(&app);
    crate::database(&app).execute_batch("UPDATE ticket SET lead = NULL").unwrap();
    notify(&app);
    assert!(gateway.texts()[0].contains("回复 1"));
    let reply = |phone: &str, text: &str| {
        app.system()
            .post("/v1/messages/replies", &json!({"replies": [{"phone": phone, "text": text}]}))
            .value(200)
    };
    for (phone, text) in [("13900000001", "在哪里"), ("13900000002", "1"), ("13700000000", "1"), ("乱", "1")]
    {
        assert_eq!(reply(phone, text), json!({"acknowledged": [], "ignored": 1}), "{phone} {text}");
    }
    assert_eq!(incident(&app, &ticket)["acknowledged"], false);
    let done = reply("+86 139-0000-0001", "１");
    assert_eq!(
        (&done["acknowledged"][0]["ticket"], &done["acknowledged"][0]["acknowledged_by"]),
        (&json!(ticket.id), &json!("班长"))
    );
    assert_eq!(reply("13900000001", "1")["ignored"], 1, "there is nothing left to acknowledge");
    time_passes(&app);
    assert_eq!(notify(&app)["called"], 0);
    assert!(!app.log().contains("13900000001"));
}

#[test]
fn nobody_waits_for_whom_the_gateway_does_not_reach() {
    let gateway = Gateway::start();
    let app = start(&gateway);
    app.admin().put(ONCALL, &lists()).expect(200);
    emergency(&app);
    crate::database(&app).execute_batch("UPDATE ticket SET lead = NULL").unwrap();
    notify(&app);
    let id = gateway.took()[0]["id"].clone();
    assert_eq!(notify(&app)["called"], 0);
    let reports =
        json!({"reports": [{"id": id, "status": "bounced"}, {"id": "nothing", "status": "delivered"}]});
    let taken = app.system().post("/v1/messages/reports", &reports).value(200);
    assert_eq!(taken, json!({"taken": 1, "unknown": ["nothing"]}));
    assert_eq!(notify(&app)["called"], 1);
    assert_eq!(phones(&gateway), ["13900000002"], "the next one, at once");
    // What is refused at once is no other case.
    time_passes(&app);
    gateway.is_in(Mood::Answers(422));
    assert_eq!(notify(&app)["called"], 0);
    assert_eq!(phones(&gateway).first().map(String::as_str), Some("13900000009"));
}
