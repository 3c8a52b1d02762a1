//! Working time: worked examples, checked by hand against the published arrangements of holidays, and
//! what must hold of every calendar, start and limit.
#![expect(clippy::unwrap_used, reason = "helpers of tests, which may fail loudly")]

use minsheng_core::deadline::{Calendar, Limit, Year};
use minsheng_core::rules::Rules;
use minsheng_types::clock::{DAY, Day, Timestamp};
use minsheng_types::words::Clock;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

fn at(text: &str) -> Timestamp {
    Timestamp::parse(&format!("{text}:00+08:00")).unwrap()
}

fn published() -> &'static Calendar {
    &Rules::defaults().calendar
}

/// Working hours are 09:00–12:00 and 13:00–17:30. Around each holiday, counted day by day:
/// 2025-01: Sun 26 and Mon 27 worked, off Tue 28 to Tue 4 Feb, Sat 8 Feb worked;
/// 2025-10: Sun 28 Sep worked, off Wed 1 to Wed 8, Sat 11 worked;
/// 2026-01: off Thu 1 to Sat 3, Sun 4 worked;
/// 2026-02: Sat 14 worked, off Sun 15 to Mon 23, Sat 28 worked;
/// 2026-10: Sun 20 Sep worked, off Fri 25 to Sun 27 Sep, off Thu 1 to Wed 7 Oct, Sat 10 worked.
const EXAMPLES: &[(&str, Limit, &str)] = &[
    // Spring Festival 2025: 26, 27, 5, 6, 7, 8, 10.
    ("2025-01-24T10:00", Limit::WorkingDays(1), "2025-01-26T10:00"),
    ("2025-01-24T10:00", Limit::WorkingDays(2), "2025-01-27T10:00"),
    ("2025-01-24T10:00", Limit::WorkingDays(3), "2025-02-05T10:00"),
    ("2025-01-24T10:00", Limit::WorkingDays(5), "2025-02-07T10:00"),
    ("2025-01-24T10:00", Limit::WorkingDays(6), "2025-02-08T10:00"),
    ("2025-01-24T10:00", Limit::WorkingDays(7), "2025-02-10T10:00"),
    ("2025-01-25T10:00", Limit::WorkingDays(1), "2025-01-26T17:30"),
    ("2025-01-27T16:00", Limit::WorkingHours(4), "2025-02-05T11:30"),
    ("2025-01-29T08:00", Limit::WorkingHours(4), "2025-02-05T14:00"),
    ("2025-01-28T23:30", Limit::Hours(2), "2025-01-29T01:30"),
    // National Day and Mid-Autumn 2025: 28, 29, 30, 9, 10, 11, 13, 14, 15, 16.
    ("2025-09-26T10:00", Limit::WorkingDays(1), "2025-09-28T10:00"),
    ("2025-09-26T10:00", Limit::WorkingDays(3), "2025-09-30T10:00"),
    ("2025-09-26T10:00", Limit::WorkingDays(5), "2025-10-10T10:00"),
    ("2025-09-26T10:00", Limit::WorkingDays(10), "2025-10-16T10:00"),
    ("2025-09-30T17:00", Limit::WorkingHours(4), "2025-10-09T13:30"),
    ("2025-10-05T10:00", Limit::WorkingDays(3), "2025-10-11T17:30"),
    ("2025-10-11T17:00", Limit::WorkingHours(1), "2025-10-13T09:30"),
    ("2025-10-01T12:00", Limit::Hours(24), "2025-10-02T12:00"),
    // New Year 2026, from one year's arrangement into the next: 31, 4, 5.
    ("2025-12-31T10:00", Limit::WorkingDays(1), "2026-01-04T10:00"),
    ("2025-12-31T10:00", Limit::WorkingDays(2), "2026-01-05T10:00"),
    // Spring Festival 2026: 14, 24, 25, 26, 27, 28, 2.
    ("2026-02-13T10:00", Limit::WorkingDays(5), "2026-02-27T10:00"),
    ("2026-02-13T10:00", Limit::WorkingDays(6), "2026-02-28T10:00"),
    ("2026-02-13T10:00", Limit::WorkingDays(7), "2026-03-02T10:00"),
    ("2026-02-14T17:00", Limit::WorkingHours(4), "2026-02-24T13:30"),
    ("2026-02-18T12:00", Limit::WorkingDays(1), "2026-02-24T17:30"),
    ("2026-02-16T20:00", Limit::Hours(24), "2026-02-17T20:00"),
    // Mid-Autumn and National Day 2026: 20, 21, 22, 23, 24, 28, 29, 30, 8, 9, 10, 12 …
    ("2026-09-18T10:00", Limit::WorkingDays(1), "2026-09-20T10:00"),
    ("2026-09-18T10:00", Limit::WorkingDays(5), "2026-09-24T10:00"),
    ("2026-09-18T10:00", Limit::WorkingDays(6), "2026-09-28T10:00"),
    ("2026-09-24T10:00", Limit::WorkingDays(5), "2026-10-09T10:00"),
    ("2026-09-30T10:00", Limit::WorkingDays(10), "2026-10-20T10:00"),
    ("2026-09-30T16:30", Limit::WorkingHours(4), "2026-10-08T12:00"),
    ("2026-10-10T10:00", Limit::WorkingDays(1), "2026-10-12T10:00"),
];

