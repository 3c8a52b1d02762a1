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

/// What a sealed text begins with that is bound to whose it is; before that stood the number of the key, which is never 0.
const BOUND: u8 = 0;

/// The purpose under which the installation's own keys are sealed.
const KEYRING: &str = "keyring";

/// A sealed text begins with that, the number of its key and the nonce.
const HEAD: usize = 2 + size_of::<Nonce>();

/// Whether a sealed text is bound to whose it is: what is not was sealed by an earlier release.
#[must_use]
pub fn is_bound(sealed: &[u8]) -> bool {
    sealed.first() == Some(&BOUND)
}

/// The number of the key that a text is sealed with.
#[must_use]
pub fn key_of(sealed: &[u8]) -> Option<u8> {
    sealed.get(usize::from(is_bound(sealed))).copied()
}

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

    /// Whether it has the key of this number.
    #[must_use]
    pub fn has(&self, number: u8) -> bool {
        self.keys.iter().any(|(known, _)| *known == number)
    }

    /// Seals a text for a purpose and for whose it is: what stands in another column or row does not open.
    ///
    /// # Errors
    /// [`VaultError`] for a text longer than AES-GCM can take, which none is.
    pub fn seal(&self, purpose: &str, of: &str, clear: &[u8], nonce: Nonce) -> Result<Vec<u8>, VaultError> {
        let (number, key) = self.keys.first().ok_or(VaultError("there is no data key"))?;
        let payload = Payload { msg: clear, aad: &bound_to(purpose, of) };
        let sealed = key.encrypt(&nonce.into(), payload).map_err(|_| VaultError("it cannot be sealed"))?;
        let mut whole = Vec::with_capacity(HEAD + sealed.len());
        whole.extend([BOUND, *number]);
        whole.extend_from_slice(&nonce);
        whole.extend_from_slice(&sealed);
        Ok(whole)
    }

    /// Opens what [`Vault::seal`] made for the same purpose and the same owner.
    ///
    /// # Errors
    /// [`VaultError`] when its key is not among `data_keys`, or it was altered or moved.
    pub fn open(&self, purpose: &str, of: &str, sealed: &[u8]) -> Result<Vec<u8>, VaultError> {
        match sealed.split_first() {
            Some((&BOUND, rest)) => self.opened(&bound_to(purpose, of), rest),
            _ => Err(VaultError("it is not bound to whose it is")),
        }
    }

    /// Opens what an earlier release sealed, for a purpose and for nobody in particular.
    ///
    /// # Errors
    /// As [`Vault::open`].
    pub fn open_unbound(&self, purpose: &str, sealed: &[u8]) -> Result<Vec<u8>, VaultError> {
        self.opened(purpose.as_bytes(), sealed)
    }

    /// Seals a key that the installation made for itself, by its name.
    ///
    /// # Errors
    /// As [`Vault::seal`].
    pub fn seal_key(&self, name: &str, clear: &[u8], nonce: Nonce) -> Result<Vec<u8>, VaultError> {
        self.seal(KEYRING, name, clear, nonce)
    }

    /// Opens such a key, be it one that an earlier release sealed.
    ///
    /// # Errors
    /// As [`Vault::open`].
    pub fn open_key(&self, name: &str, sealed: &[u8]) -> Result<Vec<u8>, VaultError> {
        if is_bound(sealed) { self.open(KEYRING, name, sealed) } else { self.open_unbound(KEYRING, sealed) }
    }

    fn opened(&self, aad: &[u8], sealed: &[u8]) -> Result<Vec<u8>, VaultError> {
        let (number, rest) = sealed.split_first().ok_or(VaultError("it is empty"))?;
        let (nonce, text) = rest.split_first_chunk::<12>().ok_or(VaultError("it is too short"))?;
        let key = self.keys.iter().find(|(known, _)| known == number).map(|(_, key)| key);
        let key = key.ok_or(VaultError("its key is not among data_keys"))?;
        let payload = Payload { msg: text, aad };
        key.decrypt(nonce.into(), payload)
            .map_err(|_| VaultError("it was altered or moved, or data_keys have changed"))
    }

    /// Seals as earlier releases did, for tests of what becomes of their rows.
    ///
    /// # Errors
    /// As [`Vault::seal`].
    #[cfg(any(test, feature = "former"))]
    pub fn seal_unbound(&self, purpose: &str, clear: &[u8], nonce: Nonce) -> Result<Vec<u8>, VaultError> {
        let (number, key) = self.keys.first().ok_or(VaultError("there is no data key"))?;
        let payload = Payload { msg: clear, aad: purpose.as_bytes() };
        let sealed = key.encrypt(&nonce.into(), payload).map_err(|_| VaultError("it cannot be sealed"))?;
        Ok([&[*number], nonce.as_slice(), &sealed].concat())
    }
}

