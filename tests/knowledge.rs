//! The knowledge base as publishers keep it and citizens find it, over HTTP; the reply check; and a
//! language model that drafts, played by a small real server on loopback.

use std::io::{BufReader, Write as _};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use blackbox::{Answer, Person, Setup, TestApp, Ticket, VAGUE, app, lasting, received, seconds_from_now};
use serde_json::{Value, json};

const LIST: &str = "/v1/knowledge";

fn entry(title: &str, body: &str) -> Value {
    json!({"kind": "guide", "title": title, "body": body})
}

fn with(mut value: Value, more: &[(&str, Value)]) -> Value {
    for (name, more) in more {
        value[*name] = more.clone();
    }
    value
}

/// Publishes an entry; its path and how it was answered.
#[track_caller]
fn published(app: &TestApp, entry: &Value) -> (String, Value) {
    let answer = app.publisher().post(LIST, entry).expect(201);
    let path = answer.header("location").expect("a location").to_owned();
    (path, answer.json())
}

#[track_caller]
fn titles(person: &Person, query: &str) -> Vec<String> {
    let page = person.lists(LIST, query);
    page.items.iter().map(|item| item["title"].as_str().unwrap().to_owned()).collect()
}

#[track_caller]
fn suggested(app: &TestApp, text: &str) -> Vec<Value> {
    let answer = app.citizen().post("/v1/knowledge/suggest", &json!({"text": text})).value(200);
    answer["items"].as_array().unwrap().clone()
}

fn tag(answer: &Answer) -> String {
    answer.header("etag").expect("an ETag").to_owned()
}

#[test]
fn an_entry_is_published_read_replaced_and_withdrawn_and_each_version_stays() {
    let app = TestApp::start();
    let first = with(
        entry("企业开办指南", "带**身份证**到政务大厅。"),
        &[
            ("department", json!("zjj")),
            ("category", json!("经济管理")),
            ("source", json!("某市办法")),
            ("review_at", json!("2027-03-01T00:00:00Z")),
        ],
    );
    let (path, view) = published(&app, &first);
    assert_eq!((&view["state"], &view["version"]), (&json!("published"), &json!(1)));
    let read = app.citizen().get(&path).expect(200);
    assert_eq!(read.json()["body"], "带**身份证**到政务大厅。");
    assert!(read.json().get("helpful").is_none(), "what readers thought is for staff");
    assert_eq!(read.json()["review_at"], Value::Null, "and when it is to be looked at again");
    assert_eq!(app.agent().get(&path).value(200)["review_at"], view["review_at"]);
    assert!(view["review_at"].is_string());
    let first_tag = tag(&read);
    let second = entry("企业开办指南（新）", "线上办理。");
    let replaced = app.admin().with("If-Match", &first_tag).put(&path, &second).expect(200);
    assert_eq!(replaced.json()["version"], 2);
    app.publisher().with("If-Match", &first_tag).put(&path, &second).problem(412, "version_mismatch");
    app.publisher().with("If-Match", &first_tag).delete(&path).problem(412, "version_mismatch");
    assert_eq!(app.publisher().delete(&path).value(200)["state"], "withdrawn");
    app.citizen().get(&path).problem(404, "not_found");
    app.agent().get(&path).problem(404, "not_found");
    assert_eq!(app.publisher().get(&path).value(200)["state"], "withdrawn");
    let versions = app.publisher().lists_all(&format!("{path}/versions"), "limit=1").items;
    let told: Vec<_> = versions
        .iter()
        .map(|version| (&version["version"], &version["standing"], &version["title"]))
        .collect();
    assert_eq!(
        told,
        [
            (&json!(3), &json!("withdrawn"), &json!("企业开办指南（新）")),
            (&json!(2), &json!("published"), &json!("企业开办指南（新）")),
            (&json!(1), &json!("published"), &json!("企业开办指南")),
        ]
    );
    assert_eq!((&versions[1]["by"], &versions[2]["by"]), (&json!("admin-1"), &json!("publisher-1")));
    app.citizen().get(&format!("{path}/versions")).problem(401, "unauthenticated");
    // Replacing publishes it again.
    assert_eq!(app.publisher().put(&path, &second).value(200)["state"], "published");
    app.citizen().get(&path).expect(200);
    let acts = app.admin().lists("/v1/audit", "act=knowledge.withdraw").items;
    assert_eq!((acts.len(), &acts[0]["sub"]), (1, &json!("publisher-1")));
}

