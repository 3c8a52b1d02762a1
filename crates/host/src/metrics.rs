//! What the host counts about itself, for whoever watches it (`--metrics ADDRESS`).
//!
//! Labels are bounded whatever clients send: components and paths are the manifest's, methods and classes of status are
//! lists here. No path of a client, no ticket and no address is ever a label. Without `--metrics` there is no [`Metrics`],
//! and requests are not counted.

use crate::admission::Origin;
use crate::exposition::{
    BUILD, CALLS, DURATION, IN_FLIGHT, INSTANCES, LAST_SUCCESS, OPEN_FILES, REFUSED, REQUESTS, RESIDENT,
    STARTED, Text,
};
use crate::histogram::Histogram;
use http::{Method, StatusCode};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// Where requests come from, as [`Origin::name`] calls it.
const ORIGINS: [&str; 3] = ["client", "schedule", "component"];
/// Any other method is the last.
const METHODS: [&str; 8] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "other"];
/// The first is for those that were never answered: the client went before.
const CLASSES: [&str; 6] = ["none", "1xx", "2xx", "3xx", "4xx", "5xx"];
/// Those that are told of from a method's first request on, so that a first failure is an increase.
const USUAL: [&str; 3] = ["2xx", "4xx", "5xx"];
/// What stands for the component where none is asked.
const NO_COMPONENT: &str = "none";

/// Everything that is counted.
#[derive(Debug)]
pub struct Metrics {
    components: BTreeMap<Arc<str>, Arc<Counts>>,
    no_component: Arc<Counts>,
    in_flight: [AtomicUsize; ORIGINS.len()],
    refused: [AtomicU64; ORIGINS.len()],
    scheduled: BTreeMap<String, Scheduled>,
    started: SystemTime,
}

/// The requests of one component.
#[derive(Debug, Default)]
struct Counts([OfOrigin; ORIGINS.len()]);

#[derive(Debug, Default)]
struct OfOrigin {
    requests: [[AtomicU64; CLASSES.len()]; METHODS.len()],
    duration: Histogram,
}

/// The calls of one schedule.
#[derive(Debug, Default)]
struct Scheduled {
    good: AtomicU64,
    failed: AtomicU64,
    /// In seconds since 1970; 0 if none went well yet.
    last_success: AtomicU64,
}

/// A request under way; counted when this goes, with its answer's body.
#[derive(Debug)]
pub struct Underway {
    metrics: Arc<Metrics>,
    counts: Arc<Counts>,
    origin: usize,
    method: usize,
    class: usize,
    begun: Instant,
}

