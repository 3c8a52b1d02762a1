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
    pub fn component(&self, package: &str) -> PathBuf {
        self.target().join(WASM).join("release").join(format!("{}.wasm", package.replace('-', "_")))
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
    fn functions_are_found() {
        let functions = Workspace::find().unwrap().functions().unwrap();
        assert!(functions.iter().any(|name| name == "submit"), "{functions:?}");
    }
}
