//! What is decided and written at the desks of staff, page by page, as a browser without scripts does it.

use std::io::{BufReader, Write};
use std::net::TcpListener;
use std::time::Duration;

use blackbox::browser::{
    Browser, PASSWORD, does, form_token as token, is_protected, logs_in, sits, unescaped, value,
};
use blackbox::token::{now, totp};
use blackbox::{Answer, CLEAR, Request, Setup, TestApp, Ticket, VAGUE, app, received, seconds_from_now};
use serde_json::{Value, json};

const LEAD: &str = "zjj";
const ASSIST: &str = "jtj";

/// For so long a session that was ended may still be believed; docs/PAGES.md says so.
const BELIEVED: Duration = Duration::from_secs(5);
/// A demand of which the machine is not sure, between two categories.
const EITHER: &str = "小区里的学校放学时门口堵车，没有人管";

fn path(ticket: &Ticket) -> String {
    format!("/staff/cases/{}", ticket.id)
}

fn kept(app: &TestApp, ticket: &Ticket) -> Value {
    app.supervisor().sees(ticket)
}

/// Signed for by its department, with another that assists.
fn in_progress(app: &TestApp) -> Ticket {
    let ticket = app.citizen().submits(VAGUE);
    app.agent().assigns(&ticket, &json!({"lead": LEAD, "assists": [ASSIST]}));
    app.handler(LEAD).does(&ticket, "sign", json!({}));
    ticket
}

/// The case's own page as somebody sees it now.
#[track_caller]
fn opens(browser: &mut Browser, ticket: &Ticket) -> Answer {
    let page = browser.get(&path(ticket)).expect(200);
    is_protected(&page);
    page
}

/// What somebody does with a case from its page, which leads them on.
#[track_caller]
fn done(browser: &mut Browser, ticket: &Ticket, fields: &[(&str, &str)]) {
    let page = opens(browser, ticket);
    does(browser, &page, &path(ticket), fields).expect(303);
}

/// A moment in the city, as a field of the page takes it.
fn local(seconds: i64) -> String {
    seconds_from_now(seconds + 8 * 3600)[..16].to_owned()
}

/// The values of the fields of this name, in the page's order.
fn hidden(page: &Answer, name: &str) -> Vec<String> {
    let mark = format!("name=\"{name}\" value=\"");
    page.text().split(&mark).skip(1).map(|rest| unescaped(rest.split('"').next().unwrap())).collect()
}

#[test]
fn a_department_asks_for_more_time_and_a_supervisor_decides() {
    let app = app();
    let (granted, refused) = (in_progress(app), in_progress(app));
    let mut handler = sits(app, "extends", &["handler"], Some(LEAD));
    let mut supervisor = sits(app, "grants", &["supervisor"], None);
    let until = local(9 * 86_400);
    for ticket in [&granted, &refused] {
        let page = opens(&mut handler, ticket);
        let without =
            does(&mut handler, &page, &path(ticket), &[("do", "request_extension"), ("due_at", &until)]);
        let again = without.expect(422);
        assert!(again.text().contains("request_extension-reason-wrong"), "{}", again.text());
        assert!(again.text().contains(&format!("value=\"{until}\"")), "nothing is lost");
        done(
            &mut handler,
            ticket,
            &[("do", "request_extension"), ("due_at", &until), ("reason", "等配件到货")],
        );
        let page = opens(&mut supervisor, ticket);
        assert!(page.text().contains("申请延期") && page.text().contains("等配件到货"), "{}", page.text());
    }
    let was = kept(app, &refused)["deadline"]["due_at"].clone();
    done(&mut supervisor, &granted, &[("do", "approve_extension")]);
    let due = kept(app, &granted)["deadline"]["due_at"].as_str().unwrap().to_owned();
    assert!(due.starts_with(&until), "{due}");
    let page = opens(&mut supervisor, &refused);
    does(&mut supervisor, &page, &path(&refused), &[("do", "reject_extension")]).expect(422);
    done(&mut supervisor, &refused, &[("do", "reject_extension"), ("reason", "配件三天就到")]);
    let view = kept(app, &refused);
    assert_eq!((&view["deadline"]["due_at"], &view["extension"]), (&was, &Value::Null));
    let page = opens(&mut supervisor, &refused);
    assert!(!page.text().contains("value=\"approve_extension\""), "there is nothing to decide any more");
}

