//! Suggests what a message is about, what is wanted, and how soon: a linear model over hashed character pairs and over
//! what rules find.
//!
//! Chinese has no spaces, and a dictionary is large and always out of date; single characters and pairs of neighbours
//! carry nearly all that a word list would. Each of them is hashed to a bucket ([`features`]). Beside the buckets stand
//! the keywords of the taxonomy ([`crate::topics`]) and those of kind and urgency ([`crate::triage`]), so that a rule
//! is heard and does not decide. Each feature has a weight for the few classes that it tells apart ([`format`]), and a class's
//! score is the weighted sum over the message, by the usual tf-idf rule. Scores turn into a confidence by a softmax which
//! also holds a constant for "none of these": a message unlike anything the model has seen scores low everywhere and comes
//! out uncertain, not merely undecided.
//!
//! Danger is for rules alone: whoever is in danger is not a matter of likelihood.
//!
//! A suggestion is only that. Below the model's review threshold it says so, names the next best, and a person decides.

mod buckets;
mod evidence;
pub mod features;
pub mod format;
mod id;
mod suggestion;
#[cfg(test)]
mod tests;
mod weighed;

use crate::topics::KeywordHits;
use crate::triage::Danger;
pub use evidence::MAX_EVIDENCE;
use features::Reading;
pub use format::ModelError;
use format::{Answer, Parts};
pub use id::ModelId;
use minsheng_types::category::Category;
use minsheng_types::words::{Kind, Urgency};
use suggestion::four_decimals;
pub use suggestion::{Judged, Suggestion};
use weighed::Weighed;

/// A message with fewer different Chinese characters than this has too little to go by, however sure the model is.
const FEWEST_CHARACTERS: usize = 4;
/// Where the model is likelier wrong than right, the words are heard beside it.
const WORDS_BELOW: f32 = 0.5;
/// A message of so few symbols has little but its words.
const SHORT: usize = 40;

/// A trained model, borrowed from the bytes that hold it.
#[derive(Clone, Debug)]
pub struct Model<'a> {
    parts: Parts<'a>,
}

/// What the model computes before any threshold is applied.
#[derive(Clone, Debug, PartialEq)]
pub struct Scores {
    /// Per category of the model, in its order.
    pub scores: Vec<(Category, f32)>,
    /// The best category's probability.
    pub confidence: f32,
}

impl ModelId {
    #[must_use]
    pub fn of(model: &Model<'_>) -> Self {
        Self::from_checksum(model.checksum())
    }
}

impl<'a> Model<'a> {
    /// Reads a model from anywhere: everything about it is checked, the checksum included (about 0.1 ms).
    pub fn from_bytes(bytes: &'a [u8]) -> Result<Self, ModelError> {
        let model = Self::from_embedded(bytes)?;
        format::verify(bytes)?;
        if model.parts.is_in_order() { Ok(model) } else { Err(ModelError::Value) }
    }

    /// Reads a model that was compiled into the program, whose checksum a test has verified: header and shape are
    /// checked, the weights are not read. A damaged model would answer nonsense, but still never panic.
    pub fn from_embedded(bytes: &'a [u8]) -> Result<Self, ModelError> {
        Ok(Self { parts: Parts::read(bytes)? })
    }

    /// The checksum the model carries; names a version of the model in logs and model cards.
    pub fn checksum(&self) -> u64 {
        self.parts.checksum
    }

    /// How large it is.
    pub fn bytes(&self) -> u32 {
        self.parts.bytes
    }

    /// How scores become confidence, and from which on nobody has to look.
    pub fn settings(&self) -> format::Settings {
        self.parts.settings
    }

    /// The categories the model can tell apart.
    pub fn categories(&self) -> impl Iterator<Item = Category> {
        self.answers().filter_map(Answer::category)
    }

    /// What the model can answer, in its order.
    pub fn answers(&self) -> impl Iterator<Item = Answer> {
        self.parts.classes.iter().map(|class| class.answer)
    }

    /// The raw decision between categories, for measurements.
    pub fn score(&self, text: &str) -> Scores {
        let all = self.score_all(&Reading::of(text));
        let of_categories = all.into_iter().filter_map(|(answer, score)| Some((answer.category()?, score)));
        let scores: Vec<(Category, f32)> = of_categories.collect();
        let settings = self.parts.settings.category;
        let alone: Vec<f32> = scores.iter().map(|(_, score)| *score).collect();
        let (_, confidence) = confidence(&alone, settings.sharpness, settings.none_score);
        Scores { scores, confidence }
    }

    /// The score of everything that the model can answer, in its order.
    pub fn score_all(&self, reading: &Reading) -> Vec<(Answer, f32)> {
        let scores = Weighed::of(&self.parts, reading).scores(&self.parts);
        self.answers().zip(scores).collect()
    }

    /// The suggestion for a message. Any text gets an answer.
    pub fn suggest(&self, text: &str) -> Suggestion {
        self.understand(text).0
    }

