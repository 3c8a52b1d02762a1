//! One client cannot stop the service: slow bodies, heads that never end, many connections, many requests.

use crate::client::Connection;
use crate::host::{Host, PLAIN, manifest};
use std::net::Ipv4Addr;

/// Addresses of this machine, for different clients.
const ONE: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 1);
const OTHER: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);
const HEALTH: &str = "/.well-known/spin/health";

fn with(arguments: &[&str]) -> Host {
    with_manifest(&manifest(PLAIN), arguments)
}

fn with_manifest(manifest: &str, arguments: &[&str]) -> Host {
    Host::start_with(manifest, |command| {
        command.args(arguments);
    })
}

fn from(host: &Host, client: Ipv4Addr) -> Connection {
    Connection::open_from(client, host.address)
}

/// Status and body of an answer to a client.
fn get(host: &Host, client: Ipv4Addr, path: &str, headers: &str) -> (u16, String) {
    let mut connection = from(host, client);
    connection.send(&format!("GET {path} HTTP/1.1\r\nhost: x\r\n{headers}\r\n"));
    let answer = connection.receive().unwrap();
    (answer.status, answer.body)
}

fn served(text: &str) -> (u16, String) {
    (200, text.to_owned())
}

/// A request whose answer has begun, so that it has its place, and does not end before it is left.
fn holding(host: &Host, client: Ipv4Addr, headers: &str) -> Connection {
    let mut connection = from(host, client);
    connection.send(&format!("GET /stream?n=100000&ms=10 HTTP/1.1\r\nhost: x\r\n{headers}\r\n"));
    assert_eq!(connection.receive_head(), Some(200));
    connection
}

#[test]
fn who_sends_a_body_slowly_holds_no_place() {
    let host = with(&["--max-requests", "2", "--max-requests-per-client", "2"]);
    let mut trickling: Vec<Connection> = (0..40)
        .map(|_| {
            let mut connection = from(&host, ONE);
            connection.send("POST /echo HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\n\r\n");
            connection.send("b");
            connection
        })
        .collect();
    for client in [ONE, OTHER] {
        assert_eq!(get(&host, client, HEALTH, ""), served("OK"));
        assert_eq!(get(&host, client, "/hello", ""), served("hello"));
    }
    for connection in &mut trickling {
        connection.send("ody");
        let answer = connection.receive().unwrap();
        assert_eq!((answer.status, answer.body), served("body"));
    }
}

#[test]
fn half_open_connections_make_room() {
    for arguments in [
        // The newcomers are of the same client, or of another.
        &["--max-connections", "8", "--max-connections-per-client", "8"][..],
        &["--max-connections", "100", "--max-connections-per-client", "8"],
    ] {
        let host = with(arguments);
        let held = holding(&host, ONE, "");
        let half_open: Vec<Connection> = (0..60)
            .map(|number| {
                let mut connection = from(&host, ONE);
                // Some say nothing at all; those that have gone already may not take it.
                if number % 2 == 0 {
                    connection.try_send("GET /hello HTTP/1.1\r\nhost:");
                }
                connection
            })
            .collect();
        for client in [ONE, OTHER] {
            assert_eq!(get(&host, client, HEALTH, ""), served("OK"));
            assert_eq!(get(&host, client, "/hello", ""), served("hello"));
        }
        drop((held, half_open));
    }
}

#[test]
fn a_connection_whose_request_is_answered_does_not_make_room() {
    let host = with(&["--max-connections", "4", "--max-connections-per-client", "4"]);
    let mut held = from(&host, ONE);
    held.send("GET /stream?n=20&ms=20 HTTP/1.1\r\nhost: x\r\n\r\n");
    assert_eq!(held.receive_head(), Some(200));
    let idle: Vec<Connection> = (0..30).map(|_| from(&host, OTHER)).collect();
    assert_eq!(get(&host, OTHER, HEALTH, ""), served("OK"));
    let answer = held.receive_rest();
    assert!(answer.complete && answer.body.ends_with("chunk 19\n"), "{answer:?}");
    drop(idle);
}

#[test]
fn a_client_has_a_part_of_the_places() {
    let host = with(&["--max-requests", "4"]);
    let held = [holding(&host, ONE, ""), holding(&host, ONE, "")];
    let (status, body) = get(&host, ONE, "/hello", "");
    assert!(status == 503 && body.contains("overloaded"), "half of them are one client's: {status} {body}");
    assert_eq!(get(&host, OTHER, "/hello", ""), served("hello"));
    assert_eq!(get(&host, ONE, HEALTH, ""), served("OK"));
    drop(held);
}

#[test]
fn behind_proxies_clients_are_who_the_proxies_say() {
    let tool = "[application.tool.minsheng-host]\nproxies_variable = \"proxies\"\n[variables]\nproxies = { default = \"1\" }\n";
    let host = with_manifest(&manifest(&format!("{PLAIN}{tool}")), &["--max-requests", "4"]);
    let client =
        |last: u8| format!("x-forwarded-for: 9.9.9.9, 203.0.113.7\r\nx-forwarded-for: 203.0.113.{last}\r\n");
    let held = [holding(&host, ONE, &client(1)), holding(&host, OTHER, &client(1))];
    assert_eq!(get(&host, ONE, "/hello", &client(1)).0, 503);
    assert_eq!(get(&host, ONE, "/hello", &client(2)), served("hello"));
    // Connections are the proxy's, so they are not counted by address.
    drop(held);
}

#[test]
fn who_is_too_slow_is_given_up() {
    let host = with(&[]);
    let mut silent = from(&host, ONE);
    let mut head = from(&host, ONE);
    head.send("GET /hello HTTP/1.1\r\nhost:");
    let mut body = from(&host, ONE);
    body.send("POST /echo HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\n\r\nb");
    let answer = body.receive().unwrap();
    assert_eq!((answer.status, answer.code().as_str()), (408, "request_timeout"));
    assert!(body.receive().is_none(), "the rest is not waited for");
    assert!(silent.receive().is_none());
    assert!(head.receive().is_none());
}

#[test]
fn a_body_is_bounded() {
    let host = with(&[]);
    let mut connection = from(&host, ONE);
    connection.send("POST /echo HTTP/1.1\r\nhost: x\r\ncontent-length: 10000000\r\n\r\n");
    let answer = connection.receive().unwrap();
    assert_eq!((answer.status, answer.code().as_str()), (413, "body_too_large"));
    for (name, value) in [("cache-control", "no-store"), ("x-content-type-options", "nosniff")] {
        assert_eq!(answer.header(name), Some(value));
    }
    assert!(connection.receive().is_none());
}
