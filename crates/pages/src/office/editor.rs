//! Forms for what is kept, out of tables: each field says where it stands in the JSON, how it is filled in, and what it is
//! called. What a form sends becomes JSON again; whether that will do says the function.

use minsheng_types::words::Lang;
use serde_json::{Map, Value};

use crate::body::{moment, put};

/// How a field is filled in.
#[derive(Clone, Copy, Debug)]
pub enum Input {
    Line,
    Text(u8),
    Password,
    Number,
    /// Yes or no.
    Yes,
    Moment,
    Date,
    /// One of these, each with its name in both languages.
    One(&'static [(&'static str, &'static str, &'static str)]),
    /// One of what is known when the page is made.
    OneOf(Source),
    SeveralOf(Source),
    /// A list of words, one a line.
    Lines,
    /// An amount with its unit: hours, working hours or working days.
    Limit,
    /// A list of what has several fields.
    Table(&'static [Field]),
    /// The same, with a line for each and `|` between the fields: where one seldom changes anything.
    Records(&'static [&'static str]),
}

/// Lists that are known when a page is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    Departments,
    Categories,
    Kinds,
    Urgencies,
    StaffRoles,
    Scopes,
    EventTypes,
    NoticeCategories,
    KnowledgeKinds,
    Surveys,
    Occasions,
    FileTypes,
}

/// A field of a form.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Where it stands in the JSON, with dots between.
    pub name: &'static str,
    pub input: Input,
    zh: &'static str,
    en: &'static str,
    pub(crate) hint: Option<(&'static str, &'static str)>,
    /// It cannot be changed once it is there.
    pub fixed: bool,
    /// Of yes or no: what it is where nothing is there yet.
    usual: bool,
}

#[must_use]
pub const fn field(name: &'static str, input: Input, zh: &'static str, en: &'static str) -> Field {
    Field { name, input, zh, en, hint: None, fixed: false, usual: false }
}

impl Field {
    #[must_use]
    pub const fn hint(self, zh: &'static str, en: &'static str) -> Self {
        Self { hint: Some((zh, en)), ..self }
    }

    /// Ticked in a form of what is not there yet.
    #[must_use]
    pub const fn usually(self) -> Self {
        Self { usual: true, ..self }
    }

    #[must_use]
    pub const fn fixed(self) -> Self {
        Self { fixed: true, ..self }
    }

    #[must_use]
    pub const fn label(&self, lang: Lang) -> &'static str {
        lang.of(self.zh, self.en)
    }
}

/// A choice: what is sent, what it is called, and whether it is chosen.
pub type Choice = (String, String, bool);

/// What stands in a field.
#[derive(Clone, Debug)]
pub enum Control {
    Line(String),
    Text(u8, String),
    Password,
    Number(String),
    Yes(bool),
    Moment(String),
    Date(String),
    One(Vec<Choice>),
    Several(Vec<Choice>),
    Limit(String, Vec<Choice>),
    Table(Vec<&'static str>, Vec<Vec<Shown>>),
    /// It is shown and not changed.
    Fixed(String),
}

/// A field as the page shows it.
#[derive(Clone, Debug)]
pub struct Shown {
    pub name: String,
    pub label: &'static str,
    pub hint: Option<&'static str>,
    pub control: Control,
}

impl Shown {
    /// By which the page's parts know each other.
    #[must_use]
    pub fn id(&self) -> String {
        self.name.replace('.', "-")
    }

    #[must_use]
    pub fn is_group(&self) -> bool {
        matches!(self.control, Control::Several(_) | Control::Table(..) | Control::Yes(_))
    }
}

/// Empty rows that a table ends with.
const SPARE: usize = 2;

const UNITS: [(&str, &str, &str); 3] = [
    ("hours", "小时", "hours"),
    ("working_hours", "个工作小时", "working hours"),
    ("working_days", "个工作日", "working days"),
];

/// The fields with what stands in them. `known` are the lists.
#[must_use]
pub fn shown(
    lang: Lang,
    fields: &[Field],
    value: &Value,
    is_new: bool,
    known: &dyn Fn(Source) -> Vec<(String, String)>,
) -> Vec<Shown> {
    fields.iter().map(|field| one(lang, field, field.name, at(value, field.name), is_new, known)).collect()
}

fn at<'v>(value: &'v Value, name: &str) -> &'v Value {
    name.split('.').fold(value, |value, part| value.get(part).unwrap_or(&Value::Null))
}

