//! Where events are handed out to, and which addresses that may be.
//!
//! An administrator writes the address, the operator says which hosts there are. The hosts' list is the same that the host's own
//! permission is made of (`allowed_outbound_hosts`), so what is refused here when it is written would be refused there when it is
//! called. What no pattern opens: addresses inside somebody's network, however they are spelt, and names that are there by custom.
//! What a name resolves to is seen by the host alone, which refuses such addresses, too (crates/host/src/outbound.rs).

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use minsheng_public_address::is_public;
use minsheng_types::form::Form;
use minsheng_types::invalid::Invalid;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The longest address, in bytes.
const LONGEST: usize = 500;
/// The longest name of a host, and of a part of it.
const LONGEST_HOST: usize = 253;
const LONGEST_LABEL: usize = 63;

/// An address that is called by `http` or `https`, in its one spelling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    tls: bool,
    host: Host,
    port: u16,
    /// From the first `/` on.
    path: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Host {
    Name(String),
    Address(IpAddr),
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => f.write_str(name),
            Self::Address(IpAddr::V4(address)) => write!(f, "{address}"),
            Self::Address(IpAddr::V6(address)) => write!(f, "[{address}]"),
        }
    }
}

impl Host {
    fn parse(text: &str) -> Option<Self> {
        if let Some(inner) = text.strip_prefix('[') {
            return inner
                .strip_suffix(']')?
                .parse::<Ipv6Addr>()
                .ok()
                .map(|address| Self::Address(address.into()));
        }
        let name = text.to_ascii_lowercase();
        let is_label = |label: &str| {
            let inside = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
            !label.is_empty()
                && label.len() <= LONGEST_LABEL
                && label.bytes().all(inside)
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        if name.len() > LONGEST_HOST || !name.split('.').all(is_label) {
            return None;
        }
        // Browsers and resolvers take a name whose last part is a number for an address, in whatever spelling.
        let last = name.rsplit('.').next().unwrap_or_default();
        if number(last).is_some() || last.bytes().all(|byte| byte.is_ascii_digit()) {
            return address(&name).map(|address| Self::Address(address.into()));
        }
        Some(Self::Name(name))
    }

    /// Whether it lies inside somebody's network, as far as its spelling says.
    fn is_inside(&self) -> bool {
        match self {
            Self::Address(address) => !is_public(*address),
            Self::Name(name) => {
                !name.contains('.')
                    || [".localhost", ".local", ".internal", ".intranet", ".lan", ".home.arpa"]
                        .iter()
                        .any(|end| name.ends_with(end))
            }
        }
    }

    /// Names by which components call each other: no receiver's, whatever is allowed.
    fn is_a_component(&self) -> bool {
        matches!(self, Self::Name(name) if name == "spin.internal" || name.ends_with(".spin.internal"))
    }
}

/// A number as old resolvers read it: `0x` for sixteen, `0` for eight, else ten.
fn number(text: &str) -> Option<u64> {
    let (digits, radix) = match text.strip_prefix("0x") {
        Some(digits) => (digits, 16),
        None if text.len() > 1 && text.starts_with('0') => (text, 8),
        None => (text, 10),
    };
    if radix == 16 && digits.is_empty() {
        return Some(0);
    }
    let fits = !digits.is_empty() && digits.bytes().all(|byte| char::from(byte).is_digit(radix));
    // A number that is too long is still one, and no address.
    fits.then(|| u64::from_str_radix(digits, radix).unwrap_or(u64::MAX))
}

/// An IPv4 address of one to four parts, of which the last fills what is left: `127.1`, `2130706433`, `0x7f.0.0.1`.
fn address(text: &str) -> Option<Ipv4Addr> {
    let parts: Vec<u64> = text.split('.').map(number).collect::<Option<_>>()?;
    let (last, first) = parts.split_last()?;
    let room = 4_u32.checked_sub(u32::try_from(first.len()).ok()?).filter(|room| *room > 0)?;
    if *last >= 1_u64 << (8 * room) || first.iter().any(|part| *part > 255) {
        return None;
    }
    let high = first.iter().fold(0_u64, |sum, part| sum << 8 | part);
    u32::try_from(high << (8 * room) | last).ok().map(Ipv4Addr::from)
}

const fn usual_port(tls: bool) -> u16 {
    if tls { 443 } else { 80 }
}

/// The scheme, whether it is TLS, and what stands behind it.
fn scheme(text: &str) -> Option<(bool, &str)> {
    let (scheme, rest) = text.split_once("://")?;
    let tls = match scheme.to_ascii_lowercase().as_str() {
        "http" => false,
        "https" => true,
        _ => return None,
    };
    Some((tls, rest))
}

/// A host's name and what stands behind its colon.
fn host_and_port(authority: &str) -> (&str, Option<&str>) {
    match authority.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, Some(port)),
        _ => (authority, None),
    }
}

