//! Copies of a hotline, and what is wrong with some of them.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use minsheng_store::native::Native;
use minsheng_store::{Db as _, Value};
use minsheng_types::clock::Timestamp;
use pollster::block_on;

use crate::hotline::{Hotline, command, minsheng, refused, text};

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
    assert_eq!(
        names,
        ["backup.json", "backup.seal", "sqlite_db.db", "sqlite_key_value.db"],
        "no secret, nothing half done"
    );
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
    let seal = fs::read_to_string(path("backup.seal")).unwrap();
    let newer = about.replacen("\"schema\": ", "\"schema\": 9", 1);
    fs::write(path("backup.json"), &newer).unwrap();
    refused(hotline.restores("good"), "not as it was written");
    fs::write(path("backup.seal"), hotline.seals("backup", &newer)).unwrap();
    refused(hotline.restores("good"), "newer release");
    let elsewhere = about.replace("sqlite_key_value.db", "../jwt_secret");
    fs::write(path("backup.json"), &elsewhere).unwrap();
    fs::write(path("backup.seal"), hotline.seals("backup", &elsewhere)).unwrap();
    refused(hotline.restores("good"), "no backup has");
    fs::remove_file(path("backup.json")).unwrap();
    refused(hotline.restores("good"), "is no backup");
    fs::write(path("backup.json"), &about).unwrap();
    // Of another place, of another hotline, or nobody's.
    fs::write(path("backup.seal"), hotline.seals("another", &about)).unwrap();
    refused(hotline.restores("good"), "is another hotline's");
    fs::write(path("backup.seal"), "nonsense").unwrap();
    refused(hotline.restores("good"), "is another hotline's");
    fs::remove_file(path("backup.seal")).unwrap();
    refused(hotline.restores("good"), "add --unsealed");
    fs::write(path("backup.seal"), &seal).unwrap();
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
    refused(hotline.restores("good"), "is another hotline's");
    fs::write(hotline.state().join("data_keys"), keys).unwrap();
    fs::rename(hotline.state().join("jwt_secret"), hotline.place.path().join("jwt_secret")).unwrap();
    refused(hotline.restores("good"), "put them there first");
    assert!(hotline.backs_up("unchecked").unwrap().contains("was not checked"));
    refused(
        minsheng(&["backup", "--state", &hotline.named("state"), "--into", &hotline.named("all")]),
        "the secrets are not in",
    );
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
    // What was made without the secrets is taken by who says so.
    refused(hotline.restores("unchecked"), "has no seal");
    let arguments =
        ["restore", &hotline.named("unchecked"), "--state", &hotline.named("state"), "--unsealed"];
    minsheng(&arguments).unwrap();
    assert_eq!(hotline.titles(), [text("停水通知"), text("停电通知")]);
}

#[test]
fn an_archive_is_backed_up_behind_its_database_and_what_it_lacks_is_said() {
    let hotline = Hotline::new();
    let doctor = || minsheng(&["doctor", "--state", &hotline.named("state")]);
    assert!(doctor().unwrap().contains("ok   archive: there is none"));
    hotline.puts_away();
    refused(doctor(), "1 of 1 tickets that lie in the archive are not in it");
    hotline.makes_archive();
    let path = hotline.archive();
    assert!(doctor().unwrap().contains("ok   archive: every ticket that lies in it is there"));
    hotline.backs_up("monday").unwrap();
    assert!(hotline.place.path().join("monday/archive.db").exists());
    fs::remove_file(&path).unwrap();
    refused(doctor(), "20260101000001");
    let said = hotline.restores("monday").unwrap();
    assert!(!said.contains("are not in"), "{said}");
    assert!(doctor().unwrap().contains("ok   archive: every ticket"));
    fs::remove_file(&path).unwrap();
    hotline.backs_up("tuesday").unwrap();
    let said = hotline.restores("tuesday").unwrap();
    assert!(said.contains("1 of 1 tickets that lie in the archive are not in"), "{said}");
}

