//! The scheduled work. Its clock is moved in the database, so that nothing here waits for it.

use std::time::{Duration, Instant};

use blackbox::{CLEAR, Manifest, Setup, TestApp, Ticket, VAGUE, lasting, on_spin, seconds_from_now};
use serde_json::{Value, json};

const TICK: &str = "/v1/tick";

/// What the ticket's clock is made to say: it had 100,000 seconds, which end so many from now.
fn due_in(app: &TestApp, ticket: &Ticket, seconds: i64) {
    let due = format!("unixepoch() + {seconds}");
    let set = format!("due_at = {due}, allowed_seconds = 100000, allowed_clock = 'always', wake_at = {due}");
    alter(app, ticket, &format!("{set} - 100000"));
}

/// Alters the ticket behind the hotline's back.
fn alter(app: &TestApp, ticket: &Ticket, set: &str) {
    execute(app, &format!("UPDATE ticket SET {set} WHERE id = {}", ticket.id));
}

fn database(app: &TestApp) -> rusqlite::Connection {
    let database = rusqlite::Connection::open(app.database()).unwrap();
    database.busy_timeout(std::time::Duration::from_secs(30)).unwrap();
    database
}

fn execute(app: &TestApp, sql: &str) {
    database(app).execute_batch(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
}

fn count(app: &TestApp, sql: &str) -> i64 {
    database(app).query_row(sql, [], |row| row.get(0)).unwrap_or_else(|error| panic!("{sql}: {error}"))
}

/// As if every ticket had been compared with those before it, which takes more than one call.
const ALL_COMPARED: &str = "UPDATE hotspot_progress SET up_to = (SELECT max(id) FROM ticket)";

fn audited(app: &TestApp, act: &str) -> i64 {
    count(app, &format!("SELECT count(*) FROM audit WHERE act = '{act}' AND sub = 'system:tick'"))
}

/// Calls it once.
#[track_caller]
fn tick(app: &TestApp) -> Value {
    app.system().post(TICK, &json!({})).value(200)
}

/// Calls it once and holds it to having done this and nothing else.
#[track_caller]
fn does(app: &TestApp, done: &Value) {
    let mut expected = json!({
        "reminded": 0, "supervised": 0, "closed": 0, "archived": 0, "erased": 0, "cold": 0, "triaged": 0, "notices": 0,
        "deleted": 0, "resealed": 0, "alerts": 0, "skipped": 0, "more": false,
    });
    for (name, value) in done.as_object().unwrap() {
        expected[name] = value.clone();
    }
    assert_eq!(tick(app), expected);
}

#[track_caller]
fn does_nothing(app: &TestApp) {
    does(app, &json!({}));
}

/// The system's own acts in a ticket's history.
fn acts(app: &TestApp, ticket: &Ticket) -> Vec<String> {
    let view = app.supervisor().sees(ticket);
    let events = view["timeline"].as_array().unwrap();
    let own = events.iter().filter(|event| event["by"]["role"] == "system" || event["role"] == "system");
    own.map(|event| event["action"].as_str().unwrap().to_owned()).collect()
}

/// A ticket that a department works on.
fn in_progress(app: &TestApp) -> Ticket {
    let ticket = app.citizen().submits(CLEAR);
    let handler = app.handler(ticket.department());
    handler.does(&ticket, "sign", json!({}));
    handler.does(&ticket, "contact", json!({}));
    ticket
}

/// A ticket that waits for its rating.
fn answered(app: &TestApp) -> Ticket {
    let ticket = in_progress(app);
    let reply = json!({"note": "已处理", "public": "已处理完毕", "resolved": true});
    app.handler(ticket.department()).does(&ticket, "reply", reply);
    app.supervisor().does(&ticket, "approve", json!({}));
    ticket
}

#[test]
fn what_is_not_due_is_left_alone() {
    let app = TestApp::start();
    does_nothing(&app);
    let ticket = in_progress(&app);
    let before = app.supervisor().sees(&ticket);
    does_nothing(&app);
    let early = app.citizen().submits(VAGUE);
    // Woken early, it is only looked at.
    alter(&app, &ticket, "wake_at = 1");
    alter(&app, &early, "wake_at = 1");
    does_nothing(&app);
    assert_eq!(lasting(&app.supervisor().sees(&ticket)), lasting(&before));
    assert_eq!(count(&app, "SELECT count(*) FROM ticket WHERE wake_at > unixepoch()"), 2);
}

#[test]
fn a_department_is_reminded_and_then_supervised_ever_more_each_once() {
    let app = TestApp::start();
    let ticket = in_progress(&app);
    for (due, done, level) in [
        (10_000, json!({"reminded": 1}), 0),
        (-10, json!({"supervised": 1}), 1),
        (-100_010, json!({"supervised": 1}), 2),
        (-200_010, json!({"supervised": 1}), 3),
    ] {
        due_in(&app, &ticket, due);
        does(&app, &done);
        for _ in 0..3 {
            alter(&app, &ticket, "wake_at = 1");
            does_nothing(&app);
        }
        assert_eq!(app.supervisor().sees(&ticket)["supervision_level"], level, "due in {due} s");
    }
    assert_eq!(acts(&app, &ticket), ["assign", "remind", "supervise", "supervise", "supervise"]);
    assert_eq!((audited(&app, "ticket.remind"), audited(&app, "ticket.supervise")), (1, 3));
    let wakes = count(&app, &format!("SELECT wake_at IS NULL FROM ticket WHERE id = {}", ticket.id));
    assert_eq!(wakes, 1, "nothing is left to come");
}

#[test]
fn after_a_pause_of_the_scheduler_the_latest_stands_for_what_was_missed() {
    let app = TestApp::start();
    let ticket = in_progress(&app);
    due_in(&app, &ticket, -100_010);
    does(&app, &json!({"supervised": 1}));
    assert_eq!(app.supervisor().sees(&ticket)["supervision_level"], 2);
    assert_eq!(acts(&app, &ticket), ["assign", "supervise"]);
    does_nothing(&app);
}

#[test]
fn who_does_not_sign_is_supervised_and_who_does_not_call_the_citizen_is_reminded() {
    let app = TestApp::start();
    let ticket = app.citizen().submits(CLEAR);
    alter(&app, &ticket, "sign_due_at = unixepoch() - 1, wake_at = 1");
    does(&app, &json!({"supervised": 1}));
    does_nothing(&app);
    app.handler(ticket.department()).does(&ticket, "sign", json!({}));
    alter(&app, &ticket, "contact_due_at = unixepoch() - 1, wake_at = 1");
    does(&app, &json!({"reminded": 1}));
    does_nothing(&app);
    assert_eq!(acts(&app, &ticket), ["assign", "supervise", "remind"]);
}

#[test]
fn what_is_due_together_is_done_in_one_call() {
    let app = TestApp::start();
    let ticket = app.citizen().submits(CLEAR);
    due_in(&app, &ticket, -10);
    alter(&app, &ticket, "sign_due_at = due_at - 5, contact_due_at = due_at - 3");
    does(&app, &json!({"supervised": 2, "reminded": 1}));
    does_nothing(&app);
}

#[test]
fn a_clock_that_stands_brings_nothing() {
    let app = TestApp::start();
    let ticket = in_progress(&app);
    app.supervisor().does(&ticket, "suspend", json!({"reason": "等待拆迁"}));
    due_in(&app, &ticket, -200_010);
    does_nothing(&app);
    assert_eq!(app.supervisor().sees(&ticket)["supervision_level"], 0);
}

#[test]
fn an_answer_that_nobody_rates_is_closed_unless_it_is_disputed() {
    let app = TestApp::start();
    let (unrated, disputed) = (answered(&app), answered(&app));
    // Back to work for the first time, and not content again.
    app.reporter(&disputed).rates(&disputed, false, "dissatisfied");
    let reply = json!({"note": "再次处理", "public": "已再次处理", "resolved": true});
    app.handler(disputed.department()).does(&disputed, "reply", reply);
    app.supervisor().does(&disputed, "approve", json!({}));
    app.reporter(&disputed).rates(&disputed, false, "dissatisfied");
    does_nothing(&app);
    for ticket in [&unrated, &disputed] {
        alter(&app, ticket, "answered_at = unixepoch() - 8 * 86400, wake_at = 1");
    }
    does(&app, &json!({"closed": 1}));
    does_nothing(&app);
    assert_eq!(app.supervisor().sees(&unrated)["state"], "closed");
    assert_eq!(app.supervisor().sees(&disputed)["state"], "follow_up", "a supervisor decides");
}

#[test]
fn what_is_finished_is_archived_and_later_kept_without_the_person() {
    let app = TestApp::start();
    let demand = json!({
        "content": VAGUE,
        "location": {"address": "人民路一百号", "district": "芙蓉区"},
        "reporter": {"name": "张三丰", "phone": "13800131234", "reply_wanted": true},
    });
    let ticket = app.citizen().submits_all(&demand);
    let nobodys = app.citizen().submits(VAGUE);
    for ticket in [&ticket, &nobodys] {
        app.reporter(ticket).does(ticket, "withdraw", json!({}));
    }
    does_nothing(&app);
    for ticket in [&ticket, &nobodys] {
        alter(&app, ticket, "closed_at = unixepoch() - 31 * 86400, wake_at = 1");
    }
    does(&app, &json!({"archived": 2}));
    does_nothing(&app);
    let view = app.supervisor().sees(&ticket);
    assert_eq!((&view["state"], &view["reporter"]["phone"]), (&json!("archived"), &json!("138****1234")));

    for ticket in [&ticket, &nobodys] {
        alter(&app, ticket, "closed_at = unixepoch() - 1200 * 86400, wake_at = 1");
    }
    does(&app, &json!({"erased": 1}));
    does_nothing(&app);
    let view = app.supervisor().sees(&ticket);
    assert_eq!((&view["state"], &view["content"]), (&json!("archived"), &json!(VAGUE)), "the case stays");
    assert!(view["reporter"]["phone"].is_null() && view["reporter"]["name"].is_null(), "{view}");
    let kept =
        "personal IS NOT NULL OR personal_key IS NOT NULL OR phone_hash IS NOT NULL OR wake_at IS NOT NULL";
    assert_eq!(count(&app, &format!("SELECT count(*) FROM ticket WHERE {kept}")), 0);
    assert_eq!(audited(&app, "ticket.archive"), 2);
    assert_eq!(audited(&app, "reporter.erase"), 1, "of nobody there is nothing to erase");
}

#[test]
fn a_merged_ticket_is_archived_when_its_parent_is_done_with() {
    let app = TestApp::start();
    let (parent, child) = (app.citizen().submits(VAGUE), app.citizen().submits(VAGUE));
    app.agent().does(&child, "merge", json!({"parent": parent.id}));
    alter(&app, &child, "closed_at = unixepoch() - 31 * 86400, wake_at = 1");
    does_nothing(&app);
    assert_eq!(count(&app, "SELECT wake_at > unixepoch() FROM ticket WHERE state = 'merged'"), 1);

    app.agent().does(&parent, "answer", json!({"public": "已转有关部门"}));
    alter(&app, &child, "wake_at = 1");
    does_nothing(&app);
    assert_eq!(app.agent().sees(&child)["state"], "merged", "its reporter has yet to rate the answer");
    alter(&app, &parent, "answered_at = unixepoch() - 31 * 86400, wake_at = NULL");
    alter(&app, &child, "wake_at = 1");
    does(&app, &json!({"archived": 1}));
}

#[test]
fn the_child_of_a_parent_that_is_never_answered_is_archived_as_well() {
    let app = TestApp::start();
    let (parent, child) = (app.citizen().submits(VAGUE), app.citizen().submits(VAGUE));
    app.agent().does(&child, "merge", json!({"parent": parent.id}));
    let left = app.reporter(&parent).does(&parent, "withdraw", json!({}));
    assert_eq!(left["state"], "pending", "the case is the child's as well");
    app.agent().does(
        &parent,
        "decline",
        json!({"reason_code": "other", "reason": "非政府职责", "turn_to": "请拨打 12348"}),
    );
    for ticket in [&parent, &child] {
        alter(&app, ticket, "closed_at = unixepoch() - 31 * 86400, wake_at = 1");
    }
    does(&app, &json!({"archived": 2}));
}

#[test]
fn shorter_times_count_for_what_waits_already() {
    let app = TestApp::start();
    let ticket = app.citizen().submits(VAGUE);
    app.reporter(&ticket).does(&ticket, "withdraw", json!({}));
    alter(&app, &ticket, "closed_at = unixepoch() - 2 * 86400");
    does_nothing(&app);
    let mut settings = app.admin().get("/v1/settings").value(200);
    settings.as_object_mut().unwrap().remove("version");
    (settings["archive_days"], settings["reopen_days"]) = (1.into(), 1.into());
    app.admin().put("/v1/settings", &settings).expect(200);
    does(&app, &json!({"archived": 1}));
    does_nothing(&app);
}

#[test]
fn tickets_of_before_there_was_an_assessment_are_counted() {
    let app = TestApp::start();
    for _ in 0..210 {
        app.citizen().submits(VAGUE);
    }
    let received = "SELECT coalesce(sum(received), 0) FROM tally WHERE facet IN ('recent', 'total') AND period % 100 > 0";
    execute(&app, "DELETE FROM tally; UPDATE tally_progress SET counted_to = 0");
    execute(&app, ALL_COMPARED);
    does(&app, &json!({"more": true}));
    assert_eq!(count(&app, received), 200);
    app.citizen().submits(VAGUE);
    does_nothing(&app);
    assert_eq!(count(&app, received), 211);
    app.citizen().submits(VAGUE);
    assert_eq!(count(&app, received), 212);
}

#[test]
fn it_is_recorded_when_notices_appear_and_expire() {
    let app = TestApp::start();
    let publish = |title: &str, from: i64, to: Option<i64>| {
        let mut notice = json!({"title": title, "body": "正文", "publish_at": seconds_from_now(from)});
        if let Some(to) = to {
            notice["expires_at"] = seconds_from_now(to).into();
        }
        app.publisher().post("/v1/notices", &notice).value(201)["id"].as_str().unwrap().to_owned()
    };
    let later = publish("计划停水", 5000, Some(9000));
    let brief = publish("临时管制", 6000, Some(9000));
    let now = publish("已经发布", -10, Some(5000));
    let withdrawn = publish("不发了", 5000, None);
    app.publisher().delete(&format!("/v1/notices/{withdrawn}")).expect(200);
    does_nothing(&app);
    let feed = || app.citizen().get("/v1/notices.atom").expect(200).text().to_owned();
    assert!(!feed().contains("计划停水") && feed().contains("已经发布"));

    execute(
        &app,
        &format!("UPDATE notice SET publish_at = unixepoch() - 5 WHERE id IN ({later}, {withdrawn})"),
    );
    execute(&app, &format!("UPDATE notice SET expires_at = unixepoch() - 5 WHERE id = {now}"));
    does(&app, &json!({"notices": 2}));
    does_nothing(&app);
    assert!(feed().contains("计划停水") && !feed().contains("已经发布"), "rendered anew");
    let passed = "publish_at = unixepoch() - 9, expires_at = unixepoch() - 5";
    execute(&app, &format!("UPDATE notice SET {passed} WHERE id = {brief}"));
    does(&app, &json!({"notices": 2}));
    does_nothing(&app);
    assert_eq!((audited(&app, "notice.appear"), audited(&app, "notice.expire")), (2, 2));
    let version = app.publisher().get(&format!("/v1/notices/{later}")).expect(200);
    assert_eq!(version.header("etag"), Some("\"1\""), "the notice itself has not changed");
}

/// A minute must have passed since these came in or were last tried.
fn older(app: &TestApp, tickets: &[&Ticket]) {
    for ticket in tickets {
        alter(app, ticket, "tried_at = tried_at - 61");
    }
}

#[test]
fn submissions_that_were_interrupted_are_finished() {
    let mut app = Setup::default().manifest(Manifest::read().trapping("classify")).start();
    let (clear, vague, fresh) =
        (app.citizen().submits(CLEAR), app.citizen().submits(VAGUE), app.citizen().submits(CLEAR));
    let wished = app.citizen().submits_all(&json!({"content": CLEAR, "kind": "suggestion"}));
    let by_hand = app.citizen().submits(CLEAR);
    older(&app, &[&clear, &vague, &wished, &by_hand]);
    does(&app, &json!({"skipped": 3}));
    assert_eq!(app.agent().sees(&clear)["state"], "pending", "it fails again, and that fails nothing else");

    app.restart_as(&Manifest::read());
    app.agent().classifies(&by_hand, &json!({"category": "环境保护"}));
    older(&app, &[&clear, &vague, &wished, &by_hand]);
    does(&app, &json!({"triaged": 3}));
    does_nothing(&app);
    let view = app.agent().sees(&clear);
    assert_eq!((&view["state"], &view["needs_review"]), (&json!("assigned"), &json!(false)));
    assert_eq!(acts(&app, &clear), ["assign"]);
    assert_eq!(app.agent().sees(&wished)["kind"], "suggestion", "the citizen said so");
    let view = app.agent().sees(&vague);
    assert_eq!((&view["state"], &view["needs_review"]), (&json!("pending"), &json!(true)));
    assert!(view["classification"].is_object(), "{view}");
    assert!(app.agent().sees(&fresh)["classification"].is_null(), "it may still be on its way");
    let view = app.agent().sees(&by_hand);
    assert_eq!((&view["state"], &view["category"]), (&json!("pending"), &json!("环境保护")));
}

#[test]
fn a_submission_that_fails_again_and_again_stands_in_nobodys_way() {
    let mut app = Setup::default().manifest(Manifest::read().without("classify")).start();
    let hopeless: Vec<Ticket> = (0..25).map(|_| app.citizen().submits(CLEAR)).collect();
    let good = app.citizen().submits(CLEAR);
    app.restart_as(&Manifest::read());
    for ticket in &hopeless {
        // A row that no function understands.
        alter(&app, ticket, "tried_at = tried_at - 61, returned_by = '{}'");
    }
    older(&app, &[&good]);
    let calls = (1..=30).find(|_| {
        let done = tick(&app);
        assert_eq!(done["more"], false, "no reason to hurry");
        done["triaged"] == 1
    });
    assert!(calls.is_some(), "its turn never comes");
    assert_eq!(app.agent().sees(&good)["state"], "assigned");
    older(&app, &hopeless.iter().collect::<Vec<_>>());
    does(&app, &json!({"skipped": 3}));
}

#[test]
fn a_department_does_not_get_a_matter_about_itself_from_the_machine() {
    let app = TestApp::start();
    let lead = app.citizen().submits(CLEAR).department().to_owned();
    let ticket = app.citizen().submits_all(&json!({"content": CLEAR, "against": lead}));
    assert_eq!(ticket.receipt["state"], "pending");
    let view = app.supervisor().sees(&ticket);
    assert_eq!(view["needs_review"], true, "a person dispatches it");
    assert!(view["classification"].is_object(), "and is told what it is about: {view}");
    older(&app, &[&ticket]);
    does_nothing(&app);
}

#[test]
fn calls_at_once_do_everything_once() {
    let app = TestApp::start();
    let late: Vec<Ticket> = (0..30).map(|_| app.citizen().submits(VAGUE)).collect();
    execute(&app, "UPDATE ticket SET due_at = unixepoch() - 10, allowed_seconds = NULL, wake_at = 1");
    let interrupted: Vec<Ticket> = (0..5).map(|_| app.citizen().submits(CLEAR)).collect();
    for ticket in &interrupted {
        let state = "state = 'pending', suggestion = NULL, category = NULL, lead = NULL, assigned_at = NULL, version = 1";
        alter(&app, ticket, &format!("{state}, tried_at = tried_at - 61"));
        execute(&app, &format!("DELETE FROM event WHERE ticket_id = {} AND seq > 1", ticket.id));
    }
    let notice = json!({"title": "停水", "body": "正文", "publish_at": seconds_from_now(5000)});
    app.publisher().post("/v1/notices", &notice).expect(201);
    execute(&app, "UPDATE notice SET publish_at = unixepoch() - 5");
    let answers: Vec<Value> = std::thread::scope(|scope| {
        let calls: Vec<_> = (0..4).map(|_| scope.spawn(|| tick(&app))).collect();
        calls.into_iter().map(|call| call.join().unwrap()).collect()
    });
    let sum = |name: &str| answers.iter().map(|answer| answer[name].as_i64().unwrap()).sum::<i64>();
    assert_eq!((sum("supervised"), sum("triaged"), sum("notices")), (30, 5, 1), "{answers:?}");
    for ticket in &late {
        assert_eq!(acts(&app, ticket), ["classify", "supervise"]);
    }
    for ticket in &interrupted {
        assert_eq!(acts(&app, ticket), ["assign"]);
    }
    assert_eq!((audited(&app, "ticket.supervise"), audited(&app, "notice.appear")), (30, 1));
    does_nothing(&app);
}

#[test]
fn one_call_does_so_much_and_says_that_there_is_more() {
    let app = TestApp::start();
    for _ in 0..130 {
        app.citizen().submits(VAGUE);
    }
    execute(&app, "UPDATE ticket SET due_at = unixepoch() - 10, allowed_seconds = NULL, wake_at = 1");
    execute(&app, ALL_COMPARED);
    let (first, second) = (tick(&app), tick(&app));
    assert_eq!((&first["supervised"], &first["more"]), (&json!(100), &json!(true)));
    assert_eq!((&second["supervised"], &second["more"]), (&json!(30), &json!(false)));
    does_nothing(&app);
    // What is only put away waits behind no one, and keeps no one waiting.
    execute(&app, "UPDATE ticket SET state = 'withdrawn', closed_at = 1, wake_at = 1 WHERE id % 2 = 0");
    execute(&app, "UPDATE ticket SET marks = 0, wake_at = due_at WHERE id % 2 = 1");
    let both = tick(&app);
    assert_eq!((&both["archived"], &both["supervised"]), (&json!(65), &json!(65)));
}

#[test]
fn a_row_that_nobody_understands_is_postponed() {
    let app = TestApp::start();
    let (broken, good) = (in_progress(&app), in_progress(&app));
    for ticket in [&broken, &good] {
        due_in(&app, ticket, -10);
    }
    alter(&app, &broken, "returned_by = '{}'");
    does(&app, &json!({"supervised": 1, "skipped": 1}));
    does_nothing(&app);
    assert!(app.logs("unexpected data"), "the operator is told");
    alter(&app, &broken, "returned_by = NULL, wake_at = 1");
    does(&app, &json!({"supervised": 1}));
    assert_eq!(acts(&app, &good), ["assign", "supervise"]);
}

#[test]
fn what_has_had_its_time_is_deleted() {
    let app = TestApp::start();
    does_nothing(&app);
    for (table, columns, end) in [
        ("rate_window", "key_hash, count, ends_at", "1"),
        ("login_try", "name_hash, client_hash, failures, last_at, ends_at", "x'01', 1, 1"),
        ("one_time_code", "phone_hash, client_hash, code_hash, expires_at", "x'01', x'01'"),
    ] {
        for (key, ends) in [("aa", -10), ("bb", -1000), ("cc", 1000)] {
            let row = format!("x'{key}', {end}, unixepoch() + {ends}");
            execute(&app, &format!("INSERT INTO {table} ({columns}) VALUES ({row})"));
        }
    }
    for (id, days) in [("old", 366), ("new", 364)] {
        let row = format!("'{id}', unixepoch() - {days} * 86400");
        execute(&app, &format!("INSERT INTO call (id, offered_at) VALUES ({row})"));
    }
    does(&app, &json!({"deleted": 7}));
    does_nothing(&app);
    assert_eq!(count(&app, "SELECT count(*) FROM rate_window"), 1);
    assert_eq!(count(&app, "SELECT count(*) FROM call WHERE id = 'new'"), 1);
    let many = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 600) \
                INSERT INTO rate_window SELECT CAST(i AS BLOB), 1, 1 FROM n";
    execute(&app, many);
    does(&app, &json!({"deleted": 500, "more": true}));
    does(&app, &json!({"deleted": 100}));
}

