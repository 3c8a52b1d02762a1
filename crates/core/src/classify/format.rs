//! The model as bytes: a header, one idf byte per bucket, one signed byte per bucket and class. Little-endian throughout.
//!
//! ```text
//!  0  magic "MSHZ"          4  version u16           6  bits u8             7  classes u8
//!  8  length u64           16  checksum u64 of everything from byte 24
//! 24  idf_scale f32        28  length_floor f32     32  sharpness f32      36  none_score f32
//! 40  review_below f32     44  other_below f32
//! 48  per class: category u32 (position in `Category::ALL`), scale f32, bias f32
//!     idf: 2^bits bytes
//!     weights: 2^bits rows of `classes` signed bytes
//! ```

use std::fmt;

use crate::category::Category;

const MAGIC: &[u8; 4] = b"MSHZ";
/// Raised whenever the bytes or the features they belong to change their meaning.
pub const VERSION: u16 = 1;
const CHECKED_FROM: usize = 24;
const HEADER: usize = 48;
const PER_CLASS: usize = 12;
const BITS: std::ops::RangeInclusive<u32> = 8..=20;

/// Why bytes are not a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ModelError {
    /// Not a model at all.
    Magic,
    /// A model of another version of this program.
    Version(u16),
    /// Cut short, too long, or with impossible counts.
    Shape,
    /// A number in the header is not usable, or a class is not a category.
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
                    "the model has format version {found}, this program reads {VERSION}: train it again with `cargo xtask train`"
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
    /// What one step of a weight byte is worth.
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
    pub classes: Vec<Class>,
    idf: &'a [u8],
    weights: &'a [u8],
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
        let idf_from = HEADER + count * PER_CLASS;
        let weights_from = idf_from + buckets;
        let length = weights_from + buckets * count;
        if bytes.len() != length || u64::from_le_bytes(array(bytes, 8)?) != length as u64 {
            return Err(ModelError::Shape);
        }
        let mut classes = Vec::with_capacity(count);
        for from in (HEADER..idf_from).step_by(PER_CLASS) {
            let position = u32::from_le_bytes(array(bytes, from)?) as usize;
            let category = *Category::ALL.get(position).ok_or(ModelError::Value)?;
            classes.push(Class { category, scale: number(bytes, from + 4)?, bias: number(bytes, from + 8)? });
        }
        Ok(Self {
            bits,
            checksum: u64::from_le_bytes(array(bytes, 16)?),
            bytes: u32::try_from(length).map_err(|_| ModelError::Shape)?,
            idf_scale: number(bytes, 24)?,
            length_floor: number(bytes, 28)?,
            sharpness: number(bytes, 32)?,
            none_score: number(bytes, 36)?,
            review_below: number(bytes, 40)?,
            other_below: number(bytes, 44)?,
            classes,
            idf: bytes.get(idf_from..weights_from).ok_or(ModelError::Shape)?,
            weights: bytes.get(weights_from..).ok_or(ModelError::Shape)?,
        })
    }

    /// How much the bucket counts; rare ones more.
    pub fn idf(&self, bucket: u32) -> f32 {
        self.idf.get(bucket as usize).map_or(0.0, |idf| f32::from(*idf) * self.idf_scale)
    }

    /// The same as the byte it is stored as: 255 for a bucket that no message held.
    pub fn rarity(&self, bucket: u32) -> u8 {
        self.idf.get(bucket as usize).copied().unwrap_or(u8::MAX)
    }

    /// The bucket's weight for each class, as the two's complement byte it is stored as.
    pub fn weights(&self, bucket: u32) -> &'a [u8] {
        let count = self.classes.len();
        let from = bucket as usize * count;
        self.weights.get(from..from + count).unwrap_or_default()
    }
}

fn array<const N: usize>(bytes: &[u8], from: usize) -> Result<[u8; N], ModelError> {
    bytes.get(from..).and_then(|rest| rest.first_chunk::<N>()).copied().ok_or(ModelError::Shape)
}

fn number(bytes: &[u8], from: usize) -> Result<f32, ModelError> {
    let value = f32::from_le_bytes(array(bytes, from)?);
    if value.is_finite() { Ok(value) } else { Err(ModelError::Value) }
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

/// Eight bytes at a step, because a component may check half a megabyte per request. Guards against accidents, not against forgers.
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
    pub classes: Vec<Class>,
    /// One byte per bucket.
    pub idf: Vec<u8>,
    /// One row of `classes` bytes per bucket.
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
        ] {
            body.extend(value.to_le_bytes());
        }
        for class in &self.classes {
            body.extend((class.category as u32).to_le_bytes());
            body.extend(class.scale.to_le_bytes());
            body.extend(class.bias.to_le_bytes());
        }
        body.extend(&self.idf);
        body.extend(self.weights.iter().map(|weight| weight.cast_unsigned()));
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
