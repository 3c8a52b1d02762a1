//! Taking a demand: what the hotline makes of it by itself, before anybody has looked at it.
//!
//! A demand is understood first and then stored once, in the state that it has by then: dispatched where the
//! machine is sure and the catalogue names a department that may have it, else waiting for a person. The scheduled
//! work does the same, later, with what could not be understood at once.

use minsheng_language::classify::Suggestion;
use minsheng_language::secrecy;
use minsheng_language::triage::{Emergency, danger_in};
use minsheng_types::category::Category;
use minsheng_types::clock::Timestamp;
use minsheng_types::ids::TicketId;
use minsheng_types::subcategory::Subcategory;
use minsheng_types::text::{Content, DeptCode, Place, Remark, Subject};
use minsheng_types::words::{Action, Kind, Role, State, Urgency};

use crate::access::Caller;
use crate::catalogue::{Catalogue, assisting, dispatch, district, matter, spelt};
use crate::rules::Rules;
use crate::ticket::{DistrictSource, Location, Reporter, Ticket, mask_suggestion};
use crate::workflow::{Change, Input, apply_as_system, hear_danger};

/// What is in force when it happens.
#[derive(Clone, Copy, Debug)]
pub struct InForce<'a> {
    pub rules: &'a Rules,
    pub catalogue: &'a Catalogue,
}

/// What the machine suggests where whoever hands in a demand says what it is about: their word goes before the
/// machine's, and a person looks before anything is dispatched, unless the machine says the same and is sure of it.
/// `kind` and `urgency` are those that the text was read to have, where the machine had nothing to say.
#[must_use]
pub fn named_category(
    suggestion: Option<Suggestion>,
    category: Category,
    subcategory: Option<Subcategory>,
    (kind, urgency): (Kind, Urgency),
) -> Suggestion {
    let path = [Some(category.as_str()), subcategory.map(Subcategory::as_str)];
    let path = if category == Category::Other {
        Vec::new()
    } else {
        path.into_iter().flatten().map(str::to_owned).collect()
    };
    match suggestion {
        Some(suggestion) if suggestion.category == category => suggestion,
        Some(suggestion) => Suggestion {
            // What the machine would have said is offered beside it.
            second: Some(suggestion.category).filter(|other| *other != Category::Other),
            category,
            path,
            confidence: 0.0,
            needs_review: true,
            evidence: Vec::new(),
            model: None,
            named: true,
            ..suggestion
        },
        None => Suggestion {
            category,
            second: None,
            path,
            confidence: 0.0,
            kind,
            kind_keyword: None,
            kind_judged: None,
            urgency,
            urgency_keyword: None,
            urgency_judged: None,
            needs_review: true,
            evidence: Vec::new(),
            district: None,
            address: None,
            model: None,
            confirmed: false,
            named: true,
        },
    }
}

/// The department that a complaint or report accuses, out of `departments`: code and name of each. Whoever asks or
/// suggests something accuses nobody.
#[must_use]
pub fn accused(kind: Kind, text: &str, departments: &[(&str, &str)]) -> Option<DeptCode> {
    let accuses = matches!(kind, Kind::Complaint | Kind::Report);
    let code = accuses.then(|| minsheng_language::triage::accused(text, departments)).flatten()?;
    DeptCode::parse(code).ok()
}

/// Gives the reporter the secrecy that the demand asks for in words, 请对我的信息保密, where no box was ticked for it; with which words.
pub fn keep_secret(reporter: &mut Reporter, text: &str) -> Option<&'static str> {
    if reporter.confidential {
        return None;
    }
    let words = secrecy::asked(text)?;
    reporter.confidential = true;
    Some(words)
}

/// What a citizen says in it: themselves, or by an agent who takes it down, or in the demand that somebody puts right.
fn said(action: Action, role: Role, input: &Input) -> Vec<&str> {
    let taken_down = matches!(
        action,
        Action::Urge | Action::SupplyInfo | Action::Supplement | Action::Rate | Action::Withdraw
    );
    let of_citizen = role == Role::Reporter || matches!(role, Role::Agent | Role::Integrator) && taken_down;
    let texts = [&input.public, &input.note, &input.reason].into_iter().flatten().filter(|_| of_citizen);
    let mut all: Vec<&str> = texts.map(Remark::as_str).collect();
    if action == Action::Correct {
        all.extend(input.subject.as_ref().map(Subject::as_str));
        all.extend(input.content.as_ref().map(Content::as_str));
    }
    all
}

