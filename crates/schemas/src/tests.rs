use minsheng_core::operation;
use minsheng_core::operation::TABLE;

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
        let has = operation::of_function(&owner.component).next().is_some();
        assert!(has, "{route} goes to {}, which has no operation in the table", owner.component);
    }
    for function in workspace.functions().unwrap() {
        assert!(
            routes.iter().any(|route| route.component == function),
            "no route of spin.toml goes to {function}"
        );
        assert!(
            operation::of_function(&function).next().is_some(),
            "{function} has no operation in the table"
        );
    }
}
