//! The table of docs/RELIABILITY.md: a row for each fault, each as a run of the program printed it.

use std::collections::BTreeMap;

use super::{FAULTS, Fault, Outcome};

pub const BEGIN: &str = "<!-- cargo run -p blackbox --example faults -- --write: begin -->";
pub const END: &str = "<!-- cargo run -p blackbox --example faults -- --write: end -->";
const HEAD: &str =
    "| fault | how it was made | what was seen | what guards it | run |\n|---|---|---|---|---|\n";

/// A row, of the day on which it was seen.
#[must_use]
pub fn row(fault: &Fault, outcome: &Outcome, day: &str) -> String {
    let (made, seen) = match outcome {
        Outcome::Seen { made, seen } => (made.as_str(), seen.as_str()),
        Outcome::LeftOut(why) => ("", why.as_str()),
    };
    let seen = if made.is_empty() { format!("**left out**: {seen}") } else { seen.to_owned() };
    let cells = [fault.what, made, &seen, fault.guards, day].map(cell);
    format!("| {} |\n", cells.join(" | "))
}

/// A text as a cell has it.
fn cell(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}

/// What a row begins with.
fn beginning(fault: &Fault) -> String {
    format!("| {} | ", cell(fault.what))
}

/// The document with these rows in place of the old ones of the same faults.
#[must_use]
pub fn written(document: &str, rows: &BTreeMap<&str, String>) -> String {
    let (before, rest) = document.split_once(BEGIN).expect("the table begins");
    let (old, behind) = rest.split_once(END).expect("the table ends");
    let mut table = String::new();
    for fault in FAULTS {
        let kept =
            old.lines().find(|line| line.starts_with(&beginning(fault))).map(|line| format!("{line}\n"));
        table.extend(rows.get(fault.name).cloned().or(kept));
    }
    let head = if table.is_empty() { "" } else { HEAD };
    format!("{before}{BEGIN}\n{head}{table}{END}{behind}")
}
