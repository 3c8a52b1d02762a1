//! Whatever fails at whatever statement: afterwards the database holds all of a write or nothing.
#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests, which may fail loudly")]

mod common;

use std::cell::Cell;
use std::path::Path;

use common::{
    Folder, MONDAY, block_on, chain, change, dept, dump, entry, find, key, open, stored, submitted,
};
use minsheng_core::calls::Call;
use minsheng_core::ids::TicketId;
use minsheng_core::text::Name;
use minsheng_core::ticket::{Event, Ticket};
use minsheng_core::words::{Action, Role, State};
use minsheng_store::migrate::migrate;
use minsheng_store::native::Native;
use minsheng_store::{Db, Error, Row, Value, assessment, calls, catalogue, tickets};

/// In which way the statement fails.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Failure {
    /// It did not run; the ones after it do.
    Once,
    /// It ran, but its answer was lost.
    AnswerLost,
    /// It did not run, and nothing does any more.
    ForGood,
}

/// A connection whose n-th statement fails.
struct Failing {
    inner: Native,
    left: Cell<usize>,
    failure: Failure,
    failed: Cell<bool>,
}

impl Failing {
    fn at(path: &Path, nth: usize, failure: Failure) -> Self {
        Self { inner: open(path), left: Cell::new(nth), failure, failed: Cell::new(false) }
    }
}

impl Db for Failing {
    async fn run(&self, sql: &str, values: Vec<Value>) -> Result<Vec<Row>, Error> {
        let told = || Error::Unavailable("the test pulled the plug".into());
        if self.failed.get() {
            return if self.failure == Failure::ForGood {
                Err(told())
            } else {
                self.inner.run(sql, values).await
            };
        }
        if self.left.get() > 0 {
            self.left.set(self.left.get() - 1);
            return self.inner.run(sql, values).await;
        }
        self.failed.set(true);
        if self.failure == Failure::AnswerLost {
            drop(self.inner.run(sql, values).await?);
        }
        Err(told())
    }
}

/// Lets `write` fail at its first statement, its second … until it runs to its end, each time on a
/// database that `prepare` made, and compares what a new connection then finds.
fn all_or_nothing<P>(prepare: impl Fn(&Native) -> P, write: impl Fn(&Failing, &P) -> Result<(), Error>) {
    for failure in [Failure::Once, Failure::AnswerLost, Failure::ForGood] {
        let folder = Folder::new();
        let whole = {
            let path = folder.file("whole.db");
            let prepared = prepare(&open(&path));
            write(&Failing::at(&path, usize::MAX, failure), &prepared).unwrap();
            dump(&open(&path))
        };
        let mut failures = 0;
        for nth in 0.. {
            let path = folder.file(&format!("{nth}.db"));
            let prepared = prepare(&open(&path));
            let nothing = dump(&open(&path));
            assert_ne!(nothing, whole);
            let db = Failing::at(&path, nth, failure);
            let outcome = write(&db, &prepared);
            let found = dump(&open(&path));
            if !db.failed.get() {
                outcome.unwrap();
                assert_eq!(found, whole);
                break;
            }
            failures += 1;
            let context = format!("statement {nth} failed {failure:?}: {outcome:?}");
            match outcome {
                // It mattered not: a pragma that is allowed to be refused.
                Ok(()) => assert_eq!(found, whole, "{context}"),
                // Only the loss of the commit's own answer leaves the caller in doubt.
                Err(_) if failure == Failure::AnswerLost => {
                    assert!(found == nothing || found == whole, "{context}")
                }
                Err(_) => assert_eq!(found, nothing, "{context}"),
            }
            if failure == Failure::Once && found == nothing {
                write(&db, &prepared)
                    .unwrap_or_else(|error| panic!("{context}; again on the same connection: {error}"));
                assert_eq!(dump(&open(&path)), whole, "{context}");
            }
            drop(db);
            if found == nothing && failure != Failure::Once {
                write(&Failing::at(&path, usize::MAX, failure), &prepared).unwrap();
                assert_eq!(dump(&open(&path)), whole, "{context}; again on another connection");
            }
        }
        assert!(failures >= 3, "begin, work, commit");
    }
}

