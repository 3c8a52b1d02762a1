//! The moments on a ticket's way at which the system acts, counted by hand: when each of them comes,
//! which of them is next in every state, and what a pause does to them.
#![expect(clippy::expect_used, clippy::panic, reason = "helpers of tests, which may fail loudly")]

use minsheng_core::access::{Caller, Party};
use minsheng_core::milestone::Milestone;
use minsheng_core::rules::Rules;
use minsheng_core::settings::Settings;
use minsheng_core::ticket::{Demand, Reporter, Ticket};
use minsheng_core::timers::{Step, milestone_at, next};
use minsheng_core::workflow::{Input, apply, rule_of};
use minsheng_types::bounded_int::BoundedInt;
use minsheng_types::clock::{DAY, Timestamp};
use minsheng_types::ids::TicketId;
use minsheng_types::text::{Content, DeptCode, Name, ReasonCode, Remark};
use minsheng_types::words::{Action, Channel, Kind, State, Urgency};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

fn at(text: &str) -> Timestamp {
    Timestamp::parse(&format!("{text}:00+08:00")).expect("a time")
}

fn rules() -> &'static Rules {
    Rules::defaults()
}

fn dept(code: &str) -> DeptCode {
    DeptCode::parse(code).expect("a code")
}

fn remark(text: &str) -> Option<Remark> {
    Remark::parse(text).ok()
}

/// Handed in by somebody who left a name.
fn submitted(kind: Kind, urgency: Urgency, now: &str) -> Ticket {
    let demand = Demand {
        subject: None,
        content: Content::parse("小区门口的路灯坏了三天").expect("content"),
        channel: Channel::Web,
        location: None,
        attachments: vec![],
    };
    let id = TicketId::parse("20261123000042").expect("an id");
    let reporter = Reporter { name: Name::parse("张三").ok(), ..Reporter::default() };
    Ticket::submitted(id, demand, reporter, kind, urgency, at(now)).on_the_clock(rules())
}

/// Takes an action as whoever the table names first for it.
fn then(ticket: &Ticket, action: Action, now: Timestamp) -> Ticket {
    let input = Input {
        note: remark("内部"),
        public: remark("给市民"),
        reason: remark("原因"),
        turn_to: remark("12348"),
        reason_code: ReasonCode::parse("no_facts").ok(),
        resolved: Some(true),
        lead: Some(dept("lead")),
        parent: TicketId::parse("20261123000001").ok(),
        ..Input::default()
    };
    let who = *rule_of(action).and_then(|rule| rule.who.first()).expect("a rule");
    take(ticket, who, action, &input, now)
}

fn take(ticket: &Ticket, who: Party, action: Action, input: &Input, now: Timestamp) -> Ticket {
    let caller = Caller { sub: who.as_str().into(), roles: vec![who.role()], ..Caller::anonymous() };
    match apply(ticket, &caller, &[who], action, input, now, rules()) {
        Ok(change) => change.ticket,
        Err(refusal) => panic!("{action}: {refusal:?}"),
    }
}

/// What the system does of itself at this time.
fn apply_scheduled(ticket: &Ticket, now: Timestamp) -> (Milestone, Ticket) {
    let due = next(ticket, rules(), now).filter(|(at, _)| *at <= now);
    let Some((_, Step::Milestone(milestone))) = due else { panic!("no mark, but {due:?}") };
    let (action, input) = Step::Milestone(milestone).action().expect("an action");
    (milestone, take(ticket, Party::System, action, &input, now))
}

/// Dispatched at once, and signed for unless it is still to be.
fn in_progress(kind: Kind, urgency: Urgency, now: &str) -> Ticket {
    then(&assigned(kind, urgency, now), Action::Sign, at(now))
}

fn assigned(kind: Kind, urgency: Urgency, now: &str) -> Ticket {
    then(&submitted(kind, urgency, now), Action::Assign, at(now))
}

/// Everything that the system does about the ticket, each step at its moment.
fn acted(mut ticket: Ticket) -> Vec<(Milestone, String, u32)> {
    let mut told = Vec::new();
    while let Some(due) = ticket.wake_at {
        let (milestone, after) = apply_scheduled(&ticket, due);
        told.push((milestone, due.to_string(), after.supervision_level));
        ticket = after;
    }
    told
}

