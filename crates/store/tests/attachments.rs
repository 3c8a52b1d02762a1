//! Files of tickets: each part is taken once and in its place, what is removed or erased leaves no byte in any file of the
//! database, and nothing is left that belongs to nothing.
#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests, which may fail loudly")]

mod common;

use common::{
    Folder, MONDAY, block_on, chain, demand, entry, find, in_memory, integer, key, open, query, stored,
    submitted,
};
use minsheng_core::attachments::{File, FileState};
use minsheng_core::ticket::Ticket;
use minsheng_store::attachments::{self, Announced, Most, NewFile, Place, Whole};
use minsheng_store::native::Native;
use minsheng_store::{migrate, personal, tickets};
use minsheng_types::clock::DAY;
use minsheng_types::file_type::FileType;
use minsheng_types::ids::{Idempotency, TicketId};
use minsheng_types::words::{Action, Role, State};

const MOST: Most = Most { files: 3, of_ticket: 1_000, of_day: 2_000 };

fn new(ticket: TicketId, size: i64) -> NewFile<'static> {
    NewFile {
        ticket,
        name: "路灯.jpg",
        file_type: FileType::Jpeg,
        size,
        internal: false,
        role: Role::Reporter,
        sub: "",
        sha256: Some([7; 32]),
        object_key: None,
        now: MONDAY,
        counted_on: None,
        idempotency: None,
    }
}

fn announced(db: &Native, new: &NewFile<'_>) -> Announced {
    block_on(attachments::announce(db, new, MOST)).unwrap()
}

fn begun(db: &Native, new: &NewFile<'_>) -> i64 {
    match announced(db, new) {
        Announced::New(id) => id,
        other => panic!("{other:?}"),
    }
}

fn file(db: &Native, id: i64, ticket: TicketId) -> Option<File> {
    block_on(attachments::find(db, id, ticket, None)).unwrap().map(|stored| stored.file)
}

fn take(db: &Native, id: i64, start: i64, bytes: &[u8]) -> bool {
    block_on(attachments::take_part(db, id, start, bytes.to_vec())).unwrap()
}

fn finish(db: &Native, file: &File, size: usize, place: Place<'_>, scan: bool) -> bool {
    let scan_at = scan.then(|| MONDAY.plus(60));
    let whole = Whole { file, size: size as i64, place, scan_at };
    block_on(attachments::finish(db, &chain(), whole, MONDAY.plus(9), &entry("attachment.add"))).unwrap()
}

fn read(db: &Native, id: i64, from: i64) -> Vec<u8> {
    let mut all = Vec::new();
    loop {
        let part = block_on(attachments::part_from(db, id, from + all.len() as i64)).unwrap();
        if part.is_empty() {
            return all;
        }
        all.extend(part);
    }
}

fn a_ticket(db: &Native) -> Ticket {
    stored(db, &submitted(demand("路灯坏了"), MONDAY))
}

#[test]
fn parts_are_taken_once_and_in_their_place() {
    let db = in_memory();
    let ticket = a_ticket(&db);
    let id = begun(&db, &new(ticket.id, 9));
    assert!(take(&db, id, 0, b"abcd"));
    assert!(!take(&db, id, 0, b"abcd"), "again");
    assert!(!take(&db, id, 5, b"fghi"), "a gap");
    assert_eq!(file(&db, id, ticket.id).unwrap().received, 4);
    assert!(take(&db, id, 4, b"ef"));
    let longer = block_on(attachments::take_part(&db, id, 6, b"ghij".to_vec()));
    assert!(longer.is_err() && file(&db, id, ticket.id).unwrap().received == 6, "more than was announced");
    let begun = file(&db, id, ticket.id).unwrap();
    assert!(!finish(&db, &begun, 6, Place::AsTheyCame, false), "not whole");
    assert!(take(&db, id, 6, b"ghi"));
    assert!(finish(&db, &begun, 9, Place::AsTheyCame, false));
    assert!(!finish(&db, &begun, 9, Place::AsTheyCame, false), "once");
    assert_eq!(file(&db, id, ticket.id).unwrap().state, FileState::Ready);
    for from in 0..9 {
        assert_eq!(read(&db, id, from), b"abcdefghi"[from as usize..]);
    }
    assert_eq!(read(&db, id, 9), b"");
}

