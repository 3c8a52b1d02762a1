//! The workflow over HTTP: every row of its table where it is allowed and where it is not, and every
//! rule that is more than a row.

use std::sync::LazyLock;

use blackbox::{Person, TestApp, Ticket, VAGUE, app, lasting, moment, seconds_from_now, texts};
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};

// The stage: tickets in every state, and who has to do with them.

fn pending(app: &TestApp) -> Ticket {
    let ticket = app.citizen().submits(VAGUE);
    assert_eq!(ticket.receipt["state"], "pending");
    ticket
}

/// Led by the transport bureau, assisted by the city management.
fn assigned(app: &TestApp) -> Ticket {
    let ticket = pending(app);
    app.agent().assigns(&ticket, &json!({"lead": "jtj", "assists": ["cgj"]}));
    ticket
}

fn in_progress(app: &TestApp) -> Ticket {
    let ticket = assigned(app);
    lead(app).does(&ticket, "sign", json!({}));
    ticket
}

fn in_review(app: &TestApp) -> Ticket {
    let ticket = in_progress(app);
    lead(app).does(&ticket, "reply", reply("已经修好"));
    ticket
}

fn follow_up(app: &TestApp) -> Ticket {
    let ticket = in_review(app);
    app.supervisor().does(&ticket, "approve", json!({}));
    ticket
}

fn closed(app: &TestApp) -> Ticket {
    let ticket = follow_up(app);
    app.supervisor().does(&ticket, "close", json!({}));
    ticket
}

/// Not content a second time.
fn disputed(app: &TestApp) -> Ticket {
    let ticket = follow_up(app);
    app.reporter(&ticket).rates(&ticket, false, "dissatisfied");
    lead(app).does(&ticket, "reply", reply("又修了一次"));
    app.supervisor().does(&ticket, "approve", json!({}));
    let view = app.reporter(&ticket).rates(&ticket, false, "satisfied");
    assert_eq!((&view["state"], &view["disputed"]), (&json!("follow_up"), &json!(true)));
    ticket
}

fn ticket_in(app: &TestApp, state: &str) -> Ticket {
    let then = |ticket: Ticket, person: &dyn Fn(&Ticket) -> Person, action: &str| {
        let view = person(&ticket).does(&ticket, action, carrying(action));
        assert_eq!(view["state"], state);
        ticket
    };
    let agent = |_: &Ticket| app.agent();
    let supervisor = |_: &Ticket| app.supervisor();
    match state {
        "pending" => pending(app),
        "info_needed" => then(pending(app), &agent, "request_info"),
        "declined" => then(pending(app), &agent, "decline"),
        "accepted" => then(pending(app), &agent, "accept"),
        "assigned" => assigned(app),
        "return_review" => then(assigned(app), &|_| lead(app), "request_return"),
        "in_progress" => in_progress(app),
        "extension" => {
            let ticket = in_progress(app);
            lead(app).does(&ticket, "request_extension", carrying("request_extension"));
            ticket
        }
        "suspended" => then(in_progress(app), &supervisor, "suspend"),
        "in_review" => in_review(app),
        "follow_up" => follow_up(app),
        "disputed" => disputed(app),
        "closed" => closed(app),
        "suggestion" => {
            let ticket = follow_up(app);
            app.agent().does(&ticket, "correct", json!({"kind": "suggestion"}));
            ticket
        }
        "merged" => {
            let (child, parent) = (pending(app), pending(app));
            app.agent().does(&child, "merge", json!({"parent": parent.id}));
            app.agent().does(&parent, "answer", carrying("answer"));
            child
        }
        "withdrawn" => then(pending(app), &|ticket| app.reporter(ticket), "withdraw"),
        other => panic!("no way into {other}"),
    }
}

fn lead(app: &TestApp) -> Person {
    app.handler("jtj")
}

fn assist(app: &TestApp) -> Person {
    app.handler("cgj")
}

fn party(app: &TestApp, ticket: &Ticket, name: &str) -> Person {
    match name {
        "reporter" => app.reporter(ticket),
        "agent" => app.agent(),
        "lead" => lead(app),
        "assist" => assist(app),
        "supervisor" => app.supervisor(),
        "system" => app.system(),
        other => panic!("nobody is called {other}"),
    }
}

fn reply(public: &str) -> Value {
    json!({"note": "现场已核实", "public": public, "resolved": true})
}

/// What an action has to carry.
fn carrying(action: &str) -> Value {
    match action {
        "decline" => json!({"reason_code": "in_litigation", "public": "法院已受理", "turn_to": "法院12368"}),
        "request_info" | "answer" | "supply_info" | "supplement" | "progress" | "adopt" => {
            json!({"public": "请看这里"})
        }
        "correct" => json!({"content": "小区北门的路灯坏了", "location": {"address": "人民路 2 号"}}),
        "request_return" | "reject_return" | "reject_extension" | "suspend" | "resume" | "send_back"
        | "reopen" | "remind" | "exclude" | "recall" => json!({"reason": "如实说明"}),
        "request_extension" => json!({"reason": "等待配件", "due_at": seconds_from_now(9 * 86_400)}),
        "reply" => reply("已经修好"),
        "supervise" => json!({"level": 1, "reason": "多次催办"}),
        "reassign" => json!({"lead": "gaj", "reason": "职责已调整"}),
        "withdraw" => json!({"call": "pbx-1"}),
        _ => json!({}),
    }
}

/// Tries an action where its route is.
fn try_action(app: &TestApp, person: &Person, ticket: &Ticket, action: &str) -> blackbox::Answer {
    match action {
        "assign" => person.post(&ticket.path("assignment"), &json!({"lead": "jtj"})),
        "classify" => person.post(&ticket.path("classification"), &json!({"category": "交通运输"})),
        "rate" => {
            let rating = json!({"resolved": true, "satisfaction": "satisfied", "call": "pbx-1"});
            person.post(&ticket.path("rating"), &rating)
        }
        "merge" => person.tries(ticket, action, json!({"parent": pending(app).id})),
        _ => person.tries(ticket, action, carrying(action)),
    }
}

#[track_caller]
fn newest(view: &Value) -> &Value {
    view["timeline"].as_array().unwrap().last().unwrap()
}

#[track_caller]
fn allowed(view: &Value) -> Vec<&str> {
    texts(&view["allowed_actions"])
}

#[track_caller]
fn refused(answer: blackbox::Answer, state: &str, action: &str) -> Value {
    let problem = answer.problem(409, "action_not_allowed");
    assert_eq!(problem["state"], state, "{problem}");
    assert!(!texts(&problem["allowed_actions"]).contains(&action), "{problem}");
    problem
}

