//! A city between files and servers: copied there and back, and looked at. Without Debian's redis-server what needs one is left
//! out, but not where `CI` is set; a real libSQL server takes part where `LIBSQL_SERVER_BIN` names one.

use std::fs;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use hrana_double::{Double, Event, Sqld};
use minsheng_store::native::Native;
use minsheng_store::{Db as _, Value, migrate};
use pollster::block_on;

use crate::hotline::{Hotline, command, ends, minsheng, refused};

/// How long a server may take to begin.
const PATIENCE: Duration = Duration::from_secs(60);

const PASSWORD: &str = "a-password";

struct Redis {
    server: Child,
    address: SocketAddr,
    folder: tempfile::TempDir,
}

impl Redis {
    /// Nothing where there is no such program.
    fn start() -> Option<Self> {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let folders = std::env::split_paths(&path).chain(["/usr/sbin".into(), "/usr/local/bin".into()]);
        let program = folders.map(|folder| folder.join("redis-server")).find(|program| program.is_file());
        assert!(
            program.is_some() || std::env::var_os("CI").is_none(),
            "redis-server is missing: apt-get install redis-server"
        );
        let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|free| free.local_addr()).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new(program?);
        command.args(["--bind", "127.0.0.1", "--save", "", "--requirepass", PASSWORD, "--port"]);
        command.arg(address.port().to_string()).arg("--dir").arg(folder.path()).stdout(Stdio::null());
        let redis = Self { server: command.spawn().unwrap(), address, folder };
        let begun = Instant::now();
        while redis.connection().is_none() {
            assert!(begun.elapsed() < PATIENCE, "the Redis server does not answer");
            std::thread::sleep(Duration::from_millis(20));
        }
        Some(redis)
    }

    fn url(&self) -> String {
        format!("redis://:{PASSWORD}@{}", self.address)
    }

    fn connection(&self) -> Option<redis::Connection> {
        redis::Client::open(self.url()).unwrap().get_connection().ok()
    }

    fn ask<T: redis::FromRedisValue>(&self, words: &[&str]) -> T {
        let (first, rest) = words.split_first().unwrap();
        let mut command = redis::cmd(first);
        command.arg(rest);
        command.query(&mut self.connection().unwrap()).unwrap()
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        self.server.kill().ok();
        self.server.wait().ok();
    }
}

/// The double, or a real one, and the file that it has its database in.
enum LibSql {
    Double(Double, PathBuf),
    Real(Sqld),
}

impl LibSql {
    fn url(&self) -> String {
        match self {
            Self::Double(double, _) => double.url(),
            Self::Real(sqld) => sqld.url(),
        }
    }

    fn file(&self) -> PathBuf {
        match self {
            Self::Double(_, file) => file.clone(),
            Self::Real(sqld) => sqld.file(),
        }
    }
}

fn double(folder: &Path) -> Double {
    Double::start(&folder.join("server.db")).unwrap()
}

/// Each of those that there are, with nothing in it.
fn servers(folder: &Path) -> Vec<LibSql> {
    let double = LibSql::Double(double(folder), folder.join("server.db"));
    let real = Sqld::start(folder).unwrap().map(LibSql::Real);
    [double].into_iter().chain(real).collect()
}

/// A runtime configuration, where only its owner can read it.
fn config(hotline: &Hotline, libsql: &str, redis: Option<&str>) -> String {
    let path = hotline.named("runtime.toml");
    let mut text =
        format!("[sqlite_database.default]\ntype = \"libsql\"\nurl = \"{libsql}\"\ntoken = \"\"\n");
    if let Some(redis) = redis {
        text.push_str(&format!("[key_value_store.default]\ntype = \"redis\"\nurl = \"{redis}\"\n"));
    }
    let state = hotline.named("state");
    text.push_str(&format!("[[variables_provider]]\ntype = \"files\"\npath = \"{state}\"\n"));
    fs::write(&path, text).unwrap();
    path
}

