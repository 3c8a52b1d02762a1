//! Single steps and what they leave: returns, extensions, pauses, judgements.

use super::*;
use crate::settings::Thanks;
use crate::worklist::Owed;
use minsheng_types::bounded_int::BoundedInt;

#[test]
fn a_department_whose_return_was_refused_may_not_ask_again() {
    let assigned = ticket_in(Assigned);
    let asked = done(&assigned, Action::RequestReturn, &full(), monday().plus(600));
    let refused = done(&asked, Action::RejectReturn, &full(), monday().plus(1200));
    assert!(refused.designated);
    let again = as_party(&refused, Party::Lead, Action::RequestReturn, &full(), monday().plus(1800));
    let Err(Refusal::Forbidden { refused: why, allowed }) = again else { panic!("{again:?}") };
    assert_eq!((why.state, why.why.obstacle), (Assigned, Obstacle::Designated));
    assert_eq!(allowed, [Action::Sign]);
    let signed = done(&refused, Action::Sign, &full(), monday().plus(2000));
    assert!(is_forbidden(&as_party(
        &signed,
        Party::Lead,
        Action::RequestReturn,
        &full(),
        monday().plus(2400)
    )));
}

#[test]
fn the_return_window_is_two_working_days() {
    let assigned = ticket_in(Assigned);
    let ask = |now| as_party(&assigned, Party::Lead, Action::RequestReturn, &full(), now);
    // Assigned on Monday at 10:00.
    assert!(ask(at("2026-11-25T10:00")).is_ok());
    assert!(is_forbidden(&ask(at("2026-11-25T10:00").plus(1))));
    let friday = Ticket { assigned_at: Some(at("2026-11-27T10:00")), ..assigned.clone() };
    let monday_after = as_party(&friday, Party::Lead, Action::RequestReturn, &full(), at("2026-12-01T09:59"));
    assert!(monday_after.is_ok(), "a weekend is not working time");
}

#[test]
fn an_approved_return_counts_and_leaves_nobody_in_charge() {
    let designated = Ticket { returns: 1, ..ticket_in(ReturnReview) };
    let returned = done(&designated, Action::ApproveReturn, &Input::default(), monday().plus(600));
    assert_eq!((returned.lead, returned.assists.len(), returned.returns), (None, 0, 2));
    assert_eq!((returned.assigned_at, returned.sign_due_at, returned.stopped_at), (None, None, None));
    assert_eq!(returned.due_at, Some(at("2026-11-30T10:10")), "owed anew, by whoever is found");
    assert!(!returned.designated, "the next department may return it");
}

#[test]
fn one_extension_request_at_a_time_and_two_in_all() {
    let now = monday().plus(600);
    let ticket = ticket_in(InProgress);
    let asked = done(&ticket, Action::RequestExtension, &full(), now);
    assert_eq!(asked.due_at, ticket.due_at, "asking changes no deadline");
    assert!(is_forbidden(&as_party(&asked, Party::Lead, Action::RequestExtension, &full(), now)));
    let refused = done(&asked, Action::RejectExtension, &full(), now);
    assert_eq!((refused.extension.clone(), refused.extensions, refused.due_at), (None, 0, ticket.due_at));
    let asked = done(&refused, Action::RequestExtension, &full(), now);
    let once = done(&asked, Action::ApproveExtension, &Input::default(), now);
    assert_eq!((once.extension.clone(), once.extensions, once.due_at), (None, 1, full().due_at));
    let later = Input { due_at: Some(at("2026-12-10T10:00")), ..full() };
    let twice = done(
        &done(&once, Action::RequestExtension, &later, now),
        Action::ApproveExtension,
        &Input::default(),
        now,
    );
    assert_eq!((twice.extensions, twice.due_at), (2, later.due_at));
    let latest = Input { due_at: Some(at("2026-12-14T10:00")), ..full() };
    assert!(is_forbidden(&as_party(&twice, Party::Lead, Action::RequestExtension, &latest, now)));
    assert!(is_forbidden(&as_party(
        &twice,
        Party::Supervisor,
        Action::ApproveExtension,
        &Input::default(),
        now
    )));
}