/// Hears what is said once the demand is in as it would be heard in the demand: who asks for secrecy has it, and where
/// somebody is in danger the ticket has the shortest clock; whom to call is answered.
pub fn hear(
    change: &mut Change,
    before: &Ticket,
    input: &Input,
    now: Timestamp,
    rules: &Rules,
) -> Option<Emergency> {
    let (action, role) = (change.event.action, change.event.role);
    for text in said(action, role, input) {
        keep_secret(&mut change.ticket.reporter, text);
    }
    let danger = danger_said(action, role, input)?;
    hear_danger(change, before, now, rules);
    Some(danger)
}

/// Whom to call for what was said.
#[must_use]
pub fn danger_said(action: Action, role: Role, input: &Input) -> Option<Emergency> {
    said(action, role, input).into_iter().find_map(danger_in)
}

/// Spells the district that somebody gives as the catalogue does, and says that it was given.
pub fn place_as_given(location: &mut Location, catalogue: &Catalogue) {
    location.district_source = None;
    if let Some(district) = &mut location.district {
        spell(district, catalogue);
        location.district_source = Some(DistrictSource::Given);
    }
}

/// Spells a district as the catalogue does, if that knows it.
pub fn spell(district: &mut Place, catalogue: &Catalogue) {
    if let Some(known) = spelt(&catalogue.rules, district.as_str()).and_then(|known| Place::parse(known).ok())
    {
        *district = known;
    }
}

/// What the catalogue gives to a ticket, with the suggestion that `input` carries: its time, and its departments where
/// `input` names no lead yet. A catalogue that names nobody leaves it as it is.
#[must_use]
pub fn by_catalogue(mut input: Input, ticket: &Ticket, catalogue: &Catalogue) -> Input {
    let fresh = input.suggestion.as_ref();
    let Some((category, subcategory)) = matter(ticket, fresh) else { return input };
    let found = dispatch(&catalogue.rules, category, subcategory, district(ticket, fresh));
    let Some(rule) = found else { return input };
    input.finish = rule.finish;
    if input.lead.is_none() {
        input.lead = Some(rule.lead.clone());
        input.assists.extend(assisting(rule, ticket).cloned());
        input.catalogue_version = Some(catalogue.version);
    }
    input
}

/// Whether nobody has looked at the ticket yet, neither a person nor the machine.
#[must_use]
pub const fn is_untouched(ticket: &Ticket) -> bool {
    matches!(ticket.state, State::Pending) && ticket.suggestion.is_none() && ticket.category.is_none()
}

/// What the machine's suggestion makes of a ticket that nobody has looked at; `None` where somebody has, and it is
/// theirs. `function` is whose work it is: `system:FUNCTION` is what the history says. `repeat_of` is an earlier
/// ticket of the same citizen about the suggested category.
#[must_use]
pub fn triage(
    ticket: &Ticket,
    suggestion: Suggestion,
    repeat_of: Option<TicketId>,
    in_force: InForce<'_>,
    function: &str,
    now: Timestamp,
) -> Option<Change> {
    if !is_untouched(ticket) {
        return None;
    }
    let InForce { rules, catalogue } = in_force;
    let system =
        Caller { sub: format!("system:{function}"), roles: vec![Role::System], ..Caller::anonymous() };
    // Made of the same text by the same rules, unless the citizen or a person has said otherwise.
    let mut suggestion = Suggestion {
        kind_keyword: suggestion.kind_keyword.filter(|_| suggestion.kind == ticket.kind),
        kind_judged: suggestion.kind_judged.filter(|_| suggestion.kind == ticket.kind),
        urgency_keyword: suggestion.urgency_keyword.filter(|_| suggestion.urgency == ticket.urgency),
        urgency_judged: suggestion.urgency_judged.filter(|_| suggestion.urgency == ticket.urgency),
        kind: ticket.kind,
        urgency: ticket.urgency,
        ..suggestion
    };
    mask_suggestion(&mut suggestion, &ticket.reporter.known());
    let mut input = Input { suggestion: Some(suggestion), repeat_of, ..Input::default() };
    if input.suggestion.as_ref().is_some_and(|suggestion| !suggestion.needs_review) {
        let dispatched = by_catalogue(input.clone(), ticket, catalogue);
        if dispatched.lead.is_some() {
            match apply_as_system(ticket, &system, Action::Assign, &dispatched, now, rules) {
                Ok(change) => return Some(change),
                // The catalogue's department must not have it, the one that it is about for instance.
                Err(_) => {
                    input.suggestion = input.suggestion.map(|it| Suggestion { needs_review: true, ..it })
                }
            }
        }
    }
    apply_as_system(ticket, &system, Action::Classify, &input, now, rules).ok()
}

