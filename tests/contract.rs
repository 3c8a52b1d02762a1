//! The contract of the interface: how everything that is not a success looks, and that nothing is
//! left behind by it.

use blackbox::{Person, Request, TestApp, Ticket, VAGUE, app, seconds_from_now, texts, workspace};
use serde_json::{Value, json};

const TOO_LARGE: usize = 2 * 1024 * 1024;
const LIMIT: usize = 1024 * 1024;

fn pending() -> Ticket {
    let ticket = app().citizen().submits(VAGUE);
    assert_eq!(ticket.receipt["state"], "pending");
    ticket
}

fn dispatched() -> Ticket {
    let ticket = pending();
    app().agent().assigns(&ticket, &json!({"lead": "jtj", "assists": ["cgj"]}));
    ticket
}

/// The published interface: method, path and description of each operation.
fn operations() -> Vec<(String, String, Value)> {
    let document = app().citizen().get("/v1/openapi.json").value(200);
    let of_path = |(path, methods): (&String, &Value)| {
        let of_method =
            |(method, operation): (&String, &Value)| (method.to_uppercase(), path.clone(), operation.clone());
        methods.as_object().unwrap().iter().map(of_method).collect::<Vec<_>>()
    };
    document["paths"].as_object().unwrap().iter().flat_map(of_path).collect()
}

/// A path with something in place of its variable.
fn filled(path: &str, id: &str) -> String {
    path.replace("{id}", id)
}

#[test]
fn the_document_that_is_served_is_the_one_that_is_checked_in() {
    let file = std::fs::read_to_string(workspace().join("schemas/openapi.json")).unwrap();
    let checked_in: Value = serde_json::from_str(&file).unwrap();
    assert_eq!(app().citizen().get("/v1/openapi.json").value(200), checked_in);
}

#[test]
fn the_app_says_that_it_is_ready() {
    assert_eq!(app().citizen().get("/.well-known/spin/health").status, 200);
}

#[test]
fn unknown_paths_are_not_found_whatever_the_method() {
    for path in [
        "/nowhere",
        "/v1",
        "/v1/",
        "/v2/tickets",
        "/v1/tickets/",
        "/v1/notices/1/comments",
        "/v1/tickets/1/2/3",
        "/%00",
        "/v1/%74ickets/x/y/z",
    ] {
        for method in ["GET", "POST", "PUT", "DELETE"] {
            app().citizen().send(Request::new(method, path)).problem(404, "not_found");
        }
    }
}

#[test]
fn numbers_that_are_none_are_not_found() {
    let agent = app().agent();
    let long = "9".repeat(4000);
    for id in [
        "0",
        "-1",
        "20261123",
        "2026112300004x",
        "20261332000001",
        "99999999999999",
        "%00",
        "%F0%9F%9A%92",
        "..",
        "'; DROP TABLE ticket; --",
        &long,
    ] {
        let id = id.replace(' ', "%20").replace('\'', "%27");
        agent.get(&format!("/v1/tickets/{id}")).expect(404);
        agent.post(&format!("/v1/tickets/{id}/updates"), &json!({"action": "accept"})).expect(404);
    }
    for id in ["0", "-1", "x", "99999999999999999999", "1.5"] {
        app().publisher().get(&format!("/v1/notices/{id}")).problem(404, "not_found");
        app().publisher().delete(&format!("/v1/notices/{id}")).problem(404, "not_found");
    }
}

#[test]
fn a_wrong_method_is_told_which_are_right() {
    let all = operations();
    let mut paths: Vec<&str> = all.iter().map(|(_, path, _)| path.as_str()).collect();
    paths.dedup();
    for path in paths {
        let offered: Vec<&str> =
            all.iter().filter(|(_, of, _)| of == path).map(|(method, _, _)| method.as_str()).collect();
        for method in ["GET", "POST", "PUT", "DELETE", "PATCH"] {
            if offered.contains(&method) {
                continue;
            }
            let answer = app().citizen().send(Request::new(method, &filled(path, "1")));
            let mut allow: Vec<String> = answer
                .header("allow")
                .unwrap_or_else(|| panic!("{method} {path}"))
                .split(',')
                .map(|m| m.trim().to_owned())
                .collect();
            refused(answer, path, 405, "method_not_allowed");
            allow.retain(|method| method != "HEAD");
            allow.sort_unstable();
            let mut expected = offered.clone();
            expected.sort_unstable();
            assert_eq!(allow, expected, "{method} {path}");
        }
    }
}

#[test]
fn what_needs_a_role_refuses_those_who_show_nothing_and_those_who_have_another() {
    let everybody =
        ["agent", "handler", "supervisor", "publisher", "admin", "system", "integrator", "reporter"];
    let mut guarded = 0;
    for (method, path, operation) in operations() {
        let Some(roles) = operation.get("x-roles") else { continue };
        guarded += 1;
        let request = || Request::new(&method, &filled(&path, "20200101000001")).json(&json!({}));
        let answer = app().citizen().send(request());
        if is_open311(&path) {
            refused(answer, &path, 403, "unauthenticated");
        } else {
            assert_eq!(answer.header("www-authenticate"), Some("Bearer"), "{method} {path}");
            answer.problem(401, "unauthenticated");
        }
        for role in everybody.iter().filter(|role| !texts(roles).contains(role)) {
            let claims = blackbox::token::claims("somebody", &[role], Some("jtj"));
            refused(app().with_claims(&claims).send(request()), &path, 403, "forbidden");
        }
    }
    assert!(guarded > 20, "{guarded}");
}

/// Answers in the words of a standard of its own, which knows no missing log-in.
fn is_open311(path: &str) -> bool {
    path.starts_with("/open311/")
}

#[track_caller]
fn refused(answer: blackbox::Answer, path: &str, status: u16, code: &str) {
    if is_open311(path) {
        assert_eq!(answer.status, status, "{path}: {}", answer.text());
        assert!(answer.text().contains(&status.to_string()), "{path}: {}", answer.text());
    } else {
        answer.problem(status, code);
    }
}

#[test]
fn a_token_is_never_ignored_even_where_none_is_needed() {
    for value in ["Bearer nonsense", "Bearer", "Basic dXNlcjpwYXNz", "Bearer a.b.c", "Bearer ..", ""] {
        let answer = app().citizen().with("Authorization", value).get("/v1/notices");
        answer.problem(401, "unauthenticated");
    }
}