#[test]
fn a_draft_of_a_live_entry_leaves_the_entry_online() {
    let app = TestApp::start();
    let (path, _) = published(&app, &entry("路灯报修", "路灯不亮，请报编号。"));
    let draft = with(entry("路灯与井盖报修", "井盖松动也可以报。"), &[("draft", json!(true))]);
    let kept = app.publisher().put(&path, &draft).value(200);
    assert_eq!(
        (&kept["state"], &kept["title"], &kept["version"]),
        (&json!("published"), &json!("路灯报修"), &json!(2))
    );
    assert_eq!(
        (&kept["draft"]["title"], &kept["draft"]["standing"]),
        (&json!("路灯与井盖报修"), &json!("draft"))
    );
    for person in [app.citizen(), app.agent()] {
        let read = person.get(&path).value(200);
        assert_eq!((&read["title"], &read["draft"]), (&json!("路灯报修"), &Value::Null));
        assert_eq!(titles(&person, "q=路灯"), ["路灯报修"]);
    }
    assert_eq!(app.publisher().get(&path).value(200)["draft"]["title"], "路灯与井盖报修");
    assert_eq!(app.publisher().lists(LIST, "state=all").items[0]["has_draft"], true);
    assert!(titles(&app.citizen(), "q=井盖").is_empty());
    let public = with(draft, &[("draft", json!(false))]);
    let view = app.publisher().put(&path, &public).value(200);
    assert_eq!((&view["version"], &view["draft"]), (&json!(3), &Value::Null));
    assert_eq!(app.citizen().get(&path).value(200)["title"], "路灯与井盖报修");
    assert_eq!(titles(&app.citizen(), "q=井盖"), ["路灯与井盖报修"]);
}

#[test]
fn what_is_not_in_force_is_the_publishers_alone() {
    let app = TestApp::start();
    let hidden = [
        ("草稿", json!({"draft": true}), "draft"),
        ("未生效", json!({"valid_from": seconds_from_now(86_400)}), "scheduled"),
        (
            "已失效",
            json!({"valid_from": "2025-01-01T00:00:00Z", "valid_to": "2025-02-01T00:00:00Z"}),
            "expired",
        ),
    ];
    for (title, more, state) in &hidden {
        let more: Vec<_> =
            more.as_object().unwrap().iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
        let (path, view) = published(&app, &with(entry(title, "井盖松动报修"), &more));
        assert_eq!(view["state"], *state);
        app.citizen().get(&path).problem(404, "not_found");
        app.citizen().post(&format!("{path}/helpful"), &json!({"helpful": true})).problem(404, "not_found");
    }
    assert!(titles(&app.citizen(), "").is_empty() && titles(&app.citizen(), "q=井盖").is_empty());
    assert!(suggested(&app, "门口井盖松动").is_empty());
    assert_eq!(titles(&app.publisher(), "state=all&q=井盖").len(), 3);
    assert_eq!(titles(&app.admin(), "state=all"), ["已失效", "未生效", "草稿"]);
    app.agent().get("/v1/knowledge?state=all").problem(403, "forbidden");
    app.citizen().get("/v1/knowledge?due_for_review=true").problem(403, "forbidden");
}

