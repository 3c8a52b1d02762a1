//! Prometheus' text format, and which metrics this host has.
//!
//! docs/SEEING.md has a row for each of them; a test of [`crate::metrics`] holds the two together.

use crate::histogram::Histogram;
use std::fmt::{Display, Write as _};

/// What answers are said to be.
pub const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// A metric by its name, whatever labels it comes with.
#[derive(Debug, PartialEq, Eq)]
pub struct Family {
    pub name: &'static str,
    pub kind: Kind,
    pub help: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Counter,
    Gauge,
    Histogram,
}

impl Kind {
    pub fn name(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::Gauge => "gauge",
            Self::Histogram => "histogram",
        }
    }
}

const fn counter(name: &'static str, help: &'static str) -> Family {
    Family { name, kind: Kind::Counter, help }
}

const fn gauge(name: &'static str, help: &'static str) -> Family {
    Family { name, kind: Kind::Gauge, help }
}

const fn histogram(name: &'static str, help: &'static str) -> Family {
    Family { name, kind: Kind::Histogram, help }
}

pub const BUILD: Family = gauge("minsheng_build_info", "Always 1; the label has the version");
pub const REQUESTS: Family =
    counter("minsheng_requests_total", "Requests that were answered, or whose client went before");
pub const DURATION: Family =
    histogram("minsheng_request_duration_seconds", "From the whole request to the end of its answer");
pub const IN_FLIGHT: Family =
    gauge("minsheng_requests_in_flight", "Requests under way or waiting for a place");
pub const REFUSED: Family =
    counter("minsheng_refused_total", "Requests that found no place in time and were told to come back");
pub const INSTANCES: Family = gauge("minsheng_instances", "Living instances of all components");
pub const CALLS: Family = counter("minsheng_scheduled_calls_total", "Scheduled calls, by how they went");
pub const LAST_SUCCESS: Family = gauge(
    "minsheng_scheduled_last_success_timestamp_seconds",
    "When a scheduled call last went well; the start of the host until one did",
);
pub const IDLE_CONNECTIONS: Family = gauge(
    "minsheng_database_idle_connections",
    "Connections to a database that wait for their next statement",
);
pub const DATABASE_BYTES: Family = gauge("minsheng_database_bytes", "The sizes of a database's files");
pub const WRITER_WAIT: Family =
    histogram("minsheng_writer_wait_seconds", "How long writers waited for their turn");
pub const WRITERS_WAITING: Family = gauge("minsheng_writers_waiting", "Writers that wait for their turn now");
pub const WRITERS_GAVE_UP: Family =
    counter("minsheng_writers_gave_up_total", "Writers whose turn did not come in time");
pub const SPANS_SENT: Family =
    counter("minsheng_spans_sent_total", "Spans that the collector of traces has taken");
pub const SPANS_DROPPED: Family = counter(
    "minsheng_spans_dropped_total",
    "Spans that found no room in the queue, or that the collector did not take",
);
pub const RESIDENT: Family =
    gauge("process_resident_memory_bytes", "Memory that the process has, instances included");
pub const OPEN_FILES: Family = gauge("process_open_fds", "Open files, connections included");
pub const STARTED: Family = gauge("process_start_time_seconds", "When the host started");

/// All of them.
pub const FAMILIES: [&Family; 18] = [
    &BUILD,
    &REQUESTS,
    &DURATION,
    &IN_FLIGHT,
    &REFUSED,
    &INSTANCES,
    &CALLS,
    &LAST_SUCCESS,
    &IDLE_CONNECTIONS,
    &DATABASE_BYTES,
    &WRITER_WAIT,
    &WRITERS_WAITING,
    &WRITERS_GAVE_UP,
    &SPANS_SENT,
    &SPANS_DROPPED,
    &RESIDENT,
    &OPEN_FILES,
    &STARTED,
];

/// A label and its value.
pub type Label<'a> = (&'a str, &'a str);

/// The text that is made.
#[derive(Debug, Default)]
pub struct Text(String);

impl Text {
    /// Begins a metric; its samples follow.
    pub fn family(&mut self, family: &Family) {
        let Family { name, kind, help } = family;
        self.line(format_args!("# HELP {name} {help}"));
        self.line(format_args!("# TYPE {name} {}", kind.name()));
    }

    pub fn sample(&mut self, family: &Family, labels: &[Label<'_>], value: impl Display) {
        self.line(format_args!("{}{} {value}", family.name, braces(labels)));
    }

    /// All that a histogram says.
    pub fn histogram(&mut self, family: &Family, labels: &[Label<'_>], histogram: &Histogram) {
        let (name, reading) = (family.name, histogram.read());
        let count = reading.count;
        for (bound, within) in reading.within.into_iter().chain([("+Inf", count)]) {
            let labels = [labels, &[("le", bound)]].concat();
            self.line(format_args!("{name}_bucket{} {within}", braces(&labels)));
        }
        let labels = braces(labels);
        self.line(format_args!("{name}_sum{labels} {}", reading.seconds));
        self.line(format_args!("{name}_count{labels} {count}"));
    }

    /// A metric without labels.
    pub fn single(&mut self, family: &Family, value: impl Display) {
        self.family(family);
        self.sample(family, &[], value);
    }

    pub fn into_string(self) -> String {
        self.0
    }

    fn line(&mut self, line: std::fmt::Arguments<'_>) {
        // A string takes whatever is written to it.
        writeln!(self.0, "{line}").ok();
    }
}

fn braces(labels: &[Label<'_>]) -> String {
    if labels.is_empty() {
        return String::new();
    }
    let labels: Vec<String> =
        labels.iter().map(|(name, value)| format!("{name}=\"{}\"", escaped(value))).collect();
    format!("{{{}}}", labels.join(","))
}

fn escaped(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_sample_is_a_line_and_a_value_cannot_break_out_of_it() {
        let mut text = Text::default();
        text.family(&REFUSED);
        text.sample(&REFUSED, &[("origin", "a\"b\\c\nd"), ("x", "民")], 3);
        text.single(&INSTANCES, 0.5);
        let lines: Vec<String> = text.into_string().lines().map(str::to_owned).collect();
        assert_eq!(lines[1], "# TYPE minsheng_refused_total counter");
        assert_eq!(lines[2], r#"minsheng_refused_total{origin="a\"b\\c\nd",x="民"} 3"#);
        assert_eq!(lines[5], "minsheng_instances 0.5");
    }

    #[test]
    fn a_histogram_ends_with_all_that_it_counted() {
        let (mut text, histogram) = (Text::default(), Histogram::default());
        histogram.observe(Duration::from_secs(60));
        text.histogram(&WRITER_WAIT, &[("database", "default")], &histogram);
        let text = text.into_string();
        for line in [
            "minsheng_writer_wait_seconds_bucket{database=\"default\",le=\"30\"} 0",
            "minsheng_writer_wait_seconds_bucket{database=\"default\",le=\"+Inf\"} 1",
            "minsheng_writer_wait_seconds_sum{database=\"default\"} 60",
            "minsheng_writer_wait_seconds_count{database=\"default\"} 1",
        ] {
            assert!(text.lines().any(|known| known == line), "{line} is not in\n{text}");
        }
    }

    #[test]
    fn names_end_as_prometheus_wants_them_to() {
        for Family { name, kind, .. } in FAMILIES {
            assert_eq!(name.ends_with("_total"), *kind == Kind::Counter, "{name}");
            assert!(name.starts_with("minsheng_") || name.starts_with("process_"), "{name}");
        }
    }
}
