//! What a server of a test's own was sent: a stand-in for a gateway or a language model on loopback.

use std::io::BufRead;

use serde_json::Value;

/// Reads one request with a JSON body, whose length its head must tell, as many a gateway wants it: its head as it
/// came, and the body.
#[must_use]
#[track_caller]
pub fn received(reader: &mut impl BufRead) -> (String, Value) {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        assert!(reader.read_line(&mut head).unwrap() > 0, "{head}");
    }
    let small = head.to_ascii_lowercase();
    let length = small.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
    let body = exactly(reader, length.unwrap_or_else(|| panic!("no content length: {head}")));
    (head, serde_json::from_slice(&body).unwrap())
}

fn exactly(reader: &mut impl BufRead, length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    reader.read_exact(&mut bytes).unwrap();
    bytes
}
