//! The newest notices as feeds: Atom (RFC 4287), JSON Feed 1.1 and iCalendar ([`crate::calendar`]). A feed is made of the notices alone, neither of the
//! clock nor of where the hotline is reached, so that it can be kept under the name of what it was made of.

use std::fmt::Write;

use minsheng_core::notice::Notice;
use minsheng_types::clock::Timestamp;
use minsheng_types::text::{NoticeCategory, Place};
use minsheng_types::uri::encoded;
use serde::Serialize;

/// Grows with every change of how a feed is written: what was kept of an earlier edition is not shown any more.
pub const EDITION: u32 = 1;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Atom,
    Json,
    /// See [`crate::calendar`].
    Calendar,
}

impl Format {
    pub const ALL: [Self; 3] = [Self::Atom, Self::Json, Self::Calendar];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Atom => "atom",
            Self::Json => "json",
            Self::Calendar => "ics",
        }
    }

    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Atom => "application/atom+xml; charset=utf-8",
            Self::Json => "application/feed+json; charset=utf-8",
            Self::Calendar => "text/calendar; charset=utf-8",
        }
    }
}

/// Which notices a feed is of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    pub category: Option<NoticeCategory>,
    pub district: Option<Place>,
}

impl Selection {
    /// As the query of its address; nothing of what is whole.
    fn query(&self) -> String {
        let mut query = String::new();
        let parts = [
            ("category", self.category.as_ref().map(NoticeCategory::as_str)),
            ("district", self.district.as_ref().map(Place::as_str)),
        ];
        for (name, value) in parts.into_iter().filter_map(|(name, value)| Some((name, value?))) {
            query.push(if query.is_empty() { '?' } else { '&' });
            query.extend([name, "=", &encoded(value)]);
        }
        query
    }
}

const TITLE: &str = "通知公告";

/// An identifier that does not depend on where the hotline is reached.
fn urn(notice: &Notice) -> String {
    format!("urn:minsheng:notice:{}", notice.id)
}

pub(crate) fn modified(notice: &Notice) -> Timestamp {
    notice.updated_at.max(notice.publish_at)
}

/// What an Atom feed says of itself.
pub(crate) struct AtomHead<'a> {
    pub id: &'a str,
    pub title: &'a str,
    pub path: &'a str,
}

/// What it says of an entry.
pub(crate) struct AtomEntry<'a> {
    pub id: String,
    pub title: &'a str,
    /// Where it stands by itself, if it does.
    pub link: Option<String>,
    pub published: Timestamp,
    pub updated: Timestamp,
    pub category: Option<&'a str>,
    pub content: &'a str,
}

/// The one writer of Atom (RFC 4287).
pub(crate) fn atom_feed<'a>(head: &AtomHead<'_>, entries: &[AtomEntry<'a>]) -> String {
    // A feed has to say when it was changed; an empty one never was.
    let updated = entries.iter().map(|entry| entry.updated).max().unwrap_or(Timestamp::from_unix(0));
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n\
         <id>{}</id>\n<title>{}</title>\n<author><name>12345</name></author>\n\
         <link rel=\"self\" href=\"{}\"/>\n<updated>{updated}</updated>\n",
        escaped(head.id),
        escaped(head.title),
        escaped(head.path),
    );
    for entry in entries {
        writeln!(xml, "<entry>\n<id>{}</id>\n<title>{}</title>", entry.id, escaped(entry.title))
            .unwrap_or_default();
        if let Some(link) = &entry.link {
            writeln!(xml, "<link rel=\"alternate\" type=\"application/json\" href=\"{link}\"/>")
                .unwrap_or_default();
        }
        writeln!(xml, "<published>{}</published>\n<updated>{}</updated>", entry.published, entry.updated)
            .unwrap_or_default();
        if let Some(category) = entry.category {
            writeln!(xml, "<category term=\"{}\"/>", escaped(category)).unwrap_or_default();
        }
        writeln!(xml, "<content type=\"text\">{}</content>\n</entry>", escaped(entry.content))
            .unwrap_or_default();
    }
    xml.push_str("</feed>\n");
    xml
}

/// The notices as an Atom feed, in their order.
#[must_use]
pub fn atom(notices: &[Notice], selection: &Selection) -> String {
    let query = selection.query();
    let entries: Vec<AtomEntry<'_>> = notices
        .iter()
        .map(|notice| AtomEntry {
            id: urn(notice),
            title: notice.title.as_str(),
            link: Some(format!("/v1/notices/{}", notice.id)),
            published: notice.publish_at,
            updated: modified(notice),
            category: Some(notice.category.as_str()),
            content: notice.body.as_str(),
        })
        .collect();
    let id = format!("urn:minsheng:notices{query}");
    atom_feed(&AtomHead { id: &id, title: TITLE, path: &format!("/v1/notices.atom{query}") }, &entries)
}

/// Text inside XML. Control characters do not pass the notice's types; two others that XML cannot
/// hold at all would take the whole feed with them.
fn escaped(text: &str) -> String {
    let text = text.replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}");
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The notices as a JSON Feed.
#[derive(Clone, Debug, Serialize)]
pub struct JsonFeed<'a> {
    version: &'static str,
    title: &'static str,
    language: &'static str,
    items: Vec<Item<'a>>,
}

