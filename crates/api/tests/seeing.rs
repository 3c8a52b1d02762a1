//! Who sees a ticket, and how much of it: citizens, handlers of the departments concerned and of
//! others, and staff for the whole city. Read as what each of them finds in the answer.
#![expect(clippy::expect_used, clippy::panic, reason = "helpers of tests, which may fail loudly")]

use minsheng_api::answers::{ChildView, DepartmentName, TicketView, Viewer};
use minsheng_core::access::{Caller, Party};
use minsheng_core::operation::{Op, Operation, TABLE};
use minsheng_core::rules::Rules;
use minsheng_core::settings::Settings;
use minsheng_core::ticket::{Demand, Event, Reporter, Ticket};
use minsheng_core::workflow::{Input, apply, rule_of};
use minsheng_language::classify::Suggestion;
use minsheng_types::category::Category;
use minsheng_types::clock::Timestamp;
use minsheng_types::given_phone::GivenPhone;
use minsheng_types::ids::TicketId;
use minsheng_types::text::{Content, DeptCode, Email, Name, Place, ReasonCode, Remark, Subject};
use minsheng_types::words::{Action, Channel, Kind, Lang, Role, Satisfaction, State, Urgency};
use serde_json::Value as Json;

const MORNING: i64 = 1_795_399_200;

fn dept(code: &str) -> DeptCode {
    DeptCode::parse(code).expect("a code")
}

fn caller(roles: &[Role], code: Option<&str>) -> Caller {
    Caller { sub: "someone".into(), roles: roles.to_vec(), dept: code.map(dept), ..Caller::anonymous() }
}

fn handler(code: &str) -> Caller {
    caller(&[Role::Handler], Some(code))
}

/// A ticket and its history, told action by action.
struct Story {
    ticket: Ticket,
    events: Vec<Event>,
}

impl Story {
    /// A complaint handed in by someone who was logged in as `citizen-openid`.
    fn begin(kind: Kind, confidential: bool) -> Self {
        let demand = Demand {
            subject: None,
            content: Content::parse("夜间施工噪音扰民").expect("content"),
            channel: Channel::Miniprogram,
            location: None,
            attachments: vec![],
        };
        let reporter = Reporter {
            name: Name::parse("张三丰").ok(),
            phone: GivenPhone::parse("13800131234").ok(),
            email: Email::parse("zhang@example.com").ok(),
            confidential,
            ..Reporter::default()
        };
        let now = Timestamp::from_unix(MORNING);
        let id = TicketId::parse("20261123000042").expect("an id");
        let mut ticket = Ticket::submitted(id, demand, reporter, kind, Urgency::Normal, now);
        ticket.suggestion = Some(Suggestion {
            category: Category::Environment,
            path: vec![],
            confidence: 0.9,
            second: None,
            kind,
            kind_keyword: None,
            kind_judged: None,
            urgency: Urgency::Normal,
            urgency_keyword: None,
            urgency_judged: None,
            needs_review: false,
            evidence: vec!["噪音".into()],
            district: None,
            address: None,
            model: None,
            confirmed: false,
            named: false,
        });
        let event = Event::submitted(Role::Reporter, "citizen-openid", now);
        Self { ticket, events: vec![event] }
    }

    /// Takes an action as whoever may; the words say which one it was, inside and outside.
    fn then(self, action: Action) -> Self {
        let who = *rule_of(action).and_then(|rule| rule.who.first()).expect("a rule");
        self.then_as(who, action)
    }

    fn then_as(mut self, who: Party, action: Action) -> Self {
        let nth = self.events.len() + 1;
        let words = |kind: &str| Remark::parse(&format!("{kind}-{nth}")).ok();
        let input = Input {
            note: words("note"),
            public: words("public"),
            cause: words("cause"),
            reason: words("reason"),
            resolved: Some(action != Action::Rate),
            satisfaction: Some(Satisfaction::Dissatisfied),
            lead: Some(dept(if action == Action::Reassign { "other" } else { "lead" })),
            assists: vec![dept("assist")],
            parent: TicketId::parse("20261123000001").ok(),
            due_at: Some(self.ticket.due_at.unwrap_or(Timestamp::from_unix(MORNING)).plus(7200)),
            level: Some(1),
            reason_code: ReasonCode::parse("no_facts").ok(),
            turn_to: words("turn-to"),
            call: Name::parse("pbx-1").ok(),
            content: Content::parse(&format!("夜间施工噪音扰民，第{nth}次")).ok(),
            ..Input::default()
        };
        let acting = Caller { sub: format!("staff-{nth}"), ..caller(&[who.role()], Some("lead")) };
        let now = Timestamp::from_unix(MORNING + 60 * nth as i64);
        let change = apply(&self.ticket, &acting, &[who], action, &input, now, Rules::defaults());
        let change = change.unwrap_or_else(|refusal| panic!("{action}: {refusal:?}"));
        self.ticket = change.ticket;
        self.events.push(change.event);
        self
    }

