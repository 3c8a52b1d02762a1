//! Two hosts on one database: one is restarted in order, and while that goes on the other is killed. Clients do what a proxy
//! does that may ask again: the other host, with the same key.

use std::net::SocketAddr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::load::demand;
use super::servers::{Redis, Servers};
use super::{Extent, Outcome, intact, number, reading, seconds, soundness, without};
use crate::{TestApp, Ticket, VAGUE, ask};

/// What a client went through.
#[derive(Default)]
struct Lived {
    tickets: Vec<Ticket>,
    /// Answers that were none, or 503, and led to the other host.
    again: usize,
    /// From when a demand was first sent until it was taken.
    longest: Duration,
}

/// Hands in demands until the end, each until it is taken.
fn submits(client: usize, hosts: &Mutex<[SocketAddr; 2]>, ended: &AtomicBool) -> Lived {
    let mut lived = Lived::default();
    for place in 0.. {
        if ended.load(Ordering::Relaxed) {
            break;
        }
        let key = format!("c{client}n{place}");
        let request = demand(&format!("{VAGUE} {key}"), &key);
        let begun = Instant::now();
        for attempt in 0.. {
            assert!(begun.elapsed() < Duration::from_secs(60), "nobody takes {key}");
            let address = hosts.lock().unwrap()[(client + place + attempt) % 2];
            match ask(address, &request) {
                Ok(answer) if answer.status == 201 => {
                    lived.tickets.push(Ticket::of(answer.json()));
                    break;
                }
                Ok(answer) => assert_eq!(answer.status, 503, "{}", answer.text()),
                Err(_) => std::thread::sleep(Duration::from_millis(20)),
            }
            lived.again += 1;
        }
        lived.longest = lived.longest.max(begun.elapsed());
    }
    lived
}

/// Restarts two hosts one after the other under load, and kills the one while the other is away.
///
/// # Panics
/// When a promise is broken.
#[must_use]
pub fn check(extent: Extent) -> Outcome {
    let (clients, times) = (4, extent.of(1, 5));
    let Some(redis) = Redis::start() else { return without("redis-server") };
    let servers = Servers::start(Some(redis));
    // The first one makes the tables.
    let mut hosts = [servers.host().scheduled().start(), servers.host().scheduled().start()];
    let addresses = Mutex::new(hosts.each_ref().map(TestApp::address));
    let ended = AtomicBool::new(false);
    let lived: Vec<Lived> = std::thread::scope(|scope| {
        let (addresses, ended) = (&addresses, &ended);
        let clients: Vec<_> =
            (0..clients).map(|client| scope.spawn(move || submits(client, addresses, ended))).collect();
        let pause = || std::thread::sleep(Duration::from_millis(extent.of(300, 2000)));
        for _ in 0..times {
            pause();
            let [first, second] = &mut hosts;
            // A rolling restart: the one stops in order and comes back …
            first.stop();
            let killer = second.killer();
            std::thread::scope(|scope| {
                scope.spawn(move || {
                    // … and in the middle of that the other is gone.
                    std::thread::sleep(Duration::from_millis(100));
                    killer.kill();
                });
                first.restart();
            });
            addresses.lock().unwrap()[0] = first.address();
            pause();
            second.restart();
            addresses.lock().unwrap()[1] = second.address();
        }
        pause();
        ended.store(true, Ordering::Relaxed);
        clients.into_iter().map(|client| client.join().unwrap()).collect()
    });
    let tickets: Vec<&Ticket> = lived.iter().flat_map(|lived| &lived.tickets).collect();
    let database = reading(&servers.file());
    let stored = number(&database, "SELECT count(*) FROM ticket");
    assert_eq!(stored, tickets.len() as i64, "each once");
    let halves = "SELECT count(*) FROM ticket WHERE version <> (SELECT count(*) FROM event WHERE ticket_id = ticket.id)";
    assert_eq!(number(&database, halves), 0, "whole");
    drop(database);
    for (place, ticket) in tickets.iter().enumerate().step_by(extent.of(5, 20)) {
        hosts[place % 2].reporter(ticket).sees(ticket);
    }
    assert_eq!(soundness(&servers.file()), ("ok".to_owned(), 0));
    let lines = intact(&hosts[0].admin());
    let (again, longest) = lived.iter().fold((0, Duration::ZERO), |(again, longest), lived| {
        (again + lived.again, longest.max(lived.longest))
    });
    Outcome::seen(
        format!(
            "two hosts on one libSQL server ({}) and one Redis, {clients} clients; {times} × the one is stopped by SIGTERM \
             and started, and 0.1 s after that stop the other is killed by `kill -9` and started later",
            servers.libsql.name()
        ),
        format!(
            "{} submissions, **0 lost, 0 doubled, 0 half**; {again} attempts got no answer or 503 and were made again at the \
             other host with the same key; nobody waited longer than {}; {lines} lines of the audit log intact",
            tickets.len(),
            seconds(longest),
        ),
    )
}
