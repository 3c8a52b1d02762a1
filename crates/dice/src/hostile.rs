//! What parsers meet: texts that are copied from anywhere or meant ill, bytes that are none of what they should be, and
//! what is good but for a little. They choose what parsers look at (digits in every form, quotes, separators, what nobody
//! sees) far more often than chance would.

use proptest::char::range;
use proptest::collection::vec;
use proptest::prelude::{any, prop_oneof};
use proptest::sample::select;
use proptest::strategy::{Just, Strategy};
use serde_json::{Map, Value};

use crate::{Dice, dice};

/// What some parser or other treats in a way of its own.
const FRAGMENTS: &[&str] = &[
    "",
    " ",
    "\t",
    "\r\n",
    "\n\n",
    "\u{0}",
    "\u{7f}",
    "\u{a0}",
    "\u{ad}",
    "\u{200b}",
    "\u{200d}",
    "\u{202e}",
    "\u{2028}",
    "\u{3000}",
    "\u{fe0f}",
    "\u{feff}",
    "\u{fffd}",
    "\u{e0100}",
    "\u{10ffff}",
    "e\u{301}",
    "🚒",
    "👨‍👩‍👧",
    "0",
    "1",
    "9",
    "12345",
    "13900001111",
    "+86",
    "0086",
    "0731-88881234",
    "转801",
    "99999999999999999999",
    "-1",
    "-0",
    "1e999",
    "0x10",
    "0.1",
    "NaN",
    "０",
    "１３９",
    "〇",
    "零",
    "一",
    "幺",
    "十",
    "百",
    "张三",
    "張三",
    "路灯",
    "路燈",
    "小区",
    "煤气泄漏",
    "12栋301",
    "芙蓉区",
    "请保密",
    "先生",
    "我叫",
    "电话",
    "身份证",
    "110101199003071234",
    "a@b.cn",
    "@",
    "http://",
    "https://x.cn/",
    "%",
    "%E5%BC%A0",
    "%2",
    "%ff",
    "%00",
    "&",
    "=",
    "q=",
    "+",
    "-",
    "_",
    ".",
    "..",
    "/",
    "\\",
    "\"",
    "'",
    "`",
    "<b>",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "*",
    "^",
    ":",
    ";",
    ",",
    "，",
    "。",
    "？",
    "！",
    "、",
    "·",
    "|",
    "#",
    "~",
    "NEAR",
    "AND",
    "OR",
    "NOT",
    "NEAR(",
    "'; DROP TABLE ticket; --",
    "null",
    "true",
    "2026-11-23",
    "T09:00:00",
    "+08:00",
    "Z",
    "24:00",
    "23:59:60",
    "2026-02-30",
    "W/",
    "bearer ",
    "eyJhbGciOiJub25lIn0",
    "q=0.5",
    "utf-8",
    "zh",
    "en",
    "ＡＢ",
    "ａ３",
    "A3",
    "é",
    "ß",
    "İ",
    "ǅ",
    "ﬀ",
    "Ω",
];

/// A text of at most so many pieces.
pub fn text(most: usize) -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => select(FRAGMENTS).prop_map(str::to_owned),
        2 => any::<char>().prop_map(String::from),
        2 => range(' ', '~').prop_map(String::from),
        2 => range('\u{4e00}', '\u{9fff}').prop_map(String::from),
    ];
    vec(piece, 0..=most).prop_map(|pieces| pieces.concat())
}

/// One of these texts with some of it cut out, doubled, moved or put in; now and then as it is, or another text
/// altogether.
pub fn altered(good: &'static [&'static str]) -> impl Strategy<Value = String> {
    (select(good), dice(16), text(3), text(8)).prop_map(|(good, mut dice, piece, other)| match dice.roll(8) {
        0 => good.to_owned(),
        7 => other,
        changes => (0..changes).fold(good.to_owned(), |text, _| change(&text, &piece, &mut dice)),
    })
}

fn change(text: &str, piece: &str, dice: &mut Dice) -> String {
    let characters: Vec<char> = text.chars().collect();
    let (one, other) = (dice.roll(characters.len() + 1), dice.roll(characters.len() + 1));
    let (from, to) = (one.min(other), one.max(other).min(one.min(other) + 4));
    let part = |from: usize, to: usize| {
        characters.iter().skip(from).take(to.saturating_sub(from)).collect::<String>()
    };
    let (before, cut, after) = (part(0, from), part(from, to), part(to, characters.len()));
    match dice.roll(3) {
        0 => format!("{before}{after}"),
        1 => format!("{before}{piece}{after}"),
        _ => format!("{before}{cut}{cut}{after}"),
    }
}