/// All files below a folder, by their paths in it.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap().map(Result::unwrap) {
            if entry.file_type().unwrap().is_dir() {
                folders.push(entry.path());
            } else {
                let name = entry.path().strip_prefix(folder).unwrap().to_owned();
                found.insert(name, fs::read(entry.path()).unwrap());
            }
        }
    }
    found
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

/// What begins as a database does, or has a title in it that somebody wrote.
fn in_the_clear(folder: &Path) -> Vec<PathBuf> {
    let clear = |bytes: &[u8]| holds(bytes, "SQLite format 3") || holds(bytes, "停水通知");
    files(folder).into_iter().filter(|(_, bytes)| clear(bytes)).map(|(name, _)| name).collect()
}

#[test]
fn an_encrypted_backup_opens_with_its_key_alone() {
    let hotline = Hotline::new();
    let [key, public, other] = ["key", "key.pub", "other"].map(|name| hotline.named(name));
    let said = minsheng(&["backup-key", &key]).unwrap();
    assert!(said.contains("key.pub") && !said.contains("AGE-SECRET"), "{said}");
    refused(minsheng(&["backup-key", &key]), "in place of which none is put");
    minsheng(&["backup-key", &other]).unwrap();
    let [state, to] = ["state", "monday"].map(|name| hotline.named(name));
    refused(minsheng(&["backup", "--state", &state, "--to", &to, "--encrypt-to", &key]), ".pub");
    minsheng(&["backup", "--state", &state, "--to", &to, "--encrypt-to", &public]).unwrap();
    let folder = hotline.place.path().join("monday");
    let names: Vec<PathBuf> = files(&folder).into_keys().collect();
    let expected = ["backup.json", "backup.seal", "sqlite_db.db.age", "sqlite_key_value.db.age"];
    assert_eq!(names, expected.map(PathBuf::from));
    assert_eq!(in_the_clear(&folder), Vec::<PathBuf>::new());
    hotline.publishes("停电通知");
    let untouched = || assert_eq!(hotline.titles(), [text("停水通知"), text("停电通知")]);
    let restores = |with: &[&str]| minsheng(&[&["restore", &to, "--state", &state], with].concat());
    refused(restores(&[]), "--identity");
    refused(restores(&["--identity", &other]), "another key");
    // Whatever the mask of new files is here.
    for (mode, why) in [(0o644, "others may read"), (0o600, "no secret key of age")] {
        fs::set_permissions(&public, fs::Permissions::from_mode(mode)).unwrap();
        refused(restores(&["--identity", &public]), why);
    }
    let path = |name: &str| folder.join(name);
    let (database, store) =
        (fs::read(path("sqlite_db.db.age")).unwrap(), fs::read(path("sqlite_key_value.db.age")).unwrap());
    let mut altered = database.clone();
    altered[database.len() / 2] ^= 1;
    for bytes in
        [&altered, &database[..database.len() - 1].to_vec(), &database[..70_000].to_vec(), &store, &vec![]]
    {
        fs::write(path("sqlite_db.db.age"), bytes).unwrap();
        refused(restores(&["--identity", &key]), "sqlite_db.db.age");
        untouched();
        let left: Vec<_> =
            files(&hotline.state()).into_keys().filter(|name| name.starts_with("restoring")).collect();
        assert_eq!(left, Vec::<PathBuf>::new(), "nothing stays that was decrypted");
    }
    // Of another hotline's, encrypted to the same key, all files together.
    let another = Hotline::new();
    let theirs = another.named("theirs");
    minsheng(&["backup", "--state", &another.named("state"), "--to", &theirs, "--encrypt-to", &public])
        .unwrap();
    refused(minsheng(&["restore", &theirs, "--state", &state, "--identity", &key]), "another hotline's");
    untouched();
    fs::write(path("sqlite_db.db.age"), &database).unwrap();
    let said = restores(&["--identity", &key, "--check"]).unwrap();
    assert!(said.contains("all of it is as it was written"), "{said}");
    untouched();
    restores(&["--identity", &key]).unwrap();
    assert_eq!(hotline.titles(), [text("停水通知")]);
    hotline.publishes("停气通知");
}

