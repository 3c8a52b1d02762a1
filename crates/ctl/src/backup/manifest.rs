//! What says what a backup is: written when all of it is there, and sealed with the hotline's own keys, so that only who has
//! them can have written it.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use minsheng_types::clock::Timestamp;
use minsheng_types::text::hex;
use minsheng_vault::{Vault, digest};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use tools::private;
use tools::secret::{ARCHIVE, DATABASE, STORE};

/// A backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    pub made_at: Timestamp,
    /// The migrations that its database has been through.
    pub schema: i64,
    pub tickets: i64,
    /// The end of its audit log: `GET /v1/audit/verify` takes both as `head_seq` and `head_hash`.
    pub head_seq: i64,
    pub head_hash: String,
    pub files: Vec<Copied>,
    /// Where it is stored in blocks, the key under which they are named, sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub block_key: Option<String>,
}

/// A file of a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Copied {
    pub name: String,
    pub bytes: u64,
    pub sha256: String,
    /// How it lies there, where it is encrypted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encrypted: Option<Stored>,
    /// Where it is stored in blocks, the lists of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lists: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stored {
    pub name: String,
    pub bytes: u64,
    pub sha256: String,
}

/// The purpose under which a manifest is sealed.
const PURPOSE: &str = "backup";

/// Where a manifest is, and as which one it is sealed: one that is put in another's place does not open.
#[derive(Clone, Debug)]
pub struct Named {
    folder: PathBuf,
    name: String,
}

impl Named {
    pub fn new(folder: &Path, name: impl Into<String>) -> Self {
        Self { folder: folder.to_owned(), name: name.into() }
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn path(&self) -> PathBuf {
        self.folder.join(format!("{}.json", self.name))
    }

    pub fn seal(&self) -> PathBuf {
        self.folder.join(format!("{}.seal", self.name))
    }

    /// Writes it, its seal first: a manifest that is there is complete.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, manifest: &Manifest, vault: Option<&Vault>) -> Result<()> {
        let text = serde_json::to_vec_pretty(manifest)?;
        if let Some(vault) = vault {
            let sealed = vault.seal(PURPOSE, &self.name, &digest(&text), nonce()?)?;
            put(&self.seal(), BASE64.encode(sealed).as_bytes())?;
        }
        put(&self.path(), &text)?;
        File::open(&self.folder)?.sync_all()?;
        Ok(())
    }

    /// Without looking who wrote it.
    ///
    /// # Errors
    /// When there is none, or it is none.
    pub fn read(&self) -> Result<Manifest> {
        self.parse(&self.text()?)
    }

    fn text(&self) -> Result<Vec<u8>> {
        fs::read(self.path()).with_context(|| {
            format!(
                "{} is no backup: `minsheng backup` writes {}.json when it is complete",
                self.folder.display(),
                self.name
            )
        })
    }

    /// Only if it was written by who has the hotline's keys; with `unsealed`, also where nobody has sealed it.
    ///
    /// # Errors
    /// As [`Named::read`], and when it is not as it was written.
    pub fn open(&self, vault: &Vault, unsealed: bool) -> Result<Manifest> {
        let text = self.text()?;
        let told = self.path();
        let seal = match fs::read_to_string(self.seal()) {
            Ok(seal) => seal,
            Err(error) if error.kind() == io::ErrorKind::NotFound && unsealed => return self.parse(&text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => bail!(
                "{} has no seal: it was made without the hotline's secrets or by an earlier release, or somebody has taken it \
                 away. Where you know that it is yours, add --unsealed",
                told.display()
            ),
            Err(error) => {
                return Err(error).with_context(|| format!("cannot read {}", self.seal().display()));
            }
        };
        let not_so = || format!("{} is not as it was written, or is another hotline's", told.display());
        let sealed = BASE64.decode(seal.trim()).with_context(not_so)?;
        let written = vault.open(PURPOSE, &self.name, &sealed).with_context(not_so)?;
        ensure!(written == digest(&text), "{} is not as it was written", told.display());
        self.parse(&text)
    }

    fn parse(&self, text: &[u8]) -> Result<Manifest> {
        let told = self.path();
        let manifest: Manifest = serde_json::from_slice(text)
            .with_context(|| format!("{} is not as it was written", told.display()))?;
        for file in &manifest.files {
            if ![DATABASE, ARCHIVE, STORE].contains(&file.name.as_str()) {
                bail!("{} names {}, which no backup has", told.display(), file.name);
            }
        }
        ensure!(
            manifest.files.iter().any(|file| file.name == DATABASE),
            "{} has no {DATABASE}",
            told.display()
        );
        Ok(manifest)
    }
}

impl Manifest {
    /// What an operator reads.
    pub fn told(&self) -> String {
        let Self { made_at, tickets, head_seq, head_hash, .. } = self;
        format!(
            "{tickets} tickets, as of {made_at}; the audit log ends with line {head_seq}, hash {head_hash}"
        )
    }

    /// Bytes of all files, as they are when they come back.
    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.bytes).sum()
    }
}

/// A file that is there as a whole, or as it was before.
///
/// # Errors
/// When it cannot be written.
pub fn put(path: &Path, bytes: &[u8]) -> Result<()> {
    let part = path.with_added_extension("part");
    let mut file = private::create(&part)?;
    file.write_all(bytes)
        .and_then(|()| file.sync_all())
        .and_then(|()| fs::rename(&part, path))
        .with_context(|| format!("cannot write {}", path.display()))
}

/// # Errors
/// When the system has no random numbers to give.
pub fn nonce<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).context("the system gives no random numbers")?;
    Ok(bytes)
}

/// Goes through what is written or read, and knows afterwards how much it was and what its digest is.
pub struct Digesting<T> {
    inner: T,
    digest: Sha256,
    bytes: u64,
}

impl<T> Digesting<T> {
    pub fn new(inner: T) -> Self {
        Self { inner, digest: Sha256::new(), bytes: 0 }
    }

    /// What went through, bytes and SHA-256, and what it went to or came from.
    pub fn end(self) -> (u64, String, T) {
        (self.bytes, hex(&self.digest.finalize()), self.inner)
    }

    fn note(&mut self, bytes: &[u8]) {
        self.digest.update(bytes);
        self.bytes += bytes.len() as u64;
    }
}

impl<W: Write> Write for Digesting<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.note(bytes.get(..written).unwrap_or_default());
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl<R: Read> Read for Digesting<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.note(buffer.get(..read).unwrap_or_default());
        Ok(read)
    }
}
