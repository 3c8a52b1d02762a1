//! An app that runs.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fmt::Write as _;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::http::{Request, ask};
use crate::kept::Kept;
use crate::manifest::{Manifest, labels, scheduled, workspace};
use crate::person::{Person, Ticket};
use crate::process::{Group, Killer, Watchdog, on_small_disk};
use crate::scheduler::{ScheduledCall, Scheduler};
use crate::token;

/// Compiling the components for the first time takes a while; a start that takes longer hangs.
const PATIENCE: Duration = Duration::from_secs(180);
const HEALTH: &str = "/.well-known/spin/health";
const SECRET: &str = "a secret of at least thirty-two random bytes";

const SCHEDULERS_KEY: &str = "a key that the suite's scheduler shows";

/// The app that the tests of one binary share.
pub fn app() -> &'static TestApp {
    static APP: LazyLock<TestApp> = LazyLock::new(TestApp::start);
    &APP
}

/// Whether apps run on a Spin, which does not do what belongs to the embedded host: no scheduled calls, no trace
/// (docs/OPERATIONS.md, On Spin).
#[must_use]
pub fn on_spin() -> bool {
    std::env::var_os("SPIN_BIN").is_some()
}

/// How an app is to start.
#[derive(Clone, Debug, Default)]
pub struct Setup {
    manifest: Option<Manifest>,
    variables: Vec<(String, String)>,
    scheduled: bool,
    traced: bool,
    runtime_config: Option<PathBuf>,
    host: HostSetup,
}

/// What concerns the embedded host alone.
#[derive(Clone, Debug, Default)]
struct HostSetup {
    options: Vec<OsString>,
    environment: Vec<(&'static str, OsString)>,
    /// MiB of a file system that is the state folder, and this host's alone.
    small_disk: Option<u32>,
    insists_on_ready: bool,
}

impl Setup {
    /// With databases and stores where this file says, for whatever host it is.
    #[must_use]
    pub fn runtime_config(mut self, path: impl Into<PathBuf>) -> Self {
        self.runtime_config = Some(path.into());
        self
    }

    /// With an option of the embedded host.
    #[must_use]
    pub fn option(mut self, name: &str, value: impl Into<OsString>) -> Self {
        self.host.options.extend([name.into(), value.into()]);
        self
    }

    /// With something in the embedded host's environment that is no variable of the hotline.
    #[must_use]
    pub fn environment(mut self, name: &'static str, value: impl Into<OsString>) -> Self {
        self.host.environment.push((name, value.into()));
        self
    }

    /// With a state folder of so many MiB, a file system that ends with the embedded host and that it alone sees:
    /// [`TestApp::inside`]. Not everybody may have one: [`crate::may_mount`].
    #[must_use]
    pub const fn small_disk(mut self, mib: u32) -> Self {
        self.host.small_disk = Some(mib);
        self
    }

    /// As operators start the embedded host: one that is not ready ends.
    #[must_use]
    pub const fn insisting_on_ready(mut self) -> Self {
        self.host.insists_on_ready = true;
        self
    }

    /// Another manifest than the hotline's.
    #[must_use]
    pub fn manifest(mut self, manifest: Manifest) -> Self {
        self.manifest = Some(manifest);
        self
    }

    /// Sets a variable as operators do.
    #[must_use]
    pub fn variable(mut self, name: &str, value: &str) -> Self {
        self.variables.push((format!("SPIN_VARIABLE_{}", name.to_ascii_uppercase()), value.into()));
        self
    }

    /// With the work that the host does by itself; other tests call it when they want it done.
    #[must_use]
    pub const fn scheduled(mut self) -> Self {
        self.scheduled = true;
        self
    }

    /// With a line for each request that says what it cost, and before it one for each of its statements, which the
    /// embedded host alone writes: [`TestApp::trace`].
    #[must_use]
    pub const fn traced(mut self) -> Self {
        self.traced = true;
        self
    }

    /// Starts it on a free port with nothing stored.
    #[must_use]
    pub fn start(self) -> TestApp {
        let mut app = self.stopped();
        app.restart();
        app
    }

