//! `cargo xtask token`: a token for the hotline that `up` serves from this checkout.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use tools::{secret, token};
use xtask::workspace::Workspace;

#[derive(Debug, Args)]
pub struct Options {
    #[command(flatten)]
    wanted: token::TokenOptions,
    /// The folder that keeps the secret of the hotline, which `up` has made; `.spin` in the project when absent
    #[arg(long)]
    state: Option<PathBuf>,
}

pub fn run(workspace: &Workspace, options: &Options) -> Result<ExitCode> {
    let state = options.state.clone().unwrap_or_else(|| workspace.root.join(".spin"));
    println!("{}", token::mint(&secret::load(&state)?, &options.wanted)?);
    Ok(ExitCode::SUCCESS)
}
