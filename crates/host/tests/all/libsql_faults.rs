//! `spin:sqlite` on a libSQL server that goes away, forgets or refuses.

use crate::host::Host;
use crate::libsql::{City, Server, config};
use hrana_double::{Double, Event};

const TRANSACTION: &str = "BEGIN IMMEDIATE
INSERT INTO entry (n) VALUES (1)
INSERT INTO entry (n) VALUES (2)
INSERT INTO entry (n) VALUES (3)
COMMIT
SELECT count(*) FROM entry";

/// What takes an open transaction away.
const LOSSES: [Event; 6] = [
    Event::Ending,
    Event::Beginning,
    Event::Cut,
    Event::CutAfter,
    Event::StreamsExpire,
    Event::TransactionsEnd,
];

/// The same, but no second time is like the first.
fn with_chance(script: &str) -> String {
    script.replacen("INSERT", "SELECT random()\nINSERT", 1)
}

#[test]
fn a_transaction_that_is_lost_is_run_again() {
    for event in LOSSES {
        let city = City::with_tables();
        city.double().at("VALUES (2)", event);
        let lines = city.host.sql(TRANSACTION);
        assert_eq!(lines[..6], ["[] ", "[] ", "[] ", "[] ", "[] ", "[count(*)] (3)"], "{event:?}");
        let seen = city.double().seen();
        for (text, times) in
            [("BEGIN", 2), ("VALUES (1)", 2), ("VALUES (2)", 2), ("VALUES (3)", 1), ("COMMIT", 1)]
        {
            assert_eq!(seen.iter().filter(|seen| seen.contains(text)).count(), times, "{event:?}: {text}");
        }
        city.host.log_with(&["a transaction was lost and is run again"]);
    }
}

#[test]
fn a_commit_that_was_not_run_is_run_again_with_its_transaction() {
    for event in [Event::Ending, Event::Beginning, Event::StreamsExpire, Event::TransactionsEnd] {
        let city = City::with_tables();
        city.double().at("COMMIT", event);
        let lines = city.host.sql(TRANSACTION);
        assert_eq!(lines[4..6], ["[] ", "[count(*)] (3)"], "{event:?}");
    }
}

/// Nothing of a transaction may be there when some of it is not; the connection goes on afterwards.
#[test]
fn a_transaction_that_would_come_to_something_else_is_whole_or_nothing() {
    for event in LOSSES {
        let city = City::with_tables();
        city.double().at("VALUES (2)", event);
        let lines = city.host.sql(&with_chance(TRANSACTION));
        assert!(lines[3].contains("late error"), "{event:?}: {lines:?}");
        assert!(lines[4].contains("late error") && lines[4].contains("has ended by itself"), "{lines:?}");
        assert!(lines[5].contains("late error") && lines[5].contains("nothing to commit"), "{lines:?}");
        assert_eq!(lines[6], "[count(*)] (0)", "{event:?}");
        assert_eq!(city.asked("VALUES (2)"), 1, "{event:?}");
        assert_eq!(city.host.ok("/transaction?n=1"), "committed");
        assert!(city.state().ends_with("(1,1)"), "{event:?}: {}", city.state());
    }
}

/// What comes after the end must not be run by itself, although the stream is still there.
#[test]
fn a_transaction_that_the_server_has_ended() {
    let city = City::with_tables();
    let script = with_chance(TRANSACTION);
    city.double().at("VALUES (2)", Event::TransactionsEnd);
    let lines = city.host.sql(&script.replace("COMMIT", "ROLLBACK"));
    assert!(
        lines[3].contains("has ended by itself") && lines[4].contains("has ended by itself"),
        "{lines:?}"
    );
    assert_eq!(lines[5..7], ["[] ", "[count(*)] (0)"], "it is rolled back already");
    city.double().at("COMMIT", Event::TransactionsEnd);
    let lines = city.host.sql(&script);
    assert!(lines[5].contains("nothing to commit"), "{lines:?}");
    assert_eq!(lines[6], "[count(*)] (0)");
    for event in [Event::Ending, Event::Cut, Event::StreamsExpire, Event::TransactionsEnd] {
        city.double().at("ROLLBACK", event);
        let lines = city.host.sql(&script.replace("COMMIT", "ROLLBACK"));
        assert_eq!(lines[5..7], ["[] ", "[count(*)] (0)"], "{event:?}");
    }
}

