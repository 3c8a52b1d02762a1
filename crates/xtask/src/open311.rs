//! Clients of Open311 that others have published, on the hotline as it was built: `cargo xtask open311`, and a step of
//! `cargo xtask test`.

use std::process::Command;

use anyhow::{Context as _, Result};
use minsheng_types::words::Role;
use xtask::workspace::Workspace;

use crate::hotline;
use crate::step::{LeftOut, has, succeeds};

/// What stands in `tests/clients/open311`.
const REQUIREMENTS: &str = "requirements.txt";

pub fn run(workspace: &Workspace) -> Result<()> {
    has("python3", &["-m", "venv", "-h"])?;
    let files = workspace.root.join("tests/clients/open311");
    let folder = workspace.target().join("open311-clients");
    std::fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let python = folder.join("venv/bin/python");
    // Nothing is asked of a registry that is there already.
    let (wanted, mark) = (std::fs::read(files.join(REQUIREMENTS))?, folder.join("requirements.done"));
    if !std::fs::read(&mark).is_ok_and(|done| done == wanted) {
        succeeds(Command::new("python3").args(["-m", "venv"]).arg(folder.join("venv")))?;
        let mut pip = Command::new(&python);
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"]);
        if let Err(error) = succeeds(pip.arg(files.join(REQUIREMENTS))) {
            println!("{error:#}");
            return Err(LeftOut("the clients of Open311 cannot be had: see the messages above").into());
        }
        std::fs::write(&mark, wanted).with_context(|| format!("cannot write {}", mark.display()))?;
    }
    let variables = vec![("open311_jurisdiction", "changsha.gov.cn".to_owned())];
    hotline::serving(workspace, "open311-clients.log", variables, |hotline| {
        let mut tour = Command::new(&python);
        tour.arg(files.join("tour.py"))
            .env("URL", hotline.url())
            .env("TOKEN", hotline.token("admin-1", &[Role::Admin])?)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("no_proxy", "*");
        succeeds(&mut tour)
    })
}
