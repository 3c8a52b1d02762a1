//! Messages to citizens and calls of those on duty: made once of what happened, claimed by one call at a time, recorded once.
#![expect(clippy::unwrap_used, reason = "helpers of tests, which may fail loudly")]

mod common;

use common::{
    MONDAY, block_on, chain, change, demand, dept, entry, in_memory, integer, query, save_now, stored,
    submitted, texts,
};
use minsheng_core::message::{MessageChannel, Occasion};
use minsheng_core::messages::{Handed, MessageSettings, MessageStatus, Reported, Unsent};
use minsheng_core::oncall::CallOutStatus;
use minsheng_core::rules::Rules;
use minsheng_core::ticket::{Reporter, Ticket};
use minsheng_store::messages::{self, Beside, Claimed, GatewayFares, Outcome};
use minsheng_store::native::Native;
use minsheng_store::oncall::{self, CallOutcome, Move};
use minsheng_store::personal;
use minsheng_types::clock::{DAY, Timestamp};
use minsheng_types::words::{Action, State, Urgency};

fn wanting(channel: Option<MessageChannel>) -> Ticket {
    let reporter = Reporter { messages: channel, ..Reporter::default() };
    Ticket { reporter, phone_hash: Some([7; 32]), ..submitted(demand("路灯坏了"), MONDAY) }
}

fn make(db: &Native, settings: &MessageSettings, at: Timestamp) -> u32 {
    let mut made = 0;
    loop {
        let step = block_on(messages::make(db, settings, at)).unwrap();
        made += step.messages;
        if !step.more {
            return made;
        }
    }
}

fn claim(db: &Native, at: Timestamp) -> Vec<Claimed> {
    block_on(messages::claim(db, at, at.plus(60), 16)).unwrap()
}

fn outcome(claimed: &Claimed, status: MessageStatus, person: &str) -> Outcome {
    Outcome {
        claimed: claimed.clone(),
        status,
        because: None,
        next_at: None,
        waits: false,
        person: Some(person.into()),
        at: MONDAY,
    }
}

fn record(db: &Native, outcomes: &[Outcome]) {
    block_on(messages::record(db, &chain(), outcomes, &[], MONDAY)).unwrap();
}

/// What a ticket's messages are, the oldest first.
fn told(db: &Native) -> Vec<String> {
    texts(db, "SELECT channel || ' ' || occasion || ' ' || status FROM message ORDER BY seq, ticket_id")
}

fn goes_on(db: &Native, before: &Ticket, after: Ticket, action: Action) -> Ticket {
    let change = change(before, after, action);
    save_now(db, before, std::slice::from_ref(&change));
    change.ticket
}

#[test]
fn whoever_wants_to_be_told_is_told_once_of_what_concerns_them() {
    let db = in_memory();
    let settings = MessageSettings::default();
    stored(&db, &wanting(Some(MessageChannel::None)));
    stored(&db, &wanting(None));
    let ticket = stored(&db, &wanting(Some(MessageChannel::Email)));
    let assigned = Ticket { state: State::Assigned, lead: Some(dept("jtj")), ..ticket.clone() };
    let assigned = goes_on(&db, &ticket, assigned, Action::Assign);
    let signed = Ticket { state: State::InProgress, ..assigned.clone() };
    let signed = goes_on(&db, &assigned, signed, Action::Sign);
    assert!(block_on(messages::work(&db, MONDAY, [0, 1])).unwrap().to_make);
    assert_eq!(make(&db, &settings, MONDAY), 2);
    assert_eq!(told(&db), ["email received pending", "email assigned pending"]);
    assert_eq!(make(&db, &settings, MONDAY), 0, "nothing is made twice");
    assert!(!block_on(messages::work(&db, MONDAY, [0, 1])).unwrap().to_make);
    // Not of a note among those who work on it, and not of what the city is silent of.
    let noted = goes_on(&db, &signed, signed.clone(), Action::Progress);
    query(&db, "UPDATE event SET public = NULL WHERE action = 'progress'");
    assert_eq!(make(&db, &settings, MONDAY), 0);
    let closed = Ticket { state: State::Closed, closed_at: Some(MONDAY), ..noted.clone() };
    goes_on(&db, &noted, closed, Action::Close);
    let silent = MessageSettings { not_told: vec![Occasion::Closed], ..settings };
    assert_eq!(make(&db, &silent, MONDAY), 0);
}

