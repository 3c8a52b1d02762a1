//! What publishers and administrators keep: lists, forms, the catalogue with a box to try it, models, the audit log.

pub mod demo;
pub mod editor;
pub mod outcome;
pub mod records;

use askama::Template;
use minsheng_types::clock::Timestamp;
use minsheng_types::words::{Lang, Role};
use serde::Deserialize;
use serde_json::Value;

use crate::desk::Desk;
use crate::office::editor::{Control, Shown};
use crate::office::records::Column;
use crate::pages::Faults;
use crate::tabs::Tab;

/// A row of a list: the address of its page, where it has one, and what its columns say.
#[derive(Clone, Debug)]
pub struct Row {
    pub href: String,
    pub cells: Vec<String>,
    /// What can be tried again.
    pub again: Option<String>,
}

/// What a value says in a column of a list. Only where words of closed lists stand are they said as people say them: an
/// account may be called `admin`, and a department `open`.
#[must_use]
pub fn cell(lang: Lang, now: Timestamp, column: &str, value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::Bool(yes)) => {
            if *yes {
                lang.pick("是", "yes")
            } else {
                String::new()
            }
        }
        Some(Value::Array(values)) => values
            .iter()
            .map(|value| cell(lang, now, column, Some(value)))
            .collect::<Vec<_>>()
            .join(lang.of("、", ", ")),
        Some(Value::String(text)) => match Timestamp::parse(text) {
            Ok(at) => crate::when::moment(lang, at, now),
            Err(_) if WORDS.contains(&column) => said(lang, text),
            Err(_) => text.clone(),
        },
        Some(other) => other.to_string(),
    }
}

/// Columns in which words of closed lists stand.
const WORDS: [&str; 5] = ["failure", "kind", "roles", "state", "status"];

/// Words of closed lists as people say them.
fn said(lang: Lang, text: &str) -> String {
    if let Ok(role) = text.parse::<Role>() {
        return role.label(lang).to_owned();
    }
    let (zh, en) = match text {
        "published" => ("已发布", "published"),
        "scheduled" => ("待发布", "scheduled"),
        "expired" => ("已过期", "expired"),
        "withdrawn" => ("已撤下", "withdrawn"),
        "draft" => ("草稿", "draft"),
        "open" => ("进行中", "open"),
        "closed" => ("已结束", "closed"),
        "policy" => ("政策", "policy"),
        "law" => ("法规", "law"),
        "guide" => ("办事指南", "guide"),
        "answer" => ("问答", "answer"),
        "pending" => ("待推送", "waiting"),
        "delivered" => ("已送达", "delivered"),
        "dead" => ("已放弃", "given up"),
        "refused" => ("无法连接", "no connection"),
        "timeout" => ("超时", "no answer in time"),
        "denied" => ("地址不被允许", "the host does not permit the address"),
        "broken" => ("应答不完整", "no whole answer"),
        "secret" => ("无法读取密钥", "the secret cannot be opened"),
        other => return other.to_owned(),
    };
    lang.pick(zh, en)
}

#[derive(Debug, Template)]
#[template(path = "office/records.html")]
pub struct RecordsPage<'a> {
    pub s: &'a Desk<'a>,
    pub tabs: &'a [Tab],
    pub title: &'a str,
    pub columns: &'a [Column],
    pub rows: &'a [Row],
    /// Where one is added, by whoever keeps them and does not only read what they come to.
    pub add: Option<&'a str>,
    /// What they are part of.
    pub back: Option<&'a Tab>,
    /// By what they are narrowed.
    pub views: &'a [Tab],
    /// Where they are tried again.
    pub again: Option<&'a str>,
    pub more: Option<&'a str>,
    pub done: Option<&'a str>,
    pub faults: &'a Faults,
}

impl RecordsPage<'_> {
    fn heads(&self) -> Vec<&'static str> {
        self.columns.iter().map(|column| column.label(self.s.lang)).collect()
    }

    fn has_again(&self) -> bool {
        self.again.is_some() && self.rows.iter().any(|row| row.again.is_some())
    }
}

