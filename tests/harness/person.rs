//! People and what they do.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use crate::http::{Answer, Request, ask};

/// A ticket as the one who handed it in knows it.
#[derive(Clone, Debug)]
pub struct Ticket {
    pub id: String,
    pub code: String,
    /// What they were told.
    pub receipt: Value,
}

impl Ticket {
    /// Out of the answer to a submission.
    #[track_caller]
    pub fn of(receipt: Value) -> Self {
        let text =
            |name: &str| receipt[name].as_str().unwrap_or_else(|| panic!("no {name}: {receipt}")).to_owned();
        Self { id: text("id"), code: text("query_code"), receipt }
    }

    /// Where it can be read; with `what`, where it can be changed.
    #[must_use]
    pub fn path(&self, what: &str) -> String {
        if what.is_empty() {
            format!("/v1/tickets/{}", self.id)
        } else {
            format!("/v1/tickets/{}/{what}", self.id)
        }
    }

    /// The department that it was dispatched to when it came in.
    #[must_use]
    #[track_caller]
    pub fn department(&self) -> &str {
        self.receipt["department"]["code"]
            .as_str()
            .unwrap_or_else(|| panic!("not dispatched: {}", self.receipt))
    }
}

/// A page of a list.
#[derive(Clone, Debug)]
pub struct Page {
    pub items: Vec<Value>,
    pub next: Option<String>,
}

impl Page {
    /// The items' ids, in their order.
    #[must_use]
    pub fn ids(&self) -> Vec<&str> {
        self.items.iter().map(|item| item["id"].as_str().unwrap()).collect()
    }
}

/// One answer that somebody got.
#[derive(Clone, Debug)]
pub struct Answered {
    pub who: String,
    /// Method and path of what they asked.
    pub request: String,
    /// All of it.
    pub text: String,
}

/// What people were answered, for tests that look through all of it.
#[derive(Clone, Debug, Default)]
pub struct Record(Arc<Mutex<Vec<Answered>>>);

impl Record {
    /// Everything so far.
    #[must_use]
    pub fn all(&self) -> Vec<Answered> {
        self.0.lock().unwrap().clone()
    }
}

/// Somebody who uses the hotline, with what they show of themselves.
#[derive(Clone, Debug)]
pub struct Person {
    address: SocketAddr,
    /// What the path of everything begins with that they ask for.
    prefix: String,
    headers: Vec<(String, String)>,
    record: Option<(Record, String)>,
}

impl Person {
    pub(crate) const fn new(address: SocketAddr) -> Self {
        Self { address, prefix: String::new(), headers: Vec::new(), record: None }
    }

    /// Whose answers are kept in this record, under this name.
    #[must_use]
    pub fn recorded(&self, record: &Record, who: &str) -> Self {
        Self { record: Some((record.clone(), who.to_owned())), ..self.clone() }
    }

    /// Who uses what is below this path.
    #[must_use]
    pub fn below(&self, prefix: &str) -> Self {
        Self { prefix: prefix.into(), ..self.clone() }
    }

    /// Who also sends this header, in place of an earlier one of that name.
    #[must_use]
    pub fn with(&self, name: &str, value: &str) -> Self {
        let mut person = self.clone();
        person.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        person.headers.push((name.into(), value.into()));
        person
    }

    /// Who makes the next request safe to send twice.
    #[must_use]
    pub fn with_key(&self, key: &str) -> Self {
        self.with("Idempotency-Key", key)
    }

    /// Sends a request as this person.
    #[track_caller]
    pub fn send(&self, request: Request) -> Answer {
        match self.try_send(request.clone()) {
            Ok(answer) => answer,
            Err(error) => panic!("no answer: {error}: {request:?}"),
        }
    }

    /// As [`Person::send`], for tests in which the app goes away.
    ///
    /// # Errors
    /// When there is no whole answer.
    pub fn try_send(&self, request: Request) -> std::io::Result<Answer> {
        let request = request.below(&self.prefix);
        let request = self.headers.iter().fold(request, |request, (name, value)| request.header(name, value));
        let answer = ask(self.address, &request)?;
        if let Some((Record(record), who)) = &self.record {
            let (who, request, text) = (who.clone(), request.line(), answer.whole());
            record.lock().unwrap().push(Answered { who, request, text });
        }
        Ok(answer)
    }