#[test]
fn heads_are_answers_without_their_bodies() {
    let ticket = pending();
    for path in ["/v1/notices".to_owned(), "/v1/tickets".to_owned(), ticket.path("")] {
        let answer = app().agent().send(Request::new("HEAD", &path)).expect(200);
        assert!(answer.body.is_empty());
        assert_eq!(answer.header("content-type"), app().agent().get(&path).header("content-type"));
    }
}

#[test]
fn what_one_person_sees_is_kept_by_no_cache() {
    let ticket = pending();
    for path in [
        ticket.path(""),
        "/v1/tickets".into(),
        "/v1/tickets?format=csv".into(),
        "/v1/auth/me".into(),
        "/v1/tickets/1".into(),
    ] {
        assert_eq!(app().agent().get(&path).header("cache-control"), Some("no-store"), "{path}");
    }
}

#[test]
fn problems_speak_the_readers_language_and_codes_never_change() {
    let problem = |language: Option<&str>| {
        let citizen = language
            .map_or_else(|| app().citizen(), |language| app().citizen().with("Accept-Language", language));
        citizen.post("/v1/tickets", &json!({"content": ""})).problem(422, "invalid_fields")
    };
    let details = |problem: &Value| {
        [
            problem["detail"].as_str().unwrap().to_owned(),
            problem["errors"][0]["detail"].as_str().unwrap().to_owned(),
        ]
    };
    let chinese = details(&problem(None));
    let english = details(&problem(Some("en")));
    assert!(
        chinese.iter().all(|text| !text.is_ascii()) && english.iter().all(|text| text.is_ascii()),
        "{chinese:?} {english:?}"
    );
    for language in [
        "zh",
        "zh-CN,zh;q=0.9,en;q=0.8",
        "fr",
        "de, zh;q=0.3",
        "en;q=0",
        "*",
        "",
        ";;;,,,q=",
        &"x".repeat(2000),
    ] {
        assert_eq!(details(&problem(Some(language))), chinese, "{language}");
    }
    for language in ["en-GB", "fr, en;q=0.4", "zh;q=0.1, en", "EN"] {
        assert_eq!(details(&problem(Some(language))), english, "{language}");
    }
}

#[test]
fn labels_and_names_speak_the_readers_language_too() {
    let ticket = dispatched();
    let english = app().agent().with("Accept-Language", "en").sees(&ticket);
    let chinese = app().agent().sees(&ticket);
    assert_eq!(english["state"], chinese["state"]);
    for pointer in ["/state_label", "/timeline/0/label", "/lead/name", "/assists/0/name"] {
        let (en, zh) = (
            english.pointer(pointer).unwrap().as_str().unwrap(),
            chinese.pointer(pointer).unwrap().as_str().unwrap(),
        );
        assert!(en.is_ascii() && !zh.is_ascii(), "{pointer}: {en} {zh}");
    }
}

// Versions.

fn tag(person: &Person, ticket: &Ticket) -> String {
    person.get(&ticket.path("")).header("etag").expect("an ETag").to_owned()
}

#[test]
fn of_two_who_change_the_same_version_one_wins_and_the_other_is_told() {
    let ticket = dispatched();
    let (one, other) = (app().handler("jtj"), app().handler("jtj"));
    let version = tag(&one, &ticket);
    assert_eq!(version, tag(&other, &ticket));
    let answer = one.with("If-Match", &version).tries(&ticket, "sign", json!({})).expect(200);
    let newer = answer.header("etag").unwrap().to_owned();
    assert_ne!(newer, version);
    other
        .with("If-Match", &version)
        .tries(&ticket, "request_return", json!({"reason": "x"}))
        .problem(412, "version_mismatch");
    assert_eq!(tag(&other, &ticket), newer, "nothing happened");
    other.with("If-Match", &newer).does(&ticket, "contact", json!({}));
}

#[test]
fn of_many_who_change_the_same_version_at_once_one_wins() {
    let ticket = dispatched();
    app().handler("jtj").does(&ticket, "sign", json!({}));
    let handler = app().handler("jtj");
    let handler = handler.with("If-Match", &tag(&handler, &ticket));
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let note = |place: usize| json!({"public": format!("{place}")});
        let writers: Vec<_> = (0..12)
            .map(|place| {
                scope.spawn({
                    let (handler, ticket) = (&handler, &ticket);
                    move || handler.tries(ticket, "progress", note(place)).status
                })
            })
            .collect();
        writers.into_iter().map(|writer| writer.join().unwrap()).collect()
    });
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == 412).count(), 11, "{statuses:?}");
    let notes = app().agent().sees(&ticket)["timeline"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|event| event["action"] == "progress")
        .count();
    assert_eq!(notes, 1);
}

#[test]
fn many_who_name_no_version_all_get_their_say() {
    let ticket = dispatched();
    app().handler("jtj").does(&ticket, "sign", json!({}));
    let handler = app().handler("jtj");
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let writers: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| handler.tries(&ticket, "progress", json!({"public": "同时"})).status))
            .collect();
        writers.into_iter().map(|writer| writer.join().unwrap()).collect()
    });
    let taken = statuses.iter().filter(|status| **status == 200).count();
    assert!(
        statuses.iter().all(|status| matches!(status, 200 | 503)),
        "busy is the only excuse: {statuses:?}"
    );
    let view = app().agent().sees(&ticket);
    let notes =
        view["timeline"].as_array().unwrap().iter().filter(|event| event["action"] == "progress").count();
    assert_eq!(notes, taken, "what was acknowledged is there, and nothing else");
}

#[test]
fn every_way_to_change_a_ticket_heeds_the_version() {
    let ticket = pending();
    let stale = "\"99\"";
    let agent = app().agent().with("If-Match", stale);
    for (what, body) in [
        ("updates", json!({"action": "accept"})),
        ("assignment", json!({"lead": "jtj"})),
        ("classification", json!({"category": "交通运输"})),
    ] {
        agent.post(&ticket.path(what), &body).problem(412, "version_mismatch");
    }
    app().agent().does(&ticket, "answer", json!({"public": "好"}));
    let rating = json!({"resolved": true, "satisfaction": "satisfied"});
    app()
        .reporter(&ticket)
        .with("If-Match", stale)
        .post(&ticket.path("rating"), &rating)
        .problem(412, "version_mismatch");
    let current = tag(&app().agent(), &ticket);
    app().reporter(&ticket).with("If-Match", &current).post(&ticket.path("rating"), &rating).expect(200);
}

