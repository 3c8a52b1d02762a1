//! What can be asked for in the query of a request, as types that cannot hold anything else. With the feature `schema`
//! each of them also says, for the interface's document, what it takes; [`crate::parameter`] gives them names.

use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use minsheng_request_id::RequestId;
use minsheng_types::clock::{Day, Timestamp};
use minsheng_types::form::Form;
use minsheng_types::invalid::Invalid;
use minsheng_types::text::ClassifiedText;
use minsheng_types::words::{Action, State, words};

use crate::act::Act;
use crate::assessment::Dimension;
use crate::events::After;

words! {
    /// What somebody owes: a supervisor a decision, a department what it is late with.
    pub enum Owed {
        Extension = "extension", "延期待审", "an extension to decide";
        Return = "return", "退单待审", "a return to decide";
        Dispute = "dispute", "争议待裁定", "a dispute to decide";
        Review = "review", "答复待审", "a reply to review";
        Placing = "placing", "多次退单待指定", "to be placed after the third return";
        SignLate = "sign_late", "逾期未签收", "not signed in time";
        ContactLate = "contact_late", "逾期未联系", "the citizen not contacted in time";
        FinishLate = "finish_late", "逾期未办结", "not finished in time";
    }
}

impl Owed {
    /// A time has passed: decisions are owed from when they are asked for.
    #[must_use]
    pub const fn is_late(self) -> bool {
        matches!(self, Self::SignLate | Self::ContactLate | Self::FinishLate)
    }
}

words! {
    /// In which order the work list comes. `updated` is for the system that handed the tickets in, and for no other.
    #[derive(Default)]
    pub enum Sort {
        #[default]
        Newest = "newest", "最新在前", "the newest first";
        Oldest = "oldest", "最早在前", "the oldest first";
        Due = "due", "按办结期限", "the nearest deadline first; open tickets that have one";
        SignDue = "sign_due", "按签收期限", "the first to be signed first; those that nobody has signed";
        ContactDue = "contact_due", "按联系期限", "the first to be contacted first; those of whom nobody has been";
        Updated = "updated", "最早变动在前", "the oldest change first: what changes meanwhile comes once more";
    }
}

words! {
    /// Whether all is listed or what everybody sees.
    pub enum Listed {
        Published = "published", "已发布", "what is out";
        All = "all", "全部", "all of it, for those who keep it";
    }
}

words! {
    /// By what topics are told apart.
    pub enum TopicsBy {
        Category = "category", "类别", "category";
        District = "district", "区县", "district";
    }
}

impl From<TopicsBy> for Dimension {
    fn from(by: TopicsBy) -> Self {
        match by {
            TopicsBy::Category => Self::Category,
            TopicsBy::District => Self::District,
        }
    }
}

words! {
    /// What a list is answered as, when not as JSON.
    pub enum FileFormat {
        Csv = "csv", "CSV 文件", "a file for spreadsheets";
    }
}

words! {
    /// Which of a webhook's deliveries.
    pub enum DeliveryStatus {
        Pending = "pending", "待推送", "what waits";
        Dead = "dead", "已放弃", "dead letters";
    }
}

words! {
    /// What a receipt holds beside what became of the demand.
    pub enum Included {
        Similar = "similar", "类似诉求", "earlier demands that are like it";
        Answers = "answers", "相关答案", "answers of the knowledge base";
    }
}

/// A name of its own beside those of a list.
macro_rules! or_word {
    ($(#[$doc:meta])* $name:ident = $word:literal $own:ident or $words:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name { $own, One($words) }

        impl $name {
            #[expect(clippy::indexing_slicing, reason = "while compiling, where a slip is an error")]
            pub const NAMES: &'static [&'static str] = &{
                let mut names = [$word; $words::NAMES.len() + 1];
                let mut place = 0;
                while place < $words::NAMES.len() {
                    names[place] = $words::NAMES[place];
                    place += 1;
                }
                names
            };
        }

        impl FromStr for $name {
            type Err = Invalid;

            fn from_str(text: &str) -> Result<Self, Invalid> {
                if text == $word {
                    return Ok(Self::$own);
                }
                text.parse().map(Self::One).map_err(|_| Invalid::OneOf(Self::NAMES))
            }
        }

        #[cfg(feature = "schema")]
        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({"type": "string", "enum": Self::NAMES})
            }
        }
    };
}

