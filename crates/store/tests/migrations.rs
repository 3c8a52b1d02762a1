//! The schema as a real database holds it: applied once whoever comes, and the same words in its
//! CHECKs as in the domain.
#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests, which may fail loudly")]

mod common;

use std::collections::BTreeSet;
use std::sync::{Arc, Barrier};

use common::{Folder, block_on, dump, in_memory, integer, open, query, stored, submitted, texts};
use minsheng_core::assessment::{COLUMNS, column};
use minsheng_core::hotspot::Alert;
use minsheng_store::assessment::FACETS;
use minsheng_store::migrate::{self, migrate};
use minsheng_store::{Db, Value};
use minsheng_types::category::Category;
use minsheng_types::words::{Action, Channel, Clock, Kind, NoticeState, Role, Satisfaction, State, Urgency};

#[test]
fn a_fresh_database_gets_the_newest_version_and_migrating_again_changes_nothing() {
    let folder = Folder::new();
    for db in [minsheng_store::native::Native::in_memory().unwrap(), open(&folder.file("fresh.db"))] {
        assert_eq!(integer(&db, "PRAGMA user_version"), 0);
        block_on(migrate(&db)).unwrap();
        assert_eq!(integer(&db, "PRAGMA user_version"), migrate::COUNT as i64);
        let once = dump(&db);
        block_on(migrate(&db)).unwrap();
        assert_eq!(dump(&db), once);
    }
    let again = open(&folder.file("fresh.db"));
    assert_eq!(texts(&again, "PRAGMA journal_mode"), ["wal"], "sticks to the file");
    for db in [again, open(&folder.file("other.db"))] {
        block_on(migrate(&db)).unwrap();
        assert_eq!(integer(&db, "PRAGMA temp_store"), 2, "statements undo themselves in memory");
    }
}

/// That a database is newer, and of which version it is.
fn refused(error: &minsheng_store::Error) -> bool {
    let text = error.to_string();
    matches!(error, minsheng_store::Error::Unavailable(_))
        && text.contains("version 99 and is newer than this program")
        && text.contains(&format!("knows {}", migrate::COUNT))
}

#[test]
fn a_newer_database_is_refused_and_left_as_it_is() {
    let db = in_memory();
    query(&db, "PRAGMA user_version = 99");
    let before = dump(&db);
    assert!(refused(&block_on(migrate(&db)).unwrap_err()));
    assert_eq!(dump(&db), before);
}

#[test]
fn a_version_that_another_raised_meanwhile_never_goes_back() {
    /// Reads an old version first; by the time the lock is held, a newer component has migrated.
    struct Overtaken(minsheng_store::native::Native, std::cell::Cell<bool>);
    impl Db for Overtaken {
        async fn run(&self, sql: &str, values: Vec<Value>) -> Result<Vec<Vec<Value>>, minsheng_store::Error> {
            if sql == "PRAGMA user_version" && self.1.replace(false) {
                return Ok(vec![vec![Value::Integer(0)]]);
            }
            self.0.run(sql, values).await
        }
    }
    let db = in_memory();
    query(&db, "PRAGMA user_version = 99");
    let db = Overtaken(db, std::cell::Cell::new(true));
    assert!(refused(&block_on(migrate(&db)).unwrap_err()), "nor is it worked with");
    assert!(!db.1.get(), "the old version was read");
    assert_eq!(integer(&db.0, "PRAGMA user_version"), 99);
}

#[test]
fn many_who_migrate_at_once_make_one_schema() {
    for round in 0..10 {
        let folder = Folder::new();
        let barrier = Arc::new(Barrier::new(8));
        let path = folder.file("race.db");
        let threads: Vec<_> = (0..8)
            .map(|_| {
                let (path, barrier) = (path.clone(), Arc::clone(&barrier));
                std::thread::spawn(move || {
                    let db = open(&path);
                    barrier.wait();
                    block_on(migrate(&db)).map_err(|error| error.to_string())
                })
            })
            .collect();
        for thread in threads {
            assert_eq!(thread.join().unwrap(), Ok(()), "round {round}");
        }
        let (alone, raced) = (open(&folder.file("alone.db")), open(&path));
        block_on(migrate(&alone)).unwrap();
        assert_eq!(dump(&raced), dump(&alone));
        assert_eq!(texts(&raced, "PRAGMA integrity_check"), ["ok"]);
    }
}