#[test]
fn if_match_takes_lists_and_any_and_refuses_what_is_neither() {
    let ticket = pending();
    let urge = |value: &str| app().agent().with("If-Match", value).tries(&ticket, "urge", json!({}));
    urge("*").expect(200);
    let current = tag(&app().agent(), &ticket);
    let keyed = app().agent().with_key("if-match");
    keyed.with("If-Match", &format!("\"77\", {current}")).tries(&ticket, "urge", json!({})).expect(200);
    urge("\"not a number\"").problem(412, "version_mismatch");
    urge("\"with, comma\"").problem(412, "version_mismatch");
    urge("unquoted").problem(400, "invalid_header");
    // Also where the answer is that of a request that was carried out before.
    keyed.with("If-Match", "{}").tries(&ticket, "urge", json!({})).problem(400, "invalid_header");
    app().citizen().with("If-None-Match", "{}").get("/v1/words").problem(400, "invalid_header");
}

#[test]
fn a_weak_tag_is_a_tag_that_does_not_match() {
    let ticket = pending();
    let weak = format!("W/{}", tag(&app().agent(), &ticket));
    app().agent().with("If-Match", &weak).tries(&ticket, "urge", json!({})).problem(412, "version_mismatch");
}

#[test]
fn who_wants_to_know_only_that_it_is_done_is_told_no_more() {
    let ticket = dispatched();
    let handler = app().handler("jtj").with("Prefer", "respond-async, return=minimal");
    let answer = handler.tries(&ticket, "sign", json!({})).expect(204);
    assert_eq!((answer.body.len(), answer.header("preference-applied")), (0, Some("return=minimal")));
    let view = app().handler("jtj").get(&ticket.path(""));
    assert_eq!((view.header("etag"), &view.json()["state"]), (answer.header("etag"), &json!("in_progress")));
    handler.tries(&ticket, "sign", json!({})).problem(409, "action_not_allowed");
}

// The workflow's table against what the hotline does.

/// Everything that an action could need.
fn everything(action: &str) -> Value {
    json!({
        "action": action, "note": "内部", "public": "公开", "reason": "理由", "reason_code": "no_facts", "turn_to": "12345",
        "due_at": seconds_from_now(40 * 86_400), "resolved": true, "cause": "原因", "level": 1, "parent": "20200101000001",
        "lead": "zjj", "call": "pbx-1", "content": "路灯坏了，共五盏",
    })
}

/// Where an action is taken, and what it takes there.
fn request_for(action: &str) -> (&'static str, Value) {
    match action {
        "assign" => ("assignment", json!({"lead": "jtj"})),
        "classify" => ("classification", json!({"category": "交通运输"})),
        "rate" => ("rating", json!({"resolved": true, "satisfaction": "satisfied", "call": "pbx-1"})),
        _ => ("updates", everything(action)),
    }
}

/// A ticket that was brought into this state.
fn ticket_in(state: &str) -> Ticket {
    let (agent, supervisor, handler) = (app().agent(), app().supervisor(), app().handler("jtj"));
    let after = |before: &str| ticket_in(before);
    let take = |ticket: Ticket, person: &Person, action: &str| {
        let mut what = everything(action);
        for unneeded in ["parent", "due_at"] {
            what.as_object_mut().unwrap().remove(unneeded);
        }
        assert_eq!(person.does(&ticket, action, what)["state"], state);
        ticket
    };
    match state {
        "pending" => pending(),
        "info_needed" => take(after("pending"), &agent, "request_info"),
        "declined" => take(after("pending"), &agent, "decline"),
        "accepted" => take(after("pending"), &agent, "accept"),
        "assigned" => dispatched(),
        "return_review" => take(after("assigned"), &handler, "request_return"),
        "in_progress" => take(after("assigned"), &handler, "sign"),
        "suspended" => take(after("in_progress"), &supervisor, "suspend"),
        "in_review" => take(after("in_progress"), &handler, "reply"),
        "follow_up" => take(after("in_review"), &supervisor, "approve"),
        "closed" => take(after("follow_up"), &supervisor, "close"),
        "withdrawn" => {
            let ticket = after("in_progress");
            let reporter = app().reporter(&ticket);
            take(ticket, &reporter, "withdraw")
        }
        "merged" => {
            let (child, parent) = (after("assigned"), pending());
            agent.does(&child, "merge", json!({"parent": parent.id}));
            child
        }
        "archived" => take(after("closed"), &app().system(), "archive"),
        other => panic!("no way into {other}"),
    }
}

/// Each party to a ticket, by its name in the table.
fn parties(ticket: &Ticket) -> Vec<(&'static str, Person)> {
    vec![
        ("reporter", app().reporter(ticket)),
        ("agent", app().agent()),
        ("handler_of_lead", app().handler("jtj")),
        ("handler_of_assist", app().handler("cgj")),
        ("supervisor", app().supervisor()),
        ("system", app().system()),
    ]
}

#[test]
fn in_every_state_everybody_may_do_what_the_table_says_and_is_told_so_when_they_may_not() {
    let table = app().citizen().get("/v1/workflow").value(200);
    let actions = table["actions"].as_array().unwrap();
    let states: Vec<&str> =
        table["states"].as_array().unwrap().iter().map(|state| state["id"].as_str().unwrap()).collect();
    assert_eq!((states.len(), actions.len()), (14, 38));
    for state in states {
        let ticket = ticket_in(state);
        for (party, person) in parties(&ticket) {
            let answer = person.get(&ticket.path(""));
            if answer.status == 404 {
                assert!(party.starts_with("handler"), "{party} does not see a ticket in {state}");
                continue;
            }
            let view = answer.value(200);
            assert_eq!(view["state"], state);
            let allowed = texts(&view["allowed_actions"]);
            for rule in actions {
                let action = rule["id"].as_str().unwrap();
                let here = format!("{party}, {action}, {state}");
                let permitted = texts(&rule["from"]).contains(&state) && texts(&rule["who"]).contains(&party);
                if !permitted || rule.get("condition").is_none() {
                    assert_eq!(allowed.contains(&action), permitted, "{here}");
                }
                if allowed.contains(&action) || action == "submit" {
                    continue;
                }
                let (what, body) = request_for(action);
                let answer = person.post(&ticket.path(what), &body);
                if what != "updates" && matches!(answer.status, 401 | 403) {
                    continue;
                }
                let problem = answer.problem(409, "action_not_allowed");
                assert_eq!(
                    (&problem["state"], &problem["allowed_actions"]),
                    (&view["state"], &view["allowed_actions"]),
                    "{here}"
                );
            }
        }
        assert_eq!(app().agent().sees(&ticket)["state"], state, "what was refused changed nothing");
    }
}

