//! Telephone calls as the telephone system reports them: when they came, when they were taken, how
//! long callers waited. Whose calls they were is not asked, so that no number has to be kept.

use minsheng_types::bound::Bound;
use minsheng_types::bounded_int::BoundedInt;
use minsheng_types::clock::{DAY, Timestamp};
use minsheng_types::fault::Fault;
use minsheng_types::ids::TicketId;
use minsheng_types::invalid::Invalid;
use minsheng_types::text::Name;
use minsheng_types::words::Action;
use serde::{Deserialize, Deserializer, Serialize};

use crate::assessment::{Counter, Counts};
use crate::ticket::Ticket;

/// Seconds within which a call is to be answered. Source: docs/DOMAIN.md, Assessment.
pub const SOON: u32 = 15;

/// Calls that one request may report.
pub const MOST: usize = 100;

/// Seconds by which the telephone system's clock may be ahead.
const AHEAD: i64 = 300;

/// One call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Call {
    /// The telephone system's own; the same again is the same call.
    pub id: Name,
    pub offered_at: Timestamp,
    /// Absent when nobody answered.
    #[serde(default)]
    pub answered_at: Option<Timestamp>,
    #[serde(default)]
    pub ended_at: Option<Timestamp>,
    /// Until it was answered or given up; worked out from the times when absent.
    #[serde(default)]
    pub waited_seconds: Option<BoundedInt<0, 86_400>>,
    /// Who answered.
    #[serde(default)]
    pub agent: Option<Name>,
    /// The ticket that was made of it.
    #[serde(default)]
    pub ticket: Option<TicketId>,
    #[serde(default)]
    pub queue: Option<Name>,
    /// The wait that it was reported with is not the one that its times tell.
    #[serde(skip)]
    pub contradicted: bool,
}

/// A call as it is reported, its times to the millisecond.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reported {
    id: Name,
    offered_at: Moment,
    #[serde(default)]
    answered_at: Option<Moment>,
    #[serde(default)]
    ended_at: Option<Moment>,
    #[serde(default)]
    waited_seconds: Option<BoundedInt<0, 86_400>>,
    #[serde(default)]
    agent: Option<Name>,
    #[serde(default)]
    ticket: Option<TicketId>,
    #[serde(default)]
    queue: Option<Name>,
}

/// A second, and milliseconds of it.
#[derive(Clone, Copy)]
struct Moment(Timestamp, i64);

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        let (at, milliseconds) =
            Timestamp::parse_with_milliseconds(&text).map_err(serde::de::Error::custom)?;
        Ok(Self(at, milliseconds))
    }
}

impl<'de> Deserialize<'de> for Call {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Reported::deserialize(deserializer).map(Self::from)
    }
}

impl From<Reported> for Call {
    fn from(reported: Reported) -> Self {
        let Reported { id, offered_at, answered_at, ended_at, waited_seconds, agent, ticket, queue } =
            reported;
        let waited = |end: Moment| end.0.since(offered_at.0) * 1000 + end.1 - offered_at.1;
        let waited = answered_at.or(ended_at).map(waited).filter(|waited| *waited >= 0);
        // Fifteen seconds and a bit are not within fifteen; a telephone system may count whole seconds either way.
        let told = |seconds: i64| waited.is_none_or(|waited| (seconds * 1000 - waited).abs() < 1000);
        let contradicted = waited_seconds.is_some_and(|seconds| !told(i64::from(seconds.get())));
        let begun = waited.map(|waited| u32::try_from((waited + 999) / 1000).unwrap_or(u32::MAX));
        let worked_out = begun.filter(|_| !contradicted).map(BoundedInt::nearest);
        Self {
            id,
            offered_at: offered_at.0,
            answered_at: answered_at.map(|at| at.0),
            ended_at: ended_at.map(|at| at.0),
            waited_seconds: worked_out.or(waited_seconds),
            agent,
            ticket,
            queue,
            contradicted,
        }
    }
}

/// What is known of a call that somebody names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NamedCall {
    pub answered_at: Option<Timestamp>,
    pub ended_at: Option<Timestamp>,
    /// The ticket that it is about, where the telephone system says so.
    pub ticket: Option<TicketId>,
}

impl NamedCall {
    /// Whether what an agent does to a ticket can rest on it: somebody spoke, about no other ticket, and not before
    /// there was what they spoke about. Of a rating that is the answer.
    ///
    /// # Errors
    /// [`Invalid::NotFound`] for another ticket's, [`Invalid::Beyond`] for one that nobody took or that was over.
    pub fn bears(&self, ticket: &Ticket, action: Action) -> Result<(), Invalid> {
        if self.ticket.is_some_and(|other| other != ticket.id) {
            return Err(Invalid::NotFound);
        }
        let since = ticket.answered_at.filter(|_| action == Action::Rate).unwrap_or(ticket.created_at);
        let over = self.ended_at.is_some_and(|ended| ended.plus(AHEAD) < since);
        if self.answered_at.is_none() || over { Err(Invalid::Beyond(Bound::Spoken)) } else { Ok(()) }
    }
}

