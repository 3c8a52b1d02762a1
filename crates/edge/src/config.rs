//! The installation's variables, read once an instance.
//!
//! A variable that nobody has set is absent. One that cannot be read, or whose value has no sense, is not:
//! the request fails, the log says which variable it was, and the next request reads them all again. Whoever
//! took it for absent would seal personal data under another key than the operator's.

use minsheng_vault::{Secret, Vault};

use crate::browser::Origins;
use crate::credentials::TickKey;
use crate::problem::Problem;
use crate::token::Expected;

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
    /// The sites whose pages may read answers.
    pub origins: Origins,
    /// What the scheduler shows as its API key, when it has one.
    pub tick_key: Option<TickKey>,
    /// An acknowledged write survives the loss of power (`durability` is `full`).
    pub durable: bool,
}

/// A variable that cannot be used: which, and what is expected of it. For the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unusable(String);

impl Unusable {
    fn new(name: &str, why: impl std::fmt::Display) -> Self {
        Self(format!("variable {name} (SPIN_VARIABLE_{}): {why}", name.to_ascii_uppercase()))
    }
}

impl std::fmt::Display for Unusable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unusable {}

impl From<Unusable> for Problem {
    fn from(unusable: Unusable) -> Self {
        Self::internal(unusable)
    }
}

/// The value of a variable as it was read: nothing where none is defined or it is empty.
///
/// # Errors
/// [`Unusable`] when it could not be read.
pub fn given(name: &str, read: Result<Option<String>, String>) -> Result<Option<String>, Unusable> {
    let value = read.map_err(|error| Unusable::new(name, format_args!("it cannot be read: {error}")))?;
    Ok(value.filter(|value| !value.is_empty()))
}

impl Config {
    /// What the variables say, each of which `variable` reads.
    ///
    /// # Errors
    /// [`Unusable`] for the first that could not be read or has no sense, and without `jwt_secret`: then
    /// nothing can be trusted.
    pub async fn read(
        variable: impl AsyncFn(&'static str) -> Result<Option<String>, Unusable>,
    ) -> Result<Self, Unusable> {
        let secret = secret(variable("jwt_secret").await?)?;
        let vault = match variable("data_keys").await? {
            Some(keys) => {
                Vault::parse(&keys).map_err(|why| Unusable::new("data_keys", why))?.with_derived(&secret)
            }
            None => Vault::derived(&secret),
        };
        Ok(Self {
            secret,
            vault,
            jwks: variable("jwks").await?,
            expected: Expected {
                issuer: variable("jwt_issuer").await?,
                audience: variable("jwt_audience").await?,
            },
            proxies: proxies(variable("proxies").await?)?,
            origins: origins(variable("cors_origins").await?)?,
            tick_key: variable("tick_key").await?.and_then(|key| TickKey::new(&key)),
            durable: durable(variable("durability").await?)?,
        })
    }
}

fn secret(value: Option<String>) -> Result<Secret, Unusable> {
    let name = "jwt_secret";
    let value = value.ok_or_else(|| Unusable::new(name, "it is not set, and nothing can be trusted"))?;
    Secret::new(&value).ok_or_else(|| {
        Unusable::new(name, format_args!("at least {} bytes are expected, random ones", Secret::SHORTEST))
    })
}

fn proxies(value: Option<String>) -> Result<usize, Unusable> {
    let Some(value) = value else { return Ok(0) };
    let count = value.parse::<u8>();
    count.map(usize::from).map_err(|_| Unusable::new("proxies", "a number from 0 to 255 is expected"))
}

fn origins(value: Option<String>) -> Result<Origins, Unusable> {
    let Some(value) = value else { return Ok(Origins::default()) };
    Origins::parse(&value).ok_or_else(|| {
        Unusable::new("cors_origins", "SCHEME://HOST or SCHEME://HOST:PORT is expected, several with commas")
    })
}

fn durable(value: Option<String>) -> Result<bool, Unusable> {
    match value.as_deref() {
        None | Some("full") => Ok(true),
        Some("normal") => Ok(false),
        Some(_) => Err(Unusable::new("durability", "`full` or `normal` is expected")),
    }
}

#[cfg(target_arch = "wasm32")]
mod installed {
    use std::sync::OnceLock;

    use spin_sdk::variables::{self, Error};

    use super::{Config, Problem, Unusable, given};

    static CONFIG: OnceLock<Config> = OnceLock::new();

    /// # Errors
    /// 500 for a variable that cannot be used, and without `jwt_secret`. Nothing of it is kept then.
    pub async fn get() -> Result<&'static Config, Problem> {
        if let Some(config) = CONFIG.get() {
            return Ok(config);
        }
        let config = Config::read(variable).await?;
        Ok(CONFIG.get_or_init(|| config))
    }

