//! The audit log: what is written with it, how it is asked, that SQL cannot change it, and that
//! whoever changes the file anyway is found.
#![expect(clippy::unwrap_used, reason = "helpers of tests, which may fail loudly")]

mod common;

use std::cell::RefCell;
use std::collections::BTreeSet;

use common::{MONDAY, block_on, chain, entry, in_memory, integer, query, stored, submitted, texts};
use minsheng_core::audit::{Entry, Head};
use minsheng_dice::{check, dice, vec};
use minsheng_request_id::RequestId;
use minsheng_store::audit::{
    self, After, BrokenRow, Filter, Verification, append, index, page, record, verify,
};
use minsheng_store::native::Native;
use minsheng_store::{Db, Ends, Error, immediate};
use minsheng_types::clock::Timestamp;
use minsheng_types::words::{Role, Tampering};
use minsheng_vault::{Chain, Link};

/// A log of so many rows.
fn log(rows: i64) -> Native {
    let db = in_memory();
    for n in 1..=rows {
        let entry = Entry { object: n.to_string(), ..entry("test.act") };
        block_on(record(&db, &chain(), MONDAY.plus(n), &entry)).unwrap();
    }
    db
}

fn walked(db: &Native) -> Verification {
    block_on(verify(db, &chain(), 0, None, 1_000_000)).unwrap()
}

fn broken(db: &Native) -> Option<(i64, Tampering)> {
    walked(db).broken.map(|BrokenRow { at, what }| (at, what))
}

fn head(db: &Native) -> Head {
    walked(db).head
}

#[test]
fn a_log_that_nobody_touched_is_intact() {
    for rows in [0, 1, 2, 2000, 2001] {
        let db = log(rows);
        let found = walked(&db);
        assert_eq!((found.rows, found.broken, found.next), (rows, None, None));
        assert_eq!(found.head.seq, rows);
        assert_eq!(found.head.hash.len(), 64);
    }
    assert_eq!(head(&log(0)).hash, "0".repeat(64));
}

#[test]
fn a_long_log_is_walked_in_stretches() {
    let db = log(25);
    let pin = head(&db);
    let (mut after, mut stretches) = (0, Vec::new());
    loop {
        let found = block_on(verify(&db, &chain(), after, Some(&pin), 10)).unwrap();
        assert_eq!(found.broken, None);
        stretches.push(found.rows);
        match found.next {
            Some(next) => after = next,
            None => break,
        }
    }
    assert_eq!(stretches, [10, 10, 5]);
    tampered(&db, "audit", "UPDATE audit SET detail = 'x' WHERE seq = 15");
    let found = |after| block_on(verify(&db, &chain(), after, None, 10)).unwrap().broken;
    assert_eq!(found(0), None, "it is in the next stretch");
    assert_eq!(found(10), Some(BrokenRow { at: 15, what: Tampering::Altered }));
    assert_eq!(found(15), None, "what was found broken is not the next stretch's to find");
    assert_eq!(
        found(99),
        Some(BrokenRow { at: 26, what: Tampering::CutOff }),
        "a row that was said to be there"
    );
}

/// Changes the database as somebody does who has the file, with a table's triggers out of the way.
fn tampered(db: &Native, table: &str, sql: &str) {
    let triggers =
        texts(db, &format!("SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = '{table}'"));
    for trigger in triggers {
        query(db, &format!("DROP TRIGGER {trigger}"));
    }
    query(db, sql);
}

