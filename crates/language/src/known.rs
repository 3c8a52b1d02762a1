//! What is known of one person, found in a text however it is written: the name with blanks between its characters, in
//! full width or traditional characters, or the surname with a title; a telephone number with other separators or in
//! Chinese numerals; the address without its city. [`crate::free_text`] finds what has the form of personal data, this
//! what has no form but is known.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::ops::Range;

use minsheng_types::phone::{self, spelt_digit};
use minsheng_types::text::is_han;

use crate::folding::{folded_char, is_unseen};
use crate::free_text::without_area;
use crate::order::in_order;

mod called;
mod home;
mod spoken;

use called::{Person, TITLES, is_role, people};

/// Surnames of two characters.
const COMPOUND: &[&str] = &[
    "欧阳", "上官", "司马", "诸葛", "司徒", "皇甫", "慕容", "尉迟", "夏侯", "令狐", "公孙", "端木", "轩辕",
    "宇文", "长孙", "东方", "独孤", "南宫", "司空", "西门", "百里", "呼延", "钟离", "闻人", "申屠", "公羊",
    "濮阳", "淳于", "赫连", "澹台", "万俟", "单于", "太叔", "仲孙", "鲜于", "闾丘", "亓官", "东郭", "太史",
    "公冶", "宗政", "拓跋", "纳兰", "左丘", "夹谷", "第五", "公西", "漆雕", "乐正", "壤驷", "公良", "谷梁",
    "段干", "梁丘", "微生", "司寇", "巫马", "颛孙", "完颜", "贺兰", "宰父", "相里",
];
/// With what names of districts end, behind which an address goes on.
const DISTRICTS: &str = "省市区县旗镇乡";
/// An address of fewer characters says nothing.
const SHORTEST_ADDRESS: usize = 4;
/// Fewer digits are found only where they stand for themselves …
const LONG_NUMBER: usize = 7;
/// … and of these many numbers say something else.
const SHORTEST_NUMBER: usize = 5;
/// Fewer letters and digits are rather a word than a name that somebody goes by.
const SHORTEST_ALIAS: usize = 6;

/// What is known of people, ready to be looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    names: Vec<Vec<char>>,
    surnames: Vec<Vec<char>>,
    numbers: Vec<Vec<char>>,
    emails: Vec<Vec<char>>,
    addresses: Vec<Vec<char>>,
    /// House and flat of each.
    homes: Vec<Vec<String>>,
}

impl Known {
    #[must_use]
    pub fn of(name: Option<&str>, phone: Option<&str>, email: Option<&str>, address: Option<&str>) -> Self {
        let mut known = Self::default();
        name.into_iter().for_each(|name| known.called(name));
        phone.into_iter().for_each(|phone| known.reached_under(phone));
        known.emails.extend(email.map(|email| folded(email, Kind::Email)).filter(|email| email.len() > 2));
        address.into_iter().for_each(|address| known.lives_at(address));
        known
    }

    /// With what is known of others.
    #[must_use]
    pub fn and(mut self, others: Self) -> Self {
        self.names.extend(others.names);
        self.surnames.extend(others.surnames);
        self.numbers.extend(others.numbers);
        self.emails.extend(others.emails);
        self.addresses.extend(others.addresses);
        self.homes.extend(others.homes);
        self
    }

    /// Whether nothing is known that could be found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whomever the field names, as it stands and without what stands with a name.
    fn called(&mut self, name: &str) {
        let whole = folded(name, Kind::Name);
        if !is_role(&whole.iter().collect::<String>()) {
            self.named(whole);
        }
        for Person { name, addressed, surname } in people(name) {
            let bare = folded(&name, Kind::Name);
            let surname = match surname {
                Some(surname) => surname.chars().collect(),
                None if bare.iter().all(|ch| is_han(*ch)) && (1..=4).contains(&bare.len()) => {
                    surname_of(&bare)
                }
                None => Vec::new(),
            };
            let of_han = name.chars().any(is_han);
            for title in addressed.iter().filter(|_| !of_han || !surname.is_empty()) {
                let surname: &[char] = if of_han { &surname } else { &[] };
                self.named(surname.iter().copied().chain(title.chars()).collect());
            }
            if !surname.is_empty() && !self.surnames.contains(&surname) {
                self.surnames.push(surname);
            }
            self.named(bare);
            // Names of several parts, 阿依古丽·买买提, are shortened to one of them.
            let parts = name.split(['·', '•', '・']).map(|part| folded(part, Kind::Name));
            parts.filter(|part| part.len() > 2).for_each(|part| self.named(part));
        }
    }

