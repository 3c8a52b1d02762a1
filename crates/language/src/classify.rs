//! Suggests a category for a message: a linear model over hashed character pairs.
//!
//! Chinese has no spaces, and a dictionary is large and always out of date; single characters and pairs of neighbours
//! carry nearly all that a word list would. Each of them is hashed to a bucket ([`features`]), a bucket has one small
//! integer weight per category ([`format`]), and a category's score is the weighted sum over the message, by the usual
//! tf-idf rule. Scores turn into a confidence by a softmax which also holds a constant for "none of these": a message
//! unlike anything the model has seen scores low everywhere and comes out uncertain, not merely undecided.
//!
//! A suggestion is only that. Below the model's review threshold it says so, and a person decides.

pub mod features;
pub mod format;
mod id;
#[cfg(test)]
mod tests;

use std::ops::Range;

use serde::{Deserialize, Serialize, Serializer};

use crate::lookup::Text;
use crate::place;
use crate::topics::KeywordHits;
use crate::triage::{self, Assessed, Danger};
use features::Message;
pub use format::ModelError;
use format::Parts;
pub use id::ModelId;
use minsheng_types::category::Category;
use minsheng_types::subcategory::Subcategory;
use minsheng_types::text::Place;
use minsheng_types::words::{Kind, Urgency};

/// At most this many pieces of evidence.
pub const MAX_EVIDENCE: usize = 5;
/// A message with fewer different Chinese characters than this has too little to go by, however sure the model is.
const FEWEST_CHARACTERS: usize = 4;
/// Where the model is likelier wrong than right, the words may name a category that it was never shown.
const WORDS_BELOW: f32 = 0.5;
/// A piece of evidence is a phrase, not a passage.
const LONGEST_EVIDENCE: usize = 8;

/// A pair that fewer than some five messages held, as its idf level: more likely a name or a slip than a reason.
const RAREST_EVIDENCE: u8 = format::RAREST - 2;

/// What the machine makes of a message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Suggestion {
    pub category: Category,
    /// The way through the taxonomy as far as the words lead: category, level 2, level 3; empty for 其他.
    pub path: Vec<String>,
    /// How likely the category is the right one, 0 to 1 in steps of 0.0001.
    #[serde(serialize_with = "four_digits")]
    #[cfg_attr(feature = "schema", schemars(with = "f32", range(min = 0.0, max = 1.0)))]
    pub confidence: f32,
    pub kind: Kind,
    /// What the message says that spoke loudest for the kind; absent where nothing did, and for tickets of before this was recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind_sign: Option<String>,
    pub urgency: Urgency,
    /// What the message says that made it urgent, or that somebody is in danger; absent as above.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub urgency_sign: Option<String>,
    /// A person has to look before anything is dispatched.
    pub needs_review: bool,
    /// The phrases of the message that spoke for the category, best first: Chinese characters, or a keyword such as `ktv`. Never a
    /// number.
    pub evidence: Vec<String>,
    /// The district that the text is about, out of those that the dispatch catalogue names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub district: Option<Place>,
    /// Where the matter is, in the text's own words: 岳麓区麓山南路932号.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Place>,
    /// The model that made it, as `GET /v1/models` names it; absent on tickets of before this was recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<ModelId>,
    /// On a ticket: a person has given the very category that was suggested.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub confirmed: bool,
    /// On a ticket: whoever handed it in named the category, and the machine said otherwise or nothing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub named: bool,
}

impl Suggestion {
    /// With the places that the text names. The functions that only store suggestions never ask for this, and so do not
    /// carry the tables of [`crate::place`].
    #[must_use]
    pub fn located(self, text: &str, districts: &[&str]) -> Self {
        let district = place::district(text, districts).and_then(|name| Place::parse(name).ok());
        let address = place::address(text, districts).and_then(|words| Place::parse(words).ok());
        Self { district, address, ..self }
    }

    /// The second level of the taxonomy, where the words led that far.
    #[must_use]
    pub fn subcategory(&self) -> Option<Subcategory> {
        let named: Option<Subcategory> = self.path.get(1)?.parse().ok();
        named.filter(|named| named.belongs_to(self.category))
    }
}

