//! What the steps of `cargo xtask test` are made of.

use std::path::{Path, PathBuf};
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

/// Does what a file asks for, unless it was done for a file of the same content, which `mark` keeps.
pub fn once(wanted: &Path, mark: &Path, work: impl FnOnce() -> Result<()>) -> Result<()> {
    let wanted = std::fs::read(wanted).with_context(|| format!("cannot read {}", wanted.display()))?;
    if std::fs::read(mark).is_ok_and(|done| done == wanted) {
        return Ok(());
    }
    if let Err(error) = work() {
        println!("{error:#}");
        let why = "packages of npm or PyPI that it needs cannot be had: see the messages above";
        return Err(LeftOut(why).into());
    }
    std::fs::write(mark, wanted).with_context(|| format!("cannot write {}", mark.display()))
}

/// A Python of a folder's own, with the packages that a file names.
pub fn python_with(folder: &Path, requirements: &Path) -> Result<PathBuf> {
    has("python3", &["-m", "venv", "-h"])?;
    std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let python = folder.join("venv/bin/python");
    once(requirements, &folder.join("requirements.done"), || {
        succeeds(Command::new("python3").args(["-m", "venv"]).arg(folder.join("venv")))?;
        let mut pip = Command::new(&python);
        // Of most packages little is ever run, and what is run is compiled then.
        pip.args(["-m", "pip", "install", "--quiet", "--no-compile", "--disable-pip-version-check", "-r"]);
        succeeds(pip.arg(requirements))
    })?;
    Ok(python)
}
