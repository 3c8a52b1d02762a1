//! Files that say more than they show: real pictures, with every kind of note that cameras and editors leave in them.
#![allow(dead_code, reason = "each file of tests uses some of it")]

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::codecs::webp::WebPEncoder;
use image::{ExtendedColorType, ImageEncoder, RgbImage};

/// What stands in the notes and must not stand in anything that was cleaned.
pub const SECRETS: [&str; 12] = [
    "SECRET-CAMERA",
    "SECRET-GPSDATE",
    "SECRET-XMP",
    "SECRET-IPTC",
    "SECRET-COMMENT",
    "SECRET-MAKER",
    "SECRET-PREVIEW",
    "SECRET-BEHIND",
    "SECRET-TEXT",
    "SECRET-PLACE",
    "SECRET-HANDLER",
    "SECRET-UUID",
];

pub fn picture() -> RgbImage {
    RgbImage::from_fn(24, 16, |x, y| image::Rgb([(x * 10) as u8, (y * 15) as u8, 90]))
}

/// A block of EXIF of a telephone: maker, orientation, and where it was.
pub fn exif(orientation: u8) -> Vec<u8> {
    let mut block = b"MM\0*\0\0\0\x08\0\x03".to_vec();
    let entry = |tag: u16, kind: u16, count: u32, value: [u8; 4]| {
        [&tag.to_be_bytes()[..], &kind.to_be_bytes(), &count.to_be_bytes(), &value].concat()
    };
    // The directory ends at 50, its text at 64; the directory of the place ends at 106.
    block.extend(entry(0x010f, 2, 14, 50_u32.to_be_bytes()));
    block.extend(entry(0x0112, 3, 1, [0, orientation, 0, 0]));
    block.extend(entry(0x8825, 4, 1, 64_u32.to_be_bytes()));
    block.extend([0; 4]);
    block.extend(b"SECRET-CAMERA\0");
    block.extend(3_u16.to_be_bytes());
    block.extend(entry(1, 2, 2, *b"N\0\0\0"));
    block.extend(entry(2, 5, 3, 106_u32.to_be_bytes()));
    block.extend(entry(0x1d, 2, 15, 130_u32.to_be_bytes()));
    block.extend([0; 4]);
    for number in [28_u32, 1, 13, 1, 4711, 100] {
        block.extend(number.to_be_bytes());
    }
    block.extend(b"SECRET-GPSDATE\0");
    block
}

fn segment(marker: u8, said: &[u8]) -> Vec<u8> {
    [&[0xff, marker][..], &(said.len() as u16 + 2).to_be_bytes(), said].concat()
}

pub fn plain_jpeg() -> Vec<u8> {
    let (mut file, picture) = (Vec::new(), picture());
    JpegEncoder::new_with_quality(&mut file, 80)
        .write_image(&picture, picture.width(), picture.height(), ExtendedColorType::Rgb8)
        .unwrap();
    file
}

