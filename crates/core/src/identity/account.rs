//! An account of staff.

use std::fmt;

use super::{AccountUpdate, AccountView};
use crate::clock::Timestamp;
use crate::text::{DeptCode, Name, UserName};
use crate::words::Role;

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

    /// As administrators see it; `locked_until` by wrong passwords, which are kept apart from accounts.
    #[must_use]
    pub fn view(&self, locked_until: Option<Timestamp>) -> AccountView {
        AccountView {
            id: self.id.to_string(),
            name: self.name.to_string(),
            roles: self.roles.clone(),
            dept: self.dept.clone(),
            active: self.active,
            has_password: self.password.is_some(),
            locked_until,
            created_at: self.created_at,
            updated_at: self.updated_at,
            version: self.version,
        }
    }
}
