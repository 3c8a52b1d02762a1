//! A small HTTP/1.1 client: one connection that is kept, one request at a time. It costs so little
//! that what is measured through it is the server.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream, ToSocketAddrs as _};
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::Value;

/// Longer than any request of the hotline may take.
const PATIENCE: Duration = Duration::from_secs(60);
const HEADERS: usize = 64;

/// A connection to one server.
#[derive(Debug)]
pub struct Client {
    address: SocketAddr,
    stream: Option<TcpStream>,
    /// What was read and not yet used.
    buffer: Vec<u8>,
}

/// What the server said.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    pub fn json(&self) -> Result<Value> {
        serde_json::from_slice(&self.body)
            .with_context(|| format!("status {} with a body that is not JSON", self.status))
    }
}

/// A request as bytes, ready to be sent any number of times.
#[derive(Clone, Debug)]
pub struct Request(Vec<u8>);

impl Request {
    pub fn get(path: &str, headers: &[(&str, &str)]) -> Self {
        Self::new("GET", path, headers, &[])
    }

    pub fn post(path: &str, headers: &[(&str, &str)], body: &Value) -> Self {
        let mut with_type = vec![("Content-Type", "application/json")];
        with_type.extend_from_slice(headers);
        Self::new("POST", path, &with_type, body.to_string().as_bytes())
    }

    fn new(method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Self {
        let mut head = format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\n");
        for (name, value) in headers {
            head.push_str(name);
            head.push_str(": ");
            head.push_str(value);
            head.push_str("\r\n");
        }
        if method != "GET" {
            head.push_str(&format!("Content-Length: {}\r\n", body.len()));
        }
        head.push_str("\r\n");
        let mut bytes = head.into_bytes();
        bytes.extend_from_slice(body);
        Self(bytes)
    }
}

/// The address behind `http://HOST:PORT`.
pub fn parse_url(url: &str) -> Result<SocketAddr> {
    let hint = || format!("--url {url} is not of the form http://HOST:PORT");
    let authority = url.strip_prefix("http://").with_context(hint)?.trim_end_matches('/');
    let mut addresses = authority.to_socket_addrs().with_context(hint)?;
    addresses.next().with_context(hint)
}

/// The value of an `Authorization` header.
pub fn bearer(token: &str) -> String {
    format!("Bearer {token}")
}

impl Client {
    pub const fn new(address: SocketAddr) -> Self {
        Self { address, stream: None, buffer: Vec::new() }
    }

    /// Sends a request and reads the whole answer. After an error the next request opens a new
    /// connection; nothing is sent twice.
    pub fn send(&mut self, request: &Request) -> Result<Answer> {
        let stream = match self.stream.take() {
            Some(stream) => stream,
            None => self.connect()?,
        };
        let mut exchange = Exchange { stream, buffer: &mut self.buffer };
        exchange.stream.write_all(&request.0).context("the server hung up while it was being asked")?;
        let (answer, keep) = exchange.read_answer()?;
        if keep {
            self.stream = Some(exchange.stream);
        }
        Ok(answer)
    }

    fn connect(&mut self) -> Result<TcpStream> {
        self.buffer.clear();
        let stream = TcpStream::connect(self.address)
            .with_context(|| format!("cannot connect to {}: is the hotline running?", self.address))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        Ok(stream)
    }
}

struct Exchange<'a> {
    stream: TcpStream,
    buffer: &'a mut Vec<u8>,
}

/// The head of an answer, as far as this client cares.
struct Head {
    status: u16,
    length: Option<usize>,
    chunked: bool,
    close: bool,
}

