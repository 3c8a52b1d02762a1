//! What is said to a libSQL server, and what it answers: hrana over HTTP, as JSON.

use crate::bindings::sqlite::Value;
use base64::Engine as _;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde::{Deserialize, Serialize};

/// Servers read base64 with and without padding, and write it either way.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The newest that a server knows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Version {
    /// Cannot say whether a transaction is open.
    Two,
    #[default]
    Three,
}

impl Version {
    /// Where a server of this version is asked.
    pub fn path(self) -> &'static str {
        match self {
            Self::Two => "v2/pipeline",
            Self::Three => "v3/pipeline",
        }
    }
}

/// What one exchange asks for, in order, on one stream.
#[derive(Debug, Serialize)]
pub struct Body<'a> {
    pub baton: Option<&'a str>,
    pub requests: &'a [Request<'a>],
}

#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Request<'a> {
    Execute { stmt: &'a Statement<'a> },
    Batch { batch: Batch<'a> },
    GetAutocommit,
    Close,
}

#[derive(Debug, Serialize)]
pub struct Batch<'a> {
    steps: [Step<'a>; 1],
}

#[derive(Debug, Serialize)]
struct Step<'a> {
    condition: Condition,
    stmt: &'a Statement<'a>,
}

#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Condition {
    Not { cond: InTransaction },
}

#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum InTransaction {
    IsAutocommit,
}

impl<'a> Batch<'a> {
    /// Runs the statement only if a transaction is open.
    pub fn in_transaction(stmt: &'a Statement<'a>) -> Self {
        Self { steps: [Step { condition: Condition::Not { cond: InTransaction::IsAutocommit }, stmt }] }
    }
}

#[derive(Debug, Serialize)]
pub struct Statement<'a> {
    pub sql: &'a str,
    args: Vec<Argument<'a>>,
    want_rows: bool,
}

impl<'a> Statement<'a> {
    /// # Errors
    /// A value has no form in JSON.
    pub fn new(sql: &'a str, parameters: &'a [Value]) -> Result<Self, String> {
        let args = parameters.iter().map(Argument::new).collect::<Result<_, _>>()?;
        Ok(Self { sql, args, want_rows: true })
    }
}

#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Argument<'a> {
    Null,
    /// As text, because JSON's numbers end before SQLite's do.
    Integer {
        value: String,
    },
    Float {
        value: f64,
    },
    Text {
        value: &'a str,
    },
    Blob {
        base64: String,
    },
}

impl<'a> Argument<'a> {
    fn new(value: &'a Value) -> Result<Self, String> {
        Ok(match value {
            Value::Null => Self::Null,
            Value::Integer(number) => Self::Integer { value: number.to_string() },
            Value::Real(number) if number.is_finite() => Self::Float { value: *number },
            // As SQLite binds it.
            Value::Real(number) if number.is_nan() => Self::Null,
            Value::Real(number) => return Err(format!("{number} cannot be sent to a libSQL server")),
            Value::Text(value) => Self::Text { value },
            Value::Blob(bytes) => Self::Blob { base64: BASE64.encode(bytes) },
        })
    }
}

/// What a server answers to a [`Body`].
#[derive(Debug, Deserialize)]
pub struct Answer {
    /// Shown to the server next time; none when it has closed the stream.
    pub baton: Option<String>,
    /// Where to ask next time, if not in the same place.
    pub base_url: Option<String>,
    pub results: Vec<Reply>,
}

/// To one request. One of the two is there.
#[derive(Debug, Deserialize)]
pub struct Reply {
    pub response: Option<Response>,
    pub error: Option<ServerError>,
}

/// Of whichever kind was asked for.
#[derive(Debug, Deserialize)]
pub struct Response {
    pub result: Option<StatementResult>,
    pub is_autocommit: Option<bool>,
}

/// Of a statement, or of a batch, which has nothing but its steps.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct StatementResult {
    pub cols: Vec<Column>,
    pub rows: Vec<Vec<Cell>>,
    pub affected_row_count: u64,
    pub last_insert_rowid: Option<String>,
    /// One for each step of a batch, and neither for a step that was left out.
    pub step_results: Vec<Option<StatementResult>>,
    pub step_errors: Vec<Option<ServerError>>,
}

#[derive(Debug, Deserialize)]
pub struct Column {
    pub name: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct ServerError {
    pub message: String,
    pub code: Option<String>,
}

impl ServerError {
    /// The server had ended the stream's transaction for somebody who waited for it, and has run nothing since. It says so
    /// once, to whichever statement comes next, whether or not that belongs to a transaction.
    pub fn is_of_an_ended_transaction(&self) -> bool {
        self.code.as_deref() == Some("TRANSACTION_TIMEOUT")
    }

    /// Others hold a lock. Nothing was run.
    pub fn is_of_a_lock(&self) -> bool {
        self.code.as_deref() == Some("SQLITE_BUSY")
    }
}

impl std::fmt::Display for ServerError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.code {
            Some(code) => write!(f, "{} ({code})", self.message),
            None => f.write_str(&self.message),
        }
    }
}

