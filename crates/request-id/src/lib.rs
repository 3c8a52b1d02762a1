//! What a request is called: one id from the log line to the lines of the audit log and to whoever is answered, so that a
//! complaint is matched with what happened. Whoever is trusted to, such as the operator's own proxy, gives it by
//! `X-Request-Id` or `traceparent`; else it is made by whoever takes the request.
#![forbid(unsafe_code)]

use std::fmt;

/// 128 bits, shown as a UUID (RFC 9562).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestId([u8; 16]);

impl RequestId {
    /// The header by which it is given, and told.
    pub const HEADER: &str = "x-request-id";

    /// One of chance: a UUID of version 4.
    #[must_use]
    pub const fn random(mut bytes: [u8; 16]) -> Self {
        bytes[6] = bytes[6] & 0x0f | 0x40;
        bytes[8] = bytes[8] & 0x3f | 0x80;
        Self(bytes)
    }

    /// As it was stored.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// 32 hexadecimal digits, as nginx has them in `$request_id`, or with the hyphens of a UUID; not only zeros.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let hyphens = [8, 13, 18, 23];
        let mut bytes = [0_u8; 16];
        let mut count = 0_usize;
        for (place, byte) in text.bytes().enumerate() {
            if byte == b'-' && text.len() == 36 && hyphens.contains(&place) {
                continue;
            }
            let digit = u8::try_from(char::from(byte).to_digit(16)?).ok()?;
            let half = bytes.get_mut(count / 2)?;
            *half = *half << 4 | digit;
            count += 1;
        }
        (count == 32 && bytes != [0; 16]).then_some(Self(bytes))
    }

    /// The trace of a `traceparent` (W3C Trace Context, of any version): `00-TRACE-PARENT-FLAGS`.
    #[must_use]
    pub fn of_trace(traceparent: &str) -> Option<Self> {
        let mut parts = traceparent.split('-');
        let (version, trace, parent, flags) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let hex =
            |text: &str, length| text.len() == length && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let fits =
            hex(version, 2) && version != "ff" && hex(parent, 16) && hex(flags, 2) && trace.len() == 32;
        Self::parse(trace).filter(|_| fits)
    }

    /// What these headers give, the one that is made for it first.
    #[must_use]
    pub fn given(request_id: Option<&str>, traceparent: Option<&str>) -> Option<Self> {
        request_id.and_then(|text| Self::parse(text.trim())).or_else(|| traceparent.and_then(Self::of_trace))
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, byte) in self.0.iter().enumerate() {
            if matches!(place, 4 | 6 | 8 | 10) {
                f.write_str("-")?;
            }
            write!(f, "{byte:02x}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const UUID: &str = "0b9f5f5e-3c1f-4f0e-9a51-5d2d4c1f7a10";
    const PLAIN: &str = "0b9f5f5e3c1f4f0e9a515d2d4c1f7a10";

    #[test]
    fn an_id_is_read_however_it_is_written_and_shown_as_a_uuid() {
        for text in [UUID, PLAIN, &UUID.to_uppercase()] {
            let id = RequestId::parse(text).unwrap();
            assert_eq!(id.to_string(), UUID);
            assert_eq!(RequestId::from_bytes(id.as_bytes()), Some(id));
        }
        for bad in [
            "",
            "x",
            "0b9f5f5e3c1f4f0e9a515d2d4c1f7a1",
            "0b9f5f5e3c1f4f0e9a515d2d4c1f7a100",
            "0b9f5f5e-3c1f-4f0e-9a515d2d4c1f7a10",
            "0b9f5f5e-3c1f-4f0e9-a51-5d2d4c1f7a10",
            "0b9f5f5e-3c1f-4f0e-9a51-5d2d4c1f7a1g",
            "00000000-0000-0000-0000-000000000000",
            "{0b9f5f5e-3c1f-4f0e-9a51-5d2d4c1f7a10}",
            "民声民声民声民声民声民声民声民声",
        ] {
            assert_eq!(RequestId::parse(bad), None, "{bad}");
        }
        assert_eq!(RequestId::from_bytes(&[1; 15]), None);
    }

    #[test]
    fn a_trace_gives_its_own_id() {
        let trace = format!("00-{PLAIN}-00f067aa0ba902b7-01");
        assert_eq!(RequestId::of_trace(&trace).unwrap().to_string(), UUID);
        assert!(RequestId::of_trace(&format!("01-{PLAIN}-00f067aa0ba902b7-01-more")).is_some());
        for bad in [
            PLAIN.to_owned(),
            format!("ff-{PLAIN}-00f067aa0ba902b7-01"),
            format!("00-{UUID}-00f067aa0ba902b7-01"),
            format!("00-{PLAIN}-00f067aa0ba902b-01"),
            format!("00-{PLAIN}-00f067aa0ba902b7"),
            format!("00-{}-00f067aa0ba902b7-01", "0".repeat(32)),
        ] {
            assert_eq!(RequestId::of_trace(&bad), None, "{bad}");
        }
    }

    #[test]
    fn what_is_made_for_it_goes_first_and_nonsense_gives_nothing() {
        let trace = format!("00-{}-00f067aa0ba902b7-01", "1".repeat(32));
        let given = |id, trace| RequestId::given(id, trace).map(|id| id.to_string());
        assert_eq!(given(Some(" 0b9f5f5e3c1f4f0e9a515d2d4c1f7a10 "), Some(&trace)).as_deref(), Some(UUID));
        assert_eq!(
            given(Some("nonsense"), Some(&trace)).as_deref(),
            Some("11111111-1111-1111-1111-111111111111")
        );
        assert_eq!((given(None, None), given(Some("nonsense"), Some("00"))), (None, None));
    }

    #[test]
    fn chance_makes_a_uuid_of_version_4() {
        assert_eq!(RequestId::random([0; 16]).to_string(), "00000000-0000-4000-8000-000000000000");
        assert_eq!(RequestId::random([0xff; 16]).to_string(), "ffffffff-ffff-4fff-bfff-ffffffffffff");
    }
}
