//! Recalling, reassigning and splitting, and what is taken back.

use super::*;

#[test]
fn a_dispatch_is_recalled_before_it_is_signed_and_counts_as_wrong_if_the_reason_says_so() {
    let at_noon = monday().plus(7200);
    let coded = |code: &str| Input { reason_code: Some(ReasonCode::parse(code).unwrap()), ..full() };
    for party in [Agent, Supervisor] {
        let recalled =
            as_party(&ticket_in(Assigned), party, Action::Recall, &coded("other"), at_noon).unwrap();
        let after = recalled.ticket;
        assert_eq!((after.state, after.lead.clone(), after.returns), (Accepted, None, 0));
        assert_eq!((after.returned_by, after.assists), (vec![], vec![]));
    }
    let wrong =
        as_party(&ticket_in(Assigned), Agent, Action::Recall, &coded("wrong_dispatch"), at_noon).unwrap();
    assert_eq!(wrong.ticket.returned_by, [dept("lead")]);
    for state in [InProgress, ReturnReview, Suspended, Accepted] {
        assert!(
            is_forbidden(&as_party(&ticket_in(state), Agent, Action::Recall, &full(), at_noon)),
            "{state}"
        );
    }
}

#[test]
fn handing_on_to_another_department_lets_the_clock_go_on() {
    let to_other = Input { due_at: None, ..full_for(Action::Reassign) };
    let day_later = monday().plus(DAY);
    for state in [Assigned, InProgress, Suspended] {
        let before = Ticket { signed_at: Some(monday().plus(60)), designated: true, ..ticket_in(state) };
        let due = if state == Suspended { at("2026-12-01T10:00") } else { before.due_at.unwrap() };
        let after = as_party(&before, Supervisor, Action::Reassign, &to_other, day_later).unwrap();
        assert_eq!(after.event.lead, Some(dept("other")));
        let after = after.ticket;
        assert_eq!((after.state, after.lead.clone()), (Assigned, Some(dept("other"))), "{state}");
        assert_eq!((after.due_at, after.stopped_at), (Some(due), None), "{state}");
        assert_eq!((after.assigned_at, after.signed_at), (Some(day_later), None));
        assert!(!after.designated, "the next department may return it");
        assert_eq!(
            after.rounds.last().unwrap().department,
            Some(dept("lead")),
            "what was done is the first one's"
        );
    }
    let forbidden = as_party(&ticket_in(InProgress), Agent, Action::Reassign, &to_other, day_later);
    assert!(is_forbidden(&forbidden), "once it is signed a supervisor decides");
    assert!(as_party(&ticket_in(Assigned), Agent, Action::Reassign, &to_other, day_later).is_ok());
    let same = as_party(&ticket_in(Assigned), Supervisor, Action::Reassign, &full(), day_later);
    let fault = Fault { pointer: "/lead".into(), invalid: Invalid::Beyond(Bound::Another) };
    assert_eq!(same, Err(Refusal::Faulty(vec![fault])), "to the one that has it");
    let accused = Ticket { against: Some(dept("other")), ..ticket_in(Assigned) };
    let outcome = as_party(&accused, Agent, Action::Reassign, &to_other, day_later);
    let fault = Fault { pointer: "/lead".into(), invalid: Invalid::ConflictOfInterest };
    assert_eq!(outcome, Err(Refusal::Faulty(vec![fault])));
}

#[test]
fn what_comes_back_for_the_third_time_is_a_supervisors_to_place() {
    for (returns, free) in [(0, true), (2, true), (3, false), (4, false)] {
        let back = Ticket { returns, lead: None, assists: vec![], ..ticket_in(Accepted) };
        for party in [Agent, System] {
            let placed = as_party(&back, party, Action::Assign, &full(), monday());
            assert_eq!(placed.is_ok(), free, "{party:?} after {returns}");
        }
        assert!(as_party(&back, Supervisor, Action::Assign, &full(), monday()).is_ok());
        let placed = Ticket { returns, ..ticket_in(Assigned) };
        let on = as_party(&placed, Agent, Action::Reassign, &full_for(Action::Reassign), monday());
        assert_eq!(on.is_ok(), free, "nor does an agent hand it on");
    }
}