    /// All but started, for who puts something into its state folder first.
    #[must_use]
    pub fn stopped(self) -> TestApp {
        let folder = tempfile::Builder::new().prefix("minsheng-").tempdir().unwrap().keep();
        let watchdog = Watchdog::over(&folder);
        let manifest = match &self.manifest {
            Some(manifest) => manifest.save(&folder),
            None => workspace().join("spin.toml"),
        };
        let nowhere = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        TestApp {
            watchdog,
            folder,
            manifest,
            variables: self.variables,
            scheduled: self.scheduled,
            traced: self.traced,
            runtime_config: self.runtime_config,
            host: self.host,
            server: None,
            scheduler: None,
            address: nowhere,
        }
    }
}

/// A hotline of its own, which ends with this.
#[derive(Debug)]
pub struct TestApp {
    watchdog: Watchdog,
    folder: PathBuf,
    manifest: PathBuf,
    variables: Vec<(String, String)>,
    scheduled: bool,
    traced: bool,
    runtime_config: Option<PathBuf>,
    host: HostSetup,
    server: Option<Group>,
    /// Makes the scheduled calls that the host does not make by itself.
    scheduler: Option<Scheduler>,
    address: SocketAddr,
}

impl TestApp {
    /// The hotline as it is delivered.
    #[must_use]
    pub fn start() -> Self {
        Setup::default().start()
    }

    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// `kill -9`: nothing is flushed, nothing is closed.
    pub fn crash(&mut self) {
        if let Some(server) = self.server.take() {
            server.kill(&mut self.watchdog);
        }
        self.scheduler = None;
    }

    /// Ends it in its orderly way, as an operator does, and waits until it has ended.
    pub fn stop(&mut self) {
        self.scheduler = None;
        if let Some(server) = self.server.take() {
            server.end(&mut self.watchdog);
        }
    }

    /// Ends it like [`TestApp::crash`] while others still use it.
    #[must_use]
    pub fn killer(&self) -> Killer {
        self.server.as_ref().expect("the app runs").killer()
    }

    /// As [`TestApp::restart`], with this variable set or set anew.
    pub fn restart_with(&mut self, name: &str, value: &str) {
        let name = format!("SPIN_VARIABLE_{}", name.to_ascii_uppercase());
        self.variables.retain(|(known, _)| *known != name);
        self.variables.push((name, value.into()));
        self.restart();
    }

    /// As [`TestApp::restart`], with another manifest.
    pub fn restart_as(&mut self, manifest: &Manifest) {
        self.manifest = manifest.save(&self.folder);
        self.restart();
    }

    /// Starts again on what is stored. The address is another one.
    pub fn restart(&mut self) {
        if let Err(log) = self.try_restart() {
            panic!("the app does not start:\n{log}");
        }
    }

    /// As [`TestApp::restart`].
    ///
    /// # Errors
    /// The log of an app that does not start.
    pub fn try_restart(&mut self) -> Result<(), String> {
        self.crash();
        let deadline = Instant::now() + PATIENCE;
        let said = self.folder.join("stdout.log");
        let (mut command, address) = match std::env::var_os("SPIN_BIN") {
            Some(spin) => self.on_spin(Path::new(&spin)),
            None => self.on_embedded_host(),
        };
        let calls = if self.scheduled && on_spin() { self.scheduled_calls(&mut command) } else { Vec::new() };
        command.env("SPIN_VARIABLE_JWT_SECRET", SECRET).envs(self.variables.iter().cloned());
        command.stdout(std::fs::File::create(&said).unwrap());
        command.stderr(std::fs::File::create(self.folder.join("stderr.log")).unwrap());
        let mut server = Group::start(command, &mut self.watchdog);
        let ready = loop {
            let address = address.or_else(|| serving(&said));
            if let Some(address) = address.filter(|address| is_healthy(*address)) {
                break Some(address);
            }
            if server.has_ended() || Instant::now() > deadline {
                break None;
            }
            std::thread::sleep(Duration::from_millis(10));
        };
        self.server = Some(server);
        self.address = ready.ok_or_else(|| self.log())?;
        self.scheduler = Some(Scheduler::start(self.address, calls));
        Ok(())
    }

    fn on_spin(&self, spin: &Path) -> (Command, Option<SocketAddr>) {
        let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|free| free.local_addr()).unwrap();
        let mut command = Command::new(spin);
        command.arg("up").arg("--from").arg(&self.manifest).args(["--listen", &address.to_string()]);
        command.arg("--state-dir").arg(self.state());
        // As an option that a script adds in its place (tests/cluster/), it is another one.
        let config = self.runtime_config.clone().unwrap_or_else(|| self.labelled());
        command.env("RUNTIME_CONFIG_FILE", config);
        (command, Some(address))
    }

