//! Back-pressure: how many requests may be under way at once.
//!
//! Each request may need an instance, and the pool of instances is finite. Requests from outside and
//! calls between components have budgets of their own: were there only one, requests that hold it could
//! wait for ever for the calls they themselves have to make. A caller waits briefly for a place, then it
//! is told to come back.

use crate::log;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How long a request waits for a place before it is refused.
const PATIENCE: Duration = Duration::from_secs(1);

/// Refusals are logged no more often than this: a full machine has better things to do.
const LOG_PAUSE: Duration = Duration::from_secs(1);

/// The two budgets.
pub struct Admission {
    clients: Arc<Semaphore>,
    components: Arc<Semaphore>,
    /// Refusals since the last that was logged.
    refused: AtomicU64,
    logged: Mutex<Option<Instant>>,
}

/// Where a request comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// From a client, over a connection.
    Client,
    /// From the host itself, as the manifest asks. It takes a client's place: there are few such calls, and
    /// the machine must not have more under way for them.
    Schedule,
    /// From another component of the same application.
    Component,
}

impl Origin {
    /// As lines of the log and the trace have it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Schedule => "schedule",
            Self::Component => "component",
        }
    }
}

impl Admission {
    /// Room for `most` requests from clients, and as many calls between components.
    pub fn new(most: usize) -> Self {
        Self {
            clients: Arc::new(Semaphore::new(most)),
            components: Arc::new(Semaphore::new(most)),
            refused: AtomicU64::new(0),
            logged: Mutex::new(None),
        }
    }

    /// Waits for a place; `None` when none came free in time.
    pub async fn enter(&self, origin: Origin) -> Option<OwnedSemaphorePermit> {
        let budget = match origin {
            Origin::Client | Origin::Schedule => &self.clients,
            Origin::Component => &self.components,
        };
        if let Ok(permit) = Arc::clone(budget).try_acquire_owned() {
            return Some(permit);
        }
        let permit = tokio::time::timeout(PATIENCE, Arc::clone(budget).acquire_owned()).await;
        let permit = permit.ok().and_then(Result::ok);
        if permit.is_none() {
            self.log_refusal(origin);
        }
        permit
    }

    fn log_refusal(&self, origin: Origin) {
        self.refused.fetch_add(1, Ordering::Relaxed);
        let mut logged = self.logged.lock().unwrap_or_else(PoisonError::into_inner);
        if logged.is_none_or(|last| last.elapsed() >= LOG_PAUSE) {
            *logged = Some(Instant::now());
            let refused = self.refused.swap(0, Ordering::Relaxed);
            log::warn("too many requests under way", &[("origin", &origin.name()), ("refused", &refused)]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_budgets_are_apart_and_patience_ends() {
        let admission = Admission::new(1);
        let held = admission.enter(Origin::Client).await.unwrap();
        assert!(admission.enter(Origin::Client).await.is_none());
        assert!(admission.enter(Origin::Schedule).await.is_none());
        assert!(admission.enter(Origin::Component).await.is_some());
        drop(held);
        assert!(admission.enter(Origin::Client).await.is_some());
    }
}
