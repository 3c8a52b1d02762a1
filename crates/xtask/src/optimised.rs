//! Commands that measure or train run in an optimised build of this program, with what only they
//! need compiled in (feature `measure`).

use std::process::ExitCode;

use anyhow::{Context as _, Result};

use crate::app;
use crate::workspace::Workspace;

/// Runs the same command again in that build.
#[cfg_attr(feature = "measure", expect(dead_code, reason = "this is that build"))]
pub fn again(workspace: &Workspace) -> Result<ExitCode> {
    app::phase("Building the measuring tools");
    let here = std::env::current_dir().context("the current folder is gone")?;
    let mut cargo = workspace.cargo();
    cargo.args(["run", "--quiet", "--profile", "host", "--package", "xtask", "--features", "measure"]);
    // Paths on the command line are relative to where the user stands.
    cargo.arg("--manifest-path").arg(workspace.root.join("Cargo.toml")).current_dir(here);
    cargo.arg("--").args(std::env::args_os().skip(1));
    let status = cargo.status().context("cannot run cargo")?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}