    fn replied(kind: Kind, confidential: bool) -> Self {
        let story = Self::begin(kind, confidential).then(Action::Assign).then(Action::Sign);
        story.then(Action::Progress).then(Action::Reply)
    }

    fn shown_to(&self, caller: &Caller, holds_code: bool) -> Json {
        let viewer = Viewer {
            caller,
            holds_code,
            lang: Lang::Zh,
            now: Timestamp::from_unix(MORNING + 3600),
            rules: Rules::defaults(),
        };
        let name_of = |code: &DeptCode| DepartmentName { code: code.to_string(), name: format!("{code}局") };
        let view = TicketView::new(&self.ticket, &self.events, &viewer, &name_of);
        serde_json::to_value(view).expect("JSON")
    }

    fn shown_to_the_citizen(&self) -> Json {
        self.shown_to(&Caller::anonymous(), true)
    }
}

fn texts_of(json: &Json, action: &str) -> Vec<Json> {
    let timeline = json["timeline"].as_array().expect("a timeline");
    timeline.iter().filter(|event| event["action"] == action).map(|event| event["public"].clone()).collect()
}

/// Whether the ticket can be read at all.
fn may_read(caller: &Caller, ticket: &Ticket, holds_code: bool) -> bool {
    let reads = |row: &&Operation| row.op == Op::ReadTicket;
    caller.reaches(TABLE.iter().find(reads).expect("a row"), ticket, holds_code)
}

#[test]
fn a_ticket_exists_only_for_those_who_have_to_do_with_it() {
    let Story { mut ticket, .. } = Story::replied(Kind::Complaint, false);
    let mut seen = vec![];
    for role in Role::ALL {
        for code in [None, Some("lead"), Some("assist"), Some("elsewhere")] {
            if may_read(&caller(&[*role], code), &ticket, false) {
                seen.push((role.as_str(), code.unwrap_or("-")));
            }
        }
        assert!(may_read(&caller(&[*role], None), &ticket, true), "{role} with the code");
    }
    let city = ["agent", "supervisor", "admin", "system"];
    let mut expected: Vec<_> =
        city.iter().flat_map(|role| ["-", "lead", "assist", "elsewhere"].map(|code| (*role, code))).collect();
    expected.extend([("handler", "lead"), ("handler", "assist")]);
    expected.sort_unstable();
    seen.sort_unstable();
    assert_eq!(seen, expected);
    assert!(!may_read(&Caller::anonymous(), &ticket, false));
    ticket.submitted_by = "someone".into();
    for role in Role::ALL {
        let reads = may_read(&caller(&[*role], None), &ticket, false);
        let expected = city.contains(&role.as_str()) || *role == Role::Integrator;
        assert_eq!(reads, expected, "{role} who handed it in");
    }
    ticket.submitted_by = String::new();
    let nameless = Caller { sub: String::new(), ..caller(&[Role::Integrator], None) };
    assert!(!may_read(&nameless, &ticket, false), "nobody handed it in, not whoever has no name");
}

#[test]
fn whoever_assists_knows_the_ticket_and_does_not_draft_the_leads_answer() {
    let drafts = TABLE.iter().find(|row| row.id == "draftAnswer").expect("a row");
    let ticket = Story::replied(Kind::Complaint, false).ticket;
    for (who, may) in [
        (handler("lead"), true),
        (handler("assist"), false),
        (handler("elsewhere"), false),
        (caller(&[Role::Handler], None), false),
        (caller(&[Role::Supervisor], Some("lead")), false),
        (caller(&[Role::Agent], None), true),
        (caller(&[Role::Agent, Role::Handler], Some("assist")), true),
    ] {
        assert_eq!(who.reaches(drafts, &ticket, false), may, "{who:?}");
    }
    assert!(may_read(&handler("assist"), &ticket, false));
    let unled = Ticket { lead: None, ..ticket };
    assert!(!caller(&[Role::Handler], None).reaches(drafts, &unled, false), "no department is nobody's lead");
}

