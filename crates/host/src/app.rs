//! Putting an application together from its manifest.

use crate::admission::Admission;
use crate::allowed_hosts::AllowedHosts;
use crate::dispatch::Dispatcher;
use crate::engine;
use crate::guest::Component;
use crate::headers::RouteHeaders;
use crate::instances::{Handler, Instances};
use crate::key_value::KeyValue;
use crate::manifest::{ComponentConfig, Manifest};
use crate::options::Limits;
use crate::outbound::{self, Client};
use crate::routes::Router;
use crate::sqlite::Databases;
use crate::variables::{self, Values};
use anyhow::Context as _;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, OnceLock};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use wasmtime::Engine;

/// An application that is ready to serve.
pub struct App {
    pub router: Router<Target>,
    pub dispatcher: Arc<OnceLock<Dispatcher>>,
    /// Set when the host stops.
    pub stopping: CancellationToken,
    /// Counts the living instances.
    pub instances: TaskTracker,
    databases: Databases,
    key_value: Arc<KeyValue>,
}

/// Where a route leads.
#[derive(Debug)]
pub struct Target {
    pub component: String,
    pub headers: RouteHeaders,
}

impl App {
    /// Checks, compiles and connects everything the manifest names.
    pub fn start(
        manifest: &Manifest,
        state: &Path,
        limits: Limits,
        environment: impl Fn(&str) -> Option<String>,
    ) -> anyhow::Result<Self> {
        let values = variables::application_values(&manifest.variables, &environment)?;
        let router = router(manifest)?;
        std::fs::create_dir_all(state)
            .with_context(|| format!("cannot make the state folder {}", state.display()))?;
        let state = &state.canonicalize()?;
        let mut builder = Builder {
            manifest,
            values,
            databases: Databases::new(state),
            key_value: Arc::new(KeyValue::new(state)),
            client: outbound::client(),
            dispatcher: Arc::default(),
        };
        let engine =
            Engine::clone(&engine::engine(&limits, Some(&engine::cache_folder(state, &environment)))?);
        let linker = engine::linker(&engine)?;
        let (stopping, instances) = (CancellationToken::new(), TaskTracker::new());
        let mut handlers = BTreeMap::new();
        let called: BTreeSet<&str> =
            manifest.triggers.iter().map(|trigger| trigger.component.as_str()).collect();
        for (name, config) in &manifest.components {
            let component = Arc::new(builder.component(name, config)?);
            let service = engine::load(&linker, name, config)?;
            if called.contains(name.as_str()) {
                let instances = instances.clone();
                let state =
                    Instances { component, service, limits, alive: instances, stopping: stopping.clone() };
                handlers.insert(name.clone(), Handler::new(state));
            }
        }
        let Builder { databases, key_value, dispatcher, .. } = builder;
        dispatcher.get_or_init(|| Dispatcher { handlers, admission: Admission::new(limits.max_requests) });
        Ok(Self { router, dispatcher, stopping, instances, databases, key_value })
    }

    /// Closes the databases. Call it when no instance lives any more.
    pub fn close(&self) {
        self.databases.close();
        self.key_value.close();
    }
}

fn router(manifest: &Manifest) -> anyhow::Result<Router<Target>> {
    let mut router = Router::default();
    for trigger in &manifest.triggers {
        if let Some(route) = &trigger.route {
            let headers = RouteHeaders::new(route).with_context(|| format!("the route `{route}`"))?;
            router.add(route, Target { component: trigger.component.clone(), headers })?;
        }
    }
    Ok(router)
}

/// What the components have in common while they are made.
struct Builder<'manifest> {
    manifest: &'manifest Manifest,
    values: Values,
    databases: Databases,
    key_value: Arc<KeyValue>,
    client: Client,
    dispatcher: Arc<OnceLock<Dispatcher>>,
}

impl Builder<'_> {
    fn component(&mut self, name: &str, config: &ComponentConfig) -> anyhow::Result<Component> {
        let place = || format!("[component.{name}]");
        let hosts = config
            .allowed_outbound_hosts
            .iter()
            .map(|entry| variables::render(entry, &self.values))
            .collect::<anyhow::Result<Vec<_>>>()
            .with_context(place)?;
        let allowed_hosts = AllowedHosts::parse(hosts.iter().map(String::as_str)).with_context(place)?;
        for target in allowed_hosts.named_components() {
            anyhow::ensure!(
                self.manifest.components.contains_key(target),
                "{}: allowed_outbound_hosts names {target}.spin.internal, but there is no [component.{target}]",
                place()
            );
        }
        Ok(Component {
            name: name.into(),
            environment: config.environment.clone(),
            variables: variables::component_values(self.manifest, name, &self.values)?,
            allowed_hosts,
            databases: config
                .sqlite_databases
                .iter()
                .map(|name| (name.clone(), self.databases.get(name)))
                .collect(),
            key_value_stores: config.key_value_stores.clone(),
            key_value: Arc::clone(&self.key_value),
            client: self.client.clone(),
            application: Arc::clone(&self.dispatcher),
        })
    }
}
