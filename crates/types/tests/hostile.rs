//! Whatever a client writes: nothing that is read panics, and what is taken is within its bounds and read alike again.
#![expect(clippy::unwrap_used, reason = "helpers of tests, which may fail loudly")]

use std::fmt::Debug;

use csv::ReaderBuilder;
use minsheng_dice::hostile::{altered, bytes, text};
use minsheng_dice::{check, vec};
use minsheng_types::category::Category;
use minsheng_types::clock::{Day, Timestamp};
use minsheng_types::csv::{Cell, record};
use minsheng_types::given_phone::GivenPhone;
use minsheng_types::ids::{QueryCode, TicketId};
use minsheng_types::invalid::Invalid;
use minsheng_types::mask::mask;
use minsheng_types::subcategory::Subcategory;
use minsheng_types::text::{
    ClassifiedText, Content, DeptCode, Email, Markdown, MediaType, Name, NoticeCategory, Phone, Place,
    Purpose, ReasonCode, Remark, Subject, Title, Url, UserName, hex, unhex,
};
use minsheng_types::words::{Action, Channel, Kind, Role, Satisfaction, Scope, State, Urgency};
use minsheng_types::{csv as sheet, phone};
use serde::Serialize;
use serde::de::DeserializeOwned;

const CASES: u32 = 600;

/// What JSON makes of a value is read as the same value.
fn survives<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T) {
    let written = serde_json::to_string(value).unwrap();
    assert_eq!(&serde_json::from_str::<T>(&written).unwrap(), value, "{written}");
}

macro_rules! texts {
    ($text:expr, $($name:ident)+) => {$(
        if let Ok(taken) = $name::parse($text) {
            let length = taken.as_str().chars().count();
            assert!((1..=$name::MAX as usize).contains(&length), "{}: {taken:?}", stringify!($name));
            assert!(!taken.as_str().contains('\0'), "{taken:?}");
            assert_eq!($name::parse(taken.as_str()).as_ref(), Ok(&taken), "read again");
            survives(&taken);
        }
    )+};
}

#[test]
fn texts_are_within_their_bounds_and_read_alike_again() {
    check(CASES, text(12), |written| {
        texts!(&written, Content Subject Remark Purpose Name Place Phone Email Url MediaType DeptCode ReasonCode);
        texts!(&written, UserName NoticeCategory Title Markdown GivenPhone);
        // As long as they may be, and a little longer.
        let long = written.repeat(1 + 4100 / written.chars().count().max(1));
        texts!(&long, Content Subject Remark Name Place Markdown GivenPhone);
        if let Ok(ClassifiedText(taken)) = serde_json::from_value(written.clone().into()) {
            assert!(taken.chars().count() <= ClassifiedText::MAX as usize);
        }
        for masked in [Content::masked(&written).as_str(), Subject::masked(&written).as_str()] {
            assert!(!masked.is_empty());
        }
    });
}

#[test]
fn no_line_is_broken_in_what_is_one_line() {
    check(CASES, text(8), |written| {
        let one_line = |taken: &str| assert!(!taken.contains(char::is_control), "{taken:?}");
        Subject::parse(&written).iter().for_each(|taken| one_line(taken.as_str()));
        Name::parse(&written).iter().for_each(|taken| one_line(taken.as_str()));
        Url::parse(&written).iter().for_each(|taken| one_line(taken.as_str()));
        GivenPhone::parse(&written).iter().for_each(|taken| one_line(taken.as_str()));
    });
}

#[test]
fn an_address_of_the_web_is_one_and_nothing_that_runs() {
    let good =
        &["https://x.cn/a.jpg", "http://x.cn", "javascript:alert(1)", "data:text/html,x", "HTTPS://x.cn"];
    check(CASES, altered(good), |written| {
        if let Ok(url) = Url::parse(&written) {
            let url = url.as_str();
            assert!(url.starts_with("http://") || url.starts_with("https://"), "{url}");
            assert!(!url.contains(|ch: char| ch.is_whitespace() || ch.is_control()), "{url:?}");
        }
    });
}

const TELEPHONES: &[&str] = &[
    "13900001111",
    "+8613900001111",
    "0086 139 0000 1111",
    "１３９００００１１１１",
    "一三九零零零零一一一一",
    "0731-88881234转801",
    "8673188881234",
    "+852 6123 4567",
    "+886 0912345678",
    "886912345678",
    "4008001234",
    "12345",
    "电话：139-0000-1111",
    "13900001111/13800138000",
    "+860860731",
    "0013900001111",
];

#[test]
fn a_telephone_is_one_number_however_often_it_is_read() {
    check(2000, altered(TELEPHONES), |written| {
        let Some(read) = phone::read(&written) else { return };
        let digits = read.number.strip_prefix('+').unwrap_or(&read.number);
        assert!(
            (3..=20).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()),
            "{read:?}"
        );
        let national = phone::national(&read.number).into_owned();
        assert_eq!(phone::national(&national), national, "{written:?} is {read:?}");
        let again = phone::read(&read.number).unwrap();
        assert_eq!((again.number, again.extension), (read.number, None), "{written:?}");
    });
}

