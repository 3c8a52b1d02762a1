//! What components write to their standard output and error.
//!
//! Both go to the host's standard error, a whole line at a time. A line that looks like JSON is passed
//! on as it is, for whatever collects the log; any other gets the component's name in front.

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
        let mut line = Vec::with_capacity(self.text.len() + self.component.len() + 3);
        if !self.text.starts_with(b"{") {
            line.extend_from_slice(self.component.as_bytes());
            line.extend_from_slice(b": ");
        }
        line.append(&mut self.text);
        if !line.ends_with(b"\n") {
            line.push(b'\n');
        }
        log::write_line(line);
    }
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
