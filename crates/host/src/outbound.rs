//! HTTP calls that components make: to each other, and to the world outside.
//!
//! `http://NAME.spin.internal/path` reaches the component NAME within the process, without a socket. Any
//! other address, by `http://` or `https://`, is called through one shared client. Both need a matching entry in the
//! component's `allowed_outbound_hosts`. Where only a pattern allows a host, it has to stand on the Internet: an address
//! inside somebody's network, and a name that resolves to one, are refused, so that whoever enters an address cannot have the
//! host call what only the host can reach. Whom `https://` trusts is in [`tls`].

use crate::admission::Origin;
use crate::allowed_hosts::{Allowed, INTERNAL};
use crate::causes;
use crate::client::Inside;
use crate::component::Component;
use crate::headers::{self, RouteHeaders};
use crate::log;
use crate::tls;
use crate::trace::{Cause, Open};
use http::{HeaderValue, Request, Response, Uri};
use http_body_util::BodyExt as _;
use minsheng_public_address::is_public;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;
use wasmtime_wasi_http::{Error, RequestOptions, WasiBody, WasiHttpHooks};

/// How long the answer's head may take, unless the component asks for less or more.
const FIRST_BYTE_TIMEOUT: Duration = Duration::from_secs(30);

/// The calls of one instance.
pub struct Outbound {
    component: Arc<Component>,
    /// For which request they are made, if the host traces.
    pub cause: Option<Arc<Cause>>,
}

impl Outbound {
    pub fn new(component: Arc<Component>) -> Self {
        Self { component, cause: None }
    }
}

/// Tells how the sending of the request's body went, which hyper reports through the answer itself.
type Transmission = Box<dyn Future<Output = Result<(), Error>> + Send>;

impl WasiHttpHooks for Outbound {
    fn send_request(
        &mut self,
        request: Request<WasiBody>,
        options: Option<RequestOptions>,
        _: Transmission,
    ) -> Box<dyn Future<Output = Result<(Response<WasiBody>, Transmission), Error>> + Send> {
        let (component, cause) = (Arc::clone(&self.component), self.cause.clone());
        Box::new(async move {
            let response = send(&component, request, options, cause).await?;
            Ok((response, Box::new(async { Ok(()) }) as Transmission))
        })
    }
}

async fn send(
    component: &Component,
    request: Request<WasiBody>,
    options: Option<RequestOptions>,
    cause: Option<Arc<Cause>>,
) -> Result<Response<WasiBody>, Error> {
    let uri = request.uri();
    let (Some(scheme), Some(host)) = (uri.scheme_str(), uri.host()) else {
        return Err(Error::HttpRequestUriInvalid);
    };
    let Some(allowed) = component.allowed_hosts.allow(scheme, host, uri.port_u16()) else {
        let authority = uri.authority().map_or(host, |authority| authority.as_str());
        let remedy = format!(
            "add \"{scheme}://{authority}\" to allowed_outbound_hosts of [component.{}]",
            component.name
        );
        log::warn(
            "outbound call denied",
            &[("component", &component.name), ("host", &authority), ("remedy", &remedy)],
        );
        return Err(Error::HttpRequestDenied);
    };
    match (scheme, host.strip_suffix(INTERNAL)) {
        (_, Some(target)) => {
            let target = target.to_owned();
            chain(component, &target, request, cause).await
        }
        ("http" | "https", None) => {
            let call = cause
                .map(|cause| cause.calls_outside(&component.name, request.method(), host, uri.port_u16()));
            let response = call_outside(component, request, options, allowed).await;
            if let Some(call) = call {
                call.ended(response.as_ref().map(|response| response.status().as_u16()).map_err(kind));
            }
            response
        }
        _ => {
            let message = format!("calls to {scheme}:// are not implemented by this host");
            log::warn(&message, &[("component", &component.name), ("host", &host)]);
            Err(Error::InternalError(Some(message)))
        }
    }
}

