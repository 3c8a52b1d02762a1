//! What an open transaction has asked and been answered, so that it can be run again where the server has lost it.
//!
//! A server that is started anew takes all open transactions with it, and ends those that take too long for others who
//! wait. Its component can do nothing but fail its request. The host can: it runs the statements again on another stream,
//! and where each comes to what the component was told before, the transaction is what it was. Where one does not, because
//! somebody has written meanwhile or by chance, it is lost. Nothing of it had been committed either way.

use super::pool::Stream;
use super::protocol::{ServerError, Statement, StatementResult};
use super::server::{Failure, Server};
use crate::bindings::sqlite::Value;
use std::fmt::Write as _;
use std::hash::{DefaultHasher, Hasher as _};
use std::sync::Arc;

/// A transaction that has asked more than this is not run again.
const MOST_BYTES: usize = 4 << 20;

#[derive(Debug, Default)]
pub struct Journal {
    entries: Vec<Entry>,
    bytes: usize,
}

#[derive(Debug)]
struct Entry {
    sql: String,
    parameters: Vec<Value>,
    answer: u64,
}

impl Journal {
    /// After a statement that was run in the transaction, or that began it.
    pub fn note(&mut self, sql: &str, parameters: &[Value], result: &Result<StatementResult, ServerError>) {
        self.bytes += sql.len() + parameters.iter().map(size).sum::<usize>();
        if self.bytes > MOST_BYTES {
            self.entries = Vec::new();
            return;
        }
        self.entries.push(Entry {
            sql: sql.to_owned(),
            parameters: parameters.to_owned(),
            answer: digest(result),
        });
    }

    /// Runs the transaction up to here; nothing where it does not come to the same.
    ///
    /// # Errors
    /// The server does not answer to all of it.
    pub async fn replay(&self, server: &Arc<Server>) -> Result<Option<Stream>, Failure> {
        if self.entries.is_empty() {
            return Ok(None);
        }
        let mut stream = Stream::default();
        for (place, entry) in self.entries.iter().enumerate() {
            let statement = Statement::new(&entry.sql, &entry.parameters).map_err(Failure::Refused)?;
            let executed = match place {
                0 => server.execute_outside(&mut stream, &statement).await?,
                _ => server.execute(&mut stream, &statement, true).await?,
            };
            if executed.left_out || digest(&executed.result) != entry.answer {
                server.close_soon(stream, true, None);
                return Ok(None);
            }
        }
        Ok(Some(stream))
    }
}

fn size(value: &Value) -> usize {
    match value {
        Value::Text(text) => text.len(),
        Value::Blob(bytes) => bytes.len(),
        _ => size_of::<Value>(),
    }
}

/// What tells one answer from another: rows, columns and numbers, or the error.
fn digest(result: &Result<StatementResult, ServerError>) -> u64 {
    struct Hashed(DefaultHasher);
    impl std::fmt::Write for Hashed {
        fn write_str(&mut self, text: &str) -> std::fmt::Result {
            self.0.write(text.as_bytes());
            Ok(())
        }
    }
    let mut hashed = Hashed(DefaultHasher::new());
    // Nothing there can fail.
    write!(hashed, "{result:?}").ok();
    hashed.0.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn result(json: serde_json::Value) -> Result<StatementResult, ServerError> {
        Ok(serde_json::from_value(json).unwrap())
    }

    #[test]
    fn what_tells_answers_apart() {
        let one = || json!({"cols": [{"name": "a"}], "rows": [[{"type": "integer", "value": "1"}]]});
        let mut timed = one();
        timed["query_duration_ms"] = json!(0.7);
        assert_eq!(digest(&result(one())), digest(&result(timed)), "how long it took is no matter");
        let mut others = vec![one(), one(), one(), one()];
        others[0]["rows"][0][0]["value"] = json!("2");
        others[1]["cols"][0]["name"] = json!("b");
        others[2]["affected_row_count"] = json!(1);
        others[3]["last_insert_rowid"] = json!("1");
        for other in others {
            assert_ne!(digest(&result(one())), digest(&result(other.clone())), "{other}");
        }
        let error = |code: &str| Err(ServerError { message: "no".into(), code: Some(code.into()) });
        assert_ne!(digest(&error("SQLITE_BUSY")), digest(&error("SQLITE_FULL")));
    }

    #[test]
    fn what_asks_too_much_is_not_kept() {
        let mut journal = Journal::default();
        journal.note("BEGIN", &[], &result(json!({})));
        assert_eq!(journal.entries.len(), 1);
        let part = [Value::Blob(vec![0; MOST_BYTES])];
        journal.note("INSERT", &part, &result(json!({})));
        journal.note("INSERT", &[], &result(json!({})));
        assert!(journal.entries.is_empty(), "and half of it even less");
    }
}
