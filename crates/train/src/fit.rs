//! From labelled rows to the model's numbers.

use anyhow::Result;
use minsheng_language::classify::features;
use minsheng_language::classify::features::Message;
use minsheng_language::classify::format;
use minsheng_language::classify::format::{Class, Draft};
use minsheng_types::category::Category;

use crate::data::Row;
use crate::svm::{self, Example, Hyperplane, Vector};

/// What the trainer was told to do; the values come from cross-validation on the training rows.
#[derive(Clone, Copy, Debug)]
pub struct Recipe {
    pub bits: u32,
    /// Cost of a mistake; the smaller, the smoother.
    pub cost: f32,
    /// A word-form row's mistake costs this share of a raw row's.
    pub word_form: f32,
    /// How far a rare class's members are made to count like a common one's: 0 not at all, 1 fully (an exponent).
    pub balance: f64,
    pub length_floor: f32,
}

pub const RECIPE: Recipe = Recipe { bits: 16, cost: 1.0, word_form: 1.0, balance: 1.0, length_floor: 200.0 };

const ROUNDS: usize = 60;
const TOLERANCE: f32 = 0.02;

/// What was learnt, before it is rounded to bytes.
#[derive(Clone, Debug)]
pub struct Trained {
    pub classes: Vec<Category>,
    pub planes: Vec<Hyperplane>,
    idf: Vec<u8>,
    idf_scale: f32,
    recipe: Recipe,
}

/// Learns to tell `classes` apart. Rows of other classes are examples of "none of these" and left out.
///
/// # Errors
/// When learning was broken off.
pub fn learn(rows: &[&Row], classes: &[Category], recipe: Recipe) -> Result<Trained> {
    let buckets = 1_usize << recipe.bits;
    let rows: Vec<&Row> = rows.iter().copied().filter(|row| classes.contains(&row.label)).collect();
    let counts: Vec<Vec<(u32, f32)>> =
        rows.iter().map(|row| Message::new(&row.text).counts(recipe.bits)).collect();
    let (idf, idf_scale) = idf(&counts, buckets);
    let mut learnt = Trained { classes: classes.to_vec(), planes: Vec::new(), idf, idf_scale, recipe };
    let vectors: Vec<Vector> = counts.into_iter().map(|counts| learnt.weigh(counts)).collect();
    learnt.planes = svm::learn_each(classes, |class| {
        let members = rows.iter().filter(|row| row.label == class).count().max(1);
        let even = rows.len() as f64 / classes.len() as f64;
        // Rounded, so that the last bit of a power does not decide whether training repeats exactly.
        let boost = ((even / members as f64).powf(recipe.balance) * 1024.0).round() as f32 / 1024.0;
        let examples: Vec<Example<'_>> = rows
            .iter()
            .zip(&vectors)
            .map(|(row, vector)| {
                let member = row.label == class;
                let cost = recipe.cost
                    * if row.raw { 1.0 } else { recipe.word_form }
                    * if member { boost } else { 1.0 };
                Example { vector, member, cost }
            })
            .collect();
        svm::learn(&examples, buckets, ROUNDS, TOLERANCE)
    })?;
    Ok(learnt)
}

/// The inverse document frequency of each bucket, as the levels the model stores.
fn idf(counts: &[Vec<(u32, f32)>], buckets: usize) -> (Vec<u8>, f32) {
    let mut documents = vec![0_u32; buckets];
    for (bucket, _) in counts.iter().flatten() {
        if let Some(count) = documents.get_mut(*bucket as usize) {
            *count += 1;
        }
    }
    let all = counts.len() as f64 + 1.0;
    let largest = all.ln() + 1.0;
    let levels = f64::from(format::RAREST);
    let bytes = documents
        .into_iter()
        .map(|count| (((all / (f64::from(count) + 1.0)).ln() + 1.0) / largest * levels).round() as u8)
        .collect();
    (bytes, (largest / levels) as f32)
}

impl Trained {
    fn weigh(&self, mut counts: Vec<(u32, f32)>) -> Vector {
        let mut squares = self.recipe.length_floor;
        for (bucket, value) in &mut counts {
            let idf = self.idf.get(*bucket as usize).map_or(0.0, |idf| f32::from(*idf) * self.idf_scale);
            *value = features::sublinear(*value) * idf;
            squares += *value * *value;
        }
        let scale = if squares > 0.0 { squares.sqrt().recip() } else { 0.0 };
        for (_, value) in &mut counts {
            *value *= scale;
        }
        counts
    }

    /// Each class's score for a text.
    pub fn scores(&self, text: &str) -> Vec<f32> {
        let vector = self.weigh(Message::new(text).counts(self.recipe.bits));
        self.planes.iter().map(|plane| plane.score(&vector)).collect()
    }

    /// Rounds the weights to steps, each class on its own scale.
    pub fn draft(&self, calibration: Calibration, thresholds: Thresholds) -> Draft {
        let scales: Vec<f32> = self.planes.iter().map(scale).collect();
        let weights = (0..1_usize << self.recipe.bits)
            .flat_map(|bucket| {
                self.planes.iter().zip(&scales).map(move |(plane, scale)| {
                    let weight = plane.weights.get(bucket).copied().unwrap_or(0.0);
                    format::step(weight / scale)
                })
            })
            .collect();
        let classes = self
            .classes
            .iter()
            .zip(&self.planes)
            .zip(&scales)
            .map(|((category, plane), scale)| Class { category: *category, scale: *scale, bias: plane.bias })
            .collect();
        Draft {
            bits: self.recipe.bits,
            idf_scale: self.idf_scale,
            length_floor: self.recipe.length_floor,
            sharpness: calibration.sharpness,
            none_score: calibration.none_score,
            review_below: thresholds.review_below,
            other_below: thresholds.other_below,
            min_margin: thresholds.min_margin,
            classes,
            idf: self.idf.clone(),
            weights,
        }
    }
}

/// What the highest step is worth: the share of the largest weight with which rounding loses least. A few weights are so
/// large that to hold them exactly would cost all the others more.
fn scale(plane: &Hyperplane) -> f32 {
    let largest = plane.weights.iter().fold(f32::MIN_POSITIVE, |most, weight| most.max(weight.abs()));
    let lost = |scale: f32| -> f64 {
        let gap = |weight: &f32| f64::from(weight - scale * format::worth(format::step(weight / scale)));
        plane.weights.iter().filter(|weight| **weight != 0.0).map(|weight| gap(weight).powi(2)).sum()
    };
    let scales = (4..=20).map(|part| largest * part as f32 / 20.0);
    scales.min_by(|a, b| lost(*a).total_cmp(&lost(*b))).unwrap_or(largest)
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
