//! A database that was filled holds what one holds that was used.
#![expect(clippy::unwrap_used, reason = "helpers of tests, which may fail loudly")]

mod common;

use std::cell::Cell;
use std::path::Path;

use common::{
    Folder, Life, MONDAY, any_change, any_submission, block_on, chain, change, dump, integer, life, open,
    query, texts,
};
use minsheng_core::ticket::Ticket;
use minsheng_dice::{check, dice, vec};
use minsheng_language::similarity::Profile;
use minsheng_store::audit::{self, verify};
use minsheng_store::bulk::{self, Bulk};
use minsheng_store::indexing::BATCH;
use minsheng_store::{Db, assessment, indexing, migrate, similar};
use minsheng_types::ids::TicketId;
use minsheng_types::words::Action;

/// Tickets over several days, each with what becomes of it.
fn tickets(lives: Vec<Life>) -> Vec<(Ticket, Vec<Ticket>)> {
    let one = |(number, (mut first, changes)): (i64, Life)| {
        let received = Ticket { phone_hash: None, ..any_submission(&mut first, MONDAY.plus(number * 7000)) };
        let received = common::without_personal_data(&received);
        let changes = changes.into_iter().scan(received.clone(), |before, mut dice| {
            // A parent has to be there already; a ticket is its own only once it has a number.
            *before = Ticket {
                parent: None,
                parent_answered: false,
                parent_settled_at: None,
                parent_ended: false,
                ..any_change(&mut dice, before)
            };
            Some(before.clone())
        });
        let changes = changes.collect();
        (received, changes)
    };
    (0..).zip(lives).map(one).collect()
}

fn write<D: Db>(db: &D, tickets: &[(Ticket, Vec<Ticket>)], index: impl AsyncFn(TicketId, &str, &Profile)) {
    block_on(async {
        for (received, changes) in tickets {
            let (mut last, mut events) = (received.clone(), vec![bulk::first_event(received)]);
            for (position, after) in changes.iter().enumerate() {
                let action = if position % 2 == 0 { Action::Supervise } else { Action::Reopen };
                let one = change(&last, after.clone(), action);
                last = one.ticket;
                events.push(one.event);
            }
            let id = bulk::receive(db, &chain(), &last, &events).await.unwrap();
            let text = last.text();
            let profile = similar::profile(db, &text).await.unwrap();
            index(id, &text, &profile).await;
            similar::count(db, &[("路灯".to_owned(), 1.0)].into_iter().collect()).await.unwrap();
        }
        while !assessment::fold(db, 100).await.unwrap() {}
    });
}

fn filled(path: &Path, tickets: &[(Ticket, Vec<Ticket>)]) {
    let bulk = block_on(Bulk::open(path)).unwrap();
    write(&bulk, tickets, async |id, text, profile| bulk.index(id, text, profile).await.unwrap());
    block_on(bulk.finish()).unwrap();
}

/// What is in every table that people's data is in, and the schema in the order of its names. The search index is
/// another file of the same words, which it is asked for. Of what was filled in nobody is told.
fn contents(db: &impl Db) -> String {
    let kept = |line: &&str| !line.starts_with("ticket_words_") && !line.starts_with("outbox");
    dump(db).lines().filter(kept).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_filled_database_holds_what_a_used_one_holds() {
    let (rows, words) = (Cell::new(0), Cell::new(0));
    check(4, (vec(life(3), 1..=40), dice(1)), |(lives, mut split)| {
        let folder = Folder::new();
        let tickets = tickets(lives);
        let used = open(&folder.file("used"));
        block_on(migrate::migrate(&used)).unwrap();
        // In two goes: what is there already stays.
        let (first, second) = tickets.split_at(split.roll(tickets.len() + 1));
        let indexed = async |_, _: &str, _: &Profile| {
            assert_eq!(indexing::run_batch(&used, 9).await.unwrap().indexed, 1)
        };
        write(&used, first, indexed);
        write(&used, second, indexed);
        while block_on(audit::index(&used, 1000)).unwrap() {}
        filled(&folder.file("filled"), first);
        filled(&folder.file("filled"), second);
        let filled = open(&folder.file("filled"));
        let (a, b) = (contents(&used), contents(&filled));
        for (a, b) in a.lines().zip(b.lines()) {
            assert_eq!(a, b);
        }
        assert_eq!(a.lines().count(), b.lines().count());

        assert_eq!(integer(&filled, "SELECT count(*) FROM outbox"), 0);
        let told_from = "SELECT (SELECT from_seq FROM outbox_kept) = (SELECT seq FROM audit_head)";
        assert_eq!(integer(&filled, told_from), 1);
        assert_eq!(texts(&filled, "PRAGMA integrity_check"), ["ok"]);
        assert_eq!(query(&filled, "PRAGMA foreign_key_check"), query(&used, "PRAGMA foreign_key_check"));
        assert_eq!(texts(&filled, "PRAGMA journal_mode"), ["wal"]);
        query(&filled, "INSERT INTO ticket_words (ticket_words, rank) VALUES ('integrity-check', 1)");
        let found = "SELECT count(*) FROM ticket_words WHERE ticket_words MATCH '\"路灯\"'";
        assert_eq!(integer(&filled, found), integer(&used, found));
        words.set(words.get() + integer(&filled, found));
        let indexed = "SELECT id FROM ticket_words_docsize ORDER BY id";
        assert_eq!(query(&filled, indexed), query(&used, indexed));

        let walked = block_on(verify(&filled, &chain(), 0, None, 1_000_000)).unwrap();
        assert!(walked.broken.is_none(), "{walked:?}");
        rows.set(rows.get() + walked.rows);
        let altered = "UPDATE audit SET detail = 'x' WHERE seq = 1";
        assert!(block_on(filled.run(altered, vec![])).is_err(), "the log is guarded again");
        assert!(block_on(filled.run("UPDATE audit_head SET seq = 1", vec![])).is_err());
    });
    assert!(words.get() > 0 && rows.get() > 100, "{words:?} {rows:?}");
}

/// Pieces of the search index.
const PIECES: &str = "SELECT count(*) FROM (SELECT DISTINCT segid FROM ticket_words_idx)";

#[test]
fn the_search_index_of_a_filled_database_is_in_as_many_pieces_as_that_of_a_used_one() {
    let batches = 3;
    let many = BATCH as usize * batches;
    check(1, vec(life(0), many..=many), |lives| {
        let folder = Folder::new();
        let tickets = tickets(lives);
        let used = open(&folder.file("used"));
        block_on(migrate::migrate(&used)).unwrap();
        write(&used, &tickets, async |_, _, _| ());
        while BATCH == block_on(indexing::run_batch(&used, BATCH)).unwrap().indexed {}
        filled(&folder.file("filled"), &tickets);
        let filled = open(&folder.file("filled"));
        let pieces = [&used, &filled].map(|db| integer(db, PIECES));
        assert_eq!(pieces, [batches as i64; 2]);
    });
}
