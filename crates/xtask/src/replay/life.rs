//! One ticket's life: handed in, dispatched, signed for, answered, approved, rated.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use http_client::{Client, Request};
use serde_json::{Value, json};
use tools::messages::Message;
use xtask::staff::Staff;

use super::refusal::Refusal;

/// The calls of a life, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    Submit,
    List,
    Read,
    Assign,
    Sign,
    Contact,
    Reply,
    Approve,
    Rate,
}

impl Step {
    pub const ALL: [Self; 9] = [
        Self::Submit,
        Self::List,
        Self::Read,
        Self::Assign,
        Self::Sign,
        Self::Contact,
        Self::Reply,
        Self::Approve,
        Self::Rate,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Submit => "submit",
            Self::List => "list",
            Self::Read => "read",
            Self::Assign => "assign",
            Self::Sign => "sign",
            Self::Contact => "contact",
            Self::Reply => "reply",
            Self::Approve => "approve",
            Self::Rate => "rate",
        }
    }
}

/// What went wrong, without a word of the message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    pub step: Step,
    pub code: String,
    pub id: Option<String>,
}

/// How a life went.
#[derive(Debug, Default)]
pub struct Outcome {
    pub category: Option<String>,
    pub department: Option<String>,
    /// Dispatched without a person.
    pub automatic: bool,
    pub emergency: bool,
    pub took: Vec<(Step, Duration)>,
    /// How often staff were told to come again.
    pub refusals: usize,
    pub failure: Option<Failure>,
}

/// What a citizen holds in hands after a demand was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    id: String,
    query_code: String,
    category: Option<String>,
    department: Option<String>,
    automatic: bool,
    emergency: bool,
}

impl Receipt {
    /// # Errors
    /// The code of what is missing in it.
    pub fn read(receipt: &Value) -> Result<Self, &'static str> {
        Ok(Self {
            id: text(receipt, "/id").ok_or("no_id")?,
            query_code: text(receipt, "/query_code").ok_or("no_query_code")?,
            category: text(receipt, "/classification/category"),
            department: text(receipt, "/department/code"),
            automatic: text(receipt, "/state").as_deref() == Some("assigned"),
            emergency: receipt.get("emergency").is_some_and(|emergency| !emergency.is_null()),
        })
    }
}

/// The demand of a message.
pub fn demand(message: &Message) -> Value {
    let mut demand = json!({"content": message.content, "channel": "web"});
    if let (Some(subject), Value::Object(map)) = (&message.subject, &mut demand) {
        map.insert("subject".into(), subject.as_str().into());
    }
    demand
}

/// A connection through which one ticket after the other is worked on.
#[derive(Debug)]
pub struct Desk<'a> {
    address: SocketAddr,
    client: Client,
    staff: &'a Staff,
    /// Whoever is told to come again does so, instead of failing.
    patient: bool,
}

impl<'a> Desk<'a> {
    pub const fn new(address: SocketAddr, staff: &'a Staff) -> Self {
        Self { address, client: Client::new(address), staff, patient: false }
    }

    /// One that comes again when it is told to.
    pub fn patient(address: SocketAddr, staff: &'a Staff) -> Self {
        Self { patient: true, ..Self::new(address, staff) }
    }

    /// Takes a message through its whole life, or as far as it gets.
    pub fn live(&mut self, message: &Message) -> Outcome {
        let mut outcome = Outcome::default();
        outcome.failure = self.whole_life(message, &mut outcome).err();
        outcome
    }

    fn whole_life(&mut self, message: &Message, outcome: &mut Outcome) -> Result<(), Failure> {
        let mut ticket = Ticket::new(self, None, outcome);
        let receipt = ticket.post(Step::Submit, "/v1/tickets", &[], &demand(message))?;
        let receipt = Receipt::read(&receipt).map_err(|code| ticket.failed(Step::Submit, code))?;
        self.steps(&receipt, outcome)
    }

    /// Takes what was handed in through the rest of its life: somebody finds it on the work list and reads it, and everybody
    /// does their part. On a connection of its own: one on which nothing was asked for long would have been closed.
    pub fn handle(&mut self, receipt: &Receipt) -> Outcome {
        self.client = Client::new(self.address);
        let mut outcome = Outcome::default();
        outcome.failure = self.found_life(receipt, &mut outcome).err();
        outcome
    }

    fn found_life(&mut self, receipt: &Receipt, outcome: &mut Outcome) -> Result<(), Failure> {
        let agent = self.staff.agent();
        let mut ticket = Ticket::new(self, Some(receipt), outcome);
        let list = Request::get("/v1/tickets?limit=20").header("Authorization", agent);
        ticket.send(Step::List, &list)?;
        // What could not be understood at once is understood later, and may be dispatched meanwhile.
        let lead = ticket.lead(receipt, agent)?;
        let now = Receipt {
            automatic: lead.is_some(),
            department: lead.or_else(|| receipt.department.clone()),
            ..receipt.clone()
        };
        match self.steps(&now, outcome) {
            Err(failure) if failure.step == Step::Assign && failure.code == TAKEN => {
                let lead = Ticket::new(self, Some(receipt), outcome).lead(receipt, agent)?;
                self.steps(&Receipt { automatic: true, department: lead, ..now }, outcome)
            }
            done => done,
        }
    }

