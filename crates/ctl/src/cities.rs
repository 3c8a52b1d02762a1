//! `minsheng cities`: the manifest of a deployment that serves several cities, made out of the manifest of one.
//!
//! Cities are kept apart by what their components are granted. Each component is there once more for each city, with the same
//! code: it is granted that city's database and store, may call that city's components, and sees that city's variables. What
//! cannot be given to each city for itself is refused, so that nothing is shared unseen.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};
use clap::Args;
use minsheng_types::jurisdiction::{ARCHIVE, ONLY, archive_label, city_of_archive, is_jurisdiction};
use toml::{Table, Value};

/// The host that the manifest speaks to in a table of its own.
const HOST: &str = "minsheng-host";
/// The last part of the names under which components call each other.
const INTERNAL: &str = ".spin.internal";
/// The variable by which a component knows its city.
const JURISDICTION: &str = "jurisdiction";

#[derive(Debug, Args)]
pub struct Options {
    /// The manifest of one city
    #[arg(long, value_name = "FILE", default_value = "spin.toml")]
    manifest: PathBuf,
    /// A city or district, by the name that stands in its paths, labels and variables; may be repeated
    #[arg(long = "city", value_name = "NAME", required = true)]
    cities: Vec<String>,
    /// Where to write it; else it is printed, for the folder of the manifest
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub fn run(options: &Options) -> Result<()> {
    let Options { manifest, cities, out } = options;
    let text = std::fs::read_to_string(manifest)
        .with_context(|| format!("cannot read {}: name it with --manifest", manifest.display()))?;
    let one: Table = text.parse().with_context(|| manifest.display().to_string())?;
    let way = match out {
        Some(out) => way(manifest, out)?,
        None => PathBuf::new(),
    };
    let several = several(&one, cities, &way).with_context(|| manifest.display().to_string())?;
    let text = written(&several, cities)?;
    match out {
        Some(out) => std::fs::write(out, text).with_context(|| format!("cannot write {}", out.display())),
        None => {
            print!("{text}");
            Ok(())
        }
    }
}

/// The manifest as text, which says how it is made.
fn written(manifest: &Table, cities: &[String]) -> Result<String> {
    let mut text = String::from(
        "# Made out of the manifest of one city. Change that, and make this anew:\n# minsheng cities",
    );
    for city in cities {
        write!(text, " --city {city}")?;
    }
    text.push_str("\n\n");
    text.push_str(&toml::to_string(manifest)?);
    Ok(text)
}

/// How the folder of the manifest is reached from that of `out`; nothing where they are one.
pub fn way(manifest: &Path, out: &Path) -> Result<PathBuf> {
    let folder = |file: &Path| {
        let parent = file.parent().filter(|parent| *parent != Path::new("")).unwrap_or(Path::new("."));
        parent.canonicalize().with_context(|| format!("{}: there is no such folder", parent.display()))
    };
    let (to, from) = (folder(manifest)?, folder(out)?);
    ensure!(
        to != from || manifest.file_name() != out.file_name(),
        "{} is what it is made out of: name another file with --out",
        out.display()
    );
    let shared = to.components().zip(from.components()).take_while(|(to, from)| to == from).count();
    let up = from.components().skip(shared).map(|_| Component::ParentDir);
    Ok(up.chain(to.components().skip(shared)).collect())
}

/// The manifest of several cities; the folder of the manifest of one is reached by `way`.
fn several(one: &Table, cities: &[String], way: &Path) -> Result<Table> {
    let base = Base::of(one)?;
    base.check_names(cities)?;
    let mut made = Made::default();
    for city in cities {
        City { name: city, base: &base, way }.add_to(&mut made)?;
    }
    let mut several = one.clone();
    several.insert("variables".into(), made.variables.into());
    several.insert("component".into(), made.components.into());
    several.insert("trigger".into(), Table::from_iter([("http".to_owned(), made.triggers.into())]).into());
    if let Some(mut host) = base.host.cloned() {
        if base.host.is_some_and(|host| host.contains_key("ready_path")) {
            host.insert("ready_path".into(), made.ready.into());
        }
        if !made.schedules.is_empty() {
            host.insert("schedule".into(), made.schedules.into());
        }
        let tools = several.get_mut("application").and_then(|table| table.get_mut("tool"));
        if let Some(tools) = tools.and_then(Value::as_table_mut) {
            tools.insert(HOST.into(), host.into());
        }
    }
    Ok(several)
}

/// What of a manifest is there once more for each city.
#[derive(Default)]
struct Made {
    variables: Table,
    components: Table,
    triggers: Vec<Value>,
    schedules: Vec<Value>,
    ready: Vec<Value>,
}

/// The manifest of one city.
struct Base<'m> {
    variables: &'m Table,
    components: &'m Table,
    triggers: &'m [Value],
    host: Option<&'m Table>,
    /// How many proxies stand before the host is the same for all cities, and the host reads it.
    shared: Option<&'m str>,
}