#[test]
fn what_was_cleaned_takes_the_place_of_what_came_and_the_ticket_says_that_there_is_something_new() {
    let db = in_memory();
    let ticket = a_ticket(&db);
    let id = begun(&db, &new(ticket.id, 6));
    assert!(take(&db, id, 0, b"abc") && take(&db, id, 3, b"def"));
    let whole = file(&db, id, ticket.id).unwrap();
    assert!(finish(&db, &whole, 2, Place::Bytes(b"xy"), false));
    assert_eq!(read(&db, id, 0), b"xy");
    let kept = file(&db, id, ticket.id).unwrap();
    assert_eq!((kept.size, kept.received), (2, 2));
    assert_eq!(find(&db, ticket.id).updated_at, MONDAY.plus(9));
    assert_eq!(find(&db, ticket.id).version, ticket.version, "it is no event");
    let large = vec![5; 2_500_000];
    let most = Most { of_ticket: 10_000_000, ..MOST };
    let big = NewFile { size: 2_500_000, ..new(ticket.id, 1) };
    let Announced::New(id) = block_on(attachments::announce(&db, &big, most)).unwrap() else { panic!() };
    assert!(take(&db, id, 0, &large));
    assert!(finish(&db, &file(&db, id, ticket.id).unwrap(), large.len(), Place::Bytes(&large), false));
    assert_eq!(integer(&db, &format!("SELECT count(*) FROM attachment_part WHERE attachment_id = {id}")), 3);
    assert_eq!(read(&db, id, 1_048_575).len(), 2_500_000 - 1_048_575);
}

#[test]
fn there_are_as_many_as_there_may_be() {
    let db = in_memory();
    let (ticket, other) = (a_ticket(&db), a_ticket(&db));
    for _ in 0..2 {
        begun(&db, &new(ticket.id, 400));
    }
    assert_eq!(announced(&db, &new(ticket.id, 201)), Announced::TicketFull, "bytes");
    begun(&db, &new(ticket.id, 200));
    assert_eq!(announced(&db, &new(ticket.id, 1)), Announced::TicketFull, "files");
    let anonymous = NewFile { counted_on: Some(20_261_123), ..new(other.id, 700) };
    begun(&db, &anonymous);
    let third = a_ticket(&db);
    begun(&db, &NewFile { ticket: third.id, ..anonymous.clone() });
    assert_eq!(
        announced(&db, &NewFile { ticket: third.id, size: 601, ..anonymous.clone() }),
        Announced::DayFull
    );
    begun(&db, &NewFile { ticket: a_ticket(&db).id, size: 600, ..anonymous.clone() });
    let next_day = NewFile { ticket: a_ticket(&db).id, counted_on: Some(20_261_124), ..anonymous };
    begun(&db, &next_day);
    // What was infected takes no room.
    query(&db, "UPDATE attachment SET state = 'infected' WHERE size = 200");
    begun(&db, &new(ticket.id, 200));
}

#[test]
fn the_same_request_announces_once() {
    let db = in_memory();
    let ticket = a_ticket(&db);
    let with = |idempotency: &Idempotency| {
        let announced = announced(&db, &NewFile { idempotency: Some(idempotency), ..new(ticket.id, 5) });
        match announced {
            Announced::New(id) => (id, None),
            Announced::Before(earlier) => (earlier.made, Some(earlier.same)),
            other => panic!("{other:?}"),
        }
    };
    let (id, first) = with(&key(1, 1));
    assert_eq!(first, None);
    assert_eq!(with(&key(1, 1)), (id, Some(true)));
    assert_eq!(with(&key(1, 2)), (id, Some(false)));
    assert_ne!(with(&key(2, 1)).0, id);
}

