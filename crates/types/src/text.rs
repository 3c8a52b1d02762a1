//! Text that citizens and staff write, as types that cannot hold a bad value.
//!
//! Lengths count characters (Unicode scalar values), as people do. White space around a text is
//! dropped. Control characters are refused: NUL ends strings in other people's software, and escape
//! sequences rewrite terminals; lines and tabs are allowed where a text may have several lines.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};

use crate::invalid::Invalid;

/// Parses `text` as `min..=max` characters, and never as none.
fn checked(text: &str, min: u32, max: u32, lines: bool) -> Result<String, Invalid> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Invalid::Empty);
    }
    if text.chars().any(|c| c.is_control() && !(lines && matches!(c, '\n' | '\r' | '\t'))) {
        return Err(Invalid::ControlCharacter);
    }
    match text.chars().count() {
        count if count > max as usize => Err(Invalid::TooLong(max)),
        count if count < min as usize => Err(Invalid::TooShort(min)),
        _ => Ok(text.to_owned()),
    }
}

/// Makes string newtypes: bounds, whether lines are allowed, and an extra rule on the form.
macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident { $(min: $min:literal,)? max: $max:literal, lines: $lines:literal $(, form: $form:path)? })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The longest that it may be, in characters.
            pub const MAX: u32 = $max;
            const MIN: u32 = 1 $(* $min)?;

            /// # Errors
            /// What is wrong with the text.
            pub fn parse(text: &str) -> Result<Self, Invalid> {
                let text = checked(text, Self::MIN, $max, $lines)?;
                $(let text = $form(text)?;)?
                Ok(Self(text))
            }

            #[must_use]
            pub fn as_str(&self) -> &str { &self.0 }

            #[must_use]
            pub fn into_string(self) -> String { self.0 }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str(&self.0) }
        }

        impl std::str::FromStr for $name {
            type Err = Invalid;
            fn from_str(text: &str) -> Result<Self, Invalid> { Self::parse(text) }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = Cow::<'de, str>::deserialize(deserializer)?;
                Self::parse(&text).map_err(serde::de::Error::custom)
            }
        }

        #[cfg(feature = "schema")]
        impl schemars::JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> { stringify!($name).into() }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({"type": "string", "minLength": Self::MIN, "maxLength": $max})
            }
        }
    )+};
}

texts! {
    /// What the citizen says, 诉求内容.
    Content { max: 4000, lines: true }
    /// One line that names the matter.
    Subject { max: 100, lines: false }
    /// A note, an answer, a reason: anything staff or citizens add to a ticket.
    Remark { max: 4000, lines: true }
    /// Why somebody wants to see what is not shown to everybody.
    Purpose { min: 2, max: 500, lines: true }
    /// A person's or a department's name.
    Name { max: 100, lines: false }
    /// A street address or a district's name.
    Place { max: 200, lines: false }
    /// A telephone number: digits, with `+`, spaces, hyphens and brackets dropped.
    Phone { max: 30, lines: false, form: phone }
    /// An e-mail address: something, one `@`, something with a dot or a host name.
    Email { max: 254, lines: false, form: email }
    /// An `http` or `https` address.
    Url { max: 2048, lines: false, form: url }
    /// A media type such as `image/jpeg`.
    MediaType { max: 100, lines: false, form: media_type }
    /// A department's code.
    DeptCode { max: 32, lines: false, form: identifier }
    /// The code of a reason, e.g. why a demand is declined.
    ReasonCode { max: 40, lines: false, form: identifier }
    /// The name under which staff log in, in small letters.
    UserName { max: 64, lines: false, form: user_name }
    /// What a notice is about: the identifier of one of the city's categories.
    NoticeCategory { max: 32, lines: false, form: identifier }
    /// A notice's title.
    Title { max: 200, lines: false }
    /// A notice's text, Markdown.
    Markdown { max: 20000, lines: true }
}

/// Stands for a text of which nothing can be shown.
const HIDDEN: &str = "****";

/// Texts in which things are masked.
macro_rules! maskable {
    ($($name:ident)+) => {$(
        impl $name {
            /// What is left of a text once something in it is masked; nothing of it where this type cannot hold
            /// what is left.
            #[must_use]
            pub fn masked(left: &str) -> Self {
                Self::parse(left).unwrap_or_else(|_| Self(HIDDEN.to_owned()))
            }
        }
    )+};
}

maskable! { Content Subject Remark }

