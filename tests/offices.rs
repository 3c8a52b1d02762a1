//! What publishers and administrators keep and look into, page by page, as a browser without scripts does it.

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::time::Duration;

use blackbox::browser::{Browser, does, form_token as token, is_protected, sits, value};
use blackbox::{Manifest, Setup, TestApp, VAGUE, app, model_of, seconds_from_now, workspace};
use minsheng_types::category::Category;
use serde_json::{Value, json};

fn database(app: &TestApp) -> rusqlite::Connection {
    let database = rusqlite::Connection::open(app.database()).unwrap();
    database.busy_timeout(Duration::from_secs(30)).unwrap();
    database
}

/// The state that a line of the made-up city has come to by now: what ended more than thirty days ago is in the archive, and
/// what is open stands at its department, where it has one.
fn becomes(line: &str) -> &str {
    let fields: Vec<&str> = line.split('|').collect();
    let days: Vec<i64> = fields[0].split('/').map(|days| days.parse().unwrap()).collect();
    match fields[1] {
        "closed" | "declined" | "withdrawn" if days[0] - days[1] > 30 => "archived",
        "open" if fields[6].is_empty() => "pending",
        "open" => "assigned",
        state => state,
    }
}

/// The departments in force whose codes are those of a made-up city.
fn made_up_departments(app: &TestApp) -> Vec<String> {
    let all = app.admin().get("/v1/departments").value(200)["items"].as_array().unwrap().clone();
    let in_force = all.iter().filter(|one| one["retired"] != true);
    let codes = in_force.map(|one| one["code"].as_str().unwrap().to_owned());
    codes.filter(|code| code.starts_with("demo-")).collect()
}

/// Presses a button of the first steps.
#[track_caller]
fn presses(admin: &mut Browser, what: &str) -> blackbox::Answer {
    let page = admin.get("/staff/setup").expect(200);
    is_protected(&page);
    assert!(page.text().contains(&format!("name=\"do\" value=\"{what}\"")), "{}", page.text());
    let key = value(&page, "key");
    admin.posts("/staff/setup", &token(&page), &[("do", what), ("key", &key)])
}