fn expected(rows: &[(Milestone, &str, u32)]) -> Vec<(Milestone, String, u32)> {
    rows.iter().map(|(milestone, due, level)| (*milestone, at(due).to_string(), *level)).collect()
}

use Milestone::{ContactLate, Late, NearlyDue, SignLate, ThriceLate, TwiceLate};

#[test]
fn every_moment_of_a_ticket_that_nobody_touches_is_met_in_working_time() {
    // A complaint of Monday, 23 November 2026, at 10:00: five working days, until Monday at 10:00.
    let ticket = assigned(Kind::Complaint, Urgency::Normal, "2026-11-23T10:00");
    let rows = [
        (SignLate, "2026-11-23T15:00", 1),
        (ContactLate, "2026-11-24T10:00", 1),
        (NearlyDue, "2026-11-27T10:00", 1),
        (Late, "2026-11-30T10:00", 1),
        (TwiceLate, "2026-12-07T10:00", 2),
        (ThriceLate, "2026-12-14T10:00", 3),
    ];
    assert_eq!(acted(ticket), expected(&rows));

    // A consultation before Spring Festival 2026: 13, 14, 24 and 25 February are three working days.
    let ticket = assigned(Kind::Consultation, Urgency::Normal, "2026-02-13T10:00");
    let rows = [
        (SignLate, "2026-02-13T15:00", 1),
        (ContactLate, "2026-02-14T10:00", 1),
        // 0.6 days before Wednesday at 10:00 are an hour of it and three and a half of Tuesday.
        (NearlyDue, "2026-02-24T14:00", 1),
        (Late, "2026-02-25T10:00", 1),
        (TwiceLate, "2026-02-28T10:00", 2),
        (ThriceLate, "2026-03-04T10:00", 3),
    ];
    assert_eq!(acted(ticket), expected(&rows));

    // National Day 2026: five days on from 30 September are 8, 9, 10, 12 and 13 October.
    let ticket = in_progress(Kind::Help, Urgency::Normal, "2026-09-30T10:00");
    let rows = [
        (ContactLate, "2026-10-08T10:00", 0),
        (NearlyDue, "2026-10-12T10:00", 0),
        (Late, "2026-10-13T10:00", 1),
        (TwiceLate, "2026-10-20T10:00", 2),
        (ThriceLate, "2026-10-27T10:00", 3),
    ];
    assert_eq!(acted(ticket), expected(&rows));
}

#[test]
fn what_is_urgent_is_pressed_round_the_clock() {
    // Friday night: a day and a night, the week-end included.
    let ticket = in_progress(Kind::Help, Urgency::Urgent, "2026-11-27T22:00");
    let rows = [
        (NearlyDue, "2026-11-28T17:12", 0),
        // The first contact is owed by the deadline at the latest; both are passed at once.
        (ContactLate, "2026-11-28T22:00", 0),
        (Late, "2026-11-28T22:00", 1),
        (TwiceLate, "2026-11-29T22:00", 2),
        (ThriceLate, "2026-11-30T22:00", 3),
    ];
    assert_eq!(acted(ticket), expected(&rows));
    // An emergency that waits for dispatch is pressed like one that a department has.
    let rows = [
        (NearlyDue, "2026-11-28T01:36", 0),
        (Late, "2026-11-28T02:00", 1),
        (TwiceLate, "2026-11-28T04:00", 2),
        (ThriceLate, "2026-11-28T06:00", 3),
    ];
    let waiting = submitted(Kind::Help, Urgency::Emergency, "2026-11-28T00:00");
    assert_eq!(acted(waiting), expected(&rows));
}

#[test]
fn a_city_sets_the_share_after_which_it_reminds() {
    let settings = Settings { remind_percent: BoundedInt::nearest(60), ..Settings::default() };
    let earlier = Rules::parse(1, &settings.compiled()).expect("rules");
    let ticket = in_progress(Kind::Complaint, Urgency::Normal, "2026-11-23T10:00");
    assert_eq!(
        milestone_at(&ticket, NearlyDue, &earlier),
        Some(at("2026-11-26T10:00")),
        "three days of five"
    );
    assert_eq!(milestone_at(&ticket, NearlyDue, rules()), Some(at("2026-11-27T10:00")));
}

