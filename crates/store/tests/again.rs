//! A transaction that the database gives up, or a commit that it did not take, is done again; and nothing else is.
#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests, which may fail loudly")]

use std::cell::{Cell, RefCell};

use minsheng_store::native::Native;
use minsheng_store::{Db, Ends, Error, Row, Value, immediate};
use pollster::block_on;

/// A database that fails at statements, each time that one of these comes that is still listed.
struct Moody {
    db: Native,
    fails: RefCell<Vec<&'static str>>,
    /// Which statements were asked for.
    asked: RefCell<Vec<String>>,
}

impl Db for Moody {
    async fn run(&self, sql: &str, values: Vec<Value>) -> Result<Vec<Row>, Error> {
        self.asked.borrow_mut().push(sql.to_owned());
        let place = self.fails.borrow().iter().position(|fails| *fails == sql);
        if let Some(place) = place {
            self.fails.borrow_mut().remove(place);
            return Err(Error::Unavailable("interrupted".into()));
        }
        self.db.run(sql, values).await
    }
}

const INSERT: &str = "INSERT INTO a VALUES (1)";

fn moody(fails: &[&'static str]) -> Moody {
    let db = Native::in_memory().unwrap();
    block_on(db.run("CREATE TABLE a (b)", vec![])).unwrap();
    Moody { db, fails: RefCell::new(fails.to_vec()), asked: RefCell::default() }
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
