//! The model as bytes: a header, and half a byte per bucket and number. Little-endian throughout.
//!
//! ```text
//!  0  magic "MSHZ"          4  version u16           6  bits u8             7  classes u8
//!  8  length u64           16  checksum u64 of everything from byte 24
//! 24  idf_scale f32        28  length_floor f32     32  sharpness f32      36  none_score f32
//! 40  review_below f32     44  other_below f32      48  min_margin f32
//! 52  per class: category u32 (its code), scale f32, bias f32
//!     2^bits rows of half bytes, the low one of a byte first, rounded up to whole bytes:
//!     the idf level 0 to 15, then for each class a weight step -7 to 7 in two's complement
//! ```
//!
//! Most weights of a linear model are small and few are large, so steps are not even: step `q` is worth `q²/49` of the
//! largest weight of its class, with the sign of `q`.

use std::fmt;
use std::ops::RangeInclusive;

use minsheng_types::category::Category;

const MAGIC: &[u8; 4] = b"MSHZ";
/// Raised whenever the bytes or the features they belong to change their meaning.
pub const VERSION: u16 = 2;
const CHECKED_FROM: usize = 24;
const HEADER: usize = 52;
const PER_CLASS: usize = 12;
/// The highest idf level.
pub const RAREST: u8 = 15;
/// The largest weight step.
pub const STEPS: i8 = 7;
/// What each half byte is worth as a weight, of the largest of its class.
const WORTH: [f32; 16] = [
    0.0,
    1.0 / 49.0,
    4.0 / 49.0,
    9.0 / 49.0,
    16.0 / 49.0,
    25.0 / 49.0,
    36.0 / 49.0,
    1.0,
    // No trainer writes -8.
    0.0,
    -1.0,
    -36.0 / 49.0,
    -25.0 / 49.0,
    -16.0 / 49.0,
    -9.0 / 49.0,
    -4.0 / 49.0,
    -1.0 / 49.0,
];
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
    /// A number in the header is outside its range, or a class is not a category or there twice.
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
            ModelError::Value => {
                f.write_str("the model's header holds a number or a category that makes no sense")
            }
            ModelError::Checksum => f.write_str("the model is damaged: its checksum does not fit"),
        }
    }
}

impl std::error::Error for ModelError {}

/// One class of a model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Class {
    pub category: Category,
    /// The largest weight.
    pub scale: f32,
    pub bias: f32,
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
    pub sharpness: f32,
    pub none_score: f32,
    pub review_below: f32,
    pub other_below: f32,
    pub min_margin: f32,
    pub classes: Vec<Class>,
    rows: &'a [u8],
}

/// Bytes of a bucket's row.
const fn row(classes: usize) -> usize {
    (classes + 1).div_ceil(2)
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
        if !BITS.contains(&bits) || !(2..=Category::ALL.len()).contains(&count) {
            return Err(ModelError::Shape);
        }
        let buckets = 1_usize << bits;
        let rows_from = HEADER + count * PER_CLASS;
        let length = rows_from + buckets * row(count);
        if bytes.len() != length || u64::from_le_bytes(array(bytes, 8)?) != length as u64 {
            return Err(ModelError::Shape);
        }
        let mut classes = Vec::with_capacity(count);
        for from in (HEADER..rows_from).step_by(PER_CLASS) {
            let code = u32::from_le_bytes(array(bytes, from)?);
            let category = Category::of_code(code).ok_or(ModelError::Value)?;
            if classes.iter().any(|known: &Class| known.category == category) {
                return Err(ModelError::Value);
            }
            let (scale, bias) = (number(bytes, from + 4, NOT_NEGATIVE)?, number(bytes, from + 8, ANY)?);
            classes.push(Class { category, scale, bias });
        }
        Ok(Self {
            bits,
            checksum: u64::from_le_bytes(array(bytes, 16)?),
            bytes: u32::try_from(length).map_err(|_| ModelError::Shape)?,
            idf_scale: number(bytes, 24, NOT_NEGATIVE)?,
            length_floor: number(bytes, 28, NOT_NEGATIVE)?,
            sharpness: number(bytes, 32, POSITIVE)?,
            none_score: number(bytes, 36, ANY)?,
            review_below: number(bytes, 40, THRESHOLD)?,
            other_below: number(bytes, 44, THRESHOLD)?,
            min_margin: number(bytes, 48, NOT_NEGATIVE)?,
            classes,
            rows: bytes.get(rows_from..).ok_or(ModelError::Shape)?,
        })
    }

    /// How much the bucket counts; rare ones more.
    pub fn idf(&self, bucket: u32) -> f32 {
        f32::from(self.rarity(bucket)) * self.idf_scale
    }

    /// The same as the level it is stored as: [`RAREST`] for a bucket that no message held.
    pub fn rarity(&self, bucket: u32) -> u8 {
        self.row(bucket).first().map_or(RAREST, |byte| byte & 15)
    }

    /// Adds the bucket's weight for each class, in shares of the class's largest, so many times. This is done
    /// for every bucket of a message, so that it is spelled out: half of a byte at a time, the first of a row
    /// being the rarity.
    pub fn add(&self, sums: &mut [f32], bucket: u32, times: f32) {
        let mut sums = sums.iter_mut();
        let mut first = true;
        for byte in self.row(bucket) {
            for bits in [*byte, byte >> 4] {
                if std::mem::take(&mut first) {
                    continue;
                }
                let Some(sum) = sums.next() else { return };
                *sum += times * half(bits);
            }
        }
    }

    /// The bucket's weight for one class, by its place.
    pub fn weight(&self, bucket: u32, class: usize) -> f32 {
        let byte = self.row(bucket).get(class.div_ceil(2)).copied().unwrap_or(0);
        half(if class.is_multiple_of(2) { byte >> 4 } else { byte })
    }

    fn row(&self, bucket: u32) -> &'a [u8] {
        let length = row(self.classes.len());
        let from = bucket as usize * length;
        self.rows.get(from..from + length).unwrap_or_default()
    }
}

