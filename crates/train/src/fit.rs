//! From labelled rows to the model's numbers.

use anyhow::Result;
use minsheng_language::classify::features::{self, Reading};
use minsheng_language::classify::format::{self, Answer, Class, Draft, Settings};
use minsheng_types::category::Category;
use minsheng_types::subcategory::Subcategory;
use minsheng_types::words::Kind;

use crate::data::Row;
use crate::svm::{self, Example, Hyperplane, Vector};

/// What the trainer was told to do; the values come from cross-validation on the training rows.
#[derive(Clone, Copy, Debug)]
pub struct Recipe {
    pub bits: u32,
    pub length_floor: f32,
    /// Where messages were read by the guideline, a mistake in a row of a file costs this share: its labels are of another hand.
    pub beside: f32,
    /// How much a file's row counts whose label every other row speaks against.
    pub contradicted: f32,
    pub category: Question,
    pub level2: Question,
    pub kind: Question,
    pub urgent: Question,
}

/// How one question is learnt.
#[derive(Clone, Copy, Debug)]
pub struct Question {
    /// Cost of a mistake; the smaller, the smoother.
    pub cost: f32,
    /// How far a rare class's members are made to count like a common one's: 0 not at all, 1 fully (an exponent).
    pub balance: f64,
    /// A second choice is a member by this share.
    pub second: f32,
    /// A class with fewer rows is not learnt.
    pub fewest: usize,
    /// Of all its weights so many are kept, the loudest.
    pub kept: usize,
}

pub const RECIPE: Recipe = Recipe {
    bits: 16,
    length_floor: 200.0,
    beside: 0.4,
    contradicted: 0.25,
    category: Question { cost: 1.0, balance: 0.75, second: 0.25, fewest: 8, kept: 58_500 },
    level2: Question { cost: 1.0, balance: 0.5, second: 0.0, fewest: 12, kept: 5_500 },
    kind: Question { cost: 1.0, balance: 1.3, second: 0.35, fewest: 20, kept: 8_000 },
    urgent: Question { cost: 1.0, balance: 0.3, second: 0.0, fewest: 20, kept: 1_000 },
};

const ROUNDS: usize = 60;
const TOLERANCE: f32 = 0.02;

impl Recipe {
    #[must_use]
    pub const fn question(&self, answer: Answer) -> Question {
        match answer {
            Answer::Category(_) => self.category,
            Answer::Level2(..) => self.level2,
            Answer::Kind(_) => self.kind,
            Answer::Urgent => self.urgent,
        }
    }
}

/// The answers that there are rows enough for, at most as many as a model can hold.
#[must_use]
pub fn answers(rows: &[&Row], recipe: Recipe) -> Vec<Answer> {
    let members = |answer: Answer| rows.iter().filter(|row| row.raw && row.says(answer)).count();
    let enough = |answer: &Answer| members(*answer) >= recipe.question(*answer).fewest;
    let categories = Category::ALL.into_iter().filter(|category| *category != Category::Other);
    let mut answers: Vec<Answer> = categories.clone().map(Answer::Category).filter(enough).collect();
    answers.extend(Kind::ALL.iter().copied().map(Answer::Kind).filter(enough));
    answers.extend(Some(Answer::Urgent).filter(enough));
    let names =
        categories.flat_map(|above| Subcategory::of(above).map(move |name| Answer::Level2(above, name)));
    let mut level2: Vec<(usize, Answer)> =
        names.filter(enough).map(|answer| (members(answer), answer)).collect();
    level2.sort_by_key(|(members, answer)| (std::cmp::Reverse(*members), *answer));
    answers.extend(level2.into_iter().map(|(_, answer)| answer));
    answers.truncate(format::MOST_CLASSES);
    answers.sort_unstable();
    answers
}

/// A row with what is seen of it.
#[derive(Clone, Debug)]
pub struct Seen<'r> {
    pub row: &'r Row,
    counts: Vector,
    found: Vector,
    /// How much a mistake in it costs.
    pub weight: f32,
}

impl<'r> Seen<'r> {
    #[must_use]
    pub fn of(row: &'r Row, bits: u32, weight: f32) -> Self {
        let reading = Reading::of(&row.text);
        Self { row, counts: reading.counts(bits), found: reading.found(), weight }
    }
}

