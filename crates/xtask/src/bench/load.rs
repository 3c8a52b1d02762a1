//! A closed loop of load: some connections, each of which asks again as soon as it was answered.
//! One thread a connection, which sleeps while it waits, so that the cores are the server's.

use std::net::SocketAddr;
use std::sync::Barrier;
use std::time::{Duration, Instant};

use anyhow::Result;

use crate::http::Client;
use crate::stats::Sorted;

/// How much load, how long.
#[derive(Clone, Copy, Debug)]
pub struct Load {
    pub connections: usize,
    pub warm: Duration,
    pub time: Duration,
}

/// What came of it.
#[derive(Clone, Debug)]
pub struct Measured {
    pub name: String,
    pub connections: usize,
    pub rate: f64,
    pub times: Sorted,
    pub errors: usize,
    pub first_error: Option<String>,
}

/// Runs `step` on every connection until the time is up. Each has a state of its own.
pub fn closed_loop<S>(
    name: &str,
    address: SocketAddr,
    load: Load,
    state: impl Fn(usize) -> S + Sync,
    step: impl Fn(&mut S, &mut Client) -> Result<()> + Sync,
) -> Measured {
    let barrier = Barrier::new(load.connections);
    let work = |number: usize| {
        let (mut state, mut client) = (state(number), Client::new(address));
        barrier.wait();
        let start = Instant::now();
        let (from, until) = (start + load.warm, start + load.warm + load.time);
        let (mut times, mut errors, mut first_error) = (Vec::new(), 0_usize, None);
        let mut now = start;
        while now < until {
            let done = step(&mut state, &mut client);
            let after = Instant::now();
            if now >= from {
                times.push(after - now);
            }
            if let Err(error) = done {
                errors += 1;
                first_error.get_or_insert_with(|| format!("{error:#}"));
            }
            now = after;
        }
        (times, errors, first_error, now.saturating_duration_since(from))
    };
    let parts: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..load.connections).map(|number| scope.spawn(move || work(number))).collect();
        threads.into_iter().filter_map(|thread| thread.join().ok()).collect()
    });
    let mut all = Measured {
        name: name.to_owned(),
        connections: load.connections,
        rate: 0.0,
        times: Sorted::default(),
        // A thread that did not come back has failed.
        errors: load.connections - parts.len(),
        first_error: None,
    };
    let mut times = Vec::new();
    for (part, errors, first_error, took) in parts {
        all.rate += part.len() as f64 / took.as_secs_f64().max(1e-9);
        all.errors += errors;
        all.first_error = all.first_error.or(first_error);
        times.extend(part);
    }
    all.times = Sorted::new(times);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_time_and_errors() {
        let load = Load { connections: 2, warm: Duration::ZERO, time: Duration::from_millis(50) };
        let nowhere = SocketAddr::from(([127, 0, 0, 1], 1));
        let done = closed_loop(
            "x",
            nowhere,
            load,
            |_| 0,
            |count: &mut u32, _| {
                std::thread::sleep(Duration::from_millis(1));
                *count += 1;
                anyhow::ensure!(*count != 3, "third");
                Ok(())
            },
        );
        assert!(done.rate > 100.0 && done.rate < 2001.0, "{}", done.rate);
        assert_eq!((done.errors, done.first_error.as_deref()), (2, Some("third")));
        assert!(done.times.at(0.5) >= Duration::from_millis(1));
    }
}