impl Call {
    /// What is wrong with its times, as pointers below `pointer`. Calls older than `kept_days` would be
    /// deleted at once and counted again if they were reported again.
    #[must_use]
    pub fn faults(&self, pointer: &str, now: Timestamp, kept_days: u32) -> Vec<Fault> {
        let latest = now.plus(AHEAD);
        let oldest = now.plus(-i64::from(kept_days) * DAY);
        let late = |at: Option<Timestamp>| at.is_some_and(|at| at > latest);
        let since = |at: Option<Timestamp>| at.map(|at| at.since(self.offered_at));
        let ended_from = self.answered_at.unwrap_or(self.offered_at);
        let from = |earliest: Timestamp| Invalid::Times(earliest.unix(), latest.unix());
        let wrong = [
            ("offered_at", self.offered_at > latest || self.offered_at < oldest, from(oldest)),
            (
                "answered_at",
                late(self.answered_at) || since(self.answered_at).is_some_and(|wait| wait < 0),
                from(self.offered_at),
            ),
            (
                "ended_at",
                late(self.ended_at) || self.ended_at.is_some_and(|at| at < ended_from),
                from(ended_from),
            ),
            ("waited_seconds", self.contradicted, Invalid::Beyond(Bound::Waited)),
        ];
        let fault = |(field, _, invalid): (&str, bool, Invalid)| Fault {
            pointer: format!("{pointer}/{field}"),
            invalid,
        };
        wrong.into_iter().filter(|(_, wrong, _)| *wrong).map(fault).collect()
    }

    fn waited(&self) -> Option<i64> {
        self.waited_seconds.map(|waited| i64::from(waited.get()))
    }

    /// With the wait worked out where it was not reported.
    #[must_use]
    pub fn complete(mut self) -> Self {
        if let (None, Some(end)) = (self.waited_seconds, self.answered_at.or(self.ended_at)) {
            let waited = u32::try_from(end.since(self.offered_at)).unwrap_or_default();
            self.waited_seconds = Some(BoundedInt::nearest(waited));
        }
        self
    }

    /// What it counts for, once it is complete.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        counts.add(Counter::CallsOffered, 1);
        if self.answered_at.is_some() {
            let waited = self.waited().unwrap_or_default();
            counts.add(Counter::CallsAnswered, 1);
            counts.add(Counter::CallsAnsweredSoon, i64::from(waited <= i64::from(SOON)));
            counts.add(Counter::CallsWaited, waited);
        }
        counts
    }
}

#[cfg(test)]
mod tests {
    use minsheng_types::text::Content;
    use minsheng_types::words::{Channel, Kind, Urgency};

    use super::*;

    fn at(time: &str) -> Timestamp {
        Timestamp::parse(&format!("2026-11-23T{time}+08:00")).unwrap()
    }

    /// As it is reported; offered at 10 o'clock.
    fn call(answered: Option<&str>, ended: Option<&str>, waited: Option<u32>) -> Call {
        reported("10:00:00", answered, ended, waited)
    }

    fn reported(offered: &str, answered: Option<&str>, ended: Option<&str>, waited: Option<u32>) -> Call {
        let time = |time: &str| format!("2026-11-23T{time}+08:00");
        let call = serde_json::json!({
            "id": "pbx-1", "offered_at": time(offered), "answered_at": answered.map(time),
            "ended_at": ended.map(time), "waited_seconds": waited,
        });
        serde_json::from_value(call).unwrap()
    }

    #[test]
    fn fifteen_seconds_and_a_bit_are_not_within_fifteen() {
        for (offered, answered, waited, seconds, soon) in [
            ("10:00:00", "10:00:15.8", None, 16, 0),
            ("10:00:00", "10:00:15.8", Some(15), 16, 0),
            ("10:00:00", "10:00:15.8", Some(16), 16, 0),
            ("10:00:00.9", "10:00:15.9", None, 15, 1),
            ("10:00:00.9", "10:00:16.1", None, 16, 0),
            ("10:00:00.5", "10:00:15.2", None, 15, 1),
            ("10:00:00", "10:00:15.001", None, 16, 0),
            ("10:00:00", "10:00:15.000", None, 15, 1),
        ] {
            let call = reported(offered, Some(answered), None, waited);
            assert_eq!(faults(&call), [""; 0], "{offered} {answered}");
            let call = call.complete();
            assert_eq!(call.waited_seconds.map(BoundedInt::get), Some(seconds), "{offered} {answered}");
            assert_eq!(call.counts().get(Counter::CallsAnsweredSoon), soon, "{offered} {answered}");
        }
    }

    #[test]
    fn a_wait_that_its_own_times_contradict_is_refused() {
        for (answered, ended, waited) in [
            (Some("10:00:16"), None, 10),
            (Some("10:00:16"), None, 15),
            (Some("10:00:40"), None, 0),
            (Some("10:00:15.8"), None, 14),
            (Some("10:00:15.8"), None, 17),
            (None, Some("10:00:30"), 5),
        ] {
            assert_eq!(
                faults(&call(answered, ended, Some(waited))),
                ["waited_seconds"],
                "{answered:?} {waited}"
            );
        }
    }

