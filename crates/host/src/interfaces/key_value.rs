//! `spin:key-value`: stores, as components see them.

use crate::bindings::key_value::{Error, Host, HostStore, HostStoreWithStore, Store as Handle};
use crate::guest::{Guest, Spin};
use crate::key_value::{Store, other};
use std::sync::Arc;
use wasmtime::Result;
use wasmtime::component::{Accessor, FutureReader, Resource, StreamReader};

/// Runs work that may have to wait for the disk.
async fn blocking<R: Send + 'static>(
    work: impl FnOnce() -> Result<R, Error> + Send + 'static,
) -> Result<R, Error> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| Err(other(error)))
}

impl Host for Guest {}

impl HostStore for Guest {
    async fn drop(&mut self, store: Resource<Handle>) -> Result<()> {
        self.table.delete(Resource::<Store>::new_own(store.rep()))?;
        Ok(())
    }
}

impl<T: Send> HostStoreWithStore<T> for Spin {
    async fn open(accessor: &Accessor<T, Self>, label: String) -> Result<Result<Resource<Handle>, Error>> {
        accessor.with(|mut access| {
            let guest = access.get();
            let component = &guest.component;
            if !component.key_value_stores.contains(&label) {
                let remedy = format!("add \"{label}\" to key_value_stores of [component.{}]", component.name);
                crate::log::warn(
                    "key-value store denied",
                    &[("component", &component.name), ("remedy", &remedy)],
                );
                return Ok(Err(Error::AccessDenied));
            }
            let store = Store::new(Arc::clone(&component.key_value), &label);
            let store = guest.table.push(store)?;
            Ok(Ok(Resource::new_own(store.rep())))
        })
    }

    async fn get(
        accessor: &Accessor<T, Self>,
        store: Resource<Handle>,
        key: String,
    ) -> Result<Result<Option<Vec<u8>>, Error>> {
        Ok(find(accessor, &store)?.get(&key))
    }

    async fn set(
        accessor: &Accessor<T, Self>,
        store: Resource<Handle>,
        key: String,
        value: Vec<u8>,
    ) -> Result<Result<(), Error>> {
        let store = find(accessor, &store)?;
        Ok(blocking(move || store.set(&key, &value)).await)
    }

    async fn delete(
        accessor: &Accessor<T, Self>,
        store: Resource<Handle>,
        key: String,
    ) -> Result<Result<(), Error>> {
        let store = find(accessor, &store)?;
        Ok(blocking(move || store.delete(&key)).await)
    }

    async fn exists(
        accessor: &Accessor<T, Self>,
        store: Resource<Handle>,
        key: String,
    ) -> Result<Result<bool, Error>> {
        Ok(find(accessor, &store)?.exists(&key))
    }

    async fn get_keys(
        accessor: &Accessor<T, Self>,
        store: Resource<Handle>,
    ) -> Result<(StreamReader<String>, FutureReader<Result<(), Error>>)> {
        let store = find(accessor, &store)?;
        let (keys, end) = match blocking(move || store.keys()).await {
            Ok(keys) => (keys, Ok(())),
            Err(error) => (Vec::new(), Err(error)),
        };
        accessor.with(|mut access| {
            let keys = StreamReader::new(&mut access, keys)?;
            let end = FutureReader::new(&mut access, async { wasmtime::error::Ok(end) })?;
            Ok((keys, end))
        })
    }
}

fn find<T: Send>(accessor: &Accessor<T, Spin>, store: &Resource<Handle>) -> Result<Store> {
    accessor
        .with(|mut access| Ok(access.get().table.get(&Resource::<Store>::new_borrow(store.rep()))?.clone()))
}