/// What was learnt, before it is rounded to bytes.
#[derive(Clone, Debug)]
pub struct Trained {
    pub planes: Vec<(Answer, Hyperplane)>,
    idf: Vec<u8>,
    idf_scale: f32,
    /// Messages that hold each feature.
    holders: Vec<u32>,
    recipe: Recipe,
}

/// Learns each of the answers against the others to its question.
///
/// # Errors
/// When learning was broken off.
pub fn learn(rows: &[Seen<'_>], answers: &[Answer], recipe: Recipe) -> Result<Trained> {
    let count = format::features(recipe.bits);
    let holders = holders(rows, count, recipe.bits);
    let (idf, idf_scale) = idf(&holders, rows.len());
    let mut learnt = Trained { planes: Vec::new(), idf, idf_scale, holders, recipe };
    let vectors: Vec<Vector> = rows.iter().map(|seen| learnt.weigh(seen)).collect();
    learnt.planes = svm::learn_each(answers, |answer| {
        svm::learn(&examples(rows, &vectors, answer, answers, recipe), count, ROUNDS, TOLERANCE)
    })?;
    Ok(learnt)
}

/// The rows that were asked an answer's question. Rows of categories that are not among the answers are examples of "none of
/// these" and left out.
fn examples<'v>(
    rows: &[Seen<'_>],
    vectors: &'v [Vector],
    answer: Answer,
    answers: &[Answer],
    recipe: Recipe,
) -> Vec<Example<'v>> {
    let question = recipe.question(answer);
    let asked: Vec<(&Seen<'_>, &Vector)> = rows
        .iter()
        .zip(vectors)
        .filter(|(seen, _)| {
            seen.row.was_asked(answer)
                && (!matches!(answer, Answer::Category(_))
                    || answers.contains(&Answer::Category(seen.row.label)))
        })
        .collect();
    let rivals = answers.iter().filter(|other| same_question(**other, answer)).count().max(2);
    let all: f64 = asked.iter().map(|(seen, _)| f64::from(seen.weight)).sum();
    let members: f64 =
        asked.iter().filter(|(seen, _)| seen.row.says(answer)).map(|(seen, _)| f64::from(seen.weight)).sum();
    let even = all / rivals as f64;
    // Rounded, so that the last bit of a power does not decide whether training repeats exactly.
    let boost = ((even / members.max(1.0)).powf(question.balance) * 1024.0).round() as f32 / 1024.0;
    let mut examples = Vec::with_capacity(asked.len());
    for (seen, vector) in asked {
        let cost = question.cost * seen.weight;
        if seen.row.says(answer) {
            examples.push(Example { vector, member: true, cost: cost * boost });
        } else if is_second(seen.row, answer) && question.second > 0.0 {
            examples.push(Example { vector, member: false, cost: cost * (1.0 - question.second) });
            examples.push(Example { vector, member: true, cost: cost * boost * question.second });
        } else {
            examples.push(Example { vector, member: false, cost });
        }
    }
    examples
}

/// Whether an answer would be right as well.
fn is_second(row: &Row, answer: Answer) -> bool {
    match answer {
        Answer::Category(category) => row.second == Some(category),
        Answer::Kind(kind) => row.kind2 == Some(kind),
        Answer::Level2(..) | Answer::Urgent => false,
    }
}

fn same_question(one: Answer, other: Answer) -> bool {
    match (one, other) {
        (Answer::Level2(above, _), Answer::Level2(other, _)) => above == other,
        _ => std::mem::discriminant(&one) == std::mem::discriminant(&other),
    }
}

fn holders(rows: &[Seen<'_>], count: usize, bits: u32) -> Vec<u32> {
    let mut holders = vec![0_u32; count];
    for seen in rows {
        let found = seen.found.iter().map(|(place, _)| (1 << bits) + place);
        for feature in seen.counts.iter().map(|(bucket, _)| *bucket).chain(found) {
            if let Some(count) = holders.get_mut(feature as usize) {
                *count += 1;
            }
        }
    }
    holders
}

/// The inverse document frequency of each feature, as the levels the model stores.
fn idf(holders: &[u32], rows: usize) -> (Vec<u8>, f32) {
    let all = rows as f64 + 1.0;
    let largest = all.ln() + 1.0;
    let levels = f64::from(format::RAREST);
    let bytes = holders
        .iter()
        .map(|count| (((all / (f64::from(*count) + 1.0)).ln() + 1.0) / largest * levels).round() as u8)
        .collect();
    (bytes, (largest / levels) as f32)
}

impl Trained {
    fn weigh(&self, seen: &Seen<'_>) -> Vector {
        let mut weighed = seen.counts.clone();
        let mut squares = self.recipe.length_floor;
        for (bucket, value) in &mut weighed {
            let idf = self.idf.get(*bucket as usize).map_or(0.0, |idf| f32::from(*idf) * self.idf_scale);
            *value = features::sublinear(*value) * idf;
            squares += *value * *value;
        }
        let scale = if squares > 0.0 { squares.sqrt().recip() } else { 0.0 };
        for (_, value) in &mut weighed {
            *value *= scale;
        }
        weighed.extend(seen.found.iter().map(|(place, value)| ((1 << self.recipe.bits) + place, *value)));
        weighed
    }

    /// Keeps the loudest weights and rounds them to steps, each class on its own scale. What one message alone says is no
    /// reason.
    #[must_use]
    pub fn draft(&self, settings: Settings) -> Draft {
        let count = format::features(self.recipe.bits);
        let mut weights: Vec<Vec<(f32, u8, i16)>> = vec![Vec::new(); count];
        let loud = self.loud_from();
        let mut classes = Vec::with_capacity(self.planes.len());
        for ((place, (answer, plane)), least) in (0_u8..).zip(&self.planes).zip(&loud) {
            let largest = plane.weights.iter().fold(f32::MIN_POSITIVE, |most, weight| most.max(weight.abs()));
            let scale = largest / f32::from(format::STEPS);
            for (feature, weight) in plane.weights.iter().enumerate() {
                let step = (weight / scale).round() as i16;
                let held = self.holders.get(feature).is_some_and(|holders| *holders > 1);
                if held
                    && step != 0
                    && weight.abs() >= *least
                    && let Some(kept) = weights.get_mut(feature)
                {
                    kept.push((weight.abs(), place, step));
                }
            }
            classes.push(Class { answer: *answer, scale, bias: plane.bias });
        }
        let weights = weights
            .into_iter()
            .map(|mut of_feature| {
                of_feature.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
                of_feature.truncate(format::MOST_WEIGHTS);
                of_feature.sort_by_key(|(_, class, _)| *class);
                of_feature.into_iter().map(|(_, class, step)| (class, step)).collect()
            })
            .collect();
        Draft {
            bits: self.recipe.bits,
            idf_scale: self.idf_scale,
            length_floor: self.recipe.length_floor,
            settings,
            classes,
            idf: self.idf.clone(),
            weights,
        }
    }

    /// For each class the weight from which on it is kept, so that each question keeps as many as it may.
    fn loud_from(&self) -> Vec<f32> {
        let question = |answer: Answer| match answer {
            Answer::Category(_) => 0,
            Answer::Level2(..) => 1,
            Answer::Kind(_) => 2,
            Answer::Urgent => 3,
        };
        let threshold = |of: i32, kept: usize| -> f32 {
            let asked = self.planes.iter().filter(|(answer, _)| question(*answer) == of);
            let mut all: Vec<f32> = asked
                .flat_map(|(_, plane)| plane.weights.iter().zip(&self.holders))
                .filter(|(weight, holders)| **weight != 0.0 && **holders > 1)
                .map(|(weight, _)| weight.abs())
                .collect();
            if all.len() <= kept {
                return 0.0;
            }
            let (_, least, _) = all.select_nth_unstable_by(kept, |a, b| b.total_cmp(a));
            *least
        };
        let recipe = self.recipe;
        let kept = [recipe.category.kept, recipe.level2.kept, recipe.kind.kept, recipe.urgent.kept];
        let thresholds: Vec<f32> = (0..).zip(kept).map(|(of, kept)| threshold(of, kept)).collect();
        self.planes
            .iter()
            .map(|(answer, _)| thresholds.get(question(*answer) as usize).copied().unwrap_or(0.0))
            .collect()
    }
}
