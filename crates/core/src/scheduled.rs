//! What the scheduled work does to a ticket whose time has come.

use minsheng_types::clock::{DAY, Timestamp};
use minsheng_types::text::Remark;
use minsheng_types::words::{Action, Lang, Role};

use crate::access::Caller;
use crate::rules::Rules;
use crate::ticket::Ticket;
use crate::timers::{Step, next};
use crate::workflow::{Change, Input, apply_as_system};

impl Step {
    /// The workflow's action for it, with what it carries; `None` where it is none of the workflow's.
    #[must_use]
    pub fn action(self) -> Option<(Action, Input)> {
        match self {
            Self::Milestone(milestone) => {
                let text = format!("{} / {}", milestone.reason(Lang::Zh), milestone.reason(Lang::En));
                let input = Input {
                    level: milestone.level(),
                    reason: Remark::parse(&text).ok(),
                    milestone: Some(milestone),
                    ..Input::default()
                };
                let action = if milestone.level().is_some() { Action::Supervise } else { Action::Remind };
                Some((action, input))
            }
            Self::Close => Some((Action::Close, Input::default())),
            Self::Archive => Some((Action::Archive, Input::default())),
            Self::Erase | Self::Recheck => None,
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
    /// Nothing but to check again then, if ever.
    Recheck(Option<Timestamp>),
}

/// What there is to do about the ticket now.
#[must_use]
pub fn due(ticket: &Ticket, rules: &Rules, now: Timestamp) -> Due {
    let (step, at) = match next(ticket, rules, now) {
        None => return Due::Recheck(None),
        Some((at, _)) if at > now => return Due::Recheck(Some(at)),
        Some((at, step)) => (step, at),
    };
    let Some((action, input)) = step.action() else {
        return if step == Step::Erase { Due::Erase } else { Due::Recheck(Some(at.max(now.plus(DAY)))) };
    };
    match apply_scheduled(ticket, action, &input, now, rules) {
        Some(change) => Due::Act(step, Box::new(change)),
        // Were it ever refused, it must not be tried minute after minute in front of all others.
        None => Due::Recheck(Some(now.plus(DAY))),
    }
}

/// What an action of the scheduled work makes of the ticket; `None` where the workflow refuses it.
#[must_use]
pub fn apply_scheduled(
    ticket: &Ticket,
    action: Action,
    input: &Input,
    now: Timestamp,
    rules: &Rules,
) -> Option<Change> {
    let system = Caller { sub: SYSTEM.into(), roles: vec![Role::System], ..Caller::anonymous() };
    apply_as_system(ticket, &system, action, input, now, rules).ok()
}
