//! Argon2id, RFC 9106, and what it costs: the least that OWASP's cheat sheet on storing passwords
//! names. The parameters stand in each hash, so a later change leaves older ones good.

use argon2::password_hash::{PasswordHash, SaltString};
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use minsheng_core::identity::{NewPassword, Password};
use minsheng_desk::random;
use minsheng_edge::Problem;

const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// What no password matches, at the same cost: without it an answer would come sooner for a name that
/// nobody has.
const NOBODYS: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5LW5vYm9keS0$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

fn argon2() -> Result<Argon2<'static>, Problem> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(Problem::internal)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// What is stored: a PHC string with a salt of its own.
///
/// # Errors
/// 500.
pub fn hash(password: &NewPassword) -> Result<String, Problem> {
    let salt = SaltString::encode_b64(&random::<16>()?).map_err(Problem::internal)?;
    let hash = argon2()?.hash_password(password.as_password().as_bytes(), &salt);
    hash.map(|hash| hash.to_string()).map_err(Problem::internal)
}

/// Whether the password is the one that is stored. Takes the same time when none is.
///
/// # Errors
/// 500 when what is stored is no PHC string.
pub fn matches(password: &Password, stored: Option<&str>) -> Result<bool, Problem> {
    let hash = PasswordHash::new(stored.unwrap_or(NOBODYS)).map_err(Problem::internal)?;
    match argon2()?.verify_password(password.as_bytes(), &hash) {
        Ok(()) => Ok(stored.is_some()),
        Err(argon2::password_hash::Error::Password) => Ok(false),
        Err(error) => Err(Problem::internal(error)),
    }
}
