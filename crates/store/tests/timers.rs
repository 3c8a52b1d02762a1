//! The scheduled work on the database: what is due is found in order, done once whoever else is at
//! it, and in bounds.
#![expect(clippy::unwrap_used, reason = "helpers of tests, which may fail loudly")]

mod common;

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use common::{
    Folder, MONDAY, ROLLS, any_submission, block_on, chain, change, demand, dept, dump, find, in_memory,
    integer, open, query, save_now, stored, submitted, texts,
};
use minsheng_core::milestone::Milestone;
use minsheng_core::rules::Rules;
use minsheng_core::scheduled::SYSTEM;
use minsheng_core::settings::Settings;
use minsheng_core::ticket::{Event, Ticket};
use minsheng_core::timers::Step;
use minsheng_dice::{check, dice, fixed, vec};
use minsheng_store::migrate::migrate;
use minsheng_store::native::Native;
use minsheng_store::tickets::{self, NewTicket};
use minsheng_store::timers::{BatchOutcome, Queue, reschedule, run_batch};
use minsheng_store::untriaged;
use minsheng_store::{Db, Error, Row, Value, assessment, audit};
use minsheng_types::bounded_int::BoundedInt;
use minsheng_types::clock::{DAY, Timestamp};
use minsheng_types::ids::TicketId;
use minsheng_types::words::{Action, Role, State};

fn rules() -> &'static Rules {
    Rules::defaults()
}

fn run<D: Db>(db: &D, queue: Queue, now: Timestamp, limit: u32) -> BatchOutcome {
    block_on(run_batch(db, &chain(), rules(), queue, now, limit)).unwrap()
}

/// A ticket that waits for a person and is due by then.
fn due(db: &Native, at: Timestamp) -> TicketId {
    let ticket = submitted(demand("路灯坏了"), MONDAY);
    stored(db, &Ticket { due_at: Some(at), wake_at: Some(at), ..ticket }).id
}

/// One that was withdrawn then.
fn withdrawn(db: &Native, at: Timestamp) -> TicketId {
    let before = stored(db, &submitted(demand("路灯坏了"), MONDAY));
    let after = Ticket {
        state: State::Withdrawn,
        closed_at: Some(at),
        wake_at: Some(at.plus(30 * DAY)),
        ..before.clone()
    };
    save_now(db, &before, &[change(&before, after, Action::Withdraw)]);
    before.id
}

const LATE: Step = Step::Milestone(Milestone::Late);

#[test]
fn what_is_due_is_done_the_longest_overdue_first() {
    let db = in_memory();
    let (second, first, future) =
        (due(&db, MONDAY.plus(20)), due(&db, MONDAY.plus(10)), due(&db, MONDAY.plus(1000)));
    let third = due(&db, MONDAY.plus(20));
    let untouched = find(&db, future);
    let now = MONDAY.plus(100);
    let taken = run(&db, Queue::Owed, now, 10);
    assert_eq!(taken.taken, [(first, LATE), (second, LATE), (third, LATE)]);
    assert_eq!((taken.looked_at, taken.conflicts, taken.broken), (3, 0, vec![]));
    for id in [first, second, third] {
        let ticket = find(&db, id);
        assert_eq!((ticket.version, ticket.supervision_level, ticket.wake_at), (2, 1, None));
        assert!(Milestone::Late.is_set(ticket.milestones) && ticket.was_late);
    }
    assert_eq!(find(&db, future), untouched);
    let log = "SELECT act || ' ' || object || ' ' || sub || ' ' || role FROM audit WHERE at = 1795399300 ORDER BY seq";
    let line = |id: TicketId| format!("ticket.supervise {id} {SYSTEM} system");
    assert_eq!(texts(&db, log), [line(first), line(second), line(third)]);
    let events = "SELECT action FROM event WHERE seq = 2 AND role = 'system' AND state_from = state_to";
    assert_eq!(texts(&db, events), ["supervise"; 3]);
    assert_eq!(run(&db, Queue::Owed, now, 10), BatchOutcome::default(), "and not again");
}

