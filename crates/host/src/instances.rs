//! The life of instances: made on demand, reused, ended.
//!
//! Wasmtime's `ProxyHandler` gives requests to workers; each worker owns one instance. The numbers are
//! Spin's: an instance takes up to 16 requests at once and 128 in all, and lives about a second without
//! work. Reuse is what makes a request cost tens of microseconds.
//!
//! Time limits work on two levels. A request that waits too long is given up ([`WorkerState::on_request_start`]);
//! its instance takes no more, and is torn down when the other requests in it are answered. A guest that
//! never yields is noticed from outside ([`Expiration`]), because the epoch ticker makes it pause every few
//! milliseconds; its instance is torn down at once, and every request in it fails.

use crate::body::{BodyOutcome, BodyOutcomeSlot};
use crate::component::Component;
use crate::guest::Guest;
use crate::log;
use crate::options::Limits;
use crate::service::Service;
use crate::trace::Cause;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};
use tokio::time::Sleep;
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};
use tokio_util::task::TaskTracker;
use tokio_util::task::task_tracker::TaskTrackerToken;
use wasmtime::component::GuestTaskId;
use wasmtime::{Store, StoreContextMut};
use wasmtime_wasi_http::WasiHttpView;
use wasmtime_wasi_http::handler::{
    HandlerState, Instance, Proxy, ProxyHandler, ShouldAccept, WorkerExpiration, WorkerState, WorkerStatus,
};

/// Requests that one instance takes in its life.
const REUSE: usize = 128;
/// Requests that one instance takes at once.
const CONCURRENT: usize = 16;
/// How long an instance lives without work.
const IDLE: Duration = Duration::from_secs(1);
/// How much longer than a request's own limit its instance is given, so that a request which merely
/// waits is given up alone, and only a guest that cannot be asked is torn down.
const GRACE: Duration = Duration::from_millis(100);

/// Gives requests to a component's instances.
pub type Handler = ProxyHandler<Instances>;

/// The instances of one component.
pub struct Instances {
    pub component: Arc<Component>,
    pub service: Arc<Service>,
    pub limits: Limits,
    /// Whether the host traces.
    pub traced: bool,
    /// Counts the living instances.
    pub alive: TaskTracker,
    /// Ends idle instances when the host stops.
    pub stopping: CancellationToken,
}

impl HandlerState for Instances {
    type StoreData = Guest;
    type WorkerExpiration = Expiration;
    type WorkerState = Worker;

    async fn instantiate(&self) -> wasmtime::Result<Instance<Guest, Expiration, Worker>> {
        let service = self.service.ready().await?;
        let guest = Guest::new(Arc::clone(&self.component), self.limits.instance_memory);
        let mut store = Store::new(service.engine(), guest);
        store.limiter(|guest| &mut guest.limits);
        if self.traced {
            store.call_hook(|mut store, border| {
                if border.exiting_host() {
                    // Tasks take turns: whoever is returned to need not be who called the host last.
                    let task = task(&mut store);
                    store.data_mut().enters(task);
                } else {
                    store.data_mut().leaves();
                }
                Ok(())
            });
        }
        store.epoch_deadline_async_yield_and_update(1);
        store.set_epoch_deadline(1);
        let started =
            tokio::time::timeout(self.limits.request_timeout, service.instantiate_async(&mut store));
        let proxy = Proxy::P3(started.await??);
        let fate = Arc::new(BodyOutcome::default());
        Ok(Instance {
            store,
            proxy,
            view: Guest::http,
            expiration: Expiration {
                fate: Arc::clone(&fate),
                request_timeout: self.limits.request_timeout,
                alarm: Box::pin(tokio::time::sleep(IDLE)),
                stopping: Box::pin(self.stopping.clone().cancelled_owned()),
            },
            state: Worker {
                component: Arc::clone(&self.component),
                fate,
                request_timeout: self.limits.request_timeout,
                _alive: self.alive.token(),
            },
        })
    }
}

/// The task whose code runs; that with which the host began it.
fn task(store: &mut StoreContextMut<'_, Guest>) -> Option<GuestTaskId> {
    store.async_call_stack().ok()?.last()
}

/// Says when an instance has had its time.
pub struct Expiration {
    fate: Arc<BodyOutcome>,
    request_timeout: Duration,
    /// Rings no later than the instance's deadline. Moved only when it rings too early or would ring too
    /// late, because the deadline moves with every request and timers are not free.
    alarm: Pin<Box<Sleep>>,
    stopping: Pin<Box<WaitForCancellationFutureOwned>>,
}

impl WorkerExpiration for Expiration {
    fn poll(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        status: WorkerStatus,
        start: Instant,
    ) -> Poll<()> {
        let idle = status == WorkerStatus::Idle;
        if idle && self.stopping.as_mut().poll(context).is_ready() {
            return Poll::Ready(());
        }
        // An instance that lingers would not only waste its place: Wasmtime's handler may still wake it for a
        // request that another instance is free to take.
        if status == WorkerStatus::PostReturn && self.fate.gave_up() {
            self.fate.set_timed_out();
            return Poll::Ready(());
        }
        let deadline = start + if idle { IDLE } else { self.request_timeout + GRACE };
        if Instant::now() >= deadline {
            if !idle {
                self.fate.set_timed_out();
            }
            return Poll::Ready(());
        }
        if self.alarm.deadline() > deadline.into() {
            self.alarm.as_mut().reset(deadline.into());
        }
        while self.alarm.as_mut().poll(context).is_ready() {
            self.alarm.as_mut().reset(deadline.into());
        }
        Poll::Pending
    }
}

/// What travels with a request to the instance that takes it.
pub struct RequestData {
    pub fate: BodyOutcomeSlot,
    /// The request from outside for which this one is made, if the host traces.
    pub cause: Option<Arc<Cause>>,
}

/// One instance, as its worker sees it.
pub struct Worker {
    component: Arc<Component>,
    fate: Arc<BodyOutcome>,
    request_timeout: Duration,
    _alive: TaskTrackerToken,
}

impl WorkerState for Worker {
    type StoreData = Guest;
    type RequestData = RequestData;

    fn should_accept_request(&self, concurrent: usize, total: usize) -> ShouldAccept {
        if total >= REUSE {
            ShouldAccept::Never
        } else if concurrent >= CONCURRENT {
            ShouldAccept::No
        } else {
            ShouldAccept::Yes
        }
    }

    fn on_request_start(
        &self,
        mut store: StoreContextMut<'_, Guest>,
        data: RequestData,
        task: GuestTaskId,
    ) -> Pin<Box<dyn Future<Output = ()> + Send + Sync>> {
        store.data_mut().begins(task, data.cause);
        // Each request has a slot of its own, so it is empty.
        data.fate.set(Arc::clone(&self.fate)).ok();
        let fate = Arc::clone(&self.fate);
        let alarm = tokio::time::sleep(self.request_timeout);
        Box::pin(async move {
            alarm.await;
            fate.set_gave_up();
        })
    }

    fn drop(&self, store: Store<Guest>, result: wasmtime::Result<()>) {
        if let Err(error) = result {
            // Before the store goes: its going is what ends the bodies that must learn of this.
            self.fate.set_failed();
            let message =
                if self.fate.timed_out() { "component ran out of time" } else { "component trapped" };
            log::error(message, &[("component", &self.component.name), ("error", &format!("{error:?}"))]);
        }
        drop(store);
    }
}
