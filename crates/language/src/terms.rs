//! The terms under which a text is found, and those that it is looked for by: one rule for tickets, knowledge and whatever is
//! compared. They are read through [`folded`], so that 路灯 finds 路燈 and Ａ３ is a3.

use crate::folding::folded;

/// What is looked up for a text: character bigrams, so that no dictionary is needed, and whole
/// letters-and-digits words: `路灯坏了 A3` → `路灯`, `灯坏`, `坏了`, `a3`. A character that stands alone
/// is looked up as itself.
#[must_use]
pub fn search_terms(text: &str) -> Vec<String> {
    let mut terms = Vec::new();
    each_search_term(text, |term| terms.push(term.to_owned()));
    terms
}

/// What a text is found under: its [`search_terms`], and the last character of every run, so that
/// each character begins some term and one alone can be found by how terms begin. Nowhere else are
/// terms made for search.
#[must_use]
pub fn index_terms(text: &str) -> String {
    let mut terms = String::with_capacity(text.len() * 3);
    each_term(text, true, |term| {
        if !terms.is_empty() {
            terms.push(' ');
        }
        terms.push_str(term);
    });
    terms
}

/// Hands the [`search_terms`] of a text to `take` one by one, without keeping them.
pub fn each_search_term(text: &str, take: impl FnMut(&str)) {
    each_term(text, false, take);
}

fn each_term(text: &str, with_last: bool, mut take: impl FnMut(&str)) {
    let text = &*folded(text);
    let mut word = String::new();
    // Where the character before begins, when it is one that makes pairs, and how many of them there are.
    let (mut before, mut run) = (0, 0_u32);
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        if c.is_ascii_alphanumeric() {
            word.push(c.to_ascii_lowercase());
        } else if !word.is_empty() {
            take(&word);
            word.clear();
        }
        if makes_pairs(c) {
            if run > 0 {
                take(text.get(before..at + c.len_utf8()).unwrap_or_default());
            }
            run += 1;
        } else {
            if run == 1 || run > 1 && with_last {
                take(text.get(before..at).unwrap_or_default());
            }
            run = 0;
        }
        before = at;
    }
}

/// Letters and digits beyond ASCII; ASCII's own make whole words. é is found only as it is written. Nearly all of what is written is of one block, and asking for that first is
/// several times as fast as any table.
fn makes_pairs(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}') || !c.is_ascii() && c.is_alphanumeric()
}

/// What is looked for as it stands in a question. Terms alone say that a text has the pairs of 中山南路 somewhere,
/// not that it names that road. Both are read through [`folded`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Phrases(Vec<Vec<char>>);

impl Phrases {
    /// Those of a question that make more than one term; what is one term is found exactly.
    #[must_use]
    pub fn of(question: &str) -> Self {
        let question = folded(question);
        let parts = question.split(|c: char| !is_of_term(c));
        let several = |part: &&str| {
            let mut terms = 0;
            each_search_term(part, |_| terms += 1);
            terms > 1
        };
        Self(parts.filter(several).map(|part| part.chars().collect()).collect())
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What a text only has to hold as it is for each of them to stand in it; nothing where there is more to look at:
    /// whether a word of letters or digits goes on at either end.
    #[must_use]
    pub fn literally(&self) -> Option<Vec<String>> {
        let is_plain =
            |phrase: &Vec<char>| ![phrase.first(), phrase.last()].into_iter().flatten().any(char::is_ascii);
        (!self.0.is_empty() && self.0.iter().all(is_plain))
            .then(|| self.0.iter().map(|phrase| phrase.iter().collect()).collect())
    }

    /// Whether each stands in the text; 3号楼 does not in 13号楼. Between a letter of ASCII and one that is not there
    /// may be spaces, as many write: A1 区.
    #[must_use]
    pub fn stand_in(&self, text: &str) -> bool {
        if self.0.is_empty() {
            return true;
        }
        let text: Vec<char> = folded(text).chars().collect();
        self.0.iter().all(|phrase| (0..text.len()).any(|start| stands_at(phrase, &text, start)))
    }
}

fn is_of_term(c: char) -> bool {
    c.is_ascii_alphanumeric() || makes_pairs(c)
}

fn stands_at(phrase: &[char], text: &[char], start: usize) -> bool {
    let is_word = |c: Option<&char>| c.is_some_and(char::is_ascii_alphanumeric);
    let mut at = start;
    let mut before: Option<&char> = None;
    for wanted in phrase {
        if before.is_some_and(|before| before.is_ascii() != wanted.is_ascii()) {
            while text.get(at).is_some_and(|c| matches!(c, ' ' | '\u{A0}')) {
                at += 1;
            }
        }
        if text.get(at) != Some(wanted) {
            return false;
        }
        (at, before) = (at + 1, Some(wanted));
    }
    let begins = start.checked_sub(1).and_then(|before| text.get(before));
    let goes_on = |edge: Option<&char>, beside: Option<&char>| is_word(edge) && is_word(beside);
    !goes_on(phrase.first(), begins) && !goes_on(phrase.last(), text.get(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_of_mixed_text() {
        assert_eq!(search_terms("路灯坏了，A3区"), ["路灯", "灯坏", "坏了", "a3", "区"]);
        assert_eq!(index_terms("路灯坏了，A3区"), "路灯 灯坏 坏了 了 a3 区");
        assert_eq!(search_terms("灯"), ["灯"]);
        assert_eq!(search_terms("路燈壞了，Ａ３區"), search_terms("路灯坏了，A3区"), "however it is written");
        assert_eq!(index_terms("路\u{200B}燈"), "路灯 灯");
        assert_eq!(search_terms(" \"OR 1=1\" "), ["or", "1", "1"]);
        for nothing in ["", "，。", "🚒🚒"] {
            assert!(search_terms(nothing).is_empty() && index_terms(nothing).is_empty());
        }
    }

    #[test]
    fn every_character_begins_a_term_of_the_index() {
        let text = "麒麟路的路灯，坏了";
        let index = index_terms(text);
        for c in text.chars().filter(|c| c.is_alphanumeric()) {
            assert!(index.split(' ').any(|term| term.starts_with(c)), "{c}");
        }
    }

    #[test]
    fn what_is_written_together_stands_together_however_it_is_written() {
        let stands = |question, text| Phrases::of(question).stand_in(text);
        for text in ["中山南路有积水", "在中山南路", "中\u{200B}山南路", "A1 区中山南路3號樓"]
        {
            assert!(stands("中山南路", text), "{text}");
        }
        assert!(!stands("中山南路", "中山路与山南街交汇处到湖南路口"));
        assert!(stands("路燈壞了", "路灯坏了") && stands("路灯坏了", "路燈壞了"), "however it is written");
        assert!(stands("ａ１区", "A1 区") && stands("3号楼", "３號樓") && !stands("3号楼", "13号楼"));
        assert!(Phrases::of("路灯 a3").is_empty(), "one term is found exactly");
        for (question, literally) in [
            ("中山南路", Some(&["中山南路"][..])),
            ("中山南路，路燈A1壞了", Some(&["中山南路", "路灯a1坏了"])),
            ("3号楼", None),
            ("中山南路 3号楼", None),
            ("路灯", None),
        ] {
            let phrases = Phrases::of(question);
            assert_eq!(
                phrases.literally().as_deref(),
                literally.map(|all| all.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>()).as_deref()
            );
            assert!(literally.is_none_or(|all| phrases.stand_in(&all.join("在"))));
        }
    }
}
