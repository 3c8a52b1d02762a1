//! A city for a while: citizens hand in demands when they have them, whatever the hotline answers, and staff work on
//! tickets beside them.
//!
//! Whoever is refused comes again when they are told to, with the same key, so that a demand is one ticket; what they
//! wait counts from when they came first. Staff take one ticket after the other, as fast as the hotline lets them.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Mutex, PoisonError};
use std::thread::Builder;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use http_client::{Client, Request};
use indicatif::ProgressBar;
use serde_json::{Value, json};
use tools::messages::Message;
use xtask::staff::Staff;

use super::fate::Fate;
use super::life::{Desk, Outcome, Receipt, demand};
use super::refusal::Refusal;
use super::report::Tally;

/// Citizens and staff need no more of the stack.
const STACK: usize = 256 << 10;
/// A connection on which nothing was asked for this long is not asked again: the hotline may be closing it.
const KEPT: Duration = Duration::from_secs(20);
/// Between two questions how much there is to do.
const COUNTING: Duration = Duration::from_secs(1);
/// Who got no answer asks again after this.
const NO_ANSWER: Duration = Duration::from_secs(1);

/// Who there is.
pub struct City<'a> {
    pub address: SocketAddr,
    pub staff: &'a Staff,
    /// What citizens write, again from the first when all were written.
    pub messages: &'a [Message],
    /// How many work on tickets.
    pub desks: usize,
    /// How many citizens can ask at the same time; one more waits for one of them.
    pub connections: usize,
    /// What no other run has in its keys.
    pub run: String,
    /// How long everybody goes on after the last demand has come in.
    pub patience: Duration,
}

/// What there was to see.
#[derive(Debug, Default)]
pub struct Seen {
    pub fates: Vec<Fate>,
    /// By status.
    pub refused: BTreeMap<u16, usize>,
    /// Refusals that do not say when to come again.
    pub without_retry_after: usize,
    /// Demands that were sent again because nothing was answered.
    pub unanswered: usize,
    /// Demands that were answered otherwise, by code.
    pub lost: BTreeMap<String, usize>,
    /// When somebody looked, the tickets that waited to be accepted, and all that were open.
    pub queue: Vec<(Duration, u64, u64)>,
    /// What staff did.
    pub handled: Tally,
    /// Times that staff were told to come again.
    pub staff_refused: usize,
}

/// How a demand was answered.
enum Answered {
    Taken(Receipt),
    Refused(Refusal),
    Nothing,
    Otherwise(String),
}

enum Report {
    Citizen { number: usize, sent: Duration, at: Duration, answered: Answered },
    Desk { number: usize, at: Duration, outcome: Box<Outcome> },
    Queue { at: Duration, pending: u64, open: u64 },
}

/// What citizens and desks take their work from.
struct Shared<T>(Mutex<Receiver<T>>);

impl<T> Shared<T> {
    const fn new(receiver: Receiver<T>) -> Self {
        Self(Mutex::new(receiver))
    }

    /// The next one; `None` when there will be none.
    fn next(&self) -> Option<T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).recv().ok()
    }
}