#[test]
fn a_department_hands_back_and_a_supervisor_decides() {
    let app = app();
    let (back, stays) = (in_progress(app), in_progress(app));
    let mut handler = sits(app, "returns", &["handler"], Some(LEAD));
    let mut supervisor = sits(app, "places", &["supervisor"], None);
    for ticket in [&back, &stays] {
        done(&mut handler, ticket, &[("do", "request_return"), ("reason", "不归本单位管")]);
        assert_eq!(kept(app, ticket)["state"], "return_review");
    }
    done(&mut supervisor, &back, &[("do", "approve_return"), ("note", "同意")]);
    assert_eq!(kept(app, &back)["state"], "accepted");
    done(&mut supervisor, &stays, &[("do", "reject_return")]);
    let view = kept(app, &stays);
    assert_eq!((&view["state"], &view["lead"]["code"]), (&json!("in_progress"), &json!(LEAD)));
    let page = opens(&mut handler, &stays);
    assert!(!page.text().contains("value=\"request_return\""), "a supervisor has said no");
}

#[test]
fn what_a_citizen_disputes_twice_a_supervisor_decides() {
    let app = app();
    let reply = |text: &str| json!({"note": "已办", "public": text, "resolved": true});
    let disputed = || {
        let ticket = in_progress(app);
        app.handler(LEAD).does(&ticket, "reply", reply("已经修好"));
        app.supervisor().does(&ticket, "approve", json!({}));
        app.reporter(&ticket).rates(&ticket, false, "dissatisfied");
        app.handler(LEAD).does(&ticket, "reply", reply("又修了一次"));
        app.supervisor().does(&ticket, "approve", json!({}));
        app.reporter(&ticket).rates(&ticket, false, "dissatisfied");
        assert_eq!(kept(app, &ticket)["disputed"], true);
        ticket
    };
    let (closes, goes_on) = (disputed(), disputed());
    let mut supervisor = sits(app, "rules", &["supervisor"], None);
    let page = opens(&mut supervisor, &closes);
    assert!(page.text().contains("市民两次不满意，待裁定"), "{}", page.text());
    done(&mut supervisor, &closes, &[("do", "close"), ("note", "现场核实已修好")]);
    assert_eq!(kept(app, &closes)["state"], "closed");
    let page = opens(&mut supervisor, &goes_on);
    does(&mut supervisor, &page, &path(&goes_on), &[("do", "send_back")]).expect(422);
    done(&mut supervisor, &goes_on, &[("do", "send_back"), ("reason", "还在漏水")]);
    assert_eq!(kept(app, &goes_on)["state"], "in_progress");
}

#[test]
fn who_assists_tells_what_they_did_and_no_more() {
    let app = app();
    let ticket = in_progress(app);
    let mut assists = sits(app, "assists", &["handler"], Some(ASSIST));
    let page = opens(&mut assists, &ticket);
    for (action, is_there) in [
        ("progress", true),
        ("contact", true),
        ("reply", false),
        ("request_return", false),
        ("request_extension", false),
    ] {
        assert_eq!(page.text().contains(&format!("value=\"{action}\"")), is_there, "{action}");
    }
    done(
        &mut assists,
        &ticket,
        &[("do", "progress"), ("public", "路面已经围挡。"), ("note", "等主办单位施工")],
    );
    let view = app.reporter(&ticket).sees(&ticket);
    assert!(view.to_string().contains("路面已经围挡。"), "{view}");
    assert!(!view.to_string().contains("等主办单位施工"), "what is for staff stays there");
    let page = opens(&mut assists, &ticket);
    does(&mut assists, &page, &path(&ticket), &[("do", "request_return"), ("reason", "不归我们")])
        .expect(409);
    assert_eq!(kept(app, &ticket)["state"], "in_progress");
}