#[test]
fn entries_whose_time_to_be_looked_at_has_come_are_listed_for_publishers_and_whose_they_are() {
    let app = TestApp::start();
    for (title, at, department) in
        [("先看", "2025-03-01T00:00:00Z", "zjj"), ("后看", "2025-04-01T00:00:00Z", "jtj")]
    {
        let more = [("review_at", json!(at)), ("department", json!(department))];
        published(&app, &with(entry(title, "内容"), &more));
    }
    published(&app, &with(entry("还早", "内容"), &[("review_at", json!(seconds_from_now(86_400)))]));
    published(&app, &entry("不必", "内容"));
    for limit in [1, 10] {
        let due = app.publisher().lists_all(LIST, &format!("due_for_review=true&limit={limit}")).items;
        let due: Vec<_> = due.iter().map(|item| item["title"].as_str().unwrap()).collect();
        assert_eq!(due, ["先看", "后看"], "in pages of {limit}");
    }
    let handler = app.handler("jtj");
    assert_eq!(titles(&handler, "due_for_review=true"), ["后看"], "their own department's");
    assert_eq!(titles(&handler, "due_for_review=true&department=jtj"), ["后看"]);
    for other in [handler, app.agent()] {
        other.get("/v1/knowledge?due_for_review=true&department=zjj").problem(403, "forbidden");
    }
}

#[test]
fn nothing_is_lost_between_the_pages_of_a_search_whose_hits_fit_nearly_as_well() {
    let app = TestApp::start();
    for (title, length) in [("最长", 90), ("最短", 1), ("中等", 30)] {
        published(&app, &entry(title, &format!("路灯。{}", "其他事项。".repeat(length))));
    }
    let all = app.citizen().lists_all(LIST, "q=路灯&limit=1").items;
    let all: Vec<_> = all.iter().map(|item| item["title"].as_str().unwrap()).collect();
    assert_eq!(all, ["最短", "中等", "最长"]);
}

#[test]
fn what_is_for_one_district_is_suggested_to_its_citizens_alone() {
    let app = TestApp::start();
    published(&app, &entry("路灯报修", "路灯不亮请提供灯杆编号。"));
    published(&app, &with(entry("A1区路灯报修", "路灯不亮请打电话。"), &[("districts", json!(["A1区"]))]));
    let content = "门口的路灯不亮，请报修路灯";
    for (district, count) in [(json!("A1区"), 2), (json!("A2区"), 1), (Value::Null, 1)] {
        let asked = json!({"text": content, "district": district});
        let items = app.citizen().post("/v1/knowledge/suggest", &asked).value(200)["items"].clone();
        assert_eq!(items.as_array().unwrap().len(), count, "{district}: {items}");
        let mut demand = json!({"content": content});
        if district.is_string() {
            demand["location"] = json!({"district": district});
        }
        let answers = app.citizen().submits_asking(&demand).receipt["answers"].clone();
        assert_eq!(answers.as_array().unwrap().len(), count, "{district}: {answers}");
    }
}

