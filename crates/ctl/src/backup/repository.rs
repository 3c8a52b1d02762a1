//! A folder of many backups, of which each stores what is not there yet.
//!
//! A file is cut into blocks, and a block lies under its own name, which is a keyed hash of its bytes: what did not change
//! since another backup is there already. The names of a file's blocks stand in lists, which are cut and named alike, so that
//! they too are mostly there. So each backup is whole by itself, and none needs another one: any of them can be
//! deleted.
//!
//! ```text
//! repository.json          whose backups these are, and to which keys they are encrypted
//! backups/TIME.json .seal  what a backup is, written last
//! lists/ab/ab12…           names of blocks
//! blocks/ab/ab34…          blocks, packed by deflate, and encrypted where the backups are
//! incoming/                what is being written: it gets its name when all of it is on the disk
//! ```

use std::collections::HashSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};
use miniz_oxide::deflate::compress_to_vec;
use miniz_oxide::inflate::decompress_to_vec_with_limit;
use minsheng_types::text::hex;
use minsheng_vault::hmac;
use serde::{Deserialize, Serialize};
use tools::private;

use super::manifest::{Manifest, Named, put};
use crate::envelope::{Identities, Recipients, needed};

/// Four pages of SQLite: a smaller block needs more names, a larger one stores more that did not change.
const BLOCK: usize = 16 << 10;
/// Bytes of a name, as it stands in a list.
const NAME: usize = 32;
/// The most that a block can take up, packed and encrypted.
const MOST: u64 = 64 << 10;
/// Fast: half of what the best packing saves, in a tenth of the time.
const LEVEL: u8 = 2;

const ABOUT: &str = "repository.json";
const ABOUT_PART: &str = "repository.json.part";
const LOCK: &str = "lock";
const BACKUPS: &str = "backups";
const BLOCKS: &str = "blocks";
const LISTS: &str = "lists";
const INCOMING: &str = "incoming";
const COPIES: &str = "copies";

/// The key under which blocks are named, so that names tell nothing of what is in them.
pub type Key = [u8; 32];

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct About {
    format: u8,
    city: Option<String>,
    /// Public keys; none where nothing is encrypted.
    encrypted_to: Vec<String>,
}

pub struct Repository {
    folder: PathBuf,
    /// Nobody else writes, or where it is read, nobody writes.
    _lock: File,
}

/// What a file took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Added {
    pub blocks: u64,
    pub of: u64,
    pub bytes: u64,
}

impl Repository {
    /// To write to; it is made where nothing is.
    ///
    /// # Errors
    /// When it is another city's, or encrypted to other keys, or somebody writes to it.
    pub fn open_or_make(folder: &Path, city: Option<&str>, recipients: Option<&Recipients>) -> Result<Self> {
        let wanted = About {
            format: 1,
            city: city.map(str::to_owned),
            encrypted_to: recipients.map(Recipients::names).unwrap_or_default(),
        };
        let path = folder.join(ABOUT);
        if !path.exists() {
            // One that was broken off at its very beginning has left no more than that.
            let begun = |entry: io::Result<fs::DirEntry>| {
                entry.is_ok_and(|entry| [LOCK, ABOUT_PART].iter().any(|name| entry.file_name() == *name))
            };
            let is_free = !folder.exists() || fs::read_dir(folder)?.all(begun);
            ensure!(
                is_free,
                "{} has something else in it: name a folder of its own for the backups",
                folder.display()
            );
        }
        private::folder(folder)?;
        let repository = Self { folder: folder.to_owned(), _lock: locked(folder, true)? };
        if !path.exists() {
            put(&path, &serde_json::to_vec_pretty(&wanted)?)?;
        }
        let about = repository.about()?;
        ensure!(
            about.city == wanted.city,
            "the backups in {} are another city's: name another folder",
            folder.display()
        );
        ensure!(
            about.encrypted_to == wanted.encrypted_to,
            "the backups in {} are encrypted to {}, and these would be to {}: name another folder, or the same keys",
            folder.display(),
            to(&about.encrypted_to),
            to(&wanted.encrypted_to)
        );
        for name in [BACKUPS, BLOCKS, LISTS] {
            private::folder(&folder.join(name))?;
        }
        repository.tidy()?;
        Ok(repository)
    }