#[test]
fn the_citys_rule_holds_for_whoever_says_nothing_and_left_a_number() {
    let db = in_memory();
    stored(&db, &wanting(None));
    stored(&db, &Ticket { phone_hash: None, ..wanting(None) });
    stored(&db, &Ticket { by_integrator: true, submitted_by: "key:aa".into(), ..wanting(None) });
    stored(&db, &wanting(Some(MessageChannel::None)));
    let settings = MessageSettings { sms_by_default: true, ..MessageSettings::default() };
    assert_eq!(make(&db, &settings, MONDAY), 1);
    assert_eq!(told(&db), ["sms received pending"]);
}

#[test]
fn whoever_came_with_the_same_matter_is_told_as_well() {
    let db = in_memory();
    let parent = stored(&db, &wanting(None));
    let child = stored(&db, &wanting(Some(MessageChannel::Sms)));
    let apart = stored(&db, &wanting(Some(MessageChannel::Sms)));
    query(
        &db,
        &format!(
            "UPDATE ticket SET parent = {}, state = 'merged', closed_at = 1 WHERE id = {}",
            parent.id, child.id
        ),
    );
    query(&db, &format!("UPDATE ticket SET parent = {} WHERE id = {}", parent.id, apart.id));
    make(&db, &MessageSettings::default(), MONDAY);
    query(&db, "DELETE FROM message");
    let answered = Ticket { state: State::FollowUp, ..parent.clone() };
    goes_on(&db, &parent, answered, Action::Answer);
    assert_eq!(make(&db, &MessageSettings::default(), MONDAY), 1);
    assert_eq!(told(&db), ["sms answered pending"]);
    assert_eq!(integer(&db, "SELECT ticket_id FROM message"), child.id.as_i64());
    // Whoever may not see what became of it is told nothing of it, nor whoever has left.
    let said = |of_whom: &str| {
        query(&db, "DELETE FROM message");
        query(&db, "UPDATE message_place SET cursor = 0");
        query(&db, of_whom);
        make(
            &db,
            &MessageSettings { not_told: vec![Occasion::Received], ..MessageSettings::default() },
            MONDAY,
        )
    };
    let secret = "reporter = json_set(reporter, '$.confidential', json('true'))";
    assert_eq!(said(&format!("UPDATE ticket SET left_at = 1 WHERE id = {}", child.id)), 0);
    assert_eq!(said("UPDATE ticket SET left_at = NULL"), 1);
    assert_eq!(said(&format!("UPDATE ticket SET {secret} WHERE id = {}", parent.id)), 0);
    assert_eq!(said(&format!("UPDATE ticket SET kind = 'report', {secret} WHERE id <> {}", parent.id)), 1);
}

#[test]
fn a_message_is_one_calls_for_a_while_and_recorded_by_whoever_claimed_it_last() {
    let db = in_memory();
    let ticket = stored(&db, &wanting(Some(MessageChannel::Sms)));
    make(&db, &MessageSettings::default(), MONDAY);
    let first = claim(&db, MONDAY);
    assert_eq!((first.len(), first[0].attempts, first[0].first_at), (1, 1, MONDAY));
    assert_eq!(claim(&db, MONDAY.plus(59)), [], "it is somebody's");
    // The first broke off; whatever it records later is not heard.
    let second = claim(&db, MONDAY.plus(60));
    assert_eq!((second[0].attempts, second[0].first_at), (2, MONDAY));
    record(&db, &[outcome(&first[0], MessageStatus::Dead, "p")]);
    assert_eq!(told(&db), ["sms received pending"]);
    record(&db, &[outcome(&second[0], MessageStatus::Sent, "p")]);
    record(&db, &[outcome(&second[0], MessageStatus::Sent, "p")]);
    assert_eq!(told(&db), ["sms received sent"]);
    let lines =
        texts(&db, "SELECT act || ' ' || object || ' ' || detail FROM audit WHERE act = 'message.send'");
    assert_eq!(
        lines,
        [format!("message.send {} sms received sent", ticket.id)],
        "once, and without the number"
    );
    let shown = block_on(messages::list(&db, ticket.id, None, 20)).unwrap();
    assert_eq!((shown.len(), shown[0].status, shown[0].attempts), (1, MessageStatus::Sent, 2));
}

