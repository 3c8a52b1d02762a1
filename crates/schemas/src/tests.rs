use minsheng_core::operation;
use minsheng_core::operation::TABLE;
use minsheng_core::page::{self, PAGES};

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::Union;

use minsheng_types::words::Scope;

use super::*;
use xtask::workspace::read_toml;

#[test]
fn checked_in_files_are_what_the_types_say() {
    let workspace = Workspace::find().unwrap();
    let stale = stale(&workspace, &generate().unwrap()).unwrap();
    assert!(stale.is_empty(), "out of date in {FOLDER}/: {stale:?}. Run `cargo xtask schemas`");
    let papers: Vec<&str> = stale_documents(&workspace).unwrap().into_iter().map(|(path, _)| path).collect();
    assert!(papers.is_empty(), "out of date: {papers:?}. Run `cargo xtask schemas`");
}

#[test]
fn the_document_describes_every_operation_and_refers_to_what_is_there() {
    let document = openapi::document().unwrap();
    for operation in TABLE {
        let method = operation.method.as_str().to_ascii_lowercase();
        assert_eq!(document["paths"][operation.path][method]["operationId"], operation.id);
    }
    let mut references = Vec::new();
    collect_references(&document, &mut references);
    assert!(!references.is_empty());
    for reference in references {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{reference} leads nowhere");
    }
}

/// Of the document's enums, those that `words!` made: each word is described by itself and its Chinese name.
#[test]
fn every_list_of_words_in_the_document_is_among_the_words() {
    let known: Vec<String> = words::words()
        .lists
        .values()
        .map(|words| words.iter().map(|word| format!("{} {}; ", word.id, word.zh)).collect())
        .collect();
    let document = openapi::document().unwrap();
    let mut lists = 0;
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        let (Some(ids), Some(told)) = (schema["enum"].as_array(), schema["description"].as_str()) else {
            continue;
        };
        let told_apart = told.split("; ").filter_map(|word| Some(word.split_once(' ')?.0));
        if told_apart.eq(ids.iter().filter_map(Value::as_str)) {
            lists += 1;
            assert!(known.iter().any(|known| known == told), "GET /v1/words lacks {name}: {told}");
        }
    }
    assert!(lists > 40, "{lists}");
}

/// What makers of clients stumble over.
#[test]
fn clients_can_be_made_of_the_document() {
    let document = openapi::document().unwrap();
    assert!(document["info"]["title"].as_str().unwrap().is_ascii(), "packages are named after it");
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let place = format!("{method} {path}");
            let bodies =
                operation["responses"].as_object().unwrap().values().chain(operation.get("requestBody"));
            for body in bodies.filter_map(|body| body["content"].as_object()) {
                assert_eq!(body.len(), 1, "{place}: a body is of one kind");
                assert!(body.values().all(|content| content["schema"].is_object()), "{place}: {body:?}");
            }
        }
    }
    let schemas = document["components"]["schemas"].as_object().unwrap();
    for (name, schema) in schemas {
        let found = defaulted(schema);
        assert!(
            found.is_empty(),
            "{name}: {found:?} may be left out, and a default has clients ask for them"
        );
    }
}

/// The fields that may be left out and have a default, at any depth.
fn defaulted(schema: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let required: Vec<&str> =
        schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    for (name, field) in schema["properties"].as_object().into_iter().flatten() {
        if field.get("default").is_some() && !required.contains(&name.as_str()) {
            found.push(name.clone());
        }
    }
    match schema {
        Value::Object(map) => map.values().for_each(|value| found.extend(defaulted(value))),
        Value::Array(items) => items.iter().for_each(|value| found.extend(defaulted(value))),
        _ => {}
    }
    found
}

fn collect_references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect_references(item, found)),
        Value::Object(map) => {
            if let Some(Value::String(reference)) = map.get("$ref") {
                found.push(reference.clone());
            }
            map.values().for_each(|value| collect_references(value, found));
        }
        _ => {}
    }
}

