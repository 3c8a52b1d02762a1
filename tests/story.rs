//! The citizens' stories, told as they go, with what everybody sees at each step.

use blackbox::{CLEAR, Person, Ticket, VAGUE, app, moment, seconds_from_now, texts};
use serde_json::{Value, json};

/// The actions that the caller may take now.
#[track_caller]
fn allowed(view: &Value) -> Vec<&str> {
    texts(&view["allowed_actions"])
}

/// The actions of the history, in their order.
#[track_caller]
fn history(view: &Value) -> Vec<&str> {
    view["timeline"].as_array().unwrap().iter().map(|event| event["action"].as_str().unwrap()).collect()
}

/// The newest event.
#[track_caller]
fn newest(view: &Value) -> &Value {
    view["timeline"].as_array().unwrap().last().unwrap()
}

/// Events are numbered without gaps, each begins where the one before ended, and the version counts
/// them.
#[track_caller]
fn assert_whole(view: &Value) {
    let events = view["timeline"].as_array().unwrap();
    assert_eq!(view["version"], events.len());
    assert!(events[0]["from"].is_null());
    for (place, event) in events.iter().enumerate() {
        assert_eq!(event["seq"], place + 1);
        assert!(event["label"].as_str().is_some_and(|label| !label.is_empty()));
        moment(&event["at"]);
    }
    for pair in events.windows(2) {
        assert_eq!(pair[0]["to"], pair[1]["from"], "{pair:?}");
        assert!(moment(&pair[0]["at"]) <= moment(&pair[1]["at"]));
    }
    assert_eq!(newest(view)["to"], view["state"]);
}

/// A vague demand that waits for a person.
fn pending() -> Ticket {
    let ticket = app().citizen().submits(VAGUE);
    assert_eq!(ticket.receipt["state"], "pending");
    ticket
}

/// One that waits for the transport bureau to sign, with an assisting department.
fn assigned() -> Ticket {
    let ticket = pending();
    app().agent().assigns(&ticket, &json!({"lead": "jtj", "assists": ["cgj"]}));
    ticket
}

fn lead() -> Person {
    app().handler("jtj")
}

fn assist() -> Person {
    app().handler("cgj")
}

fn in_progress() -> Ticket {
    let ticket = assigned();
    lead().does(&ticket, "sign", json!({}));
    ticket
}

fn a_reply() -> Value {
    json!({"note": "现场已核实", "public": "您好，已经修好了", "resolved": true})
}

fn follow_up() -> Ticket {
    let ticket = in_progress();
    lead().does(&ticket, "reply", a_reply());
    app().supervisor().does(&ticket, "approve", json!({}));
    ticket
}

fn closed() -> Ticket {
    let ticket = follow_up();
    app().reporter(&ticket).rates(&ticket, true, "satisfied");
    ticket
}

