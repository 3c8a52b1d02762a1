//! A notice, 通知公告. Whether it shows is decided by the clock alone, so nothing has to run at the
//! moment it is published or expires.

use minsheng_types::clock::Timestamp;
use minsheng_types::text::{Markdown, Title};
use minsheng_types::words::{NoticeCategory, NoticeState};

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
    fn the_clock_decides() {
        let at = Timestamp::from_unix;
        let notice = Notice {
            id: 1,
            version: 1,
            title: Title::parse("停水通知").unwrap(),
            body: Markdown::parse("今晚停水").unwrap(),
            category: NoticeCategory::Outage,
            publish_at: at(100),
            expires_at: Some(at(200)),
            pinned: false,
            withdrawn: false,
            created_at: at(0),
            updated_at: at(0),
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
