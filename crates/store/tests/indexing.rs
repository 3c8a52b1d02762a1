//! The words of new tickets: written later, once, and found in the meantime all the same.
#![expect(clippy::unwrap_used, reason = "helpers of tests, which may fail loudly")]

mod common;

use std::cell::{Cell, RefCell};
use std::sync::{Arc, Barrier};

use common::{Folder, MONDAY, block_on, in_memory, insert, integer, open, query, save_now, submitted, texts};
use minsheng_core::ticket::Ticket;
use minsheng_language::similarity::{SIMILARITY_THRESHOLD, Terms};
use minsheng_store::folded::queue_tickets;
use minsheng_store::indexing::{BatchOutcome, SeenTerms, run_batch, run_batch_knowing};
use minsheng_store::native::Native;
use minsheng_store::similar::{self, CandidateScope, candidates, profile};
use minsheng_store::worklist::{Filter, Sort, page};
use minsheng_store::{Db, Error, Row, Value, migrate};
use minsheng_types::ids::TicketId;
use minsheng_types::words::{Action, State};

fn put<D: Db>(db: &D, text: &str) -> TicketId {
    insert(db, &submitted(common::demand(text), MONDAY), None).unwrap()
}

fn search(db: &Native, words: &str, sort: Sort) -> Vec<TicketId> {
    let filter = Filter { words: Some(words.into()), sort, ..Filter::default() };
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let (lines, next) = block_on(page(db, &filter, after, MONDAY, 2)).unwrap();
        found.extend(lines.into_iter().map(|line| line.id));
        match next {
            Some(next) => after = Some(next),
            None => return found,
        }
    }
}

const TEXTS: [&str; 8] = [
    "路灯坏了三天",
    "A3 栋的路灯不亮",
    "路 灯",
    "灯坏了 led",
    "LED 路灯太亮",
    "Élan 小区停水",
    "公交 12 路不停",
    "垃圾没人清运，路灯也坏了",
];

const WORDS: [&str; 11] =
    ["路灯", "灯", "a3", "A3 路灯", "led", "Élan", "lan", "坏了", "12", "1", "路灯 坏了 三天"];

#[test]
fn what_waits_is_found_as_what_is_indexed() {
    let db = in_memory();
    let all: Vec<TicketId> = TEXTS.iter().map(|text| put(&db, text)).collect();
    for sort in [Sort::Newest, Sort::Oldest] {
        let waiting = WORDS.map(|words| search(&db, words, sort));
        assert!(waiting.iter().filter(|found| !found.is_empty()).count() > 8, "{waiting:?}");
        // Half of them, and then all.
        for indexed in [4, 8] {
            query(&db, "DELETE FROM ticket_words");
            query(&db, "DELETE FROM to_index");
            for id in &all {
                query(&db, &format!("INSERT INTO to_index VALUES ({id})"));
            }
            assert_eq!(block_on(run_batch(&db, indexed)).unwrap(), BatchOutcome { indexed, more: true });
            for (words, waiting) in WORDS.iter().zip(&waiting) {
                assert_eq!(search(&db, words, sort), *waiting, "{words} {sort:?}, {indexed} indexed");
            }
        }
    }
    assert_eq!(block_on(run_batch(&db, 10)).unwrap(), BatchOutcome::default());
}

#[test]
fn what_waits_is_filtered_and_paged_with_the_rest() {
    let db = in_memory();
    let ids: Vec<TicketId> = (0..9).map(|n| put(&db, &format!("路灯坏了，第 {n} 盏"))).collect();
    block_on(run_batch(&db, 4)).unwrap();
    for id in &ids {
        let seen = common::find(&db, *id);
        let due_at = Some(MONDAY.plus(100 - id.as_i64() % 10));
        let mut after = Ticket { due_at, ..seen.clone() };
        if id.as_i64() % 2 == 0 {
            (after.state, after.closed_at) = (State::Withdrawn, Some(MONDAY));
        }
        save_now(&db, &seen, &[common::change(&seen, after, Action::Classify)]);
    }
    let mut open: Vec<TicketId> = ids.iter().copied().filter(|id| id.as_i64() % 2 == 1).collect();
    open.reverse();
    assert_eq!(search(&db, "路灯", Sort::Due), open, "the nearest deadline first, open ones only");
    let filter = Filter { words: Some("路灯".into()), state: Some(State::Withdrawn), ..Filter::default() };
    assert_eq!(block_on(page(&db, &filter, None, MONDAY, 100)).unwrap().0.len(), 4);
}

