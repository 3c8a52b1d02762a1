//! Parts of a file: of one that is sent (`Content-Range`), and of one that is asked for (`Range`); RFC 9110, 14.

use http::HeaderMap;
use http::header::{CONTENT_RANGE, IF_RANGE, RANGE};

use crate::problem::{Kind, Problem};

/// What a request says of the part that it sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    /// From its first byte to its last, of so many.
    Part { first: i64, last: i64, total: i64 },
    /// Nothing: it asks how much has come of so many.
    Nothing { total: i64 },
}

impl Sent {
    /// Without the header, nothing.
    ///
    /// # Errors
    /// 400 for what is no part of anything.
    pub fn of(headers: &HeaderMap) -> Result<Option<Self>, Problem> {
        let Some(value) = headers.get(CONTENT_RANGE) else { return Ok(None) };
        let read = value.to_str().ok().and_then(Self::parse);
        read.map(Some).ok_or_else(|| Kind::InvalidHeader.into())
    }

    fn parse(text: &str) -> Option<Self> {
        let (part, total) = text.trim().strip_prefix("bytes ")?.split_once('/')?;
        let total = number(total)?;
        if part == "*" {
            return Some(Self::Nothing { total });
        }
        let (first, last) = part.split_once('-')?;
        let (first, last) = (number(first)?, number(last)?);
        (first <= last && last < total).then_some(Self::Part { first, last, total })
    }
}

/// What a request wants of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    Whole,
    /// From this byte to that one.
    Part {
        first: i64,
        last: i64,
    },
    /// What there is not: 416.
    Nothing,
}

impl Wanted {
    /// Of a file of `size` bytes that goes by `tag`. What is no range, or several, or is meant for another file, is
    /// answered with all of it, as the standard has it.
    #[must_use]
    pub fn of(headers: &HeaderMap, size: i64, tag: &str) -> Self {
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
        if headers.contains_key(IF_RANGE) && text(IF_RANGE) != Some(format!("\"{tag}\"").as_str()) {
            return Self::Whole;
        }
        text(RANGE).and_then(|range| Self::parse(range, size)).unwrap_or(Self::Whole)
    }

    fn parse(text: &str, size: i64) -> Option<Self> {
        let (first, last) = text.trim().strip_prefix("bytes=")?.split_once('-')?;
        let end = size.checked_sub(1)?;
        let (first, last) = match (first, last) {
            ("", last) => (size.saturating_sub(number(last).filter(|last| *last > 0)?).max(0), end),
            (first, "") => (number(first)?, end),
            (first, last) => {
                let (first, last) = (number(first)?, number(last)?);
                if last < first {
                    return None;
                }
                (first, last.min(end))
            }
        };
        Some(if first <= end { Self::Part { first, last } } else { Self::Nothing })
    }
}

/// Digits and nothing else.
fn number(text: &str) -> Option<i64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(http::HeaderName, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.clone(), value.parse().unwrap())).collect()
    }

    #[test]
    fn a_part_that_is_sent_says_where_it_stands() {
        let sent =
            |text: &str| Sent::of(&headers(&[(CONTENT_RANGE, text)])).map_err(|problem| problem.kind());
        assert_eq!(Sent::of(&HeaderMap::new()).unwrap(), None);
        assert_eq!(sent("bytes 0-9/10"), Ok(Some(Sent::Part { first: 0, last: 9, total: 10 })));
        assert_eq!(sent("bytes 3-3/10"), Ok(Some(Sent::Part { first: 3, last: 3, total: 10 })));
        assert_eq!(sent("bytes */10"), Ok(Some(Sent::Nothing { total: 10 })));
        for wrong in [
            "",
            "bytes",
            "bytes 0-9",
            "bytes 0-9/*",
            "bytes 0-10/10",
            "bytes 5-4/10",
            "bytes -5/10",
            "bytes 0-/10",
            "bytes +0-9/10",
            "bytes 0-9/10/11",
            "items 0-9/10",
            "bytes 0-9/99999999999999999999",
            "bytes=0-9/10",
            "bytes * /10",
        ] {
            assert_eq!(sent(wrong), Err(Kind::InvalidHeader), "{wrong}");
        }
    }

    #[test]
    fn a_part_that_is_wanted_is_cut_to_what_there_is() {
        let wanted = |text: &str, size| Wanted::of(&headers(&[(RANGE, text)]), size, "7");
        let part = |first, last| Wanted::Part { first, last };
        assert_eq!(Wanted::of(&HeaderMap::new(), 10, "7"), Wanted::Whole);
        for (text, expected) in [
            ("bytes=0-3", part(0, 3)),
            ("bytes=0-0", part(0, 0)),
            ("bytes=8-", part(8, 9)),
            ("bytes=-3", part(7, 9)),
            ("bytes=-30", part(0, 9)),
            ("bytes=5-99", part(5, 9)),
            ("bytes=10-", Wanted::Nothing),
            ("bytes=99999999999-", Wanted::Nothing),
            ("bytes=-0", Wanted::Whole),
            ("bytes=3-1", Wanted::Whole),
            ("bytes=0-1,3-4", Wanted::Whole),
            ("bytes=a-b", Wanted::Whole),
            ("items=0-3", Wanted::Whole),
            ("bytes=", Wanted::Whole),
            ("bytes=-", Wanted::Whole),
            ("bytes=99999999999999999999-", Wanted::Whole),
        ] {
            assert_eq!(wanted(text, 10), expected, "{text}");
        }
        assert_eq!(wanted("bytes=0-", 0), Wanted::Nothing);
    }

    #[test]
    fn a_part_of_another_file_is_not_given_for_one_of_this() {
        let wanted = |tag: &str| Wanted::of(&headers(&[(RANGE, "bytes=0-3"), (IF_RANGE, tag)]), 10, "7");
        assert_eq!(wanted("\"7\""), Wanted::Part { first: 0, last: 3 });
        for other in ["\"8\"", "7", "W/\"7\"", "Fri, 27 Nov 2026 08:00:00 GMT"] {
            assert_eq!(wanted(other), Wanted::Whole, "{other}");
        }
    }
}
