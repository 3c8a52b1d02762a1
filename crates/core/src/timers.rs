//! What the system does to a ticket because time has passed: reminding and supervising on the way
//! to a deadline and past it, closing what nobody rates, archiving, forgetting the person.
//!
//! [`next`] says what comes next and when; that moment is stored with the ticket, so that the
//! scheduled work finds what is due by one index and looks at nothing else.

use crate::access::Caller;
use crate::clock::{DAY, Timestamp};
use crate::settings::Rules;
use crate::text::Remark;
use crate::ticket::Ticket;
use crate::words::{Action, Lang, Role, State};
use crate::workflow::{Change, Input, apply_by_itself};

/// A moment of a ticket's way that the system acts on, once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// The department has not signed in time.
    SignLate,
    /// The citizen has not been contacted in time.
    ContactLate,
    /// Most of the time to finish is over, 80 % by default.
    NearlyDue,
    /// The deadline has passed …
    Late,
    /// … and as much time again …
    TwiceLate,
    /// … and twice as much.
    ThriceLate,
}

impl Mark {
    pub const ALL: [Self; 6] =
        [Self::SignLate, Self::ContactLate, Self::NearlyDue, Self::Late, Self::TwiceLate, Self::ThriceLate];

    #[must_use]
    pub const fn bit(self) -> u32 {
        1 << self as u32
    }

    #[must_use]
    pub const fn is_set(self, marks: u32) -> bool {
        marks & self.bit() != 0
    }

    /// Marks of the way to the deadline, which start over with a new one.
    pub const FINISHING: u32 =
        Self::NearlyDue.bit() | Self::Late.bit() | Self::TwiceLate.bit() | Self::ThriceLate.bit();

    /// The level to which a supervisor's attention is raised; `None` for a mere reminder.
    /// Source: `domain.md`, Deadlines: overdue level 1, twice the time 2, three times 3.
    #[must_use]
    pub const fn level(self) -> Option<u32> {
        match self {
            Self::ContactLate | Self::NearlyDue => None,
            Self::SignLate | Self::Late => Some(1),
            Self::TwiceLate => Some(2),
            Self::ThriceLate => Some(3),
        }
    }

    /// What stands in the history.
    #[must_use]
    pub const fn reason(self, lang: Lang) -> &'static str {
        match self {
            Self::SignLate => lang.of("逾期未签收", "not signed in time"),
            Self::ContactLate => lang.of("逾期未联系群众", "the citizen was not contacted in time"),
            Self::NearlyDue => lang.of("即将到期", "nearly due"),
            Self::Late => lang.of("办理逾期", "overdue"),
            Self::TwiceLate => lang.of("办理时间已达时限两倍", "twice the time has passed"),
            Self::ThriceLate => lang.of("办理时间已达时限三倍", "three times the time has passed"),
        }
    }
}

/// Something that the system does by the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Mark(Mark),
    Close,
    Archive,
    /// Deletes the reporter's data; the case stays.
    Erase,
    /// Nothing yet: look again then.
    LookAgain,
}

impl Step {
    /// The workflow's action for it, with what it carries; `None` where it is none of the workflow's.
    #[must_use]
    pub fn action(self) -> Option<(Action, Input)> {
        match self {
            Self::Mark(mark) => {
                let text = format!("{} / {}", mark.reason(Lang::Zh), mark.reason(Lang::En));
                let input = Input {
                    level: mark.level(),
                    reason: Remark::parse(&text).ok(),
                    mark: Some(mark),
                    ..Input::default()
                };
                let action = if mark.level().is_some() { Action::Supervise } else { Action::Remind };
                Some((action, input))
            }
            Self::Close => Some((Action::Close, Input::default())),
            Self::Archive => Some((Action::Archive, Input::default())),
            Self::Erase | Self::LookAgain => None,
        }
    }
}

/// What the system is called in histories and in the audit log when the clock acts.
pub const SYSTEM: &str = "system:tick";

