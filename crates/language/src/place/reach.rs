//! How far an address reaches behind a place that is found: 二期, A区, 七里组, 19楼, 与东四路交叉口; and names that nothing but
//! where they stand tells: 雨花区中茂城, 深业喜汇3栋1单元.

use std::ops::Range;

use minsheng_types::text::is_han;

use super::mention::{Mention, PlaceKind};
use super::rules::{NUMERALS, added, called, house_part, is_hard};
use crate::order::in_order;

/// How names end that are told from other words only by the place that they stand behind.
const WEAK: &str = "城府苑园湾郡轩阁墅邸庄都";
/// What with such an ending is no name.
const NO_NAMES: &[&str] = &[
    "政府",
    "学府",
    "法庭",
    "全都",
    "县城",
    "全城",
    "老城",
    "校园",
    "儿园",
    "菜园",
    "村庄",
    "商城",
    "进城",
    "首都",
    "老人都",
];
/// What makes another word of such an ending.
const GOES_ON: &str = "市区管建乡镇里内中际东南西北投长丁林路街巷社村是不有没在很要会";
const LONGEST: usize = 8;
/// What stands between two roads that meet …
const JOINTS: [char; 6] = ['和', '与', '跟', '靠', '、', '及'];
/// … and behind them.
const CROSSINGS: &[&str] = &[
    "交叉路口",
    "交叉口",
    "交叉处",
    "交汇处",
    "交汇口",
    "交会处",
    "交界处",
    "十字路口",
    "丁字路口",
    "岔路口",
    "叉路口",
    "路口",
    "口",
];
/// A firm, not a place; an office, which may be one.
const FIRMS: &[&str] = &["置业", "有限", "公司", "房地产", "集团"];
const OFFICES: &[&str] = &["城管", "工作人员", "领导", "党委", "政府", "派出所", "办事处", "工商所"];
/// Who lives behind a number of houses, which makes it one: 云时代4栋业主.
const DWELLERS: &[&str] = &["业主", "住户", "居民", "的业主", "的住户", "的居民", "门面", "商铺"];

/// The places of an address: as they are found, longer by what belongs to them, with those that only their position tells.
pub fn places(text: &str, found: Vec<Mention>) -> Vec<Mention> {
    let mut places = phases(text);
    let phased: Vec<Range<usize>> = places.iter().map(|place| place.range.clone()).collect();
    let apart = |mention: &Mention| {
        phased.iter().all(|phase| phase.end <= mention.range.start || mention.range.end <= phase.start)
    };
    places.extend(found.into_iter().filter(apart));
    let mut reached: Vec<Mention> = Vec::new();
    let mut places = in_order(places, |place| place.range.start).into_iter().peekable();
    while let Some(mut place) = places.next() {
        let from = reached.last().map_or(0, |last| last.range.end);
        if place.range.start < from {
            continue;
        }
        place.range.end = end(text, place.range.end, place.kind);
        if place.kind == PlaceKind::Number && place.range.start > from {
            reached.extend(before(text, from, &place.range));
        }
        let next = places.peek().map(|next| next.range.clone());
        let apart = |range: &Range<usize>| next.as_ref().is_none_or(|next| range.end <= next.start);
        let behind = name_behind(text, place.range.end).filter(apart);
        let behind = behind.filter(|_| place.kind != PlaceKind::Estate);
        reached.push(place);
        if let Some(range) = behind {
            let range = range.start..end(text, range.end, PlaceKind::Estate);
            reached.push(Mention { kind: PlaceKind::Estate, range });
        }
    }
    reached
}

/// Whether a place is part of what a firm is called.
pub fn is_firm(text: &str, end: usize) -> bool {
    text.get(end..).is_some_and(|rest| FIRMS.iter().any(|firm| rest.starts_with(firm)))
}

/// Whether what stands there is rather who has to act.
pub fn is_office(text: &str, end: usize) -> bool {
    text.get(end..).is_some_and(|rest| OFFICES.iter().any(|office| rest.starts_with(office)))
}

/// Where a place ends with all that belongs to it.
fn end(text: &str, from: usize, kind: PlaceKind) -> usize {
    let mut end = from;
    let crossing = text.get(end..).filter(|_| kind == PlaceKind::Road).map_or(0, crossing);
    if crossing > 0 {
        return end + crossing;
    }
    loop {
        let rest = text.get(end..).unwrap_or_default();
        let more = match kind {
            PlaceKind::Number => house_part(rest).max(storey(rest)),
            PlaceKind::Estate => {
                phase(rest).max(section(rest)).max(storey(rest)).max(added(rest).map_or(0, str::len))
            }
            PlaceKind::Village => group(rest).max(section(rest)),
            // 彭家巷社区
            PlaceKind::Road => ["社区"].into_iter().find(|more| rest.starts_with(more)).map_or(0, str::len),
            PlaceKind::District | PlaceKind::Township => 0,
        };
        if more == 0 {
            return end;
        }
        end += more;
    }
}

/// The bytes of the figures or numerals at the beginning.
fn figures(rest: &str) -> usize {
    let figure = |ch: char| ch.is_ascii_digit() || matches!(ch, '０'..='９') || NUMERALS.contains(&ch);
    rest.len() - rest.trim_start_matches(figure).len()
}

/// 二期
fn phase(rest: &str) -> usize {
    let figures = figures(rest);
    let after = rest.get(figures..).unwrap_or_default();
    if (1..=6).contains(&figures) && after.starts_with('期') { figures + "期".len() } else { 0 }
}

