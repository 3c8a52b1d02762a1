//! Where things are: the project's folder, its packages and what they build to.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

/// The target that components are built for.
pub const WASM: &str = "wasm32-wasip2";

/// The project's folder.
#[derive(Clone, Debug)]
pub struct Workspace {
    pub root: PathBuf,
    lints: bool,
}

/// How components are built: as they are delivered, or to be ready soon (`Cargo.toml` says how).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    Release,
    First,
}

impl Profile {
    /// As cargo and its folders have it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::First => "first",
        }
    }
}

/// Clippy as a compiler.
pub const LINTER: &str = "clippy-driver";
/// `-D warnings`, as `cargo clippy` hands it on.
pub const DENIED: (&str, &str) = ("CLIPPY_ARGS", "-D__CLIPPY_HACKERY__warnings__CLIPPY_HACKERY__");

impl Workspace {
    pub fn find() -> Result<Self> {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root =
            here.ancestors().nth(2).context("crates/xtask is no longer two folders below the project")?;
        ensure!(root.join("Cargo.toml").is_file(), "{} has moved: build xtask again", root.display());
        Ok(Self::at(root))
    }

    /// The one in a folder.
    pub fn at(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into(), lints: false }
    }

    /// The same, where the linter compiles the project's own crates: each of them once, for its tests and its lints. Cargo
    /// keeps what comes of it apart from what the compiler made.
    pub fn linted(&self) -> Self {
        Self { lints: true, ..self.clone() }
    }

    /// Cargo, in the project's folder.
    pub fn cargo(&self) -> Command {
        let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.current_dir(&self.root);
        if self.lints {
            command.env("RUSTC_WORKSPACE_WRAPPER", LINTER).env(DENIED.0, DENIED.1);
        }
        command
    }

    /// Where cargo builds. `spin.toml` names files in it, so it is always this one.
    pub fn target(&self) -> PathBuf {
        self.root.join("target")
    }

    pub fn host_binary(&self) -> PathBuf {
        self.target().join("host/minsheng-host")
    }

    pub fn manifest(&self) -> PathBuf {
        self.root.join("spin.toml")
    }

    /// The file that a component's package builds to.
    pub fn component(&self, package: &str, profile: Profile) -> PathBuf {
        self.components(profile).join(format!("{}.wasm", package.replace('-', "_")))
    }

    /// Where components are built.
    fn components(&self, profile: Profile) -> PathBuf {
        self.target().join(WASM).join(profile.name())
    }

    /// Writes the manifest, for components that are ready soon, beside them.
    pub fn first_manifest(&self) -> Result<PathBuf> {
        let read = self.manifest();
        let text =
            std::fs::read_to_string(&read).with_context(|| format!("cannot read {}", read.display()))?;
        let path = self.components(Profile::First).join("spin.toml");
        let text = beside_components(&text);
        std::fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
        Ok(path)
    }

    /// The packages under `functions/`, in alphabetical order.
    pub fn functions(&self) -> Result<Vec<String>> {
        let folder = self.root.join("functions");
        let entries =
            std::fs::read_dir(&folder).with_context(|| format!("cannot list {}", folder.display()))?;
        let mut names = Vec::new();
        for entry in entries {
            let manifest = entry?.path().join("Cargo.toml");
            if manifest.is_file() {
                names.push(package_name(&manifest)?);
            }
        }
        names.sort();
        Ok(names)
    }
}

/// The text of a manifest that lies in the folder of its components.
fn beside_components(text: &str) -> String {
    text.replace(&format!("source = \"target/{WASM}/release/"), "source = \"")
}

pub fn read_toml(path: &Path) -> Result<toml::Table> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    text.parse().with_context(|| format!("{} is not valid TOML", path.display()))
}

fn package_name(manifest: &Path) -> Result<String> {
    let table = read_toml(manifest)?;
    let name = table.get("package").and_then(|package| package.get("name")?.as_str());
    Ok(name.with_context(|| format!("{} names no package", manifest.display()))?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_beside_its_components_names_their_files() {
        let workspace = Workspace::find().unwrap();
        let text = std::fs::read_to_string(workspace.manifest()).unwrap();
        let manifest: toml::Table = beside_components(&text).parse().unwrap();
        let files =
            manifest["component"].as_table().unwrap().values().map(|one| one["source"].as_str().unwrap());
        let mut files: Vec<&str> = files.collect();
        files.sort_unstable();
        let functions = workspace.functions().unwrap();
        assert_eq!(files, functions.iter().map(|name| format!("{name}.wasm")).collect::<Vec<_>>());
    }

    /// One that is forgotten would keep a first start waiting.
    #[test]
    fn what_each_component_alone_has_is_not_optimised_for_a_first_start() {
        let workspace = Workspace::find().unwrap();
        let root = read_toml(&workspace.root.join("Cargo.toml")).unwrap();
        let levels = root["profile"]["first"]["package"].as_table().unwrap();
        let unoptimised = levels.iter().filter(|(_, own)| own["opt-level"].as_integer() == Some(0));
        let unoptimised: Vec<String> = unoptimised.map(|(name, _)| name.clone()).collect();
        assert_eq!(unoptimised, workspace.functions().unwrap());
    }

    #[test]
    fn functions_are_found() {
        let functions = Workspace::find().unwrap().functions().unwrap();
        assert!(functions.iter().any(|name| name == "submit"), "{functions:?}");
    }
}
