//! A city on servers, docs/CLUSTER.md: Redis and the libSQL server go away, hang, cut connections, and come back.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use hrana_double::{Double, Event, Sqld};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::json;

use super::load::{Seen, clients, counted, demand, of, refused_in_order, submit_until, times};
use super::{Extent, Outcome, eventually, intact, number, reading, seconds, soundness, without};
use crate::{CLEAR, Setup, TestApp};

/// A Redis of a test's own, which keeps nothing; it ends with this.
#[derive(Debug)]
pub struct Redis {
    server: Option<Child>,
    address: SocketAddr,
}

impl Redis {
    /// One at a free port; nothing where there is no such program.
    #[must_use]
    pub fn start() -> Option<Self> {
        let there = Command::new("redis-server").arg("--version").stdout(Stdio::null()).status();
        if !there.is_ok_and(|status| status.success()) {
            return None;
        }
        for _ in 0..10 {
            // Redis takes no free port by itself: between asking for one and using it another may have it.
            let address = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).unwrap();
            let mut redis = Self { server: None, address };
            redis.come_back();
            if redis.server.is_some() {
                return Some(redis);
            }
        }
        panic!("no port for Redis");
    }

    /// Starts it where it was, with nothing in it.
    pub fn come_back(&mut self) {
        let mut command = Command::new("redis-server");
        command.args(["--bind", "127.0.0.1", "--port", &self.address.port().to_string()]);
        command.args(["--save", "", "--appendonly", "no"]);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut server = command.spawn().unwrap();
        while matches!(server.try_wait(), Ok(None)) {
            if self.answers() {
                self.server = Some(server);
                return;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    fn answers(&self) -> bool {
        let Ok(mut stream) = TcpStream::connect(self.address) else { return false };
        stream.set_read_timeout(Some(Duration::from_secs(1))).unwrap();
        let mut said = [0; 5];
        stream.write_all(b"PING\r\n").is_ok() && stream.read_exact(&mut said).is_ok() && &said == b"+PONG"
    }

    /// `kill -9`.
    pub fn go(&mut self) {
        if let Some(mut server) = self.server.take() {
            server.kill().ok();
            server.wait().ok();
        }
    }

    /// It takes connections and answers nobody, until [`Redis::wake`].
    pub fn hang(&self) {
        self.signal(Signal::STOP);
    }

    pub fn wake(&self) {
        self.signal(Signal::CONT);
    }

    fn signal(&self, signal: Signal) {
        let id = self.server.as_ref().expect("it runs").id();
        kill_process(Pid::from_raw(i32::try_from(id).unwrap()).unwrap(), signal).unwrap();
    }

    #[must_use]
    pub fn url(&self) -> String {
        format!("redis://{}", self.address)
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        self.go();
    }
}

/// A libSQL server that goes away and comes back, at one address and with one database.
pub enum Libsql {
    Double {
        running: Option<Double>,
        address: SocketAddr,
        file: PathBuf,
    },
    /// Where `LIBSQL_SERVER_BIN` names one.
    Real(Sqld),
}

impl Libsql {
    /// With what it keeps in this folder.
    #[must_use]
    pub fn start(folder: &Path) -> Self {
        let real = Sqld::start(folder).unwrap();
        real.map_or_else(|| Self::double(folder), Self::Real)
    }

    fn double(folder: &Path) -> Self {
        let file = folder.join("city.db");
        let double = Double::start(&file).unwrap();
        Self::Double { address: double.address(), running: Some(double), file }
    }

    /// What it is, for a table.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Double { .. } => "`crates/hrana-double`",
            Self::Real(_) => "`sqld`",
        }
    }

    #[must_use]
    pub fn address(&self) -> SocketAddr {
        match self {
            Self::Double { address, .. } => *address,
            Self::Real(sqld) => sqld.address(),
        }
    }

    #[must_use]
    pub fn file(&self) -> PathBuf {
        match self {
            Self::Double { file, .. } => file.clone(),
            Self::Real(sqld) => sqld.file(),
        }
    }

    /// `kill -9`, or what comes closest: all connections break.
    pub fn go(&mut self) {
        match self {
            Self::Double { running, .. } => *running = None,
            Self::Real(sqld) => sqld.kill(),
        }
    }

    /// As an operator ends it.
    pub fn stop(&mut self) {
        match self {
            Self::Double { running, .. } => *running = None,
            Self::Real(sqld) => sqld.stop(),
        }
    }

    pub fn come_back(&mut self) {
        match self {
            Self::Double { running, address, file } => {
                *running = Some(Double::start_at(*address, file).unwrap());
            }
            Self::Real(sqld) => sqld.come_back().unwrap(),
        }
    }
}

