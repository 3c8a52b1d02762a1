//! Dated notices as a calendar (iCalendar, RFC 5545), which calendars subscribe to. Made of the notices alone, as the feeds
//! are ([`crate::feeds`]). A notice that was withdrawn is cancelled, and says nothing but that.

use std::fmt::Write;

use minsheng_core::notice::Notice;
use minsheng_types::clock::Timestamp;

use crate::feeds::modified;

/// Octets that a line may have (RFC 5545, 3.1).
const LINE: usize = 75;

/// What a calendar shows of what was withdrawn.
const CANCELLED: &str = "已取消";

/// The city's time has had one offset since 1991.
const BEGIN: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//minsheng//notices//ZH\r\nCALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\n\
     X-WR-CALNAME:通知公告\r\nREFRESH-INTERVAL;VALUE=DURATION:PT1H\r\nBEGIN:VTIMEZONE\r\nTZID:Asia/Shanghai\r\n\
     BEGIN:STANDARD\r\nDTSTART:19910915T010000\r\nTZOFFSETFROM:+0800\r\nTZOFFSETTO:+0800\r\nTZNAME:CST\r\nEND:STANDARD\r\n\
     END:VTIMEZONE\r\n";

/// The notices that take place, in their order.
#[must_use]
pub fn calendar(notices: &[Notice]) -> String {
    let mut text = String::from(BEGIN);
    for notice in notices {
        if let Some(starts_at) = notice.starts_at {
            event(&mut text, notice, starts_at);
        }
    }
    text.push_str("END:VCALENDAR\r\n");
    text
}

fn event(text: &mut String, notice: &Notice, starts_at: Timestamp) {
    let mut line = |name: &str, value: &str| fold(text, name, value);
    line("BEGIN", "VEVENT");
    // Unlike in every other city's calendar: no two make the same number in the same second.
    line("UID", &format!("notice-{}-{}@minsheng", notice.id, notice.created_at.unix()));
    line("DTSTAMP", &utc(modified(notice)));
    line("LAST-MODIFIED", &utc(modified(notice)));
    line("SEQUENCE", &notice.version.saturating_sub(1).to_string());
    line("DTSTART;TZID=Asia/Shanghai", &local(starts_at));
    if let Some(ends_at) = notice.ends_at {
        line("DTEND;TZID=Asia/Shanghai", &local(ends_at));
    }
    if notice.withdrawn {
        line("STATUS", "CANCELLED");
        line("SUMMARY", CANCELLED);
    } else {
        line("STATUS", "CONFIRMED");
        line("SUMMARY", &escaped(notice.title.as_str()));
        line("DESCRIPTION", &escaped(notice.body.as_str()));
        line("CATEGORIES", &escaped(notice.category.as_str()));
        if let Some(place) = &notice.place {
            line("LOCATION", &escaped(place.as_str()));
        }
    }
    line("END", "VEVENT");
}

/// 20261123T100000, in the city's time.
fn local(at: Timestamp) -> String {
    let seconds = at.second_of_day();
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    format!("{:08}T{hours:02}{minutes:02}{:02}", at.day().number(), seconds % 60)
}

/// 20261123T020000Z.
fn utc(at: Timestamp) -> String {
    format!("{}Z", local(at.plus(-minsheng_types::clock::OFFSET_SECONDS)))
}

/// Text as a value (RFC 5545, 3.3.11). A line ends as it does, whatever it ends with.
fn escaped(text: &str) -> String {
    let mut value = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' | ';' | ',' => value.extend(['\\', character]),
            '\r' if characters.peek() == Some(&'\n') => {}
            '\r' | '\n' => value.push_str("\\n"),
            other => value.push(other),
        }
    }
    value
}

