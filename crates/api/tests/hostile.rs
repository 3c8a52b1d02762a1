//! Whatever a notice says: its feeds are read by every reader, and say it.

use minsheng_api::feeds::{JsonFeed, Selection, atom};
use minsheng_core::notice::Notice;
use minsheng_dice::check;
use minsheng_dice::hostile::{altered, text};
use minsheng_types::clock::Timestamp;
use minsheng_types::text::{Markdown, NoticeCategory, Title};

const GOOD: &[&str] =
    &["<b>停水</b> & ]]>通知", "# 今晚\n\n- 22:00 <script>alert(1)</script>", "\u{fffe}&amp;&#0;"];

#[test]
fn any_notice_makes_feeds_that_say_what_it_says() {
    check(600, (altered(GOOD), text(10)), |(title, body)| {
        let (Ok(title), Ok(body)) = (Title::parse(&title), Markdown::parse(&body)) else { return };
        let now = Timestamp::from_unix(1_800_000_000);
        let notice = Notice {
            id: 7,
            version: 1,
            title: title.clone(),
            body: body.clone(),
            category: NoticeCategory::parse("water").unwrap(),
            publish_at: now,
            expires_at: None,
            pinned: false,
            withdrawn: false,
            created_at: now,
            updated_at: now,
            starts_at: None,
            ends_at: None,
            place: None,
            districts: Vec::new(),
            survey: None,
        };
        let xml = atom(std::slice::from_ref(&notice), &Selection::default());
        let read = roxmltree::Document::parse(&xml).unwrap();
        let said = |name: &str| {
            let entry = read.descendants().find(|node| node.tag_name().name() == "entry");
            let node = entry.unwrap().children().find(|node| node.tag_name().name() == name).unwrap();
            node.text().unwrap_or_default().to_owned()
        };
        // Two characters no XML can hold, and its readers make one kind of line end.
        let plain = |text: &str| {
            text.replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}").replace("\r\n", "\n").replace('\r', "\n")
        };
        assert_eq!(said("title"), plain(title.as_str()));
        assert_eq!(said("content"), plain(body.as_str()));
        let feed = serde_json::to_value(JsonFeed::of(std::slice::from_ref(&notice))).unwrap();
        assert_eq!(feed["items"][0]["content_text"], body.as_str());
    });
}
