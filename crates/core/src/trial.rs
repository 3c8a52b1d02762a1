//! What would become of a demand by a catalogue: made by what dispatches, and stored nowhere.

use minsheng_language::classify::Suggestion;
use minsheng_types::category::Category;
use minsheng_types::clock::Timestamp;
use minsheng_types::ids::TicketId;
use minsheng_types::subcategory::Subcategory;
use minsheng_types::text::DeptCode;
use minsheng_types::words::words;

use crate::catalogue::{Candidate, candidates, district, matter, spelt};
use crate::deadline::Limit;
use crate::intake::{InForce, by_catalogue, triage};
use crate::ticket::{Demand, Reporter, Ticket};
use crate::time_to_finish::{LimitSource, TimeToFinish, time_to_finish};
use crate::workflow::Input;

words! {
    /// What keeps a demand from being dispatched at once, or comes otherwise than somebody might expect.
    pub enum Conflict {
        NeedsReview = "needs_review", "分类把握不足，由人工派单", "the classification is not sure of itself: a person dispatches it";
        NoRule = "no_rule", "没有适用的派单规则，由人工派单", "no rule is for it: a person dispatches it";
        OfInterest = "conflict_of_interest", "诉求针对该部门，由督办决定", "the demand is about that department: a supervisor decides";
        UnknownDistrict = "unknown_district", "派单目录未提及该区县", "the catalogue does not name the district";
        OverridesSetting = "overrides_setting", "规则的时限代替系统设置的时限", "the rule's time takes the place of what the settings give";
    }
}

/// A demand as it would be taken, and why it goes where it goes.
#[derive(Clone, Debug)]
pub struct Trial<'a> {
    /// As it would be stored.
    pub ticket: Ticket,
    /// The system dispatches it by itself; else whoever follows the catalogue sends it the same way.
    pub dispatched: bool,
    pub matter: Option<(Category, Option<Subcategory>)>,
    /// The category's rules, the one that decides first.
    pub candidates: Vec<Candidate<'a>>,
    pub lead: Option<DeptCode>,
    pub assists: Vec<DeptCode>,
    pub given: TimeToFinish,
    /// What the settings give.
    pub usual: Limit,
    pub due_at: Option<Timestamp>,
    pub conflicts: Vec<Conflict>,
}

/// `suggestion` is what the classifier makes of the demand, `against` the department that it accuses.
#[must_use]
pub fn try_dispatch<'a>(
    demand: Demand,
    suggestion: Suggestion,
    against: Option<DeptCode>,
    in_force: InForce<'a>,
    now: Timestamp,
) -> Trial<'a> {
    let InForce { rules, catalogue } = in_force;
    let (kind, urgency, is_unsure) = (suggestion.kind, suggestion.urgency, suggestion.needs_review);
    let number = TicketId::last_of(now.day());
    let taken =
        Ticket::submitted(number, demand, Reporter::default(), kind, urgency, now).on_the_clock(rules);
    let taken = Ticket { against, ..taken };
    let change = triage(&taken, suggestion, None, in_force, "catalogue", now);
    let ticket = change.map_or(taken, |change| change.ticket);
    let dispatched = ticket.lead.is_some();
    let Input { lead, assists, finish, .. } = by_catalogue(Input::default(), &ticket, catalogue);
    let given = time_to_finish(finish, ticket.kind, ticket.urgency, now, rules);
    let usual = rules.finish(ticket.kind, ticket.urgency);
    let due_at = if dispatched { ticket.due_at } else { Some(rules.after(now, given.limit)) };
    let is_unknown = |district: &str| spelt(&catalogue.rules, district).is_none();
    let matter = matter(&ticket, None);
    let found = matter.map(|(category, subcategory)| {
        candidates(&catalogue.rules, category, subcategory, district(&ticket, None))
    });
    let conflicts = [
        (Conflict::NeedsReview, is_unsure),
        (Conflict::NoRule, lead.is_none()),
        (Conflict::OfInterest, lead.is_some() && lead == ticket.against),
        (Conflict::UnknownDistrict, district(&ticket, None).is_some_and(is_unknown)),
        (Conflict::OverridesSetting, given.source == LimitSource::Catalogue && given.limit != usual),
    ];
    let conflicts = conflicts.into_iter().filter_map(|(conflict, is_so)| is_so.then_some(conflict)).collect();
    let candidates = found.unwrap_or_default();
    Trial { ticket, dispatched, matter, candidates, lead, assists, given, usual, due_at, conflicts }
}

#[cfg(test)]
mod tests {
    use minsheng_types::text::{Content, Place};
    use minsheng_types::words::{Channel, State, Urgency};

    use super::*;
    use crate::catalogue::{Catalogue, DispatchRule, Fate};
    use crate::intake::accused;
    use crate::rules::Rules;
    use crate::ticket::{DistrictSource, Location};

    const TAXI: &str = "出租车司机拒载还绕路，出租车司机不打表";

    fn now() -> Timestamp {
        Timestamp::parse("2026-11-23T10:00:00+08:00").unwrap()
    }

    fn rule(json: &str) -> DispatchRule {
        serde_json::from_str(json).unwrap()
    }