impl<'m> Base<'m> {
    fn of(manifest: &'m Table) -> Result<Self> {
        let table = |name: &str| {
            let table = manifest.get(name).and_then(Value::as_table);
            table.with_context(|| format!("there is no [{name}]: this is not the manifest of a hotline"))
        };
        let application = table("application")?;
        let triggers = table("trigger")?;
        if let Some(kind) = triggers.keys().find(|kind| *kind != "http") {
            bail!("[[trigger.{kind}]]: nobody knows how each city would have its own");
        }
        let host = application.get("tool").and_then(|tools| tools.get(HOST)).and_then(Value::as_table);
        Ok(Self {
            variables: table("variables")?,
            components: table("component")?,
            triggers: triggers
                .get("http")
                .and_then(Value::as_array)
                .context("there is no [[trigger.http]]")?,
            host,
            shared: host.and_then(|host| host.get("proxies_variable")).and_then(Value::as_str),
        })
    }

    /// Whether these can be the names of cities here.
    fn check_names(&self, cities: &[String]) -> Result<()> {
        let routes = self.triggers.iter().filter_map(|trigger| trigger.get("route")?.as_str());
        let taken: BTreeSet<&str> = routes
            .filter_map(|route| route.trim_start_matches('/').split('/').next())
            .chain([ONLY])
            .collect();
        let mut seen = BTreeSet::new();
        for city in cities {
            ensure!(
                is_jurisdiction(city),
                "`{city}` cannot be a city's name: it stands in paths and in the names of components and variables; write at most \
                 32 small letters and digits of ASCII, with hyphens between words and a letter first in each"
            );
            ensure!(
                !taken.contains(city.as_str()),
                "`{city}` is what some paths of every city begin with: name it otherwise"
            );
            if let Some(other) = city_of_archive(city) {
                bail!("`{city}` cannot be a city's name: it is what the archive of `{other}` is called");
            }
            ensure!(seen.insert(city), "`{city}` is named twice");
        }
        Ok(())
    }
}

/// One of the cities.
struct City<'c> {
    name: &'c str,
    base: &'c Base<'c>,
    way: &'c Path,
}