fn one(
    lang: Lang,
    field: &Field,
    name: &str,
    value: &Value,
    is_new: bool,
    known: &dyn Fn(Source) -> Vec<(String, String)>,
) -> Shown {
    let chosen = |list: Vec<(String, String)>| -> Vec<Choice> {
        let is_chosen = |id: &str| match value {
            Value::Array(values) => values.iter().any(|value| text(value) == id),
            value => text(value) == id,
        };
        list.into_iter().map(|(id, name)| (id.clone(), name, is_chosen(&id))).collect()
    };
    let control = match field.input {
        _ if field.fixed && !is_new => Control::Fixed(text(value)),
        Input::Line => Control::Line(text(value)),
        Input::Text(rows) => Control::Text(rows, text(value)),
        Input::Password => Control::Password,
        Input::Number => Control::Number(text(value)),
        Input::Yes => Control::Yes(value.as_bool().unwrap_or(is_new && field.usual)),
        Input::Moment => Control::Moment(local(&text(value))),
        Input::Date => Control::Date(text(value)),
        Input::One(choices) => {
            let named = choices.iter().map(|(id, zh, en)| ((*id).to_owned(), lang.pick(zh, en)));
            Control::One(chosen(named.collect()))
        }
        Input::OneOf(source) => Control::One(chosen(known(source))),
        Input::SeveralOf(source) => Control::Several(chosen(known(source))),
        Input::Lines => Control::Text(4, lines(value, text)),
        Input::Records(names) => Control::Text(
            4,
            lines(value, |record| {
                let parts: Vec<String> = names.iter().map(|name| text(at(record, name))).collect();
                parts.join(" | ").trim_end_matches([' ', '|']).to_owned()
            }),
        ),
        Input::Limit => {
            let unit = UNITS.iter().find_map(|(unit, ..)| Some((*unit, value.get(unit)?.as_i64()?)));
            let units = UNITS.iter().map(|(id, zh, en)| {
                ((*id).to_owned(), lang.pick(zh, en), unit.is_some_and(|(known, _)| known == *id))
            });
            Control::Limit(unit.map(|(_, count)| count.to_string()).unwrap_or_default(), units.collect())
        }
        Input::Table(columns) => {
            let empty = Value::Null;
            let rows = value.as_array().map_or(&[][..], Vec::as_slice).iter();
            let rows = rows.chain(std::iter::repeat_n(&empty, SPARE)).enumerate();
            let cell = |place: usize, row: &Value| -> Vec<Shown> {
                let of = |column: &Field| {
                    one(
                        lang,
                        column,
                        &format!("{name}.{place}.{}", column.name),
                        at(row, column.name),
                        true,
                        known,
                    )
                };
                columns.iter().map(of).collect()
            };
            Control::Table(
                columns.iter().map(|column| column.label(lang)).collect(),
                rows.map(|(place, row)| cell(place, row)).collect(),
            )
        }
    };
    let hint = field.hint.map(|(zh, en)| lang.of(zh, en));
    Shown { name: name.to_owned(), label: field.label(lang), hint, control }
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn lines(value: &Value, line: impl Fn(&Value) -> String) -> String {
    let all = value.as_array().map_or(&[][..], Vec::as_slice).iter();
    all.map(line).collect::<Vec<_>>().join("\n")
}

/// A moment as browsers want it, in the city's own time.
fn local(moment: &str) -> String {
    moment.get(..16).unwrap_or_default().to_owned()
}

/// What a form becomes: the fields that it has, and nothing of what it leaves empty but where that means something. `given`
/// are the values of a name, `names` all that were sent.
#[must_use]
pub fn read<'f>(
    fields: &[Field],
    is_new: bool,
    given: &dyn Fn(&str) -> Vec<&'f str>,
    names: &[&str],
) -> Map<String, Value> {
    let mut body = Map::new();
    for field in fields.iter().filter(|field| is_new || !field.fixed) {
        if let Some(value) = value(field, field.name, is_new, given, names) {
            put(&mut body, field.name, value);
        }
    }
    body
}

