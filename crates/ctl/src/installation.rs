//! A hotline as it lies in its state folder.

use std::path::PathBuf;

use anyhow::{Context as _, Result, anyhow, ensure};
use clap::Args;
use minsheng_store::keyring;
use minsheng_store::native::{Native, Sealed};
use minsheng_vault::{Secret, Vault};
use pollster::block_on;
use tools::secret::Place;

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

/// Its database, if there is one; none is made.
///
/// # Errors
/// When it cannot be opened.
pub fn database(place: Place<'_>) -> Result<Option<Native>> {
    let path = place.database();
    if path.metadata().map_or(0, |file| file.len()) == 0 {
        return Ok(None);
    }
    Native::open(&path).map(Some).with_context(|| {
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

/// Whether the keys open what the installation keeps sealed for itself, and whether there are those that anything else
/// is sealed with.
///
/// # Errors
/// When they do not: the database was sealed with others, or one was taken out too early.
pub fn check_keys(database: &Native, vault: &Vault) -> Result<()> {
    for (name, sealed) in block_on(keyring::all(database))? {
        vault.open_key(&name, &sealed).with_context(|| {
            format!("these are not the keys that sealed this database (key {name}): put back those that belong to it")
        })?;
    }
    for (number, Sealed { tickets, factors, .. }) in database.sealed_with()? {
        ensure!(
            vault.has(number),
            "{tickets} tickets and {factors} second factors are sealed with key {number}, which is not among data_keys: put it \
             back behind the others"
        );
    }
    Ok(())
}
