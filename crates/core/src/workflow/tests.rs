//! Holds the workflow table against the text of the domain, and walks it: every state, every
//! action, every party and every role, what each action must carry, and what it changes.

#[path = "../../tests/by_hand/workflow.rs"]
mod by_hand;

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use by_hand::{Line, domain};

use super::*;
use crate::access::{Caller, Party, citizen};
use crate::deadline::{Allowance, Calendar, Limit};
use crate::milestone::Milestone;
use crate::rules::Rules;
use crate::ticket::{Demand, Event, ExtensionRequest, LaterWords, Rating, Reporter as Citizen, Ticket};
use crate::timers;
use minsheng_dice::Dice;
use minsheng_language::classify::Suggestion;
use minsheng_types::category::Category;
use minsheng_types::clock::{DAY, Timestamp};
use minsheng_types::fault::Fault;
use minsheng_types::ids::TicketId;
use minsheng_types::invalid::Invalid;
use minsheng_types::text::{Content, DeptCode, Name, ReasonCode, Remark};
use minsheng_types::words::{Action, Channel, Clock, Kind, Role, Satisfaction, State, Urgency};

use Party::{Agent, Assist, Lead, Reporter, Supervisor, System};
use State::{
    Accepted, Assigned, Closed, Declined, FollowUp, InProgress, InReview, InfoNeeded, Merged, Pending,
    ReturnReview, Suspended,
};
use Target::{Judged, Same, To};

fn dept(code: &str) -> DeptCode {
    DeptCode::parse(code).unwrap()
}

fn caller(roles: Vec<Role>, code: Option<&str>) -> Caller {
    Caller { sub: "someone".into(), roles, dept: code.map(dept), ..Caller::anonymous() }
}

fn remark(text: &str) -> Option<Remark> {
    Some(Remark::parse(text).unwrap())
}

fn at(text: &str) -> Timestamp {
    Timestamp::parse(&format!("{text}:00+08:00")).unwrap()
}

/// A Monday morning.
fn monday() -> Timestamp {
    at("2026-11-23T10:00")
}

/// What a city starts with. The autumn and winter of 2026 know no holidays.
fn rules() -> &'static Rules {
    Rules::defaults()
}

fn calendar() -> &'static Calendar {
    &rules().calendar
}

fn submitted() -> Ticket {
    let demand = Demand {
        subject: None,
        content: Content::parse("小区门口的路灯坏了三天").unwrap(),
        channel: Channel::Web,
        location: None,
        attachments: vec![],
    };
    let id = TicketId::parse("20261123000042").unwrap();
    Ticket::submitted(id, demand, Citizen::default(), Kind::Complaint, Urgency::Normal, monday())
        .on_the_clock(rules())
}

/// A ticket in `state` as it plausibly is there: led by `lead`, assisted by `assist`, due in a week.
fn ticket_in(state: State) -> Ticket {
    let mut ticket =
        Ticket { state, version: 7, lead: Some(dept("lead")), assists: vec![dept("assist")], ..submitted() };
    ticket.assigned_at = Some(monday());
    ticket.due_at = Some(calendar().after(monday(), Limit::WorkingDays(5)));
    ticket.sign_due_at = Some(calendar().after(monday(), Limit::WorkingHours(4)));
    ticket.stopped_at = state.stops_the_clock().then_some(monday());
    ticket.contact_due_at = Some(calendar().after(monday(), Limit::WorkingDays(1)));
    ticket.closed_at = (!state.is_open()).then_some(monday());
    ticket.parent = full().parent.filter(|_| state == Merged);
    if state == FollowUp {
        ticket.reply = Some(crate::ticket::Reply { public: "已修好".into(), resolved: true });
        (ticket.replied_at, ticket.finished_at) = (Some(monday()), Some(monday()));
        ticket.answered_at = Some(monday());
    }
    ticket
}

/// Carries everything that any action can need.
fn full() -> Input {
    Input {
        note: remark("内部情况"),
        public: remark("给市民的话"),
        reason: remark("原因"),
        reason_code: Some(ReasonCode::parse("not_government").unwrap()),
        turn_to: remark("请拨打 12348"),
        due_at: Some(at("2026-12-04T10:00")),
        resolved: Some(true),
        cause: remark("管线老化"),
        parent: Some(TicketId::parse("20261123000001").unwrap()),
        level: Some(2),
        lead: Some(dept("lead")),
        assists: vec![dept("assist")],
        satisfaction: Some(Satisfaction::Satisfied),
        call: Some(Name::parse("pbx-1").unwrap()),
        category: Some(Category::Transport),
        ..Input::default()
    }
}

/// The same for `action`: a ticket is dispatched anew to another department than the one that has it.
fn full_for(action: Action) -> Input {
    let lead = if action == Action::Reassign { "other" } else { "lead" };
    Input { lead: Some(dept(lead)), ..full() }
}

fn without(mut input: Input, field: &str) -> Input {
    match field {
        "note" => input.note = None,
        "public" => input.public = None,
        "reason" => input.reason = None,
        "reason_code" => input.reason_code = None,
        "turn_to" => input.turn_to = None,
        "due_at" => input.due_at = None,
        "resolved" => input.resolved = None,
        // Owed only when the matter is not resolved.
        "cause" => (input.cause, input.resolved) = (None, Some(false)),
        "parent" => input.parent = None,
        "level" => input.level = None,
        "lead" => input.lead = None,
        "satisfaction" => input.satisfaction = None,
        other => panic!("{other} is no field"),
    }
    input
}

fn party(identifier: &str) -> Party {
    *Party::ALL.iter().find(|party| party.as_str() == identifier).unwrap()
}

fn as_party(
    ticket: &Ticket,
    party: Party,
    action: Action,
    input: &Input,
    now: Timestamp,
) -> Result<Change, Refusal> {
    let caller = Caller { sub: party.as_str().into(), ..caller(vec![party.role()], Some("lead")) };
    apply(ticket, &caller, &[party], action, input, now, rules())
}

/// Takes an action that has to be allowed, as the first party that the table names for it.
fn done(ticket: &Ticket, action: Action, input: &Input, now: Timestamp) -> Ticket {
    let who = rule_of(action).unwrap().who[0];
    match as_party(ticket, who, action, input, now) {
        Ok(change) => change.ticket,
        Err(refusal) => panic!("{action} in {}: {refusal:?}", ticket.state),
    }
}

fn is_forbidden(outcome: &Result<Change, Refusal>) -> bool {
    matches!(outcome, Err(Refusal::Forbidden { .. }))
}

#[test]
fn the_table_says_what_the_domain_says() {
    let lines = domain();
    assert_eq!(lines.len(), TABLE.len());
    assert_eq!(lines.len(), Action::ALL.len(), "one row for each action");
    for (line, rule) in lines.iter().zip(TABLE) {
        let action = line.action;
        assert_eq!(rule.action, action, "in the order of the domain");
        let from: Vec<_> = rule.from.iter().map(|state| state.as_str()).collect();
        assert_eq!(from, line.from, "{action}: from");
        let to = match rule.to {
            To(state) => vec![state.as_str()],
            Same => vec!["="],
            Judged => vec!["closed", "in_progress", "accepted", "follow_up"],
        };
        assert_eq!(to, line.to, "{action}: to");
        let who: Vec<_> = rule.who.iter().map(|party| party.as_str()).collect();
        assert_eq!(who, line.who, "{action}: who");
        let needs: Vec<Vec<_>> =
            rule.needs.iter().map(|need| need.0.iter().map(|field| field.as_str()).collect()).collect();
        assert_eq!(needs, line.needs, "{action}: must carry");
        let condition = match rule.condition {
            Condition::Always => "",
            Condition::Returnable => "returnable",
            Condition::Extendable => "extendable",
            Condition::ExtensionOpen => "extension open",
            Condition::ReopenWindow => "reopen window",
            Condition::UrgeLimit => "urge limit",
            Condition::NotExcluded => "once",
            Condition::Ratable => "ratable",
            Condition::Placeable => "placeable",
            Condition::Reassignable => "reassignable",
            Condition::Undisputed => "undisputed",
            Condition::Reworkable => "reworkable",
        };
        assert_eq!(condition, line.condition, "{action}: condition");
    }
}

/// What the domain allows to `parties` on a ticket made by [`ticket_in`].
fn expected(ticket: &Ticket, parties: &[&str]) -> Vec<Action> {
    let holds = |condition: &str, who: &str| match condition {
        "extendable" => ticket.extension.is_none(),
        "extension open" => ticket.extension.is_some(),
        "ratable" if ticket.state == Merged => ticket.parent_answered && ticket.rating.is_none(),
        "ratable" => !ticket.disputed,
        "placeable" => ticket.returns < 3 || who == "supervisor",
        "reassignable" => who == "supervisor" || ticket.state == Assigned && ticket.returns < 3,
        "undisputed" => !ticket.disputed || who == "supervisor",
        "reworkable" if ticket.state == FollowUp => {
            ticket.disputed && ticket.lead.is_some() && who == "supervisor"
        }
        _ => true,
    };
    let may = |line: &Line, who: &str| parties.contains(&who) && holds(line.condition, who);
    let allowed = |line: &&Line| {
        line.from.contains(&ticket.state.as_str()) && line.who.iter().any(|who| may(line, who))
    };
    domain().iter().filter(allowed).map(|line| line.action).collect()
}

/// Tries every action on `ticket` and compares with `expected`.
fn try_every_action(ticket: &Ticket, caller: &Caller, parties: &[Party], expected: &[Action]) {
    let now = monday().plus(600);
    for line in domain() {
        let (action, state) = (line.action, ticket.state);
        let context = format!("{action} in {state} by {parties:?}");
        match apply(ticket, caller, parties, action, &full_for(action), now, rules()) {
            Ok(change) => {
                assert!(expected.contains(&action), "{context} must be refused");
                // A content citizen: the first of the ends, but what is merged stays so.
                let stays = line.to[0] == "=" || (action == Action::Rate && state == Merged);
                let to = if stays { state.as_str() } else { line.to[0] };
                assert_eq!(change.ticket.state.as_str(), to, "{context}");
                assert_eq!(
                    (change.event.from, change.event.to),
                    (Some(state), change.ticket.state),
                    "{context}"
                );
                assert_eq!((change.event.action, change.event.at), (action, now), "{context}");
                assert_eq!(change.event.sub, caller.sub, "{context}");
                let acted = line.who.iter().map(|who| party(who)).filter(|who| parties.contains(who));
                assert!(acted.map(Party::role).any(|role| role == change.event.role), "{context}");
            }
            Err(refusal) => {
                assert!(!expected.contains(&action), "{context} must be allowed, not {refusal:?}");
                assert_eq!(refusal, Refusal::Forbidden { state, allowed: expected.to_vec() }, "{context}");
            }
        }
    }
}

/// Every state, and what in a state makes a difference: an extension request, a dispute with and
/// without a department, a parent that has been answered, a judgement already given.
fn every_ticket() -> Vec<Ticket> {
    let request =
        ExtensionRequest { due_at: at("2026-12-02T10:00"), reason: "等待材料".into(), in_time: true };
    let asked = Ticket { extension: Some(request), ..ticket_in(InProgress) };
    let disputed = Ticket { disputed: true, rework_count: 1, ..ticket_in(FollowUp) };
    let nobodys = Ticket { lead: None, assists: vec![], ..disputed.clone() };
    let followed = Ticket { parent_answered: true, ..ticket_in(Merged) };
    let rating = Rating { resolved: true, satisfaction: Satisfaction::Satisfied, comment: None };
    let rated = Ticket { rating: Some(rating), ..followed.clone() };
    let special = [asked, disputed, nobodys, followed, rated];
    State::ALL.iter().map(|state| ticket_in(*state)).chain(special).collect()
}

