//! What is refused when the host starts, and the variables.

use crate::host::{Host, PLAIN, command, manifest, refusal, refusal_in};
use std::sync::Arc;
use tempfile::TempDir;

#[test]
fn what_is_not_implemented_is_refused_by_name() {
    for (addition, parts) in [
        ("files = [\"a\"]", &["[component.web]", "`files`", "include_bytes"][..]),
        ("ai_models = [\"m\"]", &["`ai_models`"]),
        ("[[trigger.redis]]\nchannel = \"c\"\ncomponent = \"web\"", &["[[trigger.redis]]"]),
        (
            "allowed_outbound_hosts = [\"http://nobody.spin.internal\"]",
            &["nobody.spin.internal", "[component.nobody]"],
        ),
        ("allowed_outbound_hosts = [\"example.com\"]", &["`example.com`", "scheme"]),
        ("allowed_outbound_hosts = [\"http://{{ nothing }}\"]", &["`nothing`", "[variables]"]),
        ("variables = { a = \"{{ nothing }}\" }", &["`a`", "`nothing`", "[variables]"]),
        ("[variables]\njwt_secret = { required = true }", &["`jwt_secret`", "SPIN_VARIABLE_JWT_SECRET"]),
        ("[[trigger.http]]\nroute = \"/...\"\ncomponent = \"web\"", &["`/...`", "twice"]),
        ("[application.tool.minsheng-host]\ncron = 1", &["[application.tool.minsheng-host]", "`cron`"]),
        (
            "[[application.tool.minsheng-host.schedule]]\npath = \"/.well-known/spin/health\"\nevery_seconds = 1",
            &["schedule]]", "`/.well-known/spin/health`", "[[trigger.http]]"],
        ),
        (
            "[application.tool.minsheng-host]\nready_path = \"/.well-known/spin/ready\"",
            &["ready_path", "`/.well-known/spin/ready`", "[[trigger.http]]"],
        ),
        (
            "[component.other]\nsource = \"missing.wasm\"\nbuild.command = \"make it\"",
            &["[component.other]", "missing.wasm", "`make it`"],
        ),
    ] {
        let message = refusal(&manifest(&format!("{PLAIN}{addition}\n")));
        for part in parts {
            assert!(message.contains(part), "{addition}: {message}");
        }
    }
}

/// Compiling takes half a minute the first time; who only wants to look need not wait for what nobody asks for.
#[test]
fn what_is_not_compiled_yet_is_served_once_it_is() {
    let folder = Arc::new(TempDir::new().unwrap());
    let other = "[[trigger.http]]\nroute = \"/other\"\ncomponent = \"other\"\n[component.other]\nsource = \"other.wasm\"\n";
    std::fs::write(folder.path().join("other.wasm"), "no component").unwrap();
    let manifest = manifest(&format!("{PLAIN}{other}"));
    let message = refusal_in(folder.path(), &manifest);
    assert!(
        message.contains("[component.other]") && message.contains("not a WebAssembly component"),
        "{message}"
    );

    let cache = TempDir::new().unwrap();
    let host = Host::start_in(Arc::clone(&folder), &manifest, |command| {
        command.arg("--serve-uncompiled").env("MINSHENG_HOST_CACHE", cache.path().join("compiled"));
    });
    assert_eq!(host.ok("/hello"), "hello");
    for _ in 0..2 {
        assert_eq!(host.get("/other").status, 500);
    }
    host.log_with(&["[component.other]"]);
    drop(host);

    std::fs::remove_file(folder.path().join("other.wasm")).unwrap();
    let mut command = command(folder.path(), &manifest);
    let refused = command.arg("--serve-uncompiled").output().unwrap();
    assert!(String::from_utf8_lossy(&refused.stderr).contains("does not exist"), "{refused:?}");
}

/// Only the application knows what it needs, its keys for instance.
#[test]
fn an_application_that_says_it_is_not_ready_is_not_served() {
    let asking =
        |path: &str| manifest(&format!("{PLAIN}[application.tool.minsheng-host]\nready_path = \"{path}\"\n"));
    assert_eq!(Host::start(&asking("/hello")).ok("/hello"), "hello");
    for (path, status) in [("/nothing", "404"), ("/trap", "500")] {
        let message = refusal(&asking(path));
        for part in [path, status, "not ready", "--serve-unready"] {
            assert!(message.contains(part), "{path}: {message}");
        }
        let host = Host::start_with(&asking(path), |command| {
            command.arg("--serve-unready");
        });
        assert_eq!(host.ok("/hello"), "hello");
    }
}

