//! Whether spans are sent, where to and which: the variables that OpenTelemetry has for all programs
//! (docs/SEEING.md lists those that count). What this host cannot do as it is told is refused at the start, with a remedy.

use super::sampler::Sampler;
use crate::log;
use anyhow::{Context as _, bail};
use http::uri::{PathAndQuery, Scheme};
use http::{HeaderMap, HeaderName, HeaderValue, Uri};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::time::Duration;

/// What is added to an address that is meant for all kinds of signals.
const PATH: &str = "/v1/traces";
const ENDPOINT: &str = "OTEL_EXPORTER_OTLP_ENDPOINT";
const TRACES_ENDPOINT: &str = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";
/// How long one exchange with the collector may take, in milliseconds.
const TIMEOUT: u32 = 10_000;
/// How many spans wait at most, how many are sent at once, and how long they wait for more, in milliseconds.
const QUEUE: u32 = 2_048;
const BATCH: u32 = 512;
const DELAY: u32 = 5_000;

/// What does not change what is sent, and yet is not as whoever set it will expect.
const NOT_TAKEN: [&str; 8] = [
    "OTEL_EXPORTER_OTLP_COMPRESSION",
    "OTEL_EXPORTER_OTLP_TRACES_COMPRESSION",
    "OTEL_EXPORTER_OTLP_CERTIFICATE",
    "OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE",
    "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE",
    "OTEL_EXPORTER_OTLP_TRACES_CLIENT_CERTIFICATE",
    "OTEL_EXPORTER_OTLP_CLIENT_KEY",
    "OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY",
];

/// What the environment says.
#[derive(Clone, Debug)]
pub struct Settings {
    pub endpoint: Uri,
    pub headers: HeaderMap,
    pub timeout: Duration,
    /// What every batch says of whom it comes from.
    pub resource: Vec<(String, String)>,
    pub sampler: Sampler,
    pub queue: usize,
    pub batch: usize,
    pub delay: Duration,
}

impl Settings {
    /// Reads them; nothing where nothing is to be sent.
    ///
    /// # Errors
    /// Names the variable that cannot be followed, and what to set it to. Values that may be secrets are not shown.
    pub fn read(environment: impl Fn(&str) -> Option<OsString>) -> anyhow::Result<Option<Self>> {
        let environment = Environment(environment);
        let Some(endpoint) = endpoint(&environment)? else { return Ok(None) };
        if is_off(&environment)? {
            return Ok(None);
        }
        check_protocol(&environment)?;
        let name = environment.text("OTEL_TRACES_SAMPLER")?;
        let argument = environment.text("OTEL_TRACES_SAMPLER_ARG")?;
        let sampler = Sampler::parse(name.as_deref(), argument.as_deref())?;
        if sampler.tells_nothing() {
            return Ok(None);
        }
        for name in NOT_TAKEN {
            if environment.text(name)?.is_some() {
                let remedy = "bodies are not compressed; whom https:// trusts is in SSL_CERT_FILE";
                log::warn("a variable for traces is not followed", &[("name", &name), ("remedy", &remedy)]);
            }
        }
        let milliseconds = |number: u32| Duration::from_millis(number.into());
        let queue = environment.number(&["OTEL_BSP_MAX_QUEUE_SIZE"], QUEUE)?;
        let batch = environment.number(&["OTEL_BSP_MAX_EXPORT_BATCH_SIZE"], BATCH)?.min(queue);
        let timeouts = ["OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "OTEL_EXPORTER_OTLP_TIMEOUT"];
        Ok(Some(Self {
            endpoint,
            headers: headers(&environment)?,
            timeout: milliseconds(environment.number(&timeouts, TIMEOUT)?),
            resource: resource(&environment)?,
            sampler,
            queue: queue as usize,
            batch: batch as usize,
            delay: milliseconds(environment.number(&["OTEL_BSP_SCHEDULE_DELAY"], DELAY)?),
        }))
    }
}

/// Variables, of which an empty one is none.
struct Environment<F>(F);

impl<F: Fn(&str) -> Option<OsString>> Environment<F> {
    fn text(&self, name: &str) -> anyhow::Result<Option<String>> {
        let text = (self.0)(name).map(OsString::into_string).transpose();
        let text = text.map_err(|_| anyhow::anyhow!("{name} is not UTF-8: set it to text"))?;
        Ok(text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()))
    }

