//! Learns `models/people.bin` from the messages and replies in a folder: `cargo run -p train --example people -- DIR`.
//! With `--read N`, shows every Nth name that is found in them with its neighbours, to be read by eye, and writes nothing.

use std::collections::HashSet;
use std::path::Path;

use anyhow::{Context, Result};
use minsheng_language::free_text::people;

fn main() -> Result<()> {
    let mut args = std::env::args().skip(1);
    let folder = args.next().context("which folder?")?;
    let every = args.next().filter(|arg| arg == "--read").and_then(|_| args.next()?.parse::<usize>().ok());
    let texts = train::people::texts(Path::new(&folder), &measured()?)?;
    if let Some(every) = every {
        read(&texts, every);
        return Ok(());
    }
    let learnt = train::people::learn(&texts);
    let file = root().join("models/people.bin");
    println!("{} announced of {} candidates in {} texts", learnt.announced, learnt.candidates, texts.len());
    std::fs::write(&file, &learnt.bytes).with_context(|| format!("cannot write {}", file.display()))
}

fn root() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Messages that are measured with are not learnt from.
fn measured() -> Result<HashSet<String>> {
    let mut reader = csv::Reader::from_path(root().join("models/spans.csv"))?;
    let ids = reader.records().map(|record| Ok(record?.get(0).unwrap_or_default().to_owned()));
    ids.collect()
}

fn read(texts: &[String], every: usize) {
    let mut seen = 0;
    for text in texts {
        for range in people(text) {
            seen += 1;
            if seen % every == 0 {
                let before: String = text[..range.start].chars().rev().take(8).collect();
                let before: String = before.chars().rev().collect();
                let after: String = text[range.end..].chars().take(8).collect();
                println!("{}[{}]{}", before.replace('\n', " "), &text[range], after.replace('\n', " "));
            }
        }
    }
    println!("{seen} in {} texts", texts.len());
}
