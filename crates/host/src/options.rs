//! The command line.

use crate::log::Level;
use clap::{ArgAction, Args, Parser};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

const AFTERWARDS: &str = "\
Variables come from SPIN_VARIABLE_NAME in the environment.
Traces go by OTLP to where OTEL_EXPORTER_OTLP_ENDPOINT says.
Compiled components are kept in MINSHENG_HOST_CACHE, or else in the user's cache folder.";

/// Runs a Spin application without Spin.
#[derive(Clone, Debug, Parser)]
#[command(name = "minsheng-host", after_help = AFTERWARDS)]
pub struct Options {
    /// The application
    #[arg(long, value_name = "FILE", default_value = "spin.toml")]
    pub manifest: PathBuf,
    /// Where to serve; port 0 takes any free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:3000")]
    pub listen: SocketAddr,
    /// Databases and key-value stores
    #[arg(long, value_name = "DIR", default_value = ".spin")]
    pub state: PathBuf,
    /// Where databases, stores and variables are instead, as Spin has it
    #[arg(long, value_name = "FILE")]
    pub runtime_config_file: Option<PathBuf>,
    /// error, warn, info or debug
    #[arg(long, value_name = "LEVEL", default_value = "info")]
    pub log_level: Level,
    #[command(flatten)]
    pub limits: Limits,
    /// Leave the manifest's scheduled calls to another scheduler
    #[arg(long = "no-schedule", action = ArgAction::SetFalse)]
    pub schedule: bool,
    /// Serve although the application says that it is not ready
    #[arg(long)]
    pub serve_unready: bool,
    /// Serve while components are still compiled; who asks for one that is not waits for it
    #[arg(long)]
    pub serve_uncompiled: bool,
    /// End when standard input does: whoever started this host is gone
    #[arg(long)]
    pub end_with_input: bool,
    /// Where Prometheus finds /metrics; an address of its own, which the public cannot reach
    #[arg(long, value_name = "ADDRESS")]
    pub metrics: Option<SocketAddr>,
    /// Append a line for each request to FILE: what it cost
    #[arg(long, value_name = "FILE")]
    pub trace: Option<PathBuf>,
    /// And a line for each statement and each call of a component to another
    #[arg(long, requires = "trace")]
    pub trace_statements: bool,
    /// Tell `perf` the names of the components' functions, in /tmp/perf-PID.map
    #[arg(long)]
    pub perf_map: bool,
}

/// What one component, and all together, may use.
#[derive(Args, Clone, Copy, Debug)]
pub struct Limits {
    /// How long a component may take to answer; and again for the rest of its work
    #[arg(long = "request-timeout-ms", value_name = "N", default_value = "30000", value_parser = milliseconds)]
    pub request_timeout: Duration,
    /// The most memory an instance may use
    #[arg(long = "instance-memory-mb", value_name = "N", default_value = "128", value_parser = mebibytes)]
    pub instance_memory: usize,
    /// Requests from clients under way at once; more answer 503
    #[arg(long, value_name = "N", default_value = "256", value_parser = positive)]
    pub max_requests: usize,
    /// And from one client; half of them unless given
    #[arg(long, value_name = "N", value_parser = positive)]
    pub max_requests_per_client: Option<usize>,
    /// Connections open at once; for one more, one on which nothing is asked is closed
    #[arg(long, value_name = "N", default_value = "4096", value_parser = positive)]
    pub max_connections: usize,
    /// And from one client; a quarter of them unless given
    #[arg(long, value_name = "N", value_parser = positive)]
    pub max_connections_per_client: Option<usize>,
}

impl Limits {
    /// How many requests of one client may be under way.
    pub fn requests_per_client(&self) -> usize {
        self.max_requests_per_client.unwrap_or_else(|| self.max_requests.div_ceil(2))
    }

    /// How many connections one client may have open.
    pub fn connections_per_client(&self) -> usize {
        self.max_connections_per_client.unwrap_or_else(|| self.max_connections.div_ceil(4))
    }
}

