//! The one way in and the one way out of every function.

use std::cell::{Cell, RefCell};
use std::time::{Duration, Instant, SystemTime};

use bytes::Bytes;
use http::header::{AUTHORIZATION, HeaderName, HeaderValue, ORIGIN};
use http::request::Parts;
use http::{HeaderMap, Method, StatusCode};
use http_body_util::{BodyExt, Full};
use minsheng_api::answers::WhoAmI;
use minsheng_core::access::Caller;
use minsheng_core::identity::{ApiKey, KEY_REMEMBERED_SECONDS, SESSION_REMEMBERED_SECONDS};
use minsheng_core::operation::{Operation, Routes};
pub use minsheng_core::routes;
use minsheng_types::clock::Timestamp;
use minsheng_types::ids::TicketId;
use minsheng_types::words::Lang;
use spin_sdk::http::{BoxBody, Request, Response, box_body};

use crate::browser::{Origins, preflight, protect};
use crate::call::{Query, RequestId, at, check_media_type, given_id, language, permit, route};
use crate::chain;
use crate::config::{self, Config};
use crate::credentials::{API_KEY, Credential, credential, scheduler};
use crate::jurisdiction::Jurisdiction;
use crate::log::{Beside, Line};
use crate::problem::{Kind, Problem};
use crate::received::Received;
use crate::token::{Algorithm, Header, Token};
use crate::verified::{Verified, verdict};
use crate::{Answer, Call};
use minsheng_vault::{api_key_hash, sha256};

/// How a function finds out who shows what it cannot judge by itself.
#[expect(async_fn_in_trait, reason = "components have one thread; nothing asks for Send")]
pub trait Verifier {
    /// Who shows this token, whose signature is not HS256.
    async fn verify(
        &self,
        token: &Token<'_>,
        header: &Header,
        config: &Config,
        asked: Asked,
    ) -> Result<WhoAmI, Problem>;

    /// Whose API key this is.
    async fn identify(&self, key: &ApiKey, config: &Config, asked: Asked) -> Result<WhoAmI, Problem>;

    /// Refuses a token of a session that has ended.
    async fn check_session(
        &self,
        token: &Token<'_>,
        who: &WhoAmI,
        config: &Config,
        asked: Asked,
    ) -> Result<(), Problem>;
}

/// When it is asked who somebody is, and for which request.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    pub now: Timestamp,
    pub request: RequestId,
}

/// Asks the `auth` function, and remembers its answers for a little while.
#[derive(Clone, Copy, Debug)]
pub struct AskAuth;

/// How long a client whose request is refused may go on sending it.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);

/// Seconds for which a verified token is believed again without asking.
const REMEMBERED: i64 = 60;
thread_local! {
    static VERIFIED: RefCell<Verified> = const { RefCell::new(Verified::new()) };
}

fn remembered(digest: &[u8; 32], now: Timestamp) -> Option<WhoAmI> {
    VERIFIED.with_borrow_mut(|verified| verified.find(digest, now))
}

fn remember(digest: [u8; 32], who: &WhoAmI, until: Timestamp) {
    VERIFIED.with_borrow_mut(|verified| verified.remember(digest, who, until));
}

/// What `auth` says of somebody who shows this; `None` when it knows no role of theirs.
async fn ask_auth(shown: (HeaderName, &str), request: RequestId) -> Result<Option<WhoAmI>, Problem> {
    let (status, body) =
        chain::ask("auth", "/v1/auth/me", shown, request).await.map_err(Problem::unavailable)?;
    verdict(status, &body)
}

impl Verifier for AskAuth {
    async fn verify(
        &self,
        token: &Token<'_>,
        _: &Header,
        config: &Config,
        Asked { now, request }: Asked,
    ) -> Result<WhoAmI, Problem> {
        if config.jwks.is_none() {
            return Err(Kind::Unauthenticated.into());
        }
        let digest = sha256(&[token.compact.as_bytes()]);
        if let Some(who) = remembered(&digest, now) {
            return Ok(who);
        }
        let authorization = format!("Bearer {}", token.compact);
        match ask_auth((AUTHORIZATION, &authorization), request).await? {
            Some(who) => {
                remember(digest, &who, now.plus(REMEMBERED));
                Ok(who)
            }
            // A token without a role that anybody knows is good for what everybody may.
            None => token.claims(&config.expected, now),
        }
    }