#[test]
fn milestones_that_were_passed_unseen_collapse_into_the_latest() {
    let ticket = in_progress(Kind::Complaint, Urgency::Normal, "2026-11-23T10:00");
    let contacted = then(&ticket, Action::Contact, at("2026-11-23T11:00"));
    let rows = [
        ("2026-11-27T09:59", "2026-11-27T10:00", NearlyDue),
        ("2026-11-27T10:00", "2026-11-27T10:00", NearlyDue),
        ("2026-11-30T09:59", "2026-11-27T10:00", NearlyDue),
        ("2026-11-30T10:00", "2026-11-30T10:00", Late),
        ("2026-12-07T10:00", "2026-12-07T10:00", TwiceLate),
        ("2026-12-14T09:59", "2026-12-07T10:00", TwiceLate),
        ("2027-01-14T10:00", "2026-12-14T10:00", ThriceLate),
    ];
    for (now, due, milestone) in rows {
        assert_eq!(
            next(&contacted, rules(), at(now)),
            Some((at(due), Step::Milestone(milestone))),
            "at {now}"
        );
    }
    // One step, and nothing of what it stands for is owed any more.
    let now = at("2026-12-08T00:00");
    let (milestone, pressed) = apply_scheduled(&contacted, now);
    assert_eq!((milestone, pressed.supervision_level), (TwiceLate, 2));
    assert!(pressed.was_late, "whoever is twice late is late");
    assert_eq!(next(&pressed, rules(), now), Some((at("2026-12-14T10:00"), Step::Milestone(ThriceLate))));
    // Signing and the first contact are not on that way, and are owed for themselves.
    let silent = next(&ticket, rules(), at("2027-01-14T10:00"));
    assert_eq!(silent, Some((at("2026-11-24T10:00"), Step::Milestone(ContactLate))));
}

#[test]
fn a_stop_takes_the_milestones_away_and_a_resume_shifts_them() {
    let ticket = in_progress(Kind::Complaint, Urgency::Normal, "2026-11-23T10:00");
    let before = Milestone::ALL.map(|milestone| milestone_at(&ticket, milestone, rules()));
    let stopped = then(&ticket, Action::Suspend, at("2026-11-23T14:00"));
    assert_eq!(Milestone::ALL.map(|milestone| milestone_at(&stopped, milestone, rules())), [None; 6]);
    assert_eq!((next(&stopped, rules(), at("2027-11-23T10:00")), stopped.wake_at), (None, None));
    // From Monday at 14:00 to Wednesday at 14:00: two working days.
    let resumed = then(&stopped, Action::Resume, at("2026-11-25T14:00"));
    let shifted = [
        (ContactLate, "2026-11-26T10:00"),
        (NearlyDue, "2026-12-01T10:00"),
        (Late, "2026-12-02T10:00"),
        (TwiceLate, "2026-12-09T10:00"),
        (ThriceLate, "2026-12-16T10:00"),
    ];
    for (milestone, due) in shifted {
        assert_eq!(milestone_at(&resumed, milestone, rules()), Some(at(due)), "{milestone:?}");
        let earlier = before.get(milestone as usize).copied().flatten().expect("was on its way");
        assert_eq!(rules().calendar.working_between(earlier, at(due)), 2 * 27_000, "{milestone:?}");
    }
    assert_eq!(resumed.wake_at, Some(at("2026-11-26T10:00")));

    // Waiting for the citizen, and for a supervisor to decide on a return, stops it alike.
    let waiting = submitted(Kind::Complaint, Urgency::Normal, "2026-11-23T10:00");
    let asked = then(&waiting, Action::RequestInfo, at("2026-11-23T11:00"));
    assert_eq!(asked.wake_at, None);
    let told = then(&asked, Action::SupplyInfo, at("2026-11-30T11:00"));
    assert_eq!(told.wake_at, Some(at("2026-12-04T10:00")), "a week later than 27 November");
    let dispatched = assigned(Kind::Complaint, Urgency::Normal, "2026-11-23T10:00");
    let review = then(&dispatched, Action::RequestReturn, at("2026-11-23T11:00"));
    assert_eq!(review.wake_at, None);
    let back = then(&review, Action::RejectReturn, at("2026-11-24T11:00"));
    assert_eq!(back.wake_at, Some(at("2026-11-24T15:00")), "four hours to sign, of which one had passed");
}

