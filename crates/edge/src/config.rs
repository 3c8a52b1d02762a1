//! The installation's variables, read once an instance.
//!
//! A variable that nobody has set is absent. One that cannot be read, or whose value has no sense, is not:
//! the request fails, the log says which variable it was, and the next request reads them all again. Whoever
//! took it for absent would seal personal data under another key than the operator's.

use minsheng_types::variables;
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
    #[must_use]
    pub fn new(name: &str, why: impl std::fmt::Display) -> Self {
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

/// The value of a variable as it was read: nothing where none is defined or it is empty. Here it is looked at, so that whoever
/// reads one cannot leave that out.
///
/// # Errors
/// [`Unusable`] when it could not be read, or is not of the form that its name asks for.
pub fn given(name: &str, read: Result<Option<String>, String>) -> Result<Option<String>, Unusable> {
    let value = read.map_err(|error| Unusable::new(name, format_args!("it cannot be read: {error}")))?;
    let value = value.filter(|value| !value.is_empty());
    match value.as_deref().and_then(|value| variables::missed(name, value)) {
        Some(expected) => Err(Unusable::new(name, expected)),
        None => Ok(value),
    }
}

/// The value of a variable without which another, which is set, has no sense.
///
/// # Errors
/// [`Unusable`] when it is not set.
pub fn needed(name: &str, by: &str, value: Option<String>) -> Result<String, Unusable> {
    value.ok_or_else(|| Unusable::new(name, format_args!("it is not set, and {by} is")))
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
    variables::proxies(&value).ok_or_else(|| Unusable::new("proxies", variables::PROXIES))
}

fn origins(value: Option<String>) -> Result<Origins, Unusable> {
    let Some(value) = value else { return Ok(Origins::default()) };
    Origins::parse(&value).ok_or_else(|| Unusable::new("cors_origins", variables::ORIGINS))
}

fn durable(value: Option<String>) -> Result<bool, Unusable> {
    let Some(value) = value else { return Ok(true) };
    variables::durable(&value).ok_or_else(|| Unusable::new("durability", variables::DURABILITY))
}

#[cfg(target_arch = "wasm32")]
mod installed {
    use std::sync::OnceLock;

    use spin_sdk::variables::{self, Error};

    use super::{Config, Problem, Unusable, given};
    use crate::jurisdiction::Jurisdiction;

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

    /// Which city this instance serves, read where a request comes in: before anything of a city is touched.
    ///
    /// # Errors
    /// [`Unusable`] when that could not be read or has no sense. Nothing of it is kept then.
    pub async fn jurisdiction() -> Result<&'static Jurisdiction, Unusable> {
        match Jurisdiction::known() {
            Some(known) => Ok(known),
            None => Ok(Jurisdiction::new(variable("jurisdiction").await?).keep()),
        }
    }

    /// A variable that is granted and not empty.
    ///
    /// # Errors
    /// [`Unusable`] when it could not be read or has no sense.
    pub async fn variable(name: &'static str) -> Result<Option<String>, Unusable> {
        let read = match variables::get(name).await {
            Ok(value) => Ok(Some(value)),
            Err(Error::Undefined(_)) => Ok(None),
            Err(error) => Err(error.to_string()),
        };
        given(name, read)
    }

    /// The value of a variable without which `by`, which is set, has no sense.
    ///
    /// # Errors
    /// [`Unusable`] when it is not set, could not be read or has no sense.
    pub async fn variable_needed(name: &'static str, by: &str) -> Result<String, Unusable> {
        super::needed(name, by, variable(name).await?)
    }
}

