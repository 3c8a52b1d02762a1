//! When demands come in: by the hours of a day, in a storm, or evenly. A pattern is a row of slices in each of which demands
//! come in by chance and equally fast (a Poisson process), whatever the hotline answers.

use std::time::Duration;

use clap::ValueEnum;
use fastrand::Rng;
use xtask::hours::Hours;

/// How demands are spread over time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Pattern {
    /// A day, with the peaks of office hours
    Day,
    /// An hour and a half with a storm in it: ten minutes as usual, ten of many times as many demands, an hour in which
    /// they become fewer, ten as usual
    Storm,
    /// A day without hours
    Steady,
}

const MINUTE: f64 = 60.0;
const HOUR: f64 = 3600.0;
const DAY: f64 = 86_400.0;

/// Minutes of a storm.
const BEFORE: f64 = 10.0;
const BURST: f64 = 10.0;
const TAIL: u32 = 60;
const AFTER: f64 = 10.0;
/// Minutes after which so much of what a storm adds is gone that 1/e is left.
const FADES: f64 = 15.0;

/// A stretch of the city's time in which demands come in equally fast.
#[derive(Clone, Debug, PartialEq)]
struct Slice {
    phase: usize,
    seconds: f64,
    /// How many are expected.
    demands: f64,
}

/// A pattern for a city, in the city's own time.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    phases: Vec<&'static str>,
    slices: Vec<Slice>,
}

/// A demand that comes in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Arrival {
    pub phase: usize,
    /// Seconds from the begin of the plan.
    pub at: f64,
}

impl Plan {
    /// `a_day` demands come in on a usual day, and `peak` times as many where a storm is at its worst.
    pub fn new(pattern: Pattern, a_day: f64, peak: f64, hours: &Hours) -> Self {
        match pattern {
            Pattern::Day => Self::day(a_day, hours),
            Pattern::Storm => Self::storm(a_day / DAY, peak),
            Pattern::Steady => Self::of(&[("all day", &[(DAY, a_day)])]),
        }
    }

    fn day(a_day: f64, hours: &Hours) -> Self {
        let hours: Vec<(f64, f64)> = hours.shares().map(|share| (HOUR, a_day * share)).collect();
        let of = |from: usize, to: usize| hours.get(from..to).unwrap_or_default();
        Self::of(&[
            ("night, 0 to 8", of(0, 8)),
            ("morning, 8 to 12", of(8, 12)),
            ("noon, 12 to 14", of(12, 14)),
            ("afternoon, 14 to 18", of(14, 18)),
            ("evening, 18 to 24", of(18, 24)),
        ])
    }

    fn storm(usual: f64, peak: f64) -> Self {
        let minutes = |minutes: f64, times: f64| (minutes * MINUTE, minutes * MINUTE * usual * times);
        let tail: Vec<(f64, f64)> = (0..TAIL)
            .map(|minute| {
                let middle = f64::from(minute) + 0.5;
                minutes(1.0, 1.0 + (peak - 1.0) * (-middle / FADES).exp())
            })
            .collect();
        Self::of(&[
            ("as usual", &[minutes(BEFORE, 1.0)]),
            ("burst", &[minutes(BURST, peak)]),
            ("tail", &tail),
            ("as usual again", &[minutes(AFTER, 1.0)]),
        ])
    }

