//! What a message is (`kind`), how fast it has to move (`urgency`), and whether someone is in danger (`emergency`).
//!
//! A word alone decides nothing: 消防通道 is no fire, 没有漏气 no leak, and last week's accident needs no ambulance.
//! So the [`rules`] are tables of keywords, of look-alikes that are struck out first, and of the contexts — denied,
//! over, hypothetical, past, reported — in which a keyword does not count. Where the tables leave a doubt, danger is assumed:
//! advice too many costs a glance, advice too few may cost a life.

mod accused;
mod emergency;
mod pressing;
mod rules;
#[cfg(test)]
mod tests;
mod urgent;

pub use accused::accused;
pub use emergency::{Danger, Emergency, EmergencyNotice};
pub use pressing::Pressing;

use crate::lookup::Text;
use minsheng_types::words::{Kind, Urgency};
use rules::{Context, Keyword};

/// All three judgements; cheaper than one after the other.
pub fn assess(text: &str) -> (Kind, Urgency, Option<Emergency>) {
    let found = findings(text);
    (found.kind().0, found.urgency().0, found.danger.map(|(danger, _)| Emergency::of(danger)))
}

/// Whether someone is in danger now, and nothing else; cheaper than [`assess`].
#[must_use]
pub fn danger_in(text: &str) -> Option<Emergency> {
    danger(&Text::new(text)).map(|(danger, _)| Emergency::of(danger))
}

