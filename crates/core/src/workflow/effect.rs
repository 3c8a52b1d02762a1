//! What an action changes. Permission and requirements are the table's; this is the rest of the
//! rule: times that start and stop, counters, and the event that goes into the history.

use std::borrow::Cow;

use minsheng_language::classify::Suggestion;
use minsheng_types::bound::Bound;
use minsheng_types::category::Category;
use minsheng_types::clock::Timestamp;
use minsheng_types::invalid::Invalid;
use minsheng_types::subcategory::Subcategory;
use minsheng_types::text::DeptCode;
use minsheng_types::words::{Action, Clock, Kind, Satisfaction, State, Urgency};

use super::correcting::{put_right, wrong_place};
use super::input::Input;
use super::masking;
use super::table::{Rule, Target, allowed_actions, rests_on_a_call, rule_of};
use super::why::{Obstacle, Refused, Why};
use crate::access::{Caller, Party};
use crate::assessment::{RoundEnd, ended_round, judgement};
use crate::deadline::{Allowance, Limit};
use crate::milestone::Milestone;
use crate::reasons::WRONG_DISPATCH;
use crate::rules::Rules;
use crate::ticket::{Adoption, CalmerDeadline, Event, ExtensionRequest, LaterWords, Rating, Reply, Ticket};
use crate::time_to_finish::time_to_finish;
use crate::timers;
use minsheng_types::fault::{Fault, Field};

/// A ticket after an action, and the event that says so.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    pub ticket: Ticket,
    pub event: Event,
}

/// Why an action did not happen. Nothing has changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Not now, or not by this caller; these are.
    Forbidden { refused: Refused, allowed: Vec<Action> },
    /// It would be allowed, but what it carries is not enough.
    Faulty(Vec<Fault>),
}

/// Takes `action` on `ticket`.
///
/// # Errors
/// [`Refusal::Forbidden`] when state, role or condition forbid it, else [`Refusal::Faulty`] when
/// something that it must carry is missing or out of range.
pub fn apply(
    ticket: &Ticket,
    caller: &Caller,
    parties: &[Party],
    action: Action,
    input: &Input,
    now: Timestamp,
    rules: &Rules,
) -> Result<Change, Refusal> {
    let (rule, party) = decided(ticket, caller, parties, action, input, now, rules)?;
    let known = ticket.reporter.known().and(input.members.clone());
    let masked_input = masking::masked(input, action, party, &known);
    let mut change = changed(ticket, caller, (rule, party), &masked_input, now, rules);
    let of_citizen = party == Party::Reporter || masking::is_dictated(action);
    if of_citizen && matches!(masked_input, Cow::Owned(_)) {
        let kept =
            |said: Option<String>, shown: &Option<String>| said.filter(|said| Some(said) != shown.as_ref());
        let event = &change.event;
        let public = kept(public_text(ticket, action, input), &event.public);
        let note = kept(internal_text(action, input), &event.note);
        // What was deleted stays so: nothing would delete this a second time.
        if (public.is_some() || note.is_some()) && ticket.erased_at.is_none() {
            change.ticket.later_words.push(LaterWords { seq: event.seq, public, note, before: None });
        }
    }
    if action == Action::Correct {
        change.event.before = put_right(&mut change.ticket, change.event.seq, ticket, input);
    }
    Ok(change)
}

/// As [`apply`], by the system, which writes down nobody's words: there is nothing to mask, and what only
/// follows the clock carries none of what that takes.
pub(crate) fn apply_as_system(
    ticket: &Ticket,
    system: &Caller,
    action: Action,
    input: &Input,
    now: Timestamp,
    rules: &Rules,
) -> Result<Change, Refusal> {
    let decided = decided(ticket, system, &[Party::System], action, input, now, rules)?;
    Ok(changed(ticket, system, decided, input, now, rules))
}

