//! The secrets of an installation: made once, kept in the state folder.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::private;

/// The variable that holds it, for the host as for Spin.
pub const VARIABLE: &str = "SPIN_VARIABLE_JWT_SECRET";

/// Its file in the state folder.
const FILE: &str = "jwt_secret";
/// Bytes that the hotline wants of it at least.
const SHORTEST: usize = 32;

/// The secret that signs tokens: from the environment, or else from the state folder, where it is
/// made when missing.
///
/// # Errors
/// When the file cannot be read or made.
pub fn load_or_make(state: &Path) -> Result<String> {
    long_enough(from_environment_or(VARIABLE, || in_folder(state, FILE, random))?)
}

fn long_enough(secret: String) -> Result<String> {
    ensure!(
        secret.len() >= SHORTEST,
        "{VARIABLE} has {} bytes, and the hotline takes no secret of less than {SHORTEST}",
        secret.len()
    );
    Ok(secret)
}

/// The same of an installation that is there: none is made.
///
/// # Errors
/// When there is none, or it cannot be read.
pub fn load(state: &Path) -> Result<String> {
    from_environment_or(VARIABLE, || {
        read(&state.join(FILE)).with_context(|| {
            format!("no secret to sign with: give --secret, set {VARIABLE}, or name the folder that keeps it with --state")
        })
    })
}

/// The key that seals personal data, as [`load_or_make`].
///
/// # Errors
/// When the file cannot be read or made.
pub fn data_keys(state: &Path) -> Result<String> {
    from_environment_or("SPIN_VARIABLE_DATA_KEYS", || {
        in_folder(state, "data_keys", || Ok(format!("1:{}", random()?)))
    })
}

fn from_environment_or(name: &str, otherwise: impl FnOnce() -> Result<String>) -> Result<String> {
    match std::env::var(name) {
        Ok(secret) if !secret.is_empty() => Ok(secret),
        _ => otherwise(),
    }
}

fn in_folder(state: &Path, name: &str, make: impl FnOnce() -> Result<String>) -> Result<String> {
    private::folder(state)?;
    let path = state.join(name);
    // Whoever creates the file writes it; everybody else reads.
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path) {
        Ok(mut file) => {
            let secret = make()?;
            file.write_all(secret.as_bytes()).with_context(|| format!("cannot write {}", path.display()))?;
            Ok(secret)
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            private::close_file(&path)?;
            read(&path)
        }
        Err(error) => Err(error).with_context(|| format!("cannot create {}", path.display())),
    }
}

fn read(path: &Path) -> Result<String> {
    let secret = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let secret = secret.trim();
    ensure!(!secret.is_empty(), "{} is empty: delete it, and a new one is made", path.display());
    Ok(secret.to_owned())
}

/// 256 random bits as text.
///
/// # Errors
/// When the system has no random numbers to give.
pub fn random() -> Result<String> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).context("the system gives no random numbers")?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn made_once_and_only_for_its_owner() {
        let folder = tempfile::tempdir().unwrap();
        let state = folder.path().join("state");
        let first = in_folder(&state, "jwt_secret", random).unwrap();
        assert_eq!(first.len(), 43);
        assert_eq!(in_folder(&state, "jwt_secret", random).unwrap(), first);
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        let secret = state.join("jwt_secret");
        assert_eq!((mode(&state), mode(&secret)), (0o700, 0o600));
        std::fs::set_permissions(&secret, std::fs::Permissions::from_mode(0o644)).unwrap();
        assert_eq!(in_folder(&state, "jwt_secret", random).unwrap(), first);
        assert_eq!(mode(&secret), 0o600, "one that others could read is closed to them");
    }

    #[test]
    fn none_is_made_for_an_installation_that_is_not_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE);
        let error = format!("{:#}", read(&path).unwrap_err());
        assert!(error.contains("jwt_secret") && !path.exists(), "{error}");
        let made = in_folder(folder.path(), FILE, random).unwrap();
        assert_eq!(read(&path).unwrap(), made);
    }

    #[test]
    fn what_the_hotline_would_refuse_is_refused_before_it_starts() {
        let error = long_enough("x".repeat(31)).unwrap_err().to_string();
        assert!(error.contains(VARIABLE) && error.contains("31"), "{error}");
        assert_eq!(long_enough("x".repeat(32)).unwrap().len(), 32);
    }

    #[test]
    fn an_empty_file_is_no_secret() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("jwt_secret"), "\n").unwrap();
        let error = in_folder(folder.path(), "jwt_secret", random).unwrap_err().to_string();
        assert!(error.contains("delete it"), "{error}");
    }
}