/// A server may end a transaction for others in the moment in which it was over. It says so to what comes next on the stream.
#[test]
fn what_is_told_of_a_transaction_before_it_is_run_all_the_same() {
    let city = City::with_tables();
    for (statement, rows) in [("SELECT 5", "[5] (5)"), ("INSERT INTO entry (n) VALUES (9)", "[] ")] {
        city.double().at(statement, Event::TransactionsEndLate);
        assert_eq!(city.host.sql(statement)[0], rows);
        assert_eq!(city.asked(statement), 2);
    }
    city.double().at("BEGIN", Event::TransactionsEndLate);
    assert_eq!(city.host.ok("/transaction?n=1"), "committed");
    assert!(city.state().ends_with("(2,1)"), "{}", city.state());
}

/// One after the other, in order of arrival: a server in whose queue many wait hands the right to write to some who do
/// not hear of it.
#[test]
fn writers_of_one_host_never_wait_for_each_other_at_the_server() {
    let city = City::with_tables();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| assert_eq!(city.host.ok("/transaction?n=5"), "committed"));
        }
        scope.spawn(|| city.host.sql("INSERT INTO entry (n) VALUES (9)"));
    });
    let mut open = false;
    for seen in city.double().seen() {
        let (begins, ends) = (seen.contains("BEGIN"), seen.contains("COMMIT"));
        assert!(!open || !begins && !seen.contains("VALUES (9)"), "{seen}");
        open = begins || open && !ends;
    }
    assert!(city.state().ends_with("(41,40)"), "{}", city.state());
}

/// Whoever releases a savepoint further in has not ended the transaction that it was in.
#[test]
fn the_release_of_an_inner_savepoint_ends_nothing_that_was_lost() {
    let script = "BEGIN IMMEDIATE
SAVEPOINT a
SELECT random()
INSERT INTO entry (n) VALUES (2)
RELEASE SAVEPOINT \"A\"
INSERT INTO entry (n) VALUES (3)
COMMIT
SELECT count(*) FROM entry";
    for at in ["VALUES (2)", "RELEASE"] {
        let city = City::with_tables();
        city.double().at(at, Event::TransactionsEnd);
        let lines = city.host.sql(script);
        for line in &lines[4..6] {
            assert!(line.contains("late error") && line.contains("has ended by itself"), "{at}: {lines:?}");
        }
        assert!(lines[6].contains("nothing to commit"), "{at}: {lines:?}");
        assert_eq!(lines[7], "[count(*)] (0)", "{at}");
        assert_eq!(city.asked("VALUES (3)"), 0, "{at}");
    }
    // The outermost one is another matter.
    let city = City::with_tables();
    city.double().at("VALUES (2)", Event::TransactionsEnd);
    let script = script.replace("BEGIN IMMEDIATE", "SAVEPOINT begun").replace("COMMIT", "RELEASE begun");
    let lines = city.host.sql(&format!("{script}\nINSERT INTO entry (n) VALUES (4)"));
    assert!(lines[5].contains("has ended by itself") && lines[6].contains("nothing to commit"), "{lines:?}");
    assert_eq!(lines[7..9], ["[count(*)] (0)", "[] "]);
}

/// It is asked by hrana 2, which cannot say whether a transaction is open. One that is open in hrana 3 stays there.
#[test]
fn an_answer_404_to_another_takes_nothing_from_a_transaction() {
    let city = City::with_tables();
    city.double().at("SELECT 5", Event::NotFound);
    city.double().at("VALUES (2)", Event::TransactionsEnd);
    let script = "a BEGIN IMMEDIATE
a SELECT random()
b SELECT 5
a INSERT INTO entry (n) VALUES (2)
a COMMIT
c SELECT count(*) FROM entry";
    let answer = city.host.post("/sql-many", script);
    let lines: Vec<&str> = answer.body.lines().collect();
    assert_eq!((lines[0], lines[2]), ("[] ", "[5] (5)"));
    assert!(lines[3].contains("late error") && lines[3].contains("has ended by itself"), "{lines:?}");
    assert!(lines[4].contains("late error") && lines[4].contains("nothing to commit"), "{lines:?}");
    assert_eq!(lines[5], "[count(*)] (0)");
}