#[cfg(test)]
mod tests {
    use minsheng_types::words::Channel;

    use super::*;
    use crate::catalogue::DispatchRule;
    use crate::ticket::Demand;

    fn dept(code: &str) -> DeptCode {
        DeptCode::parse(code).unwrap()
    }

    fn now() -> Timestamp {
        Timestamp::parse("2026-11-23T10:00:00+08:00").unwrap()
    }

    fn ticket() -> Ticket {
        let demand = Demand {
            subject: None,
            content: Content::parse("小区路灯坏了三天了").unwrap(),
            channel: Channel::Web,
            location: None,
            attachments: vec![],
        };
        let id = TicketId::first_of(now().day());
        Ticket::submitted(id, demand, Reporter::default(), Kind::Help, Urgency::Normal, now())
            .on_the_clock(Rules::defaults())
    }

    fn suggestion(needs_review: bool) -> Suggestion {
        Suggestion {
            category: Category::UrbanConstruction,
            path: vec!["城乡建设".into()],
            confidence: 0.97,
            second: None,
            kind: Kind::Complaint,
            kind_keyword: None,
            kind_judged: None,
            urgency: Urgency::Urgent,
            urgency_keyword: None,
            urgency_judged: None,
            needs_review,
            evidence: vec![],
            district: None,
            address: None,
            model: None,
            confirmed: false,
            named: false,
        }
    }

    fn catalogue(category: Category) -> Catalogue {
        let rule = DispatchRule {
            category,
            subcategory: None,
            district: None,
            lead: dept("cgj"),
            assists: vec![dept("zjj")],
            finish: None,
        };
        Catalogue { version: 7, rules: vec![rule] }
    }

    fn triaged(ticket: &Ticket, suggestion: Suggestion, catalogue: &Catalogue) -> Option<Change> {
        let in_force = InForce { rules: Rules::defaults(), catalogue };
        triage(ticket, suggestion, TicketId::parse("20261101000001").ok(), in_force, "submit", now())
    }

    #[test]
    fn what_the_submitter_names_goes_before_the_machine_and_is_looked_at_unless_both_agree() {
        let named =
            |suggestion, category| named_category(suggestion, category, None, (Kind::Help, Urgency::Normal));
        let sure = suggestion(false);
        assert_eq!(named(Some(sure.clone()), sure.category), sure, "both say the same");
        let other = named(Some(sure.clone()), Category::Transport);
        assert_eq!((other.category, other.needs_review, other.named), (Category::Transport, true, true));
        assert_eq!((other.path, other.kind), (vec!["交通运输".to_owned()], sure.kind));
        let alone = named(None, Category::Other);
        assert_eq!((alone.category, alone.needs_review, alone.path.len()), (Category::Other, true, 0));
        let ticket = ticket();
        let suggestion = named(Some(sure), Category::Transport);
        let change = triaged(&ticket, suggestion, &catalogue(Category::Transport)).unwrap();
        assert_eq!((change.ticket.category, change.ticket.lead.clone()), (Some(Category::Transport), None));
        assert_eq!(change.ticket.suggestion_was_right(), None, "the machine suggested nothing of it");
    }

