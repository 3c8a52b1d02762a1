//! Connections as these tests look at them: what arrived, complete or not, as text.

use socket2::{Domain, Socket, Type};
use std::net::{Ipv4Addr, SocketAddr};

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
pub struct Connection {
    connection: http_client::Connection,
    /// The answer of which the head has been read.
    begun: Option<http_client::Answer>,
}

impl Connection {
    pub fn open(address: SocketAddr) -> Self {
        Self { connection: http_client::Connection::open(address).unwrap(), begun: None }
    }

    /// As [`Connection::open`], from this address of the machine.
    pub fn open_from(client: Ipv4Addr, address: SocketAddr) -> Self {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
        socket.bind(&SocketAddr::from((client, 0)).into()).unwrap();
        socket.connect(&address.into()).unwrap();
        Self { connection: http_client::Connection::over(socket.into()).unwrap(), begun: None }
    }

    pub fn send(&mut self, request: &str) {
        self.connection.write(request.as_bytes()).unwrap();
    }

    /// As [`Connection::send`], where the host may have closed the connection already.
    pub fn try_send(&mut self, request: &str) {
        self.connection.write(request.as_bytes()).ok();
    }

    /// Reads one answer; `None` when the connection ended before one began.
    pub fn receive(&mut self) -> Option<Answer> {
        self.connection.read().unwrap().map(whole)
    }

    /// The status of an answer whose body may not have an end yet.
    pub fn receive_head(&mut self) -> Option<u16> {
        self.begun = self.connection.read_head().unwrap();
        self.begun.as_ref().map(|answer| answer.status)
    }

    /// The rest of that answer.
    pub fn receive_rest(&mut self) -> Answer {
        let mut answer = self.begun.take().expect("an answer that has begun");
        self.connection.read_body(&mut answer).unwrap();
        whole(answer)
    }
}

fn whole(answer: http_client::Answer) -> Answer {
    let (status, headers, complete) = (answer.status, answer.headers(), answer.complete);
    Answer { status, headers, complete, body: String::from_utf8(answer.body).unwrap() }
}
