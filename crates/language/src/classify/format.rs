//! The model as bytes: a header, a line for each class, and for each feature the few classes that it speaks for or
//! against. Little-endian throughout.
//!
//! ```text
//!  0  magic "MSHZ"          4  version u16           6  bits u8             7  classes u8
//!  8  length u64           16  checksum u64 of everything from byte 24
//! 24  idf_scale f32        28  length_floor f32
//! 32  category: sharpness, none_score, review_below, other_below, min_margin f32
//! 52  kind: sharpness, review_below f32
//! 60  urgency: sharpness, urgent_from, review_below f32
//! 72  per class: question u16, code u16, scale f32, bias f32
//!     for every 16 features the place of their first weight, u32, and one more for where the last ends
//!     for every feature u8: its idf level 0 to 15, and in the upper half how many weights it has
//!     for every weight u16: class in the low 6 bits, step -511 to 511 in the others; of one feature in the order of classes
//! ```
//!
//! Features are the buckets of characters and pairs, then the keywords that rules find ([`super::features::FOUND`]).
//! Most features speak for a class or two, and what they whisper about the others is noise: the trainer keeps the loudest.

use std::fmt;
use std::ops::RangeInclusive;

use minsheng_types::category::Category;
use minsheng_types::subcategory::Subcategory;
use minsheng_types::words::Kind;

use super::features::FOUND;

const MAGIC: &[u8; 4] = b"MSHZ";
/// Raised whenever the bytes or the features they belong to change their meaning.
pub const VERSION: u16 = 3;
const CHECKED_FROM: usize = 24;
const HEADER: usize = 72;
const PER_CLASS: usize = 12;
/// Classes that a weight can name.
pub const MOST_CLASSES: usize = 64;
/// The highest idf level.
pub const RAREST: u8 = 15;
/// The largest weight step.
pub const STEPS: i16 = 511;
/// Weights that one feature may have.
pub const MOST_WEIGHTS: usize = 15;
/// Features that are found together.
const BLOCK: usize = 16;
const BITS: RangeInclusive<u32> = 8..=20;
/// A confidence that no message reaches: whatever is below it needs a person.
pub const NEVER_SURE: f32 = 1.1;
const THRESHOLD: RangeInclusive<f32> = 0.0..=NEVER_SURE;
const ANY: RangeInclusive<f32> = f32::MIN..=f32::MAX;
const NOT_NEGATIVE: RangeInclusive<f32> = 0.0..=f32::MAX;
const POSITIVE: RangeInclusive<f32> = f32::MIN_POSITIVE..=f32::MAX;

/// Why bytes are not a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ModelError {
    /// Not a model at all.
    Magic,
    /// A model of another version of this program.
    Version(u16),
    /// Cut short, too long, or with impossible counts.
    Shape,
    /// A number in the header is outside its range, a class is unknown or there twice, or weights are out of their order.
    Value,
    /// The bytes changed since the model was written.
    Checksum,
}

impl fmt::Display for ModelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ModelError::Magic => f.write_str("these bytes are not a classifier model"),
            ModelError::Version(found) => {
                write!(
                    f,
                    "the model has format version {found}, this program reads {VERSION}: train it again with `minsheng train`"
                )
            }
            ModelError::Shape => f.write_str("the model is cut short or its counts do not fit its size"),
            ModelError::Value => f.write_str("the model holds a number or a class that makes no sense"),
            ModelError::Checksum => f.write_str("the model is damaged: its checksum does not fit"),
        }
    }
}

impl std::error::Error for ModelError {}

/// What a class answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Answer {
    Category(Category),
    /// A name of level 2 under its category, by their place in the taxonomy.
    Level2(Category, Subcategory),
    Kind(Kind),
    Urgent,
}

impl Answer {
    /// The category, where it answers with one.
    #[must_use]
    pub fn category(self) -> Option<Category> {
        if let Self::Category(category) = self { Some(category) } else { None }
    }

    /// Question and code; a code is never given to another answer.
    fn codes(self) -> Option<(u16, u16)> {
        let place = |found: Option<usize>| found.and_then(|place| u16::try_from(place).ok());
        Some(match self {
            Self::Category(category) => (0, u16::try_from(category.code()).ok()?),
            Self::Level2(category, name) => {
                let under = u16::try_from(category.code()).ok()?;
                (1, under << 8 | place(Subcategory::of(category).position(|one| one == name))?)
            }
            Self::Kind(kind) => (2, place(Kind::ALL.iter().position(|one| *one == kind))?),
            Self::Urgent => (3, 0),
        })
    }

