//! Which variables a manifest requires, and whether they are set where the hotline starts.

use std::path::Path;

use anyhow::{Context as _, Result, bail};
use tools::secret::{self, Place};

/// The variables that the manifest requires, each of which has a value in the environment; the secret may stand in the state
/// folder.
///
/// # Errors
/// Names those that have none.
pub fn variables(manifest: &Path, place: Place<'_>) -> Result<String> {
    let text = std::fs::read_to_string(manifest)
        .with_context(|| format!("cannot read {}: name the new release's spin.toml", manifest.display()))?;
    let parsed: toml::Table =
        toml::from_str(&text).with_context(|| format!("{} is no manifest", manifest.display()))?;
    let names = required(&parsed);
    let missing: Vec<String> =
        names.iter().filter(|name| !is_set(name, place)).map(|name| variable(name)).collect();
    if !missing.is_empty() {
        bail!(
            "{} are required by {} and not set here: set them as the hotline's service has them, or call this with its environment",
            missing.join(", "),
            manifest.display()
        );
    }
    Ok(format!("all {} that {} requires are set", names.len(), manifest.display()))
}

fn required(manifest: &toml::Table) -> Vec<String> {
    let variables = manifest.get("variables").and_then(toml::Value::as_table);
    let required = |about: &toml::Value| about.get("required").and_then(toml::Value::as_bool) == Some(true);
    let all = variables.into_iter().flatten().filter(|(_, about)| required(about));
    all.map(|(name, _)| name.clone()).collect()
}

fn variable(name: &str) -> String {
    format!("SPIN_VARIABLE_{}", name.to_ascii_uppercase())
}

fn is_set(name: &str, place: Place<'_>) -> bool {
    let there = std::env::var_os(variable(name)).is_some_and(|value| !value.is_empty());
    there || name.ends_with("jwt_secret") && secret::is_there(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_required_and_not_set_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let manifest = folder.path().join("spin.toml");
        let place = Place { state: folder.path(), city: None };
        std::fs::write(
            &manifest,
            "[variables]\njwt_secret = { required = true }\nnobody_sets_this = { required = true }\nother = { default = \"\" }\n",
        )
        .unwrap();
        let refused = variables(&manifest, place).unwrap_err().to_string();
        assert!(
            refused.contains("SPIN_VARIABLE_NOBODY_SETS_THIS") && !refused.contains("OTHER"),
            "{refused}"
        );
        std::fs::write(folder.path().join("jwt_secret"), "secret").unwrap();
        let refused = variables(&manifest, place).unwrap_err().to_string();
        assert!(!refused.contains("JWT_SECRET"), "it stands in the folder: {refused}");
        std::fs::write(&manifest, "[variables]\njwt_secret = { required = true }\n").unwrap();
        assert!(variables(&manifest, place).unwrap().starts_with("all 1 "));
        std::fs::write(&manifest, "no manifest").unwrap();
        assert!(variables(&manifest, place).unwrap_err().to_string().contains("no manifest"));
        assert!(variables(&folder.path().join("nothing"), place).is_err());
    }

    #[test]
    fn the_manifest_of_this_release_can_be_read() {
        let text = include_str!("../../../spin.toml");
        assert!(required(&toml::from_str(text).unwrap()).contains(&"jwt_secret".to_owned()));
    }
}
