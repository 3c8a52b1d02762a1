//! A whole number between bounds.

use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize};

use crate::clock::DAY;
use crate::form::Form;
use crate::invalid::Invalid;

/// A whole number from `MIN` to `MAX`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct BoundedInt<const MIN: u32, const MAX: u32>(u32);

impl<const MIN: u32, const MAX: u32> BoundedInt<MIN, MAX> {
    /// The nearest that there is to `number`.
    #[must_use]
    pub const fn nearest(number: u32) -> Self {
        Self(if number < MIN {
            MIN
        } else if number > MAX {
            MAX
        } else {
            number
        })
    }

    #[must_use]
    pub const fn get(self) -> u32 {
        self.0
    }

    fn checked(number: u32) -> Result<Self, Invalid> {
        let within = (MIN..=MAX).contains(&number);
        within.then_some(Self(number)).ok_or(Invalid::Between(MIN.into(), MAX.into()))
    }

    /// So many days, in seconds.
    #[must_use]
    pub const fn days(self) -> i64 {
        self.0 as i64 * DAY
    }
}

impl<'de, const MIN: u32, const MAX: u32> Deserialize<'de> for BoundedInt<MIN, MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::checked(u32::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

/// As JSON writes numbers: digits alone, and no zero before them.
impl<const MIN: u32, const MAX: u32> FromStr for BoundedInt<MIN, MAX> {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let whole = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        if !whole || digits.len() > 1 && digits.starts_with('0') {
            return Err(Invalid::Form(Form::Number));
        }
        text.parse().map_or(Err(Invalid::Between(MIN.into(), MAX.into())), Self::checked)
    }
}

#[cfg(feature = "schema")]
impl<const MIN: u32, const MAX: u32> schemars::JsonSchema for BoundedInt<MIN, MAX> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("BoundedInt{MIN}To{MAX}").into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "integer", "minimum": MIN, "maximum": MAX})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_json_writes_them() {
        let read = |text: &str| text.parse::<BoundedInt<0, 100>>().map(BoundedInt::get);
        assert_eq!((read("0"), read("7"), read("100")), (Ok(0), Ok(7), Ok(100)));
        for bad in ["101", "-1", "-0", "99999999999999999999"] {
            assert_eq!(read(bad), Err(Invalid::Between(0, 100)), "{bad}");
        }
        for bad in ["", "-", "+5", "05", "5.0", " 5", "ten", "５"] {
            assert_eq!(read(bad), Err(Invalid::Form(Form::Number)), "{bad}");
        }
    }
}