#[test]
fn every_party_may_do_in_every_state_what_the_domain_says_and_nothing_else() {
    for ticket in every_ticket() {
        for party in Party::ALL {
            let expected = expected(&ticket, &[party.as_str()]);
            assert_eq!(allowed_actions(&ticket, &[*party], monday(), rules()), expected);
            let caller = caller(vec![party.role()], None);
            try_every_action(&ticket, &caller, &[*party], &expected);
        }
        assert_eq!(expected(&ticket, &["anyone", "integrator"]), [], "nobody submits what stands already");
        try_every_action(&ticket, &Caller::anonymous(), &[], &[]);
    }
}

#[test]
fn every_role_is_to_a_ticket_what_the_domain_says() {
    for ticket in every_ticket() {
        for code in [None, Some("lead"), Some("assist"), Some("elsewhere")] {
            for holds_code in [false, true] {
                let mut pairs: Vec<Vec<Role>> = vec![vec![]];
                for one in Role::ALL {
                    pairs.push(vec![*one]);
                    pairs.extend(
                        Role::ALL.iter().filter(|other| *other > one).map(|other| vec![*one, *other]),
                    );
                }
                for roles in pairs {
                    let mut is = vec![];
                    for role in &roles {
                        match (role.as_str(), code.filter(|_| ticket.lead.is_some())) {
                            ("agent" | "supervisor" | "system", _) => is.push(role.as_str()),
                            ("handler", Some("lead")) => is.push("handler_of_lead"),
                            ("handler", Some("assist")) => is.push("handler_of_assist"),
                            _ => {}
                        }
                    }
                    if holds_code {
                        is.push("reporter");
                    }
                    let caller = caller(roles, code);
                    let parties = caller.parties(&ticket, holds_code);
                    let mut names: Vec<_> = parties.iter().map(|party| party.as_str()).collect();
                    names.sort_unstable();
                    is.sort_unstable();
                    assert_eq!(names, is, "{caller:?}");
                    try_every_action(&ticket, &caller, &parties, &expected(&ticket, &is));
                }
            }
        }
    }
}

#[test]
fn each_thing_that_an_action_must_carry_is_missed_by_name_and_alone() {
    for line in domain().iter().filter(|line| !line.from.is_empty()) {
        let mut ticket = ticket_in(line.from[0].parse().unwrap());
        if line.condition == "extension open" {
            ticket.extension =
                Some(ExtensionRequest {
                    due_at: at("2026-12-02T10:00"), reason: "等".into(), in_time: true
                });
        }
        let take =
            |input: &Input| as_party(&ticket, party(line.who[0]), line.action, input, monday().plus(600));
        let full = || full_for(line.action);
        assert!(take(&full()).is_ok(), "{}", line.action);
        for need in &line.needs {
            let lacking = need.iter().fold(full(), |input, field| without(input, field));
            let fault = Fault { pointer: format!("/{}", need[0]), invalid: Invalid::Missing };
            assert_eq!(take(&lacking), Err(Refusal::Faulty(vec![fault])), "{} without {need:?}", line.action);
            for alternative in need {
                let others = need.iter().filter(|field| *field != alternative);
                let enough = others.fold(full(), |input, field| without(input, field));
                assert!(take(&enough).is_ok(), "{} with only {alternative}", line.action);
            }
        }
        let nothing = take(&Input::default());
        let pointers: Vec<String> = line
            .needs
            .iter()
            .map(|need| format!("/{}", need[0]))
            .filter(|pointer| pointer != "/cause")
            .collect();
        match nothing {
            Ok(_) => assert_eq!(pointers, Vec::<String>::new(), "{}", line.action),
            Err(Refusal::Faulty(faults)) => {
                assert_eq!(
                    faults.into_iter().map(|fault| fault.pointer).collect::<Vec<_>>(),
                    pointers,
                    "{}",
                    line.action
                );
            }
            Err(forbidden) => panic!("{}: {forbidden:?}", line.action),
        }
    }
}

#[test]
fn a_refusal_of_permission_goes_before_one_of_content() {
    let outcome = as_party(&ticket_in(InReview), Party::Lead, Action::Reply, &Input::default(), monday());
    assert_eq!(outcome, Err(Refusal::Forbidden { state: InReview, allowed: vec![] }));
}

#[test]
fn values_that_are_impossible_here_are_out_of_range() {
    let now = monday().plus(600);
    let fault = |field: &str| {
        Err(Refusal::Faulty(vec![Fault { pointer: format!("/{field}"), invalid: Invalid::OutOfRange }]))
    };
    let past = Input { due_at: Some(now), ..full() };
    assert_eq!(as_party(&ticket_in(Accepted), Party::Agent, Action::Assign, &past, now), fault("due_at"));
    for level in [0, 4, u32::MAX] {
        let input = Input { level: Some(level), ..full() };
        assert_eq!(
            as_party(&ticket_in(Accepted), Party::Supervisor, Action::Supervise, &input, now),
            fault("level")
        );
    }
    let itself = Input { parent: Some(submitted().id), ..full() };
    assert_eq!(as_party(&ticket_in(Accepted), Party::Agent, Action::Merge, &itself, now), fault("parent"));
}

#[test]
fn a_department_whose_return_was_refused_may_not_ask_again() {
    let assigned = ticket_in(Assigned);
    let asked = done(&assigned, Action::RequestReturn, &full(), monday().plus(600));
    let refused = done(&asked, Action::RejectReturn, &full(), monday().plus(1200));
    assert!(refused.designated);
    let again = as_party(&refused, Party::Lead, Action::RequestReturn, &full(), monday().plus(1800));
    assert_eq!(again, Err(Refusal::Forbidden { state: Assigned, allowed: vec![Action::Sign] }));
}

#[test]
fn the_return_window_is_two_working_days() {
    let assigned = ticket_in(Assigned);
    let ask = |now| as_party(&assigned, Party::Lead, Action::RequestReturn, &full(), now);
    // Assigned on Monday at 10:00.
    assert!(ask(at("2026-11-25T10:00")).is_ok());
    assert!(is_forbidden(&ask(at("2026-11-25T10:00").plus(1))));
    let friday = Ticket { assigned_at: Some(at("2026-11-27T10:00")), ..assigned.clone() };
    let monday_after = as_party(&friday, Party::Lead, Action::RequestReturn, &full(), at("2026-12-01T09:59"));
    assert!(monday_after.is_ok(), "a weekend is not working time");
}

#[test]
fn an_approved_return_counts_and_leaves_nobody_in_charge() {
    let designated = Ticket { returns: 1, ..ticket_in(ReturnReview) };
    let returned = done(&designated, Action::ApproveReturn, &Input::default(), monday().plus(600));
    assert_eq!((returned.lead, returned.assists.len(), returned.returns), (None, 0, 2));
    assert_eq!((returned.assigned_at, returned.sign_due_at, returned.stopped_at), (None, None, None));
    assert_eq!(returned.due_at, Some(at("2026-11-30T10:10")), "owed anew, by whoever is found");
    assert!(!returned.designated, "the next department may return it");
}

#[test]
fn one_extension_request_at_a_time_and_two_in_all() {
    let now = monday().plus(600);
    let ticket = ticket_in(InProgress);
    let asked = done(&ticket, Action::RequestExtension, &full(), now);
    assert_eq!(asked.due_at, ticket.due_at, "asking changes no deadline");
    assert!(is_forbidden(&as_party(&asked, Party::Lead, Action::RequestExtension, &full(), now)));
    let refused = done(&asked, Action::RejectExtension, &full(), now);
    assert_eq!((refused.extension.clone(), refused.extensions, refused.due_at), (None, 0, ticket.due_at));
    let asked = done(&refused, Action::RequestExtension, &full(), now);
    let once = done(&asked, Action::ApproveExtension, &Input::default(), now);
    assert_eq!((once.extension.clone(), once.extensions, once.due_at), (None, 1, full().due_at));
    let later = Input { due_at: Some(at("2026-12-10T10:00")), ..full() };
    let twice = done(
        &done(&once, Action::RequestExtension, &later, now),
        Action::ApproveExtension,
        &Input::default(),
        now,
    );
    assert_eq!((twice.extensions, twice.due_at), (2, later.due_at));
    let latest = Input { due_at: Some(at("2026-12-14T10:00")), ..full() };
    assert!(is_forbidden(&as_party(&twice, Party::Lead, Action::RequestExtension, &latest, now)));
    assert!(is_forbidden(&as_party(
        &twice,
        Party::Supervisor,
        Action::ApproveExtension,
        &Input::default(),
        now
    )));
}

#[test]
fn an_extension_adds_at_most_ten_working_days() {
    let ticket = ticket_in(InProgress);
    assert_eq!(ticket.due_at, Some(at("2026-11-30T10:00")));
    let ask = |due_at, now| {
        let input = Input { due_at: Some(due_at), ..full() };
        as_party(&ticket, Party::Lead, Action::RequestExtension, &input, now).map(|_| ())
    };
    let refused =
        Err(Refusal::Faulty(vec![Fault { pointer: "/due_at".into(), invalid: Invalid::OutOfRange }]));
    assert_eq!(ask(at("2026-12-14T10:00"), monday()), Ok(()), "two weeks of five days");
    assert_eq!(ask(at("2026-12-14T10:01"), monday()), refused);
    assert_eq!(ask(at("2026-11-30T10:00"), monday()), refused, "no later than it was");
    // Once the deadline has passed, the days count from now.
    assert_eq!(ask(at("2026-12-15T10:00"), at("2026-12-01T10:00")), Ok(()));
    assert_eq!(ask(at("2026-12-15T10:01"), at("2026-12-01T10:00")), refused);
}

#[test]
fn approving_an_extension_never_shortens_a_deadline_that_a_pause_has_moved() {
    let near = Input { due_at: Some(at("2026-12-01T10:00")), ..full() };
    let asked = done(&ticket_in(InProgress), Action::RequestExtension, &near, monday());
    let paused = done(&asked, Action::Suspend, &full(), at("2026-11-24T10:00"));
    let resumed = done(&paused, Action::Resume, &full(), at("2026-12-08T10:00"));
    assert_eq!(resumed.due_at, Some(at("2026-12-14T10:00")));
    let granted = done(&resumed, Action::ApproveExtension, &Input::default(), at("2026-12-08T11:00"));
    assert!(granted.due_at >= resumed.due_at, "{:?}", granted.due_at);
}

#[test]
fn the_reporter_reopens_inside_the_window_and_a_supervisor_at_any_time() {
    for state in [Closed, Declined] {
        let ticket = ticket_in(state);
        let last = monday().plus(30 * DAY);
        assert!(as_party(&ticket, Party::Reporter, Action::Reopen, &full(), last).is_ok());
        assert!(is_forbidden(&as_party(&ticket, Party::Reporter, Action::Reopen, &full(), last.plus(1))));
        assert!(as_party(&ticket, Party::Supervisor, Action::Reopen, &full(), last.plus(400 * DAY)).is_ok());
    }
    let reopened =
        done(&Ticket { designated: true, ..ticket_in(Closed) }, Action::Reopen, &full(), monday().plus(DAY));
    assert_eq!(
        (reopened.state, reopened.closed_at, reopened.lead, reopened.due_at),
        (Accepted, None, None, Some(at("2026-12-01T10:00")))
    );
    assert!(reopened.assists.is_empty() && !reopened.designated);
}

