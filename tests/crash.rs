//! Crashes: what was acknowledged is there afterwards, whole and once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use blackbox::{Person, TestApp, Ticket, VAGUE};
use serde_json::{Value, json};

const ROUNDS: usize = 4;
const CLIENTS: usize = 6;
/// Acknowledged submissions after which a round's crash comes, in the middle of the load.
const EACH_ROUND: usize = 40;

/// What a client knows of a ticket.
#[derive(Clone, Debug)]
struct Known {
    ticket: Ticket,
    content: String,
    key: String,
    /// Actions that were acknowledged after it, in their order.
    acts: Vec<String>,
    /// What was on its way when the app went: it may have happened or not.
    maybe: Option<String>,
}

#[derive(Default)]
struct Ledger {
    known: BTreeMap<String, Known>,
    /// Submissions without an answer: their keys and words.
    unanswered: Vec<(String, String)>,
}

/// What the n-th ticket goes through after it came in.
fn acts(place: usize) -> Vec<(&'static str, &'static str, Value)> {
    let all = [
        ("assignment", "assign", json!({"lead": "jtj", "assists": ["cgj"]})),
        ("updates", "sign", json!({"action": "sign"})),
        ("updates", "contact", json!({"action": "contact"})),
        ("updates", "progress", json!({"action": "progress", "public": "正在办理"})),
    ];
    all.into_iter().take(place % 5).collect()
}

/// Submits and works until the app is gone.
fn load(
    app: &TestApp,
    round: usize,
    client: usize,
    ledger: &Mutex<Ledger>,
    done: &AtomicUsize,
    gone: &AtomicBool,
) {
    for place in 0.. {
        if gone.load(Ordering::Relaxed) {
            return;
        }
        let mark = format!("r{round}c{client}n{place}");
        let content = format!("{VAGUE} {mark}");
        let submission = app.citizen().with_key(&mark);
        let Ok(answer) = submission.try_send(demand(&content)) else {
            ledger.lock().unwrap().unanswered.push((mark, content));
            return;
        };
        let ticket = Ticket::of(answer.value(201));
        let id = ticket.id.clone();
        let known = Known { ticket: ticket.clone(), content, key: mark, acts: Vec::new(), maybe: None };
        assert!(ledger.lock().unwrap().known.insert(id.clone(), known).is_none(), "{id} was given out twice");
        done.fetch_add(1, Ordering::Relaxed);
        for (what, action, body) in acts(place) {
            let who = if action == "assign" { app.agent() } else { app.handler("jtj") };
            let outcome = who.try_send(blackbox::Request::new("POST", &ticket.path(what)).json(&body));
            let mut ledger = ledger.lock().unwrap();
            let known = ledger.known.get_mut(&id).unwrap();
            let Ok(answer) = outcome else {
                known.maybe = Some(action.to_owned());
                return;
            };
            answer.expect(200);
            known.acts.push(action.to_owned());
        }
    }
}

fn demand(content: &str) -> blackbox::Request {
    blackbox::Request::new("POST", "/v1/tickets").json(&json!({"content": content}))
}

/// Runs a load, and kills the app in the middle of it.
fn crash_under_load(app: &mut TestApp, round: usize, ledger: &Mutex<Ledger>) {
    let (done, gone) = (AtomicUsize::new(0), AtomicBool::new(false));
    let killer = app.killer();
    std::thread::scope(|scope| {
        for client in 0..CLIENTS {
            scope.spawn({
                let (app, done, gone) = (&*app, &done, &gone);
                move || load(app, round, client, ledger, done, gone)
            });
        }
        while done.load(Ordering::Relaxed) < EACH_ROUND {
            std::thread::yield_now();
        }
        killer.kill();
        gone.store(true, Ordering::Relaxed);
    });
    app.restart();
}

/// The ticket with all that was acknowledged of it, and nothing that was not asked for.
fn assert_whole(app: &TestApp, known: &Known) {
    let view = app.reporter(&known.ticket).sees(&known.ticket);
    assert_eq!(view["content"], known.content.as_str());
    let events = view["timeline"].as_array().unwrap();
    assert_eq!(view["version"], events.len(), "a ticket and its history are of one piece: {view}");
    assert_eq!(events.last().unwrap()["to"], view["state"]);
    let happened: Vec<&str> = events
        .iter()
        .map(|event| event["action"].as_str().unwrap())
        .filter(|action| *action != "classify")
        .collect();
    let mut expected: Vec<&str> = vec!["submit"];
    expected.extend(known.acts.iter().map(String::as_str));
    if happened != expected {
        expected.extend(known.maybe.as_deref());
        assert_eq!(happened, expected, "{view}");
    }
}

