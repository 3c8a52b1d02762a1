//! `minsheng backup-key`: the pair of keys with which backups are encrypted and opened.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use clap::Args;

use crate::envelope;

#[derive(Debug, Args)]
pub struct Options {
    /// Where the secret key is put; the public one is put beside it, with the ending .pub
    file: PathBuf,
}

pub fn run(options: &Options) -> Result<()> {
    let (secret, public) = envelope::pair();
    let beside = options.file.with_added_extension("pub");
    put(&options.file, &secret, 0o600)?;
    // Whoever makes backups reads it, and it is no secret.
    put(&beside, &public, 0o644)?;
    println!(
        "{} is the secret key: it puts backups back. Keep it in two places, and on no machine that makes them",
        options.file.display()
    );
    println!("{} is the public key: minsheng backup --encrypt-to {}", beside.display(), beside.display());
    Ok(())
}

/// A key that is there is never written over: the backups to it could not be opened any more.
fn put(path: &Path, text: &str, mode: u32) -> Result<()> {
    let opened = OpenOptions::new().write(true).create_new(true).mode(mode).open(path);
    let mut file =
        opened.with_context(|| format!("cannot make {}, in place of which none is put", path.display()))?;
    file.write_all(text.as_bytes())
        .and_then(|()| file.sync_all())
        .with_context(|| format!("cannot write {}", path.display()))
}