impl City<'_> {
    fn add_to(&self, made: &mut Made) -> Result<()> {
        for (name, definition) in self.base.variables {
            let own = self.variable(name);
            let before = made.variables.insert(own.clone(), definition.clone());
            ensure!(
                before.is_none() || self.base.shared == Some(name),
                "the variable `{own}` would be of two cities: name `{}` otherwise",
                self.name
            );
        }
        for (name, component) in self.base.components {
            let own = self.component(name);
            let of_city = self.owned(component).with_context(|| format!("[component.{name}]"))?;
            let before = made.components.insert(own.clone(), of_city.into());
            ensure!(
                before.is_none(),
                "the component `{own}` would be of two cities: name `{}` otherwise",
                self.name
            );
        }
        for trigger in self.base.triggers {
            made.triggers.push(self.trigger(trigger).with_context(|| format!("[[trigger.http]] {trigger}"))?);
        }
        let Some(host) = self.base.host else { return Ok(()) };
        match host.get("ready_path") {
            None => {}
            Some(Value::Array(several)) => {
                for path in several {
                    made.ready.push(self.path(path)?);
                }
            }
            Some(path) => made.ready.push(self.path(path)?),
        }
        for schedule in host.get("schedule").and_then(Value::as_array).into_iter().flatten() {
            let mut own = schedule.as_table().context("a schedule is a table")?.clone();
            if let Some(path) = own.get_mut("path") {
                *path = self.path(path)?;
            }
            if let Some(key) = own.get_mut("key_variable") {
                *key = self.variable(text(key)?).into();
            }
            made.schedules.push(own.into());
        }
        Ok(())
    }

    fn variable(&self, name: &str) -> String {
        if self.base.shared == Some(name) {
            name.to_owned()
        } else {
            format!("{}_{name}", self.name.replace('-', "_"))
        }
    }

    fn component(&self, name: &str) -> String {
        format!("{name}-{}", self.name)
    }

    /// A path, or a route's pattern, below the city's own.
    fn path(&self, path: &Value) -> Result<Value> {
        let path = text(path)?;
        ensure!(path.starts_with('/'), "the path `{path}` does not begin with a slash");
        Ok(format!("/{}{}", self.name, path.trim_end_matches('/')).into())
    }

    fn trigger(&self, trigger: &Value) -> Result<Value> {
        let mut own = trigger.as_table().context("it is no table")?.clone();
        let component = own.get("component").context("`component` is missing")?;
        let component = self.component(text(component)?);
        own.insert("component".into(), component.into());
        let route = own.get("route").context("`route` is missing")?;
        // A private one has no path.
        if route.is_str() {
            let route = self.path(route)?;
            own.insert("route".into(), route);
        }
        if let Some(id) = own.get_mut("id") {
            *id = format!("{}-{}", text(id)?, self.name).into();
        }
        Ok(own.into())
    }

    /// A component as the city has it, with what it is granted.
    fn owned(&self, component: &Value) -> Result<Table> {
        let mut own = Table::new();
        for (key, value) in component.as_table().context("it is no table")? {
            let value = match key.as_str() {
                "source" => self.source(value)?,
                "sqlite_databases" | "key_value_stores" => {
                    each(value, |label| match (key.as_str(), label) {
                        (_, ONLY) => Ok(self.name.to_owned()),
                        ("sqlite_databases", ARCHIVE) => Ok(archive_label(Some(self.name))),
                        _ => bail!("`{key}` grants `{label}`: only `{ONLY}` can be each city's own"),
                    })?
                }
                "allowed_outbound_hosts" => each(value, |host| self.host(host))?,
                "variables" => continue,
                // Built once, by the manifest of one city.
                "build" => continue,
                "description" | "environment" | "tool" => value.clone(),
                _ => bail!("`{key}`: nobody knows how each city would have its own"),
            };
            own.insert(key.clone(), value);
        }
        let mut variables = Table::new();
        for (name, template) in component.get("variables").and_then(Value::as_table).into_iter().flatten() {
            variables.insert(name.clone(), self.template(text(template)?)?.into());
        }
        variables.insert(JURISDICTION.into(), self.name.into());
        own.insert("variables".into(), variables.into());
        Ok(own)
    }

    fn source(&self, source: &Value) -> Result<Value> {
        let source = self.way.join(text(source)?);
        Ok(source.to_str().context("the way to the sources is not UTF-8")?.into())
    }

    /// What may be called: of components those of the city, of all else what the city's variables say.
    fn host(&self, host: &str) -> Result<String> {
        let Some(address) = host.strip_suffix(INTERNAL) else {
            ensure!(!host.contains(INTERNAL), "`{host}` is not http://COMPONENT{INTERNAL}");
            return self.template(host);
        };
        let called = address.strip_prefix("http://").filter(|name| self.base.components.contains_key(*name));
        let called = called.with_context(|| format!("`{host}` names no component of the manifest"))?;
        Ok(format!("http://{}{INTERNAL}", self.component(called)))
    }

    /// A template of the city's own variables.
    fn template(&self, template: &str) -> Result<String> {
        let mut own = String::new();
        let mut rest = template;
        while let Some((before, after)) = rest.split_once("{{") {
            let (name, after) =
                after.split_once("}}").with_context(|| format!("`{template}` has `{{{{` without `}}}}`"))?;
            let name = name.trim();
            ensure!(
                self.base.variables.contains_key(name),
                "`{template}` names the variable `{name}`, which is not in [variables]"
            );
            write!(own, "{before}{{{{ {} }}}}", self.variable(name))?;
            rest = after;
        }
        own.push_str(rest);
        Ok(own)
    }
}