/// The row of the table that allows it, and as whom.
fn decided(
    ticket: &Ticket,
    caller: &Caller,
    parties: &[Party],
    action: Action,
    input: &Input,
    now: Timestamp,
    rules: &Rules,
) -> Result<(&'static Rule, Party), Refusal> {
    let rule = rule_of(action);
    let forbidden = |why: Why| Refusal::Forbidden {
        refused: Refused {
            action,
            state: ticket.state,
            why,
            from: rule.map_or(&[], |rule| rule.from),
            who: rule.map_or(&[], |rule| rule.who),
        },
        allowed: allowed_to(ticket, caller, parties, now, rules),
    };
    let rule = rule.ok_or_else(|| forbidden(Obstacle::State.into()))?;
    let party = rule.actor(ticket, parties, now, rules).map_err(forbidden)?;
    if is_own_work(ticket, caller, action) {
        return Err(forbidden(Obstacle::OwnWork.into()));
    }
    let mut faults: Vec<Fault> = unknown_reason(input, rules).into_iter().collect();
    faults.extend(missing(rule, input));
    if rests_on_a_call(action, party) && input.call.is_none() {
        faults.push(Fault::of(Field::Call, Invalid::Missing));
    }
    faults.extend(out_of_range(ticket, action, input, now, rules));
    faults.extend(wrong_place(input));
    faults.extend(wrong_departments(ticket, (action, party), input));
    faults.extend(wrong_subcategory(ticket, input));
    if faults.is_empty() { Ok((rule, party)) } else { Err(Refusal::Faulty(faults)) }
}

fn changed(
    ticket: &Ticket,
    caller: &Caller,
    (rule, party): (&Rule, Party),
    input: &Input,
    now: Timestamp,
    rules: &Rules,
) -> Change {
    let action = rule.action;
    let mut after = ticket.clone();
    if action == Action::Supplement && matches!(party, Party::Reporter | Party::Integrator) {
        after.supplemented_at.push(now);
    }
    let handles = matches!(party, Party::Lead | Party::Assist) && !caller.sub.is_empty();
    if handles && !after.handled_by.contains(&caller.sub) {
        after.handled_by.push(caller.sub.clone());
    }
    after.version += 1;
    after.updated_at = now;
    after.state = target(rule, ticket, input);
    clock(ticket, &mut after, now, rules);
    consequences(&mut after, ticket, (action, party), input, now, rules);
    after.wake_at = timers::next(&after, rules, now).map(|(at, _)| at);
    let event = Event {
        seq: after.version,
        at: now,
        action,
        role: party.role(),
        sub: caller.sub.clone(),
        dept: caller.dept.clone().filter(|_| matches!(party, Party::Lead | Party::Assist)),
        from: Some(ticket.state),
        to: after.state,
        lead: after.lead.clone().filter(|_| matches!(action, Action::Assign | Action::Reassign)),
        due_at: match action {
            Action::RequestExtension => input.due_at,
            _ => after.due_at.filter(|due| ticket.due_at != Some(*due)),
        },
        public: public_text(ticket, action, input),
        note: match &after.adoption {
            Some(adoption) if action == Action::Adopt => Some(adoption.note(internal_text(action, input))),
            _ => internal_text(action, input),
        },
        cited: input.cited.filter(|_| action == Action::Answer),
        before: None,
    };
    Change { ticket: after, event }
}

/// Whoever handled a ticket for a department does not approve what that department replies or asks for, nor take a ticket
/// out of its figures, or stop its clock.
fn is_own_work(ticket: &Ticket, caller: &Caller, action: Action) -> bool {
    let judges = matches!(
        action,
        Action::Approve
            | Action::ApproveExtension
            | Action::ApproveReturn
            | Action::Close
            | Action::Exclude
            | Action::Suspend
    );
    judges && !caller.sub.is_empty() && ticket.handled_by.contains(&caller.sub)
}

/// Everything that this caller, being these parties, may do with the ticket now, in the table's order.
#[must_use]
pub fn allowed_to(
    ticket: &Ticket,
    caller: &Caller,
    parties: &[Party],
    now: Timestamp,
    rules: &Rules,
) -> Vec<Action> {
    let mut allowed = allowed_actions(ticket, parties, now, rules);
    allowed.retain(|action| !is_own_work(ticket, caller, *action));
    allowed
}

fn missing(rule: &Rule, input: &Input) -> Vec<Fault> {
    let unmet = rule.needs.iter().filter(|need| !need.0.iter().any(|field| input.carries(*field)));
    unmet.filter_map(|need| need.0.first()).map(|field| Fault::of(*field, Invalid::Missing)).collect()
}

