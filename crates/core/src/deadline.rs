//! How long things may take, as working time over a calendar given as data.
//!
//! A working day is the sum of the day's working hours (7.5 h by default), and a limit of three
//! working days is three times that, counted from the moment it starts: what comes in on Monday at
//! 10:00 is due on Thursday at 10:00. So a clock that stops and starts again owes exactly the
//! working time that was left, and a holiday can only ever move a deadline later.
//!
//! Which limits and which calendar are in force is [`crate::settings`].

use serde::{Deserialize, Deserializer, Serialize};

use minsheng_types::clock::{DAY, Day, Timestamp};
use minsheng_types::form::Form;
use minsheng_types::invalid::Invalid;
use minsheng_types::words::{Clock, Lang};

const HOUR: i64 = 3600;
/// Days that are looked through for working time: ten years, more than any limit.
const LONGEST: u32 = 3660;

/// How long something may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    /// Hours round the clock, nights and holidays included; 1 to 2,400.
    Hours(u32),
    /// Hours of working time; 1 to 2,000.
    WorkingHours(u32),
    /// Days of working time; 1 to 260.
    WorkingDays(u32),
}

impl Limit {
    #[must_use]
    pub const fn clock(self) -> Clock {
        match self {
            Self::Hours(_) => Clock::Always,
            Self::WorkingHours(_) | Self::WorkingDays(_) => Clock::Working,
        }
    }

    /// What people read.
    #[must_use]
    pub fn label(self, lang: Lang) -> String {
        let (zh, en) = match self {
            Self::Hours(_) => ("小时", "hours"),
            Self::WorkingHours(_) => ("个工作小时", "working hours"),
            Self::WorkingDays(_) => ("个工作日", "working days"),
        };
        format!("{} {}", self.count(), lang.of(zh, en))
    }

    const fn longest(self) -> u32 {
        match self {
            Self::Hours(_) => 2400,
            Self::WorkingHours(_) => 2000,
            Self::WorkingDays(_) => 260,
        }
    }

    const fn count(self) -> u32 {
        match self {
            Self::Hours(count) | Self::WorkingHours(count) | Self::WorkingDays(count) => count,
        }
    }
}

impl<'de> Deserialize<'de> for Limit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        /// One key says in what the limit counts.
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Given {
            hours: Option<u32>,
            working_hours: Option<u32>,
            working_days: Option<u32>,
        }
        let form = Given::deserialize(deserializer)?;
        let limit = match (form.hours, form.working_hours, form.working_days) {
            (Some(count), None, None) => Self::Hours(count),
            (None, Some(count), None) => Self::WorkingHours(count),
            (None, None, Some(count)) => Self::WorkingDays(count),
            _ => return Err(serde::de::Error::custom(Invalid::Form(Form::Limit))),
        };
        if (1..=limit.longest()).contains(&limit.count()) {
            Ok(limit)
        } else {
            Err(serde::de::Error::custom(Invalid::Between(1, limit.longest().into())))
        }
    }
}

/// What a ticket was given for being finished: from it follow the moments at which its department
/// is reminded and supervised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// Of the clock's own time.
    pub seconds: i64,
    pub clock: Clock,
}

/// The exceptions that a year's published arrangement makes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Year {
    /// Weekdays that are off.
    pub off: Vec<Day>,
    /// Weekend days that are worked, 调休.
    pub worked: Vec<Day>,
}

/// Which hours of which days are working time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// Spans of a working day in seconds since local midnight, ascending, not touching.
    hours: Vec<(i64, i64)>,
    /// Years whose arrangement is published. A year that is absent falls back to plain weekdays.
    years: Vec<(i32, Year)>,
}

impl Default for Calendar {
    /// 09:00–12:00 and 13:00–17:30, Monday to Friday.
    fn default() -> Self {
        Self::with_hours(vec![(9 * HOUR, 12 * HOUR), (13 * HOUR, 17 * HOUR + HOUR / 2)])
    }
}

impl Calendar {
    /// Plain weekdays with these hours, in seconds since local midnight, ascending.
    #[must_use]
    pub const fn with_hours(hours: Vec<(i64, i64)>) -> Self {
        Self { hours, years: Vec::new() }
    }

    #[must_use]
    pub fn with_year(mut self, year: i32, exceptions: Year) -> Self {
        self.years.retain(|(known, _)| *known != year);
        self.years.push((year, exceptions));
        self
    }

