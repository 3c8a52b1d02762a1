//! Names of people that no word announces: 邻居王小明打人. Those whom a complaint is about are for the department to know, so that
//! [`find`](super::find) leaves them; this is for texts that leave the office.
//!
//! A surname and one or two characters behind it, weighed by what the characters are and what stands on either side: a linear
//! scorer, whose weights `train::people` learns from names that are announced. What is called so once is called so throughout.

use std::ops::Range;

use super::names::{could_be_called, is_surname};
use crate::folding::simplified;
use crate::order::in_order;

/// Weights that features share by their hash.
pub const BUCKETS: usize = 24_000;
/// The least score, and two weights a byte.
static TABLE: &[u8; 2 + BUCKETS / 2] = include_bytes!("../../../../models/people.bin");
/// A name of fewer characters says nothing about where else it stands.
const TELLING: usize = 3;
/// Who holds one is named in it, and is no private person there: 镇长王小明, 王小明局长.
const OFFICES: &[&str] = &[
    "书记",
    "主席",
    "省长",
    "市长",
    "区长",
    "县长",
    "镇长",
    "乡长",
    "厅长",
    "局长",
    "处长",
    "科长",
    "所长",
    "院长",
    "校长",
    "主任",
    "部长",
    "秘书长",
    "检察长",
];
/// How often the same stands in a text is counted no further.
const OFTEN: usize = 4;
/// … and beside how many different neighbours.
const VARIED: usize = 3;
/// What common given names are made of.
const GIVEN: &str = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建国文辉志红春梅海波宇浩轩梓涵子怡欣雨泽博睿思佳琪琳雪婷慧颖倩\
     莉萍玲珍凤琴芬菊香云莲荣贵福祥顺才德忠义仁礼信义成功兴旺发财富生根林森松柏杨桦峰岳山川江河湖波浪涛清源泉晨曦阳光辉煌星辰月亮天宇航飞鹏\
     翔龙虎彪豹雄武斌彬诚毅坚定恒远永康宁安乐和谐祯瑞祺嘉庆喜欢笑爱惠贤淑婉柔媛姣娇妍妮燕莺鸽雁鸿鹤凯胜利克勤俭朴良善佑佐友朋群众东南西北中\
     正方圆亮耀炳灿炜烨焕火金银铜铁钢锋锐鑫淼水冰露霜霖雷震霆电俊帅豪迈晓小少大长维伦理哲学书翰墨诗韵琦瑶璐珊珠玺琛珂玥希望兆先进启开";

/// One thing that speaks for or against a name: which, and of which characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Feature(pub [char; 4]);

impl Feature {
    /// Two characters side by side, which are worth nothing where few texts have them: a rare name is as good as another.
    #[must_use]
    pub fn is_pair(self) -> bool {
        matches!(self.0, ['3' | '6' | '8' | '9' | 'b' | 'c', ..])
    }

    /// Its place in the table, by FNV-1a.
    #[must_use]
    pub fn bucket(self) -> usize {
        let mut hash: u32 = 0x811C_9DC5;
        for byte in self.0.iter().flat_map(|ch| u32::from(*ch).to_le_bytes()) {
            hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
        }
        (hash ^ (hash >> 15)) as usize % BUCKETS
    }
}

/// Somebody's name, it may be: the bytes of it, and what speaks for or against it.
#[derive(Clone, Debug)]
pub struct Candidate {
    pub range: Range<usize>,
    pub features: Vec<Feature>,
}

/// Where names of people who are in no office stand in a text, in its order; none overlaps another.
#[must_use]
pub fn people(text: &str) -> Vec<Range<usize>> {
    let text = &*simplified(text);
    let least = i32::from(i16::from_le_bytes([TABLE[0], TABLE[1]]));
    let scored: Vec<(i32, Range<usize>)> = candidates(text)
        .into_iter()
        .map(|candidate| (score(&candidate), candidate.range))
        .filter(|(score, _)| *score >= least)
        .collect();
    let mut found: Vec<Range<usize>> = Vec::new();
    for (_, range) in in_order(scored, |(score, range)| (-score, range.start)) {
        add(&mut found, range);
    }
    for place in 0..found.len() {
        let Some(called) = found.get(place).and_then(|range| text.get(range.clone())) else { continue };
        if called.chars().count() >= TELLING {
            for (at, _) in text.match_indices(called) {
                add(&mut found, at..at + called.len());
            }
        }
    }
    let held: Vec<&str> = found
        .iter()
        .filter(|range| holds_office(text, range))
        .filter_map(|range| text.get(range.clone()))
        .collect();
    found.retain(|range| text.get(range.clone()).is_some_and(|called| !held.contains(&called)));
    in_order(found, |range| range.start)
}