    #[track_caller]
    pub fn get(&self, path: &str) -> Answer {
        self.send(Request::new("GET", path))
    }

    #[track_caller]
    pub fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(Request::new("POST", path).json(body))
    }

    #[track_caller]
    pub fn put(&self, path: &str, body: &Value) -> Answer {
        self.send(Request::new("PUT", path).json(body))
    }

    #[track_caller]
    pub fn delete(&self, path: &str) -> Answer {
        self.send(Request::new("DELETE", path))
    }

    /// Hands in a demand in these words.
    #[track_caller]
    pub fn submits(&self, content: &str) -> Ticket {
        self.submits_all(&json!({"content": content}))
    }

    /// Hands in a demand with everything that it has.
    #[track_caller]
    pub fn submits_all(&self, demand: &Value) -> Ticket {
        Ticket::of(self.post("/v1/tickets", demand).value(201))
    }

    /// Hands in a demand, and asks what there is already about its matter.
    #[track_caller]
    pub fn submits_asking(&self, demand: &Value) -> Ticket {
        Ticket::of(self.post("/v1/tickets?include=similar,answers", demand).value(201))
    }

    /// The ticket, which this person may see.
    #[track_caller]
    pub fn sees(&self, ticket: &Ticket) -> Value {
        self.get(&ticket.path("")).value(200)
    }

    /// Tries an action that has no route of its own.
    #[track_caller]
    pub fn tries(&self, ticket: &Ticket, action: &str, what: Value) -> Answer {
        let mut body = what;
        body["action"] = action.into();
        self.post(&ticket.path("updates"), &body)
    }

    /// Takes such an action, and sees the ticket as it then is.
    #[track_caller]
    pub fn does(&self, ticket: &Ticket, action: &str, what: Value) -> Value {
        self.tries(ticket, action, what).value(200)
    }

    /// Dispatches by hand.
    #[track_caller]
    pub fn assigns(&self, ticket: &Ticket, what: &Value) -> Value {
        self.post(&ticket.path("assignment"), what).value(200)
    }

    #[track_caller]
    pub fn classifies(&self, ticket: &Ticket, what: &Value) -> Value {
        self.post(&ticket.path("classification"), what).value(200)
    }

    /// Judges.
    #[track_caller]
    /// With the call that it rests on, which an agent has to name.
    pub fn rates(&self, ticket: &Ticket, resolved: bool, satisfaction: &str) -> Value {
        let rating = json!({"resolved": resolved, "satisfaction": satisfaction, "call": "pbx-1"});
        self.post(&ticket.path("rating"), &rating).value(200)
    }

    /// One page of a list; `query` is what stands behind the question mark.
    #[track_caller]
    pub fn lists(&self, path: &str, query: &str) -> Page {
        let page = self.get(&format!("{path}?{}", encoded(query))).value(200);
        let items = page["items"].as_array().unwrap_or_else(|| panic!("not a page: {page}")).clone();
        assert!(page["next"].is_string() || page["next"].is_null(), "{page}");
        Page { items, next: page["next"].as_str().map(str::to_owned) }
    }

    /// Every item of a list, page after page.
    #[track_caller]
    pub fn lists_all(&self, path: &str, query: &str) -> Page {
        let mut items = Vec::new();
        let mut cursor = String::new();
        for _ in 0..1000 {
            let page = self.lists(path, &format!("{query}{cursor}"));
            items.extend(page.items);
            match page.next {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return Page { items, next: None },
            }
        }
        panic!("a list without an end: {path}?{query}")
    }

    /// One page of the work list.
    #[track_caller]
    pub fn works_on(&self, query: &str) -> Page {
        self.lists("/v1/tickets", query)
    }
}

/// Percent-encodes what a query cannot hold as it is.
fn encoded(query: &str) -> String {
    let mut text = String::new();
    for byte in query.bytes() {
        if byte.is_ascii_graphic() && !matches!(byte, b'"' | b'<' | b'>' | b'#') {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}