or_word! {
    /// One state, or all in which something is owed.
    StateAsked = "open" Open or State
}

or_word! {
    /// By what figures are told apart; by nothing, they are one sum.
    GroupBy = "none" Nothing or Dimension
}

impl GroupBy {
    #[must_use]
    pub const fn dimension(self) -> Option<Dimension> {
        match self {
            Self::Nothing => None,
            Self::One(dimension) => Some(dimension),
        }
    }
}

/// Behind which event a list begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventsAfter {
    /// The newest: there is nothing yet.
    Latest,
    One(After),
}

impl FromStr for EventsAfter {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        if text == "latest" { Ok(Self::Latest) } else { text.parse().map(Self::One) }
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for EventsAfter {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "EventsAfter".into()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"anyOf": [{"type": "string", "enum": ["latest"]}, After::json_schema(generator)]})
    }
}

/// Whatever was written: one of these that is none is nothing that there is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnyText(pub String);

impl FromStr for AnyText {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        Ok(Self(text.to_owned()))
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for AnyText {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "AnyText".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string"})
    }
}

/// Several words, with commas between them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Several<T>(pub Vec<T>);

impl<T: FromStr<Err = Invalid>> FromStr for Several<T> {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        text.split(',').map(|part| part.trim().parse()).collect::<Result<_, _>>().map(Self)
    }
}

#[cfg(feature = "schema")]
impl<T: schemars::JsonSchema> schemars::JsonSchema for Several<T> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("Several{}", T::schema_name()).into()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        // None of them is asked for by leaving the parameter out.
        schemars::json_schema!({"type": "array", "items": generator.subschema_for::<T>(), "minItems": 1})
    }
}

/// A moment in which `+` may have become a space on its way through an address.
fn moment(text: &str) -> Result<Timestamp, Invalid> {
    let spaced = text.len() > 20 && text.rfind(' ') == Some(text.len() - 6);
    if spaced { Timestamp::parse(&text.replace(' ', "+")) } else { Timestamp::parse(text) }
}

/// A moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment(pub Timestamp);

impl FromStr for Moment {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        moment(text).map(Self)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Moment {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Moment".into()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        Timestamp::json_schema(generator)
    }
}

/// Where a span of time begins: a moment, or a local day from its first on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Since(pub Timestamp);

/// Where a span of time ends: before a moment, or with a local day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Until(pub Timestamp);

/// `2026-11-23`; anything else is a moment.
pub(crate) fn day_or_moment(text: &str, of_day: fn(Day) -> Timestamp) -> Result<Timestamp, Invalid> {
    if text.len() == 10 { text.parse().map(of_day) } else { moment(text) }
}

impl FromStr for Since {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        day_or_moment(text, Day::start).map(Self)
    }
}

impl FromStr for Until {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        day_or_moment(text, |day| day.next().start()).map(Self)
    }
}

#[cfg(feature = "schema")]
macro_rules! day_or_moment_schema {
    ($($name:ident)+) => {$(
        impl schemars::JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                let (day, moment) = (Day::json_schema(generator), Timestamp::json_schema(generator));
                schemars::json_schema!({"anyOf": [day, moment]})
            }
        }
    )+};
}
#[cfg(feature = "schema")]
day_or_moment_schema! { Since Until }

/// Words to look for, among them at least one that can be found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchWords(pub String);

impl FromStr for SearchWords {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        text.parse::<ClassifiedText>()?;
        let mut any = false;
        minsheng_language::terms::each_search_term(text, |_| any = true);
        if any { Ok(Self(text.to_owned())) } else { Err(Invalid::Form(Form::Words)) }
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for SearchWords {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "SearchWords".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string", "maxLength": ClassifiedText::MAX, "pattern": Form::Words.pattern()})
    }
}

/// What stands before an action's name where a line of the audit log tells of a ticket.
pub(crate) const OF_A_TICKET: &str = "ticket.";

