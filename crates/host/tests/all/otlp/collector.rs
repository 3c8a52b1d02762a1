//! A collector of traces, as these tests want it to be: it takes `POST`s, answers each as it is told to, and keeps what it took.

use crate::host::Host;
use serde_json::Value;
use std::collections::VecDeque;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// How it answers.
#[derive(Clone, Debug)]
pub enum Reply {
    /// With a status and a body; what was sent is kept if that is a success.
    With(u16, &'static str),
    /// Not before a long time has gone.
    Late,
}

/// One that runs until the test ends.
pub struct Collector {
    pub address: SocketAddr,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    /// How to answer from now on, one by one; when all are used up, well.
    replies: Mutex<VecDeque<Reply>>,
    heads: Mutex<Vec<String>>,
    /// The bodies that it took.
    bodies: Mutex<Vec<Value>>,
}

/// One span that came.
#[derive(Clone, Debug)]
pub struct Span(pub Value);

impl Collector {
    pub fn start() -> Self {
        Self::replying([])
    }

    pub fn replying(replies: impl IntoIterator<Item = Reply>) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let shared =
            Arc::new(Shared { replies: Mutex::new(replies.into_iter().collect()), ..Shared::default() });
        let seen = Arc::clone(&shared);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let seen = Arc::clone(&seen);
                std::thread::spawn(move || seen.serve(stream.unwrap()));
            }
        });
        Self { address, shared }
    }

    /// Has a host send to it, and not before it stops if it is not told otherwise.
    pub fn tell(&self, command: &mut Command) {
        command
            .env("OTEL_EXPORTER_OTLP_ENDPOINT", format!("http://{}", self.address))
            .env("OTEL_BSP_SCHEDULE_DELAY", "600000");
    }

    /// The heads of all that was posted, in small letters.
    pub fn heads(&self) -> Vec<String> {
        self.shared.heads.lock().unwrap().clone()
    }

    pub fn bodies(&self) -> Vec<Value> {
        self.shared.bodies.lock().unwrap().clone()
    }

    /// All spans that it took.
    pub fn spans(&self) -> Vec<Span> {
        let list = |value: &Value, name: &str| value[name].as_array().unwrap().clone();
        let resources = self.bodies().into_iter().flat_map(|body| list(&body, "resourceSpans"));
        let scopes = resources.flat_map(|resource| list(&resource, "scopeSpans"));
        scopes.flat_map(|scope| list(&scope, "spans")).map(Span).collect()
    }

    /// The same of a host that has stopped.
    pub fn spans_of(&self, mut host: Host) -> Vec<Span> {
        host.stop();
        self.spans()
    }
}

impl Shared {
    fn serve(&self, stream: TcpStream) {
        let mut reader = BufReader::new(stream);
        loop {
            let mut head = String::new();
            while !head.ends_with("\r\n\r\n") {
                if reader.read_line(&mut head).unwrap_or_default() == 0 {
                    return;
                }
            }
            let head = head.to_ascii_lowercase();
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
            let mut body = vec![0; length.unwrap_or_default()];
            reader.read_exact(&mut body).unwrap();
            self.heads.lock().unwrap().push(head);
            let reply = self.replies.lock().unwrap().pop_front().unwrap_or(Reply::With(200, "{}"));
            let Reply::With(status, answer) = reply else {
                std::thread::sleep(Duration::from_secs(600));
                return;
            };
            if status == 200 && !body.is_empty() {
                self.bodies.lock().unwrap().push(serde_json::from_slice(&body).unwrap());
            }
            let length = answer.len();
            let answer = format!(
                "HTTP/1.1 {status} So\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{answer}"
            );
            if reader.get_mut().write_all(answer.as_bytes()).is_err() {
                return;
            }
        }
    }
}

impl Span {
    pub fn text(&self, name: &str) -> &str {
        self.0[name].as_str().unwrap_or_default()
    }

    /// An attribute, if it has one of this name.
    pub fn says(&self, name: &str) -> Option<&str> {
        let attributes = self.0["attributes"].as_array().unwrap();
        let value = &attributes.iter().find(|attribute| attribute["key"] == name)?["value"];
        value["stringValue"].as_str().or(value["intValue"].as_str())
    }

    pub fn failed(&self) -> bool {
        self.0["status"]["code"] == 2
    }

    /// Nobody's child here.
    pub fn is_root(&self) -> bool {
        self.0["parentSpanId"].is_null()
    }

    pub fn is_child_of(&self, parent: &Self) -> bool {
        self.text("traceId") == parent.text("traceId") && self.text("parentSpanId") == parent.text("spanId")
    }

    /// From when to when it was, in nanoseconds.
    pub fn period(&self) -> (u64, u64) {
        let moment = |name: &str| self.text(name).parse().unwrap();
        (moment("startTimeUnixNano"), moment("endTimeUnixNano"))
    }
}

/// The one of this name.
pub fn one<'a>(spans: &'a [Span], name: &str) -> &'a Span {
    let found: Vec<_> = spans.iter().filter(|span| span.text("name") == name).collect();
    let [one] = found[..] else { panic!("not one {name} in {spans:#?}") };
    one
}
