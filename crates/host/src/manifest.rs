//! Reading a Spin manifest, version 2.
//!
//! The manifest is read strictly. A key that this host does not know, or knows and does not implement,
//! is an error with the remedy: an application that leans on something must not start without it.

use crate::tool::{self, Tool};
use anyhow::{Context as _, bail, ensure};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use toml::{Table, Value};

/// An application, as far as this host implements it.
#[derive(Clone, Debug)]
pub struct Manifest {
    pub name: String,
    pub variables: BTreeMap<String, VariableDefinition>,
    pub triggers: Vec<HttpTrigger>,
    pub components: BTreeMap<String, ComponentConfig>,
    /// What it tells this host alone.
    pub tool: Tool,
}

/// A variable of the application: a value to fall back on, or the demand that one is given.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct VariableDefinition {
    pub default: Option<String>,
    #[serde(default)]
    pub required: bool,
    #[serde(default)]
    pub secret: bool,
    #[serde(flatten)]
    pub(crate) rest: Table,
}

/// One `[[trigger.http]]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpTrigger {
    /// The route's pattern; `None` for a private one, which only other components can call.
    pub route: Option<String>,
    pub component: String,
}

/// One `[component.NAME]`.
#[derive(Clone, Debug)]
pub struct ComponentConfig {
    /// The wasm file.
    pub source: PathBuf,
    /// How the application says that the file is made.
    pub build_command: Option<String>,
    pub allowed_outbound_hosts: Vec<String>,
    pub sqlite_databases: BTreeSet<String>,
    pub key_value_stores: BTreeSet<String>,
    /// Names and templates.
    pub variables: BTreeMap<String, String>,
    pub environment: BTreeMap<String, String>,
}

impl Manifest {
    /// Reads the manifest at `path`; sources are taken relative to its folder.
    pub fn load(path: &Path) -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(path).with_context(|| {
            format!("cannot read the manifest {}; name it with --manifest FILE", path.display())
        })?;
        let folder = path.parent().unwrap_or(Path::new("."));
        Self::parse(&text, folder).with_context(|| format!("in the manifest {}", path.display()))
    }

    /// Reads the text of a manifest whose sources are relative to `folder`.
    pub fn parse(text: &str, folder: &Path) -> anyhow::Result<Self> {
        let mut raw: RawManifest = toml::from_str(text)?;
        match &raw.spin_manifest_version {
            Some(Value::Integer(2)) => {}
            Some(other) => bail!("spin_manifest_version is {other}; this host reads version 2"),
            None => bail!("spin_manifest_version is missing; this host reads version 2"),
        }
        refuse_unknown("the manifest", &raw.rest, &[])?;
        refuse_unknown("[application]", &raw.application.rest, APPLICATION_IGNORED)?;
        for (name, variable) in &raw.variables {
            check_variable(name, variable)?;
        }
        let components = raw
            .component
            .into_iter()
            .map(|(name, component)| {
                let component = component.check(&name, folder)?;
                Ok((name, component))
            })
            .collect::<anyhow::Result<BTreeMap<_, _>>>()?;
        let triggers = check_triggers(raw.trigger, &components)?;
        let variables = raw.variables.keys().map(String::as_str).collect();
        let tool = match raw.application.tool.remove(tool::TOOL) {
            Some(tool) => tool::read(tool, &variables)?,
            None => Tool::default(),
        };
        Ok(Self { name: raw.application.name, variables: raw.variables, triggers, components, tool })
    }
}

#[derive(Deserialize)]
struct RawManifest {
    spin_manifest_version: Option<Value>,
    application: RawApplication,
    #[serde(default)]
    variables: BTreeMap<String, VariableDefinition>,
    #[serde(default)]
    trigger: Table,
    #[serde(default)]
    component: BTreeMap<String, RawComponent>,
    #[serde(flatten)]
    rest: Table,
}

#[derive(Deserialize)]
struct RawApplication {
    name: String,
    /// What other tools find here is theirs alone.
    #[serde(default)]
    tool: Table,
    #[serde(flatten)]
    rest: Table,
}

#[derive(Deserialize)]
struct RawTrigger {
    route: Option<Value>,
    component: Option<Value>,
    executor: Option<Value>,
    #[serde(flatten)]
    rest: Table,
}

