//! What stays of a file: parts of it by their places, so that a file of ten megabytes is not held twice.

use std::ops::Range;

use crate::refused::Refused;

/// More parts than any camera's file comes to; a file that is made of nothing else shall not take the memory.
const MOST: usize = 10_000;

static ZEROS: [u8; 4096] = [0; 4096];

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Kept(Range<usize>),
    Made(Vec<u8>),
    Zeros(usize),
}

/// A file as it is to be kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cleaned {
    parts: Vec<Part>,
    /// Too many parts.
    overflown: bool,
}

impl Cleaned {
    fn push(&mut self, part: Part) {
        if self.parts.len() < MOST {
            self.parts.push(part);
        } else {
            self.overflown = true;
        }
    }

    /// These bytes stay.
    pub(crate) fn keep(&mut self, range: Range<usize>) {
        match self.parts.last_mut() {
            _ if range.is_empty() => {}
            Some(Part::Kept(last)) if last.end == range.start => last.end = range.end,
            _ => self.push(Part::Kept(range)),
        }
    }

    /// These stand here.
    pub(crate) fn make(&mut self, bytes: Vec<u8>) {
        self.push(Part::Made(bytes));
    }

    /// So many bytes of nothing.
    pub(crate) fn blank(&mut self, length: usize) {
        if length > 0 {
            self.push(Part::Zeros(length));
        }
    }

    /// These stand behind the first `place` bytes, all of which stayed.
    pub(crate) fn make_behind(&mut self, place: usize, bytes: Vec<u8>) {
        let Some(Part::Kept(first)) = self.parts.first_mut() else { return };
        let rest = place..first.end;
        first.end = place;
        if !rest.is_empty() {
            self.parts.insert(1, Part::Kept(rest));
        }
        self.parts.insert(1, Part::Made(bytes));
    }

    pub(crate) fn checked(self) -> Result<Self, Refused> {
        if self.overflown { Err(Refused::Damaged) } else { Ok(self) }
    }

    /// Bytes of it.
    #[must_use]
    pub fn len(&self) -> usize {
        let length = |part: &Part| match part {
            Part::Kept(range) => range.len(),
            Part::Made(bytes) => bytes.len(),
            Part::Zeros(length) => *length,
        };
        self.parts.iter().map(length).sum()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether it is the file of so many bytes as it came.
    #[must_use]
    pub fn is_as_it_came(&self, length: usize) -> bool {
        self.parts == [Part::Kept(0..length)]
    }

    /// It, piece by piece, out of the file that it was made of.
    pub fn pieces<'a>(&'a self, file: &'a [u8]) -> impl Iterator<Item = &'a [u8]> {
        self.parts.iter().flat_map(move |part| {
            let (bytes, times) = match part {
                Part::Kept(range) => (file.get(range.clone()).unwrap_or_default(), 1),
                Part::Made(bytes) => (bytes.as_slice(), 1),
                Part::Zeros(length) => (&ZEROS[..], length / ZEROS.len()),
            };
            let rest = match part {
                Part::Zeros(length) => ZEROS.get(..length % ZEROS.len()).unwrap_or_default(),
                _ => &[],
            };
            std::iter::repeat_n(bytes, times).chain(Some(rest).filter(|rest| !rest.is_empty()))
        })
    }

    /// All of it.
    #[must_use]
    pub fn whole(&self, file: &[u8]) -> Vec<u8> {
        let mut all = Vec::with_capacity(self.len());
        self.pieces(file).for_each(|piece| all.extend_from_slice(piece));
        all
    }
}