#[test]
fn a_made_up_city_comes_in_and_goes_with_a_press_and_nothing_of_it_stays() {
    let app = TestApp::start();
    let mut admin = sits(&app, "founder", &["admin", "publisher"], None);
    let text = std::fs::read_to_string(workspace().join("web/demo/city.txt")).unwrap();
    let lines = text.split("[cases]").nth(1).unwrap().lines().skip(1).filter(|line| !line.is_empty());
    let expected = lines.fold(BTreeMap::new(), |mut expected, line| {
        *expected.entry(becomes(line)).or_insert(0) += 1;
        expected
    });
    let cases: usize = expected.values().sum();
    assert!(cases >= 60);
    // What a city calls alike is its own, and stays.
    let (notice, entry) = (
        json!({"category": "service", "title": "【演示】消防演练", "body": "周六九点。"}),
        json!({"kind": "guide", "category": "民政", "title": "【演示】课怎么约", "body": "打 12345。"}),
    );
    app.publisher().post("/v1/notices", &notice).expect(201);
    app.publisher().post("/v1/knowledge", &entry).expect(201);
    app.admin().post("/v1/departments", &json!({"code": "demo-own", "name": "演示大厅"})).expect(201);
    let rules = || app.admin().get("/v1/catalogue").value(200)["rules"].clone();
    let before = rules();
    let filled = presses(&mut admin, "fill").expect(200);
    is_protected(&filled);
    assert!(filled.text().contains(&format!("诉求 {cases}")), "{}", filled.text());
    let tickets = app.supervisor().lists_all("/v1/tickets", "limit=100").items;
    assert_eq!(tickets.len(), cases);
    let mut states = BTreeMap::new();
    for ticket in &tickets {
        *states.entry(ticket["state"].as_str().unwrap()).or_insert(0) += 1;
    }
    assert_eq!(states, expected);
    assert_eq!(states.len(), 13, "every state but merged: {states:?}");
    assert_eq!(made_up_departments(&app).len(), 5 + 1);
    let titles = |path: &str| {
        let list = app.citizen().get(path).value(200);
        let items = list["items"].as_array().unwrap().clone();
        items.iter().filter(|one| one["title"].as_str().unwrap().starts_with("【演示】")).count()
    };
    assert_eq!((titles("/v1/notices"), titles("/v1/knowledge")), (3 + 1, 4 + 1));
    let from = &seconds_from_now(-60 * 86_400)[..10];
    let received = || {
        let kpi = app.admin().get(&format!("/v1/stats/kpi?from={from}")).value(200);
        kpi["total"]["counts"]["received"].as_u64().unwrap()
    };
    assert_eq!(received(), cases as u64);
    let page = admin.get("/staff/setup").expect(200);
    assert!(!page.text().contains("value=\"fill\""), "it is not filled in twice");
    app.system().post("/v1/tick", &json!({})).expect(200);
    app.system().post("/v1/tick/index", &json!({})).expect(200);

    // What a citizen has sent meanwhile is none of it.
    let real = app.citizen().submits(VAGUE);
    let cleared = presses(&mut admin, "clear").expect(200);
    is_protected(&cleared);
    assert!(cleared.text().contains(&format!("诉求 {cases}")), "{}", cleared.text());
    let left = app.supervisor().lists_all("/v1/tickets", "limit=100");
    assert_eq!(left.ids(), [real.id.as_str()]);
    assert_eq!((titles("/v1/notices"), titles("/v1/knowledge"), received()), (1, 1, 1));
    assert_eq!(rules(), before);
    assert_eq!(made_up_departments(&app), ["demo-own"]);
    assert!(app.supervisor().lists("/v1/tickets", "q=青禾一路").ids().is_empty(), "no search finds it");
    let log = app.admin().get("/v1/audit?act=tickets.remove").value(200);
    assert_eq!(
        (log["items"].as_array().unwrap().len(), &log["items"][0]["object"]),
        (1, &json!("demo-city"))
    );
    assert_eq!(app.admin().get("/v1/audit/verify").value(200)["intact"], true);
    let page = admin.get("/staff/setup").expect(200);
    for what in ["fill", "clear"] {
        assert!(!page.text().contains(&format!("value=\"{what}\"")), "a city at work is offered neither");
    }
    app.system().post("/v1/tick", &json!({})).expect(200);
}

#[test]
fn what_a_founder_may_not_do_is_left_out_and_said() {
    let app = TestApp::start();
    let mut admin = sits(&app, "alone", &["admin"], None);
    let filled = presses(&mut admin, "fill").expect(200);
    assert!(filled.text().contains("通知（要发布员）"), "{}", filled.text());
    assert_eq!(app.citizen().get("/v1/notices").value(200)["items"], json!([]));
    let page = admin.get("/staff/setup").expect(200);
    admin.posts("/staff/setup", "made up", &[("do", "clear")]).expect(403);
    assert!(
        !app.supervisor().lists_all("/v1/tickets", "limit=100").ids().is_empty(),
        "no other site clears it"
    );
    // It goes and comes again.
    admin.posts("/staff/setup", &token(&page), &[("do", "clear")]).expect(200);
    assert!(app.supervisor().lists_all("/v1/tickets", "limit=100").ids().is_empty());
    presses(&mut admin, "fill").expect(200);
    assert!(app.supervisor().lists_all("/v1/tickets", "limit=100").ids().len() >= 60);
}

#[test]
fn what_could_not_be_taken_out_keeps_the_departments_and_is_tried_again() {
    let app = TestApp::start();
    let mut founder = sits(&app, "founder", &["admin", "publisher"], None);
    presses(&mut founder, "fill").expect(200);
    let mut alone = sits(&app, "alone", &["admin"], None);
    let cleared = presses(&mut alone, "clear").expect(200);
    is_protected(&cleared);
    assert!(
        cleared.text().contains("通知（要发布员）：") && cleared.text().contains("单位先留着"),
        "{}",
        cleared.text()
    );
    let titles = |path: &str| app.citizen().get(path).value(200)["items"].as_array().unwrap().len();
    assert_eq!((titles("/v1/notices"), titles("/v1/knowledge")), (3, 0));
    assert!(app.supervisor().lists_all("/v1/tickets", "limit=100").ids().is_empty());
    assert_eq!(made_up_departments(&app).len(), 5, "so that the button stays");
    let cleared = presses(&mut founder, "clear").expect(200);
    assert!(!cleared.text().contains("单位先留着"), "{}", cleared.text());
    assert_eq!((titles("/v1/notices"), made_up_departments(&app).len()), (0, 0));
    assert!(!alone.get("/staff/setup").text().contains("value=\"clear\""));
}

