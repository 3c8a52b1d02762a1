//! Lists in requests: none is longer than people need.

use serde::Deserialize;

use crate::invalid::Invalid;

/// Items that a list in a request may hold.
pub const MANY: usize = 20;

/// `Vec` of at most [`MANY`].
///
/// # Errors
/// [`Invalid::TooMany`].
pub fn few<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Deserialize<'de>,
{
    let items = Vec::<T>::deserialize(deserializer)?;
    if items.len() > MANY { Err(serde::de::Error::custom(Invalid::TooMany(MANY as u32))) } else { Ok(items) }
}
