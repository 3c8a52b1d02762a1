//! Rows that nobody understands, one in each of the tables that are read most: after a change by hand, or a disk's mistake.

use std::time::Duration;

use serde_json::json;

use super::load::{clients, counted, demand};
use super::{Outcome, intact, number, reading};
use crate::{Answer, CLEAR, Setup, TestApp, Ticket};

/// What is written into the row of a ticket, and by what it is put right.
const POISONS: [(&str, &str, &str); 5] = [
    (
        "a word that is none",
        "UPDATE ticket SET kind = 'lost' WHERE id = ?1",
        "UPDATE ticket SET kind = 'complaint' WHERE id = ?1",
    ),
    (
        "a suggestion that is no JSON",
        "UPDATE ticket SET suggestion = '{' WHERE id = ?1",
        "UPDATE ticket SET suggestion = NULL WHERE id = ?1",
    ),
    (
        "a document of another shape",
        "UPDATE ticket SET returned_by = '{}' WHERE id = ?1",
        "UPDATE ticket SET returned_by = NULL WHERE id = ?1",
    ),
    (
        "an event of an unknown action",
        "UPDATE event SET action = 'dance' WHERE ticket_id = ?1 AND seq = 1",
        "UPDATE event SET action = 'submit' WHERE ticket_id = ?1 AND seq = 1",
    ),
    (
        "sealed data that was altered",
        "UPDATE ticket SET personal = zeroblob(length(personal)) WHERE id = ?1",
        "",
    ),
];

fn execute(app: &TestApp, sql: &str, ticket: &Ticket) {
    let database = rusqlite::Connection::open(app.database()).unwrap();
    database.busy_timeout(Duration::from_secs(30)).unwrap();
    database.execute_batch("PRAGMA ignore_check_constraints = ON").unwrap();
    let id: i64 = ticket.id.parse().unwrap();
    assert_eq!(database.execute(sql, [id]).unwrap(), 1, "{sql}");
}

/// Nobody is told what is inside.
#[track_caller]
fn tells_nothing(answer: &Answer) {
    let text = answer.whole();
    for word in ["kind", "dance", "returned_by", "suggestion", "unexpected data", "sealed"] {
        assert!(!text.contains(word), "{text}");
    }
}

/// # Panics
/// When a promise is broken.
#[must_use]
pub fn check() -> Outcome {
    const ASKED: usize = 40;
    let app = Setup::default().start();
    let submit = || {
        let reporter = json!({"name": "欧阳震华", "phone": "13812341234"});
        app.citizen().submits_all(&json!({"content": CLEAR, "reporter": reporter}))
    };
    let good: Vec<Ticket> = (0..20).map(|_| submit()).collect();
    let bad: Vec<(&str, Ticket)> = POISONS
        .iter()
        .map(|(what, poison, _)| {
            let ticket = submit();
            execute(&app, poison, &ticket);
            (*what, ticket)
        })
        .collect();
    let after: Vec<Ticket> = (0..20).map(|_| submit()).collect();

    let mut own = Vec::new();
    for (what, ticket) in &bad {
        let answer = app.agent().get(&ticket.path(""));
        tells_nothing(&answer);
        own.push(format!("{what} {}", answer.status));
        assert!(matches!(answer.status, 200 | 500), "{what}: {}", answer.status);
        if answer.status == 500 {
            answer.problem(500, "internal_error");
            assert!(app.logs("unexpected data") || app.logs("altered"), "{what}: the cause is for the log");
        }
    }
    // All others are as they were: read, worked on, found, handed in.
    for ticket in good.iter().chain(&after) {
        app.reporter(ticket).sees(ticket);
        app.handler(ticket.department()).does(ticket, "sign", json!({}));
    }
    let seen = clients(app.address(), 2, |client, place, _| {
        let key = format!("poisonc{client}n{place}");
        (place < ASKED / 2).then(|| demand(&format!("{CLEAR} {key}"), &key))
    });
    assert_eq!(counted(&seen), format!("{ASKED} × 201"));
    // The scheduled work goes past them.
    let database = rusqlite::Connection::open(app.database()).unwrap();
    database.busy_timeout(Duration::from_secs(30)).unwrap();
    let due = "UPDATE ticket SET due_at = unixepoch() - 10, allowed_seconds = 100000, allowed_clock = 'always', wake_at = 1 \
         WHERE closed_at IS NULL";
    database.execute_batch("PRAGMA ignore_check_constraints = ON").unwrap();
    database.execute_batch(due).unwrap();
    drop(database);
    let (mut supervised, mut skipped) = (0, 0);
    for _ in 0..50 {
        let done = app.system().post("/v1/tick", &json!({})).value(200);
        supervised += done["supervised"].as_i64().unwrap();
        skipped += done["skipped"].as_i64().unwrap();
        if done["more"] == false {
            break;
        }
    }
    let healthy = good.len() + after.len() + ASKED;
    assert!(supervised >= healthy as i64, "{supervised} of {healthy}");
    for path in ["/v1/tick/index", "/v1/deliver", "/v1/notify"] {
        let answer = app.system().post(path, &json!({}));
        assert!(matches!(answer.status, 200 | 204), "{path}: {}", answer.status);
    }
    for path in ["/v1/events?limit=100", "/v1/stats/kpi"] {
        app.admin().get(path).expect(200);
    }
    let listed = app.agent().get("/v1/tickets?limit=100").status;
    let filtered = app.agent().get("/v1/tickets?limit=100&state=in_progress").status;

    // Put right they are like all others.
    for ((what, ticket), (_, _, remedy)) in bad.iter().zip(POISONS) {
        if !remedy.is_empty() {
            execute(&app, remedy, ticket);
            assert_eq!(app.agent().get(&ticket.path("")).status, 200, "{what}");
        }
    }
    app.agent().get("/v1/tickets?limit=100").expect(200);
    let stored = number(&reading(&app.database()), "SELECT count(*) FROM ticket");
    assert_eq!(stored as usize, healthy + bad.len());
    let lines = intact(&app.admin());
    Outcome::seen(
        format!(
            "{} of {stored} tickets are altered in the file: {}",
            bad.len(),
            POISONS.map(|(what, ..)| what).join(", ")
        ),
        format!(
            "their own pages: {}; {healthy} of {healthy} others read, worked on and handed in; the scheduled work did \
             {supervised} supervisions and skipped {skipped}; a page of the work list with them {listed}, one of another state \
             {filtered}; put right, all answer 200; {lines} lines of the audit log intact",
            own.join(", "),
        ),
    )
}
