//! What the clock does to a ticket that was to be looked at.
#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests, which may fail loudly")]

use minsheng_core::milestone::Milestone;
use minsheng_core::rules::Rules;
use minsheng_core::scheduled::{Due, SYSTEM, due};
use minsheng_core::ticket::{Adoption, Demand, Reporter, Ticket};
use minsheng_core::timers::{Step, is_cold, next};
use minsheng_types::bounded_int::BoundedInt;
use minsheng_types::clock::{DAY, Timestamp};
use minsheng_types::given_phone::GivenPhone;
use minsheng_types::ids::TicketId;
use minsheng_types::text::{Content, DeptCode, ExternalRef};
use minsheng_types::words::{Action, Channel, Kind, Role, State, Urgency};

fn monday() -> Timestamp {
    Timestamp::parse("2026-11-23T10:00:00+08:00").unwrap()
}

fn ticket(state: State) -> Ticket {
    let demand = Demand {
        subject: None,
        content: Content::parse("路灯坏了").unwrap(),
        channel: Channel::Web,
        location: None,
        attachments: vec![],
    };
    let reporter = Reporter { phone: Some(GivenPhone::parse("13800131234").unwrap()), ..Reporter::default() };
    let id = TicketId::parse("20261123000001").unwrap();
    let ticket = Ticket::submitted(id, demand, reporter, Kind::Help, Urgency::Urgent, monday());
    Ticket {
        state,
        lead: Some(DeptCode::parse("zjj").unwrap()),
        closed_at: (!state.is_open()).then(monday),
        ..ticket.on_the_clock(Rules::defaults())
    }
}

/// What is due so many days after Monday.
fn after_days(ticket: &Ticket, days: i64) -> Due {
    due(ticket, Rules::defaults(), monday().plus(days * DAY))
}

#[track_caller]
fn step(due: Due) -> (Step, Ticket) {
    match due {
        Due::Act(step, change) => (step, change.ticket),
        other => panic!("no step: {other:?}"),
    }
}

#[test]
fn before_its_time_a_ticket_is_only_looked_at() {
    let ticket = ticket(State::InProgress);
    let (at, step) = next(&ticket, Rules::defaults(), monday()).unwrap();
    assert_eq!(step, Step::Milestone(Milestone::NearlyDue));
    assert_eq!(due(&ticket, Rules::defaults(), at.plus(-1)), Due::Recheck(Some(at)));
    assert!(matches!(
        due(&ticket, Rules::defaults(), at),
        Due::Act(Step::Milestone(Milestone::NearlyDue), _)
    ));
}

#[test]
fn the_clock_acts_as_the_system_and_each_milestone_only_once() {
    let mut ticket = ticket(State::InProgress);
    // Twenty-four hours were given.
    for (hours, action, level) in [
        (20, Action::Remind, 0),
        (24, Action::Supervise, 1),
        (48, Action::Supervise, 2),
        (72, Action::Supervise, 3),
    ] {
        let now = monday().plus(hours * 3600);
        let Due::Act(_, change) = due(&ticket, Rules::defaults(), now) else {
            panic!("nothing after {hours} h")
        };
        assert_eq!((change.event.action, change.event.role), (action, Role::System));
        assert_eq!((change.event.sub.as_str(), change.event.dept), (SYSTEM, None));
        assert_eq!(change.ticket.supervision_level, level);
        ticket = change.ticket;
        assert!(
            matches!(due(&ticket, Rules::defaults(), now), Due::Recheck(at) if at.is_none_or(|at| at > now))
        );
    }
    assert_eq!(due(&ticket, Rules::defaults(), monday().plus(1000 * DAY)), Due::Recheck(None));
}

#[test]
fn an_answer_is_closed_a_week_after_it_was_out() {
    let unrated = Ticket { answered_at: Some(monday().plus(DAY)), ..ticket(State::FollowUp) };
    assert_eq!(after_days(&unrated, 7), Due::Recheck(Some(monday().plus(8 * DAY))));
    let (taken, closed) = step(after_days(&unrated, 8));
    assert_eq!((taken, closed.state), (Step::Close, State::Closed));
    let disputed = Ticket { disputed: true, ..unrated };
    assert_eq!(after_days(&disputed, 1000), Due::Recheck(None));
}

#[test]
fn what_is_finished_is_archived_and_then_loses_the_person() {
    for state in [State::Closed, State::Declined, State::Withdrawn] {
        let finished = ticket(state);
        assert_eq!(after_days(&finished, 29), Due::Recheck(Some(monday().plus(30 * DAY))));
        let (taken, archived) = step(after_days(&finished, 30));
        assert_eq!((taken, archived.state), (Step::Archive, State::Archived));
        let erased_after = 30 + 3 * 365;
        assert_eq!(archived.wake_at, Some(monday().plus(erased_after * DAY)));
        assert_eq!(after_days(&archived, erased_after), Due::Erase);
        // What is sealed cannot be seen in the ticket, and goes all the same.
        let sealed = Ticket { reporter: Reporter::default(), ..archived.clone() };
        assert_eq!(after_days(&sealed, erased_after), Due::Erase);
        let erased = Ticket { erased_at: Some(monday()), ..archived };
        assert_eq!(after_days(&erased, erased_after), Due::Recheck(None));
    }
}

