//! What a training run found out.

use crate::fit::{Calibration, Thresholds};
use crate::measure::{Bin, ClassScore, Unseen};

/// One row of precision against coverage.
#[derive(Clone, Copy, Debug)]
pub struct Covered {
    /// Confidence from.
    pub from: f32,
    /// Ahead of the second score by.
    pub margin: f32,
    /// Share of messages.
    pub covered: f64,
    /// Share of those that are right.
    pub right: f64,
}

/// What a training run found out.
#[derive(Clone, Debug)]
pub struct Report {
    /// The data file's name, without its folder.
    pub file: String,
    pub raw_rows: usize,
    pub word_form_rows: usize,
    pub held_out_rows: usize,
    /// Versions of held-out messages that were kept out of training with them.
    pub excluded_versions: usize,
    pub classes: Vec<ClassScore>,
    /// On the held-out rows, with the weights as bytes.
    pub macro_f1: f64,
    pub accuracy: f64,
    /// The same before the weights were rounded to bytes.
    pub macro_f1_unrounded: f64,
    /// Of the plain recipe ([`crate::baseline`]) on the same rows, held out.
    pub macro_f1_baseline: f64,
    /// Of the whole suggestion, in which words may name a category that the model does not know; nobody is right there.
    pub macro_f1_with_words: f64,
    /// Over all training rows, each predicted by a model that did not learn from it.
    pub macro_f1_crossed: f64,
    pub bins: Vec<Bin>,
    pub calibration_error: f64,
    /// Mean confidence less the share of right answers, over held-out messages mixed with such of unseen categories.
    pub mixed_gap: f64,
    pub calibration: Calibration,
    pub thresholds: Thresholds,
    /// Held out; the last row has the thresholds of the model.
    pub coverage: Vec<Covered>,
    /// The same over the cross-validated training rows.
    pub coverage_crossed: Vec<Covered>,
    /// At the review threshold: share of held-out messages that need no look, and how many of those are right.
    pub at_threshold: (f64, f64),
    /// Each category removed from training in turn.
    pub unseen: Vec<Unseen>,
    /// The day of training as it was told.
    pub date: Option<String>,
    pub bytes: usize,
    pub checksum: u64,
}