#[test]
fn what_had_been_reached_before_a_stop_is_not_reached_again() {
    let ticket = in_progress(Kind::Complaint, Urgency::Normal, "2026-11-23T10:00");
    let contacted = then(&ticket, Action::Contact, at("2026-11-23T11:00"));
    let (milestone, reminded) = apply_scheduled(&contacted, at("2026-11-27T10:00"));
    assert_eq!(milestone, NearlyDue);
    let stopped = then(&reminded, Action::Suspend, at("2026-11-27T11:00"));
    let resumed = then(&stopped, Action::Resume, at("2026-12-04T11:00"));
    let now = resumed.updated_at;
    assert_eq!(next(&resumed, rules(), now), Some((at("2026-12-07T10:00"), Step::Milestone(Late))));
}

#[test]
fn more_time_has_moments_of_its_own() {
    let ticket = in_progress(Kind::Complaint, Urgency::Normal, "2026-11-23T10:00");
    let contacted = then(&ticket, Action::Contact, at("2026-11-23T11:00"));
    let (_, late) = apply_scheduled(&contacted, at("2026-11-30T10:00"));
    // Five days were given, and five more are: 80 % of ten are eight, until Thursday at 10:00.
    let input =
        Input { due_at: Some(at("2026-12-07T10:00")), reason: remark("等配件"), ..Input::default() };
    let asked = take(&late, Party::Lead, Action::RequestExtension, &input, at("2026-11-30T11:00"));
    let granted = then(&asked, Action::ApproveExtension, at("2026-11-30T12:00"));
    let rows = [
        (NearlyDue, "2026-12-03T10:00", 1),
        (Late, "2026-12-07T10:00", 1),
        (TwiceLate, "2026-12-21T10:00", 2),
        // Ten working days on. The holidays of 2027 are not published: 1 January is a Friday.
        (ThriceLate, "2027-01-04T10:00", 3),
    ];
    assert_eq!(acted(granted), expected(&rows));
}

/// A person says how urgent it is.
fn raised(ticket: &Ticket, urgency: Urgency, now: &str) -> Ticket {
    let input = Input { urgency: Some(urgency), ..Input::default() };
    take(ticket, Party::Agent, Action::Classify, &input, at(now))
}

#[test]
fn what_turns_out_to_be_urgent_is_due_by_the_shorter_limit_from_when_its_clock_began() {
    let monday = "2026-11-23T10:00";
    let complaint = in_progress(Kind::Complaint, Urgency::Normal, monday);
    let hastened = raised(&complaint, Urgency::Urgent, "2026-11-23T15:00");
    // A day and a night from Monday at 10:00; the reminder after 80 % of them.
    let rows = [
        (NearlyDue, "2026-11-24T05:12", 0),
        (ContactLate, "2026-11-24T10:00", 0),
        (Late, "2026-11-24T10:00", 1),
        (TwiceLate, "2026-11-25T10:00", 2),
        (ThriceLate, "2026-11-26T10:00", 3),
    ];
    assert_eq!(acted(hastened.clone()), expected(&rows));
    // And once more: two hours from Monday at 10:00 are nearly over at 11:40, and gone at 15:00. What is
    // left is a fifth of the limit, and the reminder comes at once.
    for (now, due) in [
        ("2026-11-23T10:30", "2026-11-23T12:00"),
        ("2026-11-23T11:36", "2026-11-23T12:00"),
        ("2026-11-23T11:40", "2026-11-23T12:04"),
        ("2026-11-23T15:00", "2026-11-23T15:24"),
    ] {
        let emergency = raised(&complaint, Urgency::Emergency, now);
        assert_eq!(emergency.due_at, Some(at(due)), "raised at {now}");
        assert_eq!(emergency.contact_due_at, Some(at(due)), "nobody is called after the end");
        assert_eq!(next(&emergency, rules(), at(now)).map(|(at, _)| at), Some(at(due).plus(-24 * 60)));
    }
    let twice = raised(&hastened, Urgency::Emergency, "2026-11-23T15:30");
    assert_eq!(twice.due_at, Some(at("2026-11-23T15:54")));

    // Its clock began on a Saturday evening, when nobody works, and not on Monday morning.
    let waiting = submitted(Kind::Help, Urgency::Normal, "2026-11-28T20:00");
    assert_eq!(waiting.due_at, Some(at("2026-12-04T17:30")));
    let hastened = raised(&waiting, Urgency::Urgent, "2026-11-29T09:00");
    assert_eq!(hastened.due_at, Some(at("2026-11-29T20:00")));
    // Dispatched on Sunday it began anew then.
    let dispatched = then(&waiting, Action::Assign, at("2026-11-29T08:00"));
    assert_eq!(raised(&dispatched, Urgency::Urgent, "2026-11-29T09:00").due_at, Some(at("2026-11-30T08:00")));
}

