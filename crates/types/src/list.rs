//! Lists in requests: none is longer than people need.

use serde::Deserialize;

use crate::invalid::Invalid;

/// Items that a list in a request may hold.
pub const MAX_ITEMS: usize = 20;

/// `Vec` of at most [`MAX_ITEMS`].
///
/// # Errors
/// [`Invalid::TooMany`].
pub fn bounded_list<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Deserialize<'de>,
{
    at_most::<MAX_ITEMS, D, T>(deserializer)
}

/// `Vec` of at most so many, where people need more or fewer.
///
/// # Errors
/// [`Invalid::TooMany`].
pub fn at_most<'de, const MAX: usize, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Deserialize<'de>,
{
    let items = Vec::<T>::deserialize(deserializer)?;
    if items.len() > MAX {
        return Err(serde::de::Error::custom(Invalid::TooMany(MAX as u32)));
    }
    Ok(items)
}
