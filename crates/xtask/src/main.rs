//! The project's commands, `cargo xtask COMMAND`: build and serve, test, replay, measure, train, and
//! print what is generated.
#![forbid(unsafe_code)]

mod app;
mod bench;
mod hotspots;
mod http;
mod optimised;
mod process;
mod replay;
mod schemas;
mod secret;
mod settled;
mod sizes;
mod stats;
mod table;
mod test;
mod token;
mod train;
mod up;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use workspace::Workspace;

/// Builds, serves, tests and measures the hotline.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Build what changed and serve the hotline
    Up(up::Options),
    /// Print a token for a role
    Token(token::Options),
    /// Run every check and every test
    Test(test::Options),
    /// Send real messages through the whole life of a ticket
    Replay(replay::Options),
    /// Find the hot spots in messages out of a file
    Hotspots(hotspots::Options),
    /// Measure throughput, latency, memory and sizes against what the machine can do
    Bench(bench::Options),
    /// Write what people have settled in a running hotline, to train with
    Settled(settled::Options),
    /// Make the classifier's model out of labelled messages
    Train(train::Options),
    /// Write the JSON Schemas, the OpenAPI document and the workflow table
    Schemas(schemas::Options),
}

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> anyhow::Result<ExitCode> {
    let workspace = Workspace::find()?;
    match command {
        Command::Up(options) => up::run(&workspace, &options),
        Command::Token(options) => token::run(&workspace, &options),
        Command::Test(options) => test::run(&workspace, &options),
        Command::Replay(options) => replay::run(&workspace, &options),
        Command::Hotspots(options) => hotspots::run(&workspace, &options),
        Command::Bench(options) => bench::run(&workspace, &options),
        Command::Settled(options) => settled::run(&options),
        Command::Train(options) => train::run(&workspace, &options),
        Command::Schemas(options) => schemas::run(&workspace, &options),
    }
}
