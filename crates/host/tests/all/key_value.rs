//! Key-value stores.

use crate::host::{Host, PLAIN, manifest};

#[test]
fn all_operations() {
    let host = Host::start(&manifest(PLAIN));
    assert_eq!(host.ok("/kv-get?key=a"), "none");
    assert_eq!(host.ok("/kv-exists?key=a"), "false");
    assert_eq!(host.ok("/kv-keys"), "");
    for (key, value) in [("a", "1"), ("b", "2"), ("a", "3")] {
        host.ok(&format!("/kv-set?key={key}&value={value}"));
        assert_eq!(host.ok(&format!("/kv-get?key={key}")), value);
    }
    assert_eq!(host.ok("/kv-exists?key=a"), "true");
    assert_eq!(host.ok("/kv-keys"), "a\nb");
    for _ in 0..2 {
        assert_eq!(host.ok("/kv-delete?key=a"), "deleted");
    }
    assert_eq!(host.ok("/kv-keys"), "b");
}

#[test]
fn stores_are_granted_by_the_manifest() {
    let host = Host::start(&manifest(PLAIN));
    assert_eq!(host.ok("/kv-open?store=default"), "opened");
    assert!(host.ok("/kv-open?store=other").contains("AccessDenied"));
    host.log_with(&["add \\\"other\\\" to key_value_stores of [component.web]"]);
}

#[test]
fn the_file_is_spins() {
    let mut host = Host::start(&manifest(PLAIN));
    host.ok("/kv-set?key=a&value=kept");
    host.stop();
    let file = rusqlite::Connection::open(host.state("sqlite_key_value.db")).unwrap();
    let row = file.query_row("SELECT store, key, value FROM spin_key_value", [], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, Vec<u8>>(2)?))
    });
    assert_eq!(row.unwrap(), ("default".to_owned(), "a".to_owned(), b"kept".to_vec()));
    // As Spin would write, and in the journal mode in which it leaves the file.
    file.pragma_update(None, "journal_mode", "delete").unwrap();
    file.execute("INSERT INTO spin_key_value (store, key, value) VALUES ('default', 'spin', x'6f6b')", [])
        .unwrap();
    drop(file);
    let host = Host::start_in(host.folder(), &manifest(PLAIN), |_| {});
    assert_eq!(host.ok("/kv-get?key=spin"), "ok");
    assert_eq!(host.ok("/kv-get?key=a"), "kept");
}