/// Written out by hand, one line for each row of the domain's table: the action; who takes it in which
/// state, and the state it leads to; who may not take it there; and a state in which the first may not.
const ROWS: &str = "
classify          agent      in_progress   = | assist     | closed
classify          system     pending       = | supervisor | withdrawn
request_info      agent      pending       info_needed | supervisor | accepted
supply_info       reporter   info_needed   pending | supervisor | pending
supply_info       agent      info_needed   pending | system | in_progress
supplement        reporter   info_needed   = | supervisor | closed
supplement        agent      suspended     = | lead | withdrawn
supplement        reporter   follow_up     = | system | withdrawn
correct           agent      pending       = | reporter | declined
correct           supervisor in_review     = | lead | closed
decline           agent      pending       declined | supervisor | accepted
decline           agent      info_needed   declined | reporter | assigned
answer            agent      pending       follow_up | system | accepted
accept            agent      pending       accepted | supervisor | accepted
accept            system     pending       accepted | reporter | info_needed
assign            agent      pending       assigned | handler | assigned
assign            supervisor accepted      assigned | handler | in_progress
assign            system     accepted      assigned | handler | follow_up
sign              lead       assigned      in_progress | assist | in_progress
request_return    lead       assigned      return_review | assist | in_review
request_return    lead       in_progress   return_review | agent | suspended
approve_return    supervisor return_review accepted | agent | assigned
reject_return     supervisor return_review assigned | lead | in_progress
contact           lead       in_progress   = | agent | assigned
contact           assist     in_progress   = | supervisor | suspended
progress          lead       in_progress   = | agent | in_review
progress          assist     suspended     = | supervisor | assigned
request_extension lead       in_progress   = | assist | suspended
approve_extension supervisor extension     = | agent | in_progress
reject_extension  supervisor extension     = | lead | in_review
suspend           supervisor in_progress   suspended | lead | in_review
resume            supervisor suspended     in_progress | lead | in_progress
reply             lead       in_progress   in_review | assist | suspended
approve           supervisor in_review     follow_up | lead | in_progress
approve           agent      in_review     follow_up | system | follow_up
send_back         supervisor in_review     in_progress | lead | follow_up
send_back         agent      in_review     in_progress | assist | disputed
send_back         supervisor disputed      in_progress | reporter | closed
rate              reporter   follow_up     closed | supervisor | in_review
rate              agent      follow_up     closed | lead | disputed
rate              reporter   merged        = | supervisor | withdrawn
close             supervisor disputed      closed | system | in_progress
close             system     follow_up     closed | agent | disputed
reopen            reporter   closed        accepted | agent | follow_up
reopen            supervisor declined      accepted | agent | withdrawn
merge             agent      pending       merged | supervisor | closed
merge             agent      in_review     merged | lead | declined
recall            agent      assigned      accepted | lead | in_progress
recall            supervisor assigned      accepted | reporter | accepted
reassign          agent      assigned      assigned | lead | in_progress
reassign          supervisor in_progress   assigned | agent | in_review
reassign          supervisor suspended     assigned | agent | follow_up
split             agent      merged        accepted | reporter | closed
split             supervisor merged        accepted | system | withdrawn
withdraw          reporter   in_progress   withdrawn | supervisor | in_review
withdraw          agent      in_progress   withdrawn | lead | suspended
archive           system     closed        archived | supervisor | follow_up
archive           system     withdrawn     archived | agent | pending
urge              reporter   assigned      = | lead | closed
urge              reporter   merged        = | supervisor | closed
supplement        reporter   merged        = | system | declined
urge              agent      follow_up     = | supervisor | withdrawn
supervise         supervisor in_progress   = | agent | closed
supervise         system     pending       = | reporter | declined
remind            system     in_progress   = | supervisor | closed
exclude           supervisor closed        = | agent | -
adopt             supervisor suggestion    = | agent | follow_up
adopt             lead       suggestion    = | assist | in_progress
";

#[test]
fn every_row_is_taken_where_it_may_be_and_refused_where_it_may_not() {
    let app = app();
    let rows: Vec<&str> = ROWS.lines().filter(|line| !line.is_empty()).collect();
    let table = app.citizen().get("/v1/workflow").value(200);
    for row in table["actions"].as_array().unwrap() {
        let action = row["id"].as_str().unwrap();
        let has_row = rows.iter().any(|line| line.split_whitespace().next() == Some(action));
        assert!(has_row || action == "submit", "{action} is nowhere tried");
    }
    std::thread::scope(|scope| {
        for half in rows.chunks(rows.len() / 2 + 1) {
            scope.spawn(move || half.iter().for_each(|line| try_row(app, line)));
        }
    });
}

fn try_row(app: &TestApp, line: &str) {
    let columns: Vec<&str> = line.split('|').map(str::trim).collect();
    let [what, stranger, elsewhere] = columns[..] else { panic!("{line}") };
    let words: Vec<&str> = what.split_whitespace().collect();
    let [action, who, state, to] = words[..] else { panic!("{line}") };
    let real = |state: &str| match state {
        "extension" => "in_progress".to_owned(),
        "disputed" | "suggestion" => "follow_up".to_owned(),
        state => state.to_owned(),
    };
    // What must not be, changes nothing and says what may be.
    let ticket = ticket_in(app, state);
    let before = app.supervisor().sees(&ticket);
    if stranger != "handler" {
        let person = party(app, &ticket, stranger);
        let answer = try_action(app, &person, &ticket, action);
        // Routes of their own are closed to whoever never has anything to do there.
        if action == "classify" || (action == "rate" && stranger == "system") {
            answer.problem(403, "forbidden");
        } else {
            let problem = refused(answer, &real(state), action);
            let seen = person.sees(&ticket);
            assert_eq!(problem["allowed_actions"], seen["allowed_actions"], "{line}");
        }
    }
    let after = app.supervisor().sees(&ticket);
    assert_eq!(lasting(&after), lasting(&before), "{line}: what was refused left something");
    if elsewhere != "-" {
        let other = ticket_in(app, elsewhere);
        refused(try_action(app, &party(app, &other, who), &other, action), &real(elsewhere), action);
    }
    // What may be, is.
    let person = party(app, &ticket, who);
    let view = try_action(app, &person, &ticket, action).value(200);
    let to = if to == "=" { real(state) } else { to.to_owned() };
    assert_eq!(view["state"], to.as_str(), "{line}");
    assert_eq!(view["version"].as_u64(), before["version"].as_u64().map(|version| version + 1), "{line}");
    let event = newest(&view);
    assert_eq!((&event["action"], &event["from"]), (&json!(action), &json!(real(state))), "{line}");
    assert_eq!(event["to"], to.as_str());
    let role = match who {
        "lead" | "assist" => "handler",
        other => other,
    };
    assert_eq!(event["role"], role, "{line}");
}

// Times. They are moved in the database, so that nothing here waits for them.

/// A hotline without holidays: a week holds five working days at any time of the year.
fn plain() -> &'static TestApp {
    static PLAIN: LazyLock<TestApp> = LazyLock::new(|| {
        let app = TestApp::start();
        set(&app, |settings| settings["holidays"] = json!([]));
        app
    });
    &PLAIN
}

/// Changes the settings.
fn set(app: &TestApp, change: impl FnOnce(&mut Value)) {
    let mut settings = app.citizen().get("/v1/settings").value(200);
    settings.as_object_mut().unwrap().remove("version");
    change(&mut settings);
    app.admin().put("/v1/settings", &settings).expect(200);
}

/// Alters the ticket behind the hotline's back.
fn alter(app: &TestApp, ticket: &Ticket, set: &str) {
    let database = rusqlite::Connection::open(app.database()).unwrap();
    database.busy_timeout(std::time::Duration::from_secs(30)).unwrap();
    let sql = format!("UPDATE ticket SET {set} WHERE id = {}", ticket.id);
    assert_eq!(database.execute(&sql, []).unwrap_or_else(|error| panic!("{sql}: {error}")), 1);
}

fn due(view: &Value) -> OffsetDateTime {
    moment(&view["deadline"]["due_at"])
}

fn rfc3339(at: OffsetDateTime) -> String {
    at.format(&time::format_description::well_known::Rfc3339).unwrap()
}

