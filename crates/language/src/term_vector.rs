//! Terms of a text as numbers. Comparing texts means looking up each term of the one among those of the
//! other, some thousands of times while a citizen waits for a receipt: numbers in order are found several
//! times as fast as words in a map, and need no memory of their own.

use crate::terms::each_search_term;

/// What stands for a term: FNV-1a, stirred once more so that its order says nothing about the letters. Two
/// terms fall together in one of 24,000 texts of 600 terms, and in one of 500 of 4,200, which changes a similarity
/// by as much as one term.
#[must_use]
pub fn term_hash(term: &str) -> u32 {
    let hash =
        term.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    let hash = (hash ^ hash >> 16).wrapping_mul(0x7feb_352d);
    hash ^ hash >> 15
}

/// A number for each of some terms.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TermVector(Vec<(u32, f64)>);

impl TermVector {
    /// How often each of the terms stands in a text that are to be kept.
    #[must_use]
    pub fn of(text: &str, keep: impl Fn(&str) -> bool) -> Self {
        let mut all = Vec::new();
        each_search_term(text, |term| {
            if keep(term) {
                all.push((term_hash(term), 1.0));
            }
        });
        Self::sum(all)
    }

    /// A number for each term; those of a term that comes again are added.
    #[must_use]
    pub fn sum(mut all: Vec<(u32, f64)>) -> Self {
        all.sort_unstable_by_key(|(hash, _)| *hash);
        all.dedup_by(|(again, more), (hash, number)| {
            let same = again == hash;
            if same {
                *number += *more;
            }
            same
        });
        Self(all)
    }

    #[must_use]
    pub fn get(&self, hash: u32) -> Option<f64> {
        let place = self.place(hash)?;
        self.0.get(place).map(|(_, number)| *number)
    }

    /// Where a term stands among the others.
    #[must_use]
    pub fn place(&self, hash: u32) -> Option<usize> {
        self.0.binary_search_by_key(&hash, |(hash, _)| *hash).ok()
    }

    pub fn iter(&self) -> impl Iterator<Item = (u32, f64)> {
        self.0.iter().copied()
    }

    #[must_use]
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }
}

/// A number for each of some terms. A table of their hashes: each term of a text is asked about once, and a map of words
/// would spend more on comparing them than all the rest.
#[derive(Clone, Debug, Default)]
pub struct TermTable {
    /// A hash and its number; 0 is free, and the hash 0 stands there as 1. Never more than half full.
    slots: Vec<(u32, u32)>,
    count: usize,
}

impl TermTable {
    #[must_use]
    pub const fn new() -> Self {
        Self { slots: Vec::new(), count: 0 }
    }

    #[must_use]
    pub const fn len(&self) -> usize {
        self.count
    }

    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    #[must_use]
    pub fn get(&self, hash: u32) -> Option<u32> {
        let (found, number) = *self.slots.get(self.place(hash.max(1)))?;
        (found != 0).then_some(number)
    }

    /// Sets a term's number; whether it had none.
    pub fn set(&mut self, hash: u32, number: u32) -> bool {
        if self.count * 2 >= self.slots.len() {
            self.grow();
        }
        let hash = hash.max(1);
        let place = self.place(hash);
        let Some(slot) = self.slots.get_mut(place) else { return false };
        let is_new = slot.0 == 0;
        *slot = (hash, number);
        self.count += usize::from(is_new);
        is_new
    }

    /// Where the hash stands, or would stand.
    fn place(&self, hash: u32) -> usize {
        let mask = self.slots.len().wrapping_sub(1);
        let mut place = hash as usize & mask;
        while self.slots.get(place).is_some_and(|(found, _)| *found != 0 && *found != hash) {
            place = (place + 1) & mask;
        }
        place
    }

    fn grow(&mut self) {
        let larger = Self { slots: vec![(0, 0); (self.slots.len() * 2).max(64)], count: 0 };
        let old = std::mem::replace(self, larger);
        for (hash, number) in old.slots.into_iter().filter(|(hash, _)| *hash != 0) {
            self.set(hash, number);
        }
    }
}