/// An act that a line of the audit log can tell of, by its name; one that is misspelt is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActName(pub String);

impl FromStr for ActName {
    type Err = Invalid;

    fn from_str(name: &str) -> Result<Self, Invalid> {
        match name.strip_prefix(OF_A_TICKET) {
            Some(action) => action.parse::<Action>().map(drop)?,
            None => name.parse::<Act>().map(drop)?,
        }
        Ok(Self(name.to_owned()))
    }
}

impl ActName {
    /// All of them.
    #[must_use]
    pub fn names() -> Vec<String> {
        let of_tickets = Action::ALL.iter().map(|action| format!("{OF_A_TICKET}{action}"));
        Act::ALL.iter().map(Act::to_string).chain(of_tickets).collect()
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for ActName {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ActName".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string", "enum": Self::names()})
    }
}

/// A whole number of 0 or more as it stands in an address: digits alone, and no zero before them.
fn digits(text: &str) -> Option<&str> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit()) && (text.len() == 1 || !text.starts_with('0'));
    Some(text).filter(|text| plain && !text.is_empty())
}

/// The number of something that is stored: a row of a log, a notice, an entry of the knowledge base.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowNumber(pub i64);

impl FromStr for RowNumber {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let digits = digits(text.strip_prefix('-').unwrap_or(text)).ok_or(Invalid::Form(Form::Number))?;
        let beyond = Invalid::Between(0, i64::MAX);
        if digits.len() < text.len() { Err(beyond) } else { digits.parse().map(Self).map_err(|_| beyond) }
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for RowNumber {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "RowNumber".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "integer", "format": "int64", "minimum": 0, "maximum": i64::MAX})
    }
}

/// The same in a path, where it is a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowName(pub i64);

impl FromStr for RowName {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let number = digits(text).filter(|digits| digits.len() <= 18 && *digits != "0");
        number.and_then(|digits| digits.parse().ok()).map(Self).ok_or(Invalid::Form(Form::Number))
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for RowName {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "RowName".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string", "pattern": "^[1-9][0-9]{0,17}$"})
    }
}

/// Digits in base 16, as many as `LENGTH`; kept in small letters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hex<const LENGTH: usize>(pub String);

impl<const LENGTH: usize> FromStr for Hex<LENGTH> {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let fits = text.len() == LENGTH && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        if fits { Ok(Self(text.to_ascii_lowercase())) } else { Err(Invalid::Form(Form::Token)) }
    }
}

#[cfg(feature = "schema")]
impl<const LENGTH: usize> schemars::JsonSchema for Hex<LENGTH> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("Hex{LENGTH}").into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string", "pattern": format!("^[0-9A-Fa-f]{{{LENGTH}}}$")})
    }
}

/// The name of a request as an answer, a problem or a line of the log has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestAsked(pub RequestId);

impl FromStr for RequestAsked {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let text = text.strip_prefix("urn:uuid:").unwrap_or(text);
        // No request is called so, and asking for it finds none.
        let nothing = || RequestId::parse(&text.replacen('0', "1", 1)).and(RequestId::from_bytes(&[0; 16]));
        RequestId::parse(text).or_else(nothing).map(Self).ok_or(Invalid::Form(Form::RequestId))
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for RequestAsked {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "RequestAsked".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string", "pattern": Form::RequestId.pattern()})
    }
}

/// Where a page begins: the keys by which the last item of the page before is sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor<const KEYS: usize>(pub [i64; KEYS]);

/// An opaque cursor out of sort keys: eight bytes of each, as one text.
#[must_use]
pub fn cursor(keys: &[i64]) -> String {
    let bytes: Vec<u8> = keys.iter().flat_map(|key| key.to_be_bytes()).collect();
    BASE64.encode(bytes)
}

impl<const KEYS: usize> FromStr for Cursor<KEYS> {
    type Err = Invalid;

    /// One that this service did not make, or made for another list, is refused.
    fn from_str(text: &str) -> Result<Self, Invalid> {
        let bytes = BASE64.decode(text).unwrap_or_default();
        let (each, rest) = bytes.as_chunks::<8>();
        let keys: Result<[[u8; 8]; KEYS], _> = each.try_into();
        match keys {
            Ok(keys) if rest.is_empty() => Ok(Self(keys.map(i64::from_be_bytes))),
            _ => Err(Invalid::Form(Form::Cursor)),
        }
    }
}

