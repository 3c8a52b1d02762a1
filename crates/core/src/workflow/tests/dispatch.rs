//! Who gets a ticket, until when, and what the system does about it.

use super::*;

#[test]
fn only_a_supervisor_dispatches_to_the_department_that_the_matter_is_about() {
    let conflict = |pointer: &str| {
        Err(Refusal::Faulty(vec![Fault { pointer: pointer.into(), invalid: Invalid::ConflictOfInterest }]))
    };
    let about = |code: &str| Ticket { against: Some(dept(code)), ..submitted() };
    for party in [Party::Agent, Party::System] {
        let assign =
            |ticket: &Ticket, input: &Input| as_party(ticket, party, Action::Assign, input, monday());
        assert_eq!(assign(&about("lead"), &full()), conflict("/lead"), "{party:?}");
        assert_eq!(assign(&about("assist"), &full()), conflict("/assists/0"), "{party:?}");
        assert!(assign(&about("elsewhere"), &full()).is_ok(), "{party:?}");
        let now_named = Input { against: Some(dept("lead")), ..full() };
        assert_eq!(assign(&submitted(), &now_named), conflict("/lead"), "named together with the dispatch");
    }
    for code in ["lead", "assist"] {
        let by_supervisor = as_party(&about(code), Party::Supervisor, Action::Assign, &full(), monday());
        assert_eq!(by_supervisor.unwrap().ticket.against, Some(dept(code)), "and it is not forgotten");
    }
    // Whoever is an agent as well acts as the supervisor that this needs.
    let both = [Party::Agent, Party::Supervisor];
    let someone = caller(vec![Role::Agent, Role::Supervisor], None);
    let change = apply(&about("lead"), &someone, &both, Action::Assign, &full(), monday(), rules());
    assert_eq!(change.unwrap().event.role, Role::Supervisor);
}

#[test]
fn the_first_department_that_signs_is_responsible_until_a_supervisor_says_otherwise() {
    let to = |code: &str| Input { lead: Some(dept(code)), assists: vec![], due_at: None, ..full() };
    let signed = done(&ticket_in(Assigned), Action::Sign, &full(), monday());
    assert_eq!(signed.responsible, Some(dept("lead")));
    // Closed and taken up again, it is still theirs.
    let reopened = Ticket { state: Accepted, lead: None, assists: vec![], ..signed };
    for party in [Party::Agent, Party::System] {
        let elsewhere = as_party(&reopened, party, Action::Assign, &to("other"), monday());
        let fault = Fault { pointer: "/lead".into(), invalid: Invalid::FirstResponsible };
        assert_eq!(elsewhere, Err(Refusal::Faulty(vec![fault])), "{party:?}");
        let theirs = as_party(&reopened, party, Action::Assign, &to("lead"), monday()).unwrap().ticket;
        assert_eq!(theirs.responsible, Some(dept("lead")));
    }
    let supervisor = |code| as_party(&reopened, Party::Supervisor, Action::Assign, &to(code), monday());
    assert_eq!(supervisor("lead").unwrap().ticket.responsible, Some(dept("lead")));
    let moved = supervisor("other").unwrap().ticket;
    assert_eq!(moved.responsible, None, "until the next one signs");
    assert_eq!(done(&moved, Action::Sign, &full(), monday()).responsible, Some(dept("other")));
    let again = Ticket { responsible: Some(dept("first")), ..ticket_in(Assigned) };
    let signed = done(&again, Action::Sign, &full(), monday());
    assert_eq!(signed.responsible, Some(dept("first")), "only the first signature counts");
    let review = Ticket { responsible: Some(dept("lead")), ..ticket_in(ReturnReview) };
    assert_eq!(done(&review, Action::ApproveReturn, &full(), monday()).responsible, None, "wrongly theirs");
}

#[test]
fn an_approved_return_names_the_wrong_department() {
    let before = Ticket { returned_by: vec![dept("first")], ..ticket_in(ReturnReview) };
    let returned = done(&before, Action::ApproveReturn, &full(), monday());
    assert_eq!(returned.returned_by, ["first", "lead"].map(dept));
}

#[test]
fn a_dispatch_remembers_its_catalogue_and_what_it_repeats() {
    let earlier = TicketId::parse("20261101000007").ok();
    let by_catalogue = Input { catalogue_version: Some(3), repeat_of: earlier, ..full() };
    let assigned = done(&submitted(), Action::Assign, &by_catalogue, monday());
    assert_eq!((assigned.catalogue_version, assigned.repeat_of), (Some(3), earlier));
    let taken_back = Ticket { state: Accepted, ..assigned };
    let other = Input { repeat_of: TicketId::parse("20261102000007").ok(), ..full() };
    let by_hand = done(&taken_back, Action::Assign, &other, monday());
    assert_eq!((by_hand.catalogue_version, by_hand.repeat_of), (None, earlier), "the first finding stays");
}

