//! Copies of a hotline, and what is wrong with some of them.

use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use minsheng_store::native::Native;
use minsheng_store::{Db as _, Value};
use pollster::block_on;

use crate::hotline::{Hotline, minsheng, refused, text};

#[test]
fn a_backup_is_of_one_moment_and_comes_back_whole() {
    let hotline = Hotline::new();
    // Somebody reads and writes meanwhile.
    let open = hotline.database();
    block_on(open.run("BEGIN", vec![])).unwrap();
    block_on(open.run("SELECT count(*) FROM notice", vec![])).unwrap();
    let said = hotline.backs_up("monday").unwrap();
    assert!(said.contains("0 tickets") && said.contains("the audit log is intact: 1 lines"), "{said}");
    block_on(open.run("COMMIT", vec![])).unwrap();
    drop(open);
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
    let folder = hotline.place.path().join("monday");
    assert_eq!(mode(&folder), 0o700);
    let mut names: Vec<String> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, ["backup.json", "sqlite_db.db", "sqlite_key_value.db"], "no secret, nothing half done");
    assert!(names.iter().all(|name| mode(&folder.join(name)) == 0o600));
    refused(hotline.backs_up("monday"), "is there already");
    hotline.publishes("停电通知");
    let said = hotline.restores("monday").unwrap();
    assert!(said.contains("line 1, hash") && said.contains("before-restore-"), "{said}");
    assert_eq!(hotline.titles(), [text("停水通知")]);
    assert!(hotline.state().join("sqlite_key_value.db").exists());
    let kept = fs::read_dir(hotline.state()).unwrap().map(|entry| entry.unwrap().path());
    let aside = kept.into_iter().find(|path| path.to_str().unwrap().contains("before-restore-")).unwrap();
    let before = Native::open(&aside.join("sqlite_db.db")).unwrap();
    assert_eq!(
        block_on(before.run("SELECT count(*) FROM notice", vec![])).unwrap().concat(),
        [Value::Integer(2)]
    );
    // The log goes on behind it.
    hotline.publishes("停气通知");
    assert!(hotline.backs_up("tuesday").unwrap().contains("intact: 2 lines"));
    assert!(minsheng(&["doctor", "--state", &hotline.named("state")]).is_ok());
}

#[test]
fn what_is_wrong_with_a_backup_is_said_before_anything_is_touched() {
    let hotline = Hotline::new();
    refused(
        minsheng(&["backup", "--state", &hotline.named("nowhere"), "--to", &hotline.named("b")]),
        "--state",
    );
    hotline.backs_up("good").unwrap();
    hotline.publishes("停电通知");
    let untouched = || assert_eq!(hotline.titles(), [text("停水通知"), text("停电通知")]);
    // Cut short, changed, of nobody, of a newer release, without what says what it is.
    let path = |name: &str| hotline.place.path().join("good").join(name);
    let sound = fs::read(path("sqlite_db.db")).unwrap();
    let about = fs::read_to_string(path("backup.json")).unwrap();
    fs::write(path("sqlite_db.db"), sound.get(..sound.len() / 2).unwrap()).unwrap();
    refused(hotline.restores("good"), "not as it was written");
    fs::write(path("sqlite_db.db"), &sound).unwrap();
    let newer = about.replacen("\"schema\": ", "\"schema\": 9", 1);
    fs::write(path("backup.json"), newer).unwrap();
    refused(hotline.restores("good"), "newer release");
    fs::write(path("backup.json"), about.replace("sqlite_key_value.db", "../jwt_secret")).unwrap();
    refused(hotline.restores("good"), "no backup has");
    fs::remove_file(path("backup.json")).unwrap();
    refused(hotline.restores("good"), "is no backup");
    fs::write(path("backup.json"), &about).unwrap();
    untouched();
    // A host has the folder.
    let lock = File::create(hotline.state().join("host.lock")).unwrap();
    fs::write(hotline.state().join("host.lock"), "the host with pid 7\n").unwrap();
    lock.lock().unwrap();
    refused(hotline.restores("good"), "in use by the host with pid 7");
    drop(lock);
    // Other secrets than those that sealed it, or none.
    let keys = fs::read(hotline.state().join("data_keys")).unwrap();
    fs::write(hotline.state().join("data_keys"), "1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8").unwrap();
    refused(hotline.restores("good"), "not the keys that sealed this database");
    fs::write(hotline.state().join("data_keys"), keys).unwrap();
    fs::rename(hotline.state().join("jwt_secret"), hotline.place.path().join("jwt_secret")).unwrap();
    refused(hotline.restores("good"), "put them there first");
    assert!(hotline.backs_up("unchecked").unwrap().contains("was not checked"));
    fs::rename(hotline.place.path().join("jwt_secret"), hotline.state().join("jwt_secret")).unwrap();
    untouched();
    // Somebody has written in the log.
    let behind = "DROP TRIGGER audit_is_not_altered; UPDATE audit SET sub = 'nobody' WHERE seq = 1";
    for sql in behind.split("; ") {
        block_on(hotline.database().run(sql, vec![])).unwrap();
    }
    refused(hotline.backs_up("altered"), "the audit log is broken at line 1");
    assert!(!hotline.place.path().join("altered").exists());
    hotline.restores("good").unwrap();
    assert_eq!(hotline.titles(), [text("停水通知")]);
}
