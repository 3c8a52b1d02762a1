//! Where a backup comes from: a folder with one, or one of a repository's.

use std::fs::File;
use std::io::{self, Read, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};
use minsheng_types::clock::Timestamp;
use minsheng_vault::Vault;
use tools::private;

use crate::backup::manifest::{Copied, Digesting, Manifest, Named};
use crate::backup::repository::Repository;
use crate::backup::{BACKUP, key_of};
use crate::envelope::{Identities, needed};

pub enum Source {
    Folder { folder: PathBuf, named: Named },
    Repository { repository: Repository, named: Named },
}

impl Source {
    /// The one that is meant.
    ///
    /// # Errors
    /// When there is none.
    pub fn find(folder: &Path, at: Option<Timestamp>) -> Result<Self> {
        if !Repository::is_at(folder) {
            ensure!(
                at.is_none(),
                "{} has one backup, and --at chooses among many: leave it out",
                folder.display()
            );
            return Ok(Self::Folder { folder: folder.to_owned(), named: Named::new(folder, BACKUP) });
        }
        let repository = Repository::open(folder)?;
        let mut oldest = None;
        for named in repository.backups()?.into_iter().rev() {
            let Some(at) = at else { return Ok(Self::Repository { repository, named }) };
            let made_at = named.read()?.made_at;
            if made_at <= at {
                return Ok(Self::Repository { repository, named });
            }
            oldest = Some(made_at);
        }
        match (at, oldest) {
            (Some(at), Some(oldest)) => {
                bail!("the oldest backup in {} is of {oldest}, after {at}", folder.display())
            }
            _ => bail!("{} has no backup yet", folder.display()),
        }
    }

    /// All that there are, the oldest first.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn all(folder: &Path) -> Result<Vec<(Named, Manifest)>> {
        let named = if Repository::is_at(folder) {
            Repository::open(folder)?.backups()?
        } else {
            vec![Named::new(folder, BACKUP)]
        };
        named.into_iter().map(|named| Ok((named.clone(), named.read()?))).collect()
    }

    pub fn name(&self) -> String {
        match self {
            Self::Folder { folder, .. } => folder.display().to_string(),
            Self::Repository { named, .. } => named.name().to_owned(),
        }
    }

    /// # Errors
    /// When it is not as it was written, or another hotline's.
    pub fn manifest(&self, vault: &Vault, unsealed: bool) -> Result<Manifest> {
        match self {
            Self::Folder { named, .. } => named.open(vault, unsealed),
            // One without a seal can never have been made there.
            Self::Repository { named, .. } => named.open(vault, false),
        }
    }

    /// Puts one of its files here, as it was when it was copied.
    ///
    /// # Errors
    /// When it cannot be read or opened, or is not as it was written.
    pub fn bring(
        &self,
        file: &Copied,
        manifest: &Manifest,
        vault: &Vault,
        identities: Option<&Identities>,
        to: &Path,
    ) -> Result<()> {
        let mut writer = Digesting::new(private::create(to)?);
        let told = match self {
            Self::Repository { repository, named } => {
                let key = key_of(manifest, vault)?;
                repository
                    .bring_back(&file.lists, &key, identities, &mut writer)
                    .with_context(|| format!("{} of the backup {}", file.name, named.name()))?;
                file.name.clone()
            }
            Self::Folder { folder, .. } => {
                let name = file.encrypted.as_ref().map_or(&file.name, |stored| &stored.name);
                ensure!(is_plain(name), "a file of the backup has a name that none has");
                let path = folder.join(name);
                let stored = File::open(&path).with_context(|| format!("cannot read {}", path.display()))?;
                let mut clear: Box<dyn Read> = match &file.encrypted {
                    None => Box::new(stored),
                    Some(_) => Box::new(
                        needed(identities)?.decrypt(stored).with_context(|| path.display().to_string())?,
                    ),
                };
                io::copy(&mut clear, &mut writer).with_context(|| {
                    format!("{} is not as it was written, or cannot be copied", path.display())
                })?;
                path.display().to_string()
            }
        };
        writer.flush()?;
        let (bytes, sha256, copy) = writer.end();
        ensure!((bytes, &sha256) == (file.bytes, &file.sha256), "{told} is not as it was written");
        copy.sync_all().with_context(|| format!("cannot write {}", to.display()))
    }
}

/// A name in the folder itself.
fn is_plain(name: &str) -> bool {
    !name.contains('/') && !name.starts_with('.')
}
