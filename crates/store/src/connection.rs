//! What becomes of a component's connection: when a statement may hold up its instance, when a connection that was
//! kept is replaced, and how one is let go. Decisions alone, so that they are tested without Spin; [`crate::spin`]
//! follows them.
//!
//! An instance has one thread. A statement in one call holds up all its requests until it is done; a streamed one lets
//! them go on. So a statement may be one call only if it never waits for another request of its own instance:
//!
//! - `BEGIN IMMEDIATE`, and a write by itself, wait for whoever writes: streamed.
//! - Inside a transaction the lock is held: nothing waits but the commit. A libSQL server answers some commits only when it
//!   has moved what its log holds into the database, for which they queue behind the next writer, who has the lock by then
//!   and may be of this instance: streamed.
//! - A read waits for nobody: beside a log it never does, and beside a rollback journal only for a commit, which needs nothing
//!   of its instance to end.
//! - A PRAGMA may do anything, and is seldom: streamed, and run again if it only asks.
//! - On a libSQL server every call would last for an exchange: all are streamed.

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
    /// Run the statement once more: the database was taken.
    Again,
    /// Run the statement once more on a new connection, so long after it is opened.
    Replace(Duration),
}

/// When a statement has failed.
#[derive(Clone, Copy, Debug)]
pub struct Failure {
    /// How long this try took.
    pub took: Duration,
    /// How long ago it was to be run first.
    pub since: Duration,
}

impl Failure {
    /// Whether the database is away, and has been for as long as it is waited for.
    #[must_use]
    pub fn is_away(&self) -> bool {
        self.took < AT_ONCE && self.since >= PATIENCE
    }
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
    /// A PRAGMA that sets nothing.
    Question,
    Begin,
    /// COMMIT or ROLLBACK.
    End,
    /// `PRAGMA name = value`. By itself it is asked once and never as a transaction: a libSQL server refuses most of them.
    Setting,
    /// Anything else.
    Write,
}

fn kind(sql: &str) -> Kind {
    let writes = |sql: &str| ["INSERT ", "UPDATE ", "DELETE "].iter().any(|word| sql.contains(word));
    match sql.split_ascii_whitespace().next() {
        Some("SELECT") => Kind::Read,
        Some("WITH") if !writes(sql) => Kind::Read,
        Some("PRAGMA") if !sql.contains('=') => Kind::Question,
        Some("PRAGMA") => Kind::Setting,
        Some("BEGIN") => Kind::Begin,
        Some("COMMIT" | "ROLLBACK") => Kind::End,
        _ => Kind::Write,
    }
}

/// How long a statement that leaves nothing behind is run again: as long as SQLite by itself waits for a lock.
const PATIENCE: Duration = Duration::from_secs(5);
/// So long SQLite waits by itself.
const PATIENT: &str = "PRAGMA busy_timeout = 5000";
/// And so long where it is asked again.
const IMPATIENT: &str = "PRAGMA busy_timeout = 10";
/// Whoever begins a transaction and fails sooner has found no lock: the connection is closed, or the server away.
const AT_ONCE: Duration = Duration::from_millis(5);
/// What reads for longer holds up its instance, and does not do so again.
const SOON: Duration = Duration::from_millis(500);
/// Until a server that is away is asked again, and by chance up to as long again.
const AWAY: Duration = Duration::from_millis(50);

/// A connection's life in one request.
#[derive(Clone, Copy, Debug)]
pub struct ConnectionState {
    /// How often the statement was run again that has not succeeded yet.
    repeats: u8,
    in_transaction: bool,
    /// A statement has begun and not ended: there may be rows to come, and no other statement may run.
    busy: bool,
    /// The last statement failed.
    in_doubt: bool,
    /// SQLite gives up soon where somebody else writes.
    impatient: bool,
    /// The request has changed something in the transaction, or may have.
    changed: bool,
}

