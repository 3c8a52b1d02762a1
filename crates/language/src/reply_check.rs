//! Does a reply answer its question? What stands out in a reply, as hints with reasons: for the handler
//! who writes it and the supervisor who reads it before the citizen does (答复审核). Never a verdict: a
//! good reply may have hints, and a bad one none.

mod phrases;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod whole;

use serde::Serialize;

use crate::ranking::is_common;
use crate::terms::each_search_term;
use minsheng_types::words::{Lang, words};

words! {
    /// What stands out in a reply.
    pub enum ReplyHint {
        OffTopic = "off_topic", "可能答非所问", "may answer another question";
        NoAction = "no_action", "没有说明怎么办、怎么处理的", "does not say what was done or what holds";
        NoDate = "no_date", "没有时间", "names no time";
        NoContact = "no_contact", "没有联系方式", "names nobody to turn to";
        Boilerplate = "boilerplate", "套话较多", "much of it is boilerplate";
        Evasive = "evasive", "可能推诿敷衍", "may evade the matter";
        OnlyPromises = "only_promises", "只说正在办、将会办", "only promises";
        Empty = "empty", "内容空泛", "says next to nothing";
    }
}

/// Below this overlap a reply may be about something else: so few of the answers that were given in
/// earnest share less with their question (docs/UNDERSTANDING.md).
const LEAST_OVERLAP: f64 = 0.04;
/// A question or a reply with fewer terms of its own, forms of letters left out, says too little to be
/// compared.
const LEAST_SUBSTANCE: usize = 12;
/// A reply that adds fewer terms to those of the question says nothing to it.
const LEAST_ADDED: usize = 6;
/// The share of a reply that may be boilerplate.
const MOST_BOILERPLATE: f64 = 0.3;

/// One thing that stands out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Hint {
    pub code: ReplyHint,
    pub label: String,
    /// Why it is said.
    pub reason: String,
    /// The words that it rests on, as they stand in the reply.
    pub words: Vec<String>,
}

/// What was found in a reply.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReplyCheck {
    /// How much of their matter question and reply share, 0 to 1.
    pub overlap: f32,
    /// Where it says what was done, or what holds.
    pub actions: Vec<String>,
    pub dates: Vec<String>,
    pub contacts: Vec<String>,
    pub hints: Vec<Hint>,
}

/// The terms of a text that name its matter, in order. Kept sorted as they come: a set's code is larger
/// than all of the rest here.
fn matter(text: &str) -> Vec<String> {
    let mut terms: Vec<String> = Vec::new();
    each_search_term(text, |term| {
        if !is_common(term)
            && let Err(place) = terms.binary_search_by(|known| known.as_str().cmp(term))
        {
            terms.insert(place, term.to_owned());
        }
    });
    terms
}

/// How much of their matter two texts share: pairs of characters that say something, counted once, as
/// the cosine of the two sets.
#[must_use]
pub fn overlap(question: &str, reply: &str) -> f64 {
    shared(&matter(question), &matter(reply))
}

fn shared(question: &[String], reply: &[String]) -> f64 {
    let both = question.iter().filter(|term| reply.binary_search(term).is_ok()).count() as f64;
    let size = (question.len() as f64 * reply.len() as f64).sqrt();
    if size > 0.0 { both / size } else { 0.0 }
}

/// Whether a text is in Latin letters rather than in characters: what is in another script shares no
/// terms with a question, whatever it says.
fn is_latin(terms: &[String]) -> bool {
    terms.iter().filter(|term| term.is_ascii()).count() * 2 > terms.len()
}

/// Looks a reply over.
#[must_use]
pub fn check(question: &str, reply: &str, lang: Lang) -> ReplyCheck {
    let (asked, answered) = (matter(question), matter(reply));
    let overlap = shared(&asked, &answered);
    let own = phrases::without_quotes(reply, question);
    let actions = phrases::actions(&own);
    let dates = phrases::dates(&own);
    let contacts = phrases::contacts(&own);
    let promises = phrases::found(&own, phrases::PROMISES);
    let boilerplate = phrases::found(reply, phrases::BOILERPLATE);
    let mut evasive = phrases::found(&own, phrases::EVASIVE);
    for (phrases, counts) in [
        (phrases::VAGUE, dates.is_empty()),
        (phrases::REFERRALS, contacts.is_empty()),
        (phrases::APOLOGIES, actions.is_empty()),
    ] {
        if counts {
            evasive.extend(phrases::found(&own, phrases));
        }
    }
    let length = |words: &[String]| words.iter().map(|word| word.chars().count()).sum::<usize>();
    let written = reply.chars().filter(|c| c.is_alphanumeric()).count();
    let said = matter(&phrases::without(reply, &boilerplate));
    let added = said.iter().filter(|term| asked.binary_search(term).is_err()).count();
    let empty = said.len() < LEAST_SUBSTANCE || added < LEAST_ADDED;
    let comparable = asked.len() >= LEAST_SUBSTANCE && is_latin(&asked) == is_latin(&answered);
    let mut hints = Vec::new();
    let mut hint = |code: ReplyHint, reason: String, words: Vec<String>| {
        hints.push(Hint { code, label: code.label(lang).to_owned(), reason, words });
    };
    if empty {
        let reason = lang.pick(
            "除套话外几乎没有内容，请写明办理情况和结果。",
            "Beside the usual forms there is hardly anything: say what was done and what came of it.",
        );
        hint(ReplyHint::Empty, reason, boilerplate.clone());
    } else if overlap < LEAST_OVERLAP && comparable {
        let reason = lang.pick(
            "答复与诉求几乎没有共同的事项，请核对是否答的是这件事。",
            "Question and reply share next to no matter: is it this question that is answered?",
        );
        hint(ReplyHint::OffTopic, reason, Vec::new());
    }
    if actions.is_empty() && promises.is_empty() {
        let reason = lang.pick(
            "没有写明核实了什么、做了什么，或依据什么规定、怎么办理。",
            "It does not say what was looked into or done, nor which rule holds or how to go about it.",
        );
        hint(ReplyHint::NoAction, reason, Vec::new());
    } else if actions.is_empty() {
        let reason = lang.pick(
            "只写了正在办或将要办，没有写已经做了什么、何时完成。",
            "It says that something is or will be done, and not what has been, nor by when.",
        );
        hint(ReplyHint::OnlyPromises, reason, promises);
    }
    if dates.is_empty() {
        let reason = lang.pick("没有写明时间或期限。", "It names no day and no time by which.");
        hint(ReplyHint::NoDate, reason, Vec::new());
    }
    if contacts.is_empty() {
        let reason = lang.pick(
            "没有写明联系电话、联系人或办理地点。",
            "It names no telephone, no person and no place to turn to.",
        );
        hint(ReplyHint::NoContact, reason, Vec::new());
    }
    if length(&boilerplate) as f64 > written as f64 * MOST_BOILERPLATE {
        let reason = lang.pick("客套话占了较大篇幅。", "Courtesies take much of the room.");
        hint(ReplyHint::Boilerplate, reason, boilerplate);
    }
    if !evasive.is_empty() {
        let reason = lang.pick(
            "有推诿或含糊的说法，请写明由谁办、什么时候办。",
            "It passes the matter on or stays vague: say who will do it and when.",
        );
        hint(ReplyHint::Evasive, reason, evasive);
    }
    let overlap = (overlap * 100.0).round() / 100.0;
    ReplyCheck { overlap: overlap as f32, actions, dates, contacts, hints }
}
