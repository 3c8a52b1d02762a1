//! The program as an operator runs it, on a state folder that no host has: doctor, keys, backups.
#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests, which may fail loudly")]

use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use minsheng_core::audit::Entry;
use minsheng_core::notice::Notice;
use minsheng_store::native::Native;
use minsheng_store::{Db, Value, keyring, migrate, notices};
use minsheng_types::clock::Timestamp;
use minsheng_types::words::Role;
use minsheng_vault::{Chain, Secret, Vault};
use pollster::block_on;

const SECRET: &str = "a secret of at least thirty-two random bytes";

/// What the program prints; what it says instead when it refuses.
fn minsheng(arguments: &[&str]) -> Result<String, String> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_minsheng"));
    command.args(arguments).env_remove("SPIN_VARIABLE_JWT_SECRET").env_remove("SPIN_VARIABLE_DATA_KEYS");
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let (printed, complaints) = (text(output.stdout), text(output.stderr));
    if output.status.success() { Ok(printed) } else { Err(printed + &complaints) }
}

/// A hotline that has run: its secrets, its database with some lines in the audit log, its store.
struct Hotline {
    place: tempfile::TempDir,
}

impl Hotline {
    fn new() -> Self {
        let place = tempfile::tempdir().unwrap();
        let hotline = Self { place };
        fs::create_dir(hotline.state()).unwrap();
        fs::set_permissions(hotline.state(), fs::Permissions::from_mode(0o700)).unwrap();
        fs::write(hotline.state().join("jwt_secret"), SECRET).unwrap();
        fs::set_permissions(hotline.state().join("jwt_secret"), fs::Permissions::from_mode(0o600)).unwrap();
        minsheng(&["key", "--state", &hotline.named("state")]).unwrap();
        let db = hotline.database();
        block_on(migrate::migrate(&db)).unwrap();
        let sealed = hotline.vault().seal_key("audit", &[7; 32], [1; 12]).unwrap();
        block_on(keyring::find_or_insert(&db, "audit", sealed)).unwrap();
        let store = Native::open(&hotline.state().join("sqlite_key_value.db")).unwrap();
        block_on(store.run("CREATE TABLE kept (key TEXT)", vec![])).unwrap();
        hotline.publishes("停水通知");
        hotline
    }

    fn state(&self) -> PathBuf {
        self.place.path().join("state")
    }

    fn named(&self, name: &str) -> String {
        self.place.path().join(name).to_str().unwrap().to_owned()
    }

    fn database(&self) -> Native {
        Native::open(&self.state().join("sqlite_db.db")).unwrap()
    }

    fn vault(&self) -> Vault {
        let keys = fs::read_to_string(self.state().join("data_keys")).unwrap();
        Vault::parse(&keys).unwrap().with_derived(&Secret::new(SECRET).unwrap())
    }

    /// One thing more that has happened.
    fn publishes(&self, title: &str) {
        let at = Timestamp::parse("2026-11-23T10:00:00+08:00").unwrap();
        let notice = Notice {
            id: 0,
            version: 1,
            title: serde_json::from_value(title.into()).unwrap(),
            body: serde_json::from_value("明天 8:00 到 12:00 停水。".into()).unwrap(),
            category: serde_json::from_value("outage".into()).unwrap(),
            publish_at: at,
            expires_at: None,
            pinned: false,
            withdrawn: false,
            created_at: at,
            updated_at: at,
            starts_at: None,
            ends_at: None,
            place: None,
            districts: vec![],
            survey: None,
        };
        let entry = Entry {
            sub: "wu".into(),
            role: Role::Publisher,
            act: "notice.publish".into(),
            object: String::new(),
            detail: String::new(),
            changes: None,
        };
        block_on(notices::insert(&self.database(), &Chain::new([7; 32]), &notice, &entry, None)).unwrap();
    }

    fn titles(&self) -> Vec<Value> {
        block_on(self.database().run("SELECT title FROM notice ORDER BY id", vec![])).unwrap().concat()
    }

    fn backs_up(&self, to: &str) -> Result<String, String> {
        minsheng(&["backup", "--state", &self.named("state"), "--to", &self.named(to)])
    }

    fn restores(&self, from: &str) -> Result<String, String> {
        minsheng(&["restore", &self.named(from), "--state", &self.named("state")])
    }
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn refused(outcome: Result<String, String>, why: &str) {
    match outcome {
        Ok(done) => panic!("it was done: {done}"),
        Err(said) => assert!(said.contains(why), "{said}"),
    }
}

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
