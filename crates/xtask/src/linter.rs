//! Clippy as the compiler of what is tested: every crate is compiled once, and linted on the way, instead of once for its
//! tests and once more for its lints.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, ensure};

const DRIVER: &str = "clippy-driver";
/// `-D warnings`, as `cargo clippy` hands it on.
const ARGUMENTS: (&str, &str) = ("CLIPPY_ARGS", "-D__CLIPPY_HACKERY__warnings__CLIPPY_HACKERY__");

/// Has the linter compile the crates of this workspace; cargo keeps what comes of it apart from what the compiler made.
pub fn compiles(cargo: &mut Command) -> &mut Command {
    cargo.env("RUSTC_WORKSPACE_WRAPPER", DRIVER).env(ARGUMENTS.0, ARGUMENTS.1)
}

/// That what has to be refused is: a linter that takes everything would go unnoticed.
pub fn refuses(target: &Path) -> Result<()> {
    let folder = target.join("linter");
    std::fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    for (name, code, is_good) in [
        (
            "good",
            "pub fn longest(words: &[&str]) -> Option<usize> { words.iter().map(|w| w.len()).max() }\n",
            true,
        ),
        ("warns", "pub fn nothing() { let unused = 1; }\n", false),
        ("lints", "pub fn nobody(words: &[&str]) -> bool { words.len() == 0 }\n", false),
    ] {
        let file = folder.join(format!("{name}.rs"));
        std::fs::write(&file, code).with_context(|| format!("cannot write {}", file.display()))?;
        // Cargo calls it like this: the compiler's name first.
        let mut driver = Command::new(DRIVER);
        driver.args(["rustc", "--edition", "2024", "--crate-type", "lib", "--emit", "metadata", "--out-dir"]);
        driver.arg(&folder).arg(&file).env(ARGUMENTS.0, ARGUMENTS.1).stderr(Stdio::null());
        let status = driver.status().context("cannot run clippy-driver: rustup component add clippy")?;
        ensure!(status.success() == is_good, "clippy-driver says of {name}.rs: {status}");
    }
    Ok(())
}
