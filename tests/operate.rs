//! Starting and stopping as an operator does: each entry of the table in docs/OPERATIONS.md that is about a start, tried.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use blackbox::faults::on_embedded_host;
use blackbox::{Request, TestApp, ask, embedded_host, on_spin, workspace};
use rusqlite::Connection;
use serde_json::json;

const SECRET: &str = "a secret of at least thirty-two random bytes";
const OLD_KEY: &str = "1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
const NEW_KEY: &str = "2:HxscGRgXFhUUExIREA8ODQwLCgkIBwYFBAMCAQABAgM";
/// A host that does not start says so in seconds; compiling components for the first time takes longer.
const PATIENCE: Duration = Duration::from_secs(180);

/// The host as it is started on a server, with these variables and nothing else.
fn command(state: &Path, variables: &[(&str, &str)]) -> Command {
    let mut command = Command::new(embedded_host());
    command.arg("--manifest").arg(workspace().join("spin.toml")).arg("--state").arg(state);
    command.args(["--listen", "127.0.0.1:0", "--no-schedule"]).env("SPIN_VARIABLE_JWT_SECRET", SECRET);
    for (name, value) in variables {
        command.env(format!("SPIN_VARIABLE_{}", name.to_ascii_uppercase()), value);
    }
    command.stdin(Stdio::null());
    command
}

/// What the log of a host says that does not start.
fn refusal(state: &Path, variables: &[(&str, &str)]) -> String {
    let output = command(state, variables).output().unwrap();
    let log = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && output.stdout.is_empty(), "it started:\n{log}");
    log
}

/// A host that serves; it ends with this.
struct Running {
    child: Child,
    address: std::net::SocketAddr,
}

impl Running {
    fn start(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let address = lines.find_map(|line| line.strip_prefix("Serving http://")?.parse().ok());
        let Some(address) = address else {
            panic!("it does not start: {:?}", child.wait());
        };
        Self { child, address }
    }

