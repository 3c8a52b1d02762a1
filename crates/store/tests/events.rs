//! What other systems are told of: nothing is lost, nothing invented, the order of each ticket kept; and how it is handed out
//! to receivers that fail, by calls that break off.
#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests, which may fail loudly")]

mod common;

use std::collections::{BTreeMap, BTreeSet};

use common::{
    MONDAY, ROLLS, any_change, any_submission, block_on, chain, change, dept, entry, in_memory, integer,
    life, notice, query, save_now, stored, submitted, texts,
};
use minsheng_core::audit::Entry;
use minsheng_core::delivery::{Answer, Failure, Fate, Receiver, decide};
use minsheng_core::endpoint::Endpoint;
use minsheng_core::events::{Data, EventId, EventType, Happening};
use minsheng_core::notice::Notice;
use minsheng_core::ticket::{Reporter, Ticket};
use minsheng_dice::{Dice, check, fixed};
use minsheng_store::deliveries::{self, Attempt, Claimed, Fares};
use minsheng_store::made::Made;
use minsheng_store::native::Native;
use minsheng_store::outbox::{self, EventPage, Found, Reader, Selection};
use minsheng_store::webhooks::{self, Webhook, Which};
use minsheng_store::{audit, notices};
use minsheng_types::clock::{DAY, Timestamp};
use minsheng_types::ids::TicketId;
use minsheng_types::text::Name;
use minsheng_types::words::{Action, Kind, State};

fn page(db: &Native, selection: &Selection, limit: u32) -> Option<EventPage> {
    match block_on(outbox::page(db, selection, limit)).unwrap() {
        Found::Page(page) => Some(page),
        Found::Gone => None,
    }
}

/// All that a selection finds, page by page.
fn all(db: &Native, selection: &Selection, limit: u32) -> Vec<Happening> {
    let (mut found, mut selection) = (Vec::new(), selection.clone());
    loop {
        let page = page(db, &selection, limit).unwrap();
        assert!(page.happenings.len() <= limit as usize);
        found.extend(page.happenings);
        selection.after = Some(page.next);
        if !page.more {
            return found;
        }
    }
}

fn every(db: &Native) -> Vec<Happening> {
    all(db, &Selection::default(), 100)
}

fn types(found: &[Happening]) -> Vec<String> {
    found.iter().map(|one| one.kind.stored()).collect()
}

