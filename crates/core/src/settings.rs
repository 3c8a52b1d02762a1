//! What a city decides for itself: deadlines, limits, the calendar, how long data is kept. One
//! document, versioned as a whole; [`Rules`] is the document made ready for use. Most components need
//! only the rules, so these are also kept as a line of numbers ([`Settings::compiled`]): reading the
//! document would take each of them some 28 KiB of code.
//!
//! What a city starts with is [`Settings::default`]. Source: docs/DOMAIN.md, Deadlines and calendar.

use minsheng_types::bound::Bound;
use minsheng_types::bounded_int::BoundedInt;
use minsheng_types::fault::Fault;
use minsheng_types::invalid::Invalid;
use minsheng_types::words::{Kind, Role, Urgency};
use serde::{Deserialize, Serialize};

use crate::deadline::Limit;
use crate::file_limits::FileLimits;
use crate::holidays::{self, HolidayYear, too_many};
use crate::identity::STAFF_ROLES;
use crate::identity::limits::AnonymousLimits;
use crate::messages::MessageSettings;
use crate::notice::{CategoryOfNotices, usual_categories};
use crate::open311::Open311Settings;
use crate::reasons::{NamedReason, WRONG_DISPATCH, usual_reasons};
pub use crate::time_of_day::TimeOfDay;

/// The names of [`STAFF_ROLES`].
const STAFF_NAMES: &[&str] = &["agent", "handler", "supervisor", "publisher", "admin"];

/// How long a demand of this urgency and kind may take. The first rule that fits decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DeadlineRule {
    pub urgency: Urgency,
    /// Any kind, when absent.
    #[serde(default)]
    pub kind: Option<Kind>,
    pub limit: Limit,
}

/// A span of a working day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct WorkingHours {
    pub from: TimeOfDay,
    pub to: TimeOfDay,
}

/// How long personal data and by-products are kept, in days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Retention {
    /// Who reported, from the ticket's archiving on. Then the case is kept without the person.
    pub personal_data_days: BoundedInt<1, 36500>,
    /// Records of single telephone calls; what they add up to is kept. Messages to citizens and call-outs of what is finished
    /// as well, for a month at least.
    pub call_days: BoundedInt<1, 36500>,
    /// What has been finished for so long lies in the archive, a second database, where there is one; never, when absent. No
    /// shorter than until its person is erased: `archive_days`, or `reopen_days` where they are more, and `personal_data_days`.
    #[serde(default)]
    pub cold_days: Option<BoundedInt<400, 50_000>>,
}

impl Retention {
    /// Days from when a ticket is finished until its reporter is erased.
    const fn days_to_erasure(&self, archive_days: u32, reopen_days: u32) -> u32 {
        let until_archived = if archive_days > reopen_days { archive_days } else { reopen_days };
        until_archived + self.personal_data_days.get()
    }
}

/// Everything that a city decides for itself. `GET` and `PUT /v1/settings`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// To finish. Every urgency has a rule that fits any kind.
    pub deadlines: Vec<DeadlineRule>,
    /// To sign for a dispatched ticket.
    pub sign: Limit,
    /// To contact the citizen for the first time, from dispatch; never later than the deadline.
    pub first_contact: Limit,
    /// To send a dispatched ticket back as wrongly dispatched.
    pub return_window: Limit,
    /// The most that one extension may add.
    pub extension: Limit,
    /// Extensions that one ticket may get.
    pub extensions: BoundedInt<0, 10>,
    /// The share of the time after which the department is reminded.
    pub remind_percent: BoundedInt<1, 99>,
    /// How long the reporter may reopen what is finished.
    pub reopen_days: BoundedInt<0, 3650>,
    /// How often the reporter may urge a ticket in one local day.
    pub urges_per_day: BoundedInt<0, 100>,
    /// How often the reporter may add something to a ticket in one local day.
    #[serde(default = "usual_supplements")]
    pub supplements_per_day: BoundedInt<0, 100>,
    /// An answer that nobody has rated for so long closes the ticket.
    pub close_unrated_days: BoundedInt<1, 3650>,
    /// What has been finished for so long goes to the archive.
    pub archive_days: BoundedInt<1, 3650>,
    /// The same citizen with the same category again inside so many days is a repeat.
    pub repeat_days: BoundedInt<1, 365>,
    pub retention: Retention,
    /// How long events are kept for other systems to read, in days; longer than a delivery is tried.
    #[serde(default = "usual_event_days")]
    pub event_days: BoundedInt<7, 3650>,
    /// From when on a hot spot raises an alert.
    #[serde(default)]
    pub hotspots: HotspotRule,
    /// How much those may do who neither work here nor show a key.
    #[serde(default)]
    pub anonymous: AnonymousLimits,
    /// What may be uploaded to a ticket.
    #[serde(default)]
    pub attachments: FileLimits,
    /// Roles of staff whose holders log in with a second factor.
    #[serde(default)]
    pub second_factor: Vec<Role>,
    /// How whoever made a suggestion is thanked once it is adopted.
    #[serde(default)]
    pub thanks: Thanks,
    /// What notices can be about; a notice that does not say is about the first.
    #[serde(default = "usual_categories")]
    pub notice_categories: Vec<CategoryOfNotices>,
    /// Why something is declined, returned, recalled or left out of assessment: what `reason_code` can be.
    /// `wrong_dispatch` is always one of them.
    #[serde(default = "usual_reasons")]
    pub reason_codes: Vec<NamedReason>,
    /// What Open311 shows and asks.
    #[serde(default)]
    pub open311: Open311Settings,
    /// What citizens are told of by message, when and how often.
    #[serde(default)]
    pub messages: MessageSettings,
    /// The working hours of a day, ascending.
    pub working_hours: Vec<WorkingHours>,
    /// The years whose holidays are known; others rest on weekdays.
    pub holidays: Vec<HolidayYear>,
}