    fn tried<'a>(text: &str, district: Option<&str>, catalogue: &'a Catalogue) -> Trial<'a> {
        let model =
            minsheng_language::classify::Model::from_bytes(include_bytes!("../../../models/category.bin"))
                .unwrap();
        let districts = crate::catalogue::districts(&catalogue.rules);
        let suggestion = model.suggest(text).located(text, &districts);
        let location =
            district.map(|name| Location { district: Place::parse(name).ok(), ..Location::default() });
        let demand = Demand {
            subject: None,
            content: Content::parse(text).unwrap(),
            channel: Channel::Web,
            location: location.map(Location::with_source),
            attachments: vec![],
        };
        let against = accused(suggestion.kind, text, &[("jtj", "交通运输局"), ("taxis", "出租车管理处")]);
        try_dispatch(demand, suggestion, against, InForce { rules: Rules::defaults(), catalogue }, now())
    }

    #[test]
    fn a_trial_says_what_dispatching_does_and_why() {
        let catalogue = Catalogue {
            version: 9,
            rules: vec![
                rule(r#"{"category": "交通运输", "lead": "all"}"#),
                rule(r#"{"category": "交通运输", "district": "岳麓区", "lead": "all-yuelu"}"#),
                rule(
                    r#"{"category": "交通运输", "subcategory": "出租车管理", "lead": "taxis", "assists": ["police"], "finish": {"working_days": 22}}"#,
                ),
                rule(
                    r#"{"category": "交通运输", "subcategory": "出租车管理", "district": "岳麓", "lead": "taxis-yuelu"}"#,
                ),
                rule(r#"{"category": "民政", "lead": "mzj"}"#),
            ],
        };
        let trial = tried(TAXI, None, &catalogue);
        assert!(trial.dispatched && trial.ticket.state == State::Assigned);
        assert_eq!(
            (trial.lead.as_ref(), &trial.assists),
            (trial.ticket.lead.as_ref(), &trial.ticket.assists)
        );
        assert_eq!(
            trial.given,
            TimeToFinish { limit: Limit::WorkingDays(22), source: LimitSource::Catalogue }
        );
        assert_eq!(trial.due_at, Some(Rules::defaults().after(now(), Limit::WorkingDays(22))));
        assert_eq!(trial.conflicts, [Conflict::OverridesSetting]);
        let fates =
            |trial: &Trial<'_>| trial.candidates.iter().map(|it| (it.place, it.fate)).collect::<Vec<_>>();
        assert_eq!(
            fates(&trial),
            [(2, Fate::Decides), (0, Fate::Fits), (3, Fate::NoDistrict), (1, Fate::NoDistrict)]
        );
        // The text names the district, or it is given, however it is written.
        for (text, given, source) in [
            (format!("岳麓区{TAXI}"), None, DistrictSource::Found),
            (TAXI.to_owned(), Some("岳麓"), DistrictSource::Given),
        ] {
            let trial = tried(&text, given, &catalogue);
            assert_eq!(trial.lead.as_ref().map(DeptCode::as_str), Some("taxis-yuelu"), "{text}");
            assert_eq!(trial.given.source, LimitSource::Settings);
            let location = trial.ticket.demand.location.clone().unwrap();
            assert_eq!(location.district_source, Some(source));
            assert_eq!(
                fates(&trial),
                [(3, Fate::Decides), (2, Fate::Fits), (1, Fate::Fits), (0, Fate::Fits)]
            );
        }
        let elsewhere = tried(TAXI, Some("雨花区"), &catalogue);
        assert_eq!(elsewhere.conflicts, [Conflict::UnknownDistrict, Conflict::OverridesSetting]);
        assert_eq!(fates(&elsewhere)[2].1, Fate::OtherDistrict);
    }

    #[test]
    fn a_trial_says_why_nothing_is_dispatched() {
        let none = Catalogue { version: 3, rules: vec![rule(r#"{"category": "民政", "lead": "mzj"}"#)] };
        let trial = tried(TAXI, None, &none);
        assert_eq!((trial.dispatched, trial.lead.clone()), (false, None));
        assert_eq!((trial.candidates.len(), &trial.conflicts[..]), (0, &[Conflict::NoRule][..]));
        let unsure = tried("你好，请问一下", None, &none);
        assert!(unsure.conflicts.contains(&Conflict::NeedsReview) && !unsure.dispatched);
        let all =
            Catalogue { version: 4, rules: vec![rule(r#"{"category": "交通运输", "lead": "jtj"}"#)] };
        let about = "投诉交通运输局不作为，出租车司机拒载还绕路，出租车司机不打表";
        let trial = tried(about, None, &all);
        assert_eq!(
            trial.ticket.against.as_ref().map(DeptCode::as_str),
            Some("jtj"),
            "{:?}",
            trial.ticket.kind
        );
        assert!(!trial.dispatched && trial.conflicts.contains(&Conflict::OfInterest));
        assert_eq!(trial.lead.as_ref().map(DeptCode::as_str), Some("jtj"), "who would lead");
        assert_eq!(trial.ticket.urgency, Urgency::Normal);
    }
}