fn alike(db: &Native, text: &str, wanted: CandidateScope) -> Vec<TicketId> {
    let profile = block_on(profile(db, text)).unwrap();
    let (found, broken) = block_on(candidates(db, &profile, wanted)).unwrap();
    assert_eq!(broken, []);
    let alike =
        found.iter().filter(|other| profile.similarity(&Terms::of(&other.text)) >= SIMILARITY_THRESHOLD);
    alike.map(|other| other.id).collect()
}

#[test]
fn tickets_that_wait_are_found_by_those_like_them() {
    let db = in_memory();
    let lamp = "银杏小区门口的路灯坏了半个月，晚上看不清台阶，希望尽快派人来修。";
    for n in 0..30 {
        put(&db, &format!("翠湖新城旁边的搅拌站第 {n} 天半夜还在生产，噪音很大。"));
    }
    let id = put(&db, lamp);
    put(&db, "请问医保卡在外地怎么用");
    let everything = || CandidateScope::up_to(i64::MAX, None);
    assert_eq!(alike(&db, lamp, everything()), [id], "waiting");
    assert_eq!(alike(&db, lamp, CandidateScope::up_to(id.as_i64() - 1, None)), []);
    while block_on(run_batch(&db, 10)).unwrap().more {}
    assert_eq!(alike(&db, lamp, everything()), [id], "indexed");
    assert!(integer(&db, "SELECT count(*) FROM telling_word") > 100);
}

#[test]
fn each_ticket_is_indexed_once_however_many_are_at_it() {
    let folder = Folder::new();
    let path = folder.file("many.db");
    let db = open(&path);
    block_on(migrate::migrate(&db)).unwrap();
    for n in 0..60 {
        put(&db, &format!("路灯坏了，第 {n} 盏"));
    }
    let barrier = Arc::new(Barrier::new(4));
    let threads = [(); 4].map(|()| {
        let (path, barrier) = (path.clone(), Arc::clone(&barrier));
        std::thread::spawn(move || {
            let db = open(&path);
            barrier.wait();
            let mut indexed = 0;
            loop {
                let done = block_on(run_batch(&db, 7)).unwrap();
                indexed += done.indexed;
                if !done.more {
                    return indexed;
                }
            }
        })
    });
    let indexed: u32 = threads.into_iter().map(|thread| thread.join().unwrap()).sum();
    assert_eq!(indexed, 60);
    assert_eq!(integer(&db, "SELECT count(*) FROM ticket_words WHERE ticket_words MATCH '\"路灯\"'"), 60);
    assert_eq!(integer(&db, "SELECT count(*) FROM to_index"), 0);
}

/// Whoever has indexed before asks for what it has not met, and writes what one would that has met nothing, also when
/// tickets were counted in between.
#[test]
fn what_was_met_before_is_not_asked_for_again_and_changes_nothing() {
    let (db, other) = (in_memory(), in_memory());
    let mut known = SeenTerms::new();
    let asked = RefCell::new(Vec::new());
    for (number, text) in TEXTS.iter().chain(&TEXTS).enumerate() {
        for db in [&db, &other] {
            put(db, text);
            if number % 5 == 4 {
                let words = [("路灯".to_owned(), 3.0), ("坏了".to_owned(), number as f64)];
                block_on(similar::count(db, &words.into_iter().collect())).unwrap();
                query(db, "UPDATE hotspot_progress SET counted = counted + 3");
            }
        }
        let listening = Listening(&db, &asked);
        assert_eq!(block_on(run_batch_knowing(&listening, &mut known, 9)).unwrap().indexed, 1);
        assert_eq!(block_on(run_batch(&other, 9)).unwrap().indexed, 1);
    }
    let rows = "SELECT word || ticket_id FROM telling_word ORDER BY 1";
    assert_eq!(texts(&db, rows), texts(&other, rows));
    let asked = asked.into_inner();
    assert!(asked.len() > TEXTS.len() * 2, "whoever finds that tickets were counted asks again");
    assert!(asked.iter().any(|terms| terms == "[]"), "a text of known terms alone: {asked:?}");
}

