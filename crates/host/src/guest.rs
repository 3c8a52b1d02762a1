//! What the host holds for each instance of a component.

use crate::component::Component;
use crate::outbound::Outbound;
use crate::output::Output;
use crate::trace::Cause;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;
use wasmtime::component::{GuestTaskId, HasData, ResourceTable};
use wasmtime::{StoreLimits, StoreLimitsBuilder};
use wasmtime_wasi::{WasiCtx, WasiCtxBuilder, WasiCtxView, WasiView};
use wasmtime_wasi_http::{WasiHttpCtx, WasiHttpCtxView, WasiHttpView};

/// The data of one instance's store.
pub struct Guest {
    pub component: Arc<Component>,
    pub table: ResourceTable,
    pub limits: StoreLimits,
    wasi: WasiCtx,
    http: WasiHttpCtx,
    outbound: Outbound,
    /// For which request each of the instance's tasks works, while the host traces. An instance takes so few in its life
    /// that none is taken out; a number that comes again is another task's.
    causes: BTreeMap<GuestTaskId, Arc<Cause>>,
    /// Since when the component's own code runs, if somebody wants to know that.
    entered: Option<Instant>,
}

/// Stands for [`Guest`] in the traits that Wasmtime generates.
pub struct Spin;

impl HasData for Spin {
    type Data<'a> = &'a mut Guest;
}

impl Guest {
    /// Data for a new instance, which may use `memory` bytes of linear memory.
    pub fn new(component: Arc<Component>, memory: usize) -> Self {
        let mut wasi = WasiCtxBuilder::new();
        wasi.stdout(Output::new(Arc::clone(&component.name)));
        wasi.stderr(Output::new(Arc::clone(&component.name)));
        for (name, value) in &component.environment {
            wasi.env(name, value);
        }
        Self {
            outbound: Outbound::new(Arc::clone(&component)),
            component,
            table: ResourceTable::new(),
            limits: StoreLimitsBuilder::new().memory_size(memory).build(),
            wasi: wasi.build(),
            http: WasiHttpCtx::new(),
            causes: BTreeMap::new(),
            entered: None,
        }
    }

    /// The request for which the task works whose code runs, or has just called the host, if the host traces.
    pub fn cause(&self) -> Option<Arc<Cause>> {
        self.outbound.cause.clone()
    }

    /// A task begins to work for a request.
    pub fn begins(&mut self, task: GuestTaskId, cause: Option<Arc<Cause>>) {
        match cause {
            Some(cause) => self.causes.insert(task, cause),
            None => self.causes.remove(&task),
        };
    }

    /// From now on the component's own code runs, for this task. What it calls is called for the same request.
    pub fn enters(&mut self, task: Option<GuestTaskId>) {
        self.outbound.cause = task.and_then(|task| self.causes.get(&task).cloned());
        let measured = self.outbound.cause.as_ref().is_some_and(|cause| cause.measures_code());
        self.entered = measured.then(Instant::now);
    }

    /// It ceases to.
    pub fn leaves(&mut self) {
        if let (Some(entered), Some(cause)) = (self.entered.take(), &self.outbound.cause) {
            cause.computed(&self.component.name, entered.elapsed());
        }
    }
}

impl WasiView for Guest {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView { ctx: &mut self.wasi, table: &mut self.table }
    }
}

impl WasiHttpView for Guest {
    fn http(&mut self) -> WasiHttpCtxView<'_> {
        WasiHttpCtxView { ctx: &mut self.http, table: &mut self.table, hooks: &mut self.outbound }
    }
}
