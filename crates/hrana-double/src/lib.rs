//! Stands in for a libSQL server in tests: hrana 2 and 3 over HTTP, as JSON, on a real SQLite file.
//!
//! It refuses what a real one refuses, forgets streams and ends transactions as a real one does, and does so also when
//! a test says so, along with faults that a network has ([`Faults`]). It is no server for anything else: it has one
//! database, one token and no care for speed. Whoever asks for `/version` is told.
//!
//! Where somebody has built a real server, tests start that as well: [`Sqld`].
#![forbid(unsafe_code)]

mod http;
mod queue;
mod sql;
mod sqld;
mod streams;

use crate::http::{Request, Response};
use crate::queue::lock;
pub use crate::sqld::Sqld;
use crate::streams::{Refusal, Streams};
use anyhow::Context as _;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// What it calls itself.
pub const NAME: &str = "hrana-double: stands in for a libSQL server in tests";

/// How often it looks for streams and transactions that are too old.
const LOOK: Duration = Duration::from_millis(50);

/// What goes wrong from now on.
#[derive(Clone, Debug, Default)]
pub struct Faults {
    /// Each exchange takes so much longer.
    pub latency: Duration,
    /// What happens when a statement comes that has this text: the first that fits, and each once.
    pub at: Vec<(String, Event)>,
    /// Statements that have this text find the database locked.
    pub locked: Option<String>,
    /// Nothing newer than hrana 2 is known.
    pub only_version_2: bool,
    /// What has to be shown as a bearer token.
    pub token: Option<String>,
    /// Answers refer to this address for what comes next.
    pub base_url: Option<String>,
}

/// What may happen when a statement comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// Nobody is there who knows what is asked: as a proxy answers whose server is just started.
    NotFound,
    /// It is about to end: it has rolled back what was open, and runs nothing more.
    Ending,
    /// It has just begun, and has not found its database yet.
    Beginning,
    /// It finds the database locked.
    Locked,
    /// The connection breaks before it is run, which ends its stream.
    Cut,
    /// The connection breaks when it was run, and before the answer.
    CutAfter,
    /// All streams have expired, as one that was not used for ten seconds.
    StreamsExpire,
    /// All transactions are ended, as one after five seconds for which somebody waits.
    TransactionsEnd,
    /// The same, a moment after each of them was over: whatever comes next is told of it.
    TransactionsEndLate,
}

/// A running one. It stops when it is dropped.
pub struct Double {
    address: SocketAddr,
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<()>>,
}

#[derive(Default)]
struct Shared {
    faults: Mutex<Faults>,
    streams: Mutex<Option<Arc<Streams>>>,
    seen: Mutex<Vec<String>>,
    stopped: AtomicBool,
    numbers: AtomicU64,
    /// Open connections, by number.
    clients: Mutex<BTreeMap<u64, TcpStream>>,
}

impl Double {
    /// Serves the database in `file` at a free port of this machine.
    ///
    /// # Errors
    /// The file is no database, or nobody may listen.
    pub fn start(file: &Path) -> anyhow::Result<Self> {
        Self::start_at(SocketAddr::from(([127, 0, 0, 1], 0)), file)
    }

    /// [`Double::start`] at this address.
    ///
    /// # Errors
    /// As there.
    pub fn start_at(address: SocketAddr, file: &Path) -> anyhow::Result<Self> {
        let streams = Arc::new(Streams::open(file)?);
        let listener = TcpListener::bind(address).with_context(|| format!("cannot listen on {address}"))?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared::default());
        *lock(&shared.streams) = Some(Arc::clone(&streams));
        let (serving, looking) = (Arc::clone(&shared), Arc::clone(&shared));
        let threads = vec![
            thread::spawn(move || serve(&listener, &serving)),
            thread::spawn(move || {
                while !looking.stopped.load(Ordering::Relaxed) {
                    streams.end_what_is_old();
                    thread::sleep(LOOK);
                }
            }),
        ];
        Ok(Self { address, shared, threads })
    }

    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Has something happen once, when a statement comes that has this text.
    pub fn at(&self, text: &str, event: Event) {
        self.fault(|faults| faults.at.push((text.to_owned(), event)));
    }

    /// Changes what goes wrong.
    pub fn fault(&self, change: impl FnOnce(&mut Faults)) {
        change(&mut lock(&self.shared.faults));
    }

    /// Everything that streams were asked since this was last called: `execute SELECT 1`, `get_autocommit`, `close`.
    pub fn seen(&self) -> Vec<String> {
        std::mem::take(&mut lock(&self.shared.seen))
    }

    /// Ends all streams, as it ends one that was not used for ten seconds.
    pub fn expire(&self) {
        self.streams(Streams::expire);
    }

    /// Ends all transactions, as it ends one after five seconds for which somebody waits.
    pub fn end_transactions(&self) {
        self.streams(Streams::end_transactions);
    }

    /// Knows no stream of before, as after a new start.
    pub fn forget(&self) {
        self.streams(Streams::forget);
    }

    /// How many streams are open.
    #[must_use]
    pub fn open_streams(&self) -> usize {
        lock(&self.shared.streams).as_ref().map_or(0, |streams| streams.count())
    }

    fn streams(&self, change: impl Fn(&Streams)) {
        if let Some(streams) = &*lock(&self.shared.streams) {
            change(streams);
        }
    }
}

