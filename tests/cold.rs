//! Old tickets in a second database: they are found by their number by whoever could find them before, nobody changes them, and
//! no figure changes. Their time is moved in the database, so that nothing here waits for it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use blackbox::token::{claims, hs256};
use blackbox::{CLEAR, Manifest, Person, Setup, TestApp, Ticket, VAGUE, workspace};
use serde_json::{Value, json};

/// Seconds that a ticket is made older by.
const LONG: i64 = 2000 * 86_400;

/// What one of our commands makes of a manifest.
fn made(command: &str, manifest: &Path, more: &[&str]) -> String {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["run", "--quiet", "--package", "minsheng-ctl", "--", command, "--manifest"]);
    let made = cargo.arg(manifest).args(more).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    String::from_utf8(made.stdout).unwrap()
}

/// The manifest with an archive, as `minsheng archive` makes it.
fn manifest() -> Manifest {
    Manifest::of(&made("archive", &workspace().join("spin.toml"), &[]))
}

fn database(path: PathBuf) -> rusqlite::Connection {
    let database = rusqlite::Connection::open(path).unwrap();
    database.busy_timeout(Duration::from_secs(30)).unwrap();
    database
}

fn execute(path: PathBuf, sql: &str) {
    database(path).execute_batch(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
}

fn count(database: &rusqlite::Connection, sql: &str) -> i64 {
    database.query_row(sql, [], |row| row.get(0)).unwrap_or_else(|error| panic!("{sql}: {error}"))
}

/// Everything that there is was archived long ago.
fn age(path: PathBuf) {
    execute(
        path,
        &format!(
            "UPDATE ticket SET state = 'archived', archived_from = 'closed', closed_at = created_at - {LONG}, \
             updated_at = created_at - {LONG}, created_at = created_at - {LONG}, wake_at = created_at - {LONG}; \
             UPDATE event SET at = at - {LONG}; UPDATE outbox SET at = at - {LONG}; \
             UPDATE hotspot_progress SET up_to = (SELECT max(id) FROM ticket)"
        ),
    );
}

/// Has old tickets go to the archive, and sums up what the scheduled work does until there is no more of it.
fn tick(system: &Person) -> i64 {
    let mut cold = 0;
    for _ in 0..100 {
        let done = system.post("/v1/tick", &json!({})).value(200);
        cold += done["cold"].as_i64().unwrap();
        if done["more"] == false {
            return cold;
        }
    }
    panic!("there is always more")
}

fn set_cold_days(admin: &Person, days: u32) -> blackbox::Answer {
    let mut settings = admin.get("/v1/settings").value(200);
    settings.as_object_mut().unwrap().remove("version");
    settings["retention"]["cold_days"] = days.into();
    admin.put("/v1/settings", &settings)
}

/// What somebody sees of a ticket, but for what may be done with it.
fn seen(person: &Person, ticket: &Ticket) -> Value {
    let mut view = person.get(&ticket.path("")).value(200);
    view.as_object_mut().unwrap().remove("allowed_actions");
    view
}

struct Hotline {
    app: TestApp,
    tickets: Vec<Ticket>,
}

impl Hotline {
    /// With tickets that are long over, whose persons are erased: one is merged into another.
    fn start(setup: Setup) -> Self {
        let app = setup.start();
        let demand = json!({"content": CLEAR, "reporter": {"name": "王小明", "phone": "13800131234"}});
        let named = Ticket::of(app.citizen().post("/v1/tickets", &demand).value(201));
        let mut tickets = vec![named, app.citizen().submits(VAGUE), app.citizen().submits(CLEAR)];
        tickets.push(app.citizen().submits(VAGUE));
        age(app.database());
        let (child, parent) = (&tickets[3].id, &tickets[1].id);
        execute(app.database(), &format!("UPDATE ticket SET parent = {parent} WHERE id = {child}"));
        assert_eq!(tick(&app.system()), 0, "until somebody says so");
        Self { app, tickets }
    }

    fn kpi(&self) -> Value {
        ["", "by=department", "by=category"]
            .map(|by| self.app.supervisor().get(&format!("/v1/stats/kpi?{by}")).value(200))
            .to_vec()
            .into()
    }

    /// What everybody who may see them sees of the tickets.
    fn seen(&self) -> Vec<Value> {
        let of_each = |ticket: &Ticket| {
            let open311 = format!("/open311/v2/requests/{}.json", ticket.id);
            let listed = format!("/open311/v2/requests.json?service_request_id={}", ticket.id);
            [
                seen(&self.app.reporter(ticket), ticket),
                seen(&self.app.supervisor(), ticket),
                seen(&self.app.agent(), ticket),
                self.app.citizen().get(&open311).value(200),
                self.app.citizen().get(&listed).value(200),
            ]
        };
        self.tickets.iter().flat_map(of_each).collect()
    }
}

#[test]
fn what_lies_in_the_archive_is_found_by_its_number_and_changed_by_nobody() {
    let hotline = Hotline::start(Setup::default().manifest(manifest()));
    let app = &hotline.app;
    let (seen, kpi) = (hotline.seen(), hotline.kpi());
    let listed = app.supervisor().get("/v1/tickets").value(200)["items"].as_array().unwrap().len();
    assert_eq!(listed, 4);
    set_cold_days(&app.admin(), 1124).faults(&[("/retention/cold_days", "out_of_range")]);
    assert_eq!(tick(&app.system()), 0);
    set_cold_days(&app.admin(), 1125).expect(200);
    assert_eq!(tick(&app.system()), 4);
    let main = database(app.database());
    assert_eq!(count(&main, "SELECT count(*) FROM ticket") + count(&main, "SELECT count(*) FROM event"), 0);
    assert_eq!(count(&database(app.database_of("archive")), "SELECT count(*) FROM ticket"), 4);

    assert_eq!(hotline.seen(), seen);
    assert_eq!(hotline.kpi(), kpi);
    app.admin().get("/v1/audit/verify").value(200)["intact"].as_bool().filter(|intact| *intact).unwrap();
    assert_eq!(
        app.supervisor().get("/v1/tickets").value(200)["items"],
        json!([]),
        "a list is of one database"
    );
    let ticket = &hotline.tickets[0];
    let actions = app.supervisor().get(&ticket.path("")).value(200)["allowed_actions"].clone();
    assert_eq!(actions, json!([]));

    let (supervisor, agent, reporter) = (app.supervisor(), app.agent(), app.reporter(ticket));
    let refused = |who: &Person, what: &str, body: Value| {
        who.post(&ticket.path(what), &body).problem(409, "ticket_cold");
    };
    refused(&supervisor, "updates", json!({"action": "adopt", "public": "装了路灯"}));
    refused(&reporter, "updates", json!({"action": "urge"}));
    refused(&agent, "assignment", json!({"lead": "cgj"}));
    refused(&agent, "classification", json!({"category": "交通运输"}));
    refused(&reporter, "rating", json!({"resolved": true, "satisfaction": "satisfied"}));
    refused(&agent, "attachments", json!({"name": "a.png", "media_type": "image/png", "size": 100}));
    agent.get(&ticket.path("similar")).problem(409, "ticket_cold");

    // Who could not find it before does not find it now.
    let stranger = app.citizen().with("Query-Code", "AAAA-AAAA");
    for person in [app.citizen(), stranger.clone()] {
        let never = "/v1/tickets/20200101000001";
        let told = |answer: blackbox::Answer| (answer.status, answer.json()["code"].clone());
        let read = |path: &str| told(person.get(path));
        let urge = |path: &str| told(person.post(&format!("{path}/updates"), &json!({"action": "urge"})));
        assert_eq!(read(&ticket.path("")), read(never));
        assert_eq!(urge(&ticket.path("")), urge(never));
    }
    stranger.get(&ticket.path("")).problem(404, "not_found");
    // What comes in goes on as before.
    let new = app.citizen().submits(VAGUE);
    app.reporter(&new).sees(&new);
    assert!(hotline.tickets.iter().all(|ticket| ticket.id < new.id), "no number is given twice");
}

#[test]
fn a_hotline_without_an_archive_keeps_what_it_has_and_says_so() {
    let mut hotline = Hotline::start(Setup::default());
    let seen = hotline.seen();
    set_cold_days(&hotline.app.admin(), 1125).expect(200);
    assert_eq!(tick(&hotline.app.system()), 0);
    assert!(hotline.app.logs("the manifest grants no archive"));
    assert_eq!(hotline.seen(), seen);
    // Whoever gives it one and takes that away again is told that tickets are missing, and not that there are none.
    hotline.app.restart_as(&manifest());
    assert_eq!(tick(&hotline.app.system()), 4);
    assert_eq!(hotline.seen(), seen);
    hotline.app.restart_as(&Manifest::read());
    let ticket = &hotline.tickets[0];
    hotline.app.reporter(ticket).get(&ticket.path("")).problem(503, "unavailable");
    hotline.app.restart_as(&manifest());
    assert_eq!(hotline.seen(), seen);
}

#[test]
fn killed_in_the_middle_of_it_each_is_there_once() {
    let mut app = Setup::default().manifest(manifest()).start();
    let tickets: Vec<Ticket> = (0..160).map(|_| app.citizen().submits(VAGUE)).collect();
    age(app.database());
    tick(&app.system());
    set_cold_days(&app.admin(), 1125).expect(200);
    let mut left = 160;
    for round in 0..8 {
        std::thread::scope(|scope| {
            let system = app.system();
            scope.spawn(move || {
                drop(system.try_send(blackbox::Request::new("POST", "/v1/tick").json(&json!({}))))
            });
            std::thread::sleep(Duration::from_millis(20 + 15 * round));
            app.killer().kill();
        });
        app.restart();
        let main = database(app.database());
        let archive = app.database_of("archive");
        let cold = count(&main, "SELECT count(*) FROM cold");
        let there = count(&main, "SELECT count(*) FROM ticket");
        assert_eq!(cold + there, 160, "round {round}");
        assert!(there <= left);
        left = there;
        if cold > 0 {
            let archive = archive.to_str().unwrap();
            main.execute("ATTACH ?1 AS archive", [archive]).unwrap();
            let lost = "SELECT count(*) FROM cold WHERE id NOT IN (SELECT id FROM archive.ticket) OR id IN (SELECT id FROM main.ticket)";
            assert_eq!(count(&main, lost), 0, "round {round}");
        }
    }
    tick(&app.system());
    assert_eq!(count(&database(app.database()), "SELECT count(*) FROM cold"), 160);
    for ticket in &tickets {
        let view = app.reporter(ticket).get(&ticket.path("")).value(200);
        assert_eq!(
            (view["content"].as_str(), view["timeline"].as_array().unwrap().is_empty()),
            (Some(VAGUE), false)
        );
    }
    app.admin().get("/v1/audit/verify").value(200)["intact"].as_bool().filter(|intact| *intact).unwrap();
}

#[test]
fn each_city_puts_away_what_is_its_own() {
    const CITIES: [&str; 2] = ["nanqiao", "beidu"];
    let folder = tempfile::tempdir().unwrap();
    let one = folder.path().join("archive.toml");
    std::fs::write(&one, made("archive", &workspace().join("spin.toml"), &[])).unwrap();
    let several = Manifest::of(&made("cities", &one, &["--city", CITIES[0], "--city", CITIES[1]]));
    let secret = |city: &str| format!("the secret of {city} is as long as one has to be");
    let app = (CITIES.iter())
        .fold(Setup::default().manifest(several), |setup, city| {
            setup.variable(&format!("{city}_jwt_secret"), &secret(city))
        })
        .start();
    let nobody = |city: &str| app.citizen().below(&format!("/{city}"));
    let staff = |city: &str, role: &str| {
        let token = hs256(&claims(&format!("{role}-1"), &[role], None), &secret(city));
        nobody(city).with("Authorization", &format!("Bearer {token}"))
    };
    let tickets = CITIES.map(|city| nobody(city).submits(&format!("{city}的路灯坏了")));
    assert_eq!(tickets[0].id, tickets[1].id, "both have the day's first number");
    for city in CITIES {
        age(app.database_of(city));
    }

    set_cold_days(&staff(CITIES[0], "admin"), 1125).expect(200);
    assert_eq!(
        CITIES.map(|city| tick(&staff(city, "system"))),
        [1, 0],
        "the other keeps its own as it likes"
    );
    set_cold_days(&staff(CITIES[1], "admin"), 1125).expect(200);
    assert_eq!(CITIES.map(|city| tick(&staff(city, "system"))), [0, 1]);

    for (city, ticket) in CITIES.iter().zip(&tickets) {
        let archive = database(app.database_of(&format!("{city}-archive")));
        assert_eq!(count(&archive, "SELECT count(*) FROM ticket"), 1);
        let reporter = nobody(city).with("Query-Code", &ticket.code);
        for person in [reporter, staff(city, "supervisor")] {
            assert_eq!(person.sees(ticket)["content"], format!("{city}的路灯坏了"));
        }
        for other in CITIES.iter().filter(|other| *other != city) {
            nobody(other).with("Query-Code", &ticket.code).get(&ticket.path("")).problem(404, "not_found");
        }
        let verified = staff(city, "admin").get("/v1/audit/verify").value(200);
        assert_eq!(verified["intact"], true, "{city}");
    }
}