#[test]
fn a_call_taker_puts_a_reporter_right_and_what_is_left_empty_stays() {
    let app = app();
    let mut agent = sits(app, "puts.right", &["agent"], None);
    let mut supervisor = sits(app, "looks.on", &["supervisor"], None);
    let body = json!({"content": VAGUE, "reporter": {"name": "赵六", "phone": "13700001111", "email": "a@example.org"}});
    let ticket = app.citizen().submits_all(&body);
    let reporter = format!("{}/reporter", path(&ticket));
    let page = opens(&mut agent, &ticket);
    assert!(page.text().contains("查看、更正"), "{}", page.text());
    assert!(!opens(&mut supervisor, &ticket).text().contains("查看、更正"), "it is a call-taker's to do");
    // Whoever has not seen it has nothing to put right, whatever an old page still sends.
    let offers = |page: &Answer| page.text().contains("id=\"reporter-phone\"");
    assert!(!offers(&page) && !offers(&agent.get(&reporter).expect(200)));
    let blind = agent.posts(&reporter, &token(&page), &[("do", "correct"), ("name", "赵六六")]).expect(428);
    is_protected(&blind);
    assert!(blind.text().contains("请先查看来电人") && !offers(&blind), "{}", blind.text());
    assert_eq!(hidden(&blind, "name"), ["赵六六"], "nothing is lost");
    let shows = |agent: &mut Browser| {
        let page = agent.get(&reporter).expect(200);
        let shown = agent.posts(&reporter, &token(&page), &[("reason", "回电核实")]).expect(200);
        is_protected(&shown);
        assert!(offers(&shown), "{}", shown.text());
        value(&shown, "version")
    };
    let version = shows(&mut agent);
    let version = version.as_str();
    let empty = agent.posts(&reporter, &token(&page), &[("do", "correct"), ("version", version)]).expect(422);
    is_protected(&empty);
    let wrong = [("do", "correct"), ("name", "赵七"), ("email", "nobody"), ("version", version)];
    let again = agent.posts(&reporter, &token(&page), &wrong).expect(422);
    assert!(
        again.text().contains("reporter-email-wrong") && again.text().contains("value=\"赵七\""),
        "{}",
        again.text()
    );
    assert_eq!(value(&again, "version"), version);
    let right = [
        ("do", "correct"),
        ("phone", "13700002222"),
        ("gone", "email"),
        ("confidential", "yes"),
        ("version", version),
    ];
    let sent = agent.posts(&reporter, &token(&page), &right).expect(303);
    let page = agent.get(sent.header("location").unwrap()).expect(200);
    assert!(page.text().contains("来电人已更正") && page.text().contains("137****2222"), "{}", page.text());
    let own = app.reporter(&ticket).get(&ticket.path("reporter")).value(200)["reporter"].clone();
    assert_eq!(
        (&own["name"], &own["phone"], &own["confidential"]),
        (&json!("赵六"), &json!("13700002222"), &json!(true))
    );
    assert!(own.get("email").is_none_or(Value::is_null), "{own}");
    let log = app.admin().get(&format!("/v1/audit?object={}&act=reporter.correct", ticket.id)).value(200);
    assert_eq!(log["items"][0]["sub"], "puts.right");
    assert!(
        !log.to_string().contains("13700002222"),
        "the log says which fields, and not what stands in them"
    );
    let page = opens(&mut supervisor, &ticket);
    supervisor.posts(&reporter, &token(&page), &right).expect(403);
}

#[test]
fn what_somebody_else_put_right_meanwhile_is_not_overwritten_unseen() {
    let app = app();
    let mut agent = sits(app, "comes.second", &["agent"], None);
    let ticket = app
        .citizen()
        .submits_all(&json!({"content": VAGUE, "reporter": {"name": "钱一", "phone": "13700001111"}}));
    let reporter = format!("{}/reporter", path(&ticket));
    let page = agent.get(&reporter).expect(200);
    let shown = agent.posts(&reporter, &token(&page), &[("reason", "回电核实")]).expect(200);
    let version = value(&shown, "version");
    app.agent().put(&ticket.path("reporter"), &json!({"name": "钱二"})).expect(200);
    let mine = [("do", "correct"), ("name", "钱三"), ("gone", "phone"), ("version", version.as_str())];
    let late = agent.posts(&reporter, &token(&page), &mine).expect(412);
    is_protected(&late);
    assert!(late.text().contains("别人刚刚改过来电人") && !late.text().contains("value=\"correct\""));
    assert_eq!(
        (hidden(&late, "name"), hidden(&late, "gone"), hidden(&late, "version")),
        (vec!["钱三".to_owned()], vec!["phone".to_owned()], vec![]),
        "what was written goes along, and the old version does not"
    );
    let name = || app.reporter(&ticket).get(&ticket.path("reporter")).value(200)["reporter"]["name"].clone();
    assert_eq!(name(), "钱二");
    // Shown anew it is compared and sent once more.
    let anew = [("reason", "回电核实"), ("name", "钱三"), ("gone", "phone")];
    let shown = agent.posts(&reporter, &token(&late), &anew).expect(200);
    assert!(shown.text().contains("钱二") && shown.text().contains("value=\"钱三\""), "{}", shown.text());
    let version = value(&shown, "version");
    let mine = [("do", "correct"), ("name", "钱三"), ("version", version.as_str())];
    agent.posts(&reporter, &token(&shown), &mine).expect(303);
    assert_eq!(name(), "钱三");
}

