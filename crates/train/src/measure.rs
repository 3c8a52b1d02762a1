//! How good a model is, and how its confidence is set.

use minsheng_language::classify;
use minsheng_language::classify::format::NEVER_SURE;
use minsheng_types::category::Category;

/// The scores of a message whose label is known; `truth` is a position among the scores, none if its class was not learnt.
#[derive(Clone, Debug)]
pub struct Scored {
    pub scores: Vec<f32>,
    pub truth: Option<usize>,
    pub second: Option<Category>,
}

/// How scores turn into a confidence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Calibration {
    pub sharpness: f32,
    /// The score of "none of these".
    pub none_score: f32,
}

/// Below which confidence what happens.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Thresholds {
    /// A person looks, if the confidence is below this or the best score ahead of the second by less than that.
    pub review_below: f32,
    pub min_margin: f32,
    pub other_below: f32,
}

/// One answer: what was right, what was said, how sure.
#[derive(Clone, Copy, Debug)]
pub struct Answer {
    pub truth: Category,
    /// Would have been right as well.
    pub second: Option<Category>,
    pub said: Category,
    pub confidence: f32,
    /// By how much the best score is ahead of the second.
    pub margin: f32,
    pub needs_review: bool,
}

impl Answer {
    #[must_use]
    pub fn is_acceptable(&self) -> bool {
        self.said == self.truth || Some(self.said) == self.second
    }
}

/// Precision, recall and F1 of one class.
#[derive(Clone, Copy, Debug)]
pub struct ClassScore {
    pub category: Category,
    pub rows: usize,
    pub precision: f64,
    pub recall: f64,
    pub f1: f64,
}

pub fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// Per class, in the order given.
pub fn per_class(answers: &[Answer], classes: &[Category]) -> Vec<ClassScore> {
    classes
        .iter()
        .map(|class| {
            let rows = answers.iter().filter(|answer| answer.truth == *class).count();
            let said = answers.iter().filter(|answer| answer.said == *class).count();
            let right =
                answers.iter().filter(|answer| answer.said == *class && answer.truth == *class).count();
            ClassScore {
                category: *class,
                rows,
                precision: ratio(right, said),
                recall: ratio(right, rows),
                f1: ratio(2 * right, rows + said),
            }
        })
        .collect()
}

/// The mean F1 over the classes, each counting the same.
pub fn macro_f1(scores: &[ClassScore]) -> f64 {
    scores.iter().map(|score| score.f1).sum::<f64>() / scores.len().max(1) as f64
}

/// Share of right answers.
pub fn accuracy(answers: &[Answer]) -> f64 {
    ratio(answers.iter().filter(|answer| answer.said == answer.truth).count(), answers.len())
}

/// Share of answers with this confidence and this margin, or more, and how many of those are acceptable.
pub fn coverage(answers: &[Answer], from: f32, margin: f32) -> (f64, f64) {
    let above = || answers.iter().filter(|answer| answer.confidence >= from && answer.margin >= margin);
    let sure = above().count();
    let right = above().filter(|answer| answer.is_acceptable()).count();
    (ratio(sure, answers.len()), ratio(right, sure))
}

/// One bin of the calibration table.
#[derive(Clone, Copy, Debug)]
pub struct Bin {
    pub from: f32,
    pub to: f32,
    pub answers: usize,
    pub mean_confidence: f64,
    pub right: f64,
}

/// Compares stated confidence with the share of right answers.
pub fn reliability(answers: &[Answer]) -> Vec<Bin> {
    [0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95]
        .into_iter()
        .zip([0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.01])
        .map(|(from, to)| {
            let inside: Vec<&Answer> =
                answers.iter().filter(|answer| (from..to).contains(&answer.confidence)).collect();
            let sum: f64 = inside.iter().map(|answer| f64::from(answer.confidence)).sum();
            let right = inside.iter().filter(|answer| answer.said == answer.truth).count();
            Bin {
                from,
                to: f32::min(to, 1.0),
                answers: inside.len(),
                mean_confidence: sum / inside.len().max(1) as f64,
                right: ratio(right, inside.len()),
            }
        })
        .collect()
}

/// Expected calibration error: the mean gap between confidence and rightness, weighted by the bins' sizes.
pub fn calibration_error(bins: &[Bin]) -> f64 {
    let all: usize = bins.iter().map(|bin| bin.answers).sum();
    bins.iter().map(|bin| (bin.mean_confidence - bin.right).abs() * ratio(bin.answers, all)).sum()
}

/// The share of messages that belong to no class that was learnt, when confidence is set: a guess on the safe side.
pub const UNKNOWN_SHARE: f64 = 0.05;