/// Values that are well formed but impossible here.
fn out_of_range(ticket: &Ticket, action: Action, input: &Input, now: Timestamp, rules: &Rules) -> Vec<Fault> {
    let mut faults = Vec::new();
    match action {
        Action::Assign if input.due_at.is_some_and(|due| due <= now) => {
            faults.push(Fault::of(Field::DueAt, Invalid::After("now")));
        }
        // It has the ticket already.
        Action::Reassign if input.lead.is_some() && input.lead == ticket.lead => {
            faults.push(Fault::of(Field::Lead, Invalid::Beyond(Bound::Another)));
        }
        Action::RequestExtension => {
            let current = ticket.due_at.unwrap_or(now);
            let latest = rules.after(current.max(now), rules.settings.extension);
            if input.due_at.is_some_and(|due| due <= current || due > latest) {
                let range = Invalid::Times(current.plus(1).unix(), latest.unix());
                faults.push(Fault::of(Field::DueAt, range));
            }
        }
        Action::Supervise if input.level.is_some_and(|level| !(1..=3).contains(&level)) => {
            faults.push(Fault::of(Field::Level, Invalid::Between(1, 3)));
        }
        Action::Merge if input.parent == Some(ticket.id) => {
            faults.push(Fault::of(Field::Parent, Invalid::Unmergeable));
        }
        _ => {}
    }
    faults
}

/// A reason that is none of the city's.
fn unknown_reason(input: &Input, rules: &Rules) -> Option<Fault> {
    let known = &rules.settings.reason_codes;
    let unknown = input.reason_code.as_ref().is_some_and(|code| !known.contains(code));
    unknown.then(|| Fault::of(Field::ReasonCode, Invalid::UnknownValue))
}

/// A second level that does not belong to the category that the ticket then has.
fn wrong_subcategory(ticket: &Ticket, input: &Input) -> Option<Fault> {
    let category = input.category.or(ticket.category);
    let belongs = |sub: Subcategory| category.is_some_and(|category| sub.belongs_to(category));
    let wrong = input.subcategory.is_some_and(|sub| !belongs(sub));
    let invalid = Invalid::NotUnder(category.map_or("category", Category::as_str));
    wrong.then(|| Fault { pointer: "/subcategory".into(), invalid })
}

/// Departments to which only a supervisor may dispatch: the one that the matter is about, and any
/// but the first responsible one. Source: docs/DOMAIN.md, Protection of people;
/// First responsibility and dispatch.
fn wrong_departments(ticket: &Ticket, (action, party): (Action, Party), input: &Input) -> Vec<Fault> {
    if !matches!(action, Action::Assign | Action::Reassign) || party == Party::Supervisor {
        return Vec::new();
    }
    let against = input.against.as_ref().or(ticket.against.as_ref());
    let is_against = |dept: &DeptCode| Some(dept) == against;
    let mut faults = Vec::new();
    if let Some(lead) = &input.lead {
        if is_against(lead) {
            faults.push(Fault::of(Field::Lead, Invalid::ConflictOfInterest));
        } else if ticket.responsible.as_ref().is_some_and(|first| first != lead) {
            faults.push(Fault::of(Field::Lead, Invalid::FirstResponsible));
        }
    }
    let about_themselves = input.assists.iter().enumerate().filter(|(_, dept)| is_against(dept));
    faults.extend(about_themselves.map(|(place, _)| Fault {
        pointer: format!("/assists/{place}"),
        invalid: Invalid::ConflictOfInterest,
    }));
    faults
}

fn target(rule: &Rule, ticket: &Ticket, input: &Input) -> State {
    match rule.to {
        // Only this reporter's part of the case ends.
        Target::To(State::Withdrawn) if ticket.state == State::Merged => State::Merged,
        // Others wait for it: only this reporter's part ends, and nobody waits for them any more.
        Target::To(State::Withdrawn) if ticket.has_children => match ticket.state {
            State::InfoNeeded => State::Pending,
            state => state,
        },
        Target::To(state) => state,
        Target::Same => ticket.state,
        Target::Returned if ticket.signed_at.is_some() => State::InProgress,
        Target::Returned => State::Assigned,
        Target::Judged if ticket.state == State::Merged => State::Merged,
        Target::Judged if !is_discontent(input) => State::Closed,
        // Not content for the first time: back to work at once, and to dispatch what the hotline had
        // answered itself. The second time it stays where it is, and a supervisor decides.
        Target::Judged if ticket.rework_count > 0 => State::FollowUp,
        Target::Judged if ticket.lead.is_none() => State::Accepted,
        Target::Judged => State::InProgress,
    }
}

pub(super) fn is_discontent(input: &Input) -> bool {
    input.resolved == Some(false) || input.satisfaction == Some(Satisfaction::Dissatisfied)
}

/// The clock by which the ticket's deadline runs.
fn clock_of(ticket: &Ticket, now: Timestamp, rules: &Rules) -> Clock {
    let usual = || limit_of(ticket, now, rules).clock();
    ticket.allowance.map_or_else(usual, |allowance| allowance.clock)
}