/// The servers of a city, and where they keep what they have.
pub struct Servers {
    pub libsql: Libsql,
    pub redis: Option<Redis>,
    pub folder: tempfile::TempDir,
}

impl Servers {
    /// With a Redis, or with the store in a file.
    #[must_use]
    pub fn start(redis: Option<Redis>) -> Self {
        Self::with(redis, Libsql::start)
    }

    /// As [`Servers::start`], where a test decides what the libSQL server does.
    #[must_use]
    pub fn on_double() -> Self {
        Self::with(None, Libsql::double)
    }

    fn with(redis: Option<Redis>, libsql: impl FnOnce(&Path) -> Libsql) -> Self {
        let folder = tempfile::Builder::new().prefix("minsheng-servers-").tempdir().unwrap();
        Self { libsql: libsql(folder.path()), redis, folder }
    }

    /// The database of the libSQL server.
    #[must_use]
    pub fn file(&self) -> PathBuf {
        self.libsql.file()
    }

    #[must_use]
    pub fn double(&self) -> &Double {
        match &self.libsql {
            Libsql::Double { running: Some(double), .. } => double,
            _ => panic!("no double runs"),
        }
    }

    /// A host on them.
    #[must_use]
    pub fn host(&self) -> Setup {
        let mut text = format!(
            "[sqlite_database.default]\ntype = \"libsql\"\nurl = \"http://{}\"\ntoken = \"\"\n",
            self.libsql.address()
        );
        if let Some(redis) = &self.redis {
            text.push_str(&format!(
                "[key_value_store.default]\ntype = \"redis\"\nurl = \"{}\"\n",
                redis.url()
            ));
        }
        let path = self.folder.path().join("runtime.toml");
        std::fs::write(&path, text).unwrap();
        Setup::default().runtime_config(path)
    }
}

/// So many demands by three clients.
fn submits(app: &TestApp, mark: &str, count: usize) -> Vec<super::load::Seen> {
    clients(app.address(), 3, |client, place, _| {
        let key = format!("{mark}c{client}n{place}");
        (place < count / 3).then(|| demand(&format!("{CLEAR} {key}"), &key))
    })
}

/// Redis is killed, hangs, and is back.
///
/// # Panics
/// When a promise is broken.
#[must_use]
pub fn redis(extent: Extent) -> Outcome {
    // Longer than an instance goes without asking the store.
    let long = Duration::from_millis(extent.of(1500, 5000));
    let Some(redis) = Redis::start() else { return without("redis-server") };
    let folder = tempfile::Builder::new().prefix("minsheng-redis-").tempdir().unwrap();
    let config = folder.path().join("runtime.toml");
    let text = format!("[key_value_store.default]\ntype = \"redis\"\nurl = \"{}\"\n", redis.url());
    std::fs::write(&config, text).unwrap();
    let app = Setup::default().runtime_config(config).start();
    let mut redis = redis;
    let ticket = app.citizen().submits(CLEAR);
    let reads = || {
        app.reporter(&ticket).sees(&ticket);
        app.agent().get("/v1/tickets").expect(200);
        app.citizen().get("/v1/notices.atom").expect(200);
    };
    reads();
    let mut told = Vec::new();
    let mut during = |what: &str, mark: &str| {
        let seen = submit_until(app.address(), 3, mark, Instant::now() + long);
        assert_eq!(of(&seen, 201).len(), seen.len(), "{what}: {}", counted(&seen));
        reads();
        told.push(format!("{what} {}, {}", counted(&seen), times(&of(&seen, 201))));
    };
    during("with it", "with");
    redis.go();
    during("without it", "gone");
    assert!(app.logs("limits: "), "the log says that nothing is counted");
    redis.come_back();
    during("back", "back");
    redis.hang();
    during("while it hangs", "hangs");
    redis.wake();
    during("awake", "awake");
    let lines = intact(&app.admin());
    Outcome::seen(
        "`kill -9` of Redis, a new one at its address, SIGSTOP and SIGCONT of that; 3 clients submit, others read feeds, lists \
         and tickets",
        format!("{}; all reads answered; {lines} lines of the audit log intact", told.join("; ")),
    )
}

