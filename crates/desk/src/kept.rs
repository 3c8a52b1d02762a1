//! The key-value store of this city. Where there are several its keys begin with the city's name, so that nothing of one is
//! another's although an operator has given both the same server: Redis knows no labels.

use minsheng_edge::jurisdiction::Jurisdiction;
use spin_sdk::key_value::{Error, Store};

/// The store, opened.
pub struct Kept {
    store: Store,
    /// What keys begin with; nothing where there is one city.
    prefix: String,
}

impl std::fmt::Debug for Kept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Kept")
    }
}

impl Kept {
    /// # Errors
    /// The store cannot be had now.
    pub async fn open() -> Result<Self, Error> {
        let jurisdiction = Jurisdiction::here();
        let prefix = jurisdiction.name().map_or_else(String::new, |name| format!("{name}/"));
        Ok(Self { store: Store::open(jurisdiction.label()).await?, prefix })
    }

    fn whole(&self, key: &str) -> String {
        format!("{}{key}", self.prefix)
    }

    /// # Errors
    /// The store is away.
    pub async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, Error> {
        self.store.get(self.whole(key)).await
    }

    /// # Errors
    /// The store is away.
    pub async fn exists(&self, key: &str) -> Result<bool, Error> {
        self.store.exists(self.whole(key)).await
    }

    /// # Errors
    /// The store is away.
    pub async fn set(&self, key: &str, value: &[u8]) -> Result<(), Error> {
        self.store.set(self.whole(key), value).await
    }

    /// # Errors
    /// The store is away.
    pub async fn delete(&self, key: &str) -> Result<(), Error> {
        self.store.delete(self.whole(key)).await
    }

    /// All keys of this city.
    ///
    /// # Errors
    /// The store is away.
    pub async fn keys(&self) -> Result<Vec<String>, Error> {
        let all = self.store.get_keys().await.collect().await?;
        Ok(all.iter().filter_map(|key| key.strip_prefix(&self.prefix)).map(str::to_owned).collect())
    }
}
