//! Who works with a hotline's files: the host, by the lock that it holds, and whoever else has one of them open.

use std::fs::{self, File, OpenOptions};
use std::path::Path;

use anyhow::{Context as _, Result, bail, ensure};
use tools::private;
use tools::secret::{LOCK, Place};

/// The host that has the folder, as it calls itself; the lock goes with its process.
pub fn host(state: &Path) -> Option<String> {
    let path = state.join(LOCK);
    let file = File::open(&path).ok()?;
    if file.try_lock_shared().is_ok() {
        return None;
    }
    Some(match fs::read_to_string(&path) {
        Ok(holder) => holder.trim_end().to_owned(),
        Err(error) => format!("somebody, and nobody can tell who: {error}"),
    })
}

/// The lock that a host holds on its folder, so that none has it and none takes it meanwhile.
pub fn alone(place: Place<'_>) -> Result<File> {
    let state = place.state;
    let path = state.join(LOCK);
    let opened = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
    let file = opened.with_context(|| format!("cannot open {}", path.display()))?;
    if file.try_lock().is_err() {
        let holder = fs::read_to_string(&path).unwrap_or_default();
        bail!("{} is in use by {}: stop it first", state.display(), holder.trim_end());
    }
    private::close_file(&path)?;
    let others = processes(&place.database());
    ensure!(
        others.is_empty(),
        "{} is open in {}: stop what works with it first",
        place.database().display(),
        others.join(", ")
    );
    Ok(file)
}

/// Processes that have the file open, this one aside, by name and number: those of the same user, and all for root. Spin
/// locks nothing, and is found in this way alone.
pub fn processes(path: &Path) -> Vec<String> {
    let Ok(wanted) = path.canonicalize() else { return Vec::new() };
    let Ok(all) = fs::read_dir("/proc") else { return Vec::new() };
    let mut found = Vec::new();
    for process in all.flatten() {
        let Some(pid) = process.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else {
            continue;
        };
        let Ok(open) = fs::read_dir(process.path().join("fd")) else { continue };
        let has = open.flatten().any(|file| fs::read_link(file.path()).is_ok_and(|file| file == wanted));
        if has && pid != std::process::id() {
            let name = fs::read_to_string(process.path().join("comm")).unwrap_or_default();
            found.push(format!("{} (pid {pid})", name.trim_end()));
        }
    }
    found.sort();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_a_file_open_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        fs::write(&path, "x").unwrap();
        assert_eq!(processes(&path), Vec::<String>::new());
        let mut reader =
            std::process::Command::new("sleep").arg("60").stdin(File::open(&path).unwrap()).spawn().unwrap();
        let found = processes(&path);
        reader.kill().unwrap();
        reader.wait().unwrap();
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].contains(&format!("(pid {})", reader.id())), "{found:?}");
        assert_eq!(processes(&folder.path().join("nothing")), Vec::<String>::new());
    }

    #[test]
    fn a_host_is_known_by_its_lock() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(host(folder.path()), None);
        fs::write(folder.path().join(LOCK), "the host with pid 7\n").unwrap();
        assert_eq!(host(folder.path()), None, "the lock of one that has ended");
        let lock = File::open(folder.path().join(LOCK)).unwrap();
        lock.lock().unwrap();
        assert_eq!(host(folder.path()).as_deref(), Some("the host with pid 7"));
    }
}