impl Phone {
    /// The number as it is dialled at home, under which calls from at home and abroad are one: without the
    /// country's prefix, behind which the 0 of an area is left out.
    #[must_use]
    pub fn national(&self) -> Cow<'_, str> {
        let number = self.as_str();
        let Some(rest) = number.strip_prefix("+86").or_else(|| number.strip_prefix("0086")) else {
            return Cow::Borrowed(number);
        };
        if is_mobile(rest) || rest.starts_with('0') {
            Cow::Borrowed(rest)
        } else {
            Cow::Owned(format!("0{rest}"))
        }
    }
}

/// Whether these digits are a mobile number of the mainland.
#[must_use]
pub fn is_mobile(digits: &str) -> bool {
    digits.len() == 11 && matches!(digits.as_bytes(), [b'1', b'3'..=b'9', ..])
}

fn phone(text: String) -> Result<String, Invalid> {
    let kept: String = text.chars().filter(|c| !matches!(c, ' ' | '-' | '(' | ')' | '（' | '）')).collect();
    let digits = kept.strip_prefix('+').unwrap_or(&kept);
    let plausible = (3..=20).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    if plausible { Ok(kept) } else { Err(Invalid::Malformed) }
}

fn email(text: String) -> Result<String, Invalid> {
    let plausible = !text.contains(char::is_whitespace)
        && text
            .split_once('@')
            .is_some_and(|(user, host)| !user.is_empty() && !host.is_empty() && !host.contains('@'));
    if plausible { Ok(text) } else { Err(Invalid::Malformed) }
}

fn url(text: String) -> Result<String, Invalid> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let plausible = rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'))
        && !text.contains(char::is_whitespace);
    if plausible { Ok(text) } else { Err(Invalid::Malformed) }
}

fn media_type(text: String) -> Result<String, Invalid> {
    let token = |part: &str| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$&^_.+-".contains(&b))
    };
    if text.split_once('/').is_some_and(|(kind, rest)| token(kind) && token(rest)) {
        Ok(text)
    } else {
        Err(Invalid::Malformed)
    }
}

fn identifier(text: String) -> Result<String, Invalid> {
    if text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.')) {
        Ok(text)
    } else {
        Err(Invalid::Malformed)
    }
}

fn user_name(text: String) -> Result<String, Invalid> {
    identifier(text.to_ascii_lowercase())
}

/// Bytes as small hexadecimal digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|n| char::from_digit(n.into(), 16))
        .collect()
}

/// The bytes that [`hex`] printed; `None` for anything else.
#[must_use]
pub fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digit = |byte: u8| char::from(byte).to_digit(16).filter(|_| !byte.is_ascii_uppercase());
    let mut digits = text.bytes().filter(|_| text.len() == 2 * N).map(digit);
    let mut bytes = [0; N];
    for byte in &mut bytes {
        let (high, low) = (digits.next()??, digits.next()??);
        *byte = u8::try_from(high * 16 + low).ok()?;
    }
    Some(bytes)
}

/// What is looked up for a text: character bigrams, so that no dictionary is needed, and whole
/// letters-and-digits words: `路灯坏了 A3` → `路灯`, `灯坏`, `坏了`, `a3`. A character that stands alone
/// is looked up as itself.
#[must_use]
pub fn search_terms(text: &str) -> Vec<String> {
    let mut terms = Vec::new();
    each_search_term(text, |term| terms.push(term.to_owned()));
    terms
}

/// What a text is found under: its [`search_terms`], and the last character of every run, so that
/// each character begins some term and one alone can be found by how terms begin. Nowhere else are
/// terms made for search.
#[must_use]
pub fn index_terms(text: &str) -> String {
    let mut terms = String::with_capacity(text.len() * 3);
    each_term(text, true, |term| {
        if !terms.is_empty() {
            terms.push(' ');
        }
        terms.push_str(term);
    });
    terms
}

/// Hands the [`search_terms`] of a text to `take` one by one, without keeping them.
pub fn each_search_term(text: &str, take: impl FnMut(&str)) {
    each_term(text, false, take);
}

fn each_term(text: &str, with_last: bool, mut take: impl FnMut(&str)) {
    let mut word = String::new();
    // Where the character before begins, when it is one that makes pairs, and how many of them there are.
    let (mut before, mut run) = (0, 0_u32);
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        if c.is_ascii_alphanumeric() {
            word.push(c.to_ascii_lowercase());
        } else if !word.is_empty() {
            take(&word);
            word.clear();
        }
        if makes_pairs(c) {
            if run > 0 {
                take(text.get(before..at + c.len_utf8()).unwrap_or_default());
            }
            run += 1;
        } else {
            if run == 1 || run > 1 && with_last {
                take(text.get(before..at).unwrap_or_default());
            }
            run = 0;
        }
        before = at;
    }
}

/// What is looked for as it stands in a question. Terms alone say that a text has the pairs of 中山南路 somewhere,
/// not that it names that road.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Phrases(Vec<Vec<char>>);

