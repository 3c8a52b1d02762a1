//! What a citizen is told in one message: of what, by which channel, in which words.

use std::borrow::Cow;

use minsheng_types::clock::Timestamp;
use minsheng_types::ids::TicketId;
use minsheng_types::invalid::Invalid;
use minsheng_types::lang::Lang;
use minsheng_types::words::{Action, State, words};
use serde::{Deserialize, Deserializer, Serialize};

words! {
    /// How a citizen wants to be told.
    pub enum MessageChannel {
        Sms = "sms", "短信", "short message";
        WeChat = "wechat", "微信订阅消息", "WeChat";
        Email = "email", "电子邮件", "e-mail";
        None = "none", "不通知", "not at all";
    }
}

words! {
    /// In which language.
    pub enum MessageLanguage {
        Zh = "zh", "中文", "Chinese";
        En = "en", "英文", "English";
    }
}

impl MessageLanguage {
    #[must_use]
    pub const fn lang(self) -> Lang {
        match self {
            Self::Zh => Lang::Zh,
            Self::En => Lang::En,
        }
    }
}

words! {
    /// Of what a citizen is told.
    pub enum Occasion {
        Received = "received", "登记", "taken down";
        InfoRequested = "info_requested", "需要补充", "more is asked";
        Declined = "declined", "不予受理", "declined";
        Assigned = "assigned", "转办", "handed to a department";
        Progressed = "progressed", "办理进展", "progress";
        Extended = "extended", "延期", "more time was given";
        Suspended = "suspended", "挂账", "suspended";
        Answered = "answered", "已答复", "answered";
        Closed = "closed", "办结", "closed";
        Merged = "merged", "并单", "merged";
        Adopted = "adopted", "建议被采纳", "a suggestion was adopted";
        Silent = "silent", "长时间无进展", "no progress for long";
    }
}

/// What an event is to a citizen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Telling {
    pub action: Action,
    pub occasion: Occasion,
    /// Only where it says something for the citizen.
    pub public_only: bool,
    /// Whoever came with the same matter is told as well.
    pub of_children: bool,
}

const fn telling(action: Action, occasion: Occasion, public_only: bool, of_children: bool) -> Telling {
    Telling { action, occasion, public_only, of_children }
}

/// Of which events citizens are told. What departments and the hotline do among themselves is none of them.
pub const TABLE: &[Telling] = &[
    telling(Action::Submit, Occasion::Received, false, false),
    telling(Action::RequestInfo, Occasion::InfoRequested, false, false),
    telling(Action::Decline, Occasion::Declined, false, true),
    telling(Action::Assign, Occasion::Assigned, false, false),
    telling(Action::Progress, Occasion::Progressed, true, true),
    telling(Action::ApproveExtension, Occasion::Extended, false, true),
    telling(Action::Suspend, Occasion::Suspended, false, true),
    telling(Action::Answer, Occasion::Answered, false, true),
    telling(Action::Approve, Occasion::Answered, false, true),
    telling(Action::Close, Occasion::Closed, false, true),
    telling(Action::Merge, Occasion::Merged, false, false),
    telling(Action::Adopt, Occasion::Adopted, false, false),
];

/// What stands for something in a text.
pub const PLACEHOLDERS: &[&str] = &["{number}", "{state}", "{due}", "{link}", "{hotline}"];

/// The text of a message, with placeholders out of a closed list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct MessageText(String);

impl MessageText {
    /// Characters: seven short messages, of which some gateways make one.
    pub const MAX: u32 = 450;

    /// # Errors
    /// What is wrong with the text: [`Invalid::OneOf`] where it has a brace that begins or ends no placeholder.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Invalid::Empty);
        }
        if text.chars().any(|c| c.is_control() && c != '\n') {
            return Err(Invalid::ControlCharacter);
        }
        if text.chars().count() > Self::MAX as usize {
            return Err(Invalid::TooLong(Self::MAX));
        }
        if parts(text).any(|part| matches!(part, Part::Broken)) {
            return Err(Invalid::OneOf(PLACEHOLDERS));
        }
        Ok(Self(text.to_owned()))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for MessageText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(|invalid| match invalid {
            Invalid::OneOf(_) => serde::de::Error::unknown_variant(&text, PLACEHOLDERS),
            invalid => serde::de::Error::custom(invalid),
        })
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for MessageText {
    fn schema_name() -> Cow<'static, str> {
        "MessageText".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let names: Vec<&str> = PLACEHOLDERS.iter().map(|one| one.trim_matches(['{', '}'])).collect();
        let pattern = format!("^([^{{}}]|\\{{({})\\}})+$", names.join("|"));
        schemars::json_schema!({"type": "string", "minLength": 1, "maxLength": Self::MAX, "pattern": pattern})
    }
}

