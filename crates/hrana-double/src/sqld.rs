//! A real libSQL server, where somebody has built one: `LIBSQL_SERVER_BIN` names the program `sqld`.

use anyhow::Context as _;
use rustix::process::{Pid, Signal, kill_process};
use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long it may take to begin.
const PATIENCE: Duration = Duration::from_secs(60);
/// As docs/CLUSTER.md has it set: what was committed survives a loss of power. It stays so.
const STRONG: &str = r#"{"block_reads": false, "block_writes": false, "durability_mode": "strong"}"#;

/// A running one, or one that is to come back. It is killed when this is dropped.
#[derive(Debug)]
pub struct Sqld {
    program: PathBuf,
    folder: PathBuf,
    address: SocketAddr,
    server: Option<Child>,
}

impl Sqld {
    /// Serves what is in `folder` at a free port of this machine; nothing where no program is named.
    ///
    /// # Errors
    /// It does not start.
    pub fn start(folder: &Path) -> anyhow::Result<Option<Self>> {
        let Some(program) = std::env::var_os("LIBSQL_SERVER_BIN").map(PathBuf::from) else { return Ok(None) };
        // It takes no free port by itself.
        let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
        let mut sqld = Self { program, folder: folder.to_owned(), address, server: None };
        sqld.come_back()?;
        sqld.waits("is not told to flush", |address| is_told(address, STRONG))?;
        Ok(Some(sqld))
    }

    /// Starts it where it was, on what it had.
    ///
    /// # Errors
    /// It does not start.
    pub fn come_back(&mut self) -> anyhow::Result<()> {
        let mut command = Command::new(&self.program);
        command.arg("--no-welcome").arg("--db-path").arg(self.folder.join("sqld"));
        command.args(["--http-listen-addr", &self.address.to_string()]).env("RUST_LOG", "warn");
        command.args(["--admin-listen-addr", &admin(self.address).to_string()]);
        // As docs/CLUSTER.md has it: by itself it waits 30 seconds for whoever keeps a connection open.
        command.args(["--shutdown-timeout", "1"]);
        let log = std::fs::File::options().create(true).append(true).open(self.folder.join("sqld.log"))?;
        command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        let server = command.spawn().with_context(|| format!("cannot start {}", self.program.display()))?;
        self.server = Some(server);
        self.waits("does not start", is_healthy)
    }

    /// Until something is so at its address.
    fn waits(&mut self, failure: &str, is_so: impl Fn(SocketAddr) -> bool) -> anyhow::Result<()> {
        let begun = Instant::now();
        while !is_so(self.address) {
            let runs = self.server.as_mut().is_some_and(|server| matches!(server.try_wait(), Ok(None)));
            anyhow::ensure!(
                runs && begun.elapsed() < PATIENCE,
                "{} {failure}: see {}",
                self.program.display(),
                self.folder.join("sqld.log").display()
            );
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }

    /// Has it end in its orderly way, and waits until it has.
    pub fn stop(&mut self) {
        self.end(Signal::TERM);
    }

    /// `kill -9`.
    pub fn kill(&mut self) {
        self.end(Signal::KILL);
    }

    fn end(&mut self, signal: Signal) {
        if let Some(mut server) = self.server.take() {
            kill_process(Pid::from_child(&server), signal).ok();
            server.wait().ok();
        }
    }

    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Its database, which others may read as any of SQLite's.
    #[must_use]
    pub fn file(&self) -> PathBuf {
        self.folder.join("sqld/dbs/default/data")
    }
}

impl Drop for Sqld {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Where it is told how to be: the same port of another of this machine's own addresses.
fn admin(address: SocketAddr) -> SocketAddr {
    (Ipv4Addr::new(127, 0, 0, 2), address.port()).into()
}

fn is_healthy(address: SocketAddr) -> bool {
    is_done(address, &format!("GET /health HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n"))
}

fn is_told(address: SocketAddr, config: &str) -> bool {
    let head = format!(
        "POST /v1/namespaces/default/config HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\n\
         content-length: {}\r\nconnection: close\r\n\r\n",
        config.len()
    );
    is_done(admin(address), &format!("{head}{config}"))
}

fn is_done(address: SocketAddr, request: &str) -> bool {
    let Ok(mut stream) = TcpStream::connect(address) else { return false };
    stream.set_read_timeout(Some(Duration::from_secs(1))).ok();
    let mut answer = [0; 12];
    stream.write_all(request.as_bytes()).is_ok()
        && stream.read_exact(&mut answer).is_ok()
        && answer.ends_with(b" 200")
}