/// What somebody has written, so that there is something of each kind: keys of rows, words, numbers, blobs.
fn filled() -> Hotline {
    let hotline = Hotline::new();
    for number in 0..40 {
        hotline.publishes(&format!("停电通知{number}"));
    }
    let database = hotline.database();
    let run = |sql: &str| block_on(database.run(sql, vec![])).unwrap();
    run(
        "INSERT INTO knowledge_words (rowid, title, body) VALUES (1, '路灯', '路灯 坏了'), (2, '停水', '停水 通知')",
    );
    run("INSERT INTO ticket_words (rowid, words) VALUES (20261123000001, '路灯 灯坏')");
    run("INSERT INTO sqlite_sequence (name, seq) VALUES ('attachment', 41)");
    let store = Native::open(&hotline.state().join("sqlite_key_value.db")).unwrap();
    let run = |sql: &str| block_on(store.run(sql, vec![])).unwrap();
    run(
        "CREATE TABLE spin_key_value (store TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY (store, key))",
    );
    run(
        "INSERT INTO spin_key_value VALUES ('default', 'feed', CAST('<feed/>' AS BLOB)), ('default', 'model:1', zeroblob(70000)), \
         ('another', 'x', x'00')",
    );
    hotline
}

/// All that stands in a database, but for what its pages are numbered.
fn dump(path: &Path) -> Vec<(String, Vec<Vec<Value>>)> {
    let database = Native::open_to_read(path).unwrap();
    let run = |sql: &str| block_on(database.run(sql, vec![])).unwrap();
    let names = run(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'shadow') \
                     AND name NOT IN ('sqlite_schema', 'sqlite_stat1') AND name NOT LIKE 'libsql_%' ORDER BY name",
    );
    let mut all = vec![
        ("version".to_owned(), run("PRAGMA user_version")),
        (
            "schema".to_owned(),
            run(
                "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'libsql_%' ORDER BY 1, 2",
            ),
        ),
    ];
    for name in names.concat() {
        let Value::Text(name) = name else { panic!("a table without a name") };
        let mut rows = run(&format!("SELECT * FROM \"{name}\""));
        rows.sort_by_key(|row| format!("{row:?}"));
        all.push((name.clone(), rows));
    }
    all
}

fn copy(from: &str, to: &str, more: &[&str]) -> (i32, String) {
    ends(command(&[&["copy", "--from", from, "--to", to], more].concat()).output().unwrap())
}

#[test]
fn a_city_goes_to_a_server_and_comes_back_the_same() {
    let folder = tempfile::tempdir().unwrap();
    for libsql in servers(folder.path()) {
        let hotline = filled();
        let [state, back] = ["state", "back"].map(|name| hotline.named(name));
        let config = config(&hotline, &libsql.url(), None);
        let (code, said) = copy(&state, &config, &["--without-store"]);
        assert_eq!(code, 0, "{said}");
        assert!(said.contains("are the same in both; the audit log is intact: 41 lines"), "{said}");
        let source = dump(&hotline.state().join("sqlite_db.db"));
        assert!(source.iter().any(|(name, rows)| name == "ticket_words_data" && rows.len() > 2));
        // Said of the search for words as well: a host that asks there finds what was found here.
        let found = Native::open_to_read(&libsql.file()).unwrap();
        let words = block_on(
            found.run("SELECT rowid FROM knowledge_words WHERE knowledge_words MATCH '路灯'", vec![]),
        );
        assert_eq!(words.unwrap().concat(), [Value::Integer(1)]);
        drop(found);
        let again = copy(&state, &config, &["--without-store"]);
        assert!(again.0 == 1 && again.1.contains("--to is not empty"), "{}", again.1);
        let (code, said) = copy(&config, &back, &["--without-store"]);
        assert_eq!(code, 0, "{said}");
        assert!(said.contains("the audit log is intact: 41 lines"), "{said}");
        let copied = dump(&hotline.place.path().join("back/sqlite_db.db"));
        for (of, as_of) in source.iter().zip(&copied) {
            assert_eq!(of, as_of);
        }
        assert_eq!(source.len(), copied.len());
        let there = copy(&config, &back, &["--without-store"]);
        assert!(there.0 == 1 && there.1.contains("is there already"), "{}", there.1);
        // It is a hotline again.
        for secret in ["jwt_secret", "data_keys"] {
            fs::copy(hotline.state().join(secret), hotline.place.path().join("back").join(secret)).unwrap();
        }
        minsheng(&["doctor", "--state", &back]).unwrap();
    }
}

