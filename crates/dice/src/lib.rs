//! Chance in tests. A test draws its choices from a list of numbers; proptest makes the list and, when the test fails,
//! makes the numbers smaller as long as it goes on failing. A smaller number chooses what stands earlier, and where the
//! list ends the first of everything is chosen, so that what is reported is the plainest case that fails.
#![forbid(unsafe_code)]

pub mod hostile;

use std::fmt;

pub use proptest::collection::vec;
use proptest::prelude::any;
pub use proptest::strategy::Strategy;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// Choices that are yet to be made.
#[derive(Clone)]
pub struct Dice {
    numbers: Vec<u32>,
    at: usize,
}

/// On one line: a failure of many dice is to be read.
impl fmt::Debug for Dice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Dice({:?} at {})", format_args!("{:?}", self.numbers), self.at)
    }
}

impl Dice {
    #[must_use]
    pub const fn of(numbers: Vec<u32>) -> Self {
        Self { numbers, at: 0 }
    }

    /// From 0 to below `sides`.
    pub fn roll(&mut self, sides: usize) -> usize {
        let number = self.numbers.get(self.at).copied().unwrap_or_default();
        self.at += 1;
        ((u64::from(number) * sides as u64) >> u32::BITS) as usize
    }

    /// Heads, which is what the plainest case has, or tails.
    pub fn coin(&mut self) -> bool {
        self.roll(2) > 0
    }

    /// # Panics
    /// When there are no items.
    pub fn one_of<T: Copy>(&mut self, items: &[T]) -> T {
        let place = self.roll(items.len());
        #[expect(clippy::indexing_slicing, reason = "a helper of tests may panic like a test")]
        items[place]
    }
}

/// Dice for so many rolls.
pub fn dice(rolls: usize) -> impl Strategy<Value = Dice> {
    vec(any::<u32>(), rolls).prop_map(Dice::of)
}

/// Dice that always fall the same, for what a test only needs to have.
#[must_use]
pub fn fixed(rolls: usize) -> Dice {
    sample(dice(rolls))
}

/// A value that is always the same, for what a test only needs to have.
///
/// # Panics
/// When a filter rejects every value.
#[expect(clippy::panic, reason = "a helper of tests may panic like a test")]
pub fn sample<S: Strategy>(values: S) -> S::Value {
    let tree = values.new_tree(&mut runner(1));
    tree.unwrap_or_else(|reason| panic!("{reason}")).current()
}

/// Holds `property` against so many values, the same on every machine and every day.
///
/// # Panics
/// With the plainest value that was found for which `property` panics.
#[track_caller]
#[expect(clippy::panic, reason = "this is how a test fails")]
pub fn check<S: Strategy>(cases: u32, values: S, property: impl Fn(S::Value)) {
    let outcome = runner(cases).run(&values, |value| {
        property(value);
        Ok(())
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
}

/// Milliseconds in which a failing case is made smaller. How a test ends does not depend on it.
const SMALLER: u32 = 30_000;

fn runner(cases: u32) -> TestRunner {
    let config = Config {
        cases,
        max_shrink_iters: 100_000,
        max_shrink_time: SMALLER,
        failure_persistence: None,
        ..Config::default()
    };
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use super::*;

    #[test]
    fn every_side_comes_up_and_no_other() {
        let mut dice = fixed(600);
        let mut seen = [0; 6];
        for _ in 0..600 {
            seen[dice.roll(6)] += 1;
        }
        assert!(seen.iter().all(|count| *count > 50), "{seen:?}");
        assert_eq!((dice.roll(6), dice.coin(), dice.one_of(&["a", "b"])), (0, false, "a"), "none are left");
        assert_eq!(fixed(3).numbers, fixed(3).numbers, "the same every time");
    }

    #[test]
    fn a_failing_case_is_made_as_plain_as_it_can_be() {
        let failing = || {
            check(100, dice(3), |mut dice| {
                let rolled = [dice.roll(1000), dice.roll(1000), dice.roll(1000)];
                assert!(rolled[1] < 250, "{rolled:?}");
            });
        };
        let panic = catch_unwind(AssertUnwindSafe(failing)).unwrap_err();
        let said = panic.downcast::<String>().unwrap();
        assert!(said.contains("[0, 250, 0]"), "{said}");
        check(100, dice(3), |mut dice| assert!(dice.roll(10) < 10));
    }
}
