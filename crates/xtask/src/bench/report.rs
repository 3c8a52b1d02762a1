//! The measurements as Markdown: what was measured, and how it stands to the budgets of the design.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, Result};

use super::cases::{DESKS, LISTS, MANY};
use super::load::Measured;
use super::rounds::{TICK_FULL, TICK_IDLE};
use crate::sizes::Size;
use crate::stats::ms;

#[derive(Debug)]
pub struct Report {
    pub machine: String,
    /// Commits a second of the bare disk.
    pub fdatasync: f64,
    pub sizes: Vec<Size>,
    pub rounds: Vec<Round>,
}

/// What was measured with one size of database.
#[derive(Debug, Default)]
pub struct Round {
    pub tickets: usize,
    /// From the host's start to its first answer, compiled components cached.
    pub start: Duration,
    /// The most memory that the host held, MiB.
    pub memory: f64,
    /// Share of all processors that the load generator took with the empty component.
    pub generator: f64,
    pub measured: Vec<Measured>,
}

impl Round {
    pub fn add(&mut self, measured: Measured) {
        println!(
            "  {:<52} {:>3} conn {:>9.0} /s  p50 {:>8} ms  p99 {:>8} ms{}",
            measured.name,
            measured.connections,
            measured.rate,
            ms(measured.times.at(0.5)),
            ms(measured.times.at(0.99)),
            if measured.errors == 0 { String::new() } else { format!("  {} ERRORS", measured.errors) },
        );
        self.measured.push(measured);
    }

    fn get(&self, name: &str, connections: usize) -> Option<&Measured> {
        self.measured.iter().find(|m| m.name.starts_with(name) && m.connections == connections)
    }

    /// The mean, where a case was measured several times.
    fn rate(&self, name: &str, connections: usize) -> Option<f64> {
        let same = self.measured.iter().filter(|m| m.name.starts_with(name) && m.connections == connections);
        let rates: Vec<f64> = same.map(|m| m.rate).collect();
        (!rates.is_empty()).then(|| rates.iter().sum::<f64>() / rates.len() as f64)
    }

    fn median(&self, name: &str) -> Option<Duration> {
        self.get(name, 1).map(|m| m.times.at(0.5))
    }

    /// Microseconds at the median over the empty component, one request at a time.
    fn added(&self, name: &str) -> Option<f64> {
        let added = self.median(name)?.saturating_sub(self.median("empty")?);
        Some(added.as_secs_f64() * 1e6)
    }
}

/// One line of the design's budgets, as a number that must not be on the wrong side of its limit.
struct Budget {
    name: String,
    value: Option<f64>,
    limit: f64,
    /// More is better.
    at_least: bool,
    unit: &'static str,
}

fn at_most(name: &str, value: Option<f64>, limit: f64, unit: &'static str) -> Budget {
    Budget { name: name.to_owned(), value, limit, at_least: false, unit }
}

fn at_least(name: &str, value: Option<f64>, limit: f64, unit: &'static str) -> Budget {
    Budget { at_least: true, ..at_most(name, value, limit, unit) }
}