#[test]
fn what_was_merged_waits_for_its_parent() {
    let merged = Ticket { parent: TicketId::parse("20261123000002").ok(), ..ticket(State::Merged) };
    assert_eq!(after_days(&merged, 1), Due::Recheck(Some(monday().plus(30 * DAY))));
    assert_eq!(after_days(&merged, 40), Due::Recheck(Some(monday().plus(41 * DAY))), "every day");

    let answered = monday().plus(40 * DAY);
    let answered = Ticket { parent_answered: true, parent_settled_at: Some(answered), ..merged.clone() };
    assert_eq!(after_days(&answered, 41), Due::Recheck(Some(monday().plus(70 * DAY))), "time to rate it");
    assert_eq!(step(after_days(&answered, 70)).1.state, State::Archived);

    // Withdrawn or declined: nobody will answer it.
    let finished = Ticket { parent_settled_at: Some(monday().plus(5 * DAY)), ..merged.clone() };
    assert_eq!(step(after_days(&finished, 35)).1.state, State::Archived);
    let long_before = Ticket { parent_settled_at: Some(monday().plus(-100 * DAY)), ..merged };
    assert_eq!(after_days(&long_before, 29), Due::Recheck(Some(monday().plus(30 * DAY))));
}

#[test]
fn a_ticket_of_before_there_were_allowances_is_supervised_when_it_is_late() {
    let old = Ticket { allowance: None, wake_at: Some(Timestamp::from_unix(1)), ..ticket(State::InProgress) };
    assert_eq!(due(&old, Rules::defaults(), monday()), Due::Recheck(old.due_at));
    let (taken, late) = step(after_days(&old, 10));
    assert_eq!((taken, late.supervision_level, late.wake_at), (Step::Milestone(Milestone::Late), 1, None));
}

/// Archived on the Monday a month after it was finished, and erased; cold after 1,125 days.
fn erased() -> (Ticket, Rules) {
    let mut rules = Rules::defaults().clone();
    rules.settings.retention.cold_days = Some(BoundedInt::nearest(1125));
    let ticket = Ticket {
        archived_from: Some(State::Closed),
        reporter: Reporter::default(),
        erased_at: Some(monday()),
        wake_at: None,
        ..ticket(State::Archived)
    };
    (ticket, rules)
}

#[test]
fn what_is_long_over_and_says_of_nobody_is_cold() {
    let (erased, rules) = erased();
    let cold = |ticket: &Ticket, days: i64| is_cold(ticket, &rules, monday().plus(days * DAY));
    assert_eq!((cold(&erased, 1124), cold(&erased, 1125)), (false, true));
    assert!(!is_cold(&erased, Rules::defaults(), monday().plus(99_999 * DAY)), "a city without an archive");
    let settled = |days| Ticket { parent_settled_at: Some(monday().plus(days * DAY)), ..erased.clone() };
    assert_eq!(
        (cold(&settled(-9), 1125), cold(&settled(9), 1125), cold(&settled(9), 1134)),
        (true, false, true)
    );
    let adoption = Adoption { at: monday(), public: "装了路灯".into(), points: 0 };
    let reporter = Reporter { phone: Some(GivenPhone::parse("13800131234").unwrap()), ..Reporter::default() };
    for (why, warm) in [
        ("due", Ticket { wake_at: Some(monday()), ..erased.clone() }),
        ("adopted", Ticket { adoption: Some(adoption), ..erased.clone() }),
        ("a telephone", Ticket { phone_hash: Some([1; 32]), ..erased.clone() }),
        ("a name", Ticket { name_hash: Some([1; 32]), ..erased.clone() }),
        ("a person", Ticket { reporter, ..erased.clone() }),
        ("a reference", Ticket { external_ref: Some(ExternalRef::parse("A-1").unwrap()), ..erased.clone() }),
    ] {
        assert!(!cold(&warm, 99_999), "{why}");
    }
    for state in State::ALL.iter().filter(|state| **state != State::Archived) {
        assert!(!cold(&Ticket { state: *state, ..erased.clone() }, 99_999), "{state}");
    }
}

#[test]
fn nothing_is_cold_of_which_anything_is_due() {
    let (erased, mut rules) = erased();
    for state in State::ALL {
        for person in [None, Some([1; 32])] {
            for erased_at in [None, Some(monday())] {
                for (archive, reopen, personal) in [(1, 0, 1), (30, 30, 1095), (1, 3650, 36_500)] {
                    let settings = &mut rules.settings;
                    (settings.archive_days, settings.reopen_days) =
                        (BoundedInt::nearest(archive), BoundedInt::nearest(reopen));
                    settings.retention.personal_data_days = BoundedInt::nearest(personal);
                    settings.retention.cold_days = Some(BoundedInt::nearest(archive.max(reopen) + personal));
                    let mut ticket =
                        Ticket { state: *state, phone_hash: person, erased_at, ..erased.clone() };
                    ticket.wake_at = next(&ticket, &rules, monday()).map(|(at, _)| at);
                    for days in [0, 400, 1125, 40_150, 99_999] {
                        let now = monday().plus(days * DAY);
                        if is_cold(&ticket, &rules, now) {
                            assert_eq!(next(&ticket, &rules, now), None, "{ticket:?}");
                        }
                    }
                }
            }
        }
    }
}
