//! Examples of what is sent and answered. Requests are written by hand, one for each operation that takes a body; answers
//! are made of their schemas, with what such a field usually holds. A test holds all of them against the schemas.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use minsheng_core::operation::{Op, Operation};
use minsheng_core::parameter::Param;
use serde_json::{Map, Value, json};

use crate::types::components;

pub const REQUEST: &str = "0b9f5f5e-3c1f-4f0e-9a51-5d2d4c1f7a10";
const TICKET: &str = "20261123000042";
const MOMENT: &str = "2026-11-23T10:00:00+08:00";
const MODEL: &str = "9c1d5f20a4b3e871";
const EVENT: &str = "1234-1795766400";
const TOKEN: &str = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881";

/// What is sent to the operation.
pub fn request(operation: &Operation) -> Option<Value> {
    let (account, password) = ("zhang.san", "correct horse battery");
    Some(match operation.op {
        Op::SubmitTicket => json!({
            "content": "小区路灯坏了三天了，晚上出行不安全",
            "location": {"district": "岳麓区", "address": "麓山南路932号"},
            "reporter": {"name": "李四", "phone": "13812341234"},
        }),
        Op::ClassifyText | Op::FindSimilar | Op::SuggestKnowledge | Op::Understand => {
            json!({"text": "小区路灯坏了三天了，晚上出行不安全"})
        }
        Op::ClassifyTicket => json!({"category": "城乡建设", "note": "照明属市政设施"}),
        Op::TryModel => json!({"tickets": 200, "since": "2026-10-01"}),
        Op::ActivateModel => json!({"reason": "试用三周，准确率更高"}),
        Op::RollBackModel => json!({"reason": "新模型在交通类上不如旧模型"}),
        Op::AssignTicket => json!({"lead": "cgj", "note": "请尽快到场"}),
        Op::UpdateTicket => {
            json!({"action": "progress", "note": "更换 3 盏灯具", "public": "维修人员已到场。"})
        }
        Op::RateTicket => json!({"resolved": true, "satisfaction": "satisfied", "comment": "很快就修好了"}),
        Op::PublishNotice => {
            json!({"title": "停水通知", "body": "麓山南路 **11 月 25 日** 9:00–17:00 停水。", "pinned": true})
        }
        Op::ReplaceNotice => json!({"body": "停水时间改为 **11 月 26 日** 9:00–17:00。"}),
        Op::AddDepartment => {
            json!({"code": "cgj", "name": "城市管理局", "name_en": "Urban management", "phone": "0731-12345678"})
        }
        Op::ReplaceCatalogue => json!({"rules": [
            {"category": "城乡建设", "lead": "cgj"},
            {"category": "交通运输", "lead": "jtj", "finish": {"working_days": 3}},
        ]}),
        Op::ReplaceSettings => json!({"archive_days": 30}),
        Op::RunScheduled | Op::IndexTickets | Op::RevokeSessions => json!({}),
        Op::LogIn => json!({"username": account, "password": password, "code": "123456"}),
        Op::RefreshSession | Op::LogOut => json!({"refresh_token": TOKEN}),
        Op::ChangePassword => json!({"old": password, "new": "staple correct horse"}),
        Op::EnrolFactor => json!({"username": account, "password": password}),
        Op::ConfirmFactor => json!({"username": account, "password": password, "code": "123456"}),
        Op::SendCode => json!({"phone": "13812341234"}),
        Op::LogInWeChat => json!({"code": "0e3Vqz000aBcDe1xyz"}),
        Op::LogInCitizen => json!({"phone": "13812341234", "code": "123456"}),
        Op::AddAccount => json!({"id": account, "name": "张三", "roles": ["agent"], "password": password}),
        Op::ReplaceAccount => json!({"name": "张三", "roles": ["agent", "publisher"]}),
        Op::AddKey => json!({"name": "城市大脑", "scopes": ["tickets:write", "tickets:read"]}),
        Op::RevealReporter => json!({"reason": "电话回访"}),
        Op::CorrectReporter => json!({"phone": "13812341234"}),
        Op::LookUpCaller => json!({"phone": "13812341234"}),
        Op::RecordCalls => json!({"calls": [{
            "id": "call-20261123-0001",
            "offered_at": MOMENT,
            "answered_at": "2026-11-23T10:00:08+08:00",
            "ended_at": "2026-11-23T10:03:20+08:00",
        }]}),
        Op::ImportTickets => json!({"source": "crm2019", "dry_run": true, "tickets": [{
            "external_ref": "GD2023-0001",
            "created_at": "2023-05-04T09:12:00+08:00",
            "state": "closed",
            "content": "麓山南路的路灯坏了三天",
            "department": "cgj",
            "answer": "路灯已修复。",
            "closed_at": "2023-05-06T10:00:00+08:00",
            "satisfaction": "satisfied",
        }]}),
        Op::AddKnowledge => json!({
            "kind": "guide", "title": "居住证办理指南", "body": "到居住地派出所办理，5 个工作日领证。", "category": "政法",
        }),
        Op::ReplaceKnowledge => json!({"body": "到居住地派出所或在网上办理，3 个工作日领证。"}),
        Op::JudgeKnowledge => json!({"helpful": true}),
        Op::CheckReply => json!({"question": "路灯什么时候修好？", "reply": "路灯已于今天下午修复。"}),
        Op::DraftAnswer => json!({"note": "请说明办理时限"}),
        Op::AddSurvey => json!({
            "title": "夜班公交", "closes_at": "2099-12-31T18:00:00+08:00", "results": "public", "questions": [
                {"id": "often", "kind": "one", "text": "您多久坐一次？", "options": [{"text": "每天"}, {"text": "很少"}]},
                {"id": "words", "kind": "text", "text": "还有什么建议？"},
            ],
        }),
        Op::ReplaceSurvey => json!({"closes_at": "2099-12-24T18:00:00+08:00"}),
        Op::AnswerSurvey => json!({"answers": [{"question": "often", "choices": [1]}]}),
        Op::AddAttachment => json!({"name": "路灯.jpg", "media_type": "image/jpeg", "size": 33}),
        Op::PutAttachment => json!("…"),
        Op::TendAttachments | Op::Deliver | Op::Notify | Op::TestWebhook => json!({}),
        Op::PreviewMessage => {
            json!({"occasion": "answered", "language": "zh", "text": "【{hotline}】工单 {number} 已答复。{link}"})
        }
        Op::ReportMessages => json!({"reports": [{"id": format!("{TICKET}-77"), "status": "delivered"}]}),
        Op::TakeReplies => json!({"replies": [{"phone": "13900000002", "text": "1"}]}),
        Op::ReplaceOncall => json!({
            "minutes": 5,
            "lists": [{"department": "jtj", "steps": [{"people": [{"name": "王五", "phone": "13900000002"}]}]}],
            "supervisors": [{"name": "赵六", "phone": "13900000003"}],
        }),
        Op::Acknowledge => json!({"token": "7.0.0.2d711642b726b04401627ca9"}),
        Op::TellOfIncident => json!({"title": "燃气抢修", "body": "麓山南路正在抢修，请绕行。"}),
        Op::AddWebhook => json!({
            "name": "城市大脑", "url": "https://example.org/hook", "types": ["cn.minsheng.ticket.closed.v1"],
        }),
        Op::ReplaceWebhook => json!({"enabled": false}),
        Op::RotateSecret => json!({"overlap_hours": 24}),
        Op::ReplayEvents => json!({"after": EVENT}),
        Op::RetryDeliveries => json!({"events": [EVENT]}),
        Op::Open311PostRequest => json!({
            "service_code": "0102", "address_string": "麓山南路932号", "description": "小区门口路灯坏了三天了",
        }),
        Op::Open311PostUpdate => json!({
            "service_request_id": TICKET, "update_id": "77", "description": "又灭了两盏",
        }),
        _ => return None,
    })
}

