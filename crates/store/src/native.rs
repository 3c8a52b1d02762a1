//! [`Db`] on rusqlite, with the pragmas that a component's connection has. For tests, benchmarks and
//! for filling databases; components never see it.

use std::path::Path;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::types::{Value as Sql, ValueRef};
use rusqlite::{Connection, OpenFlags, params_from_iter};

use crate::row::Columns;
use crate::{Db, Error, Row, Value, migrate};

/// A connection of this process.
#[derive(Debug)]
pub struct Native(Connection);

fn unavailable(error: rusqlite::Error) -> Error {
    Error::Unavailable(error.to_string())
}

impl Native {
    /// # Errors
    /// When the file cannot be opened.
    pub fn open(path: &Path) -> Result<Self, Error> {
        Self::prepared(Connection::open(path).map_err(unavailable)?)
    }

    /// To look at what is there: nothing of it is changed, and none is made.
    ///
    /// # Errors
    /// When the file is not there, or cannot be opened.
    pub fn open_to_read(path: &Path) -> Result<Self, Error> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags).map_err(unavailable)?;
        connection.busy_timeout(std::time::Duration::from_secs(5)).map_err(unavailable)?;
        Ok(Self(connection))
    }

    /// # Errors
    /// When SQLite is out of memory.
    pub fn in_memory() -> Result<Self, Error> {
        Self::prepared(Connection::open_in_memory().map_err(unavailable)?)
    }

    fn prepared(connection: Connection) -> Result<Self, Error> {
        connection.busy_timeout(std::time::Duration::from_secs(5)).map_err(unavailable)?;
        connection.pragma_update(None, "foreign_keys", true).map_err(unavailable)?;
        connection.execute_batch(migrate::OVERWRITE).map_err(unavailable)?;
        connection.execute_batch(migrate::ROOM).map_err(unavailable)?;
        connection.execute_batch(migrate::SPARE_FILES).map_err(unavailable)?;
        connection.set_prepared_statement_cache_capacity(64);
        Ok(Self(connection))
    }
}

impl Native {
    /// As [`Db::run`], for who has no executor.
    pub(crate) fn query(&self, sql: &str, values: Vec<Value>) -> Result<Vec<Row>, Error> {
        let mut statement = self.0.prepare_cached(sql).map_err(unavailable)?;
        let width = statement.column_count();
        let mut rows =
            statement.query(params_from_iter(values.into_iter().map(to_sql))).map_err(unavailable)?;
        let mut found = Vec::new();
        while let Some(row) = rows.next().map_err(unavailable)? {
            let values = (0..width).map(|column| row.get_ref(column).map(from_sql));
            found.push(values.collect::<Result<Row, _>>().map_err(unavailable)?);
        }
        Ok(found)
    }
}

impl Native {
    /// Copies the database to a file that is not there yet, as it is at one moment, while others read and write it. What was
    /// deleted is not in the copy.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub fn copy_to(&self, path: &Path) -> Result<(), Error> {
        let path = path.to_str().ok_or_else(|| Error::Unavailable("a path that is no text".into()))?;
        self.query("VACUUM INTO ?1", vec![path.into()]).map(drop)
    }

    /// Copies the database page by page, as it is at one moment, while others read and write it: what has not changed since
    /// another such copy has the same bytes in the same place.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub fn copy_pages_to(&self, path: &Path) -> Result<(), Error> {
        let mut copy = Connection::open(path).map_err(unavailable)?;
        {
            let backup = Backup::new(&self.0, &mut copy).map_err(unavailable)?;
            // All of it in one step, so that nobody's writing makes it begin anew.
            match backup.step(-1).map_err(unavailable)? {
                StepResult::Done => {}
                step => return Err(Error::Unavailable(format!("the copy did not end: {step:?}"))),
            }
        }
        // It was copied as one that has a log; whoever reads it alone needs none beside it.
        copy.pragma_update(None, "journal_mode", "delete").map_err(unavailable)
    }

    /// How many migrations it has been through.
    ///
    /// # Errors
    /// [`Error::Unavailable`], [`Error::Corrupt`].
    pub fn schema(&self) -> Result<i64, Error> {
        self.number("PRAGMA user_version")
    }

    /// # Errors
    /// [`Error::Unavailable`], [`Error::Corrupt`].
    pub fn tickets(&self) -> Result<i64, Error> {
        self.number("SELECT count(*) FROM ticket")
    }

    /// How many rows a table has; none where it is not there.
    ///
    /// # Errors
    /// [`Error::Unavailable`], [`Error::Corrupt`].
    pub fn rows(&self, table: &str) -> Result<u64, Error> {
        let there = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1";
        if self.query(there, vec![table.into()])?.is_empty() {
            return Ok(0);
        }
        let rows = self.number(&format!("SELECT count(*) FROM \"{}\"", table.replace('"', "\"\"")))?;
        Ok(u64::try_from(rows).unwrap_or_default())
    }

    /// Whose index it is.
    ///
    /// # Errors
    /// [`Error::Unavailable`], [`Error::Corrupt`].
    pub fn table_of_index(&self, index: &str) -> Result<Option<String>, Error> {
        let sql = "SELECT tbl_name FROM sqlite_schema WHERE type = 'index' AND name = ?1";
        let row = self.query(sql, vec![index.into()])?.into_iter().next();
        row.map(|row| Columns::of(row).text()).transpose()
    }

    fn number(&self, sql: &str) -> Result<i64, Error> {
        let row = self.query(sql, vec![])?.into_iter().next();
        Columns::of(row.ok_or_else(|| Error::Corrupt(sql.to_owned()))?).integer()
    }

    /// What is wrong with the file, all of which is read; nothing when it is sound.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when it cannot be read at all.
    pub fn damage(&self) -> Result<Vec<String>, Error> {
        let rows = self.query("PRAGMA integrity_check(10)", vec![])?;
        let said = rows.into_iter().map(|row| Columns::of(row).text()).collect::<Result<Vec<_>, _>>()?;
        Ok(if said == ["ok"] { Vec::new() } else { said })
    }
}

impl Db for Native {
    async fn run(&self, sql: &str, values: Vec<Value>) -> Result<Vec<Row>, Error> {
        self.query(sql, values)
    }
}

fn to_sql(value: Value) -> Sql {
    match value {
        Value::Null => Sql::Null,
        Value::Integer(number) => Sql::Integer(number),
        Value::Real(number) => Sql::Real(number),
        Value::Text(text) => Sql::Text(text),
        Value::Blob(bytes) => Sql::Blob(bytes),
    }
}

fn from_sql(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Integer(number),
        ValueRef::Real(number) => Value::Real(number),
        ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Blob(bytes) => Value::Blob(bytes.to_vec()),
    }
}
