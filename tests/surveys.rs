//! Opinion and thanks: surveys that nobody's answer is known of, suggestions that are adopted, and what they have changed.

use blackbox::{Answer, Person, TestApp, Ticket, VAGUE, app, seconds_from_now};
use serde_json::{Value, json};

const LIST: &str = "/v1/surveys";

fn survey(title: &str) -> Value {
    json!({
        "title": title, "title_en": "Buses", "closes_at": seconds_from_now(86_400), "results": "public",
        "districts": ["岳麓区", "芙蓉区"], "ages": true,
        "questions": [
            {"id": "often", "kind": "one", "text": "多久坐一次？", "text_en": "How often?", "required": true,
                "options": [{"text": "每天", "text_en": "daily"}, {"text": "很少", "text_en": "seldom"}]},
            {"id": "why", "kind": "several", "text": "为什么？", "options": [{"text": "近"}, {"text": "快"}, {"text": "便宜"}]},
            {"id": "content", "kind": "scale", "text": "满意吗？", "highest": 5},
            {"id": "words", "kind": "text", "text": "建议"},
        ],
    })
}

fn with(mut survey: Value, more: &[(&str, Value)]) -> Value {
    for (name, value) in more {
        survey[*name] = value.clone();
    }
    survey
}

/// Publishes, and says where it stands.
#[track_caller]
fn published(app: &TestApp, survey: &Value) -> String {
    let answer = app.publisher().post(LIST, survey).expect(201);
    answer.header("location").expect("a Location").to_owned()
}

fn often(choice: u32) -> Value {
    json!({"answers": [{"question": "often", "choices": [choice]}]})
}

fn answers(person: &Person, path: &str, answer: &Value) -> Answer {
    person.post(&format!("{path}/answers"), answer)
}

/// A citizen who has proved a telephone.
fn citizen(app: &TestApp, n: u32) -> Person {
    app.with_claims(&blackbox::token::claims(&format!("citizen:{n:064x}"), &["reporter"], None))
}

/// Closes it, by the publisher.
fn closed(app: &TestApp, path: &str) -> Answer {
    // As soon as the clock allows it: an end lies behind the beginning.
    let times = json!({"opens_at": "2025-01-01T00:00:00Z", "closes_at": seconds_from_now(-1)});
    app.publisher().put(path, &times)
}

#[test]
fn a_survey_is_answered_by_everybody_and_its_results_are_told_once_it_is_closed() {
    let path = published(app(), &survey("公交线路"));
    let seen = app().citizen().get(&path).value(200);
    assert_eq!((&seen["state"], &seen["questions"][0]["text_en"]), (&json!("open"), &json!("How often?")));
    assert!(app().citizen().lists_all(LIST, "limit=100").items.iter().any(|one| one["title"] == "公交线路"));
    for n in 0..6 {
        let answer = json!({
            "answers": [
                {"question": "often", "choices": [1]}, {"question": "why", "choices": [1, 3]},
                {"question": "content", "choices": [4]}, {"question": "words", "text": "我叫张三，13812341234，请加开夜班车"},
            ],
            "district": "岳麓区", "age": "30_44",
        });
        answers(&citizen(app(), 100 + n), &path, &answer).expect(204);
    }
    for n in 0..5 {
        answers(&citizen(app(), 200 + n), &path, &often(2)).expect(204);
    }
    let results = format!("{path}/results");
    app().citizen().get(&results).problem(401, "unauthenticated");
    app().agent().get(&results).problem(403, "forbidden");
    let interim = app().supervisor().get(&results).value(200);
    assert_eq!((&interim["answered"], &interim["state"]), (&json!(11), &json!("open")));
    closed(app(), &path).expect(200);
    answers(&citizen(app(), 300), &path, &often(1)).problem(409, "survey_closed");
    let told = app().citizen().get(&results).value(200);
    assert_eq!(
        (&told["answered"], &told["method"], &told["state"]),
        (&json!(11), &json!("wilson_95"), &json!("closed"))
    );
    let first = &told["questions"][0]["choices"][0];
    assert_eq!((&first["text"], &first["count"]), (&json!("每天"), &json!(6)));
    let [low, share, high] = ["low", "share", "high"].map(|name| first[name].as_f64().unwrap());
    assert!(0.0 < low && low < share && share < high && high < 1.0);
    let groups: Vec<_> = told["groups"]
        .as_array()
        .unwrap()
        .iter()
        .map(|group| (group["label"].as_str().unwrap(), &group["answered"]))
        .collect();
    assert_eq!(
        groups,
        [("未填写", &json!(5)), ("岳麓区", &json!(6)), ("未填写", &json!(5)), ("30至44岁", &json!(6))]
    );
    let english = app().citizen().with("Accept-Language", "en").get(&results).value(200);
    assert_eq!(english["questions"][0]["choices"][0]["text"], "daily");
    let file = app().citizen().get(&format!("{results}.csv")).expect(200);
    assert!(file.header("content-type").unwrap().starts_with("text/csv") && file.text().contains("often"));
    // What was written is for staff, without whom it names.
    let texts = format!("{path}/answers");
    app().citizen().get(&texts).problem(401, "unauthenticated");
    app().agent().get(&texts).problem(403, "forbidden");
    let written = app().publisher().lists_all(&texts, "limit=4").items;
    assert_eq!(written.len(), 6);
    for one in &written {
        let text = one["text"].as_str().unwrap();
        assert!(
            one["question"] == "words"
                && text.contains("夜班车")
                && !text.contains("张三")
                && !text.contains("12341234"),
            "{text}"
        );
    }
}

