//! Stopping in order.

use crate::client::Connection;
use crate::host::{Host, PLAIN, manifest};
use rustix::process::Signal;
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;

#[test]
fn requests_under_way_finish() {
    for signal in [Signal::TERM, Signal::INT] {
        let mut host = Host::start(&manifest(PLAIN));
        let mut idle = Connection::open(host.address);
        idle.send("GET /hello HTTP/1.1\r\nhost: x\r\n\r\n");
        assert_eq!(idle.receive().unwrap().body, "hello");
        let mut busy = Connection::open(host.address);
        busy.send("GET /slow?ms=1200 HTTP/1.1\r\nhost: x\r\n\r\n");
        let mut streaming = Connection::open(host.address);
        streaming.send("GET /stream?n=12&ms=100 HTTP/1.1\r\nhost: x\r\n\r\n");
        std::thread::sleep(Duration::from_millis(300));

        host.signal(signal);
        assert!(idle.receive().is_none(), "an idle connection ends at once");
        assert!(TcpStream::connect(host.address).is_err(), "nothing new begins");
        let answer = busy.receive().unwrap();
        assert_eq!((answer.status, answer.body.as_str()), (200, "slept"));
        let answer = streaming.receive().unwrap();
        assert!(answer.complete && answer.body.ends_with("chunk 11\n"), "{answer:?}");
        assert_eq!(host.wait().code(), Some(0));
    }
}

/// As `cargo xtask up` has it: however it ends, the pipe that it holds closes.
#[test]
fn a_host_ends_with_whoever_started_it() {
    let folder = Arc::new(tempfile::TempDir::new().unwrap());
    let mut kept = None;
    for argument in ["--end-with-input", "--no-schedule"] {
        let mut input = None;
        let mut host = Host::start_in(Arc::clone(&folder), &manifest(PLAIN), |command| {
            let (reader, writer) = std::io::pipe().unwrap();
            command.arg(argument).stdin(reader);
            input = Some(writer);
        });
        host.ok("/hello");
        drop(input);
        if argument == "--end-with-input" {
            assert_eq!(host.wait().code(), Some(0), "in its orderly way");
            host.log_with(&["stopping"]);
        } else {
            host.ok("/hello");
            kept = Some(host);
        }
    }
    kept.unwrap().stop();
}

#[test]
fn the_wait_is_bounded() {
    let mut host = Host::start(&manifest(PLAIN));
    let mut endless = Connection::open(host.address);
    endless.send("GET /loop HTTP/1.1\r\nhost: x\r\n\r\n");
    std::thread::sleep(Duration::from_millis(200));
    host.stop();
    host.log_with(&["stopped before all requests had finished"]);
}

#[test]
fn without_work_nothing_is_waited_for() {
    let mut host = Host::start(&manifest(PLAIN));
    host.ok("/hello");
    host.stop();
    host.log_with(&["stopping"]);
    assert!(!host.log().contains("before all requests"), "{}", host.log());
}
