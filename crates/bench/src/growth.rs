//! `cargo xtask bench growth`: what a ticket takes of the disk, by table and by index, and whether the next one takes more.
//! Pages are counted by SQLite itself (`dbstat`), so that what is read is the file, and not what somebody thinks is in it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};
use clap::Args;
use minsheng_store::native::Native;
use minsheng_store::{Db as _, Row, Value};
use pollster::block_on;
use xtask::workspace::Workspace;

use crate::capacity::{self, AUDIT, FILE};
use crate::document::GROWTH;
use crate::texts::LoadOptions;
use crate::{clock, fill, machine};

/// Tables of which a ticket has several rows.
const ROWS: [&str; 2] = ["event", "audit"];

#[derive(Debug, Args)]
pub struct Options {
    /// Tickets in the databases that are filled, one for each number; 10000,100000 when absent
    #[arg(long, value_delimiter = ',')]
    tickets: Vec<usize>,
    /// A database of a hotline that was used, beside them; alone, nothing is filled
    #[arg(long, value_name = "FILE")]
    database: Option<PathBuf>,
    /// Put the tables into docs/CAPACITY.md
    #[arg(long)]
    write: bool,
    #[command(flatten)]
    load: LoadOptions,
}

/// Where something is stored.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    table: String,
    /// `None` for the table itself.
    index: Option<String>,
}

impl Place {
    fn name(&self) -> String {
        match &self.index {
            None => format!("`{}`", self.table),
            Some(index) => format!("`{}`, index `{index}`", self.table),
        }
    }
}

/// What a database takes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Taken {
    tickets: i64,
    /// All pages, free ones included.
    bytes: i64,
    free: i64,
    places: BTreeMap<Place, i64>,
    /// Rows of some tables.
    rows: BTreeMap<&'static str, i64>,
}

/// Bytes by table and index; the tables in which full-text search keeps an index are those of its virtual table.
const LIST_PLACES: &str = "SELECT coalesce(search.name, entry.tbl_name, stat.name), \
     iif(search.name IS NULL AND entry.type = 'index', entry.name, NULL), sum(stat.pgsize) \
     FROM dbstat AS stat LEFT JOIN sqlite_schema AS entry ON entry.name = stat.name \
     LEFT JOIN sqlite_schema AS search ON search.sql LIKE 'CREATE VIRTUAL TABLE%' \
     AND substr(stat.name, 1, length(search.name) + 1) = search.name || '_' \
     WHERE stat.aggregate = TRUE GROUP BY 1, 2";

impl Taken {
    /// Looks into a file; somebody may be using it.
    fn of(path: &Path) -> Result<Self> {
        ensure!(path.is_file(), "{} is not there", path.display());
        let db = Native::open(path)?;
        let run = |sql: &str| block_on(db.run(sql, Vec::new()));
        let number = |sql: &str| -> Result<i64> {
            match run(sql)?.first().map(Vec::as_slice) {
                Some([Value::Integer(number)]) => Ok(*number),
                _ => bail!("no number: {sql}"),
            }
        };
        let page = number("PRAGMA page_size")?;
        let mut rows = BTreeMap::new();
        for table in ROWS {
            rows.insert(table, number(&format!("SELECT count(*) FROM {table}"))?);
        }
        Ok(Self {
            tickets: number("SELECT count(*) FROM ticket")?,
            bytes: page * number("PRAGMA page_count")?,
            free: page * number("PRAGMA freelist_count")?,
            places: run(LIST_PLACES)?.into_iter().map(place).collect::<Result<_>>()?,
            rows,
        })
    }

    fn of_places(&self, of: impl Fn(&Place) -> bool) -> i64 {
        self.places.iter().filter(|(place, _)| of(place)).map(|(_, bytes)| bytes).sum()
    }
}

fn place(row: Row) -> Result<(Place, i64)> {
    match <[Value; 3]>::try_from(row) {
        Ok([Value::Text(table), index, Value::Integer(bytes)]) => {
            let index = if let Value::Text(index) = index { Some(index) } else { None };
            Ok((Place { table, index }, bytes))
        }
        other => bail!("no table: {other:?}"),
    }
}

/// A number of a database.
type Measure<'a> = &'a dyn Fn(&Taken) -> i64;