#[test]
fn a_masked_number_shows_no_more_than_it_may() {
    let spelt = |ch: &char| ch.is_ascii_digit() || phone::spelt_digit(*ch).is_some();
    check(2000, altered(TELEPHONES), |written| {
        let Ok(given) = GivenPhone::parse(&written) else { return };
        let masked = given.masked();
        let shown = masked.chars().filter(spelt).count();
        assert!(shown <= 7 && masked.contains('*'), "{written:?}: {masked}");
        let Some(number) = given.number() else { return };
        let hidden = number.national().chars().filter(spelt).count() - shown;
        assert!(hidden >= 3 || shown == 0, "{written:?}: {masked}");
    });
}

#[test]
fn a_mask_hides_something_of_every_text() {
    let written = altered(&["13800131234", "张三丰", "zhang.san@example.com"]);
    check(CASES, (written, 0..9_usize, 0..9_usize), |(written, head, tail)| {
        let masked = mask(&written, head, tail);
        let hidden = written.chars().count().saturating_sub(head + tail);
        assert!(hidden == 0 || masked.matches('*').count() >= hidden.min(4), "{written:?}: {masked}");
    });
}

#[test]
fn moments_and_days_are_within_what_can_be_printed() {
    let good = &[
        "2026-11-23T09:00:00+08:00",
        "2026-11-23t09:00:00.123456789Z",
        "1970-01-01T00:00:00Z",
        "9999-12-30T23:59:60Z",
        "0000-01-01T00:00:00-23:59",
        "2026-11-23",
        "1970-01-01",
        "9999-12-31",
        "20261123",
    ];
    check(2000, altered(good), |written| {
        if let Ok((at, milliseconds)) = Timestamp::parse_with_milliseconds(&written) {
            assert_eq!(Timestamp::parse(&written), Ok(at));
            assert!((0..1000).contains(&milliseconds));
            assert_eq!(Timestamp::parse(&at.to_string()), Ok(at), "{written}");
            assert_eq!(Day::from_number(at.day().number()), Some(at.day()));
            assert!((0..86_400).contains(&at.second_of_day()));
            survives(&at);
        }
        if let Ok(day) = written.parse::<Day>() {
            assert_eq!(day.to_string().parse(), Ok(day), "{written}");
            assert_eq!((day.next().previous(), day.start().day()), (day, day));
            let (floor, first, last) =
                (TicketId::floor(day), TicketId::first_of(day), TicketId::last_of(day));
            assert!(floor <= first.as_i64() && first < last);
        }
        written.parse::<u32>().iter().for_each(|number| {
            let day = Day::from_number(*number);
            assert_eq!(day.map(Day::number), day.map(|_| *number));
        });
    });
}

#[test]
fn names_of_things_are_read_as_they_are_printed() {
    check(2000, altered(&["20261123000042", "7K2M-9QXD", "o1l2-i3u4", "00000000"]), |written| {
        if let Ok(id) = TicketId::parse(&written) {
            assert_eq!(TicketId::parse(&id.to_string()), Ok(id));
            assert_eq!(TicketId::from_i64(id.as_i64()), Some(id));
            survives(&id);
        }
        if let Some(code) = QueryCode::parse(&written) {
            let shown = String::from_utf8(code.as_bytes().to_vec()).unwrap();
            assert!(shown.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase()), "{shown}");
            assert!(QueryCode::parse(&shown.to_lowercase()) == Some(code));
        }
        let known = unhex::<4>(&written);
        assert_eq!(known.map(|known| hex(&known)), known.map(|_| written.to_lowercase()));
    });
    check(CASES, bytes(8), |some| {
        let Some(bits) = some.first_chunk::<5>() else { return };
        let code = QueryCode::from_bits(*bits);
        assert!(QueryCode::parse(std::str::from_utf8(code.as_bytes()).unwrap()) == Some(code));
        assert_eq!(unhex::<5>(&hex(bits)), Some(*bits));
    });
}

macro_rules! words {
    ($text:expr, $($name:ty)+) => {$(
        let parsed = $text.parse::<$name>();
        assert_eq!(parsed.as_ref().ok().map(|word| word.as_str()), parsed.as_ref().ok().map(|_| $text.as_str()));
        parsed.iter().for_each(survives);
    )+};
}

#[test]
fn a_word_of_the_field_is_one_of_them_or_none() {
    let good = &[
        "in_progress",
        "submit",
        "complaint",
        "urgent",
        "wechat",
        "agent",
        "satisfied",
        "tick",
        "城乡建设",
        "too_long",
    ];
    check(2000, altered(good), |written| {
        words!(written, Action Channel Kind Role Satisfaction Scope State Urgency Category Subcategory);
        written.parse::<Invalid>().iter().for_each(|invalid| assert!(!invalid.code().is_empty()));
    });
}

#[test]
fn a_cell_never_begins_a_formula_and_is_read_as_it_was_written() {
    let signs = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r', '\n'];
    check(CASES, vec(text(6), 1..5), |cells| {
        let line = format!("{}{}", sheet::START, record(cells.iter().map(|cell| Cell::Text(cell))));
        let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(line.as_bytes());
        let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
        // A line without a character is no record to any reader of CSV.
        if cells.concat().is_empty() && cells.len() == 1 {
            return assert!(rows.is_empty());
        }
        assert_eq!(rows.len(), 1, "{line:?}");
        let read: Vec<&str> = rows.iter().flatten().collect();
        let runs = |cell: &&str| cell.trim_start_matches([' ', '\u{200b}', '\u{feff}']).starts_with(signs);
        assert_eq!(read.iter().find(|cell| runs(cell)), None, "{line:?}");
        let said: Vec<&str> = read.into_iter().map(sheet::read_text).collect();
        assert_eq!(said, cells);
    });
}