fn budgets(round: &Round) -> Vec<Budget> {
    let ratio = |a: Option<f64>, b: Option<f64>| Some(a? / b?);
    let lifecycle = round.get("create", DESKS);
    let plain =
        |durability: &str| round.rate(&format!("the same statements in a plain loop, {durability}"), 1);
    let p95 = |m: Option<&Measured>| m.map(|m| m.times.at(0.95).as_secs_f64() * 1000.0);
    let mut all =
        vec![at_most("reading a ticket, over an empty component", round.added("read"), 300.0, "µs")];
    for (name, _) in LISTS {
        let list = format!("work list, {name}");
        all.push(at_most(&format!("{list}, over an empty component"), round.added(&list), 300.0, "µs"));
    }
    all.extend([
        at_most("classifying, over an empty component", round.added("classify"), 150.0, "µs"),
        at_least(
            "durable submits (full), share of the plain loop",
            ratio(round.rate("submit with triage, full", MANY), plain("full")),
            0.8,
            "",
        ),
        at_least("submits in normal", round.rate("submit with triage, normal", MANY), 1000.0, "/s"),
        at_least("empty component (the scale of the line above)", round.rate("empty", MANY), 20_000.0, "/s"),
        at_least("lifecycles in normal", lifecycle.map(|m| m.rate), 250.0, "/s"),
        at_most("p95 of a whole lifecycle", p95(lifecycle), 60.0, "ms"),
        at_most("kpi of a year, p95", p95(round.get("kpi of a year, by each", 1)), 200.0, "ms"),
        at_most(
            "kpi of a year for one of another dimension, p95",
            p95(round.get("kpi of a year, by one dimension for one of another", 1)),
            200.0,
            "ms",
        ),
        at_most(
            "kpi of a year for one of two others, p95",
            p95(round.get("kpi of a year, by one dimension for one of two", 1)),
            200.0,
            "ms",
        ),
        at_most("trend of a year by day, p95", p95(round.get("trend", 1)), 200.0, "ms"),
        at_most("a call of tick with all that it takes on, p95", p95(round.get(TICK_FULL, 1)), 1000.0, "ms"),
        at_most("a call of tick with nothing due, p95", p95(round.get(TICK_IDLE, 1)), 1000.0, "ms"),
        at_most("memory of the host under load", Some(round.memory), 300.0, "MiB"),
        at_most("start to first answer", Some(round.start.as_secs_f64()), 1.0, "s"),
    ]);
    all
}

impl Report {
    pub fn has_errors(&self) -> bool {
        self.rounds.iter().flat_map(|round| &round.measured).any(|measured| measured.errors > 0)
    }

    pub fn markdown(&self) -> String {
        let mut text = format!(
            "Measured on {}; `fdatasync` of one page: {:.0} a second. Load generator included; it took {} of all \
             processor time with the empty component.\n",
            self.machine,
            self.fdatasync,
            self.rounds
                .iter()
                .map(|round| format!("{:.0} %", round.generator * 100.0))
                .collect::<Vec<_>>()
                .join(", "),
        );
        for round in &self.rounds {
            text.push_str(&cases(round));
        }
        text.push_str(&self.against_budgets());
        if self.rounds.len() > 1 {
            text.push_str(&self.growth());
        }
        text.push_str(&self.component_sizes());
        text
    }

    fn against_budgets(&self) -> String {
        let all: Vec<Vec<Budget>> = self.rounds.iter().map(budgets).collect();
        let mut text = format!("\n#### Against the budgets\n\n| | budget |{}\n", self.headings());
        text.push_str(&format!("|---|---|{}\n", "---:|".repeat(all.len())));
        for (place, budget) in all.first().into_iter().flatten().enumerate() {
            let sign = if budget.at_least { "≥" } else { "≤" };
            text.push_str(&format!("| {} | {sign} {} {} |", budget.name, budget.limit, budget.unit));
            for round in &all {
                text.push_str(&round.get(place).map_or_else(|| " – |".to_owned(), judged));
            }
            text.push('\n');
        }
        text
    }

    fn headings(&self) -> String {
        self.rounds.iter().map(|round| format!(" {} tickets |", round.tickets)).collect()
    }

    /// How much slower the last round is than the first.
    fn growth(&self) -> String {
        let (Some(first), Some(last)) = (self.rounds.first(), self.rounds.last()) else {
            return String::new();
        };
        let mut text = format!(
            "\n#### From {} to {} tickets\n\nMedian time, or time per piece, of the last over the first; the budget is 1.5.\n\n\
             | | connections | ratio |\n|---|---:|---:|\n",
            first.tickets, last.tickets
        );
        for now in &last.measured {
            let Some(then) = first.get(&now.name, now.connections) else { continue };
            if last.get(&now.name, now.connections).is_some_and(|shown| !std::ptr::eq(shown, now)) {
                continue;
            }
            let (a, b) = (then.times.at(0.5).as_secs_f64(), now.times.at(0.5).as_secs_f64());
            text.push_str(&format!("| {} | {} | {:.2} |\n", now.name, now.connections, b / a.max(1e-9)));
        }
        text
    }

    fn component_sizes(&self) -> String {
        let mut text = "\n#### Components\n\n| | KiB | limit |\n|---|---:|---:|\n".to_owned();
        for size in &self.sizes {
            text.push_str(&format!(
                "| {} | {} | {} |\n",
                size.name,
                size.bytes.div_ceil(1024),
                size.limit / 1024
            ));
        }
        text
    }