fn found(agent: &Person, words: &str) -> Vec<String> {
    agent.works_on(&format!("q={words}")).ids().into_iter().map(str::to_owned).collect()
}

#[test]
fn what_was_acknowledged_before_a_crash_is_there_after_it_whole_and_once() {
    let mut app = TestApp::start();
    let ledger = Mutex::new(Ledger::default());
    for round in 0..ROUNDS {
        crash_under_load(&mut app, round, &ledger);
        let mut ledger = ledger.lock().unwrap();
        let agent = app.agent();

        // Each that was acknowledged is listed once, and beside them only what was on its way.
        let listed = agent.lists_all("/v1/tickets", "limit=100&sort=oldest");
        let ids: BTreeSet<String> = listed.ids().into_iter().map(str::to_owned).collect();
        assert_eq!(ids.len(), listed.items.len());
        let missing: Vec<&String> = ledger.known.keys().filter(|id| !ids.contains(*id)).collect();
        assert!(missing.is_empty(), "acknowledged and lost: {missing:?}");
        assert!(ids.len() <= ledger.known.len() + ledger.unanswered.len());

        // Who got no answer asks again with the same key, and has one ticket in the end.
        for (key, content) in std::mem::take(&mut ledger.unanswered) {
            let ticket = Ticket::of(app.citizen().with_key(&key).send(demand(&content)).value(201));
            let known = Known { ticket: ticket.clone(), content, key, acts: Vec::new(), maybe: None };
            assert!(
                ledger.known.insert(ticket.id.clone(), known).is_none(),
                "{} was given out twice",
                ticket.id
            );
        }
        let listed = agent.lists_all("/v1/tickets", "limit=100&sort=oldest");
        assert_eq!(listed.items.len(), ledger.known.len(), "exactly once");

        let of_round = format!("r{round}c");
        for known in ledger.known.values().filter(|known| known.key.starts_with(&of_round)) {
            assert_whole(&app, known);
            assert_eq!(found(&agent, &known.key), [known.ticket.id.as_str()], "searchable, and once");
            let again = app.citizen().with_key(&known.key).send(demand(&known.content)).expect(201);
            assert_eq!(again.header("idempotent-replay"), Some("true"));
            assert_eq!(again.json()["query_code"], known.ticket.code.as_str());
        }

        // Work goes on where it was.
        let known =
            ledger.known.values_mut().find(|known| known.acts.is_empty() && known.maybe.is_none()).unwrap();
        agent.assigns(&known.ticket, &json!({"lead": "jtj"}));
        known.acts.push("assign".into());
    }
    let ledger = ledger.into_inner().unwrap();
    assert!(ledger.known.len() >= ROUNDS * EACH_ROUND);
    for known in ledger.known.values() {
        assert_whole(&app, known);
    }
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
    let database = rusqlite::Connection::open_with_flags(app.database(), flags).unwrap();
    let verdict: String = database.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(verdict, "ok");
    let broken: i64 =
        database.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0)).unwrap();
    assert_eq!(broken, 0);
}

#[test]
fn a_crash_during_the_very_first_start_leaves_a_database_that_the_next_one_completes() {
    for _ in 0..3 {
        let mut app = TestApp::start();
        let killer = app.killer();
        std::thread::scope(|scope| {
            // The first requests make the database; it is cut short somewhere in between.
            for _ in 0..4 {
                scope.spawn(|| app.citizen().try_send(demand(VAGUE)).ok());
            }
            scope.spawn(|| app.citizen().try_send(blackbox::Request::new("GET", "/v1/departments")).ok());
            killer.kill();
        });
        app.restart();
        let departments = app.citizen().lists("/v1/departments", "").items;
        assert!(!departments.is_empty());
        let ticket = app.citizen().submits(blackbox::CLEAR);
        assert_eq!(ticket.receipt["state"], "assigned", "the catalogue is there, once and whole");
    }
}