fn holds_office(text: &str, range: &Range<usize>) -> bool {
    let before = text.get(..range.start).unwrap_or_default();
    let after = text.get(range.end..).unwrap_or_default();
    OFFICES.iter().any(|office| before.ends_with(office) || after.starts_with(office))
}

fn add(found: &mut Vec<Range<usize>>, range: Range<usize>) {
    if found.iter().all(|other| other.end <= range.start || range.end <= other.start) {
        found.push(range);
    }
}

fn score(candidate: &Candidate) -> i32 {
    candidate.features.iter().map(|feature| weight(feature.bucket())).sum()
}

/// Half a byte holds -8 to 7, and stands for its square: small weights are many, large ones few.
fn weight(bucket: usize) -> i32 {
    let byte = TABLE.get(2 + bucket / 2).copied().unwrap_or(0x88);
    let half = if bucket.is_multiple_of(2) { byte & 15 } else { byte >> 4 };
    let signed = i32::from(half) - 8;
    signed * signed.abs()
}

/// All that could be names by their surname and their characters, in a simplified text.
#[must_use]
pub fn candidates(text: &str) -> Vec<Candidate> {
    let mut candidates = Vec::new();
    for (at, ch) in text.char_indices().filter(|(_, ch)| is_surname(*ch)) {
        let rest = text.get(at..).unwrap_or_default();
        let mut ends = rest.char_indices().map(|(from, ch)| at + from + ch.len_utf8()).skip(1);
        for (end, length) in [(ends.next(), 2), (ends.next(), 3)] {
            let range = at..end.unwrap_or(at);
            let called = text.get(range.clone()).filter(|called| could_be_called(called, length));
            if let Some(called) = called {
                let features = features(text, &range, called, ch);
                candidates.push(Candidate { range, features });
            }
        }
    }
    candidates
}

/// All digits, all letters and all that ends a clause are alike.
fn kind(ch: char) -> char {
    match ch {
        '0'..='9' => '0',
        ch if ch.is_ascii_alphabetic() => 'a',
        ',' | '。' | '；' | ';' | '！' | '!' | '？' | '?' | '\n' | '\r' => '，',
        '（' => '(',
        '）' => ')',
        '：' => ':',
        '\u{3000}' | '\t' => ' ',
        ch => ch,
    }
}

/// The two characters on either side, the nearer first.
fn neighbours(text: &str, range: &Range<usize>) -> ([char; 2], [char; 2]) {
    let mut before = text.get(..range.start).unwrap_or_default().chars().rev();
    let mut after = text.get(range.end..).unwrap_or_default().chars();
    let left = [before.next(), before.next()];
    let right = [after.next(), after.next()];
    let seen = |chars: [Option<char>; 2]| chars.map(|ch| ch.map_or('，', kind));
    (seen(left), seen(right))
}

/// What speaks for or against a name: its characters and their neighbours, alone and in pairs, and whether it stands in several
/// places of the text, as words do that stand for themselves.
fn features(text: &str, range: &Range<usize>, called: &str, surname: char) -> Vec<Feature> {
    let mut given = called.chars().skip(1);
    let (first, second) = (given.next().unwrap_or('，'), given.next());
    let last = second.unwrap_or(first);
    let length = if second.is_some() { '3' } else { '2' };
    let ([left, far_left], [right, far_right]) = neighbours(text, range);
    let digit = |count: usize| char::from_digit(count as u32, 10).unwrap_or('9');
    let usual = digit([Some(first), second].into_iter().flatten().filter(|ch| GIVEN.contains(*ch)).count());
    let (often, varied) = repeats(text, called);
    let none = ' ';
    [
        ['0', length, none, none],
        ['1', length, usual, none],
        ['d', length, digit(often), digit(varied)],
        ['2', surname, length, none],
        ['4', first, length, none],
        ['5', second.unwrap_or('2'), none, none],
        ['7', left, none, none],
        ['a', right, length, none],
        ['3', surname, first, none],
        ['6', first, second.unwrap_or(none), none],
        ['8', far_left, left, none],
        ['9', left, surname, none],
        ['b', right, far_right, none],
        ['c', last, right, none],
    ]
    .map(Feature)
    .to_vec()
}

/// How often the same stands in the text, and how many different neighbours it has there on the side that has fewer.
fn repeats(text: &str, called: &str) -> (usize, usize) {
    let (mut before, mut after): (Vec<char>, Vec<char>) = (Vec::new(), Vec::new());
    let mut often = 0;
    for (at, _) in text.match_indices(called).take(OFTEN * 2) {
        often += 1;
        let ([left, _], [right, _]) = neighbours(text, &(at..at + called.len()));
        for (seen, ch) in [(&mut before, left), (&mut after, right)] {
            if !seen.contains(&ch) {
                seen.push(ch);
            }
        }
    }
    (often.min(OFTEN), before.len().min(after.len()).min(VARIED))
}

#[cfg(test)]
mod tests;
