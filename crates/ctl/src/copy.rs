//! `minsheng copy`: all of a city's data from files to servers, from servers to files, or from one server to another.
//!
//! A database is copied as it says itself that it is: its tables, their rows with the numbers that they have, then its indexes,
//! views and triggers, and its version last: until then no hotline takes what is there for a database. What an earlier copy
//! has left is known by a table of its own, and taken away.

mod rows;
mod store;
mod tables;

use std::fmt::{self, Display, Formatter};
use std::fs::{self, File};
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use minsheng_runtime_config::DatabaseConfig;
use minsheng_store::native::Native;
use minsheng_store::{Db as _, Value, migrate};
use pollster::block_on;
use tools::private;
use tools::secret::Place;

use self::rows::{Sum, insert, walk};
use self::tables::{Schema, Table, quoted, version};
use crate::archive::lacking;
use crate::backup::copies::whole;
use crate::database::Database;
use crate::deployment::Deployment;
use crate::holders;
use crate::installation::{Logged, check_keys, verify_log};
use crate::servers::hrana::{Server, Statement};

#[derive(Debug, Args)]
pub struct Options {
    /// Where the city's data is: a state folder, or a runtime configuration that names servers
    #[arg(long, value_name = "FOLDER|FILE")]
    from: PathBuf,
    /// Where it is to be: likewise; nothing may be there yet
    #[arg(long, value_name = "FOLDER|FILE")]
    to: PathBuf,
    /// The city, where the deployment serves several: its database alone, since all share the key-value store
    #[arg(long, value_name = "NAME")]
    city: Option<String>,
    /// Leave the key-value store where it is
    #[arg(long)]
    without_store: bool,
}

/// What says that a copy has begun and not ended. A hotline has no such table.
const UNFINISHED: &str = "minsheng_copy_unfinished";

pub fn run(options: &Options) -> Result<()> {
    let city = options.city.as_deref();
    let (from, to) = (deployment(&options.from, city)?, deployment(&options.to, city)?);
    let stores =
        if options.without_store || city.is_some() { None } else { Some((from.store(), to.store())) };
    ensure!(from.database() != to.database(), "--from and --to name the same database");
    if let Some((from, to)) = &stores {
        ensure!(
            from != to,
            "--from and --to name the same key-value store: leave it out with --without-store"
        );
        store::is_free(to)?;
    }
    let _alone = if options.to.is_file() {
        None
    } else {
        private::folder(&options.to)?;
        Some(holders::alone(to.place())?)
    };
    if let Some(host) = holders::host(from.place().state).filter(|_| !options.from.is_file()) {
        println!(
            "{host} has {}: what is written from now on is not in the copy",
            from.place().state.display()
        );
    }
    let source = source(&from.database())?.with_context(|| {
        format!(
            "the database of {} is not there: --from names a state folder, or a runtime configuration",
            options.from.display()
        )
    })?;
    // Looked at behind the other: what that one no longer has lies in it at any later moment.
    let archive = archive(&from, options)?;
    let archive = archive.map(|archive| Copy::begin(&archive, archive_of(&to, options)?)).transpose()?;
    let copy = Copy::begin(&source, to.database())?;
    let log = checked(&copy, archive.as_ref(), &from)?;
    // What lies in the archive counts once the other one says so.
    if let Some(archive) = archive {
        println!("the archive: {archive}");
        archive.finish()?;
    }
    println!("{copy}; {log}");
    copy.finish()?;
    if let Some((from, to)) = stores {
        println!("{} keys of the key-value store are the same in both", store::copy(&from, &to)?);
    }
    println!(
        "jwt_secret and data_keys are not copied: put them where {} looks for them",
        options.to.display()
    );
    Ok(())
}

/// A folder, or a file that says where.
fn deployment(path: &Path, city: Option<&str>) -> Result<Deployment> {
    if !path.is_file() {
        return Deployment::of(Place { state: path, city }, None);
    }
    let beside = path.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
    let deployment = Deployment::of(Place { state: beside, city }, Some(path))?;
    deployment.names_database(path)?;
    Ok(deployment)
}

/// To read from, at one moment where it is a file.
fn source(from: &DatabaseConfig) -> Result<Option<Database>> {
    let Some(source) = Database::to_read(from)? else { return Ok(None) };
    if let Database::File(file) = &source {
        block_on(file.run("BEGIN", vec![]))?;
    }
    let found = version(&source)?;
    ensure!(found > 0, "there is no hotline's database to copy: its version is 0");
    ensure!(
        usize::try_from(found).is_ok_and(|found| found <= migrate::COUNT),
        "its version {found} is newer than this program, which knows {}: take the newer release's `minsheng`",
        migrate::COUNT
    );
    ensure!(
        source.query("SELECT 1 FROM sqlite_schema WHERE name = ?1", vec![UNFINISHED.into()])?.is_empty(),
        "it is what a copy that was broken off has left: begin that one again first"
    );
    Ok(Some(source))
}

