//! From one machine to two hosts with a libSQL server and Redis: what docs/CLUSTER.md has an operator type on four machines, in
//! its order, on this one. The server is the one that `LIBSQL_SERVER_BIN` names, else the double, which takes any token.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use blackbox::faults::{eventually, on_embedded_host, without};
use blackbox::{Request, ask, embedded_host, token, workspace};
use hrana_double::Double;
use serde_json::json;

const PASSWORD: &str = "the-password";

/// A program of a command, which ends with this.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

/// The four machines.
struct Machines {
    folder: tempfile::TempDir,
    libsql: SocketAddr,
    admin: SocketAddr,
    redis: SocketAddr,
}

impl Machines {
    fn new() -> Self {
        // None of them takes a free port by itself.
        let ports = [(); 3].map(|()| TcpListener::bind("127.0.0.1:0").unwrap());
        let [libsql, admin, redis] = ports.each_ref().map(|port| port.local_addr().unwrap());
        let folder = tempfile::tempdir().unwrap();
        for name in ["etc/minsheng", "etc/sqld", "var/lib/redis"] {
            fs::create_dir_all(folder.path().join(name)).unwrap();
        }
        Self { folder, libsql, admin, redis }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The text with this machine's names, ports, folders and user instead of the document's.
    fn here(&self, text: &str) -> String {
        let (libsql, admin, redis) =
            (self.libsql.to_string(), self.admin.to_string(), self.redis.to_string());
        let user = Command::new("id").arg("-un").output().unwrap().stdout;
        let user = String::from_utf8(user).unwrap();
        let folder = |name: &str| self.path(name).display().to_string() + "/";
        let changes = [
            ("0.0.0.0:8080", libsql.as_str()),
            ("127.0.0.1:9090", &admin),
            ("db:8080", &libsql),
            ("kv:6379", &redis),
            ("--bind 0.0.0.0", &format!("--bind 127.0.0.1 --port {}", self.redis.port())),
            ("0.0.0.0:3000", "127.0.0.1:0"),
            ("-o minsheng", &format!("-o {}", user.trim())),
            ("chown minsheng", &format!("chown {}", user.trim())),
            ("/var/lib/", &folder("var/lib")),
            ("/etc/", &folder("etc")),
            ("spin.toml", &workspace().join("spin.toml").display().to_string()),
        ];
        changes.into_iter().fold(text.to_owned(), |text, (there, here)| text.replace(there, here))
    }

    /// As it is typed, where `sqld` and `minsheng-host` are the programs that are tried.
    fn shell(&self, text: &str) -> Command {
        let mut shell = Command::new("sh");
        shell.args(["-euc", &self.here(text)]).stdin(Stdio::null());
        shell.env("REDIS_PASSWORD", PASSWORD);
        shell
    }

    /// A command that goes on.
    fn start(&self, text: &str) -> Running {
        let mut command = self.shell(&format!("exec {text}"));
        Running(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap())
    }

    /// A command that ends well.
    fn run(&self, text: &str) {
        let output = self.shell(text).output().unwrap();
        assert!(output.status.success(), "{text}\n{}", String::from_utf8_lossy(&output.stderr));
    }

    /// A host, once it serves.
    fn host(&self, command: &str, state: &str) -> (Running, SocketAddr) {
        let command = command.replace("/var/lib/minsheng", &format!("/var/lib/{state}"));
        let command = command.replacen("minsheng-host", &embedded_host().display().to_string(), 1);
        let mut shell = self.shell(&format!("exec {command}"));
        let mut child = shell.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let address = lines.find_map(|line| line.strip_prefix("Serving http://")?.parse().ok());
        (Running(child), address.expect("the host serves"))
    }
}

/// What stands between fences in the section, a command or a file each.
fn steps(document: &str) -> Vec<String> {
    let (_, section) = document.split_once("## Two hosts, one libSQL server, one Redis").unwrap();
    let (section, _) = section.split_once("\n## ").unwrap();
    let fences: Vec<&str> = section.split("   ```").collect();
    let fenced = fences.iter().skip(1).step_by(2);
    fenced.map(|block| block.split_once('\n').unwrap().1.replace("\n   ", "\n").trim().to_owned()).collect()
}

/// A key pair as the server takes it, and what it takes from clients, made by OpenSSL as its manual has it.
fn token_of(public_key: &Path) -> String {
    let script = r#"set -eu
        url() { base64 -w0 | tr '+/' '-_' | tr -d '='; }
        openssl genpkey -algorithm ed25519 -out "$1.key"
        openssl pkey -in "$1.key" -pubout -out "$1"
        printf '%s.%s' "$(printf '{"alg":"EdDSA","typ":"JWT"}' | url)" "$(printf '{"a":"rw"}' | url)" > "$1.said"
        openssl pkeyutl -sign -rawin -in "$1.said" -inkey "$1.key" -out "$1.signed"
        printf '%s.%s' "$(cat "$1.said")" "$(url < "$1.signed")""#;
    let output = Command::new("sh").args(["-c", script, "token"]).arg(public_key).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn answers(address: SocketAddr) -> bool {
    TcpStream::connect(address).is_ok()
}

/// Whether Redis takes the password.
fn lets_in(redis: SocketAddr) -> bool {
    let Ok(mut stream) = TcpStream::connect(redis) else { return false };
    let mut said = [0; 3];
    write!(stream, "AUTH {PASSWORD}\r\n").unwrap();
    stream.read_exact(&mut said).is_ok() && &said == b"+OK"
}

#[test]
fn four_machines_become_a_hotline_as_the_document_says() {
    if !on_embedded_host() {
        return;
    }
    if Command::new("redis-server").arg("--version").stdout(Stdio::null()).status().is_err() {
        return without("redis-server").tell();
    }
    let document = fs::read_to_string(workspace().join("docs/CLUSTER.md")).unwrap();
    let steps = steps(&document);
    let [libsql, redis, secrets, runtime, host] = steps.as_slice() else { panic!("{steps:#?}") };
    let machines = Machines::new();

    let (serve, flush) = libsql.split_once('\n').unwrap();
    let (token, _real, _double) = if let Some(program) = std::env::var_os("LIBSQL_SERVER_BIN") {
        let token = token_of(&machines.path("etc/sqld/jwt.pub"));
        let real = machines.start(&serve.replacen("sqld", &program.to_string_lossy(), 1));
        eventually("the libSQL server serves", || answers(machines.libsql) && answers(machines.admin));
        machines.run(&flush.replacen("curl", "curl -fsS", 1));
        (token, Some(real), None)
    } else {
        let double = Double::start_at(machines.libsql, &machines.path("var/lib/city.db")).unwrap();
        ("any".to_owned(), None, Some(double))
    };
    let _redis = machines.start(redis);
    eventually("Redis takes its password", || lets_in(machines.redis));
    machines.run(secrets);
    let runtime = machines.here(&runtime.replace("the token", &token));
    fs::write(machines.path("etc/minsheng/runtime.toml"), runtime).unwrap();

    let (first, one) = machines.host(host, "host1");
    let (_second, other) = machines.host(&format!("{host} --no-schedule"), "host2");
    // What the one takes the other shows to whoever has its code, and to staff, whose tokens both know.
    let demand = json!({"content": "小区路灯坏了三天了，晚上出行不安全"});
    let submit = Request::new("POST", "/v1/tickets").json(&demand);
    let taken = ask(one, &submit).unwrap();
    assert_eq!(taken.status, 201, "{taken:?}");
    let receipt = taken.json();
    let [id, code] = ["id", "query_code"].map(|name| receipt[name].as_str().unwrap().to_owned());
    let story = Request::get(&format!("/v1/tickets/{id}"));
    assert_eq!(ask(other, &story.clone().header("Query-Code", &code)).unwrap().status, 200);
    let secret = fs::read_to_string(machines.path("etc/minsheng/secrets/jwt_secret")).unwrap();
    let agent = token::hs256(&token::claims("agent-1", &["agent"], None), secret.trim_end_matches('\n'));
    for host in [one, other] {
        let shown = ask(host, &story.clone().header("Authorization", &format!("Bearer {agent}"))).unwrap();
        assert_eq!(shown.status, 200, "{shown:?}");
    }
    // And one is enough.
    drop(first);
    assert_eq!(ask(other, &submit).unwrap().status, 201);
}
