//! Files in a bucket that others' code serves, which checks every signature by code of its own: `cargo xtask bucket`, and a
//! step of `cargo xtask test`. Without it the same tests run with a stand-in.

use anyhow::Result;
use xtask::workspace::Workspace;

use crate::step::{python_with, succeeds};

pub fn run(workspace: &Workspace) -> Result<()> {
    let requirements = workspace.root.join("tests/bucket/requirements.txt");
    let python = python_with(&workspace.target().join("bucket"), &requirements)?;
    let mut cargo = workspace.cargo();
    cargo.args(["test", "--package", "blackbox", "--test", "bucket"]);
    cargo.env("MINSHENG_HOST", workspace.host_binary()).env_remove("SPIN_BIN");
    succeeds(cargo.env("BUCKET_PYTHON", python).env("no_proxy", "*"))
}
