//! What stands around a keyword, and whether it speaks of what happens now.

use super::context_keywords::{
    CALLS, CONDITIONS, CONSEQUENCES, CRIES, DENIALS, EXAMPLES_OF, EXPECTED, FEARED, GOES_ON, HYPOTHETICAL,
    HYPOTHETICAL_NEAR, LONG_PAST, MOMENT, NO_CALLS, NO_DENIALS, NO_DOUBT, NO_EVENT, NO_NOW, NO_PAST,
    NOT_REPORTED, NOW, OF_A_THING, ONGOING, OWN_PLACE, PAST, PEOPLE, REPORTED, RETRACTED, THEN_WHAT,
    UNCERTAIN, WHAT_IF,
};
use super::danger::{MEANT_OTHERWISE, OVER};
use super::ends::{ends_clause, ends_sentence};
use crate::lookup::{Pairs, Text, first_of, is_within, last_of};
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
    /// The sentence behind the keyword.
    pub to_come: &'a str,
    pub sentence: &'a str,
    /// Of the sentence, which rule out most of the words that are looked for in it.
    pairs: Pairs,
}

impl<'a> Context<'a> {
    /// The context of the word at this place.
    pub fn of(text: &'a Text, at: usize, word: &str) -> Self {
        let (all_before, all_after) = text.clean().split_at_checked(at).unwrap_or_default();
        let so_far = last_of(all_before, Text::SENTENCE).rsplit(ends_sentence).next().unwrap_or_default();
        let to_come = first_of(all_after, Text::SENTENCE).split(ends_sentence).next().unwrap_or_default();
        let sentence = text.clean().get(at - so_far.len()..at + to_come.len()).unwrap_or_default();
        let mut clauses = so_far.rsplit(ends_clause).map(|clause| last_of(clause, Text::CLAUSE));
        let before = clauses.next().unwrap_or_default();
        let earlier = clauses.next().unwrap_or_default();
        let to_come = to_come.get(word.len()..).unwrap_or_default();
        let after = first_of(to_come, Text::CLAUSE).split(ends_clause).next().unwrap_or_default();
        Self { so_far, earlier, before, after, to_come, sentence, pairs: Pairs::of(sentence) }
    }

    /// The clause up to the keyword takes it back.
    pub fn is_denied(&self) -> bool {
        self.denied(self.before)
    }

    /// What stands around the keyword says that it is feared, prevented, repeated or being settled.
    pub fn is_hypothetical(&self, keyword: &str) -> bool {
        self.says(self.before, HYPOTHETICAL, NO_PAST)
            || self.says(self.before, FEARED, NO_PAST)
            || self.near(self.before, HYPOTHETICAL_NEAR, NO_DOUBT)
            || self.says(self.after, RETRACTED, NOT_REPORTED)
            || self.after.starts_with('后')
            || (self.after.starts_with('过') && !self.after.starts_with("过去"))
            || self.is_uncertain(keyword)
            || (self.any(CONDITIONS, self.so_far) && self.any(THEN_WHAT, self.to_come))
            || (!self.has_happened(keyword) && self.is_an_example(keyword))
    }

    /// 存在安全隐患，坠楼; 有没有漏水、起火.
    fn is_an_example(&self, keyword: &str) -> bool {
        let listed = || {
            let so_far = self.so_far.len() - self.before.len();
            self.so_far.get(..so_far).is_some_and(|so_far| so_far.ends_with('、'))
        };
        (CONSEQUENCES.contains(&keyword) && EXAMPLES_OF.iter().any(|word| self.earlier.ends_with(word)))
            || (self.any(&["有没有", "是否"], self.earlier) && listed())
    }

    /// 着火了, but not 快要晕过去了.
    pub fn has_happened(&self, keyword: &str) -> bool {
        (keyword.ends_with('了') || self.after.starts_with('了'))
            && !["快", "快要", "就要", "都要", "差点"].iter().any(|word| self.before.ends_with(word))
    }

    /// 可能着火会爆炸 asks what if, 可能着火了 tells.
    fn is_uncertain(&self, keyword: &str) -> bool {
        !self.has_happened(keyword)
            && self.says(self.before, UNCERTAIN, &["待遇", "机遇", "境遇"])
            && self.says(self.sentence, WHAT_IF, NO_DOUBT)
    }

