//! MP4 (ISO 14496-12): boxes with their length and name, some inside others. Tables of places point into the file, so
//! nothing is moved: a box that goes becomes free room of zeros.

use minsheng_types::file_type::FileType;

use crate::cleaned::Cleaned;
use crate::refused::Refused;

/// What films call themselves.
const FILMS: [&[u8; 4]; 12] = [
    b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"3gp4", b"3gp5",
    b"dash",
];
/// And pictures in the same wrapping.
const PICTURES: [&[u8; 4]; 8] = [b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"];

/// What a file is whose first box names its kind.
pub fn sniff(bytes: &[u8]) -> Result<Option<FileType>, Refused> {
    let Some((name, rest)) = bytes.get(4..).and_then(<[u8]>::split_first_chunk::<4>) else { return Ok(None) };
    let Some((brand, rest)) = rest.split_first_chunk::<4>().filter(|_| name == b"ftyp") else {
        return Ok(None);
    };
    let length = bytes.first_chunk().map_or(0, |length| u32::from_be_bytes(*length) as usize);
    // The brands that it also is of stand behind its version.
    let others = rest.get(4..length.saturating_sub(12).min(rest.len())).unwrap_or_default();
    let also =
        |brands: &[&[u8; 4]]| others.chunks_exact(4).any(|other| brands.iter().any(|one| one[..] == *other));
    if PICTURES.contains(&brand) {
        Err(Refused::Heic)
    } else if FILMS.contains(&brand) || brand != b"qt  " && also(&FILMS) {
        Ok(Some(FileType::Mp4))
    } else if also(&PICTURES) {
        Err(Refused::Heic)
    } else {
        Ok(None)
    }
}

/// What becomes of a box.
enum Fate {
    Stays,
    /// It is looked into, with this.
    Inside(fn(&[u8; 4]) -> Fate),
    /// It stays without when it was made.
    Timed,
    /// It must be of a film's or a sound's track.
    Handler,
    Goes,
}

fn of_file(name: &[u8; 4]) -> Fate {
    match name {
        b"ftyp" | b"mdat" | b"free" | b"skip" | b"wide" | b"styp" | b"sidx" | b"mfra" | b"pdin" => {
            Fate::Stays
        }
        b"moov" => Fate::Inside(of_movie),
        b"moof" => Fate::Inside(of_fragment),
        _ => Fate::Goes,
    }
}

fn of_movie(name: &[u8; 4]) -> Fate {
    match name {
        b"mvex" | b"iods" | b"free" => Fate::Stays,
        b"mvhd" => Fate::Timed,
        b"trak" => Fate::Inside(of_track),
        _ => Fate::Goes,
    }
}

fn of_fragment(name: &[u8; 4]) -> Fate {
    match name {
        b"mfhd" | b"free" => Fate::Stays,
        b"traf" => Fate::Inside(of_track_fragment),
        _ => Fate::Goes,
    }
}

fn of_track_fragment(name: &[u8; 4]) -> Fate {
    match name {
        b"tfhd" | b"tfdt" | b"trun" | b"sbgp" | b"sgpd" | b"saiz" | b"saio" | b"sdtp" | b"free" => {
            Fate::Stays
        }
        _ => Fate::Goes,
    }
}

fn of_track(name: &[u8; 4]) -> Fate {
    match name {
        b"edts" | b"tref" | b"free" => Fate::Stays,
        b"tkhd" => Fate::Timed,
        b"mdia" => Fate::Inside(of_media),
        _ => Fate::Goes,
    }
}

fn of_media(name: &[u8; 4]) -> Fate {
    match name {
        b"elng" | b"free" => Fate::Stays,
        b"mdhd" => Fate::Timed,
        b"minf" => Fate::Inside(of_media_information),
        b"hdlr" => Fate::Handler,
        _ => Fate::Goes,
    }
}

fn of_media_information(name: &[u8; 4]) -> Fate {
    match name {
        b"vmhd" | b"smhd" | b"nmhd" | b"sthd" | b"dinf" | b"stbl" | b"free" => Fate::Stays,
        _ => Fate::Goes,
    }
}

pub fn clean(bytes: &[u8]) -> Result<Cleaned, Refused> {
    let mut cleaned = Cleaned::default();
    let mut film = Film::default();
    let end = film.walk(bytes, 0..bytes.len(), of_file, &mut cleaned)?;
    let whole = film.has_movie && film.has_data && bytes.len() - end < 8;
    if whole { Ok(cleaned) } else { Err(Refused::Damaged) }
}

#[derive(Default)]
struct Film {
    has_movie: bool,
    has_data: bool,
}

impl Film {
    /// Where the last whole box ends. It goes as deep as the tables above do.
    fn walk(
        &mut self,
        bytes: &[u8],
        within: std::ops::Range<usize>,
        fate: fn(&[u8; 4]) -> Fate,
        cleaned: &mut Cleaned,
    ) -> Result<usize, Refused> {
        let mut at = within.start;
        while within.end - at >= 8 {
            let head = bytes.get(at..within.end).unwrap_or_default();
            let (Some(length), Some(name)) = (head.first_chunk::<4>(), head.get(4..8)) else { break };
            let name: &[u8; 4] = name.try_into().map_err(|_| Refused::Damaged)?;
            let (length, begins) = match u32::from_be_bytes(*length) {
                // Up to the end of the file.
                0 if within.end == bytes.len() => (head.len(), 8),
                1 => {
                    let long =
                        head.get(8..16).and_then(|long| long.try_into().ok()).ok_or(Refused::Damaged)?;
                    (usize::try_from(u64::from_be_bytes(long)).map_err(|_| Refused::Damaged)?, 16)
                }
                length => (length as usize, 8),
            };
            if length < begins || length > head.len() {
                return Err(Refused::Damaged);
            }
            let end = at + length;
            match fate(name) {
                Fate::Stays => {
                    self.has_data |= name == b"mdat";
                    cleaned.keep(at..end);
                }
                Fate::Inside(fate) => {
                    self.has_movie |= name == b"moov";
                    cleaned.keep(at..at + begins);
                    let inside = self.walk(bytes, at + begins..end, fate, cleaned)?;
                    if inside != end {
                        return Err(Refused::Damaged);
                    }
                }
                Fate::Timed => {
                    // Two times of four bytes, or of eight, behind the version and its flags.
                    let times = match head.get(begins) {
                        Some(0) => 8,
                        Some(1) => 16,
                        _ => return Err(Refused::Damaged),
                    };
                    let (from, to) = ((at + begins + 4).min(end), (at + begins + 4 + times).min(end));
                    cleaned.keep(at..from);
                    cleaned.blank(to - from);
                    cleaned.keep(to..end);
                }
                Fate::Handler => {
                    let handler = head.get(begins + 8..begins + 12).ok_or(Refused::Damaged)?;
                    // Others tell where the camera was, many times a second.
                    if !matches!(handler, b"vide" | b"soun") {
                        return Err(Refused::Unclean);
                    }
                    // But not what the maker of the camera calls it.
                    let named = (at + begins + 24).min(end);
                    cleaned.keep(at..named);
                    cleaned.blank(end - named);
                }
                Fate::Goes => {
                    cleaned.keep(at..at + 4);
                    cleaned.make(b"free".to_vec());
                    cleaned.keep(at + 8..at + begins);
                    cleaned.blank(length - begins);
                }
            }
            at = end;
        }
        Ok(at)
    }
}
