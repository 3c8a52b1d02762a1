//! The key-value stores of an application, wherever they are: files of this machine, or a Redis server.

use crate::bindings::key_value::Error;
use crate::key_value::{self, KeyValue, other};
use crate::redis_store::Redis;
use crate::sqlite::file;
use anyhow::Context as _;
use minsheng_runtime_config::StoreConfig;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// All stores that some component is granted.
pub struct Stores {
    /// What the runtime configuration says, by name.
    config: BTreeMap<String, StoreConfig>,
    /// The file of all stores that it does not name.
    usual: PathBuf,
    /// By what [`file`] says.
    files: BTreeMap<PathBuf, Arc<KeyValue>>,
    servers: BTreeMap<String, Arc<Redis>>,
}

/// One of them.
#[derive(Clone)]
pub enum Store {
    File(key_value::Store),
    Server(Arc<Redis>),
}

impl Stores {
    /// Those which `config` does not name are in the folder `state`, in Spin's own file.
    pub fn new(state: &Path, config: BTreeMap<String, StoreConfig>) -> Self {
        let usual = state.join("sqlite_key_value.db");
        Self { config, usual, files: BTreeMap::new(), servers: BTreeMap::new() }
    }

    /// The store `name`. Nothing is opened, created or asked yet.
    ///
    /// # Errors
    /// Its server cannot be asked as the configuration has it.
    pub fn get(&mut self, name: &str) -> anyhow::Result<Store> {
        let path = match self.config.get(name) {
            None => &self.usual,
            Some(StoreConfig::File(path)) => path,
            Some(StoreConfig::Redis(url)) => {
                if let Some(server) = self.servers.get(name) {
                    return Ok(Store::Server(Arc::clone(server)));
                }
                let server = Redis::new(url).with_context(|| format!("[key_value_store.{name}]"))?;
                let server = Arc::new(server);
                self.servers.insert(name.to_owned(), Arc::clone(&server));
                return Ok(Store::Server(server));
            }
        };
        let file = self.files.entry(file(path)).or_insert_with(|| Arc::new(KeyValue::new(path.clone())));
        Ok(Store::File(key_value::Store::new(Arc::clone(file), name)))
    }

    /// Where the files are.
    pub fn files(&self) -> impl Iterator<Item = &Path> {
        self.files.keys().map(PathBuf::as_path)
    }

    /// Whether each file can be served from.
    ///
    /// # Errors
    /// As [`KeyValue::check`].
    pub fn check(&self) -> anyhow::Result<()> {
        self.files.values().try_for_each(|file| file.check())
    }

    /// Closes the files; a later use opens them again.
    pub fn close(&self) {
        self.files.values().for_each(|file| file.close());
    }
}

impl Store {
    pub async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, Error> {
        match self {
            Self::File(file) => file.get(key),
            Self::Server(server) => server.get(key).await,
        }
    }

    pub async fn exists(&self, key: &str) -> Result<bool, Error> {
        match self {
            Self::File(file) => file.exists(key),
            Self::Server(server) => server.exists(key).await,
        }
    }

    pub async fn set(&self, key: String, value: Vec<u8>) -> Result<(), Error> {
        match self {
            Self::File(file) => blocking(file, move |file| file.set(&key, &value)).await,
            Self::Server(server) => server.set(&key, &value).await,
        }
    }

    pub async fn delete(&self, key: String) -> Result<(), Error> {
        match self {
            Self::File(file) => blocking(file, move |file| file.delete(&key)).await,
            Self::Server(server) => server.delete(&key).await,
        }
    }

    pub async fn keys(&self) -> Result<Vec<String>, Error> {
        match self {
            Self::File(file) => blocking(file, key_value::Store::keys).await,
            Self::Server(server) => server.keys().await,
        }
    }
}

/// Runs work that may have to wait for the disk.
async fn blocking<R: Send + 'static>(
    file: &key_value::Store,
    work: impl FnOnce(&key_value::Store) -> Result<R, Error> + Send + 'static,
) -> Result<R, Error> {
    let file = file.clone();
    tokio::task::spawn_blocking(move || work(&file)).await.unwrap_or_else(|error| Err(other(error)))
}