#[test]
fn an_extension_adds_ten_working_days_at_most_and_twice_at_most() {
    let app = plain();
    let ticket = in_progress(app);
    let mut was = due(&lead(app).sees(&ticket));
    let ask = |at: OffsetDateTime| {
        lead(app).tries(&ticket, "request_extension", json!({"reason": "等待配件", "due_at": rfc3339(at)}))
    };
    for time in 1..=2 {
        // Without holidays ten working days are two weeks, to the second.
        ask(was + Duration::weeks(2) + Duration::seconds(1)).faults(&[("/due_at", "out_of_range")]);
        ask(was).faults(&[("/due_at", "out_of_range")]);
        let asked = ask(was + Duration::weeks(2)).value(200);
        assert_eq!(due(&asked), was, "asking is not getting");
        refused(ask(was + Duration::weeks(1)), "in_progress", "request_extension");
        let granted = app.supervisor().does(&ticket, "approve_extension", json!({"public": "配件在途"}));
        assert_eq!(due(&granted), was + Duration::weeks(2), "the {time}. time");
        assert_eq!(newest(&app.reporter(&ticket).sees(&ticket))["public"], "配件在途");
        was = due(&granted);
    }
    let problem = refused(ask(was + Duration::weeks(1)), "in_progress", "request_extension");
    assert_eq!(problem["allowed_actions"], json!(["request_return", "contact", "progress", "reply"]));
    refused(
        app.supervisor().tries(&ticket, "approve_extension", json!({})),
        "in_progress",
        "approve_extension",
    );
}

#[test]
fn a_return_is_possible_for_two_working_days_and_not_once_it_was_refused() {
    let app = plain();
    let reason = || json!({"reason": "不属于我局"});
    let ticket = assigned(app);
    // A fortnight ago is more than two working days, whatever day it is.
    alter(app, &ticket, "assigned_at = assigned_at - 14 * 86400");
    let problem = refused(lead(app).tries(&ticket, "request_return", reason()), "assigned", "request_return");
    assert_eq!(problem["allowed_actions"], json!(["sign"]));

    let ticket = assigned(app);
    lead(app).does(&ticket, "request_return", reason());
    let view = app.supervisor().does(&ticket, "reject_return", json!({"reason": "按三定方案属于你局"}));
    assert_eq!((&view["state"], &view["lead"]["code"]), (&json!("assigned"), &json!("jtj")));
    refused(lead(app).tries(&ticket, "request_return", reason()), "assigned", "request_return");
    lead(app).does(&ticket, "sign", json!({}));

    // A refusal binds the department, not the next one to which the ticket goes.
    let ticket = assigned(app);
    lead(app).does(&ticket, "request_return", reason());
    let view = app.supervisor().does(&ticket, "approve_return", json!({}));
    assert_eq!((&view["state"], &view["lead"]), (&json!("accepted"), &Value::Null));
    app.agent().assigns(&ticket, &json!({"lead": "gaj"}));
    app.handler("gaj").does(&ticket, "request_return", reason());
}

#[test]
fn a_suspended_ticket_gets_back_exactly_the_time_that_it_stood() {
    let app = plain();
    // Round the clock every second counts.
    let ticket = pending(app);
    app.agent().classifies(&ticket, &json!({"urgency": "urgent"}));
    app.agent().assigns(&ticket, &json!({"lead": "jtj"}));
    let was = due(&lead(app).does(&ticket, "sign", json!({})));
    app.supervisor().does(&ticket, "suspend", json!({"reason": "等待汛期结束"}));
    alter(app, &ticket, "stopped_at = stopped_at - 5 * 86400");
    let suspended = app.supervisor().sees(&ticket);
    assert_eq!((due(&suspended), &suspended["deadline"]["overdue"]), (was, &json!(false)));
    let stood_since = moment(&newest(&suspended)["at"]) - Duration::days(5);
    let view = app.supervisor().does(&ticket, "resume", json!({"reason": "汛期已过"}));
    assert_eq!(due(&view), was + (moment(&newest(&view)["at"]) - stood_since));
    assert_eq!(view["deadline"]["stopped"], false);

    // In working time a week is five days of it, and puts the end a week later.
    let ticket = in_progress(app);
    let was = due(&lead(app).sees(&ticket));
    app.supervisor().does(&ticket, "suspend", json!({"reason": "等待汛期结束"}));
    alter(app, &ticket, "stopped_at = stopped_at - 7 * 86400");
    let view = app.supervisor().does(&ticket, "resume", json!({"reason": "汛期已过"}));
    let later = due(&view) - was;
    // What passes while the test runs can fall on the end of a week.
    assert!(Duration::weeks(1) <= later && later < Duration::weeks(1) + Duration::days(3), "{later}");
}

#[test]
fn what_turns_out_to_be_urgent_is_due_sooner_counted_from_when_it_was_dispatched() {
    let app = plain();
    let ticket = in_progress(app);
    let before = app.agent().sees(&ticket);
    let is_dispatch = |event: &&Value| event["action"] == "assign";
    let dispatched = before["timeline"].as_array().unwrap().iter().find(is_dispatch).unwrap();
    let dispatched = moment(&dispatched["at"]);
    assert!(due(&before) > dispatched + Duration::hours(24));
    let says = |urgency: &str| app.agent().classifies(&ticket, &json!({"urgency": urgency}));
    for (urgency, hours) in [("urgent", 24), ("emergency", 2)] {
        let view = says(urgency);
        assert_eq!((&view["urgency"], &view["state"]), (&json!(urgency), &json!("in_progress")));
        assert_eq!(due(&view), dispatched + Duration::hours(hours), "{urgency}");
        assert_eq!(newest(&view)["due_at"], view["deadline"]["due_at"], "the history says so");
        assert_eq!(due(&app.reporter(&ticket).sees(&ticket)), due(&view), "and the citizen sees it");
        assert!(moment(&view["deadline"]["contact_due_at"]) <= due(&view));
    }
    let view = says("normal");
    assert_eq!(due(&view), due(&before), "what was taken back gives the deadline back");
    assert_eq!(newest(&view)["due_at"], view["deadline"]["due_at"], "the history says so");
    lead(app).post(&ticket.path("classification"), &json!({"urgency": "urgent"})).problem(403, "forbidden");

    // It has been there for a day: two hours are over, and a fifth of them is left from now on.
    let ticket = in_progress(app);
    alter(
        app,
        &ticket,
        "created_at = created_at - 86400, assigned_at = assigned_at - 86400, due_at = due_at - 86400",
    );
    let view = app.agent().classifies(&ticket, &json!({"urgency": "emergency"}));
    assert_eq!(due(&view), moment(&newest(&view)["at"]) + Duration::minutes(24));
    assert_eq!(view["deadline"]["overdue"], false);
}

#[test]
fn waiting_for_the_citizen_or_for_a_decision_on_a_return_stops_the_clock_alike() {
    let app = plain();
    for (stop, who, go, by) in [
        ("request_info", "agent", "supply_info", "reporter"),
        ("request_return", "lead", "reject_return", "supervisor"),
    ] {
        let ticket = if stop == "request_info" { pending(app) } else { assigned(app) };
        let was = due(&app.agent().sees(&ticket));
        party(app, &ticket, who).does(&ticket, stop, carrying(stop));
        alter(app, &ticket, "stopped_at = stopped_at - 7 * 86400");
        let view = party(app, &ticket, by).does(&ticket, go, carrying(go));
        let later = due(&view) - was;
        assert!(
            Duration::weeks(1) <= later && later < Duration::weeks(1) + Duration::days(3),
            "{stop}: {later}"
        );
    }
}

#[test]
fn what_is_closed_is_reopened_by_the_reporter_for_a_month_and_by_a_supervisor_at_any_time() {
    let app = plain();
    let again = || json!({"reason": "又坏了"});
    for state in ["closed", "declined"] {
        let ticket = ticket_in(app, state);
        alter(app, &ticket, "closed_at = closed_at - 29 * 86400");
        assert_eq!(allowed(&app.reporter(&ticket).sees(&ticket)), ["reopen"]);
        alter(app, &ticket, "closed_at = closed_at - 2 * 86400");
        let problem = refused(app.reporter(&ticket).tries(&ticket, "reopen", again()), state, "reopen");
        assert_eq!(problem["allowed_actions"], json!([]));
        refused(app.agent().tries(&ticket, "reopen", again()), state, "reopen");
        let view = app.supervisor().does(&ticket, "reopen", again());
        assert_eq!((&view["state"], &view["closed_at"]), (&json!("accepted"), &Value::Null));
        assert!(due(&view) > moment(&newest(&view)["at"]), "a new deadline");
    }
    let ticket = closed(app);
    assert_eq!(app.reporter(&ticket).does(&ticket, "reopen", again())["state"], "accepted");
}

