//! `minsheng backup`: a copy of a hotline while it runs, each of its files of one moment.

use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};
use clap::Args;
use minsheng_store::audit;
use minsheng_store::native::Native;
use minsheng_types::clock::Timestamp;
use minsheng_types::text::hex;
use pollster::block_on;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use tools::private;
use tools::secret::{DATABASE, Place, STORE};

use crate::installation::{Logged, Named, database, now, vault_of, verify_log};

#[derive(Debug, Args)]
pub struct Options {
    #[command(flatten)]
    of: Named,
    /// The folder that the copy is put into; it is made
    #[arg(long)]
    to: PathBuf,
}

/// What stands with the copies, and says what they are.
pub const ABOUT: &str = "backup.json";

/// A backup, as `backup.json` has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Backup {
    pub made_at: Timestamp,
    /// The migrations that its database has been through.
    pub schema: i64,
    pub tickets: i64,
    /// The end of its audit log: `GET /v1/audit/verify` takes both as `head_seq` and `head_hash`.
    pub head_seq: i64,
    pub head_hash: String,
    pub files: Vec<Copied>,
}

/// A file of a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Copied {
    pub name: String,
    pub bytes: u64,
    pub sha256: String,
}

pub fn run(options: &Options) -> Result<()> {
    let (backup, log) = make(options.of.place(), &options.to)?;
    println!("{}: {}", options.to.display(), backup.told());
    println!("{log}");
    println!(
        "jwt_secret and data_keys are not in it: keep them elsewhere, for without them it opens nothing"
    );
    Ok(())
}

/// Copies both databases, looks whether the copies are whole, and only then gives the folder its name. The key-value store is
/// every city's where there are several, and is not copied then.
pub fn make(place: Place<'_>, to: &Path) -> Result<(Backup, Logged)> {
    ensure!(!to.exists(), "{} is there already: each backup has a folder of its own", to.display());
    let database = database(place)?.with_context(|| {
        format!("{} is not there: name the state folder with --state", place.database().display())
    })?;
    let mut part = to.as_os_str().to_owned();
    part.push(".part");
    let part = PathBuf::from(part);
    if part.exists() {
        fs::remove_dir_all(&part).with_context(|| format!("cannot remove {}", part.display()))?;
    }
    private::folder(&part)?;
    database.copy_to(&part.join(DATABASE))?;
    let mut names = vec![DATABASE];
    let store = place.state.join(STORE);
    if place.city.is_none() && store.metadata().is_ok_and(|file| file.len() > 0) {
        Native::open(&store)?.copy_to(&part.join(STORE))?;
        names.push(STORE);
    }
    let mut files = Vec::new();
    for name in names {
        let path = part.join(name);
        private::close_file(&path)?;
        whole(&path)?;
        File::open(&path)?.sync_all()?;
        files.push(Copied::of(&part, name)?);
    }
    let copy = Native::open(&part.join(DATABASE))?;
    let log = verify_log(&copy, copy.schema()?, vault_of(place)?.as_ref())?;
    let head = block_on(audit::head(&copy))?;
    let backup = Backup {
        made_at: now()?,
        schema: copy.schema()?,
        tickets: copy.tickets()?,
        head_seq: head.seq,
        head_hash: head.hash,
        files,
    };
    let mut about = private::create(&part.join(ABOUT))?;
    about.write_all(&serde_json::to_vec_pretty(&backup)?)?;
    about.sync_all()?;
    drop(copy);
    fs::rename(&part, to).with_context(|| format!("cannot name {}", to.display()))?;
    Ok((backup, log))
}

/// Refuses a database in which SQLite finds damage.
pub fn whole(path: &Path) -> Result<()> {
    let damage = Native::open(path)?.damage()?;
    ensure!(damage.is_empty(), "{} is damaged\n     {}", path.display(), damage.join("\n     "));
    Ok(())
}

impl Copied {
    fn of(folder: &Path, name: &str) -> Result<Self> {
        let path = folder.join(name);
        let mut file = File::open(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let (mut digest, mut bytes, mut buffer) = (Sha256::new(), 0, vec![0; 1 << 16]);
        loop {
            let read = file.read(&mut buffer)?;
            let Some(read) = buffer.get(..read).filter(|read| !read.is_empty()) else { break };
            digest.update(read);
            bytes += read.len() as u64;
        }
        Ok(Self { name: name.to_owned(), bytes, sha256: hex(&digest.finalize()) })
    }
}

impl Backup {
    /// The backup in a folder, if its files are as they were written.
    pub fn read(folder: &Path) -> Result<Self> {
        let path = folder.join(ABOUT);
        let text = fs::read(&path).with_context(|| {
            format!("{} is no backup: `minsheng backup` writes {ABOUT} when it is complete", folder.display())
        })?;
        let backup: Self = serde_json::from_slice(&text)
            .with_context(|| format!("{} is not as it was written", path.display()))?;
        for file in &backup.files {
            if ![DATABASE, STORE].contains(&file.name.as_str()) {
                bail!("{} names {}, which no backup has", path.display(), file.name);
            }
            let found = Copied::of(folder, &file.name)?;
            ensure!(found == *file, "{} is not as it was written", folder.join(&file.name).display());
        }
        ensure!(
            backup.files.iter().any(|file| file.name == DATABASE),
            "{} has no {DATABASE}",
            path.display()
        );
        Ok(backup)
    }

    /// What an operator reads.
    pub fn told(&self) -> String {
        let Self { made_at, tickets, head_seq, head_hash, .. } = self;
        format!(
            "{tickets} tickets, as of {made_at}; the audit log ends with line {head_seq}, hash {head_hash}"
        )
    }
}