#[test]
fn the_catalogues_deadline_goes_before_the_table_and_a_persons_before_both() {
    let catalogue = Input { finish: Some(Limit::WorkingDays(1)), due_at: None, ..full() };
    let assigned = done(&submitted(), Action::Assign, &catalogue, monday());
    assert_eq!(assigned.due_at, Some(at("2026-11-24T10:00")));
    assert_eq!(assigned.allowance, Some(Allowance { seconds: 27_000, clock: Clock::Working }));
    let by_hand = done(&submitted(), Action::Assign, &Input { due_at: full().due_at, ..catalogue }, monday());
    assert_eq!(by_hand.due_at, full().due_at);
    assert_eq!(by_hand.allowance, Some(Allowance { seconds: 9 * 27_000, clock: Clock::Working }));
    let round_the_clock = Input { finish: Some(Limit::Hours(3)), due_at: None, ..full() };
    let assigned = done(&submitted(), Action::Assign, &round_the_clock, monday());
    assert_eq!(assigned.due_at, Some(at("2026-11-23T13:00")));
    assert_eq!(assigned.allowance, Some(Allowance { seconds: 3 * 3600, clock: Clock::Always }));
}

#[test]
fn a_deadline_by_hand_that_holds_no_working_time_counts_round_the_clock() {
    let saturday = at("2026-11-28T10:00");
    let soon = Input { due_at: Some(saturday.plus(3600)), ..full() };
    let assigned = done(&submitted(), Action::Assign, &soon, saturday);
    assert_eq!(assigned.allowance, Some(Allowance { seconds: 3600, clock: Clock::Always }));
    let twice = timers::milestone_at(&assigned, Milestone::TwiceLate, rules());
    assert_eq!(twice, Some(saturday.plus(7200)), "not the moment it is late");
}

#[test]
fn the_first_contact_is_owed_in_a_working_day_and_never_after_the_deadline() {
    let assign = |urgency| {
        let ticket = Ticket { urgency, ..submitted() };
        done(&ticket, Action::Assign, &Input { due_at: None, ..full() }, monday())
    };
    assert_eq!(assign(Urgency::Normal).contact_due_at, Some(at("2026-11-24T10:00")));
    let emergency = assign(Urgency::Emergency);
    assert_eq!(emergency.contact_due_at, emergency.due_at);
    let returned = done(&ticket_in(ReturnReview), Action::ApproveReturn, &full(), monday());
    assert_eq!(returned.contact_due_at, None, "nobody owes it");
}

#[test]
fn signing_or_calling_late_is_remembered_and_in_time_is_not() {
    let assigned = done(&submitted(), Action::Assign, &Input { due_at: None, ..full() }, monday());
    let (sign_due, contact_due) = (assigned.sign_due_at.unwrap(), assigned.contact_due_at.unwrap());
    for (late, milestones) in [(0, 0), (1, Milestone::SignLate.bit())] {
        assert_eq!(done(&assigned, Action::Sign, &full(), sign_due.plus(late)).milestones, milestones);
    }
    let signed = done(&assigned, Action::Sign, &full(), sign_due);
    for (late, milestones) in [(0, 0), (1, Milestone::ContactLate.bit())] {
        let called = done(&signed, Action::Contact, &full(), contact_due.plus(late));
        assert_eq!(called.milestones, milestones);
        assert_eq!(
            done(&called, Action::Contact, &full(), contact_due.plus(DAY)).milestones,
            milestones,
            "the first"
        );
    }
}

#[test]
fn a_deadline_that_was_missed_once_is_remembered_whatever_follows() {
    let ticket = ticket_in(InProgress);
    let late = ticket.due_at.unwrap().plus(1);
    let answered = done(&ticket, Action::Reply, &full(), late);
    assert!(answered.was_late && !done(&ticket, Action::Reply, &full(), ticket.due_at.unwrap()).was_late);
    assert!(done(&done(&answered, Action::SendBack, &full(), late), Action::Reply, &full(), late).was_late);

    let overdue = Input { milestone: Some(Milestone::Late), ..full() };
    let pressed = as_party(&ticket, Party::System, Action::Supervise, &overdue, late).unwrap().ticket;
    let asked =
        done(&pressed, Action::RequestExtension, &Input { due_at: Some(late.plus(DAY)), ..full() }, late);
    let granted = done(&asked, Action::ApproveExtension, &full(), late);
    assert!(pressed.was_late && granted.was_late, "more time does not undo it");
    assert!(!Milestone::Late.is_set(granted.milestones), "but the new deadline has its own moments");
}

