//! The proxy that OPERATIONS wants before the hotline on Spin: `deploy/nginx.conf` as it is, but for addresses and
//! TLS. What stands behind it here answers at once and takes note of all that it gets.

use crate::client::{Answer, Connection};
use crate::host::PATIENCE;
use rustix::process::{Pid, Signal, kill_process};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Requests of one address at once, as the configuration has it.
const AT_ONCE: usize = 64;

/// In place of the hotline: the heads and the lengths of the bodies of all requests.
type Seen = Arc<Mutex<Vec<(String, usize)>>>;

fn hotline() -> (SocketAddr, Seen) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let (address, seen) = (listener.local_addr().unwrap(), Seen::default());
    let notes = Arc::clone(&seen);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let notes = Arc::clone(&notes);
            std::thread::spawn(move || answer(stream.unwrap(), &notes));
        }
    });
    (address, seen)
}

fn answer(stream: TcpStream, seen: &Seen) {
    let mut reader = BufReader::new(stream);
    loop {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if reader.read_line(&mut head).unwrap_or_default() == 0 {
                return;
            }
        }
        let head = head.to_ascii_lowercase();
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
        let mut body = vec![0; length.unwrap_or_default()];
        // Noted before the body: a request that is handed on too early is seen at once.
        seen.lock().unwrap().push((head, body.len()));
        reader.read_exact(&mut body).unwrap();
        reader.get_mut().write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello").unwrap();
    }
}

fn nginx() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(["/usr/sbin".into(), "/usr/local/sbin".into()]);
    let found = folders.map(|folder| folder.join("nginx")).find(|program| program.is_file());
    assert!(found.is_some() || std::env::var_os("CI").is_none(), "nginx is missing: apt-get install nginx");
    found
}

/// nginx, running.
struct Proxy {
    child: Child,
    address: SocketAddr,
    _folder: TempDir,
}

impl Proxy {
    fn start(program: PathBuf, hotline: SocketAddr) -> Self {
        let folder = TempDir::new().unwrap();
        let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|free| free.local_addr()).unwrap();
        let file = folder.path().join("nginx.conf");
        std::fs::write(&file, configuration(address, hotline, &folder)).unwrap();
        let child = Command::new(program)
            .arg("-p")
            .arg(folder.path())
            .arg("-c")
            .arg(&file)
            .args(["-g", "daemon off;", "-e", "stderr"])
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let proxy = Self { child, address, _folder: folder };
        let begun = Instant::now();
        while TcpStream::connect(address).is_err() {
            assert!(begun.elapsed() < PATIENCE, "nginx does not start");
            std::thread::sleep(Duration::from_millis(10));
        }
        proxy
    }

    /// A connection from an address of this machine.
    fn from(&self, last: u8) -> Connection {
        Connection::open_from(Ipv4Addr::new(127, 0, 0, last), self.address)
    }

    fn get(&self, last: u8, path: &str, headers: &str) -> Answer {
        let mut connection = self.from(last);
        connection.send(&format!("GET {path} HTTP/1.1\r\nhost: hotline.example.org\r\n{headers}\r\n"));
        connection.receive().unwrap()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        // In order, so that it ends its workers.
        kill_process(Pid::from_child(&self.child), Signal::TERM).ok();
        self.child.wait().ok();
    }
}

/// The delivered file for these addresses, with what it writes in `folder`.
fn configuration(address: SocketAddr, hotline: SocketAddr, folder: &TempDir) -> String {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../deploy/nginx.conf");
    let mut text = std::fs::read_to_string(file).unwrap();
    let kinds = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
    let folder = folder.path().display();
    let temporary: String = kinds.iter().map(|kind| format!("{kind}_temp_path {folder}/{kind};\n")).collect();
    // One process, so that the order of what it gets is the order of what it does.
    for (delivered, here) in [
        ("worker_processes auto;", format!("worker_processes 1;\npid {folder}/nginx.pid;")),
        ("http {\n", format!("http {{\n{temporary}")),
        ("server 127.0.0.1:3000;", format!("server {hotline};")),
        ("listen 443 ssl;", format!("listen {address};")),
        ("ssl_certificate /etc/ssl/hotline/fullchain.pem;", String::new()),
        ("ssl_certificate_key /etc/ssl/hotline/privkey.pem;", String::new()),
    ] {
        assert_eq!(text.matches(delivered).count(), 1, "{delivered}");
        text = text.replace(delivered, &here);
    }
    text
}

/// Begins a request of `length` bytes, and knows from the answer that its head was read and let in.
fn begin(connection: &mut Connection, length: usize) -> u16 {
    connection.send(&format!(
        "POST /v1/tickets HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: {length}\r\n\r\n"
    ));
    let status = connection.receive_head().unwrap();
    if status == 100 {
        connection.send("x");
    }
    status
}

#[test]
fn one_client_holds_nothing_behind_the_proxy_and_leaves_room_before_it() {
    let Some(program) = nginx() else { return };
    let (hotline, seen) = hotline();
    let proxy = Proxy::start(program, hotline);

    // As many half requests as one may have, a byte of each, and heads that never end.
    let mut trickling: Vec<Connection> = (0..AT_ONCE).map(|_| proxy.from(1)).collect();
    for connection in &mut trickling {
        assert_eq!(begin(connection, 20), 100);
    }
    let half_open: Vec<Connection> = (0..200)
        .map(|_| {
            let mut connection = proxy.from(1);
            connection.send("GET /v1/tickets HTTP/1.1\r\nhost:");
            connection
        })
        .collect();
    assert_eq!(begin(&mut proxy.from(1), 20), 429, "one more of the same client");
    assert_eq!(seen.lock().unwrap().len(), 0, "nothing of them has been handed on");

    let health = "/.well-known/spin/health";
    for (client, path) in [(1, health), (2, health), (2, "/v1/departments")] {
        let answer = proxy.get(client, path, "");
        assert_eq!((answer.status, answer.body.as_str()), (200, "hello"), "{client} {path}");
    }

    // What becomes whole is handed on as a whole.
    let before = seen.lock().unwrap().len();
    let mut first = trickling.remove(0);
    first.send(&"x".repeat(19));
    assert_eq!(first.receive().unwrap().status, 200);
    let seen = seen.lock().unwrap();
    assert_eq!(seen[before..].iter().map(|(_, length)| *length).collect::<Vec<_>>(), [20]);
    drop((trickling, half_open));
}

#[test]
fn the_proxy_alone_says_where_a_request_comes_from_and_bounds_it() {
    let Some(program) = nginx() else { return };
    let (hotline, seen) = hotline();
    let proxy = Proxy::start(program, hotline);
    let forged = "x-forwarded-for: 9.9.9.9\r\nx-forwarded-for: 8.8.8.8\r\nquery-code: kept\r\n";
    assert_eq!(proxy.get(2, "/v1/departments", forged).status, 200);
    {
        let seen = seen.lock().unwrap();
        let head: Vec<&str> = seen[0].0.lines().collect();
        let forwarded: Vec<&&str> = head.iter().filter(|line| line.starts_with("x-forwarded-for")).collect();
        assert_eq!(forwarded, [&"x-forwarded-for: 127.0.0.2"]);
        assert!(head.contains(&"host: hotline.example.org") && head.contains(&"query-code: kept"));
    }
    let mut long = proxy.from(1);
    long.send("POST /v1/tickets HTTP/1.1\r\nhost: x\r\ncontent-length: 10000000\r\n\r\n");
    assert_eq!(long.receive().unwrap().status, 413);
    assert_eq!(seen.lock().unwrap().len(), 1);
}