#[test]
fn the_audit_log_holds_after_many_at_once() {
    let db = in_memory();
    for n in 0..20 {
        due(&db, MONDAY.plus(n));
    }
    run(&db, Queue::Owed, MONDAY.plus(100), 50);
    let rows = query(&db, "SELECT seq, at, sub, role, act, object, detail, hash FROM audit ORDER BY seq");
    let mut before = vec![0; 32];
    for row in rows {
        let [
            Value::Integer(seq),
            Value::Integer(at),
            Value::Text(a),
            Value::Text(b),
            Value::Text(c),
            Value::Text(d),
            Value::Text(e),
            Value::Blob(hash),
        ] = &row[..]
        else {
            unreachable!("{row:?}")
        };
        let link = minsheng_vault::Link {
            seq: *seq,
            at: *at,
            fields: [a, b, c, d, e],
            request: None,
            changes: None,
        };
        assert_eq!(chain().hash(&before, link).to_vec(), *hash, "row {seq}");
        before.clone_from(hash);
    }
    assert_eq!(block_on(audit::head(&db)).unwrap().seq, 40);
}

#[test]
fn a_batch_is_no_longer_than_its_limit() {
    let db = in_memory();
    let all: Vec<TicketId> = (0..25).map(|n| due(&db, MONDAY.plus(n))).collect();
    let mut done = Vec::new();
    for expected in [10, 10, 5, 0] {
        let batch = run(&db, Queue::Owed, MONDAY.plus(100), 10);
        assert_eq!((batch.looked_at, batch.taken.len()), (expected, expected as usize));
        done.extend(batch.taken.into_iter().map(|(id, _)| id));
    }
    assert_eq!(done, all);
}

#[test]
fn what_is_put_away_is_a_queue_of_its_own() {
    let db = in_memory();
    let late = due(&db, MONDAY.plus(40 * DAY));
    let old = withdrawn(&db, MONDAY);
    let now = MONDAY.plus(50 * DAY);
    assert_eq!(run(&db, Queue::Owed, now, 10).taken, [(late, LATE)]);
    assert_eq!(run(&db, Queue::Finished, now, 10).taken, [(old, Step::Archive)]);
    assert_eq!(find(&db, old).state, State::Archived);
    assert_eq!(run(&db, Queue::Owed, now, 10), BatchOutcome::default());
    assert_eq!(run(&db, Queue::Finished, now, 10), BatchOutcome::default());
}

#[test]
fn looking_alone_leaves_no_trace_but_the_time_of_the_next_check() {
    let db = in_memory();
    let early = due(&db, MONDAY.plus(1000));
    let finished = withdrawn(&db, MONDAY);
    // Rows of before there was scheduled work.
    query(&db, "UPDATE ticket SET wake_at = 1");
    let log = block_on(audit::head(&db)).unwrap();
    for (queue, id, wake) in [(Queue::Owed, early, 1000), (Queue::Finished, finished, 30 * DAY)] {
        let before = find(&db, id);
        let batch = run(&db, queue, MONDAY, 10);
        assert_eq!((batch.looked_at, batch.taken), (1, vec![]));
        assert_eq!(find(&db, id), Ticket { wake_at: Some(MONDAY.plus(wake)), ..before });
    }
    assert_eq!(block_on(audit::head(&db)).unwrap(), log);
    // What the clock has nothing to do with is not looked at again.
    let before = find(&db, early);
    let suspended = Ticket { state: State::Suspended, stopped_at: Some(MONDAY), ..before.clone() };
    save_now(&db, &before, &[change(&before, suspended, Action::Suspend)]);
    assert_eq!(run(&db, Queue::Owed, MONDAY.plus(5000), 10).looked_at, 1);
    assert_eq!(find(&db, early).wake_at, None);
}

