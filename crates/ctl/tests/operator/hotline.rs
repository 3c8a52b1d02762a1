//! A hotline that is there, and the program as an operator calls it.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::{Command, Output};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use minsheng_core::audit::Entry;
use minsheng_core::notice::Notice;
use minsheng_store::native::Native;
use minsheng_store::{Db, Value, keyring, migrate, notices};
use minsheng_types::clock::Timestamp;
use minsheng_types::words::Role;
use minsheng_vault::{Chain, Secret, Vault, digest};
use pollster::block_on;

pub const SECRET: &str = "a secret of at least thirty-two random bytes";

/// The program, in an environment without secrets.
pub fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_minsheng"));
    command.args(arguments).env_remove("SPIN_VARIABLE_JWT_SECRET").env_remove("SPIN_VARIABLE_DATA_KEYS");
    command
}

/// What the program prints; what it says instead when it refuses.
pub fn minsheng(arguments: &[&str]) -> Result<String, String> {
    let (status, said) = ends(command(arguments).output().unwrap());
    if status == 0 { Ok(said) } else { Err(said) }
}

/// With what a call ends, and all that it says.
pub fn ends(output: Output) -> (i32, String) {
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let (printed, complaints) = (text(output.stdout), text(output.stderr));
    (output.status.code().unwrap(), printed + &complaints)
}

/// A hotline that has run: its secrets, its database with some lines in the audit log, its store.
pub struct Hotline {
    pub place: tempfile::TempDir,
}

impl Hotline {
    pub fn new() -> Self {
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

    pub fn state(&self) -> PathBuf {
        self.place.path().join("state")
    }

    pub fn named(&self, name: &str) -> String {
        self.place.path().join(name).to_str().unwrap().to_owned()
    }

    pub fn database(&self) -> Native {
        Native::open(&self.state().join("sqlite_db.db")).unwrap()
    }

    pub fn vault(&self) -> Vault {
        let keys = fs::read_to_string(self.state().join("data_keys")).unwrap();
        Vault::parse(&keys).unwrap().with_derived(&Secret::new(SECRET).unwrap())
    }

    /// One thing more that has happened.
    pub fn publishes(&self, title: &str) {
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

    /// A ticket whose number alone is left here.
    pub fn puts_away(&self) {
        let sql = "INSERT INTO cold (id, moved_at) VALUES (20260101000001, 1)";
        block_on(self.database().run(sql, vec![])).unwrap();
    }

    pub fn archive(&self) -> PathBuf {
        self.state().join("sqlite/archive.db")
    }

    /// The archive, with that ticket in it.
    pub fn makes_archive(&self) {
        fs::create_dir(self.state().join("sqlite")).unwrap();
        let archive = Native::open(&self.archive()).unwrap();
        block_on(migrate::migrate(&archive)).unwrap();
        let sql = "INSERT INTO ticket (id, version, state, kind, urgency, channel, content, reporter, submitted_by, query_hash, \
             needs_review, created_at, updated_at, closed_at) \
             VALUES (20260101000001, 1, 'archived', 'help', 'normal', 'web', '路灯', '{}', '', x'00', 0, 1, 1, 1)";
        block_on(archive.run(sql, vec![])).unwrap();
    }

    /// What says that a manifest of this name was written by who has the secrets.
    pub fn seals(&self, name: &str, manifest: &str) -> String {
        let sealed = self.vault().seal("backup", name, &digest(manifest.as_bytes()), [9; 12]).unwrap();
        BASE64.encode(sealed)
    }

    pub fn titles(&self) -> Vec<Value> {
        block_on(self.database().run("SELECT title FROM notice ORDER BY id", vec![])).unwrap().concat()
    }

    pub fn backs_up(&self, to: &str) -> Result<String, String> {
        minsheng(&["backup", "--state", &self.named("state"), "--to", &self.named(to)])
    }

    pub fn restores(&self, from: &str) -> Result<String, String> {
        minsheng(&["restore", &self.named(from), "--state", &self.named("state")])
    }
}

pub fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

pub fn refused(outcome: Result<String, String>, why: &str) {
    match outcome {
        Ok(done) => panic!("it was done: {done}"),
        Err(said) => assert!(said.contains(why), "{said}"),
    }
}