#[test]
fn windows_and_limits_are_what_the_settings_say() {
    let app = TestApp::start();
    let ticket = closed(&app);
    alter(&app, &ticket, "closed_at = closed_at - 40 * 86400");
    let waiting = assigned(&app);
    alter(&app, &waiting, "assigned_at = assigned_at - 40 * 86400");
    refused(app.reporter(&ticket).tries(&ticket, "reopen", json!({"reason": "又坏了"})), "closed", "reopen");
    set(&app, |settings| {
        settings["reopen_days"] = json!(41);
        settings["return_window"] = json!({"hours": 41 * 24});
        settings["extensions"] = json!(1);
        settings["extension"] = json!({"hours": 2});
        settings["urges_per_day"] = json!(0);
    });
    app.reporter(&ticket).does(&ticket, "reopen", json!({"reason": "又坏了"}));
    lead(&app).does(&waiting, "request_return", json!({"reason": "不属于我局"}));

    let ticket = in_progress(&app);
    let was = due(&lead(&app).sees(&ticket));
    let ask = |later: i64| {
        let at = rfc3339(was + Duration::seconds(later));
        lead(&app).tries(&ticket, "request_extension", json!({"reason": "等待配件", "due_at": at}))
    };
    ask(7201).faults(&[("/due_at", "out_of_range")]);
    ask(7200).expect(200);
    app.supervisor().does(&ticket, "approve_extension", json!({}));
    refused(ask(7200 + 60), "in_progress", "request_extension");

    assert!(!allowed(&app.reporter(&ticket).sees(&ticket)).contains(&"urge"));
    refused(app.reporter(&ticket).tries(&ticket, "urge", json!({})), "in_progress", "urge");
    for _ in 0..3 {
        app.agent().does(&ticket, "urge", json!({}));
    }
}

// Who works on it.

#[test]
fn an_assisting_department_reports_and_contacts_and_the_lead_does_the_rest() {
    let app = app();
    let ticket = assigned(app);
    assert_eq!(allowed(&lead(app).sees(&ticket)), ["sign", "request_return"]);
    assert_eq!(allowed(&assist(app).sees(&ticket)), Vec::<&str>::new());
    for action in ["sign", "request_return"] {
        refused(assist(app).tries(&ticket, action, carrying(action)), "assigned", action);
    }
    lead(app).does(&ticket, "sign", json!({}));
    assert_eq!(allowed(&assist(app).sees(&ticket)), ["contact", "progress"]);
    for action in ["request_extension", "reply", "suspend", "assign", "rate"] {
        refused(try_action(app, &assist(app), &ticket, action), "in_progress", action);
    }
    let view = assist(app).does(&ticket, "contact", json!({"note": "已电话联系"}));
    assert!(view["deadline"]["contacted_at"].is_string(), "the first contact is whoever's");
    let view = assist(app).does(&ticket, "progress", json!({"public": "我局已到场"}));
    assert_eq!(newest(&view)["department"]["code"], "cgj");
    app.handler("jyj").get(&ticket.path("")).problem(404, "not_found");
}

#[test]
fn the_first_department_that_signed_leads_until_a_supervisor_says_otherwise() {
    let app = app();
    let ticket = closed(app);
    assert_eq!(app.agent().sees(&ticket)["responsible"]["code"], "jtj");
    assert!(app.reporter(&ticket).sees(&ticket)["responsible"].is_null(), "how staff divide the work");
    app.reporter(&ticket).does(&ticket, "reopen", json!({"reason": "又坏了"}));
    let elsewhere = json!({"lead": "gaj"});
    for person in [app.agent(), app.system()] {
        person.post(&ticket.path("assignment"), &elsewhere).faults(&[("/lead", "first_responsible")]);
    }
    assert_eq!(app.agent().sees(&ticket)["state"], "accepted");
    // Without a name it goes where it was, whatever the catalogue says.
    let view = app.agent().assigns(&ticket, &json!({}));
    assert_eq!(view["lead"]["code"], "jtj");
    lead(app).does(&ticket, "sign", json!({}));

    let ticket = closed(app);
    app.supervisor().does(&ticket, "reopen", json!({"reason": "改由公安处理"}));
    let view = app.supervisor().assigns(&ticket, &elsewhere);
    assert_eq!((&view["lead"]["code"], &view["responsible"]), (&json!("gaj"), &Value::Null));
    let view = app.handler("gaj").does(&ticket, "sign", json!({}));
    assert_eq!(view["responsible"]["code"], "gaj");

    // A department that returned it was never the right one.
    let ticket = assigned(app);
    lead(app).does(&ticket, "request_return", json!({"reason": "不属于我局"}));
    app.supervisor().does(&ticket, "approve_return", json!({}));
    assert_eq!(app.agent().assigns(&ticket, &elsewhere)["lead"]["code"], "gaj");
}

// A department does not judge itself.

/// About a department, and sure enough to be dispatched by itself.
const ACCUSING: &str = "投诉人社局窗口工作人员态度恶劣，单位拖欠农民工工资三个月，劳动合同也没有签";

#[test]
fn a_complaint_about_a_department_does_not_go_to_it_unless_a_supervisor_says_so() {
    let app = app();
    let plain = "单位拖欠农民工工资三个月，劳动合同也没有签，希望人社局尽快处理";
    let asking = app.citizen().submits_all(&json!({"content": plain, "kind": "complaint"}));
    assert_eq!(asking.department(), "rsj", "whoever is asked to help is not accused");
    assert!(app.agent().sees(&asking)["against"].is_null());

    let named = json!({"content": plain, "kind": "complaint", "against": "rsj"});
    let told = json!({"content": ACCUSING, "kind": "complaint"});
    let reported = json!({"content": ACCUSING, "kind": "report"});
    for demand in [named, told, reported] {
        let ticket = app.citizen().submits_all(&demand);
        assert_eq!(
            (&ticket.receipt["state"], &ticket.receipt["department"]),
            (&json!("pending"), &Value::Null),
            "{demand}"
        );
        let view = app.agent().sees(&ticket);
        assert_eq!(
            (&view["against"]["code"], &view["needs_review"]),
            (&json!("rsj"), &json!(true)),
            "{demand}"
        );
        assert_eq!((&view["state"], &view["lead"]), (&json!("pending"), &Value::Null));
        assert!(view["classification"].is_object(), "and yet it is classified");
        assert!(view["timeline"].as_array().unwrap().iter().all(|event| event["action"] != "assign"));
        assert!(app.reporter(&ticket).sees(&ticket)["against"].is_null());

        let to = |person: &Person, what: Value| person.post(&ticket.path("assignment"), &what);
        for person in [app.agent(), app.system()] {
            to(&person, json!({"lead": "rsj"})).faults(&[("/lead", "conflict_of_interest")]);
            to(&person, json!({})).faults(&[("/lead", "conflict_of_interest")]);
            to(&person, json!({"lead": "jw", "assists": ["gaj", "rsj"]}))
                .faults(&[("/assists/1", "conflict_of_interest")]);
        }
        assert_eq!(app.agent().sees(&ticket)["version"], view["version"], "nothing happened");
        app.handler("rsj").get(&ticket.path("")).problem(404, "not_found");
    }

    let ticket = app.citizen().submits_all(&json!({"content": ACCUSING, "kind": "complaint"}));
    let view = app.agent().assigns(&ticket, &json!({"lead": "jw"}));
    assert_eq!(view["lead"]["code"], "jw", "an agent may send it elsewhere");
    let ticket = app.citizen().submits_all(&json!({"content": ACCUSING, "kind": "complaint"}));
    let view = app.supervisor().assigns(&ticket, &json!({"lead": "rsj"}));
    assert_eq!((&view["lead"]["code"], &view["against"]["code"]), (&json!("rsj"), &json!("rsj")));
}

