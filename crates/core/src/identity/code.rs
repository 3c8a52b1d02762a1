//! One-time codes, which prove a telephone number.

use std::fmt;

use minsheng_types::form::Form;
use minsheng_types::invalid::Invalid;
use minsheng_types::text::{Phone, is_mobile};
use minsheng_types::words::Lang;
use serde::{Deserialize, Deserializer};

/// Six digits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct OneTimeCode([u8; 6]);

impl OneTimeCode {
    const COUNT: u32 = 1_000_000;

    /// From a random number; `None` for the few at the upper end that would make some codes more
    /// likely than others.
    #[must_use]
    pub fn from_number(number: u32) -> Option<Self> {
        if number >= u32::MAX - u32::MAX % Self::COUNT {
            return None;
        }
        let mut rest = number % Self::COUNT;
        let mut digits = [b'0'; 6];
        for digit in digits.iter_mut().rev() {
            *digit += u8::try_from(rest % 10).unwrap_or_default();
            rest /= 10;
        }
        Some(Self(digits))
    }

    /// # Errors
    /// [`Invalid::Malformed`] unless it is six digits; spaces around and between do not matter.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let digits: Vec<u8> = text.bytes().filter(|byte| *byte != b' ').collect();
        match <[u8; 6]>::try_from(digits) {
            Ok(digits) if digits.iter().all(u8::is_ascii_digit) => Ok(Self(digits)),
            _ => Err(Invalid::Form(Form::OneTimeCode)),
        }
    }

    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 6] {
        &self.0
    }

    /// The short message that carries it. `hotline` is what the city calls its hotline.
    #[must_use]
    pub fn message(&self, hotline: &str, lang: Lang) -> String {
        let code: String = self.0.iter().copied().map(char::from).collect();
        let minutes = CODE_SECONDS / 60;
        match lang {
            Lang::Zh => format!(
                "【{hotline}】验证码 {code}，{minutes} 分钟内有效。工作人员不会向您索要，请勿告诉任何人。"
            ),
            Lang::En => format!(
                "{hotline}: your code is {code}, good for {minutes} minutes. Nobody will ask you for it: keep it to yourself."
            ),
        }
    }
}

/// A secret: it does not show in debug output.
impl fmt::Debug for OneTimeCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OneTimeCode(…)")
    }
}

impl<'de> Deserialize<'de> for OneTimeCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for OneTimeCode {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "OneTimeCode".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string", "pattern": "^[0-9]{6}$"})
    }
}

/// Whether short messages are sent to this number: the mainland's mobile numbers, 1 and ten more
/// digits of which the first is 3 to 9. Others, short numbers and those abroad first of all, cost
/// the city money and a fraudster nothing.
#[must_use]
pub fn takes_sms(phone: &Phone) -> bool {
    is_mobile(&phone.national())
}

/// Seconds for which a one-time code is good …
pub const CODE_SECONDS: i64 = 300;

/// … and how often it may be tried.
pub const CODE_TRIES: u32 = 5;
