//! The measurements as Markdown: what was measured, and how it stands to their budgets.

use std::path::Path;

use anyhow::Result;
use tools::stats::ms;
use xtask::sizes::Size;

use crate::budgets::{Budget, budgets, growth};
use crate::document::PERFORMANCE;
use crate::round::Round;

#[derive(Debug)]
pub struct Report {
    pub machine: String,
    /// What was sent.
    pub load: String,
    /// Commits a second of the bare disk.
    pub fdatasync: f64,
    pub sizes: Vec<Size>,
    pub rounds: Vec<Round>,
}

impl Report {
    pub fn has_errors(&self) -> bool {
        self.rounds.iter().flat_map(|round| &round.measured).any(|measured| measured.errors > 0)
    }

    pub fn markdown(&self) -> String {
        let generator =
            self.rounds.iter().map(|round| format!("{:.0} µs", round.generator.as_secs_f64() * 1e6));
        let mut text = format!(
            "Measured on {}; `fdatasync` of one page: {:.0} a second. The load: {}. The load generator runs on the same \
             processors; a request to the empty component cost it {}.\n",
            self.machine,
            self.fdatasync,
            self.load,
            generator.collect::<Vec<_>>().join(", "),
        );
        for round in &self.rounds {
            text.push_str(&cases(round));
            text.push_str(&costs(round));
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
            text.push_str(&format!("| {} | {} |", budget.name, budget.limit()));
            for round in &all {
                text.push_str(&format!(
                    " {} |",
                    round.get(place).map_or_else(|| "–".to_owned(), Budget::judged)
                ));
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
            text.push_str(&format!("| {} | {} | {} |\n", now.name, now.connections, growth(b / a.max(1e-9))));
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

    /// Puts the tables into the document.
    pub fn write(&self, path: &Path) -> Result<()> {
        PERFORMANCE.write(path, &self.markdown())
    }
}

fn cases(round: &Round) -> String {
    let mut text = format!(
        "\n#### {} tickets\n\nFilled in {:.0} s; start to first answer {:.0} ms; most memory {:.0} MiB. `cpu` is the host's \
         processor time, user and system, for each.\n\n\
         | | connections | per second | p50 ms | p95 ms | p99 ms | cpu ms | errors |\n|---|---:|---:|---:|---:|---:|---:|---:|\n",
        round.tickets,
        round.filled.as_secs_f64(),
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
            "| {} | {} | {:.0} | {p50} | {p95} | {p99} | {} | {errors} |\n",
            m.name,
            m.connections,
            m.rate,
            m.processor.map_or_else(|| "–".to_owned(), ms),
        );
        text.push_str(&line);
    }
    text
}

/// What requests cost the database, when the host tells.
fn costs(round: &Round) -> String {
    if round.costs.is_empty() {
        return String::new();
    }
    let mut text =
        "\n| as a rule (and the most) | requests | statements | most | pages of the log | most |\n|---|---:|---:|---:|---:|---:|\n"
            .to_owned();
    for (request, cost) in &round.costs {
        text.push_str(&format!(
            "| `{request}` | {} | {} | {} | {} | {} |\n",
            cost.requests(),
            cost.statements(),
            cost.most_statements(),
            cost.pages(),
            cost.most_pages()
        ));
    }
    text
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tools::stats::Sorted;

    use super::*;
    use crate::cases::{MANY, PLAIN, SUBMIT};
    use crate::load::Measured;

    fn measured(name: &str, connections: usize, rate: f64, micros: u64) -> Measured {
        Measured {
            name: name.to_owned(),
            connections,
            rate,
            times: Sorted::new(vec![Duration::from_micros(micros)]),
            ..Measured::default()
        }
    }

    fn round(tickets: usize, micros: u64) -> Round {
        let measured = vec![
            measured("empty component", 1, 9000.0, 100),
            measured("empty component", MANY, 20_000.0, 800),
            measured("read a ticket", 1, 3000.0, micros),
            measured(&format!("{SUBMIT}, normal"), MANY, 900.0, 9000),
            measured(&format!("{SUBMIT}, full"), MANY, 90.0, 1000),
            measured(&format!("{PLAIN}, full"), 1, 100.0, 1000),
        ];
        Round { tickets, measured, ..Round::default() }
    }

    #[test]
    fn budgets_stand_beside_their_limits() {
        let report = Report {
            machine: "m".into(),
            load: "words".into(),
            fdatasync: 1.0,
            sizes: vec![],
            rounds: vec![round(10, 450), round(20, 900)],
        };
        let text = report.markdown();
        for line in [
            "| reading a ticket, over an empty component | ≤ 300 µs | **350 µs** | **800 µs** |",
            "| submits in normal, share of the empty component's rate | ≥ 0.05 | **0.0450** | **0.0450** |",
            "| durable submits (full), share of the plain loop | ≥ 0.8 | 0.90 | 0.90 |",
            "| p99 of submits in normal, over their median | ≤ 5 | 1.00 | 1.00 |",
            "| statements of a submission | ≤ 8 | – | – |",
            "| read a ticket | 1 | **2.00** |",
        ] {
            assert!(text.contains(line), "{line} is not in {text}");
        }
        assert!(text.contains("From 10 to 20 tickets") && text.contains("The load: words."), "{text}");
        assert!(!report.has_errors());
    }
}