enum Part<'a> {
    Text(&'a str),
    Placeholder(&'static str),
    /// A brace that stands for nothing.
    Broken,
}

/// A text taken apart.
fn parts(text: &str) -> impl Iterator<Item = Part<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        if let Some(known) = PLACEHOLDERS.iter().find(|known| rest.starts_with(**known)) {
            rest = rest.get(known.len()..).unwrap_or_default();
            return Some(Part::Placeholder(known));
        }
        let end = rest.find(['{', '}']).unwrap_or(rest.len());
        if end == 0 {
            rest = rest.get(1..).unwrap_or_default();
            return Some(Part::Broken);
        }
        let (plain, behind) = rest.split_at(end);
        rest = behind;
        Some(Part::Text(plain))
    })
}

/// What placeholders stand for. None of it was written by a person.
#[derive(Clone, Debug)]
pub struct Facts<'a> {
    pub number: TicketId,
    pub state: State,
    pub due_at: Option<Timestamp>,
    /// Opens the ticket; empty where nobody has said at which address the hotline is reached.
    pub link: &'a str,
    pub hotline: &'a str,
}

/// The message that a text comes to.
#[must_use]
pub fn filled(text: &str, facts: &Facts<'_>, lang: Lang) -> String {
    let mut whole = String::with_capacity(text.len() + 64);
    for part in parts(text) {
        match part {
            Part::Text(plain) => whole.push_str(plain),
            Part::Placeholder("{number}") => whole.push_str(&facts.number.to_string()),
            Part::Placeholder("{state}") => whole.push_str(facts.state.label(lang)),
            Part::Placeholder("{due}") => {
                // The day and the minute, as people say it.
                let due = facts.due_at.map(|due| due.to_string().replace('T', " "));
                whole.push_str(due.as_deref().and_then(|due| due.get(..16)).unwrap_or("-"));
            }
            Part::Placeholder("{link}") => whole.push_str(facts.link),
            Part::Placeholder("{hotline}") => whole.push_str(facts.hotline),
            Part::Placeholder(_) | Part::Broken => {}
        }
    }
    whole.truncate(whole.trim_end().len());
    whole
}

