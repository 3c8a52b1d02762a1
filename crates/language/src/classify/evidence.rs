//! What of a message spoke for a class, for people to see.

use std::cmp::Reverse;
use std::ops::Range;

use super::features::{self, Message, Symbol};
use super::format::{self, Parts};
use super::weighed::Weighed;
use crate::order::in_order;

/// At most this many pieces of evidence.
pub const MAX_EVIDENCE: usize = 5;
/// A piece of evidence is a phrase, not a passage.
const LONGEST_EVIDENCE: usize = 8;
/// A pair that fewer than some five messages held, as its idf level: more likely a name or a slip than a reason.
const RAREST_EVIDENCE: u8 = format::RAREST - 2;

/// The phrases that spoke for a class, best first: pairs of neighbours with a high share of the score, joined where they overlap.
pub fn phrases(parts: &Parts<'_>, message: &Message, weighed: &[Weighed<'_>], class: usize) -> Vec<String> {
    let marked = speaking(parts, weighed, class);
    let symbols = message.symbols();
    let share = |left: Symbol, right: Symbol| {
        let bucket = features::bucket(left.ch, right.ch, parts.bits);
        let is_set = marked.get(bucket as usize / 64).is_some_and(|bits| bits >> (bucket % 64) & 1 == 1);
        // Most pairs say nothing for the class: no need to look closer.
        if !is_set || !left.is_word() || !right.is_word() {
            return 0.0;
        }
        let at = weighed.binary_search_by_key(&bucket, |known| known.feature).ok();
        at.and_then(|at| weighed.get(at)).map_or(0.0, |known| known.value * known.weights.of(class))
    };
    let pairs: Vec<f32> = symbols
        .windows(2)
        .map(|pair| match pair {
            [left, right] if right.glued => share(*left, *right),
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
    let mut found: Vec<String> = Vec::new();
    // Each speaks for it, so that the bits are in the order of the values.
    for (place, _) in in_order(phrases, |(_, value)| Reverse(value.to_bits())) {
        if found.len() == MAX_EVIDENCE {
            break;
        }
        let phrase: String = symbols.get(place).unwrap_or_default().iter().map(|symbol| symbol.ch).collect();
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

/// A bit for each bucket of the message that speaks for the class and is not too rare to be shown.
fn speaking(parts: &Parts<'_>, weighed: &[Weighed<'_>], class: usize) -> Vec<u64> {
    let mut bits = vec![0; (1 << parts.bits) / 64];
    for known in weighed {
        if known.weights.of(class) > 0.0
            && parts.rarity(known.feature) < RAREST_EVIDENCE
            && let Some(word) = bits.get_mut(known.feature as usize / 64)
        {
            *word |= 1_u64 << (known.feature % 64);
        }
    }
    bits
}
