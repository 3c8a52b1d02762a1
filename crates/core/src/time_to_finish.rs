//! How long a ticket may take: what the dispatch catalogue gives for its matter, and what the settings give for its kind
//! and urgency. Which of the two counts is decided here and nowhere else, for a dispatch, a rework, a return and whatever
//! else starts the time to finish. Source: docs/DOMAIN.md, Deadlines and calendar.

use minsheng_types::clock::Timestamp;
use minsheng_types::words::{Clock, Kind, Urgency, words};

use crate::deadline::Limit;
use crate::rules::Rules;

words! {
    /// Who gives a limit.
    pub enum LimitSource {
        Catalogue = "catalogue", "派单目录", "the dispatch catalogue";
        Settings = "settings", "系统设置", "the settings";
    }
}

/// A limit, and who gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeToFinish {
    pub limit: Limit,
    pub source: LimitSource,
}

/// What counts from `now` on, where the catalogue gives `of_catalogue`. The catalogue may know better for its matter; for
/// what is urgent the sooner of both counts, so that nothing waits longer for being urgent.
#[must_use]
pub fn time_to_finish(
    of_catalogue: Option<Limit>,
    kind: Kind,
    urgency: Urgency,
    now: Timestamp,
    rules: &Rules,
) -> TimeToFinish {
    let usual = rules.finish(kind, urgency);
    let sooner = |limit: Limit| rules.after(now, limit) < rules.after(now, usual);
    match of_catalogue.filter(|limit| urgency == Urgency::Normal || sooner(*limit)) {
        Some(limit) => TimeToFinish { limit, source: LimitSource::Catalogue },
        None => TimeToFinish { limit: usual, source: LimitSource::Settings },
    }
}

/// A limit of the settings, with the kinds that it is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overridden {
    pub urgency: Urgency,
    pub limit: Limit,
    pub kinds: Vec<Kind>,
}

/// What the settings give and a limit of the catalogue takes the place of: always for what is not urgent, and for what is urgent
/// where it is the sooner.
#[must_use]
pub fn overridden(of_catalogue: Limit, rules: &Rules) -> Vec<Overridden> {
    let mut all: Vec<Overridden> = Vec::new();
    for urgency in Urgency::ALL.iter().copied() {
        for kind in Kind::ALL {
            let limit = rules.finish(*kind, urgency);
            match all.iter_mut().find(|one| (one.urgency, one.limit) == (urgency, limit)) {
                Some(one) => one.kinds.push(*kind),
                None if overrides(of_catalogue, urgency, limit, rules) => {
                    all.push(Overridden { urgency, limit, kinds: vec![*kind] });
                }
                None => {}
            }
        }
    }
    all
}

/// Whether a limit of the catalogue ever takes the place of what the settings give at this urgency.
#[must_use]
pub fn overrides(of_catalogue: Limit, urgency: Urgency, usual: Limit, rules: &Rules) -> bool {
    match urgency {
        Urgency::Normal => of_catalogue != usual,
        Urgency::Urgent | Urgency::Emergency => can_be_sooner(of_catalogue, usual, rules),
    }
}

/// The beginning of a Monday in a year whose holidays no city publishes.
const PLAIN_MONDAY: Timestamp = Timestamp::from_unix(978_278_400);