#[test]
fn the_archive_goes_with_it_and_nothing_that_lies_there_is_left_behind() {
    let folder = tempfile::tempdir().unwrap();
    let (double, second) = (double(folder.path()), Double::start(&folder.path().join("second.db")).unwrap());
    let hotline = filled();
    let [state, back] = ["state", "back"].map(|name| hotline.named(name));
    let config = config(&hotline, &double.url(), None);
    let (file, copied) = (folder.path().join("server.db"), folder.path().join("second.db"));
    let version = |file: &Path| Native::open_to_read(file).unwrap().schema().unwrap();
    hotline.puts_away();
    let (code, said) = copy(&state, &config, &["--without-store"]);
    assert!(code == 1 && said.contains("1 of 1 tickets that lie in the archive are not in it"), "{said}");
    assert_eq!(version(&file), 0, "no hotline takes it for its own");
    hotline.makes_archive();
    let (code, said) = copy(&state, &config, &["--without-store"]);
    assert!(code == 1 && said.contains("it has no [sqlite_database.archive]"), "{said}");
    let text = fs::read_to_string(&config).unwrap();
    let named =
        format!("[sqlite_database.archive]\ntype = \"libsql\"\nurl = \"{}\"\ntoken = \"\"\n", second.url());
    fs::write(&config, format!("{named}{text}")).unwrap();
    // Broken off when the archive is there, and the database is not.
    for _ in 0..2 {
        double.at("INSERT INTO \"notice\"", Event::Cut);
    }
    let (code, said) = copy(&state, &config, &["--without-store"]);
    assert!(code == 1, "{said}");
    assert_eq!((version(&file), version(&copied)), (0, 0));
    double.fault(|faults| faults.at.clear());
    let (code, said) = copy(&state, &config, &["--without-store"]);
    assert!(code == 0 && said.contains("the archive: ") && said.contains("audit log is intact"), "{said}");
    assert_eq!(dump(&file), dump(&hotline.state().join("sqlite_db.db")));
    assert_eq!(dump(&copied), dump(&hotline.archive()));
    let doctor = || minsheng(&["doctor", "--state", &state, "--runtime-config-file", &config]);
    assert!(doctor().unwrap().contains("ok   archive: every ticket that lies in it is there"));
    let (code, said) = copy(&config, &back, &["--without-store"]);
    assert_eq!(code, 0, "{said}");
    assert_eq!(dump(&hotline.place.path().join("back/sqlite/archive.db")), dump(&hotline.archive()));
    fs::write(&config, &text).unwrap();
    let (code, said) = copy(&config, &hotline.named("other"), &["--without-store"]);
    assert!(code == 1 && said.contains("[sqlite_database.archive]"), "{said}");
    // One that is granted, and that nobody has put anything into, is none.
    let empty = Double::start(&folder.path().join("empty.db")).unwrap();
    fs::write(&config, format!("{}{text}", named.replace(&second.url(), &empty.url()))).unwrap();
    let copies = |to: &str| copy(&config, &hotline.named(to), &["--without-store"]);
    assert!(copies("other").1.contains("1 of 1 tickets that lie in the archive are not in it"));
    block_on(Native::open(&file).unwrap().run("DELETE FROM cold", vec![])).unwrap();
    let (code, said) = copies("another");
    assert!(code == 0 && !said.contains("the archive:"), "{said}");
}

#[test]
fn the_store_goes_with_it() {
    let Some(redis) = Redis::start() else { return };
    let folder = tempfile::tempdir().unwrap();
    let double = double(folder.path());
    let hotline = filled();
    let [state, back] = ["state", "back"].map(|name| hotline.named(name));
    let config = config(&hotline, &double.url(), Some(&redis.url()));
    redis.ask::<()>(&["SET", "somebody's", "own"]);
    let (code, said) = copy(&state, &config, &[]);
    assert!(code == 1 && said.contains("has keys already") && !said.contains(PASSWORD), "{said}");
    redis.ask::<()>(&["FLUSHDB"]);
    let (code, said) = copy(&state, &config, &[]);
    assert!(code == 0 && said.contains("2 keys of the key-value store"), "{said}");
    assert_eq!(redis.ask::<String>(&["GET", "feed"]), "<feed/>");
    assert_eq!(redis.ask::<Vec<u8>>(&["GET", "model:1"]), vec![0; 70_000]);
    assert_eq!(redis.ask::<i64>(&["DBSIZE"]), 2);
    let (code, said) = copy(&config, &back, &[]);
    assert!(code == 0 && said.contains("2 keys of the key-value store"), "{said}");
    let store = Native::open_to_read(&hotline.place.path().join("back/sqlite_key_value.db")).unwrap();
    let rows =
        block_on(store.run("SELECT store, key, length(value) FROM spin_key_value ORDER BY key", vec![]))
            .unwrap();
    let row = |key: &str, length| {
        vec![Value::Text("default".into()), Value::Text(key.into()), Value::Integer(length)]
    };
    assert_eq!(rows, [row("feed", 7), row("model:1", 70_000)]);
}

