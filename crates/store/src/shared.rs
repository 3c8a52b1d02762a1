//! A transaction that several requests share.
//!
//! On a libSQL server each statement is an exchange, and whoever writes keeps everybody else from writing for as long as those of
//! its transaction take. To begin and to commit are as many of them as what a submission writes, and the dearest. So whoever is done
//! hands the open transaction on to the request that waits behind it, and waits for its end; the last one commits for all.
//! Nobody is told that something is stored before that, nor of what was read there, which may be what another has just written.
//!
//! Nothing is handed on but what is done: so whoever fails is rolled back with all before it, who begin anew by themselves
//! ([`crate::immediate`]) and, that time, commit what they did at once.

use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

/// Requests that share a transaction at most.
const MOST: usize = 16;
/// For so long a transaction is handed on: others wait for it, on other hosts as well, and the server ends it after five seconds.
const LONGEST: Duration = Duration::from_millis(100);

/// What has become of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Committed,
    /// Nothing of it is stored.
    Undone,
    /// It was to be committed, and nobody has answered.
    Unknown,
}

/// Those who are done with their part of a transaction. When this is dropped they are told that it was not committed.
#[derive(Debug)]
pub struct Shared<Call> {
    since: Instant,
    /// Dropped once the outcome is known: what they wait for.
    waiting: Vec<Call>,
    outcome: Arc<OnceLock<Outcome>>,
    /// The server was asked to commit it.
    committing: bool,
}

/// What becomes of the transaction that a request has handed on.
#[derive(Debug)]
pub struct Awaited(Arc<OnceLock<Outcome>>);

impl Awaited {
    /// Once its call was dropped.
    pub fn outcome(&self) -> Outcome {
        self.0.get().copied().unwrap_or(Outcome::Unknown)
    }
}

impl<Call> Shared<Call> {
    /// Of a transaction that has just begun.
    #[must_use]
    pub fn begun() -> Self {
        Self { since: Instant::now(), waiting: Vec::new(), outcome: Arc::default(), committing: false }
    }

    /// Whether somebody else may go on with it.
    #[must_use]
    pub fn may_be_handed_on(&self) -> bool {
        self.waiting.len() + 1 < MOST && self.since.elapsed() < LONGEST
    }

    /// Whether it holds what others did.
    #[must_use]
    pub fn is_of_others(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Somebody is done, and will wait for its end.
    pub fn wait(&mut self, call: Call) -> Awaited {
        self.waiting.push(call);
        Awaited(Arc::clone(&self.outcome))
    }

    /// The last who was to wait does not: nobody goes on with it.
    pub fn wait_no_more(&mut self) {
        self.waiting.pop();
    }

    /// From now on nobody knows, until it is known.
    pub fn is_being_committed(&mut self) {
        self.committing = true;
    }

    #[must_use]
    pub const fn is_committing(&self) -> bool {
        self.committing
    }

    /// It was committed.
    pub fn committed(self) {
        self.told(Outcome::Committed);
    }

    /// It was rolled back, and so had not been committed.
    pub fn rolled_back(self) {
        self.told(Outcome::Undone);
    }

    fn told(&self, outcome: Outcome) {
        // The first one counts.
        let _known = self.outcome.set(outcome).is_err();
    }
}

impl<Call> Drop for Shared<Call> {
    fn drop(&mut self) {
        self.told(if self.committing { Outcome::Unknown } else { Outcome::Undone });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_are_told_what_became_of_it_and_not_before() {
        for (end, expected) in [
            (Shared::committed as fn(Shared<Arc<()>>), Outcome::Committed),
            (Shared::rolled_back, Outcome::Undone),
            (drop, Outcome::Unknown),
        ] {
            let call = Arc::new(());
            let mut shared = Shared::begun();
            assert!(!shared.is_of_others());
            let awaited = [shared.wait(Arc::clone(&call)), shared.wait(Arc::clone(&call))];
            assert!(shared.is_of_others());
            shared.is_being_committed();
            assert_eq!(Arc::strong_count(&call), 3, "nobody is called");
            end(shared);
            assert_eq!(Arc::strong_count(&call), 1, "everybody is");
            assert_eq!(awaited.map(|awaited| awaited.outcome()), [expected; 2]);
        }
        let mut shared = Shared::begun();
        let awaited = shared.wait(());
        drop(shared);
        assert_eq!(awaited.outcome(), Outcome::Undone, "the server was not asked to commit it");
    }

    #[test]
    fn it_is_handed_on_for_a_while_and_among_some() {
        let mut shared = Shared::begun();
        for _ in 1..MOST {
            assert!(shared.may_be_handed_on());
            let _awaited = shared.wait(());
        }
        assert!(!shared.may_be_handed_on(), "nobody else");
        shared.wait_no_more();
        assert!(shared.may_be_handed_on());
        shared.since = Instant::now().checked_sub(LONGEST).unwrap();
        assert!(!shared.may_be_handed_on(), "no longer");
    }
}