/// Stops the deadline clock on the way into a state in which it stands, restarts it on the way out.
fn clock(before: &Ticket, after: &mut Ticket, now: Timestamp, rules: &Rules) {
    match (before.stopped_at, after.state.stops_the_clock()) {
        (None, true) => after.stopped_at = Some(now),
        (Some(stopped), false) => {
            let resumed = |due: Option<Timestamp>, clock| {
                due.map(|due| rules.calendar.resumed(due, stopped, now, clock))
            };
            let settings = &rules.settings;
            after.due_at = resumed(before.due_at, clock_of(before, now, rules));
            for calmer in &mut after.calmer {
                calmer.due_at = rules.calendar.resumed(calmer.due_at, stopped, now, calmer.clock);
            }
            after.sign_due_at = resumed(before.sign_due_at, settings.sign.clock());
            after.contact_due_at = resumed(before.contact_due_at, settings.first_contact.clock());
            after.stopped_at = None;
        }
        _ => {}
    }
}

fn consequences(
    after: &mut Ticket,
    before: &Ticket,
    (action, party): (Action, Party),
    input: &Input,
    now: Timestamp,
    rules: &Rules,
) {
    match action {
        Action::Classify => {
            classify(after, input);
            // What a machine takes for urgent a person may still take back; an hour gone is gone.
            if party != Party::System {
                follow_urgency(after, before, now, rules);
            }
        }
        Action::Correct => {
            set_kind(after, input.kind.unwrap_or(before.kind));
            after.against = before.against.clone().or_else(|| input.against.clone());
        }
        Action::Assign => assign(after, before, party, input, now, rules),
        Action::Recall => {
            let wrong = input.reason_code.as_ref().is_some_and(|code| code.as_str() == WRONG_DISPATCH);
            if wrong {
                after.returned_by.extend(before.lead.clone());
                after.responsible = None;
            }
            end_round(after, before, now, if wrong { RoundEnd::Returned } else { RoundEnd::HandedOn });
            clear_dispatch(after, now, rules);
        }
        Action::Reassign => reassign(after, before, party, input, now, rules),
        Action::Split => split(after, before, now, rules),
        Action::Sign => {
            after.signed_at = Some(now);
            after.responsible = before.responsible.clone().or_else(|| before.lead.clone());
            if before.sign_due_at.is_some_and(|due| due < now) {
                after.milestones |= Milestone::SignLate.bit();
            }
        }
        Action::ApproveReturn => {
            after.returns += 1;
            after.returned_by.extend(before.lead.clone());
            after.responsible = None;
            end_round(after, before, now, RoundEnd::Returned);
            clear_dispatch(after, now, rules);
        }
        Action::RejectReturn => after.designated = true,
        Action::Contact => {
            after.contacted_at = before.contacted_at.or(Some(now));
            if before.contacted_at.is_none() && before.contact_due_at.is_some_and(|due| due < now) {
                after.milestones |= Milestone::ContactLate.bit();
            }
        }
        Action::RequestExtension => {
            let in_time = !before.was_late && before.due_at.is_some_and(|due| due >= now);
            after.extension = input.due_at.map(|due_at| ExtensionRequest {
                due_at,
                reason: reason(input).unwrap_or_default(),
                in_time,
            });
        }
        Action::ApproveExtension => extend(after, before, now, rules),
        Action::RejectExtension => after.extension = None,
        Action::Reply | Action::Answer => {
            after.extension = None;
            let public = input.public.as_ref().map(ToString::to_string).unwrap_or_default();
            after.reply = Some(Reply { public, resolved: input.resolved.unwrap_or(true) });
            after.replied_at = Some(now);
            after.was_late = before.was_late || before.due_at.is_some_and(|due| due < now);
            if action == Action::Answer {
                after.rating = None;
                (after.finished_at, after.answered_at) = (Some(now), Some(now));
            }
        }
        Action::Approve => {
            // The judgement of an earlier answer says nothing of this one.
            after.rating = None;
            (after.finished_at, after.answered_at) = (before.replied_at, Some(now));
        }
        Action::SendBack if before.state == State::FollowUp => rework(after, before, now, rules),
        Action::Rate => rate(after, before, input, now, rules),
        Action::Withdraw if after.state != State::Withdrawn => after.left_at = Some(now),
        Action::Close | Action::Decline | Action::Merge | Action::Withdraw => {
            after.closed_at = Some(now);
            after.disputed = false;
            if action == Action::Merge {
                after.parent = input.parent;
                keep_round(after, before, now, RoundEnd::HandedOn);
            }
        }
        // Alone it would be worked on again; the case is over for the others.
        Action::Reopen if before.state == State::Merged => split(after, before, now, rules),
        Action::Reopen => {
            after.closed_at = None;
            end_round(after, before, now, RoundEnd::HandedOn);
            clear_dispatch(after, now, rules);
        }
        // An agent urges on behalf of callers as often as they call.
        Action::Urge if party == Party::Reporter => {
            after.urges_today = before.urges_on(now) + 1;
            after.urged_at = Some(now);
        }
        Action::Supervise | Action::Remind => {
            let level = input.level.filter(|_| action == Action::Supervise);
            after.supervision_level = before.supervision_level.max(level.unwrap_or(0));
            if let Some(milestone) = input.milestone {
                reach_milestone(after, milestone);
            }
        }
        Action::Exclude => after.excluded = true,
        Action::Adopt => {
            let public = input.public.as_ref().map(ToString::to_string).unwrap_or_default();
            after.adoption = Some(Adoption { at: now, public, points: points(before, input, rules) });
        }
        Action::Archive => after.archived_from = Some(before.state),
        Action::Submit
        | Action::RequestInfo
        | Action::SupplyInfo
        | Action::Supplement
        | Action::Accept
        | Action::RequestReturn
        | Action::Progress
        | Action::Suspend
        | Action::Resume
        | Action::Urge
        | Action::SendBack => {}
    }
}

