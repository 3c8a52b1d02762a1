//! A database on a libSQL server, in hrana 2 over HTTP.
//!
//! Each exchange stands for itself: a statement, or a transaction as a whole, and the stream is closed with it. So nothing is
//! open between two, which the server would end after some seconds.

use std::cell::RefCell;
use std::fmt;
use std::io::{self, ErrorKind};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use http::Uri;
use http_client::{Answer, Connection, Request, bearer};
use minsheng_store::{Db, Error, Row, Value};
use serde_json::{Value as Json, json};

use super::wire::{Wire, connect};

/// With the padding or without it: servers do either.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// How long an answer may take: an index of a large table is one statement.
const PATIENCE: Duration = Duration::from_secs(600);

/// A connection that was not used for so long may be closed already: what is not asked twice is asked on a new one.
const IDLE: Duration = Duration::from_secs(5);

pub struct Server {
    url: Uri,
    token: String,
    patience: Duration,
    /// And since when nobody uses it.
    open: RefCell<Option<(Connection<Wire>, Instant)>>,
}

/// A statement and its values.
pub type Statement = (String, Vec<Value>);

/// Why something was not done.
#[derive(Debug)]
pub enum Refusal {
    /// There are more rows than the server puts into one answer.
    TooMuch,
    Failed(String),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooMuch => f.write_str("the answer is larger than the server gives"),
            Self::Failed(why) => f.write_str(why),
        }
    }
}

impl std::error::Error for Refusal {}

impl Server {
    pub fn new(url: Uri, token: &str) -> Self {
        Self { url, token: token.to_owned(), patience: PATIENCE, open: RefCell::default() }
    }

