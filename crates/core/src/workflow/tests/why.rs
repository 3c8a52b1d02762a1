//! Whoever is refused is told why, by the conditions of the table.

use super::*;

/// Why the party may not take the action on the ticket now.
fn why(ticket: &Ticket, party: Party, action: Action, now: Timestamp) -> Why {
    match as_party(ticket, party, action, &full_for(action), now) {
        Err(Refusal::Forbidden { refused, .. }) => {
            assert_eq!((refused.action, refused.state), (action, ticket.state));
            for lang in [Lang::Zh, Lang::En] {
                assert!(!refused.text(lang).is_empty());
            }
            refused.why
        }
        other => panic!("{action} by {party:?} in {}: {other:?}", ticket.state),
    }
}

#[test]
fn every_condition_says_what_stands_in_the_way() {
    let now = monday().plus(600);
    let in_state = |state, change: fn(&mut Ticket)| {
        let mut ticket = ticket_in(state);
        change(&mut ticket);
        ticket
    };
    let nothing = |_: &mut Ticket| ();
    use Obstacle as O;
    for (ticket, party, action, obstacle) in [
        (in_state(Assigned, nothing), Party::Lead, Action::Reply, O::State),
        (in_state(Closed, nothing), Party::Supervisor, Action::Suspend, O::State),
        (in_state(Assigned, nothing), Party::Assist, Action::Sign, O::Party),
        (in_state(InProgress, nothing), Party::Lead, Action::Suspend, O::Party),
        (in_state(Assigned, |it| it.designated = true), Party::Lead, Action::RequestReturn, O::Designated),
        (
            in_state(InProgress, |it| it.extensions = 2),
            Party::Lead,
            Action::RequestExtension,
            O::ExtensionsUsed,
        ),
        (in_state(InProgress, nothing), Party::Supervisor, Action::ApproveExtension, O::NoExtension),
        (in_state(Pending, |it| it.excluded = true), Party::Supervisor, Action::Exclude, O::Excluded),
        (in_state(FollowUp, |it| it.disputed = true), Party::Reporter, Action::Rate, O::Disputed),
        (in_state(FollowUp, |it| it.disputed = true), Party::System, Action::Close, O::Disputed),
        (in_state(Merged, nothing), Party::Reporter, Action::Rate, O::Unanswered),
        (in_state(Accepted, |it| it.returns = 3), Party::Agent, Action::Assign, O::ThirdReturn),
        (in_state(InProgress, nothing), Party::Agent, Action::Reassign, O::Signed),
        (in_state(Assigned, |it| it.returns = 3), Party::Agent, Action::Reassign, O::ThirdReturn),
        (in_state(FollowUp, nothing), Party::Supervisor, Action::SendBack, O::NotDisputed),
        (in_state(FollowUp, |it| it.disputed = true), Party::Agent, Action::SendBack, O::SupervisorDecides),
        (in_state(Closed, nothing), Party::Supervisor, Action::Adopt, O::NoSuggestion),
    ] {
        assert_eq!(
            why(&ticket, party, action, now).obstacle,
            obstacle,
            "{action} by {party:?} in {}",
            ticket.state
        );
    }
}

#[test]
fn it_says_since_when_and_how_often() {
    let now = monday().plus(600);
    let assigned = Ticket { assigned_at: Some(monday()), ..ticket_in(Assigned) };
    let end = rules().after(monday(), rules().settings.return_window);
    assert_eq!(
        why(&assigned, Party::Lead, Action::RequestReturn, end.plus(1)),
        Why { obstacle: Obstacle::WindowClosed, since: Some(end), times: None }
    );
    let closed = Ticket { closed_at: Some(monday()), ..ticket_in(Closed) };
    let end = monday().plus(30 * DAY);
    assert_eq!(
        why(&closed, Party::Reporter, Action::Reopen, end.plus(1)),
        Why { obstacle: Obstacle::WindowClosed, since: Some(end), times: None }
    );
    let mut urged = ticket_in(Assigned);
    for _ in 0..2 {
        urged = done(&urged, Action::Urge, &Input::default(), now);
    }
    assert_eq!(
        why(&urged, Party::Reporter, Action::Urge, now),
        Why { obstacle: Obstacle::UrgedEnough, since: None, times: Some(2) }
    );
}

#[test]
fn what_is_told_names_states_parties_times_and_counts() {
    let refused = |why| Refused {
        action: Action::Sign,
        state: InProgress,
        why,
        from: &[Assigned],
        who: &[Party::Lead],
    };
    for (why, zh, en) in [
        (
            Obstacle::State.into(),
            "工单处于“办理中”，“签收”只能在以下状态进行：待签收",
            "the ticket is “in progress”; “sign for” is possible when it is: waiting for the department",
        ),
        (
            Obstacle::Party.into(),
            "“签收”由以下人员进行：主办单位经办人",
            "“sign for” is for: a handler of the lead department",
        ),
        (
            Obstacle::WindowClosed.since(monday()),
            "已过规定期限（自 2026-11-23T10:00:00+08:00 起）",
            "the time for it is over since 2026-11-23T10:00:00+08:00",
        ),
        (
            Obstacle::UrgedEnough.times(2),
            "今天催办次数已达上限，请明天再试（已 2 次）",
            "it was urged as often as a day allows: try again tomorrow (2 times)",
        ),
        (Obstacle::Excluded.into(), "已经剔除", "it is excluded already"),
    ] {
        assert_eq!((refused(why).text(Lang::Zh).as_str(), refused(why).text(Lang::En).as_str()), (zh, en));
    }
}