#[test]
fn of_whom_all_was_deleted_there_is_nothing_to_put_right() {
    let app = app();
    let mut agent = sits(app, "comes.late", &["agent"], None);
    let ticket = app
        .citizen()
        .submits_all(&json!({"content": VAGUE, "reporter": {"name": "孙一", "phone": "13700001111"}}));
    let citizen = app.reporter(&ticket);
    citizen.does(&ticket, "withdraw", json!({}));
    citizen.delete(&ticket.path("reporter")).expect(200);
    assert!(!opens(&mut agent, &ticket).text().contains("查看、更正"), "it leads nowhere");
    let reporter = format!("{}/reporter", path(&ticket));
    let page = agent.get(&reporter).expect(200);
    let shown = agent.posts(&reporter, &token(&page), &[("reason", "回电核实")]).expect(200);
    is_protected(&shown);
    assert!(shown.text().contains("已经删除") && !shown.text().contains("孙一"), "{}", shown.text());
    assert!(!shown.text().contains("value=\"correct\""), "{}", shown.text());
}

#[test]
fn a_case_that_was_taken_up_again_takes_a_reporter_again() {
    let app = app();
    let mut agent = sits(app, "comes.again", &["agent"], None);
    let ticket = app
        .citizen()
        .submits_all(&json!({"content": VAGUE, "reporter": {"name": "周一", "phone": "13700001111"}}));
    app.agent().does(
        &ticket,
        "decline",
        json!({"reason_code": "not_government", "public": "不归热线管", "turn_to": "物业"}),
    );
    let citizen = app.reporter(&ticket);
    citizen.delete(&ticket.path("reporter")).expect(200);
    citizen.does(&ticket, "reopen", json!({"reason": "还是要办"}));
    assert!(opens(&mut agent, &ticket).text().contains("查看、更正"));
    let reporter = format!("{}/reporter", path(&ticket));
    let page = agent.get(&reporter).expect(200);
    let shown = agent.posts(&reporter, &token(&page), &[("reason", "回电核实")]).expect(200);
    assert!(shown.text().contains("已经删除"), "{}", shown.text());
    let version = value(&shown, "version");
    let right = [("do", "correct"), ("phone", "13700003333"), ("version", version.as_str())];
    assert!(shown.text().contains("value=\"correct\""), "{}", shown.text());
    agent.posts(&reporter, &token(&shown), &right).expect(303);
    let own = citizen.get(&ticket.path("reporter")).value(200)["reporter"].clone();
    assert_eq!(own["phone"], "13700003333");
}

const DRAFT: &str = "您好，路灯报修已登记，三个工作日内修复。";

/// A language model on loopback that says one thing.
fn model() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            drop(received(&mut BufReader::new(stream.try_clone().unwrap())));
            let body = json!({"choices": [{"message": {"role": "assistant", "content": DRAFT}}]}).to_string();
            let head =
                format!("HTTP/1.1 200 X\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
            stream.write_all(format!("{head}{body}").as_bytes()).unwrap();
        }
    });
    address
}

#[test]
fn a_machine_drafts_a_reply_which_is_nothing_until_somebody_sends_it() {
    let address = model();
    let app = Setup::default()
        .variable("llm_url", &format!("http://{address}/v1/chat/completions"))
        .variable("llm_host", &format!("http://{address}"))
        .variable("llm_model", "city-model")
        .start();
    let entry = json!({"kind": "guide", "title": "路灯报修指南", "body": "路灯不亮请提供灯杆编号，三个工作日内修复。"});
    app.publisher().post("/v1/knowledge", &entry).expect(201);
    let ticket = app.citizen().submits("翠竹苑北门的路灯不亮，请报修");
    if kept(&app, &ticket)["state"] == "pending" {
        app.agent().assigns(&ticket, &json!({"lead": LEAD}));
    }
    let lead = kept(&app, &ticket)["lead"]["code"].as_str().unwrap().to_owned();
    app.handler(&lead).does(&ticket, "sign", json!({}));
    let mut handler = sits(&app, "drafts", &["handler"], Some(&lead));
    let page = opens(&mut handler, &ticket);
    assert!(page.text().contains("value=\"draft-reply\""), "{}", page.text());
    let written =
        [("do", "draft-reply"), ("note", "已派人"), ("public", "请留意短信。"), ("resolved", "yes")];
    let drafted = does(&mut handler, &page, &path(&ticket), &written).expect(200);
    is_protected(&drafted);
    assert!(
        drafted.text().contains("机器草稿") && drafted.text().contains("city-model"),
        "{}",
        drafted.text()
    );
    assert!(drafted.text().contains("路灯报修指南"), "what it was made of");
    assert!(drafted.text().contains(&format!("{DRAFT}\n\n请留意短信。</textarea>")), "{}", drafted.text());
    assert!(drafted.text().contains("已派人</textarea>"), "nothing is lost");
    let view = kept(&app, &ticket);
    assert_eq!(
        (&view["state"], &view["answer"]),
        (&json!("in_progress"), &Value::Null),
        "it is nobody's answer"
    );
    let sent = [("do", "reply"), ("note", "已派人"), ("public", DRAFT), ("resolved", "yes")];
    does(&mut handler, &drafted, &path(&ticket), &sent).expect(303);
    assert_eq!(kept(&app, &ticket)["state"], "in_review");
}

