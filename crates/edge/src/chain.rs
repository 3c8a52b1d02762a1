//! Calling another function in process. A platform without chaining, or a function that fails, is
//! an `Err` like any other: callers decide what the work is worth without it.

use std::cell::RefCell;

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderName};
use http::{Method, Request, StatusCode};
use http_body_util::{BodyExt, Full, Limited};
use minsheng_core::clock::Timestamp;
use spin_sdk::http::send;

use crate::body::LIMIT;
use crate::token;
use minsheng_vault::Secret;

/// Why a call did not come through; for the log.
#[derive(Debug)]
pub struct Broken(pub String);

impl std::fmt::Display for Broken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Calls `http://FUNCTION.spin.internal` and reads the whole answer.
///
/// # Errors
/// [`Broken`] when there is no answer; a status of any kind is an answer.
pub async fn call(
    function: &str,
    method: Method,
    path: &str,
    authorization: Option<&str>,
    body: Bytes,
) -> Result<(StatusCode, Bytes), Broken> {
    call_showing(function, method, path, authorization.map(|value| (AUTHORIZATION, value)), body).await
}

/// As [`call`], with any header to show oneself by.
///
/// # Errors
/// [`Broken`].
pub async fn call_showing(
    function: &str,
    method: Method,
    path: &str,
    shown: Option<(HeaderName, &str)>,
    body: Bytes,
) -> Result<(StatusCode, Bytes), Broken> {
    let broken = |what: &dyn std::fmt::Display| Broken(format!("{function}: {what}"));
    let mut request = Request::builder().method(method).uri(format!("http://{function}.spin.internal{path}"));
    if let Some((name, value)) = shown {
        request = request.header(name, value);
    }
    let request = request
        .header(CONTENT_TYPE, "application/json")
        .body(Full::new(body))
        .map_err(|error| broken(&error))?;
    let response = send(request).await.map_err(|error| broken(&error))?;
    let status = response.status();
    let body = Limited::new(response.into_body(), LIMIT).collect().await.map_err(|error| broken(&error))?;
    Ok((status, body.to_bytes()))
}

/// As [`call`], posting as `system`; anything but success is [`Broken`].
///
/// # Errors
/// [`Broken`].
pub async fn post_as_system(
    from: &str,
    function: &str,
    path: &str,
    body: Bytes,
    secret: &Secret,
    now: Timestamp,
) -> Result<Bytes, Broken> {
    let authorization = authorization(from, secret, now);
    let (status, body) = call(function, Method::POST, path, Some(&authorization), body).await?;
    if status.is_success() { Ok(body) } else { Err(Broken(format!("{function}: status {status}"))) }
}

/// Hands a request on to another function as it is, and its answer back.
///
/// # Errors
/// [`Broken`] when there is no answer.
pub async fn forward(
    function: &str,
    request: spin_sdk::http::Request,
) -> Result<spin_sdk::http::Response, Broken> {
    let broken = |what: &dyn std::fmt::Display| Broken(format!("{function}: {what}"));
    let (mut parts, body) = request.into_parts();
    let path = parts.uri.path_and_query().map_or("/", http::uri::PathAndQuery::as_str);
    parts.uri = format!("http://{function}.spin.internal{path}")
        .parse()
        .map_err(|error: http::uri::InvalidUri| broken(&error))?;
    parts.headers.remove(http::header::HOST);
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
