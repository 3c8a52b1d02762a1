//! Handing something out to a receiver that may be slow, away or wrong: when to try again, when to give up, when to leave the
//! receiver alone. Webhooks are handed out by it; whatever else is can be, too.
//!
//! Each thing is tried by a schedule of its own. Apart from that a receiver that does not answer rests as a whole, so that a
//! thousand things that wait for it are not each tried in vain. Source: docs/EVENTS.md, Rules.

use minsheng_types::clock::{DAY, Timestamp};
use minsheng_types::words::words;

/// Seconds from one attempt to the next; the first is made at once.
const PAUSES: [i64; 9] = [5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600];

/// Attempts after which something is a dead letter.
pub const ATTEMPTS: u32 = PAUSES.len() as u32 + 1;

/// Seconds that a receiver rests the first time that it does not answer, and the longest that it does unless it says
/// how long itself.
const REST: i64 = 5;
const LONGEST_REST: i64 = 5 * 60;

/// The longest that a receiver is left alone because it says so.
const LONGEST_RETRY_AFTER: i64 = DAY;

/// A receiver that has taken nothing for so long is given up.
pub const GIVEN_UP_AFTER: i64 = 5 * DAY;

words! {
    /// Why there was no answer.
    pub enum Failure {
        Refused = "refused", "无法连接", "no connection";
        Timeout = "timeout", "超时", "no answer in time";
        Denied = "denied", "地址不被允许", "the host does not permit the address";
        Broken = "broken", "应答不完整", "no whole answer";
        Secret = "secret", "无法读取密钥", "the secret cannot be opened";
        Expired = "expired", "事件已过保存期", "the event is no longer kept";
    }
}

/// How an attempt ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// With a status, and with as many seconds of `Retry-After` as it names.
    Status(u16, Option<i64>),
    None(Failure),
}

/// What becomes of the thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Delivered,
    Again(Timestamp),
    Dead,
}

/// What becomes of the receiver.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Receiver {
    /// It takes things.
    Well,
    /// It answers, and did not take this one.
    Answers,
    /// It is left alone until then.
    Rests(Timestamp),
    /// It says that it will never take anything again.
    Gone,
}

impl Answer {
    const fn is_taken(self) -> bool {
        matches!(self, Self::Status(200..=299, _))
    }

    /// Whether the receiver as a whole is in trouble, and not only with this one thing.
    const fn is_trouble(self) -> bool {
        matches!(
            self,
            Self::Status(429 | 502..=504, _)
                | Self::None(
                    Failure::Refused | Failure::Timeout | Failure::Denied | Failure::Broken | Failure::Secret
                )
        )
    }
}

/// What follows from the answer to attempt `attempt`, counted from 1, where the receiver has failed `failures` times in a row
/// before it. `chance` is any number at all: it has receivers that failed together come back one after the other.
#[must_use]
pub fn decide(answer: Answer, attempt: u32, failures: u32, now: Timestamp, chance: u32) -> (Fate, Receiver) {
    if answer.is_taken() {
        return (Fate::Delivered, Receiver::Well);
    }
    let asked = match answer {
        Answer::Status(_, seconds) => seconds.map(|seconds| seconds.clamp(0, LONGEST_RETRY_AFTER)),
        Answer::None(_) => None,
    };
    let pause = PAUSES.get(attempt.saturating_sub(1) as usize);
    let fate = match pause {
        _ if answer == Answer::None(Failure::Expired) => Fate::Dead,
        None => Fate::Dead,
        Some(pause) => Fate::Again(now.plus(with_jitter(*pause, chance).max(asked.unwrap_or(0)))),
    };
    let receiver = match answer {
        Answer::Status(410, _) => Receiver::Gone,
        _ if answer.is_trouble() || asked.is_some() => {
            let usual = (REST << failures.min(10)).min(LONGEST_REST);
            Receiver::Rests(now.plus(asked.unwrap_or_else(|| with_jitter(usual, chance))))
        }
        _ => Receiver::Answers,
    };
    (fate, receiver)
}

/// The seconds that a header `Retry-After` names, by themselves or by a date as HTTP writes it.
#[must_use]
pub fn retry_after(text: &str, now: Timestamp) -> Option<i64> {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let text = text.trim();
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse().ok();
    }
    let mut parts = text.split(' ').skip(1);
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let (time, zone) = (parts.next()?, parts.next()?);
    let month = 1 + MONTHS.iter().position(|name| *name == month)?;
    let at = Timestamp::parse(&format!("{year}-{month:02}-{day}T{time}Z")).ok().filter(|_| zone == "GMT")?;
    Some(at.since(now).max(0))
}

/// Up to a fifth longer.
fn with_jitter(seconds: i64, chance: u32) -> i64 {
    // At least a second of it, or the shortest would all be the same.
    let room = (seconds / 5).max(1) + 1;
    seconds + i64::from(chance) % room
}

