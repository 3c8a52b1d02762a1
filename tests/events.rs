//! What other systems are told: CloudEvents in their order, by cursor, as much of them as the reader may see.

use std::collections::BTreeMap;

use blackbox::{CLEAR, Person, TestApp, VAGUE, app, seconds_from_now};
use serde_json::{Value, json};

const EVENTS: &str = "/v1/events";

/// All events behind a place, page by page, and the place behind them.
#[track_caller]
fn read(person: &Person, after: &str, query: &str) -> (Vec<Value>, String) {
    let (mut all, mut after) = (Vec::new(), after.to_owned());
    loop {
        let page = person.get(&format!("{EVENTS}?after={after}&limit=7&{query}")).value(200);
        all.extend(page["items"].as_array().unwrap().iter().cloned());
        page["next"].as_str().expect("where to go on").clone_into(&mut after);
        if page["more"] == false {
            return (all, after);
        }
    }
}

#[track_caller]
fn latest(person: &Person) -> String {
    let page = person.get(&format!("{EVENTS}?after=latest")).value(200);
    assert_eq!((&page["items"], &page["more"]), (&json!([]), &json!(false)));
    page["next"].as_str().unwrap().to_owned()
}

fn kinds(events: &[Value]) -> Vec<&str> {
    events.iter().map(|event| event["type"].as_str().unwrap()).collect()
}

fn key(app: &TestApp, scopes: &[&str]) -> (Person, String) {
    let made = app.admin().post("/v1/keys", &json!({"name": "某系统", "scopes": scopes})).value(201);
    let person = app.citizen().with("X-API-Key", made["key"].as_str().unwrap());
    (person, made["id"].as_str().unwrap().to_owned())
}

#[test]
fn each_step_of_a_ticket_is_told_of_once_and_in_its_order() {
    let app = TestApp::start();
    let begin = latest(&app.agent());
    let ticket = app.citizen().submits(VAGUE);
    app.agent().assigns(&ticket, &json!({"lead": "jtj"}));
    let handler = app.handler("jtj");
    handler.does(&ticket, "sign", json!({}));
    handler.does(&ticket, "progress", json!({"public": "正在办理"}));
    let (events, end) = read(&app.agent(), &begin, &format!("ticket={}", ticket.id));
    let history = app.agent().sees(&ticket);
    let history = history["timeline"].as_array().unwrap();
    assert_eq!(events.len(), history.len());
    for (event, happened) in events.iter().zip(history) {
        let data = &event["data"];
        assert_eq!(data["action"], happened["action"]);
        assert_eq!(
            (&data["state"], &event["time"]),
            (&happened["to"], &happened["at"]),
            "{event} {happened}"
        );
        assert_eq!((&event["specversion"], &event["source"]), (&json!("1.0"), &json!("/v1/tickets")));
        assert_eq!((&event["subject"], &data["ticket"]), (&json!(ticket.id), &json!(ticket.id)));
        assert_eq!(event["datacontenttype"], "application/json");
    }
    let versions: Vec<u64> = events.iter().map(|event| event["data"]["version"].as_u64().unwrap()).collect();
    assert_eq!(versions, (1..=events.len() as u64).collect::<Vec<_>>(), "without gaps");
    let signed = events.iter().find(|event| event["type"] == "cn.minsheng.ticket.signed.v1").unwrap();
    let data = &signed["data"];
    assert_eq!((&data["department"], &data["by"]), (&json!("jtj"), &json!("handler")));
    assert_eq!((&data["state_before"], &data["state"]), (&json!("assigned"), &json!("in_progress")));
    // Nothing that anybody wrote, and nobody.
    let text = json!(events).to_string();
    for said in [VAGUE, "正在办理", "handler-jtj-1", "agent-1"] {
        assert!(!text.contains(said), "{said}");
    }
    assert!(events.is_sorted_by_key(|event| event["sequence"].as_str().unwrap().to_owned()));
    // The same without the ticket's name, from the start, and from behind an event.
    let (all, _) = read(&app.agent(), &begin, "");
    let own = |event: &&Value| event["subject"] == ticket.id.as_str();
    assert_eq!(all.iter().filter(own).cloned().collect::<Vec<_>>(), events);
    let (rest, _) = read(&app.agent(), events[0]["id"].as_str().unwrap(), &format!("ticket={}", ticket.id));
    assert_eq!(rest, events[1..]);
    assert_eq!(read(&app.agent(), &end, "").0, Vec::<Value>::new());
    // By types, however they are listed.
    let types = "cn.minsheng.ticket.signed.v1,cn.minsheng.ticket.submitted.v1";
    let (found, _) = read(&app.agent(), &begin, &format!("types={types}"));
    assert_eq!(kinds(&found), ["cn.minsheng.ticket.submitted.v1", "cn.minsheng.ticket.signed.v1"]);
    // One by itself, and all as a batch.
    let one = app.agent().get(&format!("{EVENTS}/{}", events[1]["id"].as_str().unwrap())).expect(200);
    assert_eq!(one.header("content-type"), Some("application/cloudevents+json"));
    assert_eq!(one.json(), events[1]);
    let batch = app.agent().get(&format!("{EVENTS}/batch?after={begin}&limit=2")).expect(200);
    assert_eq!(batch.header("content-type"), Some("application/cloudevents-batch+json"));
    assert_eq!(batch.json().as_array().unwrap()[..], all[..2]);
    let link = batch.header("link").unwrap();
    let next = link.strip_prefix('<').and_then(|link| link.split_once(">; rel=\"next\"")).unwrap().0;
    assert_eq!(app.agent().get(next).value(200).as_array().unwrap()[0], all[2]);
}

