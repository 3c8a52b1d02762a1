//! Messages whose category is settled: what is read of them is what whole tickets say.
mod common;

use std::cell::Cell;

use common::{
    MONDAY, ROLLS, any_change, any_submission, block_on, change, in_memory, query, save_now, stored,
};
use minsheng_core::models::Settled;
use minsheng_dice::{check, dice, vec};
use minsheng_store::{Unreadable, settled, tickets};
use minsheng_types::ids::TicketId;
use minsheng_types::words::Action;

#[test]
fn what_is_read_of_a_ticket_settles_as_the_whole_ticket_does() {
    let (some, none) = (Cell::new(0), Cell::new(0));
    check(30, vec(dice(ROLLS), 3..=6), |all| {
        let db = in_memory();
        for (mut dice, second) in all.into_iter().zip(0..) {
            let before = stored(&db, &any_submission(&mut dice, MONDAY.plus(second)));
            let after = any_change(&mut dice, &before);
            save_now(&db, &before, &[change(&before, after, Action::Progress)]);
        }
        let whole: Vec<(TicketId, Option<Settled>)> = (block_on(tickets::after(&db, 0, 10)).unwrap())
            .into_iter()
            .map(|ticket| ticket.map(|ticket| (ticket.id, Settled::of(&ticket))).unwrap())
            .collect();
        let is_settled = whole.iter().filter(|(_, settled)| settled.is_some()).count();
        some.set(some.get() + is_settled);
        none.set(none.get() + whole.len() - is_settled);
        let read = |read: Vec<Result<settled::Read, Unreadable>>| {
            read.into_iter().map(Result::unwrap).collect::<Vec<_>>()
        };
        assert_eq!(read(block_on(settled::after(&db, 0, 10)).unwrap()), whole);
        let backward: Vec<_> = whole.iter().rev().cloned().collect();
        assert_eq!(read(block_on(settled::before(&db, i64::MAX, 10)).unwrap()), backward);
        let second = whole[1].0.as_i64();
        assert_eq!(read(block_on(settled::after(&db, second, 1)).unwrap()), whole[2..3]);
        assert_eq!(read(block_on(settled::before(&db, second, 1)).unwrap()), whole[..1]);
    });
    assert!(some.get() > 0 && none.get() > 0, "both have to come: {}, {}", some.get(), none.get());
}

#[test]
fn a_row_that_cannot_be_read_is_told_of_and_holds_up_no_other() {
    let db = in_memory();
    let ids: Vec<TicketId> = (0..3)
        .map(|n| stored(&db, &common::submitted(common::demand("路灯坏了"), MONDAY.plus(n))).id)
        .collect();
    query(&db, &format!("UPDATE ticket SET reporter = '{{\"confidential\": 1}}' WHERE id = {}", ids[1]));
    for (read, order) in [
        (block_on(settled::after(&db, 0, 10)).unwrap(), [0, 1, 2]),
        (block_on(settled::before(&db, i64::MAX, 10)).unwrap(), [2, 1, 0]),
    ] {
        assert_eq!(read.iter().map(settled::number).collect::<Vec<_>>(), order.map(|place| ids[place]));
        let told: Vec<_> = read.into_iter().filter_map(Result::err).collect();
        assert_eq!((told.len(), told[0].id), (1, ids[1]));
        assert!(told[0].what.contains("not the JSON it should be"), "{}", told[0]);
    }
}
