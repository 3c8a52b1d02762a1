//! Whether the tools of AsyncAPI read `schemas/asyncapi.json`: a step of `cargo xtask test`.

use std::process::Command;

use anyhow::{Context as _, Result};
use xtask::workspace::Workspace;

use crate::step::{LeftOut, has, succeeds};

pub fn run(workspace: &Workspace) -> Result<()> {
    has("node", &["--version"])?;
    has("npm", &["--version"])?;
    // Below `target`, so that what was installed stays for the next time.
    let folder = workspace.target().join("asyncapi");
    std::fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    for name in ["package.json", "check.mjs"] {
        let from = workspace.root.join("tests/asyncapi").join(name);
        std::fs::copy(&from, folder.join(name)).with_context(|| format!("cannot copy {}", from.display()))?;
    }
    let (wanted, mark) = (std::fs::read(folder.join("package.json"))?, folder.join("package.json.done"));
    if !std::fs::read(&mark).is_ok_and(|done| done == wanted) {
        let mut npm = Command::new("npm");
        npm.current_dir(&folder).args([
            "install",
            "--no-audit",
            "--no-fund",
            "--no-package-lock",
            "--loglevel",
            "error",
        ]);
        if let Err(error) = succeeds(&mut npm) {
            println!("{error:#}");
            return Err(
                LeftOut("the package that reads AsyncAPI cannot be had: see the messages above").into()
            );
        }
        std::fs::write(&mark, wanted).with_context(|| format!("cannot write {}", mark.display()))?;
    }
    let mut node = Command::new("node");
    succeeds(node.current_dir(&folder).arg("check.mjs").arg(workspace.root.join("schemas/asyncapi.json")))
}
