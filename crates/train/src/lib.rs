//! Trains the classifier's model from labelled messages, measures it, and writes its card.
//!
//! The split, the order of every sum and the shuffling are fixed, so the same files give the same model, byte for byte.
//! Nothing of the messages leaves this crate: the model holds weights of hashed buckets, the card holds numbers.

pub mod agreement;
pub mod baseline;
mod card;
pub mod data;
pub mod delivered;
pub mod fit;
pub mod judged;
pub mod measure;
pub mod people;
pub mod report;
pub mod svm;

use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use minsheng_language::classify::Model;
use minsheng_language::classify::features::Reading;
use minsheng_language::classify::format::{
    Answer as Class, CategorySettings, KindSettings, Settings, UrgencySettings,
};
use minsheng_types::category::Category;

use data::{FOLDS, Row};
use delivered::Delivered;
use fit::{RECIPE, Seen, Trained};
use judged::{KindScores, UrgentScore, UrgentShares};
use measure::{Answer, Calibration, Scored, Thresholds};
use report::{Covered, Report};

/// A row and the score of everything that a model can answer.
type Heard<'r> = (&'r Row, Vec<(Class, f32)>);

/// What is learnt from and measured on.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// Texts with their labels, `text,label[,form]`.
    pub csv: PathBuf,
    /// Messages, `id,subject,body`, and what a person read in them by id.
    pub read: Option<Read>,
}

/// Messages, and labels by their ids.
#[derive(Clone, Debug, Default)]
pub struct Read {
    pub texts: PathBuf,
    pub labels: PathBuf,
    /// What a second reader said of some of them, for how far two agree.
    pub again: Option<PathBuf>,
    /// Labels by another reader of other messages in `texts`: never learnt from, measured on.
    pub measure: Option<PathBuf>,
}

