//! How such numbers are written, and what decides where the form leaves a doubt.

use std::ops::Range;

use super::{Found, Personal};

/// A run of digits of one script.
#[derive(Clone, Debug)]
struct Group {
    range: Range<usize>,
    digits: String,
    /// One separator, and nothing else, stands between this group and the one before; which one.
    joined_by: Option<char>,
}

/// Words after which a number is what they say. The nearest one before the number decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Label {
    Phone,
    Id,
    Card,
    /// An order, a case, a thing: nobody's.
    Thing,
}

const LABELS: &[(Label, &[&str])] = &[
    (
        Label::Phone,
        &["电话", "座机", "固话", "手机", "热线", "联系", "致电", "传真", "拨打", "tel", "phone", "call"],
    ),
    (Label::Id, &["身份证", "证件号", "公民身份", "id card", "id number"]),
    (Label::Card, &["银行卡", "卡号", "账号", "帐号", "账户", "帐户", "储蓄卡", "信用卡", "开户"]),
    (
        Label::Thing,
        &[
            "单号",
            "编号",
            "流水号",
            "案号",
            "文号",
            "合同号",
            "合同",
            "发票",
            "条码",
            "条形码",
            "序列号",
            "批号",
            "车架号",
            "订单",
            "工单",
            "运单",
            "户号",
            "表号",
            "学号",
            "工号",
            "税号",
            "代码",
            "货号",
            "型号",
            "设备号",
            "order",
            "no.",
            "invoice",
            "ticket",
        ],
    ),
];

/// Characters before a number in which a label is looked for.
const LABEL_REACH: usize = 14;

/// How the eleven digits of a mobile number are grouped.
const MOBILE: &[&[usize]] = &[
    &[11],
    &[3, 4, 4],
    &[3, 8],
    &[7, 4],
    &[3, 3, 5],
    &[3, 5, 3],
    &[4, 3, 4],
    &[4, 4, 3],
    &[5, 6],
    &[5, 3, 3],
    &[6, 5],
];
const ID_CARD: &[&[usize]] =
    &[&[18], &[6, 8, 4], &[6, 4, 4, 4], &[6, 12], &[14, 4], &[3, 3, 4, 4, 4], &[3, 3, 8, 4], &[15]];
/// The longest first, so that a card's last group is not left standing.
const BANK_CARD: &[&[usize]] = &[
    &[4, 4, 4, 4, 3],
    &[4, 4, 4, 4, 2],
    &[4, 4, 4, 4, 1],
    &[4, 4, 4, 4],
    &[6, 13],
    &[6, 10],
    &[19],
    &[18],
    &[17],
    &[16],
    &[15],
];

/// What follows an amount or a measure.
const UNITS: &[&str] = &[
    "元", "块", "万", "亿", "圆", "¥", "米", "平方", "平米", "㎡", "吨", "公里", "千", "斤", "度", "人",
    "户", "年", "个", "次", "%", "％",
];

pub fn emails(text: &str) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    for (at, sign) in text.char_indices().filter(|(_, ch)| matches!(ch, '@' | '＠')) {
        let (Some(before), Some(after)) = (text.get(..at), text.get(at + sign.len_utf8()..)) else {
            continue;
        };
        let local = |ch: char| ch.is_ascii_alphanumeric() || matches!(ch, '.' | '_' | '-' | '+' | '%');
        let user = before.trim_end_matches(local);
        let user = before.get(user.len()..).unwrap_or_default().trim_start_matches(['.', '-', '+', '%']);
        let host = after.find(|ch: char| !(ch.is_ascii_alphanumeric() || matches!(ch, '.' | '-')));
        let host = after.get(..host.unwrap_or(after.len())).unwrap_or_default().trim_end_matches(['.', '-']);
        let top = host.rsplit_once('.');
        let is_host = top.is_some_and(|(name, top)| {
            !name.is_empty() && top.len() >= 2 && top.bytes().all(|byte| byte.is_ascii_alphabetic())
        });
        let free = found.last().is_none_or(|last| last.range.end <= at - user.len());
        if user.is_empty() || !is_host || !free {
            continue;
        }
        let range = at - user.len()..at + sign.len_utf8() + host.len();
        found.push(Found { what: Personal::Email, range, value: format!("{user}@{host}") });
    }
    found
}