    fn of_codes(question: u16, code: u16) -> Option<Self> {
        match question {
            0 => Category::of_code(code.into()).map(Self::Category),
            1 => {
                let category = Category::of_code((code >> 8).into())?;
                let name = Subcategory::of(category).nth(usize::from(code & 255))?;
                Some(Self::Level2(category, name))
            }
            2 => Kind::ALL.get(usize::from(code)).copied().map(Self::Kind),
            3 if code == 0 => Some(Self::Urgent),
            _ => None,
        }
    }
}

/// One class of a model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Class {
    pub answer: Answer,
    /// What a step is worth.
    pub scale: f32,
    pub bias: f32,
}

/// How scores become confidence, and from which on nobody has to look.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    pub category: CategorySettings,
    pub kind: KindSettings,
    pub urgency: UrgencySettings,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CategorySettings {
    pub sharpness: f32,
    /// The score of "none of these".
    pub none_score: f32,
    /// Confidence below which a person has to look.
    pub review_below: f32,
    /// Confidence below which no category is named.
    pub other_below: f32,
    /// The least margin of the best score over the second with which nobody has to look.
    pub min_margin: f32,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct KindSettings {
    pub sharpness: f32,
    pub review_below: f32,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct UrgencySettings {
    pub sharpness: f32,
    /// The score from which a message is urgent.
    pub urgent_from: f32,
    pub review_below: f32,
}

/// A model taken apart, its large tables still where they were.
#[derive(Clone, Debug)]
pub struct Parts<'a> {
    pub bits: u32,
    pub checksum: u64,
    /// The length of all of it.
    pub bytes: u32,
    pub idf_scale: f32,
    pub length_floor: f32,
    pub settings: Settings,
    pub classes: Vec<Class>,
    starts: &'a [u8],
    counts: &'a [u8],
    weights: &'a [u8],
}

/// How many features a model of so many bits has.
pub const fn features(bits: u32) -> usize {
    (1 << bits) + FOUND
}

impl<'a> Parts<'a> {
    /// Reads the header and checks the shape; [`verify`] checks the rest.
    pub fn read(bytes: &'a [u8]) -> Result<Self, ModelError> {
        if bytes.get(..4) != Some(MAGIC) {
            return Err(ModelError::Magic);
        }
        let version = u16::from_le_bytes(array(bytes, 4)?);
        if version != VERSION {
            return Err(ModelError::Version(version));
        }
        let [bits, count] = array(bytes, 6)?;
        let (bits, count) = (u32::from(bits), usize::from(count));
        if !BITS.contains(&bits) || !(2..=MOST_CLASSES).contains(&count) {
            return Err(ModelError::Shape);
        }
        let features = features(bits);
        let starts_from = HEADER + count * PER_CLASS;
        let counts_from = starts_from + (features.div_ceil(BLOCK) + 1) * 4;
        let weights_from = counts_from + features;
        let starts = bytes.get(starts_from..counts_from).ok_or(ModelError::Shape)?;
        let last = starts.last_chunk::<4>().map_or(0, |last| u32::from_le_bytes(*last)) as usize;
        let length = last.checked_mul(2).and_then(|weights| weights_from.checked_add(weights));
        if length != Some(bytes.len()) || u64::from_le_bytes(array(bytes, 8)?) != bytes.len() as u64 {
            return Err(ModelError::Shape);
        }
        Ok(Self {
            bits,
            checksum: u64::from_le_bytes(array(bytes, 16)?),
            bytes: u32::try_from(bytes.len()).map_err(|_| ModelError::Shape)?,
            idf_scale: number(bytes, 24, NOT_NEGATIVE)?,
            length_floor: number(bytes, 28, NOT_NEGATIVE)?,
            settings: settings(bytes)?,
            classes: classes(bytes.get(HEADER..starts_from).ok_or(ModelError::Shape)?)?,
            starts,
            counts: bytes.get(counts_from..weights_from).ok_or(ModelError::Shape)?,
            weights: bytes.get(weights_from..).ok_or(ModelError::Shape)?,
        })
    }

    /// How much the feature counts; rare ones more.
    pub fn idf(&self, feature: u32) -> f32 {
        f32::from(self.rarity(feature)) * self.idf_scale
    }

    /// The same as the level it is stored as: [`RAREST`] for a bucket that no message held.
    pub fn rarity(&self, feature: u32) -> u8 {
        self.counts.get(feature as usize).map_or(RAREST, |byte| byte & 15)
    }

    /// Whether the classes of each feature stand in their order, each once; a damaged or hand-made model may say otherwise.
    pub fn is_in_order(&self) -> bool {
        let mut weights = self.weights.as_chunks::<2>().0.iter();
        self.counts.iter().all(|byte| {
            let of_feature = weights.by_ref().take(usize::from(byte >> 4));
            of_feature.map(|pair| u16::from_le_bytes(*pair) & 63).is_sorted_by(|before, after| before < after)
        })
    }

    /// The feature's weights, in shares of each class's scale.
    pub fn weights(&self, feature: u32) -> Weights<'a> {
        let (feature, within) = (feature as usize, feature % BLOCK as u32);
        let block = feature / BLOCK;
        let start = self.starts.get(block * 4..).and_then(|rest| rest.first_chunk::<4>());
        let start = start.map_or(0, |bytes| u32::from_le_bytes(*bytes)) as usize;
        let counts = self.counts.get(block * BLOCK..).unwrap_or_default();
        let from = start
            + match counts.first_chunk::<BLOCK>() {
                Some(counts) => counted(counts, within),
                // The last block may be shorter.
                None => counts.iter().take(feature % BLOCK).map(|byte| usize::from(byte >> 4)).sum(),
            };
        let count = self.counts.get(feature).map_or(0, |byte| usize::from(byte >> 4));
        Weights(self.weights.get(from * 2..(from + count) * 2).unwrap_or_default())
    }
}

