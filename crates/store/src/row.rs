//! Reading a row from left to right into the domain's types.

use std::str::FromStr;

use minsheng_types::clock::{Day, Timestamp};
use minsheng_types::ids::TicketId;

use crate::{Error, Row, Unreadable, Value};

/// Takes a row's columns one after the other.
pub struct Columns {
    values: std::vec::IntoIter<Value>,
    position: usize,
}

impl Columns {
    pub fn of(row: Row) -> Self {
        Self { values: row.into_iter(), position: 0 }
    }

    fn next(&mut self) -> Result<Value, Error> {
        self.position += 1;
        self.values.next().ok_or_else(|| self.corrupt("no such column"))
    }

    /// Leaves a column aside.
    pub fn skip(&mut self) -> Result<(), Error> {
        self.next().map(drop)
    }

    fn corrupt(&self, what: &str) -> Error {
        Error::Corrupt(format!("column {}: {what}", self.position))
    }

    pub fn maybe_integer(&mut self) -> Result<Option<i64>, Error> {
        match self.next()? {
            Value::Null => Ok(None),
            Value::Integer(number) => Ok(Some(number)),
            _ => Err(self.corrupt("not an integer")),
        }
    }

    pub fn integer(&mut self) -> Result<i64, Error> {
        self.maybe_integer()?.ok_or_else(|| self.corrupt("null"))
    }

    pub fn real(&mut self) -> Result<f64, Error> {
        match self.next()? {
            Value::Real(number) => Ok(number),
            _ => Err(self.corrupt("not a real number")),
        }
    }

    pub fn count(&mut self) -> Result<u32, Error> {
        u32::try_from(self.integer()?).map_err(|_| self.corrupt("not a count"))
    }

    pub fn maybe_flag(&mut self) -> Result<Option<bool>, Error> {
        Ok(self.maybe_integer()?.map(|number| number != 0))
    }

    pub fn flag(&mut self) -> Result<bool, Error> {
        Ok(self.integer()? != 0)
    }

    pub fn maybe_time(&mut self) -> Result<Option<Timestamp>, Error> {
        Ok(self.maybe_integer()?.map(Timestamp::from_unix))
    }

    pub fn time(&mut self) -> Result<Timestamp, Error> {
        self.integer().map(Timestamp::from_unix)
    }

    /// A day that is kept as a number such as 20261124.
    pub fn maybe_day(&mut self) -> Result<Option<Day>, Error> {
        let day = |number| u32::try_from(number).ok().and_then(Day::from_number);
        let Some(number) = self.maybe_integer()? else { return Ok(None) };
        day(number).map(Some).ok_or_else(|| self.corrupt("not a day"))
    }

    pub fn maybe_id(&mut self) -> Result<Option<TicketId>, Error> {
        match self.maybe_integer()? {
            None => Ok(None),
            Some(number) => {
                TicketId::from_i64(number).map(Some).ok_or_else(|| self.corrupt("not a ticket's number"))
            }
        }
    }

    pub fn id(&mut self) -> Result<TicketId, Error> {
        self.maybe_id()?.ok_or_else(|| self.corrupt("null"))
    }

    pub fn maybe_text(&mut self) -> Result<Option<String>, Error> {
        match self.next()? {
            Value::Null => Ok(None),
            Value::Text(text) => Ok(Some(text)),
            _ => Err(self.corrupt("not text")),
        }
    }

    pub fn text(&mut self) -> Result<String, Error> {
        self.maybe_text()?.ok_or_else(|| self.corrupt("null"))
    }

    pub fn maybe_blob(&mut self) -> Result<Option<Vec<u8>>, Error> {
        match self.next()? {
            Value::Null => Ok(None),
            Value::Blob(bytes) => Ok(Some(bytes)),
            _ => Err(self.corrupt("not a blob")),
        }
    }

    pub fn blob(&mut self) -> Result<Vec<u8>, Error> {
        self.maybe_blob()?.ok_or_else(|| self.corrupt("null"))
    }

    pub fn maybe_hash(&mut self) -> Result<Option<[u8; 32]>, Error> {
        let hash = self.maybe_blob()?.map(TryInto::try_into).transpose();
        hash.map_err(|_| self.corrupt("not a hash"))
    }

    /// A word of one of the domain's lists, or a text newtype.
    pub fn maybe_word<T: FromStr>(&mut self) -> Result<Option<T>, Error> {
        match self.maybe_text()? {
            None => Ok(None),
            Some(text) => text.parse().map(Some).map_err(|_| self.corrupt("unknown word")),
        }
    }

    pub fn word<T: FromStr>(&mut self) -> Result<T, Error> {
        self.maybe_word()?.ok_or_else(|| self.corrupt("null"))
    }

    pub fn maybe_json<T: serde::de::DeserializeOwned>(&mut self) -> Result<Option<T>, Error> {
        match self.maybe_text()? {
            None => Ok(None),
            // From bytes, like every other JSON in a component: one reader less to carry.
            Some(text) => serde_json::from_slice(text.as_bytes())
                .map(Some)
                .map_err(|_| self.corrupt("not the JSON it should be")),
        }
    }

    pub fn json<T: serde::de::DeserializeOwned>(&mut self) -> Result<T, Error> {
        self.maybe_json()?.ok_or_else(|| self.corrupt("null"))
    }
}

/// A value out of the JSON that SQLite makes of many.
impl<'de> serde::Deserialize<'de> for Value {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Values;
        impl serde::de::Visitor<'_> for Values {
            type Value = Value;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a value")
            }

            fn visit_unit<E>(self) -> Result<Value, E> {
                Ok(Value::Null)
            }

            fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
                Ok(Value::Integer(number))
            }

            fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Value, E> {
                i64::try_from(number).map(Value::Integer).map_err(E::custom)
            }

            fn visit_str<E>(self, text: &str) -> Result<Value, E> {
                Ok(Value::Text(text.to_owned()))
            }
        }
        deserializer.deserialize_any(Values)
    }
}

/// Rows of tickets, whose first column is the number: one that cannot be read holds up none of the others.
pub fn read_each<T>(
    rows: Vec<Row>,
    read: impl Fn(TicketId, &mut Columns) -> Result<T, Error>,
) -> Result<Vec<Result<T, Unreadable>>, Error> {
    let read = |row| {
        let mut row = Columns::of(row);
        let id = row.id()?;
        match read(id, &mut row) {
            Ok(read) => Ok(Ok(read)),
            Err(Error::Corrupt(what)) => Ok(Err(Unreadable { id, what })),
            Err(error) => Err(error),
        }
    };
    rows.into_iter().map(read).collect()
}

/// JSON for a column. The domain's types always serialise; `null` is what an impossible failure
/// would leave, and the column's CHECK refuses it.
pub fn to_json<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
