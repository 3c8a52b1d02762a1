//! What only a real libSQL server shows. `LIBSQL_SERVER_BIN` names one; without it these are left out.

use crate::libsql::{City, Server};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

/// A server closes a stream after ten seconds without a statement.
const IDLE: Duration = Duration::from_secs(12);

#[test]
fn what_lay_idle_is_used_again() {
    let Some(city) = City::real() else { return };
    city.fill();
    for _ in 0..2 {
        assert_eq!(city.host.ok("/pooled-read"), "(0)");
        std::thread::sleep(IDLE);
    }
    assert_eq!(city.host.ok("/transaction?n=1"), "committed");
}

/// A transaction in which nothing was asked for so long is gone with its stream.
#[test]
fn a_transaction_outlives_its_stream() {
    let Some(city) = City::real() else { return };
    city.fill();
    assert_eq!(city.host.ok("/hold?ms=13000"), "held");
    city.host.log_with(&["a transaction was lost and is run again"]);
    assert!(city.state().ends_with("(1,0)"), "{}", city.state());
}

#[test]
fn sixteen_at_once_on_two_hosts_wait_for_each_other_in_order() {
    let Some(city) = City::real() else { return };
    city.fill();
    let other = city.other_host();
    std::thread::scope(|scope| {
        for host in [&city.host, &other].repeat(8) {
            scope.spawn(|| {
                for _ in 0..40 {
                    assert_eq!(host.ok("/transaction?n=1"), "committed");
                }
            });
        }
    });
    assert!(city.state().ends_with("(640,640)"), "{}", city.state());
}

/// Each transaction is there whole or not at all, and what was said to be committed is there.
#[test]
fn a_server_that_is_restarted_loses_nothing() {
    let Some(mut city) = City::real() else { return };
    city.fill();
    let (committed, unknown, ended) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicBool::new(false));
    let City { host, server: Server::Real(sqld), .. } = &mut city else { return };
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                while !ended.load(Ordering::Relaxed) {
                    let answer = host.get("/transaction?n=1");
                    let counter = if answer.status == 200 { &committed } else { &unknown };
                    counter.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        for _ in 0..3 {
            std::thread::sleep(Duration::from_secs(1));
            sqld.kill();
            sqld.come_back().unwrap();
            std::thread::sleep(Duration::from_secs(1));
            sqld.stop();
            sqld.come_back().unwrap();
        }
        std::thread::sleep(Duration::from_secs(1));
        ended.store(true, Ordering::Relaxed);
    });
    let (committed, unknown) = (committed.into_inner(), unknown.into_inner());
    let state = host.sql("SELECT (SELECT count(*) FROM entry), n FROM counter")[0].clone();
    let numbers = state.rsplit_once('(').unwrap().1.trim_end_matches(')').split_once(',').unwrap();
    let (entries, counter): (usize, usize) = (numbers.0.parse().unwrap(), numbers.1.parse().unwrap());
    println!("{committed} committed, {unknown} not known, {counter} there");
    assert_eq!(entries, counter, "whole");
    assert!(
        committed > 0 && (committed..=committed + unknown).contains(&counter),
        "{committed} {unknown} {counter}"
    );
    assert!(unknown <= 6, "one at a time is in the middle of its commit: {unknown}\n{}", host.log());
}
