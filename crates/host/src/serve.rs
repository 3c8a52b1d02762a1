//! Accepting connections, and stopping in order.

use crate::admission::Origin;
use crate::app::App;
use crate::body::AnswerBody;
use crate::connections::{Answering, Connection, Connections};
use crate::headers;
use crate::log;
use crate::problem::Problem;
use crate::routes::WELL_KNOWN;
use crate::upload::Uploads;
use bytes::Bytes;
use http::uri::{Authority, Scheme};
use http::{HeaderMap, HeaderName, HeaderValue, Request, Response, Uri, header};
use http_body::{Body, Frame, SizeHint};
use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use minsheng_client_address::Client;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::task::TaskTracker;
use wasmtime_wasi_http::Error;

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
/// How long a client may leave what was sent to it unacknowledged.
const STALLED_CLIENT: Duration = Duration::from_secs(30);
/// How long requests under way may take to finish when the host stops.
const DRAIN: Duration = Duration::from_secs(10);
/// A pause after the listener fails, for instance because there are too many open files.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// What connections have in common.
struct Server {
    app: Arc<App>,
    uploads: Uploads,
}

/// Serves until `stop` resolves, then lets what is under way finish, and closes the application. Connections
/// are open for `most` clients at once.
pub async fn serve(app: Arc<App>, listener: TcpListener, most: usize, stop: impl Future<Output = ()>) {
    let tasks = TaskTracker::new();
    // What comes from a proxy is its clients', who have their parts of the places.
    let of_client = app.limits.connections_per_client();
    let connections = Connections::new(most, (app.proxies == 0).then_some(of_client));
    let server = Arc::new(Server { app, uploads: Uploads::default() });
    let mut stop = pin!(stop);
    loop {
        tokio::select! {
            biased;
            () = &mut stop => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => {
                    let Some(connection) = connections.enter(Client::new(peer.ip())) else {
                        log::debug("no connection to spare", &[("client", &peer)]);
                        continue;
                    };
                    let server = Arc::clone(&server);
                    tasks.spawn(async move { server.connection(stream, peer, connection).await });
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
    let app = &server.app;
    app.stopping.cancel();
    tasks.close();
    app.scheduled.close();
    app.instances.close();
    let drained = tokio::time::timeout(DRAIN, async {
        tasks.wait().await;
        app.scheduled.wait().await;
        app.instances.wait().await;
    });
    if drained.await.is_err() {
        log::warn(
            "stopped before all requests had finished",
            &[("connections", &tasks.len()), ("scheduled", &app.scheduled.len())],
        );
    }
    app.close().await;
}

impl Server {
    async fn connection(&self, stream: TcpStream, peer: SocketAddr, connection: Connection) {
        let set = stream
            .set_nodelay(true)
            .and_then(|()| socket2::SockRef::from(&stream).set_tcp_user_timeout(Some(STALLED_CLIENT)));
        if let Err(error) = set {
            log::debug("a connection works less well than it could", &[("error", &error)]);
        }
        let Ok(address) = HeaderValue::from_str(&peer.to_string()) else { return };
        let connection = &connection;
        let service = service_fn(|request| {
            let address = &address;
            async move {
                connection.head_is_whole();
                let response = self.respond(request, peer, address, connection).await;
                Ok::<_, Infallible>(response)
            }
        });
        let mut served =
            pin!(http1::Builder::new().serve_connection(TokioIo::new(Heard { stream, connection }), service));
        let ended = tokio::select! {
            ended = &mut served => ended,
            () = connection.ends() => return,
            () = self.app.stopping.cancelled() => {
                served.as_mut().graceful_shutdown();
                served.await
            }
        };
        if let Err(error) = ended {
            log::debug("connection broke", &[("error", &error)]);
        }
    }

    async fn respond(
        &self,
        request: Request<Incoming>,
        peer: SocketAddr,
        address: &HeaderValue,
        connection: &Connection,
    ) -> Response<Answered> {
        let (mut parts, body) = request.into_parts();
        if let Some(name) = parts.uri.path().strip_prefix(WELL_KNOWN) {
            let response = match name {
                "health" => Response::new(AnswerBody::whole("OK")),
                _ => Problem::NotFound.response(None),
            };
            return answered(response, connection.answering());
        }
        let id = headers::name_request(&mut parts.headers, self.app.proxies);
        let (origin, method) = (Origin::Client(Client::new(peer.ip())), parts.method.clone());
        let refused = |problem: Problem| {
            let response = self.app.answered_here(origin, &method, problem.response(id));
            answered(response, connection.answering())
        };
        let Some(uri) = absolute(&parts) else { return refused(Problem::BadRequest) };
        parts.uri = uri;
        let client = client(&parts.headers, peer, address, self.app.proxies);
        let body = match self.uploads.receive(client, body).await {
            Ok(body) => body,
            Err(problem) => return refused(problem),
        };
        let answering = connection.answering();
        let request = Request::from_parts(parts, body.boxed_unsync());
        answered(self.app.call(request, address, Origin::Client(client)).await, answering)
    }
}

/// Whom a request is counted for.
fn client(headers: &HeaderMap, peer: SocketAddr, address: &HeaderValue, proxies: usize) -> Client {
    let forwarded = headers.get_all(FORWARDED_FOR).iter().map(HeaderValue::as_bytes);
    let told = Client::of(address.to_str().unwrap_or_default(), forwarded, proxies);
    told.unwrap_or_else(|| Client::new(peer.ip()))
}

/// A stream that tells its connection when something comes or goes.
struct Heard<'connection> {
    stream: TcpStream,
    connection: &'connection Connection,
}

impl Heard<'_> {
    fn note(&self, written: Poll<std::io::Result<usize>>) -> Poll<std::io::Result<usize>> {
        if matches!(written, Poll::Ready(Ok(bytes)) if bytes > 0) {
            self.connection.sent();
        }
        written
    }
}

impl AsyncRead for Heard<'_> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        if read.is_ready() && buffer.filled().len() > before {
            self.connection.heard();
        }
        read
    }
}

impl AsyncWrite for Heard<'_> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<std::io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.note(written)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[std::io::IoSlice<'_>],
    ) -> Poll<std::io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, bytes);
        self.note(written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

/// The body of an answer, with which the request on its connection ends.
struct Answered {
    body: AnswerBody,
    _answering: Answering,
}

fn answered(response: Response<AnswerBody>, answering: Answering) -> Response<Answered> {
    response.map(|body| Answered { body, _answering: answering })
}

impl Body for Answered {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
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
