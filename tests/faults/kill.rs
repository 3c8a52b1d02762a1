//! Crashes: what was acknowledged is there afterwards, whole and once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{Extent, Outcome, intact, number, reading, seconds, soundness};
use crate::{Person, Request, TestApp, Ticket, VAGUE};

/// How much is killed.
#[derive(Clone, Copy, Debug)]
struct Plan {
    kills: usize,
    clients: usize,
    /// Acknowledged submissions after which the kill comes, in the middle of the load.
    each: usize,
    /// One of so many tickets is worked on as well.
    worked: usize,
    /// One of so many of a round is looked at as people see it; all are in the database.
    looked_at: usize,
}

const SHORT: Plan = Plan { kills: 4, clients: 6, each: 40, worked: 1, looked_at: 1 };
const LONG: Plan = Plan { kills: 100, clients: 12, each: 1000, worked: 10, looked_at: 50 };

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

impl Ledger {
    /// Notes an acknowledged ticket.
    fn note(&mut self, ticket: Ticket, content: String, key: String) {
        let id = ticket.id.clone();
        let known = Known { ticket, content, key, acts: Vec::new(), maybe: None };
        assert!(self.known.insert(id.clone(), known).is_none(), "{id} was given out twice");
    }
}

/// What the n-th ticket goes through after it came in.
fn acts(plan: Plan, place: usize) -> Vec<(&'static str, &'static str, Value)> {
    let all = [
        ("assignment", "assign", json!({"lead": "jtj", "assists": ["cgj"]})),
        ("updates", "sign", json!({"action": "sign"})),
        ("updates", "contact", json!({"action": "contact"})),
        ("updates", "progress", json!({"action": "progress", "public": "正在办理"})),
    ];
    let steps = if place.is_multiple_of(plan.worked) { place / plan.worked % 5 } else { 0 };
    all.into_iter().take(steps).collect()
}