#[cfg(target_arch = "wasm32")]
pub use installed::{get, jurisdiction, variable, variable_needed};

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
    fn what_another_variable_asks_for_is_missed_by_name() {
        assert_eq!(needed("s3_secret", "s3_bucket", Some("secret".into())), Ok("secret".into()));
        let told = needed("s3_secret", "s3_bucket", None).unwrap_err().to_string();
        assert!(
            told.contains("SPIN_VARIABLE_S3_SECRET") && told.contains("not set, and s3_bucket is"),
            "{told}"
        );
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
        for (name, value, expected) in [
            ("tick_key", "a key\n", "printable ASCII"),
            ("sms_token", "令牌", "printable ASCII"),
            ("mail_key", " key", "printable ASCII"),
            ("llm_key", "a\tkey", "printable ASCII"),
            ("s3_key_id", "id\u{7f}", "printable ASCII"),
            ("sms_url", "gateway.example/send", "http://HOST/PATH"),
            ("mail_url", "smtp://mail.example", "http://HOST/PATH"),
            ("llm_url", "http:///v1/chat", "http://HOST/PATH"),
            ("scan_url", "http://scan.example:port/", "http://HOST/PATH"),
            ("public_url", "https://hotline.example/12345", "https://HOST"),
            ("s3_endpoint", "s3.example:9000", "https://HOST"),
            ("wechat_url", "https://api.weixin.qq.com/sns", "https://HOST"),
            ("webhook_hosts", "https://a.example,crm.example", "webhook_host4"),
            ("webhook_hosts", "https://a.example/hook", "webhook_host4"),
            ("webhook_hosts", "https://a.example; https://b.example", "webhook_host4"),
            ("webhook_hosts", "ftp://a.example", "webhook_host4"),
            ("scan_url", "http://scan.example/two words", "http://HOST/PATH"),
            ("sms_url", "http://user:password@gateway.example/send", "http://HOST/PATH"),
            ("s3_bucket", "files/of ours", "letters and digits"),
            ("s3_region", "us/east", "letters and digits"),
            ("mail_from", "the city's hotline", "e-mail"),
            ("open311_type", "Test", "`production` or `test`"),
            ("jurisdiction", "Changsha", "small letters"),
        ] {
            let told = given(name, Ok(Some(value.to_owned()))).unwrap_err().to_string();
            assert!(told.contains(name) && told.contains(expected), "{name}={value}: {told}");
            assert!(!told.contains(value), "a value is not logged: {told}");
        }
    }

    #[test]
    fn what_operators_write_has_sense() {
        for (name, value) in [
            ("tick_key", "a long random key for the scheduler"),
            ("sms_token", "the gateway's token"),
            ("sms_url", "http://127.0.0.1:9/v2/send?account=12345"),
            ("llm_url", "https://llm.example/v1/chat/completions"),
            ("scan_url", "http://virus_scanner:8080"),
            ("mail_url", "https://mail.example?queue=1"),
            ("public_url", "https://hotline.example/"),
            ("s3_endpoint", "http://10.0.0.9:9000"),
            ("wechat_url", "https://api.weixin.qq.com"),
            ("webhook_hosts", "https://*.example.org,, http://crm:8000..8010/,http://,*://[fd00::1]:*"),
            ("s3_bucket", "files.changsha-12345"),
            ("s3_region", "cn-north-1"),
            ("mail_from", "长沙12345 <hotline@city.example>"),
            ("open311_type", "test"),
            ("hotline_name", "长沙12345"),
            ("jurisdiction", "xiang-tan"),
        ] {
            assert_eq!(given(name, Ok(Some(value.to_owned()))), Ok(Some(value.to_owned())), "{name}");
        }
    }

    /// The manifest's variables and what each is by default.
    fn manifest() -> Vec<(&'static str, &'static str)> {
        let (_, rest) = include_str!("../../../spin.toml").split_once("\n[variables]\n").unwrap();
        let lines = rest.split("\n[").next().unwrap().lines().filter(|line| !line.starts_with('#'));
        lines
            .filter_map(|line| line.split_once(" = {"))
            .map(|(name, rest)| {
                let default = rest.split_once("default = \"").map_or("", |(_, rest)| rest);
                (name, default.split('"').next().unwrap())
            })
            .collect()
    }

    #[test]
    fn every_variable_of_the_manifest_is_checked_or_is_free_text() {
        let free = [
            "jwt_issuer",
            "jwt_audience",
            "wechat_app",
            "wechat_secret",
            "llm_model",
            "s3_secret",
            "hotline_name",
            "open311_jurisdiction",
        ];
        // `auth` alone knows keys, and names the variable.
        let elsewhere = ["jwks"];
        // No component reads them: the host does before it starts, for what it permits.
        let hosts = ["sms_gateway", "mail_host", "llm_host", "scan_host"];
        let webhooks = ["webhook_host", "webhook_host2", "webhook_host3", "webhook_host4"];
        let all = manifest();
        assert!(all.len() > 30, "{all:?}");
        for name in free.iter().chain(&elsewhere).chain(&hosts).chain(&webhooks) {
            assert!(all.iter().any(|(known, _)| known == name), "{name} is no variable");
        }
        for (name, default) in all {
            if elsewhere.contains(&name) || hosts.contains(&name) {
                continue;
            }
            let asked = if webhooks.contains(&name) { "webhook_hosts" } else { name };
            let nonsense = "\u{7f}";
            let refused = given(asked, Ok(Some(nonsense.to_owned()))).is_err()
                || read(&[(asked, nonsense), SECRET], "").is_err();
            assert_eq!(refused, !free.contains(&name), "{name}: is it free text?");
            assert!(given(asked, Ok(Some(default.to_owned()))).is_ok(), "{name}: its default");
        }
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