    fn faults(call: &Call) -> Vec<String> {
        let faults = call.faults("/calls/7", at("11:00:00"), 365).into_iter();
        faults.map(|fault| fault.pointer.strip_prefix("/calls/7/").unwrap().to_owned()).collect()
    }

    #[test]
    fn a_wait_is_worked_out_and_counted_when_the_call_was_answered() {
        // Answered, ended, said to have waited; waited, and counts: answered, soon, seconds.
        for (answered, ended, waited, kept, counts) in [
            (Some("10:00:15"), Some("10:05:00"), None, Some(15), [1, 1, 15]),
            (Some("10:00:16"), Some("10:05:00"), None, Some(16), [1, 0, 16]),
            (Some("10:00:10"), None, Some(10), Some(10), [1, 1, 10]),
            (Some("10:00:00"), None, None, Some(0), [1, 1, 0]),
            (None, Some("10:00:40"), None, Some(40), [0, 0, 0]),
            (None, None, None, None, [0, 0, 0]),
            (None, None, Some(40), Some(40), [0, 0, 0]),
        ] {
            let call = call(answered, ended, waited);
            assert_eq!(faults(&call), [""; 0], "{call:?}");
            let call = call.complete();
            assert_eq!(call.waited_seconds.map(BoundedInt::get), kept, "{call:?}");
            let count = |counter| call.counts().get(counter);
            assert_eq!(count(Counter::CallsOffered), 1);
            let found = [Counter::CallsAnswered, Counter::CallsAnsweredSoon, Counter::CallsWaited].map(count);
            assert_eq!(found, counts, "{call:?}");
        }
    }

    #[test]
    fn times_that_cannot_be_are_told_by_name() {
        for (call, wrong) in [
            (call(Some("09:59:59"), None, None), vec!["answered_at"]),
            (call(Some("10:00:10"), Some("10:00:09"), None), vec!["ended_at"]),
            (call(None, Some("09:59:59"), None), vec!["ended_at"]),
            (call(Some("10:00:10"), None, Some(11)), vec!["waited_seconds"]),
            (call(None, Some("10:00:10"), Some(11)), vec!["waited_seconds"]),
            (call(Some("11:05:01"), None, None), vec!["answered_at"]),
            (call(Some("11:05:00"), Some("11:05:01"), None), vec!["ended_at"]),
            (Call { offered_at: at("11:05:01"), ..call(None, None, None) }, vec!["offered_at"]),
            (Call { offered_at: at("11:00:00").plus(-365 * DAY), ..call(None, None, None) }, vec![]),
            (
                Call { offered_at: at("11:00:00").plus(-365 * DAY - 1), ..call(None, None, None) },
                vec!["offered_at"],
            ),
        ] {
            assert_eq!(faults(&call), wrong, "{call:?}");
        }
    }

    #[test]
    fn an_act_rests_on_a_call_about_the_ticket_that_somebody_took_in_time() {
        let demand = crate::ticket::Demand {
            subject: None,
            content: Content::parse("路灯坏了").unwrap(),
            channel: Channel::Web,
            location: None,
            attachments: vec![],
        };
        let id = TicketId::parse("20261123000042").unwrap();
        let (reporter, kind) = (crate::ticket::Reporter::default(), Kind::Help);
        let ticket = Ticket::submitted(id, demand, reporter, kind, Urgency::Normal, at("10:00:00"));
        let (created, answered) = (ticket.created_at, ticket.created_at.plus(3600));
        let ticket = Ticket { answered_at: Some(answered), ..ticket };
        let taken = NamedCall {
            answered_at: Some(created.plus(60)),
            ended_at: Some(created.plus(120)),
            ticket: None,
        };
        let later = NamedCall { ended_at: Some(answered.plus(9)), ..taken };
        let another = TicketId::parse("20261123000007").ok();
        for (call, withdraw, rate) in [
            (taken, Ok(()), Err(Invalid::Beyond(Bound::Spoken))),
            (later, Ok(()), Ok(())),
            (NamedCall { ended_at: None, ..taken }, Ok(()), Ok(())),
            (NamedCall { ticket: Some(ticket.id), ..later }, Ok(()), Ok(())),
            (NamedCall { ticket: another, ..later }, Err(Invalid::NotFound), Err(Invalid::NotFound)),
            (
                NamedCall { answered_at: None, ..later },
                Err(Invalid::Beyond(Bound::Spoken)),
                Err(Invalid::Beyond(Bound::Spoken)),
            ),
            (
                NamedCall { ended_at: Some(created.plus(-AHEAD - 1)), ..taken },
                Err(Invalid::Beyond(Bound::Spoken)),
                Err(Invalid::Beyond(Bound::Spoken)),
            ),
        ] {
            assert_eq!(call.bears(&ticket, Action::Withdraw), withdraw, "{call:?}");
            assert_eq!(call.bears(&ticket, Action::Rate), rate, "{call:?}");
        }
    }
}
