//! Reading a telephone number, however it is written: with a country in front or the 0 of a long-distance call, in groups, in
//! full-width digits or Chinese numerals, with what nobody sees between, with an extension behind. One telephone is one
//! number, which [`national`] gives.
//!
//! Sources: the numbering plan of the mainland (mobile `1[3-9]` and nine digits, areas `0…`), ITU-T E.164 (`+` and the country;
//! Hong Kong 852 and Macao 853 with eight digits, Taiwan 886 with eight or nine).

use std::borrow::Cow;

use crate::characters::{half_width, is_unseen};
use crate::mask::mask;

/// A number as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Digits, `+` in front where it was written.
    pub number: String,
    /// What is dialled once somebody answers: no part of the number.
    pub extension: Option<String>,
    /// Nothing else stands there, another number for instance.
    pub alone: bool,
}

const DIGITS: std::ops::RangeInclusive<usize> = 3..=20;

/// What people put in front of a number.
const LABELS: [&str; 22] = [
    "联系电话",
    "聯繫電話",
    "聯絡電話",
    "电话号码",
    "電話號碼",
    "手机号码",
    "手機號碼",
    "手机号",
    "手機號",
    "电话",
    "電話",
    "手机",
    "手機",
    "座机",
    "座機",
    "固话",
    "号码",
    "telephone",
    "tel",
    "phone",
    "mobile",
    "mob",
];

/// What stands before an extension, the longer before the shorter.
const EXTENSIONS: [&str; 12] =
    ["转分机", "轉分機", "转接", "轉接", "分机号", "分机", "分機", "转", "轉", "extension", "ext", "#"];

/// The digit that a Chinese numeral says.
#[must_use]
pub const fn spelt_digit(ch: char) -> Option<char> {
    Some(match ch {
        '零' | '〇' | '○' | '洞' => '0',
        '一' | '幺' | '壹' => '1',
        '二' | '贰' | '貳' => '2',
        '三' | '叁' | '參' | '叄' => '3',
        '四' | '肆' => '4',
        '五' | '伍' => '5',
        '六' | '陆' | '陸' => '6',
        '七' | '柒' | '拐' => '7',
        '八' | '捌' => '8',
        '九' | '玖' | '勾' => '9',
        _ => return None,
    })
}

/// Letters, digits and dashes as they are in ASCII; white space, brackets, dots and what nobody sees as blanks.
fn plain(ch: char) -> char {
    let ch = half_width(ch);
    match ch {
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '﹣' | '~' | '_' => '-',
        '(' | ')' | '[' | ']' | '【' | '】' | '.' | '·' | '•' | ':' => ' ',
        _ if is_unseen(ch) || ch.is_whitespace() || ch.is_control() => ' ',
        _ => ch.to_ascii_lowercase(),
    }
}

/// The number that a text is, or the first of those that it holds: 张三13566660001（微信同号）.
#[must_use]
pub fn read(text: &str) -> Option<Reading> {
    let text: String = text.chars().map(plain).collect();
    let spelt: String = text.chars().map(|ch| spelt_digit(ch).unwrap_or(ch)).collect();
    whole(spelt.trim()).or_else(|| {
        let parts = text.split(|ch: char| !matches!(ch, '0'..='9' | '+' | '-' | ' '));
        parts.filter_map(|part| whole(part.trim())).find_map(|found| {
            let number = national(&found.number);
            let certain = is_mobile(&number) || number.starts_with('0') && is_whole(&number);
            certain.then(|| Reading { alone: false, ..found.clone() })
        })
    })
}

fn whole(text: &str) -> Option<Reading> {
    let mut rest = text;
    while let Some(behind) = LABELS.iter().find_map(|label| rest.strip_prefix(label)) {
        rest = behind.trim_start_matches([' ', '-']);
    }
    let first = rest.split(['/', '、', ',', ';', '或', '和']).next().unwrap_or_default();
    let alone = first.len() == rest.len();
    let marked = EXTENSIONS.iter().find_map(|marker| first.split_once(marker));
    let (number, extension) = match marked {
        Some((number, extension)) => (number, Some(digits(extension).filter(|own| own.len() <= 6)?)),
        None => (first, None),
    };
    let number = number.trim();
    let (plus, behind) = match number.strip_prefix('+') {
        Some(behind) => ("+", behind),
        None => ("", number),
    };
    // 62345678-12
    let last = behind.rsplit_once('-').filter(|(_, last)| extension.is_none() && last.trim().len() <= 5);
    let split = last.and_then(|(before, last)| Some((digits(before)?, digits(last)?)));
    let (found, extension) = match split.filter(|(before, _)| is_whole(&national(&format!("{plus}{before}"))))
    {
        Some((before, last)) => (before, Some(last)),
        None => (digits(behind)?, extension),
    };
    DIGITS.contains(&found.len()).then(|| Reading { number: format!("{plus}{found}"), extension, alone })
}

