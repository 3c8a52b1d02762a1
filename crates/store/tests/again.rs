//! A transaction that the database gives up, or a commit that it did not take, is done again; and nothing else is.
#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests, which may fail loudly")]

mod common;

use std::cell::{Cell, RefCell};

use common::{MONDAY, demand, in_memory, integer, stored, submitted};
use minsheng_store::native::Native;
use minsheng_store::{Db, Ends, Error, Row, Value, immediate};
use pollster::block_on;

/// A database that fails at statements, each time that one of these comes that is still listed.
struct Moody {
    db: Native,
    fails: RefCell<Vec<&'static str>>,
    /// As these, but they are run before.
    lost: RefCell<Vec<&'static str>>,
    /// Which statements were asked for.
    asked: RefCell<Vec<String>>,
}

impl Db for Moody {
    async fn run(&self, sql: &str, values: Vec<Value>) -> Result<Vec<Row>, Error> {
        self.asked.borrow_mut().push(sql.to_owned());
        let is_among = |list: &RefCell<Vec<&'static str>>| {
            let place = list.borrow().iter().position(|listed| *listed == sql);
            place.map(|place| list.borrow_mut().remove(place)).is_some()
        };
        let interrupted = || Error::Unavailable("interrupted".into());
        if is_among(&self.fails) {
            return Err(interrupted());
        }
        let ran = self.db.run(sql, values).await;
        if is_among(&self.lost) { Err(interrupted()) } else { ran }
    }
}

const INSERT: &str = "INSERT INTO a VALUES (1)";

fn moody(fails: &[&'static str]) -> Moody {
    let db = Native::in_memory().unwrap();
    block_on(db.run("CREATE TABLE a (b)", vec![])).unwrap();
    Moody { db, fails: RefCell::new(fails.to_vec()), lost: RefCell::default(), asked: RefCell::default() }
}

/// Inserts a row in a transaction; what came of it, and how many rows there are.
fn inserts(db: &Moody) -> (Result<usize, String>, i64) {
    let calls = Cell::new(0);
    let outcome = block_on(immediate(db, async |db| {
        calls.set(calls.get() + 1);
        db.run(INSERT, vec![]).await?;
        Ok(Ends::Commit(calls.get()))
    }));
    let rows = block_on(db.db.run("SELECT count(*) FROM a", vec![])).unwrap().concat();
    let [Value::Integer(rows)] = rows[..] else { panic!("{rows:?}") };
    (outcome.map_err(|error| error.to_string()), rows)
}

#[test]
fn what_is_certainly_not_committed_is_done_again() {
    for fails in [INSERT, "COMMIT"] {
        for times in 0..5 {
            let db = moody(&vec![fails; times]);
            assert_eq!(inserts(&db), (Ok(times + 1), 1), "{fails}");
        }
    }
}

#[test]
fn four_times_more_is_all() {
    for fails in [INSERT, "COMMIT"] {
        let db = moody(&[fails; 5]);
        let (outcome, rows) = inserts(&db);
        assert!(outcome.unwrap_err().contains("interrupted"), "{fails}");
        assert_eq!((rows, db.fails.borrow().len()), (0, 0), "{fails}");
    }
}

#[test]
fn a_commit_of_which_nobody_knows_is_not_repeated() {
    let db = moody(&["COMMIT", "ROLLBACK"]);
    let (outcome, _) = inserts(&db);
    assert!(outcome.unwrap_err().contains("interrupted"));
    assert_eq!(*db.asked.borrow(), ["BEGIN IMMEDIATE", INSERT, "COMMIT", "ROLLBACK"]);
}

/// Others may have undone what it has read.
#[test]
fn what_was_read_in_a_transaction_that_ended_otherwise_is_read_again() {
    for times in 0..6 {
        let db = moody(&[]);
        db.lost.borrow_mut().extend(vec!["ROLLBACK"; times]);
        let calls = Cell::new(0);
        let read = block_on(immediate(&db, async |_: &Moody| {
            calls.set(calls.get() + 1);
            Ok(Ends::RollBack(calls.get()))
        }));
        assert_eq!(read.ok(), (times < 5).then_some(times + 1));
    }
}

#[test]
fn a_row_that_nobody_understands_is_not_read_again() {
    let db = moody(&[]);
    let calls = Cell::new(0);
    let outcome: Result<(), Error> = block_on(immediate(&db, async |_: &Moody| {
        calls.set(calls.get() + 1);
        Err(Error::Corrupt("a word".into()))
    }));
    assert!(outcome.is_err());
    assert_eq!(calls.get(), 1);
}

/// A connection that breaks leaves open whether the server has committed. The audit log says it.
#[test]
fn a_submission_of_which_nobody_knows_is_looked_for_and_stored_once() {
    for (fails, lost) in [(vec![], vec!["COMMIT", "ROLLBACK"]), (vec!["COMMIT"], vec!["ROLLBACK"])] {
        let db = Moody { db: in_memory(), ..moody(&fails) };
        db.lost.borrow_mut().extend(&lost);
        let ticket = stored(&db, &submitted(demand("路灯坏了"), MONDAY));
        assert!(db.fails.borrow().is_empty() && db.lost.borrow().is_empty());
        assert_eq!(integer(&db.db, "SELECT max(id) FROM ticket"), ticket.id.as_i64(), "{lost:?}");
        assert_eq!(integer(&db.db, "SELECT count(*) FROM ticket"), 1, "{lost:?}");
        assert_eq!(integer(&db.db, "SELECT count(*) FROM audit"), 1, "{lost:?}");
    }
}
