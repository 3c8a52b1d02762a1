//! `minsheng token`: a token for whoever has the hotline's secret.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use tools::{secret, token};

#[derive(Debug, Args)]
pub struct Options {
    #[command(flatten)]
    wanted: token::TokenOptions,
    /// The secret itself; other people of this machine can read it from the list of processes
    #[arg(long)]
    secret: Option<String>,
    /// The folder that keeps the secret, where neither --secret nor SPIN_VARIABLE_JWT_SECRET tells it
    #[arg(long, default_value = ".spin")]
    state: PathBuf,
}

pub fn run(options: &Options) -> Result<()> {
    println!("{}", mint(options)?);
    Ok(())
}

pub fn mint(options: &Options) -> Result<String> {
    let secret = match &options.secret {
        Some(secret) => secret.clone(),
        None => secret::load(&options.state)?,
    };
    token::mint(&secret, &options.wanted)
}