#[test]
fn a_deadline_of_the_catalogue_survives_being_handed_on() {
    let catalogue = Input {
        finish: Some(Limit::WorkingDays(22)),
        catalogue_version: Some(3),
        due_at: None,
        category: None,
        ..full()
    };
    let assigned = done(&submitted(), Action::Assign, &catalogue, monday());
    let by_hand = Input { due_at: None, category: None, ..full_for(Action::Reassign) };
    let on = as_party(&assigned, Supervisor, Action::Reassign, &by_hand, monday().plus(DAY)).unwrap().ticket;
    assert_eq!(on.due_at, assigned.due_at, "the clock goes on");
    let returned = done(
        &done(&assigned, Action::RequestReturn, &full(), monday()),
        Action::ApproveReturn,
        &full(),
        monday(),
    );
    assert_eq!(returned.due_at, assigned.due_at);
    let again = as_party(&returned, Agent, Action::Assign, &by_hand, monday()).unwrap().ticket;
    assert_eq!(again.due_at, assigned.due_at, "whoever gets it has the catalogue's time");
    let other = Input { category: Some(Category::Health), ..Input::default() };
    let elsewhere = done(&returned, Action::Classify, &other, monday());
    assert_eq!(elsewhere.finish, None, "it is another matter's");
}

#[test]
fn a_rework_has_the_catalogues_time_and_ends_no_sooner_than_what_there_was_before() {
    let (early, late) = (monday().plus(DAY), monday().plus(20 * DAY));
    let first = ticket_in(FollowUp).due_at;
    let by_hand = Some(at("2027-01-29T10:00"));
    let (usual, long) = (Limit::WorkingDays(5), Limit::WorkingDays(22));
    for (finish, due_at, now, expected) in [
        (None, first, late, Some(calendar().after(late, usual))),
        (None, by_hand, late, by_hand),
        (Some(long), first, early, Some(calendar().after(early, long))),
        (Some(Limit::WorkingHours(1)), first, early, first),
        (Some(long), by_hand, early, by_hand),
    ] {
        for lead in [Some(dept("lead")), None] {
            let answered = Ticket { finish, due_at, lead, assists: vec![], ..ticket_in(FollowUp) };
            let back = done(&answered, Action::Rate, &discontents()[0], now);
            assert_eq!((back.rework_count, back.due_at), (1, expected), "{finish:?} {due_at:?}");
            assert!(back.allowance.is_some_and(|given| given.seconds > 0) && back.milestones == 0);
        }
        let disputed = Ticket { finish, due_at, disputed: true, rework_count: 1, ..ticket_in(FollowUp) };
        let again = as_party(&disputed, Supervisor, Action::SendBack, &full(), now).unwrap().ticket;
        assert_eq!(again.due_at, expected, "a supervisor's, too");
    }
}

#[test]
fn what_was_split_off_is_a_case_of_its_own_with_its_own_clock() {
    let later = monday().plus(3 * DAY);
    let merged = Ticket { parent_lead: Some(dept("above")), parent_answered: true, ..ticket_in(Merged) };
    let rated = as_party(&merged, Party::Reporter, Action::Rate, &full(), monday()).unwrap().ticket;
    for party in [Agent, Supervisor] {
        let after = as_party(&rated, party, Action::Split, &Input::default(), later).unwrap().ticket;
        assert_eq!((after.state, after.parent, after.closed_at), (Accepted, None, None));
        assert_eq!((after.lead.clone(), after.rating.clone()), (None, None));
        assert_eq!(after.due_at, Some(calendar().after(later, Limit::WorkingDays(5))));
        assert!(after.wake_at.is_some());
        check_invariants(&after);
    }
    assert!(is_forbidden(&as_party(&rated, Party::Reporter, Action::Split, &full(), later)));
}

#[test]
fn what_was_merged_in_the_middle_of_a_rework_begins_anew_when_it_is_split_off() {
    let now = monday().plus(600);
    let again = done(&ticket_in(FollowUp), Action::Rate, &discontents()[0], now);
    assert!(again.goes_on());
    let merged = done(&again, Action::Merge, &full(), now);
    let split = done(&merged, Action::Split, &full(), now);
    let dispatched = done(&split, Action::Assign, &Input { due_at: None, ..full() }, now);
    assert!(
        !dispatched.goes_on(),
        "the same department by another dispatch, which counts and may be returned"
    );
}

