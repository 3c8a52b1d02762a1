//! What becomes of personal data: who sees it, who can put it right and have it deleted, and that it
//! is nowhere where it does not belong.

use std::collections::BTreeMap;

use blackbox::{Answered, CLEAR, Person, Record, Request, Setup, TestApp, Ticket, VAGUE, app, token};
use rusqlite::Connection;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// A number that no other test uses.
fn a_phone() -> String {
    use std::sync::atomic::{AtomicU32, Ordering};
    static NEXT: AtomicU32 = AtomicU32::new(1);
    format!("1390000{:04}", NEXT.fetch_add(1, Ordering::Relaxed))
}

fn demand(phone: &str) -> Value {
    json!({
        "content": VAGUE,
        "location": {"address": "银杏路 99 号", "district": "芙蓉区", "lat": 28.25, "lon": 112.75},
        "reporter": {"name": "欧阳震华", "phone": phone, "email": "ouyang@example.com", "address": "梧桐巷 77 号",
                     "reply_wanted": true},
        "attachments": [{"name": "照片", "media_type": "image/jpeg", "url": "https://example.com/a.jpg"}],
    })
}

/// Where a demand says that it is, as it comes back.
fn location(demand: &Value) -> Value {
    let mut location = demand["location"].clone();
    location["district_source"] = "given".into();
    location
}

fn submitted(demand: &Value) -> Ticket {
    app().citizen().submits_all(demand)
}

/// On its way in a department.
fn in_progress(demand: &Value) -> Ticket {
    let ticket = submitted(demand);
    app().agent().assigns(&ticket, &json!({"lead": "jtj", "assists": ["cgj"]}));
    app().handler("jtj").does(&ticket, "sign", json!({}));
    ticket
}

/// Finished.
fn closed(demand: &Value) -> Ticket {
    let ticket = submitted(demand);
    app().agent().does(&ticket, "answer", json!({"public": "您好，已经答复"}));
    app().reporter(&ticket).rates(&ticket, true, "satisfied");
    ticket
}

/// The newest rows of the audit log about a ticket: act and detail.
fn acts(app: &TestApp, object: &str) -> Vec<(String, String)> {
    let items = app.admin().lists("/v1/audit", &format!("object={object}")).items;
    let row = |item: &Value| {
        (item["act"].as_str().unwrap().to_owned(), item["detail"].as_str().unwrap().to_owned())
    };
    items.iter().map(row).filter(|(act, _)| act != "audit.read").collect()
}

fn database(app: &TestApp) -> Connection {
    let connection = Connection::open(app.database()).unwrap();
    connection.busy_timeout(std::time::Duration::from_secs(10)).unwrap();
    connection
}

/// The citizen whose telephone number a ticket came from, as if they had proved it.
fn citizen_of(app: &TestApp, ticket: &Ticket) -> Person {
    let sql = "SELECT lower(hex(phone_hash)) FROM ticket WHERE id = ?1";
    let hash: String = database(app).query_row(sql, [&ticket.id], |row| row.get(0)).unwrap();
    app.with_claims(&token::claims(&format!("citizen:{hash}"), &["reporter"], None))
}

#[test]
fn citizens_see_their_own_data_in_the_clear_and_that_is_recorded() {
    let demand = demand(&a_phone());
    let ticket = submitted(&demand);
    for citizen in [app().reporter(&ticket), citizen_of(app(), &ticket)] {
        let answer = citizen.get(&ticket.path("reporter")).expect(200);
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        let own = answer.json();
        assert_eq!(own["id"], ticket.id.as_str());
        for field in ["name", "phone", "email", "address", "reply_wanted"] {
            assert_eq!(own["reporter"][field], demand["reporter"][field], "{field}");
        }
        assert_eq!((&own["location"], &own["attachments"]), (&location(&demand), &demand["attachments"]));
        assert_eq!(own["erased_at"], Value::Null);
        assert_eq!(acts(app(), &ticket.id)[0], ("reporter.read".into(), String::new()));
    }
    app().citizen().get(&ticket.path("reporter")).problem(401, "unauthenticated");
    let other = submitted(&json!({"content": VAGUE}));
    app().reporter(&other).get(&ticket.path("reporter")).problem(404, "not_found");
    for staff in [app().agent(), app().supervisor(), app().admin(), app().handler("jtj")] {
        staff.get(&ticket.path("reporter")).problem(403, "forbidden");
    }
    assert_eq!(
        acts(app(), &ticket.id).len(),
        4,
        "submitted, classified and read twice; refusals are not reading"
    );
}

#[test]
fn numbers_in_the_demand_are_masked_and_whoever_may_sees_them() {
    let phone = a_phone();
    let written = format!("楼下的店主{phone}半夜吵闹，工单20261123100042没有结果，赔偿 3000 元");
    let masked = written.replace(&phone[3..7], "****");
    let subject = format!("请打 {phone}");
    let ticket = in_progress(&json!({"subject": subject, "content": written}));
    for reader in [app().agent(), app().handler("jtj"), app().reporter(&ticket)] {
        let seen = reader.sees(&ticket);
        assert_eq!(
            (&seen["content"], &seen["subject"]),
            (&json!(masked), &json!(subject.replace(&phone[3..7], "****")))
        );
    }
    for digits in [phone.as_str(), &phone[3..]] {
        let found = app().agent().works_on(&format!("q={digits}"));
        assert!(!found.ids().contains(&ticket.id.as_str()), "the index does not know it either");
    }
    let words = json!({"subject": subject, "content": written});
    let reason = json!({"reason": "联系店主"});
    let revealed = app().handler("jtj").post(&ticket.path("reporter"), &reason).value(200);
    assert_eq!(revealed["own_words"], words);
    assert_eq!(app().reporter(&ticket).get(&ticket.path("reporter")).value(200)["own_words"], words);
    app().handler("jtj").does(
        &ticket,
        "reply",
        json!({"note": "已调解", "public": "已调解。", "resolved": true}),
    );
    app().supervisor().does(&ticket, "approve", json!({}));
    app().reporter(&ticket).rates(&ticket, true, "satisfied");
    app().reporter(&ticket).delete(&ticket.path("reporter")).expect(200);
    assert_eq!(app().agent().sees(&ticket)["content"], json!(masked), "the case stays");
    assert_eq!(app().reporter(&ticket).get(&ticket.path("reporter")).value(200)["own_words"], Value::Null);
    let plain = submitted(&json!({"content": VAGUE}));
    assert_eq!(app().reporter(&plain).get(&plain.path("reporter")).value(200)["own_words"], Value::Null);
}

#[test]
fn whoever_gives_their_name_in_the_demand_is_named_only_to_who_asks() {
    let app = TestApp::start();
    let written = "我叫慕容秋水，家住王府花园，联系人：种小苗。广场的灯坏了，请修好。";
    let masked = "我叫慕***，家住王府花园，联系人：种小苗。广场的灯坏了，请修好。";
    let ticket = app.citizen().submits(written);
    assert_eq!(app.agent().sees(&ticket)["content"], masked, "种 is no common surname, 王府花园 no person");
    let own = app.reporter(&ticket).get(&ticket.path("reporter")).value(200);
    assert_eq!(own["own_words"]["content"], written);
    app.reporter(&ticket).does(&ticket, "urge", json!({"note": "本人叫慕容秋水，请快一点"}));
    for (path, bytes) in app.files() {
        assert_absent(&["慕容秋水".to_owned(), "容秋".to_owned()], &bytes, &path.display().to_string());
    }
}

