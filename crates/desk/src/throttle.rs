//! What citizens and strangers may do, counted in the key-value store: a submission costs no statement more for it.
//! There nothing is counted by itself, so of what several instances count at once some is lost: the limits are meant
//! for floods, not to the unit. Without the store nothing is counted, and everything goes on.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::kept::Kept;
use crate::random;
use minsheng_core::capability::Capability;
use minsheng_core::identity::limits::{self, AnonymousLimits, Limit, LimitedAction, Subject, Window};
use minsheng_edge::serve::log_failure;
use minsheng_edge::{Call, Problem, config};
use spin_sdk::key_value::Error;

/// Windows that an instance has counted in itself.
const MANY: usize = 512;

thread_local! {
    /// Each with the second in which the store was last asked.
    static COUNTED: RefCell<BTreeMap<String, (i64, Window)>> = const { RefCell::new(BTreeMap::new()) };
}

/// Counts an attempt of somebody who neither works here nor shows a key.
///
/// # Errors
/// 429 when there were too many of late: then it is counted nowhere.
pub async fn throttle(call: &Call, limits: &AnonymousLimits, action: LimitedAction) -> Result<(), Problem> {
    let windows = Windows::of(call, limits, action).await?;
    windows.refuse_full(call)?;
    windows.count(call).await
}

/// Refuses a client that has already tried too often: the right attempt too, or the wrong ones would go on. What all
/// others tried refuses nobody who has it right.
///
/// # Errors
/// 429.
pub async fn refuse_throttled(
    call: &Call,
    limits: &AnonymousLimits,
    action: LimitedAction,
) -> Result<(), Problem> {
    let mut windows = Windows::of(call, limits, action).await?;
    windows.0.retain(|(_, limit, _)| limit.by == Subject::Client);
    windows.refuse_full(call)
}

/// The windows that an attempt has to fit into, as they stand.
struct Windows(Vec<(String, Limit, Window)>);

impl Windows {
    async fn of(call: &Call, limits: &AnonymousLimits, action: LimitedAction) -> Result<Self, Problem> {
        // Citizens are counted with a token, too: one telephone would else use up a day's numbers.
        if call.caller.can(Capability::GoUncounted) {
            return Ok(Self(Vec::new()));
        }
        let client = crate::limits::client(call, config::get().await?.proxies);
        let mut windows = Vec::new();
        for limit in limits::anonymous(limits, action, limits::is_here(&client)) {
            let key = key(call, &limit, &client);
            let window = window(call, &key, &limit).await;
            windows.push((key, limit, window));
        }
        Ok(Self(windows))
    }

    fn refuse_full(&self, call: &Call) -> Result<(), Problem> {
        let full =
            self.0.iter().filter_map(|(_, limit, window)| window.is_full(limit, call.now.unix())).max();
        full.map_or(Ok(()), |wait| Err(Problem::too_many(wait)))
    }

    async fn count(self, call: &Call) -> Result<(), Problem> {
        for (key, limit, window) in self.0 {
            if u32::from_le_bytes(random()?) % limit.step() != 0 {
                continue;
            }
            // What others of this instance have counted while the store was asked.
            let (_, here) = here(&key);
            let window = window.or_fuller(here).counted(&limit, call.now.unix());
            remember(&key, call.now.unix(), window);
            if let Err(error) = keep(&key, window).await {
                log_failure(call, &format_args!("limits: {key} is not kept: {error}"));
            }
        }
        Ok(())
    }
}

/// A window as it stands. Where many are counted at once the store is asked once in a second.
async fn window(call: &Call, key: &str, limit: &Limit) -> Window {
    let now = call.now.unix();
    let (asked, here) = here(key);
    if asked == now && limit.step() > 1 {
        return here;
    }
    let kept = kept(key).await.unwrap_or_else(|error| {
        log_failure(call, &format_args!("limits: {key} cannot be read, and is counted here alone: {error}"));
        None
    });
    let window = kept.map(|text| Window::parse(&text)).unwrap_or_default().or_fuller(here);
    remember(key, now, window);
    window
}

fn here(key: &str) -> (i64, Window) {
    COUNTED.with_borrow(|counted| counted.get(key).copied().unwrap_or_default())
}

fn remember(key: &str, asked: i64, window: Window) {
    COUNTED.with_borrow_mut(|counted| {
        if counted.len() >= MANY && !counted.contains_key(key) {
            counted.clear();
        }
        // Another request of this instance may have counted meanwhile.
        let (_, here) = counted.get(key).copied().unwrap_or_default();
        counted.insert(key.to_owned(), (asked, window.or_fuller(here)));
    });
}

async fn kept(key: &str) -> Result<Option<Vec<u8>>, Error> {
    Kept::open().await?.get(key).await
}

async fn keep(key: &str, window: Window) -> Result<(), Error> {
    Kept::open().await?.set(key, window.to_string().as_bytes()).await
}

/// Of a client two bytes of a keyed hash: the store stays small whoever comes, nobody's address stands in it, and nobody
/// knows whom they share a window with.
fn key(call: &Call, limit: &Limit, client: &str) -> String {
    let name = limit.name();
    match limit.by {
        Subject::Client => {
            let [a, b, ..] = call.secret.keyed("throttle", &[name.as_bytes(), &[0], client.as_bytes()]);
            format!("limit/{name}/{a:02x}{b:02x}")
        }
        _ => format!("limit/{name}"),
    }
}
