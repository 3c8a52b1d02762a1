//! Requests to what stands outside, which may take its time, but not for ever.

use bytes::Bytes;
use http::{Request, StatusCode};
use http_body_util::{BodyExt, Full, Limited};
use spin_sdk::http::{Response, send};
use spin_sdk::wasip3::http::types::RequestOptions;
use spin_sdk::wasip3::http_compat::RequestOptionsExtension;

/// Seconds until an answer begins, where nobody waits who would give up before, and between its parts.
pub const PATIENT: u64 = 20;
const PAUSES: u64 = 5;

const NANOS: u64 = 1_000_000_000;

/// Sends it; the answer, whatever its status, if it begins within `seconds`.
///
/// # Errors
/// For the log, when there is no answer.
pub async fn ask(mut request: Request<Full<Bytes>>, seconds: u64) -> Result<Response, String> {
    let options = RequestOptions::new();
    let limited = options
        .set_first_byte_timeout(Some(seconds * NANOS))
        .and_then(|()| options.set_between_bytes_timeout(Some(PAUSES * NANOS)));
    match limited {
        Ok(()) => {
            request.extensions_mut().insert(RequestOptionsExtension(options));
        }
        Err(error) => eprintln!("an answer is waited for without a limit: {error}"),
    }
    send(request).await.map_err(|error| error.to_string())
}

/// Likewise, with the body of an answer that has no more than `longest` bytes.
///
/// # Errors
/// For the log, when there is no answer, or a longer one.
pub async fn ask_all(
    request: Request<Full<Bytes>>,
    seconds: u64,
    longest: usize,
) -> Result<(StatusCode, Bytes), String> {
    let answer = ask(request, seconds).await?;
    let status = answer.status();
    let body = Limited::new(answer.into_body(), longest).collect().await;
    Ok((status, body.map_err(|error| error.to_string())?.to_bytes()))
}
