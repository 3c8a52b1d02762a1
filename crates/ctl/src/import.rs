//! `minsheng import`: a city's old tickets out of a CSV file, handed in to a running hotline, which checks, seals and counts
//! them like any other. Each is taken once, so that whatever was broken off goes on when it is begun again.

mod hotline;
mod mapping;
mod refused;
mod rows;

use std::collections::HashMap;
use std::fs::File;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use minsheng_core::import::MOST;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use self::hotline::{Hotline, Outcome};
use self::mapping::Mapping;
use self::refused::{Reason, Refused};

/// Answered when all was done, and some rows were refused.
const SOME_REFUSED: u8 = 3;
/// Bytes of tickets that are handed in together, of 1 MiB that a request may have.
const BYTES: usize = 600 * 1024;
const EXAMPLE: &str = include_str!("../../../examples/import/mapping.toml");

#[derive(Debug, Args)]
pub struct Options {
    /// The old tickets, with a line of names first
    #[arg(required_unless_present = "example")]
    csv: Option<PathBuf>,
    /// Which column is which field, and what its words mean here
    #[arg(long, value_name = "FILE", required_unless_present = "example")]
    mapping: Option<PathBuf>,
    /// The hotline
    #[arg(long, default_value = "http://127.0.0.1:3000")]
    url: String,
    /// An administrator's token; else that of the variable MINSHENG_TOKEN
    #[arg(long)]
    token: Option<String>,
    /// Check every row, and store nothing
    #[arg(long)]
    dry_run: bool,
    /// Where refused rows go, with what is wrong with them; CSV.refused.csv unless it is said
    #[arg(long, value_name = "FILE")]
    refused: Option<PathBuf>,
    /// Print a mapping to begin with
    #[arg(long)]
    example: bool,
}

pub fn run(options: &Options) -> Result<ExitCode> {
    if options.example {
        print!("{EXAMPLE}");
        return Ok(ExitCode::SUCCESS);
    }
    let (Some(csv), Some(mapping)) = (&options.csv, &options.mapping) else { return Ok(ExitCode::FAILURE) };
    let mapping = Mapping::read(mapping)?;
    let token = options.token.clone().or_else(|| std::env::var("MINSHENG_TOKEN").ok());
    let token =
        token.context("an administrator's token is needed: --token, or the variable MINSHENG_TOKEN")?;
    let mut hotline = Hotline::new(&options.url, &token, &mapping.source, options.dry_run)?;
    let beside = || {
        let mut name = csv.as_os_str().to_owned();
        name.push(".refused.csv");
        PathBuf::from(name)
    };
    let mut refused = Refused::beside(options.refused.clone().unwrap_or_else(beside))?;
    let count = take(csv, &mapping, &mut refused, |tickets| hotline.hand_in(tickets))?;
    let (new, known) = (count.new, count.known);
    let would = if options.dry_run { "would be " } else { "" };
    println!("{} rows: {new} {would}taken over, {known} were before, {} refused", count.rows, refused.rows);
    if refused.rows == 0 {
        return Ok(ExitCode::SUCCESS);
    }
    println!("what is wrong with them is in {}", refused.path().display());
    Ok(ExitCode::from(SOME_REFUSED))
}

/// What became of the rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Count {
    rows: u64,
    new: u64,
    known: u64,
}

/// Reads the file row by row, and hands in what is a ticket.
fn take(
    csv: &PathBuf,
    mapping: &Mapping,
    refused: &mut Refused,
    mut hand_in: impl FnMut(&[Value]) -> Result<Vec<Outcome>>,
) -> Result<Count> {
    let encoding = match mapping.encoding {
        Some(encoding) => encoding,
        None => rows::encoding_of(csv)?,
    };
    let file = File::open(csv).with_context(|| format!("cannot read {}", csv.display()))?;
    let bar = ProgressBar::new(file.metadata().map(|about| about.len()).unwrap_or_default());
    bar.set_style(ProgressStyle::with_template("{bar:40} {percent:>3} %  {msg}  {eta} left")?);
    let mut reader = rows::reader(bar.wrap_read(file), encoding, mapping.delimiter);
    let header = reader.headers().with_context(|| format!("cannot read {}", csv.display()))?.clone();
    let places = mapping.places(&header)?;
    let mut count = Count::default();
    let mut seen: HashMap<[u8; 32], u64> = HashMap::new();
    let mut waiting = Waiting::default();
    let mut flush = |waiting: &mut Waiting, count: &mut Count, refused: &mut Refused| -> Result<()> {
        let Waiting { rows, tickets, .. } = std::mem::take(waiting);
        if tickets.is_empty() {
            return Ok(());
        }
        for (row, outcome) in rows.into_iter().zip(hand_in(&tickets)?) {
            match outcome {
                Outcome::New => count.new += 1,
                Outcome::Known => count.known += 1,
                Outcome::Refused(faults) => {
                    let reason = |(pointer, code, text): (String, String, String)| Reason {
                        column: mapping.column_of(&pointer),
                        code,
                        text,
                    };
                    refused.add(row, &faults.into_iter().map(reason).collect::<Vec<_>>())?;
                }
            }
        }
        bar.set_message(format!("{} new, {} known, {} refused", count.new, count.known, refused.rows));
        Ok(())
    };
    for record in reader.records() {
        // The header is the first row.
        count.rows += 1;
        let row = count.rows + 1;
        let record = record.with_context(|| format!("row {row} of {}", csv.display()))?;
        let read = if record.len() == header.len() {
            mapping.ticket(&record, &places)
        } else {
            let text = format!("{} cells where the header has {}", record.len(), header.len());
            Err(vec![Reason { column: String::new(), code: "columns".into(), text }])
        };
        let read = read.and_then(|ticket| {
            let reference = ticket.get("external_ref").and_then(Value::as_str).unwrap_or_default();
            match seen.insert(Sha256::digest(reference).into(), row) {
                Some(first) if !reference.is_empty() => {
                    let column = mapping.column_of("/external_ref");
                    Err(vec![Reason {
                        column,
                        code: "duplicate".into(),
                        text: format!("row {first} has it too"),
                    }])
                }
                _ => Ok(ticket),
            }
        });
        match read {
            Ok(ticket) => waiting.add(row, ticket),
            Err(reasons) => refused.add(row, &reasons)?,
        }
        if waiting.tickets.len() >= MOST || waiting.bytes >= BYTES {
            flush(&mut waiting, &mut count, refused)?;
        }
    }
    flush(&mut waiting, &mut count, refused)?;
    refused.finish()?;
    bar.finish_and_clear();
    Ok(count)
}

