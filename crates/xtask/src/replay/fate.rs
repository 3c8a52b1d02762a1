//! What became of each demand, and what that means: who was answered in time, who waited, how long it took until all was as
//! before.

use std::time::Duration;

use tools::stats::Sorted;

/// Of those who ask so many are to be answered within the budget: the service level of docs/SEEING.md.
pub const LEVEL: f64 = 0.95;
/// The level is looked at in stretches of this.
const STRETCH: Duration = Duration::from_secs(5);

/// One demand. Times are counted from the begin.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fate {
    pub phase: usize,
    /// When its citizen came.
    pub due: Duration,
    /// When it was first sent; later only where the load generator had no connection left.
    pub sent: Option<Duration>,
    pub refusals: usize,
    /// When its citizen held a receipt.
    pub taken: Option<Duration>,
    /// When its life was over.
    pub handled: Option<Duration>,
}

impl Fate {
    pub const fn coming(phase: usize, due: Duration) -> Self {
        Self { phase, due, sent: None, refusals: 0, taken: None, handled: None }
    }

    /// What its citizen waited for the receipt, having come again included.
    pub fn took(&self) -> Option<Duration> {
        Some(self.taken?.saturating_sub(self.due))
    }

    pub fn is_within(&self, budget: Duration) -> bool {
        self.took().is_some_and(|took| took <= budget)
    }

    /// From when to when a citizen waited for a receipt.
    const fn waited(&self) -> (Option<Duration>, Option<Duration>) {
        (Some(self.due), self.taken)
    }

    /// From when to when a ticket waited for staff, or was with them.
    const fn pending(&self) -> (Option<Duration>, Option<Duration>) {
        (self.taken, self.handled)
    }
}

/// What was seen in a phase.
#[derive(Clone, Debug, Default)]
pub struct PhaseSeen {
    pub demands: usize,
    pub within_budget: usize,
    pub refusals: usize,
    pub times: Sorted,
    /// The most citizens who waited at once.
    pub waiting: usize,
    /// The most tickets that had been taken and not handled.
    pub pending: usize,
}

/// What was seen in each phase; `ends` says when each of them ends.
pub fn by_phase(fates: &[Fate], ends: &[Duration], budget: Duration) -> Vec<PhaseSeen> {
    let waiting = most_at_once(fates.iter().map(Fate::waited), ends);
    let pending = most_at_once(fates.iter().map(Fate::pending), ends);
    let most = waiting.into_iter().zip(pending);
    let seen = most.enumerate().map(|(phase, (waiting, pending))| {
        let of: Vec<&Fate> = fates.iter().filter(|fate| fate.phase == phase).collect();
        PhaseSeen {
            demands: of.len(),
            within_budget: of.iter().filter(|fate| fate.is_within(budget)).count(),
            refusals: of.iter().map(|fate| fate.refusals).sum(),
            times: Sorted::new(of.iter().filter_map(|fate| fate.took()).collect()),
            waiting,
            pending,
        }
    });
    seen.collect()
}

/// Of what lasts from one moment to another, if it ends at all, the most that there was at once in each phase.
fn most_at_once(
    spans: impl Iterator<Item = (Option<Duration>, Option<Duration>)>,
    ends: &[Duration],
) -> Vec<usize> {
    let mut changes: Vec<(Duration, bool)> = Vec::new();
    for (begin, end) in spans {
        let Some(begin) = begin else { continue };
        changes.push((begin, true));
        changes.extend(end.map(|end| (end, false)));
    }
    // What ends goes first: a moment is not in both.
    changes.sort_unstable();
    let (mut changes, mut now) = (changes.into_iter().peekable(), 0_usize);
    let phase = |end: &Duration| {
        let mut most = now;
        while let Some((_, begins)) = changes.next_if(|(at, _)| at < end) {
            now = if begins { now + 1 } else { now.saturating_sub(1) };
            most = most.max(now);
        }
        most
    };
    ends.iter().map(phase).collect()
}

/// How long after `end` the level was still missed: until the end of the last stretch whose citizens did not get what they
/// are to get.
pub fn recovery(fates: &[Fate], end: Duration, budget: Duration) -> Duration {
    let mut later: Vec<&Fate> = fates.iter().filter(|fate| fate.due >= end).collect();
    later.sort_unstable_by_key(|fate| fate.due);
    let stretch = |fate: &Fate| (fate.due - end).as_nanos() / STRETCH.as_nanos();
    let missed = later.chunk_by(|one, next| stretch(one) == stretch(next)).rfind(|of| {
        let within = of.iter().filter(|fate| fate.is_within(budget)).count();
        (within as f64) < LEVEL * of.len() as f64
    });
    let last = missed.and_then(|of| of.last());
    last.map_or(Duration::ZERO, |fate| {
        STRETCH.saturating_mul(u32::try_from(stretch(fate) + 1).unwrap_or(u32::MAX))
    })
}

