//! `minsheng upgrade`: brings a database to the version of this release, outside any request; `--check` says beforehand what
//! that would be.

mod plan;
mod progress;
mod watched;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context as _, Result, bail, ensure};
use clap::Args;
use minsheng_store::native::Native;
use minsheng_store::{Db as _, migrate};
use pollster::block_on;
use tools::private;
use tools::secret::{DATABASE, Place};

use self::plan::{Step, steps};
use self::progress::Progress;
use self::watched::{Event, Watched};
use crate::findings::{Finding, tell};
use crate::installation::{Named, check_keys, database, vault_of};
use crate::room::{Room, for_sorting, size};
use crate::{holders, required};

#[derive(Debug, Args)]
pub struct Options {
    #[command(flatten)]
    of: Named,
    /// Say what would be done and what is in the way, and change nothing
    #[arg(long)]
    check: bool,
    /// Try it on a copy in this folder, say how long each migration took, and take the copy away again
    #[arg(long, value_name = "FOLDER", conflicts_with = "check")]
    rehearse: Option<PathBuf>,
    /// All migrations in one transaction: a host of the version from before reads on until the last one is done, and what is
    /// broken off begins anew
    #[arg(long)]
    at_once: bool,
    /// The new release's manifest: whether every variable that it requires is set is looked at as well
    #[arg(long, value_name = "FILE")]
    manifest: Option<PathBuf>,
}

/// There is something to do, and nothing is in the way.
const TO_DO: u8 = 3;

/// Migrations wait so long for whoever writes.
const PATIENCE: &str = "PRAGMA busy_timeout = 60000";

pub fn run(options: &Options) -> Result<ExitCode> {
    let place = options.of.place();
    let Some(plan) = Plan::of(place)? else {
        println!("{} is not there yet: the host makes it at its first start", place.database().display());
        return Ok(ExitCode::SUCCESS);
    };
    let found = || plan.findings(place, options.manifest.as_deref());
    if options.check {
        plan.tell();
        let bad = tell(found());
        ensure!(bad == 0, "{bad} of these are in the way of the upgrade");
        return Ok(if plan.steps.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(TO_DO) });
    }
    if plan.steps.is_empty() {
        println!("{}: nothing to do", plan.version());
        return Ok(ExitCode::SUCCESS);
    }
    if let Some(folder) = &options.rehearse {
        rehearse(place, folder, &plan, options.at_once)?;
        return Ok(ExitCode::SUCCESS);
    }
    for (what, found) in found() {
        found
            .with_context(|| format!("{what} (`minsheng upgrade --check --state {place}` says all of it)"))?;
    }
    if let Some(host) = holders::host(place.state) {
        println!(
            "{host} has the folder: what it writes is refused with 503 meanwhile. Stop it when this has ended, and start the new release"
        );
    }
    let begun = Instant::now();
    let database = Native::open(&place.database())?;
    migrate(&database, &plan.steps, options.at_once)?;
    println!(
        "{}: version {} after {:.0} s",
        place.database().display(),
        migrate::COUNT,
        begun.elapsed().as_secs_f64()
    );
    Ok(ExitCode::SUCCESS)
}

/// What there is to do.
struct Plan {
    file: PathBuf,
    bytes: u64,
    found: usize,
    steps: Vec<Step>,
}

impl Plan {
    /// Nothing where there is no database.
    fn of(place: Place<'_>) -> Result<Option<Self>> {
        let Some(database) = database(place)? else { return Ok(None) };
        let file = place.database();
        let found = usize::try_from(database.schema()?).context("its version is no number")?;
        ensure!(
            found <= migrate::COUNT,
            "{} has version {found} and is newer than this program, which knows {}: take the newer release's `minsheng`, or \
             put back the backup from before it",
            file.display(),
            migrate::COUNT
        );
        let bytes = file.metadata().map_or(0, |file| file.len());
        Ok(Some(Self { steps: steps(&database, found)?, file, bytes, found }))
    }

    fn version(&self) -> String {
        format!("{}: version {} of {}", self.file.display(), self.found, migrate::COUNT)
    }

    fn tell(&self) {
        match self.steps.len() {
            0 => println!("{}: nothing to do", self.version()),
            to_come => println!("{}, {}: {to_come} migrations to come", self.version(), size(self.bytes)),
        }
        for step in &self.steps {
            println!("  {}  {}: {}", step.version, step.name, step.about);
            for work in step.works() {
                println!("        {}: {} rows at most", work.what, work.rows);
            }
        }
    }

    /// What is written goes through the log, and what is made anew stands beside what it takes the place of until it is done.
    fn needed(&self) -> u64 {
        let rows: u64 = self.steps.iter().map(Step::rows).sum();
        if rows == 0 { LITTLE } else { self.bytes.saturating_mul(2).saturating_add(LITTLE) }
    }

    /// An index holds less than what it is of.
    fn needed_for_sorting(&self) -> u64 {
        let sorts = self.steps.iter().flat_map(Step::works).any(|work| work.sorts);
        if sorts { self.bytes / 2 } else { 0 }
    }

    fn findings(&self, place: Place<'_>, manifest: Option<&Path>) -> Vec<Finding> {
        let mut found = vec![
            ("database", self.sound(place)),
            ("keys", opens(place)),
            ("room", self.room(place)),
            ("in use", Ok(self.in_use(place))),
        ];
        if let Some(manifest) = manifest {
            found.push(("variables", required::variables(manifest, place)));
        }
        found
    }

