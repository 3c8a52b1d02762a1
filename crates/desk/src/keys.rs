//! The keys that the installation made for itself, opened once an instance.

use std::cell::RefCell;
use std::rc::Rc;

use minsheng_core::ticket::Reporter;
use minsheng_edge::Problem;
use minsheng_store::{Db, keyring};
use minsheng_types::given_phone::GivenPhone;
use minsheng_types::text::Phone;
use minsheng_vault::{Chain, Vault, hmac};

use crate::random::random;
use crate::sealing::fresh_nonce;
use crate::storage_problem::storage_problem;

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
    /// The keys, made where there are none.
    ///
    /// # Errors
    /// 500 when nobody can open them, 503.
    pub async fn load<D: Db>(db: &D, vault: &Vault) -> Result<Rc<Self>, Problem> {
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

    /// The hash of the number that was typed for the reporter, if one was that can be read.
    #[must_use]
    pub fn typed_hash(&self, reporter: &Reporter) -> Option<[u8; 32]> {
        let number = reporter.phone.as_ref().and_then(GivenPhone::number);
        number.map(|number| self.phone_hash(&number))
    }
}

/// The key of this name: the one that stands, or else a new one.
async fn key<D: Db>(db: &D, vault: &Vault, name: &str) -> Result<[u8; 32], Problem> {
    let sealed = match keyring::find(db, name).await.map_err(storage_problem)? {
        Some(sealed) => sealed,
        None => {
            let fresh: [u8; 32] = random()?;
            let sealed = vault.seal(PURPOSE, &fresh, fresh_nonce()?).map_err(Problem::internal)?;
            keyring::find_or_insert(db, name, sealed).await.map_err(storage_problem)?
        }
    };
    let opened =
        vault.open(PURPOSE, &sealed).map_err(|broken| Problem::internal(format!("key {name}: {broken}")))?;
    opened.try_into().map_err(|_| Problem::internal(format!("key {name}: not 32 bytes")))
}

#[cfg(test)]
mod tests {
    use minsheng_edge::problem::Kind;
    use minsheng_store::migrate;
    use minsheng_store::native::Native;
    use minsheng_vault::Secret;
    use pollster::block_on;

    use super::*;

    fn vault(secret: &str) -> Vault {
        Vault::derived(&Secret::new(&secret.repeat(32)).unwrap())
    }

    #[test]
    fn a_key_is_made_once_and_found_again() {
        let db = Native::in_memory().unwrap();
        block_on(migrate::migrate(&db)).unwrap();
        let named = |name, secret| block_on(key(&db, &vault(secret), name)).map_err(|problem| problem.kind());
        let audit = named("audit", "a").unwrap();
        assert_eq!(named("audit", "a"), Ok(audit));
        assert_ne!(named("lookup", "a").unwrap(), audit, "each its own");
        assert_eq!(named("audit", "b"), Err(Kind::Internal), "a key that nobody can open is not made anew");
        assert_eq!(named("audit", "a"), Ok(audit));
    }

    #[test]
    fn a_number_is_the_same_with_and_without_the_countrys_prefix() {
        let keys = |lookup| Keys { chain: Chain::new([0; 32]), lookup: Lookup(lookup) };
        let hash = |lookup, number: &str| keys(lookup).phone_hash(&Phone::parse(number).unwrap());
        assert_eq!(hash([1; 32], "13800131234"), hash([1; 32], "+8613800131234"));
        assert_ne!(hash([1; 32], "13800131234"), hash([1; 32], "13800131235"));
        assert_ne!(hash([1; 32], "13800131234"), hash([2; 32], "13800131234"), "keyed");
        let reporter = |phone: Option<&str>| Reporter {
            phone: phone.map(|number| GivenPhone::parse(number).unwrap()),
            ..Reporter::default()
        };
        assert_eq!(
            keys([1; 32]).typed_hash(&reporter(Some("13800131234"))),
            Some(hash([1; 32], "13800131234"))
        );
        for written in ["8613800131234", "013800131234", "１３８-0013-1234转801", "一三八零零一三一二三四"]
        {
            assert_eq!(
                keys([1; 32]).typed_hash(&reporter(Some(written))),
                Some(hash([1; 32], "13800131234")),
                "{written}"
            );
        }
        assert_eq!(keys([1; 32]).typed_hash(&reporter(None)), None);
        assert_eq!(keys([1; 32]).typed_hash(&reporter(Some("call me"))), None);
    }
}
