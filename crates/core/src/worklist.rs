//! The work list: what somebody owes, what can be asked for, and a line of it.

use std::collections::BTreeMap;

use minsheng_types::category::Category;
use minsheng_types::clock::Timestamp;
use minsheng_types::ids::TicketId;
use minsheng_types::words::{Channel, Kind, Satisfaction, State, Urgency};
use serde::Serialize;

pub use crate::asked::{Owed, Since, Sort, Until};
use crate::ticket::Ticket;
use crate::workflow::is_anybodys_to_place;

impl Ticket {
    /// Whether somebody owes this. Late is what its milestone is late for, see [`crate::timers::milestone_at`].
    #[must_use]
    pub fn owes(&self, owed: Owed, now: Timestamp) -> bool {
        let runs = self.state.owes_work() && self.stopped_at.is_none();
        let late = |due: Option<Timestamp>| runs && due.is_some_and(|due| due < now);
        match owed {
            Owed::Extension => self.state == State::InProgress && self.extension.is_some(),
            Owed::Return => self.state == State::ReturnReview,
            Owed::Dispute => self.state == State::FollowUp && self.disputed,
            Owed::Review => self.state == State::InReview,
            Owed::Placing => {
                matches!(self.state, State::Pending | State::Accepted) && !is_anybodys_to_place(self)
            }
            Owed::SignLate => self.state == State::Assigned && late(self.sign_due_at),
            Owed::ContactLate => self.contacted_at.is_none() && late(self.contact_due_at),
            Owed::FinishLate => self.is_overdue(now),
        }
    }
}

/// A span of time, from its first moment on and before its last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Times {
    pub from: Option<Timestamp>,
    pub until: Option<Timestamp>,
}

impl Times {
    /// `None` for what ends before it begins.
    #[must_use]
    pub fn new(from: Option<Since>, until: Option<Until>) -> Option<Self> {
        let (from, until) = (from.map(|from| from.0), until.map(|until| until.0));
        let holds_any = from.is_none_or(|from| until.is_none_or(|until| from < until));
        holds_any.then_some(Self { from, until })
    }

    /// Whether both ends are open.
    #[must_use]
    pub fn is_all(self) -> bool {
        self == Self::default()
    }
}

/// One line of the work list.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TicketLine {
    pub id: TicketId,
    pub state: State,
    pub kind: Kind,
    pub urgency: Urgency,
    pub category: Option<Category>,
    pub channel: Channel,
    /// The subject, or how the content begins.
    pub subject: String,
    pub district: Option<String>,
    pub lead: Option<String>,
    /// Staff's; null for the system that handed it in.
    pub needs_review: Option<bool>,
    pub due_at: Option<Timestamp>,
    pub overdue: bool,
    pub supervision_level: u32,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// The name of the department that leads.
    pub lead_name: Option<String>,
    /// The second level of the taxonomy, as far as a person has said it.
    #[cfg_attr(feature = "schema", schemars(with = "Option<minsheng_types::subcategory::Subcategory>"))]
    pub subcategory: Option<String>,
    pub sign_due_at: Option<Timestamp>,
    pub contact_due_at: Option<Timestamp>,
    pub closed_at: Option<Timestamp>,
    /// The newest judgement: how content the citizen is …
    pub rating: Option<Satisfaction>,
    /// … and whether it is resolved.
    pub rating_resolved: Option<bool>,
    /// How often it was taken up again after it had ended.
    pub reopenings: u32,
    /// How often it went back to work because a citizen was not content.
    pub rework_count: u32,
    /// Its own reporter, and those whose tickets were merged into it; staff's likewise.
    pub reporters: Option<u32>,
    /// What the system that handed it in calls it, for that system and for who may know every reporter.
    pub external_ref: Option<String>,
}

/// What a queue holds: open tickets alone are counted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct QueueCounts {
    pub open: u32,
    /// By state, those that are open.
    pub states: BTreeMap<State, u32>,
    /// As `owes` asks for them; a ticket may owe several things.
    pub owes: BTreeMap<Owed, u32>,
    /// The classification wants a person.
    pub needs_review: u32,
    /// Under supervision of level 1, 2 or 3, each with the levels above it.
    pub supervision: [u32; 3],
}

/// One line of a citizen's own tickets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MyTicket {
    pub id: TicketId,
    pub state: State,
    pub state_label: String,
    /// The subject, or how the content begins.
    pub subject: String,
    pub created_at: Timestamp,
    pub due_at: Option<Timestamp>,
    /// There is an answer to read.
    pub answered: bool,
    /// The citizen's judgement is waited for.
    pub rating_wanted: bool,
}

#[cfg(test)]
mod tests {
    use minsheng_types::bound::Bound;
    use minsheng_types::form::Form;
    use minsheng_types::invalid::Invalid;

    use super::*;

    #[test]
    fn a_span_is_given_by_days_or_moments() {
        let at = |text: &str| Timestamp::parse(text).unwrap();
        assert_eq!("2026-11-23".parse(), Ok(Since(at("2026-11-23T00:00:00+08:00"))));
        assert_eq!("2026-11-23".parse(), Ok(Until(at("2026-11-24T00:00:00+08:00"))), "the day included");
        for moment in ["2026-11-23T10:00:00+08:00", "2026-11-23T10:00:00 08:00", "2026-11-23T02:00:00Z"] {
            assert_eq!(moment.parse(), Ok(Since(at("2026-11-23T10:00:00+08:00"))), "{moment}");
            assert_eq!(moment.parse(), Ok(Until(at("2026-11-23T10:00:00+08:00"))), "{moment}");
        }
        for (bad, code) in [
            ("yesterday", Invalid::Form(Form::Time)),
            ("20261123", Invalid::Form(Form::Time)),
            ("2026-02-30", Invalid::Beyond(Bound::Calendar)),
            ("2026-11-23T10:00", Invalid::Form(Form::Time)),
        ] {
            assert_eq!(bad.parse::<Since>(), Err(code), "{bad}");
            assert_eq!(bad.parse::<Until>(), Err(code), "{bad}");
        }
        let day = |text: &str| (text.parse().ok(), text.parse().ok());
        let (first, last) = (day("2026-11-23"), day("2026-11-24"));
        assert!(Times::new(first.0, first.1).is_some(), "a day holds itself");
        assert!(Times::new(last.0, first.1).is_none());
        assert_eq!(Times::new(None, None), Some(Times::default()));
    }
}
