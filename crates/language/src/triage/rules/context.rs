//! What stands around a keyword, and whether it speaks of what happens now.

use super::context_keywords::{
    CALLS, CRIES, DENIALS, EXPECTED, FEARED, GOES_ON, HYPOTHETICAL, HYPOTHETICAL_NEAR, LONG_PAST, NO_CALLS,
    NO_DENIALS, NO_DOUBT, NO_EVENT, NO_PAST, NOT_REPORTED, NOW, OF_A_THING, ONGOING, OWN_PLACE, PAST, PEOPLE,
    REPORTED, RETRACTED, UNCERTAIN, WHAT_IF,
};
use super::danger::OVER;
use crate::lookup::is_within;
use crate::triage::emergency::Danger;

/// What stands around a keyword.
pub struct Context<'a> {
    /// The sentence up to the keyword.
    pub so_far: &'a str,
    /// The clause before the keyword's own in the same sentence.
    pub earlier: &'a str,
    /// The keyword's clause up to it.
    pub before: &'a str,
    /// The keyword's clause behind it.
    pub after: &'a str,
    pub sentence: &'a str,
}

impl Context<'_> {
    /// The clause up to the keyword takes it back.
    pub fn is_denied(&self) -> bool {
        denied(self.before)
    }

    /// What stands around the keyword says that it is feared, prevented, repeated or being settled.
    pub fn is_hypothetical(&self, keyword: &str) -> bool {
        says(self.before, HYPOTHETICAL, NO_PAST)
            || says(self.before, FEARED, NO_PAST)
            || near(self.before, HYPOTHETICAL_NEAR, NO_DOUBT)
            || says(self.after, RETRACTED, NOT_REPORTED)
            || self.after.starts_with('后')
            || (self.after.starts_with('过') && !self.after.starts_with("过去"))
            || self.is_uncertain(keyword)
    }

    /// 可能着火会爆炸 asks what if, 可能着火了 tells.
    fn is_uncertain(&self, keyword: &str) -> bool {
        let happened = keyword.ends_with('了') || self.after.starts_with('了');
        !happened
            && says(self.before, UNCERTAIN, &["待遇", "机遇", "境遇"])
            && says(self.sentence, WHAT_IF, NO_DOUBT)
    }

    /// The sentence passes on what others reported. What befalls the writer's own place now is no report, whatever was read before:
    /// 看新闻，家里突然着火了.
    pub fn is_reported(&self) -> bool {
        // 不是演习，真的着火了.
        says(self.sentence, REPORTED, NOT_REPORTED) && !self.is_at_home()
    }

    /// The keyword's clause begins at the writer's own place, says that it is now and reports nothing, nor does the clause
    /// before hand over to it: 新闻里说，家里突然着火了.
    fn is_at_home(&self) -> bool {
        OWN_PLACE.iter().any(|place| self.before.starts_with(place))
            && self.says_now()
            && !self.earlier.ends_with(['说', '称', '讲', '道', '播', '里', '中', '上'])
            && ![self.before, self.after].iter().any(|part| says(part, REPORTED, NOT_REPORTED))
    }

    /// The keyword's clause or the one before is about a time that is over or bears a date, or a year stands before the keyword.
    pub fn is_past(&self) -> bool {
        let near = [self.earlier, self.before, self.after];
        near.iter().any(|clause| says(clause, PAST, NO_PAST) || names_month(clause) || names_year(clause))
            || names_year(self.so_far)
    }

    /// It is long over, and nothing says that it goes on.
    pub fn is_long_past(&self) -> bool {
        let near = [self.earlier, self.before, self.after];
        let over = near.iter().any(|clause| says(clause, LONG_PAST, NO_PAST)) || names_year(self.so_far);
        over && !GOES_ON.iter().any(|word| self.sentence.contains(word))
    }

    /// It is feared, prevented or practised, not there.
    pub fn is_feared(&self) -> bool {
        says(self.before, FEARED, NO_PAST)
            || says(self.before, EXPECTED, NO_PAST)
            || near(self.before, &[("怕", 3), ("会", 1)], NO_DOUBT)
            || NO_EVENT.iter().any(|word| self.after.contains(word))
    }

    /// Somebody calls for help.
    pub fn calls_for_help(&self) -> bool {
        says(self.sentence, CALLS, NO_CALLS)
    }

    /// Somebody cries that it is now, or calls for help.
    pub fn cries_out(&self) -> bool {
        says(self.sentence, CRIES, NO_CALLS)
    }

    /// The keyword's clause says that it is now.
    pub fn says_now(&self) -> bool {
        self.clause_says(NOW)
    }

    /// The keyword's clause says that somebody is there.
    pub fn mentions_people(&self) -> bool {
        self.clause_says(PEOPLE)
    }

    fn clause_says(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.before.contains(word) || self.after.contains(word))
    }

    /// Whether the sentence says that this danger is over, or (`false`) that it is not over yet.
    pub fn over(&self, danger: Danger) -> Option<bool> {
        let words =
            OVER.iter().filter(|(dangers, _)| dangers.contains(&danger)).flat_map(|(_, words)| *words);
        let mut said = words.flat_map(|word| self.sentence.match_indices(word)).peekable();
        said.peek()?;
        let open = said.any(|(at, word)| {
            let (before, after) = self.sentence.split_at_checked(at).unwrap_or_default();
            denied(before) || after.strip_prefix(word).is_some_and(|after| after.starts_with('不'))
        });
        if open {
            return Some(false);
        }
        (!ONGOING.iter().any(|word| self.sentence.contains(word))).then_some(true)
    }
}

