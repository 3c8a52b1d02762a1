//! The desk at which tickets are taken, shown and changed: what several functions do alike, between
//! the edge that knows the caller and the store that knows the rows. No rule of the workflow is
//! here; it is asked of core.
//!
//! Only components use it, so there is nothing here on other targets.
#![forbid(unsafe_code)]
#![cfg(target_arch = "wasm32")]

mod catalogue;
mod departments;
pub mod feeds;
mod keys;
mod limits;
mod office;
mod personal;
mod random;
mod rules;
mod show;
mod take;
mod triage;

pub use catalogue::catalogue;
pub use departments::Departments;
pub use keys::Keys;
pub use limits::{By, admit};
pub use office::{Office, connection, entry, open};
pub use personal::{fresh_nonce, open_personal, reseal, seal_personal};
pub use random::random;
pub use rules::{rules, rules_of};
pub use show::{Adds, Found, as_it_is, find, looked_over, show, show_with, view};
pub use take::{Act, act, act_for_staff, act_with};
pub use triage::{Triaged, triage};

use minsheng_edge::Problem;
use minsheng_store::Error;

/// The client's view of a failure of the store.
#[must_use]
pub fn stored(error: Error) -> Problem {
    match error {
        Error::Unavailable(_) => Problem::unavailable(error),
        Error::Corrupt(_) => Problem::internal(error),
    }
}
