//! Ticket numbers: each given out once, none left out.

use std::collections::BTreeSet;

use blackbox::{TestApp, Ticket, VAGUE};

#[test]
fn two_hundred_submissions_at_once_get_consecutive_numbers() {
    const CLIENTS: usize = 20;
    const EACH: usize = 10;
    let app = TestApp::start();
    let citizen = app.citizen();
    let tickets: Vec<Ticket> = std::thread::scope(|scope| {
        let client = || scope.spawn(|| (0..EACH).map(|_| citizen.submits(VAGUE)).collect::<Vec<_>>());
        let clients: Vec<_> = (0..CLIENTS).map(|_| client()).collect();
        clients.into_iter().flat_map(|client| client.join().unwrap()).collect()
    });
    let numbers: BTreeSet<u64> = tickets.iter().map(|ticket| ticket.id.parse().unwrap()).collect();
    assert_eq!(numbers.len(), CLIENTS * EACH, "each number is given out once");
    let codes: BTreeSet<&str> = tickets.iter().map(|ticket| ticket.code.as_str()).collect();
    assert_eq!(codes.len(), CLIENTS * EACH, "each code opens one ticket");

    // A day that ends while they come in starts a sequence of its own.
    let days: BTreeSet<u64> = numbers.iter().map(|number| number / 1_000_000).collect();
    for day in days {
        let of_day: Vec<u64> = numbers.iter().filter(|number| *number / 1_000_000 == day).copied().collect();
        let expected: Vec<u64> = (1..=of_day.len() as u64).map(|place| day * 1_000_000 + place).collect();
        assert_eq!(of_day, expected, "the day's numbers start at one and leave none out");
    }
    let listed = app.agent().lists_all("/v1/tickets", "limit=100&sort=oldest");
    let listed: Vec<u64> = listed.ids().iter().map(|id| id.parse().unwrap()).collect();
    assert_eq!(listed, numbers.into_iter().collect::<Vec<_>>());
}
