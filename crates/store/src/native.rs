//! [`Db`] on rusqlite, with the pragmas that a component's connection has. For tests, benchmarks and
//! for filling databases; components never see it.

use std::path::Path;

use rusqlite::types::{Value as Sql, ValueRef};
use rusqlite::{Connection, params_from_iter};

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