#[test]
fn an_extension_adds_at_most_ten_working_days() {
    let ticket = ticket_in(InProgress);
    assert_eq!(ticket.due_at, Some(at("2026-11-30T10:00")));
    let ask = |due_at, now| {
        let input = Input { due_at: Some(due_at), ..full() };
        as_party(&ticket, Party::Lead, Action::RequestExtension, &input, now).map(|_| ())
    };
    // From a second after the deadline as it is; each refusal says so.
    let refused = Err(Refusal::Faulty(vec![Fault {
        pointer: "/due_at".into(),
        invalid: Invalid::Times(at("2026-11-30T10:00").unix() + 1, at("2026-12-14T10:00").unix()),
    }]));
    assert_eq!(ask(at("2026-12-14T10:00"), monday()), Ok(()), "two weeks of five days");
    assert_eq!(ask(at("2026-12-14T10:01"), monday()), refused);
    assert_eq!(ask(at("2026-11-30T10:00"), monday()), refused, "no later than it was");
    // Once the deadline has passed, the days count from now.
    assert_eq!(ask(at("2026-12-15T10:00"), at("2026-12-01T10:00")), Ok(()));
    let later = Invalid::Times(at("2026-11-30T10:00").unix() + 1, at("2026-12-15T10:00").unix());
    let refused = Err(Refusal::Faulty(vec![Fault { pointer: "/due_at".into(), invalid: later }]));
    assert_eq!(ask(at("2026-12-15T10:01"), at("2026-12-01T10:00")), refused);
}

#[test]
fn approving_an_extension_never_shortens_a_deadline_that_a_pause_has_moved() {
    let near = Input { due_at: Some(at("2026-12-01T10:00")), ..full() };
    let asked = done(&ticket_in(InProgress), Action::RequestExtension, &near, monday());
    let paused = done(&asked, Action::Suspend, &full(), at("2026-11-24T10:00"));
    let resumed = done(&paused, Action::Resume, &full(), at("2026-12-08T10:00"));
    assert_eq!(resumed.due_at, Some(at("2026-12-14T10:00")));
    let granted = done(&resumed, Action::ApproveExtension, &Input::default(), at("2026-12-08T11:00"));
    assert!(granted.due_at >= resumed.due_at, "{:?}", granted.due_at);
}

#[test]
fn the_reporter_reopens_inside_the_window_and_a_supervisor_at_any_time() {
    for state in [Closed, Declined] {
        let ticket = ticket_in(state);
        let last = monday().plus(30 * DAY);
        assert!(as_party(&ticket, Party::Reporter, Action::Reopen, &full(), last).is_ok());
        assert!(is_forbidden(&as_party(&ticket, Party::Reporter, Action::Reopen, &full(), last.plus(1))));
        assert!(as_party(&ticket, Party::Supervisor, Action::Reopen, &full(), last.plus(400 * DAY)).is_ok());
    }
    let reopened =
        done(&Ticket { designated: true, ..ticket_in(Closed) }, Action::Reopen, &full(), monday().plus(DAY));
    assert_eq!(
        (reopened.state, reopened.closed_at, reopened.lead, reopened.due_at),
        (Accepted, None, None, Some(at("2026-12-01T10:00")))
    );
    assert!(reopened.assists.is_empty() && !reopened.designated);
}

