//! Two versions and one database: the newer brings it up to date once, and the older one does not write into what it does
//! not know.

use std::path::Path;

use super::load::{clients, counted, demand, of};
use super::servers::Servers;
use super::{Outcome, eventually, intact, number, reading, seconds, soundness};
use crate::{CLEAR, TestApp, workspace};

/// The migrations, in their order.
fn migrations() -> Vec<String> {
    let mut paths: Vec<_> = std::fs::read_dir(workspace().join("schemas/sql"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "sql"))
        .collect();
    paths.sort();
    paths.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect()
}

/// Makes the database of the version before: as many migrations but one.
fn of_the_version_before(path: &Path) -> usize {
    let migrations = migrations();
    let newest = migrations.len();
    let database = rusqlite::Connection::open(path).unwrap();
    for migration in &migrations[..newest - 1] {
        database.execute_batch(migration).unwrap();
    }
    set_version(&database, newest - 1);
    newest
}

fn set_version(database: &rusqlite::Connection, version: usize) {
    database.execute_batch(&format!("PRAGMA user_version = {version}")).unwrap();
}

fn version(path: &Path) -> i64 {
    number(&reading(path), "PRAGMA user_version")
}

/// Two hosts start at once on a database that is older than they are.
///
/// # Panics
/// When a promise is broken.
#[must_use]
pub fn older() -> Outcome {
    const ASKED: usize = 20;
    let servers = Servers::on_double();
    let newest = of_the_version_before(&servers.file());
    servers.double().seen();
    let hosts: Vec<TestApp> = std::thread::scope(|scope| {
        let start = || {
            let setup = servers.host().insisting_on_ready();
            scope.spawn(move || setup.start())
        };
        let starts = [start(), start()];
        starts.into_iter().map(|host| host.join().unwrap()).collect()
    });
    assert_eq!(version(&servers.file()), newest as i64);
    let raised = format!("PRAGMA user_version = {newest}");
    let raised = servers.double().seen().iter().filter(|asked| asked.contains(&raised)).count();
    assert_eq!(raised, 1, "the last migration is applied once");
    let mut taken = 0;
    for (place, host) in hosts.iter().enumerate() {
        host.citizen().get("/v1/ready").expect(204);
        let seen = clients(host.address(), 2, |client, number, _| {
            let key = format!("older{place}c{client}n{number}");
            (number < ASKED / 2).then(|| demand(&format!("{CLEAR} {key}"), &key))
        });
        taken += of(&seen, 201).len();
    }
    assert_eq!(taken, 2 * ASKED);
    assert_eq!(soundness(&servers.file()), ("ok".to_owned(), 0));
    let lines = intact(&hosts[0].admin());
    Outcome::seen(
        format!(
            "a database of {} of the {newest} migrations on a libSQL double; two hosts start on it at the same time",
            newest - 1
        ),
        format!(
            "both serve, the last migration was applied {raised} time; {taken} of {taken} submissions to the one and the other \
             taken; {lines} lines of the audit log intact"
        ),
    )
}

/// A newer version brings the database up to date while hosts of this one serve, and then another of this one starts.
///
/// # Panics
/// When a promise is broken.
#[must_use]
pub fn newer() -> Outcome {
    const CLIENTS: usize = 4;
    let servers = Servers::start(None);
    let app = servers.host().start();
    let ticket = app.citizen().submits(CLEAR);
    let known = migrations().len();
    let database = rusqlite::Connection::open(servers.file()).unwrap();
    database.busy_timeout(std::time::Duration::from_secs(30)).unwrap();
    // What a newer version leaves behind, as far as this one can tell.
    set_version(&database, known + 1);
    let submits = |mark: &str, each: usize| {
        clients(app.address(), CLIENTS, |client, place, _| {
            let key = format!("{mark}c{client}n{place}");
            (place < each).then(|| demand(&format!("{CLEAR} {key}"), &key))
        })
    };
    // Whoever had looked at the version before goes on until its instance ends: a second without work, or 128 requests.
    let mut late = 0;
    let ended = eventually("an old version is refused by the newer database", || {
        let seen = submits(&format!("late{late}"), 5);
        late += of(&seen, 201).len();
        std::thread::sleep(std::time::Duration::from_millis(1100));
        of(&seen, 503).len() == seen.len()
    });
    let refused = submits("refused", 25);
    assert_eq!(counted(&refused), format!("{} × 503", CLIENTS * 25));
    app.reporter(&ticket).get(&ticket.path("")).problem(503, "unavailable");
    app.agent().get("/v1/tickets").problem(503, "unavailable");
    app.citizen().get("/v1/ready").problem(503, "unavailable");
    assert!(app.logs("newer than this program"), "the cause says what is wrong");
    let mut another = servers.host().insisting_on_ready().stopped();
    let log = another.try_restart().expect_err("an old version does not start on a newer database");
    assert!(log.contains("newer than this program") && log.contains("the application is not ready"), "{log}");
    set_version(&database, known);
    eventually("it is served again", || submits("again", 1).iter().all(|seen| seen.status == 201));
    app.reporter(&ticket).sees(&ticket);
    let lines = intact(&app.admin());
    Outcome::seen(
        format!(
            "`PRAGMA user_version` of a database in use goes from {known} to {}, as a newer version leaves it",
            known + 1
        ),
        format!(
            "{late} submissions were still taken by instances that had looked before, and after {} none; then {} of {} \
             submissions, reads and `GET /v1/ready` 503; a start ends with the cause; {lines} lines of the audit log intact",
            seconds(ended),
            refused.len(),
            refused.len(),
        ),
    )
}
