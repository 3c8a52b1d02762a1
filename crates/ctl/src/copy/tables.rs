//! What a database is made of, as it says itself: whatever version it has, all of it is copied.

use anyhow::{Context as _, Result, ensure};
use minsheng_store::{Row, Value};

use crate::database::Database;

/// A table whose rows are copied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    pub name: String,
    /// What is copied of a row, in this order; the number of the row first, where it has one.
    pub columns: Vec<String>,
    /// Where in these stands what its rows are ordered by.
    pub key: Vec<usize>,
    /// It is a part of an index for full-text search, which has made it and put rows into it.
    pub is_made: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schema {
    pub version: i64,
    pub tables: Vec<Table>,
    /// What makes the tables, in order.
    pub creates: Vec<String>,
    /// What comes when the rows are there: indexes, views, triggers.
    pub behind: Vec<String>,
}

/// What SQLite keeps for itself of tables that number their rows.
const SEQUENCE: &str = "sqlite_sequence";

/// Names of what a server keeps for itself.
const THEIRS: [&str; 3] = ["libsql_", "_litestream", "_cf_"];

/// Whether SQLite or a server keeps it for itself.
pub fn is_kept(name: &str) -> bool {
    name.starts_with("sqlite_") || THEIRS.iter().any(|theirs| name.starts_with(theirs))
}

impl Schema {
    /// # Errors
    /// When it cannot be read.
    pub fn read(end: &Database) -> Result<Self> {
        let mut schema =
            Self { version: version(end)?, tables: Vec::new(), creates: Vec::new(), behind: Vec::new() };
        // Whether it has numbers of rows, and whether another one has made it.
        let kinds =
            end.query("SELECT name, type, wr FROM pragma_table_list WHERE schema = 'main'", vec![])?;
        let kinds: Vec<(String, String, bool)> = kinds
            .into_iter()
            .map(|row| Ok((text(&row, 0)?, text(&row, 1)?, row.get(2) == Some(&Value::Integer(1)))))
            .collect::<Result<_>>()?;
        let mut sequence = None;
        for row in end.query("SELECT type, name, sql FROM sqlite_schema ORDER BY rowid", vec![])? {
            let (kind, name) = (text(&row, 0)?, text(&row, 1)?);
            // What a UNIQUE makes has no text of its own.
            let Some(Value::Text(sql)) = row.get(2) else { continue };
            if kind != "table" {
                schema.behind.push(sql.clone());
                continue;
            }
            let (_, about, without_rowid) = kinds
                .iter()
                .find(|(known, _, _)| *known == name)
                .with_context(|| format!("the table {name} is not listed"))?;
            if name == SEQUENCE {
                sequence = Some(Table::read(end, name, *without_rowid, true)?);
                continue;
            }
            if is_kept(&name) {
                continue;
            }
            let is_made = about == "shadow";
            if !is_made {
                schema.creates.push(sql.clone());
            }
            if about != "virtual" {
                schema.tables.push(Table::read(end, name, *without_rowid, is_made)?);
            }
        }
        // Rows that are put in change it: it comes last.
        schema.tables.extend(sequence);
        Ok(schema)
    }
}

impl Table {
    fn read(end: &Database, name: String, without_rowid: bool, is_made: bool) -> Result<Self> {
        let rows = end.query(
            "SELECT name, pk, hidden FROM pragma_table_xinfo(?1) ORDER BY cid",
            vec![name.as_str().into()],
        )?;
        let mut columns: Vec<String> = if without_rowid { Vec::new() } else { vec!["rowid".to_owned()] };
        let mut key: Vec<(i64, usize)> = Vec::new();
        for row in rows {
            // What is worked out of others is worked out there.
            if row.get(2) != Some(&Value::Integer(0)) {
                continue;
            }
            if let Some(Value::Integer(place @ 1..)) = row.get(1) {
                key.push((*place, columns.len()));
            }
            columns.push(text(&row, 0)?);
        }
        key.sort_unstable();
        let key = if without_rowid { key.into_iter().map(|(_, at)| at).collect() } else { vec![0] };
        ensure!(!columns.is_empty() && !key.is_empty(), "the table {name} has nothing to order its rows by");
        Ok(Self { name, columns, key, is_made })
    }

    pub fn quoted(&self) -> String {
        quoted(&self.name)
    }

    /// Its columns, as a statement names them.
    pub fn list(&self) -> String {
        self.columns.iter().map(|column| quoted(column)).collect::<Vec<_>>().join(", ")
    }

    /// The next rows of it, at most as many as the last parameter says; from the beginning, or behind a key.
    pub fn select(&self, behind: bool) -> String {
        let key = self.key.iter().filter_map(|at| self.columns.get(*at)).map(|column| quoted(column));
        let key = key.collect::<Vec<_>>().join(", ");
        let count = self.key.len();
        let condition = if behind {
            let places = (1..=count).map(|place| format!("?{place}")).collect::<Vec<_>>().join(", ");
            format!(" WHERE ({key}) > ({places})")
        } else {
            String::new()
        };
        let limit = if behind { count + 1 } else { 1 };
        format!("SELECT {} FROM {}{condition} ORDER BY {key} LIMIT ?{limit}", self.list(), self.quoted())
    }

    /// What a row is found behind.
    pub fn key_of(&self, row: &Row) -> Vec<Value> {
        self.key.iter().filter_map(|at| row.get(*at).cloned()).collect()
    }
}

/// How many migrations a database has been through.
///
/// # Errors
/// When it cannot be read.
pub fn version(end: &Database) -> Result<i64> {
    let rows = end.query("PRAGMA user_version", vec![])?;
    match rows.first().and_then(|row| row.first()) {
        Some(Value::Integer(version)) => Ok(*version),
        _ => anyhow::bail!("a database without a version"),
    }
}

/// A name in a statement.
pub fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn text(row: &Row, at: usize) -> Result<String> {
    match row.get(at) {
        Some(Value::Text(text)) => Ok(text.clone()),
        _ => anyhow::bail!("a schema that is none"),
    }
}

#[cfg(test)]
mod tests {
    use minsheng_store::migrate;
    use minsheng_store::native::Native;
    use pollster::block_on;

    use super::*;

    #[test]
    fn all_of_the_hotlines_tables_are_known() {
        let database = Native::in_memory().unwrap();
        block_on(migrate::migrate(&database)).unwrap();
        let end = Database::File(database);
        let schema = Schema::read(&end).unwrap();
        assert_eq!(schema.version, migrate::COUNT as i64);
        let table = |name: &str| schema.tables.iter().find(|table| table.name == name).unwrap();
        let ticket = table("ticket");
        assert_eq!(
            (ticket.columns[0].as_str(), ticket.key.as_slice(), ticket.is_made),
            ("rowid", &[0][..], false)
        );
        let event = table("event");
        assert_eq!(event.columns[..2], ["ticket_id", "seq"]);
        assert_eq!(event.key, [0, 1]);
        assert!(
            event.select(true).contains(
                "WHERE (\"ticket_id\", \"seq\") > (?1, ?2) ORDER BY \"ticket_id\", \"seq\" LIMIT ?3"
            )
        );
        assert!(table("ticket_words_data").is_made, "the search for words is copied as it is");
        assert!(schema.tables.iter().all(|table| table.name != "ticket_words"));
        assert_eq!(schema.tables.last().unwrap().name, SEQUENCE);
        assert!(schema.creates.iter().any(|sql| sql.starts_with("CREATE VIRTUAL TABLE ticket_words")));
        assert!(schema.behind.iter().any(|sql| sql.starts_with("CREATE TRIGGER")));
    }
}