#[test]
fn a_clear_demand_goes_from_submission_to_closed() {
    let ticket = app().citizen().submits_all(&json!({
        "subject": "拖欠工资",
        "content": CLEAR,
        "channel": "web",
        "location": {"address": "人民路1号", "district": "天心区", "lat": 28.2, "lon": 112.9},
        "reporter": {"name": "张三丰", "phone": "138-0013-1234", "email": "sanfeng@example.com", "reply_wanted": true},
        "attachments": [{"name": "工资条.jpg", "media_type": "image/jpeg", "url": "https://example.com/1.jpg"}],
    }));
    let receipt = &ticket.receipt;
    assert_eq!(receipt["state"], "assigned");
    assert_eq!(receipt["classification"]["needs_review"], false);
    assert!(receipt["classification"]["confidence"].as_f64().is_some_and(|c| (0.0..=1.0).contains(&c)));
    assert!(!texts(&receipt["classification"]["evidence"]).is_empty(), "{receipt}");
    assert_eq!(texts(&receipt["classification"]["path"])[0], receipt["classification"]["category"]);
    assert!(receipt["emergency"].is_null());
    assert!(receipt.get("similar").is_none() && receipt.get("answers").is_none(), "nobody asked");
    assert!(ticket.id.len() == 14 && ticket.id.bytes().all(|b| b.is_ascii_digit()), "{}", ticket.id);
    assert!(ticket.code.len() == 9 && ticket.code.as_bytes()[4] == b'-', "{}", ticket.code);
    let dept = ticket.department().to_owned();

    let reporter = app().reporter(&ticket);
    let view = reporter.sees(&ticket);
    assert_whole(&view);
    assert_eq!(history(&view)[0], "submit");
    assert_eq!(*history(&view).last().unwrap(), "assign");
    assert_eq!((&view["state"], &view["state_label"]), (&json!("assigned"), &json!("待签收")));
    assert_eq!(
        (&view["subject"], &view["content"], &view["channel"]),
        (&json!("拖欠工资"), &json!(CLEAR), &json!("web"))
    );
    assert_eq!(view["attachments"][0]["url"], "https://example.com/1.jpg");
    assert_eq!(view["lead"]["code"], dept.as_str());
    assert_eq!(view["deadline"]["due_at"], receipt["due_at"]);
    assert!(moment(&view["deadline"]["due_at"]) > moment(&view["created_at"]));
    assert!(moment(&view["deadline"]["sign_due_at"]) > moment(&view["created_at"]));
    assert_eq!((&view["deadline"]["stopped"], &view["deadline"]["overdue"]), (&json!(false), &json!(false)));
    assert_eq!(allowed(&view), ["supplement", "withdraw", "urge"]);

    let handler = app().handler(&dept);
    let seen = handler.sees(&ticket);
    assert_eq!(
        seen["reporter"],
        json!({"name": "张**", "phone": "138****1234", "email": "s****@example.com", "anonymous": false, "confidential": false, "reply_wanted": true}),
    );
    assert_eq!(allowed(&seen), ["sign", "request_return"]);

    let view = handler.does(&ticket, "sign", json!({}));
    assert_eq!((&view["state"], &view["deadline"]["due_at"]), (&json!("in_progress"), &receipt["due_at"]));
    assert!(view["deadline"]["signed_at"].is_string());
    assert_eq!(allowed(&view), ["request_return", "contact", "progress", "request_extension", "reply"]);

    let view = handler.does(&ticket, "contact", json!({"note": "已电话联系"}));
    let contacted = view["deadline"]["contacted_at"].clone();
    assert!(contacted.is_string());

    handler.does(&ticket, "progress", json!({"public": "正在核实", "note": "找到了用工单位"}));
    let view = reporter.sees(&ticket);
    assert_eq!(newest(&view)["public"], "正在核实");
    assert!(!view.to_string().contains("用工单位"), "internal notes stay inside: {view}");
    assert!(!view.to_string().contains(&format!("handler-{dept}-1")), "nor does a citizen learn who: {view}");

    let view = handler.does(
        &ticket,
        "reply",
        json!({"note": "已责令支付", "public": "工资已支付到位", "resolved": true}),
    );
    assert_eq!(view["state"], "in_review");
    assert!(allowed(&view).is_empty(), "it is the reviewer's turn: {view}");
    let view = reporter.sees(&ticket);
    assert!(
        view["answer"].is_null() && !view.to_string().contains("支付到位"),
        "not before it is approved: {view}"
    );

    let view = app().supervisor().does(&ticket, "approve", json!({}));
    assert_eq!(view["state"], "follow_up");
    let view = reporter.sees(&ticket);
    assert_eq!(view["answer"], "工资已支付到位");
    assert_eq!(allowed(&view), ["supplement", "rate", "urge"]);

    let rating = json!({"resolved": true, "satisfaction": "satisfied", "comment": "谢谢"});
    let view = reporter.post(&ticket.path("rating"), &rating).value(200);
    assert_eq!((&view["state"], &view["rating"]), (&json!("closed"), &rating));
    assert!(view["closed_at"].is_string());
    assert_eq!(allowed(&view), ["reopen"]);
    let told = ["submit", "assign", "sign", "contact", "progress", "reply", "approve", "rate"];
    let acts: Vec<&str> =
        history(&view).into_iter().filter(|action| *action != "classify" && *action != "accept").collect();
    assert_eq!(acts, told);
    let story = app().agent().sees(&ticket);
    assert_whole(&story);
    assert_eq!(story["deadline"]["contacted_at"], contacted);
    assert!(story.to_string().contains("用工单位"), "staff read the notes");
}

#[test]
fn a_vague_demand_waits_for_an_agent_who_corrects_and_dispatches_it() {
    let ticket = pending();
    assert_eq!(ticket.receipt["classification"]["needs_review"], true);
    assert!(ticket.receipt["department"].is_null() && ticket.receipt["due_at"].is_string());
    let suggestion = app().agent().sees(&ticket)["classification"].clone();

    let correction =
        json!({"category": "交通运输", "kind": "complaint", "urgency": "urgent", "note": "电话核实过"});
    let view = app().agent().classifies(&ticket, &correction);
    assert_eq!(
        (&view["category"], &view["kind"], &view["urgency"]),
        (&json!("交通运输"), &json!("complaint"), &json!("urgent"))
    );
    assert_eq!((&view["needs_review"], &view["state"]), (&json!(false), &json!("pending")));
    assert_eq!(view["classification"], suggestion, "the machine's word is kept beside the person's");

    let view = app().agent().assigns(&ticket, &json!({}));
    assert_eq!(
        (&view["state"], &view["lead"]["code"]),
        (&json!("assigned"), &json!("jtj")),
        "the catalogue leads"
    );
    let allowance = moment(&view["deadline"]["due_at"]) - moment(&newest(&view)["at"]);
    assert_eq!(allowance.whole_hours(), 24, "urgent is 24 hours round the clock");
    assert_whole(&view);
}

