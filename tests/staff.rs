//! The desks of staff, as a browser without scripts works at them.

use blackbox::browser::{Browser, PASSWORD, does, form_token as token, is_protected, logs_in, sits, value};
use blackbox::{Answer, CLEAR, Manifest, Setup, TestApp, VAGUE, app};
use serde_json::{Value, json};

fn ticket(app: &TestApp, id: &str) -> Value {
    app.supervisor().get(&format!("/v1/tickets/{id}")).value(200)
}

#[test]
fn nobody_sees_a_desk_without_logging_in_and_comes_back_to_where_they_wanted() {
    let mut nobody = Browser::of(app());
    for path in ["/staff", "/staff/cases?state=open", "/staff/board", "/staff/accounts", "/staff/audit"] {
        let sent = nobody.get(path).expect(303);
        assert!(sent.header("location").unwrap().starts_with("/staff/login"), "{path}");
        assert_eq!(sent.header("cache-control"), Some("no-store"));
    }
    let sent = nobody.get("/staff/cases?state=open");
    let form = nobody.get(sent.header("location").unwrap()).expect(200);
    assert_eq!(value(&form, "to"), "/staff/cases?state=open");
    // Nobody is led away.
    for to in ["https://evil.example/", "//evil.example", "/staff\\evil", "/", "/staff/logout"] {
        let form = nobody.get(&format!("/staff/login?to={to}")).expect(200);
        assert_eq!(value(&form, "to"), "/staff", "{to}");
    }
    let form = nobody.get("/staff/login").expect(200);
    let wrong = [("username", "nobody.here"), ("password", "not the password")];
    let again = nobody.posts("/staff/login", &token(&form), &wrong).expect(401);
    assert!(again.text().contains("用户名或密码不对") && !again.text().contains("not the password"));
    nobody.posts("/staff/login", "made up", &wrong).expect(403);
    // A session that somebody makes up is none.
    nobody.cookies.insert("staff".to_owned(), "AAAA".to_owned());
    nobody.get("/staff/cases").expect(303);
}

#[test]
fn a_session_is_out_of_the_reach_of_scripts_and_ends_with_log_out_and_a_change_of_roles() {
    let app = app();
    let mut browser = sits(app, "desk.one", &["agent"], None);
    let home = browser.get("/staff").expect(303);
    assert_eq!(home.header("location"), Some("/staff/intake"));
    let desk = browser.get("/staff/intake").expect(200);
    is_protected(&desk);
    assert_eq!(desk.header("cache-control"), Some("no-store"));
    let body = json!({"name": "某人", "roles": ["handler"], "dept": "cgj"});
    app.admin().put("/v1/accounts/desk.one", &body).expect(200);
    let sent = browser.get("/staff/cases?state=open").expect(303);
    assert!(sent.header("location").unwrap().starts_with("/staff/login?to="), "another's roles are not kept");
    // Of whom a function has just heard it believes it for some seconds more: somebody else asks for another page.
    let mut other = sits(app, "desk.two", &["agent"], None);
    app.admin().put("/v1/accounts/desk.two", &body).expect(200);
    other.get("/staff/intake").expect(303);
    let mut browser = logs_in(app, "desk.one");
    let desk = browser.get("/staff/cases?state=open").expect(200);
    browser.posts("/staff/logout", &token(&desk), &[]).expect(303);
    assert!(!browser.cookies.contains_key("staff"));
    browser.get("/staff/cases?state=open").expect(303);
}

