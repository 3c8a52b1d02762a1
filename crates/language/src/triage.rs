//! What a message is (`kind`), how fast it has to move (`urgency`), and whether someone is in danger (`emergency`).
//!
//! A word alone decides nothing: 消防通道 is no fire, 没有漏气 no leak, and last week's accident needs no ambulance.
//! So the [`rules`] are tables of signs, of look-alikes that are struck out first, and of the contexts — denied,
//! over, feared, past, told — in which a sign does not count. Where the tables leave a doubt, danger is assumed:
//! advice too many costs a glance, advice too few may cost a life.

mod accused;
mod emergency;
mod rules;
#[cfg(test)]
mod tests;

pub use accused::accused;
pub use emergency::{Danger, Emergency, EmergencyNotice};

use crate::lookup::{Text, first_of, last_of};
use minsheng_types::words::{Kind, Urgency};
use rules::{Around, Sign};

/// All three judgements; cheaper than one after the other.
pub fn assess(text: &str) -> (Kind, Urgency, Option<Emergency>) {
    let Assessed { kind, urgency, danger } = assess_signed(&Text::new(text));
    (kind.0, urgency.0, danger.map(Emergency::of))
}

/// A judgement and the sign that decided it; none where nothing was said and it is what it usually is.
pub(crate) type Signed<T> = (T, Option<&'static str>);

/// What the citizen wants and how fast it has to move, with what decided; and what threatens people.
pub(crate) struct Assessed {
    pub kind: Signed<Kind>,
    pub urgency: Signed<Urgency>,
    pub danger: Option<Danger>,
}

pub(crate) fn assess_signed(text: &Text) -> Assessed {
    let danger = danger(text);
    Assessed {
        kind: kind_of(text),
        urgency: urgency_of(text, danger),
        danger: danger.map(|(danger, _)| danger),
    }
}

/// The kind with the most weight of signs, and the heaviest of them; what comes first weighs double. Without any sign it is a
/// plea for help.
fn kind_of(text: &Text) -> Signed<Kind> {
    let mut best = ((Kind::Help, None), 0);
    for (kind, signs) in rules::KINDS {
        let (mut sum, mut most, mut heaviest) = (0, 0, None);
        for (word, weight) in *signs {
            let found = text.find(word).find(|at| !text.is_lookalike(*at, word, rules::NOT_THE_KIND));
            let Some(at) = found else { continue };
            let weight = if at < rules::OPENING { weight * 2 } else { *weight };
            sum += weight;
            if weight > most {
                (most, heaviest) = (weight, Some(*word));
            }
        }
        if sum > best.1 {
            best = ((*kind, heaviest), sum);
        }
    }
    best.0
}

fn urgency_of(text: &Text, danger: Option<(Danger, &'static str)>) -> Signed<Urgency> {
    if let Some((_, sign)) = danger {
        return (Urgency::Emergency, Some(sign));
    }
    let mut signs =
        rules::URGENT.iter().flat_map(|word| text.find(word).map(move |at| (*word, at))).take(JUDGED);
    let pressing = signs.find(|(word, at)| {
        let around = around(text, *at, word);
        !text.is_lookalike(*at, word, rules::NOT_URGENT) && !around.denied() && !around.told()
    });
    pressing.map_or((Urgency::Normal, None), |(sign, _)| (Urgency::Urgent, Some(sign)))
}

/// Signs that are judged in one text, so that one made of nothing else costs no more than these.
const JUDGED: usize = 128;

/// The first danger of the table with a sign that counts, and that sign.
fn danger(text: &Text) -> Option<(Danger, &'static str)> {
    first_sign(text, |danger, sign, at| is_happening(text, danger, sign, at))
}

/// The first sign of danger that counts, of those that are judged.
fn first_sign(
    text: &Text,
    mut counts: impl FnMut(Danger, Sign, usize) -> bool,
) -> Option<(Danger, &'static str)> {
    let mut left = JUDGED;
    for (danger, signs) in rules::DANGERS {
        for sign in *signs {
            for at in text.find(sign.word()) {
                left = left.checked_sub(1)?;
                if counts(*danger, *sign, at) {
                    return Some((*danger, sign.word()));
                }
            }
        }
    }
    None
}

/// Whether a sign speaks of what happens now, not of what is denied, over, feared, told or past.
fn is_happening(text: &Text, danger: Danger, sign: Sign, at: usize) -> bool {
    if text.is_lookalike(at, sign.word(), rules::LOOKALIKES) {
        return false;
    }
    let around = around(text, at, sign.word());
    if around.denied() {
        return false;
    }
    let over = around.over(danger);
    if over == Some(true) {
        return false;
    }
    if around.calls() {
        return true;
    }
    if around.imagined(sign.word()) || around.told() {
        return false;
    }
    let short = at < rules::LETTER;
    over == Some(false)
        || around.cries()
        || match sign {
            Sign::Clear(_) => around.now() || (short && !around.past()),
            Sign::IfNow(_) => (around.now() || (short && around.people())) && !around.past(),
        }
}

/// What stands around the word at this place.
fn around<'a>(text: &'a Text, at: usize, word: &str) -> Around<'a> {
    let (all_before, all_after) = text.clean().split_at_checked(at).unwrap_or_default();
    let so_far = last_of(all_before, Text::SENTENCE).rsplit(rules::ends_sentence).next().unwrap_or_default();
    let to_come = first_of(all_after, Text::SENTENCE).split(rules::ends_sentence).next().unwrap_or_default();
    let sentence = text.clean().get(at - so_far.len()..at + to_come.len()).unwrap_or_default();
    let mut clauses = so_far.rsplit(rules::ends_clause).map(|clause| last_of(clause, Text::CLAUSE));
    let before = clauses.next().unwrap_or_default();
    let earlier = clauses.next().unwrap_or_default();
    let after = first_of(to_come.get(word.len()..).unwrap_or_default(), Text::CLAUSE);
    let after = after.split(rules::ends_clause).next().unwrap_or_default();
    Around { so_far, earlier, before, after, sentence }
}
