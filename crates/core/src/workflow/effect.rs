//! What an action changes. Permission and requirements are the table's; this is the rest of the
//! rule: times that start and stop, counters, and the event that goes into the history.

use std::collections::BTreeSet;

use super::{Fault, Field, Input, Rule, Target, allowed_actions, rule_of};
use crate::access::{Caller, Party};
use crate::clock::Timestamp;
use crate::deadline::{self, Calendar};
use crate::invalid::Invalid;
use crate::ticket::{Event, ExtensionRequest, Rating, Reply, Ticket};
use crate::words::{Action, Satisfaction, State};

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
    Forbidden { state: State, allowed: Vec<Action> },
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
    calendar: &Calendar,
) -> Result<Change, Refusal> {
    let forbidden = || Refusal::Forbidden {
        state: ticket.state,
        allowed: allowed_actions(ticket, parties, now, calendar),
    };
    let rule = rule_of(action).ok_or_else(forbidden)?;
    let party = rule.acting_party(ticket, parties, now, calendar).ok_or_else(forbidden)?;
    let mut faults = missing(rule, input);
    faults.extend(out_of_range(ticket, action, input, now, calendar));
    if !faults.is_empty() {
        return Err(Refusal::Faulty(faults));
    }

    let mut after = ticket.clone();
    after.version += 1;
    after.updated_at = now;
    after.state = target(rule.to, ticket, input);
    clock(ticket, &mut after, now, calendar);
    consequences(&mut after, ticket, (action, party), input, now, calendar);
    let event = Event {
        seq: after.version,
        at: now,
        action,
        role: party.role(),
        sub: caller.sub.clone(),
        dept: caller.dept.clone().filter(|_| matches!(party, Party::Lead | Party::Assist)),
        from: Some(ticket.state),
        to: after.state,
        lead: after.lead.clone().filter(|_| action == Action::Assign),
        due_at: match action {
            Action::RequestExtension => input.due_at,
            _ => after.due_at.filter(|due| ticket.due_at != Some(*due)),
        },
        public: public_text(ticket, action, input),
        note: internal_text(action, input),
    };
    Ok(Change { ticket: after, event })
}

fn missing(rule: &Rule, input: &Input) -> Vec<Fault> {
    let unmet = rule.needs.iter().filter(|need| !need.0.iter().any(|field| input.carries(*field)));
    unmet.filter_map(|need| need.0.first()).map(|field| Fault::of(*field, Invalid::Missing)).collect()
}

/// Values that are well formed but impossible here.
fn out_of_range(
    ticket: &Ticket,
    action: Action,
    input: &Input,
    now: Timestamp,
    calendar: &Calendar,
) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut refuse = |field, wrong: bool| {
        if wrong {
            faults.push(Fault::of(field, Invalid::OutOfRange));
        }
    };
    match action {
        Action::Assign => refuse(Field::DueAt, input.due_at.is_some_and(|due| due <= now)),
        Action::RequestExtension => {
            let current = ticket.due_at.unwrap_or(now);
            let latest = calendar.after(current.max(now), deadline::EXTENSION);
            refuse(Field::DueAt, input.due_at.is_some_and(|due| due <= current || due > latest));
        }
        Action::Supervise => refuse(Field::Level, input.level.is_some_and(|level| !(1..=3).contains(&level))),
        Action::Merge => refuse(Field::Parent, input.parent == Some(ticket.id)),
        _ => {}
    }
    faults
}

fn target(target: Target, ticket: &Ticket, input: &Input) -> State {
    match target {
        Target::To(state) => state,
        Target::Same => ticket.state,
        // Not content for the first time: back to work at once. The second time it closes, and a
        // supervisor, whose attention it has then, may reopen it.
        Target::Judged if is_discontent(input) && ticket.rework_count == 0 && ticket.lead.is_some() => {
            State::InProgress
        }
        Target::Judged => State::Closed,
    }
}

fn is_discontent(input: &Input) -> bool {
    input.resolved == Some(false) || input.satisfaction == Some(Satisfaction::Dissatisfied)
}