#[test]
fn the_reporter_urges_twice_a_local_day_and_an_agent_as_often_as_needed() {
    let urge = |ticket: &Ticket, party, now| as_party(ticket, party, Action::Urge, &Input::default(), now);
    let evening = at("2026-11-23T23:58");
    let once = urge(&ticket_in(Assigned), Party::Reporter, evening).unwrap().ticket;
    let twice = urge(&once, Party::Reporter, evening.plus(10)).unwrap().ticket;
    assert_eq!(twice.urges_on(evening), 2);
    assert!(is_forbidden(&urge(&twice, Party::Reporter, evening.plus(20))));
    let for_a_caller = urge(&twice, Party::Agent, evening.plus(20)).unwrap().ticket;
    assert_eq!(for_a_caller.urges_on(evening), 2, "what an agent does for callers is not the reporter's");
    let tomorrow = urge(&twice, Party::Reporter, evening.plus(180)).unwrap().ticket;
    assert_eq!(tomorrow.urges_today, 1, "a new day in the city, though the same day in UTC");
}

#[test]
fn a_ticket_is_left_out_of_assessment_once_whatever_its_state() {
    for state in State::ALL {
        let excluded = done(&ticket_in(*state), Action::Exclude, &full(), monday());
        assert!(excluded.excluded && excluded.state == *state);
        assert!(is_forbidden(&as_party(&excluded, Party::Supervisor, Action::Exclude, &full(), monday())));
    }
}

#[test]
fn an_answered_ticket_is_no_longer_late() {
    for state in State::ALL {
        let late = Ticket { due_at: Some(monday()), stopped_at: None, ..ticket_in(*state) };
        let owed = state.is_open() && !matches!(state, InReview | FollowUp);
        assert_eq!(late.is_overdue(monday().plus(1)), owed, "{state}");
    }
}

#[test]
fn the_clock_stands_in_three_states_and_owes_what_was_left() {
    // Tuesday 10:00 to Thursday 15:00: two days and four working hours (13:00 ends the lunch break).
    let (stop, go) = (at("2026-11-24T10:00"), at("2026-11-26T15:00"));
    let asked = done(&ticket_in(InProgress), Action::Suspend, &full(), stop);
    assert_eq!((asked.stopped_at, asked.due_at), (Some(stop), Some(at("2026-11-30T10:00"))));
    let noted = done(&asked, Action::Progress, &full(), stop.plus(DAY));
    assert_eq!(noted.stopped_at, Some(stop), "work noted meanwhile does not move the stop");
    assert!(!noted.is_overdue(at("2027-01-01T00:00")), "a clock that stands is never late");
    let back = done(&noted, Action::Resume, &full(), go);
    // Left on Tuesday 10:00: 4 days. From Thursday 15:00 that is Wednesday 15:00.
    assert_eq!((back.stopped_at, back.due_at), (None, Some(at("2026-12-02T15:00"))));

    let asked = done(&ticket_in(Assigned), Action::RequestReturn, &full(), at("2026-11-23T11:00"));
    let refused = done(&asked, Action::RejectReturn, &full(), at("2026-11-24T11:00"));
    // Signing was due at 15:00 on Monday, three working hours after the stop at 11:00.
    assert_eq!(ticket_in(Assigned).sign_due_at, Some(at("2026-11-23T15:00")));
    assert_eq!(refused.sign_due_at, Some(at("2026-11-24T15:00")));
    assert_eq!(refused.due_at, Some(at("2026-12-01T10:00")));

    let asked = done(&submitted(), Action::RequestInfo, &full(), monday());
    assert_eq!(asked.stopped_at, Some(monday()));
    for (action, now) in [(Action::SupplyInfo, monday().plus(60)), (Action::Decline, monday().plus(60))] {
        assert_eq!(done(&asked, action, &full(), now).stopped_at, None);
    }
}

#[test]
fn an_urgent_clock_runs_round_the_clock_also_when_it_resumes() {
    let mut urgent = ticket_in(InProgress);
    urgent.set_deadline(Limit::Hours(24), at("2026-11-27T10:00"), rules());
    let paused = done(&urgent, Action::Suspend, &full(), at("2026-11-27T22:00"));
    let back = done(&paused, Action::Resume, &full(), at("2026-11-28T23:00"));
    assert_eq!(back.due_at, Some(at("2026-11-29T11:00")), "twelve hours were left, on a Sunday too");
}

#[test]
fn merging_or_withdrawing_starts_the_clock_of_nothing() {
    for (state, action) in
        [(Suspended, Action::Merge), (ReturnReview, Action::Withdraw), (InfoNeeded, Action::Withdraw)]
    {
        let ended = done(&ticket_in(state), action, &full(), monday().plus(600));
        assert_eq!(
            (ended.stopped_at, ended.closed_at),
            (None, Some(monday().plus(600))),
            "{action} in {state}"
        );
    }
}

#[test]
fn only_a_merge_names_a_parent() {
    let parent = full().parent;
    assert_eq!(done(&ticket_in(Accepted), Action::Merge, &full(), monday()).parent, parent);
    for (state, action) in
        [(FollowUp, Action::Close), (Pending, Action::Decline), (Pending, Action::Withdraw)]
    {
        assert_eq!(done(&ticket_in(state), action, &full(), monday()).parent, None, "{action}");
    }
}

#[test]
fn assigning_sets_both_deadlines_by_what_the_ticket_is() {
    for (kind, urgency, due) in [
        (Kind::Complaint, Urgency::Normal, "2026-11-30T10:00"),
        (Kind::Consultation, Urgency::Normal, "2026-11-26T10:00"),
        (Kind::Praise, Urgency::Urgent, "2026-11-24T10:00"),
        (Kind::Report, Urgency::Emergency, "2026-11-23T12:00"),
    ] {
        let ticket = Ticket { kind, urgency, ..submitted() };
        let assigned = done(&ticket, Action::Assign, &Input { due_at: None, ..full() }, monday());
        assert_eq!(assigned.due_at, Some(at(due)), "{kind} {urgency}");
        assert_eq!(assigned.sign_due_at, Some(at("2026-11-23T15:00")), "four working hours");
        assert_eq!((assigned.assigned_at, assigned.signed_at), (Some(monday()), None));
        assert_eq!((assigned.lead, assigned.assists), (Some(dept("lead")), vec![dept("assist")]));
    }
    let asked = done(&submitted(), Action::Assign, &full(), monday());
    assert_eq!(asked.due_at, full().due_at, "a person's deadline goes before the table's");
    let upgraded = Input { due_at: None, urgency: Some(Urgency::Emergency), ..full() };
    assert_eq!(done(&submitted(), Action::Assign, &upgraded, monday()).due_at, Some(at("2026-11-23T12:00")));
}

#[test]
fn an_assisting_department_stands_once_and_is_not_the_lead() {
    let named = ["b", "lead", "a", "b", "a"].map(dept).to_vec();
    let assigned = done(&submitted(), Action::Assign, &Input { assists: named, ..full() }, monday());
    assert_eq!(assigned.assists, ["a", "b"].map(dept));
}

#[test]
fn signing_and_the_first_contact_are_kept() {
    let signed = done(&ticket_in(Assigned), Action::Sign, &Input::default(), monday().plus(60));
    assert_eq!((signed.state, signed.signed_at), (InProgress, Some(monday().plus(60))));
    let called = done(&signed, Action::Contact, &Input::default(), monday().plus(120));
    let again = done(&called, Action::Contact, &Input::default(), monday().plus(180));
    assert_eq!(again.contacted_at, Some(monday().plus(120)));
}

fn discontents() -> [Input; 2] {
    let unresolved = Input { resolved: Some(false), ..full() };
    let dissatisfied = Input { satisfaction: Some(Satisfaction::Dissatisfied), ..full() };
    [unresolved, dissatisfied]
}

#[test]
fn a_content_citizen_closes_it() {
    let now = monday().plus(20 * DAY);
    for satisfaction in [Satisfaction::Satisfied, Satisfaction::BasicallySatisfied] {
        for rework_count in [0, 1] {
            let ticket = Ticket { rework_count, ..ticket_in(FollowUp) };
            let input = Input { satisfaction: Some(satisfaction), ..full() };
            let closed = done(&ticket, Action::Rate, &input, now);
            assert_eq!((closed.state, closed.closed_at), (Closed, Some(now)));
            assert_eq!((closed.supervision_level, closed.rework_count), (0, rework_count));
            assert!(!closed.disputed);
        }
    }
}

#[test]
fn the_first_discontent_is_back_to_work_with_a_new_deadline() {
    let now = monday().plus(20 * DAY);
    for discontent in discontents() {
        let back = done(&ticket_in(FollowUp), Action::Rate, &discontent, now);
        assert_eq!((back.state, back.rework_count, back.supervision_level), (InProgress, 1, 0));
        assert_eq!((back.closed_at, back.lead.as_ref()), (None, Some(&dept("lead"))), "the same department");
        assert_eq!(back.due_at, Some(calendar().after(now, Limit::WorkingDays(5))), "a new deadline");
        assert!(!back.disputed && back.rating.is_some());

        let by_the_hotline = Ticket { lead: None, assists: vec![], ..ticket_in(FollowUp) };
        let taken_up = done(&by_the_hotline, Action::Rate, &discontent, now);
        assert_eq!((taken_up.state, taken_up.rework_count), (Accepted, 1), "no department had it: dispatch");
        assert_eq!((taken_up.due_at, taken_up.closed_at), (back.due_at, None));
    }
}

#[test]
fn the_second_discontent_is_a_supervisors_to_decide() {
    let now = monday().plus(20 * DAY);
    for discontent in discontents() {
        let second = Ticket { rework_count: 1, ..ticket_in(FollowUp) };
        let disputed = done(&second, Action::Rate, &discontent, now);
        assert_eq!((disputed.state, disputed.disputed, disputed.closed_at), (FollowUp, true, None));
        assert_eq!((disputed.rework_count, disputed.supervision_level), (1, 1));
        assert_eq!(disputed.rating.as_ref().unwrap().resolved, discontent.resolved.unwrap());
        let raised = Ticket { supervision_level: 2, ..second };
        assert_eq!(done(&raised, Action::Rate, &discontent, now).supervision_level, 2, "never lower");

        for (party, action) in [
            (Party::Reporter, Action::Rate),
            (Party::Agent, Action::Rate),
            (Party::Agent, Action::SendBack),
            (Party::System, Action::Close),
        ] {
            assert!(is_forbidden(&as_party(&disputed, party, action, &full(), now)), "{party:?} {action}");
        }
        assert_eq!(disputed.wake_at, None, "the clock does nothing to it");

        let closed = as_party(&disputed, Party::Supervisor, Action::Close, &full(), now).unwrap().ticket;
        assert_eq!((closed.state, closed.disputed, closed.closed_at), (Closed, false, Some(now)));

        let back = as_party(&disputed, Party::Supervisor, Action::SendBack, &full(), now).unwrap().ticket;
        assert_eq!((back.state, back.disputed, back.rework_count), (InProgress, false, 2));
        assert_eq!(back.due_at, Some(calendar().after(now, Limit::WorkingDays(5))), "a new deadline");
        assert_eq!((back.finished_at, back.answered_at), (None, None));

        let nobodys = Ticket { lead: None, assists: vec![], ..disputed };
        let send_back = as_party(&nobodys, Party::Supervisor, Action::SendBack, &full(), now);
        assert!(is_forbidden(&send_back), "no department can go on with it");
    }
    let content = as_party(&ticket_in(FollowUp), Party::Supervisor, Action::SendBack, &full(), now);
    assert!(is_forbidden(&content), "an answer that nobody disputes");
}

#[test]
fn sending_a_reply_back_in_review_is_no_rework() {
    let replied = done(&ticket_in(InProgress), Action::Reply, &full(), monday());
    let back = done(&replied, Action::SendBack, &full(), monday().plus(600));
    assert_eq!((back.state, back.rework_count, back.due_at), (InProgress, 0, replied.due_at));
}

