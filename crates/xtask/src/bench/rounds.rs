//! The course of a measurement: a database of each size, a host in each durability.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result};
use indicatif::{ProgressBar, ProgressStyle};
use minsheng_types::clock::Timestamp;

use super::cases::{Cases, LISTS, MANY};
use super::native::{self, Durability};
use super::report::{Report, Round};
use super::{Options, fill, machine, manifest};
use crate::http::{Client, Request};
use crate::process::{Server, Service};
use crate::replay::life::Staff;
use crate::workspace::Workspace;
use crate::{app, secret, sizes};

/// A call of the scheduled work when more is due than it takes on at once, and when nothing is.
pub const TICK_FULL: &str = "tick, every ticket open and overdue";
pub const TICK_IDLE: &str = "tick, every ticket open, nothing due";

/// The application's database in the host's state folder.
const DATABASE: &str = "sqlite_db.db";

pub fn run(workspace: &Workspace, options: &Options) -> Result<ExitCode> {
    // On the disk of the project: a temporary folder may be in memory, where commits cost nothing.
    let folder = tempfile::tempdir_in(workspace.target()).context("cannot make a folder under target/")?;
    let bench = Bench::prepare(workspace, folder.path(), options.quick, options.no_build)?;
    let mut report = Report {
        machine: machine::describe(),
        fdatasync: machine::fdatasync_rate(folder.path(), bench.time)?,
        sizes: sizes::measure(workspace)?,
        rounds: Vec::new(),
    };
    for count in &options.tickets {
        report.rounds.push(bench.round(*count)?);
    }
    let text = report.markdown();
    println!("\n{text}");
    if options.write {
        report.write(&workspace.root.join("docs/PERFORMANCE.md"))?;
    }
    Ok(if report.has_errors() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// What every measurement needs.
pub struct Bench<'a> {
    workspace: &'a Workspace,
    folder: &'a Path,
    manifest: PathBuf,
    secret: String,
    time: Duration,
    warm: Duration,
}

impl<'a> Bench<'a> {
    /// Everything built, and the manifest of a host that also has an empty component.
    pub fn prepare(workspace: &'a Workspace, folder: &'a Path, quick: bool, no_build: bool) -> Result<Self> {
        if !no_build {
            app::add_wasm_target(workspace)?;
            app::components(workspace, &["empty"])?;
            app::host(workspace)?;
        }
        Ok(Self {
            workspace,
            folder,
            manifest: manifest::write(workspace, folder)?,
            secret: secret::random()?,
            time: Duration::from_millis(if quick { 500 } else { 4000 }),
            warm: Duration::from_millis(if quick { 100 } else { 500 }),
        })
    }
}

impl Bench<'_> {
    fn round(&self, count: usize) -> Result<Round> {
        app::phase(&format!("{count} tickets"));
        let state = self.folder.join(format!("state-{count}"));
        std::fs::create_dir_all(&state)?;
        let database = state.join(DATABASE);
        let model = self.workspace.root.join("models/category.bin");
        let ids = self.fill(&database, &model, count)?;
        let copy = self.folder.join(format!("native-{count}.db"));
        std::fs::copy(&database, &copy).context("cannot copy the database")?;
        fill::settle(&database)?;
        fill::settle(&copy)?;

        let mut round = Round { tickets: count, ..Round::default() };
        // The first start compiles the components if nobody has yet.
        self.start(&state, Durability::Normal)?.0.stop()?;
        let (server, started) = self.start(&state, Durability::Normal)?;
        round.start = started;
        self.in_normal(&server, &ids, &mut round)?;
        let pid = server.pid().context("the host has no process id")?;
        round.memory = machine::most_memory(pid)?;
        server.stop()?;
        let demands = fill::demands(&model, 2000, 9)?;
        round.add(native::submits(&copy, Durability::Normal, &demands, self.time)?);
        // Disks have moods: what is to be compared is measured by turns.
        let (server, _) = self.start(&state, Durability::Full)?;
        let staff = Staff::of(server.address(), &self.secret)?;
        let cases = self.cases(&server, &staff, &ids);
        for connections in [1, MANY, MANY] {
            round.add(native::submits(&copy, Durability::Full, &demands, self.time)?);
            round.add(cases.submit("submit with triage, full", connections));
        }
        round.add(native::submits(&copy, Durability::Full, &demands, self.time)?);
        server.stop()?;
        self.scheduled(&state, &mut round)?;
        std::fs::remove_dir_all(&state)?;
        std::fs::remove_file(&copy)?;
        Ok(round)
    }

    fn fill(&self, database: &Path, model: &Path, count: usize) -> Result<Vec<String>> {
        let progress = ProgressBar::new(count as u64);
        progress.set_style(ProgressStyle::with_template("filling {bar:40} {pos}/{len} {eta} left")?);
        let ids = fill::fill(database, model, count, now()?, &progress)?;
        progress.finish_and_clear();
        Ok(ids)
    }

    /// A host, and how long it took from its start to its first answer.
    pub fn start(&self, state: &Path, durability: Durability) -> Result<(Server, Duration)> {
        let service = Service {
            binary: self.workspace.host_binary(),
            manifest: self.manifest.clone(),
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            state: state.to_owned(),
            secret: self.secret.clone(),
            variables: vec![("durability", durability.name().to_owned())],
            scheduled: false,
            own_group: false,
            log: Some(self.workspace.target().join("xtask-bench.log")),
        };
        let start = Instant::now();
        let server = service.start()?;
        Client::new(server.address()).send(&Request::get("/v1/departments", &[]))?;
        Ok((server, start.elapsed()))
    }

    fn cases<'c>(&self, server: &Server, staff: &'c Staff, ids: &'c [String]) -> Cases<'c> {
        Cases { address: server.address(), staff, ids, warm: self.warm, time: self.time }
    }

    fn in_normal(&self, server: &Server, ids: &[String], round: &mut Round) -> Result<()> {
        let staff = Staff::of(server.address(), &self.secret)?;
        let cases = self.cases(server, &staff, ids);
        let before = machine::own_processor_time();
        let start = Instant::now();
        round.add(cases.empty(MANY));
        let used = machine::own_processor_time().saturating_sub(before);
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        round.generator = used.as_secs_f64() / start.elapsed().as_secs_f64() / cores as f64;
        round.add(cases.empty(1));
        cases.without_database().into_iter().for_each(|measured| round.add(measured));
        round.add(cases.read(1));
        round.add(cases.read(MANY));
        for (name, path) in LISTS {
            round.add(cases.list(name, path, 1));
        }
        round.add(cases.list("newest", "/v1/tickets?limit=20", MANY));
        round.add(cases.search(1));
        round.add(cases.classify(1));
        round.add(cases.classify(MANY));
        round.add(cases.submit("submit with triage, normal", 1));
        round.add(cases.submit("submit with triage, normal", MANY));
        round.add(cases.lifecycle());
        round.add(cases.longest_lifecycle());
        cases.assessment().into_iter().for_each(|measured| round.add(measured));
        Ok(())
    }

    /// The scheduled work on the same database with every ticket open: first with all of them
    /// overdue, so that each call has as much to do as it ever takes on, then with nothing due.
    fn scheduled(&self, state: &Path, round: &mut Round) -> Result<()> {
        for (name, sql) in [(TICK_FULL, fill::EVERYTHING_OVERDUE), (TICK_IDLE, fill::NOTHING_DUE)] {
            fill::change(&state.join(DATABASE), sql)?;
            let (server, _) = self.start(state, Durability::Full)?;
            let staff = Staff::of(server.address(), &self.secret)?;
            round.add(self.cases(&server, &staff, &[]).tick(name));
            server.stop()?;
        }
        Ok(())
    }
}

/// The time, as the store keeps it.
pub fn now() -> Result<Timestamp> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).context("the clock stands before 1970")?;
    native::timestamp(since.as_secs())
}