#[derive(Deserialize)]
struct RawComponent {
    source: Value,
    #[serde(default)]
    build: RawBuild,
    #[serde(default)]
    allowed_outbound_hosts: Vec<String>,
    #[serde(default)]
    sqlite_databases: BTreeSet<String>,
    #[serde(default)]
    key_value_stores: BTreeSet<String>,
    #[serde(default)]
    variables: BTreeMap<String, String>,
    #[serde(default)]
    environment: BTreeMap<String, String>,
    #[serde(flatten)]
    rest: Table,
}

#[derive(Default, Deserialize)]
struct RawBuild {
    command: Option<Value>,
}

/// Keys that say something to people or to other tools, not to a host.
const APPLICATION_IGNORED: &[&str] = &["version", "description", "authors"];
const COMPONENT_IGNORED: &[&str] = &["description", "tool"];
const TRIGGER_IGNORED: &[&str] = &["id"];

/// Keys of Spin's which this host does not implement, and what to do instead.
const REMEDIES: &[(&str, &str)] = &[
    ("ai_models", "call a model over HTTP instead"),
    ("allowed_http_hosts", "write allowed_outbound_hosts"),
    ("dependencies", "compose the component before the host reads it"),
    ("dependencies_inherit_configuration", "compose the component before the host reads it"),
    ("exclude_files", "remove it together with `files`"),
    ("files", "build the files into the component, with include_bytes! for instance"),
    ("profile", "write what the profile chooses into the component itself"),
    ("static_response", "answer from a component"),
    ("targets", "remove it"),
    ("trigger", "write the whole route in each [[trigger.http]]"),
];

fn refuse_unknown(place: &str, rest: &Table, ignored: &[&str]) -> anyhow::Result<()> {
    match rest.keys().find(|key| !ignored.contains(&key.as_str())) {
        None => Ok(()),
        Some(key) => match REMEDIES.iter().find(|(name, _)| name == key) {
            Some((_, remedy)) => {
                bail!("{place}: `{key}` is not implemented by this host: {remedy}, or run on Spin")
            }
            None => bail!("{place}: `{key}` is not known to this host: correct or remove it, or run on Spin"),
        },
    }
}

fn check_variable(name: &str, variable: &VariableDefinition) -> anyhow::Result<()> {
    check_variable_name("[variables]", name)?;
    refuse_unknown(&format!("[variables] `{name}`"), &variable.rest, &["description"])?;
    ensure!(
        variable.required != variable.default.is_some(),
        "[variables] `{name}`: give it either `default = \"…\"` or `required = true`"
    );
    Ok(())
}

fn check_variable_name(place: &str, name: &str) -> anyhow::Result<()> {
    ensure!(
        is_identifier(name, '_') && !name.contains(|c: char| c.is_ascii_uppercase()),
        "{place} `{name}`: a name is made of words of lower-case letters and digits, each with a letter first, and single \
         underscores between them"
    );
    Ok(())
}

/// Whether Spin takes it for a name in a manifest: words with a separator between them, each of letters and digits, a letter
/// first, and all of its letters small or all of them capitals.
fn is_identifier(name: &str, separator: char) -> bool {
    let is_word = |word: &str| {
        word.starts_with(|first: char| first.is_ascii_alphabetic())
            && word.chars().all(|c| c.is_ascii_alphanumeric())
            && (word.to_ascii_lowercase() == word || word.to_ascii_uppercase() == word)
    };
    name.split(separator).all(is_word)
}

/// Whether a component may ask for a variable of this name: `a-z` first, then `a-z0-9_`, without trailing or double `_`.
pub fn is_variable_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && !name.ends_with('_')
        && !name.contains("__")
}

fn check_triggers(
    mut kinds: Table,
    components: &BTreeMap<String, ComponentConfig>,
) -> anyhow::Result<Vec<HttpTrigger>> {
    let http = kinds.remove("http");
    if let Some(kind) = kinds.keys().next() {
        bail!(
            "[[trigger.{kind}]]: this host implements HTTP triggers alone: write [[trigger.http]], or run on Spin"
        );
    }
    let http: Vec<RawTrigger> = match http {
        Some(http) => http.try_into().context("[[trigger.http]]")?,
        None => bail!("there is no [[trigger.http]]: without a route nothing can be called"),
    };
    http.into_iter().map(|trigger| trigger.check(components)).collect()
}

