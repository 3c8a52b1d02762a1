//! Similar tickets, hot spots and topics over HTTP: what is found, and what is kept from whom.

use blackbox::token::claims;
use blackbox::{CLEAR, Person, TestApp, Ticket, VAGUE, texts};
use serde_json::{Value, json};

/// Nine citizens with one matter, each in their own words.
const MIXER: [&str; 9] = [
    "翠湖新城旁边的搅拌站半夜还在生产，噪音很大，睡不着觉。",
    "翠湖新城业主投诉搅拌站粉尘污染，不敢开窗，噪音也大。",
    "翠湖新城南门外的搅拌站昼夜生产，噪音粉尘扰民。",
    "请问翠湖新城门口的搅拌站有没有环评？噪音粉尘怎么管？",
    "翠湖新城搅拌站噪音扰民，粉尘污染，要求搬走。",
    "反映翠湖新城附近搅拌站粉尘大、噪音大的问题。",
    "翠湖新城的居民天天闻搅拌站的粉尘，噪音吵人。",
    "翠湖新城搅拌站的运输车也吵，粉尘噪音两样都有。",
    "翠湖新城搅拌站粉尘、噪音，孩子咳嗽，请查处。",
];
const LAMP: &str = "银杏小区门口的路灯坏了半个月，晚上看不清台阶，希望尽快派人来修。";
const LAMP_AGAIN: &str = "您好，银杏小区门口路灯坏了有半个月，晚上看不清台阶，请派人来修。";

fn demand(content: &str, phone: u32, district: &str) -> Value {
    json!({
        "content": content,
        "location": {"district": district},
        "reporter": {"phone": format!("1380013{phone:04}")},
    })
}

fn similar(person: &Person, ticket: &Ticket) -> Vec<Value> {
    person.get(&ticket.path("similar")).value(200)["items"].as_array().unwrap().clone()
}

fn ids(items: &[Value]) -> Vec<&str> {
    items.iter().map(|item| item["id"].as_str().unwrap()).collect()
}

fn told(ticket: &Ticket) -> Vec<&str> {
    ids(ticket.receipt["similar"].as_array().unwrap())
}

/// Has everything compared, which in the first minute of a day takes until that is over.
fn tick(app: &TestApp) -> Value {
    let mut all = json!({"alerts": 0, "supervised": 0});
    loop {
        let done = app.system().post("/v1/tick", &json!({})).value(200);
        for name in ["alerts", "supervised"] {
            all[name] = (all[name].as_i64().unwrap() + done[name].as_i64().unwrap()).into();
        }
        if done["more"] == true {
            continue;
        }
        if app.supervisor().get("/v1/stats/hotspots").value(200)["complete"] == true {
            return all;
        }
        std::thread::sleep(std::time::Duration::from_secs(1));
    }
}

#[test]
fn a_receipt_names_earlier_tickets_and_nothing_of_them() {
    let app = TestApp::start();
    let first = app.citizen().submits_asking(&demand(LAMP, 1, "A1区"));
    assert_eq!(first.receipt["similar"], json!([]));
    app.citizen().submits("医保卡在外地刷不上，药费怎么报销？");
    let second = app.citizen().submits_asking(&demand(LAMP_AGAIN, 2, "A1区"));
    let found = second.receipt["similar"].as_array().unwrap();
    assert_eq!(ids(found), [first.id.as_str()]);
    assert_eq!(found[0].as_object().unwrap().len(), 2, "an id and a score");
    assert!((0.6..1.0).contains(&found[0]["score"].as_f64().unwrap()), "{found:?}");
    let withdrawn = app.reporter(&second);
    withdrawn.does(&second, "withdraw", json!({}));
    let third = app.citizen().submits_asking(&demand(LAMP, 3, "A1区"));
    assert_eq!(told(&third), [first.id.as_str()], "what was withdrawn is no longer told of");
}

