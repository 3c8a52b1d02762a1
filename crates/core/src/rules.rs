//! The settings of one version, ready for use: most components need only these, so they are also kept as a line
//! of numbers ([`Rules::parse`]). Reading the document would take each component some 28 KiB of code.

mod compiled;

use minsheng_types::bounded_int::BoundedInt;
use minsheng_types::clock::Timestamp;
use minsheng_types::text::ReasonCode;
use minsheng_types::words::{Kind, Urgency};

use crate::deadline::{Calendar, Limit};
use crate::file_limits::FileLimits;
use crate::identity::limits::AnonymousLimits;
use crate::settings::{DeadlineRule, HotspotRule, Retention, Thanks};

/// The numbers of the settings, as [`crate::settings::Settings`] explains them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    pub deadlines: Vec<DeadlineRule>,
    pub sign: Limit,
    pub first_contact: Limit,
    pub return_window: Limit,
    pub extension: Limit,
    pub extensions: BoundedInt<0, 10>,
    pub remind_percent: BoundedInt<1, 99>,
    pub reopen_days: BoundedInt<0, 3650>,
    pub urges_per_day: BoundedInt<0, 100>,
    pub supplements_per_day: BoundedInt<0, 100>,
    pub close_unrated_days: BoundedInt<1, 3650>,
    pub archive_days: BoundedInt<1, 3650>,
    pub repeat_days: BoundedInt<1, 365>,
    pub retention: Retention,
    pub hotspots: HotspotRule,
    pub anonymous: AnonymousLimits,
    pub attachments: FileLimits,
    pub reason_codes: Vec<ReasonCode>,
    pub thanks: Thanks,
}

/// The settings of one version, ready for use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    /// 0 is what a city starts with.
    pub version: i64,
    pub settings: Limits,
    pub calendar: Calendar,
}

/// Nothing but the calendar's plain weekdays: what is left when the text that is compiled in could
/// not be read, which a test rules out.
impl Default for Rules {
    fn default() -> Self {
        let day = Limit::WorkingDays(1);
        let settings = Limits {
            deadlines: Vec::new(),
            sign: day,
            first_contact: day,
            return_window: day,
            extension: day,
            extensions: BoundedInt::nearest(0),
            remind_percent: BoundedInt::nearest(80),
            reopen_days: BoundedInt::nearest(0),
            urges_per_day: BoundedInt::nearest(0),
            supplements_per_day: BoundedInt::nearest(0),
            close_unrated_days: BoundedInt::nearest(7),
            archive_days: BoundedInt::nearest(30),
            repeat_days: BoundedInt::nearest(30),
            retention: Retention {
                personal_data_days: BoundedInt::nearest(u32::MAX),
                call_days: BoundedInt::nearest(u32::MAX),
                cold_days: None,
            },
            hotspots: HotspotRule::DEFAULT,
            anonymous: AnonymousLimits::DEFAULT,
            attachments: FileLimits::default(),
            reason_codes: Vec::new(),
            thanks: Thanks::DEFAULT,
        };
        Self { version: 0, settings, calendar: Calendar::default() }
    }
}

impl Rules {
    /// How long a demand of this kind and urgency may take.
    #[must_use]
    pub fn finish(&self, kind: Kind, urgency: Urgency) -> Limit {
        let fits = |rule: &&DeadlineRule| rule.urgency == urgency && rule.kind.is_none_or(|k| k == kind);
        self.settings.deadlines.iter().find(fits).map_or(Limit::WorkingDays(5), |rule| rule.limit)
    }

    /// When `limit` is over that starts at `start`.
    #[must_use]
    pub fn after(&self, start: Timestamp, limit: Limit) -> Timestamp {
        self.calendar.after(start, limit)
    }
}
