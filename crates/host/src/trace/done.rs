//! What can be done for a request, as those are told who want to know.

use http::Method;
use minsheng_request_id::RequestId;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How much of a statement's text is told, in characters.
pub const LONGEST_SQL: usize = 80;

/// A request from outside, or of the host's own.
#[derive(Debug)]
pub struct Request {
    pub origin: &'static str,
    pub method: Method,
    pub path: String,
    /// The pattern that the router found, and the component to which it leads; `None` when no route led anywhere.
    pub route: Option<(Arc<str>, Arc<str>)>,
    /// What the log calls it.
    pub id: Option<RequestId>,
    /// Nothing for one whose client went before there was an answer.
    pub status: Option<u16>,
}

/// A call of one component to another.
#[derive(Debug)]
pub struct Call {
    pub component: Arc<str>,
    pub target: String,
    pub method: Method,
    /// Nothing for one that was given up.
    pub status: Option<u16>,
}

/// A component's call to the world outside. Nothing but the host is known of where it goes: paths and queries hold secrets.
#[derive(Debug)]
pub struct Outside {
    pub component: Arc<str>,
    pub method: Method,
    pub host: String,
    pub port: Option<u16>,
    /// The status, or how it failed; nothing for one that was given up.
    pub end: Option<Result<u16, &'static str>>,
}

/// A component's statement.
#[derive(Debug)]
pub struct Statement {
    pub component: Arc<str>,
    /// Of which kind the database is.
    pub system: &'static str,
    pub sql: String,
    /// Whether it went well, and what it cost if it ran; nothing for one that was given up.
    pub end: Option<(bool, Option<Cost>)>,
}

/// What one statement took.
#[derive(Clone, Copy, Debug)]
pub struct Cost {
    /// When it began to run.
    pub begun: Instant,
    /// Until it could run: for the writers' queue, and for another thread.
    pub waited: Duration,
    pub ran: Duration,
    /// Whether it ran on another thread than its component.
    pub hopped: bool,
    pub rows: usize,
    /// The pages that it appended to the write-ahead log, if it committed there.
    pub committed: Option<u32>,
}

/// From when to when something was done.
#[derive(Clone, Copy, Debug)]
pub struct Period {
    pub begun: Instant,
    pub ended: Instant,
}

impl Period {
    pub fn took(&self) -> Duration {
        self.ended.duration_since(self.begun)
    }
}

pub fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}
