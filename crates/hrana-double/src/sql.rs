//! Running statements as a libSQL server does.

use crate::queue::Writer;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD_NO_PAD;
use rusqlite::ErrorCode;
use rusqlite::types::{Value as Sql, ValueRef};
use serde_json::{Value, json};

type Outcome = Result<Value, Value>;

/// PRAGMAs that a server takes with a value or without: those of one connection or of none.
const PRAGMAS: &[&str] = &[
    "collation_list",
    "compile_options",
    "data_version",
    "database_list",
    "defer_foreign_keys",
    "encoding",
    "foreign_key_check",
    "foreign_key_list",
    "foreign_keys",
    "freelist_count",
    "function_list",
    "index_info",
    "index_list",
    "index_xinfo",
    "integrity_check",
    "legacy_file_format",
    "module_list",
    "page_count",
    "pragma_list",
    "quick_check",
    "stats",
    "table_info",
    "table_list",
    "table_xinfo",
    "user_version",
];
/// And those that it takes without a value. It refuses all others.
const TOLD: &[&str] = &[
    "analysis_limit",
    "application_id",
    "auto_vacuum",
    "automatic_index",
    "busy_timeout",
    "cache_size",
    "cache_spill",
    "cell_size_check",
    "checkpoint_fullfsync",
    "fullfsync",
    "hard_heap_limit",
    "journal_mode",
    "journal_size_limit",
    "legacy_alter_table",
    "locking_mode",
    "max_page_count",
    "mmap_size",
    "page_size",
    "query_only",
    "read_uncommitted",
    "recursive_triggers",
    "reverse_unordered_selects",
    "schema_version",
    "secure_delete",
    "soft_heap_limit",
    "synchronous",
    "temp_store",
    "threads",
    "trusted_schema",
    "wal_autocheckpoint",
];

/// What a server says once when it has ended a transaction for others who waited.
pub fn ended() -> Value {
    error("TRANSACTION_TIMEOUT", "Transaction timed out")
}

/// The same of each step, whatever its condition.
pub fn ended_batch(steps: Option<&Value>) -> Value {
    let count = steps.and_then(Value::as_array).map_or(0, Vec::len);
    json!({"step_results": vec![Value::Null; count], "step_errors": vec![ended(); count]})
}

pub fn execute(connection: &Writer, statement: Option<&Value>, locked: Option<&str>) -> Outcome {
    let text = statement.and_then(|statement| statement.get("sql")).and_then(Value::as_str);
    let Some(text) = text else {
        return Err(error("SQL_NO_STATEMENT", "SQL string does not contain any statement"));
    };
    if locked.is_some_and(|locked| text.contains(locked)) {
        return Err(error("SQLITE_BUSY", "SQLite error: database is locked"));
    }
    if is_refused(text) {
        return Err(error("SQL_PARSE_ERROR", "SQL string could not be parsed: unsupported statement"));
    }
    let arguments = statement.and_then(|statement| statement.get("args")).and_then(Value::as_array);
    let arguments: Option<Vec<Sql>> =
        arguments.map_or(Some(Vec::new()), |arguments| arguments.iter().map(argument).collect());
    let Some(arguments) = arguments else { return Err(error("ARGS_INVALID", "a value is not understood")) };
    let ran = run(connection, text, arguments).map_err(|failure| in_words(&failure));
    connection.settle();
    ran
}

/// Runs the steps of a batch whose conditions are met.
pub fn batch(connection: &Writer, steps: Option<&Value>, version: u8, locked: Option<&str>) -> Outcome {
    let (mut results, mut errors) = (Vec::new(), Vec::new());
    for step in steps.and_then(Value::as_array).into_iter().flatten() {
        let condition = step.get("condition").filter(|condition| !condition.is_null());
        let met = condition.is_none_or(|condition| {
            is_met(condition, &results, &errors, version >= 3 && connection.sqlite.is_autocommit())
        });
        let (result, failure) = match met.then(|| execute(connection, step.get("stmt"), locked)) {
            Some(Ok(result)) => (result, Value::Null),
            Some(Err(failure)) => (Value::Null, failure),
            None => (Value::Null, Value::Null),
        };
        results.push(result);
        errors.push(failure);
    }
    Ok(json!({"step_results": results, "step_errors": errors}))
}

fn is_met(condition: &Value, results: &[Value], errors: &[Value], autocommit: bool) -> bool {
    let met = |condition: &Value| is_met(condition, results, errors, autocommit);
    let has = |of: &[Value]| {
        let step = condition.get("step").and_then(Value::as_u64).and_then(|step| usize::try_from(step).ok());
        step.and_then(|step| of.get(step)).is_some_and(|of| !of.is_null())
    };
    let mut inner = condition.get("conds").and_then(Value::as_array).into_iter().flatten();
    match condition.get("type").and_then(Value::as_str) {
        Some("ok") => has(results),
        Some("error") => has(errors),
        Some("not") => condition.get("cond").is_some_and(|condition| !met(condition)),
        Some("and") => inner.all(met),
        Some("or") => inner.any(met),
        Some("is_autocommit") => autocommit,
        _ => false,
    }
}