    /// Whether the year's holidays are known; if not, deadlines in it rest on weekdays alone and
    /// answers say so.
    #[must_use]
    pub fn publishes(&self, year: i32) -> bool {
        self.year(year).is_some()
    }

    fn year(&self, year: i32) -> Option<&Year> {
        self.years.iter().find(|(known, _)| *known == year).map(|(_, exceptions)| exceptions)
    }

    #[must_use]
    pub fn is_working(&self, day: Day) -> bool {
        let weekday = day.weekday() < 5;
        match self.year(day.year()) {
            Some(year) if weekday => !year.off.contains(&day),
            Some(year) => year.worked.contains(&day),
            None => weekday,
        }
    }

    /// Seconds of working time in a working day.
    #[must_use]
    pub fn day_length(&self) -> i64 {
        self.hours.iter().map(|(from, to)| to - from).sum()
    }

    /// The limit in seconds of its clock's time.
    #[must_use]
    pub fn allowance(&self, limit: Limit) -> Allowance {
        let seconds = match limit {
            Limit::Hours(hours) | Limit::WorkingHours(hours) => i64::from(hours) * HOUR,
            Limit::WorkingDays(days) => i64::from(days) * self.day_length(),
        };
        Allowance { seconds, clock: limit.clock() }
    }

    /// When `limit` is over that starts at `start`. Never before `start`.
    #[must_use]
    pub fn after(&self, start: Timestamp, limit: Limit) -> Timestamp {
        let Allowance { seconds, clock } = self.allowance(limit);
        self.shifted(start, seconds, clock)
    }

    /// The moment that lies `seconds` of the clock's time after `from`, or before it when they are
    /// negative.
    #[must_use]
    pub fn shifted(&self, from: Timestamp, seconds: i64, clock: Clock) -> Timestamp {
        match clock {
            Clock::Always => from.plus(seconds),
            Clock::Working if seconds < 0 => self.before_working(from, seconds.saturating_neg()),
            Clock::Working => self.after_working(from, seconds),
        }
    }

    /// Seconds of the clock's time between two moments; 0 when `to` is not after `from`.
    #[must_use]
    pub fn between(&self, from: Timestamp, to: Timestamp, clock: Clock) -> i64 {
        match clock {
            Clock::Always => to.since(from).max(0),
            Clock::Working => self.working_between(from, to),
        }
    }

    /// When `seconds` of working time have passed since `start`.
    #[must_use]
    pub fn after_working(&self, start: Timestamp, seconds: i64) -> Timestamp {
        let mut left = seconds;
        let mut from = start.second_of_day();
        let mut day = start.day();
        if left <= 0 {
            return start;
        }
        // A calendar of nothing but holidays would never end.
        for _ in 0..LONGEST {
            if self.is_working(day) {
                for (open, close) in &self.hours {
                    let open = from.max(*open);
                    let room = (close - open).max(0);
                    if room >= left {
                        return day.start().plus(open + left);
                    }
                    left -= room;
                }
            }
            day = day.next();
            from = 0;
        }
        start.plus(seconds)
    }

    /// The latest moment from which `seconds` of working time pass until `end`.
    fn before_working(&self, end: Timestamp, seconds: i64) -> Timestamp {
        let mut left = seconds;
        let mut until = end.second_of_day();
        let mut day = end.day();
        for _ in 0..LONGEST {
            if self.is_working(day) {
                for (open, close) in self.hours.iter().rev() {
                    let close = until.min(*close);
                    let room = (close - open).max(0);
                    if room >= left {
                        // Before the beginning of time every day begins with it.
                        return day.start().plus(close - left).min(end);
                    }
                    left -= room;
                }
            }
            day = day.previous();
            until = DAY;
        }
        end.plus(-seconds)
    }

    /// Working seconds between two moments; 0 when `to` is not after `from`.
    #[must_use]
    pub fn working_between(&self, from: Timestamp, to: Timestamp) -> i64 {
        let mut sum = 0;
        let mut day = from.day();
        // A slip of the pen may have put a deadline in the year 9999.
        for _ in 0..LONGEST {
            if day.start() >= to {
                break;
            }
            if self.is_working(day) {
                let (first, last) = (from.since(day.start()), to.since(day.start()).min(DAY));
                sum += self
                    .hours
                    .iter()
                    .map(|(open, close)| (last.min(*close) - first.max(*open)).max(0))
                    .sum::<i64>();
            }
            day = day.next();
        }
        sum
    }

