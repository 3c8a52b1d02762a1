//! The application's manifest, as it is or altered.

use std::path::{Path, PathBuf};

/// The root of the repository.
#[must_use]
pub fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the suite is a folder of the workspace")
}

/// A copy of `spin.toml` that finds its components from anywhere.
#[derive(Clone, Debug)]
pub struct Manifest(toml::Table);

impl Manifest {
    /// The manifest of the hotline.
    #[must_use]
    pub fn read() -> Self {
        let text = std::fs::read_to_string(workspace().join("spin.toml")).unwrap();
        let mut manifest = Self(text.parse().unwrap());
        for (_, component) in manifest.components().iter_mut() {
            let source = workspace().join(component["source"].as_str().unwrap());
            component["source"] = source.to_str().unwrap().into();
        }
        manifest
    }

    fn components(&mut self) -> &mut toml::Table {
        self.0["component"].as_table_mut().unwrap()
    }

    fn triggers(&self) -> &[toml::Value] {
        self.0["trigger"]["http"].as_array().unwrap()
    }

    /// The routes that clients can reach, each with its component.
    #[must_use]
    pub fn routes(&self) -> Vec<(String, String)> {
        let public = |trigger: &toml::Value| {
            Some((trigger["route"].as_str()?.to_owned(), trigger["component"].as_str()?.to_owned()))
        };
        self.triggers().iter().filter_map(public).collect()
    }

    /// Without a component and everything that leads to it.
    #[must_use]
    pub fn without(mut self, component: &str) -> Self {
        self.components().remove(component).unwrap();
        let triggers = self.0["trigger"]["http"].as_array_mut().unwrap();
        triggers.retain(|trigger| trigger["component"].as_str() != Some(component));
        self
    }

    /// With the code of another component in place of its own.
    #[must_use]
    pub fn impersonating(mut self, component: &str, by: &str) -> Self {
        let source = self.components()[by]["source"].clone();
        self.components()[component]["source"] = source;
        self
    }

    /// Without a variable that the component cannot work without.
    #[must_use]
    pub fn starving(mut self, component: &str, variable: &str) -> Self {
        self.components()[component]["variables"].as_table_mut().unwrap().remove(variable).unwrap();
        self
    }

    /// Not allowed to reach anything.
    #[must_use]
    pub fn isolating(mut self, component: &str) -> Self {
        self.components()[component]["allowed_outbound_hosts"] = toml::Value::Array(Vec::new());
        self
    }

    /// Writes it into a folder.
    pub(crate) fn save(&self, folder: &Path) -> PathBuf {
        let path = folder.join("spin.toml");
        std::fs::write(&path, toml::to_string(&self.0).unwrap()).unwrap();
        path
    }
}
