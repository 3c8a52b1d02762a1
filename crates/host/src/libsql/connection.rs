//! One connection of a component to a database on a server, and how a statement runs on it.

use super::pool::{GivenBack, Stream};
use super::protocol::{Cell, ServerError, Statement, StatementResult};
use super::savepoints::Savepoints;
use super::server::{Executed, Failure, Server};
use super::statement::{Kind, asks_the_connection, changes_nothing, kind, sets_something};
use crate::bindings::sqlite::{RowResult, Value};
use crate::sqlite::Outcome;
use crate::trace::Cost;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::{Mutex, OwnedMutexGuard};

/// How often somebody looks for streams that nobody needs.
const SWEEP: Duration = Duration::from_secs(1);

/// How often a statement is run again after its connection broke.
const CUT: usize = 3;

const LOST: &str = "the transaction has ended by itself, and nothing of it is kept: ROLLBACK, and begin anew";
const NOT_COMMITTED: &str = "there is nothing to commit: the transaction has ended by itself before";
const NOTHING_KNOWN: &str = "changes() and last_insert_rowid() in SQL are only known within a transaction: use \
    RETURNING, or the connection's own function";

/// A connection. Clones are the same connection; its statements run one after the other.
#[derive(Clone, Debug)]
pub struct Connection(Arc<Mutex<Session>>);

/// What makes a handle a connection of its own.
#[derive(Debug)]
struct Session {
    server: Arc<Server>,
    /// Within a transaction, and for good if something was set.
    held: Option<Stream>,
    transaction: Transaction,
    /// Those of the transaction.
    savepoints: Savepoints,
    /// Something was set on the stream that another one would not have.
    private: bool,
    last_insert_rowid: i64,
    changes: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Transaction {
    None,
    Open,
    /// It has ended without the component's doing. What belongs to it must not run by itself.
    Lost,
}

impl Connection {
    /// Nothing is asked of the server yet.
    pub fn open(server: Arc<Server>) -> Self {
        Self(Arc::new(Mutex::new(Session {
            server,
            held: None,
            transaction: Transaction::None,
            savepoints: Savepoints::default(),
            private: false,
            last_insert_rowid: 0,
            changes: 0,
        })))
    }

    pub async fn last_insert_rowid(&self) -> i64 {
        self.0.lock().await.last_insert_rowid
    }

    pub async fn changes(&self) -> u64 {
        self.0.lock().await.changes
    }

    /// Runs one statement to its end.
    pub async fn execute(&self, sql: String, parameters: Vec<Value>) -> Outcome {
        let asked = Instant::now();
        let session = Arc::clone(&self.0).lock_owned().await;
        // It goes on although the component may be gone: what the server answers decides what becomes of the stream.
        let tasks = session.server.tasks.clone();
        let run = tasks.spawn(run(session, sql, parameters, asked));
        run.await.unwrap_or_else(Outcome::failed)
    }
}

async fn run(
    mut session: OwnedMutexGuard<Session>,
    sql: String,
    parameters: Vec<Value>,
    asked: Instant,
) -> Outcome {
    let begun = Instant::now();
    let mut outcome = session.run(&sql, &parameters).await;
    outcome.cost = outcome.ran.then(|| Cost {
        begun,
        waited: begun.duration_since(asked),
        ran: begun.elapsed(),
        hopped: false,
        rows: outcome.rows.len(),
        committed: None,
    });
    outcome
}

impl Session {
    async fn run(&mut self, sql: &str, parameters: &[Value]) -> Outcome {
        let kind = kind(sql);
        if self.transaction == Transaction::Lost {
            return self.run_after_loss(kind);
        }
        if self.held.is_none() && asks_the_connection(sql) {
            return Outcome::failed(NOTHING_KNOWN);
        }
        let statement = match Statement::new(sql, parameters) {
            Ok(statement) => statement,
            Err(error) => return Outcome::failed(error),
        };
        let in_transaction = self.transaction == Transaction::Open;
        let (mut stream, lent) = match self.held.take() {
            Some(stream) => (stream, false),
            None => {
                self.server.pool.take().map_or_else(|| (Stream::default(), false), |stream| (stream, true))
            }
        };
        let mut executed = self.server.execute(&mut stream, &statement, in_transaction).await;
        if lent && matches!(executed, Err(Failure::Expired(_))) {
            // Nothing was run, and nothing of this connection's was on that stream.
            stream = Stream::default();
            executed = self.server.execute(&mut stream, &statement, in_transaction).await;
        }
        if self.transaction == Transaction::None && !self.private {
            let mut cut = 0;
            while let Err(failure) = &executed {
                let again = match failure {
                    Failure::Unreachable(_) => true,
                    Failure::Cut(_) => cut < CUT && changes_nothing(sql),
                    _ => false,
                };
                cut += usize::from(matches!(failure, Failure::Cut(_)));
                if !again || !self.server.is_waited_for().await {
                    break;
                }
                stream = Stream::default();
                executed = self.server.execute(&mut stream, &statement, false).await;
            }
        }
        match executed {
            Ok(executed) => self.settle(stream, executed, sql, kind),
            Err(failure) => self.fail(failure, kind),
        }
    }

    /// After a transaction was lost: only its end is taken, and the end is known.
    fn run_after_loss(&mut self, kind: Kind) -> Outcome {
        let (ends, rolled_back) = (self.savepoints.are_ended_by(&kind), kind == Kind::Rollback);
        self.becomes(if ends { Transaction::None } else { Transaction::Lost }, Some(kind));
        match (ends, rolled_back) {
            (_, true) => Outcome { ran: true, ..Outcome::default() },
            (true, false) => Outcome::failed(NOT_COMMITTED),
            (false, false) => Outcome::failed(LOST),
        }
    }