#[test]
fn the_reporter_urges_twice_a_local_day_and_an_agent_as_often_as_needed() {
    let urge = |ticket: &Ticket, party, now| as_party(ticket, party, Action::Urge, &Input::default(), now);
    let evening = at("2026-11-23T23:58");
    let once = urge(&ticket_in(Assigned), Party::Reporter, evening).unwrap().ticket;
    let twice = urge(&once, Party::Reporter, evening.plus(10)).unwrap().ticket;
    assert_eq!(twice.urges_on(evening), 2);
    assert!(is_forbidden(&urge(&twice, Party::Reporter, evening.plus(20))));
    let for_a_caller = urge(&twice, Party::Agent, evening.plus(20)).unwrap().ticket;
    assert_eq!(for_a_caller.urges_on(evening), 2, "what an agent does for callers is not the reporter's");
    let tomorrow = urge(&twice, Party::Reporter, evening.plus(180)).unwrap().ticket;
    assert_eq!(tomorrow.urges_today, 1, "a new day in the city, though the same day in UTC");
}

#[test]
fn the_reporter_adds_ten_things_a_local_day_and_an_agent_as_many_as_are_told() {
    let said = Input { public: remark("东门口也有一盏"), ..Input::default() };
    let add = |ticket: &Ticket, party, now| as_party(ticket, party, Action::Supplement, &said, now);
    let evening = at("2026-11-23T23:58");
    let mut ticket = ticket_in(Suspended);
    for _ in 0..10 {
        ticket = add(&ticket, Reporter, evening).unwrap().ticket;
    }
    assert_eq!((ticket.state, ticket.stopped_at, ticket.due_at), {
        let before = ticket_in(Suspended);
        (Suspended, before.stopped_at, before.due_at)
    });
    assert!(is_forbidden(&add(&ticket, Reporter, evening.plus(20))));
    let for_a_caller = add(&ticket, Agent, evening.plus(20)).unwrap().ticket;
    assert_eq!(for_a_caller.supplements_on(evening), 10, "what an agent adds is not the reporter's");
    assert!(add(&ticket, Reporter, evening.plus(180)).is_ok(), "a new day in the city");
    let gone = Ticket { left_at: Some(monday()), ..ticket_in(InProgress) };
    assert!(is_forbidden(&add(&gone, Reporter, evening)), "who has withdrawn has no part in it");
}

#[test]
fn a_ticket_is_left_out_of_assessment_once_whatever_its_state() {
    for state in State::ALL {
        let excluded = done(&ticket_in(*state), Action::Exclude, &full(), monday());
        assert!(excluded.excluded && excluded.state == *state);
        assert!(is_forbidden(&as_party(&excluded, Party::Supervisor, Action::Exclude, &full(), monday())));
    }
}

#[test]
fn an_answered_ticket_is_no_longer_late() {
    for state in State::ALL {
        let late = Ticket { due_at: Some(monday()), stopped_at: None, ..ticket_in(*state) };
        let owed = state.is_open() && !matches!(state, InReview | FollowUp);
        assert_eq!(late.is_overdue(monday().plus(1)), owed, "{state}");
    }
}

#[test]
fn what_waits_for_an_extension_that_was_asked_for_in_time_is_not_late() {
    let late = Ticket { due_at: Some(monday()), stopped_at: None, ..ticket_in(InProgress) };
    let asked = |in_time| {
        let extension =
            ExtensionRequest { due_at: monday().plus(DAY), reason: "等待材料".into(), in_time };
        Ticket { extension: Some(extension), ..late.clone() }
    };
    let now = monday().plus(1);
    let told = |ticket: &Ticket| (ticket.is_overdue(now), ticket.owes(Owed::FinishLate, now));
    assert_eq!(
        (told(&asked(true)), told(&asked(false)), told(&late)),
        ((false, false), (true, true), (true, true))
    );
    assert!(asked(true).owes(Owed::Extension, now), "it is a supervisor's to decide");
}

