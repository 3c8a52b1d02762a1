//! The characters one by one.

use std::borrow::Cow;

use super::table;
use minsheng_types::characters::{half_width, is_unseen};

/// The block of characters that is mapped, and maps into itself: so a text keeps its places.
pub const FIRST: u32 = 0x4E00;
pub const BLOCKS: usize = (0xA000 - FIRST as usize) / 64;
pub const COUNT: usize = table::TRADITIONAL.len() / 3;

pub struct Characters {
    /// A bit for each character of the block: whether it is mapped.
    mapped: [u64; BLOCKS],
    /// How many are mapped before each 64.
    before: [u16; BLOCKS],
    /// What each of them is mapped to.
    to: [u16; COUNT],
}

static CHARACTERS: Characters = Characters::new();

impl Characters {
    #[expect(clippy::indexing_slicing, reason = "worked out by the compiler, which would refuse")]
    const fn new() -> Self {
        let mut this = Self { mapped: [0; BLOCKS], before: [0; BLOCKS], to: [0; COUNT] };
        let mut at = 0;
        while at < COUNT {
            let place = (character(table::TRADITIONAL, at) as u32 - FIRST) as usize;
            this.mapped[place / 64] |= 1 << (place % 64);
            this.to[at] = character(table::SIMPLIFIED, at);
            at += 1;
        }
        let mut block = 1;
        while block < BLOCKS {
            this.before[block] = this.before[block - 1] + this.mapped[block - 1].count_ones() as u16;
            block += 1;
        }
        this
    }

    fn get(&self, ch: char) -> Option<char> {
        let place = u32::from(ch).checked_sub(FIRST)?;
        let (block, bit) = ((place / 64) as usize, place % 64);
        let bits = self.mapped.get(block)?;
        if bits >> bit & 1 == 0 {
            return None;
        }
        let before = usize::from(*self.before.get(block)?) + (bits & ((1 << bit) - 1)).count_ones() as usize;
        char::from_u32((*self.to.get(before)?).into())
    }
}

/// The character number `at` of a text in which each has three bytes.
#[expect(clippy::indexing_slicing, reason = "worked out by the compiler, which would refuse")]
pub const fn character(text: &str, at: usize) -> u16 {
    let bytes = text.as_bytes();
    let (a, b, c) = (bytes[at * 3] as u16, bytes[at * 3 + 1] as u16, bytes[at * 3 + 2] as u16);
    (a & 15) << 12 | (b & 63) << 6 | c & 63
}

/// The simplified character for a traditional one or a variant; any other as it is.
#[must_use]
pub fn simplified_char(ch: char) -> char {
    CHARACTERS.get(ch).unwrap_or(ch)
}

/// Simplified, half-width, lower-case.
#[must_use]
pub fn folded_char(ch: char) -> char {
    if ch.is_ascii() { ch.to_ascii_lowercase() } else { half_width(simplified_char(ch)).to_ascii_lowercase() }
}

/// The text in simplified characters. Each stands at the very byte where it stood, so that what is found in the one is found in
/// the other. A text without any comes back as it is.
#[must_use]
pub fn simplified(text: &str) -> Cow<'_, str> {
    mapped(text, |ch| Some(simplified_char(ch)))
}

/// The text as it is compared: simplified, half-width, lower-case, without what nobody sees.
#[must_use]
pub fn folded(text: &str) -> Cow<'_, str> {
    mapped(text, |ch| (!is_unseen(ch)).then(|| folded_char(ch)))
}

fn mapped(text: &str, map: impl Fn(char) -> Option<char>) -> Cow<'_, str> {
    let Some((first, _)) = text.char_indices().find(|(_, ch)| map(*ch) != Some(*ch)) else {
        return Cow::Borrowed(text);
    };
    let (same, rest) = text.split_at_checked(first).unwrap_or_default();
    let mut whole = String::with_capacity(text.len());
    whole.push_str(same);
    whole.extend(rest.chars().filter_map(map));
    Cow::Owned(whole)
}

/// Every way to write a text of a few Chinese characters that [`simplified`] makes into it, itself the first; nothing where
/// there are too many to look for.
#[must_use]
pub fn spellings(text: &str) -> Vec<String> {
    const MOST: usize = 24;
    let mut all = vec![String::with_capacity(text.len())];
    for ch in text.chars() {
        let others = table::TRADITIONAL.chars().zip(CHARACTERS.to);
        let others = others.filter(|(_, to)| u32::from(*to) == u32::from(ch)).map(|(from, _)| from);
        let forms: Vec<char> = std::iter::once(ch).chain(others).collect();
        if all.len() * forms.len() > MOST {
            return Vec::new();
        }
        all = forms.iter().flat_map(|form| all.iter().map(move |begun| format!("{begun}{form}"))).collect();
    }
    all
}