#[test]
fn what_citizens_write_later_is_masked_too_wherever_it_goes() {
    let app = TestApp::start();
    let numbers = ["13877660011", "0731-88776611", "110105194912310", "planted.later@"];
    let said = |what: &str| {
        format!(
            "{what}，手机13877660011，座机0731-88776611，证号11010519491231002X，邮箱planted.later@secret.example"
        )
    };
    let (agent, supervisor) = (app.agent(), app.supervisor());
    let submitted = || app.citizen().submits_all(&json!({"content": VAGUE}));
    let mut tickets = Vec::new();

    // Asked for more, by the citizen and by an agent who writes down what they say; and then no more of it.
    for by_the_citizen in [true, false] {
        let ticket = submitted();
        agent.does(&ticket, "request_info", json!({"public": "请补充地点"}));
        let who = if by_the_citizen { app.reporter(&ticket) } else { agent.clone() };
        who.does(&ticket, "supply_info", json!({"text": said("补充：在东门")}));
        app.reporter(&ticket).does(&ticket, "urge", json!({"note": said("请快一点")}));
        app.reporter(&ticket).does(&ticket, "withdraw", json!({"reason": said("已经好了")}));
        tickets.push((ticket, "已经好了"));
    }
    // Not content, not content again, and taken up again when it was closed.
    let ticket = submitted();
    let rating =
        |what: &str| json!({"resolved": false, "satisfaction": "dissatisfied", "comment": said(what)});
    agent.assigns(&ticket, &json!({"lead": "jtj"}));
    for what in ["没有人来", "还是没有人来"] {
        if app.agent().sees(&ticket)["state"] == "assigned" {
            app.handler("jtj").does(&ticket, "sign", json!({}));
        }
        let office = "请致电本局0731-84123456";
        app.handler("jtj").does(
            &ticket,
            "reply",
            json!({"note": "已核实", "public": office, "resolved": true}),
        );
        supervisor.does(&ticket, "approve", json!({}));
        app.reporter(&ticket).post(&ticket.path("rating"), &rating(what)).expect(200);
        let seen = app.reporter(&ticket).sees(&ticket);
        assert_eq!(seen["answer"], office, "what the office says of itself stays");
    }
    supervisor.does(&ticket, "close", json!({}));
    app.reporter(&ticket).does(&ticket, "reopen", json!({"reason": said("又坏了")}));
    tickets.push((ticket, "又坏了"));

    for (ticket, said) in &tickets {
        for reader in [&agent, &supervisor, &app.reporter(ticket)] {
            let seen = reader.sees(ticket).to_string();
            assert!(seen.contains(said) || seen.contains("补充：在东门"), "{seen}");
            assert!(seen.contains("138****0011") && seen.contains("p****@secret.example"), "{seen}");
            assert_absent(&numbers.map(str::to_owned), seen.as_bytes(), "what is shown");
        }
    }
    // The number that was asked for can be called, by whoever says why; and it goes with the rest.
    let (first, what) = &tickets[0];
    let reason = json!({"reason": "回电"});
    let revealed = agent.post(&first.path("reporter"), &reason).value(200)["later_words"].clone();
    let own = app.reporter(first).get(&first.path("reporter")).value(200);
    assert_eq!(own["later_words"], revealed);
    let said_of = |words: &Value| words["public"].as_str().or(words["note"].as_str()).unwrap().to_owned();
    let all: Vec<String> = revealed.as_array().unwrap().iter().map(said_of).collect();
    assert_eq!(all, [said("补充：在东门"), said("请快一点"), said(what)]);
    let timeline = agent.sees(first)["timeline"].clone();
    for words in revealed.as_array().unwrap() {
        let event = timeline.as_array().unwrap().iter().find(|event| event["seq"] == words["seq"]).unwrap();
        assert_eq!(event["role"], "reporter", "{event}");
    }
    app.reporter(first).delete(&first.path("reporter")).expect(200);
    assert_eq!(agent.post(&first.path("reporter"), &reason).value(200)["later_words"], json!([]));

    let whole =
        [agent.get("/v1/tickets?limit=100").expect(200), agent.get("/v1/tickets?format=csv").expect(200)];
    for answer in &whole {
        assert_absent(&numbers.map(str::to_owned), &answer.body, "the work list");
    }
    let files = app.files();
    assert!(
        files.iter().any(|(_, bytes)| String::from_utf8_lossy(bytes).contains("又坏了")),
        "they are read"
    );
    for (path, bytes) in &files {
        assert_absent(&numbers.map(str::to_owned), bytes, &path.display().to_string());
    }
}

#[test]
fn staff_see_it_in_the_clear_for_a_reason_that_is_kept() {
    let phone = a_phone();
    let ticket = in_progress(&demand(&phone));
    let path = ticket.path("reporter");
    let reason = json!({"reason": "电话核实地址"});
    for (who, staff) in [
        ("agent", app().agent()),
        ("supervisor", app().supervisor()),
        ("lead", app().handler("jtj")),
        ("assist", app().handler("cgj")),
    ] {
        assert_eq!(
            staff.sees(&ticket)["reporter"]["phone"],
            format!("139****{}", &phone[7..]),
            "{who}: masked"
        );
        let shown = staff.post(&path, &reason).value(200);
        assert_eq!(
            (&shown["reporter"]["phone"], &shown["reporter"]["name"]),
            (&json!(phone), &json!("欧阳震华")),
            "{who}"
        );
        assert_eq!(acts(app(), &ticket.id)[0], ("reporter.reveal".into(), "电话核实地址".into()), "{who}");
    }
    let before = acts(app(), &ticket.id).len();
    let agent = app().agent();
    agent.post(&path, &json!({})).faults(&[("/reason", "missing")]);
    agent.post(&path, &json!({"reason": " "})).faults(&[("/reason", "empty")]);
    agent.post(&path, &json!({"reason": "要"})).faults(&[("/reason", "too_short")]);
    agent.post(&path, &json!({"reason": "要".repeat(501)})).faults(&[("/reason", "too_long")]);
    agent.post(&path, &json!({"reason": "核实", "why": "x"})).faults(&[("/why", "unknown_field")]);
    app().handler("hbj").post(&path, &reason).problem(404, "not_found");
    for nobody in [app().admin(), app().publisher(), app().system()] {
        nobody.post(&path, &reason).problem(403, "forbidden");
    }
    app().reporter(&ticket).post(&path, &reason).problem(401, "unauthenticated");
    assert_eq!(acts(app(), &ticket.id).len(), before, "who was refused has seen nothing");
}

#[test]
fn the_accused_never_learns_who_reported() {
    let mut report = demand(&a_phone());
    report["kind"] = "report".into();
    let mut confidential = demand(&a_phone());
    confidential["reporter"]["confidential"] = true.into();
    for demand in [report, confidential] {
        let ticket = in_progress(&demand);
        for handler in [app().handler("jtj"), app().handler("cgj")] {
            let view = handler.sees(&ticket);
            assert_eq!(view["reporter"], Value::Null);
            assert_eq!(view["location"], location(&demand), "the matter has to be found");
            handler.post(&ticket.path("reporter"), &json!({"reason": "核实"})).problem(403, "forbidden");
        }
        app().supervisor().post(&ticket.path("reporter"), &json!({"reason": "核实"})).expect(200);
    }
}

#[test]
fn a_correction_puts_right_what_it_names_and_nothing_else() {
    let (old, new) = (a_phone(), a_phone());
    let ticket = submitted(&demand(&old));
    let path = ticket.path("reporter");
    let reporter = app().reporter(&ticket);
    let etag = reporter.get(&path).expect(200).header("etag").unwrap().to_owned();
    let spelt = format!("+86 {} {}", &new[..3], &new[3..]);
    let change = json!({"phone": spelt, "email": null, "confidential": true});
    let answer = reporter.with("If-Match", &etag).put(&path, &change).expect(200);
    let masked = answer.json();
    assert_eq!(
        (&masked["email"], &masked["confidential"], &masked["reply_wanted"]),
        (&Value::Null, &json!(true), &json!(true))
    );
    assert!(!answer.text().contains(&new), "{masked}");
    assert_eq!(acts(app(), &ticket.id)[0], ("reporter.correct".into(), "phone, email, confidential".into()));
    let own = reporter.get(&path).expect(200);
    assert_eq!(own.header("etag"), answer.header("etag"));
    let own = own.json();
    assert_eq!(
        (&own["reporter"]["name"], &own["reporter"]["phone"]),
        (&json!("欧阳震华"), &json!(format!("+86{new}")))
    );
    assert_eq!((own["reporter"].get("email"), &own["location"]["lat"]), (None, &json!(28.25)));
    // Found by the new number, with or without the country's prefix, and not by the old one.
    let found =
        |phone: &str| app().agent().post("/v1/callers", &json!({"phone": phone})).value(200)["items"].clone();
    assert_eq!((found(&old), &found(&new)[0]["id"]), (json!([]), &json!(ticket.id)));
    // Two at once: the second has not seen what it would write over.
    reporter.with("If-Match", &etag).put(&path, &json!({"name": "张三"})).problem(412, "version_mismatch");
    reporter.with("If-Match", "nonsense").put(&path, &json!({"name": "张三"})).problem(400, "invalid_header");
    // The history is of the matter: the ticket's version stays.
    assert_eq!(reporter.sees(&ticket)["version"], 2);
    app().agent().put(&path, &json!({"name": "李四"})).expect(200);
    let before = acts(app(), &ticket.id).len();
    reporter.put(&path, &json!({})).faults(&[("", "missing")]);
    reporter.put(&path, &json!({"phone": "no"})).faults(&[("/phone", "malformed")]);
    reporter.put(&path, &json!({"confidential": null})).faults(&[("/confidential", "wrong_type")]);
    reporter.put(&path, &json!({"content": "x"})).faults(&[("/content", "unknown_field")]);
    for nobody in [app().supervisor(), app().admin(), app().handler("jtj"), app().system()] {
        nobody.put(&path, &json!({"name": "张三"})).problem(403, "forbidden");
    }
    app().citizen().put(&path, &json!({"name": "张三"})).problem(401, "unauthenticated");
    assert_eq!(acts(app(), &ticket.id).len(), before);
    assert_eq!(reporter.get(&path).value(200)["reporter"]["name"], "李四");
}

