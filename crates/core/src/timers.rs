//! What the system does to a ticket because time has passed: reminding and supervising on the way
//! to a deadline and past it, closing what nobody rates, archiving, purging the person.
//!
//! [`next`] says what comes next and when; that moment is stored with the ticket, so that the
//! scheduled work finds what is due by one index and looks at nothing else.

use minsheng_types::clock::{DAY, Timestamp};
use minsheng_types::words::State;

use crate::milestone::Milestone;
use crate::rules::Rules;
use crate::ticket::Ticket;
use crate::time_to_finish::time_to_finish;

/// A scheduled step of the system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Milestone(Milestone),
    Close,
    Archive,
    /// Deletes the reporter's data; the case stays.
    Erase,
    /// Nothing yet: check again then.
    Recheck,
}

impl Ticket {
    /// Starts the clock: what waits for a person is owed by a time like everything else, and an
    /// emergency by the shortest. Dispatching sets the department's own deadline.
    #[must_use]
    pub fn on_the_clock(mut self, rules: &Rules) -> Self {
        let given = time_to_finish(self.finish, self.kind, self.urgency, self.updated_at, rules);
        self.set_deadline(given.limit, self.updated_at, rules);
        self.wake_at = next(&self, rules, self.updated_at).map(|(at, _)| at);
        self
    }
}

/// What the clock does next with the ticket, and when; that may be in the past. Of several milestones
/// that have been passed unseen the latest counts, and stands for those before it.
#[must_use]
pub fn next(ticket: &Ticket, rules: &Rules, now: Timestamp) -> Option<(Timestamp, Step)> {
    let settings = &rules.settings;
    match ticket.state {
        State::FollowUp if ticket.disputed => None,
        State::FollowUp => {
            let since = ticket.answered_at.unwrap_or(ticket.updated_at);
            Some((since.plus(settings.close_unrated_days.days()), Step::Close))
        }
        State::Merged if !ticket.parent_answered && ticket.parent_settled_at.is_none() => {
            let ripe = archived_at(ticket, rules);
            Some((if ripe > now { ripe } else { now.plus(DAY) }, Step::Recheck))
        }
        State::Closed | State::Declined | State::Merged | State::Withdrawn => {
            Some((archived_at(ticket, rules), Step::Archive))
        }
        // What is kept sealed does not show in the ticket: whether there is any, whoever erases sees.
        State::Archived if ticket.erased_at.is_none() => {
            let kept = settings.retention.personal_data_days.days();
            Some((archived_at(ticket, rules).plus(kept), Step::Erase))
        }
        State::Archived => None,
        _ => next_milestone(ticket, rules, now),
    }
}

/// What was finished may still be reopened for a while; what was merged may be rated as long from
/// its parent's answer on.
fn archived_at(ticket: &Ticket, rules: &Rules) -> Timestamp {
    let kept = rules.settings.archive_days.days().max(rules.settings.reopen_days.days());
    over_at(ticket).plus(kept)
}

/// When it was finished, and what it was merged into.
fn over_at(ticket: &Ticket) -> Timestamp {
    let finished = ticket.closed_at.unwrap_or(ticket.updated_at);
    ticket.parent_settled_at.map_or(finished, |settled| settled.max(finished))
}

/// Whether the ticket may lie in the archive: its time is over, nothing is due of it any more, and it says nothing of a
/// person. What was adopted is told of to everybody, and stays. Source: docs/DOMAIN.md, Retention.
#[must_use]
pub fn is_cold(ticket: &Ticket, rules: &Rules, now: Timestamp) -> bool {
    let Some(days) = rules.settings.retention.cold_days else { return false };
    let says_of_nobody = ticket.phone_hash.is_none()
        && ticket.name_hash.is_none()
        && ticket.external_ref.is_none()
        && !ticket.holds_personal_data();
    ticket.state == State::Archived
        && ticket.wake_at.is_none()
        && ticket.adoption.is_none()
        && says_of_nobody
        && over_at(ticket).plus(days.days()) <= now
}

fn next_milestone(ticket: &Ticket, rules: &Rules, now: Timestamp) -> Option<(Timestamp, Step)> {
    let is_finishing = |milestone: Milestone| Milestone::FINISHING & milestone.bit() != 0;
    let ahead = || {
        let unset = Milestone::ALL.into_iter().filter(|milestone| !milestone.is_set(ticket.milestones));
        unset.filter_map(|milestone| Some((milestone_at(ticket, milestone, rules)?, milestone)))
    };
    let first = ahead().min()?;
    let passed = ahead().filter(|(at, milestone)| *at <= now && is_finishing(*milestone)).max();
    let (at, milestone) = passed.filter(|_| is_finishing(first.1)).unwrap_or(first);
    Some((at, Step::Milestone(milestone)))
}

/// When the ticket reaches the milestone as it stands; `None` when it is not on the way to it.
#[must_use]
pub fn milestone_at(ticket: &Ticket, milestone: Milestone, rules: &Rules) -> Option<Timestamp> {
    if ticket.stopped_at.is_some() || !ticket.state.owes_work() {
        return None;
    }
    if ticket.awaits_extension_in_time() && milestone >= Milestone::Late {
        return None;
    }
    let finishing = |share: i64| {
        let (due, allowance) = (ticket.due_at?, ticket.allowance?);
        // Hundredths of the time, counted from the deadline.
        let seconds = allowance.seconds.saturating_mul(share) / 100;
        Some(rules.calendar.shifted(due, seconds, allowance.clock))
    };
    match milestone {
        Milestone::SignLate => ticket.sign_due_at.filter(|_| ticket.state == State::Assigned),
        Milestone::ContactLate => ticket.contact_due_at.filter(|_| ticket.contacted_at.is_none()),
        Milestone::NearlyDue => finishing(i64::from(rules.settings.remind_percent.get()) - 100),
        Milestone::Late => ticket.due_at,
        Milestone::TwiceLate => finishing(100),
        Milestone::ThriceLate => finishing(200),
    }
}
