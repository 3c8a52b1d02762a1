//! `spin:key-value`: stores, as components see them.

use crate::bindings::key_value::{Error, Host, HostStore, HostStoreWithStore, Store as Handle};
use crate::guest::{Guest, Spin};
use crate::stores::Store;
use wasmtime::Result;
use wasmtime::component::{Accessor, FutureReader, Resource, StreamReader};

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
            let Some(store) = component.key_value_stores.get(&label).cloned() else {
                let remedy = format!("add \"{label}\" to key_value_stores of [component.{}]", component.name);
                crate::log::warn(
                    "key-value store denied",
                    &[("component", &component.name), ("remedy", &remedy)],
                );
                return Ok(Err(Error::AccessDenied));
            };
            let store = guest.table.push(store)?;
            Ok(Ok(Resource::new_own(store.rep())))
        })
    }

    async fn get(
        accessor: &Accessor<T, Self>,
        store: Resource<Handle>,
        key: String,
    ) -> Result<Result<Option<Vec<u8>>, Error>> {
        Ok(find(accessor, &store)?.get(&key).await)
    }

    async fn set(
        accessor: &Accessor<T, Self>,
        store: Resource<Handle>,
        key: String,
        value: Vec<u8>,
    ) -> Result<Result<(), Error>> {
        Ok(find(accessor, &store)?.set(key, value).await)
    }

    async fn delete(
        accessor: &Accessor<T, Self>,
        store: Resource<Handle>,
        key: String,
    ) -> Result<Result<(), Error>> {
        Ok(find(accessor, &store)?.delete(key).await)
    }

    async fn exists(
        accessor: &Accessor<T, Self>,
        store: Resource<Handle>,
        key: String,
    ) -> Result<Result<bool, Error>> {
        Ok(find(accessor, &store)?.exists(&key).await)
    }

    async fn get_keys(
        accessor: &Accessor<T, Self>,
        store: Resource<Handle>,
    ) -> Result<(StreamReader<String>, FutureReader<Result<(), Error>>)> {
        let (keys, end) = match find(accessor, &store)?.keys().await {
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
