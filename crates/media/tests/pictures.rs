//! What is left of real files once they were cleaned: the picture as it was, how it is to be turned, and no word more.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests, which may fail loudly")]

mod files;

use std::io::Cursor;

use exif::{In, Reader, Tag};
use files::{
    SECRETS, exif as telephone, film, film_of, jpeg_with_notes, pdf, picture, plain_jpeg, plain_png,
    plain_webp, png_with_notes, webp_with_notes,
};
use image::ImageFormat;
use minsheng_media::{Refused, clean};
use minsheng_types::file_type::FileType;

/// A type, how it is decoded, a file with notes whose picture is turned so, and one without.
type Kind = (FileType, ImageFormat, fn(u8) -> Vec<u8>, fn() -> Vec<u8>);

const PICTURES: [Kind; 3] = [
    (FileType::Jpeg, ImageFormat::Jpeg, jpeg_with_notes, plain_jpeg),
    (FileType::Png, ImageFormat::Png, png_with_notes, plain_png),
    (FileType::Webp, ImageFormat::WebP, webp_with_notes, plain_webp),
];

fn cleaned(file_type: FileType, file: &[u8]) -> Vec<u8> {
    clean(file_type, file).unwrap().whole(file)
}

fn assert_silent(file_type: FileType, file: &[u8]) {
    for secret in SECRETS {
        let told = file.windows(secret.len()).any(|window| window == secret.as_bytes());
        assert!(!told, "{file_type} still says {secret}");
    }
}

/// The EXIF of a file as another reader reads it.
fn read(file: &[u8]) -> Option<exif::Exif> {
    Reader::new().read_from_container(&mut Cursor::new(file)).ok()
}

#[test]
fn the_notes_are_real_before_they_are_taken_out() {
    for (file_type, _, with_notes, _) in PICTURES {
        let file = with_notes(6);
        let notes = read(&file).unwrap_or_else(|| panic!("{file_type}"));
        assert!(notes.get_field(Tag::GPSLatitude, In::PRIMARY).is_some(), "{file_type}");
        assert!(notes.get_field(Tag::Make, In::PRIMARY).is_some(), "{file_type}");
    }
    assert!(telephone(1).len() < 200);
}

#[test]
fn a_picture_loses_every_note_and_keeps_how_it_looks_and_is_turned() {
    for (file_type, format, with_notes, plain) in PICTURES {
        let before = image::load_from_memory_with_format(&plain(), format).unwrap().to_rgb8();
        for orientation in [0_u8, 1, 3, 6, 8, 9] {
            let file = with_notes(orientation);
            let after = cleaned(file_type, &file);
            assert_silent(file_type, &after);
            assert_eq!(
                image::load_from_memory_with_format(&after, format).unwrap().to_rgb8(),
                before,
                "{file_type}"
            );
            let notes = read(&after);
            let said: Vec<u32> = notes
                .iter()
                .flat_map(|notes| notes.fields())
                .map(|field| {
                    assert_eq!(field.tag, Tag::Orientation, "{file_type}");
                    field.value.get_uint(0).unwrap()
                })
                .collect();
            let turned = (2..=8).contains(&orientation).then_some(u32::from(orientation));
            assert_eq!(said, Vec::from_iter(turned), "{file_type}");
        }
    }
}

#[test]
fn a_picture_that_says_nothing_stays_as_it_is() {
    for (file_type, format, _, plain) in PICTURES {
        let file = plain();
        assert_eq!(cleaned(file_type, &file), file, "{file_type}");
        assert_eq!(image::load_from_memory_with_format(&file, format).unwrap().width(), picture().width());
    }
    assert!(clean(FileType::Png, &plain_png()).unwrap().is_as_it_came(plain_png().len()));
}

#[test]
fn a_photograph_of_colours_keeps_its_profile() {
    let after = cleaned(FileType::Jpeg, &jpeg_with_notes(1));
    assert!(after.windows(20).any(|window| window == b"a profile of colours"));
    let after = cleaned(FileType::Png, &png_with_notes(1));
    assert!(after.windows(4).any(|window| window == b"gAMA"));
}

#[test]
fn a_film_loses_where_and_by_what_it_was_made_and_nothing_in_it_moves() {
    let file = film();
    let after = cleaned(FileType::Mp4, &file);
    assert_silent(FileType::Mp4, &after);
    assert_eq!(after.len(), file.len());
    let at = |file: &[u8]| file.windows(4).position(|window| window == b"mdat").unwrap();
    assert_eq!(at(&after), at(&file), "its tables of places are right still");
    assert_eq!(after[at(&file)..at(&file) + 28], file[at(&file)..at(&file) + 28]);
    assert!(!after.windows(8).any(|window| window == [0xe5; 8]), "nor when");
    assert_eq!(clean(FileType::Mp4, &film_of(b"soun")).map(|cleaned| cleaned.len()), Ok(film().len()));
    for handler in [b"meta", b"camm", b"text", b"\0\0\0\0"] {
        assert_eq!(
            clean(FileType::Mp4, &film_of(handler)).unwrap_err(),
            Refused::Unclean,
            "{}",
            handler.escape_ascii()
        );
    }
}

#[test]
fn nothing_hides_behind_the_end_of_a_document() {
    let after = cleaned(FileType::Pdf, &pdf());
    assert!(after.ends_with(b"%%EOF\n"));
    assert_silent(FileType::Pdf, &after);
    assert_eq!(clean(FileType::Pdf, b"%PDF-1.7\n<html>").unwrap_err(), Refused::Damaged);
}

#[test]
fn half_a_file_is_refused() {
    for (file_type, _, _, plain) in PICTURES {
        let file = plain();
        assert_eq!(clean(file_type, &file[..file.len() / 2]).unwrap_err(), Refused::Damaged, "{file_type}");
    }
}
