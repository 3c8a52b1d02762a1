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
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

/// How long a request waits for a place before it is refused.
const PATIENCE: Duration = Duration::from_secs(1);

/// Refusals are logged no more often than this: a full machine has better things to do.
const LOG_PAUSE: Duration = Duration::from_secs(1);

/// The two budgets.
pub struct Admission {
    clients: Arc<Semaphore>,
    components: Arc<Semaphore>,
    /// How many requests of clients have a place or wait for one.
    present: Arc<watch::Sender<usize>>,
    /// Refusals since the last that was logged.
    refused: AtomicU64,
    logged: Mutex<Option<Instant>>,
}

/// A place among the requests under way, given back when this goes.
#[derive(Debug)]
pub struct Place {
    _permit: OwnedSemaphorePermit,
    _present: Option<Present>,
}

/// One request of a client, counted for as long as this lives.
#[derive(Debug)]
struct Present(Arc<watch::Sender<usize>>);

impl Present {
    fn new(count: &Arc<watch::Sender<usize>>) -> Self {
        count.send_modify(|count| *count += 1);
        Self(Arc::clone(count))
    }
}

impl Drop for Present {
    fn drop(&mut self) {
        self.0.send_modify(|count| *count -= 1);
    }
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
            present: Arc::new(watch::Sender::new(0)),
            refused: AtomicU64::new(0),
            logged: Mutex::new(None),
        }
    }

    /// Waits for a place; `None` when none came free in time.
    pub async fn enter(&self, origin: Origin) -> Option<Place> {
        let budget = match origin {
            Origin::Client | Origin::Schedule => &self.clients,
            Origin::Component => &self.components,
        };
        let present = (origin == Origin::Client).then(|| Present::new(&self.present));
        let permit = match Arc::clone(budget).try_acquire_owned() {
            Ok(permit) => Some(permit),
            Err(_) => {
                let waited = tokio::time::timeout(PATIENCE, Arc::clone(budget).acquire_owned()).await;
                waited.ok().and_then(Result::ok)
            }
        };
        if permit.is_none() {
            self.log_refusal(origin);
        }
        permit.map(|permit| Place { _permit: permit, _present: present })
    }

    /// Waits until no request of a client is under way or waits.
    pub async fn no_client(&self) {
        // It only fails when nobody counts any more, and then there is no client either.
        self.present.subscribe().wait_for(|count| *count == 0).await.ok();
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
    use futures_util::FutureExt as _;

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

    #[tokio::test]
    async fn clients_are_there_from_when_they_ask_until_their_answer_has_gone() {
        let admission = Admission::new(1);
        let idle = || admission.no_client().now_or_never().is_some();
        assert!(idle());
        let schedule = admission.enter(Origin::Schedule).await.unwrap();
        assert!(idle(), "the host's own calls are nobody who waits");
        let mut waiting = Box::pin(admission.enter(Origin::Client));
        assert!(waiting.as_mut().now_or_never().is_none());
        assert!(!idle(), "who waits for a place is there as well");
        drop(schedule);
        let place = waiting.await.unwrap();
        assert!(!idle());
        drop(place);
        assert!(idle());
        let component = admission.enter(Origin::Component).await;
        assert!(component.is_some() && idle());
    }
}
