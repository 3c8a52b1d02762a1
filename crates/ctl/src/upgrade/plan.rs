//! What the migrations to come would do to a database, by their statements and by how many rows its tables have.

use std::collections::HashMap;

use anyhow::{Context as _, Result};
use minsheng_store::migrate;
use minsheng_store::native::Native;

/// A migration that the database has not been through.
#[derive(Debug)]
pub struct Step {
    /// The version that the database has after it.
    pub version: usize,
    pub name: &'static str,
    pub about: &'static str,
    /// For each of its statements, in order, the rows that it goes through, if it does.
    pub statements: Vec<Option<Work>>,
}

/// A statement that goes through rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Work {
    pub what: String,
    /// At most so many: a condition may leave some out.
    pub rows: u64,
    /// It sorts, in files of its own.
    pub sorts: bool,
}

impl Step {
    /// What is worth telling of it.
    pub fn works(&self) -> impl Iterator<Item = &Work> {
        self.statements.iter().flatten().filter(|work| work.rows > 0)
    }

    /// At most so many rows are gone through by its first statements.
    pub fn rows_of(&self, statements: usize) -> u64 {
        self.statements.iter().take(statements).flatten().map(|work| work.rows).sum()
    }

    pub fn rows(&self) -> u64 {
        self.rows_of(self.statements.len())
    }
}

/// Those that a database of this version has before it.
///
/// # Errors
/// When it cannot be read.
pub fn steps(database: &Native, version: usize) -> Result<Vec<Step>> {
    let mut rows = Rows { database, known: HashMap::new() };
    let migrations = migrate::all()?;
    let mut steps = Vec::new();
    for (number, (migration, (name, about))) in
        migrations.iter().zip(migrate::about()).enumerate().skip(version)
    {
        let statements = migrate::statements(migration).map(|statement| work(statement, &mut rows));
        let statements = statements.collect::<Result<_>>()?;
        steps.push(Step { version: number + 1, name, about, statements });
    }
    Ok(steps)
}

/// What one statement goes through.
fn work(statement: &str, rows: &mut Rows<'_>) -> Result<Option<Work>> {
    let words: Vec<&str> = words(statement).collect();
    let work = |what: String, rows| Some(Work { what, rows, sorts: false });
    Ok(match words.as_slice() {
        ["CREATE", "INDEX", name, "ON", table, ..] | ["CREATE", "UNIQUE", "INDEX", name, "ON", table, ..] => {
            Some(Work {
                what: format!("makes the index {name} of {table}"),
                rows: rows.of(table)?,
                sorts: true,
            })
        }
        ["UPDATE", table, ..] => work(format!("changes {table}"), rows.of(table)?),
        ["DELETE", "FROM", table, ..] => work(format!("deletes from {table}"), rows.of(table)?),
        ["INSERT", "INTO", table, rest @ ..] => {
            let Some(from) = source(rest) else { return Ok(None) };
            let copied = rows.of(from)?;
            let there = rows.of(table)?;
            rows.become_(table, there.saturating_add(copied));
            work(format!("copies {from} to {table}"), copied)
        }
        ["ALTER", "TABLE", table, "RENAME", "TO", name, ..] => {
            let there = rows.of(table)?;
            rows.become_(name, there);
            None
        }
        ["ALTER", "TABLE", table, "DROP", ..] => work(format!("writes {table} anew"), rows.of(table)?),
        ["DROP", "TABLE", "IF", "EXISTS", table, ..] | ["DROP", "TABLE", table, ..] => {
            let gone = rows.of(table)?;
            rows.become_(table, 0);
            // What is deleted is overwritten.
            work(format!("takes {table} away"), gone)
        }
        ["DROP", "INDEX", name, ..] => {
            let table = rows.table_of_index(name)?;
            let gone = table.map_or(Ok(0), |table| rows.of(&table))?;
            work(format!("takes the index {name} away"), gone)
        }
        _ => None,
    })
}