#[test]
fn nobody_learns_from_a_receipt_that_somebody_has_reported_or_whose_a_number_is() {
    let app = TestApp::start();
    let report = json!({"kind": "report", "content": LAMP});
    let secret = json!({"content": LAMP, "reporter": {"phone": "13800130001", "confidential": true}});
    let report = app.citizen().submits_asking(&report);
    let secret = app.citizen().submits_asking(&secret);
    let mut probe = demand(LAMP_AGAIN, 1, "A1区");
    assert!(told(&app.citizen().submits_asking(&probe)).is_empty());
    // The same telephone, typed by anybody, ties nothing to it.
    probe["content"] = "银杏叶落了一地，楼道里还有一股味道，垃圾也没有人来收".into();
    assert!(told(&app.citizen().submits_asking(&probe)).is_empty());
    let agent = app.agent();
    let staff = similar(&agent, &report);
    assert!(ids(&staff).contains(&secret.id.as_str()), "staff who see every ticket see these");
}

#[test]
fn a_demand_that_is_sent_again_is_told_the_same() {
    let app = TestApp::start();
    let first = app.citizen().submits_all(&demand(LAMP, 1, "A1区"));
    let sender = app.citizen().with_key("the same demand");
    let sent = sender.post("/v1/tickets?include=similar", &demand(LAMP_AGAIN, 2, "A1区")).value(201);
    app.citizen().submits_all(&demand(LAMP, 3, "A1区"));
    let again = sender.post("/v1/tickets?include=similar", &demand(LAMP_AGAIN, 2, "A1区")).value(201);
    assert_eq!(sent["similar"], again["similar"]);
    assert_eq!(ids(again["similar"].as_array().unwrap()), [first.id.as_str()]);
}

#[test]
fn a_form_finds_what_a_receipt_would_name_and_a_receipt_names_it_only_where_it_is_asked() {
    let app = TestApp::start();
    let first = app.citizen().submits_all(&demand(LAMP, 1, "A1区"));
    let report = app.citizen().submits_all(&json!({"kind": "report", "content": LAMP}));
    assert!(first.receipt.get("similar").is_none() && first.receipt.get("answers").is_none());
    let found = app.citizen().post("/v1/similar", &json!({"text": LAMP_AGAIN})).value(200);
    let found = found["items"].as_array().unwrap();
    assert_eq!(ids(found), [first.id.as_str()], "and not {}", report.id);
    assert_eq!(found[0].as_object().unwrap().len(), 2, "an id and a score");
    let none = app.citizen().post("/v1/similar", &json!({"text": "", "district": "A1区"})).value(200);
    assert_eq!(none["items"], json!([]));
    app.citizen()
        .post("/v1/tickets?include=everything", &demand(LAMP, 2, "A1区"))
        .problem(400, "invalid_parameter");
    let only = app.citizen().post("/v1/tickets?include=answers", &demand(LAMP, 3, "A1区")).value(201);
    assert!(only["answers"].is_array() && only.get("similar").is_none());
}

#[test]
fn staff_see_why_and_what_could_be_merged_and_then_merge_it() {
    let app = TestApp::start();
    let first = app.citizen().submits_all(&demand(LAMP, 1, "A1区"));
    let elsewhere = app.citizen().submits_all(&demand(LAMP, 2, "A2区"));
    let same = app.citizen().submits_all(&demand(LAMP_AGAIN, 1, "A1区"));
    let agent = app.agent();
    let found = similar(&agent, &same);
    assert_eq!(ids(&found), [first.id.as_str(), elsewhere.id.as_str()]);
    assert_eq!((&found[0]["merge"], &found[1]["merge"]), (&json!(true), &json!(false)));
    assert_eq!(found[0]["duplicate"], true);
    let reasons: Vec<&str> =
        found[0]["reasons"].as_array().unwrap().iter().map(|one| one["reason"].as_str().unwrap()).collect();
    assert_eq!(reasons, ["same_reporter", "same_place", "same_words"]);
    assert_eq!(texts(&found[0]["reasons"][1]["words"]), ["银杏小区"]);
    assert!(texts(&found[0]["reasons"][2]["words"]).iter().any(|word| word.contains("路灯")), "{found:?}");
    let labels = agent.with("Accept-Language", "en").get(&same.path("similar")).value(200);
    assert_eq!(labels["items"][0]["reasons"][0]["label"], "the same reporter");
    agent.does(&same, "merge", json!({"parent": first.id}));
    let after = similar(&agent, &same);
    assert!(after.iter().all(|item| item["merge"] == false), "it has been merged: {after:?}");
    assert!(similar(&agent, &first).iter().all(|item| item["merge"] == false || item["id"] != *same.id));
    let limited = agent.get(&format!("{}?limit=1", same.path("similar"))).value(200);
    assert_eq!(limited["items"].as_array().unwrap().len(), 1);
    agent.get(&format!("{}?limit=0", same.path("similar"))).problem(400, "invalid_parameter");
}