#[test]
fn erasing_takes_everything_that_says_who_it_was() {
    let erased = Cell::new(0);
    check(5, vec(dice(ROLLS), 0..=20), |rolled| {
        let db = in_memory();
        // Of some there is nothing to know.
        let mut nobodys = BTreeSet::new();
        let mut all: Vec<TicketId> = Vec::new();
        for mut dice in [fixed(ROLLS)].into_iter().chain(rolled) {
            if !all.is_empty() && dice.roll(4) == 0 {
                let id = stored(&db, &submitted(demand("路灯坏了"), MONDAY)).id;
                query(&db, &format!("UPDATE ticket SET submitted_by = '' WHERE id = {id}"));
                nobodys.insert(id);
                all.push(id);
            } else {
                all.push(stored(&db, &any_submission(&mut dice, MONDAY)).id);
            }
        }
        let archived = |id: &TicketId| {
            let before = find(&db, *id);
            let after = Ticket {
                state: State::Archived,
                closed_at: Some(MONDAY),
                wake_at: Some(MONDAY),
                ..before.clone()
            };
            save_now(&db, &before, &[change(&before, after, Action::Archive)]);
            find(&db, *id)
        };
        let all: Vec<Ticket> = all.iter().map(archived).collect();
        let clear = r#"{"name": "张三", "phone": "13800138000", "anonymous": false, "confidential": true, "reply_wanted": true}"#;
        let place = r#"{"address": "人民路 1 号", "district": "A1区", "lat": 28.2, "lon": 112.9}"#;
        let legacy = all[0].id;
        query(
            &db,
            &format!(
                "UPDATE ticket SET reporter = '{clear}', location = '{place}', personal = NULL, personal_key = 0, phone_hash = NULL WHERE id = {legacy}"
            ),
        );
        let now = MONDAY.plus(2000 * DAY);
        let batch = run(&db, Queue::Finished, now, 50);
        let known = all.len() - nobodys.len();
        assert_eq!((batch.looked_at as usize, batch.taken.len()), (all.len(), known));
        assert!(batch.taken.iter().all(|(_, step)| *step == Step::Erase));
        for (before, after) in all.iter().map(|ticket| (ticket, find(&db, ticket.id))) {
            assert!(!after.holds_personal_data() && after.phone_hash.is_none() && after.wake_at.is_none());
            assert_eq!(
                (after.version, &after.demand.content),
                (before.version, &before.demand.content),
                "no event"
            );
            assert_eq!(batch.taken.iter().any(|(id, _)| *id == before.id), !nobodys.contains(&before.id));
            assert_eq!(after.erased_at, (!nobodys.contains(&before.id)).then_some(now));
        }
        let location = find(&db, legacy).demand.location.unwrap();
        assert_eq!(location.district.unwrap().as_str(), "A1区", "where in general stays");
        assert!(find(&db, legacy).reporter.confidential, "so do wishes");
        assert_eq!(
            integer(
                &db,
                "SELECT count(*) FROM ticket WHERE personal IS NOT NULL OR personal_key IS NOT NULL"
            ),
            0
        );
        let log = "SELECT count(*) FROM audit WHERE act = 'reporter.erase' AND sub = 'system:tick'";
        assert_eq!(integer(&db, log), known as i64);
        assert_eq!(run(&db, Queue::Finished, now, 50), BatchOutcome::default());
        erased.set(erased.get() + known);
    });
    assert!(erased.get() > 30, "{}", erased.get());
}

/// A connection on which something happens right before each transaction.
struct Overtaken<'a>(Native, RefCell<Box<dyn FnMut() + 'a>>);

impl Db for Overtaken<'_> {
    async fn run(&self, sql: &str, values: Vec<Value>) -> Result<Vec<Row>, Error> {
        if sql == "BEGIN IMMEDIATE" {
            (self.1.borrow_mut())();
        }
        self.0.run(sql, values).await
    }
}