/// What whoever suggested it gets for it: so many as the city gives, within what one person gets in a year; nobody who
/// is not known. Source: docs/OPINION.md, Rules.
fn points(ticket: &Ticket, input: &Input, rules: &Rules) -> u32 {
    let thanks = rules.settings.thanks;
    let left = thanks.points_per_year.get().saturating_sub(input.points_before);
    if ticket.phone_hash.is_some() { thanks.points.get().min(left) } else { 0 }
}

fn assign(after: &mut Ticket, before: &Ticket, party: Party, input: &Input, now: Timestamp, rules: &Rules) {
    classify(after, input);
    // What the hotline itself has missed by now is not the department's.
    end_round(after, before, now, RoundEnd::HandedOn);
    dispatch_to(after, party, input);
    // Handing on keeps the time that the catalogue has given, until it gives another.
    if input.catalogue_version.is_some() || input.finish.is_some() {
        after.finish = input.finish;
    }
    let limit = limit_of(after, now, rules);
    match input.due_at {
        Some(due) => after.set_deadline_at(due, limit, now, rules),
        None => after.set_deadline(limit, now, rules),
    }
    wait_for_signature(after, now, rules);
    // A person who dispatches has looked.
    after.needs_review = after.needs_review && party == Party::System;
}

/// The time to finish that starts now.
pub(super) fn limit_of(ticket: &Ticket, now: Timestamp, rules: &Rules) -> Limit {
    time_to_finish(ticket.finish, ticket.kind, ticket.urgency, now, rules).limit
}

/// To another department, as it stands: its clock goes on.
fn reassign(after: &mut Ticket, before: &Ticket, party: Party, input: &Input, now: Timestamp, rules: &Rules) {
    let reached = after.milestones & Milestone::FINISHING;
    end_round(after, before, now, RoundEnd::HandedOn);
    dispatch_to(after, party, input);
    after.milestones = reached;
    after.extension = None;
    after.designated = false;
    wait_for_signature(after, now, rules);
}

/// A case of its own again, with its own clock.
fn split(after: &mut Ticket, before: &Ticket, now: Timestamp, rules: &Rules) {
    if before.rounds.is_empty() {
        end_round(after, before, now, RoundEnd::HandedOn);
    }
    (after.parent, after.parent_lead, after.parent_settled_at) = (None, None, None);
    (after.parent_answered, after.parent_ended) = (false, false);
    (after.closed_at, after.rating, after.was_late) = (None, None, false);
    (after.signed_at, after.contacted_at) = (None, None);
    clear_dispatch(after, now, rules);
}

/// What was done so far is kept for whoever did it, and the next begins with nothing done.
fn end_round(after: &mut Ticket, ended: &Ticket, now: Timestamp, end: RoundEnd) {
    keep_round(after, ended, now, end);
    after.was_late = false;
    (after.finished_at, after.answered_at) = (None, None);
    if end != RoundEnd::GoesOn {
        (after.signed_at, after.contacted_at) = (None, None);
        after.milestones = 0;
    }
}

