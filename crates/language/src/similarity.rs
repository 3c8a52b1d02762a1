//! How similar two texts are: near-duplicates, and other words about the same matter.
//!
//! Texts are compared by their character bigrams, as search finds them ([`search_terms`]), each weighed
//! by how rare it is: that two citizens both write 希望 says nothing, that both write 丽发 nearly all.
//! The similarity is the cosine of the two texts, 0 to 1. How rare a bigram is, the scheduled work counts
//! over the city's own tickets; before it has, [`COMMON`] stands in, so that the first two demands of a
//! new installation are not alike for being polite.
//!
//! A ticket is indexed under its few most distinctive terms ([`Profile::terms_to_index`]), and candidates are looked for
//! by more of them ([`Profile::candidate_query`]).

use std::collections::BTreeMap;

use crate::terms::{each_search_term, index_terms, search_terms};

use crate::folding::simplified_char;
use crate::term_vector::{BigramSet, TermSet, TermTable, TermVector, term_hash};

/// Characters of a text that are compared: what a demand is about stands at its beginning. The store
/// reads so many.
pub const READ: usize = 600;

/// Terms that a ticket is indexed under, and how many of them no counted ticket holds. Each is a row.
const INDEXED: TermQuota = TermQuota { all: 8, new: 2 };

/// Terms that candidates are looked for by.
const QUERIED: TermQuota = TermQuota { all: 24, new: 6 };

/// So many of them are looked for far back.
const FAR: usize = 4;

/// From here on two texts are about the same matter. Found on two years of a city's messages, see
/// docs/UNDERSTANDING.md.
pub const SIMILARITY_THRESHOLD: f64 = 0.22;

/// From here on when they also name the same place …
pub const SAME_PLACE_THRESHOLD: f64 = 0.12;
/// … or come from the same citizen.
pub const SAME_REPORTER_THRESHOLD: f64 = 0.08;
/// From here on one is the other with few words changed.
pub const DUPLICATE_THRESHOLD: f64 = 0.6;

/// Words that a reason names.
const NAMED: usize = 5;

/// Characters of one such word.
const LONGEST: usize = 12;

/// Terms of more characters are no words.
const LONGEST_TERM: usize = 32;

/// Numbers of so many digits are telephones and the like, which compare people and not matters.
const DIGITS: usize = 5;

/// What every second demand says, whatever it is about.
const COMMON: BigramSet = BigramSet(
    "\
     一个一直上的下的不便不是不能业主严重个月为什举报了一予以人员什么今年他们们的但是你好公司关于关部\
     出行区的单位去年及时反映可以周围周边咨询响了回复因为因此处理多次大家天都如何如果孩子安全对于导你\
     导好导您导致尊敬小区就是尽快居民工作已经市民希望带来帮忙常严年来应该影响必须忙解快处快解怎么恳请\
     您好情况感谢我们我家我是所以投诉政府敬的旁边早日时候时间映的是一是否晚上有一有人有关望有查处核实\
     根据次反每天没有活的现在生活由于电话白天百姓的一的领监管直没相信相关答复管理经过给予群众老人能尽\
     落实要求解决请尽请有请求请问请领谢您谢谢还是这个这样这里进行造成那么部门里的重影门尽门能问题附近\
     隐患需要非常领导题的",
);

/// As if so many demands had been counted …
const PRIOR: f64 = 400.0;

/// … of which so many hold each of the common ones.
const PRIOR_COMMON: f64 = 120.0;

/// Numbers by term. Whatever is kept by term is kept in this one kind of map: each kind would cost a
/// component some ten KiB, as would each kind of thing that is sorted.
pub type TermWeights = BTreeMap<String, f64>;

/// Moves what comes first to the front, so many: for lists that are short or of which little is wanted.
pub fn select<T>(items: &mut [T], count: usize, comes_before: impl Fn(&T, &T) -> bool) {
    for place in 0..count.min(items.len()) {
        let mut first = place;
        for other in place + 1..items.len() {
            let (a, b) = (items.get(other), items.get(first));
            if a.zip(b).is_some_and(|(a, b)| comes_before(a, b)) {
                first = other;
            }
        }
        if let Some(items) = items.get_mut(place..=first) {
            items.rotate_right(1);
        }
    }
}

/// The terms that a text is compared by, each once.
#[must_use]
pub fn terms(text: &str) -> Vec<String> {
    let (mut terms, mut met) = (Vec::new(), TermSet::default());
    each_search_term(beginning(text), |term| {
        if is_distinctive(term) && met.insert(term_hash(term)) {
            terms.push(term.to_owned());
        }
    });
    terms
}

