//! The moments of a ticket's way that the system acts on.

use minsheng_types::words::Lang;

/// A moment of a ticket's way that the system acts on, once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Milestone {
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

impl Milestone {
    pub const ALL: [Self; 6] =
        [Self::SignLate, Self::ContactLate, Self::NearlyDue, Self::Late, Self::TwiceLate, Self::ThriceLate];

    /// Its bit in the milestones of a ticket, which are stored: never given to another moment.
    #[must_use]
    pub const fn bit(self) -> u32 {
        match self {
            Self::SignLate => 1,
            Self::ContactLate => 2,
            Self::NearlyDue => 4,
            Self::Late => 8,
            Self::TwiceLate => 16,
            Self::ThriceLate => 32,
        }
    }

    #[must_use]
    pub const fn is_set(self, milestones: u32) -> bool {
        milestones & self.bit() != 0
    }

    /// Milestones of the way to the deadline, which start over with a new one.
    pub const FINISHING: u32 =
        Self::NearlyDue.bit() | Self::Late.bit() | Self::TwiceLate.bit() | Self::ThriceLate.bit();

    /// The level to which a supervisor's attention is raised; `None` for a mere reminder.
    /// Source: docs/DOMAIN.md, Supervision by the clock: overdue level 1, twice the time 2, three times 3.
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

#[cfg(test)]
mod tests {
    use super::*;

    /// The bits stand in the column `marks` of every ticket.
    #[test]
    fn what_is_stored_of_a_moment_keeps_its_meaning() {
        let stored = [
            (0b00_0001, Milestone::SignLate),
            (0b00_0010, Milestone::ContactLate),
            (0b00_0100, Milestone::NearlyDue),
            (0b00_1000, Milestone::Late),
            (0b01_0000, Milestone::TwiceLate),
            (0b10_0000, Milestone::ThriceLate),
        ];
        for (milestones, milestone) in stored {
            assert_eq!(milestone.bit(), milestones, "{milestone:?}");
            let set: Vec<Milestone> =
                Milestone::ALL.into_iter().filter(|other| other.is_set(milestones)).collect();
            assert_eq!(set, [milestone]);
        }
        assert_eq!((stored.len(), Milestone::FINISHING), (Milestone::ALL.len(), 0b11_1100));
    }
}