#[test]
fn the_history_says_what_a_raised_urgency_does_to_the_deadline() {
    let ticket = in_progress(Kind::Complaint, Urgency::Normal, "2026-11-23T10:00");
    let told = |urgency: Urgency| {
        let input = Input { urgency: Some(urgency), ..Input::default() };
        let agent = Caller { sub: "agent".into(), roles: vec![Party::Agent.role()], ..Caller::anonymous() };
        let now = at("2026-11-23T11:00");
        let change = apply(&ticket, &agent, &[Party::Agent], Action::Classify, &input, now, rules());
        let event = change.expect("an agent classifies").event;
        (event.due_at, event.note)
    };
    assert_eq!(told(Urgency::Urgent), (Some(at("2026-11-24T10:00")), Some("urgent".into())));
    assert_eq!(told(Urgency::Normal), (None, Some("normal".into())), "nothing has changed");
}

#[test]
fn no_word_on_the_urgency_gives_more_time_or_makes_late() {
    let monday = "2026-11-23T10:00";
    let complaint = in_progress(Kind::Complaint, Urgency::Normal, monday);
    let same = |ticket: &Ticket, after: &Ticket, why: &str| {
        assert_eq!((ticket.due_at, ticket.allowance), (after.due_at, after.allowance), "{why}");
        assert_eq!((ticket.milestones, ticket.wake_at), (after.milestones, after.wake_at), "{why}");
    };
    let urgent = in_progress(Kind::Complaint, Urgency::Urgent, monday);
    same(&urgent, &raised(&urgent, Urgency::Normal, "2026-11-23T11:00"), "lowered");
    same(&urgent, &raised(&urgent, Urgency::Urgent, "2026-11-23T11:00"), "as it was");
    let again = raised(&raised(&complaint, Urgency::Urgent, "2026-11-23T11:00"), Urgency::Normal, monday);
    same(&again, &complaint, "taking it back gives back what was owed before");
    let second = raised(&again, Urgency::Urgent, "2026-11-24T09:00");
    assert!(second.due_at < complaint.due_at, "raised a second time");

    // By hand it is due sooner than the limit would have it.
    let input = Input { lead: Some(dept("lead")), due_at: Some(at("2026-11-23T16:00")), ..Input::default() };
    let pending = submitted(Kind::Complaint, Urgency::Normal, monday);
    let by_hand = take(&pending, Party::Agent, Action::Assign, &input, at(monday));
    same(&by_hand, &raised(&by_hand, Urgency::Urgent, "2026-11-23T11:00"), "sooner already");

    // What is late stays late since when it was, and an answer that waits for its review was in time.
    let (_, late) = apply_scheduled(&then(&complaint, Action::Contact, at(monday)), at("2026-11-30T10:00"));
    same(&late, &raised(&late, Urgency::Emergency, "2026-11-30T11:00"), "late");
    let replied = then(&complaint, Action::Reply, at("2026-11-26T10:00"));
    same(&replied, &raised(&replied, Urgency::Emergency, "2026-11-26T11:00"), "answered");

    // A machine's word raises the urgency and moves nothing.
    let input = Input { urgency: Some(Urgency::Emergency), ..Input::default() };
    let machine = take(&complaint, Party::System, Action::Classify, &input, at("2026-11-23T11:00"));
    same(&complaint, &machine, "by the machine");
    assert_eq!(machine.urgency, Urgency::Emergency);
}

