//! The secrets of an installation: made once, kept in the state folder.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use minsheng_types::jurisdiction::archive_label;

use crate::private;

/// The variable that holds it, for the host as for Spin.
pub const VARIABLE: &str = "SPIN_VARIABLE_JWT_SECRET";

/// The variable that holds the data keys.
pub const KEYS_VARIABLE: &str = "SPIN_VARIABLE_DATA_KEYS";

/// Their files in the state folder.
const FILE: &str = "jwt_secret";
const KEYS_FILE: &str = "data_keys";
/// What they belong to.
pub const DATABASE: &str = "sqlite_db.db";
/// The archive, as a backup has it: `minsheng archive`.
pub const ARCHIVE: &str = "archive.db";
/// The key-value store.
pub const STORE: &str = "sqlite_key_value.db";
/// What a host holds locked, while it has the state folder, and says in it who it is.
pub const LOCK: &str = "host.lock";
/// Bytes that the hotline wants of it at least.
const SHORTEST: usize = 32;

/// Where the secrets of a hotline and its database are: those of the only city, or of one of several by its name. What is one
/// of several's has the city before its name, as its variables have.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    pub state: &'a Path,
    pub city: Option<&'a str>,
}

impl<'a, P: AsRef<Path> + ?Sized> From<&'a P> for Place<'a> {
    fn from(state: &'a P) -> Self {
        Self { state: state.as_ref(), city: None }
    }
}

/// As it stands behind `--state`.
impl std::fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let city = self.city.map_or_else(String::new, |city| format!(" --city {city}"));
        write!(f, "{}{city}", self.state.display())
    }
}

impl Place<'_> {
    /// What it calls a variable or a file of its own.
    #[must_use]
    pub fn own(self, name: &str) -> String {
        self.city.map_or_else(|| name.to_owned(), |city| format!("{}_{name}", city.replace('-', "_")))
    }

    /// What sets a variable of its own in the environment.
    #[must_use]
    pub fn variable(self, name: &str) -> String {
        format!("SPIN_VARIABLE_{}", self.own(name).to_ascii_uppercase())
    }

    /// The variable that holds its data keys.
    #[must_use]
    pub fn keys_variable(self) -> String {
        self.variable(KEYS_FILE)
    }

    /// The file that holds its data keys where no variable does.
    #[must_use]
    pub fn keys_file(self) -> PathBuf {
        self.state.join(self.own(KEYS_FILE))
    }

    /// Its database, where the embedded host keeps it unless it is told otherwise.
    #[must_use]
    pub fn database(self) -> PathBuf {
        self.state.join(self.city.map_or_else(|| DATABASE.into(), |city| format!("sqlite/{city}.db")))
    }

    /// Where old tickets lie, if there is an archive.
    #[must_use]
    pub fn archive(self) -> PathBuf {
        self.state.join(format!("sqlite/{}.db", self.archive_label()))
    }

    /// What a manifest calls that.
    #[must_use]
    pub fn archive_label(self) -> String {
        archive_label(self.city)
    }
}

/// The secret that signs tokens, and the data keys that seal personal data.
#[derive(Clone, Debug)]
pub struct Secrets {
    pub jwt_secret: String,
    pub data_keys: String,
}

/// Those of an installation: from the environment, or else from the state folder, where both are made for a hotline that
/// begins.
///
/// # Errors
/// When there is a database and one of them is not there: a new one would open nothing of it. And when a file cannot be
/// read or made.
pub fn load_or_make(state: &Path) -> Result<Secrets> {
    let lacking: Vec<&str> = [(VARIABLE, FILE), (KEYS_VARIABLE, KEYS_FILE)]
        .into_iter()
        .filter(|(variable, file)| from_environment(variable).is_none() && !state.join(file).exists())
        .map(|(_, file)| file)
        .collect();
    refuse_to_make(state, &lacking)?;
    let jwt_secret = match from_environment(VARIABLE) {
        Some(secret) => secret,
        None => in_folder(state, FILE, random)?,
    };
    let data_keys = match from_environment(KEYS_VARIABLE) {
        Some(keys) => keys,
        None => in_folder(state, KEYS_FILE, || Ok(format!("1:{}", random()?)))?,
    };
    Ok(Secrets { jwt_secret: long_enough(jwt_secret)?, data_keys })
}

fn long_enough(secret: String) -> Result<String> {
    ensure!(
        secret.len() >= SHORTEST,
        "{VARIABLE} has {} bytes, and the hotline takes no secret of less than {SHORTEST}",
        secret.len()
    );
    Ok(secret)
}

/// A database without its secrets is a backup that was put back by half.
fn refuse_to_make(state: &Path, lacking: &[&str]) -> Result<()> {
    let database = state.join(DATABASE);
    if lacking.is_empty() || database.metadata().map_or(0, |file| file.len()) == 0 {
        return Ok(());
    }
    let (lacking, state) = (lacking.join(" and "), state.display());
    bail!(
        "{} is a hotline's database, and its {lacking} is not there; nothing was made, because new secrets open nothing \
         of it. Put {lacking} back into {state} from where you keep your secrets, or set {VARIABLE} and {KEYS_VARIABLE}. \
         A database that never had data keys of its own gets them by `minsheng key --state {state}`. To begin with \
         nothing, name an empty folder with --state",
        database.display()
    )
}

