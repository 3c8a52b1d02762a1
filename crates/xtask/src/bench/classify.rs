//! `cargo xtask bench classify`: what one message costs the classifier, natively and inside its component.
//!
//! Inside, the same request is sent with a message and with one character, by turns; what the two differ by at the median
//! is the classifier and the words of the request, since everything else is the same. What one character costs is measured
//! natively beside it, and is what the difference leaves out.

use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use minsheng_language::classify::Model;
use serde_json::json;

use super::rounds::Bench;
use super::texts::{Random, Text};
use super::{ClassifyOptions, native::Durability};
use crate::http::{Client, Request};
use crate::stats::Sorted;
use crate::workspace::Workspace;

/// Of the design, inside the component.
const BUDGET: f64 = 150.0;
const MESSAGES: usize = 500;
/// Of so many visits with each message the quickest counts: others work on the machine as well.
const VISITS: usize = 24;
/// The longest message that is taken.
const LONGEST: usize = 4000;

pub fn run(workspace: &Workspace, options: &ClassifyOptions) -> Result<ExitCode> {
    let messages = match &options.messages {
        Some(csv) => read(csv)?,
        None => made_up(),
    };
    ensure!(!messages.is_empty(), "there is no message to classify");
    let file = workspace.root.join("models/category.bin");
    let bytes = std::fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
    let model = Model::from_bytes(&bytes)?;
    let longest: String = messages.concat().chars().cycle().take(LONGEST).collect();
    let native = |texts: &[&str]| {
        let times = (0..VISITS).map(|_| ::train::time_per_message(&model, texts));
        micros(times.min().unwrap_or_default())
    };
    let texts: Vec<&str> = messages.iter().map(String::as_str).collect();
    let characters: usize = messages.iter().map(|message| message.chars().count()).sum();
    println!("{} messages, {} characters on average\n", messages.len(), characters / messages.len());
    println!("| one message | µs |\n|---|---|");
    println!("| native, mean | {:.1} |", native(&texts));
    println!("| native, one character | {:.1} |", native(&["路"]));
    println!("| native, {LONGEST} characters | {:.1} |", native(&[&longest]));
    let inside = inside(workspace, &messages, options.no_build)?;
    println!("| inside the component, median over one character | {inside:.1} |");
    println!("\n{} the budget of {BUDGET} µs", if inside <= BUDGET { "within" } else { "over" });
    Ok(if inside <= BUDGET { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn made_up() -> Vec<String> {
    let mut random = Random::new(4);
    let text = |_| {
        let text = Text::new(&mut random);
        format!("{}\n{}", text.subject, text.content)
    };
    (0..MESSAGES).map(text).collect()
}

/// Every so many-th row of a file with a column `text`, raw ones only where it says which are.
fn read(csv: &Path) -> Result<Vec<String>> {
    let rows = ::train::data::read(csv)?;
    let raw: Vec<_> = rows.into_iter().filter(|row| row.raw).collect();
    let step = raw.len().div_ceil(MESSAGES).max(1);
    let fits = |text: &String| (1..=LONGEST).contains(&text.trim().chars().count());
    Ok(raw.into_iter().step_by(step).map(|row| row.text).filter(fits).collect())
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

fn inside(workspace: &Workspace, messages: &[String], no_build: bool) -> Result<f64> {
    let folder = tempfile::tempdir_in(workspace.target()).context("cannot make a folder under target/")?;
    let bench = Bench::prepare(workspace, folder.path(), true, no_build)?;
    let state = folder.path().join("state");
    std::fs::create_dir_all(&state)?;
    let (server, _) = bench.start(&state, Durability::Normal)?;
    let mut client = Client::new(server.address());
    let short = Request::post("/v1/classify", &[], &json!({"text": "路"}));
    let mut time = |request: &Request| -> Result<Duration> {
        let start = Instant::now();
        let answer = client.send(request)?;
        ensure!(answer.status == 200, "the classifier answered {}", answer.status);
        Ok(start.elapsed())
    };
    let mut least = vec![(Duration::MAX, Duration::MAX); messages.len()];
    for _ in 0..VISITS {
        for (message, least) in messages.iter().zip(&mut least) {
            let long = Request::post("/v1/classify", &[], &json!({"text": message}));
            *least = (least.0.min(time(&long)?), least.1.min(time(&short)?));
        }
    }
    server.stop()?;
    let (with, without): (Vec<Duration>, Vec<Duration>) = least.into_iter().unzip();
    let median = |times| micros(Sorted::new(times).at(0.5));
    Ok(median(with) - median(without))
}
