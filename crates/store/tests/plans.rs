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
    Db, Value, accounts, adopted, api_keys, assessment, attachments, audit, calls, catalogue, codes, cold,
    deliveries, demonstration, folded, hotspots, import, in_force, indexing, keyring, knowledge, messages,
    models, my_tickets, notices, oncall, open311, outbox, personal, readiness, repeats, second_factors,
    sessions, settings, settled, similar, surveys, tickets, timers, untriaged, webhooks, wechat, windows,
    worklist,
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
        // A ticket and what was merged into it, a hundred at most.
        || detail == "SCAN member"
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

/// What the trigger does that adds to the sums: no plan of the statement says it.
fn addition(db: &Native) -> String {
    let sql: String =
        names(db, "SELECT sql FROM sqlite_schema WHERE name = 'tally_is_added'").into_iter().collect();
    let body = sql.split_once("BEGIN").map_or("", |(_, body)| body);
    body.trim().trim_end_matches("END").trim_end().trim_end_matches(';').replace("NEW.rows", "?1")
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
        let sql = if sql == assessment::ADD_TO_TALLY { &addition(&db) } else { sql };
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
        ("ADD_TO_TALLY", assessment::ADD_TO_TALLY),
        ("FIND_LINE", audit::FIND_LINE),
        ("INSERT_WORDS", indexing::INSERT_WORDS),
        ("FIND_SUBMISSION", tickets::FIND_SUBMISSION),
        ("FIND_REFERRED", tickets::FIND_REFERRED),
        ("FIND_ACTION", tickets::FIND_ACTION),
        ("FIND_TICKET", &tickets::FIND_TICKET),
        ("FIND_STORY", &tickets::FIND_STORY),
        ("FIND_CHILDREN", &tickets::FIND_CHILDREN),
        ("FIND_MEMBERS", tickets::FIND_MEMBERS),
        ("FIND_TRIAGE", tickets::FIND_TRIAGE),
        ("LIST_TICKETS", &tickets::LIST_TICKETS),
        ("LIST_SETTLED", settled::LIST_SETTLED),
        ("LIST_SETTLED_LATEST", settled::LIST_SETTLED_LATEST),
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
        ("COMPARE_FROM_TODAY", import::COMPARE_FROM_TODAY),
        ("SET_PERSONAL", import::SET_PERSONAL),
        ("LIST_MIXED", demonstration::LIST_MIXED),
        ("FORGET_TELLING_WORDS", demonstration::FORGET_TELLING_WORDS),
        ("SHRINK_HOTSPOTS", demonstration::SHRINK_HOTSPOTS),
        ("DELETE_HOTSPOTS", demonstration::DELETE_HOTSPOTS),
        ("LET_JOINED_CALLOUTS_GO", demonstration::LET_JOINED_CALLOUTS_GO),
        ("DELETE_CALLS_OF_CALLOUTS", demonstration::DELETE_CALLS_OF_CALLOUTS),
        ("FIND_HEAD", audit::FIND_HEAD),
        ("INSERT_AUDIT", audit::INSERT_AUDIT),
        ("INDEX_ROWS", audit::INDEX_ROWS),
        ("FIND_INDEXED", audit::FIND_INDEXED),
        ("KEEP_INDEXED", audit::KEEP_INDEXED),
        ("FIND_ENDS", audit::FIND_ENDS),
        ("FIND_HASH", audit::FIND_HASH),
        ("WALK_AUDIT", audit::WALK_AUDIT),
        ("FIND_PERSONAL", audit::FIND_PERSONAL),
        ("FIND_OF_CITIZEN", audit::FIND_OF_CITIZEN),
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
        ("FIND_EARLIER", repeats::FIND_EARLIER),
        ("LIST_REPEATS", &repeats::LIST_REPEATS),
        ("FORGET_REPEATS", repeats::FORGET_REPEATS),
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
        ("SHOWN_VERSIONS_IN_CATEGORY", notices::SHOWN_VERSIONS_IN_CATEGORY),
        ("CALENDAR_VERSIONS", notices::CALENDAR_VERSIONS),
        ("LIST_CALENDAR", notices::LIST_CALENDAR),
        ("INSERT_SURVEY", surveys::INSERT_SURVEY),
        ("FIND_MADE_SURVEY", surveys::FIND_MADE_SURVEY),
        ("FIND_SURVEY", surveys::FIND_SURVEY),
        ("UPDATE_SURVEY", surveys::UPDATE_SURVEY),
        ("LIST_SHOWN_SURVEYS", surveys::LIST_SHOWN_SURVEYS),
        ("LIST_SURVEYS", surveys::LIST_SURVEYS),
        ("IS_PUBLISHED", surveys::IS_PUBLISHED),
        ("TAKE_PERSON", surveys::TAKE_PERSON),
        ("WAS_TAKEN", surveys::WAS_TAKEN),
        ("COUNT_ANSWER", surveys::COUNT_ANSWER),
        ("LIST_COUNTS", surveys::LIST_COUNTS),
        ("LIST_SURVEY_TEXTS", surveys::LIST_SURVEY_TEXTS),
        ("PURGE_TAKEN", surveys::PURGE_TAKEN),
        ("PURGE_RETRIES", surveys::PURGE_RETRIES),
        ("LIST_ADOPTED", adopted::LIST_ADOPTED),
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
        ("FIND_PLACES", outbox::FIND_PLACES),
        ("LIST_EVENTS", outbox::LIST_EVENTS),
        ("FIND_EVENT", outbox::FIND_EVENT),
        ("PURGE_EVENTS", outbox::PURGE_EVENTS),
        ("KEEP_FROM", outbox::KEEP_FROM),
        ("FIND_WEBHOOK", webhooks::FIND_WEBHOOK),
        ("LIST_WEBHOOKS", webhooks::LIST_WEBHOOKS),
        ("FIND_SECRETS", webhooks::FIND_SECRETS),
        ("INSERT_WEBHOOK", webhooks::INSERT_WEBHOOK),
        ("FIND_MADE_WEBHOOK", webhooks::FIND_MADE_WEBHOOK),
        ("UPDATE_WEBHOOK", webhooks::UPDATE_WEBHOOK),
        ("FALL_DUE", webhooks::FALL_DUE),
        ("ROTATE_SECRET", webhooks::ROTATE_SECRET),
        ("DELETE_DELIVERIES", webhooks::DELETE_DELIVERIES),
        ("DELETE_WEBHOOK", webhooks::DELETE_WEBHOOK),
        ("REPLAY", webhooks::REPLAY),
        ("RETRY_DEAD", webhooks::RETRY_DEAD),
        ("LIST_DELIVERIES", webhooks::LIST_DELIVERIES),
        ("LIST_PENDING", webhooks::LIST_PENDING),
        ("LIST_DEAD", webhooks::LIST_DEAD),
        ("FAN_OUT", deliveries::FAN_OUT),
        ("MOVE_ON", deliveries::MOVE_ON),
        ("LIST_DUE", deliveries::LIST_DUE),
        ("RECORD", deliveries::RECORD),
        ("KEEP_FARES", deliveries::KEEP_FARES),
        ("RESEAL_SECRET", deliveries::RESEAL_SECRET),
        ("FIND_MESSAGE_SETTINGS", messages::FIND_MESSAGE_SETTINGS),
        ("ANY_MESSAGES", messages::ANY_MESSAGES),
        ("FIND_PLACE", messages::FIND_PLACE),
        ("MAKE_MESSAGES", messages::MAKE_MESSAGES),
        ("MOVE_PLACE", messages::MOVE_PLACE),
        ("CLAIM_MESSAGES", messages::CLAIM_MESSAGES),
        ("FIND_BESIDE", messages::FIND_BESIDE),
        ("RECORD_MESSAGES", messages::RECORD_MESSAGES),
        ("KEEP_GATEWAY", messages::KEEP_GATEWAY),
        ("LIST_MESSAGES", messages::LIST_MESSAGES),
        ("FIND_SILENT_PLACE", messages::FIND_SILENT_PLACE),
        ("KEEP_SILENT_PLACE", messages::KEEP_SILENT_PLACE),
        ("LIST_OPEN", messages::LIST_OPEN),
        ("KEEP_SILENCE", messages::KEEP_SILENCE),
        ("MAKE_SILENT_MESSAGE", messages::MAKE_SILENT_MESSAGE),
        ("NEWEST_ONCALL", oncall::NEWEST_ONCALL),
        ("INSERT_ONCALL", oncall::INSERT_ONCALL),
        ("FORGET_ONCALL", oncall::FORGET_ONCALL),
        ("RESEAL_ONCALL", oncall::RESEAL_ONCALL),
        ("OPEN_CALLOUTS", oncall::OPEN_CALLOUTS),
        ("LIST_EVENTS", oncall::LIST_EVENTS),
        ("JOIN", oncall::JOIN),
        ("LET_GO", oncall::LET_GO),
        ("CALL_NEXT_NOW", oncall::CALL_NEXT_NOW),
        ("REPORT_CALLS", oncall::REPORT_CALLS),
        ("LIST_OPEN_CALLS", oncall::LIST_OPEN_CALLS),
        ("FIND_HANDED", messages::FIND_HANDED),
        ("REPORT_MESSAGES", messages::REPORT_MESSAGES),
        ("LIST_DUE_CALLOUTS", oncall::LIST_DUE_CALLOUTS),
        ("CLIMB", oncall::CLIMB),
        ("INSERT_CALLS", oncall::INSERT_CALLS),
        ("CLAIM_CALLS", oncall::CLAIM_CALLS),
        ("FIND_CALLED", oncall::FIND_CALLED),
        ("RECORD_CALLS", oncall::RECORD_CALLS),
        ("ACKNOWLEDGE", oncall::ACKNOWLEDGE),
        ("FIND_ACKNOWLEDGED", oncall::FIND_ACKNOWLEDGED),
        ("CALL_NOBODY_ELSE", oncall::CALL_NOBODY_ELSE),
        ("LIST_CALLOUTS", oncall::LIST_CALLOUTS),
        ("ADD_INCIDENT_NOTICE", oncall::ADD_INCIDENT_NOTICE),
        ("KEEP_OPENID", wechat::KEEP_OPENID),
        ("FIND_OPENID", wechat::FIND_OPENID),
        ("FORGET_OPENID", wechat::FORGET_OPENID),
        ("STAY", wechat::STAY),
        ("PURGE_OPENIDS", wechat::PURGE_OPENIDS),
        ("LIST_OPENIDS_TO_RESEAL", wechat::LIST_OPENIDS_TO_RESEAL),
        ("RESEAL_OPENID", wechat::RESEAL_OPENID),
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
        ("INSERT_FILE", attachments::INSERT_FILE),
        ("FIND_ANNOUNCED", attachments::FIND_ANNOUNCED),
        ("FIND_DAY", attachments::FIND_DAY),
        ("FIND_FILE", attachments::FIND_FILE),
        ("LIST_FILES", attachments::LIST_FILES),
        ("TAKE_PART", attachments::TAKE_PART),
        ("INSERT_PART", attachments::INSERT_PART),
        ("FIND_PART", attachments::FIND_PART),
        ("DISCARD", attachments::DISCARD),
        ("FINISH_FILE", attachments::FINISH_FILE),
        ("DELETE_PARTS", attachments::DELETE_PARTS),
        ("PASS_SCAN", attachments::PASS_SCAN),
        ("FAIL_SCAN", attachments::FAIL_SCAN),
        ("REMOVE_FILE", attachments::REMOVE_FILE),
        ("LIST_TO_SCAN", attachments::LIST_TO_SCAN),
        ("POSTPONE_SCAN", attachments::POSTPONE_SCAN),
        ("SWEEP_UNFINISHED", attachments::SWEEP_UNFINISHED),
        ("SWEEP_DAYS", attachments::SWEEP_DAYS),
        ("LIST_LEFTOVERS", attachments::LIST_LEFTOVERS),
        ("FORGET_LEFTOVER", attachments::FORGET_LEFTOVER),
        ("FIND_WIPING", attachments::FIND_WIPING),
        ("WIPED", attachments::WIPED),
        ("FIND_OPEN311_SETTINGS", open311::FIND_OPEN311_SETTINGS),
        ("FIND_UPDATE", open311::FIND_UPDATE),
        ("FIND_COLD", cold::FIND_COLD),
        ("LIST_COLD", cold::LIST_COLD),
        ("FIND_SHOWN", open311::FIND_SHOWN),
        ("FIND_TOLD", cold::FIND_TOLD),
        ("LIST_ROOTS", cold::LIST_ROOTS),
        ("LIST_STILL", cold::LIST_STILL),
        ("LIST_FAMILIES", cold::LIST_FAMILIES),
        ("FORGET_EVENTS", cold::FORGET_EVENTS),
        ("FORGET_ASSISTS", cold::FORGET_ASSISTS),
        ("COUNT_REOPENINGS_ONCE", cold::COUNT_REOPENINGS_ONCE),
        ("INDEX_NOTHING", cold::INDEX_NOTHING),
        ("KEEP_NUMBERS", cold::KEEP_NUMBERS),
        ("FORGET_TELLING", cold::FORGET_TELLING),
        ("LIST_NUMBERS", cold::LIST_NUMBERS),
        ("LIST_THERE", cold::LIST_THERE),
        ("PURGE_MESSAGES", messages::PURGE_MESSAGES),
        ("PURGE_SILENCE", messages::PURGE_SILENCE),
        ("LIST_OVER", oncall::LIST_OVER),
        ("FORGET_CALLS", oncall::FORGET_CALLS),
        ("FORGET_CALLOUTS", oncall::FORGET_CALLOUTS),
        ("PURGE_INCIDENT_NOTICES", oncall::PURGE_INCIDENT_NOTICES),
    ]
}