/// Where old tickets lie; nothing where a hotline has no archive.
fn archive(from: &Deployment, options: &Options) -> Result<Option<Database>> {
    if options.from.is_file() && !from.names_archive() {
        return Ok(None);
    }
    let config = from.archive();
    match Database::to_read(&config)? {
        Some(granted) if version(&granted).context("the archive")? > 0 => {
            source(&config).context("the archive")
        }
        // One that a hotline is granted and has put nothing into, or none.
        _ => Ok(None),
    }
}

fn archive_of(to: &Deployment, options: &Options) -> Result<DatabaseConfig> {
    ensure!(
        !options.to.is_file() || to.names_archive(),
        "there is an archive, and {} does not say where it is to be: it has no [sqlite_database.{}]",
        options.to.display(),
        to.place().archive_label()
    );
    Ok(to.archive())
}

/// That nothing is missing, and, where the secrets are to be had, what the audit log and the keys say.
fn checked(copy: &Copy, archive: Option<&Copy>, from: &Deployment) -> Result<Logged> {
    if let Some(lacking) = lacking(&copy.target, archive.map(|archive| &archive.target))? {
        bail!(
            "{lacking}: stop all hosts on --from, and where that is a runtime configuration, name the archive in it \
             ([sqlite_database.{}])",
            from.place().archive_label()
        );
    }
    let vault = from.vault()?;
    if let Some(vault) = &vault {
        check_keys(&copy.target, vault)?;
    }
    verify_log(&copy.target, copy.version, vault.as_ref())
}

/// A copy that is whole, and that no hotline takes for a database yet.
struct Copy {
    target: Database,
    /// What it is called in the end, where it is a file.
    file: Option<PathBuf>,
    tables: usize,
    rows: u64,
    version: i64,
}

impl Copy {
    fn begin(source: &Database, to: DatabaseConfig) -> Result<Self> {
        let (target, file) = match to {
            DatabaseConfig::File(path) => (part(&path)?, Some(path)),
            DatabaseConfig::LibSql { url, token } => {
                (Database::Server(Box::new(Server::new(url, &token))), None)
            }
        };
        let schema = Schema::read(source)?;
        clear(&target)?;
        // With its tables, so that no hotline begins beside it with tables of its own.
        let mut creates = vec![alone(&format!("CREATE TABLE {UNFINISHED} (begun INTEGER)"))];
        creates.extend(schema.creates.iter().map(|create| alone(create)));
        target.write(creates).context("the tables")?;
        let sums = copy_rows(source, &target, &schema)?;
        for behind in &schema.behind {
            target.run(behind).with_context(|| behind.lines().next().unwrap_or_default().to_owned())?;
        }
        verify(source, &target, &schema, &sums)?;
        let rows = sums.iter().map(|sum| sum.rows).sum();
        Ok(Self { target, file, tables: sums.len(), rows, version: schema.version })
    }

    fn finish(self) -> Result<()> {
        self.target.write(vec![
            alone(&format!("DROP TABLE {UNFINISHED}")),
            alone(&format!("PRAGMA user_version = {}", self.version)),
        ])?;
        let Some(path) = self.file else { return Ok(()) };
        drop(self.target);
        let part = part_of(&path);
        whole(&part)?;
        File::open(&part)?.sync_all()?;
        is_free(&path)?;
        fs::rename(&part, &path).with_context(|| format!("cannot name {}", path.display()))?;
        File::open(path.parent().unwrap_or(Path::new(".")))?.sync_all()?;
        Ok(())
    }
}

impl Display for Copy {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} tables with {} rows are the same in both", self.tables, self.rows)
    }
}

fn alone(sql: &str) -> Statement {
    (sql.to_owned(), Vec::new())
}

/// What a file is called until it is whole.
fn part_of(path: &Path) -> PathBuf {
    path.with_added_extension("copying")
}

fn part(path: &Path) -> Result<Database> {
    is_free(path)?;
    if let Some(folder) = path.parent() {
        private::folder(folder)?;
    }
    let part = part_of(path);
    private::create(&part)?;
    let database = Native::open(&part)?;
    for pragma in ["journal_mode = OFF", "synchronous = OFF", "foreign_keys = OFF"] {
        block_on(database.run(&format!("PRAGMA {pragma}"), vec![]))?;
    }
    Ok(Database::File(database))
}

/// Neither a database nor what was written last to one that is gone: SQLite would put that into the new one.
fn is_free(path: &Path) -> Result<()> {
    let log = |end: &str| PathBuf::from(format!("{}{end}", path.display()));
    for file in [path.to_owned(), log("-wal"), log("-journal")] {
        ensure!(
            file.metadata().map_or(0, |file| file.len()) == 0,
            "{} is there already: move it out of the way, or name another folder",
            file.display()
        );
    }
    Ok(())
}