impl RawTrigger {
    fn check(self, components: &BTreeMap<String, ComponentConfig>) -> anyhow::Result<HttpTrigger> {
        let component = match self.component {
            Some(Value::String(name)) => name,
            Some(_) => bail!(
                "[[trigger.http]]: an inline component is not implemented by this host: write it as \
                 [component.NAME] and put its name here"
            ),
            None => bail!("[[trigger.http]]: `component` is missing: put the name of a [component.NAME]"),
        };
        let place = format!("[[trigger.http]] for component `{component}`");
        ensure!(components.contains_key(&component), "{place}: there is no [component.{component}]");
        refuse_unknown(&place, &self.rest, TRIGGER_IGNORED)?;
        if let Some(executor) = self.executor {
            let kind = executor.get("type").and_then(Value::as_str).unwrap_or("http").to_owned();
            ensure!(kind == "http", "{place}: executor `{kind}` is not implemented by this host: use `http`");
        }
        let route = match self.route {
            Some(Value::String(route)) => Some(route),
            Some(Value::Table(table)) if is_private(&table) => None,
            _ => bail!("{place}: `route` must be a pattern such as \"/path/...\", or {{ private = true }}"),
        };
        Ok(HttpTrigger { route, component })
    }
}

fn is_private(route: &Table) -> bool {
    route.len() == 1 && route.get("private").and_then(Value::as_bool) == Some(true)
}

impl RawComponent {
    fn check(self, name: &str, folder: &Path) -> anyhow::Result<ComponentConfig> {
        let place = format!("[component.{name}]");
        ensure!(
            is_identifier(name, '-'),
            "{place}: a component's name is made of words of letters and digits, each with a letter first and all in small letters \
             or in capitals, and single hyphens between them"
        );
        refuse_unknown(&place, &self.rest, COMPONENT_IGNORED)?;
        let Value::String(source) = self.source else {
            bail!(
                "{place}: a `source` that is not a file is not implemented by this host: give a local path"
            );
        };
        for store in self.sqlite_databases.iter().chain(&self.key_value_stores) {
            ensure!(
                !store.is_empty() && store.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_'),
                "{place}: the store name `{store}` must be made of letters, digits, hyphens and underscores"
            );
        }
        for variable in self.variables.keys() {
            check_variable_name(&place, variable)?;
        }
        Ok(ComponentConfig {
            source: folder.join(source),
            build_command: self.build.command.map(|command| command_line(&command)),
            allowed_outbound_hosts: self.allowed_outbound_hosts,
            sqlite_databases: self.sqlite_databases,
            key_value_stores: self.key_value_stores,
            variables: self.variables,
            environment: self.environment,
        })
    }
}

