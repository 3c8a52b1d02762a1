//! Whatever stands in `X-Forwarded-For`: it is read without a panic, and nobody becomes anybody else by what they write.

use minsheng_client_address::Client;
use minsheng_dice::hostile::{altered, bytes};
use minsheng_dice::{check, vec};

const PEER: &str = "192.0.2.1:4711";

#[test]
fn any_bytes_are_a_list_whose_end_alone_counts() {
    check(2000, (vec(bytes(40), 0..4), 0..4_usize), |(lines, proxies)| {
        let lines = || lines.iter().map(Vec::as_slice);
        let peer = Client::of(PEER, [].into_iter(), 0);
        assert!(peer.is_some());
        assert!(Client::of(PEER, lines(), proxies).is_some(), "who connected is always somebody");
        assert_eq!(Client::of(PEER, lines(), 0), peer, "nobody else is believed");
        // What the operator's own proxy added stands last.
        let added: &[u8] = b"198.51.100.7";
        let behind = Client::of(PEER, lines().chain([added]), 1);
        assert_eq!(behind, Client::of("198.51.100.7", [].into_iter(), 0));
    });
}

#[test]
fn an_address_is_printed_as_one_however_it_was_written() {
    let good = &[
        "192.0.2.7",
        "192.0.2.7:80",
        "\"[2001:db8::1]:443\"",
        "2001:db8::1",
        "[::ffff:192.0.2.7]",
        "fe80::1%eth0",
        "unknown",
    ];
    check(2000, altered(good), |written| {
        let Some(client) = Client::of(&written, [].into_iter(), 0) else { return };
        let shown = client.to_string();
        let again = Client::of(shown.trim_end_matches("/64"), [].into_iter(), 0);
        assert_eq!(again, Some(client), "{written}: {shown}");
        assert!(shown.bytes().all(|byte| byte.is_ascii_hexdigit() || b":./".contains(&byte)), "{shown}");
    });
}