/// Adds the numbers that stand outside what was found already.
pub fn numbers(text: &str, found: &mut Vec<Found>) {
    let taken: Vec<Range<usize>> = found.iter().map(|found| found.range.clone()).collect();
    let groups = groups(text);
    let mut at = 0;
    let mut last: Option<(Label, usize)> = None;
    while let Some(group) = groups.get(at) {
        if taken.iter().any(|taken| taken.contains(&group.range.start)) {
            at += 1;
            continue;
        }
        // 电话84123456、84123457: what the first is, both are.
        let label = label(text, group.range.start).or_else(|| {
            let (label, end) = last?;
            let between = text.get(end..group.range.start)?;
            matches!(between, "、" | "/" | "／" | "或" | "和" | "及" | "," | "，" | "或者" | " ")
                .then_some(label)
        });
        match number(text, groups.get(at..).unwrap_or_default(), label) {
            Some((one, used)) => {
                last = label.map(|label| (label, one.range.end));
                found.push(one);
                at += used;
            }
            None => {
                last = None;
                at += 1;
            }
        }
    }
}

/// The number that begins with the first of the groups, and how many of them it takes.
fn number(text: &str, groups: &[Group], label: Option<Label>) -> Option<(Found, usize)> {
    if label == Some(Label::Thing) || groups.first()?.joined_by.is_some_and(|joint| joint == '.') {
        return None;
    }
    id_card(text, groups, label)
        .or_else(|| bank_card(text, groups, label))
        .or_else(|| mobile(text, groups))
        .or_else(|| landline(text, groups, label))
}

fn id_card(text: &str, groups: &[Group], label: Option<Label>) -> Option<(Found, usize)> {
    let labelled = label == Some(Label::Id);
    let digits = || {
        ID_CARD.iter().find_map(|shape| {
            let (range, value, used) = shaped(groups, shape, 0)?;
            // A slip of the pen does not make it nobody's; fifteen digits alone may be anything.
            let known = is_birth(&value) && (labelled || id_check(&value));
            (known && stands_alone(text, &range))
                .then_some((Found { what: Personal::IdCard, range, value }, used))
        })
    };
    digits().or_else(|| with_x(text, groups, labelled))
}

/// Seventeen digits and an X.
fn with_x(text: &str, groups: &[Group], labelled: bool) -> Option<(Found, usize)> {
    [&[17][..], &[6, 8, 3], &[6, 11], &[6, 4, 4, 3], &[14, 3], &[3, 3, 8, 3]].into_iter().find_map(|shape| {
        let (range, digits, used) = shaped(groups, shape, 0)?;
        let rest = text.get(range.end..)?;
        let x = rest.chars().next().filter(|ch| matches!(ch, 'x' | 'X' | 'ｘ' | 'Ｘ'))?;
        let range = range.start..range.end + x.len_utf8();
        let value = format!("{digits}X");
        let known = is_birth(&value) && (labelled || id_check(&value));
        (known && stands_alone(text, &range))
            .then_some((Found { what: Personal::IdCard, range, value }, used))
    })
}

fn bank_card(text: &str, groups: &[Group], label: Option<Label>) -> Option<(Found, usize)> {
    BANK_CARD.iter().find_map(|shape| {
        let (range, value, used) = shaped(groups, shape, 0)?;
        let known = match label {
            Some(Label::Card) => true,
            // Unlabelled, only by the forms that are issued here, and only with the right check digit.
            _ => {
                let issued = value.starts_with("62") && value.len() >= 16
                    || value.len() == 16 && value.starts_with(['4', '5']);
                issued && luhn(&value)
            }
        };
        (known && stands_alone(text, &range))
            .then_some((Found { what: Personal::BankCard, range, value }, used))
    })
}