    #[test]
    fn complaints_and_reports_accuse_and_nothing_else_does() {
        let departments = [("jyj", "教育局"), ("cgj", "城管局")];
        for kind in Kind::ALL {
            let expected = matches!(kind, Kind::Complaint | Kind::Report).then(|| dept("cgj"));
            assert_eq!(
                accused(*kind, "城管局的执法人员态度恶劣，我要投诉", &departments),
                expected,
                "{kind}"
            );
        }
        assert_eq!(accused(Kind::Complaint, "小区路灯坏了", &departments), None);
    }

    #[test]
    fn secrecy_asked_in_words_is_given_and_never_taken_back() {
        let mut reporter = Reporter::default();
        assert_eq!(keep_secret(&mut reporter, "小区路灯坏了"), None);
        assert!(!reporter.confidential);
        assert_eq!(keep_secret(&mut reporter, "小区路燈壞了，請為我保密"), Some("保密"));
        assert!(reporter.confidential);
        assert_eq!(keep_secret(&mut reporter, "请保密"), None, "it is so already");
        assert_eq!(keep_secret(&mut reporter, "不需要保密"), None);
        assert!(reporter.confidential);
    }

    #[test]
    fn secrecy_is_asked_for_later_by_the_citizen_or_by_an_agent_for_them() {
        use crate::ticket::Event;
        let said = |text: &str| Remark::parse(text).ok();
        let heard = |role: Role, action: Action, input: Input| {
            let ticket = ticket();
            let event = Event { action, ..Event::submitted(role, "a-1", ticket.created_at) };
            let mut change = Change { ticket: ticket.clone(), event };
            assert_eq!(hear(&mut change, &ticket, &input, now(), Rules::defaults()), None);
            change.ticket.reporter.confidential
        };
        for action in [Action::Urge, Action::SupplyInfo, Action::Supplement, Action::Rate, Action::Withdraw] {
            for text in ["请对我的信息保密", "不要讓對方知道是我投訴的"] {
                for role in [Role::Reporter, Role::Agent] {
                    assert!(
                        heard(role, action, Input { public: said(text), ..Input::default() }),
                        "{action} {text}"
                    );
                    assert!(
                        heard(role, action, Input { note: said(text), ..Input::default() }),
                        "{action} {text}"
                    );
                }
                assert!(
                    !heard(Role::Handler, action, Input { note: said(text), ..Input::default() }),
                    "{action}"
                );
            }
            assert!(
                !heard(Role::Reporter, action, Input { public: said("请尽快"), ..Input::default() }),
                "{action}"
            );
        }
        assert!(heard(Role::Reporter, Action::Reopen, Input { reason: said("请保密"), ..Input::default() }));
        assert!(
            !heard(Role::Agent, Action::Decline, Input { public: said("请保密"), ..Input::default() }),
            "their own"
        );
        for role in [Role::Agent, Role::Supervisor] {
            let content = Content::parse("路灯坏了，请为我保密").ok();
            assert!(
                heard(role, Action::Correct, Input { content, ..Input::default() }),
                "the citizen's demand"
            );
            assert!(!heard(role, Action::Correct, Input { note: said("请保密"), ..Input::default() }));
        }
    }

