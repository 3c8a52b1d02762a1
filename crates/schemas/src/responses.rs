//! What an operation can answer: the answer that it is there for, and every way to refuse, each with the headers that come
//! with it.

use minsheng_core::operation::{Access, Method, Op, Operation};
use serde_json::{Map, Value, json};

use crate::examples;
use crate::links::links;
use crate::open311::{self, is_open311};
use crate::types::{PROBLEM, reference};

/// A way to refuse: its status, its name among the document's responses, what it means, and the codes that it comes with.
struct Refused {
    status: u16,
    name: &'static str,
    about: &'static str,
    code: &'static str,
    /// Headers beside `X-Request-Id`.
    headers: &'static [&'static str],
}

const fn refused(status: u16, name: &'static str, code: &'static str, about: &'static str) -> Refused {
    Refused { status, name, about, code, headers: &[] }
}

const REFUSALS: &[Refused] = &[
    refused(
        400,
        "BadRequest",
        "invalid_parameter",
        "The body is no JSON, a parameter or header is not what it should be or stands twice, or a token and an API key \
         were shown at once; `errors` names the parameter",
    ),
    Refused {
        headers: &["WWW-Authenticate"],
        ..refused(
            401,
            "Unauthenticated",
            "unauthenticated",
            "No token, key or query code where one is needed, or one that is not good (any more), which is refused even \
             where none is needed",
        )
    },
    refused(403, "Forbidden", "forbidden", "The caller's roles, or the key's scopes, are not enough"),
    refused(
        404,
        "NotFound",
        "not_found",
        "There is no such thing here, or it is not the caller's to see: nobody learns which",
    ),
    Refused {
        headers: &["Allow"],
        ..refused(
            405,
            "MethodNotAllowed",
            "method_not_allowed",
            "The path does not take this method; `Allow` says which it does",
        )
    },
    refused(408, "RequestTimeout", "request_timeout", "The body came too slowly; nothing has changed"),
    refused(
        409,
        "Conflict",
        "action_not_allowed",
        "Not as things now stand; `allowed_actions` says what the ticket does allow",
    ),
    refused(
        410,
        "Gone",
        "events_gone",
        "What came after that place is no longer kept: read anew what you keep, and go on from `after=latest`",
    ),
    refused(
        412,
        "PreconditionFailed",
        "version_mismatch",
        "`If-Match` names another version than there is now",
    ),
    refused(413, "ContentTooLarge", "body_too_large", "The body has more than 1 MiB"),
    refused(415, "UnsupportedMediaType", "unsupported_media_type", "The body is of another media type"),
    Refused {
        headers: &["Content-Range", "Upload-Offset"],
        ..refused(
            416,
            "RangeNotSatisfiable",
            "range_not_satisfiable",
            "There is no such part of it; `Content-Range` says how long it is",
        )
    },
    refused(
        422,
        "Unprocessable",
        "invalid_fields",
        "Fields are not as they should be, each with a JSON pointer in `errors`; or an `Idempotency-Key` came with another body before",
    ),
    Refused {
        headers: &["Retry-After"],
        ..refused(
            429,
            "TooManyRequests",
            "too_many_requests",
            "Too often; not again for as many seconds as `Retry-After` says",
        )
    },
    refused(
        500,
        "InternalError",
        "internal_error",
        "Something went wrong on our side; the log knows it by `X-Request-Id`",
    ),
    Refused {
        headers: &["Retry-After"],
        ..refused(
            503,
            "Unavailable",
            "unavailable",
            "The database, another function or a system outside is away, or was never set up; nothing has changed",
        )
    },
];

/// The document's `components/responses`.
pub fn components() -> Map<String, Value> {
    let one = |refused: &Refused| {
        let mut headers = headers(&["X-Request-Id"]);
        headers.extend(self::headers(refused.headers));
        let example = examples::problem(refused.status, refused.code);
        let body = json!({"schema": reference(PROBLEM), "example": example});
        let response = json!({
            "description": refused.about,
            "headers": headers,
            "content": {"application/problem+json": body},
        });
        (refused.name.to_owned(), response)
    };
    let own = (open311::ERRORS.to_owned(), open311::errors(headers(&["X-Request-Id"])));
    REFUSALS.iter().map(one).chain([own]).collect()
}

