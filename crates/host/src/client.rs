//! The clients for calls to the world outside.

use crate::tls;
use bytes::Bytes;
use http_body::Body;
use http_body_util::Full;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::dns::{GaiResolver, Name};
use hyper_util::rt::TokioExecutor;
use minsheng_public_address::is_public;
use rustls::ClientConfig;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tower_service::Service;
use wasmtime_wasi_http::WasiBody;

/// Clones share their connections.
pub type Client<B = WasiBody> =
    hyper_util::client::legacy::Client<HttpsConnector<HttpConnector<Resolver>>, B>;

/// For calls of the host's own.
pub type OwnClient = Client<Full<Bytes>>;

/// How long a connection may take to be made.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Whom to call by: what a host's name may resolve to depends on how the manifest allows it.
#[derive(Clone)]
pub struct Clients {
    /// For hosts that are allowed by their name: that is the operator's word for wherever they are.
    pub named: Client,
    /// For hosts that a pattern allows, which stand on the Internet and nowhere else.
    pub public: Client,
}

/// Clients with no open connections.
pub fn clients() -> Clients {
    Clients { named: client(false, CONNECT_TIMEOUT), public: client(true, CONNECT_TIMEOUT) }
}

/// A client of the host's own, whose connections have so long to be made.
pub fn own_client(timeout: Duration) -> OwnClient {
    client(false, timeout)
}

fn client<B: Body<Data: Send> + Send>(public_only: bool, timeout: Duration) -> Client<B> {
    let resolver = Resolver { public_only, inner: GaiResolver::new() };
    let mut connector = HttpConnector::new_with_resolver(resolver);
    connector.set_connect_timeout(Some(timeout));
    connector.set_nodelay(true);
    connector.enforce_http(false);
    let tls = HttpsConnectorBuilder::new().with_tls_config(ClientConfig::clone(&tls::config()));
    let connector = tls.https_or_http().enable_http1().wrap_connector(connector);
    hyper_util::client::legacy::Client::builder(TokioExecutor::new()).build(connector)
}

/// Looks names up, and connects only to what it has answered: nobody can give another answer the second time.
#[derive(Clone, Debug)]
pub struct Resolver {
    public_only: bool,
    inner: GaiResolver,
}

/// A name that leads into somebody's network.
#[derive(Debug)]
pub struct Inside;

impl std::fmt::Display for Inside {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(
            "the name resolves to addresses that are not public, and the manifest does not allow it by name",
        )
    }
}

impl std::error::Error for Inside {}

impl Service<Name> for Resolver {
    type Response = std::vec::IntoIter<SocketAddr>;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Self::Response>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let (found, public_only) = (self.inner.call(name), self.public_only);
        Box::pin(async move { permitted(found.await?.collect(), public_only).map(Vec::into_iter) })
    }
}

fn permitted(mut found: Vec<SocketAddr>, public_only: bool) -> io::Result<Vec<SocketAddr>> {
    if public_only {
        found.retain(|address| is_public(address.ip()));
        if found.is_empty() {
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, Inside));
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::causes;

    #[test]
    fn what_a_pattern_allows_is_reached_at_public_addresses_alone() {
        let addresses =
            |texts: &[&str]| texts.iter().map(|text| text.parse().unwrap()).collect::<Vec<SocketAddr>>();
        let inside = ["127.0.0.1:80", "10.0.0.1:80", "169.254.169.254:80", "[::1]:80", "[fd00::1]:80"];
        for address in inside {
            let refused = permitted(addresses(&[address]), true).unwrap_err();
            assert!(causes::find::<Inside>(&refused).is_some(), "{address}");
        }
        let both = permitted(addresses(&["10.0.0.1:80", "8.8.8.8:80"]), true).unwrap();
        assert_eq!(both, addresses(&["8.8.8.8:80"]));
        assert_eq!(permitted(addresses(&inside), false).unwrap().len(), inside.len(), "by its name");
    }
}
