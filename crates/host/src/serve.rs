//! Accepting connections, and stopping in order.

use crate::admission::Origin;
use crate::app::App;
use crate::body::AnswerBody;
use crate::headers;
use crate::log;
use crate::problem::Problem;
use crate::routes::WELL_KNOWN;
use http::uri::{Authority, Scheme};
use http::{HeaderValue, Request, Response, Uri, header};
use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_util::task::TaskTracker;
use wasmtime_wasi_http::Error;

/// Connections open at once; more wait in the listener's queue.
const MOST_CONNECTIONS: usize = 4096;
/// How long a client may take to send a request's head, or keep a connection without sending one.
const HEAD_TIMEOUT: Duration = Duration::from_secs(60);
/// How long a client may leave what was sent to it unacknowledged.
const STALLED_CLIENT: Duration = Duration::from_secs(30);
/// How long requests under way may take to finish when the host stops.
const DRAIN: Duration = Duration::from_secs(10);
/// A pause after the listener fails, for instance because there are too many open files.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Serves until `stop` resolves, then lets what is under way finish, and closes the application.
pub async fn serve(app: Arc<App>, listener: TcpListener, stop: impl Future<Output = ()>) {
    let connections = TaskTracker::new();
    let room = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    let mut stop = pin!(stop);
    loop {
        let accepted = async {
            let place = Arc::clone(&room).acquire_owned().await;
            (listener.accept().await, place)
        };
        tokio::select! {
            biased;
            () = &mut stop => break,
            (accepted, place) = accepted => match accepted {
                Ok((stream, client)) => {
                    let app = Arc::clone(&app);
                    connections.spawn(async move {
                        connection(app, stream, client).await;
                        drop(place);
                    });
                }
                Err(error) => {
                    log::error("cannot accept a connection", &[("error", &error)]);
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            }
        }
    }
    drop(listener);
    log::info("stopping", &[]);
    app.stopping.cancel();
    connections.close();
    app.scheduled.close();
    app.instances.close();
    let drained = tokio::time::timeout(DRAIN, async {
        connections.wait().await;
        app.scheduled.wait().await;
        app.instances.wait().await;
    });
    if drained.await.is_err() {
        log::warn(
            "stopped before all requests had finished",
            &[("connections", &connections.len()), ("scheduled", &app.scheduled.len())],
        );
    }
    app.close();
}

async fn connection(app: Arc<App>, stream: TcpStream, client: SocketAddr) {
    let set = stream
        .set_nodelay(true)
        .and_then(|()| socket2::SockRef::from(&stream).set_tcp_user_timeout(Some(STALLED_CLIENT)));
    if let Err(error) = set {
        log::debug("a connection works less well than it could", &[("error", &error)]);
    }
    let Ok(client) = HeaderValue::from_str(&client.to_string()) else { return };
    let stopping = app.stopping.clone();
    let service = service_fn(|request| {
        let (app, client) = (&app, &client);
        async move { Ok::<_, Infallible>(respond(app, request, client).await) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = pin!(connection);
    let ended = tokio::select! {
        ended = &mut connection => ended,
        () = stopping.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        log::debug("connection broke", &[("error", &error)]);
    }
}

async fn respond(app: &App, request: Request<Incoming>, client: &HeaderValue) -> Response<AnswerBody> {
    if let Some(name) = request.uri().path().strip_prefix(WELL_KNOWN) {
        return match name {
            "health" => Response::new(AnswerBody::whole("OK")),
            _ => Problem::NotFound.response(),
        };
    }
    let (mut parts, body) = request.into_parts();
    let Some(uri) = absolute(&parts) else { return Problem::BadRequest.response() };
    parts.uri = uri;
    let request = Request::from_parts(parts, body.map_err(Error::from).boxed_unsync());
    app.call(request, client, Origin::Client).await
}

/// The request's URI with scheme and authority. A request must say which host it means, and only once;
/// names of components are not for clients to use.
fn absolute(request: &http::request::Parts) -> Option<Uri> {
    let mut hosts = request.headers.get_all(header::HOST).iter();
    let host = match (hosts.next(), hosts.next()) {
        (Some(host), None) => Some(Authority::try_from(host.as_bytes()).ok()?),
        (None, _) => None,
        (Some(_), Some(_)) => return None,
    };
    let mut parts = request.uri.clone().into_parts();
    let authority = match (host, parts.authority.take()) {
        (Some(host), Some(authority)) if host != authority => return None,
        (Some(host), _) => host,
        (None, authority) => authority?,
    };
    if headers::is_internal_host(&request.headers) {
        return None;
    }
    parts.scheme = Some(Scheme::HTTP);
    parts.authority = Some(authority);
    Uri::from_parts(parts).ok()
}
