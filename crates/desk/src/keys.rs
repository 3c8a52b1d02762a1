//! The keys that the installation made for itself, opened once an instance.

use std::cell::RefCell;
use std::rc::Rc;

use minsheng_core::ticket::Reporter;
use minsheng_edge::Problem;
use minsheng_store::{Db, keyring};
use minsheng_types::text::Phone;
use minsheng_vault::{Chain, Vault, hmac};

use crate::{fresh_nonce, random, stored};

thread_local! {
    static KNOWN: RefCell<Option<Rc<Keys>>> = const { RefCell::new(None) };
}

/// The purpose under which they are sealed.
pub(crate) const PURPOSE: &str = "keyring";

#[derive(Debug)]
pub struct Keys {
    /// Ties the rows of the audit log together.
    pub chain: Chain,
    lookup: Lookup,
}

struct Lookup([u8; 32]);

impl std::fmt::Debug for Lookup {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Lookup(…)")
    }
}

impl Keys {
    pub(crate) async fn load<D: Db>(db: &D, vault: &Vault) -> Result<Rc<Self>, Problem> {
        if let Some(keys) = KNOWN.with_borrow(Clone::clone) {
            return Ok(keys);
        }
        let chain = Chain::new(key(db, vault, "audit").await?);
        let lookup = Lookup(key(db, vault, "lookup").await?);
        let keys = Rc::new(Self { chain, lookup });
        KNOWN.set(Some(Rc::clone(&keys)));
        Ok(keys)
    }

    /// The hash under which a citizen's tickets are found by their telephone number. A number is the
    /// same with and without the country's prefix.
    #[must_use]
    pub fn phone_hash(&self, phone: &Phone) -> [u8; 32] {
        hmac(&self.lookup.0, &[b"phone", phone.national().as_bytes()])
    }

    /// The hash of the number that was typed for the reporter, if one was.
    #[must_use]
    pub fn typed_hash(&self, reporter: &Reporter) -> Option<[u8; 32]> {
        reporter.phone.as_ref().map(|phone| self.phone_hash(phone))
    }
}

/// The key of this name: the one that stands, or else a new one.
async fn key<D: Db>(db: &D, vault: &Vault, name: &str) -> Result<[u8; 32], Problem> {
    let sealed = match keyring::find(db, name).await.map_err(stored)? {
        Some(sealed) => sealed,
        None => {
            let fresh: [u8; 32] = random()?;
            let sealed = vault.seal(PURPOSE, &fresh, fresh_nonce()?).map_err(Problem::internal)?;
            keyring::find_or_keep(db, name, sealed).await.map_err(stored)?
        }
    };
    let opened =
        vault.open(PURPOSE, &sealed).map_err(|broken| Problem::internal(format!("key {name}: {broken}")))?;
    opened.try_into().map_err(|_| Problem::internal(format!("key {name}: not 32 bytes")))
}
