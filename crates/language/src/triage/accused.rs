//! Which department a complaint or report is about, so that it does not get to judge itself.
//!
//! Naming a department is not accusing it: most messages name the one that is to help. So a name
//! counts only where it is the object of an accusation (投诉…局), or where misconduct is said of it in
//! the same breath (…局不作为). Whom somebody asks, tells, quotes or stands in front of is not accused,
//! nor is what others do in its field. In doubt nobody is: a person who dispatches reads the message too.

mod words;

use std::borrow::Cow;

use super::rules::ends_sentence;
use crate::folding::simplified;
use crate::lookup::Pairs;
use words::{
    ACCUSING, ADDRESSED, BEFORE, DENIED, ELSEWHERE, FILLERS, MISCONDUCT, NAMES, NEUTRAL, NOT_ACCUSING,
    OF_OTHERS, PLACE, STAFF,
};

/// Characters between a name and what is said of it.
const REACH: usize = 30;
/// Characters of a place's name that can stand between a word and the department: 长沙市岳麓区.
const PLACE_NAME: usize = 8;

/// The department that the text accuses, by its code; nothing where it accuses none.
#[must_use]
pub fn accused<'d>(text: &str, departments: &[(&'d str, &'d str)]) -> Option<&'d str> {
    let text = &*simplified(text);
    let pairs = Pairs::of(text);
    let holds = |word: &str| pairs.may_hold(word) && text.contains(word);
    if !ACCUSING.iter().chain(MISCONDUCT).any(|word| holds(word)) {
        return None;
    }
    let plain: Vec<(&'d str, Cow<'d, str>)> =
        departments.iter().map(|(code, name)| (*code, simplified(name))).collect();
    let departments: Vec<(&'d str, &str)> = plain.iter().map(|(code, name)| (*code, &**name)).collect();
    let mut forms = forms(&departments);
    // Mostly none is left.
    forms.retain(|(name, _)| !name.is_empty() && holds(name));
    text.split(ends_sentence).find_map(|sentence| in_sentence(sentence, &forms))
}

/// A name and the code of whose it is.
type Form<'n, 'd> = (&'n str, &'d str);

/// What the departments are called. A usual name that several share, as 教育局 of two districts, names neither.
fn forms<'n, 'd>(departments: &[(&'d str, &'n str)]) -> Vec<Form<'n, 'd>> {
    let own = departments.iter().map(|(code, name)| (*name, *code));
    // A city may write its own name in front: 长沙市教育局.
    let usual = departments.iter().flat_map(|(code, name)| {
        let line = NAMES.iter().find(|line| line.iter().any(|known| name.ends_with(known)));
        line.into_iter().flat_map(|line| line.iter()).map(|known| (*known, *code))
    });
    let usual: Vec<Form<'n, 'd>> = usual.collect();
    let is_shared = |(name, code): &Form<'n, 'd>| usual.iter().any(|(other, of)| other == name && of != code);
    own.chain(usual.iter().copied().filter(|form| !is_shared(form))).collect()
}

/// A department named in a sentence.
#[derive(Clone, Copy)]
struct Mention<'s, 'd> {
    code: &'d str,
    before: &'s str,
    name: &'s str,
    after: &'s str,
}

fn in_sentence<'d>(sentence: &str, forms: &[Form<'_, 'd>]) -> Option<&'d str> {
    let mentions = mentions(sentence, forms);
    let mut last: Option<(Mention<'_, 'd>, Part)> = None;
    for (place, mention) in mentions.iter().enumerate() {
        let together = last.and_then(|(earlier, part)| stands_beside(earlier, *mention).then_some(part));
        let part = together.unwrap_or_else(|| part_of(mention.before, 2));
        last = Some((*mention, part));
        // 公安局交警支队 is the latter's.
        let above_another = mentions.get(place + 1).is_some_and(|next| next.before.ends_with(mention.name));
        if !above_another && is_accused(part, mention.after) {
            return Some(mention.code);
        }
    }
    None
}

fn mentions<'s, 'd>(sentence: &'s str, forms: &[Form<'_, 'd>]) -> Vec<Mention<'s, 'd>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(rest) = sentence.get(at..).filter(|rest| !rest.is_empty()) {
        let named =
            forms.iter().filter(|(name, _)| rest.starts_with(name)).max_by_key(|(name, _)| name.len());
        let Some((name, code)) = named else {
            at += rest.chars().next().map_or(1, char::len_utf8);
            continue;
        };
        if let (Some(before), Some((name, after))) = (sentence.get(..at), rest.split_at_checked(name.len())) {
            found.push(Mention { code, before, name, after });
        }
        at += name.len();
    }
    found
}