    /// Waits so long for an answer, and no longer.
    pub fn within(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// As messages call it.
    pub fn name(&self) -> String {
        format!("the libSQL server {}", self.url)
    }

    /// Reads: asked once more where a connection that was kept is gone.
    ///
    /// # Errors
    /// Says what the server said.
    pub fn query(&self, sql: &str, values: Vec<Value>) -> Result<Vec<Row>, Refusal> {
        let execute = json!({"type": "execute", "stmt": statement(sql, values)?});
        let results = self.pipeline(&[execute, json!({"type": "close"})], true)?;
        let result = results.first().ok_or_else(|| self.strange())?;
        rows(response(result)?).ok_or_else(|| self.strange())
    }

    /// Runs all of these or none; foreign keys are looked at by nobody meanwhile.
    ///
    /// # Errors
    /// Says what the server said. Where the connection broke, nobody knows whether it was done.
    pub fn transaction(&self, statements: Vec<Statement>) -> Result<(), Refusal> {
        let mut steps = vec![json!({"stmt": {"sql": "BEGIN IMMEDIATE"}})];
        let behind = |step: usize| json!({"type": "ok", "step": step});
        for (sql, values) in statements {
            let condition = behind(steps.len() - 1);
            steps.push(json!({"stmt": statement(&sql, values)?, "condition": condition}));
        }
        let commit = steps.len();
        steps.push(json!({"stmt": {"sql": "COMMIT"}, "condition": behind(commit - 1)}));
        let not_done = json!({"type": "not", "cond": behind(commit)});
        steps.push(json!({"stmt": {"sql": "ROLLBACK"}, "condition": not_done}));
        let unchecked = json!({"type": "execute", "stmt": {"sql": "PRAGMA foreign_keys = OFF"}});
        let batch = json!({"type": "batch", "batch": {"steps": steps}});
        let results = self.pipeline(&[unchecked, batch, json!({"type": "close"})], false)?;
        let result = response(results.get(1).ok_or_else(|| self.strange())?)?;
        let errors = result.pointer("/result/step_errors").and_then(Json::as_array);
        let errors = errors.ok_or_else(|| self.strange())?;
        if let Some(error) = errors.iter().take(commit + 1).find(|error| !error.is_null()) {
            return Err(in_words(error));
        }
        let done =
            result.pointer(&format!("/result/step_results/{commit}")).is_some_and(|step| !step.is_null());
        if done { Ok(()) } else { Err(self.strange()) }
    }

    /// What is wrong with its database, all of which it reads; nothing when that is sound.
    ///
    /// # Errors
    /// As [`Server::query`].
    pub fn damage(&self) -> Result<Vec<String>, Refusal> {
        let rows = self.query("PRAGMA integrity_check(10)", vec![])?;
        let said = rows.into_iter().flatten().map(|value| match value {
            Value::Text(text) => Ok(text),
            _ => Err(self.strange()),
        });
        let said = said.collect::<Result<Vec<_>, _>>()?;
        Ok(if said == ["ok"] { Vec::new() } else { said })
    }

    /// What the server calls itself, if it says so.
    pub fn version(&self) -> Option<String> {
        let answer = self.send(&Request::get(&self.path("/version")), true).ok()?;
        let text = String::from_utf8(answer.body).ok().filter(|_| answer.status == 200)?;
        let line = text.lines().next()?.trim();
        (!line.is_empty()).then(|| line.chars().take(80).collect())
    }

    fn path(&self, end: &str) -> String {
        format!("{}{end}", self.url.path().trim_end_matches('/'))
    }

    fn pipeline(&self, requests: &[Json], again: bool) -> Result<Vec<Json>, Refusal> {
        let request =
            Request::post(&self.path("/v2/pipeline"), &json!({"baton": null, "requests": requests}));
        let answer = self.send(&request, again)?;
        if !answer.is_success() {
            return Err(Refusal::Failed(self.said(&answer)));
        }
        let body: Json = serde_json::from_slice(&answer.body).map_err(|_| self.strange())?;
        body.get("results").and_then(Json::as_array).cloned().ok_or_else(|| self.strange())
    }

    fn send(&self, request: &Request, again: bool) -> Result<Answer, Refusal> {
        let host = self.url.authority().map(|authority| authority.as_str()).unwrap_or_default();
        let mut request = request.clone().host(host);
        if !self.token.is_empty() {
            request = request.header("Authorization", &bearer(&self.token));
        }
        let kept = self.open.take().filter(|(_, since)| again || since.elapsed() < IDLE);
        let was_kept = kept.is_some();
        let failed = |error: &io::Error| {
            let why = match error.kind() {
                ErrorKind::WouldBlock | ErrorKind::TimedOut => {
                    format!("it did not answer within {:?}: look at its load and its disk", self.patience)
                }
                _ => error.to_string(),
            };
            let remedy = if why.contains("certificate") {
                " (SSL_CERT_FILE names an authority of one's own)"
            } else {
                ""
            };
            Refusal::Failed(format!("{}: {why}{remedy}", self.name()))
        };
        let mut connection = match kept {
            Some((connection, _)) => connection,
            None => self.connect()?,
        };
        let answer = match ask(&mut connection, &request) {
            // A server closes what nobody has used for a while.
            Err(_) if was_kept && again => {
                connection = self.connect()?;
                ask(&mut connection, &request)
            }
            asked => asked,
        };
        let answer = answer.map_err(|error| failed(&error))?;
        if answer.header("connection").is_none_or(|value| !value.eq_ignore_ascii_case("close")) {
            self.open.replace(Some((connection, Instant::now())));
        }
        Ok(answer)
    }

    fn connect(&self) -> Result<Connection<Wire>, Refusal> {
        let wire = connect(&self.url, self.patience);
        wire.map(Connection::on).map_err(|error| Refusal::Failed(format!("{}: {error:#}", self.name())))
    }

    fn said(&self, answer: &Answer) -> String {
        let name = self.name();
        let text = String::from_utf8_lossy(&answer.body);
        let text: String = text.chars().filter(|c| !c.is_control()).take(200).collect();
        match answer.status {
            401 | 403 => format!("{name} answered {}: its `token` is another, or has expired", answer.status),
            404 if text.contains("amespace") => format!(
                "{name} answered 404: {text}: make the namespace (POST /v1/namespaces/NAME/create at the server's --admin-listen-addr), \
                 or have `url` begin with the name of one that is there"
            ),
            404 => format!("{name} answered 404: something else listens there, or `url` lacks a path"),
            status => format!("{name} answered {status}: {text}"),
        }
    }

    fn strange(&self) -> Refusal {
        Refusal::Failed(format!("{} answered what no libSQL server does", self.name()))
    }
}

impl Db for Server {
    async fn run(&self, sql: &str, values: Vec<Value>) -> Result<Vec<Row>, Error> {
        self.query(sql, values).map_err(|refusal| Error::Unavailable(refusal.to_string()))
    }
}

/// Asks, and has the whole answer.
fn ask(connection: &mut Connection<Wire>, request: &Request) -> io::Result<Answer> {
    let answer = connection.ask(request)?.filter(|answer| answer.complete);
    answer.ok_or_else(|| io::Error::other("it hung up before its answer was complete"))
}

fn statement(sql: &str, values: Vec<Value>) -> Result<Json, Refusal> {
    let args = values.into_iter().map(argument).collect::<Result<Vec<_>, _>>()?;
    Ok(json!({"sql": sql, "args": args, "want_rows": true}))
}

fn argument(value: Value) -> Result<Json, Refusal> {
    Ok(match value {
        Value::Null => json!({"type": "null"}),
        // As text, because JSON's numbers end before SQLite's do.
        Value::Integer(number) => json!({"type": "integer", "value": number.to_string()}),
        Value::Real(number) if number.is_finite() => json!({"type": "float", "value": number}),
        Value::Real(number) => {
            return Err(Refusal::Failed(format!("{number} cannot be sent to a libSQL server")));
        }
        Value::Text(text) => json!({"type": "text", "value": text}),
        Value::Blob(bytes) => json!({"type": "blob", "base64": BASE64.encode(bytes)}),
    })
}

fn response(result: &Json) -> Result<&Json, Refusal> {
    match (result.get("response"), result.get("error")) {
        (Some(response), _) => Ok(response),
        (None, Some(error)) => Err(in_words(error)),
        (None, None) => Err(Refusal::Failed("an answer without a result".to_owned())),
    }
}

fn in_words(error: &Json) -> Refusal {
    let text = |key: &str| error.get(key).and_then(Json::as_str);
    match (text("message"), text("code")) {
        (_, Some("RESPONSE_TOO_LARGE")) => Refusal::TooMuch,
        (message, Some(code)) => Refusal::Failed(format!("{} ({code})", message.unwrap_or_default())),
        (message, None) => Refusal::Failed(message.unwrap_or("an error without words").to_owned()),
    }
}

fn rows(response: &Json) -> Option<Vec<Row>> {
    let rows = response.pointer("/result/rows")?.as_array()?;
    rows.iter().map(|row| row.as_array()?.iter().map(cell).collect()).collect()
}

fn cell(cell: &Json) -> Option<Value> {
    let value = cell.get("value");
    Some(match cell.get("type")?.as_str()? {
        "null" => Value::Null,
        "integer" => match value? {
            Json::String(digits) => Value::Integer(digits.parse().ok()?),
            number => Value::Integer(number.as_i64()?),
        },
        "float" => Value::Real(value?.as_f64()?),
        "text" => Value::Text(value?.as_str()?.to_owned()),
        "blob" => Value::Blob(BASE64.decode(cell.get("base64")?.as_str()?).ok()?),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use hrana_double::{Double, Event};

    use super::*;

    fn double() -> (tempfile::TempDir, Double, Server) {
        let folder = tempfile::tempdir().unwrap();
        let double = Double::start(&folder.path().join("server.db")).unwrap();
        let server = Server::new(double.url().parse().unwrap(), "");
        (folder, double, server)
    }

    fn begun(statements: &[&str]) -> Vec<Statement> {
        statements.iter().map(|sql| ((*sql).to_owned(), Vec::new())).collect()
    }

    #[test]
    fn values_go_there_and_back_as_they_are() {
        let (_folder, _double, server) = double();
        let values = vec![
            Value::Null,
            Value::Integer(i64::MIN),
            Value::Real(0.1 + 0.2),
            Value::Real(-0.0),
            Value::Text("民声 \u{0} \"".to_owned()),
            Value::Blob(vec![0, 1, 0xff]),
            Value::Blob(Vec::new()),
        ];
        let back = server.query("SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7", values.clone()).unwrap();
        assert_eq!(format!("{back:?}"), format!("{:?}", vec![values]));
        assert!(server.query("SELECT ?1", vec![Value::Real(f64::INFINITY)]).is_err());
    }

    #[test]
    fn a_transaction_is_done_whole_or_not_at_all() {
        let (_folder, double, server) = double();
        server
            .transaction(begun(&["CREATE TABLE a (x INTEGER PRIMARY KEY)", "INSERT INTO a VALUES (1)"]))
            .unwrap();
        let count = || server.query("SELECT count(*) FROM a", vec![]).unwrap().concat();
        let refused = server
            .transaction(begun(&[
                "INSERT INTO a VALUES (2)",
                "INSERT INTO a VALUES (1)",
                "INSERT INTO a VALUES (3)",
            ]))
            .unwrap_err();
        assert!(refused.to_string().contains("UNIQUE"), "{refused}");
        assert_eq!(count(), [Value::Integer(1)]);
        double.at("VALUES (9)", Event::Cut);
        assert!(server.transaction(begun(&["INSERT INTO a VALUES (9)"])).is_err(), "it is not sent twice");
        assert_eq!(count(), [Value::Integer(1)]);
        // Foreign keys may point to what comes later.
        server
            .transaction(begun(&["CREATE TABLE b (x REFERENCES a (x))", "INSERT INTO b VALUES (7)"]))
            .unwrap();
        assert_eq!(double.open_streams(), 0, "nothing stays open");
    }

    #[test]
    fn a_read_is_asked_again_where_a_kept_connection_is_gone() {
        let (_folder, double, server) = double();
        server.query("SELECT 1", vec![]).unwrap();
        double.at("SELECT 2", Event::Cut);
        assert_eq!(server.query("SELECT 2", vec![]).unwrap().concat(), [Value::Integer(2)]);
    }

    #[test]
    fn who_does_not_answer_is_not_waited_for_without_end() {
        let (_folder, double, server) = double();
        double.fault(|faults| faults.latency = Duration::from_secs(2));
        let late =
            server.within(Duration::from_millis(50)).query("SELECT 1", vec![]).unwrap_err().to_string();
        assert!(late.contains("did not answer within 50ms"), "{late}");
    }

    #[test]
    fn who_is_not_let_in_or_finds_nobody_is_told_why() {
        let (_folder, double, server) = double();
        double.fault(|faults| faults.token = Some("the token".to_owned()));
        let refused = server.query("SELECT 1", vec![]).unwrap_err().to_string();
        assert!(refused.contains("401") && refused.contains("`token`"), "{refused}");
        let known = Server::new(double.url().parse().unwrap(), "the token");
        known.query("SELECT 1", vec![]).unwrap();
        assert!(known.version().unwrap().contains("hrana-double"));
        let below = Server::new(format!("{}/elsewhere", double.url()).parse().unwrap(), "the token");
        assert!(below.query("SELECT 1", vec![]).unwrap_err().to_string().contains("404"));
        double.at("SELECT 3", Event::Beginning);
        let nowhere = known.query("SELECT 3", vec![]).unwrap_err().to_string();
        assert!(nowhere.contains("make the namespace") && nowhere.contains("`default`"), "{nowhere}");
        let url = double.url();
        drop(double);
        let nobody = Server::new(url.parse().unwrap(), "").query("SELECT 1", vec![]).unwrap_err().to_string();
        assert!(nobody.contains("nobody answers"), "{nobody}");
    }
}
