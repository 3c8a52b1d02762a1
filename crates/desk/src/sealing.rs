//! Personal data sealed and opened again, with a vault in hand: bound to the ticket whose it is. And whom WeChat's messages go to,
//! bound to the hash that their tickets have.

use minsheng_core::ticket::Personal;
use minsheng_edge::Problem;
use minsheng_store::Error;
use minsheng_store::tickets::{BOUND, Seal, Sealed};
use minsheng_types::ids::TicketId;
use minsheng_types::text::hex;
use minsheng_vault::{Nonce, Vault, VaultError, is_bound};

use crate::random::random;

/// The purpose under which it is sealed.
const PURPOSE: &str = "personal";
/// The same of openids.
const OPENID: &str = "wechat";

/// # Errors
/// 500 when the host has no chance to give.
pub fn fresh_nonce() -> Result<Nonce, Problem> {
    random()
}

/// Personal data that waits for the number of its ticket.
pub struct ToSeal<'a> {
    vault: &'a Vault,
    clear: Vec<u8>,
    nonce: Nonce,
}

impl std::fmt::Debug for ToSeal<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ToSeal(…)")
    }
}

impl<'a> ToSeal<'a> {
    /// Nothing of nothing.
    ///
    /// # Errors
    /// 500.
    pub fn new(vault: &'a Vault, personal: &Personal) -> Result<Option<Self>, Problem> {
        if personal.is_empty() {
            return Ok(None);
        }
        let clear = serde_json::to_vec(personal).map_err(Problem::internal)?;
        Ok(Some(Self { vault, clear, nonce: fresh_nonce()? }))
    }
}

impl Seal for ToSeal<'_> {
    fn key(&self) -> u8 {
        self.vault.current()
    }

    fn seal(&self, id: TicketId) -> Result<Sealed, Error> {
        let sealed = self.vault.seal(PURPOSE, &id.to_string(), &self.clear, self.nonce);
        let bytes = sealed.map_err(|broken| Error::Corrupt(format!("ticket {id}: {broken}")))?;
        Ok(Sealed { key: self.key(), bytes })
    }
}

/// What is stored of it; nothing of nothing.
///
/// # Errors
/// 500.
pub fn seal(vault: &Vault, id: TicketId, personal: &Personal) -> Result<Option<Sealed>, Problem> {
    let to_seal = ToSeal::new(vault, personal)?;
    to_seal.map(|to_seal| to_seal.seal(id)).transpose().map_err(Problem::internal)
}

/// What was sealed of the ticket, which says of it `under`. `all_bound`: everything has been sealed anew since earlier
/// releases, whose seals opened on any ticket.
///
/// # Errors
/// [`VaultError`] when no key of the vault opens it, or it is not this ticket's.
pub fn opened(
    vault: &Vault,
    id: TicketId,
    sealed: &[u8],
    under: Option<u32>,
    all_bound: bool,
) -> Result<Personal, VaultError> {
    let clear = if is_bound(sealed) {
        vault.open(PURPOSE, &id.to_string(), sealed)?
    } else if all_bound || under.is_none_or(|under| under >= BOUND) {
        return Err(VaultError("it was sealed anew, and this is older"));
    } else {
        vault.open_unbound(PURPOSE, sealed)?
    };
    // The reader's own words could quote what is in it, and would stand in the log.
    serde_json::from_slice(&clear).map_err(|_| VaultError("it is not what was sealed"))
}

/// What is stored of the openid of whoever's tickets have this hash.
///
/// # Errors
/// 500.
pub fn sealed_openid(vault: &Vault, person: &[u8; 32], openid: &str) -> Result<Vec<u8>, Problem> {
    vault.seal(OPENID, &hex(person), openid.as_bytes(), fresh_nonce()?).map_err(Problem::internal)
}

/// The openid that was sealed for whoever's tickets have this hash.
///
/// # Errors
/// [`VaultError`] when no key of the vault opens it, or it is not this person's.
pub fn opened_openid(vault: &Vault, person: &[u8; 32], sealed: &[u8]) -> Result<String, VaultError> {
    let clear = vault.open(OPENID, &hex(person), sealed)?;
    String::from_utf8(clear).map_err(|_| VaultError("it is not what was sealed"))
}

#[cfg(test)]
mod tests {
    use minsheng_types::given_phone::GivenPhone;
    use minsheng_types::text::Name;
    use minsheng_vault::Secret;

