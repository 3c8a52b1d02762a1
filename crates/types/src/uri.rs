//! Text as it stands in an address.

use std::fmt::Write as _;

/// Text as a part of a query (RFC 3986, 3.4): all but what is never written otherwise.
#[must_use]
pub fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => encoded.push(byte.into()),
            other => write!(encoded, "%{other:02X}").unwrap_or_default(),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_but_what_is_never_written_otherwise_is_encoded() {
        assert_eq!(encoded("a-Z.0_~"), "a-Z.0_~");
        assert_eq!(encoded("路 灯&=/?"), "%E8%B7%AF%20%E7%81%AF%26%3D%2F%3F");
    }
}
