//! What came of each fault, at length, as the table of docs/RELIABILITY.md has it.
//!
//! `cargo run -p blackbox --example faults [-- [--short] [--write] [NAME…]]`: those that are named, or all of them. The
//! document is written only from what ran at length and kept its promises.

use std::collections::BTreeMap;
use std::panic::catch_unwind;
use std::process::ExitCode;
use std::time::Instant;

use blackbox::faults::table::{row, written};
use blackbox::faults::{Extent, FAULTS, Outcome, on_embedded_host};
use blackbox::workspace;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (options, names): (Vec<&str>, Vec<&str>) =
        arguments.iter().map(String::as_str).partition(|argument| argument.starts_with("--"));
    let known = |name: &&str| FAULTS.iter().any(|fault| fault.name == *name);
    let unknown = options
        .iter()
        .find(|option| !["--short", "--write"].contains(*option))
        .or_else(|| names.iter().find(|name| !known(name)));
    if let Some(unknown) = unknown {
        let all: Vec<&str> = FAULTS.iter().map(|fault| fault.name).collect();
        eprintln!("{unknown} is neither --short nor --write nor one of {}", all.join(", "));
        return ExitCode::FAILURE;
    }
    let has = |option: &str| options.contains(&option);
    let extent = if has("--short") { Extent::Short } else { Extent::Long };
    if extent == Extent::Short && has("--write") {
        eprintln!("what is written ran at length: --write goes without --short");
        return ExitCode::FAILURE;
    }
    if !on_embedded_host() {
        eprintln!("these are faults of the embedded host: neither SPIN_BIN nor a script in MINSHENG_HOST");
        return ExitCode::FAILURE;
    }
    let day = time::OffsetDateTime::now_utc().date().to_string();
    let mut rows = BTreeMap::new();
    let mut failed = Vec::new();
    for fault in FAULTS.iter().filter(|fault| names.is_empty() || names.contains(&fault.name)) {
        let begun = Instant::now();
        let outcome = catch_unwind(|| (fault.check)(extent));
        let took = begun.elapsed().as_secs_f64();
        match outcome {
            Ok(outcome) => {
                if let Outcome::LeftOut(why) = &outcome {
                    eprintln!("LEFT OUT: {}: {why}", fault.name);
                }
                let row = row(fault, &outcome, &day);
                eprintln!("{} took {took:.0} s", fault.name);
                print!("{row}");
                rows.insert(fault.name, row);
            }
            Err(_) => {
                eprintln!("FAILED after {took:.0} s: {}: what it says is above", fault.name);
                failed.push(fault.name);
            }
        }
    }
    if has("--write") {
        let path = workspace().join("docs/RELIABILITY.md");
        let document = std::fs::read_to_string(&path).expect("the document");
        std::fs::write(&path, written(&document, &rows)).expect("the document can be written");
    }
    if failed.is_empty() {
        return ExitCode::SUCCESS;
    }
    eprintln!("promises that were not kept: {}", failed.join(", "));
    ExitCode::FAILURE
}
