//! Putting an application together from its manifest.

use crate::admission::{Admission, Origin};
use crate::allowed_hosts::AllowedHosts;
use crate::body::AnswerBody;
use crate::client::{Clients, clients};
use crate::compiled::Compiled;
use crate::component::{Component, Siblings};
use crate::databases::Databases;
use crate::dispatch::{Dispatcher, counted};
use crate::engine;
use crate::exposition::Text;
use crate::headers::{self, RouteHeaders};
use crate::instances::{Handler, Instances};
use crate::lock::Locks;
use crate::log;
use crate::manifest::{ComponentConfig, Manifest};
use crate::metrics::Metrics;
use crate::options::{Limits, Options};
use crate::otlp::{Exporter, Settings};
use crate::problem::Problem;
use crate::routes::{Router, WELL_KNOWN};
use crate::scheduled_call::{ScheduledCall, make_keys};
use crate::service::{self, Compiler, Service};
use crate::state;
use crate::stores::Stores;
use crate::tool::TOOL;
use crate::trace::{self, Open, Spans, Tracer};
use crate::variables::{self, Values};
use anyhow::Context as _;
use http::uri::PathAndQuery;
use http::{HeaderValue, Method, Response};
use minsheng_runtime_config::RuntimeConfig;
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use wasmtime_wasi_http::handler::Request;

/// How long instances have that end before anything is served.
const END: Duration = Duration::from_secs(2);

/// An application that is ready to serve.
pub struct App {
    /// How many components were compiled in this start, and will be found by the next.
    pub compiled: usize,
    /// What is still to be compiled, where requests are served meanwhile.
    pub uncompiled: Vec<Arc<Service>>,
    pub router: Router<Target>,
    pub limits: Limits,
    /// How many of the operator's own proxies stand before this host.
    pub proxies: usize,
    dispatcher: Arc<Dispatcher>,
    tracer: Option<Arc<Tracer>>,
    /// Set when the host stops.
    pub stopping: CancellationToken,
    /// Counts the living instances.
    pub instances: TaskTracker,
    /// The calls that the host is to make by itself.
    pub calls: Vec<ScheduledCall>,
    /// Counts the tasks that make them.
    pub scheduled: TaskTracker,
    databases: Databases,
    stores: Stores,
    /// Where to ask whether the application can work, as far as the manifest says.
    pub ready_paths: Vec<PathAndQuery>,
    /// The state folder and all files are this host's.
    pub locks: Locks,
}

/// Where a route leads.
#[derive(Debug)]
pub struct Target {
    /// Its pattern.
    pub route: Arc<str>,
    pub component: Arc<str>,
    pub headers: RouteHeaders,
}

