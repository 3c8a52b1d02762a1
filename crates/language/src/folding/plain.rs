//! Other ways of writing as plain words: Cantonese as Mandarin, pinyin and homophones as the word that is meant, English between
//! Chinese as Chinese.
//!
//! Only for what looks for words: the places of the result are not those of the text. Whoever reports ranges of a text, and whoever
//! finds texts again by their words (`terms`), reads what was written.

use std::borrow::Cow;

use super::cantonese::{ASKING, BEFORE_QUESTION, BESIDE, SURE};
use super::characters::{BLOCKS, COUNT, FIRST, character, simplified_char};
use super::latin::{ENGLISH, PINYIN, SYLLABLES};
use super::slips::{HOMOPHONES, UNLESS};
use super::table::{SIMPLIFIED, TRADITIONAL};
use minsheng_types::text::is_han;

type Table = &'static [(&'static str, &'static str)];

/// Words of letters that say what is done only where a clause begins or somebody wants it: 我要report, not 体检report.
const DEEDS: &[&str] = &["report", "complain"];
const WANTING: &[char] = &['要', '想', '来', '去', '求', '再'];

/// A bit for each character, however it is written, with which a word begins that needs no sign beside it.
static BEGINS: [u64; BLOCKS] = begins(true);
/// The same without the words that hold, further on, a character which is such a word by itself: 有冇 is seen by its 冇. Few characters of
/// a plain text are among these.
static SUSPECT: [u64; BLOCKS] = begins(false);

#[expect(clippy::indexing_slicing, reason = "worked out by the compiler, which would refuse")]
const fn begins(all: bool) -> [u64; BLOCKS] {
    let mut alone = [0; BLOCKS];
    let mut at = 0;
    while at < SURE.len() {
        if SURE[at].0.len() == 3 {
            set(&mut alone, character(SURE[at].0, 0));
        }
        at += 1;
    }
    let mut bits = [0; BLOCKS];
    let tables = [SURE, HOMOPHONES];
    let mut table = 0;
    while table < tables.len() {
        let mut at = 0;
        while at < tables[table].len() {
            let word = tables[table][at].0;
            let (mut further, mut is_seen) = (1, false);
            while further < word.len() / 3 {
                is_seen = is_seen || is_set(&alone, character(word, further));
                further += 1;
            }
            if all || !is_seen {
                set(&mut bits, character(word, 0));
            }
            at += 1;
        }
        table += 1;
    }
    let mut at = 0;
    while at < ASKING.len() {
        set(&mut bits, character(ASKING[at], 0));
        at += 1;
    }
    let mut at = 0;
    while at < COUNT {
        if is_set(&bits, character(SIMPLIFIED, at)) {
            set(&mut bits, character(TRADITIONAL, at));
        }
        at += 1;
    }
    bits
}

#[expect(clippy::indexing_slicing, reason = "worked out by the compiler, which would refuse")]
const fn set(bits: &mut [u64; BLOCKS], ch: u16) {
    if let Some(place) = (ch as u32).checked_sub(FIRST)
        && (place as usize) < BLOCKS * 64
    {
        bits[(place / 64) as usize] |= 1 << (place % 64);
    }
}

#[expect(clippy::indexing_slicing, reason = "worked out by the compiler, which would refuse")]
const fn is_set(bits: &[u64; BLOCKS], ch: u16) -> bool {
    match (ch as u32).checked_sub(FIRST) {
        Some(place) => (place as usize) < BLOCKS * 64 && bits[(place / 64) as usize] >> (place % 64) & 1 == 1,
        None => false,
    }
}

/// The one word of the tables before the block is 㗎.
fn is_among(bits: &[u64; BLOCKS], ch: char) -> bool {
    let Some(place) = u32::from(ch).checked_sub(FIRST) else { return ch == '㗎' };
    bits.get((place / 64) as usize).is_some_and(|bits| bits >> (place % 64) & 1 == 1)
}

/// Simplified, but 係 stays what it is: 系 alone is no word for it.
fn read(ch: char) -> char {
    if ch == '係' { ch } else { simplified_char(ch) }
}

/// The text in plain words; as it is where it has no other.
#[must_use]
pub fn plain(text: &str) -> Cow<'_, str> {
    if !is_suspect(text) {
        return Cow::Borrowed(text);
    }
    let spelt: String = text.chars().map(read).collect();
    let sign =
        spelt.char_indices().any(|(at, ch)| is_among(&BEGINS, ch) && word_at(&spelt, at, SURE).is_some());
    let mut whole = String::with_capacity(spelt.len());
    let mut at = 0;
    let mut changed = false;
    while let Some(ch) = spelt.get(at..).and_then(|rest| rest.chars().next()) {
        match reading_at(&spelt, at, sign) {
            Some((from, to)) => {
                whole.push_str(to);
                at += from;
                changed = true;
            }
            None if ch.is_ascii_alphabetic() => {
                let run = letters_at(&spelt, at);
                whole.push_str(run);
                at += run.len();
            }
            None => {
                whole.push(ch);
                at += ch.len_utf8();
            }
        }
    }
    if changed { Cow::Owned(whole) } else { Cow::Borrowed(text) }
}