fn value<'f>(
    field: &Field,
    name: &str,
    is_new: bool,
    given: &dyn Fn(&str) -> Vec<&'f str>,
    names: &[&str],
) -> Option<Value> {
    let first = given(name).first().map(|text| text.trim()).unwrap_or_default();
    // What is emptied is taken away; what never was there, and what the form did not have, is left out.
    let was_sent = |name: &str| names.contains(&name);
    let nothing = (!is_new && (was_sent(name) || was_sent(&format!("{name}.count")))).then_some(Value::Null);
    Some(match field.input {
        Input::Password if first.is_empty() => return None,
        Input::Password => given(name).first().copied().unwrap_or_default().into(),
        Input::Yes => (first == "yes").into(),
        Input::SeveralOf(_) => {
            given(name).into_iter().filter(|one| !one.is_empty()).map(Value::from).collect::<Vec<_>>().into()
        }
        // These send nothing where nothing is ticked, and so does a table without rows; others always do.
        Input::Lines | Input::Records(_) if !is_new && !was_sent(name) => return None,
        Input::Lines => first
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .map(Value::from)
            .collect::<Vec<_>>()
            .into(),
        Input::Records(members) => {
            let record = |line: &str| -> Value {
                let parts = line.split('|').map(str::trim);
                let members = members.iter().zip(parts).filter(|(_, part)| !part.is_empty());
                members
                    .map(|(member, part)| ((*member).to_owned(), Value::from(part)))
                    .collect::<Map<_, _>>()
                    .into()
            };
            first.lines().filter(|line| !line.trim().is_empty()).map(record).collect::<Vec<_>>().into()
        }
        Input::Limit => {
            let unit = given(&format!("{name}.unit")).first().copied().unwrap_or("working_days");
            let count = given(&format!("{name}.count")).first().map(|count| count.trim()).unwrap_or_default();
            if count.is_empty() {
                return nothing;
            }
            Map::from_iter([(unit.to_owned(), number(count))]).into()
        }
        Input::Table(_) if !is_new && !names.iter().any(|sent| sent.starts_with(&format!("{name}."))) => {
            return None;
        }
        Input::Table(columns) => rows(columns, name, given, names).into(),
        _ if first.is_empty() => return nothing,
        Input::Number => number(first),
        Input::Moment => moment(first).into(),
        Input::Text(_) => given(name).first().map(|text| text.trim_end()).unwrap_or_default().into(),
        _ => first.into(),
    })
}

/// The rows of a table that hold anything and are not taken out.
fn rows<'f>(
    columns: &[Field],
    name: &str,
    given: &dyn Fn(&str) -> Vec<&'f str>,
    names: &[&str],
) -> Vec<Value> {
    let place =
        |sent: &str| sent.strip_prefix(name)?.strip_prefix('.')?.split('.').next()?.parse::<usize>().ok();
    let last = names.iter().filter_map(|sent| place(sent)).max();
    let mut rows = Vec::new();
    for row in 0..last.map_or(0, |last| last + 1) {
        let mut body = Map::new();
        let mut holds = false;
        for column in columns {
            let cell = format!("{name}.{row}.{}", column.name);
            let Some(value) = value(column, &cell, true, given, names) else { continue };
            holds |= match &value {
                Value::Array(values) => !values.is_empty(),
                // A box that is not ticked says nothing of a row that is empty otherwise, nor does a unit.
                Value::Bool(ticked) => *ticked,
                _ => !matches!(column.input, Input::One(_)),
            };
            put(&mut body, column.name, value);
        }
        if holds {
            rows.push(body.into());
        }
    }
    rows
}