#[test]
fn nobody_leads_for_what_fits_no_category_until_an_agent_says_who() {
    let ticket = pending();
    app().agent().classifies(&ticket, &json!({"category": "其他"}));
    app().agent().post(&ticket.path("assignment"), &json!({})).faults(&[("/lead", "missing")]);
    let due = seconds_from_now(86_400);
    let assignment =
        json!({"lead": "jtj", "assists": ["cgj", "gaj", "cgj"], "due_at": due, "note": "请联合处置"});
    let view = app().agent().assigns(&ticket, &assignment);
    assert_eq!(moment(&view["deadline"]["due_at"]), moment(&json!(due)));
    let mut assists: Vec<&str> =
        view["assists"].as_array().unwrap().iter().map(|dept| dept["code"].as_str().unwrap()).collect();
    assists.sort_unstable();
    assert_eq!(assists, ["cgj", "gaj"]);
}

#[test]
fn a_demand_is_dispatched_only_to_departments_that_exist_and_into_the_future() {
    let ticket = pending();
    let refused = |what: Value| app().agent().post(&ticket.path("assignment"), &what);
    refused(json!({"lead": "atlantis"})).faults(&[("/lead", "not_found")]);
    refused(json!({"lead": "jtj", "assists": ["cgj", "atlantis"]})).faults(&[("/assists/1", "not_found")]);
    refused(json!({"lead": "jtj", "due_at": seconds_from_now(-60)})).faults(&[("/due_at", "out_of_range")]);
    assert_eq!(app().agent().sees(&ticket)["state"], "pending");
}

#[test]
fn a_department_returns_what_is_not_its_own_and_another_takes_it() {
    let ticket = assigned();
    lead().tries(&ticket, "request_return", json!({})).faults(&[("/reason", "missing")]);
    let view = lead().does(&ticket, "request_return", json!({"reason": "属于公安职责"}));
    assert_eq!((&view["state"], &view["deadline"]["stopped"]), (&json!("return_review"), &json!(true)));
    let view = app().supervisor().does(&ticket, "approve_return", json!({}));
    assert_eq!(view["state"], "accepted");
    assert!(view["lead"].is_null() && view["deadline"]["sign_due_at"].is_null(), "{view}");
    assert!(view["deadline"]["due_at"].is_string(), "whoever is found owes it by some time: {view}");
    lead().get(&ticket.path("")).problem(404, "not_found");
    assist().get(&ticket.path("")).problem(404, "not_found");
    let view = app().agent().assigns(&ticket, &json!({"lead": "gaj"}));
    assert_eq!((&view["state"], &view["lead"]["code"]), (&json!("assigned"), &json!("gaj")));
    assert_whole(&app().handler("gaj").does(&ticket, "sign", json!({})));
}

#[test]
fn a_department_whose_return_was_refused_may_not_return_it_again() {
    let ticket = assigned();
    lead().does(&ticket, "request_return", json!({"reason": "不属于我局"}));
    let view = app().supervisor().does(&ticket, "reject_return", json!({"note": "按三定方案属于你局"}));
    assert_eq!((&view["state"], &view["deadline"]["stopped"]), (&json!("assigned"), &json!(false)));
    let problem = lead()
        .tries(&ticket, "request_return", json!({"reason": "还是不属于"}))
        .problem(409, "action_not_allowed");
    assert_eq!((&problem["state"], &problem["allowed_actions"]), (&json!("assigned"), &json!(["sign"])));
    lead().does(&ticket, "sign", json!({}));
}