#[test]
fn what_happens_at_once_is_told_of_once_each() {
    let app = TestApp::start();
    let begin = latest(&app.agent());
    let ids: Vec<String> = std::thread::scope(|scope| {
        let clients: Vec<_> = (0..6)
            .map(|_| scope.spawn(|| (0..10).map(|_| app.citizen().submits(CLEAR).id).collect::<Vec<_>>()))
            .collect();
        clients.into_iter().flat_map(|client| client.join().unwrap()).collect()
    });
    let (events, _) = read(&app.agent(), &begin, "");
    let mut by_ticket: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    for event in events.iter().filter(|event| event["source"] == "/v1/tickets") {
        let versions = by_ticket.entry(event["subject"].as_str().unwrap().to_owned()).or_default();
        versions.push(event["data"]["version"].as_u64().unwrap());
    }
    assert_eq!(by_ticket.len(), ids.len());
    for id in ids {
        let versions = &by_ticket[&id];
        assert_eq!(*versions, (1..=versions.len() as u64).collect::<Vec<_>>(), "{id}");
    }
}

#[test]
fn each_reader_sees_their_own() {
    let begin = latest(&app().agent());
    let (integrator, _) = key(app(), &["tickets:write", "events:read"]);
    let (all, _) = key(app(), &["events:read", "events:all"]);
    let (without, _) = key(app(), &["tickets:read", "events:all"]);
    let own = integrator.submits(VAGUE);
    let other = app().citizen().submits(VAGUE);
    app().agent().assigns(&other, &json!({"lead": "jtj", "assists": ["cgj"]}));
    let subjects = |person: &Person| -> Vec<String> {
        let mut found: Vec<String> = read(person, &begin, "")
            .0
            .iter()
            .filter(|event| event["source"] == "/v1/tickets")
            .map(|event| event["subject"].as_str().unwrap().to_owned())
            .filter(|subject| [&own.id, &other.id].contains(&subject))
            .collect();
        found.dedup();
        found
    };
    assert_eq!(subjects(&integrator), [own.id.as_str()]);
    assert_eq!(subjects(&all), [own.id.as_str(), &other.id]);
    assert_eq!(subjects(&app().supervisor()), [own.id.as_str(), &other.id]);
    assert_eq!(subjects(&app().handler("jtj")), [other.id.as_str()]);
    assert_eq!(subjects(&app().handler("cgj")), [other.id.as_str()]);
    assert_eq!(subjects(&app().handler("hbj")), Vec::<String>::new());
    let (events, _) = read(&app().agent(), &begin, &format!("ticket={}", other.id));
    let one = format!("{EVENTS}/{}", events[0]["id"].as_str().unwrap());
    app().handler("jtj").get(&one).expect(200);
    app().handler("hbj").get(&one).problem(404, "not_found");
    integrator.get(&one).problem(404, "not_found");
    without.get(EVENTS).problem(403, "forbidden");
    app().citizen().get(EVENTS).problem(401, "unauthenticated");
    app().publisher().get(EVENTS).problem(403, "forbidden");
}

