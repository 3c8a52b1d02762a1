//! `minsheng copy`: all of a city's data from files to servers, from servers to files, or from one server to another.
//!
//! A database is copied as it says itself that it is: its tables, their rows with the numbers that they have, then its indexes,
//! views and triggers, and its version last: until then no hotline takes what is there for a database. What an earlier copy
//! has left is known by a table of its own, and taken away.

mod end;
mod rows;
mod store;
mod tables;

use std::fs::{self, File};
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use minsheng_runtime_config::DatabaseConfig;
use minsheng_store::native::Native;
use minsheng_store::{Value, migrate};
use tools::private;
use tools::secret::Place;

use self::end::End;
use self::rows::{Sum, insert, walk};
use self::tables::{Schema, Table, quoted, version};
use crate::deployment::Deployment;
use crate::holders;
use crate::installation::{check_keys, verify_log};
use crate::servers::hrana::Server;

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
    let source = source(&from)?;
    let copied = match to.database() {
        DatabaseConfig::File(path) => into_file(&source, &path, &from)?,
        DatabaseConfig::LibSql { url, token } => {
            let target = End::Server(Box::new(Server::new(url, &token)));
            copy(&source, &target)?.and_checked(&target, &from)?
        }
    };
    println!("{} tables with {} rows are the same in both; {}", copied.tables, copied.rows, copied.log);
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
fn source(from: &Deployment) -> Result<End> {
    let end = match from.database() {
        DatabaseConfig::File(path) => {
            ensure!(
                path.metadata().map_or(0, |file| file.len()) > 0,
                "{} is not there: --from names a state folder, or a runtime configuration",
                path.display()
            );
            let database = Native::open_to_read(&path)?;
            pollster::block_on(minsheng_store::Db::run(&database, "BEGIN", vec![]))?;
            End::File(database)
        }
        DatabaseConfig::LibSql { url, token } => End::Server(Box::new(Server::new(url, &token))),
    };
    let found = version(&end)?;
    ensure!(found > 0, "there is no hotline's database to copy: its version is 0");
    ensure!(
        usize::try_from(found).is_ok_and(|found| found <= migrate::COUNT),
        "its version {found} is newer than this program, which knows {}: take the newer release's `minsheng`",
        migrate::COUNT
    );
    ensure!(
        end.query("SELECT 1 FROM sqlite_schema WHERE name = ?1", vec![UNFINISHED.into()])?.is_empty(),
        "it is what a copy that was broken off has left: begin that one again first"
    );
    Ok(end)
}

struct Copied {
    tables: usize,
    rows: u64,
    version: i64,
    log: String,
}

impl Copied {
    /// With what the audit log and the keys say, where the secrets are to be had.
    fn and_checked(mut self, target: &End, from: &Deployment) -> Result<Self> {
        let vault = from.vault()?;
        if let Some(vault) = &vault {
            check_keys(target, vault)?;
        }
        self.log = verify_log(target, self.version, vault.as_ref())?.to_string();
        Ok(self)
    }
}

fn into_file(source: &End, path: &Path, from: &Deployment) -> Result<Copied> {
    is_free(path)?;
    if let Some(folder) = path.parent() {
        private::folder(folder)?;
    }
    let part = path.with_added_extension("copying");
    private::create(&part)?;
    let database = Native::open(&part)?;
    for pragma in ["journal_mode = OFF", "synchronous = OFF", "foreign_keys = OFF"] {
        pollster::block_on(minsheng_store::Db::run(&database, &format!("PRAGMA {pragma}"), vec![]))?;
    }
    let target = End::File(database);
    let copied = copy(source, &target)?.and_checked(&target, from)?;
    drop(target);
    crate::backup::copies::whole(&part)?;
    File::open(&part)?.sync_all()?;
    is_free(path)?;
    fs::rename(&part, path).with_context(|| format!("cannot name {}", path.display()))?;
    File::open(path.parent().unwrap_or(Path::new(".")))?.sync_all()?;
    Ok(copied)
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

fn copy(source: &End, target: &End) -> Result<Copied> {
    let schema = Schema::read(source)?;
    clear(target)?;
    let alone = |sql: &str| (sql.to_owned(), Vec::new());
    // With its tables, so that no hotline begins beside it with tables of its own.
    let mut creates = vec![alone(&format!("CREATE TABLE {UNFINISHED} (begun INTEGER)"))];
    creates.extend(schema.creates.iter().map(|create| alone(create)));
    target.write(creates).context("the tables")?;
    let sums = copy_rows(source, target, &schema)?;
    for behind in &schema.behind {
        target.run(behind).with_context(|| behind.lines().next().unwrap_or_default().to_owned())?;
    }
    verify(source, target, &schema, &sums)?;
    target.write(vec![
        alone(&format!("DROP TABLE {UNFINISHED}")),
        alone(&format!("PRAGMA user_version = {}", schema.version)),
    ])?;
    let rows = sums.iter().map(|sum| sum.rows).sum();
    Ok(Copied { tables: sums.len(), rows, version: schema.version, log: String::new() })
}

/// Refuses what is not empty, unless it is what an earlier copy has left, which is taken away.
fn clear(target: &End) -> Result<()> {
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

fn copy_rows(source: &End, target: &End, schema: &Schema) -> Result<Vec<Sum>> {
    let bar = if std::io::stderr().is_terminal() {
        ProgressBar::new(total(source, schema)?)
    } else {
        ProgressBar::hidden()
    };
    bar.set_style(ProgressStyle::with_template("{bar:40} {percent:>3} %  {msg}  {eta} left")?);
    let mut sums = Vec::new();
    for table in &schema.tables {
        bar.set_message(table.name.clone());
        if table.is_made {
            target.run(&format!("DELETE FROM {}", table.quoted()))?;
        }
        sums.push(walk(source, table, |rows| {
            bar.inc(rows.len() as u64);
            insert(target, table, rows)
        })?);
    }
    bar.finish_and_clear();
    Ok(sums)
}

fn total(source: &End, schema: &Schema) -> Result<u64> {
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
fn verify(source: &End, target: &End, schema: &Schema, sums: &[Sum]) -> Result<()> {
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
        if matches!(source, End::Server(_)) {
            ensure!(walk(source, table, |_| Ok(()))? == *sum, changed(table));
        }
    }
    if let End::Server(server) = target {
        let damage = server.damage()?;
        ensure!(
            damage.is_empty(),
            "what was copied is damaged: look at --from with `minsheng doctor`, and at the disk of --to\n     {}",
            damage.join("\n     ")
        );
    }
    let broken = target.query("PRAGMA foreign_key_check", vec![])?;
    ensure!(broken.is_empty(), "{} rows refer to others that are not there", broken.len());
    if matches!(source, End::Server(_)) && Schema::read(source)? != *schema {
        bail!("the database was changed while it was copied: stop all hosts on --from, and begin again");
    }
    Ok(())
}