/// The same of an installation that is there: none is made.
///
/// # Errors
/// When there is none, or it cannot be read.
pub fn load<'a>(place: impl Into<Place<'a>>) -> Result<String> {
    let place = place.into();
    let variable = place.variable(FILE);
    if let Some(secret) = from_environment(&variable) {
        return Ok(secret);
    }
    read(&place.state.join(place.own(FILE))).with_context(|| {
        format!(
            "no secret to sign with in {}: name the state folder of the hotline with --state, or set {variable}",
            place.state.display()
        )
    })
}

/// Whether there is one at all.
#[must_use]
pub fn is_there(place: Place<'_>) -> bool {
    from_environment(&place.variable(FILE)).is_some() || place.state.join(place.own(FILE)).exists()
}

/// The data keys of an installation that is there, if it has its own.
///
/// # Errors
/// When they cannot be read.
pub fn data_keys<'a>(place: impl Into<Place<'a>>) -> Result<Option<(String, Source)>> {
    let place = place.into();
    if let Some(keys) = from_environment(&place.keys_variable()) {
        return Ok(Some((keys, Source::Environment)));
    }
    let file = place.keys_file();
    if file.exists() { Ok(Some((read(&file)?, Source::File))) } else { Ok(None) }
}

/// Where a secret stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    Environment,
    File,
}

/// Puts these in place of the data keys that are in the folder, all at once: at no time are there none, or half of them.
///
/// # Errors
/// When they cannot be written; those from before are there then.
pub fn put_data_keys<'a>(place: impl Into<Place<'a>>, keys: &str) -> Result<()> {
    let place = place.into();
    private::folder(place.state)?;
    let path = place.keys_file();
    let new = path.with_extension("new");
    let mut file = private::create(&new)?;
    let written = file.write_all(keys.as_bytes()).and_then(|()| file.sync_all());
    written
        .and_then(|()| std::fs::rename(&new, &path))
        .with_context(|| format!("cannot write {}", path.display()))
}

fn from_environment(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|secret| !secret.is_empty())
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
    ensure!(
        !secret.is_empty(),
        "{} is empty: put back what belongs to this hotline, or delete it where nothing is stored yet",
        path.display()
    );
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
        let error = format!("{:#}", load(folder.path()).unwrap_err());
        assert!(error.contains("jwt_secret") && error.contains("--state") && !path.exists(), "{error}");
        let made = in_folder(folder.path(), FILE, random).unwrap();
        assert_eq!(read(&path).unwrap(), made);
    }

    #[test]
    fn a_database_without_its_secrets_is_refused_before_new_ones_are_made() {
        let folder = tempfile::tempdir().unwrap();
        let state = folder.path().join("state");
        let made = load_or_make(&state).unwrap();
        assert!(made.jwt_secret.len() == 43 && made.data_keys.starts_with("1:"), "a hotline that begins");
        std::fs::write(state.join(DATABASE), "SQLite format 3").unwrap();
        let again = load_or_make(&state).unwrap();
        assert_eq!((&again.jwt_secret, &again.data_keys), (&made.jwt_secret, &made.data_keys));
        for lost in [&[KEYS_FILE][..], &[FILE], &[FILE, KEYS_FILE]] {
            let kept: Vec<_> = lost.iter().map(|name| std::fs::read(state.join(name)).unwrap()).collect();
            lost.iter().for_each(|name| std::fs::remove_file(state.join(name)).unwrap());
            let error = load_or_make(&state).unwrap_err().to_string();
            let told = format!("{} is not there", lost.join(" and "));
            assert!(error.contains(&told) && error.contains("--state"), "{error}");
            assert!(error.contains(&state.display().to_string()), "{error}");
            for (name, bytes) in lost.iter().zip(kept) {
                assert!(!state.join(name).exists(), "{name} was made");
                std::fs::write(state.join(name), bytes).unwrap();
            }
        }
        std::fs::write(state.join(DATABASE), "").unwrap();
        std::fs::remove_file(state.join(FILE)).unwrap();
        load_or_make(&state).unwrap();
    }

    #[test]
    fn data_keys_are_replaced_at_once_and_for_their_owner() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(data_keys(folder.path()).unwrap(), None);
        for keys in ["1:a", "2:b,1:a"] {
            put_data_keys(folder.path(), keys).unwrap();
            assert_eq!(data_keys(folder.path()).unwrap(), Some((keys.to_owned(), Source::File)));
        }
        let file = folder.path().join(KEYS_FILE);
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
    }

    #[test]
    fn each_of_several_cities_has_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let city = |city| Place { state: folder.path(), city: Some(city) };
        put_data_keys(city("xiang-tan"), "1:a").unwrap();
        assert_eq!(data_keys(city("xiang-tan")).unwrap(), Some(("1:a".to_owned(), Source::File)));
        assert_eq!(data_keys(city("zhuzhou")).unwrap(), None);
        assert_eq!(data_keys(folder.path()).unwrap(), None);
        std::fs::write(folder.path().join("zhuzhou_jwt_secret"), "secret").unwrap();
        assert_eq!(load(city("zhuzhou")).unwrap(), "secret");
        let error = format!("{:#}", load(city("xiang-tan")).unwrap_err());
        assert!(error.contains("SPIN_VARIABLE_XIANG_TAN_JWT_SECRET"), "{error}");
        assert_eq!(city("xiang-tan").database(), folder.path().join("sqlite/xiang-tan.db"));
        assert_eq!(Place::from(folder.path()).database(), folder.path().join(DATABASE));
        assert!(city("xiang-tan").to_string().ends_with(" --city xiang-tan"));
        assert_eq!(city("xiang-tan").keys_variable(), "SPIN_VARIABLE_XIANG_TAN_DATA_KEYS");
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
