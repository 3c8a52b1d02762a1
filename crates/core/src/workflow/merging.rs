//! One case, many reporters, and none of them worse off than alone: what may be merged into what, and what happens to
//! the case when something happens to a ticket that was merged into it. Source: docs/DOMAIN.md, Merging and repeats.

use minsheng_types::clock::Timestamp;
use minsheng_types::fault::{Fault, Field};
use minsheng_types::ids::TicketId;
use minsheng_types::invalid::Invalid;
use minsheng_types::text::DeptCode;
use minsheng_types::words::{Action, Role, State};

use super::effect::{Change, Refusal, dispute, hear_danger, is_discontent, limit_of, rework};
use super::input::Input;
use super::table::UNANSWERED;
use crate::deadline::Allowance;
use crate::milestone::Milestone;
use crate::rules::Rules;
use crate::ticket::{Event, Ticket};
use crate::timers;

/// What of a ticket decides whether it and another may become one case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Side<'a> {
    pub id: TicketId,
    pub state: State,
    /// Nobody who works on it learns who the reporter is.
    pub protected: bool,
    pub against: Option<&'a DeptCode>,
}

impl<'a> Side<'a> {
    #[must_use]
    pub fn of(ticket: &'a Ticket) -> Self {
        let protected = ticket.protects_the_reporter();
        Self { id: ticket.id, state: ticket.state, protected, against: ticket.against.as_ref() }
    }
}

/// Whether `child` may be merged into `parent`: both wait for an answer, and neither citizen would learn what is kept
/// from the other, nor a department of a matter that accuses it.
///
/// # Errors
/// What is wrong with the parent.
pub fn may_be_merged(child: Side<'_>, parent: Side<'_>) -> Result<(), Invalid> {
    let unanswered = |side: Side<'_>| UNANSWERED.contains(&side.state);
    if child.id == parent.id || !unanswered(child) || !unanswered(parent) {
        return Err(Invalid::Unmergeable);
    }
    if child.protected != parent.protected || child.against != parent.against {
        return Err(Invalid::KeptApart);
    }
    Ok(())
}

/// What an action on a ticket makes of the one that it is, or was, merged into; nothing where it leaves that one as it
/// is. `child` is the ticket as it was, `change` what the action has made of it, and `danger` whether what was said with it
/// speaks of any.
///
/// # Errors
/// [`Refusal::Faulty`] when it may not be merged into that one.
pub fn apply_to_parent(
    child: &Ticket,
    change: &Change,
    parent: &Ticket,
    input: &Input,
    danger: bool,
    now: Timestamp,
    rules: &Rules,
) -> Result<Option<Change>, Refusal> {
    let mut after = parent.clone();
    match change.event.action {
        Action::Merge => {
            may_be_merged(Side::of(child), Side::of(parent))
                .map_err(|invalid| Refusal::Faulty(vec![Fault::of(Field::Parent, invalid)]))?;
            take_over(&mut after, &change.ticket, now, rules);
            after.has_children = true;
        }
        Action::Rate if child.state == State::Merged && is_discontent(input) && is_answered(parent) => {
            judge(&mut after, parent, now, rules);
        }
        // Whoever works on the case is pressed, and reads what is added.
        Action::Urge | Action::Supplement if child.state == State::Merged && parent.state.is_open() => {}
        _ => return Ok(None),
    }
    after.version += 1;
    after.updated_at = now;
    after.wake_at = timers::next(&after, rules, now).map(|(at, _)| at);
    let event = Event {
        seq: after.version,
        from: Some(parent.state),
        to: after.state,
        dept: None,
        lead: None,
        due_at: after.due_at.filter(|due| parent.due_at != Some(*due)),
        // What one citizen says is not the other's to read; that they said it is.
        public: None,
        note: Some(format!("← {}", child.id)),
        cited: None,
        before: None,
        sub: if change.event.role == Role::Reporter { String::new() } else { change.event.sub.clone() },
        ..change.event.clone()
    };
    let mut above = Change { ticket: after, event };
    if danger {
        hear_danger(&mut above, parent, now, rules);
    }
    Ok(Some(above))
}

/// An answer stands that nobody disputes yet.
fn is_answered(parent: &Ticket) -> bool {
    let ended = matches!(parent.state, State::FollowUp | State::Closed);
    ended && parent.answered_at.is_some() && !parent.disputed
}

/// As its own reporter's discontent: back to work the first time, a supervisor's the second.
fn judge(after: &mut Ticket, parent: &Ticket, now: Timestamp, rules: &Rules) {
    after.closed_at = None;
    if parent.rework_count > 0 {
        after.state = State::FollowUp;
        return dispute(after);
    }
    after.state = if parent.lead.is_some() { State::InProgress } else { State::Accepted };
    rework(after, parent, now, rules);
}

/// The highest urgency and the earliest deadline of both.
fn take_over(after: &mut Ticket, child: &Ticket, now: Timestamp, rules: &Rules) {
    after.urgency = after.urgency.max(child.urgency);
    let usual = || rules.calendar.allowance(limit_of(child, now, rules));
    let Some(due) = child.due_at else { return };
    let allowance = child.allowance.unwrap_or_else(usual);
    let Allowance { seconds, clock } = allowance;
    // What has been missed was not missed by whoever works on this one: they have the time after the reminder.
    let left = seconds * (100 - i64::from(rules.settings.remind_percent.get())) / 100;
    let due = if due > now { due } else { rules.calendar.shifted(now, left, clock) };
    // Where the clock stands still, what is left is left from when it stopped.
    let due = match after.stopped_at {
        Some(stopped) => rules.calendar.shifted(stopped, rules.calendar.between(now, due, clock), clock),
        None => due,
    };
    if after.due_at.is_none_or(|own| due < own) {
        after.due_at = Some(due);
        after.allowance = Some(allowance);
        after.milestones &= !Milestone::FINISHING;
        after.contact_due_at = after.contact_due_at.map(|contact| contact.min(due));
    }
    // Taking back an urgency of before does not give back more than the child has.
    after.calmer.clear();
}