/// Whether a word of the tables may stand in the text; `false` is certain.
fn is_suspect(text: &str) -> bool {
    let mut before = ' ';
    for (at, ch) in text.char_indices() {
        let is_letter = ch.is_ascii_alphabetic();
        let found = if is_letter {
            !before.is_ascii_alphabetic() && is_latin_word(letters_at(text, at))
        } else {
            is_among(&SUSPECT, ch) && {
                let rest = text.get(at..).unwrap_or_default();
                let begins = |word: &str| word.chars().eq(rest.chars().map(read).take(word.chars().count()));
                [SURE, HOMOPHONES]
                    .iter()
                    .any(|table| beginning(table, read(ch)).any(|(word, _)| begins(word)))
                    || ASKING.iter().any(|word| begins(word))
            }
        };
        if found {
            return true;
        }
        before = ch;
    }
    false
}

fn is_latin_word(run: &str) -> bool {
    (2..=16).contains(&run.len())
        && (latin(PINYIN, run).or_else(|| latin(ENGLISH, run)).is_some()
            || SYLLABLES
                .iter()
                .any(|(word, _)| word.get(3..).is_some_and(|run_of| run.eq_ignore_ascii_case(run_of))))
}

/// How many bytes of the text at this place are read otherwise, and how.
fn reading_at(text: &str, at: usize, sign: bool) -> Option<(usize, &'static str)> {
    let ch = text.get(at..)?.chars().next()?;
    if ch.is_ascii_alphabetic() {
        return letters_read(text, at);
    }
    let asking = || {
        let (word, to) = word_at(text, at, BESIDE)?;
        let before = text.get(..at)?.chars().next_back();
        let begins = before.is_none_or(|before| !is_han(before) || BEFORE_QUESTION.contains(&before));
        (sign || begins && ASKING.iter().any(|asking| word.starts_with(asking))).then_some((word, to))
    };
    let begins = is_among(&BEGINS, ch);
    if !begins && !sign {
        return None;
    }
    let among = |table| if begins { word_at(text, at, table) } else { None };
    let words = [among(SURE), asking(), among(HOMOPHONES)];
    let (word, to) = words.into_iter().flatten().max_by_key(|(word, _)| word.len())?;
    // 唔 alone is a sound.
    let follows = text.get(at + word.len()..)?.chars().next();
    if word == "唔" && !follows.is_some_and(is_han) {
        return None;
    }
    Some((word.len(), to))
}

/// The longest word of the table at this place, unless it is part of a longer one that means something else.
fn word_at(text: &str, at: usize, table: Table) -> Option<(&'static str, &'static str)> {
    let rest = text.get(at..)?;
    let words = beginning(table, rest.chars().next()?).filter(|(word, _)| rest.starts_with(word));
    let (word, to) = words.max_by_key(|(word, _)| word.len())?;
    (!is_part(text, at, word)).then_some((word, to))
}

fn beginning(table: Table, ch: char) -> impl Iterator<Item = (&'static str, &'static str)> {
    let from = table.partition_point(|(word, _)| word.chars().next() < Some(ch));
    table.iter().skip(from).take_while(move |(word, _)| word.starts_with(ch)).copied()
}

fn is_part(text: &str, at: usize, word: &str) -> bool {
    UNLESS.iter().any(|longer| {
        longer.match_indices(word).any(|(inside, _)| {
            let start = at.checked_sub(inside);
            start.and_then(|start| text.get(start..)).is_some_and(|rest| rest.starts_with(longer))
        })
    })
}

/// The run of letters at this place.
fn letters_at(text: &str, at: usize) -> &str {
    let rest = text.get(at..).unwrap_or_default();
    let end = rest.bytes().position(|byte| !byte.is_ascii_alphabetic()).unwrap_or(rest.len());
    rest.get(..end).unwrap_or_default()
}

fn latin(table: Table, run: &str) -> Option<(&'static str, &'static str)> {
    let lower = |word: &str| word.bytes().cmp(run.bytes().map(|byte| byte.to_ascii_lowercase()));
    let place = table.binary_search_by(|(word, _)| lower(word)).ok()?;
    table.get(place).copied()
}

/// A whole word of letters, never part of an address or of a name with digits. English stands beside a Chinese character, a space
/// at most between; pinyin in a text that has any.
fn letters_read(text: &str, at: usize) -> Option<(usize, &'static str)> {
    let run = letters_at(text, at);
    let (before, after) = (text.get(..at)?, text.get(at + run.len()..)?);
    let is_joint = |ch: char| ch.is_ascii_digit() || matches!(ch, '@' | '.' | '_' | '-' | '/');
    if before.ends_with(is_joint) || after.starts_with(is_joint) {
        return None;
    }
    if let Some((_, to)) = latin(PINYIN, run) {
        return text.contains(is_han).then_some((run.len(), to));
    }
    let left = before.strip_suffix(' ').unwrap_or(before).chars().next_back().filter(|ch| is_han(*ch));
    let is_beside = left.is_some() || after.strip_prefix(' ').unwrap_or(after).starts_with(is_han);
    if let Some((word, to)) = latin(ENGLISH, run) {
        let is_deed = !DEEDS.contains(&word) || left.is_none_or(|left| WANTING.contains(&left));
        return (is_beside && is_deed).then_some((run.len(), to));
    }
    let is_syllable =
        |word: &str| word.strip_prefix(left?).map(|syllable| syllable.eq_ignore_ascii_case(run));
    SYLLABLES.iter().find(|(word, _)| is_syllable(word) == Some(true)).map(|(_, to)| (run.len(), *to))
}
