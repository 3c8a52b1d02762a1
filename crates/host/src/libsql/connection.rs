//! One connection of a component to a database on a server, and how a statement runs on it.

use super::journal::Journal;
use super::pool::{GivenBack, Stream};
use super::protocol::{Cell, ServerError, Statement, StatementResult};
use super::savepoints::Savepoints;
use super::server::{Executed, Failure, Server};
use super::statement::{Kind, asks_the_connection, changes_nothing, kind, sets_something, writes};
use crate::bindings::sqlite::{RowResult, Value};
use crate::log;
use crate::sqlite::Outcome;
use crate::sqlite::writer_queue::Turn;
use crate::trace::Cost;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::{Mutex, OwnedMutexGuard};

/// How often somebody looks for streams that nobody needs.
const SWEEP: Duration = Duration::from_secs(1);

/// How often a statement is run again after its connection broke.
const CUT: usize = 3;

/// How long a writer waits for its turn: longer than a server that is away is waited for, so that who waits behind one who
/// waits for it is told why.
const PATIENCE: Duration = Duration::from_secs(15);
/// What SQLite says when it does not come.
const LOCKED: &str = "database is locked";

const LOST: &str = "the transaction has ended by itself, and nothing of it is kept: ROLLBACK, and begin anew";
const NOT_COMMITTED: &str = "there is nothing to commit: the transaction has ended by itself before";
const UNKNOWN: &str = "whether the transaction was committed nobody knows";
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
    /// What it has asked so far.
    journal: Journal,
    /// Passes on when no transaction is open, or when one that was left open is rolled back.
    turn: Option<Turn>,
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
            journal: Journal::default(),
            turn: None,
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
    if !session.takes_turn(&sql).await {
        return Outcome::failed(LOCKED);
    }
    let begun = Instant::now();
    let mut outcome = session.run(&sql, &parameters).await;
    if session.transaction != Transaction::Open {
        session.turn = None;
    }
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
    /// Waits in this host's queue before the server is asked for the right to write; `false` when the turn does not come.
    /// Servers have a queue as well, in which a few wait in order and many do not: docs/CLUSTER.md.
    async fn takes_turn(&mut self, sql: &str) -> bool {
        if self.transaction == Transaction::None && self.turn.is_none() && writes(sql) {
            self.turn = self.server.writers.enter(PATIENCE).await;
            return self.turn.is_some();
        }
        true
    }

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
        let mut executed = if in_transaction {
            self.server.execute(&mut stream, &statement, true).await
        } else {
            self.server.execute_outside(&mut stream, &statement).await
        };
        if in_transaction {
            if self.can_be_run_again(&executed, &kind)
                && let Some(other) = self.run_again().await
            {
                // What is left of the one before, if anything.
                self.server.close_soon(std::mem::replace(&mut stream, other), false, None);
                executed = self.server.execute(&mut stream, &statement, true).await;
            }
        } else {
            if lent && matches!(executed, Err(Failure::Expired(_))) {
                // Nothing was run, and nothing of this connection's was on that stream.
                stream = Stream::default();
                executed = self.server.execute_outside(&mut stream, &statement).await;
            }
            let mut cut = 0;
            while let Err(failure) = &executed {
                let again = !matches!(failure, Failure::Cut(_)) || changes_nothing(sql);
                if self.private || !again || !self.may_ask_again(failure, &mut cut).await {
                    break;
                }
                stream = Stream::default();
                executed = self.server.execute_outside(&mut stream, &statement).await;
            }
        }
        match executed {
            Ok(executed) => self.settle(stream, executed, sql, parameters, kind),
            Err(failure) => self.fail(failure, kind),
        }
    }

    /// Whether it is worth the while to ask again after such a failure, after the pause that this takes.
    async fn may_ask_again(&self, failure: &Failure, cut: &mut usize) -> bool {
        match failure {
            Failure::Unreachable(_) => {}
            Failure::Cut(_) if *cut < CUT => *cut += 1,
            _ => return false,
        }
        self.server.is_waited_for().await
    }

    /// Whether the open transaction is lost by this, and none of it can have been committed.
    fn can_be_run_again(&self, executed: &Result<Executed, Failure>, kind: &Kind) -> bool {
        let lost = match executed {
            Ok(executed) => executed.left_out,
            Err(Failure::Expired(_) | Failure::Unreachable(_)) => true,
            Err(Failure::Cut(_)) => !self.savepoints.are_ended_by(kind),
            Err(_) => false,
        };
        lost && *kind != Kind::Rollback && !self.private
    }

    /// Runs the open transaction again, as far as it had come; nothing where it is lost.
    async fn run_again(&self) -> Option<Stream> {
        let mut cut = 0;
        loop {
            match self.journal.replay(&self.server).await {
                Ok(Some(stream)) => {
                    log::info("a transaction was lost and is run again", &[("server", &self.server.name)]);
                    return Some(stream);
                }
                Ok(None) => return None,
                Err(failure) if self.may_ask_again(&failure, &mut cut).await => {}
                Err(_) => return None,
            }
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
        if transaction != Transaction::Open {
            self.journal = Journal::default();
        }
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
        if rolled_back && was_open {
            // It was rolled back when the server closed the stream, or will be.
            return Outcome { ran: true, ..Outcome::default() };
        }
        let unknown = was_open && ends && matches!(failure, Failure::Cut(_) | Failure::Lost(_));
        let message = failure.message();
        Outcome::failed(if unknown { format!("{message}: {UNKNOWN}") } else { message })
    }

    /// After the server's answer: what became of the transaction, and who has the stream now.
    fn settle(
        &mut self,
        stream: Stream,
        executed: Executed,
        sql: &str,
        parameters: &[Value],
        kind: Kind,
    ) -> Outcome {
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
        if transaction == Transaction::Open {
            self.journal.note(sql, parameters, &result);
        }
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
            (_, Err(_)) => before,
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
            self.server.close_soon(stream, false, None);
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
            self.server.close_soon(stream, self.transaction == Transaction::Open, self.turn.take());
        }
    }
}
