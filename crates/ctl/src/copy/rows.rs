//! Rows on their way, and what says afterwards that they are the same.

use anyhow::{Context as _, Result, bail};
use minsheng_store::{Row, Value};
use minsheng_types::text::hex;
use sha2::{Digest as _, Sha256};

use super::tables::Table;
use crate::database::Database;
use crate::servers::hrana::Statement;

/// Rows that are asked for at first, before anybody knows how large they are, and at most.
const FIRST: usize = 16;
const MOST: usize = 5_000;
/// About as many bytes go in one exchange.
const BYTES: usize = 1 << 20;
/// Values in one statement: SQLite takes 32,766.
const VALUES: usize = 2_000;

/// What a table holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sum {
    pub rows: u64,
    pub sha256: String,
}

/// Goes through a table in the order of its key.
///
/// # Errors
/// When it cannot be read, or `each` fails.
pub fn walk(end: &Database, table: &Table, mut each: impl FnMut(Vec<Row>) -> Result<()>) -> Result<Sum> {
    let (first, next) = (table.select(false), table.select(true));
    let (mut digest, mut rows, mut limit) = (Sha256::new(), 0, FIRST);
    let mut behind: Option<Vec<Value>> = None;
    loop {
        let (sql, mut values) = match &behind {
            None => (&first, Vec::new()),
            Some(key) => (&next, key.clone()),
        };
        values.push(Value::Integer(i64::try_from(limit)?));
        let page = end.page(sql, values).with_context(|| format!("the table {}", table.name))?;
        let Some(page) = page else {
            if limit == 1 {
                bail!(
                    "a row of the table {} is larger than the server gives: raise its limit of answers",
                    table.name
                );
            }
            limit = (limit / 4).max(1);
            continue;
        };
        let Some(last) = page.last() else { break };
        behind = Some(table.key_of(last));
        let (count, mut bytes) = (page.len(), 0);
        for row in &page {
            for value in row {
                bytes += note(&mut digest, value);
            }
        }
        rows += count as u64;
        each(page)?;
        // As many as fill an exchange, by what these took.
        limit = (count * BYTES / bytes.max(1)).clamp(1, MOST).min(limit * 2);
    }
    Ok(Sum { rows, sha256: hex(&digest.finalize()) })
}

/// How many bytes it takes.
fn note(digest: &mut Sha256, value: &Value) -> usize {
    let mut tagged = |tag: u8, bytes: &[u8]| {
        digest.update([tag]);
        digest.update((bytes.len() as u64).to_le_bytes());
        digest.update(bytes);
        bytes.len() + 1
    };
    match value {
        Value::Null => tagged(0, &[]),
        Value::Integer(number) => tagged(1, &number.to_le_bytes()),
        Value::Real(number) => tagged(2, &number.to_le_bytes()),
        Value::Text(text) => tagged(3, text.as_bytes()),
        Value::Blob(bytes) => tagged(4, bytes),
    }
}

/// Puts rows into a table, the first of them in one transaction with what goes before.
///
/// # Errors
/// When they are not taken.
pub fn insert(end: &Database, table: &Table, before: Option<Statement>, rows: Vec<Row>) -> Result<()> {
    let width = table.columns.len();
    let most = (VALUES / width).max(1);
    let into = format!("INSERT INTO {} ({}) VALUES ", table.quoted(), table.list());
    let row = format!("({})", vec!["?"; width].join(", "));
    let mut statements: Vec<Statement> = before.into_iter().collect();
    let (mut values, mut bytes) = (Vec::new(), 0);
    let mut rows = rows.into_iter().peekable();
    while let Some(next) = rows.next() {
        bytes += next.iter().map(size).sum::<usize>();
        values.extend(next);
        let full = values.len() / width >= most || bytes >= BYTES || rows.peek().is_none();
        if full {
            let all = vec![row.as_str(); values.len() / width].join(", ");
            statements.push((format!("{into}{all}"), std::mem::take(&mut values)));
        }
        if bytes >= BYTES || rows.peek().is_none() {
            let batch = std::mem::take(&mut statements);
            end.write(batch).with_context(|| format!("the table {}", table.name))?;
            bytes = 0;
        }
    }
    Ok(())
}

fn size(value: &Value) -> usize {
    match value {
        Value::Text(text) => text.len(),
        Value::Blob(bytes) => bytes.len(),
        _ => size_of::<i64>(),
    }
}

#[cfg(test)]
mod tests {
    use minsheng_store::Db as _;
    use minsheng_store::native::Native;
    use pollster::block_on;

    use super::super::tables::Schema;
    use super::*;

    fn database(statements: &[&str]) -> Database {
        let database = Native::in_memory().unwrap();
        for sql in statements {
            block_on(database.run(sql, vec![])).unwrap();
        }
        Database::File(database)
    }

    #[test]
    fn rows_are_the_same_in_whatever_order_and_pages_they_came() {
        let schema = "CREATE TABLE t (a TEXT, b INTEGER, c, PRIMARY KEY (a, b)) WITHOUT ROWID";
        let fill = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) \
                    INSERT INTO t SELECT 'k' || (i % 7), i, CASE i % 4 WHEN 0 THEN NULL WHEN 1 THEN i / 3.0 WHEN 2 THEN zeroblob(i) ELSE i END FROM n";
        let from = database(&[schema, fill]);
        let table = Schema::read(&from).unwrap().tables.remove(0);
        let to = database(&[schema]);
        let sum = walk(&from, &table, |rows| insert(&to, &table, None, rows)).unwrap();
        assert_eq!(sum.rows, 3000);
        let mut pages = 0;
        let same = walk(&to, &table, |_| {
            pages += 1;
            Ok(())
        });
        assert_eq!(same.unwrap(), sum);
        assert!(pages > 3, "{pages}");
        for change in [
            "UPDATE t SET c = 1.0 WHERE b = 1",
            "DELETE FROM t WHERE b = 2",
            "UPDATE t SET c = x'00' WHERE b = 8",
        ] {
            to.run(change).unwrap();
            assert_ne!(walk(&to, &table, |_| Ok(())).unwrap(), sum, "{change}");
        }
    }

    #[test]
    fn numbers_of_rows_stay_what_they_were() {
        let schema = "CREATE TABLE t (a TEXT UNIQUE)";
        let from = database(&[schema, "INSERT INTO t (rowid, a) VALUES (7, 'x'), (9, NULL), (-3, 'y')"]);
        let table = Schema::read(&from).unwrap().tables.remove(0);
        let to = database(&[schema]);
        let sum = walk(&from, &table, |rows| insert(&to, &table, None, rows)).unwrap();
        assert_eq!(walk(&to, &table, |_| Ok(())).unwrap(), sum);
        assert_eq!(
            to.query("SELECT rowid FROM t ORDER BY rowid", vec![]).unwrap().concat(),
            [-3, 7, 9].map(Value::Integer)
        );
    }
}
