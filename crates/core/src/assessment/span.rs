//! Stretches of local days, and what they are made of. Who asks chooses them, so that what walks along one
//! ends by its type: a [`Span`] is never longer than ten years and never touches the end of time, behind which
//! no day is the next.

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

words! {
    /// With which earlier period a period is compared.
    pub enum Comparison {
        Previous = "previous", "上期", "the period before";
        LastYear = "last_year", "去年同期", "the same days a year before";
    }
}

/// The day, as its number, on which a day or a whole month begins.
#[must_use]
pub const fn first_day(period: u32) -> u32 {
    if period.is_multiple_of(100) { period + 1 } else { period }
}

/// From one day to another, both of them included; see [`Span::new`].
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

/// The same day a year before, the last of February where there is none. `None` before 1970.
fn year_before(day: Day) -> Option<Day> {
    let number = day.number().checked_sub(10_000)?;
    Day::from_number(number).or_else(|| Day::from_number(number - 1))
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
    /// The years in which a day has days on both sides of it.
    const YEARS: std::ops::RangeInclusive<i32> = 1970..=9998;

    /// `None` for what ends before it begins, is longer than ten years or lies beyond 1970 to 9998.
    #[must_use]
    pub fn new(from: Day, to: Day) -> Option<Self> {
        let span = Self { from, to };
        let known = Self::holds(from) && Self::holds(to);
        (known && (1..=Self::LONGEST).contains(&span.length())).then_some(span)
    }

    /// Whether a span can begin or end with this day.
    fn holds(day: Day) -> bool {
        // A day before the first is printed as the first.
        Self::YEARS.contains(&day.year()) && day.start().day() == day
    }

    /// The month of `day`, up to that day.
    #[must_use]
    pub fn month_until(day: Day) -> Option<Self> {
        Self::new(first_of_month(day), day)
    }

    /// Twelve months up to this day: its own, and the eleven before.
    #[must_use]
    pub fn year_until(day: Day) -> Option<Self> {
        let from = year_before(first_of_month(day)).map(next_month)?;
        Self::new(from, day)
    }

    /// The days that somebody asks for: up to `to`, from `from` on or else as many as is usual.
    ///
    /// # Errors
    /// Which of the two is out of range.
    pub fn asked(
        from: Option<Day>,
        to: Day,
        usual: impl FnOnce(Day) -> Option<Self>,
    ) -> Result<Self, &'static str> {
        let span = match from {
            Some(from) => Self::new(from, to),
            None => usual(to),
        };
        span.ok_or(if Self::holds(to) { "from" } else { "to" })
    }

    /// The earlier period that this one is compared with; `None` where there are no such days.
    #[must_use]
    pub fn compared(self, with: Comparison) -> Option<Self> {
        match with {
            // A day before the first is the first.
            Comparison::Previous => Self::new(plus(self.from, -self.length()), plus(self.from, -1))
                .filter(|earlier| earlier.length() == self.length() && earlier.to < self.from),
            Comparison::LastYear => Self::new(year_before(self.from)?, year_before(self.to)?),
        }
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn a_year_until_a_day_is_twelve_months_of_which_the_last_is_its_own() {
        let day = |number| Day::from_number(number).unwrap();
        for (until, from) in [(20_261_127, 20_251_201), (20_260_131, 20_250_201), (20_240_229, 20_230_301)] {
            let span = Span::year_until(day(until)).unwrap();
            assert_eq!((span.from(), span.to()), (day(from), day(until)));
            assert_eq!(span.steps(Step::Month).len(), 12);
        }
    }

    #[test]
    fn no_span_touches_the_end_of_time() {
        let last = day("9998-12-31");
        for to in ["9999-01-01", "9999-12-01", "9999-12-30", "9999-12-31"] {
            assert_eq!(Span::new(day(to), day(to)), None, "{to}");
            assert_eq!(Span::new(day("9998-12-01"), day(to)), None, "{to}");
            assert_eq!(Span::month_until(day(to)), None, "{to}");
            assert_eq!(Span::asked(None, day(to), Span::month_until), Err("to"), "{to}");
            assert_eq!(Span::asked(Some(day("2026-01-01")), day(to), Span::month_until), Err("to"), "{to}");
        }
        assert_eq!(Span::new(day("1970-01-01").previous(), day("1970-01-02")), None);
        assert_eq!(Span::asked(Some(day("2026-01-01")), last, Span::month_until), Err("from"));
        let month = Span::asked(None, last, Span::month_until).unwrap();
        assert_eq!(Span::asked(Some(day("9998-12-01")), last, |_| None), Ok(month));
        assert_eq!((month.days().len(), month.months_and_days()), (31, vec![99_981_200]));
        assert_eq!(month.steps(Step::Month), [month]);
        assert_eq!(month.steps(Step::Week).len(), 5);
    }

    #[test]
    fn a_period_is_compared_with_as_many_days_before_it_or_with_the_same_of_last_year() {
        let span = |from, to| Span::new(day(from), day(to)).unwrap();
        let november = span("2026-11-01", "2026-11-30");
        assert_eq!(november.compared(Comparison::Previous), Some(span("2026-10-02", "2026-10-31")));
        assert_eq!(november.compared(Comparison::LastYear), Some(span("2025-11-01", "2025-11-30")));
        let leap = span("2024-02-29", "2024-02-29");
        assert_eq!(leap.compared(Comparison::LastYear), Some(span("2023-02-28", "2023-02-28")));
        assert_eq!(leap.compared(Comparison::Previous), Some(span("2024-02-28", "2024-02-28")));
        for with in Comparison::ALL {
            assert_eq!(span("1970-01-01", "1970-01-03").compared(*with), None, "{with}");
        }
    }

    /// Any day that can be written.
    fn days() -> impl Strategy<Value = Day> {
        let first = day("1970-01-01");
        let length = day("9999-12-31").start().since(first.start()) / DAY;
        prop_oneof![0..=length, 0..=800_i64, length - 800..=length].prop_map(move |days| plus(first, days))
    }

    proptest! {
        #[test]
        fn whatever_is_asked_for_ends(from in days(), to in days(), near in -40_i64..4000) {
            for to in [to, plus(from, near)] {
                let Ok(span) = Span::asked(Some(from), to, Span::month_until) else { continue };
                let all = span.days();
                prop_assert!(all.len() <= 3654 && all.first() == Some(&from.number()));
                prop_assert_eq!(all.last(), Some(&to.number()));
                for step in Step::ALL {
                    let pieces: Vec<u32> = span.steps(*step).into_iter().flat_map(Span::days).collect();
                    prop_assert_eq!(&pieces, &all);
                }
                prop_assert!(span.months_and_days().len() <= 12 * 10 + 2 * 30 + 2);
            }
        }
    }
}