    async fn identify(
        &self,
        key: &ApiKey,
        _: &Config,
        Asked { now, request }: Asked,
    ) -> Result<WhoAmI, Problem> {
        let digest = api_key_hash(key);
        if let Some(who) = remembered(&digest, now) {
            return Ok(who);
        }
        let who = ask_auth((API_KEY, &key.reveal()), request).await?.ok_or(Kind::Unauthenticated)?;
        remember(digest, &who, now.plus(KEY_REMEMBERED_SECONDS));
        Ok(who)
    }

    async fn check_session(
        &self,
        token: &Token<'_>,
        who: &WhoAmI,
        _: &Config,
        Asked { now, request }: Asked,
    ) -> Result<(), Problem> {
        let digest = sha256(&[token.compact.as_bytes()]);
        if remembered(&digest, now).is_none() {
            let authorization = format!("Bearer {}", token.compact);
            // One without a role that anybody knows is good for what everybody may, in a session or not.
            ask_auth((AUTHORIZATION, &authorization), request).await?;
            remember(digest, who, now.plus(SESSION_REMEMBERED_SECONDS));
        }
        Ok(())
    }
}

/// Serves one request of a function with `work`.
pub async fn serve(
    routes: Routes,
    request: Request,
    work: impl AsyncFnOnce(&Call) -> Result<Answer, Problem>,
) -> Response<BoxBody> {
    serve_verifying(routes, request, &AskAuth, work).await
}

/// As [`serve`], with another way to verify tokens.
pub async fn serve_verifying(
    routes: Routes,
    request: Request,
    verifier: &impl Verifier,
    work: impl AsyncFnOnce(&Call) -> Result<Answer, Problem>,
) -> Response<BoxBody> {
    let streaming = async |call: &Call| work(call).await.map(Reply::Whole);
    serve_streaming(routes, request, verifier, streaming).await
}

/// An answer, or one whose body is still being made.
pub enum Reply {
    Whole(Answer),
    Stream(Answer, BoxBody),
}

/// As [`serve_verifying`], for work that may stream.
pub async fn serve_streaming(
    routes: Routes,
    request: Request,
    verifier: &impl Verifier,
    work: impl AsyncFnOnce(&Call) -> Result<Reply, Problem>,
) -> Response<BoxBody> {
    serve_speaking(OWN, routes, request, verifier, work).await
}

/// How a door that keeps to a standard of its own says what is wrong, and where else it takes a key.
#[derive(Clone, Copy)]
pub struct Dialect {
    /// A problem as this door's clients see it; the path may say in which form they want it.
    pub problem: fn(&Problem, Lang, RequestId, &str) -> Answer,
    /// The key in a query or in the body, for whoever shows none in a header. It stands there for nobody else to read.
    pub key: Option<KeyReader>,
}

/// The hotline's own.
pub const OWN: Dialect =
    Dialect { problem: |problem, lang, id, _| Answer::problem(problem, lang, id), key: None };