    /// To read from.
    ///
    /// # Errors
    /// When there is none, or somebody writes to it.
    pub fn open(folder: &Path) -> Result<Self> {
        let repository = Self { folder: folder.to_owned(), _lock: locked(folder, false)? };
        repository.about()?;
        Ok(repository)
    }

    /// Whether the folder is one.
    pub fn is_at(folder: &Path) -> bool {
        folder.join(ABOUT).is_file()
    }

    fn about(&self) -> Result<About> {
        let path = self.folder.join(ABOUT);
        let text = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let about: About = serde_json::from_slice(&text)
            .with_context(|| format!("{} is not as it was written", path.display()))?;
        ensure!(about.format == 1, "{} is of a newer release: take its `minsheng`", path.display());
        Ok(about)
    }

    /// Takes away what one that was broken off has left.
    ///
    /// # Errors
    /// When it cannot be.
    pub fn tidy(&self) -> Result<()> {
        for name in [INCOMING, COPIES] {
            let folder = self.folder.join(name);
            if folder.exists() {
                fs::remove_dir_all(&folder).with_context(|| format!("cannot remove {}", folder.display()))?;
            }
        }
        Ok(())
    }

    /// Where copies are put before they are cut: for as long as it takes.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn copies(&self) -> Result<PathBuf> {
        let folder = self.folder.join(COPIES);
        private::folder(&folder)?;
        Ok(folder)
    }

    /// Where the backup of this name is or would be.
    pub fn named(&self, name: impl Into<String>) -> Named {
        Named::new(&self.folder.join(BACKUPS), name)
    }

    /// Those that are complete, the oldest first.
    ///
    /// # Errors
    /// When they cannot be listed.
    pub fn backups(&self) -> Result<Vec<Named>> {
        let folder = self.folder.join(BACKUPS);
        let mut names = Vec::new();
        for entry in fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))? {
            let name = entry?.file_name();
            names.extend(name.to_str().and_then(|name| name.strip_suffix(".json")).map(str::to_owned));
        }
        names.sort();
        Ok(names.into_iter().map(|name| self.named(name)).collect())
    }

    /// Stores what is not there yet of a file; the names of its lists.
    ///
    /// # Errors
    /// When it cannot be read or written.
    pub fn store(
        &self,
        path: &Path,
        key: &Key,
        recipients: Option<&Recipients>,
    ) -> Result<(Vec<String>, Added)> {
        private::folder(&self.folder.join(INCOMING))?;
        let mut file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
        let (mut list, mut lists, mut added) = (Vec::with_capacity(BLOCK), Vec::new(), Added::default());
        loop {
            let block = next(&mut file).with_context(|| format!("cannot read {}", path.display()))?;
            if !block.is_empty() {
                let name = hmac(key, &[&block]);
                list.extend(name);
                added.of += 1;
                added.note(self.add(BLOCKS, &hex(&name), || encoded(&block, recipients))?);
            }
            if list.len() >= BLOCK || block.is_empty() && !list.is_empty() {
                let name = hex(&hmac(key, &[&list]));
                self.add(LISTS, &name, || Ok(std::mem::take(&mut list)))?;
                list.clear();
                lists.push(name);
            }
            if block.is_empty() {
                return Ok((lists, added));
            }
        }
    }

    /// Writes it beside, unless it is there or was written before; how many bytes that took.
    fn add(&self, kind: &str, name: &str, bytes: impl FnOnce() -> Result<Vec<u8>>) -> Result<Option<u64>> {
        let incoming = self.folder.join(INCOMING).join(format!("{kind}-{name}"));
        if self.place(kind, name).exists() || incoming.exists() {
            return Ok(None);
        }
        let bytes = bytes()?;
        let mut file = private::create(&incoming)?;
        file.write_all(&bytes).with_context(|| format!("cannot write {}", incoming.display()))?;
        Ok(Some(bytes.len() as u64))
    }

    fn place(&self, kind: &str, name: &str) -> PathBuf {
        self.folder.join(kind).join(name.get(..2).unwrap_or_default()).join(name)
    }

    /// Gives what was stored its name, once all of it is on the disk: what has a name is whole, whenever the power fails.
    ///
    /// # Errors
    /// When it cannot.
    pub fn settle(&self) -> Result<()> {
        let incoming = self.folder.join(INCOMING);
        let disk = File::open(&self.folder)?;
        rustix::fs::syncfs(&disk).context("the disk did not take all of it")?;
        for entry in fs::read_dir(&incoming)? {
            let entry = entry?;
            let name = entry.file_name();
            let (kind, name) =
                name.to_str().and_then(|name| name.split_once('-')).context("a block without a name")?;
            let place = self.place(kind, name);
            if let Some(folder) = place.parent() {
                private::folder(folder)?;
            }
            fs::rename(entry.path(), &place).with_context(|| format!("cannot name {}", place.display()))?;
        }
        rustix::fs::syncfs(&disk).context("the disk did not take all of it")?;
        Ok(())
    }

    /// Writes a file as it was, and refuses what is not what its name says.
    ///
    /// # Errors
    /// When a block is not there, or is not as it was written.
    pub fn bring_back(
        &self,
        lists: &[String],
        key: &Key,
        identities: Option<&Identities>,
        to: &mut impl Write,
    ) -> Result<()> {
        let encrypted = !self.about()?.encrypted_to.is_empty();
        for list in lists {
            let names = self.list(list)?;
            ensure!(hex(&hmac(key, &[&names])) == *list, "the list {list} is not as it was written");
            for name in names.chunks(NAME) {
                let block =
                    self.block(&hex(name), if encrypted { Some(needed(identities)?) } else { None })?;
                ensure!(hmac(key, &[&block]) == name, "the block {} is not as it was written", hex(name));
                to.write_all(&block)?;
            }
        }
        Ok(())
    }

    fn list(&self, name: &str) -> Result<Vec<u8>> {
        ensure!(is_name(name), "a list has a name that none has");
        let names = self.read(LISTS, name)?;
        ensure!(names.len() % NAME == 0, "the list {name} is not as it was written");
        Ok(names)
    }

    fn block(&self, name: &str, identities: Option<&Identities>) -> Result<Vec<u8>> {
        let stored = self.read(BLOCKS, name)?;
        let broken = || format!("the block {name} is not as it was written");
        let packed = match identities {
            None => stored,
            Some(identities) => {
                let mut packed = Vec::new();
                identities
                    .decrypt(stored.as_slice())?
                    .take(MOST)
                    .read_to_end(&mut packed)
                    .with_context(broken)?;
                packed
            }
        };
        match decompress_to_vec_with_limit(&packed, BLOCK) {
            Ok(block) => Ok(block),
            Err(_) => bail!(broken()),
        }
    }

    fn read(&self, kind: &str, name: &str) -> Result<Vec<u8>> {
        let path = self.place(kind, name);
        let file = File::open(&path).with_context(|| format!("{} is missing", path.display()))?;
        let mut bytes = Vec::new();
        file.take(MOST).read_to_end(&mut bytes).with_context(|| format!("cannot read {}", path.display()))?;
        Ok(bytes)
    }

    /// Deletes these backups, and what none of the others needs; how many bytes that gave back.
    ///
    /// # Errors
    /// When the others cannot be read: then nothing that they may need is deleted.
    pub fn forget(&self, gone: &[Named]) -> Result<u64> {
        if gone.is_empty() {
            return Ok(0);
        }
        for backup in gone {
            // The seal goes last: what has no manifest is no backup.
            for path in [backup.path(), backup.seal()] {
                if path.exists() {
                    fs::remove_file(&path).with_context(|| format!("cannot delete {}", path.display()))?;
                }
            }
        }
        File::open(self.folder.join(BACKUPS))?.sync_all()?;
        let (mut lists, mut blocks) = (HashSet::new(), HashSet::new());
        for backup in self.backups()? {
            let manifest = backup.read()?;
            for list in manifest.files.into_iter().flat_map(|file| file.lists) {
                if lists.contains(&list) {
                    continue;
                }
                let names = self.list(&list).with_context(|| format!("of the backup {}", backup.name()))?;
                blocks.extend(names.chunks(NAME).map(hex));
                lists.insert(list);
            }
        }
        Ok(self.sweep(LISTS, &lists)? + self.sweep(BLOCKS, &blocks)?)
    }

    fn sweep(&self, kind: &str, needed: &HashSet<String>) -> Result<u64> {
        let mut freed = 0;
        for folder in fs::read_dir(self.folder.join(kind))? {
            for entry in fs::read_dir(folder?.path())? {
                let entry = entry?;
                if entry.file_name().to_str().is_some_and(|name| needed.contains(name)) {
                    continue;
                }
                freed += entry.metadata()?.len();
                fs::remove_file(entry.path())
                    .with_context(|| format!("cannot delete {}", entry.path().display()))?;
            }
        }
        Ok(freed)
    }

    /// What all of them have as the newest one's.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn newest(&self) -> Result<Option<(Named, Manifest)>> {
        let Some(newest) = self.backups()?.pop() else { return Ok(None) };
        let manifest = newest.read()?;
        Ok(Some((newest, manifest)))
    }
}