#[test]
fn whoever_has_proved_a_telephone_keeps_the_ticket_whatever_number_is_typed() {
    let own = a_phone();
    let citizen = citizen_of(app(), &submitted(&demand(&own)));
    let ticket = citizen.submits_all(&demand(&a_phone()));
    let ids = |phone: &str| {
        let found = app().agent().post("/v1/callers", &json!({"phone": phone})).value(200);
        let items = found["items"].as_array().unwrap();
        items.iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let typed = a_phone();
    for phone in [json!(typed), Value::Null, json!(typed)] {
        app().agent().put(&ticket.path("reporter"), &json!({"phone": phone})).expect(200);
        assert!(ids(&own).contains(&ticket.id), "still theirs, typed {phone}");
        assert_eq!(ids(&typed), Vec::<String>::new());
        citizen.sees(&ticket);
    }
    citizen.does(&ticket, "withdraw", json!({}));
}

#[test]
fn corrections_that_race_are_all_kept() {
    let ticket = submitted(&demand(&a_phone()));
    let path = ticket.path("reporter");
    let fields = [
        json!({"name": "甲"}),
        json!({"email": "b@example.com"}),
        json!({"address": "丙路"}),
        json!({"confidential": true}),
    ];
    std::thread::scope(|scope| {
        for field in &fields {
            scope.spawn(|| app().reporter(&ticket).put(&path, field).expect(200));
        }
    });
    let own = app().reporter(&ticket).get(&path).value(200);
    for field in &fields {
        let (name, value) = field.as_object().unwrap().iter().next().unwrap();
        assert_eq!(&own["reporter"][name], value, "{own}");
    }
}

#[test]
fn nobody_is_erased_while_an_answer_is_owed_to_them() {
    let ticket = submitted(&demand(&a_phone()));
    let path = ticket.path("reporter");
    let problem = app().reporter(&ticket).delete(&path).problem(409, "action_not_allowed");
    assert_eq!(problem["state"], "pending");
    assert!(problem["allowed_actions"].as_array().unwrap().contains(&json!("withdraw")), "{problem}");
    app().supervisor().delete(&path).problem(409, "action_not_allowed");
    app().reporter(&ticket).does(&ticket, "withdraw", json!({}));
    app().reporter(&ticket).delete(&path).expect(200);
    let other = submitted(&demand(&a_phone()));
    for nobody in [app().agent(), app().handler("jtj"), app().publisher(), app().system()] {
        nobody.delete(&other.path("reporter")).problem(403, "forbidden");
    }
    app().citizen().delete(&other.path("reporter")).problem(401, "unauthenticated");
}

#[test]
fn an_erasure_keeps_the_case_and_the_code_that_follows_it() {
    let phone = a_phone();
    for who in ["reporter", "supervisor", "admin"] {
        let ticket = closed(&demand(&phone));
        let path = ticket.path("reporter");
        let person = match who {
            "reporter" => app().reporter(&ticket),
            "supervisor" => app().supervisor(),
            _ => app().admin(),
        };
        let stale = person.with("If-Match", "\"99\"").delete(&path);
        stale.problem(412, "version_mismatch");
        let erased = person.delete(&path).value(200);
        let reporter = json!({"anonymous": false, "confidential": false, "reply_wanted": true});
        assert_eq!(
            (&erased["reporter"], &erased["location"]),
            (&reporter, &json!({"district": "芙蓉区", "district_source": "given"})),
            "{who}"
        );
        assert_eq!(erased["attachments"], json!([]));
        blackbox::moment(&erased["erased_at"]);
        assert_eq!(acts(app(), &ticket.id)[0], ("reporter.erase".into(), "closed".into()));
        let rows = acts(app(), &ticket.id).len();
        assert_eq!(person.delete(&path).value(200), erased, "once more changes nothing");
        assert_eq!(acts(app(), &ticket.id).len(), rows);
        // The case is what it was, and its citizen still follows it.
        let view = app().reporter(&ticket).sees(&ticket);
        assert_eq!(
            (&view["content"], &view["answer"], &view["rating"]["satisfaction"]),
            (&json!(VAGUE), &json!("您好，已经答复"), &json!("satisfied"))
        );
        assert_eq!(view["erased_at"], erased["erased_at"]);
        let shown = app().agent().post(&ticket.path("reporter"), &json!({"reason": "核实"})).value(200);
        assert_eq!(shown["reporter"], reporter);
        let found = app().agent().post("/v1/callers", &json!({"phone": phone})).value(200);
        assert_eq!(found["items"], json!([]));
        // What was deleted is not put back behind the citizen's back …
        app().agent().put(&path, &json!({"phone": phone})).problem(409, "action_not_allowed");
        // … but they can take the matter up again, and say where they are.
        let reason = json!({"reason": "没有解决", "public": "还是老样子"});
        app().reporter(&ticket).does(&ticket, "reopen", reason);
        app().reporter(&ticket).put(&path, &json!({"phone": phone})).expect(200);
        assert_eq!(app().agent().sees(&ticket)["erased_at"], Value::Null);
        app().reporter(&ticket).does(&ticket, "withdraw", json!({}));
        app().reporter(&ticket).delete(&path).expect(200);
    }
}

#[test]
fn an_agent_finds_what_the_same_caller_has_asked_before() {
    let phone = a_phone();
    let spelling = [
        phone.clone(),
        format!("+86{phone}"),
        format!("0086 {phone}"),
        format!("{}-{}-{}", &phone[..3], &phone[3..7], &phone[7..]),
    ];
    let ids: Vec<String> = spelling.iter().map(|phone| submitted(&demand(phone)).id).collect();
    submitted(&demand(&a_phone()));
    let path = "/v1/callers";
    for phone in &spelling {
        let found = app().agent().post(path, &json!({"phone": phone})).value(200);
        let items = found["items"].as_array().unwrap();
        let found: Vec<&str> = items.iter().map(|item| item["id"].as_str().unwrap()).collect();
        assert_eq!(found, ids.iter().rev().map(String::as_str).collect::<Vec<_>>(), "{phone}");
        assert_eq!((&items[0]["state"], &items[0]["subject"]), (&json!("pending"), &json!(VAGUE)));
        assert!(items[0].get("category").is_some() && !items[0].to_string().contains("欧阳"));
        blackbox::moment(&items[0]["created_at"]);
    }
    assert_eq!(app().supervisor().post(path, &json!({"phone": a_phone()})).value(200)["items"], json!([]));
    let looked = app().admin().lists("/v1/audit", "act=caller.lookup&sub=agent-1&limit=100").items;
    let mine: Vec<&Value> = looked.iter().filter(|item| item["detail"] == "4 tickets").collect();
    assert_eq!(mine.len(), 4, "{looked:?}");
    assert!(
        mine.iter().all(|item| item["object"] == mine[0]["object"]),
        "the same number is seen to be the same"
    );
    assert!(!json!(looked).to_string().contains(&phone));
    app().agent().post(path, &json!({"phone": "no"})).faults(&[("/phone", "malformed")]);
    app().agent().post(path, &json!({})).faults(&[("/phone", "missing")]);
    app().agent().get(path).problem(405, "method_not_allowed");
    for nobody in [app().handler("jtj"), app().admin(), app().publisher(), app().system()] {
        nobody.post(path, &json!({"phone": phone})).problem(403, "forbidden");
    }
    app().citizen().post(path, &json!({"phone": phone})).problem(401, "unauthenticated");
}

#[test]
fn a_second_demand_of_the_same_caller_about_the_same_is_a_repeat() {
    let phone = a_phone();
    let clear = |phone: &str| {
        let mut demand = demand(phone);
        demand["content"] = CLEAR.into();
        app().agent().submits_all(&demand)
    };
    let first = clear(&phone);
    let other = clear(&a_phone());
    let second = clear(&format!("+86{phone}"));
    let repeat = |ticket: &Ticket| app().agent().sees(ticket)["repeat_of"].clone();
    assert_eq!(
        (repeat(&first), repeat(&other), repeat(&second)),
        (Value::Null, Value::Null, json!(first.id))
    );
    assert_eq!(app().reporter(&second).sees(&second)["repeat_of"], Value::Null, "staff's to know");
    // By hand as well, and only when it first gets a category.
    let ticket = submitted(&json!({"content": VAGUE, "reporter": {"phone": phone}}));
    let category = app().agent().sees(&second)["category"].clone();
    let classified = app().agent().sees(&ticket)["category"].clone();
    let view = app().agent().classifies(&ticket, &json!({"category": category}));
    let expected = if classified.is_null() { json!(second.id) } else { Value::Null };
    assert_eq!(view["repeat_of"], expected);
}

#[test]
fn citizens_get_a_copy_of_everything_and_have_it_deleted() {
    let phone = a_phone();
    let tickets = [closed(&demand(&phone)), submitted(&demand(&phone)), closed(&demand(&phone))];
    closed(&demand(&a_phone()));
    let citizen = citizen_of(app(), &tickets[0]);
    let path = "/v1/my/data";
    let all = citizen.lists_all(path, "limit=2").items;
    let ids: Vec<&str> = all.iter().map(|item| item["ticket"]["id"].as_str().unwrap()).collect();
    assert_eq!(ids, [&tickets[2].id, &tickets[1].id, &tickets[0].id].map(String::as_str));
    for item in &all {
        assert_eq!(item["reporter"]["phone"], phone.as_str());
        assert_eq!(item["ticket"]["location"]["address"], "银杏路 99 号");
        assert!(item["ticket"]["timeline"].as_array().is_some_and(|events| !events.is_empty()));
        assert_eq!(item["ticket"]["classification"], Value::Null, "as a citizen sees it");
    }
    let reads = app().admin().lists("/v1/audit", "act=my_data.read&limit=100").items;
    assert!(reads.iter().any(|item| item["detail"] == "2 tickets" && item["role"] == "reporter"));

    let erasure = citizen.delete(path).value(200);
    assert_eq!(erasure["erased"], json!([tickets[2].id, tickets[0].id]));
    assert_eq!(erasure["kept"], json!([{"id": tickets[1].id, "state": "pending"}]));
    assert_eq!(erasure["next"], Value::Null);
    assert_eq!(acts(app(), &tickets[0].id)[0].0, "reporter.erase");
    assert_eq!(citizen.lists(path, "").items.len(), 1);
    let erased = app().reporter(&tickets[0]).get(&tickets[0].path("reporter")).value(200);
    assert_eq!(erased["reporter"].get("name"), None);
    citizen.get(&tickets[0].path("")).problem(404, "not_found");
    assert_eq!(citizen.delete(path).value(200)["erased"], json!([]));

    app().citizen().get(path).problem(401, "unauthenticated");
    let nobody = app().with_claims(&token::claims("someone", &["reporter"], None));
    nobody.get(path).problem(403, "forbidden");
    nobody.delete(path).problem(403, "forbidden");
    app().agent().get(path).problem(403, "forbidden");
    citizen.get(&format!("{path}?limit=0")).problem(400, "invalid_parameter");
}

/// What a citizen says of themselves, in words that are nowhere else.
struct Planted {
    demand: Value,
    /// Never to be seen by anybody who has not asked for it and said why.
    personal: Vec<String>,
    /// Where exactly the matter is: for the citizen and whoever works on it.
    place: Vec<String>,
}

/// One way in which numbers are written for each channel.
fn plant(n: usize, channel: &str) -> Planted {
    let digits = format!("138776655{n:02}");
    let (a, b, c) = (&digits[..3], &digits[3..7], &digits[7..]);
    let spelt = match n % 5 {
        0 => digits.clone(),
        1 => format!("{a}-{b}-{c}"),
        2 => format!("+86 {a} {b} {c}"),
        3 => format!("0086{digits}"),
        _ => format!("（{a}）{b}{c}"),
    };
    let demand = json!({
        "content": format!("{}\n电话{spelt}，planted{n}@secret.example", if n.is_multiple_of(2) { CLEAR } else { VAGUE }),
        "subject": format!("第 {n} 件"),
        "channel": channel,
        "kind": if n.is_multiple_of(3) { "report" } else { "complaint" },
        "location": {"address": format!("深埋路 {n}71 号"), "district": "芙蓉区", "lat": 28.12345, "lon": 112.54321},
        "reporter": {
            "name": format!("慕容种下{n}"), "phone": spelt, "email": format!("planted{n}@secret.example"),
            "address": format!("密植巷 {n}93 号"), "confidential": n.is_multiple_of(4), "reply_wanted": true,
        },
        "attachments": [{"name": "照片", "media_type": "image/jpeg", "url": "https://example.com/x.jpg"}],
    });
    let personal = ["name", "phone", "email", "address"]
        .map(|field| demand["reporter"][field].as_str().unwrap().to_owned());
    let mut personal = personal.to_vec();
    personal.extend([digits.clone(), format!("{a}-{b}-{c}"), format!("{a} {b} {c}")]);
    let place = vec![format!("深埋路 {n}71 号"), "28.12345".into(), "112.54321".into()];
    Planted { demand, personal, place }
}

fn assert_absent(texts: &[String], found: &[u8], whose: &str) {
    let found = String::from_utf8_lossy(found);
    for text in texts {
        assert!(!found.contains(text.as_str()), "{text} is in {whose}");
    }
}

/// Who may see what of the planted: staff and citizens where the matter is, and the person only in
/// answers that were asked for.
fn assert_entitled(answered: &Answered, planted: &[Planted]) {
    let Answered { who, request, text } = answered;
    let asked = ["GET", "POST", "DELETE"].iter().any(|method| {
        request.starts_with(&format!("{method} /v1/tickets/")) && request.ends_with("/reporter")
    });
    let entitled = asked || request.starts_with("GET /v1/my/data");
    let works_on_it = ["agent", "supervisor", "handler", "reporter", "citizen"].contains(&who.as_str())
        && (request.contains(" /v1/tickets/") || request.contains(" /v1/my/data"));
    for planted in planted {
        if !entitled {
            assert_absent(&planted.personal, text.as_bytes(), &format!("{who}: {request}"));
        }
        if !entitled && !works_on_it {
            assert_absent(&planted.place, text.as_bytes(), &format!("{who}: {request}"));
        }
    }
}

#[test]
fn nothing_of_a_person_is_anywhere_but_where_it_was_asked_for() {
    // Nobody listens there: the message with the code is not sent, and its failure is logged.
    let app = Setup::default()
        .variable("sms_url", "http://127.0.0.1:9/send")
        .variable("sms_gateway", "http://127.0.0.1:9")
        .start();
    let record = Record::default();
    let named = |person: Person, who: &str| person.recorded(&record, who);
    let (agent, supervisor) = (named(app.agent(), "agent"), named(app.supervisor(), "supervisor"));
    let admin = named(app.admin(), "admin");
    let integrator = app.with_claims(&token::claims("shop-7", &["integrator"], None));
    let integrator = named(integrator, "integrator");
    let channels = ["phone", "web", "miniprogram", "wechat", "app", "open311", "email", "other"];
    let planted: Vec<Planted> = channels.iter().enumerate().map(|(n, channel)| plant(n, channel)).collect();
    let mut tickets = Vec::new();
    for (n, planted) in planted.iter().enumerate() {
        let citizen = match channels[n] {
            "phone" => agent.clone(),
            "open311" => integrator.clone(),
            _ => named(app.citizen(), "stranger"),
        };
        let key = format!("key-{n}");
        let ticket = citizen.with_key(&key).submits_all(&planted.demand);
        // The same again, something else under the same key, and something broken.
        let again = citizen.with_key(&key).post("/v1/tickets", &planted.demand).expect(201);
        assert_eq!(again.header("idempotent-replay"), Some("true"));
        let mut other = planted.demand.clone();
        other["content"] = "另一件事".into();
        citizen.with_key(&key).post("/v1/tickets", &other).problem(422, "idempotency_key_reused");
        other["reporter"]["email"] = format!("{}x", planted.personal[1]).into();
        citizen.post("/v1/tickets", &other).faults(&[("/reporter/email", "malformed")]);
        named(app.citizen(), "stranger").get(&ticket.path("")).problem(401, "unauthenticated");
        named(app.handler("slj"), "stranger").get(&ticket.path("")).problem(404, "not_found");
        tickets.push(ticket);
    }
    for (n, ticket) in tickets.iter().enumerate() {
        let reporter = named(app.reporter(ticket), "reporter");
        live(&app, &record, ticket, n);
        integrator.get(&ticket.path(""));
        admin.get(&ticket.path("")).expect(200);
        reporter.get(&ticket.path("reporter")).expect(200);
        reporter.put(&ticket.path("reporter"), &json!({"reply_wanted": false})).expect(200);
        agent.put(&ticket.path("reporter"), &json!({"phone": planted[n].personal[1]})).expect(200);
        supervisor.post(&ticket.path("reporter"), &json!({"reason": "回访核实"})).expect(200);
        agent.post("/v1/callers", &json!({"phone": planted[n].personal[4]})).expect(200);
        admin.get(&format!("/v1/audit?object={}", ticket.id)).expect(200);
        named(citizen_of(&app, ticket), "citizen").lists_all("/v1/my/data", "");
        named(citizen_of(&app, ticket), "citizen").get(&ticket.path("")).expect(200);
        named(citizen_of(&app, ticket), "citizen").lists_all("/v1/my/tickets", "");
        let nobody = named(app.citizen(), "stranger");
        nobody.post("/v1/auth/codes", &json!({"phone": planted[n].personal[4]}));
        nobody.post("/v1/auth/citizens", &json!({"phone": planted[n].personal[4], "code": "123456"}));
    }
    named(app.system(), "system").post("/v1/tick", &json!({})).expect(200);
    let [parent, child] = [0; 2].map(|n: usize| agent.submits_all(&planted[n].demand));
    agent.does(&child, "merge", json!({"parent": parent.id}));
    named(app.reporter(&child), "reporter").sees(&child);
    for staff in [&agent, &supervisor, &admin] {
        for planted in &planted {
            let what = planted.personal[4].as_str();
            staff.lists_all("/v1/tickets", &format!("limit=100&q={what}"));
        }
        staff.lists_all("/v1/tickets", "limit=3");
        staff.get("/v1/tickets?format=csv").expect(200);
    }
    admin.lists_all("/v1/audit", "limit=100");
    admin.get("/v1/audit/verify").expect(200);

    // Erased one by one: from then on nobody can be shown anything.
    for (n, ticket) in tickets.iter().enumerate() {
        let reporter = named(app.reporter(ticket), "reporter");
        reporter.delete(&ticket.path("reporter")).expect(200);
        let after = Record::default();
        for person in [&agent, &supervisor] {
            person
                .recorded(&after, "staff")
                .post(&ticket.path("reporter"), &json!({"reason": "核实"}))
                .expect(200);
            person.recorded(&after, "staff").sees(ticket);
        }
        reporter.recorded(&after, "reporter").get(&ticket.path("reporter")).expect(200);
        reporter.recorded(&after, "reporter").sees(ticket);
        // Who repeats what made the ticket is told that it is another request now.
        app.citizen()
            .recorded(&after, "stranger")
            .with_key(&format!("key-{n}"))
            .post("/v1/tickets", &json!({"content": VAGUE}));
        for answered in after.all() {
            let whose = format!("{} after the erasure", answered.request);
            assert_absent(&planted[n].personal, answered.text.as_bytes(), &whose);
            assert_absent(&planted[n].place, answered.text.as_bytes(), &whose);
        }
    }

    let all = record.all();
    assert!(all.len() > 200, "{}", all.len());
    let mut entitled = BTreeMap::new();
    for answered in &all {
        assert_entitled(answered, &planted);
        let has =
            planted.iter().any(|planted| planted.personal.iter().any(|text| answered.text.contains(text)));
        *entitled.entry(answered.who.as_str()).or_insert(0) += usize::from(has);
    }
    for who in ["reporter", "citizen", "supervisor", "handler"] {
        assert!(entitled[who] > 0, "{who} was shown something: {entitled:?}");
    }
    for who in ["agent", "admin", "integrator", "stranger"] {
        assert_eq!(entitled[who], 0, "{who} asked for nothing");
    }

    app.citizen().get("/v1/workflow").expect(200);
    assert!(app.logs("\"route\":\"/v1/workflow\""), "and with it everything before");
    let files = app.files();
    let names: Vec<String> = files.iter().map(|(path, _)| path.display().to_string()).collect();
    assert!(
        names.iter().any(|name| name.ends_with("-wal")) && names.iter().any(|name| name.ends_with(".log")),
        "{names:?}"
    );
    let public = |(_, bytes): &(_, Vec<u8>)| String::from_utf8_lossy(bytes).contains("第 1 件");
    assert!(files.iter().any(public), "this is how the files are read");
    for (path, bytes) in &files {
        for planted in &planted {
            let whose = path.display().to_string();
            assert_absent(&planted.personal, bytes, &whose);
            assert_absent(&planted.place, bytes, &whose);
            for hash in guessable(planted) {
                let found = bytes.windows(hash.len()).any(|window| window == hash);
                assert!(!found, "a hash that can be guessed is in {whose}");
            }
        }
    }
}

/// Hashes that need no key: of the number, and of the whole request.
fn guessable(planted: &Planted) -> Vec<Vec<u8>> {
    let body = planted.demand.to_string();
    let mut texts: Vec<Vec<u8>> = planted.personal.iter().map(|text| text.clone().into_bytes()).collect();
    texts.push(body.clone().into_bytes());
    texts.push([&(body.len() as u64).to_le_bytes(), body.as_bytes()].concat());
    texts.iter().map(|text| Sha256::digest(text).to_vec()).collect()
}

/// A whole life, until it is closed, in whichever department it came to.
fn live(app: &TestApp, record: &Record, ticket: &Ticket, n: usize) {
    let named = |person: Person, who: &str| person.recorded(record, who);
    let (agent, supervisor) = (named(app.agent(), "agent"), named(app.supervisor(), "supervisor"));
    let reporter = named(app.reporter(ticket), "reporter");
    agent.classifies(ticket, &json!({"category": "交通运输", "note": "已核对"}));
    if agent.sees(ticket)["state"] == "pending" {
        agent.assigns(ticket, &json!({"lead": "jtj", "note": "请尽快"}));
    }
    let lead = agent.sees(ticket)["lead"]["code"].as_str().unwrap().to_owned();
    let handler = named(app.handler(&lead), "handler");
    handler.sees(ticket);
    handler.works_on("limit=100");
    handler.does(ticket, "sign", json!({}));
    handler.does(ticket, "contact", json!({}));
    handler.does(ticket, "progress", json!({"note": "已到现场"}));
    handler.post(&ticket.path("reporter"), &json!({"reason": "联系群众"}));
    handler.does(ticket, "reply", json!({"note": "已核实", "public": "已经办好", "resolved": true}));
    supervisor.does(ticket, "approve", json!({}));
    if n.is_multiple_of(2) {
        reporter.rates(ticket, false, "dissatisfied");
        handler.does(ticket, "reply", json!({"note": "再次核实", "public": "这次办好了", "resolved": true}));
        supervisor.does(ticket, "approve", json!({}));
    }
    let comment = format!("谢谢，下次请打138776655{n:02}，或写信到planted{n}@secret.example");
    let rating = json!({"resolved": true, "satisfaction": "satisfied", "comment": comment});
    reporter.post(&ticket.path("rating"), &rating).expect(200);
    reporter.sees(ticket);
}

const OLD_KEY: &str = "1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
const NEW_KEY: &str = "2:HxscGRgXFhUUExIREA8ODQwLCgkIBwYFBAMCAQABAgM";

#[test]
fn a_new_key_reads_what_the_old_one_sealed() {
    let mut app = Setup::default().variable("data_keys", OLD_KEY).start();
    let phone = a_phone();
    let ticket = app.citizen().submits_all(&demand(&phone));
    let sealed_by = |app: &TestApp| -> Vec<i64> {
        let database = database(app);
        let mut statement = database.prepare("SELECT personal_key % 256 FROM ticket ORDER BY id").unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    assert_eq!(sealed_by(&app), [1]);
    app.restart_with("data_keys", &format!("{NEW_KEY},{OLD_KEY}"));
    let own = app.reporter(&ticket).get(&ticket.path("reporter")).value(200);
    assert_eq!(own["reporter"]["phone"], phone.as_str());
    let second = app.citizen().submits_all(&demand(&phone));
    assert_eq!(sealed_by(&app), [1, 2]);
    let found = app.agent().post("/v1/callers", &json!({"phone": phone})).value(200);
    assert_eq!(found["items"].as_array().map(Vec::len), Some(2), "the numbers' hashes do not depend on it");
    assert_eq!(app.admin().get("/v1/audit/verify").value(200)["intact"], true, "nor does the chain");
    // What is put right is sealed by the new one.
    app.reporter(&ticket).put(&ticket.path("reporter"), &json!({"name": "李四"})).expect(200);
    assert_eq!(sealed_by(&app), [2, 2]);
    app.reporter(&second).get(&second.path("reporter")).expect(200);
}

/// Calls the scheduled work until it has nothing to seal: how many tickets each call sealed.
fn reseals(app: &TestApp) -> Vec<i64> {
    let mut done = Vec::new();
    loop {
        match app.system().post("/v1/tick", &json!({})).value(200)["resealed"].as_i64().unwrap() {
            0 => return done,
            count => done.push(count),
        }
    }
}

#[test]
fn after_everything_is_sealed_anew_the_old_key_may_go() {
    let mut app = Setup::default().variable("data_keys", OLD_KEY).start();
    let phone = a_phone();
    let tickets: Vec<Ticket> = (0..3).map(|_| app.citizen().submits_all(&demand(&phone))).collect();
    app.citizen().submits(VAGUE);
    assert_eq!(reseals(&app), Vec::<i64>::new());
    app.restart_with("data_keys", &format!("{NEW_KEY},{OLD_KEY}"));
    assert_eq!(reseals(&app), [3]);
    let told = app.admin().lists("/v1/audit", "act=personal.reseal").items;
    assert_eq!((told.len(), &told[0]["detail"]), (1, &json!("3 tickets, key 1")));
    let keys = app.admin().lists("/v1/audit", "act=keyring.reseal").items;
    assert!(keys.len() >= 2, "the audit log's and the one that numbers are looked up under: {keys:?}");
    app.restart_with("data_keys", NEW_KEY);
    for ticket in &tickets {
        let own = app.reporter(ticket).get(&ticket.path("reporter")).expect(200);
        assert_eq!(own.header("etag"), Some("\"1\""), "nobody has changed it");
        assert_eq!(own.json()["reporter"]["phone"], phone.as_str());
    }
    let found = app.agent().post("/v1/callers", &json!({"phone": phone})).value(200);
    assert_eq!(found["items"].as_array().map(Vec::len), Some(3));
    assert_eq!(app.admin().get("/v1/audit/verify").value(200)["intact"], true);
}

#[test]
fn what_was_stored_in_the_clear_is_sealed_and_gone_from_the_file() {
    let app = TestApp::start();
    let phone = "13877665577";
    let planted = ["欧阳震华", phone, "ouyang@example.com", "梧桐巷 77 号", "银杏路 99 号", "112.75"];
    let tickets: Vec<Ticket> = (0..20).map(|_| app.citizen().submits_all(&demand(phone))).collect();
    // As it stood before there were keys.
    let before = demand(phone);
    let sql = "UPDATE ticket SET reporter = ?1, location = ?2, personal = NULL, personal_key = 0, phone_hash = NULL";
    let texts = [&before["reporter"], &before["location"]].map(Value::to_string);
    let database = database(&app);
    // As a component's connection has it: what rows leave behind when they move is written over.
    database.pragma_update(None, "secure_delete", true).unwrap();
    database.execute(sql, texts).unwrap();
    // A file and its log of writes, or what a libSQL server keeps.
    let of_database = |path: &str| path.contains(".db") || path.contains("/dbs/");
    let stored = || app.files().into_iter().filter(|(path, _)| of_database(&path.to_string_lossy()));
    let is_there = |text: &str| {
        stored().any(|(_, bytes)| bytes.windows(text.len()).any(|window| window == text.as_bytes()))
    };
    assert!(planted.iter().all(|text| is_there(text)), "there is something to find");
    let found = || app.agent().post("/v1/callers", &json!({"phone": phone})).value(200)["items"].clone();
    assert_eq!(found(), json!([]));
    let own =
        |ticket: &Ticket| app.reporter(ticket).get(&ticket.path("reporter")).value(200)["reporter"].clone();
    assert_eq!(own(&tickets[0])["phone"], phone, "until then it can be read");
    assert_eq!(reseals(&app), [20]);
    assert_eq!(found().as_array().map(Vec::len), Some(20), "and is found by its number from then on");
    assert!(tickets.iter().all(|ticket| own(ticket)["email"] == "ouyang@example.com"));
    for text in planted {
        assert!(!app.overwrites() || !is_there(text), "{text} is still in the file");
    }
}

#[test]
fn what_no_key_opens_is_our_fault_and_says_nothing() {
    let mut app = Setup::default().variable("data_keys", OLD_KEY).start();
    app.citizen().submits_all(&demand(&a_phone()));
    app.restart_with("data_keys", NEW_KEY);
    let answer = app.citizen().send(Request::new("POST", "/v1/tickets").json(&json!({"content": VAGUE})));
    answer.problem(500, "internal_error");
    assert!(app.logs("its key is not among data_keys"), "the operator is told");
}

/// One telephone is one however it is written, and none a reason to refuse.
#[test]
fn a_telephone_is_one_however_it_is_written_and_never_a_reason_to_refuse() {
    let phone = a_phone();
    let first = submitted(&demand(&phone));
    let hash = |ticket: &Ticket| -> Option<Vec<u8>> {
        let sql = "SELECT phone_hash FROM ticket WHERE id = ?1";
        database(app()).query_row(sql, [&ticket.id], |row| row.get(0)).unwrap()
    };
    for written in
        [format!("86{phone}"), format!("0{phone}"), format!("+86 {phone}"), format!("{phone}转801")]
    {
        let ticket = submitted(&demand(&written));
        assert_eq!(hash(&ticket), hash(&first), "{written}");
        assert_eq!(ticket.receipt.get("hints"), None, "{written}");
    }
    let ticket = submitted(&demand("打我微信 abc"));
    assert_eq!(ticket.receipt["hints"][0]["pointer"], "/reporter/phone");
    assert_eq!(ticket.receipt["hints"][0]["code"], "unreadable");
    assert_eq!(hash(&ticket), None);
    let own = app().reporter(&ticket).get(&ticket.path("reporter")).value(200);
    assert_eq!(own["reporter"]["phone"], "打我微信 abc", "kept as it was written");
    assert_eq!(app().agent().sees(&ticket)["reporter"]["phone"], "****");
}

#[test]
fn secrecy_asked_in_words_is_given_and_told() {
    for words in ["请对我的信息保密", "不要讓對方知道是我投訴的", "请匿名处理"] {
        let ticket =
            submitted(&json!({"content": format!("{VAGUE}{words}。"), "reporter": {"phone": a_phone()}}));
        assert_eq!(ticket.receipt["confidential"], true, "{words}");
        assert_eq!(ticket.receipt["hints"][0]["code"], "asked_in_words", "{words}");
        assert_eq!(app().agent().sees(&ticket)["reporter"]["confidential"], true, "{words}");
    }
    let ticket =
        submitted(&json!({"content": format!("{VAGUE}公司让我们保密。"), "reporter": {"phone": a_phone()}}));
    assert_eq!((&ticket.receipt["confidential"], ticket.receipt.get("hints")), (&json!(false), None));
}

/// A demand that names its own reporter in every field that takes text.
fn self_naming(kind: &str, name: &str, phone: &str) -> Value {
    let (spelt, spaced) = (spelt(phone), spaced(name));
    json!({
        "kind": kind,
        "subject": format!("{name}有话说"),
        "content": format!("我是暗河小区6栋301的{name}（{spaced}），电话{phone}、{spelt}，邮箱 hidden.one@secret.example。{VAGUE}"),
        "location": {"district": format!("芙蓉区{name}家旁"), "address": format!("暗河小区6栋301{name}家门口")},
        "reporter": {"name": name, "phone": phone, "email": "hidden.one@secret.example", "address": "暗河小区6栋301"},
        "attachments": [{
            "name": format!("{name}.jpg"), "media_type": "image/jpeg",
            "url": format!("https://example.com/{}/{phone}.jpg", encoded(name)),
        }],
    })
}

/// In Chinese numerals.
fn spelt(phone: &str) -> String {
    let numeral =
        |digit: char| "零一二三四五六七八九".chars().nth(digit.to_digit(10).unwrap() as usize).unwrap();
    phone.chars().map(numeral).collect()
}

fn spaced(name: &str) -> String {
    let chars: Vec<String> = name.chars().map(String::from).collect();
    chars.join(" ")
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// What of it nobody is to read who may not know the reporter.
fn names_of(name: &str, phone: &str) -> Vec<String> {
    vec![
        name.to_owned(),
        spaced(name),
        encoded(name),
        phone.to_owned(),
        spelt(phone),
        "hidden.one@".into(),
        "6栋301".into(),
    ]
}

/// Everything that staff can write about a ticket until it is closed, each naming its reporter.
fn staff_name_the_reporter(app: &TestApp, ticket: &Ticket, name: &str, phone: &str) {
    let said = format!("举报人{name}来电{phone}催办");
    let (agent, supervisor, handler) = (app.agent(), app.supervisor(), app.handler("jtj"));
    agent.does(ticket, "urge", json!({"note": said}));
    agent.does(ticket, "request_info", json!({"public": said}));
    agent.does(ticket, "supply_info", json!({"text": said}));
    agent.does(ticket, "supplement", json!({"text": said, "note": said}));
    for _ in 0..2 {
        // And once more, so that the first of them is what was there before.
        agent.does(ticket, "correct", json!({"subject": format!("{said}。"), "note": said}));
        supervisor.does(ticket, "correct", json!({"subject": said, "reason": said}));
    }
    let seen = agent.sees(ticket);
    let alike = json!({"content": VAGUE, "kind": seen["kind"], "reporter": {"confidential": seen["reporter"]["confidential"]}});
    let other = app.citizen().submits_all(&alike);
    agent.does(ticket, "merge", json!({"parent": other.id, "note": said}));
    supervisor.does(ticket, "split", json!({"reason": said}));
    agent.assigns(ticket, &json!({"lead": "gaj", "note": said}));
    agent.does(ticket, "recall", json!({"reason": said}));
    agent.assigns(ticket, &json!({"lead": "gaj"}));
    supervisor.does(ticket, "reassign", json!({"lead": "jtj", "reason": said}));
    handler.does(ticket, "request_return", json!({"reason": said}));
    supervisor.does(ticket, "reject_return", json!({"reason": said}));
    handler.does(ticket, "sign", json!({"note": said}));
    handler.does(ticket, "contact", json!({"note": said}));
    handler.does(ticket, "progress", json!({"note": said, "public": said}));
    supervisor.does(ticket, "supervise", json!({"level": 1, "reason": said}));
    let reply = json!({"note": said, "public": said, "resolved": false, "cause": said});
    handler.does(ticket, "reply", reply.clone());
    supervisor.does(ticket, "send_back", json!({"reason": said}));
    handler.does(ticket, "reply", reply);
    supervisor.does(ticket, "approve", json!({"note": said}));
    let rating = json!({"resolved": true, "satisfaction": "satisfied", "comment": said});
    app.reporter(ticket).post(&ticket.path("rating"), &rating).expect(200);
    supervisor.does(ticket, "exclude", json!({"reason": said}));
}

#[test]
fn nobody_who_may_not_know_reads_the_reporters_name_in_any_text() {
    let app = TestApp::start();
    for (n, kind) in ["report", "complaint"].into_iter().enumerate() {
        let (name, phone) = (["仉督", "欧阳冰"][n], format!("1397766000{n}"));
        let mut demand = self_naming(kind, name, &phone);
        demand["reporter"]["confidential"] = true.into();
        let ticket = app.citizen().submits_all(&demand);
        staff_name_the_reporter(&app, &ticket, name, &phone);
        app.system().post("/v1/tick/index", &json!({})).expect(200);
        let planted = names_of(name, &phone);
        let handler = app.handler("jtj");
        let view = handler.sees(&ticket).to_string();
        assert_absent(&planted, view.as_bytes(), "the ticket");
        assert!(view.contains("来电****催办"), "the rest of it is read: {view}");
        assert_absent(
            &planted,
            handler.get("/v1/tickets?format=csv").expect(200).text().as_bytes(),
            "the export",
        );
        assert_absent(&planted, app.admin().sees(&ticket).to_string().as_bytes(), "an administrator's view");
        assert_absent(
            &planted,
            handler.get(&ticket.path("similar")).expect(200).text().as_bytes(),
            "similar ones",
        );
        for q in [name, phone.as_str()] {
            for staff in [&handler, &app.admin()] {
                assert!(!staff.works_on(&format!("q={q}")).ids().contains(&ticket.id.as_str()), "{q}");
            }
        }
        // Who may know asks for it.
        let own =
            app.agent().post(&ticket.path("reporter"), &json!({"reason": format!("回{name}")})).value(200);
        assert_eq!(own["own_words"]["content"], demand["content"]);
        assert_eq!(own["own_words"]["attachments"], demand["attachments"]);
        assert_eq!(own["own_words"]["district"], demand["location"]["district"]);
        assert_absent(&planted, acts(&app, &ticket.id)[0].1.as_bytes(), "the reason in the log");
    }
}

#[test]
fn anonymous_means_that_no_department_learns_the_name() {
    let mut demand = demand(&a_phone());
    demand["reporter"]["anonymous"] = true.into();
    let ticket = in_progress(&demand);
    for handler in [app().handler("jtj"), app().handler("cgj")] {
        assert_eq!(handler.sees(&ticket)["reporter"], Value::Null);
        handler.post(&ticket.path("reporter"), &json!({"reason": "核实"})).problem(403, "forbidden");
    }
    for staff in [app().agent(), app().supervisor()] {
        let shown = staff.post(&ticket.path("reporter"), &json!({"reason": "核实"})).value(200);
        assert_eq!(shown["reporter"]["name"], "欧阳震华", "contact goes through the hotline");
    }
}

#[test]
fn after_an_erasure_nothing_of_the_person_is_found_in_any_file() {
    let app = TestApp::start();
    for (n, name) in ["仉督", "欧阳", "种小苗"].into_iter().enumerate() {
        let phone = format!("1397755000{n}");
        let ticket = app.citizen().submits_all(&self_naming("report", name, &phone));
        staff_name_the_reporter(&app, &ticket, name, &phone);
        app.agent()
            .post(&ticket.path("reporter"), &json!({"reason": format!("回{name}的电话{phone}")}))
            .expect(200);
        app.system().post("/v1/tick", &json!({})).expect(200);
        app.supervisor().delete(&ticket.path("reporter")).expect(200);
        app.system().post("/v1/tick", &json!({})).expect(200);
        let checkpoint = "PRAGMA wal_checkpoint(TRUNCATE)";
        database(&app).query_row(checkpoint, [], |_| Ok(())).unwrap();
        for (path, bytes) in app.files() {
            assert_absent(&names_of(name, &phone), &bytes, &path.display().to_string());
        }
        let seen = app.agent().sees(&ticket);
        assert!(seen["content"].as_str().unwrap().contains(VAGUE), "the case stays: {seen}");
        assert_eq!(seen["classification"]["address"], Value::Null);
    }
    assert_eq!(app.admin().get("/v1/audit/verify").value(200)["intact"], true);
}

#[test]
fn what_is_sealed_for_one_ticket_does_not_open_on_another() {
    let app = TestApp::start();
    let [one, two] = [1, 2].map(|n| app.citizen().submits_all(&demand(&format!("1397744000{n}"))));
    let moved = "UPDATE ticket SET (personal, personal_key) = (SELECT personal, personal_key FROM ticket WHERE id = ?1) WHERE id = ?2";
    database(&app).execute(moved, [&one.id, &two.id]).unwrap();
    app.agent().get(&two.path("")).problem(500, "internal_error");
    assert_eq!(app.agent().sees(&one)["reporter"]["phone"], "139****0001");
    assert!(app.logs("it was altered or moved"), "the operator is told");
}

#[test]
fn no_count_tells_a_handler_whose_a_protected_ticket_is() {
    let app = TestApp::start();
    let phone = "13977330001";
    let of = |confidential: bool| {
        let reporter = json!({"phone": phone, "confidential": confidential});
        let ticket = app.agent().submits_all(&json!({"content": CLEAR, "reporter": reporter}));
        if ticket.receipt["state"] == "pending" {
            app.agent().assigns(&ticket, &json!({}));
        }
        ticket
    };
    let (hidden, open) = (of(true), of(false));
    let lead = app.agent().sees(&open)["lead"]["code"].as_str().unwrap().to_owned();
    let handler = app.handler(&lead);
    assert_eq!(handler.get("/v1/stats/kpi").value(200)["total"]["counts"]["repeats"], 0);
    for ticket in [&hidden, &open] {
        assert_eq!(app.admin().sees(ticket)["repeat_of"], Value::Null);
    }
}

#[test]
fn a_reporter_is_looked_for_by_who_may_know_and_by_nobody_else() {
    let app = TestApp::start();
    let demand = |confidential: bool| json!({"content": VAGUE, "reporter": {"name": "慕容雪见", "phone": "13977660099", "confidential": confidential}});
    let tickets = [false, true].map(|confidential| app.citizen().submits_all(&demand(confidential)));
    for ticket in &tickets {
        app.agent().assigns(ticket, &json!({"lead": "jtj"}));
    }
    let finds = |staff: &Person, q: &str| {
        let page = staff.works_on(&format!("q={q}"));
        tickets.each_ref().map(|ticket| page.ids().contains(&ticket.id.as_str()))
    };
    for indexed in [false, true] {
        for q in [
            "慕容雪见",
            "慕容雪見",
            "慕 容　雪见先生",
            "13977660099",
            "+86 139-7766-0099",
            "１３９７７６６００９９",
        ] {
            for staff in [app.agent(), app.supervisor()] {
                assert_eq!(finds(&staff, q), [true, true], "{q}, indexed: {indexed}");
            }
            assert_eq!(finds(&app.handler("jtj"), q), [true, false], "{q}: a department knows whom it may");
            assert_eq!(finds(&app.handler("gaj"), q), [false, false], "{q}: another one knows nobody");
            assert_eq!(finds(&app.admin(), q), [false, false], "{q}");
        }
        assert_eq!(finds(&app.agent(), "慕容雪"), [false, false], "nobody else's name");
        app.system().post("/v1/tick/index", &json!({})).expect(200);
    }
    let corrected = json!({"name": "南宫晴川"});
    app.agent().put(&tickets[0].path("reporter"), &corrected).expect(200);
    assert_eq!(finds(&app.agent(), "慕容雪见"), [false, true]);
    assert_eq!(finds(&app.agent(), "南宫晴川"), [true, false]);
    app.reporter(&tickets[0]).does(&tickets[0], "withdraw", json!({}));
    app.reporter(&tickets[0]).delete(&tickets[0].path("reporter")).expect(200);
    assert_eq!(finds(&app.agent(), "南宫晴川"), [false, false], "gone with the person");
    assert_eq!(finds(&app.agent(), "13977660099"), [false, true]);
}

/// What stands in the history of before the newest correction.
fn before(view: &Value) -> Value {
    let timeline = view["timeline"].as_array().unwrap();
    timeline.iter().rfind(|event| event["action"] == "correct").unwrap()["before"].clone()
}

#[test]
fn what_a_caller_adds_and_an_agent_puts_right_names_the_reporter_to_nobody_and_is_erased_with_them() {
    let app = TestApp::start();
    let (name, phone) = ("闻人暮雨", "13977110022");
    let demand = json!({
        "content": format!("我是{name}，{VAGUE}"), "kind": "report",
        "location": {"address": "银杏路 99 号", "district": "芙蓉区", "lat": 28.25, "lon": 112.75},
        "reporter": {"name": name, "phone": phone, "address": "梧桐巷77号"},
    });
    let ticket = app.citizen().submits_all(&demand);
    let (agent, supervisor, handler) = (app.agent(), app.supervisor(), app.handler("jtj"));
    agent.assigns(&ticket, &json!({"lead": "jtj"}));
    handler.does(&ticket, "sign", json!({}));

    // By telephone: what the caller adds, and where and what it really is.
    let added = format!("{name}（{phone}）又说：东门的井盖也松动，找店主13877110033");
    agent.does(&ticket, "supplement", json!({"text": added}));
    let written = format!("{name}家门口的井盖松动，店主电话13877110044");
    let place = json!({"address": "梧桐巷77号", "lat": 28.5, "lon": 112.5});
    let view =
        agent.does(&ticket, "correct", json!({"content": written, "location": place, "district": "天心区"}));
    let masked = "****家门口的井盖松动，店主电话138****0044";
    assert_eq!((&view["content"], &view["location"]["district"]), (&json!(masked), &json!("天心区")));
    assert_eq!(view["location"]["lat"], 28.5);
    let old = format!("我是****，{VAGUE}");
    assert_eq!(before(&view), json!({"content": old, "location": demand["location"]}));
    supervisor.does(&ticket, "correct", json!({"content": "井盖松动", "location": {"address": "人民路2号"}}));

    // Whoever works on the report reads the matter, and not whose home it was.
    let seen = handler.sees(&ticket);
    assert_eq!(
        (&seen["content"], &seen["location"]),
        (
            &json!("井盖松动"),
            &json!({"address": "人民路2号", "district": "天心区", "district_source": "given"})
        )
    );
    assert_eq!(before(&seen), json!({"content": masked, "location": {"address": "****"}}));
    assert!(seen.to_string().contains("东门的井盖也松动，找店主138****0033"), "{seen}");
    let planted: Vec<String> = [name, "人暮", phone, "13877110033", "13877110044", "77号", "28.5", "112.5"]
        .map(str::to_owned)
        .to_vec();
    assert_absent(&planted, seen.to_string().as_bytes(), "the handler's view");
    assert_absent(&planted[..5], app.admin().sees(&ticket).to_string().as_bytes(), "an administrator's");
    for q in [name, phone, "13877110044"] {
        assert!(!handler.works_on(&format!("q={q}")).ids().contains(&ticket.id.as_str()), "{q}");
    }
    // Who may know asks for it, and is told word for word what was replaced.
    let own = agent.post(&ticket.path("reporter"), &json!({"reason": "回电核实"})).value(200);
    let later = own["later_words"].as_array().unwrap();
    assert_eq!(later.len(), 3, "{own}");
    assert_eq!(later[0]["public"], added);
    assert_eq!(later[1]["before"], json!({"content": demand["content"], "location": demand["location"]}));
    assert_eq!(later[2]["before"]["content"], written);
    assert_eq!(later[2]["before"]["location"], place);
    assert_eq!(
        before(&app.reporter(&ticket).sees(&ticket))["location"]["address"],
        "梧桐巷77号",
        "their own"
    );

    // A slip of the agent's tells nobody.
    let view = agent.does(&ticket, "correct", json!({"kind": "complaint"}));
    assert_eq!((&view["kind"], &view["reporter"]["confidential"]), (&json!("complaint"), &json!(true)));
    let seen = handler.sees(&ticket);
    assert_eq!(seen["reporter"], Value::Null);
    assert_absent(&planted, seen.to_string().as_bytes(), "the handler's view of what is no report any more");

    agent.does(&ticket, "withdraw", json!({"call": "pbx-1"}));
    app.system().post("/v1/tick", &json!({})).expect(200);
    supervisor.delete(&ticket.path("reporter")).expect(200);
    app.system().post("/v1/tick", &json!({})).expect(200);
    database(&app).query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    let gone: Vec<String> =
        [name, "人暮", phone, "13877110033", "13877110044", "77号", "银杏路", "人民路2号"]
            .map(str::to_owned)
            .to_vec();
    for (path, bytes) in app.files() {
        assert_absent(&gone, &bytes, &path.display().to_string());
    }
    let view = agent.sees(&ticket);
    assert!(
        view["content"] == "井盖松动" && view.to_string().contains("东门的井盖也松动"),
        "the case stays: {view}"
    );
    assert_eq!(app.admin().get("/v1/audit/verify").value(200)["intact"], true);
}

#[test]
fn secrecy_asked_for_later_is_given_at_once() {
    let said = "请对我的信息保密，不要让对方知道是我投诉的";
    for act in [
        "urge",
        "supply_info",
        "supplement",
        "rate",
        "urge by an agent",
        "supplement by an agent",
        "rate by an agent",
    ] {
        let ticket =
            in_progress(&json!({"content": VAGUE, "reporter": {"name": "闻人暮", "phone": a_phone()}}));
        assert!(app().handler("jtj").sees(&ticket)["reporter"].is_object(), "{act}");
        let who = if act.ends_with("agent") { app().agent() } else { app().reporter(&ticket) };
        if act.starts_with("rate") {
            let reply = json!({"note": "已修", "public": "已修复。", "resolved": true});
            app().handler("jtj").does(&ticket, "reply", reply);
            app().supervisor().does(&ticket, "approve", json!({}));
        }
        let ticket = if act == "supply_info" {
            let ticket =
                submitted(&json!({"content": VAGUE, "reporter": {"name": "闻人暮", "phone": a_phone()}}));
            app().agent().does(&ticket, "request_info", json!({"public": "请问在哪里？"}));
            ticket
        } else {
            ticket
        };
        let who = if act == "supply_info" { app().reporter(&ticket) } else { who };
        let view = match act.split(' ').next() {
            Some("rate") => {
                let rating =
                    json!({"resolved": true, "satisfaction": "satisfied", "comment": said, "call": "pbx-1"});
                who.post(&ticket.path("rating"), &rating).value(200)
            }
            Some(action) => who.does(&ticket, action, json!({"public": said})),
            None => unreachable!(),
        };
        assert_eq!(view["reporter"]["confidential"], true, "{act}: the answer says so");
        if act != "supply_info" {
            assert!(app().handler("jtj").sees(&ticket).get("reporter").is_none_or(Value::is_null), "{act}");
        }
        assert_eq!(app().agent().sees(&ticket)["reporter"]["name"], "闻**", "{act}: nothing else changed");
    }
}