#[test]
fn the_clock_stands_in_three_states_and_owes_what_was_left() {
    // Tuesday 10:00 to Thursday 15:00: two days and four working hours (13:00 ends the lunch break).
    let (stop, go) = (at("2026-11-24T10:00"), at("2026-11-26T15:00"));
    let asked = done(&ticket_in(InProgress), Action::Suspend, &full(), stop);
    assert_eq!((asked.stopped_at, asked.due_at), (Some(stop), Some(at("2026-11-30T10:00"))));
    let noted = done(&asked, Action::Progress, &full(), stop.plus(DAY));
    assert_eq!(noted.stopped_at, Some(stop), "work noted meanwhile does not move the stop");
    assert!(!noted.is_overdue(at("2027-01-01T00:00")), "a clock that stands is never late");
    let back = done(&noted, Action::Resume, &full(), go);
    // Left on Tuesday 10:00: 4 days. From Thursday 15:00 that is Wednesday 15:00.
    assert_eq!((back.stopped_at, back.due_at), (None, Some(at("2026-12-02T15:00"))));

    let asked = done(&ticket_in(Assigned), Action::RequestReturn, &full(), at("2026-11-23T11:00"));
    let refused = done(&asked, Action::RejectReturn, &full(), at("2026-11-24T11:00"));
    // Signing was due at 15:00 on Monday, three working hours after the stop at 11:00.
    assert_eq!(ticket_in(Assigned).sign_due_at, Some(at("2026-11-23T15:00")));
    assert_eq!(refused.sign_due_at, Some(at("2026-11-24T15:00")));
    assert_eq!(refused.due_at, Some(at("2026-12-01T10:00")));

    let asked = done(&submitted(), Action::RequestInfo, &full(), monday());
    assert_eq!(asked.stopped_at, Some(monday()));
    for (action, now) in [(Action::SupplyInfo, monday().plus(60)), (Action::Decline, monday().plus(60))] {
        assert_eq!(done(&asked, action, &full(), now).stopped_at, None);
    }
}

#[test]
fn an_urgent_clock_runs_round_the_clock_also_when_it_resumes() {
    let mut urgent = ticket_in(InProgress);
    urgent.set_deadline(Limit::Hours(24), at("2026-11-27T10:00"), rules());
    let paused = done(&urgent, Action::Suspend, &full(), at("2026-11-27T22:00"));
    let back = done(&paused, Action::Resume, &full(), at("2026-11-28T23:00"));
    assert_eq!(back.due_at, Some(at("2026-11-29T11:00")), "twelve hours were left, on a Sunday too");
}

#[test]
fn merging_or_withdrawing_starts_the_clock_of_nothing() {
    for (state, action) in
        [(Suspended, Action::Merge), (ReturnReview, Action::Withdraw), (InfoNeeded, Action::Withdraw)]
    {
        let ended = done(&ticket_in(state), action, &full(), monday().plus(600));
        assert_eq!(
            (ended.stopped_at, ended.closed_at),
            (None, Some(monday().plus(600))),
            "{action} in {state}"
        );
    }
}

#[test]
fn only_a_merge_names_a_parent() {
    let parent = full().parent;
    assert_eq!(done(&ticket_in(Accepted), Action::Merge, &full(), monday()).parent, parent);
    for (state, action) in
        [(FollowUp, Action::Close), (Pending, Action::Decline), (Pending, Action::Withdraw)]
    {
        assert_eq!(done(&ticket_in(state), action, &full(), monday()).parent, None, "{action}");
    }
}

#[test]
fn assigning_sets_both_deadlines_by_what_the_ticket_is() {
    for (kind, urgency, due) in [
        (Kind::Complaint, Urgency::Normal, "2026-11-30T10:00"),
        (Kind::Consultation, Urgency::Normal, "2026-11-26T10:00"),
        (Kind::Praise, Urgency::Urgent, "2026-11-24T10:00"),
        (Kind::Report, Urgency::Emergency, "2026-11-23T12:00"),
    ] {
        let ticket = Ticket { kind, urgency, ..submitted() };
        let assigned = done(&ticket, Action::Assign, &Input { due_at: None, ..full() }, monday());
        assert_eq!(assigned.due_at, Some(at(due)), "{kind} {urgency}");
        assert_eq!(assigned.sign_due_at, Some(at("2026-11-23T15:00")), "four working hours");
        assert_eq!((assigned.assigned_at, assigned.signed_at), (Some(monday()), None));
        assert_eq!((assigned.lead, assigned.assists), (Some(dept("lead")), vec![dept("assist")]));
    }
    let asked = done(&submitted(), Action::Assign, &full(), monday());
    assert_eq!(asked.due_at, full().due_at, "a person's deadline goes before the table's");
    let upgraded = Input { due_at: None, urgency: Some(Urgency::Emergency), ..full() };
    assert_eq!(done(&submitted(), Action::Assign, &upgraded, monday()).due_at, Some(at("2026-11-23T12:00")));
}