fn keep_round(after: &mut Ticket, ended: &Ticket, now: Timestamp, end: RoundEnd) {
    match ended_round(ended, now, end) {
        Some(round) => after.rounds.push(round),
        // Nothing was done in it; but what comes next is no more under the dispatch of the one before.
        None if end != RoundEnd::GoesOn => {
            if let Some(last) = after.rounds.last_mut() {
                last.goes_on = false;
            }
        }
        None => {}
    }
}

fn dispatch_to(after: &mut Ticket, party: Party, input: &Input) {
    after.lead.clone_from(&input.lead);
    // A set: in one order, each department once, and never the lead itself.
    after.assists.clear();
    for dept in input.assists.iter().filter(|dept| Some(*dept) != input.lead.as_ref()) {
        if let Err(place) = after.assists.binary_search(dept) {
            after.assists.insert(place, dept.clone());
        }
    }
    after.catalogue_version = input.catalogue_version;
    if party == Party::Supervisor && after.responsible != after.lead {
        after.responsible = None;
    }
}

fn wait_for_signature(after: &mut Ticket, now: Timestamp, rules: &Rules) {
    after.assigned_at = Some(now);
    after.signed_at = None;
    after.sign_due_at = Some(rules.after(now, rules.settings.sign));
    let contact_due = rules.after(now, rules.settings.first_contact);
    after.contact_due_at = Some(after.due_at.map_or(contact_due, |due| due.min(contact_due)));
}

/// Back to where no department has it.
fn clear_dispatch(after: &mut Ticket, now: Timestamp, rules: &Rules) {
    (after.lead, after.assists, after.designated) = (None, Vec::new(), false);
    after.extension = None;
    (after.assigned_at, after.sign_due_at, after.contact_due_at) = (None, None, None);
    after.milestones = 0;
    after.set_deadline(limit_of(after, now, rules), now, rules);
}

/// What a person says of the urgency moves the deadline: forward when it rises, and back to what was owed before when
/// that is taken back.
fn follow_urgency(after: &mut Ticket, before: &Ticket, now: Timestamp, rules: &Rules) {
    if after.urgency > before.urgency {
        bring_deadline_forward(after, before, now, rules);
    } else if after.urgency < before.urgency && !after.calmer.is_empty() {
        let place = after.calmer.iter().position(|calmer| calmer.urgency >= after.urgency);
        let place = place.unwrap_or(after.calmer.len() - 1);
        let Some(calmer) = after.calmer.get(place).cloned() else { return };
        after.calmer.truncate(place);
        // An extension since then may have given more.
        after.due_at = before.due_at.max(Some(calmer.due_at));
        after.allowance = Some(Allowance { seconds: calmer.seconds, clock: calmer.clock });
        after.milestones &= !Milestone::FINISHING;
        if calmer.urgency < after.urgency {
            let stood = Ticket { urgency: calmer.urgency, ..after.clone() };
            bring_deadline_forward(after, &stood, now, rules);
        }
    }
}

/// What turns out to be more urgent is due when the shorter limit, counted from when the clock began to
/// run, is over; never later than before. Whoever hears of it when that limit is nearly or wholly over
/// has what is left of it after the reminder, and is reminded at once: nobody is late for hours in which
/// it was not urgent yet.
fn bring_deadline_forward(after: &mut Ticket, before: &Ticket, now: Timestamp, rules: &Rules) {
    let Some(due) = before.due_at else { return };
    let now = before.stopped_at.unwrap_or(now);
    if !after.state.owes_work() || due <= now {
        return;
    }
    let limit = limit_of(after, now, rules);
    let given = rules.calendar.allowance(limit);
    let counted = rules.after(began(before, due, now, rules), limit);
    let left = given.seconds * (100 - i64::from(rules.settings.remind_percent.get())) / 100;
    let hastened = counted.max(rules.calendar.shifted(now, left, given.clock));
    if hastened < due {
        let stood = before.allowance.unwrap_or(given);
        after.calmer.push(CalmerDeadline {
            urgency: before.urgency,
            due_at: due,
            seconds: stood.seconds,
            clock: stood.clock,
        });
        after.due_at = Some(hastened);
        after.allowance = Some(given);
        after.milestones &= !Milestone::FINISHING;
        after.contact_due_at = before.contact_due_at.map(|contact| contact.min(hastened));
    }
}

