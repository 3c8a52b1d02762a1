//! Copies of a hotline's databases, each of one moment, looked through before anybody relies on them.

use std::fs::File;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use minsheng_store::audit;
use minsheng_store::native::Native;
use minsheng_vault::Vault;
use pollster::block_on;
use tools::private;
use tools::secret::{ARCHIVE, DATABASE, Place, STORE};

use super::manifest::Manifest;
use crate::installation::{Logged, database, now, verify_log};

/// How a database is copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// Row by row, so that the copy has no gaps.
    Tightly,
    /// Page by page, so that what did not change is where it was.
    PageByPage,
}

/// What lies in a folder then: a manifest without its files, the files, and what became of the audit log.
pub struct Copies {
    pub manifest: Manifest,
    pub files: Vec<(&'static str, PathBuf)>,
    pub log: Logged,
}

impl Copies {
    /// Copies the databases, and looks whether the copies are whole. The key-value store is every city's where there are
    /// several, and is not copied then.
    ///
    /// # Errors
    /// When there is no database, or a copy cannot be made or is not whole.
    pub fn make(place: Place<'_>, folder: &Path, how: How, vault: Option<&Vault>) -> Result<Self> {
        let database = database(place)?.with_context(|| {
            format!("{} is not there: name the state folder with --state", place.database().display())
        })?;
        ensure!(
            database.schema()? > 0,
            "{} has nothing in it yet: the hotline makes its tables at its first start",
            place.database().display()
        );
        let mut files = vec![(DATABASE, copied(&database, &folder.join(DATABASE), how)?)];
        // Behind the other: what that one no longer has lies in it at any later moment.
        let archive = place.archive();
        if archive.metadata().is_ok_and(|file| file.len() > 0) {
            files.push((ARCHIVE, copied(&Native::open_to_read(&archive)?, &folder.join(ARCHIVE), how)?));
        }
        let store = place.state.join(STORE);
        if place.city.is_none() && store.metadata().is_ok_and(|file| file.len() > 0) {
            files.push((STORE, copied(&Native::open_to_read(&store)?, &folder.join(STORE), how)?));
        }
        let copy = Native::open_to_read(&folder.join(DATABASE))?;
        let schema = copy.schema()?;
        let log = verify_log(&copy, schema, vault)?;
        let head = block_on(audit::head(&copy))?;
        let manifest = Manifest {
            made_at: now()?,
            schema,
            tickets: copy.tickets()?,
            head_seq: head.seq,
            head_hash: head.hash,
            files: Vec::new(),
            block_key: None,
        };
        Ok(Self { manifest, files, log })
    }
}

fn copied(database: &Native, to: &Path, how: How) -> Result<PathBuf> {
    match how {
        How::Tightly => database.copy_to(to)?,
        How::PageByPage => database.copy_pages_to(to)?,
    }
    private::close_file(to)?;
    whole(to)?;
    File::open(to)?.sync_all()?;
    Ok(to.to_owned())
}

/// Refuses a database in which SQLite finds damage.
///
/// # Errors
/// Says what the damage is.
pub fn whole(path: &Path) -> Result<()> {
    let damage = Native::open_to_read(path)?.damage().unwrap_or_else(|error| vec![error.to_string()]);
    ensure!(damage.is_empty(), "{} is damaged\n     {}", path.display(), damage.join("\n     "));
    Ok(())
}
