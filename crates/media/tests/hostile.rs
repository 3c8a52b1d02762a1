//! Whatever the bytes are: nothing panics, nothing goes on without end, and what comes out is clean.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests, which may fail loudly")]

mod files;

use files::{SECRETS, film, jpeg_with_notes, pdf, png_with_notes, webp_with_notes};
use minsheng_dice::check;
use minsheng_dice::hostile::{bytes, flipped};
use minsheng_media::{Refused, clean, sniff};
use minsheng_types::file_type::FileType;

fn all() -> Vec<(FileType, Vec<u8>)> {
    vec![
        (FileType::Jpeg, jpeg_with_notes(6)),
        (FileType::Png, png_with_notes(6)),
        (FileType::Webp, webp_with_notes(6)),
        (FileType::Mp4, film()),
        (FileType::Pdf, pdf()),
    ]
}

/// What is clean stays as it is: so nothing that would be taken out is left in it.
fn assert_settled(file_type: FileType, file: &[u8]) {
    if let Ok(cleaned) = clean(file_type, file) {
        let once = cleaned.whole(file);
        assert_eq!(cleaned.len(), once.len());
        assert!(once.len() <= file.len() + 60, "{} became {}", file.len(), once.len());
        let twice = clean(file_type, &once).map(|again| again.whole(&once));
        assert_eq!(twice, Ok(once), "{file_type}");
    }
}

#[test]
fn any_bytes_are_refused_or_cleaned() {
    let starts: [&[u8]; 6] = [
        b"",
        b"\xff\xd8\xff",
        b"\x89PNG\r\n\x1a\n",
        b"RIFF\x40\0\0\0WEBP",
        b"%PDF-",
        b"\0\0\0\x18ftypisom\0\0\0\0",
    ];
    for start in starts {
        check(1500, bytes(200), |rest| {
            let file = [start, &rest].concat();
            for file_type in FileType::ALL {
                assert_settled(*file_type, &file);
            }
        });
    }
}

#[test]
fn a_file_with_a_byte_changed_is_refused_or_cleaned() {
    for (file_type, file) in all() {
        check(1500, flipped(file), |changed| assert_settled(file_type, &changed));
    }
}

#[test]
fn a_file_that_ends_early_is_refused_or_cleaned_and_never_says_what_it_must_not() {
    for (file_type, file) in all().into_iter().filter(|(file_type, _)| *file_type != FileType::Pdf) {
        for end in 0..file.len() {
            let cut = &file[..end];
            assert_settled(file_type, cut);
            if let Ok(cleaned) = clean(file_type, cut) {
                let cleaned = cleaned.whole(cut);
                for secret in SECRETS {
                    assert!(
                        !cleaned.windows(secret.len()).any(|window| window == secret.as_bytes()),
                        "{file_type}"
                    );
                }
            }
        }
    }
}

#[test]
fn lengths_that_lie_are_refused() {
    for length in [0_u32, 1, 2, 7, 0x7fff_ffff, 0x8000_0000, u32::MAX] {
        let png = [b"\x89PNG\r\n\x1a\n".as_slice(), &length.to_be_bytes(), b"IHDR"].concat();
        assert_eq!(clean(FileType::Png, &png), Err(Refused::Damaged), "{length}");
        let webp = [b"RIFF".as_slice(), &length.to_le_bytes(), b"WEBPVP8 ", &length.to_le_bytes()].concat();
        assert_eq!(clean(FileType::Webp, &webp), Err(Refused::Damaged), "{length}");
        let film = [b"\0\0\0\x10ftypisom\0\0\0\0".as_slice(), &length.to_be_bytes(), b"moov"].concat();
        assert_eq!(clean(FileType::Mp4, &film), Err(Refused::Damaged), "{length}");
        let long =
            [b"\0\0\0\x10ftypisom\0\0\0\0\0\0\0\x01moov".as_slice(), &[0xff; 4], &length.to_be_bytes()];
        assert_eq!(clean(FileType::Mp4, &long.concat()), Err(Refused::Damaged), "{length}");
    }
    for length in [0_u16, 1, u16::MAX] {
        let jpeg = [b"\xff\xd8\xff\xe1".as_slice(), &length.to_be_bytes(), b"Exif\0\0"].concat();
        assert_eq!(clean(FileType::Jpeg, &jpeg), Err(Refused::Damaged), "{length}");
    }
}

#[test]
fn a_file_of_a_million_parts_takes_no_memory() {
    let boxes = b"\0\0\0\x08abcd".repeat(500_000);
    let film = [b"\0\0\0\x10ftypisom\0\0\0\0\0\0\0\x08moov\0\0\0\x08mdat".as_slice(), &boxes].concat();
    assert_eq!(clean(FileType::Mp4, &film), Err(Refused::Damaged));
    let notes = b"\xff\xfe\0\x02\xff\xdb\0\x02".repeat(500_000);
    let jpeg = [b"\xff\xd8".as_slice(), &notes, b"\xff\xda\0\x02x\xff\xd9"].concat();
    assert_eq!(clean(FileType::Jpeg, &jpeg), Err(Refused::Damaged));
    // A marker may stand behind any number of these.
    let filled = [b"\xff\xd8".as_slice(), &[0xff; 1_000_000], b"\xda\0\x02x\xff\xd9"].concat();
    assert!(clean(FileType::Jpeg, &filled).is_ok());
}

#[test]
fn what_only_looks_like_one_is_none() {
    for (file, known) in [
        (&b"<svg xmlns='http://www.w3.org/2000/svg'/>"[..], Ok(None)),
        (b"<!DOCTYPE html><script>", Ok(None)),
        (b"GIF89a", Ok(None)),
        (b"PK\x03\x04", Ok(None)),
        (b"\x7fELF", Ok(None)),
        (b"", Ok(None)),
        (b"\xff\xd8", Ok(None)),
        (b" %PDF-1.7", Ok(None)),
        (b"RIFF\0\0\0\0WAVE", Ok(None)),
        (b"\0\0\0\x14ftypqt  \0\0\0\0qt  ", Ok(None)),
        (b"\0\0\0\x14ftypavif\0\0\0\0avif", Ok(None)),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", Err(Refused::Heic)),
        (b"\0\0\0\x18ftypavci\0\0\0\0mif1heic", Err(Refused::Heic)),
        (b"\0\0\0\x18ftypMSNV\0\0\0\0isommp42", Ok(Some(FileType::Mp4))),
        (b"\xff\xd8\xff\xe0", Ok(Some(FileType::Jpeg))),
    ] {
        assert_eq!(sniff(file), known, "{}", file.escape_ascii());
    }
    for (file_type, file) in all() {
        for other in FileType::ALL.iter().filter(|other| **other != file_type) {
            assert_eq!(clean(*other, &file).unwrap_err(), Refused::OtherType, "{file_type} as {other}");
        }
    }
}