#[test]
fn a_ticket_that_somebody_changed_meanwhile_is_left_to_them_and_the_others_are_done() {
    let folder = Folder::new();
    let path = folder.file("race.db");
    let other = open(&path);
    block_on(migrate(&other)).unwrap();
    let all: Vec<TicketId> = (0..5).map(|n| due(&other, MONDAY.plus(n))).collect();
    let assigned = || {
        let before = find(&other, all[2]);
        let after = Ticket { lead: Some(dept("zjj")), state: State::Assigned, ..before.clone() };
        save_now(&other, &before, &[change(&before, after, Action::Assign)]);
    };
    let db = Overtaken(open(&path), RefCell::new(Box::new(assigned)));
    let batch = run(&db, Queue::Owed, MONDAY.plus(100), 10);
    assert_eq!((batch.looked_at, batch.taken.len(), batch.conflicts), (5, 4, 1));
    let theirs = find(&other, all[2]);
    assert_eq!((theirs.version, theirs.state, theirs.supervision_level), (2, State::Assigned, 0));
    // It is still late, and due as before.
    assert_eq!(run(&other, Queue::Owed, MONDAY.plus(100), 10).taken, [(all[2], LATE)]);
}

#[test]
fn two_at_once_do_everything_once() {
    for _ in 0..10 {
        let folder = Folder::new();
        let path = folder.file("race.db");
        let db = open(&path);
        block_on(migrate(&db)).unwrap();
        for n in 0..40 {
            due(&db, MONDAY.plus(n));
            withdrawn(&db, MONDAY.plus(-n));
        }
        let now = MONDAY.plus(60 * DAY);
        let work = |queue| {
            let db = open(&path);
            let mut taken = Vec::new();
            loop {
                let batch = run(&db, queue, now, 7);
                taken.extend(batch.taken);
                if batch.looked_at == 0 {
                    return taken;
                }
            }
        };
        let taken: Vec<_> = std::thread::scope(|scope| {
            let queues = [Queue::Owed, Queue::Finished, Queue::Owed, Queue::Finished];
            let threads: Vec<_> = queues.into_iter().map(|queue| scope.spawn(move || work(queue))).collect();
            threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
        });
        assert_eq!(taken.len(), 80);
        assert_eq!(
            integer(&db, "SELECT count(DISTINCT ticket_id) FROM event WHERE action = 'supervise'"),
            40
        );
        assert_eq!(integer(&db, "SELECT count(*) FROM event WHERE role = 'system'"), 80);
        assert_eq!(integer(&db, "SELECT count(*) FROM audit WHERE sub = 'system:tick'"), 80);
        assert_eq!(integer(&db, "SELECT count(*) FROM ticket WHERE wake_at <= 1795399200"), 0);
    }
}

#[test]
fn a_row_that_cannot_be_read_is_postponed_and_the_others_are_done() {
    let db = in_memory();
    let (broken, good) = (due(&db, MONDAY), due(&db, MONDAY.plus(1)));
    query(&db, &format!("UPDATE ticket SET returned_by = '{{}}' WHERE id = {broken}"));
    let now = MONDAY.plus(100);
    let batch = run(&db, Queue::Owed, now, 10);
    assert_eq!(batch.taken, [(good, LATE)]);
    assert_eq!(batch.broken.iter().map(|broken| broken.id).collect::<Vec<_>>(), [broken]);
    assert_eq!(run(&db, Queue::Owed, now, 10), BatchOutcome::default());
    assert_eq!(run(&db, Queue::Owed, now.plus(3600), 10).broken.len(), 1, "tried again");
}

/// As a city with other settings has them: a day until what is finished may go.
fn hasty(version: i64) -> Rules {
    let day = BoundedInt::nearest(1);
    let settings = Settings { archive_days: day, reopen_days: BoundedInt::nearest(1), ..Settings::default() };
    Rules::parse(version, &settings.compiled()).unwrap()
}

