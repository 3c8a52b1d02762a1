//! `minsheng restore`: puts a backup in the place of a hotline that does not run.

mod source;

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use clap::Args;
use minsheng_store::migrate;
use minsheng_store::native::Native;
use minsheng_types::clock::{OFFSET_SECONDS, Timestamp};
use tools::private;
use tools::secret::{ARCHIVE, DATABASE, Place};

use self::source::Source;
use crate::archive::{ANOTHER, lacking};
use crate::backup::copies::whole;
use crate::backup::manifest::Manifest;
use crate::envelope::Identities;
use crate::holders;
use crate::installation::{Logged, Named, check_keys, now, vault_of, verify_log};
use crate::room::Room;

#[derive(Debug, Args)]
pub struct Options {
    /// The folder that `minsheng backup` made
    backup: PathBuf,
    #[command(flatten)]
    of: Named,
    /// Of a folder of many backups, the newest that is not later: 2026-11-23T10:05; the newest of all when absent
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    at: Option<Timestamp>,
    /// The secret key, where the backup is encrypted
    #[arg(long, value_name = "FILE")]
    identity: Option<PathBuf>,
    /// Say which backups there are in a folder of many, and do nothing else
    #[arg(long)]
    list: bool,
    /// Look at all of it as if it were to be put back, and put nothing in its place
    #[arg(long, conflicts_with = "list")]
    check: bool,
    /// Take one that nobody has sealed: made without the hotline's secrets, or by an earlier release
    #[arg(long)]
    unsealed: bool,
}

/// Where a backup is put before it is looked at.
const STAGING: &str = "restoring";

pub fn run(options: &Options) -> Result<()> {
    let place = options.of.place();
    if options.list {
        return list(&options.backup, place);
    }
    let identities = options.identity.as_deref().map(Identities::read).transpose()?;
    let wanted = Wanted {
        folder: &options.backup,
        at: options.at,
        identities: identities.as_ref(),
        unsealed: options.unsealed,
    };
    let looked_at = if options.check {
        let (staged, log) = stage(&wanted, place)?;
        staged.clear()?;
        println!("{}: {}", staged.name, staged.manifest.told());
        println!("{log}");
        println!("all of it is as it was written, and can be put in the place of {place}");
        return Ok(());
    } else {
        restore(&wanted, place)?
    };
    println!("{place}: {}", looked_at.manifest.told());
    if let Some(aside) = looked_at.aside {
        println!("what was there before is in {}", aside.display());
    }
    Ok(())
}

/// Which backup, and with what it is opened.
pub struct Wanted<'a> {
    pub folder: &'a Path,
    pub at: Option<Timestamp>,
    pub identities: Option<&'a Identities>,
    pub unsealed: bool,
}

#[derive(Debug)]
pub struct Restored {
    pub manifest: Manifest,
    /// Where that lies which was in its place.
    pub aside: Option<PathBuf>,
}

/// Looks at all of it first: until then nothing is touched.
pub fn restore(wanted: &Wanted<'_>, place: Place<'_>) -> Result<Restored> {
    let (staged, _) = stage(wanted, place)?;
    let state = place.state;
    let goes_to = |name: &str| match name {
        DATABASE => place.database(),
        ARCHIVE => place.archive(),
        name => state.join(name),
    };
    let mut files: Vec<&str> = staged.manifest.files.iter().map(|file| file.name.as_str()).collect();
    for folder in files.iter().filter_map(|name| goes_to(name).parent().map(Path::to_owned)) {
        private::folder(&folder)?;
    }
    // The database last: what the store holds can be made again, and what lies in the archive counts once that one says so.
    files.sort_by_key(|name| *name == DATABASE);
    let aside = put_aside(state, files.iter().map(|name| goes_to(name)))?;
    for name in files {
        let path = goes_to(name);
        fs::rename(staged.folder.join(name), &path)
            .with_context(|| format!("cannot name {}", path.display()))?;
        File::open(path.parent().unwrap_or(state))?.sync_all()?;
    }
    staged.clear()?;
    Ok(Restored { manifest: staged.manifest, aside })
}

