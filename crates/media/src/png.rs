//! PNG (W3C, third edition): chunks with their length, name and checksum.

use crate::cleaned::Cleaned;
use crate::orientation;
use crate::refused::Refused;

pub const START: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Where the first chunk ends, which is always as long.
const FIRST_ENDS: usize = 33;

/// Those that say how the picture looks, and moves.
const KEPT: [&[u8; 4]; 19] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"pHYs",
    b"bKGD", b"cICP", b"mDCV", b"cLLI", b"acTL", b"fcTL", b"fdAT", b"hIST",
];

pub fn clean(bytes: &[u8]) -> Result<Cleaned, Refused> {
    let mut cleaned = Cleaned::default();
    let (mut turned, mut shows) = (None, false);
    cleaned.keep(0..START.len());
    let mut at = START.len();
    loop {
        let head = bytes.get(at..at.saturating_add(8)).ok_or(Refused::Damaged)?;
        let (Some((length, _)), Some(name)) = (head.split_first_chunk(), head.last_chunk::<4>()) else {
            return Err(Refused::Damaged);
        };
        let length = u32::from_be_bytes(*length) as usize;
        let end = at.checked_add(12).and_then(|at| at.checked_add(length)).ok_or(Refused::Damaged)?;
        let said = bytes.get(at + 8..end - 4).filter(|_| end <= bytes.len()).ok_or(Refused::Damaged)?;
        let first = at == START.len();
        if first != (name == b"IHDR") || first && end != FIRST_ENDS {
            return Err(Refused::Damaged);
        }
        match name {
            b"eXIf" => turned = turned.or(orientation::find(said)),
            _ if KEPT.contains(&name) => cleaned.keep(at..end),
            // Nobody can show a picture without what has a capital letter.
            [b'A'..=b'Z', ..] => return Err(Refused::Damaged),
            _ => {}
        }
        shows |= name == b"IDAT";
        at = end;
        if name == b"IEND" {
            break;
        }
    }
    if !shows {
        return Err(Refused::Damaged);
    }
    if let Some(turned) = turned {
        let chunk = [b"eXIf".as_slice(), &orientation::block(turned)].concat();
        let sum = crc(&chunk).to_be_bytes();
        cleaned.make_behind(FIRST_ENDS, [&[0, 0, 0, 26][..], &chunk, &sum].concat());
    }
    Ok(cleaned)
}

/// The checksum of a chunk's name and data; bit by bit, since it is made of thirty bytes.
fn crc(bytes: &[u8]) -> u32 {
    let step = |sum: u32, _| (sum >> 1) ^ (0xEDB8_8320 & (sum & 1).wrapping_neg());
    !bytes.iter().fold(u32::MAX, |sum, byte| (0..8).fold(sum ^ u32::from(*byte), step))
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_checksum_is_that_of_the_standard() {
        assert_eq!(super::crc(b"IEND"), 0xAE42_6082);
        assert_eq!(super::crc(b"123456789"), 0xCBF4_3926);
    }
}