#[test]
fn what_the_table_says_an_action_needs_is_what_it_asks_for() {
    let table = app().citizen().get("/v1/workflow").value(200);
    for rule in table["actions"].as_array().unwrap() {
        let (action, needs) = (rule["id"].as_str().unwrap(), rule["needs"].as_array().unwrap());
        let wanted: Vec<&str> =
            needs.iter().map(|need| texts(need)[0]).filter(|field| *field != "cause").collect();
        if wanted.is_empty() || matches!(action, "assign" | "rate" | "approve_extension" | "reject_extension")
        {
            continue;
        }
        let ticket = ticket_in(texts(&rule["from"])[0]);
        if action == "adopt" {
            app().agent().does(&ticket, "correct", json!({"kind": "suggestion"}));
        }
        let who = texts(&rule["who"]);
        let (_, person) = parties(&ticket).into_iter().find(|(party, _)| who.contains(party)).unwrap();
        let pointers: Vec<String> = wanted.iter().map(|field| format!("/{field}")).collect();
        let expected: Vec<(&str, &str)> =
            pointers.iter().map(|pointer| (pointer.as_str(), "missing")).collect();
        person.tries(&ticket, action, json!({})).faults(&expected);
    }
}

#[test]
fn actions_with_a_route_of_their_own_are_pointed_there() {
    let ticket = pending();
    for action in ["submit", "classify", "assign", "rate"] {
        app().agent().tries(&ticket, action, json!({})).faults(&[("/action", "elsewhere")]);
    }
}

#[test]
fn only_the_system_speaks_for_the_machine() {
    let ticket = pending();
    let suggestion = app().citizen().post("/v1/classify", &json!({"text": blackbox::CLEAR})).value(200);
    let mut suggestion = suggestion.as_object().unwrap().clone();
    suggestion.remove("department");
    for what in ["classification", "assignment"] {
        app()
            .agent()
            .post(&ticket.path(what), &json!({"classification": suggestion}))
            .faults(&[("/classification", "elsewhere")]);
    }
}

// What is refused leaves nothing behind.

/// Rows of each table.
fn rows(app: &TestApp) -> Vec<(String, i64)> {
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY | rusqlite::OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let database = rusqlite::Connection::open_with_flags(app.database(), flags).unwrap();
    database.busy_timeout(std::time::Duration::from_secs(30)).unwrap();
    let mut tables = database
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name")
        .unwrap();
    let names: Vec<String> = tables.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let count = |name: String| {
        let count =
            database.query_row(&format!("SELECT count(*) FROM \"{name}\""), [], |row| row.get(0)).unwrap();
        (name, count)
    };
    names.into_iter().map(count).collect()
}

/// A body and the fault, as `(pointer, code)`.
fn faulty_demands() -> Vec<(Value, &'static str, &'static str)> {
    let with = |name: &str, value: Value| json!({"content": "路灯不亮", name: value});
    let file = |name: &str, value: Value| {
        let mut file =
            json!({"name": "a.jpg", "media_type": "image/jpeg", "url": "https://example.com/a.jpg"});
        file[name] = value;
        with("attachments", json!([file]))
    };
    let files = vec![json!({"name": "a", "media_type": "a/b", "url": "http://a"}); 21];
    vec![
        (json!({}), "/content", "missing"),
        (json!([]), "", "wrong_type"),
        (json!(null), "", "wrong_type"),
        (json!("路灯不亮"), "", "wrong_type"),
        (json!(["complaint", "a", "b"]), "", "wrong_type"),
        (json!({"content": null}), "/content", "wrong_type"),
        (json!({"content": 5}), "/content", "wrong_type"),
        (json!({"content": ["a"]}), "/content", "wrong_type"),
        (json!({"content": {}}), "/content", "wrong_type"),
        (json!({"content": ""}), "/content", "empty"),
        (json!({"content": " \n\t\u{3000}"}), "/content", "empty"),
        (json!({"content": "字".repeat(4001)}), "/content", "too_long"),
        (json!({"content": "a\u{0}b"}), "/content", "control_character"),
        (json!({"content": "a\u{1b}[2Jb"}), "/content", "control_character"),
        (with("subject", json!("题".repeat(101))), "/subject", "too_long"),
        (with("subject", json!("two\nlines")), "/subject", "control_character"),
        (with("subject", json!("")), "/subject", "empty"),
        (with("kind", json!("whim")), "/kind", "unknown_value"),
        (with("kind", json!("Complaint")), "/kind", "unknown_value"),
        (with("kind", json!(3)), "/kind", "wrong_type"),
        (with("channel", json!("pigeon")), "/channel", "unknown_value"),
        (with("confidental", json!(true)), "/confidental", "unknown_field"),
        (with("id", json!("20200101000001")), "/id", "unknown_field"),
        (with("state", json!("closed")), "/state", "unknown_field"),
        (with("location", json!("人民路")), "/location", "wrong_type"),
        (with("location", json!({"lat": 90.5})), "/location/lat", "out_of_range"),
        (with("location", json!({"lon": -181})), "/location/lon", "out_of_range"),
        (with("location", json!({"lat": "28"})), "/location/lat", "wrong_type"),
        (with("location", json!({"a/b~c": 1})), "/location/a~1b~0c", "unknown_field"),
        (with("location", json!({"address": "路".repeat(201)})), "/location/address", "too_long"),
        (with("reporter", json!({"email": "nobody"})), "/reporter/email", "malformed"),
        (with("reporter", json!({"anonymous": "yes"})), "/reporter/anonymous", "wrong_type"),
        (with("reporter", json!({"password": "x"})), "/reporter/password", "unknown_field"),
        (with("attachments", json!({})), "/attachments", "wrong_type"),
        (with("attachments", json!(files)), "/attachments", "too_many"),
        (with("attachments", json!([{"name": "x"}])), "/attachments/0/media_type", "missing"),
        (file("url", json!("javascript:alert(1)")), "/attachments/0/url", "malformed"),
        (file("url", json!("file:///etc/passwd")), "/attachments/0/url", "malformed"),
        (file("media_type", json!("picture")), "/attachments/0/media_type", "malformed"),
        (file("size", json!(1)), "/attachments/0/size", "unknown_field"),
    ]
}

