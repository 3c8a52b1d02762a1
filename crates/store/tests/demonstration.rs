//! A demonstration goes again: what was made up, all that hangs on it and all that it counts for, and nothing else.
#![expect(clippy::unwrap_used, reason = "helpers of tests, which may fail loudly")]

mod common;

use common::{
    MONDAY, block_on, chain, demand, dept, dump, entry, in_memory, integer, query, stored, submitted, texts,
};
use minsheng_core::ticket::{Event, Ticket};
use minsheng_store::demonstration::{Removed, remove};
use minsheng_store::import::{Imported, Old, store};
use minsheng_store::native::Native;
use minsheng_store::{assessment, audit, hotspots, indexing};
use minsheng_types::clock::{DAY, Timestamp};
use minsheng_types::ids::TicketId;
use minsheng_types::words::{Role, State};

fn made_up(content: &str, at: Timestamp) -> (Ticket, Vec<Event>) {
    let mut ticket = submitted(demand(content), at);
    (ticket.version, ticket.lead) = (1, Some(dept("cgj")));
    ticket.assists = vec![dept("jtj")];
    (ticket, vec![Event::submitted(Role::System, "admin-1", at)])
}

/// Takes over one under each number.
fn fill(db: &Native, tickets: &[(u8, &str, Timestamp)]) -> Vec<TicketId> {
    let made: Vec<_> = tickets.iter().map(|(_, content, at)| made_up(content, *at)).collect();
    let olds: Vec<Old<'_>> = (tickets.iter().zip(&made))
        .map(|((n, ..), (ticket, events))| Old {
            ticket,
            events,
            query_hash: [*n; 32],
            sealed: None,
            reference: [*n; 32],
        })
        .collect();
    let outcome = block_on(store(db, &chain(), &olds, &entry("tickets.import"), MONDAY, false)).unwrap();
    let id = |one: Imported| match one {
        Imported::New(id) | Imported::Before(id) => id,
    };
    outcome.into_iter().map(id).collect()
}

fn take_out(db: &Native, numbers: &[u8]) -> Removed {
    let references: Vec<[u8; 32]> = numbers.iter().map(|n| [*n; 32]).collect();
    block_on(remove(db, &chain(), &references, &entry("tickets.remove"), MONDAY)).unwrap()
}

fn lately() -> Timestamp {
    MONDAY.plus(-3 * DAY)
}

/// What a database holds, but for what only grows: the audit log, and sums that came to nothing.
fn rest(db: &Native) -> Vec<String> {
    let zero = |line: &str| line.starts_with("tally ") && !line.contains("Integer(1)");
    let kept = dump(db);
    kept.lines().filter(|line| !line.starts_with("audit") && !zero(line)).map(str::to_owned).collect()
}

#[test]
fn all_of_it_goes_and_one_line_of_the_log_tells_of_it() {
    let db = in_memory();
    // A first comes and goes, so that what only moves on has moved on.
    fill(&db, &[(9, "路灯不亮", lately())]);
    take_out(&db, &[9]);
    let before = rest(&db);
    fill(&db, &[(1, "小区路灯坏了", lately()), (2, "井盖没了", lately())]);
    assert_ne!(rest(&db), before);
    assert_eq!(take_out(&db, &[1, 2, 3]), Removed { removed: 2, kept: 0 });
    assert_eq!(rest(&db), before);
    let told = texts(&db, "SELECT act || ' ' || detail FROM audit ORDER BY seq DESC LIMIT 1");
    assert_eq!(told, ["tickets.remove 2 removed, 0 kept"]);
    assert!(block_on(audit::verify(&db, &chain(), 0, None, 100)).unwrap().broken.is_none());
    let lines = integer(&db, "SELECT count(*) FROM audit");
    assert_eq!(take_out(&db, &[1, 2]), Removed::default(), "there is nothing left");
    assert_eq!(integer(&db, "SELECT count(*) FROM audit"), lines, "and nothing to tell");
    let again = fill(&db, &[(1, "小区路灯坏了", lately())]);
    assert_eq!(integer(&db, &format!("SELECT count(*) FROM ticket WHERE id = {}", again[0])), 1);
}

#[test]
fn what_was_not_made_up_stays_as_it_was() {
    let db = in_memory();
    let real = stored(&db, &submitted(demand("路灯坏了三天"), lately()));
    let (old, _) = (fill(&db, &[(7, "公园路灯坏了", lately())])[0], ());
    fill(&db, &[(1, "小区路灯坏了", lately())]);
    assert_eq!(take_out(&db, &[1]).removed, 1);
    let left = texts(&db, "SELECT CAST(id AS TEXT) FROM ticket ORDER BY id");
    let mut expected = vec![real.id.to_string(), old.to_string()];
    expected.sort();
    assert_eq!(left, expected);
    assert_eq!(integer(&db, "SELECT sum(received) FROM tally WHERE facet = 'recent'"), 2);
    assert_eq!(query(&db, "SELECT 1 FROM imported").len(), 1);
}