/// The digits of a text that holds nothing else but blanks and dashes.
fn digits(text: &str) -> Option<String> {
    let kept: String = text.chars().filter(|ch| !matches!(ch, ' ' | '-')).collect();
    (!kept.is_empty() && kept.bytes().all(|byte| byte.is_ascii_digit())).then_some(kept)
}

/// Whether nothing is missing behind it, so that what follows is an extension.
fn is_whole(number: &str) -> bool {
    let local =
        |digits: &str| (7..=8).contains(&digits.len()) && digits.starts_with(|ch| matches!(ch, '2'..='9'));
    is_mobile(number)
        || is_service(number)
        || match area(number) {
            Some(length) => number.get(length..).is_some_and(local),
            None => local(number),
        }
}

/// 400… and 800…, which belong to no area.
fn is_service(number: &str) -> bool {
    number.len() == 10 && (number.starts_with("400") || number.starts_with("800"))
}

/// Whether these digits are a mobile number of the mainland.
#[must_use]
pub fn is_mobile(digits: &str) -> bool {
    digits.len() == 11 && matches!(digits.as_bytes(), [b'1', b'3'..=b'9', ..])
}

/// The length of the area in front of a fixed number: 010, 02x, else four digits.
#[must_use]
pub fn area(number: &str) -> Option<usize> {
    match number.as_bytes() {
        [b'0', b'1' | b'2', ..] => Some(3),
        [b'0', b'3'..=b'9', ..] => Some(4),
        _ => None,
    }
}

/// The countries whose numbers people write without `+` too: code, digits behind it.
const NEIGHBOURS: [(&str, std::ops::RangeInclusive<usize>); 3] =
    [("852", 8..=8), ("853", 8..=8), ("886", 8..=10)];

/// A number as it is dialled at home, under which all ways to write it are one: without the country's prefix, behind which
/// the 0 of an area is left out, and without the 0 before a mobile number; one from abroad with `+` and the country.
#[must_use]
pub fn national(number: &str) -> Cow<'_, str> {
    // +86 0086 139…: each prefix is taken off, so that a number is the same however often it is read.
    let mut found = without_prefix(number);
    for _ in 0..number.len() {
        let again = without_prefix(&found).into_owned();
        if again == found {
            break;
        }
        found = Cow::Owned(again);
    }
    found
}

fn without_prefix(number: &str) -> Cow<'_, str> {
    let abroad =
        number.strip_prefix('+').or_else(|| number.strip_prefix("00").filter(|rest| rest.len() >= 8));
    if let Some(rest) = abroad {
        return match rest.strip_prefix("86") {
            Some(home) => at_home(home),
            None => Cow::Owned(foreign(rest)),
        };
    }
    // 8613800138000, 8673188881234: longer than any number of the mainland.
    if let Some(home) = number.strip_prefix("86").map(at_home)
        && (is_mobile(&home) || number.len() >= 11 && area(&home).is_some() && is_whole(&home))
    {
        return home;
    }
    let neighbour = NEIGHBOURS
        .iter()
        .any(|(code, lengths)| number.strip_prefix(code).is_some_and(|rest| lengths.contains(&rest.len())));
    if neighbour && number.len() > 10 {
        return Cow::Owned(foreign(number));
    }
    match number.strip_prefix('0').filter(|rest| is_mobile(rest)) {
        Some(mobile) => Cow::Borrowed(mobile),
        None => Cow::Borrowed(number),
    }
}

/// A number behind the mainland's code.
fn at_home(number: &str) -> Cow<'_, str> {
    match number.strip_prefix('0').filter(|rest| is_mobile(rest)) {
        Some(mobile) => Cow::Borrowed(mobile),
        None if is_mobile(number) || is_service(number) || number.starts_with('0') => Cow::Borrowed(number),
        None => Cow::Owned(format!("0{number}")),
    }
}

