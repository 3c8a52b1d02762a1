//! One host at a time on a state folder.
//!
//! Two would each have their own queue of writers and their own scheduled calls. The lock is the system's, on a file
//! that stays: it goes with the process, however that ends. What stands in the file tells the second who the first is.

use anyhow::{Context as _, bail};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read as _, Seek as _, Write as _};
use std::net::SocketAddr;
use std::path::Path;

/// Its name in the state folder.
pub const FILE: &str = "host.lock";

/// The folder is this process's for as long as this lives.
#[derive(Debug)]
pub struct Lock {
    file: File,
}

impl Lock {
    /// # Errors
    /// Another host has the folder, which is named with its process and address; or nothing can be written there.
    pub fn take(state: &Path) -> anyhow::Result<Self> {
        let path = state.join(FILE);
        let opened = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
        let mut file = opened.with_context(|| {
            format!(
                "cannot write in the state folder {}: give it to the user of this service, on a file system that can be written",
                state.display()
            )
        })?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                // Whoever it is, the folder is taken.
                let holder = match file.read_to_string(&mut holder) {
                    Ok(_) if !holder.is_empty() => holder.trim_end(),
                    _ => "another process",
                };
                bail!(
                    "the state folder {} is in use by {holder}: stop that host, or name another folder with --state",
                    state.display()
                );
            }
            Err(TryLockError::Error(error)) => {
                return Err(error).with_context(|| format!("cannot lock {}", path.display()));
            }
        }
        let mut lock = Self { file };
        lock.tell(&format!("the host with pid {}", std::process::id()))?;
        Ok(lock)
    }

    /// From now on the second is told the address as well.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn serves(&mut self, address: SocketAddr) -> anyhow::Result<()> {
        self.tell(&format!("the host with pid {} at http://{address}", std::process::id()))
    }

    fn tell(&mut self, who: &str) -> anyhow::Result<()> {
        let told = self.file.set_len(0).and_then(|()| self.file.rewind());
        told.and_then(|()| writeln!(self.file, "{who}")).context("cannot write who has the state folder")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_is_told_who_the_first_is() {
        let folder = tempfile::TempDir::new().unwrap();
        let mut first = Lock::take(folder.path()).unwrap();
        let pid = std::process::id().to_string();
        let refused = || Lock::take(folder.path()).unwrap_err().to_string();
        assert!(refused().contains(&pid) && refused().contains("--state"), "{}", refused());
        for port in [40_000, 1] {
            first.serves(SocketAddr::from(([127, 0, 0, 1], port))).unwrap();
            assert!(refused().contains(&format!("{pid} at http://127.0.0.1:{port}:")), "{}", refused());
        }
        drop(first);
        Lock::take(folder.path()).unwrap();
    }
}
