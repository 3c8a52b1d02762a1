//! The state folder: the service's user alone may look into it.
//!
//! Citizens' words are in the databases there. SQLite gives a log the mode of its database, and what is new is
//! made under the mask that the program sets itself ([`keep_to_oneself`]); what is there already is tightened.

use crate::lock;
use anyhow::Context as _;
use rustix::fs::Mode;
use std::fs::{DirBuilder, Permissions};
use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

/// The folders that this host makes there, with what is in them.
const FOLDERS: [&str; 2] = ["", "sqlite"];
/// How the names of files end that hold what citizens wrote, or open it.
const PRIVATE: [&str; 6] = [".db", ".db-wal", ".db-shm", "jwt_secret", "data_keys", lock::END];

/// From now on nobody but the user may read what this process makes.
pub fn keep_to_oneself() {
    rustix::process::umask(Mode::RWXG | Mode::RWXO);
}

/// The folder by its absolute name, made if it is not there, and closed to others.
///
/// # Errors
/// It cannot be made, or belongs to somebody else.
pub fn open(state: &Path) -> anyhow::Result<PathBuf> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(state)
        .with_context(|| format!("cannot make the state folder {}", state.display()))?;
    let state = state.canonicalize()?;
    for folder in FOLDERS.map(|name| state.join(name)).iter().filter(|folder| folder.is_dir()) {
        close(folder, 0o700)?;
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            let is_private = |end: &&str| entry.file_name().to_string_lossy().ends_with(*end);
            if entry.file_type()?.is_file() && PRIVATE.iter().any(is_private) {
                close(&entry.path(), 0o600)?;
            }
        }
    }
    Ok(state)
}

/// Takes from others what they may do, where they may do anything.
fn close(path: &Path, mode: u32) -> anyhow::Result<()> {
    let now = std::fs::metadata(path)?.permissions().mode();
    if now & 0o077 == 0 {
        return Ok(());
    }
    std::fs::set_permissions(path, Permissions::from_mode(mode)).with_context(|| {
        format!(
            "others may read {}, and it cannot be closed to them: give it to the user of this service",
            path.display()
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(path: &Path) -> u32 {
        std::fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn a_new_folder_is_its_users_alone() {
        let folder = tempfile::TempDir::new().unwrap();
        let state = open(&folder.path().join("a/state")).unwrap();
        assert_eq!(mode(&state), 0o700);
        assert_eq!(open(&state).unwrap(), state);
    }

    #[test]
    fn what_others_could_read_is_closed_to_them() {
        let folder = tempfile::TempDir::new().unwrap();
        let state = folder.path().join("state");
        std::fs::create_dir_all(state.join("sqlite")).unwrap();
        let private = [
            "sqlite_db.db",
            "sqlite_db.db-wal",
            "sqlite_db.db-shm",
            "sqlite_key_value.db",
            "jwt_secret",
            "data_keys",
            "sqlite/other.db",
        ];
        for name in private.iter().chain(&["program"]) {
            std::fs::write(state.join(name), "x").unwrap();
            std::fs::set_permissions(state.join(name), Permissions::from_mode(0o755)).unwrap();
        }
        std::fs::set_permissions(&state, Permissions::from_mode(0o755)).unwrap();
        open(&state).unwrap();
        assert_eq!((mode(&state), mode(&state.join("sqlite"))), (0o700, 0o700));
        for name in private {
            assert_eq!(mode(&state.join(name)), 0o600, "{name}");
        }
        assert_eq!(mode(&state.join("program")), 0o755, "what is not the hotline's stays as it is");
    }
}