fn run(connection: &Writer, text: &str, arguments: Vec<Sql>) -> rusqlite::Result<Value> {
    let sqlite = &connection.sqlite;
    let mut statement = sqlite.prepare(text)?;
    let columns: Vec<Value> =
        statement.column_names().map(|name| json!({"name": name, "decltype": null})).collect();
    let reads = statement.readonly();
    if !reads {
        connection.wait();
    }
    let mut rows = statement.query(rusqlite::params_from_iter(arguments))?;
    let mut values = Vec::new();
    while let Some(row) = rows.next()? {
        let row = (0..columns.len()).map(|column| Ok(value(row.get_ref(column)?)));
        values.push(row.collect::<rusqlite::Result<Vec<_>>>()?);
    }
    drop(rows);
    let lower = text.trim_start().to_ascii_lowercase();
    let first = lower.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
    let changes = !reads && ["insert", "update", "delete", "replace", "with"].contains(&first);
    let inserts = changes && (lower.contains("insert") || lower.contains("replace"));
    Ok(json!({
        "cols": columns,
        "rows": values,
        "affected_row_count": if changes { sqlite.changes() } else { 0 },
        "last_insert_rowid": inserts.then(|| sqlite.last_insert_rowid().to_string()),
        "replication_index": null,
    }))
}

fn argument(value: &Value) -> Option<Sql> {
    let inner = value.get("value");
    Some(match value.get("type").and_then(Value::as_str)? {
        "null" => Sql::Null,
        "integer" => Sql::Integer(inner?.as_str()?.parse().ok()?),
        "float" => Sql::Real(inner?.as_f64()?),
        "text" => Sql::Text(inner?.as_str()?.to_owned()),
        "blob" => {
            let text = value.get("base64")?.as_str()?.trim_end_matches('=');
            Sql::Blob(BASE64_STANDARD_NO_PAD.decode(text).ok()?)
        }
        _ => return None,
    })
}

fn value(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null => json!({"type": "null"}),
        ValueRef::Integer(number) => json!({"type": "integer", "value": number.to_string()}),
        ValueRef::Real(number) => json!({"type": "float", "value": number}),
        ValueRef::Text(text) => json!({"type": "text", "value": String::from_utf8_lossy(text)}),
        ValueRef::Blob(bytes) => json!({"type": "blob", "base64": BASE64_STANDARD_NO_PAD.encode(bytes)}),
    }
}

/// What a server with a write-ahead log of its own, shared by all, does not let its clients do.
fn is_refused(text: &str) -> bool {
    let text = text.trim_start().to_ascii_lowercase();
    let mut words =
        text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|word| !word.is_empty());
    match words.next() {
        Some("analyze" | "attach" | "detach" | "vacuum") => true,
        Some("create") => matches!(words.next(), Some("temp" | "temporary")),
        Some("pragma") => {
            let name = words.next().unwrap_or_default();
            !PRAGMAS.contains(&name) && (!TOLD.contains(&name) || text.contains(['=', '(']))
        }
        _ => false,
    }
}

fn in_words(failure: &rusqlite::Error) -> Value {
    match failure {
        rusqlite::Error::SqliteFailure(code, message) => {
            let message = message.clone().unwrap_or_else(|| code.to_string());
            error(code_of(code.code), &format!("SQLite error: {message}"))
        }
        rusqlite::Error::SqlInputError { msg, offset, .. } => {
            error("SQL_INPUT_ERROR", &format!("SQL input error: {msg} (at offset {offset})"))
        }
        rusqlite::Error::MultipleStatement => {
            error("SQL_MANY_STATEMENTS", "SQL string contains more than one statement")
        }
        other => error("ARGS_INVALID", &format!("Arguments do not match SQL parameters: {other}")),
    }
}

fn code_of(code: ErrorCode) -> &'static str {
    match code {
        ErrorCode::DatabaseBusy => "SQLITE_BUSY",
        ErrorCode::DatabaseLocked => "SQLITE_LOCKED",
        ErrorCode::ConstraintViolation => "SQLITE_CONSTRAINT",
        ErrorCode::OperationInterrupted => "SQLITE_INTERRUPT",
        ErrorCode::ReadOnly => "SQLITE_READONLY",
        ErrorCode::DiskFull => "SQLITE_FULL",
        _ => "SQLITE_UNKNOWN",
    }
}

fn error(code: &str, message: &str) -> Value {
    json!({"code": code, "message": message})
}
