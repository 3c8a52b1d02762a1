//! `datapackage.json`: what the files are, as a Tabular Data Package of the Frictionless standards (version 1).

use anyhow::{Context as _, Result};
use minsheng_types::clock::{Day, Timestamp};
use serde_json::{Value, json};

use super::files::Staged;

fn field(name: &str, of: &str, about: &str) -> Value {
    match of {
        "datetime" => {
            json!({"name": name, "type": of, "format": "%Y-%m-%dT%H:%M:%S%z", "description": about})
        }
        _ => json!({"name": name, "type": of, "description": about}),
    }
}

fn put(object: &mut Value, name: &str, value: Value) {
    if let Value::Object(fields) = object {
        fields.insert(name.to_owned(), value);
    }
}

/// A file, but for its size and sum.
fn resource(name: &str, title: &str, fields: &[Value], key: &[&str]) -> Value {
    let mut schema = json!({"fields": fields, "missingValues": [""]});
    if !key.is_empty() {
        put(&mut schema, "primaryKey", json!(key));
    }
    json!({"profile": "tabular-data-resource", "name": name, "path": format!("{name}.csv"), "title": title,
        "format": "csv", "mediatype": "text/csv", "encoding": "utf-8", "schema": schema})
}

pub fn requests() -> Value {
    let fields = [
        (
            "service_request_id",
            "string",
            "工单编号：日期加当日序号 · the ticket's number: day and sequence; a tab behind it keeps spreadsheets from rounding",
        ),
        ("requested_datetime", "datetime", "受理时间 · when it came in"),
        ("updated_datetime", "datetime", "最近变化时间 · when it changed last"),
        ("closed_date", "datetime", "办结时间 · when it was closed"),
        ("status_description", "string", "open 在办，closed 已结 · whether something is owed to the citizen"),
        (
            "status_notes",
            "string",
            "答复或不予受理的理由，已脱敏 · the answer that stands, or why it was declined; masked",
        ),
        ("source", "string", "来源渠道 · the channel"),
        ("service_name", "string", "一级分类 · category"),
        ("service_subtype", "string", "二级分类 · second level of the category"),
        ("description", "string", "诉求内容，已脱敏；仅限公开的 · the demand, masked, where it is public"),
        ("agency_responsible", "string", "主办单位 · the department that leads"),
        ("address", "string", "地点或区县 · the place, or the district alone"),
        ("lat", "number", "纬度 WGS 84 · latitude"),
        ("long", "number", "经度 WGS 84 · longitude"),
    ];
    let fields = fields.map(|(name, of, about)| field(name, of, about));
    resource(
        "requests",
        "公开诉求 · Requests that are public (GeoReport Bulk)",
        &fields,
        &["service_request_id"],
    )
}

const OF: [(&str, &str, &str); 6] = [
    ("period", "string", "this 本期 · the period itself"),
    ("from", "date", "首日 · first day"),
    ("to", "date", "末日 · last day"),
    ("by", "string", "分组依据，合计为空 · by what it is told apart; empty for the total"),
    ("key", "string", "分组代码，合计与未知为空 · the group; empty for the total and for what is not known"),
    ("label", "string", "分组名称 · its name"),
];

/// The columns of a file of figures, by the hotline's own definitions.
pub fn figures(name: &str, by: &str, least: u64, csv: &str, definitions: &Value) -> Result<Value> {
    let header = csv.lines().next().context("figures without a header")?;
    let fields: Vec<Value> = header.trim_end().split(',').map(|column| figure(column, definitions)).collect();
    let mut resource = resource(name, &format!("评价指标，按 {by} · Figures by {by}"), &fields, &[]);
    let left_out =
        format!("受理不足 {least} 件的分组不列出 · groups with fewer than {least} demands are left out");
    put(&mut resource, "description", json!(left_out));
    Ok(resource)
}

fn figure(column: &str, definitions: &Value) -> Value {
    if let Some((name, of, about)) = OF.iter().find(|(name, ..)| *name == column) {
        return field(name, of, about);
    }
    let text = |pointer: String| definitions.pointer(&pointer).and_then(Value::as_str).map(str::to_owned);
    if let Some(label) = text(format!("/counts/{column}")) {
        return field(column, "integer", &label);
    }
    let rate = |name: &str| {
        Some(format!(
            "{} = {}",
            text(format!("/rates/{name}/label"))?,
            text(format!("/rates/{name}/formula"))?
        ))
    };
    if let Some(about) = rate(column) {
        return field(column, "number", &about);
    }
    for (end, part) in [("_numerator", "分子 · numerator"), ("_denominator", "分母 · denominator")] {
        if let Some(about) = column.strip_suffix(end).and_then(rate) {
            return field(column, "integer", &format!("{about}：{part}"));
        }
    }
    for (end, part) in [
        ("_count", "件数 · how many"),
        ("_p50", "中位数，秒 · median, seconds"),
        ("_p90", "90 % 分位，秒 · seconds"),
        ("_p95", "95 % 分位，秒 · seconds"),
    ] {
        if let Some(label) = column.strip_suffix(end).and_then(|name| text(format!("/times/{name}"))) {
            return field(column, "integer", &format!("{label}：{part}"));
        }
    }
    json!({"name": column, "type": "string"})
}

pub fn received() -> Value {
    let of = OF.map(|(name, of, about)| field(name, of, about));
    let more = [
        field("measure", "string", "指标 · what is counted"),
        field("value", "number", "数值 · how many"),
        field("numerator", "integer", "分子 · numerator of a rate"),
        field("denominator", "integer", "分母 · denominator of a rate"),
    ];
    let fields: Vec<Value> = of.into_iter().chain(more).collect();
    resource("received-by-month", "每月受理量 · Demands by month", &fields, &[])
}

pub fn document(
    mut resources: Vec<Value>,
    (from, to): (Day, Day),
    now: Timestamp,
    staged: &Staged,
) -> Result<String> {
    for resource in &mut resources {
        let path = resource.get("path").and_then(Value::as_str).context("a resource without a path")?;
        let written = staged.written(path).with_context(|| format!("{path} was not written"))?;
        put(resource, "bytes", json!(written.bytes));
        put(resource, "hash", json!(format!("sha256:{}", written.sha256)));
    }
    let document = json!({
        "profile": "tabular-data-package",
        "name": "minsheng-open-data",
        "title": "12345 热线公开数据 · Open data of the 12345 hotline",
        "description": "受保护的诉求和任何个人信息都不在其中 · nothing of protected demands, and nothing personal",
        "created": now.to_string(),
        "temporal": {"start": from.to_string(), "end": to.to_string()},
        "resources": resources,
    });
    Ok(serde_json::to_string_pretty(&document)? + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_says_what_it_is() {
        let definitions = json!({"counts": {"received": "受理"}, "times": {"finishing": "办理用时"},
            "rates": {"resolution_rate": {"label": "解决率", "formula": "resolved / rated", "source": null}}});
        let csv = "period,from,to,by,key,label,received,resolution_rate,resolution_rate_numerator,finishing_p50\r\nthis\r\n";
        let resource = figures("figures-by-category", "category", 5, csv, &definitions).unwrap();
        let fields = resource.pointer("/schema/fields").and_then(Value::as_array).unwrap();
        assert!(
            fields.iter().all(|field| field["description"].as_str().is_some_and(|about| !about.is_empty())),
            "{fields:?}"
        );
        let types: Vec<&str> = fields.iter().map(|field| field["type"].as_str().unwrap()).collect();
        assert_eq!(
            types,
            [
                "string", "date", "date", "string", "string", "string", "integer", "number", "integer",
                "integer"
            ]
        );
    }
}