    fn named(&mut self, name: Vec<char>) {
        if name.len() > 1 && !self.names.contains(&name) {
            self.names.push(name);
        }
    }

    /// Each number that stands there, without an extension; and what stands there instead of one.
    fn reached_under(&mut self, phone: &str) {
        for part in phone.split(['/', '、', ',', '，', ';', '；', '或', '和']) {
            match phone::read(part) {
                Some(read) => self.has_number(&read.number),
                None => part.split_whitespace().chain([part]).for_each(|part| self.has_number(part)),
            }
            // 微信 zhang_1988
            let words = part.split(|ch: char| !ch.is_ascii_alphanumeric() && !"_-".contains(ch));
            let names_somebody = |word: &&str| {
                let digits = word.bytes().filter(u8::is_ascii_digit).count();
                word.len() >= SHORTEST_ALIAS && (1..word.len()).contains(&digits)
            };
            let aliases = words.filter(|word| word.bytes().any(|byte| byte.is_ascii_alphabetic()));
            self.emails.extend(aliases.filter(names_somebody).map(|alias| folded(alias, Kind::Email)));
        }
    }

    fn has_number(&mut self, number: &str) {
        let digits = |number: &str| -> String {
            folded(number, Kind::Number).into_iter().filter(char::is_ascii_digit).collect()
        };
        let whole = digits(number);
        let bare = digits(&phone::national(number));
        for number in [whole.as_str(), bare.as_str(), without_area(&bare), bare.trim_start_matches('0')] {
            let number: Vec<char> = number.chars().collect();
            if number.len() >= SHORTEST_NUMBER && !self.numbers.contains(&number) {
                self.numbers.push(number);
            }
        }
    }

    /// Only from behind its districts on, which stay: they say whose matter it is.
    fn lives_at(&mut self, address: &str) {
        let whole = folded(address, Kind::Address);
        let has_digits =
            |part: &&[char]| part.len() >= SHORTEST_ADDRESS && part.iter().any(char::is_ascii_digit);
        let is_district = |at: usize| match whole.get(at) {
            Some('道') => at.checked_sub(1).and_then(|at| whole.get(at)) == Some(&'街'),
            Some(ch) => DISTRICTS.contains(*ch),
            None => false,
        };
        let behind = |at: usize| whole.get(at + 1..).filter(|_| is_district(at));
        let exact = (0..whole.len()).rev().find_map(|at| behind(at).filter(has_digits));
        let alone =
            Some(whole.as_slice()).filter(|_| whole.last().is_some_and(|_| !is_district(whole.len() - 1)));
        // House and flat say it in the estate that everybody knows the ticket is about: 6栋301.
        let numbered = whole.iter().position(char::is_ascii_digit).and_then(|at| whole.get(at..));
        let runs =
            |part: &&[char]| part.split(|ch| !ch.is_ascii_digit()).filter(|run| !run.is_empty()).count();
        let numbered = numbered.filter(has_digits).filter(|part| runs(part) > 1);
        self.homes.extend(Some(home::numbers(address)).filter(|numbers| !numbers.is_empty()));
        for part in exact.or(alone).into_iter().chain(numbered) {
            // 6301 is any number.
            let is_number = part.iter().all(char::is_ascii_digit);
            if part.len() >= SHORTEST_ADDRESS
                && !is_number
                && !self.addresses.iter().any(|address| address == part)
            {
                self.addresses.push(part.to_vec());
            }
        }
    }