/// The terms of several texts, each once.
#[must_use]
pub fn distinct<'a>(texts: impl IntoIterator<Item = &'a Vec<String>>) -> Vec<String> {
    let mut met = TermSet::default();
    texts.into_iter().flatten().filter(|term| met.insert(term_hash(term))).cloned().collect()
}

fn is_distinctive(term: &str) -> bool {
    let (length, digits) = (term.chars().count(), term.bytes().filter(u8::is_ascii_digit).count());
    (2..=LONGEST_TERM).contains(&length) && digits < DIGITS
}

/// How many tickets have been counted, and how many of them hold each term.
#[derive(Clone, Debug, Default)]
pub struct TermRarity {
    pub tickets: f64,
    pub holding: TermVector,
}

impl TermRarity {
    #[must_use]
    pub fn weight(&self, term: &str) -> f64 {
        self.weight_with(self.held(term_hash(term)), is_common(term))
    }

    fn held(&self, hash: u32) -> f64 {
        self.holding.get(hash).unwrap_or(0.0)
    }

    fn weight_with(&self, held: f64, common: bool) -> f64 {
        self.weight_of(held + if common { PRIOR_COMMON } else { 0.0 })
    }

    fn weight_of(&self, held: f64) -> f64 {
        ((self.tickets + PRIOR + 1.0) / (held + 1.0)).ln().max(0.2).powi(2)
    }

    /// The weight of what this share of all tickets hold.
    #[must_use]
    pub fn weight_of_share(&self, share: f64) -> f64 {
        self.weight_of((self.tickets + PRIOR) * share)
    }
}

fn is_common(term: &str) -> bool {
    COMMON.contains(term)
}

/// So many terms, and so many of them that no counted ticket holds: those are the most distinctive, but a ticket that
/// is indexed under nothing else is found by its slips of the pen alone. More when there is nothing else.
#[derive(Clone, Copy, Debug)]
struct TermQuota {
    all: usize,
    new: usize,
}

impl TermQuota {
    /// So many of the new terms, where there are so many of either kind.
    fn of_new(self, known: usize, new: usize) -> usize {
        self.new.max(self.all.saturating_sub(known)).min(new)
    }
}

/// Terms by which candidates are looked for, with their weights.
#[derive(Clone, Debug)]
pub struct CandidateQuery {
    /// The most distinctive of what counted tickets hold, to be looked for far back: few tickets are indexed
    /// under them, and the old one that is wanted is not hidden behind so many new ones.
    pub far: TermWeights,
    /// The others: what they add, the newest tickets show.
    pub near: TermWeights,
}

/// A text made ready to be compared with others.
#[derive(Clone, Debug)]
pub struct Profile {
    text: String,
    /// What each of its terms weighs.
    weights: TermVector,
    /// All of that together.
    weight: f64,
    /// Terms that counted tickets hold, the most distinctive first, as far as they are needed; …
    known: Vec<(u64, String)>,
    /// … and those that none holds.
    new: Vec<(u64, String)>,
}

impl Profile {
    /// `terms` are the text's [`terms`].
    #[must_use]
    pub fn new(text: &str, terms: Vec<String>, rarity: &TermRarity) -> Self {
        let text = beginning(text);
        let times = term_vector(text);
        let subject =
            text.split_once('\n').map_or_else(TermVector::default, |(subject, _)| term_vector(subject));
        let mut weights = Vec::new();
        let (mut known, mut new) = (Vec::new(), Vec::new());
        for term in terms {
            let hash = term_hash(&term);
            let (held, common) = (rarity.held(hash), is_common(&term));
            weights.push((hash, rarity.weight_with(held, common)));
            let times = times.get(hash).unwrap_or(1.0) as u32;
            let rank = rank(hash, held as u32, common, times, subject.get(hash).is_some());
            if held > 0.0 { &mut known } else { &mut new }.push((rank, term));
        }
        for list in [&mut known, &mut new] {
            select(list, QUERIED.all, |(a, _), (b, _)| a < b);
            list.truncate(QUERIED.all);
        }
        let weight = weights.iter().map(|(_, weight)| weight).sum();
        Self { text: text.to_owned(), weights: TermVector::sum(weights), weight, known, new }
    }

    fn most_distinctive(&self, few: TermQuota) -> impl Iterator<Item = &str> {
        let new = few.of_new(self.known.len(), self.new.len());
        let known = self.known.iter().take(few.all - new);
        known.chain(self.new.iter().take(new)).map(|(_, term)| term.as_str())
    }

