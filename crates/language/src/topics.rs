//! What a message is about by the words in it: the second and third level of the taxonomy, and categories. The model hears the
//! keywords ([`keywords`]) as features; by themselves they name a category only where it is not sure.
//!
//! A keyword counts as many points as it has characters, at most four, twice in the beginning of a message: 身份证
//! says more than 证件, and what a message is about stands at its front. Two rules, both with a clear winner or none:
//!
//! - `KeywordHits::category`: the category with the most points of all fifteen, from [`CATEGORY_THRESHOLD`] on and [`CLEAR`] of the others.
//! - `KeywordHits::path`: below a category the level-2 name with the most points, and below that the level-3 name, each from
//!   [`NAME_THRESHOLD`] on. Where two are near each other, or the text says nothing, the path ends: nothing is guessed.
//!
//! How rules and model go together stands in [`crate::classify`].

mod keywords;
#[cfg(test)]
pub(crate) mod tests;

use std::cmp::Reverse;
use std::sync::OnceLock;

use crate::lookup::{Text, hash_of, slot};
use crate::order::in_order;
use keywords::Leaf;
use minsheng_types::category::Category;

/// Points from which a category is named.
pub const CATEGORY_THRESHOLD: u32 = 4;
/// How many times the points of every other category the named one has.
pub const CLEAR: u32 = 3;
/// Points from which a name of level 2 or 3 is.
pub const NAME_THRESHOLD: u32 = 2;
/// Bytes at the beginning that count twice.
const OPENING: usize = 120;
/// A long name is no better a reason than one of four characters.
const MOST: usize = 4;

/// Words that hold a keyword and mean something else.
const LOOKALIKES: &[&str] = &[
    "身份证号",
    "身份证复印",
    "渠道反映",
    "投诉渠道",
    "沟通渠道",
    "正规渠道",
    "多种渠道",
    "各种渠道",
    "渠道投诉",
    "法院门口",
    "法院对面",
    "法院旁",
    "法院宿舍",
    "税务局旁",
    "税务局门口",
    "财政局宿舍",
    "财政局旁",
    "公证处旁",
    "检察院旁",
    "检察院门口",
    "小车牌",
    "路名称",
    "捐款箱旁",
    "立法院",
    "受灾难",
    "开水渠",
    "停水果",
    "领证据",
    "再审批",
    "再审查",
    "上诉求",
    "以上诉",
    "上诉的",
    "上诉问题",
    "上诉情况",
    "二审核",
    "一审核",
    "地名叫",
    "公有地名",
    "并村民",
    "并村里",
    "失职业",
    "上环境",
    "上环路",
    "上环保",
    "上环卫",
    "侦查看",
    "治安置",
    "司法所有",
    "期货车",
    "期货物",
    "存款项",
];

/// A keyword that a text holds.
#[derive(Clone, Copy, Debug)]
struct Hit {
    category: Category,
    leaf: Leaf,
    keyword: &'static str,
    points: u32,
}

/// Every keyword that a text holds, each once.
#[derive(Clone, Debug)]
pub(crate) struct KeywordHits(Vec<Hit>);

impl KeywordHits {
    pub(crate) fn read(text: &Text) -> Self {
        let index = INDEX.get_or_init(Index::new);
        let lookalikes = text.lookalikes(LOOKALIKES);
        let mut hits: Vec<Hit> = Vec::new();
        for (at, hash) in text.pairs().rev() {
            for (category, leaf, keyword) in index.beginning(hash) {
                if !text.stands_at(at, keyword)
                    || hits.iter().any(|hit| hit.keyword == keyword)
                    || lookalikes.hold(at, keyword)
                {
                    continue;
                }
                let worth = u32::try_from(keyword.chars().count().min(MOST)).unwrap_or(0);
                hits.push(Hit {
                    category,
                    leaf,
                    keyword,
                    points: if at < OPENING { worth * 2 } else { worth },
                });
            }
        }
        Self(hits)
    }

    /// The category that the words of a message speak for, and the words; nothing where none does clearly.
    pub(crate) fn category(&self) -> Option<(Category, Vec<&'static str>)> {
        let points = sums(self.0.iter().map(|hit| (hit.category, hit.points)));
        let category = unique_best(points.iter().copied(), CATEGORY_THRESHOLD)?;
        let of = |this: bool| {
            points.iter().filter(move |(c, _)| (*c == category) == this).map(|(_, points)| *points)
        };
        if of(true).max()? < CLEAR * of(false).max().unwrap_or(0) {
            return None;
        }
        Some((category, self.of(category)))
    }

