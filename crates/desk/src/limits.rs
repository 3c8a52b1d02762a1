//! Counting attempts, by the table of core.

use minsheng_core::identity::limits;
use minsheng_core::identity::limits::{Occasion, Subject};
use minsheng_edge::{Call, Problem, config};
use minsheng_store::windows::{self, Counter};

use crate::{Office, stored};

/// Whose attempt it is.
#[derive(Clone, Copy, Debug, Default)]
pub struct By<'a> {
    pub name: Option<&'a str>,
    pub phone: Option<&'a [u8; 32]>,
}

/// Counts an attempt.
///
/// # Errors
/// 429 when there were too many of late; 503.
pub async fn admit(call: &Call, db: &Office, occasion: Occasion, by: By<'_>) -> Result<(), Problem> {
    let client = client(call, config::get().await?.proxies);
    let counters: Vec<Counter> = limits::of(occasion)
        .filter_map(|limit| {
            let subject = match limit.by {
                Subject::Name => by.name?.as_bytes(),
                Subject::Phone => by.phone?,
                Subject::Client => client.as_bytes(),
            };
            let key = call.secret.keyed("rate", &[limit.name().as_bytes(), &[0], subject]);
            Some(Counter { key, most: limit.most, seconds: limit.seconds })
        })
        .collect();
    match windows::count(db, &counters, call.now).await.map_err(stored)? {
        None => Ok(()),
        Some(wait) => Err(Problem::too_many(wait)),
    }
}

/// What the client is counted by. It gives nobody any right.
fn client(call: &Call, proxies: usize) -> String {
    let header =
        |name: &str| call.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    limits::client(header("spin-client-addr"), header("x-forwarded-for"), proxies)
}