#[test]
fn search_finds_highlights_and_pages() {
    let app = TestApp::start();
    published(
        &app,
        &with(entry("综合说明", "其他事项。路灯<b>报修</b>请打热线。"), &[("category", json!("民政"))]),
    );
    published(
        &app,
        &with(
            entry("路灯报修", "请提供灯杆编号。"),
            &[("kind", json!("answer")), ("districts", json!(["A区"]))],
        ),
    );
    for n in 0..5 {
        published(&app, &entry(&format!("事项{n}"), &format!("第{n}项办理流程，公园长椅。")));
    }
    let page = app.citizen().lists(LIST, "q=路灯报修");
    assert_eq!(page.items[0]["title"], "路灯报修", "the title weighs more");
    assert_eq!(page.items[0]["highlight"]["title"], "<mark>路灯报修</mark>");
    assert_eq!(page.items.len(), 2);
    assert_eq!(
        page.items[1]["highlight"]["body"],
        "其他事项。<mark>路灯</mark>&lt;b&gt;<mark>报修</mark>&lt;/b&gt;请打热线。"
    );
    for limit in 1..=6 {
        let all = app.citizen().lists_all(LIST, &format!("q=公园长椅&limit={limit}"));
        let mut ids: Vec<_> = all.ids().into_iter().map(str::to_owned).collect();
        ids.sort();
        ids.dedup();
        assert_eq!((ids.len(), all.items.len()), (5, 5), "in pages of {limit}");
    }
    assert_eq!(titles(&app.citizen(), "q=路灯&kind=answer"), ["路灯报修"]);
    assert_eq!(titles(&app.citizen(), "q=路灯&category=民政"), ["综合说明"]);
    assert_eq!(titles(&app.citizen(), "q=路灯&district=B区"), ["综合说明"]);
    assert_eq!(titles(&app.citizen(), "category=民政"), ["综合说明"]);
    assert_eq!(titles(&app.citizen(), "kind=answer"), ["路灯报修"]);
    assert!(titles(&app.citizen(), "department=zjj").is_empty());
    assert_eq!(titles(&app.citizen(), "q=灯").len(), 2, "one character");
    for (query, status) in
        [("kind=rumour", 400), ("category=无", 400), ("cursor=x", 400), ("limit=0", 400), ("no=1", 400)]
    {
        let answer = app.citizen().get(&format!("{LIST}?{}", query.replace("无", "%E6%97%A0")));
        assert_eq!(answer.status, status, "{query}: {}", answer.text());
    }
}

#[test]
fn whoever_writes_is_shown_what_may_help_and_so_is_whoever_has_handed_it_in() {
    let app = TestApp::start();
    let (path, _) =
        published(&app, &entry("社保卡遗失怎么补办", "凭身份证到社保服务大厅补办社保卡，三个工作日制卡。"));
    for n in 0..7 {
        published(&app, &entry(&format!("公园第{n}号通告"), "公园开放时间与游览须知。"));
    }
    let items = suggested(&app, "我的社保卡丢了，怎么补办？");
    assert_eq!(items.len(), 1, "{items:?}");
    assert_eq!(items[0]["title"], "社保卡遗失怎么补办");
    assert!(items[0]["excerpt"].as_str().unwrap().contains("<mark>补办社保卡</mark>"), "{items:?}");
    let score = items[0]["score"].as_f64().unwrap();
    assert!(score > 0.1 && score <= 1.0);
    assert!(suggested(&app, "公园开放时间与游览须知").len() <= 5);
    let ticket = app.citizen().submits_asking(&json!({"content": "我的社保卡丢了，怎么补办？"}));
    let answers = ticket.receipt["answers"].as_array().unwrap();
    assert_eq!((answers.len(), &answers[0]["title"]), (1, &json!("社保卡遗失怎么补办")));
    assert_eq!(path, format!("/v1/knowledge/{}", answers[0]["id"].as_str().unwrap()));
    let nothing = app.citizen().submits_asking(&json!({"content": "楼上漏水到我家厨房"}));
    assert_eq!(nothing.receipt["answers"], json!([]));
}

#[test]
fn any_text_gets_an_answer() {
    published(app(), &entry("任何文字", "路灯不亮请报修。"));
    for text in [
        "",
        "灯",
        &"灯".repeat(4000),
        "🚒🚒",
        "Street lamps are broken",
        "Фонарь",
        "\"路灯\" OR * NEAR(",
        "مصباح",
        "路灯\n\n\n",
    ] {
        assert!(suggested(app(), text).len() <= 5);
        let reply = if text.is_empty() { "。" } else { text };
        let check = json!({"question": text, "reply": reply});
        app().agent().post("/v1/knowledge/check", &check).value(200);
        let query: String = text.chars().take(40).collect();
        app().citizen().lists(LIST, &format!("q={}", query.replace(['&', '#', '%', '+', '\n'], "")));
    }
    let long = json!({"text": "灯".repeat(5000)});
    app().citizen().post("/v1/knowledge/suggest", &long).faults(&[("/text", "too_long")]);
}

