//! Rules as a line of numbers, separated by blanks: lists stand behind their length, limits as what
//! they count in and how much, days as 20260214, times in minutes, words as their codes; the codes that a city gives its
//! reasons as they are, for they hold no blank.
//!
//! Such lines are stored, one for each version of the settings, and are read for as long as there are
//! tickets of before: a code is never given to another word, wherever a new one stands in its list.

use std::sync::LazyLock;

use minsheng_types::bounded_int::BoundedInt;
use minsheng_types::clock::{DAY, Day};
use minsheng_types::file_type::FileType;
use minsheng_types::text::ReasonCode;
use minsheng_types::words::{Kind, Urgency};

use super::{Limits, Rules};
use crate::deadline::{Calendar, Limit, Year};
use crate::file_limits::FileLimits;
use crate::identity::limits::AnonymousLimits;
use crate::reasons::usual_codes;
use crate::settings::{DeadlineRule, HotspotRule, Retention, Settings, Thanks, usual_supplements};

/// The settings that a city starts with; a test holds it against them.
pub const DEFAULT_TEXT: &str = "6 2 -1 0 2 1 -1 0 24 0 0 2 3 0 4 2 3 0 5 2 3 0 -1 2 5 1 4 2 1 2 2 2 10 2 80 30 2 7 30 30 1095 365 2 540 720 780 1050 2 2025 6 20250101 20250101 20250128 20250204 20250404 20250406 20250501 20250505 20250531 20250602 20251001 20251008 5 20250126 20250208 20250427 20250928 20251011 2026 7 20260101 20260103 20260215 20260223 20260404 20260406 20260501 20260505 20260619 20260621 20260925 20260927 20261001 20261007 6 20260104 20260214 20260228 20260509 20260920 20261010 5 200 60 0 800000 0 100000 0 5000000 10 15 wrong_dispatch not_government other_place in_litigation in_petition in_discipline police secret duplicate no_facts malicious withdrawn policy force_majeure other 0 1000 0 5 0 1 2 3 4 10 9 50 20000 0";

/// No kind: any will do.
const ANY: i64 = -1;
/// Longer than any list in it.
const LONGEST: i64 = 10_000;
/// Longer than any holiday, in days.
const LONGEST_HOLIDAY: i64 = 366;

/// What stands for an urgency.
const fn urgency_code(urgency: Urgency) -> i64 {
    match urgency {
        Urgency::Normal => 0,
        Urgency::Urgent => 1,
        Urgency::Emergency => 2,
    }
}

/// What stands for a kind.
const fn kind_code(kind: Kind) -> i64 {
    match kind {
        Kind::Consultation => 0,
        Kind::Help => 1,
        Kind::Complaint => 2,
        Kind::Report => 3,
        Kind::Suggestion => 4,
        Kind::Praise => 5,
    }
}

/// What stands for a type of file.
const fn file_type_code(file_type: FileType) -> i64 {
    match file_type {
        FileType::Jpeg => 0,
        FileType::Png => 1,
        FileType::Webp => 2,
        FileType::Pdf => 3,
        FileType::Mp4 => 4,
    }
}

