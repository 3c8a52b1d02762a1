//! Points in time, days and offsets, without a clock: the edge asks the host for the time once a
//! request and passes it in.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use time::format_description::well_known::Rfc3339;
use time::{Date, OffsetDateTime};

use crate::bound::Bound;
use crate::form::Form;
use crate::invalid::Invalid;
pub use crate::moment::OFFSET_SECONDS;
use crate::moment::{local, printed};

pub const DAY: i64 = 86_400;

/// The years that can be written.
const YEARS: std::ops::RangeInclusive<i32> = 1970..=9999;
/// The same as a pattern for the interface's document.
#[cfg(feature = "schema")]
const YEARS_PATTERN: &str = "^(19[7-9][0-9]|[2-9][0-9]{3})-";

/// Seconds since 1970-01-01T00:00:00Z. Printed as RFC 3339 in the city's own offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// 9999-12-31T00:00:00Z: RFC 3339 ends with four-digit years.
    const LAST: i64 = 253_402_214_400;
    /// What is wrong with a time that is none of these.
    const RANGE: Invalid = Invalid::Times(0, Self::LAST);

    /// Clamped to the years that RFC 3339 can print.
    #[must_use]
    pub const fn from_unix(seconds: i64) -> Self {
        Self(if seconds < 0 {
            0
        } else if seconds > Self::LAST {
            Self::LAST
        } else {
            seconds
        })
    }

    #[must_use]
    pub const fn unix(self) -> i64 {
        self.0
    }

    #[must_use]
    pub const fn plus(self, seconds: i64) -> Self {
        Self::from_unix(self.0.saturating_add(seconds))
    }

    /// Seconds from `earlier` to this.
    #[must_use]
    pub const fn since(self, earlier: Self) -> i64 {
        self.0 - earlier.0
    }

    /// # Errors
    /// [`Invalid::Malformed`] unless it is RFC 3339 with an offset, [`Invalid::Times`] before the year 1970 as it is written.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let at = OffsetDateTime::parse(text, &Rfc3339).map_err(|_| Invalid::Form(Form::Time))?;
        if YEARS.contains(&at.year()) { Ok(Self::from_unix(at.unix_timestamp())) } else { Err(Self::RANGE) }
    }

    /// As [`Timestamp::parse`], with the milliseconds that a second is not made of.
    ///
    /// # Errors
    /// As [`Timestamp::parse`].
    pub fn parse_with_milliseconds(text: &str) -> Result<(Self, i64), Invalid> {
        let at = OffsetDateTime::parse(text, &Rfc3339).map_err(|_| Invalid::Form(Form::Time))?;
        Ok((Self::parse(text)?, i64::from(at.millisecond())))
    }

    fn local(self) -> OffsetDateTime {
        local(self.0)
    }

    /// The local day.
    #[must_use]
    pub fn day(self) -> Day {
        Day(self.0.saturating_add(OFFSET_SECONDS).div_euclid(DAY))
    }

    /// Seconds since local midnight.
    #[must_use]
    pub const fn second_of_day(self) -> i64 {
        (self.0 + OFFSET_SECONDS).rem_euclid(DAY)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&printed(self.0))
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Timestamp {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Timestamp".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string", "format": "date-time", "pattern": YEARS_PATTERN,
            "description": "RFC 3339 with offset, whole seconds",
        })
    }
}

/// A local calendar day, counted from 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i64);