/// Whether there is a moment in a plain week from which the one is over before the other. Working time passes no faster than
/// the clock, which decides most of it.
fn can_be_sooner(one: Limit, other: Limit, rules: &Rules) -> bool {
    let (left, right) = (rules.calendar.allowance(one), rules.calendar.allowance(other));
    match (left.clock, right.clock) {
        (Clock::Working, Clock::Always) if left.seconds >= right.seconds => false,
        (Clock::Always, Clock::Working) if left.seconds < right.seconds => true,
        (left_clock, right_clock) if left_clock == right_clock => left.seconds < right.seconds,
        _ => {
            let mut moments = (0..7 * 48).map(|half_hour| PLAIN_MONDAY.plus(half_hour * 1800));
            moments.any(|moment| rules.after(moment, one) < rules.after(moment, other))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalogue_goes_before_the_settings_and_nothing_waits_longer_for_being_urgent() {
        let rules = Rules::defaults();
        let monday = Timestamp::parse("2026-11-23T10:00:00+08:00").unwrap();
        let (long, short) = (Limit::WorkingDays(22), Limit::Hours(1));
        for (of_catalogue, urgency, limit, source) in [
            (None, Urgency::Normal, Limit::WorkingDays(5), LimitSource::Settings),
            (Some(long), Urgency::Normal, long, LimitSource::Catalogue),
            (Some(short), Urgency::Normal, short, LimitSource::Catalogue),
            (Some(long), Urgency::Urgent, Limit::Hours(24), LimitSource::Settings),
            (Some(short), Urgency::Urgent, short, LimitSource::Catalogue),
            (Some(Limit::Hours(3)), Urgency::Emergency, Limit::Hours(2), LimitSource::Settings),
            (Some(short), Urgency::Emergency, short, LimitSource::Catalogue),
        ] {
            let given = time_to_finish(of_catalogue, Kind::Complaint, urgency, monday, rules);
            assert_eq!(given, TimeToFinish { limit, source }, "{of_catalogue:?} {urgency}");
        }
    }

    #[test]
    fn a_limit_overrides_what_the_settings_give_otherwise() {
        use Kind::{Complaint, Consultation, Help, Praise, Report, Suggestion};
        let (three, five) = (Limit::WorkingDays(3), Limit::WorkingDays(5));
        let of = |urgency, limit, kinds: &[Kind]| Overridden { urgency, limit, kinds: kinds.to_vec() };
        let quick = of(Urgency::Normal, three, &[Consultation, Suggestion, Praise]);
        let usual = of(Urgency::Normal, five, &[Help, Complaint, Report]);
        let rules = Rules::defaults();
        assert_eq!(overridden(Limit::WorkingDays(22), rules), [quick.clone(), usual.clone()]);
        assert_eq!(overridden(three, rules), std::slice::from_ref(&usual));
        assert_eq!(overridden(five, rules), std::slice::from_ref(&quick));
        let urgent = of(Urgency::Urgent, Limit::Hours(24), Kind::ALL);
        let emergency = of(Urgency::Emergency, Limit::Hours(2), Kind::ALL);
        assert_eq!(overridden(Limit::Hours(2), rules), [quick.clone(), usual.clone(), urgent.clone()]);
        assert_eq!(overridden(Limit::Hours(1), rules), [quick, usual, urgent, emergency]);
    }

    #[test]
    fn a_limit_overrides_an_urgent_one_exactly_where_it_can_count() {
        let rules = Rules::defaults();
        let limits = [
            Limit::Hours(1),
            Limit::Hours(12),
            Limit::Hours(24),
            Limit::Hours(30),
            Limit::Hours(80),
            Limit::WorkingHours(1),
            Limit::WorkingHours(8),
            Limit::WorkingHours(20),
            Limit::WorkingDays(1),
            Limit::WorkingDays(2),
        ];
        for of_catalogue in limits {
            for usual in limits {
                let mut rules = rules.clone();
                rules.settings.deadlines.iter_mut().for_each(|deadline| deadline.limit = usual);
                let counts = (0..7 * 24 * 4).any(|quarter| {
                    let now = Timestamp::parse("2026-03-02T00:00:00+08:00").unwrap().plus(quarter * 900);
                    time_to_finish(Some(of_catalogue), Kind::Help, Urgency::Urgent, now, &rules).source
                        == LimitSource::Catalogue
                });
                let told = overrides(of_catalogue, Urgency::Urgent, usual, &rules);
                assert_eq!(told, counts, "{of_catalogue:?} {usual:?}");
            }
        }
        // A working day of eight hours is sooner than a day round the clock where it begins in the morning.
        assert!(overrides(Limit::WorkingHours(8), Urgency::Urgent, Limit::Hours(30), rules));
        assert!(!overrides(Limit::WorkingHours(20), Urgency::Urgent, Limit::Hours(24), rules));
    }
}
