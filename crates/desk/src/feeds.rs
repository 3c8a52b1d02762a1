//! Under which keys rendered feeds are kept. A key says what a feed was made of, so that none has to be forgotten when a
//! notice changes: it is simply not asked for any more.

use minsheng_api::feeds::{EDITION, Format, Selection};
use minsheng_types::text::hex;
use minsheng_vault::sha256;

const ALL: &str = "feed/";

/// The key of a feed that is made of these notices, each by its number and version. Their order is a matter of the
/// notices themselves and not of who lists them. Of a district none is kept: there is no end of names that somebody may ask
/// for, and of categories there is.
#[must_use]
pub fn key(format: Format, selection: &Selection, notices: &[(i64, u32)]) -> Option<String> {
    if selection.district.is_some() {
        return None;
    }
    let mut notices = notices.to_vec();
    notices.sort_unstable();
    let made_of: Vec<u8> = notices
        .iter()
        .flat_map(|(id, version)| id.to_be_bytes().into_iter().chain(version.to_be_bytes()))
        .collect();
    let of = selection.category.as_ref().map(|category| format!("@{category}")).unwrap_or_default();
    Some(format!("{ALL}{}{of}/{}", format.as_str(), hex(&sha256(&[&EDITION.to_be_bytes(), &made_of]))))
}

/// Whether what stands under `name` is a feed that nobody asks for now that one stands under `key`: an older one of the
/// same, or one of an earlier release.
#[must_use]
pub fn is_outdated(name: &str, key: &str) -> bool {
    let feed = |key: &str| key.rsplit_once('/').map(|(feed, _)| feed.to_owned());
    let format = |feed: &str| feed.strip_prefix(ALL)?.split('@').next().map(str::to_owned);
    let is_known =
        |feed: &str| format(feed).is_some_and(|name| Format::ALL.iter().any(|known| known.as_str() == name));
    let another =
        feed(name).filter(|feed| is_known(feed)).is_some_and(|other| feed(key).as_ref() != Some(&other));
    name.starts_with(ALL) && name != key && !another
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use minsheng_types::text::{NoticeCategory, Place};

    use super::*;

    fn of(category: &str) -> Selection {
        Selection { category: NoticeCategory::parse(category).ok(), district: None }
    }

    #[test]
    fn a_key_says_what_the_feed_was_made_of() {
        let made: [&[(i64, u32)]; 7] =
            [&[], &[(1, 1)], &[(1, 2)], &[(2, 1)], &[(1, 1), (2, 1)], &[(1, 1), (2, 2)], &[(1, 12)]];
        let selections = [Selection::default(), of("outage"), of("traffic")];
        let keys: BTreeSet<String> = made
            .iter()
            .flat_map(|made_of| {
                let formats = |selection| Format::ALL.map(|format| key(format, selection, made_of).unwrap());
                selections.iter().flat_map(formats).collect::<Vec<_>>()
            })
            .collect();
        assert_eq!(keys.len(), 63, "each its own: {keys:?}");
        let whole = |made_of: &[(i64, u32)]| key(Format::Atom, &Selection::default(), made_of);
        assert_eq!(whole(&[(2, 1), (1, 3)]), whole(&[(1, 3), (2, 1)]));
        assert_eq!(whole(&[]).unwrap().len(), "feed/atom/".len() + 64);
        let district = Selection { district: Place::parse("岳麓区").ok(), ..of("outage") };
        assert_eq!(key(Format::Atom, &district, &[(1, 1)]), None, "or whoever asks fills the store");
    }

    #[test]
    fn only_older_feeds_of_the_same_kind_are_outdated() {
        let kept = |format, selection: &Selection, version| key(format, selection, &[(1, version)]).unwrap();
        let all = Selection::default();
        let (now, before) = (kept(Format::Atom, &all, 2), kept(Format::Atom, &all, 1));
        let others = [
            kept(Format::Json, &all, 1),
            kept(Format::Calendar, &all, 1),
            kept(Format::Atom, &of("outage"), 1),
        ];
        for (name, outdated) in [
            (now.as_str(), false),
            (&before, true),
            (&others[0], false),
            (&others[1], false),
            (&others[2], false),
            ("feed/notices.atom", true),
            ("feed/rss/0011", true),
            ("model/current", false),
            ("feeds/atom/x", false),
        ] {
            assert_eq!(is_outdated(name, &now), outdated, "{name}");
        }
        let of_some = kept(Format::Atom, &of("outage"), 2);
        assert!(is_outdated(&others[2], &of_some) && !is_outdated(&now, &of_some));
    }
}