#[test]
fn what_only_waits_was_not_tried() {
    let db = in_memory();
    stored(&db, &wanting(Some(MessageChannel::Sms)));
    make(&db, &MessageSettings::default(), MONDAY);
    let morning = MONDAY.plus(DAY);
    let waits = |one: &Claimed| Outcome {
        waits: true,
        next_at: Some(morning),
        person: None,
        ..outcome(one, MessageStatus::Pending, "")
    };
    record(&db, &[waits(&claim(&db, MONDAY)[0])]);
    assert_eq!(claim(&db, morning.plus(-1)), []);
    let again = claim(&db, morning);
    assert_eq!((again[0].attempts, again[0].first_at), (1, morning), "its day begins when it is first tried");
    assert_eq!(integer(&db, "SELECT count(*) FROM audit WHERE act = 'message.send'"), 0);
}

#[test]
fn what_decides_beside_the_ticket_is_counted_by_person() {
    let db = in_memory();
    let tickets = [1, 2, 3].map(|_| stored(&db, &wanting(Some(MessageChannel::Sms))));
    make(&db, &MessageSettings::default(), MONDAY);
    let claimed = claim(&db, MONDAY);
    let statuses = [MessageStatus::Sent, MessageStatus::Sent, MessageStatus::Bounced];
    let outcomes: Vec<Outcome> =
        claimed.iter().zip(statuses).map(|(one, status)| outcome(one, status, "p")).collect();
    record(&db, &outcomes);
    let beside =
        |person: &str, since, one: &Claimed| block_on(messages::beside(&db, person, since, one)).unwrap();
    assert_eq!(beside("p", MONDAY, &claimed[0]), Beside { sent: 2, bad_address: false, overtaken: false });
    assert_eq!(beside("p", MONDAY.plus(1), &claimed[0]).sent, 0, "yesterday's");
    assert_eq!(beside("q", MONDAY, &claimed[0]).sent, 0, "somebody else's");
    assert!(beside("p", MONDAY, &claimed[2]).bad_address, "for this ticket alone");
    let answered = Ticket { state: State::FollowUp, ..tickets[0].clone() };
    goes_on(&db, &tickets[0], answered, Action::Answer);
    make(&db, &MessageSettings::default(), MONDAY);
    assert!(beside("p", MONDAY, &claimed[0]).overtaken);
}

#[test]
fn a_gateway_in_trouble_is_left_alone() {
    let db = in_memory();
    stored(&db, &wanting(Some(MessageChannel::Sms)));
    stored(&db, &wanting(Some(MessageChannel::Email)));
    make(&db, &MessageSettings::default(), MONDAY);
    let rests =
        GatewayFares { channel: MessageChannel::Sms, failures: 3, rests_until: Some(MONDAY.plus(30)) };
    block_on(messages::record(&db, &chain(), &[], &[rests], MONDAY)).unwrap();
    let channels = |at| claim(&db, at).iter().map(|one| one.channel).collect::<Vec<_>>();
    assert_eq!(channels(MONDAY), [MessageChannel::Email]);
    assert_eq!(channels(MONDAY.plus(30)), [MessageChannel::Sms]);
    let fares = block_on(messages::gateways(&db)).unwrap();
    let sms = fares.iter().find(|one| one.channel == MessageChannel::Sms).unwrap();
    assert_eq!(sms.failures, 3);
}

#[test]
fn whoever_was_erased_is_told_nothing_and_nothing_says_who_was() {
    let db = in_memory();
    let ticket = stored(&db, &wanting(Some(MessageChannel::Sms)));
    let closed = Ticket { state: State::Closed, closed_at: Some(MONDAY), ..ticket.clone() };
    goes_on(&db, &ticket, closed, Action::Close);
    make(&db, &MessageSettings::default(), MONDAY);
    let claimed = claim(&db, MONDAY);
    record(&db, &[outcome(&claimed[0], MessageStatus::Sent, "p")]);
    let seen = block_on(minsheng_store::tickets::find(&db, ticket.id)).unwrap().unwrap();
    let erase = entry("reporter.erase");
    let erased =
        block_on(personal::erase(&db, &chain(), seen.personal_version, &seen.ticket, MONDAY, &erase));
    assert!(erased.unwrap().is_some());
    assert_eq!(told(&db), ["sms received sent", "sms closed dropped"]);
    assert_eq!(texts(&db, "SELECT because FROM message WHERE status = 'dropped'"), ["erased"]);
    assert_eq!(integer(&db, "SELECT count(*) FROM message WHERE person IS NOT NULL"), 0);
    // Who was at it meanwhile finds nothing to record.
    record(&db, &[outcome(&claimed[1], MessageStatus::Sent, "p")]);
    assert_eq!(told(&db)[1], "sms closed dropped");
    assert_eq!(Unsent::Erased.as_str(), "erased");
}

