//! The telephone that a citizen gives for themselves. Nobody's demand is refused because of it: what cannot be read as a number
//! is kept as it was written.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::invalid::Invalid;
use crate::phone::{self, Reading};
use crate::text::Phone;

/// A telephone as it was given: a number with its extension, `01062345678转801`, or whatever was written instead.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct GivenPhone(String);

impl GivenPhone {
    /// The longest that it may be, in characters.
    pub const MAX: u32 = 200;

    /// # Errors
    /// [`Invalid::Empty`], [`Invalid::TooLong`]; never for what is in it.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let kept: String = text.chars().map(|ch| if ch.is_control() { ' ' } else { ch }).collect();
        let kept = kept.trim();
        if kept.is_empty() {
            return Err(Invalid::Empty);
        }
        if kept.chars().count() > Self::MAX as usize {
            return Err(Invalid::TooLong(Self::MAX));
        }
        Ok(Self(match phone::read(kept) {
            Some(Reading { number, extension: Some(extension), alone: true }) => {
                format!("{number}转{extension}")
            }
            Some(Reading { number, extension: None, alone: true }) => number,
            _ => kept.to_owned(),
        }))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The number, under which the citizen's tickets are found; none where it cannot be read.
    #[must_use]
    pub fn number(&self) -> Option<Phone> {
        Phone::parse(&self.0).ok()
    }

    /// As staff see it; of what cannot be read, nothing.
    #[must_use]
    pub fn masked(&self) -> String {
        self.number().map_or_else(|| "****".to_owned(), |number| phone::masked(&number.national()))
    }
}

impl From<Phone> for GivenPhone {
    fn from(number: Phone) -> Self {
        Self(number.into_string())
    }
}

impl fmt::Display for GivenPhone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Text, or the bare number that a program sends for one.
struct Written;

impl Visitor<'_> for Written {
    type Value = Cow<'static, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a telephone number")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text.to_owned()))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Cow::Owned(number.to_string()))
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(""))
    }
}

impl<'de> Deserialize<'de> for GivenPhone {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&deserializer.deserialize_any(Written)?).map_err(D::Error::custom)
    }
}

/// Where a field that is empty says as little as one that is not there.
///
/// # Errors
/// [`Invalid::TooLong`].
pub fn if_any<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<GivenPhone>, D::Error> {
    match GivenPhone::parse(&deserializer.deserialize_any(Written)?) {
        Ok(given) => Ok(Some(given)),
        Err(Invalid::Empty) => Ok(None),
        Err(invalid) => Err(D::Error::custom(invalid)),
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for GivenPhone {
    fn schema_name() -> Cow<'static, str> {
        "GivenPhone".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string", "maxLength": Self::MAX})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_is_written_is_refused() {
        for (text, kept, number) in [
            ("135-6666-0001", "13566660001", Some("13566660001")),
            ("8613566660001", "8613566660001", Some("13566660001")),
            ("010-62345678转801", "01062345678转801", Some("01062345678")),
            ("13566660001/13577770002", "13566660001/13577770002", Some("13566660001")),
            ("一三五六六六六零零零一", "13566660001", Some("13566660001")),
            ("call me", "call me", None),
            ("微信 abc", "微信 abc", None),
            ("1\0 2\u{1b}", "1  2", None),
        ] {
            let given = GivenPhone::parse(text).unwrap();
            assert_eq!(
                (given.as_str(), given.number().map(|n| n.national().into_owned()).as_deref()),
                (kept, number)
            );
            assert_eq!(GivenPhone::parse(kept).unwrap(), given, "read back it is the same");
        }
        assert_eq!(GivenPhone::parse(&"字".repeat(201)), Err(Invalid::TooLong(200)));
        assert_eq!(GivenPhone::parse(" \u{3000}"), Err(Invalid::Empty));
    }

    #[test]
    fn a_bare_number_and_an_empty_field_are_understood() {
        #[derive(Deserialize)]
        struct Body {
            #[serde(default, deserialize_with = "if_any")]
            phone: Option<GivenPhone>,
        }
        let phone =
            |json: &str| serde_json::from_str::<Body>(json).unwrap().phone.map(|given| given.to_string());
        assert_eq!(phone(r#"{"phone": 13566660001}"#).as_deref(), Some("13566660001"));
        for nothing in [r#"{"phone": ""}"#, r#"{"phone": null}"#, r#"{"phone": "  "}"#, "{}"] {
            assert_eq!(phone(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn of_what_cannot_be_read_nothing_is_shown() {
        for (text, shown) in [
            ("call 1356666", "****"),
            ("13566660001转801", "135****0001"),
            ("88881234", "****34"),
            ("0731-88881234", "0731****34"),
        ] {
            assert_eq!(GivenPhone::parse(text).unwrap().masked(), shown);
        }
    }
}
