//! Where the hotline is reached, in links that lead to it from elsewhere.

/// An address at which the hotline is reached, as an operator or a request says it: `https://HOST` or `http://HOST`, with a
/// port or without, and nothing behind it.
#[must_use]
pub fn is_base(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(is_authority)
}

/// `HOST` or `HOST:PORT`.
fn is_authority(text: &str) -> bool {
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) if !text.ends_with(']') => (host, Some(port)),
        _ => (text, None),
    };
    let name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
    let fits = match host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
        None => !host.is_empty() && host.len() <= 253 && host.bytes().all(name),
    };
    fits && port.is_none_or(|port| port.parse::<u16>().is_ok())
}

/// An origin as browsers send it: in small letters, without the port that goes without saying. Nothing for a wildcard and for
/// `null`, which are nobody in particular, and for a path, which is never sent.
#[must_use]
pub fn origin(text: &str) -> Option<String> {
    let text = text.to_ascii_lowercase();
    let (scheme, authority) = text.split_once("://")?;
    if scheme.is_empty() || !scheme.bytes().all(|byte| byte.is_ascii_alphabetic()) || !is_authority(authority)
    {
        return None;
    }
    let usual = match scheme {
        "https" => ":443",
        "http" => ":80",
        _ => "",
    };
    Some(format!("{scheme}://{}", authority.strip_suffix(usual).unwrap_or(authority)))
}

/// Where a request has reached the hotline, as far as its whole address says, which the host makes of its `Host`: without
/// encryption on the machine itself alone, for a proxy has taken that away elsewhere.
#[must_use]
pub fn base_of_request(url: &str) -> Option<String> {
    let (_, rest) = url.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next().filter(|host| is_authority(host))?;
    let here = ["localhost", "127.0.0.1", "[::1]"].iter().filter_map(|name| host.strip_prefix(name));
    let here = here.into_iter().any(|rest| rest.is_empty() || rest.starts_with(':'));
    Some(format!("http{}://{host}", if here { "" } else { "s" }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_is_a_scheme_and_a_host() {
        for good in [
            "https://12345.example.gov.cn",
            "http://localhost:3000",
            "https://[2001:db8::1]:8443",
            "https://a",
        ] {
            assert!(is_base(good), "{good}");
        }
        for bad in [
            "",
            "12345.example",
            "https://",
            "https://a/",
            "https://a@b",
            "javascript:1",
            "https://a?b",
            "https://a:x",
            "https://[::1",
            "ftp://a",
            "https://a b",
        ] {
            assert!(!is_base(bad), "{bad}");
        }
        for (url, base) in [
            ("http://localhost:3000/v1/qr.svg", Some("http://localhost:3000")),
            ("http://127.0.0.1/v1/qr.svg?survey=3", Some("http://127.0.0.1")),
            ("http://12345.example.cn/v1/qr.svg", Some("https://12345.example.cn")),
            ("http://localhost.evil.example/", Some("https://localhost.evil.example")),
            ("http://user@evil.example/", None),
            ("http:///v1/qr.svg", None),
            ("/v1/qr.svg", None),
        ] {
            assert_eq!(base_of_request(url).as_deref(), base, "{url}");
        }
    }
}