#[test]
fn bad_entries_are_refused_field_by_field() {
    let publisher = app().publisher();
    let cases = [
        (json!({"kind": "guide", "title": "无正文"}), ("/body", "missing")),
        (with(entry("题", "文"), &[("kind", json!("rumour"))]), ("/kind", "unknown_value")),
        (with(entry("题", "文"), &[("department", json!("nosuch"))]), ("/department", "not_found")),
        (
            with(
                entry("题", "文"),
                &[("valid_from", json!("2026-02-01T00:00:00Z")), ("valid_to", json!("2026-01-01T00:00:00Z"))],
            ),
            ("/valid_to", "out_of_range"),
        ),
        (
            with(entry("题", "文"), &[("category", json!("民政")), ("subcategory", json!("出租车管理"))]),
            ("/subcategory", "out_of_range"),
        ),
        (
            with(entry("题", "文"), &[("source_url", json!("javascript:alert(1)"))]),
            ("/source_url", "malformed"),
        ),
        (with(entry("题", "文"), &[("districs", json!([]))]), ("/districs", "unknown_field")),
        (entry(" ", "文"), ("/title", "empty")),
    ];
    for (body, fault) in &cases {
        publisher.post(LIST, body).faults(&[*fault]);
    }
    for person in [app().agent(), app().supervisor(), app().handler("jtj")] {
        person.post(LIST, &entry("题", "文")).problem(403, "forbidden");
    }
    app().citizen().post(LIST, &entry("题", "文")).problem(401, "unauthenticated");
    for path in
        ["/v1/knowledge/999999", "/v1/knowledge/x", "/v1/knowledge/-1", "/v1/knowledge/99999999999999999999"]
    {
        publisher.get(path).problem(404, "not_found");
        publisher.put(path, &entry("题", "文")).problem(404, "not_found");
        app().citizen().post(&format!("{path}/helpful"), &json!({"helpful": true})).problem(404, "not_found");
    }
}

#[test]
fn an_entry_is_added_once_for_each_key() {
    let person = app().publisher().with_key("entry-1");
    let first = person.post(LIST, &entry("只加一次", "正文")).expect(201);
    let again = person.post(LIST, &entry("只加一次", "正文")).expect(201);
    assert_eq!(again.header("idempotent-replay"), Some("true"));
    assert_eq!(first.json()["id"], again.json()["id"]);
    person.post(LIST, &entry("另一个", "正文")).problem(422, "idempotency_key_reused");
}

#[test]
fn readers_say_whether_it_helped_and_not_too_often() {
    let app = TestApp::start();
    let (path, _) = published(&app, &entry("有帮助吗", "正文"));
    let judge = |helpful: bool| app.citizen().post(&format!("{path}/helpful"), &json!({"helpful": helpful}));
    for helpful in [true, true, false] {
        judge(helpful).expect(204);
    }
    let seen = app.agent().get(&path).value(200);
    assert_eq!((&seen["helpful"], &seen["unhelpful"], &seen["version"]), (&json!(2), &json!(1), &json!(1)));
    let mut answers = (0..40).map(|_| judge(true)).skip_while(|answer| answer.status == 204);
    let refused = answers.next().expect("there is an end to it");
    assert!(refused.header("retry-after").is_some());
    refused.problem(429, "too_many_requests");
    let counted = app.agent().get(&path).value(200)["helpful"].as_u64().unwrap();
    assert!((3..40).contains(&counted), "who is refused is not counted: {counted}");
}

