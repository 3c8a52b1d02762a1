//! From a message to features: buckets of characters and pairs, and what rules find. The trainer and the classifier share
//! this file, so what was learnt is what is looked up.

use super::buckets::Buckets;
use crate::folding::{folded_char, is_unseen, plain};
use crate::lookup::Text;
use crate::topics::KeywordHits;
use crate::triage::{self, Findings, Pressing};
use minsheng_types::category::Category;
use minsheng_types::subcategory::Subcategory;
use minsheng_types::text::is_han;
use minsheng_types::words::Kind;

/// A message read once: its characters, the keywords of the taxonomy in it, and what triage found.
pub struct Reading {
    pub(super) message: Message,
    pub(super) keywords: KeywordHits,
    pub(super) findings: Findings,
}

impl Reading {
    #[must_use]
    pub fn of(text: &str) -> Self {
        // The model has learnt from what was written, nearly all of it plain.
        let text = &*plain(text);
        let words = Text::of_plain(text);
        Self {
            message: Message::new(text),
            keywords: KeywordHits::read(&words),
            findings: triage::findings_in(&words),
        }
    }

    /// Each bucket of the message and how often it occurs; see [`Message::counts`].
    #[must_use]
    pub fn counts(&self, bits: u32) -> Vec<(u32, f32)> {
        self.message.counts(bits)
    }

    /// What rules found, each as the place of its feature behind the buckets and its value; sorted by place.
    #[must_use]
    pub fn found(&self) -> Vec<(u32, f32)> {
        let mut points = [0_u32; FOUND];
        let mut add = |place: usize, count: u32| {
            if let Some(sum) = points.get_mut(place) {
                *sum += count;
            }
        };
        for (category, level2, count) in self.keywords.points() {
            let code = category.code() as usize;
            add(code, count);
            if let Some(place) = Subcategory::of(category).position(|name| name.as_str() == level2) {
                add(LEVEL2_FROM + code * LEVEL2_EACH + place, count);
            }
        }
        for (place, weight) in self.findings.kinds.iter().enumerate() {
            add(KINDS_FROM + place, *weight);
        }
        for (family, _) in &self.findings.pressing {
            add(PRESSING_FROM + *family as usize, PRESSING_POINTS);
            add(ANY_PRESSING, PRESSING_POINTS);
        }
        let there = (0..).zip(points).filter(|(_, count)| *count > 0);
        there.map(|(place, count)| (place, (count as f32).sqrt() * FOUND_SHARE)).collect()
    }
}

const CATEGORIES: usize = 16;
const LEVEL2_FROM: usize = CATEGORIES;
/// More than any category has names.
const LEVEL2_EACH: usize = 16;
const KINDS_FROM: usize = LEVEL2_FROM + CATEGORIES * LEVEL2_EACH;
const KINDS: usize = 8;
const PRESSING_FROM: usize = KINDS_FROM + KINDS;
const PRESSING: usize = 16;
/// The features that rules find: points of keywords by category and by name of level 2, weights of keywords by kind, and what
/// is pressing by family. Their places are part of the model's format.
pub const FOUND: usize = PRESSING_FROM + PRESSING;
/// That anything is pressing.
const ANY_PRESSING: usize = FOUND - 1;
/// A keyword of urgency has been judged by its context and speaks as loud as all characters together.
const PRESSING_POINTS: u32 = 204;
/// How loud a point is beside the buckets, whose values have the length one together.
const FOUND_SHARE: f32 = 0.07;
const _: () =
    assert!(Category::ALL.len() <= CATEGORIES && Kind::ALL.len() <= KINDS && Pressing::ALL.len() < PRESSING);

/// One character of the normalised message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Symbol {
    pub ch: char,
    /// Stands directly after the symbol before it in the message as written; nothing was dropped or folded between.
    pub glued: bool,
}

impl Symbol {
    /// A Chinese character that may be shown as evidence. The numerals are left out: people also write numbers with them.
    pub fn is_word(self) -> bool {
        is_han(self.ch) && !is_numeral(self.ch)
    }
}

/// A choice that is compiled: looking for a character in a text is many times as slow.
#[rustfmt::skip]
const fn is_numeral(ch: char) -> bool {
    matches!(
        ch,
        '零' | '〇' | '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十' | '百' | '千' | '万' | '亿' | '两'
            | '壹' | '贰' | '叁' | '肆' | '伍' | '陆' | '柒' | '捌' | '玖' | '拾' | '幺'
    )
}

/// Stands for a run of digits: which number it is says nothing about the subject, and would be personal data.
const DIGITS: char = '0';

/// A message in its normal form.
#[derive(Clone, Debug)]
pub struct Message {
    symbols: Vec<Symbol>,
}

impl Message {
    /// Traditional characters become simplified, full-width forms half-width, ASCII lower-case, white space and control characters go, a run of digits becomes one symbol.
    pub fn new(text: &str) -> Self {
        let mut symbols: Vec<Symbol> = Vec::with_capacity(text.len() / 3 + 1);
        let mut glued = false;
        for ch in text.chars() {
            let ch = folded_char(ch);
            if ch.is_whitespace() || ch.is_control() || is_unseen(ch) {
                glued = false;
                continue;
            }
            let ch = if ch.is_ascii_digit() { DIGITS } else { ch };
            if ch == DIGITS && symbols.last().is_some_and(|last| last.ch == DIGITS) {
                continue;
            }
            symbols.push(Symbol { ch, glued });
            glued = true;
        }
        Self { symbols }
    }

    pub fn symbols(&self) -> &[Symbol] {
        &self.symbols
    }

