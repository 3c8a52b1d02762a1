//! Making the scheduled calls.
//!
//! Each schedule has a task of its own, which calls, waits for the end of the answer, pauses and calls
//! again; so there is never more than one call of a schedule. A call takes the way of a client's request
//! from the router on. It is the application that knows what there is to do: it answers `{"more": true}`
//! to be called again without the pause.

use crate::admission::Origin;
use crate::app::App;
use crate::log;
use crate::schedule::Schedule;
use crate::scheduled_call::ScheduledCall;
use anyhow::Context as _;
use http::uri::Scheme;
use http::{HeaderValue, StatusCode, Uri};
use http_body_util::{BodyExt as _, Limited};
use serde::Deserialize;
use std::fmt::Display;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// From the start of the host to the first call.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// How many calls follow each other at once before the pause is kept all the same.
const MOST_IN_A_ROW: u32 = 100;
/// The longest answer that is read.
const LONGEST_ANSWER: usize = 1 << 20;
/// A failure that repeats itself is logged no more often than this.
const LOG_PAUSE: Duration = Duration::from_secs(60);

/// What stands for the client's address: this machine, and no connection.
const CLIENT: HeaderValue = HeaderValue::from_static("127.0.0.1:0");

/// Begins to make the application's scheduled calls; they end when it stops. `address` is the one that
/// the host serves at, as a client on this machine would name it.
///
/// # Errors
/// The address and the path of a schedule make no URI.
pub fn start(app: &Arc<App>, address: SocketAddr) -> anyhow::Result<()> {
    for call in &app.calls {
        let Schedule { method, path, every, .. } = &call.schedule;
        let uri = Uri::builder()
            .scheme(Scheme::HTTP)
            .authority(address.to_string())
            .path_and_query(path.clone())
            .build()
            .with_context(|| format!("the scheduled call to {path}"))?;
        log::info(
            "scheduled call",
            &[("method", method), ("path", path), ("every_seconds", &every.as_secs())],
        );
        app.scheduled.spawn(repeat(Arc::clone(app), call.clone(), uri));
    }
    Ok(())
}

async fn repeat(app: Arc<App>, call: ScheduledCall, uri: Uri) {
    let mut failures = Failures::default();
    let mut pause = FIRST_PAUSE;
    while app.stopping.run_until_cancelled(tokio::time::sleep(pause)).await.is_some() {
        let path = uri.path();
        match row(&app, &call, &uri).await {
            Ok(calls) => log::debug("scheduled call made", &[("path", &path), ("calls", &calls)]),
            Err(failure) => failures.log(path, failure),
        }
        pause = call.schedule.every;
    }
}

/// Calls until the application has no more to do; how many calls that were.
async fn row(app: &App, call: &ScheduledCall, uri: &Uri) -> Result<u32, Failure> {
    let mut calls = 0;
    loop {
        let more = once(app, call, uri).await?;
        calls += 1;
        if !more || calls == MOST_IN_A_ROW || app.stopping.is_cancelled() {
            return Ok(calls);
        }
    }
}

/// The part of an answer that is the host's to understand.
#[derive(Deserialize)]
struct Answer {
    more: bool,
}

/// Makes one call; whether the application has more to do.
async fn once(app: &App, call: &ScheduledCall, uri: &Uri) -> Result<bool, Failure> {
    let (head, body) = app.call(call.request(uri), &CLIENT, Origin::Schedule).await.into_parts();
    let status = head.status;
    if status.is_client_error() || status.is_server_error() {
        return Err(Failure { status, error: None });
    }
    // To its end, so that a call has ended when the next one begins.
    let body = Limited::new(body, LONGEST_ANSWER).collect().await;
    let body = body.map_err(|error| Failure { status, error: Some(error.to_string()) })?.to_bytes();
    let more = serde_json::from_slice::<Answer>(&body).is_ok_and(|answer| answer.more);
    Ok(more && status == StatusCode::OK)
}

/// How a call failed: by its status, or because the answer broke off.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Failure {
    status: StatusCode,
    error: Option<String>,
}

/// The failures of one schedule, as far as the log needs to know them.
#[derive(Debug, Default)]
struct Failures {
    logged: Option<(Failure, Instant)>,
    /// How often the failure that was logged came again since.
    repeated: u64,
}

impl Failures {
    fn log(&mut self, path: &str, failure: Failure) {
        let Some(repeated) = self.should_log(&failure, Instant::now()) else { return };
        let status = failure.status.as_u16();
        let mut fields: Vec<(&str, &dyn Display)> =
            vec![("path", &path), ("status", &status), ("repeated", &repeated)];
        if let Some(error) = &failure.error {
            fields.push(("error", error));
        }
        log::warn("scheduled call failed", &fields);
    }

    /// Whether to log a failure; with how many like it were not logged before.
    fn should_log(&mut self, failure: &Failure, now: Instant) -> Option<u64> {
        let known = self.logged.as_ref();
        let same = known.is_some_and(|(logged, _)| logged == failure);
        if same && known.is_some_and(|(_, since)| now.duration_since(*since) < LOG_PAUSE) {
            self.repeated += 1;
            return None;
        }
        self.logged = Some((failure.clone(), now));
        let repeated = std::mem::take(&mut self.repeated);
        Some(if same { repeated } else { 0 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_that_repeats_itself_is_logged_once_a_minute() {
        let failed = |status, error: Option<&str>| Failure {
            status: StatusCode::from_u16(status).unwrap(),
            error: error.map(str::to_owned),
        };
        let (begun, mut failures) = (Instant::now(), Failures::default());
        for (seconds, failure, line) in [
            (0, failed(500, None), Some(0)),
            (1, failed(500, None), None),
            (59, failed(500, None), None),
            (60, failed(500, None), Some(2)),
            (61, failed(500, None), None),
            (62, failed(504, None), Some(0)),
            (63, failed(200, Some("broke off")), Some(0)),
            (64, failed(200, Some("broke off")), None),
            (130, failed(200, Some("broke off")), Some(1)),
            (300, failed(200, Some("broke off")), Some(0)),
        ] {
            let now = begun + Duration::from_secs(seconds);
            assert_eq!(failures.should_log(&failure, now), line, "after {seconds} s");
        }
    }
}