/// 城管局和住建局, 公安局交警支队: what the first is in the sentence, both are.
fn stands_beside(earlier: Mention<'_, '_>, later: Mention<'_, '_>) -> bool {
    let start = earlier.before.len() + earlier.name.len();
    let between = later.before.get(start..).unwrap_or_default();
    let joined = ["", "和", "与", "及", "以及", "、", "或", "或者", "跟", "同"]
        .iter()
        .filter_map(|word| between.strip_prefix(word));
    joined.into_iter().any(|place| place.is_empty() || place.ends_with(PLACES))
}

/// What somebody named is in the sentence, by what stands before the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Accused,
    /// Misconduct that is said of it counts.
    Named,
    /// Only what its staff do counts.
    Visited,
    Addressed,
}

const PLACES: [char; 8] = ['市', '区', '县', '州', '旗', '省', '镇', '乡'];

fn part_of(before: &str, depth: u32) -> Part {
    let ends = |words: &[&str]| words.iter().any(|word| before.ends_with(word));
    if let Some(word) = ACCUSING.iter().find(|word| before.ends_with(*word)) {
        let said = before.strip_suffix(word).unwrap_or_default();
        let behind = |words: &[&str]| words.iter().any(|word| said.ends_with(word));
        return if behind(NOT_ACCUSING) {
            Part::Addressed
        } else if behind(BEFORE) {
            Part::Named
        } else {
            Part::Accused
        };
    }
    if ends(NEUTRAL) {
        return Part::Named;
    }
    if ends(ADDRESSED) {
        return Part::Addressed;
    }
    if ends(PLACE) {
        return Part::Visited;
    }
    if depth == 0 {
        return Part::Named;
    }
    // 投诉了某区…, 希望长沙市…: what stands before the filling or the place decides.
    let filler =
        FILLERS.iter().filter_map(|filler| before.strip_suffix(filler)).min_by_key(|rest| rest.len());
    let through = |rest: &str, filler: &str| match part_of(rest, depth - 1) {
        // An accusation told of as done, 投诉过, went there as likely as it was about them.
        Part::Accused if ["了", "过"].contains(&filler) => Part::Named,
        part => part,
    };
    if let Some(rest) = filler {
        let filler = before.get(rest.len()..).unwrap_or_default();
        // A comma begins something new, but a request reaches over it only by its own words.
        return if ["，", ","].contains(&filler) { Part::Named } else { through(rest, filler) };
    }
    if !before.ends_with(PLACES) {
        return Part::Named;
    }
    let name = before.char_indices().rev().take(PLACE_NAME).take_while(|(_, char)| char.is_alphanumeric());
    let parts = name.map(|(at, _)| at).filter_map(|at| before.get(..at)).map(|rest| part_of(rest, depth - 1));
    parts.into_iter().find(|part| *part != Part::Named).unwrap_or(Part::Named)
}

fn is_accused(part: Part, after: &str) -> bool {
    match part {
        Part::Addressed => false,
        Part::Accused => {
            let after = after.strip_prefix('的').unwrap_or(after);
            !ELSEWHERE.iter().any(|word| after.starts_with(word))
        }
        Part::Named => misconduct(after).is_some(),
        Part::Visited => misconduct(after).is_some_and(|said| STAFF.iter().any(|staff| said.contains(staff))),
    }
}

/// What stands between a name and the first misconduct that is said of it; nothing where none is, or
/// where it is denied or somebody else's.
fn misconduct(after: &str) -> Option<&str> {
    let reach =
        after.char_indices().nth(REACH).map_or(after, |(end, _)| after.get(..end).unwrap_or_default());
    let first = MISCONDUCT.iter().filter_map(|keyword| reach.find(keyword)).min()?;
    let between = reach.get(..first)?;
    let denied = DENIED.iter().any(|word| between.ends_with(word));
    let of_others = OF_OTHERS.iter().any(|word| between.contains(word));
    let commas = between.chars().filter(|mark| ['，', ','].contains(mark)).count();
    let staff = STAFF.iter().any(|staff| between.contains(staff));
    (!denied && !of_others && commas < if staff { 3 } else { 2 }).then_some(between)
}
