//! How kind and urgency are decided over scores: sharpness, and from which confidence on nobody has to look.

use minsheng_language::classify;
use minsheng_language::classify::format::{KindSettings, NEVER_SURE, UrgencySettings};
use minsheng_types::words::Kind;

use crate::delivered::Share;
use crate::measure::{at_least, ratio};

/// Precision that a kind of which nobody has to look has to have, a second choice counting as right.
pub const WANTED_OF_KIND: f64 = 0.95;

/// The scores of the kinds for a message whose kind is known.
#[derive(Clone, Debug)]
pub struct KindScores {
    pub scores: Vec<(Kind, f32)>,
    pub truth: Kind,
    pub second: Option<Kind>,
}

impl KindScores {
    fn said(&self, sharpness: f32) -> (Option<Kind>, f32) {
        let alone: Vec<f32> = self.scores.iter().map(|(_, score)| *score).collect();
        let (best, confidence) = classify::confidence(&alone, sharpness, f32::NEG_INFINITY);
        (self.scores.get(best).map(|(kind, _)| *kind), confidence)
    }

    fn accepts(&self, said: Option<Kind>) -> bool {
        said.is_some() && (said == Some(self.truth) || said == self.second)
    }
}

/// A confidence, and whether what was said with it is acceptable.
type Judged = (f32, bool);

/// The sharpness under which confidence is nearest to how often it is acceptable, and the lowest threshold that keeps its promise.
#[must_use]
pub fn of_kind(rows: &[KindScores]) -> KindSettings {
    let judged = |sharpness: f32| -> Vec<Judged> {
        let judge = |row: &KindScores| {
            let (kind, confidence) = row.said(sharpness);
            (confidence, row.accepts(kind))
        };
        rows.iter().map(judge).collect()
    };
    let sharpness = least_surprising(judged);
    KindSettings { sharpness, review_below: lowest(&judged(sharpness), WANTED_OF_KIND) }
}

/// The sharpness whose confidences the truth surprises least, as the mean logarithm counts it.
fn least_surprising(judged: impl Fn(f32) -> Vec<Judged>) -> f32 {
    let surprise = |(confidence, right): &Judged| -> f64 {
        let likely = f64::from(confidence.clamp(0.001, 0.999));
        if *right { -likely.ln() } else { -(1.0 - likely).ln() }
    };
    let mut best = (f64::INFINITY, 4.0);
    for sharpness in (2..=40).map(|step| step as f32 / 4.0) {
        let judged = judged(sharpness);
        let mean = judged.iter().map(surprise).sum::<f64>() / judged.len().max(1) as f64;
        if mean < best.0 - 1e-6 {
            best = (mean, sharpness);
        }
    }
    best.1
}

/// The lowest confidence from which on so many are right, surely (95 %, Wilson); one that is never reached where there is none.
fn lowest(judged: &[Judged], wanted: f64) -> f32 {
    let kept = |from: f32| {
        let above = || judged.iter().filter(|(confidence, _)| *confidence >= from);
        let right = above().filter(|(_, right)| *right).count();
        at_least(right, above().count()) >= wanted
    };
    (0..=49).map(|step| step as f32 / 50.0).find(|from| kept(*from)).unwrap_or(NEVER_SURE)
}

/// A message's score for being urgent, and whether it is.
#[derive(Clone, Copy, Debug)]
pub struct UrgentScore {
    pub score: f32,
    pub urgent: bool,
}

/// Precision below which nothing is called urgent.
pub const LEAST_OF_URGENT: f64 = 0.65;

/// The score from which on a message is urgent: the one that finds the most urgent ones while [`LEAST_OF_URGENT`] of what it calls
/// urgent is, and of such the best balance (F1).
#[must_use]
pub fn of_urgency(rows: &[UrgentScore]) -> (UrgencySettings, UrgentShares) {
    let all = rows.iter().filter(|row| row.urgent).count();
    let mut best = (0.0, 0.0);
    for from in (-40..=40).map(|step| step as f32 / 20.0) {
        let said = rows.iter().filter(|row| row.score >= from).count();
        let right = rows.iter().filter(|row| row.score >= from && row.urgent).count();
        let f1 = ratio(2 * right, all + said);
        if f1 > best.0 && ratio(right, said) >= LEAST_OF_URGENT {
            best = (f1, from);
        }
    }
    let urgent_from = best.1;
    let judged = |sharpness: f32| -> Vec<Judged> {
        let judge = |row: &UrgentScore| {
            let likely = (1.0 + (sharpness * (urgent_from - row.score)).exp()).recip();
            let urgent = row.score >= urgent_from;
            (if urgent { likely } else { 1.0 - likely }, urgent == row.urgent)
        };
        rows.iter().map(judge).collect()
    };
    let sharpness = least_surprising(judged);
    let said = rows.iter().filter(|row| row.score >= urgent_from);
    let right = said.clone().filter(|row| row.urgent).count();
    let shares = UrgentShares { found: (right, all), right: (right, said.count()) };
    (
        UrgencySettings {
            sharpness,
            urgent_from,
            review_below: lowest(&judged(sharpness), WANTED_OF_URGENCY),
        },
        shares,
    )
}

/// Of the urgent ones those that are found, and of what is called urgent what is.
#[derive(Clone, Copy, Debug, Default)]
pub struct UrgentShares {
    pub found: Share,
    pub right: Share,
}

/// Precision that an urgency of which nobody has to look has to have. Most messages are not urgent, so that nearly all are right.
pub const WANTED_OF_URGENCY: f64 = 0.985;