    /// The terms by which others find this text.
    pub fn terms_to_index(&self) -> impl Iterator<Item = &str> {
        self.most_distinctive(INDEXED)
    }

    /// The terms by which candidates are looked for.
    #[must_use]
    pub fn candidate_query(&self) -> CandidateQuery {
        let (mut far, mut near) = (TermWeights::new(), TermWeights::new());
        let known = self.known.len().min(FAR);
        for (place, term) in self.most_distinctive(QUERIED).enumerate() {
            let weight = self.weights.get(term_hash(term)).unwrap_or(0.0);
            if place < known { &mut far } else { &mut near }.insert(term.to_owned(), weight);
        }
        CandidateQuery { far, near }
    }

    /// How similar the other text is, 0 to 1. Of its terms that this one lacks nothing is known: they are
    /// taken to be as rare as this one's.
    #[must_use]
    pub fn similarity(&self, other: &Terms) -> f64 {
        let Terms(other) = other;
        let (mut shared, mut count) = (0.0, 0);
        for weight in other.iter().filter_map(|(hash, _)| self.weights.get(hash)) {
            (shared, count) = (shared + weight, count + 1);
        }
        let same = count == self.weights.len() && count == other.len();
        if count == 0 || count < 3 && !same {
            return 0.0;
        }
        let mean = self.weight / self.weights.len() as f64;
        let others = shared + (other.len() - count) as f64 * mean;
        (shared / (self.weight * others).sqrt()).clamp(0.0, 1.0)
    }

    /// The phrases that both texts hold, the weightiest first.
    #[must_use]
    pub fn shared_words(&self, other: &Terms) -> Vec<String> {
        phrases(&self.text, &|term| {
            let hash = term_hash(term);
            other.0.get(hash).and_then(|_| self.weights.get(hash))
        })
    }
}

/// The terms of another text, made ready to be held against a [`Profile`].
#[derive(Clone, Debug)]
pub struct Terms(TermVector);

impl Terms {
    #[must_use]
    pub fn of(text: &str) -> Self {
        Self(term_vector(beginning(text)))
    }
}

/// How many of the counted tickets hold terms that were asked about before. Most terms of a text stood in those of the
/// last minute as well.
#[derive(Clone, Debug, Default)]
pub struct SeenTerms {
    /// How many tickets had been counted when it was asked.
    counted: u32,
    held: TermTable,
}

/// Terms that are remembered, before a batch adds its own: a megabyte.
const REMEMBERED: usize = 50_000;

impl SeenTerms {
    #[must_use]
    pub const fn new() -> Self {
        Self { counted: 0, held: TermTable::new() }
    }

    /// Terms of these texts that nobody has asked about yet, each once.
    #[must_use]
    pub fn unknown<'a>(&self, texts: impl IntoIterator<Item = &'a TextToIndex>) -> Vec<&'a str> {
        let mut met = TermSet::default();
        let mut unknown = Vec::new();
        for text in texts {
            for term in &text.terms {
                if self.held.get(term.hash).is_none() && met.insert(term.hash) {
                    unknown.push(text.get(term));
                }
            }
        }
        unknown
    }

    /// Takes how many tickets hold these terms; `false`, and everything is forgotten, when tickets have been counted
    /// since others were asked about.
    pub fn learn(
        &mut self,
        counted: u32,
        terms: &[&str],
        holding: impl IntoIterator<Item = (usize, u32)>,
    ) -> bool {
        if !self.held.is_empty() && self.counted != counted {
            *self = Self::new();
            return false;
        }
        self.counted = counted;
        for term in terms {
            self.held.set(term_hash(term), 0);
        }
        for (place, tickets) in holding {
            if let Some(term) = terms.get(place) {
                self.held.set(term_hash(term), tickets);
            }
        }
        true
    }

    /// Makes room, before a batch and not in the midst of it.
    pub fn trim(&mut self) {
        if self.held.len() > REMEMBERED {
            *self = Self::new();
        }
    }
}

/// A text made ready to be found: by its words, and by its most distinctive terms. What [`Profile`] knows besides is for
/// comparing, and costs several times as much.
#[derive(Clone, Debug)]
pub struct TextToIndex {
    /// Its [`index_terms`].
    words: String,
    /// Those of its beginning, when it is longer.
    beginning: Option<String>,
    /// Its [`terms`].
    terms: Vec<PlacedTerm>,
}

/// A term by its place in the words.
#[derive(Clone, Copy, Debug)]
struct PlacedTerm {
    hash: u32,
    start: usize,
    end: usize,
    times: u32,
    in_subject: bool,
}