impl Phrases {
    /// Those of a question that make more than one term; what is one term is found exactly.
    #[must_use]
    pub fn of(question: &str) -> Self {
        let parts = question.split(|c: char| !is_of_term(c));
        let several = |part: &&str| {
            let mut terms = 0;
            each_search_term(part, |_| terms += 1);
            terms > 1
        };
        Self(parts.filter(several).map(|part| part.chars().map(as_found).collect()).collect())
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether each stands in the text; 3号楼 does not in 13号楼. Between a letter of ASCII and one that is not there
    /// may be spaces, as many write: A1 区.
    #[must_use]
    pub fn stand_in(&self, text: &str) -> bool {
        if self.0.is_empty() {
            return true;
        }
        let text: Vec<char> = text.chars().map(as_found).collect();
        self.0.iter().all(|phrase| (0..text.len()).any(|start| stands_at(phrase, &text, start)))
    }
}

fn is_of_term(c: char) -> bool {
    c.is_ascii_alphanumeric() || makes_pairs(c)
}

/// A character as terms have it.
const fn as_found(c: char) -> char {
    c.to_ascii_lowercase()
}

fn stands_at(phrase: &[char], text: &[char], start: usize) -> bool {
    let is_word = |c: Option<&char>| c.is_some_and(char::is_ascii_alphanumeric);
    let mut at = start;
    let mut before: Option<&char> = None;
    for wanted in phrase {
        if before.is_some_and(|before| before.is_ascii() != wanted.is_ascii()) {
            while text.get(at).is_some_and(|c| matches!(c, ' ' | '\u{A0}')) {
                at += 1;
            }
        }
        if text.get(at) != Some(wanted) {
            return false;
        }
        (at, before) = (at + 1, Some(wanted));
    }
    let begins = start.checked_sub(1).and_then(|before| text.get(before));
    !(is_word(phrase.first()) && is_word(begins)) && !(is_word(phrase.last()) && is_word(text.get(at)))
}

/// Whether it is a Chinese character, the rare ones of people's names included: 䶮, 𬱖.
#[must_use]
pub fn is_han(ch: char) -> bool {
    matches!(ch, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3134F}')
}

/// Letters and digits beyond ASCII, whose own make whole words: é and the full-width Ａ and １ too, which are
/// found only as they are written. Nearly all of what is written is of one block, and asking for that first is
/// several times as fast as any table.
fn makes_pairs(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}') || !c.is_ascii() && c.is_alphanumeric()
}

/// A subject and a content together, or either: up to 4,200 characters. Empty text has no category,
/// and that is an answer, not an error.
#[derive(Clone, Debug, Serialize)]
#[serde(transparent)]
pub struct ClassifiedText(pub String);

impl ClassifiedText {
    /// Characters: a subject and a content, and what may stand between them.
    pub const MAX: u32 = Content::MAX + Subject::MAX + 100;
}

impl<'de> Deserialize<'de> for ClassifiedText {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text.chars().count() > Self::MAX as usize {
            Err(serde::de::Error::custom(Invalid::TooLong(Self::MAX)))
        } else {
            Ok(Self(text))
        }
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for ClassifiedText {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ClassifiedText".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string", "maxLength": Self::MAX})
    }
}

