//! What a server of a test's own was sent: a stand-in for a gateway or a language model on loopback.

use std::io::BufRead;

use serde_json::Value;

/// Reads one request with a JSON body, whole or in chunks: its head as it came, and the body.
#[must_use]
#[track_caller]
pub fn received(reader: &mut impl BufRead) -> (String, Value) {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        assert!(reader.read_line(&mut head).unwrap() > 0, "{head}");
    }
    let small = head.to_ascii_lowercase();
    let length = small.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
    let body = match length {
        Some(length) => exactly(reader, length),
        None => unchunked(reader),
    };
    (head, serde_json::from_slice(&body).unwrap())
}

fn exactly(reader: &mut impl BufRead, length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    reader.read_exact(&mut bytes).unwrap();
    bytes
}

fn unchunked(reader: &mut impl BufRead) -> Vec<u8> {
    let mut body = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        let length = usize::from_str_radix(line.trim(), 16).unwrap();
        let chunk = exactly(reader, length + 2);
        body.extend_from_slice(&chunk[..length]);
        if length == 0 {
            return body;
        }
    }
}
