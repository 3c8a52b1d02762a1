//! `cargo xtask bench`: what the hotline does in a second on this machine, beside what the machine
//! could do without it: an empty component on the same host, the same SQL in a plain loop, and the
//! disk's own rate of commits. All in one run, because machines differ more than programs.

#[cfg(feature = "measure")]
mod cases;
#[cfg(feature = "measure")]
mod fill;
#[cfg(feature = "measure")]
mod load;
#[cfg(feature = "measure")]
mod machine;
#[cfg(feature = "measure")]
mod manifest;
#[cfg(feature = "measure")]
mod native;
#[cfg(feature = "measure")]
mod report;
#[cfg(feature = "measure")]
mod rounds;
mod search;
#[cfg(feature = "measure")]
mod similar;
#[cfg(feature = "measure")]
mod texts;

#[cfg(feature = "measure")]
pub use fill::{CHAIN, insert};

use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Subcommand};

use crate::workspace::Workspace;

#[derive(Debug, Args)]
pub struct Options {
    /// What to measure; the whole hotline, when nothing is named
    #[command(subcommand)]
    what: Option<What>,
    /// Tickets in the database, one round for each number
    #[arg(long, value_delimiter = ',', default_value = "10000,100000")]
    tickets: Vec<usize>,
    /// Half a second for each case: to see that it works, not what it does
    #[arg(long)]
    quick: bool,
    /// Put the tables into docs/PERFORMANCE.md
    #[arg(long)]
    write: bool,
    /// Measure what was built before
    #[arg(long)]
    no_build: bool,
}

#[derive(Debug, Subcommand)]
enum What {
    /// How well questions find their answers, and what the reply check says of real replies
    Search(search::Options),
    /// How fast similar tickets are found among so many, and how many of those that were planted
    Similar {
        /// Tickets in the database, one round for each number
        #[arg(long, value_delimiter = ',', default_value = "10000,100000")]
        tickets: Vec<usize>,
    },
}

#[cfg(not(feature = "measure"))]
pub fn run(workspace: &Workspace, _: &Options) -> Result<ExitCode> {
    crate::optimised::again(workspace)
}

#[cfg(feature = "measure")]
pub fn run(workspace: &Workspace, options: &Options) -> Result<ExitCode> {
    match &options.what {
        Some(What::Search(options)) => search::run(options),
        Some(What::Similar { tickets }) => similar::run(tickets).map(|()| ExitCode::SUCCESS),
        None => rounds::run(workspace, options),
    }
}