/// A statement that sorts what its index has found, of one hot spot or of one text: at most some
/// thousands of rows.
const SORTING: &[(&str, &str)] = &[
    ("REFRESH_HOTSPOT", hotspots::REFRESH_HOTSPOT),
    ("LIST_HOTSPOTS_WITHIN", hotspots::LIST_HOTSPOTS_WITHIN),
    ("FIND_CANDIDATES", similar::FIND_CANDIDATES),
    ("FIND_FITTING", knowledge::FIND_FITTING),
    // The lines of the audit log that tell of one ticket.
    ("LIST_EVENTS_OF_TICKET", outbox::LIST_EVENTS_OF_TICKET),
];

#[test]
fn what_sorts_sorts_the_tickets_of_one_hot_spot_or_what_the_index_of_words_has_found() {
    let db = in_memory();
    for (name, sql) in SORTING.iter().copied() {
        let parameters = (1..99).take_while(|n| sql.contains(&format!("?{n}"))).count();
        let plan = plan(&db, sql, vec![Value::Null; parameters]);
        let read = |detail: &&String| {
            let of_words = detail.starts_with("SCAN (subquery")
                || ["SCAN asked", "SCAN sought", "SCAN hit", "SCAN best", "SCAN waiting", "SCAN line"]
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
    assert_eq!(plan(&db, messages::FIND_GATEWAYS, vec![]), ["SCAN gateway"], "three");
    let models = plan(&db, models::LIST_MODELS, vec![Value::Null]);
    assert_eq!(models, ["SCAN model", "USE TEMP B-TREE FOR ORDER BY"], "some in a year");
}

/// A city has a dozen webhooks, and each of these looks at all of them; of what is handed out, and of events, each reads what it
/// needs by an index.
const OF_ALL_WEBHOOKS: [(&str, &str); 5] = [
    ("ANY_WORK", deliveries::ANY_WORK),
    ("LIST_LAGGING", deliveries::LIST_LAGGING),
    ("CLAIM_RECEIVERS", deliveries::CLAIM_RECEIVERS),
    ("LIST_TO_RESEAL", deliveries::LIST_TO_RESEAL),
    ("PURGE_DELIVERIES", outbox::PURGE_DELIVERIES),
];

#[test]
fn what_looks_at_every_webhook_looks_at_nothing_else_from_end_to_end() {
    let db = in_memory();
    for (name, sql) in OF_ALL_WEBHOOKS {
        let parameters = (1..99).take_while(|n| sql.contains(&format!("?{n}"))).count();
        let plan = plan(&db, sql, vec![Value::Null; parameters]);
        let mut dear = dear(&plan);
        dear.retain(|detail| !["SCAN w", "SCAN webhook"].contains(&detail.as_str()));
        if name == "CLAIM_RECEIVERS" {
            dear.retain(|detail| detail.as_str() != "USE TEMP B-TREE FOR ORDER BY");
        }
        assert!(dear.is_empty(), "{name}\n{}", plan.join("\n"));
    }
}

#[test]
fn what_open311_lists_is_found_by_an_index_and_only_that_is_sorted() {
    let db = in_memory();
    let mut indexes = BTreeSet::new();
    for (sql, values) in open311::every_statement(MONDAY) {
        let plan = plan(&db, &sql, values);
        let mut dear = dear(&plan);
        // What was found in some cells, in several categories, of some requests.
        let sorts = ["ticket_on_map", "UNION ALL", "json_each", "CROSS JOIN event", "ticket_by_category"];
        if sorts.iter().any(|found| sql.contains(found)) {
            dear.retain(|detail| !detail.starts_with("USE TEMP B-TREE FOR"));
        }
        assert!(dear.is_empty(), "{sql}\n{}", plan.join("\n"));
        let found: Vec<&String> = plan.iter().filter(|detail| detail.starts_with("SEARCH t ")).collect();
        assert!(!found.is_empty(), "{sql}\n{}", plan.join("\n"));
        let words = found.iter().flat_map(|detail| detail.split_whitespace());
        indexes.extend(words.filter(|word| word.starts_with("ticket_")).map(str::to_owned));
    }
    let named = ["ticket_by_category", "ticket_on_map", "ticket_open", "ticket_open311_by_change"];
    assert_eq!(indexes.iter().map(String::as_str).collect::<Vec<_>>(), named);
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
fn what_was_taken_over_before_is_found_by_its_reference() {
    let db = in_memory();
    for (sql, values) in import::every_statement() {
        let plan = plan(&db, &sql, values);
        assert!(plan.iter().any(|line| line.contains("USING PRIMARY KEY (reference=?)")), "{plan:?}");
        assert!(dear(&plan).is_empty(), "{plan:?}");
    }
}

/// Several rows that others may refer to: SQLite is ready to look for what refers to them already, and does so where such a
/// reference stands open, which here none ever does.
const REFERRED_TO: [(&str, &str); 2] =
    [("HOLD_DEPARTMENTS", cold::HOLD_DEPARTMENTS), ("HOLD_CATALOGUES", cold::HOLD_CATALOGUES)];

#[test]
fn what_others_refer_to_is_written_without_reading_them() {
    let db = in_memory();
    for (name, sql) in REFERRED_TO {
        let program = block_on(db.run(&format!("EXPLAIN {sql}"), vec!["[1]".into()])).unwrap();
        let text = |row: &Vec<Value>| format!("{row:?}");
        let program: Vec<String> = program.iter().map(text).collect();
        let scanned =
            plan(&db, sql, vec!["[1]".into()]).iter().filter(|line| line.starts_with("SCAN ticket")).count();
        assert!(scanned > 0, "{name}: nothing to say of it any more");
        assert!(program.iter().any(|line| line.contains("FkIfZero")), "{name}");
    }
}

#[test]
fn what_is_taken_out_is_found_by_its_number_in_every_table() {
    let db = in_memory();
    for (sql, values) in demonstration::every_statement().into_iter().chain(cold::every_statement()) {
        let plan = plan(&db, &sql, values);
        assert!(dear(&plan).is_empty(), "{sql}\n{}", plan.join("\n"));
    }
}

/// What the store can say, of figures for `question`: each statement with what it is given.
fn everything_said(question: &StatsQuery) -> Vec<(String, Vec<Value>)> {
    let few = [
        ("LIST_DEPARTMENTS", catalogue::LIST_DEPARTMENTS),
        ("LIST_KEYS", keyring::LIST_KEYS),
        ("FIND_GATEWAYS", messages::FIND_GATEWAYS),
        ("LIST_MODELS", models::LIST_MODELS),
        ("LIST_AUDIT", audit::LIST_AUDIT),
    ];
    let by_name = statements().into_iter().chain(few).chain(SORTING.iter().copied()).chain(OF_ALL_WEBHOOKS);
    let by_name = by_name.map(|(_, sql)| {
        let parameters = (1..99).take_while(|n| sql.contains(&format!("?{n}"))).count();
        (sql.to_owned(), vec![Value::Null; parameters])
    });
    by_name
        .chain(worklist::every_statement(MONDAY))
        .chain(worklist::every_count(MONDAY))
        .chain(assessment::every_statement(question))
        .chain(open311::every_statement(MONDAY))
        .chain(import::every_statement())
        .chain(demonstration::every_statement())
        .chain(cold::every_statement())
        .collect()
}

/// What this says of the database, in one column.
fn names(db: &Native, sql: &str) -> BTreeSet<String> {
    let rows = block_on(db.run(sql, vec![])).unwrap_or_else(|error| panic!("{sql}: {error}"));
    let name = |row: Vec<Value>| match row.into_iter().next() {
        Some(Value::Text(name)) => name,
        other => panic!("{other:?}"),
    };
    rows.into_iter().map(name).collect()
}

/// An index is paid for with each row. One that keeps rows apart is worth it without being asked.
const INDEXES: &str = "SELECT name FROM sqlite_schema \
     WHERE type = 'index' AND sql IS NOT NULL AND sql NOT LIKE 'CREATE UNIQUE %'";

/// The tables, without those that SQLite and its full-text search make for themselves.
const TABLES: &str = "SELECT name FROM pragma_table_list WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";

#[test]
fn there_is_no_table_that_no_statement_names_and_no_index_that_none_goes_by() {
    let db = in_memory();
    let (mut indexes, mut tables) = (names(&db, INDEXES), names(&db, TABLES));
    assert!(indexes.len() > 20 && tables.len() > 40, "{indexes:?} {tables:?}");
    let span = Span::month_until(MONDAY.day()).unwrap();
    let question = StatsQuery { span, by: None, filter: Filter::default() };
    for (sql, values) in everything_said(&question) {
        let details = plan(&db, &sql, values).join(" ");
        for word in details.split_whitespace() {
            indexes.remove(word);
        }
        for word in sql.split(|c: char| !c.is_ascii_alphanumeric() && c != '_') {
            tables.remove(word);
        }
    }
    assert!(indexes.is_empty() && tables.is_empty(), "{indexes:?} {tables:?}");
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
    for few in ["FIND_GATEWAYS", "LIST_DEPARTMENTS", "LIST_KEYS", "LIST_MODELS"]
        .iter()
        .chain(OF_ALL_WEBHOOKS.map(|(name, _)| name).iter())
        .chain(REFERRED_TO.map(|(name, _)| name).iter())
    {
        assert!(named.remove(*few), "{few}");
    }
    let looked_at: BTreeSet<String> = statements()
        .iter()
        .chain(SORTING)
        .chain(&[("LIST_AUDIT", audit::LIST_AUDIT)])
        .map(|(name, _)| (*name).to_owned())
        .collect();
    assert_eq!(named, looked_at);
}
