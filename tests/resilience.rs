//! Parts that are away: a demand is taken all the same, and nothing of it is lost.

use std::time::Duration;

use blackbox::{CLEAR, Manifest, Setup, TestApp, Ticket, VAGUE, on_spin};
use serde_json::{Value, json};

/// Whatever is broken, these promises hold.
fn takes_demands_and_loses_nothing(manifest: Manifest) -> (TestApp, Vec<Ticket>) {
    let app = Setup::default().manifest(manifest).start();
    let citizen = app.citizen();
    let mut tickets: Vec<Ticket> = (0..3).map(|_| citizen.submits(CLEAR)).collect();
    let demand = json!({"content": "三楼着火了，浓烟很大", "reporter": {"phone": "13800131234"}});
    let keyed = citizen.with_key("again");
    let emergency = keyed.submits_all(&demand);
    assert!(
        emergency.receipt["emergency"].to_string().contains("119"),
        "whom to call does not wait: {}",
        emergency.receipt
    );
    let again = keyed.post("/v1/tickets", &demand).expect(201);
    assert_eq!(again.header("idempotent-replay"), Some("true"));
    assert_eq!(again.json(), emergency.receipt);
    tickets.push(emergency);

    for ticket in &tickets {
        assert_eq!(ticket.receipt["state"], "pending");
        assert!(ticket.receipt["department"].is_null() && ticket.receipt["due_at"].is_string());
        let view = app.reporter(ticket).sees(ticket);
        assert_eq!((&view["state"], &view["id"]), (&json!("pending"), &json!(ticket.id)));
        assert!(
            view["message"].is_null() && !ticket.receipt.to_string().contains("spin"),
            "nothing internal is told"
        );
    }
    let listed = app.agent().lists_all("/v1/tickets", "state=pending&limit=100&sort=oldest");
    assert_eq!(listed.ids(), tickets.iter().map(|ticket| ticket.id.as_str()).collect::<Vec<_>>());
    (app, tickets)
}

/// Agents do by hand what the machine could not.
fn goes_on_by_hand(app: &TestApp, ticket: &Ticket) {
    let view = app.agent().assigns(ticket, &json!({"lead": "jtj"}));
    assert_eq!(view["state"], "assigned");
    app.handler("jtj").does(ticket, "sign", json!({}));
}

#[test]
fn demands_are_taken_when_classification_is_not_there() {
    let (app, tickets) = takes_demands_and_loses_nothing(Manifest::read().without("classify"));
    assert!(tickets[0].receipt["classification"].is_null(), "it is still owed");
    goes_on_by_hand(&app, &tickets[0]);
}

#[test]
fn demands_are_taken_when_classification_answers_something_else() {
    for by in ["auth", "notice", "submit"] {
        let (app, tickets) = takes_demands_and_loses_nothing(Manifest::read().impersonating("classify", by));
        goes_on_by_hand(&app, &tickets[0]);
    }
}

#[test]
fn demands_are_taken_when_classification_fails_inside() {
    let (app, tickets) = takes_demands_and_loses_nothing(Manifest::read().starving("classify", "jwt_secret"));
    goes_on_by_hand(&app, &tickets[0]);
    let problem = app.citizen().post("/v1/classify", &json!({"text": CLEAR})).problem(500, "internal_error");
    assert!(!problem.to_string().contains("jwt_secret"), "the cause is for the log: {problem}");
    assert!(app.logs("jwt_secret"), "and it is there");
}

#[test]
fn demands_are_taken_when_classification_traps() {
    let (app, tickets) = takes_demands_and_loses_nothing(Manifest::read().trapping("classify"));
    goes_on_by_hand(&app, &tickets[0]);
    let answer = app.citizen().post("/v1/classify", &json!({"text": CLEAR}));
    assert!((500..600).contains(&answer.status), "{}", answer.status);
    assert!(!String::from_utf8_lossy(&answer.body).contains("wasm"), "nothing internal is told");
    app.citizen().get("/v1/notices").expect(200);
}