#[derive(Clone, Debug, Serialize)]
struct Item<'a> {
    id: String,
    title: &'a str,
    content_text: &'a str,
    date_published: Timestamp,
    date_modified: Timestamp,
    tags: [&'a NoticeCategory; 1],
}

impl<'a> JsonFeed<'a> {
    /// In the order of the notices.
    #[must_use]
    pub fn of(notices: &'a [Notice]) -> Self {
        let item = |notice: &'a Notice| Item {
            id: urn(notice),
            title: notice.title.as_str(),
            content_text: notice.body.as_str(),
            date_published: notice.publish_at,
            date_modified: modified(notice),
            tags: [&notice.category],
        };
        Self {
            version: "https://jsonfeed.org/version/1.1",
            title: TITLE,
            language: "zh",
            items: notices.iter().map(item).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use minsheng_types::text::{Markdown, Title};
    use serde_json::json;

    use super::*;

    fn notice(id: i64, title: &str, body: &str) -> Notice {
        Notice {
            id,
            version: 1,
            title: Title::parse(title).unwrap(),
            body: Markdown::parse(body).unwrap(),
            category: NoticeCategory::parse("outage").unwrap(),
            publish_at: Timestamp::from_unix(1_792_000_000),
            expires_at: None,
            pinned: false,
            withdrawn: false,
            created_at: Timestamp::from_unix(1_700_000_000),
            updated_at: Timestamp::from_unix(1_700_000_000),
            starts_at: None,
            ends_at: None,
            place: None,
            districts: Vec::new(),
            survey: None,
        }
    }

    /// Whoever changes this text raises `EDITION` with it, or readers go on seeing what was kept.
    #[test]
    fn edition_1_of_the_atom_feed() {
        let later =
            Notice { updated_at: Timestamp::from_unix(1_793_000_000), ..notice(7, "停水", "今晚停水") };
        assert_eq!(EDITION, 1);
        assert_eq!(
            atom(&[notice(8, "停电 & \"停气\"", "<b>]]></b>\u{ffff}"), later], &Selection::default()),
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n\
             <id>urn:minsheng:notices</id>\n<title>通知公告</title>\n<author><name>12345</name></author>\n\
             <link rel=\"self\" href=\"/v1/notices.atom\"/>\n<updated>2026-10-26T15:33:20+08:00</updated>\n\
             <entry>\n<id>urn:minsheng:notice:8</id>\n<title>停电 &amp; &quot;停气&quot;</title>\n\
             <link rel=\"alternate\" type=\"application/json\" href=\"/v1/notices/8\"/>\n\
             <published>2026-10-15T01:46:40+08:00</published>\n<updated>2026-10-15T01:46:40+08:00</updated>\n\
             <category term=\"outage\"/>\n<content type=\"text\">&lt;b&gt;]]&gt;&lt;/b&gt;\u{fffd}</content>\n</entry>\n\
             <entry>\n<id>urn:minsheng:notice:7</id>\n<title>停水</title>\n\
             <link rel=\"alternate\" type=\"application/json\" href=\"/v1/notices/7\"/>\n\
             <published>2026-10-15T01:46:40+08:00</published>\n<updated>2026-10-26T15:33:20+08:00</updated>\n\
             <category term=\"outage\"/>\n<content type=\"text\">今晚停水</content>\n</entry>\n</feed>\n"
        );
    }

    #[test]
    fn edition_1_of_the_json_feed() {
        let notices = [notice(8, "停电 & \"停气\"", "# 今晚\n停电")];
        assert_eq!(EDITION, 1);
        assert_eq!(
            serde_json::to_value(JsonFeed::of(&notices)).unwrap(),
            json!({
                "version": "https://jsonfeed.org/version/1.1",
                "title": "通知公告",
                "language": "zh",
                "items": [{
                    "id": "urn:minsheng:notice:8",
                    "title": "停电 & \"停气\"",
                    "content_text": "# 今晚\n停电",
                    "date_published": "2026-10-15T01:46:40+08:00",
                    "date_modified": "2026-10-15T01:46:40+08:00",
                    "tags": ["outage"],
                }],
            })
        );
    }

    #[test]
    fn a_feed_of_nothing_is_the_same_whenever_it_is_made() {
        assert!(
            atom(&[], &Selection::default())
                .contains("<updated>1970-01-01T08:00:00+08:00</updated>\n</feed>\n"),
            "{}",
            atom(&[], &Selection::default())
        );
        assert_eq!(serde_json::to_value(JsonFeed::of(&[])).unwrap()["items"], json!([]));
    }

    #[test]
    fn a_feed_of_some_notices_says_of_which() {
        let selection = Selection {
            category: NoticeCategory::parse("outage").ok(),
            district: Place::parse("岳麓区&x=\"1\"").ok(),
        };
        let xml = atom(&[], &selection);
        let query = "category=outage&amp;district=%E5%B2%B3%E9%BA%93%E5%8C%BA%26x%3D%221%22";
        assert!(xml.contains(&format!("<id>urn:minsheng:notices?{query}</id>")), "{xml}");
        assert!(xml.contains(&format!("href=\"/v1/notices.atom?{query}\"")), "{xml}");
    }
}
