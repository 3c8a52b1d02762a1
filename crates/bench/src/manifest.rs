//! The hotline's manifest with the empty component beside it.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use toml::{Table, Value};
use xtask::workspace::{Profile, Workspace, read_toml};

/// The route of the empty component.
pub const EMPTY: &str = "/bench-empty";

/// Writes the manifest into `folder`.
pub fn write(workspace: &Workspace, folder: &Path) -> Result<PathBuf> {
    let text = with_empty(read_toml(&workspace.manifest())?, workspace)?;
    let path = folder.join("spin.toml");
    std::fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
    Ok(path)
}

fn with_empty(mut manifest: Table, workspace: &Workspace) -> Result<String> {
    let components = manifest.get_mut("component").and_then(Value::as_table_mut);
    let components = components.context("spin.toml has no [component.NAME]")?;
    for component in components.iter_mut().filter_map(|(_, component)| component.as_table_mut()) {
        // The manifest moves; what it names does not.
        if let Some(Value::String(source)) = component.get_mut("source") {
            *source = workspace.root.join(&*source).display().to_string();
        }
        component.remove("build");
    }
    let source = workspace.component("empty", Profile::Release).display().to_string();
    components.insert("empty".into(), Table::from_iter([("source".to_owned(), Value::from(source))]).into());
    let triggers = manifest.get_mut("trigger").and_then(|trigger| trigger.get_mut("http")?.as_array_mut());
    let trigger = [("route".to_owned(), Value::from(EMPTY)), ("component".to_owned(), Value::from("empty"))];
    triggers.context("spin.toml has no [[trigger.http]]")?.push(Table::from_iter(trigger).into());
    Ok(toml::to_string(&manifest)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_become_absolute_and_the_empty_component_has_a_route() {
        let workspace = Workspace::at("/project");
        let manifest = "[[trigger.http]]\nroute = \"/a\"\ncomponent = \"a\"\n\
            [component.a]\nsource = \"target/a.wasm\"\n[component.a.build]\ncommand = \"make\"\n";
        let made: Table = with_empty(manifest.parse().unwrap(), &workspace).unwrap().parse().unwrap();
        assert_eq!(made["component"]["a"]["source"].as_str(), Some("/project/target/a.wasm"));
        assert!(made["component"]["a"].get("build").is_none());
        assert_eq!(made["trigger"]["http"][1]["route"].as_str(), Some(EMPTY));
        assert!(made["component"]["empty"]["source"].as_str().unwrap().ends_with("empty.wasm"));
    }
}
