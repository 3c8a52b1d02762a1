//! Files in a bucket that others' code serves, which checks every signature by code of its own: `cargo xtask bucket`, and a
//! step of `cargo xtask test`. Without it the same tests run with a stand-in.

use std::process::Command;

use anyhow::{Context as _, Result};
use xtask::workspace::Workspace;

use crate::step::{LeftOut, has, succeeds};

pub fn run(workspace: &Workspace) -> Result<()> {
    has("python3", &["-m", "venv", "-h"])?;
    let folder = workspace.target().join("bucket");
    let wanted = workspace.root.join("tests/bucket/requirements.txt");
    let (python, mark) = (folder.join("venv/bin/python"), folder.join("requirements.done"));
    std::fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let requirements = std::fs::read(&wanted).with_context(|| format!("cannot read {}", wanted.display()))?;
    if std::fs::read(&mark).ok().as_ref() != Some(&requirements) {
        let install = || {
            succeeds(Command::new("python3").args(["-m", "venv"]).arg(folder.join("venv")))?;
            let mut pip = Command::new(&python);
            pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"]);
            succeeds(pip.arg(&wanted))
        };
        install()
            .inspect_err(|error| println!("{error:#}"))
            .map_err(|_| LeftOut("a server that speaks S3 cannot be had: see the messages above"))?;
        std::fs::write(&mark, requirements)?;
    }
    let mut cargo = workspace.cargo();
    cargo.args(["test", "--package", "blackbox", "--test", "bucket"]);
    cargo.env("MINSHENG_HOST", workspace.host_binary()).env_remove("SPIN_BIN");
    succeeds(cargo.env("BUCKET_PYTHON", python).env("no_proxy", "*"))
}
