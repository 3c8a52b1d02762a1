//! The design's budgets, each as a number that must not be on the wrong side of its limit. Machines differ more than
//! programs, so most of them are ratios to something measured in the same round.

use crate::cases::{DESKS, LIFECYCLE, LISTS, MANY, PLAIN, SUBMIT, TICK_FULL, TICK_IDLE};
use crate::load::Measured;
use crate::round::Round;
use crate::trace::Cost;

/// One line of the table.
#[derive(Clone, Debug)]
pub struct Budget {
    pub name: String,
    pub value: Option<f64>,
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

impl Budget {
    /// The limit as the table has it.
    pub fn limit(&self) -> String {
        format!("{} {}", if self.at_least { "≥" } else { "≤" }, self.with_unit(&self.limit.to_string()))
    }

    /// The value, bold when it misses its limit.
    pub fn judged(&self) -> String {
        let Some(value) = self.value else { return "–".to_owned() };
        let met = if self.at_least { value >= self.limit } else { value <= self.limit };
        let number = match value {
            100.0.. => format!("{value:.0}"),
            0.1.. => format!("{value:.2}"),
            _ => format!("{value:.4}"),
        };
        let text = self.with_unit(&number);
        if met { text } else { format!("**{text}**") }
    }

    fn with_unit(&self, number: &str) -> String {
        if self.unit.is_empty() { number.to_owned() } else { format!("{number} {}", self.unit) }
    }
}

/// How much more time the last round may take than the first.
const GROWTH: f64 = 1.5;

/// A ratio of times between two sizes of database, judged.
pub fn growth(ratio: f64) -> String {
    at_most("", Some(ratio), GROWTH, "").judged()
}

pub fn budgets(round: &Round) -> Vec<Budget> {
    let mut all = reads(round);
    all.extend(writes(round));
    all.extend(others(round));
    all.extend(costs(round));
    all
}

fn reads(round: &Round) -> Vec<Budget> {
    let over = |name: &str| format!("{name}, over an empty component");
    let mut all = vec![at_most(&over("reading a ticket"), round.added("read"), 300.0, "µs")];
    for (name, _) in LISTS {
        let list = format!("work list, {name}");
        all.push(at_most(&over(&list), round.added(&list), 300.0, "µs"));
    }
    all.push(at_most(&over("classifying"), round.added("classify"), 150.0, "µs"));
    all
}

fn writes(round: &Round) -> Vec<Budget> {
    let ratio = |a: Option<f64>, b: Option<f64>| Some(a? / b?);
    let submits = |durability: &str| format!("{SUBMIT}, {durability}");
    let empty = round.rate("empty", MANY);
    let share = |name: &str, connections| ratio(round.rate(name, connections), empty);
    let spread = |name: &str| {
        let times = &round.get(name, MANY)?.times;
        Some(times.at(0.99).as_secs_f64() / times.at(0.5).as_secs_f64().max(1e-9))
    };
    let plain = round.rate(&format!("{PLAIN}, full"), 1);
    vec![
        at_least(
            "submits in normal, share of the empty component's rate",
            share(&submits("normal"), MANY),
            1.0 / 20.0,
            "",
        ),
        at_least(
            "durable submits (full), share of the plain loop",
            ratio(round.rate(&submits("full"), MANY), plain),
            0.8,
            "",
        ),
        at_least(
            "lifecycles in normal, share of the empty component's rate",
            share(LIFECYCLE, DESKS),
            1.0 / 80.0,
            "",
        ),
        at_most("p95 of a whole lifecycle", p95(round.get(LIFECYCLE, DESKS)), 60.0, "ms"),
        at_most("p99 of submits in normal, over their median", spread(&submits("normal")), 5.0, ""),
        at_most("p99 of durable submits, over their median", spread(&submits("full")), 5.0, ""),
    ]
}

fn others(round: &Round) -> Vec<Budget> {
    let kpi = |name: &str| p95(round.get(&format!("kpi of a year, by {name}"), 1));
    vec![
        at_most("kpi of a year, p95", kpi("each"), 200.0, "ms"),
        at_most(
            "kpi of a year for one of another dimension, p95",
            kpi("one dimension for one of another"),
            200.0,
            "ms",
        ),
        at_most("kpi of a year for one of two others, p95", kpi("one dimension for one of two"), 200.0, "ms"),
        at_most("trend of a year by day, p95", p95(round.get("trend", 1)), 200.0, "ms"),
        at_most("a call of tick with all that it takes on, p95", p95(round.get(TICK_FULL, 1)), 1000.0, "ms"),
        at_most("a call of tick with nothing due, p95", p95(round.get(TICK_IDLE, 1)), 1000.0, "ms"),
        at_most("memory of the host under load", Some(round.memory), 150.0, "MiB"),
        at_most("start to first answer", Some(round.start.as_secs_f64()), 1.0, "s"),
    ]
}

/// Statements and pages, of each kind of request the middle one, and of these the worst. The scheduled work is no change
/// of a ticket.
fn costs(round: &Round) -> Vec<Budget> {
    const SUBMISSION: &str = "POST /v1/tickets";
    let submission = round.costs.get(SUBMISSION);
    // Of fewer the middle one may be an instance's first.
    const ENOUGH: usize = 20;
    let most = |of: &dyn Fn(&str) -> bool| {
        let of = round.costs.iter().filter(|(request, cost)| of(request) && cost.requests() >= ENOUGH);
        of.map(|(_, cost)| cost.statements()).max().map(|most| most as f64)
    };
    let change = |request: &str| request.starts_with(SUBMISSION) && request != SUBMISSION;
    let read = |request: &str| request.starts_with("GET ");
    let number = |cost: Option<&Cost>, of: fn(&Cost) -> u64| cost.map(|cost| of(cost) as f64);
    vec![
        at_most("statements of a submission", number(submission, Cost::statements), 8.0, ""),
        at_most("statements of any other change of a ticket", most(&change), 6.0, ""),
        at_most("statements of a read", most(&read), 2.0, ""),
        at_most("pages that a submission writes to the log", number(submission, Cost::pages), 30.0, ""),
    ]
}

fn p95(measured: Option<&Measured>) -> Option<f64> {
    measured.map(|m| m.times.at(0.95).as_secs_f64() * 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_judged_on_their_own_side() {
        assert_eq!(at_most("a", Some(350.0), 300.0, "µs").judged(), "**350 µs**");
        assert_eq!(at_most("a", Some(300.0), 300.0, "µs").judged(), "300 µs");
        assert_eq!(at_least("a", Some(0.049), 0.05, "").judged(), "**0.0490**");
        assert_eq!(at_least("a", Some(0.9), 0.8, "").judged(), "0.90");
        assert_eq!(at_least("a", None, 0.8, "").judged(), "–");
        assert_eq!(
            (at_least("a", None, 0.8, "").limit(), at_most("a", None, 2.0, "ms").limit()),
            ("≥ 0.8".into(), "≤ 2 ms".into())
        );
        assert_eq!((growth(1.49), growth(1.51)), ("1.49".into(), "**1.51**".into()));
    }
}