#[test]
fn what_is_raised_while_the_clock_stands_has_its_time_when_it_runs_again() {
    let ticket = in_progress(Kind::Complaint, Urgency::Normal, "2026-11-23T10:00");
    let stopped = then(&ticket, Action::Suspend, at("2026-11-23T14:00"));
    let hastened = raised(&stopped, Urgency::Urgent, "2026-11-25T09:00");
    assert_eq!(hastened.wake_at, None, "it stands");
    // Four of twenty-four hours had passed when it stopped.
    let resumed = then(&hastened, Action::Resume, at("2026-11-25T14:00"));
    assert_eq!(resumed.due_at, Some(at("2026-11-26T10:00")));
    // A pause before counts for nothing.
    let resumed = then(&stopped, Action::Resume, at("2026-11-23T15:00"));
    let hastened = raised(&resumed, Urgency::Urgent, "2026-11-23T17:00");
    assert_eq!(hastened.due_at, Some(at("2026-11-24T11:00")));
}

/// A ticket that an action has brought into each state on Monday, and what comes next and when.
#[test]
fn what_comes_next_in_every_state() {
    let monday = at("2026-11-23T10:00");
    let pending = submitted(Kind::Complaint, Urgency::Normal, "2026-11-23T10:00");
    let assigned = then(&pending, Action::Assign, monday);
    let working = then(&assigned, Action::Sign, monday);
    let contacted = then(&working, Action::Contact, monday);
    let review = then(&working, Action::Reply, monday);
    let follow_up = then(&review, Action::Approve, monday);
    let closed = then(&follow_up, Action::Close, monday);
    let archived = then(&closed, Action::Archive, monday);
    let merged = then(&working, Action::Merge, monday);
    let disputed = Ticket { disputed: true, ..follow_up.clone() };
    let followed = Ticket { parent_answered: true, ..merged.clone() };
    let mut erased = Ticket { erased_at: Some(monday), ..archived.clone() };
    erased.set_personal(minsheng_core::ticket::Personal::default());
    let milestone = |milestone, due: &str| Some((at(due), Step::Milestone(milestone)));
    let days = |days: i64, step| Some((monday.plus(days * DAY), step));
    let table = [
        (pending.clone(), milestone(NearlyDue, "2026-11-27T10:00")),
        (then(&pending, Action::RequestInfo, monday), None),
        (then(&pending, Action::Decline, monday), days(30, Step::Archive)),
        (then(&pending, Action::Accept, monday), milestone(NearlyDue, "2026-11-27T10:00")),
        (assigned.clone(), milestone(SignLate, "2026-11-23T15:00")),
        (then(&assigned, Action::RequestReturn, monday), None),
        (working.clone(), milestone(ContactLate, "2026-11-24T10:00")),
        (contacted, milestone(NearlyDue, "2026-11-27T10:00")),
        (then(&working, Action::Suspend, monday), None),
        (review, None),
        (follow_up, days(7, Step::Close)),
        (disputed, None),
        (closed, days(30, Step::Archive)),
        (merged, days(30, Step::Recheck)),
        (followed, days(30, Step::Archive)),
        (then(&working, Action::Withdraw, monday), days(30, Step::Archive)),
        (archived, days(30 + 3 * 365, Step::Erase)),
        (erased, None),
    ];
    for (ticket, expected) in &table {
        assert_eq!(&next(ticket, rules(), monday), expected, "{}", ticket.state);
    }
    for state in State::ALL {
        assert!(table.iter().any(|(ticket, _)| ticket.state == *state), "{state} is not in the table");
    }
}

