//! What can be done with a case at a desk: for each action the fields of its form, its key, and the request that it becomes.
//! Whether it is allowed now says the case; whether what was written will do says the function.

use minsheng_types::words::{Action, Kind, Lang, Satisfaction, Urgency};
use serde_json::{Map, Value};

use crate::body::{moment, put};

/// How a field is filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// So many lines.
    Text(u8),
    Line,
    Moment,
    Department,
    Departments,
    /// One of the reasons that the city names.
    ReasonCode,
    YesNo,
    Level,
    Kind,
    Category,
    Urgency,
    Satisfaction,
}

/// A field of a form. Its name is where it stands in the request, with dots between.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    pub name: &'static str,
    pub input: Input,
    zh: &'static str,
    en: &'static str,
    pub optional: bool,
}

impl Field {
    #[must_use]
    pub const fn label(&self, lang: Lang) -> &'static str {
        lang.of(self.zh, self.en)
    }
}

/// Who works with it, and how it stands among the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// What is done next.
    First,
    Usual,
    /// What cannot be taken back.
    Grave,
}

/// One action at a desk.
#[derive(Clone, Copy, Debug)]
pub struct Act {
    pub action: Action,
    /// The key that opens it, or does it where there is nothing to fill in.
    pub key: char,
    pub weight: Weight,
    pub fields: &'static [Field],
}

const fn field(name: &'static str, input: Input, zh: &'static str, en: &'static str) -> Field {
    Field { name, input, zh, en, optional: false }
}

const fn maybe(field: Field) -> Field {
    Field { optional: true, ..field }
}

const fn act(action: Action, key: char, weight: Weight, fields: &'static [Field]) -> Act {
    Act { action, key, weight, fields }
}

const NOTE: Field = field("note", Input::Text(2), "内部说明", "For staff");
const PUBLIC: Field = field("public", Input::Text(4), "对市民", "For the citizen");
const REASON: Field = field("reason", Input::Text(2), "理由", "Reason");
const LEAD: Field = field("lead", Input::Department, "主办单位", "Leading department");
const ASSISTS: Field = maybe(field("assists", Input::Departments, "协办单位", "Assisting departments"));
const CALL: Field = maybe(field("call", Input::Line, "通话编号", "Telephone call"));