#[test]
fn demands_are_taken_when_classification_hangs() {
    let (app, tickets) = takes_demands_and_loses_nothing(Manifest::read().hanging("classify"));
    goes_on_by_hand(&app, &tickets[0]);
    assert!(app.logs("no answer in time"));
    let incidents: Vec<Value> = app
        .log()
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .filter(|line: &Value| {
            line["cause"].as_str().is_some_and(|cause| cause.contains("no answer in time"))
        })
        .collect();
    assert!(!incidents.is_empty());
    for line in incidents {
        assert!(line["request"].is_string(), "what goes wrong beside a request says beside which: {line}");
    }
}

/// A quarter of a second is what a citizen waits for their demand to be understood (docs/ARCHITECTURE.md). Where a machine stood
/// still for as long it may be understood after all, but not each time.
#[test]
fn nobody_waits_longer_than_a_quarter_of_a_second_for_a_demand_to_be_understood() {
    let states = |late: u64| -> Vec<String> {
        let manifest = Manifest::read().late("classify", Duration::from_millis(late));
        let app = Setup::default().manifest(manifest).start();
        let state = |_| app.citizen().submits(CLEAR).receipt["state"].as_str().unwrap().to_owned();
        (0..5).map(state).collect()
    };
    assert!(states(0).iter().any(|state| state == "assigned"), "in time it counts, whoever it comes from");
    assert!(states(500).iter().any(|state| state == "pending"), "it was waited for");
}

/// What a demand says is read while the classifier reads it. The first of an instance is not: it does not know what is in force.
#[test]
fn the_database_is_asked_while_a_demand_is_being_understood() {
    if on_spin() {
        return;
    }
    let manifest = Manifest::read().late("classify", Duration::from_millis(50));
    let app = Setup::default().traced().manifest(manifest).start();
    for _ in 0..4 {
        app.citizen().submits(CLEAR);
    }
    let lines = app.traced_until(4, |line| line["path"] == "/v1/tickets");
    let micros = |line: &Value, name: &str| line[name].as_u64().unwrap();
    let during = |line: &Value, call: &Value| {
        let since = micros(line, "begun_microseconds").checked_sub(micros(call, "begun_microseconds"));
        since.is_some_and(|since| since < micros(call, "microseconds"))
    };
    let of_submit = |line: &&Value| line["component"] == "submit" && line["begun_microseconds"].is_u64();
    let (calls, statements): (Vec<_>, Vec<_>) =
        lines.iter().filter(of_submit).partition(|line| line["target"].is_string());
    let beside = calls
        .iter()
        .filter(|call| call["target"] == "classify")
        .any(|call| statements.iter().any(|line| line["request"] == call["request"] && during(line, call)));
    assert!(beside, "one waits for the other: {calls:#?} {statements:#?}");
}

#[test]
fn a_person_says_what_a_ticket_is_about_while_the_machine_is_away() {
    for manifest in [Manifest::read().without("classify"), Manifest::read().hanging("classify")] {
        let app = Setup::default().manifest(manifest).start();
        let (ticket, agent) = (app.citizen().submits(VAGUE), app.agent());
        let asked = agent.post(&ticket.path("classification"), &json!({"note": "再看一次"}));
        assert_eq!(asked.header("retry-after"), Some("1"));
        let problem = asked.problem(503, "unavailable");
        assert!(problem["detail"].as_str().unwrap().contains("自行填写类别"), "a remedy: {problem}");
        let problem = agent.get("/v1/catalogue/try?text=路灯坏了").problem(503, "unavailable");
        assert!(problem["detail"].as_str().unwrap().contains("无法试派"), "{problem}");
        assert!(app.logs("\"function\":\"assign\"") && app.logs("classify: "), "the cause is for the log");
        let untouched = agent.sees(&ticket);
        assert_eq!((&untouched["version"], &untouched["category"]), (&json!(1), &Value::Null));
        let named = agent.classifies(&ticket, &json!({"category": "民政"}));
        assert_eq!((&named["category"], &named["classification"]), (&json!("民政"), &Value::Null));
    }
}

