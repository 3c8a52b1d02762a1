//! One exchange with a libSQL server.

use super::pool::{Pool, Stream};
use super::protocol::{Answer, Batch, Body, Request, ServerError, Statement, StatementResult, Version};
use crate::client::{OwnClient, own_client};
use crate::log;
use crate::sqlite::BUSY_TIMEOUT;
use crate::sqlite::writer_queue::{Turn, WriterQueue};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio_util::task::TaskTracker;

/// How long a connection may take to be made.
const CONNECT: Duration = Duration::from_secs(3);
/// How long an answer may take. A server ends a transaction after five seconds, and a writer waits no longer.
const ANSWER: Duration = Duration::from_secs(20);
/// How long there is to be rid of a stream that nobody needs, and of all of them when the host stops.
const FAREWELL: Duration = Duration::from_secs(3);
/// How long a server that knows version 2 alone is asked for nothing newer: another may have come in its place.
const OLD: Duration = Duration::from_secs(60);
/// How long a server may be away before statements fail at once. One that ends in order takes some five seconds where a
/// transaction was open, until it has ended that for whoever waits, and then has to start.
const AWAY: Duration = Duration::from_secs(10);
/// How long until it is asked again, at least; at most twice as long.
const PAUSE: Duration = Duration::from_millis(50);
/// The same where it has a lock.
const LOCK: Duration = Duration::from_millis(5);
/// The most that an answer may take up. Servers stop earlier, at 10 MB unless they are told otherwise.
const MOST_BYTES: usize = 64 << 20;

/// A database on a libSQL server. Nothing is asked of the server before a component asks.
pub struct Server {
    /// What it is called in messages.
    pub name: String,
    base: Uri,
    headers: HeaderMap,
    client: OwnClient,
    /// Since when the server is known to know version 2 alone.
    old: Mutex<Option<Instant>>,
    /// Since when it does not answer.
    away: Mutex<Option<Instant>>,
    pub(super) pool: Pool,
    pub(super) writers: WriterQueue,
    /// Statements under way, and streams that are just closed.
    pub(super) tasks: TaskTracker,
}

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Server({})", self.name)
    }
}

/// How a statement went, as far as the server says.
#[derive(Debug)]
pub struct Executed {
    pub result: Result<StatementResult, ServerError>,
    /// Whether no transaction is open afterwards; nothing where the server cannot say.
    pub autocommit: Option<bool>,
    /// It was not run, because the server had ended the transaction before.
    pub left_out: bool,
}

impl Executed {
    fn left_out(autocommit: Option<bool>) -> Self {
        let result = Ok(StatementResult::default());
        Self { result, autocommit: autocommit.or(Some(true)), left_out: true }
    }
}

/// Why there is no answer to a statement. The stream is of no use any more.
#[derive(Debug)]
pub enum Failure {
    /// The server knows the stream no more. Nothing was run.
    Expired(String),
    /// The server knows no such version. Nothing was run, and there was no stream.
    Unknown(String),
    /// The server wants nothing of it. Nothing was run.
    Refused(String),
    /// Nobody is there, or about to be. Nothing was run.
    Unreachable(String),
    /// The connection broke, or whoever stands before the server finds nobody there. Whether it was run nobody knows.
    Cut(String),
    /// Whether it was run nobody knows.
    Lost(String),
}

impl Failure {
    pub fn message(self) -> String {
        let (Self::Expired(message)
        | Self::Unknown(message)
        | Self::Refused(message)
        | Self::Unreachable(message)
        | Self::Cut(message)
        | Self::Lost(message)) = self;
        message
    }
}

impl Server {
    /// The server at `url`, which is shown `token` unless that is empty.
    ///
    /// # Errors
    /// The token fits in no header.
    pub fn new(url: Uri, token: &str) -> anyhow::Result<Self> {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if !token.is_empty() {
            let mut token = HeaderValue::from_str(&format!("Bearer {token}"))?;
            token.set_sensitive(true);
            headers.insert(header::AUTHORIZATION, token);
        }
        Ok(Self {
            name: format!("the libSQL server {}", url.authority().map_or("", |authority| authority.as_str())),
            base: url,
            headers,
            client: own_client(CONNECT),
            old: Mutex::default(),
            away: Mutex::default(),
            pool: Pool::default(),
            writers: WriterQueue::default(),
            tasks: TaskTracker::new(),
        })
    }

