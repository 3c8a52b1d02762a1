//! A fair queue for the writers of one database.
//!
//! SQLite lets one connection write at a time. Those who come second poll, with pauses that grow, and
//! whoever happens to poll at the right moment goes next: under load some wait a second while others pass
//! them by. Here a writer takes its turn before it asks SQLite, in the order of arrival, and so hardly
//! ever finds the database locked.
//!
//! A turn ends when it is dropped, however that comes about.

use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How long a writer waits for its turn: as long as SQLite's own busy time-out on Spin.
pub const PATIENCE: Duration = Duration::from_secs(5);

/// The queue of one database.
#[derive(Debug)]
pub struct WriterQueue {
    turn: Arc<Semaphore>,
}

/// The right to write, until dropped.
#[derive(Debug)]
pub struct Turn {
    _permit: OwnedSemaphorePermit,
}

impl Default for WriterQueue {
    fn default() -> Self {
        Self { turn: Arc::new(Semaphore::new(1)) }
    }
}

impl WriterQueue {
    /// Waits for a turn; `None` when it did not come within `patience`.
    pub async fn enter(&self, patience: Duration) -> Option<Turn> {
        if let Some(turn) = self.try_enter() {
            return Some(turn);
        }
        let permit =
            tokio::time::timeout(patience, Arc::clone(&self.turn).acquire_owned()).await.ok()?.ok()?;
        Some(Turn { _permit: permit })
    }

    /// Takes a turn if nobody has it or waits for it.
    pub fn try_enter(&self) -> Option<Turn> {
        Arc::clone(&self.turn).try_acquire_owned().ok().map(|permit| Turn { _permit: permit })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;

    #[tokio::test]
    async fn turns_come_in_order_of_arrival() {
        let queue = Arc::new(WriterQueue::default());
        let order = Arc::new(Mutex::new(Vec::new()));
        let first = queue.enter(PATIENCE).await.unwrap();
        let mut waiting = Vec::new();
        for number in 0..8 {
            let (queue, order) = (Arc::clone(&queue), Arc::clone(&order));
            waiting.push(tokio::spawn(async move {
                let _turn = queue.enter(PATIENCE).await.unwrap();
                order.lock().unwrap().push(number);
            }));
            tokio::task::yield_now().await;
        }
        assert!(queue.try_enter().is_none());
        drop(first);
        for task in waiting {
            task.await.unwrap();
        }
        assert_eq!(*order.lock().unwrap(), (0..8).collect::<Vec<_>>());
    }

    #[tokio::test]
    async fn patience_ends_and_leaves_no_trace() {
        let queue = WriterQueue::default();
        let turn = queue.enter(PATIENCE).await.unwrap();
        assert!(queue.enter(Duration::from_millis(5)).await.is_none());
        drop(turn);
        assert!(queue.try_enter().is_some());
    }
}