/// A backup that lies beside what it is to take the place of, looked through.
struct Staged {
    manifest: Manifest,
    name: String,
    folder: PathBuf,
    /// So that no host has the folder, and none takes it meanwhile.
    _alone: File,
}

impl Staged {
    fn clear(&self) -> Result<()> {
        fs::remove_dir_all(&self.folder).with_context(|| format!("cannot remove {}", self.folder.display()))
    }
}

fn stage(wanted: &Wanted<'_>, place: Place<'_>) -> Result<(Staged, Logged)> {
    let state = place.state;
    let source = Source::find(wanted.folder, wanted.at)?;
    // Opened as what it is to become, which must not be changed here.
    let vault = vault_of(place)?.with_context(|| {
        format!("the secrets of the backup are not in {}: put them there first", state.display())
    })?;
    let manifest = source.manifest(&vault, wanted.unsealed)?;
    ensure!(
        usize::try_from(manifest.schema).is_ok_and(|schema| schema <= migrate::COUNT),
        "the backup is of a newer release (schema {}, this one knows {}): take its `minsheng`",
        manifest.schema,
        migrate::COUNT
    );
    private::folder(state)?;
    let alone = holders::alone(place)?;
    let folder = state.join(STAGING);
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("cannot remove {}", folder.display()))?;
    }
    private::folder(&folder)?;
    let staged = Staged { manifest, name: source.name(), folder, _alone: alone };
    let looked_at = look_at(&source, &staged, wanted, &vault);
    if looked_at.is_err() {
        staged.clear()?;
    }
    Ok((staged, looked_at?))
}

/// Brings the files here, and looks at what came, not at what lies elsewhere.
fn look_at(
    source: &Source,
    staged: &Staged,
    wanted: &Wanted<'_>,
    vault: &minsheng_vault::Vault,
) -> Result<Logged> {
    Room::at(&staged.folder)?.has(staged.manifest.bytes(), &staged.folder)?;
    for file in &staged.manifest.files {
        source.bring(file, &staged.manifest, vault, wanted.identities, &staged.folder.join(&file.name))?;
    }
    for file in &staged.manifest.files {
        whole(&staged.folder.join(&file.name))?;
    }
    let database = Native::open_to_read(&staged.folder.join(DATABASE))?;
    check_keys(&database, vault)?;
    let archive = staged.folder.join(ARCHIVE);
    let archive = if archive.exists() { Some(Native::open_to_read(&archive)?) } else { None };
    if let Some(lacking) = lacking(&database, archive.as_ref())? {
        eprintln!("{lacking}: {ANOTHER}");
    }
    verify_log(&database, staged.manifest.schema, Some(vault))
}

fn list(folder: &Path, place: Place<'_>) -> Result<()> {
    let vault = vault_of(place)?;
    for (named, manifest) in Source::all(folder)? {
        let sealed = match &vault {
            None => "  (whether it is as it was written is not known: the secrets are not here)".to_owned(),
            Some(vault) => {
                named.open(vault, false).err().map_or_else(String::new, |error| format!("  ({error:#})"))
            }
        };
        println!(
            "{}  {} tickets, {} lines of the audit log{sealed}",
            manifest.made_at, manifest.tickets, manifest.head_seq
        );
    }
    Ok(())
}

