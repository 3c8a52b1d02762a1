//! Components that trap on every tenth call: one that others call, and the one that takes demands.

use serde_json::json;

use super::load::{clients, counted, demand, of};
use super::{Extent, Outcome, intact, number, reading};
use crate::{CLEAR, Manifest, Setup, TestApp};

/// Sends demands until each is taken: how many answers there were of each kind, and tickets in the end.
fn submits(app: &TestApp, asked: usize, mark: &str) -> (Vec<super::load::Seen>, usize) {
    const CLIENTS: usize = 4;
    let seen = clients(app.address(), CLIENTS, |client, place, _| {
        let key = format!("{mark}c{client}n{place}");
        (place < asked / CLIENTS).then(|| demand(&format!("{CLEAR} {key}"), &key))
    });
    let mut again = 0;
    for client in 0..CLIENTS {
        for (place, seen) in seen.iter().filter(|seen| seen.client == client).enumerate() {
            let key = format!("{mark}c{client}n{place}");
            let mut status = seen.status;
            while status != 201 {
                assert!(matches!(status, 0 | 500..=504), "{status}");
                again += 1;
                let asked = app.citizen().try_send(demand(&format!("{CLEAR} {key}"), &key));
                status = asked.map_or(0, |answer| answer.status);
            }
        }
    }
    (seen, again)
}

/// # Panics
/// When a promise is broken.
#[must_use]
pub fn check(extent: Extent) -> Outcome {
    let asked = extent.of(60, 2000);
    let manifest = Manifest::read().trapping_each("classify", 10);
    let mut app = Setup::default().manifest(manifest).start();
    let (seen, again) = submits(&app, asked, "classify");
    assert_eq!(
        (counted(&seen), again),
        (format!("{asked} × 201"), 0),
        "a demand is taken, understood or not"
    );
    let pending = "SELECT count(*) FROM ticket WHERE suggestion IS NULL";
    let left = number(&reading(&app.database()), pending);
    assert!(left > 0, "it never trapped");
    assert!(app.logs("component trapped"));
    // A minute must have passed since they came in or were last tried; some fail again.
    let mut calls = 0;
    super::eventually("all are understood", || {
        let database = rusqlite::Connection::open(app.database()).unwrap();
        database.busy_timeout(std::time::Duration::from_secs(30)).unwrap();
        database
            .execute_batch("UPDATE ticket SET tried_at = tried_at - 61 WHERE suggestion IS NULL")
            .unwrap();
        drop(database);
        app.system().post("/v1/tick", &json!({})).expect(200);
        calls += 1;
        number(&reading(&app.database()), pending) == 0
    });

    app.restart_as(&Manifest::read().trapping_each("submit", 10));
    let (seen, again) = submits(&app, asked, "submit");
    let failed = seen.len() - of(&seen, 201).len();
    assert!(failed > 0, "it never trapped");
    let stored = number(&reading(&app.database()), "SELECT count(*) FROM ticket");
    assert_eq!(stored, 2 * asked as i64, "each once");
    app.citizen().get("/v1/notices").expect(200);
    let lines = intact(&app.admin());
    Outcome::seen(
        "`unreachable` in the code of `classify`, then of `submit`, whenever an instance has been called ten times",
        format!(
            "`classify`: {asked} of {asked} submissions taken, {left} of them not understood at once and all after {calls} \
             calls of the scheduled work; `submit`: {} at first, sent again with their keys {again} times, and each of the \
             {asked} is one ticket; no other component failed; {lines} lines of the audit log intact",
            counted(&seen),
        ),
    )
}
