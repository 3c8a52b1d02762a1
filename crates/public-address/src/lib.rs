//! Which addresses stand on the Internet, and which lead into somebody's own network: to the machine itself, to its
//! neighbours, to the service of a cloud that hands out credentials. What a stranger's address may never mean, for
//! components, which check what is written, and for the host, which checks what a name resolves to.
//!
//! Source: the registries of special-purpose addresses, RFC 6890.
#![forbid(unsafe_code)]

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether anybody on the Internet can have it.
#[must_use]
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let special = match address.octets() {
        // This network, private use, loopback, multicast and whatever is reserved above it.
        [0 | 10 | 127 | 224..=255, ..] => true,
        // Shared by a carrier's customers.
        [100, 64..=127, ..] => true,
        // Link-local, where clouds tell machines their secrets.
        [169, 254, ..] => true,
        [172, 16..=31, ..] | [192, 168, ..] => true,
        // For protocols, for documents, for anycast that is no more, for measuring.
        [192, 0, 0 | 2, _] | [192, 88, 99, _] | [198, 18 | 19, ..] | [198, 51, 100, _] | [203, 0, 113, _] => {
            true
        }
        _ => false,
    };
    !special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let [a, b, c, d, e, f, high, low] = address.segments();
    let inner = |high: u16, low: u16| {
        let ([one, two], [three, four]) = (high.to_be_bytes(), low.to_be_bytes());
        is_public_v4(Ipv4Addr::new(one, two, three, four))
    };
    match (a, b) {
        // Ways to write or to reach an IPv4 address: mapped, translated, 6to4.
        (0, 0) if (c, d, e, f) == (0, 0, 0, 0xffff) => inner(high, low),
        (0x64, 0xff9b) if (c, d, e, f) == (0, 0, 0, 0) => inner(high, low),
        (0x2002, _) => inner(b, c),
        // For protocols (Teredo among them), and for documents.
        (0x2001, 0..=0x1ff | 0xdb8) | (0x3fff, 0..=0xfff) => false,
        // All that is handed out; the rest is loopback, link-local, a site's own, multicast or reserved.
        _ => a & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn public(text: &str) -> bool {
        is_public(text.parse().unwrap())
    }

    #[test]
    fn somebodys_own_network_is_not_public() {
        for own in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "10.255.255.255",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.9.9.9",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.1",
            "203.0.113.9",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::7f00:1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::ffff:169.254.169.254",
            "64:ff9b::a00:1",
            "64:ff9b::7f00:1",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:1ff::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "2002:a00:1::1",
            "2002:c0a8:101::",
            "3fff::1",
            "fc00::1",
            "fd12:3456::1",
            "fd00:ec2::254",
            "fe80::1",
            "febf::1",
            "fec0::1",
            "ff02::1",
            "5f00::1",
            "4000::1",
        ] {
            assert!(!public(own), "{own}");
        }
    }

    #[test]
    fn the_internet_is_public() {
        for public_one in [
            "1.1.1.1",
            "8.8.8.8",
            "9.255.255.255",
            "11.0.0.1",
            "100.63.255.255",
            "100.128.0.1",
            "126.1.1.1",
            "128.0.0.1",
            "169.253.1.1",
            "169.255.1.1",
            "172.15.1.1",
            "172.32.0.1",
            "192.0.1.1",
            "192.167.1.1",
            "192.169.1.1",
            "198.17.1.1",
            "198.20.1.1",
            "223.255.255.255",
            "::ffff:8.8.8.8",
            "64:ff9b::808:808",
            "2002:808:808::1",
            "2001:200::1",
            "2400:3200::1",
            "2606:4700:4700::1111",
            "3ffe::1",
        ] {
            assert!(public(public_one), "{public_one}");
        }
    }

    #[test]
    fn an_address_is_the_same_however_it_is_wrapped() {
        let mut dice = minsheng_dice::fixed(2_000);
        for _ in 0..2_000 {
            let mut roll = || u8::try_from(dice.roll(256)).unwrap();
            let inner = Ipv4Addr::new(roll(), roll(), roll(), roll());
            let [a, b, c, d] = inner.octets();
            let pairs = [u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d])];
            let mapped = inner.to_ipv6_mapped();
            let translated = Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, pairs[0], pairs[1]);
            let six_to_four = Ipv6Addr::new(0x2002, pairs[0], pairs[1], 0, 0, 0, 0, 1);
            for wrapped in [mapped, translated, six_to_four] {
                assert_eq!(is_public(wrapped.into()), is_public(inner.into()), "{wrapped} has {inner}");
            }
        }
    }
}