#[test]
fn handlers_learn_nothing_of_who_reported_or_asked_for_confidence() {
    for (kind, confidential, shown) in [
        (Kind::Complaint, false, true),
        (Kind::Complaint, true, false),
        (Kind::Report, false, false),
        (Kind::Report, true, false),
    ] {
        let story = Story::replied(kind, confidential);
        for code in ["lead", "assist"] {
            let json = story.shown_to(&handler(code), false);
            assert_eq!(json["reporter"].is_object(), shown, "{kind}, confidential: {confidential}, {code}");
            assert_eq!(json.to_string().contains("citizen-openid"), shown, "the log-in in the timeline");
            assert!(json.to_string().contains("staff-2"), "what colleagues did stays visible");
        }
        for role in [Role::Agent, Role::Supervisor] {
            let json = story.shown_to(&caller(&[role], None), false);
            assert_eq!(json["reporter"]["phone"], "138****1234", "{role}");
            assert_eq!(json["timeline"][0]["by"], "citizen-openid", "{role}");
        }
        assert_eq!(story.shown_to(&caller(&[Role::Admin], None), false)["reporter"], Json::Null);
        assert_eq!(story.shown_to_the_citizen()["reporter"]["name"], "张**");
    }
}

#[test]
fn which_ticket_it_repeats_is_for_those_who_may_know_every_reporter() {
    let mut story = Story::replied(Kind::Complaint, true);
    story.ticket.repeat_of = TicketId::parse("20261123000007").ok();
    let shown = |caller: &Caller| story.shown_to(caller, false)["repeat_of"].clone();
    for code in ["lead", "assist", "elsewhere"] {
        assert_eq!(shown(&handler(code)), Json::Null, "its reporter's name may stand on the other, {code}");
    }
    for role in [Role::Agent, Role::Supervisor] {
        assert_eq!(shown(&caller(&[role], None)), "20261123000007", "{role}");
    }
    assert_eq!(shown(&caller(&[Role::Admin], None)), Json::Null, "it would say whose both of them are");
    assert_eq!(story.shown_to_the_citizen()["repeat_of"], Json::Null);
}

#[test]
fn a_handler_of_another_department_is_shown_nothing_of_the_reporter() {
    let story = Story::replied(Kind::Complaint, false);
    let stranger = handler("elsewhere");
    assert!(!may_read(&stranger, &story.ticket, false));
    assert!(!stranger.may_see_reporter(&story.ticket, false));
    let json = story.shown_to(&stranger, false);
    assert_eq!(json["reporter"], Json::Null);
    assert_eq!(json["allowed_actions"], serde_json::json!([]));
    let text = json.to_string();
    for inside in ["note-", "staff-", "cause-", "citizen-openid", "1234", "zhang"] {
        assert!(!text.contains(inside), "{inside} in {text}");
    }
}

#[test]
fn nobody_is_ever_shown_a_full_telephone_number() {
    let story = Story::replied(Kind::Complaint, false);
    for role in Role::ALL {
        let text = story.shown_to(&caller(&[*role], Some("lead")), true).to_string();
        assert!(
            !text.contains("13800131234") && !text.contains("zhang@") && !text.contains("张三丰"),
            "{role}"
        );
    }
}