    /// Runs a statement on `stream`; one `in_transaction` only if a transaction is open there.
    pub(super) async fn execute(
        &self,
        stream: &mut Stream,
        statement: &Statement<'_>,
        in_transaction: bool,
    ) -> Result<Executed, Failure> {
        let fresh = stream.baton.is_none();
        if fresh {
            stream.version = self.version(Instant::now());
        }
        match self.execute_as_begun(stream, statement, in_transaction).await {
            // Only where there is nothing that the other version could take from its transaction.
            Err(Failure::Unknown(_)) if fresh && !in_transaction && stream.version == Version::Three => {
                stream.version = Version::Two;
                let executed = self.execute_as_begun(stream, statement, false).await?;
                if self.old().replace(Instant::now()).is_none() {
                    log::info("a libSQL server knows hrana 2 alone", &[("server", &self.name)]);
                }
                Ok(executed)
            }
            other => other,
        }
    }

    /// Runs a statement on a stream that has no transaction, and waits for whoever has a lock as SQLite does on files: by
    /// itself a server waits a tenth of a second.
    pub(super) async fn execute_outside(
        &self,
        stream: &mut Stream,
        statement: &Statement<'_>,
    ) -> Result<Executed, Failure> {
        let begun = Instant::now();
        loop {
            let executed = self.execute(stream, statement, false).await?;
            let locked = executed.result.as_ref().is_err_and(ServerError::is_of_a_lock);
            if locked && begun.elapsed() < BUSY_TIMEOUT {
                pause(LOCK).await;
            } else if !executed.left_out {
                return Ok(executed);
            }
            // What is left out here was told of a transaction before it, once.
        }
    }

    /// In the version that the stream has.
    async fn execute_as_begun(
        &self,
        stream: &mut Stream,
        statement: &Statement<'_>,
        in_transaction: bool,
    ) -> Result<Executed, Failure> {
        let old = stream.version == Version::Two;
        let request = if in_transaction && !old {
            Request::Batch { batch: Batch::in_transaction(statement) }
        } else {
            Request::Execute { stmt: statement }
        };
        let requests = if old { vec![request] } else { vec![request, Request::GetAutocommit] };
        let answer = self.ask(stream, &requests, ANSWER).await?;
        let mut replies = answer.results.into_iter();
        let strange = || Failure::Lost(format!("{} answered what was not asked", self.name));
        let reply = replies.next().ok_or_else(strange)?;
        let autocommit = replies.next().and_then(|reply| reply.response?.is_autocommit);
        let result = match (reply.response.and_then(|response| response.result), reply.error) {
            (_, Some(error)) => Some(Err(error)),
            (Some(mut batch), None) if in_transaction && !old => {
                match (batch.step_results.pop().flatten(), batch.step_errors.pop().flatten()) {
                    (_, Some(error)) => Some(Err(error)),
                    (result, None) => result.map(Ok),
                }
            }
            (Some(result), None) => Some(Ok(result)),
            (None, None) => return Err(strange()),
        };
        Ok(match result {
            Some(Err(error)) if error.is_of_an_ended_transaction() => Executed::left_out(autocommit),
            Some(result) => Executed { result, autocommit, left_out: false },
            None => Executed::left_out(autocommit),
        })
    }

    /// After a failure by which nobody is there: whether it is worth the while to ask again, after the pause that this
    /// takes. A server that is started anew is there again after some seconds; one that is away for longer keeps nobody
    /// waiting.
    pub(super) async fn is_waited_for(&self) -> bool {
        let now = Instant::now();
        let since = *self.away().get_or_insert(now);
        if now.duration_since(since) >= AWAY {
            return false;
        }
        pause(PAUSE).await;
        true
    }

    fn away(&self) -> MutexGuard<'_, Option<Instant>> {
        self.away.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// In which streams begin.
    fn version(&self, now: Instant) -> Version {
        match *self.old() {
            Some(since) if now.duration_since(since) < OLD => Version::Two,
            _ => Version::Three,
        }
    }

    fn old(&self) -> MutexGuard<'_, Option<Instant>> {
        self.old.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Is rid of a stream, after rolling back by name what was left open on it.
    pub(super) async fn close(&self, mut stream: Stream, roll_back: bool) {
        if stream.baton.is_none() {
            return;
        }
        let Ok(statement) = Statement::new("ROLLBACK", &[]) else { return };
        let roll_back = roll_back.then_some(Request::Execute { stmt: &statement });
        let requests: Vec<_> = roll_back.into_iter().chain([Request::Close]).collect();
        // The server ends it by itself after some seconds.
        if let Err(error) = self.ask(&mut stream, &requests, FAREWELL).await {
            log::debug("a stream was not closed", &[("error", &error.message())]);
        }
    }

