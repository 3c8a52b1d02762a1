//! Starting the host for a test.

use crate::client::{Answer, Connection};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use std::io::{BufRead as _, BufReader, Read as _};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How long to wait for what must come.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// One route to everything the guest can do.
pub const PLAIN: &str = r#"
[[trigger.http]]
route = "/..."
component = "web"

[component.web]
source = "GUEST"
sqlite_databases = ["default"]
key_value_stores = ["default"]
"#;

/// A manifest with the guest's file in place of `GUEST`.
pub fn manifest(body: &str) -> String {
    let guest = guest().display().to_string();
    format!("spin_manifest_version = 2\n[application]\nname = \"test\"\nversion = \"0.1.0\"\n{body}")
        .replace("GUEST", &guest)
}

/// What cargo says of the workspace.
pub fn metadata() -> &'static Value {
    static METADATA: OnceLock<Value> = OnceLock::new();
    METADATA.get_or_init(|| {
        let output = Command::new(env!("CARGO"))
            .args(["metadata", "--format-version", "1", "--manifest-path"])
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml"))
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    })
}

/// The guest's wasm file, built if need be.
pub fn guest() -> &'static Path {
    static GUEST: OnceLock<PathBuf> = OnceLock::new();
    GUEST.get_or_init(|| {
        let status = Command::new(env!("CARGO"))
            .args(["build", "--quiet", "--release", "--target", "wasm32-wasip2", "--package", "host-guest"])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .status()
            .unwrap();
        assert!(
            status.success(),
            "the guest does not build; is the target there? rustup target add wasm32-wasip2"
        );
        let target = Path::new(metadata()["target_directory"].as_str().unwrap());
        target.join("wasm32-wasip2/release/host_guest.wasm")
    })
}

/// A command that would run the host on `manifest`, with its state in `folder`.
pub fn command(folder: &Path, manifest: &str) -> Command {
    let file = folder.join("spin.toml");
    std::fs::write(&file, manifest).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_minsheng-host"));
    command
        .args(["--listen", "127.0.0.1:0", "--manifest"])
        .arg(file)
        .arg("--state")
        .arg(folder.join("state"))
        .env("MINSHENG_HOST_CACHE", Path::new(env!("CARGO_TARGET_TMPDIR")).join("compiled"));
    command
}

/// What the host says when it does not start.
pub fn refusal(manifest: &str) -> String {
    refusal_in(TempDir::new().unwrap().path(), manifest)
}

/// What it says on state that is already there, as the last line of its log.
pub fn refusal_in(folder: &Path, manifest: &str) -> String {
    let Output { status, stdout, stderr } = command(folder, manifest).output().unwrap();
    assert!(!status.success(), "it started: {manifest}");
    assert!(stdout.is_empty());
    let log = String::from_utf8(stderr).unwrap();
    let line: Value = serde_json::from_str(log.lines().next_back().unwrap()).unwrap();
    line["message"].as_str().unwrap().to_owned()
}

/// A running host.
pub struct Host {
    child: Child,
    pub address: SocketAddr,
    folder: Arc<TempDir>,
    log: Arc<Mutex<String>>,
}

impl Host {
    pub fn start(manifest: &str) -> Self {
        Self::start_with(manifest, |_| {})
    }

    /// Starts the host with more arguments or variables.
    pub fn start_with(manifest: &str, change: impl FnOnce(&mut Command)) -> Self {
        Self::start_in(Arc::new(TempDir::new().unwrap()), manifest, change)
    }

    /// Starts the host on a manifest with one route to everything, and this runtime configuration.
    pub fn start_configured(config: &str) -> Self {
        Self::start_configured_with(config, |_| {})
    }

    /// The same, with more arguments or variables.
    pub fn start_configured_with(config: &str, change: impl FnOnce(&mut Command)) -> Self {
        let folder = Arc::new(TempDir::new().unwrap());
        let path = folder.path().join("runtime.toml");
        std::fs::write(&path, config).unwrap();
        Self::start_in(folder, &manifest(PLAIN), |command| {
            command.arg("--runtime-config-file").arg(path);
            change(command);
        })
    }