#[test]
fn what_a_citizen_repeats_is_offered_for_merging_without_a_place() {
    let app = TestApp::start();
    let agent = app.agent();
    let [first, others, again] = [1, 2, 1].map(|phone| {
        let reporter = json!({"phone": format!("1380013{phone:04}")});
        agent.submits_all(&json!({"content": CLEAR, "reporter": reporter}))
    });
    let found = similar(&agent, &again);
    assert_eq!(ids(&found), [first.id.as_str(), others.id.as_str()]);
    let told = |n: usize| (found[n]["repeated"].clone(), found[n]["merge"].clone());
    assert_eq!((told(0), told(1)), ((json!(true), json!(true)), (json!(false), json!(false))));
    let seen = agent.sees(&again);
    assert_eq!(seen["repeat_of"], *first.id);
    let handler = app.handler(seen["lead"]["code"].as_str().unwrap());
    assert_eq!(handler.sees(&again)["repeat_of"], Value::Null, "the other may be confidential");
    agent.does(&again, "merge", json!({"parent": first.id}));
}

#[test]
fn handlers_find_what_is_their_departments() {
    let app = TestApp::start();
    let [theirs, others, this] = [1, 2, 3].map(|n| app.citizen().submits_all(&demand(VAGUE, n, "A1区")));
    for (ticket, lead) in [(&theirs, "zjj"), (&others, "jtj"), (&this, "zjj")] {
        app.agent().assigns(ticket, &json!({"lead": lead}));
    }
    assert_eq!(ids(&similar(&app.handler("zjj"), &this)), [theirs.id.as_str()]);
    app.handler("jtj").get(&this.path("similar")).problem(404, "not_found");
    assert_eq!(ids(&similar(&app.agent(), &this)).len(), 2);
}

#[test]
fn any_text_gets_an_answer() {
    let app = TestApp::start();
    let long = "a".repeat(4000);
    let one = "啊".repeat(4000);
    for text in ["灯", "🚒🚒🚒", "\"OR\" NEAR(a b) *", "тротуар", "مصباح", "NOT AND", &long, &one]
    {
        let ticket = app.citizen().submits(text);
        assert_eq!(similar(&app.agent(), &ticket), Vec::<Value>::new(), "{text}");
    }
    assert_eq!(tick(&app)["alerts"], 0);
}

