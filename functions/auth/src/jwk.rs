//! JSON Web Keys, RFC 7517, as far as verifying needs them: RSA for RS256, P-256 for ES256,
//! Ed25519 for EdDSA. A key verifies only the algorithm that its type is made for; symmetric keys
//! in a set are ignored, or a public key's text could be used as a shared secret.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use minsheng_edge::token::{Algorithm, Header};
use p256::ecdsa::signature::Verifier;
use rsa::BigUint;
use serde::Deserialize;

#[derive(Deserialize)]
struct Set {
    keys: Vec<serde_json::Value>,
}

/// The public part of a key, by type.
#[derive(Clone, Deserialize)]
#[serde(tag = "kty")]
enum Material {
    #[serde(rename = "RSA")]
    Rsa { n: String, e: String },
    #[serde(rename = "EC")]
    Elliptic { crv: String, x: String, y: String },
    #[serde(rename = "OKP")]
    Edwards { crv: String, x: String },
}

#[derive(Clone, Deserialize)]
struct About {
    #[serde(default)]
    kid: Option<String>,
    #[serde(default)]
    alg: Option<String>,
    #[serde(default, rename = "use")]
    usage: Option<String>,
}

/// A key that can verify.
pub struct Key {
    about: About,
    material: Material,
}

/// The keys of a set; and what is wrong with those that are left out, of types that are not known here or
/// without what a key of theirs has (RFC 7517, 5).
pub fn parse(text: &str) -> Result<(Vec<Key>, Vec<serde_json::Error>), serde_json::Error> {
    let set: Set = serde_json::from_str(text)?;
    let key = |value: serde_json::Value| -> Result<Key, serde_json::Error> {
        let material = serde_json::from_value(value.clone())?;
        Ok(Key { about: serde_json::from_value(value)?, material })
    };
    let (mut keys, mut left_out) = (Vec::new(), Vec::new());
    for value in set.keys {
        match key(value) {
            Ok(key) => keys.push(key),
            Err(error) => left_out.push(error),
        }
    }
    Ok((keys, left_out))
}

/// Keys that the token's header may mean.
pub fn candidates<'a>(keys: &'a [Key], header: &'a Header) -> impl Iterator<Item = &'a Key> {
    keys.iter().filter(|key| {
        let named = header.key_id.is_none() || key.about.kid.is_none() || key.about.kid == header.key_id;
        let for_signing = key.about.usage.as_deref().is_none_or(|usage| usage == "sig");
        let of_algorithm = key.about.alg.as_deref().is_none_or(|alg| match header.algorithm {
            Algorithm::Hs256 => false,
            Algorithm::Rs256 => alg == "RS256",
            Algorithm::Es256 => alg == "ES256",
            Algorithm::EdDsa => matches!(alg, "EdDSA" | "Ed25519"),
        });
        named && for_signing && of_algorithm
    })
}

fn bytes(text: &str) -> Option<Vec<u8>> {
    BASE64.decode(text).ok()
}

impl Key {
    /// Whether this key made the signature. False for an algorithm that is not this type of key's.
    pub fn verifies(&self, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> bool {
        let outcome = match (&self.material, algorithm) {
            (Material::Rsa { n, e }, Algorithm::Rs256) => rs256(n, e, message, signature),
            (Material::Elliptic { crv, x, y }, Algorithm::Es256) if crv == "P-256" => {
                es256(x, y, message, signature)
            }
            (Material::Edwards { crv, x }, Algorithm::EdDsa) if crv == "Ed25519" => {
                ed25519(x, message, signature)
            }
            _ => None,
        };
        outcome == Some(true)
    }
}

fn rs256(n: &str, e: &str, message: &[u8], signature: &[u8]) -> Option<bool> {
    let key = rsa::RsaPublicKey::new(BigUint::from_bytes_be(&bytes(n)?), BigUint::from_bytes_be(&bytes(e)?))
        .ok()?;
    let key = rsa::pkcs1v15::VerifyingKey::<sha2::Sha256>::new(key);
    let signature = rsa::pkcs1v15::Signature::try_from(signature).ok()?;
    Some(key.verify(message, &signature).is_ok())
}

fn es256(x: &str, y: &str, message: &[u8], signature: &[u8]) -> Option<bool> {
    let mut point = vec![4];
    point.extend(bytes(x)?);
    point.extend(bytes(y)?);
    let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(&point).ok()?;
    let signature = p256::ecdsa::Signature::from_slice(signature).ok()?;
    Some(key.verify(message, &signature).is_ok())
}

fn ed25519(x: &str, message: &[u8], signature: &[u8]) -> Option<bool> {
    let key = ed25519_dalek::VerifyingKey::from_bytes(&bytes(x)?.try_into().ok()?).ok()?;
    let signature = ed25519_dalek::Signature::from_slice(signature).ok()?;
    Some(key.verify_strict(message, &signature).is_ok())
}