    #[test]
    fn danger_that_is_told_later_gets_the_shortest_clock_and_says_whom_to_call() {
        use crate::ticket::Event;
        let leak = Remark::parse("现在楼道里煤气泄漏了，味道很大").ok();
        let told = |state: State, role: Role, action: Action, input: &Input| {
            let ticket = Ticket { state, ..ticket() };
            let event = Event { action, seq: 2, ..Event::submitted(role, "a-1", ticket.created_at) };
            let mut change = Change { ticket: ticket.clone(), event };
            let later = now().plus(3600);
            let call = hear(&mut change, &ticket, input, later, Rules::defaults());
            (call.map(|emergency| emergency.call), change, ticket)
        };
        let input = Input { public: leak.clone(), ..Input::default() };
        for action in [Action::Supplement, Action::SupplyInfo, Action::Urge] {
            for role in [Role::Reporter, Role::Agent] {
                let (call, Change { ticket, event }, before) = told(State::InProgress, role, action, &input);
                assert_eq!(
                    (call, ticket.urgency),
                    (Some(&["119"][..]), Urgency::Emergency),
                    "{action} {role}"
                );
                assert_eq!(ticket.due_at, Some(now().plus(2 * 3600)), "two hours from when it came in");
                assert_eq!((event.due_at, ticket.needs_review), (ticket.due_at, true));
                assert_eq!(event.note.as_deref(), Some("emergency"), "staff see why");
                assert!(ticket.wake_at < before.wake_at && ticket.calmer.len() == 1, "and may take it back");
            }
        }
        let (call, Change { ticket, .. }, before) =
            told(State::InProgress, Role::Handler, Action::Progress, &input);
        assert_eq!((call, ticket), (None, before), "what staff write says nothing of now");
        let (call, Change { ticket, .. }, before) =
            told(State::FollowUp, Role::Reporter, Action::Supplement, &input);
        assert_eq!(
            (call.is_some(), ticket.urgency, ticket.due_at),
            (true, Urgency::Emergency, before.due_at)
        );
        let (call, Change { ticket, .. }, _) = told(State::Closed, Role::Reporter, Action::Rate, &input);
        assert_eq!((call.is_some(), ticket.urgency), (true, Urgency::Normal), "and nothing is owed there");
        let right = Input { content: Content::parse("煤气泄漏了，快来人").ok(), ..Input::default() };
        let (call, Change { ticket, .. }, _) =
            told(State::Assigned, Role::Supervisor, Action::Correct, &right);
        assert_eq!((call.is_some(), ticket.urgency), (true, Urgency::Emergency));
        let calm = Input { public: Remark::parse("已经修好了").ok(), ..Input::default() };
        let (call, Change { ticket, event }, before) =
            told(State::InProgress, Role::Reporter, Action::Supplement, &calm);
        assert_eq!((call, ticket, event.note), (None, before, None));
    }

    #[test]
    fn what_is_sure_and_has_a_department_is_dispatched_at_once() {
        let change = triaged(&ticket(), suggestion(false), &catalogue(Category::UrbanConstruction)).unwrap();
        let after = &change.ticket;
        assert_eq!((after.state, after.version, after.needs_review), (State::Assigned, 2, false));
        assert_eq!((after.lead.clone(), after.assists.clone()), (Some(dept("cgj")), vec![dept("zjj")]));
        assert_eq!((after.catalogue_version, after.category), (Some(7), Some(Category::UrbanConstruction)));
        assert_eq!((after.kind, after.urgency), (Kind::Help, Urgency::Normal), "as it came in");
        assert!(after.repeat_of.is_some() && after.sign_due_at.is_some() && after.wake_at.is_some());
        assert_eq!((change.event.action, change.event.seq), (Action::Assign, 2));
        assert_eq!((change.event.role, change.event.sub.as_str()), (Role::System, "system:submit"));
    }

    #[test]
    fn whoever_is_chosen_by_hand_has_the_time_that_the_catalogue_gives() {
        use crate::deadline::Limit;
        let mut catalogue = catalogue(Category::UrbanConstruction);
        catalogue.rules[0].finish = Some(Limit::WorkingDays(22));
        let known = Ticket { category: Some(Category::UrbanConstruction), ..ticket() };
        let chosen = Input { lead: Some(dept("jtj")), ..Input::default() };
        let by_hand = by_catalogue(chosen.clone(), &known, &catalogue);
        assert_eq!(by_hand, Input { finish: Some(Limit::WorkingDays(22)), ..chosen.clone() });
        assert_eq!(
            by_catalogue(chosen.clone(), &ticket(), &catalogue),
            chosen,
            "nobody knows what it is about"
        );
        let followed = by_catalogue(Input::default(), &known, &catalogue);
        assert_eq!((followed.lead, followed.catalogue_version), (Some(dept("cgj")), Some(7)));
    }

