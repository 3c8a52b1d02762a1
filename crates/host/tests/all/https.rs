//! Calls to `https://`: whom the host trusts, and who may be called.

use crate::host::{Host, manifest};
use crate::libsql::config;
use crate::redis_store::{self, Does};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;

/// An authority that signs for `localhost`.
struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
    file: PathBuf,
    _folder: TempDir,
}

impl Authority {
    fn new() -> Self {
        let mut parameters = CertificateParams::new(Vec::new()).unwrap();
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let issuer = CertifiedIssuer::self_signed(parameters, KeyPair::generate().unwrap()).unwrap();
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("authority.pem");
        std::fs::write(&file, issuer.pem()).unwrap();
        Self { issuer, file, _folder: folder }
    }

    /// A server that answers each request, whole, with what `answer` makes of it.
    fn serve(&self, answer: impl Fn(&str) -> String + Send + 'static) -> SocketAddr {
        self.serve_each(move |stream| {
            let Some(request) = read(stream) else { return };
            let body = answer(&request);
            let head = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: ";
            write!(stream, "{head}{}\r\n\r\n{body}", body.len()).unwrap();
        })
    }

    /// A server that does this with each connection, one after the other.
    fn serve_each(
        &self,
        each: impl Fn(&mut StreamOwned<ServerConnection, TcpStream>) + Send + 'static,
    ) -> SocketAddr {
        let key = KeyPair::generate().unwrap();
        let parameters = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        let certificate = parameters.signed_by(&key, &self.issuer).unwrap();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let config = ServerConfig::builder()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .unwrap();
        let config = Arc::new(config);
        serve(move |stream| {
            let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut stream = StreamOwned::new(connection, stream);
            each(&mut stream);
            stream.conn.send_close_notify();
            stream.flush().ok();
        })
    }
}

fn serve(each: impl Fn(TcpStream) + Send + 'static) -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || listener.incoming().for_each(|stream| each(stream.unwrap())));
    address
}

/// A request with its body; nothing when the client breaks off.
fn read(stream: &mut impl Read) -> Option<String> {
    let mut text = String::new();
    loop {
        let mut bytes = [0; 4096];
        let length = stream.read(&mut bytes).ok().filter(|length| *length > 0)?;
        text.push_str(std::str::from_utf8(&bytes[..length]).unwrap());
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let head = head.to_ascii_lowercase();
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
        if body.len() >= length.unwrap_or(0) {
            return Some(text);
        }
    }
}

fn calling(allowed: &str, trusted: &Path) -> Host {
    let manifest = manifest(&format!(
        "[[trigger.http]]\nroute = \"/...\"\ncomponent = \"web\"\n
        [component.web]\nsource = \"GUEST\"\nallowed_outbound_hosts = [\"{allowed}\"]\n"
    ));
    Host::start_with(&manifest, |command| {
        command.env("SSL_CERT_FILE", trusted).env_remove("SSL_CERT_DIR");
    })
}

#[test]
fn who_is_trusted_is_called_and_nobody_else() {
    let (authority, other) = (Authority::new(), Authority::new());
    let port = authority.serve(|request| request.lines().next().unwrap().to_owned()).port();
    let url = format!("https://localhost:{port}");
    let host = calling(&url, &authority.file);
    assert_eq!(host.ok(&format!("/call?url={url}/path?x=y")), "200\nGET /path?x=y HTTP/1.1");
    // The certificate is not for this name.
    let by_address = format!("https://127.0.0.1:{port}");
    assert!(host.ok(&format!("/call?url={by_address}/")).contains("HttpRequestDenied"));
    let host = calling(&by_address, &authority.file);
    assert!(host.ok(&format!("/call?url={by_address}/")).contains("TlsCertificateError"));
    let host = calling(&url, &other.file);
    assert!(host.ok(&format!("/call?url={url}/")).contains("TlsCertificateError"));
    host.log_with(&["outbound call failed", "SSL_CERT_FILE"]);
}

#[test]
fn permissions_hold_for_https_as_well() {
    let authority = Authority::new();
    let port = authority.serve(|_| "reached".to_owned()).port();
    for (allowed, answer) in [
        (format!("http://localhost:{port}"), "HttpRequestDenied"),
        (format!("https://localhost:{}", port.wrapping_add(1).max(1)), "HttpRequestDenied"),
        ("https://*:*".to_owned(), "DestinationIpProhibited"),
        (format!("*://localhost:{port}"), "200\nreached"),
    ] {
        let host = calling(&allowed, &authority.file);
        let answered = host.ok(&format!("/call?url=https://localhost:{port}/"));
        assert!(answered.contains(answer), "{allowed}: {answered}");
    }
}

#[test]
fn a_server_that_does_not_speak_tls() {
    let port = serve(|mut stream| {
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n").ok();
    })
    .port();
    let url = format!("https://localhost:{port}");
    let host = calling(&url, &Authority::new().file);
    assert!(host.ok(&format!("/call?url={url}/")).contains("TlsProtocolError"));
}

#[test]
fn a_libsql_server_behind_tls() {
    let authority = Authority::new();
    let port = authority
        .serve(|request| {
            assert!(request.starts_with("POST /v3/pipeline HTTP/1.1\r\n"), "{request}");
            assert!(request.to_ascii_lowercase().contains("authorization: bearer secret\r\n"), "{request}");
            r#"{"baton": null, "base_url": null, "results": [
                {"type": "ok", "response": {"type": "execute", "result":
                    {"cols": [{"name": "a"}], "rows": [[{"type": "integer", "value": "7"}]], "affected_row_count": 0}}},
                {"type": "ok", "response": {"type": "get_autocommit", "is_autocommit": true}}]}"#
                .to_owned()
        })
        .port();
    let config = config(&format!("https://localhost:{port}"), "secret");
    let host = Host::start_configured_with(&config, |command| {
        command.env("SSL_CERT_FILE", &authority.file).env_remove("SSL_CERT_DIR");
    });
    assert_eq!(host.sql("SELECT 7 AS a")[0], "[a] (7)");
    let stranger = Host::start_configured_with(&config, |command| {
        command.env("SSL_CERT_FILE", &Authority::new().file).env_remove("SSL_CERT_DIR");
    });
    assert!(stranger.sql("SELECT 7 AS a")[0].contains("late error"));
}

#[test]
fn a_redis_server_behind_tls() {
    let authority = Authority::new();
    let port = authority.serve_each(|stream| redis_store::speak(stream, || Does::Answer)).port();
    let config = redis_store::config(&format!("rediss://:secret@localhost:{port}"));
    let host = |trusted: &Path| {
        Host::start_configured_with(&config, |command| {
            command.env("SSL_CERT_FILE", trusted).env_remove("SSL_CERT_DIR");
        })
    };
    let stranger = host(&Authority::new().file).get("/kv-get?key=a");
    assert!(stranger.status == 500 && stranger.body.contains("certificate"), "{stranger:?}");
    let host = host(&authority.file);
    std::fs::remove_file(&authority.file).unwrap();
    assert_eq!(host.ok("/kv-get?key=a"), "kept", "certificates are read once, when the host starts");
}
