//! Old tickets go to the archive and are found there; wherever it breaks off, each is found once.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests, which may fail loudly")]

mod common;

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::path::Path;

use common::{
    Folder, MONDAY, ROLLS, any_submission, block_on, chain, change, dept, entry, in_memory, integer, open,
    query, save_now, stored, submitted, texts,
};
use minsheng_core::rules::Rules;
use minsheng_core::ticket::{Event, Ticket};
use minsheng_core::timers::is_cold;
use minsheng_dice::fixed;
use minsheng_store::cold::{self, LARGEST_FAMILY, Moved, lacking, move_batch};
use minsheng_store::import::{Imported, Old, store};
use minsheng_store::migrate::migrate;
use minsheng_store::native::Native;
use minsheng_store::timers::{self, Queue};
use minsheng_store::{Db, Error, Row, Value, assessment, audit, indexing, outbox, tickets};
use minsheng_types::bounded_int::BoundedInt;
use minsheng_types::clock::{DAY, Timestamp};
use minsheng_types::ids::TicketId;
use minsheng_types::words::{Action, Role, State};

/// When all of them are long over.
const LATER: Timestamp = Timestamp::from_unix(MONDAY.unix() + 2000 * DAY);

fn rules() -> Rules {
    let mut rules = Rules::defaults().clone();
    rules.settings.retention.cold_days = Some(BoundedInt::nearest(1125));
    rules
}

/// Stores one that is archived, and whose person is to be erased.
fn archived<D: Db>(db: &D, ticket: &Ticket) -> Ticket {
    let before = stored(db, ticket);
    let at = before.created_at;
    let after = |before: &Ticket| Ticket {
        state: State::Archived,
        archived_from: Some(State::Closed),
        closed_at: Some(at.plus(DAY)),
        updated_at: at.plus(31 * DAY),
        wake_at: Some(at.plus(32 * DAY)),
        lead: Some(dept("zjj")),
        assists: vec![dept("cgj")],
        ..before.clone()
    };
    let reopened = change(&before, Ticket { updated_at: at.plus(10), ..before.clone() }, Action::Reopen);
    let ended = change(&reopened.ticket, after(&reopened.ticket), Action::Archive);
    save_now(db, &before, &[reopened, ended]);
    common::find(db, before.id)
}

fn merged(db: &Native, child: &Ticket, parent: TicketId) {
    query(db, &format!("UPDATE ticket SET parent = {parent} WHERE id = {}", child.id));
}

/// The persons are erased, nothing is told any more, and all is counted and indexed.
fn settle(db: &Native) {
    let rules = rules();
    while block_on(timers::run_batch(db, &chain(), &rules, Queue::Finished, LATER, 100)).unwrap().looked_at
        > 0
    {}
    while block_on(outbox::purge(db, LATER, 1000)).unwrap().1 {}
    while !block_on(assessment::rebuild(db, 100)).unwrap().complete {}
    while !block_on(assessment::fold(db, 100)).unwrap() {}
    while block_on(indexing::run_batch(db, 100)).unwrap().more {}
}

/// Tickets of a few days, among them families, and what hangs on them.
fn fill(db: &Native) -> Vec<TicketId> {
    let mut rolls = fixed(40 * ROLLS);
    let mut all = Vec::new();
    for n in 0..24 {
        let ticket = any_submission(&mut rolls, MONDAY.plus(n % 4 * DAY));
        let ticket = Ticket { catalogue_version: None, ..ticket };
        all.push(archived(db, &ticket));
    }
    // What was merged may have come in before what it was merged into.
    for (child, parent) in [(1, 0), (2, 0), (3, 9), (10, 9)] {
        merged(db, &all[child], all[parent].id);
    }
    for (ticket, n) in all.iter().zip(1..) {
        query(db, &format!("INSERT INTO silence VALUES ({}, 1)", ticket.id));
        query(
            db,
            &format!(
                "INSERT INTO message (ticket_id, seq, channel, occasion, status, created_at, next_at) \
                 VALUES ({}, {n}, 'sms', 'received', 'sent', 1, 1)",
                ticket.id
            ),
        );
    }
    let first = all[0].id;
    query(
        db,
        &format!(
            "INSERT INTO hotspot (id, size, reporters, first_at, last_at, districts, words) VALUES ({first}, 2, 2, 1, 1, '[]', '[]')"
        ),
    );
    for ticket in &all[..2] {
        query(db, &format!("INSERT INTO hotspot_ticket VALUES ({}, {first})", ticket.id));
    }
    settle(db);
    all.iter().map(|ticket| ticket.id).collect()
}