#[test]
fn an_extension_is_asked_for_decided_and_explained() {
    let ticket = in_progress();
    let due = moment(&lead().sees(&ticket)["deadline"]["due_at"]);
    let wish = |days: i64| {
        let at = due + time_days(days);
        json!({"reason": "需要专家鉴定", "due_at": rfc3339(at)})
    };
    lead()
        .tries(&ticket, "request_extension", json!({}))
        .faults(&[("/due_at", "missing"), ("/reason", "missing")]);
    lead().tries(&ticket, "request_extension", wish(0)).faults(&[("/due_at", "out_of_range")]);
    lead().tries(&ticket, "request_extension", wish(60)).faults(&[("/due_at", "out_of_range")]);
    assist().tries(&ticket, "request_extension", wish(2)).problem(409, "action_not_allowed");

    let view = lead().does(&ticket, "request_extension", wish(2));
    assert_eq!(moment(&view["deadline"]["due_at"]), due, "asking is not getting");
    assert_eq!(moment(&view["extension"]["due_at"]), due + time_days(2));
    lead().tries(&ticket, "request_extension", wish(3)).problem(409, "action_not_allowed");

    let view = app().supervisor().does(&ticket, "approve_extension", json!({}));
    assert_eq!(moment(&view["deadline"]["due_at"]), due + time_days(2));
    assert!(view["extension"].is_null());
    let told = app().reporter(&ticket).sees(&ticket);
    assert_eq!(newest(&told)["public"], "需要专家鉴定", "the citizen is told why it takes longer");
    assert_eq!(moment(&told["deadline"]["due_at"]), due + time_days(2));

    lead().does(&ticket, "request_extension", wish(4));
    app().supervisor().tries(&ticket, "reject_extension", json!({})).faults(&[("/reason", "missing")]);
    let view = app().supervisor().does(&ticket, "reject_extension", json!({"reason": "已经足够"}));
    assert_eq!(moment(&view["deadline"]["due_at"]), due + time_days(2));
    lead().does(&ticket, "request_extension", wish(4));
    app().supervisor().does(&ticket, "approve_extension", json!({}));
    let problem = lead().tries(&ticket, "request_extension", wish(6)).problem(409, "action_not_allowed");
    assert!(!texts(&problem["allowed_actions"]).contains(&"request_extension"), "at most twice: {problem}");
}

fn time_days(days: i64) -> time::Duration {
    time::Duration::days(days)
}

fn rfc3339(at: time::OffsetDateTime) -> String {
    at.format(&time::format_description::well_known::Rfc3339).unwrap()
}

#[test]
fn an_agent_asks_for_more_and_the_citizen_supplies_it() {
    let ticket = pending();
    app().agent().tries(&ticket, "request_info", json!({})).faults(&[("/public", "missing")]);
    let view = app().agent().does(&ticket, "request_info", json!({"public": "请问是哪条路？"}));
    assert_eq!((&view["state"], &view["deadline"]["stopped"]), (&json!("info_needed"), &json!(true)));
    let reporter = app().reporter(&ticket);
    let view = reporter.sees(&ticket);
    assert_eq!(newest(&view)["public"], "请问是哪条路？");
    assert_eq!(allowed(&view), ["supply_info", "supplement", "withdraw", "urge"]);
    let view = reporter.does(&ticket, "supply_info", json!({"text": "人民路与解放路口"}));
    assert_eq!((&view["state"], &newest(&view)["public"]), (&json!("pending"), &json!("人民路与解放路口")));
    assert_eq!(view["deadline"]["stopped"], false);
}

#[test]
fn a_declined_demand_says_why_and_where_to_turn_and_may_be_reopened() {
    let ticket = pending();
    let missing = app().agent().tries(&ticket, "decline", json!({}));
    missing.faults(&[("/reason_code", "missing"), ("/public", "missing"), ("/turn_to", "missing")]);
    let refusal = json!({"reason_code": "in_litigation", "explanation": "此事已由法院受理", "turn_to": "请向法院12368反映"});
    app().agent().does(&ticket, "decline", refusal);
    let reporter = app().reporter(&ticket);
    let view = reporter.sees(&ticket);
    assert_eq!(view["state"], "declined");
    let told = newest(&view)["public"].as_str().unwrap();
    assert!(told.contains("此事已由法院受理") && told.contains("请向法院12368反映"), "{told}");
    assert_eq!(allowed(&view), ["reopen"]);
    reporter.tries(&ticket, "reopen", json!({})).faults(&[("/reason", "missing")]);
    let view = reporter.does(&ticket, "reopen", json!({"reason": "法院已经结案"}));
    assert_eq!(view["state"], "accepted");
    assert!(view["closed_at"].is_null());
    assert_whole(&view);
}

#[test]
fn an_agent_answers_a_simple_question_directly() {
    let ticket = pending();
    app().agent().does(&ticket, "answer", json!({"public": "办理时间为工作日9点到17点"}));
    let view = app().reporter(&ticket).sees(&ticket);
    assert_eq!((&view["state"], &view["answer"]), (&json!("follow_up"), &json!("办理时间为工作日9点到17点")));
    let view = app().reporter(&ticket).rates(&ticket, true, "basically_satisfied");
    assert_eq!(view["state"], "closed");
}