fn mobile(text: &str, groups: &[Group]) -> Option<(Found, usize)> {
    // +86 138…, 0086-138…, 86 138… apart, or all in one.
    let apart = groups.first().filter(|first| matches!(first.digits.as_str(), "86" | "0086")).is_some();
    let (skip, rest) = if apart { (1, groups.get(1..)?) } else { (0, groups) };
    if apart && rest.first()?.joined_by.is_none() {
        return None;
    }
    let plain = MOBILE.iter().find_map(|shape| shaped(rest, shape, 0));
    let glued = || {
        let prefix = ["86", "0086"]
            .into_iter()
            .find(|prefix| rest.first().is_some_and(|first| first.digits.starts_with(prefix)))?;
        let (range, value, used) = MOBILE.iter().find_map(|shape| shaped(rest, shape, prefix.len()))?;
        Some((range, value.strip_prefix(prefix)?.to_owned(), used))
    };
    let (range, value, used) = plain.filter(|(_, value, _)| is_mobile(value)).or_else(glued)?;
    let start = groups.first()?.range.start;
    let plus = text.get(..start)?.ends_with(['+', '＋']);
    let start = if plus { start - text.get(..start)?.chars().next_back()?.len_utf8() } else { start };
    let range = if skip == 1 || plus { start..range.end } else { range };
    let is_amount = is_amount(text, &range);
    (is_mobile(&value) && !is_amount && stands_alone(text, &range))
        .then_some((Found { what: Personal::Mobile, range, value }, used + skip))
}

fn landline(text: &str, groups: &[Group], label: Option<Label>) -> Option<(Found, usize)> {
    let first = groups.first()?;
    let (mut range, mut value, mut used) = (first.range.clone(), first.digits.clone(), 1);
    // 8412 3456, 0731 8412 3456
    while let Some(next) = groups.get(used) {
        let enough = value.len() >= if area(&value).is_some() { 10 } else { 7 };
        let short = next.digits.len() < 3 || value.len() + next.digits.len() > 12;
        if enough || next.joined_by.is_none_or(|joint| joint == '.') || short {
            break;
        }
        value.push_str(&next.digits);
        range.end = next.range.end;
        used += 1;
    }
    let local = |number: &str, lengths: std::ops::RangeInclusive<usize>| {
        lengths.contains(&number.len()) && number.starts_with(['2', '3', '4', '5', '6', '7', '8', '9'])
    };
    let known = match area(&value) {
        Some(3) => local(value.get(3..)?, 8..=8),
        Some(length) => local(value.get(length..)?, 7..=8),
        None => {
            let date = value.len() == 8 && is_date(value.get(..4)?, value.get(4..6)?, value.get(6..)?);
            label == Some(Label::Phone) && local(&value, 7..=8) && !date && !value.starts_with("400")
        }
    };
    if !known || is_amount(text, &range) || !stands_alone(text, &range) {
        return None;
    }
    // -801, 转801
    if let Some(next) = groups.get(used).filter(|next| (2..=4).contains(&next.digits.len())) {
        let between = text.get(range.end..next.range.start)?;
        if matches!(between, "-" | "－" | "转" | "转分机" | "分机" | "—") && stands_alone(text, &next.range)
        {
            range.end = next.range.end;
            used += 1;
        }
    }
    // (0731)84123456
    let open = text.get(..range.start)?.chars().next_back().filter(|ch| matches!(ch, '(' | '（'));
    if let Some(open) =
        open.filter(|_| text.get(range.clone()).is_some_and(|inside| inside.contains([')', '）'])))
    {
        range.start -= open.len_utf8();
    }
    Some((Found { what: Personal::Landline, range, value }, used))
}