#[test]
fn without_a_model_nobody_is_offered_a_draft() {
    let app = app();
    let ticket = in_progress(app);
    let mut handler = sits(app, "writes.alone", &["handler"], Some(LEAD));
    let page = opens(&mut handler, &ticket);
    assert!(
        page.text().contains("value=\"reply\"") && !page.text().contains("value=\"draft-"),
        "{}",
        page.text()
    );
    let asked = [("do", "draft-reply"), ("public", "我自己写的。")];
    let again = does(&mut handler, &page, &path(&ticket), &asked).expect(503);
    assert!(again.text().contains("我自己写的。</textarea>"), "nothing is lost");
}

#[test]
fn what_was_sent_after_the_session_had_ended_is_sent_after_log_in() {
    let app = app();
    let ticket = in_progress(app);
    let mut handler = sits(app, "interrupted", &["handler"], Some(LEAD));
    let page = opens(&mut handler, &ticket);
    app.admin().post("/v1/accounts/interrupted/revocation", &json!({})).expect(200);
    let public = "已于今天修复 <b>\"灯\"</b> & 路面\n欢迎再来";
    let note = "换了 3 个灯头 = 300 元";
    let reply =
        [("do", "reply"), ("public", public), ("note", note), ("resolved", "yes"), ("password", "hunter2")];
    // A browser sends the same once more to where it is led.
    let sent = does(&mut handler, &page, &path(&ticket), &reply).expect(307);
    let led = sent.header("location").unwrap().to_owned();
    assert!(led.starts_with("/staff/login?again="), "{led}");
    let form = does(&mut handler, &page, &led, &reply).expect(403);
    is_protected(&form);
    assert!(form.text().contains("登录过期了") && !form.text().contains("hunter2"), "{}", form.text());
    assert!(!form.text().contains("<b>\"灯\""), "what was written is text");
    let (again, waits) = (hidden(&form, "again"), hidden(&form, "kept"));
    assert_eq!(again, [path(&ticket)]);
    let login = |password: &'static str| {
        let mut fields: Vec<(&str, &str)> = vec![("username", "interrupted"), ("password", password)];
        fields.push(("again", again[0].as_str()));
        fields.extend(waits.iter().map(|field| ("kept", field.as_str())));
        fields
    };
    let wrong = handler.posts("/staff/login", &token(&form), &login("not the password")).expect(401);
    assert_eq!(hidden(&wrong, "kept"), waits, "a slip of the finger loses nothing");
    let waiting = handler.posts("/staff/login", &token(&wrong), &login(PASSWORD)).expect(200);
    is_protected(&waiting);
    assert_eq!(kept(app, &ticket)["state"], "in_progress", "nothing is sent unseen");
    assert!(waiting.text().contains(&format!("action=\"{}\"", path(&ticket))), "{}", waiting.text());
    let fields = ["do", "public", "note", "resolved", "key", "version"].map(|name| {
        let found = hidden(&waiting, name);
        assert_eq!(found.len(), 1, "{name}: {}", waiting.text());
        (name, found[0].clone())
    });
    assert_eq!((fields[1].1.as_str(), fields[2].1.as_str()), (public, note));
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    handler.posts(&path(&ticket), &token(&waiting), &fields).expect(303);
    assert_eq!(kept(app, &ticket)["state"], "in_review");
}

