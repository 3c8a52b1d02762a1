//! What the steps of `cargo xtask test` are made of.

use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail, ensure};

/// Why a step could not be done on this machine, which is no fault of the code; it is told to the end.
#[derive(Debug)]
pub struct LeftOut(pub &'static str);

impl std::fmt::Display for LeftOut {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for LeftOut {}

/// Runs a command to its end; its output is the user's.
pub fn succeeds(command: &mut Command) -> Result<()> {
    let program = command.get_program().to_string_lossy().into_owned();
    let status = command.status().with_context(|| format!("cannot run {program}"))?;
    ensure!(status.success(), "{status}");
    Ok(())
}

/// Whether a program of the machine's can be run. Where continuous integration has to have it, its being missing is a fault.
pub fn has(program: &'static str, arguments: &[&str]) -> Result<()> {
    const WHY: &str = "node, npm or python3 with venv is missing (apt-get install nodejs npm python3-venv)";
    let mut command = Command::new(program);
    command.args(arguments).stdout(Stdio::null()).stderr(Stdio::null());
    if command.status().is_ok_and(|status| status.success()) {
        return Ok(());
    }
    if std::env::var_os("CI").is_some() { bail!("{program}: {WHY}") } else { Err(LeftOut(WHY).into()) }
}