/// Any bytes, at most so many.
pub fn bytes(most: usize) -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 0..=most)
}

/// These bytes with some of them changed, left out or doubled. What stands at the beginning, where formats have their
/// counts and lengths, is changed most.
pub fn flipped(good: Vec<u8>) -> impl Strategy<Value = Vec<u8>> {
    (dice(24), Just(good)).prop_map(|(mut dice, mut bytes)| {
        for _ in 0..=dice.roll(5) {
            let within = if dice.roll(3) > 0 { 96 } else { bytes.len() };
            let at = dice.roll(within.min(bytes.len()).max(1));
            match dice.roll(8) {
                0 => bytes.truncate(at),
                1 => bytes.extend(vec![u8::MAX; dice.roll(9)]),
                2 => bytes.fill(dice.one_of(&[0, u8::MAX])),
                _ => {
                    let byte = dice.one_of(&[0, 1, 0x7f, 0x80, 0xff, dice.clone().roll(256) as u8]);
                    bytes.iter_mut().skip(at).take(1 + dice.roll(4)).for_each(|found| *found = byte);
                }
            }
        }
        bytes
    })
}

/// Any JSON, three levels deep.
pub fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        1 => Just(Value::Null),
        1 => any::<bool>().prop_map(Value::from),
        1 => any::<i64>().prop_map(Value::from),
        1 => any::<f64>().prop_map(Value::from),
        1 => select(&[0_u64, 1, 2, 100, u64::MAX][..]).prop_map(Value::from),
        4 => text(4).prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            vec((text(2), inner), 0..4).prop_map(|fields| Value::Object(Map::from_iter(fields))),
        ]
    })
}

/// This JSON with something in it replaced by any other, left out, renamed or doubled; now and then as it is.
pub fn altered_json(good: Value) -> impl Strategy<Value = Value> {
    (dice(32), json(), text(4), Just(good)).prop_map(|(mut dice, other, text, mut value)| {
        for _ in 0..dice.roll(4) {
            alter(&mut value, &other, &text, &mut dice);
        }
        value
    })
}

fn alter(value: &mut Value, other: &Value, text: &str, dice: &mut Dice) {
    let deeper = dice.roll(4) > 0;
    match value {
        Value::Array(items) if deeper && !items.is_empty() => {
            let place = dice.roll(items.len());
            match dice.roll(6) {
                0 => drop(items.remove(place)),
                1 => {
                    let item = items.get(place).cloned().unwrap_or_default();
                    items.resize(items.len() + dice.one_of(&[1, 20, 400]), item);
                }
                _ => items.iter_mut().skip(place).take(1).for_each(|item| alter(item, other, text, dice)),
            }
        }
        Value::Object(fields) if deeper && !fields.is_empty() => {
            let place = dice.roll(fields.len());
            let Some(name) = fields.keys().nth(place).cloned() else { return };
            match dice.roll(8) {
                0 => drop(fields.remove(&name)),
                1 => drop(fields.insert(text.to_owned(), other.clone())),
                2 => {
                    let field = fields.remove(&name).unwrap_or_default();
                    fields.insert(format!("{name}{text}"), field);
                }
                _ => {
                    fields.values_mut().skip(place).take(1).for_each(|field| alter(field, other, text, dice))
                }
            }
        }
        Value::String(known) if deeper => match dice.roll(3) {
            0 => *known = change(known, text, dice),
            1 => *known = text.to_owned(),
            _ => *known = known.repeat(dice.one_of(&[2, 30, 3000])),
        },
        _ => *value = other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::json;

    use super::*;
    use crate::{check, sample};

    #[test]
    fn what_is_altered_is_many_things_and_sometimes_what_it_was() {
        let texts = sample(vec(altered(&["2026-11-23T09:00:00+08:00"]), 200));
        assert!(texts.iter().any(|text| text == "2026-11-23T09:00:00+08:00"));
        assert!(texts.iter().collect::<BTreeSet<_>>().len() > 100);
        let bodies = sample(vec(altered_json(json!({"a": [1, {"b": "c"}], "d": null})), 200));
        assert!(bodies.contains(&json!({"a": [1, {"b": "c"}], "d": null})));
        assert!(bodies.iter().map(Value::to_string).collect::<BTreeSet<_>>().len() > 80);
        let files = sample(vec(flipped((0..200).collect()), 200));
        assert!(files.iter().any(|file| file.len() < 200) && files.iter().any(|file| file.len() > 200));
    }

    #[test]
    fn nothing_is_longer_than_it_was_asked_to_be() {
        check(100, (text(0), bytes(3)), |(text, bytes)| assert!(text.is_empty() && bytes.len() <= 3));
    }
}
