//! What a replay found out.

use std::collections::BTreeMap;
use std::time::Duration;

use tools::stats::{Sorted, ms};

use super::life::{Failure, Outcome, Step};

/// Everything counted.
#[derive(Debug, Default)]
pub struct Tally {
    closed: usize,
    automatic: usize,
    emergencies: usize,
    /// By category, and in it by department.
    categories: BTreeMap<String, BTreeMap<String, usize>>,
    took: BTreeMap<Step, Vec<Duration>>,
    /// By step and code: how many, and the first ticket.
    failures: BTreeMap<(Step, String), (usize, Option<String>)>,
}

impl Tally {
    pub fn add(&mut self, outcome: Outcome) {
        self.automatic += usize::from(outcome.automatic);
        self.emergencies += usize::from(outcome.emergency);
        let category = outcome.category.unwrap_or_else(|| "(none)".to_owned());
        let department = outcome.department.unwrap_or_else(|| "-".to_owned());
        *self.categories.entry(category).or_default().entry(department).or_default() += 1;
        for (step, time) in outcome.took {
            self.took.entry(step).or_default().push(time);
        }
        match outcome.failure {
            None => self.closed += 1,
            Some(Failure { step, code, id }) => {
                self.failures.entry((step, code)).or_insert((0, id)).0 += 1;
            }
        }
    }

    pub fn is_clean(&self) -> bool {
        self.failures.is_empty()
    }

    pub fn print(&self, sent: usize, skipped: usize, seconds: f64) {
        let share = |count: usize| format!("{count} ({:.1} %)", 100.0 * count as f64 / sent.max(1) as f64);
        println!("messages sent            {sent}, {skipped} empty ones skipped");
        println!("closed                   {}", share(self.closed));
        println!("assigned automatically   {}", share(self.automatic));
        println!("emergencies              {}", share(self.emergencies));
        println!(
            "time                     {seconds:.1} s, {:.1} messages/s",
            sent as f64 / seconds.max(1e-9)
        );
        self.print_categories();
        self.print_steps();
        self.print_failures();
    }

    pub fn print_categories(&self) {
        println!("\ncategories, and who led:");
        let mut categories: Vec<_> = self.categories.iter().collect();
        categories.sort_by_key(|(_, departments)| std::cmp::Reverse(departments.values().sum::<usize>()));
        for (category, departments) in categories {
            let led: Vec<String> =
                departments.iter().map(|(code, count)| format!("{code} {count}")).collect();
            println!("{:>7}  {category}: {}", departments.values().sum::<usize>(), led.join(", "));
        }
    }

    /// Only those that were taken.
    pub fn print_steps(&self) {
        println!(
            "\n{:<8} {:>7} {:>9} {:>9} {:>9} {:>9}",
            "step", "calls", "p50 ms", "p95 ms", "p99 ms", "max ms"
        );
        for step in Step::ALL {
            let Some(times) = self.took.get(&step) else { continue };
            let times = Sorted::new(times.clone());
            let [p50, p95, p99, max] = [0.5, 0.95, 0.99, 1.0].map(|share| ms(times.at(share)));
            println!("{:<8} {:>7} {p50:>9} {p95:>9} {p99:>9} {max:>9}", step.name(), times.len());
        }
    }

    pub fn print_failures(&self) {
        if self.failures.is_empty() {
            println!("\nno errors");
        } else {
            println!("\nerrors:");
        }
        for ((step, code), (count, first)) in &self.failures {
            let first = first.as_deref().unwrap_or("(not stored)");
            println!("{count:>7}  {} {code}, first on ticket {first}", step.name());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_are_grouped_with_the_first_ticket() {
        let mut tally = Tally::default();
        for id in ["1", "2"] {
            let failure = Failure { step: Step::Sign, code: "stale".into(), id: Some(id.into()) };
            tally.add(Outcome { failure: Some(failure), ..Outcome::default() });
        }
        tally.add(Outcome { automatic: true, ..Outcome::default() });
        assert_eq!(tally.failures[&(Step::Sign, "stale".to_owned())], (2, Some("1".to_owned())));
        assert_eq!((tally.closed, tally.automatic), (1, 1));
        assert!(!tally.is_clean());
    }
}
