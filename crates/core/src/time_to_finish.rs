//! How long a ticket may take: what the dispatch catalogue gives for its matter, and what the settings give for its kind
//! and urgency. Which of the two counts is decided here and nowhere else, for a dispatch, a rework, a return and whatever
//! else starts the time to finish. Source: docs/DOMAIN.md, Deadlines.

use minsheng_types::clock::Timestamp;
use minsheng_types::words::{Kind, Urgency, words};

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

/// What the settings give for what is not urgent and a limit of the catalogue takes the place of: each limit with the kinds that
/// it is for.
#[must_use]
pub fn overridden(of_catalogue: Limit, rules: &Rules) -> Vec<(Limit, Vec<Kind>)> {
    let mut all: Vec<(Limit, Vec<Kind>)> = Vec::new();
    for kind in Kind::ALL {
        let usual = rules.finish(*kind, Urgency::Normal);
        match all.iter_mut().find(|(limit, _)| *limit == usual) {
            Some((_, kinds)) => kinds.push(*kind),
            None if usual != of_catalogue => all.push((usual, vec![*kind])),
            None => {}
        }
    }
    all
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
        let (quick, usual) = (vec![Consultation, Suggestion, Praise], vec![Help, Complaint, Report]);
        let rules = Rules::defaults();
        assert_eq!(
            overridden(Limit::WorkingDays(22), rules),
            [(three, quick.clone()), (five, usual.clone())]
        );
        assert_eq!(overridden(three, rules), [(five, usual)]);
        assert_eq!(overridden(five, rules), [(three, quick)]);
    }
}