#[test]
fn figures_and_searches_know_nothing_of_it_whether_or_not_they_had_taken_it_in() {
    let db = in_memory();
    fill(&db, &[(1, "小区路灯坏了", lately()), (2, "解放路井盖没了", lately())]);
    block_on(assessment::fold(&db, 100)).unwrap();
    block_on(indexing::run_batch(&db, 10)).unwrap();
    assert!(integer(&db, "SELECT count(*) FROM telling_word") > 0);
    take_out(&db, &[1, 2]);
    block_on(assessment::fold(&db, 100)).unwrap();
    assert_eq!(integer(&db, "SELECT sum(abs(received) + abs(dispatched)) FROM tally"), 0);
    assert_eq!(integer(&db, "SELECT count(*) FROM telling_word"), 0);
    assert_eq!(integer(&db, "SELECT count(*) FROM ticket_words"), 0);
    assert_eq!(integer(&db, "SELECT count(*) FROM to_index"), 0);
}

#[test]
fn what_a_real_demand_was_merged_with_stays() {
    let db = in_memory();
    let real = stored(&db, &submitted(demand("路灯坏了三天"), lately()));
    let ids = fill(&db, &[(1, "小区路灯坏了", lately()), (2, "井盖没了", lately()), (3, "噪声", lately())]);
    let merge = |child: &TicketId, parent: &TicketId| {
        let sql = format!(
            "UPDATE ticket SET state = 'merged', closed_at = 1, parent = {parent} WHERE id = {child}"
        );
        query(&db, &sql);
    };
    merge(&real.id, &ids[0]);
    merge(&ids[2], &ids[1]);
    assert_eq!(take_out(&db, &[1, 2, 3]), Removed { removed: 2, kept: 1 });
    assert_eq!(integer(&db, "SELECT count(*) FROM ticket"), 2);
    assert_eq!(query(&db, "PRAGMA foreign_key_check").len(), 0);
    assert_eq!(query(&db, "SELECT 1 FROM imported").len(), 1, "it is known to be there");
}

#[test]
fn whatever_hangs_on_it_goes_with_it() {
    let db = in_memory();
    let ids = fill(&db, &[(1, "小区路灯坏了", lately()), (2, "井盖没了", lately())]);
    let real = stored(&db, &submitted(demand("路灯坏了三天"), lately()));
    let (one, two) = (ids[0], ids[1]);
    for sql in [
        format!("INSERT INTO hotspot (id, size, reporters, first_at, last_at, districts, words) VALUES ({one}, 3, 3, 1, 1, '[]', '[]')"),
        format!("INSERT INTO hotspot (id, size, reporters, first_at, last_at, districts, words) VALUES ({two}, 1, 1, 1, 1, '[]', '[]')"),
        format!("INSERT INTO hotspot_ticket (ticket_id, hotspot_id) VALUES ({one}, {one}), ({}, {one}), ({two}, {two})", real.id),
        format!("INSERT INTO message (ticket_id, seq, channel, occasion, status, created_at, next_at) VALUES ({one}, 1, 'sms', 'x', 'pending', 1, 1)"),
        format!("INSERT INTO silence (ticket_id, told_at) VALUES ({one}, 1)"),
        format!("INSERT INTO callout (id, ticket_id, dept, status, next_at, opened_at) VALUES (1, {one}, '', 'calling', 1, 1)"),
        format!("INSERT INTO callout (id, ticket_id, dept, status, next_at, opened_at, joins) VALUES (2, {}, '', 'joined', 1, 1, 1)", real.id),
        "INSERT INTO callout_call (callout, step, place, name, status, first_at, next_at) VALUES (1, 1, 1, '值班', 'sent', 1, 1)".to_owned(),
        format!("INSERT INTO incident_notice (incident, notice_id) VALUES ({one}, 1)"),
        format!("INSERT INTO attachment (ticket_id, name, media_type, size, internal, role, sub, created_at) VALUES ({two}, 'a.jpg', 'image/jpeg', 1, 0, 'agent', 'a', 1)"),
    ] {
        query(&db, &sql);
    }
    assert_eq!(take_out(&db, &[1, 2]).removed, 2);
    assert_eq!(query(&db, "PRAGMA foreign_key_check").len(), 0);
    for table in ["message", "silence", "incident_notice", "attachment", "callout_call", "assist"] {
        assert_eq!(integer(&db, &format!("SELECT count(*) FROM {table}")), 0, "{table}");
    }
    assert_eq!(integer(&db, "SELECT count(*) FROM callout WHERE joins IS NULL"), 1, "the real one's stays");
    assert_eq!(texts(&db, "SELECT status FROM callout"), ["calling"], "and somebody is called for it");
    assert!(integer(&db, "SELECT next_at FROM callout") > 1, "from now on");
    assert_eq!(
        integer(&db, "SELECT size * 10 + reporters FROM hotspot"),
        22,
        "one is left, with what is real"
    );
    let state = texts(&db, "SELECT state FROM ticket");
    assert_eq!(state, [State::Pending.as_str()]);
    drop(
        block_on(hotspots::run_batch(&db, &chain(), minsheng_core::rules::Rules::defaults(), MONDAY, 100))
            .unwrap(),
    );
}