/// Written as f64, because 0.93_f32 widened by a JSON library reads 0.9300000071525574.
fn four_digits<S: Serializer>(value: &f32, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64((f64::from(*value) * 10_000.0).round() / 10_000.0)
}

fn four_decimals(value: f32) -> f32 {
    (value * 10_000.0).round() / 10_000.0
}

/// A trained model, borrowed from the bytes that hold it.
#[derive(Clone, Debug)]
pub struct Model<'a> {
    parts: Parts<'a>,
}

/// What the model computes before any threshold is applied.
#[derive(Clone, Debug, PartialEq)]
pub struct Scores {
    /// Per class of the model, in its order.
    pub scores: Vec<(Category, f32)>,
    /// The best class's probability.
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
        Ok(model)
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

    /// Confidence below which a person has to look.
    pub fn review_below(&self) -> f32 {
        self.parts.review_below
    }

    /// The least [`margin`] with which nobody has to look.
    pub fn min_margin(&self) -> f32 {
        self.parts.min_margin
    }

    /// Confidence below which no category is named.
    pub fn other_below(&self) -> f32 {
        self.parts.other_below
    }

    /// The categories the model can tell apart.
    pub fn categories(&self) -> impl Iterator<Item = Category> {
        self.parts.classes.iter().map(|class| class.category)
    }

    /// The raw decision, for measurements.
    pub fn score(&self, text: &str) -> Scores {
        let message = Message::read(text);
        let weighed = self.weigh(&message);
        let scores = self.scores(&weighed);
        let (_, confidence) = self.best(&scores);
        Scores { scores: self.categories().zip(scores).collect(), confidence }
    }

    /// The suggestion for a message. Any text gets an answer.
    ///
    /// The model decides between the categories it was shown. Only where it is likelier wrong than right do the words decide
    /// ([`crate::topics`]): for a category that it was never shown, and for any where it names none. What is named by words
    /// always needs a person's look, and its confidence is what the model leaves to "none of these".
    pub fn suggest(&self, text: &str) -> Suggestion {
        self.understand(text).0
    }

    /// As [`Model::suggest`], with what threatens people: one reading of the text says both.
    #[must_use]
    pub fn understand(&self, text: &str) -> (Suggestion, Option<Danger>) {
        let message = Message::read(text);
        let weighed = self.weigh(&message);
        let scores = self.scores(&weighed);
        let (best, confidence) = self.best(&scores);
        let characters = message.distinct_han(FEWEST_CHARACTERS);
        // Without two Chinese characters there is not one pair that the model could know.
        let confidence = if characters < 2 { 0.0 } else { four_decimals(confidence) };
        let model = match self.parts.classes.get(best) {
            // A greeting is about nothing, whatever it happens to stand in.
            Some(class) if characters >= FEWEST_CHARACTERS && confidence >= self.parts.other_below => {
                class.category
            }
            _ => Category::Other,
        };
        let sure = model != Category::Other
            && confidence >= self.parts.review_below
            && margin(&scores) >= self.parts.min_margin;
        let words = Text::new(text);
        let said = KeywordHits::read(&words);
        let by_words = if confidence < WORDS_BELOW { said.category() } else { None };
        let by_words =
            by_words.filter(|(named, _)| model == Category::Other || !self.categories().any(|c| c == *named));
        let needs_review = by_words.is_some() || !sure;
        let Assessed { kind: (kind, kind_sign), urgency: (urgency, urgency_sign), danger } =
            triage::assess_with_keywords(&words);
        let (category, confidence, evidence) = match by_words {
            Some((category, keywords)) => {
                let none = four_decimals(self.none(&scores)).min(WORDS_BELOW).min(self.parts.review_below);
                (category, none, keywords.into_iter().take(MAX_EVIDENCE).map(str::to_owned).collect())
            }
            None if model == Category::Other => (model, confidence, Vec::new()),
            None => (model, confidence, self.evidence(&message, &weighed, best)),
        };
        let suggestion = Suggestion {
            category,
            path: said.path(category),
            confidence,
            kind,
            kind_sign: kind_sign.map(str::to_owned),
            urgency,
            urgency_sign: urgency_sign.map(str::to_owned),
            needs_review,
            evidence,
            district: None,
            address: None,
            model: Some(ModelId::of(self)),
            confirmed: false,
            named: false,
        };
        (suggestion, danger)
    }

