//! Routes, headers, connections, bodies, output.

use crate::client::Connection;
use crate::host::{Host, PLAIN, manifest};

const ROUTES: &str = r#"
[[trigger.http]]
route = "/..."
component = "rest"

[[trigger.http]]
route = "/shop/:user_id/..."
component = "shop"

[[trigger.http]]
route = "/shop/new/headers"
component = "exact"

[[trigger.http]]
route = "/second/headers"
component = "exact"

[[trigger.http]]
route = { private = true }
component = "hidden"

[component]
rest = { source = "GUEST", environment = { NAME = "rest" } }
shop = { source = "GUEST", environment = { NAME = "shop" } }
exact = { source = "GUEST", environment = { NAME = "exact" } }
hidden = { source = "GUEST" }
"#;

#[test]
fn routes_and_their_headers() {
    let host = Host::start(&manifest(ROUTES));
    for (path, route, prefix, info) in [
        ("/headers", "/...", "", "/headers"),
        ("/shop/headers", "/shop/:user_id/...", "/shop/:user_id", ""),
        ("/shop/ann/headers", "/shop/:user_id/...", "/shop/:user_id", "/headers"),
        ("/shop/new/headers", "/shop/new/headers", "/shop/new/headers", ""),
        ("/second/headers", "/second/headers", "/second/headers", ""),
        ("/second/else/headers", "/...", "", "/second/else/headers"),
    ] {
        let answer = host.get(&format!("{path}?a=b"));
        assert_eq!(answer.status, 200, "{answer:?}");
        let url = format!("http://{}{path}?a=b", host.address);
        for (name, value) in [
            ("spin-matched-route", route),
            ("spin-raw-component-route", route),
            ("spin-component-route", prefix),
            ("spin-path-info", info),
            ("spin-base-path", "/"),
            ("spin-full-url", &url),
            ("uri", &url),
        ] {
            assert_eq!(answer.line(name).unwrap_or_default(), value, "{name} of {path}: {}", answer.body);
        }
        assert!(answer.line("spin-client-addr").unwrap().starts_with("127.0.0.1:"));
    }
    assert_eq!(host.get("/shop/ann/headers").line("spin-path-match-user-id"), Some("ann"));
    assert!(host.ok("/shop/x/environment").contains("NAME=shop"));
    assert!(host.ok("/environment").contains("NAME=rest"));
}

#[test]
fn what_clients_must_not_say() {
    let host = Host::start(&manifest(PLAIN));
    let forged =
        "spin-client-addr: 1.2.3.4:5\r\nspin-path-match-admin: yes\r\nspin-full-url: x\r\nx-other: kept\r\n";
    let answer = host.send("GET", "/headers", forged, "");
    assert!(answer.line("spin-client-addr").unwrap().starts_with("127.0.0.1:"));
    assert_eq!(answer.line("spin-path-match-admin"), None);
    assert_eq!(answer.line("x-other"), Some("kept"));

    for head in ["", "host: web.spin.internal\r\n", "host: a\r\nhost: b\r\n"] {
        let mut connection = Connection::open(host.address);
        connection.send(&format!("GET /hello HTTP/1.1\r\n{head}\r\n"));
        let answer = connection.receive().unwrap();
        assert_eq!((answer.status, answer.code().as_str()), (400, "bad_request"), "{head}");
    }
}

#[test]
fn addresses_of_the_host_itself() {
    let host = Host::start(&manifest(&PLAIN.replace("/...", "/only/...")));
    assert_eq!(host.ok("/.well-known/spin/health"), "OK");
    for path in ["/", "/other", "/.well-known/spin/other"] {
        let answer = host.get(path);
        assert_eq!((answer.status, answer.code().as_str()), (404, "not_found"), "{path}");
    }
    assert_eq!(host.ok("/only/hello"), "hello");
}

#[test]
fn a_connection_serves_many_requests() {
    let host = Host::start(&manifest(PLAIN));
    let mut connection = Connection::open(host.address);
    for number in 0..300 {
        let body = format!("request {number}");
        connection
            .send(&format!("POST /echo HTTP/1.1\r\nhost: x\r\ncontent-length: {}\r\n\r\n{body}", body.len()));
        let answer = connection.receive().unwrap();
        assert_eq!((answer.status, answer.body), (200, body));
    }
}

#[test]
fn bodies_large_and_in_pieces() {
    let host = Host::start(&manifest(PLAIN));
    let large = "0123456789".repeat(200_000);
    let answer = host.post("/echo", &large);
    assert_eq!(answer.status, 200);
    assert!(answer.complete && answer.body == large);

    let mut connection = Connection::open(host.address);
    connection.send("POST /echo HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n4\r\nfour\r\n");
    connection.send("6\r\n chunk\r\n0\r\n\r\n");
    assert_eq!(connection.receive().unwrap().body, "four chunk");

    let answer = host.get("/stream?n=4&ms=5");
    assert!(answer.complete);
    assert_eq!(answer.body, "chunk 0\nchunk 1\nchunk 2\nchunk 3\n");
}

#[test]
fn many_at_once() {
    let host = Host::start(&manifest(PLAIN));
    std::thread::scope(|scope| {
        for client in 0..32 {
            let host = &host;
            scope.spawn(move || {
                for number in 0..20 {
                    let body = format!("{client} {number}");
                    assert_eq!(host.post("/echo", &body).body, body);
                }
            });
        }
    });
}

#[test]
fn what_components_print() {
    let host = Host::start(&manifest(PLAIN));
    host.ok("/print");
    let line: serde_json::Value = serde_json::from_str(&host.log_with(&["from"])).unwrap();
    assert_eq!(line["from"], "guest");
    let is_time = |text: &str| text.len() == 24 && text.starts_with("20") && text.ends_with('Z');
    assert!(is_time(line["time"].as_str().unwrap()), "{line}");
    let line = host.log_with(&["not json"]);
    let (time, text) = line.split_once(' ').unwrap();
    assert!(is_time(time) && text == "web: not json", "{line}");
}
