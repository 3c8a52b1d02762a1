//! `cargo xtask bench capacity`: what a town, a large city and the largest hotline there is ask of a machine, worked out
//! from figures that stand in the documents and were measured. Nothing is measured here, and nothing is written by hand.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anyhow::{Context as _, Result};
use clap::Args;
use xtask::hours::Hours;
use xtask::workspace::Workspace;

use crate::cases::{LONGEST, LONGEST_CALLS, MANY, SUBMIT};
use crate::document::{CAPACITY, GROWTH, PERFORMANCE, Part, rows};

pub const DOCUMENT: &str = "docs/CAPACITY.md";

/// Lines of what a ticket takes: all there is, and the audit log.
pub const FILE: &str = "all of the file";
pub const AUDIT: &str = "of it the audit log";

#[derive(Debug, Args)]
pub struct Options {
    /// Put the table into docs/CAPACITY.md
    #[arg(long)]
    write: bool,
}

pub fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    println!("{}", Known::of(workspace)?.report()?);
    if options.write { write(workspace) } else { Ok(()) }
}

/// Works the table out anew.
pub fn write(workspace: &Workspace) -> Result<()> {
    CAPACITY.write(&workspace.root.join(DOCUMENT), &Known::of(workspace)?.report()?)
}

/// Who runs a hotline: what they are called, and the demands of a usual day. docs/CAPACITY.md has the sources.
const HOTLINES: [(&str, f64); 3] =
    [("a town", 50.0), ("a city of ten million", 30_000.0), ("the largest there is", 70_000.0)];

/// The busiest day of a hotline against its usual one, and the worst minutes of a storm against the mean of a day.
const BUSIEST_DAY: f64 = 5.4;
const STORM: f64 = 20.0;

/// Processors of the machine that was measured on.
const PROCESSORS: f64 = 2.0;

/// What a demand brings with it.
struct Work {
    what: &'static str,
    /// How often, for one demand.
    times: f64,
    cost: Cost,
    /// As the table of statements has it.
    request: &'static str,
    reads: bool,
}

/// Where its processor time stands.
enum Cost {
    Case(&'static str, usize),
    /// The longest life without its submission, for each of its calls.
    Change,
}

const WORK: [Work; 6] = [
    Work {
        what: "handing it in",
        times: 1.0,
        cost: Cost::Case("submit with triage, full", MANY),
        request: "POST /v1/tickets",
        reads: false,
    },
    Work {
        what: "changes",
        times: 6.0,
        cost: Cost::Change,
        request: "POST /v1/tickets/{id}/updates",
        reads: false,
    },
    Work {
        what: "reading it",
        times: 10.0,
        cost: Cost::Case("read a ticket", MANY),
        request: "GET /v1/tickets/{id}",
        reads: true,
    },
    Work {
        what: "pages of the work list",
        times: 10.0,
        cost: Cost::Case("work list, newest", MANY),
        request: "GET /v1/tickets",
        reads: true,
    },
    Work {
        what: "searches",
        times: 1.0,
        cost: Cost::Case("search", 1),
        request: "GET /v1/tickets",
        reads: true,
    },
    Work {
        what: "assessments of a year",
        times: 0.1,
        cost: Cost::Case("kpi of a year, by each dimension in turn", 1),
        request: "GET /v1/tickets",
        reads: true,
    },
];

/// One line of docs/PERFORMANCE.md.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Case {
    rate: f64,
    /// Milliseconds of processor time, where it was measured.
    processor: Option<f64>,
}

/// What docs/PERFORMANCE.md says of the largest database.
#[derive(Debug, Default, PartialEq)]
struct Performance {
    tickets: f64,
    memory: f64,
    /// By name and connections, as often as each was measured.
    cases: BTreeMap<(String, usize), Vec<Case>>,
    /// Statements, as a rule, by request.
    statements: BTreeMap<String, f64>,
}