/// As [`serve_streaming`], at a door that keeps to a standard of its own.
pub async fn serve_speaking(
    dialect: Dialect,
    routes: Routes,
    request: Request,
    verifier: &impl Verifier,
    work: impl AsyncFnOnce(&Call) -> Result<Reply, Problem>,
) -> Response<BoxBody> {
    let started = Instant::now();
    let lang = language(request.headers());
    let config = config::get().await;
    let id = id_of(request.headers(), config.as_ref().ok().map_or(0, |config| config.proxies));
    let log = Log {
        function: routes.function,
        request: id,
        method: request.method().clone(),
        route: Cell::new("-"),
        ticket: Cell::new(None),
        cause: RefCell::new(None),
    };
    let (parts, body) = request.into_parts();
    let (origin, uri) = (parts.headers.get(ORIGIN).cloned(), parts.uri.clone());
    let mut body = Received::new(&parts.method, &parts.headers, body);
    let outcome = answer(routes.rows, parts, &mut body, (verifier, dialect.key), lang, &log, work).await;
    if outcome.is_err() {
        body.discard(PATIENCE).await;
    }
    let (answer, body) = match outcome {
        Ok(Reply::Whole(answer)) => (answer, None),
        Ok(Reply::Stream(answer, body)) => (answer, Some(body)),
        Err(problem) => {
            log.cause.replace(problem.cause().map(str::to_owned));
            ((dialect.problem)(&problem, lang, id, uri.path()), None)
        }
    };
    log.write(answer.status, started);
    let mut answer = named(answer, id);
    Jurisdiction::here().leave(uri.path(), &mut answer.headers);
    let origins = config.ok().map(|config| &config.origins);
    respond(answer, body, origin, origins)
}

/// What a request is called: as whoever is trusted to says, else as chance does.
pub(crate) fn id_of(headers: &HeaderMap, proxies: usize) -> RequestId {
    given_id(headers, proxies).unwrap_or_else(|| {
        let mut bytes = [0; 16];
        if getrandom::fill(&mut bytes).is_err() {
            // Whoever has no chance still has a clock.
            let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
            bytes = since.as_nanos().to_be_bytes();
        }
        RequestId::random(bytes)
    })
}

pub(crate) fn named(answer: Answer, id: RequestId) -> Answer {
    answer.header(HeaderName::from_static(RequestId::HEADER), &id.to_string())
}

/// Reads a key out of a query and a body.
pub type KeyReader = fn(&str, &[u8]) -> Option<String>;

async fn answer<B>(
    rows: &'static [Operation],
    mut parts: Parts,
    body: &mut Received<B>,
    (verifier, key): (&impl Verifier, Option<KeyReader>),
    lang: Lang,
    log: &Log,
    work: impl AsyncFnOnce(&Call) -> Result<Reply, Problem>,
) -> Result<Reply, Problem>
where
    B: BodyExt<Data = Bytes> + Unpin,
    B::Error: std::fmt::Display,
{
    config::jurisdiction().await?.enter(&mut parts.uri);
    if parts.method == Method::OPTIONS {
        let here = at(rows, parts.uri.path()).map(|(operation, _)| operation);
        if let Some(answer) = preflight(&parts.method, &parts.headers, &config::get().await?.origins, here) {
            at(rows, parts.uri.path()).for_each(|(operation, _)| log.route.set(operation.path));
            return Ok(Reply::Whole(answer));
        }
    }
    let (operation, variable) = route(rows, &parts.method, parts.uri.path())?;
    log.route.set(operation.path);
    let now = now();
    let config = config::get().await?;
    let asked = Asked { now, request: log.request };
    let mut early = None;
    if let Some(key) = key.filter(|_| !parts.headers.contains_key(API_KEY)) {
        let read = body.read().await?;
        if let Some(shown) = key(parts.uri.query().unwrap_or_default(), &read) {
            let mut shown = HeaderValue::from_str(&shown).map_err(|_| Kind::Unauthenticated)?;
            shown.set_sensitive(true);
            parts.headers.insert(API_KEY, shown);
        }
        early = Some(read);
    }
    let who = authenticate(&parts.headers, config, verifier, asked).await?;
    let shows_code = parts.headers.contains_key("query-code");
    let caller = who.clone().map_or_else(Caller::anonymous, Caller::from);
    permit(operation, &caller, who.is_some(), shows_code)?;
    let body = match early {
        Some(read) => read,
        None => body.read().await?,
    };
    check_media_type(operation, &parts.headers)?;
    let query = Query::parse(parts.uri.query().unwrap_or_default())?.asked_at(parts.uri.path(), operation);
    let secret = config.secret.clone();
    let call = Call {
        operation,
        caller,
        who,
        lang,
        now,
        secret,
        variable,
        query,
        headers: parts.headers,
        body,
        about: Cell::new(None),
        request: log.request,
    };
    call.check_parameters()?;
    call.check_headers()?;
    let outcome = work(&call).await;
    log.ticket.set(call.about.get());
    outcome
}