#[test]
fn few_are_hidden_from_everybody() {
    let path = published(app(), &survey("少数人"));
    for n in 0..4 {
        answers(&citizen(app(), 400 + n), &path, &often(1)).expect(204);
    }
    let told = app().publisher().get(&format!("{path}/results")).value(200);
    assert_eq!(
        (&told["answered"], &told["questions"][0]["choices"][0]["count"]),
        (&Value::Null, &Value::Null)
    );
    assert!(told["groups"].as_array().unwrap().iter().all(|group| group["answered"].is_null()));
}

#[test]
fn each_person_answers_once_and_nobody_knows_who_did() {
    let app = TestApp::start();
    let (path, other) = (published(&app, &survey("甲")), published(&app, &survey("乙")));
    let person = citizen(&app, 7);
    answers(&person, &path, &often(1)).expect(204);
    answers(&person, &path, &often(2)).problem(409, "already_answered");
    answers(&person, &other, &often(1)).expect(204);
    let db = rusqlite::Connection::open(app.database()).unwrap();
    let people = |survey: i64| -> Vec<u8> {
        db.query_row("SELECT person FROM survey_taken WHERE survey = ?1", [survey], |row| row.get(0)).unwrap()
    };
    assert_ne!(people(1), people(2), "another in each survey");
    let hash = [&[0; 31][..], &[7]].concat();
    assert!(people(1) != hash && people(2) != hash, "and not what their tickets are found under");
    let lines = app.admin().lists("/v1/audit", "limit=100").items;
    assert!(lines.iter().all(|line| !line["sub"].as_str().unwrap().starts_with("citizen:")), "{lines:?}");
}

#[test]
fn a_survey_may_ask_for_a_proved_telephone() {
    let path = published(app(), &with(survey("须登录"), &[("respondents", json!("telephone"))]));
    answers(&app().citizen(), &path, &often(1)).problem(401, "unauthenticated");
    answers(&app().agent(), &path, &often(1)).problem(403, "forbidden");
    answers(&citizen(app(), 500), &path, &often(1)).expect(204);
    let open = published(app(), &survey("任何人"));
    answers(&app().citizen(), &open, &often(1)).expect(204);
    answers(&app().citizen(), &open, &often(1)).expect(204);
}

#[test]
fn an_answer_sent_twice_counts_once() {
    let path = published(app(), &survey("重试"));
    for person in [app().citizen(), citizen(app(), 600)] {
        let person = person.with("Idempotency-Key", &format!("answer-{}", std::process::id()));
        let first = answers(&person, &path, &often(1)).expect(204);
        assert_eq!(first.header("idempotent-replay"), None);
        assert_eq!(answers(&person, &path, &often(1)).expect(204).header("idempotent-replay"), Some("true"));
        answers(&person, &path, &often(2)).problem(422, "idempotency_key_reused");
    }
    let db = rusqlite::Connection::open(app().database()).unwrap();
    let id = path.rsplit('/').next().unwrap();
    let sql =
        format!("SELECT people FROM survey_count WHERE survey = {id} AND told_by = 'all' AND question = 0");
    let counted: i64 = db.query_row(&sql, [], |row| row.get(0)).unwrap();
    assert_eq!(counted, 2);
}

