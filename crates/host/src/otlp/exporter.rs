//! Sending spans, beside requests: who has one to tell leaves it in a queue and goes on. A queue that is full takes no more;
//! what is lost by that, or because the collector does not take it, is counted.

use super::encoding::encode;
use super::settings::Settings;
use super::span::Span;
use crate::client::{OwnClient, own_client};
use crate::exposition::{SPANS_DROPPED, SPANS_SENT, Text};
use crate::log;
use crate::tls;
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Request, StatusCode, Uri, header};
use http_body_util::{BodyExt as _, Full, Limited};
use serde::Deserialize;
use serde_json::Value;
use std::fmt::Display;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// How long a connection may take to be made.
const CONNECT: Duration = Duration::from_secs(3);
/// The pause after the first failure; it doubles with each that follows.
const PAUSE: Duration = Duration::from_secs(1);
/// And is no longer than this, whatever the collector wants.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// How long one batch is tried.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long what is left may take when the host stops.
const FAREWELL: Duration = Duration::from_secs(3);
/// What is read of the collector's answer.
const LONGEST_ANSWER: usize = 64 << 10;
/// What is shown of what it says, in characters.
const LONGEST_WORD: usize = 200;

/// The way to the collector.
pub struct Exporter {
    queue: Sender<Span>,
    counts: Arc<Counts>,
    stopping: CancellationToken,
    /// The one that sends.
    tasks: TaskTracker,
}

#[derive(Debug, Default)]
struct Counts {
    sent: AtomicU64,
    dropped: AtomicU64,
}

impl Exporter {
    /// Begins to send what it will be told, as `settings` say.
    pub fn start(settings: &Settings) -> Self {
        let (queue, waiting) = channel(settings.queue);
        let (counts, stopping, tasks) = (Arc::default(), CancellationToken::new(), TaskTracker::new());
        let mut headers = settings.headers.clone();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let sending = Sending {
            waiting,
            most: settings.batch,
            delay: settings.delay,
            client: own_client(CONNECT),
            endpoint: settings.endpoint.clone(),
            headers,
            timeout: settings.timeout,
            resource: settings.resource.clone(),
            counts: Arc::clone(&counts),
            stopping: stopping.clone(),
            trouble: None,
        };
        tasks.spawn(sending.run());
        log::info("sending traces", &[("to", &settings.endpoint)]);
        Self { queue, counts, stopping, tasks }
    }

    /// Leaves a span to be sent, without waiting.
    pub fn take(&self, span: Span) {
        if self.queue.try_send(span).is_err() {
            self.counts.dropped.fetch_add(1, Ordering::Relaxed);
        }
    }

    pub fn write_metrics(&self, text: &mut Text) {
        text.single(&SPANS_SENT, self.counts.sent.load(Ordering::Relaxed));
        text.single(&SPANS_DROPPED, self.counts.dropped.load(Ordering::Relaxed));
    }

    /// Sends what is left, and no more.
    pub async fn end(&self) {
        self.stopping.cancel();
        self.tasks.close();
        if tokio::time::timeout(FAREWELL, self.tasks.wait()).await.is_err() {
            log::warn("not all traces were sent before the stop", &[]);
        }
    }
}

/// The task that sends.
struct Sending {
    waiting: Receiver<Span>,
    most: usize,
    delay: Duration,
    client: OwnClient,
    endpoint: Uri,
    headers: HeaderMap,
    timeout: Duration,
    resource: Vec<(String, String)>,
    counts: Arc<Counts>,
    stopping: CancellationToken,
    /// What the log knows to be wrong.
    trouble: Option<Trouble>,
}

/// What can be wrong with the collector.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trouble {
    /// It is not there, or too busy.
    Away,
    /// It takes none of it.
    Refuses,
    /// It leaves some of it out.
    LeavesOut,
}

impl Trouble {
    fn message(self) -> &'static str {
        match self {
            Self::Away => "traces cannot be sent for now",
            Self::Refuses => "traces are refused",
            Self::LeavesOut => "some of the traces are refused",
        }
    }

    fn remedy(self) -> &'static str {
        match self {
            Self::Away => {
                "start the collector, or correct OTEL_EXPORTER_OTLP_ENDPOINT; requests do not wait for it"
            }
            Self::Refuses => {
                "see what it says; is this its address for OTLP over HTTP, and are \
                OTEL_EXPORTER_OTLP_HEADERS what it wants to be shown?"
            }
            Self::LeavesOut => "see what it says",
        }
    }
}

/// Why a batch is not sent.
#[derive(Debug)]
enum Failure {
    /// It may be taken the next time; as long as the collector says, that is not before this pause.
    Later {
        why: String,
        pause: Option<Duration>,
    },
    Never {
        why: String,
    },
}