fn ticket_of(one: &Happening) -> (TicketId, u32) {
    match &one.data {
        Data::Ticket(data) => (data.ticket, data.version),
        Data::Protected(data) => (data.ticket, data.version),
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_event_of_every_ticket_is_told_of_once_in_its_order_and_as_it_was() {
    check(24, life(4), |(mut dice, changes)| {
        let db = in_memory();
        let mut lives =
            [any_submission(&mut dice, MONDAY), any_submission(&mut dice, MONDAY)].map(|it| stored(&db, &it));
        let mut wanted: Vec<(TicketId, u32)> =
            lives.iter().map(|ticket| (ticket.id, ticket.version)).collect();
        for (place, mut dice) in changes.into_iter().enumerate() {
            let before = lives[place % 2].clone();
            let change = change(&before, any_change(&mut dice, &before), Action::Progress);
            save_now(&db, &before, std::slice::from_ref(&change));
            wanted.push((before.id, change.ticket.version));
            lives[place % 2] = change.ticket;
        }
        let found = every(&db);
        assert_eq!(found.iter().map(ticket_of).collect::<Vec<_>>(), wanted);
        assert!(found.is_sorted_by_key(|one| one.id.seq));
        for ticket in &lives {
            let history = common::events(&db, ticket.id);
            let told: Vec<&Happening> = found.iter().filter(|one| ticket_of(one).0 == ticket.id).collect();
            assert_eq!(told.len(), history.len());
            for (event, one) in history.iter().zip(told) {
                assert_eq!((event.seq, event.at), (ticket_of(one).1, one.id.at));
                // As it stands: what is protected now is told of as such, whatever it was.
                let is_protected = matches!(one.kind, EventType::TicketChanged);
                assert!(is_protected || ticket.kind != Kind::Report && !ticket.reporter.confidential);
                if let Data::Ticket(data) = &one.data {
                    assert_eq!(
                        (data.action, data.state, data.state_before),
                        (event.action, event.to, event.from)
                    );
                    assert_eq!(data.by, event.role);
                }
            }
        }
    });
}

#[test]
fn what_is_protected_says_no_more_than_that_something_happened() {
    let db = in_memory();
    let ticket = stored(&db, &submitted(common::demand("路灯坏了"), MONDAY));
    assert_eq!(types(&every(&db)), ["ticket.submit"]);
    let confidential =
        Ticket { reporter: Reporter { confidential: true, ..Reporter::default() }, ..ticket.clone() };
    let confidential = change(&ticket, confidential, Action::Supplement);
    save_now(&db, &ticket, std::slice::from_ref(&confidential));
    let found = every(&db);
    assert_eq!(types(&found), ["ticket.changed", "ticket.changed"], "what was told of before as well");
    assert!(found.iter().all(|one| matches!(one.data, Data::Protected(_))));
    // What it was then stays hidden when it is protected no more.
    query(&db, "UPDATE ticket SET reporter = json_set(reporter, '$.confidential', json('false'))");
    assert_eq!(types(&every(&db)), ["ticket.submit", "ticket.changed"]);
    let report = Ticket { kind: Kind::Report, ..submitted(common::demand("举报"), MONDAY) };
    stored(&db, &report);
    let all = Selection { types: vec![EventType::Ticket(Action::Submit)], ..Selection::default() };
    assert_eq!(page(&db, &all, 10).unwrap().happenings.len(), 1, "nor is it found by what it is");
    assert_eq!(texts(&db, "SELECT kind FROM outbox ORDER BY seq DESC LIMIT 1"), ["ticket.changed"]);
}

fn publish(db: &Native, notice: &Notice, at: Timestamp) -> Notice {
    let notice = Notice { created_at: at, updated_at: at, ..notice.clone() };
    let made = block_on(notices::insert(db, &chain(), &notice, &entry("notice.publish"), None)).unwrap();
    Notice { id: made.into_new().unwrap(), ..notice }
}

fn put(db: &Native, act: &str, notice: &Notice, at: Timestamp) -> Notice {
    let notice = Notice { updated_at: at, ..notice.clone() };
    let entry = Entry { object: notice.id.to_string(), ..entry(act) };
    assert!(block_on(notices::update(db, &chain(), &notice, &entry)).unwrap());
    Notice { version: notice.version + 1, ..notice }
}

fn turn(db: &Native, at: Timestamp) {
    block_on(notices::advance_phases(db, &chain(), &entry(""), at, 10)).unwrap();
}

#[test]
fn a_notice_is_told_of_from_when_it_shows_to_when_it_does_no_more() {
    let db = in_memory();
    let hour = |n: i64| MONDAY.plus(n * 3600);
    let now = publish(&db, &notice("停水", MONDAY), MONDAY);
    let later = Notice { expires_at: Some(hour(3)), ..notice("停电", hour(1)) };
    let later = publish(&db, &later, MONDAY);
    assert_eq!(types(&every(&db)), ["notice.published"], "nobody knows yet of what will be");
    let later = put(&db, "notice.replace", &later, MONDAY);
    turn(&db, hour(1));
    let now = put(&db, "notice.replace", &now, hour(1));
    let now = put(&db, "notice.withdraw", &Notice { withdrawn: true, ..now }, hour(2));
    let now = put(&db, "notice.replace", &now, hour(2));
    put(&db, "notice.replace", &Notice { withdrawn: false, ..now }, hour(2));
    turn(&db, hour(3));
    let found = every(&db);
    assert_eq!(
        types(&found),
        [
            "notice.published",
            "notice.published",
            "notice.updated",
            "notice.withdrawn",
            "notice.published",
            "notice.expired"
        ]
    );
    let numbers: Vec<String> = found.iter().map(Happening::subject).collect();
    let (first, second) = (numbers[0].clone(), later.id.to_string());
    assert_eq!(numbers, [&first, &second, &first, &first, &first, &second].map(String::clone));
    // One that came and went since the last look was seen by nobody.
    publish(&db, &Notice { expires_at: Some(hour(5)), ..notice("短", hour(4)) }, hour(3));
    let withdrawn = publish(&db, &notice("不发了", hour(9)), hour(3));
    put(&db, "notice.withdraw", &Notice { withdrawn: true, ..withdrawn }, hour(3));
    turn(&db, hour(6));
    assert_eq!(every(&db).len(), found.len());
    let Data::Notice(data) = &found[5].data else { panic!("{found:?}") };
    assert_eq!((data.category.as_str(), data.pinned, data.expires_at), ("outage", false, Some(hour(3))));
}

#[test]
fn what_others_keep_a_copy_of_is_told_of_when_it_changes() {
    let db = in_memory();
    for (act, object) in [
        ("settings.replace", "3"),
        ("catalogue.replace", "4"),
        ("department.put", "jtj"),
        ("key.create", "x"),
        ("ticket.submit", "7"),
    ] {
        let entry = Entry { object: object.into(), ..entry(act) };
        block_on(audit::record(&db, &chain(), MONDAY, &entry)).unwrap();
    }
    query(
        &db,
        "INSERT INTO hotspot (id, size, reporters, first_at, last_at, category, districts, words, alert) \
         VALUES (20261123000001, 9, 7, 1, 2, '交通运输', '[]', '[]', 'new')",
    );
    let alert = Entry { object: "20261123000001".into(), ..entry("hotspot.alert") };
    block_on(audit::record(&db, &chain(), MONDAY, &alert)).unwrap();
    let found = every(&db);
    assert_eq!(
        types(&found),
        ["settings.replaced", "catalogue.replaced", "department.changed", "hotspot.alerted"]
    );
    let told: Vec<_> = found.into_iter().map(Happening::told).collect();
    let subjects: Vec<&str> = told.iter().map(|one| one.subject.as_str()).collect();
    assert_eq!(subjects, ["3", "4", "jtj", "20261123000001"]);
    let sources: Vec<&str> = told.iter().map(|one| one.source).collect();
    assert_eq!(sources, ["/v1/settings", "/v1/catalogue", "/v1/departments", "/v1/stats/hotspots"]);
}

/// Three tickets: of an integrator, led by `jtj` and assisted by `cgj`; and led by `zjj`.
fn three(db: &Native) -> [Ticket; 3] {
    let ticket = |words: &str| submitted(common::demand(words), MONDAY);
    let own = Ticket { by_integrator: true, submitted_by: "key:aa".into(), ..ticket("甲") };
    let led = Ticket { lead: Some(dept("jtj")), assists: vec![dept("cgj")], ..ticket("乙") };
    let other = Ticket { lead: Some(dept("zjj")), ..ticket("丙") };
    [own, led, other].map(|ticket| stored(db, &ticket))
}

#[test]
fn each_reader_sees_their_own_and_what_everybody_may_know() {
    let db = in_memory();
    let [own, led, other] = three(&db);
    publish(&db, &notice("停水", MONDAY), MONDAY);
    block_on(audit::record(
        &db,
        &chain(),
        MONDAY,
        &Entry { object: "4".into(), ..entry("catalogue.replace") },
    ))
    .unwrap();
    let subjects = |reader: Reader| -> Vec<String> {
        all(&db, &Selection { reader, ..Selection::default() }, 2).iter().map(Happening::subject).collect()
    };
    let ids = [&own, &led, &other].map(|ticket| ticket.id.to_string());
    assert_eq!(subjects(Reader::default()), [&ids[0], &ids[1], &ids[2], "1", "4"]);
    let integrator = |sub: &str| Reader { integrator: Some(sub.into()), ..Reader::default() };
    assert_eq!(subjects(integrator("key:aa")), [&ids[0], "1"]);
    assert_eq!(subjects(integrator("key:bb")), ["1"]);
    assert_eq!(subjects(integrator("citizen")), ["1"], "whoever handed it in as a citizen is no integrator");
    let of = |code: &str| Reader { department: Some(dept(code)), ..Reader::default() };
    assert_eq!(subjects(of("jtj")), [&ids[1], "1"]);
    assert_eq!(subjects(of("cgj")), [&ids[1], "1"], "who assists as well");
    assert_eq!(subjects(of("hbj")), ["1"]);
    let found = every(&db);
    let read =
        |reader: &Reader, id| block_on(outbox::find(&db, reader, id)).unwrap().map(|one| one.subject());
    assert_eq!(read(&of("jtj"), found[1].id), Some(ids[1].clone()));
    assert_eq!(read(&of("jtj"), found[2].id), None);
    let wrong = EventId { at: found[1].id.at.plus(1), ..found[1].id };
    assert_eq!(read(&Reader::default(), wrong), None, "of another time is another event");
}

#[test]
fn events_are_found_by_type_and_by_ticket_indexed_or_not() {
    let db = in_memory();
    let [own, led, _] = three(&db);
    let signed = change(&led, Ticket { state: State::InProgress, ..led.clone() }, Action::Sign);
    save_now(&db, &led, std::slice::from_ref(&signed));
    let of = |ticket: &Ticket, types: &[EventType]| {
        let selection = Selection { ticket: Some(ticket.id), types: types.to_vec(), ..Selection::default() };
        types_of(&db, &selection)
    };
    fn types_of(db: &Native, selection: &Selection) -> Vec<String> {
        types(&all(db, selection, 1))
    }
    for _ in 0..2 {
        assert_eq!(of(&led, &[]), ["ticket.submit", "ticket.sign"]);
        assert_eq!(of(&own, &[]), ["ticket.submit"]);
        assert_eq!(of(&led, &[EventType::Ticket(Action::Sign)]), ["ticket.sign"]);
        while block_on(audit::index(&db, 2)).unwrap() {}
    }
    let signs = Selection { types: vec![EventType::Ticket(Action::Sign)], ..Selection::default() };
    assert_eq!(types_of(&db, &signs), ["ticket.sign"]);
}

#[test]
fn a_page_looks_through_so_much_and_says_where_to_go_on() {
    let db = in_memory();
    assert_eq!(page(&db, &Selection::default(), 10), Some(EventPage::default()), "nothing has happened");
    for n in 0..1003 {
        let act = if n < 1002 { "settings.replace" } else { "department.put" };
        let entry = Entry { object: n.to_string(), ..entry(act) };
        block_on(audit::record(&db, &chain(), MONDAY, &entry)).unwrap();
    }
    let departments = Selection { types: vec![EventType::DepartmentChanged], ..Selection::default() };
    let first = page(&db, &departments, 10).unwrap();
    assert_eq!((first.happenings.len(), first.next, first.more), (0, 1000, true), "not yet, and not the end");
    let second = page(&db, &Selection { after: Some(first.next), ..departments.clone() }, 10).unwrap();
    assert_eq!((second.happenings.len(), second.next, second.more), (1, 1003, false));
    let end = page(&db, &Selection { after: Some(second.next), ..departments.clone() }, 10).unwrap();
    assert_eq!((end.happenings.len(), end.next, end.more), (0, 1003, false), "where it was");
    assert_eq!(block_on(outbox::latest(&db)).unwrap(), 1003);
    assert_eq!(page(&db, &Selection { after: Some(1004), ..departments }, 10), None, "of no log of ours");
}

#[test]
fn what_was_kept_long_enough_goes_and_whoever_comes_too_late_is_told() {
    let db = in_memory();
    let happens = |n: i64| {
        let entry = Entry { object: n.to_string(), ..entry("settings.replace") };
        block_on(audit::record(&db, &chain(), MONDAY.plus(n * DAY), &entry)).unwrap();
    };
    (0..6).for_each(happens);
    let purge = |day: i64, limit| block_on(outbox::purge(&db, MONDAY.plus(day * DAY), limit)).unwrap();
    assert_eq!(purge(30, 10), (0, false), "thirty days, if nobody says otherwise");
    assert_eq!(purge(32, 1), (1, true));
    assert_eq!(purge(32, 10), (1, false));
    let after = |seq| page(&db, &Selection { after: Some(seq), ..Selection::default() }, 10);
    assert_eq!(after(1), None, "the second is gone");
    assert_eq!(after(2).unwrap().happenings.len(), 4, "who has read it misses nothing");
    assert_eq!(page(&db, &Selection::default(), 10).unwrap().happenings.len(), 4);
    query(
        &db,
        "INSERT INTO settings (version, body, compiled, created_at, created_by) VALUES (99, '{\"event_days\": 7}', '', 0, '')",
    );
    assert_eq!(purge(12, 10), (3, false));
    assert_eq!(purge(400, 10), (1, false));
    assert_eq!(after(6).unwrap().next, 6, "all are gone, and their places are not given again");
    happens(6);
    assert_eq!(after(6).unwrap().happenings.len(), 1);
}

fn webhook(name: &str) -> Webhook {
    Webhook {
        seq: 0,
        id: name.into(),
        version: 1,
        name: Name::parse(name).unwrap(),
        url: Endpoint::parse("https://crm.example.org/hook").unwrap(),
        types: vec![],
        department: None,
        key: None,
        enabled: true,
        disabled_because: None,
        former_until: None,
        created_at: MONDAY,
        created_by: "admin-1".into(),
        updated_at: MONDAY,
        cursor: 0,
        failing_since: None,
        rests_until: MONDAY,
        pending: 0,
        dead: 0,
    }
}

fn made(db: &Native, webhook: &Webhook) -> Webhook {
    let made =
        block_on(webhooks::insert(db, &chain(), webhook, vec![0, 1, 7], &entry("webhook.create"), None))
            .unwrap();
    assert_eq!(made, Made::New(webhook.id.clone()));
    found(db, &webhook.id)
}

fn found(db: &Native, id: &str) -> Webhook {
    block_on(webhooks::find(db, id)).unwrap().unwrap()
}

fn fan_out(db: &Native, at: Timestamp) -> u32 {
    let mut made = 0;
    loop {
        let (count, more) = block_on(deliveries::fan_out(db, &chain(), at)).unwrap();
        made += count;
        if !more {
            return made;
        }
    }
}

fn claim(db: &Native, at: Timestamp, limit: u32) -> Vec<Claimed> {
    block_on(deliveries::claim(db, at, at.plus(20), at.unix(), limit)).unwrap()
}

fn due(db: &Native, claimed: &Claimed, at: Timestamp) -> Vec<i64> {
    block_on(deliveries::due(db, claimed.webhook, at, 100)).unwrap().iter().map(|due| due.seq).collect()
}

const WELL: Fares =
    Fares { failures: 0, failing_since: None, rests_until: None, recovered: false, disabled_because: None };

fn record(db: &Native, claimed: &Claimed, seq: i64, fate: Fate, fares: Fares, at: Timestamp) {
    let answer =
        if fate == Fate::Delivered { Answer::Status(200, None) } else { Answer::None(Failure::Timeout) };
    let attempt = Attempt { seq, answer, fate, at, millis: 5 };
    block_on(deliveries::record(db, &chain(), claimed, &[attempt], fares, true, at)).unwrap();
}

#[test]
fn a_webhook_is_told_of_what_it_asks_for_and_of_what_came_after_it() {
    let db = in_memory();
    three(&db);
    let all = made(&db, &webhook("all"));
    assert_eq!(fan_out(&db, MONDAY), 0, "it begins now");
    query(
        &db,
        "INSERT INTO api_key (id, name, scopes, hash, created_at, created_by) VALUES ('aa', 'a', '[]', x'00', 0, '')",
    );
    for webhook in [
        Webhook { types: vec![EventType::NoticePublished], ..webhook("notices") },
        Webhook { department: Some(dept("jtj")), ..webhook("jtj") },
        Webhook { key: Some("aa".into()), ..webhook("aa") },
        Webhook { enabled: false, ..webhook("off") },
    ] {
        made(&db, &webhook);
    }
    three(&db);
    publish(&db, &notice("停水", MONDAY), MONDAY);
    assert_eq!(fan_out(&db, MONDAY), 4 + 1 + 1 + 1);
    for (id, pending) in [("all", 4), ("notices", 1), ("jtj", 1), ("aa", 1), ("off", 0)] {
        assert_eq!(found(&db, id).pending, pending, "{id}");
    }
    assert_eq!(fan_out(&db, MONDAY), 0, "each once");
    let claimed = claim(&db, MONDAY, 9);
    let mut ids: Vec<&str> = claimed.iter().map(|claimed| claimed.id.as_str()).collect();
    ids.sort_unstable();
    assert_eq!(ids, ["aa", "all", "jtj", "notices"]);
    assert!(claim(&db, MONDAY.plus(19), 9).is_empty(), "each is one call's alone");
    assert_eq!(claim(&db, MONDAY.plus(20), 2).len(), 2, "until its lease is over");
    assert_eq!(found(&db, &all.id).types, vec![]);
    // When it is enabled, what happened meanwhile comes as well.
    let off = found(&db, "off");
    let on = Webhook { enabled: true, ..off };
    assert!(block_on(webhooks::update(&db, &chain(), &on, true, &entry("webhook.replace"))).unwrap());
    assert_eq!(fan_out(&db, MONDAY), 4);
    assert!(
        !block_on(webhooks::update(&db, &chain(), &on, true, &entry("webhook.replace"))).unwrap(),
        "stale"
    );
}

#[test]
fn an_event_waits_for_the_one_before_it_of_the_same_ticket_and_for_no_other() {
    let db = in_memory();
    made(&db, &webhook("w"));
    let [_, led, _] = three(&db);
    let signed = change(&led, Ticket { state: State::InProgress, ..led.clone() }, Action::Sign);
    save_now(&db, &led, std::slice::from_ref(&signed));
    fan_out(&db, MONDAY);
    let claimed = claim(&db, MONDAY, 1).remove(0);
    let seqs = due(&db, &claimed, MONDAY);
    assert_eq!(seqs.len(), 4);
    record(&db, &claimed, seqs[1], Fate::Again(MONDAY.plus(60)), WELL, MONDAY);
    let claimed = claim(&db, MONDAY.plus(1), 1).remove(0);
    assert_eq!(due(&db, &claimed, MONDAY.plus(1)), [seqs[0], seqs[2]], "the fourth waits for the second");
    record(&db, &claimed, seqs[2], Fate::Delivered, WELL, MONDAY.plus(1));
    let claimed = claim(&db, MONDAY.plus(61), 1).remove(0);
    assert_eq!(due(&db, &claimed, MONDAY.plus(61)), [seqs[0], seqs[1], seqs[3]]);
    record(&db, &claimed, seqs[1], Fate::Dead, WELL, MONDAY.plus(61));
    let claimed = claim(&db, MONDAY.plus(62), 1).remove(0);
    assert_eq!(due(&db, &claimed, MONDAY.plus(62)), [seqs[0], seqs[3]], "a dead letter holds nothing up");
    let lines = |which| block_on(webhooks::deliveries(&db, claimed.webhook, which, None, 10)).unwrap();
    let dead = lines(Which::Dead);
    assert_eq!((dead.len(), dead[0].seq, dead[0].attempts), (1, seqs[1], 2));
    assert_eq!((dead[0].failure, dead[0].answer, dead[0].millis), (Some(Failure::Timeout), None, Some(5)));
    assert_eq!((lines(Which::All).len(), lines(Which::Pending).len()), (4, 2));
    let delivered = &lines(Which::All)[1];
    assert_eq!(
        (delivered.status.as_str(), delivered.answer, delivered.failure),
        ("delivered", Some(200), None)
    );
    // A dead letter is tried again when somebody asks.
    let retry = |events: &[i64]| {
        let entry = entry("webhook.retry");
        block_on(webhooks::retry(&db, &chain(), claimed.webhook, events, &entry, MONDAY.plus(63))).unwrap()
    };
    assert_eq!((retry(&[seqs[0]]), retry(&[seqs[1]]), retry(&[])), (0, 1, 0));
    assert_eq!(due(&db, &claimed, MONDAY.plus(63)), [seqs[0], seqs[1], seqs[3]]);
}

#[test]
fn a_receiver_rests_recovers_and_is_disabled() {
    let db = in_memory();
    let made = made(&db, &webhook("w"));
    three(&db);
    fan_out(&db, MONDAY);
    let claimed = claim(&db, MONDAY, 1).remove(0);
    let seqs = due(&db, &claimed, MONDAY);
    let rests = Fares { failures: 1, failing_since: Some(MONDAY), rests_until: Some(MONDAY.plus(5)), ..WELL };
    record(&db, &claimed, seqs[0], Fate::Again(MONDAY.plus(300)), rests, MONDAY);
    assert!(claim(&db, MONDAY.plus(4), 1).is_empty(), "it rests");
    let claimed = claim(&db, MONDAY.plus(5), 1).remove(0);
    assert_eq!((claimed.failures, claimed.failing_since), (1, Some(MONDAY)));
    assert_eq!(due(&db, &claimed, MONDAY.plus(5)), seqs[1..]);
    record(&db, &claimed, seqs[1], Fate::Delivered, Fares { recovered: true, ..WELL }, MONDAY.plus(5));
    let claimed = claim(&db, MONDAY.plus(6), 1).remove(0);
    assert_eq!(due(&db, &claimed, MONDAY.plus(6)), [seqs[0], seqs[2]], "what waited need wait no longer");
    let gone = Fares { disabled_because: Some("gone"), ..WELL };
    record(&db, &claimed, seqs[0], Fate::Again(MONDAY.plus(300)), gone, MONDAY.plus(6));
    assert!(claim(&db, MONDAY.plus(DAY), 1).is_empty());
    let disabled = found(&db, &made.id);
    assert_eq!((disabled.enabled, disabled.disabled_because.as_deref()), (false, Some("gone")));
    let told =
        texts(&db, "SELECT act || ' ' || object || ' ' || detail FROM audit ORDER BY seq DESC LIMIT 1");
    assert_eq!(told, ["webhook.disable w gone"]);
    let enabled = Webhook { enabled: true, updated_at: MONDAY.plus(7), ..disabled };
    assert!(block_on(webhooks::update(&db, &chain(), &enabled, true, &entry("webhook.replace"))).unwrap());
    let claimed = claim(&db, MONDAY.plus(7), 1).remove(0);
    assert_eq!(due(&db, &claimed, MONDAY.plus(7)), [seqs[0], seqs[2]]);
    assert_eq!(found(&db, &made.id).disabled_because, None);
    // And deleted, with what was known of its deliveries.
    assert!(block_on(webhooks::delete(&db, &chain(), made.seq, &entry("webhook.delete"), MONDAY)).unwrap());
    assert!(!block_on(webhooks::delete(&db, &chain(), made.seq, &entry("webhook.delete"), MONDAY)).unwrap());
    assert_eq!(integer(&db, "SELECT count(*) FROM delivery"), 0);
    record(&db, &claimed, seqs[0], Fate::Delivered, WELL, MONDAY);
}

#[test]
fn what_is_handed_out_again_begins_where_it_is_asked_and_what_was_missed_is_told() {
    let db = in_memory();
    let made = made(&db, &webhook("w"));
    let begin = made.cursor;
    three(&db);
    fan_out(&db, MONDAY);
    let claimed = claim(&db, MONDAY, 1).remove(0);
    let seqs = due(&db, &claimed, MONDAY);
    for seq in &seqs {
        record(&db, &claimed, *seq, Fate::Delivered, WELL, MONDAY);
    }
    let replay = |after| {
        block_on(webhooks::replay(&db, &chain(), made.seq, after, &entry("webhook.replay"), MONDAY)).unwrap()
    };
    assert!(!replay(-1) && !replay(10_000), "of no log of ours");
    assert!(replay(seqs[0]));
    assert_eq!(fan_out(&db, MONDAY), 2);
    let claimed = claim(&db, MONDAY.plus(30), 1).remove(0);
    assert_eq!(due(&db, &claimed, MONDAY.plus(30)), seqs[1..]);
    assert!(replay(begin), "from the beginning");
    assert_eq!(fan_out(&db, MONDAY), 1, "those that wait wait once");
    assert_eq!(due(&db, &claimed, MONDAY.plus(30)), seqs);
    // It is disabled for longer than events are kept.
    assert!(replay(begin));
    block_on(outbox::purge(&db, MONDAY.plus(40 * DAY), 2)).unwrap();
    assert!(!replay(begin), "they are gone");
    assert_eq!(fan_out(&db, MONDAY), 0, "the last waits already");
    let missed = texts(&db, "SELECT detail FROM audit WHERE act = 'webhook.missed'");
    assert_eq!(missed, [format!("{} – {}", begin + 1, seqs[1])]);
    assert_eq!(found(&db, &made.id).pending, 1, "what became of them is forgotten with them");
}

#[test]
fn secrets_are_put_under_another_key_unless_somebody_was_faster() {
    let db = in_memory();
    let made = made(&db, &webhook("w"));
    let work = |under| block_on(deliveries::work(&db, MONDAY, [0, under])).unwrap();
    assert!(!work(1).to_reseal && work(2).to_reseal);
    let until = MONDAY.plus(60);
    let rotate = |secret: Vec<u8>| {
        block_on(webhooks::rotate(&db, &chain(), &made.id, secret, until, &entry("webhook.rotate"), MONDAY))
            .unwrap()
    };
    assert!(rotate(vec![0, 1, 8]));
    let (id, secrets) = block_on(deliveries::to_reseal(&db, [0, 2], 9)).unwrap().remove(0);
    assert_eq!((secrets.current.clone(), secrets.former), (vec![0, 1, 8], Some((vec![0, 1, 7], until))));
    let reseal = |before: &[u8]| {
        let (secret, former) = (vec![0, 2, 8], Some(vec![0, 2, 7]));
        block_on(deliveries::reseal(&db, &chain(), &id, before.to_vec(), secret, former, MONDAY)).unwrap()
    };
    assert!(!reseal(&[0, 1, 7]) && reseal(&secrets.current) && !work(2).to_reseal);
    let now = block_on(webhooks::secrets(&db, "w")).unwrap().unwrap();
    assert_eq!((now.current, now.former), (vec![0, 2, 8], Some((vec![0, 2, 7], until))));
}

/// A receiver as it goes in life: it takes things, fails, hangs, and comes back.
struct Simulated {
    took: Vec<i64>,
}

/// One call that hands out, and may break off at any point: what it has sent is sent.
fn one_call(db: &Native, receivers: &mut BTreeMap<String, Simulated>, dice: &mut Dice, now: Timestamp) {
    if dice.roll(8) > 0 {
        block_on(deliveries::fan_out(db, &chain(), now)).unwrap();
    }
    for claimed in block_on(deliveries::claim(db, now, now.plus(20), now.unix(), 2)).unwrap() {
        let mut fares = Fares { failures: claimed.failures, failing_since: claimed.failing_since, ..WELL };
        let (mut attempts, mut stuck) = (Vec::new(), BTreeSet::new());
        for due in block_on(deliveries::due(db, claimed.webhook, now, 4)).unwrap() {
            if stuck.contains(&due.subject) {
                continue;
            }
            let answer = match dice.roll(5) {
                0 => Answer::None(Failure::Timeout),
                1 => Answer::Status(500, None),
                _ => Answer::Status(200, None),
            };
            if answer == Answer::Status(200, None) {
                receivers.get_mut(&claimed.id).unwrap().took.push(due.seq);
            }
            let attempt = (due.attempts + 1).min(3);
            let (fate, receiver) = decide(answer, attempt, fares.failures, now, 0);
            if fate != Fate::Delivered {
                stuck.insert(due.subject);
            }
            attempts.push(Attempt { seq: due.seq, answer, fate, at: now, millis: 1 });
            match receiver {
                Receiver::Well => fares = Fares { recovered: fares.failures > 0, ..WELL },
                Receiver::Rests(until) => {
                    fares.rests_until = Some(until);
                    fares.failures += 1;
                    break;
                }
                _ => {}
            }
        }
        // Killed before it could say what it had done.
        if dice.roll(6) == 0 {
            return;
        }
        block_on(deliveries::record(db, &chain(), &claimed, &attempts, fares, true, now)).unwrap();
    }
}

#[test]
fn whatever_breaks_off_every_receiver_has_everything_at_least_once_and_each_ticket_in_its_order() {
    for seed in 0..6 {
        let mut dice = fixed(4_000 + seed);
        for _ in 0..seed * 7 {
            dice.roll(2);
        }
        let db = in_memory();
        let mut receivers = BTreeMap::new();
        for name in ["a", "b", "c"] {
            made(&db, &webhook(name));
            receivers.insert(name.to_owned(), Simulated { took: vec![] });
        }
        let mut tickets: Vec<Ticket> = Vec::new();
        let mut now = MONDAY;
        for step in 0..40 {
            if dice.coin() || tickets.is_empty() {
                tickets.push(stored(
                    &db,
                    &Ticket { kind: Kind::Help, ..any_submission(&mut fixed(ROLLS), MONDAY) },
                ));
            } else {
                let place = dice.roll(tickets.len());
                let before = tickets[place].clone();
                let next = change(&before, before.clone(), Action::Progress);
                save_now(&db, &before, std::slice::from_ref(&next));
                tickets[place] = next.ticket;
            }
            now = now.plus(dice.roll(4) as i64);
            // Two replicas, now and then.
            for _ in 0..=step % 2 {
                one_call(&db, &mut receivers, &mut dice, now);
            }
        }
        for _ in 0..4_000 {
            now = now.plus(60);
            one_call(&db, &mut receivers, &mut dice, now);
            if integer(&db, "SELECT count(*) FROM delivery WHERE status <> 'delivered'") == 0
                && integer(&db, "SELECT min(cursor) >= (SELECT max(seq) FROM outbox) FROM webhook") == 1
            {
                break;
            }
        }
        let happened = every(&db);
        for (name, Simulated { took }) in &receivers {
            let mut first: BTreeMap<i64, usize> = BTreeMap::new();
            for (place, seq) in took.iter().enumerate() {
                first.entry(*seq).or_insert(place);
            }
            let mut last_of: BTreeMap<TicketId, usize> = BTreeMap::new();
            for one in &happened {
                let place =
                    *first.get(&one.id.seq).unwrap_or_else(|| panic!("{name} never had {:?}", one.id));
                let before = last_of.insert(ticket_of(one).0, place);
                assert!(
                    before.is_none_or(|before| before < place),
                    "{name}: {:?} came before what came before it",
                    one.id
                );
            }
            assert_eq!(first.len(), happened.len(), "{name}: and nothing that did not happen");
        }
    }
}
