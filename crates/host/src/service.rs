//! A component that is to be instantiated: compiled before anything is served, or when somebody asks for it.

use crate::compiled::Compiled;
use crate::engine;
use crate::guest::Guest;
use crate::manifest::ComponentConfig;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use wasmtime::component::Linker;
use wasmtime_wasi_http::p3::bindings::ServicePre;

/// What compiles components.
pub struct Compiler {
    pub linker: Linker<Guest>,
    pub compiled: Compiled,
}

/// One source, whatever components are made of it: in memory it is there once.
pub struct Service {
    compiler: Arc<Compiler>,
    /// The first of its components.
    name: String,
    config: ComponentConfig,
    /// A failure stays: compiling again would fail again, at the price of a processor for each request.
    made: OnceLock<Result<ServicePre<Guest>, String>>,
}

impl Service {
    /// By the names of the components.
    pub fn of_all(
        compiler: &Arc<Compiler>,
        components: &BTreeMap<String, ComponentConfig>,
    ) -> BTreeMap<String, Arc<Self>> {
        let mut sources: BTreeMap<&Path, Arc<Self>> = BTreeMap::new();
        let named = components.iter().map(|(name, config)| {
            let service = sources.entry(&config.source).or_insert_with(|| {
                let (compiler, made) = (Arc::clone(compiler), OnceLock::new());
                Arc::new(Self { compiler, name: name.clone(), config: config.clone(), made })
            });
            (name.clone(), Arc::clone(service))
        });
        named.collect()
    }

    /// Whether somebody has compiled it, or found that it cannot be.
    pub fn is_made(&self) -> bool {
        self.made.get().is_some()
    }

    /// Compiled now, by whoever comes first; the others wait.
    fn make(&self) -> Result<&ServicePre<Guest>, &String> {
        let Compiler { linker, compiled } = &*self.compiler;
        let load = || engine::load(linker, compiled, &self.name, &self.config);
        self.made.get_or_init(|| load().map_err(|error| format!("{error:#}"))).as_ref()
    }

    /// To be instantiated, once it is compiled.
    ///
    /// # Errors
    /// It is no component, or asks for what this host does not have.
    pub async fn ready(self: &Arc<Self>) -> wasmtime::Result<&ServicePre<Guest>> {
        if !self.is_made() {
            let service = Arc::clone(self);
            tokio::task::spawn_blocking(move || service.make().is_ok()).await?;
        }
        self.make().map_err(|error| wasmtime::Error::msg(error.clone()))
    }
}

/// Compiles them, or finds them compiled, on all processors at once.
///
/// # Errors
/// One of them is no component, or asks for what this host does not have.
pub fn compile<'a>(services: impl Iterator<Item = &'a Arc<Service>> + Send) -> anyhow::Result<()> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let waiting = Mutex::new(services);
    let next = || waiting.lock().unwrap_or_else(PoisonError::into_inner).next();
    let work = || {
        while let Some(service) = next() {
            service.make().map_err(|error| anyhow::Error::msg(error.clone()))?;
        }
        anyhow::Ok(())
    };
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers.into_iter().try_for_each(|worker| {
            worker.join().map_err(|_| anyhow::anyhow!("a component could not be compiled"))?
        })
    })
}