#[test]
fn discontent_sends_it_back_once_and_the_second_time_a_supervisor_decides() {
    let ticket = follow_up();
    let view = app().reporter(&ticket).rates(&ticket, false, "dissatisfied");
    assert_eq!((&view["state"], &view["rework_count"]), (&json!("in_progress"), &json!(1)));
    assert!(moment(&view["deadline"]["due_at"]) > moment(&newest(&view)["at"]), "a new deadline");
    assert_eq!(view["lead"]["code"], "jtj", "who led leads on");
    lead().does(&ticket, "reply", a_reply());
    app().agent().does(&ticket, "approve", json!({}));
    let view = app().reporter(&ticket).rates(&ticket, false, "dissatisfied");
    assert_eq!((&view["state"], &view["rework_count"]), (&json!("follow_up"), &json!(1)));
    assert_eq!(view["disputed"], true);
    assert!(view["supervision_level"].as_u64() >= Some(1), "a supervisor's attention: {view}");
    assert_eq!(allowed(&view), ["supplement", "urge"], "judged it is already");
    assert_eq!(
        allowed(&app().supervisor().sees(&ticket)),
        ["correct", "send_back", "close", "supervise", "exclude"]
    );
    let view = app().supervisor().does(&ticket, "close", json!({"note": "已当面解释"}));
    assert_eq!((&view["state"], &view["disputed"]), (&json!("closed"), &json!(false)));
    let view = app().supervisor().does(&ticket, "reopen", json!({"reason": "两次不满意，重新办理"}));
    assert_eq!(view["state"], "accepted");
    assert_whole(&view);
}

#[test]
fn not_resolved_sends_it_back_however_polite_the_citizen_is() {
    let ticket = follow_up();
    let view = app().reporter(&ticket).rates(&ticket, false, "satisfied");
    assert_eq!(view["state"], "in_progress");
    let ticket = follow_up();
    let view = app().agent().rates(&ticket, true, "dissatisfied");
    assert_eq!(
        (&view["state"], &newest(&view)["role"]),
        (&json!("in_progress"), &json!("agent")),
        "on a follow-up call"
    );
}

#[test]
fn a_reply_that_was_sent_back_is_never_the_citizens_to_read() {
    let ticket = in_progress();
    let half = json!({"note": "内部", "public": "答非所问", "resolved": true});
    lead().does(&ticket, "reply", half);
    app().supervisor().tries(&ticket, "send_back", json!({})).faults(&[("/reason", "missing")]);
    app().supervisor().does(&ticket, "send_back", json!({"reason": "请正面答复"}));
    lead().does(&ticket, "reply", a_reply());
    app().supervisor().does(&ticket, "approve", json!({}));
    let view = app().reporter(&ticket).sees(&ticket);
    assert!(!view.to_string().contains("答非所问"), "{view}");
    assert!(!view.to_string().contains("请正面答复"), "{view}");
    assert_eq!(view["answer"], "您好，已经修好了");
}

#[test]
fn a_reply_names_the_cause_of_what_is_not_resolved() {
    let ticket = in_progress();
    lead().tries(&ticket, "reply", json!({})).faults(&[
        ("/note", "missing"),
        ("/public", "missing"),
        ("/resolved", "missing"),
    ]);
    let unresolved = json!({"note": "尚无资金", "public": "已列入明年计划", "resolved": false});
    lead().tries(&ticket, "reply", unresolved.clone()).faults(&[("/cause", "missing")]);
    let mut complete = unresolved;
    complete["cause"] = "资金未到位".into();
    assert_eq!(lead().does(&ticket, "reply", complete)["state"], "in_review");
}

#[test]
fn a_closed_ticket_is_reopened_and_dispatched_anew() {
    let ticket = closed();
    let view =
        app().reporter(&ticket).does(&ticket, "reopen", json!({"reason": "又坏了", "public": "新的情况"}));
    assert_eq!((&view["state"], &view["closed_at"]), (&json!("accepted"), &Value::Null));
    assert!(view["lead"].is_null());
    let view = app().agent().assigns(&ticket, &json!({"lead": "jtj"}));
    assert_eq!(view["state"], "assigned");
    assert_whole(&view);
}

#[test]
fn a_repeat_is_merged_into_the_first_ticket() {
    let (parent, child) = (in_progress(), pending());
    let agent = app().agent();
    agent.tries(&child, "merge", json!({})).faults(&[("/parent", "missing")]);
    agent.tries(&child, "merge", json!({"parent": child.id})).faults(&[("/parent", "out_of_range")]);
    agent.tries(&child, "merge", json!({"parent": "20200101000001"})).faults(&[("/parent", "not_found")]);
    agent.tries(&child, "merge", json!({"parent": "the first one"})).faults(&[("/parent", "malformed")]);
    let view = agent.does(&child, "merge", json!({"parent": parent.id}));
    assert_eq!((&view["state"], &view["parent"]), (&json!("merged"), &json!(parent.id)));
    let view = app().reporter(&child).sees(&child);
    assert_eq!(
        (&view["state"], &view["parent"]),
        (&json!("merged"), &json!(parent.id)),
        "the reporter knows where it went"
    );
    app().reporter(&child).get(&parent.path("")).expect(404);
    let third = pending();
    agent.tries(&third, "merge", json!({"parent": child.id})).faults(&[("/parent", "out_of_range")]);
}