    /// How many different Chinese characters the message has, counted up to `limit`.
    pub fn distinct_han(&self, limit: usize) -> usize {
        let mut seen: Vec<char> = Vec::with_capacity(limit);
        for symbol in &self.symbols {
            if seen.len() >= limit {
                break;
            }
            if is_han(symbol.ch) && !seen.contains(&symbol.ch) {
                seen.push(symbol.ch);
            }
        }
        seen.len()
    }

    /// Each bucket of the message and how often it occurs, sorted by bucket; as [`Message::buckets`].
    pub fn counts(&self, bits: u32) -> Vec<(u32, f32)> {
        let (buckets, counts) = self.buckets(bits);
        buckets.iter().zip(counts).collect()
    }

    /// The buckets of the message, and how often each occurs in their order. The beginning counts three times: that is
    /// where a message says what it is about, above all when its subject line stands in front.
    pub fn buckets(&self, bits: u32) -> (Buckets, Vec<f32>) {
        let mut buckets: Vec<u32> = Vec::with_capacity(self.symbols.len() * 2 + HEAD * 2 * HEAD_COUNTS);
        let mut before: Option<char> = None;
        for (position, symbol) in self.symbols.iter().enumerate() {
            // The common case first: the table of all letters of the world is slow to search.
            if !matches!(symbol.ch, '\u{4E00}'..='\u{9FFF}') && !symbol.ch.is_alphanumeric() {
                before = None;
                continue;
            }
            let single = bucket('\0', symbol.ch, bits);
            let times = if position < HEAD { HEAD_COUNTS } else { 1 };
            buckets.extend(std::iter::repeat_n(single, times));
            if let Some(left) = before {
                let pair = bucket(left, symbol.ch, bits);
                buckets.extend(std::iter::repeat_n(pair, times));
            }
            before = Some(symbol.ch);
        }
        let set = Buckets::of(&buckets, bits);
        let mut counts = vec![0.0; set.len()];
        for bucket in buckets {
            if let Some(count) = set.place(bucket).and_then(|place| counts.get_mut(place)) {
                *count += 1.0;
            }
        }
        (set, counts)
    }
}

/// How many symbols stand at the beginning, and how often each of them counts.
pub const HEAD: usize = 25;
pub const HEAD_COUNTS: usize = 3;

/// The bucket of a pair of neighbours; of a single character with `'\0'` before it. Multiplicative hashing: the high bits mix all others.
pub fn bucket(left: char, right: char, bits: u32) -> u32 {
    let key = (u64::from(u32::from(left)) << 21) | u64::from(u32::from(right));
    let mixed = (key ^ (key >> 15)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mixed = (mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    u32::try_from(mixed >> (64 - bits.clamp(1, 32))).unwrap_or(0)
}

/// The power of [`sublinear`].
pub const POWER: f32 = 0.75;

/// How much `count` occurrences count: the tenth repetition says less than the first. Square roots, because unlike
/// logarithms they are the same to the last bit on every machine.
pub fn sublinear(count: f32) -> f32 {
    // Most occur once.
    if count == 1.0 {
        return 1.0;
    }
    let root = count.sqrt();
    root * root.sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn normal(text: &str) -> String {
        Message::new(text).symbols().iter().map(|symbol| symbol.ch).collect()
    }

    #[test]
    fn each_name_of_level_2_has_a_place_of_its_own() {
        let most = Category::ALL.iter().map(|category| Subcategory::of(*category).count()).max();
        assert!(most.is_some_and(|most| (1..=LEVEL2_EACH).contains(&most)), "{most:?}");
    }

    #[test]
    fn repetitions_count_to_the_power_that_is_stated() {
        for count in [1.0_f32, 2.0, 10.0] {
            assert!((sublinear(count) - count.powf(POWER)).abs() < 1e-4);
        }
    }

    #[test]
    fn writing_the_same_thing_differently_gives_the_same_symbols() {
        assert_eq!(normal("ＡＢＣ１２３，ｘ！"), "abc0,x!");
        assert_eq!(normal("  我\u{3000}们\n\t住 在\u{200B}A3区 "), "我们住在a0区");
        assert_eq!(normal("138 0000 1234"), "0");
        assert_eq!(normal("路燈壞了"), "路灯坏了");
        assert_eq!(normal(""), "");
    }

    #[test]
    fn counts_are_sorted_and_complete() {
        let counts = Message::new("路路路").counts(16);
        assert_eq!(counts.len(), 2, "one character and one pair");
        assert_eq!(
            counts.iter().map(|(_, count)| count).sum::<f32>(),
            15.0,
            "the beginning counts three times"
        );
        assert!(counts.is_sorted_by_key(|(bucket, _)| *bucket));
        assert!(Message::new("").counts(16).is_empty());
        assert!(counts.iter().all(|(bucket, _)| *bucket < 1 << 16));
        let long = Message::new(&"路".repeat(100)).counts(16);
        assert_eq!(long.iter().map(|(_, count)| count).sum::<f32>(), 199.0 + 2.0 * (25.0 + 24.0));
    }

    #[test]
    fn pairs_end_at_punctuation() {
        assert_eq!(Message::new("修路，停电").counts(16).len(), 6);
        assert_eq!(Message::new("，。！").counts(16), []);
    }

    #[test]
    fn numerals_are_no_words() {
        let word = |ch| Symbol { ch, glued: true }.is_word();
        assert!(word('路'));
        assert!(!word('三') && !word('a') && !word('0') && !word('，') && !word('😀') && !word('幺'));
    }
}
