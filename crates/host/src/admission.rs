//! Back-pressure: how many requests may be under way at once.
//!
//! Each request may need an instance, and the pool of instances is finite. Requests from outside and
//! calls between components have budgets of their own: were there only one, requests that hold it could
//! wait for ever for the calls they themselves have to make. A caller waits briefly for a place, then it
//! is told to come back.

use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How long a request waits for a place before it is refused.
const PATIENCE: Duration = Duration::from_secs(1);

/// The two budgets.
pub struct Admission {
    outer: Arc<Semaphore>,
    chained: Arc<Semaphore>,
}

/// Where a request comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// From a client, over a connection.
    Client,
    /// From another component of the same application.
    Component,
}

impl Admission {
    /// Room for `most` requests from clients, and as many calls between components.
    pub fn new(most: usize) -> Self {
        Self { outer: Arc::new(Semaphore::new(most)), chained: Arc::new(Semaphore::new(most)) }
    }

    /// Waits for a place; `None` when none came free in time.
    pub async fn enter(&self, origin: Origin) -> Option<OwnedSemaphorePermit> {
        let budget = match origin {
            Origin::Client => &self.outer,
            Origin::Component => &self.chained,
        };
        if let Ok(permit) = Arc::clone(budget).try_acquire_owned() {
            return Some(permit);
        }
        tokio::time::timeout(PATIENCE, Arc::clone(budget).acquire_owned()).await.ok()?.ok()
    }
}
