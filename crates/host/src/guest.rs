//! What the host holds for each instance of a component.

use crate::component::Component;
use crate::outbound::Outbound;
use crate::output::Output;
use crate::trace::Cause;
use std::sync::Arc;
use std::time::Instant;
use wasmtime::component::{HasData, ResourceTable};
use wasmtime::{CallHook, StoreLimits, StoreLimitsBuilder};
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
    /// Since when the component's own code runs, while the host traces.
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
            entered: None,
        }
    }

    /// The request for which the instance works, if the host traces.
    pub fn cause(&self) -> Option<Arc<Cause>> {
        self.outbound.cause.clone()
    }

    /// From now on the instance works for another request.
    pub fn set_cause(&mut self, cause: Option<Arc<Cause>>) {
        self.outbound.cause = cause;
    }

    /// Notes when the component's own code begins and ceases to run.
    pub fn passes(&mut self, border: CallHook) {
        match border {
            CallHook::CallingWasm | CallHook::ReturningFromHost => self.entered = Some(Instant::now()),
            CallHook::ReturningFromWasm | CallHook::CallingHost => {
                if let (Some(entered), Some(cause)) = (self.entered.take(), &self.outbound.cause) {
                    cause.computed(&self.component.name, entered.elapsed());
                }
            }
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
