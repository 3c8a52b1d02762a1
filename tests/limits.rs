//! What those who show nothing may do: by client and in all, as the city sets it.

use blackbox::{Answer, Setup, TestApp, VAGUE};
use serde_json::{Value, json};

/// An app behind one proxy, with these limits.
fn limited(limits: &Value) -> TestApp {
    let app = Setup::default().variable("proxies", "1").start();
    let mut settings = app.citizen().get("/v1/settings").value(200);
    let document = settings.as_object_mut().unwrap();
    document.remove("version");
    for (name, value) in limits.as_object().unwrap() {
        document["anonymous"][name] = value.clone();
    }
    app.admin().put("/v1/settings", &settings).expect(200);
    app
}

fn refused(answer: &Answer) -> bool {
    if answer.status != 429 {
        return false;
    }
    assert_eq!(answer.json()["code"], "too_many_requests");
    assert!(answer.header("retry-after").is_some_and(|wait| wait.parse::<u32>().is_ok_and(|wait| wait > 0)));
    true
}

#[test]
fn submissions_are_limited_by_client_and_in_all_and_agents_are_not() {
    let app = limited(&json!({"submissions_by_client": 3, "submissions_in_all": 8}));
    let from = |client: &str| {
        app.citizen().with("X-Forwarded-For", client).post("/v1/tickets", &json!({"content": VAGUE}))
    };
    // What other instances count at once may be lost, so that a few more can come through than the limit says.
    let taken = |client: &str| (0..20).take_while(|_| !refused(&from(client))).count();
    assert_eq!(taken("203.0.113.1"), 3);
    assert_eq!(taken("203.0.113.2"), 3, "another client has its own");
    assert_eq!(taken("203.0.113.3"), 2, "and all of them together have theirs");
    assert!(refused(&from("203.0.113.4")));
    app.agent().submits(VAGUE);
}

#[test]
fn query_codes_are_not_tried_out() {
    let app = limited(&json!({"code_guesses_by_client": 4}));
    let ticket = app.citizen().submits(VAGUE);
    let tries = |client: &str, path: &str, code: &str| {
        app.citizen().with("X-Forwarded-For", client).with("Query-Code", code).get(path)
    };
    let here = "203.0.113.1";
    for _ in 0..3 {
        tries(here, &ticket.path(""), "0000-0000").problem(404, "not_found");
    }
    tries(here, &ticket.path(""), &ticket.code).expect(200);
    tries(here, "/v1/tickets/20200101000001", "0000-0000").problem(404, "not_found");
    assert!(refused(&tries(here, &ticket.path(""), "0000-0001")));
    assert!(refused(&tries(here, "/v1/tickets/20200101000001", "0000-0000")), "whichever numbers there are");
    assert!(refused(&tries(here, &ticket.path(""), &ticket.code)), "the right one too, or guessing went on");
    tries("203.0.113.2", &ticket.path(""), &ticket.code).expect(200);
}

#[test]
fn texts_are_classified_so_often() {
    let app = limited(&json!({"classifications_by_client": 2}));
    let from = |client: &str| {
        app.citizen().with("X-Forwarded-For", client).post("/v1/classify", &json!({"text": VAGUE}))
    };
    assert_eq!((0..9).take_while(|_| !refused(&from("203.0.113.1"))).count(), 2);
    from("203.0.113.2").expect(200);
    app.agent()
        .with("X-Forwarded-For", "203.0.113.1")
        .post("/v1/classify", &json!({"text": VAGUE}))
        .expect(200);
}