#[test]
fn the_system_reminds_and_raises_and_each_milestone_stands_for_those_before_it() {
    let now = monday().plus(600);
    let act = |ticket: &Ticket, milestone: Milestone| {
        let (action, input) = timers::Step::Milestone(milestone).action().unwrap();
        let change = as_party(ticket, Party::System, action, &input, now).unwrap();
        assert_eq!(change.event.role, Role::System);
        assert!(change.event.public.is_none() && change.event.note.is_some(), "for staff");
        (action, change.ticket)
    };
    let milestones = |set: &[Milestone]| set.iter().fold(0, |bits, milestone| bits | milestone.bit());
    use Milestone::{ContactLate, Late, NearlyDue, SignLate, ThriceLate, TwiceLate};
    for (milestone, action, level, bits, was_late) in [
        (SignLate, Action::Supervise, 1, milestones(&[SignLate]), false),
        (ContactLate, Action::Remind, 0, milestones(&[ContactLate]), false),
        (NearlyDue, Action::Remind, 0, milestones(&[NearlyDue]), false),
        (Late, Action::Supervise, 1, milestones(&[NearlyDue, Late]), true),
        (TwiceLate, Action::Supervise, 2, milestones(&[NearlyDue, Late, TwiceLate]), true),
        (ThriceLate, Action::Supervise, 3, milestones(&[NearlyDue, Late, TwiceLate, ThriceLate]), true),
    ] {
        let (taken, after) = act(&ticket_in(Assigned), milestone);
        assert_eq!((taken, after.supervision_level), (action, level), "{milestone:?}");
        assert_eq!(
            (after.milestones, after.was_late, after.state),
            (bits, was_late, Assigned),
            "{milestone:?}"
        );
    }
    let forbidden = as_party(&ticket_in(Assigned), Party::Supervisor, Action::Remind, &full(), now);
    assert!(is_forbidden(&forbidden), "only the clock reminds");
}

#[test]
fn a_new_dispatch_or_a_new_deadline_starts_its_milestones_over() {
    let all = Milestone::ALL.iter().fold(0, |bits, milestone| bits | milestone.bit());
    let kept = all & !Milestone::FINISHING;
    let passed = |state| Ticket { milestones: all, ..ticket_in(state) };
    let now = monday().plus(600);
    assert_eq!(done(&passed(Accepted), Action::Assign, &full(), now).milestones, 0);
    assert_eq!(done(&passed(ReturnReview), Action::ApproveReturn, &full(), now).milestones, 0);
    assert_eq!(done(&passed(Closed), Action::Reopen, &full(), now).milestones, 0);
    assert_eq!(done(&passed(FollowUp), Action::Rate, &discontents()[0], now).milestones, kept);
    let asked = done(&passed(InProgress), Action::RequestExtension, &full(), now);
    assert_eq!(
        (asked.milestones, done(&asked, Action::ApproveExtension, &full(), now).milestones),
        (all, kept)
    );
    assert_eq!(done(&asked, Action::RejectExtension, &full(), now).milestones, all);
}

#[test]
fn an_extension_adds_to_what_was_given() {
    let asked = done(&ticket_in(InProgress), Action::RequestExtension, &full(), monday());
    let granted = done(&asked, Action::ApproveExtension, &full(), monday());
    // Five working days, and the four from Monday the 30th to Friday the 4th.
    assert_eq!(granted.due_at, Some(at("2026-12-04T10:00")));
    assert_eq!(granted.allowance, Some(Allowance { seconds: 9 * 27_000, clock: Clock::Working }));
}

#[test]
fn every_change_says_when_the_system_looks_again() {
    let now = monday();
    let mut taken = BTreeSet::new();
    for ticket in every_ticket() {
        for action in Action::ALL.iter().filter(|action| **action != Action::Submit) {
            for party in rule_of(*action).unwrap().who {
                let input = full_for(*action);
                let Ok(Change { ticket: after, .. }) = as_party(&ticket, *party, *action, &input, now) else {
                    continue;
                };
                taken.insert(action.as_str());
                let next = timers::next(&after, rules(), now).map(|(at, _)| at);
                assert_eq!(after.wake_at, next, "{action} in {}", ticket.state);
                assert!(!after.state.stops_the_clock() || after.wake_at.is_none(), "{action}");
            }
        }
    }
    assert_eq!(taken.len(), Action::ALL.len() - 1, "{taken:?}");
    assert_eq!(submitted().wake_at, Some(at("2026-11-27T10:00")), "80 % of five days");
}

