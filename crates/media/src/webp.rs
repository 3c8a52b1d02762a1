//! WebP (RFC 9649): chunks of RIFF.

use crate::cleaned::Cleaned;
use crate::orientation;
use crate::refused::Refused;

/// In the flags of an extended file: that there is EXIF, and XMP.
const HAS_EXIF: u8 = 0x08;
const HAS_XMP: u8 = 0x04;

/// A chunk's name, and where its data begins and ends.
struct Chunk<'a> {
    name: &'a [u8; 4],
    said: &'a [u8],
    /// With the byte that makes the next one stand at an even place.
    end: usize,
}

fn chunk_at(bytes: &[u8], at: usize) -> Option<Chunk<'_>> {
    let (name, rest) = bytes.get(at..)?.split_first_chunk::<4>()?;
    let (length, rest) = rest.split_first_chunk::<4>()?;
    let length = u32::from_le_bytes(*length) as usize;
    let said = rest.get(..length)?;
    Some(Chunk { name, said, end: at + 8 + length + length % 2 })
}

pub fn clean(bytes: &[u8]) -> Result<Cleaned, Refused> {
    let declared: [u8; 4] = bytes.get(4..8).and_then(|size| size.try_into().ok()).ok_or(Refused::Damaged)?;
    let end = (u32::from_le_bytes(declared) as usize).checked_add(8).ok_or(Refused::Damaged)?;
    let bytes = bytes.get(..end).ok_or(Refused::Damaged)?;
    let (mut chunks, mut turned, mut shows) = (Vec::new(), None, false);
    let mut at = 12;
    while at < bytes.len() {
        let chunk = chunk_at(bytes, at).filter(|chunk| chunk.end <= bytes.len()).ok_or(Refused::Damaged)?;
        match chunk.name {
            b"VP8X" | b"VP8 " | b"VP8L" | b"ALPH" | b"ICCP" | b"ANIM" => chunks.push(at..chunk.end),
            b"ANMF" if is_plain_frame(chunk.said) => chunks.push(at..chunk.end),
            b"ANMF" => return Err(Refused::Unclean),
            b"EXIF" => {
                let tiff = chunk.said.strip_prefix(b"Exif\0\0").unwrap_or(chunk.said);
                turned = turned.or(orientation::find(tiff));
            }
            _ => {}
        }
        shows |= matches!(chunk.name, b"VP8 " | b"VP8L" | b"ANMF");
        at = chunk.end;
    }
    // Only an extended file says how it is to be turned; its first chunk says that it does.
    let extended = chunk_at(bytes, 12).filter(|chunk| chunk.name == b"VP8X");
    let turned = turned.filter(|_| extended.is_some());
    if !shows || extended.as_ref().is_some_and(|chunk| chunk.said.len() != 10) {
        return Err(Refused::Damaged);
    }
    let flags = extended.and_then(|chunk| chunk.said.first().copied());
    let flags_now =
        flags.map(|flags| flags & !(HAS_EXIF | HAS_XMP) | if turned.is_some() { HAS_EXIF } else { 0 });
    let note = turned.map(|turned| [b"EXIF\x1a\0\0\0".as_slice(), &orientation::block(turned)].concat());
    let length = chunks.iter().map(ExactSizeIterator::len).sum::<usize>() + note.as_ref().map_or(0, Vec::len);
    let mut cleaned = Cleaned::default();
    let size = u32::try_from(length + 4).map_err(|_| Refused::Damaged)?.to_le_bytes();
    if size == declared {
        cleaned.keep(0..12);
    } else {
        cleaned.make([b"RIFF".as_slice(), &size, b"WEBP"].concat());
    }
    for chunk in chunks {
        match flags_now.filter(|_| chunk.start == 12 && flags != flags_now) {
            Some(flags) => {
                cleaned.keep(12..20);
                cleaned.make(vec![flags]);
                cleaned.keep(21..chunk.end);
            }
            None => cleaned.keep(chunk),
        }
    }
    if let Some(note) = note {
        cleaned.make(note);
    }
    Ok(cleaned)
}

/// Whether a frame of a moving picture holds nothing but its picture.
fn is_plain_frame(frame: &[u8]) -> bool {
    let mut at = 16;
    while at < frame.len() {
        match chunk_at(frame, at) {
            Some(chunk) if matches!(chunk.name, b"ALPH" | b"VP8 " | b"VP8L") => at = chunk.end,
            _ => return false,
        }
    }
    true
}
