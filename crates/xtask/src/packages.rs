//! The packages that the project delivers to programmers in JavaScript, `clients/typescript` and the mini-program on it,
//! each by its own checks and on the hotline as it was built: `cargo xtask packages`, and a step of `cargo xtask test`.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};
use xtask::workspace::Workspace;

use crate::hotline;
use crate::step::{has, once, succeeds};

/// In this order: the second is built on the first.
const PACKAGES: [&str; 2] = ["typescript", "miniprogram"];

pub fn run(workspace: &Workspace) -> Result<()> {
    has("node", &["--version"])?;
    has("npm", &["--version"])?;
    let packages: Vec<Package> =
        PACKAGES.iter().map(|name| Package(workspace.root.join("clients").join(name))).collect();
    for package in &packages {
        package.install()?;
        package.runs("test", &[])?;
    }
    hotline::with(workspace, "packages.log", |variables| {
        packages.iter().try_for_each(|package| package.runs("live", variables))
    })
}

/// The folder of a package.
struct Package(PathBuf);

impl Package {
    /// A script of its `package.json`.
    fn runs(&self, script: &str, variables: &[(String, String)]) -> Result<()> {
        let mut npm = self.npm();
        npm.args(["run", "--silent", script]).envs(variables.iter().map(|(name, value)| (name, value)));
        succeeds(&mut npm).with_context(|| format!("npm run {script} in {}", self.0.display()))
    }

    /// What its lock names, unless it was installed for the same lock.
    fn install(&self) -> Result<()> {
        once(&self.0.join("package-lock.json"), &self.0.join("node_modules/.installed"), || {
            succeeds(self.npm().args(["ci", "--no-audit", "--no-fund", "--loglevel", "error"]))
        })
    }

    fn npm(&self) -> Command {
        let folder: &Path = &self.0;
        let mut command = Command::new("npm");
        command.current_dir(folder);
        command
    }
}
