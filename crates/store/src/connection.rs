//! What becomes of a component's connection: when a statement may hold up its instance, when a connection that was
//! kept is replaced, and how one is let go. Decisions alone, so that they are tested without Spin; [`crate::spin`]
//! follows them.
//!
//! An instance has one thread. A statement in one call holds up all its requests until it is done; a streamed one lets
//! them go on. So a statement may be one call only if it never waits for another request of its own instance:
//!
//! - `BEGIN IMMEDIATE`, and a write by itself, wait for whoever writes: streamed.
//! - Inside a transaction the lock is held: nothing waits but the commit, and that only for readers of a database that
//!   keeps a rollback journal. [`crate::migrate`] has it keep a log instead, and no reader of this instance is in
//!   the middle of a statement then: a read is one call.
//! - A read waits for nobody: beside a log it never does, and beside a rollback journal only for a commit, which is one
//!   call.
//! - A PRAGMA may do anything, and is seldom: streamed.

use std::time::Duration;

/// In which way a statement runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Execution {
    /// One call, which holds up the instance: the cheaper.
    Blocking,
    /// The instance's other requests go on.
    Streamed,
}

/// What follows from a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnFailure {
    Fail,
    /// Run the statement once more, on a new connection.
    Replace,
}

/// How a connection is let go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Release {
    /// For the next request.
    Keep,
    Close,
    RollBackAndClose,
}

/// What a statement is to its connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Read,
    Begin,
    /// COMMIT or ROLLBACK.
    End,
    /// Anything else.
    Write,
}

fn kind(sql: &str) -> Kind {
    let writes = |sql: &str| ["INSERT ", "UPDATE ", "DELETE "].iter().any(|word| sql.contains(word));
    match sql.split_ascii_whitespace().next() {
        Some("SELECT") => Kind::Read,
        Some("WITH") if !writes(sql) => Kind::Read,
        Some("BEGIN") => Kind::Begin,
        Some("COMMIT" | "ROLLBACK") => Kind::End,
        _ => Kind::Write,
    }
}

/// A libSQL server closes a connection that was idle for some ten seconds, and says so at the next statement.
const IDLE: Duration = Duration::from_secs(5);
/// That it was closed is known at once; what takes longer has waited for somebody.
const AT_ONCE: Duration = Duration::from_millis(500);

/// A connection's life in one request.
#[derive(Clone, Copy, Debug)]
pub struct ConnectionState {
    /// How long it was kept before this request; nothing for a new one.
    idle: Option<Duration>,
    /// No statement of this request has succeeded on it yet.
    untried: bool,
    in_transaction: bool,
    /// A statement has begun and not ended: there may be rows to come, and no other statement may run.
    busy: bool,
    /// The last statement failed.
    in_doubt: bool,
}

impl ConnectionState {
    /// Of a connection that was just opened.
    #[must_use]
    pub const fn new() -> Self {
        Self { idle: None, untried: false, in_transaction: false, busy: false, in_doubt: false }
    }

    /// Of one that was kept so long since the last request.
    #[must_use]
    pub const fn reused(idle: Duration) -> Self {
        Self { idle: Some(idle), untried: true, ..Self::new() }
    }

    /// Whether to ask first if the connection is still there: a write by itself cannot be tried twice, since it may
    /// have happened although its answer was lost.
    #[must_use]
    pub fn must_probe(&self, sql: &str) -> bool {
        self.untried && kind(sql) == Kind::Write && self.idle.is_some_and(|idle| idle >= IDLE)
    }

    /// Whether [`ConnectionState::failed`] may ask for the statement once more.
    #[must_use]
    pub fn may_be_replaced(&self, sql: &str) -> bool {
        self.untried && matches!(kind(sql), Kind::Read | Kind::Begin)
    }

    /// The statement begins.
    pub fn begin(&mut self, sql: &str) -> Execution {
        let kind = kind(sql);
        self.busy = true;
        let execution = if kind == Kind::Read || self.in_transaction && kind != Kind::Begin {
            Execution::Blocking
        } else {
            Execution::Streamed
        };
        // From here on: the answer may be lost.
        self.in_transaction |= kind == Kind::Begin;
        execution
    }

    /// The statement has ended well.
    pub fn succeeded(&mut self, sql: &str) {
        (self.busy, self.untried, self.in_doubt) = (false, false, false);
        self.in_transaction &= kind(sql) != Kind::End;
    }

    /// The statement has failed after so long.
    pub fn failed(&mut self, sql: &str, took: Duration) -> OnFailure {
        let replace = self.may_be_replaced(sql) && took < AT_ONCE;
        (self.busy, self.untried, self.in_doubt) = (false, false, true);
        if replace { OnFailure::Replace } else { OnFailure::Fail }
    }

    /// The request has no more use for it.
    #[must_use]
    pub const fn end(&self) -> Release {
        match self {
            // Another statement would wait for the rest of this one for ever.
            Self { busy: true, .. } => Release::Close,
            Self { in_transaction: true, .. } => Release::RollBackAndClose,
            Self { in_doubt: true, .. } => Release::Close,
            _ => Release::Keep,
        }
    }
}

