//! Every statement is served by an index: what SQLite says it would do, read line by line, for each
//! statement that the store can make.
#![expect(clippy::panic, reason = "helpers of tests, which may fail loudly")]

mod common;

use std::collections::BTreeSet;
use std::path::Path;

use common::{MONDAY, ROLLS, any_change, any_submission, block_on, in_memory};
use minsheng_core::assessment::span::Span;
use minsheng_core::assessment::stats_query::{Filter, StatsQuery};
use minsheng_dice::{check, dice, fixed};
use minsheng_store::native::Native;
use minsheng_store::{
    Db, Value, accounts, api_keys, assessment, audit, calls, catalogue, codes, folded, hotspots, in_force,
    indexing, keyring, knowledge, models, my_tickets, notices, personal, readiness, second_factors, sessions,
    settings, similar, tickets, timers, untriaged, windows, worklist,
};
use minsheng_types::category::Category;
use minsheng_types::text::{DeptCode, Place};
use minsheng_types::words::{Action, Channel};

fn plan(db: &Native, sql: &str, values: Vec<Value>) -> Vec<String> {
    let rows = block_on(db.run(&format!("EXPLAIN QUERY PLAN {sql}"), values));
    let rows = rows.unwrap_or_else(|error| panic!("{sql}: {error}"));
    let detail = |row: Vec<Value>| match row.into_iter().nth(3) {
        Some(Value::Text(detail)) => detail,
        other => panic!("{sql}: {other:?}"),
    };
    rows.into_iter().map(detail).collect()
}

/// Rows that are few by nature: those the statement made itself, and what full-text search found.
fn is_harmless(detail: &str) -> bool {
    detail.contains(" VIRTUAL TABLE INDEX ") && !detail.ends_with("INDEX 0:")
        || detail.contains(" CONSTANT ROW")
        || detail.ends_with("-ROW VALUES CLAUSE")
        || detail.starts_with("SCAN json_each")
        || detail.starts_with("SCAN (subquery")
        // In the index's order, up to a limit.
        || detail == "SCAN tally USING COVERING INDEX tally_recent"
        // The periods of one question; the facets, by day and by month.
        || ["SCAN piece", "SCAN kept", "SCAN length"].contains(&detail)
        // So many of those that wait to be indexed, by their numbers.
        || ["SCAN queued", "SCAN waiting"].contains(&detail)
        // An index that holds what is asked for and nothing else.
        || ["extension", "disputed", "to_place", "to_review", "supervised", "of_many"]
            .iter()
            .any(|index| detail.starts_with("SCAN t USING ") && detail.ends_with(&format!("INDEX ticket_{index}")))
        // The numbers of data keys.
        || detail == "SCAN used"
}

/// The plan's lines that cost more the more there is.
fn dear(plan: &[String]) -> Vec<&String> {
    let is_dear = |detail: &&String| {
        (detail.starts_with("SCAN ") && !is_harmless(detail))
            || detail.contains("TEMP B-TREE")
            || detail.contains("AUTOMATIC")
    };
    plan.iter().filter(is_dear).collect()
}

#[test]
fn no_page_of_the_work_list_reads_a_table_from_end_to_end() {
    let db = in_memory();
    let statements = worklist::every_statement(MONDAY);
    let different: BTreeSet<&String> = statements.iter().map(|(sql, _)| sql).collect();
    assert!(different.len() > 400, "{}", different.len());
    let mut sorted = 0;
    for (sql, values) in &statements {
        let plan = plan(&db, sql, values.clone());
        let mut dear = dear(&plan);
        // No index sorts by deadline what a department assists, what has the words, or what waits to be signed or for a
        // contact; nor by anything else what is late, or what systems call by one reference. Each sorts only what its own index has found, which is no more
        // than is still to be done.
        let by_deadline = sql.contains("_at, t.id LIMIT") || sql.contains(", 1 LIMIT");
        let has_index = !sql.contains("UNION ALL")
            && ["ticket_open_by_due", "ticket_open_by_lead_due"].iter().any(|index| sql.contains(index));
        if by_deadline && !has_index || sql.contains("ticket_owed") || sql.contains("ticket_by_external_ref")
        {
            sorted += 1;
            dear.retain(|detail| !detail.starts_with("USE TEMP B-TREE FOR") || detail.contains("GROUP BY"));
        }
        assert!(dear.is_empty(), "{sql}\n{}", plan.join("\n"));
        assert!(plan.iter().any(|detail| detail.contains("SEARCH ")), "{sql}\n{}", plan.join("\n"));
    }
    assert!(sorted > 0 && sorted < statements.len() / 2, "{sorted} of {}", statements.len());
}

