//! A clock that jumps, as one does whose battery is empty or whose server of time is wrong, and is put right again.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::load::demand;
use super::shim::Machine;
use super::{Extent, Outcome, intact, number, reading, soundness};
use crate::{Answer, CLEAR, Person, TestApp, Ticket, VAGUE, token};

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;
/// The hotline's days begin at midnight in Beijing.
const BEIJING: i64 = 8 * HOUR;

/// Somebody whose token is good whatever the clock says.
fn staff(app: &TestApp, role: &str, dept: Option<&str>) -> Person {
    let mut claims = token::claims(&format!("{role}-1"), &[role], dept);
    claims["exp"] = (token::now() + 30 * DAY).into();
    app.with_claims(&claims)
}

/// The first digits of a number that is given out at this moment.
#[must_use]
pub fn day(seconds: i64) -> String {
    let at = time::OffsetDateTime::from_unix_timestamp(seconds + BEIJING).unwrap();
    format!("{:04}{:02}{:02}", at.year(), u8::from(at.month()), at.day())
}

/// What the scheduled work has done, summed up until there is no more of it.
fn tick(system: &Person) -> BTreeMap<String, i64> {
    let mut sum = BTreeMap::new();
    for _ in 0..100 {
        let done = system.post("/v1/tick", &json!({})).value(200);
        for (name, count) in done.as_object().unwrap() {
            *sum.entry(name.clone()).or_default() += count.as_i64().unwrap_or_default();
        }
        if done["more"] == false {
            return sum;
        }
    }
    panic!("there is always more: {sum:?}")
}

/// Those who wait and are supervised, in words.
fn moved(done: &BTreeMap<String, i64>) -> String {
    let of = |name: &str| done.get(name).copied().unwrap_or_default();
    format!("{} reminders and {} supervisions", of("reminded"), of("supervised"))
}

/// An hour and a day ahead and behind, and each time back: people go on, and nothing is given out or done twice.
///
/// # Panics
/// When a promise is broken.
#[must_use]
pub fn jumps(machine: &Machine, extent: Extent) -> Outcome {
    let app = &machine.app;
    let each = extent.of(5, 50);
    let (agent, system, admin) =
        (staff(app, "agent", None), staff(app, "system", None), staff(app, "admin", None));
    // The first request makes the tables.
    agent.get("/v1/tickets").expect(200);
    let before = number(&reading(&app.database()), "SELECT count(*) FROM ticket");
    let mut tickets: Vec<Ticket> = Vec::new();
    let mut done = Vec::new();
    for (place, ahead) in [0, HOUR, 0, -HOUR, 0, DAY, 0, -DAY, 0].into_iter().enumerate() {
        machine.clock_is_ahead(ahead);
        let earlier = tickets.last().cloned();
        for number in 0..each {
            let first = day(token::now() + ahead);
            let text = if number % 2 == 0 { CLEAR } else { VAGUE };
            let answer = app.citizen().send(demand(text, &format!("clock{place}n{number}")));
            let ticket = Ticket::of(answer.value(201));
            let days = [first, day(token::now() + ahead)];
            assert!(days.iter().any(|day| ticket.id.starts_with(day)), "{} at {ahead}", ticket.id);
            app.reporter(&ticket).sees(&ticket);
            tickets.push(ticket);
        }
        // What was begun by another time goes on by this one.
        if let Some(ticket) = earlier {
            let version = agent.sees(&ticket)["version"].as_i64().unwrap();
            let view = agent.post(&ticket.path("updates"), &json!({"action": "urge"})).value(200);
            assert_eq!(view["version"], version + 1);
        }
        let worked = tick(&system);
        if ahead == DAY {
            done.push(moved(&worked));
        }
        intact(&admin);
    }
    // By the right clock nothing is due that was not, and nothing is done again.
    let settled = tick(&system);
    let again = tick(&system);
    assert!(again.values().all(|count| *count == 0), "{settled:?}, {again:?}");
    let ids: BTreeSet<&str> = tickets.iter().map(|ticket| ticket.id.as_str()).collect();
    assert_eq!(ids.len(), tickets.len(), "a number was given out twice");
    for ticket in &tickets {
        app.reporter(ticket).sees(ticket);
    }
    let database = reading(&app.database());
    assert_eq!(number(&database, "SELECT count(*) FROM ticket") - before, tickets.len() as i64);
    let twice = "SELECT count(*) FROM (SELECT 1 FROM event WHERE action IN ('remind', 'supervise') AND role = 'system' \
         GROUP BY ticket_id, action, note HAVING count(*) > 1)";
    let twice = number(&database, twice);
    assert_eq!(twice, 0, "reminded or supervised twice of the same");
    drop(database);
    assert_eq!(soundness(&app.database()), ("ok".to_owned(), 0));
    let lines = intact(&admin);
    Outcome::seen(
        "`clock_gettime` of a host that serves is moved by 1 h, −1 h, 24 h and −24 h, and put right after each",
        format!(
            "{} submissions, each with a number of the day that the clock said, **0 numbers given out twice**; each is read \
             and worked on by every later time; a day ahead the scheduled work made {}, as it would have a day later, and \
             after that nothing again; {lines} lines of the audit log intact",
            tickets.len(),
            done.join(", "),
        ),
    )
}

/// Who was counted or made to wait by a clock that was a day ahead does not wait a day.
///
/// # Panics
/// When a promise is broken.
#[must_use]
pub fn waits(machine: &Machine) -> Outcome {
    const PASSWORD: &str = "correct horse battery";
    /// The longest that anybody waits for wrong passwords.
    const LONGEST: i64 = 900;
    let app = &machine.app;
    let admin = staff(app, "admin", None);
    for id in ["slow", "busy"] {
        let account =
            json!({"id": id, "name": "某人", "roles": ["agent"], "dept": Value::Null, "password": PASSWORD});
        admin.post("/v1/accounts", &account).expect(201);
    }
    let tries = |id: &str, password: &str| {
        app.citizen().post("/v1/auth/login", &json!({"username": id, "password": password}))
    };
    machine.clock_is_ahead(DAY);
    let wait = |answer: Answer| -> i64 {
        let asked = answer.header("retry-after").map(|wait| wait.parse().unwrap());
        assert!(answer.status == 200 || asked.is_some(), "{}: {}", answer.status, answer.text());
        asked.unwrap_or_default()
    };
    for _ in 0..5 {
        tries("slow", "made up and wrong").problem(401, "invalid_credentials");
    }
    assert!(wait(tries("slow", PASSWORD)) > 0, "who shows wrong passwords waits");
    tries("busy", PASSWORD).expect(200);
    machine.clock_is_ahead(0);
    let slow = wait(tries("slow", PASSWORD));
    // More than the ten that one name has at one client in a minute.
    let busy = (0..14).map(|_| wait(tries("busy", PASSWORD))).max().unwrap_or_default();
    assert!(slow <= LONGEST, "who showed wrong passwords waits {slow} s");
    assert!(busy <= 60, "who logs in often waits {busy} s");
    Outcome::seen(
        "a day ahead somebody shows wrong passwords until they have to wait, and somebody logs in; then the clock is put right",
        format!(
            "the one logs in after {slow} s (at most {LONGEST} are promised); the other, fourteen times in a row, is asked to \
             wait {busy} s at most (the window is a minute)"
        ),
    )
}
