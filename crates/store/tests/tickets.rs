//! Tickets: numbered day by day, stored whole, changed only on top of the version that was seen,
//! and never twice for one request.

mod common;

use std::cell::Cell;
use std::collections::BTreeSet;
use std::sync::{Arc, Barrier};

use common::{
    Folder, MONDAY, ROLLS, any_change, any_submission, any_suggestion, block_on, chain, change, dept, done,
    dump, find, in_memory, insert, integer, key, life, open, query, save, sealed, stored, submitted,
    without_personal_data,
};
use minsheng_core::calls::NamedCall;
use minsheng_core::catalogue::DepartmentRequest;
use minsheng_core::ticket::{Event, Ticket};
use minsheng_dice::{check, dice, fixed, vec};
use minsheng_language::classify::Suggestion;
use minsheng_store::made::Earlier;
use minsheng_store::native::Native;
use minsheng_store::tickets::{self, Inserted, Named, Names, Saved};
use minsheng_store::{catalogue, in_force};
use minsheng_types::clock::{DAY, Timestamp};
use minsheng_types::ids::{Idempotency, TicketId};
use minsheng_types::text::{ExternalRef, Name};
use minsheng_types::words::{Action, Role, State};

#[test]
fn a_submission_comes_back_as_it_was_handed_in() {
    let db = in_memory();
    check(300, dice(ROLLS), |mut dice| {
        let at = MONDAY.plus(dice.roll(300) as i64);
        let ticket = any_submission(&mut dice, at);
        let id = insert(&db, &ticket, None).unwrap();
        let stored = block_on(tickets::find(&db, id)).unwrap().unwrap();
        assert_eq!(stored.ticket, Ticket { id, ..without_personal_data(&ticket) });
        assert_eq!(stored.query_hash, [7; 32]);
        assert_eq!(stored.sealed, sealed(&ticket).map(|sealed| sealed.bytes));
        assert_eq!(stored.versions.settings, 0, "what a city starts with");
        let events = common::events(&db, id);
        assert_eq!(events, [Event::submitted(Role::Reporter, "citizen", ticket.created_at)]);
    });
    let nobody = TicketId::parse("20261123999999").unwrap();
    assert!(block_on(tickets::find(&db, nobody)).unwrap().is_none());
    assert!(block_on(tickets::story(&db, nobody, None)).unwrap().is_none());
}

#[test]
fn a_row_that_cannot_be_read_is_told_of_and_holds_up_no_other() {
    let db = in_memory();
    let ids: Vec<TicketId> =
        (0..3).map(|n| stored(&db, &submitted(common::demand("路灯坏了"), MONDAY.plus(n))).id).collect();
    query(&db, &format!("UPDATE ticket SET reporter = '{{\"x\": 1}}' WHERE id = {}", ids[1]));
    let read = block_on(tickets::after(&db, 0, 10)).unwrap();
    assert_eq!(read.iter().map(tickets::number).collect::<Vec<_>>(), ids);
    let told: Vec<_> = read.into_iter().filter_map(Result::err).collect();
    assert_eq!((told.len(), told[0].id), (1, ids[1]));
    assert!(told[0].what.contains("not the JSON it should be"), "{}", told[0]);
    let error = block_on(tickets::find(&db, ids[1])).unwrap_err().to_string();
    assert!(error.contains(&ids[1].to_string()), "{error}");
}

#[test]
fn a_ticket_is_found_with_its_parent_and_both_histories() {
    let db = in_memory();
    let parent = stored(&db, &submitted(common::demand("路灯坏了"), MONDAY));
    let child = stored(&db, &submitted(common::demand("路灯不亮"), MONDAY));
    let found = |id| block_on(tickets::story(&db, id, None)).unwrap();
    let alone = found(child.id).unwrap();
    assert_eq!((alone.stored.ticket, alone.parent), (child.clone(), None));
    let merged =
        Ticket { state: State::Merged, closed_at: Some(MONDAY), parent: Some(parent.id), ..child.clone() };
    assert_eq!(save(&db, &child, &[change(&child, merged, Action::Merge)], None), Saved::Now);
    let below = found(child.id).unwrap();
    let (above, parents) = below.parent.unwrap();
    let parent = Ticket { has_children: true, ..parent };
    assert_eq!((below.stored.ticket.id, above, below.done), (child.id, parent, None));
    let own = below.events;
    let actions = |events: Vec<Event>| events.into_iter().map(|event| event.action).collect::<Vec<_>>();
    assert_eq!((actions(own), actions(parents)), (vec![Action::Submit, Action::Merge], vec![Action::Submit]));
    assert!(found(TicketId::parse("20261123999999").unwrap()).is_none());
}