#[test]
fn what_waits_in_the_city_is_counted_by_indexes_that_hold_nothing_else() {
    let db = in_memory();
    for (sql, values) in worklist::every_count(MONDAY) {
        let plan = plan(&db, &sql, values);
        let mut dear = dear(&plan);
        // What a department has open, read once.
        dear.retain(|detail| detail.as_str() != "SCAN t");
        assert!(dear.is_empty(), "{sql}\n{}", plan.join("\n"));
        let reads = |index: &str| plan.iter().filter(|detail| detail.contains(index)).count();
        if sql.starts_with("WITH mine") {
            assert!(reads("ticket_open_by_lead") == 1, "{}", plan.join("\n"));
        } else {
            let counted = [
                ("COVERING INDEX ticket_by_state (state=?", 11),
                ("INDEX ticket_owed (<expr><?)", 3),
                ("INDEX ticket_extension", 1),
                ("INDEX ticket_disputed", 1),
                ("INDEX ticket_to_place", 1),
                ("INDEX ticket_to_review", 1),
                ("INDEX ticket_supervised", 3),
            ];
            for (index, times) in counted {
                assert_eq!(reads(index), times, "{index}\n{}", plan.join("\n"));
            }
        }
    }
}

#[test]
fn what_a_department_has_still_to_do_is_found_among_open_tickets_only() {
    let db = in_memory();
    let mut seen = 0;
    for (sql, values) in worklist::every_statement(MONDAY) {
        let of_one_lead = sql.contains("t.lead = ?1") && !sql.contains("MATCH") && !sql.contains("t.state =");
        if of_one_lead && sql.contains("t.closed_at IS NULL") && !sql.contains("t.closed_at IS NOT NULL") {
            let plan = plan(&db, &sql, values);
            let uses = |index: &str| plan.iter().any(|detail| detail.contains(index));
            let united = sql.contains("UNION ALL");
            assert!(
                uses("ticket_open_by_lead") && uses("assist USING PRIMARY KEY (dept=? AND open=?") == united,
                "{sql}\n{}",
                plan.join("\n")
            );
            seen += 1;
        }
    }
    assert!(seen > 100, "{seen}");
}

#[test]
fn figures_are_summed_from_the_rows_of_their_days_and_facet() {
    let db = in_memory();
    let day = MONDAY.day();
    let filter = Filter {
        department: DeptCode::parse("zjj").ok(),
        category: Some(Category::Other),
        district: Place::parse("A1区").ok(),
        channel: Some(Channel::Phone),
    };
    let question = StatsQuery { span: Span::month_until(day).unwrap(), by: None, filter };
    let statements = assessment::every_statement(&question);
    assert!(statements.len() > 150, "{}", statements.len());
    for (sql, values) in &statements {
        let plan = plan(&db, sql, values.clone());
        let mut dear = dear(&plan);
        // Groups are few: they are made of the rows that the primary key has found.
        dear.retain(|detail| detail.as_str() != "USE TEMP B-TREE FOR GROUP BY");
        assert!(dear.is_empty(), "{sql}\n{}", plan.join("\n"));
        let wanted = if sql.starts_with("DELETE") || sql.contains("CROSS JOIN kept") {
            "SEARCH tally USING INDEX tally_recent ((period,department,category,district,channel)<"
        } else if sql.starts_with("INSERT") {
            "SEARCH tally_progress USING INTEGER PRIMARY KEY (rowid=?)"
        } else if sql.contains("department = ?") {
            "SEARCH tally USING PRIMARY KEY (period=? AND facet=? AND department=?"
        } else {
            "SEARCH tally USING PRIMARY KEY (period=? AND facet=?"
        };
        assert!(plan.iter().any(|detail| detail.starts_with(wanted)), "{sql}\n{}", plan.join("\n"));
    }
}