#[test]
fn a_person_says_whom_a_matter_is_about_where_the_text_does_not() {
    let app = app();
    let ticket = pending(app);
    let view = app.agent().classifies(&ticket, &json!({"against": "jtj"}));
    assert_eq!(view["against"]["code"], "jtj");
    let to = |lead: &str| app.agent().post(&ticket.path("assignment"), &json!({"lead": lead}));
    to("jtj").faults(&[("/lead", "conflict_of_interest")]);
    let nobody = app.agent().post(&ticket.path("classification"), &json!({"against": "atlantis"}));
    nobody.faults(&[("/against", "not_found")]);
    to("gaj").expect(200);
    let unknown = json!({"content": VAGUE, "against": "atlantis"});
    app.citizen().post("/v1/tickets", &unknown).faults(&[("/against", "not_found")]);
    // Nor is it forgotten when a demand is put right.
    let ticket = pending(app);
    let view = app.agent().does(&ticket, "correct", json!({"content": ACCUSING, "kind": "complaint"}));
    assert_eq!(view["against"]["code"], "rsj");
    let to_itself = app.agent().post(&ticket.path("assignment"), &json!({"lead": "rsj"}));
    to_itself.faults(&[("/lead", "conflict_of_interest")]);
    // A question about a department is no accusation.
    let question = json!({"content": "人社局窗口态度恶劣的话向谁投诉？", "kind": "consultation"});
    let ticket = app.citizen().submits_all(&question);
    assert!(app.agent().sees(&ticket)["against"].is_null());
}

// Review, judgement, dispute.

#[test]
fn a_reply_is_reviewed_by_whoever_did_not_write_it_and_sent_back_as_often_as_needed() {
    let app = app();
    let ticket = in_review(app);
    assert_eq!(allowed(&lead(app).sees(&ticket)), Vec::<&str>::new());
    for reviewer in [app.supervisor(), app.agent(), app.supervisor()] {
        let before = reviewer.sees(&ticket);
        assert!(allowed(&before).windows(2).any(|two| two == ["approve", "send_back"]), "{before}");
        let view = reviewer.does(&ticket, "send_back", json!({"reason": "答非所问"}));
        assert_eq!((&view["state"], &view["rework_count"]), (&json!("in_progress"), &json!(0)));
        assert_eq!(due(&view), due(&before), "the department's own time");
        lead(app).does(&ticket, "reply", reply("改过的答复"));
    }
    app.agent().does(&ticket, "approve", json!({}));
    assert_eq!(app.reporter(&ticket).sees(&ticket)["answer"], "改过的答复");
}

#[test]
fn the_first_discontent_is_work_again_and_the_second_a_supervisors_decision() {
    let app = app();
    let ticket = follow_up(app);
    let first = due(&lead(app).sees(&ticket));
    let view = app.reporter(&ticket).rates(&ticket, true, "dissatisfied");
    assert_eq!((&view["state"], &view["rework_count"]), (&json!("in_progress"), &json!(1)));
    assert_eq!(view["disputed"], false);
    assert!(due(&view) >= first, "a deadline of its own");
    lead(app).does(&ticket, "reply", reply("又修了一次"));
    app.supervisor().does(&ticket, "approve", json!({}));
    let view = app.agent().rates(&ticket, false, "satisfied");
    assert_eq!((&view["state"], &view["rework_count"]), (&json!("follow_up"), &json!(1)));
    assert_eq!((&view["disputed"], &view["supervision_level"]), (&json!(true), &json!(1)));

    // Until then nobody judges it again, and the system leaves it alone.
    let rating = json!({"resolved": true, "satisfaction": "satisfied"});
    for person in [app.reporter(&ticket), app.agent()] {
        refused(person.post(&ticket.path("rating"), &rating), "follow_up", "rate");
    }
    refused(app.system().tries(&ticket, "close", json!({})), "follow_up", "close");
    refused(app.agent().tries(&ticket, "send_back", json!({"reason": "重办"})), "follow_up", "send_back");

    let view = app.supervisor().does(&ticket, "send_back", json!({"reason": "请实地处理"}));
    assert_eq!((&view["state"], &view["rework_count"]), (&json!("in_progress"), &json!(2)));
    assert_eq!((&view["disputed"], &view["lead"]["code"]), (&json!(false), &json!("jtj")));
    lead(app).does(&ticket, "reply", reply("实地处理完毕"));
    app.agent().does(&ticket, "approve", json!({}));
    // Not content for the third time: a supervisor decides again, and may end it.
    app.reporter(&ticket).rates(&ticket, false, "dissatisfied");
    let view = app.supervisor().does(&ticket, "close", json!({"note": "已当面解释"}));
    assert_eq!((&view["state"], &view["disputed"]), (&json!("closed"), &json!(false)));
    let refusal = app.supervisor().tries(&ticket, "send_back", json!({"reason": "重办"}));
    refused(refusal, "closed", "send_back");
}

#[test]
fn what_the_hotline_answered_itself_goes_to_dispatch_when_the_citizen_is_not_content() {
    let app = app();
    let ticket = pending(app);
    app.agent().does(&ticket, "answer", json!({"public": "工作日9点到17点"}));
    let view = app.reporter(&ticket).rates(&ticket, false, "dissatisfied");
    assert_eq!((&view["state"], &view["rework_count"]), (&json!("accepted"), &json!(1)));
    app.agent().assigns(&ticket, &json!({"lead": "jtj"}));
    lead(app).does(&ticket, "sign", json!({}));
}

#[test]
fn what_nobody_disputes_is_not_taken_back_from_the_citizen() {
    let app = app();
    let ticket = follow_up(app);
    let refusal = app.supervisor().tries(&ticket, "send_back", json!({"reason": "重办"}));
    refused(refusal, "follow_up", "send_back");
    assert_eq!(app.system().does(&ticket, "close", json!({}))["state"], "closed");
}

// Call-takers maintain a case.

