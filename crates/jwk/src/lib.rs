//! JSON Web Keys, RFC 7517, as far as verifying needs them: RSA for RS256, P-256 for ES256,
//! Ed25519 for EdDSA. A key verifies only the algorithm that its type is made for; symmetric keys
//! in a set are ignored, or a public key's text could be used as a shared secret.
#![forbid(unsafe_code)]

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use minsheng_vault::Algorithm;
use p256::ecdsa::signature::Verifier;
use rsa::BigUint;
use serde::Deserialize;

#[derive(Deserialize)]
struct Set {
    keys: Vec<serde_json::Value>,
}

/// The public part of a key, by type.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "kty")]
enum Material {
    #[serde(rename = "RSA")]
    Rsa { n: String, e: String },
    #[serde(rename = "EC")]
    Elliptic { crv: String, x: String, y: String },
    #[serde(rename = "OKP")]
    Edwards { crv: String, x: String },
}

#[derive(Clone, Debug, Deserialize)]
struct About {
    #[serde(default)]
    kid: Option<String>,
    #[serde(default)]
    alg: Option<String>,
    #[serde(default, rename = "use")]
    usage: Option<String>,
    /// A member of our own (RFC 7517, 4): the roles that whoever holds the key may vouch for.
    #[serde(default, rename = "minsheng_roles")]
    roles: Option<Vec<String>>,
}

/// A key that can verify.
#[derive(Clone, Debug)]
pub struct Key {
    about: About,
    material: Material,
}

/// The keys of a set; and what is wrong with those that are left out, of types that are not known here or
/// without what a key of theirs has (RFC 7517, 5).
///
/// # Errors
/// When it is not a JWK set.
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

