//! The command: what its options say is started, and ended when a signal says so.

use anyhow::Context as _;
use clap::Parser as _;
use futures_util::FutureExt as _;
use rustix::process::{Signal, getpid, kill_process};
use std::io::{ErrorKind, Read as _, Write as _};
use std::net::SocketAddr;
use std::os::unix::process::CommandExt as _;
use std::process::{Command, ExitCode};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use crate::app::App;
use crate::log;
use crate::manifest::Manifest;
use crate::metrics_server;
use crate::options::Options;
use crate::ready;
use crate::scheduler;
use crate::serve;
use crate::service;
use crate::state;

/// Files that are no clients' connections: databases, calls to the outside, connections that are just closing.
const OTHER_FILES: usize = 512;

/// Set in a process that has started again.
const STARTED_AGAIN: &str = "MINSHENG_HOST_STARTED_AGAIN";

/// Reads the command line, and serves until it is told to stop.
#[must_use]
pub fn main() -> ExitCode {
    let done = match Options::try_parse() {
        Ok(options) => run(&options),
        Err(error) if error.use_stderr() => Err(anyhow::Error::msg(error.to_string())),
        Err(help) => help.print().map_err(anyhow::Error::from),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            log::error(&format!("{error:#}"), &[]);
            log::flush();
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> anyhow::Result<()> {
    log::set_level(options.log_level);
    state::keep_to_oneself();
    let files = raise_file_limit();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let result = runtime.block_on(start_and_serve(options, files));
    runtime.shutdown_timeout(Duration::from_secs(1));
    log::flush();
    result
}

async fn start_and_serve(options: &Options, files: usize) -> anyhow::Result<()> {
    // Before anything else, so that a signal during the start ends the host in the same way.
    let mut terminated = signal(SignalKind::terminate())?;
    let mut interrupted = signal(SignalKind::interrupt())?;
    if options.end_with_input {
        std::thread::spawn(end_with_input);
    }
    let manifest = Manifest::load(&options.manifest)?;
    let metrics = match options.metrics {
        Some(address) => Some(metrics_server::listen(address).await?),
        None => None,
    };
    let environment = |name: &str| std::env::var_os(name);
    let mut app = tokio::task::block_in_place(|| App::start(&manifest, options, environment))?;
    let told_to_end = terminated.recv().now_or_never().or_else(|| interrupted.recv().now_or_never());
    if app.compiled > 0 && told_to_end.is_none() && std::env::var_os(STARTED_AGAIN).is_none() {
        start_again();
    }
    let listener = TcpListener::bind(options.listen).await.with_context(|| {
        format!("cannot listen on {}: choose another with --listen ADDRESS", options.listen)
    })?;
    let address = listener.local_addr()?;
    app.locks.serves(address)?;
    if !options.serve_unready {
        let ready = tokio::select! {
            ready = ready::ask(&app, address) => ready.map(|()| true),
            _ = terminated.recv() => Ok(false),
            _ = interrupted.recv() => Ok(false),
        };
        if !matches!(ready, Ok(true)) {
            app.end().await;
            return ready.map(drop);
        }
    }
    let app = Arc::new(app);
    if let Err(error) = begin(&app, metrics, address) {
        app.end().await;
        return Err(error);
    }
    let stop = async move {
        tokio::select! {
            _ = terminated.recv() => {}
            _ = interrupted.recv() => {}
        }
    };
    serve::serve(app, listener, most_connections(options, files), stop).await;
    Ok(())
}

/// What goes on beside serving, which is said to have begun.
fn begin(app: &Arc<App>, metrics: Option<TcpListener>, address: SocketAddr) -> anyhow::Result<()> {
    if let Some(listener) = metrics {
        metrics_server::start(app, listener)?;
    }
    let mut stdout = std::io::stdout();
    writeln!(stdout, "Serving http://{address}")?;
    stdout.flush()?;
    compile_the_rest(app);
    scheduler::start(app, address)
}

/// Beside whatever requests compile. A component that is none is told here, and to each who asks for it.
fn compile_the_rest(app: &Arc<App>) {
    if app.uncompiled.is_empty() {
        return;
    }
    let app = Arc::clone(app);
    std::thread::spawn(move || match service::compile(app.uncompiled.iter()) {
        Ok(()) => log::debug("every component is compiled", &[]),
        Err(error) => log::error("a component cannot be served", &[("error", &format!("{error:#}"))]),
    });
}

/// Ends this process in its orderly way once standard input is at its end: as a pipe is when whoever held it is gone,
/// however that came.
fn end_with_input() {
    let mut input = std::io::stdin();
    let mut bytes = [0; 64];
    loop {
        match input.read(&mut bytes) {
            Ok(1..) => {}
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Ok(0) | Err(_) => break,
        }
    }
    if let Err(error) = kill_process(getpid(), Signal::TERM) {
        log::error("whoever started this host is gone, and it cannot end", &[("error", &error)]);
    }
}

/// Becomes a new process in place of this one. Compiling leaves memory behind that is not given back (some 100 MiB);
/// what starts again finds the components compiled. When that fails, this process goes on.
fn start_again() {
    log::flush();
    let failure = std::env::current_exe().map(|program| {
        Command::new(program).args(std::env::args_os().skip(1)).env(STARTED_AGAIN, "1").exec()
    });
    let (Ok(error) | Err(error)) = failure;
    log::debug("what compiling took is not given back", &[("error", &error)]);
}

/// So many connections that there are always files for the next one, and for everything else.
fn most_connections(options: &Options, files: usize) -> usize {
    let (wanted, room) = (options.limits.max_connections, files.saturating_sub(OTHER_FILES).max(1));
    if room < wanted {
        let remedy = format!("let it open {} files", wanted + OTHER_FILES);
        log::warn("fewer connections than asked for", &[("connections", &room), ("remedy", &remedy)]);
    }
    wanted.min(room)
}

/// Each client and each database connection takes a file descriptor; many systems start with 1,024. How many
/// there may be.
fn raise_file_limit() -> usize {
    use rustix::process::{Resource, getrlimit, setrlimit};
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    if let Err(error) = setrlimit(Resource::Nofile, limit) {
        log::debug("the limit on open files stays as it is", &[("error", &error)]);
    }
    // None is no limit.
    getrlimit(Resource::Nofile)
        .current
        .map_or(usize::MAX, |files| usize::try_from(files).unwrap_or(usize::MAX))
}