/// Finds the sharpness and the "none of these" score under which known and unknown messages are the least surprising.
pub fn calibrate(known: &[Scored], unknown: &[Scored]) -> Calibration {
    let mut best = (f64::INFINITY, Calibration { sharpness: 4.0, none_score: -0.5 });
    for sharpness in (8..=48).map(|step| step as f32 / 4.0) {
        for none_score in (-20..=10).map(|step| step as f32 / 20.0) {
            let calibration = Calibration { sharpness, none_score };
            let known_loss = mean(known.iter().map(|scored| loss(scored, calibration)));
            let unknown_loss = mean(unknown.iter().map(|scored| loss(scored, calibration)));
            let loss = (1.0 - UNKNOWN_SHARE) * known_loss + UNKNOWN_SHARE * unknown_loss;
            // A clear gain only: two neighbours on the grid must not swap places over the last bit of an exponential.
            if loss < best.0 - 1e-6 {
                best = (loss, calibration);
            }
        }
    }
    best.1
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, count) = values.fold((0.0, 0_usize), |(sum, count), value| (sum + value, count + 1));
    sum / count.max(1) as f64
}

/// How surprising the truth is.
fn loss(scored: &Scored, calibration: Calibration) -> f64 {
    let none = f64::from(calibration.sharpness * calibration.none_score);
    let scaled: Vec<f64> =
        scored.scores.iter().map(|score| f64::from(calibration.sharpness * score)).collect();
    let most = scaled.iter().copied().fold(none, f64::max);
    let sum: f64 = scaled.iter().chain([&none]).map(|value| (value - most).exp()).sum();
    let truth = scored.truth.and_then(|truth| scaled.get(truth)).copied().unwrap_or(none);
    sum.ln() + most - truth
}

/// The answer a calibration makes of scores.
pub fn answer(scored: &Scored, classes: &[Category], calibration: Calibration) -> Answer {
    let (best, confidence) =
        classify::confidence(&scored.scores, calibration.sharpness, calibration.none_score);
    let category = |position: usize| classes.get(position).copied().unwrap_or(Category::Other);
    Answer {
        truth: scored.truth.map_or(Category::Other, category),
        second: scored.second,
        said: category(best),
        confidence,
        margin: classify::margin(&scored.scores),
        needs_review: false,
    }
}

/// Precision that answers without a person's look have to have.
pub const WANTED_PRECISION: f64 = 0.97;
/// How sure that has to be, given how many answers it was counted on: 95 %, one-sided, in standard deviations.
const SURE: f64 = 1.644_854;
/// Share of the right answers that may be lost to 其他.
pub const LOST: f64 = 0.005;

/// The lower end of what a share may be in truth (Wilson, 1927).
pub fn at_least(right: usize, all: usize) -> f64 {
    if all == 0 {
        return 0.0;
    }
    let (n, share) = (all as f64, ratio(right, all));
    let spread = SURE * (share * (1.0 - share) / n + SURE * SURE / (4.0 * n * n)).sqrt();
    (share + SURE * SURE / (2.0 * n) - spread) / (1.0 + SURE * SURE / n)
}

/// By how much another category has to be ahead of a file's label before the label is doubted.
pub const CONTRADICTED_BY: f32 = 1.0;

/// Of messages from categories that were never shown at most this share may pass as sure.
pub const STRANGERS: f64 = 0.2;

/// The review thresholds that spare people the most looks, while the wanted precision is sure and few strangers pass; and
/// the highest 其他 threshold that loses next to nothing. Where no thresholds do that, nothing is sure.
pub fn thresholds(answers: &[Answer], strangers: &[Answer]) -> Thresholds {
    let mut best = (0, NEVER_SURE, 0.0);
    for confidence in (10..=49).map(|step| step as f32 / 50.0) {
        for margin in (0..=40).map(|step| step as f32 / 20.0) {
            let above =
                || answers.iter().filter(|answer| answer.confidence >= confidence && answer.margin >= margin);
            let all = above().count();
            let right = above().filter(|answer| answer.is_acceptable()).count();
            let allowed = at_least(right, all) >= WANTED_PRECISION
                && coverage(strangers, confidence, margin).0 <= STRANGERS;
            if all > best.0 && allowed {
                best = (all, confidence, margin);
            }
        }
    }
    let (_, review_below, min_margin) = best;
    let right: Vec<&Answer> = answers.iter().filter(|answer| answer.said == answer.truth).collect();
    let lost =
        |below: f32| ratio(right.iter().filter(|answer| answer.confidence < below).count(), right.len());
    let steps = (0..=198).map(|step| step as f32 / 200.0);
    let other_below = steps.take_while(|below| lost(*below) <= LOST).last().unwrap_or(0.0).min(review_below);
    Thresholds { review_below, min_margin, other_below }
}

/// What became of the messages of a category that was removed from training.
#[derive(Clone, Copy, Debug)]
pub struct Unseen {
    pub category: Category,
    pub rows: usize,
    /// Share that a person has to look at, those named 其他 among them.
    pub review: f64,
    /// Share named 其他.
    pub other: f64,
    /// Share given to another category as if it were sure: what does harm.
    pub wrong: f64,
}

/// Counts the answers about messages of one category, none of which can be right.
pub fn unseen(category: Category, answers: &[Answer], thresholds: Thresholds) -> Unseen {
    let wrong = coverage(answers, thresholds.review_below, thresholds.min_margin).0;
    let other = 1.0 - coverage(answers, thresholds.other_below, 0.0).0;
    Unseen { category, rows: answers.len(), review: 1.0 - wrong, other, wrong }
}
