//! How a picture is to be turned: the one entry of EXIF that is kept (CIPA DC-008, 4.6.5; TIFF 6.0).

const ORIENTATION: u16 = 0x0112;
const SHORT: u16 = 3;

/// Out of a block of EXIF; nothing where it says nothing or that the picture stands as it is.
pub fn find(tiff: &[u8]) -> Option<u8> {
    let big = match tiff.get(..4)? {
        b"MM\0*" => true,
        b"II*\0" => false,
        _ => return None,
    };
    let short = |at: usize| {
        let bytes: [u8; 2] = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if big { u16::from_be_bytes(bytes) } else { u16::from_le_bytes(bytes) })
    };
    let long = |at: usize| {
        let bytes: [u8; 4] = tiff.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(if big { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) })
    };
    let directory = usize::try_from(long(4)?).ok()?;
    let entries = usize::from(short(directory)?);
    let entry = |place: usize| directory.checked_add(2 + 12 * place);
    let found = (0..entries).filter_map(entry).find(|at| short(*at) == Some(ORIENTATION))?;
    let value = short(found.checked_add(8)?)?;
    let turned = short(found.checked_add(2)?) == Some(SHORT) && (2..=8).contains(&value);
    u8::try_from(value).ok().filter(|_| turned)
}

/// A block of EXIF that says this and nothing else.
pub fn block(orientation: u8) -> [u8; 26] {
    let [tag_high, tag_low] = ORIENTATION.to_be_bytes();
    let mut block = [0; 26];
    let says = [b'M', b'M', 0, b'*', 0, 0, 0, 8, 0, 1, tag_high, tag_low, 0, 3, 0, 0, 0, 1, 0, orientation];
    block.iter_mut().zip(says).for_each(|(byte, says)| *byte = says);
    block
}
