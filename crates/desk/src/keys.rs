//! The keys that the installation made for itself, opened once an instance.

use std::cell::RefCell;
use std::rc::Rc;

use minsheng_core::ticket::Reporter;
use minsheng_edge::Problem;
use minsheng_language::known::name_key;
use minsheng_store::worklist::Person;
use minsheng_store::{Db, keyring};
use minsheng_types::given_phone::GivenPhone;
use minsheng_types::text::Phone;
use minsheng_vault::{Chain, Vault, VaultError, hmac, is_bound, key_of};

use crate::random::random;
use crate::sealing::fresh_nonce;
use crate::storage_problem::storage_problem;

thread_local! {
    static KNOWN: RefCell<Option<Rc<Keys>>> = const { RefCell::new(None) };
}

/// The key under which telephone numbers are looked up. Without it nothing is found, so that nobody takes it away; and
/// what is sealed with it says that all personal data is bound.
pub(crate) const LOOKUP: &str = "lookup";
/// Stands behind a key's 32 bytes and says so.
const ALL_BOUND: u8 = 1;

#[derive(Debug)]
pub struct Keys {
    /// Ties the rows of the audit log together.
    pub chain: Chain,
    lookup: Lookup,
    /// All personal data is bound to its ticket: nothing that an earlier release sealed is opened any more.
    pub all_bound: bool,
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
        let (audit, _) = key(db, vault, "audit").await?;
        let (lookup, all_bound) = key(db, vault, LOOKUP).await?;
        let keys = Rc::new(Self { chain: Chain::new(audit), lookup: Lookup(lookup), all_bound });
        KNOWN.set(Some(Rc::clone(&keys)));
        Ok(keys)
    }

    /// As far as this instance knows; those that begin later know better.
    #[must_use]
    pub fn knows_all_bound() -> bool {
        KNOWN.with_borrow(|keys| keys.as_ref().is_some_and(|keys| keys.all_bound))
    }

    /// The hash under which a citizen's tickets are found by their telephone number. A number is the
    /// same with and without the country's prefix.
    #[must_use]
    pub fn phone_hash(&self, phone: &Phone) -> [u8; 32] {
        hmac(&self.lookup.0, &[b"phone", phone.national().as_bytes()])
    }

    /// The hash under which the tickets of somebody are found who is known by their WeChat, in the place of that of a number.
    #[must_use]
    pub fn wechat_hash(&self, openid: &str) -> [u8; 32] {
        hmac(&self.lookup.0, &[b"wechat", openid.as_bytes()])
    }

    /// The hash under which tickets are found by a name; of what is no name, none.
    #[must_use]
    pub fn name_hash(&self, name: &str) -> Option<[u8; 32]> {
        name_key(name).map(|name| hmac(&self.lookup.0, &[b"name", name.as_bytes()]))
    }

    /// The hash of the reporter's name, if there is one.
    #[must_use]
    pub fn reporters_name_hash(&self, reporter: &Reporter) -> Option<[u8; 32]> {
        reporter.name.as_ref().and_then(|name| self.name_hash(name.as_str()))
    }

    /// What somebody goes by in one survey and nowhere else: nothing ties it to another survey, or to a ticket.
    #[must_use]
    pub fn respondent(&self, survey: i64, whom: &[u8; 32]) -> [u8; 32] {
        hmac(&self.lookup.0, &[b"survey", &survey.to_be_bytes(), whom])
    }

    /// What an old ticket's name in the system that it comes from is kept as: that may be of somebody.
    #[must_use]
    pub fn imported(&self, source: &str, reference: &str) -> [u8; 32] {
        hmac(&self.lookup.0, &[b"import", source.as_bytes(), reference.as_bytes()])
    }

    /// What a question is the telephone or the name of.
    #[must_use]
    pub fn sought_person(&self, question: &str) -> Option<Person> {
        let phone = Phone::parse(question).ok().map(|phone| Person::Phone(self.phone_hash(&phone)));
        phone.or_else(|| self.name_hash(question).map(Person::Name))
    }

    /// The hash of the number that was typed for the reporter, if one was that can be read.
    #[must_use]
    pub fn typed_hash(&self, reporter: &Reporter) -> Option<[u8; 32]> {
        let number = reporter.phone.as_ref().and_then(GivenPhone::number);
        number.map(|number| self.phone_hash(&number))
    }
}

/// The key of this name: the one that stands, or else a new one; and whether it says that all personal data is bound.
async fn key<D: Db>(db: &D, vault: &Vault, name: &str) -> Result<([u8; 32], bool), Problem> {
    let sealed = match keyring::find(db, name).await.map_err(storage_problem)? {
        Some(sealed) => sealed,
        None => {
            let fresh: [u8; 32] = random()?;
            let mut fresh = fresh.to_vec();
            if name == LOOKUP {
                // Where there was none nothing was sealed before.
                fresh.push(ALL_BOUND);
            }
            let sealed = vault.seal_key(name, &fresh, fresh_nonce()?).map_err(Problem::internal)?;
            keyring::find_or_insert(db, name, sealed).await.map_err(storage_problem)?
        }
    };
    let broken = |broken: VaultError| Problem::internal(format!("key {name}: {broken}"));
    let opened = vault.open_key(name, &sealed).map_err(broken)?;
    let (key, rest) =
        opened.split_first_chunk().ok_or_else(|| Problem::internal(format!("key {name}: not 32 bytes")))?;
    Ok((*key, rest == [ALL_BOUND]))
}

