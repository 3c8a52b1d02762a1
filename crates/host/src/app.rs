//! Putting an application together from its manifest.

use crate::admission::{Admission, Origin};
use crate::allowed_hosts::AllowedHosts;
use crate::body::AnswerBody;
use crate::dispatch::Dispatcher;
use crate::engine;
use crate::guest::Component;
use crate::headers::{self, RouteHeaders};
use crate::instances::{Handler, Instances};
use crate::key_value::KeyValue;
use crate::manifest::{ComponentConfig, Manifest};
use crate::options::Options;
use crate::outbound::{self, Client};
use crate::problem::Problem;
use crate::routes::{Router, WELL_KNOWN};
use crate::schedule::{self, Schedule};
use crate::scheduler::ScheduledCall;
use crate::sqlite::Databases;
use crate::variables::{self, Values};
use anyhow::Context as _;
use http::{HeaderValue, Response};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use wasmtime::Engine;
use wasmtime_wasi_http::handler::Request;

/// An application that is ready to serve.
pub struct App {
    pub router: Router<Target>,
    pub dispatcher: Arc<OnceLock<Dispatcher>>,
    /// Set when the host stops.
    pub stopping: CancellationToken,
    /// Counts the living instances.
    pub instances: TaskTracker,
    /// The calls that the host is to make by itself.
    pub calls: Vec<ScheduledCall>,
    /// Counts the tasks that make them.
    pub scheduled: TaskTracker,
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
        options: &Options,
        environment: impl Fn(&str) -> Option<String>,
    ) -> anyhow::Result<Self> {
        let (state, limits) = (&options.state, options.limits);
        let mut values = variables::application_values(&manifest.variables, &environment)?;
        let router = router(manifest)?;
        manifest.schedules.iter().try_for_each(|schedule| check_path(schedule, &router))?;
        let calls = if options.schedule { scheduled_calls(manifest, &mut values)? } else { Vec::new() };
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
        let scheduled = TaskTracker::new();
        Ok(Self { router, dispatcher, stopping, instances, calls, scheduled, databases, key_value })
    }

    /// Has the component that the router finds answer a request that no component made. Its URI is absolute,
    /// `client` the address it comes from.
    pub async fn call(
        &self,
        mut request: Request,
        client: &HeaderValue,
        origin: Origin,
    ) -> Response<AnswerBody> {
        let uri = request.uri().clone();
        let Some(found) = self.router.find(uri.path()) else { return Problem::NotFound.response() };
        let Some(dispatcher) = self.dispatcher.get() else { return Problem::Overloaded.response() };
        headers::strip(request.headers_mut());
        headers::add(request.headers_mut(), &uri, &found.target.headers, Some(&found), client);
        dispatcher.call(&found.target.component, request, origin).await
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

/// A scheduled call goes where a client's request would go.
fn check_path(schedule: &Schedule, router: &Router<Target>) -> anyhow::Result<()> {
    let path = schedule.path.path();
    anyhow::ensure!(
        !path.starts_with(WELL_KNOWN) && router.find(path).is_some(),
        "[[application.tool.{}.schedule]]: no public route serves the path `{path}`: correct it, or add a \
         [[trigger.http]] with such a route",
        schedule::TOOL
    );
    Ok(())
}

/// The manifest's calls with their keys, which are made here if there are none.
fn scheduled_calls(manifest: &Manifest, values: &mut Values) -> anyhow::Result<Vec<ScheduledCall>> {
    schedule::make_keys(&manifest.schedules, values)?;
    manifest.schedules.iter().map(|schedule| ScheduledCall::new(schedule.clone(), values)).collect()
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
