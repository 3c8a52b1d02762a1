//! What is published about the interface is what is served, and the other way round.

use std::collections::{BTreeMap, BTreeSet};

use blackbox::{Manifest, Request, app, workspace};
use minsheng_core::page::PAGES;
use serde_json::Value;

fn document() -> Value {
    let text = std::fs::read_to_string(workspace().join("schemas/openapi.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// Paths that people can ask for although the document of the interface does not name them: what is
/// unknown is answered too.
const UNDOCUMENTED: [&str; 1] = ["/..."];

#[test]
fn the_app_publishes_the_document_and_the_table_that_are_checked_in() {
    let remedy = "is not what is checked in: build the components anew";
    assert!(app().citizen().get("/v1/openapi.json").value(200) == document(), "openapi.json {remedy}");
    let table = std::fs::read_to_string(workspace().join("schemas/workflow.json")).unwrap();
    let table: Value = serde_json::from_str(&table).unwrap();
    let mut served = app().citizen().get("/v1/workflow").value(200);
    let in_force = served.as_object_mut().unwrap().remove("settings").unwrap();
    assert!(in_force["version"].is_number(), "what the city has set is served beside the table: {in_force}");
    assert!(served == table, "workflow.json {remedy}");
}

/// Something to ask for under each path that has a variable, and the query code of the ticket.
fn examples() -> BTreeMap<&'static str, String> {
    let id = |made: Value| made["id"].as_str().unwrap().to_owned();
    let notice = serde_json::json!({"title": "标题", "body": "正文"});
    let entry = serde_json::json!({"kind": "guide", "title": "标题", "body": "正文"});
    let survey = serde_json::json!({"title": "问卷", "closes_at": "2099-01-01T00:00:00Z",
        "questions": [{"id": "q", "kind": "text", "text": "建议"}]});
    let account = serde_json::json!({"id": "example", "name": "某人", "roles": ["agent"]});
    let key = serde_json::json!({"name": "某系统", "scopes": ["tickets:read"]});
    // Both tests may come here, and names are taken once.
    app().admin().post("/v1/accounts", &account);
    let ticket = app().citizen().submits(blackbox::VAGUE);
    let attachment = announced(&ticket.id, &ticket.code);
    let sent = Request::new("PUT", &format!("/v1/tickets/{}/attachments/{attachment}", ticket.id));
    let sent = sent.header("Content-Type", "application/octet-stream").body(DOCUMENT);
    assert_eq!(app().reporter(&ticket).send(sent).value(200)["state"], "ready");
    BTreeMap::from([
        ("attachment", attachment),
        ("tickets", ticket.id),
        ("code", ticket.code),
        ("knowledge", id(app().publisher().post("/v1/knowledge", &entry).value(201))),
        // No model has this id: what is asked of it is answered only once it is understood.
        ("models", "0000000000000000".to_owned()),
        ("notices", id(app().publisher().post("/v1/notices", &notice).value(201))),
        ("surveys", id(app().publisher().post("/v1/surveys", &survey).value(201))),
        ("accounts", "example".to_owned()),
        ("keys", id(app().admin().post("/v1/keys", &key).value(201))),
        ("webhooks", webhook()),
        // No incident has this number.
        ("incidents", "19700101000001".to_owned()),
        ("import", "demo-example".to_owned()),
        ("events", app().admin().get("/v1/events").value(200)["items"][0]["id"].as_str().unwrap().to_owned()),
        ("v2", "0102.xml".to_owned()),
        ("public", format!("{}.xml", app().citizen().submits(blackbox::VAGUE).id)),
    ])
}

/// A system that is told of events.
fn webhook() -> String {
    let what = serde_json::json!({"name": "某系统", "url": "https://webhook.invalid/hook"});
    app().admin().post("/v1/webhooks", &what).value(201)["id"].as_str().unwrap().to_owned()
}

/// A file, and readable as text.
const DOCUMENT: &str = "%PDF-1.4\n%%EOF\n";

/// A file of a ticket of which nothing has come yet.
fn announced(ticket: &str, code: &str) -> String {
    let what = serde_json::json!({"name": "a.pdf", "media_type": "application/pdf", "size": DOCUMENT.len()});
    let citizen = app().citizen().with("Query-Code", code);
    let made = citizen.post(&format!("/v1/tickets/{ticket}/attachments"), &what).value(201);
    made["id"].as_str().unwrap().to_owned()
}

/// The path with an example in place of its variable.
fn filled(path: &str, examples: &BTreeMap<&str, String>) -> String {
    if !path.contains("{id}") {
        return path.to_owned();
    }
    let kind = match path {
        "/open311/v2/requests/{id}" | "/open311/v2/tokens/{id}" => "public",
        path => path.split('/').nth(2).unwrap(),
    };
    let path = path.replace("{id}", examples.get(kind).unwrap_or_else(|| panic!("no example for {path}")));
    path.replace("{attachment}", &examples["attachment"])
}

#[test]
fn every_operation_of_the_document_is_served() {
    let examples = examples();
    let claims = blackbox::token::claims(
        &format!("citizen:{}", "0".repeat(64)),
        &["reporter", "agent", "handler", "supervisor", "publisher", "admin", "system"],
        Some("jtj"),
    );
    let everybody = app().with_claims(&claims).with("Query-Code", &examples["code"]);
    // A code makes no citizen of staff, and what has not come yet is its uploader's alone.
    let reporter = app().citizen().with("Query-Code", &examples["code"]);
    let key = serde_json::json!({"name": "另一系统", "scopes": ["tickets:write"]});
    let key = app().admin().post("/v1/keys", &key).value(201);
    let keyed = app().citizen().with("X-API-Key", key["key"].as_str().unwrap());
    for (path, methods) in document()["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let owed = operation["parameters"]
                .as_array()
                .into_iter()
                .flatten()
                .filter(|one| one["in"] == "query" && one["required"] == true);
            let query: Vec<String> = owed.map(|one| format!("{}=x", one["name"].as_str().unwrap())).collect();
            // What is deleted was made for that.
            let another = match path.as_str() {
                _ if path.contains("{attachment}") && method != "get" => {
                    Some(("attachment", announced(&examples["tickets"], &examples["code"])))
                }
                "/v1/webhooks/{id}" if method == "delete" => Some(("webhooks", webhook())),
                _ => None,
            };
            let examples = examples.clone().into_iter().chain(another).collect();
            let filled = format!("{}?{}", filled(path, &examples), query.join("&"));
            let mut request = Request::new(&method.to_uppercase(), &filled);
            // Not a valid one: whether it is understood is what other tests are for.
            if let Some(body) = operation.get("requestBody") {
                let unfit = serde_json::json!({"no such field": true});
                request = match body["content"].get("application/json") {
                    Some(_) => request.json(&unfit),
                    None => request.header("Content-Type", "application/octet-stream").body("no model"),
                };
            }
            let of_open311 = path.starts_with("/open311/");
            if of_open311 && method == "post" {
                let form = "application/x-www-form-urlencoded";
                request = Request::new("POST", &filled).header("Content-Type", form).body("device_id=x");
            }
            let caller = match path.contains("{attachment}") && method != "get" {
                _ if of_open311 => &keyed,
                true => &reporter,
                false => &everybody,
            };
            let answer = caller.send(request);
            let name = format!("{method} {path}: {} {}", answer.status, answer.text());
            let expected = match (operation.get("requestBody"), path.as_str(), method.as_str()) {
                // In the words of its standard.
                (Some(_), _, "post") if of_open311 => 400,
                (Some(_), _, _) => 422,
                // Work is still owed to its reporter.
                (None, "/v1/tickets/{id}/reporter", "delete") => 409,
                (None, "/v1/ready", _) => 204,
                (None, "/v1/tickets/{id}/attachments/{attachment}" | "/v1/webhooks/{id}", "delete") => 204,
                _ => 200,
            };
            assert_eq!(answer.status, expected, "{name}");
            assert!(operation["responses"].get(answer.status.to_string()).is_some(), "{name}");
        }
    }
}

#[test]
fn not_modified_is_promised_only_where_it_is_answered() {
    let examples = examples();
    for (path, methods) in document()["paths"].as_object().unwrap() {
        if methods["get"]["responses"].get("304").is_none() {
            continue;
        }
        let path = filled(path, &examples);
        let tag = app().agent().get(&path).header("etag").expect("an ETag").to_owned();
        let answer = app().agent().with("If-None-Match", &tag).get(&path);
        assert_eq!((answer.status, answer.body.len()), (304, 0), "{path}");
        app().agent().with("If-None-Match", "\"another\"").get(&path).expect(200);
    }
}

#[test]
fn every_route_of_the_manifest_is_in_the_document_and_the_other_way_round() {
    let documented: BTreeSet<String> = document()["paths"].as_object().unwrap().keys().cloned().collect();
    let shown = |route: &str| {
        let segments = route
            .split('/')
            .map(|part| part.strip_prefix(':').map_or(part.to_owned(), |name| format!("{{{name}}}")));
        segments.collect::<Vec<_>>().join("/")
    };
    // Pages are for people, and no part of the interface.
    let routes = Manifest::read().routes();
    let routed: BTreeSet<String> = routes
        .iter()
        .map(|(route, _)| shown(route))
        .filter(|route| !UNDOCUMENTED.contains(&route.as_str()) && !PAGES.iter().any(|row| row.path == route))
        .collect();
    assert_eq!(routed, documented);
}
