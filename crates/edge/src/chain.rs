//! Calling another function in process. A platform without chaining, or a function that fails, is
//! an `Err` like any other: callers decide what the work is worth without it.

use std::cell::RefCell;

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderName, HeaderValue, IF_MATCH};
use http::{Method, Request, StatusCode};
use http_body_util::{BodyExt, Full, Limited};
use minsheng_types::clock::Timestamp;
use spin_sdk::http::send;

use crate::body::LIMIT;
use crate::call::{RequestId, given_id};
use crate::client::{ON_BEHALF_OF, client};
use crate::config;
use crate::jurisdiction::Jurisdiction;
use crate::token;
use minsheng_vault::Secret;

/// Why a call did not come through; for the log.
#[derive(Debug)]
pub struct ChainError(pub String);

impl std::fmt::Display for ChainError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Asks a function of the same city, showing this header, and reads the whole answer.
///
/// # Errors
/// [`ChainError`] when there is no answer; a status of any kind is an answer.
pub async fn ask(
    function: &str,
    path: &str,
    (name, value): (HeaderName, &str),
    request: RequestId,
) -> Result<(StatusCode, Bytes), ChainError> {
    let headers = vec![(name, value.to_owned()), (REQUEST_ID, request.to_string())];
    send_to(function, Method::GET, path, headers, Bytes::new()).await
}

/// As [`ask`], posting JSON for whoever called, with what they showed.
///
/// # Errors
/// [`ChainError`] when there is no answer; a status of any kind is an answer.
pub async fn post_for(
    function: &str,
    path: &str,
    mut headers: Vec<(HeaderName, String)>,
    body: String,
    request: RequestId,
) -> Result<(StatusCode, Bytes), ChainError> {
    headers.push((REQUEST_ID, request.to_string()));
    send_to(function, Method::POST, path, headers, body.into()).await
}

/// Asks for whoever looks at a page, in their words and with what they show; the answer is whatever it is.
///
/// # Errors
/// [`ChainError`] when there is no answer.
pub async fn on_behalf_of(
    client: &str,
    function: &str,
    request: Request<Full<Bytes>>,
    id: RequestId,
) -> Result<spin_sdk::http::Response, ChainError> {
    let broken = |what: &dyn std::fmt::Display| ChainError(format!("{function}: {what}"));
    let (mut parts, body) = request.into_parts();
    let path = parts.uri.path_and_query().map_or("/", http::uri::PathAndQuery::as_str);
    let address = Jurisdiction::here().address(function, path);
    parts.uri = address.parse().map_err(|error: http::uri::InvalidUri| broken(&error))?;
    for (name, value) in [(ON_BEHALF_OF, client.to_owned()), (REQUEST_ID, id.to_string())] {
        parts.headers.insert(name, HeaderValue::from_str(&value).map_err(|error| broken(&error))?);
    }
    send(Request::from_parts(parts, body)).await.map_err(|error| broken(&error))
}

/// By which a function tells another for which request it asks.
const REQUEST_ID: HeaderName = HeaderName::from_static(RequestId::HEADER);

async fn send_to(
    function: &str,
    method: Method,
    path: &str,
    headers: Vec<(HeaderName, String)>,
    body: Bytes,
) -> Result<(StatusCode, Bytes), ChainError> {
    let broken = |what: &dyn std::fmt::Display| ChainError(format!("{function}: {what}"));
    let mut request = Request::builder().method(method).uri(Jurisdiction::here().address(function, path));
    for (name, value) in headers {
        request = request.header(name, value);
    }
    let request = request
        .header(CONTENT_TYPE, HeaderValue::from_static("application/json"))
        .body(Full::new(body))
        .map_err(|error| broken(&error))?;
    let response = send(request).await.map_err(|error| broken(&error))?;
    let status = response.status();
    let body = Limited::new(response.into_body(), LIMIT).collect().await.map_err(|error| broken(&error))?;
    Ok((status, body.to_bytes()))
}

/// Who calls another function, and when.
#[derive(Clone, Copy, Debug)]
pub struct AsSystem<'a> {
    /// The calling function: `system:FROM` is what histories say.
    pub from: &'a str,
    pub secret: &'a Secret,
    pub now: Timestamp,
    /// For which request.
    pub request: RequestId,
}

impl AsSystem<'_> {
    /// As [`ask`], posting as `system`; with `version`, only if the ticket is still of that version.
    /// A ticket is not shown in the answer.
    ///
    /// # Errors
    /// [`ChainError`] when there is no answer.
    pub async fn post(
        self,
        function: &str,
        path: &str,
        version: Option<u32>,
        body: Vec<u8>,
    ) -> Result<(StatusCode, Bytes), ChainError> {
        let mut headers = vec![
            (AUTHORIZATION, authorization(self.from, self.secret, self.now)),
            (HeaderName::from_static("prefer"), "return=minimal".to_owned()),
            (REQUEST_ID, self.request.to_string()),
        ];
        headers.extend(version.map(|version| (IF_MATCH, format!("\"{version}\""))));
        send_to(function, Method::POST, path, headers, body.into()).await
    }
}

/// Hands a request on to another function as it is, and its answer back.
///
/// # Errors
/// [`ChainError`] when there is no answer.
pub async fn forward(
    function: &str,
    request: spin_sdk::http::Request,
) -> Result<spin_sdk::http::Response, ChainError> {
    let broken = |what: &dyn std::fmt::Display| ChainError(format!("{function}: {what}"));
    let (mut parts, body) = request.into_parts();
    let path = parts.uri.path_and_query().map_or("/", http::uri::PathAndQuery::as_str);
    let jurisdiction = config::jurisdiction().await.map_err(|unusable| broken(&unusable))?;
    let address = jurisdiction.address(function, path);
    parts.uri = address.parse().map_err(|error: http::uri::InvalidUri| broken(&error))?;
    parts.headers.remove(http::header::HOST);
    // The other function trusts what this one says.
    let proxies = config::get().await.map_or(0, |config| config.proxies);
    let id = given_id(&parts.headers, proxies);
    parts.headers.remove("traceparent");
    // Whoever is counted there is counted as here, and not as they say.
    let client = HeaderValue::from_str(&client(&parts.headers, proxies)).map_err(|error| broken(&error))?;
    parts.headers.insert(ON_BEHALF_OF, client);
    match id.and_then(|id| HeaderValue::from_str(&id.to_string()).ok()) {
        Some(id) => drop(parts.headers.insert(REQUEST_ID, id)),
        None => drop(parts.headers.remove(REQUEST_ID)),
    }
    send(Request::from_parts(parts, body)).await.map_err(|error| broken(&error))
}

const GOOD_FOR: i64 = 120;

thread_local! {
    /// The last token and until when it may be used again.
    static INTERNAL: RefCell<Option<(String, Timestamp)>> = const { RefCell::new(None) };
}

fn authorization(from: &str, secret: &Secret, now: Timestamp) -> String {
    INTERNAL.with_borrow_mut(|kept| match kept {
        Some((value, until)) if now < *until => value.clone(),
        _ => {
            let value = format!("Bearer {}", token::internal(secret, from, now, GOOD_FOR));
            *kept = Some((value.clone(), now.plus(GOOD_FOR / 2)));
            value
        }
    })
}