/// The hashes of the rows from `first` on made anew by somebody with another key, and the head.
fn rehashed(db: &Native, first: i64, key: &Chain) {
    let last = integer(db, "SELECT max(seq) FROM audit");
    for seq in first..=last {
        let field = |name: &str| texts(db, &format!("SELECT {name} FROM audit WHERE seq = {seq}")).concat();
        let fields = ["sub", "role", "act", "object", "detail"].map(field);
        let before = query(db, &format!("SELECT hash FROM audit WHERE seq = {}", seq - 1));
        let before = before.into_iter().flatten().next();
        let before = match before {
            Some(minsheng_store::Value::Blob(hash)) => hash,
            _ => vec![0; 32],
        };
        let at = integer(db, &format!("SELECT at FROM audit WHERE seq = {seq}"));
        let hash = key.hash(
            &before,
            Link { seq, at, fields: fields.each_ref().map(String::as_str), request: None, changes: None },
        );
        let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        query(db, &format!("UPDATE audit SET hash = x'{hash}' WHERE seq = {seq}"));
        tampered(db, "audit_head", &format!("UPDATE audit_head SET seq = {seq}, hash = x'{hash}'"));
    }
}

#[test]
fn every_field_of_a_row_is_covered() {
    for (column, value) in [
        ("at", "at + 1"),
        ("sub", "'nobody'"),
        ("role", "'agent'"),
        ("act", "'audit.read'"),
        ("object", "'7'"),
        ("detail", "'nothing'"),
        ("hash", "zeroblob(32)"),
        ("hash", "zeroblob(0)"),
        ("request", "zeroblob(16)"),
        ("request", "zeroblob(0)"),
        ("changes", "'[]'"),
        ("changes", "''"),
    ] {
        for (seq, last) in [(1, 9), (5, 9), (9, 9)] {
            let db = log(last);
            tampered(&db, "audit", &format!("UPDATE audit SET {column} = {value} WHERE seq = {seq}"));
            assert_eq!(broken(&db), Some((seq, Tampering::Altered)), "{column} of {seq}");
        }
    }
}

#[test]
fn a_row_that_is_gone_is_missed() {
    for seq in [1, 5, 8] {
        let db = log(9);
        tampered(&db, "audit", &format!("DELETE FROM audit WHERE seq = {seq}"));
        assert_eq!(broken(&db), Some((seq, Tampering::Removed)));
        // Those behind it moved up, so that no number is missing.
        query(&db, &format!("UPDATE audit SET seq = -seq WHERE seq > {seq}"));
        query(&db, "UPDATE audit SET seq = -seq - 1 WHERE seq < 0");
        assert_eq!(broken(&db), Some((seq, Tampering::Altered)));
    }
    let db = log(9);
    tampered(&db, "audit", "DELETE FROM audit WHERE seq = 9");
    assert_eq!(broken(&db), Some((9, Tampering::CutOff)));
    tampered(&db, "audit", "DELETE FROM audit WHERE seq > 3");
    assert_eq!(broken(&db), Some((4, Tampering::CutOff)));
    tampered(&db, "audit", "DELETE FROM audit");
    assert_eq!(broken(&db), Some((1, Tampering::CutOff)));
}

#[test]
fn a_row_that_was_not_there_is_seen() {
    const COPY: &str = "INSERT INTO audit SELECT :new, at, sub, role, act, object, 'forged', hash, request, changes FROM audit WHERE seq = :old";
    let copy = |new: i64, old: i64| COPY.replace(":new", &new.to_string()).replace(":old", &old.to_string());
    let db = log(9);
    tampered(&db, "audit", "UPDATE audit SET seq = -seq WHERE seq >= 5");
    query(&db, "UPDATE audit SET seq = 1 - seq WHERE seq < 0");
    query(&db, &copy(5, 4));
    assert_eq!(broken(&db), Some((5, Tampering::Inserted)));
    // With the triggers in place the head follows; without them it does not.
    let db = log(9);
    query(&db, &copy(10, 9));
    assert_eq!(broken(&db), Some((10, Tampering::Altered)), "it has no hash that fits");
    let db = log(9);
    tampered(&db, "audit", &copy(10, 9));
    assert_eq!(broken(&db), Some((10, Tampering::Inserted)));
}

#[test]
fn rows_that_changed_places_are_seen() {
    for (one, other) in [(4, 6), (4, 5), (8, 9), (1, 9)] {
        let db = log(9);
        tampered(&db, "audit", &format!("UPDATE audit SET seq = -1 WHERE seq = {one}"));
        query(&db, &format!("UPDATE audit SET seq = {one} WHERE seq = {other}"));
        query(&db, &format!("UPDATE audit SET seq = {other} WHERE seq = -1"));
        assert_eq!(broken(&db), Some((one, Tampering::Altered)), "{one} and {other}");
    }
}