    /// Where the text says any of it, in its order and none inside another: bytes, from one character's beginning to
    /// another's.
    #[must_use]
    pub fn find(&self, text: &str) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        for (kind, words) in [
            (Kind::Name, &self.names),
            (Kind::Email, &self.emails),
            (Kind::Address, &self.addresses),
            (Kind::Number, &self.numbers),
        ] {
            if words.is_empty() && (kind != Kind::Name || self.surnames.is_empty()) {
                continue;
            }
            let read = read(text, kind);
            words.iter().for_each(|word| whole_words(text, &read, word, kind, &mut found));
            if kind == Kind::Name {
                self.surnames.iter().for_each(|surname| titled(text, &read, surname, &mut found));
            }
        }
        self.homes.iter().for_each(|home| home::find(text, home, &mut found));
        let mut apart: Vec<Range<usize>> = Vec::with_capacity(found.len());
        for range in in_order(found, |range| (range.start, Reverse(range.end))) {
            match apart.last_mut() {
                Some(last) if range.start < last.end => last.end = last.end.max(range.end),
                _ => apart.push(range),
            }
        }
        apart
    }

    /// The text with all of it masked, and nothing left to see of it: a surname can be enough to be known by.
    #[must_use]
    pub fn masked<'a>(&self, text: &'a str) -> Cow<'a, str> {
        hidden(text, &self.find(text))
    }

    /// As [`Known::masked`] of an address of the web, in which it may be encoded: `%E5%BC%A0%E4%B8%89.jpg`.
    #[must_use]
    pub fn masked_url<'a>(&self, url: &'a str) -> Cow<'a, str> {
        let (said, ends) = decoded(url);
        let raw =
            |at: usize| at.checked_sub(1).map_or(0, |last| ends.get(last).copied().unwrap_or(url.len()));
        let ranges: Vec<_> =
            self.find(&said).into_iter().map(|range| raw(range.start)..raw(range.end)).collect();
        hidden(url, &ranges)
    }
}

/// What a name is looked up by, one for all ways to write it: without blanks, width, traditional characters and titles.
/// Nothing for what is no name: a surname alone is half a city's.
#[must_use]
pub fn name_key(name: &str) -> Option<String> {
    let whole = folded(name, Kind::Name);
    let first = people(name).into_iter().map(|person| folded(&person.name, Kind::Name));
    let bare = first.into_iter().find(|bare| bare.len() > 1).unwrap_or(whole);
    (bare.len() > 1 && bare.iter().all(|ch| ch.is_alphabetic())).then(|| bare.iter().collect())
}

fn surname_of(name: &[char]) -> Vec<char> {
    let compound = COMPOUND.iter().any(|compound| compound.chars().eq(name.iter().copied().take(2)));
    name.iter().copied().take(if compound { 2 } else { 1 }).collect()
}

/// 张先生, 姓张, 老张.
fn titled(text: &str, read: &[Read], surname: &[char], found: &mut Vec<Range<usize>>) {
    for at in places(read, surname) {
        let end = at + surname.len();
        let Some(range) = span(read, at, end).filter(|range| is_word(text, range, surname)) else { continue };
        let behind = read.get(end..).unwrap_or_default();
        let familiar = at.checked_sub(1).and_then(|before| read.get(before));
        let before = familiar.map(|familiar| familiar.ch);
        let titled = || TITLES.iter().any(|title| starts_with(behind, title.chars()));
        let spoken_of = before == Some('姓')
            || familiar.filter(|familiar| matches!(familiar.ch, '老' | '小')).is_some_and(|familiar| {
                let said = text.get(..familiar.range.start).unwrap_or_default();
                let behind = behind.iter().map(|read| read.ch).take_while(|ch| is_han(*ch));
                spoken::is_person(said, familiar.ch, surname, behind)
            })
            || titled() && !spoken::is_no_surname(before, surname);
        if spoken_of {
            found.push(range);
        }
    }
}

/// How characters are compared, and which may stand between those of one thing.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Name,
    Number,
    Email,
    Address,
}

/// A character as it is compared, and where it stands.
struct Read {
    ch: char,
    range: Range<usize>,
}

fn read(text: &str, kind: Kind) -> Vec<Read> {
    let shown = text.char_indices().filter(|(_, ch)| !is_between(*ch, kind));
    shown.map(|(at, ch)| Read { ch: fold(ch, kind), range: at..at + ch.len_utf8() }).collect()
}

fn folded(text: &str, kind: Kind) -> Vec<char> {
    read(text, kind).into_iter().map(|read| read.ch).collect()
}

