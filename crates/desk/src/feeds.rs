//! Under which keys rendered feeds are kept. A key says what a feed was made of, so that none has to be forgotten when a
//! notice changes: it is simply not asked for any more.

use minsheng_api::feeds::{EDITION, Format};
use minsheng_types::text::hex;
use minsheng_vault::sha256;

const ALL: &str = "feed/";

fn prefix(format: Format) -> String {
    format!("{ALL}{}/", format.as_str())
}

/// The key of a feed that is made of these notices, each by its number and version. Their order is a matter of the
/// notices themselves and not of who lists them.
#[must_use]
pub fn key(format: Format, notices: &[(i64, u32)]) -> String {
    let mut notices = notices.to_vec();
    notices.sort_unstable();
    let made_of: Vec<u8> = notices
        .iter()
        .flat_map(|(id, version)| id.to_be_bytes().into_iter().chain(version.to_be_bytes()))
        .collect();
    format!("{}{}", prefix(format), hex(&sha256(&[&EDITION.to_be_bytes(), &made_of])))
}

/// Whether what stands under `name` is a feed that nobody asks for now that the feed of this format is under `key`.
#[must_use]
pub fn is_outdated(name: &str, format: Format, key: &str) -> bool {
    let of_another = Format::ALL.into_iter().any(|other| other != format && name.starts_with(&prefix(other)));
    name.starts_with(ALL) && name != key && !of_another
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_key_says_what_the_feed_was_made_of() {
        let made: [&[(i64, u32)]; 7] =
            [&[], &[(1, 1)], &[(1, 2)], &[(2, 1)], &[(1, 1), (2, 1)], &[(1, 1), (2, 2)], &[(1, 12)]];
        let keys: BTreeSet<String> =
            made.iter().flat_map(|of| Format::ALL.map(|format| key(format, of))).collect();
        assert_eq!(keys.len(), 14, "each its own: {keys:?}");
        assert_eq!(key(Format::Atom, &[(2, 1), (1, 3)]), key(Format::Atom, &[(1, 3), (2, 1)]));
        assert!(keys.iter().all(|key| key.len() == "feed/atom/".len() + 64));
    }

    #[test]
    fn only_older_feeds_of_the_same_format_are_outdated() {
        let (now, before) = (key(Format::Atom, &[(1, 2)]), key(Format::Atom, &[(1, 1)]));
        let other = key(Format::Json, &[(1, 1)]);
        for (name, outdated) in [
            (now.as_str(), false),
            (&before, true),
            (&other, false),
            ("feed/notices.atom", true),
            ("model/current", false),
            ("feeds/atom/x", false),
        ] {
            assert_eq!(is_outdated(name, Format::Atom, &now), outdated, "{name}");
        }
    }
}