#[test]
fn an_agent_answers_from_the_knowledge_base_with_one_action() {
    let (path, _) = published(app(), &entry("一键答复", "请携带身份证到政务大厅办理。"));
    let id = path.rsplit('/').next().unwrap();
    let ticket = app().citizen().submits(VAGUE);
    let answered = app().agent().does(&ticket, "answer", json!({"knowledge": id}));
    assert_eq!(
        (&answered["state"], &answered["answer"]),
        (&json!("follow_up"), &json!("请携带身份证到政务大厅办理。"))
    );
    let event = answered["timeline"].as_array().unwrap().last().unwrap();
    assert_eq!(event["knowledge"], json!({"id": id, "version": 1}));
    app().publisher().put(&path, &entry("一键答复", "改到线上办理。")).expect(200);
    let seen = app().reporter(&ticket).sees(&ticket);
    assert_eq!(seen["answer"], "请携带身份证到政务大厅办理。", "what the citizen was told stays");
    let ticket = app().citizen().submits(VAGUE);
    let own = app().agent().does(&ticket, "answer", json!({"knowledge": id, "public": "我来告诉您。"}));
    assert_eq!(own["answer"], "我来告诉您。");
    assert_eq!(
        own["timeline"].as_array().unwrap().last().unwrap()["knowledge"],
        json!({"id": id, "version": 2})
    );
    let ticket = app().citizen().submits(VAGUE);
    for unknown in ["999999", "x", ""] {
        app()
            .agent()
            .tries(&ticket, "answer", json!({"knowledge": unknown}))
            .faults(&[("/knowledge", "not_found")]);
    }
    app()
        .agent()
        .tries(&ticket, "accept", json!({"knowledge": id}))
        .faults(&[("/knowledge", "unknown_field")]);
    app().publisher().delete(&path).expect(200);
    app().agent().tries(&ticket, "answer", json!({"knowledge": id})).faults(&[("/knowledge", "not_found")]);
    let (long, _) = published(app(), &entry("太长", &"长".repeat(4001)));
    let id = long.rsplit('/').next().unwrap();
    app().agent().tries(&ticket, "answer", json!({"knowledge": id})).faults(&[("/knowledge", "too_long")]);
    assert_eq!(app().agent().sees(&ticket)["state"], "pending");
}

/// A ticket on which a reply waits for its review.
fn replied(app: &TestApp, content: &str, reply: &str) -> (Ticket, Value) {
    let ticket = app.citizen().submits(content);
    if app.agent().sees(&ticket)["state"] != "assigned" {
        app.agent().assigns(&ticket, &json!({"lead": "zjj"}));
    }
    let lead = app.agent().sees(&ticket)["lead"]["code"].as_str().unwrap().to_owned();
    app.handler(&lead).does(&ticket, "sign", json!({}));
    let reply = json!({"note": "内部", "public": reply, "resolved": true});
    let view = app.handler(&lead).does(&ticket, "reply", reply);
    (ticket, view)
}

fn codes(check: &Value) -> Vec<&str> {
    check["hints"]
        .as_array()
        .unwrap_or_else(|| panic!("no hints: {check}"))
        .iter()
        .map(|hint| hint["code"].as_str().unwrap())
        .collect()
}

#[test]
fn handler_and_supervisor_see_what_stands_out_in_a_reply_and_the_citizen_does_not() {
    let (ticket, view) = replied(
        app(),
        "翠竹苑北门外的路灯坏了半个月，老人出门看不清台阶，请派人修理路灯。",
        "您好！您反映的问题已收悉，我们高度重视，感谢您的支持。",
    );
    assert_eq!(view["state"], "in_review");
    assert!(codes(&view["reply_check"]).contains(&"empty"), "{view}");
    let seen = app().supervisor().sees(&ticket);
    assert_eq!(seen["reply_check"], view["reply_check"]);
    assert!(app().reporter(&ticket).sees(&ticket).get("reply_check").is_none());
    let english = app().supervisor().with("Accept-Language", "en").sees(&ticket);
    assert!(english["reply_check"]["hints"][0]["reason"].as_str().unwrap().is_ascii());
    app().supervisor().does(&ticket, "approve", json!({}));
    assert!(app().supervisor().sees(&ticket).get("reply_check").is_none(), "only while it is reviewed");
}

