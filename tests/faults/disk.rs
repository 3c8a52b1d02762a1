//! A disk that is full, read-only or slow: what cannot be written is refused, what is there is read, and nothing has to be
//! started again when the disk is as it was.

use std::fs::File;
use std::io::Write as _;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use rustix::io::Errno;
use serde_json::json;

use super::load::{asks, at, clients, counted, demand, of, refused_in_order, submit_until, times};
use super::shim::Machine;
use super::{Extent, Outcome, eventually, intact, number, reading, seconds, without};
use crate::{Answer, CLEAR, Request, Setup, TestApp, Ticket, VAGUE, may_mount};

/// Does something to a machine of its own.
pub fn alone(check: impl FnOnce(&mut Machine) -> Outcome) -> Outcome {
    match Machine::start(Setup::default()) {
        Ok(mut machine) => check(&mut machine),
        Err(_) => without("cc"),
    }
}

/// What [`reads`] asks.
const READS: usize = 4;

/// Whoever reads is served: a citizen their ticket, anybody the notices, staff the work list.
#[track_caller]
fn reads(app: &TestApp, ticket: &Ticket) -> usize {
    let answers: [Answer; READS] = [
        app.reporter(ticket).get(&ticket.path("")),
        app.citizen().get("/v1/notices"),
        app.agent().get("/v1/tickets"),
        app.citizen().get("/v1/departments"),
    ];
    for answer in answers {
        answer.expect(200);
    }
    READS
}

/// Fills a file system to its last byte.
fn fill(mut ballast: &File) {
    let block = vec![b'x'; 64 << 10];
    for length in [block.len(), 4096, 1] {
        while matches!(ballast.write(&block[..length]), Ok(1..)) {}
    }
}

/// A file system of the host's own that fills up under load, and has room again.
///
/// # Panics
/// When a promise is broken.
#[must_use]
pub fn full(extent: Extent) -> Outcome {
    const MIB: u32 = 64;
    if !may_mount() {
        return Outcome::LeftOut("nobody may mount a file system here (`unshare --mount` is refused)".into());
    }
    let app = Setup::default().small_disk(MIB).start();
    let early: Vec<Ticket> = (0..20).map(|_| app.citizen().submits(CLEAR)).collect();
    let path = app.inside(&app.state()).join("ballast");
    let ballast = File::create(&path).unwrap();
    fill(&ballast);
    // What the log has room for is still taken, and whatever becomes free is filled again.
    let (begun, refused) = (Instant::now(), Mutex::new(0));
    let long = Duration::from_secs(extent.of(2, 20));
    let taken = clients(app.address(), 4, |client, place, last| {
        if client == 0 {
            fill(&ballast);
        }
        if last.is_some_and(|last| last.status == 503) {
            // What is refused is sent again in the end, and has to find room then.
            std::thread::sleep(Duration::from_millis(30));
            *refused.lock().unwrap() += 1;
        }
        let enough = *refused.lock().unwrap() > 100 && begun.elapsed() > long || begun.elapsed() > 4 * long;
        let key = format!("full{client}n{place}");
        (!enough).then(|| demand(&format!("{CLEAR} {key}"), &key))
    });
    refused_in_order(&taken, 201);
    let refusals = of(&taken, 503).len();
    assert!(refusals > 0, "the disk was not full: {}", counted(&taken));
    let read = early.iter().map(|ticket| reads(&app, ticket)).sum::<usize>();
    app.citizen().get("/.well-known/spin/health").expect(200);
    assert!(app.logs("disk is full"), "the cause is in the log");

    drop(ballast);
    std::fs::remove_file(path).unwrap();
    let back = eventually("room again", || app.citizen().send(demand(CLEAR, "again")).status == 201);
    app.citizen().get("/v1/ready").expect(204);
    // What was refused may be sent again, and what was taken is there, once.
    let again = clients(app.address(), 4, |client, place, _| {
        let asked = taken.iter().filter(|seen| seen.client == client).count();
        (place < asked).then(|| {
            let key = format!("full{client}n{place}");
            demand(&format!("{CLEAR} {key}"), &key)
        })
    });
    assert_eq!(counted(&again), format!("{} × 201", taken.len()));
    let known: Vec<&String> = of(&taken, 201).into_iter().filter_map(|seen| seen.id.as_ref()).collect();
    let given: Vec<&String> = again.iter().filter_map(|seen| seen.id.as_ref()).collect();
    assert!(known.iter().all(|id| given.contains(id)), "acknowledged and lost");
    // SQLite does not find its way into another's file systems.
    let copy = tempfile::tempdir().unwrap();
    for name in ["sqlite_db.db", "sqlite_db.db-wal"] {
        std::fs::copy(app.inside(&app.state()).join(name), copy.path().join(name)).unwrap();
    }
    let stored = number(&reading(&copy.path().join("sqlite_db.db")), "SELECT count(*) FROM ticket");
    assert_eq!(stored, (early.len() + 1 + taken.len()) as i64, "each once");
    let lines = intact(&app.admin());
    Outcome::seen(
        format!(
            "a file system of {MIB} MiB of the host's own, filled to the last byte under the load of 4 clients"
        ),
        format!(
            "{} from when it was full, each 503 with `Retry-After`, `disk is full` in the log; {read} of {read} reads \
             answered meanwhile; {} after there was room again the next one was taken, without a start; sent again, all \
             {} are stored once, and {lines} lines of the audit log intact",
            counted(&taken),
            seconds(back),
            taken.len(),
        ),
    )
}

