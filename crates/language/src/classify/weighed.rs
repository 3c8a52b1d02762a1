//! The features of a message with what they are worth, and the scores that follow.

use super::features::{self, Reading};
use super::format::{Parts, Weights};

/// A feature of a message, how much there is of it, and what it says.
pub struct Weighed<'a> {
    pub feature: u32,
    pub value: f32,
    pub weights: Weights<'a>,
}

/// Each feature of the message with its value: the buckets by tf-idf, scaled to unit length and sorted, then what rules found.
pub fn weigh<'a>(parts: &Parts<'a>, reading: &Reading) -> Vec<Weighed<'a>> {
    let mut counts = reading.counts(parts.bits);
    let mut squares = parts.length_floor;
    for (bucket, value) in &mut counts {
        *value = features::sublinear(*value) * parts.idf(*bucket);
        squares += *value * *value;
    }
    // The floor keeps a message of a few characters from counting as if it were a long one.
    let scale = if squares > 0.0 { squares.sqrt().recip() } else { 0.0 };
    let found = reading.found().into_iter().map(|(place, value)| ((1 << parts.bits) + place, value));
    let all = counts.into_iter().map(|(bucket, value)| (bucket, value * scale)).chain(found);
    all.map(|(feature, value)| Weighed { feature, value, weights: parts.weights(feature) }).collect()
}

/// The score of each class, by its place.
pub fn scores(parts: &Parts<'_>, weighed: &[Weighed<'_>]) -> Vec<f32> {
    let mut sums = vec![0.0_f32; parts.classes.len()];
    for feature in weighed {
        for (class, weight) in feature.weights.each() {
            if let Some(sum) = sums.get_mut(class) {
                *sum += feature.value * weight;
            }
        }
    }
    for (sum, class) in sums.iter_mut().zip(&parts.classes) {
        *sum = *sum * class.scale + class.bias;
    }
    sums
}