/// What a step is worth, of the largest weight.
pub fn worth(step: i8) -> f32 {
    half(step.cast_unsigned())
}

fn half(bits: u8) -> f32 {
    WORTH.get(usize::from(bits & 15)).copied().unwrap_or(0.0)
}

/// The step that is nearest to a share of the largest weight, -1 to 1.
pub fn step(share: f32) -> i8 {
    let mut best = (0_i8, f32::INFINITY);
    for step in -STEPS..=STEPS {
        let gap = (worth(step) - share).abs();
        if gap < best.1 {
            best = (step, gap);
        }
    }
    best.0
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

/// Eight bytes at a step, because each instance checks the 256 KiB of a city's own model. Guards against accidents, not against
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
    pub sharpness: f32,
    pub none_score: f32,
    pub review_below: f32,
    pub other_below: f32,
    /// The least margin of the best score over the second with which nobody has to look.
    pub min_margin: f32,
    pub classes: Vec<Class>,
    /// One level per bucket, 0 to [`RAREST`].
    pub idf: Vec<u8>,
    /// One row of `classes` steps per bucket, each within [`STEPS`].
    pub weights: Vec<i8>,
}

impl Draft {
    /// The model's bytes; what [`Parts::read`] reads.
    pub fn to_bytes(&self) -> Result<Vec<u8>, ModelError> {
        let count = u8::try_from(self.classes.len()).map_err(|_| ModelError::Shape)?;
        let bits = u8::try_from(self.bits).map_err(|_| ModelError::Shape)?;
        let mut body = Vec::with_capacity(HEADER + self.idf.len() + self.weights.len());
        for value in [
            self.idf_scale,
            self.length_floor,
            self.sharpness,
            self.none_score,
            self.review_below,
            self.other_below,
            self.min_margin,
        ] {
            body.extend(value.to_le_bytes());
        }
        for class in &self.classes {
            body.extend(class.category.code().to_le_bytes());
            body.extend(class.scale.to_le_bytes());
            body.extend(class.bias.to_le_bytes());
        }
        let in_range = self.idf.iter().all(|level| *level <= RAREST)
            && self.weights.iter().all(|step| step.unsigned_abs() <= STEPS.unsigned_abs());
        if !in_range || self.weights.len() != self.idf.len() * self.classes.len() {
            return Err(ModelError::Value);
        }
        for (level, steps) in self.idf.iter().zip(self.weights.chunks(self.classes.len().max(1))) {
            let halves: Vec<u8> =
                std::iter::once(*level).chain(steps.iter().map(|step| step.cast_unsigned() & 15)).collect();
            body.extend(halves.chunks(2).map(|pair| match pair {
                [low, high] => low | high << 4,
                rest => rest.first().copied().unwrap_or(0),
            }));
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
}