#[test]
fn the_great_holidays_by_hand() {
    for (start, limit, due) in EXAMPLES {
        assert_eq!(
            published().after(at(start), *limit).to_string(),
            at(due).to_string(),
            "{start} {limit:?}"
        );
        let allowance = published().allowance(*limit);
        assert_eq!(published().between(at(start), at(due), allowance.clock), allowance.seconds, "{start}");
    }
}

#[test]
fn counting_back_by_hand() {
    const HOUR: i64 = 3600;
    for (end, seconds, start) in [
        // A fifth of five working days is one.
        ("2026-02-27T10:00", 27_000, "2026-02-26T10:00"),
        ("2026-02-24T10:00", 27_000, "2026-02-14T10:00"),
        ("2026-10-08T09:30", HOUR, "2026-09-30T17:00"),
        ("2026-10-08T13:30", 4 * HOUR, "2026-09-30T17:00"),
        ("2025-10-09T09:00", HOUR, "2025-09-30T16:30"),
        ("2025-10-03T12:00", 27_000, "2025-09-30T09:00"),
        // The whole of a morning begins with it, not with the evening before.
        ("2026-11-24T12:00", 3 * HOUR, "2026-11-24T09:00"),
        ("2026-11-24T13:00", 3 * HOUR, "2026-11-24T09:00"),
    ] {
        let back = published().shifted(at(end), -seconds, Clock::Working);
        assert_eq!(back.to_string(), at(start).to_string(), "{seconds} before {end}");
    }
    let hours = published().shifted(at("2026-10-03T01:00"), -2 * HOUR, Clock::Always);
    assert_eq!(hours, at("2026-10-02T23:00"), "round the clock knows no holiday");
}

/// Days of 2025 to 2027, from which exceptions are drawn.
fn day(number: i64) -> Day {
    at("2025-01-01T00:00").plus(number * DAY).day()
}

const DAYS: i64 = 3 * 365;

/// The exceptions of all three years; some years may not be published.
#[derive(Clone, Debug)]
struct Exceptions {
    published: Vec<i32>,
    off: Vec<Day>,
    worked: Vec<Day>,
}

impl Exceptions {
    fn calendar(&self, hours: &[(i64, i64)]) -> Calendar {
        let within = |days: &[Day], year| days.iter().copied().filter(|day| day.year() == year).collect();
        let calendar = Calendar::with_hours(hours.to_vec());
        self.published.iter().fold(calendar, |calendar, year| {
            calendar
                .with_year(*year, Year { off: within(&self.off, *year), worked: within(&self.worked, *year) })
        })
    }
}

fn exceptions() -> impl Strategy<Value = Exceptions> {
    let days = || prop::collection::vec((0..DAYS).prop_map(day), 0..60);
    let years = prop::sample::subsequence(vec![2025, 2026, 2027], 0..=3);
    (years, days(), days()).prop_map(|(published, off, worked)| Exceptions { published, off, worked })
}

/// One to three spans of a day, at full minutes.
fn hours() -> impl Strategy<Value = Vec<(i64, i64)>> {
    let minutes = prop::collection::btree_set(0..=1440_i64, 2..=6);
    minutes.prop_map(|minutes| {
        let minutes: Vec<i64> = minutes.into_iter().map(|minute| minute * 60).collect();
        minutes.chunks_exact(2).filter_map(|span| Some((*span.first()?, *span.last()?))).collect()
    })
}

fn calendar() -> impl Strategy<Value = Calendar> {
    prop_oneof![
        Just(published().clone()),
        (exceptions(), hours()).prop_map(|(exceptions, hours)| exceptions.calendar(&hours)),
    ]
}

/// Some time of those years, with enough room behind it.
fn moment() -> impl Strategy<Value = Timestamp> {
    (0..DAYS * DAY).prop_map(|seconds| at("2025-01-01T00:00").plus(seconds))
}

fn limit() -> impl Strategy<Value = Limit> {
    prop_oneof![
        (1..200_u32).prop_map(Limit::Hours),
        (1..200_u32).prop_map(Limit::WorkingHours),
        (1..30_u32).prop_map(Limit::WorkingDays),
    ]
}

fn clock() -> impl Strategy<Value = Clock> {
    prop::sample::select(Clock::ALL)
}

/// Up to so many working days of the shortest kind of day; what one limit can be is far less.
const SPAN: i64 = 40 * DAY;

