//! What is asked of the running hotline.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::{Context as _, Result};
use fastrand::Rng;
use http_client::{Client, Request};
use minsheng_types::clock::{DAY, Timestamp};
use rustix::process::Pid;
use serde_json::{Value, json};
use xtask::staff::Staff;

use crate::asking::{demand, expect, search_path};
use crate::clock;
use crate::lives;
use crate::load::{Load, Measured, closed_loop};
use crate::machine::processor_time;
use crate::manifest::EMPTY;
use crate::texts::Source;

/// The pause of the manifest's schedule, and the parts in which it is slept.
const SCHEDULE: Duration = Duration::from_secs(1);
const PARTS: u32 = 20;

/// A hotline to load.
pub struct Cases<'a> {
    pub address: SocketAddr,
    /// The host's process.
    pub pid: Pid,
    pub staff: &'a Staff,
    pub source: &'a Source,
    /// Numbers of tickets to read.
    pub ids: &'a [String],
    pub warm: Duration,
    pub time: Duration,
}

/// Connections of the cases that ask what can be had.
pub const MANY: usize = 16;
/// Connections of the lifecycle.
pub const DESKS: usize = 8;

/// A ticket goes through everything that can happen to it.
pub const LONGEST: &str = "the longest lifecycle, 24 calls";
pub const LONGEST_CALLS: f64 = 24.0;
pub const LIFECYCLE: &str = "create → assign → sign → resolve → search";
/// Both are followed by how durable they are.
pub const SUBMIT: &str = "submit with triage";
pub const PLAIN: &str = "the same statements in a plain loop";

/// A call of the scheduled work when more is due than it takes on at once, and when nothing is.
pub const TICK_FULL: &str = "tick, every ticket open and overdue";
pub const TICK_IDLE: &str = "tick, every ticket open, nothing due";

/// The ways to ask for a page of the work list, each with an index of its own.
pub const LISTS: [(&str, &str); 6] = [
    ("newest", "/v1/tickets?limit=20"),
    ("by state", "/v1/tickets?state=in_progress&limit=20"),
    ("by department", "/v1/tickets?lead=jtj&limit=20"),
    ("by deadline", "/v1/tickets?sort=due&limit=20"),
    ("by category", "/v1/tickets?category=%E4%BA%A4%E9%80%9A%E8%BF%90%E8%BE%93&limit=20"),
    ("to review", "/v1/tickets?needs_review=true&limit=20"),
];

/// The dimensions of assessment, each with the value that most tickets have.
const DIMENSIONS: [(&str, &str); 4] = [
    ("department", "jtj"),
    ("category", "%E4%BA%A4%E9%80%9A%E8%BF%90%E8%BE%93"),
    ("district", "A1%E5%8C%BA"),
    ("channel", "phone"),
];

