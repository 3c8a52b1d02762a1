//! The course of a measurement: a database of each size, a host in each durability.

use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use clap::Args;
use rustix::process::getpid;
use xtask::process::Server;
use xtask::staff::Staff;
use xtask::workspace::Workspace;
use xtask::{app, sizes};

use crate::cases::{Cases, LISTS, MANY, SUBMIT, TICK_FULL, TICK_IDLE};
use crate::native::{self, Durability};
use crate::report::Report;
use crate::round::Round;
use crate::setup::Setup;
use crate::texts::{LoadOptions, Source};
use crate::{capacity, clock, fill, machine, trace};

#[derive(Debug, Args)]
pub struct Options {
    /// Tickets in the database, one round for each number; 10000,100000 when absent, with --quick 10000
    #[arg(long, value_delimiter = ',')]
    tickets: Vec<usize>,
    /// A second for each case: to see whether a change helps, not to publish
    #[arg(long)]
    quick: bool,
    /// Put the tables into docs/PERFORMANCE.md
    #[arg(long)]
    write: bool,
    /// For a database of which the disk holds no second one: without the plain loop, which works on a copy, and without the
    /// scheduled work, for which every ticket is changed
    #[arg(long)]
    lean: bool,
    #[command(flatten)]
    load: LoadOptions,
    /// Measure what was built before
    #[arg(long)]
    no_build: bool,
}

impl Options {
    fn sizes(&self) -> &[usize] {
        match self.tickets.as_slice() {
            [] if self.quick => &[10_000],
            [] => &[10_000, 100_000],
            sizes => sizes,
        }
    }
}

/// The application's database in the host's state folder.
const DATABASE: &str = "sqlite_db.db";

