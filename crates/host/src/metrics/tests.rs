//! What is counted, that labels stay few, and that documents, rules and dashboard name what there is.

use super::*;
use crate::exposition::{FAMILIES, Kind};
use minsheng_client_address::Client;
use std::collections::BTreeSet;

const SEEING: &str = include_str!("../../../../docs/SEEING.md");
const FIGURES: &str = include_str!("../../../../deploy/prometheus/figures.py");
const READERS: [(&str, &str); 4] = [
    ("docs/SEEING.md", SEEING),
    ("alerts.yml", include_str!("../../../../deploy/prometheus/alerts.yml")),
    ("alerts_test.yml", include_str!("../../../../deploy/prometheus/alerts_test.yml")),
    ("minsheng.json", include_str!("../../../../deploy/grafana/minsheng.json")),
];

fn client() -> Origin {
    Origin::Client(Client::new([10, 0, 0, 1].into()))
}

fn text(metrics: &Metrics) -> String {
    let mut text = Text::default();
    metrics.write(&mut text, 7);
    text.into_string()
}

fn has(text: &str, line: &str) {
    assert!(text.lines().any(|known| known == line), "{line} is not in\n{text}");
}

#[test]
fn a_request_is_under_way_until_its_answer_has_gone_and_then_counted() {
    let metrics = Metrics::new(["submit"], []);
    let underway = metrics.begin(Some("submit"), client(), &Method::POST);
    has(&text(&metrics), "minsheng_requests_in_flight{origin=\"client\"} 1");
    assert!(!text(&metrics).contains("component=\"submit\""), "nothing is answered yet");
    drop(underway.answered(StatusCode::CREATED));
    let after = text(&metrics);
    for (status, count) in [("2xx", 1), ("4xx", 0), ("5xx", 0)] {
        let labels = format!("component=\"submit\",method=\"POST\",origin=\"client\",status=\"{status}\"");
        has(&after, &format!("minsheng_requests_total{{{labels}}} {count}"));
    }
    has(&after, "minsheng_requests_in_flight{origin=\"client\"} 0");
    has(&after, "minsheng_request_duration_seconds_count{component=\"submit\",origin=\"client\"} 1");
    has(&after, "minsheng_instances 7");
}

#[test]
fn who_goes_before_the_answer_is_counted_apart() {
    let metrics = Metrics::new(["submit"], []);
    drop(metrics.begin(Some("submit"), client(), &Method::GET));
    let labels = "component=\"submit\",method=\"GET\",origin=\"client\",status=\"none\"";
    has(&text(&metrics), &format!("minsheng_requests_total{{{labels}}} 1"));
}

#[test]
fn what_clients_send_makes_no_label() {
    let metrics = Metrics::new(["submit"], []);
    for name in ["BREW", "PROPFIND", "X"] {
        let method = Method::from_bytes(name.as_bytes()).unwrap();
        drop(metrics.begin(None, client(), &method).answered(StatusCode::NOT_FOUND));
    }
    drop(metrics.begin(Some("no such component"), client(), &Method::GET).answered(StatusCode::OK));
    drop(metrics.begin(None, client(), &Method::GET).answered(StatusCode::from_u16(999).unwrap()));
    let text = text(&metrics);
    let labels = "component=\"none\",method=\"other\",origin=\"client\",status=\"4xx\"";
    has(&text, &format!("minsheng_requests_total{{{labels}}} 3"));
    assert!(!["BREW", "PROPFIND", "no such", "9xx"].iter().any(|part| text.contains(part)), "{text}");
}

#[test]
fn a_scheduled_call_that_never_went_well_is_as_old_as_the_host() {
    let metrics = Metrics::new([], ["/v1/tick"]);
    let last = |text: &str| -> u64 {
        let name = "minsheng_scheduled_last_success_timestamp_seconds{path=\"/v1/tick\"} ";
        text.lines().find_map(|line| line.strip_prefix(name)).unwrap().parse().unwrap()
    };
    metrics.scheduled("/v1/tick", false);
    metrics.scheduled("/not/scheduled", true);
    let before = text(&metrics);
    assert_eq!(last(&before), seconds(metrics.started));
    has(&before, "minsheng_scheduled_calls_total{path=\"/v1/tick\",outcome=\"failed\"} 1");
    metrics.scheduled("/v1/tick", true);
    assert!(last(&text(&metrics)) >= last(&before));
    has(&text(&metrics), "minsheng_scheduled_calls_total{path=\"/v1/tick\",outcome=\"good\"} 1");
    assert!(!text(&metrics).contains("/not/scheduled"));
}

#[test]
fn the_process_says_how_large_it_is() {
    let text = text(&Metrics::new([], []));
    let value = |name: &str| -> u64 {
        text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' ')).unwrap().parse().unwrap()
    };
    assert!(value("process_resident_memory_bytes") > 1 << 20);
    assert!(value("process_open_fds") >= 3);
    assert!(value("process_start_time_seconds") > 1_700_000_000);
}

/// Names of metrics in a text: what begins as ours do, without the parts of a histogram.
fn names(text: &str) -> BTreeSet<String> {
    let words =
        text.split(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '_' || letter == ':'));
    let ours = words.filter(|word| word.starts_with("minsheng_") || word.starts_with("process_"));
    ours.map(|word| {
        let parts = ["_bucket", "_sum", "_count"];
        let family = parts.iter().find_map(|part| word.strip_suffix(part));
        let is_histogram = |name: &&str| {
            FAMILIES.iter().any(|family| family.name == *name && family.kind == Kind::Histogram)
        };
        family.filter(is_histogram).unwrap_or(word).to_owned()
    })
    .collect()
}

#[test]
fn rules_dashboard_and_manual_name_only_metrics_that_there_are() {
    let mut known: BTreeSet<String> = FAMILIES.iter().map(|family| family.name.to_owned()).collect();
    known.extend(names(FIGURES));
    for (file, text) in READERS {
        let named = names(text);
        assert!(!named.is_empty(), "{file} names no metric");
        let unknown: Vec<&String> = named.difference(&known).collect();
        assert!(unknown.is_empty(), "{file} names what nobody tells: {unknown:?}");
    }
    let table: Vec<&str> = SEEING.lines().filter_map(|line| line.strip_prefix("| `")).collect();
    for name in known {
        let row = table.iter().find(|row| row.split('`').next() == Some(&name));
        assert!(row.is_some(), "docs/SEEING.md has no row for {name}");
    }
}

/// Each alert has something to do at night.
#[test]
fn each_alert_has_a_row_in_the_manual() {
    let alerts: Vec<&str> =
        READERS[1].1.lines().filter_map(|line| line.trim().strip_prefix("- alert: ")).collect();
    assert!(alerts.len() > 5, "{alerts:?}");
    for alert in alerts {
        assert!(SEEING.contains(&format!("\n| `{alert}` | ")), "docs/SEEING.md has no row for {alert}");
    }
}
