//! Values and rows, between SQLite and components.

use crate::bindings::sqlite::{Error, RowResult, Value};
use crate::trace::Cost;
use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};

/// The most that the rows of one statement may take up in the host's memory.
const MOST_BYTES: usize = 64 << 20;

/// How a statement went: perhaps some rows, and perhaps an error after them.
#[derive(Debug, Default)]
pub struct Outcome {
    pub columns: Vec<String>,
    pub rows: Vec<RowResult>,
    pub error: Option<Error>,
    /// Whether it came to running, rightly or wrongly.
    pub ran: bool,
    /// What that took.
    pub cost: Option<Cost>,
}

impl Outcome {
    pub fn failed(message: impl ToString) -> Self {
        Self { error: Some(Error::Io(message.to_string())), ..Self::default() }
    }

    /// Runs `statement` to its end.
    pub fn fill(
        &mut self,
        statement: &mut rusqlite::Statement<'_>,
        parameters: &[Value],
    ) -> rusqlite::Result<()> {
        self.columns = statement.column_names().map(str::to_owned).collect();
        let width = self.columns.len();
        let mut rows = statement.query(rusqlite::params_from_iter(parameters.iter().map(Parameter)))?;
        self.ran = true;
        let mut bytes = 0;
        while let Some(row) = rows.next()? {
            let mut values = Vec::with_capacity(width);
            for column in 0..width {
                let value = value(row.get_ref(column)?);
                bytes += size(&value);
                values.push(value);
            }
            if bytes > MOST_BYTES {
                self.rows.clear();
                return Err(rusqlite::Error::ToSqlConversionFailure(
                    format!("query result exceeds limit of {MOST_BYTES} bytes").into(),
                ));
            }
            self.rows.push(RowResult { values });
        }
        Ok(())
    }
}

fn value(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Integer(number),
        ValueRef::Real(number) => Value::Real(number),
        ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Blob(bytes) => Value::Blob(bytes.to_vec()),
    }
}

fn size(value: &Value) -> usize {
    size_of::<Value>()
        + match value {
            Value::Text(text) => text.len(),
            Value::Blob(bytes) => bytes.len(),
            _ => 0,
        }
}

/// Binds a value without copying it.
struct Parameter<'a>(&'a Value);

impl ToSql for Parameter<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.0 {
            Value::Null => ValueRef::Null,
            Value::Integer(number) => ValueRef::Integer(*number),
            Value::Real(number) => ValueRef::Real(*number),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Blob(bytes) => ValueRef::Blob(bytes),
        }))
    }
}