#[test]
fn other_settings_count_for_what_waits_already() {
    let db = in_memory();
    let finished: Vec<TicketId> = (0..7).map(|n| withdrawn(&db, MONDAY.plus(n))).collect();
    let open = due(&db, MONDAY.plus(1000));
    let before = (find(&db, open), block_on(audit::head(&db)).unwrap());
    let now = MONDAY.plus(10);
    let anew = |rules: &Rules, limit| block_on(reschedule(&db, rules, now, limit)).unwrap();
    assert!(!anew(rules(), 3), "nothing has changed");
    let wakes = |n: usize| find(&db, finished[n]).wake_at;
    assert_eq!(wakes(0), Some(MONDAY.plus(30 * DAY)));
    assert!(anew(&hasty(2), 3));
    assert_eq!((wakes(2), wakes(3)), (Some(MONDAY.plus(2 + DAY)), Some(MONDAY.plus(3 + 30 * DAY))));
    assert!(!anew(rules(), 3), "somebody who knows nothing newer leaves it alone");
    assert!(anew(&hasty(2), 3));
    assert!(!anew(&hasty(2), 3), "the last two");
    assert_eq!((wakes(3), wakes(6)), (Some(MONDAY.plus(3 + DAY)), Some(MONDAY.plus(6 + DAY))));
    assert_eq!(
        (find(&db, open), block_on(audit::head(&db)).unwrap()),
        before,
        "and nothing else has changed"
    );

    // Again other settings, in the middle of it: from the beginning.
    assert!(anew(&Rules::parse(3, &Settings::default().compiled()).unwrap(), 3));
    assert!(anew(&hasty(4), 7), "there may be more");
    assert_eq!(wakes(0), Some(MONDAY.plus(DAY)));
    let done = dump(&db);
    assert!(!anew(&hasty(4), 7));
    assert!(!anew(&hasty(4), 7));
    assert_ne!(dump(&db), done, "that it is done is kept");
    let done = dump(&db);
    assert!(!anew(&hasty(4), 7));
    assert_eq!(dump(&db), done);
}

/// A connection that counts.
struct Counting(Native, RefCell<Vec<String>>);

impl Db for Counting {
    async fn run(&self, sql: &str, values: Vec<Value>) -> Result<Vec<Row>, Error> {
        self.1.borrow_mut().push(sql.to_owned());
        self.0.run(sql, values).await
    }
}

#[test]
fn a_batch_is_one_transaction_with_little_more_than_a_statement_for_each_ticket() {
    let db = Counting(in_memory(), RefCell::default());
    for n in 0..25 {
        due(&db.0, MONDAY.plus(n));
        due(&db.0, MONDAY.plus(1000));
    }
    query(&db.0, "UPDATE ticket SET wake_at = 1");
    let batch = run(&db, Queue::Owed, MONDAY.plus(100), 50);
    assert_eq!((batch.looked_at, batch.taken.len()), (50, 25));
    let statements = db.1.into_inner();
    assert_eq!(statements.iter().filter(|sql| sql.starts_with("BEGIN")).count(), 1);
    // The list; begin, the log's head, events with their lines of the log, how far is counted, the counts, commit; the
    // times of those only looked at.
    assert_eq!(statements.len(), 25 + 8, "{statements:#?}");
}

