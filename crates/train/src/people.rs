//! Learns what names of people look like that no word announces: from those that a word does announce, wherever they stand, and
//! from its own surest answers. The table that comes of it is `models/people.bin`, the scorer `language::free_text::people`.
//!
//! Nobody has marked the names in the texts. What stands in several texts is taken for no name; what stands in one alone is not
//! learnt from at first. In the next rounds what looks like a name is, and what nobody knows is left out.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::ops::Range;
use std::path::Path;

use anyhow::{Context, Result};
use minsheng_language::folding::simplified;
use minsheng_language::free_text::people::{BUCKETS, Feature, candidates};

const ROUNDS: usize = 3;
const PASSES: usize = 3;
const STEP: f32 = 0.2;
/// Pairs of characters in fewer texts are worth nothing, and what is said in as many is no name.
const COMMON: u32 = 3;
/// Scores from which what is no name by the rules is one all the same, and from which nobody knows.
const SURE: f32 = 1.5;
const DOUBTFUL: f32 = -1.0;
/// The least score of what is called a name.
const LEAST: f32 = 1.5;
/// Weights nearer to nothing have no room in the table.
const SMALLEST: f32 = 0.15;
/// The largest weight, which half a byte holds as 7.
const LARGEST: f32 = 6.0;

/// What follows a name, and hardly anything else of three characters that begins with a surname.
const TITLED: &[&str] = &["同志", "先生", "女士", "身份证", "(男", "（男", "，男", "(女", "（女", "，女"];
/// What people are, or are to one another; a name at the end of a clause may follow.
const ROLES: &[&str] = &[
    "名叫",
    "法人",
    "法人代表",
    "法定代表人",
    "丈夫",
    "妻子",
    "老公",
    "老婆",
    "儿子",
    "女儿",
    "父亲",
    "母亲",
    "邻居",
    "包工头",
    "老板",
    "负责人",
    "村民",
    "当事人",
    "女婿",
    "弟弟",
    "哥哥",
    "姐姐",
    "妹妹",
    "我叫",
    "报告人",
    "投诉人",
    "举报人",
    "申请人",
    "联系人",
    "姓名",
    "反映人",
    "本人",
];
const ENDS: &str = "，,。；;、！（(：:\n ";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Known {
    Name,
    /// The beginning of one, or across its end.
    Part,
    Unknown,
}

struct Example {
    features: Vec<usize>,
    known: Known,
    /// In how many texts the same stands.
    texts: u32,
}

/// What is learnt, ready to be written.
pub struct Learnt {
    pub bytes: Vec<u8>,
    /// Names that were announced, and candidates in all.
    pub announced: usize,
    pub candidates: usize,
}

/// The same texts in the same order give the same table.
#[must_use]
pub fn learn(texts: &[String]) -> Learnt {
    let (examples, features) = examples(texts);
    let announced = examples.iter().filter(|example| example.known == Known::Name).count();
    let first = |example: &Example| match example.known {
        Known::Name => Some((true, 3.0)),
        Known::Unknown if example.texts < 2 => None,
        Known::Part | Known::Unknown => Some((false, 1.0)),
    };
    let mut wanted: Vec<Option<(bool, f32)>> = examples.iter().map(first).collect();
    let mut weights = fit(&examples, &wanted, features.len());
    for _ in 1..ROUNDS {
        for (example, wanted) in examples.iter().zip(&mut wanted) {
            let score = score(&weights, example);
            let rare = example.texts < COMMON;
            *wanted = match example.known {
                Known::Name => Some((true, 2.0)),
                Known::Unknown if rare && score > SURE => Some((true, 0.7)),
                Known::Unknown if rare && score > DOUBTFUL => None,
                Known::Part | Known::Unknown => Some((false, 1.0)),
            };
        }
        weights = fit(&examples, &wanted, features.len());
    }
    Learnt { bytes: rounded(&features, &weights), announced, candidates: examples.len() }
}

/// All that could be a name, with the features that are worth something, by their place in the list of them.
fn examples(texts: &[String]) -> (Vec<Example>, Vec<Feature>) {
    let mut told = Vec::new();
    let mut of_pairs: BTreeMap<Feature, u32> = BTreeMap::new();
    let mut of_names: BTreeMap<String, u32> = BTreeMap::new();
    for text in texts {
        let plain = &*simplified(text);
        let candidates = candidates(plain);
        let named: Vec<Range<usize>> = candidates
            .iter()
            .map(|one| one.range.clone())
            .filter(|range| is_announced(plain, range))
            .collect();
        let whole: BTreeSet<&str> = named
            .iter()
            .filter(|range| is_long(range))
            .filter_map(|range| plain.get(range.clone()))
            .collect();
        let (mut pairs, mut called) = (BTreeSet::new(), BTreeSet::new());
        for candidate in candidates {
            let range = &candidate.range;
            let name = plain.get(range.clone()).unwrap_or_default();
            let known = if named.contains(range) || whole.contains(name) {
                Known::Name
            } else if named.iter().any(|name| name.start < range.end && range.start < name.end) {
                Known::Part
            } else {
                Known::Unknown
            };
            pairs.extend(candidate.features.iter().copied().filter(|feature| feature.is_pair()));
            called.insert(name.to_owned());
            told.push((candidate.features, known, name.to_owned()));
        }
        pairs.into_iter().for_each(|pair| *of_pairs.entry(pair).or_default() += 1);
        called.into_iter().for_each(|name| *of_names.entry(name).or_default() += 1);
    }
    let is_worth =
        |feature: &Feature| !feature.is_pair() || of_pairs.get(feature).is_some_and(|texts| *texts >= COMMON);
    let features: BTreeSet<Feature> =
        told.iter().flat_map(|(features, _, _)| features.iter().copied()).filter(is_worth).collect();
    let features: Vec<Feature> = features.into_iter().collect();
    let example = |(own, known, name): (Vec<Feature>, Known, String)| Example {
        features: own.iter().filter_map(|feature| features.binary_search(feature).ok()).collect(),
        known,
        texts: of_names.get(&name).copied().unwrap_or_default(),
    };
    (told.into_iter().map(example).collect(), features)
}