#[test]
fn an_urgency_that_is_taken_back_gives_the_old_deadline_back() {
    let classify = |ticket: &Ticket, urgency, hours: i64| {
        let input = Input { urgency: Some(urgency), ..Input::default() };
        as_party(ticket, Agent, Action::Classify, &input, monday().plus(hours * 3600)).unwrap().ticket
    };
    let ticket = done(&submitted(), Action::Assign, &Input { due_at: None, ..full() }, monday());
    let urgent = classify(&ticket, Urgency::Urgent, 1);
    let emergency = classify(&urgent, Urgency::Emergency, 1);
    assert!(emergency.due_at < urgent.due_at && urgent.due_at < ticket.due_at);
    let back = classify(&emergency, Urgency::Urgent, 2);
    assert_eq!((back.due_at, back.allowance), (urgent.due_at, urgent.allowance));
    let back = classify(&back, Urgency::Normal, 3);
    assert_eq!((back.due_at, back.allowance), (ticket.due_at, ticket.allowance), "the old one, no fresh one");
    let at_once = classify(&emergency, Urgency::Normal, 2);
    assert_eq!((at_once.due_at, at_once.calmer.len()), (ticket.due_at, 0));
    // Pauses in between are added.
    let signed = done(&emergency, Action::Sign, &full(), monday().plus(3600));
    let paused = done(&signed, Action::Suspend, &full(), monday().plus(3600));
    let resumed = done(&paused, Action::Resume, &full(), monday().plus(DAY + 3600));
    let back = classify(&resumed, Urgency::Normal, 26);
    assert_eq!(back.due_at, Some(at("2026-12-01T10:00")), "a working day more");
}

#[test]
fn an_extension_that_was_asked_for_in_time_leaves_the_ticket_in_time() {
    let ticket = done(&submitted(), Action::Assign, &Input { due_at: None, ..full() }, monday());
    let ticket = done(&ticket, Action::Sign, &full(), monday().plus(60));
    let due = ticket.due_at.unwrap();
    let more = Input { due_at: Some(due.plus(3 * DAY)), ..full() };
    for (asked_at, in_time) in [(due, true), (due.plus(1), false)] {
        let asked = as_party(&ticket, Party::Lead, Action::RequestExtension, &more, asked_at).unwrap().ticket;
        // The clock looks in between.
        let later = due.plus(DAY);
        let seen = crate::scheduled::due(&Ticket { contacted_at: Some(monday()), ..asked }, rules(), later);
        let between = match seen {
            crate::scheduled::Due::Act(_, change) => change.ticket,
            crate::scheduled::Due::Recheck(_) => {
                let ticket = Ticket { contacted_at: Some(monday()), ..ticket.clone() };
                as_party(&ticket, Party::Lead, Action::RequestExtension, &more, asked_at).unwrap().ticket
            }
            other => panic!("{other:?}"),
        };
        assert_eq!(between.supervision_level == 0, in_time, "nobody is pressed for what is not decided");
        let granted = done(&between, Action::ApproveExtension, &Input::default(), later);
        assert_eq!(granted.was_late, !in_time);
        let answered = done(&granted, Action::Reply, &full(), later.plus(60));
        assert_eq!(answered.was_late, !in_time);
    }
}