/// Keeps which terms are asked for.
struct Listening<'a>(&'a Native, &'a RefCell<Vec<String>>);

impl Db for Listening<'_> {
    async fn run(&self, sql: &str, values: Vec<Value>) -> Result<Vec<Row>, Error> {
        if let (similar::FIND_SEEN, [Value::Text(terms)]) = (sql, values.as_slice()) {
            self.1.borrow_mut().push(terms.clone());
        }
        self.0.run(sql, values).await
    }
}

/// Breaks at one statement, and takes nothing from then on.
struct Breaking<'a>(&'a Native, Cell<usize>);

impl Db for Breaking<'_> {
    async fn run(&self, sql: &str, values: Vec<Value>) -> Result<Vec<Row>, Error> {
        let left = self.1.get();
        self.1.set(left.saturating_sub(1));
        if left == 0 && sql != "ROLLBACK" {
            return Err(Error::Unavailable("pulled".into()));
        }
        self.0.run(sql, values).await
    }
}

#[test]
fn a_pass_that_breaks_off_leaves_every_ticket_waiting() {
    for at in 0.. {
        let db = in_memory();
        put(&db, "路灯坏了三天");
        let before = common::dump(&db);
        let done = block_on(run_batch(&Breaking(&db, at.into()), 10));
        let Ok(done) = done else {
            assert_eq!(common::dump(&db), before, "statement {at}");
            continue;
        };
        assert_eq!((done.indexed, at), (1, 7), "two reads and a transaction of three statements");
        break;
    }
}

#[test]
fn an_older_database_keeps_its_words_and_its_assisting_departments() {
    let folder = Folder::new();
    let path = folder.file("older.db");
    let db = open(&path);
    let older = 16;
    for migration in &migrate::all().unwrap()[..older] {
        for statement in migration.split("\n\n").filter(|statement| !statement.trim().is_empty()) {
            query(&db, statement);
        }
    }
    query(&db, &format!("PRAGMA user_version = {older}"));
    let (first, second) = (20_261_123_000_001_i64, 20_261_123_000_002_i64);
    for (id, closed) in [(first, "NULL"), (second, "1")] {
        let state = if closed == "NULL" { "assigned" } else { "closed" };
        query(
            &db,
            &format!(
                "INSERT INTO ticket (id, version, state, kind, urgency, channel, content, reporter, submitted_by, query_hash, \
                 needs_review, created_at, updated_at, closed_at, lead) VALUES ({id}, 1, '{state}', 'help', 'normal', 'web', \
                 '路灯坏了', '{{\"anonymous\": false, \"confidential\": false, \"reply_wanted\": false}}', '', x'07', 0, 1, 1, {closed}, 'zjj')"
            ),
        );
        query(&db, &format!("INSERT INTO ticket_words (rowid, words) VALUES ({id}, '路灯 灯坏 坏了 了')"));
        query(&db, &format!("INSERT INTO telling_word VALUES ('灯坏', {id})"));
        for dept in ["jtj", "cgj"] {
            let open = i32::from(closed == "NULL");
            query(
                &db,
                &format!("INSERT INTO assist (dept, ticket_id, open) VALUES ('{dept}', {id}, {open})"),
            );
        }
    }
    block_on(migrate::migrate(&db)).unwrap();
    let db = open(&path);
    let assists = |id: i64| common::find(&db, TicketId::from_i64(id).unwrap()).assists;
    for id in [first, second] {
        assert_eq!(assists(id).iter().map(|dept| dept.as_str()).collect::<Vec<_>>(), ["cgj", "jtj"]);
    }
    assert_eq!(texts(&db, "SELECT dept || open || ticket_id FROM assist ORDER BY 1").len(), 4);
    assert_eq!(search(&db, "路灯", Sort::Oldest).len(), 2);
    assert_eq!(
        block_on(run_batch(&db, 10)).unwrap(),
        BatchOutcome::default(),
        "nothing of theirs is left to do"
    );
    assert_eq!(integer(&db, "SELECT count(*) FROM telling_word"), 2);
    // Closing it closes what they see of it, too.
    query(&db, &format!("UPDATE ticket SET state = 'closed', closed_at = 1 WHERE id = {first}"));
    assert_eq!(integer(&db, "SELECT sum(open) FROM assist"), 0);
}

