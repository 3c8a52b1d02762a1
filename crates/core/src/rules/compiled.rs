//! Rules as a line of numbers, separated by blanks: lists stand behind their length, limits as what
//! they count in and how much, days as 20260214, times in minutes.

use std::sync::LazyLock;

use minsheng_types::clock::Day;
use minsheng_types::whole::Whole;
use minsheng_types::words::{Kind, Urgency};

use super::{Limits, Rules};
use crate::deadline::{Calendar, Limit, Year};
use crate::settings::{DeadlineRule, HotspotRule, Retention, Settings};

/// The settings that a city starts with; a test holds it against them.
pub const USUAL: &str = "6 2 -1 0 2 1 -1 0 24 0 0 2 3 0 4 2 3 0 5 2 3 0 -1 2 5 1 4 2 1 2 2 2 10 2 80 30 2 7 30 30 1095 365 2 540 720 780 1050 2 2025 6 20250101 20250101 20250128 20250204 20250404 20250406 20250501 20250505 20250531 20250602 20251001 20251008 5 20250126 20250208 20250427 20250928 20251011 2026 7 20260101 20260103 20260215 20260223 20260404 20260406 20260501 20260505 20260619 20260621 20260925 20260927 20261001 20261007 6 20260104 20260214 20260228 20260509 20260920 20261010 5 200 60";

/// No kind: any will do.
const ANY: i64 = -1;
/// Longer than any list in it.
const LONGEST: i64 = 10_000;

impl Settings {
    /// The rules as a line of numbers, which [`Rules::parse`] reads.
    #[must_use]
    pub fn compiled(&self) -> String {
        let mut line = Line(String::new());
        line.list(&self.deadlines, |line, rule| {
            line.put(rule.urgency as i64);
            line.put(rule.kind.map_or(ANY, |kind| kind as i64));
            line.limit(rule.limit);
        });
        for limit in [self.sign, self.first_contact, self.return_window, self.extension] {
            line.limit(limit);
        }
        for number in [
            self.extensions.get(),
            self.remind_percent.get(),
            self.reopen_days.get(),
            self.urges_per_day.get(),
            self.close_unrated_days.get(),
            self.archive_days.get(),
            self.repeat_days.get(),
            self.retention.personal_data_days.get(),
            self.retention.call_days.get(),
        ] {
            line.put(number.into());
        }
        line.list(&self.working_hours, |line, hours| {
            line.put(hours.from.seconds() / 60);
            line.put(hours.to.seconds() / 60);
        });
        line.list(&self.holidays, |line, year| {
            line.put(year.year.get().into());
            line.list(&year.off, |line, holiday| {
                line.put(holiday.from.number().into());
                line.put(holiday.to.number().into());
            });
            line.list(&year.worked, |line, day| line.put(day.number().into()));
        });
        let HotspotRule { reporters, growth_percent, days } = self.hotspots;
        for number in [reporters.get(), growth_percent.get(), days.get()] {
            line.put(number.into());
        }
        line.0
    }
}

/// A line as it is written.
struct Line(String);

impl Line {
    fn put(&mut self, number: i64) {
        if !self.0.is_empty() {
            self.0.push(' ');
        }
        self.0.push_str(&number.to_string());
    }

    fn limit(&mut self, limit: Limit) {
        let (unit, count) = match limit {
            Limit::Hours(count) => (0, count),
            Limit::WorkingHours(count) => (1, count),
            Limit::WorkingDays(count) => (2, count),
        };
        self.put(unit);
        self.put(count.into());
    }

    fn list<T>(&mut self, items: &[T], put: impl Fn(&mut Self, &T)) {
        self.put(items.len() as i64);
        for item in items {
            put(self, item);
        }
    }
}

/// A line as it is read.
struct Numbers<'a>(std::str::SplitAsciiWhitespace<'a>);

impl Numbers<'_> {
    fn next(&mut self) -> Option<i64> {
        self.0.next()?.parse().ok()
    }

    fn count(&mut self) -> Option<u32> {
        u32::try_from(self.next()?).ok()
    }

    fn whole<const MIN: u32, const MAX: u32>(&mut self) -> Option<Whole<MIN, MAX>> {
        self.count().map(Whole::nearest)
    }

    fn day(&mut self) -> Option<Day> {
        Day::from_number(self.count()?)
    }

    fn limit(&mut self) -> Option<Limit> {
        let (unit, count) = (self.next()?, self.count()?);
        match unit {
            0 => Some(Limit::Hours(count)),
            1 => Some(Limit::WorkingHours(count)),
            2 => Some(Limit::WorkingDays(count)),
            _ => None,
        }
    }

    fn list<T>(&mut self, read: impl Fn(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let length = self.next().filter(|length| (0..=LONGEST).contains(length))?;
        let mut items = Vec::new();
        for _ in 0..length {
            items.push(read(self)?);
        }
        Some(items)
    }
}