#[test]
fn a_citizen_who_proved_the_telephone_is_the_reporter_of_what_was_handed_in_under_it() {
    let (mine, other) = ([7; 32], [8; 32]);
    let proved = |hash: &[u8; 32], roles: Vec<Role>| Caller::proved(citizen(hash), roles, None, None);
    let ticket = Ticket { phone_hash: Some(mine), ..ticket_in(FollowUp) };
    assert_eq!(proved(&mine, vec![Role::Reporter]).parties(&ticket, false), [Party::Reporter]);
    assert_eq!(proved(&other, vec![Role::Reporter]).parties(&ticket, false), []);
    assert_eq!(proved(&mine, vec![Role::Publisher]).parties(&ticket, false), [], "the role belongs to it");
    let anonymous = Ticket { phone_hash: None, ..ticket };
    assert_eq!(proved(&mine, vec![Role::Reporter]).parties(&anonymous, false), []);
    assert_eq!(
        caller(vec![Role::Reporter], None).parties(&anonymous, false),
        [],
        "no telephone is not a match"
    );
}

#[test]
fn supervision_never_falls() {
    let pressed =
        done(&ticket_in(Assigned), Action::Supervise, &Input { level: Some(3), ..full() }, monday());
    let again = done(&pressed, Action::Supervise, &Input { level: Some(1), ..full() }, monday());
    assert_eq!((pressed.supervision_level, again.supervision_level), (3, 3));
}

#[test]
fn the_second_level_belongs_to_the_category_or_goes() {
    let named =
        |sub: &str, category| Input { category, subcategory: Some(sub.parse().unwrap()), ..Input::default() };
    let classified =
        done(&submitted(), Action::Classify, &named("食品药品监管", Some(Category::Health)), monday());
    assert_eq!(classified.subcategory.map(|sub| sub.as_str()), Some("食品药品监管"));
    let wrong = as_party(&classified, Party::Agent, Action::Classify, &named("交通管理", None), monday());
    let fault = Fault { pointer: "/subcategory".into(), invalid: Invalid::NotUnder("卫生计生") };
    assert_eq!(wrong, Err(Refusal::Faulty(vec![fault])));
    let elsewhere = Input { category: Some(Category::Transport), ..Input::default() };
    assert_eq!(done(&classified, Action::Classify, &elsewhere, monday()).subcategory, None);
}

#[test]
fn the_catalogues_deadline_is_for_what_is_not_urgent() {
    for (urgency, due) in [
        (Urgency::Normal, "2026-11-25T10:00"),
        (Urgency::Urgent, "2026-11-24T10:00"),
        (Urgency::Emergency, "2026-11-23T12:00"),
    ] {
        let ticket = Ticket { urgency, ..submitted() };
        let finish = Some(Limit::WorkingDays(2));
        let assigned = done(&ticket, Action::Assign, &Input { due_at: None, finish, ..full() }, monday());
        assert_eq!(assigned.due_at, Some(at(due)), "{urgency}");
    }
}

#[test]
fn a_persons_word_on_the_classification_ends_the_review() {
    let ticket = Ticket { needs_review: true, ..submitted() };
    let input =
        Input { category: Some(Category::Health), urgency: Some(Urgency::Urgent), ..Input::default() };
    let corrected = done(&ticket, Action::Classify, &input, monday());
    assert_eq!((corrected.category, corrected.urgency), (Some(Category::Health), Urgency::Urgent));
    assert_eq!((corrected.kind, corrected.needs_review, corrected.state), (ticket.kind, false, Pending));
}

#[test]
fn a_person_who_gives_the_category_that_was_suggested_confirms_it() {
    let model =
        minsheng_language::classify::Model::from_bytes(include_bytes!("../../../../../models/category.bin"))
            .unwrap();
    let suggestion = model.suggest("出租车拒载还绕路，司机不打表");
    let suggested = suggestion.category;
    // Nobody says of themselves that they were confirmed.
    let claims = Suggestion { confirmed: true, ..suggestion };
    let suggest = Input { suggestion: Some(claims), ..Input::default() };
    let confirmed = |ticket: &Ticket| ticket.suggestion.as_ref().unwrap().confirmed;
    let by_machine = as_party(&submitted(), System, Action::Classify, &suggest, monday()).unwrap().ticket;
    assert!(!confirmed(&by_machine));
    let says = |ticket: &Ticket, input: Input| done(ticket, Action::Classify, &input, monday());
    let category = |category| Input { category: Some(category), ..Input::default() };
    let same = says(&by_machine, category(suggested));
    assert!(confirmed(&same) && same.suggestion_was_right() == Some(true));
    let closer = says(&by_machine, Input { kind: Some(Kind::Help), ..Input::default() });
    assert!(!confirmed(&closer), "the kind is another matter");
    let other = says(&same, category(Category::Health));
    assert!(!confirmed(&other) && other.suggestion_was_right() == Some(false));
    assert!(confirmed(&says(&other, category(suggested))), "and back");
    assert!(!confirmed(&says(&same, suggest)), "what is suggested anew has yet to be confirmed");
    assert_eq!(says(&submitted(), category(Category::Health)).suggestion, None);
}