/// The key of this name sealed anew, where it has to be: under the key that writes and bound to its name, and saying
/// that all personal data is bound once it is.
///
/// # Errors
/// 500 when nobody can open it.
pub fn sealed_anew(
    vault: &Vault,
    name: &str,
    sealed: &[u8],
    all_bound: bool,
) -> Result<Option<Vec<u8>>, Problem> {
    let broken = |broken: VaultError| Problem::internal(format!("key {name}: {broken}"));
    let mut clear = vault.open_key(name, sealed).map_err(broken)?;
    let is_told = clear.len() > 32 || name != LOOKUP || !all_bound;
    if is_told && is_bound(sealed) && key_of(sealed) == Some(vault.current()) {
        return Ok(None);
    }
    if !is_told {
        clear.push(ALL_BOUND);
    }
    vault.seal_key(name, &clear, fresh_nonce()?).map(Some).map_err(broken)
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
        let named = |name, secret| {
            block_on(key(&db, &vault(secret), name)).map(|(key, _)| key).map_err(|problem| problem.kind())
        };
        let audit = named("audit", "a").unwrap();
        assert_eq!(named("audit", "a"), Ok(audit));
        assert_ne!(named("lookup", "a").unwrap(), audit, "each its own");
        assert!(block_on(key(&db, &vault("a"), LOOKUP)).unwrap().1, "nothing was sealed before");
        assert_eq!(named("audit", "b"), Err(Kind::Internal), "a key that nobody can open is not made anew");
        assert_eq!(named("audit", "a"), Ok(audit));
    }

    #[test]
    fn a_key_that_takes_anothers_place_does_not_open() {
        let db = Native::in_memory().unwrap();
        block_on(migrate::migrate(&db)).unwrap();
        let vault = vault("a");
        block_on(key(&db, &vault, "audit")).unwrap();
        let moved = block_on(keyring::find(&db, "audit")).unwrap().unwrap();
        block_on(keyring::find_or_insert(&db, LOOKUP, moved)).unwrap();
        assert_eq!(block_on(key(&db, &vault, LOOKUP)).map_err(|problem| problem.kind()), Err(Kind::Internal));
    }

    #[test]
    fn a_key_of_an_earlier_release_is_bound_to_its_name_and_then_says_that_all_is_bound() {
        let vault = vault("a");
        let former = vault.seal_unbound("keyring", &[5; 32], [1; 12]).unwrap();
        let bound = sealed_anew(&vault, LOOKUP, &former, false).unwrap().unwrap();
        assert_eq!(vault.open_key(LOOKUP, &bound).unwrap(), [5; 32]);
        assert_eq!(sealed_anew(&vault, LOOKUP, &bound, false).unwrap(), None, "once");
        let told = sealed_anew(&vault, LOOKUP, &bound, true).unwrap().unwrap();
        let db = Native::in_memory().unwrap();
        block_on(migrate::migrate(&db)).unwrap();
        block_on(keyring::find_or_insert(&db, LOOKUP, told.clone())).unwrap();
        assert_eq!(block_on(key(&db, &vault, LOOKUP)).unwrap(), ([5; 32], true));
        assert_eq!(sealed_anew(&vault, LOOKUP, &told, true).unwrap(), None);
        assert_eq!(sealed_anew(&vault, LOOKUP, &told, false).unwrap(), None, "it is not taken back");
        let audit = sealed_anew(&vault, "audit", &former, true).unwrap().unwrap();
        assert_eq!(vault.open_key("audit", &audit).unwrap(), [5; 32], "the other keys say nothing");
    }

    #[test]
    fn a_number_is_the_same_with_and_without_the_countrys_prefix() {
        let keys = |lookup| Keys { chain: Chain::new([0; 32]), lookup: Lookup(lookup), all_bound: false };
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
        let same =
            |one: &str, other: &str| keys([1; 32]).sought_person(one) == keys([1; 32]).sought_person(other);
        assert!(same("13800131234", "+86 138-0013-1234") && same("张三丰", "張 三 豐"));
        assert!(!same("张三丰", "张三") && !same("张三", "13800131234"));
        assert_ne!(keys([1; 32]).name_hash("张三"), keys([2; 32]).name_hash("张三"), "keyed");
        assert_eq!(keys([1; 32]).sought_person("3号楼停水"), None);
        assert_eq!(keys([1; 32]).typed_hash(&reporter(None)), None);
        assert_eq!(keys([1; 32]).typed_hash(&reporter(Some("call me"))), None);
    }
}