#[test]
fn many_with_one_matter_are_a_hot_spot_with_an_alert_and_supervised() {
    let app = TestApp::start();
    app.agent().submits_all(&demand(LAMP, 99, "A1区"));
    let tickets: Vec<Ticket> = (0..7)
        .map(|n| app.agent().submits_all(&demand(MIXER[n], n as u32, ["A1区", "A2区"][n % 2])))
        .collect();
    let supervisor = app.supervisor();
    assert_eq!(supervisor.get("/v1/stats/hotspots").value(200)["complete"], false);
    let done = tick(&app);
    assert_eq!((&done["alerts"], &done["supervised"]), (&json!(1), &json!(7)));
    let view = supervisor.get("/v1/stats/hotspots").value(200);
    assert_eq!(view["complete"], true);
    let items = view["items"].as_array().unwrap();
    assert_eq!(items.len(), 1, "{view}");
    let hotspot = &items[0];
    let numbers =
        ["size", "reporters", "recent", "before", "growth"].map(|name| hotspot[name].as_f64().unwrap());
    assert_eq!(numbers, [7.0, 7.0, 7.0, 0.0, 8.0]);
    let words = texts(&hotspot["words"]).join(" ");
    assert!(words.contains("翠湖新城") && words.contains("搅拌站"), "{words}");
    assert_eq!(texts(&hotspot["districts"]), ["A1区", "A2区"]);
    let mut wanted: Vec<&str> = tickets.iter().map(|ticket| ticket.id.as_str()).collect();
    wanted.reverse();
    assert_eq!(texts(&hotspot["tickets"]), wanted);
    assert_eq!(hotspot["id"], *tickets[0].id);
    assert!(hotspot["alerted_at"].is_string());
    assert_eq!(hotspot["alert"], "new");
    for ticket in &tickets {
        let seen = supervisor.sees(ticket);
        assert_eq!(seen["supervision_level"], 1);
        let last = seen["timeline"].as_array().unwrap().last().unwrap().clone();
        assert_eq!((&last["action"], &last["role"]), (&json!("supervise"), &json!("system")));
    }
    let audit = app.admin().get("/v1/audit?act=hotspot.alert").value(200);
    assert_eq!(audit["items"].as_array().unwrap().len(), 1);
    assert_eq!(audit["items"][0]["object"], hotspot["id"]);
    assert_eq!(app.admin().get("/v1/audit/verify").value(200)["intact"], true);
    assert_eq!(tick(&app)["supervised"], 0, "once");
    filters(&app);
    others_see_less(&app, &tickets);
}

fn filters(app: &TestApp) {
    let count = |query: &str| {
        let view = app.supervisor().get(&format!("/v1/stats/hotspots?{query}")).value(200);
        view["items"].as_array().unwrap().len()
    };
    assert_eq!(count("district=A1%E5%8C%BA"), 1);
    assert_eq!(count("district=A9%E5%8C%BA"), 0);
    assert_eq!(count("from=2020-01-01&to=2020-02-01"), 0);
    for query in
        ["limit=0", "limit=101", "category=x", "from=x", "from=2026-02-01&to=2026-01-01", "by=category"]
    {
        app.supervisor().get(&format!("/v1/stats/hotspots?{query}")).expect(400);
    }
}

fn others_see_less(app: &TestApp, tickets: &[Ticket]) {
    let handler = app.handler("jtj");
    assert_eq!(handler.get("/v1/stats/hotspots").value(200)["items"], json!([]));
    let ticket = &tickets[0];
    if ticket.receipt["state"] == "pending" {
        app.agent().assigns(ticket, &json!({"lead": "jtj"}));
    } else {
        app.supervisor().does(ticket, "reassign", json!({"lead": "jtj", "reason": "职责已调整"}));
    }
    let view = &handler.get("/v1/stats/hotspots").value(200)["items"][0];
    assert_eq!(texts(&view["tickets"]), [ticket.id.as_str()]);
    assert_eq!((&view["size"], &view["reporters"], &view["recent"]), (&json!(1), &json!(1), &json!(1)));
    assert_eq!(texts(&view["districts"]).len(), 1, "of the other six nothing is told but the words");
    assert_eq!(view.get("id").is_some(), ticket.id == tickets[0].id, "it is a ticket's number");
    let key = json!({"name": "某系统", "scopes": ["stats:read"]});
    let key = app.admin().post("/v1/keys", &key).value(201)["key"].as_str().unwrap().to_owned();
    let view = &app.citizen().with("X-API-Key", &key).get("/v1/stats/hotspots").value(200)["items"][0];
    assert_eq!((&view["size"], &view["tickets"], view.get("id")), (&json!(7), &json!([]), None));
}

#[test]
fn a_hot_spot_that_has_doubled_raises_another_alert() {
    let app = TestApp::start();
    for (until, alert) in [(5, "new"), (10, "growing")] {
        for n in until - 5..until {
            app.agent().submits_all(&demand(MIXER[n % 9], n as u32, "A1区"));
        }
        assert_eq!(tick(&app)["alerts"], 1, "{alert}");
        let view = app.supervisor().get("/v1/stats/hotspots").value(200);
        assert_eq!((&view["items"][0]["size"], &view["items"][0]["alert"]), (&json!(until), &json!(alert)));
    }
    let audit = app.admin().get("/v1/audit?act=hotspot.alert").value(200);
    assert_eq!(audit["items"].as_array().unwrap().len(), 2);
}