/// The document's `components/headers`.
pub fn header_components() -> Map<String, Value> {
    let text = |about: &str, pattern: &str, example: &str| json!({"description": about, "schema": {"type": "string", "pattern": pattern}, "example": example});
    let mut all = Map::new();
    let mut add = |name: &str, header: Value| drop(all.insert(name.to_owned(), header));
    add(
        "X-Request-Id",
        json!({
            "description": "What this request is called in the log and in the audit log",
            "schema": {"type": "string", "format": "uuid"},
            "example": examples::REQUEST,
        }),
    );
    add(
        "ETag",
        text(
            "The version, for `If-Match` of a change or `If-None-Match` of a reading",
            "^(W/)?\"[^\"]*\"$",
            "\"3\"",
        ),
    );
    add("Location", text("Where what was created can be read", "^/", "/v1/tickets/20261123000042"));
    add(
        "Idempotent-Replay",
        json!({
            "description": "`true` when the request had been carried out before, and this is that answer",
            "schema": {"type": "string", "enum": ["true"]},
            "example": "true",
        }),
    );
    add(
        "Preference-Applied",
        json!({
            "description": "`return=minimal`, where that was asked for",
            "schema": {"type": "string", "enum": ["return=minimal"]},
            "example": "return=minimal",
        }),
    );
    add(
        "Retry-After",
        json!({"description": "Seconds to wait", "schema": {"type": "integer", "minimum": 1}, "example": 30}),
    );
    add("Allow", text("The methods that the path takes", "^[A-Z]+(, [A-Z]+)*$", "POST, GET"));
    add("WWW-Authenticate", text("How to show oneself", "^Bearer", "Bearer"));
    add("Cache-Control", text("How long it may be kept, and by whom", "^[a-z]", "public, max-age=3600"));
    add(
        "Content-Disposition",
        text("The file's name", "^(attachment|inline)", "attachment; filename=\"tickets.csv\""),
    );
    add("Accept-Ranges", text("A part of it can be asked for by `Range`", "^bytes$", "bytes"));
    add(
        "Content-Range",
        text("Which part this is, or how long the whole is", "^bytes ", "bytes 0-1023/20000"),
    );
    add(
        "Content-Security-Policy",
        text("What people sent does nothing in a browser", "^sandbox", "sandbox; default-src 'none'"),
    );
    add(
        "Upload-Offset",
        json!({
            "description": "The bytes of the file that have come: the next part begins there",
            "schema": {"type": "integer", "minimum": 0},
            "example": 1_048_576,
        }),
    );
    add("Link", text("Where to go on", "^<", "</v1/events/batch?after=42-1795766400>; rel=\"next\""));
    all
}

fn headers(names: &[&str]) -> Map<String, Value> {
    let refer = |name: &str| json!({ "$ref": format!("#/components/headers/{name}") });
    names.iter().map(|name| ((*name).to_owned(), refer(name))).collect()
}

/// Everything that the operation can answer, by status.
pub fn responses(operation: &Operation) -> Map<String, Value> {
    let (status, body) = operation.answer;
    let mut all = Map::new();
    all.insert(status.to_string(), success(operation, status, body));
    // Where adding and changing are one operation, what changed is answered alike.
    if operation.op == Op::AddDepartment {
        all.insert("200".into(), success(operation, 200, body));
    }
    if operation.op == Op::ReadAttachment {
        let mut part = success(operation, 206, body);
        if let Value::Object(part) = &mut part {
            part.insert("description".into(), "The part of it that `Range` names".into());
        }
        all.insert("206".into(), part);
    }
    if takes_preference(operation) {
        let headers = headers(&["X-Request-Id", "ETag", "Preference-Applied"]);
        let done = json!({"description": "Done; as `Prefer: return=minimal` asked, nothing more is said", "headers": headers});
        all.insert("204".into(), done);
    }
    if is_kept(operation) {
        let headers = headers(&["X-Request-Id", "ETag", "Cache-Control"]);
        let known = json!({"description": "What `If-None-Match` names is what there is", "headers": headers});
        all.insert("304".into(), known);
    }
    for refused in REFUSALS.iter().filter(|refused| can_be(operation, refused.status)) {
        let name = if is_open311(operation) { open311::ERRORS } else { refused.name };
        all.insert(refused.status.to_string(), json!({ "$ref": format!("#/components/responses/{name}") }));
    }
    all
}

/// The same of the list as a file.
pub fn file(name: &str, schema: Value) -> Value {
    let headers = headers(&["X-Request-Id", "Content-Disposition"]);
    let example = examples::file(name);
    json!({
        "description": "The whole list, a row for each, with a header",
        "headers": headers,
        "content": {"text/csv": {"schema": schema, "example": example}},
    })
}

/// Whether `Prefer: return=minimal` is honoured.
pub fn takes_preference(operation: &Operation) -> bool {
    operation.answer.1 == "TicketView" && operation.method != Method::Get
}