#[test]
fn a_draft_reply_is_looked_over_before_it_is_handed_in() {
    let question = "临湖路地铁工地半夜还在浇筑混凝土，泵车声音很大，请查处夜间施工。";
    let check = |person: &Person, reply: &str| {
        person.post("/v1/knowledge/check", &json!({"question": question, "reply": reply}))
    };
    let good =
        "3月6日夜间执法人员到临湖路地铁工地检查，现场正在浇筑混凝土且无夜间施工许可，已责令停工。电话12345。";
    assert_eq!(codes(&check(&app().handler("jtj"), good).value(200)), [] as [&str; 0]);
    let other =
        "社保卡可以由家属代办补卡：凭身份证复印件、委托书到服务大厅办理，3个工作日内制卡。咨询电话12333。";
    assert!(codes(&check(&app().supervisor(), other).value(200)).contains(&"off_topic"));
    check(&app().citizen(), good).problem(401, "unauthenticated");
    check(&app().publisher(), good).problem(403, "forbidden");
    app()
        .agent()
        .post("/v1/knowledge/check", &json!({"question": question}))
        .faults(&[("/reply", "missing")]);
}

/// What the model does when it is asked.
#[derive(Clone, Copy, Debug)]
enum Mood {
    Drafts,
    Garbage,
    Fails,
    Hangs,
    HangsUp,
}

/// A language model on loopback, and what it was asked.
struct Model {
    address: String,
    asked: Arc<Mutex<Vec<(String, Value)>>>,
    mood: Arc<Mutex<Mood>>,
}

const DRAFT: &str = "您好，路灯报修已登记，请提供灯杆编号，（待承办单位补充：完成时间）。";

impl Model {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let model = Self {
            address: listener.local_addr().unwrap().to_string(),
            asked: Arc::default(),
            mood: Arc::new(Mutex::new(Mood::Drafts)),
        };
        let (asked, mood) = (Arc::clone(&model.asked), Arc::clone(&model.mood));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (mut stream, mood) = (stream.unwrap(), *mood.lock().unwrap());
                asked.lock().unwrap().push(received(&mut BufReader::new(stream.try_clone().unwrap())));
                let completion =
                    json!({"choices": [{"message": {"role": "assistant", "content": DRAFT}}]}).to_string();
                let (status, body) = match mood {
                    Mood::Drafts => (200, completion),
                    Mood::Garbage => (200, "<html>不是 JSON</html>".to_owned()),
                    Mood::Fails => (500, completion),
                    Mood::Hangs => {
                        std::thread::spawn(move || {
                            std::thread::sleep(Duration::from_secs(60));
                            drop(stream);
                        });
                        continue;
                    }
                    Mood::HangsUp => continue,
                };
                let head = format!(
                    "HTTP/1.1 {status} X\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                    body.len()
                );
                stream.write_all(format!("{head}{body}").as_bytes()).unwrap();
            }
        });
        model
    }

    fn is(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }
}