impl Default for ConnectionState {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOON: Duration = Duration::from_millis(1);
    const LONG_IDLE: Duration = Duration::from_secs(60);
    const WRITES: [&str; 4] =
        ["INSERT INTO a VALUES (1)", "UPDATE a SET b = 1", "DELETE FROM a", "PRAGMA journal_mode = WAL"];
    const READS: [&str; 2] = ["SELECT 1", "WITH a AS (SELECT 1) SELECT * FROM a"];

    fn run(state: &mut ConnectionState, sql: &str) -> Execution {
        let execution = state.begin(sql);
        state.succeeded(sql);
        execution
    }

    #[test]
    fn only_what_never_waits_holds_up_the_instance() {
        let mut state = ConnectionState::new();
        for sql in READS {
            assert_eq!(run(&mut state, sql), Execution::Blocking, "{sql}");
        }
        for sql in WRITES
            .into_iter()
            .chain(["WITH a AS (SELECT 1) INSERT INTO b SELECT * FROM a", "PRAGMA user_version"])
        {
            assert_eq!(run(&mut state, sql), Execution::Streamed, "{sql}");
        }
        assert_eq!(run(&mut state, "BEGIN IMMEDIATE"), Execution::Streamed);
        for sql in READS.into_iter().chain(WRITES).chain(["COMMIT"]) {
            assert_eq!(run(&mut state, sql), Execution::Blocking, "{sql} in a transaction");
        }
        assert_eq!(run(&mut state, WRITES[0]), Execution::Streamed, "after it");
    }

    #[test]
    fn a_kept_connection_that_is_gone_is_replaced_once_at_its_first_statement() {
        for sql in READS.into_iter().chain(["BEGIN IMMEDIATE"]) {
            let mut state = ConnectionState::reused(SOON);
            state.begin(sql);
            assert_eq!(state.failed(sql, SOON), OnFailure::Replace, "{sql}");
            let mut new = ConnectionState::new();
            new.begin(sql);
            assert_eq!(new.failed(sql, SOON), OnFailure::Fail, "{sql} on a new one");
            let mut later = ConnectionState::reused(SOON);
            run(&mut later, "SELECT 1");
            later.begin(sql);
            assert_eq!(later.failed(sql, SOON), OnFailure::Fail, "{sql} as the second");
        }
        for sql in WRITES {
            let mut state = ConnectionState::reused(SOON);
            state.begin(sql);
            assert_eq!(state.failed(sql, SOON), OnFailure::Fail, "{sql} may have happened");
        }
        let mut state = ConnectionState::reused(LONG_IDLE);
        state.begin("BEGIN IMMEDIATE");
        assert_eq!(state.failed("BEGIN IMMEDIATE", IDLE), OnFailure::Fail, "it has waited for the lock");
    }

    #[test]
    fn before_a_write_by_itself_an_old_connection_is_asked_whether_it_is_there() {
        let mut state = ConnectionState::reused(LONG_IDLE);
        for sql in WRITES {
            assert!(
                state.must_probe(sql)
                    && !ConnectionState::new().must_probe(sql)
                    && !ConnectionState::reused(SOON).must_probe(sql)
            );
        }
        assert!(!state.must_probe("SELECT 1") && !state.must_probe("BEGIN IMMEDIATE"));
        run(&mut state, "SELECT 1");
        assert!(!state.must_probe(WRITES[0]), "it is");
    }

    #[test]
    fn only_a_connection_between_transactions_is_kept() {
        let mut state = ConnectionState::reused(SOON);
        assert_eq!(state.end(), Release::Keep, "not used at all");
        state.begin("BEGIN IMMEDIATE");
        assert_eq!(state.end(), Release::Close, "given up while it waited for the lock");
        state.succeeded("BEGIN IMMEDIATE");
        assert_eq!(state.end(), Release::RollBackAndClose);
        run(&mut state, WRITES[0]);
        state.begin(WRITES[1]);
        state.failed(WRITES[1], SOON);
        assert_eq!(state.end(), Release::RollBackAndClose, "the transaction is still open");
        state.begin("COMMIT");
        state.failed("COMMIT", SOON);
        assert_eq!(state.end(), Release::RollBackAndClose, "nor has a commit that failed ended it");
        run(&mut state, "ROLLBACK");
        assert_eq!(state.end(), Release::Keep);
        for ends in ["COMMIT", "ROLLBACK"] {
            let mut state = ConnectionState::new();
            run(&mut state, "BEGIN IMMEDIATE");
            run(&mut state, ends);
            assert_eq!(state.end(), Release::Keep, "{ends}");
        }
        let mut state = ConnectionState::new();
        state.begin(WRITES[0]);
        state.failed(WRITES[0], SOON);
        assert_eq!(state.end(), Release::Close, "nobody knows what is wrong with it");
        let mut state = ConnectionState::new();
        state.begin("BEGIN IMMEDIATE");
        state.failed("BEGIN IMMEDIATE", SOON);
        assert_eq!(state.end(), Release::RollBackAndClose, "it may have begun");
    }
}