/// Has what is there lie elsewhere as well, so that nothing is lost by a mistake. The databases stay where they are, each in
/// one file, until another takes its place at once: whenever this is broken off, the one or the other is there.
fn put_aside(state: &Path, places: impl Iterator<Item = PathBuf>) -> Result<Option<PathBuf>> {
    let there: Vec<PathBuf> = places.filter(|path| path.exists()).collect();
    if there.is_empty() {
        return Ok(None);
    }
    let aside = new_folder(&state.join(format!("before-restore-{}", now()?.unix())))?;
    for path in there {
        let log = PathBuf::from(format!("{}-wal", path.display()));
        for file in [&path, &log] {
            let name = file.file_name().context("a database without a name")?;
            if file.exists() {
                keep(file, &aside.join(name))?;
            }
        }
        if folded(&path).is_err() {
            // It is damaged. A log that stayed would be taken for that of the one that comes in its place.
            for log in [log, PathBuf::from(format!("{}-shm", path.display()))] {
                if log.exists() {
                    fs::remove_file(&log).with_context(|| format!("cannot take {} away", log.display()))?;
                }
            }
        }
    }
    File::open(&aside)?.sync_all()?;
    Ok(Some(aside))
}

/// The same file under another name as well, or where the file system has none, a copy of it.
fn keep(path: &Path, kept: &Path) -> Result<()> {
    if fs::hard_link(path, kept).is_err() {
        fs::copy(path, kept).with_context(|| format!("cannot copy {}", path.display()))?;
        File::open(kept)?.sync_all()?;
    }
    Ok(())
}

/// One that was not there before: what lies in another may be the very file that is there.
fn new_folder(path: &Path) -> Result<PathBuf> {
    let mut names =
        std::iter::once(path.to_owned()).chain((2..).map(|n: u32| path.with_added_extension(n.to_string())));
    let free = names.find(|path| !path.exists()).context("there is no name left")?;
    private::folder(&free)?;
    Ok(free)
}

/// Has all of a database stand in its one file.
fn folded(path: &Path) -> Result<()> {
    let database = Native::open(path)?;
    let mode = database.without_log()?;
    ensure!(mode == "delete", "it keeps its log");
    Ok(())
}

/// RFC 3339, or without an offset as the city's own time.
fn parse_time(text: &str) -> Result<Timestamp, String> {
    let text = text.trim().replacen(' ', "T", 1);
    let printed = Timestamp::from_unix(-OFFSET_SECONDS).to_string();
    let offset = printed.get(19..).unwrap_or("Z");
    [text.clone(), format!("{text}{offset}"), format!("{text}:00{offset}")]
        .iter()
        .find_map(|text| Timestamp::parse(text).ok())
        .ok_or_else(|| {
            format!(
                "`{text}` is not a time: write 2026-11-23T10:05, or with an offset 2026-11-23T10:05:00+08:00"
            )
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_the_citys_own() {
        let whole = Timestamp::parse("2026-11-23T10:05:00+08:00").unwrap();
        for text in ["2026-11-23T10:05", "2026-11-23 10:05", "2026-11-23T10:05:00", "2026-11-23T02:05:00Z"] {
            assert_eq!(parse_time(text), Ok(whole), "{text}");
        }
        for text in ["", "yesterday", "2026-11-23", "10:05"] {
            assert!(parse_time(text).unwrap_err().contains("2026-11-23T10:05"), "{text}");
        }
    }

    #[test]
    fn what_was_there_is_put_aside_as_often_as_something_is_put_back() {
        let state = tempfile::tempdir().unwrap();
        let path = state.path().join(DATABASE);
        let mut asides = Vec::new();
        for _ in 0..3 {
            std::fs::write(&path, "no database at all").unwrap();
            std::fs::write(path.with_file_name(format!("{DATABASE}-wal")), "its log").unwrap();
            asides.push(put_aside(state.path(), std::iter::once(path.clone())).unwrap().unwrap());
            assert!(path.exists() && !path.with_file_name(format!("{DATABASE}-wal")).exists());
        }
        for aside in &asides {
            assert_eq!(std::fs::read(aside.join(DATABASE)).unwrap(), b"no database at all");
            assert_eq!(std::fs::read(aside.join(format!("{DATABASE}-wal"))).unwrap(), b"its log");
        }
        asides.dedup();
        assert_eq!(asides.len(), 3);
        assert!(put_aside(state.path(), std::iter::once(state.path().join("nothing"))).unwrap().is_none());
    }
}