    fn steps(&mut self, receipt: &Receipt, outcome: &mut Outcome) -> Result<(), Failure> {
        let staff = self.staff;
        outcome.category.clone_from(&receipt.category);
        outcome.automatic = receipt.automatic;
        outcome.emergency = receipt.emergency;
        let mut ticket = Ticket::new(self, Some(receipt), outcome);

        let path = |what: &str| format!("/v1/tickets/{}/{what}", receipt.id);
        let (updates, agent) = (path("updates"), [("Authorization", staff.agent())]);
        let suggested = receipt.department.clone();
        let lead = if receipt.automatic {
            suggested.ok_or_else(|| ticket.failed(Step::Submit, "no_department"))?
        } else {
            let lead = suggested.unwrap_or_else(|| staff.fallback().to_owned());
            let body = json!({"lead": lead, "note": "replay"});
            let view = ticket.post(Step::Assign, &path("assignment"), &agent, &body)?;
            text(&view, "/lead/code").ok_or_else(|| ticket.failed(Step::Assign, "no_lead"))?
        };
        let handler = staff.handler(&lead).ok_or_else(|| ticket.failed(Step::Assign, "unknown_lead"))?;
        ticket.outcome.department = Some(lead);

        let handler = [("Authorization", handler)];
        ticket.post(Step::Sign, &updates, &handler, &json!({"action": "sign"}))?;
        ticket.post(Step::Contact, &updates, &handler, &json!({"action": "contact"}))?;
        let reply = json!({
            "action": "reply",
            "note": "已现场核实并办理。",
            "public": "您反映的问题已经办理，感谢您的来信。",
            "resolved": true,
        });
        ticket.post(Step::Reply, &updates, &handler, &reply)?;
        let supervisor = [("Authorization", staff.supervisor())];
        ticket.post(Step::Approve, &updates, &supervisor, &json!({"action": "approve"}))?;
        let rating = json!({"resolved": true, "satisfaction": "satisfied"});
        let code = [("Query-Code", receipt.query_code.as_str())];
        let view = ticket.post(Step::Rate, &path("rating"), &code, &rating)?;
        match text(&view, "/state").as_deref() {
            Some("closed") => Ok(()),
            _ => Err(ticket.failed(Step::Rate, "not_closed")),
        }
    }
}

/// The code of who dispatches what is dispatched already.
const TAKEN: &str = "action_not_allowed";
/// How often somebody comes again before it is given up: some minutes of a machine that refuses everything.
const ATTEMPTS: usize = 200;

struct Ticket<'a> {
    client: &'a mut Client,
    id: Option<String>,
    attempts: usize,
    outcome: &'a mut Outcome,
}

impl<'a> Ticket<'a> {
    fn new(desk: &'a mut Desk<'_>, receipt: Option<&Receipt>, outcome: &'a mut Outcome) -> Self {
        Self {
            client: &mut desk.client,
            id: receipt.map(|receipt| receipt.id.clone()),
            attempts: if desk.patient { ATTEMPTS } else { 1 },
            outcome,
        }
    }

    /// Whom it is dispatched to by now.
    fn lead(&mut self, receipt: &Receipt, agent: &str) -> Result<Option<String>, Failure> {
        let read = Request::get(&format!("/v1/tickets/{}", receipt.id)).header("Authorization", agent);
        Ok(text(&self.send(Step::Read, &read)?, "/lead/code"))
    }

    fn post(
        &mut self,
        step: Step,
        path: &str,
        headers: &[(&str, &str)],
        body: &Value,
    ) -> Result<Value, Failure> {
        self.send(step, &Request::post(path, body).headers(headers))
    }

    fn send(&mut self, step: Step, request: &Request) -> Result<Value, Failure> {
        for attempt in 1..=self.attempts {
            let start = Instant::now();
            let answer = self
                .client
                .send(request)
                .map_err(|error| self.failed(step, &format!("no answer: {error}")))?;
            self.outcome.took.push((step, start.elapsed()));
            let value = answer.json();
            if answer.is_success() {
                return value.map_err(|_| self.failed(step, "not_json"));
            }
            match Refusal::of(&answer) {
                Some(refusal) if attempt < self.attempts => {
                    self.outcome.refusals += 1;
                    std::thread::sleep(refusal.wait());
                }
                _ => {
                    let code = value.ok().and_then(|problem| text(&problem, "/code"));
                    return Err(self.failed(step, &code.unwrap_or_else(|| format!("http_{}", answer.status))));
                }
            }
        }
        Err(self.failed(step, "refused"))
    }

    fn failed(&self, step: Step, code: &str) -> Failure {
        Failure { step, code: code.to_owned(), id: self.id.clone() }
    }
}

fn text(value: &Value, pointer: &str) -> Option<String> {
    value.pointer(pointer)?.as_str().map(str::to_owned)
}
