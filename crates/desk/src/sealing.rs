//! Personal data sealed and opened again, with a vault in hand.

use minsheng_core::ticket::Personal;
use minsheng_edge::Problem;
use minsheng_store::tickets::Sealed;
use minsheng_vault::{Nonce, Vault, VaultError};

use crate::random::random;

/// The purpose under which it is sealed.
const PURPOSE: &str = "personal";

/// # Errors
/// 500 when the host has no chance to give.
pub fn fresh_nonce() -> Result<Nonce, Problem> {
    random()
}

/// What is stored of it; nothing of nothing.
///
/// # Errors
/// 500.
pub fn seal(vault: &Vault, personal: &Personal) -> Result<Option<Sealed>, Problem> {
    if personal.is_empty() {
        return Ok(None);
    }
    let clear = serde_json::to_vec(personal).map_err(Problem::internal)?;
    let bytes = vault.seal(PURPOSE, &clear, fresh_nonce()?).map_err(Problem::internal)?;
    Ok(Some(Sealed { key: vault.current(), bytes }))
}

/// What was sealed.
///
/// # Errors
/// [`VaultError`] when no key of the vault opens it.
pub fn opened(vault: &Vault, sealed: &[u8]) -> Result<Personal, VaultError> {
    let clear = vault.open(PURPOSE, sealed)?;
    // The reader's own words could quote what is in it, and would stand in the log.
    serde_json::from_slice(&clear).map_err(|_| VaultError("it is not what was sealed"))
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

    #[test]
    fn what_is_sealed_is_opened_by_the_same_key_alone() {
        let sealed = seal(&vault("a"), &personal()).unwrap().unwrap();
        assert_eq!(sealed.key, vault("a").current());
        assert!(!String::from_utf8_lossy(&sealed.bytes).contains("13800131234"));
        assert_eq!(opened(&vault("a"), &sealed.bytes).unwrap(), personal());
        assert!(opened(&vault("b"), &sealed.bytes).is_err());
        let mut broken = sealed.bytes.clone();
        *broken.last_mut().unwrap() ^= 1;
        assert!(opened(&vault("a"), &broken).is_err());
        let again = seal(&vault("a"), &personal()).unwrap().unwrap();
        assert_ne!(again.bytes, sealed.bytes, "nobody sees that two are the same");
    }

    #[test]
    fn nothing_is_stored_of_nothing() {
        assert!(seal(&vault("a"), &Personal::default()).unwrap().is_none());
    }

    #[test]
    fn what_is_no_personal_data_is_not_quoted_in_the_log() {
        let bytes = vault("a").seal(PURPOSE, br#"{"name": ["13800131234"]}"#, [7; 12]).unwrap();
        let broken = opened(&vault("a"), &bytes).unwrap_err().to_string();
        assert!(broken.contains("not what was sealed") && !broken.contains("138"), "{broken}");
    }
}
