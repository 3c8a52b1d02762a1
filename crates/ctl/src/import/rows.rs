//! The rows of the file, whatever it is written in, read as they come: it may be larger than the memory.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use anyhow::{Context as _, Result};
use csv::{Reader, ReaderBuilder};
use encoding_rs::{DecoderResult, Encoding, GB18030, UTF_8};
use encoding_rs_io::DecodeReaderBytesBuilder;

/// Bytes that are looked at together.
const PART: usize = 256 * 1024;

/// UTF-8 where all of it can be, else GB18030; a byte order mark goes before either, once it is read.
pub fn encoding_of(path: &Path) -> Result<&'static Encoding> {
    let cannot = || format!("cannot read {}", path.display());
    let mut file = File::open(path).with_context(cannot)?;
    let mut decoder = UTF_8.new_decoder_with_bom_removal();
    let (mut part, mut text) = (vec![0; PART], vec![0; 3 * PART + 16]);
    loop {
        let read = file.read(&mut part).with_context(cannot)?;
        let bytes = part.get(..read).unwrap_or_default();
        let (result, ..) = decoder.decode_to_utf8_without_replacement(bytes, &mut text, read == 0);
        match result {
            DecoderResult::InputEmpty if read == 0 => return Ok(UTF_8),
            DecoderResult::InputEmpty => {}
            DecoderResult::Malformed(..) | DecoderResult::OutputFull => return Ok(GB18030),
        }
    }
}

/// What cannot be read of it becomes U+FFFD.
pub fn reader<R: Read>(file: R, encoding: &'static Encoding, delimiter: u8) -> Reader<impl Read> {
    let decoded = DecodeReaderBytesBuilder::new()
        .encoding(Some(encoding))
        .bom_override(true)
        .strip_bom(true)
        .build(BufReader::with_capacity(PART, file));
    ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(decoded)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> (&'static str, Vec<Vec<String>>) {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), bytes).unwrap();
        let encoding = encoding_of(file.path()).unwrap();
        let mut reader = reader(File::open(file.path()).unwrap(), encoding, b',');
        let rows = reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
        (encoding.name(), rows)
    }

    #[test]
    fn files_are_read_whatever_they_are_written_in() {
        let text = "编号,内容\r\nA-1,\"路灯,\r\n\"\"坏\"\"了\"\r\n\r\nA-2,䶮\r\n";
        let expected =
            [["A-1", "路灯,\r\n\"坏\"了"], ["A-2", "䶮"]].map(|row| row.map(str::to_owned).to_vec());
        let (gb, _, lost) = GB18030.encode(text);
        assert!(!lost);
        let utf16: Vec<u8> =
            [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        for (bytes, name) in [
            (text.as_bytes().to_vec(), "UTF-8"),
            (format!("\u{FEFF}{text}").into_bytes(), "UTF-8"),
            (gb.into_owned(), "gb18030"),
            (utf16, "gb18030"),
        ] {
            assert_eq!(read(&bytes), (name, expected.to_vec()));
        }
    }

    #[test]
    fn a_long_text_is_told_apart_wherever_a_part_ends() {
        for shift in 0..3 {
            let long = format!("a{}\n{}", "x".repeat(shift), "路灯坏了".repeat(PART / 6));
            assert_eq!(read(long.as_bytes()).0, "UTF-8");
        }
        let mut broken = "路灯".repeat(PART).into_bytes();
        broken.push(0xFF);
        assert_eq!(read(&broken).0, "gb18030");
    }

    #[test]
    fn what_is_of_no_encoding_is_marked() {
        let (_, rows) = read(b"a,b\n\xFF\xFF\xFF,1\n2,3\n");
        assert!(rows[0][0].contains('\u{FFFD}'));
        assert_eq!(rows[1], ["2", "3"]);
    }
}
