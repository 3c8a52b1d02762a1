//! The time, as the store keeps it.

use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result};
use minsheng_types::clock::Timestamp;

pub fn now() -> Result<Timestamp> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).context("the clock stands before 1970")?;
    Ok(Timestamp::from_unix(i64::try_from(since.as_secs())?))
}