#[test]
fn what_does_not_fit_is_refused_by_name_and_counts_nothing() {
    let path = published(app(), &survey("输入"));
    let refused = |answer: &Value, faults: &[(&str, &str)]| {
        answers(&citizen(app(), 700), &path, answer).faults(faults);
    };
    refused(&json!({"answers": []}), &[("/answers", "missing")]);
    refused(
        &json!({"answers": [{"question": "often", "choices": [3]}]}),
        &[("/answers/0/choices", "out_of_range")],
    );
    refused(
        &json!({"answers": [{"question": "often", "choices": [-1]}]}),
        &[("/answers/0/choices/0", "out_of_range")],
    );
    refused(
        &json!({"answers": [{"question": "often", "choices": [1]}, {"question": "x"}]}),
        &[("/answers/1/question", "not_found")],
    );
    refused(&with(often(1), &[("district", json!("天心区"))]), &[("/district", "unknown_value")]);
    refused(&with(often(1), &[("age", json!("200"))]), &[("/age", "unknown_value")]);
    refused(&with(often(1), &[("name", json!("张三"))]), &[("/name", "unknown_field")]);
    answers(&app().citizen(), "/v1/surveys/99999", &often(1)).problem(404, "not_found");
    answers(&app().citizen(), "/v1/surveys/x", &often(1)).problem(404, "not_found");
    answers(&citizen(app(), 700), &path, &often(1)).expect(204);
    for (field, value, faults) in [
        ("questions", json!([]), ("/questions", "empty")),
        ("closes_at", json!("2020-01-01T00:00:00Z"), ("/closes_at", "out_of_range")),
        ("respondents", json!("friends"), ("/respondents", "unknown_value")),
    ] {
        app().publisher().post(LIST, &with(survey("坏"), &[(field, value)])).faults(&[faults]);
    }
    for person in [app().agent(), app().supervisor(), app().handler("jtj")] {
        person.post(LIST, &survey("不该")).problem(403, "forbidden");
    }
}

#[test]
fn questions_stay_as_they_are_once_somebody_has_answered() {
    let path = published(app(), &with(survey("草稿"), &[("draft", json!(true))]));
    app().citizen().get(&path).problem(404, "not_found");
    answers(&app().citizen(), &path, &often(1)).problem(404, "not_found");
    let questions = |text: &str| {
        let mut questions = survey("")["questions"].clone();
        questions[0]["text"] = json!(text);
        json!({"questions": questions})
    };
    app().publisher().put(&path, &questions("多久？")).expect(200);
    let view = app().publisher().put(&path, &json!({"draft": false})).value(200);
    assert_eq!((&view["state"], &view["questions"][0]["text"]), (&json!("open"), &json!("多久？")));
    answers(&app().citizen(), &path, &often(1)).expect(204);
    app().publisher().put(&path, &questions("多久一次？")).faults(&[("/questions", "answered")]);
    app().publisher().put(&path, &json!({"ages": false})).faults(&[("/ages", "answered")]);
    let titled = app().publisher().put(&path, &json!({"title": "改了标题"})).expect(200);
    let tag = titled.header("etag").unwrap().to_owned();
    assert_eq!(app().citizen().get(&path).value(200)["title"], "改了标题");
    app()
        .publisher()
        .with("If-Match", "\"1\"")
        .put(&path, &json!({"title": "晚了"}))
        .problem(412, "version_mismatch");
    closed(app(), &path).expect(200);
    app()
        .publisher()
        .put(&path, &json!({"closes_at": seconds_from_now(86_400)}))
        .faults(&[("/closes_at", "over")]);
    app().publisher().with("If-Match", &tag).delete(&path).problem(412, "version_mismatch");
    assert_eq!(app().publisher().delete(&path).value(200)["state"], "withdrawn");
    app().citizen().get(&path).problem(404, "not_found");
    app().citizen().get(&format!("{path}/results")).problem(404, "not_found");
}

#[test]
fn a_notice_leads_to_a_survey_that_is_there() {
    let path = published(app(), &survey("公告带问卷"));
    let id = path.rsplit('/').next().unwrap();
    let notice = |survey: &str| json!({"title": "请您参与", "body": "问卷", "survey": survey});
    let view = app().publisher().post("/v1/notices", &notice(id)).value(201);
    assert_eq!(view["survey"], *id);
    for missing in ["99999", "x"] {
        app().publisher().post("/v1/notices", &notice(missing)).faults(&[("/survey", "not_found")]);
    }
}

