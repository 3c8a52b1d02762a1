//! How far two readers agree who read the same messages by the same guideline.

use std::collections::{BTreeMap, HashMap};

use crate::data::Row;
use crate::measure::ratio;

/// One question that both were asked.
#[derive(Clone, Debug)]
pub struct Agreement {
    pub question: &'static str,
    pub rows: usize,
    /// Share of the same answers.
    pub same: f64,
    /// The share beyond what chance alone would give (Cohen, 1960).
    pub kappa: f64,
}

/// What the second reader says of the messages of the first.
#[must_use]
pub fn of(first: &[Row], second: &[Row]) -> Vec<Agreement> {
    let by_id: HashMap<&str, &Row> =
        second.iter().filter_map(|row| Some((row.id.as_deref()?, row))).collect();
    let both: Vec<(&Row, &Row)> =
        first.iter().filter_map(|row| Some((row, *by_id.get(row.id.as_deref()?)?))).collect();
    let asked = |question, answer: fn(&Row) -> String| {
        let answers: Vec<(String, String)> =
            both.iter().map(|(one, other)| (answer(one), answer(other))).collect();
        agreement(question, &answers)
    };
    vec![
        asked("category", |row| row.label.to_string()),
        asked("level 2", |row| row.level2.map(|name| format!("{}/{name}", row.label)).unwrap_or_default()),
        asked("kind", |row| row.kind.map(|kind| kind.to_string()).unwrap_or_default()),
        asked("urgency", |row| row.urgency.map(|urgency| urgency.to_string()).unwrap_or_default()),
    ]
}

fn agreement(question: &'static str, answers: &[(String, String)]) -> Agreement {
    let mut said: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (one, other) in answers {
        said.entry(one).or_default().0 += 1;
        said.entry(other).or_default().1 += 1;
    }
    let same = ratio(answers.iter().filter(|(one, other)| one == other).count(), answers.len());
    let chance: f64 =
        said.values().map(|(one, other)| ratio(*one, answers.len()) * ratio(*other, answers.len())).sum();
    let kappa = if chance < 1.0 { (same - chance) / (1.0 - chance) } else { 1.0 };
    Agreement { question, rows: answers.len(), same, kappa }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agreement_beyond_chance_is_worked_out_as_by_hand() {
        let answers = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
            pairs.iter().map(|(one, other)| ((*one).to_owned(), (*other).to_owned())).collect()
        };
        let half = agreement("x", &answers(&[("a", "a"), ("a", "b"), ("b", "a"), ("b", "b")]));
        assert_eq!((half.rows, half.same, half.kappa), (4, 0.5, 0.0), "what chance gives as well");
        let three = agreement("x", &answers(&[("a", "a"), ("a", "a"), ("b", "b"), ("b", "a")]));
        assert!((three.same - 0.75).abs() < 1e-9 && (three.kappa - 0.5).abs() < 1e-9, "{three:?}");
        assert_eq!(agreement("x", &answers(&[("a", "a")])).kappa, 1.0);
    }
}