/// Who calls; `None` for somebody who shows nothing. What is no good is refused even where none is
/// needed.
async fn authenticate(
    headers: &HeaderMap,
    config: &Config,
    verifier: &impl Verifier,
    asked: Asked,
) -> Result<Option<WhoAmI>, Problem> {
    let now = asked.now;
    let compact = match credential(headers, config.tick_key.as_ref())? {
        Credential::Nothing => return Ok(None),
        Credential::TickKey => return Ok(Some(scheduler())),
        Credential::Key(key) => return verifier.identify(&key, config, asked).await.map(Some),
        Credential::Token(compact) => compact,
    };
    let token = Token::split(compact)?;
    let header = token.header()?;
    if header.algorithm == Algorithm::Hs256 {
        token.verify_hs256(&config.secret)?;
        let who = token.own_claims(&config.expected, now)?;
        if who.sid.is_some() {
            verifier.check_session(&token, &who, config, asked).await?;
        }
        Ok(who)
    } else {
        verifier.verify(&token, &header, config, asked).await
    }
    .map(Some)
}

fn respond(
    mut answer: Answer,
    stream: Option<BoxBody>,
    origin: Option<HeaderValue>,
    origins: Option<&Origins>,
) -> Response<BoxBody> {
    protect(&mut answer.headers, origin, origins);
    let bodiless = matches!(answer.status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED);
    if stream.is_none() && !bodiless {
        // Known beforehand, so that head and body leave together.
        answer.headers.insert(http::header::CONTENT_LENGTH, answer.body.len().into());
    }
    let body = stream.unwrap_or_else(|| box_body(Full::new(answer.body)));
    let mut response = Response::new(body);
    *response.status_mut() = answer.status;
    *response.headers_mut() = answer.headers;
    response
}

/// Answers a problem for a request that never became a [`Call`].
#[must_use]
pub fn refuse(function: &'static str, problem: &Problem) -> Response<BoxBody> {
    let (status, id) = (Some(problem.kind().status()), id_of(&HeaderMap::new(), 0));
    Line { function, request: Some(id.to_string()), status, cause: problem.cause(), ..Line::default() }
        .write();
    respond(named(Answer::problem(problem, Lang::default(), id), id), None, None, None)
}

/// Logs something that went wrong beside a request that succeeded.
pub fn log_incident(call: &Call, ticket: TicketId, cause: &dyn std::fmt::Display) {
    Beside::of(call).failed(Some(ticket), cause);
}

/// The same of something that is about no ticket.
pub fn log_failure(call: &Call, cause: &dyn std::fmt::Display) {
    Beside::of(call).failed(None, cause);
}

/// The host's time.
#[must_use]
pub fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_unix(i64::try_from(since.as_secs()).unwrap_or_default())
}

/// What the log line will say, as far as it is known.
struct Log {
    function: &'static str,
    request: RequestId,
    method: Method,
    route: Cell<&'static str>,
    ticket: Cell<Option<TicketId>>,
    cause: RefCell<Option<String>>,
}

impl Log {
    fn write(&self, status: StatusCode, started: Instant) {
        let cause = self.cause.borrow();
        let line = Line {
            function: self.function,
            request: Some(self.request.to_string()),
            method: Some(self.method.as_str()),
            route: Some(self.route.get()),
            status: Some(status.as_u16()),
            duration_us: u64::try_from(started.elapsed().as_micros()).ok(),
            ticket: self.ticket.get(),
            cause: cause.as_deref(),
            ..Line::default()
        };
        line.write();
    }
}

/// The operations are data; this is how a function says which of them it has no code for.
#[must_use]
pub fn not_served(operation: &Operation) -> Problem {
    Problem::internal(format!("{} does not serve {}", operation.function, operation.id))
}