    /// Puts the tables between the markers of the document, or at its end when it has none.
    pub fn write(&self, path: &Path) -> Result<()> {
        let old = std::fs::read_to_string(path).unwrap_or_else(|_| "# Performance\n".to_owned());
        let new = between_markers(&old, &self.markdown());
        std::fs::write(path, new).with_context(|| format!("cannot write {}", path.display()))
    }
}

fn judged(budget: &Budget) -> String {
    let Some(value) = budget.value else { return " – |".to_owned() };
    let met = if budget.at_least { value >= budget.limit } else { value <= budget.limit };
    let number = if value >= 100.0 { format!("{value:.0}") } else { format!("{value:.2}") };
    if met { format!(" {number} {} |", budget.unit) } else { format!(" **{number} {}** |", budget.unit) }
}

fn cases(round: &Round) -> String {
    let mut text = format!(
        "\n#### {} tickets\n\nStart to first answer {:.0} ms; most memory {:.0} MiB.\n\n\
         | | connections | per second | p50 ms | p95 ms | p99 ms | errors |\n|---|---:|---:|---:|---:|---:|---:|\n",
        round.tickets,
        round.start.as_secs_f64() * 1000.0,
        round.memory,
    );
    for m in &round.measured {
        let [p50, p95, p99] = [0.5, 0.95, 0.99].map(|share| ms(m.times.at(share)));
        let errors = match &m.first_error {
            None => m.errors.to_string(),
            Some(first) => format!("{}: {first}", m.errors),
        };
        let line = format!(
            "| {} | {} | {:.0} | {p50} | {p95} | {p99} | {errors} |\n",
            m.name, m.connections, m.rate
        );
        text.push_str(&line);
    }
    text
}

const BEGIN: &str = "<!-- cargo xtask bench --write: begin -->";
const END: &str = "<!-- cargo xtask bench --write: end -->";

fn between_markers(old: &str, tables: &str) -> String {
    let block = format!("{BEGIN}\n{}\n{END}", tables.trim_end());
    match (old.split_once(BEGIN), old.split_once(END)) {
        (Some((before, _)), Some((_, after))) => format!("{before}{block}{after}"),
        _ => format!("{}\n\n{block}\n", old.trim_end()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::Sorted;

    fn measured(name: &str, connections: usize, rate: f64, micros: u64) -> Measured {
        Measured {
            name: name.to_owned(),
            connections,
            rate,
            times: Sorted::new(vec![Duration::from_micros(micros)]),
            errors: 0,
            first_error: None,
        }
    }

    fn round(tickets: usize) -> Round {
        let measured = vec![
            measured("empty component", 1, 9000.0, 100),
            measured("read a ticket", 1, 3000.0, 450),
            measured("submit with triage, full", MANY, 90.0, 1000),
            measured("the same statements in a plain loop, full", 1, 100.0, 1000),
        ];
        Round { tickets, measured, ..Round::default() }
    }

    #[test]
    fn budgets_are_judged() {
        let report =
            Report { machine: "m".into(), fdatasync: 1.0, sizes: vec![], rounds: vec![round(10), round(20)] };
        let text = report.markdown();
        assert!(
            text.contains(
                "| reading a ticket, over an empty component | ≤ 300 µs | **350 µs** | **350 µs** |"
            ),
            "{text}"
        );
        assert!(text.contains("share of the plain loop | ≥ 0.8  | 0.90  | 0.90  |"), "{text}");
        assert!(text.contains("From 10 to 20 tickets"), "{text}");
        assert!(!report.has_errors());
    }

    #[test]
    fn tables_replace_the_old_ones_and_nothing_else() {
        let first = between_markers("# Performance\n\nWords.\n", "one\n");
        assert_eq!(first, format!("# Performance\n\nWords.\n\n{BEGIN}\none\n{END}\n"));
        let second = between_markers(&format!("{first}\nMore.\n"), "two\n");
        assert_eq!(second, format!("# Performance\n\nWords.\n\n{BEGIN}\ntwo\n{END}\n\nMore.\n"));
    }
}