    /// The sentence passes on what others reported. What befalls the writer's own place now is no report, whatever was read before:
    /// 看新闻，家里突然着火了.
    pub fn is_reported(&self) -> bool {
        // 不是演习，真的着火了.
        self.says(self.sentence, REPORTED, NOT_REPORTED) && !self.is_at_home()
    }

    /// The keyword's clause begins at the writer's own place, says that it is now and reports nothing, nor does the clause
    /// before hand over to it: 新闻里说，家里突然着火了.
    fn is_at_home(&self) -> bool {
        OWN_PLACE.iter().any(|place| self.before.starts_with(place))
            && self.says_now()
            && !self.earlier.ends_with(['说', '称', '讲', '道', '播', '里', '中', '上'])
            && ![self.before, self.after].iter().any(|part| self.says(part, REPORTED, NOT_REPORTED))
    }

    /// The keyword's clause or the one before is about a time that is over or bears a date, or a year stands before the keyword.
    pub fn is_past(&self) -> bool {
        let near = [self.earlier, self.before, self.after];
        near.iter()
            .any(|clause| self.says(clause, PAST, NO_PAST) || names_month(clause) || names_year(clause))
            || names_year(self.so_far)
    }

    /// It is long over, and nothing says that it goes on.
    pub fn is_long_past(&self) -> bool {
        let near = [self.earlier, self.before, self.after];
        let over = near.iter().any(|clause| self.says(clause, LONG_PAST, NO_PAST)) || names_year(self.so_far);
        over && !self.any(GOES_ON, self.sentence)
    }

    /// The clauses around the keyword: its own, the one before and the one behind.
    pub fn nearby(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let next = self.to_come.get(self.after.len()..).unwrap_or_default();
        let next = next.trim_start_matches(ends_clause).split(ends_clause).next().unwrap_or_default();
        [self.earlier, self.before, self.after, next].into_iter()
    }

    /// The sentence says how long it has been so.
    pub fn names_duration(&self) -> bool {
        names_duration(self.sentence)
    }

    /// It is feared, prevented or practised, not there.
    pub fn is_feared(&self) -> bool {
        self.says(self.before, FEARED, NO_PAST)
            || self.says(self.before, EXPECTED, NO_PAST)
            || self.near(self.before, &[("怕", 3), ("会", 1)], NO_DOUBT)
            || self.any(NO_EVENT, self.after)
    }

    /// Somebody calls for help.
    pub fn calls_for_help(&self) -> bool {
        self.says(self.sentence, CALLS, NO_CALLS)
    }

    /// Somebody cries that it is now, or calls for help.
    pub fn cries_out(&self) -> bool {
        CRIES.iter().filter(|word| self.pairs.may_hold(word)).any(|word| {
            self.sentence.match_indices(word).any(|(at, _)| {
                ![NO_CALLS, NO_NOW].iter().any(|longer| is_within(self.sentence, at, word, longer))
            })
        })
    }

    /// The keyword's clause says that it is now.
    pub fn says_now(&self) -> bool {
        self.clause_says(NOW)
    }

    /// The keyword's clause says that it is this very moment.
    pub fn says_this_moment(&self) -> bool {
        self.clause_says(MOMENT)
    }

    /// The keyword's clause says that somebody is there.
    pub fn mentions_people(&self) -> bool {
        self.clause_says(PEOPLE)
    }

    fn clause_says(&self, words: &[&str]) -> bool {
        self.says(self.before, words, NO_NOW) || self.says(self.after, words, NO_NOW)
    }

    /// The sentence speaks of what makes the keyword mean something else: smoke of a chimney, fumes that take the breath.
    pub fn means_otherwise(&self, keyword: &str) -> bool {
        let rows = MEANT_OTHERWISE.iter().filter(|(keywords, _)| keywords.contains(&keyword));
        !self.has_happened(keyword)
            && !self.mentions_people()
            && rows.map(|(_, words)| *words).any(|words| self.any(words, self.sentence))
    }

    /// Whether the sentence says that this danger is over, or (`false`) that it is not over yet.
    pub fn over(&self, danger: Danger) -> Option<bool> {
        let words =
            OVER.iter().filter(|(dangers, _)| dangers.contains(&danger)).flat_map(|(_, words)| *words);
        let words = words.filter(|word| self.pairs.may_hold(word));
        let mut said = words.flat_map(|word| self.sentence.match_indices(word)).peekable();
        said.peek()?;
        let open = said.any(|(at, word)| {
            let (before, after) = self.sentence.split_at_checked(at).unwrap_or_default();
            self.denied(before) || after.strip_prefix(word).is_some_and(|after| after.starts_with('不'))
        });
        if open {
            return Some(false);
        }
        (!self.any(ONGOING, self.sentence)).then_some(true)
    }