/// Each character of a text is asked for, which `str::contains` would make a searcher of.
fn is_between(ch: char, kind: Kind) -> bool {
    is_unseen(ch)
        || matches!(ch, '\u{E0100}'..='\u{E01EF}')
        || ch.is_whitespace()
        || match kind {
            Kind::Name => matches!(ch, '·' | '•' | '・' | '.' | '-' | '_'),
            Kind::Number => separates_digits(ch) || ch == '~',
            Kind::Email => false,
            Kind::Address => separates_digits(ch) || ch == '#',
        }
}

const fn separates_digits(ch: char) -> bool {
    matches!(
        ch,
        '·' | '.'
            | '-'
            | '_'
            | '‐'
            | '‑'
            | '‒'
            | '–'
            | '—'
            | '－'
            | '/'
            | '、'
            | ','
            | '，'
            | '('
            | ')'
            | '（'
            | '）'
    )
}

fn fold(ch: char, kind: Kind) -> char {
    match kind {
        Kind::Number | Kind::Address => numeral(ch, kind).unwrap_or_else(|| folded_char(ch)),
        Kind::Name | Kind::Email => folded_char(ch),
    }
}

/// What is said on the telephone instead of 0, 7 and 9 says something else in an address.
fn numeral(ch: char, kind: Kind) -> Option<char> {
    match ch {
        '两' | '兩' => Some('2'),
        '洞' | '拐' | '勾' if kind == Kind::Address => None,
        _ => spelt_digit(ch),
    }
}

/// Where a word stands that is not part of a longer one.
fn whole_words(text: &str, read: &[Read], word: &[char], kind: Kind, found: &mut Vec<Range<usize>>) {
    for at in places(read, word) {
        let end = at + word.len();
        let Some(range) = span(read, at, end) else { continue };
        let alone = match kind {
            Kind::Number => {
                let digit = |at: Option<usize>| {
                    at.and_then(|at| read.get(at)).is_some_and(|read| read.ch.is_ascii_digit())
                };
                word.len() >= LONG_NUMBER || !digit(at.checked_sub(1)) && !digit(Some(end))
            }
            _ => is_word(text, &range, word),
        };
        if alone {
            found.push(range);
        }
    }
}

/// Whether it is not part of a longer word of letters and digits.
fn is_word(text: &str, range: &Range<usize>, word: &[char]) -> bool {
    let joins = |inner: Option<&char>, outer: Option<char>| {
        inner.is_some_and(char::is_ascii_alphanumeric) && outer.is_some_and(|ch| ch.is_ascii_alphanumeric())
    };
    let before = text.get(..range.start).and_then(|before| before.chars().next_back());
    let after = text.get(range.end..).and_then(|after| after.chars().next());
    !joins(word.first(), before) && !joins(word.last(), after)
}

fn places<'a>(read: &'a [Read], word: &'a [char]) -> impl Iterator<Item = usize> + 'a {
    let first = word.first().copied();
    let begins = move |(at, one): (usize, &Read)| {
        let rest = read.get(at..).unwrap_or_default();
        (Some(one.ch) == first && starts_with(rest, word.iter().copied())).then_some(at)
    };
    read.iter().enumerate().filter_map(begins)
}

fn starts_with(read: &[Read], word: impl Iterator<Item = char>) -> bool {
    let mut read = read.iter().map(|read| read.ch);
    word.into_iter().all(|ch| read.next() == Some(ch))
}

fn span(read: &[Read], at: usize, end: usize) -> Option<Range<usize>> {
    Some(read.get(at)?.range.start..read.get(end.checked_sub(1)?)?.range.end)
}

/// Never longer than what it hides.
fn hidden<'a>(text: &'a str, ranges: &[Range<usize>]) -> Cow<'a, str> {
    if ranges.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut masked = String::with_capacity(text.len());
    let mut from = 0;
    for range in ranges {
        masked.push_str(text.get(from..range.start).unwrap_or_default());
        let length = text.get(range.clone()).map_or(1, |said| said.chars().count());
        masked.push_str("****".get(..length.clamp(1, 4)).unwrap_or_default());
        from = from.max(range.end);
    }
    masked.push_str(text.get(from..).unwrap_or_default());
    Cow::Owned(masked)
}

