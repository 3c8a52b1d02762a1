//! `cargo xtask replay`: real messages through the whole life of a ticket, from the demand to the
//! citizen's rating. What it prints are numbers and ticket ids, never what people wrote.

mod life;
mod report;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use http_client::parse_url;
use life::Citizen;
use report::Tally;
use tools::messages::{self, Message};
use tools::secret;
use xtask::app;
use xtask::process::{Server, Service};
use xtask::staff::Staff;
use xtask::workspace::{Profile, Workspace};

#[derive(Debug, Args)]
pub struct Options {
    /// Messages with the columns `subject` and `body`
    file: PathBuf,
    /// Only this many messages
    #[arg(long)]
    limit: Option<usize>,
    /// Messages under way at once
    #[arg(long, default_value_t = 8)]
    concurrency: usize,
    /// A hotline that runs already; without it, one is started on a free port with an empty database
    #[arg(long, requires = "secret")]
    url: Option<String>,
    /// The secret of that hotline
    #[arg(long)]
    secret: Option<String>,
    /// Start what was built before
    #[arg(long)]
    no_build: bool,
}

pub fn run(workspace: &Workspace, options: &Options) -> Result<ExitCode> {
    ensure!(options.concurrency > 0, "--concurrency must be at least 1");
    let (messages, skipped) = messages::read(&options.file, options.limit)?;
    ensure!(!messages.is_empty(), "{} holds no message", options.file.display());
    let folder = tempfile::tempdir().context("cannot make a temporary folder")?;
    let (address, secret, server) = match (&options.url, &options.secret) {
        (Some(url), Some(secret)) => (parse_url(url)?, secret.clone(), None),
        _ => {
            app::prepare(workspace, !options.no_build, Profile::Release)?;
            let secret = secret::random()?;
            let server = start(workspace, folder.path(), secret.clone())?;
            (server.address(), secret, Some(server))
        }
    };
    app::phase(&format!("Sending {} messages to http://{address}", messages.len()));
    let start = Instant::now();
    let tally = send_all(address, &secret, &messages, options.concurrency)?;
    let seconds = start.elapsed().as_secs_f64();
    tally.print(messages.len(), skipped, seconds);
    if let Some(server) = server {
        server.stop()?;
        println!("the host's log: {}", log(workspace).display());
    }
    Ok(if tally.is_clean() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn log(workspace: &Workspace) -> PathBuf {
    workspace.target().join("xtask-replay.log")
}

fn start(workspace: &Workspace, folder: &Path, secret: String) -> Result<Server> {
    let service = Service {
        binary: workspace.host_binary(),
        manifest: workspace.manifest(),
        listen: SocketAddr::from(([127, 0, 0, 1], 0)),
        state: folder.to_owned(),
        secret,
        variables: Vec::new(),
        arguments: Vec::new(),
        scheduled: false,
        own_group: false,
        log: Some(log(workspace)),
    };
    service.start()
}

fn send_all(address: SocketAddr, secret: &str, messages: &[Message], concurrency: usize) -> Result<Tally> {
    let staff = Staff::of(address, secret)?;
    let tally = Mutex::new(Tally::default());
    let next = AtomicUsize::new(0);
    let progress = ProgressBar::new(messages.len() as u64);
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} {per_sec} {eta} left")?;
    progress.set_style(style);
    std::thread::scope(|scope| {
        for _ in 0..concurrency {
            scope.spawn(|| {
                let mut citizen = Citizen::new(address, &staff);
                while let Some(message) = messages.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let outcome = citizen.live(message);
                    tally.lock().unwrap_or_else(PoisonError::into_inner).add(outcome);
                    progress.inc(1);
                }
            });
        }
    });
    progress.finish_and_clear();
    Ok(tally.into_inner().unwrap_or_else(PoisonError::into_inner))
}