fn all(hotline: &Hotline, more: &[&str]) -> Result<String, String> {
    let [state, into] = ["state", "all"].map(|name| hotline.named(name));
    minsheng(&[&["backup", "--state", &state, "--into", &into], more].concat())
}

fn back(hotline: &Hotline, more: &[&str]) -> Result<String, String> {
    let [state, from] = ["state", "all"].map(|name| hotline.named(name));
    minsheng(&[&["restore", &from, "--state", &state], more].concat())
}

/// The blocks that a backup added, and of how many.
fn added(said: &str) -> (usize, usize) {
    let line = said.lines().find(|line| line.contains(" blocks were not there yet")).unwrap();
    let mut numbers = line.split(' ').filter_map(|word| word.parse().ok());
    (numbers.next().unwrap(), numbers.next().unwrap())
}

/// The names of a folder's backups, the oldest first.
fn names(hotline: &Hotline) -> Vec<String> {
    let folder = hotline.place.path().join("all/backups");
    let names = files(&folder).into_keys().map(|name| name.to_str().unwrap().to_owned());
    let mut names: Vec<String> =
        names.filter_map(|name| name.strip_suffix(".json").map(str::to_owned)).collect();
    names.sort();
    names
}

/// Says of a backup that it was made at another time.
fn made_at(hotline: &Hotline, name: &str, at: &str) -> String {
    let folder = hotline.place.path().join("all/backups");
    let text = fs::read_to_string(folder.join(format!("{name}.json"))).unwrap();
    let (before, rest) = text.split_once("\"made_at\": \"").unwrap();
    let (_, behind) = rest.split_once('"').unwrap();
    let text = format!("{before}\"made_at\": \"{at}\"{behind}");
    let new = at.replace(':', "");
    for end in ["json", "seal"] {
        fs::remove_file(folder.join(format!("{name}.{end}"))).unwrap();
    }
    fs::write(folder.join(format!("{new}.seal")), hotline.seals(&new, &text)).unwrap();
    fs::write(folder.join(format!("{new}.json")), text).unwrap();
    new
}

#[test]
fn of_many_backups_each_stores_what_changed_and_any_of_them_comes_back() {
    for encrypted in [false, true] {
        let hotline = Hotline::new();
        let [key, public] = ["key", "key.pub"].map(|name| hotline.named(name));
        minsheng(&["backup-key", &key]).unwrap();
        let to: &[&str] = if encrypted { &["--encrypt-to", &public] } else { &[] };
        let with: &[&str] = if encrypted { &["--identity", &key] } else { &[] };
        let (first, blocks) = added(&all(&hotline, to).unwrap());
        assert!(first > 20 && first <= blocks, "{first} of {blocks}: some are alike");
        assert_eq!(added(&all(&hotline, to).unwrap()).0, 0, "nothing has changed");
        hotline.publishes("停电通知");
        let (changed, _) = added(&all(&hotline, to).unwrap());
        assert!(changed > 0 && changed * 3 < first, "{changed} of {first}");
        hotline.publishes("停气通知");
        let folder = hotline.place.path().join("all");
        let open = files(&folder).into_keys().map(|name| folder.join(name));
        let open = open.filter(|path| path.metadata().unwrap().permissions().mode() & 0o077 != 0);
        assert_eq!(open.collect::<Vec<_>>(), Vec::<PathBuf>::new());
        let [monday, tuesday, wednesday] =
            ["2026-11-23T10:00:00+08:00", "2026-11-24T10:00:00+08:00", "2026-11-25T10:00:00+08:00"];
        for (name, at) in names(&hotline).iter().zip([monday, tuesday, wednesday]) {
            made_at(&hotline, name, at);
        }
        if encrypted {
            assert_eq!(in_the_clear(&folder), Vec::<PathBuf>::new());
        }
        let said = back(&hotline, &["--list"]).unwrap();
        assert_eq!(said.lines().count(), 3, "{said}");
        assert!(
            said.starts_with(&format!("{monday}  0 tickets, 1 lines")) && !said.contains("not as it"),
            "{said}"
        );
        let said = back(&hotline, &[&["--check"], with].concat()).unwrap();
        assert!(said.contains(wednesday), "{said}");
        assert_eq!(hotline.titles().len(), 3, "nothing was put back");
        refused(back(&hotline, &[&["--at", "2026-11-23T09:59"], with].concat()), "the oldest backup in");
        for (at, titles) in [("2026-11-25 11:00", 2), ("2026-11-24T10:00", 1), ("2026-11-23T18:00:00Z", 1)] {
            back(&hotline, &[&["--at", at], with].concat()).unwrap();
            assert_eq!(hotline.titles().len(), titles, "{at}");
        }
        if encrypted {
            refused(all(&hotline, &[]), "are encrypted to age1");
            refused(back(&hotline, &[]), "--identity");
        }
        // What is put back is built on.
        back(&hotline, with).unwrap();
        hotline.publishes("停暖通知");
        assert!(minsheng(&["doctor", "--state", &hotline.named("state")]).is_ok());
        assert!(added(&all(&hotline, to).unwrap()).0 < first);
    }
}