/// What an address says, and for each of its bytes where it ends as it is written. Bytes that are no characters hide
/// none that are, and what was encoded twice is read twice.
fn decoded(url: &str) -> (String, Vec<usize>) {
    const MOST: usize = 4;
    let mut said: Vec<(u8, usize)> = url.bytes().zip(1..).collect();
    for _ in 0..MOST {
        let again = decoded_once(&said);
        if again.len() == said.len() {
            break;
        }
        said = again;
    }
    let bytes: Vec<u8> = said.iter().map(|(byte, _)| *byte).collect();
    let (mut text, mut ends, mut from) =
        (String::with_capacity(bytes.len()), Vec::with_capacity(bytes.len()), 0);
    for chunk in bytes.utf8_chunks() {
        let (valid, invalid) = (chunk.valid(), chunk.invalid());
        let end_of = |place: usize| said.get(place).map_or(url.len(), |(_, end)| *end);
        text.push_str(valid);
        ends.extend((from..from + valid.len()).map(end_of));
        from += valid.len() + invalid.len();
        if let Some(last) = from.checked_sub(1).filter(|_| !invalid.is_empty()) {
            text.push(char::REPLACEMENT_CHARACTER);
            ends.extend([end_of(last); char::REPLACEMENT_CHARACTER.len_utf8()]);
        }
    }
    (text, ends)
}