#[test]
fn the_reporter_of_a_merged_ticket_rates_once_when_the_parent_is_answered() {
    let now = monday().plus(600);
    let rate = |ticket: &Ticket, input: &Input| as_party(ticket, Party::Reporter, Action::Rate, input, now);
    assert!(is_forbidden(&rate(&ticket_in(Merged), &full())), "nothing to judge yet");
    let answered = Ticket { parent_answered: true, ..ticket_in(Merged) };
    for (input, level) in [(full(), 0), (discontents()[0].clone(), 0), (discontents()[1].clone(), 0)] {
        let rated = rate(&answered, &input).unwrap().ticket;
        assert_eq!((rated.state, rated.closed_at), (Merged, answered.closed_at), "stays merged");
        assert_eq!((rated.disputed, rated.supervision_level, rated.rework_count), (false, level, 0));
        assert_eq!(rated.rating.as_ref().unwrap().satisfaction, input.satisfaction.unwrap());
        assert!(is_forbidden(&rate(&rated, &full())), "once");
    }
}

#[test]
fn an_answer_remembers_when_it_was_handed_in_and_when_it_was_out() {
    let at = |minutes: i64| Some(monday().plus(minutes * 60));
    let times = |ticket: &Ticket| (ticket.replied_at, ticket.finished_at, ticket.answered_at);
    let take =
        |ticket: &Ticket, action, minutes: i64| done(ticket, action, &full(), monday().plus(minutes * 60));
    let direct = take(&submitted(), Action::Answer, 1);
    assert_eq!(times(&direct), (at(1), at(1), at(1)));
    let replied = take(&ticket_in(InProgress), Action::Reply, 1);
    assert_eq!(times(&replied), (at(1), None, None));
    let back = take(&replied, Action::SendBack, 2);
    assert_eq!(times(&back), (at(1), None, None), "not out, and not finished");
    let approved = take(&take(&back, Action::Reply, 3), Action::Approve, 4);
    assert_eq!(times(&approved), (at(3), at(3), at(4)), "finished when handed in, not when reviewed");
    let again = done(&approved, Action::Rate, &discontents()[0], monday().plus(300));
    assert_eq!(times(&again), (at(3), None, None));
    let reopened = take(&take(&approved, Action::Close, 5), Action::Reopen, 6);
    assert_eq!(times(&reopened), (at(3), None, None));
}

#[test]
fn only_a_supervisor_dispatches_to_the_department_that_the_matter_is_about() {
    let conflict = |pointer: &str| {
        Err(Refusal::Faulty(vec![Fault { pointer: pointer.into(), invalid: Invalid::ConflictOfInterest }]))
    };
    let about = |code: &str| Ticket { against: Some(dept(code)), ..submitted() };
    for party in [Party::Agent, Party::System] {
        let assign =
            |ticket: &Ticket, input: &Input| as_party(ticket, party, Action::Assign, input, monday());
        assert_eq!(assign(&about("lead"), &full()), conflict("/lead"), "{party:?}");
        assert_eq!(assign(&about("assist"), &full()), conflict("/assists/0"), "{party:?}");
        assert!(assign(&about("elsewhere"), &full()).is_ok(), "{party:?}");
        let now_named = Input { against: Some(dept("lead")), ..full() };
        assert_eq!(assign(&submitted(), &now_named), conflict("/lead"), "named together with the dispatch");
    }
    for code in ["lead", "assist"] {
        let by_supervisor = as_party(&about(code), Party::Supervisor, Action::Assign, &full(), monday());
        assert_eq!(by_supervisor.unwrap().ticket.against, Some(dept(code)), "and it is not forgotten");
    }
    // Whoever is an agent as well acts as the supervisor that this needs.
    let both = [Party::Agent, Party::Supervisor];
    let someone = caller(vec![Role::Agent, Role::Supervisor], None);
    let change = apply(&about("lead"), &someone, &both, Action::Assign, &full(), monday(), rules());
    assert_eq!(change.unwrap().event.role, Role::Supervisor);
}

#[test]
fn the_first_department_that_signs_is_responsible_until_a_supervisor_says_otherwise() {
    let to = |code: &str| Input { lead: Some(dept(code)), assists: vec![], due_at: None, ..full() };
    let signed = done(&ticket_in(Assigned), Action::Sign, &full(), monday());
    assert_eq!(signed.responsible, Some(dept("lead")));
    // Closed and taken up again, it is still theirs.
    let reopened = Ticket { state: Accepted, lead: None, assists: vec![], ..signed };
    for party in [Party::Agent, Party::System] {
        let elsewhere = as_party(&reopened, party, Action::Assign, &to("other"), monday());
        let fault = Fault { pointer: "/lead".into(), invalid: Invalid::FirstResponsible };
        assert_eq!(elsewhere, Err(Refusal::Faulty(vec![fault])), "{party:?}");
        let theirs = as_party(&reopened, party, Action::Assign, &to("lead"), monday()).unwrap().ticket;
        assert_eq!(theirs.responsible, Some(dept("lead")));
    }
    let supervisor = |code| as_party(&reopened, Party::Supervisor, Action::Assign, &to(code), monday());
    assert_eq!(supervisor("lead").unwrap().ticket.responsible, Some(dept("lead")));
    let moved = supervisor("other").unwrap().ticket;
    assert_eq!(moved.responsible, None, "until the next one signs");
    assert_eq!(done(&moved, Action::Sign, &full(), monday()).responsible, Some(dept("other")));
    let again = Ticket { responsible: Some(dept("first")), ..ticket_in(Assigned) };
    let signed = done(&again, Action::Sign, &full(), monday());
    assert_eq!(signed.responsible, Some(dept("first")), "only the first signature counts");
    let review = Ticket { responsible: Some(dept("lead")), ..ticket_in(ReturnReview) };
    assert_eq!(done(&review, Action::ApproveReturn, &full(), monday()).responsible, None, "wrongly theirs");
}

#[test]
fn an_approved_return_names_the_wrong_department() {
    let before = Ticket { returned_by: vec![dept("first")], ..ticket_in(ReturnReview) };
    let returned = done(&before, Action::ApproveReturn, &full(), monday());
    assert_eq!(returned.returned_by, ["first", "lead"].map(dept));
}

#[test]
fn a_dispatch_remembers_its_catalogue_and_what_it_repeats() {
    let earlier = TicketId::parse("20261101000007").ok();
    let by_catalogue = Input { catalogue_version: Some(3), repeat_of: earlier, ..full() };
    let assigned = done(&submitted(), Action::Assign, &by_catalogue, monday());
    assert_eq!((assigned.catalogue_version, assigned.repeat_of), (Some(3), earlier));
    let taken_back = Ticket { state: Accepted, ..assigned };
    let other = Input { repeat_of: TicketId::parse("20261102000007").ok(), ..full() };
    let by_hand = done(&taken_back, Action::Assign, &other, monday());
    assert_eq!((by_hand.catalogue_version, by_hand.repeat_of), (None, earlier), "the first finding stays");
}

#[test]
fn the_catalogues_deadline_goes_before_the_table_and_a_persons_before_both() {
    let catalogue = Input { finish: Some(Limit::WorkingDays(1)), due_at: None, ..full() };
    let assigned = done(&submitted(), Action::Assign, &catalogue, monday());
    assert_eq!(assigned.due_at, Some(at("2026-11-24T10:00")));
    assert_eq!(assigned.allowance, Some(Allowance { seconds: 27_000, clock: Clock::Working }));
    let by_hand = done(&submitted(), Action::Assign, &Input { due_at: full().due_at, ..catalogue }, monday());
    assert_eq!(by_hand.due_at, full().due_at);
    assert_eq!(by_hand.allowance, Some(Allowance { seconds: 9 * 27_000, clock: Clock::Working }));
    let round_the_clock = Input { finish: Some(Limit::Hours(3)), due_at: None, ..full() };
    let assigned = done(&submitted(), Action::Assign, &round_the_clock, monday());
    assert_eq!(assigned.due_at, Some(at("2026-11-23T13:00")));
    assert_eq!(assigned.allowance, Some(Allowance { seconds: 3 * 3600, clock: Clock::Always }));
}

#[test]
fn a_deadline_by_hand_that_holds_no_working_time_counts_round_the_clock() {
    let saturday = at("2026-11-28T10:00");
    let soon = Input { due_at: Some(saturday.plus(3600)), ..full() };
    let assigned = done(&submitted(), Action::Assign, &soon, saturday);
    assert_eq!(assigned.allowance, Some(Allowance { seconds: 3600, clock: Clock::Always }));
    let twice = timers::milestone_at(&assigned, Milestone::TwiceLate, rules());
    assert_eq!(twice, Some(saturday.plus(7200)), "not the moment it is late");
}

#[test]
fn the_first_contact_is_owed_in_a_working_day_and_never_after_the_deadline() {
    let assign = |urgency| {
        let ticket = Ticket { urgency, ..submitted() };
        done(&ticket, Action::Assign, &Input { due_at: None, ..full() }, monday())
    };
    assert_eq!(assign(Urgency::Normal).contact_due_at, Some(at("2026-11-24T10:00")));
    let emergency = assign(Urgency::Emergency);
    assert_eq!(emergency.contact_due_at, emergency.due_at);
    let returned = done(&ticket_in(ReturnReview), Action::ApproveReturn, &full(), monday());
    assert_eq!(returned.contact_due_at, None, "nobody owes it");
}

#[test]
fn signing_or_calling_late_is_remembered_and_in_time_is_not() {
    let assigned = done(&submitted(), Action::Assign, &Input { due_at: None, ..full() }, monday());
    let (sign_due, contact_due) = (assigned.sign_due_at.unwrap(), assigned.contact_due_at.unwrap());
    for (late, milestones) in [(0, 0), (1, Milestone::SignLate.bit())] {
        assert_eq!(done(&assigned, Action::Sign, &full(), sign_due.plus(late)).milestones, milestones);
    }
    let signed = done(&assigned, Action::Sign, &full(), sign_due);
    for (late, milestones) in [(0, 0), (1, Milestone::ContactLate.bit())] {
        let called = done(&signed, Action::Contact, &full(), contact_due.plus(late));
        assert_eq!(called.milestones, milestones);
        assert_eq!(
            done(&called, Action::Contact, &full(), contact_due.plus(DAY)).milestones,
            milestones,
            "the first"
        );
    }
}

#[test]
fn a_deadline_that_was_missed_once_is_remembered_whatever_follows() {
    let ticket = ticket_in(InProgress);
    let late = ticket.due_at.unwrap().plus(1);
    let answered = done(&ticket, Action::Reply, &full(), late);
    assert!(answered.was_late && !done(&ticket, Action::Reply, &full(), ticket.due_at.unwrap()).was_late);
    assert!(done(&done(&answered, Action::SendBack, &full(), late), Action::Reply, &full(), late).was_late);

    let overdue = Input { milestone: Some(Milestone::Late), ..full() };
    let pressed = as_party(&ticket, Party::System, Action::Supervise, &overdue, late).unwrap().ticket;
    let asked =
        done(&pressed, Action::RequestExtension, &Input { due_at: Some(late.plus(DAY)), ..full() }, late);
    let granted = done(&asked, Action::ApproveExtension, &full(), late);
    assert!(pressed.was_late && granted.was_late, "more time does not undo it");
    assert!(!Milestone::Late.is_set(granted.milestones), "but the new deadline has its own moments");
}