impl TextToIndex {
    #[must_use]
    pub fn of(text: &str) -> Self {
        let start = beginning(text);
        let words = index_terms(text);
        let beginning = (start.len() < text.len()).then(|| index_terms(start));
        // The words of the subject stand before those of the content.
        let subject = start.split_once('\n').map_or(0, |(subject, _)| index_terms(subject).len());
        let mut this = Self { words, beginning, terms: Vec::new() };
        let (mut places, mut terms) = (TermTable::new(), Vec::<PlacedTerm>::new());
        let mut start = 0;
        for term in this.compared().split(' ') {
            let end = start + term.len();
            if is_distinctive(term) {
                let hash = term_hash(term);
                let met = places.get(hash).and_then(|place| terms.get_mut(place as usize));
                match met {
                    Some(met) => met.times += 1,
                    None => {
                        places.set(hash, terms.len() as u32);
                        terms.push(PlacedTerm { hash, start, end, times: 1, in_subject: start < subject });
                    }
                }
            }
            start = end + 1;
        }
        this.terms = terms;
        this
    }

    /// What full-text search finds it under.
    #[must_use]
    pub fn words(&self) -> &str {
        &self.words
    }

    fn compared(&self) -> &str {
        self.beginning.as_deref().unwrap_or(&self.words)
    }

    fn get(&self, term: &PlacedTerm) -> &str {
        self.compared().get(term.start..term.end).unwrap_or_default()
    }

    /// The terms by which others find it, as [`Profile::terms_to_index`] has them.
    #[must_use]
    pub fn terms_to_index(&self, seen: &SeenTerms) -> Vec<&str> {
        let (mut known, mut new) = (Vec::new(), Vec::new());
        for term in &self.terms {
            let held = seen.held.get(term.hash).unwrap_or(0);
            let is_common = is_common(self.get(term));
            let rank = rank(term.hash, held, is_common, term.times, term.in_subject);
            keep_first(if held > 0 { &mut known } else { &mut new }, (rank, term), INDEXED.all);
        }
        let new_ones = INDEXED.of_new(known.len(), new.len());
        let chosen = known.iter().take(INDEXED.all - new_ones).chain(new.iter().take(new_ones));
        chosen.map(|(_, term)| self.get(term)).collect()
    }
}

/// Puts it at its place among those that come first, if it is one of them.
fn keep_first<'a>(first: &mut Vec<(u64, &'a PlacedTerm)>, item: (u64, &'a PlacedTerm), most: usize) {
    if first.len() < most || first.last().is_some_and(|last| item.0 < last.0) {
        let place = first.iter().position(|other| item.0 < other.0).unwrap_or(first.len());
        first.insert(place, item);
        first.truncate(most);
    }
}

fn term_vector(text: &str) -> TermVector {
    TermVector::of(text, is_distinctive)
}

/// The most distinctive comes first: what few tickets hold, or stands in the subject or several times. Of what
/// is about as rare, the hash decides, so that two texts that share words choose the same of them.
fn rank(hash: u32, held: u32, common: bool, times: u32, in_subject: bool) -> u64 {
    let rarity = if common { 64 } else { held.saturating_add(1).ilog2() };
    let bonus = times.max(1).ilog2() + u32::from(in_subject);
    u64::from((rarity + 16).saturating_sub(bonus)) << 32 | u64::from(hash)
}

/// Whatever is compared, it is this much of a text.
fn beginning(text: &str) -> &str {
    text.char_indices().nth(READ).and_then(|(end, _)| text.get(..end)).unwrap_or(text)
}

/// The longest pieces of a text that are made of wanted terms, the weightiest first. What everybody says
/// is in none: a character that belongs to such a word is cut off.
#[must_use]
pub fn phrases(text: &str, wanted: &dyn Fn(&str) -> Option<f64>) -> Vec<String> {
    let mut found: Vec<(f64, String)> = Vec::new();
    for clause in text.split(|c: char| !c.is_alphanumeric()) {
        phrases_of(clause, wanted, &mut found);
    }
    let mut found: Vec<(f64, String)> = found
        .iter()
        .flat_map(|(weight, run)| apart(run).into_iter().map(|part| (*weight, bare(part).to_owned())))
        .collect();
    found.retain(|(_, run)| run.chars().count() >= 2);
    let all = found.len();
    select(&mut found, all, |(a, _), (b, _)| a > b);
    let mut told: Vec<String> = Vec::new();
    for (_, run) in found {
        if told.len() < NAMED && !told.iter().any(|other| other.contains(&run)) {
            told.push(run);
        }
    }
    told
}