#[test]
fn standalone_schemas_are_complete() {
    for (name, schema) in types::standalone() {
        let mut references = Vec::new();
        collect_references(&schema, &mut references);
        for reference in references {
            let pointer = reference.strip_prefix('#').unwrap();
            assert!(schema.pointer(pointer).is_some(), "{name}: {reference} leads nowhere");
        }
    }
}

/// A route of the manifest and the component that serves it; private ones have no path.
struct Route {
    path: Option<String>,
    component: String,
}

fn routes(workspace: &Workspace) -> Vec<Route> {
    let manifest = read_toml(&workspace.manifest()).unwrap();
    let triggers = manifest["trigger"]["http"].as_array().unwrap();
    let read = |trigger: &toml::Value| Route {
        path: trigger["route"].as_str().map(str::to_owned),
        component: trigger["component"].as_str().unwrap().to_owned(),
    };
    triggers.iter().map(read).collect()
}

/// What Spin does with a path: an exact route goes before one with variables, that one before a
/// wildcard, and the longest wildcard wins.
fn serves(route: &str, path: &str) -> Option<(u8, usize)> {
    if let Some(prefix) = route.strip_suffix("/...") {
        let inside = path == prefix || path.strip_prefix(prefix).is_some_and(|rest| rest.starts_with('/'));
        return inside.then_some((0, prefix.len()));
    }
    let (ours, theirs): (Vec<&str>, Vec<&str>) = (route.split('/').collect(), path.split('/').collect());
    let fits =
        ours.len() == theirs.len() && ours.iter().zip(&theirs).all(|(a, b)| a.starts_with(':') || a == b);
    fits.then_some((if route.contains(':') { 1 } else { 2 }, route.len()))
}

#[test]
fn what_the_host_calls_by_itself_it_shows_a_key_for() {
    let manifest = read_toml(&Workspace::find().unwrap().manifest()).unwrap();
    let schedules = manifest["application"]["tool"]["minsheng-host"]["schedule"].as_array().unwrap();
    for schedule in schedules {
        let path = schedule["path"].as_str().unwrap();
        let row = TABLE.iter().find(|row| row.path == path).unwrap_or_else(|| panic!("nobody serves {path}"));
        assert_eq!(row.scope, Some(Scope::Tick), "{path}");
        let key = schedule.get("key_variable").and_then(toml::Value::as_str);
        assert_eq!(key, Some("tick_key"), "{path} is refused without it");
    }
}

#[test]
fn the_manifest_and_the_operation_table_agree() {
    let workspace = Workspace::find().unwrap();
    let routes = routes(&workspace);
    let public: Vec<(&str, &Route)> =
        routes.iter().filter_map(|route| Some((route.path.as_deref()?, route))).collect();
    for operation in TABLE {
        let path = operation.path.replace("{id}", "20261123000042");
        let best = public
            .iter()
            .filter_map(|(route, owner)| Some((serves(route, &path)?, *owner)))
            .max_by_key(|found| found.0);
        let (_, owner) = best.unwrap_or_else(|| panic!("spin.toml has no route for {} {path}", operation.id));
        // The list's path belongs to `submit` or `worklist`; whichever has it passes the other's on.
        let shared =
            TABLE.iter().any(|other| other.path == operation.path && other.function == owner.component);
        assert!(shared, "spin.toml gives {path} ({}) to {}", operation.id, owner.component);
    }
    for operation in TABLE.iter().filter(|operation| operation.gives_csv()) {
        let path = format!("{}{}", operation.path, operation::CSV).replace("{id}", "20261123000042");
        let owners = public.iter().filter(|(route, _)| serves(route, &path).is_some());
        let owner = owners.max_by_key(|(route, _)| serves(route, &path)).map(|(_, owner)| &owner.component);
        assert_eq!(owner.map(String::as_str), Some(operation.function), "spin.toml: {path}");
    }
    for (route, owner) in public {
        let is_page =
            page::of_function(&owner.component).any(|row| row.path.replace("{id}", ":id") == *route);
        let has = is_page || operation::of_function(&owner.component).next().is_some();
        assert!(has, "{route} goes to {}, which has neither an operation nor such a page", owner.component);
    }
    for row in PAGES {
        let route = row.path.replace("{id}", ":id");
        let owner = routes.iter().find(|owner| owner.path.as_deref() == Some(route.as_str()));
        assert_eq!(owner.map(|owner| owner.component.as_str()), Some(row.function), "spin.toml: {route}");
    }
    for function in workspace.functions().unwrap() {
        assert!(
            routes.iter().any(|route| route.component == function),
            "no route of spin.toml goes to {function}"
        );
        assert!(
            operation::of_function(&function).next().is_some()
                || page::of_function(&function).next().is_some(),
            "{function} has neither an operation nor a page in the tables"
        );
    }
}