impl ConnectionState {
    /// Of a connection that was just opened.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            repeats: 0,
            in_transaction: false,
            busy: false,
            in_doubt: false,
            impatient: false,
            changed: false,
        }
    }

    /// Of one that was opened in the place of this.
    #[must_use]
    pub const fn replaced(&self) -> Self {
        Self { repeats: self.repeats, ..Self::new() }
    }

    /// As the request finds it that goes on with the transaction.
    #[must_use]
    pub const fn goes_on(&self) -> Self {
        Self { changed: false, ..*self }
    }

    /// Whether there is nothing to roll back of what the request has done in the transaction.
    #[must_use]
    pub const fn has_done_nothing(&self) -> bool {
        !self.changed && !self.busy && !self.in_doubt
    }

    /// Whether a transaction is to begin on another one: the last statement failed on this.
    #[must_use]
    pub fn must_be_replaced(&self, sql: &str) -> bool {
        self.in_doubt && kind(sql) == Kind::Begin
    }

    /// Whether the statement writes, and is no part of a transaction.
    #[must_use]
    pub fn stands_alone(&self, sql: &str) -> bool {
        !self.in_transaction && kind(sql) == Kind::Write
    }

    /// Whether the statement waits for whoever writes.
    #[must_use]
    pub fn takes_a_turn(&self, sql: &str) -> bool {
        self.stands_alone(sql) || kind(sql) == Kind::Begin
    }

    /// What is to be set before the statement: whoever begins is to ask often, for SQLite's own pauses become so long that
    /// those of another instance always come first; a write by itself is not run again, and waits for as long as it takes.
    pub fn patience(&mut self, sql: &str) -> Option<&'static str> {
        if !self.takes_a_turn(sql) {
            return None;
        }
        let impatient = kind(sql) == Kind::Begin;
        let changes = std::mem::replace(&mut self.impatient, impatient) != impatient;
        changes.then_some(if impatient { IMPATIENT } else { PATIENT })
    }

    /// Whether what is open may be open on the server as well, and is to be rolled back by name.
    #[must_use]
    pub const fn may_hold_the_lock(&self) -> bool {
        self.in_transaction
    }

    /// The statement begins, on a libSQL server or on a file.
    pub fn begin(&mut self, sql: &str, on_server: bool) -> Execution {
        let kind = kind(sql);
        self.busy = true;
        let execution = match kind {
            _ if on_server => Execution::Streamed,
            Kind::Read => Execution::Blocking,
            Kind::Write | Kind::Question | Kind::Setting if self.in_transaction => Execution::Blocking,
            Kind::Begin | Kind::End | Kind::Write | Kind::Question | Kind::Setting => Execution::Streamed,
        };
        // From here on: the answer may be lost.
        self.in_transaction |= kind == Kind::Begin;
        execution
    }

    /// The statement has ended well, and whether without a row.
    pub fn succeeded(&mut self, sql: &str, without_row: bool) {
        let kind = kind(sql);
        (self.busy, self.repeats, self.in_doubt) = (false, 0, false);
        self.in_transaction &= kind != Kind::End;
        // What returns what it changes, and returns nothing, has changed nothing.
        let changes =
            matches!(kind, Kind::Write | Kind::Setting) && !(without_row && sql.contains(" RETURNING "));
        self.changed = self.in_transaction && (self.changed || changes);
    }

    /// The statement has failed; whether the database is known to be away.
    pub fn failed(&mut self, sql: &str, Failure { took, since }: Failure, away: bool) -> OnFailure {
        (self.busy, self.in_doubt) = (false, true);
        let begins = match kind(sql) {
            // The first connection may be of before.
            _ if since >= PATIENCE || away && self.repeats > 0 => return OnFailure::Fail,
            Kind::Begin => true,
            Kind::Read | Kind::Question if !self.in_transaction && took < SOON => false,
            _ => return OnFailure::Fail,
        };
        let before = self.repeats;
        self.repeats = before.saturating_add(1);
        let waited = begins && took >= AT_ONCE;
        if waited && before % 8 != 7 {
            return OnFailure::Again;
        }
        // Those who find the server away together do not come back together.
        let by_chance = Duration::from_micros(u64::from(took.subsec_nanos()) % 50_000);
        OnFailure::Replace(if waited || before == 0 { Duration::ZERO } else { AWAY + by_chance })
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
    const LATER: Duration = Duration::from_secs(1);
    const WRITES: [&str; 3] = ["INSERT INTO a VALUES (1)", "UPDATE a SET b = 1", "DELETE FROM a"];
    const SETTING: &str = "PRAGMA journal_mode = WAL";
    const READS: [&str; 2] = ["SELECT 1", "WITH a AS (SELECT 1) SELECT * FROM a"];

    fn run(state: &mut ConnectionState, sql: &str) -> Execution {
        let execution = state.begin(sql, false);
        state.succeeded(sql, false);
        execution
    }

    #[test]
    fn only_what_never_waits_holds_up_the_instance() {
        let mut state = ConnectionState::new();
        for sql in READS {
            assert_eq!(run(&mut state, sql), Execution::Blocking, "{sql}");
        }
        for sql in WRITES.into_iter().chain([
            "WITH a AS (SELECT 1) INSERT INTO b SELECT * FROM a",
            "PRAGMA user_version",
            SETTING,
        ]) {
            assert_eq!(run(&mut state, sql), Execution::Streamed, "{sql}");
        }
        assert_eq!(run(&mut state, "BEGIN IMMEDIATE"), Execution::Streamed);
        for sql in READS.into_iter().chain(WRITES) {
            assert_eq!(run(&mut state, sql), Execution::Blocking, "{sql} in a transaction");
        }
        assert_eq!(
            run(&mut state, "COMMIT"),
            Execution::Streamed,
            "a server may have it wait for the next writer"
        );
        assert_eq!(run(&mut state, WRITES[0]), Execution::Streamed, "after it");
    }

    #[test]
    fn on_a_server_nothing_holds_up_the_instance() {
        let mut state = ConnectionState::new();
        for _ in ["by itself", "in a transaction"] {
            for sql in READS.into_iter().chain(WRITES).chain([SETTING, "BEGIN IMMEDIATE"]) {
                assert_eq!(state.begin(sql, true), Execution::Streamed, "{sql}");
                state.succeeded(sql, false);
            }
        }
    }

    /// What follows when the statement fails after so long, and so long after it was to be run.
    fn then(state: &mut ConnectionState, sql: &str, took: Duration, since: Duration) -> OnFailure {
        state.begin(sql, false);
        state.failed(sql, Failure { took, since }, false)
    }

    #[test]
    fn what_leaves_nothing_behind_is_run_again_on_other_connections_until_the_server_is_back() {
        for sql in READS.into_iter().chain(["PRAGMA user_version", "BEGIN IMMEDIATE"]) {
            let mut state = ConnectionState::new();
            assert_eq!(then(&mut state, sql, SOON, SOON), OnFailure::Replace(Duration::ZERO), "{sql}");
            for _ in 0..300 {
                state = state.replaced();
                let OnFailure::Replace(pause) = then(&mut state, sql, SOON, LATER) else {
                    panic!("{sql} is given up");
                };
                assert!((50..100).contains(&pause.as_millis()), "{sql} after {pause:?}");
            }
            assert_eq!(then(&mut state, sql, SOON, PATIENCE), OnFailure::Fail, "{sql} after all this time");
            run(&mut state, "ROLLBACK");
            assert_eq!(
                then(&mut state, sql, SOON, SOON),
                OnFailure::Replace(Duration::ZERO),
                "{sql} as the second"
            );
        }
        for sql in READS.into_iter().chain(["COMMIT"]) {
            let mut state = ConnectionState::new();
            run(&mut state, "BEGIN IMMEDIATE");
            assert_eq!(then(&mut state, sql, SOON, SOON), OnFailure::Fail, "{sql} in a transaction");
        }
        for sql in WRITES {
            let mut state = ConnectionState::new();
            assert_eq!(then(&mut state, sql, SOON, SOON), OnFailure::Fail, "{sql} may have happened");
        }
        for sql in READS {
            let mut state = ConnectionState::new();
            assert_eq!(then(&mut state, sql, LATER, LATER), OnFailure::Fail, "{sql} has held up everybody");
        }
    }

    #[test]
    fn those_who_find_the_server_away_together_do_not_come_back_together() {
        let pauses = [1_000, 1_000_000, 1_012_345].map(|nanos| {
            let mut state = ConnectionState::new();
            then(&mut state, "SELECT 1", SOON, SOON);
            then(&mut state, "SELECT 1", Duration::from_nanos(nanos), SOON)
        });
        assert!(pauses[0] != pauses[1] && pauses[1] != pauses[2], "{pauses:?}");
    }

    #[test]
    fn who_knows_that_the_database_is_away_tries_one_other_connection() {
        assert!(Failure { took: SOON, since: PATIENCE }.is_away());
        assert!(!Failure { took: SOON, since: LATER }.is_away(), "it may come back");
        assert!(!Failure { took: PATIENCE, since: PATIENCE }.is_away(), "it is taken");
        for sql in ["SELECT 1", "BEGIN IMMEDIATE"] {
            let mut state = ConnectionState::new();
            let failure = Failure { took: SOON, since: SOON };
            assert_eq!(state.failed(sql, failure, true), OnFailure::Replace(Duration::ZERO), "{sql}");
            assert_eq!(state.replaced().failed(sql, failure, true), OnFailure::Fail, "{sql}");
        }
    }

    #[test]
    fn who_finds_the_database_taken_asks_again_and_often() {
        let mut state = ConnectionState::new();
        assert_eq!(state.patience("SELECT 1"), None);
        assert_eq!(state.patience("BEGIN IMMEDIATE"), Some("PRAGMA busy_timeout = 10"));
        assert_eq!(state.patience("BEGIN IMMEDIATE"), None, "it is set");
        let taken = Duration::from_millis(10);
        let answers: Vec<_> = (0..16).map(|_| then(&mut state, "BEGIN IMMEDIATE", taken, LATER)).collect();
        let others = answers.iter().filter(|answer| **answer != OnFailure::Again);
        assert_eq!(
            others.collect::<Vec<_>>(),
            [&OnFailure::Replace(Duration::ZERO); 2],
            "now and then on another connection, for this one may be closed, far away"
        );
        assert_eq!(answers[0], OnFailure::Again);
        assert_eq!(then(&mut state, "BEGIN IMMEDIATE", taken, PATIENCE), OnFailure::Fail);
        run(&mut state, "ROLLBACK");
        assert_eq!(state.patience("BEGIN IMMEDIATE"), None);
        run(&mut state, "BEGIN IMMEDIATE");
        assert_eq!(state.patience(WRITES[0]), None, "it waits for nobody");
        run(&mut state, "COMMIT");
        assert_eq!(state.patience("SELECT 1"), None);
        assert_eq!(
            state.patience(WRITES[0]),
            Some("PRAGMA busy_timeout = 5000"),
            "what is not run again waits by itself"
        );
        assert_eq!(state.replaced().patience(WRITES[0]), None, "as a connection begins");
    }

    #[test]
    fn whoever_may_have_to_wait_for_a_writer_takes_a_turn() {
        let mut state = ConnectionState::new();
        for sql in WRITES.into_iter().chain(["BEGIN IMMEDIATE"]) {
            assert!(state.takes_a_turn(sql), "{sql}");
            assert_eq!(state.stands_alone(sql), sql != "BEGIN IMMEDIATE", "{sql}");
        }
        for sql in [READS[0], SETTING] {
            assert!(!state.takes_a_turn(sql) && !state.stands_alone(sql), "{sql}");
        }
        run(&mut state, "BEGIN IMMEDIATE");
        for sql in WRITES.into_iter().chain(READS).chain(["COMMIT", "ROLLBACK"]) {
            assert!(!state.takes_a_turn(sql) && !state.stands_alone(sql), "{sql} in a transaction");
        }
        run(&mut state, "COMMIT");
        assert!(state.takes_a_turn("BEGIN IMMEDIATE"));
    }

    #[test]
    fn only_what_may_have_changed_something_is_rolled_back() {
        let mut state = ConnectionState::new();
        run(&mut state, "BEGIN IMMEDIATE");
        run(&mut state, READS[0]);
        state.begin("UPDATE a SET b = 1 RETURNING b", false);
        assert!(!state.has_done_nothing(), "its answer is not there");
        state.succeeded("UPDATE a SET b = 1 RETURNING b", true);
        assert!(state.has_done_nothing(), "it would have returned what it changed");
        for sql in WRITES.into_iter().chain(["UPDATE a SET b = 1 RETURNING b", "PRAGMA user_version = 1"]) {
            let mut state = state;
            run(&mut state, sql);
            run(&mut state, READS[0]);
            assert!(!state.has_done_nothing(), "{sql}");
            assert!(state.goes_on().has_done_nothing(), "whoever goes on has not done it");
        }
        then(&mut state, READS[0], SOON, SOON);
        assert!(!state.has_done_nothing(), "the transaction may be lost");
    }

    #[test]
    fn no_transaction_begins_where_a_statement_has_failed() {
        let mut state = ConnectionState::new();
        assert!(!state.must_be_replaced("BEGIN IMMEDIATE") && !state.may_hold_the_lock());
        run(&mut state, "BEGIN IMMEDIATE");
        then(&mut state, WRITES[0], SOON, SOON);
        then(&mut state, "ROLLBACK", SOON, SOON);
        assert!(state.must_be_replaced("BEGIN IMMEDIATE") && !state.must_be_replaced("SELECT 1"));
        assert!(state.may_hold_the_lock(), "nobody has answered that it is rolled back");
        run(&mut state, "ROLLBACK");
        assert!(!state.must_be_replaced("BEGIN IMMEDIATE") && !state.may_hold_the_lock());
    }

    #[test]
    fn only_a_connection_between_transactions_is_kept() {
        let mut state = ConnectionState::new();
        assert_eq!(state.end(), Release::Keep, "not used at all");
        state.begin("BEGIN IMMEDIATE", false);
        assert_eq!(state.end(), Release::Close, "given up while it waited for the lock");
        state.succeeded("BEGIN IMMEDIATE", true);
        assert_eq!(state.end(), Release::RollBackAndClose);
        run(&mut state, WRITES[0]);
        then(&mut state, WRITES[1], SOON, SOON);
        assert_eq!(state.end(), Release::RollBackAndClose, "the transaction is still open");
        then(&mut state, "COMMIT", SOON, SOON);
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
        then(&mut state, WRITES[0], SOON, SOON);
        assert_eq!(state.end(), Release::Close, "nobody knows what is wrong with it");
        let mut state = ConnectionState::new();
        then(&mut state, "BEGIN IMMEDIATE", SOON, SOON);
        assert_eq!(state.end(), Release::RollBackAndClose, "it may have begun");
    }
}
