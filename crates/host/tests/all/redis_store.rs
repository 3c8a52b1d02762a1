//! Key-value stores on a Redis server. Without Debian's redis-server these are left out, but not where `CI` is set.

use crate::host::Host;
use minsheng_host::redis_store::Redis;
use rustix::process::{Pid, Signal, kill_process};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;
use tempfile::TempDir;

fn redis_server() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(["/usr/sbin".into(), "/usr/local/bin".into()]);
    let found = folders.map(|folder| folder.join("redis-server")).find(|program| program.is_file());
    assert!(
        found.is_some() || std::env::var_os("CI").is_none(),
        "redis-server is missing: apt-get install redis-server"
    );
    found
}

/// A server, running.
struct Server {
    child: Child,
    address: SocketAddr,
    password: &'static str,
    _folder: TempDir,
}

impl Server {
    fn start(program: &PathBuf, password: &'static str) -> Self {
        let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|free| free.local_addr()).unwrap();
        Self::start_at(address, program, password)
    }

    fn start_at(address: SocketAddr, program: &PathBuf, password: &'static str) -> Self {
        let folder = TempDir::new().unwrap();
        let mut command = Command::new(program);
        command
            .args(["--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--port"])
            .arg(address.port().to_string())
            .arg("--dir")
            .arg(folder.path())
            .stdout(Stdio::null());
        if !password.is_empty() {
            command.args(["--requirepass", password]);
        }
        let server = Self { child: command.spawn().unwrap(), address, password, _folder: folder };
        let begun = Instant::now();
        while server.raw(&redis::cmd("PING")).is_none() {
            assert!(begun.elapsed() < crate::host::PATIENCE, "the Redis server does not answer");
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        server
    }

    fn url(&self) -> String {
        format!("redis://:{}@{}", self.password, self.address)
    }

    /// What it answers to a command of the test's own, as text.
    fn raw(&self, command: &redis::Cmd) -> Option<String> {
        let url = if self.password.is_empty() { format!("redis://{}", self.address) } else { self.url() };
        command.query(&mut redis::Client::open(url).unwrap().get_connection().ok()?).ok()
    }

    fn host(&self) -> Host {
        let url = if self.password.is_empty() { format!("redis://{}", self.address) } else { self.url() };
        Host::start_configured(&config(&url))
    }

    fn end(&mut self) {
        kill_process(Pid::from_child(&self.child), Signal::KILL).ok();
        self.child.wait().ok();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.end();
    }
}

/// What stands in for a server does with a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Does {
    /// Each key has the value `kept`.
    Answer,
    /// As a machine that is gone: nothing, and the connection stays.
    Nothing,
    /// As a server that was started again and reads its file.
    Load,
    HangUp,
}

/// Answers on one connection.
pub fn speak(stream: impl Read + Write, does: impl Fn() -> Does) {
    let mut stream = BufReader::new(stream);
    while let Some(command) = command(&mut stream) {
        let answer = match does() {
            Does::Answer if command[0] == "GET" => "$4\r\nkept\r\n",
            Does::Answer => "+OK\r\n",
            Does::Nothing => continue,
            Does::Load => "-LOADING Redis is loading the dataset in memory\r\n",
            Does::HangUp => return,
        };
        if stream.get_mut().write_all(answer.as_bytes()).and_then(|()| stream.get_mut().flush()).is_err() {
            return;
        }
    }
}

/// A command and its arguments, which are text without line breaks here.
fn command(stream: &mut impl BufRead) -> Option<Vec<String>> {
    let mut line = || {
        let mut line = String::new();
        stream.read_line(&mut line).ok().filter(|length| *length > 0)?;
        Some(line.trim_end().to_owned())
    };
    let parts: usize = line()?.strip_prefix('*')?.parse().ok()?;
    (0..parts).map(|_| line().and_then(|_length| line())).collect()
}

/// Something at an address of its own that does this on each connection, by its number.
fn stand_in(does: impl Fn(usize) -> Does + Send + Sync + 'static) -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = listener.local_addr().unwrap();
    let does = Arc::new(does);
    std::thread::spawn(move || {
        for (number, stream) in listener.incoming().enumerate() {
            let does = Arc::clone(&does);
            std::thread::spawn(move || speak(stream.unwrap(), || does(number)));
        }
    });
    address
}

pub fn config(url: &str) -> String {
    format!("[key_value_store.default]\ntype = \"redis\"\nurl = \"{url}\"\n")
}

#[test]
fn all_operations_and_keys_as_spin_has_them() {
    let Some(program) = redis_server() else { return };
    let server = Server::start(&program, "");
    let host = server.host();
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
    assert_eq!(server.raw(redis::cmd("GET").arg("b")).as_deref(), Some("2"), "the key is the key");
    server.raw(redis::cmd("SET").arg("spin").arg("ok")).unwrap();
    assert_eq!(host.ok("/kv-get?key=spin"), "ok");
    assert!(!host.state("sqlite_key_value.db").exists(), "nothing is kept on this machine");
}