    fn submits(&self) -> u16 {
        let reporter = json!({"name": "欧阳震华", "phone": "13812341234"});
        let demand = json!({"content": "小区路灯坏了三天了，晚上出行不安全", "reporter": reporter});
        ask(self.address, &Request::new("POST", "/v1/tickets").json(&demand)).unwrap().status
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// The state of a hotline with a ticket, sealed with the old key.
fn used(state: &Path) {
    let host = Running::start(&mut command(state, &[("data_keys", OLD_KEY)]));
    assert_eq!(host.submits(), 201);
}

#[test]
fn bad_keys_and_those_of_another_database_are_found_at_the_start() {
    if on_spin() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state");
    let bad = refusal(&state, &[("data_keys", "1:short")]);
    assert!(bad.contains("variable data_keys") && bad.contains("the application is not ready"), "{bad}");
    used(&state);
    let wrong = refusal(&state, &[("data_keys", NEW_KEY)]);
    assert!(wrong.contains("key audit: its key is not among data_keys"), "{wrong}");
    let same_number = format!("1:{}", &NEW_KEY[2..]);
    let wrong = refusal(&state, &[("data_keys", &same_number)]);
    assert!(wrong.contains("key audit: it was altered or moved, or data_keys have changed"), "{wrong}");
    // Who looks for what is wrong can have it run all the same.
    let mut unready = command(&state, &[("data_keys", NEW_KEY)]);
    let host = Running::start(unready.arg("--serve-unready"));
    assert_eq!(ask(host.address, &Request::get("/v1/ready")).unwrap().status, 500);
    assert_eq!(ask(host.address, &Request::get("/.well-known/spin/health")).unwrap().status, 200);
    drop(host);
    let host = Running::start(&mut command(&state, &[("data_keys", &format!("{NEW_KEY},{OLD_KEY}"))]));
    assert_eq!(ask(host.address, &Request::get("/v1/ready")).unwrap().status, 204);
}

#[test]
fn a_key_that_was_taken_out_too_early_is_missed_at_the_start() {
    if on_spin() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state");
    used(&state);
    // The installation's own keys are sealed anew, and the ticket is not yet: as if the work had been broken off.
    let both = format!("{NEW_KEY},{OLD_KEY}");
    let host = Running::start(&mut command(&state, &[("data_keys", &both)]));
    let database = Connection::open(state.join("sqlite_db.db")).unwrap();
    let sealed: (Vec<u8>, i64) = database
        .query_row("SELECT personal, personal_key FROM ticket", [], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap();
    let claims = blackbox::token::claims("admin-1", &["admin"], None);
    let token = blackbox::token::hs256(&claims, SECRET);
    let tick =
        Request::new("POST", "/v1/tick").json(&json!({})).header("Authorization", &format!("Bearer {token}"));
    assert_eq!(ask(host.address, &tick).unwrap().status, 200);
    drop(host);
    let put_back = "UPDATE ticket SET personal = ?1, personal_key = ?2";
    assert_eq!(database.execute(put_back, rusqlite::params![sealed.0, sealed.1]).unwrap(), 1);
    drop(database);
    let log = refusal(&state, &[("data_keys", NEW_KEY)]);
    assert!(log.contains("tickets are sealed with key 1, which is not among data_keys"), "{log}");
}

#[test]
fn a_damaged_database_is_found_at_the_start_and_one_host_has_the_folder() {
    // Of a database on a server the server has the file.
    if !on_embedded_host() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state");
    let keys = [("data_keys", OLD_KEY)];
    let host = Running::start(&mut command(&state, &keys));
    assert_eq!(host.submits(), 201);
    assert_eq!(fs::metadata(&state).unwrap().permissions().mode() & 0o777, 0o700);
    let second = refusal(&state, &keys);
    let holder = format!("is in use by the host with pid {} at http://{}", host.child.id(), host.address);
    assert!(second.contains(&holder) && second.contains("--state"), "{second}");
    drop(host);
    let path = state.join("sqlite_db.db");
    // What the killed host left in the log comes into the file, so that there is something to damage.
    Connection::open(&path).unwrap().query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    let sound = fs::read(&path).unwrap();
    let mut damaged = sound.clone();
    damaged[20 * 4096..30 * 4096].fill(0xa5);
    for bytes in [damaged, b"this is no database ".repeat(4096), sound[..sound.len() / 2].to_vec()] {
        fs::write(&path, bytes).unwrap();
        let log = refusal(&state, &keys);
        assert!(log.contains("sqlite_db.db cannot be used") && log.contains("the last backup"), "{log}");
    }
    fs::write(&path, &sound).unwrap();
    assert_eq!(Running::start(&mut command(&state, &keys)).submits(), 201);
}

#[test]
fn a_port_that_is_taken_and_a_component_that_is_not_built_are_named() {
    if on_spin() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let started = |manifest: &Path, listen: &str| {
        let mut command = Command::new(embedded_host());
        command.arg("--manifest").arg(manifest).arg("--state").arg(&state).args(["--listen", listen]);
        command.env("SPIN_VARIABLE_JWT_SECRET", SECRET).stdin(Stdio::null()).output().unwrap()
    };
    let output = started(&workspace().join("spin.toml"), &address);
    let log = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && log.contains("cannot listen on") && log.contains(&address), "{log}");
    // The manifest's paths are relative to it: nothing is built beside this copy.
    let manifest = folder.path().join("spin.toml");
    fs::copy(workspace().join("spin.toml"), &manifest).unwrap();
    let output = started(&manifest, "127.0.0.1:0");
    let log = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && log.contains("does not exist: build it with"), "{log}");
}

/// `cargo xtask`, as `cargo` builds it for these tests.
fn xtask(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO"));
    command.args(["run", "--quiet", "--package", "xtask", "--"]).args(arguments);
    command
        .current_dir(workspace())
        .env_remove("SPIN_VARIABLE_JWT_SECRET")
        .env_remove("SPIN_VARIABLE_DATA_KEYS");
    command.stdin(Stdio::null());
    command
}

fn fails(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert!(!output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn what_up_starts_ends_with_it_and_its_hints_name_the_folder() {
    if on_spin() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state");
    let name = state.display().to_string();
    let refused = fails(&mut xtask(&["token", "--role", "agent", "--state", &name]));
    assert!(refused.contains("no secret to sign with") && refused.contains("--state"), "{refused}");
    assert!(!state.exists(), "nothing is made for a hotline that is not there");
    let up = ["up", "--no-build", "--release", "--listen", "127.0.0.1:0", "--state", &name];
    let mut running = xtask(&up).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut said = String::new();
    let mut lines = BufReader::new(running.stdout.take().unwrap()).lines().map_while(Result::ok);
    while !said.contains("Ctrl-C stops it") {
        let line = lines.next().unwrap_or_else(|| panic!("up ended: {said}"));
        said.push_str(&line);
        said.push('\n');
    }
    let hint = said.lines().find(|line| line.contains("cargo xtask token")).unwrap();
    assert!(hint.contains(&format!("--state {name} ")), "{hint}");
    let token = xtask(&["token", "--role", "agent", "--state", &name]).output().unwrap();
    assert!(token.status.success() && !token.stdout.is_empty());
    // kill -9 of `up` alone: `cargo run` has become it.
    running.kill().unwrap();
    running.wait().unwrap();
    let begun = Instant::now();
    let lock = fs::File::open(state.join("host.lock")).unwrap();
    while lock.try_lock_shared().is_err() {
        assert!(
            begun.elapsed() < PATIENCE,
            "the host goes on: {}",
            fs::read_to_string(state.join("host.lock")).unwrap()
        );
        std::thread::sleep(Duration::from_millis(20));
    }
    // A restored folder without its secrets.
    for lost in ["data_keys", "jwt_secret"] {
        fs::rename(state.join(lost), folder.path().join(lost)).unwrap();
        let refused = fails(&mut xtask(&up));
        assert!(
            refused.contains(&format!("its {lost} is not there")) && refused.contains(&name),
            "{refused}"
        );
        assert!(!state.join(lost).exists(), "none was made");
        fs::rename(folder.path().join(lost), state.join(lost)).unwrap();
    }
}

/// A city that lives three thousand times as fast: every demand becomes a ticket whose life goes to its end.
#[test]
fn a_city_is_replayed_by_its_pattern() {
    let app = TestApp::start();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("messages.csv");
    fs::write(&file, "subject,body\n路灯,幸福路的路灯坏了三天没人修\n,公交车等了四十分钟也不来\n").unwrap();
    let (file, url) = (file.display().to_string(), format!("http://{}", app.address()));
    let replay = |more: &[&str]| {
        let mut arguments = vec!["replay", &file, "--url", &url, "--secret", app.secret()];
        arguments.extend(more);
        xtask(&arguments)
    };
    for (wrong, said) in [
        (["--pattern", "storm", "--rate", "0"], "it must be at least 1"),
        (["--pattern", "storm", "--rate", "9000000"], "more than a day has numbers for"),
        (["--pattern", "flood", "--rate", "9"], "steady"),
        (["--limit", "1", "--rate", "9"], "--pattern"),
    ] {
        let refused = fails(&mut replay(&wrong));
        assert!(refused.contains(said), "{wrong:?}: {refused}");
    }
    let storm = ["--pattern", "storm", "--rate", "600", "--peak", "5", "--speedup", "3000", "--seed", "7"];
    let output = replay(&storm).output().unwrap();
    let (said, complaints) =
        (String::from_utf8(output.stdout).unwrap(), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{said}\n{complaints}");
    for part in ["storm: 600 demands a day; 90 min of the city", "\nburst ", "\ntail ", "\nno errors"] {
        assert!(said.contains(part), "{part} is not in\n{said}");
    }
    let demands = said.lines().find_map(|line| line.strip_prefix("demands                  ")).unwrap();
    let demands: usize = demands.split(',').next().unwrap().parse().unwrap();
    assert!((40..160).contains(&demands), "79 are expected: {demands}");
    let closed = app.supervisor().lists_all("/v1/tickets", "state=closed&limit=100");
    assert_eq!(closed.items.len(), demands);
    assert_eq!(app.supervisor().get("/v1/tickets/counts").value(200)["open"], 0);
}
