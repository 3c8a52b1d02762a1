//! A message made ready for many look-ups of words.

use std::cell::OnceCell;

use crate::folding::{folded_char, is_unseen, marked, plain};

#[cfg(test)]
thread_local! {
    /// How many texts were made ready.
    pub static MADE: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// A message made ready for many look-ups.
pub struct Text {
    clean: String,
    /// By the [`slot`] of a pair's hash, one more than the place in `pairs` of its first occurrence; 0 for none.
    first: Vec<u32>,
    pairs: Vec<Pair>,
}

/// Two neighbouring characters of a text.
struct Pair {
    /// Where they stand in it.
    at: u32,
    /// The next pair in the same slot of `first`, in the same way.
    next: u32,
    hash: u16,
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
        #[cfg(test)]
        MADE.set(MADE.get() + 1);
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
            let hash = right.map(|right| hash(left, right));
            if let Some((hash, first)) = hash.and_then(|hash| Some((hash, first.get_mut(slot(hash))?))) {
                pairs.push(Pair { at: u32::try_from(at).unwrap_or(u32::MAX), next: *first, hash });
                *first = u32::try_from(pairs.len()).unwrap_or(0);
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
    pub fn find<'a>(&'a self, word: &'a str) -> Occurrences<'a> {
        let hash = hash_of(word);
        let first = hash.and_then(|hash| self.first.get(slot(hash))).copied().unwrap_or(0);
        Occurrences { text: self, word, hash: hash.unwrap_or(0), next: first, left: Self::PLACES }
    }

    /// Whether the word stands at this place. Byte by byte: in a component a call costs more than a word of a few characters.
    #[inline]
    pub fn stands_at(&self, at: usize, word: &str) -> bool {
        let here = self.clean.as_bytes().get(at..at + word.len());
        here.is_some_and(|here| here.iter().zip(word.as_bytes()).all(|(here, byte)| here == byte))
    }

    /// Each pair of neighbours: where it stands and its hash, from the end.
    pub fn pairs(&self) -> impl DoubleEndedIterator<Item = (usize, u16)> {
        self.pairs.iter().map(|pair| (pair.at as usize, pair.hash))
    }

    /// Whether the text may hold a word with this hash; `false` is certain.
    #[inline]
    pub fn may_hold(&self, hash: u16) -> bool {
        self.first.get(slot(hash)).is_none_or(|first| *first != 0)
    }

    /// Longer words that hold keywords and mean something else.
    pub fn lookalikes<'a>(&'a self, longer: &'a [&'a str]) -> Lookalikes<'a> {
        Lookalikes { text: self, longer, held: OnceCell::new() }
    }
}

/// Where a word stands in a text.
pub struct Occurrences<'a> {
    text: &'a Text,
    word: &'a str,
    hash: u16,
    /// As in [`Text::first`].
    next: u32,
    left: usize,
}

impl Iterator for Occurrences<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        while self.left > 0 {
            let pair = self.text.pairs.get((self.next as usize).checked_sub(1)?)?;
            self.next = pair.next;
            let at = pair.at as usize;
            if pair.hash == self.hash && self.text.stands_at(at, self.word) {
                self.left -= 1;
                return Some(at);
            }
        }
        None
    }
}

/// Longer words that hold keywords and mean something else.
pub struct Lookalikes<'a> {
    text: &'a Text,
    longer: &'a [&'a str],
    /// Those that the text holds, looked for when the first keyword is found.
    held: OnceCell<Vec<&'a str>>,
}

impl Lookalikes<'_> {
    /// Whether the word at this place is part of one of them.
    pub fn hold(&self, at: usize, word: &str) -> bool {
        let held = self.held.get_or_init(|| {
            self.longer.iter().copied().filter(|longer| self.text.find(longer).next().is_some()).collect()
        });
        is_within(&self.text.clean, at, word, held)
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
            if let Some(slot) = left.and_then(|left| pairs.get_mut(slot(hash(left, right)))) {
                *slot = true;
            }
            left = Some(right);
        }
        Self(pairs)
    }

    /// Whether the text may hold the word; `false` is certain.
    pub fn may_hold(&self, word: &str) -> bool {
        hash_of(word).and_then(|hash| self.0.get(slot(hash))).is_none_or(|is_there| *is_there)
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

/// The hash of a word's first two characters, each by its UTF-8; none where it has fewer. Constant, so that tables of words can have
/// theirs worked out by the compiler.
#[inline(never)]
pub const fn hash_of(word: &str) -> Option<u16> {
    let Some((left, rest)) = first_character(word.as_bytes()) else { return None };
    match first_character(rest) {
        Some((right, _)) => Some(hash_codes(left, right)),
        None => None,
    }
}

#[inline]
const fn first_character(bytes: &[u8]) -> Option<(u32, &[u8])> {
    Some(match bytes {
        [a, b, c, d, rest @ ..] if *a >= 0xF0 => (tail(tail(tail(*a as u32 & 7, *b), *c), *d), rest),
        [a, b, c, rest @ ..] if *a >= 0xE0 => (tail(tail(*a as u32 & 15, *b), *c), rest),
        [a, b, rest @ ..] if *a >= 0xC0 => (tail(*a as u32 & 31, *b), rest),
        [a, rest @ ..] => (*a as u32, rest),
        [] => return None,
    })
}

const fn tail(before: u32, byte: u8) -> u32 {
    before << 6 | (byte & 63) as u32
}

/// Where of [`Text::HASHES`] places a hash leads.
#[inline]
pub fn slot(hash: u16) -> usize {
    usize::from(hash) % Text::HASHES
}

#[inline]
pub fn hash(left: char, right: char) -> u16 {
    hash_codes(left.into(), right.into())
}

const fn hash_codes(left: u32, right: u32) -> u16 {
    let mixed = (left.wrapping_mul(0x9E37_79B1) ^ right).wrapping_mul(0x85EB_CA6B);
    (mixed >> 16) as u16
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

    #[test]
    fn a_lookalike_is_one_however_often_it_is_said() {
        let text = Text::new(&"法院门口，法院门口".repeat(20));
        let lookalikes = text.lookalikes(&["法院门口", "法院对面"]);
        let places: Vec<usize> = text.clean().match_indices("法院").map(|(at, _)| at).collect();
        assert!(places.len() > 2 * Text::PLACES && places.iter().all(|at| lookalikes.hold(*at, "法院")));
        let text = Text::new("法院门前，去了法院门口");
        let lookalikes = text.lookalikes(&["法院门口", "法院对面"]);
        let held = text.find("法院").map(|at| lookalikes.hold(at, "法院"));
        assert_eq!(held.collect::<Vec<_>>(), [false, true]);
    }
}