#[test]
fn every_type_of_event_has_a_schema_that_is_complete_and_stands_in_the_asyncapi_document() {
    let document = events::document();
    let mut references = Vec::new();
    collect_references(&document, &mut references);
    for reference in references {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{reference} leads nowhere");
    }
    for (name, schema) in events::schemas() {
        assert_eq!(schema["properties"]["type"]["const"], name.as_str());
        assert!(document["channels"]["webhook"]["messages"][&name].is_object(), "{name}");
        let mut references = Vec::new();
        collect_references(&schema, &mut references);
        assert!(!references.is_empty(), "{name}");
        for reference in references {
            let pointer = reference.strip_prefix('#').unwrap();
            assert!(schema.pointer(pointer).is_some(), "{name}: {reference} leads nowhere");
        }
        // What anybody writes has no place in an event.
        let definitions = schema["$defs"].as_object().unwrap();
        for text in ["Content", "Subject", "Remark", "Name", "Phone", "Email", "Place", "Title", "Markdown"] {
            assert!(!definitions.contains_key(text), "{name}: {text}");
        }
    }
}

/// The document as a schema of one thing in it: what it refers to stands below it.
fn validator(document: &Value, schema: &Value) -> jsonschema::Validator {
    let whole = serde_json::json!({"allOf": [schema], "components": document["components"]});
    jsonschema::options()
        .with_draft(jsonschema::Draft::Draft202012)
        .should_validate_formats(true)
        .build(&whole)
        .unwrap_or_else(|error| panic!("{error}: {schema}"))
}

/// What a client would take a text for, which knows of the parameter what the document says.
fn as_documented(schema: &Value, text: &str) -> Value {
    let written = |kind: &str| {
        let read: Option<Value> = serde_json::from_str(text).ok();
        read.filter(|value| {
            serde_json::to_string(value).is_ok_and(|written| written == text)
                && !text.contains('.')
                && value.is_boolean() == (kind == "boolean")
        })
    };
    match schema["type"].as_str() {
        Some("array") => text.split(',').map(|item| as_documented(&schema["items"], item)).collect(),
        Some(kind @ ("boolean" | "integer")) => written(kind).unwrap_or_else(|| text.into()),
        _ => text.into(),
    }
}

