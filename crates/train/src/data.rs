//! The labelled messages, and which of them are versions of one another.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use anyhow::{Context, Result, bail};
use minsheng_language::classify::features::Message;
use minsheng_language::classify::format::Answer;
use minsheng_types::category::Category;
use minsheng_types::csv::read_text;
use minsheng_types::subcategory::Subcategory;
use minsheng_types::words::{Kind, Urgency};

/// One part in this many of the raw rows of a file is never learnt from before measuring.
pub const HELD_OUT: usize = 7;
/// Labelled messages whose id ends in this digit are never learnt from before measuring.
pub const HELD_OUT_DIGIT: char = '7';
/// Parts of the cross-validation.
pub const FOLDS: usize = 5;

/// A labelled message.
#[derive(Clone, Debug)]
pub struct Row {
    pub text: String,
    pub label: Category,
    /// A category that would be right as well.
    pub second: Option<Category>,
    pub level2: Option<Subcategory>,
    pub kind: Option<Kind>,
    pub kind2: Option<Kind>,
    pub urgency: Option<Urgency>,
    /// As the citizen wrote it; anything else went through a word splitter and lost its stop words.
    pub raw: bool,
    /// The id under which a person read it; none for a row of a file of texts and labels.
    pub id: Option<String>,
    /// Rows of one group are versions of one message and must stay on one side of every split.
    pub group: usize,
}

impl Row {
    /// Read by the guideline of docs/LABELLING.md, out of the stream as it comes in.
    #[must_use]
    pub fn is_read(&self) -> bool {
        self.id.is_some()
    }

    /// Whether a category is right, or as right as the one that was given.
    #[must_use]
    pub fn accepts(&self, category: Category) -> bool {
        category == self.label || Some(category) == self.second
    }

    /// Whether this row says yes to an answer.
    #[must_use]
    pub fn says(&self, answer: Answer) -> bool {
        match answer {
            Answer::Category(category) => self.label == category,
            Answer::Level2(above, name) => self.label == above && self.level2 == Some(name),
            Answer::Kind(kind) => self.kind == Some(kind),
            // Whoever is in danger has no time either.
            Answer::Urgent => matches!(self.urgency, Some(Urgency::Urgent | Urgency::Emergency)),
        }
    }

    /// Whether this row was asked the question that an answer belongs to.
    #[must_use]
    pub fn was_asked(&self, answer: Answer) -> bool {
        match answer {
            Answer::Category(_) => true,
            Answer::Level2(above, _) => self.label == above && self.level2.is_some(),
            Answer::Kind(_) => self.kind.is_some(),
            Answer::Urgent => self.urgency.is_some(),
        }
    }
}

/// Reads `text,label[,form][,level2][,kind][,urgency]`. Labels are the taxonomy's own names but 其他; anything else is an error,
/// not a guess.
pub fn read(path: &Path) -> Result<Vec<Row>> {
    let table = Table::open(path)?;
    table.needs(&["text", "label"])?;
    let mut rows = Vec::with_capacity(table.records.len());
    for record in &table.records {
        let Some(label) = record.category("label")? else {
            bail!("{} has no label", record.place());
        };
        if label == Category::Other {
            bail!("{} has the label {label}, which is about nothing to learn", record.place());
        }
        rows.push(Row {
            text: read_text(record.get("text")).to_owned(),
            label,
            second: record.category("second")?,
            level2: record.parsed("level2")?,
            kind: record.parsed("kind")?,
            kind2: record.parsed("kind2")?,
            urgency: record.parsed("urgency")?,
            raw: matches!(record.get("form"), "" | "raw"),
            id: None,
            group: 0,
        });
    }
    group(&mut rows);
    Ok(rows)
}

/// Reads labels by id, `id,category,second,level2,kind,kind2,urgency[,sure]`, of messages that stand elsewhere, `id,subject,body`.
/// What belongs to no category is left out of what is learnt.
pub fn read_labels(texts: &Path, labels: &Path) -> Result<Vec<Row>> {
    let messages = Table::open(texts)?;
    messages.needs(&["id", "subject", "body"])?;
    let texts_by_id: HashMap<&str, String> = messages
        .records
        .iter()
        .map(|record| (record.get("id"), format!("{}\n{}", record.get("subject"), record.get("body"))))
        .collect();
    let table = Table::open(labels)?;
    table.needs(&["id", "category", "kind", "urgency"])?;
    let mut rows = Vec::with_capacity(table.records.len());
    for record in &table.records {
        let id = record.get("id");
        let text = texts_by_id.get(id).with_context(|| {
            format!("{} is about {id}, which {} does not hold", record.place(), texts.display())
        })?;
        let Some(label) = record.category("category")?.filter(|label| *label != Category::Other) else {
            continue;
        };
        let level2: Option<Subcategory> = record.parsed("level2")?;
        if level2.is_some_and(|name| !name.belongs_to(label)) {
            bail!("{}: {} is not under {label}", record.place(), record.get("level2"));
        }
        rows.push(Row {
            text: text.clone(),
            label,
            second: record.category("second")?,
            level2,
            kind: record.parsed("kind")?,
            kind2: record.parsed("kind2")?,
            urgency: record.parsed("urgency")?,
            raw: true,
            id: Some(id.to_owned()),
            group: 0,
        });
    }
    Ok(rows)
}

