//! The worked examples that need others' programs, on the hotline as it was built: a flow in a real Node-RED, and open data
//! checked by Frictionless's own library. `cargo xtask examples`, and a step of `cargo xtask test`.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result};
use xtask::workspace::Workspace;

use crate::hotline;
use crate::step::{has, once, python_with, succeeds};

pub fn run(workspace: &Workspace) -> Result<()> {
    has("node", &["--version"])?;
    has("npm", &["--version"])?;
    let node_red = node_red(workspace)?;
    let python = frictionless(workspace)?;
    hotline::with(workspace, "examples.log", |variables| {
        let variables = || variables.iter().map(|(name, value)| (name, value));
        let mut npm = Command::new("npm");
        npm.args(["run", "--silent", "live"]).current_dir(&node_red).envs(variables());
        succeeds(&mut npm).context("the flow of Node-RED")?;
        let to = tempfile::tempdir().context("cannot make a temporary folder")?;
        let to = to.path().join("open");
        let url = variables().find(|(name, _)| *name == "URL").map(|(_, url)| url.as_str());
        let token = variables().find(|(name, _)| *name == "TOKEN_admin").map(|(_, token)| token.as_str());
        let mut minsheng = workspace.cargo();
        minsheng
            .args(["run", "--quiet", "--package", "minsheng-ctl", "--", "export", "--open-data"])
            .arg(&to);
        minsheng.args(["--url", url.unwrap_or_default()]).env("MINSHENG_TOKEN", token.unwrap_or_default());
        succeeds(&mut minsheng).context("minsheng export")?;
        let mut check = Command::new(&python);
        check.arg(workspace.root.join("examples/open-data/check.py")).arg(to.join("datapackage.json"));
        succeeds(&mut check).context("the open data is not as it says")
    })
}

/// The folder of the flow, with what its lock names.
fn node_red(workspace: &Workspace) -> Result<PathBuf> {
    let folder = workspace.root.join("examples/node-red");
    once(&folder.join("package-lock.json"), &folder.join("node_modules/.installed"), || {
        let mut npm = Command::new("npm");
        npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel", "error"]);
        succeeds(npm.current_dir(&folder))
    })?;
    Ok(folder)
}

/// The Python that has Frictionless.
fn frictionless(workspace: &Workspace) -> Result<PathBuf> {
    let requirements = workspace.root.join("examples/open-data/requirements.txt");
    python_with(&workspace.target().join("open-data"), &requirements)
}