/// What a parameter may be.
pub fn parameter(param: &Param) -> Option<Value> {
    Some(match param.name {
        "id" => return None,
        "include" => json!(["similar", "answers"]),
        "owes" => json!(["review", "finish_late"]),
        "state" => return None,
        "limit" => json!(20),
        "q" => json!("路灯"),
        "text" => json!("小区路灯坏了三天了"),
        "district" => json!("岳麓区"),
        "lead" | "department" => json!("cgj"),
        "created_from" | "due_from" | "closed_from" | "updated_since" => json!("2026-11-23"),
        "request" => json!(REQUEST),
        "after" if param.about.contains("event") => json!(EVENT),
        "types" => json!(["cn.minsheng.ticket.closed.v1"]),
        "address" => json!("麓山南路932号"),
        "service_request_id" => json!([TICKET]),
        "service_code" => json!(["0102"]),
        "bbox" => json!("112.9,28.1,113.0,28.3"),
        "start_date" | "updated_after" => json!("2026-11-23"),
        _ => return None,
    })
}

/// A problem of this kind.
pub fn problem(status: u16, code: &str) -> Value {
    let title = match status {
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        408 => "Request Timeout",
        409 => "Conflict",
        410 => "Gone",
        412 => "Precondition Failed",
        413 => "Payload Too Large",
        415 => "Unsupported Media Type",
        416 => "Range Not Satisfiable",
        422 => "Unprocessable Entity",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        _ => "Service Unavailable",
    };
    let mut problem = json!({
        "type": format!("urn:minsheng:problem:{code}"),
        "title": title,
        "status": status,
        "detail": "…",
        "instance": format!("urn:uuid:{REQUEST}"),
        "code": code,
    });
    let more = match status {
        400 => json!({"errors": [{
            "pointer": "?limit", "code": "out_of_range", "detail": "must be from 1 to 100", "minimum": 1, "maximum": 100,
        }]}),
        409 => json!({"state": "closed", "allowed_actions": ["reopen", "rate"]}),
        422 => {
            json!({"errors": [{"pointer": "/content", "code": "missing", "detail": "this field is required"}]})
        }
        _ => json!({}),
    };
    if let (Value::Object(problem), Value::Object(more)) = (&mut problem, more) {
        problem.extend(more);
    }
    problem
}

