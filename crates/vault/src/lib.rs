//! The cryptography of the hotline, pure: no I/O, no clock, no source of chance.
//!
//! - [`Secret`]: what is derived from the installation's one secret: signatures and the hashes under
//!   which query codes and keys are stored.
//! - [`Vault`]: personal data sealed with the operator's data keys, of which one writes and the
//!   others still read.
//! - [`password_hash`]: what is stored of a password, made slowly.
//! - [`TotpSecret`]: the codes of an authenticator.
//! - [`BucketKey`]: signatures of requests to a bucket.
//! - [`WebhookSecret`]: what receivers of events check signatures with.
//! - [`Chain`]: the hashes that tie the rows of the audit log together.
#![forbid(unsafe_code)]

mod algorithm;
mod bucket;
mod chain;
mod password;
mod secret;
mod totp;
mod vault;
mod webhook;

pub use algorithm::Algorithm;
pub use bucket::{BucketKey, Signed};
pub use chain::{Chain, Link};
pub use password::{is_password, password_hash};
pub use secret::{Secret, api_key_hash, digest, hmac, sha256};
pub use totp::TotpSecret;
pub use vault::{Nonce, Vault, VaultError, is_bound, key_of};
pub use webhook::{WebhookSecret, webhook_signature};