#[test]
fn a_server_that_knows_neither_version_is_not_old() {
    let city = City::start();
    for _ in 0..2 {
        city.double().at("SELECT 5", Event::NotFound);
    }
    let lines = city.host.sql("SELECT 5\nSELECT 6");
    assert!(lines[0].contains("late error") && lines[0].contains("404"), "{lines:?}");
    assert_eq!(lines[1], "[6] (6)");
    let seen = city.double().seen();
    assert_eq!(seen[seen.len() - 2..], ["execute SELECT 6", "get_autocommit"], "{seen:?}");
}

/// Whether it was committed nobody knows; so it is an error, and not done again.
#[test]
fn a_commit_whose_answer_is_lost() {
    let city = City::with_tables();
    city.double().at("COMMIT", Event::CutAfter);
    let lines = city.host.sql(TRANSACTION);
    assert!(lines[4].contains("late error") && lines[4].contains("nobody knows"), "{lines:?}");
    assert_eq!(lines[5], "[count(*)] (3)");
    city.double().at("VALUES (4)", Event::CutAfter);
    let lines = city.host.sql("INSERT INTO entry (n) VALUES (4)\nSELECT count(*) FROM entry");
    assert!(lines[0].contains("late error"), "{lines:?}");
    assert_eq!(lines[1], "[count(*)] (4)");
    assert_eq!(city.asked("VALUES (4)"), 1);
}

#[test]
fn a_stream_that_expired_while_nobody_used_it_is_replaced_once() {
    let city = City::with_tables();
    for _ in 0..2 {
        assert_eq!(city.host.ok("/pooled-read"), "(0)");
        city.double().seen();
        city.double().expire();
        assert_eq!(city.host.ok("/pooled-read"), "(0)", "the connection that the component keeps");
        assert_eq!(city.asked("SELECT n FROM counter"), 2);
        city.double().expire();
        assert_eq!(city.host.ok("/transaction?n=1"), "committed");
        city.host.sql("UPDATE counter SET n = 0");
        city.double().forget();
        assert_eq!(city.host.sql("SELECT n FROM counter")[0], "[n] (0)", "a server that was started again");
    }
}

#[test]
fn what_was_set_on_a_stream_is_not_lost_without_a_word() {
    let city = City::start();
    city.double().at("SELECT 2", Event::StreamsExpire);
    let lines = city.host.sql("PRAGMA foreign_keys = OFF\nSELECT 1\nSELECT 2\nSELECT 3\nPRAGMA foreign_keys");
    assert_eq!(lines[1], "[1] (1)");
    assert!(lines[2].contains("late error") && lines[2].contains("STREAM_EXPIRED"), "{lines:?}");
    assert_eq!(lines[3..5], ["[3] (3)", "[foreign_keys] (1)"], "and not for ever");
    assert_eq!(city.asked("SELECT 2"), 1);
}

#[test]
fn a_locked_database_is_an_error_and_the_transaction_stays() {
    let city = City::with_tables();
    city.double().fault(|faults| faults.locked = Some("VALUES (2)".to_owned()));
    let lines = city.host.sql(TRANSACTION);
    assert!(lines[2].contains("database is locked (SQLITE_BUSY)"), "{lines:?}");
    assert_eq!(lines[3..6], ["[] ", "[] ", "[count(*)] (2)"]);
    city.double().fault(|faults| faults.locked = Some("BEGIN".to_owned()));
    let lines = city.host.sql("BEGIN IMMEDIATE\nSELECT count(*) FROM entry");
    assert!(lines[0].contains("database is locked"), "{lines:?}");
    assert_eq!(lines[1], "[count(*)] (2)");
}

