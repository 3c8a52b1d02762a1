//! What people come with, week by week, and what rises or falls.
//!
//! A topic is a category or a district. Its last seven days are held against the usual seven days of the
//! four weeks before them. Both get [`FLOOR`] more, so that a topic of two tickets that had one before
//! does not count as doubled: a small topic has to grow by more than a large one to be rising.

use minsheng_types::clock::{DAY, Day};
use minsheng_types::words::words;

use super::Counter;
use super::rates::Measure;
use super::span::Span;
use super::stats_query::StatsQuery;

/// Tickets that both sides of a ratio get beside their own.
pub const FLOOR: f64 = 5.0;
/// Rising from this ratio on, falling from its inverse on.
const CLEAR: f64 = 1.5;
/// Days of the last week, and of the four before it.
const RECENT: i64 = 7;
const USUAL: i64 = 28;
/// Weeks that are shown when nothing else is asked for.
const WEEKS: i64 = 12;

words! {
    /// Where a topic is going.
    pub enum Direction {
        Rising = "rising", "上升", "rising";
        Falling = "falling", "下降", "falling";
        Steady = "steady", "平稳", "steady";
    }
}

/// What topics are measured by.
pub const MEASURE: Measure = Measure::Counter(Counter::Received);

fn back(day: Day, days: i64) -> Day {
    day.start().plus(-days * DAY).day()
}

/// Twelve weeks up to this day, from a Monday on; `None` where no span can end with it.
#[must_use]
pub fn usual_span(to: Day) -> Option<Span> {
    let monday = back(to, to.weekday() + (WEEKS - 1) * 7);
    Span::new(monday, to)
}

/// What has to be summed for a question: its span, and the five weeks that tell where a topic is going.
#[must_use]
pub fn widened(question: &StatsQuery) -> StatsQuery {
    let span = question.span;
    let from = span.from().min(back(span.to(), RECENT + USUAL - 1));
    StatsQuery { span: Span::new(from, span.to()).unwrap_or(span), ..question.clone() }
}

/// Where a topic is going: its last seven days against what was usual.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outlook {
    /// Tickets of the last seven days.
    pub recent: i64,
    /// Tickets of seven days, as they were usual in the four weeks before.
    pub usual: f64,
    /// `(recent + FLOOR) / (usual + FLOOR)`.
    pub ratio: f64,
    pub direction: Direction,
}

impl Outlook {
    /// Of the seven days that end with `to`; `count` says how many tickets came in between two days, both included.
    #[must_use]
    pub fn until(to: Day, count: impl Fn(Day, Day) -> i64) -> Self {
        let recent = count(back(to, RECENT - 1), to);
        let before = count(back(to, RECENT + USUAL - 1), back(to, RECENT));
        let usual = before as f64 * RECENT as f64 / USUAL as f64;
        let ratio = (recent as f64 + FLOOR) / (usual + FLOOR);
        let direction = match ratio {
            ratio if ratio >= CLEAR => Direction::Rising,
            ratio if ratio <= 1.0 / CLEAR => Direction::Falling,
            _ => Direction::Steady,
        };
        Self { recent, usual, ratio, direction }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Dimension;
    use super::super::stats_query::Filter;
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn twelve_weeks_begin_on_a_monday_and_hold_the_day_that_was_asked_for() {
        let span = usual_span(day("2026-11-22")).unwrap();
        assert_eq!((span.from(), span.from().weekday(), span.length()), (day("2026-08-31"), 0, 84));
        assert_eq!(usual_span(day("9999-12-31")), None);
        assert_eq!(usual_span(day("1970-01-02")).map(Span::from), Some(day("1970-01-01")));
        let short = StatsQuery {
            span: Span::new(day("2026-11-20"), day("2026-11-22")).unwrap(),
            by: Some(Dimension::Category),
            filter: Filter::default(),
        };
        assert_eq!(widened(&short).span.length(), 35);
    }
}