#[test]
fn a_call_that_is_named_is_read_with_the_ticket_where_calls_are_reported_at_all() {
    let db = in_memory();
    let ticket = stored(&db, &submitted(common::demand("路灯坏了"), MONDAY));
    let named = |id: &str| {
        let name = Name::parse(id).unwrap();
        let names = Names { call: Some(&name), ..Names::default() };
        block_on(tickets::story_with(&db, ticket.id, names, None)).unwrap().unwrap().call
    };
    assert_eq!(named("pbx-1"), Named::Nothing, "no telephone system says which calls there were");
    query(
        &db,
        "INSERT INTO call (id, offered_at, answered_at, ended_at, ticket) VALUES ('pbx-1', 5, 7, 60, 20261123000001), ('pbx-2', 9, NULL, NULL, NULL)",
    );
    let known = NamedCall {
        answered_at: Some(Timestamp::from_unix(7)),
        ended_at: Some(Timestamp::from_unix(60)),
        ticket: Some(ticket.id),
    };
    assert_eq!(named("pbx-1"), Named::Known(known));
    assert_eq!(named("pbx-2"), Named::Known(NamedCall { answered_at: None, ended_at: None, ticket: None }));
    assert_eq!(named("pbx-3"), Named::Unknown);
    let unasked = block_on(tickets::story(&db, ticket.id, None)).unwrap().unwrap();
    assert_eq!(unasked.call, Named::Nothing, "nobody named one");
}

#[test]
fn secrecy_given_with_a_change_is_stored_with_it_and_takes_nothing_else_along() {
    let db = in_memory();
    let mut open = submitted(common::demand("路灯坏了"), MONDAY);
    open.reporter.reply_wanted = true;
    let earlier = stored(&db, &open);
    open.repeat_of = Some(earlier.id);
    let seen = stored(&db, &open);
    let repeats = || integer(&db, "SELECT sum(repeats) FROM tally");
    assert_eq!(repeats(), 1);
    let mut after = seen.clone();
    after.reporter.confidential = true;
    // As it is once its personal data was opened.
    after.reporter.name = Name::parse("欧阳锋").ok();
    assert_eq!(save(&db, &seen, &[change(&seen, after, Action::Urge)], None), Saved::Now);
    let now = find(&db, seen.id).reporter;
    assert!(now.confidential && now.reply_wanted && now.name.is_none(), "{now:?}");
    assert_eq!(repeats(), 0, "a figure does not tell whose it is");
}

#[test]
fn a_change_writes_what_is_different_and_nothing_else() {
    let db = in_memory();
    let seen = stored(&db, &submitted(common::demand("路灯坏了"), MONDAY));
    // What others write without a new version stays, or does not, as the column says.
    query(&db, &format!("UPDATE ticket SET tried_at = 7, marks = 32, wake_at = 5 WHERE id = {}", seen.id));
    let after = Ticket { urges_today: 1, wake_at: Some(MONDAY), ..seen.clone() };
    assert_eq!(save(&db, &seen, &[change(&seen, after, Action::Urge)], None), Saved::Now);
    let now = find(&db, seen.id);
    assert_eq!((now.urges_today, now.milestones, now.wake_at), (1, 32, Some(MONDAY)));
    assert_eq!(integer(&db, "SELECT tried_at FROM ticket"), 7);
}

