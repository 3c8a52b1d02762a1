//! What is sent.

use serde_json::Value;

/// A request that is put together. Method, path and headers are sent as they are given.
#[derive(Clone, Debug)]
pub struct Request {
    method: String,
    path: String,
    host: String,
    headers: Vec<u8>,
    body: Body,
}

#[derive(Clone, Debug)]
enum Body {
    None,
    Whole(Vec<u8>),
    /// Sent in chunks, so that its length is not known beforehand.
    Chunked(Vec<u8>),
}

/// Whom everybody asks who does not say otherwise.
const HOST: &str = "localhost";

/// Bytes of a body in one chunk.
const CHUNK: usize = 16 * 1024;

impl Request {
    #[must_use]
    pub fn new(method: &str, path: &str) -> Self {
        Self {
            method: method.into(),
            path: path.into(),
            host: HOST.to_owned(),
            headers: Vec::new(),
            body: Body::None,
        }
    }

    #[must_use]
    pub fn get(path: &str) -> Self {
        Self::new("GET", path)
    }

    #[must_use]
    pub fn post(path: &str, body: &Value) -> Self {
        Self::new("POST", path).json(body)
    }

    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        for part in [name, ": ", value, "\r\n"] {
            self.headers.extend_from_slice(part.as_bytes());
        }
        self
    }

    /// All of these, in their order.
    #[must_use]
    pub fn headers(self, headers: &[(&str, &str)]) -> Self {
        headers.iter().fold(self, |request, (name, value)| request.header(name, value))
    }

    #[must_use]
    pub fn json(self, body: &Value) -> Self {
        self.header("Content-Type", "application/json").body(body.to_string())
    }

    /// Bytes as they are; whatever media type they have is the caller's to say.
    #[must_use]
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = Body::Whole(body.into());
        self
    }

    #[must_use]
    pub fn chunked(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = Body::Chunked(body.into());
        self
    }

    /// To a server that has several names.
    #[must_use]
    pub fn host(mut self, host: &str) -> Self {
        self.host = host.to_owned();
        self
    }

    /// With this before its path.
    #[must_use]
    pub fn below(mut self, prefix: &str) -> Self {
        self.path.insert_str(0, prefix);
        self
    }

    /// Method and path.
    #[must_use]
    pub fn line(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// Whether its answer has no body, whatever the head says.
    pub(crate) fn asks_for_the_head(&self) -> bool {
        self.method == "HEAD"
    }

    /// All of it as it goes over the wire; with `last`, the connection is not to be kept.
    pub(crate) fn to_bytes(&self, last: bool) -> Vec<u8> {
        let room = match &self.body {
            Body::None => 0,
            Body::Whole(body) | Body::Chunked(body) => body.len(),
        };
        let mut bytes = Vec::with_capacity(self.path.len() + self.headers.len() + room + 128);
        let line = [self.method.as_str(), " ", &self.path, " HTTP/1.1\r\nHost: ", &self.host, "\r\n"];
        line.iter().for_each(|part| bytes.extend_from_slice(part.as_bytes()));
        if last {
            bytes.extend_from_slice(b"Connection: close\r\n");
        }
        bytes.extend_from_slice(&self.headers);
        match &self.body {
            Body::None if matches!(self.method.as_str(), "GET" | "HEAD") => bytes.extend_from_slice(b"\r\n"),
            Body::None => bytes.extend_from_slice(b"Content-Length: 0\r\n\r\n"),
            Body::Whole(body) => {
                bytes.extend_from_slice(format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes());
                bytes.extend_from_slice(body);
            }
            Body::Chunked(body) => {
                bytes.extend_from_slice(b"Transfer-Encoding: chunked\r\n\r\n");
                for part in body.chunks(CHUNK) {
                    bytes.extend_from_slice(format!("{:x}\r\n", part.len()).as_bytes());
                    bytes.extend_from_slice(part);
                    bytes.extend_from_slice(b"\r\n");
                }
                bytes.extend_from_slice(b"0\r\n\r\n");
            }
        }
        bytes
    }
}

/// The value of an `Authorization` header.
#[must_use]
pub fn bearer(token: &str) -> String {
    format!("Bearer {token}")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn requests_go_out_as_they_were_put_together() {
        let text = |request: &Request, last| String::from_utf8(request.to_bytes(last)).unwrap();
        let get = Request::get("/a?b=c").headers(&[("X-A", "1"), ("X-A", "2")]);
        assert_eq!(text(&get, false), "GET /a?b=c HTTP/1.1\r\nHost: localhost\r\nX-A: 1\r\nX-A: 2\r\n\r\n");
        assert!(text(&get, true).contains("\r\nConnection: close\r\n"));
        assert_eq!(get.line(), "GET /a?b=c");
        assert_eq!(get.below("/city").line(), "GET /city/a?b=c");
        assert!(text(&Request::get("/").host("db:8080"), false).contains("\r\nHost: db:8080\r\n"));
        assert!(text(&Request::new("DELETE", "/"), false).ends_with("\r\nContent-Length: 0\r\n\r\n"));
        let post = text(&Request::post("/", &json!({"a": 1})), false);
        let end = "\r\nContent-Type: application/json\r\nContent-Length: 7\r\n\r\n{\"a\":1}";
        assert!(post.ends_with(end), "{post}");
        let chunked = text(&Request::new("POST", "/").chunked("hello"), false);
        let end = "\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n";
        assert!(chunked.ends_with(end), "{chunked}");
    }

    #[test]
    fn a_long_body_goes_in_several_chunks() {
        let bytes = Request::new("POST", "/").chunked(vec![b'x'; CHUNK + 1]).to_bytes(false);
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.contains("\r\n4000\r\nx") && text.ends_with("x\r\n1\r\nx\r\n0\r\n\r\n"));
    }
}
