//! What a message is (`kind`), how fast it has to move (`urgency`), and whether someone is in danger (`emergency`).
//!
//! A word alone decides nothing: 消防通道 is no fire, 没有漏气 no leak, and last week's accident needs no ambulance.
//! So the [`rules`] are tables of keywords, of look-alikes that are struck out first, and of the contexts — denied,
//! over, hypothetical, past, reported — in which a keyword does not count. Where the tables leave a doubt, danger is assumed:
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
use rules::{Context, Keyword};

/// All three judgements; cheaper than one after the other.
pub fn assess(text: &str) -> (Kind, Urgency, Option<Emergency>) {
    let Assessed { kind, urgency, danger, .. } = assess_with_keywords(&Text::new(text));
    (kind.0, urgency.0, danger.map(Emergency::of))
}

/// Whether someone is in danger now, and nothing else; cheaper than [`assess`].
#[must_use]
pub fn danger_in(text: &str) -> Option<Emergency> {
    danger(&Text::new(text)).map(|(danger, _)| Emergency::of(danger))
}

/// A judgement and the keyword that decided it; none where nothing was said and it is what it usually is.
pub(crate) type WithKeyword<T> = (T, Option<&'static str>);

/// Families of what is pressing.
pub const FAMILIES: usize = 1;

/// What is pressing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pressing {
    Any,
}

/// What the rules found, as data.
#[derive(Clone, Debug, Default)]
pub struct Signs {
    /// The weight of the keywords of each kind, in the order of [`Kind`].
    pub kinds: [u32; 6],
    pub pressing: Vec<Pressing>,
}

/// What the citizen wants and how fast it has to move, with what decided; and what threatens people.
pub(crate) struct Assessed {
    pub kind: WithKeyword<Kind>,
    pub urgency: WithKeyword<Urgency>,
    pub danger: Option<Danger>,
    pub signs: Signs,
}

pub(crate) fn assess_with_keywords(text: &Text) -> Assessed {
    let danger = danger(text);
    Assessed {
        kind: kind_of(text),
        urgency: urgency_of(text, danger),
        danger: danger.map(|(danger, _)| danger),
        signs: Signs::default(),
    }
}

/// The kind with the most weight of keywords, and the heaviest of them; what comes first weighs double. Without any keyword it is a
/// complaint. Beside a grievance a question word asks nothing.
fn kind_of(text: &Text) -> WithKeyword<Kind> {
    let place = |word: &str| text.find(word).find(|at| !text.is_lookalike(*at, word, rules::NOT_THE_KIND));
    let aggrieved = || {
        let kinds = rules::KINDS.iter().filter(|(kind, _)| matches!(kind, Kind::Complaint | Kind::Report));
        let keywords = kinds.flat_map(|(_, keywords)| *keywords).filter(|(_, weight)| *weight > 1);
        keywords.map(|(word, _)| word).chain(rules::GRIEVANCES).any(|word| place(word).is_some())
    };
    let mut asks_nothing = None;
    let mut best = ((Kind::Complaint, None), 0);
    for (kind, keywords) in rules::KINDS {
        let (mut sum, mut most, mut heaviest) = (0, 0, None);
        for (word, weight) in *keywords {
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
        if sum > best.1 {
            best = ((*kind, heaviest), sum);
        }
    }
    best.0
}

fn urgency_of(text: &Text, danger: Option<(Danger, &'static str)>) -> WithKeyword<Urgency> {
    if let Some((_, keyword)) = danger {
        return (Urgency::Emergency, Some(keyword));
    }
    let mut keywords =
        rules::URGENT.iter().flat_map(|word| text.find(word).map(move |at| (*word, at))).take(JUDGED);
    let pressing = keywords.find(|(word, at)| {
        let context = context(text, *at, word);
        let hazard = || rules::HAZARDS.iter().any(|hazard| word.contains(hazard));
        !text.is_lookalike(*at, word, rules::NOT_URGENT)
            && !context.is_denied()
            && !context.is_reported()
            && !context.is_long_past()
            && (hazard() || !context.is_feared())
    });
    let pressing = pressing.map(|(keyword, _)| keyword).or_else(|| unpaid_in_distress(text));
    pressing.map_or((Urgency::Normal, None), |keyword| (Urgency::Urgent, Some(keyword)))
}

/// Wages that are owed to somebody who has nothing left.
fn unpaid_in_distress(text: &Text) -> Option<&'static str> {
    let said = |words: &'static [&'static str]| {
        words.iter().copied().find(|word| {
            text.find(word).any(|at| {
                let context = context(text, at, word);
                !context.is_denied() && !context.is_reported() && !context.is_long_past()
            })
        })
    };
    said(rules::DISTRESS).and_then(|_| said(rules::UNPAID))
}

/// Keywords that are judged in one text, so that one made of nothing else costs no more than these.
const JUDGED: usize = 128;

/// The first danger of the table with a keyword that counts, and that keyword.
fn danger(text: &Text) -> Option<(Danger, &'static str)> {
    first_keyword(text, |danger, keyword, at| is_happening(text, danger, keyword, at))
}

/// The first keyword of danger that counts, of those that are judged.
fn first_keyword(
    text: &Text,
    mut counts: impl FnMut(Danger, Keyword, usize) -> bool,
) -> Option<(Danger, &'static str)> {
    let mut left = JUDGED;
    for (danger, keywords) in rules::DANGERS {
        for keyword in *keywords {
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
    if text.is_lookalike(at, keyword.word(), rules::LOOKALIKES) {
        return false;
    }
    let context = context(text, at, keyword.word());
    if context.is_denied() {
        return false;
    }
    let over = context.over(danger);
    if over == Some(true) {
        return false;
    }
    if context.calls_for_help() {
        return true;
    }
    if context.is_hypothetical(keyword.word()) || context.is_reported() {
        return false;
    }
    let short = at < rules::LONG_TEXT;
    over == Some(false)
        || context.cries_out()
        || match keyword {
            Keyword::Clear(_) => context.says_now() || (short && !context.is_past()),
            Keyword::IfNow(_) => {
                (context.says_now() || (short && context.mentions_people())) && !context.is_past()
            }
        }
}

/// The context of the word at this place.
fn context<'a>(text: &'a Text, at: usize, word: &str) -> Context<'a> {
    let (all_before, all_after) = text.clean().split_at_checked(at).unwrap_or_default();
    let so_far = last_of(all_before, Text::SENTENCE).rsplit(rules::ends_sentence).next().unwrap_or_default();
    let to_come = first_of(all_after, Text::SENTENCE).split(rules::ends_sentence).next().unwrap_or_default();
    let sentence = text.clean().get(at - so_far.len()..at + to_come.len()).unwrap_or_default();
    let mut clauses = so_far.rsplit(rules::ends_clause).map(|clause| last_of(clause, Text::CLAUSE));
    let before = clauses.next().unwrap_or_default();
    let earlier = clauses.next().unwrap_or_default();
    let after = first_of(to_come.get(word.len()..).unwrap_or_default(), Text::CLAUSE);
    let after = after.split(rules::ends_clause).next().unwrap_or_default();
    Context { so_far, earlier, before, after, sentence }
}