/// `+886 0912…` is `+886 912…`.
fn foreign(number: &str) -> String {
    match number.strip_prefix("8860") {
        Some(rest) => format!("+886{rest}"),
        None => format!("+{number}"),
    }
}

/// What is shown of a number of [`national`]'s form: of a mobile number the first three and last four digits, of any other its
/// area or country and the last two.
#[must_use]
pub fn masked(number: &str) -> String {
    if is_mobile(number) {
        return mask(number, 3, 4);
    }
    let head = match number.strip_prefix('+') {
        Some(rest) if NEIGHBOURS.iter().any(|(code, _)| rest.starts_with(code)) => 4,
        Some(_) => 2,
        None => area(number).unwrap_or(0),
    };
    // Short ones, 12345, have nothing to hide behind.
    if number.len() > head + 4 { mask(number, head, 2) } else { "****".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identity(text: &str) -> Option<String> {
        read(text).map(|reading| national(&reading.number).into_owned())
    }

    #[test]
    fn one_telephone_is_one_number_however_it_is_written() {
        for text in [
            "13566660001",
            "8613566660001",
            "013566660001",
            "+86 135 6666 0001",
            "+8613566660001",
            "+86013566660001",
            "0086-135-6666-0001",
            "(86)13566660001",
            "（+86）135-6666-0001",
            "１３５６６６６０００１",
            "＋８６　１３５６６６６０００１",
            "135-6666-0001",
            "135—6666–0001",
            "135.6666.0001",
            "135\u{A0}6666\u{A0}0001",
            "135\u{3000}6666\n0001",
            "1 3 5 6 6 6 6 0 0 0 1",
            "\u{200B}135\u{200B}6666\u{FEFF}0001\u{202C}",
            "1\u{FE0F}\u{20E3}3\u{FE0F}\u{20E3}566660001",
            "13566660001转801",
            "13566660001轉801",
            "13566660001 转 分机 801",
            "13566660001-801",
            "13566660001 ext. 801",
            "13566660001#801",
            "一三五六六六六〇〇〇一",
            "幺三五陆陆陆陆零零零幺",
            "电话：13566660001",
            "Tel: 135 6666 0001",
            "手機13566660001",
            "13566660001/13577770002",
            "13566660001、0731-88881234",
            "张三13566660001（微信同号）",
            "13566660001 李四",
        ] {
            assert_eq!(identity(text).as_deref(), Some("13566660001"), "{text:?}");
        }
        for (text, number) in [
            ("0731-88881234", "073188881234"),
            ("（0731）8888 1234转801", "073188881234"),
            ("+86 731 8888 1234", "073188881234"),
            ("8673188881234", "073188881234"),
            ("86-0731-88881234", "073188881234"),
            ("零七三一 八八八八一二三四", "073188881234"),
            ("010-62345678-12", "01062345678"),
            ("62345678-12", "62345678"),
            ("8412-3456", "84123456"),
            ("400-810-8888", "4008108888"),
            ("400-810-8888转1", "4008108888"),
            ("+86 400 810 8888", "4008108888"),
            ("12345", "12345"),
            ("+852 2345 6789", "+85223456789"),
            ("00852-23456789", "+85223456789"),
            ("852 2345 6789", "+85223456789"),
            ("(853) 6612 3456", "+85366123456"),
            ("+886 0912 345 678", "+886912345678"),
            ("886912345678", "+886912345678"),
            ("+1 (415) 555-2671", "+14155552671"),
        ] {
            assert_eq!(identity(text).as_deref(), Some(number), "{text:?}");
        }
    }

    #[test]
    fn what_is_no_number_is_not_made_one() {
        for text in
            ["", "12", "phone", "1+2+3", "call me", "没有电话", "1356666000l", "微信abc123", "3栋", "2024年"]
        {
            assert_eq!(read(text), None, "{text:?}");
        }
        let reading = read("010-62345678转801").unwrap();
        assert_eq!((reading.number.as_str(), reading.extension.as_deref()), ("01062345678", Some("801")));
    }

    #[test]
    fn masks_show_little() {
        for (number, shown) in [
            ("13566660001", "135****0001"),
            ("073188881234", "0731****34"),
            ("01062345678", "010****78"),
            ("88881234", "****34"),
            ("8888123", "****23"),
            ("+85223456789", "+852****89"),
            ("+14155552671", "+1****71"),
            ("4008108888", "****88"),
            ("12345", "***45"),
            ("110", "****"),
        ] {
            assert_eq!(masked(number), shown);
        }
    }
}