#[test]
fn long_silence_reminds_the_department_and_tells_the_citizen_once_in_a_while() {
    let db = in_memory();
    let ticket = stored(&db, &wanting(Some(MessageChannel::Sms)));
    let signed = Ticket { state: State::InProgress, lead: Some(dept("jtj")), ..ticket.clone() };
    goes_on(&db, &ticket, signed, Action::Sign);
    let (settings, rules) = (MessageSettings::default(), Rules::defaults());
    let look = |days: i64| {
        let at = MONDAY.plus(days * DAY);
        let (told, more) =
            block_on(messages::report_silence(&db, &chain(), &settings, rules, at, 10)).unwrap();
        assert!(!more);
        told
    };
    assert_eq!(look(13), 0, "nine working days");
    assert_eq!(look(14), 1, "ten");
    assert_eq!(look(14), 0, "not again within the hour");
    assert_eq!(look(20), 0);
    assert_eq!(look(28), 1, "ten more");
    assert_eq!(told(&db), ["sms silent pending", "sms silent pending"]);
    assert_eq!(integer(&db, "SELECT count(*) FROM event WHERE action = 'remind' AND role = 'system'"), 2);
    make(&db, &settings, MONDAY);
    let never =
        MessageSettings { silent_days: minsheng_types::bounded_int::BoundedInt::nearest(0), ..settings };
    let later = MONDAY.plus(90 * DAY);
    assert_eq!(
        block_on(messages::report_silence(&db, &chain(), &never, rules, later, 10)).unwrap(),
        (0, false)
    );
}

#[test]
fn what_has_no_reporters_wish_reminds_all_the_same_and_what_stands_still_does_not() {
    let db = in_memory();
    let ticket = stored(&db, &wanting(None));
    let signed = Ticket { state: State::InProgress, lead: Some(dept("jtj")), ..ticket.clone() };
    goes_on(&db, &ticket, signed, Action::Sign);
    let other = stored(&db, &wanting(None));
    let suspended = Ticket { state: State::Suspended, stopped_at: Some(MONDAY), ..other.clone() };
    goes_on(&db, &other, suspended, Action::Suspend);
    let (settings, rules, later) = (MessageSettings::default(), Rules::defaults(), MONDAY.plus(30 * DAY));
    let mut told = 0;
    for _ in 0..3 {
        // In parts of one ticket each.
        told += block_on(messages::report_silence(&db, &chain(), &settings, rules, later, 1)).unwrap().0;
    }
    assert_eq!(told, 1);
    assert_eq!(integer(&db, "SELECT count(*) FROM message"), 0);
}

fn emergency(db: &Native) -> Ticket {
    stored(db, &Ticket { urgency: Urgency::Emergency, ..wanting(None) })
}

fn callouts(db: &Native) -> Vec<String> {
    texts(db, "SELECT dept || ' ' || status || ' ' || step FROM callout ORDER BY id")
}

fn climb(db: &Native, names: &[&str], at: Timestamp) {
    let step = |due: oncall::DueCallOut| {
        let (status, names) = match names {
            _ if due.is_over => (CallOutStatus::Ended, Vec::new()),
            [] => (CallOutStatus::Exhausted, Vec::new()),
            names => (CallOutStatus::Calling, names.iter().map(|name| (*name).to_owned()).collect()),
        };
        let lets_go = due.is_over && !due.is_signed;
        Move { id: due.id, step: due.step, status, next_at: at.plus(300), names, lets_go }
    };
    let moves: Vec<Move> = block_on(oncall::due(db, at, 10)).unwrap().into_iter().map(step).collect();
    block_on(oncall::climb(db, &chain(), &moves, at)).unwrap();
    // Whoever looked at the same time comes too late.
    block_on(oncall::climb(db, &chain(), &moves, at)).unwrap();
}