#[test]
fn the_head_is_watched_as_well() {
    for (sql, found) in [
        ("UPDATE audit_head SET hash = zeroblob(32)", (9, Tampering::Altered)),
        ("UPDATE audit_head SET seq = 8", (9, Tampering::Inserted)),
        ("UPDATE audit_head SET seq = 12", (10, Tampering::CutOff)),
        ("DELETE FROM audit_head", (10, Tampering::CutOff)),
    ] {
        let db = log(9);
        tampered(&db, "audit_head", sql);
        assert_eq!(broken(&db), Some(found), "{sql}");
    }
    let db = log(9);
    tampered(&db, "audit_head", "DELETE FROM audit_head");
    let refused = block_on(record(&db, &chain(), MONDAY, &entry("test.act")));
    assert!(matches!(refused, Err(Error::Corrupt(_))), "nothing is written without a record of it");
}

#[test]
fn hashes_made_anew_without_the_key_do_not_fit() {
    let db = log(9);
    tampered(&db, "audit", "UPDATE audit SET detail = 'nothing' WHERE seq = 5");
    rehashed(&db, 5, &Chain::new([0; 32]));
    assert_eq!(broken(&db), Some((5, Tampering::Altered)));
}

#[test]
fn a_tail_that_was_rewritten_whole_is_found_by_whoever_kept_an_end() {
    let pins: Vec<Head> = [3, 6, 9].into_iter().map(|rows| head(&log(rows))).collect();
    let found = |db: &Native, pin: &Head| block_on(verify(db, &chain(), 0, Some(pin), 100)).unwrap().broken;
    let db = log(9);
    for pin in pins.iter().chain([&head(&log(0))]) {
        assert_eq!(found(&db, pin), None, "{}", pin.seq);
    }
    // Cut off together with the head, and written anew by somebody who has the key.
    tampered(&db, "audit", "DELETE FROM audit WHERE seq > 4");
    let cut = "UPDATE audit_head SET seq = 4, hash = (SELECT hash FROM audit WHERE seq = 4)";
    tampered(&db, "audit_head", cut);
    assert_eq!(broken(&db), None, "it cannot be told from a log that never was longer");
    assert_eq!(found(&db, &pins[0]), None);
    assert_eq!(found(&db, &pins[1]), Some(BrokenRow { at: 5, what: Tampering::CutOff }));
    let insert = "INSERT INTO audit SELECT seq + 4, at, sub, role, act, object, 'another', hash, request, changes FROM audit";
    tampered(&db, "audit", insert);
    rehashed(&db, 5, &chain());
    assert_eq!(broken(&db), None);
    assert_eq!(found(&db, &pins[1]), Some(BrokenRow { at: 6, what: Tampering::Altered }));
    assert_eq!(found(&db, &pins[2]), Some(BrokenRow { at: 9, what: Tampering::CutOff }));
}

