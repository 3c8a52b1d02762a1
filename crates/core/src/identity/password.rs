//! Passwords of staff. Length is what counts (NIST SP 800-63B, 5.1.1): no rule demands digits or
//! signs, and what everybody tries first is refused.

use std::fmt;

use minsheng_types::invalid::Invalid;
use minsheng_types::text::UserName;
use serde::{Deserialize, Deserializer};

/// A password that somebody shows; whether it is a good one is not asked any more. Unlike other
/// texts it keeps the spaces around it.
#[derive(Clone)]
pub struct Password(String);

impl Password {
    /// The longest there can be, in characters.
    pub const MAX: u32 = 128;

    /// # Errors
    /// [`Invalid::Empty`], [`Invalid::TooLong`].
    pub fn parse(text: String) -> Result<Self, Invalid> {
        if text.is_empty() {
            return Err(Invalid::Empty);
        }
        if text.chars().count() > Self::MAX as usize {
            return Err(Invalid::TooLong(Self::MAX));
        }
        Ok(Self(text))
    }

    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

/// A password that is to be one from now on.
#[derive(Clone)]
pub struct NewPassword(Password);

impl NewPassword {
    /// The shortest that it may be, in characters.
    pub const MIN: u32 = 10;
    /// Different characters that it has at least.
    const VARIETY: usize = 4;

    /// # Errors
    /// [`Invalid::TooShort`], [`Invalid::TooLong`], [`Invalid::ControlCharacter`], and
    /// [`Invalid::Guessable`] for what everybody tries first.
    pub fn parse(text: String) -> Result<Self, Invalid> {
        if text.chars().any(char::is_control) {
            return Err(Invalid::ControlCharacter);
        }
        if text.chars().count() < Self::MIN as usize {
            return Err(Invalid::TooShort(Self::MIN));
        }
        let small = text.to_ascii_lowercase();
        let mut different: Vec<char> = Vec::new();
        for c in small.chars() {
            if !different.contains(&c) {
                different.push(c);
            }
        }
        if different.len() < Self::VARIETY || WORST.contains(&small.as_str()) {
            return Err(Invalid::Guessable);
        }
        Password::parse(text).map(Self)
    }

    /// # Errors
    /// [`Invalid::Guessable`] when it is the account's own name.
    pub fn suits(&self, name: &UserName) -> Result<(), Invalid> {
        if self.0.0.eq_ignore_ascii_case(name.as_str()) { Err(Invalid::Guessable) } else { Ok(()) }
    }

    #[must_use]
    pub const fn as_password(&self) -> &Password {
        &self.0
    }
}

/// Secrets: they do not show in debug output.
impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

impl fmt::Debug for NewPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NewPassword(…)")
    }
}

impl<'de> Deserialize<'de> for Password {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

impl<'de> Deserialize<'de> for NewPassword {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "schema")]
mod schema {
    use std::borrow::Cow;

    use super::{NewPassword, Password};

    impl schemars::JsonSchema for Password {
        fn schema_name() -> Cow<'static, str> {
            "Password".into()
        }
        fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
            schemars::json_schema!({"type": "string", "format": "password", "minLength": 1, "maxLength": Self::MAX})
        }
    }

    impl schemars::JsonSchema for NewPassword {
        fn schema_name() -> Cow<'static, str> {
            "NewPassword".into()
        }
        fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
            schemars::json_schema!({
                "type": "string", "format": "password", "minLength": Self::MIN, "maxLength": Password::MAX,
            })
        }
    }
}

/// Long enough and yet tried by everybody, in small letters: what tops the lists of leaked passwords
/// among those of ten characters and more, and what people would take for this hotline.
pub(super) const WORST: &[&str] = &[
    "0123456789",
    "01234567890",
    "0987654321",
    "1234567890",
    "1234567890-",
    "1234567890-=",
    "12345678900",
    "12345678901",
    "1234567891",
    "12345678910",
    "123456789a",
    "123456789abc",
    "123456789q",
    "12345hotline",
    "123qweasdzxc",
    "147258369a",
    "1q2w3e4r5t",
    "1q2w3e4r5t6y",
    "1qaz2wsx3edc",
    "1qazxsw23edc",
    "5201314520",
    "a123456789",
    "a1234567890",
    "aa12345678",
    "aa123456789",
    "abc1234567",
    "abc123456789",
    "abcd123456",
    "abcd1234567",
    "abcdefghij",
    "admin12345",
    "admin123456",
    "admin@12345",
    "admin@123456",
    "administrator",
    "asdfghjkl123",
    "asdfghjkl;",
    "changeme123",
    "football123",
    "hotline12345",
    "iloveyou123",
    "iloveyou1314",
    "letmein123",
    "minsheng123",
    "minsheng12345",
    "minsheng123456",
    "p@ssw0rd123",
    "pass123456",
    "passw0rd123",
    "password01",
    "password10",
    "password11",
    "password12",
    "password123",
    "password1234",
    "password12345",
    "password@123",
    "q1w2e3r4t5",
    "q1w2e3r4t5y6",
    "qq123456789",
    "qqww1122334",
    "qwer123456",
    "qwerty12345",
    "qwerty123456",
    "qwertyuiop",
    "qwertyuiop123",
    "welcome123",
    "wo123456789",
    "woaini1314",
    "woaini1314520",
    "woaini520520",
    "zhang123456",
    "zxcvbnm123",
    "zxcvbnm123456",
];