/// Keys that a token's header may mean, which names its algorithm and perhaps its key.
pub fn candidates<'a>(
    keys: &'a [Key],
    algorithm: Algorithm,
    key_id: Option<&'a str>,
) -> impl Iterator<Item = &'a Key> {
    keys.iter().filter(move |key| {
        let named = key_id.is_none() || key.about.kid.is_none() || key.about.kid.as_deref() == key_id;
        let for_signing = key.about.usage.as_deref().is_none_or(|usage| usage == "sig");
        let of_algorithm = key.about.alg.as_deref().is_none_or(|alg| match algorithm {
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
    /// The roles that the set lets it vouch for (`minsheng_roles`), where it says so.
    #[must_use]
    pub fn roles(&self) -> Option<&[String]> {
        self.about.roles.as_deref()
    }

    /// Whether this key made the signature. False for an algorithm that is not this type of key's.
    #[must_use]
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

#[cfg(test)]
mod tests {
    use ed25519_dalek::Signer;
    use serde_json::{Value, json};

    use super::*;

    const ALL: [Algorithm; 4] = [Algorithm::Hs256, Algorithm::Rs256, Algorithm::Es256, Algorithm::EdDsa];

    fn only(key: &Value) -> Key {
        parse(&json!({"keys": [key]}).to_string()).unwrap().0.remove(0)
    }

    /// Keys of each type, each with the algorithm that it is for, a message, and its signature.
    fn signed() -> [(Value, Algorithm, Vec<u8>, Vec<u8>); 3] {
        let message = b"header.payload".to_vec();
        let ecdsa = p256::ecdsa::SigningKey::from_bytes(&[7; 32].into()).unwrap();
        let point = ecdsa.verifying_key().to_encoded_point(false);
        let signature: p256::ecdsa::Signature = ecdsa.sign(&message);
        let edwards = ed25519_dalek::SigningKey::from_bytes(&[7; 32]);
        [
            rfc_7515(),
            (
                json!({"kty": "EC", "crv": "P-256", "x": BASE64.encode(point.x().unwrap()), "y": BASE64.encode(point.y().unwrap())}),
                Algorithm::Es256,
                message.clone(),
                signature.to_bytes().to_vec(),
            ),
            (
                json!({"kty": "OKP", "crv": "Ed25519", "x": BASE64.encode(edwards.verifying_key().as_bytes())}),
                Algorithm::EdDsa,
                message.clone(),
                edwards.sign(&message).to_bytes().to_vec(),
            ),
        ]
    }

    /// The example of RFC 7515, A.2.
    fn rfc_7515() -> (Value, Algorithm, Vec<u8>, Vec<u8>) {
        let modulus = "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ";
        let message = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
        let signature = "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
        let key = json!({"kty": "RSA", "n": modulus, "e": "AQAB"});
        (key, Algorithm::Rs256, message.as_bytes().to_vec(), BASE64.decode(signature).unwrap())
    }

    #[test]
    fn a_key_verifies_what_it_signed_with_its_own_algorithm_and_nothing_else() {
        for (jwk, algorithm, message, signature) in signed() {
            let key = only(&jwk);
            for other in ALL {
                assert_eq!(
                    key.verifies(other, &message, &signature),
                    other == algorithm,
                    "{jwk} as {other:?}"
                );
            }
            let mut forged = signature.clone();
            *forged.last_mut().unwrap() ^= 1;
            assert!(!key.verifies(algorithm, &message, &forged), "{jwk}");
            assert!(!key.verifies(algorithm, b"another.payload", &signature), "{jwk}");
            assert!(!key.verifies(algorithm, &message, &[]), "{jwk}");
        }
        let [(_, _, message, signature), (jwk, ..), _] = signed();
        assert!(!only(&jwk).verifies(Algorithm::Es256, &message, &signature), "another key's");
    }

    #[test]
    fn keys_that_are_not_what_they_say_verify_nothing() {
        let [(rsa, _, message, signature), (elliptic, ..), (edwards, ..)] = signed();
        for (key, name, value) in [
            (&rsa, "n", "!"),
            (&rsa, "n", ""),
            (&elliptic, "x", "AAAA"),
            (&elliptic, "crv", "P-384"),
            (&edwards, "x", "AAAA"),
            (&edwards, "crv", "X25519"),
        ] {
            let mut key = key.clone();
            key[name] = json!(value);
            for algorithm in ALL {
                assert!(!only(&key).verifies(algorithm, &message, &signature), "{key}");
            }
        }
    }

    #[test]
    fn a_set_holds_the_keys_whose_types_are_known() {
        let [(rsa, ..), (elliptic, ..), (edwards, ..)] = signed();
        let symmetric = json!({"kty": "oct", "k": "c2VjcmV0"});
        let set = json!({"keys": [symmetric, rsa, {"kty": "RSA", "n": "AQ"}, elliptic, 7, edwards, {"kty": "new"}]});
        let (keys, left_out) = parse(&set.to_string()).unwrap();
        assert_eq!(keys.len(), 3);
        assert_eq!(keys.len() + left_out.len(), set["keys"].as_array().unwrap().len());
        assert_eq!(parse(r#"{"keys": []}"#).unwrap().0.len(), 0);
        for bad in ["", "{}", "[]", r#"{"keys": 7}"#] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_key_names_the_roles_that_it_may_vouch_for() {
        let mut key = rfc_7515().0;
        assert_eq!(only(&key).roles(), None);
        key["minsheng_roles"] = json!(["agent", "system"]);
        assert_eq!(only(&key).roles().unwrap(), ["agent", "system"]);
        key["minsheng_roles"] = json!("system");
        let (keys, left_out) = parse(&json!({"keys": [key]}).to_string()).unwrap();
        assert_eq!((keys.len(), left_out.len()), (0, 1), "what cannot be read allows nothing");
    }

    #[test]
    fn a_header_means_the_keys_that_fit_its_name_and_algorithm() {
        let key = |more: &Value| {
            let mut key = rfc_7515().0;
            for (name, value) in more.as_object().unwrap() {
                key[name] = value.clone();
            }
            key
        };
        let about = [
            json!({"kid": "a"}),
            json!({"kid": "b", "use": "sig", "alg": "RS256"}),
            json!({}),
            json!({"kid": "a", "use": "enc"}),
            json!({"kid": "a", "alg": "RS512"}),
            json!({"alg": "Ed25519"}),
        ];
        let (keys, _) =
            parse(&json!({"keys": about.iter().map(key).collect::<Vec<_>>()}).to_string()).unwrap();
        let meant = |algorithm, name: Option<&str>| -> Vec<usize> {
            let found: Vec<*const Key> = candidates(&keys, algorithm, name).map(std::ptr::from_ref).collect();
            (0..keys.len()).filter(|place| found.contains(&std::ptr::from_ref(&keys[*place]))).collect()
        };
        assert_eq!(meant(Algorithm::Rs256, None), [0, 1, 2]);
        assert_eq!(meant(Algorithm::Rs256, Some("a")), [0, 2]);
        assert_eq!(meant(Algorithm::Rs256, Some("b")), [1, 2]);
        assert_eq!(meant(Algorithm::Rs256, Some("c")), [2]);
        assert_eq!(meant(Algorithm::EdDsa, Some("a")), [0, 2, 5]);
        assert_eq!(meant(Algorithm::Hs256, Some("b")), [2]);
    }
}