pub fn run(workspace: &Workspace, options: &Options) -> Result<ExitCode> {
    // On the disk of the project: a temporary folder may be in memory, where commits cost nothing.
    let folder = tempfile::tempdir_in(workspace.target()).context("cannot make a folder under target/")?;
    let bench = Bench {
        setup: Setup::prepare(workspace, folder.path(), options.no_build)?,
        source: options.load.source()?,
        time: Duration::from_millis(if options.quick { 1000 } else { 4000 }),
        warm: Duration::from_millis(if options.quick { 200 } else { 500 }),
        lean: options.lean,
    };
    let mut report = Report {
        machine: machine::describe(),
        load: bench.source.describe(),
        fdatasync: machine::fdatasync_rate(folder.path(), bench.time)?,
        sizes: sizes::measure(workspace)?,
        rounds: Vec::new(),
    };
    for count in options.sizes() {
        report.rounds.push(bench.round(*count)?);
    }
    let text = report.markdown();
    println!("\n{text}");
    if options.write {
        report.write(&workspace.root.join("docs/PERFORMANCE.md"))?;
        capacity::write(workspace)?;
    }
    Ok(if report.has_errors() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// One measurement.
struct Bench<'a> {
    setup: Setup<'a>,
    source: Source,
    time: Duration,
    warm: Duration,
    lean: bool,
}

impl Bench<'_> {
    fn round(&self, count: usize) -> Result<Round> {
        app::phase(&format!("{count} tickets"));
        let state = self.setup.folder.join(format!("state-{count}"));
        std::fs::create_dir_all(&state)?;
        let database = state.join(DATABASE);
        let begun = Instant::now();
        let ids = fill::fill(&database, &self.setup.model(), &self.source, count, clock::now()?)?;
        let filled = begun.elapsed();
        let copy = (!self.lean).then(|| self.setup.folder.join(format!("native-{count}.db")));
        if let Some(copy) = &copy {
            std::fs::copy(&database, copy)
                .context("cannot copy the database: is there room for --lean alone?")?;
            fill::settle(copy)?;
        }
        fill::settle(&database)?;

        let mut round = Round { tickets: count, filled, ..Round::default() };
        // The first start compiles the components if nobody has yet.
        self.setup.start(&state, Durability::Normal)?.0.stop()?;
        let (server, started) = self.setup.start(&state, Durability::Normal)?;
        round.start = started;
        self.in_normal(&server, &ids, &mut round)?;
        let pid = server.pid().context("the host has no process id")?;
        round.memory = machine::most_memory(pid)?;
        server.stop()?;
        let demands = fill::demands(&self.setup.model(), &self.source, 2000, 9)?;
        let plain = |durability, round: &mut Round| -> Result<()> {
            if let Some(copy) = &copy {
                round.add(native::submits(copy, durability, &demands, self.time)?);
            }
            Ok(())
        };
        plain(Durability::Normal, &mut round)?;
        // Disks have moods: what is to be compared is measured by turns.
        let (server, _) = self.setup.start(&state, Durability::Full)?;
        let staff = Staff::of(server.address(), &self.setup.secret)?;
        let cases = self.cases(&server, &staff, &ids)?;
        for connections in [1, MANY, MANY] {
            plain(Durability::Full, &mut round)?;
            round.add(cases.submit(&format!("{SUBMIT}, full"), connections));
        }
        plain(Durability::Full, &mut round)?;
        server.stop()?;
        self.costs(&state, &ids, &mut round)?;
        if !self.lean {
            self.scheduled(&state, &mut round)?;
        }
        std::fs::remove_dir_all(&state)?;
        if let Some(copy) = &copy {
            std::fs::remove_file(copy)?;
        }
        Ok(round)
    }

    fn cases<'c>(&'c self, server: &Server, staff: &'c Staff, ids: &'c [String]) -> Result<Cases<'c>> {
        let pid = server.pid().context("the host has no process id")?;
        let (address, source, warm, time) = (server.address(), &self.source, self.warm, self.time);
        Ok(Cases { address, pid, staff, source, ids, warm, time })
    }

    /// Some of each request on a host that writes down what they cost, one at a time and timed by nobody.
    fn costs(&self, state: &Path, ids: &[String], round: &mut Round) -> Result<()> {
        let file = self.setup.folder.join("trace");
        let Some(server) = self.setup.start_tracing(state, &file)? else { return Ok(()) };
        let staff = Staff::of(server.address(), &self.setup.secret)?;
        let cases = Cases { time: Duration::from_millis(500), ..self.cases(&server, &staff, ids)? };
        let mut measured = vec![
            cases.submit("", 1),
            cases.lifecycle(),
            cases.longest_lifecycle(),
            cases.read(1),
            cases.search(1),
        ];
        measured.extend(LISTS.map(|(name, path)| cases.list(name, path, 1)));
        if let Some(failed) = measured.into_iter().find(|case| case.errors > 0) {
            bail!("{} on the host that traces: {}", failed.name, failed.first_error.unwrap_or_default());
        }
        server.stop()?;
        round.costs = trace::read(&file)?;
        std::fs::remove_file(&file)?;
        Ok(())
    }

    fn in_normal(&self, server: &Server, ids: &[String], round: &mut Round) -> Result<()> {
        let staff = Staff::of(server.address(), &self.setup.secret)?;
        let cases = self.cases(server, &staff, ids)?;
        let before = machine::processor_time(getpid())?;
        let empty = cases.empty(MANY);
        let used = machine::processor_time(getpid())?.saturating_sub(before);
        round.generator = used / u32::try_from(empty.steps.max(1))?;
        round.add(empty);
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
        round.add(cases.submit(&format!("{SUBMIT}, normal"), 1));
        round.add(cases.submit(&format!("{SUBMIT}, normal"), MANY));
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
            let (server, _) = self.setup.start(state, Durability::Full)?;
            let staff = Staff::of(server.address(), &self.setup.secret)?;
            round.add(self.cases(&server, &staff, &[])?.tick(name));
            server.stop()?;
        }
        Ok(())
    }
}
