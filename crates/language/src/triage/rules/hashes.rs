//! The hash of each keyword of the tables, in their order, worked out by the compiler: most keywords are not in a text, and are
//! ruled out without being read.
#![expect(clippy::indexing_slicing, reason = "worked out by the compiler, which would refuse")]

use super::danger::DANGERS;
use super::kind::KINDS;
use super::urgency::PRESSING;
use crate::lookup::hash_of;

pub static DANGER_HASHES: [u16; of_dangers::<0>().1] = of_dangers().0;
pub static KIND_HASHES: [u16; of_kinds::<0>().1] = of_kinds().0;
pub static PRESSING_HASHES: [u16; of_pressing::<0>().1] = of_pressing().0;

/// The first `N` hashes, and how many there are.
const fn of_dangers<const N: usize>() -> ([u16; N], usize) {
    let (mut hashes, mut count, mut danger) = ([0; N], 0, 0);
    while danger < DANGERS.len() {
        let keywords = DANGERS[danger].1;
        let mut at = 0;
        while at < keywords.len() {
            put(&mut hashes, count, keywords[at].word());
            (count, at) = (count + 1, at + 1);
        }
        danger += 1;
    }
    (hashes, count)
}

/// As [`of_dangers`].
const fn of_kinds<const N: usize>() -> ([u16; N], usize) {
    let (mut hashes, mut count, mut kind) = ([0; N], 0, 0);
    while kind < KINDS.len() {
        let keywords = KINDS[kind].1;
        let mut at = 0;
        while at < keywords.len() {
            put(&mut hashes, count, keywords[at].0);
            (count, at) = (count + 1, at + 1);
        }
        kind += 1;
    }
    (hashes, count)
}

/// As [`of_dangers`].
const fn of_pressing<const N: usize>() -> ([u16; N], usize) {
    let (mut hashes, mut count, mut family) = ([0; N], 0, 0);
    while family < PRESSING.len() {
        let mut row = 0;
        while row < PRESSING[family].len() {
            let words = PRESSING[family][row].words;
            let mut at = 0;
            while at < words.len() {
                put(&mut hashes, count, words[at]);
                (count, at) = (count + 1, at + 1);
            }
            row += 1;
        }
        family += 1;
    }
    (hashes, count)
}

const fn put(hashes: &mut [u16], at: usize, word: &str) {
    if at < hashes.len()
        && let Some(hash) = hash_of(word)
    {
        hashes[at] = hash;
    }
}