/// A button beside a form.
#[derive(Clone, Copy, Debug)]
pub struct Button {
    pub name: &'static str,
    pub label: &'static str,
    pub is_grave: bool,
}

#[derive(Debug, Template)]
#[template(path = "office/record.html")]
pub struct RecordPage<'a> {
    pub s: &'a Desk<'a>,
    pub tabs: &'a [Tab],
    pub title: &'a str,
    /// Where the form goes, and where its list is.
    pub action: &'a str,
    pub back: Option<&'a str>,
    pub fields: &'a [Shown],
    pub version: &'a str,
    pub can_save: bool,
    pub buttons: &'a [Button],
    /// What is shown this once.
    pub secret: Option<&'a str>,
    pub faults: &'a Faults,
    /// What stands beside it and is no fault.
    pub notes: &'a [String],
    pub done: Option<&'a str>,
    pub key: &'a str,
    /// What a preview says.
    pub preview: Option<&'a str>,
    pub sections: &'a [Tab],
    /// What else there is of it.
    pub beside: Option<&'a Tab>,
}

impl RecordPage<'_> {
    fn wrong<'s>(&'s self, field: &Shown) -> Option<&'s str> {
        self.faults.of(&field.id())
    }
}

/// A rule of the catalogue as a line.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Rule {
    pub category: String,
    #[serde(default)]
    pub subcategory: Option<String>,
    #[serde(default)]
    pub district: Option<String>,
    pub lead: String,
    #[serde(default)]
    pub assists: Vec<String>,
    #[serde(default)]
    pub finish: Option<Value>,
}

impl Rule {
    /// By which rules are compared: two that say the same are one.
    #[must_use]
    pub fn text(&self) -> String {
        let maybe = |text: &Option<String>| text.clone().unwrap_or_default();
        let finish = self.finish.as_ref().filter(|finish| !finish.is_null()).map(Value::to_string);
        format!(
            "{}|{}|{}|{}|{}|{}",
            self.category,
            maybe(&self.subcategory),
            maybe(&self.district),
            self.lead,
            self.assists.join(","),
            finish.unwrap_or_default()
        )
    }
}

#[derive(Clone, Debug, Default, Deserialize)]
pub struct Tried {
    #[serde(default)]
    pub department: Option<crate::views::Named>,
    #[serde(default)]
    pub dispatched: bool,
    #[serde(default)]
    pub category: Option<String>,
    #[serde(default)]
    pub subcategory: Option<String>,
    #[serde(default)]
    pub rules: Vec<TriedRule>,
    #[serde(default)]
    pub conflicts: Vec<Said>,
}

#[derive(Clone, Debug, Default, Deserialize)]
pub struct Said {
    #[serde(default)]
    pub detail: String,
}

#[derive(Clone, Debug, Default, Deserialize)]
pub struct TriedRule {
    #[serde(default)]
    pub fate: String,
    #[serde(default)]
    pub detail: String,
    #[serde(default)]
    pub rule: Rule,
}

/// How a version differs from the one before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    pub added: Vec<String>,
    pub removed: Vec<String>,
}

/// Rules that are in one and not in the other.
#[must_use]
pub fn difference(before: &[Rule], now: &[Rule]) -> Difference {
    let texts = |rules: &[Rule]| rules.iter().map(Rule::text).collect::<std::collections::BTreeSet<_>>();
    let (before, now) = (texts(before), texts(now));
    Difference {
        added: now.difference(&before).cloned().collect(),
        removed: before.difference(&now).cloned().collect(),
    }
}

#[derive(Debug, Template)]
#[template(path = "office/catalogue.html")]
pub struct CataloguePage<'a> {
    pub s: &'a Desk<'a>,
    pub tabs: &'a [Tab],
    pub version: i64,
    /// The rules that are shown, each with its place in the catalogue.
    pub rules: &'a [(usize, Rule)],
    pub sought: &'a str,
    /// The rule that is changed or added, and its place.
    pub fields: &'a [Shown],
    pub place: &'a str,
    pub difference: Option<&'a Difference>,
    pub shown: i64,
    pub tried: Option<&'a Tried>,
    pub text: &'a str,
    pub departments: &'a [(String, String)],
    pub faults: &'a Faults,
    pub notes: &'a [String],
    pub done: Option<&'a str>,
}

