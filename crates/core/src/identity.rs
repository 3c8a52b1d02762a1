//! Who may show themselves, and how: staff with a password, other systems with an API key, citizens
//! with a code that was sent to their telephone. And how often anybody may try.
//!
//! Nothing secret is stored as it is: passwords under argon2id, everything else as a hash.

mod account;
mod bodies;
mod code;
mod key;
pub mod limits;
mod password;

pub use account::Account;
pub use bodies::{
    AccountRequest, AccountUpdate, AccountView, CitizenRequest, CitizenToken, CodeRequest, CodeSent,
    KeyRequest, KeyScope, KeyView, LoginRequest, MyTicket, NewKey, PasswordRequest, RefreshRequest,
    RevocationRequest, RevocationView, StaffRole, Tokens,
};
pub use code::{OneTimeCode, takes_sms};
pub use key::{ApiKey, KEY_SCOPES, RefreshToken, keys_sub};
pub use password::{NewPassword, Password};

use crate::clock::DAY;
use crate::words::Role;

/// Seconds for which an access token of staff is good. It is not looked up anywhere, so whoever is
/// logged out or loses a role keeps what they had for at most so long.
pub const ACCESS_SECONDS: i64 = 600;

/// Seconds from log-in to the end of a session, however often it is refreshed: a shift.
pub const SESSION_SECONDS: i64 = DAY / 2;

/// Seconds for which a citizen's token is good; it cannot be refreshed.
pub const CITIZEN_SECONDS: i64 = 1800;

/// Seconds for which a one-time code is good …
pub const CODE_SECONDS: i64 = 300;

/// … and how often it may be tried.
pub const CODE_TRIES: u32 = 5;

/// Wrong passwords in a row that lock a user name …
pub const FAILURES: u32 = 5;

/// … and for how many seconds. So long, too, a failure counts.
pub const LOCKED_SECONDS: i64 = 900;

/// Seconds for which functions believe again what they were told of an API key: so long a revoked
/// one may still work.
pub const KEY_REMEMBERED_SECONDS: i64 = 5;

/// The roles that an account can have. Citizens have none, and `system` and `integrator` are not
/// people.
pub const STAFF_ROLES: &[Role] =
    &[Role::Agent, Role::Handler, Role::Supervisor, Role::Publisher, Role::Admin];

#[cfg(test)]
mod tests;
