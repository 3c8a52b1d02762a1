//! The command line.

use crate::log::Level;
use anyhow::{Context as _, bail, ensure};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

pub const HELP: &str = "\
Runs a Spin application without Spin.

Usage: minsheng-host [options]
  --manifest FILE           the application                                [spin.toml]
  --listen ADDRESS          where to serve; port 0 takes any free one      [127.0.0.1:3000]
  --state DIR               databases and key-value stores                 [.spin]
  --log-level LEVEL         error, warn, info or debug                     [info]
  --request-timeout-ms N    how long a component may take to answer        [30000]
  --instance-memory-mb N    the most memory an instance may use            [128]
  --max-requests N          requests under way at once; more answer 503    [256]
  --no-schedule             leaves the manifest's scheduled calls to another scheduler

Variables come from SPIN_VARIABLE_NAME in the environment.
Compiled components are kept in MINSHENG_HOST_CACHE, or else in the user's cache folder.
";

/// What the command line chooses.
#[derive(Clone, Debug)]
pub struct Options {
    pub manifest: PathBuf,
    pub listen: SocketAddr,
    pub state: PathBuf,
    pub log_level: Level,
    pub limits: Limits,
    /// Whether the host makes the scheduled calls of the manifest.
    pub schedule: bool,
}

/// What one component, and all together, may use.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// From a component's taking a request to its answer's head; and again for the rest of its work.
    pub request_timeout: Duration,
    /// Bytes of linear memory per instance.
    pub instance_memory: usize,
    /// Requests from clients under way at once.
    pub max_requests: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { request_timeout: Duration::from_secs(30), instance_memory: 128 << 20, max_requests: 256 }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            manifest: "spin.toml".into(),
            listen: SocketAddr::from(([127, 0, 0, 1], 3000)),
            state: ".spin".into(),
            log_level: Level::Info,
            limits: Limits::default(),
            schedule: true,
        }
    }
}

impl Options {
    /// Reads the arguments after the program's name. `None` when help was asked for.
    pub fn parse(arguments: impl IntoIterator<Item = String>) -> anyhow::Result<Option<Self>> {
        let mut options = Self::default();
        let mut arguments = arguments.into_iter();
        while let Some(argument) = arguments.next() {
            let (name, mut given) = match argument.split_once('=') {
                Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
                None => (argument, None),
            };
            let mut value = || {
                given.take().or_else(|| arguments.next()).with_context(|| format!("`{name}` needs a value"))
            };
            match name.as_str() {
                "--help" | "-h" => return Ok(None),
                "--manifest" => options.manifest = value()?.into(),
                "--listen" => options.listen = parsed(&name, &value()?)?,
                "--state" => options.state = value()?.into(),
                "--log-level" => options.log_level = value()?.parse()?,
                "--request-timeout-ms" => {
                    options.limits.request_timeout =
                        Duration::from_millis(positive(&name, &value()?)? as u64);
                }
                "--instance-memory-mb" => options.limits.instance_memory = positive(&name, &value()?)? << 20,
                "--max-requests" => options.limits.max_requests = positive(&name, &value()?)?,
                "--no-schedule" => {
                    ensure!(given.is_none(), "`{name}` takes no value");
                    options.schedule = false;
                }
                _ => bail!("unknown option `{name}`\n\n{HELP}"),
            }
        }
        Ok(Some(options))
    }
}

fn parsed<T: FromStr<Err: std::error::Error + Send + Sync + 'static>>(
    name: &str,
    value: &str,
) -> anyhow::Result<T> {
    value.parse().with_context(|| format!("`{name} {value}` cannot be understood"))
}

fn positive(name: &str, value: &str) -> anyhow::Result<usize> {
    match parsed::<u32>(name, value)? {
        0 => bail!("`{name}` must be at least 1"),
        number => Ok(number as usize),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> anyhow::Result<Option<Options>> {
        Options::parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn both_ways_to_give_a_value() {
        let options = parse("--listen 127.0.0.1:0 --state=here --instance-memory-mb 64").unwrap().unwrap();
        assert_eq!(options.listen.port(), 0);
        assert_eq!(options.state, PathBuf::from("here"));
        assert_eq!(options.limits.instance_memory, 64 << 20);
        assert!(options.schedule);
        assert!(!parse("--no-schedule").unwrap().unwrap().schedule);
    }

    #[test]
    fn mistakes_are_named() {
        for (line, part) in [
            ("--listen", "needs a value"),
            ("--listen here", "--listen here"),
            ("--max-requests 0", "at least 1"),
            ("--tls cert.pem", "unknown option `--tls`"),
            ("--log-level loud", "loud"),
            ("--no-schedule=now", "takes no value"),
        ] {
            let error = parse(line).unwrap_err().to_string();
            assert!(error.contains(part), "{line}: {error}");
        }
        assert!(parse("--help").unwrap().is_none());
    }
}