/// Whoever remembers one thing after another has room, and a script has none.
pub(crate) const fn usual_supplements() -> BoundedInt<0, 100> {
    BoundedInt::nearest(10)
}

/// Whoever was away for a holiday still finds them. [`crate::events::KEPT_DAYS`] says it to the statement that purges.
const fn usual_event_days() -> BoundedInt<7, 3650> {
    BoundedInt::nearest(crate::events::KEPT_DAYS)
}

const fn deadline(urgency: Urgency, kind: Option<Kind>, limit: Limit) -> DeadlineRule {
    DeadlineRule { urgency, kind, limit }
}

/// The usual limits to finish.
const DEADLINES: &[DeadlineRule] = &[
    deadline(Urgency::Emergency, None, Limit::Hours(2)),
    deadline(Urgency::Urgent, None, Limit::Hours(24)),
    deadline(Urgency::Normal, Some(Kind::Consultation), Limit::WorkingDays(3)),
    deadline(Urgency::Normal, Some(Kind::Suggestion), Limit::WorkingDays(3)),
    deadline(Urgency::Normal, Some(Kind::Praise), Limit::WorkingDays(3)),
    deadline(Urgency::Normal, None, Limit::WorkingDays(5)),
];

impl Default for Settings {
    fn default() -> Self {
        let hours = |from: u32, to: u32| WorkingHours { from: TimeOfDay(from * 30), to: TimeOfDay(to * 30) };
        Self {
            deadlines: DEADLINES.to_vec(),
            sign: Limit::WorkingHours(4),
            first_contact: Limit::WorkingDays(1),
            return_window: Limit::WorkingDays(2),
            extension: Limit::WorkingDays(10),
            extensions: BoundedInt::nearest(2),
            remind_percent: BoundedInt::nearest(80),
            reopen_days: BoundedInt::nearest(30),
            urges_per_day: BoundedInt::nearest(2),
            supplements_per_day: usual_supplements(),
            close_unrated_days: BoundedInt::nearest(7),
            archive_days: BoundedInt::nearest(30),
            repeat_days: BoundedInt::nearest(30),
            retention: Retention {
                personal_data_days: BoundedInt::nearest(3 * 365),
                call_days: BoundedInt::nearest(365),
                cold_days: None,
            },
            event_days: usual_event_days(),
            hotspots: HotspotRule::DEFAULT,
            anonymous: AnonymousLimits::DEFAULT,
            attachments: FileLimits::default(),
            second_factor: Vec::new(),
            thanks: Thanks::DEFAULT,
            notice_categories: usual_categories(),
            reason_codes: usual_reasons(),
            open311: Open311Settings::default(),
            messages: MessageSettings::default(),
            // 09:00–12:00 and 13:00–17:30.
            working_hours: vec![hours(18, 24), hours(26, 35)],
            holidays: holidays::published(),
        }
    }
}