    /// Starts the host on state that is already there.
    pub fn start_in(folder: Arc<TempDir>, manifest: &str, change: impl FnOnce(&mut Command)) -> Self {
        let mut command = command(folder.path(), manifest);
        change(&mut command);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let log = Arc::new(Mutex::new(String::new()));
        let (stderr, lines) = (child.stderr.take().unwrap(), Arc::clone(&log));
        std::thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                let mut lines = lines.lock().unwrap();
                lines.push_str(&line);
                lines.push('\n');
            }
        });
        let mut first = String::new();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        stdout.read_line(&mut first).unwrap();
        let Some(address) = first.trim_end().strip_prefix("Serving http://") else {
            std::thread::sleep(Duration::from_millis(100));
            panic!("the host did not start: {first}{}", log.lock().unwrap());
        };
        let address = address.parse().unwrap();
        // Nothing else may ever be written there.
        std::thread::spawn(move || {
            let mut rest = String::new();
            stdout.read_to_string(&mut rest).unwrap();
            assert_eq!(rest, "");
        });
        Self { child, address, folder, log }
    }

    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", path, "", "")
    }

    pub fn post(&self, path: &str, body: &str) -> Answer {
        self.send("POST", path, "", body)
    }

    /// Sends a request with `headers`, each ended by a line break, over a connection of its own.
    pub fn send(&self, method: &str, path: &str, headers: &str, body: &str) -> Answer {
        let mut connection = Connection::open(self.address);
        connection.send(&format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n{headers}content-length: {}\r\n\r\n{body}",
            self.address,
            body.len()
        ));
        connection.receive().expect("an answer")
    }

    /// The body of an answer that must be a success.
    pub fn ok(&self, path: &str) -> String {
        let answer = self.get(path);
        assert_eq!(answer.status, 200, "{answer:?}");
        assert!(answer.complete);
        answer.body
    }

    /// Runs statements, one per line, and shows how each went.
    pub fn sql(&self, statements: &str) -> Vec<String> {
        let answer = self.post("/sql", statements);
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.body.lines().map(str::to_owned).collect()
    }

    /// How often the host has a file in the state folder open.
    pub fn times_open(&self, file: &str) -> usize {
        let path = self.state(file).canonicalize().unwrap();
        let descriptors = std::fs::read_dir(format!("/proc/{}/fd", self.child.id())).unwrap();
        descriptors
            .filter(|entry| std::fs::read_link(entry.as_ref().unwrap().path()).is_ok_and(|to| to == path))
            .count()
    }

    /// A file in the state folder.
    pub fn state(&self, file: &str) -> PathBuf {
        self.folder.path().join("state").join(file)
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    pub fn folder(&self) -> Arc<TempDir> {
        Arc::clone(&self.folder)
    }

    /// The log, once it has a line with all of `parts`.
    pub fn log_with(&self, parts: &[&str]) -> String {
        let begun = Instant::now();
        loop {
            let log = self.log.lock().unwrap().clone();
            if let Some(line) = log.lines().find(|line| parts.iter().all(|part| line.contains(part))) {
                return line.to_owned();
            }
            assert!(begun.elapsed() < PATIENCE, "no line with {parts:?} in\n{log}");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Everything logged so far.
    pub fn log(&self) -> String {
        self.log.lock().unwrap().clone()
    }

    /// The body of an answer, once it is as `wanted`.
    pub fn wait_for(&self, path: &str, wanted: impl Fn(&str) -> bool) -> String {
        let begun = Instant::now();
        loop {
            let body = self.ok(path);
            if wanted(&body) {
                return body;
            }
            assert!(begun.elapsed() < PATIENCE, "{path} goes on to answer {body}\n{}", self.log());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Waits until `done`.
    pub fn wait_until(&self, what: &str, mut done: impl FnMut() -> bool) {
        let begun = Instant::now();
        while !done() {
            assert!(begun.elapsed() < PATIENCE, "{what} does not come\n{}", self.log());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    pub fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }

    pub fn wait(&mut self) -> ExitStatus {
        self.child.wait().unwrap()
    }

    /// Stops the host in order.
    pub fn stop(&mut self) {
        self.signal(Signal::TERM);
        assert!(self.wait().success());
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
