//! Far more than fits: what is taken is taken in time, the rest is told when to come again, and when it is over it is over.

use std::time::{Duration, Instant};

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use super::load::{Seen, at, clients, counted, demand, of, refused_in_order, submit_until, times};
use super::shim::Machine;
use super::{Extent, Outcome, eventually, intact, number, reading, seconds, without};
use crate::{Request, Setup, TestApp, VAGUE};

/// Connections that fit.
const FITTING: usize = 16;
/// The most connections, with a thread each: what asks runs on the same machine.
const MOST: usize = 7000;
/// Room for them in the host, which would otherwise close those on which nothing is asked.
const ROOM: &str = "8192";
/// A test is to show it on a busy machine, and so on one whose disk is what limits.
const SHORT_FLUSH: Duration = Duration::from_millis(40);

/// By whom a host with a proxy before it is asked: each connection is a client of its own.
fn from(request: Request, client: usize) -> Request {
    request.header("X-Forwarded-For", &format!("203.0.{}.{}", client / 250, client % 250 + 1))
}

/// What is taken of a load that fits, a second, and how long it takes.
fn fitting(app: &TestApp, mark: &str, long: Duration) -> (f64, Vec<Seen>) {
    let begun = Instant::now();
    let seen = submit_until(app.address(), FITTING, mark, begun + long);
    let rate = of(&seen, 201).len() as f64 / begun.elapsed().as_secs_f64();
    (rate, seen)
}

/// # Panics
/// When a promise is broken.
#[must_use]
pub fn check(extent: Extent) -> Outcome {
    // Citizens have a number each by client; here each asks for as much as it can.
    let setup = Setup::default().scheduled().variable("proxies", "1").option("--max-connections", ROOM);
    match extent {
        Extent::Long => overload(&setup.start(), extent),
        Extent::Short => match Machine::start(setup) {
            Ok(machine) => {
                machine.flushes_in(SHORT_FLUSH);
                overload(&machine.app, extent)
            }
            Err(_) => without("cc"),
        },
    }
}

fn overload(app: &TestApp, extent: Extent) -> Outcome {
    const TIMES: f64 = 10.0;
    // A file for each connection.
    let files = getrlimit(Resource::Nofile);
    setrlimit(Resource::Nofile, Rlimit { current: files.maximum, ..files }).unwrap();
    let mut settings = app.citizen().get("/v1/settings").value(200);
    let document = settings.as_object_mut().unwrap();
    document.remove("version");
    document["anonymous"]["submissions_by_client"] = 1_000_000.into();
    app.admin().put("/v1/settings", &settings).expect(200);

    let (rate, usual) = fitting(app, "before", Duration::from_secs(extent.of(2, 30)));
    assert_eq!(of(&usual, 201).len(), usual.len(), "it fits: {}", counted(&usual));
    // Whoever is refused has waited for a second and asks again at once: so much more takes so many connections, and a few
    // for what is lost on the way.
    let connections = ((TIMES * rate * 1.05) as usize + 256).min(extent.of(900, MOST));
    let long = Duration::from_secs(extent.of(4, 600));
    let begun = Instant::now();
    let seen = clients(app.address(), connections, |client, place, _| {
        let key = format!("overc{client}n{place}");
        let demand = || from(demand(&format!("{VAGUE} {key}"), &key), client);
        (begun.elapsed() < long).then(demand)
    });
    let took = begun.elapsed().as_secs_f64();
    let over = Instant::now();
    // Nobody is left without an answer, and no answer is another.
    refused_in_order(&seen, 201);
    let (taken, refused) = (of(&seen, 201), seen.len() - of(&seen, 201).len());
    assert!(refused > 0, "it was not too much");
    let code = |code: &str| seen.iter().filter(|seen| seen.code.as_deref() == Some(code)).count();
    let goodput = taken.len() as f64 / took;
    assert!(goodput > rate / 4.0, "{goodput:.0} a second of {rate:.0}: what fits is not done any more");
    assert!(at(&taken, 0.99) < Duration::from_secs(10), "{}", times(&taken));
    // And then as before.
    let mut place = 0;
    eventually("it is as before", || {
        let asked = Instant::now();
        place += 1;
        let answer = app.citizen().send(demand(VAGUE, &format!("after{place}")));
        answer.status == 201 && asked.elapsed() < Duration::from_millis(extent.of(2000, 500))
    });
    let back = over.elapsed();
    assert!(back < Duration::from_secs(15), "{}", seconds(back));
    let (after, again) = fitting(app, "again", Duration::from_secs(extent.of(1, 20)));
    assert_eq!(of(&again, 201).len(), again.len(), "{}", counted(&again));
    let stored = number(&reading(&app.database()), "SELECT count(*) FROM ticket");
    let acknowledged = of(&usual, 201).len() + taken.len() + again.len();
    assert!(stored as usize > acknowledged, "acknowledged and lost: {stored} of {acknowledged}");
    let lines = intact(&app.admin());
    Outcome::seen(
        format!(
            "{FITTING} connections are what fits: {rate:.0} submissions a second, {}; then {connections} connections for {} s \
             ask again as soon as they were answered, whatever `Retry-After` says: {:.0} a second, {:.1} times as many",
            times(&of(&usual, 201)),
            long.as_secs(),
            seen.len() as f64 / took,
            seen.len() as f64 / took / rate,
        ),
        format!(
            "{} ({} for want of a place within 1 s, {} of the database within 5 s), no other answer and nobody without one, \
             each refusal with `Retry-After`; {goodput:.0} a second were taken, {}; \
             {} after the end a submission was as quick as before, and {after:.0} a second fit again; {stored} tickets stored, \
             {lines} lines of the audit log intact",
            counted(&seen),
            code("overloaded"),
            code("unavailable"),
            times(&taken),
            seconds(back),
        ),
    )
}