#[test]
fn whoever_handled_it_does_not_approve_what_the_department_replies() {
    let someone = |sub: &str, roles: Vec<Role>| Caller { sub: sub.into(), ..caller(roles, Some("lead")) };
    let both = someone("h-1", vec![Role::Handler, Role::Supervisor, Role::Agent]);
    let parties = |ticket: &Ticket| both.parties(ticket, false);
    let ticket = ticket_in(InProgress);
    let replied =
        apply(&ticket, &both, &parties(&ticket), Action::Reply, &full(), monday(), rules()).unwrap().ticket;
    let own = apply(&replied, &both, &parties(&replied), Action::Approve, &full(), monday(), rules());
    let Err(Refusal::Forbidden { allowed, .. }) = own else { panic!("{own:?}") };
    assert!(!allowed.contains(&Action::Approve));
    assert!(!allowed_to(&replied, &both, &parties(&replied), monday(), rules()).contains(&Action::Approve));
    // Nor whoever only took part in it.
    let noted =
        apply(&ticket, &both, &[Party::Assist], Action::Progress, &full(), monday(), rules()).unwrap().ticket;
    let replied = as_party(&noted, Party::Lead, Action::Reply, &full(), monday()).unwrap().ticket;
    assert!(is_forbidden(&apply(
        &replied,
        &both,
        &[Supervisor],
        Action::Approve,
        &full(),
        monday(),
        rules()
    )));
    let another = someone("s-1", vec![Role::Supervisor]);
    assert!(apply(&replied, &another, &[Supervisor], Action::Approve, &full(), monday(), rules()).is_ok());
}

#[test]
fn whoever_asks_for_more_time_or_to_return_it_does_not_grant_it() {
    let both = Caller { sub: "h-1".into(), ..caller(vec![Role::Handler, Role::Supervisor], Some("lead")) };
    let another = Caller { sub: "s-1".into(), ..caller(vec![Role::Supervisor], None) };
    for (state, asks, grants, refuses) in [
        (InProgress, Action::RequestExtension, Action::ApproveExtension, Action::RejectExtension),
        (Assigned, Action::RequestReturn, Action::ApproveReturn, Action::RejectReturn),
    ] {
        let ticket = ticket_in(state);
        let input = Input { due_at: Some(at("2026-12-02T10:00")), ..full() };
        let parties = both.parties(&ticket, false);
        let asked = apply(&ticket, &both, &parties, asks, &input, monday(), rules()).unwrap().ticket;
        let decides = |who: &Caller, action| {
            apply(&asked, who, &who.parties(&asked, false), action, &full(), monday(), rules())
        };
        let Err(Refusal::Forbidden { allowed, .. }) = decides(&both, grants) else { panic!("{grants}") };
        assert!(!allowed.contains(&grants) && allowed.contains(&refuses), "{grants}: {allowed:?}");
        assert!(decides(&another, grants).is_ok(), "{grants}");
    }
}

#[test]
fn an_agent_who_shows_the_citizens_code_names_the_call_all_the_same() {
    let agent = Caller { sub: "a-1".into(), ..caller(vec![Role::Agent], None) };
    let without_call = Input { call: None, ..full() };
    for action in [Action::Rate, Action::Withdraw] {
        let ticket = ticket_in(if action == Action::Rate { FollowUp } else { InProgress });
        let parties = agent.parties(&ticket, true);
        let does = |input: &Input| apply(&ticket, &agent, &parties, action, input, monday(), rules());
        let fault = Fault { pointer: "/call".into(), invalid: Invalid::Missing };
        assert_eq!(does(&without_call), Err(Refusal::Faulty(vec![fault])), "{action}");
        assert_eq!(does(&full()).unwrap().event.role, Role::Agent, "{action}");
    }
    for citizen in [Caller::anonymous(), caller(vec![Role::Reporter], None)] {
        assert_eq!(citizen.parties(&ticket_in(FollowUp), true), [Party::Reporter]);
    }
}

#[test]
fn an_agent_who_speaks_for_a_citizen_names_the_call() {
    let without_call = Input { call: None, ..full() };
    let fault = Fault { pointer: "/call".into(), invalid: Invalid::Missing };
    let withdraws = rule_of(Action::Withdraw).unwrap().from.iter().map(|state| (*state, Action::Withdraw));
    for (state, action) in withdraws.chain([(FollowUp, Action::Rate)]) {
        let refused = as_party(&ticket_in(state), Agent, action, &without_call, monday());
        assert_eq!(refused, Err(Refusal::Faulty(vec![fault.clone()])), "{action}");
        let event = as_party(&ticket_in(state), Agent, action, &full(), monday()).unwrap().event;
        assert!(event.note.unwrap().contains("pbx-1"), "{action}");
        assert!(as_party(&ticket_in(state), Party::Reporter, action, &without_call, monday()).is_ok());
    }
}