impl Day {
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }

    #[must_use]
    pub const fn previous(self) -> Self {
        Self(self.0 - 1)
    }

    #[must_use]
    pub const fn start(self) -> Timestamp {
        Timestamp::from_unix(self.0 * DAY - OFFSET_SECONDS)
    }

    /// 0 = Monday … 6 = Sunday. 1970-01-01 was a Thursday.
    #[must_use]
    pub const fn weekday(self) -> i64 {
        (self.0 + 3).rem_euclid(7)
    }

    fn date(self) -> Date {
        self.start().local().date()
    }

    #[must_use]
    pub fn year(self) -> i32 {
        self.date().year()
    }

    /// The day as a number such as 20261123.
    #[must_use]
    pub fn number(self) -> u32 {
        let date = self.date();
        date.year().unsigned_abs() * 10_000 + u32::from(u8::from(date.month())) * 100 + u32::from(date.day())
    }

    /// From a number such as 20261123; `None` before 1970 too.
    #[must_use]
    pub fn from_number(number: u32) -> Option<Self> {
        let month = time::Month::try_from(u8::try_from(number / 100 % 100).ok()?).ok()?;
        let date = Date::from_calendar_date(
            i32::try_from(number / 10_000).ok()?,
            month,
            u8::try_from(number % 100).ok()?,
        )
        .ok()?;
        Some(Self(date.midnight().assume_utc().unix_timestamp().div_euclid(DAY))).filter(|day| day.0 >= 0)
    }
}

/// `2026-11-23`.
impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = self.number();
        write!(f, "{:04}-{:02}-{:02}", number / 10_000, number / 100 % 100, number % 100)
    }
}

impl std::str::FromStr for Day {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let part = |range: std::ops::Range<usize>| text.get(range)?.parse::<u32>().ok();
        let dashes = text.len() == 10 && text.bytes().filter(|byte| !byte.is_ascii_digit()).count() == 2;
        let separated = text.get(4..5) == Some("-") && text.get(7..8) == Some("-");
        match (part(0..4), part(5..7), part(8..10)) {
            (Some(year), Some(month), Some(day)) if dashes && separated => {
                Self::from_number(year * 10_000 + month * 100 + day).ok_or(Invalid::Beyond(Bound::Calendar))
            }
            _ => Err(Invalid::Form(Form::Day)),
        }
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Day {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Day".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string", "format": "date", "pattern": YEARS_PATTERN})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_in_the_citys_offset() {
        let at = Timestamp::parse("2026-11-23T16:30:00Z").unwrap();
        assert_eq!(at.to_string(), "2026-11-24T00:30:00+08:00");
        assert_eq!(at.day().number(), 20_261_124);
        assert_eq!(at.second_of_day(), 1800);
        assert_eq!(Timestamp::parse("2026-11-24T00:30:00+08:00"), Ok(at));
        assert_eq!(Timestamp::parse("2026-11-24T00:30:00"), Err(Invalid::Form(Form::Time)));
        assert_eq!(Timestamp::parse("1969-01-01T00:00:00Z"), Err(Timestamp::RANGE));
        let first = Timestamp::parse("1970-01-01T00:00:00+08:00");
        assert_eq!(first, Ok(Timestamp(0)), "a year that can be written can be given");
        assert_eq!(Timestamp::parse("9999-12-31T23:59:59-12:00"), Ok(Timestamp(Timestamp::LAST)));
        assert_eq!(Timestamp::from_unix(i64::MAX).plus(i64::MAX).to_string(), "9999-12-31T08:00:00+08:00");
    }

    #[test]
    fn days() {
        let day = Day::from_number(20_261_123).unwrap();
        assert_eq!(day.number(), 20_261_123);
        assert_eq!(day.weekday(), 0, "a Monday");
        assert_eq!(day.start().to_string(), "2026-11-23T00:00:00+08:00");
        assert_eq!(day.start().day(), day);
        assert_eq!(Day::from_number(20_260_230), None);
        assert_eq!(Day::from_number(0), None);
        assert_eq!("2026-11-23".parse(), Ok(day));
        assert_eq!(day.to_string(), "2026-11-23");
        assert_eq!(day.next().previous(), day);
        for bad in ["2026-11-3", "2026/11/23", "20261123", "2026-1-123", "２026-11-2", "2026-11-23T", ""] {
            assert_eq!(bad.parse::<Day>(), Err(Invalid::Form(Form::Day)), "{bad}");
        }
        for bad in ["2026-02-30", "2026-13-01", "1969-12-31"] {
            assert_eq!(bad.parse::<Day>(), Err(Invalid::Beyond(Bound::Calendar)), "{bad}");
        }
    }
}