/// The first lines of a file.
pub fn file(operation: &str) -> &'static str {
    match operation {
        "readSurveyResults" => {
            "question,kind,text,place,option,count\r\noften,one,您多久坐一次？,1,每天,42\r\n"
        }
        "listTickets" => "工单号,状态,类型,紧急程度\r\n20261123000042,assigned,complaint,normal\r\n",
        _ => "from,to,group,received\r\n2026-11-01,2026-11-23,城乡建设,42\r\n",
    }
}

/// Whether what was created can be read at a place of its own.
pub fn has_location(operation: &Operation) -> bool {
    !matches!(operation.op, Op::EnrolFactor | Op::AddDepartment | Op::UploadModel)
}

/// What the operation answers.
pub fn answer(operation: &Operation, body: &str) -> Option<Value> {
    match body {
        "application/atom+xml" => Some(json!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><feed xmlns=\"http://www.w3.org/2005/Atom\"><title>公告</title></feed>"
        )),
        "application/feed+json" => {
            Some(json!({"version": "https://jsonfeed.org/version/1.1", "title": "公告", "items": []}))
        }
        "text/calendar" => {
            Some(json!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Minsheng//EN\r\nEND:VCALENDAR\r\n"))
        }
        "text/javascript" => Some(json!("(function () { \"use strict\"; })();")),
        "image/svg+xml" => {
            Some(json!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 45 45\"></svg>"))
        }
        "application/cloudevents+json" => Some(of_type("CloudEvent")),
        "application/cloudevents-batch+json" => Some(json!([of_type("CloudEvent")])),
        "application/octet-stream" => Some(json!("…")),
        "text/html" => Some(json!("<!DOCTYPE html><html lang=\"en\"><title>Minsheng</title></html>")),
        other if other.contains('/') => matches!(operation.op, Op::ReadOpenApi | Op::ReadInterface).then(
            || json!({"openapi": "3.1.0", "info": {"title": "Minsheng", "version": "0.1.0"}, "paths": {}}),
        ),
        name => Some(of_type(name)),
    }
}

static COMPONENTS: LazyLock<BTreeMap<String, Value>> = LazyLock::new(|| components().unwrap_or_default());

fn of_type(name: &str) -> Value {
    COMPONENTS.get(name).map_or(Value::Null, |schema| of_schema(schema, "", 0))
}

/// Deeper than this, lists are empty and what may be absent is.
const DEEP: usize = 4;

/// An example of a schema: `field` is what it is called where it stands.
fn of_schema(schema: &Value, field: &str, depth: usize) -> Value {
    if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
        let name = reference.rsplit('/').next().unwrap_or_default();
        return known_type(name).unwrap_or_else(|| {
            COMPONENTS.get(name).map_or(Value::Null, |schema| of_schema(schema, field, depth + 1))
        });
    }
    for ways in ["anyOf", "oneOf"] {
        let Some(ways) = schema.get(ways).and_then(Value::as_array) else { continue };
        let is_null = |way: &&Value| way.get("type").is_some_and(|kind| kind == "null");
        let something = ways
            .iter()
            .find(|way| !is_null(way))
            .filter(|_| depth < DEEP || !ways.iter().any(|way| is_null(&way)));
        return something.map_or(Value::Null, |way| of_schema(way, field, depth));
    }
    if let Some(word) = schema.get("const") {
        return word.clone();
    }
    if let Some(word) = schema.get("enum").and_then(Value::as_array).and_then(|words| words.first()) {
        return word.clone();
    }
    let kinds: Vec<&str> = match schema.get("type") {
        Some(Value::String(kind)) => vec![kind],
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).collect(),
        _ => vec!["object"],
    };
    if depth >= DEEP && kinds.contains(&"null") {
        return Value::Null;
    }
    match kinds.first().copied().unwrap_or_default() {
        "object" => object(schema, depth),
        "array" => array(schema, field, depth),
        "boolean" => false.into(),
        "integer" | "number" => {
            schema.get("minimum").filter(|least| least.as_f64() > Some(0.0)).cloned().unwrap_or(1.into())
        }
        _ => text(schema, field),
    }
}