#[test]
fn one_person_who_writes_often_is_no_hot_spot_and_two_ticks_at_once_tell_once() {
    let app = TestApp::start();
    for text in MIXER {
        app.citizen().submits(text);
    }
    assert_eq!(tick(&app)["alerts"], 0, "nobody knows that these are different citizens");
    for (n, text) in MIXER.iter().enumerate() {
        app.citizen().submits_all(&demand(text, n as u32, "A1区"));
    }
    assert_eq!(tick(&app)["alerts"], 0, "nor by numbers that anybody can type");
    for (n, text) in MIXER.iter().enumerate() {
        app.agent().submits_all(&demand(text, n as u32, "A1区"));
    }
    std::thread::scope(|scope| {
        let calls: Vec<_> = (0..4).map(|_| scope.spawn(|| tick(&app)["alerts"].as_i64().unwrap())).collect();
        let told: i64 = calls.into_iter().map(|call| call.join().unwrap()).sum();
        assert_eq!(told, 1);
    });
    assert_eq!(app.supervisor().get("/v1/stats/hotspots").value(200)["items"][0]["size"], 27);
}

#[test]
fn a_city_sets_itself_what_raises_an_alert() {
    let app = TestApp::start();
    let admin = app.admin();
    let mut settings = admin.get("/v1/settings").value(200);
    assert_eq!(settings["hotspots"], json!({"reporters": 5, "growth_percent": 200, "days": 60}));
    settings.as_object_mut().unwrap().remove("version");
    let document = &mut settings;
    document["hotspots"]["reporters"] = 3.into();
    admin.put("/v1/settings", document).expect(200);
    for n in 0..3 {
        app.agent().submits_all(&demand(MIXER[n + 2], n as u32, "A1区"));
    }
    assert_eq!(tick(&app)["alerts"], 1);
    let mut bad = document.clone();
    bad["hotspots"]["reporters"] = 1.into();
    admin.put("/v1/settings", &bad).expect(422);
    // A document of before there were hot spots is as good as ever.
    bad.as_object_mut().unwrap().remove("hotspots");
    admin.put("/v1/settings", &bad).expect(200);
}

#[test]
fn topics_are_counted_by_week_and_tell_where_they_go() {
    let app = TestApp::start();
    for n in 0..13 {
        let ticket = app.citizen().submits_all(&demand(LAMP, n, "A1区"));
        if n < 12 {
            app.agent().classifies(&ticket, &json!({"category": "城乡建设"}));
        }
    }
    let topics = |query: &str| app.supervisor().get(&format!("/v1/stats/topics?{query}")).value(200);
    let view = topics("");
    let find = |view: &Value, key: &str| {
        view["items"].as_array().unwrap().iter().find(|topic| topic["key"] == key).unwrap().clone()
    };
    let topic = find(&view, "城乡建设");
    assert!(topic["total"].as_i64().unwrap() >= 12);
    assert_eq!((&topic["recent"], &topic["direction"]), (&topic["total"], &json!("rising")));
    assert_eq!(topic["points"].as_array().unwrap().len(), 12);
    let sum: i64 =
        topic["points"].as_array().unwrap().iter().map(|point| point["value"].as_i64().unwrap()).sum();
    assert_eq!(sum, topic["total"].as_i64().unwrap());
    let later = &blackbox::seconds_from_now(14 * 86_400)[..10];
    let topic = find(&topics(&format!("to={later}")), "城乡建设");
    assert_eq!((&topic["recent"], &topic["direction"]), (&json!(0), &json!("falling")), "{topic}");
    let districts = topics("by=district");
    assert_eq!(find(&districts, "A1区")["total"], 13);
    let both = topics("by=category&district=A2%E5%8C%BA");
    assert_eq!(both["items"], json!([]));
    for query in ["by=channel", "by=x", "from=x", "category=x", "limit=3"] {
        app.supervisor().get(&format!("/v1/stats/topics?{query}")).expect(400);
    }
    let nobody = app.with_claims(&claims("handler-1", &["handler"], None));
    nobody.get("/v1/stats/topics").problem(403, "forbidden");
}