/// Submits and works until the app is gone.
fn load(
    app: &TestApp,
    plan: Plan,
    mark: &str,
    ledger: &Mutex<Ledger>,
    done: &AtomicUsize,
    gone: &AtomicBool,
) {
    for place in 0.. {
        if gone.load(Ordering::Relaxed) {
            return;
        }
        let mark = format!("{mark}n{place}");
        let content = format!("{VAGUE} {mark}");
        let submission = app.citizen().with_key(&mark);
        let Ok(answer) = submission.try_send(demand(&content)) else {
            ledger.lock().unwrap().unanswered.push((mark, content));
            return;
        };
        let ticket = Ticket::of(answer.value(201));
        let id = ticket.id.clone();
        ledger.lock().unwrap().note(ticket.clone(), content, mark);
        done.fetch_add(1, Ordering::Relaxed);
        for (what, action, body) in acts(plan, place) {
            let who = if action == "assign" { app.agent() } else { app.handler("jtj") };
            let outcome = who.try_send(Request::new("POST", &ticket.path(what)).json(&body));
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

fn demand(content: &str) -> Request {
    Request::new("POST", "/v1/tickets").json(&json!({"content": content}))
}

/// Runs a load, kills the app in the middle of it and starts it again: how long it was away.
fn kill_under_load(app: &mut TestApp, plan: Plan, round: usize, ledger: &Mutex<Ledger>) -> Duration {
    let (done, gone) = (AtomicUsize::new(0), AtomicBool::new(false));
    let killer = app.killer();
    std::thread::scope(|scope| {
        for client in 0..plan.clients {
            scope.spawn({
                let (app, done, gone) = (&*app, &done, &gone);
                move || load(app, plan, &format!("r{round}c{client}"), ledger, done, gone)
            });
        }
        while done.load(Ordering::Relaxed) < plan.each {
            std::thread::sleep(Duration::from_micros(500));
        }
        killer.kill();
        gone.store(true, Ordering::Relaxed);
    });
    let begun = Instant::now();
    app.restart();
    begun.elapsed()
}

/// The ticket as people see it, with all that was acknowledged of it, and nothing that was not asked for.
fn assert_whole(app: &TestApp, known: &Known) {
    let view = app.reporter(&known.ticket).sees(&known.ticket);
    assert_eq!(view["content"], known.content.as_str());
    let events = view["timeline"].as_array().unwrap();
    assert_eq!(view["version"], events.len(), "a ticket and its history are of one piece: {view}");
    assert_eq!(events.last().unwrap()["to"], view["state"]);
    let happened: Vec<&str> = events.iter().map(|event| event["action"].as_str().unwrap()).collect();
    assert_happened(known, &happened);
}

/// What happened is what was acknowledged, and at most what was on its way.
fn assert_happened(known: &Known, happened: &[&str]) {
    let happened: Vec<&str> = happened.iter().copied().filter(|action| *action != "classify").collect();
    let mut expected: Vec<&str> = vec!["submit"];
    expected.extend(known.acts.iter().map(String::as_str));
    if happened != expected {
        expected.extend(known.maybe.as_deref());
        assert_eq!(happened, expected, "{known:?}");
    }
}

/// All tickets, as the database has them: what is acknowledged is in it, whole, and beside it what is in `maybe`.
fn assert_stored(app: &TestApp, ledger: &Ledger) {
    let database = reading(&app.database());
    let mut rows = database.prepare("SELECT id, content, version FROM ticket ORDER BY id").unwrap();
    let rows: Vec<(i64, String, i64)> = rows
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    let stored: BTreeMap<String, (String, i64)> =
        rows.into_iter().map(|(id, content, version)| (id.to_string(), (content, version))).collect();
    let missing: Vec<&String> = ledger.known.keys().filter(|id| !stored.contains_key(*id)).collect();
    assert!(missing.is_empty(), "acknowledged and lost: {missing:?}");
    assert!(stored.len() <= ledger.known.len() + ledger.unanswered.len(), "more than was asked for");
    let mut rows = database.prepare("SELECT ticket_id, action FROM event ORDER BY ticket_id, seq").unwrap();
    let mut events: BTreeMap<i64, Vec<String>> = BTreeMap::new();
    for row in rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap() {
        let (ticket, action): (i64, String) = row.unwrap();
        events.entry(ticket).or_default().push(action);
    }
    for (id, known) in &ledger.known {
        let (content, version) = &stored[id];
        let happened: Vec<&str> = events[&id.parse::<i64>().unwrap()].iter().map(String::as_str).collect();
        assert_eq!((content, *version), (&known.content, happened.len() as i64), "of one piece: {id}");
        assert_happened(known, &happened);
    }
    let halves = "SELECT count(*) FROM ticket WHERE version <> (SELECT count(*) FROM event WHERE ticket_id = ticket.id) \
         OR state <> (SELECT state_to FROM event WHERE ticket_id = ticket.id ORDER BY seq DESC LIMIT 1)";
    assert_eq!(number(&database, halves), 0, "tickets by halves");
    let unheard =
        "SELECT (SELECT count(*) FROM event) - (SELECT count(*) FROM audit WHERE act LIKE 'ticket.%')";
    assert_eq!(number(&database, unheard), 0, "an event and its line of the log are of one piece");
}

fn found(agent: &Person, words: &str) -> Vec<String> {
    agent.works_on(&format!("q={words}")).ids().into_iter().map(str::to_owned).collect()
}

/// Kills an app under load, again and again, and looks at all that it had acknowledged.
///
/// # Panics
/// When something of it is lost, doubled or half.
#[must_use]
pub fn check(extent: Extent) -> Outcome {
    let plan = extent.of(SHORT, LONG);
    let mut app = TestApp::start();
    let ledger = Mutex::new(Ledger::default());
    let (mut away, mut unanswered, mut stored_unanswered) = (Vec::new(), 0, 0);
    for round in 0..plan.kills {
        away.push(kill_under_load(&mut app, plan, round, &ledger));
        let mut ledger = ledger.lock().unwrap();
        let agent = app.agent();
        // Long databases are looked through now and then, and in the end.
        if extent == Extent::Short || round % 20 == 19 {
            assert_stored(&app, &ledger);
        }

        // Who got no answer asks again with the same key, and has one ticket in the end.
        for (key, content) in std::mem::take(&mut ledger.unanswered) {
            let answer = app.citizen().with_key(&key).send(demand(&content)).expect(201);
            unanswered += 1;
            stored_unanswered += usize::from(answer.header("idempotent-replay").is_some());
            ledger.note(Ticket::of(answer.json()), content, key);
        }
        let count = number(&reading(&app.database()), "SELECT count(*) FROM ticket");
        assert_eq!(count, ledger.known.len() as i64, "exactly once");
        if extent == Extent::Short {
            let listed = agent.lists_all("/v1/tickets", "limit=100&sort=oldest");
            let ids: BTreeSet<&str> = listed.ids().into_iter().collect();
            assert_eq!((ids.len(), listed.items.len()), (ledger.known.len(), ledger.known.len()));
        }

        // Only so many that wait for it are found before their words are written.
        while app.system().post("/v1/tick/index", &json!({})).value(200)["more"] == true {}
        let of_round = format!("r{round}c");
        let of_round = ledger.known.values().filter(|known| known.key.starts_with(&of_round));
        for known in of_round.step_by(plan.looked_at) {
            assert_whole(&app, known);
            assert_eq!(found(&agent, &known.key), [known.ticket.id.as_str()], "searchable, and once");
            let again = app.citizen().with_key(&known.key).send(demand(&known.content)).expect(201);
            assert_eq!(again.header("idempotent-replay"), Some("true"));
            assert_eq!(again.json()["query_code"], known.ticket.code.as_str());
        }

        // Work goes on where it was.
        let untouched = |known: &&mut Known| known.acts.is_empty() && known.maybe.is_none();
        let known = ledger.known.values_mut().rev().find(untouched).unwrap();
        agent.assigns(&known.ticket, &json!({"lead": "jtj"}));
        known.acts.push("assign".into());
        if round % 10 == 9 {
            eprintln!("{} kills, {} tickets", round + 1, ledger.known.len());
        }
    }
    let ledger = ledger.into_inner().unwrap();
    assert!(ledger.known.len() >= plan.kills * plan.each);
    assert_stored(&app, &ledger);
    for known in ledger.known.values().step_by(plan.looked_at) {
        assert_whole(&app, known);
    }
    let lines = intact(&app.admin());
    assert_eq!(soundness(&app.database()), ("ok".to_owned(), 0));
    away.sort_unstable();
    let acts: usize = ledger.known.values().map(|known| known.acts.len()).sum();
    Outcome::seen(
        format!("{} kills, each in the middle of what {} clients ask", plan.kills, plan.clients),
        format!(
            "of {} acknowledged tickets and {acts} further acts on them **0 lost, 0 doubled, 0 half**; {unanswered} \
             submissions had no answer, {stored_unanswered} of which were stored: sent again with their key each is one \
             ticket; from a start to the first answer median {}, longest {}; {lines} lines of the audit log intact",
            ledger.known.len(),
            seconds(away[away.len() / 2]),
            seconds(away[away.len() - 1]),
        ),
    )
}
