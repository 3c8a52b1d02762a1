//! One case of many reporters.

use super::*;

/// A child and its parent after the child was merged into it, or why it was not.
fn merged_into(child: &Ticket, parent: &Ticket, now: Timestamp) -> Result<(Ticket, Ticket), Refusal> {
    let input = Input { parent: Some(parent.id), ..full() };
    let change = as_party(child, Agent, Action::Merge, &input, now)?;
    let above = apply_to_parent(child, &change, parent, &input, false, now, rules())?.unwrap();
    assert_eq!((above.ticket.version, above.event.seq), (parent.version + 1, parent.version + 1));
    assert_is_published(&above.event);
    assert!(above.event.note.unwrap().contains(&child.id.to_string()));
    Ok((change.ticket, above.ticket))
}

/// Whoever reads a history finds each of its arrows in the published workflow.
fn assert_is_published(event: &Event) {
    let arrow = (event.action, event.from, event.to);
    assert!(transitions().any(|published| published == arrow), "{arrow:?}");
}

fn another(state: State) -> Ticket {
    Ticket { id: TicketId::parse("20261123000007").unwrap(), parent: None, ..ticket_in(state) }
}

#[test]
fn every_state_of_parent_and_child_is_merged_or_refused_as_the_domain_says() {
    let unanswered = |state: State| state.is_open() && state != FollowUp;
    for child_state in State::ALL {
        for parent_state in State::ALL {
            let context = format!("{child_state} into {parent_state}");
            let outcome = merged_into(&ticket_in(*child_state), &another(*parent_state), monday().plus(600));
            let may = unanswered(*child_state) && unanswered(*parent_state);
            assert_eq!(outcome.is_ok(), may, "{context}");
            let Ok((child, parent)) = outcome else { continue };
            assert_eq!((child.state, parent.state), (Merged, *parent_state), "{context}");
            assert!(parent.has_children && parent.closed_at.is_none());
            no_child_is_ever_abandoned(&child, &parent, monday().plus(1200));
        }
    }
    // A dispute waits for a supervisor.
    let disputed = Ticket { disputed: true, rework_count: 1, ..ticket_in(FollowUp) };
    assert!(merged_into(&disputed, &another(Accepted), monday()).is_err());
}

/// Whatever is done to the parent, and then to what comes of that: the child is owed something, or somebody may act.
fn no_child_is_ever_abandoned(child: &Ticket, parent: &Ticket, now: Timestamp) {
    for action in Action::ALL {
        for party in Party::ALL {
            let Ok(Change { ticket: after, .. }) = as_party(parent, *party, *action, &full_for(*action), now)
            else {
                continue;
            };
            let settled = after.answered_at.or(after.closed_at);
            let below = Ticket {
                parent_answered: after.answered_at.is_some() && after.state != State::Archived,
                parent_settled_at: settled,
                parent_ended: after.closed_at.is_some(),
                parent_lead: after.lead.clone(),
                ..child.clone()
            };
            let context = format!("{action} by {party:?} in {}", parent.state);
            assert!(after.state != State::Withdrawn, "{context} ends what others wait for");
            for party in [Agent, Supervisor] {
                assert!(
                    allowed_actions(&below, &[party], now, rules()).contains(&Action::Split),
                    "{context}"
                );
            }
            let owed = after.state.is_open() || after.state == Merged;
            let may_judge = allowed_actions(&below, &[Party::Reporter], now, rules()).contains(&Action::Rate);
            let may_reopen =
                allowed_actions(&below, &[Party::Reporter], now, rules()).contains(&Action::Reopen);
            assert!(owed || may_judge || may_reopen, "{context}");
            assert_eq!(may_reopen, after.closed_at.is_some(), "{context}");
        }
    }
}

#[test]
fn tickets_that_differ_in_what_they_protect_or_accuse_stay_apart() {
    let apart = Err(Refusal::Faulty(vec![Fault { pointer: "/parent".into(), invalid: Invalid::KeptApart }]));
    let plain = ticket_in(Accepted);
    let mut confidential = another(Accepted);
    confidential.reporter.confidential = true;
    let report = Ticket { kind: Kind::Report, ..another(Accepted) };
    let accusing = Ticket { against: Some(dept("cgj")), ..another(Accepted) };
    for other in [&confidential, &report, &accusing] {
        assert_eq!(merged_into(&plain, other, monday()).map(|_| ()), apart);
        assert_eq!(merged_into(other, &plain, monday()).map(|_| ()), apart);
    }
    let elsewhere = Ticket { against: Some(dept("hbj")), ..plain.clone() };
    assert_eq!(merged_into(&elsewhere, &accusing, monday()).map(|_| ()), apart);
    let alike = Ticket { kind: Kind::Report, ..plain };
    assert!(merged_into(&alike, &confidential, monday()).is_ok(), "both are protected");
}

