//! The body of an answer.
//!
//! Wasmtime ends a guest's body stream in the same way whether the guest finished it or was torn down in
//! the middle. A client would take the torn one for a complete answer. So the body asks, when the stream
//! ends, how the instance fared ([`BodyOutcome`]), and turns the end into an error if it failed; hyper then
//! breaks the connection, which every client notices.

use crate::admission::Place;
use crate::metrics::Underway;
use crate::trace::{Call, Open, Request};
use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};
use wasmtime_wasi_http::{Error, WasiBody};

/// How one instance fared. Shared between the instance's worker and the answers it gave.
#[derive(Debug, Default)]
pub struct BodyOutcome {
    end: AtomicU8,
    gave_up: AtomicBool,
}

const RUNNING: u8 = 0;
const FAILED: u8 = 1;
const TIMED_OUT: u8 = 2;

impl BodyOutcome {
    /// The instance trapped or was torn down. A time-out noted before stays one.
    pub fn set_failed(&self) {
        self.end.compare_exchange(RUNNING, FAILED, Ordering::AcqRel, Ordering::Acquire).ok();
    }

    /// The instance used up its time.
    pub fn set_timed_out(&self) {
        self.end.store(TIMED_OUT, Ordering::Release);
    }

    /// A request in the instance was given up; what the guest does for it goes on, and cannot be stopped
    /// but with the instance.
    pub fn set_gave_up(&self) {
        self.gave_up.store(true, Ordering::Release);
    }

    pub fn gave_up(&self) -> bool {
        self.gave_up.load(Ordering::Acquire)
    }

    pub fn failed(&self) -> bool {
        self.end.load(Ordering::Acquire) != RUNNING
    }

    pub fn timed_out(&self) -> bool {
        self.end.load(Ordering::Acquire) == TIMED_OUT
    }
}

/// Where a request learns which instance took it; filled when an instance accepts the request.
pub type BodyOutcomeSlot = Arc<OnceLock<Arc<BodyOutcome>>>;

/// An answer's body: bytes of the host's own, or the stream of a guest.
pub struct AnswerBody {
    kind: Kind,
    /// What it answers, if that is traced: its end is the body's.
    _request: Option<Open<Request>>,
    _call: Option<Open<Call>>,
    /// Counts its request when the body goes.
    _counted: Option<Underway>,
}

enum Kind {
    Whole(Option<Bytes>),
    Guest(GuestStream),
}

struct GuestStream {
    body: WasiBody,
    fate: BodyOutcomeSlot,
    /// The request counts as under way until its body has been sent.
    _place: Place,
}

impl AnswerBody {
    pub fn whole(bytes: impl Into<Bytes>) -> Self {
        Self::new(Kind::Whole(Some(bytes.into())))
    }

    pub fn guest(body: WasiBody, fate: BodyOutcomeSlot, place: Place) -> Self {
        Self::new(Kind::Guest(GuestStream { body, fate, _place: place }))
    }

    fn new(kind: Kind) -> Self {
        Self { kind, _request: None, _call: None, _counted: None }
    }

    /// The same body, whose end is the end of a request that is traced.
    #[must_use]
    pub fn ending_request(self, request: Open<Request>) -> Self {
        Self { _request: Some(request), ..self }
    }

    /// The same body, whose end is the end of a call that is traced.
    #[must_use]
    pub fn ending_call(self, call: Open<Call>) -> Self {
        Self { _call: Some(call), ..self }
    }

    /// The same body, whose end is the end of a request that is counted.
    #[must_use]
    pub fn counted(self, counted: Underway) -> Self {
        Self { _counted: Some(counted), ..self }
    }
}

impl GuestStream {
    fn instance_failed(&self) -> bool {
        self.fate.get().is_some_and(|fate| fate.failed())
    }
}

impl Body for AnswerBody {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        match &mut self.kind {
            Kind::Whole(bytes) => Poll::Ready(bytes.take().map(|bytes| Ok(Frame::data(bytes)))),
            Kind::Guest(stream) => match Pin::new(&mut stream.body).poll_frame(context) {
                Poll::Ready(None) if stream.instance_failed() => {
                    Poll::Ready(Some(Err(Error::HttpResponseIncomplete)))
                }
                other => other,
            },
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.kind {
            Kind::Whole(bytes) => bytes.is_none(),
            Kind::Guest(stream) => stream.body.is_end_stream() && !stream.instance_failed(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.kind {
            Kind::Whole(bytes) => SizeHint::with_exact(bytes.as_ref().map_or(0, |bytes| bytes.len() as u64)),
            Kind::Guest(stream) => stream.body.size_hint(),
        }
    }
}