fn moving(main: &Native, archive: &Native) -> Moved {
    block_on(move_batch(main, archive, &chain(), &rules(), LATER, 5)).unwrap()
}

/// Until nothing is left to be moved; how many were.
fn move_all(main: &Native, archive: &Native) -> u32 {
    let mut all = 0;
    loop {
        let Moved { moved, kept, broken, more } = moving(main, archive);
        assert_eq!((kept, broken), (0, vec![]));
        all += moved;
        if !more {
            return all;
        }
    }
}

/// All that is told of a ticket, and of what was merged into it, but for what is in force: that is the main database's.
fn told<D: Db>(db: &D, id: TicketId) -> Option<String> {
    let mut story = block_on(tickets::story(db, id, None)).unwrap()?;
    story.stored.versions = minsheng_store::in_force::Versions::default();
    let children = block_on(tickets::children(db, id)).unwrap();
    Some(format!("{story:#?}{children:#?}"))
}

/// As somebody finds it who asks by its number.
fn found(main: &Native, archive: &Native, id: TicketId) -> Option<String> {
    told(main, id).or_else(|| block_on(cold::find(main, id)).unwrap().and_then(|_| told(archive, id)))
}

fn sums(db: &Native) -> Vec<Vec<Value>> {
    query(db, "SELECT * FROM tally ORDER BY period, facet, department, category, district, channel")
}

#[test]
fn everything_is_told_as_before_and_everything_counts_as_before() {
    let (main, archive) = (in_memory(), in_memory());
    let ids = fill(&main);
    let before: Vec<_> = ids.iter().map(|id| told(&main, *id)).collect();
    let (counted, lines) = (sums(&main), integer(&main, "SELECT seq FROM audit_head"));
    let hotspots = query(&main, "SELECT * FROM hotspot");
    assert!(before.iter().all(Option::is_some) && !counted.is_empty());
    assert_eq!(move_all(&main, &archive), 24);
    assert_eq!(move_all(&main, &archive), 0, "they are there");
    for table in [
        "ticket",
        "event",
        "assist",
        "message",
        "silence",
        "hotspot_ticket",
        "to_index",
        "ticket_words",
        "telling_word",
    ] {
        assert_eq!(integer(&main, &format!("SELECT count(*) FROM {table}")), 0, "{table}");
    }
    let after: Vec<_> = ids.iter().map(|id| found(&main, &archive, *id)).collect();
    assert_eq!(after, before);
    assert_eq!((sums(&main), query(&main, "SELECT * FROM hotspot")), (counted, hotspots));
    for db in [&main, &archive] {
        assert_eq!(query(db, "PRAGMA foreign_key_check"), Vec::<Row>::new());
        assert_eq!(texts(db, "PRAGMA integrity_check"), ["ok"]);
        assert!(block_on(audit::verify(db, &chain(), 0, None, 1000)).unwrap().broken.is_none());
    }
    let told = format!("SELECT act || ' ' || detail FROM audit WHERE seq > {lines} ORDER BY seq");
    let told = texts(&main, &told);
    assert!(
        told.iter().all(|line| line.starts_with("tickets.cold ") && line.contains(" moved, 202611")),
        "{told:?}"
    );
    assert_eq!(integer(&main, "SELECT count(*) FROM outbox"), 0, "nobody else is told");
    assert_eq!(
        integer(&archive, "SELECT count(*) FROM audit") + integer(&archive, "SELECT count(*) FROM to_index"),
        0
    );
    assert_eq!(block_on(lacking(&main, Some(&archive))).unwrap(), (24, vec![]));
    let gone = ids[5].as_i64();
    query(&archive, &format!("DELETE FROM event WHERE ticket_id = {gone}"));
    query(&archive, &format!("DELETE FROM assist WHERE ticket_id = {gone}"));
    query(&archive, &format!("DELETE FROM ticket WHERE id = {gone}"));
    assert_eq!(block_on(lacking(&main, Some(&archive))).unwrap(), (24, vec![gone]));
    assert_eq!(block_on(lacking(&main, None)).unwrap().1.len(), 24);
}

