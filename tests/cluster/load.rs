//! How many submissions the hotline takes, on whatever `MINSHENG_HOST` or `SPIN_BIN` starts: at 1, 4 and 16 connections, and how
//! often a ticket is read by 16; and once more after a pause in which a libSQL server closes what nobody used. The rows are those
//! of docs/CLUSTER.md.
//!
//! `cargo run -p blackbox --example load [SECONDS]`

mod demands;

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use blackbox::{CLEAR, Request, Setup};
use http_client::Client;

use demands::demand;

const CONNECTIONS: [usize; 3] = [1, 4, 16];
/// How long each number of connections asks, unless told otherwise.
const SECONDS: u64 = 20;
/// A server closes a stream after ten seconds.
const PAUSE: Duration = Duration::from_secs(12);

/// What one connection saw: how long each answer took, and its status; 0 where there was no whole one.
type Seen = Vec<(Duration, u16)>;

/// Asks again and again, on one connection.
fn asks(address: SocketAddr, until: Instant, mut next: impl FnMut() -> Request) -> Seen {
    let (mut client, mut seen) = (Client::new(address), Vec::new());
    while Instant::now() < until {
        let request = next();
        let asked = Instant::now();
        let status = client.send(&request).map_or(0, |answer| answer.status);
        seen.push((asked.elapsed(), status));
    }
    seen
}

/// Prints a row: so many connections ask for so long, each what `asked` makes for its number, and `done` is the status of what
/// counts.
fn tell<Next: FnMut() -> Request>(
    what: &str,
    connections: usize,
    (address, time): (SocketAddr, Duration),
    done: u16,
    asked: impl Fn(usize) -> Next + Sync,
) {
    let begun = Instant::now();
    let until = begun + time;
    let mut seen: Seen = std::thread::scope(|scope| {
        let asked = &asked;
        let asking: Vec<_> =
            (0..connections).map(|number| scope.spawn(move || asks(address, until, asked(number)))).collect();
        asking.into_iter().flat_map(|connection| connection.join().unwrap()).collect()
    });
    let took = begun.elapsed().as_secs_f64();
    seen.sort_unstable();
    let at = |share: f64| seen[((seen.len() - 1) as f64 * share) as usize].0.as_secs_f64() * 1000.0;
    let count = |of: &dyn Fn(u16) -> bool| seen.iter().filter(|(_, status)| of(*status)).count();
    println!(
        "| {connections}{what} | {:.0} | {:.1} | {:.1} | {:.1} | {} | {} |",
        count(&|status| status == done) as f64 / took,
        at(0.5),
        at(0.99),
        at(1.0),
        count(&|status| status == 0 || status >= 500),
        count(&|status| (1..500).contains(&status) && status != done),
    );
}

fn main() {
    let seconds = std::env::args().nth(1).map_or(SECONDS, |seconds| seconds.parse().expect("SECONDS"));
    let app = Setup::default().scheduled().start();
    let asked = (app.address(), Duration::from_secs(seconds));
    println!("| connections | a second | median ms | p99 ms | longest ms | 5xx or none | others |");
    println!("|---|---:|---:|---:|---:|---:|---:|");
    for (round, [after, reading], pause) in
        [(0, ["", ", reading"], Duration::ZERO), (1, [", after a pause", ", reading, after a pause"], PAUSE)]
    {
        std::thread::sleep(pause);
        for connections in CONNECTIONS {
            tell(after, connections, asked, 201, |number| {
                let mut state = (round * 1000 + connections * 20 + number) as u64;
                move || demand(&mut state)
            });
        }
        let ticket = app.citizen().submits(CLEAR);
        let read = Request::get(&ticket.path("")).header("Query-Code", &ticket.code);
        tell(reading, CONNECTIONS[2], asked, 200, |_| || read.clone());
    }
    let log = app.log();
    for line in
        log.lines().filter(|line| line.contains("\"cause\"") || line.contains("\"level\":\"error\"")).take(20)
    {
        eprintln!("{line}");
    }
}