#[test]
fn a_batch_counts_for_the_assessment_what_is_in_it_already() {
    let db = in_memory();
    for n in 0..6 {
        due(&db, MONDAY.plus(n));
    }
    let sums = || {
        let columns = "period || facet || category, sum(received), sum(due), sum(supervised)";
        query(&db, &format!("SELECT {columns} FROM tally GROUP BY 1 HAVING sum(received) > 0 ORDER BY 1"))
    };
    let uncounted = || {
        query(&db, "DELETE FROM tally");
        query(&db, "UPDATE tally_progress SET counted_to = 0");
    };
    uncounted();
    assert!(!block_on(assessment::rebuild(&db, 2)).unwrap().complete);
    run(&db, Queue::Owed, MONDAY.plus(100), 10);
    let supervised = "SELECT sum(supervised) FROM tally WHERE facet = 'recent'";
    assert_eq!(integer(&db, supervised), 2, "those that are counted");
    assert!(block_on(assessment::rebuild(&db, 10)).unwrap().complete);
    assert_eq!(integer(&db, supervised), 6);
    let found = sums();
    uncounted();
    assert!(block_on(assessment::rebuild(&db, 10)).unwrap().complete);
    assert_eq!(sums(), found);
}

#[test]
fn interrupted_submissions_are_found_and_those_that_failed_stand_behind() {
    let db = in_memory();
    let ids: Vec<TicketId> =
        (0..6).map(|n| stored(&db, &submitted(demand("路灯坏了"), MONDAY.plus(n))).id).collect();
    let list = |before, limit| block_on(untriaged::list(&db, before, limit)).unwrap();
    assert_eq!(list(MONDAY.plus(3), 10), ids[..4], "old enough");
    assert_eq!(list(MONDAY.plus(3), 2), ids[..2]);
    block_on(untriaged::mark_tried(&db, &ids[..2], MONDAY.plus(100))).unwrap();
    assert_eq!(list(MONDAY.plus(99), 10), ids[2..], "not at once again");
    assert_eq!(list(MONDAY.plus(100), 10), [&ids[2..], &ids[..2]].concat());
    block_on(untriaged::mark_tried(&db, &ids[2..], MONDAY.plus(200))).unwrap();
    block_on(untriaged::mark_tried(&db, &ids[..1], MONDAY.plus(300))).unwrap();
    assert_eq!(list(MONDAY.plus(300), 10), [&ids[1..], &ids[..1]].concat());

    // What has a classification, by a machine or a person, or waits for nobody, is none.
    query(&db, &format!("UPDATE ticket SET suggestion = '{{}}' WHERE id = {}", ids[0]));
    query(&db, &format!("UPDATE ticket SET category = '环境保护' WHERE id = {}", ids[1]));
    query(&db, &format!("UPDATE ticket SET state = 'info_needed' WHERE id = {}", ids[2]));
    assert_eq!(list(MONDAY.plus(300), 10), ids[3..]);
    query(&db, &format!("UPDATE ticket SET content = '' WHERE id = {}", ids[4]));
    assert_eq!(list(MONDAY.plus(300), 10), ids[3..], "whoever reads it finds that it cannot be read");
}

#[test]
fn what_whoever_took_it_down_holds_is_nobody_elses_to_dispatch_however_long_it_waits() {
    let db = in_memory();
    let ticket = submitted(demand("路灯坏了"), MONDAY);
    let insert = |held: bool| {
        let events = [Event::submitted(Role::Agent, "agent-1", MONDAY)];
        let new = NewTicket {
            ticket: &ticket,
            events: &events,
            query_hash: [7; 32],
            sealed: None,
            idempotency: None,
            held,
        };
        block_on(tickets::insert(&db, &chain(), &new)).unwrap().into_new().unwrap()
    };
    let (held, other) = (insert(true), insert(false));
    assert_eq!((find(&db, held).suggestion, find(&db, held).state), (None, State::Pending), "not understood");
    let list = |at| block_on(untriaged::list(&db, at, 10)).unwrap();
    assert_eq!(list(MONDAY.plus(60)), [other]);
    assert_eq!(list(MONDAY.plus(365 * DAY)), [other]);
}

#[test]
fn a_pass_with_nothing_due_writes_nothing() {
    let db = in_memory();
    due(&db, MONDAY.plus(1000));
    let before = dump(&db);
    assert_eq!(run(&db, Queue::Owed, MONDAY, 10), BatchOutcome::default());
    assert_eq!(dump(&db), before);
}
