//! `minsheng archive`: the manifest of a hotline whose old tickets lie in a second database, made out of that of one without.
//!
//! It is no part of `spin.toml`: Spin starts no application that is granted a database of which its runtime configuration knows
//! nothing, and most hotlines need none.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use clap::Args;
use minsheng_store::{Db, cold};
use minsheng_types::jurisdiction::{ARCHIVE, ONLY};
use pollster::block_on;
use toml::{Table, Value};

use crate::cities::way;

/// Who asks for a ticket by its number, and who puts old ones away.
const GRANTED: [&str; 10] =
    ["assign", "attachments", "draft", "notify", "open311", "rate", "reporter", "tick", "track", "update"];

/// What helps where the archive does not have what it should.
pub const ANOTHER: &str = "put back the archive of the same backup, or of a later one";

#[derive(Debug, Args)]
pub struct Options {
    /// The manifest of a hotline
    #[arg(long, value_name = "FILE", default_value = "spin.toml")]
    manifest: PathBuf,
    /// Where to write it; else it is printed, for the folder of the manifest
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub fn run(options: &Options) -> Result<()> {
    let Options { manifest, out } = options;
    let text = std::fs::read_to_string(manifest)
        .with_context(|| format!("cannot read {}: name it with --manifest", manifest.display()))?;
    let way = match out {
        Some(out) => way(manifest, out)?,
        None => PathBuf::new(),
    };
    let mut table: Table = text.parse().with_context(|| manifest.display().to_string())?;
    grant(&mut table, &way).with_context(|| manifest.display().to_string())?;
    let text = format!(
        "# Made out of a manifest without an archive. Change that, and make this anew:\n# minsheng archive\n\n{}",
        toml::to_string(&table)?
    );
    match out {
        Some(out) => std::fs::write(out, text).with_context(|| format!("cannot write {}", out.display())),
        None => {
            print!("{text}");
            Ok(())
        }
    }
}

/// Grants the archive to those who need it; the folder of the sources is reached by `way`.
fn grant(manifest: &mut Table, way: &Path) -> Result<()> {
    let components = manifest.get_mut("component").and_then(Value::as_table_mut);
    let components = components.context("there is no [component]: this is not the manifest of a hotline")?;
    for (name, component) in components.iter_mut() {
        let source =
            component.get_mut("source").with_context(|| format!("[component.{name}] has no source"))?;
        let path = way.join(source.as_str().with_context(|| format!("[component.{name}] has no file"))?);
        *source = path.to_str().context("the way to the sources is not UTF-8")?.into();
    }
    for name in GRANTED {
        let databases = components.get_mut(name).and_then(|component| component.get_mut("sqlite_databases"));
        let databases = databases.and_then(Value::as_array_mut);
        let databases = databases.with_context(|| {
            format!("[component.{name}] has no database: this is not the manifest of one hotline")
        })?;
        ensure!(
            databases.iter().any(|label| label.as_str() == Some(ONLY)),
            "[component.{name}] has a database that is not `default`: make the archive's manifest out of that of one city"
        );
        if !databases.iter().any(|label| label.as_str() == Some(ARCHIVE)) {
            databases.push(ARCHIVE.into());
        }
    }
    Ok(())
}

/// What a database says lies in the archive, and is not there.
///
/// # Errors
/// When one of them cannot be read.
pub fn lacking<D: Db>(database: &D, archive: Option<&D>) -> Result<Option<String>> {
    let there = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'cold'";
    if block_on(database.run(there, vec![]))?.is_empty() {
        return Ok(None);
    }
    let (all, lacking) = block_on(cold::lacking(database, archive))?;
    let told = |first| {
        format!(
            "{} of {all} tickets that lie in the archive are not in it, the first of them {first}",
            lacking.len()
        )
    };
    Ok(lacking.first().map(told))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base() -> Table {
        include_str!("../../../spin.toml").parse().unwrap()
    }

    /// The functions that ask for one ticket, by what their code calls.
    #[test]
    fn whoever_asks_for_a_ticket_is_granted_the_archive() {
        let functions = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../functions");
        let mut asks = Vec::new();
        for folder in std::fs::read_dir(functions).unwrap() {
            let folder = folder.unwrap();
            let code: String = std::fs::read_dir(folder.path().join("src"))
                .unwrap()
                .filter_map(|file| std::fs::read_to_string(file.unwrap().path()).ok())
                .collect();
            let called = [
                "find(call, ",
                "find_story(call, ",
                "act(call, &db",
                "act_merging(call, &db",
                "act_for_staff(call, &db",
                ".archive()",
            ];
            if code.contains("minsheng_desk") && called.iter().any(|called| code.contains(called)) {
                asks.push(folder.file_name().into_string().unwrap());
            }
        }
        asks.sort();
        assert_eq!(asks, GRANTED);
    }

    #[test]
    fn only_they_are_granted_it_and_once() {
        let mut made = base();
        grant(&mut made, Path::new("../app")).unwrap();
        let again = made.clone();
        grant(&mut made, Path::new("")).unwrap();
        assert_eq!(made, again, "the same however often");
        let (made, base) = (made["component"].as_table().unwrap().clone(), base());
        for (name, component) in &made {
            let before = &base["component"][name];
            let source = Path::new("../app").join(before["source"].as_str().unwrap());
            assert_eq!(component["source"].as_str(), source.to_str());
            let labels = |component: &Value| component.get("sqlite_databases").map(ToString::to_string);
            if GRANTED.contains(&name.as_str()) {
                assert_eq!(labels(component).unwrap(), r#"["default", "archive"]"#, "{name}");
            } else {
                assert_eq!(labels(component), labels(before), "{name}");
            }
        }
    }

    #[test]
    fn what_is_no_manifest_of_one_hotline_is_refused() {
        for (manifest, part) in [
            ("a = 1", "there is no [component]"),
            ("[component.track]", "has no source"),
            ("[component.track]\nsource = \"a\"", "has no database"),
        ] {
            let refused = grant(&mut manifest.parse().unwrap(), Path::new("")).unwrap_err().to_string();
            assert!(refused.contains(part), "{refused}");
        }
        let mut several = base();
        several["component"]["track"]["sqlite_databases"] = Value::Array(vec!["changsha".into()]);
        let refused = grant(&mut several, Path::new("")).unwrap_err().to_string();
        assert!(refused.contains("out of that of one city"), "{refused}");
    }
}