/// A judgement and the keyword that decided it; none where nothing was said and it is what it usually is.
pub(crate) type WithKeyword<T> = (T, Option<&'static str>);

/// Everything the rules found, for whoever weighs it together with other features.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Findings {
    /// The weight of each kind's keywords, in the order of [`Kind`].
    pub kinds: [u32; 6],
    /// The heaviest keyword of each.
    pub kind_keywords: [Option<&'static str>; 6],
    /// Why it cannot wait, each way once, with the keyword that says so.
    pub pressing: Vec<(Pressing, &'static str)>,
    /// What threatens people now, with the keyword that says so.
    pub danger: Option<(Danger, &'static str)>,
}

/// What the rules find in the text, in one pass over it.
#[must_use]
pub fn findings(text: &str) -> Findings {
    findings_in(&Text::new(text))
}

pub(crate) fn findings_in(text: &Text) -> Findings {
    let (kinds, kind_keywords) = kinds_of(text);
    Findings { kinds, kind_keywords, pressing: urgent::pressing(text), danger: danger(text) }
}

impl Findings {
    /// The kind with the most weight, on equal weight the one that stands first in the table; a complaint where nothing was said.
    pub(crate) fn kind(&self) -> WithKeyword<Kind> {
        let mut best = ((Kind::Complaint, None), 0);
        for (kind, _) in rules::KINDS {
            let weight = self.kinds.get(*kind as usize).copied().unwrap_or(0);
            if weight > best.1 {
                best = ((*kind, self.kind_keywords.get(*kind as usize).copied().flatten()), weight);
            }
        }
        best.0
    }

    pub(crate) fn urgency(&self) -> WithKeyword<Urgency> {
        match (self.danger, self.pressing.first()) {
            (Some((_, keyword)), _) => (Urgency::Emergency, Some(keyword)),
            (None, Some((_, keyword))) => (Urgency::Urgent, Some(keyword)),
            (None, None) => (Urgency::Normal, None),
        }
    }
}

/// The weight of each kind's keywords and the heaviest of them; what comes first weighs double. Beside a grievance a question word
/// asks nothing.
fn kinds_of(text: &Text) -> ([u32; 6], [Option<&'static str>; 6]) {
    let lookalikes = text.lookalikes(rules::NOT_THE_KIND);
    let place = |word: &str| text.find(word).find(|at| !lookalikes.hold(*at, word));
    let aggrieved = || {
        let kinds = rules::KINDS.iter().filter(|(kind, _)| matches!(kind, Kind::Complaint | Kind::Report));
        let keywords = kinds.flat_map(|(_, keywords)| *keywords).filter(|(_, weight)| *weight > 1);
        keywords.map(|(word, _)| word).chain(rules::GRIEVANCES).any(|word| place(word).is_some())
    };
    let mut asks_nothing = None;
    let (mut weights, mut kind_keywords) = ([0; 6], [None; 6]);
    let mut hashes = rules::KIND_HASHES.iter();
    for (kind, keywords) in rules::KINDS {
        let (mut sum, mut most, mut heaviest) = (0, 0, None);
        for ((word, weight), hash) in keywords.iter().zip(hashes.by_ref()) {
            if !text.may_hold(*hash) {
                continue;
            }
            let Some(at) = place(word) else { continue };
            if *kind == Kind::Consultation
                && rules::ASKING.contains(word)
                && *asks_nothing.get_or_insert_with(aggrieved)
            {
                continue;
            }
            let weight = if at < rules::OPENING { weight * 2 } else { *weight };
            sum += weight;
            if weight > most {
                (most, heaviest) = (weight, Some(*word));
            }
        }
        let at = *kind as usize;
        if let (Some(weight), Some(keyword)) = (weights.get_mut(at), kind_keywords.get_mut(at)) {
            (*weight, *keyword) = (sum, heaviest);
        }
    }
    (weights, kind_keywords)
}

/// The first danger of the table with a keyword that counts, and that keyword.
fn danger(text: &Text) -> Option<(Danger, &'static str)> {
    let lookalikes = text.lookalikes(rules::LOOKALIKES);
    first_keyword(text, |danger, keyword, at| {
        !lookalikes.hold(at, keyword.word()) && is_happening(text, danger, keyword, at)
    })
}

/// The first keyword of danger that counts, of those that are judged.
fn first_keyword(
    text: &Text,
    mut counts: impl FnMut(Danger, Keyword, usize) -> bool,
) -> Option<(Danger, &'static str)> {
    let mut left = rules::JUDGED;
    let mut hashes = rules::DANGER_HASHES.iter();
    for (danger, keywords) in rules::DANGERS {
        let held = keywords.iter().zip(hashes.by_ref()).filter(|(_, hash)| text.may_hold(**hash));
        for (keyword, _) in held {
            for at in text.find(keyword.word()) {
                left = left.checked_sub(1)?;
                if counts(*danger, *keyword, at) {
                    return Some((*danger, keyword.word()));
                }
            }
        }
    }
    None
}

/// Whether a keyword speaks of what happens now, not of what is denied, over, hypothetical, reported or past.
fn is_happening(text: &Text, danger: Danger, keyword: Keyword, at: usize) -> bool {
    let context = Context::of(text, at, keyword.word());
    if context.is_denied() {
        return false;
    }
    let over = context.over(danger);
    if over == Some(true) || is_headline_of_what_is_over(text, danger, keyword.word(), at) {
        return false;
    }
    if context.calls_for_help() {
        return true;
    }
    let word = keyword.word();
    if context.is_hypothetical(word) || context.is_reported() || context.means_otherwise(word) {
        return false;
    }
    let short = at < rules::LONG_TEXT;
    let now = context.says_this_moment() || (context.says_now() && (short || context.has_happened(word)));
    over == Some(false)
        || context.cries_out()
        || match keyword {
            Keyword::Clear(_) => now || (short && !context.is_past()),
            Keyword::IfNow(_) => (now || (short && context.mentions_people())) && !context.is_past(),
            Keyword::With(_, beside) => context.any(beside, context.sentence) && !context.is_past(),
        }
}

/// A headline is told by the lines below: where the same word stands again and is over there, it is over.
fn is_headline_of_what_is_over(text: &Text, danger: Danger, word: &str, at: usize) -> bool {
    let headline = text.clean().find('\n').unwrap_or(0);
    at < headline
        && text.find(word).any(|at| at > headline && Context::of(text, at, word).over(danger) == Some(true))
}