impl Settings {
    /// The rules as a line of numbers, which [`Rules::parse`] reads.
    #[must_use]
    pub fn compiled(&self) -> String {
        let mut line = Line(String::new());
        line.list(&self.deadlines, |line, rule| {
            line.put(urgency_code(rule.urgency));
            line.put(rule.kind.map_or(ANY, kind_code));
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
        let anonymous = &self.anonymous;
        let or_usual = |number: Option<BoundedInt<1, 1_000_000>>| number.map_or(0, BoundedInt::get);
        for number in [
            or_usual(anonymous.submissions_by_client),
            anonymous.submissions_in_all.get(),
            or_usual(anonymous.code_guesses_by_client),
            anonymous.code_guesses_in_all.get(),
            or_usual(anonymous.classifications_by_client),
            anonymous.classifications_in_all.get(),
        ] {
            line.put(number.into());
        }
        line.put(self.supplements_per_day.get().into());
        line.list(&self.reason_codes, |line, reason| line.word(reason.id.as_str()));
        line.put(self.thanks.points.get().into());
        line.put(self.thanks.points_per_year.get().into());
        line.put(or_usual(anonymous.uploads_by_client).into());
        let files = &self.attachments;
        line.list(&files.types, |line, file_type| line.put(file_type_code(*file_type)));
        let limits =
            [files.file_mb.get(), files.files.get(), files.ticket_mb.get(), files.anonymous_mb_a_day.get()];
        for number in limits {
            line.put(number.into());
        }
        line.put(self.retention.cold_days.map_or(0, BoundedInt::get).into());
        line.0
    }
}

/// A line as it is written.
struct Line(String);

impl Line {
    fn put(&mut self, number: i64) {
        self.word(&number.to_string());
    }

    fn word(&mut self, word: &str) {
        if !self.0.is_empty() {
            self.0.push(' ');
        }
        self.0.push_str(word);
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

    fn bounded<const MIN: u32, const MAX: u32>(&mut self) -> Option<BoundedInt<MIN, MAX>> {
        self.count().map(BoundedInt::nearest)
    }

    /// A number that was set, or 0 for the usual one.
    fn or_usual(&mut self) -> Option<Option<BoundedInt<1, 1_000_000>>> {
        let number = self.count()?;
        Some((number > 0).then(|| BoundedInt::nearest(number)))
    }

    fn day(&mut self) -> Option<Day> {
        Day::from_number(self.count()?)
    }

    /// Every day from the first to the last; `None` for a holiday that is none.
    fn holiday(&mut self) -> Option<Vec<Day>> {
        let (from, to) = (self.day()?, self.day()?);
        let length = to.start().since(from.start()) / DAY + 1;
        let days = std::iter::successors(Some(from), |day| Some(day.next()));
        (length <= LONGEST_HOLIDAY).then(|| days.take_while(|day| *day <= to).collect())
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

/// The word that this code stands for.
fn word<T: Copy>(all: &[T], code_of: fn(T) -> i64, code: i64) -> Option<T> {
    all.iter().copied().find(|word| code_of(*word) == code)
}

static DEFAULT: LazyLock<Rules> = LazyLock::new(|| Rules::parse(0, DEFAULT_TEXT).unwrap_or_default());

impl Rules {
    /// What a city starts with.
    #[must_use]
    pub fn defaults() -> &'static Self {
        &DEFAULT
    }

    /// Reads what [`Settings::compiled`] wrote; `None` for anything else.
    #[must_use]
    pub fn parse(version: i64, line: &str) -> Option<Self> {
        let mut numbers = Numbers(line.split_ascii_whitespace());
        let line = &mut numbers;
        let mut settings = Limits {
            deadlines: line.list(|line| {
                let urgency = word(Urgency::ALL, urgency_code, line.next()?)?;
                let kind = match line.next()? {
                    ANY => None,
                    code => Some(word(Kind::ALL, kind_code, code)?),
                };
                Some(DeadlineRule { urgency, kind, limit: line.limit()? })
            })?,
            sign: line.limit()?,
            first_contact: line.limit()?,
            return_window: line.limit()?,
            extension: line.limit()?,
            extensions: line.bounded()?,
            remind_percent: line.bounded()?,
            reopen_days: line.bounded()?,
            urges_per_day: line.bounded()?,
            close_unrated_days: line.bounded()?,
            archive_days: line.bounded()?,
            repeat_days: line.bounded()?,
            retention: Retention {
                personal_data_days: line.bounded()?,
                call_days: line.bounded()?,
                cold_days: None,
            },
            hotspots: HotspotRule::DEFAULT,
            anonymous: AnonymousLimits::DEFAULT,
            attachments: FileLimits::default(),
            supplements_per_day: usual_supplements(),
            reason_codes: Vec::new(),
            thanks: Thanks::DEFAULT,
        };
        let hours = line.list(|line| Some((line.next()?.checked_mul(60)?, line.next()?.checked_mul(60)?)))?;
        let years = line.list(|line| {
            let year = i32::try_from(line.next()?).ok()?;
            let holidays = line.list(Numbers::holiday)?;
            let worked = line.list(Numbers::day)?;
            Some((year, Year { off: holidays.concat(), worked }))
        })?;
        // A line that was stored before there were hot spots ends here.
        if line.0.clone().next().is_some() {
            settings.hotspots = HotspotRule {
                reporters: line.bounded()?,
                growth_percent: line.bounded()?,
                days: line.bounded()?,
            };
        }
        // And one of before there were limits for the anonymous here.
        if line.0.clone().next().is_some() {
            settings.anonymous = AnonymousLimits {
                submissions_by_client: line.or_usual()?,
                submissions_in_all: line.bounded()?,
                code_guesses_by_client: line.or_usual()?,
                code_guesses_in_all: line.bounded()?,
                classifications_by_client: line.or_usual()?,
                classifications_in_all: line.bounded()?,
                uploads_by_client: None,
            };
        }
        // And one of before reporters added to their demands and reasons were a city's own here.
        match line.0.clone().next() {
            Some(_) => {
                settings.supplements_per_day = line.bounded()?;
                settings.reason_codes = line.list(|line| ReasonCode::parse(line.0.next()?).ok())?;
            }
            None => settings.reason_codes = usual_codes(),
        }
        // And one of before suggestions were adopted here.
        if line.0.clone().next().is_some() {
            settings.thanks = Thanks { points: line.bounded()?, points_per_year: line.bounded()? };
        }
        // And one of before files were uploaded here.
        if line.0.clone().next().is_some() {
            settings.anonymous.uploads_by_client = line.or_usual()?;
            settings.attachments = FileLimits {
                types: line.list(|line| word(FileType::ALL, file_type_code, line.next()?))?,
                file_mb: line.bounded()?,
                files: line.bounded()?,
                ticket_mb: line.bounded()?,
                anonymous_mb_a_day: line.bounded()?,
            };
        }
        // And one of before there was an archive here.
        if line.0.clone().next().is_some() {
            let days = line.count()?;
            settings.retention.cold_days = (days > 0).then(|| BoundedInt::nearest(days));
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
    use minsheng_types::text::Name;
    use proptest::collection::vec;
    use proptest::option;
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;
    use crate::holidays::{Holiday, HolidayYear};
    use crate::settings::{TimeOfDay, WorkingHours};

    /// As it stands in databases: the settings that a city starts with.
    const STORED: &str = "6 2 -1 0 2 1 -1 0 24 0 0 2 3 0 4 2 3 0 5 2 3 0 -1 2 5 1 4 2 1 2 2 2 10 2 80 30 2 7 30 30 1095 365 2 540 720 780 1050 2 2025 6 20250101 20250101 20250128 20250204 20250404 20250406 20250501 20250505 20250531 20250602 20251001 20251008 5 20250126 20250208 20250427 20250928 20251011 2026 7 20260101 20260103 20260215 20260223 20260404 20260406 20260501 20260505 20260619 20260621 20260925 20260927 20261001 20261007 6 20260104 20260214 20260228 20260509 20260920 20261010 5 200 60";

    /// Likewise: a rule for every urgency and kind, a limit in every unit, a year with a holiday.
    const STORED_WORDS: &str = "9 0 0 0 1 0 1 1 2 0 2 2 3 1 3 0 4 1 4 1 5 1 5 2 6 2 -1 0 7 1 -1 1 8 0 -1 2 9 0 1 1 2 2 3 2 4 1 50 15 1 5 20 25 90 30 1 480 1080 1 2026 1 20260101 20260103 1 20260104 3 150 30";

    fn rule(urgency: Urgency, kind: Option<Kind>, limit: Limit) -> DeadlineRule {
        DeadlineRule { urgency, kind, limit }
    }

    /// Likewise, of before reasons were a city's own.
    const STORED_LIMITS: &str =
        "1 0 -1 0 1 0 1 0 2 0 3 0 4 0 50 1 1 1 1 1 1 1 0 0 2 110 7 0 800000 0 100000 0 5000000";

    #[test]
    fn a_line_of_before_reasons_were_a_citys_own_has_the_usual_ones() {
        let rules = Rules::parse(5, STORED_LIMITS).unwrap();
        assert_eq!(rules.settings.reason_codes, usual_codes());
        assert_eq!(rules.settings.supplements_per_day.get(), 10);
        let own = format!("{STORED_LIMITS} 3 2 wrong_dispatch c-1");
        let rules = Rules::parse(6, &own).unwrap();
        assert_eq!(rules.settings.supplements_per_day.get(), 3);
        let codes: Vec<&str> = rules.settings.reason_codes.iter().map(ReasonCode::as_str).collect();
        assert_eq!(codes, ["wrong_dispatch", "c-1"]);
        assert_eq!(rules.settings.attachments, FileLimits::default(), "nor files of before");
        assert_eq!(rules.settings.thanks, Thanks::DEFAULT, "nor suggestions that were adopted");
        let thanked = format!("{own} 5 500");
        let rules = Rules::parse(6, &thanked).unwrap();
        assert_eq!(
            (rules.settings.thanks.points.get(), rules.settings.thanks.points_per_year.get()),
            (5, 500)
        );
        assert_eq!(rules.settings.attachments, FileLimits::default());
        let files = format!("{thanked} 7 2 0 3 5 0 30 40");
        let rules = Rules::parse(6, &files).unwrap();
        assert_eq!(rules.settings.anonymous.uploads_by_client, Some(BoundedInt::nearest(7)));
        let limits = rules.settings.attachments.clone();
        assert_eq!(limits.types, [FileType::Jpeg, FileType::Pdf]);
        let numbers = [limits.file_mb.get(), limits.files.get(), limits.ticket_mb.get()];
        assert_eq!((numbers, limits.anonymous_mb_a_day.get()), ([5, 0, 30], 40));
        assert_eq!(rules.settings.retention.cold_days, None, "nor an archive");
        let cold = Rules::parse(6, &format!("{files} 1200")).unwrap();
        assert_eq!(cold.settings.retention.cold_days, Some(BoundedInt::nearest(1200)));
        for broken in [" 0", " 0 1 9 1 1 1 1", " 0 1 0 1 1 1", " 0 1 0 1 1 1 1 -1", " 0 1 0 1 1 1 1 1 1"] {
            assert_eq!(Rules::parse(7, &format!("{thanked}{broken}")), None, "{broken}");
        }
        for broken in [" 3 2 wrong_dispatch", " 3", " 3 1 a b", " 3 1 坏"] {
            assert_eq!(Rules::parse(7, &format!("{STORED_LIMITS}{broken}")), None, "{broken}");
        }
    }

    #[test]
    fn a_line_that_was_stored_keeps_its_meaning() {
        assert_eq!(Rules::parse(3, STORED), Some(Rules { version: 3, ..Rules::defaults().clone() }));
        let rules = Rules::parse(4, STORED_WORDS).unwrap();
        let deadlines = [
            rule(Urgency::Normal, Some(Kind::Consultation), Limit::Hours(1)),
            rule(Urgency::Normal, Some(Kind::Help), Limit::WorkingHours(2)),
            rule(Urgency::Normal, Some(Kind::Complaint), Limit::WorkingDays(3)),
            rule(Urgency::Urgent, Some(Kind::Report), Limit::Hours(4)),
            rule(Urgency::Urgent, Some(Kind::Suggestion), Limit::WorkingHours(5)),
            rule(Urgency::Urgent, Some(Kind::Praise), Limit::WorkingDays(6)),
            rule(Urgency::Emergency, None, Limit::Hours(7)),
            rule(Urgency::Urgent, None, Limit::WorkingHours(8)),
            rule(Urgency::Normal, None, Limit::WorkingDays(9)),
        ];
        assert_eq!(rules.settings.deadlines, deadlines);
        let limits = rules.settings;
        assert_eq!(
            [limits.sign, limits.first_contact, limits.return_window, limits.extension],
            [Limit::Hours(1), Limit::WorkingHours(2), Limit::WorkingDays(3), Limit::WorkingDays(4)]
        );
        assert_eq!(
            (limits.extensions.get(), limits.remind_percent.get(), limits.reopen_days.get()),
            (1, 50, 15)
        );
        assert_eq!((limits.urges_per_day.get(), limits.close_unrated_days.get()), (1, 5));
        assert_eq!((limits.archive_days.get(), limits.repeat_days.get()), (20, 25));
        let retention = limits.retention;
        assert_eq!((retention.personal_data_days.get(), retention.call_days.get()), (90, 30));
        assert_eq!(retention.cold_days, None);
        let HotspotRule { reporters, growth_percent, days } = limits.hotspots;
        assert_eq!((reporters.get(), growth_percent.get(), days.get()), (3, 150, 30));
        let day = |number| Day::from_number(number).unwrap();
        let off = vec![day(20_260_101), day(20_260_102), day(20_260_103)];
        let year = Year { off, worked: vec![day(20_260_104)] };
        let calendar = Calendar::with_hours(vec![(8 * 3600, 18 * 3600)]).with_year(2026, year);
        assert_eq!(rules.calendar, calendar);
    }

    /// The codes are what is stored: neither one that is used nor one that was used may be given again.
    #[test]
    fn every_word_has_a_code_of_its_own() {
        let kinds: Vec<_> = Kind::ALL.iter().map(|kind| (kind.as_str(), kind_code(*kind))).collect();
        assert_eq!(
            kinds,
            [
                ("consultation", 0),
                ("help", 1),
                ("complaint", 2),
                ("report", 3),
                ("suggestion", 4),
                ("praise", 5)
            ]
        );
        let urgencies: Vec<_> =
            Urgency::ALL.iter().map(|word| (word.as_str(), urgency_code(*word))).collect();
        assert_eq!(urgencies, [("normal", 0), ("urgent", 1), ("emergency", 2)]);
        let types: Vec<_> = FileType::ALL.iter().map(|word| (word.as_str(), file_type_code(*word))).collect();
        let expected = [
            ("image/jpeg", 0),
            ("image/png", 1),
            ("image/webp", 2),
            ("application/pdf", 3),
            ("video/mp4", 4),
        ];
        assert_eq!(types, expected);
        for code in [-2, 6, i64::MAX] {
            assert_eq!(
                (word(Kind::ALL, kind_code, code), word(Urgency::ALL, urgency_code, code)),
                (None, None)
            );
        }
    }

    #[test]
    fn a_holiday_without_end_is_none() {
        let line = STORED.replace("20250101 20250101", "20250101 99991231");
        assert_eq!(Rules::parse(1, &line), None);
    }

    /// What the document says, without a line in between.
    fn direct(version: i64, settings: &Settings) -> Rules {
        let Settings { sign, first_contact, return_window, extension, extensions, .. } = *settings;
        let Settings { remind_percent, reopen_days, urges_per_day, close_unrated_days, .. } = *settings;
        let Settings { archive_days, repeat_days, retention, hotspots, anonymous, .. } = *settings;
        let (deadlines, supplements_per_day) = (settings.deadlines.clone(), settings.supplements_per_day);
        let reason_codes = settings.reason_codes.iter().map(|reason| reason.id.clone()).collect();
        let attachments = settings.attachments.clone();
        let limits = Limits {
            deadlines,
            sign,
            first_contact,
            return_window,
            extension,
            extensions,
            remind_percent,
            reopen_days,
            urges_per_day,
            close_unrated_days,
            archive_days,
            repeat_days,
            retention,
            hotspots,
            anonymous,
            attachments,
            supplements_per_day,
            reason_codes,
            thanks: settings.thanks,
        };
        let hours = settings.working_hours.iter().map(|hours| (hours.from.seconds(), hours.to.seconds()));
        let mut calendar = Calendar::with_hours(hours.collect());
        for year in &settings.holidays {
            let mut off = Vec::new();
            for holiday in &year.off {
                let mut day = holiday.from;
                while day <= holiday.to {
                    off.push(day);
                    day = day.next();
                }
            }
            let exceptions = Year { off, worked: year.worked.clone() };
            calendar = calendar.with_year(year.year.get().cast_signed(), exceptions);
        }
        Rules { version, settings: limits, calendar }
    }

    fn limits() -> impl Strategy<Value = Limit> {
        prop_oneof![
            (1_u32..=2400).prop_map(Limit::Hours),
            (1_u32..=2000).prop_map(Limit::WorkingHours),
            (1_u32..=260).prop_map(Limit::WorkingDays),
        ]
    }

    fn bounded<const MIN: u32, const MAX: u32>() -> impl Strategy<Value = BoundedInt<MIN, MAX>> {
        (MIN..=MAX).prop_map(BoundedInt::nearest)
    }

    fn times() -> impl Strategy<Value = TimeOfDay> {
        (0_u32..24 * 60).prop_map(|time| format!("{:02}:{:02}", time / 60, time % 60).parse().unwrap())
    }

    fn days() -> impl Strategy<Value = Day> {
        (1970_u32..=9998, 1_u32..=12, 1_u32..=28)
            .prop_map(|(year, month, day)| Day::from_number(year * 10_000 + month * 100 + day).unwrap())
    }

    fn holidays() -> impl Strategy<Value = HolidayYear> {
        let holiday = (days(), 0_i64..31).prop_map(|(from, length)| Holiday {
            name: Name::parse("节").unwrap(),
            from,
            to: from.start().plus(length * DAY).day(),
        });
        (bounded(), vec(holiday, 0..4), vec(days(), 0..4)).prop_map(|(year, off, worked)| HolidayYear {
            year,
            source: Name::parse("通知").unwrap(),
            off,
            worked,
        })
    }

    prop_compose! {
        fn settings()(
            deadlines in vec((select(Urgency::ALL), option::of(select(Kind::ALL)), limits()), 0..12),
            [sign, first_contact, return_window, extension] in [limits(), limits(), limits(), limits()],
            (extensions, remind_percent, reopen_days, urges_per_day) in (bounded(), bounded(), bounded(), bounded()),
            (close_unrated_days, archive_days, repeat_days) in (bounded(), bounded(), bounded()),
            (personal_data_days, call_days, cold_days) in (bounded(), bounded(), option::of(bounded())),
            (reporters, growth_percent, hotspot_days) in (bounded(), bounded(), bounded()),
            (by_client, in_all, supplements_per_day) in (option::of(bounded()), bounded(), bounded()),
            (reasons, points, points_per_year) in (0_usize..15, bounded(), bounded()),
            types in vec(select(FileType::ALL), 0..6),
            (file_mb, files, ticket_mb, anonymous_mb_a_day) in (bounded(), bounded(), bounded(), bounded()),
            working_hours in vec((times(), times()).prop_map(|(from, to)| WorkingHours { from, to }), 0..4),
            holidays in vec(holidays(), 0..3),
        ) -> Settings {
            Settings {
                deadlines: deadlines.into_iter().map(|(urgency, kind, limit)| rule(urgency, kind, limit)).collect(),
                sign,
                first_contact,
                return_window,
                extension,
                extensions,
                remind_percent,
                reopen_days,
                urges_per_day,
                close_unrated_days,
                archive_days,
                repeat_days,
                retention: Retention { personal_data_days, call_days, cold_days },
                hotspots: HotspotRule { reporters, growth_percent, days: hotspot_days },
                anonymous: AnonymousLimits {
                    submissions_by_client: by_client,
                    submissions_in_all: in_all,
                    classifications_by_client: by_client,
                    uploads_by_client: by_client,
                    ..AnonymousLimits::DEFAULT
                },
                attachments: FileLimits { types, file_mb, files, ticket_mb, anonymous_mb_a_day },
                supplements_per_day,
                thanks: Thanks { points, points_per_year },
                reason_codes: Settings::default().reason_codes.split_off(reasons),
                working_hours,
                holidays,
                ..Settings::default()
            }
        }
    }

    proptest! {
        #[test]
        fn rules_by_way_of_the_line_are_those_of_the_document(settings in settings(), version in 0..i64::MAX) {
            let line = settings.compiled();
            prop_assert_eq!(Rules::parse(version, &line), Some(direct(version, &settings)), "{}", line);
        }
    }

    #[test]
    fn the_line_of_numbers_says_what_the_document_says() {
        let settings = Settings::default();
        assert_eq!(settings.compiled(), DEFAULT_TEXT, "what is compiled in is what a city starts with");
        let rules = Rules::defaults();
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
        let filed = line.strip_suffix(" 0").unwrap();
        assert_eq!(Rules::parse(0, filed).as_ref(), Some(rules), "stored before there was an archive");
        let thanked = filed.strip_suffix(" 0 5 0 1 2 3 4 10 9 50 20000").unwrap();
        assert_eq!(Rules::parse(0, thanked).as_ref(), Some(rules), "stored before files were uploaded");
        let reasons = thanked.strip_suffix(" 0 1000").unwrap();
        assert_eq!(Rules::parse(0, reasons).as_ref(), Some(rules), "stored before suggestions were adopted");
        let (numbers, _) = line.split_once(" 10 15 wrong_dispatch").unwrap();
        assert_eq!(Rules::parse(0, numbers).as_ref(), Some(rules), "stored before reasons were a city's own");
        let former = numbers.strip_suffix(" 0 800000 0 100000 0 5000000").unwrap();
        assert_eq!(Rules::parse(0, former).as_ref(), Some(rules), "stored before the anonymous had limits");
        let older = former.strip_suffix(" 5 200 60").unwrap();
        assert_eq!(Rules::parse(0, older).as_ref(), Some(rules), "stored before there were hot spots");
        for length in 0..line.len() {
            let cut = line.get(..length).unwrap_or_default();
            if ![filed, thanked, reasons, numbers, former, older].contains(&cut.trim_end()) {
                assert_ne!(Rules::parse(0, cut).as_ref(), Some(rules), "{cut}");
            }
        }
        for damaged in ["x", "-7", "5 200", "5 200 x"] {
            assert_eq!(Rules::parse(0, &format!("{former} {damaged}")), None, "{damaged}");
            assert_eq!(Rules::parse(0, &format!("{older} {damaged}")), None, "{damaged}");
        }
        assert_eq!(Rules::parse(1, &format!("{line} 7")), None, "nothing is left over");
        assert_eq!(Rules::parse(1, &line.replace("1 ", "x ")), None);
    }
}