#[test]
fn sql_cannot_change_what_was_written() {
    let copy = "SELECT :seq, at, sub, role, act, object, 'forged', zeroblob(32), request, changes FROM audit WHERE seq = 1";
    let statements = [
        "UPDATE audit SET detail = 'x' WHERE seq = 9",
        "UPDATE OR REPLACE audit SET seq = 3 WHERE seq = 4",
        "UPDATE OR IGNORE audit SET detail = 'x'",
        "DELETE FROM audit WHERE seq = 9",
        "DELETE FROM audit",
        "INSERT INTO audit :copy 9",
        "INSERT OR REPLACE INTO audit :copy 9",
        "INSERT OR REPLACE INTO audit :copy 3",
        "INSERT OR IGNORE INTO audit :copy 11",
        "INSERT OR REPLACE INTO audit :copy NULL",
        "INSERT INTO audit :copy 9 ON CONFLICT (seq) DO UPDATE SET detail = 'x'",
        "UPDATE audit_head SET seq = 8",
        "UPDATE audit_head SET seq = 10",
        "UPDATE audit_head SET hash = zeroblob(32)",
        "UPDATE OR REPLACE audit_head SET seq = 10, hash = zeroblob(32)",
        "UPDATE audit_head SET id = 2",
        "DELETE FROM audit_head",
        "INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, zeroblob(32))",
        "INSERT OR REPLACE INTO audit_head (id, seq, hash) VALUES (1, 0, zeroblob(32))",
        "INSERT INTO audit_head VALUES (1, 0, x'00') ON CONFLICT (id) DO UPDATE SET seq = 0",
    ];
    for recursive in ["OFF", "ON"] {
        let db = log(9);
        query(&db, &format!("PRAGMA recursive_triggers = {recursive}"));
        for sql in statements {
            let (sql, seq) = match sql.split_once(":copy ") {
                Some((before, rest)) => {
                    let (seq, rest) = rest.split_once(' ').unwrap_or((rest, ""));
                    (format!("{before} {} {rest}", copy.replace(":seq", seq)), seq)
                }
                None => (sql.to_owned(), ""),
            };
            let outcome = block_on(db.run(&sql, vec![]));
            let refused = outcome.err().unwrap_or_else(|| panic!("{sql} ({seq})"));
            let known = ["append-only", "no gaps", "CHECK"];
            assert!(known.iter().any(|text| refused.to_string().contains(text)), "{sql}: {refused}");
            assert_eq!((broken(&db), walked(&db).rows), (None, 9), "{sql}, {recursive}");
        }
        block_on(record(&db, &chain(), MONDAY, &entry("test.act"))).unwrap();
        assert_eq!(walked(&db).rows, 10, "and it goes on");
    }
}

#[test]
fn an_entry_stands_or_falls_with_what_it_tells_of() {
    let db = log(3);
    let outcome = block_on(immediate(&db, async |db: &Native| {
        append(db, &chain(), MONDAY, &[entry("test.one"), entry("test.two")]).await?;
        Ok(Ends::RollBack("refused"))
    }))
    .unwrap();
    assert_eq!((outcome, walked(&db).rows), ("refused", 3));
    let ticket = stored(&db, &submitted(common::demand("路灯坏了"), MONDAY));
    let filter = Filter { object: Some(ticket.id.to_string()), ..Filter::default() };
    let (lines, _) = block_on(page(&db, &filter, None, 10)).unwrap();
    let acts: Vec<_> = lines.iter().map(|line| (line.act.as_str(), line.detail.as_str())).collect();
    assert_eq!(acts, [("ticket.submit", "- → pending")]);
    assert_eq!(broken(&db), None);
}

#[test]
fn rows_are_indexed_once_bit_by_bit_and_whole_or_not_at_all() {
    let db = log(25);
    let rows = || integer(&db, "SELECT count(*) FROM audit_found");
    let each = rows_of_one();
    for (more, indexed) in [(true, 10), (true, 20), (false, 25), (false, 25)] {
        assert_eq!((block_on(index(&db, 10)).unwrap(), rows()), (more, indexed * each));
    }
    assert_eq!(walked(&db).broken, None, "the log itself is as it was");
    // Whoever read the place before somebody else moved it does nothing.
    block_on(record(&db, &chain(), MONDAY, &entry("test.more"))).unwrap();
    query(&db, "UPDATE audit_progress SET indexed_to = 26");
    assert_eq!(
        block_on(db.run(audit::KEEP_INDEXED, vec![25_i64.into(), 26_i64.into()])).unwrap(),
        Vec::<Vec<_>>::new()
    );
}

/// By time, by act, by person, by both; by what it was done to where there is something.
fn rows_of_one() -> i64 {
    let db = log(1);
    block_on(index(&db, 1)).unwrap();
    integer(&db, "SELECT count(*) FROM audit_found")
}