/// A value as it comes.
#[derive(Debug, Deserialize)]
pub struct Cell {
    r#type: Kind,
    value: Option<Scalar>,
    base64: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Null,
    Integer,
    Float,
    Text,
    Blob,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Scalar {
    Text(String),
    Integer(i64),
    Float(f64),
}

impl Cell {
    /// The value, if what is there fits its type.
    pub fn value(self) -> Option<Value> {
        Some(match (self.r#type, self.value, self.base64) {
            (Kind::Null, ..) => Value::Null,
            (Kind::Integer, Some(Scalar::Text(digits)), _) => Value::Integer(digits.parse().ok()?),
            (Kind::Integer, Some(Scalar::Integer(number)), _) => Value::Integer(number),
            (Kind::Float, Some(Scalar::Float(number)), _) => Value::Real(number),
            // A float without a fraction may be written as JSON writes whole numbers.
            #[expect(clippy::cast_precision_loss, reason = "it was a float before it was written")]
            (Kind::Float, Some(Scalar::Integer(number)), _) => Value::Real(number as f64),
            (Kind::Text, Some(Scalar::Text(text)), _) => Value::Text(text),
            (Kind::Blob, _, Some(base64)) => Value::Blob(BASE64.decode(base64).ok()?),
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn cell(json: serde_json::Value) -> Option<Value> {
        serde_json::from_value::<Cell>(json).unwrap().value()
    }

    #[test]
    fn values_there_and_back() {
        let values = [
            Value::Null,
            Value::Integer(i64::MIN),
            Value::Real(0.1 + 0.2),
            Value::Text("民声 \u{0} \"".to_owned()),
            Value::Blob(vec![0, 1, 0xff, 0xfe]),
            Value::Blob(Vec::new()),
        ];
        let statement = Statement::new("SELECT ?1", &values).unwrap();
        let sent = serde_json::to_value(&statement).unwrap();
        assert_eq!(sent["args"][1], json!({"type": "integer", "value": i64::MIN.to_string()}));
        for (sent, value) in sent["args"].as_array().unwrap().iter().zip(&values) {
            let back = cell(sent.clone()).unwrap();
            assert_eq!(format!("{back:?}"), format!("{value:?}"));
        }
        assert!(Statement::new("", &[Value::Real(f64::INFINITY)]).unwrap_err().contains("inf"));
        let nan = [Value::Real(f64::NAN)];
        let sent = serde_json::to_value(Statement::new("", &nan).unwrap()).unwrap();
        assert_eq!(sent["args"][0], json!({"type": "null"}));
    }

    #[test]
    fn forms_that_servers_may_choose() {
        for (json, expected) in [
            (json!({"type": "blob", "base64": "AAE="}), "Some(Value::Blob([0, 1]))"),
            (json!({"type": "blob", "base64": "AAE"}), "Some(Value::Blob([0, 1]))"),
            (json!({"type": "integer", "value": 7}), "Some(Value::Integer(7))"),
            (json!({"type": "float", "value": 7}), "Some(Value::Real(7.0))"),
            (json!({"type": "float", "value": "7"}), "None"),
            (json!({"type": "integer", "value": "seven"}), "None"),
            (json!({"type": "blob", "base64": "?"}), "None"),
            (json!({"type": "text"}), "None"),
        ] {
            let text = json.to_string();
            assert_eq!(format!("{:?}", cell(json)), expected, "{text}");
        }
    }

    #[test]
    fn what_runs_in_a_transaction_runs_in_one_alone() {
        let statement = Statement::new("COMMIT", &[]).unwrap();
        let requests = [Request::Batch { batch: Batch::in_transaction(&statement) }, Request::GetAutocommit];
        let body = serde_json::to_value(Body { baton: Some("b"), requests: &requests }).unwrap();
        let step = &body["requests"][0]["batch"]["steps"][0];
        assert_eq!(step["condition"], json!({"type": "not", "cond": {"type": "is_autocommit"}}));
        assert_eq!(step["stmt"]["sql"], "COMMIT");
        assert_eq!(body["requests"][1], json!({"type": "get_autocommit"}));
    }

    #[test]
    fn answers_of_both_kinds() {
        let answer: Answer = serde_json::from_value(json!({"baton": null, "base_url": null, "results": [
            {"type": "ok", "response": {"type": "execute", "result": {"cols": [{"name": "a", "decltype": null}],
                "rows": [[{"type": "null"}]], "affected_row_count": 2, "last_insert_rowid": "9", "rows_read": 1}}},
            {"type": "ok", "response": {"type": "batch", "result": {"step_results": [null], "step_errors": [
                {"message": "no", "code": "SQLITE_BUSY"}]}}},
            {"type": "ok", "response": {"type": "get_autocommit", "is_autocommit": true}},
            {"type": "error", "error": {"message": "no"}},
            {"type": "ok", "response": {"type": "close"}},
        ]}))
        .unwrap();
        let mut results = answer.results.into_iter();
        let mut next = || results.next().unwrap();
        let statement = next().response.unwrap().result.unwrap();
        assert_eq!((statement.affected_row_count, statement.rows.len()), (2, 1));
        let batch = next().response.unwrap().result.unwrap();
        assert!(batch.step_results[0].is_none());
        assert_eq!(batch.step_errors[0].as_ref().unwrap().to_string(), "no (SQLITE_BUSY)");
        assert_eq!(next().response.unwrap().is_autocommit, Some(true));
        assert_eq!(next().error.unwrap().to_string(), "no");
        assert!(next().response.unwrap().result.is_none());
    }
}
