//! `minsheng backup`: a copy of a hotline while it runs, each of its files of one moment.

pub mod copies;
pub mod manifest;
pub mod repository;
mod retention;

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use clap::{ArgGroup, Args};
use minsheng_types::clock::Timestamp;
use minsheng_vault::Vault;
use tools::private;
use tools::secret::{Place, STORE};
use tools::token::parse_ttl;

use self::copies::{Copies, How};
use self::manifest::{Copied, Digesting, Manifest, Named as Written, Stored, nonce};
use self::repository::{Added, Key, Repository};
use self::retention::{Keep, kept};
use crate::envelope::Recipients;
use crate::installation::{Logged, Named, vault_of};
use crate::room::{Room, size};

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("where").required(true).args(["to", "into"])))]
pub struct Options {
    #[command(flatten)]
    of: Named,
    /// The folder of this backup alone; it is made
    #[arg(long, value_name = "FOLDER")]
    to: Option<PathBuf>,
    /// The folder of all backups, of which each stores what is not there yet; it is made
    #[arg(long, value_name = "FOLDER")]
    into: Option<PathBuf>,
    /// Encrypt it, to the public keys in this file: `minsheng backup-key` makes one
    #[arg(long, value_name = "FILE")]
    encrypt_to: Option<PathBuf>,
    /// Afterwards, delete backups that are older, and never the newest: 12h, 7d
    #[arg(long, value_name = "TIME", requires = "into", value_parser = parse_ttl)]
    keep: Option<Duration>,
    /// But keep the last one of each day for so long: 90d
    #[arg(long, value_name = "TIME", requires = "keep", value_parser = parse_ttl)]
    keep_daily: Option<Duration>,
}

/// What a folder's manifest is called.
pub const BACKUP: &str = "backup";

/// The name under which the key of a repository's blocks is sealed.
pub const BLOCK_KEY: &str = "backup-blocks";

pub fn run(options: &Options) -> Result<()> {
    let place = options.of.place();
    let recipients = options.encrypt_to.as_deref().map(Recipients::read).transpose()?;
    if let Some(to) = &options.to {
        let (backup, log) = make(place, to, recipients.as_ref())?;
        println!("{}: {}", to.display(), backup.told());
        println!("{log}");
    }
    if let Some(into) = &options.into {
        let made = add(place, into, recipients.as_ref())?;
        println!("{}: {}", made.name, made.manifest.told());
        println!("{}", made.log);
        println!(
            "{} of {} blocks were not there yet: {}",
            made.added.blocks,
            made.added.of,
            size(made.added.bytes)
        );
        if let Some(all) = options.keep {
            let keep = Keep { all, daily: options.keep_daily };
            println!(
                "{}",
                prune(place, into, recipients.as_ref(), keep)
                    .context("the backup is made, but older ones were not deleted")?
            );
        }
    }
    println!(
        "jwt_secret and data_keys are not in it: keep them elsewhere, for without them it opens nothing"
    );
    Ok(())
}

/// A folder with one backup, which gets its name when all of it is there.
pub fn make(place: Place<'_>, to: &Path, recipients: Option<&Recipients>) -> Result<(Manifest, Logged)> {
    ensure!(!to.exists(), "{} is there already: each backup has a folder of its own", to.display());
    let vault = vault_of(place)?;
    let part = to.with_added_extension("part");
    if part.exists() {
        fs::remove_dir_all(&part).with_context(|| format!("cannot remove {}", part.display()))?;
    }
    private::folder(&part)?;
    let times = if recipients.is_some() { 2 } else { 1 };
    Room::at(&part)?.has(bytes(place).saturating_mul(times), &part)?;
    let Copies { mut manifest, files, log } = Copies::make(place, &part, How::Tightly, vault.as_ref())?;
    for (name, path) in files {
        manifest.files.push(match recipients {
            None => Copied::as_it_is(name, &path)?,
            Some(recipients) => Copied::encrypted(name, &path, recipients)?,
        });
    }
    Written::new(&part, BACKUP).write(&manifest, vault.as_ref())?;
    fs::rename(&part, to).with_context(|| format!("cannot name {}", to.display()))?;
    File::open(to.parent().filter(|parent| *parent != Path::new("")).unwrap_or(Path::new(".")))?
        .sync_all()?;
    Ok((manifest, log))
}

/// One of many.
pub struct Made {
    pub name: String,
    pub manifest: Manifest,
    pub log: Logged,
    pub added: Added,
}

/// Adds a backup to a repository.
pub fn add(place: Place<'_>, into: &Path, recipients: Option<&Recipients>) -> Result<Made> {
    let vault = vault_of(place)?.with_context(|| {
        format!(
            "the secrets are not in {}: what backups have in common is kept under a key that is sealed with them",
            place.state.display()
        )
    })?;
    ensure!(
        place.database().exists(),
        "{} is not there: name the state folder with --state",
        place.database().display()
    );
    let repository = Repository::open_or_make(into, place.city, recipients)?;
    let folder = repository.copies()?;
    Room::at(&folder)?.has(bytes(place), &folder)?;
    let (key, sealed) = block_key(&repository, &vault)?;
    let Copies { mut manifest, files, log } = Copies::make(place, &folder, How::PageByPage, Some(&vault))?;
    let mut all = Added::default();
    for (name, path) in files {
        let (lists, added) = repository.store(&path, &key, recipients)?;
        let mut copied = Copied::as_it_is(name, &path)?;
        copied.lists = lists;
        manifest.files.push(copied);
        all = all.and(added);
    }
    repository.settle()?;
    manifest.block_key = Some(BASE64.encode(sealed));
    let name = free_name(&repository, manifest.made_at);
    repository.named(&name).write(&manifest, Some(&vault))?;
    repository.tidy()?;
    Ok(Made { name, manifest, log, added: all })
}

