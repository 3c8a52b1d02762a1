//! What came back.

use std::io::{Error, ErrorKind, Result};

use serde_json::Value;

/// Headers that an answer may have.
const HEADERS: usize = 96;

/// An answer, as far as it arrived. Headers stay the bytes that they were until somebody asks: most callers never do.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub body: Vec<u8>,
    /// Whether the body ended as HTTP says it must.
    pub complete: bool,
    head: Vec<u8>,
    framing: Framing,
}

/// What ends the body, and the connection.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Framing {
    pub length: Option<u64>,
    pub chunked: bool,
    pub close: bool,
}

impl Answer {
    /// An answer whose body is still to come.
    pub(crate) fn of(head: Vec<u8>) -> Result<Self> {
        let mut headers = [httparse::EMPTY_HEADER; HEADERS];
        let mut parsed = httparse::Response::new(&mut headers);
        if !parsed.parse(&head).map_err(invalid)?.is_complete() {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        let status = parsed.code.ok_or_else(|| invalid("an answer without a status"))?;
        let mut framing = Framing::default();
        for header in parsed.headers.iter() {
            let is = |name: &str| header.name.eq_ignore_ascii_case(name);
            if is("content-length") {
                let text = std::str::from_utf8(header.value).map_err(invalid)?;
                framing.length = Some(text.trim().parse().map_err(invalid)?);
            } else if is("transfer-encoding") {
                framing.chunked = header.value.eq_ignore_ascii_case(b"chunked");
            } else if is("connection") {
                framing.close = header.value.eq_ignore_ascii_case(b"close");
            }
        }
        Ok(Self { status, body: Vec::new(), complete: true, head, framing })
    }

    pub(crate) const fn framing(&self) -> Framing {
        self.framing
    }

    /// Whether an answer of this status has no body, whatever its head says.
    pub(crate) const fn is_bodiless(&self) -> bool {
        matches!(self.status, 100..200 | 204 | 304)
    }

    /// Whether another request may follow on the same connection.
    pub(crate) const fn keeps_the_connection(&self) -> bool {
        let Framing { length, chunked, close } = self.framing;
        self.complete && !close && (chunked || length.is_some() || self.is_bodiless())
    }

    #[must_use]
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The first header of this name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<String> {
        self.headers().into_iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// Every header, in the order in which they came.
    #[must_use]
    pub fn headers(&self) -> Vec<(String, String)> {
        let mut headers = [httparse::EMPTY_HEADER; HEADERS];
        let mut parsed = httparse::Response::new(&mut headers);
        // It was parsed once: what cannot be read now could not be then.
        if parsed.parse(&self.head).is_err() {
            return Vec::new();
        }
        let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
        parsed.headers.iter().map(|header| (header.name.to_owned(), text(header.value))).collect()
    }

    /// # Errors
    /// When the body is not JSON.
    pub fn json(&self) -> Result<Value> {
        serde_json::from_slice(&self.body)
            .map_err(|_| invalid(format!("status {} with a body that is not JSON", self.status)))
    }
}

pub(crate) fn invalid(error: impl ToString) -> Error {
    Error::new(ErrorKind::InvalidData, error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_found_whatever_their_case_and_keep_their_order() {
        let head = b"HTTP/1.1 200 OK\r\nX-B: 1\r\nx-a: \xff\r\nX-B: 2\r\n\r\n".to_vec();
        let answer = Answer::of(head).unwrap();
        assert_eq!(answer.header("x-b").as_deref(), Some("1"));
        let names: Vec<String> = answer.headers().into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["X-B", "x-a", "X-B"]);
        assert_eq!(answer.header("etag"), None);
        assert!(answer.is_success() && !answer.keeps_the_connection(), "only its end ends such a body");
    }

    #[test]
    fn what_is_no_head_is_refused() {
        for head in
            ["nonsense\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n", "HTTP/1.1 200 OK\r\n"]
        {
            assert!(Answer::of(head.as_bytes().to_vec()).is_err(), "{head:?}");
        }
        let answer = Answer::of(b"HTTP/1.1 200 OK\r\n\r\n".to_vec()).unwrap();
        assert!(answer.json().unwrap_err().to_string().contains("status 200"));
    }
}