    /// The first of these that is there, with its name.
    fn first<'n>(&self, names: &[&'n str]) -> anyhow::Result<Option<(&'n str, String)>> {
        for &name in names {
            if let Some(text) = self.text(name)? {
                return Ok(Some((name, text)));
            }
        }
        Ok(None)
    }

    fn number(&self, names: &[&str], default: u32) -> anyhow::Result<u32> {
        let Some((name, text)) = self.first(names)? else { return Ok(default) };
        let number = text.parse::<u32>().ok().filter(|number| *number > 0);
        number.with_context(|| format!("{name}: `{text}` is no number above 0, such as {default}"))
    }
}

/// Whether somebody has turned off what the address alone would turn on.
fn is_off(environment: &Environment<impl Fn(&str) -> Option<OsString>>) -> anyhow::Result<bool> {
    let disabled = environment.text("OTEL_SDK_DISABLED")?.unwrap_or_default();
    if disabled.eq_ignore_ascii_case("true") {
        return Ok(true);
    }
    match environment.text("OTEL_TRACES_EXPORTER")?.as_deref() {
        None | Some("otlp") => Ok(false),
        Some("none") => Ok(true),
        Some(other) => bail!("OTEL_TRACES_EXPORTER: this host cannot do `{other}`: set otlp, or none"),
    }
}

/// The one for traces as it is, else the one for all signals with the path that is theirs.
fn endpoint(environment: &Environment<impl Fn(&str) -> Option<OsString>>) -> anyhow::Result<Option<Uri>> {
    let Some((name, text)) = environment.first(&[TRACES_ENDPOINT, ENDPOINT])? else { return Ok(None) };
    let wrong = || {
        let remedy = "set it to http:// or https:// and a host, such as http://127.0.0.1:4318";
        format!("{name} is no address of a collector: {remedy}")
    };
    let mut parts = text.parse::<Uri>().with_context(wrong)?.into_parts();
    let known = [Scheme::HTTP, Scheme::HTTPS];
    anyhow::ensure!(parts.scheme.as_ref().is_some_and(|scheme| known.contains(scheme)), wrong());
    let authority = parts.authority.as_ref().map_or("", |authority| authority.as_str());
    anyhow::ensure!(
        !authority.contains('@'),
        "{name} has a password in it: show it by OTEL_EXPORTER_OTLP_HEADERS instead"
    );
    if name == ENDPOINT {
        let base = parts.path_and_query.as_ref().map_or("", PathAndQuery::path).trim_end_matches('/');
        parts.path_and_query = Some(format!("{base}{PATH}").parse().with_context(wrong)?);
    }
    Ok(Some(Uri::from_parts(parts).with_context(wrong)?))
}

/// JSON over HTTP is what this host sends. A collector takes it where it takes protobuf over HTTP, but not where it takes
/// gRPC: that is another port.
fn check_protocol(environment: &Environment<impl Fn(&str) -> Option<OsString>>) -> anyhow::Result<()> {
    let names = ["OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL"];
    let Some((name, protocol)) = environment.first(&names)? else { return Ok(()) };
    match protocol.as_str() {
        "http/json" => {}
        "http/protobuf" => {
            let why = "this host writes JSON, which collectors take at the same address";
            log::info("traces are sent as http/json", &[("name", &name), ("why", &why)]);
        }
        _ => bail!(
            "{name}: this host cannot do `{protocol}`: set OTEL_EXPORTER_OTLP_TRACES_PROTOCOL=http/json, and \
             {TRACES_ENDPOINT} to where the collector takes OTLP over HTTP, as a rule http://HOST:4318{PATH}"
        ),
    }
    Ok(())
}