/// The same cases on every machine.
fn cases() -> ProptestConfig {
    ProptestConfig {
        cases: 1000,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(12345),
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn nothing_is_due_before_it_begins(calendar in calendar(), start in moment(), limit in limit()) {
        prop_assert!(calendar.after(start, limit) > start);
    }

    #[test]
    fn what_was_given_is_what_passes(calendar in calendar(), start in moment(), limit in limit()) {
        let allowance = calendar.allowance(limit);
        let due = calendar.after(start, limit);
        prop_assert_eq!(calendar.between(start, due, allowance.clock), allowance.seconds);
    }

    #[test]
    fn a_longer_limit_is_never_over_earlier(calendar in calendar(), start in moment(), days in 1..30_u32) {
        let due = |days| calendar.after(start, Limit::WorkingDays(days));
        prop_assert!(due(days) < due(days + 1));
    }

    #[test]
    fn who_begins_later_is_never_due_earlier(
        calendar in calendar(), start in moment(), later in 0..10 * DAY, limit in limit(),
    ) {
        prop_assert!(calendar.after(start, limit) <= calendar.after(start.plus(later), limit));
    }

    /// However the calendar looks, a day more that is off makes no limit end earlier, and none end
    /// earlier that was counted from any moment.
    #[test]
    fn a_holiday_makes_nothing_due_earlier(
        exceptions in exceptions(), hours in hours(), off in 0..DAYS, start in moment(), limit in limit(),
    ) {
        let mut more = exceptions.clone();
        more.off.push(day(off));
        more.worked.retain(|worked| *worked != day(off));
        let (before, after) = (exceptions.calendar(&hours), more.calendar(&hours));
        prop_assert!(before.after(start, limit) <= after.after(start, limit));
        // One that is asked for right before the holiday is what it is about.
        let eve = day(off).start().plus(-3600);
        prop_assert!(before.after(eve, limit) <= after.after(eve, limit));
    }

    #[test]
    fn a_weekend_that_is_worked_makes_nothing_due_later(
        exceptions in exceptions(), hours in hours(), worked in 0..DAYS, start in moment(), limit in limit(),
    ) {
        let mut more = exceptions.clone();
        more.worked.push(day(worked));
        prop_assert!(more.calendar(&hours).after(start, limit) <= exceptions.calendar(&hours).after(start, limit));
    }

    #[test]
    fn spans_add_up(
        calendar in calendar(), clock in clock(), start in moment(), first in 0..20 * DAY, second in 0..20 * DAY,
    ) {
        let (middle, end) = (start.plus(first), start.plus(first + second));
        let sum = calendar.between(start, middle, clock) + calendar.between(middle, end, clock);
        prop_assert_eq!(calendar.between(start, end, clock), sum);
        prop_assert_eq!(calendar.between(end, start, clock), 0);
    }

    #[test]
    fn one_after_the_other_is_both_together(
        calendar in calendar(), clock in clock(), start in moment(), first in 1..SPAN / 100, second in 1..SPAN / 100,
    ) {
        let apart = calendar.shifted(calendar.shifted(start, first, clock), second, clock);
        prop_assert_eq!(calendar.shifted(start, first + second, clock), apart);
    }

    /// There and back again is the same moment, as far as the clock knows: between the two lies none
    /// of its time.
    #[test]
    fn forwards_and_backwards_are_inverse(
        calendar in calendar(), clock in clock(), start in moment(), seconds in 0..SPAN / 100,
    ) {
        let same = |a: Timestamp, b: Timestamp| calendar.between(a, b, clock) + calendar.between(b, a, clock) == 0;
        let there = calendar.shifted(start, seconds, clock);
        prop_assert!(same(calendar.shifted(there, -seconds, clock), start));
        let before = calendar.shifted(start, -seconds, clock);
        prop_assert!(before <= start && start <= there);
        prop_assert!(same(calendar.shifted(before, seconds, clock), start));
        prop_assert_eq!(calendar.between(before, start, clock), seconds);
        prop_assert_eq!(calendar.between(start, there, clock), seconds);
    }

    /// However often a clock stops and starts: what it is due later by is the time of its own that it
    /// stood, and what was left is left.
    #[test]
    fn stopping_adds_exactly_what_passed_meanwhile(
        calendar in calendar(), start in moment(), limit in limit(),
        pauses in prop::collection::vec((0..3 * DAY, 0..9 * DAY), 1..5),
    ) {
        let clock = limit.clock();
        let mut due = calendar.after(start, limit);
        let (mut now, mut stood) = (start, 0);
        for (runs, stands) in pauses {
            let stopped = now.plus(runs);
            if stopped >= due {
                prop_assert_eq!(calendar.resumed(due, stopped, stopped.plus(stands), clock), due, "late stays late");
                break;
            }
            now = stopped.plus(stands);
            let left = calendar.between(stopped, due, clock);
            let moved = calendar.resumed(due, stopped, now, clock);
            prop_assert!(moved >= due && moved >= now);
            prop_assert_eq!(calendar.between(now, moved, clock), left);
            prop_assert_eq!(calendar.between(due, moved, clock), calendar.between(stopped, now, clock));
            stood += calendar.between(stopped, now, clock);
            due = moved;
        }
        let given = calendar.allowance(limit).seconds;
        prop_assert_eq!(calendar.between(start, due, clock), given + stood);
    }
}