#[test]
fn whoever_was_merged_presses_adds_and_has_it_opened_again_as_alone() {
    let (parent, child) = (in_progress(), pending());
    let agent = app().agent();
    agent.does(&child, "merge", json!({"parent": parent.id}));
    let before = lead().sees(&parent)["version"].as_u64().unwrap();
    let reporter = app().reporter(&child);
    let view = reporter.does(&child, "urge", json!({}));
    assert_eq!(view["state"], "merged");
    reporter.does(&child, "supplement", json!({"text": "对面的路灯也不亮"}));
    let view = lead().sees(&parent);
    assert_eq!(view["version"].as_u64().unwrap(), before + 2);
    let timeline = view["timeline"].as_array().unwrap();
    let [urged, added] = &timeline[timeline.len() - 2..] else { panic!("{timeline:?}") };
    let note = json!(format!("← {}", child.id));
    assert_eq!((&urged["action"], &urged["note"], &urged["public"]), (&json!("urge"), &note, &Value::Null));
    assert_eq!((&added["action"], &added["note"]), (&json!("supplement"), &note));
    let said = &view["children"][0];
    assert!(said.to_string().contains("对面的路灯也不亮"), "{said}");
    // What one says is not the other's to read.
    assert!(!app().reporter(&parent).sees(&parent).to_string().contains("对面的路灯"));
    // Whoever is in danger shortens the time of all.
    let answered = reporter.does(&child, "supplement", json!({"text": "电线掉下来了，有人触电"}));
    assert!(answered["emergency"].is_object(), "{answered}");
    assert_eq!(lead().sees(&parent)["urgency"], "emergency");
    reporter.tries(&child, "reopen", json!({"reason": "又坏了"})).expect(409);
    // A case that was declined is theirs alone again.
    let (parent, child) = (pending(), pending());
    let reporter = app().reporter(&child);
    agent.does(&child, "merge", json!({"parent": parent.id}));
    let declined = json!({"reason_code": "not_government", "reason": "物业纠纷", "turn_to": "请拨打 12348"});
    agent.does(&parent, "decline", declined);
    reporter.tries(&child, "urge", json!({})).expect(409);
    let view = reporter.does(&child, "reopen", json!({"reason": "路灯是市政的"}));
    assert_eq!(
        (&view["state"], &view["parent"], &view["closed_at"]),
        (&json!("accepted"), &Value::Null, &Value::Null)
    );
    assert_whole(&view);
    // And whoever has had enough leaves the case to the others.
    let (parent, child) = (in_progress(), pending());
    agent.does(&child, "merge", json!({"parent": parent.id}));
    let view = app().reporter(&child).does(&child, "withdraw", json!({}));
    assert_eq!((&view["state"], &view["allowed_actions"]), (&json!("merged"), &json!([])));
    assert_eq!(lead().sees(&parent)["state"], "in_progress");
}

#[test]
fn two_tickets_are_never_merged_into_each_other() {
    for _ in 0..15 {
        let pair = [pending(), pending()];
        let start = std::sync::Barrier::new(2);
        let merged: Vec<u16> = std::thread::scope(|scope| {
            let merge = |child: usize| {
                let (pair, start) = (&pair, &start);
                scope.spawn(move || {
                    let agent = app().agent();
                    start.wait();
                    agent.tries(&pair[child], "merge", json!({"parent": pair[1 - child].id})).status
                })
            };
            let both = [merge(0), merge(1)];
            both.map(|one| one.join().unwrap()).to_vec()
        });
        let mut merged = merged;
        merged.sort_unstable();
        assert!(merged[0] == 200 && merged[1] != 200, "somebody has to do the work: {merged:?}");
    }
}

#[test]
fn the_reporter_withdraws_until_a_reply_is_under_review() {
    for (ticket, state) in [(pending(), "pending"), (assigned(), "assigned"), (in_progress(), "in_progress")]
    {
        let reporter = app().reporter(&ticket);
        assert!(allowed(&reporter.sees(&ticket)).contains(&"withdraw"), "{state}");
        let view = reporter.does(&ticket, "withdraw", json!({}));
        assert_eq!(view["state"], "withdrawn");
        assert!(view["closed_at"].is_string() && allowed(&view).is_empty(), "{view}");
    }
    let ticket = follow_up();
    app().reporter(&ticket).tries(&ticket, "withdraw", json!({})).problem(409, "action_not_allowed");
}

