//! Whom the host trusts when it calls `https://`: the authorities of the machine that it runs on, or those that
//! `SSL_CERT_FILE` and `SSL_CERT_DIR` name.

use crate::log;
use rustls::{ClientConfig, RootCertStore};
use std::error::Error;
use std::io;
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

/// Why TLS failed, if a call failed because of that.
pub fn failure<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a rustls::Error> {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if let Some(failure) = error.downcast_ref() {
            return Some(failure);
        }
        // An I/O error hides what it is made of from `source`.
        cause = match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(inner) => Some(inner),
            None => error.source(),
        };
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_failed_is_found_below_what_failed_because_of_it() {
        let failed = rustls::Error::General("because".to_owned());
        let wrapped = io::Error::other(io::Error::other(failed.clone()));
        assert_eq!(failure(&io::Error::other(failed.clone())), Some(&failed));
        assert_eq!(failure(&wrapped), Some(&failed));
        assert_eq!(failure(&io::Error::other("something else")), None);
    }
}
