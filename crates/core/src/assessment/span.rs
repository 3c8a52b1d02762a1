//! Stretches of local days, and what they are made of.

use minsheng_types::clock::{DAY, Day};
use minsheng_types::words::words;

words! {
    /// How long a point of a series is. Weeks begin on Monday.
    pub enum Step {
        Day = "day", "日", "day";
        Week = "week", "周", "week";
        Month = "month", "月", "month";
    }
}

/// The day, as its number, on which a day or a whole month begins.
#[must_use]
pub const fn first_day(period: u32) -> u32 {
    if period.is_multiple_of(100) { period + 1 } else { period }
}

/// From one day to another, both of them included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    from: Day,
    to: Day,
}

fn plus(day: Day, days: i64) -> Day {
    day.start().plus(days * DAY).day()
}

fn first_of_month(day: Day) -> Day {
    Day::from_number(day.number() / 100 * 100 + 1).unwrap_or(day)
}

/// The first day after the month of `day`.
fn next_month(day: Day) -> Day {
    first_of_month(plus(first_of_month(day), 31))
}

impl Span {
    /// Ten years.
    pub const LONGEST: i64 = 3653;
    /// Points of one series: two years by day, ten by week.
    pub const MOST_POINTS: usize = 750;

    /// `None` for what ends before it begins or is longer than ten years.
    #[must_use]
    pub fn new(from: Day, to: Day) -> Option<Self> {
        let span = Self { from, to };
        (1..=Self::LONGEST).contains(&span.length()).then_some(span)
    }

    /// The month of `day`, up to that day.
    #[must_use]
    pub fn month_until(day: Day) -> Self {
        Self { from: first_of_month(day), to: day }
    }

    #[must_use]
    pub const fn from(self) -> Day {
        self.from
    }

    #[must_use]
    pub const fn to(self) -> Day {
        self.to
    }

    /// In days.
    #[must_use]
    pub const fn length(self) -> i64 {
        self.to.start().since(self.from.start()) / DAY + 1
    }

    /// Every day as its number, 20261123.
    #[must_use]
    pub fn days(self) -> Vec<u32> {
        std::iter::successors(Some(self.from), |day| Some(day.next()))
            .take_while(|day| *day <= self.to)
            .map(Day::number)
            .collect()
    }

    /// The same in as few pieces as there are: whole months as 20261100, and single days.
    #[must_use]
    pub fn months_and_days(self) -> Vec<u32> {
        let mut pieces = Vec::new();
        let mut day = self.from;
        while day <= self.to {
            let next = next_month(day);
            if day == first_of_month(day) && next.previous() <= self.to {
                pieces.push(day.number() / 100 * 100);
                day = next;
            } else {
                pieces.push(day.number());
                day = day.next();
            }
        }
        pieces
    }

    /// Cut into steps. The first and the last may be shorter than others.
    #[must_use]
    pub fn steps(self, step: Step) -> Vec<Self> {
        let mut steps = Vec::new();
        let mut from = self.from;
        while from <= self.to {
            let next = match step {
                Step::Day => from.next(),
                Step::Week => plus(from, 7 - from.weekday()),
                Step::Month => next_month(from),
            };
            steps.push(Self { from, to: next.previous().min(self.to) });
            from = next;
        }
        steps
    }
}
