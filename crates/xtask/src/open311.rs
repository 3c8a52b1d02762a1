//! Clients of Open311 that others have published, on the hotline as it was built: `cargo xtask open311`, and a step of
//! `cargo xtask test`.

use std::process::Command;

use anyhow::Result;
use minsheng_types::words::Role;
use xtask::workspace::Workspace;

use crate::hotline;
use crate::step::{python_with, succeeds};

pub fn run(workspace: &Workspace) -> Result<()> {
    let files = workspace.root.join("tests/clients/open311");
    let python = python_with(&workspace.target().join("open311-clients"), &files.join("requirements.txt"))?;
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
