//! Back-pressure: how many requests may be under way at once.
//!
//! Each request may need an instance, and the pool of instances is finite. Requests from outside and
//! calls between components have budgets of their own: were there only one, requests that hold it could
//! wait for ever for the calls they themselves have to make. A caller waits briefly for a place, then it
//! is told to come back. Of the requests from outside no client has more than its part, so that none of them
//! takes all the places.

use crate::clients::{Clients, Part};
use crate::log;
use minsheng_client_address::Client;
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
    of_client: Arc<Clients>,
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
    _part: Option<Part>,
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
    Client(Client),
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
            Self::Client(_) => "client",
            Self::Schedule => "schedule",
            Self::Component => "component",
        }
    }
}

impl Admission {
    /// Room for `most` requests from clients, `most_of_client` of them of one, and as many calls between
    /// components.
    pub fn new(most: usize, most_of_client: usize) -> Self {
        Self {
            clients: Arc::new(Semaphore::new(most)),
            of_client: Clients::new(most_of_client),
            components: Arc::new(Semaphore::new(most)),
            present: Arc::new(watch::Sender::new(0)),
            refused: AtomicU64::new(0),
            logged: Mutex::new(None),
        }
    }

    /// Waits for a place; `None` when none came free in time.
    pub async fn enter(&self, origin: Origin) -> Option<Place> {
        let (budget, client) = match origin {
            Origin::Client(client) => (&self.clients, Some(client)),
            Origin::Schedule => (&self.clients, None),
            Origin::Component => (&self.components, None),
        };
        let present = client.map(|_| Present::new(&self.present));
        let waiting = async {
            // A client's own part first: nobody waits among the others for what is not left of it.
            let part = match client {
                Some(client) => Some(self.of_client.take(client, 1).await),
                None => None,
            };
            let permit = Arc::clone(budget).acquire_owned().await.ok()?;
            Some(Place { _permit: permit, _part: part, _present: present })
        };
        let place = tokio::time::timeout(PATIENCE, waiting).await.ok().flatten();
        if place.is_none() {
            self.log_refusal(origin);
        }
        place
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

    fn client(last: u8) -> Origin {
        Origin::Client(Client::new([10, 0, 0, last].into()))
    }

    #[tokio::test]
    async fn the_budgets_are_apart_and_patience_ends() {
        let admission = Admission::new(1, 1);
        let held = admission.enter(client(1)).await.unwrap();
        assert!(admission.enter(client(1)).await.is_none());
        assert!(admission.enter(Origin::Schedule).await.is_none());
        assert!(admission.enter(Origin::Component).await.is_some());
        drop(held);
        assert!(admission.enter(client(1)).await.is_some());
    }

    #[tokio::test]
    async fn clients_are_there_from_when_they_ask_until_their_answer_has_gone() {
        let admission = Admission::new(1, 1);
        let idle = || admission.no_client().now_or_never().is_some();
        assert!(idle());
        let schedule = admission.enter(Origin::Schedule).await.unwrap();
        assert!(idle(), "the host's own calls are nobody who waits");
        let mut waiting = Box::pin(admission.enter(client(1)));
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

    #[tokio::test]
    async fn no_client_has_more_than_its_part() {
        let admission = Admission::new(3, 2);
        let first = admission.enter(client(1)).await.unwrap();
        let second = admission.enter(client(1)).await.unwrap();
        let mut third = Box::pin(admission.enter(client(1)));
        assert!(third.as_mut().now_or_never().is_none(), "it waits for its own, while there is room");
        let other = admission.enter(client(2)).now_or_never().flatten().unwrap();
        drop(first);
        let third = third.await.unwrap();
        drop((second, third));
        assert!(admission.enter(client(2)).now_or_never().flatten().is_some());
        drop(other);
    }
}