/// The data that is authenticated with it. No purpose has a zero in it.
fn bound_to(purpose: &str, of: &str) -> Vec<u8> {
    [purpose.as_bytes(), &[0], of.as_bytes()].concat()
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
        let sealed = vault.seal("personal", "1", "张三丰".as_bytes(), [3; 12]).unwrap();
        assert_eq!(vault.open("personal", "1", &sealed).unwrap(), "张三丰".as_bytes());
        assert_ne!(sealed, vault.seal("personal", "1", "张三丰".as_bytes(), [4; 12]).unwrap());
        assert!(vault.open("keyring", "1", &sealed).is_err(), "in another column");
        assert!(vault.open("personal", "2", &sealed).is_err(), "in another row");
        assert!(vault.open("persona", "l1", &sealed).is_err());
        assert_eq!((is_bound(&sealed), key_of(&sealed)), (true, Some(1)));
        for place in 0..sealed.len() {
            let mut altered = sealed.clone();
            altered[place] ^= 1;
            assert!(vault.open("personal", "1", &altered).is_err(), "byte {place}");
        }
        for length in 0..sealed.len() {
            assert!(vault.open("personal", "1", &sealed[..length]).is_err(), "{length} bytes");
        }
    }

    #[test]
    fn what_an_earlier_release_sealed_is_told_from_what_is_bound() {
        let vault = Vault::parse(OLD).unwrap();
        let former = vault.seal_unbound("personal", b"x", [3; 12]).unwrap();
        assert_eq!(vault.open_unbound("personal", &former).unwrap(), b"x");
        assert!(
            vault.open("personal", "1", &former).is_err() && vault.open("personal", "", &former).is_err()
        );
        assert_eq!((is_bound(&former), key_of(&former), key_of(&[])), (false, Some(1), None));
        let bound = vault.seal("personal", "", b"x", [3; 12]).unwrap();
        assert!(vault.open_unbound("personal", &bound).is_err());
        assert!(vault.open_unbound("personal", &bound[1..]).is_err(), "nor without its mark");
    }

    #[test]
    fn the_first_key_writes_and_all_of_them_read() {
        let old = Vault::parse(OLD).unwrap();
        let both = Vault::parse(&format!("{NEW}, {OLD}")).unwrap();
        let new = Vault::parse(NEW).unwrap();
        let before = old.seal("p", "1", b"x", [0; 12]).unwrap();
        assert_eq!((old.current(), both.current()), (1, 2));
        assert_eq!(both.open("p", "1", &before).unwrap(), b"x");
        let after = both.seal("p", "1", b"x", [0; 12]).unwrap();
        assert_eq!(new.open("p", "1", &after).unwrap(), b"x");
        assert!(old.open("p", "1", &after).is_err() && new.open("p", "1", &before).is_err());
    }

    #[test]
    fn without_keys_one_is_derived_which_still_reads_when_there_are_some() {
        let derived = Vault::derived(&secret());
        let sealed = derived.seal("p", "1", b"x", [0; 12]).unwrap();
        assert_eq!(derived.current(), Vault::DERIVED);
        let later = Vault::parse(OLD).unwrap().with_derived(&secret());
        assert_eq!((later.current(), later.open("p", "1", &sealed).unwrap()), (1, b"x".to_vec()));
        assert_eq!(later.former().collect::<Vec<_>>(), [Vault::DERIVED]);
        assert_eq!(derived.former().count(), 0);
        assert!(
            Vault::derived(&Secret::new("another secret of at least thirty-two bytes").unwrap())
                .open("p", "1", &sealed)
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
