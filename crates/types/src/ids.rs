//! Ticket numbers, which people read out on the phone, and query codes, which prove whose it is.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::clock::Day;
use crate::form::Form;
use crate::invalid::Invalid;

/// Day plus daily sequence: `20261123000042` is the 42nd ticket of 23 November 2026.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TicketId(i64);

impl TicketId {
    /// Tickets that one day can number.
    pub const PER_DAY: i64 = 1_000_000;

    /// The number before the first one of `day`; the day's tickets are above it and below the next
    /// multiple of [`TicketId::PER_DAY`].
    #[must_use]
    pub fn floor(day: Day) -> i64 {
        i64::from(day.number()) * Self::PER_DAY
    }

    /// The first number of `day`.
    #[must_use]
    pub fn first_of(day: Day) -> Self {
        Self(Self::floor(day) + 1)
    }

    /// The last number of `day`, which stands for a ticket that is yet to be numbered: what came in before it on
    /// that day is before it.
    #[must_use]
    pub fn last_of(day: Day) -> Self {
        Self(Self::floor(day) + Self::PER_DAY - 1)
    }

    /// # Errors
    /// [`Invalid::Malformed`] unless it is 14 digits that begin with a day.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        if text.len() != 14 || !text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(Invalid::Form(Form::TicketId));
        }
        text.parse().ok().and_then(Self::from_i64).ok_or(Invalid::Form(Form::TicketId))
    }

    /// From the number as it is stored.
    #[must_use]
    pub fn from_i64(number: i64) -> Option<Self> {
        let day = u32::try_from(number / Self::PER_DAY).ok()?;
        Day::from_number(day)?;
        (number % Self::PER_DAY > 0).then_some(Self(number))
    }

    #[must_use]
    pub const fn as_i64(self) -> i64 {
        self.0
    }
}

impl fmt::Display for TicketId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:014}", self.0)
    }
}

impl std::str::FromStr for TicketId {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        Self::parse(text)
    }
}

impl Serialize for TicketId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for TicketId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for TicketId {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "TicketId".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        // Days that there are, and a place that is not 0.
        let days = "(19[7-9][0-9]|[2-9][0-9]{3})((0[13578]|1[02])(0[1-9]|[12][0-9]|3[01])|(0[469]|11)(0[1-9]|[12][0-9]|30)\
            |02(0[1-9]|1[0-9]|2[0-8]))";
        let leap_days = "(19(7[26]|8[048]|9[26])|[2-9][0-9](0[48]|[2468][048]|[13579][26])|([2468][048]|[3579][26])00)0229";
        let places =
            "([1-9][0-9]{5}|0[1-9][0-9]{4}|00[1-9][0-9]{3}|000[1-9][0-9]{2}|0000[1-9][0-9]|00000[1-9])";
        schemars::json_schema!({
            "type": "string", "pattern": format!("^({days}|{leap_days}){places}$"),
            "description": "Day plus daily sequence, 14 digits",
        })
    }
}

/// What makes a request safe to send twice: two hashes, since keys and bodies can be long and
/// personal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Idempotency {
    /// Of the caller and their `Idempotency-Key`.
    pub key: [u8; 32],
    /// Of what was asked for.
    pub request: [u8; 32],
}

/// Eight letters and digits in two groups, `7K2M-9QXD`: 40 bits, without the letters that are
/// mistaken for digits (I, L, O, U). Shown once; only a keyed hash of it is stored.
#[derive(Clone, PartialEq, Eq)]
pub struct QueryCode([u8; 8]);

/// Crockford's base 32.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

impl QueryCode {
    /// From 40 random bits.
    #[must_use]
    pub fn from_bits(bits: [u8; 5]) -> Self {
        let number = bits.iter().fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
        let mut letters = [b'0'; 8];
        for (place, letter) in letters.iter_mut().rev().enumerate() {
            let five = (number >> (5 * place) & 31) as usize;
            *letter = ALPHABET.get(five).copied().unwrap_or(b'0');
        }
        Self(letters)
    }

    /// Forgives case, hyphens, spaces and the letters that look like digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let letters =
            text.bytes().filter(|b| !matches!(b, b'-' | b' ')).map(|b| match b.to_ascii_uppercase() {
                b'O' => b'0',
                b'I' | b'L' => b'1',
                letter => letter,
            });
        let letters: Vec<u8> = letters.collect();
        let letters: [u8; 8] = letters.try_into().ok()?;
        letters.iter().all(|letter| ALPHABET.contains(letter)).then_some(Self(letters))
    }

    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 8] {
        &self.0
    }
}

impl fmt::Display for QueryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, letter) in self.0.iter().enumerate() {
            if place == 4 {
                f.write_str("-")?;
            }
            write!(f, "{}", char::from(*letter))?;
        }
        Ok(())
    }
}

/// A secret: it does not show in debug output.
impl fmt::Debug for QueryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("QueryCode(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticket_numbers() {
        assert_eq!(TicketId::parse("20261123000042").unwrap().to_string(), "20261123000042");
        for bad in [
            "2026112300004",
            "202611230000042",
            "20261323000042",
            "20261123000000",
            "2026-112300042",
            "２0261123000042",
            "",
        ] {
            assert!(TicketId::parse(bad).is_err(), "{bad}");
        }
        let floor = TicketId::floor(Day::from_number(20_261_123).unwrap());
        assert_eq!(TicketId::from_i64(floor), None);
        assert_eq!(TicketId::from_i64(floor + 1).unwrap().to_string(), "20261123000001");
        assert_eq!(TicketId::from_i64(-1), None);
        let last = TicketId::last_of(Day::from_number(20_261_123).unwrap());
        assert_eq!(last.to_string(), "20261123999999", "above every other of its day");
    }

    #[test]
    fn query_codes() {
        let code = QueryCode::from_bits([0xff, 0, 0, 0, 1]);
        assert_eq!(code.to_string(), "ZW00-0001");
        assert_eq!(QueryCode::parse("zw00 0001"), Some(code.clone()));
        assert_eq!(QueryCode::parse("ZWOO-OOOL"), Some(code.clone()));
        assert_eq!(QueryCode::parse("ZW00-000"), None);
        assert_eq!(QueryCode::parse("ZW00-000U"), None);
        assert_eq!(QueryCode::parse("ZW00-00中"), None);
        assert!(!format!("{code:?}").contains("ZW00"));
    }
}
