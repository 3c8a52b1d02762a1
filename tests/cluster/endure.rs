//! Whether a city on servers holds out: 16 connections submit for ten minutes, of which two are idle, while the libSQL server
//! is restarted in order and then killed; on one host, on two that take turns, and, for comparison, for a quarter of that
//! time on one with files. The server is the one that `LIBSQL_SERVER_BIN` names, else the double. The rows are those of
//! docs/CLUSTER.md.
//!
//! `cargo run -p blackbox --example endure [MINUTES [HOSTS]]`: with a number of hosts, that alone.

mod demands;

use std::net::SocketAddr;
use std::ops::Range;
use std::time::{Duration, Instant};

use blackbox::faults::servers::{Redis, Servers};
use blackbox::{Setup, TestApp};
use http_client::Client;

use demands::demand;

const CONNECTIONS: usize = 16;
const MINUTES: u32 = 10;

/// Shares of the time.
const UNDISTURBED: Range<f64> = 0.0..0.25;
const IDLE: [Range<f64>; 2] = [0.25..0.35, 0.6..0.7];
const RESTARTED: f64 = 0.45;
const KILLED: f64 = 0.8;

/// An answer: how long after the beginning it was asked for, how long it took, and its status; 0 where there was no whole one.
struct Seen {
    asked: Duration,
    took: Duration,
    status: u16,
}

/// Submits in turn on all hosts, but in idle times.
fn submits(hosts: &[SocketAddr], number: usize, begun: Instant, whole: Duration, end: f64) -> Vec<Seen> {
    let connected = || -> Vec<Client> { hosts.iter().map(|host| Client::new(*host)).collect() };
    let mut clients = connected();
    let (mut state, mut seen) = (number as u64 + 1, Vec::new());
    for turn in number.. {
        let share = begun.elapsed().as_secs_f64() / whole.as_secs_f64();
        if share >= end {
            break;
        }
        if let Some(idle) = IDLE.iter().find(|idle| idle.contains(&share)) {
            std::thread::sleep(whole.mul_f64(idle.end - share));
            // A host closes a connection on which nothing comes for a minute.
            clients = connected();
        }
        let request = demand(&mut state);
        let asked = Instant::now();
        let place = turn % clients.len();
        let status = clients[place].send(&request).map_or(0, |answer| answer.status);
        seen.push(Seen { asked: asked - begun, took: asked.elapsed(), status });
    }
    seen
}

/// Restarts the server at its times.
fn disturbs(servers: &mut Servers, begun: Instant, whole: Duration) {
    for (share, what) in [(RESTARTED, "SIGTERM"), (KILLED, "SIGKILL")] {
        std::thread::sleep(whole.mul_f64(share).saturating_sub(begun.elapsed()));
        let gone = Instant::now();
        if share == RESTARTED {
            servers.libsql.stop();
        } else {
            servers.libsql.go();
        }
        let ended = gone.elapsed();
        servers.libsql.come_back();
        eprintln!("{what}: ended after {ended:.1?}, back after {:.1?}", gone.elapsed());
    }
}

/// A row of the table, of what was asked in this share of the time.
fn tell(what: &str, seen: &[Seen], whole: Duration, shares: &Range<f64>) {
    let within = |asked: Duration| shares.contains(&(asked.as_secs_f64() / whole.as_secs_f64()));
    let seen: Vec<&Seen> = seen.iter().filter(|seen| within(seen.asked)).collect();
    let mut times: Vec<f64> = seen.iter().map(|seen| seen.took.as_secs_f64() * 1000.0).collect();
    times.sort_unstable_by(f64::total_cmp);
    let at = |share: f64| times.get((times.len().saturating_sub(1) as f64 * share) as usize).copied();
    let [median, p99, longest] = [0.5, 0.99, 1.0].map(|share| at(share).unwrap_or_default());
    let idle: f64 =
        IDLE.iter().map(|idle| (idle.end.min(shares.end) - idle.start.max(shares.start)).max(0.0)).sum();
    let busy = whole.as_secs_f64() * (shares.end - shares.start - idle);
    let count = |of: fn(u16) -> bool| seen.iter().filter(|seen| of(seen.status)).count();
    println!(
        "| {what} | {:.0} | {median:.1} | {p99:.1} | {:.1} | {longest:.0} | {} | {} |",
        count(|status| status == 201) as f64 / busy,
        p99 / median,
        count(|status| status == 0 || status >= 500),
        count(|status| (1..500).contains(&status) && status != 201),
    );
}

/// Has these hosts asked until then, and the servers restarted meanwhile.
fn measure(what: &str, hosts: &[TestApp], servers: Option<&mut Servers>, whole: Duration, end: f64) {
    let addresses: Vec<SocketAddr> = hosts.iter().map(TestApp::address).collect();
    let begun = Instant::now();
    let seen: Vec<Seen> = std::thread::scope(|scope| {
        let addresses = &addresses;
        let submit = |number| scope.spawn(move || submits(addresses, number, begun, whole, end));
        let asking: Vec<_> = (0..CONNECTIONS).map(submit).collect();
        if let Some(servers) = servers {
            disturbs(servers, begun, whole);
        }
        asking.into_iter().flat_map(|connection| connection.join().unwrap()).collect()
    });
    tell(&format!("{what}, undisturbed"), &seen, whole, &UNDISTURBED);
    if end > UNDISTURBED.end {
        tell(&format!("{what}, all of it"), &seen, whole, &(0.0..end));
    }
    for failed in seen.iter().filter(|seen| seen.status == 0 || seen.status >= 500) {
        eprintln!("asked after {:.2?}, {} after {:.2?}", failed.asked, failed.status, failed.took);
    }
    for host in hosts {
        let log = host.log();
        // A demand that is not understood in time is stored all the same.
        let told = log.lines().filter(|line| {
            line.contains("\"cause\"") && !line.contains("no answer in time")
                || line.contains("\"level\":\"error\"")
                || line.contains("is run again")
        });
        told.take(10).for_each(|line| eprintln!("{line}"));
    }
}

fn main() {
    let minutes = std::env::args().nth(1).map_or(MINUTES, |minutes| minutes.parse().expect("MINUTES"));
    let whole = Duration::from_secs(60) * minutes;
    let alone: Option<usize> = std::env::args().nth(2).map(|hosts| hosts.parse().expect("HOSTS"));
    println!("| | a second | median ms | p99 ms | p99 by median | longest ms | 5xx or none | others |");
    println!("|---|---:|---:|---:|---:|---:|---:|---:|");
    if alone.is_none() {
        measure("files", &[Setup::default().scheduled().start()], None, whole, UNDISTURBED.end);
    }
    let all = [("one host", 1), ("two hosts", 2)];
    for (what, count) in all.into_iter().filter(|(_, count)| alone.is_none_or(|alone| alone == *count)) {
        let mut servers = Servers::start(Redis::start());
        // The first one makes the scheduled calls.
        let mut hosts = vec![servers.host().scheduled().start()];
        hosts.extend((1..count).map(|_| servers.host().start()));
        measure(&format!("{}, {what}", servers.libsql.name()), &hosts, Some(&mut servers), whole, 1.0);
    }
}
