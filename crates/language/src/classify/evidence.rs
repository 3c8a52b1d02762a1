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
pub fn phrases(parts: &Parts<'_>, message: &Message, weighed: &Weighed<'_>, class: usize) -> Vec<String> {
    let symbols = message.symbols();
    let share = |left: Symbol, right: Symbol| {
        let bucket = features::bucket(left.ch, right.ch, parts.bits);
        let share = weighed.share(bucket, class);
        // Most pairs say nothing for the class: no need to look closer.
        let is_shown =
            share > 0.0 && left.is_word() && right.is_word() && parts.rarity(bucket) < RAREST_EVIDENCE;
        if is_shown { share } else { 0.0 }
    };
    let pairs: Vec<f32> = symbols
        .windows(2)
        .map(|pair| match pair {
            [left, right] if right.glued => share(*left, *right),
            _ => 0.0,
        })
        .collect();
    // In a component `f32::max` is a call.
    let strongest = pairs.iter().copied().fold(0.0, |most, pair| if pair > most { pair } else { most });
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
