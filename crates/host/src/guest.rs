//! What the host holds for each instance of a component.

use crate::allowed_hosts::AllowedHosts;
use crate::dispatch::Dispatcher;
use crate::key_value::KeyValue;
use crate::outbound::{Client, Outbound};
use crate::output::Output;
use crate::sqlite::Database;
use crate::variables::Values;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};
use wasmtime::component::{HasData, ResourceTable};
use wasmtime::{StoreLimits, StoreLimitsBuilder};
use wasmtime_wasi::{WasiCtx, WasiCtxBuilder, WasiCtxView, WasiView};
use wasmtime_wasi_http::{WasiHttpCtx, WasiHttpCtxView, WasiHttpView};

/// What the manifest grants one component. Shared by its instances.
pub struct Component {
    pub name: Arc<str>,
    pub environment: BTreeMap<String, String>,
    pub variables: Values,
    pub allowed_hosts: AllowedHosts,
    pub databases: BTreeMap<String, Arc<Database>>,
    pub key_value_stores: BTreeSet<String>,
    pub key_value: Arc<KeyValue>,
    pub client: Client,
    /// The application's other components; filled once all of them are there.
    pub application: Arc<OnceLock<Dispatcher>>,
}

/// The data of one instance's store.
pub struct Guest {
    pub component: Arc<Component>,
    pub table: ResourceTable,
    pub limits: StoreLimits,
    wasi: WasiCtx,
    http: WasiHttpCtx,
    outbound: Outbound,
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