#[test]
fn where_exactly_is_for_the_citizen_and_for_those_who_work_on_it() {
    let mut story = Story::replied(Kind::Report, true);
    let location = r#"{"address": "银杏路 99 号", "district": "芙蓉区", "lat": 28.25, "lon": 112.75}"#;
    story.ticket.demand.location = serde_json::from_str(location).ok();
    let mut whole: Json = serde_json::from_str(location).expect("JSON");
    whole["district_source"] = "given".into();
    let roughly = serde_json::json!({"district": "芙蓉区", "district_source": "given"});
    let shown = |caller: &Caller, code| story.shown_to(caller, code)["location"].clone();
    for code in ["lead", "assist"] {
        assert_eq!(shown(&handler(code), false), whole, "the matter has to be found, {code}");
    }
    for role in [Role::Agent, Role::Supervisor, Role::System] {
        assert_eq!(shown(&caller(&[role], None), false), whole, "{role}");
    }
    assert_eq!(shown(&Caller::anonymous(), true), whole);
    for role in [Role::Admin, Role::Integrator, Role::Publisher] {
        assert_eq!(shown(&caller(&[role], None), false), roughly, "{role}");
    }
    assert_eq!(shown(&handler("elsewhere"), false), roughly);
    story.ticket.demand.location = serde_json::from_str(r#"{"address": "银杏路 99 号"}"#).ok();
    assert_eq!(story.shown_to(&caller(&[Role::Integrator], None), false)["location"], Json::Null);
}

#[test]
fn the_citizen_reads_no_notes_no_names_of_staff_and_no_workings() {
    let story = Story::begin(Kind::Complaint, false).then(Action::Assign).then(Action::Sign);
    let story = story.then(Action::Progress).then(Action::RequestExtension).then(Action::Exclude);
    let json = story.shown_to_the_citizen();
    let text = json.to_string();
    for inside in ["note-", "staff-", "cause-"] {
        assert!(!text.contains(inside), "{inside} in {text}");
    }
    for key in ["classification", "needs_review", "excluded", "extension"] {
        assert_eq!(json[key], Json::Null, "{key}");
    }
    assert_eq!(texts_of(&json, "progress"), ["public-4"], "public progress is public");
    assert_eq!(json["timeline"][4]["due_at"], Json::Null, "more time was asked for, not given");
    assert_eq!(json["lead"]["name"], "lead局");
    let inside = story.shown_to(&handler("lead"), false);
    assert_eq!(inside["timeline"][3]["note"], "[no_facts]\nreason-4\ncause-4\nnote-4");
    assert_eq!(
        (&inside["timeline"][3]["by"], &inside["excluded"]),
        (&Json::from("staff-4"), &Json::from(true))
    );
    assert!(inside["extension"].is_object() && inside["classification"].is_object());
}

#[test]
fn a_reply_under_review_is_staffs_until_it_is_approved() {
    let story = Story::replied(Kind::Complaint, false);
    let citizen = story.shown_to_the_citizen();
    assert_eq!((&citizen["answer"], texts_of(&citizen, "reply")), (&Json::Null, vec![Json::Null]));
    let agent = story.shown_to(&caller(&[Role::Agent], None), false);
    assert_eq!(
        (&agent["answer"], texts_of(&agent, "reply")),
        (&Json::from("public-5"), vec!["public-5".into()])
    );
    let citizen = story.then(Action::Approve).shown_to_the_citizen();
    assert_eq!(
        (&citizen["answer"], texts_of(&citizen, "reply")),
        (&Json::from("public-5"), vec!["public-5".into()])
    );
}

#[test]
fn a_reply_that_was_sent_back_is_never_shown_to_the_citizen() {
    let story = Story::replied(Kind::Complaint, false).then(Action::SendBack).then(Action::Reply);
    assert_eq!(texts_of(&story.shown_to_the_citizen(), "reply"), [Json::Null, Json::Null]);
    let approved = story.then(Action::Approve).then(Action::Close).then(Action::Archive);
    let citizen = approved.shown_to_the_citizen();
    assert_eq!(texts_of(&citizen, "reply"), [Json::Null, "public-7".into()]);
    assert_eq!(citizen["answer"], "public-7");
}

#[test]
fn merging_a_ticket_does_not_let_an_unapproved_reply_out() {
    let merged = Story::replied(Kind::Complaint, false).then(Action::Merge);
    let citizen = merged.shown_to_the_citizen();
    assert_eq!((&citizen["answer"], texts_of(&citizen, "reply")), (&Json::Null, vec![Json::Null]));
    assert_eq!(citizen["parent"], "20261123000001", "its reporter follows the parent");
}

#[test]
fn an_answer_that_is_out_stays_out_when_the_matter_is_taken_up_again() {
    let rework = Story::replied(Kind::Complaint, false).then(Action::Approve).then(Action::Rate);
    assert_eq!(rework.ticket.state, State::InProgress);
    let citizen = rework.shown_to_the_citizen();
    assert_eq!(
        (&citizen["answer"], texts_of(&citizen, "reply")),
        (&Json::from("public-5"), vec!["public-5".into()])
    );
    let again = rework.then(Action::Reply).shown_to_the_citizen();
    assert_eq!(texts_of(&again, "reply"), [Json::from("public-5"), Json::Null], "the second is under review");
    let direct = Story::begin(Kind::Consultation, false).then(Action::Answer).then(Action::Close);
    assert_eq!(direct.then(Action::Reopen).shown_to_the_citizen()["answer"], "public-2");
}

impl Story {
    /// What the citizen sees whose ticket was merged into this one.
    fn shown_to_a_follower(&self) -> Json {
        self.followed_by(&Caller::anonymous(), true, false)
    }

    fn followed_by(&self, caller: &Caller, holds_code: bool, protected: bool) -> Json {
        let mut child = Self::begin(Kind::Help, protected).then(Action::Merge);
        child.ticket.parent = Some(self.ticket.id);
        child.ticket.lead = Some(dept("child"));
        child.ticket.id = TicketId::parse("20261123000043").expect("an id");
        let merged = child.events.iter_mut().filter(|event| event.action == Action::Merge);
        merged.for_each(|event| event.note = Some(format!("→ {}", self.ticket.id)));
        let viewer = Viewer {
            caller,
            holds_code,
            lang: Lang::Zh,
            now: Timestamp::from_unix(MORNING + 3600),
            rules: Rules::defaults(),
        };
        let name_of = |code: &DeptCode| DepartmentName { code: code.to_string(), name: format!("{code}局") };
        let view = TicketView::new(&child.ticket, &child.events, &viewer, &name_of);
        let view = view.following(&child.ticket, (&self.ticket, &self.events), &viewer, &name_of);
        serde_json::to_value(view).expect("JSON")
    }
}

/// The actions of the parent's progress with what each of them says.
fn progress_of(json: &Json) -> Vec<(&str, Option<&str>)> {
    let progress = json["parent_progress"].as_array().expect("a list");
    let told = |event: &'_ Json| {
        assert_eq!((&event["note"], &event["by"]), (&Json::Null, &Json::Null), "for staff");
    };
    progress.iter().for_each(told);
    progress.iter().map(|event| (event["action"].as_str().expect("one"), event["public"].as_str())).collect()
}

