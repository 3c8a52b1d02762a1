//! What a training run found out.

use minsheng_language::classify::format::{Answer, Settings};
use minsheng_types::category::Category;

use crate::agreement::Agreement;
use crate::delivered::Delivered;
use crate::judged::UrgentShares;
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
    /// Share of those that are acceptable.
    pub right: f64,
}

/// What a training run found out.
#[derive(Clone, Debug)]
pub struct Report {
    /// The data file's name, without its folder.
    pub file: String,
    pub raw_rows: usize,
    pub word_form_rows: usize,
    /// Messages that were read by the guideline.
    pub read_rows: usize,
    pub held_out_files: usize,
    pub held_out_read: usize,
    /// Versions of held-out messages that were kept out of training with them.
    pub excluded_versions: usize,
    /// Of the file's categories, on its held-out raw rows.
    pub classes: Vec<ClassScore>,
    pub macro_f1: f64,
    pub accuracy: f64,
    /// Of the plain recipe ([`crate::baseline`]), which learns from the file alone, on the same rows.
    pub macro_f1_baseline: f64,
    /// Over the file's raw training rows, each predicted by a model that did not learn from it.
    pub macro_f1_crossed: f64,
    pub bins: Vec<Bin>,
    pub calibration_error: f64,
    /// Rows of the file whose label all others contradict.
    pub contradicted: Vec<(Category, usize)>,
    pub agreement: Vec<Agreement>,
    /// What the finished model says to messages that it did not learn from, by the set's name; the held-out ones first.
    pub delivered: Vec<(String, Delivered)>,
    /// Of the cross-validated rows.
    pub urgent_crossed: UrgentShares,
    /// What the model can answer.
    pub answers: Vec<Answer>,
    pub settings: Settings,
    /// Held out; the last row has the thresholds of the model.
    pub coverage: Vec<Covered>,
    /// The same over the cross-validated training rows.
    pub coverage_crossed: Vec<Covered>,
    /// Each category removed from training in turn.
    pub unseen: Vec<Unseen>,
    /// The day of training as it was told.
    pub date: Option<String>,
    pub bytes: usize,
    pub checksum: u64,
}
