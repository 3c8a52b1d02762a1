//! Streams: a connection to the database each, known by what the client was told last.

use crate::queue::{Queue, Writer, lock};
use crate::sql;
use rusqlite::Connection;
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// How long a stream lives without a statement.
const STREAM: Duration = Duration::from_secs(10);
/// How long a transaction lives when others wait for it.
const TRANSACTION: Duration = Duration::from_secs(5);
/// How long a statement waits for another program that has the lock.
const BUSY: Duration = Duration::from_secs(5);

pub struct Streams {
    file: PathBuf,
    state: Mutex<State>,
    queue: Arc<Queue>,
}

#[derive(Default)]
struct State {
    /// Batons of another time are not known any more.
    epoch: u64,
    last: u64,
    open: HashMap<u64, Stream>,
    expired: HashSet<u64>,
}

struct Stream {
    connection: Writer,
    /// How often it was used: each baton is good for once.
    uses: u64,
    used: Instant,
    /// Since when a transaction is open.
    begun: Option<Instant>,
    /// The transaction was ended for others, which is said once: what comes next is not run.
    ended: bool,
}

/// Why nothing is run.
pub enum Refusal {
    Expired,
    Protocol(&'static str),
}

const INVALID: Refusal = Refusal::Protocol("Received an invalid baton");

impl Streams {
    pub fn open(file: &Path) -> anyhow::Result<Self> {
        let connection = Connection::open(file)?;
        connection.pragma_update(None, "journal_mode", "wal")?;
        Ok(Self { file: file.to_owned(), state: Mutex::default(), queue: Arc::default() })
    }

    /// Runs requests in order on the stream that `baton` names, or on a new one. The next baton, and a result for each.
    pub fn run(
        &self,
        baton: Option<&str>,
        requests: &[Value],
        version: u8,
        locked: Option<&str>,
    ) -> Result<(Option<String>, Vec<Value>), Refusal> {
        let (number, mut stream) = self.acquire(baton)?;
        let mut results = Vec::new();
        let mut closed = false;
        for request in requests {
            let kind = request.get("type").and_then(Value::as_str).unwrap_or_default();
            if closed {
                return Err(Refusal::Protocol("Stream for this baton was closed"));
            }
            let response = match kind {
                "close" => {
                    closed = true;
                    Ok(json!({"type": "close"}))
                }
                "execute" if std::mem::take(&mut stream.ended) => Err(sql::ended()),
                "batch" if std::mem::take(&mut stream.ended) => {
                    let result = sql::ended_batch(request.pointer("/batch/steps"));
                    Ok(json!({"type": "batch", "result": result}))
                }
                "execute" => sql::execute(&stream.connection, request.get("stmt"), locked)
                    .map(|result| json!({"type": "execute", "result": result})),
                "batch" => sql::batch(&stream.connection, request.pointer("/batch/steps"), version, locked)
                    .map(|result| json!({"type": "batch", "result": result})),
                "get_autocommit" if version >= 3 => Ok(
                    json!({"type": "get_autocommit", "is_autocommit": stream.connection.sqlite.is_autocommit()}),
                ),
                "get_autocommit" => {
                    return Err(Refusal::Protocol(
                        "The `get_autocommit` request is only supported in protocol version hrana3",
                    ));
                }
                _ => return Err(Refusal::Protocol("StreamRequest type not recognized")),
            };
            results.push(match response {
                Ok(response) => json!({"type": "ok", "response": response}),
                Err(error) => json!({"type": "error", "error": error}),
            });
        }
        if closed {
            return Ok((None, results));
        }
        stream.uses += 1;
        stream.used = Instant::now();
        stream.begun =
            (!stream.connection.sqlite.is_autocommit()).then(|| stream.begun.unwrap_or_else(Instant::now));
        let mut state = lock(&self.state);
        let baton = format!("{}.{number}.{}", state.epoch, stream.uses);
        state.open.insert(number, stream);
        Ok((Some(baton), results))
    }

    fn acquire(&self, baton: Option<&str>) -> Result<(u64, Stream), Refusal> {
        let mut state = lock(&self.state);
        let Some(baton) = baton else {
            state.last += 1;
            let number = state.last;
            let unable = |_| Refusal::Protocol("the database cannot be opened");
            let connection = Connection::open(&self.file).map_err(unable)?;
            connection.busy_timeout(BUSY).map_err(unable)?;
            let connection = Writer::new(connection, Arc::clone(&self.queue));
            return Ok((
                number,
                Stream { connection, uses: 0, used: Instant::now(), begun: None, ended: false },
            ));
        };
        let mut parts = baton.split('.').map(str::parse::<u64>);
        let (Some(Ok(epoch)), Some(Ok(number)), Some(Ok(uses))) = (parts.next(), parts.next(), parts.next())
        else {
            return Err(INVALID);
        };
        if epoch != state.epoch {
            return Err(INVALID);
        }
        if state.expired.contains(&number) {
            return Err(Refusal::Expired);
        }
        match state.open.remove(&number) {
            Some(stream) if stream.uses == uses => Ok((number, stream)),
            Some(stream) => {
                state.open.insert(number, stream);
                Err(Refusal::Protocol("Received a baton that has already been used"))
            }
            None => Err(INVALID),
        }
    }

    /// Ends a stream without a word.
    pub fn close(&self, baton: &str) {
        // Whose it was is dropped here, and rolled back by that.
        self.acquire(Some(baton)).ok();
    }

    pub fn end_what_is_old(&self) {
        let waited_for = self.queue.is_waited_for();
        self.end(
            |stream| stream.used.elapsed() >= STREAM,
            |stream| {
                waited_for
                    && stream.connection.has_turn()
                    && stream.begun.is_some_and(|begun| begun.elapsed() >= TRANSACTION)
            },
        );
    }

    pub fn expire(&self) {
        self.end(|_| true, |_| false);
    }

    pub fn end_transactions(&self) {
        self.end(|_| false, |stream| stream.begun.is_some());
    }

    /// As if a transaction had been ended for others just when it was over.
    pub fn end_too_late(&self) {
        for stream in lock(&self.state).open.values_mut() {
            stream.ended = true;
        }
    }

    fn end(&self, stream_ends: impl Fn(&Stream) -> bool, transaction_ends: impl Fn(&Stream) -> bool) {
        let mut state = lock(&self.state);
        let old: Vec<u64> =
            state.open.iter().filter(|(_, stream)| stream_ends(stream)).map(|(number, _)| *number).collect();
        for number in old {
            state.open.remove(&number);
            state.expired.insert(number);
        }
        for stream in state.open.values_mut().filter(|stream| transaction_ends(stream)) {
            (stream.begun, stream.ended) = (None, true);
            stream.connection.sqlite.execute_batch("ROLLBACK").ok();
            stream.connection.settle();
        }
    }

    pub fn forget(&self) {
        let mut state = lock(&self.state);
        let epoch = state.epoch + 1;
        *state = State { epoch, ..State::default() };
    }

    pub fn count(&self) -> usize {
        lock(&self.state).open.len()
    }
}
