//! Percentiles of measured times.

use std::time::Duration;

/// Times in order.
#[derive(Clone, Debug, Default)]
pub struct Sorted(Vec<Duration>);

impl Sorted {
    #[must_use]
    pub fn new(mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        Self(times)
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The time that this share (0 to 1) of all did not exceed; zero when there are none.
    #[must_use]
    pub fn at(&self, share: f64) -> Duration {
        let rank = (share * self.0.len() as f64).ceil() as usize;
        self.0.get(rank.max(1) - 1).or(self.0.last()).copied().unwrap_or_default()
    }
}

/// Milliseconds with two digits behind the point.
#[must_use]
pub fn ms(time: Duration) -> String {
    format!("{:.2}", time.as_secs_f64() * 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearest_rank() {
        let times = Sorted::new((1..=100).rev().map(Duration::from_millis).collect());
        for (share, expected) in [(0.0, 1), (0.5, 50), (0.95, 95), (0.99, 99), (1.0, 100)] {
            assert_eq!(times.at(share), Duration::from_millis(expected), "{share}");
        }
        assert_eq!(Sorted::new(vec![]).at(0.5), Duration::ZERO);
        assert_eq!(ms(Duration::from_micros(1234)), "1.23");
    }
}