    /// [`Server::close`], while whoever asks goes on; [`Server::end`] waits for it. The turn of a transaction that is rolled
    /// back passes on afterwards.
    pub(super) fn close_soon(self: &Arc<Self>, stream: Stream, roll_back: bool, turn: Option<Turn>) {
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            let server = Arc::clone(self);
            let closed = async move {
                server.close(stream, roll_back).await;
                drop(turn);
            };
            self.tasks.spawn_on(closed, &runtime);
        }
    }

    /// Closes the streams that nobody uses, and waits until those that somebody used last are closed as well: a
    /// transaction that is left open keeps others from writing until the server ends it.
    pub async fn end(&self) {
        let streams = self.pool.close();
        self.tasks.close();
        let closed =
            futures_util::future::join_all(streams.into_iter().map(|stream| self.close(stream, false)));
        if tokio::time::timeout(FAREWELL, async { tokio::join!(closed, self.tasks.wait()) }).await.is_err() {
            log::warn("stopped before a libSQL server had answered", &[("server", &self.name)]);
        }
    }

    async fn ask(
        &self,
        stream: &mut Stream,
        requests: &[Request<'_>],
        patience: Duration,
    ) -> Result<Answer, Failure> {
        // Until the next one is there: what was shown once is good for nothing.
        let baton = stream.baton.take();
        let body = serde_json::to_vec(&Body { baton: baton.as_deref(), requests })
            .map_err(|error| Failure::Refused(error.to_string()))?;
        let base = stream.base.as_ref().unwrap_or(&self.base);
        let uri = format!("{}/{}", base.to_string().trim_end_matches('/'), stream.version.path());
        let mut request = http::Request::post(uri)
            .body(Full::new(Bytes::from(body)))
            .map_err(|error| Failure::Refused(error.to_string()))?;
        *request.headers_mut() = self.headers.clone();
        let exchange = async {
            let response = self.client.request(request).await.map_err(|error| self.no_answer(&error))?;
            let status = response.status();
            let body = Limited::new(response.into_body(), MOST_BYTES).collect().await.map_err(|error| {
                if error.is::<LengthLimitError>() {
                    Failure::Lost(format!("query result exceeds limit of {MOST_BYTES} bytes"))
                } else {
                    Failure::Cut(format!("{} broke off: {error}", self.name))
                }
            })?;
            Ok::<_, Failure>((status, body.to_bytes()))
        };
        let (status, body) = match tokio::time::timeout(patience, exchange).await {
            Ok(exchanged) => exchanged?,
            Err(_) => {
                let seconds = patience.as_secs();
                return Err(Failure::Lost(format!("{} did not answer within {seconds} s", self.name)));
            }
        };
        if status != StatusCode::OK {
            return Err(self.refusal(status, &body, baton.is_some()));
        }
        self.away().take();
        let answer: Answer = serde_json::from_slice(&body)
            .map_err(|error| Failure::Lost(format!("{} answered no hrana: {error}", self.name)))?;
        stream.baton.clone_from(&answer.baton);
        if let Some(base) = &answer.base_url {
            stream.base = Some(self.elsewhere(base)?);
        }
        Ok(answer)
    }

    /// Where the server wants to be asked next. The token is shown there too, and nobody may read it on the way.
    fn elsewhere(&self, base: &str) -> Result<Uri, Failure> {
        let downgrade =
            |url: &Uri| self.base.scheme_str() == Some("https") && url.scheme_str() != Some("https");
        let url = base.parse::<Uri>().ok();
        let url = url.filter(|url| matches!(url.scheme_str(), Some("http" | "https")) && !downgrade(url));
        url.ok_or_else(|| Failure::Lost(format!("{} refers to {base}, where it is not asked", self.name)))
    }

    fn no_answer(&self, error: &hyper_util::client::legacy::Error) -> Failure {
        let mut message = format!("{}: {error}", self.name);
        let mut cause = std::error::Error::source(error);
        while let Some(error) = cause {
            message = format!("{message}: {error}");
            cause = error.source();
        }
        if error.is_connect() { Failure::Unreachable(message) } else { Failure::Cut(message) }
    }

    /// What an answer means that is no success.
    fn refusal(&self, status: StatusCode, body: &[u8], continued: bool) -> Failure {
        let text = String::from_utf8_lossy(body);
        let error = serde_json::from_slice::<ServerError>(body).ok();
        let message = error.as_ref().map_or_else(|| shortened(&text).to_owned(), ToString::to_string);
        let message = format!("{} answered {status}: {message}", self.name);
        let expired = error.and_then(|error| error.code).is_some_and(|code| code == "STREAM_EXPIRED");
        // A server that was started again knows no batons of before, and says so in plain text.
        let forgotten = status == StatusCode::BAD_REQUEST && text.contains("invalid baton");
        if continued && (expired || forgotten) {
            return Failure::Expired(message);
        }
        // So says one that is about to end, and one that has just begun.
        let ending = status == StatusCode::SERVICE_UNAVAILABLE && text.contains("has shutdown");
        let beginning = status == StatusCode::NOT_FOUND && text.contains("doesn't exist");
        if ending || beginning {
            return Failure::Unreachable(message);
        }
        if status == StatusCode::NOT_FOUND && !continued {
            return Failure::Unknown(message);
        }
        match status {
            StatusCode::BAD_GATEWAY | StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT => {
                Failure::Cut(message)
            }
            status if status.is_client_error() => Failure::Refused(message),
            _ => Failure::Lost(message),
        }
    }
}