#[test]
fn the_system_reminds_and_raises_and_each_milestone_stands_for_those_before_it() {
    let now = monday().plus(600);
    let act = |ticket: &Ticket, milestone: Milestone| {
        let (action, input) = timers::Step::Milestone(milestone).action().unwrap();
        let change = as_party(ticket, Party::System, action, &input, now).unwrap();
        assert_eq!(change.event.role, Role::System);
        assert!(change.event.public.is_none() && change.event.note.is_some(), "for staff");
        (action, change.ticket)
    };
    let milestones = |set: &[Milestone]| set.iter().fold(0, |bits, milestone| bits | milestone.bit());
    use Milestone::{ContactLate, Late, NearlyDue, SignLate, ThriceLate, TwiceLate};
    for (milestone, action, level, bits, was_late) in [
        (SignLate, Action::Supervise, 1, milestones(&[SignLate]), false),
        (ContactLate, Action::Remind, 0, milestones(&[ContactLate]), false),
        (NearlyDue, Action::Remind, 0, milestones(&[NearlyDue]), false),
        (Late, Action::Supervise, 1, milestones(&[NearlyDue, Late]), true),
        (TwiceLate, Action::Supervise, 2, milestones(&[NearlyDue, Late, TwiceLate]), true),
        (ThriceLate, Action::Supervise, 3, milestones(&[NearlyDue, Late, TwiceLate, ThriceLate]), true),
    ] {
        let (taken, after) = act(&ticket_in(Assigned), milestone);
        assert_eq!((taken, after.supervision_level), (action, level), "{milestone:?}");
        assert_eq!(
            (after.milestones, after.was_late, after.state),
            (bits, was_late, Assigned),
            "{milestone:?}"
        );
    }
    let forbidden = as_party(&ticket_in(Assigned), Party::Supervisor, Action::Remind, &full(), now);
    assert!(is_forbidden(&forbidden), "only the clock reminds");
}

#[test]
fn a_new_dispatch_or_a_new_deadline_starts_its_milestones_over() {
    let all = Milestone::ALL.iter().fold(0, |bits, milestone| bits | milestone.bit());
    let kept = all & !Milestone::FINISHING;
    let passed = |state| Ticket { milestones: all, ..ticket_in(state) };
    let now = monday().plus(600);
    assert_eq!(done(&passed(Accepted), Action::Assign, &full(), now).milestones, 0);
    assert_eq!(done(&passed(ReturnReview), Action::ApproveReturn, &full(), now).milestones, 0);
    assert_eq!(done(&passed(Closed), Action::Reopen, &full(), now).milestones, 0);
    assert_eq!(done(&passed(FollowUp), Action::Rate, &discontents()[0], now).milestones, kept);
    let asked = done(&passed(InProgress), Action::RequestExtension, &full(), now);
    assert_eq!(
        (asked.milestones, done(&asked, Action::ApproveExtension, &full(), now).milestones),
        (all, kept)
    );
    assert_eq!(done(&asked, Action::RejectExtension, &full(), now).milestones, all);
}

#[test]
fn an_extension_adds_to_what_was_given() {
    let asked = done(&ticket_in(InProgress), Action::RequestExtension, &full(), monday());
    let granted = done(&asked, Action::ApproveExtension, &full(), monday());
    // Five working days, and the four from Monday the 30th to Friday the 4th.
    assert_eq!(granted.due_at, Some(at("2026-12-04T10:00")));
    assert_eq!(granted.allowance, Some(Allowance { seconds: 9 * 27_000, clock: Clock::Working }));
}

#[test]
fn every_change_says_when_the_system_looks_again() {
    let now = monday();
    let mut taken = BTreeSet::new();
    for ticket in every_ticket() {
        for action in Action::ALL.iter().filter(|action| **action != Action::Submit) {
            for party in rule_of(*action).unwrap().who {
                let input = full_for(*action);
                let Ok(Change { ticket: after, .. }) = as_party(&ticket, *party, *action, &input, now) else {
                    continue;
                };
                taken.insert(action.as_str());
                let next = timers::next(&after, rules(), now).map(|(at, _)| at);
                assert_eq!(after.wake_at, next, "{action} in {}", ticket.state);
                assert!(!after.state.stops_the_clock() || after.wake_at.is_none(), "{action}");
            }
        }
    }
    assert_eq!(taken.len(), Action::ALL.len() - 1, "{taken:?}");
    assert_eq!(submitted().wake_at, Some(at("2026-11-27T10:00")), "80 % of five days");
}

#[test]
fn a_citizen_who_proved_the_telephone_is_the_reporter_of_what_was_handed_in_under_it() {
    let (mine, other) = ([7; 32], [8; 32]);
    let proved = |hash: &[u8; 32], roles: Vec<Role>| Caller::proved(citizen(hash), roles, None, None);
    let ticket = Ticket { phone_hash: Some(mine), ..ticket_in(FollowUp) };
    assert_eq!(proved(&mine, vec![Role::Reporter]).parties(&ticket, false), [Party::Reporter]);
    assert_eq!(proved(&other, vec![Role::Reporter]).parties(&ticket, false), []);
    assert_eq!(proved(&mine, vec![Role::Publisher]).parties(&ticket, false), [], "the role belongs to it");
    let anonymous = Ticket { phone_hash: None, ..ticket };
    assert_eq!(proved(&mine, vec![Role::Reporter]).parties(&anonymous, false), []);
    assert_eq!(
        caller(vec![Role::Reporter], None).parties(&anonymous, false),
        [],
        "no telephone is not a match"
    );
}

#[test]
fn supervision_never_falls() {
    let pressed =
        done(&ticket_in(Assigned), Action::Supervise, &Input { level: Some(3), ..full() }, monday());
    let again = done(&pressed, Action::Supervise, &Input { level: Some(1), ..full() }, monday());
    assert_eq!((pressed.supervision_level, again.supervision_level), (3, 3));
}

#[test]
fn the_second_level_belongs_to_the_category_or_goes() {
    let named =
        |sub: &str, category| Input { category, subcategory: Some(sub.parse().unwrap()), ..Input::default() };
    let classified =
        done(&submitted(), Action::Classify, &named("食品药品监管", Some(Category::Health)), monday());
    assert_eq!(classified.subcategory.map(|sub| sub.as_str()), Some("食品药品监管"));
    let wrong = as_party(&classified, Party::Agent, Action::Classify, &named("交通管理", None), monday());
    let fault = Fault { pointer: "/subcategory".into(), invalid: Invalid::OutOfRange };
    assert_eq!(wrong, Err(Refusal::Faulty(vec![fault])));
    let elsewhere = Input { category: Some(Category::Transport), ..Input::default() };
    assert_eq!(done(&classified, Action::Classify, &elsewhere, monday()).subcategory, None);
}

#[test]
fn the_catalogues_deadline_is_for_what_is_not_urgent() {
    for (urgency, due) in [
        (Urgency::Normal, "2026-11-25T10:00"),
        (Urgency::Urgent, "2026-11-24T10:00"),
        (Urgency::Emergency, "2026-11-23T12:00"),
    ] {
        let ticket = Ticket { urgency, ..submitted() };
        let finish = Some(Limit::WorkingDays(2));
        let assigned = done(&ticket, Action::Assign, &Input { due_at: None, finish, ..full() }, monday());
        assert_eq!(assigned.due_at, Some(at(due)), "{urgency}");
    }
}

#[test]
fn a_persons_word_on_the_classification_ends_the_review() {
    let ticket = Ticket { needs_review: true, ..submitted() };
    let input =
        Input { category: Some(Category::Health), urgency: Some(Urgency::Urgent), ..Input::default() };
    let corrected = done(&ticket, Action::Classify, &input, monday());
    assert_eq!((corrected.category, corrected.urgency), (Some(Category::Health), Urgency::Urgent));
    assert_eq!((corrected.kind, corrected.needs_review, corrected.state), (ticket.kind, false, Pending));
}

#[test]
fn a_person_who_gives_the_category_that_was_suggested_confirms_it() {
    let model =
        minsheng_language::classify::Model::from_bytes(include_bytes!("../../../../models/category.bin"))
            .unwrap();
    let suggestion = model.suggest("出租车拒载还绕路，司机不打表");
    let suggested = suggestion.category;
    // Nobody says of themselves that they were confirmed.
    let claims = Suggestion { confirmed: true, ..suggestion };
    let suggest = Input { suggestion: Some(claims), ..Input::default() };
    let confirmed = |ticket: &Ticket| ticket.suggestion.as_ref().unwrap().confirmed;
    let by_machine = as_party(&submitted(), System, Action::Classify, &suggest, monday()).unwrap().ticket;
    assert!(!confirmed(&by_machine));
    let says = |ticket: &Ticket, input: Input| done(ticket, Action::Classify, &input, monday());
    let category = |category| Input { category: Some(category), ..Input::default() };
    let same = says(&by_machine, category(suggested));
    assert!(confirmed(&same) && same.suggestion_was_right() == Some(true));
    let closer = says(&by_machine, Input { kind: Some(Kind::Help), ..Input::default() });
    assert!(!confirmed(&closer), "the kind is another matter");
    let other = says(&same, category(Category::Health));
    assert!(!confirmed(&other) && other.suggestion_was_right() == Some(false));
    assert!(confirmed(&says(&other, category(suggested))), "and back");
    assert!(!confirmed(&says(&same, suggest)), "what is suggested anew has yet to be confirmed");
    assert_eq!(says(&submitted(), category(Category::Health)).suggestion, None);
}

fn event_of(ticket: &Ticket, action: Action, input: &Input) -> Event {
    as_party(ticket, rule_of(action).unwrap().who[0], action, input, monday().plus(600)).unwrap().event
}

#[test]
fn a_note_for_staff_is_never_published() {
    let secret = "涉及举报人，勿外传";
    let noted = Input { note: remark(secret), public: None, reason: None, ..full() };
    let asked = done(&ticket_in(InProgress), Action::RequestExtension, &noted, monday());
    for (ticket, action) in [
        (asked.clone(), Action::ApproveExtension),
        (asked, Action::RejectExtension),
        (ticket_in(Closed), Action::Reopen),
        (ticket_in(InProgress), Action::Suspend),
        (ticket_in(Assigned), Action::RequestReturn),
        (ticket_in(InReview), Action::SendBack),
    ] {
        let event = event_of(&ticket, action, &noted);
        assert!(event.public.as_ref().is_none_or(|public| !public.contains(secret)), "{action}: {event:?}");
        assert!(event.note.is_some_and(|note| note.contains(secret)), "{action} keeps the note");
    }
}

#[test]
fn the_citizen_is_told_why_it_takes_longer_or_is_refused() {
    let reasoned = Input { reason: remark("等待配件到货"), note: None, public: None, ..full() };
    let asked = done(&ticket_in(InProgress), Action::RequestExtension, &reasoned, monday());
    let public = |ticket: &Ticket, action, input: &Input| event_of(ticket, action, input).public;
    assert_eq!(public(&asked, Action::ApproveExtension, &Input::default()).as_deref(), Some("等待配件到货"));
    assert_eq!(public(&asked, Action::RejectExtension, &reasoned).as_deref(), Some("等待配件到货"));
    assert_eq!(public(&ticket_in(Closed), Action::Reopen, &reasoned).as_deref(), Some("等待配件到货"));
    let declined = Input { reason: remark("属于司法程序"), public: None, ..full() };
    assert_eq!(
        public(&submitted(), Action::Decline, &declined).as_deref(),
        Some("属于司法程序\n请拨打 12348")
    );
}

#[test]
fn nothing_that_an_action_was_told_is_lost_from_its_event() {
    let told = |ticket: &Ticket, action| {
        let event = event_of(ticket, action, &full());
        format!("{}\n{}", event.public.unwrap_or_default(), event.note.unwrap_or_default())
    };
    let asked = done(&ticket_in(InProgress), Action::RequestExtension, &full(), monday());
    for (ticket, action) in [
        (submitted(), Action::Decline),
        (asked.clone(), Action::RejectExtension),
        (asked, Action::Suspend),
        (ticket_in(Closed), Action::Reopen),
        (ticket_in(InReview), Action::SendBack),
        (ticket_in(Assigned), Action::Supervise),
    ] {
        let text = told(&ticket, action);
        for part in ["原因", "给市民的话", "内部情况"] {
            assert!(text.contains(part), "{action} lost {part}: {text}");
        }
    }
    let reply = event_of(&ticket_in(InProgress), Action::Reply, &Input { resolved: Some(false), ..full() });
    assert_eq!(reply.public.as_deref(), Some("给市民的话"));
    assert!(reply.note.unwrap().contains("管线老化"));
}

