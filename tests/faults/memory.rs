//! An instance that wants more memory than it may have.

use serde_json::json;

use super::load::{clients, counted, demand};
use super::{Outcome, intact};
use crate::{CLEAR, Request, Setup};

/// # Panics
/// When a promise is broken.
#[must_use]
pub fn check() -> Outcome {
    Outcome::LeftOut("todo".into())
}