/// Where the rows of an INSERT come from, if not from itself.
fn source<'a>(words: &[&'a str]) -> Option<&'a str> {
    let mut pairs = words.windows(2).filter_map(|pair| match pair {
        ["FROM", from] => Some(*from),
        _ => None,
    });
    pairs.find(|from| *from != "SELECT")
}

/// Words of SQL, whatever stands between them.
fn words(statement: &str) -> impl Iterator<Item = &str> {
    let splits = |c: char| c.is_whitespace() || matches!(c, '(' | ')' | ',' | ';');
    statement.split(splits).filter(|word| !word.is_empty())
}

/// How many rows each table has, or will have by then.
struct Rows<'a> {
    database: &'a Native,
    known: HashMap<String, u64>,
}

impl Rows<'_> {
    fn of(&mut self, table: &str) -> Result<u64> {
        if let Some(rows) = self.known.get(table) {
            return Ok(*rows);
        }
        let rows = self.database.rows(table).with_context(|| format!("the table {table}"))?;
        self.become_(table, rows);
        Ok(rows)
    }

    fn become_(&mut self, table: &str, rows: u64) {
        self.known.insert(table.to_owned(), rows);
    }

    fn table_of_index(&self, index: &str) -> Result<Option<String>> {
        Ok(self.database.table_of_index(index)?)
    }
}

#[cfg(test)]
mod tests {
    use minsheng_store::Db as _;
    use pollster::block_on;

    use super::*;

    fn database() -> Native {
        let database = Native::in_memory().unwrap();
        for sql in [
            "CREATE TABLE a (x INTEGER)",
            "CREATE INDEX a_by_x ON a (x)",
            "INSERT INTO a VALUES (1), (2), (3)",
            "CREATE TABLE b (x INTEGER)",
        ] {
            block_on(database.run(sql, vec![])).unwrap();
        }
        database
    }

    #[test]
    fn statements_are_known_by_their_words() {
        let database = database();
        for (statement, told) in [
            ("CREATE UNIQUE INDEX i ON a (x) WHERE x > 1;", Some(("makes the index i of a", 3, true))),
            ("UPDATE a SET x = (SELECT max(x) FROM b);", Some(("changes a", 3, false))),
            ("DELETE FROM a;", Some(("deletes from a", 3, false))),
            ("INSERT INTO b (x)\nSELECT x\nFROM (SELECT x FROM a);", Some(("copies a to b", 3, false))),
            ("INSERT INTO b (x) VALUES (1), (2);", None),
            ("ALTER TABLE a ADD COLUMN y TEXT;", None),
            ("ALTER TABLE a DROP COLUMN x;", Some(("writes a anew", 3, false))),
            ("DROP INDEX a_by_x;", Some(("takes the index a_by_x away", 3, false))),
            ("DROP INDEX nobody;", Some(("takes the index nobody away", 0, false))),
            ("DROP TABLE IF EXISTS a;", Some(("takes a away", 3, false))),
            ("CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE b SET x = 1; END;", None),
        ] {
            let mut rows = Rows { database: &database, known: HashMap::new() };
            let found = work(statement, &mut rows).unwrap();
            let found = found.as_ref().map(|work| (work.what.as_str(), work.rows, work.sorts));
            assert_eq!(found, told, "{statement}");
        }
    }

    #[test]
    fn a_table_that_is_made_anew_keeps_its_rows() {
        let database = database();
        let mut rows = Rows { database: &database, known: HashMap::new() };
        for statement in ["INSERT INTO c (x) SELECT x FROM a;", "DROP TABLE a;", "ALTER TABLE c RENAME TO a;"]
        {
            work(statement, &mut rows).unwrap();
        }
        assert_eq!((rows.of("a").unwrap(), rows.of("b").unwrap()), (3, 0));
    }

    #[test]
    fn each_migration_to_come_is_a_step_and_the_tables_that_they_name_are_there() {
        let database = Native::in_memory().unwrap();
        let steps = steps(&database, 0).unwrap();
        assert_eq!(steps.len(), migrate::COUNT);
        assert_eq!(steps.last().map(|step| step.version), Some(migrate::COUNT));
        assert_eq!(super::steps(&database, migrate::COUNT).unwrap().len(), 0);
    }
}
