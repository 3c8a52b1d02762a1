//! Components that trap, hang, take too much; and too many requests.

use crate::host::{Host, PLAIN, manifest};
use std::process::Command;
use std::time::Duration;

fn limits<'a>(arguments: &'a [&'a str]) -> impl FnOnce(&mut Command) + 'a {
    move |command| {
        command.args(arguments);
    }
}

#[test]
fn a_trap_answers_500_and_the_rest_goes_on() {
    let host = Host::start(&manifest(PLAIN));
    for _ in 0..3 {
        let answer = host.get("/trap");
        assert_eq!((answer.status, answer.code().as_str()), (500, "internal_error"));
        assert_eq!(host.ok("/hello"), "hello");
    }
    let line = host.log_with(&["\"component\":\"web\"", "component trapped", "unreachable"]);
    serde_json::from_str::<serde_json::Value>(&line).unwrap();
    host.log_with(&["trapped as asked"]);
}

#[test]
fn a_loop_answers_504_and_the_rest_goes_on() {
    let other = "[[trigger.http]]\nroute = \"/other/...\"\ncomponent = \"other\"\n[component.other]\nsource = \"GUEST\"\n";
    let host =
        Host::start_with(&manifest(&format!("{PLAIN}{other}")), limits(&["--request-timeout-ms", "500"]));
    std::thread::scope(|scope| {
        let looping = scope.spawn(|| host.get("/loop"));
        while !looping.is_finished() {
            assert_eq!(host.ok("/other/hello"), "hello");
        }
        let answer = looping.join().unwrap();
        assert_eq!((answer.status, answer.code().as_str()), (504, "timeout"));
    });
    host.log_with(&["\"component\":\"web\"", "ran out of time"]);
    assert_eq!(host.ok("/hello"), "hello");
}

#[test]
fn requests_after_a_loop_that_began_by_waiting_are_answered() {
    let host = Host::start_with(&manifest(PLAIN), limits(&["--request-timeout-ms", "500"]));
    for _ in 0..3 {
        std::thread::scope(|scope| {
            let looping = scope.spawn(|| host.get("/wait-loop").status);
            while !looping.is_finished() {
                // Those that share the instance with the loop end with it.
                assert!(matches!(host.get("/hello").status, 200 | 504));
            }
            assert_eq!(looping.join().unwrap(), 504);
        });
        assert_eq!(host.ok("/hello"), "hello");
    }
}

#[test]
fn waiting_too_long_answers_504() {
    let host = Host::start_with(&manifest(PLAIN), limits(&["--request-timeout-ms", "300"]));
    let answer = host.get("/slow?ms=10000");
    assert_eq!((answer.status, answer.code().as_str()), (504, "timeout"));
    assert_eq!(host.ok("/slow?ms=10"), "slept");
}

#[test]
fn memory_is_limited() {
    let host = Host::start_with(&manifest(PLAIN), limits(&["--instance-memory-mb", "32"]));
    assert_eq!(host.ok("/allocate?mb=16"), (16 << 20).to_string());
    let answer = host.get("/allocate?mb=40");
    assert_eq!((answer.status, answer.code().as_str()), (500, "internal_error"));
    assert_eq!(host.ok("/hello"), "hello");
}

#[test]
fn a_trap_in_the_middle_of_a_body_breaks_the_connection() {
    let host = Host::start(&manifest(PLAIN));
    for _ in 0..5 {
        let answer = host.get("/stream-trap?n=3&ms=5");
        assert_eq!(answer.status, 200);
        assert!(answer.body.starts_with("chunk 0\n"));
        assert!(!answer.complete, "a torn answer must not look like a whole one: {answer:?}");
    }
    assert!(host.get("/stream?n=3&ms=5").complete);
}

#[test]
fn a_body_cut_off_by_the_time_limit_breaks_the_connection() {
    let host = Host::start_with(&manifest(PLAIN), limits(&["--request-timeout-ms", "300"]));
    let answer = host.get("/stream?n=1000&ms=20");
    assert_eq!(answer.status, 200);
    assert!(!answer.complete);
}

#[test]
fn too_many_requests_answer_503() {
    let host = Host::start_with(
        &manifest(PLAIN),
        limits(&["--max-requests", "2", "--max-requests-per-client", "2"]),
    );
    std::thread::scope(|scope| {
        let holding: Vec<_> = (0..2).map(|_| scope.spawn(|| host.get("/slow?ms=2500"))).collect();
        std::thread::sleep(Duration::from_millis(300));
        let answer = host.get("/hello");
        assert_eq!((answer.status, answer.code().as_str()), (503, "overloaded"));
        assert_eq!(answer.header("retry-after"), Some("1"));
        assert_eq!(host.ok("/.well-known/spin/health"), "OK");
        for held in holding {
            assert_eq!(held.join().unwrap().body, "slept");
        }
    });
    assert_eq!(host.ok("/hello"), "hello");
}

#[test]
fn a_short_wait_for_a_place_is_not_noticed() {
    let host = Host::start_with(&manifest(PLAIN), limits(&["--max-requests", "1"]));
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| assert_eq!(host.ok("/slow?ms=50"), "slept"));
        }
    });
}