/// A区, 六区: one letter or numeral, not the A3区 of another place.
fn section(rest: &str) -> usize {
    let Some(first) = rest.chars().next() else { return 0 };
    let after = rest.get(first.len_utf8()..).unwrap_or_default();
    let is_one = first.is_ascii_alphabetic() || NUMERALS.contains(&first);
    if is_one && after.starts_with('区') && !after.starts_with("区别") {
        first.len_utf8() + "区".len()
    } else {
        0
    }
}

/// 19楼
fn storey(rest: &str) -> usize {
    let figures = figures(rest);
    let after = rest.get(figures..).unwrap_or_default();
    let other =
        ["楼盘", "楼栋", "楼房", "楼板", "楼梯", "楼道", "楼长"].iter().any(|word| after.starts_with(word));
    if (1..=9).contains(&figures) && after.starts_with('楼') && !other { figures + "楼".len() } else { 0 }
}

/// 七里组 of a village
fn group(rest: &str) -> usize {
    const CHARACTERS: usize = 5;
    for (place, (at, ch)) in rest.char_indices().enumerate() {
        if ch == '组' {
            let after = rest.get(at + ch.len_utf8()..).unwrap_or_default();
            let other =
                ["织", "成", "长", "员", "建", "合", "上", "里"].iter().any(|word| after.starts_with(word));
            let name = rest.get(..at).unwrap_or_default();
            let none = ["小", "本", "班", "项目", "工作"].iter().any(|none| name.ends_with(none));
            return if place > 0 && !other && !none { at + ch.len_utf8() } else { 0 };
        }
        if place == CHARACTERS || !is_han(ch) || is_hard(ch) {
            break;
        }
    }
    0
}

/// 与东四路交叉口 behind a road
fn crossing(rest: &str) -> usize {
    let Some(joint) = rest.chars().next().filter(|ch| JOINTS.contains(ch)) else { return 0 };
    let rest = rest.get(joint.len_utf8()..).unwrap_or_default();
    for (place, (at, ch)) in rest.char_indices().enumerate() {
        let here = rest.get(at..).unwrap_or_default();
        let ends = rest.get(..at).is_some_and(|road| road.ends_with(['路', '街', '道', '环', '线', '巷']));
        if let Some(word) = CROSSINGS.iter().find(|word| ends && here.starts_with(**word)) {
            return joint.len_utf8() + at + word.len();
        }
        if place > LONGEST || !is_han(ch) || is_hard(ch) {
            break;
        }
    }
    0
}

/// 中茂城, right behind another place
fn name_behind(text: &str, from: usize) -> Option<Range<usize>> {
    let rest = text.get(from..)?;
    for (place, (at, ch)) in rest.char_indices().enumerate() {
        if place > LONGEST || !is_han(ch) || is_hard(ch) {
            return None;
        }
        let end = at + ch.len_utf8();
        let said = rest.get(..end)?;
        let after = rest.get(end..)?;
        let next = after.chars().next();
        // All of them, or of a name: 百姓都说, 馨都的业主.
        let adverb = ch == '都'
            && next.is_some_and(|next| is_han(next) && next != '的')
            && !DWELLERS.iter().any(|who| after.starts_with(who));
        if place >= 2
            && WEAK.contains(ch)
            && !adverb
            && !next.is_some_and(|next| GOES_ON.contains(next))
            && !after.starts_with("物业")
            && !is_firm(rest, end)
            && !NO_NAMES.iter().any(|none| said.ends_with(none))
        {
            return Some(from..from + end);
        }
    }
    None
}

/// 深业喜汇 of 深业喜汇3栋1单元, which a number of houses stands behind.
fn before(text: &str, from: usize, number: &Range<usize>) -> Option<Mention> {
    let written = text.get(number.clone())?;
    let after = text.get(number.end..)?;
    let inhabited = DWELLERS.iter().any(|who| after.starts_with(who))
        || after.starts_with(|ch: char| ch.is_ascii_digit());
    let longer = written.ends_with(|ch: char| ch.is_ascii_digit() || ch == '楼');
    let houses = written.contains(['栋', '幢']) && (inhabited || longer);
    let start = from + called(text.get(from..number.start)?, 3).filter(|_| houses)?;
    Some(Mention { kind: PlaceKind::Estate, range: start..number.start })
}

/// Estates whose names have no ending and are known by their phases: 新城国际花都四期.
fn phases(text: &str) -> Vec<Mention> {
    let mut phases: Vec<Mention> = Vec::new();
    for (at, _) in text.match_indices('期') {
        let from = phases.last().map_or(0, |last| last.range.end);
        let Some(before) = text.get(from..at) else { continue };
        let bare = before.trim_end_matches(|ch: char| ch.is_ascii_digit() || NUMERALS.contains(&ch));
        let figures = before.len() - bare.len();
        let Some(start) = called(bare, 3).filter(|_| (1..=6).contains(&figures)) else { continue };
        let start = from + start + text.get(from + start..at).map_or(0, after_joint);
        phases.push(Mention { kind: PlaceKind::Estate, range: start..at + "期".len() });
    }
    phases
}

/// How much of a name belongs to another place: 东村社区和 of 东村社区和锦绣佳苑二期.
fn after_joint(named: &str) -> usize {
    let mut joints = named.char_indices().filter(|(at, ch)| {
        JOINTS.contains(ch)
            && named
                .get(..*at)
                .is_some_and(|before| before.ends_with(['区', '路', '苑', '园', '城', '街', '村']))
    });
    joints.next_back().map_or(0, |(at, ch)| at + ch.len_utf8())
}
