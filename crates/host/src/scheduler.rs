//! Making the scheduled calls.
//!
//! Each schedule has a task of its own, which calls, waits for the end of the answer, pauses and calls
//! again; so there is never more than one call of a schedule. A call takes the way of a client's request
//! from the router on. It is the application that knows what there is to do: it answers `{"more": true}`
//! to be called again without the pause. Whoever waits for an answer goes before what can be done later:
//! while clients are served, the next call of such a row comes only some time after the last.

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
/// How many times as long as the last call took the next one leaves the processors to clients: in a flood a
/// row has a quarter of the time, and still gets on.
const SHARE_OF_CLIENTS: u32 = 3;
/// And no longer than this, however long the call took.
const LONGEST_REST: Duration = Duration::from_secs(5);
/// The longest answer that is read.
const LONGEST_ANSWER: usize = 1 << 20;
/// A failure that repeats itself is logged no more often than this.
const LOG_PAUSE: Duration = Duration::from_secs(60);

/// What stands for the client's address: this machine, and no connection.
pub const LOCAL: HeaderValue = HeaderValue::from_static("127.0.0.1:0");

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
        let row = row(&app, &call, &uri).await;
        if let Some(metrics) = app.metrics() {
            metrics.scheduled(path, row.is_ok());
        }
        match row {
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
        let begun = Instant::now();
        let more = once(app, call, uri).await?;
        calls += 1;
        if !more || calls == MOST_IN_A_ROW {
            return Ok(calls);
        }
        let rest = rest(begun.elapsed(), app.no_client());
        if app.stopping.run_until_cancelled(rest).await.is_none() {
            return Ok(calls);
        }
    }
}

/// Waits until nobody is served any more (`no_client`), and at most for the time that a call which took
/// `last` has to leave to clients.
async fn rest(last: Duration, no_client: impl Future<Output = ()>) {
    // Whether they have gone or it was long enough, the row goes on.
    tokio::time::timeout(longest_rest(last), no_client).await.ok();
}

fn longest_rest(last: Duration) -> Duration {
    last.saturating_mul(SHARE_OF_CLIENTS).min(LONGEST_REST)
}

/// The part of an answer that is the host's to understand.
#[derive(Deserialize)]
struct Answer {
    more: bool,
}

/// Makes one call; whether the application has more to do.
async fn once(app: &App, call: &ScheduledCall, uri: &Uri) -> Result<bool, Failure> {
    let (head, body) = app.call(call.request(uri), &LOCAL, Origin::Schedule).await.into_parts();
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
    use futures_util::FutureExt as _;
    use std::future::{pending, ready};

    #[tokio::test]
    async fn a_row_rests_while_clients_are_served_and_never_for_ever() {
        let hour = Duration::from_secs(3600);
        assert!(rest(hour, ready(())).now_or_never().is_some(), "nobody is served: at once");
        assert!(rest(hour, pending()).now_or_never().is_none(), "somebody is: not at once");
        // Clients that never go do not hold it up for ever.
        rest(Duration::ZERO, pending()).await;
        rest(Duration::from_millis(1), pending()).await;
    }

    #[test]
    fn the_rest_grows_with_the_last_call_up_to_a_bound() {
        for (last, longest) in [(0, 0), (1, 3), (200, 600), (1_000, 3_000), (2_000, 5_000), (600_000, 5_000)]
        {
            let rest = longest_rest(Duration::from_millis(last));
            assert_eq!(rest, Duration::from_millis(longest), "after {last} ms");
        }
        assert_eq!(longest_rest(Duration::MAX), LONGEST_REST);
    }

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
