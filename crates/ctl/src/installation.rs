//! A hotline as it lies in its state folder.

use std::fmt;
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result, anyhow, bail, ensure};
use clap::Args;
use minsheng_store::native::Native;
use minsheng_store::sealed::{self, Sealed, sealed_with};
use minsheng_store::{Db, audit, keyring, migrate};
use minsheng_types::clock::Timestamp;
use minsheng_types::words::Lang;
use minsheng_vault::{Chain, Secret, Vault, is_bound};
use pollster::block_on;
use tools::secret::{self, Place};

/// Which one is meant.
#[derive(Debug, Args)]
pub struct Named {
    /// The state folder of the hotline
    #[arg(long, default_value = ".spin")]
    state: PathBuf,
    /// The city, where the deployment serves several
    #[arg(long, value_name = "NAME")]
    city: Option<String>,
}

impl Named {
    pub fn place(&self) -> Place<'_> {
        Place { state: &self.state, city: self.city.as_deref() }
    }
}

/// Its database to look at, if there is one; none is made.
///
/// # Errors
/// When it cannot be opened.
pub fn database(place: Place<'_>) -> Result<Option<Native>> {
    let path = place.database();
    if path.metadata().map_or(0, |file| file.len()) == 0 {
        return Ok(None);
    }
    Native::open_to_read(&path).map(Some).with_context(|| {
        format!("{} cannot be opened: where it is damaged, put the last backup in its place", path.display())
    })
}

/// The data keys, or else what stands for them, with what is derived from the secret.
///
/// # Errors
/// When one of them has no sense.
pub fn vault(jwt_secret: &str, data_keys: Option<&str>) -> Result<Vault> {
    let secret = Secret::new(jwt_secret).ok_or_else(|| {
        anyhow!("jwt_secret: at least {} bytes are expected, random ones", Secret::SHORTEST)
    })?;
    Ok(match data_keys {
        Some(keys) => Vault::parse(keys)?.with_derived(&secret),
        None => Vault::derived(&secret),
    })
}

/// The purpose under which tickets' personal data is sealed.
const PERSONAL: &str = "personal";

/// Whether the keys open what the installation keeps sealed for itself, and whether there are those that anything else
/// is sealed with.
///
/// # Errors
/// When they do not: the database was sealed with others, or one was taken out too early.
pub fn check_keys<D: Db>(database: &D, vault: &Vault) -> Result<()> {
    for (name, sealed) in block_on(sealed::keys(database))? {
        vault.open_key(&name, &sealed).with_context(|| {
            format!("these are not the keys that sealed this database (key {name}): put back those that belong to it")
        })?;
    }
    for (number, Sealed { tickets, factors, .. }) in block_on(sealed_with(database))? {
        ensure!(
            vault.has(number),
            "{tickets} tickets and {factors} second factors are sealed with key {number}, which is not among data_keys: put it \
             back behind the others"
        );
        // Its number may be the same and its bytes others.
        let Some((ticket, sealed)) = block_on(sealed::sample(database, number))? else { continue };
        let opened = if is_bound(&sealed) {
            vault.open(PERSONAL, &ticket.to_string(), &sealed)
        } else {
            vault.open_unbound(PERSONAL, &sealed)
        };
        opened.map(drop).with_context(|| {
            format!(
                "key {number} does not open what is sealed with it (ticket {ticket}): put back the key that had this number then"
            )
        })?;
    }
    Ok(())
}

/// The keys of a hotline; nothing where its secret is not to be had.
///
/// # Errors
/// When a secret is there and has no sense.
pub fn vault_of(place: Place<'_>) -> Result<Option<Vault>> {
    if !secret::is_there(place) {
        return Ok(None);
    }
    let keys = secret::data_keys(place)?.map(|(keys, _)| keys);
    vault(&secret::load(place)?, keys.as_deref()).map(Some)
}

