//! Which model it is.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use minsheng_types::form::Form;
use minsheng_types::invalid::Invalid;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A model by its checksum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ModelId(u64);

impl ModelId {
    /// The id of a model with this checksum.
    #[must_use]
    pub const fn from_checksum(checksum: u64) -> Self {
        Self(checksum)
    }
}

impl fmt::Display for ModelId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl FromStr for ModelId {
    type Err = Invalid;

    /// # Errors
    /// [`Invalid::Malformed`] unless it is 16 hexadecimal digits.
    fn from_str(text: &str) -> Result<Self, Invalid> {
        let plain = text.len() == 16 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        let number = u64::from_str_radix(text, 16).ok().filter(|_| plain);
        number.map(Self).ok_or(Invalid::Form(Form::ModelId))
    }
}

impl Serialize for ModelId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ModelId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for ModelId {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ModelId".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string", "pattern": "^[0-9a-f]{16}$"})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_sixteen_hexadecimal_digits() {
        let id: ModelId = "0f51eca2e6275330".parse().unwrap();
        assert_eq!((id, id.to_string().as_str()), (ModelId(0x0f51_eca2_e627_5330), "0f51eca2e6275330"));
        for bad in
            ["", "0f51eca2e627533", "0F51ECA2E6275330", "+f51eca2e6275330", "0f51eca2e62753300", "路灯"]
        {
            assert_eq!(bad.parse::<ModelId>(), Err(Invalid::Form(Form::ModelId)), "{bad}");
        }
    }
}