/// A suggestion that was answered.
fn suggested(app: &TestApp, phone: &str, more: &[(&str, Value)]) -> Ticket {
    let demand = with(json!({"content": VAGUE, "kind": "suggestion"}), more);
    let mut demand = demand;
    demand["reporter"] = json!({"phone": phone, "name": "张三"});
    demand["reporter"]["confidential"] = more.iter().any(|(name, _)| *name == "secret").into();
    demand.as_object_mut().unwrap().remove("secret");
    let ticket = app.citizen().submits_all(&demand);
    app.agent().assigns(&ticket, &json!({"lead": "jtj"}));
    let handler = app.handler("jtj");
    handler.does(&ticket, "sign", json!({}));
    handler.does(&ticket, "reply", json!({"note": "已核实", "public": "我们会研究。", "resolved": true}));
    app.supervisor().does(&ticket, "approve", json!({}));
    ticket
}

#[test]
fn an_adopted_suggestion_is_thanked_and_told_to_everybody_without_whose_it_was() {
    let app = TestApp::start();
    let mut settings = app.citizen().get("/v1/settings").value(200);
    settings["thanks"] = json!({"points": 30, "points_per_year": 50});
    app.admin().put("/v1/settings", &settings).expect(200);
    let [one, two, secret] = [
        suggested(&app, "13800138000", &[]),
        suggested(&app, "13800138000", &[]),
        suggested(&app, "13800138001", &[("secret", json!(true))]),
    ];
    let adopt = |person: &Person, ticket: &Ticket, public: &str| {
        person.post(
            &format!("/v1/tickets/{}/updates", ticket.id),
            &json!({"action": "adopt", "public": public}),
        )
    };
    adopt(&app.agent(), &one, "不该").problem(409, "action_not_allowed");
    adopt(&app.handler("jtj"), &one, "桐梓坡路已加开 216 路夜班车，感谢张三").expect(200);
    adopt(&app.supervisor(), &two, "夜班车延长到零点").expect(200);
    adopt(&app.supervisor(), &secret, "此条受保护").expect(200);
    adopt(&app.supervisor(), &one, "再次").problem(409, "action_not_allowed");
    let own = app.reporter(&one).get(&format!("/v1/tickets/{}", one.id)).value(200);
    assert_eq!(own["adopted"]["points"], 30);
    assert!(own["adopted"]["thanks"].as_str().unwrap().contains("感谢"));
    assert!(own["timeline"].as_array().unwrap().iter().any(|event| event["action"] == "adopt"));
    let second = app.reporter(&two).get(&format!("/v1/tickets/{}", two.id)).value(200);
    assert_eq!(second["adopted"]["points"], 20, "50 in a year at most");
    let line = &app.admin().lists("/v1/audit", &format!("act=ticket.adopt&object={}", one.id)).items[0];
    assert!(line["detail"].as_str().unwrap().ends_with("points 30"), "{line}");
    // For everybody.
    let told = app.citizen().lists_all("/v1/adopted", "limit=1").items;
    let sentences: Vec<&str> = told.iter().map(|it| it["public"].as_str().unwrap()).collect();
    assert_eq!(sentences, ["夜班车延长到零点", "桐梓坡路已加开 216 路夜班车，感谢**"]);
    assert_eq!(told[0]["department"]["code"], "jtj");
    for one in &told {
        assert!(
            one.as_object().unwrap().keys().all(|key| [
                "id",
                "public",
                "category",
                "district",
                "department",
                "date"
            ]
            .contains(&key.as_str())),
            "{one}"
        );
    }
    let page = app.citizen().get("/v1/adopted?limit=1").expect(200);
    let feed = app.citizen().get("/v1/adopted.atom").expect(200);
    assert!(feed.header("content-type").unwrap().starts_with("application/atom+xml"));
    roxmltree::Document::parse(feed.text()).expect("well-formed XML");
    for text in [page.text(), feed.text()] {
        for hidden in [&one.id, &two.id, &secret.id] {
            assert!(!text.contains(hidden.as_str()), "{text}");
        }
        assert!(!text.contains("受保护") && !text.contains("张三") && !text.contains("1380013"), "{text}");
    }
    assert_eq!(app.citizen().lists("/v1/adopted", "department=zjj").items.len(), 0);
    app.citizen().get("/v1/adopted?category=x").problem(400, "invalid_parameter");
}

#[test]
fn only_an_answered_suggestion_is_adopted() {
    let complaint = app().citizen().submits_all(&json!({"content": VAGUE, "kind": "complaint"}));
    app().agent().does(&complaint, "answer", json!({"public": "已修好"}));
    let adopt = json!({"action": "adopt", "public": "已修好"});
    let refused = app().supervisor().post(&format!("/v1/tickets/{}/updates", complaint.id), &adopt);
    assert_eq!(refused.json()["reason"], "no_suggestion");
    refused.problem(409, "action_not_allowed");
}
