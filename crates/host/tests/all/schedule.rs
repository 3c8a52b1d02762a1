//! Scheduled calls. The guest counts those it gets in its key-value store.

use crate::host::{Host, PLAIN, manifest, refusal};
use std::sync::Arc;
use tempfile::TempDir;

/// So rare that a second call of the same schedule can only be one that followed at once.
const RARELY: &str = "every_seconds = 86400";

/// An app whose host calls `path`, as `more` says, and which hands the variable `tick_key` to its component.
fn app(path: &str, more: &str) -> String {
    manifest(&format!(
        "{PLAIN}
        [component.web.variables]
        tick_key = \"{{{{ tick_key }}}}\"
        [variables]
        tick_key = {{ default = \"\", secret = true }}
        [[application.tool.minsheng-host.schedule]]
        path = \"{path}\"
        {more}
        "
    ))
}

fn calls(host: &Host, wanted: usize) {
    host.wait_for("/kv-get?key=done", |number| number.parse::<usize>().is_ok_and(|number| number >= wanted));
}

fn line<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}

#[test]
fn the_call_arrives_like_a_clients() {
    let route = "[[trigger.http]]\nroute = \"/jobs/:name\"\ncomponent = \"web\"\n[component.web]";
    let routed = app("/jobs/tick", RARELY).replace("[component.web]", route);
    let host = Host::start(&routed);
    calls(&host, 1);
    let scheduled = host.ok("/kv-get?key=last");
    for (name, value) in [
        ("method", "POST"),
        ("content-type", "application/json"),
        ("length", "0"),
        ("uri", &format!("http://{}/jobs/tick", host.address)),
        ("spin-client-addr", "127.0.0.1:0"),
        ("spin-path-match-name", "tick"),
    ] {
        assert_eq!(line(&scheduled, name), Some(value), "{name}: {scheduled}");
    }
    assert_eq!(line(&scheduled, "x-api-key"), None, "no key was asked for");

    let answer = host.send("POST", "/jobs/tick", "content-type: application/json\r\n", "");
    assert_eq!(answer.status, 200, "{answer:?}");
    let sent = host.ok("/kv-get?key=last");
    let told = |text: &str| -> Vec<String> {
        let of_host = |line: &&str| line.starts_with("spin-") && !line.starts_with("spin-client-addr");
        text.lines().filter(of_host).map(str::to_owned).collect()
    };
    assert_eq!(told(&scheduled), told(&sent));
}

#[test]
fn it_is_repeated_with_the_method_of_the_manifest() {
    let host = Host::start_with(&app("/tick", "every_seconds = 1\nmethod = \"PUT\""), |command| {
        command.args(["--log-level", "debug"]);
    });
    calls(&host, 3);
    assert_eq!(line(&host.ok("/kv-get?key=last"), "method"), Some("PUT"));
    host.log_with(&["debug", "scheduled call made", "/tick"]);
}

#[test]
fn a_key_is_made_for_each_run() {
    let app = app("/tick", &format!("{RARELY}\nkey_variable = \"tick_key\""));
    let keys: Vec<String> = (0..2)
        .map(|_| {
            let host = Host::start(&app);
            calls(&host, 1);
            let last = host.ok("/kv-get?key=last");
            let key = line(&last, "x-api-key").unwrap();
            assert_eq!(host.ok("/variable?name=tick_key"), key);
            assert_eq!(key.len(), 64, "256 bits");
            assert!(!host.log().contains(key));
            key.to_owned()
        })
        .collect();
    assert_ne!(keys[0], keys[1]);
}

#[test]
fn the_operators_key_is_used() {
    let app = app("/tick", &format!("{RARELY}\nkey_variable = \"tick_key\""));
    let host = Host::start_with(&app, |command| {
        command.args(["--log-level", "debug"]).env("SPIN_VARIABLE_TICK_KEY", "the-operators");
    });
    calls(&host, 1);
    assert_eq!(line(&host.ok("/kv-get?key=last"), "x-api-key"), Some("the-operators"));
    assert_eq!(host.ok("/variable?name=tick_key"), "the-operators");
    host.log_with(&["scheduled call made"]);
    assert!(!host.log().contains("the-operators"));
}

#[test]
fn more_to_do_is_called_for_at_once_but_not_for_ever() {
    for (path, count) in [("/tick-five", 5), ("/tick-on", 100)] {
        let host = Host::start_with(&app(path, RARELY), |command| {
            command.args(["--log-level", "debug"]);
        });
        host.log_with(&["scheduled call made", path, &format!("\"calls\":\"{count}\"")]);
        assert_eq!(host.ok("/kv-get?key=done"), count.to_string());
    }
}

#[test]
fn failures_are_logged_with_path_and_status_and_do_not_end_it() {
    let two =
        "every_seconds = 1\n[[application.tool.minsheng-host.schedule]]\npath = \"/tick\"\nevery_seconds = 1";
    let host = Host::start(&app("/unknown", two));
    host.log_with(&["warn", "scheduled call failed", "\"/unknown\"", "\"404\""]);
    calls(&host, 4);
    // The other one has failed several times meanwhile.
    assert_eq!(host.log().matches("scheduled call failed").count(), 1, "{}", host.log());

    for (path, status) in [("/trap", "\"500\""), ("/loop", "\"504\"")] {
        let host = Host::start_with(&app(path, "every_seconds = 1"), |command| {
            command.args(["--request-timeout-ms", "300"]);
        });
        host.log_with(&["warn", "scheduled call failed", path, status]);
        assert_eq!(host.ok("/hello"), "hello");
    }
}

#[test]
fn it_can_be_turned_off() {
    let app = app("/tick", "every_seconds = 1\nkey_variable = \"tick_key\"");
    let off = Host::start_with(&app, |command| {
        command.arg("--no-schedule");
    });
    // Started later, and yet it has called three times.
    calls(&Host::start(&app), 3);
    assert_eq!(off.ok("/kv-get?key=begun"), "none");
    assert_eq!(off.ok("/variable?name=tick_key"), "", "no key is made that nobody would use");
}

#[test]
fn a_path_without_a_public_route_is_refused() {
    let message = refusal(&app("/tick", RARELY).replace("\"/...\"", "\"/only/...\""));
    for part in ["schedule]]", "`/tick`", "[[trigger.http]]"] {
        assert!(message.contains(part), "{message}");
    }
}

#[test]
fn it_ends_with_the_host() {
    let folder = Arc::new(TempDir::new().unwrap());
    let app = app("/tick-slow", RARELY);
    let mut host = Host::start_in(Arc::clone(&folder), &app, |_| {});
    host.wait_for("/kv-get?key=begun", |number| number == "1");
    // The call that is under way is finished, the next one is not waited for.
    host.stop();
    host.log_with(&["stopping"]);
    assert!(!host.log().contains("stopped before all requests had finished"), "{}", host.log());
    drop(host);
    let host = Host::start_in(folder, &app, |command| {
        command.arg("--no-schedule");
    });
    assert_eq!(host.ok("/kv-get?key=done"), "1");
}