#[test]
fn a_scanner_lets_a_file_pass_or_takes_its_bytes() {
    let db = in_memory();
    let ticket = a_ticket(&db);
    let scanned = |object_key: Option<&'static str>| {
        let id = begun(&db, &NewFile { object_key, ..new(ticket.id, 3) });
        assert!(take(&db, id, 0, b"abc"));
        let place = if object_key.is_some() { Place::Bucket } else { Place::AsTheyCame };
        assert!(finish(&db, &file(&db, id, ticket.id).unwrap(), 3, place, true));
        id
    };
    let (clean, infected, in_bucket) = (scanned(None), scanned(None), scanned(Some("attachments/k")));
    let due = |seconds| block_on(attachments::to_scan(&db, MONDAY.plus(seconds), 9)).unwrap().len();
    assert_eq!((due(59), due(60)), (0, 3));
    block_on(attachments::postpone_scan(&db, clean, MONDAY.plus(60))).unwrap();
    assert_eq!((due(60), due(120)), (2, 3), "a minute later");
    block_on(attachments::postpone_scan(&db, clean, MONDAY.plus(120))).unwrap();
    assert_eq!((due(239), due(240)), (2, 3), "and then two");
    assert!(block_on(attachments::pass_scan(&db, clean)).unwrap());
    assert_eq!(file(&db, clean, ticket.id).unwrap().state, FileState::Ready);
    for id in [infected, in_bucket] {
        let fails =
            || block_on(attachments::fail_scan(&db, &chain(), id, MONDAY, &entry("attachment.infected")));
        assert!(fails().unwrap() && !fails().unwrap());
        assert_eq!(file(&db, id, ticket.id).unwrap().state, FileState::Infected);
        assert_eq!(read(&db, id, 0), b"");
    }
    assert_eq!(block_on(attachments::leftovers(&db, 9)).unwrap(), ["attachments/k"]);
    block_on(attachments::forget_leftover(&db, "attachments/k")).unwrap();
    assert_eq!(block_on(attachments::leftovers(&db, 9)).unwrap(), Vec::<String>::new());
    assert_eq!(due(i64::from(u32::MAX)), 0, "nothing waits");
}

#[test]
fn what_nobody_finishes_is_forgotten_after_a_day() {
    let db = in_memory();
    let ticket = a_ticket(&db);
    let begun = begun(
        &db,
        &NewFile { object_key: Some("attachments/k"), counted_on: Some(20_261_122), ..new(ticket.id, 5) },
    );
    assert!(take(&db, begun, 0, b"ab"));
    let sweep = |seconds| block_on(attachments::sweep(&db, MONDAY.plus(seconds), 9)).unwrap();
    assert_eq!(sweep(DAY - 1), 0);
    assert_eq!(integer(&db, "SELECT count(*) FROM attachment_day"), 0, "nor what was counted before today");
    assert_eq!(sweep(DAY), 1);
    assert_eq!(integer(&db, "SELECT count(*) FROM attachment_part"), 0);
    assert_eq!(block_on(attachments::leftovers(&db, 9)).unwrap(), ["attachments/k"], "it may lie there");
}

#[test]
fn files_are_found_by_their_ticket_and_by_those_that_are_merged_with_it_alone() {
    let db = in_memory();
    let (parent, child, other) = (a_ticket(&db), a_ticket(&db), a_ticket(&db));
    query(&db, &format!("UPDATE ticket SET parent = {} WHERE id = {}", parent.id, child.id));
    let ids = [&parent, &child, &other].map(|ticket| {
        let id = begun(&db, &new(ticket.id, 1));
        assert!(take(&db, id, 0, b"x"));
        assert!(finish(&db, &file(&db, id, ticket.id).unwrap(), 1, Place::AsTheyCame, false));
        id
    });
    let listed = |ticket: &Ticket, parent| -> Vec<i64> {
        let files = block_on(attachments::list(&db, ticket.id, parent)).unwrap();
        files.into_iter().map(|file| file.id).collect()
    };
    assert_eq!(listed(&parent, None), ids[..2]);
    assert_eq!(listed(&child, Some(parent.id)), ids[..2]);
    assert_eq!(listed(&other, None), ids[2..]);
    assert_eq!(file(&db, ids[1], parent.id).unwrap().ticket, child.id);
    assert_eq!(file(&db, ids[0], child.id), None, "unless the parent is named");
    assert_eq!(file(&db, ids[0], other.id), None);
    let story = block_on(tickets::story(&db, child.id, None)).unwrap().unwrap();
    let told: Vec<(i64, TicketId)> = story.files.iter().map(|file| (file.id, file.ticket)).collect();
    assert_eq!(told, [(ids[0], parent.id), (ids[1], child.id)]);
    let children = block_on(tickets::children(&db, parent.id)).unwrap();
    assert_eq!(children[0].2[0].id, ids[1]);
    let removed = block_on(attachments::remove(&db, &chain(), ids[2], MONDAY, &entry("attachment.remove")));
    assert!(removed.unwrap() && listed(&other, None).is_empty());
}