/// Sleeps so long, or up to twice as long: not all at the same moment.
async fn pause(least: Duration) {
    let mut chance = [0];
    let chance = getrandom::fill(&mut chance).map_or(0, |()| chance[0]);
    tokio::time::sleep(least + least * u32::from(chance) / 256).await;
}

/// The beginning of a text that somebody else wrote.
fn shortened(text: &str) -> &str {
    let end = text.char_indices().nth(200).map_or(text.len(), |(end, _)| end);
    text.get(..end).unwrap_or_default().trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(url: &str) -> Server {
        Server::new(url.parse().unwrap(), "secret").unwrap()
    }

    #[test]
    fn what_no_success_means() {
        let server = server("http://db.example.org");
        let expired = br#"{"message": "The stream has expired due to inactivity", "code": "STREAM_EXPIRED"}"#;
        let refusal = |status: u16, body: &[u8], continued| {
            let failure = server.refusal(StatusCode::from_u16(status).unwrap(), body, continued);
            match failure {
                Failure::Expired(_) => "expired",
                Failure::Unknown(_) => "unknown",
                Failure::Refused(_) => "refused",
                Failure::Unreachable(_) => "unreachable",
                Failure::Cut(_) => "cut",
                Failure::Lost(_) => "lost",
            }
        };
        assert_eq!(refusal(400, expired, true), "expired");
        assert_eq!(refusal(400, b"Received an invalid baton", true), "expired");
        assert_eq!(refusal(400, b"Received an invalid baton", false), "refused", "it was shown none");
        assert_eq!(refusal(400, b"Received a baton that has already been used", true), "refused");
        assert_eq!(refusal(401, b"", true), "refused");
        assert_eq!(refusal(502, b"<html>", true), "cut");
        assert_eq!(refusal(503, b"<html>", true), "cut");
        assert_eq!(refusal(503, br#"{"error":"Namespace store has shutdown"}"#, true), "unreachable");
        assert_eq!(refusal(500, b"<html>", true), "lost");
        assert_eq!(refusal(404, br#"{"error":"Namespace `default` doesn't exist"}"#, false), "unreachable");
        assert_eq!(refusal(404, b"", true), "refused", "it was of that version when the stream began");
        assert_eq!(refusal(404, b"", false), "unknown");
    }

    #[test]
    fn a_server_is_not_old_for_ever() {
        let (server, now) = (server("http://db.example.org"), Instant::now());
        assert_eq!(server.version(now), Version::Three);
        *server.old() = Some(now);
        assert_eq!(server.version(now), Version::Two);
        assert_eq!(server.version(now + OLD), Version::Three);
    }

    #[test]
    fn a_token_is_not_shown_where_others_could_read_it() {
        let safe = server("https://db.example.org");
        assert!(safe.elsewhere("https://other.example.org").is_ok());
        assert!(safe.elsewhere("http://other.example.org").is_err());
        assert!(safe.elsewhere("nonsense").is_err());
        assert!(server("http://db.example.org").elsewhere("http://other.example.org").is_ok());
        assert!(!format!("{:?} {:?}", safe, safe.headers).contains("secret"));
    }

    #[test]
    fn long_texts_are_cut_between_characters() {
        assert_eq!(shortened(" short "), "short");
        assert_eq!(shortened(&"民".repeat(300)), "民".repeat(200));
    }
}