fn decoded_once(said: &[(u8, usize)]) -> Vec<(u8, usize)> {
    let digit =
        |(byte, _): &(u8, usize)| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let (mut decoded, mut rest) = (Vec::with_capacity(said.len()), said);
    while let Some((first, behind)) = rest.split_first() {
        let encoded = match behind {
            [high, low, ..] if first.0 == b'%' => {
                digit(high).zip(digit(low)).map(|(high, four)| (high << 4 | four, low.1))
            }
            _ => None,
        };
        decoded.push(encoded.unwrap_or(*first));
        rest = behind.get(if encoded.is_some() { 2 } else { 0 }..).unwrap_or_default();
    }
    decoded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zhang() -> Known {
        Known::of(Some("张三"), Some("13900001111"), Some("zhang.san@example.com"), Some("幸福小区6栋301"))
    }

    #[test]
    fn a_name_is_found_however_it_is_written() {
        for (text, masked) in [
            ("我是张三。", "我是**。"),
            ("张三先生来电", "**先生来电"),
            ("張三來電", "**來電"),
            ("张 三、张　三、张\u{200B}三", "***、***、***"),
            ("张·三", "***"),
            ("张先生来电，自称姓张，大家叫他老张。", "*先生来电，自称姓*，大家叫他老*。"),
            ("举报人张三来电13900001111催办", "举报人**来电****催办"),
            ("张老板不给钱，张贴广告", "张老板不给钱，张贴广告"),
            ("李四来电", "李四来电"),
        ] {
            assert_eq!(zhang().masked(text), masked, "{text}");
        }
        for (name, text, masked) in [
            ("欧阳震华", "歐陽震華、欧阳先生、欧先生", "****、**先生、欧先生"),
            ("仉督", "仉督和仉女士", "**和*女士"),
            ("王小明", "王 小 明，王小明明", "****，***明"),
            ("张先生", "张先生和张三", "***和张三"),
            ("阿依古丽·买买提", "阿依古丽 买买提，阿依古丽", "****，****"),
            ("Li Na", "LiNa, LI NA, Lina, Linate", "****, ****, ****, Linate"),
            ("ＬＩ", "Li said living", "** said living"),
        ] {
            assert_eq!(Known::of(Some(name), None, None, None).masked(text), masked, "{name}: {text}");
        }
    }

    #[test]
    fn a_name_is_looked_up_alike_however_it_is_written() {
        for name in ["张三丰", "張三豐", "张 三　丰", "张三丰先生", " 张\u{200B}三·丰"] {
            assert_eq!(name_key(name).as_deref(), Some("张三丰"), "{name}");
        }
        assert_eq!(name_key("ＬＩ Na").as_deref(), Some("lina"));
        assert_eq!(name_key("张先生").as_deref(), Some("张先生"), "nobody else's surname");
        for none in ["", "张", "12345", "3号楼", "，。"] {
            assert_eq!(name_key(none), None, "{none}");
        }
    }

    #[test]
    fn a_number_is_found_however_it_is_written() {
        for written in [
            "13900001111",
            "+8613900001111",
            "139-0000-1111",
            "１３９００００１１１１",
            "1 3 9 0 0 0 0 1 1 1 1",
            "一三九〇〇〇〇一一一一",
            "幺三九零零零零幺幺幺幺",
            "139\n0000\n1111",
            "139\u{A0}0000\u{200B}1111",
            "139.0000.1111",
            "(139)00001111",
        ] {
            let masked = zhang().masked(written).into_owned();
            assert!(!masked.contains(|ch: char| "391一三九幺１".contains(ch)), "{written}: {masked}");
        }
        let landline = Known::of(None, Some("0731-88881234"), None, None);
        assert_eq!(landline.masked("打8888-1234或0731 88881234"), "打****或****");
        let abroad = Known::of(None, Some("+86 139 0000 1111"), None, None);
        assert_eq!(abroad.masked("打139 0000 1111"), "打****");
        let short = Known::of(None, Some("12345"), None, None);
        assert_eq!(short.masked("打12345，工单20261123456"), "打****，工单20261123456");
        assert_eq!(zhang().masked("13900001112、1390000111"), "13900001112、1390000111");
        let given = |phone| Known::of(None, Some(phone), None, None);
        assert_eq!(given("01062345678转801").masked("打62345678，801室"), "打****，801室");
        assert_eq!(given("13900001111/13877776666").masked("13877776666或139 0000 1111"), "****或****");
        assert_eq!(given("微信 zhang_1988").masked("加微信Zhang_1988，微信"), "加微信****，微信");
        assert_eq!(given("call me at home").masked("call me at home"), "call me at home");
    }

    #[test]
    fn addresses_are_found_without_what_stands_before_them() {
        for (text, masked) in [
            ("住幸福小区6栋301", "住幸福小区****"),
            ("住幸福小区 6 栋 301 室", "住幸福小区 **** 室"),
            ("我家6栋301漏水", "我家****漏水"),
            ("六栋三〇一漏水", "****漏水"),
            ("16栋301、6栋3012、幸福小区停水", "16栋301、6栋3012、幸福小区停水"),
            ("ZHANG.SAN@EXAMPLE.COM", "****"),
            ("xzhang.san@example.com", "xzhang.san@example.com"),
        ] {
            assert_eq!(zhang().masked(text), masked, "{text}");
        }
        let home = |address| Known::of(None, None, None, Some(address));
        assert_eq!(home("长沙市芙蓉区梧桐巷 77 号").masked("芙蓉区梧桐巷77号停水"), "芙蓉区****停水");
        assert_eq!(home("芙蓉区王家大院").masked("芙蓉区王家大院停水"), "****停水");
        assert_eq!(home("城北街道解放大道12号").masked("解放大道１２号停水"), "****停水");
        assert_eq!(home("城北街道河路 9 号").masked("河路九号"), "****");
        assert_eq!(home("芙蓉区").masked("芙蓉区停水"), "芙蓉区停水");
        assert_eq!(home("长沙市芙蓉区").masked("长沙市芙蓉区停水"), "长沙市芙蓉区停水");
    }

    #[test]
    fn a_name_is_found_whatever_stands_with_it_in_its_field() {
        for (field, text, masked) in [
            ("张三（业主）", "张三来电，业主张三，张先生", "**来电，业主**，*先生"),
            ("业主张三", "张三来电，业主很急", "**来电，业主很急"),
            ("姓名：张三", "张三来电", "**来电"),
            ("张三老师", "张三来电，张老师来电，王老师", "**来电，***来电，王老师"),
            ("张三、李四", "李四和张三来电，李女士、张女士", "**和**来电，*女士、*女士"),
            ("张三和李四", "李四来电，张三来电", "**来电，**来电"),
            ("张三 李四", "李四来电", "**来电"),
            ("张和平", "世界和平，张和平", "世界和平，***"),
            ("张三 13900001111", "张三来电", "**来电"),
            ("张三（李四代诉）", "张三来电", "**来电"),
            ("Li Na（李娜）", "李娜 called, Li Na", "** called, ****"),
            ("Mr John Smith", "John Smith called, SMITH JOHN", "**** called, ****"),
            ("Smith, John", "John Smith called", "**** called"),
            ("John Michael Smith", "John Smith called", "**** called"),
            ("Mr. John Smith", "Mr Smith called, smithy, Smith女士", "**** called, smithy, ****女士"),
            ("Mr Brown", "Mr. Brown said that the brown water", "**** said that the brown water"),
            ("阿依古丽·买买提老师", "阿依古丽来电，老师说", "****来电，老师说"),
            ("业主", "业主来电，市民很急", "业主来电，市民很急"),
            ("市民", "市民来电", "市民来电"),
        ] {
            assert_eq!(Known::of(Some(field), None, None, None).masked(text), masked, "{field}: {text}");
        }
        for (field, key) in [
            ("张三（业主）", "张三"),
            ("业主张三", "张三"),
            ("张三老师", "张三"),
            ("张三、李四", "张三"),
            ("张三 李四", "张三"),
            ("Mr John Smith", "johnsmith"),
            ("张老师", "张老师"),
        ] {
            assert_eq!(name_key(field).as_deref(), Some(key), "{field}");
        }
    }

    #[test]
    fn people_are_found_beside_each_other() {
        let zhang =
            Known::of(Some("张三"), Some("13900001111"), Some("z3@example.com"), Some("幸福小区6栋301"));
        let li = Known::of(Some("李四"), Some("13900002222"), Some("l4@example.com"), Some("梧桐巷9栋205"));
        let text = "张三，13900001111，z3@example.com，住6-301；李四，13900002222，l4@example.com，住9-205；王五住6-205";
        let masked = zhang.clone().and(li).and(Known::default()).masked(text).into_owned();
        assert!(
            !["三", "四", "1390", "@", "301", "9-205"].iter().any(|part| masked.contains(part)),
            "{masked}"
        );
        assert!(masked.ends_with("王五住6-205"), "two homes are no third: {masked}");
        assert!(zhang.masked(text).contains("李四，13900002222"));
    }

    #[test]
    fn rare_compound_surnames_are_surnames() {
        for name in [
            "濮阳", "淳于", "赫连", "澹台", "万俟", "单于", "太叔", "仲孙", "鲜于", "闾丘", "亓官", "东郭",
            "太史", "公冶", "宗政", "申屠", "闻人", "司空", "欧阳", "拓跋", "纳兰", "左丘", "夹谷", "第五",
        ] {
            let known = Known::of(Some(&format!("{name}明月")), None, None, None);
            assert_eq!(known.masked(&format!("举报人{name}先生来电")), "举报人**先生来电");
        }
    }

    #[test]
    fn people_are_spoken_of_by_their_surname() {
        for (text, masked) in [
            ("举报人老张来电催办", "举报人老*来电催办"),
            ("老张说物业没来", "老*说物业没来"),
            ("给小张打电话", "给小*打电话"),
            ("邻居老张家漏水", "邻居老*家漏水"),
            ("张师傅来电", "*师傅来电"),
            ("张女士、张阿姨、张大嫂、张老伯", "*女士、*阿姨、*大嫂、*老伯"),
            ("张姐来电，张哥不满意", "*姐来电，*哥不满意"),
            ("已电话联系老张核实", "已电话联系老*核实"),
            ("反映人小张对答复不满意", "反映人小*对答复不满意"),
        ] {
            assert_eq!(zhang().masked(text), masked, "{text}");
        }
        let called =
            |name: &str, text: &str| Known::of(Some(name), None, None, None).masked(text).into_owned();
        for (name, text) in [
            ("张三", "老张贴小广告，小张庄村的路灯坏了，老张家村停水"),
            ("张三", "一张女士自行车票，两张姐姐的照片"),
            ("高平", "小高层住宅，老高了，小高考"),
            ("路明", "我家门口的小路，老路坑洼，小路在修"),
            ("石磊", "小石子，小石头，石姓"),
            ("黄明", "小黄车乱停放，老黄瓜"),
            ("胡明", "小胡同很窄，老胡同的路灯"),
            ("马明", "小马路、老马路要修"),
            ("车明", "老车位，小车乱停，停满小车，"),
            ("王明", "小王庄的路，老王家庄"),
            ("于明", "对于女士优先，关于同志们"),
            ("方明", "对方女士不让，警方同志"),
            ("何明", "任何同志"),
            ("时明", "24小时不停，小时候，八小时，"),
            ("区明", "小区的灯，小区。"),
            ("师明", "老师说，老师。"),
            ("白明", "小白菜，老白干"),
            ("孙明", "小孙子在家，小孙女"),
            ("李明", "小李子园停水"),
            ("林明", "小林场的树"),
        ] {
            assert_eq!(called(name, text), text, "{name}");
        }
        assert_eq!(called("高平", "举报人老高来电"), "举报人老*来电");
        assert_eq!(called("王明", "老王的车，老王家的狗"), "老*的车，老*家的狗");
    }

    #[test]
    fn house_and_flat_are_found_however_they_are_written() {
        for (text, masked) in [
            ("我家6-301漏水", "我家****漏水"),
            ("6号楼301漏水", "****漏水"),
            ("6幢301室", "****室"),
            ("六号楼三〇一室", "****室"),
            ("6 座 301、6#301、6栋3单元301", "****、****、6栋3单元301"),
            ("6—301", "****"),
            ("住6号楼 301", "住****"),
            ("16-301、6-3012、6-302、6月301元", "16-301、6-3012、6-302、6月301元"),
            ("第6-301号文件", "第****号文件"),
            ("6号301路公交，6.301吨，6、301，26/301", "6号301路公交，6.301吨，6、301，26/301"),
            ("电话0731-6-301", "电话0731-6-301"),
        ] {
            assert_eq!(zhang().masked(text), masked, "{text}");
        }
        let home = |address| Known::of(None, None, None, Some(address));
        let unit = home("幸福小区6栋3单元301室");
        for (text, masked) in [
            ("6-3-301漏水", "****漏水"),
            ("6栋301漏水", "****漏水"),
            ("6栋三单元301", "****"),
            ("3单元301", "****"),
            ("6栋3单元", "6栋3单元"),
            ("6-3、2026-6-30、6-3-302", "6-3、2026-6-30、6-3-302"),
        ] {
            assert_eq!(unit.masked(text), masked, "{text}");
        }
        assert_eq!(home("幸福小区6-301").masked("6栋301，补贴6301元"), "****，补贴6301元");
        assert_eq!(home("梧桐巷77号A座1203").masked("A座1203、A-1203、a座1204"), "****、****、a座1204");
        assert_eq!(
            home("梧桐巷 6 栋 30 号").masked("2026-6-30前办结，6-30，6栋30"),
            "2026-6-30前办结，6-30，****"
        );
    }

    #[test]
    fn what_is_encoded_in_an_address_of_the_web_is_masked_there() {
        for (url, masked) in [
            ("https://x.cn/张三.jpg", "https://x.cn/**.jpg"),
            ("https://x.cn/%E5%BC%A0%E4%B8%89.jpg?n=1", "https://x.cn/****.jpg?n=1"),
            ("https://x.cn/%e5%bc%a0%20%e4%b8%89-13900001111.jpg", "https://x.cn/****-****.jpg"),
            ("https://x.cn/a%zz%E5.jpg", "https://x.cn/a%zz%E5.jpg"),
            ("https://x.cn/%FF/%E5%BC%A0%E4%B8%89.jpg", "https://x.cn/%FF/****.jpg"),
            ("https://x.cn/%25E5%25BC%25A0%25E4%25B8%2589.jpg", "https://x.cn/****.jpg"),
            ("https://x.cn/photo.jpg", "https://x.cn/photo.jpg"),
        ] {
            assert_eq!(zhang().masked_url(url), masked);
        }
    }

    #[test]
    fn nothing_known_finds_nothing_and_no_mask_is_longer_than_what_it_hides() {
        assert!(Known::default().is_empty() && Known::of(Some("?"), Some("1"), None, Some("x")).is_empty());
        assert_eq!(Known::default().masked("张三"), "张三");
        for text in ["张三张三13900001111", "姓张", "\u{200B}张\u{200B}三\u{200B}", ""] {
            let once = zhang().masked(text).into_owned();
            assert!(once.chars().count() <= text.chars().count());
            assert_eq!(zhang().masked(&once), once, "once is enough");
        }
    }
}
