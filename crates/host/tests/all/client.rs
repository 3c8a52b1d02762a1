//! A small HTTP client that shows what arrived, complete or not.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// An answer, as far as it arrived.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: String,
    /// Whether the body ended as HTTP says it must.
    pub complete: bool,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The `code` of a problem document.
    pub fn code(&self) -> String {
        assert_eq!(self.header("content-type"), Some("application/problem+json"), "{self:?}");
        let document: serde_json::Value = serde_json::from_str(&self.body).unwrap();
        assert_eq!(document["status"], self.status, "{self:?}");
        document["code"].as_str().unwrap().to_owned()
    }

    /// The value of the line `name: value` in the body.
    pub fn line(&self, name: &str) -> Option<&str> {
        self.body.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }
}

/// A connection.
pub struct Connection(TcpStream);

impl Connection {
    pub fn open(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        Self(stream)
    }

    pub fn send(&mut self, request: &str) {
        self.0.write_all(request.as_bytes()).unwrap();
    }

    /// Reads one answer; `None` when the connection ended before one began.
    pub fn receive(&mut self) -> Option<Answer> {
        let mut bytes = Vec::new();
        let head = loop {
            if let Some(end) = find(&bytes, b"\r\n\r\n") {
                break end;
            }
            if !self.more(&mut bytes) {
                return None;
            }
        };
        let mut body = bytes.split_off(head + 4);
        let head = String::from_utf8(bytes).unwrap();
        let mut lines = head.lines();
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let headers: Vec<(String, String)> = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect();
        let mut answer = Answer { status, headers, body: String::new(), complete: false };
        let bytes = match answer.header("content-length").map(|length| length.parse::<usize>().unwrap()) {
            Some(length) => {
                while body.len() < length && self.more(&mut body) {}
                answer.complete = body.len() == length;
                body
            }
            None => {
                while !body.ends_with(b"0\r\n\r\n") && self.more(&mut body) {}
                answer.complete = body.ends_with(b"0\r\n\r\n");
                unchunk(&body)
            }
        };
        answer.body = String::from_utf8(bytes).unwrap();
        Some(answer)
    }

    fn more(&mut self, bytes: &mut Vec<u8>) -> bool {
        let mut buffer = [0; 16 * 1024];
        match self.0.read(&mut buffer) {
            Ok(0) => false,
            Ok(count) => {
                bytes.extend_from_slice(&buffer[..count]);
                true
            }
            Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => false,
            Err(error) => panic!("reading failed: {error}"),
        }
    }
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

fn unchunk(mut bytes: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(end) = find(bytes, b"\r\n") {
        let size = usize::from_str_radix(std::str::from_utf8(&bytes[..end]).unwrap(), 16).unwrap();
        let chunk = &bytes[end + 2..];
        body.extend_from_slice(&chunk[..size.min(chunk.len())]);
        bytes = chunk.get(size + 2..).unwrap_or_default();
    }
    body
}
