//! Secrets of webhooks, and the signatures that receivers check. Source: Standard Webhooks, symmetric signatures.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use minsheng_types::form::Form;
use minsheng_types::invalid::Invalid;

use crate::secret::hmac;
use crate::vault::{Nonce, Vault, VaultError};

/// What a receiver and the hotline share: 24 to 64 random bytes.
#[derive(Clone, PartialEq, Eq)]
pub struct WebhookSecret(Vec<u8>);

/// The purpose under which they are sealed.
const PURPOSE: &str = "webhook";

impl std::fmt::Debug for WebhookSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("WebhookSecret(…)")
    }
}

impl WebhookSecret {
    /// By which programs that look for leaked secrets know them.
    pub const PREFIX: &str = "whsec_";

    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes.to_vec())
    }

    /// # Errors
    /// [`Invalid::Form`].
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let bytes = text.strip_prefix(Self::PREFIX).and_then(|text| BASE64.decode(text).ok());
        let bytes = bytes.filter(|bytes| (24..=64).contains(&bytes.len()));
        bytes.map(Self).ok_or(Invalid::Form(Form::WebhookSecret))
    }

    /// The whole secret, to be shown once.
    #[must_use]
    pub fn reveal(&self) -> String {
        format!("{}{}", Self::PREFIX, BASE64.encode(&self.0))
    }

    /// One signature: of the message's id, the moment at which it is sent, and its body.
    fn sign(&self, id: &str, sent_at: i64, body: &[u8]) -> String {
        let sent_at = sent_at.to_string();
        let parts: [&[u8]; 5] = [id.as_bytes(), b".", sent_at.as_bytes(), b".", body];
        format!("v1,{}", BASE64.encode(hmac(&self.0, &parts)))
    }

    /// Sealed for the webhook whose it is.
    ///
    /// # Errors
    /// As [`Vault::seal`].
    pub fn seal(&self, vault: &Vault, webhook: &str, nonce: Nonce) -> Result<Vec<u8>, VaultError> {
        vault.seal(PURPOSE, webhook, &self.0, nonce)
    }

    /// # Errors
    /// As [`Vault::open`].
    pub fn open(vault: &Vault, webhook: &str, sealed: &[u8]) -> Result<Self, VaultError> {
        vault.open(PURPOSE, webhook, sealed).map(Self)
    }
}

/// The header `webhook-signature`: a signature with each secret that is good now, the newest first.
#[must_use]
pub fn webhook_signature(secrets: &[WebhookSecret], id: &str, sent_at: i64, body: &[u8]) -> String {
    let signatures: Vec<String> = secrets.iter().map(|secret| secret.sign(id, sent_at, body)).collect();
    signatures.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::Secret;

    /// The example of the specification and of its libraries.
    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const BODY: &[u8] = br#"{"test": 2432232314}"#;

    #[test]
    fn signatures_are_those_of_the_specification() {
        let secret = WebhookSecret::parse(SECRET).unwrap();
        let signed = webhook_signature(
            std::slice::from_ref(&secret),
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1_614_265_330,
            BODY,
        );
        assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        let other = WebhookSecret::from_bytes([7; 32]);
        let both =
            webhook_signature(&[other.clone(), secret], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, BODY);
        let (new, old) = both.split_once(' ').unwrap();
        assert!(new.starts_with("v1,") && new != old && signed == old, "while one takes the other's place");
    }

    #[test]
    fn secrets_have_their_form() {
        assert_eq!(WebhookSecret::parse(SECRET).unwrap().reveal(), SECRET);
        let of = |length: usize| format!("whsec_{}", BASE64.encode(vec![1; length]));
        for length in [24, 32, 64] {
            assert!(WebhookSecret::parse(&of(length)).is_ok(), "{length}");
        }
        for bad in [
            of(23),
            of(65),
            of(32).replace("whsec_", ""),
            format!("{}!", of(32)),
            "whsec_".into(),
            String::new(),
        ] {
            assert_eq!(WebhookSecret::parse(&bad), Err(Invalid::Form(Form::WebhookSecret)), "{bad}");
        }
        assert!(!format!("{:?}", WebhookSecret::from_bytes([7; 32])).contains('7'));
    }

    #[test]
    fn a_secret_opens_for_its_own_webhook_alone() {
        let vault = Vault::derived(&Secret::new(&"a".repeat(32)).unwrap());
        let secret = WebhookSecret::from_bytes([7; 32]);
        let sealed = secret.seal(&vault, "a", [1; 12]).unwrap();
        assert_eq!(WebhookSecret::open(&vault, "a", &sealed).unwrap(), secret);
        assert!(WebhookSecret::open(&vault, "b", &sealed).is_err());
    }
}