/// Whether the answer has a tag by which whoever keeps it can ask whether it still is what there is.
pub fn is_kept(operation: &Operation) -> bool {
    matches!(
        operation.op,
        Op::ReadWorkflow
            | Op::ReadWords
            | Op::ReadTaxonomy
            | Op::ReadOpenApi
            | Op::ReadInterface
            | Op::ReadDocs
            | Op::ReadAttachment
    )
}

fn success(operation: &Operation, status: u16, body: &str) -> Value {
    let mut names = vec!["X-Request-Id"];
    if operation.versioned || is_kept(operation) {
        names.push("ETag");
    }
    const FRESH: [&str; 5] = [
        "application/atom+xml",
        "application/feed+json",
        "text/calendar",
        "text/javascript",
        "application/cloudevents+json",
    ];
    if is_kept(operation) || FRESH.contains(&body) || is_open311(operation) && body != "text/csv" {
        names.push("Cache-Control");
    }
    if status == 201 && examples::has_location(operation) {
        names.push("Location");
    }
    if operation.idempotent {
        names.push("Idempotent-Replay");
    }
    match operation.op {
        Op::ReadAttachment => {
            names.extend(["Accept-Ranges", "Content-Disposition", "Content-Security-Policy"]);
        }
        Op::AddAttachment | Op::PutAttachment => names.push("Upload-Offset"),
        Op::ListEventBatch => names.extend(["Cache-Control", "Link"]),
        Op::Open311Bulk => names.push("Content-Disposition"),
        _ => {}
    }
    if status == 206 {
        names.push("Content-Range");
    }
    let headers = headers(&names);
    if body.is_empty() {
        return json!({"description": "Done; there is nothing more to say", "headers": headers});
    }
    let description = match status {
        201 => "Created",
        202 => "Under way",
        _ => "Done",
    };
    let mut answer =
        json!({"description": description, "headers": headers, "content": content(operation, body)});
    let links = links(operation);
    if let (Value::Object(answer), false) = (&mut answer, links.is_empty()) {
        answer.insert("links".into(), links.into());
    }
    answer
}

/// What is answered, by media type.
fn content(operation: &Operation, body: &str) -> Map<String, Value> {
    if is_open311(operation) {
        return open311::content(operation);
    }
    // Of a file as well, which is answered as what it is: makers of clients take one.
    let media_type = if body.contains('/') { body } else { "application/json" };
    let schema = if body.contains('/') { schema_of(body) } else { reference(body) };
    let mut described = json!({ "schema": schema });
    if let (Value::Object(described), Some(example)) = (&mut described, examples::answer(operation, body)) {
        described.insert("example".into(), example);
    }
    Map::from_iter([(media_type.to_owned(), described)])
}

/// What a body is that is no type of ours, by its media type.
pub fn schema_of(media_type: &str) -> Value {
    match media_type {
        "application/cloudevents+json" => reference("CloudEvent"),
        "application/cloudevents-batch+json" => json!({"type": "array", "items": reference("CloudEvent")}),
        "application/octet-stream" => json!({"type": "string", "format": "binary"}),
        json if json.ends_with("json") => json!({"type": "object", "additionalProperties": true}),
        _ => json!({"type": "string"}),
    }
}

/// Whether an operation can refuse in this way, by what it has; any can be out of order.
fn can_be(operation: &Operation, status: u16) -> bool {
    let (has_body, named) = (operation.request.is_some(), operation.path.contains('{'));
    let changes = operation.method != Method::Get;
    if is_open311(operation) {
        return open311::can_be(operation, status);
    }
    let asks = |name: &str| operation.query.iter().any(|param| param.name == name);
    match status {
        403 => operation.access != Access::Public || operation.takes_key() || asks("state"),
        404 => named || asks("version") || matches!(operation.op, Op::ConfirmFactor | Op::Acknowledge),
        409 => {
            changes && operation.access != Access::Public || has_body && named || may_be_there(operation.op)
        }
        410 => matches!(operation.op, Op::ListEvents | Op::ListEventBatch | Op::ReplayEvents),
        416 => operation.op == Op::ReadAttachment,
        412 => operation.versioned && changes,
        408 | 413 | 415 => has_body,
        422 => changes,
        _ => true,
    }
}

/// What makes or begins something that may be there already, or not now.
const fn may_be_there(op: Op) -> bool {
    matches!(op, Op::SubmitTicket | Op::EnrolFactor | Op::ConfirmFactor | Op::ReadAttachment)
}
