//! How many submissions the hotline takes, on whatever `MINSHENG_HOST` starts: at 1, 4 and 16 connections, and once more
//! after a pause in which a libSQL server closes what nobody used. The rows are those of docs/CLUSTER.md.
//!
//! `cargo run -p blackbox --example load [SECONDS]`

mod demands;

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use blackbox::Setup;
use http_client::Client;

use demands::demand;

const CONNECTIONS: [usize; 3] = [1, 4, 16];
/// How long each number of connections asks, unless told otherwise.
const SECONDS: u64 = 20;
/// A server closes a stream after ten seconds.
const PAUSE: Duration = Duration::from_secs(12);

/// What one connection saw: how long each answer took, and its status; 0 where there was no whole one.
type Seen = Vec<(Duration, u16)>;

fn asks(address: SocketAddr, seed: u64, until: Instant) -> Seen {
    let (mut state, mut client, mut seen) = (seed, Client::new(address), Vec::new());
    while Instant::now() < until {
        let request = demand(&mut state);
        let asked = Instant::now();
        let status = client.send(&request).map_or(0, |answer| answer.status);
        seen.push((asked.elapsed(), status));
    }
    seen
}

fn main() {
    let seconds = std::env::args().nth(1).map_or(SECONDS, |seconds| seconds.parse().expect("SECONDS"));
    let app = Setup::default().scheduled().start();
    let address = app.address();
    println!("| connections | a second | median ms | p99 ms | longest ms | 5xx or none | others |");
    println!("|---:|---:|---:|---:|---:|---:|---:|");
    for (round, pause) in [Duration::ZERO, PAUSE].into_iter().enumerate() {
        std::thread::sleep(pause);
        for connections in CONNECTIONS {
            let begun = Instant::now();
            let until = begun + Duration::from_secs(seconds);
            let mut seen: Seen = std::thread::scope(|scope| {
                let seed = |number: usize| (round * 1000 + connections * 20 + number) as u64;
                let asking: Vec<_> = (0..connections)
                    .map(|number| scope.spawn(move || asks(address, seed(number), until)))
                    .collect();
                asking.into_iter().flat_map(|connection| connection.join().unwrap()).collect()
            });
            let took = begun.elapsed().as_secs_f64();
            seen.sort_unstable();
            let at = |share: f64| seen[((seen.len() - 1) as f64 * share) as usize].0.as_secs_f64() * 1000.0;
            let count = |of: fn(u16) -> bool| seen.iter().filter(|(_, status)| of(*status)).count();
            println!(
                "| {connections}{} | {:.0} | {:.1} | {:.1} | {:.1} | {} | {} |",
                if round > 0 { ", after a pause" } else { "" },
                count(|status| status == 201) as f64 / took,
                at(0.5),
                at(0.99),
                at(1.0),
                count(|status| status == 0 || status >= 500),
                count(|status| (1..500).contains(&status) && status != 201),
            );
        }
    }
    let log = app.log();
    for line in
        log.lines().filter(|line| line.contains("\"cause\"") || line.contains("\"level\":\"error\"")).take(20)
    {
        eprintln!("{line}");
    }
}
