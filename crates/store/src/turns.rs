//! Turns for those who write, in the order of arrival.
//!
//! SQLite lets one connection write at a time. Those who come second poll, with pauses that grow, and whoever happens to ask at
//! the right moment goes next: of sixteen at once some wait a second while others pass them by. So whoever finds the database
//! taken for some milliseconds takes a turn, and then the other requests of the instance line up behind it, of which one asks at
//! a time. Where the host has such a queue for its files nobody finds the database taken, and nobody lines up here. On a libSQL
//! server, which has one too, all do: it answers some commits behind whoever waits in it.
//!
//! How somebody in the line is called is the caller's: in a component one request cannot wake another by what Rust has for that.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

/// Who waits for a turn; nothing when nobody has it.
#[derive(Debug)]
pub struct Turns<Call: 'static>(Mutex<Option<Line<Call>>>);

/// Those who wait, each with a `Call`, which is dropped when the turn has come.
type Line<Call> = VecDeque<(Weak<Place<Call>>, Call)>;

/// The right to ask, until dropped: then the next one has it.
#[derive(Debug)]
pub struct Turn<Call: 'static>(&'static Turns<Call>);

/// A place in the line, until dropped.
#[derive(Debug)]
pub struct Place<Call: 'static>(Mutex<Option<Turn<Call>>>);

impl<Call> Turns<Call> {
    #[must_use]
    pub const fn free() -> Self {
        Self(Mutex::new(None))
    }

    /// Whether somebody has it.
    pub fn is_taken(&self) -> bool {
        held(&self.0).is_some()
    }

    /// A place behind all who wait; where nobody has the turn, it has come.
    pub fn line_up(&'static self, call: Call) -> Arc<Place<Call>> {
        let mut held = held(&self.0);
        let Some(waiting) = held.as_mut() else {
            *held = Some(VecDeque::new());
            return Arc::new(Place(Mutex::new(Some(Turn(self)))));
        };
        let place = Arc::new(Place(Mutex::new(None)));
        waiting.push_back((Arc::downgrade(&place), call));
        place
    }
}

impl<Call> Place<Call> {
    /// The turn, once it has come.
    pub fn turn(&self) -> Option<Turn<Call>> {
        held(&self.0).take()
    }
}

impl<Call> Drop for Turn<Call> {
    fn drop(&mut self) {
        let mut waiting = held(&self.0.0);
        let next = waiting.as_mut().and_then(|waiting| {
            std::iter::from_fn(|| waiting.pop_front())
                .find_map(|(place, call)| Some((place.upgrade()?, call)))
        });
        let Some((place, _call)) = next else {
            *waiting = None;
            return;
        };
        drop(waiting);
        *held(&place.0) = Some(Self(self.0));
    }
}

fn held<T>(what: &Mutex<T>) -> MutexGuard<'_, T> {
    what.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Turns with calls that count who was called.
    fn turns() -> (&'static Turns<Arc<()>>, Arc<()>) {
        (Box::leak(Box::new(Turns::free())), Arc::new(()))
    }

    #[test]
    fn turns_come_in_the_order_of_arrival() {
        let (turns, calls) = turns();
        assert!(!turns.is_taken());
        let first = turns.line_up(Arc::clone(&calls)).turn();
        assert!(first.is_some() && turns.is_taken());
        assert_eq!(Arc::strong_count(&calls), 1, "whom a turn came to is not to be called");
        let waiting: Vec<_> = (0..4).map(|_| turns.line_up(Arc::clone(&calls))).collect();
        let mut turn = first;
        for (number, place) in waiting.iter().enumerate() {
            assert!(waiting.iter().all(|place| place.turn().is_none()));
            assert_eq!(Arc::strong_count(&calls), 5 - number, "none but those before was called");
            drop(turn);
            turn = place.turn();
            assert!(turn.is_some(), "{number}");
        }
        assert!(turns.is_taken());
        drop(turn);
        assert!(!turns.is_taken());
    }

    #[test]
    fn whoever_goes_away_stops_nobody() {
        let (turns, calls) = turns();
        let line_up = || turns.line_up(Arc::clone(&calls));
        let (first, given_up, also, called, last) =
            (line_up().turn(), line_up(), line_up(), line_up(), line_up());
        drop((given_up, also));
        drop(first);
        assert!(last.turn().is_none());
        // Its turn has come, and it goes before it knows.
        drop(called);
        let turn = last.turn();
        assert!(turn.is_some());
        let alone = line_up();
        drop(turn);
        drop(alone);
        assert!(!turns.is_taken());
        assert_eq!(Arc::strong_count(&calls), 1);
    }
}