/// Keeps the first `head` and last `tail` characters of a text that is long enough to hide the rest.
#[must_use]
pub fn mask(text: &str, head: usize, tail: usize) -> String {
    let count = text.chars().count();
    let (head, tail) = if count > head + tail { (head, tail) } else { (count.min(1), 0) };
    let hidden = count - head - tail;
    let stars = "*".repeat(hidden.clamp(1, 4));
    text.chars().take(head).chain(stars.chars()).chain(text.chars().skip(count - tail)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_bounded_and_clean() {
        assert_eq!(Content::parse("  路灯坏了\n"), Ok(Content("路灯坏了".into())));
        assert_eq!(Content::parse(" \n\t "), Err(Invalid::Empty));
        assert_eq!(Content::parse("a\0b"), Err(Invalid::ControlCharacter));
        assert_eq!(Content::parse("a\u{1b}[2Jb"), Err(Invalid::ControlCharacter));
        assert!(Content::parse("first\r\nsecond\tthird").is_ok());
        assert_eq!(Subject::parse("first\nsecond"), Err(Invalid::ControlCharacter));
        assert!(Content::parse(&"字".repeat(4000)).is_ok());
        assert_eq!(Content::parse(&"字".repeat(4001)), Err(Invalid::TooLong(4000)));
        assert!(Purpose::parse("回访").is_ok() && Purpose::parse(&"字".repeat(500)).is_ok());
        assert_eq!(Purpose::parse(" 。 "), Err(Invalid::TooShort(2)));
        assert_eq!(Purpose::parse("  "), Err(Invalid::Empty));
        assert_eq!(Purpose::parse(&"字".repeat(501)), Err(Invalid::TooLong(500)));
    }

    #[test]
    fn what_a_masked_text_cannot_hold_is_hidden() {
        assert_eq!(Content::masked("请打138****1234").as_str(), "请打138****1234");
        for left in ["", "  ", "a\0b", &"字".repeat(4001)] {
            assert_eq!(Content::masked(left).as_str(), "****");
            assert_eq!(Remark::masked(left).as_str(), "****");
        }
        for left in ["", "first\nsecond", &"字".repeat(101)] {
            assert_eq!(Subject::masked(left).as_str(), "****");
        }
        assert!(
            Content::parse(HIDDEN).is_ok() && Subject::parse(HIDDEN).is_ok() && Remark::parse(HIDDEN).is_ok()
        );
    }

    #[test]
    fn forms() {
        assert_eq!(Phone::parse("138-0013 8000").map(Phone::into_string), Ok("13800138000".into()));
        assert_eq!(Phone::parse("+86 10 12345").map(Phone::into_string), Ok("+861012345".into()));
        for bad in ["12", "phone", "1+2+3", "１２３４５"] {
            assert_eq!(Phone::parse(bad), Err(Invalid::Malformed), "{bad}");
        }
        for (given, national) in [
            ("13800138000", "13800138000"),
            ("+86 138 0013 8000", "13800138000"),
            ("0086-138-0013-8000", "13800138000"),
            ("0731-88881234", "073188881234"),
            ("+86 731 8888 1234", "073188881234"),
            ("+86 (0)731 8888 1234", "073188881234"),
            ("+86 10 6234 5678", "01062345678"),
            ("88881234", "88881234"),
            ("+852 2345 6789", "+85223456789"),
        ] {
            assert_eq!(Phone::parse(given).unwrap().national(), national, "{given}");
        }
        assert!(Email::parse("a@example.com").is_ok());
        for bad in ["a", "@b", "a@", "a@b@c", "a b@c"] {
            assert_eq!(Email::parse(bad), Err(Invalid::Malformed), "{bad}");
        }
        assert!(Url::parse("https://example.com/1.jpg").is_ok());
        for bad in ["javascript:alert(1)", "https://", "ftp://x", "http:///x", "https://a b"] {
            assert_eq!(Url::parse(bad), Err(Invalid::Malformed), "{bad}");
        }
        assert!(MediaType::parse("image/svg+xml").is_ok());
        assert_eq!(MediaType::parse("image"), Err(Invalid::Malformed));
        assert!(DeptCode::parse("chengguan").is_ok());
        assert_eq!(DeptCode::parse("x'; --"), Err(Invalid::Malformed));
    }

    #[test]
    fn user_names_are_small_and_hexadecimal_is_exact() {
        assert_eq!(UserName::parse(" Zhang.San-1 ").map(UserName::into_string), Ok("zhang.san-1".into()));
        for bad in ["citizen:1", "张三", "a b", "a/b"] {
            assert_eq!(UserName::parse(bad), Err(Invalid::Malformed), "{bad}");
        }
        assert_eq!((hex(&[0, 0xa5, 0xff]).as_str(), unhex("00a5ff")), ("00a5ff", Some([0, 0xa5, 0xff])));
        for bad in ["00a5f", "00a5ff0", "00A5FF", "+0a5ff", "00a5fg", "00a5中"] {
            assert_eq!(unhex::<3>(bad), None, "{bad}");
        }
    }

    #[test]
    fn terms_of_mixed_text() {
        assert_eq!(search_terms("路灯坏了，A3区"), ["路灯", "灯坏", "坏了", "a3", "区"]);
        assert_eq!(index_terms("路灯坏了，A3区"), "路灯 灯坏 坏了 了 a3 区");
        assert_eq!(search_terms("灯"), ["灯"]);
        assert_eq!(search_terms(" \"OR 1=1\" "), ["or", "1", "1"]);
        for nothing in ["", "，。", "🚒🚒"] {
            assert!(search_terms(nothing).is_empty() && index_terms(nothing).is_empty());
        }
    }

    #[test]
    fn every_character_begins_a_term_of_the_index() {
        let text = "麒麟路的路灯，坏了";
        let index = index_terms(text);
        for c in text.chars().filter(|c| c.is_alphanumeric()) {
            assert!(index.split(' ').any(|term| term.starts_with(c)), "{c}");
        }
    }
}