/// Texts that the document says a parameter can be.
fn documented(document: &Value, schema: &Value) -> BoxedStrategy<String> {
    if let Some(reference) = schema["$ref"].as_str() {
        return documented(document, document.pointer(reference.strip_prefix('#').unwrap()).unwrap());
    }
    if let Some(ways) = schema["anyOf"].as_array() {
        let ways: Vec<_> = ways.iter().map(|way| documented(document, way)).collect();
        return Union::new(ways).boxed();
    }
    if let Some(words) = schema["enum"].as_array() {
        let words: Vec<String> = words.iter().map(|word| word.as_str().unwrap().to_owned()).collect();
        return select(words).boxed();
    }
    let number = |name: &str, or: i64| schema[name].as_i64().unwrap_or(or);
    let days =
        (1970..10_000_i32, 1..=12_u8, 1..=31_u8).prop_filter_map("no such day", |(year, month, day)| {
            let length = match month {
                2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
                2 => 28,
                4 | 6 | 9 | 11 => 30,
                _ => 31,
            };
            (day <= length).then(|| format!("{year}-{month:02}-{day:02}"))
        });
    match (schema["type"].as_str().unwrap(), schema["format"].as_str()) {
        ("boolean", _) => select(vec!["true".to_owned(), "false".to_owned()]).boxed(),
        ("integer", _) => {
            let (least, most) = (number("minimum", 0), number("maximum", i64::MAX));
            prop_oneof![least..=most, Just(least), Just(most)].prop_map(|number| number.to_string()).boxed()
        }
        ("array", _) => {
            vec(documented(document, &schema["items"]), 1..4).prop_map(|items| items.join(",")).boxed()
        }
        (_, Some("date")) => days.boxed(),
        (_, Some("date-time")) => {
            (days, 0..86_400_u32, "(\\.[0-9]{1,9})?", select(vec!["Z", "+08:00", "-12:00", "+00:30"]))
                .prop_map(|(day, second, fraction, offset)| {
                    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
                    format!("{day}T{hour:02}:{minute:02}:{second:02}{fraction}{offset}")
                })
                .boxed()
        }
        _ => match schema["pattern"].as_str() {
            Some(pattern) => {
                let pattern = pattern.trim_start_matches('^').trim_end_matches('$');
                // Neither longer than is said, nor cut in the middle of what the pattern wants.
                let most = usize::try_from(number("maxLength", 200)).unwrap();
                let short = move |text: &String| text.chars().count() <= most;
                proptest::string::string_regex(pattern).unwrap().prop_filter("too long", short).boxed()
            }
            None => "\\PC{0,40}".boxed(),
        },
    }
}

/// One text, a little changed: cut, doubled, with something between.
fn changed(text: &str, place: usize, what: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let place = place % (characters.len() + 1);
    let (before, after) = characters.split_at(place);
    let after = if what == "cut" { after.get(1..).unwrap_or_default() } else { after };
    let between = if what == "cut" { "" } else { what };
    format!("{}{between}{}", before.iter().collect::<String>(), after.iter().collect::<String>())
}

/// Whatever the document lets pass the parser takes, and what it takes the document lets pass: but for the white space
/// around a text, which is dropped.
#[test]
fn what_a_parameter_is_said_to_be_is_what_it_is_read_as() {
    let document = openapi::document().unwrap();
    let mut seen = std::collections::BTreeSet::new();
    for operation in TABLE {
        for param in operation.query.iter().copied().chain(operation.variables()) {
            let method = operation.method.as_str().to_ascii_lowercase();
            let described = document["paths"][operation.path][method]["parameters"].as_array().unwrap();
            let described = described.iter().find(|described| described["name"] == param.name);
            let Some(described) = described else {
                assert_eq!(param.name, "format", "{}: {} is not in the document", operation.id, param.name);
                continue;
            };
            assert_eq!(
                described["required"] == true,
                param.required || described["in"] == "path",
                "{described}"
            );
            let schema = &described["schema"];
            if !seen.insert(schema.to_string()) {
                continue;
            }
            let place = format!("{} of {}", param.name, operation.id);
            let valid = validator(&document, schema);
            let read = |text: &str| (param.described.read)(text);
            let said = |text: &str| valid.is_valid(&as_documented(schema, text));
            let others = select(vec![
                "cut",
                "0",
                " ",
                "-",
                "+",
                "a",
                "é",
                "中",
                "\u{0}",
                ",",
                ".",
                "2026-02-30",
                "Z",
                "\n",
            ]);
            minsheng_dice::check(
                300,
                (documented(&document, schema), any::<usize>(), others),
                |(good, at, other)| {
                    assert!(said(&good), "{place}: the document does not know its own {good:?}");
                    assert_eq!(read(&good), Ok(()), "{place}: the document lets {good:?} pass");
                    let near = changed(&good, at, other);
                    for text in [near.as_str(), other] {
                        assert!(
                            !said(text) || read(text).is_ok(),
                            "{place}: the document lets {text:?} pass"
                        );
                        let parts: Vec<&str> =
                            if param.several { text.split(',').collect() } else { vec![text] };
                        let trimmed = parts.into_iter().map(str::trim).collect::<Vec<_>>().join(",");
                        let known = said(text) || said(&trimmed);
                        assert!(
                            read(text).is_err() || known,
                            "{place}: the document knows nothing of {text:?}"
                        );
                    }
                },
            );
        }
    }
    assert!(seen.len() > 20, "{seen:?}");
}