    /// What has become of the transaction, and by which of its statements.
    fn becomes(&mut self, transaction: Transaction, by: Option<Kind>) {
        self.transaction = transaction;
        match (transaction, by) {
            (Transaction::None, _) => self.savepoints = Savepoints::default(),
            (_, Some(kind)) => self.savepoints.note(kind),
            (_, None) => {}
        }
    }

    /// The stream is gone, and with it what was set there and the transaction.
    fn fail(&mut self, failure: Failure, kind: Kind) -> Outcome {
        let was_open = self.transaction == Transaction::Open;
        let (ends, rolled_back) = (self.savepoints.are_ended_by(&kind), kind == Kind::Rollback);
        self.private = false;
        self.becomes(if was_open && !ends { Transaction::Lost } else { Transaction::None }, Some(kind));
        if rolled_back && was_open && matches!(failure, Failure::Expired(_)) {
            // It was rolled back when the server closed the stream.
            return Outcome { ran: true, ..Outcome::default() };
        }
        Outcome::failed(failure.message())
    }

    /// After the server's answer: what became of the transaction, and who has the stream now.
    fn settle(&mut self, stream: Stream, executed: Executed, sql: &str, kind: Kind) -> Outcome {
        let Executed { result, autocommit, left_out } = executed;
        let was_open = self.transaction == Transaction::Open;
        // One that was run and after which nothing is open was the commit, whatever its name.
        let released = matches!(kind, Kind::Release(_)) && result.is_ok() && !left_out;
        let ends = released || self.savepoints.are_ended_by(&kind);
        let closed = stream.baton.is_none();
        let autocommit = closed || autocommit.unwrap_or_else(|| self.presumed(&kind, &result));
        let lost = was_open && autocommit && !ends;
        let transaction = match (autocommit, lost) {
            (_, true) => Transaction::Lost,
            (true, false) => Transaction::None,
            (false, false) => Transaction::Open,
        };
        self.becomes(transaction, (lost || result.is_ok()).then(|| kind.clone()));
        self.private = !closed && (self.private || result.is_ok() && sets_something(sql));
        if self.private || !autocommit {
            self.held = Some(stream);
        } else {
            self.give_back(stream);
        }
        match result {
            Err(error) => Outcome { ran: true, ..Outcome::failed(error) },
            Ok(_) if left_out && kind == Kind::Rollback => Outcome { ran: true, ..Outcome::default() },
            Ok(_) if left_out && ends => Outcome::failed(NOT_COMMITTED),
            Ok(_) if left_out || lost => Outcome::failed(LOST),
            Ok(result) => self.take(result, &kind),
        }
    }

    /// Whether no transaction is open, by a server that does not say.
    fn presumed(&self, kind: &Kind, result: &Result<StatementResult, ServerError>) -> bool {
        let before = self.transaction != Transaction::Open;
        match (kind, result) {
            (Kind::Begin | Kind::Savepoint(_), Ok(_)) => false,
            (_, Ok(_)) => before || self.savepoints.are_ended_by(kind),
            (_, Err(error)) => before || error.code.as_deref() == Some("TRANSACTION_TIMEOUT"),
        }
    }

    /// The rows, and what they say of the connection.
    fn take(&mut self, result: StatementResult, kind: &Kind) -> Outcome {
        let changed = result.affected_row_count;
        // A server also answers what an earlier statement left on the stream.
        if *kind == Kind::Change || *kind == Kind::Other && changed > 0 {
            self.changes = changed;
            let row = result.last_insert_rowid.and_then(|row| row.parse().ok());
            self.last_insert_rowid = row.filter(|_| changed > 0).unwrap_or(self.last_insert_rowid);
        }
        let columns = result.cols.into_iter().map(|column| column.name.unwrap_or_default()).collect();
        let values = |row: Vec<Cell>| row.into_iter().map(Cell::value).collect::<Option<Vec<_>>>();
        let rows = result.rows.into_iter().map(|row| values(row).map(|values| RowResult { values }));
        match rows.collect::<Option<Vec<_>>>() {
            Some(rows) => Outcome { columns, rows, ran: true, ..Outcome::default() },
            None => Outcome {
                ran: true,
                ..Outcome::failed(format!("{} answered values that are none of SQLite's", self.server.name))
            },
        }
    }

    fn give_back(&self, stream: Stream) {
        let GivenBack { surplus, sweep } = self.server.pool.give_back(stream);
        if let Some(stream) = surplus {
            self.server.close_soon(stream, false);
        }
        if sweep {
            tokio::spawn(keep_fresh(Arc::clone(&self.server)));
        }
    }
}

/// Closes streams that nobody has used for a while, until there are none.
async fn keep_fresh(server: Arc<Server>) {
    loop {
        tokio::time::sleep(SWEEP).await;
        let (old, again) = server.pool.sweep(Instant::now());
        for stream in old {
            server.close(stream, false).await;
        }
        if !again {
            return;
        }
    }
}

impl Drop for Session {
    /// What the component has left open is rolled back by name, so that nobody waits for it.
    fn drop(&mut self) {
        if let Some(stream) = self.held.take() {
            self.server.close_soon(stream, self.transaction == Transaction::Open);
        }
    }
}