/// Stops the deadline clock on the way into a state in which it stands, restarts it on the way out.
fn clock(before: &Ticket, after: &mut Ticket, now: Timestamp, calendar: &Calendar) {
    match (before.stopped_at, after.state.stops_the_clock()) {
        (None, true) => after.stopped_at = Some(now),
        (Some(stopped), false) => {
            let limit = deadline::finish(before.kind, before.urgency);
            after.due_at = before.due_at.map(|due| calendar.resumed(due, stopped, now, limit));
            after.sign_due_at =
                before.sign_due_at.map(|due| calendar.resumed(due, stopped, now, deadline::SIGN));
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
    calendar: &Calendar,
) {
    let finish = |ticket: &Ticket| calendar.after(now, deadline::finish(ticket.kind, ticket.urgency));
    match action {
        Action::Classify => classify(after, input),
        Action::Assign => {
            classify(after, input);
            after.lead.clone_from(&input.lead);
            // A set: in one order, each department once, and never the lead itself.
            let assists: BTreeSet<_> =
                input.assists.iter().filter(|dept| Some(*dept) != input.lead.as_ref()).collect();
            after.assists = assists.into_iter().cloned().collect();
            after.assigned_at = Some(now);
            after.sign_due_at = Some(calendar.after(now, deadline::SIGN));
            after.due_at = Some(input.due_at.unwrap_or_else(|| finish(after)));
            after.signed_at = None;
            // A person who dispatches has looked.
            after.needs_review = after.needs_review && party == Party::System;
        }
        Action::Sign => after.signed_at = Some(now),
        Action::ApproveReturn => {
            after.returns += 1;
            (after.lead, after.assists, after.designated) = (None, Vec::new(), false);
            (after.assigned_at, after.sign_due_at, after.due_at) = (None, None, Some(finish(before)));
        }
        Action::RejectReturn => after.designated = true,
        Action::Contact => after.contacted_at = before.contacted_at.or(Some(now)),
        Action::RequestExtension => {
            after.extension = input
                .due_at
                .map(|due_at| ExtensionRequest { due_at, reason: reason(input).unwrap_or_default() });
        }
        Action::ApproveExtension => {
            // A pause since the request may have moved the deadline further than was asked for.
            after.due_at = before.due_at.max(before.extension.as_ref().map(|extension| extension.due_at));
            after.extensions += 1;
            after.extension = None;
        }
        Action::RejectExtension => after.extension = None,
        Action::Reply | Action::Answer => {
            after.extension = None;
            let public = input.public.as_ref().map(ToString::to_string).unwrap_or_default();
            after.reply = Some(Reply { public, resolved: input.resolved.unwrap_or(true) });
        }
        Action::Rate => rate(after, input, finish(before), now),
        Action::Close | Action::Decline | Action::Merge | Action::Withdraw => {
            after.closed_at = Some(now);
            if action == Action::Merge {
                after.parent = input.parent;
            }
        }
        Action::Reopen => {
            (after.closed_at, after.lead, after.assists, after.designated) = (None, None, Vec::new(), false);
            (after.assigned_at, after.sign_due_at, after.due_at) = (None, None, Some(finish(before)));
        }
        // An agent urges on behalf of callers as often as they call.
        Action::Urge if party == Party::Reporter => {
            after.urges_today = before.urges_on(now) + 1;
            after.urged_at = Some(now);
        }
        Action::Supervise => after.supervision_level = before.supervision_level.max(input.level.unwrap_or(1)),
        Action::Exclude => after.excluded = true,
        Action::Submit
        | Action::RequestInfo
        | Action::SupplyInfo
        | Action::Accept
        | Action::RequestReturn
        | Action::Progress
        | Action::Suspend
        | Action::Resume
        | Action::Approve
        | Action::Urge
        | Action::SendBack
        | Action::Archive => {}
    }
}

/// A machine's suggestion is kept as what it is; a person's word decides.
fn classify(after: &mut Ticket, input: &Input) {
    if let Some(suggestion) = &input.suggestion {
        after.category = Some(suggestion.category);
        after.kind = suggestion.kind;
        after.urgency = suggestion.urgency;
        after.needs_review = suggestion.needs_review;
        after.suggestion = Some(suggestion.clone());
    }
    if let Some(category) = input.category {
        after.category = Some(category);
        after.needs_review = false;
    }
    after.kind = input.kind.unwrap_or(after.kind);
    after.urgency = input.urgency.unwrap_or(after.urgency);
}

fn rate(after: &mut Ticket, input: &Input, new_due: Timestamp, now: Timestamp) {
    after.rating = input.satisfaction.map(|satisfaction| Rating {
        resolved: input.resolved.unwrap_or(false),
        satisfaction,
        comment: input.public.as_ref().map(ToString::to_string),
    });
    if after.state == State::Closed {
        after.closed_at = Some(now);
        if is_discontent(input) {
            after.supervision_level = after.supervision_level.max(1);
        }
    } else {
        after.rework_count += 1;
        after.due_at = Some(new_due);
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
    if action == Action::Classify {
        parts.extend(input.category.map(|category| category.to_string()));
        parts.extend(input.kind.map(|kind| kind.to_string()));
        parts.extend(input.urgency.map(|urgency| urgency.to_string()));
    }
    (!parts.is_empty()).then(|| parts.join("\n"))
}
