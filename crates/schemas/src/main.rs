//! `cargo xtask schemas`: what is printed from the Rust types, so that there is one source of it:
//! a JSON Schema for each body and for each type of event, the OpenAPI and AsyncAPI documents and the workflow table. All of it is checked
//! in, and a test fails when it is older than the types. So are the sections of documents that are
//! printed from the domain's tables. A program of its own, so that a first `up` need not wait for the domain.
#![forbid(unsafe_code)]

mod documents;
mod events;
mod examples;
mod links;
mod open311;
mod openapi;
mod prose;
mod responses;
mod types;
mod words;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::Parser;
use serde_json::Value;

use xtask::workspace::Workspace;

/// Writes the JSON Schemas, the OpenAPI document, the workflow table and the printed sections of documents.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask schemas", bin_name = "cargo xtask schemas")]
struct Options {
    /// Write nothing; fail when a file is out of date
    #[arg(long)]
    check: bool,
}

const FOLDER: &str = "schemas";

/// File names under `schemas/` with what they should hold.
type Files = BTreeMap<String, String>;

fn main() -> ExitCode {
    match run(&Options::parse()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> Result<ExitCode> {
    let workspace = &Workspace::find()?;
    let folder = workspace.root.join(FOLDER);
    let files = generate()?;
    let papers = stale_documents(workspace)?;
    if options.check {
        let stale = stale(workspace, &files)?;
        for name in &stale {
            println!("out of date: {FOLDER}/{name}");
        }
        for (path, _) in &papers {
            println!("out of date: {path}");
        }
        let fresh = stale.is_empty() && papers.is_empty();
        return Ok(if fresh { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    }
    for (path, text) in papers {
        std::fs::write(workspace.root.join(path), text).with_context(|| format!("cannot write {path}"))?;
        println!("{path}");
    }
    let inner = folder.join(events::FOLDER);
    std::fs::create_dir_all(&inner).with_context(|| format!("cannot make {}", inner.display()))?;
    for name in stale(workspace, &files)? {
        let path = folder.join(&name);
        match files.get(&name) {
            Some(content) => std::fs::write(&path, content),
            None => std::fs::remove_file(&path),
        }
        .with_context(|| format!("cannot write {}", path.display()))?;
        println!("{FOLDER}/{name}");
    }
    println!("{} files are up to date", files.len());
    Ok(ExitCode::SUCCESS)
}

/// Documents whose printed sections are older than the tables, as they should be.
fn stale_documents(workspace: &Workspace) -> Result<Vec<(&'static str, String)>> {
    let mut papers = Vec::new();
    for (path, wanted) in documents::printed(workspace)? {
        let text = std::fs::read_to_string(workspace.root.join(path))?;
        if text != wanted {
            papers.push((path, wanted));
        }
    }
    Ok(papers)
}

fn generate() -> Result<Files> {
    let mut files = Files::new();
    for (name, schema) in types::standalone() {
        files.insert(format!("{name}.json"), print(schema)?);
    }
    for (name, schema) in events::schemas() {
        files.insert(format!("{}/{name}.json", events::FOLDER), print(schema)?);
    }
    files.insert("asyncapi.json".into(), print(events::document())?);
    files.insert("openapi.json".into(), print(openapi::document()?)?);
    files.insert("workflow.json".into(), print(serde_json::to_value(minsheng_api::workflow::document())?)?);
    files.insert("words.json".into(), print(serde_json::to_value(words::words())?)?);
    files.insert("taxonomy.json".into(), print(serde_json::to_value(words::taxonomy()?)?)?);
    Ok(files)
}

/// Names of files that are missing, differ, or should not be there.
fn stale(workspace: &Workspace, files: &Files) -> Result<Vec<String>> {
    let folder = workspace.root.join(FOLDER);
    let differs = |name: &str, content: &str| {
        std::fs::read_to_string(folder.join(name)).map_or(true, |on_disk| on_disk != content)
    };
    let mut names: Vec<String> =
        files.iter().filter(|(name, content)| differs(name, content)).map(|(name, _)| name.clone()).collect();
    let inner = json_files(&folder.join(events::FOLDER))?;
    let inner = inner.into_iter().map(|name| format!("{}/{name}", events::FOLDER));
    let on_disk = json_files(&folder)?;
    names.extend(on_disk.into_iter().chain(inner).filter(|name| !files.contains_key(name)));
    Ok(names)
}

fn json_files(folder: &PathBuf) -> Result<Vec<String>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let entries = std::fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))?;
    let mut names = Vec::new();
    for entry in entries {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".json") {
            names.push(name);
        }
    }
    Ok(names)
}

/// With keys in alphabetical order, whatever other crates make of serde_json's maps.
fn print(value: Value) -> Result<String> {
    let mut text = serde_json::to_string_pretty(&sorted(value))?;
    text.push('\n');
    Ok(text)
}

fn sorted(value: Value) -> Value {
    match value {
        Value::Array(items) => Value::Array(items.into_iter().map(sorted).collect()),
        Value::Object(map) => {
            let map: BTreeMap<String, Value> =
                map.into_iter().map(|(key, value)| (key, sorted(value))).collect();
            Value::Object(map.into_iter().collect())
        }
        other => other,
    }
}

#[cfg(test)]
mod tests;