#[test]
fn a_call_is_taken_down_and_dispatched_by_one_form() {
    let app = app();
    let mut agent = sits(app, "taker", &["agent"], None);
    let desk = agent.get("/staff/intake").expect(200);
    let key = value(&desk, "key");
    let said = [
        ("content", "五一路口的红绿灯不亮，早上七点起就这样"),
        ("phone", "13911112222"),
        ("name", "王五"),
        ("address", "五一路 2 号"),
        ("district", "岳麓区"),
        ("channel", "phone"),
        ("who", "open"),
    ];
    let help = agent.posts("/staff/intake/help", &token(&desk), &said).expect(200);
    assert!(help.text().contains("理解"), "{}", help.text());
    let looked =
        agent.posts("/staff/intake", &token(&desk), &[&said[..], &[("do", "look")]].concat()).expect(200);
    is_protected(&looked);
    assert!(looked.text().contains("五一路 2 号") && looked.text().contains("理解"));
    let sent = [&said[..], &[("do", "dispatch"), ("lead", "gaj"), ("key", key.as_str())]].concat();
    for _ in 0..2 {
        let taken = agent.posts("/staff/intake", &token(&desk), &sent).expect(303);
        assert_eq!(taken.header("location"), Some("/staff/intake/taken"));
    }
    let taken = agent.get("/staff/intake/taken").expect(200);
    is_protected(&taken);
    let text = taken.text();
    let id = text.split("data-copy=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert!(text.contains("待签收") || text.contains("已派单"), "{text}");
    let kept = ticket(app, &id);
    assert_eq!((kept["state"].as_str(), kept["lead"]["code"].as_str()), (Some("assigned"), Some("gaj")));
    assert_eq!(kept["channel"], "phone");
    let earlier = app.agent().post("/v1/callers", &json!({"phone": "13911112222"})).value(200);
    assert_eq!(earlier["items"].as_array().unwrap().len(), 1, "sent twice is done once");
    let next = agent.get("/staff/intake").expect(200);
    let help = agent.posts("/staff/intake/help", &token(&next), &[("phone", "13911112222")]).expect(200);
    assert!(help.text().contains(&id), "the caller's earlier cases are shown: {}", help.text());
}

#[test]
fn a_call_is_answered_or_merged_at_once_and_what_is_missing_is_asked_for() {
    let app = app();
    let mut agent = sits(app, "answerer", &["agent"], None);
    let desk = agent.get("/staff/intake").expect(200);
    let sends = |agent: &mut Browser, desk: &Answer, fields: &[(&str, &str)]| {
        let key = value(desk, "key");
        agent.posts("/staff/intake", &token(desk), &[fields, &[("key", key.as_str())]].concat())
    };
    let empty = sends(&mut agent, &desk, &[("do", "dispatch")]).expect(422);
    assert!(empty.text().contains("请先记下是什么事"));
    let asked = sends(&mut agent, &desk, &[("do", "answer"), ("content", "社保卡丢了怎么补")]).expect(422);
    assert!(asked.text().contains("社保卡丢了怎么补</textarea>"), "nothing is lost");
    let answered = [("do", "answer"), ("content", "社保卡丢了怎么补"), ("public", "带身份证到任一网点。")];
    sends(&mut agent, &desk, &answered).expect(303);
    let taken = agent.get("/staff/intake/taken").expect(200);
    let id = taken.text().split("data-copy=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let kept = ticket(app, &id);
    assert_eq!(
        (kept["state"].as_str(), kept["answer"].as_str()),
        (Some("follow_up"), Some("带身份证到任一网点。"))
    );

    // What cannot be merged is taken down all the same, and said.
    let desk = agent.get("/staff/intake").expect(200);
    let merged = [("do", "merge"), ("content", VAGUE), ("parent", "20200101000001")];
    sends(&mut agent, &desk, &merged).expect(303);
    let taken = agent.get("/staff/intake/taken").expect(200);
    assert!(taken.text().contains("已经记下，但没有办成下一步"), "{}", taken.text());
    let id = taken.text().split("data-copy=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert_eq!(ticket(app, &id)["state"], "pending");
}

#[test]
fn a_case_is_signed_worked_on_answered_and_approved_from_its_page_alone() {
    let app = app();
    let taken = app.citizen().submits(CLEAR);
    let mut handler = sits(app, "worker", &["handler"], Some(taken.department()));
    let mut supervisor = sits(app, "decider", &["supervisor"], None);
    let path = format!("/staff/cases/{}", taken.id);
    let case = handler.get(&path).expect(200);
    is_protected(&case);
    assert!(case.text().contains("签收 <kbd>s</kbd>"), "{}", case.text());
    let stale = value(&case, "version");
    let done = does(&mut handler, &case, &path, &[("do", "sign")]).expect(303);
    let case = handler.get(done.header("location").unwrap()).expect(200);
    assert!(case.text().contains("签收：已完成"));
    // Of what is left out the form comes again, with what was written.
    let reply = [("do", "reply"), ("public", "已责令单位补发工资。"), ("resolved", "yes")];
    let again = does(&mut handler, &case, &path, &reply).expect(422);
    assert!(
        again.text().contains("已责令单位补发工资。</textarea>") && again.text().contains("reply-note-wrong"),
        "{}",
        again.text()
    );
    let old = [&reply[..], &[("note", "已查实"), ("version", stale.as_str())]].concat();
    let key = value(&case, "key");
    let late =
        handler.posts(&path, &token(&case), &[&old[..], &[("key", key.as_str())]].concat()).expect(412);
    assert!(late.text().contains("刚刚有变动"));
    let case = handler.get(&path).expect(200);
    let hints =
        handler.posts(&format!("{path}/reply"), &token(&case), &[("public", "我们会尽快处理")]).expect(200);
    assert!(hints.text().contains("class=\"hints\""), "{}", hints.text());
    does(&mut handler, &case, &path, &[&reply[..], &[("note", "已查实")]].concat()).expect(303);
    let review = supervisor.get("/staff/cases?owes=review&sort=oldest").expect(200);
    assert!(review.text().contains(&taken.id), "the review queue shows it");
    let case = supervisor.get(&format!("{path}?owes=review&sort=oldest")).expect(200);
    does(&mut supervisor, &case, &path, &[("do", "approve")]).expect(303);
    let kept = ticket(app, &taken.id);
    assert_eq!(
        (kept["state"].as_str(), kept["answer"].as_str()),
        (Some("follow_up"), Some("已责令单位补发工资。"))
    );
    // A form without this site's token changes nothing.
    supervisor.posts(&path, "made up", &[("do", "close")]).expect(403);
    assert_eq!(ticket(app, &taken.id)["state"], "follow_up");
}

#[test]
fn whose_case_it_is_not_sees_nothing_and_a_reporter_is_shown_for_a_reason_that_is_recorded() {
    let app = app();
    let mut other = sits(app, "stranger", &["handler"], Some("jyj"));
    let mut agent = sits(app, "revealer", &["agent"], None);
    let body = json!({"content": CLEAR, "reporter": {"name": "赵六", "phone": "13700001111"}});
    let receipt = app.citizen().post("/v1/tickets", &body).value(201);
    let id = receipt["id"].as_str().unwrap();
    other.get(&format!("/staff/cases/{id}")).expect(404);
    other.get("/staff/cases/not-a-number").expect(404);
    let case = agent.get(&format!("/staff/cases/{id}")).expect(200);
    assert!(!case.text().contains("13700001111"), "masked");
    let path = format!("/staff/cases/{id}/reporter");
    let form = agent.get(&path).expect(200);
    agent.posts(&path, &token(&form), &[("reason", "")]).expect(422);
    let shown = agent.posts(&path, &token(&form), &[("reason", "要回电核实地点")]).expect(200);
    assert!(shown.text().contains("13700001111") && shown.header("cache-control") == Some("no-store"));
    let log = app.admin().get(&format!("/v1/audit?object={id}&act=reporter.reveal")).value(200);
    assert_eq!(log["items"][0]["sub"], "revealer");
}

#[test]
fn the_board_hot_spots_and_heat_show_figures_and_give_them_as_files() {
    let app = app();
    let mut supervisor = sits(app, "watcher", &["supervisor"], None);
    app.citizen().submits(CLEAR);
    for path in [
        "/staff/board",
        "/staff/board?by=district&rate=satisfaction_rate",
        "/staff/hotspots",
        "/staff/heat",
        "/staff/heat?by=category",
    ] {
        let page = supervisor.get(path).expect(200);
        is_protected(&page);
    }
    let board = supervisor.get("/staff/board").expect(200);
    assert!(
        board.text().contains("按时办结率") && board.text().contains("class=\"spark\""),
        "{}",
        board.text()
    );
    for file in [
        "kpi.csv?by=department",
        "trend.csv?measure=received&step=month",
        "topics.csv",
        "hotspots.csv",
        "tickets.csv?state=open",
    ] {
        let answer = supervisor.get(&format!("/staff/export/{file}")).expect(200);
        assert!(answer.header("content-type").unwrap().starts_with("text/csv"), "{file}");
    }
    supervisor.get("/staff/export/accounts.csv").expect(404);
}

#[test]
fn administrators_and_publishers_keep_what_is_theirs_by_forms() {
    let app = app();
    let mut admin = sits(app, "keeper", &["admin"], None);
    let mut publisher = sits(app, "writer", &["publisher"], None);
    assert_eq!(admin.get("/staff").expect(303).header("location"), Some("/staff/setup"));
    for path in [
        "/staff/setup",
        "/staff/departments",
        "/staff/accounts",
        "/staff/keys",
        "/staff/webhooks",
        "/staff/settings",
        "/staff/settings?part=calendar",
        "/staff/settings?part=lists",
        "/staff/messages",
        "/staff/models",
        "/staff/oncall",
        "/staff/incidents",
        "/staff/audit",
        "/staff/audit?verify=1",
        "/staff/catalogue",
        "/staff/catalogue?rule=0",
        "/staff/catalogue?text=路灯坏了",
        "/staff/knowledge",
        "/staff/surveys",
    ] {
        is_protected(&admin.get(path).expect(200));
    }
    assert!(admin.get("/staff/audit?verify=1").text().contains("完整"));

    let form = publisher.get("/staff/notices/new").expect(200);
    let empty = does(
        &mut publisher,
        &form,
        "/staff/notices/new",
        &[("do", "save"), ("title", ""), ("body", "明天停水。")],
    );
    assert!(empty.expect(422).text().contains("明天停水。</textarea>"), "nothing is lost");
    let notice = [
        ("do", "save"),
        ("title", "停水通知"),
        ("body", "明天停水。"),
        ("category", "outage"),
        ("districts", "岳麓区\n芙蓉区"),
    ];
    does(&mut publisher, &form, "/staff/notices/new", &notice).expect(303);
    let out = app.citizen().get("/v1/notices").value(200);
    let made =
        out["items"].as_array().unwrap().iter().find(|item| item["title"] == "停水通知").unwrap().clone();
    assert_eq!(made["districts"], json!(["岳麓区", "芙蓉区"]));
    publisher.get("/staff/accounts").expect(403);
    // What somebody else has changed meanwhile is not overwritten.
    let path = format!("/staff/notices/{}", made["id"].as_str().unwrap());
    let form = publisher.get(&path).expect(200);
    let again = [("do", "save"), ("title", "停水通知（更正）"), ("body", "后天停水。")];
    does(&mut publisher, &form, &path, &again).expect(303);
    does(&mut publisher, &form, &path, &again).expect(412);

    // A text that is being written is the one that is gone on with.
    let entry = json!({"kind": "guide", "title": "怎么报修", "body": "打电话。"});
    let entry = app.publisher().post("/v1/knowledge", &entry).value(201);
    let id = entry["id"].as_str().unwrap();
    app.publisher()
        .put(&format!("/v1/knowledge/{id}"), &json!({"body": "打 12345。", "draft": true}))
        .expect(200);
    let form = publisher.get(&format!("/staff/knowledge/{id}")).expect(200);
    assert!(form.text().contains("打 12345。</textarea>"), "{}", form.text());

    let path = "/staff/settings?part=citizens";
    let form = admin.get(path).expect(200);
    let changed = does(
        &mut admin,
        &form,
        path,
        &[
            ("do", "save"),
            ("urges_per_day", "5"),
            ("attachments.types", "image/jpeg"),
            ("thanks.points", "7"),
        ],
    );
    // The catalogue takes the place of some of them, which is said at once.
    assert!(changed.expect(200).text().contains("已保存"));
    let settings = app.citizen().get("/v1/settings").value(200);
    assert_eq!(
        (settings["urges_per_day"].as_u64(), settings["thanks"]["points"].as_u64()),
        (Some(5), Some(7))
    );
    let late = does(&mut admin, &form, path, &[("do", "save"), ("urges_per_day", "6")]).expect(412);
    assert!(late.text().contains("别人刚刚改过"));

    let form = admin.get("/staff/accounts/new").expect(200);
    let account = [
        ("do", "save"),
        ("id", "new.one"),
        ("name", "新人"),
        ("roles", "agent"),
        ("roles", "supervisor"),
        ("active", "yes"),
        ("password", PASSWORD),
    ];
    does(&mut admin, &form, "/staff/accounts/new", &account).expect(303);
    assert_eq!(app.admin().get("/v1/accounts/new.one").value(200)["roles"], json!(["agent", "supervisor"]));
    assert!(form.text().contains("name=\"active\" value=\"yes\" checked"), "who is new may log in");
    // A name is a name, also where it is a word of the field.
    let body = json!({"id": "admin", "name": "管理员", "roles": ["admin"], "password": PASSWORD});
    app.admin().post("/v1/accounts", &body).expect(201);
    assert!(admin.get("/staff/accounts").text().contains("href=\"/staff/accounts/admin\""));
    let form = admin.get("/staff/keys/new").expect(200);
    let key = does(
        &mut admin,
        &form,
        "/staff/keys/new",
        &[("do", "save"), ("name", "社区"), ("scopes", "tickets:read")],
    )
    .expect(200);
    assert!(key.text().contains("只显示这一次"), "{}", key.text());

    let form = admin.get("/staff/catalogue?rule=new").expect(200);
    let version = value(&form, "version");
    let rule = [
        ("do", "save"),
        ("place", "new"),
        ("version", version.as_str()),
        ("category", "民政"),
        ("district", "望城区"),
        ("lead", "mzj"),
    ];
    // Where its times take the place of the settings' is said at once.
    admin.posts("/staff/catalogue", &token(&form), &rule).expect(200);
    let rules = app.admin().get("/v1/catalogue").value(200)["rules"].as_array().unwrap().clone();
    assert!(rules.iter().any(|rule| rule["district"] == "望城区" && rule["lead"] == "mzj"));
    let page =
        admin.get(&format!("/staff/catalogue?compare={}", version.parse::<i64>().unwrap() + 1)).expect(200);
    assert!(page.text().contains("＋ 民政"), "{}", page.text());
}

#[test]
fn similar_cases_stand_beside_what_is_taken_down_and_beside_a_case() {
    let app = app();
    let first = app.agent().submits("银杏小区门口的路灯坏了半个月，晚上看不清台阶，希望尽快派人来修。");
    let again = "您好，银杏小区门口路灯坏了有半个月，晚上看不清台阶，请派人来修。";
    let mut agent = sits(app, "compares", &["agent"], None);
    let desk = agent.get("/staff/intake").expect(200);
    let help = agent.posts("/staff/intake/help", &token(&desk), &[("content", again)]).expect(200);
    assert!(help.text().contains(&first.id), "{}", help.text());
    let second = app.agent().submits(again);
    let case = agent.get(&format!("/staff/cases/{}", second.id)).expect(200);
    assert!(case.text().contains(&format!("href=\"/staff/cases/{}\"", first.id)), "{}", case.text());
}

#[test]
fn a_demand_is_tried_on_the_catalogue_before_anybody_hands_it_in() {
    let app = app();
    let mut admin = sits(app, "tries", &["admin"], None);
    let page = admin.get(&format!("/staff/catalogue?text={CLEAR}")).expect(200);
    assert!(page.text().contains("派给 <b>"), "{}", page.text());
}

#[test]
fn what_people_write_is_text_on_every_desk() {
    let app = Setup::default().start();
    let planted = "<script>alert(1)</script>\"'><img src=x>=cmd|\u{202e}";
    let mut agent = sits(&app, "careful", &["agent", "supervisor"], None);
    let body = json!({"content": format!("{planted}{}", "长".repeat(3900)), "subject": planted, "reporter": {"name": planted},
        "location": {"address": planted, "district": planted}});
    let id = app.citizen().post("/v1/tickets", &body).value(201)["id"].as_str().unwrap().to_owned();
    for path in [
        format!("/staff/cases/{id}"),
        "/staff/cases?state=open&sort=newest".to_owned(),
        format!("/staff/cases?q={}", "%3Cscript%3E"),
    ] {
        let page = agent.get(&path).expect(200);
        is_protected(&page);
        assert!(!page.text().contains("<script>alert") && !page.text().contains("<img src=x"), "{path}");
    }
}

#[test]
fn what_an_agent_holds_waits_for_a_person_and_nobody_else_holds_anything() {
    let app = app();
    let body = json!({"content": CLEAR, "hold": true});
    assert_eq!(app.agent().post("/v1/tickets", &body).value(201)["state"], "pending");
    assert_eq!(app.agent().post("/v1/tickets", &json!({"content": CLEAR})).value(201)["state"], "assigned");
    for other in [app.citizen(), app.supervisor()] {
        other.post("/v1/tickets", &body).problem(403, "forbidden");
    }
}

#[test]
fn what_helps_and_does_not_answer_is_said_to_be_away_and_logged() {
    let away = "这一部分现在看不到";
    let app = Setup::default().manifest(Manifest::read().without("knowledge")).start();
    let taken = app.citizen().submits(CLEAR);
    let mut agent = sits(&app, "alone", &["agent"], None);
    let case = agent.get(&format!("/staff/cases/{}", taken.id)).expect(200);
    is_protected(&case);
    let text = case.text();
    assert!(!text.contains("没有相关的条目") && text.contains("没有相似的工单"), "{text}");
    assert_eq!(text.matches(away).count(), 1, "{text}");
    assert!(app.logs("\"function\":\"staff\",") && app.logs("\"cause\":\"knowledge:"), "{}", app.log());
    let desk = agent.get("/staff/intake").expect(200);
    let said = [("content", "五一路口的红绿灯不亮"), ("phone", "13911113333")];
    let help = agent.posts("/staff/intake/help", &token(&desk), &said).expect(200);
    assert!(help.text().contains("理解") && help.text().contains(away), "{}", help.text());
    assert!(!app.log().contains("13911113333"), "and nothing of the caller stands in the log");
}
