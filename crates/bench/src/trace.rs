//! What requests cost the database, as the host writes it down: with `--trace FILE`, a line of JSON for each request
//! that is finished. A host without that option is measured without it.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result};
use serde_json::Value;

/// The host's option.
pub const OPTION: &str = "--trace";

/// The names in a line of the host's; nothing else here knows them.
mod field {
    pub const METHOD: &str = "method";
    pub const PATH: &str = "path";
    pub const STATUS: &str = "status";
    pub const STATEMENTS: &str = "statements";
    pub const PAGES: &str = "pages";
    pub const COMPONENT: &str = "component";
    pub const CALLS: &str = "calls";
    pub const GUESTS: &str = "guests";
}

/// Whether this host writes traces.
pub fn is_offered(host: &Path) -> bool {
    let help = Command::new(host).arg("--help").output();
    help.is_ok_and(|help| String::from_utf8_lossy(&help.stdout).contains(OPTION))
}

/// One finished request.
#[derive(Clone, Debug, PartialEq)]
struct Line {
    request: String,
    statements: u64,
    pages: u64,
}

/// What the requests of one kind cost. The most is as a rule an instance's first request, which opens a connection and
/// checks it: what a request costs is the middle one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cost {
    statements: Vec<u64>,
    pages: Vec<u64>,
}

impl Cost {
    pub fn requests(&self) -> usize {
        self.statements.len()
    }

    pub fn statements(&self) -> u64 {
        middle(&self.statements)
    }

    pub fn most_statements(&self) -> u64 {
        self.statements.iter().copied().max().unwrap_or_default()
    }

    pub fn pages(&self) -> u64 {
        middle(&self.pages)
    }

    pub fn most_pages(&self) -> u64 {
        self.pages.iter().copied().max().unwrap_or_default()
    }

    fn add(&mut self, line: &Line) {
        self.statements.push(line.statements);
        self.pages.push(line.pages);
    }
}

fn middle(numbers: &[u64]) -> u64 {
    let mut numbers = numbers.to_vec();
    numbers.sort_unstable();
    numbers.get(numbers.len() / 2).copied().unwrap_or_default()
}

/// The costs of answered requests, by method and path with numbers taken out.
pub fn read(path: &Path) -> Result<BTreeMap<String, Cost>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut costs: BTreeMap<String, Cost> = BTreeMap::new();
    for line in text.lines() {
        let value = serde_json::from_str(line).with_context(|| format!("{} is no trace", path.display()))?;
        if let Some(line) =
            parse(&value).with_context(|| format!("{} is another kind of trace", path.display()))?
        {
            costs.entry(line.request.clone()).or_default().add(&line);
        }
    }
    Ok(costs)
}

/// What code of the component took for the requests of one path, and of all that it called.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Computed {
    pub component: String,
    /// Of other components, for the last of them.
    pub calls: u64,
    own: Vec<u64>,
    all: Vec<u64>,
}

impl Computed {
    pub fn visits(&self) -> usize {
        self.own.len()
    }

    /// Of the component itself, in milliseconds.
    pub fn own(&self) -> f64 {
        middle(&self.own) as f64 / 1000.0
    }

    /// With those that it called.
    pub fn all(&self) -> f64 {
        middle(&self.all) as f64 / 1000.0
    }
}

/// What components computed for requests that were answered, by path with numbers taken out.
pub fn computed(path: &Path) -> Result<BTreeMap<String, Computed>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut all: BTreeMap<String, Computed> = BTreeMap::new();
    for line in text.lines() {
        let value: Value =
            serde_json::from_str(line).with_context(|| format!("{} is no trace", path.display()))?;
        let number = |name: &str| value.get(name).and_then(Value::as_u64);
        let word = |name: &str| value.get(name).and_then(Value::as_str);
        let guests = value.get(field::GUESTS).and_then(Value::as_object);
        let (Some(of), Some(guests)) = (word(field::PATH), guests) else { continue };
        if word(field::METHOD) == Some("GET") && number(field::STATUS) == Some(200) {
            let page = all.entry(route(of)).or_default();
            word(field::COMPONENT).unwrap_or_default().clone_into(&mut page.component);
            page.calls = number(field::CALLS).unwrap_or_default();
            page.own.push(guests.get(&page.component).and_then(Value::as_u64).unwrap_or_default());
            page.all.push(guests.values().filter_map(Value::as_u64).sum());
        }
    }
    Ok(all)
}

/// `None` for a request that was refused.
fn parse(value: &Value) -> Result<Option<Line>> {
    let text =
        |name| value.get(name).and_then(Value::as_str).with_context(|| format!("a line without {name}"));
    let number =
        |name| value.get(name).and_then(Value::as_u64).with_context(|| format!("a line without {name}"));
    let request = format!("{} {}", text(field::METHOD)?, route(text(field::PATH)?));
    let line = Line { request, statements: number(field::STATEMENTS)?, pages: number(field::PAGES)? };
    Ok(Some(line).filter(|_| number(field::STATUS).is_ok_and(|status| (200..300).contains(&status))))
}

/// The path without its query, and without numbers of tickets.
fn route(path: &str) -> String {
    let path = path.split('?').next().unwrap_or_default();
    let part = |part: &str| {
        let is_number = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if is_number { "{id}".to_owned() } else { part.to_owned() }
    };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_of_one_kind_are_counted_together() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("trace");
        let line = |path: &str, status: u16, statements: u64, pages: u64| {
            format!(
                r#"{{"method":"POST","path":"{path}","status":{status},"component":"x","statements":{statements},"commits":1,"pages":{pages},"micros":9}}"#
            ) + "\n"
        };
        let lines = [
            line("/v1/tickets", 201, 8, 20),
            line("/v1/tickets", 201, 6, 30),
            line("/v1/tickets", 201, 17, 19),
            line("/v1/tickets", 422, 1, 0),
            line("/v1/tickets/20261101000001/updates?x=1", 200, 5, 10),
        ];
        std::fs::write(&path, lines.concat()).unwrap();
        let costs = read(&path).unwrap();
        assert_eq!(costs.keys().collect::<Vec<_>>(), ["POST /v1/tickets", "POST /v1/tickets/{id}/updates"]);
        let submit = &costs["POST /v1/tickets"];
        assert_eq!((submit.requests(), submit.statements(), submit.pages()), (3, 8, 20));
        assert_eq!((submit.most_statements(), submit.most_pages()), (17, 30));
        std::fs::write(&path, "{\"method\":\"GET\"}\n").unwrap();
        assert!(read(&path).is_err());
    }

    #[test]
    fn a_program_that_is_not_there_offers_nothing() {
        assert!(!is_offered(Path::new("/no/such/host")));
    }
}
