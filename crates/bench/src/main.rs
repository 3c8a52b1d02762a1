//! `cargo xtask bench`: what the hotline does in a second on this machine, beside what the machine
//! could do without it: an empty component on the same host, the same SQL in a plain loop, and the
//! disk's own rate of commits. All in one run, because machines differ more than programs.
#![forbid(unsafe_code)]

mod asking;
mod budgets;
mod capacity;
mod cases;
mod classify;
mod clerk;
mod clock;
mod document;
mod fill;
mod growth;
mod lives;
mod load;
mod machine;
mod manifest;
mod native;
mod outbox;
mod pages;
mod report;
mod round;
mod rounds;
mod search;
mod setup;
mod similar;
mod texts;
mod trace;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};
use xtask::workspace::Workspace;

/// Measures the hotline against what the machine can do.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask bench", bin_name = "cargo xtask bench", args_conflicts_with_subcommands = true)]
struct Arguments {
    #[command(subcommand)]
    part: Option<Part>,
    #[command(flatten)]
    rounds: rounds::Options,
}

/// One thing to measure by itself.
#[derive(Debug, Subcommand)]
enum Part {
    /// Measure what one message costs the classifier
    Classify(classify::Options),
    /// Measure how well questions find their answers, and what the reply check says of real replies
    Search(search::Options),
    /// Measure how fast similar tickets are found among so many, and how many of those that were planted
    Similar(similar::Options),
    /// Fill a database and say how long it took
    Fill(fill::Options),
    /// Measure what a ticket takes of the disk, by table and by index
    Growth(growth::Options),
    /// Work out what hotlines of some sizes ask of a machine
    Capacity(capacity::Options),
    /// Measure what it costs a submission that others are told of it
    Outbox(outbox::Options),
    /// Measure what pages cost the components that make them
    Pages(pages::Options),
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<ExitCode> {
    let workspace = Workspace::find()?;
    match &arguments.part {
        None => rounds::run(&workspace, &arguments.rounds),
        Some(Part::Classify(options)) => classify::run(&workspace, options),
        Some(Part::Search(options)) => search::run(options).map(|()| ExitCode::SUCCESS),
        Some(Part::Similar(options)) => similar::run(options).map(|()| ExitCode::SUCCESS),
        Some(Part::Fill(options)) => fill::run(&workspace, options).map(|()| ExitCode::SUCCESS),
        Some(Part::Growth(options)) => growth::run(&workspace, options).map(|()| ExitCode::SUCCESS),
        Some(Part::Capacity(options)) => capacity::run(&workspace, options).map(|()| ExitCode::SUCCESS),
        Some(Part::Pages(options)) => pages::run(&workspace, options),
        Some(Part::Outbox(options)) => outbox::run(&workspace, options).map(|()| ExitCode::SUCCESS),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Arguments::command().debug_assert();
    }
}