#[test]
fn demands_are_taken_and_dispatched_when_the_function_that_dispatches_by_hand_is_away() {
    for manifest in [
        Manifest::read().without("assign"),
        Manifest::read().impersonating("assign", "auth"),
        Manifest::read().trapping("assign"),
    ] {
        let app = Setup::default().manifest(manifest).start();
        let ticket = app.citizen().submits(CLEAR);
        assert_eq!(ticket.receipt["state"], "assigned");
        app.handler(ticket.department()).does(&ticket, "sign", json!({}));
    }
}

#[test]
fn demands_are_taken_when_nobody_can_be_called() {
    let app = Setup::default().manifest(Manifest::read().isolating("submit")).start();
    let ticket = app.citizen().submits(CLEAR);
    assert_eq!(ticket.receipt["state"], "pending");
    assert_eq!(app.agent().sees(&ticket)["state"], "pending");
    // The work list stands behind the same path and is away; that is said, and is nobody's ticket.
    let answer = app.agent().get("/v1/tickets");
    assert_eq!(answer.header("retry-after").is_some(), answer.status == 503);
    answer.problem(503, "unavailable");
    goes_on_by_hand(&app, &ticket);
}

#[test]
fn the_rest_works_when_the_work_list_is_away() {
    let app = Setup::default().manifest(Manifest::read().without("worklist")).start();
    let ticket = app.citizen().submits(VAGUE);
    app.agent().get("/v1/tickets").problem(503, "unavailable");
    app.agent().get("/v1/tickets?format=csv").problem(503, "unavailable");
    goes_on_by_hand(&app, &ticket);
}

#[test]
fn the_installations_own_tokens_need_no_other_function() {
    let app = Setup::default()
        .manifest(Manifest::read().without("auth"))
        .variable("jwks", r#"{"keys": []}"#)
        .start();
    let ticket = app.citizen().submits(CLEAR);
    assert_eq!(ticket.receipt["state"], "assigned");
    app.agent().sees(&ticket);
    let foreign = blackbox::token::hmac_signed(
        &json!({"alg": "RS256"}),
        &blackbox::token::claims("x", &["admin"], None),
        b"x",
    );
    let answer = app.with_token(&foreign).get("/v1/tickets");
    assert!(matches!(answer.status, 401 | 503), "whoever cannot be proved is not let in: {}", answer.status);
}

#[test]
fn without_its_secret_the_hotline_trusts_nobody_and_tells_nothing() {
    let app = Setup::default().variable("jwt_secret", "").start();
    for (path, token) in [("/v1/tickets", app.agent()), ("/v1/notices", app.citizen())] {
        let problem = token.get(path).problem(500, "internal_error");
        assert!(!problem.to_string().contains("secret"), "{problem}");
    }
    let forged = blackbox::token::hs256(&blackbox::token::claims("x", &["admin"], None), "");
    app.with_token(&forged).get("/v1/tickets").problem(500, "internal_error");
}

#[test]
fn a_variable_without_sense_fails_requests_and_is_named_in_the_log() {
    // The knowledge base is given all of them.
    for (name, value, expected) in [
        ("jwt_secret", "thirty-one bytes are not enough", "at least 32 bytes"),
        ("proxies", "abc", "0 to 255"),
        ("cors_origins", "portal.example.org", "SCHEME://HOST"),
        ("durability", "often", "`full` or `normal`"),
    ] {
        let app = Setup::default().variable(name, value).start();
        let problem = app.citizen().get("/v1/knowledge").problem(500, "internal_error");
        assert!(!problem.to_string().contains(name), "the cause is for the log: {problem}");
        assert!(app.logs(&format!("variable {name}")) && app.logs(expected), "{name}");
    }
}
