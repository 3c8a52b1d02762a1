//! Turns for those who write, in the order of arrival.
//!
//! SQLite lets one connection write at a time. Those who come second poll, with pauses that grow, and whoever happens to ask at
//! the right moment goes next: of sixteen at once some wait a second while others pass them by. So whoever finds the database
//! taken for some milliseconds takes a turn, and then the other requests of the instance line up behind it, of which one asks at
//! a time. Where the host has such a queue for its files nobody finds the database taken, and nobody lines up here. On a libSQL
//! server, which has one too, all do: it answers some commits behind whoever waits in it. There whoever is done hands its
//! transaction on with the turn, see [`crate::shared`].
//!
//! How somebody in the line is called is the caller's: in a component one request cannot wake another by what Rust has for that.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

/// Who waits for a turn; nothing when nobody has it.
#[derive(Debug)]
pub struct Turns<Call: 'static, Open: 'static>(Mutex<Option<Line<Call, Open>>>);

/// Those who wait, each with a `Call`, which is dropped when the turn has come.
type Line<Call, Open> = VecDeque<(Weak<Place<Call, Open>>, Call)>;

/// The right to ask, until dropped: then the next one has it, with what came with it and was not taken.
#[derive(Debug)]
pub struct Turn<Call: 'static, Open: 'static> {
    turns: &'static Turns<Call, Open>,
    handed: Option<Open>,
}

/// A place in the line, until dropped.
#[derive(Debug)]
pub struct Place<Call: 'static, Open: 'static>(Mutex<Option<Turn<Call, Open>>>);

impl<Call, Open> Turns<Call, Open> {
    #[must_use]
    pub const fn free() -> Self {
        Self(Mutex::new(None))
    }

    /// Whether somebody has it.
    pub fn is_taken(&self) -> bool {
        held(&self.0).is_some()
    }

    /// A place behind all who wait; where nobody has the turn, it has come.
    pub fn line_up(&'static self, call: Call) -> Arc<Place<Call, Open>> {
        let mut held = held(&self.0);
        let Some(waiting) = held.as_mut() else {
            *held = Some(VecDeque::new());
            return Arc::new(Place(Mutex::new(Some(Turn { turns: self, handed: None }))));
        };
        let place = Arc::new(Place(Mutex::new(None)));
        waiting.push_back((Arc::downgrade(&place), call));
        place
    }

    /// Who is next, if anybody is; else nobody has the turn from now on, unless it is `kept`.
    fn next(&self, kept: bool) -> Option<(Arc<Place<Call, Open>>, Call)> {
        let mut waiting = held(&self.0);
        let next = waiting.as_mut().and_then(|waiting| {
            std::iter::from_fn(|| waiting.pop_front())
                .find_map(|(place, call)| Some((place.upgrade()?, call)))
        });
        if next.is_none() && !kept {
            *waiting = None;
        }
        next
    }
}

impl<Call, Open> Place<Call, Open> {
    /// The turn, once it has come.
    pub fn turn(&self) -> Option<Turn<Call, Open>> {
        held(&self.0).take()
    }
}

impl<Call, Open> Turn<Call, Open> {
    /// What came with it.
    pub fn handed(&mut self) -> Option<Open> {
        self.handed.take()
    }

    /// Gives the turn to whoever is next, and this with it.
    ///
    /// # Errors
    /// Nobody waits: both are given back.
    pub fn hand_on(mut self, open: Open) -> Result<(), (Self, Open)> {
        let Some((place, call)) = self.turns.next(true) else { return Err((self, open)) };
        self.handed = Some(open);
        *held(&place.0) = Some(self);
        drop(call);
        Ok(())
    }
}

impl<Call, Open> Drop for Turn<Call, Open> {
    fn drop(&mut self) {
        let Some((place, call)) = self.turns.next(false) else { return };
        *held(&place.0) = Some(Self { turns: self.turns, handed: self.handed.take() });
        drop(call);
    }
}

fn held<T>(what: &Mutex<T>) -> MutexGuard<'_, T> {
    what.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Turns with calls that count who was called.
    fn turns() -> (&'static Turns<Arc<()>, u8>, Arc<()>) {
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

    #[test]
    fn what_is_handed_on_comes_with_the_turn_and_goes_with_it_until_it_is_taken() {
        let (turns, calls) = turns();
        let line_up = || turns.line_up(Arc::clone(&calls));
        let (turn, _) = line_up().turn().unwrap().hand_on(7).unwrap_err();
        let (given_up, called, last) = (line_up(), line_up(), line_up());
        drop(given_up);
        turn.hand_on(8).unwrap();
        assert!(last.turn().is_none() && turns.is_taken());
        // Its turn has come, and it goes before it knows.
        drop(called);
        let mut turn = last.turn().unwrap();
        assert_eq!((turn.handed(), turn.handed()), (Some(8), None));
        let after = line_up();
        drop(turn);
        let mut turn = after.turn().unwrap();
        assert_eq!(turn.handed(), None, "it was taken");
        drop(turn);
        assert!(!turns.is_taken());
    }
}
