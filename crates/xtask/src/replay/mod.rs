//! `cargo xtask replay`: real messages through the whole life of a ticket, from the demand to the
//! citizen's rating. What it prints are numbers and ticket ids, never what people wrote.
//!
//! Without a pattern as fast as it goes, one message after the other; with one as a city has them, whatever the hotline
//! answers.

mod city;
mod fate;
mod life;
mod pattern;
mod picture;
mod refusal;
mod report;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use clap::{Args, ValueEnum as _};
use indicatif::{ProgressBar, ProgressStyle};

use city::City;
use http_client::parse_url;
use life::Desk;
use pattern::{Pattern, Plan, sped_up};
use picture::Picture;
use report::Tally;
use tools::messages::{self, Message};
use tools::secret;
use xtask::app;
use xtask::hours::Hours;
use xtask::process::{Server, Service};
use xtask::staff::Staff;
use xtask::workspace::{Profile, Workspace};

#[derive(Debug, Args)]
pub struct Options {
    /// Messages with the columns `subject` and `body`, and `time` where a day is to have its hours
    file: PathBuf,
    /// Only this many messages
    #[arg(long)]
    limit: Option<usize>,
    /// Messages under way at once; with a pattern, those who work on tickets
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
    /// Keep what the hotline stores in this folder, which is not there yet
    #[arg(long, value_name = "DIR", conflicts_with = "url")]
    state: Option<PathBuf>,
    /// Demands come in as a city has them, whatever the hotline answers
    #[arg(long)]
    pattern: Option<Pattern>,
    #[command(flatten)]
    shape: Shape,
}

/// What a pattern is like.
#[derive(Debug, Args)]
struct Shape {
    /// Demands of a usual day
    #[arg(long, value_name = "N", default_value = "30000", value_parser = at_least_one, requires = "pattern")]
    rate: f64,
    /// The city's time goes so many times as fast: 144 has a day in ten minutes
    #[arg(long, value_name = "N", default_value = "144", value_parser = at_least_one, requires = "pattern")]
    speedup: f64,
    /// A storm at its worst, in usual rates
    #[arg(long, value_name = "N", default_value = "20", value_parser = at_least_one, requires = "pattern")]
    peak: f64,
    /// The same seed has the same demands come in at the same moments
    #[arg(long, value_name = "N", default_value_t = 1, requires = "pattern")]
    seed: u64,
    /// In how many milliseconds a citizen is to hold a receipt
    #[arg(long, value_name = "N", default_value_t = 500, requires = "pattern")]
    budget_ms: u64,
    /// Citizens who can ask at the same time
    #[arg(long, value_name = "N", default_value_t = 500, requires = "pattern")]
    connections: usize,
    /// How many seconds everybody goes on after the last demand
    #[arg(long, value_name = "N", default_value_t = 600, requires = "pattern")]
    patience: u64,
}

fn at_least_one(text: &str) -> Result<f64, String> {
    let number: f64 = text.parse().map_err(|error| format!("{error}"))?;
    if number.is_finite() && number >= 1.0 { Ok(number) } else { Err("it must be at least 1".to_owned()) }
}

/// Numbers of a day, without those that are left for who is known (`identity/limits.rs`).
const A_DAYS_NUMBERS: f64 = 800_000.0;

