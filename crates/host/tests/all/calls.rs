//! Calls between components, and to the outside.

use crate::host::{Host, manifest};
use std::io::{Read as _, Write as _};
use std::net::TcpListener;

fn app(allowed: &str) -> String {
    manifest(&format!(
        r#"
        [[trigger.http]]
        route = "/..."
        component = "web"

        [[trigger.http]]
        route = {{ private = true }}
        component = "inner"

        [component.web]
        source = "GUEST"
        allowed_outbound_hosts = [{allowed}]

        [component.inner]
        source = "GUEST"
        allowed_outbound_hosts = ["http://inner.spin.internal"]

        [component.silent]
        source = "GUEST"
        "#
    ))
}

#[test]
fn components_call_each_other() {
    for allowed in ["\"http://*.spin.internal\"", "\"http://inner.spin.internal\""] {
        let host = Host::start(&app(allowed));
        let answer = host.get("/call?url=http://inner.spin.internal/a/headers");
        assert_eq!(answer.body.lines().next(), Some("200"), "{answer:?}");
        for (name, value) in [
            ("spin-path-info", "/a/headers"),
            ("spin-full-url", "http://inner.spin.internal/a/headers"),
            ("spin-matched-route", "/..."),
            ("spin-client-addr", "0.0.0.0:0"),
        ] {
            assert_eq!(answer.line(name), Some(value), "{name}");
        }
        assert!(host.ok("/call?url=http://inner.spin.internal/trap").starts_with("500\n"));
        let failed = host.ok("/call?url=http://inner.spin.internal/slow");
        assert!(failed.starts_with("500\nthe query needs a number `ms`"), "{failed}");
    }
}

#[test]
fn a_private_component_has_no_address() {
    let host = Host::start(&app(""));
    assert_eq!(host.get("/inner").status, 404);
}

#[test]
fn calls_need_permission() {
    let host = Host::start(&app("\"http://example.com\""));
    assert!(host.ok("/call?url=http://inner.spin.internal/hello").contains("HttpRequestDenied"));
    assert!(host.ok("/call?url=http://127.0.0.1:9/").contains("HttpRequestDenied"));
    host.log_with(&["denied", "http://inner.spin.internal", "allowed_outbound_hosts of [component.web]"]);
}

#[test]
fn a_component_without_a_trigger_cannot_be_called() {
    let host = Host::start(&app("\"http://*.spin.internal\""));
    for target in ["silent", "nobody"] {
        let answer = host.ok(&format!("/call?url=http://{target}.spin.internal/hello"));
        assert!(answer.contains("DestinationNotFound"), "{answer}");
    }
    host.log_with(&["silent", "[[trigger.http]]"]);
}

#[test]
fn calls_do_not_wait_for_the_requests_they_serve() {
    let host = Host::start_with(&app("\"http://*.spin.internal\""), |command| {
        command.args(["--max-requests", "2", "--max-requests-per-client", "2"]);
    });
    std::thread::scope(|scope| {
        for _ in 0..6 {
            scope.spawn(|| {
                for _ in 0..5 {
                    assert_eq!(host.ok("/call?url=http://inner.spin.internal/hello"), "200\nhello");
                }
            });
        }
    });
}

#[test]
fn an_endless_chain_of_calls_ends() {
    // Each level repeats the call with the rest of the path, so this one is as deep as it is long.
    let host = Host::start_with(&app("\"http://*.spin.internal\""), |command| {
        command.args(["--max-requests", "3"]);
    });
    let deep = "http://inner.spin.internal/call?url=".repeat(8) + "http://inner.spin.internal/hello";
    let answer = host.ok(&format!("/call?url={deep}"));
    assert!(answer.contains("overloaded"), "{answer}");
    assert_eq!(host.ok("/call?url=http://inner.spin.internal/hello"), "200\nhello");
}

#[test]
fn calls_to_the_outside() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut request = vec![0; 4096];
        let length = stream.read(&mut request).unwrap();
        stream.write_all(b"HTTP/1.1 201 Created\r\ncontent-length: 7\r\n\r\noutside").unwrap();
        String::from_utf8(request[..length].to_vec()).unwrap()
    });
    let host = Host::start(&app(&format!("\"http://{address}\"")));
    assert_eq!(host.ok(&format!("/call?url=http://{address}/path?x=y")), "201\noutside");
    let request = server.join().unwrap().to_ascii_lowercase();
    assert!(request.starts_with("get /path?x=y http/1.1\r\n"), "{request}");
    assert!(request.contains(&format!("host: {address}\r\n")), "{request}");
    // The listener is gone now.
    assert!(host.ok(&format!("/call?url=http://{address}/")).contains("ConnectionRefused"));
    assert!(host.ok(&format!("/call?url=https://{address}/")).contains("HttpRequestDenied"));
}

#[test]
fn what_a_pattern_allows_is_on_the_internet_and_what_is_named_may_be_anywhere() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    listener.set_nonblocking(true).unwrap();
    let host = Host::start(&app("\"http://*:*\""));
    for inside in [
        "127.0.0.1",
        "localhost",
        "2130706433",
        "0x7f000001",
        "127.1",
        "0",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "169.254.169.254",
        "10.0.0.1",
        "192.168.1.1",
        "[fd00:ec2::254]",
        "[fe80::1]",
    ] {
        let answer = host.ok(&format!("/call?url=http://{inside}:{port}/"));
        // Some spellings are no host at all to some resolvers; nobody is reached by any.
        let denied = answer.contains("DestinationIpProhibited");
        assert!(
            denied || !inside.contains("127.0.0.1") && answer.contains("ConnectionRefused"),
            "{inside}: {answer}"
        );
    }
    assert!(listener.accept().is_err(), "somebody came through");
    host.log_with(&[
        "denied",
        "localhost",
        "name the host itself in allowed_outbound_hosts of [component.web]",
    ]);
    listener.set_nonblocking(false).unwrap();
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        assert!(stream.read(&mut [0; 4096]).unwrap() > 0);
        stream
            .write_all(b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:9/\r\ncontent-length: 0\r\n\r\n")
            .unwrap();
    });
    let host = Host::start(&app(&format!("\"http://*:*\", \"http://localhost:{port}\"")));
    assert_eq!(
        host.ok(&format!("/call?url=http://localhost:{port}/")),
        "302\n",
        "and redirects are not followed"
    );
    server.join().unwrap();
}