#[test]
fn all_of_a_ticket_goes_along_but_the_keys_under_which_it_was_asked_for() {
    let db = in_memory();
    for (table, stays) in
        [("ticket", ["idempotency_key", "request_hash"]), ("event", ["idempotency_key", "request_hash"])]
    {
        let all: BTreeSet<String> =
            texts(&db, &format!("SELECT name FROM pragma_table_xinfo('{table}')")).into_iter().collect();
        let goes: BTreeSet<String> = cold::columns(table).into_iter().map(str::to_owned).collect();
        let left: Vec<&String> = all.difference(&goes).collect();
        assert_eq!(left, stays, "{table}");
        assert!(goes.is_subset(&all));
    }
    // What hangs on one is of a file, of its words, of its department, or of those who were told and called.
    let tables = "SELECT DISTINCT m.name FROM sqlite_schema AS m, pragma_foreign_key_list(m.name) AS f \
                  WHERE m.type = 'table' AND f.\"table\" = 'ticket' ORDER BY 1";
    let known = [
        "assist",
        "attachment",
        "callout",
        "event",
        "hotspot_ticket",
        "incident_notice",
        "message",
        "silence",
        "ticket",
    ];
    assert_eq!(texts(&db, tables), known);
}

/// A connection whose n-th statement fails.
struct Failing {
    inner: Native,
    left: Cell<usize>,
    /// It ran, and its answer was lost.
    ran: bool,
    /// Nothing runs any more.
    for_good: bool,
    failed: Cell<bool>,
}

impl Failing {
    fn at(path: &Path, nth: usize, (ran, for_good): (bool, bool)) -> Self {
        Self { inner: open(path), left: Cell::new(nth), ran, for_good, failed: Cell::new(false) }
    }
}

impl Db for Failing {
    async fn run(&self, sql: &str, values: Vec<Value>) -> Result<Vec<Row>, Error> {
        let told = || Error::Unavailable("the test pulled the plug".into());
        if self.failed.get() && self.for_good {
            return Err(told());
        }
        if self.failed.get() || self.left.get() > 0 {
            self.left.set(self.left.get().saturating_sub(1));
            return self.inner.run(sql, values).await;
        }
        self.failed.set(true);
        if self.ran {
            drop(self.inner.run(sql, values).await?);
        }
        Err(told())
    }
}

#[test]
fn wherever_it_breaks_off_each_is_found_once_and_the_next_call_goes_on() {
    let folder = Folder::new();
    let (main, archive) = (folder.file("main.db"), folder.file("archive.db"));
    let ids = {
        let db = open(&main);
        block_on(migrate(&db)).unwrap();
        block_on(migrate(&open(&archive))).unwrap();
        fill(&db)
    };
    let (first_main, first_archive) = (std::fs::read(&main).unwrap(), std::fs::read(&archive).unwrap());
    let before: Vec<_> = ids.iter().map(|id| told(&open(&main), *id)).collect();
    let all =
        |main: &Native, archive: &Native| ids.iter().map(|id| found(main, archive, *id)).collect::<Vec<_>>();
    for failure in [(false, false), (true, false), (false, true), (true, true)] {
        for of_archive in [false, true] {
            for nth in 0.. {
                std::fs::write(&main, &first_main).unwrap();
                std::fs::write(&archive, &first_archive).unwrap();
                let never = usize::MAX;
                let (at_main, at_archive) = if of_archive { (never, nth) } else { (nth, never) };
                let (one, other) =
                    (Failing::at(&main, at_main, failure), Failing::at(&archive, at_archive, failure));
                let outcome = block_on(move_batch(&one, &other, &chain(), &rules(), LATER, 5));
                let failed = one.failed.get() || other.failed.get();
                drop((one, other));
                let (main, archive) = (open(&main), open(&archive));
                let context = format!(
                    "statement {nth} of the {} failed: {outcome:?}",
                    if of_archive { "archive" } else { "main" }
                );
                assert_eq!(all(&main, &archive), before, "{context}");
                let twice = "SELECT count(*) FROM cold JOIN ticket USING (id)";
                assert_eq!(integer(&main, twice), 0, "{context}");
                move_all(&main, &archive);
                assert_eq!(integer(&main, "SELECT count(*) FROM cold"), 24, "{context}");
                assert_eq!(all(&main, &archive), before, "{context}");
                if !failed {
                    assert!(nth > 8 && outcome.unwrap().moved > 0);
                    break;
                }
            }
        }
    }
}

/// A connection at which something else happens before its first transaction, when the copy is made.
struct Meddled {
    inner: Native,
    first: RefCell<Option<String>>,
}

impl Db for Meddled {
    async fn run(&self, sql: &str, values: Vec<Value>) -> Result<Vec<Row>, Error> {
        if sql.starts_with("BEGIN")
            && let Some(meddling) = self.first.take()
        {
            self.inner.run(&meddling, vec![]).await?;
        }
        self.inner.run(sql, values).await
    }
}

