//! The desk at which tickets are taken, shown and changed: what several functions do alike, between
//! the edge that knows the caller and the store that knows the rows. No rule of the workflow is
//! here; it is asked of core.
//!
//! Only components use it, so there is nothing here on other targets.
#![forbid(unsafe_code)]
#![cfg(target_arch = "wasm32")]

mod catalogue;
mod departments;
mod show;
mod take;

pub use catalogue::catalogue;
pub use departments::Departments;
pub use show::{Found, find, show};
pub use take::{Act, act};

use minsheng_core::deadline::Calendar;
use minsheng_edge::{Problem, config};
use minsheng_store::Error;
use minsheng_store::spin::{Durability, Pooled, connect};

/// A connection for this request.
///
/// # Errors
/// 503.
pub async fn open() -> Result<Pooled, Problem> {
    let durability = if config::get().await?.durable { Durability::Full } else { Durability::Normal };
    connect(durability).await.map_err(stored)
}

/// The client's view of a failure of the store.
#[must_use]
pub fn stored(error: Error) -> Problem {
    match error {
        Error::Unavailable(_) => Problem::unavailable(error),
        Error::Corrupt(_) => Problem::internal(error),
    }
}

/// The calendar by which deadlines are counted: the same for the whole city.
#[must_use]
pub fn calendar() -> &'static Calendar {
    Calendar::published()
}