#[test]
fn every_combination_of_filters_finds_what_it_says_page_by_page() {
    let answered = RefCell::new(BTreeSet::new());
    check(6, vec(dice(3), 0..=100), |entries| {
        let db = in_memory();
        let mut all = Vec::new();
        for (n, mut dice) in (0_i64..).zip(entries) {
            let entry = Entry {
                sub: dice.one_of(&["", "agent-1", "admin-1"]).into(),
                role: Role::Agent,
                act: dice.one_of(&["reporter.reveal", "ticket.assign"]).into(),
                object: dice.one_of(&["20261123000001", "20261123000002"]).into(),
                detail: String::new(),
                changes: None,
            };
            // Some in the same second, some a little before the one that was written first.
            let at = MONDAY.plus(n / 3 * 4 - (n % 5));
            block_on(record(&db, &chain(), at, &entry)).unwrap();
            all.push((at, n + 1, entry));
        }
        let half = all.len() as u32 / 2;
        all.sort_by_key(|(at, seq, _)| std::cmp::Reverse((*at, *seq)));
        // Looked through, half of it indexed, all of it.
        for stage in 0..3 {
            match stage {
                0 => {}
                1 if half == 0 => continue,
                1 => assert!(block_on(index(&db, half)).unwrap(), "there is another half"),
                _ => while block_on(index(&db, 100)).unwrap() {},
            }
            for bits in 0..32_u32 {
                let on = |bit: u32| bits >> bit & 1 == 1;
                let filter = Filter {
                    request: None,
                    sub: on(0).then(|| "agent-1".to_owned()),
                    act: on(1).then(|| "reporter.reveal".to_owned()),
                    object: on(2).then(|| "20261123000001".to_owned()),
                    from: on(3).then(|| MONDAY.plus(20)),
                    to: on(4).then(|| MONDAY.plus(100)),
                };
                if !pages_hold_what_fits(&db, &filter, &all).is_empty() {
                    answered.borrow_mut().insert((stage, bits));
                }
            }
        }
    });
    assert_eq!(answered.into_inner().len(), 96, "each of them has found something");
}