#[test]
fn the_reporter_urges_twice_a_day_and_agents_as_often_as_they_like() {
    let ticket = in_progress();
    let reporter = app().reporter(&ticket);
    reporter.does(&ticket, "urge", json!({"public": "请尽快"}));
    reporter.does(&ticket, "urge", json!({}));
    let third = reporter.tries(&ticket, "urge", json!({}));
    for _ in 0..2 {
        app().agent().does(&ticket, "urge", json!({}));
    }
    let view = app().agent().does(&ticket, "urge", json!({}));
    let urges = view["timeline"].as_array().unwrap().iter().filter(|event| event["action"] == "urge");
    let mut days: Vec<&str> = urges.map(|event| &event["at"].as_str().unwrap()[..10]).collect();
    days.dedup();
    // The third is one of the next day's first when midnight has passed since.
    if days.len() == 1 {
        let problem = third.problem(409, "action_not_allowed");
        assert!(!texts(&problem["allowed_actions"]).contains(&"urge"), "{problem}");
    }
}

#[test]
fn the_clock_stands_while_a_ticket_is_suspended() {
    let ticket = in_progress();
    let due = lead().sees(&ticket)["deadline"]["due_at"].clone();
    app().supervisor().tries(&ticket, "suspend", json!({})).faults(&[("/reason", "missing")]);
    let view = app().supervisor().does(&ticket, "suspend", json!({"reason": "等待汛期结束"}));
    assert_eq!((&view["state"], &view["deadline"]["stopped"]), (&json!("suspended"), &json!(true)));
    assist().does(&ticket, "progress", json!({"public": "水位仍高"}));
    lead().tries(&ticket, "reply", a_reply()).problem(409, "action_not_allowed");
    let view = app().supervisor().does(&ticket, "resume", json!({"reason": "汛期已过"}));
    assert_eq!((&view["state"], &view["deadline"]["stopped"]), (&json!("in_progress"), &json!(false)));
    assert!(moment(&view["deadline"]["due_at"]) >= moment(&due), "no time is lost");
}

#[test]
fn supervisors_press_and_exclude() {
    let ticket = in_progress();
    let supervisor = app().supervisor();
    supervisor
        .tries(&ticket, "supervise", json!({"level": 4, "reason": "急"}))
        .faults(&[("/level", "out_of_range")]);
    let view = supervisor.does(&ticket, "supervise", json!({"level": 2, "reason": "多次催办"}));
    assert_eq!(view["supervision_level"], 2);
    let view = supervisor.does(&ticket, "supervise", json!({"level": 1, "reason": "继续关注"}));
    assert_eq!(view["supervision_level"], 2, "attention is never taken back");
    let view = supervisor.does(&ticket, "exclude", json!({"reason": "不可抗力"}));
    assert_eq!((&view["excluded"], &view["state"]), (&json!(true), &json!("in_progress")));
    supervisor.tries(&ticket, "exclude", json!({"reason": "再次"})).problem(409, "action_not_allowed");
    let seen = app().reporter(&ticket).sees(&ticket);
    assert!(
        seen["excluded"].is_null() && !seen.to_string().contains("不可抗力"),
        "assessment is the staff's: {seen}"
    );
}

#[test]
fn an_assisting_department_works_along_and_does_not_decide() {
    let ticket = in_progress();
    let seen = assist().sees(&ticket);
    assert_eq!(allowed(&seen), ["contact", "progress"]);
    let view = assist().does(&ticket, "progress", json!({"note": "已派人到场"}));
    assert_eq!(newest(&view)["department"]["code"], "cgj");
    assist().tries(&ticket, "reply", a_reply()).problem(409, "action_not_allowed");
}

#[test]
fn an_emergency_is_answered_with_whom_to_call() {
    let demand = json!({"content": "三楼着火了，浓烟很大"});
    let ticket = app().citizen().submits_all(&demand);
    let emergency = &ticket.receipt["emergency"];
    assert!(emergency.to_string().contains("119"), "{emergency}");
    assert_eq!(app().agent().sees(&ticket)["urgency"], "emergency");
    let english = app()
        .citizen()
        .with("Accept-Language", "en")
        .submits_all(&json!({"content": "There is a fire in the basement"}));
    let (zh, en) =
        (ticket.receipt["message"].as_str().unwrap(), english.receipt["message"].as_str().unwrap());
    assert!(!zh.is_ascii() && en.is_ascii(), "{zh} {en}");
    assert!(english.receipt["emergency"].to_string().contains("119"), "{}", english.receipt);
}