#[test]
fn a_caller_adds_what_they_remember_and_it_is_read_and_found_like_the_demand() {
    let app = TestApp::start();
    set(&app, |settings| settings["supplements_per_day"] = json!(2));
    let ticket = in_progress(&app);
    let before = app.agent().sees(&ticket);
    let view =
        app.agent().does(&ticket, "supplement", json!({"text": "还有东门的井盖，找张师傅13812345678"}));
    let (now, then) = (lasting(&view), lasting(&before));
    assert_eq!((&now["state"], &now["deadline"]), (&then["state"], &then["deadline"]));
    assert_eq!(newest(&view)["public"], "还有东门的井盖，找张师傅138****5678");
    assert_eq!(newest(&view)["role"], "agent");
    let reporter = app.reporter(&ticket);
    for said in ["垃圾桶也倒了", "树枝断了"] {
        assert_eq!(newest(&reporter.does(&ticket, "supplement", json!({"text": said})))["public"], said);
    }
    let problem =
        refused(reporter.tries(&ticket, "supplement", json!({"text": "还有"})), "in_progress", "supplement");
    assert!(texts(&problem["allowed_actions"]).contains(&"urge"), "only that is over for today: {problem}");
    app.agent().does(&ticket, "supplement", json!({"text": "又打来电话"}));
    lead(&app).tries(&ticket, "supplement", json!({"text": "我局补充"})).problem(409, "action_not_allowed");
    reporter.tries(&ticket, "supplement", json!({})).problem(409, "action_not_allowed");
    app.agent().tries(&ticket, "supplement", json!({"note": "来电"})).faults(&[("/public", "missing")]);
    for indexed in [false, true] {
        for q in ["东门的井盖", "垃圾桶"] {
            for staff in [app.agent(), lead(&app)] {
                assert!(
                    staff.works_on(&format!("q={q}")).ids().contains(&ticket.id.as_str()),
                    "{q} {indexed}"
                );
            }
        }
        app.system().post("/v1/tick/index", &json!({})).expect(200);
    }
    assert!(lead(&app).sees(&ticket).to_string().contains("树枝断了"), "whoever works on it reads it");
    // As in the demand: whom to call is answered, and the clock is the shortest.
    let gas = json!({"text": "现在楼道里煤气泄漏了，味道很大"});
    let quick = app.agent().with("Prefer", "return=minimal").with_key("caller-1");
    for again in [false, true] {
        let answer = quick.tries(&ticket, "supplement", gas.clone()).expect(200);
        assert_eq!(answer.header("idempotent-replay").is_some(), again);
        let view = answer.json();
        assert_eq!((&view["emergency"]["call"], &view["urgency"]), (&json!(["119"]), &json!("emergency")));
        assert!(due(&view) < due(&before), "{view}");
    }
    assert_eq!(app.agent().sees(&ticket)["emergency"], Value::Null, "it is said once");
    let calm = app.agent().classifies(&ticket, &json!({"urgency": "normal"}));
    assert_eq!(due(&calm), due(&before), "a person may take it back");
}

#[test]
fn an_agent_puts_right_what_was_understood_wrongly_and_the_history_keeps_it() {
    let app = TestApp::start();
    let demand = json!({
        "subject": "路灯", "content": "人民路口的路灯坏了三天了", "kind": "help",
        "location": {"address": "人民路 1 号", "district": "芙蓉区", "lat": 28.2, "lon": 112.9},
    });
    let ticket = app.agent().submits_all(&demand);
    app.system().post("/v1/tick/index", &json!({})).expect(200);
    let agent = app.agent();
    let first = agent.get(&ticket.path("")).expect(200);
    let tag = first.header("etag").unwrap().to_owned();
    let change = json!({
        "action": "correct", "content": "解放路口的红绿灯不亮", "subject": "红绿灯", "kind": "complaint",
        "location": {"address": "解放路 2 号"}, "district": "天心区", "note": "回听录音",
    });
    let answer = agent.with("If-Match", &tag).post(&ticket.path("updates"), &change).expect(200);
    let view = answer.json();
    assert_eq!(
        (&view["content"], &view["subject"], &view["kind"]),
        (&change["content"], &change["subject"], &change["kind"])
    );
    assert_eq!(
        view["location"],
        json!({"address": "解放路 2 号", "district": "天心区", "district_source": "given"}),
        "the point was the old one's"
    );
    let (old, new) = (lasting(&first.json()), lasting(&view));
    for stays in ["state", "category", "lead", "deadline", "urgency", "attachments"] {
        assert_eq!(new[stays], old[stays], "{stays}");
    }
    assert_eq!(new["version"], old["version"].as_i64().unwrap() + 1);
    let event = newest(&view);
    assert_eq!((&event["action"], &event["label"]), (&json!("correct"), &json!("更正")));
    assert_eq!(event["note"], "回听录音\nlocation, district, subject, content, kind");
    assert_eq!(
        event["before"],
        json!({"kind": "help", "subject": "路灯", "content": demand["content"], "location": demand["location"]})
    );
    agent.with("If-Match", &tag).post(&ticket.path("updates"), &change).problem(412, "version_mismatch");
    for indexed in [false, true] {
        let finds = |q: &str| agent.works_on(&format!("q={q}")).ids().contains(&ticket.id.as_str());
        assert!(finds("红绿灯不亮") && !finds("人民路口的路灯"), "indexed: {indexed}");
        app.system().post("/v1/tick/index", &json!({})).expect(200);
    }
    let like_new = json!({"text": "解放路口的红绿灯不亮"});
    let similar = app.citizen().post("/v1/similar", &like_new).value(200);
    assert!(similar.to_string().contains(&ticket.id), "{similar}");
    let audited = app.admin().lists("/v1/audit", &format!("object={}", ticket.id)).items;
    assert!(audited.iter().any(|line| line["act"] == "ticket.correct"), "{audited:?}");
    // By district the figures follow.
    let by = app.supervisor().get("/v1/stats/kpi?by=district").value(200).to_string();
    assert!(by.contains("天心区") && !by.contains("芙蓉区"), "{by}");

    agent.tries(&ticket, "correct", json!({"note": "没有改动"})).faults(&[("/location", "missing")]);
    let half = json!({"location": {"lat": 28.2}});
    agent.tries(&ticket, "correct", half).faults(&[("/location/lon", "missing")]);
    let both = json!({"location": {"district": "芙蓉区"}, "district": "天心区"});
    agent.tries(&ticket, "correct", both).faults(&[("/location/district", "duplicate")]);
    agent.tries(&ticket, "correct", json!({"content": " "})).faults(&[("/content", "empty")]);
    agent.tries(&ticket, "correct", json!({"kind": "rumour"})).faults(&[("/kind", "unknown_value")]);
    let pole = json!({"location": {"lat": 91, "lon": 1}});
    agent.tries(&ticket, "correct", pole).faults(&[("/location/lat", "out_of_range")]);
    let state = view["state"].as_str().unwrap();
    for nobody in [app.reporter(&ticket), app.system()] {
        refused(nobody.tries(&ticket, "correct", json!({"content": "我来改"})), state, "correct");
    }
    assert_eq!(agent.sees(&ticket)["version"], new["version"], "nothing has changed");
}

#[test]
fn an_agent_withdraws_for_a_caller_in_every_state_by_naming_the_call() {
    let app = app();
    for state in ["pending", "info_needed", "accepted", "assigned", "return_review", "in_progress"] {
        let ticket = ticket_in(app, state);
        app.agent().tries(&ticket, "withdraw", json!({"reason": "来电撤回"})).faults(&[("/call", "missing")]);
        let view = app.agent().does(&ticket, "withdraw", json!({"reason": "来电撤回", "call": "pbx-7"}));
        assert_eq!(view["state"], "withdrawn", "{state}");
        assert!(newest(&view)["note"].as_str().unwrap().contains("call pbx-7"), "{state}");
    }
    for state in ["suspended", "in_review", "follow_up"] {
        let ticket = ticket_in(app, state);
        refused(app.agent().tries(&ticket, "withdraw", json!({"call": "pbx-7"})), state, "withdraw");
    }
}