impl Drop for Double {
    fn drop(&mut self) {
        self.shared.stopped.store(true, Ordering::Relaxed);
        // Whoever waits for the next connection gets one.
        let woken = TcpStream::connect(self.address).is_ok();
        for client in lock(&self.shared.clients).values() {
            client.shutdown(Shutdown::Both).ok();
        }
        if woken {
            for thread in self.threads.drain(..) {
                thread.join().ok();
            }
        }
        // Whoever still waits for the right to write keeps them, and they have it.
        self.forget();
        lock(&self.shared.streams).take();
    }
}

fn serve(listener: &TcpListener, shared: &Arc<Shared>) {
    for client in listener.incoming() {
        if shared.stopped.load(Ordering::Relaxed) {
            return;
        }
        let Ok(client) = client else { continue };
        let number = shared.numbers.fetch_add(1, Ordering::Relaxed);
        if let Ok(handle) = client.try_clone() {
            lock(&shared.clients).insert(number, handle);
        }
        let shared = Arc::clone(shared);
        thread::spawn(move || {
            let mut connection = http::Connection::new(client);
            while let Some(request) = connection.read() {
                match answer(&shared, &request) {
                    Some(response) if connection.write(&response) => {}
                    _ => break,
                }
            }
            connection.close();
            lock(&shared.clients).remove(&number);
        });
    }
}

/// The answer, or nothing when the connection is to break.
fn answer(shared: &Shared, request: &Request) -> Option<Response> {
    let faults = lock(&shared.faults).clone();
    thread::sleep(faults.latency);
    let version = match (request.method.as_str(), request.path.as_str()) {
        ("GET", "/version") => return Some(Response::text(200, NAME)),
        ("GET", "/health" | "/v2") => return Some(Response::text(200, "")),
        ("GET", "/v3") if !faults.only_version_2 => return Some(Response::text(200, "")),
        ("POST", "/v2/pipeline") => 2,
        ("POST", "/v3/pipeline") if !faults.only_version_2 => 3,
        _ => return Some(Response::text(404, "")),
    };
    if faults.token.is_some_and(|token| request.authorization != format!("Bearer {token}")) {
        return Some(Response::json(401, &json!({"error": "Unauthorized: the token is another"})));
    }
    let Ok(body) = serde_json::from_slice::<Value>(&request.body) else {
        return Some(Response::text(400, "Cannot deserialize client message from JSON"));
    };
    let asked = body.get("requests").and_then(Value::as_array).cloned().unwrap_or_default();
    let texts: Vec<String> = asked.iter().map(in_words).collect();
    lock(&shared.seen).extend(texts.iter().cloned());
    let event = {
        let at = &mut lock(&shared.faults).at;
        let place = at.iter().position(|(text, _)| texts.iter().any(|asked| asked.contains(text)));
        place.map(|place| at.remove(place).1)
    };
    let streams = lock(&shared.streams).clone()?;
    match event {
        Some(Event::NotFound) => return Some(Response::text(404, "")),
        Some(Event::Ending) => {
            streams.expire();
            return Some(Response::json(503, &json!({"error": "Namespace store has shutdown"})));
        }
        Some(Event::Beginning) => {
            streams.expire();
            return Some(Response::json(404, &json!({"error": "Namespace `default` doesn't exist"})));
        }
        Some(Event::Cut) => {
            if let Some(baton) = body.get("baton").and_then(Value::as_str) {
                streams.close(baton);
            }
            return None;
        }
        Some(Event::StreamsExpire) => streams.expire(),
        Some(Event::TransactionsEnd) => streams.end_transactions(),
        Some(Event::TransactionsEndLate) => streams.end_too_late(),
        Some(Event::CutAfter | Event::Locked) | None => {}
    }
    let baton = body.get("baton").and_then(Value::as_str);
    let locked = if event == Some(Event::Locked) { Some("") } else { faults.locked.as_deref() };
    let ran = streams.run(baton, &asked, version, locked);
    if event == Some(Event::CutAfter) {
        return None;
    }
    Some(match ran {
        Ok((baton, results)) => {
            Response::json(200, &json!({"baton": baton, "base_url": faults.base_url, "results": results}))
        }
        Err(Refusal::Expired) => Response::json(
            400,
            &json!({"message": "The stream has expired due to inactivity", "code": "STREAM_EXPIRED"}),
        ),
        Err(Refusal::Protocol(text)) => Response::text(400, text),
    })
}

fn in_words(request: &Value) -> String {
    let kind = request.get("type").and_then(Value::as_str).unwrap_or_default();
    let sql = |statement: Option<&Value>| {
        statement.and_then(|statement| statement.get("sql")).and_then(Value::as_str).map(str::to_owned)
    };
    let steps = request.pointer("/batch/steps").and_then(Value::as_array);
    let texts: Vec<String> = match steps {
        Some(steps) => steps.iter().filter_map(|step| sql(step.get("stmt"))).collect(),
        None => sql(request.get("stmt")).into_iter().collect(),
    };
    if texts.is_empty() { kind.to_owned() } else { format!("{kind} {}", texts.join("; ")) }
}