#[test]
fn what_follows_a_parent_is_shown_as_far_as_the_reader_may_see_it() {
    let follows = |story: &Story, caller: &Caller, code: bool| {
        let json = story.followed_by(caller, code, false);
        let told = json.to_string().contains(&story.ticket.id.to_string());
        (!progress_of(&json).is_empty() && json["answer"] == "public-5", told)
    };
    let told = |kind, confidential| {
        let story = Story::begin(kind, confidential).then(Action::Accept).then(Action::Assign);
        let story = story.then(Action::Sign).then(Action::Reply).then(Action::Approve);
        [Caller::anonymous(), handler("child"), handler("lead"), caller(&[Role::Agent], None)]
            .map(|caller| follows(&story, &caller, caller.roles.is_empty()))
    };
    assert_eq!(told(Kind::Help, false), [(true, true), (false, true), (true, true), (true, true)]);
    for (kind, confidential) in [(Kind::Report, false), (Kind::Help, true)] {
        let (nothing, all) = ((false, false), (true, true));
        assert_eq!(told(kind, confidential), [nothing, nothing, all, all], "{kind} {confidential}");
    }
    let story = Story::begin(Kind::Report, false).then(Action::Accept).then(Action::Assign);
    let story = story.then(Action::Sign).then(Action::Reply).then(Action::Approve);
    let both = story.followed_by(&Caller::anonymous(), true, true);
    assert_eq!(both["answer"], "public-5", "one protected citizen is answered with the other");
    assert!(
        story.followed_by(&handler("child"), false, true)["parent_progress"].as_array().unwrap().is_empty()
    );
}

#[test]
fn the_reporter_of_a_merged_ticket_follows_the_parents_progress() {
    let story = Story::begin(Kind::Complaint, false).then(Action::Accept).then(Action::Assign);
    let story = story.then(Action::Sign).then(Action::Contact).then(Action::Progress).then(Action::Suspend);
    let story = story.then(Action::Resume).then(Action::RequestExtension).then(Action::ApproveExtension);
    let answered = story.then(Action::Reply).then(Action::Approve);
    let json = answered.shown_to_a_follower();
    let expected = [
        ("accept", None),
        ("assign", None),
        ("sign", None),
        ("contact", None),
        ("progress", Some("public-6")),
        ("suspend", Some("public-7")),
        ("resume", None),
        ("request_extension", None),
        ("approve_extension", Some("public-10")),
        ("reply", Some("public-11")),
        ("approve", None),
    ];
    assert_eq!(progress_of(&json), expected);
    assert_eq!(json["answer"], "public-11");
    let department = json["parent_progress"][1]["lead"]["name"].as_str();
    assert_eq!(department, Some("lead局"), "who works on it");
    assert_eq!(json["state"], "merged");

    let declined = Story::begin(Kind::Complaint, false).then(Action::Decline).shown_to_a_follower();
    assert_eq!(progress_of(&declined), [("decline", Some("public-2\nturn-to-2"))]);
    let direct = Story::begin(Kind::Complaint, false).then(Action::Answer).shown_to_a_follower();
    assert_eq!(
        (progress_of(&direct), &direct["answer"]),
        (vec![("answer", Some("public-2"))], &"public-2".into())
    );
}

