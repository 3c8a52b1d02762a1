//! Serving `/metrics`, at an address of its own and never at the public one.
//!
//! Whoever asks is the operator's Prometheus, and what is told has no citizen's word in it. All the same it stands apart: a
//! city's load and its troubles are nobody else's to read. A question costs the components nothing: none of them is asked.

use crate::app::App;
use crate::exposition::{CONTENT_TYPE, Text};
use crate::log;
use anyhow::Context as _;
use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

/// Connections at once; one more is closed.
const CONNECTIONS: usize = 16;
/// How long a question may take, its answer included.
const PATIENCE: Duration = Duration::from_secs(10);
/// A pause after the listener fails.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Takes the address, before anything is there to serve at it.
///
/// # Errors
/// It cannot be had.
pub async fn listen(address: SocketAddr) -> anyhow::Result<TcpListener> {
    let bound = TcpListener::bind(address).await;
    bound.with_context(|| format!("cannot listen on {address}: choose another with --metrics ADDRESS"))
}

/// Serves until the application stops.
///
/// # Errors
/// The address is not known.
pub fn start(app: &Arc<App>, listener: TcpListener) -> anyhow::Result<()> {
    log::info("serving metrics", &[("address", &listener.local_addr()?)]);
    let app = Arc::clone(app);
    tokio::spawn(async move {
        let stopping = app.stopping.clone();
        stopping.run_until_cancelled(accept(&app, &listener)).await;
    });
    Ok(())
}

async fn accept(app: &Arc<App>, listener: &TcpListener) {
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                let Ok(place) = Arc::clone(&places).try_acquire_owned() else { continue };
                let app = Arc::clone(app);
                tokio::spawn(async move {
                    // Whether it went well or the time was up, there is nobody to tell.
                    tokio::time::timeout(PATIENCE, connection(&app, stream)).await.ok();
                    drop(place);
                });
            }
            Err(error) => {
                log::error("cannot accept a connection for metrics", &[("error", &error)]);
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

async fn connection(app: &App, stream: TcpStream) {
    let service = service_fn(async |request: Request<Incoming>| Ok::<_, Infallible>(answer(app, &request)));
    let served = http1::Builder::new().keep_alive(false).serve_connection(TokioIo::new(stream), service);
    if let Err(error) = served.await {
        log::debug("a connection for metrics broke", &[("error", &error)]);
    }
}

fn answer(app: &App, request: &Request<Incoming>) -> Response<Full<Bytes>> {
    if request.uri().path() != "/metrics" {
        return refusal(StatusCode::NOT_FOUND);
    }
    if request.method() != Method::GET {
        return refusal(StatusCode::METHOD_NOT_ALLOWED);
    }
    let mut text = Text::default();
    app.write_metrics(&mut text);
    let mut response = Response::new(Full::from(text.into_string()));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(CONTENT_TYPE));
    response
}

fn refusal(status: StatusCode) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::default());
    *response.status_mut() = status;
    response
}
