//! [`Db`] on rusqlite, with the pragmas that a component's connection has. For tests, benchmarks and
//! for filling databases; components never see it.

use std::collections::BTreeMap;
use std::path::Path;

use minsheng_vault::key_of;
use rusqlite::types::{Value as Sql, ValueRef};
use rusqlite::{Connection, params_from_iter};

use crate::row::Columns;
use crate::{Db, Error, Row, Value, keyring, migrate};

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

    /// By the number of a data key, how much is sealed with it: of tickets, of keys of the installation, of second
    /// factors.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub fn sealed_with(&self) -> Result<BTreeMap<u8, Sealed>, Error> {
        let mut sealed: BTreeMap<u8, Sealed> = BTreeMap::new();
        for row in self.query(SEALED_TICKETS, vec![])? {
            let mut row = Columns::of(row);
            let number = u8::try_from(row.integer()?).map_err(|_| Error::Corrupt("personal_key".into()))?;
            sealed.entry(number).or_default().tickets = row.integer()?;
        }
        // Lists of those on duty are sealed anew like keys.
        type Of = fn(&mut Sealed) -> &mut i64;
        let (keys, factors): (Of, Of) = (|of| &mut of.keys, |of| &mut of.factors);
        let openids: Of = |of| &mut of.openids;
        for (sql, count) in [
            (keyring::LIST_KEYS, keys),
            (SEALED_LISTS, keys),
            (SEALED_FACTORS, factors),
            (SEALED_OPENIDS, openids),
        ] {
            for row in self.query(sql, vec![])? {
                let mut row = Columns::of(row);
                let _name = row.text()?;
                let Some(number) = key_of(&row.blob()?) else { continue };
                *count(sealed.entry(number).or_default()) += 1;
            }
        }
        Ok(sealed)
    }
}

/// What one data key seals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sealed {
    pub tickets: i64,
    pub keys: i64,
    pub factors: i64,
    /// People who are told through WeChat.
    pub openids: i64,
}

const SEALED_TICKETS: &str =
    "SELECT personal_key % 256, count(*) FROM ticket WHERE personal IS NOT NULL GROUP BY 1";
const SEALED_LISTS: &str = "SELECT 'oncall', sealed FROM oncall";
const SEALED_FACTORS: &str = "SELECT account, sealed FROM second_factor";
const SEALED_OPENIDS: &str = "SELECT '', sealed FROM wechat_person";

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
