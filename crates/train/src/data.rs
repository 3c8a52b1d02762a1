//! The labelled messages, and which of them are versions of one another.

use std::collections::HashMap;
use std::path::Path;

use anyhow::{Context, Result, bail};
use minsheng_language::classify::features::Message;
use minsheng_types::category::Category;
use minsheng_types::csv::read_text;

/// One part in this many of the raw rows is never learnt from before measuring.
pub const HELD_OUT: usize = 7;
/// Parts of the cross-validation.
pub const FOLDS: usize = 10;

/// A labelled message.
#[derive(Clone, Debug)]
pub struct Row {
    pub text: String,
    pub label: Category,
    /// As the citizen wrote it; anything else went through a word splitter and lost its stop words.
    pub raw: bool,
    /// Rows of one group are versions of one message and must stay on one side of every split.
    pub group: usize,
}

/// Reads `text,label[,form]`. Labels are the taxonomy's own names but 其他; anything else is an error, not a guess.
pub fn read(path: &Path) -> Result<Vec<Row>> {
    let mut reader =
        csv::Reader::from_path(path).with_context(|| format!("cannot open {}", path.display()))?;
    let headers = reader.headers()?.clone();
    let column = |name: &str| headers.iter().position(|header| header.trim_start_matches('\u{FEFF}') == name);
    let (Some(text), Some(label)) = (column("text"), column("label")) else {
        bail!("{} needs the columns `text` and `label`", path.display());
    };
    let form = column("form");
    let mut rows = Vec::new();
    for (index, record) in reader.records().enumerate() {
        let record = record.with_context(|| format!("row {} of {}", index + 1, path.display()))?;
        let name = record.get(label).unwrap_or_default().trim();
        let label = name
            .parse::<Category>()
            .with_context(|| format!("row {} of {} has the label {name:?}", index + 1, path.display()))?;
        if label == Category::Other {
            bail!(
                "row {} of {} has the label {label}, which is about nothing to learn",
                index + 1,
                path.display()
            );
        }
        let form = form.and_then(|form| record.get(form));
        let raw = form.is_none_or(|form| matches!(form.trim(), "" | "raw"));
        let text = read_text(record.get(text).unwrap_or_default()).to_owned();
        rows.push(Row { text, label, raw, group: 0 });
    }
    group(&mut rows);
    Ok(rows)
}

/// A pair of characters that more messages than this share says nothing about two messages being one.
const COMMON_FROM: usize = 60;
/// Fewer rare pairs than this in a message prove nothing either way.
const FEWEST_PAIRS: usize = 6;
/// Share of the smaller message's rare pairs that has to be in the larger one.
pub const SAME_FROM: f64 = 0.4;
const PAIR_BITS: u32 = 26;

/// Puts versions of one message — repeats, and a message with its word form — into one group, by their rare pairs of characters.
fn group(rows: &mut [Row]) {
    let pairs: Vec<Vec<u32>> = rows.iter().map(|row| rare_candidates(&row.text)).collect();
    let mut holders: HashMap<u32, Vec<usize>> = HashMap::new();
    for (row, pairs) in pairs.iter().enumerate() {
        for pair in pairs {
            holders.entry(*pair).or_default().push(row);
        }
    }
    holders.retain(|_, rows| rows.len() <= COMMON_FROM);
    let rare: Vec<usize> =
        pairs.iter().map(|pairs| pairs.iter().filter(|pair| holders.contains_key(pair)).count()).collect();

    let mut leader: Vec<usize> = (0..rows.len()).collect();
    let mut exact: HashMap<String, usize> = HashMap::new();
    for (row, message) in rows.iter().enumerate() {
        let normal: String = Message::new(&message.text).symbols().iter().map(|symbol| symbol.ch).collect();
        let first = *exact.entry(normal).or_insert(row);
        join(&mut leader, first, row);
    }
    let mut shared: HashMap<usize, usize> = HashMap::new();
    for (row, pairs) in pairs.iter().enumerate() {
        shared.clear();
        for other in pairs.iter().filter_map(|pair| holders.get(pair)).flatten() {
            if *other < row {
                *shared.entry(*other).or_default() += 1;
            }
        }
        for (other, count) in &shared {
            let smaller = at(&rare, row).min(at(&rare, *other));
            if smaller >= FEWEST_PAIRS && *count as f64 >= SAME_FROM * smaller as f64 {
                join(&mut leader, *other, row);
            }
        }
    }
    for (row, message) in rows.iter_mut().enumerate() {
        message.group = find(&leader, row);
    }
}

/// The pairs of characters of a message, each once.
fn rare_candidates(text: &str) -> Vec<u32> {
    let message = Message::new(text);
    let mut pairs: Vec<u32> = message
        .symbols()
        .windows(2)
        .filter_map(|pair| match pair {
            [left, right] if left.is_word() && right.is_word() => {
                Some(minsheng_language::classify::features::bucket(left.ch, right.ch, PAIR_BITS))
            }
            _ => None,
        })
        .collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

fn at(values: &[usize], index: usize) -> usize {
    values.get(index).copied().unwrap_or(index)
}

fn find(leader: &[usize], row: usize) -> usize {
    let mut row = row;
    while at(leader, row) != row {
        row = at(leader, row);
    }
    row
}

/// The smaller index leads, so that the result does not depend on the order of joining.
fn join(leader: &mut [usize], one: usize, other: usize) {
    let (one, other) = (find(leader, one), find(leader, other));
    if let Some(slot) = leader.get_mut(one.max(other)) {
        *slot = one.min(other);
    }
}

/// FNV-1a: fixed for ever, unlike the standard library's hasher.
pub fn hash(text: &str) -> u64 {
    text.bytes()
        .fold(0xCBF2_9CE4_8422_2325, |state, byte| (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3))
}

/// Puts each row into one of `folds` parts, groups whole, so that every part has the same share of each label's raw rows.
/// Rows that are no version of any raw row have no part: nothing is measured on them, so they may always be learnt from.
pub fn split(rows: &[&Row], folds: usize) -> Vec<Option<usize>> {
    let mut groups: HashMap<usize, (u64, Category, usize)> = HashMap::new();
    for row in rows.iter().filter(|row| row.raw) {
        let entry = groups.entry(row.group).or_insert((u64::MAX, row.label, 0));
        entry.0 = entry.0.min(hash(&row.text));
        entry.2 += 1;
    }
    let mut order: Vec<(usize, (u64, Category, usize))> = groups.into_iter().collect();
    order.sort_unstable_by_key(|(group, (hash, _, _))| (*hash, *group));
    let mut filled: HashMap<Category, Vec<usize>> = HashMap::new();
    let mut fold_of: HashMap<usize, usize> = HashMap::new();
    for (group, (_, label, raw)) in order {
        let filled = filled.entry(label).or_insert_with(|| vec![0; folds]);
        let fold = filled.iter().enumerate().min_by_key(|(_, raw)| **raw).map_or(0, |(fold, _)| fold);
        if let Some(slot) = filled.get_mut(fold) {
            *slot += raw;
        }
        fold_of.insert(group, fold);
    }
    rows.iter().map(|row| fold_of.get(&row.group).copied()).collect()
}