/// Learns from `sources`, writes the model to `out_model` and its card to `out_card`.
/// `progress` hears how far it is, 0 to 1, and what it is doing.
/// The card names `date`: asking the clock would make two trainings differ.
pub fn run(
    sources: &Sources,
    out_model: &Path,
    out_card: &Path,
    date: Option<String>,
    progress: impl FnMut(f32, &str),
) -> Result<Report> {
    let (bytes, mut report) = train(sources, progress)?;
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

/// All rows, in groups of versions of one message, and the sources' names.
pub fn rows(sources: &Sources) -> Result<Vec<Row>> {
    let mut rows = data::read(&sources.csv)?;
    if let Some(read) = &sources.read {
        rows.extend(data::read_labels(&read.texts, &read.labels)?);
        data::group(&mut rows);
    }
    Ok(rows)
}

/// The same without writing anything.
pub fn train(sources: &Sources, mut progress: impl FnMut(f32, &str)) -> Result<(Vec<u8>, Report)> {
    progress(0.0, "reading the messages and finding repeats");
    let rows = rows(sources)?;
    let everything: Vec<&Row> = rows.iter().collect();
    let classes = fit::answers(&everything, RECIPE);
    let categories = categories(&classes);
    if categories.len() < 3 {
        bail!("{} has fewer than three labels; there is nothing to tell apart", sources.csv.display());
    }
    let data::Parts { training, held_out, excluded } = data::parts(&rows);
    let (held_read, held_files): (Vec<&Row>, Vec<&Row>) =
        held_out.iter().copied().partition(|row| row.is_read());
    if held_files.is_empty() {
        bail!("{} has no raw rows to measure with", sources.csv.display());
    }
    let is_read = rows.iter().any(Row::is_read);
    let weight = |row: &Row| if is_read && !row.is_read() { RECIPE.beside } else { 1.0 };
    let mut seen: Vec<Seen<'_>> =
        training.iter().map(|row| Seen::of(row, RECIPE.bits, weight(row))).collect();

    let mut crossed: Vec<Heard<'_>> = Vec::new();
    let folds = data::split(&training, FOLDS);
    for fold in 0..FOLDS {
        progress(0.05 + 0.06 * fold as f32, "cross-validating");
        let (inside, outside): (Vec<_>, Vec<_>) =
            seen.iter().zip(&folds).partition(|(_, part)| **part == Some(fold));
        let outside: Vec<Seen<'_>> = outside.into_iter().map(|(seen, _)| seen.clone()).collect();
        let inside: Vec<&Row> = inside.into_iter().map(|(seen, _)| seen.row).collect();
        let learnt = fit::learn(&outside, &classes, RECIPE)?;
        crossed.extend(rounded(&learnt, &inside)?);
    }
    // Labels that contradict what all other rows say are of less weight from here on.
    let contradicted = contradicted(&crossed);
    for seen in &mut seen {
        if contradicted.iter().any(|row| std::ptr::eq(*row, seen.row)) {
            seen.weight *= RECIPE.contradicted;
        }
    }

    // Each category in turn plays the unknown: what do the others say to messages they have never been shown the like of?
    let judged = |row: &Row| row.raw && (row.is_read() || !is_read);
    let mut unknown: Vec<(Category, Vec<Scored>)> = Vec::new();
    for (position, absent) in categories.iter().enumerate() {
        progress(0.4 + 0.4 * position as f32 / categories.len() as f32, "leaving each category out once");
        let others: Vec<Class> =
            categories.iter().filter(|class| *class != absent).map(|class| Class::Category(*class)).collect();
        let learnt = fit::learn(&seen, &others, RECIPE)?;
        let absents: Vec<&Row> =
            training.iter().copied().filter(|row| judged(row) && row.label == *absent).collect();
        unknown.push((*absent, scored(&rounded(&learnt, &absents)?)));
    }

    progress(0.8, "setting confidence and thresholds");
    let strangers: Vec<Scored> = unknown.iter().flat_map(|(_, scored)| scored).cloned().collect();
    let known: Vec<Heard<'_>> = crossed.iter().filter(|(row, _)| judged(row)).cloned().collect();
    let of_known = scored(&known);
    let calibration = measure::calibrate(&of_known, &strangers);
    let answers = |scored: &[Scored]| -> Vec<Answer> {
        scored.iter().map(|s| measure::answer(s, &categories, calibration)).collect()
    };
    let crossed_answers = answers(&of_known);
    let thresholds = measure::thresholds(&crossed_answers, &answers(&strangers));
    let (settings, urgent_crossed) = settings(calibration, thresholds, &known);

    progress(0.85, "measuring on the held-out messages");
    let learnt = fit::learn(&seen, &classes, RECIPE)?;
    let bytes = learnt.draft(settings).to_bytes()?;
    let model = Model::from_bytes(&bytes)?;
    let common: Vec<Category> = categories
        .iter()
        .copied()
        .filter(|category| rows.iter().any(|row| !row.is_read() && row.label == *category))
        .collect();
    let suggested = judge(&model, &held_files);
    let class_scores = measure::per_class(&suggested, &common);
    let measured = if held_read.is_empty() { &held_files } else { &held_read };
    let measured_answers = answers(&scored(&rounded(&learnt, measured)?));
    let bins = measure::reliability(&measured_answers);
    let mut delivered = vec![("held out".to_owned(), Delivered::of(&model, measured, &common))];
    let mut agreement = Vec::new();
    if let Some(read) = &sources.read {
        if let Some(labels) = &read.measure {
            let others = data::read_labels(&read.texts, labels)?;
            let others: Vec<&Row> = others.iter().collect();
            delivered.push((name(labels), Delivered::of(&model, &others, &common)));
        }
        if let Some(again) = &read.again {
            agreement = agreement::of(&rows, &data::read_labels(&read.texts, again)?);
        }
    }

    progress(0.89, "training the plain recipe");
    let of_files: Vec<&Row> = training.iter().copied().filter(|row| !row.is_read()).collect();
    let plain = baseline::answers(&of_files, &held_files, &common)?;

    progress(0.93, "learning from every row");
    let all: Vec<Seen<'_>> = rows
        .iter()
        .map(|row| {
            let less = contradicted.iter().any(|other| std::ptr::eq(*other, row));
            Seen::of(row, RECIPE.bits, weight(row) * if less { RECIPE.contradicted } else { 1.0 })
        })
        .collect();
    let bytes = fit::learn(&all, &classes, RECIPE)?.draft(settings).to_bytes()?;
    let checksum = Model::from_bytes(&bytes)?.checksum();
    progress(1.0, "done");

    let crossed_files: Vec<Answer> = {
        let of_files: Vec<_> = crossed.iter().filter(|(row, _)| row.raw && !row.is_read()).cloned().collect();
        answers(&scored(&of_files))
    };
    let report = Report {
        file: name(&sources.csv),
        raw_rows: rows.iter().filter(|row| row.raw && !row.is_read()).count(),
        word_form_rows: rows.iter().filter(|row| !row.raw).count(),
        read_rows: rows.iter().filter(|row| row.is_read()).count(),
        held_out_files: held_files.len(),
        held_out_read: held_read.len(),
        excluded_versions: excluded,
        macro_f1: measure::macro_f1(&class_scores),
        accuracy: measure::accuracy(&suggested),
        macro_f1_crossed: measure::macro_f1(&measure::per_class(&crossed_files, &common)),
        classes: class_scores,
        calibration_error: measure::calibration_error(&bins),
        bins,
        macro_f1_baseline: measure::macro_f1(&measure::per_class(&plain, &common)),
        contradicted: count_by_category(&contradicted),
        agreement,
        delivered,
        urgent_crossed,
        answers: classes,
        settings,
        coverage: coverage(&measured_answers, thresholds),
        coverage_crossed: coverage(&crossed_answers, thresholds),
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

fn name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn categories(classes: &[Class]) -> Vec<Category> {
    classes
        .iter()
        .filter_map(|class| match class {
            Class::Category(category) => Some(*category),
            _ => None,
        })
        .collect()
}

/// The rows of files whose label the others contradict: cross-validated, another category is far ahead of it.
fn contradicted<'r>(crossed: &[Heard<'r>]) -> Vec<&'r Row> {
    let doubted = |row: &Row, scores: &[(Class, f32)]| {
        let of_categories = scores.iter().filter_map(|(class, score)| match class {
            Class::Category(category) => Some((*category, *score)),
            _ => None,
        });
        let own = of_categories.clone().find(|(category, _)| *category == row.label).map(|(_, score)| score);
        let best = of_categories.map(|(_, score)| score).fold(f32::NEG_INFINITY, f32::max);
        own.is_some_and(|own| best - own >= measure::CONTRADICTED_BY)
    };
    let of_files = crossed.iter().filter(|(row, _)| !row.is_read());
    of_files.filter(|(row, scores)| doubted(row, scores)).map(|(row, _)| *row).collect()
}

