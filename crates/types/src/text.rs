//! Text that citizens and staff write, as types that cannot hold a bad value.
//!
//! Lengths count characters (Unicode scalar values), as people do. White space around a text is
//! dropped. Control characters are refused: NUL ends strings in other people's software, and escape
//! sequences rewrite terminals; lines and tabs are allowed where a text may have several lines.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};

use crate::form::Form;
use crate::invalid::Invalid;
pub use crate::mask::mask;
use crate::phone;
pub use crate::phone::is_mobile;

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
                #[allow(unused_mut, reason = "only some texts have a form")]
                let mut schema = schemars::json_schema!({
                    "type": "string", "minLength": Self::MIN, "maxLength": $max, "pattern": written(Self::MIN, $lines),
                });
                $(if let Some(pattern) = pattern_of(stringify!($form)) {
                    schema.insert("pattern".to_owned(), pattern.into());
                })?
                schema
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
    /// A telephone number, however it is written: its digits, `+` in front where it was written, without an extension.
    Phone { max: 100, lines: false, form: digits }
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
    /// What WeChat's `wx.login` gave a mini-program: good once, for five minutes.
    WeChatCode { max: 128, lines: false, form: identifier }
    /// What WeChat calls a template of subscription messages.
    WeChatTemplateId { max: 64, lines: false, form: identifier }
    /// What another system calls a ticket that it hands in.
    ExternalRef { max: 100, lines: false }
    /// What is looked for in a column of names: whose, or what for.
    Sought { max: 255, lines: false }
    /// What a notice is about: the identifier of one of the city's categories.
    NoticeCategory { max: 32, lines: false, form: identifier }
    /// What a survey calls one of its questions.
    QuestionId { max: 32, lines: false, form: identifier }
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

maskable! { Content Subject Remark Name Place }

impl Phone {
    /// The number under which all ways to write it are one.
    #[must_use]
    pub fn national(&self) -> Cow<'_, str> {
        phone::national(self.as_str())
    }
}

/// A pattern for what holds as many characters as it must that are neither white space nor control characters.
#[cfg(feature = "schema")]
fn written(min: u32, lines: bool) -> String {
    // Of ECMA-262, without its classes: \s is another one in every language.
    const WHITE: &str = r"\u0020\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000";
    const CONTROL: &str = r"\u0000-\u001F\u007F-\u009F";
    let any = if lines {
        r"[^\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]"
    } else {
        r"[^\u0000-\u001F\u007F-\u009F]"
    };
    let ink = format!("[^{CONTROL}{WHITE}]");
    let inks = vec![ink; min as usize].join(&format!("{any}*"));
    format!("^{any}*{inks}{any}*$")
}

/// The pattern of what this function lets pass.
#[cfg(feature = "schema")]
fn pattern_of(form: &str) -> Option<&'static str> {
    let form = match form {
        "email" => Form::Email,
        "url" => Form::Url,
        "media_type" => Form::MediaType,
        "identifier" | "user_name" => Form::Code,
        _ => return None,
    };
    form.pattern()
}

fn digits(text: String) -> Result<String, Invalid> {
    phone::read(&text).map(|reading| reading.number).ok_or(Invalid::Form(Form::Phone))
}

fn email(text: String) -> Result<String, Invalid> {
    let plausible = !text.contains(char::is_whitespace)
        && text
            .split_once('@')
            .is_some_and(|(user, host)| !user.is_empty() && !host.is_empty() && !host.contains('@'));
    if plausible { Ok(text) } else { Err(Invalid::Form(Form::Email)) }
}

fn url(text: String) -> Result<String, Invalid> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let plausible = rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'))
        && !text.contains(char::is_whitespace);
    if plausible { Ok(text) } else { Err(Invalid::Form(Form::Url)) }
}

fn media_type(text: String) -> Result<String, Invalid> {
    let token = |part: &str| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$&^_.+-".contains(&b))
    };
    if text.split_once('/').is_some_and(|(kind, rest)| token(kind) && token(rest)) {
        Ok(text)
    } else {
        Err(Invalid::Form(Form::MediaType))
    }
}

fn identifier(text: String) -> Result<String, Invalid> {
    if text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.')) {
        Ok(text)
    } else {
        Err(Invalid::Form(Form::Code))
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

/// Whether it is a Chinese character, the rare ones of people's names included: 䶮, 𬱖.
#[must_use]
pub fn is_han(ch: char) -> bool {
    matches!(ch, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3134F}')
}

/// A subject and a content together, or either: up to 4,200 characters. Empty text has no category,
/// and that is an answer, not an error.
#[derive(Clone, Debug, Serialize)]
#[serde(transparent)]
pub struct ClassifiedText(pub String);

impl ClassifiedText {
    /// Characters: a subject and a content, and what may stand between them.
    pub const MAX: u32 = Content::MAX + Subject::MAX + 100;

    fn checked(self) -> Result<Self, Invalid> {
        if self.0.chars().count() > Self::MAX as usize { Err(Invalid::TooLong(Self::MAX)) } else { Ok(self) }
    }
}

impl std::str::FromStr for ClassifiedText {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        Self(text.to_owned()).checked()
    }
}

impl<'de> Deserialize<'de> for ClassifiedText {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self(String::deserialize(deserializer)?).checked().map_err(serde::de::Error::custom)
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
        for bad in ["12", "phone", "1+2+3", "１２"] {
            assert_eq!(Phone::parse(bad), Err(Invalid::Form(Form::Phone)), "{bad}");
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
            assert_eq!(Email::parse(bad), Err(Invalid::Form(Form::Email)), "{bad}");
        }
        assert!(Url::parse("https://example.com/1.jpg").is_ok());
        for bad in ["javascript:alert(1)", "https://", "ftp://x", "http:///x", "https://a b"] {
            assert_eq!(Url::parse(bad), Err(Invalid::Form(Form::Url)), "{bad}");
        }
        assert!(MediaType::parse("image/svg+xml").is_ok());
        assert_eq!(MediaType::parse("image"), Err(Invalid::Form(Form::MediaType)));
        assert!(DeptCode::parse("chengguan").is_ok());
        assert_eq!(DeptCode::parse("x'; --"), Err(Invalid::Form(Form::Code)));
    }

    #[test]
    fn user_names_are_small_and_hexadecimal_is_exact() {
        assert_eq!(UserName::parse(" Zhang.San-1 ").map(UserName::into_string), Ok("zhang.san-1".into()));
        for bad in ["citizen:1", "张三", "a b", "a/b"] {
            assert_eq!(UserName::parse(bad), Err(Invalid::Form(Form::Code)), "{bad}");
        }
        assert_eq!((hex(&[0, 0xa5, 0xff]).as_str(), unhex("00a5ff")), ("00a5ff", Some([0, 0xa5, 0xff])));
        for bad in ["00a5f", "00a5ff0", "00A5FF", "+0a5ff", "00a5fg", "00a5中"] {
            assert_eq!(unhex::<3>(bad), None, "{bad}");
        }
    }
}