fn command_line(command: &Value) -> String {
    match command {
        Value::String(line) => line.clone(),
        Value::Array(lines) => lines.iter().map(command_line).collect::<Vec<_>>().join(" && "),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "spin_manifest_version = 2\n[application]\nname = \"app\"\nversion = \"1.0.0\"\n";
    const TRIGGER: &str = "[[trigger.http]]\nroute = \"/...\"\ncomponent = \"web\"\n";
    const WEB: &str = "[component.web]\nsource = \"web.wasm\"\n";

    fn parse(text: &str) -> anyhow::Result<Manifest> {
        Manifest::parse(text, Path::new("/app"))
    }

    #[test]
    fn a_whole_manifest() {
        let manifest = parse(&format!(
            "{HEAD}authors = [\"who\"]\n
            [application.tool.x]\ny = 1\n
            [[application.tool.minsheng-host.schedule]]\npath = \"/tick\"\nevery_seconds = 5\nkey_variable = \"key\"\n
            [variables]\ngreeting = {{ default = \"hello\" }}\nkey = {{ required = true, secret = true }}\n
            {TRIGGER}
            [[trigger.http]]\nid = \"second\"\nroute = {{ private = true }}\ncomponent = \"web\"\nexecutor = {{ type = \"http\" }}\n
            {WEB}description = \"d\"\nallowed_outbound_hosts = [\"http://*.spin.internal\"]\n
            sqlite_databases = [\"default\"]\nkey_value_stores = [\"default\"]\nenvironment = {{ A = \"b\" }}\n
            [component.web.variables]\ngreeting = \"{{{{ greeting }}}}\"\n
            [component.web.build]\ncommand = \"make\"\nwatch = [\"src\"]\n
            [component.web.tool.z]\nz = 1\n"
        ))
        .unwrap();
        assert_eq!(manifest.name, "app");
        assert!(manifest.variables["key"].secret);
        assert_eq!(manifest.triggers[0].route.as_deref(), Some("/..."));
        assert_eq!(manifest.triggers[1].route, None);
        assert_eq!(manifest.tool.schedules[0].key_variable.as_deref(), Some("key"));
        let web = &manifest.components["web"];
        assert_eq!(web.source, Path::new("/app/web.wasm"));
        assert_eq!(web.build_command.as_deref(), Some("make"));
        assert_eq!(web.variables["greeting"], "{{ greeting }}");
    }

    #[test]
    fn refusals_name_the_thing_and_the_remedy() {
        for (text, parts) in [
            (
                format!("{HEAD}{TRIGGER}{WEB}files = [\"a\"]\n"),
                &["[component.web]", "`files`", "include_bytes"][..],
            ),
            (format!("{HEAD}{TRIGGER}{WEB}ai_models = [\"m\"]\n"), &["`ai_models`", "Spin"]),
            (format!("{HEAD}{TRIGGER}{WEB}exclude_files = []\n"), &["`exclude_files`"]),
            (format!("{HEAD}{TRIGGER}{WEB}sqlite_database = []\n"), &["`sqlite_database`", "not known"]),
            (format!("{HEAD}{TRIGGER}{WEB}[component.web.dependencies]\n"), &["`dependencies`", "compose"]),
            (
                format!("{HEAD}{TRIGGER}[component.web]\nsource = {{ url = \"u\", digest = \"d\" }}\n"),
                &["source", "local path"],
            ),
            (format!("{HEAD}{TRIGGER}{WEB}[[trigger.redis]]\nchannel = \"c\"\n"), &["[[trigger.redis]]"]),
            (format!("{HEAD}{WEB}"), &["no [[trigger.http]]"]),
            (
                format!("{HEAD}[[trigger.http]]\nroute = \"/\"\ncomponent = {{ source = \"x\" }}\n{WEB}"),
                &["inline"],
            ),
            (
                format!("{HEAD}[[trigger.http]]\nroute = \"/\"\ncomponent = \"no\"\n{WEB}"),
                &["[component.no]"],
            ),
            (
                format!("{HEAD}[[trigger.http]]\nroute = {{ private = false }}\ncomponent = \"web\"\n{WEB}"),
                &["private"],
            ),
            (format!("{HEAD}{TRIGGER}executor = {{ type = \"wagi\" }}\n{WEB}"), &["`wagi`"]),
            (format!("{HEAD}{TRIGGER}static_response = {{}}\n{WEB}"), &["`static_response`"]),
            (format!("{HEAD}[application.trigger.http]\nbase = \"/b\"\n{TRIGGER}{WEB}"), &["`trigger`"]),
            (format!("{HEAD}{TRIGGER}{WEB}[variables]\nx = {{}}\n"), &["`x`", "required = true"]),
            (format!("{HEAD}{TRIGGER}{WEB}[variables]\nX = {{ default = \"\" }}\n"), &["`X`", "lower-case"]),
            (
                format!("{HEAD}{TRIGGER}{WEB}[variables]\nhost_2 = {{ default = \"\" }}\n"),
                &["`host_2`", "letter"],
            ),
            (format!("{HEAD}{TRIGGER}{WEB}[component.web.variables]\na__b = \"\"\n"), &["`a__b`", "single"]),
            (format!("{HEAD}{TRIGGER}{WEB}[component.web-2]\nsource = \"web.wasm\"\n"), &["web-2", "letter"]),
            (format!("{HEAD}{TRIGGER}{WEB}[component.Web]\nsource = \"web.wasm\"\n"), &["Web", "capitals"]),
            (format!("{HEAD}{TRIGGER}{WEB}sqlite_databases = [\"../x\"]\n"), &["`../x`"]),
            (format!("{HEAD}{TRIGGER}{WEB}[profile]\n"), &["`profile`"]),
            (
                format!("{HEAD}{TRIGGER}{WEB}[application.tool.minsheng-host]\ncron = 1\n"),
                &["[application.tool.minsheng-host]", "`cron`", "remove it"],
            ),
            ("spin_manifest_version = \"1\"\n[application]\nname = \"a\"\n".to_owned(), &["version 2"]),
        ] {
            let error = format!("{:#}", parse(&text).unwrap_err());
            for part in parts {
                assert!(error.contains(part), "{text}\n→ {error}");
            }
        }
    }
}