impl App {
    /// Checks, compiles and connects everything the manifest names.
    pub fn start(
        manifest: &Manifest,
        options: &Options,
        environment: impl Fn(&str) -> Option<OsString>,
    ) -> anyhow::Result<Self> {
        let (state, limits) = (&options.state, options.limits);
        let config = RuntimeConfig::load(options.runtime_config_file.as_deref())?;
        let spans = Settings::read(&environment)?;
        warn_of_unused(&config, manifest);
        let mut values = variables::application_values(&manifest.variables, &config.providers, &environment)?;
        let router = router(manifest)?;
        manifest.tool.schedules.iter().try_for_each(|schedule| {
            check_path(&format!("[[application.tool.{TOOL}.schedule]]"), schedule.path.path(), &router)
        })?;
        for path in &manifest.tool.ready_paths {
            check_path(&format!("[application.tool.{TOOL}] ready_path"), path.path(), &router)?;
        }
        let calls = if options.schedule { scheduled_calls(manifest, &mut values)? } else { Vec::new() };
        let state = &state::open(state)?;
        let mut locks = Locks::take(state)?;
        let proxies = proxies(manifest, &values);
        let mut builder = Builder {
            manifest,
            values,
            databases: Databases::new(state, config.databases),
            stores: Stores::new(state, config.stores),
            clients: clients(),
            siblings: Arc::default(),
        };
        let file = options.trace.as_ref();
        let file = file.map(|path| trace::File::open(path, options.trace_statements)).transpose()?;
        let spans = spans.map(|settings| Spans::new(Exporter::start(&settings), settings.sampler));
        let tracer = Tracer::new(file, spans);
        let traced = tracer.is_some();
        let folder = engine::cache_folder(state, &environment);
        let linker = engine::linker(&engine::engine(&limits, options.perf_map)?)?;
        let compiler = Arc::new(Compiler { linker, compiled: Compiled::new(&folder) });
        let services = Service::of_all(&compiler, &manifest.components);
        let (stopping, instances) = (CancellationToken::new(), TaskTracker::new());
        let called: BTreeSet<&str> =
            manifest.triggers.iter().map(|trigger| trigger.component.as_str()).collect();
        let mut components = manifest
            .components
            .iter()
            .map(|(name, config)| Ok((name, Arc::new(builder.component(name, config)?))))
            .collect::<anyhow::Result<BTreeMap<_, _>>>()?;
        let files: BTreeSet<_> = builder.databases.files().chain(builder.stores.files()).collect();
        files.into_iter().try_for_each(|file| locks.take_file(file))?;
        builder.databases.check()?;
        builder.stores.check()?;
        manifest.components.iter().try_for_each(|(name, config)| engine::is_built(name, config))?;
        if !options.serve_uncompiled {
            service::compile(services.values())?;
        }
        let mut handlers = BTreeMap::new();
        for (name, service) in &services {
            if let Some(component) = components.remove(name).filter(|_| called.contains(name.as_str())) {
                let (alive, stopping, service) = (instances.clone(), stopping.clone(), Arc::clone(service));
                let state = Instances { component, service, limits, traced, alive, stopping };
                handlers.insert(name.clone(), Handler::new(state));
            }
        }
        let Builder { databases, stores, siblings, .. } = builder;
        let admission = Admission::new(limits.max_requests, limits.requests_per_client());
        let metrics = options.metrics.map(|_| {
            let paths = calls.iter().map(|call| call.schedule.path.path());
            Metrics::new(handlers.keys().map(String::as_str), paths)
        });
        let dispatcher = Arc::new(Dispatcher { handlers, admission, metrics });
        siblings.get_or_init(|| Arc::clone(&dispatcher) as Arc<dyn Siblings>);
        let scheduled = TaskTracker::new();
        Ok(Self {
            compiled: compiler.compiled.made(),
            uncompiled: services.into_values().filter(|service| !service.is_made()).collect(),
            router,
            limits,
            proxies,
            dispatcher,
            tracer,
            stopping,
            instances,
            calls,
            scheduled,
            databases,
            stores,
            ready_paths: manifest.tool.ready_paths.clone(),
            locks,
        })
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
        let found = self.router.find(uri.path());
        let traced = self.trace(&request, found.as_ref().map(|found| found.target), origin);
        let response = match found {
            Some(found) => {
                headers::strip(request.headers_mut());
                headers::add(request.headers_mut(), &uri, &found.target.headers, Some(&found), client);
                let cause = traced.as_ref().map(Open::cause);
                self.dispatcher.call(&found.target.component, request, origin, cause).await
            }
            None => {
                let response = Problem::NotFound.response(headers::request_id(request.headers()));
                self.answered_here(origin, request.method(), response)
            }
        };
        let Some(mut traced) = traced else { return response };
        traced.answered(response.status().as_u16());
        // A component that trusts nobody has given it another name, which is in the log.
        if let Some(id) = headers::request_id(response.headers()) {
            traced.is_called(id);
        }
        response.map(|body| body.ending_request(traced))
    }

    /// Begins to tell of a request, if somebody wants to know of it.
    fn trace(
        &self,
        request: &Request,
        found: Option<&Target>,
        origin: Origin,
    ) -> Option<Open<trace::Request>> {
        let tracer = self.tracer.as_ref()?;
        let about = trace::Request {
            origin: origin.name(),
            method: request.method().clone(),
            path: request.uri().path().to_owned(),
            route: found.map(|target| (Arc::clone(&target.route), Arc::clone(&target.component))),
            id: headers::request_id(request.headers()),
            status: None,
        };
        tracer.begin(about, headers::caller(request.headers(), self.proxies))
    }

    /// An answer that the host gives itself, counted if somebody watches.
    pub fn answered_here(
        &self,
        origin: Origin,
        method: &Method,
        response: Response<AnswerBody>,
    ) -> Response<AnswerBody> {
        counted(response, self.metrics().map(|metrics| metrics.begin(None, origin, method)))
    }

    /// What is counted, if somebody watches.
    pub fn metrics(&self) -> Option<&Arc<Metrics>> {
        self.dispatcher.metrics.as_ref()
    }

    /// Writes what there is to see.
    pub fn write_metrics(&self, text: &mut Text) {
        if let Some(metrics) = self.metrics() {
            metrics.write(text, self.instances.len());
            self.databases.write_metrics(text);
        }
        if let Some(tracer) = &self.tracer {
            tracer.write_metrics(text);
        }
    }

