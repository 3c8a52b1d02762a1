//! `minsheng restore`: puts a backup in the place of a hotline that does not run.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};
use clap::Args;
use minsheng_store::migrate;
use minsheng_store::native::Native;
use tools::private;
use tools::secret::{self, DATABASE, STORE};

use crate::backup::{Backup, whole};
use crate::installation::{check_keys, now, vault_of, verify_log};

#[derive(Debug, Args)]
pub struct Options {
    /// The folder that `minsheng backup` made
    backup: PathBuf,
    /// The state folder of the hotline, with its secrets in it or in the environment
    #[arg(long, default_value = ".spin")]
    state: PathBuf,
}

/// What SQLite keeps beside a database.
const BESIDE: [&str; 3] = ["", "-wal", "-shm"];

pub fn run(options: &Options) -> Result<()> {
    let restored = restore(&options.backup, &options.state)?;
    println!("{}: {}", options.state.display(), restored.backup.told());
    if let Some(aside) = restored.aside {
        println!("what was there before is in {}", aside.display());
    }
    Ok(())
}

#[derive(Debug)]
pub struct Restored {
    pub backup: Backup,
    /// Where that lies which was in its place.
    pub aside: Option<PathBuf>,
}

/// Looks at all of it first: until then nothing is touched.
pub fn restore(folder: &Path, state: &Path) -> Result<Restored> {
    let backup = Backup::read(folder)?;
    ensure!(
        usize::try_from(backup.schema).is_ok_and(|schema| schema <= migrate::COUNT),
        "the backup is of a newer release (schema {}, this one knows {}): take its `minsheng`",
        backup.schema,
        migrate::COUNT
    );
    private::folder(state)?;
    let _alone = alone(state)?;
    let copy = folder.join(DATABASE);
    whole(&copy)?;
    // Opened as what it is to become, which must not be changed here.
    let vault = vault_of(state)?.with_context(|| {
        format!("the secrets of the backup are not in {}: put them there first", state.display())
    })?;
    let database = Native::open(&copy)?;
    check_keys(&database, &vault)?;
    verify_log(&database, Some(&vault))?;
    drop(database);
    let new = |name: &str| state.join(format!("{name}.new"));
    for file in &backup.files {
        let path = new(&file.name);
        let mut to = private::create(&path)?;
        io::copy(&mut File::open(folder.join(&file.name))?, &mut to)
            .and_then(|_| to.sync_all())
            .with_context(|| format!("cannot write {}", path.display()))?;
    }
    let aside = put_aside(state)?;
    for file in &backup.files {
        let place = state.join(&file.name);
        fs::rename(new(&file.name), &place).with_context(|| format!("cannot name {}", place.display()))?;
    }
    File::open(state)?.sync_all()?;
    Ok(Restored { backup, aside })
}

/// The lock that a host holds on its folder, so that none has it and none takes it meanwhile.
fn alone(state: &Path) -> Result<File> {
    let path = state.join(secret::LOCK);
    let opened = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
    let file = opened.with_context(|| format!("cannot open {}", path.display()))?;
    if file.try_lock().is_err() {
        let holder = fs::read_to_string(&path).unwrap_or_default();
        bail!("{} is in use by {}: stop it first", state.display(), holder.trim_end());
    }
    private::close_file(&path)?;
    Ok(file)
}

/// Moves what is there out of the way, so that nothing is lost by a mistake.
fn put_aside(state: &Path) -> Result<Option<PathBuf>> {
    let names = [DATABASE, STORE].into_iter().flat_map(|name| BESIDE.map(|end| format!("{name}{end}")));
    let there: Vec<String> = names.filter(|name| state.join(name).exists()).collect();
    if there.is_empty() {
        return Ok(None);
    }
    let aside = state.join(format!("before-restore-{}", now()?.unix()));
    private::folder(&aside)?;
    for name in there {
        fs::rename(state.join(&name), aside.join(&name))
            .with_context(|| format!("cannot move {}", state.join(&name).display()))?;
    }
    Ok(Some(aside))
}