/// A server waits for a tenth of a second, SQLite on files for five.
#[test]
fn a_lock_is_waited_for_where_no_transaction_is_open() {
    let city = City::with_tables();
    for text in ["BEGIN", "VALUES (9)", "SELECT 7"] {
        for _ in 0..3 {
            city.double().at(text, Event::Locked);
        }
    }
    assert_eq!(city.host.ok("/transaction?n=1"), "committed");
    assert_eq!(city.host.sql("INSERT INTO entry (n) VALUES (9)\nSELECT 7")[..2], ["[] ", "[7] (7)"]);
    assert!(city.state().ends_with("(2,1)"), "{}", city.state());
}

#[test]
fn a_server_that_is_gone_and_comes_back() {
    let City { host, server: Server::Double(double), folder } = City::with_tables() else { unreachable!() };
    let address = double.address();
    drop(double);
    for _ in 0..2 {
        let lines = host.sql("SELECT 1");
        assert!(lines[0].contains("late error") && lines[0].contains(&address.to_string()), "{lines:?}");
    }
    assert_eq!(host.ok("/hello"), "hello");
    let double = Double::start_at(address, &folder.path().join("city.db")).unwrap();
    assert_eq!(host.ok("/transaction?n=1"), "committed");
    drop(double);
}

/// Who asks meanwhile waits for it: nothing of theirs was run.
#[test]
fn a_server_that_is_started_anew_is_waited_for() {
    let City { host, server: Server::Double(double), folder } = City::with_tables() else { unreachable!() };
    let (address, file) = (double.address(), folder.path().join("city.db"));
    drop(double);
    let again = std::thread::spawn(move || {
        std::thread::sleep(std::time::Duration::from_secs(1));
        Double::start_at(address, &file).unwrap()
    });
    assert_eq!(host.ok("/transaction?n=1"), "committed");
    assert_eq!(host.sql("SELECT n FROM counter")[0], "[n] (1)");
    drop(again.join().unwrap());
}

/// As long as nothing can have been changed; see also [`a_commit_whose_answer_is_lost`].
#[test]
fn what_changes_nothing_is_asked_again_when_the_connection_breaks() {
    let city = City::with_tables();
    for event in [Event::Cut, Event::CutAfter, Event::Ending, Event::Beginning] {
        city.double().at("SELECT 7", event);
        assert_eq!(city.host.sql("SELECT 7")[0], "[7] (7)");
        assert_eq!(city.asked("SELECT 7"), 2);
    }
    city.double().at("BEGIN", Event::Cut);
    assert_eq!(city.host.ok("/transaction?n=1"), "committed");
    for event in [Event::Ending, Event::Beginning] {
        city.double().at("VALUES (8)", event);
        assert_eq!(city.host.sql("INSERT INTO entry (n) VALUES (8)")[0], "[] ", "nothing was run");
    }
    for _ in 0..4 {
        city.double().at("SELECT 7", Event::Cut);
    }
    let lines = city.host.sql("SELECT 7\nSELECT 8");
    assert!(lines[0].contains("late error") && lines[1] == "[8] (8)", "not for ever: {lines:?}");
    city.double().at("VALUES (9)", Event::Cut);
    city.double().seen();
    assert!(city.host.sql("INSERT INTO entry (n) VALUES (9)")[0].contains("late error"));
    assert_eq!(city.asked("VALUES (9)"), 1, "nobody knows whether it was run");
}

#[test]
fn a_token_is_shown_to_the_server_and_to_nobody_else() {
    let city = City::start();
    city.double().fault(|faults| faults.token = Some("right".to_owned()));
    let with = |token: &str| Host::start_configured(&config(&city.double().url(), token));
    assert_eq!(with("right").sql("SELECT 1")[0], "[1] (1)");
    let host = with("another-secret");
    let lines = host.sql("SELECT 1");
    assert!(lines[0].contains("late error") && lines[0].contains("401"), "{lines:?}");
    assert!(!format!("{lines:?}{}", host.log()).contains("another-secret"));
}