impl Exchange<'_> {
    fn read_answer(&mut self) -> Result<(Answer, bool)> {
        let head = self.read_head()?;
        let body = match head.length {
            _ if head.chunked => self.read_chunks()?,
            Some(length) => self.take(length)?,
            None if matches!(head.status, 204 | 304) => Vec::new(),
            None => self.read_to_end()?,
        };
        let framed = head.chunked || head.length.is_some() || matches!(head.status, 204 | 304);
        Ok((Answer { status: head.status, body }, framed && !head.close))
    }

    fn read_head(&mut self) -> Result<Head> {
        loop {
            let mut headers = [httparse::EMPTY_HEADER; HEADERS];
            let mut response = httparse::Response::new(&mut headers);
            match response.parse(self.buffer).context("the answer is not HTTP")? {
                httparse::Status::Complete(length) => {
                    let head = Head::of(&response)?;
                    self.buffer.drain(..length);
                    return Ok(head);
                }
                httparse::Status::Partial => self.more()?,
            }
        }
    }

    fn more(&mut self) -> Result<()> {
        let mut chunk = [0_u8; 16 * 1024];
        let count = self.stream.read(&mut chunk).context("no answer")?;
        ensure!(count > 0, "the server hung up before its answer was complete");
        self.buffer.extend(chunk.iter().take(count));
        Ok(())
    }

    fn take(&mut self, length: usize) -> Result<Vec<u8>> {
        while self.buffer.len() < length {
            self.more()?;
        }
        let rest = self.buffer.split_off(length);
        Ok(std::mem::replace(self.buffer, rest))
    }

    fn read_chunks(&mut self) -> Result<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let parsed = httparse::parse_chunk_size(self.buffer);
            let (start, size) = match parsed.map_err(|_| anyhow::anyhow!("a chunk without a size"))? {
                httparse::Status::Complete(found) => found,
                httparse::Status::Partial => {
                    self.more()?;
                    continue;
                }
            };
            self.take(start)?;
            let size = usize::try_from(size).context("a chunk too large to hold")?;
            body.extend(self.take(size)?);
            ensure!(self.take(2)? == b"\r\n", "a chunk without an end; trailers are not understood");
            if size == 0 {
                return Ok(body);
            }
        }
    }

    fn read_to_end(&mut self) -> Result<Vec<u8>> {
        self.stream.read_to_end(self.buffer).context("the answer broke off")?;
        Ok(std::mem::take(self.buffer))
    }
}

impl Head {
    fn of(response: &httparse::Response<'_, '_>) -> Result<Self> {
        let Some(status) = response.code else { bail!("an answer without a status") };
        let mut head = Self { status, length: None, chunked: false, close: false };
        for header in response.headers.iter() {
            let value = String::from_utf8_lossy(header.value);
            if header.name.eq_ignore_ascii_case("content-length") {
                head.length = Some(value.trim().parse().context("an unreadable Content-Length")?);
            } else if header.name.eq_ignore_ascii_case("transfer-encoding") {
                head.chunked = value.to_ascii_lowercase().contains("chunked");
            } else if header.name.eq_ignore_ascii_case("connection") {
                head.close = value.eq_ignore_ascii_case("close");
            }
        }
        Ok(head)
    }
}

#[cfg(test)]
mod tests {
    use std::io::BufRead as _;
    use std::net::TcpListener;

    use super::*;

    #[test]
    fn urls() {
        assert_eq!(parse_url("http://127.0.0.1:3000/").unwrap().port(), 3000);
        for bad in ["https://127.0.0.1:3000", "127.0.0.1:3000", "http://127.0.0.1"] {
            assert!(parse_url(bad).unwrap_err().to_string().contains("http://HOST:PORT"), "{bad}");
        }
    }

    /// Serves each of `answers` on one connection, and says what was asked.
    fn serve(answers: &'static [&'static str]) -> (SocketAddr, std::thread::JoinHandle<Vec<String>>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let thread = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut reader = std::io::BufReader::new(stream.try_clone().unwrap());
            answers
                .iter()
                .map(|answer| {
                    let mut first = String::new();
                    reader.read_line(&mut first).unwrap();
                    let mut line = first.clone();
                    while line != "\r\n" {
                        line.clear();
                        reader.read_line(&mut line).unwrap();
                    }
                    // In pieces, as a network delivers.
                    for piece in answer.as_bytes().chunks(7) {
                        stream.write_all(piece).unwrap();
                    }
                    first
                })
                .collect()
        });
        (address, thread)
    }

    #[test]
    fn several_answers_on_one_connection() {
        let (address, thread) = serve(&[
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n",
            "HTTP/1.1 204 No Content\r\n\r\n",
            "HTTP/1.1 404 Not Found\r\nContent-Length: 12\r\nConnection: close\r\n\r\n{\"code\": \"x\"}",
        ]);
        let mut client = Client::new(address);
        let mut ask = |path| client.send(&Request::get(path, &[])).unwrap();
        let first = ask("/a");
        assert_eq!((first.status, first.body.as_slice()), (200, &b"hello"[..]));
        assert_eq!(ask("/b").body, b"hello world");
        assert!(ask("/c").is_success());
        let last = ask("/d");
        assert_eq!(last.status, 404);
        assert!(!last.is_success());
        assert_eq!(
            thread.join().unwrap(),
            ["/a", "/b", "/c", "/d"].map(|path| format!("GET {path} HTTP/1.1\r\n"))
        );
    }

    #[test]
    fn a_truncated_answer_is_an_error() {
        let (address, thread) = serve(&["HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello"]);
        let mut client = Client::new(address);
        let error = client.send(&Request::get("/", &[])).unwrap_err().to_string();
        assert!(error.contains("hung up"), "{error}");
        thread.join().unwrap();
    }
}