    #[test]
    fn the_district_that_the_text_names_is_the_tickets_where_none_was_given() {
        let place = |name: &str| Place::parse(name).unwrap();
        let named =
            |needs_review, name| Suggestion { district: Some(place(name)), ..suggestion(needs_review) };
        let located = |ticket: &Ticket| {
            let location = ticket.demand.location.clone()?;
            Some((location.district?.into_string(), location.district_source?))
        };
        let catalogue = catalogue(Category::UrbanConstruction);
        for needs_review in [true, false] {
            let after = triaged(&ticket(), named(needs_review, "岳麓区"), &catalogue).unwrap().ticket;
            assert_eq!(located(&after), Some(("岳麓区".into(), DistrictSource::Found)));
            let mut given = ticket();
            given.demand.location =
                Some(Location { district: Some(place("雨花区")), ..Location::default() }.with_source());
            let after = triaged(&given, named(needs_review, "岳麓区"), &catalogue).unwrap().ticket;
            assert_eq!(
                located(&after),
                Some(("雨花区".into(), DistrictSource::Given)),
                "said goes before found"
            );
            let after = triaged(&ticket(), suggestion(needs_review), &catalogue).unwrap().ticket;
            assert_eq!(after.demand.location, None);
        }
    }

    #[test]
    fn a_district_is_spelt_as_the_catalogue_has_it_and_was_given() {
        let mut catalogue = catalogue(Category::UrbanConstruction);
        catalogue.rules[0].district = Place::parse("岳麓区").ok();
        for (given, spelt) in [("岳麓", "岳麓区"), ("长沙市岳麓区", "岳麓区"), ("雨花", "雨花")]
        {
            let district_source = Some(DistrictSource::Found);
            let mut location =
                Location { district: Place::parse(given).ok(), district_source, ..Location::default() };
            place_as_given(&mut location, &catalogue);
            assert_eq!(location.district.as_ref().map(Place::as_str), Some(spelt));
            assert_eq!(location.district_source, Some(DistrictSource::Given), "whoever hands it in says it");
        }
        let mut nowhere = Location { district_source: Some(DistrictSource::Given), ..Location::default() };
        place_as_given(&mut nowhere, &catalogue);
        assert_eq!(nowhere, Location::default());
    }

    #[test]
    fn a_keyword_stands_only_beside_the_judgement_that_it_was_for() {
        let keyword = || Some("投诉".to_owned());
        let read = Suggestion { kind_keyword: keyword(), urgency_keyword: keyword(), ..suggestion(true) };
        for (kind, urgency) in [(Kind::Complaint, Urgency::Normal), (Kind::Help, Urgency::Urgent)] {
            let ticket = Ticket { kind, urgency, ..ticket() };
            let change = triaged(&ticket, read.clone(), &Catalogue::default()).unwrap();
            let stored = change.ticket.suggestion.unwrap();
            assert_eq!((stored.kind, stored.kind_keyword.is_some()), (kind, kind == Kind::Complaint));
            assert_eq!(
                (stored.urgency, stored.urgency_keyword.is_some()),
                (urgency, urgency == Urgency::Urgent)
            );
        }
    }

    #[test]
    fn what_is_unsure_or_nobodys_waits_for_a_person() {
        for (needs_review, category) in [(true, Category::UrbanConstruction), (false, Category::Other)] {
            let change = triaged(&ticket(), suggestion(needs_review), &catalogue(category)).unwrap();
            assert_eq!((change.ticket.state, change.event.action), (State::Pending, Action::Classify));
            assert_eq!(change.ticket.needs_review, needs_review);
            assert_eq!(change.ticket.category, Some(Category::UrbanConstruction));
        }
    }

    #[test]
    fn the_department_that_it_is_about_does_not_get_it_and_a_person_looks() {
        let about = Ticket { against: Some(dept("cgj")), kind: Kind::Complaint, ..ticket() };
        let change = triaged(&about, suggestion(false), &catalogue(Category::UrbanConstruction)).unwrap();
        assert_eq!((change.ticket.state, change.ticket.needs_review), (State::Pending, true));
        assert_eq!(change.ticket.lead, None);
    }

    #[test]
    fn what_somebody_has_taken_in_hand_is_theirs() {
        for state in [State::Closed, State::Withdrawn, State::Merged] {
            let ticket = Ticket { state, ..ticket() };
            assert_eq!(triaged(&ticket, suggestion(true), &Catalogue::default()), None, "{state}");
        }
        let by_a_person = Ticket { category: Some(Category::Other), ..ticket() };
        let by_the_machine = Ticket { suggestion: Some(suggestion(true)), ..ticket() };
        for ticket in [by_a_person, by_the_machine] {
            assert_eq!(triaged(&ticket, suggestion(false), &catalogue(Category::UrbanConstruction)), None);
        }
    }
}
