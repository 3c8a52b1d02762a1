//! What a question is looked up by, and how well an entry fits it.
//!
//! Who searches is answered by full-text search, which orders entries by BM25 and counts every pair of
//! characters as much as every other but for how rare it is. What may help whoever writes a demand is
//! found in a table of terms with their weight in each entry ([`weights_of`]), which is several times as
//! fast: citizens wait for it. Three things make both better, each measured by
//! `cargo xtask bench search` (docs/UNDERSTANDING.md): pairs that say nothing are left out and of the
//! others the rarest are taken; a pair counts more for standing in the subject, for being said
//! again, and once more for being rare; and long entries, which hold something of everything, have to
//! fit better than short ones.

use std::collections::{BTreeMap, HashMap};

use super::common::is_common;
use crate::term_vector::{TermVector, term_hash};
use crate::terms::{each_search_term, search_terms};

/// Terms that full-text search is asked for, at most. It takes its time for every term of a question in every
/// entry that holds any of them.
const SEARCHED: usize = 64;
/// How often the weightiest of them stands in the question: repeating a term is the only way to weigh it
/// there.
const REPEATS: f64 = 3.0;
/// Characters alone that it is asked for: each is looked up among all terms that begin with it.
const ALONE: usize = 4;
/// Terms that the table of terms is asked for, to suggest entries.
const ASKED: usize = 48;
/// Rows of that table that are read for all of them.
const ROWS: u32 = 1200;
/// Characters of an entry that are read to see how much of a question it covers.
const READ: usize = 1000;
/// A title says what the text is about: it counts as said so often.
const TITLE: f64 = 3.0;
/// How much length counts against an entry when entries are suggested.
const LENGTH_OF_SUGGESTED: f64 = 0.4;
/// A term of the subject weighs so much more than one of the text.
const SUBJECT: f64 = 2.0;
/// The longest first line that is taken for a subject, in characters.
const LONGEST_SUBJECT: usize = 100;
/// As many entries as are made up beside those that there are, so that a young collection does not take
/// everything for common.
const PRIOR_ENTRIES: f64 = 50.0;
/// How much length counts against an entry.
const LENGTH: f64 = 0.3;
/// Below so many entries, rarity says too little to order them by.
const FEW: u32 = 50;

/// The terms of a question, with how much each is said: before it is known how rare they are.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct QueryTerms(BTreeMap<String, f64>);

impl QueryTerms {
    /// Of a text, of which a short first line is the subject.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let (subject, content) = match text.split_once('\n') {
            Some((first, rest)) if first.chars().count() <= LONGEST_SUBJECT => (first, rest),
            _ => ("", text),
        };
        let mut counts: BTreeMap<String, (u32, bool)> = BTreeMap::new();
        let mut count = |text: &str, of_subject: bool| {
            for term in search_terms(text) {
                let entry = counts.entry(term).or_default();
                *entry = (entry.0 + 1, entry.1 || of_subject);
            }
        };
        count(subject, true);
        count(content, false);
        let says_something = counts.keys().any(|term| !is_common(term));
        let strength = |(times, of_subject): (u32, bool)| {
            (1.0 + f64::from(times).ln()) * if of_subject { SUBJECT } else { 1.0 }
        };
        let kept = counts.into_iter().filter(|(term, _)| !says_something || !is_common(term));
        Self(kept.map(|(term, counted)| (term, strength(counted))).collect())
    }

    pub fn terms(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Weighs the terms by how many of the entries hold them.
    #[must_use]
    pub fn weighted(self, entries: u32, holding: &HashMap<String, u32>) -> WeightedQuery {
        let rarity = |term: &str| {
            let holding = f64::from(holding.get(term).copied().unwrap_or(0));
            ((f64::from(entries) + PRIOR_ENTRIES) / (holding + 1.0)).ln().max(0.1)
        };
        let mut terms: Vec<Term> = self
            .0
            .into_iter()
            .map(|(text, strength)| {
                let rarity = rarity(&text);
                let held = holding.get(&text).copied().unwrap_or(0);
                let found = held > 0 || is_alone(&text);
                Term { text, weight: strength * rarity, rank: strength * rarity * rarity, held, found }
            })
            .collect();
        terms.sort_by(|a, b| b.rank.total_cmp(&a.rank));
        let total = terms.iter().map(|term| term.weight).sum();
        let weights =
            TermVector::sum(terms.iter().map(|term| (term_hash(&term.text), term.weight)).collect());
        WeightedQuery { terms, weights, total, few: entries < FEW }
    }
}

/// One character alone, which is looked up as how a term begins.
fn is_alone(term: &str) -> bool {
    !term.is_ascii() && term.chars().count() == 1
}

#[derive(Clone, Debug, PartialEq)]
struct Term {
    text: String,
    weight: f64,
    rank: f64,
    /// So many entries hold it.
    held: u32,
    /// Some entry may hold it.
    found: bool,
}

