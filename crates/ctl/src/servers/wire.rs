//! A connection to a server, encrypted where its address says so.

use std::io::{Read, Result as Io, Write};
use std::net::{TcpStream, ToSocketAddrs as _};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use http::Uri;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

pub enum Wire {
    Plain(TcpStream),
    Tls(Box<StreamOwned<ClientConnection, TcpStream>>),
}

/// How long a connection may take to be made.
const CONNECT: Duration = Duration::from_secs(5);

/// Connects to `http://` or `https://`; an answer may take so long.
///
/// # Errors
/// When nobody is there, or is not who the address says.
pub fn connect(url: &Uri, patience: Duration) -> Result<Wire> {
    let host = url.host().context("an address without a host")?;
    let tls = url.scheme_str() == Some("https");
    let port = url.port_u16().unwrap_or(if tls { 443 } else { 80 });
    let addresses = (host.trim_matches(['[', ']']), port).to_socket_addrs();
    let addresses: Vec<_> = addresses.with_context(|| format!("the name {host} has no address"))?.collect();
    let mut failure = None;
    for address in addresses {
        match TcpStream::connect_timeout(&address, CONNECT) {
            Ok(stream) => {
                stream.set_nodelay(true)?;
                stream.set_read_timeout(Some(patience))?;
                stream.set_write_timeout(Some(patience))?;
                return if tls { encrypted(host, stream) } else { Ok(Wire::Plain(stream)) };
            }
            Err(error) => failure = Some(error),
        }
    }
    match failure {
        Some(error) => Err(error).with_context(|| {
            format!("nobody answers at {host}:{port}: is the server running, and may this machine reach it?")
        }),
        None => bail!("the name {host} has no address"),
    }
}

fn encrypted(host: &str, stream: TcpStream) -> Result<Wire> {
    let found = rustls_native_certs::load_native_certs();
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(found.certs);
    ensure!(
        !roots.is_empty(),
        "this machine trusts no authority: install ca-certificates, or name the authority's own in SSL_CERT_FILE"
    );
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(host.to_owned()).with_context(|| format!("{host} is no name"))?;
    let connection = ClientConnection::new(Arc::new(config), name)?;
    Ok(Wire::Tls(Box::new(StreamOwned::new(connection, stream))))
}

impl Read for Wire {
    fn read(&mut self, buffer: &mut [u8]) -> Io<usize> {
        match self {
            Self::Plain(stream) => stream.read(buffer),
            Self::Tls(stream) => stream.read(buffer),
        }
    }
}

impl Write for Wire {
    fn write(&mut self, bytes: &[u8]) -> Io<usize> {
        match self {
            Self::Plain(stream) => stream.write(bytes),
            Self::Tls(stream) => stream.write(bytes),
        }
    }

    fn flush(&mut self) -> Io<()> {
        match self {
            Self::Plain(stream) => stream.flush(),
            Self::Tls(stream) => stream.flush(),
        }
    }
}