/// What is shown to the collector: the general ones, in which those for traces replace their like.
fn headers(environment: &Environment<impl Fn(&str) -> Option<OsString>>) -> anyhow::Result<HeaderMap> {
    let mut headers = HeaderMap::new();
    for name in ["OTEL_EXPORTER_OTLP_HEADERS", "OTEL_EXPORTER_OTLP_TRACES_HEADERS"] {
        for (key, value) in list(name, &environment.text(name)?.unwrap_or_default())? {
            let wrong = || format!("{name}: `{key}` is no header that can be sent");
            let header = HeaderName::try_from(&key).with_context(wrong)?;
            let mut value = HeaderValue::try_from(value).with_context(wrong)?;
            value.set_sensitive(true);
            headers.insert(header, value);
        }
    }
    Ok(headers)
}

fn resource(
    environment: &Environment<impl Fn(&str) -> Option<OsString>>,
) -> anyhow::Result<Vec<(String, String)>> {
    let name = "OTEL_RESOURCE_ATTRIBUTES";
    let own = [("service.name", "minsheng"), ("service.version", env!("CARGO_PKG_VERSION"))];
    let mut resource: BTreeMap<String, String> =
        own.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    resource.extend(list(name, &environment.text(name)?.unwrap_or_default())?);
    if let Some(service) = environment.text("OTEL_SERVICE_NAME")? {
        resource.insert("service.name".to_owned(), service);
    }
    Ok(resource.into_iter().collect())
}

/// `KEY=VALUE,KEY=VALUE` of the variable `name`, with the values' percent signs resolved, as W3C Baggage has it.
fn list(name: &str, text: &str) -> anyhow::Result<Vec<(String, String)>> {
    let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
    parts
        .map(|part| {
            let (key, value) = part.split_once('=').unwrap_or_default();
            let (key, value) = (key.trim(), decoded(value.trim()));
            let value = value.filter(|_| !key.is_empty());
            let value = value.with_context(|| {
                format!("{name} is no list: set it to KEY=VALUE,KEY=VALUE, with %2C for a comma in a value")
            })?;
            Ok((key.to_owned(), value))
        })
        .collect()
}

