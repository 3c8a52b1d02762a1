//! What was measured with one size of database.

use std::collections::BTreeMap;
use std::time::Duration;

use tools::stats::ms;

use crate::load::Measured;
use crate::trace::Cost;

#[derive(Debug, Default)]
pub struct Round {
    pub tickets: usize,
    /// How long it took to fill the database.
    pub filled: Duration,
    /// From the host's start to its first answer, compiled components cached.
    pub start: Duration,
    /// The most memory that the host held, MiB.
    pub memory: f64,
    /// Processor time of the load generator for each request to the empty component.
    pub generator: Duration,
    pub measured: Vec<Measured>,
    /// What requests cost the database; nothing when the host does not tell.
    pub costs: BTreeMap<String, Cost>,
}

impl Round {
    pub fn add(&mut self, measured: Measured) {
        println!(
            "  {:<52} {:>3} conn {:>9.0} /s  p50 {:>8} ms  p99 {:>8} ms  cpu {:>8} ms{}",
            measured.name,
            measured.connections,
            measured.rate,
            ms(measured.times.at(0.5)),
            ms(measured.times.at(0.99)),
            measured.processor.map_or_else(|| "–".to_owned(), ms),
            if measured.errors == 0 { String::new() } else { format!("  {} ERRORS", measured.errors) },
        );
        self.measured.push(measured);
    }

    /// The first of this name; a name may be followed by more.
    pub fn get(&self, name: &str, connections: usize) -> Option<&Measured> {
        self.measured.iter().find(|m| m.name.starts_with(name) && m.connections == connections)
    }

    /// The mean, where a case was measured several times.
    pub fn rate(&self, name: &str, connections: usize) -> Option<f64> {
        let same = self.measured.iter().filter(|m| m.name.starts_with(name) && m.connections == connections);
        let rates: Vec<f64> = same.map(|m| m.rate).collect();
        (!rates.is_empty()).then(|| rates.iter().sum::<f64>() / rates.len() as f64)
    }

    /// Microseconds at the median over the empty component, one request at a time.
    pub fn added(&self, name: &str) -> Option<f64> {
        let median = |name| self.get(name, 1).map(|m| m.times.at(0.5));
        let added = median(name)?.saturating_sub(median("empty")?);
        Some(added.as_secs_f64() * 1e6)
    }
}