impl City<'_> {
    /// Has demands come in, each with its phase, and the time from the begin.
    ///
    /// # Errors
    /// When the machine has no threads left.
    pub fn live(&self, arrivals: &[(usize, Duration)], progress: &ProgressBar) -> Result<Seen> {
        let (jobs, waiting) = channel();
        let (receipts, taken) = channel();
        let (reports, heard) = channel();
        let (waiting, taken) = (Shared::new(waiting), Shared::new(taken));
        let (over, begun) = (AtomicBool::new(false), Instant::now());
        let seen = std::thread::scope(|scope| {
            for _ in 0..self.connections {
                let (waiting, reports) = (&waiting, reports.clone());
                let work = move || self.citizen(begun, waiting, &reports);
                Builder::new().stack_size(STACK).spawn_scoped(scope, work)?;
            }
            for _ in 0..self.desks {
                let (taken, over, reports) = (&taken, &over, reports.clone());
                let work = move || self.desk(begun, taken, over, &reports);
                Builder::new().stack_size(STACK).spawn_scoped(scope, work)?;
            }
            let over = &over;
            scope.spawn(move || self.count(begun, over, &reports));
            let seen = self.conduct(begun, arrivals, &jobs, &receipts, &heard, progress);
            over.store(true, Ordering::Relaxed);
            drop((jobs, receipts));
            std::io::Result::Ok(seen)
        });
        seen.context("the machine has no threads left: ask for fewer --connections")
    }

    /// Sends each demand when it is due, until everything is done or nobody has patience any more.
    fn conduct(
        &self,
        begun: Instant,
        arrivals: &[(usize, Duration)],
        jobs: &Sender<usize>,
        receipts: &Sender<(usize, Receipt)>,
        heard: &Receiver<Report>,
        progress: &ProgressBar,
    ) -> Seen {
        let mut book = Book::of(arrivals);
        let end = arrivals.last().map_or(Duration::ZERO, |(_, due)| *due) + self.patience;
        while book.open > 0 {
            let now = begun.elapsed();
            if now >= end {
                break;
            }
            while let Some(number) = book.due(now) {
                jobs.send(number).ok();
            }
            let next = book.next_due().unwrap_or(end).min(end);
            match heard.recv_timeout(next.saturating_sub(begun.elapsed())) {
                Ok(report) => {
                    if let Some(receipt) = book.note(report) {
                        progress.inc(1);
                        receipts.send(receipt).ok();
                    }
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        book.seen
    }

    fn citizen(&self, begun: Instant, waiting: &Shared<usize>, reports: &Sender<Report>) {
        let (mut client, mut used) = (Client::new(self.address), Instant::now());
        while let Some(number) = waiting.next() {
            if used.elapsed() > KEPT {
                client = Client::new(self.address);
            }
            let sent = begun.elapsed();
            let answered = self.ask(&mut client, number);
            used = Instant::now();
            if reports.send(Report::Citizen { number, sent, at: begun.elapsed(), answered }).is_err() {
                break;
            }
        }
    }

    fn ask(&self, client: &mut Client, number: usize) -> Answered {
        let Some(message) = self.messages.get(number % self.messages.len().max(1)) else {
            return Answered::Otherwise("no_message".to_owned());
        };
        let mut body = demand(message);
        if let Value::Object(fields) = &mut body {
            fields.insert("reporter".to_owned(), reporter(number));
        }
        let request = Request::post("/v1/tickets", &body)
            .header("Idempotency-Key", &format!("replay-{}-{number}", self.run))
            .header("X-Forwarded-For", &address(number));
        let Ok(answer) = client.send(&request) else { return Answered::Nothing };
        if let Some(refusal) = Refusal::of(&answer) {
            return Answered::Refused(refusal);
        }
        let value = answer.json().unwrap_or_default();
        if answer.is_success() {
            return match Receipt::read(&value) {
                Ok(receipt) => Answered::Taken(receipt),
                Err(missing) => Answered::Otherwise(missing.to_owned()),
            };
        }
        let code = value.get("code").and_then(Value::as_str).map(str::to_owned);
        Answered::Otherwise(code.unwrap_or_else(|| format!("http_{}", answer.status)))
    }

    fn desk(
        &self,
        begun: Instant,
        taken: &Shared<(usize, Receipt)>,
        over: &AtomicBool,
        reports: &Sender<Report>,
    ) {
        let mut desk = Desk::patient(self.address, self.staff);
        while let Some((number, receipt)) = taken.next() {
            if over.load(Ordering::Relaxed) {
                break;
            }
            let outcome = Box::new(desk.handle(&receipt));
            if reports.send(Report::Desk { number, at: begun.elapsed(), outcome }).is_err() {
                break;
            }
        }
    }

    /// Looks how much there is to do, as a monitor does.
    fn count(&self, begun: Instant, over: &AtomicBool, reports: &Sender<Report>) {
        let request = Request::get("/v1/tickets/counts").header("Authorization", self.staff.supervisor());
        let mut client = Client::new(self.address);
        while !over.load(Ordering::Relaxed) {
            // One that cannot be asked at the moment is asked again.
            let counts = client.send(&request).and_then(|answer| answer.json()).unwrap_or_default();
            let number = |pointer: &str| counts.pointer(pointer).and_then(Value::as_u64);
            if let Some(open) = number("/open") {
                let pending = number("/states/pending").unwrap_or_default();
                if reports.send(Report::Queue { at: begun.elapsed(), pending, open }).is_err() {
                    break;
                }
            }
            std::thread::sleep(COUNTING);
        }
    }
}

const NAMES: [&str; 8] = ["王建国", "李秀英", "张伟", "刘洋", "陈静", "杨帆", "赵磊", "黄丽"];

/// Somebody made up; every fifth demand is of somebody who has come before.
fn reporter(number: usize) -> Value {
    let citizen = if number.is_multiple_of(5) { number / 5 } else { number };
    let name = NAMES.get(citizen % NAMES.len()).copied().unwrap_or_default();
    json!({"name": name, "phone": format!("138{:08}", citizen % 100_000_000)})
}

/// Whose demand it is, where the hotline believes the proxy before it: of the addresses that are there for measurements
/// (RFC 2544).
fn address(number: usize) -> String {
    format!("198.{}.{}.{}", 18 + (number >> 16) % 2, (number >> 8) % 256, number % 256)
}

/// Who is to come when, and what has become of everybody.
struct Book {
    agenda: BinaryHeap<Reverse<(Duration, usize)>>,
    /// Demands of which something is still to come.
    open: usize,
    seen: Seen,
}

impl Book {
    fn of(arrivals: &[(usize, Duration)]) -> Self {
        let due = |(number, (_, due)): (usize, &(usize, Duration))| Reverse((*due, number));
        let fates = arrivals.iter().map(|(phase, due)| Fate::coming(*phase, *due)).collect();
        Self {
            agenda: arrivals.iter().enumerate().map(due).collect(),
            open: arrivals.len(),
            seen: Seen { fates, ..Seen::default() },
        }
    }

    fn next_due(&self) -> Option<Duration> {
        self.agenda.peek().map(|Reverse((due, _))| *due)
    }

    /// One that is to be sent now.
    fn due(&mut self, now: Duration) -> Option<usize> {
        self.next_due().filter(|due| *due <= now)?;
        self.agenda.pop().map(|Reverse((_, number))| number)
    }

    /// Writes down what happened; the answer is what staff have to do now.
    fn note(&mut self, report: Report) -> Option<(usize, Receipt)> {
        match report {
            Report::Queue { at, pending, open } => self.seen.queue.push((at, pending, open)),
            Report::Desk { number, at, outcome } => {
                self.open -= 1;
                self.seen.fates.get_mut(number)?.handled = Some(at);
                self.seen.staff_refused += outcome.refusals;
                self.seen.handled.add(*outcome);
            }
            Report::Citizen { number, sent, at, answered } => {
                let fate = self.seen.fates.get_mut(number)?;
                fate.sent.get_or_insert(sent);
                match answered {
                    Answered::Taken(receipt) => {
                        fate.taken = Some(at);
                        return Some((number, receipt));
                    }
                    Answered::Refused(refusal) => {
                        fate.refusals += 1;
                        *self.seen.refused.entry(refusal.status).or_default() += 1;
                        self.seen.without_retry_after += usize::from(refusal.retry_after.is_none());
                        self.agenda.push(Reverse((at + refusal.wait(), number)));
                    }
                    Answered::Nothing => {
                        self.seen.unanswered += 1;
                        self.agenda.push(Reverse((at + NO_ANSWER, number)));
                    }
                    Answered::Otherwise(code) => {
                        self.open -= 1;
                        *self.seen.lost.entry(code).or_default() += 1;
                    }
                }
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::io::{BufRead as _, BufReader, Read as _, Write as _};
    use std::net::{TcpListener, TcpStream};
    use std::sync::Arc;

    use super::*;

    const fn ms(milliseconds: u64) -> Duration {
        Duration::from_millis(milliseconds)
    }

    const LATER: &str = "20261123000043";

    fn receipt() -> Value {
        json!({"id": "20261123000042", "query_code": "7K2M-9QXD", "state": "assigned", "department": {"code": "x"}})
    }

    #[test]
    fn demands_are_sent_in_their_order_and_come_again_when_they_are_told_to() {
        let mut book = Book::of(&[(0, ms(10)), (0, ms(10)), (1, ms(20))]);
        assert_eq!((book.due(ms(9)), book.next_due()), (None, Some(ms(10))));
        assert_eq!([book.due(ms(15)), book.due(ms(15)), book.due(ms(15))], [Some(0), Some(1), None]);
        let citizen =
            |number, at, answered| Report::Citizen { number, sent: ms(at) - ms(1), at: ms(at), answered };
        let wait = |seconds: Option<u64>| {
            Answered::Refused(Refusal { status: 503, retry_after: seconds.map(Duration::from_secs) })
        };
        assert_eq!(book.note(citizen(0, 16, wait(Some(7)))), None);
        assert_eq!(book.note(citizen(1, 17, wait(None))), None);
        assert_eq!(book.due(ms(20)), Some(2), "who is new does not wait for them");
        assert_eq!([book.due(ms(1017)), book.due(ms(7015)), book.due(ms(7016))], [Some(1), None, Some(0)]);
        let taken = Receipt::read(&receipt()).unwrap();
        let handed_on = book.note(citizen(0, 7020, Answered::Taken(taken.clone())));
        assert_eq!((handed_on, book.open), (Some((0, taken)), 3));
        let outcome = Box::new(Outcome { refusals: 2, ..Outcome::default() });
        assert_eq!(book.note(Report::Desk { number: 0, at: ms(7030), outcome }), None);
        assert_eq!(book.note(citizen(2, 7040, Answered::Otherwise("malformed".into()))), None);
        let seen = &book.seen;
        let whole = Fate {
            sent: Some(ms(15)),
            refusals: 1,
            taken: Some(ms(7020)),
            handled: Some(ms(7030)),
            ..Fate::coming(0, ms(10))
        };
        assert_eq!((seen.fates[0].clone(), book.open), (whole, 1));
        assert_eq!((seen.refused[&503], seen.without_retry_after, seen.staff_refused), (2, 1, 2));
        assert_eq!(seen.lost["malformed"], 1);
    }

    /// A hotline that has seen these keys, and takes each of them the second time only. The third demand after the first is
    /// not understood at once, and dispatched when somebody has just read it.
    #[derive(Default)]
    struct Double(Mutex<HashSet<String>>);

    impl Double {
        fn serve(self) -> SocketAddr {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let (address, double) = (listener.local_addr().unwrap(), Arc::new(self));
            std::thread::spawn(move || {
                for stream in listener.incoming().flatten() {
                    let double = Arc::clone(&double);
                    std::thread::spawn(move || while double.answer(&stream).is_some() {});
                }
            });
            address
        }

        /// `None` when it hangs up.
        fn answer(&self, stream: &TcpStream) -> Option<()> {
            let mut reader = BufReader::new(stream);
            let (mut line, mut head) = (String::new(), String::new());
            while line != "\r\n" {
                line.clear();
                if reader.read_line(&mut line).ok()? == 0 {
                    return None;
                }
                head.push_str(&line);
            }
            let header = |name: &str| {
                head.lines().find_map(|line| line.strip_prefix(name)).map(|value| value.trim().to_owned())
            };
            let length = header("Content-Length:").map_or(0, |length| length.parse().unwrap());
            let mut body = vec![0; length];
            reader.read_exact(&mut body).ok()?;
            let (status, more, body) = match header("Idempotency-Key:") {
                Some(key) if self.0.lock().unwrap().insert(key.clone()) => match key.rsplit('-').next() {
                    Some("1") => return None,
                    Some("2") => ("422 Wrong", "", json!({"code": "malformed"})),
                    _ => ("503 Full", "Retry-After: 0\r\n", json!({"code": "overloaded"})),
                },
                Some(key) if key.ends_with("-3") => {
                    ("201 Taken", "", json!({"id": LATER, "query_code": "7K2M-9QXD", "state": "pending"}))
                }
                Some(_) => ("201 Taken", "", receipt()),
                None if head.starts_with(&format!("POST /v1/tickets/{LATER}/assignment")) => {
                    ("409 Dispatched", "", json!({"code": "action_not_allowed"}))
                }
                None if head.starts_with(&format!("GET /v1/tickets/{LATER}"))
                    && self.0.lock().unwrap().insert(LATER.to_owned()) =>
                {
                    ("200 OK", "", json!({"state": "pending", "lead": null}))
                }
                None if head.starts_with("GET /v1/departments") => {
                    ("200 OK", "", json!({"items": [{"code": "x"}]}))
                }
                None if head.starts_with("GET /v1/tickets/counts") => {
                    ("200 OK", "", json!({"open": 3, "states": {"pending": 2}}))
                }
                None => ("200 OK", "", json!({"state": "closed", "lead": {"code": "x"}})),
            };
            let body = body.to_string();
            let head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n{more}\r\n", body.len());
            (&mut &*stream).write_all(format!("{head}{body}").as_bytes()).ok()
        }
    }

    #[test]
    fn a_demand_is_one_ticket_whatever_happens_on_its_way() {
        let address = Double::default().serve();
        let city = City {
            address,
            staff: &Staff::of(address, "0123456789abcdef0123456789abcdef").unwrap(),
            messages: &[Message { subject: None, content: "路灯坏了".into() }],
            desks: 2,
            connections: 3,
            run: "test".into(),
            patience: Duration::from_secs(60),
        };
        let arrivals: Vec<(usize, Duration)> = (0..6).map(|number| (0, ms(number))).collect();
        let seen = city.live(&arrivals, &ProgressBar::hidden()).unwrap();
        assert_eq!(seen.lost, BTreeMap::from([("malformed".to_owned(), 1)]));
        assert_eq!((seen.unanswered, seen.without_retry_after), (1, 0));
        assert_eq!(seen.refused, BTreeMap::from([(503, 4)]));
        for (number, fate) in seen.fates.iter().enumerate() {
            let (taken, handled) = (fate.taken.is_some(), fate.handled.is_some());
            assert_eq!((taken, handled), (number != 2, number != 2), "{number}: {fate:?}");
        }
        assert!(seen.handled.is_clean(), "{:?}", seen.handled);
        assert_eq!((seen.queue[0].1, seen.queue[0].2), (2, 3));
    }
}
