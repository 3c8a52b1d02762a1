//! The installation's variables, read once an instance.

use std::sync::OnceLock;

use spin_sdk::variables;

use crate::credentials::TickKey;
use crate::problem::Problem;
use crate::token::Expected;
use minsheng_vault::{Secret, Vault};

/// What the variables say.
#[derive(Debug)]
pub struct Config {
    pub secret: Secret,
    /// Seals personal data.
    pub vault: Vault,
    /// A JWK set, when tokens may come from an OpenID provider.
    pub jwks: Option<String>,
    pub expected: Expected,
    /// The operator's own proxies between here and the clients.
    pub proxies: usize,
    /// What the scheduler shows as its API key, when it has one.
    pub tick_key: Option<TickKey>,
    /// An acknowledged write survives the loss of power (`durability` is not `normal`).
    pub durable: bool,
}

static CONFIG: OnceLock<Config> = OnceLock::new();

/// # Errors
/// 500 when `jwt_secret` is not set: without it nothing can be trusted.
pub async fn get() -> Result<&'static Config, Problem> {
    if let Some(config) = CONFIG.get() {
        return Ok(config);
    }
    let secret = variable("jwt_secret").await.and_then(|secret| Secret::new(&secret));
    let secret = secret
        .ok_or_else(|| Problem::internal("variable jwt_secret is not set (SPIN_VARIABLE_JWT_SECRET)"))?;
    let vault = match variable("data_keys").await {
        Some(keys) => Vault::parse(&keys).map_err(Problem::internal)?.with_derived(&secret),
        None => Vault::derived(&secret),
    };
    let config = Config {
        secret,
        vault,
        jwks: variable("jwks").await,
        expected: Expected { issuer: variable("jwt_issuer").await, audience: variable("jwt_audience").await },
        proxies: variable("proxies").await.and_then(|count| count.parse().ok()).unwrap_or(0),
        tick_key: variable("tick_key").await.and_then(|key| TickKey::new(&key)),
        durable: variable("durability").await.as_deref() != Some("normal"),
    };
    Ok(CONFIG.get_or_init(|| config))
}

/// A variable that is granted and not empty.
pub async fn variable(name: &str) -> Option<String> {
    variables::get(name).await.ok().filter(|value| !value.is_empty())
}
