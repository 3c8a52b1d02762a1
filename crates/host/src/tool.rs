//! What the manifest tells this host alone: `[application.tool.minsheng-host]`.
//!
//! Spin leaves `[application.tool.*]` to tools, so what stands under this host's name is no obstacle there. It
//! is read as strictly as the rest of the manifest.

use crate::schedule::{self, RawSchedule, Schedule, refuse_unknown};
use anyhow::{Context as _, bail};
use http::uri::PathAndQuery;
use serde::Deserialize;
use std::collections::BTreeSet;
use toml::{Table, Value};

/// The name of this host's table among those of other tools.
pub const TOOL: &str = "minsheng-host";

/// What stands there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tool {
    pub schedules: Vec<Schedule>,
    /// The variable that says how many of the operator's own proxies stand before this host.
    pub proxies_variable: Option<String>,
    /// Where the application says whether it can work, each of its parts for itself; asked before anything is served.
    pub ready_paths: Vec<PathAndQuery>,
}

#[derive(Deserialize)]
struct RawTool {
    #[serde(default)]
    schedule: Vec<RawSchedule>,
    proxies_variable: Option<Value>,
    ready_path: Option<Value>,
    #[serde(flatten)]
    rest: Table,
}

/// Reads the table; `variables` are the names of the application's variables.
///
/// # Errors
/// Names the key that is unknown or does not fit, and what to write.
pub fn read(tool: Value, variables: &BTreeSet<&str>) -> anyhow::Result<Tool> {
    let tool: RawTool =
        tool.try_into().with_context(|| format!("write {} and its keys below it", schedule::PLACE))?;
    refuse_unknown(
        "[application.tool.minsheng-host]",
        &tool.rest,
        "`schedule`, `proxies_variable` and `ready_path`",
    )?;
    Ok(Tool {
        schedules: schedule::read(tool.schedule, variables)?,
        proxies_variable: proxies_variable(tool.proxies_variable, variables)?,
        ready_paths: ready_paths(tool.ready_path)?,
    })
}

fn proxies_variable(value: Option<Value>, variables: &BTreeSet<&str>) -> anyhow::Result<Option<String>> {
    let Some(value) = value else { return Ok(None) };
    match value.as_str() {
        Some(name) if variables.contains(name) => Ok(Some(name.to_owned())),
        _ => bail!(
            "[application.tool.minsheng-host]: `proxies_variable` is {value}, which is not in [variables]: \
             define it there, with `default = \"0\"`"
        ),
    }
}

/// One, or several in a list.
fn ready_paths(value: Option<Value>) -> anyhow::Result<Vec<PathAndQuery>> {
    let values = match value {
        None => Vec::new(),
        Some(Value::Array(several)) => several,
        Some(one) => vec![one],
    };
    let read = |value: Value| {
        let path = value.as_str().filter(|path| path.starts_with('/') && !path.contains('?'));
        let path = path.and_then(|path| path.parse().ok());
        path.with_context(|| {
            format!(
                "[application.tool.minsheng-host]: `ready_path` is {value}: write a path, \"/ready\" for instance, or a \
                 list of paths"
            )
        })
    };
    values.into_iter().map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> anyhow::Result<Tool> {
        let mut tool: Table = text.parse().unwrap();
        read(tool.remove(TOOL).unwrap(), &BTreeSet::from(["tick_key", "proxies"]))
    }

    #[test]
    fn what_can_be_said_and_what_need_not() {
        assert_eq!(parse("[minsheng-host]").unwrap(), Tool::default());
        let schedule = "[[minsheng-host.schedule]]\npath = \"/a\"\nevery_seconds = 1\n";
        let tool = parse(&format!("[minsheng-host]\nproxies_variable = \"proxies\"\n{schedule}")).unwrap();
        assert_eq!(tool.proxies_variable.as_deref(), Some("proxies"));
        assert_eq!(tool.ready_paths, [] as [PathAndQuery; 0]);
        for (value, paths) in
            [("\"/a/ready\"", &["/a/ready"][..]), ("[\"/a\", \"/b\"]", &["/a", "/b"]), ("[]", &[])]
        {
            let asked = parse(&format!("[minsheng-host]\nready_path = {value}")).unwrap();
            assert_eq!(asked.ready_paths, paths);
        }
        assert_eq!(tool.schedules.len(), 1);
    }

    #[test]
    fn mistakes_are_named_with_a_remedy() {
        let twice = "[[minsheng-host.schedule]]\npath = \"/a\"\nevery_seconds = 1\n".repeat(2);
        for (text, part) in [
            ("[minsheng-host]\nschedules = []", "`schedules`"),
            ("[minsheng-host]\nproxies_variable = \"other\"", "\"other\", which is not in [variables]"),
            ("[minsheng-host]\nproxies_variable = 1", "`proxies_variable` is 1"),
            ("[minsheng-host]\nready_path = \"ready\"", "`ready_path` is \"ready\""),
            ("[minsheng-host]\nready_path = \"/a?b\"", "write a path"),
            ("[minsheng-host]\nready_path = 1", "`ready_path` is 1"),
            ("[minsheng-host]\nready_path = [\"/a\", \"b\"]", "`ready_path` is \"b\""),
            ("[minsheng-host.schedule]\npath = \"/a\"", schedule::PLACE),
            ("minsheng-host = 1", schedule::PLACE),
            (&twice, "POST /a is given twice"),
        ] {
            let error = format!("{:#}", parse(text).unwrap_err());
            assert!(error.contains(part), "{text}\n→ {error}");
        }
    }
}