fn migrated(db: &Native) {
    block_on(migrate(db)).unwrap();
}

#[test]
fn a_migration_is_applied_whole_or_not_at_all() {
    all_or_nothing(|_| (), |db, ()| block_on(migrate(db)));
}

#[test]
fn a_submission_is_stored_whole_or_not_at_all() {
    all_or_nothing(migrated, |db, ()| {
        let ticket = submitted(common::demand("路灯坏了"), MONDAY);
        let event = Event::submitted(Role::Reporter, "citizen", MONDAY);
        let key = key(1, 1);
        let new = tickets::NewTicket {
            ticket: &ticket,
            event: &event,
            query_hash: [7; 32],
            sealed: None,
            idempotency: Some(&key),
        };
        block_on(tickets::insert(db, &chain(), &new)).map(|outcome| assert!(outcome.is_ok()))
    });
}

#[test]
fn a_change_is_saved_whole_or_not_at_all() {
    let prepare = |db: &Native| {
        migrated(db);
        let seen = stored(db, &submitted(common::demand("路灯坏了"), MONDAY));
        let first = Ticket { assists: vec![dept("hbj")], ..seen.clone() };
        common::save(db, &seen, &[change(&seen, first, Action::Classify)], None).unwrap();
        find(db, seen.id)
    };
    all_or_nothing(prepare, |db, seen| {
        let accepted = change(seen, Ticket { state: State::Accepted, ..seen.clone() }, Action::Accept);
        let assigned = Ticket {
            state: State::Assigned,
            lead: Some(dept("zjj")),
            assists: vec![dept("cgj"), dept("jtj")],
            ..accepted.ticket.clone()
        };
        let assigned = change(&accepted.ticket, assigned, Action::Assign);
        block_on(tickets::save(db, &chain(), seen, &[accepted, assigned], Some(&key(1, 1))))
            .map(|outcome| assert_eq!(outcome, Ok(())))
    });
}

#[test]
fn calls_are_recorded_whole_or_not_at_all() {
    all_or_nothing(migrated, |db, ()| {
        let call = |id: &str| Call {
            id: Name::parse(id).unwrap(),
            offered_at: MONDAY,
            answered_at: Some(MONDAY.plus(5)),
            ended_at: None,
            waited_seconds: None,
            agent: None,
            ticket: None,
            queue: None,
        };
        let calls = [call("a"), call("b")];
        block_on(calls::record(db, &chain(), &calls, &entry("calls.record"), MONDAY))
            .map(|outcome| assert_eq!(outcome, Ok(2)))
    });
}

#[test]
fn older_tickets_are_counted_whole_or_not_at_all() {
    let prepare = |db: &Native| {
        migrated(db);
        stored(db, &submitted(common::demand("路灯坏了"), MONDAY));
        common::query(db, "DELETE FROM tally");
        common::query(db, "UPDATE tally_progress SET counted_to = 0");
    };
    all_or_nothing(prepare, |db, ()| block_on(assessment::rebuild(db, 10)).map(|complete| assert!(complete)));
}

#[test]
fn a_catalogue_is_replaced_whole_or_not_at_all() {
    all_or_nothing(migrated, |db, ()| {
        block_on(catalogue::replace(db, &chain(), 2, &[], entry("catalogue.replace"), MONDAY))
            .map(|outcome| assert_eq!(outcome, Ok(3)))
    });
}

#[test]
fn a_refused_write_leaves_the_connection_ready_for_the_next() {
    let db = common::in_memory();
    let seen = stored(&db, &submitted(common::demand("路灯坏了"), MONDAY));
    let nobody = Ticket { id: TicketId::parse("20260101000001").unwrap(), ..seen.clone() };
    for _ in 0..3 {
        let stale = common::save(&db, &nobody, &[change(&nobody, nobody.clone(), Action::Urge)], None);
        assert_eq!(stale, Err(tickets::NotSaved::Stale), "a ticket that is not there");
        let entry = entry("catalogue.replace");
        let refused = block_on(catalogue::replace(&db, &chain(), 7, &[], entry, MONDAY));
        assert_eq!(refused.unwrap(), Err(()));
        stored(&db, &seen);
    }
}