#[test]
fn what_does_not_answer_is_said_and_keeps_nothing_else_back() {
    let app = Setup::default().manifest(Manifest::read().without("knowledge")).start();
    let mut admin = sits(&app, "founder", &["admin", "publisher"], None);
    let notices = || app.citizen().get("/v1/notices").value(200)["items"].as_array().unwrap().len();
    let filled = presses(&mut admin, "fill").expect(200);
    is_protected(&filled);
    assert!(
        filled.text().contains("知识：") && filled.text().contains("通知（要发布员） 3"),
        "{}",
        filled.text()
    );
    assert_eq!((notices(), made_up_departments(&app).len()), (3, 5));
    let cleared = presses(&mut admin, "clear").expect(200);
    assert!(cleared.text().contains("知识：") && cleared.text().contains("单位先留着"), "{}", cleared.text());
    assert_eq!((notices(), made_up_departments(&app).len()), (0, 5), "nobody knows what is left of it");
}

#[test]
fn what_is_not_known_of_a_city_is_said_to_be_away_and_not_to_be_nothing() {
    let away = "这一部分现在看不到";
    let app = Setup::default().manifest(Manifest::read().without("catalogue")).start();
    let mut admin = sits(&app, "founder", &["admin"], None);
    let setup = admin.get("/staff/setup").expect(200);
    is_protected(&setup);
    assert!(!setup.text().contains("现在有 0 个。"), "{}", setup.text());
    assert_eq!(setup.text().matches(away).count(), 2, "departments and settings: {}", setup.text());
    assert!(!setup.text().contains("value=\"fill\""), "a city of which that is not known may be in use");
    let form = admin.get("/staff/accounts/new").expect(200);
    is_protected(&form);
    assert_eq!(form.text().matches(away).count(), 1, "of what department: {}", form.text());
    assert!(app.logs("\"function\":\"office\",") && app.logs("\"cause\":\"catalogue:"), "{}", app.log());
}

/// How many cases of the made-up city are there.
fn cases(app: &TestApp) -> usize {
    app.supervisor().lists_all("/v1/tickets", "limit=100").ids().len()
}

#[test]
fn without_its_departments_nothing_is_filled_in_and_cases_without_them_can_be_taken_out() {
    let app = TestApp::start();
    let mut admin = sits(&app, "founder", &["admin", "publisher"], None);
    let fails = "CREATE TRIGGER no_department BEFORE INSERT ON department WHEN NEW.code LIKE 'demo-%' \
                 BEGIN SELECT RAISE(ABORT, 'no'); END";
    database(&app).execute_batch(fails).unwrap();
    let filled = presses(&mut admin, "fill").expect(200);
    is_protected(&filled);
    assert!(
        filled.text().contains("单位：") && filled.text().contains("其余的没有填入"),
        "{}",
        filled.text()
    );
    assert!(filled.text().contains("value=\"fill\""), "it can be tried again: {}", filled.text());
    assert_eq!((cases(&app), app.citizen().get("/v1/notices").value(200)["items"].clone()), (0, json!([])));
    database(&app).execute_batch("DROP TRIGGER no_department").unwrap();
    presses(&mut admin, "fill").expect(200);
    assert!(cases(&app) >= 60);
    // Somebody has retired them by hand.
    database(&app).execute("UPDATE department SET retired_at = 1 WHERE code LIKE 'demo-%'", []).unwrap();
    assert!(made_up_departments(&app).is_empty());
    presses(&mut admin, "clear").expect(200);
    assert_eq!(cases(&app), 0);
}