impl CataloguePage<'_> {
    fn wrong<'s>(&'s self, field: &Shown) -> Option<&'s str> {
        self.faults.of(&field.id())
    }

    fn name_of<'s>(&'s self, code: &'s str) -> &'s str {
        self.departments.iter().find(|(known, _)| known == code).map_or(code, |(_, name)| name.as_str())
    }

    fn finish(&self, rule: &Rule) -> String {
        limit(self.s.lang, rule.finish.as_ref())
    }

    fn before(&self) -> i64 {
        self.shown - 1
    }
}

/// A limit in words.
#[must_use]
pub fn limit(lang: Lang, value: Option<&Value>) -> String {
    let units = [
        ("hours", "小时", "hours"),
        ("working_hours", "个工作小时", "working hours"),
        ("working_days", "个工作日", "working days"),
    ];
    let found = units.iter().find_map(|(unit, zh, en)| Some((value?.get(unit)?.as_i64()?, lang.of(zh, en))));
    found.map(|(count, unit)| format!("{count} {unit}")).unwrap_or_default()
}

#[derive(Clone, Debug, Deserialize)]
pub struct Model {
    pub id: String,
    pub active: bool,
    pub built_in: bool,
    pub bytes: u32,
    #[serde(default)]
    pub categories: Vec<String>,
    #[serde(default)]
    pub uploaded_at: Option<Timestamp>,
    #[serde(default)]
    pub uploaded_by: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Activated {
    pub at: Timestamp,
    pub by: String,
    #[serde(default)]
    pub model: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
pub struct Models {
    pub version: u32,
    #[serde(default)]
    pub items: Vec<Model>,
    #[serde(default)]
    pub history: Vec<Activated>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct TriedModel {
    pub model: String,
    pub right: u64,
    pub sure: u64,
    pub sure_and_right: u64,
    #[serde(default)]
    pub macro_f1: Option<f64>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct ModelTrial {
    pub tickets: u64,
    pub active: TriedModel,
    pub tried: TriedModel,
}

#[derive(Debug, Template)]
#[template(path = "office/models.html")]
pub struct ModelsPage<'a> {
    pub s: &'a Desk<'a>,
    pub tabs: &'a [Tab],
    pub models: &'a Models,
    pub trial: Option<&'a ModelTrial>,
    pub faults: &'a Faults,
    pub done: Option<&'a str>,
}

impl ModelsPage<'_> {
    fn short<'s>(&self, id: &'s str) -> &'s str {
        id.get(..12).unwrap_or(id)
    }

    fn share(&self, part: &u64, of: &u64) -> String {
        if *of == 0 {
            "—".to_owned()
        } else {
            format!("{:.1} % ({part} / {of})", *part as f64 / *of as f64 * 100.0)
        }
    }
}

#[derive(Clone, Debug, Deserialize)]
pub struct AuditLine {
    pub seq: i64,
    pub at: Timestamp,
    pub act: String,
    pub sub: String,
    pub role: String,
    pub object: String,
    #[serde(default)]
    pub detail: String,
    #[serde(default)]
    pub request: Option<String>,
    #[serde(default)]
    pub changes: Vec<AuditChange>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct AuditChange {
    pub field: String,
    #[serde(default)]
    pub before: Value,
    #[serde(default)]
    pub after: Value,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Verdict {
    pub intact: bool,
    pub rows: i64,
    #[serde(default)]
    pub next: Option<i64>,
    #[serde(default)]
    pub broken_at: Option<i64>,
    #[serde(default)]
    pub detail: Option<String>,
}

#[derive(Debug, Template)]
#[template(path = "office/audit.html")]
pub struct AuditPage<'a> {
    pub s: &'a Desk<'a>,
    pub tabs: &'a [Tab],
    pub lines: &'a [AuditLine],
    pub filters: &'a [(String, String)],
    pub more: Option<&'a str>,
    pub verdict: Option<&'a Verdict>,
}

impl AuditPage<'_> {
    fn filter(&self, name: &str) -> &str {
        self.filters.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str())
    }

    fn role(&self, line: &AuditLine) -> String {
        line.role
            .parse::<Role>()
            .map_or_else(|_| line.role.clone(), |role| role.label(self.s.lang).to_owned())
    }

    fn value(&self, value: &Value) -> String {
        match value {
            Value::Null => "—".to_owned(),
            Value::String(text) => text.clone(),
            other => other.to_string(),
        }
    }
}