#[test]
fn nothing_is_archived_that_may_still_be_reopened() {
    let settings = Settings {
        reopen_days: BoundedInt::nearest(90),
        archive_days: BoundedInt::nearest(10),
        close_unrated_days: BoundedInt::nearest(3),
        ..Settings::default()
    };
    let slow = Rules::parse(1, &settings.compiled()).expect("rules");
    let monday = at("2026-11-23T10:00");
    let review = then(&in_progress(Kind::Help, Urgency::Normal, "2026-11-23T10:00"), Action::Reply, monday);
    let follow_up = then(&review, Action::Approve, monday.plus(DAY));
    let next = |ticket: &Ticket| next(ticket, &slow, monday);
    assert_eq!(next(&follow_up), Some((monday.plus(4 * DAY), Step::Close)), "from when it could be read");
    let closed = then(&follow_up, Action::Close, monday.plus(2 * DAY));
    assert_eq!(next(&closed), Some((monday.plus(92 * DAY), Step::Archive)));
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 500,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(2026),
        ..ProptestConfig::default()
    })]

    /// Whenever and as what it came in, and whenever it is said how urgent it is: it is never due later
    /// for that, never in the past for that, and by the shorter limit at the latest.
    #[test]
    fn raising_the_urgency_gives_no_more_time_and_makes_nobody_late(
        begun in 0..2 * 365 * DAY,
        passed in 0..12 * DAY,
        kind in prop::sample::select(Kind::ALL),
        before in prop::sample::select(Urgency::ALL),
        after in prop::sample::select(Urgency::ALL),
    ) {
        let begun = at("2025-01-01T00:00").plus(begun).to_string();
        let begun = begun.get(..16).expect("to the minute");
        let ticket = in_progress(kind, before, begun);
        let now = at(begun).plus(passed);
        let input = Input { urgency: Some(after), ..Input::default() };
        let raised = take(&ticket, Party::Agent, Action::Classify, &input, now);
        let (old, new) = (ticket.due_at.expect("a deadline"), raised.due_at.expect("a deadline"));
        prop_assert!(new <= old);
        prop_assert!(new == old || new > now && after > before);
        let limit = rules().finish(kind, after);
        prop_assert!(old <= now || after <= before || new <= rules().after(now, limit));
        if after > before && rules().after(at(begun), limit) >= now.plus(5 * 3600) && old > now {
            prop_assert_eq!(new, old.min(rules().after(at(begun), limit)), "there is time enough");
        }
    }

    /// Whenever it came in and however often it was suspended: of the time that did not stand still,
    /// 80 % have passed at the reminder, once, twice and three times all of it at the three levels.
    #[test]
    fn every_milestone_comes_after_its_share_of_the_time_that_ran(
        begun in 0..2 * 365 * DAY,
        kind in prop::sample::select(Kind::ALL),
        urgency in prop::sample::select(Urgency::ALL),
        pauses in prop::collection::vec((0..2 * DAY, 0..9 * DAY), 0..4),
    ) {
        let begun = at("2025-01-01T00:00").plus(begun).to_string();
        let begun = begun.get(..16).expect("to the minute");
        let (mut ticket, mut now, mut stood) = (in_progress(kind, urgency, begun), at(begun), 0);
        let given = ticket.allowance.expect("an allowance");
        let between = |from, to| rules().calendar.between(from, to, given.clock);
        for (runs, stands) in pauses {
            let stopped = now.plus(runs);
            if ticket.due_at.is_some_and(|due| stopped >= due) {
                break;
            }
            ticket = then(&ticket, Action::Suspend, stopped);
            now = stopped.plus(stands);
            ticket = then(&ticket, Action::Resume, now);
            stood += between(stopped, now);
        }
        for (milestone, percent) in [(NearlyDue, 80), (Late, 100), (TwiceLate, 200), (ThriceLate, 300)] {
            let due = milestone_at(&ticket, milestone, rules()).expect("on its way");
            prop_assert_eq!(between(at(begun), due) - stood, given.seconds * percent / 100, "{:?}", milestone);
        }
    }
}
