//! `cargo xtask train`: the classifier's model from labelled messages.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::Args;

use crate::workspace::Workspace;

#[derive(Debug, Args)]
pub struct Options {
    /// Labelled messages: text, label and, optionally, form
    csv: PathBuf,
    /// Measure and print the card; write nothing
    #[arg(long)]
    report: bool,
    /// The folder for the model and its card; by default `models`, whose model the hotline is built with
    #[arg(long, value_name = "DIR", conflicts_with = "report")]
    out: Option<PathBuf>,
    /// The day for the card, e.g. 2026-01-31; the clock is not asked, so that the same rows give the same files
    #[arg(long, value_name = "DAY")]
    date: Option<String>,
}

#[cfg(not(feature = "measure"))]
pub fn run(workspace: &Workspace, _: &Options) -> Result<ExitCode> {
    crate::optimised::again(workspace)
}

#[cfg(feature = "measure")]
pub fn run(workspace: &Workspace, options: &Options) -> Result<ExitCode> {
    use anyhow::{Context as _, ensure};
    use indicatif::{ProgressBar, ProgressStyle};

    ensure!(options.csv.is_file(), "{} is no file", options.csv.display());
    let scratch = tempfile::tempdir().context("cannot make a temporary folder")?;
    let folder = match &options.out {
        _ if options.report => scratch.path().to_owned(),
        Some(folder) => folder.clone(),
        None => workspace.root.join("models"),
    };
    let (model, card) = (folder.join("category.bin"), folder.join("category.md"));
    let progress = ProgressBar::new(1000);
    progress.set_style(ProgressStyle::with_template("{bar:40} {percent}% {msg}")?);
    let report = ::train::run(&options.csv, &model, &card, options.date.clone(), |share, what| {
        progress.set_position((share * 1000.0) as u64);
        progress.set_message(what.to_owned());
    })?;
    progress.finish_and_clear();
    print!("{}", std::fs::read_to_string(&card).with_context(|| format!("cannot read {}", card.display()))?);
    println!(
        "\nmacro-F1 {:.4} (the plain recipe {:.4}), accuracy {:.4}, {} bytes",
        report.macro_f1, report.macro_f1_baseline, report.accuracy, report.bytes
    );
    if !options.report {
        println!("{} and {} are written", model.display(), card.display());
    }
    Ok(ExitCode::SUCCESS)
}