    /// Each keyword as where it speaks for and how much: category, level 2, points.
    pub(crate) fn points(&self) -> impl Iterator<Item = (Category, &'static str, u32)> {
        self.0.iter().map(|hit| (hit.category, hit.leaf.0, hit.points))
    }

    /// The keywords of a category, best first.
    pub(crate) fn of(&self, category: Category) -> Vec<&'static str> {
        let said = self.0.iter().filter(|hit| hit.category == category).collect();
        in_order(said, |hit: &&Hit| Reverse(hit.points)).into_iter().map(|hit| hit.keyword).collect()
    }

    /// A place in the taxonomy below a category as far as the words of a message lead, or from the name of level 2 that
    /// is known already; the category's own name first.
    pub(crate) fn path(&self, category: Category, known: Option<&'static str>) -> Vec<String> {
        let mut path = category.path();
        let below = || self.0.iter().filter(|hit| hit.category == category);
        let by_words = || clear_best(&sums(below().map(|hit| (hit.leaf.0, hit.points))));
        let Some(second) = known.or_else(by_words) else { return path };
        path.push(second.to_owned());
        let below = below().filter(|hit| hit.leaf.0 == second && !hit.leaf.1.is_empty());
        if let Some(third) = clear_best(&sums(below.map(|hit| (hit.leaf.1, hit.points)))) {
            path.push(third.to_owned());
        }
        path
    }
}

/// The points of each name, in the order in which they come.
fn sums<T: PartialEq>(points: impl Iterator<Item = (T, u32)>) -> Vec<(T, u32)> {
    let mut sums: Vec<(T, u32)> = Vec::new();
    for (name, points) in points {
        match sums.iter_mut().find(|(known, _)| *known == name) {
            Some((_, sum)) => *sum += points,
            None => sums.push((name, points)),
        }
    }
    sums
}

static INDEX: OnceLock<Index> = OnceLock::new();

/// Every keyword under the hash of its first two characters, made once: a text is then read once, not once for each keyword.
struct Index {
    /// By slot, one more than the place of the first keyword; 0 for none.
    first: Vec<u16>,
    keywords: Vec<Indexed>,
}

struct Indexed {
    category: Category,
    leaf: Leaf,
    keyword: &'static str,
    hash: u16,
    /// The next one in the same slot, as in `first`.
    next: u16,
}

impl Index {
    fn new() -> Self {
        let mut index = Self { first: vec![0; Text::HASHES], keywords: Vec::with_capacity(2048) };
        for (category, leaves) in keywords::LEAVES {
            for leaf in *leaves {
                for keyword in leaf.2.split(' ') {
                    let Some(hash) = hash_of(keyword) else { continue };
                    let Some(first) = index.first.get_mut(slot(hash)) else { continue };
                    index.keywords.push(Indexed {
                        category: *category,
                        leaf: *leaf,
                        keyword,
                        hash,
                        next: *first,
                    });
                    *first = u16::try_from(index.keywords.len()).unwrap_or(0);
                }
            }
        }
        index
    }

    /// The keywords that begin with two characters of this hash.
    fn beginning(&self, hash: u16) -> impl Iterator<Item = (Category, Leaf, &'static str)> {
        let mut next = self.first.get(slot(hash)).copied().unwrap_or(0);
        let in_slot = std::iter::from_fn(move || {
            let indexed = self.keywords.get(usize::from(next).checked_sub(1)?)?;
            next = indexed.next;
            Some(indexed)
        });
        in_slot
            .filter(move |indexed| indexed.hash == hash)
            .map(|indexed| (indexed.category, indexed.leaf, indexed.keyword))
    }
}

/// The name with enough points and half as many again as any other: 拖欠工资 and 养老保险 in one message lead to neither.
fn clear_best<'n>(names: &[(&'n str, u32)]) -> Option<&'n str> {
    let best = unique_best(names.iter().copied(), NAME_THRESHOLD)?;
    let points = |wanted: bool| {
        names.iter().filter(move |(name, _)| (*name == best) == wanted).map(|(_, points)| *points)
    };
    let (said, others) = (points(true).max()?, points(false).max().unwrap_or(0));
    (said * 2 >= others * 3).then_some(best)
}

/// The one with the most points, if it has enough and nobody else has as many.
fn unique_best<T>(all: impl Iterator<Item = (T, u32)>, enough: u32) -> Option<T> {
    let mut best: Option<(T, u32)> = None;
    let mut tied = false;
    for (one, points) in all {
        match &best {
            Some((_, most)) if points < *most => {}
            Some((_, most)) if points == *most => tied = true,
            _ => (best, tied) = (Some((one, points)), false),
        }
    }
    best.filter(|(_, points)| *points >= enough && !tied).map(|(one, _)| one)
}