/// Examples are of their schemas, wherever they stand.
#[test]
fn examples_are_what_their_schemas_say() {
    let document = openapi::document().unwrap();
    let mut found = Vec::new();
    collect_examples(&document, String::new(), &mut found);
    assert!(found.len() > 150, "{}", found.len());
    let mut errors = Vec::new();
    for (place, schema, example) in found {
        let wrong = validator(&document, &schema);
        errors.extend(
            wrong.iter_errors(&example).map(|error| format!("{place}: {error} at {}", error.instance_path())),
        );
    }
    assert!(errors.is_empty(), "{}", errors.join("\n"));
}

fn collect_examples(value: &Value, place: String, found: &mut Vec<(String, Value, Value)>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect_examples(item, place.clone(), found)),
        Value::Object(map) => {
            if let (Some(schema), Some(example)) = (map.get("schema"), map.get("example")) {
                found.push((place.clone(), schema.clone(), example.clone()));
            }
            map.iter().for_each(|(name, value)| collect_examples(value, format!("{place}/{name}"), found));
        }
        _ => {}
    }
}

#[test]
fn every_operation_says_what_it_does_with_an_example_of_what_it_takes_and_gives() {
    let document = openapi::document().unwrap();
    for operation in TABLE {
        let described = &document["paths"][operation.path][operation.method.as_str().to_ascii_lowercase()];
        for field in ["summary", "description"] {
            assert!(
                described[field].as_str().is_some_and(|text| text.len() > 3),
                "{} has no {field}",
                operation.id
            );
        }
        let has_example = |body: &Value| {
            body["content"].as_object().unwrap().values().all(|content| content.get("example").is_some())
        };
        let body = &described["requestBody"];
        assert!(
            body.is_null() || operation.id == "uploadModel" || has_example(body),
            "{}: what is sent",
            operation.id
        );
        let answer = &described["responses"][operation.answer.0.to_string()];
        assert!(answer.get("content").is_none() || has_example(answer), "{}: what is answered", operation.id);
        assert!(
            described["responses"].get("default").is_none(),
            "{}: says all that can happen",
            operation.id
        );
    }
    let tags: Vec<&str> =
        document["tags"].as_array().unwrap().iter().map(|tag| tag["description"].as_str().unwrap()).collect();
    assert!(tags.iter().all(|about| !about.starts_with("The operations of the component")), "{tags:?}");
}

/// Whatever takes a name is led to by what gives one, and a link says nothing that its operation does not take.
#[test]
fn links_lead_to_every_operation_that_takes_a_name() {
    let document = openapi::document().unwrap();
    let mut reached = std::collections::BTreeSet::new();
    let operations = || {
        document["paths"].as_object().unwrap().values().flat_map(|path| path.as_object().unwrap().values())
    };
    for operation in operations() {
        let links = operation["responses"]
            .as_object()
            .unwrap()
            .values()
            .filter_map(|response| response["links"].as_object());
        for link in links.flat_map(|links| links.values()) {
            let id = link["operationId"].as_str().unwrap();
            let row = TABLE.iter().find(|row| row.id == id).unwrap();
            reached.insert(id);
            for name in link["parameters"].as_object().into_iter().flatten().map(|(name, _)| name) {
                let takes = match name.as_str() {
                    "path.id" => row.path.contains("{id}"),
                    "path.attachment" => row.path.contains("{attachment}"),
                    "header.If-Match" => row.versioned,
                    _ => false,
                };
                assert!(takes, "{id} takes no {name}");
            }
            assert!(row.request.is_some() || link.get("requestBody").is_none(), "{id} takes no body");
        }
    }
    let missed: Vec<&str> = TABLE
        .iter()
        .filter(|row| row.path.contains('{') && !reached.contains(row.id))
        .map(|row| row.id)
        .collect();
    assert!(missed.is_empty(), "no link leads to {missed:?}");
}