#[test]
fn a_model_drafts_from_the_knowledge_base_and_never_learns_who_asks() {
    let model = Model::start();
    let app = Setup::default()
        .variable("llm_url", &format!("http://{}/v1/chat/completions", model.address))
        .variable("llm_host", &format!("http://{}", model.address))
        .variable("llm_model", "city-model")
        .variable("llm_key", "the model's key")
        .start();
    published(&app, &entry("路灯报修指南", "路灯不亮请提供灯杆编号，市政所三个工作日内修复。"));
    let demand = json!({
        "content": "我是欧阳小明，住翠竹苑3栋2单元501，翠竹苑北门的路灯不亮，请报修，电话13812345678，\
            座机88881234，身份证11010519491231002X，约在银杏亭见。",
        "reporter": {"name": "欧阳小明", "phone": "0731-88881234", "email": "xm@example.com"},
        "location": {"address": "银杏亭"},
    });
    let ticket = app.citizen().submits_all(&demand);
    if app.agent().sees(&ticket)["state"] != "assigned" {
        app.agent().assigns(&ticket, &json!({"lead": "zjj", "assists": ["jtj"]}));
    }
    let before = app.agent().sees(&ticket);
    let drafts = |person: &Person, body: &Value| person.post(&ticket.path("draft"), body);
    let view = drafts(&app.agent(), &json!({"note": "语气亲切，可致电13812345678"})).value(200);
    assert_eq!(
        (&view["draft"], &view["machine"], &view["text"]),
        (&json!(true), &json!(true), &json!(DRAFT))
    );
    assert_eq!(
        (&view["model"], &view["entries"][0]["title"]),
        (&json!("city-model"), &json!("路灯报修指南"))
    );
    assert!(view["check"]["hints"].is_array());
    let (head, asked) = model.asked.lock().unwrap().last().cloned().unwrap();
    assert!(head.starts_with("POST /v1/chat/completions HTTP/1.1"), "{head}");
    assert!(head.to_ascii_lowercase().contains("authorization: bearer the model's key"), "{head}");
    assert_eq!((&asked["model"], &asked["stream"]), (&json!("city-model"), &json!(false)));
    assert_eq!(
        (&asked["messages"][0]["role"], &asked["messages"][1]["role"]),
        (&json!("system"), &json!("user"))
    );
    let sent = asked.to_string();
    for personal in
        ["欧阳", "1381234", "138*", "88881234", "****", "110105", "xm@example.com", "3栋", "501", "银杏亭"]
    {
        assert!(!sent.contains(personal), "{personal} in {sent}");
    }
    assert!(sent.contains("路灯不亮") && sent.contains("灯杆编号") && sent.contains("语气亲切"), "{sent}");

    let lead = before["lead"]["code"].as_str().unwrap().to_owned();
    drafts(&app.handler(&lead), &json!({})).expect(200);
    let assists = before["assists"][0]["code"].as_str().expect("somebody who assists");
    drafts(&app.handler(assists), &json!({})).problem(403, "forbidden");
    drafts(&app.handler("hbj"), &json!({})).problem(404, "not_found");
    drafts(&app.supervisor(), &json!({})).problem(403, "forbidden");
    drafts(&app.reporter(&ticket), &json!({})).problem(401, "unauthenticated");
    drafts(&app.agent(), &json!({"temperature": 2})).faults(&[("/temperature", "unknown_field")]);

    for mood in [Mood::Garbage, Mood::Fails, Mood::HangsUp, Mood::Hangs] {
        model.is(mood);
        let answer = drafts(&app.agent(), &json!({}));
        assert!(!answer.text().contains(&model.address), "{mood:?}");
        answer.problem(503, "draft_failed");
    }
    let unrelated = app.citizen().submits("楼上漏水到我家厨房");
    app.agent().post(&unrelated.path("draft"), &json!({})).problem(409, "no_knowledge");
    assert_eq!(lasting(&app.agent().sees(&ticket)), lasting(&before), "none of it changed the ticket");
    let db = rusqlite::Connection::open(app.database()).unwrap();
    let events: i64 = db
        .query_row("SELECT count(*) FROM event WHERE public LIKE '%灯杆编号%'", [], |row| row.get(0))
        .unwrap();
    assert_eq!(events, 0, "and nothing is stored");
}

#[test]
fn without_a_model_there_are_no_drafts() {
    let ticket = app().citizen().submits(VAGUE);
    app().agent().post(&ticket.path("draft"), &json!({})).problem(503, "draft_not_configured");
    app().agent().post("/v1/tickets/20200101000001/draft", &json!({})).problem(404, "not_found");
}
