//! What each client may have at once of something that all of them share.
//!
//! A client that wants more waits for what it has itself, and so never keeps the others from their part.

use minsheng_client_address::Client;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Equal shares, one for each client that has something now.
#[derive(Debug)]
pub struct Clients {
    each: usize,
    known: Mutex<HashMap<Client, Arc<Semaphore>>>,
}

/// A part of a client's share, given back when this goes.
#[derive(Debug)]
pub struct Part {
    clients: Arc<Clients>,
    client: Client,
    permit: Option<OwnedSemaphorePermit>,
    /// For those who wait, beside the permit; always there but while it is dropped.
    share: Option<Arc<Semaphore>>,
}

impl Clients {
    /// Each may have `each`, whatever is counted.
    pub fn new(each: usize) -> Arc<Self> {
        Arc::new(Self { each: each.min(Semaphore::MAX_PERMITS), known: Mutex::default() })
    }

    /// Waits until the client has `amount` left of its share.
    pub async fn take(self: &Arc<Self>, client: Client, amount: u32) -> Part {
        let mut part = self.begin(client);
        if let Some(share) = part.share.clone() {
            // It only fails when it is closed, and nobody closes it.
            part.permit = share.acquire_many_owned(amount).await.ok();
        }
        part
    }

    /// As [`Clients::take`]; `None` where it would have to wait.
    pub fn try_take(self: &Arc<Self>, client: Client, amount: u32) -> Option<Part> {
        let mut part = self.begin(client);
        part.permit = Some(part.share.clone()?.try_acquire_many_owned(amount).ok()?);
        Some(part)
    }

    fn begin(self: &Arc<Self>, client: Client) -> Part {
        let share =
            Arc::clone(self.known().entry(client).or_insert_with(|| Arc::new(Semaphore::new(self.each))));
        Part { clients: Arc::clone(self), client, permit: None, share: Some(share) }
    }

    fn known(&self) -> MutexGuard<'_, HashMap<Client, Arc<Semaphore>>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Part {
    /// Whoever is the last to have or want something of a share forgets the client.
    fn drop(&mut self) {
        self.permit.take();
        let mut known = self.clients.known();
        self.share.take();
        if known.get(&self.client).is_some_and(|share| Arc::strong_count(share) == 1) {
            known.remove(&self.client);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt as _;

    fn client(last: u8) -> Client {
        Client::new([10, 0, 0, last].into())
    }

    #[tokio::test]
    async fn one_that_has_its_share_waits_and_others_do_not() {
        let clients = Clients::new(2);
        let first = clients.take(client(1), 1).await;
        let second = clients.try_take(client(1), 1).unwrap();
        assert!(clients.try_take(client(1), 1).is_none());
        let mut waiting = Box::pin(clients.take(client(1), 1));
        assert!(waiting.as_mut().now_or_never().is_none());
        let other = clients.take(client(2), 2).now_or_never().unwrap();
        drop(first);
        let third = waiting.now_or_never().unwrap();
        assert!(clients.try_take(client(1), 1).is_none());
        drop((second, third, other));
        assert!(clients.try_take(client(1), 2).is_some());
    }

    #[tokio::test]
    async fn who_has_nothing_is_forgotten() {
        let clients = Clients::new(1);
        let known = || clients.known().len();
        let held = clients.take(client(1), 1).await;
        let mut waiting = Box::pin(clients.take(client(1), 1));
        assert!(waiting.as_mut().now_or_never().is_none());
        assert!(clients.try_take(client(1), 1).is_none());
        assert_eq!(known(), 1);
        drop(held);
        assert_eq!(known(), 1, "somebody still waits for it");
        drop(waiting);
        assert_eq!(known(), 0);
        for last in 0..10 {
            drop(clients.take(client(last), 1).await);
        }
        assert_eq!(known(), 0);
    }
}