/// A text in which `%2C` stands for a comma.
fn decoded(text: &str) -> Option<String> {
    let mut pieces = text.split('%');
    let mut bytes = pieces.next()?.as_bytes().to_vec();
    for piece in pieces {
        let (digits, rest) = piece.split_at_checked(2)?;
        let is_hex = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        bytes.push(u8::from_str_radix(digits, 16).ok().filter(|_| is_hex)?);
        bytes.extend_from_slice(rest.as_bytes());
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn read(variables: &[(&str, &str)]) -> anyhow::Result<Option<Settings>> {
        let variables: BTreeMap<_, _> = variables.iter().copied().collect();
        Settings::read(|name| variables.get(name).map(|value| OsString::from(*value)))
    }

    const HERE: (&str, &str) = (ENDPOINT, "http://127.0.0.1:4318");

    #[test]
    fn an_address_turns_it_on_and_several_things_turn_it_off() {
        assert!(read(&[]).unwrap().is_none());
        assert!(read(&[(ENDPOINT, "")]).unwrap().is_none(), "empty is none");
        for (name, value, on) in [
            ("OTEL_SDK_DISABLED", "TRUE", false),
            ("OTEL_SDK_DISABLED", "false", true),
            ("OTEL_SDK_DISABLED", "1", true),
            ("OTEL_TRACES_EXPORTER", "none", false),
            ("OTEL_TRACES_EXPORTER", "otlp", true),
            ("OTEL_TRACES_SAMPLER", "always_off", false),
            ("OTEL_TRACES_SAMPLER", "parentbased_always_off", true),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf", true),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json", true),
        ] {
            assert_eq!(read(&[HERE, (name, value)]).unwrap().is_some(), on, "{name}={value}");
        }
    }

    #[test]
    fn the_address_for_all_signals_is_given_a_path_and_the_one_for_traces_is_as_it_is() {
        for (variables, address) in [
            (vec![HERE], "http://127.0.0.1:4318/v1/traces"),
            (vec![(ENDPOINT, "https://c.example/otlp/")], "https://c.example/otlp/v1/traces"),
            (vec![(TRACES_ENDPOINT, "https://c.example/in?x=1")], "https://c.example/in?x=1"),
            (vec![HERE, (TRACES_ENDPOINT, "http://c.example/")], "http://c.example/"),
        ] {
            assert_eq!(read(&variables).unwrap().unwrap().endpoint.to_string(), address);
        }
    }

    #[test]
    fn what_is_said_of_whom_it_comes_from_and_shown_to_the_collector() {
        let settings = read(&[
            HERE,
            ("OTEL_EXPORTER_OTLP_HEADERS", "authorization=Bearer%20secret, x-tenant=1"),
            ("OTEL_EXPORTER_OTLP_TRACES_HEADERS", "x-tenant=2"),
            ("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=%E6%B0%91,service.name=other"),
            ("OTEL_EXPORTER_OTLP_TIMEOUT", "500"),
            ("OTEL_BSP_MAX_QUEUE_SIZE", "10"),
        ]);
        let settings = settings.unwrap().unwrap();
        assert_eq!(settings.headers["authorization"], "Bearer secret");
        assert_eq!(settings.headers["x-tenant"], "2");
        assert!(!format!("{settings:?}").contains("secret"));
        let resource: BTreeMap<_, _> = settings.resource.into_iter().collect();
        assert_eq!(resource["service.name"], "other");
        assert_eq!(resource["deployment.environment.name"], "民");
        assert_eq!((settings.queue, settings.batch), (10, 10), "a batch is no longer than the queue");
        assert_eq!(settings.timeout, Duration::from_millis(500));
        let named = [HERE, ("OTEL_SERVICE_NAME", "city"), ("OTEL_RESOURCE_ATTRIBUTES", "service.name=other")];
        let named: BTreeMap<_, _> = read(&named).unwrap().unwrap().resource.into_iter().collect();
        assert_eq!(named["service.name"], "city");
        let plain: BTreeMap<_, _> = read(&[HERE]).unwrap().unwrap().resource.into_iter().collect();
        assert_eq!(plain["service.name"], "minsheng");
    }

    #[test]
    fn the_manual_has_the_variables_that_count() {
        let names = |text: &'static str| -> BTreeSet<&str> {
            let words = text.split(|letter: char| !(letter.is_ascii_uppercase() || letter == '_'));
            words.filter(|word| word.starts_with("OTEL_") && !NOT_TAKEN.contains(word)).collect()
        };
        let (code, _) = include_str!("settings.rs").split_once("#[cfg(test)]").unwrap();
        assert_eq!(names(code), names(include_str!("../../../../docs/SEEING.md")));
    }

    #[test]
    fn what_cannot_be_followed_is_refused_with_a_remedy_and_without_secrets() {
        for (name, value, part) in [
            (ENDPOINT, "127.0.0.1:4318", "http://127.0.0.1:4318"),
            (ENDPOINT, "ftp://example.com", "http:// or https://"),
            (ENDPOINT, "http://user:secret@example.com", "OTEL_EXPORTER_OTLP_HEADERS"),
            (
                "OTEL_EXPORTER_OTLP_PROTOCOL",
                "grpc",
                "`grpc`: set OTEL_EXPORTER_OTLP_TRACES_PROTOCOL=http/json",
            ),
            ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "smoke", "http://HOST:4318/v1/traces"),
            ("OTEL_TRACES_EXPORTER", "console", "set otlp, or none"),
            ("OTEL_TRACES_SAMPLER", "sometimes", "use always_on"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "secret", "KEY=VALUE"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "=secret", "KEY=VALUE"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "a=%secret", "%2C for a comma"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "a=%0Asecret", "`a` is no header"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "a b=secret", "`a b` is no header"),
            ("OTEL_BSP_SCHEDULE_DELAY", "0", "no number above 0, such as 5000"),
            ("OTEL_EXPORTER_OTLP_TIMEOUT", "10s", "`10s`"),
        ] {
            let error = read(&[HERE, (name, value)]).map(drop).unwrap_err();
            let error = format!("{error:#}");
            assert!(error.contains(name) && error.contains(part), "{name}={value}: {error}");
            assert!(!error.contains("secret"), "{error}");
        }
    }
}