/// What a walk along the whole audit log has come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Logged {
    /// So many lines, each as it was written.
    Intact(i64),
    /// Nobody has made its key yet.
    Empty,
    /// Its key cannot be opened without the secrets.
    Unchecked,
    /// Its database is of an earlier release.
    Earlier,
}

impl fmt::Display for Logged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Intact(lines) => write!(f, "the audit log is intact: {lines} lines"),
            Self::Empty => f.write_str("the audit log is empty"),
            Self::Unchecked => f.write_str("the audit log was not checked: the secrets are not here"),
            Self::Earlier => {
                f.write_str("the audit log was not checked: the database is of an earlier release")
            }
        }
    }
}

/// Walks along the whole audit log.
///
/// # Errors
/// When a line is not as it was written, or the keys do not open it.
pub fn verify_log<D: Db>(database: &D, schema: i64, vault: Option<&Vault>) -> Result<Logged> {
    let Some(vault) = vault else { return Ok(Logged::Unchecked) };
    if usize::try_from(schema).is_ok_and(|schema| schema < migrate::COUNT) {
        return Ok(Logged::Earlier);
    }
    let Some(sealed) = block_on(keyring::find(database, "audit"))? else { return Ok(Logged::Empty) };
    let key = vault.open_key("audit", &sealed).context("the audit log's key")?;
    let key = key.first_chunk::<32>().context("the audit log's key is too short")?;
    let walk = block_on(audit::verify(database, &Chain::new(*key), 0, None, i64::MAX))?;
    match walk.broken {
        None => Ok(Logged::Intact(walk.rows)),
        Some(broken) => bail!(
            "the audit log is broken at line {}: {}. Keep the file, and compare it with the last backup",
            broken.at,
            broken.what.label(Lang::En)
        ),
    }
}

/// # Errors
/// When the clock stands before 1970.
pub fn now() -> Result<Timestamp> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).context("the clock stands before 1970")?;
    Ok(Timestamp::from_unix(i64::try_from(now.as_secs())?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: &str = "1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
    const OTHER: &str = "1:HxscGRgXFhUUExIREA8ODQwLCgkIBwYFBAMCAQABAgM";

    /// What [`check_keys`] looks at, and nothing else of a database.
    fn sealed(rows: &[(i64, i64, Vec<u8>)]) -> Native {
        let database = Native::in_memory().unwrap();
        let run = |sql: &str, values| block_on(database.run(sql, values)).unwrap();
        run("CREATE TABLE keyring (name TEXT, sealed BLOB)", vec![]);
        run("CREATE TABLE ticket (id INTEGER PRIMARY KEY, personal BLOB, personal_key INTEGER)", vec![]);
        for (id, number, personal) in rows {
            run(
                "INSERT INTO ticket VALUES (?1, ?2, ?3)",
                vec![(*id).into(), personal.clone().into(), (*number).into()],
            );
        }
        database
    }

    #[test]
    fn a_key_with_the_right_number_and_other_bytes_is_found_out() {
        let (own, other) = (Vault::parse(KEYS).unwrap(), Vault::parse(OTHER).unwrap());
        let id = 20_261_123_000_001;
        let bound = own.seal(PERSONAL, &id.to_string(), b"{}", [1; 12]).unwrap();
        let database = sealed(&[(id, 257, bound.clone())]);
        check_keys(&database, &own).unwrap();
        let refused = check_keys(&database, &other).unwrap_err().to_string();
        assert!(refused.contains("key 1 does not open") && refused.contains(&id.to_string()), "{refused}");
        // Of another ticket.
        let moved = sealed(&[(id + 1, 257, bound)]);
        assert!(check_keys(&moved, &own).is_err());
        // A key that is not there any more.
        let gone = sealed(&[(id, 258, vec![1])]);
        assert!(check_keys(&gone, &own).unwrap_err().to_string().contains("put it back behind the others"));
        check_keys(&sealed(&[]), &other).unwrap();
    }
}
