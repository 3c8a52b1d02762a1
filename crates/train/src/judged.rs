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

/// The sharpness under which confidence is nearest to how often it is acceptable, and the lowest threshold that keeps its promise.
#[must_use]
pub fn of_kind(rows: &[KindScores]) -> KindSettings {
    let gap = |sharpness: f32| -> f64 {
        let said: Vec<(f32, bool)> = rows
            .iter()
            .map(|row| {
                let (kind, confidence) = row.said(sharpness);
                (confidence, row.accepts(kind))
            })
            .collect();
        let surprise = |(confidence, right): &(f32, bool)| -> f64 {
            let likely = f64::from(confidence.clamp(0.001, 0.999));
            if *right { -likely.ln() } else { -(1.0 - likely).ln() }
        };
        said.iter().map(surprise).sum::<f64>() / said.len().max(1) as f64
    };
    let mut best = (f64::INFINITY, 4.0);
    for sharpness in (2..=40).map(|step| step as f32 / 4.0) {
        let gap = gap(sharpness);
        if gap < best.0 - 1e-6 {
            best = (gap, sharpness);
        }
    }
    let sharpness = best.1;
    let judged: Vec<(f32, bool)> = rows
        .iter()
        .map(|row| {
            let (kind, confidence) = row.said(sharpness);
            (confidence, row.accepts(kind))
        })
        .collect();
    KindSettings { sharpness, review_below: lowest(&judged, WANTED_OF_KIND) }
}

/// The lowest confidence from which on so many are right, surely (95 %, Wilson); one that is never reached where there is none.
fn lowest(judged: &[(f32, bool)], wanted: f64) -> f32 {
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
    let mut sharpest = (f64::INFINITY, 4.0_f32);
    for sharpness in (2..=40).map(|step| step as f32 / 4.0) {
        let surprise = |row: &UrgentScore| -> f64 {
            let likely =
                (1.0 + f64::from(sharpness * (urgent_from - row.score)).exp()).recip().clamp(0.001, 0.999);
            if row.urgent { -likely.ln() } else { -(1.0 - likely).ln() }
        };
        let mean = rows.iter().map(surprise).sum::<f64>() / rows.len().max(1) as f64;
        if mean < sharpest.0 - 1e-6 {
            sharpest = (mean, sharpness);
        }
    }
    let sharpness = sharpest.1;
    let judged: Vec<(f32, bool)> = rows
        .iter()
        .map(|row| {
            let likely = (1.0 + (sharpness * (urgent_from - row.score)).exp()).recip();
            let urgent = row.score >= urgent_from;
            (if urgent { likely } else { 1.0 - likely }, urgent == row.urgent)
        })
        .collect();
    let said = rows.iter().filter(|row| row.score >= urgent_from);
    let right = said.clone().filter(|row| row.urgent).count();
    let shares = UrgentShares { found: (right, all), right: (right, said.count()) };
    (UrgencySettings { sharpness, urgent_from, review_below: lowest(&judged, WANTED_OF_URGENCY) }, shares)
}

/// Of the urgent ones those that are found, and of what is called urgent what is.
#[derive(Clone, Copy, Debug, Default)]
pub struct UrgentShares {
    pub found: Share,
    pub right: Share,
}

/// Precision that an urgency of which nobody has to look has to have. Most messages are not urgent, so that nearly all are right.
pub const WANTED_OF_URGENCY: f64 = 0.985;