    /// A runtime configuration that puts every database and store where the embedded host has it by itself.
    fn labelled(&self) -> PathBuf {
        let (databases, stores) = labels(&self.manifest);
        let mut text = String::new();
        let others = |labels: BTreeSet<String>| labels.into_iter().filter(|label| label != "default");
        for label in others(databases) {
            let file = self.database_of(&label);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            writeln!(text, "[sqlite_database.{label}]\ntype = \"spin\"\npath = {file:?}").unwrap();
        }
        for label in others(stores) {
            let file = self.state().join("sqlite_key_value.db");
            writeln!(text, "[key_value_store.{label}]\ntype = \"spin\"\npath = {file:?}").unwrap();
        }
        let path = self.folder.join("runtime.toml");
        std::fs::write(&path, text).unwrap();
        path
    }

    /// What the manifest has scheduled, with the keys of the test, or with one that the hotline is told of here.
    fn scheduled_calls(&self, command: &mut Command) -> Vec<ScheduledCall> {
        let mut called = Vec::new();
        for (path, every, key) in scheduled(&self.manifest) {
            let variable = format!("SPIN_VARIABLE_{}", key.to_ascii_uppercase());
            let given = self.variables.iter().find(|(name, _)| *name == variable);
            let key = given.map_or(SCHEDULERS_KEY, |(_, value)| value).to_owned();
            command.env(variable, &key);
            called.push(ScheduledCall { path, every, key });
        }
        called
    }

    fn on_embedded_host(&self) -> (Command, Option<SocketAddr>) {
        let host = embedded_host();
        assert!(
            host.exists(),
            "no host at {}: `cargo xtask up` builds it, MINSHENG_HOST names another",
            host.display()
        );
        let state = self.state();
        let mut command = match self.host.small_disk {
            None => Command::new(host),
            Some(mib) => on_small_disk(mib, &state, &host),
        };
        command.arg("--manifest").arg(&self.manifest).args(["--listen", "127.0.0.1:0"]);
        command.arg("--state").arg(state);
        if !self.scheduled {
            command.arg("--no-schedule");
        }
        if self.traced {
            command.arg("--trace").arg(self.trace()).arg("--trace-statements");
        }
        // Tests look at what requests come to when something is wrong; `operate.rs` at what the host does then.
        if !self.host.insists_on_ready {
            command.arg("--serve-unready");
        }
        if let Some(config) = &self.runtime_config {
            command.arg("--runtime-config-file").arg(config);
        }
        command.args(&self.host.options).envs(self.host.environment.iter().cloned());
        (command, None)
    }

    /// A path as the app sees it: [`Setup::small_disk`].
    #[must_use]
    pub fn inside(&self, path: &Path) -> PathBuf {
        let pid = self.server.as_ref().expect("the app runs").pid();
        let path = path.strip_prefix("/").unwrap_or(path);
        Path::new("/proc").join(pid.to_string()).join("root").join(path)
    }

    /// What the app has logged since its last start, wherever it logs to.
    #[must_use]
    pub fn log(&self) -> String {
        let read = |name: &str| std::fs::read_to_string(self.folder.join(name)).unwrap_or_default();
        read("stdout.log") + &read("stderr.log")
    }

