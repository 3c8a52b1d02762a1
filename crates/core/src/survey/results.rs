//! What a survey has come to, and how sure that is.
//!
//! A count below [`SMALLEST`] could tell what one person said, and is not shown; nor is a count from which a hidden one
//! follows by subtraction. Counts of nobody tell of nobody and are shown.

use std::collections::BTreeMap;

use super::form::{By, Cell, Question, QuestionKind, Questionnaire};

/// The smallest count of people that is shown.
pub const SMALLEST: u32 = 5;

/// What a survey has come to; what is hidden is `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Results {
    /// How many have answered.
    pub answered: Option<u32>,
    /// In the order of the questions.
    pub questions: Vec<QuestionResults>,
    /// By district and by age, as far as these are asked for; an empty group is those who did not say.
    pub groups: Vec<GroupResults>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QuestionResults {
    pub answered: Option<u32>,
    /// Of each choice, from the first on.
    pub choices: Vec<Option<u32>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupResults {
    pub by: By,
    pub group: String,
    pub answered: Option<u32>,
    pub questions: Vec<QuestionResults>,
}

/// A question's counts as they are.
#[derive(Clone, Debug, Default)]
struct Counts {
    answered: u32,
    choices: Vec<u32>,
}

impl Counts {
    fn hidden(&self) -> QuestionResults {
        QuestionResults { answered: None, choices: vec![None; self.choices.len()] }
    }

    fn shown(&self) -> QuestionResults {
        let choices = self.choices.iter().copied().map(Some).collect();
        QuestionResults { answered: Some(self.answered), choices }
    }

    /// Whether a choice's count, or that of those who did not take it where several can be taken, is a small one.
    fn is_small(&self, kind: QuestionKind, choice: usize) -> bool {
        let count = self.choices.get(choice).copied().unwrap_or_default();
        let others = kind == QuestionKind::Several && is_small(self.answered.saturating_sub(count));
        is_small(count) || others
    }

    fn add(&mut self, other: &Self) {
        self.answered += other.answered;
        self.choices.iter_mut().zip(&other.choices).for_each(|(sum, count)| *sum += count);
    }
}

const fn is_small(count: u32) -> bool {
    0 < count && count < SMALLEST
}

/// What was counted of a survey, each cell once.
#[must_use]
pub fn results(form: &Questionnaire, counted: &[(Cell, u32)]) -> Results {
    let counts: BTreeMap<(By, &str, u32, u32), u32> = counted
        .iter()
        .map(|(cell, count)| ((cell.by, cell.group.as_str(), cell.question, cell.choice), *count))
        .collect();
    let count =
        |by, group, question, choice| counts.get(&(by, group, question, choice)).copied().unwrap_or_default();
    let of = |by, group, (question, number): (&Question, u32)| Counts {
        answered: count(by, group, number, 0),
        choices: (1..=question.choices()).map(|choice| count(by, group, number, choice)).collect(),
    };
    let numbered = || form.questions.iter().zip(1_u32..);
    let all: Vec<Counts> = numbered().map(|question| of(By::All, "", question)).collect();
    let answered = count(By::All, "", 0, 0);
    let whole: Vec<QuestionResults> = if answered < SMALLEST {
        all.iter().map(Counts::hidden).collect()
    } else {
        form.questions.iter().zip(&all).map(|(question, counts)| of_everybody(question, counts)).collect()
    };
    let mut groups = Vec::new();
    for by in [By::District, By::Age] {
        let names: Vec<&str> = counts
            .keys()
            .filter(|(other, _, question, choice)| *other == by && (*question, *choice) == (0, 0))
            .map(|(_, group, ..)| *group)
            .collect();
        let sizes: Vec<u32> = names.iter().map(|group| count(by, group, 0, 0)).collect();
        let mut hidden: Vec<bool> = sizes.iter().map(|size| is_small(*size) || answered < SMALLEST).collect();
        hide_until(&sizes, &mut hidden, |hidden| gives_away(&sizes, hidden));
        let mut table: Vec<GroupResults> = names
            .iter()
            .zip(&sizes)
            .zip(&hidden)
            .map(|((group, size), hidden)| GroupResults {
                by,
                group: (*group).to_owned(),
                answered: (!hidden).then_some(*size),
                questions: Vec::new(),
            })
            .collect();
        for (question, whole) in numbered().zip(&whole) {
            let cells: Vec<Counts> = names.iter().map(|group| of(by, group, question)).collect();
            let shown = by_group(question.0.kind, whole, &cells, &hidden);
            table.iter_mut().zip(shown).for_each(|(group, results)| group.questions.push(results));
        }
        groups.append(&mut table);
    }
    Results { answered: (answered >= SMALLEST).then_some(answered), questions: whole, groups }
}

/// A question as everybody has answered it.
fn of_everybody(question: &Question, counts: &Counts) -> QuestionResults {
    if counts.answered < SMALLEST && counts.answered > 0 {
        return counts.hidden();
    }
    let mut hidden: Vec<bool> =
        (0..counts.choices.len()).map(|choice| counts.is_small(question.kind, choice)).collect();
    // Of several nothing follows from the others; else all of them are those who answered.
    if question.kind != QuestionKind::Several {
        hide_until(&counts.choices, &mut hidden, |hidden| gives_away(&counts.choices, hidden));
    }
    let choices = counts.choices.iter().zip(&hidden).map(|(count, hidden)| (!hidden).then_some(*count));
    QuestionResults { answered: Some(counts.answered), choices: choices.collect() }
}

/// A question by group: shown whole or not at all, so that nothing follows inside of a group; and hidden in as many groups
/// as it takes for nothing to follow from what everybody has answered.
fn by_group(
    kind: QuestionKind,
    whole: &QuestionResults,
    cells: &[Counts],
    hidden_groups: &[bool],
) -> Vec<QuestionResults> {
    let holds_small = |counts: &Counts| (0..counts.choices.len()).any(|choice| counts.is_small(kind, choice));
    let sizes: Vec<u32> = cells.iter().map(|counts| counts.answered).collect();
    let mut hidden: Vec<bool> = cells
        .iter()
        .zip(hidden_groups)
        .map(|(counts, group)| *group || is_small(counts.answered) || holds_small(counts))
        .collect();
    hide_until(&sizes, &mut hidden, |hidden| {
        let mut union = Counts { answered: 0, choices: vec![0; whole.choices.len()] };
        cells.iter().zip(hidden).filter(|(_, hidden)| **hidden).for_each(|(counts, _)| union.add(counts));
        let known = |choice: &usize| whole.choices.get(*choice).is_some_and(Option::is_some);
        let small = (0..whole.choices.len()).filter(known).any(|choice| union.is_small(kind, choice));
        gives_away(&sizes, hidden) || small
    });
    let shown = |(counts, hidden): (&Counts, &bool)| if *hidden { counts.hidden() } else { counts.shown() };
    cells.iter().zip(&hidden).map(shown).collect()
}

/// Whether what is hidden follows from the sum of all: there is only one, or they are a small count together.
fn gives_away(counts: &[u32], hidden: &[bool]) -> bool {
    let hidden = || counts.iter().zip(hidden).filter(|(count, hidden)| **hidden && **count > 0);
    let sum: u32 = hidden().map(|(count, _)| count).sum();
    hidden().count() == 1 || is_small(sum)
}

/// Hides the smallest count that still is shown, and the next, until nothing is given away.
fn hide_until(counts: &[u32], hidden: &mut [bool], gives_away: impl Fn(&[bool]) -> bool) {
    while gives_away(hidden) {
        let shown = counts.iter().zip(hidden.iter_mut()).filter(|(count, hidden)| !**hidden && **count > 0);
        match shown.min_by_key(|(count, _)| **count) {
            Some((_, next)) => *next = true,
            None => return,
        }
    }
}

/// The quantile of the normal distribution for 95 %.
const Z: f64 = 1.959_963_984_540_054;

/// The interval in which the share of everybody lies with 95 % (E. B. Wilson, 1927, "Probable Inference, the Law of
/// Succession, and Statistical Inference", JASA 22), if those who answered were drawn by lot. Nobody answering is no share.
#[must_use]
pub fn wilson(count: u32, answered: u32) -> Option<(f64, f64)> {
    if answered == 0 || count > answered {
        return None;
    }
    let (n, share) = (f64::from(answered), f64::from(count) / f64::from(answered));
    let (square, scale) = (Z * Z / n, 1.0 + Z * Z / n);
    let centre = (share + square / 2.0) / scale;
    let half = Z * (share * (1.0 - share) / n + square / (4.0 * n)).sqrt() / scale;
    // Rounding must not leave what is certain.
    let low = if count == 0 { 0.0 } else { (centre - half).max(0.0) };
    let high = if count == answered { 1.0 } else { (centre + half).min(1.0) };
    Some((low, high))
}

/// The mean of a scale and the half width of its interval at 95 %, by the normal approximation; `None` for fewer than
/// [`SMALLEST`] answers, which is no sample.
#[must_use]
pub fn mean(counts: &[u32]) -> Option<(f64, f64)> {
    let answered: u32 = counts.iter().sum();
    if answered < SMALLEST {
        return None;
    }
    let n = f64::from(answered);
    let values = || counts.iter().zip(1_u32..).map(|(count, value)| (f64::from(*count), f64::from(value)));
    let mean = values().map(|(count, value)| count * value).sum::<f64>() / n;
    let squares = values().map(|(count, value)| count * (value - mean).powi(2)).sum::<f64>();
    Some((mean, Z * (squares / (n - 1.0) / n).sqrt()))
}
