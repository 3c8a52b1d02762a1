//! `spin:sqlite`: databases, as components see them.

use crate::bindings::sqlite::{
    Connection as Handle, Error, Host, HostConnection, HostConnectionWithStore, QueryResult, RowResult, Value,
};
use crate::component::Component;
use crate::databases::{Connection, Database};
use crate::guest::{Guest, Spin};
use crate::log;
use crate::sqlite::Outcome;
use crate::trace::Cause;
use std::sync::Arc;
use wasmtime::Result;
use wasmtime::component::{Accessor, FutureReader, Resource, StreamReader};

/// The columns, the rows, and how it went.
type Streams = (Vec<String>, StreamReader<RowResult>, FutureReader<Result<(), Error>>);
type FutureResult = Result<(), Error>;

/// The database `name`, if the manifest grants it to the component.
fn granted(component: &Component, name: &str) -> Result<Database, Error> {
    component.databases.get(name).cloned().ok_or_else(|| {
        let remedy = format!("add \"{name}\" to sqlite_databases of [component.{}]", component.name);
        log::warn("database denied", &[("component", &component.name), ("remedy", &remedy)]);
        Error::AccessDenied
    })
}

/// Runs a statement of `component`'s, and tells of it as done for the request that it runs for.
async fn execute(
    connection: &Connection,
    statement: String,
    parameters: Vec<Value>,
    component: &Component,
    cause: Option<Arc<Cause>>,
) -> Outcome {
    let Some(cause) = cause else { return connection.execute(statement, parameters).await };
    let open = cause.runs(&component.name, connection.system(), statement.clone());
    let outcome = connection.execute(statement, parameters).await;
    open.ended(outcome.error.is_none(), outcome.cost);
    outcome
}

impl Host for Guest {}

impl HostConnection for Guest {
    async fn open(&mut self, database: String) -> Result<Result<Resource<Handle>, Error>> {
        let database = match granted(&self.component, &database) {
            Ok(database) => database,
            Err(error) => return Ok(Err(error)),
        };
        match Connection::open(database).await {
            Ok(connection) => Ok(Ok(handle(self.table.push(connection)?))),
            Err(error) => Ok(Err(error)),
        }
    }

    async fn execute(
        &mut self,
        connection: Resource<Handle>,
        statement: String,
        parameters: Vec<Value>,
    ) -> Result<Result<QueryResult, Error>> {
        let connection = self.table.get(&behind(&connection))?.clone();
        let (component, cause) = (Arc::clone(&self.component), self.cause());
        let outcome = execute(&connection, statement, parameters, &component, cause).await;
        let Outcome { columns, rows, error, .. } = outcome;
        Ok(match error {
            None => Ok(QueryResult { columns, rows }),
            Some(error) => Err(error),
        })
    }

    async fn last_insert_rowid(&mut self, connection: Resource<Handle>) -> Result<i64> {
        let connection = self.table.get(&behind(&connection))?.clone();
        Ok(connection.last_insert_rowid().await)
    }

    async fn changes(&mut self, connection: Resource<Handle>) -> Result<u64> {
        let connection = self.table.get(&behind(&connection))?.clone();
        Ok(connection.changes().await)
    }

    async fn drop(&mut self, connection: Resource<Handle>) -> Result<()> {
        self.table.delete(Resource::<Connection>::new_own(connection.rep()))?;
        Ok(())
    }
}

impl<T: Send> HostConnectionWithStore<T> for Spin {
    async fn open_async(
        accessor: &Accessor<T, Self>,
        database: String,
    ) -> Result<Result<Resource<Handle>, Error>> {
        let database = match accessor.with(|mut access| granted(&access.get().component, &database)) {
            Ok(database) => database,
            Err(error) => return Ok(Err(error)),
        };
        match Connection::open(database).await {
            Ok(connection) => {
                let connection = accessor.with(|mut access| access.get().table.push(connection))?;
                Ok(Ok(handle(connection)))
            }
            Err(error) => Ok(Err(error)),
        }
    }

    async fn execute_async(
        accessor: &Accessor<T, Self>,
        connection: Resource<Handle>,
        statement: String,
        parameters: Vec<Value>,
    ) -> Result<Result<Streams, Error>> {
        let connection = find(accessor, &connection)?;
        let (component, cause) = accessor.with(|mut access| {
            let guest = access.get();
            (Arc::clone(&guest.component), guest.cause())
        });
        let outcome = execute(&connection, statement, parameters, &component, cause).await;
        let Outcome { columns, rows, error, .. } = outcome;
        accessor.with(|mut access| {
            let rows = StreamReader::new(&mut access, rows)?;
            let end: FutureResult = error.map_or(Ok(()), Err);
            let end = FutureReader::new(&mut access, async { wasmtime::error::Ok(end) })?;
            Ok(Ok((columns, rows, end)))
        })
    }

    async fn last_insert_rowid_async(
        accessor: &Accessor<T, Self>,
        connection: Resource<Handle>,
    ) -> Result<i64> {
        Ok(find(accessor, &connection)?.last_insert_rowid().await)
    }

    async fn changes_async(accessor: &Accessor<T, Self>, connection: Resource<Handle>) -> Result<u64> {
        Ok(find(accessor, &connection)?.changes().await)
    }
}

fn find<T: Send>(accessor: &Accessor<T, Spin>, connection: &Resource<Handle>) -> Result<Connection> {
    accessor.with(|mut access| Ok(access.get().table.get(&behind(connection))?.clone()))
}

/// What a component is given for a connection in its instance's table.
fn handle(connection: Resource<Connection>) -> Resource<Handle> {
    Resource::new_own(connection.rep())
}

/// The connection that a handle stands for.
fn behind(handle: &Resource<Handle>) -> Resource<Connection> {
    Resource::new_borrow(handle.rep())
}
