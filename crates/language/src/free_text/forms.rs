//! How such numbers are written, and what decides where the form leaves a doubt.

use std::ops::Range;

use super::found::{BLANK, Found, Personal, last_clause};
use crate::folding::is_unseen;
use minsheng_types::phone::{area, is_mobile, national, spelt_digit};

/// A run of digits of one script.
#[derive(Clone, Debug)]
struct Group {
    range: Range<usize>,
    digits: String,
    /// One separator, and nothing else, stands between this group and the one before; which one. [`NOTHING`] where they
    /// touch, being of two scripts.
    joined_by: Option<char>,
    /// In Chinese numerals.
    spelt: bool,
}

/// Between 138 and 零零 of 138零零….
const NOTHING: char = '\0';

/// Words after which a number is what they say. The nearest one before the number decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Label {
    Phone,
    Id,
    Card,
    /// An order, a case, a thing: nobody's.
    Thing,
}

impl Label {
    /// The word that could have stood before what was found.
    fn of(what: Personal) -> Self {
        match what {
            Personal::IdCard => Self::Id,
            Personal::BankCard => Self::Card,
            Personal::Mobile | Personal::Landline | Personal::Email | Personal::Name => Self::Phone,
        }
    }
}

const LABELS: &[(Label, &[&str])] = &[
    (
        Label::Phone,
        &[
            "电话", "座机", "固话", "手机", "热线", "联系", "联络", "致电", "传真", "拨打", "tel", "phone",
            "call", "whatsapp",
        ],
    ),
    (Label::Id, &["身份证", "证件", "公民身份", "id card", "id number"]),
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
            "发票号",
            "条码",
            "条形码",
            "序列号",
            "批号",
            "车架号",
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
/// Things that people have to do with: what stands right behind is their number, 订单：138…, and what stands further on may
/// be somebody's, 签合同的中介138….
const THINGS: &[&str] = &["合同", "发票", "订单", "工单", "运单"];

/// Characters before a number in which a label is looked for.
const LABEL_REACH: usize = 14;

/// The digits of the shortest number that is personal.
const LOCAL: usize = 7;

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
const ID_CARD: &[&[usize]] = &[
    &[18],
    &[6, 8, 4],
    &[6, 4, 4, 4],
    &[6, 12],
    &[14, 4],
    &[4, 4, 4, 4, 2],
    &[3, 3, 4, 4, 4],
    &[3, 3, 8, 4],
    &[15],
    // With an X behind.
    &[17],
    &[6, 8, 3],
    &[6, 11],
    &[6, 4, 4, 3],
    &[14, 3],
    &[4, 4, 4, 4, 1],
    &[3, 3, 8, 3],
];
/// How many digits an identity number has, give or take the one that was forgotten or written twice.
const ID_CARD_DIGITS: std::ops::RangeInclusive<usize> = 17..=19;
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

/// What follows an amount of money.
const MONEY: &[&str] = &["元", "块", "万元", "亿元", "圆", "¥"];
/// What follows a count or a measure.
const MEASURES: &[&str] = &[
    "万", "亿", "米", "平方", "平米", "㎡", "吨", "公里", "千", "斤", "度", "人", "户", "年", "个", "次",
    "%", "％",
];

/// Letters that may touch a number: how to reach whose it is.
const CONTACTS: &[&str] =
    &["tel", "phone", "mobile", "call", "v", "vx", "wx", "wechat", "weixin", "mob", "cell"];

pub fn emails(text: &str) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    for (at, sign) in text.char_indices().filter(|(_, ch)| matches!(ch, '@' | '＠')) {
        let (Some(before), Some(after)) = (text.get(..at), text.get(at + sign.len_utf8()..)) else {
            continue;
        };
        let local = |ch: char| {
            ch.is_ascii_alphanumeric() || matches!(ch, '.' | '_' | '-' | '+' | '%') || is_unseen(ch)
        };
        let user = before.trim_end_matches(local);
        let user = before
            .get(user.len()..)
            .unwrap_or_default()
            .trim_start_matches(|ch| matches!(ch, '.' | '-' | '+' | '%') || is_unseen(ch));
        let domain = |ch: char| ch.is_ascii_alphanumeric() || matches!(ch, '.' | '-') || is_unseen(ch);
        let host = after.find(|ch: char| !domain(ch)).unwrap_or(after.len());
        let host = after.get(..host).unwrap_or_default();
        let host = host.trim_end_matches(|ch| matches!(ch, '.' | '-') || is_unseen(ch));
        let range = at - user.len()..at + sign.len_utf8() + host.len();
        let seen = |part: &str| part.chars().filter(|ch| !is_unseen(*ch)).collect::<String>();
        let (user, host) = (seen(user), seen(host));
        let top = host.rsplit_once('.');
        let is_host = top.is_some_and(|(name, top)| {
            !name.is_empty() && top.len() >= 2 && top.bytes().all(|byte| byte.is_ascii_alphabetic())
        });
        if user.is_empty() || !is_host {
            continue;
        }
        // a@b.cnzhang.san@example.com: where one ends and another begins nobody knows, so that all of it is one.
        if let Some(last) = found.last_mut().filter(|last| last.range.end > range.start) {
            last.range.end = last.range.end.max(range.end);
            last.value = format!("{}@{host}", last.value.split('@').next().unwrap_or_default());
            continue;
        }
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
        let rest = groups.get(at..).unwrap_or_default();
        if taken.iter().any(|taken| taken.contains(&group.range.start)) {
            at += 1;
            continue;
        }
        // Most are the 一 of a sentence: what stands before them need not be read.
        if !are_enough(rest) {
            last = None;
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
        match number(text, rest, label) {
            Some((one, used)) => {
                last = Some((Label::of(one.what), one.range.end));
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

/// Whether the first group and those joined to it have as many digits as the shortest number, a telephone's without
/// its area.
fn are_enough(groups: &[Group]) -> bool {
    let mut digits = 0;
    for (place, group) in groups.iter().enumerate() {
        digits += group.digits.len();
        if digits >= LOCAL || place > 0 && group.joined_by.is_none() {
            break;
        }
    }
    digits >= LOCAL
}

/// The number that begins with the first of the groups, and how many of them it takes.
fn number(text: &str, groups: &[Group], label: Option<Label>) -> Option<(Found, usize)> {
    if label == Some(Label::Thing) || groups.first()?.joined_by.is_some_and(|joint| joint == '.') {
        return None;
    }
    id_card(text, groups, label)
        .or_else(|| bank_card(text, groups, label))
        .or_else(|| mobile(text, groups, label))
        .or_else(|| abroad(text, groups, label))
        .or_else(|| landline(text, groups, label))
}

fn id_card(text: &str, groups: &[Group], label: Option<Label>) -> Option<(Found, usize)> {
    let labelled = label == Some(Label::Id);
    let known = |value: &str| is_birth(value) && (labelled || id_check(value));
    let proven = ID_CARD.iter().find_map(|shape| {
        let (range, digits, used) = shaped(groups, shape, 0)?;
        let (range, value) =
            if digits.len() == 17 { closed_by_x(text, &range, &digits)? } else { (range, digits) };
        known(&value).then_some((range, value, used))
    });
    // A slip of the pen does not make it nobody's.
    let (range, value, used) = proven.or_else(|| id_digits(text, groups).filter(|_| labelled))?;
    stands_alone(text, &range).then_some((Found { what: Personal::IdCard, range, value }, used))
}

/// The number with the X that stands behind its digits.
fn closed_by_x(text: &str, range: &Range<usize>, digits: &str) -> Option<(Range<usize>, String)> {
    let mut seen = text.get(range.end..)?.char_indices().filter(|(_, ch)| !is_unseen(*ch));
    let (at, x) = seen.next().filter(|(_, ch)| matches!(ch, 'x' | 'X' | 'ｘ' | 'Ｘ'))?;
    Some((range.start..range.end + at + x.len_utf8(), format!("{digits}X")))
}

/// About as many digits as an identity number has, however they are grouped, and the X behind them.
fn id_digits(text: &str, groups: &[Group]) -> Option<(Range<usize>, String, usize)> {
    let mut value = String::new();
    for (place, group) in groups.iter().enumerate() {
        let joined = place == 0 || group.joined_by.is_some_and(|joint| joint != '.');
        value.push_str(&group.digits);
        if !joined || value.len() > *ID_CARD_DIGITS.end() {
            return None;
        }
        if ID_CARD_DIGITS.contains(&value.len()) {
            let range = groups.first()?.range.start..group.range.end;
            let (range, value) = closed_by_x(text, &range, &value).unwrap_or((range, value));
            return Some((range, value, place + 1));
        }
    }
    None
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

fn mobile(text: &str, groups: &[Group], label: Option<Label>) -> Option<(Found, usize)> {
    // +1 415 555 2671 is no 1415….
    let first = groups.first()?;
    let signed = text.get(..first.range.start)?.ends_with(['+', '＋']);
    if signed && first.digits.len() < 4 && first.digits != "86" {
        return None;
    }
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
    let plain = plain.filter(|(_, value, _)| is_mobile(value));
    let scattered = || scattered(rest, label).filter(|(_, value, _)| is_mobile(value));
    let (range, value, used) = plain.or_else(glued).or_else(scattered)?;
    let start = groups.first()?.range.start;
    let plus = text.get(..start)?.ends_with(['+', '＋']);
    let start = if plus { start - text.get(..start)?.chars().next_back()?.len_utf8() } else { start };
    let range = if skip == 1 || plus { start..range.end } else { range };
    (is_mobile(&value) && !is_money(text, &range) && stands_alone(text, &range))
        .then_some((Found { what: Personal::Mobile, range, value }, used + skip))
}

/// Eleven digits in other groups: one by one, 1 3 8 0 0 …, in two scripts, 138零零一三…, and any way at all behind a word for
/// telephones.
fn scattered(groups: &[Group], label: Option<Label>) -> Option<(Range<usize>, String, usize)> {
    let mut value = String::new();
    let (mut single, mut mixed) = (true, false);
    for (place, group) in groups.iter().enumerate() {
        let joint = group.joined_by.filter(|joint| *joint != '.');
        let touches = joint == Some(NOTHING) && place > 0;
        // 一直 behind a number is a word.
        let word = touches && group.spelt && group.digits.len() < 2;
        if place > 0 && joint.is_none() || word || value.len() + group.digits.len() > 11 {
            return None;
        }
        single &= group.digits.len() == 1;
        mixed |= touches;
        value.push_str(&group.digits);
        if value.len() == 11 {
            let ends =
                groups.get(place + 1).is_none_or(|next| next.joined_by.is_none() || next.digits.len() > 1);
            let sure = label == Some(Label::Phone) || (single || mixed) && ends;
            return sure.then(|| {
                (groups.first().map_or(0, |first| first.range.start)..group.range.end, value, place + 1)
            });
        }
    }
    None
}

/// The codes of whom people call without a `+` in front too.
const NEIGHBOURS: [&str; 3] = ["852", "853", "886"];

/// +852 2345 6789, 00853-66123456, 电话852-23456789; of other countries what a `+` and a word for telephones announce, or ten
/// digits in one.
fn abroad(text: &str, groups: &[Group], label: Option<Label>) -> Option<(Found, usize)> {
    let first = groups.first()?;
    let before = text.get(..first.range.start)?;
    let sign = before.chars().next_back().filter(|ch| matches!(ch, '+' | '＋'));
    let labelled = label == Some(Label::Phone);
    let code = first.digits.strip_prefix("00").filter(|_| sign.is_none());
    let announced = sign.is_some() || code.is_some();
    let neighbour = NEIGHBOURS.iter().any(|known| code.unwrap_or(&first.digits).starts_with(known));
    if !(announced && (neighbour || sign.is_some())
        || labelled && NEIGHBOURS.contains(&first.digits.as_str()))
    {
        return None;
    }
    let mut value = String::new();
    let mut found = None;
    for (place, group) in groups.iter().enumerate() {
        let joined = place == 0 || group.joined_by.is_some_and(|joint| !matches!(joint, '.' | NOTHING));
        if !joined || value.len() + group.digits.len() > 15 {
            break;
        }
        value.push_str(&group.digits);
        let number =
            national(if sign.is_some() { value.trim_start_matches('0') } else { &value }).into_owned();
        let digits = number.strip_prefix('+').unwrap_or(value.trim_start_matches('0')).len();
        let whole = match neighbour {
            true => (11..=13).contains(&digits) && (digits == 11 || value.contains("886")),
            false => digits >= 10 && (labelled || place == 0) || labelled && digits >= 8,
        };
        if whole {
            let number = if number.starts_with('+') { number } else { format!("+{number}") };
            found = Some((group.range.end, number, place + 1));
            if neighbour {
                break;
            }
        }
    }
    let (end, value, used) = found?;
    let range = first.range.start - sign.map_or(0, char::len_utf8)..end;
    (!value.starts_with("+86") && !is_money(text, &range) && stands_alone(text, &range))
        .then_some((Found { what: Personal::Landline, range, value }, used))
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
            let date = value.len() == 8 && is_date(value.get(..4)?, value.get(4..6)?, value.get(6..)?)
                || goes_on(text, &range, &["年"]);
            label == Some(Label::Phone) && local(&value, 7..=8) && !date && !value.starts_with("400")
        }
    };
    let is_amount = is_money(text, &range) || label != Some(Label::Phone) && is_measure(text, &range);
    if !known || is_amount || !stands_alone(text, &range) {
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
fn is_money(text: &str, range: &Range<usize>) -> bool {
    let before = text.get(..range.start).unwrap_or_default().trim_end_matches(BLANK);
    before.ends_with(['¥', '￥', '$', '€']) || goes_on(text, range, MONEY)
}

/// 0731841234户, and no telephone: behind one, 户主 and 万先生 are other words.
fn is_measure(text: &str, range: &Range<usize>) -> bool {
    goes_on(text, range, MEASURES)
}

/// Whether one of the words follows in the same line.
fn goes_on(text: &str, range: &Range<usize>, words: &[&str]) -> bool {
    let after = text.get(range.end..).unwrap_or_default().trim_start_matches(BLANK);
    words.iter().any(|word| after.starts_with(word))
}

/// No letter, digit or decimal belongs to the number on either side: SF13800138000 is a parcel.
fn stands_alone(text: &str, range: &Range<usize>) -> bool {
    let before = text.get(..range.start).unwrap_or_default();
    let after = text.get(range.end..).unwrap_or_default();
    let is_letter = |ch: char| ch.is_ascii_alphabetic();
    let may_touch =
        |letters: &str| letters.is_empty() || CONTACTS.iter().any(|word| letters.eq_ignore_ascii_case(word));
    let in_front = before.get(before.trim_end_matches(is_letter).len()..).unwrap_or_default();
    let rest = after.trim_start_matches(is_letter);
    let behind = after.get(..after.len() - rest.len()).unwrap_or_default();
    let point =
        before.ends_with('.') && before.trim_end_matches('.').ends_with(|ch: char| ch.is_ascii_digit());
    let mut rest = rest.chars();
    let clear = match rest.next() {
        Some('.') => !rest.next().is_some_and(|next| next.is_ascii_digit()),
        Some(next) => !next.is_ascii_digit() && next != '*',
        None => true,
    };
    may_touch(in_front) && may_touch(behind) && !point && clear && !before.ends_with(['*', '_'])
}

/// The nearest label before a place, within the clause.
fn label(text: &str, at: usize) -> Option<Label> {
    let before = text.get(..at)?;
    let from = before.char_indices().rev().take(LABEL_REACH).last().map_or(0, |(from, _)| from);
    let window = last_clause(before.get(from..)?).to_ascii_lowercase();
    let said = window.trim_end_matches(|ch| matches!(ch, ':' | '：' | '#') || BLANK.contains(&ch));
    if THINGS.iter().any(|thing| said.ends_with(thing)) {
        return Some(Label::Thing);
    }
    let (mut persons, mut thing) = (None, None);
    for (label, words) in LABELS {
        let nearest = if *label == Label::Thing { &mut thing } else { &mut persons };
        for word in *words {
            if let Some(start) = window.rfind(word)
                && nearest.is_none_or(|(end, _, _)| start + word.len() > end)
            {
                *nearest = Some((start + word.len(), *word, *label));
            }
        }
    }
    // 账户号码 holds 户号, and 身份证编号 is a person's; 手机订单号 is not.
    let nearest = thing.filter(|(end, word, _)| {
        let before = persons.map_or(0, |(end, _, _)| end);
        before + word.len() < *end || before + word.len() == *end && *word != "编号"
    });
    nearest.or(persons).map(|(_, _, label)| label)
}

fn groups(text: &str) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut open: Option<Group> = None;
    for (at, ch) in text.char_indices() {
        let end = at + ch.len_utf8();
        // Nobody sees it between two digits.
        if is_unseen(ch) && open.is_some() {
            continue;
        }
        match digit(ch) {
            Some((digit, spelt)) => match &mut open {
                Some(group) if group.spelt == spelt => {
                    group.digits.push(digit);
                    group.range.end = end;
                }
                _ => {
                    let joined_by = match (open.take(), groups.last()) {
                        (Some(group), _) => {
                            groups.push(group);
                            Some(NOTHING)
                        }
                        (None, Some(last)) => {
                            let between = text.get(last.range.end..at).unwrap_or_default();
                            separator(between, last.spelt && spelt)
                        }
                        (None, None) => None,
                    };
                    open = Some(Group { range: at..end, digits: String::from(digit), joined_by, spelt });
                }
            },
            None => groups.extend(open.take()),
        }
    }
    groups.extend(open);
    groups
}

/// A digit and whether it is spelt as a Chinese numeral.
fn digit(ch: char) -> Option<(char, bool)> {
    match ch {
        '0'..='9' => Some((ch, false)),
        '０'..='９' => char::from_digit(u32::from(ch) - u32::from('０'), 10).map(|digit| (digit, false)),
        _ => spelt_digit(ch).map(|digit| (digit, true)),
    }
}

/// What may stand between the parts of one number: up to three blanks, dashes or ends of lines, a dot alone, a bracket that
/// closes and what follows it; between spelt digits a comma too.
fn separator(between: &str, spelt: bool) -> Option<char> {
    const LONGEST: usize = 3;
    let joint = |ch: char| {
        matches!(
            ch,
            ' ' | '\u{3000}'
                | '\u{A0}'
                | '\t'
                | '\n'
                | '\r'
                | '-'
                | '－'
                | '—'
                | '–'
                | '‐'
                | '‑'
                | '−'
                | '_'
                | '·'
        )
    };
    let mut seen = between.chars().filter(|ch| !is_unseen(*ch));
    let first = seen.next()?;
    let rest = || between.chars().filter(|ch| !is_unseen(*ch)).skip(1);
    let alone = first == '.' || spelt && matches!(first, '、' | '，' | ',');
    let begins = joint(first) || matches!(first, ')' | '）');
    let fits = alone && rest().next().is_none() || begins && rest().all(joint);
    (fits && rest().count() < LONGEST).then_some(first)
}