/// Walks through the pages; the rows that they are.
fn pages_hold_what_fits(db: &Native, filter: &Filter, all: &[(Timestamp, i64, Entry)]) -> Vec<i64> {
    let fits = |at, entry: &Entry| {
        filter.sub.as_ref().is_none_or(|sub| *sub == entry.sub)
            && filter.act.as_ref().is_none_or(|act| *act == entry.act)
            && filter.object.as_ref().is_none_or(|object| *object == entry.object)
            && filter.from.is_none_or(|from| at >= from)
            && filter.to.is_none_or(|to| at < to)
    };
    let expected: Vec<i64> =
        all.iter().filter(|(at, _, entry)| fits(*at, entry)).map(|(_, seq, _)| *seq).collect();
    let mut found = Vec::new();
    let mut after: Option<After> = None;
    loop {
        let (lines, next) = block_on(page(db, filter, after, 7)).unwrap();
        assert!(lines.len() <= 7);
        found.extend(lines.into_iter().map(|line| line.seq));
        match next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    assert_eq!(found, expected, "{filter:?}");
    found
}

#[test]
fn a_citizens_log_ins_are_shown_as_nobodys_and_forgotten_with_their_data() {
    for indexed in [false, true] {
        let db = in_memory();
        let sub = minsheng_core::access::citizen(&[7; 32]);
        let of = |act: &str, object: &str| Entry { sub: sub.clone(), object: object.into(), ..entry(act) };
        for entry in [of("citizen.login", ""), of("citizen.login", &sub), of("my_data.read", "")] {
            block_on(record(&db, &chain(), MONDAY, &entry)).unwrap();
        }
        if indexed {
            block_on(minsheng_store::audit::index(&db, 100)).unwrap();
        }
        let (lines, _) = block_on(page(&db, &Filter::default(), None, 10)).unwrap();
        assert!(lines.iter().all(|line| (line.sub.as_str(), line.object.as_str()) == ("citizen:", "")));
        let by_object = Filter { object: Some(sub.clone()), ..Filter::default() };
        assert_eq!(block_on(page(&db, &by_object, None, 10)).unwrap().0.len(), 0);
        block_on(minsheng_store::audit::forget_citizen(&db, &chain(), &sub)).unwrap();
        let left = format!("SELECT count(*) FROM audit WHERE sub = '{sub}'");
        assert_eq!(integer(&db, &left), 0);
        let keys = format!("SELECT count(*) FROM audit_found WHERE key LIKE '%{sub}' AND key NOT LIKE 'o%'");
        assert_eq!(integer(&db, &keys), 0);
        assert_eq!(broken(&db), None, "the chain holds");
    }
}

/// A log in which the second of three rows is what an erasure left of it.
fn forgotten() -> Native {
    let db = in_memory();
    let ticket = stored(&db, &submitted(common::demand("路灯坏了"), MONDAY));
    query(&db, &format!("UPDATE ticket SET state = 'closed', closed_at = 1 WHERE id = {}", ticket.id));
    let why = Entry { object: ticket.id.to_string(), detail: "回张三".into(), ..entry("reporter.reveal") };
    let other =
        Entry { object: "20261123000009".into(), detail: "回李四".into(), ..entry("reporter.reveal") };
    for entry in [why, other] {
        block_on(record(&db, &chain(), MONDAY, &entry)).unwrap();
    }
    let erased = entry("reporter.erase");
    assert!(
        block_on(minsheng_store::personal::erase(&db, &chain(), 1, &ticket, MONDAY, &erased))
            .unwrap()
            .is_some()
    );
    db
}

#[test]
fn what_an_erasure_left_of_a_row_holds_and_nobody_else_can_leave_less() {
    let db = forgotten();
    assert_eq!(broken(&db), None);
    let (lines, _) = block_on(page(&db, &Filter::default(), None, 10)).unwrap();
    let told: Vec<_> = lines.iter().rev().skip(1).map(|line| (line.detail.as_str(), line.erased)).collect();
    assert_eq!(told, [("", true), ("回李四", false), ("", false)]);
    let seq = lines.iter().find(|line| line.erased).unwrap().seq;
    for forged in [
        format!("UPDATE audit SET detail = '' WHERE seq = {}", seq + 1),
        format!("UPDATE audit SET detail = 'x' WHERE seq = {seq}"),
        format!("UPDATE audit SET hash = zeroblob(32) WHERE seq = {seq}"),
        format!("UPDATE audit_erased SET \"left\" = zeroblob(32) WHERE seq = {seq}"),
        format!("DELETE FROM audit_erased WHERE seq = {seq}"),
    ] {
        assert!(block_on(db.run(&forged, vec![])).is_err(), "{forged}");
    }
    // Who gets past the triggers is found.
    query(&db, &format!("INSERT INTO audit_erased VALUES ({}, zeroblob(32))", seq + 1));
    query(&db, &format!("UPDATE audit SET detail = '' WHERE seq = {}", seq + 1));
    assert_eq!(broken(&db), Some((seq + 1, Tampering::Altered)));
    for change in [
        "UPDATE audit SET sub = 'x' WHERE seq = 2",
        "UPDATE audit SET detail = 'x' WHERE seq = 2",
        "DELETE FROM audit_erased",
        "UPDATE audit_erased SET \"left\" = zeroblob(32)",
    ] {
        let db = forgotten();
        for trigger in
            ["audit_is_not_altered", "audit_erased_is_not_altered", "audit_erased_is_not_shortened"]
        {
            query(&db, &format!("DROP TRIGGER {trigger}"));
        }
        query(&db, change);
        assert_eq!(broken(&db), Some((seq, Tampering::Altered)), "{change}");
    }
}

#[test]
fn a_citizen_goes_by_the_ticket_in_the_log_that_is_shown() {
    let db = in_memory();
    let sub = format!("citizen:{}", "5".repeat(64));
    for object in ["20261123000001", "20261123000002", ""] {
        let entry =
            Entry { sub: sub.clone(), role: Role::Reporter, object: object.into(), ..entry("reporter.read") };
        block_on(record(&db, &chain(), MONDAY, &entry)).unwrap();
    }
    let shown = |filter: &Filter| -> Vec<String> {
        block_on(page(&db, filter, None, 10)).unwrap().0.into_iter().map(|line| line.sub).collect()
    };
    assert_eq!(shown(&Filter::default()), ["citizen:", "citizen:20261123000002", "citizen:20261123000001"]);
    assert_eq!(shown(&Filter { sub: Some(sub), ..Filter::default() }), Vec::<String>::new());
    assert_eq!(broken(&db), None, "what is stored is what was written");
}

/// Two rows for each of two requests, the second of which says what changed.
fn of_requests(ids: [RequestId; 2]) -> Native {
    let db = log(0);
    for (id, at) in ids.into_iter().zip([10, 20]) {
        let changes = minsheng_core::audit::changes(Some(&vec![1]), Some(&vec![at]));
        let entries = [entry("test.one"), Entry { changes, ..entry("test.two") }];
        block_on(immediate(&db, async |db: &Native| {
            append(db, &chain().of_request(id), MONDAY.plus(at), &entries).await?;
            Ok(Ends::Commit(()))
        }))
        .unwrap();
    }
    db
}

#[test]
fn a_row_says_for_which_request_it_is_and_what_changed() {
    let ids = [RequestId::random([1; 16]), RequestId::random([2; 16])];
    let db = of_requests(ids);
    let found = |id: RequestId| {
        let filter = Filter { request: Some(id), ..Filter::default() };
        let (lines, _) = block_on(page(&db, &filter, None, 10)).unwrap();
        lines.into_iter().map(|line| (line.act, line.request, line.changes.len())).collect::<Vec<_>>()
    };
    // Looked through, and then by the index.
    for _ in 0..2 {
        for id in ids {
            let named = Some(id.to_string());
            let lines = [("test.two".to_owned(), named.clone(), 1), ("test.one".to_owned(), named, 0)];
            assert_eq!(found(id), lines);
        }
        assert_eq!(found(RequestId::random([3; 16])), []);
        while block_on(index(&db, 2)).unwrap() {}
    }
    assert_eq!(broken(&db), None);
    for (seq, change) in [
        (1, "request = NULL"),
        (1, "request = x'00'"),
        (2, "changes = NULL"),
        (3, "request = (SELECT request FROM audit WHERE seq = 1)"),
    ] {
        let db = of_requests(ids);
        let sql = format!("UPDATE audit SET {change} WHERE seq = {seq}");
        assert!(block_on(db.run(&sql, vec![])).is_err(), "{sql}");
        tampered(&db, "audit", &sql);
        assert_eq!(broken(&db), Some((seq, Tampering::Altered)), "{sql}");
    }
}

#[test]
fn what_happened_to_a_ticket_says_for_which_request() {
    let db = log(0);
    let id = RequestId::random([1; 16]);
    let ticket = submitted(common::demand("路灯坏了"), MONDAY);
    let events = [minsheng_core::ticket::Event::submitted(Role::Reporter, "", MONDAY)];
    let new = minsheng_store::tickets::NewTicket {
        ticket: &ticket,
        events: &events,
        query_hash: [7; 32],
        sealed: None,
        idempotency: None,
        held: false,
    };
    let made = block_on(minsheng_store::tickets::insert(&db, &chain().of_request(id), &new)).unwrap();
    let minsheng_store::tickets::Inserted::New(number) = made else { panic!("{made:?}") };
    let (lines, _) =
        block_on(page(&db, &Filter { request: Some(id), ..Filter::default() }, None, 10)).unwrap();
    let told: Vec<_> = lines.into_iter().map(|line| (line.act, line.object)).collect();
    assert_eq!(told, [("ticket.submit".to_owned(), number.to_string())]);
    assert_eq!(broken(&db), None);
}