#[test]
fn a_change_of_a_ticket_finds_it_by_its_number() {
    let db = in_memory();
    let before = common::stored(&db, &any_submission(&mut fixed(ROLLS), MONDAY));
    let sealed = Some(tickets::Sealed { key: 1, bytes: vec![1] });
    let added = tickets::Added { seen: 1, sealed, phone_hash: Some([1; 32]) };
    check(20, dice(ROLLS), |mut dice| {
        let change = common::change(&before, any_change(&mut dice, &before), Action::Classify);
        for (sql, values) in tickets::every_statement(&before, &change.ticket, &added, &change.event) {
            let plan = plan(&db, &sql, values);
            assert!(dear(&plan).is_empty(), "{sql}\n{}", plan.join("\n"));
            let found = |line: &String| line.starts_with("SEARCH ticket USING INTEGER PRIMARY KEY (rowid=?)");
            assert!(sql.starts_with("INSERT") || plan.iter().any(found), "{sql}\n{}", plan.join("\n"));
        }
    });
}

/// Every public statement of the store by its name, but for those that list the departments, the
/// installation's keys and its models: a city has some dozens and some, and all of them are wanted.
fn statements() -> Vec<(&'static str, &'static str)> {
    vec![
        ("INSERT_TICKET", &tickets::INSERT_TICKET),
        ("INSERT_WORDS", indexing::INSERT_WORDS),
        ("FIND_SUBMISSION", tickets::FIND_SUBMISSION),
        ("FIND_REFERRED", tickets::FIND_REFERRED),
        ("FIND_ACTION", tickets::FIND_ACTION),
        ("FIND_TICKET", &tickets::FIND_TICKET),
        ("FIND_STORY", &tickets::FIND_STORY),
        ("FIND_CHILDREN", &tickets::FIND_CHILDREN),
        ("FIND_TRIAGE", tickets::FIND_TRIAGE),
        ("LIST_TICKETS", &tickets::LIST_TICKETS),
        ("LIST_LATEST", &tickets::LIST_LATEST),
        ("FIND_MODEL", models::FIND_MODEL),
        ("INSERT_MODEL", models::INSERT_MODEL),
        ("FIND_ACTIVE", models::FIND_ACTIVE),
        ("LIST_ACTIVATIONS", models::LIST_ACTIVATIONS),
        ("INSERT_ACTIVATION", models::INSERT_ACTIVATION),
        ("FIND_RECENT", assessment::FIND_RECENT),
        ("FIND_PROGRESS", assessment::FIND_PROGRESS),
        ("UPDATE_PROGRESS", assessment::UPDATE_PROGRESS),
        ("FIND_CALLS", calls::FIND_CALLS),
        ("INSERT_CALLS", calls::INSERT_CALLS),
        ("ADD_CALLS", calls::ADD_CALLS),
        ("UNKNOWN_TICKETS", calls::UNKNOWN_TICKETS),
        ("CALLS_BY_DAY", calls::CALLS_BY_DAY),
        ("PURGE_CALLS", calls::PURGE_CALLS),
        ("FIND_HEAD", audit::FIND_HEAD),
        ("INSERT_AUDIT", audit::INSERT_AUDIT),
        ("INDEX_ROWS", audit::INDEX_ROWS),
        ("FIND_INDEXED", audit::FIND_INDEXED),
        ("KEEP_INDEXED", audit::KEEP_INDEXED),
        ("FIND_ENDS", audit::FIND_ENDS),
        ("FIND_HASH", audit::FIND_HASH),
        ("WALK_AUDIT", audit::WALK_AUDIT),
        ("FIND_PERSONAL", audit::FIND_PERSONAL),
        ("KEEP_LEFT", audit::KEEP_LEFT),
        ("FORGET_PERSONAL", audit::FORGET_PERSONAL),
        ("FORGET_KEYS", audit::FORGET_KEYS),
        ("REWRITE_EVENTS", personal::REWRITE_EVENTS),
        ("REWRITE_TEXTS", personal::REWRITE_TEXTS),
        ("REWORD", indexing::REWORD),
        ("CORRECT_PERSONAL", personal::CORRECT_PERSONAL),
        ("ERASE_PERSONAL", personal::ERASE_PERSONAL),
        ("ERASE_REPORTER", personal::ERASE_REPORTER),
        ("TO_RESEAL", personal::TO_RESEAL),
        ("RESEAL", personal::RESEAL),
        ("FIND_CALLERS_TICKETS", personal::FIND_CALLERS_TICKETS),
        ("LIST_OWN", personal::LIST_OWN),
        ("FIND_EARLIER", personal::FIND_EARLIER),
        ("LIST_DATA_KEYS", readiness::LIST_DATA_KEYS),
        ("TRY_TO_WRITE", readiness::TRY_TO_WRITE),
        ("FIND_KEY", keyring::FIND_KEY),
        ("INSERT_KEY", keyring::INSERT_KEY),
        ("REPLACE_KEY", keyring::REPLACE_KEY),
        ("INSERT_ENTRY", knowledge::INSERT_ENTRY),
        ("FIND_MADE_ENTRY", knowledge::FIND_MADE_ENTRY),
        ("WRITE_TEXT", knowledge::WRITE_TEXT),
        ("INSERT_WEIGHTS", knowledge::INSERT_WEIGHTS),
        ("LIST_TO_WEIGH", knowledge::LIST_TO_WEIGH),
        ("MARK_WEIGHED", knowledge::MARK_WEIGHED),
        ("FIND_ENTRY", knowledge::FIND_ENTRY),
        ("UPDATE_ENTRY", knowledge::UPDATE_ENTRY),
        ("KEEP_DRAFT", knowledge::KEEP_DRAFT),
        ("INSERT_REVISION", knowledge::INSERT_REVISION),
        ("LIST_REVISIONS", knowledge::LIST_REVISIONS),
        ("COUNT_HELPFUL", knowledge::COUNT_HELPFUL),
        ("FIND_CITED", knowledge::FIND_CITED),
        ("LIST_ENTRIES", knowledge::LIST_ENTRIES),
        ("LIST_ENTRIES_IN_CATEGORY", knowledge::LIST_ENTRIES_IN_CATEGORY),
        ("LIST_TO_REVIEW", knowledge::LIST_TO_REVIEW),
        ("FIND_TERMS", knowledge::FIND_TERMS),
        ("SEARCH_ENTRIES", knowledge::SEARCH_ENTRIES),
        ("FIND_ENTRIES", knowledge::FIND_ENTRIES),
        ("NEWEST_SETTINGS", settings::NEWEST_SETTINGS),
        ("NEWEST_DOCUMENT", settings::NEWEST_DOCUMENT),
        ("FIND_DOCUMENT", settings::FIND_DOCUMENT),
        ("NEWEST_SETTINGS_VERSION", settings::NEWEST_SETTINGS_VERSION),
        ("INSERT_SETTINGS", settings::INSERT_SETTINGS),
        ("INSERT_NOTICE", notices::INSERT_NOTICE),
        ("FIND_MADE_NOTICE", notices::FIND_MADE_NOTICE),
        ("FIND_NOTICE", notices::FIND_NOTICE),
        ("UPDATE_NOTICE", notices::UPDATE_NOTICE),
        ("LIST_SHOWN", notices::LIST_SHOWN),
        ("LIST_SHOWN_IN_CATEGORY", notices::LIST_SHOWN_IN_CATEGORY),
        ("LIST_ALL", notices::LIST_ALL),
        ("SHOWN_VERSIONS", notices::SHOWN_VERSIONS),
        ("ANY_TURN", notices::ANY_TURN),
        ("MARK_APPEARED", notices::MARK_APPEARED),
        ("MARK_EXPIRED", notices::MARK_EXPIRED),
        ("FIND_CATEGORIES", notices::FIND_CATEGORIES),
        ("LIST_UNTRIAGED", untriaged::LIST_UNTRIAGED),
        ("MARK_TRIED", untriaged::MARK_TRIED),
        ("LIST_OWED", &timers::LIST_OWED),
        ("LIST_FINISHED", &timers::LIST_FINISHED),
        ("SET_WAKES", timers::SET_WAKES),
        ("POSTPONE", timers::POSTPONE),
        ("FIND_RESCHEDULE_PROGRESS", timers::FIND_RESCHEDULE_PROGRESS),
        ("FIND_WINDOW", timers::FIND_WINDOW),
        ("LIST_WINDOW", &timers::LIST_WINDOW),
        ("SAVE_RESCHEDULE_PROGRESS", timers::SAVE_RESCHEDULE_PROGRESS),
        ("UPDATE_DEPARTMENT", catalogue::UPDATE_DEPARTMENT),
        ("COUNT_CHANGE", catalogue::COUNT_CHANGE),
        ("INSERT_DEPARTMENT", catalogue::INSERT_DEPARTMENT),
        ("NEWEST_CATALOGUE", catalogue::NEWEST_CATALOGUE),
        ("LIST_LEFT_OPEN", catalogue::LIST_LEFT_OPEN),
        ("BEFORE_REPLACEMENT", catalogue::BEFORE_REPLACEMENT),
        ("FIND_CATALOGUE", catalogue::FIND_CATALOGUE),
        ("FIND_DEPARTMENT", catalogue::FIND_DEPARTMENT),
        ("INSERT_CATALOGUE", catalogue::INSERT_CATALOGUE),
        ("FIND_ACCOUNT", accounts::FIND_ACCOUNT),
        ("LIST_ACCOUNTS", accounts::LIST_ACCOUNTS),
        ("INSERT_ACCOUNT", accounts::INSERT_ACCOUNT),
        ("UPDATE_ACCOUNT", accounts::UPDATE_ACCOUNT),
        ("LIST_ADMINISTRATORS", accounts::LIST_ADMINISTRATORS),
        ("LIST_LOCKS", sessions::LIST_LOCKS),
        ("USE_API_KEY", api_keys::USE_API_KEY),
        ("FIND_TRIES", sessions::FIND_TRIES),
        ("KNOW_CLIENT", sessions::KNOW_CLIENT),
        ("FIND_WANTED", second_factors::FIND_WANTED),
        ("PUT_FACTOR", second_factors::PUT_FACTOR),
        ("CONFIRM_FACTOR", second_factors::CONFIRM_FACTOR),
        ("INSERT_RECOVERY_CODES", second_factors::INSERT_RECOVERY_CODES),
        ("USE_STEP", second_factors::USE_STEP),
        ("USE_RECOVERY_CODE", second_factors::USE_RECOVERY_CODE),
        ("REMOVE_FACTOR", second_factors::REMOVE_FACTOR),
        ("COUNT_FAILURE", sessions::COUNT_FAILURE),
        ("CLEAR_LOGIN_FAILURES", sessions::CLEAR_LOGIN_FAILURES),
        ("INSERT_SESSION", sessions::INSERT_SESSION),
        ("INSERT_REFRESH_TOKEN", sessions::INSERT_REFRESH_TOKEN),
        ("FIND_REFRESH_TOKEN", sessions::FIND_REFRESH_TOKEN),
        ("USE_REFRESH_TOKEN", sessions::USE_REFRESH_TOKEN),
        ("END_SESSION", sessions::END_SESSION),
        ("FIND_GOING_ON", sessions::FIND_GOING_ON),
        ("FIND_SESSION", sessions::FIND_SESSION),
        ("END_SESSIONS", sessions::END_SESSIONS),
        ("COUNT_WINDOW", windows::COUNT_WINDOW),
        ("PURGE_WINDOWS", windows::PURGE_WINDOWS),
        ("PURGE_TRIES", windows::PURGE_TRIES),
        ("PURGE_CLIENTS", windows::PURGE_CLIENTS),
        ("PURGE_CODES", windows::PURGE_CODES),
        ("PURGE_SESSIONS", windows::PURGE_SESSIONS),
        ("FIND_API_KEY", api_keys::FIND_API_KEY),
        ("LIST_API_KEYS", api_keys::LIST_API_KEYS),
        ("INSERT_API_KEY", api_keys::INSERT_API_KEY),
        ("FIND_MADE_KEY", api_keys::FIND_MADE_KEY),
        ("REVOKE_API_KEY", api_keys::REVOKE_API_KEY),
        ("PUT_CODE", codes::PUT_CODE),
        ("TRY_CODE", codes::TRY_CODE),
        ("LIST_MINE", my_tickets::LIST_MINE),
        ("FIND_SEEN", similar::FIND_SEEN),
        ("COUNT_WORDS", similar::COUNT_WORDS),
        ("INSERT_INDEX_TERMS", similar::INSERT_INDEX_TERMS),
        ("FIND_INDEXED_FROM", similar::FIND_INDEXED_FROM),
        ("LIST_TO_BACKFILL", similar::LIST_TO_BACKFILL),
        ("SET_INDEXED_FROM", similar::SET_INDEXED_FROM),
        ("FIND_COMPARED_TO", hotspots::FIND_COMPARED_TO),
        ("LIST_TO_COMPARE", hotspots::LIST_TO_COMPARE),
        ("FIND_HOTSPOTS", hotspots::FIND_HOTSPOTS),
        ("KEEP_COMPARED_TO", hotspots::KEEP_COMPARED_TO),
        ("JOIN_HOTSPOT", hotspots::JOIN_HOTSPOT),
        ("MOVE_TICKETS", hotspots::MOVE_TICKETS),
        ("KEEP_ALERT", hotspots::KEEP_ALERT),
        ("DROP_HOTSPOT", hotspots::DROP_HOTSPOT),
        ("LIST_TEXTS", hotspots::LIST_TEXTS),
        ("NAME_HOTSPOT", hotspots::NAME_HOTSPOT),
        ("MARK_ALERTED", hotspots::MARK_ALERTED),
        ("FIND_TO_SUPERVISE", hotspots::FIND_TO_SUPERVISE),
        ("LIST_TO_SUPERVISE", &hotspots::LIST_TO_SUPERVISE),
        ("KEEP_SUPERVISED_TO", hotspots::KEEP_SUPERVISED_TO),
        ("LIST_HOTSPOTS", hotspots::LIST_HOTSPOTS),
        ("LIST_MEMBERS", hotspots::LIST_MEMBERS),
        ("IS_COMPARED", hotspots::IS_COMPARED),
        ("LIST_TO_INDEX", indexing::LIST_TO_INDEX),
        ("CLAIM", indexing::CLAIM),
        ("FIND_WAITING", worklist::FIND_WAITING),
        ("FIND_FOLDED_TO", folded::FIND_FOLDED_TO),
        ("LIST_TICKETS_TO_FOLD", folded::LIST_TICKETS_TO_FOLD),
        ("MOVE_FOLDED_TO", folded::MOVE_FOLDED_TO),
        ("FINISH_FOLDING", folded::FINISH_FOLDING),
        ("QUEUE_TICKETS", folded::QUEUE_TICKETS),
        ("LIST_ENTRIES_TO_FOLD", knowledge::LIST_ENTRIES_TO_FOLD),
        ("DELETE_ENTRY_WORDS", knowledge::DELETE_ENTRY_WORDS),
        ("INSERT_ENTRY_WORDS", knowledge::INSERT_ENTRY_WORDS),
        ("KEEP_WEIGHTS", knowledge::KEEP_WEIGHTS),
        ("COUNT_NEW_TERMS", knowledge::COUNT_NEW_TERMS),
        ("FIND_VERSIONS", in_force::FIND_VERSIONS),
        ("FIND_BEFORE_SUBMISSION", in_force::FIND_BEFORE_SUBMISSION),
    ]
}