/// The weights of one feature.
#[derive(Clone, Copy, Debug)]
pub struct Weights<'a>(&'a [u8]);

impl Weights<'_> {
    /// Each class that the feature tells apart, by its place and in that order, and the weight for it.
    pub fn each(self) -> impl Iterator<Item = (usize, f32)> {
        self.0.as_chunks::<2>().0.iter().map(|pair| {
            let word = u16::from_le_bytes(*pair);
            (usize::from(word & 63), f32::from(word.cast_signed() >> 6))
        })
    }

    /// The weight for one class, by its place.
    pub fn of(self, class: usize) -> f32 {
        let found = self.each().find(|(of, _)| *of >= class);
        found.filter(|(of, _)| *of == class).map_or(0.0, |(_, weight)| weight)
    }
}

/// The sum of the first so many counts of a block, which are the upper halves of its bytes: eight of them by one multiplication,
/// whose sums stay below 256 and so in their bytes.
fn counted(block: &[u8; BLOCK], first: u32) -> usize {
    let (eights, _) = block.as_chunks::<8>();
    let sums = eights.iter().zip([0, 8]).map(|(bytes, from)| {
        let left_out = u64::MAX.checked_shl(first.saturating_sub(from) * 8).unwrap_or(0);
        let halves = ((u64::from_le_bytes(*bytes) & !left_out) >> 4) & 0x0F0F_0F0F_0F0F_0F0F;
        usize::try_from(halves.wrapping_mul(0x0101_0101_0101_0101) >> 56).unwrap_or(0)
    });
    sums.sum()
}

fn settings(bytes: &[u8]) -> Result<Settings, ModelError> {
    Ok(Settings {
        category: CategorySettings {
            sharpness: number(bytes, 32, POSITIVE)?,
            none_score: number(bytes, 36, ANY)?,
            review_below: number(bytes, 40, THRESHOLD)?,
            other_below: number(bytes, 44, THRESHOLD)?,
            min_margin: number(bytes, 48, NOT_NEGATIVE)?,
        },
        kind: KindSettings {
            sharpness: number(bytes, 52, POSITIVE)?,
            review_below: number(bytes, 56, THRESHOLD)?,
        },
        urgency: UrgencySettings {
            sharpness: number(bytes, 60, POSITIVE)?,
            urgent_from: number(bytes, 64, ANY)?,
            review_below: number(bytes, 68, THRESHOLD)?,
        },
    })
}

fn classes(bytes: &[u8]) -> Result<Vec<Class>, ModelError> {
    let mut classes: Vec<Class> = Vec::with_capacity(bytes.len() / PER_CLASS);
    for from in (0..bytes.len()).step_by(PER_CLASS) {
        let question = u16::from_le_bytes(array(bytes, from)?);
        let code = u16::from_le_bytes(array(bytes, from + 2)?);
        let answer = Answer::of_codes(question, code).ok_or(ModelError::Value)?;
        if classes.iter().any(|known| known.answer == answer) {
            return Err(ModelError::Value);
        }
        let (scale, bias) = (number(bytes, from + 4, NOT_NEGATIVE)?, number(bytes, from + 8, ANY)?);
        classes.push(Class { answer, scale, bias });
    }
    let categories = classes.iter().filter(|class| matches!(class.answer, Answer::Category(_)));
    if categories.count() < 2 { Err(ModelError::Value) } else { Ok(classes) }
}

fn array<const N: usize>(bytes: &[u8], from: usize) -> Result<[u8; N], ModelError> {
    bytes.get(from..).and_then(|rest| rest.first_chunk::<N>()).copied().ok_or(ModelError::Shape)
}