#[test]
fn a_reply_to_the_parent_is_followed_once_it_is_approved() {
    let review = Story::replied(Kind::Complaint, false);
    let json = review.shown_to_a_follower();
    assert_eq!((progress_of(&json).last(), &json["answer"]), (Some(&("reply", None)), &Json::Null));
    let again = review.then(Action::SendBack).then(Action::Reply).then(Action::Approve);
    let json = again.shown_to_a_follower();
    let replies: Vec<_> = progress_of(&json).into_iter().filter(|(action, _)| *action == "reply").collect();
    assert_eq!(replies, [("reply", None), ("reply", Some("public-7"))], "what was sent back is never out");
    assert_eq!(json["answer"], "public-7");
}

/// Every action that anybody may take, in an order in which all of them can be taken.
fn everything() -> Vec<Story> {
    use Action::*;
    let begin = || Story::begin(Kind::Complaint, true);
    let working = || begin().then(Assign).then(Sign);
    let answered = || working().then(Reply).then(Approve);
    let closed = || answered().then(Close);
    let mut stories = vec![
        begin().then(RequestInfo).then_as(Party::Reporter, SupplyInfo),
        begin().then(RequestInfo).then_as(Party::Agent, SupplyInfo).then(Classify).then(Decline),
        begin().then_as(Party::Reporter, Supplement).then_as(Party::Agent, Supplement),
        begin().then_as(Party::Agent, Correct).then_as(Party::Supervisor, Correct),
        working().then(RequestReturn).then(RejectReturn),
        working().then_as(Party::Supervisor, Supervise).then_as(Party::System, Remind).then(Exclude),
        working().then_as(Party::Assist, Progress).then_as(Party::Lead, Contact).then(RequestExtension),
        working().then(RequestExtension).then(RejectExtension).then(Suspend).then(Resume),
        working().then(RequestExtension).then(ApproveExtension),
        begin().then(Assign).then(RequestReturn).then(ApproveReturn),
        begin().then(Assign).then(RequestReturn).then(RejectReturn),
        begin().then(Accept).then(Merge),
        begin().then(Withdraw).then(Archive),
        working().then(Reply).then(SendBack),
    ];
    stories.push(begin().then(Assign).then(Recall));
    stories.push(Story::begin(Kind::Suggestion, true).then(Answer).then(Adopt));
    stories.push(begin().then(Assign).then(Reassign));
    stories.push(begin().then(Merge).then(Split));
    for who in [Party::Reporter, Party::Agent] {
        stories.push(begin().then_as(who, Urge));
        stories.push(answered().then_as(who, Rate));
        stories.push(begin().then(Answer).then_as(who, Rate));
    }
    for who in [Party::Reporter, Party::Supervisor] {
        stories.push(closed().then_as(who, Reopen));
    }
    stories
}

#[test]
fn nothing_that_another_citizen_wrote_or_was_asked_is_told_to_those_who_follow() {
    let mut seen = std::collections::BTreeSet::new();
    for story in everything() {
        let json = story.shown_to_a_follower();
        let of_parent = format!("{}{}", json["parent_progress"], json["answer"]);
        for inside in ["note-", "cause-", "reason-", "staff-", "citizen-openid", "1234", "zhang", "张"] {
            assert!(!of_parent.contains(inside), "{inside} in {of_parent}");
        }
        seen.extend(story.events.iter().map(|event| event.action));
        for (action, text) in progress_of(&json) {
            let may_speak = matches!(
                action,
                "answer" | "progress" | "reply" | "decline" | "approve_extension" | "suspend" | "adopt"
            );
            assert!(may_speak || text.is_none(), "{action} said {text:?}");
        }
        let told = progress_of(&json);
        if story.ticket.protects_the_reporter() {
            assert_eq!(
                (told, &json["answer"]),
                (vec![], &Json::Null),
                "of a protected parent nothing is told"
            );
            continue;
        }
        for citizens in ["submit", "supply_info", "supplement", "rate", "withdraw", "urge"] {
            assert!(told.iter().all(|(action, _)| *action != citizens), "{citizens}: {told:?}");
        }
        let of_staff = |event: &&Event| {
            event.role != Role::Reporter
                && !["submit", "supply_info", "supplement", "rate", "urge"].contains(&event.action.as_str())
        };
        assert_eq!(
            told.len(),
            story.events.iter().filter(of_staff).count(),
            "and all that staff did is told"
        );
    }
    assert_eq!(seen.len(), Action::ALL.len(), "nothing is left out");
}