impl Performance {
    fn read(part: &str) -> Result<Self> {
        let mut last: Option<(f64, &str)> = None;
        for section in part.split("\n#### ") {
            let Some((head, body)) = section.split_once('\n') else { continue };
            let tickets = head.strip_suffix(" tickets").and_then(|number| number.parse().ok());
            let Some(tickets) = tickets else { continue };
            if last.is_none_or(|(most, _)| tickets >= most) {
                last = Some((tickets, body));
            }
        }
        let (tickets, body) = last.context("docs/PERFORMANCE.md has no section of a database")?;
        let memory = body.split_once("most memory ").and_then(|(_, rest)| rest.split_once(" MiB"));
        let memory = memory.and_then(|(number, _)| number.parse().ok()).context("no memory of the host")?;
        let mut read = Self { tickets, memory, ..Self::default() };
        for cells in rows(body) {
            match cells.as_slice() {
                [name, connections, rate, _, _, _, processor, _] => {
                    let (Ok(connections), Ok(rate)) = (connections.parse(), rate.parse()) else { continue };
                    let case = Case { rate, processor: processor.parse().ok() };
                    read.cases.entry(((*name).to_owned(), connections)).or_default().push(case);
                }
                [request, _, statements, _, _, _] => {
                    let Ok(statements) = statements.parse() else { continue };
                    read.statements.insert(request.trim_matches('`').to_owned(), statements);
                }
                _ => {}
            }
        }
        Ok(read)
    }

    /// The mean, where a case was measured several times.
    fn mean(&self, name: &str, connections: usize, of: fn(&Case) -> Option<f64>) -> Result<f64> {
        let cases = self.cases.get(&(name.to_owned(), connections));
        let numbers: Vec<f64> = cases.into_iter().flatten().filter_map(of).collect();
        let missing = || format!("docs/PERFORMANCE.md has no `{name}` with {connections} connections");
        anyhow::ensure!(!numbers.is_empty(), missing());
        Ok(numbers.iter().sum::<f64>() / numbers.len() as f64)
    }

    fn processor(&self, name: &str, connections: usize) -> Result<f64> {
        self.mean(name, connections, |case| case.processor)
    }

    /// Milliseconds of processor time.
    fn cost(&self, work: &Work) -> Result<f64> {
        match work.cost {
            Cost::Case(name, connections) => self.processor(name, connections),
            Cost::Change => {
                let whole = self.processor(LONGEST, crate::cases::DESKS)?;
                let submission = self.processor(&format!("{SUBMIT}, normal"), MANY)?;
                Ok((whole - submission) / (LONGEST_CALLS - 1.0))
            }
        }
    }

    fn statements(&self, work: &Work) -> Result<f64> {
        let found = self.statements.get(work.request).copied();
        found.with_context(|| format!("docs/PERFORMANCE.md has no statements of `{}`", work.request))
    }
}

/// What a ticket takes of the disk, in bytes.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Storage {
    file: f64,
    audit: f64,
}

impl Storage {
    /// The last tickets of the largest database that was filled, or those of one that was used where they take more.
    fn read(part: &str) -> Result<Self> {
        let table: Vec<Vec<&str>> = rows(part).collect();
        let head = table.first().context("docs/CAPACITY.md has no growth")?;
        let grown = head.iter().rposition(|title| title.starts_with("from ") || title.starts_with("up to "));
        let used = head.iter().position(|title| title.starts_with("used, "));
        let number = |line: &str, column: Option<usize>| -> Option<f64> {
            let row = table.iter().find(|row| row.first() == Some(&line))?;
            row.get(column?)?.parse().ok()
        };
        let most = |line: &str| {
            let numbers = [number(line, grown), number(line, used)].into_iter().flatten();
            numbers.reduce(f64::max).with_context(|| format!("docs/CAPACITY.md has no `{line}`"))
        };
        Ok(Self { file: most(FILE)?, audit: most(AUDIT)? })
    }
}

