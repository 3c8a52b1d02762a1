//! Where webhooks may be.

use minsheng_core::endpoint::AllowedHosts;
use minsheng_edge::Problem;
use minsheng_edge::config::{Unusable, variable};

/// The hosts that the operator allows.
///
/// # Errors
/// 500 for variables that could not be read, or do not name hosts.
pub async fn webhook_hosts() -> Result<AllowedHosts, Problem> {
    let named = variable("webhook_hosts").await?.unwrap_or_default();
    let unusable = || {
        Unusable::new("webhook_host", "SCHEME://HOST or SCHEME://HOST:PORT is expected of each of the four")
            .into()
    };
    AllowedHosts::read(&named).ok_or_else(unusable)
}