/// A number, or the text for the function to refuse.
fn number(text: &str) -> Value {
    text.parse::<i64>().map_or_else(|_| text.into(), Value::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const COLUMNS: &[Field] = &[
        field("kind", Input::OneOf(Source::Kinds), "类型", "Kind"),
        field("limit", Input::Limit, "期限", "Limit"),
    ];
    const FIELDS: &[Field] = &[
        field("code", Input::Line, "代码", "Code").fixed(),
        field("name", Input::Line, "名称", "Name"),
        field("pinned", Input::Yes, "置顶", "Pinned"),
        field("messages.per_day", Input::Number, "每天", "A day"),
        field("districts", Input::Lines, "区县", "Districts"),
        field("people", Input::Records(&["name", "phone"]), "人", "People"),
        field("deadlines", Input::Table(COLUMNS), "期限", "Deadlines"),
        field("at", Input::Moment, "时间", "When"),
        field("roles", Input::SeveralOf(Source::StaffRoles), "岗位", "Roles"),
    ];

    fn sent(pairs: &[(&'static str, &'static str)], is_new: bool) -> Value {
        let names: Vec<&str> = pairs.iter().map(|(name, _)| *name).collect();
        let given =
            |name: &str| pairs.iter().filter(|(known, _)| *known == name).map(|(_, value)| *value).collect();
        read(FIELDS, is_new, &given, &names).into()
    }

    #[test]
    fn what_is_shown_and_sent_back_is_what_was_there() {
        let kept = json!({
            "code": "cgj", "name": "城管局", "pinned": true, "messages": {"per_day": 3}, "districts": ["岳麓区", "芙蓉区"],
            "people": [{"name": "张三", "phone": "13800000000"}],
            "deadlines": [{"kind": "help", "limit": {"working_days": 5}}], "at": "2026-11-30T17:30:00+08:00", "roles": ["admin"],
        });
        let lists = |source: Source| match source {
            Source::Kinds => {
                vec![("help".to_owned(), "求助".to_owned()), ("report".to_owned(), "举报".to_owned())]
            }
            _ => vec![("admin".to_owned(), "管理员".to_owned()), ("agent".to_owned(), "话务员".to_owned())],
        };
        let shown = shown(Lang::Zh, FIELDS, &kept, false, &lists);
        assert!(matches!(&shown[0].control, Control::Fixed(code) if code == "cgj"));
        assert!(matches!(&shown[5].control, Control::Text(_, people) if people == "张三 | 13800000000"));
        assert!(matches!(&shown[7].control, Control::Moment(at) if at == "2026-11-30T17:30"));
        let Control::Table(heads, rows) = &shown[6].control else { panic!("no table") };
        assert_eq!((heads.as_slice(), rows.len()), (&["类型", "期限"][..], 1 + SPARE));
        assert!(matches!(&rows[0][1].control, Control::Limit(count, units) if count == "5" && units[2].2));
        let back = sent(
            &[
                ("name", "城管局"),
                ("pinned", "yes"),
                ("messages.per_day", "3"),
                ("districts", "岳麓区\n芙蓉区\n"),
                ("people", "张三 | 13800000000"),
                ("deadlines.0.kind", "help"),
                ("deadlines.0.limit.count", "5"),
                ("deadlines.0.limit.unit", "working_days"),
                ("deadlines.1.kind", ""),
                ("deadlines.1.limit.count", ""),
                ("deadlines.1.limit.unit", "hours"),
                ("at", "2026-11-30T17:30"),
                ("roles", "admin"),
            ],
            false,
        );
        let mut wanted = kept;
        wanted.as_object_mut().unwrap().remove("code");
        assert_eq!(back, wanted);
    }

    #[test]
    fn what_is_usual_is_ticked_until_somebody_says_otherwise() {
        let fields = [field("active", Input::Yes, "可以登录", "May log in").usually()];
        let ticked = |value: Value, is_new: bool| {
            matches!(shown(Lang::Zh, &fields, &value, is_new, &|_| Vec::new())[0].control, Control::Yes(true))
        };
        assert!(ticked(json!({}), true));
        assert!(!ticked(json!({"active": false}), true), "as it was sent");
        assert!(!ticked(json!({"active": false}), false));
    }

    #[test]
    fn what_is_emptied_is_taken_away_and_what_never_was_is_left_out() {
        assert_eq!(sent(&[("name", " "), ("at", "")], false)["name"], Value::Null);
        assert_eq!(
            sent(&[("messages.per_day", "2")], false),
            json!({"messages": {"per_day": 2}, "pinned": false, "roles": []}),
            "a part of it"
        );
        let new = sent(&[("code", "x"), ("name", "")], true);
        assert_eq!(
            new,
            json!({"code": "x", "pinned": false, "districts": [], "people": [], "deadlines": [], "roles": []})
        );
        assert_eq!(
            sent(&[("messages.per_day", "many")], false)["messages"]["per_day"],
            "many",
            "for the function to refuse"
        );
    }
}