#[test]
fn an_emergency_is_called_out_once_for_each_department_that_leads_it() {
    let db = in_memory();
    stored(&db, &wanting(None));
    let ticket = emergency(&db);
    make(&db, &MessageSettings::default(), MONDAY);
    assert_eq!(callouts(&db), [" calling 0"]);
    climb(&db, &["甲", "乙"], MONDAY);
    assert_eq!(callouts(&db), [" calling 1"]);
    let calls = block_on(oncall::claim(&db, MONDAY, MONDAY.plus(30), 10)).unwrap();
    assert_eq!(calls.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["甲", "乙"]);
    assert_eq!(block_on(oncall::claim(&db, MONDAY, MONDAY.plus(30), 10)).unwrap(), []);
    let sent = |call: &oncall::ClaimedCall| CallOutcome {
        call: call.clone(),
        status: MessageStatus::Sent,
        next_at: None,
        at: MONDAY,
    };
    let outcomes: Vec<CallOutcome> = calls.iter().map(sent).collect();
    for _ in 0..2 {
        block_on(oncall::record(&db, &chain(), &outcomes, MONDAY)).unwrap();
    }
    let lines = texts(&db, "SELECT detail FROM audit WHERE act = 'oncall.call' ORDER BY seq");
    assert_eq!(lines, ["甲 sent", "乙 sent"]);
    // A department leads it now: its own people are called, and the hotline's no more.
    let assigned = Ticket { state: State::Assigned, lead: Some(dept("jtj")), ..ticket.clone() };
    let assigned = goes_on(&db, &ticket, assigned, Action::Assign);
    make(&db, &MessageSettings::default(), MONDAY);
    climb(&db, &["丙"], MONDAY.plus(300));
    assert_eq!(callouts(&db), [" ended 2", "jtj calling 1"]);
    // It is signed for: somebody has it.
    let signed_at = Some(MONDAY.plus(400));
    let signed = Ticket { state: State::InProgress, signed_at, ..assigned.clone() };
    goes_on(&db, &assigned, signed, Action::Sign);
    make(&db, &MessageSettings::default(), MONDAY);
    climb(&db, &["丁"], MONDAY.plus(900));
    assert_eq!(callouts(&db), [" ended 2", "jtj ended 2"]);
    assert_eq!(integer(&db, "SELECT count(*) FROM callout_call WHERE name = '丁'"), 0);
}

#[test]
fn the_first_who_acknowledges_stands_there_and_nobody_else_is_called() {
    let db = in_memory();
    let ticket = emergency(&db);
    make(&db, &MessageSettings::default(), MONDAY);
    climb(&db, &["甲", "乙"], MONDAY);
    let acknowledge = |call, at| block_on(oncall::acknowledge(&db, &chain(), call, at)).unwrap();
    assert_eq!(acknowledge([1, 0, 7], MONDAY), None, "nobody was called so");
    assert_eq!(acknowledge([9, 0, 0], MONDAY), None);
    let first = acknowledge([1, 0, 1], MONDAY.plus(5)).unwrap();
    assert_eq!((first.ticket, first.at, first.by.as_str()), (ticket.id, MONDAY.plus(5), "乙"));
    assert_eq!(acknowledge([1, 0, 0], MONDAY.plus(9)), Some(first), "who comes later reads who was first");
    assert_eq!(texts(&db, "SELECT sub FROM audit WHERE act = 'oncall.acknowledge'"), ["oncall:乙"]);
    assert_eq!(
        block_on(oncall::claim(&db, MONDAY, MONDAY, 10)).unwrap(),
        [],
        "nor is who was not reached yet"
    );
    assert_eq!(block_on(oncall::due(&db, MONDAY.plus(DAY), 10)).unwrap(), []);
    let shown = block_on(oncall::callouts(&db, MONDAY, 10)).unwrap();
    assert_eq!((shown.len(), shown[0].status), (1, CallOutStatus::Acknowledged));
    assert_eq!(shown[0].calls.len(), 2);
}

