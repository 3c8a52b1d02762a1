//! What is asked of the running hotline.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use minsheng_types::clock::{DAY, Timestamp};
use serde_json::{Value, json};

use super::load::{Load, Measured, closed_loop};
use super::manifest::EMPTY;
use super::texts::{Random, Text};
use crate::http::{Answer, Client, Request};
use crate::replay::life::Staff;

/// A hotline to load.
#[derive(Debug)]
pub struct Cases<'a> {
    pub address: SocketAddr,
    pub staff: &'a Staff,
    /// Numbers of tickets to read.
    pub ids: &'a [String],
    pub warm: Duration,
    pub time: Duration,
}

/// Connections of the cases that ask what can be had.
pub const MANY: usize = 16;
/// Connections of the lifecycle.
pub const DESKS: usize = 8;

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
    fn load(&self, connections: usize) -> Load {
        Load { connections, warm: self.warm, time: self.time }
    }

    pub fn empty(&self, connections: usize) -> Measured {
        let request = Request::get(EMPTY, &[]);
        self.repeat("empty component", connections, &request)
    }

    /// Between an empty component and a ticket: one small read, then a token and no database.
    pub fn without_database(&self) -> [Measured; 2] {
        let agent = [("Authorization", self.staff.agent())];
        [
            self.repeat("no token, one small read (settings)", 1, &Request::get("/v1/settings", &[])),
            self.repeat("a token, no database (who am I)", 1, &Request::get("/v1/auth/me", &agent)),
        ]
    }

    fn repeat(&self, name: &str, connections: usize, request: &Request) -> Measured {
        closed_loop(
            name,
            self.address,
            self.load(connections),
            |_| (),
            |(), client| expect(client, request, 200).map(drop),
        )
    }

    pub fn read(&self, connections: usize) -> Measured {
        let agent = [("Authorization", self.staff.agent())];
        let get = |id: &String| Request::get(&format!("/v1/tickets/{id}"), &agent);
        let requests: Vec<Request> = self.ids.iter().map(get).collect();
        closed_loop("read a ticket", self.address, self.load(connections), seeded, |random, client| {
            let request =
                requests.get(random.below(requests.len())).context("there are no tickets to read")?;
            expect(client, request, 200).map(drop)
        })
    }

    pub fn list(&self, name: &str, path: &str, connections: usize) -> Measured {
        let request = Request::get(path, &[("Authorization", self.staff.agent())]);
        self.repeat(&format!("work list, {name}"), connections, &request)
    }

    pub fn search(&self, connections: usize) -> Measured {
        let agent = [("Authorization", self.staff.agent())];
        closed_loop("search", self.address, self.load(connections), seeded, |random, client| {
            let path = search_path(&Text::new(random).place);
            expect(client, &Request::get(&path, &agent), 200).map(drop)
        })
    }

    pub fn classify(&self, connections: usize) -> Measured {
        closed_loop("classify a message", self.address, self.load(connections), seeded, |random, client| {
            let text = Text::new(random);
            let body = json!({"text": format!("{}\n{}", text.subject, text.content)});
            expect(client, &Request::post("/v1/classify", &[], &body), 200).map(drop)
        })
    }

    pub fn submit(&self, name: &str, connections: usize) -> Measured {
        closed_loop(name, self.address, self.load(connections), seeded, |random, client| {
            expect(client, &Request::post("/v1/tickets", &[], &demand(&Text::new(random))), 201).map(drop)
        })
    }

    /// Handed in, dispatched, signed for, resolved, found again. `design.md` counts four calls; a
    /// department has to sign before it can resolve, so these are five (four when dispatched by the system).
    pub fn lifecycle(&self) -> Measured {
        closed_loop(
            "create → assign → sign → resolve → search",
            self.address,
            self.load(DESKS),
            seeded,
            |random, client| self.one_life(&Text::new(random), client),
        )
    }

    /// Every call of [`longest_life`], and what comes before and after: the submission, and reading
    /// the story.
    pub fn longest_lifecycle(&self) -> Measured {
        closed_loop("the longest lifecycle, 24 calls", self.address, self.load(DESKS), seeded, |_, client| {
            self.one_long_life(client)
        })
    }

    fn one_long_life(&self, client: &mut Client) -> Result<()> {
        // Says nothing, so that it waits for a person.
        let demand = json!({"content": "你好"});
        let receipt = expect(client, &Request::post("/v1/tickets", &[], &demand), 201)?.json()?;
        let id = string(&receipt, "/id").context("a receipt without a number")?;
        let code = string(&receipt, "/query_code").context("a receipt without a code")?;
        let lead = self.staff.fallback();
        let bearer = |authorization| ("Authorization", authorization);
        let handler = self.staff.handler(lead).context("a department without a handler")?;
        let (agent, supervisor) = (self.staff.agent(), self.staff.supervisor());
        let mut due = string(&receipt, "/due_at").unwrap_or_default();
        for (who, what, mut body) in longest_life(lead, "jtj") {
            if let Some(asked) = body.get_mut("due_at") {
                *asked = Value::from(later(&due)?);
            }
            let header = match who {
                Actor::Citizen => ("Query-Code", code.as_str()),
                Actor::Agent => bearer(agent),
                Actor::Handler => bearer(handler),
                Actor::Supervisor => bearer(supervisor),
            };
            let request = Request::post(&format!("/v1/tickets/{id}/{what}"), &[header], &body);
            let view = expect(client, &request, 200)?;
            if what == "assignment" {
                due = string(&view.json()?, "/deadline/due_at").unwrap_or_default();
            }
        }
        let read = Request::get(&format!("/v1/tickets/{id}"), &[("Query-Code", &code)]);
        expect(client, &read, 200).map(drop)
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
        let request = |question| Request::get(&path(question), &supervisor);
        let requests: Vec<Request> = questions.into_iter().map(request).collect();
        closed_loop(
            name,
            self.address,
            self.load(1),
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
        let request = Request::post("/v1/tick", &[("Authorization", self.staff.system())], &json!({}));
        self.repeat(name, 1, &request)
    }

    fn one_life(&self, text: &Text, client: &mut Client) -> Result<()> {
        let agent = [("Authorization", self.staff.agent())];
        let receipt = expect(client, &Request::post("/v1/tickets", &[], &demand(text)), 201)?.json()?;
        let id = string(&receipt, "/id").context("a receipt without a number")?;
        let lead = match string(&receipt, "/state").as_deref() {
            Some("assigned") => string(&receipt, "/department/code").context("dispatched to nobody")?,
            _ => {
                let lead = self.staff.fallback();
                let request =
                    Request::post(&format!("/v1/tickets/{id}/assignment"), &agent, &json!({"lead": lead}));
                expect(client, &request, 200)?;
                lead.to_owned()
            }
        };
        let handler =
            [("Authorization", self.staff.handler(&lead).context("a department without a handler")?)];
        let updates = format!("/v1/tickets/{id}/updates");
        expect(client, &Request::post(&updates, &handler, &json!({"action": "sign"})), 200)?;
        let reply =
            json!({"action": "reply", "note": "已核实", "public": "已处理完毕，谢谢。", "resolved": true});
        expect(client, &Request::post(&updates, &handler, &reply), 200)?;
        expect(client, &Request::get(&search_path(&text.place), &agent), 200)?;
        Ok(())
    }
}