    fn denied(&self, before: &str) -> bool {
        self.near(before, DENIALS, NO_DENIALS)
    }

    /// Whether a part of the sentence holds one of the words.
    pub fn any(&self, words: &[&str], part: &str) -> bool {
        words.iter().any(|word| self.pairs.may_hold(word) && part.contains(word))
    }

    /// Whether a part of the sentence holds one of the words otherwise than inside one of the longer ones.
    pub fn says(&self, part: &str, words: &[&str], longer: &[&str]) -> bool {
        let mut there = words.iter().filter(|word| self.pairs.may_hold(word));
        there.any(|word| part.match_indices(word).any(|(at, _)| !is_within(part, at, word, longer)))
    }

    /// Whether one of the words stands at most so many characters before the end of a part of the sentence, not inside one of
    /// the longer ones.
    fn near(&self, part: &str, words: &[(&str, usize)], longer: &[&str]) -> bool {
        let mut there = words.iter().filter(|(word, _)| self.pairs.may_hold(word));
        there.any(|(word, reach)| {
            part.rmatch_indices(word).any(|(at, _)| {
                let between = part.get(at + word.len()..).unwrap_or_default();
                between.chars().count() <= *reach && !is_within(part, at, word, longer)
            })
        })
    }
}

/// A year of four digits that is not the age of a thing: 2019年, but not 2003年建的, 三年级 or 80年代.
fn names_year(text: &str) -> bool {
    numbers_before(text, '年').any(|(number, after)| {
        let end = after.char_indices().nth(3).map_or(after.len(), |(end, _)| end);
        let next = after.get(..end).unwrap_or_default();
        number.chars().count() == 4 && !OF_A_THING.iter().any(|word| next.contains(word))
    })
}

/// A month with its day or part, 5月3日 or 五月份, but not 五月花.
fn names_month(text: &str) -> bool {
    numbers_before(text, '月').any(|(number, after)| {
        !number.is_empty()
            && (after.starts_with(is_numeral) || after.starts_with(['份', '初', '底', '中', '上', '下']))
    })
}

/// The numerals that stand before each such unit, and what stands behind it.
pub fn numbers_before(text: &str, unit: char) -> impl Iterator<Item = (&str, &str)> {
    text.match_indices(unit).map(move |(at, _)| {
        let (before, after) = text.split_at_checked(at).unwrap_or_default();
        let number = before.trim_end_matches(is_numeral);
        (before.get(number.len()..).unwrap_or_default(), after.strip_prefix(unit).unwrap_or_default())
    })
}

/// So many months, three or more: 三个月, 好几个月, 大半年.
pub fn names_months(text: &str) -> bool {
    text.contains("半年")
        || text.contains("几个月")
        || text.contains("数月")
        || text.contains("多个月")
        || ["个月", "个多月"].iter().any(|months| {
            text.match_indices(months).any(|(at, _)| {
                let before = text.get(..at).unwrap_or_default();
                let number = before.get(before.trim_end_matches(is_numeral).len()..).unwrap_or_default();
                !matches!(number, "" | "1" | "2" | "一" | "二")
            })
        })
}

/// So long: 三天, 几个小时, 近十天, 20多天, 一个星期. 今天 and 每天 are none.
fn names_duration(text: &str) -> bool {
    let much = |ch: char| is_numeral(ch) || matches!(ch, '两' | '几' | '多' | '数' | '整' | '半');
    ["天", "小时", "个小时", "个多小时", "个月", "个多月", "星期", "个星期", "个多星期", "周", "个礼拜"]
        .iter()
        .any(|unit| {
            text.match_indices(unit).any(|(at, _)| {
                let (before, after) = text.split_at_checked(at).unwrap_or_default();
                before.ends_with(much)
                    && !after.strip_prefix(unit).is_some_and(|after| after.starts_with(['两', '岁']))
            })
        })
}

fn is_numeral(ch: char) -> bool {
    ch.is_ascii_digit()
        || matches!(ch, '〇' | '零' | '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十')
}