/// Whether it has a surname and two characters.
fn is_long(range: &Range<usize>) -> bool {
    range.len() > 6
}

fn is_announced(text: &str, range: &Range<usize>) -> bool {
    let before = text.get(..range.start).unwrap_or_default().trim_end_matches([':', '：', ' ']);
    let after = text.get(range.end..).unwrap_or_default();
    let ends = after.chars().next().is_none_or(|ch| ENDS.contains(ch));
    is_long(range) && TITLED.iter().any(|title| after.starts_with(title))
        || ends && ROLES.iter().any(|role| before.ends_with(role))
}

fn score(weights: &[f32], example: &Example) -> f32 {
    example.features.iter().filter_map(|feature| weights.get(*feature)).sum()
}

/// Logistic regression, one example after the other in an order that a fixed generator shuffles.
fn fit(examples: &[Example], wanted: &[Option<(bool, f32)>], features: usize) -> Vec<f32> {
    let mut weights = vec![0.0_f32; features];
    let mut order: Vec<usize> =
        (0..examples.len()).filter(|place| matches!(wanted.get(*place), Some(Some(_)))).collect();
    let mut seed: u64 = 1;
    for pass in 0..PASSES {
        for place in (1..order.len()).rev() {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            order.swap(place, (seed >> 33) as usize % (place + 1));
        }
        let step = STEP / (1.0 + pass as f32);
        for place in &order {
            let (Some(example), Some(Some((name, worth)))) = (examples.get(*place), wanted.get(*place))
            else {
                continue;
            };
            let chance = 1.0 / (1.0 + (-score(&weights, example)).exp());
            let change = (f32::from(u8::from(*name)) - chance) * worth * step;
            for feature in &example.features {
                if let Some(weight) = weights.get_mut(*feature) {
                    *weight += change;
                }
            }
        }
    }
    weights
}

/// The least score in two bytes, then half a byte for each bucket: the root of its weight, signed, from 8 on. Of features in one
/// bucket the weightiest has it.
fn rounded(features: &[Feature], weights: &[f32]) -> Vec<u8> {
    let scale = LARGEST / 49.0;
    let mut held = vec![0.0_f32; BUCKETS];
    for (feature, weight) in features.iter().zip(weights).filter(|(_, weight)| weight.abs() >= SMALLEST) {
        if let Some(bucket) = held.get_mut(feature.bucket()).filter(|held| held.abs() < weight.abs()) {
            *bucket = *weight;
        }
    }
    let half =
        |weight: &f32| ((weight / scale).abs().sqrt().copysign(*weight).round().clamp(-8.0, 7.0) + 8.0) as u8;
    let mut bytes = ((LEAST / scale).round() as i16).to_le_bytes().to_vec();
    for pair in held.chunks(2) {
        let mut halves = pair.iter().map(half);
        let (low, high) = (halves.next().unwrap_or(8), halves.next().unwrap_or(8));
        bytes.push(low | high << 4);
    }
    bytes
}

/// So many characters in a row are said twice only by who says the same again.
const SAME: usize = 20;

fn windows(text: &str) -> impl Iterator<Item = u64> {
    let chars: Vec<char> = text.chars().filter(|ch| !ch.is_whitespace()).collect();
    let hash =
        |window: &[char]| window.iter().fold(7_u64, |hash, ch| hash.wrapping_mul(1_000_003) ^ u64::from(*ch));
    chars.windows(SAME).map(hash).collect::<Vec<u64>>().into_iter()
}

/// The messages and replies in a folder, but those of these numbers and whatever says the same as one of them.
pub fn texts(folder: &Path, but: &HashSet<String>) -> Result<Vec<String>> {
    let (mut texts, mut left_out) = (Vec::new(), HashSet::new());
    for (name, columns) in [
        ("messages_train.csv", &["text"][..]),
        ("messages_unlabelled.csv", &["subject", "body"]),
        ("replies_train.csv", &["subject", "body", "reply"]),
    ] {
        let path = folder.join(name);
        let mut reader =
            csv::Reader::from_path(&path).with_context(|| format!("cannot open {}", path.display()))?;
        let headers = reader.headers()?.clone();
        let column =
            |name: &str| headers.iter().position(|header| header.trim_start_matches('\u{FEFF}') == name);
        let (id, form) = (column("id"), column("form"));
        let columns: Vec<usize> = columns.iter().filter_map(|name| column(name)).collect();
        for record in reader.records() {
            let record = record?;
            let held =
                |column: Option<usize>| column.and_then(|column| record.get(column)).unwrap_or_default();
            let parts: Vec<&str> = columns.iter().map(|column| held(Some(*column))).collect();
            let text = parts.join("\n");
            if but.contains(held(id)) {
                left_out.extend(windows(&text));
            } else if matches!(held(form), "" | "raw") {
                texts.push(text);
            }
        }
    }
    texts.retain(|text| !windows(text).any(|window| left_out.contains(&window)));
    Ok(texts)
}