    /// The new deadline after the clock stood still from `stopped` to `now`: what was left when it
    /// stopped is left again. A deadline that had already passed stays passed.
    #[must_use]
    pub fn resumed(&self, due: Timestamp, stopped: Timestamp, now: Timestamp, clock: Clock) -> Timestamp {
        if due <= stopped {
            return due;
        }
        match clock {
            Clock::Always => due.plus(now.since(stopped).max(0)),
            Clock::Working => self.after_working(now, self.working_between(stopped, due)).max(due),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Rules;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(&format!("{text}:00+08:00")).unwrap()
    }

    fn day(number: u32) -> Day {
        Day::from_number(number).unwrap()
    }

    /// Two days off in the middle of a week, the Saturday after it worked instead of one of them.
    fn calendar() -> Calendar {
        let exceptions = Year { off: vec![day(20_261_125), day(20_261_126)], worked: vec![day(20_261_128)] };
        Calendar::default().with_year(2026, exceptions)
    }

    fn published() -> &'static Calendar {
        &Rules::defaults().calendar
    }

    #[test]
    fn worked_examples() {
        let plain = Calendar::default();
        // 2026-11-23 is a Monday.
        for (start, limit, due) in [
            ("2026-11-23T10:00", Limit::WorkingDays(3), "2026-11-26T10:00"),
            ("2026-11-23T10:00", Limit::WorkingDays(5), "2026-11-30T10:00"),
            ("2026-11-23T09:00", Limit::WorkingDays(1), "2026-11-23T17:30"),
            ("2026-11-23T20:00", Limit::WorkingDays(1), "2026-11-24T17:30"),
            ("2026-11-28T11:00", Limit::WorkingHours(4), "2026-11-30T14:00"),
            ("2026-11-23T11:00", Limit::WorkingHours(4), "2026-11-23T16:00"),
            ("2026-11-23T12:30", Limit::WorkingHours(4), "2026-11-23T17:00"),
            ("2026-11-28T23:00", Limit::Hours(24), "2026-11-29T23:00"),
            ("2026-11-28T23:00", Limit::Hours(2), "2026-11-29T01:00"),
        ] {
            assert_eq!(plain.after(at(start), limit), at(due), "{start} {limit:?}");
        }
        assert_eq!(calendar().after(at("2026-11-24T10:00"), Limit::WorkingDays(2)), at("2026-11-28T10:00"));
        assert!(calendar().publishes(2026) && !calendar().publishes(2027));
    }

    #[test]
    fn the_great_holidays() {
        for (start, days, due) in [
            ("2025-01-27T10:00", 1, "2025-02-05T10:00"),
            ("2025-09-30T10:00", 1, "2025-10-09T10:00"),
            ("2025-09-30T10:00", 3, "2025-10-11T10:00"),
            ("2026-02-13T10:00", 1, "2026-02-14T10:00"),
            ("2026-02-13T10:00", 2, "2026-02-24T10:00"),
            ("2026-02-27T10:00", 1, "2026-02-28T10:00"),
            ("2026-09-30T10:00", 1, "2026-10-08T10:00"),
            ("2026-09-30T10:00", 3, "2026-10-10T10:00"),
            ("2026-10-03T10:00", 1, "2026-10-08T17:30"),
            ("2026-12-30T10:00", 3, "2027-01-04T10:00"),
        ] {
            let after = published().after(at(start), Limit::WorkingDays(days));
            assert_eq!(after, at(due), "{start} and {days} working days");
        }
        let urgent = published().after(at("2026-10-01T10:00"), Limit::Hours(24));
        assert_eq!(urgent, at("2026-10-02T10:00"), "round the clock knows no holiday");
        assert!(published().publishes(2026) && !published().publishes(2027));
    }

    #[test]
    fn a_deadline_is_never_past_and_never_shorter_for_a_holiday() {
        let (plain, holidays) = (
            Calendar::default(),
            Calendar::default().with_year(2026, Year { off: vec![day(20_261_125)], worked: vec![] }),
        );
        for step in 0..2000 {
            let start = at("2026-11-20T00:00").plus(step * 613);
            for limit in
                [Limit::WorkingHours(4), Limit::WorkingDays(2), Limit::WorkingDays(10), Limit::Hours(2)]
            {
                assert!(plain.after(start, limit) > start);
                assert!(holidays.after(start, limit) >= plain.after(start, limit));
            }
        }
    }