#[test]
fn an_assisting_department_stands_once_and_is_not_the_lead() {
    let named = ["b", "lead", "a", "b", "a"].map(dept).to_vec();
    let assigned = done(&submitted(), Action::Assign, &Input { assists: named, ..full() }, monday());
    assert_eq!(assigned.assists, ["a", "b"].map(dept));
}

#[test]
fn signing_and_the_first_contact_are_kept() {
    let signed = done(&ticket_in(Assigned), Action::Sign, &Input::default(), monday().plus(60));
    assert_eq!((signed.state, signed.signed_at), (InProgress, Some(monday().plus(60))));
    let called = done(&signed, Action::Contact, &Input::default(), monday().plus(120));
    let again = done(&called, Action::Contact, &Input::default(), monday().plus(180));
    assert_eq!(again.contacted_at, Some(monday().plus(120)));
}

#[test]
fn a_content_citizen_closes_it() {
    let now = monday().plus(20 * DAY);
    for satisfaction in [Satisfaction::Satisfied, Satisfaction::BasicallySatisfied] {
        for rework_count in [0, 1] {
            let ticket = Ticket { rework_count, ..ticket_in(FollowUp) };
            let input = Input { satisfaction: Some(satisfaction), ..full() };
            let closed = done(&ticket, Action::Rate, &input, now);
            assert_eq!((closed.state, closed.closed_at), (Closed, Some(now)));
            assert_eq!((closed.supervision_level, closed.rework_count), (0, rework_count));
            assert!(!closed.disputed);
        }
    }
}

#[test]
fn the_first_discontent_is_back_to_work_with_a_new_deadline() {
    let now = monday().plus(20 * DAY);
    for discontent in discontents() {
        let back = done(&ticket_in(FollowUp), Action::Rate, &discontent, now);
        assert_eq!((back.state, back.rework_count, back.supervision_level), (InProgress, 1, 0));
        assert_eq!((back.closed_at, back.lead.as_ref()), (None, Some(&dept("lead"))), "the same department");
        assert_eq!(back.due_at, Some(calendar().after(now, Limit::WorkingDays(5))), "a new deadline");
        assert!(!back.disputed && back.rating.is_some());

        let by_the_hotline = Ticket { lead: None, assists: vec![], ..ticket_in(FollowUp) };
        let taken_up = done(&by_the_hotline, Action::Rate, &discontent, now);
        assert_eq!((taken_up.state, taken_up.rework_count), (Accepted, 1), "no department had it: dispatch");
        assert_eq!((taken_up.due_at, taken_up.closed_at), (back.due_at, None));
    }
}