#[test]
fn what_is_allowed_depends_on_who_asks() {
    let story = Story::begin(Kind::Help, false).then(Action::Assign);
    let allowed = |caller: &Caller, code| story.shown_to(caller, code)["allowed_actions"].clone();
    assert_eq!(allowed(&handler("lead"), false), serde_json::json!(["sign", "request_return"]));
    assert_eq!(allowed(&handler("assist"), false), serde_json::json!([]));
    assert_eq!(allowed(&Caller::anonymous(), true), serde_json::json!(["supplement", "withdraw", "urge"]));
    assert_eq!(
        allowed(&caller(&[Role::Supervisor], None), false),
        serde_json::json!(["correct", "recall", "reassign", "supervise", "exclude"])
    );
    assert_eq!(allowed(&caller(&[Role::Admin], None), false), serde_json::json!([]));
}

#[test]
fn the_deadline_says_what_it_rests_on() {
    let story = Story::begin(Kind::Help, false).then(Action::Assign);
    let published = story.shown_to_the_citizen();
    assert_eq!(published["deadline"]["calendar"], "published");
    assert_eq!(published["deadline"]["stopped"], false);
    let settings = Settings { holidays: vec![], ..Settings::default() };
    let rules = Rules::parse(1, &settings.compiled()).expect("a line of numbers");
    let caller = Caller::anonymous();
    let due = story.ticket.due_at.expect("a deadline");
    for (now, overdue) in [(due, false), (due.plus(1), true)] {
        let viewer = Viewer { caller: &caller, holds_code: true, lang: Lang::En, now, rules: &rules };
        let name_of = |code: &DeptCode| DepartmentName { code: code.to_string(), name: code.to_string() };
        let view = TicketView::new(&story.ticket, &story.events, &viewer, &name_of);
        assert_eq!((view.deadline.calendar, view.deadline.overdue), ("weekdays", overdue));
        assert_eq!(view.state_label, "waiting for the department");
    }
}

#[test]
fn texts_that_name_the_reporter_name_nobody_to_whom_they_are_hidden_from() {
    for (kind, confidential, anonymous) in
        [(Kind::Report, false, false), (Kind::Complaint, true, false), (Kind::Complaint, false, true)]
    {
        let mut story = Story::replied(kind, confidential);
        let ticket = &mut story.ticket;
        ticket.reporter.anonymous = anonymous;
        ticket.reporter.address = Place::parse("幸福小区6栋301").ok();
        let says = "张三丰家(幸福小区6栋301)电话13800131234、一三八〇〇一三一二三四";
        ticket.demand.subject = Subject::parse(says).ok();
        ticket.demand.content = Content::parse(says).unwrap();
        ticket.demand.location = serde_json::from_value(
            serde_json::json!({"address": says, "district": says, "lat": 1.5, "lon": 2.5}),
        )
        .unwrap();
        ticket.demand.attachments = vec![
            serde_json::from_value(serde_json::json!({
                "name": says, "media_type": "image/jpeg", "url": "https://x.cn/%E5%BC%A0%E4%B8%89%E4%B8%B0.jpg"
            }))
            .unwrap(),
        ];
        ticket.reply = Some(minsheng_core::ticket::Reply { public: says.into(), resolved: true });
        for event in &mut story.events {
            (event.note, event.public) = (Some(says.into()), Some(says.into()));
        }
        for caller in [handler("lead"), handler("assist"), caller(&[Role::Integrator], None)] {
            let text = story.shown_to(&caller, false).to_string();
            for known in ["张三丰", "13800131234", "一三八", "6栋301", "%E5%BC%A0%E4%B8%89%E4%B8%B0", "2.5"]
            {
                assert!(!text.contains(known), "{known}: {text}");
            }
        }
        let seen = story.shown_to(&handler("lead"), false);
        assert_eq!(seen["reporter"], Json::Null, "anonymous is anonymous");
        assert_eq!(seen["subject"], "***家(幸福小区****)电话****、****");
        assert_eq!(story.shown_to(&caller(&[Role::Agent], None), false)["subject"], says, "as it is stored");
    }
}

