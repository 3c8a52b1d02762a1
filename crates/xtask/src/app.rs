//! Making the components and the host, and what that needs on a fresh machine.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context as _, Result, bail, ensure};

use crate::workspace::{Profile, WASM, Workspace};

/// Builds the components and the host; with `build` off, only makes sure that they are there.
pub fn prepare(workspace: &Workspace, build: bool, profile: Profile) -> Result<()> {
    if build {
        add_wasm_target(workspace)?;
        components(workspace, &[], profile)?;
        host(workspace)?;
    }
    let host = workspace.host_binary();
    ensure!(host.is_file(), "{} is missing: run again without --no-build", host.display());
    for name in workspace.functions()? {
        let file = workspace.component(&name, profile);
        ensure!(file.is_file(), "{} is missing: run again without --no-build", file.display());
    }
    Ok(())
}

/// Installs the components' target when the tool chain lacks it.
pub fn add_wasm_target(workspace: &Workspace) -> Result<()> {
    if has_wasm_target(workspace)? {
        return Ok(());
    }
    phase("Installing the Rust target wasm32-wasip2");
    let rustup = Command::new("rustup").args(["target", "add", WASM]).current_dir(&workspace.root).status();
    match rustup {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => bail!("`rustup target add {WASM}` failed ({status}): see its message above"),
        Err(_) => bail!(
            "the Rust target {WASM} is missing and there is no rustup to install it: \
             install rustup (https://rustup.rs), or your system's package of the target's standard library"
        ),
    }
}

fn has_wasm_target(workspace: &Workspace) -> Result<bool> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc)
        .args(["--print", "target-libdir", "--target", WASM])
        .current_dir(&workspace.root)
        .stderr(Stdio::null())
        .output()
        .context("cannot run rustc: install Rust with rustup (https://rustup.rs)")?;
    let folder = PathBuf::from(String::from_utf8_lossy(&output.stdout).trim());
    Ok(output.status.success() && folder.is_dir())
}

/// Builds every function, and `more` packages that are components too.
pub fn components(workspace: &Workspace, more: &[&str], profile: Profile) -> Result<()> {
    let functions = workspace.functions()?;
    phase(&format!("Building {} components", functions.len() + more.len()));
    let mut cargo = workspace.cargo();
    cargo.args(["build", "--profile", profile.name(), "--target", WASM, "--target-dir"]);
    cargo.arg(workspace.target());
    for package in functions.iter().map(String::as_str).chain(more.iter().copied()) {
        cargo.args(["--package", package]);
    }
    finish(&mut cargo, "the components do not build")
}

/// Builds the embedded host.
pub fn host(workspace: &Workspace) -> Result<()> {
    phase("Building the host (some minutes the first time)");
    let mut cargo = workspace.cargo();
    cargo.args(["build", "--profile", "host", "--package", "minsheng-host", "--target-dir"]);
    cargo.arg(workspace.target());
    finish(&mut cargo, "the host does not build")
}

fn finish(command: &mut Command, failure: &str) -> Result<()> {
    let start = Instant::now();
    let status = command.status().with_context(|| format!("cannot run {}", show(command.get_program())))?;
    ensure!(status.success(), "{failure}: see the messages above");
    println!("    done in {:.1} s", start.elapsed().as_secs_f64());
    Ok(())
}

fn show(text: &OsStr) -> String {
    text.to_string_lossy().into_owned()
}

/// One line that says what comes next.
pub fn phase(what: &str) {
    println!("==> {what}");
}
