//! Crashes: what was acknowledged is there afterwards, whole and once.

use blackbox::faults::{Extent, kill};
use blackbox::{Request, TestApp, VAGUE};
use serde_json::json;

/// As a hundred kills with a hundred thousand tickets are (docs/RELIABILITY.md), by the same code.
#[test]
fn what_was_acknowledged_before_a_crash_is_there_after_it_whole_and_once() {
    kill::check(Extent::Short).tell();
}

#[test]
fn a_crash_during_the_very_first_start_leaves_a_database_that_the_next_one_completes() {
    for _ in 0..3 {
        let mut app = TestApp::start();
        let killer = app.killer();
        std::thread::scope(|scope| {
            // The first requests make the database; it is cut short somewhere in between.
            for _ in 0..4 {
                let demand = Request::post("/v1/tickets", &json!({"content": VAGUE}));
                scope.spawn(|| app.citizen().try_send(demand).ok());
            }
            scope.spawn(|| app.citizen().try_send(Request::new("GET", "/v1/departments")).ok());
            killer.kill();
        });
        app.restart();
        let departments = app.citizen().lists("/v1/departments", "").items;
        assert!(!departments.is_empty());
        let ticket = app.citizen().submits(blackbox::CLEAR);
        assert_eq!(ticket.receipt["state"], "assigned", "the catalogue is there, once and whole");
    }
}