#[test]
fn a_department_that_has_signed_still_returns_what_is_not_its_own() {
    let app = TestApp::start();
    let reason = || json!({"reason": "不属于我局"});
    let ticket = in_progress(&app);
    let signed = lead(&app).sees(&ticket);
    let view = lead(&app).does(&ticket, "request_return", reason());
    assert_eq!((&view["state"], &view["deadline"]["stopped"]), (&json!("return_review"), &json!(true)));
    let view = app.supervisor().does(&ticket, "reject_return", reason());
    assert_eq!(view["state"], "in_progress", "to where it came from");
    assert_eq!(view["deadline"]["signed_at"], signed["deadline"]["signed_at"]);
    assert_eq!(view["responsible"]["code"], "jtj");
    refused(lead(&app).tries(&ticket, "request_return", reason()), "in_progress", "request_return");
    lead(&app).does(&ticket, "reply", reply("已经修好"));

    let ticket = in_progress(&app);
    lead(&app).does(&ticket, "request_return", reason());
    let view = app.supervisor().does(&ticket, "approve_return", json!({}));
    assert_eq!(
        (&view["state"], &view["lead"], &view["responsible"]),
        (&json!("accepted"), &Value::Null, &Value::Null)
    );
    assert_eq!(view["deadline"]["signed_at"], Value::Null);
    app.agent().assigns(&ticket, &json!({"lead": "cgj"}));
    assert_eq!(assist(&app).does(&ticket, "sign", json!({}))["responsible"]["code"], "cgj");
    let kpi = app.supervisor().get("/v1/stats/kpi?department=jtj").value(200)["total"].clone();
    let counts = &kpi["counts"];
    assert_eq!((&counts["dispatched"], &counts["returned"]), (&json!(2), &json!(1)), "{kpi}");
    assert_eq!((&counts["signed_on_time"], &counts["to_sign"]), (&json!(2), &json!(2)), "{kpi}");

    let ticket = in_progress(&app);
    alter(&app, &ticket, "assigned_at = assigned_at - 14 * 86400");
    refused(lead(&app).tries(&ticket, "request_return", reason()), "in_progress", "request_return");
}

#[test]
fn a_reason_is_one_of_the_citys_own() {
    let app = TestApp::start();
    let decline = |code: &str| json!({"reason_code": code, "public": "法院已受理", "turn_to": "法院12368"});
    let known = app.citizen().get("/v1/workflow").value(200)["settings"]["reason_codes"].clone();
    for (action, ticket, who) in [
        ("decline", pending(&app), app.agent()),
        ("request_return", assigned(&app), lead(&app)),
        ("recall", assigned(&app), app.agent()),
        ("exclude", pending(&app), app.supervisor()),
    ] {
        let mut what = decline("nobody_knows");
        what["reason"] = "如实说明".into();
        let problem = who.tries(&ticket, action, what.clone()).problem(422, "invalid_fields");
        let error = &problem["errors"][0];
        assert_eq!((&error["pointer"], &error["code"]), (&json!("/reason_code"), &json!("unknown_value")));
        assert_eq!(error["allowed"], known, "{action}");
        what["reason_code"] = "wrong_dispatch".into();
        who.does(&ticket, action, what);
    }
    set(&app, |settings| {
        let mut codes = settings["reason_codes"].as_array().unwrap().clone();
        codes.retain(|reason| reason["id"] != "in_litigation");
        codes.push(json!({"id": "flood", "name": "汛期", "name_en": "high water"}));
        settings["reason_codes"] = codes.into();
    });
    let ticket = pending(&app);
    app.agent()
        .tries(&ticket, "decline", decline("in_litigation"))
        .faults(&[("/reason_code", "unknown_value")]);
    assert_eq!(app.agent().does(&ticket, "decline", decline("flood"))["state"], "declined");
    let current = app.admin().get("/v1/settings").expect(200);
    let mut without = current.json();
    without.as_object_mut().unwrap().remove("version");
    without["reason_codes"] = json!([{"id": "flood", "name": "汛期", "name_en": "high water"}]);
    let admin = app.admin().with("If-Match", current.header("etag").unwrap());
    admin.put("/v1/settings", &without).faults(&[("/reason_codes", "missing")]);
}

// Merged tickets.

#[test]
fn a_merged_reporter_is_named_to_no_department_by_what_is_written_on_the_parent() {
    let app = app();
    let report = |name: &str, phone: &str| {
        app.citizen().submits_all(&json!({
            "content": "小区门口路灯坏了你好", "kind": "report", "reporter": {"name": name, "phone": phone},
        }))
    };
    let (parent, child) = (report("赵六", "13700001111"), report("李四", "13900002222"));
    app.agent().does(&child, "merge", json!({"parent": parent.id}));
    let note = "举报人李四13900002222来电催办";
    app.agent().does(&parent, "urge", json!({"note": note}));
    if app.agent().sees(&parent)["lead"].is_null() {
        app.agent().assigns(&parent, &json!({"lead": "jtj"}));
    }
    let dept = app.agent().sees(&parent)["lead"]["code"].as_str().unwrap().to_owned();
    let read = app.handler(&dept).sees(&parent).to_string();
    assert!(read.contains("来电催办") && !read.contains("李四") && !read.contains("13900002222"), "{read}");
}

#[test]
fn the_reporter_of_a_merged_ticket_follows_the_parent_and_judges_its_answer_once() {
    let app = app();
    let parent = app.citizen().submits_all(&json!({
        "content": "小区门口路灯坏了你好", "kind": "help",
        "reporter": {"name": "赵六", "phone": "13700001111"},
    }));
    let child = pending(app);
    let view = app.agent().does(&child, "merge", json!({"parent": parent.id}));
    assert_eq!((&view["state"], &view["parent"]), (&json!("merged"), &json!(parent.id)));
    let reporter = app.reporter(&child);

    if app.agent().sees(&parent)["state"] == "pending" {
        app.agent().does(&parent, "request_info", json!({"public": "请赵先生说明楼号"}));
        app.reporter(&parent).does(&parent, "supply_info", json!({"text": "赵六家住3栋502"}));
        app.agent().assigns(&parent, &json!({"lead": "jtj", "assists": ["cgj"], "note": "内部批注"}));
    }
    let dept = app.agent().sees(&parent)["lead"]["code"].as_str().unwrap().to_owned();
    let handler = app.handler(&dept);
    handler.does(&parent, "sign", json!({}));
    handler.does(&parent, "progress", json!({"public": "配件已到", "note": "电工老周负责"}));
    app.reporter(&parent).does(&parent, "urge", json!({"public": "赵六很着急"}));
    handler.does(&parent, "reply", json!({"note": "换了镇流器", "public": "路灯已修好", "resolved": true}));

    let view = reporter.sees(&child);
    assert!(view["answer"].is_null(), "it is still under review: {view}");
    refused(
        reporter.post(&child.path("rating"), &json!({"resolved": true, "satisfaction": "satisfied"})),
        "merged",
        "rate",
    );
    app.supervisor().does(&parent, "approve", json!({}));
    let view = reporter.sees(&child);
    assert_eq!((&view["state"], &view["answer"]), (&json!("merged"), &json!("路灯已修好")));
    let told: Vec<&str> = view["parent_progress"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["action"].as_str().unwrap())
        .filter(|action| ["sign", "progress", "reply", "approve"].contains(action))
        .collect();
    assert_eq!(told, ["sign", "progress", "reply", "approve"]);
    for public in ["配件已到", "路灯已修好"] {
        assert!(view.to_string().contains(public), "{public}: {view}");
    }
    for private in
        ["赵", "137", "502", "楼号", "着急", "老周", "镇流器", "内部批注", "路灯坏了", "handler-", "agent-"]
    {
        assert!(!view.to_string().contains(private), "{private}: {view}");
    }
    reporter.get(&parent.path("")).problem(404, "not_found");

    assert_eq!(allowed(&view), ["supplement", "rate", "urge"]);
    let view = reporter.rates(&child, false, "dissatisfied");
    assert_eq!((&view["state"], &view["rating"]["resolved"]), (&json!("merged"), &json!(false)));
    refused(
        reporter.post(&child.path("rating"), &json!({"resolved": true, "satisfaction": "satisfied"})),
        "merged",
        "rate",
    );
    let parent_view = app.agent().sees(&parent);
    assert_eq!(parent_view["state"], "in_progress", "whoever of them is not content sends the case back");
    assert_eq!((&parent_view["rework_count"], &parent_view["rating"]), (&json!(1), &Value::Null));
}