/// What there is to do about a ticket that was to be looked at.
#[derive(Clone, Debug, PartialEq)]
pub enum Due {
    /// An action of the workflow, as the step that it is.
    Act(Step, Box<Change>),
    /// The reporter's data is to go.
    Erase,
    /// Nothing but to look again then, if ever.
    Look(Option<Timestamp>),
}

/// What there is to do about the ticket now.
#[must_use]
pub fn due(ticket: &Ticket, rules: &Rules, now: Timestamp) -> Due {
    let (step, at) = match next(ticket, rules, now) {
        None => return Due::Look(None),
        Some((at, _)) if at > now => return Due::Look(Some(at)),
        Some((at, step)) => (step, at),
    };
    let Some((action, input)) = step.action() else {
        return if step == Step::Erase { Due::Erase } else { Due::Look(Some(at.max(now.plus(DAY)))) };
    };
    match by_the_clock(ticket, action, &input, now, rules) {
        Some(change) => Due::Act(step, Box::new(change)),
        // Were it ever refused, it must not be tried minute after minute in front of all others.
        None => Due::Look(Some(now.plus(DAY))),
    }
}

/// What an action of the scheduled work makes of the ticket; `None` where the workflow refuses it.
#[must_use]
pub fn by_the_clock(
    ticket: &Ticket,
    action: Action,
    input: &Input,
    now: Timestamp,
    rules: &Rules,
) -> Option<Change> {
    let system = Caller { sub: SYSTEM.into(), roles: vec![Role::System], ..Caller::anonymous() };
    apply_by_itself(ticket, &system, action, input, now, rules).ok()
}

/// What the clock does next with the ticket, and when; that may be in the past. Of several marks
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
            Some((if ripe > now { ripe } else { now.plus(DAY) }, Step::LookAgain))
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
        _ => next_mark(ticket, rules, now),
    }
}

/// What was finished may still be reopened for a while; what was merged may be rated as long from
/// its parent's answer on.
fn archived_at(ticket: &Ticket, rules: &Rules) -> Timestamp {
    let kept = rules.settings.archive_days.days().max(rules.settings.reopen_days.days());
    let finished = ticket.closed_at.unwrap_or(ticket.updated_at);
    ticket.parent_settled_at.map_or(finished, |settled| settled.max(finished)).plus(kept)
}

fn next_mark(ticket: &Ticket, rules: &Rules, now: Timestamp) -> Option<(Timestamp, Step)> {
    let is_finishing = |mark: Mark| Mark::FINISHING & mark.bit() != 0;
    let ahead = || {
        let unset = Mark::ALL.into_iter().filter(|mark| !mark.is_set(ticket.marks));
        unset.filter_map(|mark| Some((moment(ticket, mark, rules)?, mark)))
    };
    let first = ahead().min()?;
    let passed = ahead().filter(|(at, mark)| *at <= now && is_finishing(*mark)).max();
    let (at, mark) = passed.filter(|_| is_finishing(first.1)).unwrap_or(first);
    Some((at, Step::Mark(mark)))
}

/// When the ticket reaches the mark as it stands; `None` when it is not on the way to it.
#[must_use]
pub fn moment(ticket: &Ticket, mark: Mark, rules: &Rules) -> Option<Timestamp> {
    if ticket.stopped_at.is_some() || !ticket.state.owes_work() {
        return None;
    }
    let finishing = |share: i64| {
        let (due, allowance) = (ticket.due_at?, ticket.allowance?);
        // Hundredths of the time, counted from the deadline.
        let seconds = allowance.seconds.saturating_mul(share) / 100;
        Some(rules.calendar.shifted(due, seconds, allowance.clock))
    };
    match mark {
        Mark::SignLate => ticket.sign_due_at.filter(|_| ticket.state == State::Assigned),
        Mark::ContactLate => ticket.contact_due_at.filter(|_| ticket.contacted_at.is_none()),
        Mark::NearlyDue => finishing(i64::from(rules.settings.remind_percent.get()) - 100),
        Mark::Late => ticket.due_at,
        Mark::TwiceLate => finishing(100),
        Mark::ThriceLate => finishing(200),
    }
}
