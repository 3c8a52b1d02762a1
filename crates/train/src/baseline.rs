//! What the model has to beat: the plain recipe of every textbook, exact characters and pairs with tf-idf and a linear
//! support vector machine, as scikit-learn's `TfidfVectorizer(analyzer="char", ngram_range=(1, 2))` and `LinearSVC(C=1)`
//! do it. Nothing is hashed, weighted or rounded, so it is far too large for a component.

use std::collections::HashMap;

use anyhow::Result;
use minsheng_language::classify::format::Answer as Class;
use minsheng_types::category::Category;

use crate::data::Row;
use crate::measure::Answer;
use crate::svm::{self, Example, Vector};

const ROUNDS: usize = 300;
const TOLERANCE: f32 = 0.001;

/// Learns from the one and answers for the other.
///
/// # Errors
/// When learning was broken off.
pub fn answers(training: &[&Row], held_out: &[&Row], classes: &[Category]) -> Result<Vec<Answer>> {
    let mut words = Words::default();
    let counts: Vec<Vec<(u32, u32)>> = training.iter().map(|row| words.counts(&row.text, true)).collect();
    let mut documents = vec![0_u32; words.known.len()];
    for (word, _) in counts.iter().flatten() {
        if let Some(count) = documents.get_mut(*word as usize) {
            *count += 1;
        }
    }
    let all = 1.0 + training.len() as f64;
    let idf: Vec<f64> = documents.iter().map(|count| (all / (1.0 + f64::from(*count))).ln() + 1.0).collect();
    let vectors: Vec<Vector> = counts.iter().map(|counts| weigh(counts, &idf)).collect();
    let wanted: Vec<Class> = classes.iter().map(|class| Class::Category(*class)).collect();
    let planes = svm::learn_each(&wanted, |class| {
        let examples: Vec<Example<'_>> = training
            .iter()
            .zip(&vectors)
            .map(|(row, vector)| Example { vector, member: row.says(class), cost: 1.0 })
            .collect();
        svm::learn(&examples, idf.len(), ROUNDS, TOLERANCE)
    })?;
    let mut said = |row: &&Row| {
        let vector = weigh(&words.counts(&row.text, false), &idf);
        let scored = planes.iter().map(|(class, plane)| (*class, plane.score(&vector)));
        let said = match scored.max_by(|a, b| a.1.total_cmp(&b.1)) {
            Some((Class::Category(category), _)) => category,
            _ => Category::Other,
        };
        Answer { truth: row.label, second: None, said, confidence: 1.0, margin: 0.0, needs_review: false }
    };
    Ok(held_out.iter().map(&mut said).collect())
}

/// Every character and pair of neighbours that the training rows hold, numbered as they come.
#[derive(Clone, Debug, Default)]
struct Words {
    known: HashMap<(char, char), u32>,
}

impl Words {
    /// Each word's number and how often it occurs, sorted; unknown words are numbered if `learning`, else left out.
    fn counts(&mut self, text: &str, learning: bool) -> Vec<(u32, u32)> {
        let mut numbers = Vec::new();
        let mut before: Option<char> = None;
        for ch in spaced(&text.to_lowercase()) {
            for word in [Some(('\0', ch)), before.map(|before| (before, ch))].into_iter().flatten() {
                let next = u32::try_from(self.known.len()).unwrap_or(u32::MAX);
                let number = match self.known.get(&word) {
                    Some(number) => Some(*number),
                    None if learning => Some(*self.known.entry(word).or_insert(next)),
                    None => None,
                };
                numbers.extend(number);
            }
            before = Some(ch);
        }
        numbers.sort_unstable();
        let mut counts: Vec<(u32, u32)> = Vec::new();
        for number in numbers {
            match counts.last_mut() {
                Some((last, count)) if *last == number => *count += 1,
                _ => counts.push((number, 1)),
            }
        }
        counts
    }
}

/// Two white spaces or more are one, as there.
fn spaced(text: &str) -> Vec<char> {
    let mut chars: Vec<char> = Vec::with_capacity(text.len());
    let mut run = 0;
    for ch in text.chars() {
        run = if ch.is_whitespace() { run + 1 } else { 0 };
        match run {
            0 | 1 => chars.push(ch),
            _ => {
                if let Some(last) = chars.last_mut() {
                    *last = ' ';
                }
            }
        }
    }
    chars
}

fn weigh(counts: &[(u32, u32)], idf: &[f64]) -> Vector {
    let value =
        |(word, count): &(u32, u32)| f64::from(*count) * idf.get(*word as usize).copied().unwrap_or(0.0);
    let length = counts.iter().map(|one| value(one).powi(2)).sum::<f64>().sqrt().max(f64::MIN_POSITIVE);
    counts.iter().map(|one| (one.0, (value(one) / length) as f32)).collect()
}