/// A statement that sorts what its index has found, of one hot spot or of one text: at most some
/// thousands of rows.
const SORTING: &[(&str, &str)] = &[
    ("REFRESH_HOTSPOT", hotspots::REFRESH_HOTSPOT),
    ("LIST_HOTSPOTS_WITHIN", hotspots::LIST_HOTSPOTS_WITHIN),
    ("FIND_CANDIDATES", similar::FIND_CANDIDATES),
    ("FIND_FITTING", knowledge::FIND_FITTING),
];

#[test]
fn what_sorts_sorts_the_tickets_of_one_hot_spot_or_what_the_index_of_words_has_found() {
    let db = in_memory();
    for (name, sql) in SORTING.iter().copied() {
        let parameters = (1..99).take_while(|n| sql.contains(&format!("?{n}"))).count();
        let plan = plan(&db, sql, vec![Value::Null; parameters]);
        let read = |detail: &&String| {
            let of_words = detail.starts_with("SCAN (subquery")
                || ["SCAN asked", "SCAN sought", "SCAN hit", "SCAN best", "SCAN waiting"]
                    .contains(&detail.as_str());
            detail.starts_with("SCAN ") && !is_harmless(detail) && !of_words
        };
        assert!(!plan.iter().any(|detail| read(&detail)), "{name}\n{}", plan.join("\n"));
        assert!(plan.iter().any(|detail| detail.starts_with("SEARCH ")), "{name}\n{}", plan.join("\n"));
    }
}