/// Writes a line, in as many as it takes: none is longer than [`LINE`] octets, and none ends inside of a character.
fn fold(text: &mut String, name: &str, value: &str) {
    let mut length = 0;
    let mut whole = String::with_capacity(name.len() + value.len() + 1);
    write!(whole, "{name}:{value}").unwrap_or_default();
    for character in whole.chars() {
        if length + character.len_utf8() > LINE {
            text.push_str("\r\n ");
            length = 1;
        }
        text.push(character);
        length += character.len_utf8();
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use icalendar::parser::{read_calendar, unfold};
    use icalendar::{Calendar, CalendarComponent, Component, Event};
    use minsheng_types::text::{Markdown, NoticeCategory, Place, Title};
    use proptest::prelude::*;

    use super::*;

    fn notice(title: &str, body: &str) -> Notice {
        Notice {
            id: 8,
            version: 3,
            title: Title::parse(title).unwrap(),
            body: Markdown::parse(body).unwrap(),
            category: NoticeCategory::parse("outage").unwrap(),
            publish_at: Timestamp::from_unix(1_792_000_000),
            expires_at: None,
            pinned: false,
            withdrawn: false,
            created_at: Timestamp::from_unix(1_700_000_000),
            updated_at: Timestamp::from_unix(1_700_000_000),
            starts_at: Timestamp::parse("2026-11-23T20:00:00+08:00").ok(),
            ends_at: Timestamp::parse("2026-11-24T00:00:00+08:00").ok(),
            place: Place::parse("岳麓区, 桐梓坡路; 1号").ok(),
            districts: Vec::new(),
            survey: None,
        }
    }

    fn event_of(text: &str) -> Event {
        let unfolded = unfold(text);
        let parsed: Calendar = read_calendar(&unfolded).expect("a calendar").into();
        let events = parsed.components.into_iter().filter_map(|component| match component {
            CalendarComponent::Event(event) => Some(event),
            _ => None,
        });
        let events: Vec<Event> = events.collect();
        events.into_iter().next().expect("an event")
    }

    fn property(event: &Event, name: &str) -> Option<String> {
        event.property_value(name).map(str::to_owned)
    }

    /// Whoever changes this text raises `EDITION` with it, or readers go on seeing what was kept.
    #[test]
    fn the_calendar_of_one_evening() {
        let text = calendar(&[notice("今晚停水", "第一行\r\n第二行")]);
        let expected = "BEGIN:VEVENT\r\nUID:notice-8-1700000000@minsheng\r\nDTSTAMP:20261014T174640Z\r\nLAST-MODIFIED:20261014T174640Z\r\n\
             SEQUENCE:2\r\nDTSTART;TZID=Asia/Shanghai:20261123T200000\r\nDTEND;TZID=Asia/Shanghai:20261124T000000\r\n\
             STATUS:CONFIRMED\r\nSUMMARY:今晚停水\r\nDESCRIPTION:第一行\\n第二行\r\nCATEGORIES:outage\r\n\
             LOCATION:岳麓区\\, 桐梓坡路\\; 1号\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        assert_eq!(text, format!("{BEGIN}{expected}"));
        let event = event_of(&text);
        assert_eq!(event.get_uid(), Some("notice-8-1700000000@minsheng"));
        assert_eq!(property(&event, "SEQUENCE").as_deref(), Some("2"));
        assert_eq!(property(&event, "DTSTART").as_deref(), Some("20261123T200000"));
        let zone = event
            .properties()
            .get("DTSTART")
            .and_then(|start| start.get_param_as("TZID", |zone| Some(zone.to_owned())));
        assert_eq!(zone.as_deref(), Some("Asia/Shanghai"));
    }

    #[test]
    fn what_was_withdrawn_is_cancelled_and_says_nothing_else() {
        let withdrawn = Notice { withdrawn: true, version: 4, ..notice("发错了", "不该说的") };
        let text = calendar(&[withdrawn]);
        let event = event_of(&text);
        assert_eq!(event.get_uid(), Some("notice-8-1700000000@minsheng"), "of the same event");
        assert_eq!(
            (property(&event, "STATUS").as_deref(), property(&event, "SEQUENCE").as_deref()),
            (Some("CANCELLED"), Some("3"))
        );
        assert!(!text.contains("发错了") && !text.contains("不该说的") && !text.contains("桐梓坡"), "{text}");
    }

    #[test]
    fn what_does_not_take_place_is_in_no_calendar() {
        let text = calendar(&[Notice { starts_at: None, ends_at: None, ..notice("公告", "正文") }]);
        assert_eq!(text, format!("{BEGIN}END:VCALENDAR\r\n"));
        let unended = calendar(&[Notice { ends_at: None, ..notice("公告", "正文") }]);
        assert!(!unended.contains("DTEND") && unended.contains("DTSTART"));
    }

    #[test]
    fn times_are_those_of_the_city() {
        let at = Timestamp::parse("2026-12-31T16:00:01Z").unwrap();
        assert_eq!((local(at).as_str(), utc(at).as_str()), ("20270101T000001", "20261231T160001Z"));
    }

    proptest! {
        #[test]
        fn no_text_breaks_the_calendar(title in "[^\\p{C}]{1,120}", body in "(\\PC|[\r\n\t;,:\\\\\"]){1,400}") {
            prop_assume!(!title.trim().is_empty() && !body.trim().is_empty());
            let notice = notice(&title, &body);
            let text = calendar(std::slice::from_ref(&notice));
            for line in text.split("\r\n") {
                prop_assert!(line.len() <= LINE && !line.contains(['\r', '\n']), "{}", line);
            }
            let event = event_of(&text);
            prop_assert_eq!(event.get_summary(), Some(notice.title.as_str()));
            let told = |text: &str| text.replace("\r\n", "\n").replace('\r', "\n");
            prop_assert_eq!(event.get_description().map(str::to_owned), Some(told(notice.body.as_str())));
            prop_assert_eq!(property(&event, "STATUS"), Some("CONFIRMED".to_owned()));
        }
    }
}