/// What is left out of a batch that was taken, and why.
#[derive(Debug, Default, PartialEq, Eq)]
struct LeftOut {
    spans: u64,
    why: String,
}

impl Sending {
    async fn run(mut self) {
        let mut batch = Vec::with_capacity(self.most);
        while self.gather(&mut batch).await {
            self.send(&batch).await;
            batch.clear();
        }
    }

    /// Waits for a first span, and a while for others; `false` once the host stops and nothing is left.
    async fn gather(&mut self, batch: &mut Vec<Span>) -> bool {
        let first = tokio::select! {
            biased;
            first = self.waiting.recv() => first,
            () = self.stopping.cancelled() => {
                self.waiting.close();
                self.waiting.recv().await
            }
        };
        let Some(first) = first else { return false };
        batch.push(first);
        let (waiting, most) = (&mut self.waiting, self.most);
        let filled = async {
            loop {
                let room = most - batch.len();
                if room == 0 || waiting.recv_many(batch, room).await == 0 {
                    return;
                }
            }
        };
        tokio::select! {
            biased;
            // Whether it is full or the time is up, it is sent.
            _ = tokio::time::timeout(self.delay, filled) => {}
            () = self.stopping.cancelled() => {}
        }
        true
    }

    /// Sends a batch, again and again if need be, and counts what became of it.
    async fn send(&mut self, batch: &[Span]) {
        let (count, begun, mut pause) = (batch.len() as u64, Instant::now(), PAUSE);
        let body = match encode(&self.resource, batch) {
            Ok(body) => Bytes::from(body),
            Err(error) => return self.lose(count, Trouble::Refuses, &error),
        };
        loop {
            let failure = match self.post(body.clone()).await {
                Ok(left_out) => return self.taken(count, &left_out),
                Err(failure) => failure,
            };
            let (why, wanted) = match failure {
                Failure::Later { why, pause } => (why, pause),
                Failure::Never { why } => return self.lose(count, Trouble::Refuses, &why),
            };
            self.note(Some(Trouble::Away), &why);
            if self.stopping.is_cancelled() || begun.elapsed() >= PATIENCE {
                return self.lose(count, Trouble::Away, &why);
            }
            let now = wanted.unwrap_or_else(|| jittered(pause)).min(LONGEST_PAUSE);
            // A host that stops asks once more, at once.
            self.stopping.run_until_cancelled(tokio::time::sleep(now)).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    fn taken(&mut self, count: u64, left_out: &LeftOut) {
        let dropped = left_out.spans.min(count);
        self.counts.sent.fetch_add(count - dropped, Ordering::Relaxed);
        self.counts.dropped.fetch_add(dropped, Ordering::Relaxed);
        self.note((dropped > 0).then_some(Trouble::LeavesOut), &left_out.why);
    }

    fn lose(&mut self, count: u64, trouble: Trouble, why: &dyn Display) {
        self.counts.dropped.fetch_add(count, Ordering::Relaxed);
        self.note(Some(trouble), why);
    }

    /// Says in the log what has changed, and nothing as long as it goes on.
    fn note(&mut self, trouble: Option<Trouble>, why: &dyn Display) {
        if trouble == self.trouble {
            return;
        }
        let dropped = self.counts.dropped.load(Ordering::Relaxed);
        match trouble {
            None => log::info("traces are sent again", &[("dropped", &dropped)]),
            Some(trouble) => log::warn(
                trouble.message(),
                &[("to", &self.endpoint), ("error", why), ("remedy", &trouble.remedy())],
            ),
        }
        self.trouble = trouble;
    }

    /// One exchange with the collector.
    async fn post(&self, body: Bytes) -> Result<LeftOut, Failure> {
        let mut request = Request::post(self.endpoint.clone()).body(Full::new(body)).map_err(never)?;
        request.headers_mut().extend(self.headers.clone());
        let exchange = async {
            let (head, body) = self.client.request(request).await.map_err(later)?.into_parts();
            let body = Limited::new(body, LONGEST_ANSWER).collect().await;
            // Whatever else it says, the status has been heard.
            let body = body.map(|body| body.to_bytes()).unwrap_or_default();
            judge(head.status, &head.headers, &body)
        };
        let late = || Failure::Later { why: "no answer in time".to_owned(), pause: None };
        tokio::time::timeout(self.timeout, exchange).await.unwrap_or_else(|_| Err(late()))
    }
}

/// What an answer means.
fn judge(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Result<LeftOut, Failure> {
    if status.is_success() {
        return Ok(left_out(body));
    }
    let why = match serde_json::from_slice::<Refusal>(body) {
        Ok(Refusal { message }) if !message.is_empty() => format!("{status}: {}", beginning(&message)),
        _ => status.to_string(),
    };
    Err(match status {
        StatusCode::TOO_MANY_REQUESTS
        | StatusCode::BAD_GATEWAY
        | StatusCode::SERVICE_UNAVAILABLE
        | StatusCode::GATEWAY_TIMEOUT => {
            let pause = headers.get(header::RETRY_AFTER).and_then(|pause| pause.to_str().ok()?.parse().ok());
            Failure::Later { why, pause: pause.map(Duration::from_secs) }
        }
        _ => Failure::Never { why },
    })
}

/// `google.rpc.Status`, as far as it is for people.
#[derive(Deserialize)]
struct Refusal {
    #[serde(default)]
    message: String,
}

/// `ExportTraceServiceResponse`: numbers of 64 bits may be texts there. Who answers with something else has taken all of it.
fn left_out(body: &[u8]) -> LeftOut {
    let answer: Value = serde_json::from_slice(body).unwrap_or_default();
    let part = |name: &str| answer.get("partialSuccess").and_then(|part| part.get(name));
    let spans = match part("rejectedSpans") {
        Some(Value::String(number)) => number.parse().unwrap_or_default(),
        Some(number) => number.as_u64().unwrap_or_default(),
        None => 0,
    };
    LeftOut { spans, why: beginning(part("errorMessage").and_then(Value::as_str).unwrap_or_default()) }
}

fn beginning(text: &str) -> String {
    text.chars().take(LONGEST_WORD).collect()
}

fn never(error: impl Display) -> Failure {
    Failure::Never { why: error.to_string() }
}

fn later(error: hyper_util::client::legacy::Error) -> Failure {
    let untrusted = matches!(crate::causes::find(&error), Some(rustls::Error::InvalidCertificate(_)));
    let why = if untrusted { format!("{error:?}: {}", tls::REMEDY) } else { format!("{error:?}") };
    Failure::Later { why, pause: None }
}

/// At least half of it: those who were turned away at one moment do not come back at one.
fn jittered(pause: Duration) -> Duration {
    let mut chance = [0];
    let chance = getrandom::fill(&mut chance).map_or(0, |()| chance[0]);
    pause / 2 + pause / 2 * u32::from(chance) / 256
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_says_whether_to_come_again() {
        let mut headers = HeaderMap::new();
        for (status, again) in [
            (200, None),
            (202, None),
            (302, Some(false)),
            (400, Some(false)),
            (401, Some(false)),
            (404, Some(false)),
            (408, Some(false)),
            (413, Some(false)),
            (429, Some(true)),
            (500, Some(false)),
            (501, Some(false)),
            (502, Some(true)),
            (503, Some(true)),
            (504, Some(true)),
        ] {
            let judged = judge(StatusCode::from_u16(status).unwrap(), &headers, b"");
            let comes_again = judged.err().map(|failure| matches!(failure, Failure::Later { .. }));
            assert_eq!(comes_again, again, "{status}");
        }
        headers.insert(header::RETRY_AFTER, HeaderValue::from_static("7"));
        let judged = judge(StatusCode::SERVICE_UNAVAILABLE, &headers, br#"{"message":"full"}"#);
        let Err(Failure::Later { why, pause }) = judged else { panic!("{judged:?}") };
        assert_eq!((why.as_str(), pause), ("503 Service Unavailable: full", Some(Duration::from_secs(7))));
    }

    #[test]
    fn what_is_left_out_is_read_however_it_is_written() {
        for (body, spans, why) in [
            ("", 0, ""),
            ("{}", 0, ""),
            ("not json", 0, ""),
            (r#"{"partialSuccess":{}}"#, 0, ""),
            (r#"{"partialSuccess":{"rejectedSpans":"3","errorMessage":"old"}}"#, 3, "old"),
            (r#"{"partialSuccess":{"rejectedSpans":3}}"#, 3, ""),
            (r#"{"partialSuccess":{"errorMessage":"a word of advice"}}"#, 0, "a word of advice"),
        ] {
            assert_eq!(left_out(body.as_bytes()), LeftOut { spans, why: why.to_owned() }, "{body}");
        }
        let long = format!(r#"{{"partialSuccess":{{"errorMessage":"{}"}}}}"#, "民".repeat(1000));
        assert_eq!(left_out(long.as_bytes()).why.chars().count(), LONGEST_WORD);
    }

    #[test]
    fn a_pause_is_at_least_half_of_what_it_was_to_be() {
        for _ in 0..100 {
            let pause = jittered(PAUSE);
            assert!((PAUSE / 2..PAUSE).contains(&pause), "{pause:?}");
        }
    }
}
