//! An account of staff.

use std::fmt;

use minsheng_types::clock::Timestamp;
use minsheng_types::fault::Fault;
use minsheng_types::invalid::Invalid;
use minsheng_types::text::{DeptCode, Name, UserName};
use minsheng_types::words::Role;
use serde::Deserialize;

use super::one_of::{one_of, some_of};
use super::password::NewPassword;

/// An account as it stands.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    /// The user name.
    pub id: UserName,
    /// Counts its changes.
    pub version: u32,
    pub name: Name,
    pub roles: Vec<Role>,
    pub dept: Option<DeptCode>,
    pub active: bool,
    /// What a password has to match: a PHC string.
    pub password: Option<String>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// Without what a password has to match.
impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Account({}, version {})", self.id, self.version)
    }
}

impl Account {
    /// A new one. `password` is what a password will have to match.
    #[must_use]
    pub fn new(id: UserName, wanted: AccountUpdate, password: Option<String>, now: Timestamp) -> Self {
        let AccountUpdate { name, roles, dept, active, .. } = wanted;
        Self { id, version: 1, name, roles, dept, active, password, created_at: now, updated_at: now }
    }

    /// The same as it is wanted; `password` when there is a new one.
    #[must_use]
    pub fn updated(&self, wanted: AccountUpdate, password: Option<String>, now: Timestamp) -> Self {
        let AccountUpdate { name, roles, dept, active, .. } = wanted;
        let password = password.or_else(|| self.password.clone());
        Self {
            id: self.id.clone(),
            version: self.version + 1,
            name,
            roles,
            dept,
            active,
            password,
            created_at: self.created_at,
            updated_at: now,
        }
    }

    /// Whether sessions that began with `before` must not go on with this.
    #[must_use]
    pub fn ends_sessions_of(&self, before: &Self) -> bool {
        let rights = |account: &Self| (account.roles.clone(), account.dept.clone(), account.active);
        rights(self) != rights(before) || self.password != before.password
    }

    /// Whether it needs a second factor, where `roles` are those that do.
    #[must_use]
    pub fn needs_factor(&self, roles: &[Role]) -> bool {
        self.roles.iter().any(|role| roles.contains(role))
    }

    /// Whether somebody can log in with it and administer.
    #[must_use]
    pub fn administers(&self) -> bool {
        self.active && self.password.is_some() && self.roles.contains(&Role::Admin)
    }

    /// What the audit log says of it.
    #[must_use]
    pub fn detail(&self) -> String {
        let roles: Vec<&str> = self.roles.iter().map(|role| role.as_str()).collect();
        let dept = self.dept.as_ref().map_or("-", DeptCode::as_str);
        let active = if self.active { "active" } else { "inactive" };
        format!("{}, {dept}, {active}", roles.join(" "))
    }
}

one_of! {
    /// A role that an account can have.
    StaffRole: Role in STAFF_ROLES
}

/// At least one, none twice.
///
/// # Errors
/// [`Invalid::Empty`], [`Invalid::UnknownValue`].
pub fn roles<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<Role>, D::Error> {
    some_of::<D, StaffRole, Role>(deserializer)
}

const fn yes() -> bool {
    true
}

/// `PUT /v1/accounts/{id}`: the account as it is to be from now on.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AccountUpdate {
    /// What people call them.
    pub name: Name,
    #[serde(deserialize_with = "roles")]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<StaffRole>", length(min = 1)))]
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

/// The roles that an account can have. Citizens have none, and `system` and `integrator` are not
/// people.
pub const STAFF_ROLES: &[Role] =
    &[Role::Agent, Role::Handler, Role::Supervisor, Role::Publisher, Role::Admin];
