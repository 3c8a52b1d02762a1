//! Whatever an operator's set of keys and a token's signature are: nothing panics, and nothing verifies by chance.

use minsheng_dice::check;
use minsheng_dice::hostile::{altered_json, bytes, text};
use minsheng_jwk::{candidates, parse};
use minsheng_vault::Algorithm;
use serde_json::{Value, json};

const ALL: [Algorithm; 4] = [Algorithm::Hs256, Algorithm::Rs256, Algorithm::Es256, Algorithm::EdDsa];

#[test]
fn no_set_of_keys_takes_what_was_not_signed() {
    // The keys of RFC 7515, appendix A, and RFC 8037.
    let good = json!({"keys": [
        {"kty": "EC", "crv": "P-256", "kid": "a", "use": "sig", "alg": "ES256",
         "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"},
        {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"},
        {"kty": "RSA", "n": "AQAB", "e": "AQAB", "minsheng_roles": ["agent"]},
        {"kty": "oct", "k": "AAAA"}]});
    check(200, (altered_json(good), bytes(96), text(3)), |(set, signature, message)| {
        let Ok((keys, left_out)) = parse(&set.to_string()) else { return };
        let all = set.get("keys").and_then(Value::as_array).map(Vec::len);
        assert!(all.is_none_or(|all| all == keys.len() + left_out.len()));
        for algorithm in ALL {
            for key in candidates(&keys, algorithm, Some("a")) {
                assert!(!key.verifies(algorithm, message.as_bytes(), &signature), "{key:?}");
            }
            for key in keys.iter().take(6) {
                assert!(!key.verifies(algorithm, message.as_bytes(), &[0; 64]), "{key:?}");
            }
        }
    });
    check(500, text(10), |written| drop(parse(&written)));
}
