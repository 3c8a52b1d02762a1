//! A message made ready for many look-ups of words.

use crate::folding::{folded_char, is_unseen, marked, plain};

/// A message made ready for many look-ups.
pub struct Text {
    clean: String,
    /// By the hash of a pair of neighbouring characters, one more than the place in `pairs` of its first occurrence; 0 for none.
    first: Vec<u32>,
    /// Each pair's place in `clean`, and the next pair with the same hash in the same way.
    pairs: Vec<(u32, u32)>,
}

impl Text {
    pub const HASHES: usize = 4096;
    /// Bytes that are looked at on each side of a keyword, so that a text without punctuation costs no more than others.
    pub const CLAUSE: usize = 150;
    pub const SENTENCE: usize = 450;
    /// Places of one word that are looked at.
    const PLACES: usize = 16;

    /// In plain words, simplified, lower-case, half-width; white space stays only between words of Latin letters, a line's end as a
    /// sentence's end. Where nothing is marked commas stand where clauses seem to end. Nobody is told places of it.
    pub fn new(text: &str) -> Self {
        Self::of_plain(&plain(text))
    }

    /// As [`Text::new`], of a text in plain words.
    pub fn of_plain(text: &str) -> Self {
        let mut clean = String::with_capacity(text.len());
        let mut last: Option<char> = None;
        let mut space = false;
        for ch in text.chars() {
            let ch = if ch == '’' { '\'' } else { folded_char(ch) };
            if ch == '\n' && last.is_some_and(|last| last != '\n') {
                clean.push(ch);
                last = Some(ch);
                space = false;
                continue;
            }
            if is_unseen(ch) {
                continue;
            }
            if ch.is_whitespace() || ch.is_control() {
                space = true;
                continue;
            }
            if space && ch.is_ascii() && last.is_some_and(|last| last.is_ascii()) {
                clean.push(' ');
            }
            space = false;
            clean.push(ch);
            last = Some(ch);
        }
        let clean = marked(&clean, is_mark).unwrap_or(clean);
        let mut first = vec![0; Self::HASHES];
        let mut pairs = Vec::with_capacity(clean.len() / 2);
        let mut right: Option<char> = None;
        // From the end, so that each chain runs forward.
        for (at, left) in clean.char_indices().rev() {
            if let Some(slot) = right.and_then(|right| first.get_mut(hash(left, right))) {
                pairs.push((u32::try_from(at).unwrap_or(u32::MAX), *slot));
                *slot = u32::try_from(pairs.len()).unwrap_or(0);
            }
            right = Some(left);
        }
        Self { clean, first, pairs }
    }

    /// The text in its normal form.
    pub fn clean(&self) -> &str {
        &self.clean
    }

    /// The first places of a word of two characters or more.
    #[inline]
    pub fn find<'a>(&'a self, word: &'a str) -> impl Iterator<Item = usize> + 'a {
        let mut chars = word.chars();
        let mut next = match (chars.next(), chars.next()) {
            (Some(left), Some(right)) => self.first.get(hash(left, right)).copied().unwrap_or(0),
            _ => 0,
        };
        std::iter::from_fn(move || {
            let (at, following) = *self.pairs.get((next as usize).checked_sub(1)?)?;
            next = following;
            Some(at as usize)
        })
        .filter(move |at| self.clean.get(*at..).is_some_and(|rest| rest.starts_with(word)))
        .take(Self::PLACES)
    }

    /// Whether the word at this place is part of one of the longer words.
    pub fn is_lookalike(&self, at: usize, word: &str, longer: &[&str]) -> bool {
        let around = |longer: &&str, start: usize| start <= at && at + word.len() <= start + longer.len();
        longer.iter().any(|longer| self.find(longer).any(|start| around(longer, start)))
    }
}

fn is_mark(ch: char) -> bool {
    matches!(
        ch,
        '\n' | ',' | '.' | ';' | ':' | '!' | '?' | '(' | ')' | '，' | '。' | '、' | '…' | '“' | '”' | '"'
    )
}

/// The pairs of neighbouring characters of a text: most words that are not in it need not be looked for.
pub struct Pairs(Vec<bool>);

impl Pairs {
    pub fn of(text: &str) -> Self {
        let mut pairs = vec![false; Text::HASHES];
        let mut left: Option<char> = None;
        for right in text.chars() {
            if let Some(slot) = left.and_then(|left| pairs.get_mut(hash(left, right))) {
                *slot = true;
            }
            left = Some(right);
        }
        Self(pairs)
    }

    /// Whether the text may hold the word; `false` is certain.
    pub fn may_hold(&self, word: &str) -> bool {
        let mut chars = word.chars();
        match (chars.next(), chars.next()) {
            (Some(left), Some(right)) => self.0.get(hash(left, right)).is_none_or(|is_there| *is_there),
            _ => true,
        }
    }
}

/// The beginning of a text, of at most so many bytes.
pub fn first_of(text: &str, bytes: usize) -> &str {
    text.get(..text.floor_char_boundary(bytes)).unwrap_or_default()
}

/// The end of a text, of at most so many bytes.
pub fn last_of(text: &str, bytes: usize) -> &str {
    text.get(text.ceil_char_boundary(text.len().saturating_sub(bytes))..).unwrap_or_default()
}

/// Whether the word at this place of the text is part of one of the longer words. A word ends where its last byte stands:
/// looked at first, that rules out nearly all of them.
pub fn is_within(text: &str, at: usize, word: &str, longer: &[&str]) -> bool {
    let Some(last) = word.as_bytes().last() else { return false };
    longer.iter().any(|longer| {
        let ends = longer.bytes().enumerate().filter(|(_, byte)| byte == last).map(|(before, _)| before + 1);
        let mut starts = ends.filter_map(|end| at.checked_sub(end.checked_sub(word.len())?));
        starts.any(|start| text.get(start..).is_some_and(|rest| rest.starts_with(longer)))
    })
}

#[inline]
pub fn hash(left: char, right: char) -> usize {
    let mixed = (u32::from(left).wrapping_mul(0x9E37_79B1) ^ u32::from(right)).wrapping_mul(0x85EB_CA6B);
    (mixed >> 20) as usize % Text::HASHES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_rule_out_no_word_of_the_text() {
        let text = "我要投诉岳麓区城管局，执法人员态度恶劣";
        let pairs = Pairs::of(text);
        let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        for (place, from) in ends.iter().enumerate() {
            for to in &ends[place..] {
                assert!(pairs.may_hold(&text[*from..*to]));
            }
        }
        assert!(!pairs.may_hold("教育局"));
    }
}
