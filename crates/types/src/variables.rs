//! What the operator's variables have to be, for those who read them and for those who look whether they will be read.

use crate::address::{is_base, origin};
use crate::jurisdiction::is_jurisdiction;

pub const PROXIES: &str = "a number from 0 to 255 is expected";
pub const DURABILITY: &str = "`full` or `normal` is expected";
pub const ORIGINS: &str = "SCHEME://HOST or SCHEME://HOST:PORT is expected, several with commas";

/// The operator's own proxies between the hotline and the clients.
#[must_use]
pub fn proxies(value: &str) -> Option<usize> {
    value.parse::<u8>().ok().map(usize::from)
}

/// Whether an acknowledged write survives the loss of power.
#[must_use]
pub fn durable(value: &str) -> Option<bool> {
    match value {
        "full" => Some(true),
        "normal" => Some(false),
        _ => None,
    }
}

/// The sites whose pages may call the hotline, separated by commas, each as browsers send it.
#[must_use]
pub fn origins(value: &str) -> Option<Vec<String>> {
    value.split(',').map(|site| origin(site.trim())).collect()
}

/// What is expected of a variable and is not so. What is free text passes, and so does what is read by a type of its own: secrets
/// and keys.
#[must_use]
pub fn missed(name: &str, value: &str) -> Option<&'static str> {
    let (fits, expected) = match name {
        "sms_url" | "mail_url" | "llm_url" | "scan_url" => (
            is_address(value),
            "the whole address is expected, as http://HOST/PATH or https://HOST/PATH, with a port or without",
        ),
        "public_url" => (
            is_base(value.trim_end_matches('/')),
            "https://HOST or http://HOST is expected, with a port or without",
        ),
        "s3_endpoint" | "wechat_url" => (
            is_server(value.trim_end_matches('/')),
            "https://HOST or http://HOST is expected, with a port or without",
        ),
        "sms_gateway" | "mail_host" | "llm_host" | "scan_host" => {
            (is_permission(value), "SCHEME://HOST or SCHEME://HOST:PORT is expected")
        }
        "webhook_hosts" => (
            value.split(',').all(|entry| is_permission(entry.trim())),
            "each of webhook_host to webhook_host4 is expected as SCHEME://HOST or SCHEME://HOST:PORT",
        ),
        // They stand in a header, or in an address.
        "tick_key" | "sms_token" | "mail_key" | "llm_key" | "s3_key_id" => (
            value.bytes().all(|byte| matches!(byte, b' '..=b'~')) && value.trim() == value,
            "printable ASCII without spaces around it is expected",
        ),
        "s3_bucket" | "s3_region" => (
            value.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_')),
            "letters and digits of ASCII, points, hyphens and underscores are expected",
        ),
        "mail_from" => (
            value.contains('@') && !value.contains(char::is_control),
            "an address of e-mail is expected, with a name before it or without",
        ),
        "jurisdiction" => (
            is_jurisdiction(value),
            "small letters and digits of ASCII are expected, with hyphens between words and a letter first in each",
        ),
        "proxies" => (proxies(value).is_some(), PROXIES),
        "durability" => (durable(value).is_some(), DURABILITY),
        "cors_origins" => (origins(value).is_some(), ORIGINS),
        "open311_type" => (matches!(value, "production" | "test"), "`production` or `test` is expected"),
        _ => return None,
    };
    (!fits).then_some(expected)
}

/// `SCHEME://HOST` or `SCHEME://HOST:PORT`, where inside a network names may have underscores.
fn is_server(text: &str) -> bool {
    is_base(&text.replace('_', "-"))
}

/// The same, and whatever path and query behind it. No library reads it: that would be kibibytes in every component.
fn is_address(text: &str) -> bool {
    let begin = text.find("://").map_or(0, |at| at + 3);
    let end = text.bytes().skip(begin).position(|byte| matches!(byte, b'/' | b'?'));
    let end = end.map_or(text.len(), |at| begin + at);
    text.get(..end).is_some_and(is_server)
        && text.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"#<>\\^`".contains(&byte))
}

/// Whether it looks like what the host permits; left empty it permits nothing. What it says is for `AllowedHosts` of core.
fn is_permission(entry: &str) -> bool {
    let Some((scheme, rest)) = entry.split_once("://") else { return entry.is_empty() };
    let host = rest.strip_suffix('/').unwrap_or(rest);
    matches!(scheme, "http" | "https" | "*")
        && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_*:[]".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What components read is tried where it is read, in `edge`.
    #[test]
    fn what_only_the_host_reads_has_a_form_too() {
        for (name, good, bad) in [
            ("sms_gateway", "https://sms.example:8443", "sms.example"),
            ("mail_host", "http://10.0.0.9:25", "smtp://mail.example"),
            ("llm_host", "http://llm:8000/", "http://llm:8000/v1/chat"),
            ("scan_host", "*://virus_scanner:*", "http://virus scanner"),
            ("proxies", "255", "256"),
            ("durability", "normal", "Normal"),
            ("cors_origins", "https://a.example, http://[::1]:8080", "https://a.example/"),
        ] {
            assert_eq!(missed(name, good), None, "{name}={good}");
            assert!(missed(name, bad).is_some_and(|expected| expected.contains("expected")), "{name}={bad}");
        }
        assert_eq!(missed("hotline_name", "长沙12345"), None);
    }
}
