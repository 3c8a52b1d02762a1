//! The OpenAPI 3.1 document, printed from the operation table.

use std::collections::BTreeMap;

use anyhow::{Result, ensure};
use minsheng_core::operation::{
    Access, CSV, DEFAULT_PAGE_SIZE, Grant, MAX_PAGE_SIZE, Method, Op, Operation, Param, TABLE,
};
use minsheng_core::worklist::Owed;
use serde_json::{Map, Value, json};

use crate::types::{PROBLEM, TYPES, components, reference};

const BEARER: &str = "bearer";
const QUERY_CODE: &str = "query_code";
const API_KEY: &str = "api_key";

pub fn document() -> Result<Value> {
    let mut paths = Map::new();
    for operation in TABLE {
        check_types(operation)?;
        let path = paths.entry(operation.path).or_insert_with(|| Value::Object(Map::new()));
        if let Value::Object(methods) = path {
            methods.insert(operation.method.as_str().to_ascii_lowercase(), describe(operation));
        }
        if operation.gives_csv() {
            paths.insert(format!("{}{CSV}", operation.path), json!({ "get": describe_file(operation) }));
        }
    }
    Ok(json!({
        "openapi": "3.1.0",
        "info": {
            // Makers of clients name packages after it.
            "title": "Minsheng",
            "version": env!("CARGO_PKG_VERSION"),
            "summary": "民声, a government service hotline: demands of citizens from submission to archive",
            "description": "JSON in UTF-8, `snake_case`, times in RFC 3339 with offset. Errors are RFC 9457 \
                `application/problem+json`; act on their `code`. `Accept-Language` zh (default) or en \
                chooses the language of what people read; codes never change.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "tags": tags(),
        "paths": paths,
        "components": {
            "schemas": with_changes(components()?),
            "securitySchemes": {
                BEARER: {"type": "http", "scheme": "bearer", "bearerFormat": "JWT",
                    "description": "Claims: `sub`, `roles`, `dept` for handlers, `exp`"},
                QUERY_CODE: {"type": "apiKey", "in": "header", "name": "Query-Code",
                    "description": "The code that a citizen was shown once, for that one ticket"},
                API_KEY: {"type": "apiKey", "in": "header", "name": "X-API-Key",
                    "description": "Another system's key: for what `x-scope` names and the key is good for; \
                        never together with a token"},
            },
            "responses": {
                "Problem": {
                    "description": "What is wrong; `code` is stable",
                    "content": {"application/problem+json": {"schema": reference(PROBLEM)}},
                },
            },
        },
    }))
}

/// The type of a body that changes what is there.
fn change_of(name: &str) -> String {
    format!("{name}Change")
}

/// What a `PUT` takes is as what is made, of which nothing has to be named, and with what is only read.
fn with_changes(mut schemas: BTreeMap<String, Value>) -> BTreeMap<String, Value> {
    let puts = TABLE.iter().filter(|operation| operation.method == Method::Put);
    for name in puts.filter_map(|operation| operation.request) {
        if let Some(Value::Object(mut change)) = schemas.get(name).cloned() {
            change.remove("required");
            change.remove("additionalProperties");
            // What is left out stays as it is, and takes no default's place.
            if let Some(Value::Object(fields)) = change.get_mut("properties") {
                fields
                    .values_mut()
                    .filter_map(Value::as_object_mut)
                    .for_each(|field| drop(field.remove("default")));
            }
            schemas.insert(change_of(name), Value::Object(change));
        }
    }
    schemas
}

fn check_types(operation: &Operation) -> Result<()> {
    let known = |name: &str| name.contains('/') || TYPES.iter().any(|t| t.name == name);
    let answer = Some(operation.answer.1).filter(|name| !name.is_empty());
    let request = operation.request.filter(|body| !body.contains('/'));
    for name in request.into_iter().chain(answer) {
        ensure!(
            known(name),
            "{}: no type is called {name}; add it to crates/schemas/src/types.rs",
            operation.id
        );
    }
    Ok(())
}

/// Operations are grouped by the component that serves them.
fn tags() -> Vec<Value> {
    let mut names: Vec<&str> = TABLE.iter().map(|operation| operation.function).collect();
    names.sort_unstable();
    names.dedup();
    names.into_iter().map(|name| json!({ "name": name })).collect()
}

fn describe(operation: &Operation) -> Value {
    let mut described = json!({
        "operationId": operation.id,
        "summary": operation.summary,
        "tags": [operation.function],
        "parameters": parameters(operation),
        "security": security(operation),
        "responses": responses(operation),
    });
    if let Value::Object(map) = &mut described {
        if let Some(name) = operation.request {
            let content = match name.contains('/') {
                true => json!({ name: {"schema": schema_of(name)} }),
                false if operation.method == Method::Put => {
                    json!({"application/json": {"schema": reference(&change_of(name))}})
                }
                false => json!({"application/json": {"schema": reference(name)}}),
            };
            // Schedulers have nothing to say.
            let required = operation.op != Op::RunScheduled;
            map.insert("requestBody".into(), json!({"required": required, "content": content}));
        }
        if let Access::Granted(grants) = operation.access {
            let roles: Vec<&str> = grants.iter().map(|grant| grant.0.as_str()).collect();
            let whose: Map<String, Value> = (grants.iter())
                .map(|Grant(role, whose)| (role.as_str().to_owned(), whose.as_str().into()))
                .collect();
            map.insert("x-roles".into(), json!(roles));
            map.insert("x-whose".into(), Value::Object(whose));
        }
        if let Some(scope) = operation.scope {
            map.insert("x-scope".into(), json!(scope.as_str()));
        }
    }
    described
}

/// The same list as a file: a path of its own, because clients are made for one kind of answer.
fn describe_file(operation: &Operation) -> Value {
    let mut described = describe(operation);
    if let Value::Object(map) = &mut described {
        map.insert("operationId".into(), format!("{}Csv", operation.id).into());
        map.insert("summary".into(), format!("{}: the whole of it as CSV", operation.summary).into());
        let whole = |param: &Value| !["limit", "cursor"].iter().any(|name| param["name"] == *name);
        map.insert("parameters".into(), parameters(operation).into_iter().filter(whole).collect());
        let file = json!({"text/csv": {"schema": schema_of("text/csv")}});
        if let Some(done) = map.get_mut("responses").and_then(|all| all.get_mut("200")) {
            *done = json!({"description": "Done", "content": file});
        }
    }
    described
}

/// What a body is that is no type of ours, by its media type.
fn schema_of(media_type: &str) -> Value {
    match media_type {
        "application/octet-stream" => json!({"type": "string", "format": "binary"}),
        json if json.ends_with("json") => json!({"type": "object", "additionalProperties": true}),
        _ => json!({"type": "string"}),
    }
}

fn security(operation: &Operation) -> Value {
    let mut ways = vec![json!({ BEARER: [] })];
    if operation.access == Access::Public {
        ways.insert(0, json!({}));
    }
    if operation.takes_code() {
        ways.push(json!({ QUERY_CODE: [] }));
    }
    if operation.takes_key() {
        ways.push(json!({ API_KEY: [] }));
    }
    Value::Array(ways)
}

fn changes(operation: &Operation) -> bool {
    operation.method != Method::Get
}

fn parameters(operation: &Operation) -> Vec<Value> {
    let variables = operation.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let mut all: Vec<Value> = variables
        .map(|name| json!({"name": name, "in": "path", "required": true, "schema": {"type": "string"}}))
        .collect();
    all.extend(operation.query.iter().filter(|param| param.name != "format").map(query_parameter));
    let header = |name: &str, about: &str| json!({"name": name, "in": "header", "description": about, "schema": {"type": "string"}});
    if operation.idempotent {
        all.push(header(
            "Idempotency-Key",
            "Makes the request safe to send again: the same key and body get the first answer once more",
        ));
    }
    if operation.versioned && changes(operation) {
        all.push(header("If-Match", "The `ETag` that the change is based on"));
    }
    if operation.answer.1 == "TicketView" && changes(operation) {
        all.push(header("Prefer", "`return=minimal`: 204 when it is done"));
    }
    all.push(header("Accept-Language", "`zh` or `en`"));
    all
}

fn query_parameter(param: &Param) -> Value {
    let schema = match param.name {
        "limit" => {
            json!({"type": "integer", "minimum": 1, "maximum": MAX_PAGE_SIZE, "default": DEFAULT_PAGE_SIZE})
        }
        "until" => json!({"type": "string", "format": "date"}),
        "needs_review" | "overdue" => json!({"type": "boolean"}),
        "supervision" => json!({"type": "integer", "minimum": 1, "maximum": 3}),
        "reporters" => json!({"type": "integer", "minimum": 2}),
        "owes" => {
            let words: Vec<&str> = Owed::ALL.iter().map(|owed| owed.as_str()).collect();
            json!({"type": "array", "items": {"type": "string", "enum": words}})
        }
        _ => json!({"type": "string"}),
    };
    let owed = param.about.strip_suffix("; required");
    let about = owed.unwrap_or(param.about);
    let is_list = schema.get("type").is_some_and(|kind| kind == "array");
    let mut described = json!({"name": param.name, "in": "query", "description": about, "schema": schema});
    if let Some(described) = described.as_object_mut() {
        described.extend(owed.map(|_| ("required".to_owned(), true.into())));
        described.extend(is_list.then(|| ("explode".to_owned(), false.into())));
    }
    described
}

fn responses(operation: &Operation) -> Value {
    let (status, body) = operation.answer;
    let mut all = Map::new();
    all.insert(status.to_string(), success(operation, status, body));
    // Where adding and changing are one operation, what changed is answered alike.
    if operation.op == Op::AddDepartment {
        all.insert("200".into(), success(operation, 200, body));
    }
    for status in problems(operation) {
        all.insert(status.to_string(), json!({"$ref": "#/components/responses/Problem"}));
    }
    all.insert("default".into(), json!({"$ref": "#/components/responses/Problem"}));
    Value::Object(all)
}

fn success(operation: &Operation, status: u16, body: &str) -> Value {
    let mut content = Map::new();
    if body.is_empty() {
        return json!({"description": "Done; there is nothing more to say"});
    } else if body.contains('/') {
        content.insert(body.to_owned(), json!({"schema": schema_of(body)}));
    } else {
        content.insert("application/json".into(), json!({"schema": reference(body)}));
    }
    let mut headers = Map::new();
    let mut header = |name: &str, about: &str| {
        headers.insert(name.to_owned(), json!({"description": about, "schema": {"type": "string"}}));
    };
    if operation.versioned {
        header("ETag", "The version, for `If-Match`");
    }
    if status == 201 {
        header("Location", "Where what was created can be read");
    }
    if operation.idempotent {
        header("Idempotent-Replay", "`true` when the request had been carried out before");
    }
    let description = match status {
        201 => "Created",
        202 => "Under way",
        _ => "Done",
    };
    let mut answer = json!({"description": description, "content": content});
    if let (Value::Object(map), false) = (&mut answer, headers.is_empty()) {
        map.insert("headers".into(), Value::Object(headers));
    }
    answer
}

/// The statuses with which an operation can refuse, by what it has; any can be out of order (503).
fn problems(operation: &Operation) -> Vec<u16> {
    let mut all = Vec::new();
    let mut when = |holds: bool, statuses: &[u16]| {
        if holds {
            all.extend_from_slice(statuses);
        }
    };
    when(operation.request.is_some(), &[400, 413, 415, 422]);
    when(!operation.query.is_empty(), &[400]);
    when(operation.access != Access::Public, &[401, 403]);
    when(operation.path.contains('{'), &[404]);
    when(operation.path.contains('{') && changes(operation), &[409]);
    when(operation.versioned && changes(operation), &[412]);
    when(true, &[429, 503]);
    all.sort_unstable();
    all.dedup();
    all
}
