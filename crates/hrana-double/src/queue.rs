//! Who writes waits for whoever came before, as on a real server, which has one queue for all of its clients.

use rusqlite::Connection;
use std::cell::RefCell;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// The queue of one database.
#[derive(Default)]
pub struct Queue {
    numbers: Mutex<Numbers>,
    called: Condvar,
}

#[derive(Default)]
struct Numbers {
    /// The next that somebody draws.
    next: u64,
    /// Whose turn it is.
    called: u64,
}

/// The right to write, until dropped.
struct Turn(Arc<Queue>);

impl Queue {
    fn enter(self: &Arc<Self>) -> Turn {
        let mut numbers = lock(&self.numbers);
        let mine = numbers.next;
        numbers.next += 1;
        while numbers.called != mine {
            numbers = self.called.wait(numbers).unwrap_or_else(PoisonError::into_inner);
        }
        Turn(Arc::clone(self))
    }

    /// Whether somebody waits behind whoever has the turn.
    pub fn is_waited_for(&self) -> bool {
        let numbers = lock(&self.numbers);
        numbers.next > numbers.called + 1
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        lock(&self.0.numbers).called += 1;
        self.0.called.notify_all();
    }
}

/// A stream's connection, with its right to write while it has it.
pub struct Writer {
    pub sqlite: Connection,
    queue: Arc<Queue>,
    turn: RefCell<Option<Turn>>,
}

impl Writer {
    pub fn new(sqlite: Connection, queue: Arc<Queue>) -> Self {
        Self { sqlite, queue, turn: RefCell::default() }
    }

    /// Before something is written: waits for as long as it takes, as a real server does.
    pub fn wait(&self) {
        let mut turn = self.turn.borrow_mut();
        if turn.is_none() {
            *turn = Some(self.queue.enter());
        }
    }

    pub fn has_turn(&self) -> bool {
        self.turn.borrow().is_some()
    }

    /// After whatever may have ended the transaction.
    pub fn settle(&self) {
        if self.sqlite.is_autocommit() {
            self.turn.take();
        }
    }
}

pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
