//! Clients that ask again as soon as they were answered.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use http_client::Client;
use serde_json::json;

use super::seconds;
use crate::Request;

/// What a client was answered.
#[derive(Clone, Debug)]
pub struct Seen {
    /// Which client.
    pub client: usize,
    /// 0 where there was no whole answer.
    pub status: u16,
    pub took: Duration,
    /// When it was answered.
    pub at: Instant,
    pub retry_after: Option<u64>,
    /// The number of a ticket, where one was made.
    pub id: Option<String>,
    /// Its problem's code.
    pub code: Option<String>,
}

/// A demand with a mark by which it is told from others, and a key.
#[must_use]
pub fn demand(content: &str, key: &str) -> Request {
    Request::post("/v1/tickets", &json!({"content": content})).header("Idempotency-Key", key)
}

/// Asks on a connection that is kept.
pub fn asks(client: &mut Client, request: &Request) -> Seen {
    let asked = Instant::now();
    let answer = client.send(request).ok();
    let at = Instant::now();
    let status = answer.as_ref().map_or(0, |answer| answer.status);
    let retry_after = answer.as_ref().and_then(|answer| answer.header("retry-after")?.parse().ok());
    let body = answer.as_ref().and_then(|answer| answer.json().ok());
    let text = |name: &str| body.as_ref().and_then(|body| body.get(name)?.as_str()).map(str::to_owned);
    let id = text("id").filter(|_| status == 201);
    Seen { client: 0, status, took: at - asked, at, retry_after, id, code: text("code") }
}

/// So many clients at once, each of which asks what `next` says, in their order, until it says nothing; `next` is given the
/// client's number, how often it has asked, and what it was answered last.
pub fn clients(
    address: SocketAddr,
    count: usize,
    next: impl Fn(usize, usize, Option<&Seen>) -> Option<Request> + Sync,
) -> Vec<Seen> {
    let work = |number: usize| {
        let (mut client, mut all) = (Client::new(address), Vec::new());
        while let Some(request) = next(number, all.len(), all.last()) {
            let seen = Seen { client: number, ..asks(&mut client, &request) };
            if seen.status == 0 {
                // Nobody may be there for a while.
                std::thread::sleep(Duration::from_millis(20));
            }
            all.push(seen);
        }
        all
    };
    std::thread::scope(|scope| {
        let start = |number| {
            let thread = std::thread::Builder::new().stack_size(256 << 10);
            thread.spawn_scoped(scope, move || work(number)).expect("a thread for each client")
        };
        let clients: Vec<_> = (0..count).map(start).collect();
        clients.into_iter().flat_map(|client| client.join().unwrap()).collect()
    })
}

/// As [`clients`], which hand in demands until then.
pub fn submit_until(address: SocketAddr, count: usize, mark: &str, until: Instant) -> Vec<Seen> {
    clients(address, count, |client, place, _| {
        let key = format!("{mark}c{client}n{place}");
        (Instant::now() < until).then(|| demand(&format!("{} {key}", crate::VAGUE), &key))
    })
}

/// How many of each status, in words: `812 × 201, 40 × 503`.
#[must_use]
pub fn counted(seen: &[Seen]) -> String {
    let mut counts: BTreeMap<u16, usize> = BTreeMap::new();
    for seen in seen {
        *counts.entry(seen.status).or_default() += 1;
    }
    let word = |status: u16| if status == 0 { "no answer".to_owned() } else { status.to_string() };
    counts
        .into_iter()
        .map(|(status, count)| format!("{count} × {}", word(status)))
        .collect::<Vec<_>>()
        .join(", ")
}

/// Everything that was not done was refused as it is to be: 503, or 429, with when to come again.
#[track_caller]
pub fn refused_in_order(seen: &[Seen], done: u16) {
    for seen in seen.iter().filter(|seen| seen.status != done) {
        assert!(matches!(seen.status, 429 | 503), "{seen:?}");
        assert!(seen.retry_after.is_some_and(|wait| wait > 0), "no Retry-After: {seen:?}");
    }
}

/// Those of this status.
#[must_use]
pub fn of(seen: &[Seen], status: u16) -> Vec<&Seen> {
    seen.iter().filter(|seen| seen.status == status).collect()
}

/// The time that this share of them did not exceed.
#[must_use]
pub fn at(seen: &[&Seen], share: f64) -> Duration {
    let mut times: Vec<Duration> = seen.iter().map(|seen| seen.took).collect();
    times.sort_unstable();
    let last = times.len().saturating_sub(1);
    times.get((last as f64 * share) as usize).copied().unwrap_or_default()
}

/// Median, 99th percentile and longest, in words.
#[must_use]
pub fn times(seen: &[&Seen]) -> String {
    let [median, p99, longest] = [0.5, 0.99, 1.0].map(|share| seconds(at(seen, share)));
    format!("median {median}, p99 {p99}, longest {longest}")
}
