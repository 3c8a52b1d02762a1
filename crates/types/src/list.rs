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
    let items = Vec::<T>::deserialize(deserializer)?;
    if items.len() > MAX_ITEMS {
        Err(serde::de::Error::custom(Invalid::TooMany(MAX_ITEMS as u32)))
    } else {
        Ok(items)
    }
}
