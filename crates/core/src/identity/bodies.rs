//! Bodies of requests and answers. Passwords only ever come in, and never go out again.

use serde::{Deserialize, Serialize};

use super::{KEY_SCOPES, NewPassword, OneTimeCode, Password, RefreshToken, STAFF_ROLES};
use crate::clock::{Day, Timestamp};
use crate::ids::TicketId;
use crate::invalid::Invalid;
use crate::text::{DeptCode, Name, Phone, UserName};
use crate::words::{Role, Scope, State};
use crate::workflow::Fault;

/// A type for those of the words that a list names; the others are unknown values.
macro_rules! one_of {
    ($(#[$doc:meta])* $name:ident: $word:ident in $list:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct $name($word);

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let word = $word::deserialize(deserializer)?;
                if $list.contains(&word) {
                    Ok(Self(word))
                } else {
                    Err(serde::de::Error::custom(Invalid::UnknownValue))
                }
            }
        }

        #[cfg(feature = "schema")]
        impl schemars::JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                let words: Vec<&str> = $list.iter().map(|word| word.as_str()).collect();
                schemars::json_schema!({"type": "string", "enum": words})
            }
        }
    };
}

one_of! {
    /// A role that an account can have.
    StaffRole: Role in STAFF_ROLES
}

one_of! {
    /// A scope that a key can have.
    KeyScope: Scope in KEY_SCOPES
}

/// At least one, none twice.
fn roles<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<Role>, D::Error> {
    let mut roles: Vec<Role> = Vec::new();
    for StaffRole(role) in Vec::<StaffRole>::deserialize(deserializer)? {
        if !roles.contains(&role) {
            roles.push(role);
        }
    }
    if roles.is_empty() { Err(serde::de::Error::custom(Invalid::Empty)) } else { Ok(roles) }
}

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
    #[cfg_attr(feature = "schema", schemars(with = "Vec<StaffRole>"))]
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

/// `PUT /v1/accounts/{id}`: the account as it is to be from now on.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AccountUpdate {
    /// What people call them.
    pub name: Name,
    #[serde(deserialize_with = "roles")]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<StaffRole>"))]
    pub roles: Vec<Role>,
    /// A handler's department, by its code.
    #[serde(default)]
    pub dept: Option<DeptCode>,
    #[serde(default = "yes")]
    pub active: bool,
    /// The password from now on; it stays as it is when absent.
    #[serde(default)]
    pub password: Option<NewPassword>,
}

impl AccountUpdate {
    /// What is wrong with it for the account `id`, when `by` puts it so.
    #[must_use]
    pub fn faults(&self, id: &UserName, by: &str) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut fault = |pointer: &str, invalid| faults.push(Fault { pointer: pointer.into(), invalid });
        if self.roles.contains(&Role::Handler) && self.dept.is_none() {
            fault("/dept", Invalid::Missing);
        }
        if let Some(invalid) = self.password.as_ref().and_then(|password| password.suits(id).err()) {
            fault("/password", invalid);
        }
        // Or the last administrator could lock everybody out by a slip.
        if id.as_str() == by && !self.active {
            fault("/active", Invalid::Yourself);
        }
        if id.as_str() == by && !self.roles.contains(&Role::Admin) {
            fault("/roles", Invalid::Yourself);
        }
        faults
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
    /// Wrong passwords have locked it until then.
    pub locked_until: Option<Timestamp>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// Counts its changes; also the `ETag`.
    pub version: u32,
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

/// What a key is good for: at least one, none twice.
fn scopes<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<Scope>, D::Error> {
    let mut scopes: Vec<Scope> = Vec::new();
    for KeyScope(scope) in Vec::<KeyScope>::deserialize(deserializer)? {
        if !scopes.contains(&scope) {
            scopes.push(scope);
        }
    }
    if scopes.is_empty() { Err(serde::de::Error::custom(Invalid::Empty)) } else { Ok(scopes) }
}

/// `POST /v1/keys`.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct KeyRequest {
    /// Whose it is and what for.
    pub name: Name,
    #[serde(deserialize_with = "scopes")]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<KeyScope>"))]
    pub scopes: Vec<Scope>,
    /// Never by itself, when absent.
    #[serde(default)]
    pub expires_at: Option<Timestamp>,
}

/// An API key, as administrators see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct KeyView {
    pub id: String,
    pub name: String,
    pub scopes: Vec<Scope>,
    pub created_at: Timestamp,
    pub created_by: String,
    pub expires_at: Option<Timestamp>,
    pub revoked_at: Option<Timestamp>,
    /// The last day on which it opened something.
    pub last_used_on: Option<Day>,
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

/// One line of a citizen's own tickets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MyTicket {
    pub id: TicketId,
    pub state: State,
    pub state_label: String,
    /// The subject, or how the content begins.
    pub subject: String,
    pub created_at: Timestamp,
    pub due_at: Option<Timestamp>,
    /// There is an answer to read.
    pub answered: bool,
    /// The citizen's judgement is waited for.
    pub rating_wanted: bool,
}