#[derive(Clone, Debug, Deserialize)]
pub struct Incident {
    pub id: String,
    pub open: bool,
    pub acknowledged: bool,
    pub opened_at: Timestamp,
    #[serde(default)]
    pub category: Option<String>,
    #[serde(default)]
    pub districts: Vec<String>,
    #[serde(default)]
    pub tickets: Vec<String>,
    #[serde(default)]
    pub callouts: Vec<CallOut>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct CallOut {
    #[serde(default)]
    pub acknowledged_by: Option<String>,
    #[serde(default)]
    pub calls: Vec<Called>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Called {
    pub name: String,
    pub step: u32,
    pub status: String,
}

#[derive(Debug, Template)]
#[template(path = "office/incidents.html")]
pub struct IncidentsPage<'a> {
    pub s: &'a Desk<'a>,
    pub tabs: &'a [Tab],
    pub incidents: &'a [Incident],
}

/// A step of beginning: what it is, where it is done, and whether it is.
#[derive(Clone, Debug)]
pub struct Step {
    pub label: &'static str,
    pub says: String,
    pub href: &'static str,
    pub is_done: bool,
}

#[derive(Debug, Template)]
#[template(path = "office/setup.html")]
pub struct SetupPage<'a> {
    pub s: &'a Desk<'a>,
    pub tabs: &'a [Tab],
    pub steps: &'a [Step],
    /// Whether the made-up city is offered, and whether it is there to be taken out.
    pub can_fill: bool,
    pub can_clear: bool,
    pub done: &'a [String],
    pub missed: &'a [String],
    pub key: &'a str,
}

/// What every form of the office shows of a field.
impl Shown {
    /// The choices of a field that has any.
    #[must_use]
    pub fn choices(&self) -> &[editor::Choice] {
        match &self.control {
            Control::One(choices) | Control::Several(choices) | Control::Limit(_, choices) => choices,
            _ => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn versions_are_compared_rule_by_rule() {
        let rule =
            |lead: &str| Rule {
                category: "交通运输".to_owned(), lead: lead.to_owned(), ..Rule::default()
            };
        let found = difference(&[rule("gaj"), rule("cgj")], &[rule("cgj"), rule("jtj")]);
        assert_eq!(found.added, ["交通运输|||jtj||"]);
        assert_eq!(found.removed, ["交通运输|||gaj||"]);
    }

    #[test]
    fn a_cell_says_what_people_say() {
        let now = Timestamp::parse("2026-11-27T09:00:00+08:00").unwrap();
        let said = |column: &str, value: Value| cell(Lang::Zh, now, column, Some(&value));
        assert_eq!(said("roles", json!(["admin", "agent"])), "管理员、话务员");
        assert_eq!(said("active", json!(true)), "是");
        assert_eq!(said("publish_at", json!("2026-11-30T17:30:00+08:00")), "11月30日（周一）17:30");
        assert_eq!(said("state", json!("withdrawn")), "已撤下");
        assert_eq!(
            (said("status", json!("dead")), said("failure", json!("timeout"))),
            ("已放弃".into(), "超时".into())
        );
        assert_eq!(said("type", json!("secret")), "secret");
        assert_eq!(said("id", json!("admin")), "admin", "a name is a name");
        assert_eq!(limit(Lang::En, Some(&json!({"working_days": 5}))), "5 working days");
    }
}