/// Submissions a second on a libSQL server, 16 at once: the less of what docs/CLUSTER.md has of one host.
fn on_a_server(cluster: &str) -> Result<f64> {
    let of = |name: &str| -> Option<f64> {
        let row = rows(cluster).find(|row| row.len() == 9 && row.first() == Some(&name))?;
        row.get(1)?.parse().ok()
    };
    let (before, after) = (of("16"), of("16, after a pause"));
    before.into_iter().chain(after).reduce(f64::min).context("docs/CLUSTER.md has no submissions at 16")
}

/// What Spin does a second with files, 16 at once, as docs/CLUSTER.md has it.
#[derive(Clone, Copy, Debug, PartialEq)]
struct OnSpin {
    submissions: f64,
    /// Of a ticket.
    reads: f64,
}

impl OnSpin {
    fn read(cluster: &str) -> Result<Self> {
        let row = rows(cluster).find(|row| row.len() == 7 && row.first() == Some(&"Spin"));
        let number = |column: usize| -> Option<f64> { row.as_ref()?.get(column)?.parse().ok() };
        number(1)
            .zip(number(4))
            .map(|(submissions, reads)| Self { submissions, reads })
            .context("docs/CLUSTER.md has nothing of Spin with files")
    }
}

/// All that is known.
struct Known {
    performance: Performance,
    storage: Storage,
    on_a_server: f64,
    on_spin: OnSpin,
    /// The share that the busiest hour has of a day.
    busiest_hour: f64,
}

