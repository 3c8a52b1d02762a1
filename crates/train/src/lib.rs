//! Trains the classifier's model from labelled messages, measures it, and writes its card.
//!
//! The split, the order of every sum and the shuffling are fixed, so the same file gives the same model, byte for byte.
//! Nothing of the messages leaves this crate: the model holds weights of hashed buckets, the card holds numbers.

pub mod baseline;
mod card;
pub mod data;
pub mod fit;
pub mod measure;
pub mod people;
pub mod report;
pub mod svm;

use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use minsheng_language::classify::Model;
use minsheng_types::category::Category;

use data::{FOLDS, HELD_OUT, Row};
use fit::{Calibration, RECIPE, Thresholds, Trained};
use measure::{Answer, Scored};
use report::{Covered, Report};

/// Learns from `csv` (`text,label[,form]`), writes the model to `out_model` and its card to `out_card`.
/// `progress` hears how far it is, 0 to 1, and what it is doing.
/// The card names `date`: asking the clock would make two trainings differ.
pub fn run(
    csv: &Path,
    out_model: &Path,
    out_card: &Path,
    date: Option<String>,
    progress: impl FnMut(f32, &str),
) -> Result<Report> {
    let (bytes, mut report) = train(csv, progress)?;
    report.date = date;
    let card = card::write(&report)?;
    for (path, content) in [(out_model, bytes.as_slice()), (out_card, card.as_bytes())] {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        }
        fs::write(path, content).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(report)
}

/// The same without writing anything.
pub fn train(csv: &Path, mut progress: impl FnMut(f32, &str)) -> Result<(Vec<u8>, Report)> {
    progress(0.0, "reading the messages and finding repeats");
    let rows = data::read(csv)?;
    let all: Vec<&Row> = rows.iter().collect();
    let classes: Vec<Category> = Category::ALL
        .into_iter()
        .filter(|class| all.iter().any(|row| row.raw && row.label == *class))
        .collect();
    if classes.len() < 3 {
        bail!("{} has fewer than three labels; there is nothing to tell apart", csv.display());
    }
    let part = data::split(&all, HELD_OUT);
    let (held_out, training): (Vec<_>, Vec<_>) =
        all.iter().zip(&part).partition(|(_, part)| **part == Some(0));
    let training: Vec<&Row> = training.into_iter().map(|(row, _)| *row).collect();
    let excluded_versions = held_out.iter().filter(|(row, _)| !row.raw).count();
    let held_out: Vec<&Row> = held_out.into_iter().map(|(row, _)| *row).filter(|row| row.raw).collect();
    if held_out.is_empty() {
        bail!("{} has no raw rows to measure with", csv.display());
    }

    let mut known = Vec::new();
    let folds = data::split(&training, FOLDS);
    for fold in 0..FOLDS {
        progress(0.05 + 0.04 * fold as f32, "cross-validating");
        let (inside, outside): (Vec<_>, Vec<_>) =
            training.iter().zip(&folds).partition(|(_, part)| **part == Some(fold));
        let outside: Vec<&Row> = outside.into_iter().map(|(row, _)| *row).collect();
        let learnt = fit::learn(&outside, &classes, RECIPE)?;
        let inside: Vec<&Row> = inside.into_iter().map(|(row, _)| *row).filter(|row| row.raw).collect();
        known.extend(rounded(&learnt, &inside)?);
    }

    // Each class in turn plays the unknown: what do the others say to messages they have never been shown the like of?
    let mut unknown: Vec<(Category, Vec<Scored>)> = Vec::new();
    for (position, absent) in classes.iter().enumerate() {
        progress(0.45 + 0.35 * position as f32 / classes.len() as f32, "leaving each category out once");
        let others: Vec<Category> = classes.iter().copied().filter(|class| class != absent).collect();
        let learnt = fit::learn(&training, &others, RECIPE)?;
        let absents: Vec<&Row> =
            training.iter().copied().filter(|row| row.raw && row.label == *absent).collect();
        unknown.push((*absent, rounded(&learnt, &absents)?));
    }

    progress(0.8, "setting confidence and thresholds");
    let strangers: Vec<Scored> = unknown.iter().flat_map(|(_, scored)| scored).cloned().collect();
    let calibration = measure::calibrate(&known, &strangers);
    let answers = |scored: &[Scored]| -> Vec<Answer> {
        scored.iter().map(|s| measure::answer(s, &classes, calibration)).collect()
    };
    let crossed = answers(&known);
    let thresholds = measure::thresholds(&crossed, &answers(&strangers));

    progress(0.85, "measuring on the held-out messages");
    let learnt = fit::learn(&training, &classes, RECIPE)?;
    let unrounded: Vec<Scored> = held_out.iter().map(|row| scored(&learnt, row)).collect();
    let measured = answers(&rounded(&learnt, &held_out)?);
    let bytes = learnt.draft(calibration, thresholds).to_bytes()?;
    let suggested = judge(&Model::from_bytes(&bytes)?, &held_out);
    let class_scores = measure::per_class(&measured, &classes);
    let bins = measure::reliability(&measured);

    progress(0.89, "training the plain recipe");
    let plain = baseline::answers(&training, &held_out, &classes)?;

    progress(0.93, "learning from every row");
    let bytes = fit::learn(&all, &classes, RECIPE)?.draft(calibration, thresholds).to_bytes()?;
    let checksum = Model::from_bytes(&bytes)?.checksum();
    progress(1.0, "done");

    let report = Report {
        file: csv.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
        raw_rows: rows.iter().filter(|row| row.raw).count(),
        word_form_rows: rows.iter().filter(|row| !row.raw).count(),
        held_out_rows: held_out.len(),
        excluded_versions,
        macro_f1: measure::macro_f1(&class_scores),
        accuracy: measure::accuracy(&measured),
        macro_f1_unrounded: measure::macro_f1(&measure::per_class(&answers(&unrounded), &classes)),
        macro_f1_crossed: measure::macro_f1(&measure::per_class(&crossed, &classes)),
        classes: class_scores,
        calibration_error: measure::calibration_error(&bins),
        bins,
        macro_f1_baseline: measure::macro_f1(&measure::per_class(&plain, &classes)),
        macro_f1_with_words: measure::macro_f1(&measure::per_class(&suggested, &classes)),
        mixed_gap: measure::mixed_gap(&measured, &answers(&strangers)),
        calibration,
        thresholds,
        coverage: coverage(&measured, thresholds),
        coverage_crossed: coverage(&crossed, thresholds),
        at_threshold: sure(&suggested),
        unseen: unknown
            .iter()
            .map(|(category, scored)| measure::unseen(*category, &answers(scored), thresholds))
            .collect(),
        date: None,
        bytes: bytes.len(),
        checksum,
    };
    Ok((bytes, report))
}