    /// Each bucket of the message with its tf-idf value, scaled to unit length; sorted by bucket.
    fn weigh(&self, message: &Message) -> Vec<(u32, f32)> {
        let mut weighed = message.counts(self.parts.bits);
        let mut squares = self.parts.length_floor;
        for (bucket, value) in &mut weighed {
            *value = features::sublinear(*value) * self.parts.idf(*bucket);
            squares += *value * *value;
        }
        // The floor keeps a message of a few characters from counting as if it were a long one.
        let scale = if squares > 0.0 { squares.sqrt().recip() } else { 0.0 };
        for (_, value) in &mut weighed {
            *value *= scale;
        }
        weighed
    }

    fn scores(&self, weighed: &[(u32, f32)]) -> Vec<f32> {
        let mut sums = vec![0.0_f32; self.parts.classes.len()];
        for (bucket, value) in weighed {
            self.parts.add(&mut sums, *bucket, *value);
        }
        for (sum, class) in sums.iter_mut().zip(&self.parts.classes) {
            *sum = *sum * class.scale + class.bias;
        }
        sums
    }

    /// The position and probability of the best class.
    fn best(&self, scores: &[f32]) -> (usize, f32) {
        confidence(scores, self.parts.sharpness, self.parts.none_score)
    }

    /// The share of "none of these".
    fn none(&self, scores: &[f32]) -> f32 {
        let (best, confidence) = self.best(scores);
        let best = scores.get(best).copied().unwrap_or(0.0);
        let none = (self.parts.sharpness * (self.parts.none_score - best)).exp() * confidence;
        if none.is_finite() { none.clamp(0.0, 1.0) } else { 1.0 }
    }

    /// The phrases that spoke for a class: pairs of neighbours with a high share of the score, joined where they overlap.
    fn evidence(&self, message: &Message, weighed: &[(u32, f32)], class: usize) -> Vec<String> {
        let share = |bucket: u32| -> f32 {
            let weight = self.parts.weight(bucket, class);
            // Most pairs say nothing for the class: no need to look for their values.
            if weight <= 0.0 || self.parts.rarity(bucket) >= RAREST_EVIDENCE {
                return 0.0;
            }
            let Ok(at) = weighed.binary_search_by_key(&bucket, |(bucket, _)| *bucket) else { return 0.0 };
            weighed.get(at).map_or(0.0, |(_, value)| *value) * weight
        };
        let symbols = message.symbols();
        let pairs: Vec<f32> = symbols
            .windows(2)
            .map(|pair| match pair {
                [left, right] if left.is_word() && right.is_word() && right.glued => {
                    share(features::bucket(left.ch, right.ch, self.parts.bits))
                }
                _ => 0.0,
            })
            .collect();
        let strongest = pairs.iter().copied().fold(0.0, f32::max);
        if strongest <= 0.0 {
            return Vec::new();
        }
        let enough = strongest * 0.3;
        let mut phrases: Vec<(Range<usize>, f32)> = Vec::new();
        let mut open: Option<(Range<usize>, f32)> = None;
        for (at, value) in pairs.iter().copied().enumerate() {
            let speaks = value >= enough;
            match &mut open {
                Some((place, sum)) if speaks && place.len() < LONGEST_EVIDENCE => {
                    place.end = at + 2;
                    *sum += value;
                }
                _ => {
                    phrases.extend(open.take());
                    open = speaks.then_some((at..at + 2, value));
                }
            }
        }
        phrases.extend(open);
        phrases.sort_by(|a, b| b.1.total_cmp(&a.1));
        let mut found: Vec<String> = Vec::new();
        for (place, _) in phrases {
            if found.len() == MAX_EVIDENCE {
                break;
            }
            let phrase: String =
                symbols.get(place).unwrap_or_default().iter().map(|symbol| symbol.ch).collect();
            // A phrase said twice, or inside a longer one, is one piece of evidence.
            if found.iter().any(|known| known.contains(&phrase)) {
                continue;
            }
            match found.iter_mut().find(|known| phrase.contains(known.as_str())) {
                Some(known) => *known = phrase,
                None => found.push(phrase),
            }
        }
        found
    }
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