#[cfg(feature = "schema")]
impl<const KEYS: usize> schemars::JsonSchema for Cursor<KEYS> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("Cursor{KEYS}").into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let whole = KEYS * 8 * 8 / 6;
        let last = match KEYS * 8 * 8 % 6 {
            0 => "",
            2 => "[AQgw]",
            _ => "[AEIMQUYcgkosw048]",
        };
        schemars::json_schema!({"type": "string", "pattern": format!("^[A-Za-z0-9_-]{{{whole}}}{last}$")})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursors_are_opaque_and_checked() {
        for keys in [[1, 2], [0, i64::MAX], [i64::MIN, -1]] {
            assert_eq!(cursor(&keys).parse(), Ok(Cursor(keys)));
        }
        assert_eq!(cursor(&[1]), "AAAAAAAAAAE", "eleven characters for eight bytes");
        assert_eq!(cursor(&[1, 2]), "AAAAAAAAAAEAAAAAAAAAAg");
        let malformed = Invalid::Form(Form::Cursor);
        let two = cursor(&[1, 2]);
        assert_eq!(two.parse::<Cursor<1>>(), Err(malformed), "of another list");
        assert_eq!(two.parse::<Cursor<3>>(), Err(malformed));
        for bad in ["", "MSwy", "AAAAAAAAAAF", "AAAAAAAAAA=", "AAAAAAAAAA ", "AAAAAAAAAAEA", "AAAAAAAAAA中"]
        {
            assert_eq!(bad.parse::<Cursor<1>>(), Err(malformed), "{bad}");
        }
    }

    #[test]
    fn numbers_are_digits_and_nothing_else() {
        assert_eq!("0".parse(), Ok(RowNumber(0)));
        assert_eq!("9223372036854775807".parse(), Ok(RowNumber(i64::MAX)));
        for bad in ["-1", "-0", "9223372036854775808"] {
            assert_eq!(bad.parse::<RowNumber>(), Err(Invalid::Between(0, i64::MAX)), "{bad}");
        }
        for bad in ["", "-", "+1", "01", "1.0", "x"] {
            assert_eq!(bad.parse::<RowNumber>(), Err(Invalid::Form(Form::Number)), "{bad}");
        }
        assert_eq!("7".parse(), Ok(RowName(7)));
        for bad in ["0", "007", "-7", "+7", "1234567890123456789", ""] {
            assert!(bad.parse::<RowName>().is_err(), "{bad}");
        }
    }

    #[test]
    fn acts_are_a_closed_list() {
        let all = ActName::names();
        assert_eq!(all.len(), Act::ALL.len() + Action::ALL.len());
        assert!(all.iter().all(|name| name.parse::<ActName>().is_ok()));
        for unknown in ["", "ticket.", "ticket.fly", "ticket", "settings", "audit.reed", "ticket.audit.read"]
        {
            assert!(unknown.parse::<ActName>().is_err(), "{unknown}");
        }
    }

    #[test]
    fn several_words_stand_with_commas_between() {
        let owed = |text: &str| text.parse::<Several<Owed>>().map(|owed| owed.0);
        assert_eq!(owed("review, extension"), Ok(vec![Owed::Review, Owed::Extension]));
        for bad in ["", ",", "review,", "review,money"] {
            assert_eq!(owed(bad), Err(Invalid::OneOf(Owed::NAMES)), "{bad}");
        }
    }

    #[test]
    fn words_to_look_for_hold_one_that_can_be_found() {
        assert!("路灯".parse::<SearchWords>().is_ok() && " !a".parse::<SearchWords>().is_ok());
        for bad in ["", "!?", " \n", "—"] {
            assert_eq!(bad.parse::<SearchWords>(), Err(Invalid::Form(Form::Words)), "{bad}");
        }
        let long = "字".repeat(4201);
        assert_eq!(long.parse::<SearchWords>(), Err(Invalid::TooLong(4200)));
    }
}
