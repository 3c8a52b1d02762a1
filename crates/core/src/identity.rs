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
mod second_factor;
pub mod slowdown;
pub mod wechat;

pub use account::{Account, AccountUpdate, STAFF_ROLES, StaffRole, roles};
pub use code::{CODE_SECONDS, CODE_TRIES, OneTimeCode, takes_sms};
pub use key::{
    ApiKey, KEY_REMEMBERED_SECONDS, KEY_SCOPES, KeyScope, KeyView, RefreshToken, keys_sub, scopes,
};
pub use password::{NewPassword, Password};
pub use second_factor::{RECOVERY_CODES, SecondFactorCode};

use minsheng_types::clock::DAY;

/// Seconds for which an access token of staff is good.
pub const ACCESS_SECONDS: i64 = 600;

/// Seconds for which a session is taken to go on without looking: whoever is logged out, gets another password or
/// loses a role keeps what they had for at most so long, where five are allowed.
pub const SESSION_REMEMBERED_SECONDS: i64 = 4;

/// Seconds from log-in to the end of a session, however often it is refreshed: a shift.
pub const SESSION_SECONDS: i64 = DAY / 2;

/// Seconds for which a citizen's token is good; it cannot be refreshed.
pub const CITIZEN_SECONDS: i64 = 1800;

#[cfg(test)]
mod tests;
