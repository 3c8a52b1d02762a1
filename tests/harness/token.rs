//! JSON Web Tokens as an identity provider would make them; also such as nobody should accept.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use hmac::{Hmac, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

/// What is signed: header and claims.
#[must_use]
pub fn unsigned(header: &Value, claims: &Value) -> String {
    format!("{}.{}", BASE64.encode(header.to_string()), BASE64.encode(claims.to_string()))
}

/// The compact form.
#[must_use]
pub fn compact(unsigned: &str, signature: &[u8]) -> String {
    format!("{unsigned}.{}", BASE64.encode(signature))
}

/// Signed with HMAC-SHA-256, whatever the header says.
#[must_use]
pub fn hmac_signed(header: &Value, claims: &Value, secret: &[u8]) -> String {
    let unsigned = unsigned(header, claims);
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).unwrap();
    mac.update(unsigned.as_bytes());
    compact(&unsigned, &mac.finalize().into_bytes())
}

/// An honest HS256 token.
#[must_use]
pub fn hs256(claims: &Value, secret: &str) -> String {
    hmac_signed(&json!({"alg": "HS256", "typ": "JWT"}), claims, secret.as_bytes())
}

/// What an honest token claims: good for an hour.
#[must_use]
pub fn claims(sub: &str, roles: &[&str], dept: Option<&str>) -> Value {
    let mut claims = json!({"sub": sub, "roles": roles, "exp": now() + 3600});
    if let Some(dept) = dept {
        claims["dept"] = dept.into();
    }
    claims
}

/// Seconds since 1970.
#[must_use]
pub fn now() -> i64 {
    time::OffsetDateTime::now_utc().unix_timestamp()
}

/// What an authenticator shows in this step of time, by hand.
#[must_use]
pub fn totp(secret: &str, step: i64) -> String {
    let five =
        |letter: u8| b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".iter().position(|known| *known == letter).unwrap();
    let bits: Vec<u8> = secret
        .bytes()
        .flat_map(|letter| (0..5).rev().map(move |bit| (five(letter) >> bit & 1) as u8))
        .collect();
    let key: Vec<u8> =
        bits.chunks_exact(8).map(|byte| byte.iter().fold(0, |sum, bit| sum << 1 | bit)).collect();
    let mut mac = Hmac::<sha1::Sha1>::new_from_slice(&key).unwrap();
    mac.update(&step.to_be_bytes());
    let hash = mac.finalize().into_bytes();
    let at = usize::from(hash[19] & 15);
    let number = u32::from_be_bytes(hash[at..at + 4].try_into().unwrap()) & 0x7fff_ffff;
    format!("{:06}", number % 1_000_000)
}
