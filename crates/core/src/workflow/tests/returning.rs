//! A department that finds after signing that the matter is not its own.

use super::*;
use crate::assessment::{Counter, contribution};

/// Dispatched on Monday at 10:00 and signed ten minutes later.
fn signed() -> Ticket {
    let assigned = done(&submitted(), Action::Assign, &Input { due_at: None, ..full() }, monday());
    done(&assigned, Action::Sign, &full(), monday().plus(600))
}

fn count(ticket: &Ticket, department: &str, counter: Counter) -> i64 {
    let of_department =
        contribution(ticket).into_iter().filter(|((_, dims), _)| dims.department == department);
    of_department.map(|(_, counts)| counts.get(counter)).sum()
}

#[test]
fn a_signed_ticket_is_returned_inside_the_window_and_not_after_it() {
    let ask = |ticket: &Ticket, now| as_party(ticket, Lead, Action::RequestReturn, &full(), now);
    let asked = ask(&signed(), at("2026-11-25T10:00")).unwrap().ticket;
    assert_eq!((asked.state, asked.stopped_at), (ReturnReview, Some(at("2026-11-25T10:00"))));
    assert_eq!(asked.wake_at, None, "the clock stands: nobody is pressed while a supervisor decides");
    assert!(is_forbidden(&ask(&signed(), at("2026-11-25T10:00").plus(1))));
    assert!(is_forbidden(&ask(&Ticket { designated: true, ..signed() }, monday().plus(1200))));
    for party in [Assist, Agent, Supervisor, Reporter] {
        let refused = as_party(&signed(), party, Action::RequestReturn, &full(), monday().plus(1200));
        assert!(is_forbidden(&refused), "{party:?}");
    }
    for state in [Suspended, InReview, FollowUp] {
        let elsewhere = Ticket { state, ..signed() };
        assert!(is_forbidden(&ask(&elsewhere, monday().plus(1200))), "{state}");
    }
}

#[test]
fn a_return_that_is_refused_leads_back_to_where_it_came_from() {
    let asked = done(&signed(), Action::RequestReturn, &full(), monday().plus(3600));
    let back = done(&asked, Action::RejectReturn, &full(), monday().plus(3600 + DAY));
    assert_eq!((back.state, back.designated), (InProgress, true));
    assert_eq!((back.signed_at, back.responsible.clone()), (signed().signed_at, Some(dept("lead"))));
    assert_eq!(back.due_at, Some(at("2026-12-01T10:00")), "the day of the review is given back");
    assert_eq!(back.contact_due_at, Some(at("2026-11-25T10:00")), "for the first contact as well");
    assert_eq!((back.stopped_at, back.was_late, back.milestones), (None, false, 0));
    check_invariants(&back);
    let unsigned = done(&submitted(), Action::Assign, &Input { due_at: None, ..full() }, monday());
    let asked = done(&unsigned, Action::RequestReturn, &full(), monday().plus(3600));
    let back = done(&asked, Action::RejectReturn, &full(), monday().plus(7200));
    assert_eq!((back.state, back.signed_at), (Assigned, None));
}

#[test]
fn an_approved_return_of_a_signed_ticket_is_a_wrong_dispatch_and_nobodys_lateness() {
    let asked = done(&signed(), Action::RequestReturn, &full(), monday().plus(3600));
    let later = monday().plus(20 * DAY);
    let after = done(&asked, Action::ApproveReturn, &Input::default(), later);
    assert_eq!((after.state, after.lead.clone(), after.responsible.clone()), (Accepted, None, None));
    assert_eq!((after.signed_at, after.contacted_at, after.designated), (None, None, false));
    assert_eq!((after.returns, after.returned_by.clone()), (1, vec![dept("lead")]));
    let round = after.rounds.last().unwrap();
    assert_eq!((round.department.clone(), round.goes_on), (Some(dept("lead")), false));
    for (counter, expected) in [
        (Counter::Dispatched, 1),
        (Counter::Returned, 1),
        (Counter::ToSign, 1),
        (Counter::SignedOnTime, 1),
        (Counter::Due, 0),
        (Counter::FinishedOnTime, 0),
        (Counter::ToContact, 0),
        (Counter::Answered, 0),
    ] {
        assert_eq!(count(&after, "lead", counter), expected, "{counter:?}");
    }
    check_invariants(&after);
    let other = Input { lead: Some(dept("other")), assists: vec![], due_at: None, ..full() };
    let again = as_party(&after, Agent, Action::Assign, &other, later).unwrap().ticket;
    assert_eq!(again.signed_at, None, "the next department signs for itself, and no supervisor is needed");
    let next = done(&again, Action::Sign, &full(), later.plus(60));
    assert_eq!(next.responsible, Some(dept("other")));
    assert_eq!((count(&next, "other", Counter::Dispatched), count(&next, "other", Counter::Due)), (1, 0));
}

#[test]
fn whoever_has_answered_the_citizen_does_not_return_them() {
    let now = monday().plus(1200);
    let answered = done(&done(&signed(), Action::Reply, &full(), now), Action::Approve, &full(), now);
    let again = done(&answered, Action::Rate, &discontents()[0], now);
    assert_eq!(again.state, InProgress);
    assert!(is_forbidden(&as_party(&again, Lead, Action::RequestReturn, &full(), now)));
    // What a review has sent back no citizen has read.
    let replied = done(&signed(), Action::Reply, &full(), now);
    let sent_back = done(&replied, Action::SendBack, &full(), now);
    assert!(as_party(&sent_back, Lead, Action::RequestReturn, &full(), now).is_ok());
}

#[test]
fn more_time_that_was_asked_for_still_waits_when_a_return_is_refused() {
    let asked_time = done(&signed(), Action::RequestExtension, &full(), monday().plus(1200));
    let returned = done(&asked_time, Action::RequestReturn, &full(), monday().plus(2400));
    let refused = done(&returned, Action::RejectReturn, &full(), monday().plus(3600));
    assert_eq!(refused.extension, asked_time.extension);
    let approved = done(&returned, Action::ApproveReturn, &full(), monday().plus(3600));
    assert_eq!(approved.extension, None, "it was that department's");
}
