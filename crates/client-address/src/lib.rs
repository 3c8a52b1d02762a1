//! What a client is counted by. The components count attempts by it, the host connections and requests, and
//! both have to mean the same client.
#![forbid(unsafe_code)]

use std::fmt;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};

/// A client's address, of IPv6 the network: a single home has 2^64 addresses there. It gives nobody any right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Client(IpAddr);

impl Client {
    /// Of an address as it is.
    #[must_use]
    pub fn new(address: IpAddr) -> Self {
        let IpAddr::V6(v6) = address else { return Self(address) };
        Self(match v6.to_ipv4_mapped() {
            Some(v4) => v4.into(),
            None => Ipv6Addr::from_bits(v6.to_bits() >> 64 << 64).into(),
        })
    }

    /// Of what is told about a request. `peer` is who connected; behind `proxies` of the operator's own, each of
    /// which adds the one before it to `X-Forwarded-For`, it is the entry that the outermost one added: whatever
    /// stands before that the client may have made up. `forwarded` are that header's lines in their order; they
    /// are one list, whose empty members do not count (RFC 9110, 5.2 and 5.6.1).
    ///
    /// Where the list is too short or names no address it is `peer`; `None` where that is no address either.
    pub fn of<'a>(
        peer: &str,
        forwarded: impl DoubleEndedIterator<Item = &'a [u8]>,
        proxies: usize,
    ) -> Option<Self> {
        let members = forwarded.flat_map(|line| line.split(|byte| *byte == b',')).map(<[u8]>::trim_ascii);
        let named = proxies.checked_sub(1).and_then(|before| {
            members.rev().filter(|member| !member.is_empty()).nth(before).and_then(|member| {
                // What stands in other members may be any bytes, and is nobody's business.
                address(std::str::from_utf8(member).ok()?)
            })
        });
        named.or_else(|| address(peer)).map(Self::new)
    }
}

impl fmt::Display for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            IpAddr::V4(v4) => write!(f, "{v4}"),
            IpAddr::V6(network) => write!(f, "{network}/64"),
        }
    }
}

/// An address with or without a port, an IPv6 one with or without brackets, in quotation marks or not, and with
/// the zone that it may have.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim().trim_matches('"');
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    let without_zone = bare.split_once('%').map_or(bare, |(address, _)| address);
    without_zone.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|address| address.ip()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(peer: &str, forwarded: &[&str], proxies: usize) -> String {
        let lines = forwarded.iter().map(|line| line.as_bytes());
        Client::of(peer, lines, proxies).map(|client| client.to_string()).unwrap_or_default()
    }

    #[test]
    fn a_client_is_the_address_that_the_operators_own_proxies_saw() {
        let peer = "10.0.0.1:5123";
        for (forwarded, proxies, expected) in [
            (&[][..], 0, "10.0.0.1"),
            (&["9.9.9.9"], 0, "10.0.0.1"),
            (&["9.9.9.9, 1.2.3.4"], 1, "1.2.3.4"),
            (&["9.9.9.9, 1.2.3.4, 10.0.0.2"], 2, "1.2.3.4"),
            (&[], 1, "10.0.0.1"),
            (&["nonsense"], 1, "10.0.0.1"),
            (&["1.2.3.4"], 2, "10.0.0.1"),
            (&["1.2.3.4"], 255, "10.0.0.1"),
        ] {
            assert_eq!(client(peer, forwarded, proxies), expected, "{forwarded:?} {proxies}");
        }
    }

    #[test]
    fn several_lines_are_one_list() {
        let peer = "10.0.0.1:5123";
        for (forwarded, proxies, expected) in [
            (&["9.9.9.9", "1.2.3.4"][..], 1, "1.2.3.4"),
            (&["9.9.9.9", "1.2.3.4", "10.0.0.2"], 2, "1.2.3.4"),
            (&["9.9.9.9, 8.8.8.8", "1.2.3.4, 10.0.0.2"], 2, "1.2.3.4"),
            (&["9.9.9.9, 1.2.3.4", "10.0.0.2"], 2, "1.2.3.4"),
            (&["9.9.9.9", "1.2.3.4", ""], 1, "1.2.3.4"),
            (&["9.9.9.9, , 1.2.3.4,", " , 10.0.0.2 ,,"], 2, "1.2.3.4"),
        ] {
            assert_eq!(client(peer, forwarded, proxies), expected, "{forwarded:?} {proxies}");
        }
    }

    #[test]
    fn an_address_is_read_in_every_form_that_proxies_write() {
        for (text, expected) in [
            ("1.2.3.4", "1.2.3.4"),
            (" 1.2.3.4\t", "1.2.3.4"),
            ("1.2.3.4:81", "1.2.3.4"),
            ("\"1.2.3.4:81\"", "1.2.3.4"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
            ("[2001:db8:1:2:3:4:5:6]", "2001:db8:1:2::/64"),
            ("[2001:db8:1:2::9]:443", "2001:db8:1:2::/64"),
            ("\"[2001:db8:1:2::9]:443\"", "2001:db8:1:2::/64"),
            ("fe80::1%eth0", "fe80::/64"),
            ("[fe80::1%eth0]", "fe80::/64"),
            ("::ffff:1.2.3.4", "1.2.3.4"),
            ("[::ffff:1.2.3.4]:80", "1.2.3.4"),
            ("::1", "::/64"),
        ] {
            assert_eq!(client(text, &[], 0), expected, "{text} as a peer");
            assert_eq!(client("10.0.0.1:5", &["9.9.9.9", text], 1), expected, "{text} as named");
        }
        for text in ["", "unknown", "_hidden", "1.2.3", "1.2.3.4:", "[::1", "1.2.3.4 5.6.7.8"] {
            assert_eq!(client(text, &[], 0), "", "{text}");
            // An empty member does not count, and any other that is no address is nobody's.
            let expected = if text.is_empty() { "9.9.9.9" } else { "10.0.0.1" };
            assert_eq!(client("10.0.0.1:5", &["9.9.9.9", text], 1), expected, "{text}");
        }
    }

    #[test]
    fn what_a_client_makes_up_moves_nothing() {
        let lines: [&[u8]; 2] = [b"\xff, 9.9.9.9", b"\xe6\xb0\x91, 1.2.3.4"];
        let told = |lines: &[&[u8]], proxies| {
            Client::of("10.0.0.1:5", lines.iter().copied(), proxies).unwrap().to_string()
        };
        assert_eq!(told(&lines, 1), "1.2.3.4");
        assert_eq!(told(&[b"\xff, 1.2.3.4"], 1), "1.2.3.4", "a proxy adds to the very line of the client");
        assert_eq!(told(&[b"1.2.3.4, \xff"], 1), "10.0.0.1");
    }
}
