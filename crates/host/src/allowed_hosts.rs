//! Which hosts a component may call: `allowed_outbound_hosts`.
//!
//! An entry is `SCHEME://HOST[:PORT]`. The scheme may be `*`; the host may be `*`, `*.domain` or a name or
//! address; the port may be `*`, a number or a range `FROM..TO` (without TO itself), and without one the
//! scheme's own is meant. A call is allowed when any entry allows it. What an entry allows by its name may be anywhere;
//! what only a pattern allows has to stand on the Internet.

use anyhow::{Context as _, bail, ensure};

/// The hosts one component may call.
#[derive(Clone, Debug, Default)]
pub struct AllowedHosts(Vec<Entry>);

/// How a call is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Allowed {
    ByName,
    /// By `*` or `*.domain` alone.
    ByPattern,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    scheme: Option<String>,
    host: HostPattern,
    ports: Ports,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum HostPattern {
    Any,
    /// With the dot in front.
    Below(String),
    Exactly(String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Ports {
    Any,
    From(u16, u16),
}

/// The last part of the names under which components call each other.
pub const INTERNAL: &str = ".spin.internal";

impl AllowedHosts {
    /// Reads entries whose templates have been filled in. An entry left empty by its template allows nothing.
    pub fn parse<'a>(entries: impl IntoIterator<Item = &'a str>) -> anyhow::Result<Self> {
        let entries = entries.into_iter().filter(|entry| !matches!(*entry, "" | "http://" | "https://"));
        let entries = entries.map(|entry| {
            Entry::parse(entry).with_context(|| format!("allowed_outbound_hosts: the entry `{entry}`"))
        });
        Ok(Self(entries.collect::<anyhow::Result<_>>()?))
    }

    /// How a call with `scheme` to `host` is allowed, if it is; without a port the scheme's own is meant.
    pub fn allow(&self, scheme: &str, host: &str, port: Option<u16>) -> Option<Allowed> {
        let port = port.or_else(|| well_known_port(scheme))?;
        let host = host.to_ascii_lowercase();
        let mut entries = self.0.iter().filter(|entry| entry.allows(scheme, &host, port)).peekable();
        entries.peek()?;
        let by_name = entries.any(|entry| matches!(entry.host, HostPattern::Exactly(_)));
        Some(if by_name { Allowed::ByName } else { Allowed::ByPattern })
    }

    /// The components which are named, each by itself.
    pub fn named_components(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|entry| match &entry.host {
            HostPattern::Exactly(host) => host.strip_suffix(INTERNAL),
            _ => None,
        })
    }
}

impl Entry {
    fn parse(entry: &str) -> anyhow::Result<Self> {
        let (scheme, rest) = entry
            .split_once("://")
            .context("has no scheme: write it as \"http://host\" or \"*://host:port\"")?;
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        ensure!(!rest.contains('/'), "must not have a path");
        let (host, port) = match rest.rsplit_once(':') {
            Some((host, port)) if !port.contains(']') => (host, Some(port)),
            _ => (rest, None),
        };
        Ok(Self { scheme: parse_scheme(scheme)?, host: parse_host(host)?, ports: parse_ports(scheme, port)? })
    }

    fn allows(&self, scheme: &str, host: &str, port: u16) -> bool {
        let scheme_fits = self.scheme.as_deref().is_none_or(|allowed| allowed == scheme);
        let host_fits = match &self.host {
            HostPattern::Any => true,
            HostPattern::Below(domain) => host.ends_with(domain),
            HostPattern::Exactly(name) => host == name,
        };
        let port_fits = match self.ports {
            Ports::Any => true,
            Ports::From(from, to) => (from..to).contains(&port) || port == from,
        };
        scheme_fits && host_fits && port_fits
    }
}

fn parse_scheme(scheme: &str) -> anyhow::Result<Option<String>> {
    if scheme == "*" {
        return Ok(None);
    }
    ensure!(
        !scheme.is_empty() && scheme.chars().all(|c| c.is_ascii_alphabetic()),
        "has the scheme `{scheme}`: use `http`, `https` or `*`"
    );
    Ok(Some(scheme.to_ascii_lowercase()))
}