#[test]
fn the_second_discontent_is_a_supervisors_to_decide() {
    let now = monday().plus(20 * DAY);
    for discontent in discontents() {
        let second = Ticket { rework_count: 1, ..ticket_in(FollowUp) };
        let disputed = done(&second, Action::Rate, &discontent, now);
        assert_eq!((disputed.state, disputed.disputed, disputed.closed_at), (FollowUp, true, None));
        assert_eq!((disputed.rework_count, disputed.supervision_level), (1, 1));
        assert_eq!(disputed.rating.as_ref().unwrap().resolved, discontent.resolved.unwrap());
        let raised = Ticket { supervision_level: 2, ..second };
        assert_eq!(done(&raised, Action::Rate, &discontent, now).supervision_level, 2, "never lower");

        for (party, action) in [
            (Party::Reporter, Action::Rate),
            (Party::Agent, Action::Rate),
            (Party::Agent, Action::SendBack),
            (Party::System, Action::Close),
        ] {
            assert!(is_forbidden(&as_party(&disputed, party, action, &full(), now)), "{party:?} {action}");
        }
        assert_eq!(disputed.wake_at, None, "the clock does nothing to it");

        let closed = as_party(&disputed, Party::Supervisor, Action::Close, &full(), now).unwrap().ticket;
        assert_eq!((closed.state, closed.disputed, closed.closed_at), (Closed, false, Some(now)));

        let back = as_party(&disputed, Party::Supervisor, Action::SendBack, &full(), now).unwrap().ticket;
        assert_eq!((back.state, back.disputed, back.rework_count), (InProgress, false, 2));
        assert_eq!(back.due_at, Some(calendar().after(now, Limit::WorkingDays(5))), "a new deadline");
        assert_eq!((back.finished_at, back.answered_at), (None, None));

        let nobodys = Ticket { lead: None, assists: vec![], ..disputed };
        let send_back = as_party(&nobodys, Party::Supervisor, Action::SendBack, &full(), now);
        assert!(is_forbidden(&send_back), "no department can go on with it");
    }
    let content = as_party(&ticket_in(FollowUp), Party::Supervisor, Action::SendBack, &full(), now);
    assert!(is_forbidden(&content), "an answer that nobody disputes");
}

#[test]
fn sending_a_reply_back_in_review_is_no_rework() {
    let replied = done(&ticket_in(InProgress), Action::Reply, &full(), monday());
    let back = done(&replied, Action::SendBack, &full(), monday().plus(600));
    assert_eq!((back.state, back.rework_count, back.due_at), (InProgress, 0, replied.due_at));
}

#[test]
fn the_reporter_of_a_merged_ticket_rates_once_when_the_parent_is_answered() {
    let now = monday().plus(600);
    let rate = |ticket: &Ticket, input: &Input| as_party(ticket, Party::Reporter, Action::Rate, input, now);
    assert!(is_forbidden(&rate(&ticket_in(Merged), &full())), "nothing to judge yet");
    let answered = Ticket { parent_answered: true, ..ticket_in(Merged) };
    for (input, level) in [(full(), 0), (discontents()[0].clone(), 0), (discontents()[1].clone(), 0)] {
        let rated = rate(&answered, &input).unwrap().ticket;
        assert_eq!((rated.state, rated.closed_at), (Merged, answered.closed_at), "stays merged");
        assert_eq!((rated.disputed, rated.supervision_level, rated.rework_count), (false, level, 0));
        assert_eq!(rated.rating.as_ref().unwrap().satisfaction, input.satisfaction.unwrap());
        assert!(is_forbidden(&rate(&rated, &full())), "once");
    }
}

#[test]
fn an_answer_remembers_when_it_was_handed_in_and_when_it_was_out() {
    let at = |minutes: i64| Some(monday().plus(minutes * 60));
    let times = |ticket: &Ticket| (ticket.replied_at, ticket.finished_at, ticket.answered_at);
    let take =
        |ticket: &Ticket, action, minutes: i64| done(ticket, action, &full(), monday().plus(minutes * 60));
    let direct = take(&submitted(), Action::Answer, 1);
    assert_eq!(times(&direct), (at(1), at(1), at(1)));
    let replied = take(&ticket_in(InProgress), Action::Reply, 1);
    assert_eq!(times(&replied), (at(1), None, None));
    let back = take(&replied, Action::SendBack, 2);
    assert_eq!(times(&back), (at(1), None, None), "not out, and not finished");
    let approved = take(&take(&back, Action::Reply, 3), Action::Approve, 4);
    assert_eq!(times(&approved), (at(3), at(3), at(4)), "finished when handed in, not when reviewed");
    let again = done(&approved, Action::Rate, &discontents()[0], monday().plus(300));
    assert_eq!(times(&again), (at(3), None, None));
    let reopened = take(&take(&approved, Action::Close, 5), Action::Reopen, 6);
    assert_eq!(times(&reopened), (at(3), None, None));
}

