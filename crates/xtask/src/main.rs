//! A developer's chores, `cargo xtask COMMAND`: build and serve, test, replay, and print what is generated.
#![forbid(unsafe_code)]

mod asyncapi;
mod bucket;
mod clients;
mod deploy;
mod examples;
mod fuzz;
mod hotline;
mod open311;
mod packages;
mod pages;
mod replay;
mod step;
mod test;
mod token;
mod up;

use std::ffi::OsString;
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::{Parser, Subcommand};

use xtask::workspace::Workspace;

/// Builds, serves and tests the hotline.
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
    /// Have others' programs make clients of the OpenAPI document, and take the README's tour with them
    Clients,
    /// Check the packages in `clients`, and try them on the hotline
    Packages,
    /// Look at the pages in a browser, with scripts and without, in both languages and every look
    Pages(pages::Options),
    /// Test files in a bucket that others' code serves
    Bucket,
    /// Talk to the hotline with published clients of Open311
    Open311,
    /// Run the worked examples that need others' programs on the hotline: a flow of Node-RED, open data by Frictionless
    Examples,
    /// Have those who read what is in `deploy` look at it: Kubernetes' schemas, systemd, nginx, Caddy, Prometheus, hadolint
    Deploy,
    /// Hold the OpenAPI document against two linters, and the hotline against the document
    Fuzz,
    /// Print how large the components are, and how large they may be
    Sizes,
    /// Write the JSON Schemas, the OpenAPI document and the workflow table
    #[command(disable_help_flag = true)]
    Schemas {
        /// What the program itself explains: `cargo xtask schemas --help`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<OsString>,
    },
    /// Measure throughput, latency, memory and sizes against what the machine can do
    #[command(disable_help_flag = true)]
    Bench {
        /// What the measurements themselves explain: `cargo xtask bench --help`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<OsString>,
    },
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

fn run(command: Command) -> Result<ExitCode> {
    let workspace = Workspace::find()?;
    match command {
        Command::Up(options) => up::run(&workspace, &options),
        Command::Token(options) => token::run(&workspace, &options),
        Command::Test(options) => test::run(&workspace, &options),
        Command::Replay(options) => replay::run(&workspace, &options),
        Command::Clients => clients::run(&workspace).map(|()| ExitCode::SUCCESS),
        Command::Packages => packages::run(&workspace).map(|()| ExitCode::SUCCESS),
        Command::Pages(options) => pages::look(&workspace, &options).map(|()| ExitCode::SUCCESS),
        Command::Bucket => bucket::run(&workspace).map(|()| ExitCode::SUCCESS),
        Command::Open311 => open311::run(&workspace).map(|()| ExitCode::SUCCESS),
        Command::Examples => examples::run(&workspace).map(|()| ExitCode::SUCCESS),
        Command::Deploy => deploy::run(&workspace).map(|()| ExitCode::SUCCESS),
        Command::Fuzz => fuzz::run(&workspace).map(|()| ExitCode::SUCCESS),
        Command::Sizes => xtask::sizes::check(&workspace).map(|()| ExitCode::SUCCESS),
        Command::Schemas { arguments } => program(&workspace, "schemas", &[], &arguments),
        Command::Bench { arguments } => {
            xtask::app::phase("Building the measurements");
            program(&workspace, "bench", &["--profile", "host"], &arguments)
        }
    }
}

/// Runs a chore that is a program of its own, for whose parts a first `up` need not wait.
fn program(
    workspace: &Workspace,
    package: &str,
    profile: &[&str],
    arguments: &[OsString],
) -> Result<ExitCode> {
    let here = std::env::current_dir().context("the current folder is gone")?;
    let mut cargo = workspace.cargo();
    cargo.args(["run", "--quiet"]).args(profile).args(["--package", package]);
    // Paths on the command line are relative to where the user stands.
    cargo.arg("--manifest-path").arg(workspace.root.join("Cargo.toml")).current_dir(here);
    let status = cargo.arg("--").args(arguments).status().context("cannot run cargo")?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn bench_takes_whatever_arguments_there_are() {
        let arguments = ["xtask", "bench", "--tickets", "10,20", "--help"];
        let Command::Bench { arguments } = Arguments::parse_from(arguments).command else {
            panic!("another command")
        };
        assert_eq!(arguments, ["--tickets", "10,20", "--help"]);
        let arguments = ["xtask", "schemas", "--check"];
        let Command::Schemas { arguments } = Arguments::parse_from(arguments).command else {
            panic!("another command")
        };
        assert_eq!(arguments, ["--check"]);
    }
}