impl Known {
    fn of(workspace: &Workspace) -> Result<Self> {
        let read = |path: &str| {
            let path = workspace.root.join(path);
            std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))
        };
        let (performance, capacity) = (read("docs/PERFORMANCE.md")?, read(DOCUMENT)?);
        let cluster = read("docs/CLUSTER.md")?;
        let part = |part: Part, document: &str, path: &str| -> Result<String> {
            Ok(part.read(document).with_context(|| format!("{path} has no part of `{}`", part.0))?.to_owned())
        };
        Ok(Self {
            performance: Performance::read(&part(PERFORMANCE, &performance, "docs/PERFORMANCE.md")?)?,
            storage: Storage::read(&part(GROWTH, &capacity, DOCUMENT)?)?,
            on_a_server: on_a_server(&cluster)?,
            on_spin: OnSpin::read(&cluster)?,
            busiest_hour: Hours::default().most(),
        })
    }

    fn report(&self) -> Result<String> {
        let mut text = self.of_a_demand()?;
        writeln!(text, "\n| | {} |", HOTLINES.map(|(name, _)| name).join(" | "))?;
        writeln!(text, "|---|{}", "---:|".repeat(HOTLINES.len()))?;
        for (name, numbers) in self.lines()? {
            writeln!(text, "| {name} | {} |", numbers.join(" | "))?;
        }
        Ok(text)
    }

    /// What one demand costs with all that follows.
    fn of_a_demand(&self) -> Result<String> {
        let mut text =
            "| for a demand | times | ms of a processor, each | statements, each |\n|---|---:|---:|---:|\n"
                .to_owned();
        let mut whole = Demand::default();
        for work in &WORK {
            let (cost, statements) = (self.performance.cost(work)?, self.performance.statements(work)?);
            writeln!(text, "| {} | {} | {cost:.2} | {statements} |", work.what, work.times)?;
            whole.add(work, cost, statements);
        }
        writeln!(
            text,
            "| in all | {:.1} | {:.1} | {:.1} |",
            whole.requests, whole.processor, whole.statements
        )?;
        Ok(text)
    }

    fn demand(&self) -> Result<Demand> {
        let mut whole = Demand::default();
        for work in &WORK {
            whole.add(work, self.performance.cost(work)?, self.performance.statements(work)?);
        }
        Ok(whole)
    }

    /// The lines of the table, each with a cell for each hotline.
    fn lines(&self) -> Result<Vec<(String, Vec<String>)>> {
        let demand = self.demand()?;
        let submissions = self.performance.mean("submit with triage, full", MANY, |case| Some(case.rate))?;
        let OnSpin { submissions: on_spin, reads } = self.on_spin;
        let statements = self.on_a_server * self.performance.statements(&WORK[0])?;
        let storm = |a_day: f64| a_day / 86_400.0 * STORM;
        let busiest = |a_day: f64| a_day * self.busiest_hour / 3600.0;
        let processors = |a_second: f64| a_second * demand.processor / 1000.0;
        let gib = |bytes: f64| bytes / f64::from(1 << 30);
        // What is used of each in a storm, by place.
        let embedded = |a_day: f64| {
            let (processors, submissions) =
                (processors(storm(a_day)) / PROCESSORS, storm(a_day) / submissions);
            first([("processors", processors), ("one writer at a time", submissions)])
        };
        let spin = |a_day: f64| {
            let writes = demand.requests - demand.reads;
            first([
                ("reads", storm(a_day) * demand.reads / reads),
                ("writes", storm(a_day) * writes / on_spin),
            ])
        };
        let on_libsql = |a_day: f64| {
            let (submitting, all) =
                (storm(a_day) / self.on_a_server, storm(a_day) * demand.statements / statements);
            first([("submissions alone", submitting), ("statements over the network", all)])
        };
        type Cell<'a> = &'a dyn Fn(f64) -> String;
        let lines: [(String, Cell<'_>); 18] = [
            ("demands, a usual day".into(), &|a_day| short(a_day)),
            ("demands, a year".into(), &|a_day| short(a_day * 365.0)),
            ("demands a second, a day's mean".into(), &|a_day| short(a_day / 86_400.0)),
            ("demands a second, busiest hour".into(), &|a_day| short(busiest(a_day))),
            (format!("the same on the busiest day, {BUSIEST_DAY} usual ones"), &|a_day| {
                short(busiest(a_day) * BUSIEST_DAY)
            }),
            (format!("demands a second, minutes of a storm, {STORM} × the mean"), &|a_day| {
                short(storm(a_day))
            }),
            ("requests a second, busiest hour".into(), &|a_day| short(busiest(a_day) * demand.requests)),
            ("requests a second, storm".into(), &|a_day| short(storm(a_day) * demand.requests)),
            ("**embedded host**: processors in use, busiest hour".into(), &|a_day| {
                short(processors(busiest(a_day)))
            }),
            (format!("processors in use, storm, of {PROCESSORS}"), &|a_day| short(processors(storm(a_day)))),
            ("most memory of the host, MiB, as measured under more than that".into(), &|_| {
                short(self.performance.memory)
            }),
            (format!("first to give out in a storm (submissions: {submissions:.0} a second)"), &embedded),
            (
                format!(
                    "**Spin**: first to give out in a storm ({on_spin:.0} writes or {reads:.0} reads a second)"
                ),
                &spin,
            ),
            (
                format!(
                    "**libSQL**, one host: first to give out in a storm ({:.0} submissions, {statements:.0} statements a second)",
                    self.on_a_server
                ),
                &on_libsql,
            ),
            ("GiB of database, a year".into(), &|a_day| short(gib(a_day * 365.0 * self.storage.file))),
            ("of it the audit log".into(), &|a_day| short(gib(a_day * 365.0 * self.storage.audit))),
            (format!("days until {} tickets, as measured", self.performance.tickets), &|a_day| {
                short(self.performance.tickets / a_day)
            }),
            (format!("numbers of a day in use, busiest day, of {NUMBERS}"), &|a_day| {
                percent(a_day * BUSIEST_DAY / NUMBERS)
            }),
        ];
        let cells = |cell: Cell<'_>| HOTLINES.map(|(_, a_day)| cell(a_day)).to_vec();
        Ok(lines.into_iter().map(|(name, cell)| (name, cells(cell))).collect())
    }
}

/// A day's numbers.
const NUMBERS: f64 = 999_999.0;

/// A demand with all that follows.
#[derive(Debug, Default)]
struct Demand {
    requests: f64,
    reads: f64,
    processor: f64,
    statements: f64,
}

impl Demand {
    fn add(&mut self, work: &Work, processor: f64, statements: f64) {
        self.requests += work.times;
        self.reads += if work.reads { work.times } else { 0.0 };
        self.processor += work.times * processor;
        self.statements += work.times * statements;
    }
}

