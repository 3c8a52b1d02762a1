//! A connection on which migrations run, and somebody watches how far they are.

use std::cell::RefCell;

use minsheng_store::native::Native;
use minsheng_store::{Db, Error, Row, Value};

/// What happens while migrations run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event<'a> {
    /// A statement of a migration begins.
    Begins(&'a str),
    /// It has ended.
    Ended,
    /// All statements of the migration to this version have been run.
    Ran(usize),
    /// What was run is stored.
    Stored,
}

pub struct Watched<'a, F: FnMut(Event<'_>)> {
    database: &'a Native,
    watch: RefCell<F>,
}

impl<'a, F: FnMut(Event<'_>)> Watched<'a, F> {
    pub fn new(database: &'a Native, watch: F) -> Self {
        Self { database, watch: RefCell::new(watch) }
    }

    fn tell(&self, event: Event<'_>) {
        (self.watch.borrow_mut())(event);
    }
}

impl<F: FnMut(Event<'_>)> Db for Watched<'_, F> {
    async fn run(&self, sql: &str, values: Vec<Value>) -> Result<Vec<Row>, Error> {
        let version = sql.strip_prefix("PRAGMA user_version = ").and_then(|version| version.parse().ok());
        let of_a_migration =
            !["PRAGMA", "BEGIN", "COMMIT", "ROLLBACK"].iter().any(|word| sql.starts_with(word));
        if of_a_migration {
            self.tell(Event::Begins(sql));
        }
        let rows = self.database.run(sql, values).await?;
        match version {
            Some(version) => self.tell(Event::Ran(version)),
            None if of_a_migration => self.tell(Event::Ended),
            None if sql == "COMMIT" => self.tell(Event::Stored),
            None => {}
        }
        Ok(rows)
    }
}

#[cfg(test)]
mod tests {
    use minsheng_store::migrate;
    use pollster::block_on;

    use super::*;

    #[test]
    fn every_statement_and_every_version_is_seen() {
        for (at_once, commits) in [(false, migrate::COUNT), (true, 1)] {
            let database = Native::in_memory().unwrap();
            let (mut begun, mut ended, mut versions, mut stored) = (0, 0, Vec::new(), 0);
            {
                let watched = Watched::new(&database, |event| match event {
                    Event::Begins(_) => begun += 1,
                    Event::Ended => ended += 1,
                    Event::Ran(version) => versions.push(version),
                    Event::Stored => stored += 1,
                });
                if at_once {
                    block_on(migrate::migrate_at_once(&watched)).unwrap();
                } else {
                    block_on(migrate::migrate(&watched)).unwrap();
                }
            }
            let all = migrate::all().unwrap();
            let statements: usize = all.iter().map(|migration| migrate::statements(migration).count()).sum();
            assert_eq!((begun, ended, stored), (statements, statements, commits));
            assert_eq!(versions, (1..=migrate::COUNT).collect::<Vec<_>>());
        }
    }
}