impl Settings {
    /// Values that are each well formed and do not fit together.
    #[must_use]
    pub fn faults(&self) -> Vec<Fault> {
        let fault = |pointer: String, invalid| Fault { pointer, invalid };
        let too_many = too_many(&[
            ("deadlines", self.deadlines.len()),
            ("working_hours", self.working_hours.len()),
            ("holidays", self.holidays.len()),
            ("notice_categories", self.notice_categories.len()),
            ("reason_codes", self.reason_codes.len()),
            ("open311/attributes", self.open311.attributes.len()),
            ("messages/texts", self.messages.texts.len()),
            ("messages/wechat", self.messages.wechat.len()),
        ]);
        let mut faults: Vec<Fault> =
            too_many.into_iter().map(|(pointer, invalid)| fault(pointer, invalid)).collect();
        let covered = |urgency: &Urgency| {
            self.deadlines.iter().any(|rule| rule.urgency == *urgency && rule.kind.is_none())
        };
        if !Urgency::ALL.iter().all(covered) {
            faults.push(fault("/deadlines".into(), Invalid::Missing));
        }
        if self.working_hours.is_empty() {
            faults.push(fault("/working_hours".into(), Invalid::Empty));
        }
        for (place, role) in self.second_factor.iter().enumerate() {
            if !STAFF_ROLES.contains(role) {
                faults.push(fault(format!("/second_factor/{place}"), Invalid::OneOf(STAFF_NAMES)));
            }
            if self.second_factor.iter().take(place).any(|other| other == role) {
                faults.push(fault(format!("/second_factor/{place}"), Invalid::Duplicate));
            }
        }
        for (place, file_type) in self.attachments.types.iter().enumerate() {
            if self.attachments.types.iter().take(place).any(|other| other == file_type) {
                faults.push(fault(format!("/attachments/types/{place}"), Invalid::Duplicate));
            }
        }
        if self.notice_categories.is_empty() {
            faults.push(fault("/notice_categories".into(), Invalid::Empty));
        }
        for (place, category) in self.notice_categories.iter().enumerate() {
            if self.notice_categories.iter().take(place).any(|other| other.id == category.id) {
                faults.push(fault(format!("/notice_categories/{place}/id"), Invalid::Duplicate));
            }
        }
        if !self.reason_codes.iter().any(|reason| reason.id.as_str() == WRONG_DISPATCH) {
            faults.push(fault("/reason_codes".into(), Invalid::Missing));
        }
        for (place, reason) in self.reason_codes.iter().enumerate() {
            if self.reason_codes.iter().take(place).any(|other| other.id == reason.id) {
                faults.push(fault(format!("/reason_codes/{place}/id"), Invalid::Duplicate));
            }
        }
        let erased = self.retention.days_to_erasure(self.archive_days.get(), self.reopen_days.get());
        if self.retention.cold_days.is_some_and(|days| days.get() < erased) {
            faults.push(fault("/retention/cold_days".into(), Invalid::Beyond(Bound::Cold)));
        }
        faults.extend(self.open311.faults());
        faults.extend(self.messages.faults());
        let mut free_from = None;
        for (place, hours) in self.working_hours.iter().enumerate() {
            if hours.from >= hours.to || free_from.is_some_and(|free| hours.from <= free) {
                faults.push(fault(format!("/working_hours/{place}"), Invalid::Beyond(Bound::WorkingHours)));
            }
            free_from = Some(hours.to);
        }
        for (place, year) in self.holidays.iter().enumerate() {
            if self.holidays.iter().take(place).any(|other| other.year == year.year) {
                faults.push(fault(format!("/holidays/{place}/year"), Invalid::Duplicate));
            }
            let below = |(pointer, invalid)| fault(format!("/holidays/{place}{pointer}"), invalid);
            faults.extend(year.faults().into_iter().map(below));
        }
        faults
    }
}

/// When a hot spot is worth an alert. `GET` and `PUT /v1/settings`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct HotspotRule {
    /// So many different citizens inside seven days.
    pub reporters: BoundedInt<2, 1000>,
    /// Told of again when it has grown to so much of what it was, in hundredths.
    pub growth_percent: BoundedInt<110, 1000>,
    /// Tickets that lie further apart are not compared.
    pub days: BoundedInt<7, 365>,
}

impl HotspotRule {
    /// What a city starts with.
    pub const DEFAULT: Self = Self {
        reporters: BoundedInt::nearest(5),
        growth_percent: BoundedInt::nearest(200),
        days: BoundedInt::nearest(60),
    };
}

impl Default for HotspotRule {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// How whoever made a suggestion is thanked once it is adopted, beside in words. `GET` and `PUT /v1/settings`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Thanks {
    /// Points for one suggestion; 0 is none.
    pub points: BoundedInt<0, 10_000>,
    /// The most that one person, known by a telephone number, gets in a calendar year.
    pub points_per_year: BoundedInt<0, 1_000_000>,
}

