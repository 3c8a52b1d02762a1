//! The mapping file: which column is which field, what its words mean here, how its moments are written.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context as _, Result, bail, ensure};
use chrono::format::{Item, StrftimeItems};
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, SecondsFormat};
use csv::StringRecord;
use minsheng_types::csv::read_text;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::refused::Reason;

/// What stands in a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Text,
    Moment,
    Flag,
    Number,
}

/// The fields of an old ticket, `a.b` for those inside of others.
const FIELDS: [(&str, Form); 31] = [
    ("external_ref", Form::Text),
    ("created_at", Form::Moment),
    ("state", Form::Text),
    ("content", Form::Text),
    ("subject", Form::Text),
    ("kind", Form::Text),
    ("urgency", Form::Text),
    ("category", Form::Text),
    ("subcategory", Form::Text),
    ("channel", Form::Text),
    ("location.address", Form::Text),
    ("location.district", Form::Text),
    ("location.lat", Form::Number),
    ("location.lon", Form::Number),
    ("reporter.name", Form::Text),
    ("reporter.phone", Form::Text),
    ("reporter.email", Form::Text),
    ("reporter.address", Form::Text),
    ("reporter.anonymous", Form::Flag),
    ("reporter.confidential", Form::Flag),
    ("reporter.reply_wanted", Form::Flag),
    ("department", Form::Text),
    ("assigned_at", Form::Moment),
    ("contacted_at", Form::Moment),
    ("due_at", Form::Moment),
    ("answer", Form::Text),
    ("answered_at", Form::Moment),
    ("closed_at", Form::Moment),
    ("satisfaction", Form::Text),
    ("resolved", Form::Flag),
    ("comment", Form::Text),
];

const NEEDED: [&str; 4] = ["external_ref", "created_at", "state", "content"];

/// In a table of values: everything that is not named.
const ELSE: &str = "*";

/// No field takes more; so a request never gets too long by one.
const CELL: usize = 16_000;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    source: String,
    #[serde(default)]
    encoding: Option<String>,
    #[serde(default)]
    delimiter: Option<String>,
    dates: Vec<String>,
    #[serde(default)]
    offset: Option<String>,
    columns: BTreeMap<String, String>,
    #[serde(default)]
    constants: BTreeMap<String, String>,
    #[serde(default)]
    values: BTreeMap<String, BTreeMap<String, String>>,
}

/// The mapping, once it is known to make sense.
#[derive(Debug)]
pub struct Mapping {
    pub source: String,
    pub encoding: Option<&'static encoding_rs::Encoding>,
    pub delimiter: u8,
    dates: Vec<String>,
    offset: FixedOffset,
    fields: Vec<Field>,
}

#[derive(Debug)]
struct Field {
    name: &'static str,
    form: Form,
    column: Option<String>,
    constant: Option<String>,
    values: Option<BTreeMap<String, String>>,
}

impl Mapping {
    pub fn read(path: &Path) -> Result<Self> {
        let text =
            std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        Self::parse(&text).with_context(|| format!("{}", path.display()))
    }

    pub fn parse(text: &str) -> Result<Self> {
        let File { source, encoding, delimiter, dates, offset, columns, constants, mut values } =
            toml::from_str(text)?;
        let known: BTreeSet<&str> = FIELDS.iter().map(|(name, _)| *name).collect();
        for name in columns.keys().chain(constants.keys()).chain(values.keys()) {
            let fields: Vec<&str> = FIELDS.iter().map(|(name, _)| *name).collect();
            ensure!(
                known.contains(name.as_str()),
                "there is no field `{name}`; fields are {}",
                fields.join(", ")
            );
        }
        for name in NEEDED {
            ensure!(
                columns.contains_key(name) || constants.contains_key(name),
                "`{name}` is needed: name its column in [columns]"
            );
        }
        ensure!(columns.contains_key("external_ref"), "`external_ref` is a column: each ticket has its own");
        let encoding = match encoding {
            None => None,
            Some(name) => match encoding_rs::Encoding::for_label(name.as_bytes()) {
                Some(encoding) => Some(encoding),
                None => bail!("`{name}` is no encoding: utf-8, gb18030, big5 …"),
            },
        };
        let delimiter = match delimiter.as_deref().unwrap_or(",").as_bytes() {
            [one] => *one,
            _ => bail!("`delimiter` is one character: `,`, `;` or a tab, \"\\t\""),
        };
        ensure!(!dates.is_empty(), "`dates` names no form");
        for form in &dates {
            let bad = StrftimeItems::new(form).any(|item| matches!(item, Item::Error));
            ensure!(!bad && form.contains('%'), "`{form}` is no form of a moment: \"%Y-%m-%d %H:%M:%S\"");
        }
        let offset = offset.as_deref().unwrap_or("+08:00");
        let offset = offset.parse().with_context(|| format!("`{offset}` is no offset: \"+08:00\""))?;
        let field = |(name, form): (&'static str, Form)| {
            let (column, constant) = (columns.get(name).cloned(), constants.get(name).cloned());
            let values = values.remove(name);
            (column.is_some() || constant.is_some()).then_some(Field { name, form, column, constant, values })
        };
        let fields = FIELDS.into_iter().filter_map(field).collect();
        Ok(Self { source, encoding, delimiter, dates, offset, fields })
    }

