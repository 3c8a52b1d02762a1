//! When citizens are told, how often, and what becomes of a message that a gateway does not take. The city's rules are
//! settings; docs/MESSAGES.md has them in words.

use std::fmt;

use minsheng_types::bounded_int::BoundedInt;
use minsheng_types::clock::{DAY, Timestamp};
use minsheng_types::fault::Fault;
use minsheng_types::ids::TicketId;
use minsheng_types::invalid::Invalid;
use minsheng_types::lang::Lang;
use minsheng_types::words::{Urgency, words};
use serde::{Deserialize, Serialize};

use crate::deadline::Calendar;
use crate::delivery::{self, Answer, Receiver};
use crate::message::{MessageText, Occasion, TABLE, Telling, usual_text};
use crate::time_of_day::TimeOfDay;
use crate::wechat_messages::WeChatTemplate;

/// What a city says in place of the usual words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MessageTemplate {
    pub occasion: Occasion,
    /// With `{number}`, `{state}`, `{due}`, `{link}` and `{hotline}`, and no other placeholder.
    pub zh: MessageText,
    pub en: MessageText,
}

/// What citizens are told of by message, when and how often. `GET` and `PUT /v1/settings`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct MessageSettings {
    /// Whoever leaves a mobile number with the hotline and does not say how to be told is told by short message.
    pub sms_by_default: bool,
    /// From this time of day on nobody is told, but of emergencies …
    pub quiet_from: TimeOfDay,
    /// … until this one; the same twice is no quiet at all.
    pub quiet_to: TimeOfDay,
    /// Nor on days off, by the city's calendar.
    pub working_days_only: bool,
    /// The most that one person is told in a day, emergencies apart.
    pub per_day: BoundedInt<1, 100>,
    /// Working days without public progress after which the department is reminded, and the citizen told; 0 is never.
    pub silent_days: BoundedInt<0, 260>,
    /// Of these nobody is told.
    pub not_told: Vec<Occasion>,
    /// What is said in place of the usual words.
    pub texts: Vec<MessageTemplate>,
    /// What is said through WeChat, which knows none but templates: of what has none nobody is told there.
    pub wechat: Vec<WeChatTemplate>,
}

impl Default for MessageSettings {
    fn default() -> Self {
        Self {
            sms_by_default: false,
            quiet_from: TimeOfDay(21 * 60),
            quiet_to: TimeOfDay(8 * 60),
            working_days_only: false,
            per_day: BoundedInt::nearest(5),
            silent_days: BoundedInt::nearest(10),
            not_told: Vec::new(),
            texts: Vec::new(),
            wechat: Vec::new(),
        }
    }
}

/// Days without any working day that are looked through: longer than any holiday.
const LONGEST: u32 = 60;

impl MessageSettings {
    /// Values that are each well formed and do not fit together.
    #[must_use]
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        for (place, text) in self.texts.iter().enumerate() {
            if self.texts.iter().take(place).any(|other| other.occasion == text.occasion) {
                let pointer = format!("/messages/texts/{place}/occasion");
                faults.push(Fault { pointer, invalid: Invalid::Duplicate });
            }
        }
        for (place, occasion) in self.not_told.iter().enumerate() {
            if self.not_told.iter().take(place).any(|other| other == occasion) {
                let pointer = format!("/messages/not_told/{place}");
                faults.push(Fault { pointer, invalid: Invalid::Duplicate });
            }
        }
        faults.extend(WeChatTemplate::faults(&self.wechat, "/messages/wechat"));
        faults
    }

    /// Of which events somebody is told.
    pub fn told(&self) -> impl Iterator<Item = &'static Telling> {
        TABLE.iter().filter(|row| !self.not_told.contains(&row.occasion))
    }

    /// What is said, with its placeholders.
    #[must_use]
    pub fn text(&self, occasion: Occasion, lang: Lang) -> &str {
        let own = self.texts.iter().find(|text| text.occasion == occasion);
        own.map_or(usual_text(occasion, lang), |text| lang.of(text.zh.as_str(), text.en.as_str()))
    }

    /// The template for what is told through WeChat, if the city has one.
    #[must_use]
    pub fn wechat_template(&self, occasion: Occasion) -> Option<&WeChatTemplate> {
        self.wechat.iter().find(|template| template.occasion == occasion)
    }

    /// Until when nobody is told; nothing where somebody may be now.
    #[must_use]
    pub fn quiet_until(&self, now: Timestamp, calendar: &Calendar) -> Option<Timestamp> {
        let (from, to, second) = (self.quiet_from.seconds(), self.quiet_to.seconds(), now.second_of_day());
        let over_night = from > to;
        let is_quiet = if over_night { second >= from || second < to } else { second >= from && second < to };
        let is_off = |at: Timestamp| self.working_days_only && !calendar.is_working(at.day());
        if !is_quiet && !is_off(now) {
            return None;
        }
        let today = now.day();
        // Out of quiet on the same day, where that ends on it.
        let day = if is_quiet && !(over_night && second >= from) { today } else { today.next() };
        Some(self.next_day_on(day.start(), calendar))
    }

    /// The first moment from this day on at which somebody may be told.
    fn next_day_on(&self, midnight: Timestamp, calendar: &Calendar) -> Timestamp {
        let mut day = midnight.day();
        for _ in 0..LONGEST {
            if !self.working_days_only || calendar.is_working(day) {
                break;
            }
            day = day.next();
        }
        // Without quiet hours the day begins at midnight.
        let begins = if self.quiet_from == self.quiet_to { 0 } else { self.quiet_to.seconds() };
        day.start().plus(begins)
    }

    /// When somebody is told who was told `sent_today` times today; nothing where it is now.
    #[must_use]
    pub fn waits_until(
        &self,
        urgency: Urgency,
        sent_today: u32,
        now: Timestamp,
        calendar: &Calendar,
    ) -> Option<Timestamp> {
        if urgency == Urgency::Emergency {
            return None;
        }
        if sent_today >= self.per_day.get() {
            return Some(self.next_day_on(now.day().next().start(), calendar));
        }
        self.quiet_until(now, calendar)
    }
}