/// Numbers and an address of the citizen's, in every text that an action can carry, and what may stand there.
fn planted() -> (Input, [&'static str; 4]) {
    let text = remark(
        "电话138 0013 1234，座机(0731)84123456，证号11010519491231002X，邮箱li.si@example.com，工单20261123000042",
    );
    let texts = Input { note: text.clone(), public: text.clone(), reason: text.clone(), ..full() };
    let input = Input { turn_to: text.clone(), cause: text, resolved: Some(false), ..texts };
    (input, ["138 0013 1234", "84123456", "11010519491231002X", "li.si@"])
}

fn everything_said(change: &Change) -> String {
    let Change { ticket, event } = change;
    let comment = ticket.rating.as_ref().and_then(|rating| rating.comment.clone());
    [event.public.clone(), event.note.clone(), comment].into_iter().flatten().collect::<Vec<_>>().join("\n")
}

#[test]
fn what_a_reporter_writes_names_nobody_whatever_the_action() {
    let (input, numbers) = planted();
    let mut taken = 0;
    for rule in TABLE.iter().filter(|rule| rule.who.contains(&Reporter)) {
        for state in rule.from {
            let mut ticket = ticket_in(*state);
            ticket.parent_answered = true;
            let change = as_party(&ticket, Reporter, rule.action, &input, monday()).unwrap();
            let said = everything_said(&change);
            for number in numbers {
                assert!(!said.contains(number), "{} in {state}: {said}", rule.action);
            }
            for kept in ["138****1234", "110****2X", "l****@example.com", "20261123000042"] {
                assert!(said.contains(kept), "{} in {state} keeps the rest: {said}", rule.action);
            }
            taken += 1;
        }
    }
    assert!(taken > 15, "{taken}");
    let coded = Input { reason_code: Some(ReasonCode::parse("13800131234").unwrap()), ..Input::default() };
    let event = as_party(&submitted(), Reporter, Action::Withdraw, &coded, monday()).unwrap().event;
    assert_eq!((event.public, event.note), (None, None), "a number is no reason's code");
}

#[test]
fn an_agent_who_writes_down_what_a_citizen_says_masks_it_too_and_nothing_else() {
    let (input, numbers) = planted();
    for (state, action) in [(InfoNeeded, Action::SupplyInfo), (FollowUp, Action::Rate)] {
        let change = as_party(&ticket_in(state), Agent, action, &input, monday()).unwrap();
        let public = change.event.public.clone().unwrap();
        assert!(numbers.iter().all(|number| !public.contains(number)), "{action}: {public}");
        let comment = change.ticket.rating.and_then(|rating| rating.comment);
        assert_eq!(comment.unwrap_or(public.clone()), public);
        assert!(change.event.note.unwrap().contains(numbers[0]), "the agent's own note stays");
    }
    for (state, action, party) in [
        (Pending, Action::Answer, Agent),
        (Pending, Action::Decline, Agent),
        (InProgress, Action::Reply, Lead),
        (InProgress, Action::Progress, Assist),
        (Closed, Action::Reopen, Supervisor),
    ] {
        let said = everything_said(&as_party(&ticket_in(state), party, action, &input, monday()).unwrap());
        assert!(numbers.iter().all(|number| said.contains(number)), "{action} names the office's: {said}");
    }
}

#[test]
fn what_was_masked_is_kept_for_whoever_may_ask_for_it() {
    let phone = Input { public: remark("请打13800131234"), note: remark("晚上"), ..Input::default() };
    let ticket = ticket_in(InfoNeeded);
    let supplied = as_party(&ticket, Reporter, Action::SupplyInfo, &phone, monday()).unwrap();
    let seq = supplied.event.seq;
    let words = |public: Option<&str>, note: Option<&str>| LaterWords {
        seq,
        public: public.map(str::to_owned),
        note: note.map(str::to_owned),
    };
    assert_eq!(supplied.event.public.as_deref(), Some("请打138****1234"));
    assert_eq!(
        supplied.ticket.later_words,
        [words(Some("请打13800131234"), None)],
        "and nothing that is shown anyway"
    );
    assert_eq!(supplied.ticket.personal().later, supplied.ticket.later_words, "sealed with the rest");
    let noted = Input { note: remark("我叫王小明"), ..Input::default() };
    let urged = as_party(&supplied.ticket, Reporter, Action::Urge, &noted, monday()).unwrap();
    assert_eq!(urged.ticket.later_words.len(), 2);
    assert_eq!(urged.ticket.later_words[1].note.as_deref(), Some("我叫王小明"));
    assert_eq!(urged.ticket.later_words[1].seq, urged.event.seq);
    let dictated = as_party(&ticket, Agent, Action::SupplyInfo, &phone, monday()).unwrap().ticket;
    assert_eq!(dictated.later_words, [words(Some("请打13800131234"), None)]);

    let plain = Input { public: remark("在东门"), ..Input::default() };
    assert_eq!(
        as_party(&ticket, Reporter, Action::SupplyInfo, &plain, monday()).unwrap().ticket.later_words,
        []
    );
    let answered = as_party(&submitted(), Agent, Action::Answer, &phone, monday()).unwrap().ticket;
    assert_eq!(answered.later_words, [], "staff's words stand where they are");
    // Whoever has had their data deleted leaves no more of it.
    let erased = Ticket { erased_at: Some(monday()), ..ticket };
    let after = as_party(&erased, Reporter, Action::SupplyInfo, &phone, monday()).unwrap();
    assert_eq!((after.ticket.later_words, after.event.public), (vec![], supplied.event.public));
}

#[test]
fn a_masked_text_is_no_longer_than_a_text_may_be() {
    for text in [format!("{}a@b.cn", "路".repeat(3994)), "13800131234，".repeat(333), "😀".repeat(4000)] {
        let input = Input { public: remark(&text), ..Input::default() };
        let event =
            as_party(&ticket_in(InfoNeeded), Reporter, Action::SupplyInfo, &input, monday()).unwrap().event;
        let public = event.public.unwrap();
        assert!(public.chars().count() <= Remark::MAX as usize && !public.contains("a@b"), "{text}");
        assert!(!public.contains("13800131234"));
    }
    let one = Input { public: remark("1"), ..Input::default() };
    let event = as_party(&ticket_in(InfoNeeded), Reporter, Action::SupplyInfo, &one, monday()).unwrap().event;
    assert_eq!(event.public.as_deref(), Some("1"));
}

#[test]
fn an_act_is_recorded_with_who_acted_and_for_which_department() {
    let caller = Caller { sub: "h-7".into(), ..caller(vec![Role::Handler], Some("assist")) };
    let ticket = ticket_in(InProgress);
    let parties = caller.parties(&ticket, false);
    let change = apply(&ticket, &caller, &parties, Action::Progress, &full(), monday(), rules()).unwrap();
    assert_eq!((change.event.role, change.event.sub.as_str()), (Role::Handler, "h-7"));
    assert_eq!(change.event.dept, Some(dept("assist")));
    let urged = as_party(&ticket, Party::Reporter, Action::Urge, &full(), monday()).unwrap();
    assert_eq!((urged.event.role, urged.event.dept), (Role::Reporter, None));
}

/// Mostly what an action needs, and sometimes not.
fn rolled_input(dice: &mut Dice, now: Timestamp) -> Input {
    let mut input = full();
    for field in [
        "note",
        "public",
        "reason",
        "reason_code",
        "turn_to",
        "resolved",
        "parent",
        "level",
        "lead",
        "satisfaction",
    ] {
        if dice.roll(12) == 0 {
            input = without(input, field);
        }
    }
    input.resolved = input.resolved.map(|_| dice.roll(2) == 0);
    if dice.roll(4) == 0 {
        input.cause = None;
    }
    input.satisfaction = input.satisfaction.map(|_| dice.one_of(Satisfaction::ALL));
    input.level = input.level.map(|_| dice.roll(5) as u32);
    input.due_at = (dice.roll(3) > 0).then(|| now.plus((dice.roll(20 * 24) as i64 - 24) * 3600));
    input.lead = input.lead.map(|_| dept(dice.one_of(&["a", "b", "c"])));
    input.assists = (0..dice.roll(4)).map(|_| dept(dice.one_of(&["a", "b", "c", "d"]))).collect();
    input.kind = (dice.roll(4) == 0).then(|| dice.one_of(Kind::ALL));
    input.urgency = (dice.roll(4) == 0).then(|| dice.one_of(Urgency::ALL));
    input
}

/// What holds of every ticket that can come about.
fn check_invariants(ticket: &Ticket) {
    let state = ticket.state;
    assert_eq!(ticket.closed_at.is_none(), state.is_open(), "closed_at in {state}");
    assert_eq!(ticket.stopped_at.is_some(), state.stops_the_clock(), "stopped_at in {state}");
    let dispatched = [Assigned, ReturnReview, InProgress, Suspended, InReview].contains(&state);
    if dispatched {
        assert!(ticket.lead.is_some() && ticket.due_at.is_some() && ticket.assigned_at.is_some(), "{state}");
    }
    assert!(ticket.due_at.is_some(), "everything is owed by some time");
    assert_eq!(ticket.lead.is_some(), ticket.sign_due_at.is_some());
    assert!(!ticket.designated || ticket.lead.is_some());
    let mut assists = ticket.assists.clone();
    assists.sort();
    assists.dedup();
    assert_eq!(assists, ticket.assists, "each once, in order");
    assert!(
        ticket.lead.as_ref().is_none_or(|lead| !assists.contains(lead)),
        "the lead does not assist itself"
    );
    if [InReview, FollowUp, Accepted, Assigned, Pending].contains(&state) {
        assert_eq!(ticket.extension, None, "nothing to extend in {state}");
    }
    assert!(ticket.extensions <= 2 && ticket.supervision_level <= 3);
    assert!(!ticket.disputed || (state == FollowUp && ticket.rework_count > 0 && ticket.rating.is_some()));
    assert!(!ticket.disputed || ticket.supervision_level > 0);
    assert!(ticket.allowance.is_some_and(|allowance| allowance.seconds > 0), "{:?}", ticket.allowance);
    assert_eq!(ticket.contact_due_at.is_some(), ticket.sign_due_at.is_some());
    assert!(state != FollowUp || (ticket.finished_at.is_some() && ticket.answered_at >= ticket.finished_at));
    assert!(!state.owes_work() || ticket.finished_at.is_none(), "nothing is finished in {state}");
    assert!(ticket.returned_by.len() >= ticket.returns as usize, "and what was recalled");
    assert!(state != InReview || ticket.reply.is_some());
    assert!(state != Merged || ticket.parent.is_some_and(|parent| parent != ticket.id));
    assert!(ticket.updated_at >= ticket.created_at);
}

/// Rolls of one step of a walk, more than it needs.
const ROLLS: usize = 48;

#[test]
fn a_long_random_walk_never_leaves_the_rules() {
    let taken = RefCell::new([0_u32; Action::ALL.len()]);
    let steps = Cell::new(0_u32);
    // Whole steps are left out to see whether a shorter walk fails too.
    minsheng_dice::check(4000, minsheng_dice::vec(minsheng_dice::dice(ROLLS), 0..=80), |walk| {
        let (mut now, mut ticket) = (monday(), submitted());
        for mut dice in walk {
            now = now.plus(dice.roll(3 * DAY as usize) as i64);
            let parties = [dice.one_of(&Party::ALL[1..]), dice.one_of(Party::ALL)];
            let allowed = allowed_actions(&ticket, &parties, now, rules());
            // Mostly something that is possible, and seldom the end of it all.
            let mut action = dice.one_of(Action::ALL);
            if !allowed.is_empty() && dice.roll(4) > 0 {
                action = dice.one_of(&allowed);
            }
            if [Action::Merge, Action::Withdraw, Action::Archive].contains(&action) && dice.roll(8) > 0 {
                continue;
            }
            let input = rolled_input(&mut dice, now);
            steps.set(steps.get() + 1);
            if let Some(after) = step(&ticket, &parties, &allowed, action, &input, now) {
                taken.borrow_mut()[action as usize] += 1;
                ticket = after;
            }
        }
    });
    assert!(steps.get() > 100_000, "{}", steps.get());
    for (action, count) in Action::ALL.iter().zip(taken.into_inner()) {
        let possible = *action != Action::Submit;
        assert_eq!(count > 20, possible, "{action} was taken {count} times");
    }
}

/// One step: the ticket after it, if the action was taken.
fn step(
    ticket: &Ticket,
    parties: &[Party],
    allowed: &[Action],
    action: Action,
    input: &Input,
    now: Timestamp,
) -> Option<Ticket> {
    // Somebody else each time, or nobody could approve what they themselves have replied.
    let caller = Caller { sub: String::new(), ..caller(vec![], ticket.lead.as_ref().map(DeptCode::as_str)) };
    match apply(ticket, &caller, parties, action, input, now, rules()) {
        Ok(Change { ticket: after, event }) => {
            assert!(allowed.contains(&action), "{action} was not among {allowed:?}");
            assert_eq!((after.version, event.seq), (ticket.version + 1, after.version));
            assert_eq!((event.from, event.to, event.at), (Some(ticket.state), after.state, now));
            assert_eq!((after.updated_at, after.created_at, after.id), (now, ticket.created_at, ticket.id));
            assert_eq!((&after.demand, &after.reporter), (&ticket.demand, &ticket.reporter));
            let longer = [Action::ApproveExtension, Action::RejectReturn, Action::Resume, Action::SupplyInfo];
            if longer.contains(&action) {
                assert!(after.due_at >= ticket.due_at, "{action} shortened a deadline");
            }
            assert!(after.supervision_level >= ticket.supervision_level && after.returns >= ticket.returns);
            check_invariants(&after);
            let kept = after.rounds.len() > ticket.rounds.len() || ticket.state == Merged;
            let in_time = ticket.extension.as_ref().is_some_and(|extension| extension.in_time);
            assert!(kept || in_time || after.was_late >= ticket.was_late, "{action} forgot that it was late");
            assert_eq!(after.wake_at, timers::next(&after, rules(), now).map(|(at, _)| at));
            Some(after)
        }
        Err(Refusal::Forbidden { state, allowed: named }) => {
            assert!(!allowed.contains(&action), "{action} was among {allowed:?}");
            assert_eq!((state, named.as_slice()), (ticket.state, allowed));
            None
        }
        Err(Refusal::Faulty(faults)) => {
            assert!(allowed.contains(&action) && !faults.is_empty(), "{action}");
            None
        }
    }
}

#[test]
fn a_dispatch_is_recalled_before_it_is_signed_and_counts_as_wrong_if_the_reason_says_so() {
    let at_noon = monday().plus(7200);
    let coded = |code: &str| Input { reason_code: Some(ReasonCode::parse(code).unwrap()), ..full() };
    for party in [Agent, Supervisor] {
        let recalled =
            as_party(&ticket_in(Assigned), party, Action::Recall, &coded("other"), at_noon).unwrap();
        let after = recalled.ticket;
        assert_eq!((after.state, after.lead.clone(), after.returns), (Accepted, None, 0));
        assert_eq!((after.returned_by, after.assists), (vec![], vec![]));
    }
    let wrong =
        as_party(&ticket_in(Assigned), Agent, Action::Recall, &coded("wrong_dispatch"), at_noon).unwrap();
    assert_eq!(wrong.ticket.returned_by, [dept("lead")]);
    for state in [InProgress, ReturnReview, Suspended, Accepted] {
        assert!(
            is_forbidden(&as_party(&ticket_in(state), Agent, Action::Recall, &full(), at_noon)),
            "{state}"
        );
    }
}

#[test]
fn handing_on_to_another_department_lets_the_clock_go_on() {
    let to_other = Input { due_at: None, ..full_for(Action::Reassign) };
    let day_later = monday().plus(DAY);
    for state in [Assigned, InProgress, Suspended] {
        let before = Ticket { signed_at: Some(monday().plus(60)), designated: true, ..ticket_in(state) };
        let due = if state == Suspended { at("2026-12-01T10:00") } else { before.due_at.unwrap() };
        let after = as_party(&before, Supervisor, Action::Reassign, &to_other, day_later).unwrap();
        assert_eq!(after.event.lead, Some(dept("other")));
        let after = after.ticket;
        assert_eq!((after.state, after.lead.clone()), (Assigned, Some(dept("other"))), "{state}");
        assert_eq!((after.due_at, after.stopped_at), (Some(due), None), "{state}");
        assert_eq!((after.assigned_at, after.signed_at), (Some(day_later), None));
        assert!(!after.designated, "the next department may return it");
        assert_eq!(
            after.rounds.last().unwrap().department,
            Some(dept("lead")),
            "what was done is the first one's"
        );
    }
    let forbidden = as_party(&ticket_in(InProgress), Agent, Action::Reassign, &to_other, day_later);
    assert!(is_forbidden(&forbidden), "once it is signed a supervisor decides");
    assert!(as_party(&ticket_in(Assigned), Agent, Action::Reassign, &to_other, day_later).is_ok());
    let same = as_party(&ticket_in(Assigned), Supervisor, Action::Reassign, &full(), day_later);
    let fault = Fault { pointer: "/lead".into(), invalid: Invalid::OutOfRange };
    assert_eq!(same, Err(Refusal::Faulty(vec![fault])), "to the one that has it");
    let accused = Ticket { against: Some(dept("other")), ..ticket_in(Assigned) };
    let outcome = as_party(&accused, Agent, Action::Reassign, &to_other, day_later);
    let fault = Fault { pointer: "/lead".into(), invalid: Invalid::ConflictOfInterest };
    assert_eq!(outcome, Err(Refusal::Faulty(vec![fault])));
}

#[test]
fn what_comes_back_for_the_third_time_is_a_supervisors_to_place() {
    for (returns, free) in [(0, true), (2, true), (3, false), (4, false)] {
        let back = Ticket { returns, lead: None, assists: vec![], ..ticket_in(Accepted) };
        for party in [Agent, System] {
            let placed = as_party(&back, party, Action::Assign, &full(), monday());
            assert_eq!(placed.is_ok(), free, "{party:?} after {returns}");
        }
        assert!(as_party(&back, Supervisor, Action::Assign, &full(), monday()).is_ok());
        let placed = Ticket { returns, ..ticket_in(Assigned) };
        let on = as_party(&placed, Agent, Action::Reassign, &full_for(Action::Reassign), monday());
        assert_eq!(on.is_ok(), free, "nor does an agent hand it on");
    }
}

#[test]
fn a_deadline_of_the_catalogue_survives_being_handed_on() {
    let catalogue = Input {
        finish: Some(Limit::WorkingDays(22)),
        catalogue_version: Some(3),
        due_at: None,
        category: None,
        ..full()
    };
    let assigned = done(&submitted(), Action::Assign, &catalogue, monday());
    let by_hand = Input { due_at: None, category: None, ..full_for(Action::Reassign) };
    let on = as_party(&assigned, Supervisor, Action::Reassign, &by_hand, monday().plus(DAY)).unwrap().ticket;
    assert_eq!(on.due_at, assigned.due_at, "the clock goes on");
    let returned = done(
        &done(&assigned, Action::RequestReturn, &full(), monday()),
        Action::ApproveReturn,
        &full(),
        monday(),
    );
    assert_eq!(returned.due_at, assigned.due_at);
    let again = as_party(&returned, Agent, Action::Assign, &by_hand, monday()).unwrap().ticket;
    assert_eq!(again.due_at, assigned.due_at, "whoever gets it has the catalogue's time");
    let other = Input { category: Some(Category::Health), ..Input::default() };
    let elsewhere = done(&returned, Action::Classify, &other, monday());
    assert_eq!(elsewhere.finish, None, "it is another matter's");
}

#[test]
fn what_was_split_off_is_a_case_of_its_own_with_its_own_clock() {
    let later = monday().plus(3 * DAY);
    let merged = Ticket { parent_lead: Some(dept("above")), parent_answered: true, ..ticket_in(Merged) };
    let rated = as_party(&merged, Party::Reporter, Action::Rate, &full(), monday()).unwrap().ticket;
    for party in [Agent, Supervisor] {
        let after = as_party(&rated, party, Action::Split, &Input::default(), later).unwrap().ticket;
        assert_eq!((after.state, after.parent, after.closed_at), (Accepted, None, None));
        assert_eq!((after.lead.clone(), after.rating.clone()), (None, None));
        assert_eq!(after.due_at, Some(calendar().after(later, Limit::WorkingDays(5))));
        assert!(after.wake_at.is_some());
        check_invariants(&after);
    }
    assert!(is_forbidden(&as_party(&rated, Party::Reporter, Action::Split, &full(), later)));
}

#[test]
fn an_urgency_that_is_taken_back_gives_the_old_deadline_back() {
    let classify = |ticket: &Ticket, urgency, hours: i64| {
        let input = Input { urgency: Some(urgency), ..Input::default() };
        as_party(ticket, Agent, Action::Classify, &input, monday().plus(hours * 3600)).unwrap().ticket
    };
    let ticket = done(&submitted(), Action::Assign, &Input { due_at: None, ..full() }, monday());
    let urgent = classify(&ticket, Urgency::Urgent, 1);
    let emergency = classify(&urgent, Urgency::Emergency, 1);
    assert!(emergency.due_at < urgent.due_at && urgent.due_at < ticket.due_at);
    let back = classify(&emergency, Urgency::Urgent, 2);
    assert_eq!((back.due_at, back.allowance), (urgent.due_at, urgent.allowance));
    let back = classify(&back, Urgency::Normal, 3);
    assert_eq!((back.due_at, back.allowance), (ticket.due_at, ticket.allowance), "the old one, no fresh one");
    let at_once = classify(&emergency, Urgency::Normal, 2);
    assert_eq!((at_once.due_at, at_once.calmer.len()), (ticket.due_at, 0));
    // Pauses in between are added.
    let signed = done(&emergency, Action::Sign, &full(), monday().plus(3600));
    let paused = done(&signed, Action::Suspend, &full(), monday().plus(3600));
    let resumed = done(&paused, Action::Resume, &full(), monday().plus(DAY + 3600));
    let back = classify(&resumed, Urgency::Normal, 26);
    assert_eq!(back.due_at, Some(at("2026-12-01T10:00")), "a working day more");
}

#[test]
fn an_extension_that_was_asked_for_in_time_leaves_the_ticket_in_time() {
    let ticket = done(&submitted(), Action::Assign, &Input { due_at: None, ..full() }, monday());
    let ticket = done(&ticket, Action::Sign, &full(), monday().plus(60));
    let due = ticket.due_at.unwrap();
    let more = Input { due_at: Some(due.plus(3 * DAY)), ..full() };
    for (asked_at, in_time) in [(due, true), (due.plus(1), false)] {
        let asked = as_party(&ticket, Party::Lead, Action::RequestExtension, &more, asked_at).unwrap().ticket;
        // The clock looks in between.
        let later = due.plus(DAY);
        let seen = crate::scheduled::due(&Ticket { contacted_at: Some(monday()), ..asked }, rules(), later);
        let between = match seen {
            crate::scheduled::Due::Act(_, change) => change.ticket,
            crate::scheduled::Due::Recheck(_) => {
                let ticket = Ticket { contacted_at: Some(monday()), ..ticket.clone() };
                as_party(&ticket, Party::Lead, Action::RequestExtension, &more, asked_at).unwrap().ticket
            }
            other => panic!("{other:?}"),
        };
        assert_eq!(between.supervision_level == 0, in_time, "nobody is pressed for what is not decided");
        let granted = done(&between, Action::ApproveExtension, &Input::default(), later);
        assert_eq!(granted.was_late, !in_time);
        let answered = done(&granted, Action::Reply, &full(), later.plus(60));
        assert_eq!(answered.was_late, !in_time);
    }
}

#[test]
fn whoever_handled_it_does_not_approve_what_the_department_replies() {
    let someone = |sub: &str, roles: Vec<Role>| Caller { sub: sub.into(), ..caller(roles, Some("lead")) };
    let both = someone("h-1", vec![Role::Handler, Role::Supervisor, Role::Agent]);
    let parties = |ticket: &Ticket| both.parties(ticket, false);
    let ticket = ticket_in(InProgress);
    let replied =
        apply(&ticket, &both, &parties(&ticket), Action::Reply, &full(), monday(), rules()).unwrap().ticket;
    let own = apply(&replied, &both, &parties(&replied), Action::Approve, &full(), monday(), rules());
    let Err(Refusal::Forbidden { allowed, .. }) = own else { panic!("{own:?}") };
    assert!(!allowed.contains(&Action::Approve));
    assert!(!allowed_to(&replied, &both, &parties(&replied), monday(), rules()).contains(&Action::Approve));
    // Nor whoever only took part in it.
    let noted =
        apply(&ticket, &both, &[Party::Assist], Action::Progress, &full(), monday(), rules()).unwrap().ticket;
    let replied = as_party(&noted, Party::Lead, Action::Reply, &full(), monday()).unwrap().ticket;
    assert!(is_forbidden(&apply(
        &replied,
        &both,
        &[Supervisor],
        Action::Approve,
        &full(),
        monday(),
        rules()
    )));
    let another = someone("s-1", vec![Role::Supervisor]);
    assert!(apply(&replied, &another, &[Supervisor], Action::Approve, &full(), monday(), rules()).is_ok());
}

#[test]
fn an_agent_who_speaks_for_a_citizen_names_the_call() {
    let without_call = Input { call: None, ..full() };
    let fault = Fault { pointer: "/call".into(), invalid: Invalid::Missing };
    for (state, action) in [(FollowUp, Action::Rate), (InProgress, Action::Withdraw)] {
        let refused = as_party(&ticket_in(state), Agent, action, &without_call, monday());
        assert_eq!(refused, Err(Refusal::Faulty(vec![fault.clone()])), "{action}");
        let event = as_party(&ticket_in(state), Agent, action, &full(), monday()).unwrap().event;
        assert!(event.note.unwrap().contains("pbx-1"), "{action}");
        assert!(as_party(&ticket_in(state), Party::Reporter, action, &without_call, monday()).is_ok());
    }
}

/// A child and its parent after the child was merged into it, or why it was not.
fn merged_into(child: &Ticket, parent: &Ticket, now: Timestamp) -> Result<(Ticket, Ticket), Refusal> {
    let input = Input { parent: Some(parent.id), ..full() };
    let change = as_party(child, Agent, Action::Merge, &input, now)?;
    let above = apply_to_parent(child, &change, parent, &input, now, rules())?.unwrap();
    assert_eq!((above.ticket.version, above.event.seq), (parent.version + 1, parent.version + 1));
    assert_is_published(&above.event);
    assert!(above.event.note.unwrap().contains(&child.id.to_string()));
    Ok((change.ticket, above.ticket))
}

/// Whoever reads a history finds each of its arrows in the published workflow.
fn assert_is_published(event: &Event) {
    let arrow = (event.action, event.from, event.to);
    assert!(transitions().any(|published| published == arrow), "{arrow:?}");
}

fn another(state: State) -> Ticket {
    Ticket { id: TicketId::parse("20261123000007").unwrap(), parent: None, ..ticket_in(state) }
}

#[test]
fn every_state_of_parent_and_child_is_merged_or_refused_as_the_domain_says() {
    let unanswered = |state: State| state.is_open() && state != FollowUp;
    for child_state in State::ALL {
        for parent_state in State::ALL {
            let context = format!("{child_state} into {parent_state}");
            let outcome = merged_into(&ticket_in(*child_state), &another(*parent_state), monday().plus(600));
            let may = unanswered(*child_state) && unanswered(*parent_state);
            assert_eq!(outcome.is_ok(), may, "{context}");
            let Ok((child, parent)) = outcome else { continue };
            assert_eq!((child.state, parent.state), (Merged, *parent_state), "{context}");
            assert!(parent.has_children && parent.closed_at.is_none());
            no_child_is_ever_abandoned(&child, &parent, monday().plus(1200));
        }
    }
    // A dispute waits for a supervisor.
    let disputed = Ticket { disputed: true, rework_count: 1, ..ticket_in(FollowUp) };
    assert!(merged_into(&disputed, &another(Accepted), monday()).is_err());
}

/// Whatever is done to the parent, and then to what comes of that: the child is owed something, or somebody may act.
fn no_child_is_ever_abandoned(child: &Ticket, parent: &Ticket, now: Timestamp) {
    for action in Action::ALL {
        for party in Party::ALL {
            let Ok(Change { ticket: after, .. }) = as_party(parent, *party, *action, &full_for(*action), now)
            else {
                continue;
            };
            let settled = after.answered_at.or(after.closed_at);
            let below = Ticket {
                parent_answered: after.answered_at.is_some() && after.state != State::Archived,
                parent_settled_at: settled,
                parent_lead: after.lead.clone(),
                ..child.clone()
            };
            let context = format!("{action} by {party:?} in {}", parent.state);
            assert!(after.state != State::Withdrawn, "{context} ends what others wait for");
            for party in [Agent, Supervisor] {
                assert!(
                    allowed_actions(&below, &[party], now, rules()).contains(&Action::Split),
                    "{context}"
                );
            }
            let owed = after.state.is_open() || after.state == Merged;
            let may_judge = allowed_actions(&below, &[Party::Reporter], now, rules()).contains(&Action::Rate);
            assert!(owed || may_judge || after.state == Declined, "{context}");
        }
    }
}

#[test]
fn tickets_that_differ_in_what_they_protect_or_accuse_stay_apart() {
    let apart = Err(Refusal::Faulty(vec![Fault { pointer: "/parent".into(), invalid: Invalid::KeptApart }]));
    let plain = ticket_in(Accepted);
    let mut confidential = another(Accepted);
    confidential.reporter.confidential = true;
    let report = Ticket { kind: Kind::Report, ..another(Accepted) };
    let accusing = Ticket { against: Some(dept("cgj")), ..another(Accepted) };
    for other in [&confidential, &report, &accusing] {
        assert_eq!(merged_into(&plain, other, monday()).map(|_| ()), apart);
        assert_eq!(merged_into(other, &plain, monday()).map(|_| ()), apart);
    }
    let elsewhere = Ticket { against: Some(dept("hbj")), ..plain.clone() };
    assert_eq!(merged_into(&elsewhere, &accusing, monday()).map(|_| ()), apart);
    let alike = Ticket { kind: Kind::Report, ..plain };
    assert!(merged_into(&alike, &confidential, monday()).is_ok(), "both are protected");
}

#[test]
fn the_parent_takes_the_highest_urgency_and_the_earliest_deadline() {
    let now = monday().plus(1800);
    let emergency = Ticket { urgency: Urgency::Emergency, ..submitted() }.on_the_clock(rules());
    let suggestion = Ticket { kind: Kind::Suggestion, ..another(Pending) }.on_the_clock(rules());
    let (_, parent) = merged_into(&emergency, &suggestion, now).unwrap();
    assert_eq!(
        (parent.urgency, parent.due_at),
        (Urgency::Emergency, Some(monday().plus(7200))),
        "its two hours"
    );
    assert_eq!(parent.wake_at, timers::next(&parent, rules(), now).map(|(at, _)| at));
    // The other way nothing changes but that it is there.
    let mut above = emergency.clone();
    above.id = another(Pending).id;
    let slow = Ticket { kind: Kind::Suggestion, ..submitted() }.on_the_clock(rules());
    let (_, parent) = merged_into(&slow, &above, now).unwrap();
    assert_eq!((parent.urgency, parent.due_at), (Urgency::Emergency, above.due_at));
    // Whose time is over already does not make another department late.
    let late = Ticket { due_at: Some(monday()), ..submitted() };
    let (_, parent) = merged_into(&late, &another(InProgress), now).unwrap();
    assert!(parent.due_at > Some(now) && parent.due_at < another(InProgress).due_at && !parent.was_late);
}

#[test]
fn a_childs_discontent_is_a_rework_of_the_case_like_the_parents_own() {
    let now = monday().plus(DAY);
    let child = Ticket { parent_answered: true, parent_lead: Some(dept("lead")), ..ticket_in(Merged) };
    let judged = |parent: &Ticket, input: &Input| {
        let change = as_party(&child, Party::Reporter, Action::Rate, input, now).unwrap();
        assert_eq!(change.ticket.rounds.last().unwrap().department, Some(dept("lead")), "for whoever led");
        apply_to_parent(&child, &change, parent, input, now, rules()).unwrap()
    };
    for state in [FollowUp, Closed] {
        let answered_at = Some(monday());
        let answered = Ticket { has_children: true, answered_at, finished_at: answered_at, ..another(state) };
        assert_eq!(judged(&answered, &full()), None, "whoever is content changes nothing");
        for discontent in discontents() {
            let Change { ticket: back, event } = judged(&answered, &discontent).unwrap();
            assert_is_published(&event);
            assert_eq!((back.state, back.rework_count, back.closed_at), (InProgress, 1, None), "{state}");
            assert_eq!(back.due_at, Some(calendar().after(now, Limit::WorkingDays(5))));
            assert_eq!((event.role, event.sub.as_str(), event.public), (Role::Reporter, "", None));
            let again = Ticket { rework_count: 1, ..answered.clone() };
            let Change { ticket: disputed, event } = judged(&again, &discontent).unwrap();
            assert_is_published(&event);
            assert_eq!((disputed.state, disputed.disputed, disputed.closed_at), (FollowUp, true, None));
            assert_eq!(disputed.supervision_level, 1);
            let nobodys = Ticket { lead: None, assists: vec![], ..answered.clone() };
            let Change { ticket: taken_up, event } = judged(&nobodys, &discontent).unwrap();
            assert_is_published(&event);
            assert_eq!(taken_up.state, Accepted);
        }
    }
    let disputed = Ticket { disputed: true, rework_count: 1, ..another(FollowUp) };
    assert_eq!(judged(&disputed, &discontents()[0]), None, "a supervisor is at it already");
}

#[test]
fn the_parents_reporter_who_withdraws_ends_their_own_part_and_never_the_case() {
    for state in [Pending, InfoNeeded, Accepted, Assigned, ReturnReview, InProgress] {
        let parent = Ticket { has_children: true, ..another(state) };
        let Change { ticket: left, event } =
            as_party(&parent, Party::Reporter, Action::Withdraw, &full(), monday()).unwrap();
        assert_is_published(&event);
        let stays = if state == InfoNeeded { Pending } else { state };
        assert_eq!((left.state, left.closed_at, left.left_at), (stays, None, Some(monday())), "{state}");
        assert_eq!(allowed_actions(&left, &[Party::Reporter], monday(), rules()), [], "{state}");
        let alone = as_party(&another(state), Party::Reporter, Action::Withdraw, &full(), monday()).unwrap();
        assert_eq!(alone.ticket.state, State::Withdrawn);
    }
}
