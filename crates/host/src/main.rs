//! The command `minsheng-host`. See [`minsheng_host`] for what it does.

use anyhow::Context as _;
use clap::Parser as _;
use minsheng_host::app::App;
use minsheng_host::log;
use minsheng_host::manifest::Manifest;
use minsheng_host::options::Options;
use minsheng_host::scheduler;
use minsheng_host::serve;
use std::io::Write as _;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

fn main() -> ExitCode {
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
    raise_file_limit();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let result = runtime.block_on(start_and_serve(options));
    runtime.shutdown_timeout(Duration::from_secs(1));
    log::flush();
    result
}

async fn start_and_serve(options: &Options) -> anyhow::Result<()> {
    // Before anything else, so that a signal during the start ends the host in the same way.
    let mut terminated = signal(SignalKind::terminate())?;
    let mut interrupted = signal(SignalKind::interrupt())?;
    let manifest = Manifest::load(&options.manifest)?;
    let environment = |name: &str| std::env::var_os(name);
    let app = tokio::task::block_in_place(|| App::start(&manifest, options, environment))?;
    let listener = TcpListener::bind(options.listen).await.with_context(|| {
        format!("cannot listen on {}: choose another with --listen ADDRESS", options.listen)
    })?;
    let address = listener.local_addr()?;
    let mut stdout = std::io::stdout();
    writeln!(stdout, "Serving http://{address}")?;
    stdout.flush()?;
    let stop = async move {
        tokio::select! {
            _ = terminated.recv() => {}
            _ = interrupted.recv() => {}
        }
    };
    let app = Arc::new(app);
    scheduler::start(&app, address)?;
    serve::serve(app, listener, stop).await;
    Ok(())
}

/// Each client and each database connection takes a file descriptor; many systems start with 1,024.
fn raise_file_limit() {
    use rustix::process::{Resource, getrlimit, setrlimit};
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    if let Err(error) = setrlimit(Resource::Nofile, limit) {
        log::debug("the limit on open files stays as it is", &[("error", &error)]);
    }
}