fn object(schema: &Value, depth: usize) -> Value {
    let mut object = Map::new();
    let required: Vec<&str> = schema
        .get("required")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    for (name, field) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
        if depth < DEEP || required.contains(&name.as_str()) {
            object.insert(name.clone(), of_schema(field, name, depth + 1));
        }
    }
    Value::Object(object)
}

fn array(schema: &Value, field: &str, depth: usize) -> Value {
    let least = schema.get("minItems").and_then(Value::as_u64).unwrap_or(0);
    let most = schema.get("maxItems").and_then(Value::as_u64).unwrap_or(u64::MAX);
    let wanted = if depth < DEEP { least.max(1) } else { least }.min(most);
    let item = schema.get("items").map_or(Value::Null, |items| of_schema(items, field, depth + 1));
    Value::Array((0..wanted).map(|_| item.clone()).collect())
}

fn known_type(name: &str) -> Option<Value> {
    Some(match name {
        "TicketId" => json!(TICKET),
        "Timestamp" => json!(MOMENT),
        "Day" => json!("2026-11-23"),
        "ModelId" => json!(MODEL),
        "DeptCode" => json!("cgj"),
        "Place" => json!("岳麓区"),
        "Endpoint" => json!("https://example.org/hook"),
        "QuestionId" => json!("often"),
        "Url" => json!("https://example.org/1.jpg"),
        "Email" => json!("name@example.org"),
        "MediaType" => json!("image/jpeg"),
        "Name" => json!("张三"),
        "Content" | "Remark" | "Markdown" => json!("路灯已修复，感谢您的反映。"),
        "Subject" | "Title" => json!("路灯不亮"),
        "ExternalRef" => json!("A-2026-17"),
        "NoticeCategory" => json!("utilities"),
        "WeChatTemplateId" => json!("zkVBAjZl1F0Lq2mXoTtH8yRrN5cWpEu6dGbS9iKhQaM"),
        "WeChatKey" => json!("character_string1"),
        "ReasonCode" => json!("not_government"),
        _ => return None,
    })
}

/// A text, by what such a field usually holds.
fn text(schema: &Value, field: &str) -> Value {
    match schema.get("format").and_then(Value::as_str) {
        Some("date-time") => return json!(MOMENT),
        Some("date") => return json!("2026-11-23"),
        Some("uuid") => return json!(REQUEST),
        _ => {}
    }
    match schema.get("pattern").and_then(Value::as_str) {
        Some("^[0-9]{2}:[0-9]{2}$") => return json!("09:00"),
        Some("^[0-9a-f]{64}$") => return json!(TOKEN),
        Some(pattern) if pattern.starts_with("^https?://") => return json!("https://example.org/hook"),
        Some("^[0-9]{6}$") => return json!("123456"),
        _ => {}
    }
    json!(match field {
        "id" | "parent" => TICKET,
        "query_code" => "7K2M-9QXD",
        "code" | "lead" | "dept" => "cgj",
        "phone" => "138****1234",
        "name" | "display_name" => "张三",
        "lead_name" | "department_name" => "城市管理局",
        "name_en" => "Urban management",
        "district" | "districts" => "岳麓区",
        "subject" | "title" => "路灯不亮",
        "token_type" => "Bearer",
        "access_token" => "eyJhbGciOiJIUzI1NiJ9.e30.x",
        "refresh_token" => TOKEN,
        "key" => "msk_0123456789abcdef_…",
        "uri" => "otpauth://totp/12345:zhang.san",
        "secret" => "JBSWY3DPEHPK3PXP",
        "act" => "ticket.assign",
        "sub" => "zhang.san",
        "hash" => TOKEN,
        "next" | "cursor" => "AAAAAAAAAAE",
        "request" => REQUEST,
        "type" => "urn:minsheng:problem:not_found",
        _ => "…",
    })
}