#[test]
fn what_was_broken_off_begins_anew_and_no_hotline_takes_it_for_one() {
    let folder = tempfile::tempdir().unwrap();
    let double = double(folder.path());
    let hotline = filled();
    let state = hotline.named("state");
    let config = config(&hotline, &double.url(), None);
    let file = folder.path().join("server.db");
    let version = || Native::open_to_read(&file).unwrap().schema().unwrap();
    for (at, event) in [
        ("CREATE TABLE department", Event::CutAfter),
        ("INSERT INTO \"notice\"", Event::Cut),
        ("CREATE TRIGGER", Event::Cut),
        ("foreign_key_check", Event::Cut),
        ("DROP TABLE minsheng_copy", Event::Cut),
    ] {
        // Twice, where a read is asked once more.
        double.at(at, event);
        double.at(at, event);
        let (code, said) = copy(&state, &config, &["--without-store"]);
        assert!(code == 1, "{at}: {said}");
        double.fault(|faults| faults.at.clear());
        assert_eq!(version(), 0, "{at}");
        // A host that comes now does not begin with half of it.
        let half = Native::open(&file).unwrap();
        assert!(block_on(migrate::migrate(&half)).is_err(), "{at}");
        drop(half);
        let (code, said) = copy(&config, &hotline.named("other"), &["--without-store"]);
        assert!(code == 1 && said.contains("its version is 0"), "{said}");
    }
    let (code, said) = copy(&state, &config, &["--without-store"]);
    assert!(code == 0 && said.contains("what an earlier copy has left is taken away"), "{said}");
    assert_eq!(dump(&file), dump(&hotline.state().join("sqlite_db.db")));
}

#[test]
fn wherever_in_the_search_for_words_a_copy_breaks_off_the_next_one_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let double = double(folder.path());
    let hotline = filled();
    let state = hotline.named("state");
    let config = config(&hotline, &double.url(), None);
    let source = hotline.database();
    let made = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'shadow'";
    let made = block_on(source.run(made, vec![])).unwrap().concat();
    assert!(made.contains(&Value::Text("ticket_words_config".into())), "{made:?}");
    for table in made {
        let Value::Text(table) = table else { panic!("{table:?}") };
        assert!(source.rows(&table).unwrap() > 0, "{table}");
        double.at(&format!("INSERT INTO \"{table}\""), Event::Cut);
        let (code, said) = copy(&state, &config, &["--without-store"]);
        assert!(code == 1, "{table}: {said}");
    }
    let (code, said) = copy(&state, &config, &["--without-store"]);
    assert!(code == 0 && said.contains("what an earlier copy has left is taken away"), "{said}");
    assert_eq!(dump(&folder.path().join("server.db")), dump(&hotline.state().join("sqlite_db.db")));
}

#[test]
fn whenever_a_copy_is_killed_the_next_one_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let double = double(folder.path());
    let hotline = filled();
    let [state, back] = ["state", "back"].map(|name| hotline.named(name));
    let config = config(&hotline, &double.url(), None);
    for (from, to, file) in [
        (&state, &config, folder.path().join("server.db")),
        (&config, &back, hotline.place.path().join("back/sqlite_db.db")),
    ] {
        for after in [20, 60, 120, 250, 400] {
            let mut running = command(&["copy", "--from", from, "--to", to, "--without-store"])
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            std::thread::sleep(Duration::from_millis(after));
            running.kill().unwrap();
            running.wait().unwrap();
        }
        let (code, said) = copy(from, to, &["--without-store"]);
        assert!(code == 0 || said.contains("is not empty") || said.contains("is there already"), "{said}");
        assert_eq!(dump(&file), dump(&hotline.state().join("sqlite_db.db")));
    }
}

