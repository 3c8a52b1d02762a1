//! Bodies of requests and answers. Passwords only ever come in, and never go out again.

use minsheng_core::identity::{
    Account, AccountUpdate, KeyView, NewPassword, OneTimeCode, Password, RefreshToken, SecondFactorCode,
    roles, scopes,
};
use minsheng_types::clock::Timestamp;
use minsheng_types::text::{DeptCode, Name, Phone, UserName, WeChatCode};
use minsheng_types::words::{Role, Scope};
use serde::{Deserialize, Serialize};

const fn yes() -> bool {
    true
}

/// `POST /v1/accounts`: an account of staff.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AccountRequest {
    /// The user name. It never changes: it stands in the history of what its holder does.
    pub id: UserName,
    /// What people call them.
    pub name: Name,
    #[serde(deserialize_with = "roles")]
    #[cfg_attr(
        feature = "schema",
        schemars(with = "Vec<minsheng_core::identity::StaffRole>", length(min = 1))
    )]
    pub roles: Vec<Role>,
    /// A handler's department, by its code.
    #[serde(default)]
    pub dept: Option<DeptCode>,
    #[serde(default = "yes")]
    pub active: bool,
    /// An account without one cannot log in.
    #[serde(default)]
    pub password: Option<NewPassword>,
}

impl AccountRequest {
    #[must_use]
    pub fn into_parts(self) -> (UserName, AccountUpdate) {
        let Self { id, name, roles, dept, active, password } = self;
        (id, AccountUpdate { name, roles, dept, active, password })
    }
}

/// An account of staff, as administrators see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AccountView {
    pub id: String,
    pub name: String,
    pub roles: Vec<Role>,
    pub dept: Option<DeptCode>,
    pub active: bool,
    pub has_password: bool,
    /// Wrong passwords make some client wait until then; its holder is let in everywhere else.
    pub locked_until: Option<Timestamp>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// Counts its changes; also the `ETag`.
    pub version: u32,
}

impl AccountView {
    /// As administrators see it; `locked_until` for wrong passwords, which are kept apart from accounts.
    #[must_use]
    pub fn new(account: &Account, locked_until: Option<Timestamp>) -> Self {
        Self {
            id: account.id.to_string(),
            name: account.name.to_string(),
            roles: account.roles.clone(),
            dept: account.dept.clone(),
            active: account.active,
            has_password: account.password.is_some(),
            locked_until,
            created_at: account.created_at,
            updated_at: account.updated_at,
            version: account.version,
        }
    }
}

/// `POST /v1/accounts/{id}/revocation`: log it out everywhere.
#[derive(Clone, Copy, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RevocationRequest {}

#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RevocationView {
    /// Sessions that ended.
    pub sessions: u32,
}

/// `POST /v1/auth/login`.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LoginRequest {
    pub username: UserName,
    pub password: Password,
    /// Of the authenticator, or a recovery code; for accounts with a second factor.
    #[serde(default)]
    pub code: Option<SecondFactorCode>,
}

/// `POST /v1/auth/factor`: an authenticator for the account whose password this is.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FactorRequest {
    pub username: UserName,
    pub password: Password,
}

/// What an authenticator is told. It is shown here and nowhere else.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FactorView {
    /// In base 32, as people type it.
    pub secret: String,
    /// The same with all that goes with it, as a picture for authenticators (`otpauth://totp/…`).
    pub uri: String,
}

/// `POST /v1/auth/factor/confirmation`: that the authenticator works.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FactorConfirmation {
    pub username: UserName,
    pub password: Password,
    pub code: OneTimeCode,
}

/// What opens the account without the authenticator, each once. They are shown here and nowhere else.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RecoveryCodes {
    pub recovery_codes: Vec<String>,
}

/// What a session shows from now on.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Tokens {
    /// For `Authorization: Bearer`.
    pub access_token: String,
    /// `Bearer`.
    pub token_type: &'static str,
    /// Seconds for which the access token is good.
    pub expires_in: i64,
    /// For one refresh.
    pub refresh_token: String,
    /// Seconds to the end of the session.
    pub refresh_expires_in: i64,
}

/// `POST /v1/auth/refresh`, `POST /v1/auth/logout`.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RefreshRequest {
    pub refresh_token: RefreshToken,
}

/// `POST /v1/auth/password`: of the account that is logged in.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PasswordRequest {
    pub old: Password,
    pub new: NewPassword,
}

/// `POST /v1/auth/codes`.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CodeRequest {
    /// A mobile number.
    pub phone: Phone,
}

/// The same for every number.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CodeSent {
    /// Seconds for which the code is good.
    pub expires_in: i64,
    pub message: String,
}

/// `POST /v1/auth/citizens`.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CitizenRequest {
    pub phone: Phone,
    pub code: OneTimeCode,
}

/// `POST /v1/auth/wechat`.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct WeChatRequest {
    /// From `wx.login`, just now.
    pub code: WeChatCode,
}

/// What a citizen shows from now on. There is no refreshing it.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CitizenToken {
    pub access_token: String,
    /// `Bearer`.
    pub token_type: &'static str,
    /// Seconds for which it is good.
    pub expires_in: i64,
}

/// `POST /v1/keys`.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct KeyRequest {
    /// Whose it is and what for.
    pub name: Name,
    #[serde(deserialize_with = "scopes")]
    #[cfg_attr(
        feature = "schema",
        schemars(with = "Vec<minsheng_core::identity::KeyScope>", length(min = 1))
    )]
    pub scopes: Vec<Scope>,
    /// Never by itself, when absent.
    #[serde(default)]
    pub expires_at: Option<Timestamp>,
}

/// The answer to [`KeyRequest`].
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NewKey {
    /// For `X-API-Key`. It is shown here and nowhere else.
    pub key: String,
    #[serde(flatten)]
    pub view: KeyView,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_good_for_something_and_never_for_the_scheduled_work() {
        for bad in [r#"{"name": "x", "scopes": []}"#, r#"{"name": "x", "scopes": ["tick"]}"#] {
            assert!(serde_json::from_str::<KeyRequest>(bad).is_err(), "{bad}");
        }
    }
}