/// A form that somebody sends without a session, and the page to log in on that it waits on.
#[track_caller]
fn waits(browser: &mut Browser, path: &str, fields: &[(&str, &str)]) -> Answer {
    let login = browser.get("/staff/login").expect(200);
    let sent = browser.posts(path, &token(&login), fields).expect(307);
    let led = sent.header("location").unwrap().to_owned();
    let form = browser.posts(&led, &token(&login), fields).expect(403);
    is_protected(&form);
    form
}

/// These fields with what waits on a page.
fn with_kept<'f>(
    fields: &[(&'f str, &'f str)],
    kept: &'f [String],
    again: &'f str,
) -> Vec<(&'f str, &'f str)> {
    let kept = kept.iter().map(|field| ("kept", field.as_str()));
    fields.iter().copied().chain(kept).chain([("again", again)]).collect()
}

#[test]
fn a_password_does_not_wait_and_is_asked_for_anew() {
    let app = app();
    drop(sits(app, "hires", &["admin"], None));
    let mut admin = Browser::of(app);
    let account = [
        ("do", "save"),
        ("id", "hired"),
        ("name", "新人"),
        ("roles", "agent"),
        ("active", "yes"),
        ("password", "never written into a page"),
        ("key", "a-key-of-a-form"),
    ];
    let form = waits(&mut admin, "/staff/accounts/new", &account);
    assert!(!form.text().contains("never written"), "{}", form.text());
    let kept = hidden(&form, "kept");
    let login = with_kept(&[("username", "hires"), ("password", PASSWORD)], &kept, "/staff/accounts/new");
    let again = admin.posts("/staff/login", &token(&form), &login).expect(200);
    is_protected(&again);
    assert!(again.text().contains("密码没有保留，要重新填写"), "{}", again.text());
    assert!(again.text().contains("type=\"password\" name=\"password\""), "{}", again.text());
    assert!(!again.text().contains("never written"), "{}", again.text());
    let names = ["do", "id", "name", "roles", "active", "key"];
    let fields = names.map(|name| (name, hidden(&again, name).concat()));
    let mut fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    fields.push(("password", PASSWORD));
    admin.posts("/staff/accounts/new", &token(&again), &fields).expect(303);
    drop(logs_in(app, "hired"));
}

#[test]
fn what_was_sent_waits_also_while_a_second_factor_is_set_up() {
    let app = TestApp::start();
    let ticket = in_progress(&app);
    let account =
        json!({"id": "bound", "name": "某人", "roles": ["handler"], "dept": LEAD, "password": PASSWORD});
    app.admin().post("/v1/accounts", &account).expect(201);
    let mut settings = app.citizen().get("/v1/settings").value(200);
    settings.as_object_mut().unwrap().remove("version");
    settings["second_factor"] = json!(["handler"]);
    app.admin().put("/v1/settings", &settings).expect(200);
    let mut handler = Browser::of(&app);
    let here = path(&ticket);
    let form =
        waits(&mut handler, &here, &[("do", "reply"), ("public", "已于今天修复"), ("resolved", "yes")]);
    let kept = hidden(&form, "kept");
    assert_eq!(kept.len(), 3);
    let mut goes_on = |page: &Answer, path: &str, fields: &[(&str, &str)]| {
        let page = handler.posts(path, &token(page), &with_kept(fields, &kept, &here)).expect(200);
        is_protected(&page);
        page
    };
    let waits_on = |page: &Answer| {
        assert_eq!((hidden(page, "kept"), hidden(page, "again")), (kept.clone(), vec![here.clone()]));
    };
    let who = [("username", "bound"), ("password", PASSWORD)];
    let page = goes_on(&form, "/staff/login", &who);
    assert!(page.text().contains("开始绑定"), "{}", page.text());
    waits_on(&page);
    let page = goes_on(&page, "/staff/factor", &[&who[..], &[("do", "begin")]].concat());
    waits_on(&page);
    let secret = page.text().split("<figcaption class=\"number\">").nth(1).unwrap();
    let secret = secret.split('<').next().unwrap().to_owned();
    let code = |steps: i64| totp(&secret, now() / 30 + steps);
    let page = goes_on(&page, "/staff/factor", &[("do", "confirm"), ("code", &code(0))]);
    assert!(page.text().contains("绑定成功"), "{}", page.text());
    waits_on(&page);
    let page = goes_on(&page, "/staff/login", &[]);
    assert!(page.text().contains("name=\"username\""), "{}", page.text());
    waits_on(&page);
    let page = goes_on(&page, "/staff/login", &who);
    waits_on(&page);
    let page = goes_on(&page, "/staff/login", &[("code", &code(1))]);
    assert!(page.text().contains(&format!("action=\"{here}\"")), "{}", page.text());
    assert_eq!(hidden(&page, "public"), ["已于今天修复"]);
}