#[test]
fn what_is_written_meanwhile_is_not_lost_unseen() {
    let folder = tempfile::tempdir().unwrap();
    let double = double(folder.path());
    let hotline = filled();
    let [state, back] = ["state", "back"].map(|name| hotline.named(name));
    let config = config(&hotline, &double.url(), None);
    assert_eq!(copy(&state, &config, &["--without-store"]).0, 0);
    // Somebody writes to the server while it is copied from.
    double.fault(|faults| faults.latency = Duration::from_millis(30));
    let running = command(&["copy", "--from", &config, "--to", &back, "--without-store"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    double.seen();
    let begun = Instant::now();
    let mut asked = String::new();
    // Its last table is read, and none has been looked at again.
    while !asked.contains("FROM \"sqlite_sequence\"") {
        assert!(begun.elapsed() < PATIENCE, "{asked}");
        asked.push_str(&double.seen().join("\n"));
    }
    let writer = Native::open(&folder.path().join("server.db")).unwrap();
    block_on(writer.run("UPDATE notice SET title = 'changed' WHERE id = 1", vec![])).unwrap();
    let (code, said) = ends(running.wait_with_output().unwrap());
    assert!(code == 1 && said.contains("stop all hosts"), "{said}");
    assert!(!hotline.place.path().join("back/sqlite_db.db").exists());
}

#[test]
fn what_cannot_be_copied_is_said_before_anything_is_done() {
    let folder = tempfile::tempdir().unwrap();
    let double = double(folder.path());
    let hotline = filled();
    let [state, nowhere] = ["state", "nowhere"].map(|name| hotline.named(name));
    let config = config(&hotline, &double.url(), None);
    let says = |from: &str, to: &str, why: &str| {
        let (code, said) = copy(from, to, &["--without-store"]);
        assert!(code == 1 && said.contains(why), "{said}");
    };
    says(&state, &state, "name the same database");
    says(&nowhere, &config, "is not there: --from names a state folder");
    let other = hotline.named("other.toml");
    fs::write(&other, "[key_value_store.default]\ntype = \"redis\"\nurl = \"redis://a\"\n").unwrap();
    says(&state, &other, "has no [sqlite_database.default]");
    fs::write(&other, "[sqlite_database.default]\ntype = \"postgres\"\n").unwrap();
    says(&state, &other, "`spin` and `libsql`");
    double.fault(|faults| faults.token = Some("the token".to_owned()));
    says(&state, &config, "its `token` is another");
    double.fault(|faults| faults.token = None);
    // Something else is there.
    let theirs = Native::open(&folder.path().join("server.db")).unwrap();
    block_on(theirs.run("CREATE TABLE somebody_elses (x)", vec![])).unwrap();
    says(&state, &config, "--to is not empty");
    assert_eq!(theirs.rows("somebody_elses").unwrap(), 0);
    block_on(theirs.run("DROP TABLE somebody_elses", vec![])).unwrap();
    // A newer release's.
    block_on(hotline.database().run("PRAGMA user_version = 99", vec![])).unwrap();
    says(&state, &config, "is newer than this program");
    let rows = theirs.rows("minsheng_copy_unfinished").unwrap();
    assert_eq!((rows, theirs.schema().unwrap()), (0, 0));
    // A host has the folder that it is to go to.
    block_on(hotline.database().run(&format!("PRAGMA user_version = {}", migrate::COUNT), vec![])).unwrap();
    assert_eq!(copy(&state, &config, &["--without-store"]).0, 0);
    // SQLite would put the log of another database into this one.
    fs::create_dir(&nowhere).unwrap();
    let log = hotline.place.path().join("nowhere/sqlite_db.db-wal");
    fs::write(&log, "of another").unwrap();
    says(&state, &nowhere, "sqlite_db.db-wal is there already");
    assert_eq!(fs::read(&log).unwrap(), b"of another");
    let taken = hotline.place.path().join("taken");
    fs::create_dir(&taken).unwrap();
    fs::write(taken.join("host.lock"), "the host with pid 7\n").unwrap();
    let lock = fs::File::open(taken.join("host.lock")).unwrap();
    lock.lock().unwrap();
    says(&config, taken.to_str().unwrap(), "in use by the host with pid 7");
}

fn doctor(hotline: &Hotline, config: &str) -> Result<String, String> {
    minsheng(&["doctor", "--state", &hotline.named("state"), "--runtime-config-file", config])
}

#[test]
fn doctor_asks_servers() {
    let folder = tempfile::tempdir().unwrap();
    for libsql in servers(folder.path()) {
        let hotline = filled();
        let config = config(&hotline, &libsql.url(), None);
        let said = doctor(&hotline, &config).unwrap();
        assert!(said.contains("ok   version: nothing is there yet"), "{said}");
        assert_eq!(copy(&hotline.named("state"), &config, &["--without-store"]).0, 0);
        let said = doctor(&hotline, &config).unwrap();
        assert!(said.contains(&format!("ok   libSQL server: the libSQL server {}", libsql.url())), "{said}");
        assert!(said.contains(" ms") && said.contains("this program's"), "{said}");
        assert!(said.contains("ok   database: it is whole"), "{said}");
        assert!(said.contains("ok   writing: it takes what is written"), "{said}");
        assert!(said.contains("key 1 seals 0 tickets, 1 keys"), "{said}");
        assert!(said.contains("ok   clock: it is "), "{said}");
    }
}

#[test]
fn doctor_says_what_is_wrong_with_a_libsql_server() {
    let folder = tempfile::tempdir().unwrap();
    let double = double(folder.path());
    let hotline = filled();
    let config = config(&hotline, &double.url(), None);
    assert_eq!(copy(&hotline.named("state"), &config, &["--without-store"]).0, 0);
    let server = Native::open(&folder.path().join("server.db")).unwrap();
    let run = |sql: &str| block_on(server.run(sql, vec![])).unwrap();
    double.fault(|faults| faults.token = Some("the token".to_owned()));
    refused(doctor(&hotline, &config), "its `token` is another");
    double.fault(|faults| faults.token = None);
    double.at("SELECT 1", Event::Beginning);
    refused(doctor(&hotline, &config), "make the namespace");
    for sql in ["PRAGMA ignore_check_constraints = ON", "UPDATE notice SET pinned = 7 WHERE id = 1"] {
        run(sql);
    }
    refused(doctor(&hotline, &config), "BAD  database: it is damaged");
    run("UPDATE notice SET pinned = 0 WHERE id = 1");
    double.fault(|faults| faults.locked = Some("UPDATE keyring".to_owned()));
    refused(doctor(&hotline, &config), "the token must permit writing");
    double.fault(|faults| faults.locked = None);
    run("PRAGMA user_version = 99");
    refused(doctor(&hotline, &config), "BAD  version: version 99 is newer");
    run("PRAGMA user_version = 40");
    assert!(doctor(&hotline, &config).unwrap().contains("ok   version: version 40 of"));
    run(&format!("PRAGMA user_version = {}", migrate::COUNT));
    // Keys of another hotline's.
    let keys = hotline.state().join("data_keys");
    let own = fs::read(&keys).unwrap();
    fs::write(&keys, "1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8").unwrap();
    refused(doctor(&hotline, &config), "not the keys that sealed this database");
    fs::write(&keys, own).unwrap();
    // What was written by a clock that was ahead.
    run("DROP TRIGGER audit_is_not_altered");
    run("UPDATE audit SET at = unixepoch() + 86400 WHERE seq = 41");
    refused(doctor(&hotline, &config), "the clock has gone back");
    let nobody = double.url();
    drop(double);
    refused(doctor(&hotline, &config), &format!("the libSQL server {nobody}"));
}

/// Stands before a server and speaks TLS, by a certificate of its own for `localhost`; where it is, and the certificate.
fn encrypted(server: SocketAddr) -> (SocketAddr, String) {
    let own = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let key = rustls::pki_types::PrivateKeyDer::Pkcs8(own.signing_key.serialize_der().into());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![own.cert.der().clone()], key)
        .unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for client in listener.incoming().map_while(Result::ok) {
            let Ok(session) = rustls::ServerConnection::new(Arc::clone(&config)) else { return };
            let mut client = rustls::StreamOwned::new(session, client);
            let Ok(mut behind) = TcpStream::connect(server) else { return };
            // One request at a time: whoever asks waits for the answer.
            let one = |from: &mut dyn Read, to: &mut dyn Write| -> std::io::Result<()> {
                let mut bytes = Vec::new();
                let end = loop {
                    let mut more = [0; 1];
                    from.read_exact(&mut more)?;
                    bytes.extend(more);
                    if bytes.ends_with(b"\r\n\r\n") {
                        break bytes.len();
                    }
                };
                let head = String::from_utf8_lossy(&bytes).to_ascii_lowercase();
                let length =
                    head.split("content-length: ").nth(1).and_then(|rest| rest.lines().next()?.parse().ok());
                bytes.resize(end + length.unwrap_or(0_usize), 0);
                from.read_exact(bytes.get_mut(end..).unwrap_or_default())?;
                to.write_all(&bytes)?;
                to.flush()
            };
            while one(&mut client, &mut behind).is_ok() && one(&mut behind, &mut client).is_ok() {}
        }
    });
    (address, own.cert.pem())
}

