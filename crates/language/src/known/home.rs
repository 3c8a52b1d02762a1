//! House and flat, in whatever form: 6栋301, 6号楼301, 6-301, 6#301. The estate that everybody knows the matter is about
//! stands before it or not.

use std::ops::Range;

use minsheng_types::phone::spelt_digit;

use crate::folding::{folded_char, is_unseen};

/// What may stand between the numbers, longest first. 号 alone is a day of the month as well.
const LINKS: &[&str] = &["号楼", "号院", "单元", "栋", "幢", "座", "楼", "门", "层", "#"];
/// Between numbers of anything.
const DASHES: &str = "-‐‑‒–—―－_";
/// A day or a month has fewer digits.
const FLAT: usize = 3;
/// More numbers than an address has.
const MOST: usize = 6;

/// A number of a text, or a letter with digits, and where it stands.
struct Number {
    said: String,
    range: Range<usize>,
    /// What leads from the one before to it.
    link: Link,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Link {
    Nothing,
    Dash,
    Word,
}

/// The numbers of an address, the last of which is the flat; nothing where there are not two.
pub(super) fn numbers(address: &str) -> Vec<String> {
    let mut all = read(address);
    // Behind the last that leads to no other: 梧桐巷77号6栋301.
    let start = all.iter().rposition(|number| number.link == Link::Nothing).unwrap_or(0);
    let numbers: Vec<String> = all.drain(start..).map(|number| number.said).collect();
    if (2..=MOST).contains(&numbers.len()) { numbers } else { Vec::new() }
}

/// Where the text says them: the flat, and before it at least one of the others, in their order.
pub(super) fn find(text: &str, numbers: &[String], found: &mut Vec<Range<usize>>) {
    let Some((flat, others)) = numbers.split_last() else { return };
    let read = read(text);
    for (at, number) in read.iter().enumerate().filter(|(_, number)| number.said == *flat) {
        let (mut first, mut link, mut named) = (at, number.link, number.link == Link::Word);
        let mut others = others.iter().rev();
        while link != Link::Nothing {
            let Some(before) = first.checked_sub(1).and_then(|before| read.get(before)) else { break };
            if !others.any(|other| *other == before.said) {
                break;
            }
            (first, link) = (first - 1, before.link);
            named |= first > 0 && link == Link::Word;
        }
        // 0731-6-301 and 2026-6-30 are something else.
        let is_whole = first < at && link != Link::Dash;
        if let Some(from) = read.get(first).filter(|_| is_whole && (named || flat.len() >= FLAT)) {
            found.push(from.range.start..number.range.end);
        }
    }
}

fn read(text: &str) -> Vec<Number> {
    let mut numbers: Vec<Number> = Vec::new();
    // What stands between the last number and here; nothing once that is no link any more.
    let mut between = String::new();
    let mut inside = false;
    for (at, ch) in text.char_indices().filter(|(_, ch)| !is_unseen(*ch)) {
        let end = at + ch.len_utf8();
        let ch = spelt_digit(ch).unwrap_or_else(|| folded_char(ch));
        if !ch.is_ascii_alphanumeric() {
            inside = false;
            if !ch.is_whitespace() {
                between.push(ch);
            }
            continue;
        }
        match numbers.last_mut().filter(|_| inside) {
            Some(number) => {
                number.said.push(ch);
                number.range.end = end;
            }
            None => {
                let link = if numbers.is_empty() { Link::Nothing } else { link(&between) };
                numbers.push(Number { said: ch.to_string(), range: at..end, link });
                between.clear();
                inside = true;
            }
        }
    }
    numbers
}

fn link(between: &str) -> Link {
    let dashes = |rest: &str| !rest.is_empty() && rest.chars().all(|ch| DASHES.contains(ch));
    if dashes(between) {
        return Link::Dash;
    }
    let behind = LINKS.iter().find_map(|word| between.strip_prefix(word));
    if behind.is_some_and(|rest| rest.is_empty() || dashes(rest)) { Link::Word } else { Link::Nothing }
}
