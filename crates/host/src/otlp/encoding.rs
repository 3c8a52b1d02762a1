//! Spans as the body of `POST /v1/traces`: the JSON of `ExportTraceServiceRequest`, as OTLP has it. Numbers of 64 bits are
//! texts there, ids hexadecimal, kinds and codes numbers.

use super::ids::{SpanId, TraceId};
use super::span::{Span, Value};
use serde::Serialize;

/// What every batch says of whom it comes from, by name.
pub type Resource = [(String, String)];

/// `STATUS_CODE_ERROR`.
const ERROR: u8 = 2;

/// The body for `spans`.
///
/// # Errors
/// None that anybody has seen: all of it are texts and numbers.
pub fn encode(resource: &Resource, spans: &[Span]) -> serde_json::Result<Vec<u8>> {
    let resource = resource.iter().map(|(name, value)| Attribute::new(name, Any::String(value)));
    serde_json::to_vec(&Request {
        resource_spans: [ResourceSpans {
            resource: Holder { attributes: resource.collect() },
            scope_spans: [ScopeSpans {
                scope: Scope { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") },
                spans: spans.iter().map(Encoded::new).collect(),
            }],
        }],
    })
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Request<'a> {
    resource_spans: [ResourceSpans<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ResourceSpans<'a> {
    resource: Holder<'a>,
    scope_spans: [ScopeSpans<'a>; 1],
}

#[derive(Serialize)]
struct Holder<'a> {
    attributes: Vec<Attribute<'a>>,
}

#[derive(Serialize)]
struct ScopeSpans<'a> {
    scope: Scope,
    spans: Vec<Encoded<'a>>,
}

#[derive(Serialize)]
struct Scope {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Encoded<'a> {
    trace_id: TraceId,
    span_id: SpanId,
    #[serde(skip_serializing_if = "Option::is_none")]
    parent_span_id: Option<SpanId>,
    name: &'a str,
    kind: u8,
    start_time_unix_nano: String,
    end_time_unix_nano: String,
    attributes: Vec<Attribute<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<Status>,
}

#[derive(Serialize)]
struct Status {
    code: u8,
}

#[derive(Serialize)]
struct Attribute<'a> {
    key: &'a str,
    value: Any<'a>,
}

#[derive(Serialize)]
enum Any<'a> {
    #[serde(rename = "stringValue")]
    String(&'a str),
    #[serde(rename = "intValue")]
    Integer(String),
}

impl<'a> Attribute<'a> {
    fn new(key: &'a str, value: Any<'a>) -> Self {
        Self { key, value }
    }
}

impl<'a> Encoded<'a> {
    fn new(span: &'a Span) -> Self {
        let attributes = span.attributes.iter().map(|(name, value)| {
            Attribute::new(
                name,
                match value {
                    Value::Text(text) => Any::String(text),
                    Value::Name(name) => Any::String(name),
                    Value::Number(number) => Any::Integer(number.to_string()),
                },
            )
        });
        Self {
            trace_id: span.trace,
            span_id: span.id,
            parent_span_id: span.parent,
            name: &span.name,
            kind: span.kind as u8,
            start_time_unix_nano: span.begun.to_string(),
            end_time_unix_nano: span.ended.to_string(),
            attributes: attributes.collect(),
            status: span.failed.then_some(Status { code: ERROR }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::otlp::{Caller, Kind};
    use serde_json::json;

    #[test]
    fn spans_are_written_as_the_standard_has_them() {
        let caller = Caller::parse("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01").unwrap();
        let span = Span {
            trace: caller.trace,
            id: SpanId::new(0xab),
            parent: Some(caller.span),
            name: "GET /v1/tickets/:id".into(),
            kind: Kind::Server,
            begun: 1_795_464_000_000_000_001,
            ended: 1_795_464_000_000_000_002,
            attributes: vec![
                ("http.request.method", "GET".into()),
                ("http.response.status_code", 500_u16.into()),
            ],
            failed: true,
        };
        let root = Span {
            parent: None,
            kind: Kind::Internal,
            failed: false,
            attributes: Vec::new(),
            ..span.clone()
        };
        let resource = [("service.name".to_owned(), "minsheng".to_owned())];
        let body: serde_json::Value =
            serde_json::from_slice(&encode(&resource, &[span, root]).unwrap()).unwrap();
        let expected = json!({"resourceSpans": [{
            "resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "minsheng"}}]},
            "scopeSpans": [{
                "scope": {"name": "minsheng-host", "version": env!("CARGO_PKG_VERSION")},
                "spans": [
                    {
                        "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                        "spanId": "00000000000000ab",
                        "parentSpanId": "00f067aa0ba902b7",
                        "name": "GET /v1/tickets/:id",
                        "kind": 2,
                        "startTimeUnixNano": "1795464000000000001",
                        "endTimeUnixNano": "1795464000000000002",
                        "attributes": [
                            {"key": "http.request.method", "value": {"stringValue": "GET"}},
                            {"key": "http.response.status_code", "value": {"intValue": "500"}},
                        ],
                        "status": {"code": 2},
                    },
                    {
                        "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                        "spanId": "00000000000000ab",
                        "name": "GET /v1/tickets/:id",
                        "kind": 1,
                        "startTimeUnixNano": "1795464000000000001",
                        "endTimeUnixNano": "1795464000000000002",
                        "attributes": [],
                    },
                ],
            }],
        }]});
        assert_eq!(body, expected);
    }
}
