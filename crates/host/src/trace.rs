//! What each request from outside costs: one line of JSON in a file, for whoever measures (`--trace FILE`).
//!
//! A request may call further components, and these run statements; [`Cause`] goes with it to all of them and
//! counts. Several requests share an instance, each of them a task there, and Wasmtime says which task it is that calls
//! the host ([`crate::guest`]).
//!
//! Without `--trace` there is no [`Tracer`], hence no cause, and nothing is counted.

use crate::log;
use anyhow::Context as _;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How much of a statement's text is written.
const LONGEST_SQL: usize = 80;

/// The file that lines go to.
#[derive(Debug)]
pub struct Tracer {
    file: Mutex<File>,
    each_statement: bool,
    requests: AtomicU64,
}

/// A request from outside, as the cause of everything that is done for it.
#[derive(Debug)]
pub struct Cause {
    tracer: Arc<Tracer>,
    /// Counts the requests of this run, from 1.
    number: u64,
    begun: Instant,
    calls: AtomicU64,
    statements: AtomicU64,
    hops: AtomicU64,
    commits: AtomicU64,
    pages: AtomicU64,
    sql_micros: AtomicU64,
    wait_micros: AtomicU64,
    /// How long the code of each component ran.
    guests: Mutex<BTreeMap<Arc<str>, Duration>>,
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

/// A call of one component to another. Writes its line when it is dropped: once its answer has been read to the end, or its
/// caller has given it up.
#[derive(Debug)]
pub struct Call {
    cause: Arc<Cause>,
    component: Arc<str>,
    target: String,
    begun: Instant,
}

/// Writes the line of a request when it is dropped: once the answer has been sent, or will not be.
#[derive(Debug)]
pub struct Finish {
    cause: Arc<Cause>,
    about: About,
}

/// What a line says of a request beside what was counted.
#[derive(Debug)]
pub struct About {
    pub origin: &'static str,
    pub method: http::Method,
    pub path: String,
    /// None when no route led anywhere.
    pub component: Option<Arc<str>>,
    pub status: u16,
}

#[derive(Serialize)]
struct RequestLine<'a> {
    request: u64,
    origin: &'a str,
    method: &'a str,
    path: &'a str,
    component: Option<&'a str>,
    status: u16,
    calls: u64,
    statements: u64,
    hops: u64,
    commits: u64,
    pages: u64,
    sql_microseconds: u64,
    wait_microseconds: u64,
    guest_microseconds: u64,
    /// The same by component.
    guests: BTreeMap<&'a str, u64>,
    microseconds: u64,
}

#[derive(Serialize)]
struct StatementLine<'a> {
    request: u64,
    component: &'a str,
    sql: &'a str,
    rows: usize,
    hop: bool,
    pages: u32,
    wait_microseconds: u64,
    /// Since the request began, when this one did.
    begun_microseconds: u64,
    microseconds: u64,
}

#[derive(Serialize)]
struct CallLine<'a> {
    request: u64,
    component: &'a str,
    target: &'a str,
    /// Since the request began, when this call did.
    begun_microseconds: u64,
    microseconds: u64,
}

impl Tracer {
    /// Appends to the file at `path`; with a line for `each_statement`, and for each call, as well, if that is wanted.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn open(path: &Path, each_statement: bool) -> anyhow::Result<Arc<Self>> {
        let file = OpenOptions::new().create(true).append(true).open(path).with_context(|| {
            format!("cannot write {}: name another file with --trace FILE", path.display())
        })?;
        Ok(Arc::new(Self { file: Mutex::new(file), each_statement, requests: AtomicU64::new(0) }))
    }

    /// A request begins.
    pub fn begin(self: &Arc<Self>) -> Arc<Cause> {
        Arc::new(Cause {
            tracer: Arc::clone(self),
            number: self.requests.fetch_add(1, Ordering::Relaxed) + 1,
            begun: Instant::now(),
            calls: AtomicU64::new(0),
            statements: AtomicU64::new(0),
            hops: AtomicU64::new(0),
            commits: AtomicU64::new(0),
            pages: AtomicU64::new(0),
            sql_micros: AtomicU64::new(0),
            wait_micros: AtomicU64::new(0),
            guests: Mutex::default(),
        })
    }

    fn write(&self, line: &impl Serialize) {
        let written = serde_json::to_vec(line).map_err(std::io::Error::from).and_then(|mut line| {
            line.push(b'\n');
            self.file.lock().unwrap_or_else(PoisonError::into_inner).write_all(&line)
        });
        if let Err(error) = written {
            log::error("a line of the trace is lost", &[("error", &error)]);
        }
    }
}