impl Metrics {
    /// Of an application that has these components and makes scheduled calls to these paths.
    pub fn new<'a>(
        components: impl IntoIterator<Item = &'a str>,
        scheduled: impl IntoIterator<Item = &'a str>,
    ) -> Arc<Self> {
        Arc::new(Self {
            components: components.into_iter().map(|name| (name.into(), Arc::default())).collect(),
            no_component: Arc::default(),
            in_flight: Default::default(),
            refused: Default::default(),
            scheduled: scheduled.into_iter().map(|path| (path.to_owned(), Scheduled::default())).collect(),
            started: SystemTime::now(),
        })
    }

    /// A request for `component` begins, or one that leads to none.
    pub fn begin(self: &Arc<Self>, component: Option<&str>, origin: Origin, method: &Method) -> Underway {
        let counts = component.and_then(|name| self.components.get(name)).unwrap_or(&self.no_component);
        let origin = place(&ORIGINS, origin.name());
        if let Some(count) = self.in_flight.get(origin) {
            count.fetch_add(1, Ordering::Relaxed);
        }
        Underway {
            metrics: Arc::clone(self),
            counts: Arc::clone(counts),
            origin,
            method: place(&METHODS, method.as_str()),
            class: 0,
            begun: Instant::now(),
        }
    }

    /// A request found no place.
    pub fn refused(&self, origin: Origin) {
        if let Some(count) = self.refused.get(place(&ORIGINS, origin.name())) {
            count.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// A scheduled call to `path` has ended, and how.
    pub fn scheduled(&self, path: &str, good: bool) {
        let Some(scheduled) = self.scheduled.get(path) else { return };
        if good {
            scheduled.good.fetch_add(1, Ordering::Relaxed);
            scheduled.last_success.store(seconds(SystemTime::now()), Ordering::Relaxed);
        } else {
            scheduled.failed.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Writes all of it, with the number of living `instances`.
    pub fn write(&self, text: &mut Text, instances: usize) {
        text.family(&BUILD);
        text.sample(&BUILD, &[("version", env!("CARGO_PKG_VERSION"))], 1);
        self.write_requests(text);
        text.family(&IN_FLIGHT);
        for (origin, count) in ORIGINS.iter().zip(&self.in_flight) {
            text.sample(&IN_FLIGHT, &[("origin", origin)], count.load(Ordering::Relaxed));
        }
        text.family(&REFUSED);
        for (origin, count) in ORIGINS.iter().zip(&self.refused) {
            text.sample(&REFUSED, &[("origin", origin)], count.load(Ordering::Relaxed));
        }
        text.single(&INSTANCES, instances);
        self.write_scheduled(text);
        text.single(&STARTED, seconds(self.started));
        if let Some(bytes) = resident() {
            text.single(&RESIDENT, bytes);
        }
        if let Ok(files) = std::fs::read_dir("/proc/self/fd") {
            // Less the one that lists them.
            text.single(&OPEN_FILES, files.count().saturating_sub(1));
        }
    }

    fn write_requests(&self, text: &mut Text) {
        let named = self.components.iter().map(|(name, counts)| (&**name, counts));
        let all: Vec<_> = named.chain([(NO_COMPONENT, &self.no_component)]).collect();
        let of_origins = || {
            all.iter().flat_map(|(component, counts)| {
                ORIGINS.iter().zip(&counts.0).map(move |(origin, counts)| (*component, *origin, counts))
            })
        };
        text.family(&REQUESTS);
        for (component, origin, counts) in of_origins() {
            for (method, classes) in METHODS.iter().zip(&counts.requests) {
                let classes = classes.each_ref().map(|count| count.load(Ordering::Relaxed));
                if classes.iter().all(|count| *count == 0) {
                    continue;
                }
                for (class, count) in CLASSES.iter().zip(classes) {
                    if count > 0 || USUAL.contains(class) {
                        let labels = [
                            ("component", component),
                            ("method", *method),
                            ("origin", origin),
                            ("status", *class),
                        ];
                        text.sample(&REQUESTS, &labels, count);
                    }
                }
            }
        }
        text.family(&DURATION);
        for (component, origin, counts) in of_origins() {
            if counts.duration.read().count > 0 {
                text.histogram(&DURATION, &[("component", component), ("origin", origin)], &counts.duration);
            }
        }
    }

    fn write_scheduled(&self, text: &mut Text) {
        text.family(&CALLS);
        for (path, scheduled) in &self.scheduled {
            for (outcome, count) in [("good", &scheduled.good), ("failed", &scheduled.failed)] {
                text.sample(&CALLS, &[("path", path), ("outcome", outcome)], count.load(Ordering::Relaxed));
            }
        }
        text.family(&LAST_SUCCESS);
        for (path, scheduled) in &self.scheduled {
            let last = scheduled.last_success.load(Ordering::Relaxed).max(seconds(self.started));
            text.sample(&LAST_SUCCESS, &[("path", path)], last);
        }
    }
}

impl Underway {
    /// It has an answer, whose body may still be on its way.
    #[must_use]
    pub fn answered(mut self, status: StatusCode) -> Self {
        self.class = usize::from(status.as_u16() / 100);
        self
    }
}

impl Drop for Underway {
    fn drop(&mut self) {
        if let Some(count) = self.metrics.in_flight.get(self.origin) {
            count.fetch_sub(1, Ordering::Relaxed);
        }
        let Some(counts) = self.counts.0.get(self.origin) else { return };
        if let Some(count) = counts.requests.get(self.method).and_then(|classes| classes.get(self.class)) {
            count.fetch_add(1, Ordering::Relaxed);
        }
        counts.duration.observe(self.begun.elapsed());
    }
}

/// Where a name stands in a list; the end of the list if it does not.
fn place(names: &[&str], name: &str) -> usize {
    names.iter().position(|known| *known == name).unwrap_or(names.len().saturating_sub(1))
}

fn seconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}

/// The memory that this process has, as Linux says.
fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes << 10)
}

#[cfg(test)]
mod tests;
