//! Wasmtime: its configuration, the interfaces that components may import, and their compilation.

use crate::bindings::{key_value, sqlite, variables};
use crate::compiled::Compiled;
use crate::guest::{Guest, Spin};
use crate::manifest::ComponentConfig;
use crate::options::Limits;
use anyhow::{Context as _, bail};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;
use wasmtime::component::Linker;
use wasmtime::{Config, Engine, InstanceAllocationStrategy, PoolingAllocationConfig, ProfilingStrategy};
use wasmtime_wasi::p3;
use wasmtime_wasi_http::p3::bindings::ServicePre;

/// How often a running guest pauses to see whether its time is up.
const TICK: Duration = Duration::from_millis(10);

/// What a component must export.
const HANDLER: &str = "wasi:http/handler@0.3";

/// The packages whose interfaces the host offers, for telling a stranger by its name.
const OFFERED: &[&str] = &[
    "wasi:cli/",
    "wasi:clocks/",
    "wasi:filesystem/preopens@0.2.",
    "wasi:filesystem/types@0.2.",
    "wasi:http/client@0.3",
    "wasi:http/types@0.3",
    "wasi:io/",
    "wasi:random/",
    "spin:key-value/key-value@3.",
    "spin:sqlite/sqlite@3.",
    "spin:variables/variables@3.",
];

/// An engine whose pool has room for `limits.max_requests`, with their calls to each other, and for
/// instances that idle. With `perf_map`, the names of the components' functions go to /tmp/perf-PID.map, where `perf`
/// looks for them.
pub fn engine(limits: &Limits, perf_map: bool) -> anyhow::Result<Engine> {
    let instances = u32::try_from(limits.max_requests)?.saturating_mul(2).saturating_add(128);
    let mut pool = PoolingAllocationConfig::default();
    pool.total_component_instances(instances)
        .total_core_instances(instances.saturating_mul(16))
        .total_memories(instances)
        .total_tables(instances.saturating_mul(4))
        .total_stacks(instances.saturating_mul(8))
        .max_memory_size(limits.instance_memory)
        // With reuse, fresh memory is rare: keeping used memory resident would cost more than it saves.
        .linear_memory_keep_resident(0);
    let mut config = Config::new();
    config
        .wasm_component_model(true)
        .wasm_component_model_async(true)
        .epoch_interruption(true)
        // Delivered components have no names and no lines that a trap's address could be traced to; and what
        // unwinds native frames has no business in theirs. Both would be held in memory for each component.
        .generate_address_map(false)
        .native_unwind_info(false)
        .allocation_strategy(InstanceAllocationStrategy::Pooling(pool));
    if perf_map {
        config.profiler(ProfilingStrategy::PerfMap);
    }
    let engine = Engine::new(&config)?;
    start_ticker(&engine);
    Ok(engine)
}

fn start_ticker(engine: &Engine) {
    let engine = engine.weak();
    std::thread::spawn(move || {
        while let Some(engine) = engine.upgrade() {
            engine.increment_epoch();
            drop(engine);
            std::thread::sleep(TICK);
        }
    });
}