#[test]
fn of_what_is_protected_it_is_told_that_something_happened() {
    let begin = latest(&app().agent());
    let demand = json!({"content": "举报某单位收受好处", "kind": "report"});
    let report = app().citizen().submits_all(&demand);
    let confidential = json!({"content": VAGUE, "reporter": {"confidential": true}});
    let confidential = app().citizen().submits_all(&confidential);
    for ticket in [report, confidential] {
        let (events, _) = read(&app().agent(), &begin, &format!("ticket={}", ticket.id));
        assert!(!events.is_empty());
        for event in events {
            assert_eq!(event["type"], "cn.minsheng.ticket.changed.v1");
            let data = event["data"].as_object().unwrap();
            assert_eq!(data.keys().collect::<Vec<_>>(), ["ticket", "version"], "{event}");
        }
        let by_type = format!("ticket={}&types=cn.minsheng.ticket.submitted.v1", ticket.id);
        assert_eq!(read(&app().agent(), &begin, &by_type).0, Vec::<Value>::new());
    }
}

#[test]
fn notices_and_what_others_keep_a_copy_of_are_told_of() {
    let app = TestApp::start();
    let begin = latest(&app.agent());
    let notice = json!({"title": "停水通知", "body": "今晚停水", "category": "outage"});
    let made = app.publisher().post("/v1/notices", &notice).expect(201);
    let place = made.header("location").unwrap().to_owned();
    let mut later = notice;
    later["publish_at"] = json!(seconds_from_now(3600));
    app.publisher().post("/v1/notices", &later).expect(201);
    app.publisher().put(&place, &json!({"pinned": true})).expect(200);
    app.publisher().delete(&place).expect(200);
    app.admin().put("/v1/settings", &json!({"event_days": 60})).expect(200);
    app.admin().post("/v1/departments", &json!({"code": "sjj", "name": "数据局"})).expect(201);
    let (events, _) = read(&app.agent(), &begin, "");
    assert_eq!(
        kinds(&events),
        [
            "cn.minsheng.notice.published.v1",
            "cn.minsheng.notice.updated.v1",
            "cn.minsheng.notice.withdrawn.v1",
            "cn.minsheng.settings.replaced.v1",
            "cn.minsheng.department.changed.v1"
        ]
    );
    assert_eq!(place, format!("/v1/notices/{}", events[0]["subject"].as_str().unwrap()));
    assert_eq!(
        (&events[1]["data"]["pinned"], &events[0]["data"]["category"]),
        (&json!(true), &json!("outage"))
    );
    assert!(!json!(events).to_string().contains("停水"), "its text is read where it is");
    assert_eq!(events[4]["data"], json!({"department": "sjj"}));
}

#[test]
fn whoever_comes_too_late_or_asks_for_nonsense_is_told() {
    let app = TestApp::start();
    let agent = app.agent();
    let begin = latest(&agent);
    app.citizen().submits(VAGUE);
    let (events, end) = read(&agent, &begin, "");
    let database = rusqlite::Connection::open(app.database()).unwrap();
    database.busy_timeout(std::time::Duration::from_secs(30)).unwrap();
    database.execute_batch("UPDATE outbox SET at = at - 31 * 86400").unwrap();
    let deleted = app.system().post("/v1/tick", &json!({})).value(200)["deleted"].as_u64().unwrap();
    assert!(deleted >= events.len() as u64, "{deleted}");
    for path in [EVENTS.to_owned(), format!("{EVENTS}/batch")] {
        agent.get(&format!("{path}?after={begin}")).problem(410, "events_gone");
        agent.get(&format!("{path}?after=999999999")).problem(410, "events_gone");
        for (query, about) in [
            ("after=x", "?after"),
            ("after=1.5", "?after"),
            ("after=-1", "?after"),
            ("types=ticket.signed", "?types"),
            ("ticket=7", "?ticket"),
            ("limit=0", "?limit"),
            ("since=1", "?since"),
        ] {
            let problem = agent.get(&format!("{path}?{query}")).problem(400, "invalid_parameter");
            assert_eq!(problem["errors"][0]["pointer"], about, "{query}");
        }
    }
    assert_eq!(read(&agent, &end, "").0, Vec::<Value>::new(), "who had read all of it goes on");
    for id in ["1", "0-0", "x", "1-2-3", events[0]["id"].as_str().unwrap()] {
        agent.get(&format!("{EVENTS}/{id}")).problem(404, "not_found");
    }
    app.citizen().submits(VAGUE);
    assert!(!read(&agent, &end, "").0.is_empty());
}
