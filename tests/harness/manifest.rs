//! The application's manifest, as it is or altered.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::trap::{trapping, trapping_each};

/// The root of the repository.
#[must_use]
pub fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the suite is a folder of the workspace")
}

/// A copy of `spin.toml` that finds its components from anywhere.
#[derive(Clone, Debug)]
pub struct Manifest {
    document: toml::Table,
    /// Components whose code is to trap, always or at every so many calls.
    trapping: Vec<(String, Option<u8>)>,
}

impl Manifest {
    /// The manifest of the hotline.
    #[must_use]
    pub fn read() -> Self {
        Self::of(&std::fs::read_to_string(workspace().join("spin.toml")).unwrap())
    }

    /// A manifest that somebody made of the hotline's, for the same place.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut manifest = Self { document: text.parse().unwrap(), trapping: Vec::new() };
        for (_, component) in manifest.components().iter_mut() {
            let source = workspace().join(component["source"].as_str().unwrap());
            component["source"] = source.to_str().unwrap().into();
        }
        manifest
    }

    fn components(&mut self) -> &mut toml::Table {
        self.document["component"].as_table_mut().unwrap()
    }

    fn triggers(&self) -> &[toml::Value] {
        self.document["trigger"]["http"].as_array().unwrap()
    }

    /// The routes that clients can reach, each with its component.
    #[must_use]
    pub fn routes(&self) -> Vec<(String, String)> {
        let public = |trigger: &toml::Value| {
            Some((trigger["route"].as_str()?.to_owned(), trigger["component"].as_str()?.to_owned()))
        };
        self.triggers().iter().filter_map(public).collect()
    }

    /// Without a component and everything that leads to it: the embedded host refuses a manifest
    /// whose components may call one that is not there.
    #[must_use]
    pub fn without(mut self, component: &str) -> Self {
        self.components().remove(component).unwrap();
        let address = format!("http://{component}.spin.internal");
        for (_, other) in self.components().iter_mut() {
            if let Some(hosts) = other.get_mut("allowed_outbound_hosts").and_then(toml::Value::as_array_mut) {
                hosts.retain(|host| host.as_str() != Some(&address));
            }
        }
        let triggers = self.document["trigger"]["http"].as_array_mut().unwrap();
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

    /// With code that traps whenever it is called.
    #[must_use]
    pub fn trapping(mut self, component: &str) -> Self {
        self.trapping.push((component.into(), None));
        self
    }

    /// With code that traps whenever an instance is called for the `n`th time, the 2`n`th and so on.
    #[must_use]
    pub fn trapping_each(mut self, component: &str, n: u8) -> Self {
        self.trapping.push((component.into(), Some(n)));
        self
    }

    /// With code that takes requests to be understood and never answers.
    #[must_use]
    pub fn hanging(mut self, component: &str) -> Self {
        let guest = workspace().join("target/wasm32-wasip2/release/host_guest.wasm");
        self.components()[component]["source"] = guest.to_str().unwrap().into();
        self
    }

    /// With code that has the component's own code understand requests, so much later.
    #[must_use]
    pub fn late(mut self, component: &str, by: Duration) -> Self {
        let real = format!("late-{component}");
        let own = self.components()[component].clone();
        self.components().insert(real.clone(), own);
        let private = toml::Table::from_iter([("private".to_owned(), true.into())]);
        let trigger = [("component".to_owned(), real.clone().into()), ("route".to_owned(), private.into())];
        let trigger = toml::Table::from_iter(trigger);
        self.document["trigger"]["http"].as_array_mut().unwrap().push(trigger.into());
        self = self.hanging(component);
        let late = self.components()[component].as_table_mut().unwrap();
        late.insert("allowed_outbound_hosts".into(), vec![format!("http://{real}.spin.internal")].into());
        let variables = late["variables"].as_table_mut().unwrap();
        variables.insert("onward".into(), format!("http://{real}.spin.internal/v1/understanding").into());
        variables.insert("late_milliseconds".into(), by.as_millis().to_string().into());
        self
    }

    /// With code that says "ok" to everything.
    #[must_use]
    pub fn babbling(mut self, component: &str) -> Self {
        let empty = workspace().join("target/wasm32-wasip2/release/empty.wasm");
        self.components()[component]["source"] = empty.to_str().unwrap().into();
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
        let mut manifest = self.clone();
        for (component, each) in &self.trapping {
            let source = &mut manifest.components()[component]["source"];
            let code = std::fs::read(source.as_str().unwrap()).unwrap();
            let code = each.map_or_else(|| trapping(code.clone()), |n| trapping_each(&code, n));
            let path = folder.join(format!("{component}.wasm"));
            std::fs::write(&path, code).unwrap();
            *source = path.to_str().unwrap().into();
        }
        let path = folder.join("spin.toml");
        std::fs::write(&path, toml::to_string(&manifest.document).unwrap()).unwrap();
        path
    }
}

/// Which paths a manifest wants called, how often, and by the key in which variable.
pub(crate) fn scheduled(manifest: &Path) -> Vec<(String, Duration, String)> {
    let manifest = Manifest::of(&std::fs::read_to_string(manifest).unwrap());
    let calls = manifest.document["application"]["tool"]["minsheng-host"]["schedule"].as_array().unwrap();
    let text = |call: &toml::Value, name: &str| call[name].as_str().unwrap().to_owned();
    let every = |call: &toml::Value| Duration::from_secs(call["every_seconds"].as_integer().unwrap() as u64);
    calls.iter().map(|call| (text(call, "path"), every(call), text(call, "key_variable"))).collect()
}

/// What the components of a manifest are granted: the labels of their databases, and of their stores.
pub(crate) fn labels(manifest: &Path) -> (BTreeSet<String>, BTreeSet<String>) {
    let mut manifest = Manifest::of(&std::fs::read_to_string(manifest).unwrap());
    let mut granted = |kind: &str| {
        let lists = manifest.components().iter().filter_map(|(_, component)| component.get(kind)?.as_array());
        lists.flatten().map(|label| label.as_str().unwrap().to_owned()).collect()
    };
    (granted("sqlite_databases"), granted("key_value_stores"))
}