    /// Phases with their slices: seconds, and demands.
    fn of(phases: &[(&'static str, &[(f64, f64)])]) -> Self {
        let slices = phases.iter().enumerate().flat_map(|(phase, (_, slices))| {
            slices.iter().map(move |(seconds, demands)| Slice { phase, seconds: *seconds, demands: *demands })
        });
        Self { slices: slices.collect(), phases: phases.iter().map(|(name, _)| *name).collect() }
    }

    /// How many demands are expected.
    pub fn demands(&self) -> f64 {
        self.slices.iter().map(|slice| slice.demands).sum()
    }

    /// How long it lasts.
    pub fn seconds(&self) -> f64 {
        self.slices.iter().map(|slice| slice.seconds).sum()
    }

    /// The most that are expected in a second.
    pub fn most(&self) -> f64 {
        self.slices.iter().map(|slice| slice.demands / slice.seconds).fold(0.0, f64::max)
    }

    /// The phases, each with its seconds and the demands that are expected in it.
    pub fn phases(&self) -> Vec<(&'static str, f64, f64)> {
        let mut phases: Vec<_> = self.phases.iter().map(|name| (*name, 0.0, 0.0)).collect();
        for slice in &self.slices {
            if let Some((_, seconds, demands)) = phases.get_mut(slice.phase) {
                *seconds += slice.seconds;
                *demands += slice.demands;
            }
        }
        phases
    }

    /// The phase in which demands come in fastest.
    pub fn busiest(&self) -> usize {
        let fastest = self
            .slices
            .iter()
            .max_by(|one, other| (one.demands / one.seconds).total_cmp(&(other.demands / other.seconds)));
        fastest.map_or(0, |slice| slice.phase)
    }

    /// The demands, the same for the same seed. From one to the next there is as much expectation as an exponential
    /// distribution says, which is what makes a Poisson process of them.
    pub fn arrivals(&self, seed: u64) -> Vec<Arrival> {
        let mut random = Rng::with_seed(seed);
        let mut arrivals = Vec::new();
        let (mut begins, mut to_next) = (0.0, exponential(&mut random));
        for slice in &self.slices {
            let mut used = 0.0;
            while used + to_next <= slice.demands {
                used += to_next;
                let at = begins + slice.seconds * used / slice.demands;
                arrivals.push(Arrival { phase: slice.phase, at });
                to_next = exponential(&mut random);
            }
            to_next -= slice.demands - used;
            begins += slice.seconds;
        }
        arrivals
    }
}

/// With the mean 1.
fn exponential(random: &mut Rng) -> f64 {
    -(1.0 - random.f64()).ln()
}

/// The city's seconds when its time goes so many times as fast.
pub fn sped_up(seconds: f64, speedup: f64) -> Duration {
    Duration::from_secs_f64((seconds / speedup).max(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(pattern: Pattern, a_day: f64) -> Plan {
        Plan::new(pattern, a_day, 20.0, &Hours::default())
    }

    fn close(one: f64, other: f64) -> bool {
        (one - other).abs() <= 1e-9 * other.abs()
    }

    #[test]
    fn a_day_and_an_even_one_carry_the_demands_of_a_day() {
        for a_day in [1.0, 50.0, 30_000.0, 350_000.0] {
            for pattern in [Pattern::Day, Pattern::Steady] {
                let plan = plan(pattern, a_day);
                assert!(close(plan.demands(), a_day) && close(plan.seconds(), DAY), "{pattern:?} {a_day}");
            }
        }
        // The hour with the most has 726 of 6,459 demands.
        assert!(close(plan(Pattern::Day, 6459.0).most(), 726.0 / HOUR));
        let phases = plan(Pattern::Day, 6459.0).phases();
        assert!(close(phases.iter().map(|(_, seconds, _)| seconds).sum(), DAY));
        assert!(close(phases[1].2, f64::from(268 + 394 + 726 + 558)), "{phases:?}");
        assert_eq!(plan(Pattern::Day, 1.0).busiest(), 1);
    }

    #[test]
    fn a_storm_is_as_many_times_the_usual_rate_as_it_is_told_and_ends_as_it_began() {
        let usual = 30_000.0 / DAY;
        let plan = plan(Pattern::Storm, 30_000.0);
        assert!(close(plan.most(), 20.0 * usual), "{}", plan.most());
        assert!(close(plan.seconds(), 90.0 * MINUTE));
        assert_eq!(plan.phases[plan.busiest()], "burst");
        // What the tail adds is the integral of its fading, from the middle of each minute.
        let added = 19.0 * FADES * (1.0 - (-f64::from(TAIL) / FADES).exp());
        let minutes = BEFORE + BURST * 20.0 + f64::from(TAIL) + added + AFTER;
        let expected = minutes * MINUTE * usual;
        assert!((plan.demands() / expected - 1.0).abs() < 1e-3, "{} of {expected}", plan.demands());
        let rates: Vec<f64> = plan.slices.iter().map(|slice| slice.demands / slice.seconds).collect();
        assert!(rates[1..].is_sorted_by(|one, next| one >= next), "from the burst on it only falls");
        assert!(close(rates[0], usual) && close(*rates.last().unwrap(), usual));
        assert!(rates[rates.len() - 2] < 1.5 * usual, "the tail has all but faded");
    }

    #[test]
    fn a_seed_gives_the_same_demands_and_another_one_others() {
        let plan = plan(Pattern::Storm, 5000.0);
        assert_eq!(plan.arrivals(7), plan.arrivals(7));
        assert_ne!(plan.arrivals(7), plan.arrivals(8));
    }

    /// Whatever the plan and the seed: in order, within their phases, and as many as expected but for chance, of which
    /// six standard deviations are more than any of these cases has.
    #[test]
    fn demands_come_in_as_often_as_expected() {
        minsheng_dice::check(60, minsheng_dice::dice(3), |mut dice| {
            let pattern = dice.one_of(&[Pattern::Day, Pattern::Storm, Pattern::Steady]);
            let plan = plan(pattern, 1000.0 + 200.0 * dice.roll(500) as f64);
            let arrivals = plan.arrivals(dice.roll(1000) as u64);
            assert!(arrivals.is_sorted_by_key(|arrival| arrival.at));
            let mut begins = 0.0;
            for (phase, (name, seconds, demands)) in plan.phases().into_iter().enumerate() {
                let of: Vec<&Arrival> = arrivals.iter().filter(|arrival| arrival.phase == phase).collect();
                let within = begins..=begins + seconds;
                assert!(of.iter().all(|arrival| within.contains(&arrival.at)), "{name}");
                let far = (of.len() as f64 - demands).abs() / demands.sqrt();
                assert!(far < 6.0, "{name}: {} of {demands}", of.len());
                begins += seconds;
            }
        });
    }

    /// Between demands of an even rate there is as much time as an exponential distribution says: its standard deviation
    /// is its mean, which it would not be were they evenly spaced or in heaps.
    #[test]
    fn demands_come_by_chance() {
        let arrivals = plan(Pattern::Steady, 20_000.0).arrivals(1);
        let gaps: Vec<f64> = arrivals.windows(2).map(|pair| pair[1].at - pair[0].at).collect();
        let mean = gaps.iter().sum::<f64>() / gaps.len() as f64;
        let variance = gaps.iter().map(|gap| (gap - mean).powi(2)).sum::<f64>() / gaps.len() as f64;
        assert!((variance.sqrt() / mean - 1.0).abs() < 0.05, "{} and {mean}", variance.sqrt());
    }

    #[test]
    fn nothing_comes_in_where_nothing_is_expected() {
        assert_eq!(plan(Pattern::Day, 0.0).arrivals(1), []);
        let plan =
            Plan::of(&[("none", &[(HOUR, 0.0)]), ("some", &[(HOUR, 100.0)]), ("none", &[(HOUR, 0.0)])]);
        assert!(plan.arrivals(2).iter().all(|arrival| arrival.phase == 1 && arrival.at >= HOUR));
    }

    #[test]
    fn time_goes_as_fast_as_it_is_told() {
        assert_eq!(sped_up(DAY, 144.0), Duration::from_secs(600));
        assert_eq!(sped_up(1.0, 1.0), Duration::from_secs(1));
    }
}
