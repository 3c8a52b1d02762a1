//! Connections as these tests look at them: what arrived, complete or not, as text.

use std::net::SocketAddr;

/// An answer, as far as it arrived.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    headers: Vec<(String, String)>,
    pub body: String,
    /// Whether the body ended as HTTP says it must.
    pub complete: bool,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
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
pub struct Connection(http_client::Connection);

impl Connection {
    pub fn open(address: SocketAddr) -> Self {
        Self(http_client::Connection::open(address).unwrap())
    }

    pub fn send(&mut self, request: &str) {
        self.0.write(request.as_bytes()).unwrap();
    }

    /// Reads one answer; `None` when the connection ended before one began.
    pub fn receive(&mut self) -> Option<Answer> {
        let answer = self.0.read().unwrap()?;
        let (status, headers, complete) = (answer.status, answer.headers(), answer.complete);
        Some(Answer { status, headers, complete, body: String::from_utf8(answer.body).unwrap() })
    }
}
