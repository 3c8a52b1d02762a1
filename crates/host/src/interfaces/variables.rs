//! `spin:variables`: what a component may know of the application's values.

use crate::bindings::variables::{Error, Host, HostWithStore};
use crate::guest::{Guest, Spin};
use crate::manifest::is_variable_name;
use wasmtime::component::Accessor;

impl Host for Guest {}

impl<T: Send> HostWithStore<T> for Spin {
    async fn get(accessor: &Accessor<T, Self>, name: String) -> wasmtime::Result<Result<String, Error>> {
        if !is_variable_name(&name) {
            return Ok(Err(Error::InvalidName(format!("`{name}` cannot name a variable"))));
        }
        Ok(accessor.with(|mut access| {
            let component = &access.get().component;
            component.variables.get(&name).cloned().ok_or_else(|| {
                Error::Undefined(format!(
                    "component `{component}` has no variable `{name}`: add it to [component.{component}.variables]",
                    component = component.name
                ))
            })
        }))
    }
}