/// One part of it may be, and another not.
#[test]
fn each_part_of_an_application_is_asked_and_all_that_are_not_ready_are_named() {
    let asking =
        |paths: &str| manifest(&format!("{PLAIN}[application.tool.minsheng-host]\nready_path = {paths}\n"));
    assert_eq!(Host::start(&asking(r#"["/hello", "/empty"]"#)).ok("/hello"), "hello");
    let message = refusal(&asking(r#"["/hello", "/nothing", "/trap"]"#));
    for part in ["GET /nothing answers 404", "GET /trap answers 500"] {
        assert!(message.contains(part), "{message}");
    }
    assert!(!message.contains("/hello"), "{message}");
    let message = refusal(&asking(r#"["/hello", "/.well-known/spin/ready"]"#));
    assert!(message.contains("`/.well-known/spin/ready`"), "{message}");
}

/// Whatever a component is called, and however often its code is there.
#[test]
fn components_of_one_source_are_granted_what_each_is_granted() {
    let parts: String = ["north", "south"]
        .map(|name| {
            format!(
                "[[trigger.http]]\nroute = \"/{name}/...\"\ncomponent = \"web-{name}\"\n\
                 [component.web-{name}]\nsource = \"GUEST\"\nsqlite_databases = [\"{name}\"]\n\
                 key_value_stores = [\"{name}\"]\nallowed_outbound_hosts = [\"http://web-{name}.spin.internal\"]\n\
                 variables = {{ jurisdiction = \"{name}\" }}\n"
            )
        })
        .concat();
    let host = Host::start(&manifest(&parts));
    for (name, other) in [("north", "south"), ("south", "north")] {
        assert_eq!(host.ok(&format!("/{name}/variable?name=jurisdiction")), name);
        assert_eq!(host.ok(&format!("/{name}/kv-open?store={name}")), "opened");
        assert!(host.ok(&format!("/{name}/kv-open?store={other}")).contains("error"), "{name}");
        let none = host.ok(&format!("/{name}/kv-open?store=default"));
        assert!(none.contains("error"), "{none}");
        let opened = |label: &str| host.post(&format!("/{name}/sql?db={label}"), "SELECT 1").body;
        assert!(!opened(name).contains("open error"), "{}", opened(name));
        assert!(opened(other).contains("open error"), "{}", opened(other));
        let called = |name: &str| format!("call?url=http://web-{name}.spin.internal/{name}/hello");
        assert!(host.ok(&format!("/{name}/{}", called(name))).starts_with("200\n"));
        assert!(host.ok(&format!("/{name}/{}", called(other))).contains("HttpRequestDenied"));
    }
}

#[test]
fn components_are_checked() {
    let folder = tempfile::TempDir::new().unwrap();
    for (text, parts) in [
        (
            "(component (import \"wasi:keyvalue/store@0.2.0-draft2\" (instance)))",
            &["[component.web]", "`wasi:keyvalue/store@0.2.0-draft2`", "Spin"][..],
        ),
        (
            "(component (import \"fermyon:spin/redis@2.0.0\" (instance)) (import \"wasi:cli/environment@0.2.0\" (instance)))",
            &["`fermyon:spin/redis@2.0.0`"],
        ),
        ("(component (import \"wasi:sockets/tcp@0.2.0\" (instance)))", &["`wasi:sockets/tcp@0.2.0`"]),
        ("(component)", &["[component.web]", "wasi:http/handler@0.3", "spin-sdk 7"]),
        ("(module)", &["[component.web]", "not a WebAssembly component"]),
    ] {
        let file = folder.path().join("other.wasm");
        std::fs::write(&file, wat::parse_str(text).unwrap()).unwrap();
        let message = refusal(&manifest(&PLAIN.replace("GUEST", &file.display().to_string())));
        for part in parts {
            assert!(message.contains(part), "{text}: {message}");
        }
    }
}

#[test]
fn sources_are_relative_to_the_manifest() {
    let folder = std::sync::Arc::new(tempfile::TempDir::new().unwrap());
    std::fs::copy(crate::host::guest(), folder.path().join("here.wasm")).unwrap();
    let host = Host::start_in(folder, &manifest(&PLAIN.replace("GUEST", "here.wasm")), |_| {});
    assert_eq!(host.ok("/hello"), "hello");
}

#[test]
fn variables_come_from_the_environment_or_the_default() {
    let manifest = manifest(&format!(
        "{PLAIN}
        [component.web.variables]
        plain = \"as it is\"
        address = \"http://{{{{ host }}}}:{{{{ port }}}}/\"
        [variables]
        host = {{ default = \"example.com\" }}
        port = {{ required = true, secret = true }}
        "
    ));
    let host = Host::start_with(&manifest, |command| {
        command.env("SPIN_VARIABLE_PORT", "81");
    });
    assert_eq!(host.ok("/variable?name=plain"), "as it is");
    assert_eq!(host.ok("/variable?name=address"), "http://example.com:81/");
    // The application's variables are not the component's.
    let undefined = host.ok("/variable?name=host");
    assert!(
        undefined.contains("Undefined") && undefined.contains("[component.web.variables]"),
        "{undefined}"
    );
    assert!(host.ok("/variable?name=Bad-Name").contains("InvalidName"));
}