impl Thanks {
    /// What a city starts with: words alone.
    pub const DEFAULT: Self =
        Self { points: BoundedInt::nearest(0), points_per_year: BoundedInt::nearest(1_000) };
}

impl Default for Thanks {
    fn default() -> Self {
        Self::DEFAULT
    }
}

#[cfg(test)]
mod tests {
    use minsheng_types::clock::Timestamp;
    use minsheng_types::text::Name;

    use super::*;
    use crate::holidays::Holiday;
    use crate::rules::Rules;

    #[test]
    fn the_names_of_staff_are_those_of_their_roles() {
        assert!(STAFF_ROLES.iter().map(|role| role.as_str()).eq(STAFF_NAMES.iter().copied()));
    }

    #[test]
    fn what_a_city_starts_with_is_whole() {
        let settings = Settings::default();
        assert_eq!(settings.faults(), []);
        let json = serde_json::to_value(&settings).unwrap();
        assert_eq!(serde_json::from_value::<Settings>(json.clone()).unwrap(), settings);
        assert_eq!(json["working_hours"][1], serde_json::json!({"from": "13:00", "to": "17:30"}));
        assert_eq!(json["sign"], serde_json::json!({"working_hours": 4}));
        assert_eq!(Rules::defaults().calendar.day_length(), 27_000, "seven and a half hours");
    }

    #[test]
    fn every_kind_and_urgency_has_a_limit() {
        let finish = |kind, urgency| Rules::defaults().finish(kind, urgency);
        for kind in Kind::ALL {
            assert_eq!(finish(*kind, Urgency::Emergency), Limit::Hours(2));
            assert_eq!(finish(*kind, Urgency::Urgent), Limit::Hours(24));
        }
        for (kind, days) in [
            (Kind::Consultation, 3),
            (Kind::Suggestion, 3),
            (Kind::Praise, 3),
            (Kind::Help, 5),
            (Kind::Complaint, 5),
            (Kind::Report, 5),
        ] {
            assert_eq!(finish(kind, Urgency::Normal), Limit::WorkingDays(days), "{kind}");
        }
    }

    /// The faults of the defaults after `change` was made to their JSON, as `(pointer, code)`; a
    /// value that does not parse at all is `("", code)`.
    fn faults_after(change: impl FnOnce(&mut serde_json::Value)) -> Vec<(String, String)> {
        let mut json = serde_json::to_value(Settings::default()).unwrap();
        change(&mut json);
        match serde_json::from_value::<Settings>(json) {
            Ok(settings) => {
                let told = |fault: Fault| (fault.pointer, fault.invalid.code().to_owned());
                settings.faults().into_iter().map(told).collect()
            }
            Err(error) => vec![(String::new(), error.to_string())],
        }
    }

