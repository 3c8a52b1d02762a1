//! How long something took, as Prometheus wants it: how often it took at most so long, and all of it together.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// The bounds in microseconds, and in seconds as they are written. Half a second and a second are what the service levels of
/// docs/SEEING.md ask for.
pub const BOUNDS: [(u64, &str); 14] = [
    (1_000, "0.001"),
    (2_500, "0.0025"),
    (5_000, "0.005"),
    (10_000, "0.01"),
    (25_000, "0.025"),
    (50_000, "0.05"),
    (100_000, "0.1"),
    (250_000, "0.25"),
    (500_000, "0.5"),
    (1_000_000, "1"),
    (2_500_000, "2.5"),
    (5_000_000, "5"),
    (10_000_000, "10"),
    (30_000_000, "30"),
];

/// Counts without a lock.
#[derive(Debug, Default)]
pub struct Histogram {
    /// One for each bound, each without those below it.
    within: [AtomicU64; BOUNDS.len()],
    beyond: AtomicU64,
    micros: AtomicU64,
}

/// What a histogram says at one moment.
#[derive(Debug)]
pub struct Reading {
    /// By bound, each with those below it.
    pub within: Vec<(&'static str, u64)>,
    pub count: u64,
    pub seconds: f64,
}

impl Histogram {
    pub fn observe(&self, time: Duration) {
        let micros = u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
        let place = BOUNDS.partition_point(|(bound, _)| *bound < micros);
        self.within.get(place).unwrap_or(&self.beyond).fetch_add(1, Ordering::Relaxed);
        self.micros.fetch_add(micros, Ordering::Relaxed);
    }

    /// The count is made of the buckets, so that it fits them whatever is counted meanwhile.
    pub fn read(&self) -> Reading {
        let mut count = 0;
        let mut within = Vec::with_capacity(BOUNDS.len());
        for ((_, bound), bucket) in BOUNDS.iter().zip(&self.within) {
            count += bucket.load(Ordering::Relaxed);
            within.push((*bound, count));
        }
        count += self.beyond.load(Ordering::Relaxed);
        let seconds = Duration::from_micros(self.micros.load(Ordering::Relaxed)).as_secs_f64();
        Reading { within, count, seconds }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bound_counts_what_is_within_it_and_what_is_below() {
        let histogram = Histogram::default();
        for micros in [0, 1_000, 1_001, 500_000, 30_000_001] {
            histogram.observe(Duration::from_micros(micros));
        }
        let Reading { within, count, seconds } = histogram.read();
        let at = |bound: &str| within.iter().find(|(known, _)| *known == bound).unwrap().1;
        assert_eq!((at("0.001"), at("0.0025"), at("0.25"), at("0.5"), at("30"), count), (2, 3, 3, 4, 4, 5));
        assert!((seconds - 30.502_002).abs() < 1e-9, "{seconds}");
    }

    #[test]
    fn bounds_are_written_as_they_are_counted() {
        for (micros, text) in BOUNDS {
            let seconds: f64 = text.parse().unwrap();
            assert!((seconds * 1e6 - micros as f64).abs() < 1e-6, "{text}");
        }
        assert!(BOUNDS.is_sorted());
    }
}
