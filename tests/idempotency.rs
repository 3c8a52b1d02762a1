//! Requests that are safe to send twice, and numbers that are given out once.

use std::collections::BTreeSet;

use blackbox::{Answer, Person, Ticket, VAGUE, app};
use serde_json::{Value, json};

/// The same request from everybody at once.
fn all_at_once<T: Send>(count: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let start = std::sync::Barrier::new(count);
    std::thread::scope(|scope| {
        let (start, work) = (&start, &work);
        let threads: Vec<_> = (0..count)
            .map(|place| {
                scope.spawn(move || {
                    start.wait();
                    work(place)
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

fn is_replay(answer: &Answer) -> bool {
    match answer.header("idempotent-replay") {
        None => false,
        Some(value) => {
            assert_eq!(value, "true");
            true
        }
    }
}

fn submissions_with(words: &str) -> usize {
    app().agent().lists_all("/v1/tickets", &format!("q={words}&limit=100")).items.len()
}

#[test]
fn sixteen_clients_with_one_key_make_one_ticket() {
    let citizen = app().citizen().with_key("6f9619ff-8b86-d011-b42d-00c04fc964ff");
    let demand = json!({"content": "十六个终端同时提交鹧鸪"});
    let answers = all_at_once(16, |_| citizen.post("/v1/tickets", &demand).expect(201));
    let first = answers.iter().filter(|answer| !is_replay(answer));
    assert_eq!(first.count(), 1, "every answer but the first is marked");
    let tickets: Vec<Value> = answers.iter().map(Answer::json).collect();
    for ticket in &tickets {
        assert_eq!((&ticket["id"], &ticket["query_code"]), (&tickets[0]["id"], &tickets[0]["query_code"]));
    }
    assert_eq!(submissions_with("鹧鸪"), 1);
    for answer in &answers {
        assert_eq!(
            answer.header("location"),
            Some(format!("/v1/tickets/{}", tickets[0]["id"].as_str().unwrap()).as_str())
        );
    }
    let ticket = Ticket::of(tickets[0].clone());
    assert_eq!(
        app().reporter(&ticket).sees(&ticket)["id"],
        tickets[0]["id"],
        "the code that was shown opens it"
    );
}

#[test]
fn a_replay_is_the_first_answer_again_however_far_the_ticket_has_come() {
    let citizen = app().citizen().with_key("far");
    let demand = json!({"content": VAGUE});
    let first = citizen.post("/v1/tickets", &demand).expect(201);
    let ticket = Ticket::of(first.json());
    app().agent().assigns(&ticket, &json!({"lead": "jtj"}));
    app().handler("jtj").does(&ticket, "sign", json!({}));
    let again = citizen.post("/v1/tickets", &demand).expect(201);
    assert!(is_replay(&again));
    assert_eq!(again.json(), first.json());
}

#[test]
fn a_replay_of_a_dispatched_ticket_is_the_first_answer_again() {
    let citizen = app().citizen().with_key("dispatched");
    let demand = json!({"content": blackbox::CLEAR});
    let first = citizen.post("/v1/tickets", &demand).expect(201);
    let ticket = Ticket::of(first.json());
    app().handler(ticket.department()).does(&ticket, "sign", json!({}));
    assert_eq!(citizen.post("/v1/tickets", &demand).value(201), first.json());
}

#[test]
fn the_same_key_with_another_body_is_refused_and_changes_nothing() {
    let citizen = app().citizen().with_key("once");
    citizen.submits("夜莺第一次");
    citizen.post("/v1/tickets", &json!({"content": "夜莺第二次"})).problem(422, "idempotency_key_reused");
    assert_eq!(submissions_with("夜莺"), 1);
}

#[test]
fn different_bodies_racing_for_one_key_make_one_ticket() {
    let citizen = app().citizen().with_key("race");
    let answers =
        all_at_once(8, |place| citizen.post("/v1/tickets", &json!({"content": format!("杜鹃{place}号")})));
    let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 422, 422, 422, 422, 422, 422, 422]);
    for answer in answers.into_iter().filter(|answer| answer.status == 422) {
        answer.problem(422, "idempotency_key_reused");
    }
    assert_eq!(submissions_with("杜鹃"), 1);
}

#[test]
fn a_refused_request_leaves_its_key_free() {
    let citizen = app().citizen().with_key("second chance");
    citizen.post("/v1/tickets", &json!({"content": ""})).expect(422);
    citizen.submits("改好再交");
}

#[test]
fn keys_belong_to_those_who_sent_them() {
    let agents = ["agent-7", "agent-8"].map(|sub| {
        let claims = blackbox::token::claims(sub, &["agent"], None);
        app().with_claims(&claims).with_key("mine")
    });
    let [one, other] = agents.map(|agent| agent.submits(VAGUE).id);
    assert_ne!(one, other);
}

#[test]
fn without_a_key_every_submission_is_its_own() {
    let [one, other] = [app().citizen().submits(VAGUE), app().citizen().submits(VAGUE)];
    assert_ne!(one.id, other.id);
    assert_ne!(one.code, other.code);
}

#[test]
fn keys_that_cannot_be_keys_are_refused() {
    for key in ["", " ", &"k".repeat(256)] {
        app()
            .citizen()
            .with_key(key)
            .post("/v1/tickets", &json!({"content": "不该存下"}))
            .problem(400, "invalid_header");
    }
    app().citizen().with_key(&"k".repeat(255)).submits(VAGUE);
}

/// A ticket in progress, and its handler.
fn in_progress() -> (Ticket, Person) {
    let ticket = app().citizen().submits(VAGUE);
    app().agent().assigns(&ticket, &json!({"lead": "jtj"}));
    app().handler("jtj").does(&ticket, "sign", json!({}));
    (ticket, app().handler("jtj"))
}

fn count_of(view: &Value, action: &str) -> usize {
    view["timeline"].as_array().unwrap().iter().filter(|event| event["action"] == action).count()
}

#[test]
fn an_action_sent_by_many_at_once_is_taken_once() {
    let (ticket, handler) = in_progress();
    let handler = handler.with_key("note");
    let note = json!({"public": "正在办理"});
    let answers = all_at_once(16, |_| handler.tries(&ticket, "progress", note.clone()).expect(200));
    assert_eq!(answers.iter().filter(|answer| !is_replay(answer)).count(), 1);
    assert_eq!(count_of(&handler.sees(&ticket), "progress"), 1);
}

#[test]
fn an_action_with_a_used_key_and_other_words_is_refused() {
    let (ticket, handler) = in_progress();
    let handler = handler.with_key("note");
    handler.does(&ticket, "progress", json!({"public": "第一"}));
    handler.tries(&ticket, "progress", json!({"public": "第二"})).problem(422, "idempotency_key_reused");
    assert_eq!(count_of(&handler.sees(&ticket), "progress"), 1);
}

#[test]
fn an_action_that_moved_the_ticket_on_can_still_be_replayed() {
    let ticket = app().citizen().submits(VAGUE);
    let agent = app().agent().with_key("dispatch");
    let assignment = json!({"lead": "jtj"});
    agent.assigns(&ticket, &assignment);
    app().handler("jtj").does(&ticket, "sign", json!({}));
    // Without the key the workflow would refuse: the ticket is past dispatch.
    let again = agent.post(&ticket.path("assignment"), &assignment).expect(200);
    assert!(is_replay(&again));
    assert_eq!(again.json()["state"], "in_progress");
    assert_eq!(count_of(&again.json(), "assign"), 1);
}

#[test]
fn a_replay_stands_although_the_version_it_was_based_on_is_gone() {
    let (ticket, handler) = in_progress();
    let version = handler.get(&ticket.path("")).header("etag").unwrap().to_owned();
    let handler = handler.with_key("versioned").with("If-Match", &version);
    handler.does(&ticket, "progress", json!({"public": "一次"}));
    let again = handler.tries(&ticket, "progress", json!({"public": "一次"})).expect(200);
    assert!(is_replay(&again));
}

#[test]
fn a_rating_sent_twice_counts_once() {
    let (ticket, handler) = in_progress();
    handler.does(&ticket, "reply", json!({"note": "已办", "public": "已办好", "resolved": true}));
    app().supervisor().does(&ticket, "approve", json!({}));
    let reporter = app().reporter(&ticket).with_key("rating");
    let rating = json!({"resolved": false, "satisfaction": "dissatisfied"});
    let answers = all_at_once(4, |_| reporter.post(&ticket.path("rating"), &rating).expect(200));
    for answer in &answers {
        assert_eq!(
            (&answer.json()["state"], &answer.json()["rework_count"]),
            (&json!("in_progress"), &json!(1))
        );
    }
}

#[test]
fn a_notice_sent_by_many_at_once_is_published_once() {
    let publisher = app().publisher().with_key("outage");
    let notice = json!({"title": "布谷停水通知", "body": "今晚停水", "category": "outage"});
    let answers = all_at_once(8, |_| publisher.post("/v1/notices", &notice).expect(201));
    assert_eq!(answers.iter().filter(|answer| !is_replay(answer)).count(), 1);
    let ids: BTreeSet<String> =
        answers.iter().map(|answer| answer.json()["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(ids.len(), 1);
    let listed = app().citizen().lists_all("/v1/notices", "limit=100");
    assert_eq!(listed.items.iter().filter(|notice| notice["title"] == "布谷停水通知").count(), 1);
    publisher
        .post("/v1/notices", &json!({"title": "别的", "body": "别的"}))
        .problem(422, "idempotency_key_reused");
}