impl Endpoint {
    /// # Errors
    /// [`Invalid::TooLong`], [`Invalid::Form`].
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        if text.len() > LONGEST {
            return Err(Invalid::TooLong(LONGEST as u32));
        }
        Self::read(text).ok_or(Invalid::Form(Form::Endpoint))
    }

    fn read(text: &str) -> Option<Self> {
        if !text
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'\\' | b'#' | b'"' | b'<' | b'>'))
        {
            return None;
        }
        let (tls, rest) = scheme(text)?;
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at_checked(end)?;
        let (host, port) = host_and_port(authority);
        let port = match port {
            None => usual_port(tls),
            Some(digits)
                if (1..=5).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()) =>
            {
                digits.parse().ok().filter(|port| *port > 0)?
            }
            Some(_) => return None,
        };
        let path = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
        // What is no address for the library that sends to it is none here.
        let percents = path.split('%').skip(1);
        for digits in percents {
            if !digits.get(..2)?.bytes().all(|byte| byte.is_ascii_hexdigit()) {
                return None;
            }
        }
        Some(Self { tls, host: Host::parse(host)?, port, path })
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { tls, host, port, path } = self;
        let scheme = if *tls { "https" } else { "http" };
        if *port == usual_port(*tls) {
            write!(f, "{scheme}://{host}{path}")
        } else {
            write!(f, "{scheme}://{host}:{port}{path}")
        }
    }
}

impl FromStr for Endpoint {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        Self::parse(text)
    }
}

impl Serialize for Endpoint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Endpoint {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Endpoint {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Endpoint".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "maxLength": LONGEST,
            "pattern": Form::Endpoint.pattern().unwrap_or_default(),
        })
    }
}

/// The hosts that the operator allows, as the variables name them: `SCHEME://HOST[:PORT]`, separated by commas. The host
/// may be `*` or `*.domain`, the scheme and the port `*`, the port a range.
#[derive(Clone, Debug, Default)]
pub struct AllowedHosts(Vec<Allowed>);

#[derive(Clone, Debug)]
struct Allowed {
    /// Any where there is none.
    tls: Option<bool>,
    host: Pattern,
    ports: Option<(u16, u16)>,
}

#[derive(Clone, Debug)]
enum Pattern {
    Any,
    /// With the dot in front.
    Below(String),
    Exactly(Host),
}

impl AllowedHosts {
    /// Entries left empty allow nothing, as they do for the host.
    ///
    /// # Returns
    /// `None` when any other cannot be read: then the list is not what the operator meant.
    #[must_use]
    pub fn read(variable: &str) -> Option<Self> {
        let entries = variable.split(',').map(str::trim);
        let entries = entries.filter(|entry| !matches!(*entry, "" | "http://" | "https://"));
        entries.map(Allowed::parse).collect::<Option<_>>().map(Self)
    }

    /// Whether events may be handed out there.
    #[must_use]
    pub fn allow(&self, endpoint: &Endpoint) -> bool {
        let Endpoint { tls, host, port, .. } = endpoint;
        !host.is_a_component()
            && self.0.iter().any(|allowed| {
                allowed.tls.is_none_or(|wanted| wanted == *tls)
                    && allowed.ports.is_none_or(|(from, to)| (from..=to).contains(port))
                    && match &allowed.host {
                        // By name: that is the operator's word for it.
                        Pattern::Exactly(named) => named == host,
                        Pattern::Any => !host.is_inside(),
                        Pattern::Below(domain) => {
                            !host.is_inside()
                                && matches!(host, Host::Name(name) if name.ends_with(domain.as_str()))
                        }
                    }
            })
    }
}

