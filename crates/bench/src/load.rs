//! A closed loop of load: some connections, each of which asks again as soon as it was answered.
//! One thread a connection, which sleeps while it waits, so that the cores are the server's.

use std::net::SocketAddr;
use std::sync::Barrier;
use std::time::{Duration, Instant};

use anyhow::Result;
use http_client::Client;
use tools::stats::Sorted;

/// How much load, how long.
#[derive(Clone, Copy, Debug)]
pub struct Load {
    pub connections: usize,
    pub warm: Duration,
    pub time: Duration,
}

/// What came of it.
#[derive(Clone, Debug, Default)]
pub struct Measured {
    pub name: String,
    pub connections: usize,
    pub rate: f64,
    pub times: Sorted,
    /// Steps in all, warming up included.
    pub steps: usize,
    /// Processor time of the server for each step.
    pub processor: Option<Duration>,
    pub errors: usize,
    pub first_error: Option<String>,
}

/// One connection's part.
#[derive(Debug, Default)]
struct Part {
    times: Vec<Duration>,
    steps: usize,
    errors: usize,
    first_error: Option<String>,
    took: Duration,
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
        let (mut from, until) = (start + load.warm, start + load.warm + load.time);
        let mut part = Part::default();
        let mut now = start;
        while now < until {
            let done = step(&mut state, &mut client);
            let after = Instant::now();
            part.steps += 1;
            // One that takes all of the time and more is the only one there is.
            if now < from && after >= until {
                from = now;
            }
            if now >= from {
                part.times.push(after - now);
            }
            if let Err(error) = done {
                part.errors += 1;
                part.first_error.get_or_insert_with(|| format!("{error:#}"));
            }
            now = after;
        }
        part.took = now.saturating_duration_since(from);
        part
    };
    let parts: Vec<Part> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..load.connections).map(|number| scope.spawn(move || work(number))).collect();
        threads.into_iter().filter_map(|thread| thread.join().ok()).collect()
    });
    together(name, load.connections, parts)
}

fn together(name: &str, connections: usize, parts: Vec<Part>) -> Measured {
    let mut all = Measured {
        name: name.to_owned(),
        connections,
        // A thread that did not come back has failed.
        errors: connections - parts.len(),
        ..Measured::default()
    };
    let mut times = Vec::new();
    for part in parts {
        all.rate += part.times.len() as f64 / part.took.as_secs_f64().max(1e-9);
        all.steps += part.steps;
        all.errors += part.errors;
        all.first_error = all.first_error.or(part.first_error);
        times.extend(part.times);
    }
    all.times = Sorted::new(times);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOWHERE: ([u8; 4], u16) = ([127, 0, 0, 1], 1);

    #[test]
    fn every_connection_has_a_state_and_its_errors_are_counted() {
        let load = Load { connections: 2, warm: Duration::ZERO, time: Duration::from_millis(50) };
        let step = |count: &mut u32, _: &mut Client| {
            std::thread::sleep(Duration::from_millis(1));
            *count += 1;
            anyhow::ensure!(*count != 1, "first");
            Ok(())
        };
        let done = closed_loop("x", SocketAddr::from(NOWHERE), load, |_| 0, step);
        assert_eq!((done.errors, done.first_error.as_deref()), (2, Some("first")));
        assert_eq!(done.times.len(), done.steps, "nothing was warm-up");
        assert!(done.times.at(0.0) >= Duration::from_millis(1));
    }

    #[test]
    fn what_happens_while_warming_up_is_no_time_but_a_step() {
        let load = Load { connections: 1, warm: Duration::from_millis(20), time: Duration::from_secs(1) };
        let step = |first: &mut bool, _: &mut Client| {
            std::thread::sleep(Duration::from_millis(if std::mem::take(first) { 20 } else { 500 }));
            Ok(())
        };
        let done = closed_loop("x", SocketAddr::from(NOWHERE), load, |_| true, step);
        assert_eq!(done.times.len(), done.steps - 1);
    }

    #[test]
    fn what_takes_longer_than_all_of_the_time_is_a_time() {
        let load = Load { connections: 1, warm: Duration::from_millis(5), time: Duration::from_millis(5) };
        let step = |(): &mut (), _: &mut Client| {
            std::thread::sleep(Duration::from_millis(50));
            Ok(())
        };
        let done = closed_loop("x", SocketAddr::from(NOWHERE), load, |_| (), step);
        assert_eq!((done.steps, done.times.len()), (1, 1));
        assert!(done.times.at(0.0) >= Duration::from_millis(50) && done.rate < 21.0, "{done:?}");
    }

    #[test]
    fn rates_add_up_and_a_lost_thread_is_an_error() {
        let part = |count: u64, took: u64| Part {
            times: (0..count).map(Duration::from_millis).collect(),
            steps: count as usize + 1,
            took: Duration::from_secs(took),
            ..Part::default()
        };
        let all = together("x", 3, vec![part(10, 1), part(10, 2)]);
        assert_eq!((all.rate, all.steps, all.errors, all.times.len()), (15.0, 22, 1, 20));
    }
}