    fn sound(&self, place: Place<'_>) -> Result<String> {
        let Some(database) = database(place)? else { bail!("it is gone") };
        Ok(format!("{} tickets; `minsheng doctor` reads all of it", database.rows("ticket")?))
    }

    fn room(&self, place: Place<'_>) -> Result<String> {
        let file = place.database();
        let (folder, sorting) = (file.parent().unwrap_or(Path::new(".")), for_sorting());
        let (here, there) = (Room::at(folder)?, Room::at(&sorting)?);
        here.has(self.needed(), folder)?;
        there.has(self.needed_for_sorting(), &sorting)?;
        Ok(format!(
            "at most {} are written in {}, where {} are free; sorted are at most {} in {}, where {} are free (SQLITE_TMPDIR names \
             another)",
            size(self.needed()),
            folder.display(),
            size(here.bytes),
            size(self.needed_for_sorting()),
            sorting.display(),
            size(there.bytes)
        ))
    }

    fn in_use(&self, place: Place<'_>) -> String {
        let others = holders::processes(&self.file);
        match (holders::host(place.state), others.as_slice()) {
            (Some(host), _) => {
                format!("by {host}: it reads on meanwhile, and what it writes is refused with 503")
            }
            (None, []) => "by nobody".to_owned(),
            (None, others) => format!("by {}: end what writes", others.join(", ")),
        }
    }
}

/// What a few tables and triggers take.
const LITTLE: u64 = 64 << 20;

fn opens(place: Place<'_>) -> Result<String> {
    let Some(vault) = vault_of(place)? else {
        return Ok(format!(
            "the secrets are not in {}, so nobody can tell whether they open it",
            place.state.display()
        ));
    };
    if let Some(database) = database(place)? {
        check_keys(&database, &vault)?;
    }
    Ok("they open it".to_owned())
}

fn migrate(database: &Native, steps: &[Step], at_once: bool) -> Result<()> {
    block_on(database.run(PATIENCE, vec![]))?;
    let mut progress = Progress::new(steps)?;
    let done = watch(database, at_once, |event| progress.see(event));
    progress.end();
    done.context("what was stored until then stays, and calling this again goes on behind it")
}

fn watch(
    database: &Native,
    at_once: bool,
    watch: impl FnMut(Event<'_>),
) -> Result<(), minsheng_store::Error> {
    let watched = Watched::new(database, watch);
    if at_once { block_on(migrate::migrate_at_once(&watched)) } else { block_on(migrate::migrate(&watched)) }
}

/// The same on a copy, which is gone afterwards.
fn rehearse(place: Place<'_>, folder: &Path, plan: &Plan, at_once: bool) -> Result<()> {
    let Some(database) = database(place)? else { bail!("{} is gone", place.database().display()) };
    private::folder(folder)?;
    let room = plan.needed().saturating_add(plan.bytes);
    Room::at(folder)?.has(room, folder)?;
    let copies = tempfile::Builder::new().prefix("rehearsal-").tempdir_in(folder)?;
    let copy = copies.path().join(DATABASE);
    println!("copying {} to {}", size(plan.bytes), copies.path().display());
    database.copy_pages_to(&copy)?;
    let begun = Instant::now();
    let rehearsed = Native::open(&copy)?;
    migrate(&rehearsed, &plan.steps, at_once)?;
    let log = fs::metadata(copy.with_file_name(format!("{DATABASE}-wal"))).map_or(0, |log| log.len());
    let damage = rehearsed.damage()?;
    ensure!(damage.is_empty(), "the copy is damaged afterwards\n     {}", damage.join("\n     "));
    drop(rehearsed);
    println!(
        "it took {:.0} s; the log had {}, and the database has {} instead of {}",
        begun.elapsed().as_secs_f64(),
        size(log),
        size(fs::metadata(&copy)?.len()),
        size(plan.bytes)
    );
    copies.close().context("the copy cannot be taken away")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As a host of the version from before reads and writes meanwhile.
    #[test]
    fn who_reads_goes_on_and_who_writes_is_refused() {
        for at_once in [false, true] {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join(DATABASE);
            let database = Native::open(&path).unwrap();
            let run = |sql: &str| block_on(database.run(sql, vec![])).unwrap();
            run("PRAGMA journal_mode = WAL");
            for migration in migrate::all().unwrap().iter().take(18) {
                migrate::statements(migration).for_each(|statement| drop(run(statement)));
            }
            run("PRAGMA user_version = 18");
            let host = Native::open(&path).unwrap();
            block_on(host.run("PRAGMA busy_timeout = 0", vec![])).unwrap();
            let (mut stored, mut tried) = (18, 0);
            watch(&database, at_once, |event| match event {
                Event::Begins(_) => {
                    // Of a migration that is not stored yet nothing is seen.
                    assert_eq!(host.schema().unwrap(), stored);
                    assert_eq!(host.tickets().unwrap(), 0);
                    let refused = block_on(host.run("DELETE FROM department", vec![])).unwrap_err();
                    assert!(refused.to_string().contains("locked"), "{refused}");
                    tried += 1;
                }
                Event::Stored => stored = host.schema().unwrap(),
                Event::Ended | Event::Ran(_) => {}
            })
            .unwrap();
            assert_eq!(stored, migrate::COUNT as i64);
            assert!(tried > 50, "{tried}");
        }
    }
}