/// The length of the area in front of a fixed number: 010, 02x, else four digits.
pub fn area(value: &str) -> Option<usize> {
    let mut digits = value.bytes();
    match (digits.next()?, digits.next()?) {
        (b'0', b'1' | b'2') => Some(3),
        (b'0', b'3'..=b'9') => Some(4),
        _ => None,
    }
}

/// Groups of just these lengths, the first one longer by `more`: where they stand, their digits, how many they are.
fn shaped(groups: &[Group], shape: &[usize], more: usize) -> Option<(Range<usize>, String, usize)> {
    let groups = groups.get(..shape.len())?;
    let mut value = String::new();
    for (place, (group, length)) in groups.iter().zip(shape).enumerate() {
        let wanted = if place == 0 { length + more } else { *length };
        // 138.0013.8000 is a number, 13.8 an amount.
        let joined = place == 0 || group.joined_by.is_some_and(|joint| joint != '.' || shape == [3, 4, 4]);
        if group.digits.len() != wanted || !joined {
            return None;
        }
        value.push_str(&group.digits);
    }
    Some((groups.first()?.range.start..groups.last()?.range.end, value, shape.len()))
}

fn is_mobile(value: &str) -> bool {
    value.len() == 11 && value.starts_with('1') && matches!(value.as_bytes().get(1), Some(b'3'..=b'9'))
}

/// Region and date of birth of an identity number, of eighteen digits or the fifteen of before 1999.
fn is_birth(value: &str) -> bool {
    const PROVINCES: &[&str] = &[
        "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42",
        "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82",
        "83",
    ];
    let (year, rest) = if value.len() == 18 { (value.get(6..10), 10) } else { (value.get(6..8), 8) };
    let (Some(province), Some(year), Some(month), Some(day)) =
        (value.get(..2), year, value.get(rest..rest + 2), value.get(rest + 2..rest + 4))
    else {
        return false;
    };
    let year = if year.len() == 2 { format!("19{year}") } else { year.to_owned() };
    PROVINCES.contains(&province) && is_date(&year, month, day)
}

fn is_date(year: &str, month: &str, day: &str) -> bool {
    let within =
        |text: &str, least: u32, most: u32| text.parse::<u32>().is_ok_and(|n| (least..=most).contains(&n));
    within(year, 1900, 2099) && within(month, 1, 12) && within(day, 1, 31)
}

/// ISO 7064 MOD 11-2.
fn id_check(value: &str) -> bool {
    let sum = value.chars().enumerate().try_fold(0, |sum, (place, ch)| {
        let digit = if ch == 'X' && place == 17 { 10 } else { ch.to_digit(10)? };
        Some((sum * 2 + digit) % 11)
    });
    value.len() == 18 && sum == Some(1)
}

fn luhn(value: &str) -> bool {
    let sum: u32 = value
        .chars()
        .rev()
        .filter_map(|ch| ch.to_digit(10))
        .enumerate()
        .map(|(place, digit)| match place % 2 {
            0 => digit,
            _ => digit * 2 / 10 + digit * 2 % 10,
        })
        .sum();
    sum.is_multiple_of(10)
}

/// ￥13800138000, 13800138000元
fn is_amount(text: &str, range: &Range<usize>) -> bool {
    let before = text.get(..range.start).unwrap_or_default().trim_end();
    let after = text.get(range.end..).unwrap_or_default().trim_start();
    before.ends_with(['¥', '￥', '$', '€']) || UNITS.iter().any(|unit| after.starts_with(unit))
}