#[test]
fn reports_of_one_event_are_one_incident() {
    let db = in_memory();
    let [first, like, merged, other] = [1, 2, 3, 4].map(|_| emergency(&db));
    query(
        &db,
        &format!(
            "INSERT INTO hotspot (id, size, reporters, first_at, last_at, districts, words) VALUES ({0}, 2, 2, 1, 2, '[]', '[]')",
            first.id
        ),
    );
    query(&db, &format!("INSERT INTO hotspot_ticket VALUES ({0}, {0}), ({1}, {0})", first.id, like.id));
    make(&db, &MessageSettings::default(), MONDAY);
    climb(&db, &[], MONDAY);
    query(
        &db,
        &format!(
            "UPDATE ticket SET parent = {}, state = 'merged', closed_at = 1 WHERE id = {}",
            first.id, merged.id
        ),
    );
    assert_eq!(integer(&db, "SELECT count(*) FROM audit WHERE act = 'oncall.exhaust'"), 4, "there is nobody");
    let shown = block_on(oncall::callouts(&db, MONDAY, 10)).unwrap();
    let mut pairs: Vec<_> = shown.iter().map(|one| (one.ticket, one.incident)).collect();
    pairs.sort();
    let wanted = [(first.id, first.id), (like.id, first.id), (merged.id, first.id), (other.id, other.id)];
    assert_eq!(pairs, wanted);
}

/// The call-outs' tickets and states, and what each has joined.
fn joined(db: &Native) -> Vec<String> {
    texts(db, "SELECT status || ' ' || coalesce(joins, '-') FROM callout ORDER BY id")
}

#[test]
fn another_report_of_an_event_joins_what_people_are_called_for() {
    let db = in_memory();
    for _ in 0..4 {
        emergency(&db);
    }
    make(&db, &MessageSettings::default(), MONDAY);
    let events = |callout, since| block_on(oncall::events(&db, callout, since, 10)).unwrap().callouts;
    assert_eq!(events(3, MONDAY), [3, 2, 1], "itself first, and none that came later");
    assert_eq!(events(3, MONDAY.plus(1)), [0; 0], "nor what was long ago");
    let join = |one, of| block_on(oncall::join(&db, &chain(), one, of, MONDAY)).unwrap();
    assert!(join(2, 1) && join(3, 1));
    assert!(!join(2, 1), "once");
    assert!(!join(4, 2), "not what has joined another one itself");
    assert_eq!(joined(&db), ["calling -", "joined 1", "joined 1", "calling -"]);
    assert_eq!(events(4, MONDAY), [4, 1]);
    assert_eq!(integer(&db, "SELECT count(*) FROM audit WHERE act = 'oncall.join'"), 2);
    let shown = block_on(oncall::callouts(&db, MONDAY, 10)).unwrap();
    let first = shown.iter().find(|one| one.id == 1).unwrap().ticket;
    assert_eq!(shown.iter().filter(|one| one.incident == first).count(), 3);
    // Whoever has acknowledged knows of what comes later as well.
    climb(&db, &["甲"], MONDAY);
    block_on(oncall::acknowledge(&db, &chain(), [1, 0, 0], MONDAY)).unwrap().unwrap();
    assert!(!join(4, 1), "people were called for it already");
    query(&db, "UPDATE callout SET step = 0 WHERE id = 4");
    assert!(join(4, 1));
}

#[test]
fn what_had_joined_a_call_out_that_has_ended_goes_on_by_itself_but_where_the_department_knows() {
    let at = MONDAY.plus(9).unix();
    let withdrawn = format!("state = 'withdrawn', closed_at = {at}");
    for (ends, state) in [(withdrawn, "calling -"), (format!("signed_at = {at}"), "joined 1")] {
        let db = in_memory();
        let [first, _] = [1, 2].map(|_| emergency(&db));
        make(&db, &MessageSettings::default(), MONDAY);
        climb_one(&db, 1, MONDAY);
        assert!(block_on(oncall::join(&db, &chain(), 2, 1, MONDAY)).unwrap());
        query(&db, &format!("UPDATE ticket SET {ends} WHERE id = {}", first.id));
        climb(&db, &[], MONDAY.plus(300));
        let after = joined(&db);
        assert_eq!((after[0].as_str(), after[1].as_str()), ("ended -", state), "{ends}");
    }
}

/// Calls somebody for this call-out alone.
fn climb_one(db: &Native, id: i64, at: Timestamp) {
    let (status, next_at) = (CallOutStatus::Calling, at.plus(300));
    let one = Move { id, step: 0, status, next_at, names: vec!["甲".into()], lets_go: false };
    block_on(oncall::climb(db, &chain(), &[one], at)).unwrap();
}