    /// Where the columns stand that are read.
    pub fn places(&self, header: &StringRecord) -> Result<Vec<Option<usize>>> {
        let place = |field: &Field| {
            let Some(column) = &field.column else { return Ok(None) };
            let mut found = header.iter().enumerate().filter(|(_, name)| name.trim() == column);
            let first = found.next().map(|(place, _)| place);
            ensure!(found.next().is_none(), "the column `{column}` is there twice");
            match first {
                Some(place) => Ok(Some(place)),
                None => {
                    let there: Vec<&str> = header.iter().map(str::trim).collect();
                    bail!("there is no column `{column}`; there are {}", there.join(", "))
                }
            }
        };
        self.fields.iter().map(place).collect()
    }

    /// The ticket that a row is, as it is handed in.
    pub fn ticket(&self, record: &StringRecord, places: &[Option<usize>]) -> Result<Value, Vec<Reason>> {
        let (mut ticket, mut reasons) = (Map::new(), Vec::new());
        for (field, place) in self.fields.iter().zip(places) {
            let cell = place.and_then(|place| record.get(place)).map(|cell| read_text(cell).trim());
            let column = field.column.as_deref().unwrap_or(field.name);
            match self.value(field, cell.filter(|cell| !cell.is_empty())) {
                Ok(None) => {}
                Ok(Some(value)) => put(&mut ticket, field.name, value),
                Err((code, text)) => {
                    reasons.push(Reason { column: column.to_owned(), code: code.into(), text })
                }
            }
        }
        if reasons.is_empty() { Ok(Value::Object(ticket)) } else { Err(reasons) }
    }

    fn value(&self, field: &Field, cell: Option<&str>) -> Result<Option<Value>, (&'static str, String)> {
        let Some(cell) = cell.or(field.constant.as_deref()) else { return Ok(None) };
        if cell.contains('\u{FFFD}') {
            return Err(("encoding", "some of it is not of the file's encoding".into()));
        }
        if cell.len() > CELL {
            return Err(("too_long", format!("{} bytes are more than any field takes", cell.len())));
        }
        let meant = match &field.values {
            None => cell,
            // A constant says what it is here.
            Some(_) if field.constant.as_deref() == Some(cell) => cell,
            Some(values) => match values.get(cell).or_else(|| values.get(ELSE)) {
                Some(meant) => meant.as_str(),
                None => return Err(("unknown_value", format!("[values.{}] does not name it", field.name))),
            },
        };
        if meant.is_empty() {
            return Ok(None);
        }
        match field.form {
            Form::Text => Ok(Some(meant.into())),
            Form::Moment => match self.moment(meant) {
                Some(moment) => Ok(Some(moment.into())),
                None => Err(("malformed", format!("none of the forms: {}", self.dates.join(", ")))),
            },
            Form::Flag => match meant.to_lowercase().as_str() {
                "true" | "1" | "y" | "yes" | "是" => Ok(Some(true.into())),
                "false" | "0" | "n" | "no" | "否" => Ok(Some(false.into())),
                _ => Err(("malformed", "neither true nor false".into())),
            },
            Form::Number => match meant.parse::<f64>().ok().filter(|number| number.is_finite()) {
                Some(number) => Ok(Some(number.into())),
                None => Err(("malformed", "no number".into())),
            },
        }
    }

    fn moment(&self, text: &str) -> Option<String> {
        self.dates.iter().find_map(|form| {
            if let Ok(with_offset) = DateTime::parse_from_str(text, form) {
                return Some(with_offset.to_rfc3339_opts(SecondsFormat::Secs, false));
            }
            let day = || NaiveDate::parse_from_str(text, form).ok().map(|day| day.and_time(NaiveTime::MIN));
            let local = NaiveDateTime::parse_from_str(text, form).ok().or_else(day)?;
            let moment = local.and_local_timezone(self.offset).single()?;
            Some(moment.to_rfc3339_opts(SecondsFormat::Secs, false))
        })
    }

    /// The column that a fault of the hotline's is about, by its pointer into the ticket.
    pub fn column_of(&self, pointer: &str) -> String {
        let name = pointer.trim_start_matches('/').replace('/', ".");
        let field = self.fields.iter().find(|field| field.name == name);
        field.and_then(|field| field.column.clone()).unwrap_or(name)
    }
}

