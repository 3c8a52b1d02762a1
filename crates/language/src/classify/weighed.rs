//! The features of a message with what they are worth, and the scores that follow.

use super::buckets::Buckets;
use super::features::{self, Reading};
use super::format::{Parts, Weights};

/// The features of a message: its buckets, weighed by tf-idf and scaled to unit length, and what rules found.
pub struct Weighed<'a> {
    buckets: Buckets,
    /// Those of the buckets in their order, then the others.
    features: Vec<Feature<'a>>,
}

/// How much there is of a feature, and what it says.
pub struct Feature<'a> {
    pub value: f32,
    pub weights: Weights<'a>,
}

impl<'a> Weighed<'a> {
    pub fn of(parts: &Parts<'a>, reading: &Reading) -> Self {
        let (buckets, mut values) = reading.message.buckets(parts.bits);
        let held: Vec<u32> = buckets.iter().collect();
        let mut squares = parts.length_floor;
        for (bucket, value) in held.iter().zip(&mut values) {
            *value = features::sublinear(*value) * parts.idf(*bucket);
            squares += *value * *value;
        }
        // The floor keeps a message of a few characters from counting as if it were a long one.
        let scale = if squares > 0.0 { squares.sqrt().recip() } else { 0.0 };
        let found = reading.found();
        let mut features = Vec::with_capacity(values.len() + found.len());
        for (bucket, value) in held.into_iter().zip(values) {
            features.push(Feature { value: value * scale, weights: parts.weights(bucket) });
        }
        for (place, value) in found {
            features.push(Feature { value, weights: parts.weights((1 << parts.bits) + place) });
        }
        Self { buckets, features }
    }

    /// What a bucket of the message speaks for a class.
    #[inline]
    pub fn share(&self, bucket: u32, class: usize) -> f32 {
        let feature = self.buckets.place(bucket).and_then(|place| self.features.get(place));
        feature.map_or(0.0, |feature| feature.value * feature.weights.of(class))
    }

    /// The score of each class, by its place.
    pub fn scores(&self, parts: &Parts<'_>) -> Vec<f32> {
        let mut sums = vec![0.0_f32; parts.classes.len()];
        for feature in &self.features {
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
}
