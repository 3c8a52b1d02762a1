//! The way in and out of a component that serves pages: no operation, no token and no permission is looked at here, for a
//! page asks other functions, which look for themselves.

use std::time::Instant;

use bytes::Bytes;
use http::header::{
    CACHE_CONTROL, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, HeaderName, HeaderValue, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use http::{HeaderMap, Method, StatusCode};
use http_body_util::Full;
use minsheng_core::operation::matches;
use minsheng_core::page::{PageRoute, of_function};
use minsheng_types::clock::Timestamp;
use minsheng_types::words::Lang;
use spin_sdk::http::{BoxBody, Request, Response, box_body};

use crate::Answer;
use crate::browser::Origins;
use crate::call::{Query, RequestId, language};
use crate::client::client;
use crate::config::{self, Config};
use crate::log::Line;
use crate::problem::{Kind, Problem};
use crate::received::Received;
use crate::serve::{PATIENCE, Reply, id_of, named, now};

/// Bytes of a form with files: the embedded host takes no more.
const LARGEST: usize = 8 * 1024 * 1024 + 256 * 1024;

/// Scripts, styles and pictures of the hotline itself and nothing else, nothing inline, and around it whoever is named here.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
                      manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors";

/// Somebody asks for a page.
#[derive(Debug)]
pub struct Visit {
    pub route: &'static PageRoute,
    /// The path's variable; empty where it has none.
    pub variable: String,
    /// A form was sent.
    pub posts: bool,
    pub path: String,
    /// As the browser says; the reader may have chosen another.
    pub lang: Lang,
    pub now: Timestamp,
    pub query: Query,
    pub headers: HeaderMap,
    pub body: Bytes,
    /// By which other functions count whoever looks.
    pub client: String,
    pub config: &'static Config,
    pub request: RequestId,
}

/// What of a visit is known whatever is wrong with it.
#[derive(Clone, Copy, Debug)]
pub struct Refused<'a> {
    pub problem: &'a Problem,
    pub headers: &'a HeaderMap,
    pub lang: Lang,
    pub now: Timestamp,
    pub request: RequestId,
}

/// Serves one request for a page of this component. `wrong` is the page that says what is wrong.
pub async fn serve_page(
    function: &'static str,
    request: Request,
    work: impl AsyncFnOnce(&Visit) -> Result<Reply, Problem>,
    wrong: impl AsyncFnOnce(Refused<'_>) -> Answer,
) -> Response<BoxBody> {
    let started = Instant::now();
    let config = config::get().await;
    let proxies = config.as_ref().map_or(0, |config| config.proxies);
    let (mut parts, body) = request.into_parts();
    let id = id_of(&parts.headers, proxies);
    let (lang, now) = (language(&parts.headers), now());
    let found = match config::jurisdiction().await {
        Ok(jurisdiction) => {
            jurisdiction.enter(&mut parts.uri);
            found(function, &parts.method, parts.uri.path())
        }
        Err(unusable) => Err(unusable.into()),
    };
    let pattern = found.as_ref().map_or("-", |(route, _)| route.path);
    let mut body = Received::new(&parts.method, &parts.headers, body);
    let outcome = async {
        let ((route, variable), config) = (found?, config?);
        let query = Query::parse(parts.uri.query().unwrap_or_default())?;
        let visit = Visit {
            route,
            variable,
            posts: parts.method == Method::POST,
            path: parts.uri.path().to_owned(),
            lang,
            now,
            query,
            body: body.read_within(LARGEST).await?,
            client: client(&parts.headers, proxies),
            headers: parts.headers.clone(),
            config,
            request: id,
        };
        work(&visit).await
    }
    .await;
    if outcome.is_err() {
        body.discard(PATIENCE).await;
    }
    let (cause, reply) = match outcome {
        Ok(reply) => (None, reply),
        Err(problem) => {
            let refused = Refused { problem: &problem, headers: &parts.headers, lang, now, request: id };
            (problem.cause().map(str::to_owned), Reply::Whole(wrong(refused).await))
        }
    };
    let (mut answer, stream) = match reply {
        Reply::Whole(answer) => (named(answer, id), None),
        Reply::Stream(answer, stream) => (named(answer, id), Some(stream)),
    };
    let line = Line {
        function,
        request: Some(id.to_string()),
        method: Some(parts.method.as_str()),
        route: Some(pattern),
        status: Some(answer.status.as_u16()),
        duration_us: u64::try_from(started.elapsed().as_micros()).ok(),
        cause: cause.as_deref(),
        ..Line::default()
    };
    line.write();
    protect(&mut answer.headers);
    let bodiless = matches!(answer.status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED);
    if stream.is_none() && !bodiless {
        answer.headers.insert(CONTENT_LENGTH, answer.body.len().into());
    }
    let mut response = Response::new(stream.unwrap_or_else(|| box_body(Full::new(answer.body))));
    *response.status_mut() = answer.status;
    *response.headers_mut() = answer.headers;
    response
}

fn found(function: &str, method: &Method, path: &str) -> Result<(&'static PageRoute, String), Problem> {
    let row = of_function(function)
        .find_map(|row| matches(row.path, path).map(|variable| (row, variable.to_owned())));
    let (row, variable) = row.ok_or(Kind::NotFound)?;
    let takes = match *method {
        Method::GET | Method::HEAD => row.takes_get,
        Method::POST => row.takes_post,
        _ => false,
    };
    if takes {
        return Ok((row, variable));
    }
    let allow = match (row.takes_get, row.takes_post) {
        (true, true) => "GET, POST",
        (true, false) => "GET",
        _ => "POST",
    };
    Err(Problem::method_not_allowed(allow.to_owned()))
}

/// Lets the pages of these sites show this one in a frame.
#[must_use]
pub fn framed_by(answer: Answer, origins: &Origins) -> Answer {
    let named: Vec<&str> = origins.named().collect();
    answer.header(CONTENT_SECURITY_POLICY, &format!("{POLICY} {}", named.join(" ")))
}

/// What browsers are told of every page. What says for itself how long it may be kept, or what may run in it, is left so.
fn protect(headers: &mut HeaderMap) {
    for (name, value) in [
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // The path goes to nobody else; the hotline itself has to see by it that its own form was sent.
        (REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if !headers.contains_key(CONTENT_SECURITY_POLICY)
        && let Ok(policy) = HeaderValue::from_str(&format!("{POLICY} 'none'"))
    {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
        headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    }
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
}