#[test]
fn those_who_handle_a_report_never_learn_who_made_it() {
    let reporter = json!({"name": "李四", "phone": "13912345678", "email": "lisi@example.com"});
    let confidential =
        json!({"name": "李四", "phone": "13912345678", "email": "lisi@example.com", "confidential": true});
    for demand in [
        json!({"content": VAGUE, "kind": "report", "reporter": reporter}),
        json!({"content": VAGUE, "kind": "complaint", "reporter": confidential}),
    ] {
        let ticket = app().citizen().submits_all(&demand);
        app().agent().assigns(&ticket, &json!({"lead": "jtj", "assists": ["cgj"]}));
        for handler in [lead(), assist()] {
            let seen = handler.sees(&ticket);
            assert!(seen["reporter"].is_null(), "{seen}");
            for trace in ["李", "139", "5678", "lisi", "example.com"] {
                assert!(!seen.to_string().contains(trace), "{trace}: {seen}");
            }
        }
        assert_eq!(app().agent().sees(&ticket)["reporter"]["phone"], "139****5678");
        assert_eq!(app().reporter(&ticket).sees(&ticket)["reporter"]["name"], "李*");
    }
}

#[test]
fn an_anonymous_demand_shows_no_name_and_can_be_followed() {
    let demand = json!({"content": VAGUE, "reporter": {"name": "王五", "anonymous": true}});
    let ticket = app().citizen().submits_all(&demand);
    let seen = app().agent().sees(&ticket);
    assert!(seen["reporter"]["name"].is_null() && !seen.to_string().contains('王'), "{seen}");
    assert_eq!(app().reporter(&ticket).sees(&ticket)["state"], "pending");
}

#[test]
fn a_query_code_opens_its_own_ticket_however_it_is_written() {
    let (ticket, other) = (pending(), pending());
    for code in [ticket.code.to_lowercase(), ticket.code.replace('-', ""), ticket.code.replace('-', " ")] {
        app().citizen().with("Query-Code", &code).sees(&ticket);
    }
    for code in [other.code.as_str(), "0000-0000", "nonsense", ""] {
        app().citizen().with("Query-Code", code).get(&ticket.path("")).problem(404, "not_found");
        let refused = app().citizen().with("Query-Code", code).tries(&ticket, "withdraw", json!({}));
        refused.problem(404, "not_found");
    }
    app().citizen().get(&ticket.path("")).problem(401, "unauthenticated");
    assert_eq!(app().agent().sees(&ticket)["state"], "pending");
}

#[test]
fn another_departments_handler_cannot_tell_that_the_ticket_exists() {
    let ticket = app().citizen().submits("鸿雁路口积水严重你好");
    let ticket = if ticket.receipt["state"] == "pending" {
        app().agent().assigns(&ticket, &json!({"lead": "jtj"}));
        ticket
    } else {
        ticket
    };
    let lead = app().agent().sees(&ticket)["lead"]["code"].as_str().unwrap().to_owned();
    let stranger = app().handler(if lead == "jyj" { "tyj" } else { "jyj" });
    let nowhere = Ticket { id: "20200101000001".into(), ..ticket.clone() };

    // Whatever is tried, the answer is the one for a ticket that does not exist.
    let alike = |what: &str, body: &Value| {
        let real = stranger.post(&ticket.path(what), body).problem(404, "not_found");
        assert_eq!(real, stranger.post(&nowhere.path(what), body).problem(404, "not_found"));
    };
    stranger.get(&ticket.path("")).problem(404, "not_found");
    for action in app().citizen().get("/v1/workflow").value(200)["actions"].as_array().unwrap() {
        let action = action["id"].as_str().unwrap();
        if !["submit", "classify", "assign", "rate"].contains(&action) {
            let body = json!({"action": action, "note": "x", "public": "x", "reason": "x", "resolved": true, "level": 1});
            alike("updates", &body);
        }
    }
    alike("assignment", &json!({"lead": "jyj"}));
    alike("rating", &json!({"resolved": true, "satisfaction": "satisfied"}));

    for query in
        ["limit=100", "limit=100&q=鸿雁", "limit=100&lead=jtj", "limit=100&state=open", "limit=100&sort=due"]
    {
        let listed = stranger.lists_all("/v1/tickets", query);
        assert!(!listed.ids().contains(&ticket.id.as_str()), "{query}");
    }
    let csv = stranger.get("/v1/tickets?format=csv").expect(200);
    assert!(!csv.text().contains(&ticket.id), "{}", csv.text());
    let seen = app().agent().sees(&ticket);
    assert_eq!(
        history(&seen).iter().filter(|action| **action != "classify").count(),
        2,
        "nothing happened: {seen}"
    );
}