/// One call of a life: who makes it, where, and with what body.
type Call = (Actor, &'static str, Value);

#[derive(Clone, Copy, Debug)]
enum Actor {
    Citizen,
    Agent,
    Handler,
    Supervisor,
}

/// The longest way through the workflow: asked back, refused a return, extended, suspended, sent
/// back in review, not content, done again, content.
fn longest_life(lead: &str, assist: &str) -> Vec<Call> {
    use Actor::{Agent, Citizen, Handler, Supervisor};
    let update = |who, body: Value| (who, "updates", body);
    let reply =
        json!({"action": "reply", "note": "已核实", "public": "已处理完毕，谢谢。", "resolved": true});
    let content = |content: bool| {
        let satisfaction = if content { "satisfied" } else { "dissatisfied" };
        (Citizen, "rating", json!({"resolved": content, "satisfaction": satisfaction}))
    };
    vec![
        update(Agent, json!({"action": "request_info", "public": "请补充具体位置"})),
        update(Citizen, json!({"action": "supply_info", "public": "在北门旁边"})),
        (Agent, "classification", json!({"category": "交通运输", "kind": "complaint"})),
        (Agent, "assignment", json!({"lead": lead, "assists": [assist]})),
        update(Handler, json!({"action": "request_return", "reason": "不属本单位职责"})),
        update(Supervisor, json!({"action": "reject_return"})),
        update(Handler, json!({"action": "sign"})),
        update(Handler, json!({"action": "contact", "note": "已电话联系"})),
        update(Handler, json!({"action": "progress", "public": "正在办理"})),
        update(Handler, json!({"action": "request_extension", "reason": "等待材料", "due_at": "@later"})),
        update(Supervisor, json!({"action": "approve_extension"})),
        update(Supervisor, json!({"action": "suspend", "reason": "等待司法鉴定"})),
        update(Supervisor, json!({"action": "resume", "reason": "鉴定完成"})),
        update(Citizen, json!({"action": "urge"})),
        update(Handler, reply.clone()),
        update(Supervisor, json!({"action": "send_back", "reason": "答复不具体"})),
        update(Handler, reply.clone()),
        update(Supervisor, json!({"action": "approve"})),
        content(false),
        update(Handler, reply),
        update(Supervisor, json!({"action": "approve"})),
        content(true),
    ]
}

fn seeded(number: usize) -> Random {
    Random::new(1000 + number as u64)
}

/// A day after a time as the contract writes it, which is less than any extension may ask for.
fn later(due: &str) -> Result<String> {
    let due = Timestamp::parse(due).map_err(|fault| anyhow::anyhow!("{due}: {fault}"))?;
    Ok(due.plus(DAY).to_string())
}

/// The first and the last day of the year up to today.
fn a_year() -> (String, String) {
    let now = super::rounds::now().unwrap_or(Timestamp::from_unix(0));
    (now.plus(-365 * DAY).day().to_string(), now.day().to_string())
}

fn demand(text: &Text) -> Value {
    json!({"subject": text.subject, "content": text.content, "location": {"district": text.district}})
}

fn string(value: &Value, pointer: &str) -> Option<String> {
    value.pointer(pointer)?.as_str().map(str::to_owned)
}

fn search_path(words: &str) -> String {
    let mut path = "/v1/tickets?limit=20&q=".to_owned();
    for byte in words.bytes() {
        path.push_str(&format!("%{byte:02X}"));
    }
    path
}

fn expect(client: &mut Client, request: &Request, status: u16) -> Result<Answer> {
    let answer = client.send(request)?;
    if answer.status != status {
        let code = answer.json().ok().and_then(|problem| string(&problem, "/code")).unwrap_or_default();
        ensure!(false, "status {} {code} instead of {status}", answer.status);
    }
    Ok(answer)
}