/// Whether a receiver that has failed since then is given up.
#[must_use]
pub fn is_given_up(failing_since: Option<Timestamp>, now: Timestamp) -> bool {
    failing_since.is_some_and(|since| since.plus(GIVEN_UP_AFTER) <= now)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_unix(1_800_000_000);

    fn again(answer: Answer, attempt: u32, chance: u32) -> Option<i64> {
        match decide(answer, attempt, 0, NOW, chance).0 {
            Fate::Again(at) => Some(at.unix() - NOW.unix()),
            _ => None,
        }
    }

    fn rests(answer: Answer, failures: u32, chance: u32) -> Option<i64> {
        match decide(answer, 1, failures, NOW, chance).1 {
            Receiver::Rests(until) => Some(until.unix() - NOW.unix()),
            _ => None,
        }
    }

    #[test]
    fn what_is_taken_is_delivered() {
        for status in [200, 201, 202, 204, 299] {
            assert_eq!(decide(Answer::Status(status, None), 3, 5, NOW, 9), (Fate::Delivered, Receiver::Well));
        }
        for status in [100, 199, 300, 301, 302, 307, 308, 400, 404, 500] {
            assert_ne!(decide(Answer::Status(status, None), 3, 5, NOW, 9).0, Fate::Delivered, "{status}");
        }
    }

    #[test]
    fn attempts_go_by_the_schedule_and_end() {
        let failed = Answer::Status(500, None);
        for (place, pause) in PAUSES.iter().enumerate() {
            let attempt = place as u32 + 1;
            assert_eq!(again(failed, attempt, 0), Some(*pause));
            for chance in [1, 7, 999, u32::MAX] {
                let told = again(failed, attempt, chance).unwrap();
                assert!((*pause..=pause + (pause / 5).max(1)).contains(&told), "{told} for {pause}");
            }
        }
        assert_eq!(decide(failed, ATTEMPTS, 0, NOW, 0).0, Fate::Dead);
        assert_eq!(decide(failed, u32::MAX, 0, NOW, 0).0, Fate::Dead);
        assert_eq!(
            decide(Answer::None(Failure::Expired), 1, 0, NOW, 0).0,
            Fate::Dead,
            "there is nothing to send"
        );
        assert!(PAUSES.iter().sum::<i64>() < 7 * DAY * 5 / 6, "events are kept longer than they are tried");
    }

    #[test]
    fn a_receiver_in_trouble_rests_and_one_that_refuses_a_thing_does_not() {
        for trouble in
            [Answer::None(Failure::Timeout), Answer::None(Failure::Refused), Answer::Status(503, None)]
        {
            assert_eq!(rests(trouble, 0, 0), Some(5));
            assert_eq!(rests(trouble, 1, 0), Some(10));
            assert_eq!(rests(trouble, 5, 0), Some(160));
            assert_eq!(rests(trouble, 6, 0), Some(300));
            assert_eq!(rests(trouble, u32::MAX, 0), Some(300));
        }
        for status in [302, 400, 404, 422, 500] {
            assert_eq!(decide(Answer::Status(status, None), 1, 0, NOW, 0).1, Receiver::Answers, "{status}");
        }
        assert_eq!(decide(Answer::Status(410, None), 1, 0, NOW, 0).1, Receiver::Gone);
    }

    #[test]
    fn what_a_receiver_asks_for_is_kept_within_bounds() {
        assert_eq!(rests(Answer::Status(429, Some(120)), 0, 3), Some(120));
        assert_eq!(again(Answer::Status(429, Some(120)), 1, 0), Some(120), "the later of both");
        assert_eq!(again(Answer::Status(503, Some(1)), 2, 0), Some(300));
        assert_eq!(rests(Answer::Status(503, Some(i64::MAX)), 0, 0), Some(DAY));
        assert_eq!(rests(Answer::Status(503, Some(-5)), 0, 0), Some(0));
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let at = Timestamp::parse("2026-11-27T08:00:00Z").unwrap();
        for (text, seconds) in [
            ("120", Some(120)),
            (" 0 ", Some(0)),
            ("Fri, 27 Nov 2026 08:01:30 GMT", Some(90)),
            ("Fri, 27 Nov 2026 07:00:00 GMT", Some(0)),
            ("", None),
            ("-1", None),
            ("soon", None),
            ("99999999999999999999", None),
            ("Fri, 27 Foo 2026 08:01:30 GMT", None),
            ("Fri, 27 Nov 2026 08:01:30 PST", None),
            ("Friday, 27-Nov-26 08:01:30 GMT", None),
        ] {
            assert_eq!(retry_after(text, at), seconds, "{text}");
        }
    }

    #[test]
    fn one_that_has_taken_nothing_for_days_is_given_up() {
        let since = |seconds: i64| Some(NOW.plus(-seconds));
        assert!(!is_given_up(None, NOW) && !is_given_up(since(GIVEN_UP_AFTER - 1), NOW));
        assert!(is_given_up(since(GIVEN_UP_AFTER), NOW));
    }

    #[test]
    fn nothing_overflows_and_nothing_comes_before_now() {
        let mut dice = minsheng_dice::fixed(30_000);
        for _ in 0..3_000 {
            let answer = match dice.roll(3) {
                0 => Answer::None(dice.one_of(Failure::ALL)),
                1 => {
                    Answer::Status(dice.roll(700) as u16, Some(dice.one_of(&[i64::MIN, -1, 0, 7, i64::MAX])))
                }
                _ => Answer::Status(dice.roll(700) as u16, None),
            };
            let attempt = dice.one_of(&[0, 1, 5, 10, 11, u32::MAX]);
            let chance = dice.one_of(&[0, 1, 77, u32::MAX]);
            let (fate, receiver) = decide(answer, attempt, attempt, NOW, chance);
            if let Fate::Again(at) = fate {
                assert!(at > NOW);
            }
            if let Receiver::Rests(until) = receiver {
                assert!(until >= NOW && until <= NOW.plus(DAY));
            }
        }
    }
}
