//! What the audit log says: who did or saw what, when. The log itself is the store's.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::access::{CITIZEN, is_citizen};
pub use crate::act::Act;
use crate::asked::OF_A_TICKET;
use crate::ticket::{Adoption, Event};
use minsheng_types::clock::Timestamp;
use minsheng_types::ids::TicketId;
use minsheng_types::words::{Action, Lang, Role, Tampering};

/// Every act that a line can tell of, each with what people read: those of [`Act`], and the workflow's actions.
pub fn acts() -> impl Iterator<Item = (String, [&'static str; 2])> {
    let others = Act::ALL.iter().map(|act| (act.to_string(), [act.label(Lang::Zh), act.label(Lang::En)]));
    let actions = Action::ALL
        .iter()
        .map(|action| (format!("{OF_A_TICKET}{action}"), [action.label(Lang::Zh), action.label(Lang::En)]));
    others.chain(actions)
}

/// One line of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The actor's `sub`; empty for a citizen without a token.
    pub sub: String,
    pub role: Role,
    /// `ticket.assign`, `settings.replace`, `reporter.reveal` …: what it concerns, and what was done.
    pub act: String,
    /// What it was done to: a ticket's number, a department's code, an account's name …
    pub object: String,
    /// What else is to be known of it; never personal data. May be empty.
    pub detail: String,
    /// What changed, as [`changes`] prints it.
    pub changes: Option<String>,
}

impl Entry {
    /// An action of the workflow.
    #[must_use]
    pub fn of_event(id: TicketId, event: &Event) -> Self {
        let from = event.from.map_or("-", |state| state.as_str());
        // What somebody is given is told of where nothing is altered.
        let points = event.note.as_deref().filter(|_| event.action == Action::Adopt);
        let points = points.and_then(Adoption::points_noted).map(|points| format!(", {points}"));
        Self {
            sub: event.sub.clone(),
            role: event.role,
            act: format!("{OF_A_TICKET}{}", event.action),
            object: id.to_string(),
            detail: format!("{from} → {}{}", event.to, points.unwrap_or_default()),
            changes: None,
        }
    }
}

/// One field that changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FieldChange {
    /// JSON pointer into what `GET` gives.
    pub field: String,
    /// What it was; `null` for what was not there. Of a list what is no longer in it, or all of it where only the order
    /// is another.
    pub before: Value,
    /// What it is; of a list what is new in it.
    pub after: Value,
    /// Items of lists that are not told of here: both versions have them all.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub left_out: usize,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
const fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// Items of one list that a line tells of, at most.
const ITEMS: usize = 50;

/// What changed between two states of a thing, each as `GET` gives it, but for the fields that only count or tell when;
/// `None` where nothing did. What is secret is in no answer of `GET`, and so not here.
#[must_use]
pub fn changes<T: Serialize>(before: Option<&T>, after: Option<&T>) -> Option<String> {
    changes_of(before.map(value).unwrap_or_default(), after.map(value).unwrap_or_default())
}

/// As [`changes`], from what was stored as this text.
#[must_use]
pub fn changes_from<T: Serialize>(before: &[u8], after: &T) -> Option<String> {
    changes_of(serde_json::from_slice(before).unwrap_or_default(), value(after))
}

/// By way of the text that an answer is printed as: components have the code for that already.
fn value<T: Serialize>(thing: &T) -> Value {
    let text = serde_json::to_vec(thing);
    text.and_then(|text| serde_json::from_slice(&text)).unwrap_or_default()
}

fn changes_of(mut before: Value, mut after: Value) -> Option<String> {
    for thing in [&mut before, &mut after] {
        if let Value::Object(fields) = thing {
            for counter in ["version", "created_at", "updated_at", "locked_until"] {
                fields.remove(counter);
            }
        }
    }
    let mut found = Vec::new();
    compare(String::new(), before, after, &mut found);
    if found.is_empty() { None } else { serde_json::to_string(&found).ok() }
}

fn compare(field: String, before: Value, after: Value, found: &mut Vec<FieldChange>) {
    match (before, after) {
        (before, after) if before == after => {}
        (Value::Object(mut before), Value::Object(after))
            if before.is_empty() || after.keys().any(|name| before.contains_key(name)) =>
        {
            for (name, after) in after {
                let before = before.remove(&name).unwrap_or_default();
                compare(format!("{field}/{name}"), before, after, found);
            }
            for (name, before) in before {
                compare(format!("{field}/{name}"), before, Value::Null, found);
            }
        }
        // What was not there, and what is no more, field by field.
        (Value::Null, after @ Value::Object(_)) if field.is_empty() => {
            compare(field, Value::Object(serde_json::Map::new()), after, found);
        }
        (Value::Array(before), Value::Array(after)) => {
            let texts = |items: &[Value]| items.iter().map(Value::to_string).collect::<BTreeSet<_>>();
            let (old, new) = (texts(&before), texts(&after));
            let mut left_out = 0;
            let mut told = |items: Vec<Value>, others: &BTreeSet<String>| {
                let all_alike = old == new;
                let mut items: Vec<Value> = items
                    .into_iter()
                    .filter(|item| all_alike || !others.contains(&item.to_string()))
                    .collect();
                left_out += items.len().saturating_sub(ITEMS);
                items.truncate(ITEMS);
                Value::Array(items)
            };
            let (before, after) = (told(before, &new), told(after, &old));
            found.push(FieldChange { field, before, after, left_out });
        }
        (before, after) => found.push(FieldChange { field, before, after, left_out: 0 }),
    }
}

