//! What can be wrong with one value, as a stable code and a sentence in either language.
//!
//! A newtype's error has to travel through `serde`, which keeps only text. [`Invalid`] therefore
//! prints as a compact `code:limit` and parses back from it, so the edge can rebuild the code.

use std::fmt;
use std::str::FromStr;

use crate::bound::Bound;
use crate::form::Form;
use crate::lang::Lang;
use crate::moment::printed;

/// One fault of one field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Invalid {
    /// A required field is absent.
    Missing,
    /// A field that this request does not have.
    UnknownField,
    /// A word outside its list.
    UnknownValue,
    /// A word outside this list.
    OneOf(&'static [&'static str]),
    /// No name of the taxonomy.
    NotInTaxonomy,
    /// A number where text belongs, and the like.
    WrongType,
    /// Nothing but white space.
    Empty,
    /// More than this many characters (Unicode scalar values).
    TooLong(u32),
    /// Fewer than this many characters.
    TooShort(u32),
    /// More than this many items.
    TooMany(u32),
    /// NUL and other control characters; line breaks and tabs only where lines are allowed.
    ControlCharacter,
    /// A number or time outside its range.
    OutOfRange,
    /// Not from the first to the second.
    Between(i64, i64),
    /// Not from the first moment to the second, in seconds since 1970.
    Times(i64, i64),
    /// Not what the field has to be, which two numbers do not say.
    Beyond(Bound),
    /// Not later than this other field, or than this moment.
    After(&'static str),
    /// A name of the taxonomy that does not stand under this category.
    NotUnder(&'static str),
    /// A period that ends before it begins, or is too long.
    Period,
    /// Not a ticket that this one can be merged into.
    Unmergeable,
    /// Not of the form that the field has.
    Malformed,
    /// Not of this form.
    Form(Form),
    /// Right elsewhere: this action or field has its own route.
    Elsewhere,
    /// Names something that does not exist.
    NotFound,
    /// The same as an earlier item of the list.
    Duplicate,
    /// Known already, with other content.
    Conflict,
    /// A department must not lead on a matter that is about itself, unless a supervisor says so.
    ConflictOfInterest,
    /// Another department signed first and leads until a supervisor says otherwise, 首接负责.
    FirstResponsible,
    /// Two tickets that differ in what they protect or whom they accuse are not merged.
    KeptApart,
    /// A password that others would try first.
    Guessable,
    /// Administrators do not take their own rights away: another one has to.
    Yourself,
    /// A department that is no more gets nothing new.
    Retired,
    /// The dispatch catalogue in force still names it.
    InUse,
    /// Somebody has answered it as it is.
    Answered,
    /// Its time is over, and it does not begin again.
    Over,
}

impl Invalid {
    /// The stable code that clients may act on.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::UnknownField => "unknown_field",
            Self::UnknownValue | Self::OneOf(_) | Self::NotInTaxonomy => "unknown_value",
            Self::WrongType => "wrong_type",
            Self::Empty => "empty",
            Self::TooLong(_) => "too_long",
            Self::TooShort(_) => "too_short",
            Self::TooMany(_) => "too_many",
            Self::ControlCharacter => "control_character",
            Self::OutOfRange
            | Self::Between(..)
            | Self::Times(..)
            | Self::Beyond(_)
            | Self::After(_)
            | Self::NotUnder(_)
            | Self::Period
            | Self::Unmergeable => "out_of_range",
            Self::Malformed | Self::Form(_) => "malformed",
            Self::Elsewhere => "elsewhere",
            Self::NotFound => "not_found",
            Self::Duplicate => "duplicate",
            Self::Conflict => "conflict",
            Self::ConflictOfInterest => "conflict_of_interest",
            Self::FirstResponsible => "first_responsible",
            Self::KeptApart => "kept_apart",
            Self::Guessable => "guessable",
            Self::Yourself => "yourself",
            Self::Retired => "retired",
            Self::InUse => "in_use",
            Self::Answered => "answered",
            Self::Over => "over",
        }
    }

    /// A sentence for people.
    #[must_use]
    pub fn detail(self, lang: Lang) -> String {
        let (zh, en) = match self {
            Self::Missing => ("此项必填", "this field is required"),
            Self::UnknownField => ("没有这一项", "there is no such field"),
            Self::UnknownValue => ("不是允许的取值", "not one of the allowed values"),
            Self::OneOf(words) => {
                let (zh, en) = (words.join("、"), words.join(", "));
                return lang.pick(&format!("只能是以下之一：{zh}"), &format!("must be one of: {en}"));
            }
            Self::NotInTaxonomy => (
                "不是分类体系中的名称，见 GET /v1/taxonomy",
                "no name of the taxonomy: GET /v1/taxonomy lists them",
            ),
            Self::Between(least, most) => {
                return lang.pick(
                    &format!("应在 {least} 到 {most} 之间"),
                    &format!("must be from {least} to {most}"),
                );
            }
            Self::Times(from, to) => {
                let (from, to) = (printed(from), printed(to));
                return lang
                    .pick(&format!("应在 {from} 到 {to} 之间"), &format!("must be from {from} to {to}"));
            }
            Self::Beyond(bound) => {
                let (zh, en) = (bound.about(Lang::Zh), bound.about(Lang::En));
                return lang.pick(&format!("超出范围，应为：{zh}"), &format!("out of range: must be {en}"));
            }
            Self::After("now") => ("应晚于当前时间", "must be later than now"),
            Self::After(other) => {
                return lang.pick(&format!("应晚于 {other}"), &format!("must be later than {other}"));
            }
            Self::NotUnder(category) => {
                return lang.pick(
                    &format!("不属于“{category}”，见 GET /v1/taxonomy"),
                    &format!("does not stand under {category}: GET /v1/taxonomy says what does"),
                );
            }
            Self::Period => (
                "起止日期应先后有序，且不超过十年",
                "a period ends no earlier than it begins, and lasts ten years at most",
            ),
            Self::Unmergeable => (
                "只能并入另一件尚未答复的在办工单",
                "must be another ticket that is open and not answered yet",
            ),
            Self::Form(form) => {
                let (zh, en) = (form.about(Lang::Zh), form.about(Lang::En));
                return lang.pick(&format!("格式不对，应为：{zh}"), &format!("malformed: must be {en}"));
            }
            Self::WrongType => ("类型不对", "wrong type"),
            Self::Empty => ("不能为空", "must not be empty"),
            Self::TooLong(max) => {
                return lang.pick(&format!("不能超过{max}个字"), &format!("at most {max} characters"));
            }
            Self::TooShort(min) => {
                return lang.pick(&format!("不能少于{min}个字"), &format!("at least {min} characters"));
            }
            Self::TooMany(max) => {
                return lang.pick(&format!("不能超过{max}项"), &format!("at most {max} items"));
            }
            Self::ControlCharacter => ("含有不允许的控制字符", "contains control characters"),
            Self::OutOfRange => ("超出范围", "out of range"),
            Self::Malformed => ("格式不对", "malformed"),
            Self::Elsewhere => ("请使用专门的接口", "has a route of its own"),
            Self::NotFound => ("不存在", "does not exist"),
            Self::Duplicate => ("此项重复", "the same as an earlier one"),
            Self::Conflict => ("已存在且内容不同", "known already with other content"),
            Self::ConflictOfInterest => (
                "诉求涉及该单位自身，须由督办决定",
                "the matter is about this department: only a supervisor may let it lead",
            ),
            Self::FirstResponsible => (
                "首接单位负责到底，变更须由督办决定",
                "another department is responsible since it signed first: only a supervisor may change that",
            ),
            Self::KeptApart => (
                "两件诉求的保护要求或涉及单位不同，不能并单",
                "the two differ in what they protect or whom they accuse: they stay apart",
            ),
            Self::Guessable => ("太容易被猜到", "too easy to guess"),
            Self::Yourself => (
                "不能停用自己或取消自己的管理员角色",
                "not on your own account: another administrator has to",
            ),
            Self::Retired => {
                ("该单位已撤销，不再接收新工单", "this department is retired: it gets nothing new")
            }
            Self::InUse => (
                "派单目录仍指向该单位，请先修改派单目录",
                "the dispatch catalogue in force names it: replace the catalogue first",
            ),
            Self::Answered => (
                "已有人作答，不能再改；请撤下后另发一份",
                "somebody has answered already: it stays as it is; withdraw it and publish another",
            ),
            Self::Over => ("已经结束，不能重新开始", "it is over and does not begin again: publish another"),
        };
        lang.pick(zh, en)
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong(limit) | Self::TooShort(limit) | Self::TooMany(limit) => {
                write!(f, "{}:{limit}", self.code())
            }
            Self::Between(least, most) => write!(f, "{}:{least}:{most}", self.code()),
            Self::Times(from, to) => write!(f, "{}:{from}:{to}:", self.code()),
            Self::Form(form) => write!(f, "{}:{}", self.code(), form.as_str()),
            Self::Beyond(bound) => write!(f, "{}:{}", self.code(), bound.as_str()),
            Self::NotInTaxonomy => write!(f, "{}:taxonomy", self.code()),
            _ => f.write_str(self.code()),
        }
    }
}

