//! What components write to their standard output and error.
//!
//! Both go to the host's standard error, a whole line at a time, with the time at which it was whole: a line that
//! looks like JSON as its first member, any other in front, with the component's name.

use crate::log;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use tokio::io::AsyncWrite;
use wasmtime_wasi::cli::{IsTerminal, StdoutStream};
use wasmtime_wasi::p2::{OutputStream, Pollable, StreamResult};

/// A longer line is cut into pieces of this size.
const LONGEST_LINE: usize = 64 * 1024;

/// One output of one instance. Clones share the unfinished line.
#[derive(Clone)]
pub struct Output {
    line: Arc<Mutex<Line>>,
}

struct Line {
    component: Arc<str>,
    text: Vec<u8>,
}

impl Output {
    pub fn new(component: Arc<str>) -> Self {
        Self { line: Arc::new(Mutex::new(Line { component, text: Vec::new() })) }
    }

    fn write(&self, bytes: &[u8]) {
        self.line.lock().unwrap_or_else(PoisonError::into_inner).write(bytes);
    }
}

impl Line {
    fn write(&mut self, bytes: &[u8]) {
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.text.extend_from_slice(piece);
            if piece.ends_with(b"\n") || self.text.len() >= LONGEST_LINE {
                self.emit();
            }
        }
    }

    fn emit(&mut self) {
        log::write_line(dated(&log::now(), &self.component, &self.text));
        self.text.clear();
    }
}

/// A line as it goes to the log.
fn dated(time: &str, component: &str, text: &[u8]) -> Vec<u8> {
    let mut line = Vec::with_capacity(text.len() + time.len() + component.len() + 16);
    match text.strip_prefix(b"{") {
        Some(members) => {
            line.extend_from_slice(b"{\"time\":\"");
            line.extend_from_slice(time.as_bytes());
            let is_empty = members.trim_ascii_start().starts_with(b"}");
            line.extend_from_slice(if is_empty { b"\"" } else { b"\"," });
            line.extend_from_slice(members);
        }
        None => {
            line.extend_from_slice(format!("{time} {component}: ").as_bytes());
            line.extend_from_slice(text);
        }
    }
    if !line.ends_with(b"\n") {
        line.push(b'\n');
    }
    line
}

impl Drop for Line {
    fn drop(&mut self) {
        if !self.text.is_empty() {
            self.emit();
        }
    }
}

impl IsTerminal for Output {
    fn is_terminal(&self) -> bool {
        false
    }
}

impl StdoutStream for Output {
    fn p2_stream(&self) -> Box<dyn OutputStream> {
        Box::new(self.clone())
    }

    fn async_stream(&self) -> Box<dyn AsyncWrite + Send + Sync> {
        Box::new(self.clone())
    }
}

impl OutputStream for Output {
    fn write(&mut self, bytes: bytes::Bytes) -> StreamResult<()> {
        Output::write(self, &bytes);
        Ok(())
    }

    fn flush(&mut self) -> StreamResult<()> {
        Ok(())
    }

    fn check_write(&mut self) -> StreamResult<usize> {
        Ok(LONGEST_LINE)
    }
}

#[wasmtime_wasi::async_trait]
impl Pollable for Output {
    async fn ready(&mut self) {}
}

impl AsyncWrite for Output {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<std::io::Result<usize>> {
        Output::write(&self, bytes);
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_tells_its_time_and_stays_what_it_is() {
        for (text, line) in [
            ("{\"a\":1}\n", "{\"time\":\"T\",\"a\":1}\n"),
            ("{}", "{\"time\":\"T\"}\n"),
            ("{ }\n", "{\"time\":\"T\" }\n"),
            ("thread panicked\n", "T web: thread panicked\n"),
            ("\n", "T web: \n"),
        ] {
            assert_eq!(String::from_utf8(dated("T", "web", text.as_bytes())).unwrap(), line);
        }
    }
}
