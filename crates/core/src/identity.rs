//! Who may show themselves, and how: staff with a password, other systems with an API key, citizens
//! with a code that was sent to their telephone. And how often anybody may try.
//!
//! Nothing secret is stored as it is: passwords under argon2id, everything else as a hash.

mod account;
mod code;
mod key;
pub mod limits;
mod one_of;
mod password;

pub use account::{Account, AccountUpdate, STAFF_ROLES, StaffRole, roles};
pub use code::{CODE_SECONDS, CODE_TRIES, OneTimeCode, takes_sms};
pub use key::{
    ApiKey, KEY_REMEMBERED_SECONDS, KEY_SCOPES, KeyScope, KeyView, RefreshToken, keys_sub, scopes,
};
pub use password::{FAILURES, LOCKED_SECONDS, NewPassword, Password};

use minsheng_types::clock::DAY;

/// Seconds for which an access token of staff is good. It is not looked up anywhere, so whoever is
/// logged out or loses a role keeps what they had for at most so long.
pub const ACCESS_SECONDS: i64 = 600;

/// Seconds from log-in to the end of a session, however often it is refreshed: a shift.
pub const SESSION_SECONDS: i64 = DAY / 2;

/// Seconds for which a citizen's token is good; it cannot be refreshed.
pub const CITIZEN_SECONDS: i64 = 1800;

#[cfg(test)]
mod tests;