/// A suggestion of somebody who is known, in `state`.
fn suggestion_in(state: State) -> Ticket {
    Ticket { kind: Kind::Suggestion, phone_hash: Some([7; 32]), ..ticket_in(state) }
}

#[test]
fn an_answered_suggestion_is_adopted_once_with_a_sentence_for_everybody() {
    let adopt =
        |ticket: &Ticket, party, input: &Input| as_party(ticket, party, Action::Adopt, input, monday());
    let told =
        Input { public: remark("已加开夜班车"), note: remark("转公交集团"), ..Input::default() };
    for party in [Supervisor, Lead] {
        let change = adopt(&suggestion_in(Closed), party, &told).unwrap();
        let adoption = change.ticket.adoption.clone().unwrap();
        assert_eq!((adoption.public.as_str(), adoption.points, adoption.at), ("已加开夜班车", 0, monday()));
        assert_eq!((change.ticket.state, change.event.public.as_deref()), (Closed, Some("已加开夜班车")));
        assert_eq!(change.event.note.as_deref(), Some("转公交集团\npoints 0"));
        assert!(is_forbidden(&adopt(&change.ticket, party, &told)), "once");
    }
    assert!(adopt(&suggestion_in(FollowUp), Supervisor, &told).is_ok());
    let archived = |from| Ticket { archived_from: Some(from), ..suggestion_in(Archived) };
    assert!(adopt(&archived(Closed), Supervisor, &told).is_ok(), "what takes its time may take long");
    assert!(is_forbidden(&adopt(&archived(Declined), Supervisor, &told)));
    assert!(is_forbidden(&adopt(&suggestion_in(InProgress), Supervisor, &told)));
    assert!(is_forbidden(&adopt(&ticket_in(Closed), Supervisor, &told)), "a complaint");
    for party in [Reporter, Agent, Assist, System] {
        assert!(is_forbidden(&adopt(&suggestion_in(Closed), party, &told)), "{party:?}");
    }
    let silent = adopt(&suggestion_in(Closed), Supervisor, &Input::default());
    let Err(Refusal::Faulty(faults)) = silent else { panic!("{silent:?}") };
    assert_eq!((faults[0].pointer.as_str(), faults[0].invalid), ("/public", Invalid::Missing));
}

#[test]
fn points_are_given_to_whoever_is_known_and_within_a_years_most() {
    let thanks = Thanks { points: BoundedInt::nearest(30), points_per_year: BoundedInt::nearest(50) };
    let settings = crate::rules::Limits { thanks, ..rules().settings.clone() };
    let rules = Rules { settings, ..rules().clone() };
    let given = |ticket: &Ticket, points_before| {
        let input = Input { public: remark("已加开夜班车"), points_before, ..Input::default() };
        let supervisor = caller(vec![Role::Supervisor], None);
        let change =
            apply(ticket, &supervisor, &[Supervisor], Action::Adopt, &input, monday(), &rules).unwrap();
        let points = change.ticket.adoption.unwrap().points;
        let entry = crate::audit::Entry::of_event(ticket.id, &change.event);
        assert_eq!(entry.detail, format!("closed → closed, points {points}"));
        points
    };
    for (before, points) in [(0, 30), (20, 30), (30, 20), (50, 0), (90, 0)] {
        assert_eq!(given(&suggestion_in(Closed), before), points, "after {before}");
    }
    assert_eq!(given(&Ticket { phone_hash: None, ..suggestion_in(Closed) }, 0), 0, "nobody to give them to");
    let forged = Input { public: remark("好"), note: remark("points 999"), ..Input::default() };
    let change = as_party(&suggestion_in(Closed), Supervisor, Action::Adopt, &forged, monday()).unwrap();
    let entry = crate::audit::Entry::of_event(change.ticket.id, &change.event);
    assert!(entry.detail.ends_with("points 0"), "{}", entry.detail);
}