/// Calls another component of the application.
async fn chain(
    component: &Component,
    target: &str,
    mut request: Request<WasiBody>,
    cause: Option<Arc<Cause>>,
) -> Result<Response<WasiBody>, Error> {
    let Some(siblings) = component.siblings.get().filter(|siblings| siblings.has(target)) else {
        let remedy = "give it a [[trigger.http]], with route = { private = true } if no client shall call it";
        log::warn(
            "the called component has no trigger",
            &[("component", &component.name), ("target", &target), ("remedy", &remedy)],
        );
        return Err(Error::DestinationNotFound);
    };
    let uri: Uri = request.uri().clone();
    headers::strip(request.headers_mut());
    headers::add::<()>(
        request.headers_mut(),
        &uri,
        &RouteHeaders::chained(),
        None,
        &HeaderValue::from_static("0.0.0.0:0"),
    );
    // From here on it is told of, although its caller may give it up before there is an answer.
    let call = cause.map(|cause| cause.calls(&component.name, target, request.method()));
    let within = call.as_ref().map(Open::cause);
    let response = siblings.call(target, request, Origin::Component, within).await;
    let Some(mut call) = call else { return Ok(response.map(|body| body.boxed_unsync())) };
    call.answered(response.status().as_u16());
    Ok(response.map(|body| body.ending_call(call).boxed_unsync()))
}

async fn call_outside(
    component: &Component,
    request: Request<WasiBody>,
    options: Option<RequestOptions>,
    allowed: Allowed,
) -> Result<Response<WasiBody>, Error> {
    let limit = options.and_then(|options| options.first_byte_timeout).unwrap_or(FIRST_BYTE_TIMEOUT);
    let host = request.uri().host().unwrap_or_default().to_owned();
    let client = match allowed {
        Allowed::ByName => &component.clients.named,
        // The client looks names up, and takes what is an address already for one.
        Allowed::ByPattern if address(&host).is_some_and(|address| !is_public(address)) => {
            return Err(inside(component, &host));
        }
        Allowed::ByPattern => &component.clients.public,
    };
    match tokio::time::timeout(limit, client.request(request)).await {
        Ok(Ok(response)) => Ok(response.map(|body| body.map_err(Error::from).boxed_unsync())),
        Ok(Err(error)) if causes::find::<Inside>(&error).is_some() => Err(inside(component, &host)),
        Ok(Err(error)) => {
            let failed = match causes::find(&error) {
                Some(rustls::Error::InvalidCertificate(_)) => Error::TlsCertificateError,
                Some(_) => Error::TlsProtocolError,
                None if error.is_connect() => Error::ConnectionRefused,
                None => Error::HttpProtocolError,
            };
            let shown = format!("{error:?}");
            let mut fields: Vec<(&str, &dyn std::fmt::Display)> =
                vec![("component", &component.name), ("host", &host), ("error", &shown)];
            if matches!(failed, Error::TlsCertificateError) {
                fields.push(("remedy", &tls::REMEDY));
            }
            log::warn("outbound call failed", &fields);
            Err(failed)
        }
        Err(_) => Err(Error::HttpResponseTimeout),
    }
}

/// What kind of failure it is, for whoever counts them.
fn kind(error: &Error) -> &'static str {
    match error {
        Error::HttpResponseTimeout => "timeout",
        Error::ConnectionRefused => "connection_refused",
        Error::TlsCertificateError => "tls_certificate",
        Error::TlsProtocolError => "tls_protocol",
        Error::DestinationIpProhibited => "denied",
        _ => "_OTHER",
    }
}

/// A host that is an address.
fn address(host: &str) -> Option<IpAddr> {
    host.trim_start_matches('[').trim_end_matches(']').parse().ok()
}

fn inside(component: &Component, host: &str) -> Error {
    let remedy = format!(
        "name the host itself in allowed_outbound_hosts of [component.{}] if it is meant",
        component.name
    );
    log::warn(
        "outbound call denied",
        &[("component", &component.name), ("host", &host), ("error", &Inside), ("remedy", &remedy)],
    );
    Error::DestinationIpProhibited
}