#[test]
fn who_a_server_is_is_looked_at() {
    let folder = tempfile::tempdir().unwrap();
    let double = double(folder.path());
    let (address, certificate) = encrypted(double.address());
    let hotline = Hotline::new();
    let trusted = hotline.named("authority.pem");
    fs::write(&trusted, certificate).unwrap();
    let asks = |url: &str, authority: Option<&str>| {
        let config = config(&hotline, url, None);
        let state = hotline.named("state");
        let mut command = command(&["doctor", "--state", &state, "--runtime-config-file", &config]);
        command.env_remove("SSL_CERT_DIR").env_remove("SSL_CERT_FILE");
        if let Some(authority) = authority {
            command.env("SSL_CERT_FILE", authority);
        }
        ends(command.output().unwrap())
    };
    let url = format!("https://localhost:{}", address.port());
    let (code, said) = asks(&url, Some(&trusted));
    assert!(code == 0 && said.contains(&format!("ok   libSQL server: the libSQL server {url}")), "{said}");
    double.seen();
    let (code, said) = asks(&url, None);
    assert!(code == 1 && said.contains("BAD  libSQL server: "), "{said}");
    assert_eq!(double.seen().len(), 0, "nothing is asked of who is not known: {said}");
    // Another name than the certificate's.
    let (code, said) = asks(&format!("https://127.0.0.1:{}", address.port()), Some(&trusted));
    assert!(
        code == 1 && said.contains("invalid peer certificate") && said.contains("SSL_CERT_FILE"),
        "{said}"
    );
}