/// The word in this place of its list.
fn word<T: Copy>(all: &[T], place: i64) -> Option<T> {
    all.get(usize::try_from(place).ok()?).copied()
}

static DEFAULT: LazyLock<Rules> = LazyLock::new(|| Rules::parse(0, USUAL).unwrap_or_default());

impl Rules {
    /// What a city starts with.
    #[must_use]
    pub fn usual() -> &'static Self {
        &DEFAULT
    }

    /// Reads what [`Settings::compiled`] wrote; `None` for anything else.
    #[must_use]
    pub fn parse(version: i64, line: &str) -> Option<Self> {
        let mut numbers = Numbers(line.split_ascii_whitespace());
        let line = &mut numbers;
        let mut settings = Limits {
            deadlines: line.list(|line| {
                let urgency = word(Urgency::ALL, line.next()?)?;
                let kind = match line.next()? {
                    ANY => None,
                    place => Some(word(Kind::ALL, place)?),
                };
                Some(DeadlineRule { urgency, kind, limit: line.limit()? })
            })?,
            sign: line.limit()?,
            first_contact: line.limit()?,
            return_window: line.limit()?,
            extension: line.limit()?,
            extensions: line.whole()?,
            remind_percent: line.whole()?,
            reopen_days: line.whole()?,
            urges_per_day: line.whole()?,
            close_unrated_days: line.whole()?,
            archive_days: line.whole()?,
            repeat_days: line.whole()?,
            retention: Retention { personal_data_days: line.whole()?, call_days: line.whole()? },
            hotspots: HotspotRule::USUAL,
        };
        let hours = line.list(|line| Some((line.next()? * 60, line.next()? * 60)))?;
        let years = line.list(|line| {
            let year = i32::try_from(line.next()?).ok()?;
            let holidays = line.list(|line| Some((line.day()?, line.day()?)))?;
            let worked = line.list(Numbers::day)?;
            let mut off = Vec::new();
            for (from, to) in holidays {
                let days = std::iter::successors(Some(from), |day| Some(day.next()));
                off.extend(days.take_while(|day| *day <= to));
            }
            Some((year, Year { off, worked }))
        })?;
        // A line that was stored before there were hot spots ends here.
        if let Some(reporters) = line.whole() {
            settings.hotspots = HotspotRule { reporters, growth_percent: line.whole()?, days: line.whole()? };
        }
        if line.0.next().is_some() {
            return None;
        }
        let calendar = Calendar::with_hours(hours);
        let calendar =
            years.into_iter().fold(calendar, |calendar, (year, days)| calendar.with_year(year, days));
        Some(Self { version, settings, calendar })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_of_numbers_says_what_the_document_says() {
        let settings = Settings::default();
        assert_eq!(settings.compiled(), USUAL, "what is compiled in is what a city starts with");
        let rules = Rules::usual();
        assert_eq!(rules.settings.deadlines, settings.deadlines);
        assert_eq!((rules.settings.sign, rules.settings.extension), (settings.sign, settings.extension));
        assert_eq!(rules.settings.retention, settings.retention);
        assert_eq!(rules.settings.hotspots, settings.hotspots);
        assert_eq!(
            (rules.settings.repeat_days, rules.settings.extensions),
            (settings.repeat_days, settings.extensions)
        );
        for year in &settings.holidays {
            assert!(rules.calendar.publishes(year.year.get().cast_signed()));
            for day in &year.worked {
                assert!(rules.calendar.is_working(*day), "{day}");
            }
            for holiday in &year.off {
                assert!(!rules.calendar.is_working(holiday.from) && !rules.calendar.is_working(holiday.to));
            }
        }
        let line = settings.compiled();
        let former = line.strip_suffix(" 5 200 60").unwrap();
        assert_eq!(Rules::parse(0, former).as_ref(), Some(rules), "stored before there were hot spots");
        for length in (0..line.len()).filter(|length| *length != former.len()) {
            let cut = line.get(..length).unwrap_or_default();
            assert!(
                length == 0 || Rules::parse(1, cut).is_none_or(|rules| rules != Rules::usual().clone()),
                "{cut}"
            );
        }
        assert_eq!(Rules::parse(1, &format!("{line} 7")), None, "nothing is left over");
        assert_eq!(Rules::parse(1, &line.replace("1 ", "x ")), None);
    }
}