/// Somebody is in danger, as the citizen says later: the shortest clock from now on, and a person has to look. Whoever
/// looked may take it back.
pub(crate) fn hear_danger(change: &mut Change, before: &Ticket, now: Timestamp, rules: &Rules) {
    let after = &mut change.ticket;
    let known = after.urgency == Urgency::Emergency;
    if !after.state.is_open() {
        return;
    }
    // Where nobody works on it any more, whatever it was before.
    after.needs_review |= !known || after.state == State::FollowUp;
    if known {
        return;
    }
    let calm = after.clone();
    after.urgency = Urgency::Emergency;
    bring_deadline_forward(after, &calm, now, rules);
    after.wake_at = timers::next(after, rules, now).map(|(at, _)| at);
    change.event.due_at = after.due_at.filter(|due| before.due_at != Some(*due)).or(change.event.due_at);
    let told = [change.event.note.take(), Some(Urgency::Emergency.to_string())];
    change.event.note = Some(told.into_iter().flatten().collect::<Vec<_>>().join("\n"));
}

/// When the time to finish began that ends at `due`, moved on by the pauses since. Counting back by
/// working time ends at a working hour; without a pause the clock may have begun in the night before it.
fn began(ticket: &Ticket, due: Timestamp, now: Timestamp, rules: &Rules) -> Timestamp {
    let usual = || rules.calendar.allowance(limit_of(ticket, now, rules));
    let Allowance { seconds, clock } = ticket.allowance.unwrap_or_else(usual);
    let latest = rules.calendar.shifted(due, -seconds, clock);
    let fits = |at: &Timestamp| *at <= latest && rules.calendar.between(*at, latest, clock) == 0;
    let known = [Some(ticket.created_at), ticket.assigned_at];
    known.into_iter().flatten().filter(fits).max().unwrap_or(latest)
}

fn extend(after: &mut Ticket, before: &Ticket, now: Timestamp, rules: &Rules) {
    // A pause since the request may have moved the deadline further than was asked for.
    let due = before.due_at.max(before.extension.as_ref().map(|extension| extension.due_at));
    if let (Some(old), Some(new)) = (before.due_at, due) {
        let clock = clock_of(before, now, rules);
        let given = before.allowance.map_or(0, |allowance| allowance.seconds);
        let seconds = given + rules.calendar.between(old, new, clock);
        after.allowance = Some(Allowance { seconds, clock });
    }
    if due > before.due_at {
        // What was nearly due or late has time again; that it was late once is remembered, unless the extension
        // was asked for in time.
        let in_time = before.extension.as_ref().is_some_and(|extension| extension.in_time);
        after.was_late = !in_time && (before.was_late || Milestone::Late.is_set(before.milestones));
        after.milestones &= !Milestone::FINISHING;
    }
    after.due_at = due;
    after.extensions += 1;
    after.extension = None;
}

/// A milestone stands for those before it on the way to the deadline.
fn reach_milestone(after: &mut Ticket, milestone: Milestone) {
    after.milestones |= milestone.bit();
    if Milestone::FINISHING & milestone.bit() != 0 {
        let before = Milestone::ALL
            .into_iter()
            .filter(|other| *other < milestone && Milestone::FINISHING & other.bit() != 0);
        after.milestones |= before.fold(0, |bits, other| bits | other.bit());
    }
    after.was_late = after.was_late || Milestone::Late.is_set(after.milestones);
}

/// A machine's suggestion is kept as what it is; a person's word decides.
fn classify(after: &mut Ticket, input: &Input) {
    let suggested = input.suggestion.as_ref().map(|suggestion| suggestion.kind);
    set_kind(after, input.kind.or(suggested).unwrap_or(after.kind));
    if let Some(suggestion) = &input.suggestion {
        after.category = Some(suggestion.category);
        after.urgency = suggestion.urgency;
        after.needs_review = suggestion.needs_review;
        after.suggestion = Some(Suggestion { confirmed: false, ..suggestion.clone() });
        if let Some(found) = &suggestion.district {
            after.demand.place(found);
        }
    }
    if let Some(category) = input.category {
        // What the catalogue gives is for its category.
        after.finish = after.finish.filter(|_| after.category == Some(category));
        after.category = Some(category);
        after.needs_review = false;
        if let Some(suggestion) = &mut after.suggestion {
            suggestion.confirmed = suggestion.category == category;
        }
    }
    after.subcategory = input.subcategory.or(after.subcategory);
    // What belongs to another category says nothing of this one.
    let belongs = |sub: &Subcategory| after.category.is_some_and(|category| sub.belongs_to(category));
    after.subcategory = after.subcategory.filter(belongs);
    after.urgency = input.urgency.unwrap_or(after.urgency);
    if input.against.is_some() {
        after.against.clone_from(&input.against);
    }
    after.repeat_of = after.repeat_of.or(input.repeat_of);
}

