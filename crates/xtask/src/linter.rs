//! That the linter refuses what it has to, when it is called as cargo calls it: one that takes everything would go unnoticed.

use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, ensure};
use xtask::workspace::{DENIED, LINTER, Workspace};

pub fn refuses(workspace: &Workspace) -> Result<()> {
    let folder = workspace.target().join("linter");
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
        let mut driver = Command::new(LINTER);
        driver.args(["rustc", "--edition", "2024", "--crate-type", "lib", "--emit", "metadata", "--out-dir"]);
        driver.arg(&folder).arg(&file).env(DENIED.0, DENIED.1).stderr(Stdio::null());
        let status = driver.status().context("cannot run clippy-driver: rustup component add clippy")?;
        ensure!(status.success() == is_good, "clippy-driver says of {name}.rs: {status}");
    }
    Ok(())
}