#[test]
fn what_does_not_show_is_taken_out_too_and_on_whatever_page_it_stands() {
    let app = TestApp::start();
    let mut admin = sits(&app, "founder", &["admin", "publisher"], None);
    presses(&mut admin, "fill").expect(200);
    let all = |path: &str| -> Vec<Value> {
        let list = app.publisher().get(&format!("{path}?limit=100&state=all")).value(200);
        list["items"].as_array().unwrap().clone()
    };
    let id = |one: &Value| one["id"].as_str().unwrap().to_owned();
    let (notices, entries) = (all("/v1/notices"), all("/v1/knowledge"));
    let [moved, gone, _] = &notices[..] else { panic!("{notices:?}") };
    let later =
        json!({"title": moved["title"], "body": moved["body"], "publish_at": seconds_from_now(7 * 86_400)});
    app.publisher().put(&format!("/v1/notices/{}", id(moved)), &later).expect(200);
    app.publisher().delete(&format!("/v1/notices/{}", id(gone))).expect(200);
    let entry = app.publisher().get(&format!("/v1/knowledge/{}", id(&entries[0]))).value(200);
    let later = json!({"kind": entry["kind"], "category": entry["category"], "title": entry["title"], "body": entry["body"],
        "valid_from": seconds_from_now(30 * 86_400)});
    app.publisher().put(&format!("/v1/knowledge/{}", id(&entries[0])), &later).expect(200);
    // More than twenty pages of a hundred stand before them.
    let many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2100) \
                INSERT INTO notice SELECT COLUMNS FROM notice JOIN n WHERE notice.id = (SELECT min(id) FROM notice)";
    let database = database(&app);
    let columns = {
        let mut statement = database.prepare("SELECT name FROM pragma_table_info('notice')").unwrap();
        let names = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
        let names = names.map(|name| match name.unwrap().as_str() {
            "id" => "1000 + i".to_owned(),
            "idempotency_key" | "request_hash" => "NULL".to_owned(),
            "title" => "'某处停水 ' || i".to_owned(),
            name => format!("notice.{name}"),
        });
        names.collect::<Vec<_>>().join(", ")
    };
    database.execute(&many.replace("COLUMNS", &columns), []).unwrap();
    let version = |id: &str| app.publisher().get(&format!("/v1/notices/{id}")).value(200)["version"].clone();
    let before = version(&id(gone));
    let cleared = presses(&mut admin, "clear").expect(200);
    assert!(cleared.text().contains("通知（要发布员） 2"), "{}", cleared.text());
    for (path, ids) in [("notices", &notices), ("knowledge", &entries)] {
        for one in ids {
            let now = app.publisher().get(&format!("/v1/{path}/{}", id(one))).value(200);
            assert_eq!(now["state"], "withdrawn", "{now}");
        }
    }
    assert_eq!(version(&id(gone)), before, "what was withdrawn before is let be");
    assert!(made_up_departments(&app).is_empty());
}

#[test]
fn what_was_refused_is_counted_and_a_department_that_real_cases_wait_at_is_named() {
    let app = TestApp::start();
    let mut admin = sits(&app, "founder", &["admin", "publisher"], None);
    let retires = "CREATE TRIGGER retires AFTER INSERT ON department WHEN NEW.code = 'demo-jt' \
                   BEGIN UPDATE department SET retired_at = 1 WHERE code = 'demo-jt'; END";
    database(&app).execute_batch(retires).unwrap();
    let text = std::fs::read_to_string(workspace().join("web/demo/city.txt")).unwrap();
    let lines: Vec<Vec<&str>> =
        text.split("[cases]").nth(1).unwrap().lines().skip(1).map(|line| line.split('|').collect()).collect();
    let goes_on = |line: &&Vec<&str>| !["closed", "declined", "withdrawn"].contains(&line[1]);
    let refused = lines.iter().filter(|line| line.get(6) == Some(&"demo-jt")).filter(goes_on).count();
    assert!(refused > 0);
    let filled = presses(&mut admin, "fill").expect(200);
    assert!(filled.text().contains(&format!("诉求：{refused} 件没有收下")), "{}", filled.text());
    let real = app.citizen().submits(VAGUE);
    app.agent().assigns(&real, &json!({"lead": "demo-sz"}));
    let cleared = presses(&mut admin, "clear").expect(200);
    assert!(cleared.text().contains("演示·市政服务中心：还有 1 件没办结的诉求"), "{}", cleared.text());
}