pub fn run(workspace: &Workspace, options: &Options) -> Result<ExitCode> {
    ensure!(options.concurrency > 0, "--concurrency must be at least 1");
    ensure!(options.shape.connections > 0, "--connections must be at least 1");
    let (messages, skipped) = messages::read(&options.file, options.limit)?;
    ensure!(!messages.is_empty(), "{} holds no message", options.file.display());
    let plan = options.pattern.map(|pattern| plan(pattern, options)).transpose()?;
    let hotline = Hotline::of(workspace, options)?;
    let (address, secret) = (hotline.address, hotline.secret.as_str());
    let is_clean = match &plan {
        Some(plan) => live(plan, options, address, secret, &messages)?,
        None => {
            app::phase(&format!("Sending {} messages to http://{address}", messages.len()));
            let start = Instant::now();
            let tally = send_all(address, secret, &messages, options.concurrency)?;
            tally.print(messages.len(), skipped, start.elapsed().as_secs_f64());
            tally.is_clean()
        }
    };
    hotline.end(workspace)?;
    Ok(if is_clean { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The hotline that is asked.
struct Hotline {
    address: SocketAddr,
    secret: String,
    /// One that was started here, with its folder when that is not to stay.
    own: Option<(Server, PathBuf, Option<tempfile::TempDir>)>,
}

impl Hotline {
    fn of(workspace: &Workspace, options: &Options) -> Result<Self> {
        if let (Some(url), Some(secret)) = (&options.url, &options.secret) {
            return Ok(Self { address: parse_url(url)?, secret: secret.clone(), own: None });
        }
        app::prepare(workspace, !options.no_build, Profile::Release)?;
        let (state, folder) = match &options.state {
            Some(state) => {
                ensure!(!state.exists(), "{} is there already: name another folder", state.display());
                (state.clone(), None)
            }
            None => {
                // On the disk of the project: a temporary folder may be in memory, where commits cost nothing.
                let folder =
                    tempfile::tempdir_in(workspace.target()).context("cannot make a folder under target/")?;
                (folder.path().to_owned(), Some(folder))
            }
        };
        let secret = secret::random()?;
        let server = start(workspace, &state, secret.clone(), options.pattern.is_some())?;
        Ok(Self { address: server.address(), secret, own: Some((server, state, folder)) })
    }

    /// Ends it, and says what it stored.
    fn end(self, workspace: &Workspace) -> Result<()> {
        let Some((server, state, _folder)) = self.own else { return Ok(()) };
        server.stop()?;
        println!("the host's log: {}", log(workspace).display());
        println!("stored, bytes:");
        let entries =
            std::fs::read_dir(&state).with_context(|| format!("cannot list {}", state.display()))?;
        let mut files: Vec<_> = entries.collect::<std::io::Result<_>>()?;
        files.sort_by_key(std::fs::DirEntry::file_name);
        for file in files {
            let data = file.metadata()?;
            if data.is_file() && data.len() > 0 {
                println!("{:>12}  {}", data.len(), file.file_name().to_string_lossy());
            }
        }
        Ok(())
    }
}

fn log(workspace: &Workspace) -> PathBuf {
    workspace.target().join("xtask-replay.log")
}

/// In a city the scheduled work is done beside all else, and a proxy says whose each request is.
fn start(workspace: &Workspace, folder: &Path, secret: String, is_a_city: bool) -> Result<Server> {
    let proxies = is_a_city.then(|| ("proxies", "1".to_owned()));
    let service = Service {
        binary: workspace.host_binary(),
        manifest: workspace.manifest(),
        listen: SocketAddr::from(([127, 0, 0, 1], 0)),
        state: folder.to_owned(),
        secret,
        variables: proxies.into_iter().collect(),
        arguments: Vec::new(),
        scheduled: is_a_city,
        own_group: false,
        log: Some(log(workspace)),
    };
    service.start()
}

fn plan(pattern: Pattern, options: &Options) -> Result<Plan> {
    let shape = &options.shape;
    let mut hours = None;
    if pattern == Pattern::Day {
        hours = Hours::read(&options.file)?;
        let whose = if hours.is_some() { "its times" } else { "others, for it has no column `time`" };
        println!("the hours of {}: from {whose}", options.file.display());
    }
    let plan = Plan::new(pattern, shape.rate, shape.peak, &hours.unwrap_or_default());
    ensure!(
        plan.demands() <= A_DAYS_NUMBERS,
        "{:.0} demands are more than a day has numbers for: choose a lower --rate or --peak",
        plan.demands()
    );
    Ok(plan)
}

/// A city on its plan.
fn live(
    plan: &Plan,
    options: &Options,
    address: SocketAddr,
    secret: &str,
    messages: &[Message],
) -> Result<bool> {
    let shape = &options.shape;
    let arrivals: Vec<(usize, Duration)> = plan
        .arrivals(shape.seed)
        .into_iter()
        .map(|arrival| (arrival.phase, sped_up(arrival.at, shape.speedup)))
        .collect();
    let seconds = sped_up(plan.seconds(), shape.speedup).as_secs();
    app::phase(&format!("{} demands come in to http://{address} in {seconds} s", arrivals.len()));
    let city = City {
        address,
        staff: &Staff::of(address, secret)?,
        messages,
        desks: options.concurrency,
        connections: shape.connections,
        run: secret::random()?.chars().filter(char::is_ascii_alphanumeric).take(12).collect(),
        patience: Duration::from_secs(shape.patience),
    };
    let progress = bar(arrivals.len(), "{bar:40} {pos}/{len} taken, {elapsed}")?;
    let seen = city.live(&arrivals, &progress)?;
    progress.finish_and_clear();
    let name = options.pattern.and_then(|pattern| pattern.to_possible_value());
    let picture = Picture {
        plan,
        name: name.as_ref().map_or("", |value| value.get_name()),
        a_day: shape.rate,
        speedup: shape.speedup,
        budget: Duration::from_millis(shape.budget_ms),
        seen: &seen,
    };
    print!("{}", picture.lines());
    seen.handled.print_steps();
    seen.handled.print_failures();
    Ok(picture.is_clean())
}

fn bar(length: usize, template: &str) -> Result<ProgressBar> {
    let progress = ProgressBar::new(length as u64);
    progress.set_style(ProgressStyle::with_template(template)?);
    Ok(progress)
}

fn send_all(address: SocketAddr, secret: &str, messages: &[Message], concurrency: usize) -> Result<Tally> {
    let staff = Staff::of(address, secret)?;
    let tally = Mutex::new(Tally::default());
    let next = AtomicUsize::new(0);
    let progress = bar(messages.len(), "{bar:40} {pos}/{len} {per_sec} {eta} left")?;
    std::thread::scope(|scope| {
        for _ in 0..concurrency {
            scope.spawn(|| {
                let mut desk = Desk::new(address, &staff);
                while let Some(message) = messages.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let outcome = desk.live(message);
                    tally.lock().unwrap_or_else(PoisonError::into_inner).add(outcome);
                    progress.inc(1);
                }
            });
        }
    });
    progress.finish_and_clear();
    Ok(tally.into_inner().unwrap_or_else(PoisonError::into_inner))
}
