//! Personal data at rest: AES-256-GCM with the operator's keys.
//!
//! The variable `data_keys` lists keys as `NUMBER:KEY`, KEY being 32 bytes in base64url, separated by
//! commas. The first one writes; all of them read. To change keys a new one is put in front, the old
//! one stays behind it until everything has been sealed anew, and then goes.

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Key};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;

use crate::secret::Secret;

/// Twelve random bytes, new for everything that is sealed.
pub type Nonce = [u8; 12];

/// What cannot be opened, or a list of keys that is none. For the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VaultError(pub &'static str);

impl std::fmt::Display for VaultError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for VaultError {}

/// The data keys.
pub struct Vault {
    /// The first one writes.
    keys: Vec<(u8, Aes256Gcm)>,
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Vault(…)")
    }
}

/// A sealed text begins with the number of its key and the nonce.
const HEAD: usize = 1 + size_of::<Nonce>();

impl Vault {
    /// The number that a key derived from the secret goes by; operators number theirs from 1 to 254.
    pub const DERIVED: u8 = 255;

    /// Reads the variable `data_keys`.
    ///
    /// # Errors
    /// [`VaultError`] with what is wrong, in words for the operator.
    pub fn parse(keys: &str) -> Result<Self, VaultError> {
        let mut vault = Self { keys: Vec::new() };
        for entry in keys.split(',').map(str::trim) {
            let (number, key) = entry.split_once(':').ok_or(VaultError("data_keys: each is NUMBER:KEY"))?;
            let number: u8 = number.parse().map_err(|_| VaultError("data_keys: numbers are 1 to 254"))?;
            if number == 0 || number == Self::DERIVED {
                return Err(VaultError("data_keys: numbers are 1 to 254"));
            }
            if vault.keys.iter().any(|(known, _)| *known == number) {
                return Err(VaultError("data_keys: a number stands twice"));
            }
            let key = BASE64.decode(key.trim_end_matches('=')).ok().filter(|key| key.len() == 32);
            let key = key.ok_or(VaultError("data_keys: KEY is 32 bytes in base64url"))?;
            vault.keys.push((number, Aes256Gcm::new(Key::<Aes256Gcm>::from_slice(&key))));
        }
        Ok(vault)
    }

    /// With a last key that is derived from the secret: the only one where the operator has given
    /// none, and still a reading one after they have.
    #[must_use]
    pub fn with_derived(mut self, secret: &Secret) -> Self {
        let key = secret.keyed("data-key", &[]);
        self.keys.push((Self::DERIVED, Aes256Gcm::new(Key::<Aes256Gcm>::from_slice(&key))));
        self
    }

    /// The derived key alone.
    #[must_use]
    pub fn derived(secret: &Secret) -> Self {
        Self { keys: Vec::new() }.with_derived(secret)
    }

    /// The number of the key that writes.
    #[must_use]
    pub fn current(&self) -> u8 {
        self.keys.first().map_or(Self::DERIVED, |(number, _)| *number)
    }

    /// The numbers of the keys that only read.
    pub fn former(&self) -> impl Iterator<Item = u8> {
        self.keys.iter().skip(1).map(|(number, _)| *number)
    }

    /// Seals a text. What is sealed for one purpose cannot be opened for another.
    ///
    /// # Errors
    /// [`VaultError`] for a text longer than AES-GCM can take, which none is.
    pub fn seal(&self, purpose: &str, clear: &[u8], nonce: Nonce) -> Result<Vec<u8>, VaultError> {
        let (number, key) = self.keys.first().ok_or(VaultError("there is no data key"))?;
        let payload = Payload { msg: clear, aad: purpose.as_bytes() };
        let sealed = key.encrypt(&nonce.into(), payload).map_err(|_| VaultError("it cannot be sealed"))?;
        let mut whole = Vec::with_capacity(HEAD + sealed.len());
        whole.push(*number);
        whole.extend_from_slice(&nonce);
        whole.extend_from_slice(&sealed);
        Ok(whole)
    }

