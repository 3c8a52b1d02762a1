//! `minsheng token`: a token for whoever has the hotline's secret.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use tools::secret::{self, Place};
use tools::token;

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
    /// The city, where the deployment serves several: its secret signs
    #[arg(long, value_name = "NAME")]
    city: Option<String>,
}

pub fn run(options: &Options) -> Result<()> {
    println!("{}", mint(options)?);
    Ok(())
}

pub fn mint(options: &Options) -> Result<String> {
    let secret = match &options.secret {
        Some(secret) => secret.clone(),
        None => secret::load(Place { state: &options.state, city: options.city.as_deref() })?,
    };
    token::mint(&secret, &options.wanted)
}