/// What is told whose form could not be kept.
const LOST: &str = "没能保留";

#[test]
fn what_binds_forms_to_a_browser_lasts_from_its_last_page() {
    let mut browser = Browser::of(app());
    let seed = |page: &Answer| {
        let all = page.headers().into_iter();
        let set = all.filter(|(name, value)| name == "set-cookie" && value.starts_with("forms="));
        set.map(|(_, value)| value).collect::<Vec<_>>()
    };
    let first = seed(&browser.get("/staff/login").expect(200));
    assert!(first.len() == 1 && first[0].contains("; Max-Age="), "{first:?}");
    for path in ["/staff/login", "/staff/factor", "/"] {
        assert_eq!(seed(&browser.get(path).expect(200)), first, "{path}");
    }
}

#[test]
fn nothing_that_another_site_sent_waits_for_a_log_in_and_nobody_is_led_away() {
    let app = app();
    let ticket = in_progress(app);
    let mut handler = sits(app, "lured", &["handler"], Some(LEAD));
    let page = opens(&mut handler, &ticket);
    let form = token(&page);
    app.admin().post("/v1/accounts/lured/revocation", &json!({})).expect(200);
    std::thread::sleep(BELIEVED);
    let planted = "do=reply&public=planted&note=planted&resolved=yes";
    let sends = |handler: &mut Browser, path: &str, site: &str, body: &str| {
        let request = Request::new("POST", path);
        let request = request.header("Content-Type", blackbox::browser::FORM).header("Sec-Fetch-Site", site);
        handler.send(request.body(body))
    };
    for (site, body) in
        [("cross-site", format!("{planted}&form={form}")), ("same-origin", planted.to_owned())]
    {
        let sent = sends(&mut handler, &path(&ticket), site, &body).expect(307);
        let led = sent.header("location").unwrap().to_owned();
        assert!(led.starts_with("/staff/login?again=") && sent.text().is_empty(), "{site}: {led}");
        let form = sends(&mut handler, &led, site, &body).expect(403);
        is_protected(&form);
        assert!(
            !form.text().contains("planted") && hidden(&form, "kept").is_empty(),
            "{site}: {}",
            form.text()
        );
        assert!(form.text().contains(LOST), "{site}: {}", form.text());
    }
    // A password page and a file are never kept.
    let sent = handler.posts("/staff/account", &form, &[("old", PASSWORD), ("new", "another password")]);
    assert!(sent.status != 200 && !sent.text().contains("name=\"kept\"") && !sent.text().contains(PASSWORD));
    handler
        .uploads(&format!("{}/files", path(&ticket)), &form, &[], &[("a.jpg", "image/jpeg", b"x")])
        .expect(303);
    for away in [
        "%2Fv1%2Fsettings",
        "https%3A%2F%2Fevil.example",
        "%2F%2Fevil.example%2Fstaff%2Fintake",
        "%2Fstaff%2Faccount",
    ] {
        let led = format!("/staff/login?again={away}");
        let form = sends(&mut handler, &led, "same-origin", &format!("{planted}&form={form}"));
        assert!(form.status != 200 && !form.text().contains("planted"), "{away}: {}", form.text());
    }
    for away in
        ["https://evil.example/staff/intake", "//evil.example/staff/intake", "/v1/settings", "/staff/account"]
    {
        let mut stranger = Browser::of(app);
        let login = stranger.get("/staff/login").expect(200);
        let fields = [("username", "lured"), ("password", PASSWORD), ("again", away), ("kept", "a=b")];
        let sent = stranger.posts("/staff/login", &token(&login), &fields).expect(303);
        assert_eq!(sent.header("location"), Some("/staff"), "{away}");
    }
    // Without this site's token the page to log in on keeps nothing either.
    let fields = [
        ("username", "lured"),
        ("password", PASSWORD),
        ("again", "/staff/intake"),
        ("kept", "content=planted"),
    ];
    for path in ["/staff/login", "/staff/factor"] {
        let refused = handler.posts(path, "made up", &fields).expect(403);
        assert!(!refused.text().contains("planted"), "{}", refused.text());
        assert!(refused.text().contains(LOST) && !refused.text().contains("还在"), "{}", refused.text());
    }
    let nothing = handler.posts("/staff/login", "made up", &fields[..2]).expect(403);
    assert!(!nothing.text().contains(LOST), "nothing was written: {}", nothing.text());
    assert_eq!(kept(app, &ticket)["state"], "in_progress");
}

