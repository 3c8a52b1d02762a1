//! As much of HTTP/1.1 as clients of libSQL servers use.

use serde_json::Value;
use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpStream};

/// The longest request that is read.
const MOST_BYTES: usize = 64 << 20;

/// A request, whole.
pub struct Request {
    pub method: String,
    pub path: String,
    pub authorization: String,
    pub body: Vec<u8>,
}

pub struct Response {
    status: u16,
    content_type: &'static str,
    body: Vec<u8>,
}

impl Response {
    pub fn text(status: u16, text: &str) -> Self {
        Self { status, content_type: "text/plain", body: text.into() }
    }

    pub fn json(status: u16, value: &Value) -> Self {
        Self { status, content_type: "application/json", body: value.to_string().into_bytes() }
    }
}

pub struct Connection {
    stream: TcpStream,
    /// Read, and not used yet.
    bytes: Vec<u8>,
}

impl Connection {
    pub fn new(stream: TcpStream) -> Self {
        stream.set_nodelay(true).ok();
        Self { stream, bytes: Vec::new() }
    }

    /// The next request; nothing when there is none, or none that is understood.
    pub fn read(&mut self) -> Option<Request> {
        loop {
            if let Some((request, used)) = parse(&self.bytes)? {
                self.bytes.drain(..used);
                return Some(request);
            }
            let mut more = [0; 16 << 10];
            let length = self.stream.read(&mut more).ok().filter(|length| *length > 0)?;
            self.bytes.extend_from_slice(more.get(..length)?);
        }
    }

    /// Whether it could be sent.
    pub fn write(&mut self, response: &Response) -> bool {
        let Response { status, content_type, body } = response;
        let mut bytes = format!(
            "HTTP/1.1 {status} {status}\r\nserver: hrana-double\r\ncontent-type: {content_type}\r\ncontent-length: {}\r\n\r\n",
            body.len()
        )
        .into_bytes();
        bytes.extend_from_slice(body);
        self.stream.write_all(&bytes).is_ok()
    }

    pub fn close(&self) {
        self.stream.shutdown(Shutdown::Both).ok();
    }
}

/// A request and how long it is; `Some(None)` when there is more to come.
#[expect(clippy::option_option, reason = "nothing at all is an error, and nothing yet is none")]
fn parse(bytes: &[u8]) -> Option<Option<(Request, usize)>> {
    let mut headers = [httparse::EMPTY_HEADER; 32];
    let mut head = httparse::Request::new(&mut headers);
    let start = match head.parse(bytes).ok()? {
        httparse::Status::Complete(start) => start,
        httparse::Status::Partial => return Some(None),
    };
    let header = |name: &str| {
        let found = head.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name));
        found.map_or("", |header| std::str::from_utf8(header.value).unwrap_or_default())
    };
    let length: usize = match header("content-length") {
        "" => 0,
        length => length.parse().ok().filter(|length| *length <= MOST_BYTES)?,
    };
    let Some(body) = bytes.get(start..start + length) else { return Some(None) };
    let request = Request {
        method: head.method?.to_owned(),
        path: head.path?.to_owned(),
        authorization: header("authorization").to_owned(),
        body: body.to_vec(),
    };
    Some(Some((request, start + length)))
}