impl Cases<'_> {
    /// Repeats `step`, and sees what processor time the host takes for it.
    fn run<S>(
        &self,
        name: &str,
        connections: usize,
        state: impl Fn(usize) -> S + Sync,
        step: impl Fn(&mut S, &mut Client) -> Result<()> + Sync,
    ) -> Measured {
        let load = Load { connections, warm: self.warm, time: self.time };
        let before = processor_time(self.pid);
        let mut measured = closed_loop(name, self.address, load, state, step);
        if let (Ok(before), Ok(after)) = (before, processor_time(self.pid)) {
            let steps = u32::try_from(measured.steps).unwrap_or(u32::MAX);
            measured.processor = after.saturating_sub(before).checked_div(steps);
        }
        measured
    }

    /// What takes demands leaves work for each second: it is done beside it, as in a hotline that runs, and counts.
    fn while_indexed(&self, case: impl FnOnce() -> Measured) -> Measured {
        let ended = AtomicBool::new(false);
        std::thread::scope(|scope| {
            let indexer = scope.spawn(|| self.index_until(&ended));
            let mut measured = case();
            ended.store(true, Ordering::Relaxed);
            let failure = match indexer.join() {
                Ok(outcome) => outcome.err().map(|error| error.to_string()),
                Err(_) => Some("the thread that indexes is gone".to_owned()),
            };
            if let Some(failure) = failure {
                measured.errors += 1;
                measured.first_error.get_or_insert(failure);
            }
            measured
        })
    }

    /// Calls as the manifest's schedule does, until the case has ended and nothing waits any more.
    fn index_until(&self, ended: &AtomicBool) -> Result<()> {
        let request =
            Request::post("/v1/tick/index", &json!({})).header("Authorization", self.staff.system());
        let mut client = Client::new(self.address);
        loop {
            let is_last = ended.load(Ordering::Relaxed);
            let answer = expect(&mut client, &request, 200)?.json()?;
            if answer.pointer("/more").and_then(Value::as_bool).unwrap_or(false) {
                continue;
            }
            if is_last {
                return Ok(());
            }
            for _ in 0..PARTS {
                if !ended.load(Ordering::Relaxed) {
                    std::thread::sleep(SCHEDULE / PARTS);
                }
            }
        }
    }

    pub fn empty(&self, connections: usize) -> Measured {
        let request = Request::get(EMPTY);
        self.repeat("empty component", connections, &request)
    }

    /// Between an empty component and a ticket: one small read, then a token and no database.
    pub fn without_database(&self) -> [Measured; 2] {
        let agent = [("Authorization", self.staff.agent())];
        [
            self.repeat("no token, one small read (settings)", 1, &Request::get("/v1/settings")),
            self.repeat("a token, no database (who am I)", 1, &Request::get("/v1/auth/me").headers(&agent)),
        ]
    }

    fn repeat(&self, name: &str, connections: usize, request: &Request) -> Measured {
        self.run(name, connections, |_| (), |(), client| expect(client, request, 200).map(drop))
    }

    pub fn read(&self, connections: usize) -> Measured {
        let agent = [("Authorization", self.staff.agent())];
        let get = |id: &String| Request::get(&format!("/v1/tickets/{id}")).headers(&agent);
        let requests: Vec<Request> = self.ids.iter().map(get).collect();
        self.run("read a ticket", connections, seeded, |random, client| {
            let request = requests
                .get(random.usize(..requests.len().max(1)))
                .context("there are no tickets to read")?;
            expect(client, request, 200).map(drop)
        })
    }

    pub fn list(&self, name: &str, path: &str, connections: usize) -> Measured {
        let request = Request::get(path).header("Authorization", self.staff.agent());
        self.repeat(&format!("work list, {name}"), connections, &request)
    }

    pub fn search(&self, connections: usize) -> Measured {
        let agent = [("Authorization", self.staff.agent())];
        self.run("search", connections, seeded, |random, client| {
            let path = search_path(&self.source.text(random).place);
            expect(client, &Request::get(&path).headers(&agent), 200).map(drop)
        })
    }

    pub fn classify(&self, connections: usize) -> Measured {
        self.run("classify a message", connections, seeded, |random, client| {
            let body = json!({"text": self.source.text(random).whole()});
            expect(client, &Request::post("/v1/classify", &body), 200).map(drop)
        })
    }

    pub fn submit(&self, name: &str, connections: usize) -> Measured {
        self.while_indexed(|| {
            self.run(name, connections, seeded, |random, client| {
                expect(client, &demand(&self.source.text(random)), 201).map(drop)
            })
        })
    }

    /// [`lives::one`].
    pub fn lifecycle(&self) -> Measured {
        self.while_indexed(|| {
            self.run(LIFECYCLE, DESKS, seeded, |random, client| {
                lives::one(self.staff, &self.source.text(random), client)
            })
        })
    }

    /// [`lives::longest`].
    pub fn longest_lifecycle(&self) -> Measured {
        self.while_indexed(|| {
            self.run(LONGEST, DESKS, seeded, |_, client| lives::longest(self.staff, client))
        })
    }

    /// The assessment of a year: by each dimension in turn, by each of them for one value of another,
    /// and by each for values of two others; and day by day, by and for one of each.
    pub fn assessment(&self) -> [Measured; 4] {
        let of_one =
            ["none"].into_iter().chain(DIMENSIONS.map(|(name, _)| name)).map(|by| format!("by={by}"));
        let mut of_two = Vec::new();
        let mut of_three = Vec::new();
        for (by, _) in DIMENSIONS {
            let others = DIMENSIONS.iter().filter(|(other, _)| *other != by);
            let filters: Vec<String> = others.map(|(other, value)| format!("&{other}={value}")).collect();
            for (place, filter) in filters.iter().enumerate() {
                of_two.push(format!("by={by}{filter}"));
                let next = filters.iter().skip(place + 1);
                of_three.extend(next.map(|second| format!("by={by}{filter}{second}")));
            }
        }
        [
            self.figures("kpi of a year, by each dimension in turn", "kpi", of_one),
            self.figures("kpi of a year, by one dimension for one of another", "kpi", of_two.clone()),
            self.figures("kpi of a year, by one dimension for one of two others", "kpi", of_three),
            self.figures("trend of a year by day, by one dimension for one of another", "trend", of_two),
        ]
    }

    fn figures(&self, name: &str, of: &str, questions: impl IntoIterator<Item = String>) -> Measured {
        let supervisor = [("Authorization", self.staff.supervisor())];
        let (first, last) = a_year();
        let path = |question: String| format!("/v1/stats/{of}?from={first}&to={last}&{question}");
        let request = |question| Request::get(&path(question)).headers(&supervisor);
        let requests: Vec<Request> = questions.into_iter().map(request).collect();
        self.run(
            name,
            1,
            |_| 0_usize,
            |place, client| {
                *place += 1;
                let request = requests.get(*place % requests.len()).context("no questions")?;
                expect(client, request, 200).map(drop)
            },
        )
    }

    /// The scheduled work, `name` says in what state the tickets are.
    pub fn tick(&self, name: &str) -> Measured {
        let request = Request::post("/v1/tick", &json!({})).header("Authorization", self.staff.system());
        self.repeat(name, 1, &request)
    }
}

fn seeded(number: usize) -> Rng {
    Rng::with_seed(1000 + number as u64)
}

/// The first and the last day of the year up to today.
fn a_year() -> (String, String) {
    let now = clock::now().unwrap_or(Timestamp::from_unix(0));
    (now.plus(-365 * DAY).day().to_string(), now.day().to_string())
}
