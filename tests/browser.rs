//! The hotline as a page in a browser meets it: what it may ask, what it may read, what the browser is told to keep.

use blackbox::{Request, Setup, TestApp, app};
use serde_json::json;

const PORTAL: &str = "https://portal.example.org";
const PREFLIGHT: &str = "access-control-request-method";

fn with_portal() -> TestApp {
    Setup::default().variable("cors_origins", "https://portal.example.org, http://localhost:8080").start()
}

/// A list in a header, sorted.
fn list(value: Option<&str>) -> Vec<String> {
    let mut members: Vec<String> =
        value.unwrap_or_default().split(',').map(|member| member.trim().to_ascii_lowercase()).collect();
    members.sort_unstable();
    members
}

#[test]
fn every_answer_says_how_a_browser_has_to_treat_it() {
    let ticket = app().citizen().submits("小区门口的路灯坏了好几天了，晚上看不清路");
    let reporter = app().reporter(&ticket);
    for (answer, status, cache) in [
        (app().citizen().get("/v1/departments"), 200, None),
        (app().citizen().get("/v1/workflow"), 200, Some("public")),
        (reporter.get(&ticket.path("")), 200, Some("no-store")),
        (app().agent().get("/v1/tickets"), 200, Some("no-store")),
        (app().agent().get("/v1/tickets?format=csv"), 200, Some("no-store")),
        (app().citizen().get(&ticket.path("")), 401, Some("no-store")),
        (app().citizen().get("/v1/accounts"), 401, Some("no-store")),
        (app().citizen().post("/v1/tickets", &json!({})), 422, Some("no-store")),
        (app().citizen().get("/nowhere"), 404, Some("no-store")),
        (app().citizen().send(Request::new("OPTIONS", "/v1/tickets")), 405, Some("no-store")),
    ] {
        assert_eq!(answer.status, status, "{}", answer.whole());
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{}", answer.whole());
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"), "{}", answer.whole());
        let told = answer.header("cache-control").unwrap_or_else(|| panic!("{}", answer.whole()));
        assert!(cache.is_none_or(|cache| told.starts_with(cache)), "{}", answer.whole());
    }
}

#[test]
fn without_a_setting_no_other_site_reads_anything() {
    let page = app().citizen().with("Origin", PORTAL);
    let answer = page.get("/v1/departments").expect(200);
    for name in ["access-control-allow-origin", "access-control-expose-headers", "vary"] {
        assert_eq!(answer.header(name), None, "{name}");
    }
    page.with(PREFLIGHT, "POST")
        .send(Request::new("OPTIONS", "/v1/tickets"))
        .problem(405, "method_not_allowed");
}

#[test]
fn a_page_of_a_named_site_reads_answers_and_others_do_not() {
    let app = with_portal();
    for (origin, may) in [
        (Some(PORTAL), true),
        (Some("http://localhost:8080"), true),
        (Some("http://portal.example.org"), false),
        (Some("https://portal.example.org.evil.net"), false),
        (Some("https://evil.net"), false),
        (Some("null"), false),
        (None, false),
    ] {
        let page = origin.map_or_else(|| app.citizen(), |origin| app.citizen().with("Origin", origin));
        // Answers, problems, what another function answers for the route's owner, and what nobody serves.
        for (path, status) in
            [("/v1/departments", 200), ("/v1/accounts", 401), ("/v1/tickets", 401), ("/x", 404)]
        {
            let answer = page.get(path).expect(status);
            let allowed = answer.header("access-control-allow-origin");
            assert_eq!(allowed, origin.filter(|_| may), "{origin:?} {path}");
            assert_eq!(answer.header("vary"), Some("Origin"), "{origin:?} {path}");
            assert_eq!(answer.header("access-control-allow-credentials"), None);
            let exposed = list(answer.header("access-control-expose-headers"));
            for name in ["etag", "location", "idempotent-replay", "retry-after"] {
                assert_eq!(exposed.iter().any(|exposed| exposed == name), may, "{name} {origin:?} {path}");
            }
        }
    }
}

#[test]
fn a_preflight_says_what_the_path_takes() {
    let app = with_portal();
    let ask = |origin: &str, path: &str| {
        let asked = Request::new("OPTIONS", path)
            .header("Origin", origin)
            .header("Access-Control-Request-Method", "POST")
            .header("Access-Control-Request-Headers", "content-type,idempotency-key");
        app.citizen().send(asked)
    };
    for (path, methods) in [
        ("/v1/tickets", &["get", "post"][..]),
        ("/v1/tickets/20261126000001/updates", &["post"]),
        ("/v1/auth/login", &["post"]),
        ("/v1/settings", &["get", "put"]),
    ] {
        let answer = ask(PORTAL, path).expect(204);
        assert_eq!(answer.header("access-control-allow-origin"), Some(PORTAL), "{path}");
        assert_eq!(list(answer.header("access-control-allow-methods")), methods, "{path}");
        assert_eq!(answer.header("vary"), Some("Origin"));
        assert_eq!(answer.header("access-control-allow-credentials"), None);
        assert!(answer.header("access-control-max-age").unwrap().parse::<u32>().unwrap() > 0);
        let headers = list(answer.header("access-control-allow-headers"));
        for name in
            ["authorization", "content-type", "idempotency-key", "if-match", "query-code", "x-api-key"]
        {
            assert!(headers.iter().any(|header| header == name), "{name} {path}");
        }
    }
    // A browser takes an answer without the header for a refusal.
    for origin in ["https://evil.net", "null", "*"] {
        let answer = ask(origin, "/v1/tickets").expect(405);
        assert_eq!(answer.header("access-control-allow-origin"), None, "{origin}");
        assert_eq!(answer.header("access-control-allow-methods"), None, "{origin}");
    }
    ask(PORTAL, "/nowhere").problem(404, "not_found");
}

#[test]
fn a_page_hands_a_demand_in_and_follows_it() {
    let app = with_portal();
    let page = app.citizen().with("Origin", PORTAL);
    let sent = Request::post("/v1/tickets", &json!({"content": "小区门口的路灯坏了好几天了，晚上看不清路"}))
        .header("Idempotency-Key", "8d1b7c9a-page");
    let first = page.send(sent.clone()).expect(201);
    let again = page.send(sent).expect(201);
    assert_eq!(again.header("idempotent-replay"), Some("true"));
    for answer in [&first, &again] {
        assert_eq!(answer.header("access-control-allow-origin"), Some(PORTAL));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
    }
    let receipt = first.json();
    let code = receipt["query_code"].as_str().unwrap();
    let seen = page.with("Query-Code", code).get(&format!("/v1/tickets/{}", receipt["id"].as_str().unwrap()));
    assert_eq!(seen.header("access-control-allow-origin"), Some(PORTAL));
    assert!(seen.expect(200).header("etag").is_some());
}