    /// As [`Model::suggest`], with what threatens people: one reading of the text says both.
    #[must_use]
    pub fn understand(&self, text: &str) -> (Suggestion, Option<Danger>) {
        let reading = Reading::of(text);
        let weighed = Weighed::of(&self.parts, &reading);
        let scores = weighed.scores(&self.parts);
        let about = self.about(&reading, &weighed, &scores);
        let (kind, kind_keyword, kind_judged) = self.kind(&reading, &scores);
        let (urgency, urgency_keyword, urgency_judged) = self.urgency(&reading, &weighed, &scores);
        let suggestion = Suggestion {
            path: self.path(about.category, &reading.keywords, &scores),
            category: about.category,
            second: about.second,
            confidence: about.confidence,
            kind,
            kind_keyword: kind_keyword.map(str::to_owned),
            kind_judged,
            urgency,
            urgency_keyword,
            urgency_judged,
            needs_review: about.needs_review,
            evidence: about.evidence,
            district: None,
            address: None,
            model: Some(ModelId::of(self)),
            confirmed: false,
            named: false,
        };
        (suggestion, reading.findings.danger.map(|(danger, _)| danger))
    }

    /// The category. Where the model is likelier wrong than right, the words name it in a short message, where the model names
    /// none, and where it was never shown what they say; else they are the second choice. What they name always needs a person's
    /// look, and its confidence is what the model leaves to "none of these".
    fn about(&self, reading: &Reading, weighed: &Weighed<'_>, scores: &[f32]) -> About {
        let settings = self.parts.settings.category;
        let asked = self.classes(scores, |answer| answer.category().is_some());
        let alone: Vec<f32> = asked.iter().map(|(_, _, score)| *score).collect();
        let (best, likely) = confidence(&alone, settings.sharpness, settings.none_score);
        let category = |place: usize| {
            asked.get(place).and_then(|(_, answer, _)| answer.category()).unwrap_or(Category::Other)
        };
        let characters = reading.message.distinct_han(FEWEST_CHARACTERS);
        // Without two Chinese characters there is not one pair that the model could know.
        let confidence = if characters < 2 { 0.0 } else { four_decimals(likely) };
        // A greeting is about nothing, whatever it happens to stand in.
        let named = characters >= FEWEST_CHARACTERS && confidence >= settings.other_below;
        let model = if named { category(best) } else { Category::Other };
        let next = second_best(&alone, best).map(category).filter(|_| characters >= FEWEST_CHARACTERS);
        let heard = if confidence < WORDS_BELOW { reading.keywords.category() } else { None };
        let short = reading.message.symbols().len() < SHORT;
        let first =
            |said: Category| short || model == Category::Other || !self.categories().any(|c| c == said);
        if let Some((said, keywords)) = heard.clone().filter(|(said, _)| *said != model && first(*said)) {
            let none =
                (settings.sharpness * (settings.none_score - alone.get(best).copied().unwrap_or(0.0))).exp();
            let none = if (none * likely).is_finite() { (none * likely).clamp(0.0, 1.0) } else { 1.0 };
            let likely = if named { category(best) } else { next.unwrap_or(Category::Other) };
            return About {
                category: said,
                second: Some(likely).filter(|likely| ![said, Category::Other].contains(likely)),
                confidence: four_decimals(none).min(WORDS_BELOW).min(settings.review_below),
                needs_review: true,
                evidence: keywords.into_iter().take(MAX_EVIDENCE).map(str::to_owned).collect(),
            };
        }
        let sure = model != Category::Other
            && confidence >= settings.review_below
            && margin(&alone) >= settings.min_margin;
        let evidence = match asked.get(best) {
            Some((class, ..)) if model != Category::Other => self.evidence(reading, weighed, *class, model),
            _ => Vec::new(),
        };
        // Of what it cannot name it still offers the likeliest.
        let offered = if model == Category::Other { Some(category(best)) } else { next };
        let offered = heard.map(|(said, _)| said).filter(|said| *said != model).or(offered);
        let second = offered.filter(|_| !sure && characters >= FEWEST_CHARACTERS);
        About { category: model, second, confidence, needs_review: !sure, evidence }
    }

    /// What spoke for a category: phrases of the message, and keywords where they say less.
    fn evidence(
        &self,
        reading: &Reading,
        weighed: &Weighed<'_>,
        class: usize,
        category: Category,
    ) -> Vec<String> {
        let mut found = evidence::phrases(&self.parts, &reading.message, weighed, class);
        for keyword in reading.keywords.of(category) {
            if found.len() < MAX_EVIDENCE && !found.iter().any(|known| known.contains(keyword)) {
                found.push(keyword.to_owned());
            }
        }
        found
    }

