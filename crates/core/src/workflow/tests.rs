//! Holds the workflow table against the text of the domain, and walks it: every state, every
//! action, every party and every role, what each action must carry, and what it changes.

#[path = "../../tests/by_hand/workflow.rs"]
mod by_hand;
mod correcting;
mod dispatch;
mod events;
mod handing_on;
mod merging;
mod permission;
mod returning;
mod steps;
mod walk;
mod why;

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use by_hand::{Line, domain};

use super::*;
use crate::access::{Caller, Party, citizen};
use crate::deadline::{Allowance, Calendar, Limit};
use crate::milestone::Milestone;
use crate::rules::Rules;
use crate::ticket::{
    Adoption, Demand, DemandPart, DistrictSource, Event, ExtensionRequest, LaterWords, Location, Rating,
    Reporter as Citizen, Ticket,
};
use crate::timers;
use minsheng_dice::Dice;
use minsheng_language::classify::Suggestion;
use minsheng_types::bound::Bound;
use minsheng_types::category::Category;
use minsheng_types::clock::{DAY, Timestamp};
use minsheng_types::fault::Fault;
use minsheng_types::ids::TicketId;
use minsheng_types::invalid::Invalid;
use minsheng_types::text::{Content, DeptCode, Name, Place, ReasonCode, Remark, Subject};
use minsheng_types::words::{Action, Channel, Clock, Kind, Lang, Role, Satisfaction, State, Urgency};

use Party::{Agent, Assist, Lead, Reporter, Supervisor, System};
use State::{
    Accepted, Archived, Assigned, Closed, Declined, FollowUp, InProgress, InReview, InfoNeeded, Merged,
    Pending, ReturnReview, Suspended,
};
use Target::{Judged, Returned, Same, To};

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

/// The same for `action`: a ticket is dispatched anew to another department than the one that has it, and a demand is put
/// right in everything.
fn full_for(action: Action) -> Input {
    let lead = if action == Action::Reassign { "other" } else { "lead" };
    let input = Input { lead: Some(dept(lead)), ..full() };
    if action == Action::Correct { corrected_input(input) } else { input }
}

fn corrected_input(input: Input) -> Input {
    Input {
        subject: Subject::parse("路灯不亮").ok(),
        content: Content::parse("小区北门口的路灯坏了五天").ok(),
        kind: Some(Kind::Help),
        location: Some(location("人民路2号", Some((28.2, 112.9)))),
        district: Place::parse("岳麓区").ok(),
        ..input
    }
}

fn location(address: &str, point: Option<(f64, f64)>) -> Location {
    let (lat, lon) = point.unzip();
    let lat = lat.and_then(|lat| serde_json::from_value(lat.into()).ok());
    let lon = lon.and_then(|lon| serde_json::from_value(lon.into()).ok());
    Location { address: Place::parse(address).ok(), lat, lon, ..Location::default() }
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
        "location" => input.location = None,
        "district" => input.district = None,
        "subject" => input.subject = None,
        "content" => input.content = None,
        "kind" => input.kind = None,
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

fn discontents() -> [Input; 2] {
    let unresolved = Input { resolved: Some(false), ..full() };
    let dissatisfied = Input { satisfaction: Some(Satisfaction::Dissatisfied), ..full() };
    [unresolved, dissatisfied]
}

/// Every state, and what in a state makes a difference: an extension request, a dispute with and
/// without a department, a parent that has been answered, a judgement already given.
fn every_ticket() -> Vec<Ticket> {
    let request =
        ExtensionRequest { due_at: at("2026-12-02T10:00"), reason: "等待材料".into(), in_time: true };
    let asked = Ticket { extension: Some(request), ..ticket_in(InProgress) };
    let disputed = Ticket { disputed: true, rework_count: 1, ..ticket_in(FollowUp) };
    let nobodys = Ticket { lead: None, assists: vec![], ..disputed.clone() };
    let followed = Ticket { parent_answered: true, parent_settled_at: Some(monday()), ..ticket_in(Merged) };
    let over = Ticket { parent_settled_at: Some(monday()), parent_ended: true, ..ticket_in(Merged) };
    let rating = Rating { resolved: true, satisfaction: Satisfaction::Satisfied, comment: None };
    let rated = Ticket { rating: Some(rating), ..followed.clone() };
    let suggested = Ticket { kind: Kind::Suggestion, ..ticket_in(Closed) };
    let adoption = Some(Adoption { at: monday(), public: "已加开夜班车".into(), points: 0 });
    let adopted = Ticket { adoption, ..suggested.clone() };
    let special = [asked, disputed, nobodys, followed, over, rated, suggested, adopted];
    State::ALL.iter().map(|state| ticket_in(*state)).chain(special).collect()
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
