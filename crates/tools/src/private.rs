//! Folders and files that only their owner may look into: state, secrets, logs, what citizens wrote.

use std::fs::{DirBuilder, File, OpenOptions, Permissions};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

use anyhow::{Context as _, Result};

const FOLDER: u32 = 0o700;
const FILE: u32 = 0o600;

/// A folder, made if it is not there; one that others could look into is closed to them.
///
/// # Errors
/// When it can be neither made nor closed.
pub fn folder(path: &Path) -> Result<()> {
    let made = DirBuilder::new().recursive(true).mode(FOLDER).create(path);
    made.with_context(|| format!("cannot make the folder {}", path.display()))?;
    close(path, FOLDER)
}

/// An empty file to write to, in place of one that is there.
///
/// # Errors
/// When it cannot be written, or belongs to somebody else.
pub fn create(path: &Path) -> Result<File> {
    let opened = OpenOptions::new().write(true).create(true).truncate(true).mode(FILE).open(path);
    let file = opened.with_context(|| format!("cannot write {}", path.display()))?;
    close(path, FILE)?;
    Ok(file)
}

/// Closes a file that is there to others.
///
/// # Errors
/// When it belongs to somebody else.
pub fn close_file(path: &Path) -> Result<()> {
    close(path, FILE)
}

fn close(path: &Path, mode: u32) -> Result<()> {
    let metadata = path.metadata().with_context(|| format!("cannot read {}", path.display()))?;
    if metadata.permissions().mode() & 0o077 == 0 {
        return Ok(());
    }
    std::fs::set_permissions(path, Permissions::from_mode(mode))
        .with_context(|| format!("others may read {}, and it cannot be closed to them", path.display()))
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn mode(path: &Path) -> u32 {
        path.metadata().unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn what_is_made_and_what_was_open_is_its_owners_alone() {
        let place = tempfile::tempdir().unwrap();
        let (state, file) = (place.path().join("a/state"), place.path().join("a/state/file"));
        for _ in 0..2 {
            folder(&state).unwrap();
            create(&file).unwrap().write_all(b"x").unwrap();
            assert_eq!((mode(&state), mode(&file)), (0o700, 0o600));
            assert_eq!(std::fs::read(&file).unwrap(), b"x");
            std::fs::set_permissions(&state, Permissions::from_mode(0o755)).unwrap();
            std::fs::set_permissions(&file, Permissions::from_mode(0o644)).unwrap();
        }
        close_file(&file).unwrap();
        assert_eq!(mode(&file), 0o600);
        assert!(close_file(&place.path().join("nothing")).is_err());
    }
}
