//! One connection, for requests as bytes and answers as they come.

use std::io::{BufRead as _, BufReader, ErrorKind, Read, Result, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::Duration;

use crate::answer::{Answer, invalid};
use crate::request::Request;

/// Longer than any request may take: it ends what hangs, and nothing is measured by it.
const PATIENCE: Duration = Duration::from_secs(60);
/// Bytes that are read at once.
const BUFFER: usize = 16 * 1024;
/// The most that is made room for before it has come.
const ROOM: usize = 1 << 20;
/// A request of more bytes may be answered before the server has read all of it.
const LONG: usize = 64 * 1024;

/// A connection to one server.
#[derive(Debug)]
pub struct Connection<S: Read + Write = TcpStream>(BufReader<S>);

impl Connection {
    /// # Errors
    /// When nobody listens there.
    pub fn open(address: SocketAddr) -> Result<Self> {
        Self::over(TcpStream::connect_timeout(&address, PATIENCE)?)
    }

    /// Over a stream that is there already.
    ///
    /// # Errors
    /// When it is broken.
    pub fn over(stream: TcpStream) -> Result<Self> {
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        Ok(Self(BufReader::with_capacity(BUFFER, stream)))
    }

    /// Asks and takes the answer. A long request is written while the answer is read: a server may answer before it
    /// has read everything, and then need not be heard to the end.
    pub(crate) fn ask_once(mut self, request: &Request) -> Result<Option<Answer>> {
        let bytes = request.to_bytes(true);
        if bytes.len() < LONG {
            self.write(&bytes)?;
            return self.read_answer(request.asks_for_the_head());
        }
        let mut writing = self.0.get_ref().try_clone()?;
        std::thread::scope(|scope| {
            scope.spawn(move || writing.write_all(&bytes).ok());
            let answer = self.read_answer(request.asks_for_the_head());
            // A server that never reads the rest must not keep the writer; one that has hung up is gone already.
            self.0.get_ref().shutdown(Shutdown::Both).ok();
            answer
        })
    }
}

impl<S: Read + Write> Connection<S> {
    /// Over whatever carries bytes both ways, encrypted for instance.
    pub fn on(stream: S) -> Self {
        Self(BufReader::with_capacity(BUFFER, stream))
    }

    /// Sends a request, after which others may follow, and reads the whole answer.
    ///
    /// # Errors
    /// As [`Connection::write`] and [`Connection::read`].
    pub fn ask(&mut self, request: &Request) -> Result<Option<Answer>> {
        self.write(&request.to_bytes(false))?;
        self.read_answer(request.asks_for_the_head())
    }

    /// Bytes as they are, be they a request or not.
    ///
    /// # Errors
    /// When the server has hung up.
    pub fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.0.get_mut().write_all(bytes)
    }

    /// The next answer, or `None` when the connection ended before one began. One whose body was torn off is there
    /// as far as it came.
    ///
    /// # Errors
    /// When nothing comes for too long, or what comes is not HTTP.
    pub fn read(&mut self) -> Result<Option<Answer>> {
        self.read_answer(false)
    }

    /// As [`Connection::read`], without its body, which [`Connection::read_body`] reads.
    ///
    /// # Errors
    /// As [`Connection::read`].
    pub fn read_head(&mut self) -> Result<Option<Answer>> {
        self.read_answer(true)
    }

    pub(crate) fn read_answer(&mut self, head_only: bool) -> Result<Option<Answer>> {
        let mut head = Vec::new();
        while self.read_line(&mut head)? {
            if head.ends_with(b"\r\n\r\n") {
                let mut answer = Answer::of(head)?;
                if !head_only && !answer.is_bodiless() {
                    self.read_body(&mut answer)?;
                }
                return Ok(Some(answer));
            }
        }
        if head.is_empty() { Ok(None) } else { Err(ErrorKind::UnexpectedEof.into()) }
    }

    /// Adds a line with its end; `false` when the connection ends before one does.
    fn read_line(&mut self, line: &mut Vec<u8>) -> Result<bool> {
        ended(self.0.read_until(b'\n', line).map(|_| line.ends_with(b"\n")))
    }

    /// Reads the body of an answer of which there is only the head.
    ///
    /// # Errors
    /// As [`Connection::read`].
    pub fn read_body(&mut self, answer: &mut Answer) -> Result<()> {
        let framing = answer.framing();
        answer.complete = match framing.length {
            _ if framing.chunked => self.read_chunks(&mut answer.body)?,
            Some(length) => self.read_exactly(length, &mut answer.body)?,
            None => ended(self.0.read_to_end(&mut answer.body).map(|_| true))?,
        };
        Ok(())
    }

    fn read_exactly(&mut self, length: u64, body: &mut Vec<u8>) -> Result<bool> {
        // Room for what an honest server says, so that it is not found out by doubling.
        body.reserve(usize::try_from(length).map_or(ROOM, |length| length.min(ROOM)));
        let read = Read::by_ref(&mut self.0).take(length).read_to_end(body).map(|read| read as u64 == length);
        ended(read)
    }

    fn read_chunks(&mut self, body: &mut Vec<u8>) -> Result<bool> {
        loop {
            let mut line = Vec::new();
            if !self.read_line(&mut line)? {
                return Ok(false);
            }
            let parsed = httparse::parse_chunk_size(&line).map_err(|_| invalid("a chunk without a size"))?;
            let httparse::Status::Complete((_, size)) = parsed else {
                return Err(invalid("a chunk without a size"));
            };
            if size == 0 {
                return self.read_trailers();
            }
            let mut end = Vec::new();
            if !self.read_exactly(size, body)? || !self.read_exactly(2, &mut end)? {
                return Ok(false);
            }
            if end != b"\r\n" {
                return Err(invalid("a chunk without an end"));
            }
        }
    }

    /// What follows the last chunk: nobody asks for it, but the next answer stands behind it.
    fn read_trailers(&mut self) -> Result<bool> {
        loop {
            let mut line = Vec::new();
            if !self.read_line(&mut line)? {
                return Ok(false);
            }
            if line == b"\r\n" {
                return Ok(true);
            }
        }
    }
}

/// A server that dies may reset the connection as well as close it.
fn ended(read: Result<bool>) -> Result<bool> {
    match read {
        Err(error) if error.kind() == ErrorKind::ConnectionReset => Ok(false),
        read => read,
    }
}