fn put(ticket: &mut Map<String, Value>, name: &str, value: Value) {
    match name.split_once('.') {
        None => drop(ticket.insert(name.to_owned(), value)),
        Some((outer, inner)) => {
            let within = ticket.entry(outer).or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(within) = within {
                within.insert(inner.to_owned(), value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const FEW: &str = "source = \"crm\"\ndates = [\"%Y-%m-%d %H:%M:%S\", \"%Y/%-m/%-d %H:%M\", \"%d.%m.%Y\", \"%Y-%m-%dT%H:%M:%S%z\"]\n\
        [columns]\nexternal_ref = \"编号\"\ncreated_at = \"时间\"\nstate = \"状态\"\ncontent = \"内容\"\n\"reporter.phone\" = \"电话\"\n\
        \"reporter.confidential\" = \"保密\"\n\"location.lat\" = \"纬度\"\n[constants]\nchannel = \"phone\"\nstate = \"closed\"\n\
        [values.state]\n\"办结\" = \"closed\"\n\"废弃\" = \"\"\n";

    fn row(cells: [&str; 7]) -> Result<Value, Vec<(String, String)>> {
        let mapping = Mapping::parse(FEW).unwrap();
        let header = StringRecord::from(vec!["编号", "时间", "状态", "内容", "电话", "保密", "纬度"]);
        let places = mapping.places(&header).unwrap();
        let found = mapping.ticket(&StringRecord::from(cells.to_vec()), &places);
        found.map_err(|all| all.into_iter().map(|reason| (reason.column, reason.code)).collect())
    }

    #[test]
    fn a_row_becomes_a_ticket() {
        let full =
            ["A-1\t", "2023-05-04 09:12:00", "办结", " 路灯坏了\n三天了 ", "13800131234", "是", "28.2"];
        let ticket = json!({"external_ref": "A-1", "created_at": "2023-05-04T09:12:00+08:00", "state": "closed",
            "content": "路灯坏了\n三天了", "channel": "phone", "reporter": {"phone": "13800131234", "confidential": true},
            "location": {"lat": 28.2}});
        assert_eq!(row(full).unwrap(), ticket);
        let bare = row(["'=A-1", "2023/5/4 9:12", "", "停水", "", "", ""]).unwrap();
        let expected = json!({"external_ref": "=A-1", "created_at": "2023-05-04T09:12:00+08:00", "state": "closed",
            "content": "停水", "channel": "phone"});
        assert_eq!(
            bare, expected,
            "a constant stands in for an empty cell, and the guard against formulas goes"
        );
    }

    #[test]
    fn moments_are_read_as_the_file_writes_them() {
        let mapping = Mapping::parse(FEW).unwrap();
        for (text, moment) in [
            ("2023-05-04 09:12:59", Some("2023-05-04T09:12:59+08:00")),
            ("04.05.2023", Some("2023-05-04T00:00:00+08:00")),
            ("2023-05-04T09:12:00+0000", Some("2023-05-04T09:12:00+00:00")),
            ("2024-02-29 23:59:59", Some("2024-02-29T23:59:59+08:00")),
            ("2023-02-29 23:59:59", None),
            ("2023-13-01 00:00:00", None),
            ("昨天", None),
            ("45050.38", None),
        ] {
            assert_eq!(mapping.moment(text).as_deref(), moment, "{text}");
        }
    }

    #[test]
    fn what_is_wrong_in_a_row_is_told_by_its_column() {
        let told =
            row(["A-1", "昨天", "不明", "路灯\u{FFFD}", &"1".repeat(16_001), "或许", "NaN"]).unwrap_err();
        let expected = [
            ("时间", "malformed"),
            ("状态", "unknown_value"),
            ("内容", "encoding"),
            ("纬度", "malformed"),
            ("电话", "too_long"),
            ("保密", "malformed"),
        ];
        assert_eq!(told, expected.map(|(column, code)| (column.to_owned(), code.to_owned())));
        let mapping = Mapping::parse(FEW).unwrap();
        assert_eq!(
            (mapping.column_of("/reporter/phone"), mapping.column_of("/channel")),
            ("电话".into(), "channel".into())
        );
    }

    #[test]
    fn a_mapping_that_makes_no_sense_is_refused_with_a_remedy() {
        assert!(Mapping::parse(include_str!("../../../../examples/import/mapping.toml")).is_ok());
        let refused = |from: &str, to: &str, told: &str| {
            assert!(FEW.contains(from), "{from}");
            let error = format!("{:#}", Mapping::parse(&FEW.replace(from, to)).unwrap_err());
            assert!(error.contains(told), "{error}");
        };
        refused("content = \"内容\"\n", "", "`content` is needed");
        refused("content =", "contents =", "no field `contents`");
        refused("external_ref = \"编号\"\n", "", "`external_ref` is needed");
        refused("source = \"crm\"", "sources = \"crm\"", "sources");
        refused("%Y-%m-%d %H:%M:%S", "%Y-%Q", "no form of a moment");
        refused("source", "encoding = \"klingon\"\nsource", "no encoding");
        refused("source", "offset = \"Beijing\"\nsource", "no offset");
        refused("source", "delimiter = \"||\"\nsource", "one character");
        let mapping = Mapping::parse(FEW).unwrap();
        let places = |names: &[&str]| format!("{:?}", mapping.places(&StringRecord::from(names.to_vec())));
        assert!(
            places(&["编号", "时间"]).contains("no column `状态`")
                || places(&["编号", "时间"]).contains("no column")
        );
        assert!(places(&["编号", "编号"]).contains("twice"));
    }
}
