//! What traces and spans are called, and what a caller says of the trace that it is in (W3C Trace Context).

use minsheng_request_id::RequestId;
use serde::{Serialize, Serializer};
use std::fmt;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TraceId([u8; 16]);

/// Never 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpanId(u64);

/// The trace that a caller is in, and its own span there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caller {
    pub trace: TraceId,
    pub span: SpanId,
    /// Whether the caller tells of it.
    pub sampled: bool,
}

impl TraceId {
    /// One of chance; `None` where there is none to be had.
    pub fn random() -> Option<Self> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).ok()?;
        // That it is all zeros, which the standard forbids, comes before the end of the universe.
        Some(Self(bytes))
    }

    /// The part of it by which traces are chosen: 56 bits, which the standard wants to be of chance.
    pub fn chance(self) -> u64 {
        let [.., a, b, c, d, e, f, g] = self.0;
        u64::from_be_bytes([0, a, b, c, d, e, f, g])
    }
}

impl SpanId {
    /// Those of one trace differ if their numbers do: nothing but that is asked of them.
    pub fn new(number: u64) -> Self {
        Self(number.max(1))
    }
}

impl Caller {
    /// What a `traceparent` says: `00-TRACE-SPAN-FLAGS`.
    pub fn parse(traceparent: &str) -> Option<Self> {
        let trace = TraceId(*RequestId::of_trace(traceparent)?.as_bytes());
        let mut rest = traceparent.split('-').skip(2);
        let span = u64::from_str_radix(rest.next()?, 16).ok().filter(|span| *span != 0)?;
        let flags = u8::from_str_radix(rest.next()?, 16).ok()?;
        Some(Self { trace, span: SpanId(span), sampled: flags & 1 == 1 })
    }
}

impl fmt::Display for TraceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", u128::from_be_bytes(self.0))
    }
}

impl fmt::Display for SpanId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl Serialize for TraceId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Serialize for SpanId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";

    #[test]
    fn a_callers_word_is_read() {
        for (flags, sampled) in [("01", true), ("03", true), ("00", false), ("02", false)] {
            let caller = Caller::parse(&format!("00-{TRACE}-00f067aa0ba902b7-{flags}")).unwrap();
            assert_eq!(caller.trace.to_string(), TRACE);
            assert_eq!(caller.span.to_string(), "00f067aa0ba902b7");
            assert_eq!(caller.sampled, sampled, "{flags}");
        }
        for bad in [
            "",
            TRACE,
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-+0f067aa0ba902b7-01",
            "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        ] {
            assert_eq!(Caller::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn traces_are_chosen_by_their_last_56_bits() {
        let caller = Caller::parse(&format!("00-{TRACE}-00f067aa0ba902b7-01")).unwrap();
        assert_eq!(caller.trace.chance(), 0x00ce_929d_0e0e_4736);
    }

    #[test]
    fn a_span_is_never_called_0() {
        assert_eq!(SpanId::new(0).to_string(), "0000000000000001");
    }
}