/// What was left to do of what had begun before a moment: citizens without a receipt, and tickets that were not handled.
pub fn backlog(fates: &[Fate], at: Duration) -> (usize, usize) {
    let open = |(begin, end): (Option<Duration>, Option<Duration>)| {
        begin.is_some_and(|begin| begin < at) && end.is_none_or(|end| end > at)
    };
    let count = |of: fn(&Fate) -> (Option<Duration>, Option<Duration>)| {
        fates.iter().filter(|fate| open(of(fate))).count()
    };
    (count(Fate::waited), count(Fate::pending))
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn ms(milliseconds: u64) -> Duration {
        Duration::from_millis(milliseconds)
    }

    const BUDGET: Duration = ms(500);

    fn taken(phase: usize, due: u64, taken: u64, handled: u64) -> Fate {
        Fate {
            sent: Some(ms(due)),
            taken: Some(ms(taken)),
            handled: Some(ms(handled)),
            ..Fate::coming(phase, ms(due))
        }
    }

    #[test]
    fn a_phase_has_its_demands_and_whoever_waits_in_it() {
        let fates = [
            taken(0, 0, 500, 4000),
            taken(0, 100, 700, 900),
            // Comes in the second phase, and nobody ever takes it.
            Fate { refusals: 3, ..Fate::coming(1, ms(1200)) },
            taken(1, 1500, 1501, 1600),
        ];
        let seen = by_phase(&fates, &[ms(1000), ms(2000), ms(3000)], BUDGET);
        let row = |phase: usize| (seen[phase].demands, seen[phase].within_budget, seen[phase].refusals);
        assert_eq!([row(0), row(1), row(2)], [(2, 1, 0), (2, 1, 3), (0, 0, 0)]);
        assert_eq!(seen[0].times.at(1.0), ms(600));
        let waiting: Vec<usize> = seen.iter().map(|seen| seen.waiting).collect();
        assert_eq!(waiting, [2, 2, 1], "the third demand waits to the end");
        let pending: Vec<usize> = seen.iter().map(|seen| seen.pending).collect();
        assert_eq!(pending, [2, 2, 1], "the first ticket is handled after the end");
    }

    #[test]
    fn what_ends_when_another_begins_was_not_there_at_the_same_time() {
        let spans = [(0, 10), (10, 20), (20, 30)].map(|(from, to)| (Some(ms(from)), Some(ms(to))));
        assert_eq!(most_at_once(spans.into_iter(), &[ms(30)]), [1]);
    }

    #[test]
    fn it_is_as_before_when_the_level_is_met_again() {
        let quick = |due: u64| taken(0, due, due + 1, due + 2);
        let slow = |due: u64| taken(0, due, due + 501, due + 900);
        // Slow before the end does not count; a slow one among many does not either.
        let mut fates = vec![slow(900)];
        fates.extend((0..40).map(|place| quick(1000 + 100 * place)));
        fates.push(slow(1050));
        assert_eq!(recovery(&fates, ms(1000), BUDGET), Duration::ZERO);
        // A whole stretch of slow ones, after one that was good.
        fates.extend((0..20).map(|place| slow(6000 + 100 * place)));
        assert_eq!(recovery(&fates, ms(1000), BUDGET), STRETCH * 2);
        fates.push(Fate::coming(0, ms(16_500)));
        assert_eq!(recovery(&fates, ms(1000), BUDGET), STRETCH * 4, "never taken is never in time");
        assert_eq!(recovery(&[], ms(0), BUDGET), Duration::ZERO);
    }

    #[test]
    fn what_is_left_to_do_is_what_has_begun_and_not_ended() {
        let fates = [taken(0, 0, 10, 20), taken(0, 5, 15, 30), Fate::coming(0, ms(12)), taken(0, 40, 41, 42)];
        assert_eq!(backlog(&fates, ms(12)), (1, 1), "who comes at that very moment is none of it");
        assert_eq!(backlog(&fates, ms(100)), (1, 0));
    }
}
