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
#[cfg(feature = "measure")]
mod similar;
#[cfg(feature = "measure")]
mod texts;

#[cfg(feature = "measure")]
pub use fill::{CHAIN, insert};

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;

use crate::workspace::Workspace;

#[derive(Debug, Args)]
pub struct Options {
    /// Only this: `similar` measures finding similar tickets, without the host
    #[arg(value_parser = ["similar"])]
    only: Option<String>,
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

#[cfg(not(feature = "measure"))]
pub fn run(workspace: &Workspace, _: &Options) -> Result<ExitCode> {
    crate::optimised::again(workspace)
}

#[cfg(feature = "measure")]
pub fn run(workspace: &Workspace, options: &Options) -> Result<ExitCode> {
    if options.only.is_some() {
        similar::run(&options.tickets)?;
        return Ok(ExitCode::SUCCESS);
    }
    rounds::run(workspace, options)
}
