//! What is wrong with a hotline.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use minsheng_store::Db as _;
use pollster::block_on;

use crate::hotline::{Hotline, minsheng, refused};

#[test]
fn doctor_and_token_say_what_is_missing() {
    let hotline = Hotline::new();
    let said = minsheng(&["doctor", "--state", &hotline.named("state")]).unwrap();
    assert_eq!(said.lines().filter(|line| line.starts_with("ok ")).count(), said.lines().count(), "{said}");
    assert!(said.contains("key 1 seals 0 tickets, 1 keys"), "{said}");
    let token = minsheng(&["token", "--role", "admin", "--state", &hotline.named("state")]).unwrap();
    assert_eq!(token.trim_end().split('.').count(), 3);
    refused(minsheng(&["token", "--role", "admin", "--state", &hotline.named("nowhere")]), "--state");
    fs::set_permissions(hotline.state(), fs::Permissions::from_mode(0o755)).unwrap();
    refused(minsheng(&["doctor", "--state", &hotline.named("state")]), "chmod 700");
}

#[test]
fn each_fault_of_the_files_is_named_with_its_remedy() {
    let hotline = Hotline::new();
    let state = hotline.named("state");
    let doctor = || minsheng(&["doctor", "--state", &state]);
    refused(minsheng(&["doctor", "--state", &hotline.named("nowhere")]), "BAD  state folder: ");
    assert!(!hotline.place.path().join("nowhere").exists(), "nothing is made by looking");
    let sound = |name: &str| fs::read(hotline.state().join(name)).unwrap();
    let put = |name: &str, bytes: &[u8]| fs::write(hotline.state().join(name), bytes).unwrap();
    for (name, told) in
        [("sqlite_db.db", "BAD  database: "), ("sqlite_key_value.db", "BAD  key-value store: ")]
    {
        let own = sound(name);
        let mut damaged = own.clone();
        let middle = if own.len() > 16 * 4096 { 8 * 4096 } else { 100 };
        damaged.get_mut(middle..middle + 3000).unwrap().fill(0xa5);
        for bytes in [damaged, b"this is no database ".repeat(500)] {
            put(name, &bytes);
            refused(doctor(), told);
            refused(
                doctor(),
                if name == "sqlite_db.db" { "the last backup" } else { "move it out of the way" },
            );
        }
        put(name, &own);
        doctor().unwrap();
    }
    let keys = sound("data_keys");
    put("data_keys", b"1:short");
    refused(doctor(), "32 bytes");
    put("data_keys", &keys);
    let secret = sound("jwt_secret");
    put("jwt_secret", b"short");
    refused(doctor(), "at least 32 bytes");
    fs::remove_file(hotline.state().join("jwt_secret")).unwrap();
    refused(doctor(), "there is no jwt_secret");
    put("jwt_secret", &secret);
    // Written while the clock was ahead.
    for sql in
        ["DROP TRIGGER audit_is_not_altered", "UPDATE audit SET at = unixepoch() + 86400 WHERE seq = 1"]
    {
        block_on(hotline.database().run(sql, vec![])).unwrap();
    }
    refused(doctor(), "BAD  clock: ");
    block_on(hotline.database().run("PRAGMA user_version = 99", vec![])).unwrap();
    refused(doctor(), "BAD  version: version 99 is newer");
    fs::remove_file(hotline.state().join("sqlite_db.db")).unwrap();
    let said = doctor().unwrap();
    assert!(said.contains("ok   database: sqlite_db.db is not there yet"), "one that has not begun: {said}");
}

/// As a deployment keeps them that is no folder's.
#[test]
fn secrets_are_looked_for_where_the_host_looks() {
    let hotline = Hotline::new();
    let [state, secrets] = ["state", "secrets"].map(|name| hotline.named(name));
    fs::create_dir(&secrets).unwrap();
    for name in ["jwt_secret", "data_keys"] {
        fs::rename(hotline.state().join(name), hotline.place.path().join("secrets").join(name)).unwrap();
    }
    refused(minsheng(&["doctor", "--state", &state]), "there is no jwt_secret");
    let config = hotline.named("runtime.toml");
    fs::write(&config, "[[variables_provider]]\ntype = \"files\"\npath = \"secrets\"\n").unwrap();
    let said = minsheng(&["doctor", "--state", &state, "--runtime-config-file", &config]).unwrap();
    assert!(said.contains("ok   secrets: jwt_secret, and 1 data keys"), "{said}");
    assert!(said.contains("key 1 seals 0 tickets, 1 keys"), "{said}");
    for name in ["proxies", "durability"] {
        fs::write(hotline.place.path().join("secrets").join(name), "many").unwrap();
        refused(
            minsheng(&["doctor", "--state", &state, "--runtime-config-file", &config]),
            &format!("BAD  variables: {name}: "),
        );
        fs::remove_file(hotline.place.path().join("secrets").join(name)).unwrap();
    }
    fs::write(&config, "[sqlite_database.default]\ntype = \"nobodys\"\n").unwrap();
    refused(
        minsheng(&["doctor", "--state", &state, "--runtime-config-file", &config]),
        "does not speak `nobodys`",
    );
    refused(
        minsheng(&["doctor", "--runtime-config-file", &hotline.named("nothing")]),
        "cannot read the runtime configuration",
    );
}
