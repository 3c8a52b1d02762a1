//! The OpenAPI 3.1 document, printed from the operation table.

use std::collections::BTreeMap;

use anyhow::{Result, ensure};
use minsheng_core::operation::{Access, CSV, Grant, Method, Op, Operation, TABLE};
use minsheng_core::parameter::{DEFAULT_PAGE_SIZE, FORMAT, Param};
use serde_json::{Map, Value, json};

use crate::open311::{self, is_open311};
use crate::responses::{self, is_kept, responses, schema_of, takes_preference};
use crate::types::{TYPES, Way, components, generator, reference};
use crate::{examples, prose};

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
            "description": prose::ABOUT,
            "contact": {"name": "Minsheng", "url": "https://example.org"},
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "tags": tags(),
        "paths": paths,
        "components": {
            "schemas": with_changes(components()?),
            "securitySchemes": {
                BEARER: {"type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": prose::BEARER},
                QUERY_CODE: {"type": "apiKey", "in": "header", "name": "Query-Code", "description": prose::QUERY_CODE},
                API_KEY: {"type": "apiKey", "in": "header", "name": "X-API-Key", "description": prose::API_KEY},
            },
            "parameters": shared_parameters(),
            "headers": responses::header_components(),
            "responses": responses::components(),
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
    for (operation, name) in puts.filter_map(|operation| Some((operation, operation.request?))) {
        if let Some(Value::Object(mut change)) = schemas.get(name).cloned() {
            change.remove("required");
            // What is left out stays as it is, and takes no default's place.
            if let Some(Value::Object(fields)) = change.get_mut("properties") {
                fields
                    .values_mut()
                    .filter_map(Value::as_object_mut)
                    .for_each(|field| drop(field.remove("default")));
            }
            // What is answered beside that is only for reading, and left aside.
            let read = schemas.get(operation.answer.1).and_then(|view| view.get("properties")?.as_object());
            let read: Vec<String> = read.into_iter().flat_map(Map::keys).cloned().collect();
            if let Some(Value::Object(fields)) = change.get_mut("properties") {
                for name in read {
                    fields.entry(name).or_insert(json!({"description": "Only for reading; left aside"}));
                }
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
    names.into_iter().map(|name| json!({"name": name, "description": prose::tag(name)})).collect()
}

fn describe(operation: &Operation) -> Value {
    let mut described = json!({
        "operationId": operation.id,
        "summary": operation.summary,
        "description": prose::description(operation),
        "tags": [operation.function],
        "parameters": parameters(operation),
        "security": security(operation),
        "responses": responses(operation),
    });
    if let Value::Object(map) = &mut described {
        if let Some(name) = operation.request {
            let (media_type, schema) = match name.contains('/') {
                true if is_open311(operation) => (name, open311::form(operation)),
                true => (name, schema_of(name)),
                false if operation.method == Method::Put => ("application/json", reference(&change_of(name))),
                false => ("application/json", reference(name)),
            };
            let content = json!({ media_type: with_example(json!({ "schema": schema }), examples::request(operation)) });
            // Schedulers have nothing to say.
            let required =
                !["TickRequest", "WebhookTestRequest"].contains(&name) && operation.op != Op::PutAttachment;
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
        if let Some(done) = map.get_mut("responses").and_then(|all| all.get_mut("200")) {
            *done = responses::file(operation.id, schema_of("text/csv"));
        }
    }
    described
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
    let mut all: Vec<Value> = operation.variables().map(|param| path_parameter(&param)).collect();
    all.extend(operation.query.iter().filter(|param| param.name != FORMAT.name).map(query_parameter));
    let shared = |name: &str| json!({ "$ref": format!("#/components/parameters/{name}") });
    if operation.idempotent {
        all.push(shared("Idempotency-Key"));
    }
    if operation.versioned && changes(operation) {
        all.push(shared("If-Match"));
    }
    if is_kept(operation) {
        all.push(shared("If-None-Match"));
    }
    match operation.op {
        Op::PutAttachment => all.push(shared("Content-Range")),
        Op::ReadAttachment => all.extend([shared("Range"), shared("If-Range")]),
        _ => {}
    }
    if takes_preference(operation) {
        all.push(shared("Prefer"));
    }
    all.push(shared("Accept-Language"));
    all
}

/// Entity tags, weak ones too, with commas between, or `*`.
const CONDITION: &str = r#"^([ \t]*\*[ \t]*|([ \t,]*(W/)?"[\t !#-~]*")+[ \t,]*)$"#;

/// Headers that several operations take.
fn shared_parameters() -> Value {
    let header = |name: &str, about: &str, schema: Value, example: &str| json!({"name": name, "in": "header", "description": about, "schema": schema, "example": example});
    json!({
        "Idempotency-Key": header(
            "Idempotency-Key",
            "Makes the request safe to send again: the same key and body get the first answer once more, the same key with \
             another body 422. A key is the caller's own, and belongs to this operation",
            // What a header can hold, without space around it.
            json!({"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]([ -~]*[!-~])?$"}),
            "0b9f5f5e-3c1f-4f0e-9a51-5d2d4c1f7a10",
        ),
        "If-Match": header(
            "If-Match",
            "The `ETag` that the change is based on, or several, or `*`; 412 where there is another version by now",
            json!({"type": "string", "pattern": CONDITION}),
            "\"3\"",
        ),
        "If-None-Match": header(
            "If-None-Match",
            "The `ETag` of what is there already, or several, or `*`: 304 where that is what there is",
            json!({"type": "string", "pattern": CONDITION}),
            "\"3\"",
        ),
        "Prefer": header(
            "Prefer",
            "`return=minimal`: 204 when it is done. Any other preference is passed over",
            json!({"type": "string"}),
            "return=minimal",
        ),
        "Content-Range": header(
            "Content-Range",
            "Which part of the file this is, `bytes FIRST-LAST/TOTAL`, from the first byte to the last; `bytes */TOTAL` and no body \
             asks how far it has come. Without it the body is the whole file",
            json!({"type": "string", "pattern": "^bytes ([0-9]+-[0-9]+|\\*)/[0-9]+$"}),
            "bytes 0-1048575/2000000",
        ),
        "Range": header(
            "Range",
            "`bytes=FIRST-LAST`: one part of it. What is no range, or several, is answered with all of it",
            json!({"type": "string"}),
            "bytes=0-1023",
        ),
        "If-Range": header(
            "If-Range",
            "The `ETag` of the file that `Range` means a part of; another one is answered with all of it",
            json!({"type": "string"}),
            "\"7\"",
        ),
        "Accept-Language": header(
            "Accept-Language",
            "In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first \
             of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it",
            json!({"type": "string"}),
            "en",
        ),
    })
}

/// What a parameter is, as its type says.
fn typed(param: &Param) -> Value {
    let mut generator = generator(Way::In, "/components/schemas");
    (param.described.schema)(&mut generator).into()
}

fn path_parameter(param: &Param) -> Value {
    let described = json!({
        "name": param.name, "in": "path", "required": true, "description": param.about, "schema": typed(param),
    });
    with_example(described, examples::parameter(param))
}

fn query_parameter(param: &Param) -> Value {
    let mut schema = typed(param);
    if let (Value::Object(schema), "limit") = (&mut schema, param.name) {
        schema.insert("default".into(), DEFAULT_PAGE_SIZE.into());
    }
    let mut described =
        json!({"name": param.name, "in": "query", "description": param.about, "schema": schema});
    if let Value::Object(map) = &mut described {
        if param.required {
            map.insert("required".into(), true.into());
        } else {
            // `state=` is as if it was not there: forms send what was not filled in.
            map.insert("allowEmptyValue".into(), true.into());
        }
        if param.several {
            map.insert("explode".into(), false.into());
        }
    }
    with_example(described, examples::parameter(param))
}

fn with_example(mut described: Value, example: Option<Value>) -> Value {
    if let (Value::Object(map), Some(example)) = (&mut described, example) {
        map.insert("example".into(), example);
    }
    described
}