    /// Waits until no request of a client is under way or waits for a place.
    pub async fn no_client(&self) {
        self.dispatcher.admission.no_client().await;
    }

    /// Ends an application that serves nobody.
    pub async fn end(&self) {
        self.stopping.cancel();
        self.instances.close();
        if tokio::time::timeout(END, self.instances.wait()).await.is_err() {
            log::warn("ended before the application had", &[("instances", &self.instances.len())]);
        }
        self.close().await;
    }

    /// Closes the databases, and tells what has not been told yet. Call it when no instance lives any more.
    pub async fn close(&self) {
        self.databases.close().await;
        self.stores.close();
        if let Some(tracer) = &self.tracer {
            tracer.end().await;
        }
    }
}

fn router(manifest: &Manifest) -> anyhow::Result<Router<Target>> {
    let mut router = Router::default();
    for trigger in &manifest.triggers {
        if let Some(route) = &trigger.route {
            let headers = RouteHeaders::new(route).with_context(|| format!("the route `{route}`"))?;
            let component = trigger.component.as_str().into();
            router.add(route, Target { route: route.as_str().into(), component, headers })?;
        }
    }
    Ok(router)
}

/// A call of the host's own goes where a client's request would go.
fn check_path(place: &str, path: &str, router: &Router<Target>) -> anyhow::Result<()> {
    anyhow::ensure!(
        !path.starts_with(WELL_KNOWN) && router.find(path).is_some(),
        "{place}: no public route serves the path `{path}`: correct it, or add a \
         [[trigger.http]] with such a route"
    );
    Ok(())
}

/// The manifest's calls with their keys, which are made here if there are none.
fn scheduled_calls(manifest: &Manifest, values: &mut Values) -> anyhow::Result<Vec<ScheduledCall>> {
    make_keys(&manifest.tool.schedules, values)?;
    manifest.tool.schedules.iter().map(|schedule| ScheduledCall::new(schedule.clone(), values)).collect()
}

/// A name that no component is granted is mistyped, or meant for another application.
fn warn_of_unused(config: &RuntimeConfig, manifest: &Manifest) {
    let granted: BTreeSet<(&str, &str)> = manifest
        .components
        .values()
        .flat_map(|component| {
            let databases = component.sqlite_databases.iter().map(|name| ("sqlite_database", name.as_str()));
            databases.chain(component.key_value_stores.iter().map(|name| ("key_value_store", name.as_str())))
        })
        .collect();
    let databases = config.databases.keys().map(|name| ("sqlite_database", name.as_str()));
    let configured = databases.chain(config.stores.keys().map(|name| ("key_value_store", name.as_str())));
    for (table, name) in configured.filter(|configured| !granted.contains(configured)) {
        let table = format!("[{table}.{name}]");
        let remedy = "grant it to a component in the manifest, or remove it";
        log::warn(
            "the runtime configuration names what nobody uses",
            &[("table", &table), ("remedy", &remedy)],
        );
    }
}

/// What the variable says that the manifest names. The components have the last word on one without sense; as
/// long as nobody corrects it, clients are counted by the address that connects.
fn proxies(manifest: &Manifest, values: &Values) -> usize {
    let name = manifest.tool.proxies_variable.as_deref();
    let Some((name, value)) = name.and_then(|name| Some((name, values.get(name)?))) else { return 0 };
    if value.is_empty() {
        return 0;
    }
    value.parse::<u8>().map(usize::from).unwrap_or_else(|_| {
        let remedy = format!("set {} to a number from 0 to 255", variables::environment_name(name));
        log::error("clients cannot be told apart behind proxies", &[("remedy", &remedy)]);
        0
    })
}

/// What the components have in common while they are made.
struct Builder<'manifest> {
    manifest: &'manifest Manifest,
    values: Values,
    databases: Databases,
    stores: Stores,
    clients: Clients,
    siblings: Arc<OnceLock<Arc<dyn Siblings>>>,
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
                .map(|name| Ok((name.clone(), self.databases.get(name)?)))
                .collect::<anyhow::Result<_>>()?,
            key_value_stores: config
                .key_value_stores
                .iter()
                .map(|name| Ok((name.clone(), self.stores.get(name)?)))
                .collect::<anyhow::Result<_>>()?,
            clients: self.clients.clone(),
            siblings: Arc::clone(&self.siblings),
        })
    }
}
