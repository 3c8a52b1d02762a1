//! A fair queue for the writers of one database.
//!
//! SQLite lets one connection write at a time. Those who come second poll, with pauses that grow, and
//! whoever happens to poll at the right moment goes next: under load some wait a second while others pass
//! them by. Here a writer takes its turn before it asks SQLite, in the order of arrival, and so hardly
//! ever finds the database locked.
//!
//! A turn ends when it is dropped, however that comes about.

use crate::histogram::Histogram;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How long a writer waits for its turn: as long as SQLite's own busy time-out on Spin.
pub const PATIENCE: Duration = Duration::from_secs(5);

/// The queue of one database.
#[derive(Debug)]
pub struct WriterQueue {
    turn: Arc<Semaphore>,
    waits: Histogram,
    waiting: AtomicUsize,
    gave_up: AtomicU64,
}

/// One writer that waits, counted for as long as this lives.
struct Waiting<'queue>(&'queue AtomicUsize);

impl<'queue> Waiting<'queue> {
    fn new(count: &'queue AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(count)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// The right to write, until dropped.
#[derive(Debug)]
pub struct Turn {
    _permit: OwnedSemaphorePermit,
}

impl Default for WriterQueue {
    fn default() -> Self {
        Self {
            turn: Arc::new(Semaphore::new(1)),
            waits: Histogram::default(),
            waiting: AtomicUsize::new(0),
            gave_up: AtomicU64::new(0),
        }
    }
}

impl WriterQueue {
    /// Waits for a turn; `None` when it did not come within `patience`.
    pub async fn enter(&self, patience: Duration) -> Option<Turn> {
        if let Some(turn) = self.try_enter() {
            self.waits.observe(Duration::ZERO);
            return Some(turn);
        }
        let (begun, waiting) = (Instant::now(), Waiting::new(&self.waiting));
        let turn = tokio::time::timeout(patience, Arc::clone(&self.turn).acquire_owned()).await;
        drop(waiting);
        self.waits.observe(begun.elapsed());
        if turn.is_err() {
            self.gave_up.fetch_add(1, Ordering::Relaxed);
        }
        Some(Turn { _permit: turn.ok()?.ok()? })
    }

    /// How long those waited who took their turn or gave up.
    pub fn waits(&self) -> &Histogram {
        &self.waits
    }

    /// How many wait now.
    pub fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }

    /// How many gave up.
    pub fn gave_up(&self) -> u64 {
        self.gave_up.load(Ordering::Relaxed)
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
        assert_eq!((queue.waiting(), queue.gave_up(), queue.waits().read().count), (0, 1, 2));
        // Nor does who goes away while waiting stay among those who wait.
        tokio::time::timeout(Duration::from_millis(1), queue.enter(PATIENCE)).await.unwrap_err();
        assert_eq!((queue.waiting(), queue.gave_up()), (0, 1));
        drop(turn);
        assert!(queue.try_enter().is_some());
    }
}