/// The libSQL server is gone for longer than it is waited for, and back.
///
/// # Panics
/// When a promise is broken.
#[must_use]
pub fn libsql() -> Outcome {
    const ASKED: usize = 30;
    let mut servers = Servers::start(None);
    let app = servers.host().start();
    let ticket = app.citizen().submits(CLEAR);
    let address = servers.libsql.address();
    servers.libsql.go();
    let first = submits(&app, "first", ASKED);
    // It has been away for as long as it is waited for.
    eventually("it is known to be away", || {
        let begun = Instant::now();
        let answer = app.citizen().send(demand(CLEAR, "known"));
        assert_eq!(answer.status, 503);
        begun.elapsed() < Duration::from_millis(500)
    });
    let later = submits(&app, "later", ASKED);
    for seen in [&first, &later] {
        assert_eq!(counted(seen), format!("{ASKED} × 503"));
        refused_in_order(seen, 201);
    }
    app.reporter(&ticket).get(&ticket.path("")).problem(503, "unavailable");
    app.citizen().get("/v1/ready").problem(503, "unavailable");
    app.citizen().get("/.well-known/spin/health").expect(200);
    assert!(app.logs(&address.to_string()), "the cause names the server");
    servers.libsql.come_back();
    let back = eventually("it is back", || app.citizen().send(demand(CLEAR, "known")).status == 201);
    for (mark, seen) in [("first", submits(&app, "first", ASKED)), ("later", submits(&app, "later", ASKED))] {
        assert_eq!(counted(&seen), format!("{ASKED} × 201"), "{mark}");
    }
    app.reporter(&ticket).sees(&ticket);
    let stored = number(&reading(&servers.file()), "SELECT count(*) FROM ticket");
    assert_eq!(stored, 2 + 2 * ASKED as i64, "each once");
    let lines = intact(&app.admin());
    Outcome::seen(
        format!(
            "the server ({}) goes away with all connections, and comes back at its address",
            servers.libsql.name()
        ),
        format!(
            "{ASKED} submissions at once after it went 503, {}; {ASKED} later ones 503, {}; all with `Retry-After`, health \
             200, ready 503; {} after it was back the next was taken, without a start of the host; sent again, each is \
             stored once; {lines} lines of the audit log intact",
            times(&of(&first, 503)),
            times(&of(&later, 503)),
            seconds(back),
        ),
    )
}

/// What a submission asks of the database, by words that are in one statement each.
const STATEMENTS: [&str; 4] =
    ["BEGIN IMMEDIATE", "INSERT INTO ticket", "INSERT INTO event_with_audit", "COMMIT"];
/// Tickets of which something is missing.
const HALVES: &str = "SELECT count(*) FROM ticket WHERE version <> (SELECT count(*) FROM event WHERE ticket_id = ticket.id) \
     OR NOT EXISTS (SELECT 1 FROM audit WHERE object = CAST(ticket.id AS TEXT))";
const EVENTS: [Event; 4] = [Event::Cut, Event::CutAfter, Event::StreamsExpire, Event::TransactionsEnd];

/// Every statement of a submission meets a connection that breaks before or behind it, a stream that has expired, a
/// transaction that the server has ended.
///
/// # Panics
/// When a promise is broken.
#[must_use]
pub fn cut(extent: Extent) -> Outcome {
    let servers = Servers::on_double();
    let app = servers.host().start();
    app.citizen().submits(CLEAR);
    let (mut cases, mut refused, mut replayed) = (0, 0, 0);
    let mut longest = Duration::ZERO;
    for (place, statement) in STATEMENTS.into_iter().enumerate() {
        for (number, event) in EVENTS.into_iter().enumerate() {
            // A test takes some of them, and each statement and each event among these.
            if extent == Extent::Short && (place + number) % 4 != 0 {
                continue;
            }
            let key = format!("cut{place}{number}");
            let words = format!("{CLEAR} {key}");
            servers.double().at(statement, event);
            let begun = Instant::now();
            let answer = app.citizen().send(demand(&words, &key));
            if answer.status != 201 {
                refused += 1;
                assert!(
                    answer.header("retry-after").is_some(),
                    "{event:?} at {statement}: {}",
                    answer.status
                );
                answer.problem(503, "unavailable");
            }
            let mut met = false;
            servers.double().fault(|faults| met = faults.at.is_empty());
            assert!(met, "{statement} was not asked");
            if extent == Extent::Short {
                // The server would do so after five seconds.
                servers.double().end_transactions();
            }
            eventually("it is taken in the end", || {
                let answer = app.citizen().send(demand(&words, &key));
                replayed += usize::from(answer.header("idempotent-replay").is_some());
                answer.status == 201
            });
            longest = longest.max(begun.elapsed());
            cases += 1;
        }
    }
    let database = reading(&servers.file());
    let stored = number(&database, "SELECT count(*) FROM ticket");
    assert_eq!(stored, cases + 1, "each once");
    assert_eq!(number(&database, HALVES), 0, "whole");
    drop(database);
    assert_eq!(soundness(&servers.file()), ("ok".to_owned(), 0));
    let lines = intact(&app.admin());
    Outcome::seen(
        format!(
            "{cases} submissions; at each of the {} statements of one the connection breaks before or behind it, all streams \
             expire, or all transactions are ended",
            STATEMENTS.len()
        ),
        format!(
            "{refused} × 503 with `Retry-After`, the others 201; sent again with its key until it is taken, at most {} after \
             it was first sent, **each is one ticket, whole**; {replayed} of them had been stored although the answer was \
             lost or were asked for twice; {lines} lines of the audit log intact",
            seconds(longest),
        ),
    )
}

