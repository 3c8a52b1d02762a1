//! Lines of JSON in a file, for whoever measures (`--trace FILE`); docs/PERFORMANCE.md says what they mean.

use super::counts::Counts;
use super::done::{Call, LONGEST_SQL, Outside, Period, Request, Statement, micros};
use crate::log;
use anyhow::Context as _;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

#[derive(Debug)]
pub struct File {
    file: Mutex<std::fs::File>,
    each_step: bool,
}

/// The request for which something was done.
#[derive(Clone, Copy, Debug)]
pub struct Numbered<'a> {
    /// Counts the requests of this run, from 1.
    pub number: u64,
    pub begun: Instant,
    pub counts: &'a Counts,
}

/// What has a line when it is done.
pub trait Written {
    fn write(&self, file: &File, request: Numbered<'_>, period: Period);
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
struct CallLine<'a> {
    request: u64,
    component: &'a str,
    target: &'a str,
    /// Since the request began, when this call did.
    begun_microseconds: u64,
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

impl File {
    /// Appends to the file at `path`; with a line for `each_step`, a statement or a call, as well, if that is wanted.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn open(path: &Path, each_step: bool) -> anyhow::Result<Self> {
        let file = OpenOptions::new().create(true).append(true).open(path).with_context(|| {
            format!("cannot write {}: name another file with --trace FILE", path.display())
        })?;
        Ok(Self { file: Mutex::new(file), each_step })
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

impl Written for Request {
    fn write(&self, file: &File, request: Numbered<'_>, period: Period) {
        let Some(status) = self.status else { return };
        let (counts, guests) = (request.counts, request.counts.guests());
        file.write(&RequestLine {
            request: request.number,
            origin: self.origin,
            method: self.method.as_str(),
            path: &self.path,
            component: self.route.as_ref().map(|(_, component)| &**component),
            status,
            calls: counts.calls.read(),
            statements: counts.statements.read(),
            hops: counts.hops.read(),
            commits: counts.commits.read(),
            pages: counts.pages.read(),
            sql_microseconds: counts.sql_micros.read(),
            wait_microseconds: counts.wait_micros.read(),
            guest_microseconds: micros(guests.values().sum()),
            guests: guests.iter().map(|(name, time)| (&**name, micros(*time))).collect(),
            microseconds: micros(period.took()),
        });
    }
}

impl Written for Call {
    fn write(&self, file: &File, request: Numbered<'_>, period: Period) {
        if file.each_step {
            file.write(&CallLine {
                request: request.number,
                component: &self.component,
                target: &self.target,
                begun_microseconds: micros(period.begun.duration_since(request.begun)),
                microseconds: micros(period.took()),
            });
        }
    }
}

impl Written for Statement {
    fn write(&self, file: &File, request: Numbered<'_>, _: Period) {
        if let Some((_, Some(cost))) = self.end.filter(|_| file.each_step) {
            file.write(&StatementLine {
                request: request.number,
                component: &self.component,
                sql: beginning(&self.sql),
                rows: cost.rows,
                hop: cost.hopped,
                pages: cost.committed.unwrap_or_default(),
                wait_microseconds: micros(cost.waited),
                begun_microseconds: micros(cost.begun.duration_since(request.begun)),
                microseconds: micros(cost.ran),
            });
        }
    }
}

impl Written for Outside {
    fn write(&self, _: &File, _: Numbered<'_>, _: Period) {}
}

/// The first characters of a statement, on one line.
fn beginning(sql: &str) -> &str {
    sql.char_indices().nth(LONGEST_SQL).and_then(|(end, _)| sql.get(..end)).unwrap_or(sql)
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