/// What is used most, in bold where it is not enough.
fn first<const N: usize>(used: [(&str, f64); N]) -> String {
    let most = used.into_iter().max_by(|(_, one), (_, other)| one.total_cmp(other));
    most.map_or_else(String::new, |(what, share)| {
        let text = format!("{what}, {}", percent(share));
        if share > 1.0 { format!("**{text}**") } else { text }
    })
}

fn percent(share: f64) -> String {
    format!("{} %", short(share * 100.0))
}

/// A number with three digits that count.
fn short(number: f64) -> String {
    if number == number.round() {
        return format!("{number:.0}");
    }
    let before_the_point = number.abs().log10().floor();
    format!("{number:.0$}", (2.0 - before_the_point).clamp(0.0, 9.0) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MEASURED: &str = "Words.\n\n#### 10 tickets\n\nFilled; most memory 9 MiB.\n\n| read a ticket | 16 | 9 | 1 | 1 | 1 | 9.00 | 0 |\n\n\
        #### 1000 tickets\n\nFilled in 1 s; most memory 177 MiB. `cpu` is\n\n\
        | | connections | per second | p50 ms | p95 ms | p99 ms | cpu ms | errors |\n|---|---:|---:|---:|---:|---:|---:|---:|\n\
        | read a ticket | 16 | 4000 | 1.00 | 2.00 | 3.00 | 0.40 | 0 |\n\
        | submit with triage, normal | 16 | 900 | 1.00 | 2.00 | 3.00 | 2.00 | 0 |\n\
        | submit with triage, full | 16 | 600 | 1.00 | 2.00 | 3.00 | 2.00 | 0 |\n\
        | the longest lifecycle, 24 calls | 8 | 57 | 1.00 | 2.00 | 3.00 | 25.00 | 0 |\n\
        | the same statements in a plain loop, full | 1 | 1700 | 1.00 | 2.00 | 3.00 | – | 0 |\n\
        | submit with triage, full | 16 | 400 | 1.00 | 2.00 | 3.00 | 4.00 | 0 |\n\
        | work list, newest | 16 | 9 | 1.00 | 2.00 | 3.00 | 0.60 | 0 |\n\
        | search | 1 | 9 | 1.00 | 2.00 | 3.00 | 8.00 | 0 |\n\
        | kpi of a year, by each dimension in turn | 1 | 9 | 1.00 | 2.00 | 3.00 | 5.00 | 0 |\n\n\
        | as a rule (and the most) | requests | statements | most | pages of the log | most |\n|---|---:|---:|---:|---:|---:|\n\
        | `POST /v1/tickets` | 653 | 6 | 17 | 21 | 35 |\n| `POST /v1/tickets/{id}/updates` | 1 | 5 | 1 | 1 | 1 |\n\
        | `GET /v1/tickets` | 6416 | 1 | 10 | 0 | 0 |\n| `GET /v1/tickets/{id}` | 6416 | 1 | 10 | 0 | 0 |\n\n\
        #### From 10 to 1000 tickets\n\n| read a ticket | 16 | **1.50** |\n";

    const GROWN: &str = "| | up to 10 | from 10 to 1000 | used, 500 |\n|---|---:|---:|---:|\n\
        | all of the file | 90000 | 8000 | 9000 |\n| of it the audit log | 30000 | 3000 | 2500 |\n";

    const CLUSTER: &str = "| connections | one host: a second | median ms | p99 ms | 5xx | two hosts: a second | median ms | p99 ms | 5xx |\n\
        | 16 | 117 | 1 | 2 | 0 | 118 | 1 | 2 | 0 |\n| 16, after a pause | 98 | 1 | 2 | 0 | 103 | 1 | 2 | 0 |\n\
        | with files | submissions a second | median ms | p99 ms | reads a second | median ms | p99 ms |\n\
        | the embedded host | 1000 | 1 | 2 | 5000 | 1 | 2 |\n| Spin | 350 | 1 | 2 | 2000 | 1 | 2 |\n";

    fn known() -> Known {
        Known {
            performance: Performance::read(MEASURED).unwrap(),
            storage: Storage::read(GROWN).unwrap(),
            on_a_server: on_a_server(CLUSTER).unwrap(),
            on_spin: OnSpin::read(CLUSTER).unwrap(),
            busiest_hour: 0.1,
        }
    }

    #[test]
    fn figures_are_those_of_the_largest_database() {
        let Known { performance, storage, on_a_server, .. } = known();
        assert_eq!((performance.tickets, performance.memory), (1000.0, 177.0));
        assert_eq!(performance.mean("submit with triage, full", 16, |case| Some(case.rate)).unwrap(), 500.0);
        assert_eq!(performance.processor("submit with triage, full", 16).unwrap(), 3.0);
        let missing = performance.processor("the same statements in a plain loop, full", 1).unwrap_err();
        assert!(missing.to_string().contains("plain loop"), "{missing}");
        assert_eq!(performance.cost(&WORK[1]).unwrap(), 1.0);
        assert_eq!(storage, Storage { file: 9000.0, audit: 3000.0 });
        assert_eq!(on_a_server, 98.0);
        assert_eq!(known().on_spin, OnSpin { submissions: 350.0, reads: 2000.0 });
        assert!(OnSpin::read("nothing").is_err());
        assert!(Performance::read("nothing").is_err() && Storage::read("").is_err());
    }

    #[test]
    fn a_hotline_asks_for_its_demands_with_all_that_follows() {
        let text = known().report().unwrap();
        // Of the processor 3 + 6 × 1 + 10 × 0.4 + 10 × 0.6 + 8 + 0.1 × 5 ms; 6 + 6 × 5 + 10 + 10 + 1 + 0.1 statements.
        for line in [
            "| handing it in | 1 | 3.00 | 6 |",
            "| in all | 28.1 | 27.5 | 57.1 |",
            "| demands, a year | 18250 | 10950000 | 25550000 |",
            "| demands a second, busiest hour | 0.00139 | 0.833 | 1.94 |",
            "| demands a second, minutes of a storm, 20 × the mean | 0.0116 | 6.94 | 16.2 |",
            "| processors in use, storm, of 2 | 0.000318 | 0.191 | 0.446 |",
            "| GiB of database, a year | 0.153 | 91.8 | 214 |",
            "| of it the audit log | 0.0510 | 30.6 | 71.4 |",
            "| days until 1000 tickets, as measured | 20 | 0.0333 | 0.0143 |",
            "| numbers of a day in use, busiest day, of 999999 | 0.0270 % | 16.2 % | 37.8 % |",
        ] {
            assert!(text.lines().any(|there| there == line), "{line} is not in\n{text}");
        }
        // Of seven writes, and of 21.1 reads.
        let spin = text.lines().find(|line| line.starts_with("| **Spin**")).unwrap();
        assert!(
            spin.contains("(350 writes or 2000 reads a second)") && spin.ends_with("| writes, 32.4 % |"),
            "{spin}"
        );
        // 16.2 a second of 57.1 statements are 925 of 588.
        let libsql = text.lines().find(|line| line.starts_with("| **libSQL**")).unwrap();
        assert!(libsql.ends_with("| **statements over the network, 157 %** |"), "{libsql}");
    }

    #[test]
    fn what_is_used_most_gives_out_first() {
        assert_eq!(first([("a", 0.2), ("b", 0.30)]), "b, 30 %");
        assert_eq!(first([("a", 1.2), ("b", 0.3)]), "**a, 120 %**");
    }

    /// A document whose table is older than the figures that it was worked out from says what is not so.
    #[test]
    fn the_table_of_the_document_is_what_its_figures_come_to() {
        let workspace = Workspace::find().unwrap();
        let document = std::fs::read_to_string(workspace.root.join(DOCUMENT)).unwrap();
        let report = Known::of(&workspace).unwrap().report().unwrap();
        assert_eq!(
            CAPACITY.read(&document),
            Some(report.trim()),
            "`cargo xtask bench capacity --write` mends it"
        );
    }
}