/// A question as entries are held against it, its weightiest terms first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WeightedQuery {
    terms: Vec<Term>,
    /// The same by number.
    weights: TermVector,
    total: f64,
    /// There are few entries yet.
    few: bool,
}

/// How much each term of an entry says of it: the more often it is said the more, but less and less so, and
/// the less the more is said beside it.
#[must_use]
pub fn weights_of(title: &str, body: &str) -> BTreeMap<String, f64> {
    let mut times: BTreeMap<String, f64> = BTreeMap::new();
    let mut length = 0.0;
    for (text, count) in [(title, TITLE), (body, 1.0)] {
        each_search_term(text, |term| {
            length += 1.0;
            match times.get_mut(term) {
                Some(times) => *times += count,
                None => drop(times.insert(term.to_owned(), count)),
            }
        });
    }
    let length = (length + 50.0_f64).powf(LENGTH_OF_SUGGESTED);
    times.values_mut().for_each(|times| *times = *times / (*times + 1.0) / length);
    times
}

/// How well an entry fits, by full-text search and by its length; only for comparing.
#[must_use]
pub fn fit(bm25: f64, length: u32) -> f64 {
    bm25.max(0.0) / (f64::from(length) + 50.0).powf(LENGTH)
}

impl WeightedQuery {
    /// What full-text search is asked, in the syntax of FTS5; `None` when no entry holds any of it.
    #[must_use]
    pub fn fts_expression(&self) -> Option<String> {
        let (mut terms, mut alone) = (Vec::new(), 0);
        for term in self.terms.iter().filter(|term| term.found) {
            alone += usize::from(is_alone(&term.text));
            if terms.len() < SEARCHED && (alone <= ALONE || !is_alone(&term.text)) {
                terms.push(term);
            }
        }
        let most = terms.iter().map(|term| term.weight).fold(0.0, f64::max);
        let mut parts: Vec<String> = Vec::new();
        for term in terms {
            // Terms are letters and digits, so that a quote cannot end early.
            if is_alone(&term.text) {
                parts.push(format!("\"{}\" *", term.text));
            } else {
                let times = (term.weight / most * REPEATS).round().max(1.0) as usize;
                parts.extend(std::iter::repeat_n(format!("\"{}\"", term.text), times));
            }
        }
        Some(parts.join(" OR ")).filter(|text| !text.is_empty())
    }

    /// What the table of terms is asked, to suggest entries: terms with their weight. What too many entries
    /// hold is left out, so that however large the collection grows hardly more rows are read; but where
    /// nothing else is held, the weightiest is asked for all the same, a row of each entry that holds it.
    #[must_use]
    pub fn suggestion_terms(&self) -> BTreeMap<&str, f64> {
        let mut left = ROWS;
        let mut asked = BTreeMap::new();
        let held = || self.terms.iter().filter(|term| term.held > 0);
        for term in held() {
            if asked.len() < ASKED && term.held <= left {
                left -= term.held;
                asked.insert(term.text.as_str(), term.rank);
            }
        }
        if asked.is_empty() {
            asked.extend(held().next().map(|term| (term.text.as_str(), term.rank)));
        }
        asked
    }

    /// How much of the question an entry speaks of, 0 to 1.
    #[must_use]
    pub fn coverage(&self, title: &str, body: &str) -> f64 {
        if self.total <= 0.0 {
            return 0.0;
        }
        let mut left = vec![true; self.weights.len()];
        let mut covered = 0.0;
        let mut take = |term: &str| {
            let hash = term_hash(term);
            let place = self.weights.place(hash).and_then(|place| left.get_mut(place));
            if place.is_some_and(std::mem::take) {
                covered += self.weights.get(hash).unwrap_or(0.0);
            }
        };
        each_search_term(title, &mut take);
        let end = body.char_indices().nth(READ).map_or(body.len(), |(at, _)| at);
        each_search_term(body.get(..end).unwrap_or(body), &mut take);
        (covered / self.total).clamp(0.0, 1.0)
    }

    /// How sure it is that an entry helps, 0 to 1: its [`WeightedQuery::coverage`], by how it fits beside the
    /// one that fits best.
    #[must_use]
    pub fn score(&self, coverage: f64, fit: f64, best: f64) -> f64 {
        let share = if self.few || best <= 0.0 { 1.0 } else { (fit / best).clamp(0.0, 1.0) };
        coverage * share * share
    }

    /// Whether there are too few entries for rarity to tell them apart.
    #[must_use]
    pub const fn has_few_entries(&self) -> bool {
        self.few
    }

