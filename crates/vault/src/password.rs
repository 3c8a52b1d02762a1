//! Passwords: Argon2id, RFC 9106, at the least that OWASP's cheat sheet on storing passwords names. The
//! parameters stand in each hash, so a later change leaves older ones good.

use argon2::password_hash::{Error, PasswordHash, SaltString};
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use minsheng_core::identity::{NewPassword, Password};

use crate::vault::VaultError;

const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// What no password matches, at the same cost: without it an answer would come sooner for a name that
/// nobody has.
const NOBODYS: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5LW5vYm9keS0$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

fn argon2() -> Result<Argon2<'static>, VaultError> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None);
    let params = params.map_err(|_| VaultError("parameters that Argon2 does not take"))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// What is stored of a password: a PHC string. `salt` is random, and new for each.
///
/// # Errors
/// [`VaultError`] when there is no memory for it.
pub fn password_hash(password: &NewPassword, salt: [u8; 16]) -> Result<String, VaultError> {
    let failed = |_| VaultError("a password cannot be hashed");
    let salt = SaltString::encode_b64(&salt).map_err(failed)?;
    let hash = argon2()?.hash_password(password.as_password().as_bytes(), &salt);
    hash.map(|hash| hash.to_string()).map_err(failed)
}

/// Whether the password is the one that is stored. Takes as long when none is.
///
/// # Errors
/// [`VaultError`] when what is stored is no PHC string of Argon2.
pub fn is_password(password: &Password, stored: Option<&str>) -> Result<bool, VaultError> {
    let hash = PasswordHash::new(stored.unwrap_or(NOBODYS)).map_err(|_| VaultError("not a PHC string"))?;
    match argon2()?.verify_password(password.as_bytes(), &hash) {
        Ok(()) => Ok(stored.is_some()),
        Err(Error::Password) => Ok(false),
        Err(_) => Err(VaultError("not a hash of Argon2")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Password {
        Password::parse(text.to_owned()).unwrap()
    }

    #[test]
    fn a_password_matches_its_own_hash_and_no_other() {
        let password = NewPassword::parse("correct horse".to_owned()).unwrap();
        let hash = password_hash(&password, [7; 16]).unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert_eq!(is_password(&shown("correct horse"), Some(&hash)), Ok(true));
        for wrong in ["Correct horse", "correct horse ", " correct horse", "x"] {
            assert_eq!(is_password(&shown(wrong), Some(&hash)), Ok(false), "{wrong}");
        }
        assert_ne!(password_hash(&password, [8; 16]).unwrap(), hash, "each has a salt of its own");
    }

    #[test]
    fn parameters_are_the_hashs_own() {
        // RustCrypto's Argon2 with m=64, t=1 made it, as a cheaper installation might have.
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(64, 1, 1, None).unwrap());
        let salt = SaltString::encode_b64(&[1; 16]).unwrap();
        let cheap = argon2.hash_password(b"correct horse", &salt).unwrap().to_string();
        assert_eq!(is_password(&shown("correct horse"), Some(&cheap)), Ok(true));
        assert_eq!(is_password(&shown("another horse"), Some(&cheap)), Ok(false));
    }

    #[test]
    fn nobodys_password_costs_as_much_and_is_never_right() {
        let hash = PasswordHash::new(NOBODYS).unwrap();
        let params = Params::try_from(&hash).unwrap();
        assert_eq!((params.m_cost(), params.t_cost(), params.p_cost()), (MEMORY_KIB, PASSES, LANES));
        assert_eq!(is_password(&shown("correct horse"), None), Ok(false));
        assert!(is_password(&shown("correct horse"), Some("correct horse")).is_err());
        assert!(is_password(&shown("correct horse"), Some("$pbkdf2$v=1$i=1$c2FsdHNhbHQ$AAAA")).is_err());
    }
}