#[test]
fn doctor_says_what_is_wrong_with_a_redis_server() {
    let Some(redis) = Redis::start() else { return };
    let hotline = Hotline::new();
    let state = hotline.named("state");
    let path = hotline.named("runtime.toml");
    let put = |url: &str| {
        let text = format!("[key_value_store.default]\ntype = \"redis\"\nurl = \"{url}\"\n");
        fs::write(&path, text).unwrap();
    };
    let doctor = || minsheng(&["doctor", "--state", &state, "--runtime-config-file", &path]);
    put(&redis.url());
    let said = doctor().unwrap();
    assert!(
        said.contains("ok   Redis: the Redis server 127.0.0.1:") && said.contains("0 keys; it writes no log"),
        "{said}"
    );
    assert!(said.contains("ok   database: sqlite_db.db is whole"), "the database is a file: {said}");
    redis.ask::<()>(&["CONFIG", "SET", "appendonly", "yes"]);
    assert!(!doctor().unwrap().contains("it writes no log"));
    redis.ask::<()>(&["CONFIG", "SET", "maxmemory-policy", "allkeys-lru"]);
    refused(doctor(), "maxmemory-policy noeviction");
    redis.ask::<()>(&["CONFIG", "SET", "maxmemory-policy", "noeviction"]);
    // Its disk is gone.
    redis.ask::<()>(&["CONFIG", "SET", "appendonly", "no"]);
    fs::remove_dir_all(redis.folder.path()).unwrap();
    redis.ask::<()>(&["BGSAVE"]);
    let begun = Instant::now();
    while !redis.ask::<String>(&["INFO", "persistence"]).contains("rdb_last_bgsave_status:err") {
        assert!(begun.elapsed() < PATIENCE, "it has saved what it cannot");
        std::thread::sleep(Duration::from_millis(20));
    }
    refused(doctor(), "could not write to its disk (rdb_last_bgsave_status)");
    redis.ask::<()>(&["REPLICAOF", "127.0.0.1", "1"]);
    refused(doctor(), "is a replica");
    put(&redis.url().replace(PASSWORD, "another"));
    match doctor() {
        Ok(said) => panic!("{said}"),
        Err(said) => {
            assert!(said.contains("is the password in `url`") && !said.contains("another"), "{said}")
        }
    }
    let gone = redis.url();
    drop(redis);
    put(&gone);
    refused(doctor(), "lets nobody in");
}