/// The words of the column's CHECK in the schema that stands.
fn words_of(schema: &str, column: &str) -> Vec<String> {
    let opening = format!("CHECK ({column} IN (");
    let mut lists = schema.split(&opening).skip(1);
    let list = lists.next().unwrap_or_else(|| panic!("{column} has no CHECK"));
    assert!(lists.next().is_none(), "{column} has two");
    let list = list.split(')').next().unwrap();
    list.split(", ").map(|word| word.trim_matches('\'').to_owned()).collect()
}

#[test]
fn every_list_of_words_is_the_domains() {
    fn names<T: ToString>(all: &[T]) -> Vec<String> {
        all.iter().map(ToString::to_string).collect()
    }
    let db = in_memory();
    let schema_of = |table: &str| {
        texts(&db, &format!("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = '{table}'"))
            .concat()
    };
    let (ticket, event, notice) = (schema_of("ticket"), schema_of("event"), schema_of("notice"));
    assert_eq!(words_of(&ticket, "state"), names(State::ALL));
    assert_eq!(words_of(&ticket, "kind"), names(Kind::ALL));
    assert_eq!(words_of(&ticket, "urgency"), names(Urgency::ALL));
    assert_eq!(words_of(&ticket, "channel"), names(Channel::ALL));
    assert_eq!(words_of(&ticket, "category"), names(&Category::ALL));
    assert_eq!(words_of(&ticket, "satisfaction"), names(Satisfaction::ALL));
    assert_eq!(words_of(&ticket, "allowed_clock"), names(Clock::ALL));
    let archived = minsheng_core::workflow::rule_of(Action::Archive).unwrap().from;
    assert_eq!(BTreeSet::from_iter(words_of(&ticket, "archived_from")), BTreeSet::from_iter(names(archived)));
    let facets: Vec<_> = std::iter::once("recent").chain(FACETS.map(|(name, _)| name)).collect();
    assert_eq!(words_of(&schema_of("tally"), "facet"), facets);
    assert_eq!(words_of(&schema_of("hotspot"), "alert"), names(Alert::ALL));
    assert_eq!(words_of(&event, "action"), names(Action::ALL));
    assert_eq!(words_of(&event, "role"), names(Role::ALL));
    let apply_scheduled = NoticeState::ALL.iter().filter(|state| **state != NoticeState::Withdrawn);
    assert_eq!(words_of(&notice, "phase"), names(&apply_scheduled.collect::<Vec<_>>()));
    let lists: usize = [&ticket, &event, &notice].iter().map(|sql| sql.matches(" IN ('").count()).sum();
    assert_eq!(lists, 12, "the eleven above and the closed states: a new list wants a line here");
}

#[test]
fn every_word_is_taken_and_no_other() {
    let db = in_memory();
    let id = stored(&db, &submitted(common::demand("路灯坏了"), common::MONDAY)).id;
    let set = |table: &str, assignment: &str, word: &str| {
        let row = vec![Value::from(word)];
        block_on(db.run(&format!("UPDATE {table} SET {assignment} WHERE 1"), row)).map(drop)
    };
    let all = |table: &str, assignment: &str, words: Vec<&str>| {
        for word in words {
            assert!(set(table, assignment, word).is_ok(), "{table}: {assignment} {word}");
        }
        for bad in ["", "CLOSED", "nonsense"] {
            assert!(set(table, assignment, bad).is_err(), "{table}: {assignment} {bad:?}");
        }
    };
    all("ticket", "kind = ?1", Kind::ALL.iter().map(|word| word.as_str()).collect());
    all("ticket", "urgency = ?1", Urgency::ALL.iter().map(|word| word.as_str()).collect());
    all("ticket", "channel = ?1", Channel::ALL.iter().map(|word| word.as_str()).collect());
    all("ticket", "category = ?1", Category::ALL.iter().map(|word| word.as_str()).collect());
    all("ticket", "allowed_clock = ?1", Clock::ALL.iter().map(|word| word.as_str()).collect());
    all("ticket", "satisfaction = ?1", Satisfaction::ALL.iter().map(|word| word.as_str()).collect());
    all("event", "action = ?1", Action::ALL.iter().map(|word| word.as_str()).collect());
    all("event", "role = ?1", Role::ALL.iter().map(|word| word.as_str()).collect());
    for state in State::ALL {
        let open = set("ticket", "state = ?1, closed_at = NULL", state.as_str());
        let closed = set("ticket", "state = ?1, closed_at = 1", state.as_str());
        assert_eq!((open.is_ok(), closed.is_ok()), (state.is_open(), !state.is_open()), "{state}");
    }
    assert_eq!(integer(&db, "SELECT id FROM ticket"), id.as_i64());
}