#[test]
fn what_was_merged_into_a_ticket_follows_it_further() {
    let app = app();
    let (child, between, last) = (pending(app), pending(app), in_progress(app));
    app.agent().does(&child, "merge", json!({"parent": between.id}));
    app.agent().does(&between, "merge", json!({"parent": last.id}));
    let view = app.reporter(&child).sees(&child);
    assert_eq!(view["parent"], json!(last.id));
    lead(app).does(&last, "reply", reply("已经修好"));
    app.supervisor().does(&last, "approve", json!({}));
    assert_eq!(app.reporter(&child).sees(&child)["answer"], "已经修好");
    app.reporter(&child).rates(&child, true, "satisfied");
    app.reporter(&between).rates(&between, true, "satisfied");
}

// Citizens and supervisors press.

#[test]
fn the_reporter_withdraws_until_there_is_a_reply() {
    let app = app();
    for state in ["pending", "info_needed", "accepted", "assigned", "return_review", "in_progress"] {
        let ticket = ticket_in(app, state);
        refused(app.supervisor().tries(&ticket, "withdraw", json!({})), state, "withdraw");
        app.agent().tries(&ticket, "withdraw", json!({})).faults(&[("/call", "missing")]);
        let view = app.reporter(&ticket).does(&ticket, "withdraw", json!({"public": "已经解决了"}));
        assert_eq!((&view["state"], &view["allowed_actions"]), (&json!("withdrawn"), &json!([])));
        assert_eq!(view["deadline"]["stopped"], false);
    }
    for state in ["suspended", "in_review", "follow_up", "closed"] {
        let ticket = ticket_in(app, state);
        for person in [app.reporter(&ticket), app.agent()] {
            refused(person.tries(&ticket, "withdraw", json!({"call": "pbx-1"})), state, "withdraw");
        }
    }
    let ticket = ticket_in(app, "assigned");
    let view = app.agent().does(&ticket, "withdraw", json!({"call": "pbx-1", "public": "来电要求撤销"}));
    assert_eq!(view["state"], "withdrawn", "for a caller");
}

/// The city's day.
fn today() -> time::Date {
    (OffsetDateTime::now_utc() + Duration::hours(8)).date()
}

fn day_of_last_urge(app: &TestApp, ticket: &Ticket) -> time::Date {
    let database = rusqlite::Connection::open(app.database()).unwrap();
    let sql = "SELECT urged_at FROM ticket WHERE id = ?1";
    let at: i64 = database.query_row(sql, [&ticket.id], |row| row.get(0)).unwrap();
    (OffsetDateTime::from_unix_timestamp(at).unwrap() + Duration::hours(8)).date()
}

#[test]
fn the_reporter_urges_twice_a_day() {
    let app = app();
    let ticket = in_progress(app);
    let reporter = app.reporter(&ticket);
    reporter.does(&ticket, "urge", json!({"public": "请尽快"}));
    reporter.does(&ticket, "urge", json!({}));
    let third = loop {
        // Midnight may pass while the test runs; then it was not the third of a day.
        alter(app, &ticket, "urges_today = 2, urged_at = unixepoch()");
        let day = today();
        let third = reporter.tries(&ticket, "urge", json!({}));
        if today() == day && day == day_of_last_urge(app, &ticket) {
            break third;
        }
    };
    let problem = refused(third, "in_progress", "urge");
    assert_eq!(problem["allowed_actions"], json!(["supplement", "withdraw"]));
    app.agent().does(&ticket, "urge", json!({}));
    alter(app, &ticket, "urged_at = unixepoch() - 86400");
    let view = reporter.does(&ticket, "urge", json!({}));
    assert!(allowed(&view).contains(&"urge"), "yesterday's do not count: {view}");
}

#[test]
fn supervision_has_three_levels_and_is_never_lowered() {
    let app = app();
    let ticket = assigned(app);
    let supervisor = app.supervisor();
    for level in [0, 4, 99] {
        let what = json!({"level": level, "reason": "急"});
        supervisor.tries(&ticket, "supervise", what).faults(&[("/level", "out_of_range")]);
    }
    supervisor
        .tries(&ticket, "supervise", json!({}))
        .faults(&[("/level", "missing"), ("/reason", "missing")]);
    for (level, stands) in [(1, 1), (3, 3), (2, 3)] {
        let view = supervisor.does(&ticket, "supervise", json!({"level": level, "reason": "多次催办"}));
        assert_eq!((&view["supervision_level"], &view["state"]), (&json!(stands), &json!("assigned")));
    }
    let view = app.system().does(&ticket, "remind", json!({"reason": "即将到期"}));
    assert_eq!((&view["supervision_level"], &newest(&view)["action"]), (&json!(3), &json!("remind")));
    app.system().tries(&ticket, "remind", json!({})).faults(&[("/reason", "missing")]);
    let seen = app.reporter(&ticket).sees(&ticket);
    assert!(!seen.to_string().contains("多次催办"), "among staff: {seen}");
}

#[test]
fn a_ticket_is_taken_out_of_assessment_once_in_any_state_and_the_audit_log_says_so() {
    let app = app();
    for state in ["pending", "in_progress", "closed", "merged", "withdrawn"] {
        let ticket = ticket_in(app, state);
        for person in [app.agent(), app.system(), app.reporter(&ticket)] {
            refused(person.tries(&ticket, "exclude", json!({"reason": "不可抗力"})), state, "exclude");
        }
        let view = app.supervisor().does(&ticket, "exclude", json!({"reason": "不可抗力"}));
        assert_eq!((&view["excluded"], &view["state"]), (&json!(true), &json!(state)));
        refused(app.supervisor().tries(&ticket, "exclude", json!({"reason": "再次"})), state, "exclude");
        let database = rusqlite::Connection::open(app.database()).unwrap();
        database.busy_timeout(std::time::Duration::from_secs(30)).unwrap();
        let sql = "SELECT count(*) FROM audit WHERE act = 'ticket.exclude' AND object = ?1";
        let audited: i64 = database.query_row(sql, [&ticket.id], |row| row.get(0)).unwrap();
        assert_eq!(audited, 1, "once, and no refusal among them");
    }
}

#[test]
fn what_an_agent_enters_for_a_citizen_rests_on_a_call_that_there_was() {
    // Calls are known to all tests of one app, and others name what nobody reported.
    let app = TestApp::start();
    let agent = app.agent();
    let (answered, other) = (ticket_in(&app, "follow_up"), ticket_in(&app, "in_progress"));
    let rating = |call: &str| json!({"resolved": true, "satisfaction": "satisfied", "call": call});
    let calls = json!({"calls": [
        {"id": "taken", "offered_at": seconds_from_now(-9), "answered_at": seconds_from_now(-5)},
        {"id": "lost", "offered_at": seconds_from_now(-9), "ended_at": seconds_from_now(-5)},
        {"id": "other", "offered_at": seconds_from_now(-9), "answered_at": seconds_from_now(-5), "ticket": other.id},
        {"id": "early", "offered_at": seconds_from_now(-7200), "answered_at": seconds_from_now(-7190), "ended_at": seconds_from_now(-7000)},
    ]});
    app.system().post("/v1/calls", &calls).value(200);
    for (call, code) in
        [("never", "not_found"), ("other", "not_found"), ("lost", "out_of_range"), ("early", "out_of_range")]
    {
        agent.post(&answered.path("rating"), &rating(call)).faults(&[("/call", code)]);
    }
    assert_eq!(agent.sees(&answered)["state"], "follow_up", "nothing of it counted");
    assert_eq!(agent.post(&answered.path("rating"), &rating("taken")).value(200)["state"], "closed");
    agent.tries(&other, "withdraw", json!({"call": "never"})).faults(&[("/call", "not_found")]);
    assert_eq!(agent.does(&other, "withdraw", json!({"call": "other"}))["state"], "withdrawn");
}