    /// Whether the app logs this. Lines may come a little later than the answer that they tell of.
    #[must_use]
    pub fn logs(&self, text: &str) -> bool {
        let deadline = Instant::now() + Duration::from_secs(20);
        while !self.log().contains(text) {
            if Instant::now() > deadline {
                return false;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        true
    }

    /// Where what requests cost is written, if it was started so.
    #[must_use]
    pub fn trace(&self) -> PathBuf {
        self.folder.join("trace.jsonl")
    }

    /// The lines of the trace, once so many of them are as wanted: a request's is written when its answer has gone.
    #[must_use]
    pub fn traced_until(&self, count: usize, wanted: impl Fn(&Value) -> bool) -> Vec<Value> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let text = std::fs::read_to_string(self.trace()).unwrap();
            let lines: Vec<Value> = text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
            if lines.iter().filter(|line| wanted(line)).count() >= count {
                return lines;
            }
            assert!(Instant::now() < deadline, "not {count} lines as wanted: {text}");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Every file that the app keeps or writes, with what is in it.
    #[must_use]
    pub fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut folders = vec![self.folder.clone()];
        let mut files = Vec::new();
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if let Ok(bytes) = std::fs::read(&path) {
                    files.push((path, bytes));
                }
            }
        }
        files
    }

    /// The state folder, as an operator names it.
    #[must_use]
    pub fn state(&self) -> PathBuf {
        self.folder.join("state")
    }

    /// The database, for what no request shows.
    #[must_use]
    pub fn database(&self) -> PathBuf {
        let state = self.state();
        let usual = state.join("sqlite_db.db");
        if usual.exists() {
            return usual;
        }
        let found = std::fs::read_dir(&state).unwrap().map(|entry| entry.unwrap().path());
        let mut found =
            found.filter(|path| path.extension().is_some_and(|end| end == "db" || end == "sqlite"));
        found.next().unwrap_or_else(|| panic!("no database in {}", state.display()))
    }

    /// Where servers keep what they have that a script started in the host's place (tests/cluster/).
    pub(crate) fn servers(&self) -> PathBuf {
        self.state().join("servers")
    }

    /// Whether what is deleted is to be gone from what is kept. Servers keep it as they like: docs/CLUSTER.md.
    #[must_use]
    pub fn overwrites(&self) -> bool {
        !self.servers().exists()
    }

    /// What the key-value store keeps under keys that begin with this.
    #[must_use]
    pub fn kept(&self, prefix: &'static str) -> Kept {
        Kept::of(self, prefix)
    }

    /// That of this label, where there are several.
    #[must_use]
    pub fn database_of(&self, label: &str) -> PathBuf {
        self.folder.join("state/sqlite").join(format!("{label}.db"))
    }

    /// Somebody who shows nothing at all.
    #[must_use]
    pub fn citizen(&self) -> Person {
        Person::new(self.address)
    }

    /// The citizen who handed this ticket in, with its query code.
    #[must_use]
    pub fn reporter(&self, ticket: &Ticket) -> Person {
        self.citizen().with("Query-Code", &ticket.code)
    }

    #[must_use]
    pub fn agent(&self) -> Person {
        self.staff("agent", None)
    }

    /// Somebody who works for a department.
    #[must_use]
    pub fn handler(&self, dept: &str) -> Person {
        self.staff("handler", Some(dept))
    }

    #[must_use]
    pub fn supervisor(&self) -> Person {
        self.staff("supervisor", None)
    }

    #[must_use]
    pub fn publisher(&self) -> Person {
        self.staff("publisher", None)
    }

    #[must_use]
    pub fn admin(&self) -> Person {
        self.staff("admin", None)
    }

    /// What the scheduler and other functions act as.
    #[must_use]
    pub fn system(&self) -> Person {
        self.staff("system", None)
    }

    fn staff(&self, role: &str, dept: Option<&str>) -> Person {
        let sub = dept.map_or_else(|| format!("{role}-1"), |dept| format!("{role}-{dept}-1"));
        self.with_claims(&token::claims(&sub, &[role], dept))
    }

    /// Whoever a token with these claims speaks for.
    #[must_use]
    pub fn with_claims(&self, claims: &Value) -> Person {
        self.with_token(&token::hs256(claims, SECRET))
    }

    /// Whoever shows this token.
    #[must_use]
    pub fn with_token(&self, token: &str) -> Person {
        self.citizen().with("Authorization", &format!("Bearer {token}"))
    }

    /// The installation's secret, for tokens that are forged with it.
    #[must_use]
    pub const fn secret(&self) -> &'static str {
        SECRET
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let log = self.log();
            let from = log.len().saturating_sub(4000);
            eprintln!("the end of the app's log:\n{}", log.get(from..).unwrap_or(&log));
        }
        self.crash();
    }
}

/// The program that `MINSHENG_HOST` names, or the one that `cargo xtask up` builds.
#[must_use]
pub fn embedded_host() -> PathBuf {
    let built = || {
        let target = std::env::var_os("CARGO_TARGET_DIR");
        target.map_or_else(|| workspace().join("target"), PathBuf::from).join("host/minsheng-host")
    };
    std::env::var_os("MINSHENG_HOST").map_or_else(built, PathBuf::from)
}

/// The address that the embedded host says it serves on.
fn serving(said: &Path) -> Option<SocketAddr> {
    let said = std::fs::read_to_string(said).ok()?;
    let line = said.lines().find_map(|line| line.strip_prefix("Serving http://"))?;
    line.trim_end_matches('/').parse().ok()
}

fn is_healthy(address: SocketAddr) -> bool {
    ask(address, &Request::get(HEALTH)).is_ok_and(|answer| answer.status == 200)
}