    /// The way below a category: level 2 as the model says where it tells its names apart, else as the words do; level 3 by words.
    fn path(&self, category: Category, keywords: &KeywordHits, scores: &[f32]) -> Vec<String> {
        let below =
            self.classes(scores, |answer| matches!(answer, Answer::Level2(above, _) if above == category));
        let best = below.iter().max_by(|a, b| a.2.total_cmp(&b.2));
        let known = best.filter(|(_, _, score)| *score > 0.0).and_then(|(_, answer, _)| match answer {
            Answer::Level2(_, name) => Some(name.as_str()),
            _ => None,
        });
        keywords.path(category, known)
    }

    /// The kind: by rules alone where the model was never shown any, and for praise, which is rare and says so.
    fn kind(&self, reading: &Reading, scores: &[f32]) -> (Kind, Option<&'static str>, Option<Judged<Kind>>) {
        let (said, keyword) = reading.findings.kind();
        let asked = self.classes(scores, |answer| matches!(answer, Answer::Kind(_)));
        let known = asked.iter().any(|(_, answer, _)| *answer == Answer::Kind(said));
        if asked.len() < 2 || !known {
            return (said, keyword, None);
        }
        let settings = self.parts.settings.kind;
        let alone: Vec<f32> = asked.iter().map(|(_, _, score)| *score).collect();
        let (best, confidence) = confidence(&alone, settings.sharpness, f32::NEG_INFINITY);
        let kind = |place: usize| match asked.get(place) {
            Some((_, Answer::Kind(kind), _)) => *kind,
            _ => said,
        };
        let confidence = four_decimals(confidence);
        let needs_review = confidence < settings.review_below;
        let second = second_best(&alone, best).map(kind).filter(|_| needs_review);
        let judged = Judged { confidence, needs_review, second };
        (kind(best), keyword.filter(|_| kind(best) == said), Some(judged))
    }

    /// The urgency: an emergency by rules alone, urgent by the model over their keywords, or by them where it was never shown any.
    fn urgency(
        &self,
        reading: &Reading,
        weighed: &Weighed<'_>,
        scores: &[f32],
    ) -> (Urgency, Option<String>, Option<Judged<Urgency>>) {
        let (said, keyword) = reading.findings.urgency();
        let asked = self.classes(scores, |answer| answer == Answer::Urgent);
        let (Some((class, _, score)), true) = (asked.first(), said != Urgency::Emergency) else {
            return (said, keyword.map(str::to_owned), None);
        };
        let settings = self.parts.settings.urgency;
        let urgent = *score >= settings.urgent_from;
        let likely = (1.0 + (settings.sharpness * (settings.urgent_from - score)).exp()).recip();
        let confidence = four_decimals(if urgent { likely } else { 1.0 - likely });
        let needs_review = confidence < settings.review_below;
        let other = if urgent { Urgency::Normal } else { Urgency::Urgent };
        let judged = Judged { confidence, needs_review, second: Some(other).filter(|_| needs_review) };
        if !urgent {
            return (Urgency::Normal, None, Some(judged));
        }
        let phrase = || evidence::phrases(&self.parts, &reading.message, weighed, *class).into_iter().next();
        (Urgency::Urgent, keyword.map(str::to_owned).or_else(phrase), Some(judged))
    }

    /// The classes that answer a question, by their places, with their scores.
    fn classes(&self, scores: &[f32], of: impl Fn(Answer) -> bool) -> Vec<(usize, Answer, f32)> {
        let all = self.answers().zip(scores).enumerate();
        all.filter(|(_, (answer, _))| of(*answer))
            .map(|(place, (answer, score))| (place, answer, *score))
            .collect()
    }
}

/// What a message is about.
struct About {
    category: Category,
    second: Option<Category>,
    confidence: f32,
    needs_review: bool,
    evidence: Vec<String>,
}

/// The place of the best score but one.
fn second_best(scores: &[f32], best: usize) -> Option<usize> {
    let others = scores.iter().enumerate().filter(|(place, score)| *place != best && !score.is_nan());
    others.max_by(|a, b| a.1.total_cmp(b.1)).map(|(place, _)| place)
}

/// The margin: by how much the best score is ahead of the second. Confidence asks whether it is any of the classes at all; this asks
/// whether it is this one and not its neighbour, and tells right from wrong better than confidence does.
pub fn margin(scores: &[f32]) -> f32 {
    let (mut first, mut second) = (f32::NEG_INFINITY, f32::NEG_INFINITY);
    for score in scores {
        if *score > first {
            (first, second) = (*score, first);
        } else if *score > second {
            second = *score;
        }
    }
    first - second
}

/// Position and probability of the best score: a softmax over the scores and one constant for "none of these".
pub fn confidence(scores: &[f32], sharpness: f32, none_score: f32) -> (usize, f32) {
    let mut best = (0, f32::NEG_INFINITY);
    for (position, score) in scores.iter().enumerate() {
        if *score > best.1 {
            best = (position, *score);
        }
    }
    let against: f32 = scores.iter().map(|score| (sharpness * (score - best.1)).exp()).sum();
    let probability = (against + (sharpness * (none_score - best.1)).exp()).recip();
    (best.0, if probability.is_finite() { probability.clamp(0.0, 1.0) } else { 0.0 })
}