words! {
    /// What became of a message.
    pub enum MessageStatus {
        Pending = "pending", "待发送", "waits";
        Sent = "sent", "已发送", "sent";
        Delivered = "delivered", "已送达", "the gateway says that it arrived";
        Bounced = "bounced", "地址无效", "the address is none";
        Dead = "dead", "发送失败", "given up";
        Dropped = "dropped", "不再发送", "not sent";
    }
}

words! {
    /// Why a message was not sent.
    pub enum Unsent {
        NoAddress = "no_address", "未留地址", "there is no address";
        NoGateway = "no_gateway", "未开通该渠道", "the channel is not set up";
        BadAddress = "bad_address", "地址已确认无效", "the address has bounced before";
        Erased = "erased", "诉求人信息已删除", "the reporter was erased";
        Unwanted = "unwanted", "诉求人不要通知", "the reporter does not want it";
        NoConsent = "no_consent", "未订阅或订阅次数已用完", "no consent is left for it";
        NoTemplate = "no_template", "没有可用的消息模板", "no template says it";
        Overtaken = "overtaken", "有更新的消息", "a newer one took its place";
        Refused = "refused", "网关拒绝", "the gateway refused it";
        Unreachable = "unreachable", "网关不可用", "the gateway was not reached in a day";
    }
}

words! {
    /// What a gateway reports later of a message that it has taken.
    pub enum Reported {
        Delivered = "delivered", "已送达", "it arrived";
        Bounced = "bounced", "地址无效", "the address is none";
    }
}

/// By what a gateway knows what it was handed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Handed {
    /// To a citizen: the ticket, and the event's line of the audit log.
    Message { ticket: TicketId, seq: i64 },
    /// To somebody on duty: the call-out, its step, and the place in it.
    Call { callout: i64, step: u32, place: u32 },
}

impl Handed {
    /// `None` for what names nothing.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let handed = match parts.next()? {
            "call" => Self::Call {
                callout: parts.next()?.parse().ok()?,
                step: parts.next()?.parse().ok()?,
                place: parts.next()?.parse().ok()?,
            },
            ticket => {
                Self::Message { ticket: TicketId::parse(ticket).ok()?, seq: parts.next()?.parse().ok()? }
            }
        };
        // Else two texts would be one name.
        (handed.to_string() == text).then_some(handed)
    }
}

impl fmt::Display for Handed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Message { ticket, seq } => write!(f, "{ticket}-{seq}"),
            Self::Call { callout, step, place } => write!(f, "call-{callout}-{step}-{place}"),
        }
    }
}

/// What becomes of a message after an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Sent,
    Again(Timestamp),
    Bounced,
    Dead,
}

/// A message is given up so long after it was first tried.
const GIVEN_UP_AFTER: i64 = DAY;