#[test]
fn the_parent_takes_the_highest_urgency_and_the_earliest_deadline() {
    let now = monday().plus(1800);
    let emergency = Ticket { urgency: Urgency::Emergency, ..submitted() }.on_the_clock(rules());
    let suggestion = Ticket { kind: Kind::Suggestion, ..another(Pending) }.on_the_clock(rules());
    let (_, parent) = merged_into(&emergency, &suggestion, now).unwrap();
    assert_eq!(
        (parent.urgency, parent.due_at),
        (Urgency::Emergency, Some(monday().plus(7200))),
        "its two hours"
    );
    assert_eq!(parent.wake_at, timers::next(&parent, rules(), now).map(|(at, _)| at));
    // The other way nothing changes but that it is there.
    let mut above = emergency.clone();
    above.id = another(Pending).id;
    let slow = Ticket { kind: Kind::Suggestion, ..submitted() }.on_the_clock(rules());
    let (_, parent) = merged_into(&slow, &above, now).unwrap();
    assert_eq!((parent.urgency, parent.due_at), (Urgency::Emergency, above.due_at));
    // Whose time is over already does not make another department late.
    let late = Ticket { due_at: Some(monday()), ..submitted() };
    let (_, parent) = merged_into(&late, &another(InProgress), now).unwrap();
    assert!(parent.due_at > Some(now) && parent.due_at < another(InProgress).due_at && !parent.was_late);
}

#[test]
fn a_childs_discontent_is_a_rework_of_the_case_like_the_parents_own() {
    let now = monday().plus(DAY);
    let child = Ticket { parent_answered: true, parent_lead: Some(dept("lead")), ..ticket_in(Merged) };
    let judged = |parent: &Ticket, input: &Input| {
        let change = as_party(&child, Party::Reporter, Action::Rate, input, now).unwrap();
        assert_eq!(change.ticket.rounds.last().unwrap().department, Some(dept("lead")), "for whoever led");
        apply_to_parent(&child, &change, parent, input, false, now, rules()).unwrap()
    };
    for state in [FollowUp, Closed] {
        let answered_at = Some(monday());
        let answered = Ticket { has_children: true, answered_at, finished_at: answered_at, ..another(state) };
        assert_eq!(judged(&answered, &full()), None, "whoever is content changes nothing");
        for discontent in discontents() {
            let Change { ticket: back, event } = judged(&answered, &discontent).unwrap();
            assert_is_published(&event);
            assert_eq!((back.state, back.rework_count, back.closed_at), (InProgress, 1, None), "{state}");
            assert_eq!(back.due_at, Some(calendar().after(now, Limit::WorkingDays(5))));
            assert_eq!((event.role, event.sub.as_str(), event.public), (Role::Reporter, "", None));
            let again = Ticket { rework_count: 1, ..answered.clone() };
            let Change { ticket: disputed, event } = judged(&again, &discontent).unwrap();
            assert_is_published(&event);
            assert_eq!((disputed.state, disputed.disputed, disputed.closed_at), (FollowUp, true, None));
            assert_eq!(disputed.supervision_level, 1);
            let nobodys = Ticket { lead: None, assists: vec![], ..answered.clone() };
            let Change { ticket: taken_up, event } = judged(&nobodys, &discontent).unwrap();
            assert_is_published(&event);
            assert_eq!(taken_up.state, Accepted);
        }
    }
    let disputed = Ticket { disputed: true, rework_count: 1, ..another(FollowUp) };
    assert_eq!(judged(&disputed, &discontents()[0]), None, "a supervisor is at it already");
}