/// Where compiled components are kept: `MINSHENG_HOST_CACHE`, the user's cache folder, or the state folder.
pub fn cache_folder(state: &Path, environment: impl Fn(&str) -> Option<OsString>) -> PathBuf {
    let set = |name: &str| environment(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    set("MINSHENG_HOST_CACHE")
        .or_else(|| set("XDG_CACHE_HOME").map(|folder| folder.join("minsheng-host")))
        .or_else(|| set("HOME").map(|folder| folder.join(".cache").join("minsheng-host")))
        .unwrap_or_else(|| state.join("compiled"))
}

/// Everything a component may import.
pub fn linker(engine: &Engine) -> anyhow::Result<Linker<Guest>> {
    let mut linker = Linker::new(engine);
    wasi_0_2(&mut linker)?;
    p3::cli::add_to_linker(&mut linker)?;
    p3::clocks::add_to_linker(&mut linker)?;
    p3::random::add_to_linker(&mut linker)?;
    wasmtime_wasi_http::p3::add_to_linker(&mut linker)?;
    sqlite::add_to_linker::<Guest, Spin>(&mut linker, |guest| guest)?;
    key_value::add_to_linker::<Guest, Spin>(&mut linker, |guest| guest)?;
    variables::add_to_linker::<Guest, Spin>(&mut linker, |guest| guest)?;
    Ok(linker)
}

/// WASI 0.2 without sockets, through which no component may speak to anybody here. The file system is empty, but
/// the languages' own libraries ask for it.
fn wasi_0_2(linker: &mut Linker<Guest>) -> wasmtime::Result<()> {
    use wasmtime_wasi::cli::{WasiCli, WasiCliView};
    use wasmtime_wasi::filesystem::{WasiFilesystem, WasiFilesystemView};
    use wasmtime_wasi::p2::bindings::{cli, filesystem, random};
    use wasmtime_wasi::random::{WasiRandom, WasiRandomView};
    wasmtime_wasi::p2::add_to_linker_proxy_interfaces_async(linker)?;
    random::insecure::add_to_linker::<_, WasiRandom>(linker, Guest::random)?;
    random::insecure_seed::add_to_linker::<_, WasiRandom>(linker, Guest::random)?;
    cli::environment::add_to_linker::<_, WasiCli>(linker, Guest::cli)?;
    cli::exit::add_to_linker::<_, WasiCli>(linker, Guest::cli)?;
    cli::terminal_input::add_to_linker::<_, WasiCli>(linker, Guest::cli)?;
    cli::terminal_output::add_to_linker::<_, WasiCli>(linker, Guest::cli)?;
    cli::terminal_stdin::add_to_linker::<_, WasiCli>(linker, Guest::cli)?;
    cli::terminal_stdout::add_to_linker::<_, WasiCli>(linker, Guest::cli)?;
    cli::terminal_stderr::add_to_linker::<_, WasiCli>(linker, Guest::cli)?;
    filesystem::preopens::add_to_linker::<_, WasiFilesystem>(linker, Guest::filesystem)?;
    filesystem::types::add_to_linker::<_, WasiFilesystem>(linker, Guest::filesystem)
}

/// Whether the file of the component `name` has been made.
///
/// # Errors
/// It has not.
pub fn is_built(name: &str, config: &ComponentConfig) -> anyhow::Result<()> {
    let source = config.source.display();
    match &config.build_command {
        _ if config.source.is_file() => Ok(()),
        Some(command) => bail!("[component.{name}]: {source} does not exist: build it with `{command}`"),
        None => bail!("[component.{name}]: {source} does not exist: build it first"),
    }
}

/// Compiles the component `name`, or finds it compiled, and checks what it imports and exports.
pub fn load(
    linker: &Linker<Guest>,
    compiled: &Compiled,
    name: &str,
    config: &ComponentConfig,
) -> anyhow::Result<ServicePre<Guest>> {
    let engine = linker.engine();
    let component = compiled.load(engine, &config.source).with_context(|| {
        format!("[component.{name}]: {} is not a WebAssembly component", config.source.display())
    })?;
    let kind = component.component_type();
    let strangers: Vec<String> = kind
        .imports(engine)
        .map(|(import, _)| import)
        .filter(|import| !OFFERED.iter().any(|offered| import.starts_with(offered)))
        .map(|import| format!("`{import}`"))
        .collect();
    if !strangers.is_empty() {
        bail!(
            "[component.{name}] imports {}, which this host does not implement: do without, or run on Spin",
            strangers.join(", ")
        );
    }
    if !kind.exports(engine).any(|(export, _)| export.starts_with(HANDLER)) {
        bail!("[component.{name}] does not export {HANDLER}.0: build it with spin-sdk 7 or later");
    }
    let instance = linker.instantiate_pre(&component).map_err(anyhow::Error::from).with_context(|| {
        format!("[component.{name}] imports a version of an interface which this host does not implement")
    })?;
    Ok(ServicePre::new(instance)?)
}
