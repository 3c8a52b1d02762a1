//! Where a hotline's data and secrets are: in its state folder, or where a runtime configuration says.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use minsheng_runtime_config::{DatabaseConfig, RuntimeConfig, StoreConfig};
use minsheng_types::jurisdiction::{ONLY, label};
use minsheng_vault::Vault;
use tools::secret::{self, Place, STORE};

use crate::installation;

pub struct Deployment {
    config: RuntimeConfig,
    state: PathBuf,
    city: Option<String>,
}

/// The variable that is not one city's either: one host stands behind the proxies.
const SHARED: &str = "proxies";

impl Deployment {
    /// # Errors
    /// When the runtime configuration cannot be read, or says what the host does not speak.
    pub fn of(place: Place<'_>, runtime_config: Option<&Path>) -> Result<Self> {
        Ok(Self {
            config: RuntimeConfig::load(runtime_config)?,
            state: place.state.to_owned(),
            city: place.city.map(str::to_owned),
        })
    }

    pub fn place(&self) -> Place<'_> {
        Place { state: &self.state, city: self.city.as_deref() }
    }

    /// # Errors
    /// When the runtime configuration does not say where the database is, and the store.
    pub fn names_database(&self, file: &Path) -> Result<()> {
        let label = label(self.city.as_deref());
        let told = file.display();
        ensure!(
            self.config.databases.contains_key(label),
            "{told} has no [sqlite_database.{label}]: where that is a file of the state folder, name the folder instead"
        );
        Ok(())
    }

    pub fn database(&self) -> DatabaseConfig {
        let label = label(self.city.as_deref());
        let named = self.config.databases.get(label).cloned();
        named.unwrap_or_else(|| DatabaseConfig::File(self.place().database()))
    }

    /// Where old tickets lie, if there is an archive.
    pub fn archive(&self) -> DatabaseConfig {
        let named = self.config.databases.get(&self.place().archive_label()).cloned();
        named.unwrap_or_else(|| DatabaseConfig::File(self.place().archive()))
    }

    /// Whether the runtime configuration says where that is.
    pub fn names_archive(&self) -> bool {
        self.config.databases.contains_key(&self.place().archive_label())
    }

    /// The key-value store, which all cities share.
    pub fn store(&self) -> StoreConfig {
        let named = self.config.stores.get(ONLY).cloned();
        named.unwrap_or_else(|| StoreConfig::File(self.state.join(STORE)))
    }

    /// The secret and the data keys, if there are any: what a provider gives comes first, as for the host.
    ///
    /// # Errors
    /// When one is there and cannot be read.
    pub fn secrets(&self) -> Result<Option<(String, Option<String>)>> {
        let place = self.place();
        let jwt_secret = match self.provided("jwt_secret")? {
            Some(secret) => secret,
            None if secret::is_there(place) => secret::load(place)?,
            None => return Ok(None),
        };
        let data_keys = match self.provided("data_keys")? {
            Some(keys) => Some(keys).filter(|keys| !keys.is_empty()),
            None => secret::data_keys(place)?.map(|(keys, _)| keys),
        };
        Ok(Some((jwt_secret, data_keys)))
    }

    /// The keys of the hotline; nothing where its secret is not to be had.
    ///
    /// # Errors
    /// When a secret is there and has no sense.
    pub fn vault(&self) -> Result<Option<Vault>> {
        let Some((jwt_secret, data_keys)) = self.secrets()? else { return Ok(None) };
        installation::vault(&jwt_secret, data_keys.as_deref()).map(Some)
    }

    /// What the deployment calls a variable.
    pub fn own(&self, name: &str) -> String {
        if name == SHARED { name.to_owned() } else { self.place().own(name) }
    }

    /// The value of any other variable, if somebody has set it.
    ///
    /// # Errors
    /// When it is there and cannot be read.
    pub fn variable(&self, name: &str) -> Result<Option<String>> {
        if let Some(value) = self.provided(name)? {
            return Ok(Some(value));
        }
        let source = format!("SPIN_VARIABLE_{}", self.own(name).to_ascii_uppercase());
        let value = std::env::var_os(&source).map(OsString::into_string).transpose();
        value.ok().with_context(|| format!("{source} is not UTF-8: set it to text"))
    }

    fn provided(&self, name: &str) -> Result<Option<String>> {
        let name = self.own(name);
        for provider in &self.config.providers {
            let value = provider.get(&name, |name| std::env::var_os(name));
            if let Some(value) = value.with_context(|| format!("the variable {name}"))? {
                return Ok(Some(value));
            }
        }
        Ok(None)
    }
}
