//! One ticket's life: handed in, dispatched, signed for, answered, approved, rated.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use http_client::{Client, Request};
use serde_json::{Value, json};
use tools::messages::Message;
use xtask::staff::Staff;

/// The calls of a life, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    Submit,
    Assign,
    Sign,
    Contact,
    Reply,
    Approve,
    Rate,
}

impl Step {
    pub const ALL: [Self; 7] =
        [Self::Submit, Self::Assign, Self::Sign, Self::Contact, Self::Reply, Self::Approve, Self::Rate];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Submit => "submit",
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
    pub failure: Option<Failure>,
}

/// A connection through which one message after the other is sent.
#[derive(Debug)]
pub struct Citizen<'a> {
    client: Client,
    staff: &'a Staff,
}

impl<'a> Citizen<'a> {
    pub const fn new(address: SocketAddr, staff: &'a Staff) -> Self {
        Self { client: Client::new(address), staff }
    }

    /// Takes a message through its whole life, or as far as it gets.
    pub fn live(&mut self, message: &Message) -> Outcome {
        let mut outcome = Outcome::default();
        outcome.failure = self.steps(message, &mut outcome).err();
        outcome
    }

    fn steps(&mut self, message: &Message, outcome: &mut Outcome) -> Result<(), Failure> {
        let staff = self.staff;
        let mut demand = json!({"content": message.content, "channel": "web"});
        if let (Some(subject), Value::Object(map)) = (&message.subject, &mut demand) {
            map.insert("subject".into(), subject.as_str().into());
        }
        let mut ticket = Ticket { client: &mut self.client, id: None, outcome };
        let receipt = ticket.call(Step::Submit, "/v1/tickets", &[], &demand)?;
        let id = text(&receipt, "/id").ok_or_else(|| ticket.failed(Step::Submit, "no_id"))?;
        ticket.id = Some(id.clone());
        let code =
            text(&receipt, "/query_code").ok_or_else(|| ticket.failed(Step::Submit, "no_query_code"))?;
        let suggested = text(&receipt, "/department/code");
        ticket.outcome.category = text(&receipt, "/classification/category");
        ticket.outcome.automatic = text(&receipt, "/state").as_deref() == Some("assigned");
        ticket.outcome.emergency = receipt.get("emergency").is_some_and(|emergency| !emergency.is_null());

        let path = |what: &str| format!("/v1/tickets/{id}/{what}");
        let (updates, agent) = (path("updates"), [("Authorization", staff.agent())]);
        let lead = if ticket.outcome.automatic {
            suggested.ok_or_else(|| ticket.failed(Step::Submit, "no_department"))?
        } else {
            let lead = suggested.unwrap_or_else(|| staff.fallback().to_owned());
            let body = json!({"lead": lead, "note": "replay"});
            let view = ticket.call(Step::Assign, &path("assignment"), &agent, &body)?;
            text(&view, "/lead/code").ok_or_else(|| ticket.failed(Step::Assign, "no_lead"))?
        };
        let handler = staff.handler(&lead).ok_or_else(|| ticket.failed(Step::Assign, "unknown_lead"))?;
        ticket.outcome.department = Some(lead);

        let handler = [("Authorization", handler)];
        ticket.call(Step::Sign, &updates, &handler, &json!({"action": "sign"}))?;
        ticket.call(Step::Contact, &updates, &handler, &json!({"action": "contact"}))?;
        let reply = json!({
            "action": "reply",
            "note": "已现场核实并办理。",
            "public": "您反映的问题已经办理，感谢您的来信。",
            "resolved": true,
        });
        ticket.call(Step::Reply, &updates, &handler, &reply)?;
        let supervisor = [("Authorization", staff.supervisor())];
        ticket.call(Step::Approve, &updates, &supervisor, &json!({"action": "approve"}))?;
        let rating = json!({"resolved": true, "satisfaction": "satisfied"});
        let view = ticket.call(Step::Rate, &path("rating"), &[("Query-Code", &code)], &rating)?;
        match text(&view, "/state").as_deref() {
            Some("closed") => Ok(()),
            _ => Err(ticket.failed(Step::Rate, "not_closed")),
        }
    }
}

struct Ticket<'a> {
    client: &'a mut Client,
    id: Option<String>,
    outcome: &'a mut Outcome,
}

impl Ticket<'_> {
    fn call(
        &mut self,
        step: Step,
        path: &str,
        headers: &[(&str, &str)],
        body: &Value,
    ) -> Result<Value, Failure> {
        let request = Request::post(path, body).headers(headers);
        let start = Instant::now();
        let answer =
            self.client.send(&request).map_err(|error| self.failed(step, &format!("no answer: {error}")))?;
        self.outcome.took.push((step, start.elapsed()));
        let value = answer.json();
        if answer.is_success() {
            return value.map_err(|_| self.failed(step, "not_json"));
        }
        let code = value.ok().and_then(|problem| text(&problem, "/code"));
        Err(self.failed(step, &code.unwrap_or_else(|| format!("http_{}", answer.status))))
    }

    fn failed(&self, step: Step, code: &str) -> Failure {
        Failure { step, code: code.to_owned(), id: self.id.clone() }
    }
}

fn text(value: &Value, pointer: &str) -> Option<String> {
    value.pointer(pointer)?.as_str().map(str::to_owned)
}