#[test]
fn what_is_in_force_is_read_before_a_submission_and_with_a_ticket() {
    let db = in_memory();
    let now = || block_on(in_force::versions(&db)).unwrap();
    let first = now();
    assert_eq!((first.settings, first.catalogue, first.model), (0, 2, 0));
    let department: DepartmentRequest = serde_json::from_str(r#"{"code": "aaa", "name": "新局"}"#).unwrap();
    for n in 1..=2 {
        let entry = common::entry("department.put");
        block_on(catalogue::put_department(&db, &chain(), &department, &entry, MONDAY)).unwrap();
        assert_eq!(now().departments, first.departments + n, "added, and renamed");
    }
    let key = key(1, 1);
    let before = |key: Option<&Idempotency>| block_on(in_force::before_submission(&db, key)).unwrap();
    assert_eq!((before(Some(&key)).versions, before(Some(&key)).earlier), (now(), None));
    let id = insert(&db, &submitted(common::demand("路灯坏了"), MONDAY), Some(&key)).unwrap();
    assert_eq!(before(Some(&key)).earlier, Some(Earlier { made: id, same: true }));
    assert_eq!(before(Some(&common::key(1, 2))).earlier, Some(Earlier { made: id, same: false }));
    assert_eq!(before(None).earlier, None);
    assert_eq!(block_on(tickets::find(&db, id)).unwrap().unwrap().versions, now());
}

#[test]
fn each_day_counts_from_one() {
    let db = in_memory();
    let number = |now: &str| {
        let now = Timestamp::parse(now).unwrap();
        insert(&db, &submitted(common::demand("路灯坏了"), now), None).unwrap().to_string()
    };
    assert_eq!(number("2026-11-23T00:00:00+08:00"), "20261123000001");
    assert_eq!(number("2026-11-23T10:00:00+08:00"), "20261123000002");
    assert_eq!(number("2026-11-23T15:59:59Z"), "20261123000003", "a second before midnight in the city");
    assert_eq!(number("2026-11-23T16:00:00Z"), "20261124000001");
    assert_eq!(number("2026-11-23T23:59:59+08:00"), "20261123000004", "a clock that lags a little");
    assert_eq!(number("2026-11-24T00:00:01+08:00"), "20261124000002");
    assert_eq!(number("2026-12-01T00:00:01+08:00"), "20261201000001");
}

#[test]
fn a_day_that_is_full_refuses_and_leaves_nothing() {
    let db = in_memory();
    let last = stored(&db, &submitted(common::demand("路灯坏了"), MONDAY)).id;
    query(&db, "PRAGMA foreign_keys = OFF");
    query(&db, &format!("UPDATE ticket SET id = 20261123999999 WHERE id = {last}"));
    let before = dump(&db);
    let ticket = submitted(common::demand("路灯坏了"), MONDAY);
    let events = [Event::submitted(Role::Reporter, "citizen", MONDAY)];
    let (query_hash, sealed) = ([7; 32], None);
    let new = tickets::NewTicket {
        ticket: &ticket,
        events: &events,
        query_hash,
        sealed,
        idempotency: None,
        held: false,
    };
    assert!(block_on(tickets::insert(&db, &chain(), &new)).is_err());
    assert_eq!(dump(&db), before, "and the next day's first number is still free");
}

/// What another system hands in, under its own reference.
fn referred(by: &str, reference: &str) -> Ticket {
    let external_ref = ExternalRef::parse(reference).ok();
    let handed_in = submitted(common::demand("路灯坏了"), MONDAY);
    Ticket { submitted_by: by.into(), by_integrator: true, external_ref, ..handed_in }
}

#[expect(clippy::unwrap_used, reason = "a helper of tests, which may fail loudly")]
fn outcome(db: &Native, ticket: &Ticket, idempotency: Option<&Idempotency>) -> Inserted {
    let events = [Event::submitted(Role::Integrator, &ticket.submitted_by, MONDAY)];
    let (query_hash, sealed) = ([7; 32], None);
    let new = tickets::NewTicket { ticket, events: &events, query_hash, sealed, idempotency, held: false };
    block_on(tickets::insert(db, &chain(), &new)).unwrap()
}

#[test]
fn a_system_gives_each_reference_once_whatever_others_call_theirs() {
    let db = in_memory();
    let ticket = referred("key:a", "HJ-2026-0001");
    let Inserted::New(id) = outcome(&db, &ticket, Some(&key(1, 1))) else { panic!("it is new") };
    assert_eq!(find(&db, id), Ticket { id, ..ticket.clone() });
    let once = dump(&db);
    let again = Inserted::Before(Earlier { made: id, same: true });
    assert_eq!(outcome(&db, &ticket, Some(&key(1, 1))), again, "the same request is no second one");
    let reused = Inserted::Before(Earlier { made: id, same: false });
    assert_eq!(outcome(&db, &ticket, Some(&key(1, 2))), reused);
    for idempotency in [None, Some(key(2, 1))] {
        assert_eq!(outcome(&db, &ticket, idempotency.as_ref()), Inserted::Referred(id));
    }
    assert_eq!(dump(&db), once, "none of them stored anything");
    for other in [referred("key:b", "HJ-2026-0001"), referred("key:a", "hj-2026-0001")] {
        assert!(matches!(outcome(&db, &other, None), Inserted::New(_)));
    }
    for _ in 0..2 {
        let without = Ticket { external_ref: None, ..ticket.clone() };
        assert!(matches!(outcome(&db, &without, None), Inserted::New(_)), "without a reference, each is new");
    }
}

#[test]
fn the_same_submission_twice_is_one_ticket() {
    let db = in_memory();
    let ticket = submitted(common::demand("路灯坏了"), MONDAY);
    let id = insert(&db, &ticket, Some(&key(1, 1))).unwrap();
    let once = dump(&db);
    assert_eq!(insert(&db, &ticket, Some(&key(1, 1))), Err(Earlier { made: id, same: true }));
    let other = submitted(common::demand("噪音扰民"), MONDAY.plus(DAY));
    assert_eq!(insert(&db, &other, Some(&key(1, 2))), Err(Earlier { made: id, same: false }));
    assert_eq!(dump(&db), once, "neither stored anything");
    assert_ne!(insert(&db, &ticket, Some(&key(2, 1))), Ok(id));
    assert!(
        insert(&db, &ticket, None).is_ok() && insert(&db, &ticket, None).is_ok(),
        "without a key, each is new"
    );
}

#[test]
fn every_field_that_can_change_is_saved() {
    let db = in_memory();
    let (tickets, saved) = (Cell::new(0), Cell::new(0));
    check(40, life(25), |(mut first, changes)| {
        let mut ticket = stored(&db, &any_submission(&mut first, MONDAY));
        tickets.set(tickets.get() + 1);
        let mut history = vec![Event::submitted(Role::Reporter, "citizen", MONDAY)];
        for mut dice in changes {
            // Merging asks more than that the fields fit; it has a test of its own.
            let action = Some(dice.one_of(Action::ALL)).filter(|action| *action != Action::Merge);
            let after = any_change(&mut dice, &ticket);
            let change = change(&ticket, after, action.unwrap_or(Action::Classify));
            assert_eq!(save(&db, &ticket, std::slice::from_ref(&change), None), Saved::Now);
            ticket = find(&db, ticket.id);
            assert_eq!(ticket, change.ticket);
            history.push(change.event);
            saved.set(saved.get() + 1);
        }
        assert_eq!(common::events(&db, ticket.id), history, "oldest first");
        assert_eq!(integer(&db, "SELECT count(*) FROM ticket"), tickets.get());
    });
    assert!(saved.get() > 400, "{}", saved.get());
}

#[test]
fn what_is_personal_is_nowhere_in_the_clear() {
    let sealed = Cell::new(0);
    check(5, vec(dice(ROLLS), 0..=20), |all| {
        let db = in_memory();
        for (n, mut dice) in (0..).zip(all) {
            insert(&db, &any_submission(&mut dice, MONDAY.plus(n)), None).unwrap();
        }
        sealed.set(sealed.get() + integer(&db, "SELECT count(*) FROM ticket WHERE personal_key = 257"));
        query(&db, "UPDATE ticket SET personal = NULL");
        let dump = dump(&db);
        for personal in ["张三", "13800138000", "z@example.com", "人民路"] {
            assert!(!dump.contains(personal), "{personal}");
        }
    });
    assert!(sealed.get() > 20, "{}", sealed.get());
}

#[test]
fn a_merged_ticket_knows_whether_its_parent_is_answered() {
    let db = in_memory();
    let parent = stored(&db, &submitted(common::demand("路灯坏了"), MONDAY));
    let child = stored(&db, &submitted(common::demand("路灯不亮"), MONDAY));
    let merged =
        Ticket { state: State::Merged, closed_at: Some(MONDAY), parent: Some(parent.id), ..child.clone() };
    assert_eq!(save(&db, &child, &[change(&child, merged, Action::Merge)], None), Saved::Now);
    assert!(!find(&db, child.id).parent_answered);
    let mut now = parent;
    for (answered_at, answered) in [(Some(MONDAY), true), (None, false)] {
        let next = change(&now, Ticket { answered_at, ..now.clone() }, Action::Approve);
        assert_eq!(save(&db, &now, &[next], None), Saved::Now);
        assert_eq!(find(&db, child.id).parent_answered, answered);
        now = find(&db, now.id);
    }
}

#[test]
fn several_changes_in_one_request_are_several_events_and_one_version_on_top() {
    let db = in_memory();
    let ticket = stored(&db, &submitted(common::demand("路灯坏了"), MONDAY));
    let accepted = change(&ticket, Ticket { state: State::Accepted, ..ticket.clone() }, Action::Accept);
    let assigned = Ticket { state: State::Assigned, lead: Some(dept("zjj")), ..accepted.ticket.clone() };
    let assigned = change(&accepted.ticket, assigned, Action::Assign);
    assert_eq!(save(&db, &ticket, &[accepted, assigned.clone()], Some(&key(1, 1))), Saved::Now);
    assert_eq!(find(&db, ticket.id), assigned.ticket);
    let events = common::events(&db, ticket.id);
    assert_eq!(events.iter().map(|event| event.seq).collect::<Vec<_>>(), [1, 2, 3]);
    let earlier = done(&db, ticket.id, &key(1, 1));
    assert_eq!(earlier, Some(Earlier { made: ticket.id, same: true }));
    assert_eq!(save(&db, &ticket, &[], None), Saved::Now, "nothing to do is done");
}

#[test]
fn a_change_of_an_older_version_changes_nothing() {
    let db = in_memory();
    let seen = stored(&db, &submitted(common::demand("路灯坏了"), MONDAY));
    let first = change(
        &seen,
        Ticket { lead: Some(dept("zjj")), assists: vec![dept("cgj")], ..seen.clone() },
        Action::Assign,
    );
    assert_eq!(save(&db, &seen, &[first], None), Saved::Now);
    let before = dump(&db);
    let second = change(
        &seen,
        Ticket { lead: Some(dept("jtj")), assists: vec![dept("hbj")], ..seen.clone() },
        Action::Assign,
    );
    assert_eq!(save(&db, &seen, &[second], Some(&key(1, 1))), Saved::Stale);
    assert_eq!(dump(&db), before);
    assert_eq!(done(&db, seen.id, &key(1, 1)), None, "the key is still free");
}

#[test]
fn the_same_request_is_carried_out_once() {
    let db = in_memory();
    let seen = stored(&db, &submitted(common::demand("路灯坏了"), MONDAY));
    let urge = |ticket: &Ticket| change(ticket, Ticket { urges_today: 1, ..ticket.clone() }, Action::Urge);
    assert_eq!(save(&db, &seen, &[urge(&seen)], Some(&key(1, 1))), Saved::Now);
    let now = find(&db, seen.id);
    let before = dump(&db);
    assert_eq!(save(&db, &now, &[urge(&now)], Some(&key(1, 1))), Saved::Before);
    assert_eq!(save(&db, &seen, &[urge(&seen)], Some(&key(1, 1))), Saved::Before, "whatever it had seen");
    let other = stored(&db, &submitted(common::demand("噪音扰民"), MONDAY));
    let with_other = dump(&db);
    assert_eq!(save(&db, &other, &[urge(&other)], Some(&key(1, 2))), Saved::Before, "on any ticket");
    assert_eq!(dump(&db), with_other);
    assert_ne!(before, with_other);
    let found = |request| done(&db, other.id, &key(1, request));
    assert_eq!(found(1), Some(Earlier { made: seen.id, same: true }));
    assert_eq!(found(2), Some(Earlier { made: seen.id, same: false }));
}

#[test]
fn assisting_departments_are_replaced_as_a_whole() {
    let db = in_memory();
    let mut ticket = stored(&db, &submitted(common::demand("路灯坏了"), MONDAY));
    let other = stored(&db, &submitted(common::demand("噪音扰民"), MONDAY));
    let with = |before: &Ticket, codes: &[&str]| {
        let assists = codes.iter().map(|code| dept(code)).collect();
        change(before, Ticket { assists, ..before.clone() }, Action::Assign)
    };
    assert_eq!(save(&db, &other, &[with(&other, &["hbj", "zjj"])], None), Saved::Now);
    for codes in [&["cgj", "zjj"][..], &["cgj"], &["hbj", "jtj"], &[]] {
        let change = with(&ticket, codes);
        assert_eq!(save(&db, &ticket, &[change], None), Saved::Now);
        ticket = find(&db, ticket.id);
        assert_eq!(ticket.assists.iter().map(|dept| dept.as_str()).collect::<Vec<_>>(), codes);
    }
    assert_eq!(find(&db, other.id).assists.len(), 2, "another ticket's are its own");
}

/// What came of merging one into the other, both as they were looked at.
fn merged(db: &Native, child: &Ticket, parent: &Ticket) -> Saved {
    let after = Ticket {
        state: State::Merged,
        parent: Some(parent.id),
        closed_at: Some(MONDAY),
        version: child.version + 1,
        ..child.clone()
    };
    save(db, child, &[change(child, after, Action::Merge)], None)
}

#[test]
fn two_tickets_are_not_merged_into_each_other() {
    let db = in_memory();
    let [a, b] = [(); 2].map(|()| stored(&db, &submitted(common::demand("路灯坏了"), MONDAY)));
    assert_eq!(merged(&db, &a, &b), Saved::Now);
    assert_eq!(merged(&db, &b, &a), Saved::Stale, "its parent went away since it was looked at");
    assert_eq!(find(&db, b.id), Ticket { has_children: true, ..b });
}

#[test]
fn a_ticket_is_not_merged_into_one_that_has_become_another_kind_of_secret_since_it_was_looked_at() {
    for later in [
        "UPDATE ticket SET reporter = json_set(reporter, '$.confidential', json('true')) WHERE id = ",
        "UPDATE ticket SET kind = 'report' WHERE id = ",
        "UPDATE ticket SET against = 'cgj' WHERE id = ",
    ] {
        let db = in_memory();
        let [child, parent] = [(); 2].map(|()| stored(&db, &submitted(common::demand("路灯坏了"), MONDAY)));
        common::query(&db, &format!("{later}{}", parent.id));
        assert_eq!(merged(&db, &child, &parent), Saved::Stale, "{later}");
        common::query(&db, &format!("{later}{}", child.id));
        assert_eq!(merged(&db, &child, &parent), Saved::Now, "both alike: {later}");
    }
}

#[test]
fn a_child_that_is_saved_while_its_parent_is_merged_goes_with_it() {
    let db = in_memory();
    let [child, parent, above] =
        [(); 3].map(|()| stored(&db, &submitted(common::demand("路灯坏了"), MONDAY)));
    let merge = |ticket: &Ticket, into: &Ticket| {
        let merged = Ticket { state: State::Merged, closed_at: Some(MONDAY), ..ticket.clone() };
        let merged = Ticket { parent: Some(into.id), ..merged };
        assert_eq!(save(&db, ticket, &[change(ticket, merged, Action::Merge)], None), Saved::Now);
    };
    merge(&child, &parent);
    let seen = find(&db, child.id);
    merge(&parent, &above);
    let excluded = change(&seen, Ticket { excluded: true, ..seen.clone() }, Action::Exclude);
    assert_eq!(save(&db, &seen, &[excluded], None), Saved::Now);
    let now = find(&db, child.id);
    assert_eq!((now.excluded, now.parent), (true, Some(above.id)));
}

#[test]
fn an_assisting_department_is_open_as_long_as_the_ticket_is() {
    let db = in_memory();
    let saved = Cell::new(0);
    check(25, vec(dice(ROLLS), 0..=25), |changes| {
        let mut ticket = stored(&db, &submitted(common::demand("路灯坏了"), MONDAY));
        for mut dice in changes {
            let mut after = any_change(&mut dice, &ticket);
            if dice.coin() {
                // Closing and reopening mostly leave the departments as they are.
                after.assists.clone_from(&ticket.assists);
            }
            let change = change(&ticket, after, Action::Classify);
            assert_eq!(save(&db, &ticket, &[change], None), Saved::Now);
            let wrong = format!(
                "SELECT count(*) FROM assist JOIN ticket ON id = ticket_id \
                 WHERE open <> (closed_at IS NULL) AND id = {}",
                ticket.id
            );
            assert_eq!(integer(&db, &wrong), 0);
            ticket = find(&db, ticket.id);
            saved.set(saved.get() + 1);
        }
    });
    assert!(saved.get() > 250, "{}", saved.get());
    assert!(integer(&db, "SELECT count(*) FROM assist") > 0);
}

#[test]
fn a_lead_that_does_not_exist_is_refused_whole() {
    let db = in_memory();
    let seen = stored(&db, &submitted(common::demand("路灯坏了"), MONDAY));
    let before = dump(&db);
    for wrong in [
        Ticket { lead: Some(dept("nobody")), ..seen.clone() },
        Ticket { assists: vec![dept("nobody")], ..seen.clone() },
        Ticket { parent: TicketId::parse("20260101000001").ok(), ..seen.clone() },
        Ticket { state: State::Closed, ..seen.clone() },
    ] {
        let outcome = block_on(tickets::save(
            &db,
            &chain(),
            &seen,
            &[change(&seen, wrong, Action::Assign)],
            None,
            None,
        ));
        assert!(outcome.is_err());
        assert_eq!(dump(&db), before);
    }
}

#[test]
fn submissions_that_come_at_once_all_get_a_number_of_their_own() {
    let folder = Folder::new();
    let path = folder.file("many.db");
    block_on(minsheng_store::migrate::migrate(&open(&path))).unwrap();
    let barrier = Arc::new(Barrier::new(8));
    let threads: Vec<_> = (0..8_u8)
        .map(|thread| {
            let (path, barrier) = (path.clone(), Arc::clone(&barrier));
            std::thread::spawn(move || {
                let db = open(&path);
                barrier.wait();
                let one = |n: u8| {
                    let mut idempotency = key(thread, 1);
                    idempotency.key[31] = n;
                    insert(&db, &submitted(common::demand("路灯坏了"), MONDAY), Some(&idempotency)).unwrap()
                };
                (0..50).map(one).collect::<Vec<_>>()
            })
        })
        .collect();
    let all: Vec<TicketId> = threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect();
    let different: BTreeSet<TicketId> = all.iter().copied().collect();
    assert_eq!((all.len(), different.len()), (400, 400));
    assert_eq!(different.last().unwrap().to_string(), "20261123000400", "and none is left out");
}

#[test]
fn a_key_that_is_sent_many_times_at_once_makes_one_ticket() {
    let folder = Folder::new();
    let path = folder.file("retry.db");
    block_on(minsheng_store::migrate::migrate(&open(&path))).unwrap();
    for round in 0..20_u8 {
        let barrier = Arc::new(Barrier::new(4));
        let threads: Vec<_> = (0..4)
            .map(|_| {
                let (path, barrier) = (path.clone(), Arc::clone(&barrier));
                std::thread::spawn(move || {
                    let db = open(&path);
                    barrier.wait();
                    insert(&db, &submitted(common::demand("路灯坏了"), MONDAY), Some(&key(round, 1)))
                })
            })
            .collect();
        let outcomes: Vec<_> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
        let made: Vec<TicketId> = outcomes.iter().filter_map(|outcome| outcome.ok()).collect();
        assert_eq!(made.len(), 1, "{outcomes:?}");
        assert!(
            outcomes.iter().all(|o| o.is_ok() || *o == Err(Earlier { made: made[0], same: true })),
            "{outcomes:?}"
        );
    }
    assert_eq!(integer(&open(&path), "SELECT count(*) FROM ticket"), 20);
}

#[test]
fn of_two_who_saw_the_same_version_one_wins() {
    let folder = Folder::new();
    let path = folder.file("savers.db");
    let db = open(&path);
    block_on(minsheng_store::migrate::migrate(&db)).unwrap();
    let mut seen = stored(&db, &submitted(common::demand("路灯坏了"), MONDAY));
    for round in 0..50 {
        let barrier = Arc::new(Barrier::new(2));
        let threads: Vec<_> = ["zjj", "cgj"]
            .map(|lead| {
                let (path, barrier, seen) = (path.clone(), Arc::clone(&barrier), seen.clone());
                std::thread::spawn(move || {
                    let db = open(&path);
                    let mine =
                        change(&seen, Ticket { lead: Some(dept(lead)), ..seen.clone() }, Action::Assign);
                    barrier.wait();
                    (save(&db, &seen, &[mine], None), lead)
                })
            })
            .into_iter()
            .collect();
        let outcomes: Vec<_> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
        let winners: Vec<_> =
            outcomes.iter().filter(|(saved, _)| *saved == Saved::Now).map(|(_, lead)| dept(lead)).collect();
        assert_eq!(winners.len(), 1, "round {round}: {outcomes:?}");
        assert!(outcomes.iter().any(|(saved, _)| *saved == Saved::Stale), "round {round}: {outcomes:?}");
        let after = find(&db, seen.id);
        assert_eq!((after.lead.as_ref(), after.version), (Some(&winners[0]), seen.version + 1));
        seen = after;
    }
}

#[test]
fn what_the_hotline_made_of_a_submission_by_itself_is_remembered() {
    let db = in_memory();
    let triage = |id| block_on(tickets::triage(&db, id)).unwrap();
    let pending = stored(&db, &submitted(common::demand("路灯坏了"), MONDAY));
    assert_eq!(triage(pending.id), tickets::Triage::default(), "not yet looked at");
    let suggestion = Some(any_suggestion(&mut fixed(ROLLS)));
    let judged = |confirmed| suggestion.clone().map(|suggestion| Suggestion { confirmed, ..suggestion });
    let suggestion = judged(false);
    let due_at = Some(MONDAY.plus(DAY));
    let dispatched =
        Ticket { suggestion: suggestion.clone(), lead: Some(dept("zjj")), due_at, ..pending.clone() };
    let mut by_system = change(&pending, dispatched, Action::Assign);
    by_system.event.role = Role::System;
    assert_eq!(save(&db, &pending, &[by_system.clone()], None), Saved::Now);
    let remembered = tickets::Triage { suggestion, lead: Some(dept("zjj")), due_at };
    assert_eq!(triage(pending.id), remembered);
    let suggestion = judged(true);
    let moved = Ticket { suggestion, lead: Some(dept("cgj")), due_at: None, ..by_system.ticket.clone() };
    assert_eq!(
        save(&db, &by_system.ticket, &[change(&by_system.ticket, moved, Action::Assign)], None),
        Saved::Now
    );
    assert_eq!(triage(pending.id), remembered, "whatever people did later");
    let by_hand = stored(&db, &submitted(common::demand("噪音扰民"), MONDAY));
    let assigned = Ticket { lead: Some(dept("hbj")), due_at, ..by_hand.clone() };
    assert_eq!(save(&db, &by_hand, &[change(&by_hand, assigned, Action::Assign)], None), Saved::Now);
    assert_eq!(triage(by_hand.id), tickets::Triage::default(), "an agent's dispatch is not the system's");
}
