//! Whom the host trusts when it calls `https://`: the authorities of the machine that it runs on, or those that
//! `SSL_CERT_FILE` and `SSL_CERT_DIR` name.

use crate::log;
use rustls::{ClientConfig, RootCertStore};
use std::sync::{Arc, OnceLock};

/// What is missing where nobody is trusted.
pub const REMEDY: &str = "install the machine's certificates (ca-certificates), or name a file with the \
    authority's own in SSL_CERT_FILE";

/// The same for all calls; the certificates are read once.
pub fn config() -> Arc<ClientConfig> {
    static CONFIG: OnceLock<Arc<ClientConfig>> = OnceLock::new();
    Arc::clone(CONFIG.get_or_init(|| {
        let found = rustls_native_certs::load_native_certs();
        for error in &found.errors {
            log::warn("certificates cannot be read", &[("error", error), ("remedy", &REMEDY)]);
        }
        let mut roots = RootCertStore::empty();
        let (trusted, ignored) = roots.add_parsable_certificates(found.certs);
        log::debug("certificates of authorities", &[("trusted", &trusted), ("ignored", &ignored)]);
        Arc::new(ClientConfig::builder().with_root_certificates(roots).with_no_client_auth())
    }))
}
