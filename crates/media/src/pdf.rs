//! PDF (ISO 32000): kept as it is, but for what stands behind its end. What it says of its author lies in streams that only
//! a reader of PDF opens; people who send a document know that it says who wrote it.

use crate::cleaned::Cleaned;
use crate::refused::Refused;

pub const START: &[u8] = b"%PDF-";

const END: &[u8] = b"%%EOF";
/// So near to the last byte the end has to be.
const NEAR: usize = 2048;

pub fn clean(bytes: &[u8]) -> Result<Cleaned, Refused> {
    let from = bytes.len().saturating_sub(NEAR);
    let tail = bytes.get(from..).unwrap_or_default();
    let last = tail.windows(END.len()).rposition(|window| window == END).ok_or(Refused::Damaged)?;
    let mut end = from + last + END.len();
    while matches!(bytes.get(end), Some(b'\r' | b'\n')) && end < from + last + END.len() + 2 {
        end += 1;
    }
    let mut cleaned = Cleaned::default();
    cleaned.keep(0..end);
    Ok(cleaned)
}
