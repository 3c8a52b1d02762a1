//! Files that people send with a demand: what they are by their own bytes, and how they lose what says who made them,
//! where and when. Pure: bytes in, and which of them stay.
//!
//! Nothing is decoded. A file is a row of segments, chunks or boxes, each with its length; those that make the picture or
//! the film stay as they are, all others go, and what stands behind the end goes too, where a second file would hide. How
//! a picture is to be turned is the one thing that is kept of EXIF, in a block that says nothing else.
//!
//! What cannot be walked to its end is refused ([`Refused`]), and so is what cannot be cleaned.
#![forbid(unsafe_code)]

mod cleaned;
mod jpeg;
mod mp4;
mod orientation;
mod pdf;
mod png;
mod refused;
mod webp;

use minsheng_types::file_type::FileType;

pub use cleaned::Cleaned;
pub use refused::Refused;

/// Bytes by which [`sniff`] knows a file.
pub const HEAD: usize = 32;

/// What a file is by its first bytes; nothing for what is none of these.
///
/// # Errors
/// [`Refused::Heic`].
pub fn sniff(bytes: &[u8]) -> Result<Option<FileType>, Refused> {
    if bytes.starts_with(jpeg::START) {
        Ok(Some(FileType::Jpeg))
    } else if bytes.starts_with(png::START) {
        Ok(Some(FileType::Png))
    } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        Ok(Some(FileType::Webp))
    } else if bytes.starts_with(pdf::START) {
        Ok(Some(FileType::Pdf))
    } else {
        mp4::sniff(bytes)
    }
}

/// The file without what says more than it shows, if it is of this type and whole.
///
/// # Errors
/// [`Refused`].
pub fn clean(file_type: FileType, bytes: &[u8]) -> Result<Cleaned, Refused> {
    if sniff(bytes)? != Some(file_type) {
        return Err(Refused::OtherType);
    }
    let cleaned = match file_type {
        FileType::Jpeg => jpeg::clean(bytes),
        FileType::Png => png::clean(bytes),
        FileType::Webp => webp::clean(bytes),
        FileType::Pdf => pdf::clean(bytes),
        FileType::Mp4 => mp4::clean(bytes),
    }?;
    cleaned.checked()
}
