//! A notice, 通知公告. Whether it shows is decided by the clock alone, so nothing has to run at the
//! moment it is published or expires.

use minsheng_types::clock::Timestamp;
use minsheng_types::lang::Lang;
use minsheng_types::text::{Markdown, Name, NoticeCategory, Place, Title};
use minsheng_types::words::NoticeState;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub id: i64,
    pub version: u32,
    pub title: Title,
    pub body: Markdown,
    pub category: NoticeCategory,
    pub publish_at: Timestamp,
    pub expires_at: Option<Timestamp>,
    pub pinned: bool,
    pub withdrawn: bool,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// When what it is about takes place.
    pub starts_at: Option<Timestamp>,
    pub ends_at: Option<Timestamp>,
    pub place: Option<Place>,
    /// For the whole city, when there are none.
    pub districts: Vec<Place>,
    /// The survey that it leads to.
    pub survey: Option<i64>,
}

/// One of the city's categories of notices, with what people read. `GET` and `PUT /v1/settings`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CategoryOfNotices {
    pub id: NoticeCategory,
    pub name: Name,
    pub name_en: Name,
}

/// What a city starts with. A notice that names none is of the first.
const CATEGORIES: &[(&str, &str, &str)] = &[
    ("announcement", "通知公告", "announcement"),
    ("outage", "停水停电停气", "outage"),
    ("traffic", "交通出行", "traffic"),
    ("weather", "气象预警", "weather"),
    ("emergency", "应急信息", "emergency"),
    ("policy", "政策解读", "policy"),
    ("service", "办事服务", "service"),
    ("other", "其他", "other"),
];

/// The categories that a city starts with.
#[must_use]
pub fn usual_categories() -> Vec<CategoryOfNotices> {
    let category = |&(id, name, name_en): &(&str, &str, &str)| {
        Some(CategoryOfNotices {
            id: NoticeCategory::parse(id).ok()?,
            name: Name::parse(name).ok()?,
            name_en: Name::parse(name_en).ok()?,
        })
    };
    CATEGORIES.iter().filter_map(category).collect()
}

/// What people read for a category; the identifier of one that the city no longer has.
#[must_use]
pub fn category_name<'a>(known: &'a [CategoryOfNotices], of: &'a NoticeCategory, lang: Lang) -> &'a str {
    let found = known.iter().find(|category| category.id == *of);
    found.map_or(of.as_str(), |found| lang.of(found.name.as_str(), found.name_en.as_str()))
}

impl Notice {
    #[must_use]
    pub fn state(&self, now: Timestamp) -> NoticeState {
        if self.withdrawn { NoticeState::Withdrawn } else { self.phase(now) }
    }

    /// As [`Notice::state`], by the clock alone.
    #[must_use]
    pub fn phase(&self, now: Timestamp) -> NoticeState {
        if self.publish_at > now {
            NoticeState::Scheduled
        } else if self.expires_at.is_some_and(|expires| expires <= now) {
            NoticeState::Expired
        } else {
            NoticeState::Published
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_categories_are_all_there_in_both_languages() {
        let usual = usual_categories();
        assert_eq!(usual.len(), CATEGORIES.len());
        let outage = NoticeCategory::parse("outage").unwrap();
        assert_eq!(category_name(&usual, &outage, Lang::Zh), "停水停电停气");
        assert_eq!(category_name(&usual, &outage, Lang::En), "outage");
        let gone = NoticeCategory::parse("heating").unwrap();
        assert_eq!(category_name(&usual, &gone, Lang::Zh), "heating", "a notice outlives its category");
    }

    #[test]
    fn the_clock_decides() {
        let at = Timestamp::from_unix;
        let notice = Notice {
            id: 1,
            version: 1,
            title: Title::parse("停水通知").unwrap(),
            body: Markdown::parse("今晚停水").unwrap(),
            category: NoticeCategory::parse("outage").unwrap(),
            publish_at: at(100),
            expires_at: Some(at(200)),
            pinned: false,
            withdrawn: false,
            created_at: at(0),
            updated_at: at(0),
            starts_at: None,
            ends_at: None,
            place: None,
            districts: Vec::new(),
            survey: None,
        };
        for (now, state) in [
            (99, NoticeState::Scheduled),
            (100, NoticeState::Published),
            (199, NoticeState::Published),
            (200, NoticeState::Expired),
        ] {
            assert_eq!(notice.state(at(now)), state, "at {now}");
        }
        assert_eq!(Notice { withdrawn: true, ..notice }.state(at(150)), NoticeState::Withdrawn);
    }
}
