//! How fast it has to move, where nobody's life is in danger: every way in which it presses, and the keyword that says so.

use super::pressing::Pressing;
use super::rules::{
    Context, DISTRESS, FOR_YEARS, JUDGED, LONG_TEXT, NOT_STILL, NOT_URGENT, OFTEN, OPENS, OUT_STILL,
    PRESSING, PRESSING_HASHES, STILL, THESE_DAYS, UNPAID, UrgencyKeywords, WORKERS, When, YEAR_END,
    names_months, numbers_before,
};
use crate::lookup::Text;

/// Each way in which the text presses, once, with the first keyword that counts; the first is the one that is named.
pub fn pressing(text: &Text) -> Vec<(Pressing, &'static str)> {
    let lookalikes = text.lookalikes(NOT_URGENT);
    let mut found =
        first_of_each(text, |row, word, at| !lookalikes.hold(at, word) && counts(text, row, word, at));
    found.extend(wages(text).map(|word| (Pressing::Wages, word)));
    found
}

/// Of each way the first keyword that counts, of those that are judged.
pub fn first_of_each(
    text: &Text,
    mut counts: impl FnMut(&UrgencyKeywords, &str, usize) -> bool,
) -> Vec<(Pressing, &'static str)> {
    let mut found: Vec<(Pressing, &'static str)> = Vec::new();
    let mut left = JUDGED;
    let mut hashes: &[u16] = &PRESSING_HASHES;
    for row in PRESSING.iter().copied().flatten() {
        let (of_row, rest) = hashes.split_at_checked(row.words.len()).unwrap_or_default();
        hashes = rest;
        if found.iter().any(|(pressing, _)| *pressing == row.pressing) {
            continue;
        }
        let held = row.words.iter().zip(of_row).filter(|(_, hash)| text.may_hold(**hash));
        let keywords = held.flat_map(|(word, _)| text.find(word).map(move |at| (*word, at)));
        let first = keywords.take(left).find(|(word, at)| {
            left = left.saturating_sub(1);
            counts(row, word, *at)
        });
        found.extend(first.map(|(word, _)| (row.pressing, word)));
    }
    found
}

fn counts(text: &Text, row: &UrgencyKeywords, word: &str, at: usize) -> bool {
    let context = Context::of(text, at, word);
    if is_not_now(&context) || (!row.looming && context.is_feared()) {
        return false;
    }
    let any = |words: &[&str], part: &str| context.any(words, part);
    let still = || context.says(context.sentence, STILL, NOT_STILL);
    let goes_on = || still() || context.names_duration();
    match row.when {
        When::Anywhere => true,
        When::Said => at < OPENS || goes_on(),
        When::Now => {
            context.says(context.sentence, THESE_DAYS, NOT_STILL)
                || (row.pressing != Pressing::Threat && is_short(text))
        }
        When::GoesOn if context.nearby().any(|clause| any(OFTEN, clause)) => {
            context.nearby().any(|clause| any(OUT_STILL, clause))
        }
        When::GoesOn => goes_on() || is_short(text),
        When::Beside(words) => (at < OPENS || still()) && any(words, context.sentence),
        When::Then(words) => any(words, context.to_come),
    }
}

fn is_not_now(context: &Context) -> bool {
    context.is_denied() || context.is_reported() || context.is_long_past()
}

/// A short text that does not speak of what happens often.
fn is_short(text: &Text) -> bool {
    text.clean().len() <= LONG_TEXT && !holds(text, OFTEN)
}

fn holds(text: &Text, words: &[&str]) -> bool {
    words.iter().any(|word| text.find(word).next().is_some())
}

/// Wages that are owed, where whoever is owed them has nothing left, it is the year's end, or they are many or wait for months. What
/// has been owed for years waits another week.
fn wages(text: &Text) -> Option<&'static str> {
    let said = UNPAID.iter().flat_map(|(word, with)| text.find(word).map(move |at| (*word, *with, at)));
    let owed = said.take(JUDGED).filter_map(|(word, with, at)| {
        let context = Context::of(text, at, word);
        let holds = |with: &&str| context.before.contains(*with) || context.after.contains(*with);
        let is_owed = (with.is_empty() || with.iter().any(holds))
            && !is_not_now(&context)
            && !context.is_hypothetical(word);
        is_owed.then_some((word, at, context.sentence))
    });
    let owed: Vec<(&str, usize, &str)> = owed.collect();
    let (word, ..) = *owed.iter().find(|(_, at, _)| *at < LONG_TEXT)?;
    let says =
        |words: &[&str]| owed.iter().any(|(_, _, sentence)| words.iter().any(|word| sentence.contains(word)));
    let for_months = || owed.iter().any(|(_, _, sentence)| names_months(sentence));
    let presses = holds(text, DISTRESS)
        || holds(text, YEAR_END)
        || (!says(FOR_YEARS) && (for_months() || counts_workers(text.clean())));
    presses.then_some(word)
}

/// A number of workers, three or more: 8位农民工, 十几个人, 50多名员工.
fn counts_workers(text: &str) -> bool {
    ['名', '位', '个', '多', '余', '几', '人'].iter().any(|unit| {
        numbers_before(text, *unit).any(|(number, after)| {
            let after = after.trim_start_matches(['多', '余', '几', '个', '名', '位']);
            let of_workers = || WORKERS.iter().any(|worker| after.starts_with(worker));
            !matches!(number, "" | "0" | "1" | "2" | "一" | "二") && (*unit == '人' || of_workers())
        })
    })
}
