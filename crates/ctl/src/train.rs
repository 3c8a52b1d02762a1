//! `minsheng train`: the classifier's model from labelled messages.

use std::path::PathBuf;

use ::train::{Read, Sources};
use anyhow::{Context as _, Result, ensure};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

#[derive(Debug, Args)]
pub struct Options {
    /// Labelled messages: text, label and, optionally, form, level2, kind, urgency
    csv: PathBuf,
    /// Messages that were labelled by their ids: id, subject, body
    #[arg(long, value_name = "FILE", requires = "labels")]
    texts: Option<PathBuf>,
    /// Their labels: id, category, second, level2, kind, kind2, urgency
    #[arg(long, value_name = "FILE", requires = "texts")]
    labels: Option<PathBuf>,
    /// A second reader's labels of some of them, for how far two agree
    #[arg(long, value_name = "FILE", requires = "labels")]
    again: Option<PathBuf>,
    /// Labels of other messages of those texts, which are measured on and never learnt from
    #[arg(long, value_name = "FILE", requires = "labels")]
    measure: Option<PathBuf>,
    /// Measure and print the card; write nothing
    #[arg(long)]
    report: bool,
    /// The folder for the model and its card; the one of a checkout, which the hotline is built with, is `models`
    #[arg(long, value_name = "DIR", default_value = "models", conflicts_with = "report")]
    out: PathBuf,
    /// The day for the card, e.g. 2026-01-31; the clock is not asked, so that the same rows give the same files
    #[arg(long, value_name = "DAY")]
    date: Option<String>,
}

pub fn run(options: &Options) -> Result<()> {
    ensure!(options.csv.is_file(), "{} is no file", options.csv.display());
    let scratch = tempfile::tempdir().context("cannot make a temporary folder")?;
    let folder = if options.report { scratch.path() } else { &options.out };
    let (model, card) = (folder.join("category.bin"), folder.join("category.md"));
    let progress = ProgressBar::new(1000);
    progress.set_style(ProgressStyle::with_template("{bar:40} {percent}% {msg}")?);
    let read = options.texts.clone().zip(options.labels.clone()).map(|(texts, labels)| Read {
        texts,
        labels,
        again: options.again.clone(),
        measure: options.measure.clone(),
    });
    let sources = Sources { csv: options.csv.clone(), read };
    let report = ::train::run(&sources, &model, &card, options.date.clone(), |share, what| {
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
    Ok(())
}
