//! `cargo xtask schemas`: what is printed from the Rust types, so that there is one source of it:
//! a JSON Schema for each body, the OpenAPI document and the workflow table. All of it is checked
//! in, and a test fails when it is older than the types.

mod openapi;
mod types;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::Args;
use minsheng_core::workflow;
use serde_json::Value;

use crate::workspace::Workspace;

#[derive(Debug, Args)]
pub struct Options {
    /// Write nothing; fail when a file is out of date
    #[arg(long)]
    check: bool,
}

const FOLDER: &str = "schemas";

/// File names under `schemas/` with what they should hold.
type Files = BTreeMap<String, String>;

pub fn run(workspace: &Workspace, options: &Options) -> Result<ExitCode> {
    let folder = workspace.root.join(FOLDER);
    let files = generate()?;
    if options.check {
        let stale = stale(workspace, &files)?;
        for name in &stale {
            println!("out of date: {FOLDER}/{name}");
        }
        return Ok(if stale.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    }
    std::fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
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

fn generate() -> Result<Files> {
    let mut files = Files::new();
    for (name, schema) in types::standalone() {
        files.insert(format!("{name}.json"), print(schema)?);
    }
    files.insert("openapi.json".into(), print(openapi::document()?)?);
    files.insert("workflow.json".into(), print(serde_json::to_value(workflow::document())?)?);
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
    let on_disk = json_files(&folder)?;
    names.extend(on_disk.into_iter().filter(|name| !files.contains_key(name)));
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