#[test]
fn old_backups_go_and_those_that_stay_are_whole() {
    let hotline = Hotline::new();
    let now = Timestamp::from_unix(
        SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs().try_into().unwrap(),
    );
    let noon = |days: i64| now.plus(12 * 3600 - now.second_of_day() - days * 86_400);
    let mut known = Vec::new();
    for at in [noon(20), noon(4).plus(-3600), noon(4), now.plus(-600)] {
        hotline.publishes(&at.to_string());
        all(&hotline, &[]).unwrap();
        let made = names(&hotline).into_iter().find(|name| !known.contains(name)).unwrap();
        known.push(made_at(&hotline, &made, &at.to_string()));
    }
    let blocks = || files(&hotline.place.path().join("all/blocks")).len();
    let before = blocks();
    let said = all(&hotline, &["--keep", "1d", "--keep-daily", "10d"]).unwrap();
    assert!(said.contains("3 backups are kept, 2 deleted"), "{said}");
    let kept = names(&hotline);
    assert_eq!((kept[0].as_str(), kept[1].as_str()), (known[2].as_str(), known[3].as_str()));
    assert!(blocks() < before, "what nobody needs goes with them");
    for (at, lines) in [(noon(4), 4), (now.plus(-600), 5), (now.plus(86_400), 5)] {
        let said = back(&hotline, &["--check", "--at", &at.to_string()]).unwrap();
        assert!(said.contains(&format!("ends with line {lines},")), "{said}");
    }
    refused(all(&hotline, &["--keep-daily", "1d"]), "--keep");
}

#[test]
fn a_clock_that_jumps_deletes_no_backups_at_once() {
    let hotline = Hotline::new();
    all(&hotline, &[]).unwrap();
    let long_ago = names(&hotline).remove(0);
    made_at(&hotline, &long_ago, "2020-01-01T10:00:00+08:00");
    let said = all(&hotline, &["--keep", "1h"]).unwrap();
    assert!(said.contains("none is deleted this time") && names(&hotline).len() == 2, "{said}");
    let said = all(&hotline, &["--keep", "1h"]).unwrap();
    assert!(said.contains("2 backups are kept, 1 deleted"), "{said}");
}

