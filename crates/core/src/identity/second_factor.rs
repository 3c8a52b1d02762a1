//! The second factor of staff: an authenticator's code, or one of the codes that stand in for a lost one.

use std::fmt;

use minsheng_types::form::Form;
use minsheng_types::ids::QueryCode;
use minsheng_types::invalid::Invalid;
use serde::{Deserialize, Deserializer};

use super::code::OneTimeCode;

/// Recovery codes that are handed out at once. Each is good once.
pub const RECOVERY_CODES: usize = 10;

/// What is shown beside the password.
#[derive(Clone, PartialEq, Eq)]
pub enum SecondFactorCode {
    /// Of an authenticator: six digits.
    Time(OneTimeCode),
    /// Of a sheet of paper: written like a query code.
    Recovery(QueryCode),
}

impl SecondFactorCode {
    /// # Errors
    /// [`Invalid::Malformed`] for what can be neither.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        if let Ok(code) = OneTimeCode::parse(text) {
            return Ok(Self::Time(code));
        }
        QueryCode::parse(text).map(Self::Recovery).ok_or(Invalid::Form(Form::FactorCode))
    }
}

/// A secret: it does not show in debug output.
impl fmt::Debug for SecondFactorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecondFactorCode(…)")
    }
}

impl<'de> Deserialize<'de> for SecondFactorCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for SecondFactorCode {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "SecondFactorCode".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string", "pattern": "^[0-9]{6}$|^[0-9A-Za-z]{4}-?[0-9A-Za-z]{4}$"})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_of_an_authenticator_or_of_paper() {
        let parsed = |text| SecondFactorCode::parse(text);
        assert!(matches!(parsed("123 456"), Ok(SecondFactorCode::Time(_))));
        assert!(matches!(parsed("7k2m-9qxd"), Ok(SecondFactorCode::Recovery(_))));
        assert!(matches!(parsed("12345678"), Ok(SecondFactorCode::Recovery(_))));
        for bad in ["", "12345", "1234567", "密码", "7k2m-9qx"] {
            assert_eq!(parsed(bad), Err(Invalid::Form(Form::FactorCode)), "{bad}");
        }
        assert!(!format!("{:?}", parsed("123456")).contains("123"));
    }
}