    /// Opens what [`Vault::seal`] made for the same purpose.
    ///
    /// # Errors
    /// [`VaultError`] when its key is not among `data_keys`, or it was altered.
    pub fn open(&self, purpose: &str, sealed: &[u8]) -> Result<Vec<u8>, VaultError> {
        let (number, rest) = sealed.split_first().ok_or(VaultError("it is empty"))?;
        let (nonce, text) = rest.split_first_chunk::<12>().ok_or(VaultError("it is too short"))?;
        let key = self.keys.iter().find(|(known, _)| known == number).map(|(_, key)| key);
        let key = key.ok_or(VaultError("its key is not among data_keys"))?;
        let payload = Payload { msg: text, aad: purpose.as_bytes() };
        key.decrypt(nonce.into(), payload)
            .map_err(|_| VaultError("it was altered, or data_keys have changed"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = "1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
    const NEW: &str = "2:HxscGRgXFhUUExIREA8ODQwLCgkIBwYFBAMCAQABAgM";

    fn secret() -> Secret {
        Secret::new("a secret of at least thirty-two bytes").unwrap()
    }

    #[test]
    fn what_is_sealed_opens_again_and_only_as_it_was() {
        let vault = Vault::parse(OLD).unwrap();
        let sealed = vault.seal("personal", "张三丰".as_bytes(), [3; 12]).unwrap();
        assert_eq!(vault.open("personal", &sealed).unwrap(), "张三丰".as_bytes());
        assert_ne!(sealed, vault.seal("personal", "张三丰".as_bytes(), [4; 12]).unwrap());
        assert!(vault.open("keyring", &sealed).is_err());
        for place in 0..sealed.len() {
            let mut altered = sealed.clone();
            altered[place] ^= 1;
            assert!(vault.open("personal", &altered).is_err(), "byte {place}");
        }
        for length in 0..sealed.len() {
            assert!(vault.open("personal", &sealed[..length]).is_err(), "{length} bytes");
        }
    }

    #[test]
    fn the_first_key_writes_and_all_of_them_read() {
        let old = Vault::parse(OLD).unwrap();
        let both = Vault::parse(&format!("{NEW}, {OLD}")).unwrap();
        let new = Vault::parse(NEW).unwrap();
        let before = old.seal("p", b"x", [0; 12]).unwrap();
        assert_eq!((old.current(), both.current()), (1, 2));
        assert_eq!(both.open("p", &before).unwrap(), b"x");
        let after = both.seal("p", b"x", [0; 12]).unwrap();
        assert_eq!(new.open("p", &after).unwrap(), b"x");
        assert!(old.open("p", &after).is_err() && new.open("p", &before).is_err());
    }

    #[test]
    fn without_keys_one_is_derived_which_still_reads_when_there_are_some() {
        let derived = Vault::derived(&secret());
        let sealed = derived.seal("p", b"x", [0; 12]).unwrap();
        assert_eq!(derived.current(), Vault::DERIVED);
        let later = Vault::parse(OLD).unwrap().with_derived(&secret());
        assert_eq!((later.current(), later.open("p", &sealed).unwrap()), (1, b"x".to_vec()));
        assert_eq!(later.former().collect::<Vec<_>>(), [Vault::DERIVED]);
        assert_eq!(derived.former().count(), 0);
        assert!(
            Vault::derived(&Secret::new("another secret of at least thirty-two bytes").unwrap())
                .open("p", &sealed)
                .is_err()
        );
    }

    #[test]
    fn a_list_that_is_none_is_refused_in_words() {
        for (keys, told) in [
            ("", "each is NUMBER:KEY"),
            ("AAAA", "each is NUMBER:KEY"),
            ("0:AAAA", "1 to 254"),
            ("255:AAAA", "1 to 254"),
            ("1:AAAA", "32 bytes"),
            (&format!("{OLD},{OLD}"), "twice"),
        ] {
            assert!(Vault::parse(keys).unwrap_err().to_string().contains(told), "{keys}");
        }
        assert!(!format!("{:?}", Vault::parse(OLD).unwrap()).contains("AAEC"));
    }
}
