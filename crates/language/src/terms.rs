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
}
