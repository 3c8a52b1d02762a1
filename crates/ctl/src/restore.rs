//! `minsheng restore`: puts a backup in the place of a hotline that does not run.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};
use clap::Args;
use minsheng_store::migrate;
use minsheng_store::native::Native;
use tools::private;
use tools::secret::{self, DATABASE, Place};

use crate::backup::{Backup, whole};
use crate::installation::{Named, check_keys, now, vault_of, verify_log};

#[derive(Debug, Args)]
pub struct Options {
    /// The folder that `minsheng backup` made
    backup: PathBuf,
    #[command(flatten)]
    of: Named,
}

/// What SQLite keeps beside a database.
const BESIDE: [&str; 3] = ["", "-wal", "-shm"];

pub fn run(options: &Options) -> Result<()> {
    let restored = restore(&options.backup, options.of.place())?;
    println!("{}: {}", options.of.place(), restored.backup.told());
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
pub fn restore(folder: &Path, place: Place<'_>) -> Result<Restored> {
    let state = place.state;
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
    let vault = vault_of(place)?.with_context(|| {
        format!("the secrets of the backup are not in {}: put them there first", state.display())
    })?;
    let database = Native::open(&copy)?;
    check_keys(&database, &vault)?;
    verify_log(&database, backup.schema, Some(&vault))?;
    drop(database);
    let goes_to = |name: &str| if name == DATABASE { place.database() } else { state.join(name) };
    let new = |name: &str| goes_to(name).with_added_extension("new");
    if let Some(folder) = place.database().parent() {
        private::folder(folder)?;
    }
    for file in &backup.files {
        let path = new(&file.name);
        let mut to = private::create(&path)?;
        io::copy(&mut File::open(folder.join(&file.name))?, &mut to)
            .and_then(|_| to.sync_all())
            .with_context(|| format!("cannot write {}", path.display()))?;
    }
    let aside = put_aside(state, backup.files.iter().map(|file| goes_to(&file.name)))?;
    for file in &backup.files {
        let path = goes_to(&file.name);
        fs::rename(new(&file.name), &path).with_context(|| format!("cannot name {}", path.display()))?;
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
fn put_aside(state: &Path, places: impl Iterator<Item = PathBuf>) -> Result<Option<PathBuf>> {
    let beside = |path: PathBuf| BESIDE.map(|end| PathBuf::from(format!("{}{end}", path.display())));
    let there: Vec<PathBuf> = places.flat_map(beside).filter(|path| path.exists()).collect();
    if there.is_empty() {
        return Ok(None);
    }
    let aside = state.join(format!("before-restore-{}", now()?.unix()));
    private::folder(&aside)?;
    for path in there {
        let name = path.file_name().context("a database without a name")?;
        fs::rename(&path, aside.join(name)).with_context(|| format!("cannot move {}", path.display()))?;
    }
    Ok(Some(aside))
}