/// Requests share transactions, which break at every statement, while some submit the same with the same keys and so have
/// nothing to write, once one of them was committed.
///
/// # Panics
/// When a promise is broken.
#[must_use]
pub fn shared(extent: Extent) -> Outcome {
    let servers = Servers::on_double();
    let app = servers.host().start();
    app.citizen().submits(CLEAR);
    servers.double().seen();
    // As far away as another machine: so that requests do wait for each other.
    servers.double().fault(|faults| faults.latency = Duration::from_millis(3));
    let calm = Duration::from_secs(extent.of(1, 5));
    let quiet = submit_until(app.address(), SHARING, "calm", Instant::now() + calm);
    assert_eq!(of(&quiet, 201).len(), quiet.len(), "{}", counted(&quiet));
    let commits = servers.double().seen().iter().filter(|asked| asked.ends_with(" COMMIT")).count();
    assert!(commits * 5 < quiet.len() * 4, "{commits} commits for {} submissions", quiet.len());
    // Who repeats what another is just storing is told of it when it is stored.
    std::thread::scope(|scope| {
        for _ in 0..SHARING {
            scope.spawn(|| {
                for place in 0..20 {
                    let publisher = app.publisher().with_key(&format!("same{place}"));
                    publisher.post("/v1/notices", &json!({"title": "停水", "body": "今晚停水"})).expect(201);
                }
            });
        }
    });
    servers.double().fault(|faults| faults.latency = Duration::ZERO);
    let until = Instant::now() + Duration::from_secs(extent.of(4, 60));
    let taken: Vec<AtomicUsize> = (0..SHARING).map(|_| AtomicUsize::new(0)).collect();
    // Whoever is refused asks again with the same key, so that each knows what is stored. The last ones repeat each other.
    let next = |client: usize, _: usize, last: Option<&Seen>| {
        let taken = &taken[client];
        if last.is_some_and(|seen| seen.status == 201) {
            taken.fetch_add(1, Ordering::Relaxed);
        }
        let answered = last.is_none_or(|seen| seen.status == 201);
        let place = taken.load(Ordering::Relaxed);
        let key = format!("sharedc{}n{place}", client.min(SHARING - REPEATING));
        (!answered || Instant::now() < until).then(|| demand(&format!("{CLEAR} {key}"), &key))
    };
    let (seen, broken) = std::thread::scope(|scope| {
        let clients = scope.spawn(|| clients(app.address(), SHARING, next));
        let mut broken = 0;
        while !clients.is_finished() {
            let (statement, event) =
                (STATEMENTS[broken % STATEMENTS.len()], EVENTS[broken / 4 % EVENTS.len()]);
            servers.double().at(statement, event);
            std::thread::sleep(Duration::from_millis(100));
            // The server would do so after five seconds.
            servers.double().end_transactions();
            broken += 1;
        }
        servers.double().fault(|faults| faults.at.clear());
        (clients.join().unwrap(), broken)
    });
    refused_in_order(&seen, 201);
    let stored = |mark: &str| {
        let sql = format!("SELECT count(*) FROM ticket WHERE content LIKE '{CLEAR} {mark}c%'");
        number(&reading(&servers.file()), &sql)
    };
    let mut taken = taken.iter().map(|taken| taken.load(Ordering::Relaxed));
    let expected = taken.by_ref().take(SHARING - REPEATING).sum::<usize>() + taken.max().unwrap_or_default();
    assert_eq!(stored("shared"), expected as i64, "each once");
    assert_eq!(number(&reading(&servers.file()), HALVES), 0, "whole");
    assert_eq!(soundness(&servers.file()), ("ok".to_owned(), 0));
    let lines = intact(&app.admin());
    Outcome::seen(
        format!(
            "{SHARING} clients submit, {REPEATING} of them the same demands with the same keys; each tenth of a second the connection \
             breaks before or behind one of the {} statements of a submission, all streams expire, or all transactions are ended, {broken} times",
            STATEMENTS.len()
        ),
        format!(
            "before, with 3 ms for each exchange, {} submissions took {commits} commits; then {}, {}; who was refused asked again with the same key: {expected} demands \
             are **one ticket each, whole**; {lines} lines of the audit log intact",
            quiet.len(),
            counted(&seen),
            times(&of(&seen, 201)),
        ),
    )
}

/// Clients that submit at once, and how many of them the same.
const SHARING: usize = 16;
const REPEATING: usize = 6;