pub fn jpeg_with_notes(orientation: u8) -> Vec<u8> {
    let plain = plain_jpeg();
    let notes = [
        segment(0xe0, b"JFXX\0\x13SECRET-PREVIEW"),
        segment(0xe1, &[b"Exif\0\0".as_slice(), &exif(orientation)].concat()),
        segment(0xe1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>SECRET-XMP</x:xmpmeta>"),
        segment(0xe2, b"ICC_PROFILE\0\x01\x01a profile of colours"),
        segment(0xe2, b"MPF\0SECRET-PREVIEW"),
        segment(0xed, b"Photoshop 3.0\08BIM SECRET-IPTC"),
        segment(0xec, b"SECRET-MAKER"),
        segment(0xee, b"Adobe SECRET-MAKER, longer than it should be"),
        segment(0xfe, b"SECRET-COMMENT <script>"),
    ];
    // A film behind the end, as telephones that move their pictures have it.
    [&plain[..2], &notes.concat(), &plain[2..], b"\0\0\0\x18ftypmp42SECRET-BEHIND"].concat()
}

fn crc(bytes: &[u8]) -> u32 {
    let step = |sum: u32, _| if sum & 1 == 1 { (sum >> 1) ^ 0xedb8_8320 } else { sum >> 1 };
    !bytes.iter().fold(u32::MAX, |sum, byte| (0..8).fold(sum ^ u32::from(*byte), step))
}

fn png_chunk(name: &[u8], said: &[u8]) -> Vec<u8> {
    let named = [name, said].concat();
    [&(said.len() as u32).to_be_bytes()[..], &named, &crc(&named).to_be_bytes()].concat()
}

pub fn plain_png() -> Vec<u8> {
    let (mut file, picture) = (Vec::new(), picture());
    PngEncoder::new(&mut file)
        .write_image(&picture, picture.width(), picture.height(), ExtendedColorType::Rgb8)
        .unwrap();
    file
}

pub fn png_with_notes(orientation: u8) -> Vec<u8> {
    let plain = plain_png();
    let notes = [
        png_chunk(b"eXIf", &exif(orientation)),
        png_chunk(b"tEXt", b"Comment\0SECRET-TEXT"),
        png_chunk(b"zTXt", b"Comment\0\0SECRET-TEXT"),
        png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0SECRET-XMP"),
        png_chunk(b"tIME", b"\x07\xea\x0b\x1b\x08\0\0"),
        png_chunk(b"prVt", b"SECRET-MAKER"),
        png_chunk(b"gAMA", &45455_u32.to_be_bytes()),
    ];
    [&plain[..33], &notes.concat(), &plain[33..], b"PK\x03\x04SECRET-BEHIND"].concat()
}

fn webp_chunk(name: &[u8], said: &[u8]) -> Vec<u8> {
    let padding = if said.len() % 2 == 1 { &[0][..] } else { &[] };
    [name, &(said.len() as u32).to_le_bytes(), said, padding].concat()
}

fn riff(chunks: &[Vec<u8>]) -> Vec<u8> {
    let all = chunks.concat();
    [b"RIFF".as_slice(), &(all.len() as u32 + 4).to_le_bytes(), b"WEBP", &all].concat()
}

pub fn plain_webp() -> Vec<u8> {
    let (mut file, picture) = (Vec::new(), picture());
    WebPEncoder::new_lossless(&mut file)
        .write_image(&picture, picture.width(), picture.height(), ExtendedColorType::Rgb8)
        .unwrap();
    file
}

pub fn webp_with_notes(orientation: u8) -> Vec<u8> {
    let plain = plain_webp();
    let size = |number: u32| (number - 1).to_le_bytes();
    let extended = [&[0x0c, 0, 0, 0][..], &size(24)[..3], &size(16)[..3]].concat();
    let chunks = [
        webp_chunk(b"VP8X", &extended),
        plain[12..].to_vec(),
        webp_chunk(b"EXIF", &exif(orientation)),
        webp_chunk(b"XMP ", b"<x:xmpmeta>SECRET-XMP</x:xmpmeta>"),
        webp_chunk(b"OWN ", b"SECRET-MAKER"),
    ];
    [&riff(&chunks)[..], b"SECRET-BEHIND"].concat()
}

fn mp4_box(name: &[u8], inside: &[Vec<u8>]) -> Vec<u8> {
    let inside = inside.concat();
    [&(inside.len() as u32 + 8).to_be_bytes()[..], name, &inside].concat()
}

/// A film whose one track is of this handler.
pub fn film_of(handler: &[u8; 4]) -> Vec<u8> {
    let leaf = |name: &[u8], said: &[u8]| mp4_box(name, &[said.to_vec()]);
    let times = [&[0; 4][..], &[0xe5; 8], &[0; 88]].concat();
    let named = [&[0; 8][..], handler, &[0; 12], b"SECRET-HANDLER\0"].concat();
    let media = mp4_box(
        b"mdia",
        &[
            leaf(b"mdhd", &times),
            leaf(b"hdlr", &named),
            mp4_box(b"minf", &[leaf(b"vmhd", &[0; 12]), leaf(b"stbl", &[0; 40])]),
        ],
    );
    let track = mp4_box(b"trak", &[leaf(b"tkhd", &times), media, leaf(b"udta", b"SECRET-CAMERA")]);
    let place = mp4_box(b"udta", &[leaf(b"\xa9xyz", b"\0\x12\x15\xc7+28.2-SECRET-PLACE/")]);
    let movie =
        mp4_box(b"moov", &[leaf(b"mvhd", &times), track, place, leaf(b"meta", b"\0\0\0\0SECRET-PLACE")]);
    [
        leaf(b"ftyp", b"isom\0\0\x02\0isomiso2mp41"),
        movie,
        leaf(b"uuid", b"0123456789abcdefSECRET-UUID"),
        [&[0, 0, 0, 1][..], b"mdat", &32_u64.to_be_bytes(), &[7; 16]].concat(),
        leaf(b"abcd", b"SECRET-BEHIND"),
    ]
    .concat()
}

pub fn film() -> Vec<u8> {
    film_of(b"vide")
}

pub fn pdf() -> Vec<u8> {
    b"%PDF-1.7\n1 0 obj<</Author(the author stays)>>endobj\ntrailer<</Info 1 0 R>>\n%%EOF\nSECRET-BEHIND <html>".to_vec()
}