#[test]
fn what_a_demand_said_before_it_was_put_right_is_shown_to_whom_the_demand_is_shown() {
    let mut story = Story::begin(Kind::Report, false).then(Action::Assign).then(Action::Sign);
    story.ticket.reporter.address = Place::parse("幸福小区6栋301").ok();
    let location = |text: &str| serde_json::from_str(text).ok();
    story.ticket.demand.location =
        location(r#"{"address": "幸福小区6栋301", "district": "芙蓉区", "lat": 28.25, "lon": 112.75}"#);
    story.ticket.demand.content = Content::parse("张三丰说夜间施工扰民，店主13900001111").unwrap();
    let known = story.ticket.reporter.known();
    story.ticket.own_words = story.ticket.demand.mask(&known);
    let correct = |mut story: Story, input: Input| {
        let acting = Caller { sub: "agent-7".into(), ..caller(&[Role::Agent], None) };
        let now = Timestamp::from_unix(MORNING + 3000);
        let parties = [Party::Agent];
        let rules = Rules::defaults();
        let change = apply(&story.ticket, &acting, &parties, Action::Correct, &input, now, rules).unwrap();
        story.ticket = change.ticket;
        story.events.push(change.event);
        story
    };
    let moved = Input {
        content: Content::parse("张三丰说是装修").ok(),
        location: location(r#"{"address": "银杏路 99 号", "district": "天心区"}"#),
        ..Input::default()
    };
    let story = correct(story, moved);
    let before = |caller: &Caller, code| {
        let json = story.shown_to(caller, code);
        json["timeline"].as_array().unwrap().last().unwrap()["before"].clone()
    };
    let masked = "***说夜间施工扰民，店主139****1111";
    let whole = serde_json::json!({"content": masked, "location": {
        "address": "幸福小区6栋301", "district": "芙蓉区", "lat": 28.25, "lon": 112.75,
    }});
    for role in [Role::Agent, Role::Supervisor] {
        assert_eq!(before(&caller(&[role], None), false), whole, "{role}");
    }
    assert_eq!(before(&Caller::anonymous(), true), whole, "their own demand");
    // The accused never learn whose home it is, and the old point would show it.
    let hidden =
        serde_json::json!({"content": masked, "location": {"address": "幸福小区****", "district": "芙蓉区"}});
    for code in ["lead", "assist"] {
        assert_eq!(before(&handler(code), false), hidden, "{code}");
    }
    let roughly = serde_json::json!({"content": masked, "location": {"district": "芙蓉区"}});
    for role in [Role::Admin, Role::Integrator] {
        assert_eq!(before(&caller(&[role], None), false), roughly, "{role}");
    }
    assert!(!story.shown_to(&handler("lead"), false).to_string().contains("6栋301"));
    assert_eq!(story.shown_to_a_follower()["parent_progress"], serde_json::json!([]));

    // A point that is put right is of the address that stands.
    let mut story = Story::begin(Kind::Complaint, true).then(Action::Assign);
    story.ticket.reporter.address = Place::parse("幸福小区6栋301").ok();
    story.ticket.demand.location = location(r#"{"address": "幸福小区6栋301", "lat": 28.25, "lon": 112.75}"#);
    let story =
        correct(story, Input { location: location(r#"{"lat": 28.5, "lon": 112.5}"#), ..Input::default() });
    let seen = story.shown_to(&handler("lead"), false);
    assert!(!seen.to_string().contains("112.75") && !seen.to_string().contains("28.5"), "{seen}");
    let seen = story.shown_to(&caller(&[Role::Agent], None), false);
    let timeline = seen["timeline"].as_array().unwrap();
    assert_eq!(
        timeline.last().unwrap()["before"]["location"],
        serde_json::json!({"lat": 28.25, "lon": 112.75})
    );
}

#[test]
fn whoever_works_on_a_case_sees_what_was_added_to_what_was_merged_into_it() {
    let child = Story::begin(Kind::Help, false)
        .then_as(Party::Reporter, Action::Supplement)
        .then_as(Party::Agent, Action::Supplement)
        .then(Action::Correct)
        .then(Action::Merge);
    let view = ChildView::new(&child.ticket, &child.events);
    assert_eq!(view.content, "夜间施工噪音扰民，第4次", "as it was put right");
    let added: Vec<_> = view.added.iter().map(|added| (added.action, added.public.as_str())).collect();
    assert_eq!(added, [(Action::Supplement, "public-2"), (Action::Supplement, "public-3")]);
}

#[test]
fn a_citizen_goes_by_nothing_that_tickets_have_in_common() {
    let mut story = Story::replied(Kind::Complaint, false);
    story.events[0].sub = format!("citizen:{}", "5".repeat(64));
    let seen = story.shown_to(&caller(&[Role::Agent], None), false);
    assert_eq!(seen["timeline"][0]["by"], "reporter");
}