#[test]
fn what_changes_after_it_was_copied_stays_with_its_family() {
    let nothing = || Meddled { inner: in_memory(), first: RefCell::default() };
    for meddling in [
        "UPDATE ticket SET adopted_at = 1, adopted = 'a', adopted_points = 0 WHERE id = :child",
        "UPDATE ticket SET answer = 'b', resolved = 1 WHERE id = :child",
        "UPDATE event SET note = 'c' WHERE ticket_id = :parent AND seq = 1",
        "INSERT INTO event (ticket_id, seq, at, action, role, sub, state_to) VALUES (:parent, 99, 1, 'exclude', 'admin', 'a', 'archived')",
        "INSERT INTO attachment (ticket_id, name, media_type, size, internal, role, sub, created_at) \
         VALUES (:child, 'a', 'image/png', 1, 1, 'agent', 'a', 1)",
        "INSERT INTO callout (ticket_id, dept, status, next_at, opened_at) VALUES (:parent, '', 'ended', 1, 1)",
        "UPDATE ticket SET parent = :parent WHERE id = :other",
    ] {
        let (main, archive) = (nothing(), nothing());
        let ids: Vec<TicketId> = (0..4)
            .map(|_| archived(&main.inner, &submitted(common::demand("路灯不亮"), MONDAY)).id)
            .collect();
        merged(&main.inner, &common::find(&main.inner, ids[1]), ids[0]);
        settle(&main.inner);
        let sql = [(":child", ids[1]), (":parent", ids[0]), (":other", ids[2])];
        let sql = sql.iter().fold(meddling.to_owned(), |sql, (name, id)| sql.replace(name, &id.to_string()));
        main.first.replace(Some(sql));
        let moved = block_on(move_batch(&main, &archive, &chain(), &rules(), LATER, 9)).unwrap();
        let stayed = if meddling.contains(":other") { 3 } else { 2 };
        assert_eq!((moved.moved, moved.kept), (4 - stayed, stayed), "{meddling}");
        let left = integer(&main.inner, "SELECT count(*) FROM ticket");
        assert_eq!(left, i64::from(stayed), "{meddling}");
        assert_eq!(
            integer(
                &main.inner,
                &format!("SELECT count(*) FROM ticket WHERE id IN ({}, {})", ids[0], ids[1])
            ),
            2
        );
        // What was copied before it changed is looked at by nobody, and written over when it goes.
        let now: Vec<_> = ids.iter().map(|id| told(&main.inner, *id)).collect();
        query(&main.inner, "UPDATE ticket SET adopted_at = NULL, adopted = NULL, adopted_points = NULL");
        query(&main.inner, "DELETE FROM attachment");
        query(&main.inner, "DELETE FROM callout");
        let unadopted: Vec<_> = ids.iter().map(|id| told(&main.inner, *id)).collect();
        move_all(&main.inner, &archive.inner);
        for ((id, now), unadopted) in ids.iter().zip(now).zip(unadopted) {
            if now.is_some() {
                assert_eq!(found(&main.inner, &archive.inner, *id), unadopted, "{meddling}");
            }
        }
        assert_eq!(integer(&main.inner, "SELECT count(*) FROM ticket"), 0, "{meddling}");
    }
}