/// Two places that are named together: 滨湖路和灰埠路.
fn apart(run: &str) -> Vec<&str> {
    let two = run.split_once(['和', '与', '及']).filter(|(one, _)| ends_a_place(one));
    two.map_or_else(|| vec![run], |(one, other)| vec![one, other])
}

/// A phrase without the words that lead up to what it names, and those that only ask or place: 能否设立公交站 is 公交站.
fn bare(run: &str) -> &str {
    let mut bare = run.trim_start_matches(|c| BEFORE.contains(c));
    while let Some(rest) = LEADING.iter().find_map(|word| bare.strip_prefix(word)) {
        bare = rest;
    }
    while let Some(rest) = TRAILING.iter().find_map(|word| bare.strip_suffix(word)) {
        bare = rest;
    }
    let at_a_place = bare.strip_suffix(['上', '里', '内', '旁', '边']).filter(|rest| ends_a_place(rest));
    at_a_place.unwrap_or(bare)
}

fn ends_a_place(text: &str) -> bool {
    PLACES.iter().any(|end| text.ends_with(end))
}

/// What is done with a thing, or asked of it, before its name.
const LEADING: [&str; 15] = [
    "能否",
    "可否",
    "是否",
    "何时",
    "请问",
    "为何",
    "为什么",
    "怎么",
    "如何",
    "设立",
    "开设",
    "增设",
    "新建",
    "修建",
    "兴建",
];

/// What only asks or places behind a name.
const TRAILING: [&str; 6] = ["合理吗", "吗", "呢", "侧面建", "侧面", "附近"];

/// Adds those of a clause, with their weights.
fn phrases_of(clause: &str, wanted: &dyn Fn(&str) -> Option<f64>, found: &mut Vec<(f64, String)>) {
    let (mut run, mut weight) = (String::new(), 0.0);
    let mut before = String::new();
    for term in search_terms(clause) {
        let goes_on = |before: &str| !term.is_ascii() && before.chars().last() == term.chars().next();
        let common = is_common(&term);
        let value = wanted(&term).filter(|_| !common);
        if value.is_none() || !goes_on(&run) || run.chars().count() >= LONGEST {
            if common && goes_on(&run) {
                run.pop();
            }
            found.push((std::mem::take(&mut weight), std::mem::take(&mut run)));
        }
        if let Some(value) = value {
            weight += value;
            let held = !run.is_empty() || is_common(&before) && goes_on(&before);
            run.extend(term.chars().skip(usize::from(held)));
        }
        before = term;
    }
    found.push((weight, run));
}

/// How the names of places end.
const PLACES: [&str; 27] = [
    "大道",
    "路",
    "街",
    "巷",
    "小区",
    "社区",
    "花园",
    "家园",
    "新城",
    "新村",
    "公寓",
    "广场",
    "公园",
    "小学",
    "中学",
    "学校",
    "学院",
    "医院",
    "市场",
    "菜场",
    "大厦",
    "车站",
    "地铁站",
    "大桥",
    "村",
    "镇",
    "苑",
];

/// What stands before a place and is no part of its name.
const BEFORE: &str = "的道在住我你他她它们这那个和与到从往向至及或里内外旁边近处某是有区市县省号栋楼家把被对过上下前后每各该本条座所";

/// What ends like a place and is none.
const NO_PLACES: [&str; 10] =
    ["一路", "马路", "公路", "道路", "线路", "出路", "过路", "农村", "全村", "各村"];

/// The places that two texts can share: 麒麟路, 丽发新城, and schools and markets too. [`crate::place`] knows where a whole
/// name begins and what is an address; here the two characters before an ending are enough to be the same, and its tables
/// would not fit into the functions that compare.
#[must_use]
pub fn places(text: &str) -> Vec<String> {
    let characters: Vec<char> = text.chars().take(READ).map(simplified_char).collect();
    let mut places: Vec<String> = Vec::new();
    for end in PLACES {
        let length = end.chars().count();
        for start in 0..characters.len() {
            let Some(rest) = characters.get(start..start + length) else { break };
            if !rest.iter().copied().eq(end.chars()) {
                continue;
            }
            let before = characters.get(start.saturating_sub(2)..start).unwrap_or_default();
            let is_name = |c: &char| !c.is_ascii() && c.is_alphanumeric() && !BEFORE.contains(*c);
            if before.len() < 2 || !before.iter().all(is_name) {
                continue;
            }
            let name: String = before.iter().chain(rest).collect();
            if !NO_PLACES.iter().any(|none| name.ends_with(none)) && !places.contains(&name) {
                places.push(name);
            }
        }
    }
    places
}

#[cfg(test)]
mod tests;
