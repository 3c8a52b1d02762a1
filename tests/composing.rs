//! The worked examples of docs/COMPOSING.md that need nothing but the hotline: two of them that exchange over Open311, and
//! a city's own classifier.

use std::path::Path;
use std::process::Command;

use blackbox::{CLEAR, Manifest, Setup, TestApp, VAGUE, workspace};
use serde_json::{Value, json};

fn key(app: &TestApp) -> String {
    let scopes = ["tickets:write", "tickets:read"];
    let made = app.admin().post("/v1/keys", &json!({"name": "exchange", "scopes": scopes})).value(201);
    made["key"].as_str().unwrap().to_owned()
}

struct Exchange<'a> {
    ours: (&'a TestApp, String),
    theirs: (&'a TestApp, String),
    state: &'a Path,
}

impl Exchange<'_> {
    /// What it says that it did.
    fn runs(&self) -> Vec<String> {
        let mut script = Command::new("python3");
        script.arg(workspace().join("examples/open311-exchange/exchange.py"));
        script.env("FROM_URL", format!("http://{}", self.ours.0.address())).env("FROM_KEY", &self.ours.1);
        script.env("TO_URL", format!("http://{}", self.theirs.0.address())).env("TO_KEY", &self.theirs.1);
        script.env("SERVICES", "0102").env("STATE", self.state).env("no_proxy", "*").env("PYTHONUTF8", "1");
        let output = script.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
    }
}

fn supplements(app: &TestApp, id: &str) -> Vec<String> {
    let view = app.agent().get(&format!("/v1/tickets/{id}")).value(200);
    let added = view["timeline"].as_array().unwrap().iter().filter(|event| event["action"] == "supplement");
    added.map(|event| event["public"].as_str().unwrap_or_default().to_owned()).collect()
}

#[test]
fn two_hotlines_exchange_over_open311_and_nothing_is_done_twice() {
    let (ours, theirs) = (TestApp::start(), TestApp::start());
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("exchange.json");
    let exchange = Exchange { ours: (&ours, key(&ours)), theirs: (&theirs, key(&theirs)), state: &state };
    let form = "service_code=0102&lat=28.2&long=112.93&description=%E5%B0%8F%E5%8C%BA%E9%97%A8%E5%8F%A3%E8%B7%AF%E7%81%AF%E5%9D%8F%E4%BA%86";
    let app = ours.citizen().with("X-API-Key", &exchange.ours.1);
    let request = blackbox::Request::new("POST", "/open311/v2/requests.json")
        .header("Content-Type", "application/x-www-form-urlencoded")
        .body(form);
    let made = app.send(request).json();
    let number = made[0]["service_request_id"].as_str().unwrap_or_else(|| panic!("{made}")).to_owned();
    // What is not public goes nowhere.
    ours.citizen().submits_all(&json!({"content": "路灯坏了，请为我保密", "category": "城乡建设"}));
    exchange.runs();
    let there = theirs.agent().lists_all("/v1/tickets", "");
    assert_eq!(there.ids().len(), 1);
    let id = there.ids()[0].to_owned();
    let view = theirs.agent().get(&format!("/v1/tickets/{id}")).value(200);
    assert_eq!((&view["content"], &view["channel"]), (&json!("小区门口路灯坏了"), &json!("open311")));
    let told = supplements(&ours, &number).len();
    assert_eq!(exchange.runs(), Vec::<String>::new(), "nothing is new");
    // The answer there comes back here.
    let ticket = blackbox::Ticket { id: id.clone(), code: String::new(), receipt: Value::Null };
    if view["state"] != "assigned" {
        theirs.agent().assigns(&ticket, &json!({"lead": "cgj"}));
    }
    let lead = theirs.agent().get(&format!("/v1/tickets/{id}")).value(200)["lead"]["code"]
        .as_str()
        .unwrap()
        .to_owned();
    theirs.handler(&lead).does(&ticket, "sign", json!({}));
    theirs.handler(&lead).does(&ticket, "progress", json!({"public": "已派人更换灯泡"}));
    assert!(!exchange.runs().is_empty());
    let now = supplements(&ours, &number);
    assert!(now.len() > told && now.iter().any(|text| text.contains("更换灯泡")), "{now:?}");
    // Whatever was forgotten, nothing comes twice.
    std::fs::remove_file(&state).unwrap();
    exchange.runs();
    assert_eq!(theirs.agent().lists_all("/v1/tickets", "").ids().len(), 1);
    assert_eq!(supplements(&ours, &number), now);
}

/// The manifest that the example's script prints.
fn composed() -> Manifest {
    let output = Command::new("sh").arg(workspace().join("examples/classifier/compose.sh")).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Manifest::of(&String::from_utf8(output.stdout).unwrap())
}

#[test]
fn a_city_puts_its_own_classifier_in_place_of_the_built_in_one() {
    let app = Setup::default().manifest(composed()).start();
    let citizen = app.citizen();
    let ticket = citizen.submits("我要投诉共享单车堵住了盲道");
    let classification = &ticket.receipt["classification"];
    assert_eq!(
        (&classification["category"], &classification["evidence"]),
        (&json!("交通运输"), &json!(["共享单车"]))
    );
    assert!(
        ticket.receipt["department"].is_object(),
        "it is dispatched by the catalogue: {}",
        ticket.receipt
    );
    let unknown = citizen.submits(CLEAR);
    assert_eq!(unknown.receipt["classification"]["category"], "其他", "the built-in one would know");
    let fire = citizen.submits("三楼着火了");
    assert!(fire.receipt["emergency"].to_string().contains("119"), "{}", fire.receipt);
    let told = citizen.post("/v1/classify", &json!({"text": "路灯坏了"})).value(200);
    assert_eq!(
        (&told["category"], &told["classification"]["category"]),
        (&json!("城乡建设"), &json!("城乡建设"))
    );
    citizen.post("/v1/understanding", &json!({"text": "路灯坏了"})).expect(404);
    // What the built-in one does beside that, it still does.
    let ticket = citizen.submits(VAGUE);
    let view = app.agent().classifies(&ticket, &json!({"category": "交通运输"}));
    assert_eq!(view["category"], "交通运输");
    assert!(app.admin().get("/v1/models").value(200)["items"].is_array());
}

#[test]
fn a_classifier_that_answers_nonsense_costs_nobody_a_ticket() {
    for manifest in
        [composed().babbling("classify"), composed().hanging("classify"), composed().trapping("classify")]
    {
        let app = Setup::default().manifest(manifest).start();
        let ticket = app.citizen().submits("我要投诉共享单车堵住了盲道");
        assert_eq!(
            (&ticket.receipt["state"], &ticket.receipt["classification"]),
            (&json!("pending"), &Value::Null)
        );
        assert_eq!(app.reporter(&ticket).sees(&ticket)["state"], "pending");
    }
}