/// What is said where the city has no words of its own.
#[must_use]
pub const fn usual_text(occasion: Occasion, lang: Lang) -> &'static str {
    let (zh, en) = match occasion {
        Occasion::Received => (
            "【{hotline}】您的诉求已登记，工单号 {number}。{link}",
            "{hotline}: we have taken down your demand {number}. {link}",
        ),
        Occasion::InfoRequested => (
            "【{hotline}】工单 {number} 需要您补充信息，补充后继续办理。{link}",
            "{hotline}: we need to know more to go on with {number}. {link}",
        ),
        Occasion::Declined => (
            "【{hotline}】工单 {number} 不予受理，原因和其他办理渠道请查看工单。{link}",
            "{hotline}: {number} was declined; why, and where to turn to, stands in it. {link}",
        ),
        Occasion::Assigned => (
            "【{hotline}】工单 {number} 已转承办单位办理，时限 {due}。{link}",
            "{hotline}: {number} was handed to a department, to be finished by {due}. {link}",
        ),
        Occasion::Progressed => (
            "【{hotline}】工单 {number} 有新的办理进展。{link}",
            "{hotline}: there is news of {number}. {link}",
        ),
        Occasion::Extended => (
            "【{hotline}】工单 {number} 办理时限延长至 {due}，原因请查看工单。{link}",
            "{hotline}: {number} takes until {due}; why, stands in it. {link}",
        ),
        Occasion::Suspended => (
            "【{hotline}】工单 {number} 暂时无法办理，已挂账，原因请查看工单。{link}",
            "{hotline}: {number} cannot be worked on for the time being; why, stands in it. {link}",
        ),
        Occasion::Answered => (
            "【{hotline}】工单 {number} 已答复，请查看并评价是否解决。{link}",
            "{hotline}: {number} was answered. Please read it, and say whether it is solved. {link}",
        ),
        Occasion::Closed => (
            "【{hotline}】工单 {number} 已办结，如未解决可申请重办。{link}",
            "{hotline}: {number} is closed. If it is not solved you can have it opened again. {link}",
        ),
        Occasion::Merged => (
            "【{hotline}】工单 {number} 与同一事项的工单合并办理，结果会一并告知您。{link}",
            "{hotline}: {number} is worked on with others of the same matter; you will hear of it. {link}",
        ),
        Occasion::Adopted => (
            "【{hotline}】您的建议（{number}）已被采纳，感谢您的参与！{link}",
            "{hotline}: your suggestion {number} was adopted. Thank you! {link}",
        ),
        Occasion::Silent => (
            "【{hotline}】工单 {number} 仍在办理，已提醒承办单位尽快反馈，当前状态：{state}。{link}",
            "{hotline}: {number} is still being worked on ({state}); the department was reminded. {link}",
        ),
    };
    lang.of(zh, en)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts<'a>() -> Facts<'a> {
        Facts {
            number: TicketId::parse("20261123000042").unwrap(),
            state: State::InProgress,
            due_at: Some(Timestamp::parse("2026-11-30T09:05:00+08:00").unwrap()),
            link: "https://hotline.example/track#t",
            hotline: "12345",
        }
    }

    #[test]
    fn placeholders_are_a_closed_list() {
        for good in ["a", "{number}", "{number}{link} {state}{due}{hotline}", "第一行\n第二行"] {
            assert!(MessageText::parse(good).is_ok(), "{good}");
        }
        for bad in ["{", "}", "{}", "{phone}", "{{number}}", "{ number }", "{number", "{name}{number}"] {
            assert_eq!(MessageText::parse(bad), Err(Invalid::OneOf(PLACEHOLDERS)), "{bad}");
        }
        assert_eq!(MessageText::parse("  "), Err(Invalid::Empty));
        assert_eq!(MessageText::parse("a\0"), Err(Invalid::ControlCharacter));
        assert_eq!(MessageText::parse("a\r\nb: c"), Err(Invalid::ControlCharacter), "no header of a letter");
        assert!(MessageText::parse(&"字".repeat(450)).is_ok());
        assert_eq!(MessageText::parse(&"字".repeat(451)), Err(Invalid::TooLong(450)));
    }

    #[test]
    fn usual_texts_are_texts_and_say_which_ticket() {
        for occasion in Occasion::ALL {
            for lang in [Lang::Zh, Lang::En] {
                let text = usual_text(*occasion, lang);
                assert!(MessageText::parse(text).is_ok(), "{text}");
                let whole = filled(text, &facts(), lang);
                assert!(whole.contains("20261123000042") && whole.ends_with("/track#t"), "{whole}");
                assert!(!whole.contains(['{', '}']), "{whole}");
                let without = filled(text, &Facts { link: "", ..facts() }, lang);
                assert_eq!(without, without.trim_end());
            }
        }
    }

    #[test]
    fn facts_stand_where_the_text_has_them() {
        let text = "{hotline} {number} {state} {due} {link}";
        let whole = filled(text, &facts(), Lang::Zh);
        assert_eq!(whole, "12345 20261123000042 办理中 2026-11-30 09:05 https://hotline.example/track#t");
        let never = Facts { due_at: None, ..facts() };
        assert_eq!(filled("{due}", &never, Lang::En), "-");
    }

    #[test]
    fn each_action_is_one_occasion_and_each_occasion_has_an_action() {
        for (place, row) in TABLE.iter().enumerate() {
            assert!(TABLE.iter().skip(place + 1).all(|other| other.action != row.action), "{:?}", row.action);
        }
        for occasion in Occasion::ALL {
            let is_told = TABLE.iter().any(|row| row.occasion == *occasion);
            assert!(is_told || *occasion == Occasion::Silent, "{occasion}");
        }
        let among_themselves =
            [Action::Sign, Action::Reply, Action::SendBack, Action::Supervise, Action::Urge];
        assert!(TABLE.iter().all(|row| !among_themselves.contains(&row.action)));
    }
}
