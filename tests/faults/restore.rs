//! Yesterday's database is put back: what is gone, what is given out again, and who notices.

use std::time::Duration;

use rusqlite::backup::Backup;
use serde_json::json;

use super::clock::day;
use super::load::{clients, demand, of};
use super::shim::Machine;
use super::{Outcome, intact, number, reading, soundness};
use crate::{Person, TestApp, Ticket, VAGUE, token};

const DAY: i64 = 24 * 3600;
/// Tickets before the copy, while it is made, after it, and after it was put back.
const EACH: usize = 40;

fn submits(app: &TestApp, mark: &str) -> Vec<Ticket> {
    let submit = |number: usize| {
        let key = format!("{mark}{number}");
        Ticket::of(app.citizen().send(demand(&format!("{VAGUE} {key}"), &key)).value(201))
    };
    (0..EACH).map(submit).collect()
}

/// The end of the audit log, as somebody notes it outside.
fn head(admin: &Person) -> String {
    let verdict = admin.get("/v1/audit/verify").value(200);
    assert_eq!(verdict["intact"], true, "{verdict}");
    format!("head_seq={}&head_hash={}", verdict["head"]["seq"], verdict["head"]["hash"].as_str().unwrap())
}

/// Copies the database while people use it, goes on for a day, and puts the copy back.
///
/// # Panics
/// When a promise is broken.
#[must_use]
pub fn check(machine: &mut Machine) -> Outcome {
    machine.clock_is_ahead(-DAY);
    let app = &machine.app;
    let kept = submits(app, "kept");
    // There may have been others before.
    let before = number(&reading(&app.database()), "SELECT count(*) FROM ticket") - EACH as i64;
    let copy = app.state().with_extension("copy");
    // As `sqlite3 … ".backup"` does, with people at it: docs/OPERATIONS.md, State and backups.
    let meanwhile = std::thread::scope(|scope| {
        let load = scope.spawn(|| {
            clients(app.address(), 4, |client, place, _| {
                let key = format!("meanwhile{client}n{place}");
                (place < EACH / 4).then(|| demand(&format!("{VAGUE} {key}"), &key))
            })
        });
        let from = reading(&app.database());
        let mut to = rusqlite::Connection::open(&copy).unwrap();
        Backup::new(&from, &mut to).unwrap().run_to_completion(20, Duration::from_millis(2), None).unwrap();
        load.join().unwrap()
    });
    assert_eq!(of(&meanwhile, 201).len(), EACH);
    assert_eq!(soundness(&copy), ("ok".to_owned(), 0));
    let copied = number(&reading(&copy), "SELECT count(*) FROM ticket") - before;
    assert!((EACH as i64..=2 * EACH as i64).contains(&copied), "{copied}");

    machine.clock_is_ahead(0);
    let app = &mut machine.app;
    let lost = submits(app, "lost");
    let pin = head(&app.admin());
    app.stop();
    let path = app.database();
    for end in ["-wal", "-shm"] {
        std::fs::remove_file(format!("{}{end}", path.display())).ok();
    }
    std::fs::rename(&copy, &path).unwrap();
    app.restart();

    // What was copied is there, whole, and the log of it is as it was written; that there was more says who has noted its end.
    for ticket in &kept {
        app.reporter(ticket).sees(ticket);
    }
    let admin = app.admin();
    let lines = intact(&admin);
    let noticed = admin.get(&format!("/v1/audit/verify?{pin}")).value(200);
    assert_eq!((&noticed["intact"], &noticed["what"]), (&json!(false), &json!("cut_off")), "{noticed}");
    let gone = lost.iter().filter(|ticket| app.reporter(ticket).get(&ticket.path("")).status == 404).count();
    assert_eq!(gone, EACH, "who handed in after the copy finds nothing");

    // The day's numbers begin again behind what the copy has.
    let new = submits(app, "new");
    let again = new.iter().filter(|ticket| lost.iter().any(|lost| lost.id == ticket.id)).count();
    let today = day(token::now());
    for ticket in &new {
        assert!(ticket.id.starts_with(&today));
        app.reporter(ticket).sees(ticket);
        for old in lost.iter().filter(|old| old.id == ticket.id) {
            assert_ne!(old.code, ticket.code);
            app.reporter(old).get(&old.path("")).problem(404, "not_found");
        }
    }
    assert!(intact(&admin) > lines, "the log goes on");
    Outcome::seen(
        format!(
            "SQLite's backup of a database in use, {EACH} tickets before it, {EACH} meanwhile, {EACH} on the next day; the copy \
             put back as OPERATIONS says"
        ),
        format!(
            "the copy is sound and has {copied} tickets, whole; **the {EACH} of today are gone, and {again} of the next {EACH} \
             submissions got numbers that were given out before**: an old query code opens none of them ({EACH} × 404); the \
             log is intact by itself, and `cut_off` against the head that was noted"
        ),
    )
}
