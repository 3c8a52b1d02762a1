//! JPEG (ITU-T T.81): segments behind markers, and between them the picture itself.

use crate::cleaned::Cleaned;
use crate::orientation;
use crate::refused::Refused;

pub const START: &[u8] = &[0xFF, 0xD8, 0xFF];

const EXIF: &[u8] = b"Exif\0\0";
const JFIF: &[u8] = b"JFIF\0";
const ICC: &[u8] = b"ICC_PROFILE\0";
const ADOBE: &[u8] = b"Adobe";

/// Keeps what the picture is made of, its colours and how it is to be turned. Notes of all kinds go: EXIF with its
/// preview, XMP, IPTC, comments, makers' own, and further pictures behind the end.
pub fn clean(bytes: &[u8]) -> Result<Cleaned, Refused> {
    let mut cleaned = Cleaned::default();
    let (mut turned, mut jfif, mut shows) = (None, false, false);
    cleaned.keep(0..2);
    let mut at = 2;
    loop {
        let byte = |at: usize| bytes.get(at).copied().ok_or(Refused::Damaged);
        if byte(at)? != 0xFF {
            return Err(Refused::Damaged);
        }
        // Any number of these may stand before a marker.
        while byte(at + 1)? == 0xFF {
            at += 1;
        }
        let marker = byte(at + 1)?;
        if marker == 0xD9 {
            cleaned.keep(at..at + 2);
            break;
        }
        let length = usize::from(u16::from_be_bytes([byte(at + 2)?, byte(at + 3)?]));
        let end = at + 2 + length;
        let said = bytes.get(at + 4..end).ok_or(Refused::Damaged)?;
        match marker {
            // Tables, frames, intervals.
            0xC0..=0xC7 | 0xC9..=0xCF | 0xDB..=0xDD => cleaned.keep(at..end),
            0xDA => {
                let next = behind_scan(bytes, end)?;
                cleaned.keep(at..next);
                shows = true;
                at = next;
                continue;
            }
            0xE0 if said.starts_with(JFIF) && !jfif => {
                let density = said.get(JFIF.len()..12).ok_or(Refused::Damaged)?;
                // Without its preview.
                cleaned.make([&[0xFF, 0xE0, 0, 16][..], JFIF, density, &[0, 0]].concat());
                jfif = true;
            }
            0xE1 => turned = turned.or(said.strip_prefix(EXIF).and_then(orientation::find)),
            0xE2 if said.starts_with(ICC) => cleaned.keep(at..end),
            0xEE if said.starts_with(ADOBE) && said.len() == 12 => cleaned.keep(at..end),
            0xE0..=0xEF | 0xFE => {}
            _ => return Err(Refused::Damaged),
        }
        at = end;
    }
    if !shows {
        return Err(Refused::Damaged);
    }
    if let Some(turned) = turned {
        let block = orientation::block(turned);
        cleaned.make_behind(2, [&[0xFF, 0xE1, 0, 34][..], EXIF, &block].concat());
    }
    Ok(cleaned)
}

/// Where the next marker stands that is none of the picture's own.
fn behind_scan(bytes: &[u8], from: usize) -> Result<usize, Refused> {
    let rest = bytes.get(from..).unwrap_or_default();
    let ends = |pair: &[u8]| matches!(pair, [0xFF, next] if !matches!(next, 0 | 0xD0..=0xD7 | 0xFF));
    rest.windows(2).position(ends).map(|place| from + place).ok_or(Refused::Damaged)
}
