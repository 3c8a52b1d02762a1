//! A whole number between bounds.

use serde::{Deserialize, Deserializer, Serialize};

use crate::clock::DAY;
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

    /// So many days, in seconds.
    #[must_use]
    pub const fn days(self) -> i64 {
        self.0 as i64 * DAY
    }
}

impl<'de, const MIN: u32, const MAX: u32> Deserialize<'de> for BoundedInt<MIN, MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = u32::deserialize(deserializer)?;
        if (MIN..=MAX).contains(&number) {
            Ok(Self(number))
        } else {
            Err(serde::de::Error::custom(Invalid::Between(MIN.into(), MAX.into())))
        }
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
