//! Whom a request is counted by, also where a page's component asks for whoever looks at the page.

use http::{HeaderMap, HeaderName, HeaderValue};
use minsheng_client_address::Client;

/// By which one function tells another whose request it hands on. Nobody else is believed.
pub const ON_BEHALF_OF: HeaderName = HeaderName::from_static("minsheng-client");

/// Who calls one function from another: Spin and the embedded host say this of a chained call, and of no other, whatever
/// a client says of itself.
pub(crate) const CHAINED: &str = "0.0.0.0:0";

/// Characters of a client at most: a network of IPv6.
const LONGEST: usize = 64;

/// What the client is counted by. It gives nobody any right.
#[must_use]
pub fn client(headers: &HeaderMap, proxies: usize) -> String {
    let text = |name: &HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let peer = text(&HeaderName::from_static("spin-client-addr")).unwrap_or_default();
    if peer == CHAINED
        && let Some(client) = text(&ON_BEHALF_OF).filter(|client| client.len() <= LONGEST)
    {
        return client.to_owned();
    }
    let forwarded = headers.get_all("x-forwarded-for").iter().map(HeaderValue::as_bytes);
    Client::of(peer, forwarded, proxies).map(|client| client.to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(pairs: &[(&'static str, &'static str)], proxies: usize) -> String {
        let pairs = pairs
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
        client(&HeaderMap::from_iter(pairs), proxies)
    }

    #[test]
    fn a_page_asks_for_whoever_looks_at_it() {
        let chained = [("spin-client-addr", CHAINED), ("minsheng-client", "203.0.113.7")];
        assert_eq!(counted(&chained, 0), "203.0.113.7");
        assert_eq!(counted(&chained, 1), "203.0.113.7", "whoever asks has counted the proxies");
        assert_eq!(counted(&[chained[0], ("minsheng-client", "2001:db8::/64")], 0), "2001:db8::/64");
        assert_eq!(counted(&chained[..1], 0), "0.0.0.0");
    }

    #[test]
    fn nobody_else_says_for_whom_they_ask() {
        let peer = ("spin-client-addr", "198.51.100.1:443");
        assert_eq!(counted(&[peer, ("minsheng-client", "203.0.113.7")], 0), "198.51.100.1");
        let behind = [
            ("spin-client-addr", "10.0.0.1:5"),
            ("x-forwarded-for", "192.0.2.9"),
            ("minsheng-client", "203.0.113.7"),
        ];
        assert_eq!(counted(&behind, 1), "192.0.2.9");
        assert_eq!(counted(&[("minsheng-client", "203.0.113.7")], 0), "");
    }
}