/// Bytes that are no JSON at all.
fn malformed() -> Vec<Vec<u8>> {
    let deep = format!("{{\"content\": {}1{}}}", "[".repeat(100_000), "]".repeat(100_000));
    let unclosed = format!("{{\"content\": {}", "[".repeat(500_000));
    vec![
        b"".to_vec(),
        b"{".to_vec(),
        b"{\"content\": }".to_vec(),
        b"{'content': 'x'}".to_vec(),
        b"{\"content\": \"x\"} trailing".to_vec(),
        b"{\"content\": \"x\",}".to_vec(),
        b"{\"content\": NaN}".to_vec(),
        b"content=x".to_vec(),
        b"\xef\xbb\xbf{\"content\": \"x\"}".to_vec(),
        b"{\"content\": \"\xff\xfe\"}".to_vec(),
        b"{\"content\": \"\xe8\xb7\"}".to_vec(),
        b"{\"content\": \"\xed\xa0\x80\"}".to_vec(),
        b"{\"content\": \"\\ud800\"}".to_vec(),
        b"{\"content\": \"\\udc00\\ud800\"}".to_vec(),
        b"{\"content\": \"a\x00b\"}".to_vec(),
        b"{\"content\": \"a\nb\"}".to_vec(),
        b"{\"content\": \"x\", \"location\": {\"lat\": 1e999}}".to_vec(),
        deep.into_bytes(),
        unclosed.into_bytes(),
    ]
}