/// The one way in which a kind changes. The deadline stays: the next one that is set is of the new kind. Who reported
/// something stays protected when it turns out to be no report: a slip must not tell the accused, and whoever means it
/// says so with the reporter's data.
fn set_kind(after: &mut Ticket, kind: Kind) {
    after.reporter.confidential |= after.kind == Kind::Report && kind != Kind::Report;
    after.kind = kind;
}

fn rate(after: &mut Ticket, before: &Ticket, input: &Input, now: Timestamp, rules: &Rules) {
    after.rating = input.satisfaction.map(|satisfaction| Rating {
        resolved: input.resolved.unwrap_or(false),
        satisfaction,
        comment: input.public.as_ref().map(ToString::to_string),
    });
    match after.state {
        State::Closed => after.closed_at = Some(now),
        State::InProgress | State::Accepted => rework(after, before, now, rules),
        State::Merged => after.rounds.push(judgement(after, before.parent_lead.clone(), now)),
        _ => dispute(after),
    }
}

/// A supervisor decides.
pub(super) fn dispute(after: &mut Ticket) {
    after.disputed = true;
    after.supervision_level = after.supervision_level.max(1);
}

/// Once more, with a time of its own, which ends no sooner than what there was before. What was done and how it was judged
/// stays counted.
pub(super) fn rework(after: &mut Ticket, before: &Ticket, now: Timestamp, rules: &Rules) {
    after.rework_count += 1;
    after.disputed = false;
    let judged = Ticket { rating: after.rating.clone(), rework_count: after.rework_count, ..before.clone() };
    end_round(after, &judged, now, RoundEnd::GoesOn);
    let limit = limit_of(after, now, rules);
    match before.due_at.filter(|due| *due > rules.after(now, limit)) {
        Some(due) => after.set_deadline_at(due, limit, now, rules),
        None => after.set_deadline(limit, now, rules),
    }
}

/// A reason that the citizen may read. A note is for staff, even where it has to do for a reason.
fn reason(input: &Input) -> Option<String> {
    input.reason.as_ref().or(input.public.as_ref()).map(ToString::to_string)
}

/// Whether the reason is what the citizen reads of this action.
fn publishes_reason(action: Action, input: &Input) -> bool {
    matches!(action, Action::Decline | Action::Reopen | Action::RejectExtension) && input.public.is_none()
}

/// What the citizen reads of this action.
fn public_text(ticket: &Ticket, action: Action, input: &Input) -> Option<String> {
    let reason = input.reason.as_ref().filter(|_| publishes_reason(action, input));
    let public = input.public.as_ref().or(reason).map(ToString::to_string);
    match action {
        Action::Decline => {
            let told = [public, input.turn_to.as_ref().map(ToString::to_string)];
            Some(told.into_iter().flatten().collect::<Vec<_>>().join("\n"))
        }
        // The citizen is told why it takes longer.
        Action::ApproveExtension => {
            let asked = || ticket.extension.as_ref().map(|extension| extension.reason.clone());
            public.or_else(asked).filter(|reason| !reason.is_empty())
        }
        _ => public,
    }
}

/// What staff read of it beside that.
fn internal_text(action: Action, input: &Input) -> Option<String> {
    let mut parts: Vec<String> = Vec::new();
    if let Some(code) = &input.reason_code {
        parts.push(format!("[{code}]"));
    }
    let reason = input.reason.as_ref().filter(|_| !publishes_reason(action, input));
    let texts = [reason, input.cause.as_ref(), input.note.as_ref()];
    parts.extend(texts.into_iter().flatten().map(ToString::to_string));
    if let Some(level) = input.level.filter(|_| action == Action::Supervise) {
        parts.push(format!("level {level}"));
    }
    if let Some(parent) = input.parent.filter(|_| action == Action::Merge) {
        parts.push(format!("→ {parent}"));
    }
    if let Some(call) = input.call.as_ref().filter(|_| matches!(action, Action::Rate | Action::Withdraw)) {
        parts.push(format!("call {call}"));
    }
    if action == Action::Classify {
        parts.extend(input.category.map(|category| category.to_string()));
        parts.extend(input.kind.map(|kind| kind.to_string()));
        parts.extend(input.urgency.map(|urgency| urgency.to_string()));
    }
    if action == Action::Correct {
        let named = rule_of(action).into_iter().flat_map(|rule| rule.needs).flat_map(|need| need.0);
        let named: Vec<&str> =
            named.filter(|field| input.carries(**field)).map(|field| field.as_str()).collect();
        parts.push(named.join(", "));
    }
    (!parts.is_empty()).then(|| parts.join("\n"))
}