#[test]
fn what_is_wrong_with_one_of_many_is_said_before_anything_is_touched() {
    let hotline = Hotline::new();
    all(&hotline, &[]).unwrap();
    hotline.publishes("停电通知");
    all(&hotline, &[]).unwrap();
    let [first, second] = names(&hotline).try_into().unwrap();
    let first = made_at(&hotline, &first, "2026-11-23T10:00:00+08:00");
    let second = made_at(&hotline, &second, "2026-11-24T10:00:00+08:00");
    hotline.publishes("停气通知");
    let folder = hotline.place.path().join("all");
    let sound = files(&folder);
    let put = |name: &Path, bytes: &[u8]| fs::write(folder.join(name), bytes).unwrap();
    let refuses = |why: &str| {
        refused(back(&hotline, &[]), why);
        refused(back(&hotline, &["--check"]), why);
        assert_eq!(hotline.titles().len(), 3);
    };
    // An older one in the place of the newest; one that nobody sealed, also for who would take it.
    let (manifest, seal) = (
        Path::new("backups").join(format!("{second}.json")),
        Path::new("backups").join(format!("{second}.seal")),
    );
    let old = |end: &str| sound[&Path::new("backups").join(format!("{first}.{end}"))].clone();
    put(&manifest, &old("json"));
    refuses("not as it was written");
    put(&seal, &old("seal"));
    refuses("is another hotline's");
    put(&manifest, &sound[&manifest]);
    fs::remove_file(folder.join(&seal)).unwrap();
    refuses("has no seal");
    refused(back(&hotline, &["--unsealed"]), "has no seal");
    let listed = back(&hotline, &["--list"]).unwrap();
    assert!(listed.lines().nth(1).unwrap().contains("has no seal"), "{listed}");
    put(&seal, &sound[&seal]);
    // A block of it.
    let blocks: Vec<&PathBuf> = sound.keys().filter(|name| name.starts_with("blocks")).collect();
    for name in blocks {
        fs::remove_file(folder.join(name)).unwrap();
    }
    refuses("is missing");
    for name in sound.keys().filter(|name| name.starts_with("blocks")) {
        put(name, &sound[name]);
    }
    back(&hotline, &[]).unwrap();
    assert_eq!(hotline.titles().len(), 2);
    refused(minsheng(&["backup", "--state", &hotline.named("state")]), "--to");
    refused(back(&hotline, &["--at", "yesterday"]), "is not a time");
}

/// Ends a call after so many microseconds, wherever it is then.
fn killed(arguments: &[&str], after: u64) {
    let mut running = command(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    std::thread::sleep(Duration::from_micros(after));
    running.kill().unwrap();
    running.wait().unwrap();
}

#[test]
fn whenever_a_backup_is_killed_those_that_are_there_are_whole() {
    let hotline = Hotline::new();
    let [state, into] = ["state", "all"].map(|name| hotline.named(name));
    for round in 0..20_u64 {
        hotline.publishes("停电通知");
        killed(&["backup", "--state", &state, "--into", &into], round * 15_000);
        if hotline.place.path().join("all/backups").exists() && !names(&hotline).is_empty() {
            back(&hotline, &["--check"]).unwrap();
        }
    }
    all(&hotline, &[]).unwrap();
    let folder = hotline.place.path().join("all");
    assert!(!folder.join("incoming").exists() && !folder.join("copies").exists(), "nothing half done stays");
    back(&hotline, &[]).unwrap();
    assert_eq!(hotline.titles().len(), 21);
}

#[test]
fn whenever_a_restore_is_killed_the_one_or_the_other_is_there() {
    let hotline = Hotline::new();
    all(&hotline, &[]).unwrap();
    hotline.publishes("停电通知");
    let [state, from] = ["state", "all"].map(|name| hotline.named(name));
    let mut seen = Vec::new();
    for round in 0..30_u64 {
        killed(&["restore", &from, "--state", &state], round * 12_000);
        let titles = hotline.titles().len();
        assert!(titles == 1 || titles == 2, "{titles}");
        assert_eq!(hotline.database().damage().unwrap(), Vec::<String>::new());
        if titles == 1 {
            hotline.publishes("停电通知");
        }
        seen.push(titles);
    }
    back(&hotline, &[]).unwrap();
    assert_eq!(hotline.titles().len(), 1, "{seen:?}");
    assert!(!hotline.state().join("restoring").exists(), "nothing half done stays");
}