#[test]
fn a_gateway_reports_later_what_became_of_what_it_had_taken() {
    let db = in_memory();
    let ticket = emergency(&db);
    let wanting = stored(&db, &wanting(Some(MessageChannel::Sms)));
    make(&db, &MessageSettings::default(), MONDAY);
    let claimed = claim(&db, MONDAY);
    let handed = Handed::Message { ticket: wanting.id, seq: claimed[0].seq };
    let report =
        |handed, reported| block_on(messages::report(&db, &chain(), &[(handed, reported)], MONDAY)).unwrap();
    assert_eq!(report(handed, Reported::Delivered), (0, vec![]), "it is not known to be sent");
    record(&db, &[outcome(&claimed[0], MessageStatus::Sent, "p")]);
    assert_eq!(report(handed, Reported::Bounced), (1, vec![]));
    assert_eq!(report(handed, Reported::Bounced), (0, vec![]), "once");
    assert_eq!(report(Handed::Message { ticket: wanting.id, seq: 1 << 40 }, Reported::Bounced), (0, vec![0]));
    assert_eq!(texts(&db, "SELECT status || ' ' || because FROM message"), ["bounced refused"]);
    let lines = texts(&db, "SELECT detail FROM audit WHERE act = 'message.send' ORDER BY seq");
    assert_eq!(lines, ["sms received sent", "sms received bounced"]);
    // Of two who are called one cannot be reached: the other is waited for. Neither can: the next step is due.
    climb(&db, &["甲", "乙"], MONDAY);
    let calls = block_on(oncall::claim(&db, MONDAY, MONDAY.plus(30), 10)).unwrap();
    let sent = |call: &oncall::ClaimedCall| CallOutcome {
        call: call.clone(),
        status: MessageStatus::Sent,
        next_at: None,
        at: MONDAY,
    };
    block_on(oncall::record(&db, &chain(), &calls.iter().map(sent).collect::<Vec<_>>(), MONDAY)).unwrap();
    let due = || integer(&db, "SELECT next_at FROM callout");
    for (place, next) in [(0, MONDAY.plus(300)), (1, MONDAY)] {
        let call = Handed::Call { callout: 1, step: 0, place };
        assert_eq!(report(call, Reported::Bounced), (1, vec![]));
        assert_eq!(due(), next.unix(), "{place}");
    }
    assert_eq!(
        integer(
            &db,
            &format!("SELECT count(*) FROM audit WHERE object = '{}' AND detail LIKE '% bounced'", ticket.id)
        ),
        2
    );
    assert_eq!(report(Handed::Call { callout: 1, step: 7, place: 0 }, Reported::Bounced), (0, vec![0]));
    assert_eq!(block_on(oncall::open_calls(&db, MONDAY, 10)).unwrap(), [], "nobody has been reached");
}

#[test]
fn lists_of_those_on_duty_are_versions_of_which_one_is_kept() {
    let db = in_memory();
    assert_eq!(block_on(oncall::newest(&db)).unwrap(), None);
    let replace = |version, sealed: &[u8]| {
        let entry = entry("oncall.replace");
        block_on(oncall::replace(&db, &chain(), version, sealed.to_vec(), &entry, MONDAY)).unwrap()
    };
    assert!(replace(1, b"a") && replace(2, b"b"));
    assert!(!replace(2, b"c"), "somebody was faster");
    assert_eq!(block_on(oncall::newest(&db)).unwrap(), Some((2, b"b".to_vec())));
    assert_eq!(integer(&db, "SELECT count(*) FROM oncall"), 1, "former numbers are not kept");
    let reseal = |before: &[u8]| {
        block_on(oncall::reseal(&db, &chain(), 2, before.to_vec(), b"d\0".to_vec(), MONDAY)).unwrap()
    };
    let to_reseal = || block_on(messages::work(&db, MONDAY, *b"d\0")).unwrap().to_reseal;
    assert!(to_reseal());
    assert!(!reseal(b"a") && reseal(b"b") && !to_reseal());
}