/// A column of the report: what has been added to a database since, each ticket of it for itself.
struct Column<'a> {
    title: String,
    now: &'a Taken,
    then: &'a Taken,
}

impl<'a> Column<'a> {
    fn since(then: &'a Taken, now: &'a Taken) -> Self {
        let title = match then.tickets {
            0 => format!("up to {}", now.tickets),
            from => format!("from {from} to {}", now.tickets),
        };
        Self { title, now, then }
    }

    fn a_ticket(&self, measure: Measure<'_>) -> f64 {
        let tickets = (self.now.tickets - self.then.tickets).max(1);
        (measure(self.now) - measure(self.then)) as f64 / tickets as f64
    }
}

pub fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let mut sizes = match options.tickets.as_slice() {
        [] if options.database.is_some() => Vec::new(),
        [] => vec![10_000, 100_000],
        sizes => sizes.to_vec(),
    };
    sizes.sort_unstable();
    let (source, model) = (options.load.source()?, workspace.root.join("models/category.bin"));
    let folder = tempfile::tempdir_in(workspace.target()).context("cannot make a folder under target/")?;
    let mut filled = Vec::new();
    for tickets in sizes {
        let path = folder.path().join("db");
        fill::fill(&path, &model, &source, tickets, clock::now()?)?;
        filled.push(Taken::of(&path)?);
        // There may be room for one of them.
        std::fs::remove_file(&path)?;
    }
    let used = options.database.as_deref().map(Taken::of).transpose()?;
    let text = report(&machine::describe(), &source.describe(), &filled, used.as_ref());
    println!("\n{text}");
    if options.write {
        GROWTH.write(&workspace.root.join(capacity::DOCUMENT), &text)?;
        capacity::write(workspace)?;
    }
    Ok(())
}

/// Fewer bytes a ticket are not worth a line.
const LEAST: f64 = 20.0;

fn report(machine: &str, load: &str, filled: &[Taken], used: Option<&Taken>) -> String {
    let none = Taken::default();
    let before = std::iter::once(&none).chain(filled);
    let mut columns: Vec<Column<'_>> =
        before.zip(filled).map(|(then, now)| Column::since(then, now)).collect();
    let grown = columns.len();
    columns.extend(used.map(|now| Column { title: format!("used, {}", now.tickets), now, then: &none }));
    let mut text = format!("Filled on {machine}; the load: {load}. Bytes for each ticket.\n\n");
    let heads: Vec<&str> = columns.iter().map(|column| column.title.as_str()).collect();
    writeln!(text, "| | {} |\n|---|{}", heads.join(" | "), "---:|".repeat(columns.len())).ok();
    let all: BTreeSet<&Place> = filled.iter().chain(used).flat_map(|taken| taken.places.keys()).collect();
    let numbers =
        |measure: Measure<'_>| columns.iter().map(|column| column.a_ticket(measure)).collect::<Vec<_>>();
    let mut lines: Vec<(String, Vec<f64>)> = vec![
        (FILE.to_owned(), numbers(&|taken| taken.bytes)),
        ("of it tables".to_owned(), numbers(&|taken| taken.of_places(|place| place.index.is_none()))),
        ("of it indexes".to_owned(), numbers(&|taken| taken.of_places(|place| place.index.is_some()))),
        (AUDIT.to_owned(), numbers(&|taken| taken.of_places(|place| place.table.starts_with("audit")))),
        ("of it free pages".to_owned(), numbers(&|taken| taken.free)),
    ];
    let mut places: Vec<(String, Vec<f64>)> = all
        .into_iter()
        .map(|place| (place.name(), numbers(&|taken| taken.places.get(place).copied().unwrap_or_default())))
        .filter(|(_, numbers)| numbers.iter().any(|number| *number >= LEAST))
        .collect();
    let largest = |numbers: &[f64]| numbers.iter().copied().fold(0.0, f64::max);
    places.sort_by(|(_, one), (_, other)| largest(other).total_cmp(&largest(one)));
    lines.extend(places);
    for (name, numbers) in &lines {
        let numbers: Vec<String> = numbers.iter().map(|number| (number.round() as i64).to_string()).collect();
        writeln!(text, "| {name} | {} |", numbers.join(" | ")).ok();
    }
    for table in ROWS {
        let rows = numbers(&|taken| taken.rows.get(table).copied().unwrap_or_default());
        let rows: Vec<String> = rows.iter().map(|rows| format!("{rows:.2}")).collect();
        writeln!(text, "| rows of `{table}` | {} |", rows.join(" | ")).ok();
    }
    if grown > 1 {
        text.push_str(&superlinear(&lines, grown));
    }
    text
}