/// In the order in which they stand on the page.
pub const ACTS: &[Act] = &[
    act(Action::Sign, 's', Weight::First, &[]),
    act(Action::Approve, 'a', Weight::First, &[maybe(NOTE)]),
    act(Action::ApproveReturn, 'y', Weight::First, &[maybe(NOTE)]),
    act(Action::RejectReturn, 'n', Weight::Usual, &[maybe(NOTE)]),
    act(Action::ApproveExtension, 'y', Weight::First, &[maybe(NOTE)]),
    act(Action::RejectExtension, 'n', Weight::Usual, &[REASON]),
    act(
        Action::Reply,
        'r',
        Weight::First,
        &[
            NOTE,
            PUBLIC,
            field("resolved", Input::YesNo, "解决了吗", "Is it resolved?"),
            maybe(field("cause", Input::Line, "没有解决的原因", "If not, why")),
        ],
    ),
    act(
        Action::Answer,
        'w',
        Weight::First,
        &[PUBLIC, maybe(field("knowledge", Input::Line, "依据的知识编号", "Entry of the knowledge base"))],
    ),
    act(
        Action::Assign,
        'd',
        Weight::First,
        &[
            maybe(LEAD),
            ASSISTS,
            maybe(field("due_at", Input::Moment, "办结期限", "To be finished by")),
            maybe(NOTE),
        ],
    ),
    act(Action::Accept, 'o', Weight::Usual, &[maybe(NOTE)]),
    act(Action::Contact, 'c', Weight::Usual, &[maybe(NOTE)]),
    act(Action::Progress, 'p', Weight::Usual, &[maybe(PUBLIC), maybe(NOTE)]),
    act(
        Action::RequestExtension,
        'e',
        Weight::Usual,
        &[field("due_at", Input::Moment, "延到", "Until when"), REASON],
    ),
    act(Action::RequestReturn, 't', Weight::Usual, &[REASON]),
    act(Action::SendBack, 'b', Weight::Usual, &[REASON]),
    act(Action::Reassign, 'g', Weight::Usual, &[LEAD, ASSISTS, REASON]),
    act(Action::Recall, 'l', Weight::Usual, &[REASON]),
    act(
        Action::Classify,
        'f',
        Weight::Usual,
        &[
            maybe(field("category", Input::Category, "类别", "Category")),
            maybe(field("kind", Input::Kind, "类型", "Kind")),
            maybe(field("urgency", Input::Urgency, "紧急程度", "Urgency")),
            maybe(field("against", Input::Department, "被反映单位", "Department that it is about")),
            maybe(NOTE),
        ],
    ),
    act(
        Action::Correct,
        'm',
        Weight::Usual,
        &[
            maybe(field("subject", Input::Line, "标题", "Subject")),
            maybe(field("content", Input::Text(5), "内容", "Content")),
            maybe(field("location.address", Input::Line, "地点", "Place")),
            maybe(field("location.district", Input::Line, "区县", "District")),
        ],
    ),
    act(
        Action::Supplement,
        'u',
        Weight::Usual,
        &[field("public", Input::Text(3), "补充的内容", "What is added")],
    ),
    act(
        Action::SupplyInfo,
        'n',
        Weight::First,
        &[maybe(field("public", Input::Text(3), "补充的内容", "What is added")), maybe(NOTE)],
    ),
    act(
        Action::RequestInfo,
        'q',
        Weight::Usual,
        &[field("public", Input::Text(3), "要市民补充什么", "What the citizen is asked for")],
    ),
    act(Action::Urge, 'h', Weight::Usual, &[maybe(NOTE)]),
    act(Action::Supervise, 'v', Weight::Usual, &[field("level", Input::Level, "督办级别", "Level"), REASON]),
    act(
        Action::Rate,
        '5',
        Weight::Usual,
        &[
            field("resolved", Input::YesNo, "解决了吗", "Is it resolved?"),
            field("satisfaction", Input::Satisfaction, "满意吗", "Is the citizen content?"),
            maybe(field("comment", Input::Text(2), "市民的话", "What the citizen says")),
            CALL,
        ],
    ),
    act(
        Action::Merge,
        'i',
        Weight::Usual,
        &[field("parent", Input::Line, "并入单号", "Into number"), maybe(NOTE)],
    ),
    act(Action::Split, '8', Weight::Usual, &[maybe(NOTE)]),
    act(Action::Suspend, '4', Weight::Usual, &[REASON]),
    act(Action::Resume, '4', Weight::First, &[REASON]),
    act(Action::Adopt, '6', Weight::Usual, &[field("public", Input::Text(3), "采纳说明", "What is adopted")]),
    act(Action::Close, '7', Weight::Usual, &[maybe(NOTE)]),
    act(Action::Reopen, '3', Weight::Usual, &[REASON]),
    act(
        Action::Decline,
        'x',
        Weight::Grave,
        &[
            field("reason_code", Input::ReasonCode, "不受理的原因", "Why"),
            PUBLIC,
            field("turn_to", Input::Line, "可以找谁", "Where the citizen can turn to"),
        ],
    ),
    act(Action::Withdraw, '9', Weight::Grave, &[CALL, maybe(NOTE)]),
    act(Action::Exclude, '0', Weight::Grave, &[REASON]),
];

/// What can be done now, of what the case allows.
#[must_use]
pub fn allowed(actions: &[String]) -> Vec<&'static Act> {
    ACTS.iter().filter(|act| actions.iter().any(|action| action == act.action.as_str())).collect()
}

/// What a form becomes.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// The function that is asked.
    pub function: &'static str,
    /// Behind the path of the ticket.
    pub path: &'static str,
    pub body: Value,
}

/// The request that a form is; nothing where there is no such action at a desk. `given` are the values of a field.
#[must_use]
pub fn request<'f>(action: &str, given: impl Fn(&str) -> Vec<&'f str>) -> Option<Request> {
    let act = ACTS.iter().find(|act| act.action.as_str() == action)?;
    let mut body = Map::new();
    for field in act.fields {
        let values: Vec<&str> =
            given(field.name).into_iter().map(str::trim).filter(|value| !value.is_empty()).collect();
        if let Some(value) = value(field.input, &values) {
            put(&mut body, field.name, value);
        }
    }
    let (function, path) = match act.action {
        Action::Assign => ("assign", "assignment"),
        Action::Classify => ("assign", "classification"),
        Action::Rate => ("rate", "rating"),
        _ => {
            body.insert("action".to_owned(), action.into());
            ("update", "updates")
        }
    };
    Some(Request { function, path, body: body.into() })
}