fn text(value: &Value) -> Result<&str> {
    value.as_str().with_context(|| format!("{value} is no text"))
}

/// A list of texts with each of them changed.
fn each(list: &Value, change: impl Fn(&str) -> Result<String>) -> Result<Value> {
    let list = list.as_array().with_context(|| format!("{list} is no list"))?;
    let changed = list.iter().map(|item| change(text(item)?).map(Value::from));
    changed.collect::<Result<Vec<_>>>().map(Value::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One of them begins as the other does, in paths, names and variables.
    const CITIES: [&str; 2] = ["chang", "chang-sha"];

    fn base() -> Table {
        include_str!("../../../spin.toml").parse().unwrap()
    }

    fn made(cities: &[&str]) -> Result<Table> {
        several(&base(), &cities.iter().map(|city| (*city).to_owned()).collect::<Vec<_>>(), Path::new(""))
    }

    fn names(templates: &str) -> Vec<&str> {
        templates.split("{{").skip(1).map(|rest| rest.split("}}").next().unwrap().trim()).collect()
    }

    fn texts(component: &Value, key: &str) -> Vec<String> {
        let list = component.get(key).and_then(Value::as_array).into_iter().flatten();
        list.map(|item| item.as_str().unwrap().to_owned()).collect()
    }

    #[test]
    fn no_component_of_a_city_is_granted_anything_of_another() {
        let (one, several) = (base(), made(&CITIES).unwrap());
        let components = several["component"].as_table().unwrap();
        let variables = several["variables"].as_table().unwrap();
        assert_eq!(components.len(), CITIES.len() * one["component"].as_table().unwrap().len());
        for city in CITIES {
            let own_variable = |name: &str| {
                let base = name.strip_prefix(&format!("{}_", city.replace('-', "_"))).unwrap_or_default();
                name == "proxies" || one["variables"].get(base).is_some()
            };
            for (name, before) in one["component"].as_table().unwrap() {
                let own = &components[&format!("{name}-{city}")];
                assert_eq!(own["source"], before["source"], "the same code");
                assert!(own.get("build").is_none(), "{name}: built once");
                for key in ["sqlite_databases", "key_value_stores"] {
                    let granted = texts(own, key);
                    assert_eq!(granted.len(), texts(before, key).len(), "{name}");
                    assert!(granted.iter().all(|label| label == city), "{name} of {city}: {granted:?}");
                }
                let hosts = texts(own, "allowed_outbound_hosts");
                assert_eq!(hosts.len(), texts(before, "allowed_outbound_hosts").len(), "{name}");
                for host in hosts {
                    let called = host.strip_prefix("http://").and_then(|host| host.strip_suffix(INTERNAL));
                    match called {
                        Some(called) => {
                            let (function, _) = called.split_once('-').unwrap();
                            assert_eq!(called, format!("{function}-{city}"), "{name} of {city}");
                            assert!(components.contains_key(called), "{called}");
                        }
                        None => assert_eq!(names(&host).len(), 1, "{name}: {host}"),
                    }
                    assert!(names(&host).into_iter().all(own_variable), "{name} of {city}: {host}");
                }
                let seen = own["variables"].as_table().unwrap();
                assert_eq!(seen.len(), before["variables"].as_table().unwrap().len() + 1);
                for (key, template) in seen {
                    let template = template.as_str().unwrap();
                    assert!(
                        names(template)
                            .into_iter()
                            .all(|name| own_variable(name) && variables.contains_key(name)),
                        "{name} of {city}: {key} = {template}"
                    );
                    let literal = names(template).is_empty();
                    assert_eq!(literal, key == JURISDICTION, "{name}: {key} = {template}");
                }
                assert_eq!(seen[JURISDICTION].as_str(), Some(city));
            }
        }
    }

    #[test]
    fn every_route_variable_and_scheduled_call_is_there_for_each_city() {
        let (one, several) = (base(), made(&CITIES).unwrap());
        let routes = |manifest: &Table| -> Vec<(String, String)> {
            let all = manifest["trigger"]["http"].as_array().unwrap();
            let of = |trigger: &Value, key: &str| trigger[key].as_str().unwrap().to_owned();
            all.iter().map(|trigger| (of(trigger, "route"), of(trigger, "component"))).collect()
        };
        let (before, after) = (routes(&one), routes(&several));
        assert_eq!(after.len(), CITIES.len() * before.len());
        let host = &several["application"]["tool"][HOST];
        let schedules = host["schedule"].as_array().unwrap();
        let every = one["application"]["tool"][HOST]["schedule"].as_array().unwrap();
        assert_eq!(schedules.len(), CITIES.len() * every.len());
        for city in CITIES {
            for (route, component) in &before {
                let own = (format!("/{city}{}", route.trim_end_matches('/')), format!("{component}-{city}"));
                assert!(after.contains(&own), "{own:?}");
            }
            let prefix = city.replace('-', "_");
            for schedule in every {
                let mut own = schedule.as_table().unwrap().clone();
                own["path"] = format!("/{city}{}", own["path"].as_str().unwrap()).into();
                own["key_variable"] = format!("{prefix}_tick_key").into();
                assert!(schedules.contains(&own.clone().into()), "{own:?}");
            }
            for (name, definition) in one["variables"].as_table().unwrap() {
                let own = if name == "proxies" { name.clone() } else { format!("{prefix}_{name}") };
                assert_eq!(&several["variables"][&own], definition, "{own}");
            }
        }
        assert_eq!(host["proxies_variable"].as_str(), Some("proxies"), "one host stands behind them");
        let ready = host["ready_path"].as_array().unwrap();
        assert_eq!(ready, &[Value::from("/chang/v1/ready"), "/chang-sha/v1/ready".into()]);
        let variables = one["variables"].as_table().unwrap().len();
        assert_eq!(several["variables"].as_table().unwrap().len(), CITIES.len() * (variables - 1) + 1);
    }

    #[test]
    fn what_cannot_name_a_city_is_refused_with_what_can() {
        for (cities, part) in [
            (&["Changsha"][..], "small letters"),
            (&["长沙"], "small letters"),
            (&["a_b"], "small letters"),
            (&[""], "small letters"),
            (&["v1"], "`v1` is what some paths"),
            (&["changsha", "staff"], "`staff` is what some paths"),
            (&["default"], "`default`"),
            (&["zhuzhou", "changsha", "zhuzhou"], "`zhuzhou` is named twice"),
        ] {
            let refused = format!("{:#}", made(cities).unwrap_err());
            assert!(refused.contains(part), "{cities:?}: {refused}");
        }
    }

    #[test]
    fn names_that_meet_in_a_variable_or_a_component_are_refused() {
        let mut one = base();
        one["variables"].as_table_mut().unwrap().insert("b_jwks".into(), Table::new().into());
        let cities = ["a".to_owned(), "a-b".to_owned()];
        let refused = several(&one, &cities, Path::new("")).unwrap_err().to_string();
        assert!(refused.contains("`a_b_jwks` would be of two cities"), "{refused}");
        let mut one = base();
        let auth = one["component"]["auth"].clone();
        one["component"].as_table_mut().unwrap().insert("auth-a".into(), auth);
        let cities = ["b".to_owned(), "a-b".to_owned()];
        let refused = several(&one, &cities, Path::new("")).unwrap_err().to_string();
        assert!(refused.contains("`auth-a-b` would be of two cities"), "{refused}");
    }

    #[test]
    fn what_cannot_be_each_citys_own_is_refused() {
        for (key, value, part) in [
            ("sqlite_databases", r#"["default", "all"]"#, "`all`"),
            ("key_value_stores", r#"["shared"]"#, "`shared`"),
            ("allowed_outbound_hosts", r#"["http://*.spin.internal"]"#, "names no component"),
            ("allowed_outbound_hosts", r#"["http://auth.spin.internal:80"]"#, "is not http://COMPONENT"),
            ("allowed_outbound_hosts", r#"["{{ nobodys }}"]"#, "`nobodys`"),
            ("ai_models", r#"["m"]"#, "`ai_models`"),
            ("files", r#"["a"]"#, "`files`"),
        ] {
            let mut one = base();
            let list = format!("x = {value}").parse::<Table>().unwrap()["x"].clone();
            one["component"]["track"].as_table_mut().unwrap().insert(key.into(), list);
            let refused = format!("{:#}", several(&one, &["a".to_owned()], Path::new("")).unwrap_err());
            assert!(refused.contains("[component.track]") && refused.contains(part), "{key}: {refused}");
        }
        let mut one = base();
        one["trigger"].as_table_mut().unwrap().insert("redis".into(), Value::Array(Vec::new()));
        let refused = several(&one, &["a".to_owned()], Path::new("")).unwrap_err().to_string();
        assert!(refused.contains("[[trigger.redis]]"), "{refused}");
    }

    #[test]
    fn the_sources_are_found_from_wherever_it_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let place = |name: &str| folder.path().join(name);
        for name in ["app", "app/below", "etc/minsheng"] {
            std::fs::create_dir_all(place(name)).unwrap();
        }
        let manifest = place("app/spin.toml");
        std::fs::write(&manifest, toml::to_string(&base()).unwrap()).unwrap();
        let source = "target/wasm32-wasip2/release/auth.wasm";
        for (out, way) in [
            ("app/cities.toml", ""),
            ("app/below/cities.toml", "../"),
            ("etc/minsheng/cities.toml", "../../app/"),
        ] {
            let options = Options {
                manifest: manifest.clone(),
                cities: vec!["zhuzhou".into(), "changsha".into()],
                out: Some(place(out)),
            };
            run(&options).unwrap();
            let text = std::fs::read_to_string(place(out)).unwrap();
            let made: Table = text.parse().unwrap();
            assert_eq!(
                made["component"]["auth-changsha"]["source"].as_str(),
                Some(&*format!("{way}{source}"))
            );
            assert!(
                text.contains("\n# minsheng cities --city zhuzhou --city changsha\n"),
                "it says how it is made"
            );
            run(&options).unwrap();
            assert_eq!(std::fs::read_to_string(place(out)).unwrap(), text, "the same each time");
        }
        let itself =
            Options { manifest: manifest.clone(), cities: vec!["a".into()], out: Some(manifest.clone()) };
        assert!(run(&itself).unwrap_err().to_string().contains("--out"));
        assert_eq!(std::fs::read_to_string(&manifest).unwrap(), toml::to_string(&base()).unwrap());
    }
}