#[test]
fn whoever_tries_passwords_too_often_is_told_to_wait() {
    let app = TestApp::start();
    let mut browser = sits(&app, "eager", &["agent"], None);
    let database = rusqlite::Connection::open(app.database()).unwrap();
    database.busy_timeout(std::time::Duration::from_secs(30)).unwrap();
    // Ten times within a minute that is made longer, or a slow machine would let it go by.
    database.execute("UPDATE rate_window SET count = 10, ends_at = ends_at + 50", []).unwrap();
    let form = browser.get("/staff/login").expect(200);
    let fields = [("username", "eager"), ("password", PASSWORD)];
    let refused = browser.posts("/staff/login", &token(&form), &fields).expect(429);
    is_protected(&refused);
    assert!(refused.text().contains("频繁") && !refused.text().contains(PASSWORD), "{}", refused.text());
    assert!(refused.text().contains("value=\"eager\""), "the name is still there");
    database.execute("UPDATE rate_window SET ends_at = ends_at - 150", []).unwrap();
    browser.posts("/staff/login", &token(&refused), &fields).expect(303);
}

#[test]
fn the_board_tells_of_telephone_calls_and_keeps_the_figures_of_its_charts_in_tables() {
    let app = TestApp::start();
    app.citizen().submits(CLEAR);
    let call = |id: &str, waited: Option<i64>| {
        let mut call =
            json!({"id": id, "offered_at": seconds_from_now(-600), "ended_at": seconds_from_now(-300)});
        if let Some(waited) = waited {
            call["answered_at"] = json!(seconds_from_now(-600 + waited));
        }
        call
    };
    let calls = json!({"calls": [call("c-1", Some(5)), call("c-2", Some(10)), call("c-3", None)]});
    app.system().post("/v1/calls", &calls).expect(200);
    let mut supervisor = sits(&app, "counts", &["supervisor"], None);
    let board = supervisor.get("/staff/board?rate=satisfaction_rate").expect(200);
    is_protected(&board);
    let text = board.text();
    assert!(text.contains("66.7 %") && text.contains("2 / 3"), "two of three calls were answered: {text}");
    assert!(text.contains("目标 95.0 %"), "what the standard wants: {text}");
    assert!(text.contains("(满意量 + 基本满意量) ÷ 有效回访量"), "in words: {text}");
    assert!(!text.contains("basically_satisfied"), "and not as programs read it");
    // The same figures stand in a table beside each chart.
    let (chart, table) = (text.find("class=\"chart\""), text.find("按月的表"));
    assert!(chart.is_some() && table > chart, "{text}");
    let months = text.split("按月的表").nth(1).unwrap().split("</table>").next().unwrap();
    assert!(months.matches("<tr><th scope=\"row\">").count() >= 11, "a row for each month: {months}");
    let heat = supervisor.get("/staff/heat?by=category").expect(200);
    assert!(heat.text().contains("<table") && heat.text().contains("劳动和社会保障"), "{}", heat.text());
}

#[test]
fn where_the_machine_is_not_sure_a_person_chooses_one_of_two() {
    let app = app();
    let mut agent = sits(app, "chooses", &["agent"], None);
    let desk = agent.get("/staff/intake").expect(200);
    let help = agent.posts("/staff/intake/help", &token(&desk), &[("content", EITHER)]).expect(200);
    let offered = hidden(&help, "pick");
    assert_eq!(offered.len(), 2, "{}", help.text());
    let chosen = ("pick", offered[1].as_str());
    let page = agent.posts("/staff/intake", &token(&desk), &[("content", EITHER), chosen]).expect(200);
    assert!(page.text().contains(&format!("value=\"{}\" selected", offered[1])), "{}", page.text());
    assert!(page.text().contains(EITHER), "nothing is lost");

    let ticket = app.citizen().submits(EITHER);
    let page = opens(&mut agent, &ticket);
    assert_eq!(hidden(&page, "category"), offered);
    done(&mut agent, &ticket, &[("do", "classify"), ("category", &offered[1])]);
    let now = kept(app, &ticket);
    assert_eq!((&now["category"], &now["needs_review"]), (&json!(offered[1]), &json!(false)));
    assert!(hidden(&opens(&mut agent, &ticket), "category").is_empty(), "it is decided");
}