impl Cause {
    /// `component` calls `target` for this request, until what this gives is dropped.
    pub fn calls(self: &Arc<Self>, component: &Arc<str>, target: &str) -> Call {
        self.calls.fetch_add(1, Ordering::Relaxed);
        Call {
            cause: Arc::clone(self),
            component: Arc::clone(component),
            target: target.to_owned(),
            begun: Instant::now(),
        }
    }

    /// Code of this component ran for this request.
    pub fn computed(&self, component: &Arc<str>, time: Duration) {
        let mut guests = self.guests.lock().unwrap_or_else(PoisonError::into_inner);
        *guests.entry(Arc::clone(component)).or_default() += time;
    }

    /// `component` ran a statement for this request.
    pub fn ran(&self, component: &str, sql: &str, cost: Cost) {
        self.statements.fetch_add(1, Ordering::Relaxed);
        self.hops.fetch_add(u64::from(cost.hopped), Ordering::Relaxed);
        self.commits.fetch_add(u64::from(cost.committed.is_some()), Ordering::Relaxed);
        let pages = cost.committed.unwrap_or_default();
        self.pages.fetch_add(u64::from(pages), Ordering::Relaxed);
        self.sql_micros.fetch_add(micros(cost.ran), Ordering::Relaxed);
        self.wait_micros.fetch_add(micros(cost.waited), Ordering::Relaxed);
        if self.tracer.each_statement {
            self.tracer.write(&StatementLine {
                request: self.number,
                component,
                sql: beginning(sql),
                rows: cost.rows,
                hop: cost.hopped,
                pages,
                wait_microseconds: micros(cost.waited),
                begun_microseconds: micros(cost.begun.duration_since(self.begun)),
                microseconds: micros(cost.ran),
            });
        }
    }

    /// Has the line written when the answer has gone.
    pub fn finish(self: Arc<Self>, about: About) -> Finish {
        Finish { cause: self, about }
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        let cause = &self.cause;
        if cause.tracer.each_statement {
            cause.tracer.write(&CallLine {
                request: cause.number,
                component: &self.component,
                target: &self.target,
                begun_microseconds: micros(self.begun.duration_since(cause.begun)),
                microseconds: micros(self.begun.elapsed()),
            });
        }
    }
}

impl Drop for Finish {
    fn drop(&mut self) {
        let (cause, about) = (&self.cause, &self.about);
        let read = |count: &AtomicU64| count.load(Ordering::Relaxed);
        let guests = cause.guests.lock().unwrap_or_else(PoisonError::into_inner);
        cause.tracer.write(&RequestLine {
            request: cause.number,
            origin: about.origin,
            method: about.method.as_str(),
            path: &about.path,
            component: about.component.as_deref(),
            status: about.status,
            calls: read(&cause.calls),
            statements: read(&cause.statements),
            hops: read(&cause.hops),
            commits: read(&cause.commits),
            pages: read(&cause.pages),
            sql_microseconds: read(&cause.sql_micros),
            wait_microseconds: read(&cause.wait_micros),
            guest_microseconds: micros(guests.values().sum()),
            guests: guests.iter().map(|(name, time)| (&**name, micros(*time))).collect(),
            microseconds: micros(cause.begun.elapsed()),
        });
    }
}

/// The first characters of a statement, on one line.
fn beginning(sql: &str) -> &str {
    sql.char_indices().nth(LONGEST_SQL).and_then(|(end, _)| sql.get(..end)).unwrap_or(sql)
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_between_characters() {
        assert_eq!(beginning("SELECT 1"), "SELECT 1");
        assert_eq!(beginning(&"民".repeat(100)), "民".repeat(80));
    }
}