    #[test]
    fn stopping_adds_exactly_the_stopped_working_time() {
        let calendar = calendar();
        let start = at("2026-11-23T10:00");
        let limit = Limit::WorkingDays(3);
        let due = calendar.after(start, limit);
        for stop in 0..40 {
            for length in 0..40 {
                let stopped = start.plus(stop * 7 * HOUR / 3);
                let resumed = stopped.plus(length * 5 * HOUR / 2);
                let moved = calendar.resumed(due, stopped, resumed, Clock::Working);
                if stopped < due {
                    let gained = calendar.working_between(due, moved);
                    assert_eq!(
                        gained,
                        calendar.working_between(stopped, resumed),
                        "stopped {stopped} for {length}"
                    );
                } else {
                    assert_eq!(moved, due);
                }
            }
        }
        let urgent = Limit::Hours(24);
        let due = calendar.after(start, urgent);
        assert_eq!(calendar.resumed(due, start.plus(60), start.plus(600), urgent.clock()), due.plus(540));
    }

    #[test]
    fn a_deadline_beyond_all_measure_costs_no_more_and_never_moves_back() {
        let (now, far) = (at("2026-11-23T10:00"), at("9999-01-01T00:00"));
        let ten_years = Calendar::default().working_between(now, far);
        assert_eq!(ten_years, Calendar::default().working_between(now, at("2500-01-01T00:00")));
        assert_eq!(Calendar::default().resumed(far, now, now.plus(DAY), Clock::Working), far);
        assert_eq!(Calendar::default().working_between(far, now), 0);
    }

    #[test]
    fn no_time_is_so_long_that_a_walk_along_the_calendar_does_not_end() {
        let (none, plain) = (Calendar { hours: vec![], years: vec![] }, Calendar::default());
        let (first, now, last) =
            (Timestamp::from_unix(0), at("2026-11-23T10:00"), Timestamp::from_unix(i64::MAX));
        for calendar in [&none, &plain, published()] {
            for from in [first, now, last] {
                for seconds in [i64::MAX, i64::MAX / 100, 1, 0, -1, i64::MIN / 100, -i64::MAX, i64::MIN] {
                    for clock in Clock::ALL {
                        let there = calendar.shifted(from, seconds, *clock);
                        assert!(if seconds >= 0 { there >= from } else { there <= from }, "{from} {seconds}");
                    }
                }
                for to in [first, now, last] {
                    assert!(calendar.between(from, to, Clock::Working) >= 0);
                    assert!(calendar.resumed(to, from, now, Clock::Working) >= to);
                }
            }
        }
    }

    #[test]
    fn a_limit_is_read_as_it_is_written() {
        let parse = |json: &str| {
            let message = |error: serde_json::Error| {
                error.to_string().split(" at line").next().unwrap_or_default().to_owned()
            };
            serde_json::from_str::<Limit>(json).map_err(message)
        };
        for limit in [
            Limit::Hours(1),
            Limit::Hours(2400),
            Limit::WorkingHours(1),
            Limit::WorkingHours(2000),
            Limit::WorkingDays(1),
            Limit::WorkingDays(260),
        ] {
            let json = serde_json::to_string(&limit).unwrap();
            assert_eq!(parse(&json), Ok(limit), "{json}");
        }
        assert_eq!(serde_json::to_string(&Limit::WorkingDays(3)).unwrap(), r#"{"working_days":3}"#);
        for (json, fault) in [
            (r#"{"hours": 0}"#, Invalid::Between(1, 2400)),
            (r#"{"hours": 2401}"#, Invalid::Between(1, 2400)),
            (r#"{"working_hours": 2001}"#, Invalid::Between(1, 2000)),
            (r#"{"working_days": 261}"#, Invalid::Between(1, 260)),
            (r#"{"hours": 2, "working_days": 1}"#, Invalid::Form(Form::Limit)),
            ("{}", Invalid::Form(Form::Limit)),
        ] {
            assert_eq!(parse(json), Err(fault.to_string()), "{json}");
        }
        for other in [r#"{"days": 3}"#, r#"{"hours": 1.5}"#, r#"{"hours": null}"#, r#"{"hours": "2"}"#, "3"] {
            assert!(parse(other).is_err(), "{other}");
        }
    }

    #[test]
    fn a_calendar_of_holidays_ends() {
        let none = Calendar { hours: vec![], years: vec![] };
        assert!(none.after(at("2026-11-23T10:00"), Limit::WorkingHours(4)) > at("2026-11-23T10:00"));
    }
}