    /// A variable that is granted and not empty.
    ///
    /// # Errors
    /// [`Unusable`] when it could not be read.
    pub async fn variable(name: &'static str) -> Result<Option<String>, Unusable> {
        let read = match variables::get(name).await {
            Ok(value) => Ok(Some(value)),
            Err(Error::Undefined(_)) => Ok(None),
            Err(error) => Err(error.to_string()),
        };
        given(name, read)
    }
}

#[cfg(target_arch = "wasm32")]
pub use installed::{get, variable};

#[cfg(test)]
mod tests {
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    use super::*;

    const SECRET: (&str, &str) = ("jwt_secret", "a secret of at least thirty-two random bytes");

    /// What a provider says that knows these, and fails for the variable `broken`.
    fn read(known: &[(&str, &str)], broken: &str) -> Result<Config, String> {
        let variable = async |name: &'static str| {
            let value = known.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
            given(name, if name == broken { Err("the vault is sealed".to_owned()) } else { Ok(value) })
        };
        match pin!(Config::read(variable)).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(outcome) => outcome.map_err(|unusable| unusable.to_string()),
            Poll::Pending => panic!("nothing is waited for"),
        }
    }

    #[test]
    fn what_is_undefined_or_empty_is_absent() {
        let empty = [
            "data_keys",
            "jwks",
            "jwt_issuer",
            "jwt_audience",
            "proxies",
            "cors_origins",
            "tick_key",
            "durability",
        ];
        let empty: Vec<_> = empty.into_iter().map(|name| (name, "")).chain([SECRET]).collect();
        for known in [&[SECRET][..], &empty] {
            let config = read(known, "").unwrap();
            assert_eq!((config.proxies, config.durable), (0, true));
            assert_eq!(config.origins, Origins::default());
            assert_eq!(config.vault.current(), Vault::DERIVED);
            assert!(config.jwks.is_none() && config.tick_key.is_none());
            assert!(config.expected.issuer.is_none() && config.expected.audience.is_none());
        }
    }

    #[test]
    fn what_is_set_is_used() {
        let keys = "1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
        let set =
            [SECRET, ("data_keys", keys), ("proxies", "2"), ("durability", "normal"), ("tick_key", "k")];
        let config = read(&set, "").unwrap();
        assert_eq!((config.vault.current(), config.proxies, config.durable), (1, 2, false));
        assert!(config.tick_key.is_some());
        let named = read(&[SECRET, ("cors_origins", "https://a.example")], "").unwrap().origins;
        assert_eq!(Some(named), Origins::parse("https://a.example"));
        assert!(read(&[SECRET, ("durability", "full")], "").unwrap().durable);
    }

    #[test]
    fn what_cannot_be_read_is_not_taken_for_absent() {
        for name in [
            "jwt_secret",
            "data_keys",
            "jwks",
            "jwt_issuer",
            "jwt_audience",
            "proxies",
            "cors_origins",
            "tick_key",
            "durability",
        ] {
            let told = read(&[SECRET], name).unwrap_err();
            assert!(told.contains(name) && told.contains("the vault is sealed"), "{told}");
        }
    }

    #[test]
    fn what_has_no_sense_is_refused_by_name_with_what_is_expected() {
        for (name, value, expected) in [
            ("jwt_secret", "", "not set"),
            ("jwt_secret", "thirty-one bytes are not enough", "at least 32 bytes"),
            ("data_keys", "1:short", "32 bytes"),
            ("proxies", "abc", "0 to 255"),
            ("proxies", "-1", "0 to 255"),
            ("proxies", "1.5", "0 to 255"),
            ("cors_origins", "*", "SCHEME://HOST"),
            ("cors_origins", "https://a.example, null", "SCHEME://HOST"),
            ("durability", "often", "`full` or `normal`"),
            ("durability", "Normal", "`full` or `normal`"),
        ] {
            let told = read(&[(name, value), SECRET], "").unwrap_err();
            assert!(told.contains(name) && told.contains(expected), "{name}={value}: {told}");
            assert!(value.is_empty() || !told.contains(value), "a value is not logged: {told}");
        }
        assert!(read(&[("jwt_secret", "thirty-two bytes are just enough")], "").is_ok());
    }

    #[test]
    fn the_client_learns_nothing_of_it() {
        let problem = Problem::from(Unusable::new("proxies", "a number is expected"));
        assert_eq!(problem.kind().status(), 500);
        assert!(problem.cause().unwrap().contains("SPIN_VARIABLE_PROXIES"));
        let view = serde_json::to_string(&problem.view(minsheng_types::words::Lang::En)).unwrap();
        assert!(!view.contains("proxies"), "{view}");
    }
}