/// No letter, digit or decimal belongs to the number on either side: SF13800138000 is a parcel.
fn stands_alone(text: &str, range: &Range<usize>) -> bool {
    let before = text.get(..range.start).unwrap_or_default();
    let mut after = text.get(range.end..).unwrap_or_default().chars();
    let letters = before.trim_end_matches(|ch: char| ch.is_ascii_alphabetic());
    let letters = before.get(letters.len()..).unwrap_or_default().to_ascii_lowercase();
    let word = letters.is_empty()
        || ["tel", "phone", "mobile", "call", "vx", "wx", "mob", "cell"].contains(&letters.as_str());
    let point =
        before.ends_with('.') && before.trim_end_matches('.').ends_with(|ch: char| ch.is_ascii_digit());
    let clear = match after.next() {
        Some('.') => !after.next().is_some_and(|next| next.is_ascii_digit()),
        Some(next) => !next.is_ascii_alphanumeric() && next != '*',
        None => true,
    };
    word && !point && clear && !before.ends_with(['*', '_'])
}

/// The nearest label before a place, within the clause.
fn label(text: &str, at: usize) -> Option<Label> {
    let before = text.get(..at)?;
    let from = before.char_indices().rev().take(LABEL_REACH).last().map_or(0, |(from, _)| from);
    let window = before
        .get(from..)?
        .rsplit(['。', '，', ',', '；', ';', '！', '？', '\n', '、'])
        .next()?
        .to_ascii_lowercase();
    LABELS
        .iter()
        .filter_map(|(label, words)| {
            let end = words.iter().filter_map(|word| window.rfind(word).map(|at| at + word.len())).max()?;
            Some((end, *label))
        })
        .max_by_key(|(end, _)| *end)
        .map(|(_, label)| label)
}

fn groups(text: &str) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut open: Option<(Group, bool)> = None;
    for (at, ch) in text.char_indices() {
        let end = at + ch.len_utf8();
        match digit(ch) {
            Some((digit, spelt)) => match &mut open {
                Some((group, as_spelt)) if *as_spelt == spelt => {
                    group.digits.push(digit);
                    group.range.end = end;
                }
                _ => {
                    let joined_by = match (open.take(), groups.last()) {
                        // 一直 after a number is a word.
                        (Some((group, _)), _) => {
                            groups.push(group);
                            None
                        }
                        (None, Some(last)) => separator(text.get(last.range.end..at).unwrap_or_default()),
                        (None, None) => None,
                    };
                    open = Some((Group { range: at..end, digits: String::from(digit), joined_by }, spelt));
                }
            },
            None => groups.extend(open.take().map(|(group, _)| group)),
        }
    }
    groups.extend(open.map(|(group, _)| group));
    groups
}

/// A digit and whether it is spelt as a Chinese numeral.
fn digit(ch: char) -> Option<(char, bool)> {
    match ch {
        '0'..='9' => Some((ch, false)),
        '０'..='９' => char::from_digit(u32::from(ch) - u32::from('０'), 10).map(|digit| (digit, false)),
        _ => {
            let value = match ch {
                '零' | '〇' | '洞' => 0,
                '一' | '幺' | '壹' => 1,
                '二' | '贰' => 2,
                '三' | '叁' => 3,
                '四' | '肆' => 4,
                '五' | '伍' => 5,
                '六' | '陆' => 6,
                '七' | '柒' => 7,
                '八' | '捌' => 8,
                '九' | '玖' => 9,
                _ => return None,
            };
            char::from_digit(value, 10).map(|digit| (digit, true))
        }
    }
}

/// What may stand between the parts of one number.
fn separator(between: &str) -> Option<char> {
    let mut chars = between.chars().filter(|ch| !matches!(ch, '\u{200B}' | '\u{FEFF}'));
    let first = chars.next()?;
    let rest: Vec<char> = chars.collect();
    let one =
        matches!(first, ' ' | '\u{3000}' | '\u{A0}' | '-' | '－' | '—' | '–' | '_' | '·' | '.' | ')' | '）');
    let second = match (first, rest.as_slice()) {
        (_, []) => true,
        // (0731) 84123456, 0731 - 84123456
        (')' | '）' | ' ', [' ' | '-' | '－']) | (' ', ['-' | '－', ' ']) | ('-', [' ' | '-']) => true,
        _ => false,
    };
    (one && second).then_some(first)
}