#[test]
fn no_other_statement_reads_a_table_from_end_to_end_or_sorts() {
    let db = in_memory();
    for (name, sql) in statements() {
        let parameters = (1..99).take_while(|n| sql.contains(&format!("?{n}"))).count();
        let plan = plan(&db, sql, vec![Value::Null; parameters]);
        assert!(dear(&plan).is_empty(), "{name}\n{}", plan.join("\n"));
    }
    let departments = plan(&db, catalogue::LIST_DEPARTMENTS, vec![]);
    assert_eq!(departments, ["SCAN department"], "all of them, in the order of their key");
    assert_eq!(plan(&db, keyring::LIST_KEYS, vec![]), ["SCAN keyring"], "all of them");
    let models = plan(&db, models::LIST_MODELS, vec![Value::Null]);
    assert_eq!(models, ["SCAN model", "USE TEMP B-TREE FOR ORDER BY"], "some in a year");
}

#[test]
fn the_audit_log_is_searched_by_its_keys_and_what_is_not_indexed_yet_by_its_numbers() {
    let db = in_memory();
    let plan = plan(&db, audit::LIST_AUDIT, vec![Value::Null; 9]);
    let searched = [
        "SEARCH f USING PRIMARY KEY (key=? AND at>? AND (at,seq)<(?,?))",
        "SEARCH a USING INTEGER PRIMARY KEY (rowid=?)",
        "SEARCH a USING INTEGER PRIMARY KEY (rowid>?)",
    ];
    let lines: Vec<&str> =
        plan.iter().map(String::as_str).filter(|line| line.contains(" a ") || line.contains(" f ")).collect();
    assert_eq!(lines, searched, "{}", plan.join("\n"));
    // What is not indexed yet is sorted, and nothing else.
    assert_eq!(plan.iter().filter(|line| line.contains("TEMP B-TREE")).count(), 1, "{}", plan.join("\n"));
}

#[test]
fn every_statement_of_the_store_is_looked_at() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut named: BTreeSet<String> = BTreeSet::new();
    for file in std::fs::read_dir(source).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        let names = text.lines().filter_map(|line| {
            let constant = line.strip_prefix("pub const ").and_then(|line| line.split_once(": &str"));
            constant.or_else(|| line.strip_prefix("pub static ")?.split_once(": LazyLock<String>"))
        });
        named.extend(names.map(|(name, _)| name.to_owned()));
    }
    for few in ["LIST_DEPARTMENTS", "LIST_KEYS", "LIST_MODELS"] {
        assert!(named.remove(few), "{few}");
    }
    let looked_at: BTreeSet<String> = statements()
        .iter()
        .chain(SORTING)
        .chain(&[("LIST_AUDIT", audit::LIST_AUDIT)])
        .map(|(name, _)| (*name).to_owned())
        .collect();
    assert_eq!(named, looked_at);
}
