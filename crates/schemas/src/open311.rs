//! What the document says of Open311, which has forms and errors of its own.

use minsheng_core::operation::{Op, Operation};
use serde_json::{Map, Value, json};

/// Open311 says what is wrong in its own words.
pub const ERRORS: &str = "Open311Errors";

pub fn is_open311(operation: &Operation) -> bool {
    operation.function == "open311"
}

/// The statuses that its errors have: a key that is shown has to be good, and a jurisdiction the right one, wherever it is.
pub const STATUSES: [u16; 9] = [400, 403, 404, 405, 413, 415, 429, 500, 503];

/// Whether a call can be refused so.
pub fn can_be(operation: &Operation, status: u16) -> bool {
    STATUSES.contains(&status) && (![413, 415].contains(&status) || operation.request.is_some())
}

/// Its errors, in whichever form was asked for.
pub fn errors(headers: Map<String, Value>) -> Value {
    let description = "service_code: this field is required";
    json!({
        "description": "What is wrong, in the words of GeoReport v2: 400 for what is missing or wrong, 403 for a key that is \
            missing or not good for this, 404 for an unknown service, jurisdiction, token or request; 405, 413, 415, 429, 500 and \
            503 as everywhere. One for each field that is wrong, with its name",
        "headers": headers,
        "content": {
            "text/xml": {
                "schema": {"type": "string"},
                "example": format!(
                    "<errors><error><code>400</code><description>{description}</description></error></errors>"
                ),
            },
            "application/json": {
                "schema": {"type": "array", "minItems": 1, "items": {
                    "type": "object",
                    "required": ["code", "description"],
                    "properties": {
                        "code": {"type": "integer", "minimum": 400, "maximum": 599},
                        "description": {"type": "string"},
                    },
                }},
                "example": [{"code": 400, "description": description}],
            },
        },
    })
}

/// The form that a call takes; attributes stand in it as the service's definition has them.
pub fn form(operation: &Operation) -> Value {
    let (required, fields): (&[&str], &[&str]) = match operation.op {
        Op::Open311PostUpdate => (
            &["service_request_id", "update_id", "description"],
            &["status", "updated_datetime", "media_url", "api_key", "jurisdiction_id"],
        ),
        _ => (
            &["service_code"],
            &[
                "lat",
                "long",
                "address_string",
                "address_id",
                "description",
                "media_url",
                "first_name",
                "last_name",
                "email",
                "phone",
                "device_id",
                "account_id",
                "api_key",
                "jurisdiction_id",
            ],
        ),
    };
    let names = required.iter().chain(fields);
    let properties: Map<String, Value> =
        names.map(|name| ((*name).to_owned(), json!({"type": "string"}))).collect();
    json!({"type": "object", "required": required, "properties": properties, "additionalProperties": {"type": "string"}})
}

/// What a call answers. Where its number's ending says in which form, that is XML: makers of clients take one.
pub fn content(operation: &Operation) -> Map<String, Value> {
    let mut content = Map::new();
    let media_type = operation.answer.1;
    content.insert(media_type.to_owned(), of(operation, media_type));
    content
}

fn of(operation: &Operation, media_type: &str) -> Value {
    let (schema, example) = match media_type {
        "application/json" => {
            let one = json!({"type": "object", "additionalProperties": true});
            let schema = match operation.op {
                Op::Open311Discovery => one,
                _ => json!({"type": "array", "items": one}),
            };
            (schema, json!(example(operation.op)))
        }
        "text/csv" => (json!({"type": "string"}), json!(CSV)),
        _ => (json!({"type": "string"}), json!(xml(operation.op))),
    };
    json!({"schema": schema, "example": example})
}

const CSV: &str = "service_request_id,requested_datetime,updated_datetime,closed_date,status_description,status_notes,source,\
    service_name,service_subtype,description,agency_responsible,address,lat,long\r\n";

fn example(op: Op) -> Value {
    match op {
        Op::Open311Discovery => json!({
            "changeset": "2026-11-27T00:00:00+08:00",
            "contact": "12345",
            "endpoints": [{
                "specification": "http://wiki.open311.org/GeoReport_v2",
                "url": "https://hotline.example/open311/v2",
                "type": "production",
                "formats": ["text/xml", "application/json"],
            }],
        }),
        Op::Open311ListServices => json!([{
            "service_code": "0102", "service_name": "城市建设和市政管理", "metadata": true, "type": "realtime", "group": "城乡建设",
        }]),
        Op::Open311PostRequest => json!([{
            "service_request_id": "20261127000001", "service_notice": "承诺于 2026-12-02 前答复", "account_id": null,
        }]),
        Op::Open311ReadToken => json!([{"service_request_id": "20261127000001", "token": "20261127000001"}]),
        Op::Open311PostUpdate => json!([{"update_id": "20261127000001-3"}]),
        Op::Open311ListUpdates => json!([{
            "update_id": "20261127000001-3", "service_request_id": "20261127000001", "status": "open",
            "updated_datetime": "2026-11-27T10:00:00+08:00", "description": "已安排抢修",
        }]),
        _ => json!([{"service_request_id": "20261127000001", "status": "open", "service_code": "0102"}]),
    }
}

const fn xml(op: Op) -> &'static str {
    match op {
        Op::Open311Discovery => "<discovery><contact>12345</contact></discovery>",
        Op::Open311ListServices => {
            "<services><service><service_code>0102</service_code></service></services>"
        }
        Op::Open311ReadService => {
            "<service_definition><service_code>0102</service_code><attributes/></service_definition>"
        }
        Op::Open311PostUpdate => {
            "<service_request_updates><request_update><update_id>20261127000001-3</update_id></request_update></service_request_updates>"
        }
        Op::Open311ListUpdates => "<service_request_updates/>",
        _ => {
            "<service_requests><request><service_request_id>20261127000001</service_request_id></request></service_requests>"
        }
    }
}
