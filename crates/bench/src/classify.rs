//! `cargo xtask bench classify`: what one message costs the classifier, natively and inside its component.
//!
//! Inside, the same request is sent with a message and with one character, by turns; what the two differ by at the median
//! is the classifier and the words of the request, since everything else is the same. What one character costs is measured
//! natively beside it, and is what the difference leaves out.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use clap::Args;
use fastrand::Rng;
use http_client::{Client, Request};
use minsheng_language::classify::Model;
use serde_json::json;
use tools::messages;
use tools::stats::Sorted;
use xtask::workspace::Workspace;

use crate::native::Durability;
use crate::setup::Setup;
use crate::texts::Text;

/// Microseconds for a message, inside the component.
const BUDGET: f64 = 150.0;
const MESSAGES: usize = 500;
/// Of so many visits with each message the quickest counts: others work on the machine as well.
const VISITS: usize = 24;
/// The longest message that is taken.
const LONGEST: usize = 4000;

#[derive(Debug, Args)]
pub struct Options {
    /// Labelled messages to take instead of made-up ones: text, label and, optionally, form
    #[arg(long, value_name = "CSV")]
    messages: Option<PathBuf>,
    /// Measure what was built before
    #[arg(long)]
    no_build: bool,
}

pub fn run(workspace: &Workspace, options: &Options) -> Result<ExitCode> {
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
        let times = (0..VISITS).map(|_| train::time_per_message(&model, texts));
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
    let mut random = Rng::with_seed(4);
    (0..MESSAGES).map(|_| Text::made_up(&mut random).whole()).collect()
}

/// Every so many-th row of a file with a column `text`, raw ones only where it says which are.
fn read(csv: &Path) -> Result<Vec<String>> {
    let raw = messages::read_labelled(csv)?;
    let step = raw.len().div_ceil(MESSAGES).max(1);
    Ok(raw.into_iter().step_by(step).map(|message| message.content).collect())
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

fn inside(workspace: &Workspace, messages: &[String], no_build: bool) -> Result<f64> {
    let folder = tempfile::tempdir_in(workspace.target()).context("cannot make a folder under target/")?;
    let setup = Setup::prepare(workspace, folder.path(), no_build)?;
    let state = folder.path().join("state");
    std::fs::create_dir_all(&state)?;
    let (server, _) = setup.start(&state, Durability::Normal)?;
    let mut client = Client::new(server.address());
    let short = Request::post("/v1/classify", &json!({"text": "路"}));
    let mut time = |request: &Request| -> Result<Duration> {
        let start = Instant::now();
        let answer = client.send(request)?;
        ensure!(answer.status == 200, "the classifier answered {}", answer.status);
        Ok(start.elapsed())
    };
    let mut least = vec![(Duration::MAX, Duration::MAX); messages.len()];
    for _ in 0..VISITS {
        for (message, least) in messages.iter().zip(&mut least) {
            let long = Request::post("/v1/classify", &json!({"text": message}));
            *least = (least.0.min(time(&long)?), least.1.min(time(&short)?));
        }
    }
    server.stop()?;
    let (with, without): (Vec<Duration>, Vec<Duration>) = least.into_iter().unzip();
    let median = |times| micros(Sorted::new(times).at(0.5));
    Ok(median(with) - median(without))
}