/// The key under which the newest backup's blocks are named, or else a new one; and how it is sealed now.
fn block_key(repository: &Repository, vault: &Vault) -> Result<(Key, Vec<u8>)> {
    let newest = repository.newest()?.and_then(|(_, manifest)| key_of(&manifest, vault).ok());
    let key = match newest {
        Some(key) => key,
        None => nonce()?,
    };
    let sealed = vault.seal_key(BLOCK_KEY, &key, nonce()?)?;
    Ok((key, sealed))
}

/// The key under which a backup's blocks are named.
///
/// # Errors
/// When the hotline's keys do not open it.
pub fn key_of(manifest: &Manifest, vault: &Vault) -> Result<Key> {
    let sealed = manifest.block_key.as_deref().context("it has no key of its blocks")?;
    let sealed = BASE64.decode(sealed).context("the key of its blocks is not as it was written")?;
    let key = vault.open_key(BLOCK_KEY, &sealed).context("the key of its blocks")?;
    key.first_chunk().copied().context("the key of its blocks is too short")
}

/// After the city's own time; two of one second are told apart.
fn free_name(repository: &Repository, at: Timestamp) -> String {
    let name = at.to_string().replace(':', "");
    let taken = |name: &str| repository.named(name).path().exists();
    let more = (2..).map(|number: u32| format!("{name}.{number}"));
    std::iter::once(name.clone()).chain(more).find(|name| !taken(name)).unwrap_or(name)
}

/// Deletes what is to be kept no longer; what is said of it.
fn prune(place: Place<'_>, into: &Path, recipients: Option<&Recipients>, keep: Keep) -> Result<String> {
    let repository = Repository::open_or_make(into, place.city, recipients)?;
    let backups = repository.backups()?;
    let made: Vec<Timestamp> =
        backups.iter().map(|backup| Ok(backup.read()?.made_at)).collect::<Result<_>>()?;
    let Some(newest) = made.last().copied() else { return Ok("there is none to delete".to_owned()) };
    // A clock that has jumped would make all of them too old at once.
    let before = made.iter().rev().nth(1).copied().unwrap_or(newest);
    let most = i64::try_from(keep.all.as_secs()).unwrap_or(i64::MAX).max(JUMP);
    if newest.since(before) > most {
        return Ok(format!(
            "none is deleted this time: the one before is of {before}. If the clock is right, the next call deletes those that are too old"
        ));
    }
    let kept = kept(&made, newest, keep);
    let gone: Vec<Written> =
        backups.into_iter().zip(kept).filter(|(_, kept)| !kept).map(|(backup, _)| backup).collect();
    let freed = repository.forget(&gone)?;
    Ok(format!(
        "{} backups are kept, {} deleted, which gave back {}",
        made.len() - gone.len(),
        gone.len(),
        size(freed)
    ))
}

/// Seconds between two backups after which a clock is not believed at once.
const JUMP: i64 = 7 * 86_400;

/// What the databases take up.
fn bytes(place: Place<'_>) -> u64 {
    let length = |path: &Path| path.metadata().map_or(0, |file| file.len());
    let store = place.state.join(STORE);
    let own: u64 = [place.database(), place.archive()]
        .iter()
        .map(|path| length(path) + length(&path.with_added_extension("wal")))
        .sum();
    own + if place.city.is_none() { length(&store) } else { 0 }
}

impl Copied {
    fn as_it_is(name: &str, path: &Path) -> Result<Self> {
        let mut reader = Digesting::new(open(path)?);
        io::copy(&mut reader, &mut io::sink()).with_context(|| format!("cannot read {}", path.display()))?;
        let (bytes, sha256, _) = reader.end();
        Ok(Self { name: name.to_owned(), bytes, sha256, encrypted: None, lists: Vec::new() })
    }

    /// Encrypts it beside, and takes the file itself away.
    fn encrypted(name: &str, path: &Path, recipients: &Recipients) -> Result<Self> {
        let beside = path.with_added_extension("age");
        let mut reader = Digesting::new(open(path)?);
        let mut writer = recipients.encrypt(Digesting::new(private::create(&beside)?))?;
        let copied = io::copy(&mut reader, &mut writer).and_then(|_| writer.finish());
        let file = copied.with_context(|| format!("cannot write {}", beside.display()))?;
        let (bytes, sha256, _) = reader.end();
        let (stored_bytes, stored_sha256, file) = file.end();
        file.sync_all()?;
        fs::remove_file(path).with_context(|| format!("cannot take {} away", path.display()))?;
        let stored = Stored { name: format!("{name}.age"), bytes: stored_bytes, sha256: stored_sha256 };
        Ok(Self { name: name.to_owned(), bytes, sha256, encrypted: Some(stored), lists: Vec::new() })
    }
}

fn open(path: &Path) -> Result<File> {
    File::open(path).with_context(|| format!("cannot read {}", path.display()))
}