fn count_by_category(rows: &[&Row]) -> Vec<(Category, usize)> {
    let count = |category: Category| rows.iter().filter(|row| row.label == category).count();
    Category::ALL
        .into_iter()
        .map(|category| (category, count(category)))
        .filter(|(_, rows)| *rows > 0)
        .collect()
}

/// Precision against coverage: by confidence alone, and by confidence and by the margin of the best score.
fn coverage(answers: &[Answer], thresholds: Thresholds) -> Vec<Covered> {
    let alone = [0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95].map(|from| (from, 0.0));
    let chosen = (thresholds.review_below, thresholds.min_margin);
    let covered = |(from, margin): (f32, f32)| {
        let (covered, right) = measure::coverage(answers, from, margin);
        Covered { from, margin, covered, right }
    };
    alone.into_iter().chain([chosen]).map(covered).collect()
}

fn settings(
    calibration: Calibration,
    thresholds: Thresholds,
    known: &[Heard<'_>],
) -> (Settings, UrgentShares) {
    let kinds: Vec<KindScores> = known
        .iter()
        .filter_map(|(row, scores)| {
            let of_kinds = scores.iter().filter_map(|(class, score)| match class {
                Class::Kind(kind) => Some((*kind, *score)),
                _ => None,
            });
            Some(KindScores { scores: of_kinds.collect(), truth: row.kind?, second: row.kind2 })
        })
        .collect();
    let urgent: Vec<UrgentScore> = known
        .iter()
        .filter_map(|(row, scores)| {
            let (_, score) = scores.iter().find(|(class, _)| *class == Class::Urgent)?;
            row.urgency.map(|_| UrgentScore { score: *score, urgent: row.says(Class::Urgent) })
        })
        .collect();
    let (urgency, urgent_crossed) = judged::of_urgency(&urgent);
    let settings = Settings {
        category: CategorySettings {
            sharpness: calibration.sharpness,
            none_score: calibration.none_score,
            review_below: thresholds.review_below,
            other_below: thresholds.other_below,
            min_margin: thresholds.min_margin,
        },
        kind: judged::of_kind(&kinds),
        urgency,
    };
    (settings, urgent_crossed)
}

/// The scores as the finished model has them, rounded; what is set and measured by them is what is delivered.
fn rounded<'r>(learnt: &Trained, rows: &[&'r Row]) -> Result<Vec<Heard<'r>>> {
    let none = Settings {
        category: CategorySettings {
            sharpness: 1.0,
            none_score: 0.0,
            review_below: 1.0,
            other_below: 0.0,
            min_margin: 0.0,
        },
        kind: KindSettings { sharpness: 1.0, review_below: 1.0 },
        urgency: UrgencySettings { sharpness: 1.0, urgent_from: 0.0, review_below: 1.0 },
    };
    let bytes = learnt.draft(none).to_bytes()?;
    let model = Model::from_bytes(&bytes)?;
    Ok(rows.iter().map(|row| (*row, model.score_all(&Reading::of(&row.text)))).collect())
}

/// The scores of the categories alone.
fn scored(rows: &[Heard<'_>]) -> Vec<Scored> {
    rows.iter()
        .map(|(row, scores)| {
            let of_categories: Vec<(Category, f32)> = scores
                .iter()
                .filter_map(|(class, score)| match class {
                    Class::Category(category) => Some((*category, *score)),
                    _ => None,
                })
                .collect();
            Scored {
                truth: of_categories.iter().position(|(category, _)| *category == row.label),
                second: row.second,
                scores: of_categories.into_iter().map(|(_, score)| score).collect(),
            }
        })
        .collect()
}

/// What a finished model says to rows with known labels.
pub fn judge(model: &Model<'_>, rows: &[&Row]) -> Vec<Answer> {
    rows.iter()
        .map(|row| {
            let suggestion = model.suggest(&row.text);
            Answer {
                truth: row.label,
                second: row.second,
                said: suggestion.category,
                confidence: suggestion.confidence,
                margin: 0.0,
                needs_review: suggestion.needs_review,
            }
        })
        .collect()
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