    /// The terms that some entry holds, to be highlighted where they stand.
    pub fn matching_terms(&self) -> impl Iterator<Item = &str> {
        self.terms.iter().filter(|term| term.found).map(|term| term.text.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holding(terms: &[(&str, u32)]) -> HashMap<String, u32> {
        terms.iter().map(|(term, count)| ((*term).to_owned(), *count)).collect()
    }

    #[test]
    fn greetings_are_left_out_unless_there_is_nothing_else() {
        let terms = |text: &str| QueryTerms::of(text).terms().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(terms("您好，路灯"), ["路灯"]);
        assert_eq!(terms("您好"), ["您好"]);
        for nothing in ["", " \n ", "？！", "🚒🚒"] {
            assert!(QueryTerms::of(nothing).is_empty(), "{nothing:?}");
        }
    }

    #[test]
    fn the_subject_and_what_is_said_again_weigh_more() {
        let question = QueryTerms::of("路灯\n井盖井盖松动").weighted(1000, &HashMap::new());
        let weight = |text: &str| question.terms.iter().find(|term| term.text == text).unwrap().weight;
        assert!(weight("路灯") > weight("井盖") && weight("井盖") > weight("松动"));
        let long = format!("{}\n路灯", "井".repeat(101));
        let one = QueryTerms::of(&long);
        assert!(one.0.get("路灯") == Some(&1.0), "a long first line is no subject: {one:?}");
    }

    #[test]
    fn rare_terms_are_asked_for_more_often_and_unknown_ones_not_at_all() {
        let counts = holding(&[("路灯", 2), ("小区", 500)]);
        let question = QueryTerms::of("小区路灯").weighted(1000, &counts);
        let expression = question.fts_expression().unwrap();
        assert_eq!(expression.matches("\"路灯\"").count(), 3);
        assert_eq!(expression.matches("\"小区\"").count(), 1);
        assert!(!expression.contains("区路"));
        assert_eq!(QueryTerms::of("井盖").weighted(1000, &counts).fts_expression(), None);
        let alone = |text: &str| QueryTerms::of(text).weighted(1000, &counts).fts_expression().unwrap();
        assert_eq!(alone("灯"), "\"灯\" *", "to look up how terms begin is dear enough once");
        let many: String = ('一'..'且').flat_map(|c| [c, ' ']).collect();
        let many = alone(&format!("{many}路灯"));
        assert_eq!((many.matches(" *").count(), many.matches("\"路灯\"").count()), (ALONE, 3), "{many}");
        assert_eq!(QueryTerms::of("").weighted(0, &HashMap::new()).fts_expression(), None);
    }

    #[test]
    fn however_large_the_collection_is_hardly_more_of_it_is_read() {
        let counts = holding(&[("路灯", 500), ("井盖", 600), ("电梯", 5000), ("公交", 12_000)]);
        let asked = |text: &str| {
            QueryTerms::of(text)
                .weighted(20_000, &counts)
                .suggestion_terms()
                .into_keys()
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        assert_eq!(asked("路灯，井盖，公交"), ["井盖", "路灯"]);
        assert_eq!(asked("公交，路灯，电梯，井盖"), ["井盖", "路灯"], "what does not fit is passed over");
        assert_eq!(asked("电梯"), ["电梯"], "nothing else is asked for");
        assert_eq!(asked("公交，电梯"), ["电梯"], "nor more than that");
        assert_eq!(asked("垃圾"), [""; 0]);
    }

    #[test]
    fn an_entry_covers_what_it_speaks_of() {
        let question = QueryTerms::of("路灯不亮，井盖松动").weighted(1000, &HashMap::new());
        let all = question.coverage("路灯不亮", "井盖松动怎么报修");
        let half = question.coverage("路灯不亮", "报修办法");
        assert!(all > 0.99 && (0.2..0.8).contains(&half), "{all} {half}");
        assert_eq!(question.coverage("社保卡", "怎么补办"), 0.0);
        assert_eq!(WeightedQuery::default().coverage("路灯", "路灯"), 0.0, "nothing was asked");
    }

    #[test]
    fn long_entries_have_to_fit_better() {
        assert!(fit(10.0, 100) > fit(10.0, 1000));
        assert_eq!(fit(-1.0, 0), 0.0);
    }

    #[test]
    fn rarity_orders_entries_once_there_are_some() {
        let many = QueryTerms::of("路灯").weighted(1000, &HashMap::new());
        let few = QueryTerms::of("路灯").weighted(3, &HashMap::new());
        assert!(many.score(0.8, 1.0, 2.0) < many.score(0.8, 2.0, 2.0));
        assert_eq!(few.score(0.8, 1.0, 2.0), 0.8);
        assert_eq!(many.score(0.8, 0.0, 0.0), 0.8, "nothing to compare with");
    }

    #[test]
    fn any_text_has_an_answer() {
        for text in ["", "灯", &"字".repeat(4000), "🚒\u{0}\"OR\"", "Здравствуйте", "NEAR(a b)", "a\"b'c*"]
        {
            let question = QueryTerms::of(text).weighted(7, &HashMap::new());
            assert_eq!(question.fts_expression().is_some(), text == "灯", "{text}");
            assert!(question.coverage(text, text) <= 1.0);
        }
    }
}