#[test]
fn personal_data_goes_under_the_newest_key_and_then_does_without_the_old_one() {
    const OLD: &str = "1:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE";
    const NEW: &str = "2:AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI";
    let mut app = Setup::default().variable("data_keys", OLD).start();
    let demand = json!({"content": VAGUE, "reporter": {"phone": "13800131234"}});
    let tickets: Vec<Ticket> = (0..3).map(|_| app.citizen().submits_all(&demand)).collect();
    does_nothing(&app);
    app.restart_with("data_keys", &format!("{NEW},{OLD}"));
    let resealed = tick(&app)["resealed"].as_i64().unwrap();
    assert!(resealed >= 3, "{resealed}");
    does_nothing(&app);
    app.restart_with("data_keys", NEW);
    for ticket in &tickets {
        assert_eq!(app.supervisor().sees(ticket)["reporter"]["phone"], "138****1234");
    }
}

#[test]
fn the_host_calls_it_by_itself() {
    if on_spin() {
        return;
    }
    let mut app = Setup::default().scheduled().start();
    let ticket = app.citizen().submits(VAGUE);
    due_in(&app, &ticket, -10);
    // The first call comes a second after the start, later ones a minute after the one before.
    app.restart();
    let deadline = Instant::now() + Duration::from_secs(60);
    while app.supervisor().sees(&ticket)["supervision_level"] == 0 {
        assert!(Instant::now() < deadline, "never");
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(acts(&app, &ticket), ["classify", "supervise"]);
    // Nobody but the host knows the key that it made.
    app.citizen().with("X-API-Key", "guess").post(TICK, &json!({})).problem(401, "unauthenticated");
}

#[test]
fn another_scheduler_shows_the_key_of_the_installation() {
    const KEY: &str = "a key that the operator gave to the scheduler";
    let app = Setup::default().variable("tick_key", KEY).start();
    let scheduler = app.citizen().with("X-API-Key", KEY);
    scheduler.post(TICK, &json!({})).expect(200);
    scheduler.send(blackbox::Request::new("POST", TICK)).expect(200);
    scheduler.get("/v1/tickets").problem(403, "forbidden");
    app.citizen().with("X-API-Key", &KEY[1..]).post(TICK, &json!({})).problem(401, "unauthenticated");
    let without = TestApp::start();
    without.citizen().with("X-API-Key", "").post(TICK, &json!({})).problem(401, "unauthenticated");
}

#[test]
fn the_system_and_administrators_may_call_it_and_nobody_else() {
    let app = TestApp::start();
    app.citizen().post(TICK, &json!({})).problem(401, "unauthenticated");
    for person in [app.agent(), app.supervisor(), app.publisher(), app.handler("jtj")] {
        person.post(TICK, &json!({})).problem(403, "forbidden");
    }
    app.admin().post(TICK, &json!({})).expect(200);
    let empty = app.system().send(blackbox::Request::new("POST", TICK)).expect(200);
    assert_eq!(empty.json()["more"], false);
    let problem = app.system().post(TICK, &json!({"now": "2030-01-01"})).problem(422, "invalid_fields");
    assert_eq!(problem["errors"][0]["pointer"], "/now");
}