/// Which parts the next ticket takes more of than the first ones did.
fn superlinear(lines: &[(String, Vec<f64>)], grown: usize) -> String {
    const MUCH: f64 = 1.1;
    let more = lines.iter().filter_map(|(name, numbers)| {
        // The first column holds what there is without any ticket.
        let of = numbers.get(1..grown)?;
        let (first, last) = (of.first()?, of.last()?);
        (*last >= LEAST && of.len() > 1 && *last > MUCH * first)
            .then(|| format!("{name} ({:.2} ×)", last / first))
    });
    let more: Vec<String> = more.collect();
    match more.as_slice() {
        [] if grown < 3 => String::new(),
        [] => {
            "\nNothing takes more than a tenth more for the last tickets than for those before.\n".to_owned()
        }
        more => format!(
            "\nMore than a tenth more for the last tickets than for those before: {}.\n",
            more.join(", ")
        ),
    }
}

#[cfg(test)]
mod tests {
    use crate::texts::Source;

    use super::*;

    #[test]
    fn every_page_of_a_database_is_somewhere() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("db");
        let model = Workspace::find().unwrap().root.join("models/category.bin");
        let now = minsheng_types::clock::Timestamp::from_unix(1_795_000_000);
        fill::fill(&path, &model, &Source::default(), 200, now).unwrap();
        let taken = Taken::of(&path).unwrap();
        assert_eq!((taken.tickets, taken.of_places(|_| true) + taken.free), (200, taken.bytes));
        let of = |table: &str, index: Option<&str>| {
            let place = Place { table: table.into(), index: index.map(str::to_owned) };
            taken.places.get(&place).copied().unwrap_or_else(|| panic!("{place:?} of {:?}", taken.places))
        };
        assert!(of("audit", None) > 0 && of("ticket", Some("ticket_by_state")) > 0);
        assert!(of("ticket_words", None) > 0, "full-text search as a whole");
        assert!(!taken.places.keys().any(|place| place.table.starts_with("ticket_words_")));
        assert!(taken.rows["audit"] > 200 * 6);
        assert!(Taken::of(&folder.path().join("none")).is_err());
    }

    fn taken(tickets: i64, audit: i64, index: i64) -> Taken {
        let place = |index: Option<&str>| Place { table: "audit".into(), index: index.map(str::to_owned) };
        Taken {
            tickets,
            bytes: audit + index + 4096,
            free: 4096,
            places: BTreeMap::from([(place(None), audit), (place(Some("by_act")), index)]),
            rows: BTreeMap::from([("audit", tickets * 7)]),
        }
    }

    #[test]
    fn what_each_further_ticket_takes_is_told_apart_from_what_was_there() {
        let filled = [taken(10, 5096, 1000), taken(110, 105_096, 11_000), taken(1110, 1_105_096, 141_000)];
        let text = report("m", "words", &filled, Some(&taken(100, 20_000, 0)));
        for line in [
            "| | up to 10 | from 10 to 110 | from 110 to 1110 | used, 100 |",
            "| all of the file | 1019 | 1100 | 1130 | 241 |",
            "| of it the audit log | 610 | 1100 | 1130 | 200 |",
            "| of it indexes | 100 | 100 | 130 | 0 |",
            "| `audit` | 510 | 1000 | 1000 | 200 |",
            "| `audit`, index `by_act` | 100 | 100 | 130 | 0 |",
            "| rows of `audit` | 7.00 | 7.00 | 7.00 | 7.00 |",
        ] {
            assert!(text.lines().any(|there| there == line), "{line} is not in\n{text}");
        }
        let more = "of it indexes (1.30 ×), `audit`, index `by_act` (1.30 ×).";
        assert!(text.contains(more), "{text}");
        assert!(!report("m", "words", &filled[..2], None).contains("more for the last"));
    }
}
