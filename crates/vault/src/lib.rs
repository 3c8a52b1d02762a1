//! The cryptography of the hotline, pure: no I/O, no clock, no source of chance.
//!
//! - [`Secret`]: what is derived from the installation's one secret: signatures and the hashes under
//!   which query codes and keys are stored.
//! - [`Vault`]: personal data sealed with the operator's data keys, of which one writes and the
//!   others still read.
//! - [`Chain`]: the hashes that tie the rows of the audit log together.
#![forbid(unsafe_code)]

mod chain;
mod secret;
mod vault;

pub use chain::{Chain, Link};
pub use secret::{Secret, api_key_hash, hmac, sha256};
pub use vault::{Broken, Nonce, Vault};