fn value(input: Input, values: &[&str]) -> Option<Value> {
    let first = *values.first()?;
    Some(match input {
        Input::Departments => values.iter().copied().map(Value::from).collect::<Vec<_>>().into(),
        Input::YesNo => match first {
            "yes" => true.into(),
            "no" => false.into(),
            _ => return None,
        },
        Input::Level => first.parse::<u32>().ok()?.into(),
        Input::Moment => moment(first).into(),
        _ => first.into(),
    })
}

/// The choices of a field that has the same ones everywhere, each with its identifier and its name.
#[must_use]
pub fn choices(input: Input, lang: Lang) -> Vec<(&'static str, &'static str)> {
    match input {
        Input::Kind => Kind::ALL.iter().map(|word| (word.as_str(), word.label(lang))).collect(),
        Input::Urgency => Urgency::ALL.iter().map(|word| (word.as_str(), word.label(lang))).collect(),
        Input::Satisfaction => {
            Satisfaction::ALL.iter().map(|word| (word.as_str(), word.label(lang))).collect()
        }
        Input::Category => crate::words::categories(lang),
        Input::YesNo => vec![("yes", lang.of("解决了", "Yes")), ("no", lang.of("没有", "No"))],
        Input::Level => {
            vec![("1", lang.of("一级", "1")), ("2", lang.of("二级", "2")), ("3", lang.of("三级", "3"))]
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use minsheng_types::words::State;
    use serde_json::json;

    fn asked(action: &str, given: &[(&str, &str)]) -> Option<Request> {
        request(action, |name| {
            given.iter().filter(|(known, _)| *known == name).map(|(_, value)| *value).collect()
        })
    }

    #[test]
    fn every_action_that_staff_may_take_has_a_form() {
        let done_by_the_hotline = [Action::Submit, Action::Archive, Action::Remind];
        for action in Action::ALL {
            let at_a_desk = ACTS.iter().filter(|act| act.action == *action).count();
            assert_eq!(at_a_desk, usize::from(!done_by_the_hotline.contains(action)), "{action}");
        }
    }

    #[test]
    fn a_form_becomes_the_request_that_the_function_takes() {
        let sent =
            asked("reply", &[("note", "换了灯"), ("public", " 已修复 "), ("resolved", "yes"), ("cause", "")]);
        let body = json!({"action": "reply", "note": "换了灯", "public": "已修复", "resolved": true});
        assert_eq!(sent, Some(Request { function: "update", path: "updates", body }));
        let sent = asked(
            "assign",
            &[("lead", "cgj"), ("assists", "gaj"), ("assists", "mzj"), ("due_at", "2026-11-30T17:30")],
        );
        let body = json!({"lead": "cgj", "assists": ["gaj", "mzj"], "due_at": "2026-11-30T17:30:00+08:00"});
        assert_eq!(sent, Some(Request { function: "assign", path: "assignment", body }));
        let sent = asked("correct", &[("location.address", "解放路 2 号"), ("location.district", "岳麓区")]);
        let body = json!({"action": "correct", "location": {"address": "解放路 2 号", "district": "岳麓区"}});
        assert_eq!(sent.unwrap().body, body);
        assert_eq!(asked("supervise", &[("level", "2"), ("reason", "逾期")]).unwrap().body["level"], 2);
        assert_eq!(asked("archive", &[]), None);
        assert_eq!(asked("assign", &[]).unwrap().body, json!({}), "which follows the catalogue");
    }

    #[test]
    fn what_is_open_at_the_same_time_has_keys_of_its_own() {
        use minsheng_core::workflow::TABLE;
        // Somebody may be of several parties at once.
        let key = |action: Action| ACTS.iter().find(|act| act.action == action).map(|act| act.key);
        for state in State::ALL {
            let open = TABLE.iter().filter(|rule| rule.from.contains(state));
            let mut keys: Vec<char> = open.filter_map(|rule| key(rule.action)).collect();
            assert!(keys.iter().all(|key| !"jk".contains(*key)), "{state}: the queue's own keys");
            let all = keys.len();
            keys.sort_unstable();
            keys.dedup();
            assert_eq!(keys.len(), all, "{state}: {keys:?}");
        }
    }
}
