//! Rendered feeds in the key-value store: under which keys, and how they are forgotten.

use spin_sdk::key_value::Store;

pub const ATOM: &str = "feed/notices.atom";
pub const JSON: &str = "feed/notices.json";

/// The list of shown notices has changed. A feed that cannot be forgotten is forgotten by the clock,
/// inside a minute.
pub async fn forget_feeds(function: &str) {
    let store = match Store::open_default().await {
        Ok(store) => store,
        Err(error) => return eprintln!("{function}: feeds stay for up to a minute: {error}"),
    };
    for key in [ATOM, JSON] {
        if let Err(error) = store.delete(key).await {
            eprintln!("{function}: {key} stays for up to a minute: {error}");
        }
    }
}