#[test]
fn what_is_not_cold_stays_and_holds_up_nothing_behind_it() {
    let (main, archive) = (in_memory(), in_memory());
    let ids: Vec<TicketId> =
        (0..14).map(|n| archived(&main, &submitted(common::demand("路灯不亮"), MONDAY.plus(n))).id).collect();
    merged(&main, &common::find(&main, ids[7]), ids[6]);
    settle(&main);
    let set = |n: usize, what: &str| query(&main, &format!("UPDATE ticket SET {what} WHERE id = {}", ids[n]));
    set(0, "adopted_at = 1, adopted = 'a', adopted_points = 0");
    set(1, "wake_at = 1");
    set(2, "phone_hash = zeroblob(32)");
    set(3, &format!("closed_at = {}", LATER.plus(-1125 * DAY + 1).unix()));
    set(7, "adopted_at = 1, adopted = 'a', adopted_points = 0");
    query(
        &main,
        &format!(
            "INSERT INTO attachment (ticket_id, name, media_type, size, internal, role, sub, created_at) VALUES ({}, 'a', 'image/png', 1, 1, 'agent', 'a', 1)",
            ids[4]
        ),
    );
    query(
        &main,
        &format!(
            "INSERT INTO callout (ticket_id, dept, status, next_at, opened_at) VALUES ({}, '', 'ended', 1, 1)",
            ids[5]
        ),
    );
    query(&main, &format!("INSERT INTO incident_notice VALUES ({}, 1)", ids[8]));
    let none = block_on(move_batch(&main, &archive, &chain(), Rules::defaults(), LATER, 9)).unwrap();
    assert_eq!(none, Moved::default(), "a city without an archive");
    query(&main, "UPDATE tally_progress SET counted_to = 0");
    assert_eq!(moving(&main, &archive), Moved::default(), "what is not in the sums yet");
    query(&main, &format!("UPDATE tally_progress SET counted_to = {}", i64::MAX));
    query(
        &main,
        &format!(
            "INSERT INTO outbox (seq, at, kind) SELECT from_seq + 1, {}, 'x' FROM outbox_kept",
            MONDAY.unix()
        ),
    );
    assert_eq!(moving(&main, &archive), Moved::default(), "what others may still read of");
    query(&main, "DELETE FROM outbox");
    assert_eq!(move_all(&main, &archive), 5);
    let left = texts(&main, "SELECT CAST(id AS TEXT) FROM ticket ORDER BY id");
    assert_eq!(left, ids[..9].iter().map(ToString::to_string).collect::<Vec<_>>());
    // What the statement finds is what the rule says of each.
    let cold = |id: &TicketId| is_cold(&common::find(&main, *id), &rules(), LATER);
    assert_eq!(
        ids[..9].iter().map(cold).collect::<Vec<_>>(),
        [false, false, false, false, true, true, true, false, true]
    );
}

#[test]
fn a_family_goes_at_once_and_a_very_large_one_not_at_all() {
    let (main, archive) = (in_memory(), in_memory());
    let ids: Vec<TicketId> =
        (0..40).map(|n| archived(&main, &submitted(common::demand("停水"), MONDAY.plus(n))).id).collect();
    for child in &ids[1..30] {
        merged(&main, &common::find(&main, *child), ids[0]);
    }
    settle(&main);
    assert_eq!(moving(&main, &archive).moved, 30, "more than go at a time");
    let many: Vec<TicketId> = (0..=LARGEST_FAMILY + 1)
        .map(|n| archived(&main, &submitted(common::demand("停电"), MONDAY.plus(i64::from(n)))).id)
        .collect();
    settle(&main);
    for child in &many[1..] {
        merged(&main, &common::find(&main, *child), many[0]);
    }
    move_all(&main, &archive);
    assert_eq!(integer(&main, "SELECT count(*) FROM ticket"), i64::from(LARGEST_FAMILY) + 2);
    query(&main, &format!("DELETE FROM event WHERE ticket_id = {}", many[1]));
    query(&main, &format!("DELETE FROM assist WHERE ticket_id = {}", many[1]));
    query(&main, &format!("DELETE FROM ticket WHERE id = {}", many[1]));
    move_all(&main, &archive);
    assert_eq!(integer(&main, "SELECT count(*) FROM ticket"), 0);
}

#[test]
fn no_number_is_given_twice() {
    let (main, archive) = (in_memory(), in_memory());
    let ids: Vec<TicketId> =
        (0..3).map(|_| archived(&main, &submitted(common::demand("停水"), MONDAY)).id).collect();
    settle(&main);
    move_all(&main, &archive);
    let ticket = Ticket { version: 1, ..submitted(common::demand("一件旧工单"), MONDAY) };
    let events = [Event::submitted(Role::System, "admin-1", MONDAY)];
    let old = Old { ticket: &ticket, events: &events, query_hash: [1; 32], sealed: None, reference: [1; 32] };
    let made = block_on(store(&main, &chain(), &[old], &entry("tickets.import"), LATER, false)).unwrap();
    let next = |n: i64| TicketId::from_i64(ids[2].as_i64() + n).unwrap();
    assert_eq!(made, [Imported::New(next(1))]);
    // A clock that has gone back to that day.
    assert_eq!(stored(&main, &submitted(common::demand("停电"), MONDAY)).id, next(2));
}

/// A migration that counts anew would leave out what lies in the archive.
#[test]
fn nothing_is_counted_anew_since_there_is_an_archive() {
    let all = minsheng_store::migrate::all().unwrap();
    for (place, migration) in
        all.iter().enumerate().skip_while(|(_, text)| !text.contains("CREATE TABLE cold"))
    {
        let read = "(SELECT counted_to FROM tally_progress WHERE id = 1)";
        assert!(
            !migration.replace(read, "").contains("tally_progress"),
            "migration {place}: count what lies in the archive as well"
        );
    }
}