#[test]
fn the_parents_reporter_who_withdraws_ends_their_own_part_and_never_the_case() {
    for state in [Pending, InfoNeeded, Accepted, Assigned, ReturnReview, InProgress] {
        let parent = Ticket { has_children: true, ..another(state) };
        let Change { ticket: left, event } =
            as_party(&parent, Party::Reporter, Action::Withdraw, &full(), monday()).unwrap();
        assert_is_published(&event);
        let stays = if state == InfoNeeded { Pending } else { state };
        assert_eq!((left.state, left.closed_at, left.left_at), (stays, None, Some(monday())), "{state}");
        assert_eq!(allowed_actions(&left, &[Party::Reporter], monday(), rules()), [], "{state}");
        let alone = as_party(&another(state), Party::Reporter, Action::Withdraw, &full(), monday()).unwrap();
        assert_eq!(alone.ticket.state, State::Withdrawn);
    }
}

/// Pressing, adding, leaving, and having it opened again when it has ended: as alone.
#[test]
fn whoever_is_merged_is_not_worse_off_than_alone() {
    let waits = ticket_in(Merged);
    let now = monday().plus(600);
    let does = |ticket: &Ticket, action| as_party(ticket, Party::Reporter, action, &full_for(action), now);
    for action in [Action::Urge, Action::Supplement] {
        let change = does(&waits, action).unwrap();
        assert_eq!(change.ticket.state, Merged);
        for state in State::ALL {
            let parent = Ticket { has_children: true, ..another(*state) };
            let above = |danger| {
                apply_to_parent(&waits, &change, &parent, &full_for(action), danger, now, rules()).unwrap()
            };
            let Some(Change { ticket: pressed, event }) = above(false) else {
                assert!(!state.is_open(), "{action} in {state} reaches nobody");
                continue;
            };
            assert_is_published(&event);
            assert_eq!((pressed.state, pressed.due_at, pressed.updated_at), (*state, parent.due_at, now));
            assert_eq!((event.public, event.role, event.sub.as_str()), (None, Role::Reporter, ""));
            assert_eq!(event.note, Some(format!("← {}", waits.id)));
            let endangered = above(true).unwrap().ticket;
            assert_eq!((endangered.urgency, endangered.needs_review), (Urgency::Emergency, true), "{state}");
        }
    }
    assert_eq!(does(&waits, Action::Urge).unwrap().ticket.urges_on(now), 1);
    let often = Ticket { urged_at: Some(now), urges_today: 2, ..waits.clone() };
    assert!(is_forbidden(&does(&often, Action::Urge)), "so often a day, as alone");
    let left = does(&waits, Action::Withdraw).unwrap().ticket;
    assert_eq!((left.state, left.left_at, left.parent), (Merged, Some(now), waits.parent));
    assert_eq!(allowed_actions(&left, &[Party::Reporter], now, rules()), []);
    // The case was declined, or closed, a day ago.
    let ended = Ticket {
        parent_settled_at: Some(monday()),
        parent_ended: true,
        parent_answered: false,
        ..waits.clone()
    };
    let again = does(&ended, Action::Reopen).unwrap();
    assert_is_published(&again.event);
    assert_eq!((again.ticket.state, again.ticket.parent, again.ticket.closed_at), (Accepted, None, None));
    assert!(again.ticket.due_at > Some(now) && again.ticket.rating.is_none());
    assert!(is_forbidden(&does(&waits, Action::Reopen)), "not before");
    let over = Ticket { parent_settled_at: Some(monday().plus(-400 * DAY)), ..ended.clone() };
    assert!(is_forbidden(&does(&over, Action::Reopen)), "nor long after");
    for action in [Action::Urge, Action::Supplement, Action::Withdraw] {
        assert!(is_forbidden(&does(&ended, action)), "{action}");
    }
    let answered = Ticket { parent_answered: true, parent_settled_at: Some(monday()), ..waits };
    assert!(is_forbidden(&does(&answered, Action::Withdraw)) && does(&answered, Action::Supplement).is_ok());
}

#[test]
fn whoever_is_merged_into_a_ticket_is_named_to_nobody_by_what_is_written_on_it() {
    let members = minsheng_language::known::Known::of(Some("李四"), Some("13900002222"), None, None);
    let said =
        Input {
            note: remark("举报人李四13900002222来电催办，王五也来过"), members, ..Input::default()
        };
    let urged = as_party(&ticket_in(InProgress), Agent, Action::Urge, &said, monday()).unwrap();
    let note = urged.event.note.unwrap();
    assert!(
        note.contains("来电催办，王五也来过") && !note.contains('李') && !note.contains("2222"),
        "{note}"
    );
}