    use super::*;

    fn vault(secret: &str) -> Vault {
        Vault::derived(&Secret::new(&secret.repeat(32)).unwrap())
    }

    fn personal() -> Personal {
        Personal {
            name: Some(Name::parse("王小明").unwrap()),
            phone: Some(GivenPhone::parse("13800131234").unwrap()),
            ..Personal::default()
        }
    }

    fn id(n: i64) -> TicketId {
        TicketId::from_i64(20_261_123_000_000 + n).unwrap()
    }

    fn reopened(vault: &Vault, n: i64, sealed: &Sealed) -> Result<Personal, VaultError> {
        opened(vault, id(n), &sealed.bytes, Some(sealed.number()), false)
    }

    #[test]
    fn what_is_sealed_is_opened_by_the_same_key_alone() {
        let sealed = seal(&vault("a"), id(1), &personal()).unwrap().unwrap();
        assert_eq!(sealed.key, vault("a").current());
        assert!(!String::from_utf8_lossy(&sealed.bytes).contains("13800131234"));
        assert_eq!(reopened(&vault("a"), 1, &sealed).unwrap(), personal());
        assert!(reopened(&vault("b"), 1, &sealed).is_err());
        let mut broken = sealed.clone();
        *broken.bytes.last_mut().unwrap() ^= 1;
        assert!(reopened(&vault("a"), 1, &broken).is_err());
        let again = seal(&vault("a"), id(1), &personal()).unwrap().unwrap();
        assert_ne!(again.bytes, sealed.bytes, "nobody sees that two are the same");
    }

    #[test]
    fn what_is_moved_to_another_ticket_does_not_open() {
        let vault = vault("a");
        let sealed = ToSeal::new(&vault, &personal()).unwrap().unwrap().seal(id(1)).unwrap();
        assert_eq!(reopened(&vault, 1, &sealed).unwrap(), personal());
        assert!(reopened(&vault, 2, &sealed).is_err());
        let of_a_key = vault.seal("keyring", &id(1).to_string(), b"{}", [7; 12]).unwrap();
        assert!(opened(&vault, id(1), &of_a_key, Some(sealed.number()), false).is_err());
    }

    #[test]
    fn what_an_earlier_release_sealed_opens_until_its_ticket_or_everything_is_sealed_anew() {
        let vault = vault("a");
        let clear = serde_json::to_vec(&personal()).unwrap();
        let former = vault.seal_unbound(PURPOSE, &clear, [7; 12]).unwrap();
        let key = u32::from(vault.current());
        assert_eq!(opened(&vault, id(1), &former, Some(key), false).unwrap(), personal());
        assert!(opened(&vault, id(1), &former, Some(BOUND + key), false).is_err(), "put back into its row");
        assert!(opened(&vault, id(1), &former, Some(key), true).is_err(), "with its number as well");
        assert!(opened(&vault, id(1), &former, None, false).is_err());
    }

    #[test]
    fn nothing_is_stored_of_nothing() {
        assert!(seal(&vault("a"), id(1), &Personal::default()).unwrap().is_none());
    }

    #[test]
    fn an_openid_opens_for_the_person_whose_it_is() {
        let vault = vault("a");
        let sealed = sealed_openid(&vault, &[1; 32], "oABC-1_a").unwrap();
        assert_eq!(opened_openid(&vault, &[1; 32], &sealed).unwrap(), "oABC-1_a");
        assert!(opened_openid(&vault, &[2; 32], &sealed).is_err(), "in somebody else's row");
        assert!(opened_openid(&self::vault("b"), &[1; 32], &sealed).is_err());
        assert!(!String::from_utf8_lossy(&sealed).contains("oABC"));
        assert_ne!(sealed_openid(&vault, &[1; 32], "oABC-1_a").unwrap(), sealed);
    }

    #[test]
    fn what_is_no_personal_data_is_not_quoted_in_the_log() {
        let owner = id(1).to_string();
        let bytes = vault("a").seal(PURPOSE, &owner, br#"{"name": ["13800131234"]}"#, [7; 12]).unwrap();
        let broken = opened(&vault("a"), id(1), &bytes, None, true).unwrap_err().to_string();
        assert!(broken.contains("not what was sealed") && !broken.contains("138"), "{broken}");
    }
}