fn denied(before: &str) -> bool {
    near(before, DENIALS, NO_DENIALS)
}

/// A year of four digits that is not the age of a thing: 2019年, but not 2003年建的, 三年级 or 80年代.
fn names_year(text: &str) -> bool {
    numbers_before(text, '年').any(|(digits, after)| {
        let end = after.char_indices().nth(3).map_or(after.len(), |(end, _)| end);
        let next = after.get(..end).unwrap_or_default();
        digits == 4 && !OF_A_THING.iter().any(|word| next.contains(word))
    })
}

/// A month with its day or part, 5月3日 or 五月份, but not 五月花.
fn names_month(text: &str) -> bool {
    numbers_before(text, '月').any(|(digits, after)| {
        digits > 0
            && (after.starts_with(is_numeral) || after.starts_with(['份', '初', '底', '中', '上', '下']))
    })
}

/// How many numerals stand before each such unit, and what stands behind it.
fn numbers_before(text: &str, unit: char) -> impl Iterator<Item = (usize, &str)> {
    text.match_indices(unit).map(move |(at, _)| {
        let (before, after) = text.split_at_checked(at).unwrap_or_default();
        let numerals = before.chars().rev().take_while(|ch| is_numeral(*ch)).count();
        (numerals, after.strip_prefix(unit).unwrap_or_default())
    })
}

fn is_numeral(ch: char) -> bool {
    ch.is_ascii_digit()
        || matches!(ch, '〇' | '零' | '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十')
}

/// Whether the text holds one of the words otherwise than inside one of the longer ones.
fn says(text: &str, words: &[&str], longer: &[&str]) -> bool {
    words.iter().any(|word| text.match_indices(word).any(|(at, _)| !is_within(text, at, word, longer)))
}

/// Whether one of the words stands at most so many characters before the end, not inside one of the longer ones.
fn near(before: &str, words: &[(&str, usize)], longer: &[&str]) -> bool {
    words.iter().any(|(word, reach)| {
        before.rmatch_indices(word).any(|(at, _)| {
            let between = before.get(at + word.len()..).unwrap_or_default();
            between.chars().count() <= *reach && !is_within(before, at, word, longer)
        })
    })
}