#[test]
fn two_hosts_share_a_store_of_many_keys() {
    let Some(program) = redis_server() else { return };
    let server = Server::start(&program, "");
    let (one, other) = (server.host(), server.host());
    one.ok("/kv-set?key=a&value=shared");
    assert_eq!(other.ok("/kv-get?key=a"), "shared");
    let mut many = redis::cmd("MSET");
    for number in 0..5_000 {
        many.arg(format!("key {number}")).arg(number);
    }
    server.raw(&many).unwrap();
    assert_eq!(other.ok("/kv-keys").lines().count(), 5_001);
}

#[test]
fn a_server_that_is_gone_and_comes_back() {
    let Some(program) = redis_server() else { return };
    let mut server = Server::start(&program, "");
    let host = server.host();
    host.ok("/kv-set?key=a&value=1");
    server.end();
    for path in ["/kv-get?key=a", "/kv-set?key=a&value=2", "/kv-exists?key=a", "/kv-keys", "/kv-delete?key=a"]
    {
        let answer = host.get(path);
        assert_eq!(answer.status, 500, "{path}: {answer:?}");
        assert!(answer.body.contains(&server.address.to_string()), "{path}: {answer:?}");
    }
    assert_eq!(host.ok("/hello"), "hello");
    let _server = Server::start_at(server.address, &program, "");
    assert_eq!(host.ok("/kv-get?key=a"), "none", "who asks first finds it");
    host.ok("/kv-set?key=a&value=3");
    assert_eq!(host.ok("/kv-get?key=a"), "3");
}

#[test]
fn a_connection_that_was_closed_in_the_meantime_is_made_again_unnoticed() {
    let Some(program) = redis_server() else { return };
    let server = Server::start(&program, "");
    let host = server.host();
    for number in 0..5 {
        host.ok(&format!("/kv-set?key=a&value={number}"));
        server.raw(redis::cmd("CLIENT").arg("KILL").arg("TYPE").arg("normal"));
        assert_eq!(host.ok("/kv-get?key=a"), number.to_string());
    }
}

/// It takes connections and never answers, as a machine does that is out of memory.
#[test]
fn a_server_that_never_answers_is_an_error() {
    let silent = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let host = Host::start_configured(&config(&format!("redis://{}", silent.local_addr().unwrap())));
    let answer = host.get("/kv-get?key=a");
    assert_eq!(answer.status, 500, "{answer:?}");
    assert!(answer.body.contains("the Redis server"), "{answer:?}");
}

/// No end of the connection tells that the machine is gone, until TCP gives up after a quarter of an hour.
#[tokio::test]
async fn a_server_that_falls_silent_is_connected_anew() {
    let answered = Arc::new(AtomicUsize::new(0));
    let from = Arc::clone(&answered);
    let address = stand_in(
        move |number| {
            if number < from.load(Ordering::Relaxed) { Does::Nothing } else { Does::Answer }
        },
    );
    let redis = Redis::new(&format!("redis://{address}")).unwrap();
    for connections in 1..3 {
        assert_eq!(redis.get("a").await.unwrap().unwrap(), b"kept");
        answered.store(connections, Ordering::Relaxed);
        let error = redis.get("a").await.unwrap_err().to_string();
        assert!(error.contains("did not answer within 1 s"), "{error}");
    }
    assert_eq!(redis.get("a").await.unwrap().unwrap(), b"kept");
}

#[tokio::test]
async fn that_a_connection_could_not_be_made_is_not_remembered() {
    let does = Arc::new(std::sync::Mutex::new(Does::Answer));
    let now = Arc::clone(&does);
    let address = stand_in(move |_| *now.lock().unwrap());
    let redis = Redis::new(&format!("redis://:password@{address}")).unwrap();
    assert_eq!(redis.get("a").await.unwrap().unwrap(), b"kept");
    *does.lock().unwrap() = Does::HangUp;
    redis.get("a").await.unwrap_err();
    for _ in 0..2 {
        *does.lock().unwrap() = Does::Load;
        redis.get("a").await.unwrap_err();
        *does.lock().unwrap() = Does::Answer;
        assert_eq!(redis.get("a").await.unwrap().unwrap(), b"kept");
        *does.lock().unwrap() = Does::HangUp;
        redis.get("a").await.unwrap_err();
    }
}

#[test]
fn a_password_is_shown_to_the_server_and_to_nobody_else() {
    let Some(program) = redis_server() else { return };
    let server = Server::start(&program, "right-secret");
    let host = server.host();
    host.ok("/kv-set?key=a&value=1");
    assert_eq!(server.raw(redis::cmd("GET").arg("a")).as_deref(), Some("1"));
    let other = Host::start_configured(&config(&format!("redis://:wrong-secret@{}", server.address)));
    let answer = other.get("/kv-get?key=a");
    assert_eq!(answer.status, 500, "{answer:?}");
    assert!(!format!("{answer:?}{}{}", other.log(), host.log()).contains("-secret"));
}