/// 路灯 finds 路燈 and the other way round, whether it waits or is indexed.
#[test]
fn words_are_found_however_they_are_written() {
    let db = in_memory();
    let ids = ["小區路燈壞了", "小区路灯坏了", "ＬＥＤ路燈太亮", "led路灯太亮"].map(|text| put(&db, text));
    for indexed in [false, true] {
        if indexed {
            assert_eq!(block_on(run_batch(&db, 10)).unwrap().indexed, 4);
        }
        for words in ["路灯", "路燈", "灯", "燈"] {
            assert_eq!(search(&db, words, Sort::Oldest), ids, "{words} {indexed}");
        }
        assert_eq!(search(&db, "小区", Sort::Oldest), ids[..2], "{indexed}");
        assert_eq!(search(&db, "led ＬＥＤ", Sort::Oldest), ids[2..], "{indexed}");
    }
}

/// Of a database of before words were read alike, what stands under others now is indexed anew, and nothing else.
#[test]
fn what_was_indexed_as_it_was_written_is_found_as_well() {
    let folder = Folder::new();
    let path = folder.file("older.db");
    let db = open(&path);
    let older = 21;
    for migration in &migrate::all().unwrap()[..older] {
        for statement in migration.split("\n\n").filter(|statement| !statement.trim().is_empty()) {
            query(&db, statement);
        }
    }
    query(&db, &format!("PRAGMA user_version = {older}"));
    let first = 20_261_123_000_001_i64;
    for (place, (text, words)) in
        [("路燈壞了", "路燈 燈壞 壞了 了"), ("路灯坏了", "路灯 灯坏 坏了 了")].into_iter().enumerate()
    {
        let id = first + place as i64;
        query(
            &db,
            &format!(
                "INSERT INTO ticket (id, version, state, kind, urgency, channel, content, reporter, submitted_by, query_hash, \
                 needs_review, created_at, updated_at) VALUES ({id}, 1, 'pending', 'help', 'normal', 'web', \
                 '{text}', '{{\"anonymous\": false, \"confidential\": false, \"reply_wanted\": false}}', '', x'07', 0, 1, 1)"
            ),
        );
        query(&db, &format!("INSERT INTO ticket_words (rowid, words) VALUES ({id}, '{words}')"));
    }
    query(&db, "DELETE FROM to_index");
    block_on(migrate::migrate(&db)).unwrap();
    let db = open(&path);
    assert_eq!(search(&db, "路灯", Sort::Oldest).len(), 1);
    assert!(!block_on(queue_tickets(&db, 1)).unwrap());
    assert_eq!(integer(&db, "SELECT count(*) FROM to_index"), 0, "the newest is as it was");
    while !block_on(queue_tickets(&db, 1)).unwrap() {}
    assert_eq!(block_on(run_batch(&db, 10)).unwrap(), BatchOutcome { indexed: 1, more: false });
    for words in ["路灯", "路燈"] {
        assert_eq!(search(&db, words, Sort::Oldest).len(), 2, "{words}");
    }
    assert!(block_on(queue_tickets(&db, 1)).unwrap(), "once");
    assert_eq!(integer(&db, "SELECT count(*) FROM to_fold"), 0);
}
