//! What the manifest grants one component.

use crate::admission::Origin;
use crate::allowed_hosts::AllowedHosts;
use crate::body::AnswerBody;
use crate::client::Clients;
use crate::databases::Database;
use crate::stores::Store;
use crate::trace::Cause;
use crate::variables::Values;
use http::Response;
use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use wasmtime_wasi_http::handler::Request;

/// A component, as its instances see it, who share this.
pub struct Component {
    pub name: Arc<str>,
    pub environment: BTreeMap<String, String>,
    pub variables: Values,
    pub allowed_hosts: AllowedHosts,
    pub databases: BTreeMap<String, Database>,
    pub key_value_stores: BTreeMap<String, Store>,
    pub clients: Clients,
    /// The application's components, itself included; filled once all of them are there.
    pub siblings: Arc<OnceLock<Arc<dyn Siblings>>>,
}

/// The components of an application, as they call each other.
pub trait Siblings: Send + Sync {
    /// Whether there is one of this name that can be called.
    fn has(&self, component: &str) -> bool;

    /// Has `component` answer the request, whose URI is absolute. Boxed, because a call may lead to further calls.
    fn call<'a>(
        &'a self,
        component: &'a str,
        request: Request,
        origin: Origin,
        cause: Option<Arc<Cause>>,
    ) -> Pin<Box<dyn Future<Output = Response<AnswerBody>> + Send + 'a>>;
}
