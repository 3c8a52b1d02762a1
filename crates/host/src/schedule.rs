//! Scheduled calls, as the manifest asks for them.
//!
//! On Spin another scheduler makes them. [`crate::scheduled_call`] has what a call is made of, [`crate::scheduler`] makes the calls.

use anyhow::{Context as _, bail, ensure};
use http::Method;
use http::uri::PathAndQuery;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::time::Duration;
use toml::{Table, Value};

/// Where they stand.
pub const PLACE: &str = "[[application.tool.minsheng-host.schedule]]";
const METHODS: [Method; 5] = [Method::POST, Method::GET, Method::PUT, Method::PATCH, Method::DELETE];
/// A day: what is due less often is better asked for often and decided by the application.
const LONGEST_PAUSE: i64 = 86_400;

/// One scheduled call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    pub method: Method,
    /// A path of the application's, without a query.
    pub path: PathAndQuery,
    /// From the end of a call to the next.
    pub every: Duration,
    /// The variable whose value the call shows as its key.
    pub key_variable: Option<String>,
}

/// As it is written.
#[derive(Deserialize)]
pub struct RawSchedule {
    method: Option<Value>,
    path: Option<Value>,
    every_seconds: Option<Value>,
    key_variable: Option<Value>,
    #[serde(flatten)]
    rest: Table,
}

/// Checks what is written; `variables` are the names of the application's variables.
///
/// # Errors
/// Names the key that is unknown or does not fit, and what to write.
pub fn read(raw: Vec<RawSchedule>, variables: &BTreeSet<&str>) -> anyhow::Result<Vec<Schedule>> {
    let mut schedules = Vec::new();
    for raw in raw {
        let schedule = raw.check(variables)?;
        ensure!(
            !schedules.iter().any(|other: &Schedule| {
                (&other.method, &other.path) == (&schedule.method, &schedule.path)
            }),
            "{PLACE}: {} {} is given twice: remove one",
            schedule.method,
            schedule.path
        );
        schedules.push(schedule);
    }
    Ok(schedules)
}

/// # Errors
/// Names the first of the keys that are left when the known ones were taken.
pub fn refuse_unknown(place: &str, rest: &Table, known: &str) -> anyhow::Result<()> {
    match rest.keys().next() {
        None => Ok(()),
        Some(key) => {
            bail!("{place}: `{key}` is not known to this host: correct or remove it; there may be {known}")
        }
    }
}

impl RawSchedule {
    fn check(self, variables: &BTreeSet<&str>) -> anyhow::Result<Schedule> {
        let known = "`method`, `path`, `every_seconds` and `key_variable`";
        refuse_unknown(PLACE, &self.rest, known)?;
        let path = path(self.path)?;
        let place = format!("{PLACE} for {path}");
        Ok(Schedule {
            method: method(self.method).with_context(|| place.clone())?,
            every: every(self.every_seconds).with_context(|| place.clone())?,
            key_variable: key_variable(self.key_variable, variables).context(place)?,
            path,
        })
    }
}

fn path(value: Option<Value>) -> anyhow::Result<PathAndQuery> {
    let remedy = "write an absolute path of the application, such as \"/v1/tick\", without a query";
    let Some(value) = value else { bail!("{PLACE}: `path` is missing: {remedy}") };
    value
        .as_str()
        .filter(|text| text.starts_with('/') && !text.contains(['?', '#']))
        .and_then(|text| text.parse().ok())
        .with_context(|| format!("{PLACE}: the `path` {value} does not fit: {remedy}"))
}

fn method(value: Option<Value>) -> anyhow::Result<Method> {
    let Some(value) = value else { return Ok(Method::POST) };
    METHODS
        .into_iter()
        .find(|method| value.as_str() == Some(method.as_str()))
        .with_context(|| format!("the `method` {value} does not fit: use POST, GET, PUT, PATCH or DELETE"))
}

fn every(value: Option<Value>) -> anyhow::Result<Duration> {
    let remedy = "write a whole number of seconds from 1 to 86400";
    let Some(value) = value else { bail!("`every_seconds` is missing: {remedy}") };
    value
        .as_integer()
        .filter(|seconds| (1..=LONGEST_PAUSE).contains(seconds))
        .and_then(|seconds| u64::try_from(seconds).ok())
        .map(Duration::from_secs)
        .with_context(|| format!("`every_seconds` is {value}: {remedy}"))
}

fn key_variable(value: Option<Value>, variables: &BTreeSet<&str>) -> anyhow::Result<Option<String>> {
    let Some(value) = value else { return Ok(None) };
    match value.as_str() {
        Some(name) if variables.contains(name) => Ok(Some(name.to_owned())),
        _ => bail!(
            "`key_variable` is {value}, which is not in [variables]: define it there, with `default = \"\"` \
             if the host shall make a key for each run"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(keys: &str) -> anyhow::Result<Schedule> {
        let raw = toml::from_str(keys).unwrap();
        read(vec![raw], &BTreeSet::from(["tick_key"])).map(|mut schedules| schedules.remove(0))
    }

    #[test]
    fn what_can_be_said_and_what_need_not() {
        assert_eq!(
            one("path = \"/v1/tick\"\nevery_seconds = 60").unwrap(),
            Schedule {
                method: Method::POST,
                path: PathAndQuery::from_static("/v1/tick"),
                every: Duration::from_secs(60),
                key_variable: None,
            }
        );
        let all = one("method = \"PUT\"\npath = \"/\"\nevery_seconds = 86400\nkey_variable = \"tick_key\"");
        let all = all.unwrap();
        assert_eq!((all.method, all.every), (Method::PUT, Duration::from_secs(86_400)));
        assert_eq!(all.key_variable.as_deref(), Some("tick_key"));
    }

    #[test]
    fn mistakes_are_named_with_a_remedy() {
        let good = "path = \"/a\"\nevery_seconds = 1\n";
        for (keys, parts) in [
            ("every_seconds = 1".to_owned(), &["`path`", "missing", "absolute path"][..]),
            ("path = \"v1/tick\"\nevery_seconds = 1".to_owned(), &["v1/tick", "absolute path"]),
            ("path = \"/a?b=c\"\nevery_seconds = 1".to_owned(), &["/a?b=c", "without a query"]),
            ("path = \"/a b\"\nevery_seconds = 1".to_owned(), &["/a b"]),
            ("path = 1\nevery_seconds = 1".to_owned(), &["`path` 1"]),
            ("path = \"/a\"".to_owned(), &["/a", "`every_seconds`", "missing", "1 to 86400"]),
            ("path = \"/a\"\nevery_seconds = 0".to_owned(), &["/a", "`every_seconds` is 0", "1 to 86400"]),
            ("path = \"/a\"\nevery_seconds = 86401".to_owned(), &["86401"]),
            ("path = \"/a\"\nevery_seconds = \"60\"".to_owned(), &["`every_seconds` is \"60\""]),
            (format!("{good}method = \"post\""), &["`method` \"post\"", "POST"]),
            (format!("{good}method = \"CONNECT\""), &["CONNECT"]),
            (format!("{good}key_variable = \"other\""), &["\"other\"", "[variables]"]),
            (format!("{good}cron = \"* * * * *\""), &["`cron`", "`every_seconds`"]),
        ] {
            let error = format!("{:#}", one(&keys).unwrap_err());
            assert!(error.contains(PLACE), "{keys}: {error}");
            for part in parts {
                assert!(error.contains(part), "{keys}\n→ {error}");
            }
        }
    }
}