#[test]
fn what_was_told_of_what_is_long_finished_goes_and_nothing_else() {
    let db = in_memory();
    let finished = |at: i64| {
        let before = stored(&db, &Ticket { created_at: MONDAY.plus(at), ..wanting(None) });
        let closed_at = Some(MONDAY.plus(at + 1));
        let closed =
            Ticket { state: State::Closed, closed_at, updated_at: MONDAY.plus(at + 1), ..before.clone() };
        save_now(&db, &before, &[change(&before, closed, Action::Close)]);
        before.id
    };
    let (old, other, new) = (finished(0), finished(0), finished(40 * DAY));
    let open = stored(&db, &wanting(None)).id;
    for (ticket, seq, status, ended) in [
        (old, 1, "delivered", 2),
        (old, 2, "pending", 2),
        (old, 3, "sent", 50 * DAY),
        (other, 4, "bounced", 3),
        (new, 5, "sent", 40 * DAY),
        (open, 6, "sent", 2),
    ] {
        let at = MONDAY.plus(ended).unix();
        let (row, values) = (
            "INSERT INTO message (ticket_id, seq, channel, occasion, status, created_at, next_at, ended_at)",
            "VALUES",
        );
        query(
            &db,
            &format!("{row} {values} ({ticket}, {seq}, 'sms', 'received', '{status}', {at}, {at}, {at})"),
        );
    }
    for ticket in [old, new, open] {
        query(&db, &format!("INSERT INTO silence VALUES ({ticket}, {})", MONDAY.unix()));
    }
    let purge = |limit| {
        let purged = block_on(messages::purge(&db, MONDAY.plus(30 * DAY), limit)).unwrap();
        (purged.count, purged.more)
    };
    assert_eq!((purge(1), purge(9), purge(9)), ((2, true), (1, false), (0, false)));
    assert_eq!(texts(&db, "SELECT CAST(seq AS TEXT) FROM message ORDER BY seq"), ["2", "3", "5", "6"]);
    let told = texts(&db, "SELECT CAST(ticket_id AS TEXT) FROM silence ORDER BY ticket_id");
    let mut kept = vec![new.to_string(), open.to_string()];
    kept.sort();
    assert_eq!(told, kept);
}

#[test]
fn call_outs_of_what_is_long_finished_go_those_first_that_joined_others() {
    let db = in_memory();
    let ids: Vec<_> = (0..5).map(|n| stored(&db, &submitted(demand("着火了"), MONDAY.plus(n))).id).collect();
    let closed = |n: usize, at: i64| {
        let at = MONDAY.plus(at).unix();
        query(&db, &format!("UPDATE ticket SET state = 'closed', closed_at = {at} WHERE id = {}", ids[n]));
    };
    (0..3).for_each(|n| closed(n, DAY));
    closed(3, 40 * DAY);
    for (n, status, joins) in [
        (0, "acknowledged", "NULL"),
        (1, "joined", "1"),
        (2, "calling", "NULL"),
        (3, "ended", "NULL"),
        (4, "exhausted", "NULL"),
    ] {
        let at = MONDAY.unix();
        let row = "INSERT INTO callout (id, ticket_id, dept, status, next_at, opened_at, joins)";
        query(&db, &format!("{row} VALUES ({}, {}, '', '{status}', {at}, {at}, {joins})", n + 1, ids[n]));
        let call = "INSERT INTO callout_call (callout, step, place, name, status, first_at, next_at)";
        query(&db, &format!("{call} VALUES ({}, 0, 0, '值班员', 'sent', {at}, {at})", n + 1));
        query(&db, &format!("INSERT INTO incident_notice VALUES ({}, {n})", ids[n]));
    }
    let purge = || block_on(oncall::purge(&db, MONDAY.plus(30 * DAY), 10)).unwrap().count;
    let left = || texts(&db, "SELECT CAST(id AS TEXT) FROM callout ORDER BY id");
    assert_eq!(purge(), 1 + 3, "one that joined another, and the notices of three incidents");
    assert_eq!(left(), ["1", "3", "4", "5"]);
    assert_eq!((purge(), purge()), (1, 0), "the one that was joined");
    assert_eq!(left(), ["3", "4", "5"], "somebody is called, or it was not finished then, or is not yet");
    assert_eq!(integer(&db, "SELECT count(*) FROM callout_call"), 3);
    assert_eq!(integer(&db, "SELECT count(*) FROM incident_notice"), 2);
}
