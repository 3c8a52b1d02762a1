//! Openids: kept where the city has templates, by the hash of their tickets, until the last of these is erased.
#![expect(clippy::unwrap_used, reason = "helpers of tests, which may fail loudly")]

mod common;

use common::{MONDAY, block_on, chain, demand, entry, in_memory, integer, query, stored, submitted};
use minsheng_core::ticket::Ticket;
use minsheng_store::native::Native;
use minsheng_store::{personal, wechat};
use minsheng_types::clock::{DAY, Timestamp};

const ZHANG: [u8; 32] = [7; 32];
const LI: [u8; 32] = [8; 32];

/// A city that tells people through WeChat.
fn telling() -> Native {
    let db = in_memory();
    says(&db, 1, r#"{"messages": {"wechat": [{}]}}"#);
    db
}

fn says(db: &Native, version: u32, settings: &str) {
    let row = format!("({version}, '{settings}', '', 0, 'boss')");
    query(
        db,
        &format!("INSERT INTO settings (version, body, compiled, created_at, created_by) VALUES {row}"),
    );
}

fn logs_in(db: &Native, person: [u8; 32], sealed: &[u8], at: Timestamp) {
    let entry = entry("citizen.login");
    block_on(wechat::logged_in(db, &chain(), person, sealed.to_vec(), at.plus(DAY), &entry, at)).unwrap();
}

fn found(db: &Native, person: [u8; 32]) -> Option<Vec<u8>> {
    block_on(wechat::find(db, person)).unwrap()
}

fn closed_of(db: &Native, person: [u8; 32]) -> Ticket {
    let ticket = stored(db, &Ticket { phone_hash: Some(person), ..submitted(demand("路灯坏了"), MONDAY) });
    let number = ticket.id;
    query(db, &format!("UPDATE ticket SET state = 'closed', closed_at = 1 WHERE id = {number}"));
    ticket
}

fn erase(db: &Native, ticket: &Ticket) {
    let erased = block_on(personal::erase(db, &chain(), 1, ticket, MONDAY, &entry("reporter.erase")));
    assert!(erased.unwrap().is_some());
}

fn purge(db: &Native, at: Timestamp) -> u32 {
    block_on(wechat::purge(db, at, 10)).unwrap().count
}

#[test]
fn an_openid_is_kept_where_the_city_has_templates() {
    let db = in_memory();
    logs_in(&db, ZHANG, b"a", MONDAY);
    assert_eq!(found(&db, ZHANG), None);
    says(&db, 1, r#"{"messages": {"wechat": [{}]}}"#);
    says(&db, 2, r#"{"messages": {"wechat": []}}"#);
    logs_in(&db, ZHANG, b"a", MONDAY);
    assert_eq!(found(&db, ZHANG), None, "it has none");
    assert_eq!(integer(&db, "SELECT count(*) FROM audit WHERE act = 'citizen.login'"), 2);
    let db = telling();
    logs_in(&db, ZHANG, b"a", MONDAY);
    logs_in(&db, ZHANG, b"b", MONDAY);
    assert_eq!((found(&db, ZHANG), found(&db, LI)), (Some(b"b".to_vec()), None), "the newest of each");
}

#[test]
fn it_goes_with_the_last_ticket_of_its_person() {
    let db = telling();
    logs_in(&db, ZHANG, b"a", MONDAY);
    logs_in(&db, LI, b"b", MONDAY);
    let [first, second, other] = [ZHANG, ZHANG, LI].map(|person| closed_of(&db, person));
    erase(&db, &first);
    assert_eq!(found(&db, ZHANG), Some(b"a".to_vec()));
    erase(&db, &second);
    assert_eq!((found(&db, ZHANG), found(&db, LI)), (None, Some(b"b".to_vec())));
    block_on(wechat::forget(&db, LI)).unwrap();
    assert_eq!(found(&db, LI), Some(b"b".to_vec()), "there is a ticket of theirs");
    erase(&db, &other);
    assert_eq!(integer(&db, "SELECT count(*) FROM wechat_person"), 0);
}

#[test]
fn whoever_never_hands_anything_in_is_forgotten_after_a_day() {
    let db = telling();
    logs_in(&db, ZHANG, b"a", MONDAY);
    logs_in(&db, LI, b"b", MONDAY);
    closed_of(&db, ZHANG);
    assert_eq!(purge(&db, MONDAY.plus(DAY - 1)), 0);
    assert_eq!(purge(&db, MONDAY.plus(DAY)), 1);
    assert_eq!((found(&db, ZHANG), found(&db, LI)), (Some(b"a".to_vec()), None));
    assert_eq!(
        integer(&db, "SELECT count(*) FROM wechat_person WHERE forget_at IS NULL"),
        1,
        "nor looked at again"
    );
    // Who comes back with a ticket stays.
    logs_in(&db, ZHANG, b"c", MONDAY.plus(2 * DAY));
    assert_eq!(integer(&db, "SELECT count(*) FROM wechat_person WHERE forget_at IS NULL"), 1);
    logs_in(&db, LI, b"b", MONDAY);
    block_on(wechat::forget(&db, LI)).unwrap();
    assert_eq!(found(&db, LI), None, "by their own wish");
}

#[test]
fn what_is_under_a_former_data_key_is_sealed_anew_once() {
    let db = telling();
    for (person, sealed) in [(ZHANG, [0, 1, 9]), (LI, [0, 2, 9])] {
        logs_in(&db, person, &sealed, MONDAY);
    }
    let to_reseal = |key| block_on(wechat::to_reseal(&db, key, 10)).unwrap();
    assert_eq!(to_reseal(1), [(ZHANG, vec![0, 1, 9])]);
    assert_eq!(to_reseal(3), []);
    let reseal = |before: &[u8]| {
        let batch = vec![((ZHANG, before.to_vec()), vec![0, 2, 7])];
        block_on(wechat::reseal(&db, &chain(), 1, batch, &entry("personal.reseal"), MONDAY)).unwrap()
    };
    assert_eq!(reseal(&[0, 1, 8]), 0, "somebody has logged in meanwhile");
    assert_eq!((reseal(&[0, 1, 9]), to_reseal(1)), (1, vec![]));
    assert_eq!(found(&db, ZHANG), Some(vec![0, 2, 7]));
    let detail = "SELECT count(*) FROM audit WHERE act = 'personal.reseal' AND detail = '1 openids, key 1'";
    assert_eq!(integer(&db, detail), 1);
}