#[test]
fn only_what_is_made_up_is_taken_out() {
    let app = app();
    let admin = app.admin();
    let old = |reference: &str| json!({"external_ref": reference, "created_at": seconds_from_now(-9 * 86_400), "state": "open", "content": VAGUE});
    let hands_in = |source: &str, references: &[&str]| {
        let tickets: Vec<Value> = references.iter().map(|reference| old(reference)).collect();
        let body = json!({"source": source, "tickets": tickets});
        let items = admin.post("/v1/import", &body).value(200)["items"].as_array().unwrap().clone();
        items.iter().map(|one| one["outcome"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(
        hands_in("demo-one", &["demo-one-1", "demo-one-200", "demo-one-201", "GD-1"]),
        ["new", "new", "refused", "refused"]
    );
    assert_eq!(hands_in("crm", &["demo-one-1"]), ["new"], "of another system");
    for source in ["crm", "demonstration", "demo"] {
        admin.delete(&format!("/v1/import/{source}")).problem(404, "not_found");
    }
    assert_eq!(admin.delete("/v1/import/demo-one").value(200), json!({"removed": 2, "kept": 0}));
    assert_eq!(admin.delete("/v1/import/demo-one").value(200), json!({"removed": 0, "kept": 0}));
    assert_eq!(hands_in("crm", &["demo-one-1"]), ["known"], "it is still there");
    assert_eq!(hands_in("demo-one", &["demo-one-1"]), ["new"], "and can come again");
}

/// An address at which nobody answers.
fn nobody() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

#[test]
fn an_administrator_sees_what_became_of_a_webhooks_events_and_tries_dead_letters_again() {
    let host = nobody();
    let app = Setup::default().variable("webhook_host", &host).start();
    let mut admin = sits(&app, "pushes", &["admin"], None);
    let form = admin.get("/staff/webhooks/new").expect(200);
    let url = format!("{host}/hook");
    let made = [("do", "save"), ("name", "城市大脑"), ("url", url.as_str()), ("enabled", "yes")];
    let made = does(&mut admin, &form, "/staff/webhooks/new", &made).expect(200);
    assert!(made.text().contains("只显示这一次"), "{}", made.text());
    let webhook = app.admin().get("/v1/webhooks").value(200)["items"][0].clone();
    assert_eq!((&webhook["name"], &webhook["enabled"]), (&json!("城市大脑"), &json!(true)));
    let path = format!("/staff/webhooks/{}", webhook["id"].as_str().unwrap());
    let form = admin.get(&path).expect(200);
    assert!(form.text().contains(&format!("{path}/deliveries")), "{}", form.text());
    let changed = [("do", "save"), ("name", "城市大脑二期"), ("url", url.as_str()), ("enabled", "yes")];
    does(&mut admin, &form, &path, &changed).expect(303);
    assert_eq!(app.admin().get("/v1/webhooks").value(200)["items"][0]["name"], "城市大脑二期");

    let log = format!("{path}/deliveries");
    let page = admin.get(&log).expect(200);
    is_protected(&page);
    assert!(page.text().contains("这里还没有内容"), "{}", page.text());
    app.citizen().submits(VAGUE);
    app.system().post("/v1/deliver", &json!({})).expect(200);
    let page = admin.get(&format!("{log}?status=pending")).expect(200);
    is_protected(&page);
    assert!(page.text().contains("ticket.submit") && page.text().contains("无法连接"), "{}", page.text());
    assert!(!page.text().contains("name=\"again\""), "what waits is tried again by itself");
    database(&app).execute("UPDATE delivery SET status = 'dead'", []).unwrap();
    let page = admin.get(&format!("{log}?status=dead")).expect(200);
    let event = value(&page, "again");
    let refused = admin.posts(&format!("{log}?status=dead"), "made up", &[("again", &event)]).expect(403);
    is_protected(&refused);
    assert!(refused.text().contains("请再按一次"), "it is said: {}", refused.text());
    let dead: i64 = database(&app)
        .query_row("SELECT count(*) FROM delivery WHERE status = 'dead'", [], |row| row.get(0))
        .unwrap();
    assert!(dead >= 1, "no other site tries it again");
    let sent = admin.posts(&format!("{log}?status=dead"), &token(&page), &[("again", &event)]).expect(303);
    let page = admin.get(sent.header("location").unwrap()).expect(200);
    assert!(page.text().contains("1 条会再推一次"), "{}", page.text());
    database(&app).execute("UPDATE delivery SET status = 'dead'", []).unwrap();
    let page = admin.get(&log).expect(200);
    admin.posts(&log, &token(&page), &[("do", "all")]).expect(303);
    let waiting: i64 = database(&app)
        .query_row("SELECT count(*) FROM delivery WHERE status = 'pending'", [], |row| row.get(0))
        .unwrap();
    assert!(waiting >= 1);
    let mut supervisor = sits(&app, "looks", &["supervisor"], None);
    supervisor.get(&log).expect(403);
    admin.get("/staff/webhooks/no-such/deliveries").expect(404);
}

#[test]
fn staff_see_what_a_survey_has_come_to_while_it_is_open_and_have_it_as_a_file() {
    let app = app();
    let survey = json!({
        "title": "夜班公交", "closes_at": seconds_from_now(86_400), "results": "internal", "districts": ["岳麓区"],
        "questions": [
            {"id": "often", "kind": "one", "text": "多久坐一次？", "options": [{"text": "每天"}, {"text": "很少"}]},
            {"id": "content", "kind": "scale", "text": "满意吗？", "highest": 5},
            {"id": "words", "kind": "text", "text": "还有什么建议？"},
        ],
    });
    let id = app.publisher().post("/v1/surveys", &survey).value(201)["id"].as_str().unwrap().to_owned();
    for n in 0..30 {
        let answers = json!({"district": "岳麓区", "answers": [
            {"question": "often", "choices": [1 + n % 2]},
            {"question": "content", "choices": [1 + n % 5]},
            {"question": "words", "text": format!("<b>加班车</b> {n}")},
        ]});
        // So many are taken from one address; the others come by telephone.
        let says = if n < 20 { app.citizen() } else { app.agent() };
        says.post(&format!("/v1/surveys/{id}/answers"), &answers).expect(204);
    }
    let path = format!("/staff/surveys/{id}/results");
    for (name, role) in [("asks", "publisher"), ("reads", "supervisor"), ("keeps.all", "admin")] {
        let mut browser = sits(app, name, &[role], None);
        let list = browser.get("/staff/surveys").expect(200);
        assert_eq!(list.text().contains("href=\"/staff/surveys/new\""), role != "supervisor", "{role}");
        let page = browser.get(&path).expect(200);
        is_protected(&page);
        let text = page.text();
        assert!(text.contains("30 人作答") && text.contains("50.0%"), "{role}: {text}");
        assert!(text.contains("<table") && text.contains("class=\"bar-part\""), "the chart and its figures");
        assert!(text.contains("岳麓区") && text.contains("平均"), "{text}");
        assert!(text.contains("加班车") && !text.contains("<b>加班车"), "what people wrote is text");
        let file = browser.get(&format!("{path}.csv")).expect(200);
        assert!(file.header("content-type").unwrap().starts_with("text/csv"));
        assert!(file.text().contains("每天"), "{}", file.text());
    }
    let mut agent = sits(app, "may.not", &["agent"], None);
    agent.get(&path).expect(403);
    agent.get(&format!("{path}.csv")).expect(404);
    let mut nobody = Browser::of(app);
    nobody.get(&path).expect(303);
}

#[test]
fn texts_of_messages_are_looked_at_before_they_are_saved_and_those_on_duty_are_saved() {
    let app = app();
    let mut admin = sits(app, "words", &["admin"], None);
    let path = "/staff/messages?part=messages";
    let form = admin.get(path).expect(200);
    is_protected(&form);
    let text = [
        ("messages.texts.0.occasion", "received"),
        ("messages.texts.0.zh", "您好，{number} 已收到。"),
        ("messages.texts.0.en", "Hello, {number} has arrived."),
    ];
    let shown = does(&mut admin, &form, path, &[&text[..], &[("do", "preview")]].concat()).expect(200);
    is_protected(&shown);
    assert!(shown.text().contains("预览") && shown.text().contains("条短信"), "{}", shown.text());
    assert!(shown.text().contains("您好，{number} 已收到。"), "nothing is lost");
    let settings = || app.citizen().get("/v1/settings").value(200);
    assert!(!settings().to_string().contains("您好，{number}"), "a look saves nothing");
    let wrong =
        [("messages.texts.0.occasion", "received"), ("messages.texts.0.zh", "{password}"), ("do", "preview")];
    let refused = does(&mut admin, &form, path, &wrong);
    assert!(refused.status == 422 && refused.text().contains("{password}"), "{}", refused.text());

    let path = "/staff/oncall?part=oncall";
    let form = admin.get(path).expect(200);
    is_protected(&form);
    let lists = [
        ("do", "save"),
        ("minutes", "7"),
        ("lists.0.people", "1 | 班长 | 13900000001\n2 | 主任 | 13900000002"),
        ("lists.1.department", "jtj"),
        ("lists.1.people", "1 | 交通 | 13900000003"),
        ("supervisors", "督办 | 13900000009"),
    ];
    does(&mut admin, &form, path, &lists).expect(303);
    let oncall = app.admin().get("/v1/oncall").value(200);
    assert_eq!((&oncall["minutes"], oncall["lists"].as_array().unwrap().len()), (&json!(7), 2));
    assert_eq!(
        oncall["lists"][0]["steps"].as_array().unwrap().len(),
        2,
        "who stands on the second step is called later"
    );
    assert_eq!(oncall["supervisors"][0]["phone"], "13900000009");
    let form = admin.get(path).expect(200);
    assert!(form.text().contains("2 | 主任 | 13900000002"), "{}", form.text());
    does(&mut admin, &form, path, &lists).expect(303);
    let late = does(&mut admin, &form, path, &lists).expect(412);
    assert!(late.text().contains("别人刚刚改过"));
}

#[test]
fn a_model_is_uploaded_let_classify_and_taken_back_by_its_page() {
    let app = TestApp::start();
    let mut admin = sits(&app, "trains", &["admin"], None);
    let page = admin.get("/staff/models").expect(200);
    is_protected(&page);
    let nothing = admin.uploads("/staff/models", &token(&page), &[("do", "upload")], &[]).expect(422);
    assert!(nothing.text().contains("请先选文件"));
    let broken: &[u8] = b"no model at all";
    let upload = [("do", "upload")];
    let refused = admin.uploads(
        "/staff/models",
        &token(&page),
        &upload,
        &[("m.bin", "application/octet-stream", broken)],
    );
    assert!((400..500).contains(&refused.status), "{}", refused.status);
    is_protected(&refused);
    let bytes = model_of('灯', Category::Health, 0.5);
    let sent = admin.uploads(
        "/staff/models",
        &token(&page),
        &upload,
        &[("m.bin", "application/octet-stream", &bytes)],
    );
    sent.expect(303);
    let models = || app.admin().get("/v1/models").value(200);
    let uploaded =
        models()["items"].as_array().unwrap().iter().find(|one| one["built_in"] != true).unwrap().clone();
    let id = uploaded["id"].as_str().unwrap().to_owned();
    let page = admin.get("/staff/models").expect(200);
    assert!(page.text().contains(&format!("value=\"{id}\"")), "{}", page.text());
    let version = value(&page, "version");
    let activate = [("do", "activate"), ("model", id.as_str()), ("version", version.as_str())];
    admin.posts("/staff/models", &token(&page), &activate).expect(303);
    let active = |models: &Value| {
        let items = models["items"].as_array().unwrap();
        items.iter().find(|one| one["active"] == true).unwrap()["id"].as_str().unwrap().to_owned()
    };
    assert_eq!(active(&models()), id);
    let page = admin.get("/staff/models").expect(200);
    let version = value(&page, "version");
    admin.posts("/staff/models", &token(&page), &[("do", "rollback"), ("version", &version)]).expect(303);
    assert_ne!(active(&models()), id);
}
