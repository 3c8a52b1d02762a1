//! One host at a time on a state folder, and on each file wherever it is.
//!
//! Two would each have their own queue of writers and their own scheduled calls. The lock is the system's, on a file
//! that stays: it goes with the process, however that ends. What stands in the file tells the second who the first is.
//! A file has its own beside it, in the state folder as well: another host may name it from elsewhere.

use anyhow::{Context as _, bail};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read as _, Seek as _, Write as _};
use std::net::SocketAddr;
use std::path::Path;

/// Its name in the state folder.
const FILE: &str = "host.lock";
/// How the names of all of them end.
pub const END: &str = ".lock";

/// The folder and the files are this process's for as long as this lives.
#[derive(Debug)]
pub struct Locks(Vec<File>);

impl Locks {
    /// # Errors
    /// Another host has the folder, which is named with its process and address; or nothing can be written there.
    pub fn take(state: &Path) -> anyhow::Result<Self> {
        let folder = format!("the state folder {}", state.display());
        let file = take(&state.join(FILE), &folder, "name another folder with --state").with_context(|| {
            format!("cannot write in {folder}: give it to the user of this service, on a file system that can be written")
        })?;
        Ok(Self(vec![file?]))
    }

    /// The file at `path` too, which may not be there yet.
    ///
    /// # Errors
    /// As [`Locks::take`].
    pub fn take_file(&mut self, path: &Path) -> anyhow::Result<()> {
        let what = format!("the file {}", path.display());
        // Missing, it is made at the first use, folder and all; what is wrong with that is said below.
        path.parent().and_then(|folder| std::fs::create_dir_all(folder).ok());
        let mut beside = path.as_os_str().to_owned();
        beside.push(END);
        let remedy = "name another file in the runtime configuration";
        let file = take(Path::new(&beside), &what, remedy).with_context(|| {
            format!("cannot write beside {what}: give its folder to the user of this service, on a file system that can be written")
        })?;
        self.0.push(file?);
        Ok(())
    }

    /// From now on the second is told the address as well.
    ///
    /// # Errors
    /// A lock cannot be written.
    pub fn serves(&mut self, address: SocketAddr) -> anyhow::Result<()> {
        self.0.iter_mut().try_for_each(|file| tell(file, &format!(" at http://{address}")))
    }
}

/// Opens and locks the file at `path`, which stands for `what`. The outer error is that it cannot be opened.
fn take(path: &Path, what: &str, remedy: &str) -> std::io::Result<anyhow::Result<File>> {
    let opened = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path);
    Ok(lock(opened?, path, what, remedy))
}

fn lock(mut file: File, path: &Path, what: &str, remedy: &str) -> anyhow::Result<File> {
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut holder = String::new();
            // Whoever it is, it is taken.
            let holder = match file.read_to_string(&mut holder) {
                Ok(_) if !holder.is_empty() => holder.trim_end(),
                _ => "another process",
            };
            bail!("{what} is in use by {holder}: stop that host, or {remedy}");
        }
        Err(TryLockError::Error(error)) => {
            return Err(error).with_context(|| format!("cannot lock {}", path.display()));
        }
    }
    tell(&mut file, "")?;
    Ok(file)
}

fn tell(file: &mut File, place: &str) -> anyhow::Result<()> {
    let told = file.set_len(0).and_then(|()| file.rewind());
    let pid = std::process::id();
    told.and_then(|()| writeln!(file, "the host with pid {pid}{place}"))
        .context("cannot write who has it locked")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_is_told_who_the_first_is() {
        let folder = tempfile::TempDir::new().unwrap();
        let mut first = Locks::take(folder.path()).unwrap();
        let pid = std::process::id().to_string();
        let refused = || Locks::take(folder.path()).unwrap_err().to_string();
        assert!(refused().contains(&pid) && refused().contains("--state"), "{}", refused());
        for port in [40_000, 1] {
            first.serves(SocketAddr::from(([127, 0, 0, 1], port))).unwrap();
            assert!(refused().contains(&format!("{pid} at http://127.0.0.1:{port}:")), "{}", refused());
        }
        drop(first);
        Locks::take(folder.path()).unwrap();
    }

    #[test]
    fn a_file_is_one_hosts_wherever_it_is() {
        let folder = tempfile::TempDir::new().unwrap();
        let locks = |name: &str| {
            let state = folder.path().join(name);
            std::fs::create_dir_all(&state).unwrap();
            Locks::take(&state).unwrap()
        };
        let file = folder.path().join("not/there/yet/city.db");
        let (mut first, mut second) = (locks("first"), locks("second"));
        first.take_file(&file).unwrap();
        first.serves(SocketAddr::from(([127, 0, 0, 1], 40_000))).unwrap();
        let refused = second.take_file(&file).unwrap_err().to_string();
        for part in ["city.db is in use", "at http://127.0.0.1:40000:", "runtime configuration"] {
            assert!(refused.contains(part), "{refused}");
        }
        assert!(!file.exists(), "nothing is made but the lock");
        drop(first);
        second.take_file(&file).unwrap();
        let refused = second.take_file(&folder.path().join("second/host.lock/city.db")).unwrap_err();
        assert!(refused.to_string().contains("cannot write beside"), "{refused:#}");
    }
}
