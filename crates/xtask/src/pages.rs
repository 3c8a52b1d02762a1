//! The pages in a browser: what axe, a validator of HTML and journeys through them find. A step of `cargo xtask test`.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};
use clap::Args;
use xtask::workspace::Workspace;

use crate::hotline;
use crate::step::{LeftOut, has, succeeds};

/// Where Debian puts it, and others.
const BROWSERS: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];
const FILES: [&str; 3] = ["package.json", "package-lock.json", "check.mjs"];

#[derive(Debug, Args)]
pub struct Options {
    /// Put the pictures of the READMEs into docs/pictures
    #[arg(long)]
    write: bool,
}

/// What the READMEs show, in each language.
const PICTURES: [&str; 4] = ["home", "case", "desk", "board"];

/// Looks at the pages, and puts the pictures of the READMEs where those show them, if that is wanted.
pub fn look(workspace: &Workspace, options: &Options) -> Result<()> {
    run(workspace)?;
    let (from, to) = (workspace.target().join("pages/shots"), workspace.root.join("docs/pictures"));
    for lang in ["zh", "en"].into_iter().filter(|_| options.write) {
        std::fs::create_dir_all(&to).with_context(|| format!("cannot make {}", to.display()))?;
        for name in PICTURES {
            let shot = from.join(format!("readme-{lang}-{name}.png"));
            std::fs::copy(&shot, to.join(format!("{name}.{lang}.png")))
                .with_context(|| format!("cannot copy {}", shot.display()))?;
        }
    }
    Ok(())
}

pub fn run(workspace: &Workspace) -> Result<()> {
    has("node", &["--version"])?;
    has("npm", &["--version"])?;
    let browser = browser()?;
    // Below `target`, so that what was installed stays for the next time.
    let folder = workspace.target().join("pages");
    std::fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    for name in FILES {
        let from = workspace.root.join("tests/pages").join(name);
        std::fs::copy(&from, folder.join(name)).with_context(|| format!("cannot copy {}", from.display()))?;
    }
    install(&folder)?;
    let shots = folder.join("shots");
    hotline::with(workspace, "pages.log", |variables| {
        let mut node = Command::new("node");
        node.current_dir(&folder).arg("check.mjs").env("CHROMIUM", &browser).env("SHOTS", &shots);
        succeeds(node.envs(variables.iter().cloned()))
    })
}

fn install(folder: &Path) -> Result<()> {
    let (wanted, mark) = (std::fs::read(folder.join("package-lock.json"))?, folder.join("installed"));
    if std::fs::read(&mark).is_ok_and(|done| done == wanted) {
        return Ok(());
    }
    let mut npm = Command::new("npm");
    npm.current_dir(folder).args([
        "ci",
        "--no-audit",
        "--no-fund",
        "--ignore-scripts",
        "--loglevel",
        "error",
    ]);
    if let Err(error) = succeeds(&mut npm) {
        println!("{error:#}");
        return Err(LeftOut("what drives a browser cannot be had: see the messages above").into());
    }
    std::fs::write(&mark, wanted).with_context(|| format!("cannot write {}", mark.display()))
}

/// The path of a browser of the machine's. Where continuous integration has to have one, its being missing is a fault.
fn browser() -> Result<String> {
    const WHY: &str = "no Chromium here (apt-get install chromium fonts-noto-cjk)";
    for name in BROWSERS {
        let mut which = Command::new("sh");
        which.args(["-c", "command -v \"$0\"", name]).stderr(Stdio::null());
        if let Ok(found) = which.output()
            && found.status.success()
        {
            return Ok(String::from_utf8_lossy(&found.stdout).trim().to_owned());
        }
    }
    if std::env::var_os("CI").is_some() { bail!("{WHY}") } else { Err(LeftOut(WHY).into()) }
}