impl Allowed {
    fn parse(entry: &str) -> Option<Self> {
        let (tls, rest) = match entry.strip_prefix("*://") {
            Some(rest) => (None, rest),
            None => scheme(entry).map(|(tls, rest)| (Some(tls), rest))?,
        };
        let (host, port) = host_and_port(rest.strip_suffix('/').unwrap_or(rest));
        let ports = match (port, tls) {
            (Some("*"), _) => None,
            (None | Some(""), tls) => tls.map(|tls| (usual_port(tls), usual_port(tls))),
            (Some(range), _) => match range.split_once("..") {
                Some((from, to)) => {
                    let ports = (from.parse().ok()?, to.parse::<u16>().ok()?.checked_sub(1)?);
                    Some(ports).filter(|(from, to)| from <= to).map(Some)?
                }
                None => range.parse().ok().map(|port| Some((port, port)))?,
            },
        };
        let host = match host.strip_prefix("*.") {
            _ if host == "*" => Pattern::Any,
            Some(domain) => match Host::parse(domain)? {
                Host::Name(domain) => Pattern::Below(format!(".{domain}")),
                Host::Address(_) => return None,
            },
            None => Pattern::Exactly(Host::parse(host)?),
        };
        Some(Self { tls, host, ports })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelt(text: &str) -> Option<String> {
        Endpoint::parse(text).ok().map(|endpoint| endpoint.to_string())
    }

    fn allows(variable: &str, text: &str) -> bool {
        AllowedHosts::read(variable).is_some_and(|hosts| hosts.allow(&Endpoint::parse(text).unwrap()))
    }

    #[test]
    fn an_address_has_one_spelling() {
        for (written, meant) in [
            ("https://example.org", "https://example.org/"),
            ("HTTPS://Example.ORG:443/Hook?a=%20b", "https://example.org/Hook?a=%20b"),
            ("http://example.org:80", "http://example.org/"),
            ("http://example.org:8080?x", "http://example.org:8080/?x"),
            ("http://[2606:4700::0001]:81/", "http://[2606:4700::1]:81/"),
            ("http://xn--fiq228c.example/", "http://xn--fiq228c.example/"),
            ("http://2130706433/", "http://127.0.0.1/"),
            ("http://0x7f.1/", "http://127.0.0.1/"),
            ("http://0X7F000001/", "http://127.0.0.1/"),
            ("http://0177.0.0.01/", "http://127.0.0.1/"),
            ("http://127.1/", "http://127.0.0.1/"),
            ("http://0/", "http://0.0.0.0/"),
            ("http://10.0.258/", "http://10.0.1.2/"),
            ("http://[::ffff:7f00:1]/", "http://[::ffff:127.0.0.1]/"),
        ] {
            assert_eq!(spelt(written).as_deref(), Some(meant), "{written}");
            assert_eq!(spelt(meant).as_deref(), Some(meant), "{meant}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for bad in [
            "",
            "example.org",
            "ftp://example.org",
            "http://",
            "http:///x",
            "http://a:0",
            "http://a:65536",
            "http://a:",
            "http://a:+80",
            "http://user@a/",
            "http://user:pw@a/",
            "http://a b/",
            "http://a/#x",
            "http://a\\b/",
            "http://中文/",
            "http://a%2eb/",
            "http://a..b/",
            "http://-a/",
            "http://a./",
            "http://[::1",
            "http://[fe80::1%25eth0]/",
            "http://1.2.3.4.5/",
            "http://256.1.1.1/",
            "http://1.2.3.256/",
            "http://4294967296/",
            "http://0x/x%zz",
            "http://08/",
            "http://a/\r\nX: y",
            "javascript:alert(1)",
            "file:///etc/passwd",
        ] {
            assert_eq!(spelt(bad), None, "{bad}");
        }
        let long = format!("http://a/{}", "x".repeat(500));
        assert_eq!(Endpoint::parse(&long), Err(Invalid::TooLong(500)));
    }

    #[test]
    fn only_hosts_that_the_operator_names() {
        let one = "https://hook.example.org";
        assert!(allows(one, "https://hook.example.org/x") && allows(one, "https://HOOK.example.org:443/"));
        for other in [
            "http://hook.example.org/",
            "https://hook.example.org:8443/",
            "https://x.hook.example.org/",
            "https://example.org/",
        ] {
            assert!(!allows(one, other), "{other}");
        }
        let several = "https://a.example, https://*.b.example ,http://c.example:8000..8002,*://d.example:*";
        for (text, allowed) in [
            ("https://a.example/", true),
            ("https://x.b.example/", true),
            ("https://b.example/", false),
            ("https://xb.example/", false),
            ("http://c.example:8000/", true),
            ("http://c.example:8001/", true),
            ("http://c.example:8002/", false),
            ("http://d.example:1/", true),
            ("https://d.example/", true),
        ] {
            assert_eq!(allows(several, text), allowed, "{text}");
        }
        assert!(!allows("", "https://a.example/") && !allows("nonsense,http://a b", "https://a.example/"));
    }

    #[test]
    fn a_list_with_an_entry_that_cannot_be_read_is_none() {
        for good in
            ["", ",", "https://a.example,, http://", "*://*:*", "https://*.a.example/", "http://[::1]:*"]
        {
            assert!(AllowedHosts::read(good).is_some(), "{good}");
        }
        for bad in [
            "a.example",
            "ftp://a.example",
            "https://a b",
            "https://a.example:port",
            "https://a.example:8002..8000",
            "https://a.example/hook",
            "https://*.",
            "https://*.*.example",
            "https://*.10.0.0.1",
            "https://a.*.example",
        ] {
            assert!(AllowedHosts::read(bad).is_none(), "{bad}");
            let beside = format!("https://a.example,{bad}");
            assert!(AllowedHosts::read(&beside).is_none(), "{beside}");
            assert!(!allows(&beside, "https://a.example/"), "{beside}");
        }
    }

    #[test]
    fn nobodys_network_is_opened_by_a_pattern() {
        let all = "*://*:*";
        for inside in [
            "http://127.0.0.1/",
            "http://2130706433/",
            "http://0x7f000001/",
            "http://017700000001/",
            "http://127.1:3000/",
            "http://10.1.2.3/",
            "http://169.254.169.254/latest/meta-data",
            "http://0xa9fea9fe/",
            "http://[::1]/",
            "http://[::ffff:10.0.0.1]/",
            "http://[::ffff:a9fe:a9fe]/",
            "http://[64:ff9b::7f00:1]/",
            "http://[fd00::1]/",
            "http://localhost/",
            "http://a.localhost/",
            "http://metadata.google.internal/",
            "http://printer.local/",
            "http://intranet/",
            "http://classify.spin.internal/v1/understanding",
        ] {
            assert!(!allows(all, inside), "{inside}");
        }
        assert!(!allows("http://*.internal", "http://metadata.google.internal/"));
        assert!(allows(all, "http://8.8.8.8/") && allows(all, "https://example.org:8443/"));
        // By its name, the operator's word counts.
        assert!(allows("http://127.0.0.1:9000", "http://2130706433:9000/x"));
        assert!(!allows("http://127.0.0.1:9000", "http://127.0.0.1:9001/"));
        assert!(
            allows("http://10.0.0.5", "http://10.0.0.5/") && !allows("http://10.0.0.5", "http://10.0.0.6/")
        );
        assert!(allows("http://[fd00::1]:81", "http://[fd00:0::1]:81/"));
        assert!(allows("http://crm.internal", "http://crm.internal/"));
        for component in ["http://classify.spin.internal", "*://*:*", "http://*.spin.internal"] {
            assert!(
                !allows(component, "http://classify.spin.internal/"),
                "{component}: no receiver is a component"
            );
        }
    }

    #[test]
    fn whatever_is_written_is_read_without_a_fault_and_once() {
        let mut dice = minsheng_dice::fixed(40_000);
        let letters: Vec<char> = "htps:/.0x17fa[]%@?#-_*a中\\ ".chars().collect();
        for _ in 0..2_000 {
            let length = dice.roll(18);
            let tail: String = (0..length).map(|_| dice.one_of(&letters)).collect();
            for text in [tail.clone(), format!("http://{tail}")] {
                if let Some(once) = spelt(&text) {
                    assert_eq!(spelt(&once).as_deref(), Some(once.as_str()), "{text}");
                }
                let _any = AllowedHosts::read(&text);
            }
        }
    }
}
