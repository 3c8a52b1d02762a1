//! Who is told of what is done.

use super::counts::Counts;
use super::done::{Call, Cost, Outside, Period, Request, Statement, micros};
use super::file::{File, Numbered, Written};
use super::spans::{Place, Shown, Spans, Trace};
use crate::exposition::Text;
use crate::otlp::Caller;
use http::Method;
use minsheng_request_id::RequestId;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Those who want to know.
pub struct Tracer {
    file: Option<File>,
    spans: Option<Spans>,
    requests: AtomicU64,
}

/// A request, or a call of a component within it, as the cause of everything that is done for it.
pub struct Cause {
    request: Arc<Begun>,
    /// Where it stands in the request's trace, if there is one.
    place: Option<Place>,
    /// How long it waited to be let in, in microseconds.
    waited: AtomicU64,
}

/// A request that has begun.
struct Begun {
    tracer: Arc<Tracer>,
    /// Counts the requests of this run, from 1.
    number: u64,
    begun: Instant,
    counts: Counts,
    trace: Option<Trace>,
}

/// Something that is being done. Whoever wants to know is told when this is dropped.
pub struct Open<D: Written + Shown> {
    /// What is done within it is caused by it.
    cause: Arc<Cause>,
    begun: Instant,
    done: D,
}

impl Tracer {
    /// Nothing where nobody wants to know.
    pub fn new(file: Option<File>, spans: Option<Spans>) -> Option<Arc<Self>> {
        let wanted = file.is_some() || spans.is_some();
        wanted.then(|| Arc::new(Self { file, spans, requests: AtomicU64::new(0) }))
    }

    /// A request begins, in `caller`'s trace if it has one. Nothing if nobody wants to know of this one.
    pub fn begin(self: &Arc<Self>, request: Request, caller: Option<Caller>) -> Option<Open<Request>> {
        let number = self.requests.fetch_add(1, Ordering::Relaxed) + 1;
        let trace = self.spans.as_ref().and_then(|spans| spans.begin(caller));
        if self.file.is_none() && trace.is_none() {
            return None;
        }
        let (begun, place) = (Instant::now(), trace.as_ref().map(Trace::root));
        let of = Begun { tracer: Arc::clone(self), number, begun, counts: Counts::default(), trace };
        let cause = Cause { request: Arc::new(of), place, waited: AtomicU64::new(0) };
        Some(Open { cause: Arc::new(cause), begun, done: request })
    }

    pub fn write_metrics(&self, text: &mut Text) {
        if let Some(spans) = &self.spans {
            spans.write_metrics(text);
        }
    }

    /// Sends what has not been sent yet.
    pub async fn end(&self) {
        if let Some(spans) = &self.spans {
            spans.end().await;
        }
    }
}

impl Cause {
    /// Whether somebody wants to know how long components' code runs.
    pub fn measures_code(&self) -> bool {
        self.request.tracer.file.is_some()
    }

    /// Code of this component ran for this request.
    pub fn computed(&self, component: &Arc<str>, time: Duration) {
        self.request.counts.computed(component, time);
    }

    /// It has waited so long to be let in.
    pub fn waited(&self, time: Duration) {
        self.waited.store(micros(time), Ordering::Relaxed);
    }

    /// `component` calls `target`.
    pub fn calls(&self, component: &Arc<str>, target: &str, method: &Method) -> Open<Call> {
        self.request.counts.calls.add(1);
        let (component, target) = (Arc::clone(component), target.to_owned());
        self.open(Call { component, target, method: method.clone(), status: None })
    }

    /// `component` calls the world outside.
    pub fn calls_outside(
        &self,
        component: &Arc<str>,
        method: &Method,
        host: &str,
        port: Option<u16>,
    ) -> Open<Outside> {
        let (component, host) = (Arc::clone(component), host.to_owned());
        self.open(Outside { component, method: method.clone(), host, port, end: None })
    }

    /// `component` has a statement run, by a database of this kind.
    pub fn runs(&self, component: &Arc<str>, system: &'static str, sql: String) -> Open<Statement> {
        self.open(Statement { component: Arc::clone(component), system, sql, end: None })
    }

    fn open<D: Written + Shown>(&self, done: D) -> Open<D> {
        let request = Arc::clone(&self.request);
        let place = request.trace.as_ref().zip(self.place).map(|(trace, place)| trace.below(place));
        let cause = Self { request, place, waited: AtomicU64::new(0) };
        Open { cause: Arc::new(cause), begun: Instant::now(), done }
    }
}

impl<D: Written + Shown> Open<D> {
    /// What is done within it has this cause.
    pub fn cause(&self) -> Arc<Cause> {
        Arc::clone(&self.cause)
    }
}

impl Open<Request> {
    pub fn answered(&mut self, status: u16) {
        self.done.status = Some(status);
    }

    /// What the component says that it is called.
    pub fn is_called(&mut self, id: RequestId) {
        self.done.id = Some(id);
    }
}

impl Open<Call> {
    pub fn answered(&mut self, status: u16) {
        self.done.status = Some(status);
    }
}

impl Open<Outside> {
    /// With a status, or because of this failure.
    pub fn ended(mut self, end: Result<u16, &'static str>) {
        self.done.end = Some(end);
    }
}

impl Open<Statement> {
    /// Well or not, and at what cost if it ran.
    pub fn ended(mut self, well: bool, cost: Option<Cost>) {
        if let Some(cost) = &cost {
            self.cause.request.counts.ran(cost);
        }
        self.done.end = Some((well, cost));
    }
}

impl<D: Written + Shown> Drop for Open<D> {
    fn drop(&mut self) {
        let period = Period { begun: self.begun, ended: Instant::now() };
        let Begun { tracer, number, begun, counts, trace } = &*self.cause.request;
        if let Some(file) = &tracer.file {
            self.done.write(file, Numbered { number: *number, begun: *begun, counts }, period);
        }
        if let (Some(spans), Some(trace), Some(place)) = (&tracer.spans, trace, self.cause.place) {
            let mut shape = self.done.show();
            shape.waited(self.cause.waited.load(Ordering::Relaxed));
            spans.take(trace.span(place, period, shape));
        }
    }
}