/// What follows from a gateway's answer to attempt `attempt`, counted from 1, of a message first tried at `first`, where the
/// gateway has failed `failures` times in a row: what becomes of the message, and until when the gateway is left alone.
/// A gateway says by 400, 410 or 422 that an address is none; whatever else is not 2xx may be its own fault, or the operator's.
#[must_use]
pub fn fate(
    answer: Answer,
    attempt: u32,
    failures: u32,
    first: Timestamp,
    now: Timestamp,
    chance: u32,
) -> (Fate, Option<Timestamp>) {
    if matches!(answer, Answer::Status(400 | 410 | 422, _)) {
        return (Fate::Bounced, None);
    }
    let (fate, receiver) = delivery::decide(answer, attempt, failures, now, chance);
    let rests = match receiver {
        Receiver::Rests(until) => Some(until),
        _ => None,
    };
    let fate = match fate {
        delivery::Fate::Delivered => Fate::Sent,
        delivery::Fate::Again(at) if at < first.plus(GIVEN_UP_AFTER) => Fate::Again(at),
        delivery::Fate::Again(_) | delivery::Fate::Dead => Fate::Dead,
    };
    (fate, rests)
}

#[cfg(test)]
mod tests {
    use minsheng_dice::{check, dice};

    use super::*;
    use crate::delivery::Failure;
    use crate::rules::Rules;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(&format!("{text}:00+08:00")).unwrap()
    }

    fn quiet(settings: &MessageSettings, now: &str) -> Option<String> {
        let until = settings.quiet_until(at(now), &Rules::defaults().calendar);
        until.map(|until| until.to_string()[..16].to_owned())
    }

    #[test]
    fn nobody_is_woken() {
        let usual = MessageSettings::default();
        assert_eq!(quiet(&usual, "2026-11-23T20:59"), None);
        assert_eq!(quiet(&usual, "2026-11-23T21:00").as_deref(), Some("2026-11-24T08:00"));
        assert_eq!(quiet(&usual, "2026-11-24T00:00").as_deref(), Some("2026-11-24T08:00"));
        assert_eq!(quiet(&usual, "2026-11-24T07:59").as_deref(), Some("2026-11-24T08:00"));
        assert_eq!(quiet(&usual, "2026-11-24T08:00"), None);
        assert_eq!(quiet(&usual, "2026-11-28T12:00"), None, "a Saturday");
        let noon = MessageSettings {
            quiet_from: "12:00".parse().unwrap(),
            quiet_to: "14:00".parse().unwrap(),
            ..usual.clone()
        };
        assert_eq!(quiet(&noon, "2026-11-23T12:30").as_deref(), Some("2026-11-23T14:00"));
        assert_eq!(quiet(&noon, "2026-11-23T14:00"), None);
        assert_eq!(quiet(&noon, "2026-11-23T23:00"), None);
        let never = MessageSettings { quiet_from: noon.quiet_to, ..noon };
        assert_eq!(quiet(&never, "2026-11-23T14:00"), None);
    }

    #[test]
    fn on_days_off_nobody_is_told_where_the_city_wants_that() {
        let working = MessageSettings { working_days_only: true, ..MessageSettings::default() };
        assert_eq!(quiet(&working, "2026-11-27T22:00").as_deref(), Some("2026-11-30T08:00"));
        assert_eq!(quiet(&working, "2026-11-28T12:00").as_deref(), Some("2026-11-30T08:00"));
        assert_eq!(quiet(&working, "2026-11-30T07:00").as_deref(), Some("2026-11-30T08:00"));
        assert_eq!(quiet(&working, "2026-10-01T12:00").as_deref(), Some("2026-10-08T08:00"), "the holiday");
        assert_eq!(quiet(&working, "2026-10-10T12:00"), None, "a Saturday that is worked");
        let by_day = MessageSettings { quiet_from: working.quiet_to, ..working };
        assert_eq!(quiet(&by_day, "2026-11-28T12:00").as_deref(), Some("2026-11-30T00:00"));
    }

    #[test]
    fn emergencies_do_not_wait_and_others_so_many_in_a_day() {
        let (usual, calendar) = (MessageSettings::default(), &Rules::defaults().calendar);
        let waits = |urgency, sent, now| usual.waits_until(urgency, sent, at(now), calendar);
        assert_eq!(waits(Urgency::Normal, 4, "2026-11-23T12:00"), None);
        assert_eq!(waits(Urgency::Urgent, 5, "2026-11-23T12:00"), Some(at("2026-11-24T08:00")));
        assert_eq!(waits(Urgency::Normal, 5, "2026-11-23T03:00"), Some(at("2026-11-24T08:00")));
        assert_eq!(waits(Urgency::Urgent, 0, "2026-11-23T22:00"), Some(at("2026-11-24T08:00")));
        assert_eq!(waits(Urgency::Emergency, 99, "2026-11-23T03:00"), None);
    }

    #[test]
    fn whoever_waits_is_told_when_the_time_has_come() {
        check(200, dice(5), |mut dice| {
            let time = |number: usize| TimeOfDay(number as u32 * 30);
            let settings = MessageSettings {
                quiet_from: time(dice.roll(48)),
                quiet_to: time(dice.roll(48)),
                working_days_only: dice.coin(),
                ..MessageSettings::default()
            };
            let now = at("2026-01-01T00:00").plus(dice.roll(366 * 1440) as i64 * 60);
            let calendar = &Rules::defaults().calendar;
            if let Some(until) = settings.quiet_until(now, calendar) {
                assert!(until > now && until < now.plus(12 * DAY), "{settings:?} {now} {until}");
                assert_eq!(settings.quiet_until(until, calendar), None, "{settings:?} {now} {until}");
            }
        });
    }

    #[test]
    fn what_was_handed_over_has_one_name() {
        let message = Handed::Message { ticket: TicketId::parse("20261123000042").unwrap(), seq: 77 };
        for (name, handed) in
            [("20261123000042-77", message), ("call-3-0-12", Handed::Call { callout: 3, step: 0, place: 12 })]
        {
            assert_eq!((Handed::parse(name), handed.to_string().as_str()), (Some(handed), name));
        }
        let bad =
            ["", "-", "7", "20261123000042", "20261123000042-", "20261123000042-+7", "20261123000042-7-1"];
        for bad in bad.into_iter().chain([
            "call",
            "call-1-2",
            "call-1-2-x",
            "call-01-2-3",
            "call-1--2-3",
            "call-1-2-3-4",
        ]) {
            assert_eq!(Handed::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn what_a_gateway_says_decides() {
        let first = at("2026-11-23T12:00");
        let (taken, refused) = (Answer::Status(202, None), Answer::Status(422, None));
        assert_eq!(fate(taken, 1, 3, first, first, 0), (Fate::Sent, None));
        for status in [400, 410, 422] {
            assert_eq!(fate(Answer::Status(status, None), 1, 0, first, first, 0), (Fate::Bounced, None));
        }
        assert_eq!(fate(refused, 9, 0, first, first.plus(9 * DAY), 0).0, Fate::Bounced);
        let temporary = [
            Answer::Status(301, None),
            Answer::Status(401, None),
            Answer::Status(404, None),
            Answer::Status(429, None),
            Answer::Status(500, None),
            Answer::Status(503, None),
            Answer::None(Failure::Timeout),
            Answer::None(Failure::Broken),
            Answer::None(Failure::Refused),
        ];
        for answer in temporary {
            let (fate, _) = fate(answer, 1, 0, first, first, 0);
            assert!(matches!(fate, Fate::Again(at) if at > first), "{answer:?}");
        }
        let timeout = Answer::None(Failure::Timeout);
        assert!(fate(timeout, 1, 0, first, first, 0).1.is_some(), "it is left alone for a while");
        assert_eq!(fate(timeout, 6, 0, first, first.plus(DAY - 60), 0).0, Fate::Dead, "after a day");
    }

    #[test]
    fn a_city_may_have_words_of_its_own_and_be_silent_of_some() {
        let mut settings = MessageSettings::default();
        assert_eq!(settings.told().count(), TABLE.len());
        settings.not_told = vec![Occasion::Answered];
        assert_eq!(settings.told().count(), TABLE.len() - 2);
        let text = |text| MessageText::parse(text).unwrap();
        let own = MessageTemplate { occasion: Occasion::Closed, zh: text("好了"), en: text("done") };
        settings.texts = vec![own.clone()];
        assert_eq!(settings.text(Occasion::Closed, Lang::En), "done");
        assert_eq!(settings.text(Occasion::Merged, Lang::En), usual_text(Occasion::Merged, Lang::En));
        assert_eq!(settings.faults(), []);
        settings.texts.push(own);
        settings.not_told.push(Occasion::Answered);
        let faults: Vec<String> = settings.faults().into_iter().map(|fault| fault.pointer).collect();
        assert_eq!(faults, ["/messages/texts/1/occasion", "/messages/not_told/1"]);
    }
}