/// A CSV file by the names of its columns.
struct Table {
    path: String,
    columns: HashMap<String, usize>,
    records: Vec<Record>,
}

struct Record {
    path: String,
    line: usize,
    cells: HashMap<String, String>,
}

impl Table {
    fn open(path: &Path) -> Result<Self> {
        let mut reader =
            csv::Reader::from_path(path).with_context(|| format!("cannot open {}", path.display()))?;
        let headers: Vec<String> =
            reader.headers()?.iter().map(|name| name.trim_start_matches('\u{FEFF}').to_owned()).collect();
        let mut records = Vec::new();
        for (index, record) in reader.records().enumerate() {
            let record = record.with_context(|| format!("row {} of {}", index + 1, path.display()))?;
            let cells = headers.iter().cloned().zip(record.iter().map(str::to_owned)).collect();
            records.push(Record { path: path.display().to_string(), line: index + 1, cells });
        }
        let columns = headers.into_iter().enumerate().map(|(place, name)| (name, place)).collect();
        Ok(Self { path: path.display().to_string(), columns, records })
    }

    fn needs(&self, names: &[&str]) -> Result<()> {
        if names.iter().all(|name| self.columns.contains_key(*name)) {
            return Ok(());
        }
        let listed: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        bail!("{} needs the columns {}", self.path, listed.join(", "));
    }
}

impl Record {
    fn get(&self, column: &str) -> &str {
        let cell = self.cells.get(column).map_or("", String::as_str);
        if column == "text" { cell } else { cell.trim() }
    }

    fn place(&self) -> String {
        format!("row {} of {}", self.line, self.path)
    }

    fn category(&self, column: &str) -> Result<Option<Category>> {
        self.parsed(column)
    }

    /// Nothing where the cell is empty or the column absent.
    fn parsed<T: std::str::FromStr<Err: std::error::Error + Send + Sync + 'static>>(
        &self,
        column: &str,
    ) -> Result<Option<T>> {
        match self.get(column) {
            "" => Ok(None),
            text => {
                let read =
                    text.parse().with_context(|| format!("{} has the {column} {text:?}", self.place()))?;
                Ok(Some(read))
            }
        }
    }
}

/// What is learnt from and what is measured on: neither holds a version of a message of the other.
#[derive(Debug)]
pub struct Parts<'r> {
    pub training: Vec<&'r Row>,
    /// Raw rows of files, and messages that were read.
    pub held_out: Vec<&'r Row>,
    /// Versions of held-out messages that were kept out of training with them.
    pub excluded: usize,
}

/// Of a file one part in [`HELD_OUT`] of its raw rows, by a fixed hash; of what was read the ids that end in [`HELD_OUT_DIGIT`].
#[must_use]
pub fn parts(rows: &[Row]) -> Parts<'_> {
    let of_files: Vec<&Row> = rows.iter().filter(|row| !row.is_read()).collect();
    let part = split(&of_files, HELD_OUT);
    let chosen =
        of_files.iter().zip(&part).filter(|(row, part)| **part == Some(0) && row.raw).map(|(row, _)| *row);
    let read = rows.iter().filter(|row| row.id.as_deref().is_some_and(|id| id.ends_with(HELD_OUT_DIGIT)));
    let held_out: Vec<&Row> = chosen.chain(read).collect();
    let groups: HashSet<usize> = held_out.iter().map(|row| row.group).collect();
    let is_held = |row: &Row| held_out.iter().any(|held| std::ptr::eq(*held, row));
    let training: Vec<&Row> = rows.iter().filter(|row| !groups.contains(&row.group)).collect();
    let excluded = rows.iter().filter(|row| groups.contains(&row.group) && !is_held(row)).count();
    Parts { training, held_out, excluded }
}

/// A pair of characters that more messages than this share says nothing about two messages being one.
const COMMON_FROM: usize = 60;
/// Fewer rare pairs than this in a message prove nothing either way.
const FEWEST_PAIRS: usize = 6;
/// Share of the smaller message's rare pairs that has to be in the larger one.
pub const SAME_FROM: f64 = 0.4;
const PAIR_BITS: u32 = 26;

/// Puts versions of one message — repeats, and a message with its word form — into one group, by their rare pairs of characters.
pub fn group(rows: &mut [Row]) {
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