fn number(bytes: &[u8], from: usize, range: RangeInclusive<f32>) -> Result<f32, ModelError> {
    let value = f32::from_le_bytes(array(bytes, from)?);
    if range.contains(&value) { Ok(value) } else { Err(ModelError::Value) }
}

/// Checks that the bytes are the ones that were written.
pub fn verify(bytes: &[u8]) -> Result<(), ModelError> {
    let stated = u64::from_le_bytes(array(bytes, 16)?);
    if checksum(bytes.get(CHECKED_FROM..).unwrap_or_default()) == stated {
        Ok(())
    } else {
        Err(ModelError::Checksum)
    }
}

/// Eight bytes at a step, because each instance checks the bytes of a city's own model. Guards against accidents, not against
/// forgers.
fn checksum(bytes: &[u8]) -> u64 {
    let mut state = bytes.len() as u64;
    let (words, rest) = bytes.as_chunks::<8>();
    for word in words {
        state = (state ^ u64::from_le_bytes(*word)).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(29);
    }
    for byte in rest {
        state = (state ^ u64::from(*byte)).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(29);
    }
    state ^ (state >> 32)
}

/// A model as the trainer hands it over.
#[derive(Clone, Debug)]
pub struct Draft {
    pub bits: u32,
    pub idf_scale: f32,
    pub length_floor: f32,
    pub settings: Settings,
    pub classes: Vec<Class>,
    /// One level per feature, 0 to [`RAREST`].
    pub idf: Vec<u8>,
    /// Per feature the classes, by their places and in that order, and its steps for them, each within [`STEPS`]; at most [`MOST_WEIGHTS`].
    pub weights: Vec<Vec<(u8, i16)>>,
}

impl Draft {
    /// The model's bytes; what [`Parts::read`] reads.
    pub fn to_bytes(&self) -> Result<Vec<u8>, ModelError> {
        let count = u8::try_from(self.classes.len()).map_err(|_| ModelError::Shape)?;
        let bits = u8::try_from(self.bits).map_err(|_| ModelError::Shape)?;
        if !BITS.contains(&self.bits) {
            return Err(ModelError::Shape);
        }
        let features = features(self.bits);
        if self.idf.len() != features || self.weights.len() != features || !self.is_in_range() {
            return Err(ModelError::Value);
        }
        let mut body = Vec::new();
        let Settings { category, kind, urgency } = self.settings;
        for value in [
            self.idf_scale,
            self.length_floor,
            category.sharpness,
            category.none_score,
            category.review_below,
            category.other_below,
            category.min_margin,
            kind.sharpness,
            kind.review_below,
            urgency.sharpness,
            urgency.urgent_from,
            urgency.review_below,
        ] {
            body.extend(value.to_le_bytes());
        }
        for class in &self.classes {
            let (question, code) = class.answer.codes().ok_or(ModelError::Value)?;
            body.extend(question.to_le_bytes());
            body.extend(code.to_le_bytes());
            body.extend(class.scale.to_le_bytes());
            body.extend(class.bias.to_le_bytes());
        }
        let mut place = 0_u32;
        for block in self.weights.chunks(BLOCK) {
            body.extend(place.to_le_bytes());
            place += block.iter().map(|weights| weights.len() as u32).sum::<u32>();
        }
        body.extend(place.to_le_bytes());
        body.extend(
            self.idf.iter().zip(&self.weights).map(|(level, weights)| level | (weights.len() as u8) << 4),
        );
        for (class, step) in self.weights.iter().flatten() {
            body.extend((step.cast_unsigned() << 6 | u16::from(*class)).to_le_bytes());
        }
        let mut bytes = Vec::with_capacity(CHECKED_FROM + body.len());
        bytes.extend(MAGIC);
        bytes.extend(VERSION.to_le_bytes());
        bytes.extend([bits, count]);
        bytes.extend(((CHECKED_FROM + body.len()) as u64).to_le_bytes());
        bytes.extend(checksum(&body).to_le_bytes());
        bytes.extend(body);
        Parts::read(&bytes)?;
        Ok(bytes)
    }

    fn is_in_range(&self) -> bool {
        let fits = |(class, step): &(u8, i16)| {
            usize::from(*class) < self.classes.len() && step.unsigned_abs() <= STEPS.unsigned_abs()
        };
        self.idf.iter().all(|level| *level <= RAREST)
            && self.weights.iter().all(|weights| {
                weights.len() <= MOST_WEIGHTS
                    && weights.iter().all(fits)
                    && weights.is_sorted_by(|(before, _), (after, _)| before < after)
            })
    }
}