/// Terms that have been met.
#[derive(Clone, Debug, Default)]
pub struct TermSet(TermTable);

impl TermSet {
    /// Whether it is met for the first time.
    pub fn insert(&mut self, hash: u32) -> bool {
        self.0.set(hash, 0)
    }
}

/// Pairs of characters, in order and without anything between them: each is six bytes.
#[derive(Clone, Copy, Debug)]
pub struct BigramSet(pub &'static str);

const BYTES: usize = 6;

impl BigramSet {
    fn all(self) -> &'static [[u8; BYTES]] {
        self.0.as_bytes().as_chunks().0
    }

    /// Whether a term is one of them.
    #[must_use]
    pub fn contains(self, term: &str) -> bool {
        term.as_bytes().try_into().is_ok_and(|term: [u8; BYTES]| self.all().binary_search(&term).is_ok())
    }

    /// How many there are, if each is a pair, stands there once, and is found.
    #[cfg(test)]
    pub fn checked(self) -> usize {
        assert!(self.all().is_sorted_by(|a, b| a < b), "or they are not found");
        assert_eq!(self.0.len(), self.all().len() * BYTES);
        let is_pair = |pair: &[u8; BYTES]| std::str::from_utf8(pair).unwrap().chars().count() == 2;
        assert!(self.all().iter().all(is_pair));
        self.all().len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_counted_and_found() {
        let prints = TermVector::of("路灯坏了，路灯不亮", |term| term != "坏了");
        assert_eq!(prints.get(term_hash("路灯")), Some(2.0));
        assert_eq!(prints.get(term_hash("不亮")), Some(1.0));
        assert_eq!(prints.get(term_hash("坏了")), None);
        assert_eq!(prints.len(), 4, "路灯 灯坏 灯不 不亮");
        assert_eq!(TermVector::of("🚒", |_| true).len(), 0);
        assert_eq!(
            TermVector::sum(vec![(7, 1.0), (3, 0.5), (7, 2.0)]).iter().collect::<Vec<_>>(),
            [(3, 0.5), (7, 3.0)]
        );
    }

    #[test]
    fn a_term_is_met_for_the_first_time_once() {
        let mut met = TermSet::default();
        let hashes: Vec<u32> = (0..5000_u32).map(|n| term_hash(&n.to_string())).chain([0, 64, 128]).collect();
        assert!(hashes.iter().all(|hash| met.insert(*hash)));
        assert!(!hashes.iter().any(|hash| met.insert(*hash)));
        assert!(met.insert(192));
    }

    #[test]
    fn a_term_has_the_number_that_it_was_given_last() {
        let mut numbers = TermTable::new();
        assert!(numbers.is_empty() && numbers.get(7).is_none());
        let hashes: Vec<u32> = (0..5000_u32).map(|n| term_hash(&n.to_string())).collect();
        for (number, hash) in (0..).zip(&hashes) {
            assert!(numbers.set(*hash, number));
        }
        assert!(!numbers.set(hashes[17], 9));
        assert_eq!((numbers.len(), numbers.get(hashes[17])), (5000, Some(9)));
        assert!((0..).zip(&hashes).all(|(number, hash)| number == 17 || numbers.get(*hash) == Some(number)));
        assert_eq!(numbers.get(term_hash("路灯")), None);
    }

    #[test]
    fn no_two_pairs_of_a_long_text_fall_together() {
        let terms: Vec<String> =
            (0x4e00..0x5200).filter_map(char::from_u32).map(|c| format!("{c}的")).collect();
        let mut prints: Vec<u32> = terms.iter().map(|term| term_hash(term)).collect();
        prints.sort_unstable();
        prints.dedup();
        assert_eq!(prints.len(), terms.len());
    }

    #[test]
    fn pairs_hold_what_they_hold() {
        let pairs = BigramSet("一下不了");
        assert!(
            pairs.contains("一下")
                && pairs.contains("不了")
                && !pairs.contains("下不")
                && !pairs.contains("a")
                && !pairs.contains("")
        );
        assert_eq!(pairs.checked(), 2);
    }
}