#[test]
fn tables_are_strict_and_foreign_keys_hold() {
    let db = in_memory();
    let loose = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0 \
                 AND name NOT LIKE 'sqlite_%'";
    assert_eq!(texts(&db, loose), Vec::<String>::new());
    assert_eq!(integer(&db, "PRAGMA foreign_keys"), 1);
    let id = stored(&db, &submitted(common::demand("路灯坏了"), common::MONDAY)).id;
    for wrong in [
        "UPDATE ticket SET lead = 'nobody'".to_owned(),
        "UPDATE ticket SET parent = 20260101000001".to_owned(),
        "UPDATE ticket SET catalogue_version = 7".to_owned(),
        format!("INSERT INTO assist (dept, ticket_id, open) VALUES ('nobody', {id}, 1)"),
        "INSERT INTO assist (dept, ticket_id, open) VALUES ('zjj', 20260101000001, 1)".to_owned(),
        format!("DELETE FROM ticket WHERE id = {id}"),
    ] {
        let refusal = block_on(db.run(&wrong, vec![])).unwrap_err().to_string();
        assert!(refusal.contains("FOREIGN KEY"), "{wrong}: {refusal}");
    }
    assert!(block_on(db.run("UPDATE ticket SET created_at = 'yesterday'", vec![])).is_err());
}

#[test]
fn what_was_reopened_before_it_was_counted_is_counted() {
    let db = in_memory();
    block_on(migrate(&db)).unwrap();
    let [first, second] =
        ["路灯坏了", "井盖丢了"].map(|text| stored(&db, &submitted(common::demand(text), common::MONDAY)).id);
    for (ticket, seq, action) in
        [(first, 9, "reopen"), (first, 10, "urge"), (first, 11, "reopen"), (second, 9, "urge")]
    {
        query(
            &db,
            &format!(
                "INSERT INTO event (ticket_id, seq, at, action, role, sub, state_to) \
                 VALUES ({ticket}, {seq}, 0, '{action}', 'supervisor', 's-1', 'accepted')"
            ),
        );
    }
    let counted = || query(&db, "SELECT reopenings FROM ticket ORDER BY id");
    let kept = counted();
    assert_eq!(kept, [[Value::Integer(2)], [Value::Integer(0)]], "by the trigger");
    query(&db, "UPDATE ticket SET reopenings = 0");
    let migrations = migrate::all().unwrap();
    let mut statements = migrations.iter().flat_map(|migration| migration.split("\n\n"));
    let backfill =
        statements.find(|statement| statement.trim().starts_with("UPDATE ticket SET reopenings")).unwrap();
    query(&db, backfill.trim());
    assert_eq!(counted(), kept, "by the migration");
}

/// Numbers are sent by their places.
#[test]
fn what_is_added_to_the_sums_goes_to_the_columns_in_their_order() {
    let db = in_memory();
    let trigger = "SELECT sql FROM sqlite_schema WHERE name = 'tally_is_added'";
    let sql = texts(&db, trigger).concat().split_ascii_whitespace().collect::<Vec<_>>().join(" ");
    let names: Vec<String> = (0..COLUMNS).map(column).collect();
    let number = |place| format!("sum(iif(number.key = '{place}', number.value, 0))");
    let values: Vec<String> = (0..COLUMNS).map(number).collect();
    let sums: Vec<String> = names.iter().map(|name| format!("{name} = {name} + excluded.{name}")).collect();
    for part in [
        format!("channel, {} )", names.join(", ")),
        format!("added.value ->> 5, {} FROM", values.join(", ")),
        format!("SET {}; END", sums.join(", ")),
    ] {
        assert!(sql.contains(&part), "{part}\n{sql}");
    }
}