impl Added {
    fn note(&mut self, bytes: Option<u64>) {
        if let Some(bytes) = bytes {
            self.blocks += 1;
            self.bytes += bytes;
        }
    }

    pub fn and(self, other: Self) -> Self {
        Self { blocks: self.blocks + other.blocks, of: self.of + other.of, bytes: self.bytes + other.bytes }
    }
}

fn to(keys: &[String]) -> String {
    if keys.is_empty() { "nobody".to_owned() } else { keys.join(" and ") }
}

fn is_name(name: &str) -> bool {
    name.len() == 2 * NAME && name.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

fn locked(folder: &Path, alone: bool) -> Result<File> {
    let path = folder.join(LOCK);
    let opened = if alone {
        OpenOptions::new().write(true).create(true).truncate(false).open(&path)
    } else {
        File::open(&path)
    };
    let lock = opened.with_context(|| format!("cannot open {}", path.display()))?;
    let taken = if alone { lock.try_lock() } else { lock.try_lock_shared() };
    ensure!(taken.is_ok(), "somebody works in {}: wait until they are done", folder.display());
    private::close_file(&path)?;
    Ok(lock)
}

/// The next block of a file; nothing at its end.
fn next(file: &mut File) -> io::Result<Vec<u8>> {
    let mut block = Vec::with_capacity(BLOCK);
    Read::by_ref(file).take(BLOCK as u64).read_to_end(&mut block)?;
    Ok(block)
}

fn encoded(block: &[u8], recipients: Option<&Recipients>) -> Result<Vec<u8>> {
    let packed = compress_to_vec(block, LEVEL);
    let Some(recipients) = recipients else { return Ok(packed) };
    let mut writer = recipients.encrypt(Vec::new())?;
    writer.write_all(&packed)?;
    Ok(writer.finish()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: Key = [7; 32];

    fn file(folder: &Path, bytes: &[u8]) -> PathBuf {
        let path = folder.join("file");
        fs::write(&path, bytes).unwrap();
        path
    }

    fn bytes(length: usize) -> Vec<u8> {
        (0..length as u64)
            .flat_map(|n| (n.wrapping_mul(0x9e37_79b9_7f4a_7c15)).to_le_bytes())
            .take(length)
            .collect()
    }

    fn back(repository: &Repository, lists: &[String]) -> Result<Vec<u8>> {
        let mut to = Vec::new();
        repository.bring_back(lists, &KEY, None, &mut to)?;
        Ok(to)
    }

    #[test]
    fn what_did_not_change_is_stored_once_and_all_of_it_comes_back() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("all");
        let repository = Repository::open_or_make(&folder, None, None).unwrap();
        let mut content = bytes(BLOCK * 600 + 5);
        let (first, added) = repository.store(&file(place.path(), &content), &KEY, None).unwrap();
        repository.settle().unwrap();
        assert_eq!((first.len(), added.blocks, added.of), (2, 601, 601), "a list for 512 blocks");
        assert_eq!(back(&repository, &first).unwrap(), content);
        content[BLOCK * 5] ^= 1;
        content.extend(b"more");
        let (second, added) = repository.store(&file(place.path(), &content), &KEY, None).unwrap();
        repository.settle().unwrap();
        assert_eq!((added.blocks, added.of), (2, 601), "that one, and the last one");
        assert_eq!(back(&repository, &second).unwrap(), content);
        assert_ne!(back(&repository, &first).unwrap(), content, "each is whole by itself");
        for (length, count) in [(0, 0), (1, 1), (BLOCK, 1), (512 * BLOCK, 1), (512 * BLOCK + 1, 2)] {
            let content = bytes(length);
            let (lists, _) = repository.store(&file(place.path(), &content), &KEY, None).unwrap();
            repository.settle().unwrap();
            assert_eq!((lists.len(), back(&repository, &lists).unwrap()), (count, content), "{length}");
        }
    }

    #[test]
    fn what_is_missing_or_altered_is_refused() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("all");
        let repository = Repository::open_or_make(&folder, None, None).unwrap();
        let content = bytes(BLOCK * 3);
        let (lists, _) = repository.store(&file(place.path(), &content), &KEY, None).unwrap();
        repository.settle().unwrap();
        let names = repository.list(&lists[0]).unwrap();
        let paths: Vec<PathBuf> =
            names.chunks(NAME).map(|name| repository.place(BLOCKS, &hex(name))).collect();
        let refused = |why: &str| {
            let refusal = format!("{:#}", back(&repository, &lists).unwrap_err());
            assert!(refusal.contains(why), "{refusal}");
        };
        let (one, two) = (fs::read(&paths[0]).unwrap(), fs::read(&paths[1]).unwrap());
        fs::write(&paths[0], &two).unwrap();
        refused("not as it was written");
        fs::write(&paths[0], &one[..one.len() / 2]).unwrap();
        refused("not as it was written");
        // As somebody would who wants the memory of whoever reads it.
        fs::write(&paths[0], compress_to_vec(&vec![0; 10 << 20], 9)).unwrap();
        refused("not as it was written");
        fs::remove_file(&paths[0]).unwrap();
        refused("is missing");
        fs::write(&paths[0], &one).unwrap();
        assert_eq!(back(&repository, &lists).unwrap(), content);
        let list = repository.place(LISTS, &lists[0]);
        fs::write(&list, &names[..NAME]).unwrap();
        refused("not as it was written");
        for name in ["../../../etc/passwd", "ab", &"g".repeat(64)] {
            assert!(repository.list(name).unwrap_err().to_string().contains("a name that none has"));
        }
        assert!(back(&repository, &[]).unwrap().is_empty());
    }

    #[test]
    fn what_was_broken_off_is_no_part_of_it() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("all");
        let repository = Repository::open_or_make(&folder, None, None).unwrap();
        let content = bytes(BLOCK * 3);
        let (lists, _) = repository.store(&file(place.path(), &content), &KEY, None).unwrap();
        // Killed before it was settled: nothing has its name yet.
        assert!(back(&repository, &lists).is_err());
        drop(repository);
        let repository = Repository::open_or_make(&folder, None, None).unwrap();
        assert!(!folder.join(INCOMING).exists(), "what is half done goes away");
        let (lists, added) = repository.store(&file(place.path(), &content), &KEY, None).unwrap();
        repository.settle().unwrap();
        assert_eq!((added.blocks, back(&repository, &lists).unwrap()), (3, content));
    }

    #[test]
    fn a_folder_is_one_citys_with_one_way_to_encrypt_and_one_who_writes() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("all");
        let first = Repository::open_or_make(&folder, Some("changsha"), None).unwrap();
        let refused = |opened: Result<Repository>, why: &str| {
            let refusal = format!("{:#}", opened.err().unwrap());
            assert!(refusal.contains(why), "{refusal}");
        };
        refused(Repository::open_or_make(&folder, Some("changsha"), None), "somebody works in");
        refused(Repository::open(&folder), "somebody works in");
        drop(first);
        refused(Repository::open_or_make(&folder, None, None), "another city's");
        let public = place.path().join("key.pub");
        fs::write(&public, crate::envelope::pair().1).unwrap();
        let recipients = Recipients::read(&public).unwrap();
        refused(
            Repository::open_or_make(&folder, Some("changsha"), Some(&recipients)),
            "encrypted to nobody",
        );
        let reader = Repository::open(&folder).unwrap();
        refused(Repository::open_or_make(&folder, Some("changsha"), None), "somebody works in");
        drop(reader);
        refused(Repository::open_or_make(place.path(), None, None), "something else in it");
        refused(Repository::open(&place.path().join("nowhere")), "cannot open");
    }
}