/// Refuses what is not empty, unless it is what an earlier copy has left, which is taken away.
fn clear(target: &Database) -> Result<()> {
    let names = target.query("SELECT type, name, sql FROM sqlite_schema", vec![])?;
    let names: Vec<(String, String, String)> = names
        .into_iter()
        .filter_map(|row| match <[Value; 3]>::try_from(row) {
            Ok([Value::Text(kind), Value::Text(name), Value::Text(sql)]) => Some((kind, name, sql)),
            _ => None,
        })
        .filter(|(_, name, _)| !tables::is_kept(name))
        .collect();
    if names.is_empty() && version(target)? == 0 {
        return Ok(());
    }
    ensure!(
        names.iter().any(|(_, name, _)| name == UNFINISHED) && version(target)? == 0,
        "--to is not empty: name a new database; nothing was changed"
    );
    println!("what an earlier copy has left is taken away");
    let drop = |kind: &str, name: &str| target.run(&format!("DROP {kind} IF EXISTS {}", quoted(name)));
    for kind in ["trigger", "view"] {
        for (_, name, _) in names.iter().filter(|(known, _, _)| known == kind) {
            drop(kind, name)?;
        }
    }
    // Those of the search for words take their own tables with them.
    for virtual_ones in [true, false] {
        for (kind, name, sql) in &names {
            if kind == "table" && name != UNFINISHED && sql.starts_with("CREATE VIRTUAL") == virtual_ones {
                drop(kind, name)?;
            }
        }
    }
    // A name that is free at last.
    drop("table", UNFINISHED)
}

fn copy_rows(source: &Database, target: &Database, schema: &Schema) -> Result<Vec<Sum>> {
    let bar = if std::io::stderr().is_terminal() {
        ProgressBar::new(total(source, schema)?)
    } else {
        ProgressBar::hidden()
    };
    bar.set_style(ProgressStyle::with_template("{bar:40} {percent:>3} %  {msg}  {eta} left")?);
    let mut sums = Vec::new();
    for table in &schema.tables {
        bar.set_message(table.name.clone());
        // What is in it from the beginning goes together with what comes instead: SQLite neither opens nor drops an index for
        // full-text search that has no version.
        let mut emptied = table.is_made.then(|| alone(&format!("DELETE FROM {}", table.quoted())));
        sums.push(walk(source, table, |rows| {
            bar.inc(rows.len() as u64);
            insert(target, table, emptied.take(), rows)
        })?);
        if let Some(emptied) = emptied {
            target.write(vec![emptied])?;
        }
    }
    bar.finish_and_clear();
    Ok(sums)
}

fn total(source: &Database, schema: &Schema) -> Result<u64> {
    let mut total = 0;
    for table in &schema.tables {
        let rows = source.query(&format!("SELECT count(*) FROM {}", table.quoted()), vec![])?;
        if let Some(Value::Integer(rows)) = rows.first().and_then(|row| row.first()) {
            total += u64::try_from(*rows).unwrap_or_default();
        }
    }
    Ok(total)
}

/// Reads all of it once more, where it came from as well if that is no file: there somebody may have written meanwhile.
fn verify(source: &Database, target: &Database, schema: &Schema, sums: &[Sum]) -> Result<()> {
    let changed = |table: &Table| {
        format!(
            "the table {} was written to while it was copied: stop all hosts on --from, and begin again",
            table.name
        )
    };
    let there = Schema::read(target)?;
    let without_mark = |tables: &[Table]| -> Vec<Table> {
        tables.iter().filter(|table| table.name != UNFINISHED).cloned().collect()
    };
    ensure!(
        without_mark(&there.tables) == schema.tables && there.behind == schema.behind,
        "--to has other tables than were copied to it: does somebody else write there?"
    );
    for (table, sum) in schema.tables.iter().zip(sums) {
        let found = walk(target, table, |_| Ok(()))?;
        ensure!(
            found == *sum,
            "the table {} is not the same: {} rows there, {} here. Nothing was finished; begin again",
            table.name,
            found.rows,
            sum.rows
        );
        if matches!(source, Database::Server(_)) {
            ensure!(walk(source, table, |_| Ok(()))? == *sum, changed(table));
        }
    }
    if let Database::Server(server) = target {
        let damage = server.damage()?;
        ensure!(
            damage.is_empty(),
            "what was copied is damaged: look at --from with `minsheng doctor`, and at the disk of --to\n     {}",
            damage.join("\n     ")
        );
    }
    let broken = target.query("PRAGMA foreign_key_check", vec![])?;
    ensure!(broken.is_empty(), "{} rows refer to others that are not there", broken.len());
    if matches!(source, Database::Server(_)) && Schema::read(source)? != *schema {
        bail!("the database was changed while it was copied: stop all hosts on --from, and begin again");
    }
    Ok(())
}