/// A row of the log as it stands.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Line {
    /// Counts the rows, without gaps.
    pub seq: i64,
    pub at: Timestamp,
    /// Who; empty for a citizen without a token, and of one with a token only that it was the ticket's.
    pub sub: String,
    pub role: String,
    /// What was done.
    pub act: String,
    /// To what: a ticket's number, a department's code …
    pub object: String,
    pub detail: String,
    /// For which request, as its answer's `X-Request-Id` and the log's line say it; lines of before have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<String>,
    /// What changed of settings, the catalogue, a department, an account, a key or a webhook.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<FieldChange>,
    /// Covers the row and the hash before it, as 64 hexadecimal digits.
    pub hash: String,
    /// With the person, a part of it was erased: it is as it was left then.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub erased: bool,
}

/// How a citizen goes in the log that is shown: by the ticket, so that nothing says which tickets are one citizen's.
#[must_use]
pub fn shown_sub(sub: String, object: &str) -> String {
    if is_citizen(&sub) { format!("{CITIZEN}{object}") } else { sub }
}

/// What the log that is shown says that a line is about: older log-ins of citizens name the citizen there.
#[must_use]
pub fn shown_object(object: String) -> String {
    if is_citizen(&object) { String::new() } else { object }
}

/// The end of the log: whoever keeps it outside the hotline can tell later that nothing up to it
/// was rewritten.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Head {
    /// The number of the last row; 0 for an empty log.
    pub seq: i64,
    /// Its hash, as 64 hexadecimal digits.
    pub hash: String,
}

/// What a walk along the log found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Verdict {
    /// Every row that was looked at is as it was written, and none is missing.
    pub intact: bool,
    /// How many rows that were.
    pub rows: i64,
    pub head: Head,
    /// The number of the first row that is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub broken_at: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub what: Option<Tampering>,
    /// The same in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// There are more rows: go on with this as `after`.
    pub next: Option<i64>,
}

impl Verdict {
    #[must_use]
    pub fn intact(rows: i64, head: Head, next: Option<i64>) -> Self {
        Self { intact: true, rows, head, broken_at: None, what: None, detail: None, next }
    }

    #[must_use]
    pub fn broken(rows: i64, head: Head, at: i64, what: Tampering, lang: Lang) -> Self {
        let detail = Some(what.label(lang).to_owned());
        Self { intact: false, rows, head, broken_at: Some(at), what: Some(what), detail, next: None }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::asked::ActName;

    fn changed(before: Value, after: Value) -> Value {
        changes_of(before, after).map_or(json!([]), |text| serde_json::from_str(&text).unwrap())
    }

    #[test]
    fn what_changed_is_told_field_by_field() {
        let before = json!({"version": 1, "updated_at": "x", "name": "甲", "dept": "jtj", "inner": {"a": 1, "b": 2},
            "limit": {"hours": 2}, "list": [1, 2, 3], "same": [1]});
        let after = json!({"version": 2, "updated_at": "y", "name": "乙", "dept": null, "inner": {"a": 1, "b": 5},
            "limit": {"working_days": 1}, "list": [1, 3, 4], "same": [1], "new": true});
        let change = |field: &str, before: Value, after: Value| json!({"field": field, "before": before, "after": after});
        let mut told = changed(before.clone(), after);
        told.as_array_mut().unwrap().sort_by_key(|change| change["field"].to_string());
        assert_eq!(
            told,
            json!([
                change("/dept", json!("jtj"), Value::Null),
                change("/inner/b", json!(2), json!(5)),
                change("/limit", json!({"hours": 2}), json!({"working_days": 1})),
                change("/list", json!([2]), json!([4])),
                change("/name", json!("甲"), json!("乙")),
                change("/new", Value::Null, json!(true)),
            ])
        );
        assert_eq!(changed(before.clone(), before), json!([]), "nothing");
        assert_eq!(
            changed(json!({"list": [1, 2]}), json!({"list": [2, 1]})),
            json!([change("/list", json!([1, 2]), json!([2, 1]))]),
            "the order is a change, too"
        );
        let many: Vec<u32> = (0..60).collect();
        let told = changed(json!({"list": []}), json!({ "list": many }));
        assert_eq!((told[0]["after"].as_array().unwrap().len(), &told[0]["left_out"]), (ITEMS, &json!(10)));
    }

    #[test]
    fn what_is_new_is_told_as_well() {
        let told = changed(Value::Null, json!({"name": "甲", "dept": null, "roles": ["agent"]}));
        let fields: Vec<&str> =
            told.as_array().unwrap().iter().map(|it| it["field"].as_str().unwrap()).collect();
        assert_eq!(fields, ["/name", "/roles"]);
        assert!(told.as_array().unwrap().iter().all(|it| it["before"].is_null()));
    }

    #[test]
    fn acts_are_told_under_the_names_that_are_asked_for() {
        assert!(acts().map(|(name, _)| name).eq(ActName::names()));
    }
}