#[test]
fn whatever_is_wrong_with_a_body_is_said_and_nothing_is_stored() {
    let app = TestApp::start();
    let ticket = app.citizen().submits(VAGUE);
    let before = rows(&app);
    let citizen = app.citizen();
    for (body, pointer, code) in faulty_demands() {
        citizen.post("/v1/tickets", &body).faults(&[(pointer, code)]);
    }
    let people = [
        (app.citizen(), "/v1/tickets".to_owned()),
        (app.citizen(), "/v1/classify".to_owned()),
        (app.agent(), ticket.path("updates")),
        (app.agent(), ticket.path("assignment")),
        (app.agent(), ticket.path("classification")),
        (app.reporter(&ticket), ticket.path("rating")),
        (app.publisher(), "/v1/notices".to_owned()),
        (app.admin(), "/v1/departments".to_owned()),
    ];
    for (person, path) in &people {
        let post = || Request::new("POST", path);
        for body in malformed() {
            person
                .send(post().header("Content-Type", "application/json").body(body))
                .problem(400, "malformed_json");
        }
        let large = format!("{{\"content\": \"{}\"}}", "x".repeat(TOO_LARGE));
        person
            .send(post().header("Content-Type", "application/json").body(large.clone()))
            .problem(413, "body_too_large");
        person
            .send(post().header("Content-Type", "application/json").chunked(large))
            .problem(413, "body_too_large");
        for media_type in [
            "text/plain",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "application/xml",
            "application/json; charset=gbk",
            "json",
        ] {
            let request = post().header("Content-Type", media_type).body(r#"{"content": "x"}"#);
            person.send(request).problem(415, "unsupported_media_type");
        }
        person
            .send(Request::new("POST", &format!("{path}?dry_run=true")).json(&json!({"content": "x"})))
            .problem(400, "invalid_parameter");
    }
    let agent = app.agent();
    for (what, body, pointer, code) in [
        ("updates", json!({}), "/action", "missing"),
        ("updates", json!({"action": "explode"}), "/action", "unknown_value"),
        ("updates", json!({"action": "accept", "state": "closed"}), "/state", "unknown_field"),
        ("updates", json!({"action": "answer", "public": "长".repeat(4001)}), "/public", "too_long"),
        ("updates", json!({"action": "answer", "public": "\u{0}"}), "/public", "control_character"),
        ("updates", json!({"action": "supervise", "level": -1, "reason": "x"}), "/level", "out_of_range"),
        ("updates", json!({"action": "supervise", "level": 99_999_999_999_u64}), "/level", "out_of_range"),
        ("updates", json!({"action": "request_extension", "due_at": "tomorrow"}), "/due_at", "malformed"),
        (
            "updates",
            json!({"action": "request_extension", "due_at": "2027-01-01T00:00:00"}),
            "/due_at",
            "malformed",
        ),
        ("assignment", json!({"lead": "x'; --"}), "/lead", "malformed"),
        ("assignment", json!({"lead": "jtj", "assists": vec!["cgj"; 21]}), "/assists", "too_many"),
        ("assignment", json!({"department": "jtj"}), "/department", "unknown_field"),
        ("classification", json!({"urgency": "soon"}), "/urgency", "unknown_value"),
    ] {
        agent.post(&ticket.path(what), &body).faults(&[(pointer, code)]);
    }
    let reporter = app.reporter(&ticket);
    for (body, pointer, code) in [
        (json!({}), "/resolved", "missing"),
        (json!({"resolved": true}), "/satisfaction", "missing"),
        (json!({"resolved": "yes", "satisfaction": "satisfied"}), "/resolved", "wrong_type"),
        (json!({"resolved": true, "satisfaction": "delighted"}), "/satisfaction", "unknown_value"),
        (json!({"resolved": true, "satisfaction": "satisfied", "comment": ""}), "/comment", "empty"),
    ] {
        reporter.post(&ticket.path("rating"), &body).faults(&[(pointer, code)]);
    }
    let notice = |name: &str, value: Value| {
        let mut notice = json!({"title": "标题", "body": "正文"});
        notice[name] = value;
        notice
    };
    for (body, pointer, code) in [
        (json!({"body": "正文"}), "/title", "missing"),
        (notice("title", json!("题".repeat(201))), "/title", "too_long"),
        (notice("body", json!("")), "/body", "empty"),
        (notice("body", json!("文".repeat(20_001))), "/body", "too_long"),
        (notice("category", json!("gossip")), "/category", "unknown_value"),
        (notice("expires_at", json!("2020-01-01T00:00:00Z")), "/expires_at", "out_of_range"),
        (notice("publish_at", json!(1_700_000_000)), "/publish_at", "wrong_type"),
        (notice("pinned", json!(1)), "/pinned", "wrong_type"),
        (notice("state", json!("published")), "/state", "unknown_field"),
    ] {
        app.publisher().post("/v1/notices", &body).faults(&[(pointer, code)]);
    }
    app.admin()
        .post("/v1/departments", &json!({"code": "a b", "name": "x"}))
        .faults(&[("/code", "malformed")]);
    app.admin().post("/v1/departments", &json!({"code": "ab"})).faults(&[("/name", "missing")]);
    let rules = json!({"rules": [{"category": "民政", "lead": "mzj"}, {"category": "政法", "lead": "atlantis", "assists": ["gaj", "lemuria"]}]});
    app.admin()
        .put("/v1/catalogue", &rules)
        .faults(&[("/rules/1/lead", "not_found"), ("/rules/1/assists/1", "not_found")]);
    app.citizen().post("/v1/classify", &json!({})).faults(&[("/text", "missing")]);
    app.citizen().post("/v1/classify", &json!({"text": "长".repeat(4201)})).faults(&[("/text", "too_long")]);

    assert_eq!(rows(&app), before);
    assert_eq!(agent.lists_all("/v1/tickets", "limit=100").ids(), [ticket.id.as_str()]);
    assert_eq!(agent.sees(&ticket)["state"], "pending");
}

#[test]
fn a_category_that_is_none_is_an_unknown_value() {
    let ticket = pending();
    let refused = app().agent().post(&ticket.path("classification"), &json!({"category": "交通"}));
    refused.faults(&[("/category", "unknown_value")]);
    let rules = json!({"rules": [{"category": "交通", "lead": "jtj"}]});
    app().admin().put("/v1/catalogue", &rules).faults(&[("/rules/0/category", "unknown_value")]);
}

#[test]
fn a_body_of_exactly_the_limit_is_taken_and_one_byte_more_is_not() {
    let padded = |length: usize| {
        let mut body = r#"{"content": "恰好"}"#.as_bytes().to_vec();
        body.resize(length, b' ');
        Request::new("POST", "/v1/tickets").header("Content-Type", "application/json").body(body)
    };
    app().citizen().send(padded(LIMIT)).expect(201);
    app().citizen().send(padded(LIMIT + 1)).problem(413, "body_too_large");
}

/// Many clients send everything before they read: they must find the answer, and not a broken connection.
#[test]
fn who_sends_too_much_before_reading_is_told_so() {
    use std::io::{Read as _, Write as _};
    let body = format!("{{\"content\": \"{}\"}}", "x".repeat(3 * LIMIT));
    let length = format!("Content-Length: {}\r\n\r\n{body}", body.len());
    let chunked = format!("Transfer-Encoding: chunked\r\n\r\n{:x}\r\n{body}\r\n0\r\n\r\n", body.len());
    let stranger = "Authorization: Bearer x\r\n";
    for (path, headers, status, code, rest) in [
        ("/v1/tickets", "", 413, "body_too_large", &length),
        ("/v1/tickets", "", 413, "body_too_large", &chunked),
        ("/v1/notices", "", 401, "unauthenticated", &length),
        ("/v1/notices", stranger, 401, "unauthenticated", &chunked),
    ] {
        let mut stream = std::net::TcpStream::connect(app().address()).unwrap();
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\
             Content-Type: application/json\r\n{headers}"
        );
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(rest.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{path}: {answer}");
        assert!(answer.contains("application/problem+json"), "{path}: {answer}");
        assert!(answer.contains(&format!("\"code\":\"{code}\"")), "{path}: {answer}");
    }
}

/// But nobody is listened to for ever.
#[test]
fn who_never_ends_is_cut_off() {
    use std::io::{Read as _, Write as _};
    let mut stream = std::net::TcpStream::connect(app().address()).unwrap();
    let head = "POST /v1/tickets HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
        Transfer-Encoding: chunked\r\n\r\n";
    stream.write_all(head.as_bytes()).unwrap();
    let piece = format!("{:x}\r\n{}\r\n", LIMIT, "x".repeat(LIMIT));
    // What the sockets hold is sent without being read.
    let taken = (0..200).take_while(|_| stream.write_all(piece.as_bytes()).is_ok()).count();
    assert!(taken < 100, "{taken} MiB were taken");
    // Whether the answer can still be read depends on the sockets; the connection ends in any case.
    let mut answer = Vec::new();
    let ended = stream.read_to_end(&mut answer);
    assert!(ended.is_err() || answer.is_empty() || answer.starts_with(b"HTTP/1.1 413 "), "{ended:?}");
}

#[test]
fn the_longest_texts_are_taken_and_come_back_whole() {
    let (content, subject) = ("𠮷".repeat(4000), "题".repeat(100));
    let ticket = app().citizen().submits_all(&json!({"content": content, "subject": subject}));
    let view = app().reporter(&ticket).sees(&ticket);
    assert_eq!(
        (view["content"].as_str(), view["subject"].as_str()),
        (Some(content.as_str()), Some(subject.as_str()))
    );
}

#[test]
fn texts_come_back_as_they_were_written() {
    for content in [
        "<script>alert(1)</script>",
        "'; DROP TABLE ticket; --",
        "{{7*7}} ${7*7} %s %n",
        "🚒 e\u{301} \u{202e}abc",
        "first\r\nsecond\tthird",
        "\\u0000 \"quoted\"",
    ] {
        let ticket = app().citizen().submits(content);
        assert_eq!(app().reporter(&ticket).sees(&ticket)["content"], content);
    }
}

#[test]
fn times_are_taken_in_every_form_of_rfc_3339_and_answered_in_the_citys_own() {
    let notice = |at: &str| {
        app().publisher().post("/v1/notices", &json!({"title": "标题", "body": "正文", "publish_at": at}))
    };
    for (sent, answered) in [
        ("2025-06-01T01:00:00Z", "2025-06-01T09:00:00+08:00"),
        ("2025-06-01t01:00:00z", "2025-06-01T09:00:00+08:00"),
        ("2025-05-31T20:00:00-05:00", "2025-06-01T09:00:00+08:00"),
        ("2025-06-01T01:00:00.999999999Z", "2025-06-01T09:00:00+08:00"),
        ("2024-02-29T23:59:59+08:00", "2024-02-29T23:59:59+08:00"),
        ("1970-01-01T00:00:00Z", "1970-01-01T08:00:00+08:00"),
    ] {
        assert_eq!(notice(sent).value(201)["publish_at"], answered, "{sent}");
    }
    for (sent, code) in [
        ("2025-06-01", "malformed"),
        ("2025-06-01T01:00:00", "malformed"),
        ("2025-06-01 01:00", "malformed"),
        ("2025-02-29T00:00:00Z", "malformed"),
        ("2025-13-01T00:00:00Z", "malformed"),
        ("2025-06-01T24:00:00Z", "malformed"),
        ("+2025-06-01T01:00:00Z", "malformed"),
        ("10000-01-01T00:00:00Z", "malformed"),
        ("1969-12-31T23:59:59Z", "out_of_range"),
        ("tomorrow", "malformed"),
    ] {
        notice(sent).faults(&[("/publish_at", code)]);
    }
    let far = json!({"title": "标题", "body": "正文", "publish_at": "9999-12-30T00:00:00Z", "expires_at": "9999-12-30T23:59:59Z"});
    assert_eq!(app().publisher().post("/v1/notices", &far).value(201)["state"], "scheduled");
    app().citizen().get("/v1/notices.atom").expect(200);
}

#[test]
fn a_body_without_a_media_type_is_taken_for_json() {
    app().citizen().send(Request::new("POST", "/v1/tickets").body(r#"{"content": "没有类型"}"#)).expect(201);
    let request =
        Request::new("POST", "/v1/tickets").header("Content-Type", "Application/JSON; Charset=\"UTF-8\"");
    app().citizen().send(request.chunked(r#"{"content": "分块"}"#)).expect(201);
}

#[test]
fn parameters_are_known_and_in_range_or_refused_by_name() {
    for (path, query, name) in [
        ("/v1/tickets", "limit=0", "?limit"),
        ("/v1/tickets", "limit=101", "?limit"),
        ("/v1/tickets", "limit=-1", "?limit"),
        ("/v1/tickets", "limit=ten", "?limit"),
        ("/v1/tickets", "limit=99999999999999999999", "?limit"),
        ("/v1/tickets", "cursor=nonsense!", "?cursor"),
        ("/v1/tickets", "cursor=AAAA", "?cursor"),
        ("/v1/tickets", "cursor=MQ", "?cursor"),
        ("/v1/tickets", "state=lost", "?state"),
        ("/v1/tickets", "category=%E4%BA%A4%E9%80%9A", "?category"),
        ("/v1/tickets", "kind=whim", "?kind"),
        ("/v1/tickets", "urgency=soon", "?urgency"),
        ("/v1/tickets", "lead=a%20b", "?lead"),
        ("/v1/tickets", "needs_review=maybe", "?needs_review"),
        ("/v1/tickets", "overdue=1", "?overdue"),
        ("/v1/tickets", "sort=random", "?sort"),
        ("/v1/tickets", "format=xlsx", "?format"),
        ("/v1/tickets", "q=%21%3F", "?q"),
        ("/v1/tickets", "sate=open", "?sate"),
        ("/v1/notices", "limit=0", "?limit"),
        ("/v1/notices", "cursor=MQ", "?cursor"),
        ("/v1/notices", "category=gossip", "?category"),
        ("/v1/notices", "state=secret", "?state"),
        ("/v1/notices", "page=2", "?page"),
        ("/v1/workflow", "verbose=1", "?verbose"),
    ] {
        let problem = app().agent().get(&format!("{path}?{query}")).problem(400, "invalid_parameter");
        assert_eq!(problem["errors"][0]["pointer"], name, "{query}: {problem}");
    }
    for query in ["q=%", "q=%4", "q=%zz", "q=%ff", "%ff=x", "q=%00"] {
        app().agent().get(&format!("/v1/tickets?{query}")).problem(400, "invalid_parameter");
    }
    app().citizen().get("/v1/notices?state=all").problem(403, "forbidden");
}

#[test]
fn a_cursor_that_was_tampered_with_does_no_harm() {
    use base64::Engine as _;
    let cursor = |text: &str| {
        let keys: Vec<u8> =
            text.split(',').flat_map(|key| key.parse().unwrap_or(i64::MIN).to_be_bytes()).collect();
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(keys)
    };
    let tampered = [
        "-1,-1",
        "9223372036854775807,9223372036854775807",
        "0,0",
        "-9223372036854775808,-9223372036854775808",
        "1,2,3",
        "1",
        ",",
        "1e9,2",
        "9223372036854775808,1",
    ];
    for text in tampered {
        for path in ["/v1/tickets", "/v1/tickets?sort=due", "/v1/tickets?sort=oldest", "/v1/notices"] {
            let joint = if path.contains('?') { '&' } else { '?' };
            let answer = app().agent().get(&format!("{path}{joint}cursor={}", cursor(text)));
            assert!(matches!(answer.status, 200 | 400), "{path} {text}: {}", answer.status);
        }
    }
}

#[test]
fn the_interface_is_read_by_people_without_scripts_and_packed_for_who_takes_it() {
    let citizen = app().citizen();
    let zh = citizen.with("Accept-Language", "zh").get("/docs").expect(200);
    let en = citizen.with("Accept-Language", "en").get("/docs").expect(200);
    assert!(zh.header("etag") != en.header("etag") && zh.text().contains("接口文档"));
    assert!(en.text().contains("<html lang=\"en\"") && !en.text().contains("<script"));
    let policy = en.header("content-security-policy").unwrap();
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
    assert!(en.header("content-type").unwrap().starts_with("text/html"));
    assert_eq!(en.header("vary"), Some("Accept-Encoding, Accept-Language"));
    for path in ["/openapi.json", "/docs"] {
        let whole = citizen.get(path).expect(200);
        let packed = citizen.with("Accept-Encoding", "gzip").get(path).expect(200);
        assert_eq!(packed.header("content-encoding"), Some("gzip"), "{path}");
        assert!(
            packed.body.len() * 3 < whole.body.len() && packed.header("etag") != whole.header("etag"),
            "{path}"
        );
        let known = packed.header("etag").unwrap().to_owned();
        citizen.with("Accept-Encoding", "gzip").with("If-None-Match", &known).get(path).expect(304);
    }
    citizen.get("/v1/tickets?limit=5&limit=6").problem(401, "unauthenticated");
    let twice = app().agent().get("/v1/tickets?limit=5&limit=6").problem(400, "invalid_parameter");
    assert_eq!(twice["errors"][0]["pointer"], "?limit", "{twice}");
}

#[test]
fn words_and_taxonomy_are_read_in_both_languages_and_kept_by_caches() {
    let citizen = app().citizen();
    for path in ["/v1/words", "/v1/taxonomy", "/v1/openapi.json", "/openapi.json", "/docs", "/v1/workflow"] {
        let answer = citizen.get(path).expect(200);
        let tag = answer.header("etag").unwrap_or_else(|| panic!("{path} has no tag")).to_owned();
        assert!(answer.header("cache-control").is_some_and(|value| value.starts_with("public")), "{path}");
        let again = citizen.with("If-None-Match", &tag).get(path);
        assert_eq!(
            (again.status, again.body.len(), again.header("etag")),
            (304, 0, Some(tag.as_str())),
            "{path}"
        );
        citizen.with("If-None-Match", "\"another\"").get(path).expect(200);
    }
    let lists = citizen.get("/v1/words").value(200)["lists"].clone();
    for (name, list) in lists.as_object().unwrap() {
        for word in list.as_array().unwrap() {
            for part in ["id", "zh", "en"] {
                assert!(word[part].as_str().is_some_and(|text| !text.is_empty()), "{name}: {word}");
            }
        }
    }
    let ids = |name: &str| -> Vec<String> {
        lists[name].as_array().unwrap().iter().map(|word| word["id"].as_str().unwrap().to_owned()).collect()
    };
    let workflow = citizen.get("/v1/workflow").value(200);
    let of = |name: &str| -> Vec<String> {
        workflow[name].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!((ids("states"), ids("actions")), (of("states"), of("actions")));
    let taxonomy = citizen.get("/v1/taxonomy").value(200);
    let categories = taxonomy["categories"].as_array().unwrap();
    let below = |of: &Value, name: &str| of[name].as_array().unwrap().clone();
    let subcategories: Vec<Value> =
        categories.iter().flat_map(|category| below(category, "subcategories")).collect();
    let topics: Vec<Value> = subcategories.iter().flat_map(|sub| below(sub, "topics")).collect();
    assert_eq!((categories.len(), subcategories.len(), topics.len()), (15, 118, 517));
    assert!(
        topics.iter().all(|topic| topic["zh"].is_string() && topic["en"].as_str().is_some_and(str::is_ascii))
    );
}

#[test]
fn whoever_is_refused_is_told_what_would_be_taken() {
    let app = app();
    let error = |answer: blackbox::Answer| {
        assert!(answer.status >= 400, "{}", answer.status);
        answer.json()["errors"][0].clone()
    };
    let refused = |body: Value| error(app.citizen().post("/v1/tickets", &body));
    let kind = refused(json!({"content": "路灯坏了", "kind": "rant"}));
    assert_eq!(
        kind["allowed"],
        json!(["consultation", "help", "complaint", "report", "suggestion", "praise"]),
        "{kind}"
    );
    let place = refused(json!({"content": "路灯坏了", "location": {"lat": 91}}));
    assert_eq!((&place["minimum"], &place["maximum"]), (&json!(-90), &json!(90)), "{place}");
    let email = refused(json!({"content": "路灯坏了", "reporter": {"email": "no"}}));
    assert!(email["detail"].as_str().unwrap().contains("name@example.org"), "{email}");
    let category = error(app.agent().get("/v1/tickets?category=x"));
    assert_eq!(category["allowed"].as_array().unwrap().len(), 16, "{category}");
    let limit = error(app.agent().get("/v1/tickets?limit=1000"));
    assert_eq!((&limit["minimum"], &limit["maximum"]), (&json!(1), &json!(100)), "{limit}");
    let own = json!({"title": "停水", "body": "今晚停水", "category": "gossip"});
    let notice = error(app.publisher().post("/v1/notices", &own));
    assert!(texts(&notice["allowed"]).contains(&"outage"), "the city's own list: {notice}");
    let due = json!({"lead": "jtj", "due_at": "2026-01-01"});
    let due = error(app.agent().post(&pending().path("assignment"), &due));
    assert!(due["detail"].as_str().unwrap().contains("2026-11-23T10:00:00+08:00"), "{due}");
}

#[test]
fn a_refused_action_says_why() {
    let app = app();
    let ticket = dispatched();
    let english = |person: Person| person.with("Accept-Language", "en");
    let refused = |person: Person, action: &str| {
        let answer = person.post(&ticket.path("updates"), &json!({"action": action, "reason": "x"}));
        let problem = answer.problem(409, "action_not_allowed");
        (problem["reason"].as_str().unwrap().to_owned(), problem["detail"].as_str().unwrap().to_owned())
    };
    // Not signed yet.
    let reply = json!({"action": "reply", "note": "x", "public": "y", "resolved": true});
    let early = app.handler("jtj").post(&ticket.path("updates"), &reply).problem(409, "action_not_allowed");
    assert_eq!(early["reason"], "state");
    assert!(early["detail"].as_str().unwrap().contains("待签收"), "{early}");
    // Somebody else's.
    let (reason, detail) = refused(english(app.agent()), "sign");
    assert_eq!((reason.as_str(), detail.contains("lead department")), ("party", true), "{detail}");
    // Urged as often as a day allows, and how often that was.
    for _ in 0..2 {
        app.reporter(&ticket).does(&ticket, "urge", json!({}));
    }
    let (reason, detail) = refused(app.reporter(&ticket), "urge");
    assert_eq!((reason.as_str(), detail.contains("2 次")), ("urged_enough", true), "{detail}");
    // A supervisor has said no.
    app.handler("jtj").does(&ticket, "request_return", json!({"reason": "不是我们的"}));
    app.supervisor().does(&ticket, "reject_return", json!({}));
    let (reason, detail) = refused(english(app.handler("jtj")), "request_return");
    assert_eq!((reason.as_str(), detail.contains("supervisor")), ("designated", true), "{detail}");
}
