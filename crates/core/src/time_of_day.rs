//! A time of day, as settings say it.

use minsheng_types::bound::Bound;
use minsheng_types::form::Form;
use minsheng_types::invalid::Invalid;
use serde::{Deserialize, Deserializer, Serialize};

/// A time of day, `09:00`, in minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TimeOfDay(pub(crate) u32);

impl TimeOfDay {
    /// Seconds since midnight.
    #[must_use]
    pub fn seconds(self) -> i64 {
        i64::from(self.0) * 60
    }
}

impl std::str::FromStr for TimeOfDay {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let digits = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
        let (hours, minutes) = text
            .split_once(':')
            .filter(|(h, m)| digits(h) && digits(m))
            .ok_or(Invalid::Form(Form::TimeOfDay))?;
        match (hours.parse::<u32>(), minutes.parse::<u32>()) {
            (Ok(hours), Ok(minutes)) if minutes < 60 && hours * 60 + minutes <= 24 * 60 => {
                Ok(Self(hours * 60 + minutes))
            }
            _ => Err(Invalid::Beyond(Bound::TimeOfDay)),
        }
    }
}

impl Serialize for TimeOfDay {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{:02}:{:02}", self.0 / 60, self.0 % 60))
    }
}

impl<'de> Deserialize<'de> for TimeOfDay {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for TimeOfDay {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "TimeOfDay".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string", "pattern": "^[0-9]{2}:[0-9]{2}$"})
    }
}