/// Every write to a database is refused, with the error of a full disk.
///
/// # Panics
/// When a promise is broken.
#[must_use]
pub fn no_room(machine: &Machine) -> Outcome {
    refusing(machine, Errno::NOSPC, "`ENOSPC`", &["disk is full"])
}

/// Every write to a database is refused, with the error of a read-only disk, and nothing is opened to be written.
///
/// # Panics
/// When a promise is broken.
#[must_use]
pub fn read_only(machine: &Machine) -> Outcome {
    refusing(machine, Errno::ROFS, "`EROFS`", &["readonly", "disk I/O error", "unable to open"])
}

fn refusing(machine: &Machine, error: Errno, name: &str, causes: &[&str]) -> Outcome {
    const ASKED: usize = 30;
    let app = &machine.app;
    let early = app.citizen().submits(VAGUE);
    machine.writes_fail(Some(error));
    let mark = name.trim_matches('`');
    let submit = || {
        clients(app.address(), 3, |client, place, _| {
            let key = format!("{mark}{client}n{place}");
            (place < ASKED / 3).then(|| demand(&format!("{CLEAR} {key}"), &key))
        })
    };
    let refused = submit();
    assert_eq!(counted(&refused), format!("{ASKED} × 503"));
    refused_in_order(&refused, 201);
    let acted = app.agent().post(&early.path("assignment"), &json!({"lead": "jtj"}));
    assert_eq!(acted.header("retry-after"), Some("1"));
    acted.problem(503, "unavailable");
    let read = (0..10).map(|_| reads(app, &early)).sum::<usize>();
    // Whether there is room shows when something is written, and this one writes nothing.
    let ready = app.citizen().get("/v1/ready").status;
    app.citizen().get("/.well-known/spin/health").expect(200);
    let cause = causes.iter().find(|cause| app.log().contains(**cause));
    let cause = cause.unwrap_or_else(|| panic!("none of {causes:?} is in the log"));

    machine.writes_fail(None);
    let back = eventually("room again", || app.citizen().send(demand(CLEAR, mark)).status == 201);
    app.citizen().get("/v1/ready").expect(204);
    assert_eq!(counted(&submit()), format!("{ASKED} × 201"), "and what was refused is taken");
    let view = app.agent().assigns(&early, &json!({"lead": "jtj"}));
    assert_eq!(view["version"], view["timeline"].as_array().unwrap().len());
    let lines = intact(&app.admin());
    Outcome::seen(
        format!("each write to a file of a database fails with {name}, in a host that serves"),
        format!(
            "{ASKED} of {ASKED} submissions and a change 503 with `Retry-After`, `{cause}` in the log; {read} of {read} reads \
             answered, `GET /v1/ready` {ready}; {} after the fault was gone the next submission was taken, without a start; \
             {lines} lines of the audit log intact",
            seconds(back),
        ),
    )
}

/// Flushing takes long, and then very long.
///
/// # Panics
/// When a promise is broken.
#[must_use]
pub fn slow(machine: &Machine, extent: Extent) -> Outcome {
    const WRITERS: usize = 8;
    let app = &machine.app;
    let early = app.citizen().submits(CLEAR);
    let mut seen = Vec::new();
    for (flush, long) in [(50, extent.of(2, 20)), (1500, extent.of(7, 30))] {
        machine.flushes_in(Duration::from_millis(flush));
        let until = Instant::now() + Duration::from_secs(long);
        let path = early.path("");
        let (written, read) = std::thread::scope(|scope| {
            let mark = format!("slow{flush}");
            let writers = scope.spawn(move || submit_until(app.address(), WRITERS, &mark, until));
            let readers = clients(app.address(), 2, |_, place, _| {
                std::thread::sleep(Duration::from_millis(5));
                let ticket = Request::get(&path).header("Query-Code", &early.code);
                let request = if place % 2 == 0 { ticket } else { Request::get("/v1/notices") };
                (Instant::now() < until).then_some(request)
            });
            (writers.join().unwrap(), readers)
        });
        refused_in_order(&written, 201);
        assert!(!of(&written, 201).is_empty(), "nothing was taken");
        assert_eq!(of(&read, 200).len(), read.len(), "{}", counted(&read));
        // They wait for no writer: the longest is an upper bound that a busy machine keeps as well.
        assert!(at(&of(&read, 200), 0.5) < Duration::from_millis(500), "{}", times(&of(&read, 200)));
        assert!(at(&of(&written, 201), 1.0) < Duration::from_secs(12), "{}", times(&of(&written, 201)));
        let (taken, answered) = (of(&written, 201), of(&read, 200));
        seen.push(format!(
            "at {flush} ms a flush {}; taken ones {}; {} reads, {}",
            counted(&written),
            times(&taken),
            answered.len(),
            times(&answered),
        ));
    }
    machine.flushes_in(Duration::ZERO);
    let begun = Instant::now();
    let mut client = http_client::Client::new(app.address());
    let one = |place: usize| demand(CLEAR, &format!("after{place}"));
    let mut place = 0;
    eventually("it is as quick as before", || {
        place += 1;
        let seen = asks(&mut client, &one(place));
        seen.status == 201 && seen.took < Duration::from_millis(250)
    });
    let back = begun.elapsed();
    let lines = intact(&app.admin());
    Outcome::seen(
        format!("each flush takes 50 ms, then 1.5 s longer; {WRITERS} clients submit and 2 read"),
        format!(
            "{}; no other answer; {} after the disk was as before the next submission took less than 250 ms; {lines} lines \
             of the audit log intact",
            seen.join("; "),
            seconds(back),
        ),
    )
}