impl std::error::Error for Invalid {}

impl From<std::num::ParseIntError> for Invalid {
    fn from(_: std::num::ParseIntError) -> Self {
        Self::Form(Form::Number)
    }
}

impl From<std::str::ParseBoolError> for Invalid {
    fn from(_: std::str::ParseBoolError) -> Self {
        Self::OneOf(&["true", "false"])
    }
}

impl FromStr for Invalid {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (code, rest) = text.split_once(':').unwrap_or((text, ""));
        let limit = || rest.parse().map_err(|_| ());
        let between = || {
            let (least, most) = rest.split_once(':')?;
            let (most, times) = (most.trim_end_matches(':'), most.ends_with(':'));
            let (least, most) = (least.parse().ok()?, most.parse().ok()?);
            Some(if times { Self::Times(least, most) } else { Self::Between(least, most) })
        };
        Ok(match code {
            "missing" => Self::Missing,
            "unknown_field" => Self::UnknownField,
            "unknown_value" if rest == "taxonomy" => Self::NotInTaxonomy,
            "unknown_value" => Self::UnknownValue,
            "wrong_type" => Self::WrongType,
            "empty" => Self::Empty,
            "too_long" => Self::TooLong(limit()?),
            "too_short" => Self::TooShort(limit()?),
            "too_many" => Self::TooMany(limit()?),
            "control_character" => Self::ControlCharacter,
            "out_of_range" => {
                between().or_else(|| Bound::named(rest).map(Self::Beyond)).unwrap_or(Self::OutOfRange)
            }
            "malformed" => Form::named(rest).map_or(Self::Malformed, Self::Form),
            "elsewhere" => Self::Elsewhere,
            "not_found" => Self::NotFound,
            "duplicate" => Self::Duplicate,
            "conflict" => Self::Conflict,
            "conflict_of_interest" => Self::ConflictOfInterest,
            "first_responsible" => Self::FirstResponsible,
            "kept_apart" => Self::KeptApart,
            "guessable" => Self::Guessable,
            "yourself" => Self::Yourself,
            "retired" => Self::Retired,
            "in_use" => Self::InUse,
            "answered" => Self::Answered,
            "over" => Self::Over,
            _ => return Err(()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn travels_through_text() {
        for fault in [
            Invalid::Missing,
            Invalid::UnknownField,
            Invalid::UnknownValue,
            Invalid::WrongType,
            Invalid::Empty,
            Invalid::TooLong(4000),
            Invalid::TooShort(2),
            Invalid::TooMany(9),
            Invalid::ControlCharacter,
            Invalid::OutOfRange,
            Invalid::Malformed,
            Invalid::Elsewhere,
            Invalid::NotFound,
            Invalid::Duplicate,
            Invalid::Conflict,
            Invalid::ConflictOfInterest,
            Invalid::FirstResponsible,
            Invalid::KeptApart,
            Invalid::Guessable,
            Invalid::Yourself,
            Invalid::Retired,
            Invalid::InUse,
            Invalid::Answered,
            Invalid::Over,
            Invalid::NotInTaxonomy,
            Invalid::Between(-90, 90),
            Invalid::Times(0, 60),
            Invalid::Form(Form::Time),
            Invalid::Beyond(Bound::Calendar),
        ] {
            assert_eq!(fault.to_string().parse(), Ok(fault));
            assert_ne!(fault.detail(Lang::Zh), fault.detail(Lang::En));
        }
        assert_eq!("expected value".parse::<Invalid>(), Err(()));
    }

    #[test]
    fn whoever_is_refused_is_told_what_would_be_taken() {
        for (invalid, code, told) in [
            (Invalid::OneOf(&["a", "b"]), "unknown_value", "must be one of: a, b"),
            (Invalid::Between(1, 9), "out_of_range", "must be from 1 to 9"),
            (
                Invalid::Times(0, 60),
                "out_of_range",
                "must be from 1970-01-01T08:00:00+08:00 to 1970-01-01T08:01:00+08:00",
            ),
            (Invalid::After("publish_at"), "out_of_range", "must be later than publish_at"),
            (Invalid::Form(Form::Day), "malformed", "malformed: must be a day, as 2026-11-23"),
        ] {
            assert_eq!((invalid.code(), invalid.detail(Lang::En).as_str()), (code, told));
            assert!(!invalid.detail(Lang::Zh).is_empty());
        }
        for form in Form::ALL {
            assert_eq!(Form::named(form.as_str()), Some(*form));
            assert_ne!(form.about(Lang::Zh), form.about(Lang::En));
        }
    }
}