fn parse_host(host: &str) -> anyhow::Result<HostPattern> {
    ensure!(!host.is_empty(), "has no host");
    if host == "*" {
        return Ok(HostPattern::Any);
    }
    if matches!(host, "self" | "self.alt") {
        bail!(
            "means the application itself, which this host does not implement: use http://NAME.spin.internal"
        );
    }
    let host = host.to_ascii_lowercase();
    let (pattern, name) = match host.strip_prefix("*.") {
        Some(domain) => (HostPattern::Below(format!(".{domain}")), domain),
        None => (HostPattern::Exactly(host.clone()), host.as_str()),
    };
    ensure!(!name.contains('*'), "may have `*` only in front, as in `*.example.com`");
    ensure!(!name.contains(['{', '}', ',', ' ']), "must name one host: write an entry for each");
    Ok(pattern)
}

fn parse_ports(scheme: &str, port: Option<&str>) -> anyhow::Result<Ports> {
    let number =
        |text: &str| text.parse::<u16>().with_context(|| format!("has the port `{text}`, not a number"));
    match port {
        None | Some("") => {
            let port = well_known_port(scheme)
                .with_context(|| format!("needs a port: `{scheme}` has none of its own"))?;
            Ok(Ports::From(port, port))
        }
        Some("*") => Ok(Ports::Any),
        Some(range) => match range.split_once("..") {
            Some((from, to)) => Ok(Ports::From(number(from)?, number(to)?)),
            None => number(range).map(|port| Ports::From(port, port)),
        },
    }
}

fn well_known_port(scheme: &str) -> Option<u16> {
    match scheme {
        "http" => Some(80),
        "https" => Some(443),
        "mysql" => Some(3306),
        "postgres" => Some(5432),
        "redis" => Some(6379),
        "mqtt" => Some(1883),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_and_calls() {
        for (entry, allowed, denied) in [
            (
                "http://example.com",
                &["http://example.com", "http://Example.com:80"][..],
                &["https://example.com", "http://example.com:81", "http://x.example.com"][..],
            ),
            (
                "https://*.example.com",
                &["https://a.example.com", "https://a.b.example.com"],
                &["https://example.com", "https://badexample.com"],
            ),
            ("*://*:*", &["http://a", "https://b:9"], &[]),
            ("http://*.spin.internal", &["http://classify.spin.internal"], &["http://spin.internal"]),
            (
                "http://10.0.0.1:8000..8002",
                &["http://10.0.0.1:8000", "http://10.0.0.1:8001"],
                &["http://10.0.0.1:8002", "http://10.0.0.2:8000"],
            ),
            ("http://[::1]:81", &["http://[::1]:81"], &["http://[::1]"]),
            ("http://[::1]/", &["http://[::1]"], &["http://[::2]"]),
        ] {
            let hosts = AllowedHosts::parse([entry]).unwrap();
            for (calls, expected) in [(allowed, true), (denied, false)] {
                for call in calls {
                    let uri: http::Uri = call.parse().unwrap();
                    let answer = hosts.allow(uri.scheme_str().unwrap(), uri.host().unwrap(), uri.port_u16());
                    assert_eq!(answer.is_some(), expected, "{entry} and {call}");
                }
            }
        }
    }

    #[test]
    fn nothing_is_allowed_by_default() {
        assert!(AllowedHosts::default().allow("http", "example.com", None).is_none());
        assert!(AllowedHosts::parse(["", "http://"]).unwrap().allow("http", "example.com", None).is_none());
    }

    #[test]
    fn a_name_counts_for_more_than_a_pattern() {
        let hosts =
            AllowedHosts::parse(["http://*:*", "http://127.0.0.1:8000", "http://*.b.c", "http://a.b.c"])
                .unwrap();
        for (host, port, allowed) in [
            ("127.0.0.1", Some(8000), Allowed::ByName),
            ("127.0.0.1", Some(8001), Allowed::ByPattern),
            ("localhost", Some(8000), Allowed::ByPattern),
            ("A.B.C", None, Allowed::ByName),
            ("x.b.c", None, Allowed::ByPattern),
        ] {
            assert_eq!(hosts.allow("http", host, port), Some(allowed), "{host}");
        }
    }

    #[test]
    fn mistakes_are_named() {
        for entry in [
            "example.com",
            "http://",
            "http://a/b",
            "http://a.*.b",
            "http://a:x",
            "http://self",
            "ftp://a",
            "ht{tp://a",
        ] {
            let parsed = AllowedHosts::parse([entry]);
            assert_eq!(parsed.is_err(), entry != "http://", "{entry}");
        }
    }

    #[test]
    fn components_that_are_named() {
        let hosts =
            AllowedHosts::parse(["http://a.spin.internal", "http://*.spin.internal", "http://b"]).unwrap();
        assert_eq!(hosts.named_components().collect::<Vec<_>>(), ["a"]);
    }
}