/// Tickets that are handed in together, and their rows.
#[derive(Debug, Default)]
struct Waiting {
    rows: Vec<u64>,
    tickets: Vec<Value>,
    bytes: usize,
}

impl Waiting {
    fn add(&mut self, row: u64, ticket: Value) {
        self.bytes += ticket.to_string().len();
        self.rows.push(row);
        self.tickets.push(ticket);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAPPING: &str = "source = \"crm\"\ndates = [\"%Y-%m-%d\"]\n[columns]\nexternal_ref = \"no\"\ncreated_at = \"day\"\n\
        content = \"text\"\n[constants]\nstate = \"open\"\n";

    fn taken(text: &str, hand_in: impl FnMut(&[Value]) -> Result<Vec<Outcome>>) -> (Result<Count>, String) {
        let folder = tempfile::tempdir().unwrap();
        let csv = folder.path().join("old.csv");
        std::fs::write(&csv, text).unwrap();
        let path = folder.path().join("refused.csv");
        let mut refused = Refused::beside(path.clone()).unwrap();
        let count = take(&csv, &Mapping::parse(MAPPING).unwrap(), &mut refused, hand_in);
        drop(refused);
        (count, std::fs::read_to_string(path).unwrap_or_default())
    }

    fn all_new(tickets: &[Value]) -> Result<Vec<Outcome>> {
        Ok(tickets.iter().map(|_| Outcome::New).collect())
    }

    #[test]
    fn rows_are_handed_in_by_fifties_and_what_is_wrong_with_one_keeps_out_no_other() {
        let mut text = String::from("no,day,text\n");
        (1..=120).for_each(|n| text.push_str(&format!("A-{n},2023-01-05,停水\n")));
        text.push_str("A-7,2023-01-05,又停水\nA-121,2023-01-05\nA-122,gestern,停水\n,2023-01-05,停水\n");
        let mut sizes = Vec::new();
        let (count, refused) = taken(&text, |tickets| {
            sizes.push(tickets.len());
            let fault =
                || vec![("/external_ref".to_owned(), "missing".to_owned(), "it is needed".to_owned())];
            let nameless = |ticket: &Value| ticket.get("external_ref").is_none();
            let told =
                |ticket: &Value| if nameless(ticket) { Outcome::Refused(fault()) } else { Outcome::New };
            Ok(tickets.iter().map(told).collect())
        });
        assert_eq!(count.unwrap(), Count { rows: 124, new: 120, known: 0 });
        assert_eq!(sizes, [50, 50, 21]);
        let lines: Vec<&str> = refused.trim_start_matches('\u{FEFF}').lines().collect();
        assert_eq!(
            lines,
            [
                "row,column,code,text",
                "122,no,duplicate,row 8 has it too",
                "123,,columns,2 cells where the header has 3",
                "124,day,malformed,none of the forms: %Y-%m-%d",
                "125,no,missing,it is needed"
            ]
        );
    }

    #[test]
    fn long_tickets_make_short_requests_and_a_cell_of_a_megabyte_is_refused() {
        let long = "字".repeat(4000);
        let mut text = String::from("no,day,text\n");
        (1..=60).for_each(|n| text.push_str(&format!("A-{n},2023-01-05,{long}\n")));
        text.push_str(&format!("A-61,2023-01-05,{}\n", "x".repeat(1 << 20)));
        let (count, refused) = taken(&text, |tickets| {
            assert!(tickets.iter().map(|ticket| ticket.to_string().len()).sum::<usize>() < 1 << 20);
            all_new(tickets)
        });
        assert_eq!(count.unwrap().new, 60);
        assert!(refused.contains("62,text,too_long"), "{refused}");
    }

    #[test]
    fn what_breaks_off_says_so() {
        let (broken, _) =
            taken("no,day,text\nA-1,2023-01-05,停水\n", |_| anyhow::bail!("the hotline is away"));
        assert_eq!(broken.unwrap_err().to_string(), "the hotline is away");
        let (broken, _) = taken("no,text\nA-1,停水\n", all_new);
        assert!(broken.unwrap_err().to_string().contains("no column `day`"));
        let (count, _) = taken("no,day,text\n", all_new);
        assert_eq!(count.unwrap(), Count::default());
    }
}