fn milliseconds(text: &str) -> Result<Duration, String> {
    positive(text).map(|number| Duration::from_millis(number as u64))
}

fn mebibytes(text: &str) -> Result<usize, String> {
    positive(text).map(|number| number << 20)
}

fn positive(text: &str) -> Result<usize, String> {
    match text.parse::<u32>() {
        Ok(0) => Err("it must be at least 1".to_owned()),
        Ok(number) => Ok(number as usize),
        Err(error) => Err(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    fn parse(line: &str) -> Result<Options, clap::Error> {
        Options::try_parse_from(std::iter::once("minsheng-host").chain(line.split_whitespace()))
    }

    #[test]
    fn both_ways_to_give_a_value() {
        let options = parse("--listen 127.0.0.1:0 --state=here --instance-memory-mb 64").unwrap();
        assert_eq!(options.listen.port(), 0);
        assert_eq!(options.state, PathBuf::from("here"));
        assert_eq!(options.limits.instance_memory, 64 << 20);
        assert!(options.schedule);
        assert_eq!(
            (options.limits.requests_per_client(), options.limits.connections_per_client()),
            (128, 1024)
        );
        assert!(!parse("--no-schedule").unwrap().schedule);
    }

    #[test]
    fn a_client_has_a_part_of_what_all_have() {
        for (line, requests, connections) in [
            ("--max-requests 1 --max-connections 1", 1, 1),
            ("--max-requests 5 --max-connections 9", 3, 3),
            ("--max-requests-per-client 7 --max-connections-per-client 8", 7, 8),
        ] {
            let limits = parse(line).unwrap().limits;
            assert_eq!(
                (limits.requests_per_client(), limits.connections_per_client()),
                (requests, connections)
            );
        }
    }

    #[test]
    fn mistakes_are_named() {
        for (line, part) in [
            ("--listen", "a value is required for '--listen <ADDRESS>'"),
            ("--listen here", "'here' for '--listen <ADDRESS>'"),
            ("--max-requests 0", "at least 1"),
            ("--tls cert.pem", "unexpected argument '--tls'"),
            ("--log-level loud", "loud"),
            ("--no-schedule=now", "'now' for '--no-schedule'"),
            ("--trace-statements", "--trace <FILE>"),
            ("--metrics 9090", "'9090' for '--metrics <ADDRESS>'"),
        ] {
            let error = parse(line).unwrap_err().to_string();
            assert!(error.contains(part), "{line}: {error}");
        }
        assert!(!parse("--help").unwrap_err().use_stderr());
    }

    /// Each option has a row in one of the operator's manuals, and each row of these tables is an option.
    #[test]
    fn the_manuals_have_these_options_and_no_others() {
        let table = |manual: &'static str| {
            let table = manual.split("| option | means | default |").nth(1).unwrap();
            table.split("\n\n").next().unwrap().lines().filter(|line| line.starts_with("| `--"))
        };
        let (one, cluster) =
            (include_str!("../../../docs/OPERATIONS.md"), include_str!("../../../docs/CLUSTER.md"));
        let rows: Vec<&str> = table(one).chain(table(cluster)).collect();
        let command = Options::command();
        let options: Vec<_> = command.get_arguments().filter(|option| option.get_id() != "help").collect();
        assert_eq!(rows.len(), options.len(), "{rows:?}");
        for option in options {
            let name = option.get_long().unwrap();
            let value = option.get_value_names().filter(|_| option.get_action().takes_values());
            let value = value.map(|names| format!(" {}", names[0])).unwrap_or_default();
            let start = format!("| `--{name}{value}` | ");
            let row = rows.iter().find(|row| row.starts_with(&start));
            let row = row.unwrap_or_else(|| panic!("no row begins with {start}"));
            let default = row.trim_end_matches(" |").rsplit(" | ").next().unwrap().trim_matches('`');
            if let Some(value) =
                option.get_default_values().first().filter(|_| option.get_action().takes_values())
            {
                assert_eq!(default, value.to_str().unwrap(), "{row}");
            }
        }
    }
}