    #[test]
    fn settings_that_do_not_fit_together_are_refused_by_name() {
        use serde_json::json;
        let fault = |pointer: &str, code: &str| vec![(pointer.to_owned(), code.to_owned())];
        assert_eq!(
            faults_after(|s| s["deadlines"] = json!([{"urgency": "normal", "limit": {"hours": 1}}])),
            fault("/deadlines", "missing")
        );
        assert_eq!(faults_after(|s| s["working_hours"] = json!([])), fault("/working_hours", "empty"));
        assert_eq!(
            faults_after(|s| s["working_hours"][1]["from"] = "11:00".into()),
            fault("/working_hours/1", "out_of_range")
        );
        assert_eq!(
            faults_after(|s| s["holidays"][1]["year"] = 2025.into())[0],
            ("/holidays/1/year".into(), "duplicate".into())
        );
        assert_eq!(
            faults_after(|s| s["holidays"][0]["off"][0]["to"] = "2024-12-31".into()),
            fault("/holidays/0/off/0", "out_of_range")
        );
        assert_eq!(
            faults_after(|s| s["holidays"][0]["worked"] = json!(["2025-01-27"])),
            fault("/holidays/0/worked/0", "out_of_range"),
        );
        assert_eq!(
            faults_after(|s| s["holidays"][0]["worked"] = json!(["2025-01-26", "2025-02-08", "2025-01-26"])),
            fault("/holidays/0/worked/2", "duplicate"),
        );
        let twice = |s: &mut serde_json::Value| {
            let first = s["holidays"][0]["off"][0].clone();
            s["holidays"][0]["off"] = json!([first, first]);
            s["holidays"][0]["worked"] = json!([]);
        };
        assert_eq!(faults_after(twice), fault("/holidays/0/off/1", "duplicate"));
        for list in ["off", "worked"] {
            let faults = faults_after(|s| {
                let first = s["holidays"][0][list][0].clone();
                s["holidays"][0][list] = vec![first; 10_001].into();
            });
            assert_eq!(faults, fault(&format!("/holidays/0/{list}"), "too_many"));
        }
        assert_eq!(
            faults_after(|s| s["notice_categories"] = json!([])),
            fault("/notice_categories", "empty")
        );
        let twice = |s: &mut serde_json::Value| s["notice_categories"][1]["id"] = "announcement".into();
        assert_eq!(faults_after(twice), fault("/notice_categories/1/id", "duplicate"));
        let reasons = |reasons| faults_after(|s| s["reason_codes"] = reasons);
        let reason = |id: &str| json!({"id": id, "name": "派错", "name_en": "wrong"});
        assert_eq!(reasons(json!([])), fault("/reason_codes", "missing"), "a recall has to have one to name");
        assert_eq!(reasons(json!([reason("wrong_dispatch"), reason("a")])), []);
        let twice = json!([reason("a"), reason("wrong_dispatch"), reason("a")]);
        assert_eq!(reasons(twice), fault("/reason_codes/2/id", "duplicate"));
        let cold = |days| faults_after(|s| s["retention"]["cold_days"] = days);
        assert_eq!((cold(json!(null)), cold(json!(30 + 3 * 365))), (vec![], vec![]));
        assert_eq!(cold(json!(30 + 3 * 365 - 1)), fault("/retention/cold_days", "out_of_range"));
        let reopened_for_longer = |s: &mut serde_json::Value| {
            s["retention"]["cold_days"] = 1125.into();
            s["reopen_days"] = 31.into();
        };
        assert_eq!(faults_after(reopened_for_longer), fault("/retention/cold_days", "out_of_range"));
        let factor = |roles| faults_after(|s| s["second_factor"] = roles);
        assert_eq!(factor(json!(["admin", "agent"])), []);
        assert_eq!(factor(json!(["system"])), fault("/second_factor/0", "unknown_value"));
        assert_eq!(factor(json!(["admin", "admin"])), fault("/second_factor/1", "duplicate"));
        for later in
            ["notice_categories", "reason_codes", "supplements_per_day", "thanks", "open311", "messages"]
        {
            let before = |s: &mut serde_json::Value| drop(s.as_object_mut().unwrap().remove(later));
            assert_eq!(faults_after(before), [], "settings of an older release");
        }
        let before =
            |s: &mut serde_json::Value| drop(s["retention"].as_object_mut().unwrap().remove("cold_days"));
        assert_eq!(faults_after(before), [], "settings of an older release");
        for (pointer, value, code) in [
            ("/notice_categories/0/id", json!("two words"), "malformed"),
            ("/reason_codes/0/id", json!("two words"), "malformed"),
            ("/supplements_per_day", json!(101), "out_of_range"),
            ("/retention/cold_days", json!(399), "out_of_range"),
            ("/sign", json!({"hours": 0}), "out_of_range"),
            ("/sign", json!({"hours": 1, "working_days": 1}), "malformed"),
            ("/extensions", json!(11), "out_of_range"),
            ("/working_hours/0/from", json!("9:00"), "malformed"),
            ("/working_hours/0/from", json!("25:00"), "out_of_range"),
        ] {
            let faults = faults_after(|s| *s.pointer_mut(pointer).unwrap() = value);
            assert!(faults[0].1.starts_with(code), "{pointer}: {faults:?}");
        }
    }

    #[test]
    fn a_later_year_can_be_loaded() {
        let mut settings = Settings::default();
        let spring = Holiday {
            name: Name::parse("春节").unwrap(),
            from: "2027-02-05".parse().unwrap(),
            to: "2027-02-11".parse().unwrap(),
        };
        settings.holidays.push(HolidayYear {
            year: BoundedInt::nearest(2027),
            source: Name::parse("2027年通知").unwrap(),
            off: vec![spring],
            worked: vec!["2027-02-14".parse().unwrap()],
        });
        assert_eq!(settings.faults(), []);
        let start = Timestamp::parse("2027-02-04T10:00:00+08:00").unwrap();
        let day = Limit::WorkingDays(1);
        let due = |rules: &Rules| rules.after(start, day).to_string();
        assert_eq!(due(Rules::defaults()), "2027-02-05T10:00:00+08:00");
        assert_eq!(due(&Rules::parse(1, &settings.compiled()).unwrap()), "2027-02-12T10:00:00+08:00");
    }
}