/// All bytes of the database's files.
fn bytes_of(folder: &Folder) -> Vec<u8> {
    ["hotline.db", "hotline.db-wal"].map(|name| std::fs::read(folder.file(name)).unwrap_or_default()).concat()
}

fn holds(folder: &Folder, planted: &[u8]) -> bool {
    bytes_of(folder).windows(planted.len()).any(|window| window == planted)
}

#[test]
fn erasing_the_reporter_takes_their_files_out_of_every_file_of_the_database() {
    let folder = Folder::new();
    let db = open(&folder.file("hotline.db"));
    block_on(migrate::migrate(&db)).unwrap();
    let ticket = a_ticket(&db);
    let planted = b"planted-where-a-camera-was".repeat(2_000);
    let large = NewFile { size: planted.len() as i64, ..new(ticket.id, 1) };
    let most = Most { of_ticket: 1_000_000, ..MOST };
    let Announced::New(id) = block_on(attachments::announce(&db, &large, most)).unwrap() else { panic!() };
    assert!(take(&db, id, 0, &planted));
    assert!(finish(&db, &file(&db, id, ticket.id).unwrap(), planted.len(), Place::AsTheyCame, false));
    assert!(holds(&folder, b"planted-where-a-camera-was"), "there is something to find");
    // Nothing else of it is personal: the file alone is a reason to erase it.
    let closed = Ticket { state: State::Closed, closed_at: Some(MONDAY), ..ticket.clone() };
    let change = common::change(&ticket, closed, Action::Close);
    common::save_now(&db, &ticket, std::slice::from_ref(&change));
    let seen = block_on(tickets::find(&db, ticket.id)).unwrap().unwrap().personal_version;
    let erased = block_on(personal::erase(
        &db,
        &chain(),
        seen,
        &change.ticket,
        MONDAY.plus(20),
        &entry("reporter.erase"),
    ));
    assert!(erased.unwrap().is_some());
    assert_eq!(file(&db, id, ticket.id), None);
    assert_eq!(integer(&db, "SELECT count(*) FROM attachment_part"), 0);
    assert!(block_on(attachments::wipe(&db)).unwrap());
    assert!(!holds(&folder, b"planted-where-a-camera-was"));
    assert!(!holds(&folder, "路灯.jpg".as_bytes()));
    assert_eq!(integer(&db, "SELECT count(*) FROM attachment_wiping"), 0, "once");
}

#[test]
fn what_a_file_said_of_a_place_is_gone_once_it_is_cleaned() {
    let folder = Folder::new();
    let db = open(&folder.file("hotline.db"));
    block_on(migrate::migrate(&db)).unwrap();
    let ticket = a_ticket(&db);
    let id = begun(&db, &new(ticket.id, 30));
    assert!(take(&db, id, 0, b"GPS-28.2-and-then-a-picture-xx"));
    assert!(finish(&db, &file(&db, id, ticket.id).unwrap(), 9, Place::Bytes(b"a-picture"), false));
    assert!(block_on(attachments::wipe(&db)).unwrap());
    assert!(!holds(&folder, b"GPS-28.2") && holds(&folder, b"a-picture"));
}
