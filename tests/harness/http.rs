//! A small HTTP/1.1 client that sends exactly what a test says, right or wrong: one connection a
//! request, writing and reading at once, because a server may answer before it has read everything.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::Value;

/// Ends a test that hangs; nothing is measured by it.
const PATIENCE: Duration = Duration::from_secs(60);

/// A request that is put together.
#[derive(Clone, Debug)]
pub struct Request {
    method: String,
    path: String,
    headers: Vec<(String, String)>,
    body: Body,
}

#[derive(Clone, Debug)]
enum Body {
    None,
    Whole(Vec<u8>),
    /// Sent in chunks, so that its length is not known beforehand.
    Chunked(Vec<u8>),
}

impl Request {
    #[must_use]
    pub fn new(method: &str, path: &str) -> Self {
        Self { method: method.into(), path: path.into(), headers: Vec::new(), body: Body::None }
    }

    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    #[must_use]
    pub fn json(self, body: &Value) -> Self {
        self.header("Content-Type", "application/json").body(body.to_string())
    }

    /// Bytes as they are; whatever media type they have is the test's to say.
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

    /// Method and path.
    #[must_use]
    pub fn line(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// # Errors
    /// When there is no whole answer.
    pub fn try_send(&self, address: SocketAddr) -> std::io::Result<Answer> {
        let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        stream.set_nodelay(true)?;
        let mut writing = stream.try_clone()?;
        std::thread::scope(|scope| {
            let bytes = self.bytes();
            if bytes.len() < 64 * 1024 {
                writing.write_all(&bytes)?;
            } else {
                // Whoever has been answered need not be heard to the end.
                scope.spawn(move || writing.write_all(&bytes).ok());
            }
            let answer = read_answer(&mut stream, self.method == "HEAD");
            // A server that never reads the rest must not keep the writer.
            stream.shutdown(Shutdown::Both).ok();
            answer
        })
    }

    fn bytes(&self) -> Vec<u8> {
        let mut head =
            format!("{} {} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n", self.method, self.path);
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        let (framing, body) = match &self.body {
            Body::None if self.method == "GET" || self.method == "HEAD" => (String::new(), Vec::new()),
            Body::None => ("Content-Length: 0\r\n".to_owned(), Vec::new()),
            Body::Whole(body) => (format!("Content-Length: {}\r\n", body.len()), body.clone()),
            Body::Chunked(body) => ("Transfer-Encoding: chunked\r\n".to_owned(), in_chunks(body)),
        };
        [head.as_bytes(), framing.as_bytes(), b"\r\n", &body].concat()
    }
}

fn in_chunks(body: &[u8]) -> Vec<u8> {
    let chunk = |part: &[u8]| [format!("{:x}\r\n", part.len()).as_bytes(), part, b"\r\n"].concat();
    let mut bytes: Vec<u8> = body.chunks(16 * 1024).flat_map(chunk).collect();
    bytes.extend_from_slice(b"0\r\n\r\n");
    bytes
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// Head and body as one text, whatever bytes they are.
    #[must_use]
    pub fn whole(&self) -> String {
        let head = self.headers.iter().map(|(name, value)| format!("{name}: {value}\n"));
        format!("{}{}", head.collect::<String>(), String::from_utf8_lossy(&self.body))
    }

    #[must_use]
    #[track_caller]
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("answers are UTF-8")
    }

    #[must_use]
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(self.text())
            .unwrap_or_else(|_| panic!("not JSON: {} {}", self.status, self.text()))
    }

    /// The answer, when it has this status.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.body));
        self
    }

    /// The JSON of an answer with this status.
    #[track_caller]
    pub fn value(self, status: u16) -> Value {
        self.expect(status).json()
    }

    /// A problem of this status and code, in the shape that every problem has.
    #[track_caller]
    pub fn problem(self, status: u16, code: &str) -> Value {
        let answer = self.expect(status);
        assert_eq!(answer.header("content-type"), Some("application/problem+json"));
        let problem = answer.json();
        assert_eq!(problem["status"], status, "{problem}");
        assert_eq!(problem["code"], code, "{problem}");
        for member in ["type", "title", "detail"] {
            assert!(problem[member].as_str().is_some_and(|text| !text.is_empty()), "no {member}: {problem}");
        }
        problem
    }

    /// 422 with exactly these faults, as `(pointer, code)`.
    #[track_caller]
    pub fn faults(self, expected: &[(&str, &str)]) {
        let problem = self.problem(422, "invalid_fields");
        let errors = problem["errors"].as_array().unwrap_or_else(|| panic!("no errors: {problem}"));
        for error in errors {
            assert!(error["detail"].as_str().is_some_and(|detail| !detail.is_empty()), "{problem}");
        }
        let mut found: Vec<(&str, &str)> = errors
            .iter()
            .map(|error| (error["pointer"].as_str().unwrap(), error["code"].as_str().unwrap()))
            .collect();
        let mut expected = expected.to_vec();
        found.sort_unstable();
        expected.sort_unstable();
        assert_eq!(found, expected, "{problem}");
    }
}

fn read_answer(stream: &mut TcpStream, headless: bool) -> std::io::Result<Answer> {
    let mut buffer = Vec::new();
    let (mut answer, length) = loop {
        let mut headers = [httparse::EMPTY_HEADER; 64];
        let mut head = httparse::Response::new(&mut headers);
        match head.parse(&buffer).map_err(invalid)? {
            httparse::Status::Complete(length) => break (head_of(&head), length),
            httparse::Status::Partial => more(stream, &mut buffer)?,
        }
    };
    let mut rest = buffer.split_off(length);
    answer.body = if headless || matches!(answer.status, 204 | 304) {
        Vec::new()
    } else if answer.header("transfer-encoding").is_some_and(|coding| coding.eq_ignore_ascii_case("chunked"))
    {
        unchunked(stream, rest)?
    } else if let Some(length) = answer.header("content-length") {
        let length: usize = length.parse().map_err(invalid)?;
        while rest.len() < length {
            more(stream, &mut rest)?;
        }
        rest
    } else {
        stream.read_to_end(&mut rest)?;
        rest
    };
    Ok(answer)
}

fn head_of(head: &httparse::Response<'_, '_>) -> Answer {
    let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
    let headers = head.headers.iter().map(|header| (header.name.to_owned(), text(header.value))).collect();
    Answer { status: head.code.unwrap_or_default(), headers, body: Vec::new() }
}

fn unchunked(stream: &mut TcpStream, mut buffer: Vec<u8>) -> std::io::Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let parsed = httparse::parse_chunk_size(&buffer).map_err(|_| invalid("no size of a chunk"))?;
        let httparse::Status::Complete((start, size)) = parsed else {
            more(stream, &mut buffer)?;
            continue;
        };
        let end = start + usize::try_from(size).map_err(invalid)?;
        while buffer.len() < end + 2 {
            more(stream, &mut buffer)?;
        }
        body.extend_from_slice(&buffer[start..end]);
        buffer.drain(..end + 2);
        if size == 0 {
            return Ok(body);
        }
    }
}

fn more(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> std::io::Result<()> {
    let mut chunk = [0; 16 * 1024];
    match stream.read(&mut chunk)? {
        0 => Err(std::io::ErrorKind::UnexpectedEof.into()),
        count => {
            buffer.extend_from_slice(&chunk[..count]);
            Ok(())
        }
    }
}

fn invalid(error: impl ToString) -> std::io::Error {
    std::io::Error::new(std::io::ErrorKind::InvalidData, error.to_string())
}