/// Precision against coverage: by confidence alone, and by confidence and by the margin of the best score.
fn coverage(answers: &[Answer], thresholds: Thresholds) -> Vec<Covered> {
    let alone = [0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95].map(|from| (from, 0.0));
    let both = [0.2, 0.4, 0.6, 0.8, 1.0, 1.2].map(|margin| (thresholds.review_below, margin));
    let chosen = (thresholds.review_below, thresholds.min_margin);
    let covered = |(from, margin): (f32, f32)| {
        let (covered, right) = measure::coverage(answers, from, margin);
        Covered { from, margin, covered, right }
    };
    alone.into_iter().chain(both).chain([chosen]).map(covered).collect()
}

/// The scores as the finished model has them, rounded; what is set and measured by them is what is delivered.
fn rounded(learnt: &Trained, rows: &[&Row]) -> Result<Vec<Scored>> {
    let calibration = Calibration { sharpness: 1.0, none_score: 0.0 };
    let bytes = learnt
        .draft(calibration, Thresholds { review_below: 1.0, min_margin: 0.0, other_below: 0.0 })
        .to_bytes()?;
    let model = Model::from_bytes(&bytes)?;
    let scored = |row: &&Row| Scored {
        scores: model.score(&row.text).scores.into_iter().map(|(_, score)| score).collect(),
        truth: learnt.classes.iter().position(|class| *class == row.label),
    };
    Ok(rows.iter().map(scored).collect())
}

fn scored(learnt: &Trained, row: &Row) -> Scored {
    Scored {
        scores: learnt.scores(&row.text),
        truth: learnt.classes.iter().position(|class| *class == row.label),
    }
}

/// What a finished model says to rows with known labels.
pub fn judge(model: &Model<'_>, rows: &[&Row]) -> Vec<Answer> {
    rows.iter()
        .map(|row| {
            let suggestion = model.suggest(&row.text);
            Answer {
                truth: row.label,
                said: suggestion.category,
                confidence: suggestion.confidence,
                margin: 0.0,
                needs_review: suggestion.needs_review,
            }
        })
        .collect()
}

/// Share of answers that need no look, and how many of those are right.
fn sure(answers: &[Answer]) -> (f64, f64) {
    let sure: Vec<Answer> = answers.iter().copied().filter(|answer| !answer.needs_review).collect();
    (sure.len() as f64 / answers.len().max(1) as f64, measure::accuracy(&sure))
}

/// The mean time of one suggestion; every text is classified until at least a tenth of a second has passed.
pub fn time_per_message(model: &Model<'_>, texts: &[&str]) -> Duration {
    if texts.is_empty() {
        return Duration::ZERO;
    }
    let mut messages: u32 = 0;
    let start = Instant::now();
    while start.elapsed() < Duration::from_millis(100) {
        for text in texts {
            black_box(model.suggest(black_box(text)));
            messages = messages.saturating_add(1);
        }
    }
    start.elapsed() / messages.max(1)
}
